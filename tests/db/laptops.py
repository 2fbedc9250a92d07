"""Several laptops of one team, each with an encrypted database of its own, that hand each other transactions without a file."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import struct
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from db import store as stores
from db.columns import new_id
from db.models import Apparaat
from db.store import Store
from db.sync import erasure, registry, spoor, toelating, tx
from db.sync.apply import Taken, take_into
from db.sync.erasure import Order
from db.sync.registry import Cut, Founding
from db.sync.stand import vector
from db.sync.tx import Tx

from .sync_model import Op
from .sync_model import Tx as ModelTx

KEY = bytes(range(32))


@contextlib.contextmanager
def fast_disk() -> Iterator[None]:
    """The power does not really go off in a test: no need to wait for the disk."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stores, "PRAGMAS", tuple(p.replace("synchronous=FULL", "synchronous=OFF") for p in stores.PRAGMAS))
        yield


class Laptop:
    """One database of the team."""

    def __init__(self, folder: Path, clock: Callable[[], datetime], store: Store) -> None:
        self.folder, self.clock, self.store = folder, clock, store
        local = store.local()
        self.device, self.stream, self.ws = local["device"], local["stream"], hashlib.sha256(local["genesis"]).digest()

    @classmethod
    def begin(cls, folder: Path, clock: Callable[[], datetime]) -> Laptop:
        """The laptop that founds the team."""
        founding = registry.found("AnderS", "twente", clock())
        made = cls._made(folder, founding, clock)
        made.admit(founding)
        return made

    @classmethod
    def _made(cls, folder: Path, founding: Founding, clock: Callable[[], datetime]) -> Laptop:
        folder.mkdir(parents=True, exist_ok=True)
        return cls(folder, clock, Store.found(folder / "ret.db", KEY, founding, app="1", now=clock))

    def join(self, folder: Path) -> Laptop:
        """A further laptop, admitted here; it holds nothing yet."""
        return self._made(folder, self.invited(), self.clock)

    def invited(self, *, admit: bool = True) -> Founding:
        """The keys of a further laptop, certified by the root; admitted here or not."""
        from pyrage import x25519

        local = self.store.local()
        root, key, age = Ed25519PrivateKey.from_private_bytes(local["root_key"]), Ed25519PrivateKey.generate(), x25519.Identity.generate()
        signing, recipient, stream = registry.public_bytes(key), str(age.to_public()), os.urandom(8)
        device = registry.device_id(signing, recipient)
        certificate = root.sign(registry.certificate_bytes(registry.apparaat_id(device), signing, recipient))
        founding = Founding(
            hashlib.sha256(local["genesis"]).digest(), device, stream, signing, recipient, certificate,
            {"genesis": local["genesis"], "genesis_sig": local["genesis_sig"], "device_key": key.private_bytes_raw(),
             "device_age": str(age).encode(), "device": device, "stream": stream},
        )  # fmt: skip
        if admit:
            self.admit(founding)
        return founding

    def admit(self, founding: Founding) -> None:
        with self.store.transaction("toelaten") as session:
            row = Apparaat(id=registry.apparaat_id(founding.device), sleutel=founding.signing_key, ontvanger=founding.recipient)
            row.handtekening = founding.certificate
            session.add(row)

    def cut(self, seq: int) -> dict[bytes, Cut]:
        """Its own stream up to and with a number, as a withdrawal names it."""
        with self.store.raw_cursor() as cursor:
            return {self.stream: Cut(seq, (spoor.hash_of(cursor, self.stream, seq) or bytes(8))[:8])}

    def withdraw(self, device: bytes, until: dict[bytes, Cut] | None = None) -> None:
        """Withdraw a laptop as the root does, at what is known here of it or at these cut-offs."""
        withdraw(self.store, device, until)

    @classmethod
    def opened(cls, folder: Path, clock: Callable[[], datetime]) -> Laptop:
        """A laptop from its database."""
        return cls(folder, clock, Store.open(folder / "ret.db", KEY, app="1", now=clock, before_migration=lambda _: None))

    def reopen(self) -> None:
        self.store.close()
        self.store = Laptop.opened(self.folder, self.clock).store

    def close(self) -> None:
        self.store.close()

    def copied(self, folder: Path) -> Laptop:
        """The same laptop with the same stream, as a cloned disk is."""
        self.store.close()
        shutil.copytree(self.folder, folder)
        self.reopen()
        return Laptop.opened(folder, self.clock)

    # --- handing over

    def have(self) -> dict[bytes, int]:
        with self.store.raw_cursor() as cursor:
            return vector(cursor)

    def since(self, have: dict[bytes, int]) -> list[Tx]:
        """What is new to one who has this, as a reader of a package would make it."""
        with self.store.raw_cursor() as cursor:
            return [self.remade(found) for found in tx.read_since(cursor, have)]

    def remade(self, found: Tx, **changed: Any) -> Tx:
        fields = found._asdict()
        del fields["hash"]
        return tx.made(self.ws, **(fields | changed))

    def orders(self, txs: Iterable[Tx]) -> list[Order]:
        """The orders to erase that the first line of a package with these would tell."""
        runs: dict[bytes, list[int]] = {}
        for found in txs:
            runs.setdefault(found.stream, []).append(found.seq)
        with self.store.raw_cursor() as cursor:
            return erasure.needed(cursor, [(stream, min(seqs), max(seqs)) for stream, seqs in runs.items()])

    def takes(self, txs: Iterable[Tx], *, orders: Iterable[Order] = (), preview: bool = False, **told: Any) -> Taken:
        with self.store.taking_in(keep=not preview) as cursor:
            erasure.hear(cursor, orders)
            return take_into(cursor, self.store, txs, **told)

    def takes_from(self, other: Laptop) -> Taken:
        """All that the other has and this one lacks."""
        txs = other.since(self.have())
        return self.takes(txs, orders=other.orders(txs), came_from=other.device, have=other.have())

    # --- writing and looking

    def sql(self, doel: str, *statements: tuple[Any, ...], **told: Any) -> None:
        """One action of plain SQL."""
        with self.store.transaction(doel, **told) as session:
            for statement, *values in statements:
                session.connection().exec_driver_sql(statement, tuple(values))

    def query(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        with self.store.raw_cursor() as cursor:
            return list(cursor.execute(sql, values).fetchall())

    def row(self, naam: str, waarde: str | None = None) -> UUID:
        """A new row, of the simplest table."""
        made = new_id()
        self.sql("maken", ("INSERT INTO instelling(id, naam, waarde) VALUES (?, ?, ?)", made.bytes, naam, waarde))
        return made

    def save(self, row: UUID, waarde: str | None) -> None:
        self.sql("bewaren", ("UPDATE instelling SET waarde = ? WHERE id = ?", waarde, row.bytes))

    def value(self, row: UUID) -> object:
        found = self.query("SELECT waarde FROM instelling WHERE id = ?", row.bytes)
        return found[0][0] if found else "weg"


def withdraw(store: Store, device: bytes, until: dict[bytes, Cut] | None = None, *, root: bytes | None = None) -> None:
    """Withdraw a laptop in a database with the root's key, or with another that it is signed by."""
    if until is None:
        with store.raw_cursor() as cursor:
            found = cursor.execute("SELECT stream, tip_seq, tip_hash FROM sync_stream WHERE device = ?", (device,)).fetchall()
        until = {stream: Cut(seq, tip[:8]) for stream, seq, tip in found if seq}
    key = Ed25519PrivateKey.from_private_bytes(root or store.local()["root_key"])
    row = registry.apparaat_id(device)
    text, signature = toelating.withdrawal(key, row, until)
    with store.transaction("intrekken") as session:
        session.connection().exec_driver_sql(
            "UPDATE apparaat SET ingetrokken_op = '2026-11-24T09:00:00.000Z', intrekking_tot = ?, intrekking_handtekening = ? WHERE id = ?",
            (text, signature, row.bytes),
        )


@contextlib.contextmanager
def copies(begun: Path, folder: Path, clock: Callable[[], datetime]) -> Iterator[list[Laptop]]:
    """The laptops whose databases stand in a folder, by name, opened in a copy of it."""
    shutil.copytree(begun, folder)
    made = [Laptop.opened(one, clock) for one in sorted(folder.iterdir())]
    try:
        yield made
    finally:
        for laptop in made:
            laptop.close()


def exchange(*laptops: Laptop) -> None:
    """Until all hold the same."""
    for _ in range(2):
        for one in laptops:
            for other in laptops:
                if one is not other:
                    one.takes_from(other)


# --- what a laptop holds, in one form for all


def state(laptop: Laptop) -> dict[str, object]:
    """Everything that has to be the same on laptops that took in the same, without local numbers."""
    from db.sync import schema, stand

    with laptop.store.raw_cursor() as cursor:
        names = "JOIN sync_name n ON n.id = x.name"
        found: dict[str, object] = {
            "tables": {
                name: sorted(cursor.execute(table.select("1")).fetchall(), key=lambda row: row[0])
                for name, table in schema.sync_tables().items()
            },
            "heads": sorted(
                cursor.execute(
                    f"SELECT n.tbl, x.row, n.col, s.stream, t.seq, x.idx FROM sync_head x {names} JOIN sync_tx t ON t.tx = x.tx"
                    " JOIN sync_stream s ON s.id = t.stream"
                ).fetchall()
            ),
            "marks": sorted(
                cursor.execute(f"SELECT n.tbl, x.row, n.col, x.kind FROM sync_issue x {names} WHERE x.kind <> 'differ'").fetchall()
            ),
            "streams": cursor.execute("SELECT stream, tip_seq, tip_hash FROM sync_stream WHERE tip_seq > 0 ORDER BY stream").fetchall(),
            "digest": stand.digest(cursor),
        }
    return found


def dump(laptop: Laptop) -> list[str]:
    """Every row of every table, as it is."""
    with laptop.store.raw_cursor() as cursor:
        tables = [name for (name,) in cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()]
        return [f"{name} {row}" for name in tables for row in sorted(map(repr, cursor.execute(f'SELECT * FROM "{name}"').fetchall()))]


def model_log(laptop: Laptop) -> list[ModelTx]:
    """The log as transactions of the model, with what their authors knew; a cell that refers to the parent is called `parent` there."""
    with laptop.store.raw_cursor() as cursor:
        return [as_model(found) for found in tx.read_since(cursor, {})]


def as_model(found: Tx) -> ModelTx:
    ops = []
    for op in found.ops:
        base = frozenset((s.hex(), q, i) for s, q, i in struct.iter_unpack(">8sQI", op.base))
        ops.append(Op(f"{op.table} {op.row.hex()}", op.cell, "set", op.value, base))
    ctx = tuple((stream.hex(), seq) for stream, seq in [*(k[:2] for k in tx.known(found.ctx)), (found.stream, found.seq - 1)] if seq)
    return ModelTx(found.stream.hex(), found.seq, ctx, found.hlc, "", tuple(ops))


def intent(found: Tx) -> str:
    return str(json.loads(found.meta)["doel"])
