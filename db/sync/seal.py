"""The seal: what a transaction touched becomes signed ops in the log, in the same transaction, just before it commits.

The triggers say which rows were touched, by whatever: ORM, bulk, raw SQL, a cascade. The seal compares each with the heads of the log, so
log and tables can't drift apart, and a write that changed nothing leaves nothing. The number of SQL statements does not depend on the
number of rows or fields.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ..errors import ReadOnlyStore
from . import issues
from .schema import Cell, SyncTable, sync_tables
from .stand import HEADS, STAMP, moved, share
from .tx import pack_ctx
from .wire import (
    ALIVE,
    DEAD,
    GONE,
    LIFE,
    NULL,
    SET,
    Dot,
    encode,
    encode_group,
    meta_bytes,
    op_digest,
    pack_dots,
    salt_of,
    tx_hash,
    unpack_dots,
)

OPS_PER_TX = 50_000
HOUR = 3_600_000 << 16
OUTSIDE = "buiten de app"

Shown = Mapping[tuple[str, UUID, str], tuple[Dot, ...]]
"""What a form showed: (table, row, cell) -> the dots that its value came from. Naming every head of a cell settles a difference, also
when the value that shows is the one kept; the row has to be written then, be it with what it holds."""

Beside = Mapping[tuple[str, UUID, str], tuple[bytes, ...]]
"""Values that come back beside the one in the table: an undo of what settled a difference. The row has to be written then too."""


@dataclass
class Intent:
    """Why a transaction is made and by whom: an intent code, never a casuscode, a name or text."""

    doel: str = OUTSIDE
    lid: UUID | None = None
    shown: Shown = field(default_factory=dict)
    undo_of: str | None = None
    beside: Beside = field(default_factory=dict)


@dataclass(slots=True)
class _Op:
    name: int
    frame: tuple[bytes, bytes]
    row: bytes
    value: bytes
    base: bytes
    replaced: list[_Head]
    rivals: list[_Head] = field(default_factory=list)
    beside: bool = False


@dataclass(slots=True)
class _Head:
    tx: int
    idx: int
    value: bytes
    dot: Dot
    hlc: int


_Plan = tuple[tuple[int, tuple[bytes, bytes]], list[tuple[int, Cell, int, int]]]


def _order(head: _Head) -> tuple[int, Dot]:
    """Which of concurrent values shows: the largest."""
    return head.hlc, head.dot


def _settles(heads: list[_Head], seen: Collection[Dot]) -> bool:
    """Whether a save that saw these dots ends a difference."""
    return len({h.value for h in heads}) > 1 and all(h.dot in seen for h in heads)


def _keeps(lives: list[_Head], seen: Collection[Dot]) -> bool:
    """Whether a save that saw every life of a row keeps it against a delete."""
    return any(h.value == DEAD for h in lives) and all(h.dot in seen for h in lives)


class Journal:
    """The writing end of the log of one laptop."""

    def __init__(
        self, *, ws: bytes, stream: bytes, device: bytes, signer: Ed25519PrivateKey, app: str, now: Callable[[], datetime], writable: bool
    ) -> None:
        self.ws, self.stream, self.device, self.app, self.now, self.writable = ws, stream, device, app, now, writable
        self._signer = signer
        self._names: dict[tuple[str, str], int] = {}
        self._plans: dict[str, _Plan] = {}
        self._ctx: tuple[bytes, int] | None = None
        self.tip: tuple[int, bytes] | None = None
        """Seq and hash of the last transaction written here since opening."""

    def seal(self, cursor: Any, intent: Intent) -> int:
        """Write what the open transaction touched to the log; the number of ops written. `cursor` is the driver's own, untyped there."""
        touched = cursor.execute("SELECT tbl, row, min(n) AS n FROM sync_capture GROUP BY tbl, row ORDER BY n").fetchall()
        if not touched:
            return 0
        if not self.writable:
            raise ReadOnlyStore
        marks = issues.of_touched(cursor)
        ops = self._diff(cursor, touched, marks, intent)
        if ops:
            kept, outshone = self._append(cursor, ops, intent)
            self._mark(cursor, ops, marks, kept=kept, beside=bool(intent.beside))
            if outshone:
                self._show(cursor, outshone)
            if any(op.value == ALIVE and any(head.value[:1] == GONE for head in op.replaced) for row in ops for op in row):
                cursor.execute("UPDATE sync_erasure SET done = 0")  # a row that was erased for good goes again
        cursor.execute("DELETE FROM sync_capture")
        return sum(map(len, ops))

    # --- what changed

    def _diff(self, cursor: Any, touched: list[tuple[str, bytes, int]], marks: issues.Marks, intent: Intent) -> list[list[_Op]]:
        """The ops of the touched rows in the order of touching, a list a row."""
        heads = self._heads(cursor)
        known = sync_tables()
        now: dict[str, dict[bytes, tuple[Any, ...]]] = {}
        for name in dict.fromkeys(t for t, _, _ in touched):
            cursor.execute(known[name].select("id IN (SELECT row FROM sync_capture WHERE tbl = ?)"), (name,))
            now[name] = {r[0]: r for r in cursor}
        if not self._plans.keys() >= now.keys():
            self._learn_names(cursor, now)
            self._plans.update({name: self._plan(known[name]) for name in now})
        found: list[list[_Op]] = []
        for table, row, _ in touched:
            life, cells = self._plans[table]
            ops = self._row_ops(table, row, now[table].get(row), heads.get(row), marks.get(row, set()), life, cells, intent)
            if ops:
                found.append(ops)
        if intent.shown:
            for op in (op for ops in found for op in ops if op.base):
                op.base = pack_dots(dot for dot in unpack_dots(op.base) if self._holds(cursor, dot, op))
        return found

    @staticmethod
    def _holds(cursor: Any, dot: Dot, op: _Op) -> bool:
        """Whether a dot is one of this cell here. What a form showed may be gone since, and others refuse what replaces something else."""
        return bool(
            cursor.execute(
                "SELECT 1 FROM sync_stream s JOIN sync_tx t ON t.stream = s.id AND t.seq = ? JOIN sync_op o ON o.tx = t.tx AND o.idx = ?"
                " WHERE s.stream = ? AND o.row = ? AND o.name = ?",
                (dot.seq, dot.idx, dot.stream, op.row, op.name),
            ).fetchone()
        )

    def _plan(self, table: SyncTable) -> _Plan:
        """Name ids and column positions of a table's cells: (life), [(name, cell, from, to)]."""
        cells, at = [], 1
        for cell in table.cells:
            cells.append((self._names[table.name, cell.name], cell, at, at + len(cell.columns)))
            at += len(cell.columns)
        return (self._names[table.name, LIFE], table.life), cells

    def _row_ops(
        self,
        table: str,
        row: bytes,
        values: tuple[Any, ...] | None,
        heads: dict[int, list[_Head]] | None,
        marked: set[tuple[int, str]],
        life: tuple[int, tuple[bytes, bytes]],
        cells: list[tuple[int, Cell, int, int]],
        intent: Intent,
    ) -> list[_Op]:
        ops: list[_Op] = []
        life_heads = heads.get(life[0], []) if heads else []
        # A row can be there though every life of it is dead: someone edited it, or something refers to it (docs/sync.md).
        stood = any(h.value == ALIVE for h in life_heads) or not marked.isdisjoint((life[0], kind) for kind in issues.STANDING)
        seen = intent.shown.get((table, UUID(bytes=row), LIFE)) if intent.shown else None
        settled = values is not None and seen is not None and _keeps(life_heads, seen)
        disputed = intent.beside.get((table, UUID(bytes=row), LIFE), ()) if intent.beside else ()
        if (values is not None) != stood or settled or disputed:
            lived = self._op(life[0], life[1], row, DEAD if values is None else ALIVE, life_heads)
            ops += [*(_Op(life[0], life[1], row, other, lived.base, [], beside=True) for other in disputed), lived]
        if values is None:
            return ops
        for name, cell, start, end in cells:
            value = encode_group(values[start:end]) if cell.group else encode(values[start])
            cell_heads = heads.get(name) if heads else None
            if not cell_heads:
                if value != NULL:
                    ops.append(_Op(name, cell.frame, row, value, b"", []))
                continue
            if value == NULL and (name, issues.BROKEN) in marked:
                continue
            winner = max(cell_heads, key=_order)
            seen = None
            beside: tuple[bytes, ...] = ()
            if intent.shown or intent.beside:
                key = (table, UUID(bytes=row), cell.name)
                seen, beside = intent.shown.get(key), intent.beside.get(key, ())
            if value == winner.value and not beside and not (seen is not None and _settles(cell_heads, seen)):
                continue
            based = [h for h in cell_heads if (h.dot in seen if seen is not None else h.value == winner.value)]
            op = self._op(name, cell.frame, row, value, based)
            if seen is not None:
                op.base = pack_dots(seen)
            op.rivals = [h for h in cell_heads if h not in based]
            # The value in the table comes last: of one transaction the last op shows.
            ops += [_Op(name, cell.frame, row, other, op.base, [], beside=True) for other in beside]
            ops.append(op)
        return ops

    @staticmethod
    def _op(name: int, frame: tuple[bytes, bytes], row: bytes, value: bytes, based: list[_Head]) -> _Op:
        return _Op(name, frame, row, value, pack_dots(h.dot for h in based), based)

    @staticmethod
    def _heads(cursor: Any) -> dict[bytes, dict[int, list[_Head]]]:
        cursor.execute(
            "SELECT h.row, h.name, h.tx, h.idx, o.val, s.stream, t.seq, t.hlc FROM (SELECT DISTINCT row FROM sync_capture) c"
            " CROSS JOIN sync_head h ON h.row = c.row JOIN sync_op o ON o.tx = h.tx AND o.idx = h.idx"
            " JOIN sync_tx t ON t.tx = h.tx JOIN sync_stream s ON s.id = t.stream"
        )
        found: dict[bytes, dict[int, list[_Head]]] = {}
        for row, name, tx, idx, val, stream, seq, hlc in cursor:
            found.setdefault(row, {}).setdefault(name, []).append(_Head(tx, idx, val, Dot(stream, seq, idx), hlc))
        return found

    def _learn_names(self, cursor: Any, tables: Mapping[str, object]) -> None:
        """Intern the wire names of the touched tables; once per process and table, so a steady write asks nothing."""
        missing = [
            (table, cell)
            for table in tables
            for cell in [LIFE, *(c.name for c in sync_tables()[table].cells)]
            if (table, cell) not in self._names
        ]
        if missing:
            cursor.executemany("INSERT OR IGNORE INTO sync_name(tbl, col) VALUES (?, ?)", missing)
            wanted = set(missing)
            found = {(t, c): i for i, t, c in cursor.execute("SELECT id, tbl, col FROM sync_name") if (t, c) in wanted}
            self._names.update(found)

    def forget(self) -> None:
        """After a rollback: names interned in it may be gone."""
        self._names.clear()
        self._plans.clear()
        self._ctx = self.tip = None

    # --- writing it down

    def _append(self, cursor: Any, rows: list[list[_Op]], intent: Intent) -> tuple[bool, set[bytes]]:
        """Write it; whether there are rows that are only there because something refers to them, and which rows now show something else
        than was written."""
        stream_id, seq, prev, tx, last, came_in, total, kept = cursor.execute(
            "SELECT s.id, s.tip_seq, s.tip_hash, coalesce((SELECT max(tx) FROM sync_tx), 0),"
            " coalesce((SELECT hlc FROM sync_tx WHERE stream = s.id AND seq = s.tip_seq), 0),"
            " (SELECT v FROM sync_local WHERE k = ?), (SELECT v FROM sync_local WHERE k = ?),"
            " EXISTS (SELECT 1 FROM sync_issue WHERE kind = ?) FROM sync_stream s WHERE s.stream = ?",
            (STAMP, HEADS, issues.KEPT, self.stream),
        ).fetchone()
        ctx, ctx_id = self._known(cursor)
        last = self._later(last, int.from_bytes(came_in, "big", signed=True) if came_in else 0)
        parts = list(_split(rows))
        op_rows: list[tuple[object, ...]] = []
        head_rows: list[tuple[object, ...]] = []
        replacing: list[tuple[object, ...]] = []
        gone: list[tuple[bytes, int, int, int]] = []
        tx_rows: list[tuple[object, ...]] = []
        change = 0
        outshone: set[bytes] = set()
        for number, ops in enumerate(parts, 1):
            tx, seq, last = tx + 1, seq + 1, self._stamp(last)
            meta: dict[str, object] = {"app": self.app, "apparaat": self.device[:4].hex(), "doel": intent.doel}
            if intent.lid is not None:
                meta["lid"] = intent.lid.hex
            if intent.undo_of is not None:
                meta["undo_of"] = intent.undo_of
            if len(parts) > 1:
                meta["deel"] = [number, len(parts)]
            raw_meta, salt = meta_bytes(meta), os.urandom(16)
            digests = []
            for idx, op in enumerate(ops):
                digests.append(op_digest(op.frame[0], op.row, op.frame[1], op.base, salt_of(salt, idx), op.value))
                op_rows.append((tx, idx, op.name, op.row, SET, op.value, op.base))
                if len(op.replaced) == 1:
                    replacing.append((tx, idx, op.row, op.name, op.replaced[0].tx, op.replaced[0].idx))
                else:
                    head_rows.append((op.row, op.name, tx, idx))
                    gone.extend((op.row, op.name, h.tx, h.idx) for h in op.replaced)
                if total:
                    change += share(Dot(self.stream, seq, idx).packed()) - sum(share(h.dot.packed()) for h in op.replaced)
                if op.rivals:
                    first = max(op.rivals, key=_order)
                    if _order(first) > (last, Dot(self.stream, seq, idx)):
                        outshone.add(op.row)
            prev = tx_hash(self.ws, self.stream, seq, prev, ctx, last, raw_meta, digests)
            tx_rows.append((tx, stream_id, seq, ctx_id, last, salt, prev, self._signer.sign(prev), raw_meta))
        cursor.executemany(
            "INSERT INTO sync_tx(tx, stream, seq, ctx, hlc, salt, hash, sig, meta) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", tx_rows
        )
        cursor.executemany("INSERT INTO sync_op(tx, idx, name, row, kind, val, base) VALUES (?, ?, ?, ?, ?, ?, ?)", op_rows)
        if replacing:
            cursor.executemany("UPDATE sync_head SET tx = ?, idx = ? WHERE row = ? AND name = ? AND tx = ? AND idx = ?", replacing)
        if gone:
            cursor.executemany("DELETE FROM sync_head WHERE row = ? AND name = ? AND tx = ? AND idx = ?", gone)
        if head_rows:
            cursor.executemany("INSERT INTO sync_head(row, name, tx, idx) VALUES (?, ?, ?, ?)", head_rows)
        cursor.execute("UPDATE sync_stream SET tip_seq = ?, tip_hash = ? WHERE id = ?", (seq, prev, stream_id))
        self.tip = seq, prev
        if total:
            cursor.execute("UPDATE sync_local SET v = ? WHERE k = ?", (moved(total, change), HEADS))
        return bool(kept), outshone

    def _mark(self, cursor: Any, rows: list[list[_Op]], marks: issues.Marks, *, kept: bool, beside: bool) -> None:
        """Bring what people should look at up to what was written."""
        lives = {life[0] for life, _ in self._plans.values()}
        if beside or any(op.rivals or len(op.replaced) > 1 or (op.name in lives and op.base) for ops in rows for op in ops):
            issues.differing(cursor)
        if marks:
            last = (op for ops in rows for op in ops if not op.beside)
            issues.after(cursor, marks, ((op.row, op.name, op.name in lives, op.name in lives and op.value == DEAD) for op in last))
        if beside:
            issues.dispute(cursor, ((op.row, op.name) for ops in rows for op in ops if op.beside and op.name in lives))
        if kept:
            from .project import settle

            settle(cursor)

    def _known(self, cursor: Any) -> tuple[bytes, int]:
        """What this laptop knows of other streams, and the number under which it is kept; it changes only when something came in."""
        ctx = pack_ctx(
            cursor.execute("SELECT stream, tip_seq, tip_hash FROM sync_stream WHERE stream <> ? AND tip_seq > 0", (self.stream,)).fetchall()
        )
        if self._ctx is None or self._ctx[0] != ctx:
            cursor.execute("INSERT OR IGNORE INTO sync_ctx(vv) VALUES (?)", (ctx,))
            self._ctx = ctx, cursor.execute("SELECT id FROM sync_ctx WHERE vv = ?", (ctx,)).fetchone()[0]
        return self._ctx

    @staticmethod
    def _show(cursor: Any, rows: set[bytes]) -> None:
        """Put concurrent values back that show before those just written: their author's clock was ahead. The table never says else than
        the log; both values stay in the log as a difference."""
        from .project import read_back

        read_back(cursor, rows)

    def _stamp(self, last: int) -> int:
        """Unix milliseconds << 16, never going back; but a stamp far ahead of this clock (a poisoned clock) is not carried on."""
        now = int(self.now().timestamp() * 1000) << 16
        return max(now, last + 1) if last <= now + HOUR else now

    def _later(self, own: int, came_in: int) -> int:
        """The stamp to come after: of those that are not far ahead of this clock the latest."""
        now = int(self.now().timestamp() * 1000) << 16
        return max((stamp for stamp in (own, came_in) if stamp <= now + HOUR), default=own)


def _split(rows: list[list[_Op]]) -> list[list[_Op]]:
    """Transactions of at most `OPS_PER_TX` ops; one row's ops stay together."""
    parts: list[list[_Op]] = [[]]
    for ops in rows:
        if parts[-1] and len(parts[-1]) + len(ops) > OPS_PER_TX:
            parts.append([])
        parts[-1].extend(ops)
    return parts
