"""What the author of a change knew of the work on other laptops, and what was written without their knowing it.

Moments can't tell: what was written on Monday on one laptop reaches another on Wednesday, after the meeting there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from .tx import known


class Knew(NamedTuple):
    """How far the author of a change was: by stream the last seq; `stream` is their own."""

    stream: bytes
    seqs: dict[bytes, int]

    def covers(self, stream: bytes, seq: int) -> bool:
        """Whether they knew a transaction."""
        return seq <= self.seqs.get(stream, 0)


def author(cursor: Any, table: str, row: bytes, cell: str) -> Knew | None:
    """What the author of the value that shows knew, with what they wrote along; None when the log has no such value."""
    return authors(cursor, table, [row], cell).get(row)


def authors(cursor: Any, table: str, rows: Collection[bytes], cell: str) -> dict[bytes, Knew]:
    """The same of several rows, in a statement for each 500."""
    found: dict[bytes, Knew] = {}
    for part in _by_500(rows):
        marks = ",".join("?" * len(part))
        for row, stream, seq, ctx in cursor.execute(
            "SELECT h.row, s.stream, t.seq, c.vv FROM sync_head h JOIN sync_name n ON n.id = h.name JOIN sync_tx t ON t.tx = h.tx"
            " JOIN sync_stream s ON s.id = t.stream JOIN sync_ctx c ON c.id = t.ctx"
            f" WHERE h.row IN ({marks}) AND n.tbl = ? AND n.col = ? ORDER BY t.hlc, s.stream, t.seq, h.idx",
            (*part, table, cell),
        ).fetchall():
            found[row] = Knew(stream, {other: far for other, far, _ in known(ctx)} | {stream: seq})  # the last shows
    return found


def others_went_on(cursor: Any, knew: Knew) -> bool:
    """Whether there is work in other streams that the author did not know."""
    tips = cursor.execute("SELECT stream, tip_seq FROM sync_stream").fetchall()
    return any(stream != knew.stream and not knew.covers(stream, seq) for stream, seq in tips)


def unknown(cursor: Any, knew: Knew, rows: Collection[bytes]) -> dict[bytes, set[str]]:
    """Of these rows the cells that were written without the author's knowing it, also by themselves afterwards."""
    return unknown_of(cursor, dict.fromkeys(rows, knew))


def unknown_of(cursor: Any, knew: Mapping[bytes, Knew]) -> dict[bytes, set[str]]:
    """The same where each row has an author of its own, in a statement for each 500."""
    found: dict[bytes, set[str]] = {}
    for part in _by_500(knew):
        marks = ",".join("?" * len(part))
        for row, cell, stream, seq in cursor.execute(
            "SELECT o.row, n.col, s.stream, t.seq FROM sync_op o JOIN sync_name n ON n.id = o.name JOIN sync_tx t ON t.tx = o.tx"
            f" JOIN sync_stream s ON s.id = t.stream WHERE o.row IN ({marks})",
            part,
        ).fetchall():
            if not knew[row].covers(stream, seq):
                found.setdefault(row, set()).add(cell)
    return found


def _by_500(rows: Iterable[bytes]) -> Iterator[list[bytes]]:
    """As many as a statement takes at once."""
    keys = list(rows)
    return (keys[at : at + 500] for at in range(0, len(keys), 500))
