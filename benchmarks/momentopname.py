"""A new laptop begins with a snapshot, or with everything: the size of the package, and the time to make it and to take it in.

Run as `python -m benchmarks.momentopname [CASUSSEN] [CHANGES] [PER_SAVE]`: so many casussen of which so many fields were changed since.
"""

from __future__ import annotations

import random
import shutil
import sys
import tempfile
from pathlib import Path

from db.store import Store
from db.sync import map as folders
from db.sync import pakket, registry

from .uitwisselen import Spent, make, now, one_has, opened, since, two_laptops, write


def package_of(store: Store, folder: Path, kind: str) -> tuple[Path, Spent]:
    """A package, and what it took to make."""
    with store.raw_cursor() as cursor:
        cursor.execute("BEGIN")
        begun = since((0, 0))
        made = pakket.write(folder, cursor, registry.team(cursor), kind=kind, app="1", now=now())
        spent = since(begun)
        cursor.execute("ROLLBACK")
    return made.path, spent


def takes(store: Store, path: Path) -> Spent:
    """What it takes to verify a package and take it in."""
    with store.raw_cursor() as cursor:
        team = registry.team(cursor)
    begun = since((0, 0))
    package = pakket.open_pakket(path, team)
    with store.taking_in() as cursor:
        folders.take_package(cursor, store, package)
    return since(begun)


def told(what: str, spent: Spent) -> str:
    """In seconds."""
    return f"{what} {spent[0]:.1f} s ({spent[1]:.1f} cpu)"


def main(casussen: int, changes: int, per_save: int) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        two_laptops(folder)
        one = opened(folder / "een")
        make(one, casussen)
        write(one, changes, per_save, random.Random(2026))
        shutil.copytree(folder / "twee", folder / "drie")
        print(f"{casussen:,} casussen, {one_has(one):,} changes in the log")
        full, made_full = package_of(one, folder, pakket.FULL)
        snapshot, made_snapshot = package_of(one, folder, pakket.SNAPSHOT)
        one.close()
        all_of_it, what_stands = opened(folder / "twee"), opened(folder / "drie")
        for what, path, spent, store in (("everything", full, made_full, all_of_it), ("snapshot  ", snapshot, made_snapshot, what_stands)):
            size = path.stat().st_size / 1e6
            print(f"  {what} {size:7.1f} MB   {told('made in', spent)}   {told('taken in', takes(store, path))}")
        print(f"  {told('filled in later in', takes(what_stands, full))}")
        all_of_it.close()
        what_stands.close()


if __name__ == "__main__":
    given = [int(word.replace("_", "")) for word in sys.argv[1:]]
    main(*(given + [10_000, 1_000_000, 10][len(given) :]))
