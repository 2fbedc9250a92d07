"""What laptops disagree about, in words, and settling it: two values of one field, a row that one deleted and another changed, one
casuscode for two casussen, a value that has no place here.

Nothing is settled but by choosing: a choice names what was seen (`gezien`, handed to the action), so what came in since stays beside it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from db.sync import differences
from db.sync.seal import Shown

from .wie import Wie

SOORTEN = ("veld", "verwijderd", "casuscode", "kapot")
"""Kinds: a field with several values; deleted by one and changed by another; one code for several casussen; a value without a place."""


@dataclass(frozen=True, slots=True)
class Kant:
    """One side: the value in words, whose it is, when by their clock, on which laptop. `toont` is the one that shows everywhere now."""

    letter: str
    waarde: str
    lid: UUID | None
    wie: str
    apparaat: str
    op: datetime | None
    toont: bool


@dataclass(frozen=True, slots=True)
class Verschil:
    """One thing to settle. `naam` is its short name in commands, `over` what it is about, `veld` which field of it; `keuzes` the words that
    `kies` takes beside a value of one's own (`eigen` says whether it takes one). `voorstel` is both texts as one; `botst` says that they
    changed the same words, so that someone has to read it."""

    naam: str
    soort: str
    casus: UUID | None
    over: str
    veld: str
    kanten: tuple[Kant, ...]
    keuzes: tuple[str, ...]
    eigen: bool
    voorstel: str | None
    botst: bool
    gezien: Shown


@dataclass(frozen=True, slots=True)
class Eigen:
    """A value of one's own, as it was typed."""

    tekst: str


def aantal(session: Session) -> int:
    """How many things there are to settle; cheap enough for each drawing of the first screen."""
    return tel(session.connection().connection.cursor())


def tel(cursor: Any) -> int:
    """The same for whoever has a cursor: within an exchange that is only looked at."""
    return sum(differences.counts(cursor))


def lijst(session: Session, casus: UUID | None = None) -> list[Verschil]:
    """Everything to settle, the newest first, what is about one casus together; with `casus` only what is about that one."""
    raise NotImplementedError


def velden(session: Session, casus: UUID) -> frozenset[str]:
    """The columns of this casus with several values, for the mark on its card."""
    raise NotImplementedError


def vind(session: Session, naam: str) -> Verschil:
    """The one with this name, or the only one whose name begins so. Raises NotFound."""
    raise NotImplementedError


def gezien(verschillen: Collection[Verschil]) -> Shown:
    """What an action has to be opened with (`Toegang.doing(…, shown=…)`) to settle these."""
    return {key: dots for one in verschillen for key, dots in one.gezien.items()}


def kies(session: Session, wie: Wie, verschil: Verschil, keuze: str | Eigen) -> str:
    """Settle it, within an action opened with `gezien([verschil])`; what was done, as a sentence. `keuze` is one of `verschil.keuzes`
    (`A`, `B`, `beide`, `houden`, `verwijderen`, `nieuw`) or a value of one's own. Raises Refused, also when it changed since it was read."""
    raise NotImplementedError


def kies_van(session: Session, wie: Wie, verschillen: Collection[Verschil], lid: UUID) -> int:
    """Settle each of these that this member has one side of by taking that side, within an action opened with `gezien(verschillen)`; how
    many that were."""
    raise NotImplementedError
