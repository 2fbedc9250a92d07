"""Erasing for good: values leave the log of every laptop, and its chain still verifies (docs/sync.md).

An order names rows, and single ops of cells that stay; the root signed it, and it travels as a row of `wissing`. It counts as soon as it is
heard of, be it from the first line of a package, and for ever. Of what it names the value is replaced by its hash, here and in whatever
comes in later; keys, dots and hashes stay. An erased row never shows again. Work without its values is taken only where an order says so:
a laptop that passes work on can't leave anything out by itself.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from . import audit, issues, registry
from .project import read_back
from .schema import sync_tables
from .tx import Header, Op, Tx, pack, stripped, unpack
from .wire import GONE, LIFE, SET, Dot, decode_group, gone, lp, salt_of

if TYPE_CHECKING:
    from ..store import Store

DOMAIN = b"ret-wissing-1"
TABLE, ORDER = "wissing", "opdracht"
STAYS = frozenset((TABLE, registry.TABLE))
"""Tables of which nothing is erased: who belongs to the team, and what was erased."""

AT_ONCE = 500
WAS = b"was"
_UUID = re.compile(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}")


class Order(NamedTuple):
    """An order of the root: the key of its row, the keys of rows (16 bytes each), the places of single ops: the first 16 bytes of the hash
    of a transaction and an index (4). By its hash, for of a stream with two branches a dot names two ops."""

    id: bytes
    rows: bytes
    places: bytes
    signature: bytes

    def names(self) -> Iterator[bytes]:
        """What it names, as `Erased` looks for it."""
        yield from _parts(self.rows, 16)
        for place in _parts(self.places, 20):
            yield place
            yield WAS + place[:8] + place[16:]


def write_order(root: Ed25519PrivateKey, id: UUID, rows: Collection[bytes], places: Collection[bytes]) -> tuple[bytes, bytes, bytes]:
    """What goes into the group `opdracht` of a row of `wissing` with this key: rows, places and signature."""
    those, single = b"".join(sorted(set(rows))), b"".join(sorted(set(places)))
    return those, single, root.sign(_said(id.bytes, those, single))


def _place(hash_: bytes, idx: int) -> bytes:
    return hash_[:16] + idx.to_bytes(4, "big")


def _said(id: bytes, rows: bytes, places: bytes) -> bytes:
    return DOMAIN + id + lp(rows) + lp(places)


def signed_by(root: Ed25519PublicKey, order: Order) -> bool:
    """Whether the root gave an order, and it has the form of one."""
    if len(order.id) != 16 or len(order.rows) % 16 or len(order.places) % 20:
        return False
    try:
        root.verify(order.signature, _said(*order[:3]))
    except InvalidSignature:
        return False
    return True


def order_of(root: Ed25519PublicKey, row: bytes, value: bytes) -> Order | None:
    """The order in an op on the cell `opdracht`; None when the root did not sign it."""
    try:
        members = decode_group(value, 3)
    except (ValueError, TypeError, KeyError, IndexError, RecursionError):
        return None
    match members:
        case (bytes(rows), places, bytes(signature)) if places is None or isinstance(places, bytes):
            found = Order(row, rows, places or b"", signature)
            return found if signed_by(root, found) else None
    return None


def order_said(one: Order) -> list[str]:
    """An order as JSON has it."""
    return [base64.b64encode(part).decode() for part in one]


def said_order(said: Any) -> Order:
    """The order behind `order_said`. Raises ValueError or TypeError for what is none."""
    id, rows, places, signature = (base64.b64decode(part, validate=True) for part in said)
    return Order(id, rows, places, signature)


# --- what was heard of


def orders(cursor: Any) -> list[Order]:
    """Every order that was heard of, by key."""
    return [Order(*one) for one in cursor.execute("SELECT id, rows, places, sig FROM sync_erasure ORDER BY id, sig").fetchall()]


def orders_if_any(cursor: Any) -> list[Order]:
    """The same of a database that may be of an earlier version."""
    there = cursor.execute("SELECT 1 FROM sqlite_master WHERE name = 'sync_erasure'").fetchone()
    return orders(cursor) if there else []


def hear(cursor: Any, told: Iterable[Order]) -> None:
    """Note orders, whose signatures were verified. What they name is to be erased by `settle`."""
    cursor.executemany(
        "INSERT OR IGNORE INTO sync_erasure(id, rows, places, sig, done, n)"
        " VALUES (?, ?, ?, ?, 0, (SELECT coalesce(max(n), 0) + 1 FROM sync_erasure))",
        list(told),
    )


def hear_log(cursor: Any) -> None:
    """Note the orders in the log: an earlier version took them in without knowing what they are."""
    root = registry.team(cursor).root
    found = cursor.execute(
        "SELECT o.row, o.val FROM sync_op o JOIN sync_name n ON n.id = o.name WHERE n.tbl = ? AND n.col = ? AND o.kind = ?",
        (TABLE, ORDER, SET),
    ).fetchall()
    hear(cursor, [one for row, value in found if (one := order_of(root, row, value)) is not None])


def heard(cursor: Any) -> int:
    """The number of the last order that was heard of here, 0 before the first."""
    return int(cursor.execute("SELECT coalesce(max(n), 0) FROM sync_erasure").fetchone()[0])


def erased_rows(cursor: Any) -> set[bytes]:
    """The keys of the rows that orders name."""
    return {row for one in orders(cursor) for row in _parts(one.rows, 16)}


def needed(cursor: Any, runs: Iterable[tuple[bytes, int, int]], *, after: int = 0) -> list[Order]:
    """The orders without which nobody takes in these runs (stream, first, last), of those heard of after the one with a number."""
    told = [
        Order(*one)
        for one in cursor.execute("SELECT id, rows, places, sig FROM sync_erasure WHERE n > ? ORDER BY id, sig", (after,)).fetchall()
    ]
    bare: set[bytes] = set()
    for stream, first, last in runs if told else ():
        for row, hash_, meta, idx in cursor.execute(
            "SELECT o.row, t.hash, t.meta, o.idx FROM sync_stream s JOIN sync_tx t ON t.stream = s.id AND t.seq BETWEEN ? AND ?"
            " JOIN sync_op o ON o.tx = t.tx WHERE s.stream = ? AND length(t.salt) > 16 AND substr(o.val, 1, 1) = ?",
            (first, last, stream, GONE),
        ):
            bare.add(row)
            bare.update(_called(hash_, _was(meta), idx))
    return [one for one in told if not bare.isdisjoint(one.names())]


def _was(meta: bytes) -> bytes:
    """Of a transaction that was written once more, the start of the hash of what it was, 8 bytes; nothing of another."""
    said = audit.meta_of(meta).get("was") if b'"was"' in meta else None
    return bytes.fromhex(said) if isinstance(said, str) and re.fullmatch("[0-9a-f]{16}", said) else b""


def _called(hash_: bytes, was: bytes, idx: int) -> tuple[bytes, ...]:
    """What an order can call a single op."""
    place = _place(hash_, idx)
    return (place, WAS + was + place[16:]) if was else (place,)


@dataclass(slots=True)
class Erased:
    """What is erased, as far as was heard: keys of rows, and what single ops are called. Of those the life of a row is none: it goes with
    its row or not at all."""

    rows: set[bytes] = field(default_factory=set)
    single: set[bytes] = field(default_factory=set)

    @classmethod
    def known(cls, cursor: Any) -> Erased:
        """As it was heard of until now."""
        return cls.by(orders(cursor))

    @classmethod
    def by(cls, told: Iterable[Order]) -> Erased:
        """What these orders name."""
        made = cls()
        for one in told:
            made.add(one)
        return made

    def add(self, order: Order) -> None:
        """Heed one more."""
        for name in order.names():
            (self.rows if len(name) == 16 else self.single).add(name)

    def __bool__(self) -> bool:
        return bool(self.rows or self.single)

    def goes(self, table: str, cell: str, row: bytes, called: Iterable[bytes]) -> bool:
        """Whether an op is to go; `called` only matters where single ops are."""
        return table not in STAYS and (row in self.rows or (cell != LIFE and not self.single.isdisjoint(called)))

    def names_op(self, table: str, cell: str, row: bytes, hash_: bytes, meta: bytes, idx: int) -> bool:
        """The same of an op of the log."""
        return self.goes(table, cell, row, _called(hash_, _was(meta), idx) if self.single else ())

    def of(self, tx: Tx | Header, ops: Iterable[tuple[int, Op]]) -> list[int]:
        """Which ops of a transaction are to go or went."""
        was = _was(tx.meta) if self.single else b""
        return [idx for idx, op in ops if self.goes(op.table, op.cell, op.row, _called(tx.hash, was, idx) if self.single else ())]

    def without(self, tx: Tx) -> Tx:
        """A transaction without what was erased. Raises ValueError where more is gone from it than orders say."""
        erased = self.of(tx, enumerate(tx.ops)) if self else []
        if len(tx.salt) != 16:
            bare = {idx for idx, op in enumerate(tx.ops) if op.value[:1] == GONE}
            if not bare.issubset(erased):
                raise ValueError("something was left out")
            erased = [idx for idx in erased if idx not in bare]
        return stripped(tx, erased) if erased else tx

    def allows(self, header: Header) -> bool:
        """Whether of what a snapshot tells no more is gone than orders say."""
        bare = [(idx, op) for idx, op in header.ops if op.value[:1] == GONE]
        return len(self.of(header, bare)) == len(bare)


# --- erasing


def hand_over(cursor: Any, told: Iterable[Order]) -> None:
    """Leave orders in the database of a copy that is put back, which may be older than the tables for them: its next opening heeds them."""
    content = json.dumps([order_said(one) for one in told])
    cursor.execute("INSERT OR REPLACE INTO sync_local(k, v) VALUES (?, ?)", (registry.HANDED, content.encode()))


def carry_out(store: Store) -> int:
    """Carry out the orders that are not yet: the act that wrote one was committed, or a file told it. How many values went. To be called
    after that act; each opening for writing and each exchange calls it too, so a crash between the two leaves nothing undone."""
    with store.raw_cursor() as cursor:
        if not registry.erasing_due(cursor):
            return 0
    with store.taking_in() as cursor:
        root = registry.team(cursor).root
        own = [
            Order(id, rows or b"", places or b"", sig)
            for id, rows, places, sig in cursor.execute(
                "SELECT id, opdracht_rijen, opdracht_plekken, opdracht_handtekening FROM wissing WHERE opdracht_handtekening IS NOT NULL"
            ).fetchall()
        ]
        (handed,) = cursor.execute("SELECT v FROM sync_local WHERE k = ?", (registry.HANDED,)).fetchone() or (b"[]",)
        hear(cursor, [one for one in [*own, *map(said_order, json.loads(handed))] if signed_by(root, one)])
        cursor.execute("DELETE FROM sync_local WHERE k = ?", (registry.HANDED,))
        refused = json.dumps([one.id.hex() for one in own if not signed_by(root, one)]).encode()
        cursor.execute("INSERT OR REPLACE INTO sync_local(k, v) VALUES (?, ?)", (registry.NO_ORDERS, refused))
        return settle(cursor)


def settle(cursor: Any, *, anew: bool = False) -> int:
    """Erase what orders name that are not carried out yet, within a transaction of `Store.taking_in`: from the log, from what waits, from
    the tables and from what only this laptop has; with `anew` what all of them name. How many values went."""
    if anew:
        cursor.execute("UPDATE sync_erasure SET done = 0")
    going = Erased.by(Order(*one) for one in cursor.execute("SELECT id, rows, places, sig FROM sync_erasure WHERE done = 0").fetchall())
    if not going:
        return 0
    touched: set[bytes] = set()
    count = _from_log(cursor, going, touched)
    _from_waiting(cursor)
    _from_tables(cursor, going.rows, touched)
    _from_drafts(cursor, going.rows)
    cursor.execute("UPDATE sync_erasure SET done = 1 WHERE done = 0")
    cursor.execute("INSERT OR REPLACE INTO sync_local(k, v) VALUES (?, NULL)", (registry.OVERWRITTEN,))
    return count


def _from_log(cursor: Any, going: Erased, touched: set[bytes]) -> int:
    """How many values went; `touched` gets the rows that stay and may show one."""
    ops: dict[int, set[int]] = {}
    for part in _chunks(going.rows):
        for tx, idx in cursor.execute(
            f"SELECT o.tx, o.idx FROM sync_op o JOIN sync_name n ON n.id = o.name WHERE o.row IN ({_marks(part)})"
            f" AND n.tbl NOT IN ({_marks(STAYS)}) AND substr(o.val, 1, 1) <> ?",
            (*part, *STAYS, GONE),
        ):
            ops.setdefault(tx, set()).add(idx)
    for tx, idx, row in _single(cursor, going):
        ops.setdefault(tx, set()).add(idx)
        touched.add(row)
    for tx, erased in sorted(ops.items()):
        (salt,) = cursor.execute("SELECT salt FROM sync_tx WHERE tx = ?", (tx,)).fetchone()
        values = cursor.execute("SELECT idx, val FROM sync_op WHERE tx = ? ORDER BY idx", (tx,)).fetchall()
        salts = {idx: salt_of(salt, idx) for idx, _ in values}
        cursor.executemany(
            "UPDATE sync_op SET val = ? WHERE tx = ? AND idx = ?",
            # Of what a snapshot told the salt was never known.
            [(gone(salts[idx], value) if salt else GONE, tx, idx) for idx, value in values if idx in erased],
        )
        if salt:
            kept = b"".join(bytes(32) if idx in erased else salts[idx] for idx, _ in values)
            cursor.execute("UPDATE sync_tx SET salt = ? WHERE tx = ?", (kept, tx))
    return sum(map(len, ops.values()))


def _single(cursor: Any, going: Erased) -> Iterator[tuple[int, int, bytes]]:
    """The single ops that are to go: (tx, idx, row)."""
    hashes = sorted({name[:16] for name in going.single if len(name) == 20})
    for at in range(0, len(hashes), AT_ONCE):
        part = hashes[at : at + AT_ONCE]
        for tx, hash_, meta in cursor.execute(
            f"SELECT tx, hash, meta FROM sync_tx WHERE substr(hash, 1, 16) IN ({_marks(part)}) OR instr(meta, ?)", (*part, b'"was":')
        ).fetchall():
            was = _was(meta)
            for idx, table, cell, row, value in cursor.execute(
                "SELECT o.idx, n.tbl, n.col, o.row, o.val FROM sync_op o JOIN sync_name n ON n.id = o.name WHERE o.tx = ?", (tx,)
            ).fetchall():
                if value[:1] != GONE and row not in going.rows and going.goes(table, cell, row, _called(hash_, was, idx)):
                    yield tx, idx, row


def _from_waiting(cursor: Any) -> None:
    erased = Erased.known(cursor)
    for stream, seq, hash_, body in cursor.execute("SELECT stream, seq, hash, body FROM sync_park").fetchall():
        before = unpack(body)
        after = erased.without(before)
        if after is not before:
            cursor.execute("UPDATE sync_park SET body = ? WHERE stream = ? AND seq = ? AND hash = ?", (pack(after), stream, seq, hash_))


def _from_tables(cursor: Any, rows: Collection[bytes], touched: set[bytes]) -> None:
    """Take the rows away; what still refers to them shows that as empty, and touched rows what went from them."""
    referring = audit.links()
    for part in _chunks(rows):
        for table in sync_tables():
            for child, column in referring.get(table, ()):
                found = cursor.execute(f'SELECT id FROM "{child}" WHERE "{column}" IN ({_marks(part)})', part).fetchall()
                touched.update(row for (row,) in found)
    for part in _chunks(rows):
        cursor.execute(f"DELETE FROM sync_issue WHERE row IN ({_marks(part)})", part)
        for table in reversed(sync_tables()):
            if table not in STAYS:
                cursor.execute(f'DELETE FROM "{table}" WHERE id IN ({_marks(part)})', part)
    read_back(cursor, touched.difference(rows))
    cursor.execute("DELETE FROM sync_capture")


def _from_drafts(cursor: Any, rows: Collection[bytes]) -> None:
    """Who the child is, and what was being typed about it: that is on this laptop alone."""
    for part in _chunks(rows):
        cursor.execute(f"DELETE FROM identiteit WHERE casus IN ({_marks(part)})", part)
    for (key,) in cursor.execute("SELECT sleutel FROM concept").fetchall():
        if any(UUID(found).bytes in rows for found in _UUID.findall(key)):
            cursor.execute("DELETE FROM concept WHERE sleutel = ?", (key,))


# --- for who gives an order


def places(cursor: Any, dots: Iterable[Dot]) -> list[bytes]:
    """Single ops as an order names them."""
    return [
        _place(hash_, dot.idx)
        for dot in dots
        for (hash_,) in cursor.execute(
            "SELECT t.hash FROM sync_tx t JOIN sync_stream s ON s.id = t.stream WHERE s.stream = ? AND t.seq = ?", (dot.stream, dot.seq)
        ).fetchall()
    ]


def leftover(cursor: Any) -> dict[bytes, set[tuple[str, bytes, str]]]:
    """What names an erased row, written where nobody had heard of it yet: erased row -> (table, row, cell) that names it."""
    erased = erased_rows(cursor)
    found: dict[bytes, set[tuple[str, bytes, str]]] = {}
    if erased:
        for table, row, cell, value in cursor.execute(
            "SELECT n.tbl, i.row, n.col, o.val FROM sync_issue i JOIN sync_name n ON n.id = i.name"
            " JOIN sync_head h ON h.row = i.row AND h.name = i.name JOIN sync_op o ON o.tx = h.tx AND o.idx = h.idx WHERE i.kind = ?",
            (issues.BROKEN,),
        ):
            if value[:1] == b"b" and value[1:] in erased:
                found.setdefault(value[1:], set()).add((table, row, cell))
    return found


def _parts(packed: bytes, size: int) -> Iterator[bytes]:
    return (packed[at : at + size] for at in range(0, len(packed), size))


def _chunks(values: Collection[bytes]) -> Iterator[list[bytes]]:
    ordered = sorted(values)
    return (ordered[at : at + AT_ONCE] for at in range(0, len(ordered), AT_ONCE))


def _marks(values: Collection[object]) -> str:
    return ",".join("?" * len(values))
