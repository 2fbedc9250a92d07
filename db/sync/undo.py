"""Taking an act back: a new transaction that puts what the act replaced in its place again.

An act is what one user action wrote: one transaction, or the parts of a large one. Its name is its stream in hex, a hyphen and the seq of
its first part; the undo carries it in `meta` as `undo_of`. Redo undoes an undo, under an intent of its own. Only acts of this laptop's
own stream are taken back, the newest first. Everything is written by SQL on the tables, and the seal makes the ops of it (docs/sync.md).

What was erased for good never comes back: it is left, and an act of which nothing else is left is none any more.

The cost grows with the size of the act, and with how many acts since were undone; not with the length of the log.
"""

from __future__ import annotations

import heapq
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any
from uuid import UUID

from .audit import links, meta_of, moment_of
from .erasure import Erased, erased_rows
from .schema import Cell, SyncTable, sync_tables
from .wire import ALIVE, DEAD, GONE, LIFE, NULL, Dot, decode, decode_group, unpack_dots

UNDO, REDO = "ongedaan", "opnieuw"
SETTLED = "verschil"
"""The intent of settling a difference: a life that it gives is one against a delete."""
AT_ONCE = 500

_Ref = tuple[int, int]
"""An op as this laptop numbers it: (tx, idx)."""


@dataclass(frozen=True, slots=True)
class Act:
    """One user action of the log; `first` and `last` are the local numbers of its transactions, which follow each other."""

    name: str
    first: int
    last: int
    doel: str
    moment: datetime
    undo_of: str | None
    came: bool = False
    """Whether it came in by an exchange: this laptop wrote it, but not in this database (a copy was put back)."""


@dataclass(frozen=True, slots=True)
class Left:
    """A cell of the act that is left as it is, because someone changed it since; `cell` is LIFE for a row. `gone`: it was erased for good,
    or what would come back was."""

    table: str
    cell: str
    row: UUID
    gone: bool = False


@dataclass(slots=True)
class Plan:
    """What taking an act back comes to. `shown` and `beside` are for the seal: see `Store.transaction`."""

    act: Act
    gone: dict[str, list[bytes]] = field(default_factory=dict)
    back: dict[str, list[bytes]] = field(default_factory=dict)
    stay: dict[str, list[bytes]] = field(default_factory=dict)
    """Rows that the act deleted and that are there all the same, because another laptop changed them unseen: from now on undisputed."""
    cells: dict[tuple[str, bytes], dict[str, bytes]] = field(default_factory=dict)
    left: list[Left] = field(default_factory=list)
    shown: dict[tuple[str, UUID, str], tuple[Dot, ...]] = field(default_factory=dict)
    beside: dict[tuple[str, UUID, str], tuple[bytes, ...]] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """Whether nothing of the act is left to take back."""
        return not (self.gone or self.back or self.stay or self.cells)


class StillReferredTo(Exception):
    """A row that would vanish is named by a row of `table`, made since by another act."""

    def __init__(self, table: str) -> None:
        super().__init__(table)
        self.table = table


# --- which act


def standing(cursor: Any, steps: Collection[str], past: Collection[str] = ()) -> Iterator[Act]:
    """The acts that can be taken back, newest first: not those undone, nor those of only noise or with an intent among `steps` or `past`,
    nor those of which only what was erased is left.

    An act that was undone and done again is given as its redo.
    """
    over: set[str] = set()
    noise, erased = _noises(cursor), Erased.known(cursor)
    for act in _acts(cursor):
        if act.name in over:
            continue
        if act.undo_of is not None:
            over.add(act.undo_of)
        if act.doel == UNDO or act.doel in past or act.came or _is_step(cursor, act, steps, noise):
            continue
        if not (erased and _is_erased(cursor, act, steps, noise, erased)):
            yield act


def latest(cursor: Any, steps: Collection[str]) -> Act | None:
    """What was done last, be it an undo or what can't be undone."""
    noise = _noises(cursor)
    return next((act for act in _acts(cursor) if not act.came and not _is_step(cursor, act, steps, noise)), None)


