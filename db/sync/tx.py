"""A transaction as it travels: what the log holds of it, named as all laptops name it. The contract between log and package.

A `Tx` has the hash that its content gives: `made` computes it, `read_run` and `read_since` read it from the log, which stored what `made`
gave. So a wire form carries neither `hash` nor, inside a run, `prev`: the reader computes each from the one before it. What a transaction
says is vouched for by `signed`.
"""

from __future__ import annotations

import heapq
import json
import os
import struct
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import groupby, pairwise
from operator import itemgetter
from typing import Any, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from .wire import GONE, Dot, gone, lp, op_digest, op_frame, salt_of, tx_hash, unpack_dots

BEGINNING = bytes(32)
"""What the first transaction of a stream has for the hash before it."""

PROVEN = "toppen"
"""Key of `sync_local`: what shows that the streams of the snapshot with which the log begins are as far as it says."""
MOST_OPS = 50_000
MOST = (1 << 63) - 1


class Op(NamedTuple):
    """One change of one cell: `row` 16 bytes, `value` canonical bytes (`wire.encode`), `base` the packed dots that it replaces."""

    table: str
    cell: str
    row: bytes
    kind: bytes
    value: bytes
    base: bytes


class Tx(NamedTuple):
    """One signed transaction. `device` is whose stream it is; it is not hashed, the signature proves it. `ctx` is as `wire.tx_hash` has
    it: 24 bytes a stream. `meta` is kept as the exact bytes."""

    stream: bytes
    device: bytes
    seq: int
    prev: bytes
    ctx: bytes
    hlc: int
    salt: bytes
    meta: bytes
    ops: tuple[Op, ...]
    sig: bytes
    hash: bytes


class Header(NamedTuple):
    """What a snapshot holds of a transaction: what it says of itself, and those of its ops that are heads, each with its index. For the
    last of a stream `sig`, `prev` and the digests of all its ops are there, else they are empty: then `hash` is as it was told."""

    stream: bytes
    device: bytes
    seq: int
    ctx: bytes
    hlc: int
    meta: bytes
    ops: tuple[tuple[int, Op], ...]
    sig: bytes
    hash: bytes
    prev: bytes = b""
    digests: bytes = b""

    def is_of(self, ws: bytes) -> bool:
        """Whether its hash is that of what it says of itself: then who signed the hash said that the stream is this far."""
        digests = (self.digests[at : at + 32] for at in range(0, len(self.digests), 32))
        return self.hash == tx_hash(ws, self.stream, self.seq, self.prev, self.ctx, self.hlc, self.meta, digests)


class Known(NamedTuple):
    """One entry of a ctx: how far the author was in a stream, and on which branch of it."""

    stream: bytes
    seq: int
    hash8: bytes


def known(ctx: bytes) -> list[Known]:
    """The entries of a ctx."""
    return [Known(*entry) for entry in struct.iter_unpack(">8sQ8s", ctx)]


def pack_ctx(entries: Iterable[tuple[bytes, int, bytes]]) -> bytes:
    """A ctx of (stream, seq, hash), sorted; of the hash the first 8 bytes."""
    return b"".join(struct.pack(">8sQ8s", stream, seq, tip[:8]) for stream, seq, tip in sorted(entries))


def made(
    ws: bytes,
    *,
    stream: bytes,
    device: bytes,
    seq: int,
    prev: bytes,
    ctx: bytes,
    hlc: int,
    salt: bytes,
    meta: bytes,
    ops: Sequence[Op],
    sig: bytes,
) -> Tx:
    """A transaction with the hash that its content gives. Raises ValueError where it has not the form of one."""
    if not (len(stream) == 8 and len(device) == len(prev) == 32 and len(sig) == 64):
        raise ValueError("a field has the wrong length")
    if not _sound_salt(salt, ops):
        raise ValueError("a salt has the wrong form")
    if not (1 <= seq <= MOST and -MOST <= hlc <= MOST and 1 <= len(ops) <= MOST_OPS and (seq > 1) == (prev != BEGINNING)):
        raise ValueError("a number is out of range")
    _check_ctx(stream, ctx)
    digests = []
    for idx, op in enumerate(ops):
        head, tail = _checked(op, idx, stream, seq, ctx)
        digests.append(op_digest(head, op.row, tail, op.base, salt_of(salt, idx), op.value))
    return Tx(stream, device, seq, prev, ctx, hlc, salt, meta, tuple(ops), sig, tx_hash(ws, stream, seq, prev, ctx, hlc, meta, digests))


