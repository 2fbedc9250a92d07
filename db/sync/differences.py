"""What laptops disagree about, for people to settle: values that differ, rows deleted by one and changed by another, one code twice.

All of it follows from what is in the log (invariants 1 and 15); an import settles nothing. A difference ends by a save that names all its
heads (`dots`, handed to `Store.transaction` as `shown`); a contested row by deleting it, or by a save that names its lives.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import Any
from uuid import UUID

from . import issues
from .audit import Head, knew, lid_of, links, meta_of, moment_of, shown_value
from .audit import Shown as Value
from .project import placed
from .schema import GROUPS, sync_tables
from .undo import REDO, UNDO, first_given
from .wire import DEAD, GONE, LIFE, Dot, unpack_dots


@dataclass(frozen=True, slots=True)
class Side:
    """One value that someone gave a cell: the value for people and as it is stored, who, when by their clock, on which laptop, why, and
    what it replaced."""

    value: Value
    stored: bytes
    dot: Dot
    lid: UUID | None
    device: bytes
    moment: datetime
    doel: str
    base: bytes


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell that several people gave another value without knowing of each other. The first of `sides` is the one that shows; who gave an
    equal value is one more side. `gone` are those whose value was erased for good, no sides; with `bare` one of these would show."""

    table: str
    row: UUID
    cell: str
    sides: tuple[Side, ...]
    gone: tuple[Dot, ...] = ()
    bare: bool = False

    @property
    def dots(self) -> tuple[Dot, ...]:
        """What a save has to name to settle it."""
        return (*(side.dot for side in self.sides), *self.gone)


@dataclass(frozen=True, slots=True)
class Contest:
    """A row that someone deleted and that is there all the same. `deleted` are the deletes; `against` what others changed without having
    seen them, by cell, a revival under LIFE. `lives` is what a save has to name to keep the row."""

    table: str
    row: UUID
    deleted: tuple[Side, ...]
    against: tuple[tuple[str, Side], ...]
    lives: tuple[Dot, ...]


def differences(cursor: Any, of: UUID | None = None) -> list[Difference]:
    """Every cell that differs, of rows that are there, by table and row; with `of` of that row only."""
    found: list[Difference] = []
    for (table, row, cell), heads in _heads(cursor, issues.DIFFER, "h.name = i.name", of):
        one = _difference(table, row, cell, heads)
        if cell != LIFE and len({side.stored for side in one.sides}) > 1:
            found.append(one)
    return _there(cursor, found)


def broken(cursor: Any, of: UUID | None = None) -> list[Difference]:
    """Every cell that shows as empty because what it holds has no place here, by table and row; it may have one head only. Not where that
    was erased for good."""
    found = [_difference(*key, heads) for key, heads in _heads(cursor, issues.BROKEN, "h.name = i.name", of)]
    return [one for one in found if not one.bare]


def _difference(table: str, row: bytes, cell: str, heads: list[tuple[Head, Side, Head]]) -> Difference:
    ordered = [side for _, side, _ in sorted(heads, key=lambda head: head[0].order, reverse=True)]
    stay = tuple(side for side in ordered if side.stored[:1] != GONE)
    gone = tuple(side.dot for side in ordered if side.stored[:1] == GONE)
    return Difference(table, UUID(bytes=row), cell, stay, gone, ordered[0].stored[:1] == GONE)


def emptied(cursor: Any) -> list[tuple[str, bytes, str]]:
    """Table, row and cell of everything that shows as empty because its value was erased for good: there is nothing to settle."""
    found = cursor.execute(
        "SELECT n.tbl, i.row, n.col, o.val FROM sync_issue i JOIN sync_name n ON n.id = i.name"
        " JOIN sync_head h ON h.row = i.row AND h.name = i.name JOIN sync_op o ON o.tx = h.tx AND o.idx = h.idx"
        " JOIN sync_tx t ON t.tx = h.tx JOIN sync_stream s ON s.id = t.stream WHERE i.kind = ?"
        " ORDER BY n.tbl, i.row, n.col, t.hlc DESC, s.stream DESC, t.seq DESC, h.idx DESC",
        (issues.BROKEN,),
    )
    first = (next(heads) for _, heads in groupby(found, key=itemgetter(0, 1, 2)))
    return [(table, row, cell) for table, row, cell, value in first if value[:1] == GONE]