def undone(cursor: Any, steps: Collection[str]) -> Act | None:
    """The undo that can be undone: the last one of which something is left, unless something else was done since."""
    over: set[str] = set()
    noise, erased = _noises(cursor), Erased.known(cursor)
    for act in _acts(cursor):
        if act.name in over:
            continue
        if act.came:
            if act.undo_of is not None:
                over.add(act.undo_of)
            continue
        if _is_step(cursor, act, steps, noise):
            continue
        if act.undo_of is None:
            return None
        if act.doel == UNDO and not (erased and _is_erased(cursor, act, steps, noise, erased)):
            return act
        over.add(act.undo_of)
    return None


def origin(cursor: Any, act: Act) -> Act:
    """The act that an undo or a redo is about in the end."""
    while act.undo_of is not None and (before := _named(cursor, act.undo_of)) is not None:
        act = before
    return act


def first_given(cursor: Any, row: bytes, name: int, tx: int, idx: int) -> tuple[int, int]:
    """The op, as (tx, idx), that first gave a cell the value of this one, where this one only brought it back."""
    while (of := _act_undone(cursor, tx)) is not None:
        (value,) = cursor.execute("SELECT val FROM sync_op WHERE tx = ? AND idx = ?", (tx, idx)).fetchone()
        bases = cursor.execute("SELECT base FROM sync_op WHERE row = ? AND name = ? AND tx BETWEEN ? AND ?", (row, name, of.first, of.last))
        for dot in {dot for (base,) in bases.fetchall() for dot in unpack_dots(base)}:
            found = cursor.execute(
                "SELECT o.tx FROM sync_stream s JOIN sync_tx t ON t.stream = s.id AND t.seq = ? JOIN sync_op o ON o.tx = t.tx AND o.idx = ?"
                " WHERE s.stream = ? AND o.val = ?",
                (dot.seq, dot.idx, dot.stream, value),
            ).fetchone()
            if found:
                tx, idx = found[0], dot.idx
                break
        else:
            break
    return tx, idx


def _act_undone(cursor: Any, tx: int) -> Act | None:
    """The act that a transaction undoes, if it is an undo or a redo; one that comes after it can't be."""
    (meta,) = cursor.execute("SELECT meta FROM sync_tx WHERE tx = ?", (tx,)).fetchone()
    name = meta_of(meta).get("undo_of") if b'"undo_of"' in meta else None
    act = _named(cursor, name) if isinstance(name, str) else None
    return act if act is not None and act.last < tx else None


def is_first(act: Act) -> bool:
    """Whether it is the founding of the team, with which its database began."""
    return act.first == 1


def _acts(cursor: Any) -> Iterator[Act]:
    """The acts of this laptop, newest first as this database got them."""
    streams = cursor.execute(
        "SELECT s.id, s.stream FROM sync_stream s JOIN sync_local l ON l.k = 'device' AND l.v = s.device WHERE s.tip_seq > 0"
    ).fetchall()
    return heapq.merge(*(_of_stream(cursor, *stream) for stream in streams), key=lambda act: -act.first)


def _of_stream(cursor: Any, number: int, stream: bytes) -> Iterator[Act]:
    below, end = 1 << 62, 0
    while True:
        rows = cursor.execute(
            "SELECT tx, seq, hlc, meta, got_at FROM sync_tx WHERE stream = ? AND seq < ? ORDER BY seq DESC LIMIT 40", (number, below)
        ).fetchall()
        for tx, seq, hlc, meta, got_at in rows:
            told = meta_of(meta)
            end = end or tx
            if _part(told)[0] == 1:
                doel, undo_of = str(told.get("doel", "")), told.get("undo_of")
                yield Act(f"{stream.hex()}-{seq}", tx, end, doel, moment_of(hlc), undo_of, got_at is not None)
                end = 0
            below = seq
        if len(rows) < 40:
            return