def header(
    *,
    stream: bytes,
    device: bytes,
    seq: int,
    ctx: bytes,
    hlc: int,
    meta: bytes,
    ops: Sequence[tuple[int, Op]],
    sig: bytes,
    told: bytes,
    prev: bytes = b"",
    digests: bytes = b"",
) -> Header:
    """A header as a snapshot tells it, `told` being its hash. Raises ValueError where it has not the form of one."""
    if not (len(stream) == 8 and len(device) == len(told) == 32 and len(sig) in (0, 64) and len(prev) in (0, 32)):
        raise ValueError("a field has the wrong length")
    if not (1 <= seq <= MOST and -MOST <= hlc <= MOST and all(a < b for (a, _), (b, _) in pairwise(ops))):
        raise ValueError("a number is out of range")
    if ops and not 0 <= ops[0][0] <= ops[-1][0] < MOST_OPS:
        raise ValueError("an index is out of range")
    _check_ctx(stream, ctx)
    for idx, op in ops:
        _checked(op, idx, stream, seq, ctx)
    return Header(stream, device, seq, ctx, hlc, meta, tuple(ops), sig, told, prev, digests)


def signed(tx: Tx | Header, key: Ed25519PublicKey) -> bool:
    """Whether the laptop with this key signed it."""
    try:
        key.verify(tx.sig, tx.hash)
    except InvalidSignature:
        return False
    return True


def _checked(op: Op, idx: int, stream: bytes, seq: int, ctx: bytes) -> tuple[bytes, bytes]:
    """The frame of an op that has the form of one, and replaces only what its author knew: else what stands would depend on what came
    first (invariants 4 and 7)."""
    if len(op.row) != 16 or len(op.kind) != 1 or not op.value or (op.base and not _sound_base(op.base)):
        raise ValueError("an op has the wrong form")
    if op.base:
        own, far = Dot(stream, seq, idx), _far(ctx)
        for dot in unpack_dots(op.base):
            if dot >= own if dot.stream == stream else dot.seq > far.get(dot.stream, 0):
                raise ValueError("an op replaces what its author did not know")
    return _frame(op.table, op.cell, op.kind)


@lru_cache(maxsize=4096)
def _frame(table: str, cell: str, kind: bytes) -> tuple[bytes, bytes]:
    if not (0 < len(table) <= 64 and 0 < len(cell) <= 64):
        raise ValueError("a name has the wrong length")
    return op_frame(table, cell, kind)


def _sound_salt(salt: bytes, ops: Sequence[Op]) -> bool:
    """16 bytes; where values were erased one of 32 bytes for each op, and of those only nought."""
    if len(salt) == 16:
        return not any(op.value[:1] == GONE for op in ops)
    erased = [idx for idx, op in enumerate(ops) if op.value[:1] == GONE]
    return (
        len(salt) == 32 * len(ops)
        and bool(erased)
        and all(len(ops[idx].value) == 33 and not any(salt[32 * idx : 32 * idx + 32]) for idx in erased)
    )


def stripped(tx: Tx, erased: Collection[int]) -> Tx:
    """A transaction without the values of these ops, of one or more; its hash is the same."""
    salts = [salt_of(tx.salt, idx) for idx in range(len(tx.ops))]
    ops = list(tx.ops)
    for idx in erased:
        if ops[idx].value[:1] != GONE:
            ops[idx] = ops[idx]._replace(value=gone(salts[idx], ops[idx].value))
            salts[idx] = bytes(32)
    return tx._replace(salt=b"".join(salts), ops=tuple(ops))


def fresh_salt(ops: Sequence[Op]) -> bytes:
    """A new salt for a transaction with these ops, of which values may be erased."""
    if not any(op.value[:1] == GONE for op in ops):
        return os.urandom(16)
    return b"".join(bytes(32) if op.value[:1] == GONE else os.urandom(32) for op in ops)


@lru_cache(maxsize=256)
def _far(ctx: bytes) -> dict[bytes, int]:
    return {entry.stream: entry.seq for entry in known(ctx)}


