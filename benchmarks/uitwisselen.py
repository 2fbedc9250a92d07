"""How long it takes to take in 100,000 field changes on 5,000 casussen, beside the least that could be done with them.

The least: `executemany` of the same rows of the log (`sync_tx`, `sync_op`) and of an UPDATE of each of the same cells, a column at a time,
in a copy of the same encrypted database with the same pragmas but without triggers, in one transaction. Taking in does that, and checks
hashes, chain and signatures, finds who knew what, moves heads, and keeps the sum that `stand` is read from. The second figure is 100 new
changes on a log of 10,000 changes and on one of a million: read from the log of one laptop and taken in by another.

Run as `python -m benchmarks.uitwisselen [CHANGES] [CASUSSEN] [PER_SAVE] [ROUNDS] [LOG]`; the ratio is the median of those of the rounds, in
each of which one follows the other. With pycrdt installed it applies the same changes too.
"""

from __future__ import annotations

import hashlib
import os
import random
import resource
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from db.columns import new_id
from db.models import Apparaat
from db.store import IMPORT_CACHE_KIB, Store, connect
from db.sync import registry, tx
from db.sync.apply import take_in
from db.sync.registry import Founding
from db.sync.stand import vector
from db.sync.tx import Tx

KEY = bytes(range(32))
FIELDS = (
    "regio", "kanaal", "aanmelder", "gemeente", "geslacht", "woonsituatie", "soort", "vraag", "opmerking", "problematiek", "onderwijs",
    "maatregel", "verklarende_analyse", "urgentie", "veiligheid", "in_monitor", "zienswijze", "aanmelder_organisatie",
)  # fmt: skip
FEW = 100


def now() -> datetime:
    return datetime.now(UTC)


def opened(folder: Path) -> Store:
    """The database of a folder."""
    return Store.open(folder / "ret.db", KEY, app="1", now=now, before_migration=lambda _: None)


def two_laptops(folder: Path) -> None:
    """Two laptops of a new team, in two folders."""
    first = registry.found("AnderS", "twente", now())
    second = registry.found("AnderS", "twente", now())
    root = Ed25519PrivateKey.from_private_bytes(first.local["root_key"])
    own = {name: second.local[name] for name in ("device_key", "device_age", "device", "stream")}
    certificate = root.sign(registry.certificate_bytes(registry.apparaat_id(second.device), second.signing_key, second.recipient))
    joined = Founding(first.ws, second.device, second.stream, second.signing_key, second.recipient, certificate,
                      {name: first.local[name] for name in ("genesis", "genesis_sig")} | own)  # fmt: skip
    for name, founding in (("een", first), ("twee", joined)):
        (folder / name).mkdir()
        store = Store.found(folder / name / "ret.db", KEY, founding, app="1", now=now)
        if founding is first:
            with store.transaction("toelaten") as session:
                for laptop in (first, joined):
                    session.add(Apparaat(id=registry.apparaat_id(laptop.device), sleutel=laptop.signing_key, ontvanger=laptop.recipient,
                                         handtekening=laptop.certificate))  # fmt: skip
        store.close()


def write(store: Store, changes: int, per_save: int, dice: random.Random) -> None:
    """So many changes, so many fields of one casus a save."""
    with store.raw_cursor() as cursor:
        cursor.execute("PRAGMA synchronous = OFF")
        rows = [row for (row,) in cursor.execute("SELECT id FROM casus ORDER BY id").fetchall()]
    done = 0
    while done < changes:
        fields = dice.sample(FIELDS, min(per_save, len(FIELDS), changes - done))
        values = [f"{field} {done + n} {'lorem ipsum dolor ' * dice.randint(0, 2)}" for n, field in enumerate(fields)]
        with store.transaction("bewaren") as session:
            placed = ", ".join(f"{field} = ?" for field in fields)
            session.connection().exec_driver_sql(f"UPDATE casus SET {placed} WHERE id = ?", (*values, dice.choice(rows)))
        done += len(fields)


def news(store: Store, have: dict[bytes, int]) -> list[Tx]:
    """What is new to one who has this."""
    with store.raw_cursor() as cursor:
        return list(tx.read_since(cursor, have))