def _named(cursor: Any, name: str) -> Act | None:
    if not re.fullmatch(r"[0-9a-f]{16}-[1-9][0-9]{0,17}", name):
        return None
    stream, _, seq = name.partition("-")
    row = cursor.execute(
        "SELECT t.tx, t.hlc, t.meta FROM sync_tx t JOIN sync_stream s ON s.id = t.stream"
        " WHERE s.stream = ? AND t.seq = ? AND t.seq > s.floor",
        (bytes.fromhex(stream), int(seq)),
    ).fetchone()
    if row is None:
        return None
    told = meta_of(row[2])
    return Act(name, row[0], row[0] + _part(told)[1] - 1, str(told.get("doel", "")), moment_of(row[1]), told.get("undo_of"))


def _part(told: dict[str, Any]) -> tuple[int, int]:
    """Which part of an act a transaction is, and of how many."""
    match told.get("deel"):
        case [int(part), int(of)] if 1 <= part <= of:
            return part, of
    return 1, 1


def _is_step(cursor: Any, act: Act, steps: Collection[str], noise: Collection[int]) -> bool:
    if act.doel in steps:
        return True
    found = cursor.execute(
        f"SELECT 1 FROM sync_op WHERE tx BETWEEN ? AND ? AND name NOT IN ({_marks(noise)}) LIMIT 1", (act.first, act.last, *noise)
    )
    return found.fetchone() is None


def _is_erased(cursor: Any, act: Act, steps: Collection[str], noise: Collection[int], erased: Erased) -> bool:
    """Whether something of an act was erased for good and nothing else of it is left to take back. Of one with many ops only whether all
    of it was erased."""
    span = (act.first, act.last)
    query = f"SELECT 1 FROM sync_op WHERE tx BETWEEN ? AND ? AND name NOT IN ({_marks(noise)}) AND substr(val, 1, 1) <> ? LIMIT 1"
    if cursor.execute(query, (*span, *noise, GONE)).fetchone() is None:
        return True
    if cursor.execute("SELECT 1 FROM sync_op WHERE tx BETWEEN ? AND ? LIMIT 1 OFFSET ?", (*span, AT_ONCE)).fetchone():
        return False
    made = _plan(cursor, act, steps, erased)
    return made.empty and any(left.gone for left in made.left)


# --- what an act is about


def linked(cursor: Any, act: Act, column: str, *, free: Collection[tuple[str, str]] = ()) -> set[bytes]:
    """The keys of the rows that an act is about, by the column that names them: of the table `column` itself, and named as `column` by a
    row that it changed, now or when that was deleted. Cells in `free`, noise and rows that were erased don't count."""
    names = _names(cursor)
    aside = [n for n, (table, cell) in names.items() if _noise(table, cell) or (table, cell) in free]
    own = [n for n, (table, _) in names.items() if table == column and n not in aside]
    naming = [n for n, (table, cell) in names.items() if cell == column and not _cell_of(table, cell).group]
    span = (act.first, act.last)
    found = {row for (row,) in cursor.execute(f"SELECT DISTINCT row FROM sync_op WHERE tx BETWEEN ? AND ? AND name IN ({_marks(own)})",
                                              (*span, *own))}  # fmt: skip
    rows = cursor.execute(
        f"SELECT DISTINCT v.val FROM (SELECT DISTINCT row FROM sync_op WHERE tx BETWEEN ? AND ? AND name NOT IN ({_marks(aside)})) o"
        f" CROSS JOIN sync_head h ON h.row = o.row AND h.name IN ({_marks(naming)}) JOIN sync_op v ON v.tx = h.tx AND v.idx = h.idx",
        (*span, *aside, *naming),
    )
    found |= {val[1:] for (val,) in rows if val[:1] == b"b"}
    return found - erased_rows(cursor)


def ops(cursor: Any, act: Act, limit: int) -> list[tuple[str, str, bytes, bytes]]:
    """(table, cell, row, value) of the first ops of an act."""
    return list(
        cursor.execute(
            "SELECT n.tbl, n.col, o.row, o.val FROM sync_op o JOIN sync_name n ON n.id = o.name WHERE o.tx BETWEEN ? AND ?"
            " ORDER BY o.tx, o.idx LIMIT ?",
            (act.first, act.last, limit),
        )
    )


