"""What is erased for good in random histories: each text that is written holds a word of its own, and every word is looked for."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from db.columns import new_id
from db.sync import erasure
from db.sync.pakket import SNAPSHOT, Pakket
from db.sync.wire import GONE

from .laptops import Laptop

WORD = re.compile(rb"w\d+!")


def order(root: bytes, rows: Collection[bytes], places: Iterable[bytes] = ()) -> tuple[Any, ...]:
    """The statement that writes an order, signed with this key."""
    key = new_id()
    said = erasure.write_order(Ed25519PrivateKey.from_private_bytes(root), key, rows, [*places])
    return (
        "INSERT INTO wissing(id, reden, opdracht_rijen, opdracht_plekken, opdracht_handtekening) VALUES (?, 'VERZOEK', ?, ?, ?)",
        key.bytes,
        *said,
    )


def places_of(cursor: Any, table: str, row: UUID, cell: str) -> list[bytes]:
    """Every op of one cell, as an order names it."""
    return [
        hash_[:16] + idx.to_bytes(4, "big")
        for hash_, idx in cursor.execute(
            "SELECT t.hash, o.idx FROM sync_op o JOIN sync_name n ON n.id = o.name JOIN sync_tx t ON t.tx = o.tx"
            " WHERE o.row = ? AND n.tbl = ? AND n.col = ? ORDER BY o.tx, o.idx",
            (row.bytes, table, cell),
        ).fetchall()
    ]


def erased(laptop: Laptop) -> erasure.Erased:
    """All that this laptop heard is to go."""
    with laptop.store.raw_cursor() as cursor:
        return erasure.Erased.known(cursor)


def everything(laptop: Laptop) -> bytes:
    """Every value that stands anywhere in a database, the newest and the oldest."""
    with laptop.store.raw_cursor() as cursor:
        tables = [name for (name,) in cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()]
        rows = [row for name in tables for row in cursor.execute(f'SELECT * FROM "{name}"').fetchall()]
    return b"\0".join(value if isinstance(value, bytes) else str(value).encode() for row in rows for value in row)


def content(package: Pakket) -> bytes:
    """Every value in a package."""
    ops = [op for tx in package.txs() for op in tx.ops]
    ops += [op for header in (package.headers() if package.manifest.kind == SNAPSHOT else ()) for _, op in header.ops]
    return b"\0".join(op.value for op in ops)


class Woorden:
    """The words that were ever written, by the ops that hold them: several where an undo brought one back."""

    def __init__(self) -> None:
        self._ever: dict[bytes, set[tuple[Any, ...]]] = {}
        self._n = 0

    def new(self) -> str:
        """A text as nobody wrote before."""
        self._n += 1
        return f"w{self._n}!"

    def looks_at(self, laptop: Laptop) -> None:
        """Note what its log holds, and look for what it heard is to go. Of what it did not hear of, nothing went."""
        said = erased(laptop)
        for *op, value, salt in laptop.query(
            "SELECT n.tbl, n.col, o.row, t.hash, t.meta, o.idx, o.val, t.salt FROM sync_op o JOIN sync_name n ON n.id = o.name"
            " JOIN sync_tx t ON t.tx = o.tx"
        ):
            goes, idx = said.names_op(*op), op[-1]
            assert (value[:1] == GONE) == goes, "24: values go by an order, and by that alone"
            assert not goes or (len(salt) != 16 and not any(salt[32 * idx : 32 * idx + 32])), "nobody can guess what stood there"
            for word in WORD.findall(value):
                self._ever.setdefault(word, set()).add(tuple(op))
        self.looks_in(everything(laptop), said)

    def looks_in(self, content: bytes, said: erasure.Erased) -> None:
        """Nothing of what is to go stands there."""
        found = {word for word in WORD.findall(content) if word in self._ever}
        left = {word for word in found if all(said.names_op(*op) for op in self._ever[word])}
        assert not left, "what was erased stands there"
