"""Copies of the database: one a day, seven kept, each opened after it is written. Encrypted under the same key, with its key file."""

from __future__ import annotations

import contextlib
import re
import shutil
import tempfile
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from db.keys import from_os
from db.store import Store

from .clock import Now, local_day
from .errors import RetError
from .locations import Place

KEPT = 7
_DAILY = re.compile(r"\d{4}-\d\d-\d\d-\d{6}(-\d+)?")
_ABANDONED_AFTER = 3600.0
"""Seconds: a copy takes a few, so an unfinished one this old has nobody who works on it; a younger one may."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy that was opened and found sound when it was made."""

    folder: Path
    name: str
    size: int


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
