"""What the author of a change knew of the work on other laptops, and what was written without their knowing it.

Moments can't tell: what was written on Monday on one laptop reaches another on Wednesday, after the meeting there.
"""

from __future__ import annotations

from collections.abc import Collection
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
    found = cursor.execute(
        "SELECT s.stream, t.seq, c.vv FROM sync_head h JOIN sync_name n ON n.id = h.name JOIN sync_tx t ON t.tx = h.tx"
        " JOIN sync_stream s ON s.id = t.stream JOIN sync_ctx c ON c.id = t.ctx WHERE h.row = ? AND n.tbl = ? AND n.col = ?"
        " ORDER BY t.hlc DESC, s.stream DESC, t.seq DESC, h.idx DESC LIMIT 1",
        (row, table, cell),
    ).fetchone()
    if found is None:
        return None
    stream, seq, ctx = found
    return Knew(stream, {other: far for other, far, _ in known(ctx)} | {stream: seq})


def others_went_on(cursor: Any, knew: Knew) -> bool:
    """Whether there is work in other streams that the author did not know."""
    tips = cursor.execute("SELECT stream, tip_seq FROM sync_stream").fetchall()
    return any(stream != knew.stream and not knew.covers(stream, seq) for stream, seq in tips)


def unknown(cursor: Any, knew: Knew, rows: Collection[bytes]) -> dict[bytes, set[str]]:
    """Of these rows the cells that were written without the author's knowing it, also by themselves afterwards."""
    found: dict[bytes, set[str]] = {}
    keys = list(rows)
    for at in range(0, len(keys), 500):
        part = keys[at : at + 500]
        marks = ",".join("?" * len(part))
        for row, cell, stream, seq in cursor.execute(
            "SELECT o.row, n.col, s.stream, t.seq FROM sync_op o JOIN sync_name n ON n.id = o.name JOIN sync_tx t ON t.tx = o.tx"
            f" JOIN sync_stream s ON s.id = t.stream WHERE o.row IN ({marks})",
            part,
        ).fetchall():
            if not knew.covers(stream, seq):
                found.setdefault(row, set()).add(cell)
    return found