def made(cursor: Any, act: Act, table: str) -> int:
    """How many rows of a table an act made."""
    return int(
        cursor.execute(
            "SELECT count(*) FROM sync_op o JOIN sync_name n ON n.id = o.name WHERE o.tx BETWEEN ? AND ? AND n.tbl = ? AND n.col = ?"
            " AND o.val = ?",
            (act.first, act.last, table, LIFE, ALIVE),
        ).fetchone()[0]
    )


def now(cursor: Any, table: str, cell: str, row: bytes) -> tuple[bytes, int]:
    """The value that the log shows of a cell, also of a deleted row, and the local number of the transaction that wrote it."""
    found = cursor.execute(
        "SELECT o.val, h.tx FROM sync_head h JOIN sync_name n ON n.id = h.name JOIN sync_op o ON o.tx = h.tx AND o.idx = h.idx"
        " JOIN sync_tx t ON t.tx = h.tx JOIN sync_stream s ON s.id = t.stream WHERE h.row = ? AND n.tbl = ? AND n.col = ?"
        " ORDER BY t.hlc DESC, s.stream DESC, t.seq DESC, h.idx DESC LIMIT 1",
        (row, table, cell),
    ).fetchone()
    return (found[0], found[1]) if found else (NULL, 0)


# --- what taking it back comes to


def plan(cursor: Any, act: Act, steps: Collection[str] = ()) -> Plan:
    """Compare the act with what is there now, and find what it replaced; only reads. A row that only intents in `steps` changed since
    goes all the same: whoever walks past it can't take that back by itself."""
    return _plan(cursor, act, steps, Erased.known(cursor))


def _plan(cursor: Any, act: Act, steps: Collection[str], erased: Erased) -> Plan:
    made = Plan(act)
    names = _names(cursor)
    trace = _Trace(cursor)
    lives = _plan_rows(cursor, made, names, trace, steps, erased.rows)
    _plan_cells(cursor, made, names, trace, lives, erased.rows)
    return made


def _plan_rows(
    cursor: Any, made: Plan, names: dict[int, tuple[str, str]], trace: _Trace, steps: Collection[str], erased: Collection[bytes]
) -> set[bytes]:
    """Rows that the act made go, rows that it deleted come back; the rows that it made or deleted."""
    act = made.act
    life = [n for n, (_, cell) in names.items() if cell == LIFE]
    quiet = [n for n, (table, cell) in names.items() if cell == LIFE or _noise(table, cell)]
    changed: set[bytes] = set()
    for row, name, tx, idx in cursor.execute(
        "SELECT o.row, h.name, h.tx, h.idx FROM sync_op o CROSS JOIN sync_head h ON h.row = o.row AND h.tx > ?"
        f" WHERE o.tx BETWEEN ? AND ? AND o.name IN ({_marks(life)}) AND o.val = ? AND h.name NOT IN ({_marks(quiet)})",
        (act.last, act.first, act.last, *life, ALIVE, *quiet),
    ).fetchall():
        if erased and _only_named_erased(cursor, row, name, trace.value((tx, idx)), erased):
            continue
        if any(stood[0] > act.last and trace.doel(stood[0]) not in steps for stood in trace.stands_for((tx, idx))):
            changed.add(row)
    found: dict[tuple[bytes, int], _Lived] = {}
    for row, name, val, base, tx, idx, head_tx, head_idx in cursor.execute(
        "SELECT o.row, o.name, o.val, o.base, o.tx, o.idx, h.tx, h.idx FROM sync_op o"
        " CROSS JOIN sync_head h ON h.row = o.row AND h.name = o.name"
        f" WHERE o.tx BETWEEN ? AND ? AND o.name IN ({_marks(life)}) ORDER BY o.tx, o.idx",
        (act.first, act.last, *life),
    ):
        lived = found.setdefault((row, name), _Lived())
        lived.ops[tx, idx] = val
        lived.heads[head_tx, head_idx] = None
        lived.base |= set(unpack_dots(base))
    for (row, name), lived in found.items():
        table, at = names[name][0], (names[name][0], UUID(bytes=row), LIFE)
        last, before = [*lived.ops.values()][-1], set(trace.values(lived.base)) if lived.base else set()
        if row in erased or any(val[:1] == GONE for val in lived.ops.values()):
            made.left.append(Left(table, LIFE, at[1], gone=True))
            continue
        if row in changed or not all(any(trace.same(head, op) for op in lived.ops) for head in lived.heads):
            made.left.append(Left(table, LIFE, at[1], gone=bool(erased) and _is_of_erased(cursor, table, row, erased)))
            continue
        # It was deleted by one and there all the same: that is what comes back, a life beside a death.
        disputed = DEAD in before and (last == DEAD or ALIVE in before or act.doel == SETTLED)
        if disputed:
            made.beside[at] = (DEAD,)
        if last == ALIVE and not disputed and not (len(lived.ops) > 1 and ALIVE in before):
            made.gone.setdefault(table, []).append(row)
        elif cursor.execute(f'SELECT 1 FROM "{table}" WHERE id = ?', (row,)).fetchone():
            made.stay.setdefault(table, []).append(row)
            made.shown[at] = tuple(trace.dot(head) for head in lived.heads)
        elif erased and _is_of_erased(cursor, table, row, erased):
            made.left.append(Left(table, LIFE, at[1], gone=True))
        else:
            made.back.setdefault(table, []).append(row)
    return {row for row, _ in found}


