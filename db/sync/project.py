"""The tables as the heads say (invariants 8 to 10): each touched row gets its values, and is there or not, once.

A row is there when a life of it is alive, when it holds something that whoever deleted it had not seen, or when a row that is there refers
to it; never when it was erased. It is total: a value that has no place in its column, and a reference to a row that nobody knows, show as
empty and are marked; the log keeps them. Tables and columns that this version does not know stay in the log alone.

Rows of which every touched cell has one value are written from what came in. The others (deleted, brought back, differing, marked) are read
back from the heads first.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any

from sqlmodel import SQLModel

from . import issues
from .audit import Head, is_erased, links, shows_itself
from .schema import Cell, SyncTable, sync_tables
from .wire import ALIVE, DEAD, GONE, LIFE, NULL, SET, Dot, Value, decode, decode_group, encode, encode_group

AT_ONCE = 500
ROWS_AT_ONCE = 2_000
UNKNOWN = "unknown"
"""Key of `sync_local`: the names of the log that this version does not know, as JSON."""

Key = tuple[str, bytes]
"""A row: its table and its key."""

Touched = Mapping[bytes, Mapping[int, bytes | None]]
"""Row -> name of a cell -> the value of its one head; None where it has several."""


@dataclass(slots=True)
class Rows:
    """What became of the rows of one table: each is in one of the three at most."""

    new: set[bytes] = field(default_factory=set)
    changed: set[bytes] = field(default_factory=set)
    gone: set[bytes] = field(default_factory=set)

    def note(self, row: bytes, *, there: bool, was: bool) -> None:
        """Count a row that was written or taken away, however often that happens."""
        if there and not was:
            (self.changed if row in self.gone else self.new).add(row)
            self.gone.discard(row)
        elif there:
            if row not in self.new:
                self.changed.add(row)
        elif was:
            if row not in self.new:
                self.gone.add(row)
            self.new.discard(row)
            self.changed.discard(row)


class Misfit(ValueError):
    """A value has no place in its column."""


class Projection:
    """Brings tables up to their heads within one transaction; `rows` tells what became of what."""

    def __init__(self, cursor: Any) -> None:
        self._cursor = cursor
        self._names: dict[int, tuple[str, str]] = {}
        self._numbers: dict[tuple[str, str], int] = {}
        self._shapes = _shapes()
        self.rows: dict[str, Rows] = {}

    def learn(self) -> None:
        """Read the names of cells again; to be done after new ones came in."""
        self._names = {number: (table, cell) for number, table, cell in self._cursor.execute("SELECT id, tbl, col FROM sync_name")}
        self._numbers = {name: number for number, name in self._names.items()}

    def place(self, touched: Touched, fresh: Collection[bytes]) -> None:
        """Bring the touched rows up to their heads. Those in `fresh` had no heads before."""
        known: dict[str, dict[bytes, dict[str, bytes | None]]] = {}
        for row, cells in touched.items():
            for number, value in cells.items():
                table, cell = self._names[number]
                shape = self._shapes.get(table)
                if shape is not None:
                    cells_of = known.setdefault(table, {}).setdefault(row, {})
                    if cell in shape.cells or cell == LIFE:
                        cells_of[cell] = value
        plain = _Plain()
        rest: set[Key] = set()
        for table, rows in known.items():
            self._sort(self._shapes[table], rows, fresh, plain, rest)
        rest |= self._marked(known)
        plain.drop(rest)
        wanted = self._missing(plain)
        found = self._load(wanted)
        for parent in wanted - found.keys():
            rest |= plain.referring(parent)
        plain.drop(rest)
        full = self._whole(rest, found, plain)
        for table in self._shapes:
            self._insert(self._shapes[table], plain.inserts.get(table, {}), full.get(table, {}))
        for table, changed in plain.updates.items():
            self._update(self._shapes[table], changed)
        self.settle()

    # --- rows that need nothing read back

    def _sort(
        self,
        shape: _Shape,
        rows: dict[bytes, dict[str, bytes | None]],
        fresh: Collection[bytes],
        plain: _Plain,
        rest: set[Key],
    ) -> None:
        """Which rows can be written from what came in, and which have to be read back."""
        table = shape.name
        there = self._there(table, (row for row, cells in rows.items() if LIFE not in cells))
        for row, cells in rows.items():
            life = cells.pop(LIFE, b"")
            new = life == ALIVE and row in fresh
            if (not new and (life != b"" or row not in there)) or None in cells.values():
                rest.add((table, row))
                continue
            try:
                values = {cell: shape.plain(cell, value) for cell, value in cells.items() if value is not None}
            except ValueError:
                rest.add((table, row))
                continue
            plain.add(shape, row, values, new=new)

    def _marked(self, known: Mapping[str, Collection[bytes]]) -> set[Key]:
        """The rows among these with a mark, and all with a broken one: what they refer to may be here now."""
        found: set[Key] = set()
        for row, number, kind in self._cursor.execute("SELECT row, name, kind FROM sync_issue").fetchall():
            table = self._names[number][0]
            if table in self._shapes and (kind == issues.BROKEN or row in known.get(table, ())):
                found.add((table, row))
        return found

    def _missing(self, plain: _Plain) -> set[Key]:
        """The rows that are referred to and are not there."""
        return self._absent((t, row) for t, rows in plain.parents.items() for row in rows.keys() - plain.inserts.get(t, {}).keys())

    def _absent(self, keys: Iterable[Key]) -> set[Key]:
        """Those that are not in their table."""
        asked: dict[str, set[bytes]] = {}
        for table, row in keys:
            asked.setdefault(table, set()).add(row)
        return {(table, row) for table, rows in asked.items() for row in rows - self._there(table, rows)}

    def _there(self, table: str, rows: Iterable[bytes]) -> set[bytes]:
        return {
            row
            for part in _parts(rows)
            for (row,) in self._cursor.execute(f'SELECT id FROM "{table}" WHERE id IN ({_marks(part)})', part).fetchall()
        }

    # --- rows that are read back

    def _load(self, keys: Collection[Key]) -> dict[Key, dict[str, list[Head]]]:
        """The heads of rows, by cell, also of cells that this version does not know; not of what was erased."""
        found: dict[Key, dict[str, list[Head]]] = {}
        for part in _parts({row for _, row in keys}):
            for row, number, idx, kind, value, hlc, stream, seq, ctx in self._cursor.execute(
                "SELECT h.row, h.name, h.idx, o.kind, o.val, t.hlc, s.stream, t.seq, c.vv FROM sync_head h"
                " JOIN sync_op o ON o.tx = h.tx AND o.idx = h.idx JOIN sync_tx t ON t.tx = h.tx JOIN sync_stream s ON s.id = t.stream"
                f" JOIN sync_ctx c ON c.id = t.ctx WHERE h.row IN ({_marks(part)})",
                part,
            ):
                table, cell = self._names[number]
                if (table, row) in keys:
                    head = Head((hlc, Dot(stream, seq, idx)), value if kind == SET or value[:1] == GONE else b"?" + kind, ctx)
                    found.setdefault((table, row), {}).setdefault(cell, []).append(head)
        return {key: heads for key, heads in found.items() if not is_erased(heads)}

    def _whole(
        self, rest: set[Key], wanted: dict[Key, dict[str, list[Head]]], plain: _Plain
    ) -> dict[str, dict[bytes, tuple[list[Any], bool]]]:
        """Table -> row -> (all its values, whether it was there), for rows that show and for those that they refer to."""
        full: dict[str, dict[bytes, tuple[list[Any], bool]]] = {}
        waiting = dict(wanted) | self._load(rest)
        unknown: set[Key] = set()
        marks: list[tuple[bytes, int, str]] = []
        again: list[tuple[bytes]] = []
        asked = set(wanted)
        placed: set[Key] = set()
        while waiting:
            absent = self._absent(waiting)
            referred: set[Key] = set()
            shown: dict[Key, dict[str, tuple[Any, ...]]] = {}
            for key, heads in waiting.items():
                again.append((key[1],))
                stands = shows_itself(heads)
                if not (stands or key not in absent or key in asked):
                    continue
                shape = self._shapes[key[0]]
                shown[key], broken = shape.winners(heads)
                marks += self._marks_of(key, heads, broken, stands=stands)
                referred |= {parent for cell, values in shown[key].items() for parent in shape.parents(cell, values)}
            placed |= shown.keys()
            lacking = self._absent(p for p in referred if p not in placed and p not in unknown and p[1] not in plain.inserts.get(p[0], ()))
            waiting = {key: heads for key, heads in self._load(lacking).items() if LIFE in heads}
            unknown |= lacking - waiting.keys()
            asked |= waiting.keys()
            for key, cells in shown.items():
                shape = self._shapes[key[0]]
                for cell, values in cells.items():
                    if not unknown.isdisjoint(shape.parents(cell, values)):
                        cells[cell] = (None,) * len(values)
                        marks.append((key[1], self._numbers[key[0], cell], issues.BROKEN))
                full.setdefault(key[0], {})[key[1]] = (shape.in_order(cells), key not in absent)
        self._cursor.executemany("DELETE FROM sync_issue WHERE row = ?", again)
        self._cursor.executemany("INSERT OR IGNORE INTO sync_issue(row, name, kind) VALUES (?, ?, ?)", marks)
        return full

    def _marks_of(self, key: Key, heads: dict[str, list[Head]], broken: list[str], *, stands: bool) -> Iterator[tuple[bytes, int, str]]:
        table, row = key
        shape = self._shapes[table]
        for cell, several in heads.items():
            if cell in shape.cells and not shape.cells[cell].cell.noise and len({head.value for head in several}) > 1:
                yield row, self._numbers[table, cell], issues.DIFFER
        for cell in broken:
            yield row, self._numbers[table, cell], issues.BROKEN
        if not stands:
            yield row, self._numbers[table, LIFE], issues.KEPT
        elif any(head.value == DEAD for head in heads.get(LIFE, ())):
            yield row, self._numbers[table, LIFE], issues.CONTESTED

    # --- writing

    def _insert(self, shape: _Shape, fresh: dict[bytes, dict[str, tuple[Any, ...]]], full: dict[bytes, tuple[list[Any], bool]]) -> None:
        """New rows, and rows read back. A reference to the own table is set when all are there: SQLite would else search for it."""
        if not (fresh or full):
            return
        rows = self.rows.setdefault(shape.name, Rows())
        whole = [(row, *shape.in_order(cells)) for row, cells in fresh.items()] + [(row, *values) for row, (values, _) in full.items()]
        later: dict[int, list[tuple[Any, bytes]]] = {}
        for at in shape.own:
            for n, values in enumerate(whole):
                if values[at] is not None:
                    later.setdefault(at, []).append((values[at], values[0]))
                    whole[n] = (*values[:at], None, *values[at + 1 :])
        split = len(fresh)
        self._cursor.executemany(shape.insert, whole[:split])
        self._cursor.executemany(shape.upsert, whole[split:])
        for at, set_ in later.items():
            self._cursor.executemany(f'UPDATE "{shape.name}" SET "{shape.columns[at - 1]}" = ? WHERE id = ?', set_)
        for row in fresh:
            rows.note(row, there=True, was=False)
        for row, (_, was) in full.items():
            rows.note(row, there=True, was=was)

    def _update(self, shape: _Shape, changed: dict[bytes, dict[str, tuple[Any, ...]]]) -> None:
        """Changed cells of rows that are there: one statement a set of cells, one row a run."""
        rows = self.rows.setdefault(shape.name, Rows())
        alike: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
        for row in sorted(changed):
            cells = changed[row]
            which = tuple(sorted(cells))
            if not which:
                continue  # only cells that this version does not know
            alike.setdefault(which, []).append((*(v for cell in which for v in cells[cell]), row))
            rows.note(row, there=True, was=True)
        for which, values in alike.items():
            self._cursor.executemany(shape.update(which), values)

    def settle(self) -> None:
        """Take away the rows that are kept by nothing any more, whatever refers to whatever in a circle."""
        kept = {
            (self._names[number][0], row)
            for row, number in self._cursor.execute("SELECT row, name FROM sync_issue WHERE kind = ?", (issues.KEPT,)).fetchall()
        }
        if not kept:
            return
        refers: dict[Key, list[Key]] = {}
        standing: list[Key] = []
        referring = links()
        for table in {table for table, _ in kept}:
            for child, column in referring.get(table, ()):
                for row, parent in self._cursor.execute(
                    f'SELECT id, "{column}" FROM "{child}" WHERE "{column}" IN (SELECT row FROM sync_issue WHERE kind = ?)', (issues.KEPT,)
                ):
                    if (child, row) in kept:
                        refers.setdefault((child, row), []).append((table, parent))
                    else:
                        standing.append((table, parent))
        while standing:
            key = standing.pop()
            if key in kept:
                kept.discard(key)
                standing += refers.get(key, ())
        for table in reversed(self._shapes):
            going = sorted(row for name, row in kept if name == table)
            if going:
                self._cursor.executemany(f'DELETE FROM "{table}" WHERE id = ?', [(row,) for row in going])
                self._cursor.executemany("DELETE FROM sync_issue WHERE row = ?", [(row,) for row in going])
                rows = self.rows.setdefault(table, Rows())
                for row in going:
                    rows.note(row, there=False, was=True)


def read_back(cursor: Any, rows: Iterable[bytes]) -> None:
    """Bring rows up to their heads, whatever their tables say."""
    cells: dict[bytes, dict[int, bytes | None]] = {
        row: {name: None for (name,) in cursor.execute("SELECT DISTINCT name FROM sync_head WHERE row = ?", (row,)).fetchall()}
        for row in sorted(rows)
    }
    projection = Projection(cursor)
    projection.learn()
    projection.place(cells, ())


def settle(cursor: Any) -> None:
    """Take away the rows that are kept by nothing any more."""
    projection = Projection(cursor)
    projection.learn()
    projection.settle()


def note_unknown(cursor: Any) -> None:
    """Remember which names of the log this version does not know, for one that does (invariant 20)."""
    shapes = _shapes()
    names = cursor.execute("SELECT tbl, col FROM sync_name ORDER BY tbl, col").fetchall()
    unknown = [[t, c] for t, c in names if t not in shapes or (c != LIFE and c not in shapes[t].cells)]
    if unknown:
        cursor.execute("INSERT OR REPLACE INTO sync_local(k, v) VALUES (?, ?)", (UNKNOWN, json.dumps(unknown).encode()))
    else:
        cursor.execute("DELETE FROM sync_local WHERE k = ?", (UNKNOWN,))


def known_now(unknown: bytes) -> list[tuple[str, str]]:
    """Of the names that an earlier version did not know those that this one knows."""
    shapes = _shapes()
    return [(t, c) for t, c in json.loads(unknown) if t in shapes and (c == LIFE or c in shapes[t].cells)]


def catch_up(cursor: Any, names: Iterable[tuple[str, str]]) -> None:
    """Show what an earlier version took in without knowing it: the rows with a head under these names."""
    projection = Projection(cursor)
    projection.learn()
    touched: dict[bytes, dict[int, bytes | None]] = {}
    for table, cell in names:
        for row, number in cursor.execute(
            "SELECT h.row, h.name FROM sync_head h JOIN sync_name n ON n.id = h.name WHERE n.tbl = ? AND n.col = ?", (table, cell)
        ):
            touched.setdefault(row, {})[number] = None
    projection.place(touched, ())
    note_unknown(cursor)
    cursor.execute("DELETE FROM sync_capture")


def rebuild(cursor: Any) -> dict[str, Rows]:
    """Bring all tables up to their heads."""
    projection = Projection(cursor)
    projection.learn()
    last = b""
    while True:
        heads: dict[bytes, dict[int, bytes | None]] = {}
        # Every row is read back, as several values would be.
        for row, number in cursor.execute(
            "SELECT DISTINCT row, name FROM sync_head WHERE row IN (SELECT DISTINCT row FROM sync_head WHERE row > ? ORDER BY row LIMIT ?)",
            (last, ROWS_AT_ONCE),
        ):
            heads.setdefault(row, {})[number] = None
        if not heads:
            break
        projection.place(heads, ())
        last = max(heads)
    return projection.rows


# --- what came in for rows that need nothing else


@dataclass(slots=True)
class _Plain:
    """Rows to write from what came in, and which rows they refer to."""

    inserts: dict[str, dict[bytes, dict[str, tuple[Any, ...]]]] = field(default_factory=dict)
    updates: dict[str, dict[bytes, dict[str, tuple[Any, ...]]]] = field(default_factory=dict)
    parents: dict[str, dict[bytes, list[Key]]] = field(default_factory=dict)

    def add(self, shape: _Shape, row: bytes, cells: dict[str, tuple[Any, ...]], *, new: bool) -> None:
        (self.inserts if new else self.updates).setdefault(shape.name, {})[row] = cells
        if not shape.linked.isdisjoint(cells):
            for cell, values in cells.items():
                for table, parent in shape.parents(cell, values):
                    self.parents.setdefault(table, {}).setdefault(parent, []).append((shape.name, row))

    def drop(self, keys: Iterable[Key]) -> None:
        """Forget rows that have to be read back after all."""
        for table, row in keys:
            self.inserts.get(table, {}).pop(row, None)
            self.updates.get(table, {}).pop(row, None)

    def referring(self, parent: Key) -> set[Key]:
        return set(self.parents.get(parent[0], {}).get(parent[1], ()))


# --- the form of each table


@dataclass(frozen=True, slots=True)
class _CellShape:
    cell: Cell
    plain: tuple[Callable[[bytes], Value], ...]
    links: tuple[tuple[int, str], ...]
    """Which of its members refer to which table."""


class _Shape:
    """How the cells of one table are read and written."""

    def __init__(self, table: SyncTable) -> None:
        model = SQLModel.metadata.tables[table.name]
        self.name = table.name
        self.columns = table.columns
        self.cells: dict[str, _CellShape] = {}
        self._blank: dict[str, tuple[None, ...]] = {}
        for cell in table.cells:
            linked = [(n, fk.column.table.name) for n, name in enumerate(cell.columns) for fk in model.c[name].foreign_keys]
            self.cells[cell.name] = _CellShape(cell, tuple(_PLAIN[type(model.c[c].type).__name__] for c in cell.columns), tuple(linked))
            self._blank[cell.name] = (None,) * len(cell.columns)
        self.linked = frozenset(name for name, shape in self.cells.items() if shape.links)
        self.own = [1 + self.columns.index(fk.parent.name) for fk in model.foreign_keys if fk.column.table.name == table.name]
        columns = ", ".join(f'"{column}"' for column in ("id", *self.columns))
        self.insert = f'INSERT INTO "{self.name}" ({columns}) VALUES ({_marks(range(len(self.columns) + 1))})'
        placed = ", ".join(f'"{column}" = excluded."{column}"' for column in self.columns)
        self.upsert = f"{self.insert} ON CONFLICT (id) DO UPDATE SET {placed}"

    def plain(self, cell: str, value: bytes) -> tuple[Value, ...]:
        """The values of a cell's columns. Raises ValueError where they have no place there."""
        shape = self.cells[cell]
        if value == NULL:
            return self._blank[cell]
        if not shape.cell.group:
            return (shape.plain[0](value),)
        try:
            members = decode_group(value, len(shape.plain))
            if len(members) != len(shape.plain) or encode_group(members) != value:
                raise Misfit
        except (ValueError, TypeError, OverflowError, RecursionError):
            raise Misfit from None
        return tuple(member if member is None else plain(encode(member)) for plain, member in zip(shape.plain, members, strict=True))

    def winners(self, heads: Mapping[str, list[Head]]) -> tuple[dict[str, tuple[Any, ...]], list[str]]:
        """What shows of each cell, and the cells whose value has no place."""
        found: dict[str, tuple[Any, ...]] = {}
        broken: list[str] = []
        for cell, several in heads.items():
            if cell in self.cells:
                try:
                    found[cell] = self.plain(cell, max(several, key=lambda head: head.order).value)
                except ValueError:
                    found[cell] = self._blank[cell]
                    broken.append(cell)
        return found, broken

    def parents(self, cell: str, values: tuple[Any, ...]) -> list[Key]:
        """The rows that a cell refers to."""
        return [(table, values[n]) for n, table in self.cells[cell].links if values[n] is not None]

    def in_order(self, cells: Mapping[str, tuple[Any, ...]]) -> list[Any]:
        """The values of all columns, empty where nothing is known."""
        return [value for cell, blank in self._blank.items() for value in cells.get(cell, blank)]

    @lru_cache(maxsize=4096)  # noqa: B019  # one object a table for the life of the program
    def update(self, cells: tuple[str, ...]) -> str:
        placed = ", ".join(f'"{column}" = ?' for cell in cells for column in self.cells[cell].cell.columns)
        return f'UPDATE "{self.name}" SET {placed} WHERE id = ?'


