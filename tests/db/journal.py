"""The journal as the tests look at it: read without the code under test, and written to by a second laptop that isn't there."""

from __future__ import annotations

import hashlib
import json
import os
import struct
from typing import Any, NamedTuple
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from db.models import Apparaat
from db.store import Store
from db.sync import registry, wire
from db.sync.wire import Dot
from retcli.toegang import Toegang

from .sync_model import Op, Tx


class Entry(NamedTuple):
    """One op of the log."""

    doel: str
    table: str
    row: bytes
    cell: str
    value: bytes
    base: tuple[Dot, ...]
    dot: Dot


def query(store: Store, sql: str, *values: object) -> list[tuple[Any, ...]]:
    """Rows as the driver gives them, outside any transaction of the store."""
    with store.raw_cursor() as cursor:
        return list(cursor.execute(sql, values).fetchall())


def entries(store: Store, doel: str | None = None) -> list[Entry]:
    """The ops of the log in order, of transactions made for `doel` only when given."""
    rows = query(
        store,
        "SELECT t.meta, n.tbl, n.col, o.row, o.val, o.base, s.stream, t.seq, o.idx FROM sync_op o JOIN sync_tx t ON t.tx = o.tx"
        " JOIN sync_stream s ON s.id = t.stream JOIN sync_name n ON n.id = o.name ORDER BY o.tx, o.idx",
    )
    found = []
    for meta, table, cell, row, value, base, stream, seq, idx in rows:
        dots = tuple(Dot(*struct.unpack_from(">8sQI", base, at)) for at in range(0, len(base), 20))
        found.append(Entry(json.loads(meta)["doel"], table, row, cell, value, dots, Dot(stream, seq, idx)))
    return [e for e in found if doel is None or e.doel == doel]


def cells(store: Store, doel: str) -> dict[str, bytes]:
    """Cell -> value of the ops made for `doel`; for writes of one row."""
    return {e.cell: e.value for e in entries(store, doel)}


def count_txs(store: Store) -> int:
    """How many transactions the log has."""
    return int(query(store, "SELECT count(*) FROM sync_tx")[0][0])


def heads(store: Store) -> dict[tuple[str, str], dict[tuple[str, int, int], object]]:
    """The heads as the database has them, in the form of the model's oracle."""
    found: dict[tuple[str, str], dict[tuple[str, int, int], object]] = {}
    rows = query(
        store,
        "SELECT n.tbl, h.row, n.col, s.stream, t.seq, h.idx, o.val FROM sync_head h JOIN sync_op o ON o.tx = h.tx AND o.idx = h.idx"
        " JOIN sync_tx t ON t.tx = h.tx JOIN sync_stream s ON s.id = t.stream JOIN sync_name n ON n.id = h.name",
    )
    for table, row, cell, stream, seq, idx, value in rows:
        found.setdefault((f"{table} {row.hex()}", cell), {})[stream.hex(), seq, idx] = value
    return found


def model_txs(store: Store) -> list[Tx]:
    """The log as transactions of the model."""
    txs: dict[tuple[str, int], list[Op]] = {}
    for e in entries(store):
        base = frozenset((d.stream.hex(), d.seq, d.idx) for d in e.base)
        txs.setdefault((e.dot.stream.hex(), e.dot.seq), []).append(Op(f"{e.table} {e.row.hex()}", e.cell, "set", e.value, base))
    return [Tx(stream, seq, (), 0, "", tuple(ops)) for (stream, seq), ops in txs.items()]


def dots_of(store: Store, row: UUID, cell: str) -> tuple[Dot, ...]:
    """What a form would remember of a cell when it shows it: its heads."""
    now = heads(store)
    found = [e for e in entries(store) if e.row == row.bytes and e.cell == cell]
    return tuple(e.dot for e in found if (e.dot.stream.hex(), e.dot.seq, e.dot.idx) in now.get((f"{e.table} {e.row.hex()}", cell), {}))