@dataclass(slots=True)
class _Lived:
    """The ops of an act on one life with their values, what they name, and the heads there are now."""

    ops: dict[_Ref, bytes] = field(default_factory=dict)
    heads: dict[_Ref, None] = field(default_factory=dict)
    base: set[Dot] = field(default_factory=set)


def _is_of_erased(cursor: Any, table: str, row: bytes, erased: Collection[bytes]) -> bool:
    """Whether a deleted row belonged to an erased one: it named that in a column that is called after its table."""
    owners = [parent for parent, columns in links().items() if (table, parent) in columns]
    found = cursor.execute(
        "SELECT o.val FROM sync_head h JOIN sync_name n ON n.id = h.name JOIN sync_op o ON o.tx = h.tx AND o.idx = h.idx"
        f" WHERE h.row = ? AND n.tbl = ? AND n.col IN ({_marks(owners)})",
        (row, table, *owners),
    )
    return any(_names_erased(value, erased) for (value,) in found.fetchall())


def _only_named_erased(cursor: Any, row: bytes, name: int, value: bytes, erased: Collection[bytes]) -> bool:
    """Whether a cell says nothing now and named an erased row before."""
    if value != NULL and not _names_erased(value, erased):
        return False
    found = cursor.execute("SELECT val FROM sync_op WHERE row = ? AND name = ?", (row, name))
    return any(_names_erased(was, erased) for (was,) in found.fetchall())


def _names_erased(value: bytes, erased: Collection[bytes]) -> bool:
    """Whether a value is of an erased row, or was erased itself."""
    return value[:1] == GONE or (value[:1] == b"b" and value[1:] in erased)


def _plan_cells(
    cursor: Any, made: Plan, names: dict[int, tuple[str, str]], trace: _Trace, lives: set[bytes], erased: Collection[bytes]
) -> None:
    """Cells of other rows get back what the act replaced."""
    act = made.act
    cells: dict[tuple[bytes, int], tuple[set[_Ref], set[bytes], set[_Ref]]] = {}
    gone: set[tuple[bytes, int]] = set()
    named: set[tuple[bytes, int]] = set()
    for row, name, tx, idx, val, base, head_tx, head_idx in cursor.execute(
        "SELECT o.row, o.name, o.tx, o.idx, o.val, o.base, h.tx, h.idx FROM sync_op o"
        " CROSS JOIN sync_head h ON h.row = o.row AND h.name = o.name"
        " WHERE o.tx BETWEEN ? AND ? ORDER BY o.tx, o.idx",
        (act.first, act.last),
    ):
        if row in lives:
            continue
        mine, bases, heads = cells.setdefault((row, name), (set(), set(), set()))
        mine.add((tx, idx))
        bases.add(base)
        heads.add((head_tx, head_idx))
        if row in erased or val[:1] == GONE:
            gone.add((row, name))
        elif _names_erased(val, erased):
            named.add((row, name))
    for (row, name), (mine, bases, heads) in cells.items():
        known = names.get(name)
        if known is not None and _noise(*known):
            continue
        table, cell = known or ("?", "?")
        key = (table, UUID(bytes=row), cell)
        ours = [head for head in heads if head in mine or any(trace.same(head, op) for op in mine)]
        if (row, name) in named:  # a row that came back shows that as empty
            ours = [head for head in ours if _names_erased(trace.value(head), erased)]
        if known is None or (row, name) in gone or not ours:
            made.left.append(Left(table, cell, key[1], gone=(row, name) in gone | named))
            continue
        values = trace.values({dot for base in bases for dot in unpack_dots(base)}) or [NULL]
        if any(_names_erased(value, erased) for value in values):
            made.left.append(Left(table, cell, key[1], gone=True))
            continue
        made.cells.setdefault((table, row), {})[cell] = values[-1]
        if len(values) > 1:
            made.beside[key] = tuple(values[:-1])
        if len(heads) > 1:
            made.shown[key] = tuple(trace.dot(head) for head in ours)


