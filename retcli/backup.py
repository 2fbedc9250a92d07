"""Copies of the database: one a day, seven kept, each opened after it is written. Encrypted under the same key, with its key file."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from db.keys import from_os
from db.store import Store

from .clock import Now, local_day
from .errors import RetError
from .locations import Place

KEPT = 7


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
    moment = now().astimezone()
    name = moment.strftime("%Y-%m-%d-%H%M%S") + (f"-{why}" if why else "")
    target, building = place.copies / name, place.copies / f"{name}.tmp"
    try:
        shutil.rmtree(building, ignore_errors=True)
        building.mkdir(parents=True, mode=0o700)
        store.copy_to(building / place.database.name)
        shutil.copyfile(place.keys, building / place.keys.name)
        store.check_copy(building / place.database.name)
        building.rename(target)
    except OSError as error:
        shutil.rmtree(building, ignore_errors=True)
        raise from_os(error) from error
    except RetError:
        shutil.rmtree(building, ignore_errors=True)
        raise
    return Copy(target, name, sum(f.stat().st_size for f in target.iterdir()))


def daily(store: Store, place: Place, now: Now) -> Copy | None:
    """Today's copy if there is none yet; then the oldest beyond seven days go. Copies made before an update of the tables stay."""
    today = local_day(now())
    if any(copy_day(c) == today and is_daily(c) for c in listed(place)):
        return None
    made = make(store, place, now)
    for old in [c for c in listed(place) if is_daily(c)][:-KEPT]:
        shutil.rmtree(old.folder, ignore_errors=True)
    return made


def is_daily(copy: Copy) -> bool:
    """Whether it is one of the daily series (`jjjj-mm-dd-uummss`), not one made for a reason."""
    return len(copy.name) == 17


def copy_day(copy: Copy) -> date | None:
    """The day of a copy; None when its name tells none."""
    try:
        return date.fromisoformat(copy.name[:10])
    except ValueError:
        return None
