"""Copies of the database: one a day, seven kept, each opened after it is written. Encrypted under the same key, with its key file.

A copy is put back in place of what is there, which is itself kept as a copy first. The laptop then goes on in a stream of its own.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from db import keys
from db.keys import from_os
from db.store import Store, claim, connect, looked_at
from db.sync import erasure, registry

from .clock import Now, local_day
from .errors import Damaged, NotFound, RetError
from .locations import Place

KEPT = 7
_DAILY = re.compile(r"\d{4}-\d\d-\d\d-\d{6}(-\d+)?")
_PARTS = ("", "-wal", "-shm")
"""The files of a database that was not closed, by what their names end in; the database itself first."""
_ABANDONED_AFTER = 3600.0
"""Seconds: a copy takes a few, so an unfinished one this old has nobody who works on it; a younger one may."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy that was opened and found sound when it was made."""

    folder: Path
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Teruggezet:
    """What was put back, what was kept of what stood there (None: there was nothing), and how often something was saved there that is not
    in the copy (None: it could not be read)."""

    kopie: Copy
    bewaard: Copy | None
    sinds: int | None


def listed(place: Place) -> list[Copy]:
    """The copies there are, oldest first."""
    if not place.copies.is_dir():
        return []
    return [
        Copy(folder, folder.name, sum(f.stat().st_size for f in folder.iterdir() if f.is_file()))
        for folder in sorted(place.copies.iterdir())
        if folder.is_dir() and not folder.name.endswith(".tmp") and (folder / place.database.name).exists()
    ]


def make(store: Store, place: Place, now: Now, why: str = "") -> Copy:
    """Write a copy beside the others, open it, and only then let it count. Raises DiskFull, ReadOnlyDisk, Damaged."""
    name = now().astimezone().strftime("%Y-%m-%d-%H%M%S") + (f"-{why}" if why else "")
    try:
        place.copies.mkdir(parents=True, exist_ok=True, mode=0o700)
        _clear(place)
        building = Path(tempfile.mkdtemp(".tmp", f"{name}.", place.copies))
        try:
            written = store.copy_to(building / place.database.name)
            shutil.copyfile(place.keys, building / place.keys.name)
            written.check()
            target = _named(building, name)
        finally:
            shutil.rmtree(building, ignore_errors=True)  # renamed when it counts
        return Copy(target, target.name, sum(f.stat().st_size for f in target.iterdir()))
    except OSError as error:
        raise from_os(error) from error


def _clear(place: Place) -> None:
    """Take away what copies that were cut off left behind."""
    for left in place.copies.glob("*.tmp"):
        with contextlib.suppress(FileNotFoundError):  # another has just finished or cleared it
            if left.is_dir() and time.time() - left.stat().st_mtime > _ABANDONED_AFTER:
                shutil.rmtree(left, ignore_errors=True)


def _named(building: Path, name: str) -> Path:
    """Give a finished copy its name; when there is one of that second already, with a number behind it."""
    target, number = building.with_name(name), 1
    while True:
        try:
            if not target.exists():
                return building.rename(target)
        except OSError:
            if not target.exists():  # else another took the name just now
                raise
        number += 1
        target = building.with_name(f"{name}-{number}")


def daily(store: Store, place: Place, now: Now) -> Copy | None:
    """Today's copy if there is none yet; then the oldest beyond seven days go. Copies made before an update of the tables stay.

    None also when the store was closed before the copy was written: it is made at the next opening.
    """
    today = local_day(now())
    if any(copy_day(c) == today and is_daily(c) for c in listed(place)):
        return None
    try:
        made = make(store, place, now)
    except RetError:
        if store.closed:
            return None
        raise
    for old in [c for c in listed(place) if is_daily(c)][:-KEPT]:
        shutil.rmtree(old.folder, ignore_errors=True)
    return made


def is_daily(copy: Copy) -> bool:
    """Whether it is one of the daily series (`jjjj-mm-dd-uummss`), not one made for a reason."""
    return _DAILY.fullmatch(copy.name) is not None


def copy_day(copy: Copy) -> date | None:
    """The day of a copy; None when its name tells none."""
    try:
        return date.fromisoformat(copy.name[:10])
    except ValueError:
        return None


# --- putting back


