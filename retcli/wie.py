"""Who acts, when, and what they are to be told afterwards: handed to every rule that writes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from . import text
from .clock import local_day


@dataclass(frozen=True, slots=True)
class Wie:
    """The member who acts at a moment. `notes` gains what they should know: a number left out, two members of one organisation."""

    lid: UUID
    moment: datetime
    notes: list[str] = field(default_factory=list)

    @property
    def today(self) -> date:
        """The day where the user is."""
        return local_day(self.moment)

    def free(self, value: str | None, *, lines: bool = True, limit: int = 20_000) -> str | None:
        """Text as it will be kept; see `text.free`."""
        return text.free(value, self.notes, lines=lines, limit=limit)

    def note(self, sentence: str) -> None:
        """Something to tell, once."""
        if sentence not in self.notes:
            self.notes.append(sentence)
