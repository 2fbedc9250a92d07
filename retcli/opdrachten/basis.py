"""What every command shares: opening the team, the passphrase, dates, and how results are printed."""

from __future__ import annotations

import contextlib
import json
import os
import re
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import Annotated, TypeVar
from uuid import UUID

import typer
from sqlmodel import Session

from db.clean import clean

from .. import backup, bestand, clock, config, kopie, leden, text, toegang
from ..errors import NoDatabase, Refused, RetError
from ..locations import Place
from ..notulen import sleutelbos, uitgeven
from ..notulen.uitgeven import Stuk
from ..toegang import Toegang
from ..wie import Wie

Json = Annotated[bool, typer.Option("--json", help="Geef JSON: codes, geen namen ervan.")]
Vormen = Annotated[list[str] | None, typer.Option("--vorm", metavar="md|docx|pdf|json", help="In welke vorm; mag vaker.")]
Versie = Annotated[str, typer.Option("--versie", metavar="deelbaar|intern", help="Om te delen, of met alles erin.")]
Naar = Annotated[Path | None, typer.Option("--naar", metavar="F", help="Schrijf naar dit bestand of in deze map.")]
Ja = Annotated[bool, typer.Option("--ja", help="Niet vragen: niet bij versie intern, en niet als het bestand er al is.")]

Zeker = Annotated[bool, typer.Option("--ja", help="Doe het zonder te vragen.")]

PRINTED = ("md", "json")
"""The forms that can go to the screen."""

Versleuteld = Annotated[bool, typer.Option("--versleuteld", help="Alleen te openen op de laptops van het team (.age).")]
INTERN = "De interne versie bevat vragen, redenen, notities en namen. Toch maken?"
"""What is asked before a version with everything in it is made."""

