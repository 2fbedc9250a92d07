"""A log that begins with a snapshot: only what still stands is known of what came before it (docs/sync.md).

A snapshot holds the heads, each with the header of its transaction, and how far its maker was. It is vouched for by its maker as a whole:
single heads can't be verified without the rest of their transactions. So only a laptop takes it whose log is still empty, and of each
stream `floor` says up to where the log came so. What is at or below it is never passed on and never called history. A package with
everything fills the log in later; its chain has to come out at the hash that the snapshot named, and then the floors are gone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..store import Store
    from .apply import Taken
    from .pakket import Pakket


@dataclass(frozen=True, slots=True)
class Begun:
    """With which snapshot the log of this laptop begins: the laptop that made it and at what moment by its clock."""

    device: bytes
    moment: datetime


def begun(cursor: Any) -> Begun | None:
    """The snapshot that this laptop began with, as long as it lacks what came before; None where all is here."""
    raise NotImplementedError


def empty(cursor: Any) -> bool:
    """Whether nothing is in the log: only then can a snapshot be taken in."""
    return cursor.execute("SELECT 1 FROM sync_tx LIMIT 1").fetchone() is None


def take_package(
    cursor: Any,
    store: Store,
    package: Pakket,
    *,
    until: Mapping[bytes, int] | None = None,
    progress: Callable[[int], None] = lambda _: None,
) -> Taken:
    """Take in a package of any kind, within a transaction of `Store.taking_in`; to be used instead of `apply.take_into` wherever the
    kind is not known. A snapshot is taken in by an empty log, and by any other passed over but for how far its maker is; everything
    (`full`) fills in what a snapshot left out. Raises Forged, PakketError."""
    raise NotImplementedError