def kept(cursor: Any, of: UUID | None = None) -> list[Contest]:
    """Every row that someone deleted and that is there only because a row that is there refers to it, by table and row."""
    found: list[Contest] = []
    for (table, row, _), heads in _heads(cursor, issues.KEPT, "h.name = i.name", of):
        sides = tuple(side for _, side, _ in heads)
        found.append(Contest(table, UUID(bytes=row), sides, (), tuple(side.dot for side in sides)))
    return found


def contested(cursor: Any, of: UUID | None = None) -> list[Contest]:
    """Every row that someone deleted and that someone else changed or revived without having seen that, by table and row."""
    found: list[Contest] = []
    cells = _heads(cursor, issues.CONTESTED, "h.name IN (SELECT id FROM sync_name WHERE tbl = m.tbl)", of)
    for (table, row), group in groupby(cells, key=lambda item: item[0][:2]):
        heads = [(cell, given, side) for (_, _, cell), several in group for _, side, given in several]
        dead = [(head, side) for cell, head, side in heads if cell == LIFE and side.stored == DEAD]
        against = [
            (cell, side)
            for cell, head, side in heads
            if (side.stored != DEAD if cell == LIFE else not any(knew(by, head.order[1]) for by, _ in dead))
        ]
        # What an undo of settling it put there says nothing of its own, where someone's change still stands against the delete.
        against = [(cell, side) for cell, side in against if cell != LIFE or side.doel not in (UNDO, REDO)] or against
        against = [(cell, side) for cell, side in against if side.stored[:1] != GONE] or against
        lives = tuple(side.dot for cell, _, side in heads if cell == LIFE)
        if dead:
            found.append(Contest(table, UUID(bytes=row), tuple(side for _, side in dead), tuple(against), lives))
    return found


def counts(cursor: Any) -> tuple[int, int]:
    """How many differences and contested rows there are, in time that depends on neither the log nor the tables."""
    (several,) = cursor.execute("SELECT count(*) FROM sync_issue WHERE kind = ?", (issues.CONTESTED,)).fetchone()
    return len(differing(cursor)), int(several)


def differing(cursor: Any) -> list[tuple[str, bytes, str]]:
    """Table, row and cell of every difference, without its sides: cheap enough to count."""
    known = {table.name: {cell.name for cell in table.cells} for table in sync_tables().values()}
    found = cursor.execute(
        "SELECT n.tbl, i.row, n.col FROM sync_issue i JOIN sync_name n ON n.id = i.name"
        " JOIN sync_head h ON h.row = i.row AND h.name = i.name JOIN sync_op o ON o.tx = h.tx AND o.idx = h.idx"
        " WHERE i.kind = ? AND substr(o.val, 1, 1) <> ? GROUP BY i.row, i.name HAVING count(DISTINCT o.val) > 1"
        " ORDER BY n.tbl",
        (issues.DIFFER, GONE),
    ).fetchall()
    there: list[tuple[str, bytes, str]] = []
    for table, group in groupby(found, key=itemgetter(0)):
        rows = [(row, cell) for _, row, cell in group if cell in known.get(table, ())]
        for at in range(0, len(rows), 500):
            part = rows[at : at + 500]
            marks = ",".join("?" * len(part))
            here = {row for (row,) in cursor.execute(f'SELECT id FROM "{table}" WHERE id IN ({marks})', [row for row, _ in part])}
            there += ((table, row, cell) for row, cell in part if row in here)
    return there


def marked(cursor: Any, kind: str) -> list[tuple[str, bytes, str]]:
    """Table, row and cell of every mark of a kind, of what this version knows."""
    known = {table.name: {LIFE, *(cell.name for cell in table.cells)} for table in sync_tables().values()}
    found = cursor.execute(
        "SELECT n.tbl, i.row, n.col FROM sync_issue i JOIN sync_name n ON n.id = i.name WHERE i.kind = ? ORDER BY n.tbl, i.row, n.col",
        (kind,),
    )
    return [(table, row, cell) for table, row, cell in found if cell in known.get(table, ())]