class _Trace:
    """What ops of undos and redos stand for, and the values behind dots. Asked again and again, it reads each transaction once."""

    def __init__(self, cursor: Any) -> None:
        self._cursor = cursor
        self._numbers: dict[tuple[bytes, int], tuple[int, int]] = {}
        self._undone: dict[int, Act | None] = {}

    def stands_for(self, op: _Ref) -> set[_Ref]:
        """The op itself; of one in an undo the op whose value it brought back, and none where it brought back that there was nothing."""
        while (act := self._undo(op[0])) is not None:
            row, name, val, _ = self._read(op)
            undone = self._cursor.execute(
                "SELECT base FROM sync_op WHERE row = ? AND name = ? AND tx BETWEEN ? AND ?", (row, name, act.first, act.last)
            ).fetchall()
            before = self._refs(b for (b,) in undone) if undone else self.before({op}, act)
            if len(before) != 1:
                stood = {s for b in before for s in self.stands_for(b)}
                return {s for s in stood if self._read(s)[2] == val} or stood
            (op,) = before
        return {op}

    def doel(self, tx: int) -> str:
        """The intent of a transaction."""
        (meta,) = self._cursor.execute("SELECT meta FROM sync_tx WHERE tx = ?", (tx,)).fetchone()
        return str(meta_of(meta).get("doel", ""))

    def same(self, one: _Ref, other: _Ref) -> bool:
        """Whether two ops of a cell say the same: one of them brought the other back, or both the same."""
        return one == other or self.stands_for(one) == self.stands_for(other)

    def before(self, found: set[_Ref], act: Act) -> set[_Ref]:
        """The ops of a cell as they were before an act of this database, reached along the bases."""
        while later := {op for op in found if op[0] >= act.first and self._is_own(op[0])}:
            found = (found - later) | self._refs(self._read(op)[3] for op in later)
        return found

    def values(self, dots: Iterable[Dot]) -> list[bytes]:
        """The values of these ops, each once, the one that showed last."""
        refs = sorted((self._number(dot)[1], dot, self._number(dot)[0]) for dot in dots if self._is_here(dot))
        return self._once(self._read((tx, dot.idx))[2] for _, dot, tx in refs)

    def value(self, op: _Ref) -> bytes:
        """The value of one op."""
        return self._read(op)[2]

    def winner(self, ops: Iterable[_Ref]) -> bytes:
        """The value that shows of concurrent ones."""
        return (self.values(self.dot(op) for op in ops) or [NULL])[-1]

    def dot(self, op: _Ref) -> Dot:
        """The name of an op for all laptops."""
        stream, seq, hlc = self._cursor.execute(
            "SELECT s.stream, t.seq, t.hlc FROM sync_tx t JOIN sync_stream s ON s.id = t.stream WHERE t.tx = ?", (op[0],)
        ).fetchone()
        self._numbers[stream, seq] = op[0], hlc
        return Dot(stream, seq, op[1])

    @staticmethod
    def _once(values: Iterable[bytes]) -> list[bytes]:
        return list(dict.fromkeys(reversed(list(values))))[::-1]

    def _read(self, op: _Ref) -> tuple[bytes, int, bytes, bytes]:
        row, name, val, base = self._cursor.execute("SELECT row, name, val, base FROM sync_op WHERE tx = ? AND idx = ?", op).fetchone()
        return row, name, val, base

    def _refs(self, bases: Iterable[bytes]) -> set[_Ref]:
        dots = {dot for base in bases for dot in unpack_dots(base)}
        return {(self._number(dot)[0], dot.idx) for dot in dots if self._is_here(dot)}

    def _is_here(self, dot: Dot) -> bool:
        """Whether the log has this op: of what came before a snapshot it has only what stood then."""
        found = self._cursor.execute("SELECT 1 FROM sync_op WHERE tx = ? AND idx = ?", (self._number(dot)[0], dot.idx))
        return found.fetchone() is not None

    def _number(self, dot: Dot) -> tuple[int, int]:
        """The local number of a dot's transaction, 0 when it is not here, and its stamp."""
        key = dot.stream, dot.seq
        if key not in self._numbers:
            self._numbers[key] = self._cursor.execute(
                "SELECT t.tx, t.hlc FROM sync_tx t JOIN sync_stream s ON s.id = t.stream WHERE s.stream = ? AND t.seq = ?", key
            ).fetchone() or (0, 0)
        return self._numbers[key]

    def _undo(self, tx: int) -> Act | None:
        """The act that a transaction undoes, if it is an undo."""
        if tx not in self._undone:
            self._undone[tx] = _act_undone(self._cursor, tx)
        return self._undone[tx]

    def _is_own(self, tx: int) -> bool:
        return bool(self._cursor.execute("SELECT got_at IS NULL FROM sync_tx WHERE tx = ?", (tx,)).fetchone()[0])


