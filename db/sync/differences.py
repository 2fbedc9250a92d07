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
from .audit import Head, knew, meta_of, moment_of, shown_value
from .audit import Shown as Value
from .schema import sync_tables
from .wire import DEAD, LIFE, Dot


@dataclass(frozen=True, slots=True)
class Side:
    """One value that someone gave a cell: the value for people and as it is stored, who, when by their clock, on which laptop, why."""

    value: Value
    stored: bytes
    dot: Dot
    lid: UUID | None
    device: bytes
    moment: datetime
    doel: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell that several people gave another value without knowing of each other. The first of `sides` is the one that shows; who gave an
    equal value is one more side."""

    table: str
    row: UUID
    cell: str
    sides: tuple[Side, ...]

    @property
    def dots(self) -> tuple[Dot, ...]:
        """What a save has to name to settle it."""
        return tuple(side.dot for side in self.sides)


@dataclass(frozen=True, slots=True)
class Contest:
    """A row that someone deleted and that is there all the same. `deleted` are the deletes; `against` what others changed without having
    seen them, by cell, a revival under LIFE. `lives` is what a save has to name to keep the row."""

    table: str
    row: UUID
    deleted: tuple[Side, ...]
    against: tuple[tuple[str, Side], ...]
    lives: tuple[Dot, ...]


def differences(cursor: Any) -> list[Difference]:
    """Every cell that differs, of rows that are there, by table and row."""
    found: list[Difference] = []
    for (table, row, cell), heads in _heads(cursor, issues.DIFFER, "h.name = i.name"):
        if cell != LIFE and len({side.stored for _, side in heads}) > 1:
            ordered = sorted(heads, key=lambda head: head[0].order, reverse=True)
            found.append(Difference(table, UUID(bytes=row), cell, tuple(side for _, side in ordered)))
    return _there(cursor, found)


def contested(cursor: Any) -> list[Contest]:
    """Every row that someone deleted and that someone else changed or revived without having seen that, by table and row."""
    found: list[Contest] = []
    cells = _heads(cursor, issues.CONTESTED, "h.name IN (SELECT id FROM sync_name WHERE tbl = n.tbl)")
    for (table, row), group in groupby(cells, key=lambda item: item[0][:2]):
        heads = [(cell, head, side) for (_, _, cell), several in group for head, side in several]
        dead = [(head, side) for cell, head, side in heads if cell == LIFE and side.stored == DEAD]
        against = [
            (cell, side)
            for cell, head, side in heads
            if (side.stored != DEAD if cell == LIFE else not any(knew(by, head.order[1]) for by, _ in dead))
        ]
        lives = tuple(side.dot for cell, _, side in heads if cell == LIFE)
        if dead:
            found.append(Contest(table, UUID(bytes=row), tuple(side for _, side in dead), tuple(against), lives))
    return found


def counts(cursor: Any) -> tuple[int, int]:
    """How many differences and contested rows there are, in time that depends on neither the log nor the tables."""
    (several,) = cursor.execute("SELECT count(*) FROM sync_issue WHERE kind = ?", (issues.CONTESTED,)).fetchone()
    return len(differences(cursor)), int(several)


def same_codes(cursor: Any) -> list[tuple[str, tuple[UUID, ...]]]:
    """Casuscodes that several casussen have. The casus first made keeps the bare code; the others show it with their number behind it."""
    found: dict[str, list[tuple[int, bytes]]] = {}
    for code, row, hlc in cursor.execute(
        "SELECT c.casuscode, c.id, (SELECT min(t.hlc) FROM sync_op o JOIN sync_name n ON n.id = o.name AND n.tbl = 'casus' AND n.col = ?"
        " JOIN sync_tx t ON t.tx = o.tx WHERE o.row = c.id) FROM casus c WHERE c.casuscode IN"
        " (SELECT casuscode FROM casus WHERE casuscode IS NOT NULL GROUP BY casuscode HAVING count(*) > 1)",
        (LIFE,),
    ):
        found.setdefault(code, []).append((hlc or 0, row))
    return [(code, tuple(UUID(bytes=row) for _, row in sorted(rows))) for code, rows in sorted(found.items())]


def _heads(cursor: Any, kind: str, which: str) -> list[tuple[tuple[str, bytes, str], list[tuple[Head, Side]]]]:
    """The heads of the marked cells, by (table, row, cell); of tables and cells that this version knows."""
    known = {(table.name, cell) for table in sync_tables().values() for cell in (LIFE, *(c.name for c in table.cells))}
    rows = cursor.execute(
        "SELECT m.tbl, i.row, m.col, o.val, t.hlc, s.stream, t.seq, h.idx, c.vv, t.meta, s.device FROM sync_issue i"
        f" JOIN sync_name n ON n.id = i.name JOIN sync_head h ON h.row = i.row AND {which} JOIN sync_name m ON m.id = h.name"
        " JOIN sync_op o ON o.tx = h.tx AND o.idx = h.idx JOIN sync_tx t ON t.tx = h.tx JOIN sync_stream s ON s.id = t.stream"
        " JOIN sync_ctx c ON c.id = t.ctx WHERE i.kind = ? ORDER BY m.tbl, i.row, m.col, t.hlc, s.stream, t.seq, h.idx",
        (kind,),
    ).fetchall()
    found: list[tuple[tuple[str, bytes, str], list[tuple[Head, Side]]]] = []
    for key, group in groupby(rows, key=itemgetter(0, 1, 2)):
        if (key[0], key[2]) in known:
            found.append((key, [_side(row) for row in group]))
    return found


def _side(found: tuple[Any, ...]) -> tuple[Head, Side]:
    table, _, cell, stored, hlc, stream, seq, idx, ctx, meta, device = found
    told = meta_of(meta)
    dot = Dot(stream, seq, idx)
    try:
        value = shown_value(table, cell, stored)
        lid = UUID(str(told["lid"])) if told.get("lid") else None
    except ValueError:
        value, lid = None, None
    return Head((hlc, dot), stored, ctx), Side(value, stored, dot, lid, device, moment_of(hlc), str(told.get("doel", "")))


def _there(cursor: Any, found: Iterable[Difference]) -> list[Difference]:
    """Those of rows that are there."""
    kept: list[Difference] = []
    for table, group in groupby(found, key=attrgetter("table")):
        kept += (one for one in group if cursor.execute(f'SELECT 1 FROM "{table}" WHERE id = ?', (one.row.bytes,)).fetchone())
    return kept