def far(store: Store) -> dict[bytes, int]:
    """How far a laptop is."""
    with store.raw_cursor() as cursor:
        return vector(cursor)


def remade(ws: bytes, found: Tx) -> Tx:
    """As the reader of a package makes it: with the hash that its content gives."""
    return tx.made(ws, stream=found.stream, device=found.device, seq=found.seq, prev=found.prev, ctx=found.ctx, hlc=found.hlc,
                   salt=found.salt, meta=found.meta, ops=found.ops, sig=found.sig)  # fmt: skip


Spent = tuple[float, float]
"""Seconds by the clock and of the processor: a machine with much else to do needs the second to be judged."""


def since(begun: Spent) -> Spent:
    """What was spent since; since nothing, the moment itself."""
    return time.perf_counter() - begun[0], time.process_time() - begun[1]


def taking_in(folder: Path, txs: list[Tx]) -> Spent:
    """Read as a package's reader would, and take in."""
    store = opened(folder)
    try:
        ws = hashlib.sha256(store.local()["genesis"]).digest()
        begun = since((0, 0))
        taken = take_in(store, (remade(ws, found) for found in txs))
        spent = since(begun)
        if taken.txs != len(txs):
            raise SystemExit(f"taken in: {taken.txs} of {len(txs)}")
        return spent
    finally:
        store.close()


def least(folder: Path, txs: list[Tx]) -> Spent:
    """The rows of the log and the cells, plainly."""
    connection = connect(folder / "ret.db", KEY)
    connection.execute(f"PRAGMA cache_size = -{IMPORT_CACHE_KIB}")
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f'DROP TRIGGER "{name}"')
    names = {(t, c): n for n, t, c in connection.execute("SELECT id, tbl, col FROM sync_name")}
    (first,) = connection.execute("SELECT max(tx) + 1 FROM sync_tx").fetchone()
    tx_rows: list[tuple[Any, ...]] = []
    op_rows: list[tuple[Any, ...]] = []
    cells: dict[str, list[tuple[Any, ...]]] = {}
    for no, found in enumerate(txs, first):
        tx_rows.append((no, 1, found.seq, 1, found.hlc, found.salt, found.hash, found.sig, found.meta))
        for idx, op in enumerate(found.ops):
            op_rows.append((no, idx, names[op.table, op.cell], op.row, op.kind, op.value, op.base))
            cells.setdefault(op.cell, []).append((op.value[1:].decode(), op.row))
    begun = since((0, 0))
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany("INSERT INTO sync_tx(tx, stream, seq, ctx, hlc, salt, hash, sig, meta) VALUES (?,?,?,?,?,?,?,?,?)", tx_rows)
    connection.executemany("INSERT INTO sync_op(tx, idx, name, row, kind, val, base) VALUES (?,?,?,?,?,?,?)", op_rows)
    for column, values in cells.items():
        connection.executemany(f'UPDATE casus SET "{column}" = ? WHERE id = ?', values)
    connection.execute("COMMIT")
    spent = since(begun)
    connection.close()
    return spent


def by_pycrdt(txs: list[Tx]) -> Spent | None:
    """The same changes as updates of a pycrdt document: a map a casus."""
    try:
        import pycrdt  # type: ignore[import-not-found,unused-ignore]
    except ImportError:
        return None
    source, target = pycrdt.Doc(), pycrdt.Doc()
    rows = source.get("casus", type=pycrdt.Map)
    for row in sorted({op.row for found in txs for op in found.ops}):
        rows[row.hex()] = pycrdt.Map()
    target.apply_update(source.get_update())
    updates = []
    for found in txs:
        before = source.get_state()
        with source.transaction():
            for op in found.ops:
                rows[op.row.hex()][op.cell] = op.value[1:].decode()
        updates.append(source.get_update(before))
    begun = since((0, 0))
    for update in updates:
        target.apply_update(update)
    return since(begun)


