"""The laptops of the team: who has which, inviting one, admitting it, withdrawing it, and handing on the right to do so.

Joining takes three steps and a telephone. The laptop with the team's key (`heeft_beheer`) makes an invitation; the new laptop answers with
a request (`toegang.sluit_aan`); both show the same six words, which people compare by voice; then the new laptop is admitted, and the first
package that it takes in makes it part of the team. Files are given as bytes with a name: the caller writes them (`bestand.write`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlmodel import Session

from .toegang import Toegang
from .wie import Wie


@dataclass(frozen=True, slots=True)
class Apparaat:
    """A laptop of the team. `naam` is how people call it, `van` the name of the lid whose it is ("" when nobody's), `gehoord_op` when its
    last package was made of those that were read here (None: never, or this one), `beheer` whether it is known here to hold the key."""

    id: UUID
    naam: str
    lid: UUID | None
    van: str
    deze: bool
    toegelaten_op: datetime | None
    ingetrokken_op: datetime | None
    gehoord_op: datetime | None
    beheer: bool


@dataclass(frozen=True, slots=True)
class Uitnodiging:
    """An invitation that was made: the name and content of its file, for whom, and until when it can be answered."""

    bestand: str
    inhoud: bytes = field(repr=False)
    voor: str
    tot: datetime


@dataclass(frozen=True, slots=True)
class Verzoek:
    """A request that answers an invitation of this laptop. `woorden` are the six that must be on the other laptop too; `naam` is how that
    laptop wants to be called; `voor` the name of the lid who was invited."""

    naam: str
    lid: UUID
    voor: str
    woorden: tuple[str, ...]
    inhoud: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Ingetrokken:
    """A laptop that was withdrawn, and what that does and does not do, in sentences to show."""

    naam: str
    woorden: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Beheerbestand:
    """The file that hands the team's key to one laptop: its name and content."""

    bestand: str
    inhoud: bytes = field(repr=False)
    voor: str


def heeft_beheer(session: Session) -> bool:
    """Whether this laptop holds the team's key: it alone can invite, admit, withdraw and hand that on."""
    raise NotImplementedError


def lijst(session: Session) -> list[Apparaat]:
    """All laptops that were ever admitted: this one first, then those that take part by name, then the withdrawn."""
    raise NotImplementedError


def zoek(session: Session, naam: str | UUID) -> Apparaat:
    """One laptop by its name, or by the name or code of its lid when that has one that takes part. Raises NotFound."""
    raise NotImplementedError


def nodig_uit(session: Session, wie: Wie, lid: str | UUID) -> Uitnodiging:
    """Make an invitation for a lid of the team, to be answered within a week, once. Any transaction will do: only a local mark is written.

    Raises NotFound for the lid, Refused when this laptop does not hold the key.
    """
    raise NotImplementedError


def lees_verzoek(session: Session, wie: Wie, inhoud: bytes) -> Verzoek:
    """The request in a file. It takes half a second: the words are made slowly on purpose.

    Raises Refused, each with its own sentence: no request, damaged, of a newer version, for another laptop or another team, not (or no
    more) invited, answered already, too late, not signed by who asks.
    """
    raise NotImplementedError


def verzoeken(map: Path) -> list[Path]:
    """The files in a folder, and one level below, that can be requests, the newest first."""
    raise NotImplementedError


def laat_toe(session: Session, wie: Wie, verzoek: Verzoek, woorden: Sequence[str], *, naam: str | None = None) -> Apparaat:
    """Admit a laptop. `woorden` are the six that were read out at the other laptop: pass what was typed, or `verzoek.woorden` only when a
    person said that all six are the same. To be done in `doing("toelaten")`; then `eerste_pakket` or an exchange brings it the team's data.

    Raises Refused when the words differ, and all that `lees_verzoek` raises (it is read again).
    """
    raise NotImplementedError


def eerste_pakket(team: Toegang, map: Path) -> Path:
    """Write a package with everything into this laptop's own subfolder of `map`, for a laptop that was just admitted. Raises RetError."""
    raise NotImplementedError


def wat_intrekken_doet(session: Session, apparaat: UUID) -> tuple[str, ...]:
    """What withdrawing this laptop does and does not protect, in sentences, to show before it is done."""
    raise NotImplementedError


def trek_in(session: Session, wie: Wie, apparaat: UUID) -> Ingetrokken:
    """Withdraw a laptop: no package is for it any more, none of its own is read, and of its work counts what is known here now. To be done
    in `doing("intrekken")`. Raises Refused: no key here, this laptop itself, withdrawn already.
    """
    raise NotImplementedError


def hernoem(session: Session, wie: Wie, apparaat: UUID, naam: str) -> None:
    """Call a laptop something else. Raises Refused for an empty name or one that another laptop has."""
    raise NotImplementedError


def geef_beheer(session: Session, wie: Wie, apparaat: UUID) -> Beheerbestand:
    """The team's key as a file that this one laptop can open. Both hold it from then on. Raises Refused: no key here, withdrawn, itself."""
    raise NotImplementedError


def ontvang_beheer(session: Session, wie: Wie, inhoud: bytes) -> None:
    """Take the team's key from a file for this laptop. Raises Refused: no such file, damaged, for another laptop, of another team."""
    raise NotImplementedError
