"""The lock of a closed meeting: every rule that changes something of a meeting asks here first."""

from __future__ import annotations

from uuid import UUID

from sqlmodel import Session

from db.models import Overleg

from .errors import NotFound, Refused


def open_meeting(session: Session, overleg: UUID) -> Overleg:
    """The meeting, when it may still change. Raises NotFound, Refused."""
    row = session.get(Overleg, overleg)
    if row is None:
        raise NotFound("Dit overleg is er niet.", "Kijk met `retcli overleg lijst`.")
    if row.gesloten_op is not None:
        raise Refused("Dit overleg is gesloten; wat erin besloten is staat vast.", "Leg een nieuw besluit vast buiten het overleg.")
    return row