def _sound_base(base: bytes) -> bool:
    """Dots in their order, each once, with seqs that a database can hold."""
    if len(base) == 20:
        return base[8] < 128
    if len(base) % 20:
        return False
    dots = [base[at : at + 20] for at in range(0, len(base), 20)]
    return all(dot[8] < 128 for dot in dots) and all(a < b for a, b in pairwise(dots))


@lru_cache(maxsize=256)
def _check_ctx(stream: bytes, ctx: bytes) -> None:
    if len(ctx) % 24:
        raise ValueError("a ctx has the wrong length")
    entries = known(ctx)
    streams = [entry.stream for entry in entries]
    if stream in streams or any(a >= b for a, b in pairwise(streams)):
        raise ValueError("a ctx has the wrong order")
    if not all(1 <= entry.seq <= MOST for entry in entries):
        raise ValueError("a ctx has a seq out of range")


# --- from the log


def floors(cursor: Any) -> dict[bytes, int]:
    """The streams of which the log holds only what still stands, up to and with a seq: it came by a snapshot."""
    return dict(cursor.execute("SELECT stream, floor FROM sync_stream WHERE floor > 0 ORDER BY stream").fetchall())


def read_run(cursor: Any, stream: bytes, start: int = 1, end: int = MOST) -> Iterator[Tx]:
    """The transactions `start` up to and with `end` of one stream, in order, as far as the log has them whole."""
    return (tx for _, tx in _numbered(cursor, stream, start, end))


def read_runs(cursor: Any, runs: Iterable[tuple[bytes, int, int]]) -> Iterator[Tx]:
    """Several runs (stream, first, last) as one, in the order in which this laptop learned them.

    That order is causal: whoever has what these runs build on needs to set none aside. The cost grows with the runs, not with the log.
    """
    return (tx for _, tx in heapq.merge(*(_numbered(cursor, *run) for run in runs), key=itemgetter(0)))


def read_since(cursor: Any, have: Mapping[bytes, int]) -> Iterator[Tx]:
    """What is new to one who is this far (stream -> seq), of all streams, as `read_runs` orders it."""
    streams = [stream for (stream,) in cursor.execute("SELECT stream FROM sync_stream ORDER BY stream").fetchall()]
    return read_runs(cursor, [(stream, have.get(stream, 0) + 1, MOST) for stream in streams])


def _numbered(cursor: Any, stream: bytes, start: int, end: int) -> Iterator[tuple[int, Tx]]:
    """(local number, transaction); with cursors of its own, so that several can be read side by side."""
    found = cursor.execute(
        "SELECT s.id, s.device, max(s.floor + 1, ?), (SELECT hash FROM sync_tx WHERE stream = s.id AND seq = max(s.floor, ?))"
        " FROM sync_stream s WHERE s.stream = ?",
        (start, start - 1, stream),
    ).fetchone()
    if found is None:
        return
    number, device, start, prev = found
    prev = prev or BEGINNING
    txs, ops = cursor.connection.cursor(), cursor.connection.cursor()
    for tx, seq, ctx, hlc, salt, hash_, sig, meta in txs.execute(
        "SELECT t.tx, t.seq, c.vv, t.hlc, t.salt, t.hash, t.sig, t.meta FROM sync_tx t JOIN sync_ctx c ON c.id = t.ctx"
        " WHERE t.stream = ? AND t.seq BETWEEN ? AND ? ORDER BY t.seq",
        (number, start, end),
    ):
        held = ops.execute(
            "SELECT n.tbl, n.col, o.row, o.kind, o.val, o.base FROM sync_op o JOIN sync_name n ON n.id = o.name"
            " WHERE o.tx = ? ORDER BY o.idx",
            (tx,),
        ).fetchall()
        yield tx, Tx(stream, device, seq, prev, ctx, hlc, salt, meta, tuple(map(Op._make, held)), sig, hash_)
        prev = hash_


_LAST = "FROM sync_stream s JOIN sync_tx t ON t.stream = s.id AND t.seq = s.tip_seq"


def count_headers(cursor: Any) -> int:
    """How many `read_headers` gives."""
    (count,) = cursor.execute(f"SELECT count(*) FROM (SELECT tx FROM sync_head UNION SELECT tx {_LAST})").fetchone()
    return int(count)