def same_codes(cursor: Any) -> list[tuple[str, tuple[UUID, ...]]]:
    """Casuscodes that several casussen have. The casus whose life began first keeps the bare code; the others show it with their number
    behind it. By what stands, so that it is the same on a laptop that began with a snapshot."""
    found: dict[str, list[tuple[int, bytes]]] = {}
    for code, row, hlc in cursor.execute(
        "SELECT c.casuscode, c.id, (SELECT min(t.hlc) FROM sync_head h JOIN sync_name n ON n.id = h.name AND n.tbl = 'casus' AND n.col = ?"
        " JOIN sync_tx t ON t.tx = h.tx WHERE h.row = c.id) FROM casus c WHERE c.casuscode IN"
        " (SELECT casuscode FROM casus WHERE casuscode IS NOT NULL GROUP BY casuscode HAVING count(*) > 1)",
        (LIFE,),
    ):
        found.setdefault(code, []).append((hlc or 0, row))
    return [(code, tuple(UUID(bytes=row) for _, row in sorted(rows))) for code, rows in sorted(found.items())]


def sides(cursor: Any, table: str, row: UUID, cell: str) -> tuple[Side, ...]:
    """What a cell holds and who gave it, whether it differs or not; the one that shows first."""
    rows = cursor.execute(
        f"SELECT {_SIDE} FROM sync_name n JOIN sync_head h ON h.name = n.id AND h.row = ?{_OF_OP} WHERE n.tbl = ? AND n.col = ?",
        (row.bytes, table, cell),
    ).fetchall()
    ordered = sorted((_side(cursor, found) for found in rows), key=lambda found: found[0].order, reverse=True)
    return tuple(side for _, side, _ in ordered)


def before(cursor: Any, one: Difference) -> Value:
    """The value that all sides come from: of those that each of them replaces, step by step, the one that no other of these replaced (the
    latest by clock, where there are more). None where there was none."""
    read: dict[Dot, tuple[int, bytes, bytes]] = {}
    both = set.intersection(*(_behind(cursor, unpack_dots(side.base), read) for side in one.sides))
    last = both - {dot for later in both for dot in unpack_dots(read[later][2])}
    return shown_value(one.table, one.cell, read[max(last, key=lambda dot: (read[dot][0], dot))][1]) if last else None


def _behind(cursor: Any, base: list[Dot], read: dict[Dot, tuple[int, bytes, bytes]]) -> set[Dot]:
    """These ops, what they replaced, and so on, as far as the log goes here; `read` keeps stamp, value and base of each."""
    found: set[Dot] = set()
    waiting = base
    while waiting:
        at = waiting.pop()
        if at not in read:
            op = cursor.execute(
                "SELECT t.hlc, o.val, o.base FROM sync_stream s JOIN sync_tx t ON t.stream = s.id AND t.seq = ?"
                " JOIN sync_op o ON o.tx = t.tx AND o.idx = ? WHERE s.stream = ?",
                (at.seq, at.idx, at.stream),
            ).fetchone()
            if op is None:
                continue
            read[at] = op
        found.add(at)
        waiting += (further for further in unpack_dots(read[at][2]) if further not in found)
    return found


def put(cursor: Any, table: str, row: UUID, cell: str, stored: bytes) -> None:
    """Write a stored value to its cell in the open transaction, also the one that it holds. Raises ValueError for one that has no place
    there: of another kind, or a reference to a row that is gone."""
    values = placed(table, cell, stored)
    columns = GROUPS.get((table, cell), (cell,))
    for column, value in zip(columns, values, strict=True):
        for parent, naming in links().items():
            known = (table, column) in naming and value is not None
            if known and not cursor.execute(f'SELECT 1 FROM "{parent}" WHERE id = ?', (value,)).fetchone():
                raise ValueError("refers to a row that is gone")
    named = ", ".join(f'"{column}" = ?' for column in columns)
    cursor.execute(f'UPDATE "{table}" SET {named} WHERE id = ?', (*values, row.bytes))


