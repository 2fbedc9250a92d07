"""What every command shares: opening the team, the passphrase, dates, and how results are printed."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from db.clean import clean
from db.keys import from_os

from .. import backup, clock, text, toegang
from ..errors import NoDatabase, Refused, RetError
from ..locations import Place
from ..toegang import Toegang
from ..wie import Wie

Json = Annotated[bool, typer.Option("--json", help="Geef JSON: codes, geen namen ervan.")]


@dataclass(frozen=True, slots=True)
class Aanroep:
    """How the program was called: where its data is, and how the passphrase comes."""

    place: Place
    passphrase_file: Path | None = None
    passphrase: str | None = None


AANROEP: ContextVar[Aanroep] = ContextVar("aanroep")


def place() -> Place:
    """The data folder of this call."""
    return AANROEP.get().place


def passphrase(*, new: bool = False) -> str:
    """The passphrase: of practice, from a file, or asked; never from the command line. Raises Refused when nobody can be asked."""
    call = AANROEP.get()
    if call.passphrase is not None:
        return call.passphrase
    source = call.passphrase_file or _from_environment()
    if source is not None:
        try:
            return source.read_text(encoding="utf-8-sig").split("\n")[0].rstrip("\r")
        except UnicodeDecodeError:
            raise Refused("Het wachtwoordbestand is geen tekst.", "Zet het wachtwoord op de eerste regel.") from None
        except OSError:
            raise Refused("Het wachtwoordbestand kan niet worden gelezen.", "Kijk of het bestaat en of u het mag lezen.") from None
    if not sys.stdin.isatty():
        raise Refused("Er is een wachtwoord nodig.", "Geef het met --wachtwoord-bestand F of RETCLI_WACHTWOORD_BESTAND.")
    import getpass

    given = getpass.getpass("Wachtwoord: ")
    if new and getpass.getpass("Nog een keer: ") != given:
        raise Refused("De twee wachtwoorden verschillen.", "Begin opnieuw.")
    return given


def _from_environment() -> Path | None:
    named = os.environ.get("RETCLI_WACHTWOORD_BESTAND")
    return Path(named) if named else None


@contextlib.contextmanager
def opened(*, writing: bool = True) -> Iterator[Toegang]:
    """The open team. One that writes tries to make the day's copy first; one that reads runs beside the open program."""
    here = place()
    if not toegang.exists(here):
        if AANROEP.get().passphrase is not None:
            raise Refused("Er zijn nog geen oefengegevens.", "Maak ze met `retcli demo`.")
        raise NoDatabase
    team = toegang.unlock(here, passphrase(), now=clock.system, writable=writing)
    try:
        if writing:
            _copy(team)
        yield team
    finally:
        team.close()


def _copy(team: Toegang) -> None:
    """The day's copy; a failure is told, and does not stop the command: it says itself when it can't write."""
    try:
        backup.daily(team.store, team.place, team.now)
    except RetError as error:
        err(f"De kopie van vandaag is niet gemaakt ({error.title.lower()}); de opdracht gaat verder.")


def agreed(question: str) -> bool:
    """Ask once; without someone to ask the answer is no."""
    return sys.stdin.isatty() and typer.prompt(f"{question} [j/N]", default="n", show_default=False, err=True).strip().lower() in (
        "j",
        "ja",
    )


def tell(wie: Wie) -> None:
    """What the user should know afterwards."""
    for note in wie.notes:
        err(note)


def out(line: str = "") -> None:
    """A line on standard output, without anything that could steer a terminal."""
    typer.echo(clean(line).text)


def err(line: str) -> None:
    """A line on standard error."""
    typer.echo(clean(line).text, err=True)


def as_json(value: object) -> None:
    """JSON on standard output: dates ISO, instants ISO with Z, ids as text."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=1, default=_jsonable))


def _jsonable(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, Enum):
        return value.value
    raise TypeError(type(value).__name__)


def table(head: Sequence[str], rows: Iterable[Sequence[object]], empty: str) -> None:
    """Aligned columns, or one sentence when there is nothing."""
    cells = [[text.shorten("" if c is None else str(c), 60) for c in row] for row in rows]
    if not cells:
        out(empty)
        return
    widths = [max(len(head[i]), *(len(r[i]) for r in cells)) for i in range(len(head))]
    for row in [list(head), *cells]:
        out("  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)).rstrip())


def day(words: str | None) -> date | None:
    """A date as people write it."""
    return text.parse_date(words, clock.local_day(clock.system())) if words else None


def write(naar: Path, content: str) -> None:
    """Write a file in one step. Raises ReadOnlyDisk, DiskFull, Refused."""
    from db.keys import write_private

    if naar.is_dir() or not naar.resolve().parent.is_dir():
        raise Refused("Op deze plek kan geen bestand komen.", "Kies een bestandsnaam in een map die bestaat.")
    try:
        write_private(naar, content.encode())
    except OSError as error:
        raise from_os(error) from error
