"""What came before a snapshot, put in its place once it comes: below what the snapshot brought, until the log is whole.

It is verified against what the snapshot said. The chain of each stream has to come out at the hash that the snapshot named, which the
laptop whose stream it is signed; each head has to be the op that the snapshot told, and no other op may still stand. Heads and tables do
not change. What does not fit is refused, and nothing of it stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .pakket import PakketError, Reden
from .tx import BEGINNING, PROVEN, Tx, known
from .wire import GONE, Dot

OPS_AT_ONCE = 50_000
BEGUN = "momentopname"
"""Key of `sync_local`: with which snapshot the log begins, as long as it does."""


@dataclass(slots=True)
class _Part:
    """How far a stream is filled in."""

    number: int
    device: bytes
    floor: int
    seq: int = 0
    hash: bytes = BEGINNING


class Filling:
    """Takes all that is at or below the floors, of each stream from the first on and after what it builds on."""

    def __init__(self, cursor: Any, at: str, came_from: bytes | None) -> None:
        self._cursor, self._at, self._came_from = cursor, at, came_from
        self._parts = {
            stream: _Part(number, device, floor)
            for number, stream, device, floor in cursor.execute("SELECT id, stream, device, floor FROM sync_stream WHERE floor > 0")
        }
        self._told: dict[tuple[bytes, int], tuple[Any, ...]] = {
            (stream, seq): told
            for stream, seq, *told in cursor.execute(
                "SELECT s.stream, t.seq, t.tx, t.ctx, t.hlc, t.meta, t.hash, t.sig FROM sync_tx t JOIN sync_stream s ON s.id = t.stream"
                " WHERE t.seq <= s.floor"
            ).fetchall()
        }
        self._tx = 0
        self._standing: set[bytes] = set()
        self._loose: set[bytes] = set()
        self._met: set[bytes] = set()
        self._gone: list[tuple[int]] = []
        self._txs: list[tuple[Any, ...]] = []
        self._ops: list[tuple[Any, ...]] = []
        self._heads: list[tuple[int, bytes, int, int, int]] = []

    def lacks(self, tx: Tx) -> bool:
        """Whether it comes before the snapshot and is not in its place yet."""
        part = self._parts.get(tx.stream)
        return part is not None and part.seq < tx.seq <= part.floor

    def take(self, tx: Tx, ctx: int, names: Sequence[int]) -> None:
        """The next one, with the local numbers of its ctx and of the names of its ops. Raises PakketError where it does not fit."""
        part = self._parts[tx.stream]
        if tx.device != part.device or tx.seq != part.seq + 1 or tx.prev != part.hash or not self._follows(tx.ctx):
            raise PakketError(Reden.PAST_NIET)
        self._tx = no = self._tx + 1
        part.seq, part.hash = tx.seq, tx.hash
        sig, told = tx.sig, self._told.pop((tx.stream, tx.seq), None)
        stood: set[int] = set()
        if told is not None:
            old, *said, signature = told
            if said != [ctx, tx.hlc, tx.meta, tx.hash]:
                raise PakketError(Reden.PAST_NIET)
            sig = signature or sig
            stood = self._compare(old, no, tx, names)
        for idx, (op, name) in enumerate(zip(tx.ops, names, strict=True)):
            self._ops.append((no, idx, name, op.row, op.kind, op.value, op.base))
            for at in range(0, len(op.base), 20):
                self._loose.discard(op.base[at : at + 20])
                if op.base[at : at + 20] in self._standing:
                    raise PakketError(Reden.PAST_NIET)
            (self._standing if idx in stood else self._loose).add(Dot(tx.stream, tx.seq, idx).packed())
        self._txs.append((no, part.number, tx.seq, ctx, tx.hlc, tx.salt, tx.hash, sig, tx.meta, self._at, self._came_from))
        if len(self._ops) >= OPS_AT_ONCE:
            self.flush()

    def _follows(self, ctx: bytes) -> bool:
        """Whether all that its author knew is in its place: then the order of this laptop stays one in which it can be passed on."""
        if ctx in self._met:
            return True
        for entry in known(ctx):
            part = self._parts.get(entry.stream)
            if part is None or part.seq < entry.seq:
                return False
        self._met.add(ctx)
        return True

    def _compare(self, old: int, no: int, tx: Tx, names: Sequence[int]) -> set[int]:
        """The indexes of the ops that stood when the snapshot was made, each as it told them."""
        stood: set[int] = set()
        for idx, *said in self._cursor.execute("SELECT idx, name, row, kind, val, base FROM sync_op WHERE tx = ?", (old,)):
            op = tx.ops[idx] if idx < len(tx.ops) else None
            if op is None or said != [names[idx], op.row, op.kind, GONE if said[3] == GONE == op.value[:1] else op.value, op.base]:
                raise PakketError(Reden.PAST_NIET)
            stood.add(idx)
            self._heads.append((no, op.row, names[idx], old, idx))
        self._gone.append((old,))
        return stood

    def flush(self) -> None:
        """Write what was taken so far: what the snapshot told of it makes room."""
        for table in ("sync_tx", "sync_op"):
            self._cursor.executemany(f"DELETE FROM {table} WHERE tx = ?", self._gone)
        self._cursor.executemany(
            "INSERT INTO sync_tx(tx, stream, seq, ctx, hlc, salt, hash, sig, meta, got_at, got_from)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            self._txs,
        )
        self._cursor.executemany("INSERT INTO sync_op(tx, idx, name, row, kind, val, base) VALUES (?, ?, ?, ?, ?, ?, ?)", self._ops)
        self._cursor.executemany("UPDATE sync_head SET tx = ? WHERE row = ? AND name = ? AND tx = ? AND idx = ?", self._heads)
        for done in (self._gone, self._txs, self._ops, self._heads):
            done.clear()

    def finish(self) -> None:
        """All is in its place. Raises PakketError where something is missing, or stood and was not told."""
        if self._told or self._loose or any(part.seq < part.floor for part in self._parts.values()):
            raise PakketError(Reden.PAST_NIET)
        self.flush()
        self._cursor.execute("UPDATE sync_stream SET floor = 0 WHERE floor > 0")
        self._cursor.execute("DELETE FROM sync_local WHERE k IN (?, ?)", (BEGUN, PROVEN))