def read_headers(cursor: Any) -> Iterator[Header]:
    """What stands: every head with the header of its transaction, and the header of the last of each stream, in the order in which this
    laptop learned them. The cost grows with what stands, not with the log."""
    standing, txs, ops = (cursor.connection.cursor() for _ in range(3))
    proven = proofs(cursor)
    found = standing.execute(f"SELECT tx, idx FROM sync_head UNION ALL SELECT tx, -1 {_LAST} ORDER BY 1, 2")
    for tx, group in groupby(found, key=itemgetter(0)):
        heads = [idx for _, idx in group]
        stream, device, seq, last, ctx, hlc, meta, sig, hash_ = txs.execute(
            "SELECT s.stream, s.device, t.seq, t.seq = s.tip_seq, c.vv, t.hlc, t.meta, t.sig, t.hash FROM sync_tx t"
            " JOIN sync_stream s ON s.id = t.stream JOIN sync_ctx c ON c.id = t.ctx WHERE t.tx = ?",
            (tx,),
        ).fetchone()
        among = set(heads)
        held = ops.execute(
            "SELECT o.idx, n.tbl, n.col, o.row, o.kind, o.val, o.base FROM sync_op o JOIN sync_name n ON n.id = o.name"
            " WHERE o.tx = ? AND o.idx BETWEEN ? AND ? ORDER BY o.idx",
            (tx, heads[0], heads[-1]),
        )
        those = tuple((idx, Op(*op)) for idx, *op in held if idx in among)
        made = Header(stream, device, seq, ctx, hlc, meta, those, sig if last else b"", hash_)
        if last:
            prev, digests = proven.get(hash_) or _proof(cursor, stream, seq)
            made = made._replace(prev=prev, digests=digests)
        yield made


def proofs(cursor: Any) -> dict[bytes, tuple[bytes, bytes]]:
    """Of the snapshot with which this log begins: by the hash of the last of each stream the hash before it, and the digests of its ops."""
    row = cursor.execute("SELECT v FROM sync_local WHERE k = ?", (PROVEN,)).fetchone()
    said = json.loads(row[0]) if row else {}
    return {bytes.fromhex(hash_): (bytes.fromhex(prev), bytes.fromhex(digests)) for hash_, (prev, digests) in said.items()}


def keep_proofs(cursor: Any, headers: Iterable[Header]) -> None:
    """Note them: what was left out can't be computed, and has to be in a snapshot that is made here."""
    said = {one.hash.hex(): [one.prev.hex(), one.digests.hex()] for one in headers}
    cursor.execute("INSERT OR REPLACE INTO sync_local(k, v) VALUES (?, ?)", (PROVEN, json.dumps(said).encode()))


def _proof(cursor: Any, stream: bytes, seq: int) -> tuple[bytes, bytes]:
    (tx,) = read_run(cursor, stream, seq, seq)
    digests = []
    for idx, op in enumerate(tx.ops):
        head, tail = _frame(op.table, op.cell, op.kind)
        digests.append(op_digest(head, op.row, tail, op.base, salt_of(tx.salt, idx), op.value))
    return tx.prev, b"".join(digests)


# --- set aside until its turn


def pack(tx: Tx) -> bytes:
    """One transaction as bytes, for this laptop's own use."""
    parts = [tx.stream, tx.device, tx.prev, tx.ctx, tx.salt, tx.meta, tx.sig, tx.hash]
    for op in tx.ops:
        parts += [op.table.encode(), op.cell.encode(), op.row, op.kind, op.value, op.base]
    return struct.pack(">qq", tx.seq, tx.hlc) + b"".join(map(lp, parts))


def unpack(packed: bytes) -> Tx:
    """The transaction behind `pack`."""
    seq, hlc = struct.unpack_from(">qq", packed)
    parts, at = list[bytes](), 16
    while at < len(packed):
        (size,) = struct.unpack_from(">I", packed, at)
        parts.append(packed[at + 4 : at + 4 + size])
        at += 4 + size
    stream, device, prev, ctx, salt, meta, sig, hash_ = parts[:8]
    ops = tuple(Op(parts[n].decode(), parts[n + 1].decode(), *parts[n + 2 : n + 6]) for n in range(8, len(parts), 6))
    return Tx(stream, device, seq, prev, ctx, hlc, salt, meta, ops, sig, hash_)