def put_back(place: Place, naam: str, passphrase: str, now: Now) -> Teruggezet:
    """Put a copy, named by its name or an unambiguous beginning, in place of what is there, which is kept first.

    The passphrase is the present one, or the one of when the copy was made. Raises NotFound, WrongPassphrase, Damaged, AlreadyOpen,
    DiskFull, ReadOnlyDisk; what is there has not changed then.
    """
    copy = named(place, naam)
    lock = claim(place.database)
    building = place.database.with_name(place.database.name + ".terug")
    try:
        for end in _PARTS:
            _copied(Path(f"{copy.folder / place.database.name}{end}"), Path(f"{building}{end}"))
        secrets, key = _key((place.keys, copy.folder / place.keys.name), building, passphrase)
        then = looked_at(building, key)
        kept, since = _set_aside(place, key, then, now)
        if kept is not None and since is not None:  # there is one, and it is sound
            _carry_over(place.database, building, key)
        place.spoor.unlink(missing_ok=True)  # first: whatever is opened next goes on in a new stream
        if secrets != place.keys:
            keys.write(place.keys, keys.read(secrets))
        for end in _PARTS[1:]:
            Path(f"{place.database}{end}").unlink(missing_ok=True)
        building.chmod(0o600)
        os.replace(building, place.database)
        return Teruggezet(copy, kept, since)
    except OSError as error:
        raise from_os(error) from error
    finally:
        for end in _PARTS:
            with contextlib.suppress(OSError):
                Path(f"{building}{end}").unlink()
        lock.release()


def _carry_over(present: Path, copy: Path, key: bytes) -> None:
    """What the root said since the copy was made counts in it too: else a laptop that was stolen would be in again, and what was erased for
    good be back."""
    with contextlib.closing(connect(present, key)) as connection:
        known, erased = registry.team(connection.cursor()).withdrawals, erasure.orders_if_any(connection.cursor())
        with contextlib.closing(connect(copy, key)) as other:
            registry.hear(other.cursor(), (one for ones in known.values() for one in ones))
            erasure.hand_over(other.cursor(), erased)
            other.execute("PRAGMA journal_mode=DELETE")  # one file, no -wal beside it


def named(place: Place, naam: str) -> Copy:
    """The copy with this name or the one that begins so. Raises NotFound."""
    every = listed(place)
    found = [copy for copy in every if copy.name == naam] or [copy for copy in every if naam and copy.name.startswith(naam)]
    if len(found) == 1:
        return found[0]
    if found:
        raise NotFound(f"Er zijn {len(found)} kopieën die zo beginnen.", f"Noem er één: {', '.join(copy.name for copy in found)}.")
    raise NotFound("Deze kopie is er niet.", "Kijk welke er zijn met `retcli backup lijst`.")


def _key(files: Sequence[Path], database: Path, passphrase: str) -> tuple[Path, bytes]:
    """The first of these key files that opens a database with this passphrase, and the key."""
    wrong: list[RetError] = []
    for secrets in files:
        try:
            key = keys.unlock(secrets, passphrase)
            connect(database, key).close()
        except RetError as error:
            wrong.append(error)
        else:
            return secrets, key
    raise Damaged("De kopie") if any(isinstance(error, Damaged) for error in wrong) else wrong[-1]


def _set_aside(place: Place, key: bytes, then: tuple[tuple[object, ...], ...], now: Now) -> tuple[Copy | None, int | None]:
    """Keep what is there as a copy, as it is; and count what it has beyond the copy that comes."""
    if not place.database.exists():
        return None, 0
    since: int | None = None
    with contextlib.suppress(Damaged):  # kept all the same, as the files that they are
        before = {stream: int(str(seq)) for stream, seq, *_ in then}
        since = sum(max(0, int(str(seq)) - before.get(stream, 0)) for stream, seq, *_ in looked_at(place.database, key))
    place.copies.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = now().astimezone().strftime("%Y-%m-%d-%H%M%S-voor-terugzetten")
    building = Path(tempfile.mkdtemp(".tmp", f"{name}.", place.copies))
    try:
        for file in (place.keys, *(Path(f"{place.database}{end}") for end in _PARTS)):
            _copied(file, building / file.name)
        target = _named(building, name)
    finally:
        shutil.rmtree(building, ignore_errors=True)
    return Copy(target, target.name, sum(f.stat().st_size for f in target.iterdir())), since


def _copied(source: Path, target: Path) -> None:
    """A file to the disk under another name, when it is there."""
    if source.exists():
        shutil.copyfile(source, target)
        with target.open("rb+") as out:
            os.fsync(out.fileno())
