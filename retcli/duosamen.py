"""The casussen of one meeting that wait for a duo, divided together, and such a division taken as it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session, and_, col, or_, select

from db.models import Besluit, Casus, Inzet

from . import duo, text, triage
from .agenda import agenda
from .duo import Samen
from .errors import Refused
from .wie import Wie

NOBODY = "Er is geen duo met plek over."


@dataclass(frozen=True, slots=True)
class Wacht:
    """A decision for Team AnderS that has no duo yet."""

    besluit: UUID
    casus: UUID
    code: str


@dataclass(frozen=True, slots=True)
class Verdeling:
    """The best ways to divide the teams over the casussen that wait, best first; `later` are those that wait for the next division."""

    voorstellen: tuple[Samen, ...]
    later: tuple[str, ...]

    @property
    def woorden(self) -> str:
        """What is said of those that wait longer; empty when none does."""
        return f"Eerst de {duo.MOST} die het langst bovenaan staan; daarna nog {text.listed(self.later)}." if self.later else ""


def waiting(session: Session, overleg: UUID, today: date) -> list[Wacht]:
    """The open casussen for which this meeting decided Team AnderS and that have no duo, in the order of its agenda."""
    found = _waiting(session, overleg)
    order = [item.casus_id for item in agenda(session, overleg, today, fresh=False) if item.casus_id] if found else []
    return [found[casus] for casus in dict.fromkeys((*order, *found)) if casus in found]


def many_waiting(session: Session, overleg: UUID) -> int:
    """How many `waiting` gives, in one statement."""
    return len(_waiting(session, overleg))


def _waiting(session: Session, overleg: UUID) -> dict[UUID, Wacht]:
    running = select(Inzet.id).where(
        or_(Inzet.besluit == Besluit.id, and_(col(Inzet.casus) == Besluit.casus, col(Inzet.einddatum).is_(None)))
    )
    rows = session.exec(
        select(Besluit.id, Casus.id, Casus.casuscode)
        .join(Casus, col(Casus.id) == Besluit.casus)
        .where(Besluit.overleg == overleg, Besluit.besluit_route == "TA", col(Casus.afsluiting_datum).is_(None), ~running.exists())
    )
    return {casus: Wacht(besluit, casus, code or "?") for besluit, casus, code in rows}


def divide(session: Session, overleg: UUID, today: date, *, limit: int = 3) -> Verdeling:
    """At most `limit` ways to give each of the first four that wait a duo, without a place used twice. Raises Refused when none waits,
    and as `duo.samen`."""
    return prepare(session, overleg, today, limit=limit)()


def prepare(session: Session, overleg: UUID, today: date, *, limit: int = 3) -> Callable[[], Verdeling]:
    """`divide` in two: what it needs is read now, and what is returned does the work without the database. Raises as it does."""
    waits = waiting(session, overleg, today)
    if not waits:
        raise Refused("In dit overleg wacht geen casus op een duo.", "Neem eerst een besluit voor Team AnderS.")
    rank = duo.prepare_samen(session, [w.casus for w in waits[: duo.MOST]], today, limit=limit)
    return lambda: Verdeling(tuple(rank()), tuple(w.code for w in waits[duo.MOST :]))


def take(session: Session, wie: Wie, overleg: UUID, voorstel: Samen) -> int:
    """Give each casus its duo of this proposal, in one act; how many got one. Raises Refused when there is none with room, or when one
    got a duo since; then none gets one."""
    waits = {w.casus: w.besluit for w in waiting(session, overleg, wie.today)}
    given = [(deel, deel.paar) for deel in voorstel.delen if deel.paar is not None]
    if not given:
        raise Refused(NOBODY, "Kies met d zelf een duo, of geef iemand meer plekken.")
    for deel, _ in given:
        if deel.casus not in waits:
            raise Refused(f"Casus {deel.code} wacht niet meer op een duo.", "Vraag het voorstel opnieuw.")
    triage.assign_all(session, wie, [(waits[deel.casus], pair.leden) for deel, pair in given])
    return len(given)
