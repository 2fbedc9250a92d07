"""Practice: invented data in a folder of its own, which opens without a question.

The data is made through the rules, with a clock that goes through the past weeks (`demo_verloop.py`), for a day and from a seed: the
same two give the same data. It appears in its folder only when it is whole.
"""

from __future__ import annotations

import contextlib
import gc
import random
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from sqlmodel import Session

from db.columns import made_of
from db.keys import Cost, from_os, write_private
from db.models import Instelling
from db.store import claim  # the lock that every writer of a database takes
from db.sync.spoor import HERE

from . import toegang
from .casussen import setting
from .clock import Now, local_day, shifted_to, system
from .demo_teksten import VOORZITTER
from .demo_verloop import Verloop, Verzet
from .errors import Refused
from .locations import Place
from .toegang import Toegang

PASSPHRASE = "oefenen mag altijd"
COST = Cost(memory_kib=64, passes=1, lanes=1)
"""Everyone knows the passphrase, so making it dear to guess would only make practice slow to open."""
SEED = 2026
MADE_FOR = "oefen_datum"
MARK = "OEFEN.txt"
_MARKED = "Alles in deze map is verzonnen: oefengegevens van retcli. De map mag weg; `retcli demo` maakt haar opnieuw.\n"


def open_(place: Place, *, datum: date | None = None, opnieuw: bool = False, now: Now = system) -> Toegang:
    """Open the practice data, made first when it is absent or `opnieuw`; with a `datum` the clock is on that day.

    Raises AlreadyOpen when another window has it open, Refused for a folder with data that is not practice.
    """
    if opnieuw or not toegang.exists(place):
        make(place, datum=datum, now=now)
    elif not is_practice(place):
        raise _not_practice()
    return toegang.unlock(place, PASSPHRASE, now=shifted_to(datum, now) if datum else now)


def is_practice(place: Place) -> bool:
    """Whether what is in this folder is practice data."""
    return (place.folder / MARK).exists()


def made_for(session: Session) -> date | None:
    """The day for which the practice data was made; None in the data of a real team."""
    stored = setting(session, MADE_FOR, "")
    return date.fromisoformat(stored) if stored else None


def make(place: Place, *, datum: date | None = None, seed: int = SEED, now: Now = system) -> None:
    """Make the practice data for a day, today unless said, in place of what practised there before.

    It is built in a folder beside it. A crash leaves the old data or none. Raises AlreadyOpen while the old is open, Refused where a real
    team has its data, DiskFull, ReadOnlyDisk.
    """
    place.ensure()
    lock = claim(place.database)
    building = Place(place.folder.with_name(place.folder.name + ".nieuw"))
    try:
        if toegang.exists(place) and not is_practice(place):
            raise _not_practice()
        _cleared(building.folder)
        with _no_collecting():
            _build(building, datum or local_day(now()), seed)
        _replace(place, building)
    except OSError as error:
        raise from_os(error) from error
    finally:
        shutil.rmtree(building.folder, ignore_errors=True)
        building.spoor.unlink(missing_ok=True)
        lock.release()


def _build(place: Place, datum: date, seed: int) -> None:
    clock = Verzet(datum)
    team = toegang.begin(place, PASSPHRASE, naam=VOORZITTER.naam, now=clock, cost=COST).toegang
    try:
        with team.store.raw_cursor() as cursor:
            # Nothing counts before it has its place, so only the last write has to reach the disk; and nothing in it is secret.
            cursor.execute("PRAGMA synchronous=OFF")
            cursor.execute("PRAGMA secure_delete=OFF")
        Verloop(team, clock, datum, random.Random(f"{seed} {datum}")).run()
        with team.doing("oefenen") as session:
            session.add(Instelling(id=made_of("instelling", MADE_FOR), naam=MADE_FOR, waarde=datum.isoformat()))
        with team.store.raw_cursor() as cursor:
            cursor.execute("DELETE FROM sync_local WHERE k = ?", (HERE,))  # it goes to its own folder
            cursor.execute("PRAGMA synchronous=FULL")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        team.close()


@contextlib.contextmanager
def _no_collecting() -> Iterator[None]:
    """Without the cyclic collector, which takes a fifth of the time of making many rows."""
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()


def _replace(place: Place, built: Place) -> None:
    """Put the new files in place of the old. The database goes first and comes last: without it there is nothing to open."""
    for old in (place.database, Path(f"{place.database}-wal"), Path(f"{place.database}-shm")):
        old.unlink(missing_ok=True)
    _cleared(place.copies)  # of other data, under another key
    write_private(place.folder / MARK, _MARKED.encode())
    built.keys.replace(place.keys)
    built.database.replace(place.database)


def _cleared(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)


def _not_practice() -> Refused:
    return Refused("In deze map staan gegevens van een echt team.", "Oefenen gebeurt in een eigen map; kijk naar RETCLI_HOME.")
