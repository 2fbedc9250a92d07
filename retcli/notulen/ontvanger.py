"""Who gets a document: an organisation sees only the casussen that it has a part in."""

from __future__ import annotations

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
    return [spelled[0] for _, spelled in sorted(_known(session).items())]


def bekend(session: Session, organisatie: str) -> str:
    """The name of an organisation as the program knows it. Raises Refused for an unknown one."""
    return _spelled(session, organisatie)[0]


def eigen_casussen(session: Session, organisatie: str) -> set[UUID]:
    """The casussen that an organisation has a part in. Raises Refused for an unknown one.

    It brought them or is involved, or who carries out a decision, has an action or was ever in the duo works there. Case, blanks, accents
    and punctuation don't count, the rest must be the same.
    """
    spelled = _spelled(session, organisatie)
    people = list(session.exec(select(Lid.id).where(col(Lid.organisatie).in_(spelled))))
    queries = (
        select(col(Casus.id)).where(col(Casus.aanmelder_organisatie).in_(spelled)),
        select(col(CasusPartij.casus)).where(col(CasusPartij.organisatie).in_(spelled)),
        select(col(Besluit.casus)).where(col(Besluit.besluit_eigenaar).in_(people)),
        select(col(Actie.casus)).where(col(Actie.eigenaar).in_(people)),
        select(col(Inzet.casus)).join(InzetLid, col(InzetLid.inzet) == Inzet.id).where(col(InzetLid.lid).in_(people)),
    )
    return {casus for query in queries for casus in session.exec(query) if casus is not None}


def _spelled(session: Session, organisatie: str) -> list[str]:
    """The spellings of an organisation, the first first. Raises Refused for an unknown one."""
    wanted, known = simple(organisatie), _known(session)
    if wanted not in known:
        near = process.extractOne(wanted, list(known), scorer=fuzz.WRatio, score_cutoff=ALIKE) if wanted else None
        hint = f"Bedoelt u {known[near[0]][0]}?" if near else "Schrijf de naam zoals die bij een casus of een lid staat."
        raise Refused(f"De organisatie {text.shorten(organisatie, 40)} is hier niet bekend.", hint)
    return known[wanted]


def _known(session: Session) -> dict[str, list[str]]:
    """The organisations with their spellings, by the form in which they are compared."""
    columns = (col(Casus.aanmelder_organisatie), col(CasusPartij.organisatie), col(Lid.organisatie))
    names = {name for column in columns for name in session.exec(select(column).distinct()) if name}
    known: dict[str, list[str]] = {}
    for name in sorted(names):
        if plain := simple(name):
            known.setdefault(plain, []).append(name)
    return known
