"""The team's own phrases for reasons: those it keeps, and those it writes more than once."""

from __future__ import annotations

from collections import Counter
from uuid import UUID

from sqlmodel import Session, col, select

from db.columns import made_of
from db.models import Besluit, EigenCode

from .errors import Refused
from .text import shorten
from .wie import Wie

LIST = "reden"
MANY = 9
"""As many as there are digits to choose one by."""
LONGEST = 80
_LOOK_BACK = 300


def phrases(session: Session) -> list[str]:
    """At most nine, to choose from by a digit: those that were kept, then what was written at least twice of late, most often first."""
    own = kept(session)
    recent = session.exec(
        select(Besluit.reden)
        .where(col(Besluit.reden).is_not(None), col(Besluit.overleg).is_not(None))
        .order_by(col(Besluit.genomen_op).desc())
        .limit(_LOOK_BACK)
    )
    times = Counter(" ".join(r.split()) for r in recent if r and len(r) <= LONGEST)
    have = {p.casefold() for p in own}
    return (own + [p for p, n in times.most_common(MANY * 2) if n > 1 and p.casefold() not in have])[:MANY]


def kept(session: Session) -> list[str]:
    """The phrases that the team keeps, in the order of the alphabet."""
    rows = session.exec(select(EigenCode.label).where(EigenCode.lijst == LIST, col(EigenCode.tot).is_(None)))
    return sorted((label for label in rows if label), key=str.casefold)


def keep(session: Session, wie: Wie, zin: str) -> None:
    """Keep a phrase. Raises Refused for one without words, a long one, or a tenth."""
    words = wie.free(zin, lines=False, limit=LONGEST)
    if not words:
        raise Refused("Een vaste zin heeft woorden.", "Schrijf een korte reden.")
    if len(kept(session)) >= MANY:
        raise Refused(f"Er zijn al {MANY} vaste zinnen.", "Haal er eerst een weg.")
    key = _key(words)
    row = session.get(EigenCode, key)
    if row is None:
        row = EigenCode(id=key, lijst=LIST, code=key.hex[:8])
        session.add(row)
    row.label, row.tot = words, None


def drop(session: Session, wie: Wie, zin: str) -> None:
    """Offer a phrase no more. Raises Refused when it was not kept."""
    row = session.get(EigenCode, _key(zin))
    if row is None or row.tot is not None:
        raise Refused(f"“{shorten(zin, 40)}” is geen vaste zin.", "Kijk met `retcli overleg zin`.")
    row.tot = wie.today


def _key(words: str) -> UUID:
    return made_of("eigen_code", LIST, " ".join(words.casefold().split()))
