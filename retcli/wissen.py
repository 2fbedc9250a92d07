"""Erasing a casus for good: what goes, what can't be recalled, and the act itself (docs/sync.md, erasing).

What is about the casus, its doubles among it, is deleted by an ordinary change, and an order that the team's key signs takes the values out
of the log of every laptop that hears of it. Kept minutes are written anew without it. What people wrote of it elsewhere, in an announcement
or in the log of another casus, is told and stays: it is of something else.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from .locations import Place
from .toegang import Toegang

DOEL = "wissen"
"""The intent of the act."""


@dataclass(frozen=True, slots=True)
class Omvang:
    """What erasing a casus comes to. `codes` are the casuscodes that go: its own first, then those of its doubles (one and the same
    child). `aantallen` are what people call a thing, fitting its number, and how many go (`("besluiten", 2)`). `overleggen` are the days
    of meetings whose kept minutes are written anew without it. `genoemd` are places where a code stands in text that stays. `blijft`
    are sentences on what can't be recalled."""

    codes: tuple[str, ...]
    aantallen: tuple[tuple[str, int], ...]
    overleggen: tuple[str, ...]
    genoemd: tuple[str, ...]
    blijft: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gewist:
    """Something that was erased: when, by whom (name, "" when unknown), why (code of `wisreden`), and how many rows."""

    id: UUID
    op: datetime | None
    door: str
    reden: str
    rijen: int


@dataclass(frozen=True, slots=True)
class Rest:
    """What came in of erased casussen from a laptop that had not heard yet: `aantallen` as of `Omvang`, and `overleggen` whose minutes
    name a casus that is no more."""

    aantallen: tuple[tuple[str, int], ...]
    overleggen: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.aantallen or self.overleggen)


def omvang(session: Session, casus: UUID, place: Place | None = None) -> Omvang:
    """What erasing this casus would take away and what it can't, to show before it is done; writes nothing. With `place` also how many
    copies there are. Raises NotFound; Refused where this laptop does not hold the team's key, and for a code that two casussen have."""
    raise NotImplementedError


def wis(team: Toegang, casus: UUID, reden: str) -> Gewist:
    """Erase a casus for good, here now and on the other laptops when they hear of it. `reden` is a code of `wisreden`. Nothing brings it
    back. Raises as `omvang`; Refused for another reason; DiskFull: what was begun is finished at the next opening then."""
    raise NotImplementedError


def lijst(session: Session) -> tuple[Gewist, ...]:
    """What was erased for good, the last first."""
    raise NotImplementedError


def rest(session: Session) -> Rest:
    """What came in afterwards of what was erased, and shows nowhere; false when there is nothing."""
    raise NotImplementedError


def wis_rest(team: Toegang) -> Gewist | None:
    """Erase that too; None when there is nothing. Raises Refused where this laptop does not hold the team's key."""
    raise NotImplementedError