# --- doing it


def carry_out(cursor: Any, plan: Plan, steps: Collection[str]) -> None:
    """Write what was planned, in the open transaction. What can't be written because its row has gone joins `plan.left`.

    Rows made by walking through a meeting (intents in `steps`) go along with the row that they name. Raises StillReferredTo.
    """
    _write_cells(cursor, plan)
    _bring_back(cursor, plan)
    for table, rows in plan.stay.items():
        cursor.executemany(f'UPDATE "{table}" SET id = id WHERE id = ?', [(row,) for row in rows])
    _take_along(cursor, plan, steps)
    for table, rows in plan.gone.items():
        cursor.executemany(f'DELETE FROM "{table}" WHERE id = ?', [(row,) for row in rows])


def _write_cells(cursor: Any, plan: Plan) -> None:
    for (table, row), cells in list(plan.cells.items()):
        shape = sync_tables()[table]
        columns, values = list[str](), list[Any]()
        for cell in shape.cells:
            if cell.name in cells:
                columns += cell.columns
                values += _plain(cell, cells[cell.name])
        placed = ", ".join(f'"{column}" = ?' for column in columns)
        cursor.execute(f'UPDATE "{table}" SET {placed} WHERE id = ?', (*values, row))
        if not cursor.rowcount:
            plan.left += [Left(table, cell, UUID(bytes=row)) for cell in cells]
            del plan.cells[table, row]


