"""What exists somewhere and is not here: told by transactions that wait, and by how far other laptops say they are (invariant 14)."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from .tx import known, unpack

FLOORS = "vloeren"
"""Key of `sync_local`: which laptops began with a snapshot, and up to where they can give nothing, as JSON."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A run of one stream that is missing here. `device` is None when nothing of that stream came in yet; `holders` are the devices that
    said they have all of it, and can give it."""

    stream: bytes
    device: bytes | None
    first: int
    last: int
    holders: tuple[bytes, ...]


def note(cursor: Any, device: bytes, have: Mapping[bytes, int], at: str) -> None:
    """Keep how far a laptop said it was, at a moment: see `further`."""
    before = peers(cursor).get(device, {})
    now = further(before, have, own_streams(cursor, device))
    cursor.executemany("DELETE FROM sync_peer WHERE device = ? AND stream = ?", [(device, stream) for stream in before.keys() - now.keys()])
    cursor.executemany(
        "INSERT INTO sync_peer(device, stream, seq, at) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (device, stream) DO UPDATE SET seq = excluded.seq, at = max(at, excluded.at)",
        [(device, stream, seq, at) for stream, seq in now.items()],
    )


def further(before: Mapping[bytes, int], have: Mapping[bytes, int], own: Collection[bytes]) -> dict[bytes, int]:
    """How far a laptop is, by two things that it said, whichever came first. `own` are its streams.

    Where it was further counts, unless it was put back in between: then it writes in a stream that it had not, and what it said without
    that one is over. Of two such the least counts: to send once too often does no harm. Only of its own stream it says that it has 0.
    """
    own = {*own, *(stream for said in (before, have) for stream, seq in said.items() if seq == 0)}
    then, now = before.keys() & own, have.keys() & own
    if then < now:
        return dict(have)
    if now < then:
        return dict(before)
    choose, streams = (max, before.keys() | have.keys()) if now == then else (min, before.keys() & have.keys())
    return {stream: choose(before.get(stream, 0), have.get(stream, 0)) for stream in sorted(streams)}


def own_streams(cursor: Any, device: bytes) -> set[bytes]:
    """The streams of a laptop that are known here."""
    return {stream for (stream,) in cursor.execute("SELECT stream FROM sync_stream WHERE device = ?", (device,)).fetchall()}


def note_floors(cursor: Any, device: bytes, floors: Mapping[bytes, int]) -> None:
    """Keep up to where a laptop says that it can give nothing: stream -> seq. What it said before no longer counts."""
    kept = _floors(cursor)
    kept.pop(device, None)
    if floors:
        kept[device] = dict(floors)
    said = {who.hex(): {stream.hex(): floor for stream, floor in low.items()} for who, low in kept.items()}
    cursor.execute("INSERT OR REPLACE INTO sync_local(k, v) VALUES (?, ?)", (FLOORS, json.dumps(said).encode()))


def _floors(cursor: Any) -> dict[bytes, dict[bytes, int]]:
    row = cursor.execute("SELECT v FROM sync_local WHERE k = ?", (FLOORS,)).fetchone()
    said: Any = json.loads(row[0]) if row else {}
    return {bytes.fromhex(who): {bytes.fromhex(stream): floor for stream, floor in low.items()} for who, low in said.items()}


def peers(cursor: Any) -> dict[bytes, dict[bytes, int]]:
    """How far each laptop said it is: device -> stream -> seq."""
    found: dict[bytes, dict[bytes, int]] = {}
    for device, stream, seq in cursor.execute("SELECT device, stream, seq FROM sync_peer ORDER BY device, stream"):
        found.setdefault(device, {})[stream] = seq
    return found


def missing(cursor: Any) -> list[Gap]:
    """Every run that is missing, by stream. What waits is here, but what it waits for is not."""
    tips = {stream: (device, seq) for stream, device, seq in cursor.execute("SELECT stream, device, tip_seq FROM sync_stream")}
    devices = {stream: device for stream, (device, _) in tips.items()}
    exists: dict[bytes, int] = {}
    here: dict[bytes, set[int]] = {}

    def there_is(stream: bytes, seq: int) -> None:
        exists[stream] = max(exists.get(stream, 0), seq)

    for (body,) in cursor.execute("SELECT body FROM sync_park"):
        tx = unpack(body)
        devices.setdefault(tx.stream, tx.device)
        here.setdefault(tx.stream, set()).add(tx.seq)
        there_is(tx.stream, tx.seq)
        for entry in known(tx.ctx):
            there_is(entry.stream, entry.seq)
    said, low = peers(cursor), _floors(cursor)
    for have in said.values():
        for stream, seq in have.items():
            there_is(stream, seq)
    found: list[Gap] = []
    for stream, last in sorted(exists.items()):
        gives = {device: low.get(device, {}).get(stream, 0) for device in said}
        tip = tips[stream][1] if stream in tips else 0
        edges = [tip, *sorted(seq for seq in here.get(stream, ()) if tip < seq <= last), last + 1]
        for before, after in pairwise(edges):
            if after > before + 1:
                holders = (device for device, have in said.items() if have.get(stream, 0) >= after - 1 and gives[device] <= before)
                found.append(Gap(stream, devices.get(stream), before + 1, after - 1, tuple(sorted(holders))))
    return found
