"""Packages as the tests make and read them."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from db.store import Store
from db.sync import pakket, registry
from db.sync.pakket import Pakket, Written
from db.sync.registry import Team


@contextlib.contextmanager
def still(store: Store) -> Iterator[Any]:
    """A cursor on one consistent state."""
    with store.raw_cursor() as cursor:
        cursor.execute("BEGIN")
        try:
            yield cursor
        finally:
            cursor.execute("ROLLBACK")


def team_of(store: Store) -> Team:
    """The team as this laptop knows it."""
    with store.raw_cursor() as cursor:
        return registry.team(cursor)


def written(store: Store, folder: Path, kind: str = pakket.FULL, **more: Any) -> Written:
    """A package of this laptop."""
    with still(store) as cursor:
        return pakket.write(folder, cursor, registry.team(cursor), kind=kind, app="1.0", now=store.now(), **more)


def opened(store: Store, path: Path) -> Pakket:
    """A package as this laptop reads it."""
    return pakket.open_pakket(path, team_of(store))
