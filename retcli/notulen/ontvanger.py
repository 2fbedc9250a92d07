"""Who gets a document: an organisation sees only the casussen that it has a part in."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from rapidfuzz import fuzz, process
from sqlmodel import Session, col, select

from db.models import Actie, Besluit, Casus, CasusPartij, Inzet, InzetLid, Lid

from .. import text
from ..codering import simple
from ..errors import Refused

ALIKE = 60  # of 100, as rapidfuzz.fuzz.WRatio counts: from here on a name is suggested


def organisaties(session: Session) -> list[str]:
    """The organisations that the program knows, by name; of two spellings of one name the first."""
    return [name for _, name in sorted(_known(session).items())]


def eigen_casussen(session: Session, organisatie: str) -> set[UUID]:
    """The casussen that an organisation has a part in. Raises Refused for an unknown one.

    It brought them or is involved, or who carries out a decision, has an action or was ever in the duo works there. Case, blanks, accents
    and punctuation don't count, the rest must be the same.
    """
    wanted = simple(organisatie)
    known = _known(session)
    if wanted not in known:
        near = process.extractOne(wanted, list(known), scorer=fuzz.WRatio, score_cutoff=ALIKE) if wanted else None
        hint = f"Bedoelt u {known[near[0]]}?" if near else "Schrijf de naam zoals die bij een casus of een lid staat."
        raise Refused(f"De organisatie {text.shorten(organisatie, 40)} is hier niet bekend.", hint)
    people = [lid for lid, name in session.exec(select(Lid.id, Lid.organisatie)) if name and simple(name) == wanted]
    found = {casus for casus, name in _named(session) if casus is not None and simple(name) == wanted}
    for query in (
        select(Besluit.casus).where(col(Besluit.besluit_eigenaar).in_(people)),
        select(Actie.casus).where(col(Actie.eigenaar).in_(people)),
        select(Inzet.casus).join(InzetLid, col(InzetLid.inzet) == Inzet.id).where(col(InzetLid.lid).in_(people)),
    ):
        found.update(casus for casus in session.exec(query.distinct()) if casus is not None)
    return found


def _known(session: Session) -> dict[str, str]:
    """The organisations by the form in which they are compared."""
    known: dict[str, str] = {}
    for name in sorted({name for _, name in _named(session)} | {n for n in session.exec(select(Lid.organisatie).distinct()) if n}):
        if plain := simple(name):
            known.setdefault(plain, name)
    return known


def _named(session: Session) -> Iterator[tuple[UUID | None, str]]:
    """The casussen with the organisations that are named on them."""
    for query in (
        select(Casus.id, Casus.aanmelder_organisatie).where(col(Casus.aanmelder_organisatie).is_not(None)),
        select(CasusPartij.casus, CasusPartij.organisatie).where(col(CasusPartij.organisatie).is_not(None)),
    ):
        for casus, name in session.exec(query):
            if name:
                yield casus, name