def placed(table: str, cell: str, stored: bytes) -> tuple[Value, ...]:
    """The values of a cell's columns for a stored value. Raises ValueError where it has no place there."""
    return _shapes()[table].plain(cell, stored)


@cache
def _shapes() -> dict[str, _Shape]:
    """The tables that travel, those that are referred to before those that refer to them."""
    known = sync_tables()
    return {table.name: _Shape(known[table.name]) for table in SQLModel.metadata.sorted_tables if table.name in known}


def _text(value: bytes) -> str:
    if value[:1] != b"t":
        raise Misfit
    return value[1:].decode()


@lru_cache(maxsize=8192)
def _date(value: bytes) -> str:
    text = _text(value)
    if date.fromisoformat(text).isoformat() != text:
        raise Misfit
    return _near(text)


@lru_cache(maxsize=8192)
def _instant(value: bytes) -> str:
    text = _text(value)
    if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", text, re.ASCII):
        raise Misfit
    datetime.fromisoformat(text)
    return _near(text)


def _near(text: str) -> str:
    """A day of our time: to others no days can be added, and their weeks are in no calendar."""
    if not "1900" <= text[:4] < "2200":
        raise Misfit
    return text


@lru_cache(maxsize=8192)
def _integer(value: bytes) -> int:
    number = decode(value) if len(value) <= 21 else None
    if not isinstance(number, int) or b"i%d" % number != value or not -(1 << 63) <= number < 1 << 63:
        raise Misfit
    return number


def _flag(value: bytes) -> int:
    if value not in (b"i0", b"i1"):
        raise Misfit
    return int(value[1:])


def _uuid(value: bytes) -> bytes:
    if value[:1] != b"b" or len(value) != 17:
        raise Misfit
    return value[1:]


def _blob(value: bytes) -> bytes:
    if value[:1] != b"b":
        raise Misfit
    return value[1:]


_PLAIN: dict[str, Callable[[bytes], Value]] = {
    "Text": _text,
    "FreeText": _text,
    "Date": _date,
    "Instant": _instant,
    "Integer": _integer,
    "Boolean": _flag,
    "UuidBytes": _uuid,
    "LargeBinary": _blob,
}


def _parts(rows: Iterable[bytes]) -> Iterator[list[bytes]]:
    ordered = sorted(rows)
    return (ordered[at : at + AT_ONCE] for at in range(0, len(ordered), AT_ONCE))


def _marks(values: Collection[object]) -> str:
    return ",".join("?" * len(values))