def on_a_copy(folder: Path, work: Callable[[Path, list[Tx]], Spent], txs: list[Tx]) -> Spent:
    copy = folder.with_name(f"{folder.name}-{os.urandom(4).hex()}")
    shutil.copytree(folder, copy)
    try:
        return work(copy, txs)
    finally:
        shutil.rmtree(copy)


def few(one: Store, other: Store, dice: random.Random) -> float:
    """100 new changes: read from the log of one, taken in by the other; milliseconds of the processor, the median of nine."""
    ws = hashlib.sha256(one.local()["genesis"]).digest()
    spent = []
    for _ in range(9):
        write(one, FEW, 4, dice)
        have = far(other)
        begun = since((0, 0))
        take_in(other, [remade(ws, found) for found in news(one, have)])
        spent.append(since(begun)[1] * 1000)
    return statistics.median(spent)


def make(store: Store, casussen: int) -> None:
    """New casussen, every field filled."""
    rows = [(new_id().bytes, *(f"{field} begin" for field in FIELDS)) for _ in range(casussen)]
    with store.transaction("maken") as session:
        session.connection().exec_driver_sql(
            f"INSERT INTO casus(id, {', '.join(FIELDS)}) VALUES ({', '.join('?' * (len(FIELDS) + 1))})", rows
        )


def new_in_a_log_of(folder: Path, ops: int, dice: random.Random) -> float:
    """What 100 new changes cost when the log has so many already."""
    folder.mkdir()
    two_laptops(folder)
    one, other = opened(folder / "een"), opened(folder / "twee")
    make(one, min(ops // 20, 5_000))
    while one_has(one) < ops:
        with one.transaction("alles") as session:
            session.connection().exec_driver_sql(f"UPDATE casus SET {', '.join(f'{field} = {field} || 1' for field in FIELDS)}")
    with one.raw_cursor() as cursor:
        take_in(other, tx.read_since(cursor, far(other)))
    spent = few(one, other, dice)
    one.close()
    other.close()
    return spent


def one_has(store: Store) -> int:
    """How many ops a log has."""
    with store.raw_cursor() as cursor:
        return int(cursor.execute("SELECT count(*) FROM sync_op").fetchone()[0])


def main(changes: int, casussen: int, per_save: int, rounds: int, log: int) -> None:
    """Measure and print."""
    dice = random.Random(2026)
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        two_laptops(folder)
        one, other = opened(folder / "een"), opened(folder / "twee")
        make(one, casussen)
        take_in(other, news(one, far(other)))
        have = far(other)
        write(one, changes, per_save, dice)
        txs = news(one, have)
        one.close()
        other.close()
        print(f"{changes} changes in {len(txs)} saves on {casussen} casussen")
        ratios, seconds = [], []
        for _ in range(rounds):
            plain, plain_cpu = on_a_copy(folder / "twee", least, txs)
            ours, ours_cpu = on_a_copy(folder / "twee", taking_in, txs)
            ratios.append((ours / plain, ours_cpu / plain_cpu))
            seconds.append(ours)
            print(f"  least {plain:.2f} s ({plain_cpu:.2f} cpu)   taken in {ours:.2f} s ({ours_cpu:.2f} cpu)   ratio {ours / plain:.2f}")
        by_clock, by_cpu = (statistics.median(ratio) for ratio in zip(*ratios, strict=True))
        print(f"ratio {by_clock:.2f} (cpu {by_cpu:.2f}), {changes / statistics.median(seconds):,.0f} changes a second")
        print(f"memory at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MiB, the changes themselves with it")
        if (crdt := by_pycrdt(txs)) is not None:
            print(f"pycrdt {crdt[0]:.2f} s ({crdt[1]:.2f} cpu), {changes / crdt[0]:,.0f} changes a second")
        short, long = new_in_a_log_of(folder / "kort", 10_000, dice), new_in_a_log_of(folder / "lang", log, dice)
        print(f"{FEW} changes on a log of 10,000: {short:.1f} ms cpu   of {log:,}: {long:.1f} ms cpu   ratio {long / short:.2f}")


if __name__ == "__main__":
    given = [int(word.replace("_", "")) for word in sys.argv[1:]]
    main(*(given + [100_000, 5_000, 10, 3, 1_000_000][len(given) :]))
