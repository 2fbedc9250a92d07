"""All meetings in a list: what became of each, and how its minutes stand."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session, col, func, select

from db.models import Besluit, Lid, Overleg, Vaststelling

from .. import overleg
from ..overleg import Kop

STAND = {"concept": "gepland", "lopend": "loopt", "gesloten": "concept", "afgelast": "afgelast"}
"""How a meeting stands, of which the minutes are not fixed; `concept` in the table is a meeting that has to come."""


@dataclass(frozen=True, slots=True)
class Rij:
    """A meeting: `stand` is gepland, loopt, concept, vastgesteld or afgelast; `besluiten` counts the casussen with a decision of it."""

    kop: Kop
    stand: str
    besluiten: int
    voorzitter: str | None


def overzicht(session: Session) -> list[Rij]:
    """All meetings, newest first."""
    fixed = set(session.exec(select(Vaststelling.overleg).where(col(Vaststelling.vastgesteld_op).is_not(None))))
    counts = func.count(col(Besluit.casus).distinct())
    decided = dict(session.exec(select(Besluit.overleg, counts).group_by(col(Besluit.overleg))).all())
    names = dict(session.exec(select(Lid.id, Lid.naam)).all())
    return [
        Rij(
            kop,
            "vastgesteld" if kop.id in fixed else STAND[kop.status],
            decided.get(kop.id, 0),
            names.get(kop.voorzitter_id) if kop.voorzitter_id else None,
        )
        for kop in overleg.listed(session)
    ]


def announcement(session: Session, meeting: UUID) -> str:
    """The free paragraph of its minutes; empty when there is none."""
    row = session.get(Overleg, meeting)
    return (row.mededeling or "") if row is not None else ""
