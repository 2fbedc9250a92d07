"""What people should look at, marked per row and cell so that it is found without a search (`sync_issue`).

All of it follows from the heads; nothing here decides anything. DIFFER is marked generously and judged when it is read; the other kinds
hold exactly for what the tables show.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

DIFFER = "differ"
"""The cell has more than one head, be it of one value."""

CONTESTED = "contested"
"""The row is there though someone deleted it: someone else edited it, or revived it, without having seen that."""

KEPT = "kept"
"""The row is there though all who changed it know it was deleted: a row that is there refers to it."""

BROKEN = "broken"
"""The cell shows as empty: what it holds has no place in this column, or refers to a row that nobody knows."""

STANDING = (CONTESTED, KEPT)

Marks = dict[bytes, set[tuple[int, str]]]
"""Row -> (name, kind); for a whole row the name is that of its life."""


def of_touched(cursor: Any) -> Marks:
    """The marks on the rows that the open transaction touched, DIFFER aside."""
    found: Marks = {}
    for row, name, kind in cursor.execute(
        "SELECT i.row, i.name, i.kind FROM (SELECT DISTINCT row FROM sync_capture) c CROSS JOIN sync_issue i ON i.row = c.row"
        " WHERE i.kind <> ?",
        (DIFFER,),
    ):
        found.setdefault(row, set()).add((name, kind))
    return found


def differing(cursor: Any) -> None:
    """Mark the cells with several heads on the rows that the open transaction touched, and only those."""
    cursor.execute("DELETE FROM sync_issue WHERE kind = ? AND row IN (SELECT row FROM sync_capture)", (DIFFER,))
    cursor.execute(
        "INSERT OR IGNORE INTO sync_issue(row, name, kind) SELECT h.row, h.name, ? FROM (SELECT DISTINCT row FROM sync_capture) c"
        " CROSS JOIN sync_head h ON h.row = c.row GROUP BY h.row, h.name HAVING count(*) > 1",
        (DIFFER,),
    )


def dispute(cursor: Any, lives: Iterable[tuple[bytes, int]]) -> None:
    """Mark these rows, by the name of their life, as deleted and there all the same: an undo of what settled it."""
    cursor.executemany(
        "INSERT OR IGNORE INTO sync_issue(row, name, kind) VALUES (?, ?, ?)", [(row, name, CONTESTED) for row, name in lives]
    )


def after(cursor: Any, marks: Marks, written: Iterable[tuple[bytes, int, bool, bool]]) -> None:
    """Bring the marks up to what was written: (row, name, whether it is a life, whether the row is gone)."""
    for row, name, life, gone in written:
        marked = marks.get(row)
        if not marked:
            continue
        if gone:
            cursor.execute("DELETE FROM sync_issue WHERE row = ?", (row,))
        elif life:
            cursor.execute("DELETE FROM sync_issue WHERE row = ? AND name = ? AND kind IN (?, ?)", (row, name, *STANDING))
        else:
            cursor.execute("DELETE FROM sync_issue WHERE row = ? AND name = ? AND kind = ?", (row, name, BROKEN))
            # Now it holds something that whoever deleted it has not seen.
            cursor.execute("UPDATE sync_issue SET kind = ? WHERE row = ? AND kind = ?", (CONTESTED, row, KEPT))