def _bring_back(cursor: Any, plan: Plan) -> None:
    """Deleted rows with all their cells as they were when the act deleted them."""
    act, names, trace, erased = plan.act, _names(cursor), _Trace(cursor), erased_rows(cursor)
    wanted = {row: table for table, rows in plan.back.items() for row in rows}
    if not wanted:
        return
    life = [n for n, (_, cell) in names.items() if cell == LIFE]
    found = cursor.connection.cursor().execute(
        "SELECT o.row, h.name, h.tx, h.idx, v.val FROM sync_op o CROSS JOIN sync_head h ON h.row = o.row"
        " JOIN sync_op v ON v.tx = h.tx AND v.idx = h.idx"
        f" WHERE o.tx BETWEEN ? AND ? AND o.name IN ({_marks(life)}) ORDER BY o.tx, o.idx, h.name",
        (act.first, act.last, *life),
    )
    fresh: dict[str, list[tuple[Any, ...]]] = {}
    for row, heads in groupby(found, key=itemgetter(0)):
        table = wanted.get(row)
        if table is None:
            continue
        values: dict[str, bytes] = {}
        for name, ops in groupby(heads, key=itemgetter(1)):
            several = list(ops)
            if names[name][0] == table:
                plain = len(several) == 1 and several[0][2] <= act.last
                values[names[name][1]] = (
                    several[0][4] if plain else trace.winner(trace.before({(tx, idx) for _, _, tx, idx, _ in several}, act))
                )
        for cell in [cell for cell, value in values.items() if _names_erased(value, erased)]:
            values[cell] = NULL
            plan.left.append(Left(table, cell, UUID(bytes=row), gone=True))
        cells = sync_tables()[table].cells
        fresh.setdefault(table, []).append((row, *(v for cell in cells for v in _plain(cell, values.get(cell.name, NULL)))))
        if len(fresh[table]) >= AT_ONCE:
            _insert(cursor, sync_tables()[table], fresh.pop(table))
    for table, rows in fresh.items():
        _insert(cursor, sync_tables()[table], rows)


def _insert(cursor: Any, table: SyncTable, rows: list[tuple[Any, ...]]) -> None:
    columns = ", ".join(f'"{column}"' for column in ("id", *table.columns))
    cursor.executemany(f'INSERT INTO "{table.name}" ({columns}) VALUES ({_marks(rows[0])})', rows)


def _take_along(cursor: Any, plan: Plan, steps: Collection[str]) -> None:
    """See that no row is left that names one which goes; those that walking made go too."""
    waiting = {table: list(rows) for table, rows in plan.gone.items()}
    going = {row for rows in plan.gone.values() for row in rows}
    referring = links()
    while waiting:
        further: dict[str, list[bytes]] = {}
        for table, rows in waiting.items():
            for child, column in referring.get(table, ()):
                for at in range(0, len(rows), AT_ONCE):
                    part = rows[at : at + AT_ONCE]
                    for (row,) in cursor.execute(f'SELECT id FROM "{child}" WHERE "{column}" IN ({_marks(part)})', part).fetchall():
                        if row not in going:
                            if not _walked(cursor, child, row, steps):
                                raise StillReferredTo(child)
                            going.add(row)
                            further.setdefault(child, []).append(row)
        for table, rows in further.items():
            plan.gone.setdefault(table, []).extend(rows)
        waiting = further


def _walked(cursor: Any, table: str, row: bytes, steps: Collection[str]) -> bool:
    """Whether a row says only what walking through a meeting wrote."""
    metas = cursor.execute(
        "SELECT DISTINCT t.meta FROM sync_head h JOIN sync_name n ON n.id = h.name JOIN sync_tx t ON t.tx = h.tx"
        " WHERE h.row = ? AND n.tbl = ?",
        (row, table),
    ).fetchall()
    return bool(metas) and all(str(meta_of(meta).get("doel", "")) in steps for (meta,) in metas)


# --- names


def _names(cursor: Any) -> dict[int, tuple[str, str]]:
    """The cells that this version knows, by their number."""
    known = {(table.name, cell) for table in sync_tables().values() for cell in (LIFE, *(c.name for c in table.cells))}
    return {n: (table, cell) for n, table, cell in cursor.execute("SELECT id, tbl, col FROM sync_name") if (table, cell) in known}


def _cell_of(table: str, name: str) -> Cell:
    return next(cell for cell in sync_tables()[table].cells if cell.name == name)


def _noises(cursor: Any) -> list[int]:
    return [n for n, (table, cell) in _names(cursor).items() if _noise(table, cell)]


def _noise(table: str, name: str) -> bool:
    return name != LIFE and _cell_of(table, name).noise


def _plain(cell: Cell, value: bytes) -> tuple[Any, ...]:
    if value[:1] == GONE:
        return (None,) * len(cell.columns)
    return decode_group(value, len(cell.columns)) if cell.group else (decode(value),)


def _marks(values: Collection[object]) -> str:
    return ",".join("?" * len(values))