_STEERING = re.compile("[\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""What could steer a terminal, or is no text, and that JSON would leave as it is."""

S = TypeVar("S", bound=Stuk)


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
def opened(*, writing: bool = True, wachtend: bool = False) -> Iterator[Toegang]:
    """The open team. One that writes tries to make the day's copy first; one that reads runs beside the open program. With `wachtend` also
    one that this laptop is not admitted to yet, and what was taken in then may admit it, which is told."""
    here = place()
    if not toegang.exists(here):
        if AANROEP.get().passphrase is not None:
            raise Refused("Er zijn nog geen oefengegevens.", "Maak ze met `retcli demo`.")
        raise NoDatabase
    team = toegang.unlock(here, passphrase(), now=clock.system, writable=writing, wachtend=wachtend)
    try:
        if team.store.moved:
            err(kopie.VERHUISD)
        if writing and team.wacht is None:
            _copy(team)
        yield team
        if writing and team.wacht is not None:
            _tell_admitted(toegang.toegelaten(team), team.wacht.uitnodiger)
    finally:
        team.close()


def _tell_admitted(team: Toegang, door: str) -> None:
    if team.wacht is not None:
        err(f"Deze laptop is nog niet toegelaten. {door} laat hem toe nadat u de zes woorden voorlas (`retcli sluit-aan`).")
        return
    with team.reading() as session:
        err(f"Deze laptop hoort nu bij het team. U werkt als {leden.find(session, team.lid).naam}.")
    err(f"Las u de zes woorden nog niet voor aan {door}, voer dan niets in en bel eerst.")


def _copy(team: Toegang) -> None:
    """The day's copy; a failure is told, and does not stop the command: it says itself when it can't write."""
    try:
        backup.daily(team.store, team.place, team.now)
    except RetError as error:
        err(f"De kopie van vandaag is niet gemaakt ({error.title.lower()}); de opdracht gaat verder.")


def agreed(question: str, *, default: bool = False) -> bool:
    """Ask once, with what Enter says; without someone to ask the answer is no."""
    if not sys.stdin.isatty():
        return False
    keys = "J/n" if default else "j/N"
    given = typer.prompt(f"{question} [{keys}]", default="j" if default else "n", show_default=False, err=True)
    return str(given).strip().lower() in ("j", "ja")


def tell(wie: Wie) -> None:
    """What the user should know afterwards."""
    for note in wie.notes:
        err(note)


def out(line: str = "") -> None:
    """A line on standard output, without anything that could steer a terminal."""
    typer.echo(clean(line).text)


def show_recovery(secret: str) -> None:
    """The recovery key, once."""
    out("Herstelsleutel, voor als het wachtwoord vergeten is. Schrijf hem op papier; hij wordt nergens bewaard:")
    out(secret)


def err(line: str) -> None:
    """A line on standard error."""
    typer.echo(clean(line).text, err=True)


def as_json(value: object) -> None:
    """JSON on standard output: dates ISO, instants ISO with Z, ids as text."""
    told = json.dumps(value, ensure_ascii=False, indent=1, default=_jsonable)
    typer.echo(_STEERING.sub(lambda sign: f"\\u{ord(sign[0]):04x}", told))


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


def past_day(words: str | None) -> date | None:
    """A date of what has happened."""
    return text.parse_past(words, clock.local_day(clock.system())) if words else None


def geef(
    stuk_of: Callable[[Session, Wie], S],
    vormen: Sequence[str] | None,
    naar: Path | None,
    *,
    ja: bool = False,
    vraag: str = "",
    doel: str = "uitgeven",
    versleuteld: bool = False,
    maken: Callable[[S, str, bytes | None], bytes] = uitgeven.maak,
    kent: Collection[str] = uitgeven.VORMEN,
) -> None:
    """Give something out: print text, or write each form to the file or folder `naar` (else this one); and register what was given.

    With `versleuteld` a file opens on the team's laptops only. A file that holds the same already needs no question.

    `stuk_of` reads it, and writes who looked. `vraag` is asked first, and whether files may be replaced; `ja` answers both. `maken`
    makes the forms of `kent`; without `vormen` it is the one that the name of the file ends in, else the first. A form that fails is
    told and the others go on; then the exit code is 1. Raises Refused.
    """
    ending = sleutelbos.ENDING if versleuteld else ""
    if ending and naar is not None and naar.suffix.lower() == ending:
        naar = naar.with_suffix("")
    wanted = _forms(vormen, naar, kent)
    if naar is None and not (len(wanted) == 1 and wanted[0] in PRINTED and not versleuteld):
        naar = Path()
    if vraag and not ja and not agreed(vraag):
        raise Refused("Niet gemaakt.", "De deelbare versie kan altijd: laat --versie weg.")
    with opened(writing=False) as team:
        wie = team.wie()
        with team.doing(doel) as session:
            stuk = stuk_of(session, wie)
        files = {vorm: bestand.target(naar, stuk.bestand(vorm)) for vorm in wanted} if naar else {}
        if ending:
            files = {vorm: file.with_name(file.name + ending) for vorm, file in files.items()}
        made: dict[str, bytes] = {}
        for vorm in wanted:
            with _failing(vorm):
                made[vorm] = maken(stuk, vorm, _template(vorm, stuk))
        there = [file.name for vorm, file in files.items() if vorm in made and file.exists() and not bestand.holds(file, made[vorm])]
        if there and not ja:
            told = f"{text.listed(there)} {'is' if len(there) == 1 else 'zijn'} er al."
            if not agreed(f"{told} Vervangen?"):
                raise Refused(told, "Geef een andere naam met --naar, of --ja om te vervangen.")
        given: dict[str, bytes] = {}
        with team.doing(doel) as session:
            session.connection()  # from here on nobody else writes: a file that is made will be registered
            for vorm, content in made.items():
                with _failing(vorm):
                    sent = sleutelbos.versleuteld(session, content) if versleuteld else content
                    if vorm in files:
                        bestand.write(files[vorm], sent)
                    uitgeven.boek(session, wie, stuk, vorm, sent, versleuteld=versleuteld)
                    given[vorm] = sent
    tell(wie)
    for vorm, content in given.items():
        if vorm in files:
            out(f"{files[vorm].name} is gemaakt.")
        else:
            typer.echo(content.decode(), nl=False)
    if len(given) < len(wanted):
        raise typer.Exit(1)


def _forms(vormen: Sequence[str] | None, naar: Path | None, kent: Collection[str]) -> list[str]:
    """The forms that are asked for, each once. Raises Refused when they don't fit together or where they go."""
    if naar is not None:
        bestand.target(naar, "-")  # says what is wrong with the place, before the passphrase is asked
    folder = naar is not None and naar.expanduser().is_dir()
    ending = naar.suffix[1:].lower() if naar is not None and not folder else ""
    wanted = list(dict.fromkeys(vorm.lower() for vorm in vormen or [ending if ending in kent else next(iter(kent))]))
    for vorm in wanted:
        if vorm not in kent:
            raise Refused(f"De vorm {text.shorten(vorm, 12)} is er niet.", f"Kies uit {text.listed(kent, 'of')}.")
    if ending == sleutelbos.ENDING[1:]:
        raise Refused("Alleen wat versleuteld is heet .age.", "Geef --versleuteld, of noem het bestand anders.")
    if naar is not None and len(wanted) > 1 and not folder:
        raise Refused("Meer vormen passen niet in één bestand.", "Geef met --naar een map die bestaat.")
    if ending in {*uitgeven.VORMEN, *kent} and ending != wanted[0]:
        raise Refused(f"Een bestand van de vorm {wanted[0]} heet niet .{ending}.", f"Noem het .{wanted[0]}, of geef een map.")
    return wanted


def _template(vorm: str, stuk: Stuk) -> bytes | None:
    """The organisation's own template for this kind of document, for the form that takes one. Raises Refused when it can't be read."""
    folder = config.read(place())[0].sjablonen
    if vorm != "docx" or not folder:
        return None
    from ..notulen import sjabloon

    found = sjabloon.zoek(Path(folder), stuk.wat.partition(" ")[0])
    return sjabloon.lees(found) if found is not None else None


@contextlib.contextmanager
def _failing(vorm: str) -> Iterator[None]:
    """A form that fails is told, and what comes after it goes on."""
    try:
        yield
    except RetError as error:
        err(f"{vorm}: {error.sentence()}")
