"""Children of one family: linked by one value, discussed together when people want to, counted each by themselves."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session, col, select

from db import queries
from db.columns import new_id
from db.models import Casus

from . import intake
from .errors import NotFound, Refused

SHARED = ("datum_aanmelding", "kanaal", "aanmelder", "aanmelder_organisatie", "gemeente", "problematiek_ouders")
"""What the aanmelding of a next child of the family begins with."""


@dataclass(frozen=True, slots=True)
class Gezinslid:
    """Another child of the family."""

    id: UUID
    casus: str
    geboortejaar: int | None
    geslacht: str | None


def of(session: Session, casus: UUID) -> list[Gezinslid]:
    """The other children of the family, the oldest first."""
    gezin = session.exec(select(Casus.gezin).where(Casus.id == casus)).first()
    if gezin is None:
        return []
    return [
        Gezinslid(row, code or "?", year, sex)
        for row, code, year, sex in session.exec(
            select(Casus.id, Casus.casuscode, Casus.geboortejaar, Casus.geslacht)
            .where(Casus.gezin == gezin, Casus.id != casus, queries.counted())
            .order_by(col(Casus.geboortejaar), col(Casus.casuscode))
        )
    ]


def link(session: Session, casus: UUID, other: UUID) -> None:
    """Say that two casussen are children of one family; two families become one. Raises NotFound, Refused."""
    if casus == other:
        raise Refused("Dit is dezelfde casus.", "Geef de code van een broer of zus.")
    one, two = _row(session, casus), _row(session, other)
    gezin = two.gezin or one.gezin or new_id()
    leaving = one.gezin if one.gezin != gezin else None
    for row in session.exec(select(Casus).where(Casus.gezin == leaving)) if leaving else ():
        row.gezin = gezin
    one.gezin = two.gezin = gezin
    session.flush()


def unlink(session: Session, casus: UUID) -> None:
    """Take a casus out of its family; a family of one is none. Raises NotFound."""
    row = _row(session, casus)
    others = session.exec(select(Casus).where(Casus.gezin == row.gezin, Casus.id != casus)).all() if row.gezin else []
    row.gezin = None
    if len(others) == 1:
        others[0].gezin = None
    session.flush()


def shared(session: Session, casus: UUID) -> dict[str, object]:
    """What the aanmelding of a next child begins with, as `intake.register` takes it. Raises NotFound."""
    velden = intake.values(session, casus)
    return {name: velden[name] for name in SHARED if velden[name] not in (None, ())}


def _row(session: Session, casus: UUID) -> Casus:
    row = session.get(Casus, casus)
    if row is None:
        raise NotFound("Deze casus is er niet meer.")
    return row
