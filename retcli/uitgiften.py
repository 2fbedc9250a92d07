"""The export register: what left the program, for whom, on what ground, and until when it may be kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from db.models import Lid, Uitgifte


@dataclass(frozen=True, slots=True)
class Uitgegeven:
    """Something that left the program. `door` is the short name of who gave it out, `sha256` the digest of the file in hexadecimals."""

    op: datetime | None
    wat: str
    voor_wie: str
    grondslag: str
    sha256: str
    bewaren_tot: date | None
    door: str | None

    def verlopen(self, today: date) -> bool:
        """Whether it should have been destroyed by now."""
        return self.bewaren_tot is not None and self.bewaren_tot < today


def listed(session: Session, *, limit: int | None = None) -> list[Uitgegeven]:
    """What was given out from this laptop, newest first."""
    rows = session.exec(
        select(Uitgifte, Lid.code).join(Lid, col(Lid.id) == Uitgifte.lid, isouter=True).order_by(col(Uitgifte.id).desc()).limit(limit)
    )
    return [
        Uitgegeven(
            row.op, row.wat or "", row.voor_wie or "", row.grondslag or "", row.sha256 or "",
            row.bewaren_tot.date() if row.bewaren_tot else None, code,  # a day is kept as its midnight in UTC
        )
        for row, code in rows
    ]  # fmt: skip
