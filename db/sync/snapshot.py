"""A log that begins with a snapshot: only what still stands is known of what came before it (docs/sync.md).

A snapshot holds the heads, each with the header of its transaction, and how far its maker was. It is vouched for by its maker as a whole:
single heads can't be verified without the rest of their transactions. So only a laptop takes it whose log is still empty, and of each
stream `floor` says up to where the log came so. What is at or below it is never passed on and never called history. A package with
everything fills the log in later; its chain has to come out at the hash that the snapshot named, and then the floors are gone.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from . import registry
from .apply import Taken, begin_with, take_into
from .filling import BEGUN
from .pakket import SNAPSHOT, TOLD_EVERY, Manifest, Pakket
from .tx import Header, floors, keep_proofs

if TYPE_CHECKING:
    from ..store import Store

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Begun:
    """With which snapshot the log of this laptop begins: the laptop that made it, and when by its clock, None when it told no moment."""

    device: bytes
    moment: datetime | None


def begun(cursor: Any) -> Begun | None:
    """The snapshot that this laptop began with, as long as it lacks what came before; None where all is here."""
    row = cursor.execute("SELECT v FROM sync_local WHERE k = ?", (BEGUN,)).fetchone()
    if row is None:
        return None
    said: Any = json.loads(row[0])
    try:
        moment = datetime.fromisoformat(said["op"]).astimezone(UTC)
    except (ValueError, OverflowError):
        moment = None
    return Begun(bytes.fromhex(said["apparaat"]), moment)


def empty(cursor: Any) -> bool:
    """Whether nothing is in the log: only then can a snapshot be taken in."""
    return cursor.execute("SELECT 1 FROM sync_tx LIMIT 1").fetchone() is None


def fills_in(cursor: Any, manifest: Manifest) -> bool:
    """Whether a package holds all that came before the snapshot with which this log begins."""
    low = floors(cursor)
    reach = {run.stream: run.last for run in manifest.runs if run.first == 1}
    return bool(low) and all(reach.get(stream, 0) >= floor for stream, floor in low.items())


def take_into_log(
    cursor: Any,
    store: Store,
    package: Pakket,
    *,
    until: Mapping[bytes, int] | None = None,
    progress: Callable[[int], None] = lambda _: None,
) -> Taken:
    """Take in what a package of any kind holds, within a transaction of `Store.taking_in`; `progress` is told now and then how many of
    its transactions were read. A snapshot fills an empty log, and is passed
    over by any other; a package with everything fills in what a snapshot left out. Raises Forged, PakketError."""
    said = package.manifest
    if said.kind == SNAPSHOT and empty(cursor):
        low = {tip.stream: tip.seq for tip in said.tips}
        registry.vouch(cursor, package.laptops.values())
        last: list[Header] = []
        first = begin_with(cursor, store, _last_kept(_told(package.headers(), progress), last), low, came_from=said.device)
        keep_proofs(cursor, last)
        told = json.dumps({"apparaat": said.device.hex(), "op": said.moment}).encode()
        cursor.execute("INSERT OR REPLACE INTO sync_local(k, v) VALUES (?, ?)", (BEGUN, told))
        then = take_into(cursor, store, (), came_from=said.device, until=until)  # what waited for it
        first.waiting = then.waiting
        first.txs, first.ops = first.txs + then.txs, first.ops + then.ops
        return first
    filling = fills_in(cursor, said)
    return take_into(cursor, store, _told(package.txs(), progress), came_from=said.device, until=until, filling=filling)


def _last_kept(those: Iterable[Header], last: list[Header]) -> Iterator[Header]:
    for one in those:
        if one.sig:
            last.append(one._replace(ops=()))
        yield one


def _told(those: Iterable[T], progress: Callable[[int], None]) -> Iterator[T]:
    for n, one in enumerate(those):
        if n % TOLD_EVERY == 0:
            progress(n)
        yield one
