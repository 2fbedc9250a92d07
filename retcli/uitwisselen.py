"""Exchanging files with the other laptops of the team, in words: what would come in, what came in, what is missing, who was heard of.

The engine is `db/sync/map.py`; here it becomes what people read. An exchange takes a while and holds the database: it belongs in a thread,
and `progress` may raise `Afgebroken` there. Each package comes in whole or not at all, so there is nothing half to come back to.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlmodel import Session

from .toegang import Toegang

Voortgang = Callable[[str, int, int], None]
"""Told what is being done (a sentence), how far it is and of how much; it may raise Afgebroken."""


class Afgebroken(Exception):
    """Someone broke the exchange off. What came in before stays, whole; the next exchange goes on from there."""


@dataclass(frozen=True, slots=True)
class Aantal:
    """What became of one kind of thing: `soort` is its table."""

    soort: str
    nieuw: int
    gewijzigd: int
    verwijderd: int


@dataclass(frozen=True, slots=True)
class CasusRegel:
    """What became of one casus: `hoe` is nieuw, gewijzigd or verwijderd, `wat` which things around it, in words."""

    code: str
    hoe: str
    wat: str


@dataclass(frozen=True, slots=True)
class Gelezen:
    """A package that was taken in: its path in the folder, the laptop that made it and when, how many changes it brought that were new
    here, and how many things there are to settle since."""

    bestand: str
    laptop: str
    op: datetime | None
    nieuw: int
    verschillen: int


@dataclass(frozen=True, slots=True)
class Geweigerd:
    """A file that was left as it is, and why; `later` when it may mend by itself and is tried again."""

    bestand: str
    reden: str
    later: bool


@dataclass(frozen=True, slots=True)
class Mist:
    """Changes of one laptop that exist and are not here: their numbers, the laptops that have them, and all that as a sentence."""

    laptop: str
    van: int
    tot: int
    bij: tuple[str, ...]
    woorden: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Voorbeeld:
    """What an exchange would do, or did: `bestanden` counts all that lies in the folder; `waarschuwingen` are sentences."""

    map: Path
    bestanden: int
    gelezen: tuple[Gelezen, ...]
    aantallen: tuple[Aantal, ...]
    casussen: tuple[CasusRegel, ...]
    geweigerd: tuple[Geweigerd, ...]
    mist: tuple[Mist, ...]
    waarschuwingen: tuple[str, ...]

    @property
    def nieuw(self) -> int:
        """How many changes of others were not here yet."""
        return sum(one.nieuw for one in self.gelezen)

    @property
    def verschillen(self) -> int:
        """How many things there are to settle that there were not before."""
        return sum(one.verschillen for one in self.gelezen)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verslag(Voorbeeld):
    """What an exchange did: the files it wrote and tidied away, as paths in the folder, and the six letters of what this laptop holds."""

    geschreven: tuple[str, ...]
    opgeruimd: int
    stand: str
    afgebroken: bool


@dataclass(frozen=True, slots=True)
class Stand:
    """When files were exchanged last, the six letters of what this laptop holds now, and how much there is to settle."""

    op: datetime
    stand: str
    verschillen: int


@dataclass(frozen=True, slots=True)
class Laptop:
    """A laptop of the team: its name with whose it is, when it was last heard of, and whether it then held what this one holds now."""

    naam: str
    deze: bool
    ingetrokken: bool
    gehoord: datetime | None
    gelijk: bool


def stil(wat: str, gedaan: int, totaal: int) -> None:
    """Progress that nobody looks at."""


def voorbeeld(team: Toegang, map: Path, progress: Voortgang = stil) -> Voorbeeld:
    """What an exchange with this folder would bring; nothing is written. Raises RetError, and Afgebroken when `progress` does."""
    raise NotImplementedError


def wissel_uit(team: Toegang, map: Path, progress: Voortgang = stil) -> Verslag:
    """Take in what others wrote, and write what they lack. Broken off it gives the report of what came in whole. Raises RetError."""
    raise NotImplementedError


def lees(team: Toegang, bestanden: Sequence[Path], progress: Voortgang = stil) -> Verslag:
    """Take in packages by hand, wherever they are; nothing is written. Raises RetError."""
    raise NotImplementedError


def laatste(session: Session) -> Stand | None:
    """The last exchange, None before the first; cheap enough for each drawing of the first screen."""
    raise NotImplementedError


def laptops(session: Session) -> tuple[Laptop, ...]:
    """The laptops of the team, this one first, then by when they were last heard of."""
    raise NotImplementedError