class OtherLaptop:
    """A second laptop of the team whose transactions have come in: written as an import would, straight into the journal's tables."""

    def __init__(self, team: Toegang) -> None:
        from pyrage import x25519

        self.store = team.store
        local = self.store.local()
        self.key = Ed25519PrivateKey.generate()
        root = Ed25519PrivateKey.from_private_bytes(local["root_key"])
        recipient = str(x25519.Identity.generate().to_public())
        signing = registry.public_bytes(self.key)
        self.device = registry.device_id(signing, recipient)
        self.stream = os.urandom(8)
        self.ws = hashlib.sha256(local["genesis"]).digest()
        self.seq, self.tip = 0, bytes(32)
        row = registry.apparaat_id(self.device)
        with self.store.transaction("toelaten") as session:
            certificate = root.sign(registry.certificate_bytes(row, signing, recipient))
            session.add(Apparaat(id=row, sleutel=signing, ontvanger=recipient, handtekening=certificate))
        with self.store.raw_cursor() as cursor:
            cursor.execute(
                "INSERT INTO sync_stream(stream, device, tip_seq, tip_hash) VALUES (?, ?, 0, ?)", (self.stream, self.device, self.tip)
            )

    def writes(
        self, table: str, row: UUID, cell: str, value: object, *, base: tuple[Dot, ...] = (), hlc: int, column: str | None = None
    ) -> Dot:
        """One op that replaces `base`. The tables take it over when its value is the one that shows: `column` then names where."""
        self.seq += 1
        encoded = wire.encode(value)  # type: ignore[arg-type]  # a test's plain value
        packed, salt, meta = wire.pack_dots(base), os.urandom(16), wire.meta_bytes({"doel": "elders", "apparaat": self.device[:4].hex()})
        with self.store.raw_cursor() as cursor:
            cursor.execute("BEGIN IMMEDIATE")
            (stream,) = cursor.execute("SELECT id FROM sync_stream WHERE stream = ?", (self.stream,)).fetchone()
            (tx,) = cursor.execute("SELECT max(tx) + 1 FROM sync_tx").fetchone()
            (ctx, vv) = cursor.execute("SELECT id, vv FROM sync_ctx ORDER BY id LIMIT 1").fetchone()
            (name,) = cursor.execute("SELECT id FROM sync_name WHERE tbl = ? AND col = ?", (table, cell)).fetchone()
            frame = wire.op_frame(table, cell)
            digest = wire.op_digest(frame[0], row.bytes, frame[1], packed, wire.salt_of(salt, 0), encoded)
            self.tip = wire.tx_hash(self.ws, self.stream, self.seq, self.tip, vv, hlc, meta, [digest])
            cursor.execute(
                "INSERT INTO sync_tx(tx, stream, seq, ctx, hlc, salt, hash, sig, meta) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (tx, stream, self.seq, ctx, hlc, salt, self.tip, self.key.sign(self.tip), meta),
            )
            cursor.execute("INSERT INTO sync_op VALUES (?, 0, ?, ?, ?, ?, ?)", (tx, name, row.bytes, wire.SET, encoded, packed))
            for dot in base:
                cursor.execute(
                    "DELETE FROM sync_head WHERE row = ? AND name = ? AND idx = ? AND tx = (SELECT t.tx FROM sync_tx t JOIN sync_stream s"
                    " ON s.id = t.stream WHERE s.stream = ? AND t.seq = ?)",
                    (row.bytes, name, dot.idx, dot.stream, dot.seq),
                )
            cursor.execute("INSERT INTO sync_head VALUES (?, ?, ?, 0)", (row.bytes, name, tx))
            cursor.execute("UPDATE sync_stream SET tip_seq = ?, tip_hash = ? WHERE id = ?", (self.seq, self.tip, stream))
            # From here on what this laptop writes is written by someone who knew of it.
            cursor.execute("INSERT INTO sync_ctx(vv) VALUES (?)", (struct.pack(">8sQ8s", self.stream, self.seq, self.tip[:8]),))
            if column is not None:
                cursor.execute(f'UPDATE "{table}" SET "{column}" = ? WHERE id = ?', (value, row.bytes))
                cursor.execute("DELETE FROM sync_capture")
            cursor.execute("COMMIT")
        return Dot(self.stream, self.seq, 0)
