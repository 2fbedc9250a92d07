"""One number for what a laptop holds: equal on two laptops that took in the same work, and else not (invariant 1).

It is made of how far each stream is, by the hash of its tip, and of the sum of a digest of every head. The first says that two laptops
have the same transactions; the second that they made the same of them, which a mistake in a merge would show. The sum is kept along the
way once a laptop exchanges (`sync_local` key `heads`), so that it costs what is new; `counted` makes it anew from all heads.
"""

from __future__ import annotations

import hashlib
import struct
from typing import Any

HEADS = "heads"
STAMP = "hlc"
"""Keys of `sync_local`: the sum of all heads, and the latest stamp that came in from a clock that was not far ahead."""

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MODULUS = 1 << 256


def share(dot: bytes) -> int:
    """What one head, as a packed dot, adds to the sum."""
    return int.from_bytes(hashlib.sha256(dot).digest(), "big")


def moved(total: bytes, change: int) -> bytes:
    """The sum after a change, as it is kept."""
    return ((int.from_bytes(total, "big") + change) % _MODULUS).to_bytes(32, "big")


def counted(cursor: Any) -> bytes:
    """The sum, made anew from all heads."""
    total = 0
    for stream, seq, idx in cursor.execute(
        "SELECT s.stream, t.seq, h.idx FROM sync_head h JOIN sync_tx t ON t.tx = h.tx JOIN sync_stream s ON s.id = t.stream"
    ):
        total += share(struct.pack(">8sQI", stream, seq, idx))
    return moved(bytes(32), total)


def vector(cursor: Any) -> dict[bytes, int]:
    """How far this laptop is: stream -> seq."""
    return dict(cursor.execute("SELECT stream, tip_seq FROM sync_stream WHERE tip_seq > 0 ORDER BY stream").fetchall())


def digest(cursor: Any) -> bytes:
    """32 bytes that two laptops share when they hold the same."""
    kept = cursor.execute("SELECT v FROM sync_local WHERE k = ?", (HEADS,)).fetchone()
    made = hashlib.sha256(kept[0] if kept else counted(cursor))
    for stream, seq, tip in cursor.execute("SELECT stream, tip_seq, tip_hash FROM sync_stream WHERE tip_seq > 0 ORDER BY stream"):
        made.update(struct.pack(">8sQ", stream, seq) + tip)
    return made.digest()


def letters(digest: bytes) -> str:
    """The first 30 bits in six letters and digits, to read aloud."""
    number = int.from_bytes(digest[:4], "big") >> 2
    return "".join(ALPHABET[number >> shift & 31] for shift in range(25, -1, -5))