def keep(cursor: Any, table: str, row: UUID) -> None:
    """Write a row as it is, in an open transaction that names its lives: it stays against who deleted it."""
    cursor.execute(f'UPDATE "{table}" SET id = id WHERE id = ?', (row.bytes,))


def referring(cursor: Any, table: str, row: UUID) -> list[tuple[str, UUID]]:
    """The rows that refer to a row, itself aside."""
    found: list[tuple[str, UUID]] = []
    for child, column in links().get(table, ()):
        for (key,) in cursor.execute(f'SELECT id FROM "{child}" WHERE "{column}" = ?', (row.bytes,)).fetchall():
            if key != row.bytes:
                found.append((child, UUID(bytes=key)))
    return found


def remove(cursor: Any, table: str, row: UUID) -> None:
    """Delete a row in the open transaction; what still refers to it is refused at the commit."""
    cursor.execute(f'DELETE FROM "{table}" WHERE id = ?', (row.bytes,))


_SIDE = "o.val, t.hlc, s.stream, t.seq, o.idx, c.vv, t.meta, s.device, n.tbl, h.row, n.col, n.id, o.tx, o.base"
_OF_OP = (
    " JOIN sync_op o ON o.tx = h.tx AND o.idx = h.idx JOIN sync_tx t ON t.tx = h.tx JOIN sync_stream s ON s.id = t.stream"
    " JOIN sync_ctx c ON c.id = t.ctx"
)


def _heads(cursor: Any, kind: str, which: str, of: UUID | None) -> list[tuple[tuple[str, bytes, str], list[tuple[Head, Side, Head]]]]:
    """The heads of the marked cells, by (table, row, cell); of tables and cells that this version knows. The second head of each is the one
    that first gave the value, where an undo brought it back."""
    known = {(table.name, cell) for table in sync_tables().values() for cell in (LIFE, *(c.name for c in table.cells))}
    rows = cursor.execute(
        f"SELECT {_SIDE} FROM sync_issue i JOIN sync_name m ON m.id = i.name JOIN sync_head h ON h.row = i.row AND {which}"
        f" JOIN sync_name n ON n.id = h.name{_OF_OP} WHERE i.kind = ? AND (? IS NULL OR i.row = ?)"
        " ORDER BY n.tbl, i.row, n.col, t.hlc, s.stream, t.seq, h.idx",
        (kind, of and of.bytes, of and of.bytes),
    ).fetchall()
    found: list[tuple[tuple[str, bytes, str], list[tuple[Head, Side, Head]]]] = []
    for key, group in groupby(rows, key=itemgetter(8, 9, 10)):
        if (key[0], key[2]) in known:
            found.append((key, [_side(cursor, row) for row in group]))
    return found


def _side(cursor: Any, found: tuple[Any, ...]) -> tuple[Head, Side, Head]:
    stored, hlc, stream, seq, idx, ctx, _, _, table, row, cell, name, tx, base = found
    dot, head = Dot(stream, seq, idx), Head((hlc, Dot(stream, seq, idx)), stored, ctx)
    told = meta_of(found[6])
    if told.get("undo_of"):
        given = first_given(cursor, row, name, tx, idx)
        _, hlc, stream, seq, idx, ctx, meta, device, *_, base = cursor.execute(
            f"SELECT {_SIDE} FROM (SELECT ? AS tx, ? AS idx, ? AS row) h JOIN sync_name n ON n.id = ?{_OF_OP}", (*given, row, name)
        ).fetchone()
        told = meta_of(meta)
    else:
        device = found[7]
    side = Side(shown_value(table, cell, stored), stored, dot, lid_of(told), device, moment_of(hlc), str(told.get("doel", "")), base)
    return head, side, Head((hlc, Dot(stream, seq, idx)), stored, ctx)


def _there(cursor: Any, found: Iterable[Difference]) -> list[Difference]:
    """Those of rows that are there."""
    kept: list[Difference] = []
    for table, group in groupby(found, key=attrgetter("table")):
        kept += (one for one in group if cursor.execute(f'SELECT 1 FROM "{table}" WHERE id = ?', (one.row.bytes,)).fetchone())
    return kept
