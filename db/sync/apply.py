"""Taking in other laptops' work: transactions join the log, heads and tables follow, in one transaction of the database.

What counts is the set of transactions, never the order or the file they came in (invariants 1, 7, 16). Each is taken in after all that its
author knew (5), once (6), on the branch its author was on; what can't be yet waits in `sync_park`. An import writes no transaction of its
own (17) and settles nothing. When it fails, by a forged signature or a full disk, nothing of it stays (19).

A transaction came through `tx.made`, so its hash is that of its content, and the chain of hashes ties a stream together. The signature of
each is checked, though the last would vouch for all: the log keeps and passes on every one, and any of them may end a run some day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from ..columns import instant_text
from ..errors import RetError
from . import differences, erasure, gaps, issues, registry
from .audit import meta_of
from .filling import Filling
from .pakket import PakketError, Reden
from .project import Projection, Rows, note_unknown
from .seal import HOUR
from .stand import HEADS, STAMP, counted, moved, share
from .tx import BEGINNING, Header, Op, Tx, known, pack, signed, unpack
from .wire import SET, Dot

if TYPE_CHECKING:
    from ..store import Store

OPS_AT_ONCE = 50_000
AT_ONCE = 500
FEATURES: frozenset[str] = frozenset()
"""What a transaction may require (`vereist` in its meta) of a program that takes it in."""

_IDX = (1 << 32) - 1


class Why(StrEnum):
    """Why a transaction waits."""

    EARLY = "early"
    """Something that its author knew is not here yet."""
    UNKNOWN = "unknown"
    """Its laptop was not admitted, as far as is known here."""
    NEWER = "newer"
    """It needs a newer program."""
    WITHDRAWN = "withdrawn"
    """It comes after the last that is taken from a withdrawn laptop."""
    FORK = "fork"
    """The stream went on in two ways: its database was copied and both were used."""


class Forged(RetError):
    """Work that was not signed by the laptop it is said to be of. The whole import is refused."""

    def __init__(self, device: bytes) -> None:
        super().__init__(
            "Vervalst",
            f"Er zit werk in dat niet is getekend door de laptop waar het van zou zijn ({device[:4].hex()}).",
            "Er is niets overgenomen. Vraag na waar dit bestand vandaan komt.",
        )


@dataclass(frozen=True, slots=True)
class Waiting:
    """Transactions of one stream that wait for the same reason: how many, and the lowest and highest seq among them."""

    stream: bytes
    device: bytes
    why: Why
    count: int
    first: int
    last: int


@dataclass(slots=True)
class Taken:
    """What an import did: transactions and ops taken in, those that were here already, what became of rows by table, what waits now,
    how many cells differ and rows are contested that did not and were not before, and by how many milliseconds clocks were ahead."""

    txs: int = 0
    ops: int = 0
    double: int = 0
    rows: dict[str, Rows] = field(default_factory=dict)
    waiting: tuple[Waiting, ...] = ()
    differences: int = 0
    contested: int = 0
    ahead: dict[bytes, int] = field(default_factory=dict)
    filled: int = 0
    """Of what came before the snapshot with which this log begins: how many transactions were put in their place."""


def take_in(
    store: Store,
    txs: Iterable[Tx],
    *,
    came_from: bytes | None = None,
    have: Mapping[bytes, int] | None = None,
    until: Mapping[bytes, int] | None = None,
    preview: bool = False,
    progress: Callable[[int], None] = lambda _: None,
) -> Taken:
    """Take in transactions, of whichever streams, in whichever order; in causal order none has to be set aside.

    `came_from` is the device that handed them over, and `have` how far it said it is. `until` gives the last seq that is taken of a
    stream, for withdrawn laptops; what honest work builds on is taken all the same. With `preview` all is done and taken back. `progress`
    is told now and then how many ops were done. Raises Forged, ReadOnlyStore, and what reading `txs` raises; nothing changes then.
    """
    with store.taking_in(keep=not preview) as cursor:
        return take_into(cursor, store, txs, came_from=came_from, have=have, until=until, progress=progress)


def take_into(
    cursor: Any,
    store: Store,
    txs: Iterable[Tx],
    *,
    came_from: bytes | None = None,
    have: Mapping[bytes, int] | None = None,
    until: Mapping[bytes, int] | None = None,
    progress: Callable[[int], None] = lambda _: None,
    filling: bool = False,
) -> Taken:
    """The same within a transaction of `Store.taking_in`, which is to be taken back, to here or as a whole, when this raises.

    With `filling` the transactions hold all of what a snapshot left out, and it is put in its place.
    """
    return _Import(cursor, store, came_from, until or {}, progress, filling=filling).run(txs, have or {})


def begin_with(
    cursor: Any,
    store: Store,
    headers: Iterable[Header],
    floors: Mapping[bytes, int],
    *,
    came_from: bytes,
    progress: Callable[[int], None] = lambda _: None,
) -> Taken:
    """Fill an empty log with what a snapshot holds, which goes up to `floors` (stream -> seq) and was verified when it was read; within a
    transaction of `Store.taking_in`. What waits is not looked at."""
    return _Import(cursor, store, came_from, {}, progress).begin(headers, floors)


def waiting(cursor: Any) -> tuple[Waiting, ...]:
    """What waits, by stream and reason."""
    found: dict[tuple[bytes, str], tuple[bytes, list[int]]] = {}
    for stream, seq, why, body in cursor.execute("SELECT stream, seq, why, substr(body, 1, 64) FROM sync_park ORDER BY stream, seq"):
        device = body[32:64]
        found.setdefault((stream, why), (device, []))[1].append(seq)
    return tuple(Waiting(s, device, Why(why), len(seqs), min(seqs), max(seqs)) for (s, why), (device, seqs) in sorted(found.items()))


@dataclass(slots=True)
class _Stream:
    """How far this laptop is in one stream. Without `number` nothing of it was taken in: then whose it is, is only said."""

    stream: bytes
    device: bytes
    number: int | None
    seq: int
    tip: bytes
    key: Ed25519PublicKey | None
    moved: bool = False


class _Numbers(dict[bytes, int]):
    """(stream, seq) as packed in a dot -> local number of the transaction, 0 for one that is not here."""

    def __init__(self, cursor: Any) -> None:
        super().__init__()
        self._cursor = cursor

    def __missing__(self, place: bytes) -> int:
        found = self._cursor.execute(
            "SELECT t.tx FROM sync_tx t JOIN sync_stream s ON s.id = t.stream WHERE s.stream = ? AND t.seq = ?",
            (place[:8], int.from_bytes(place[8:], "big")),
        ).fetchone()
        self[place] = found[0] if found else 0
        return self[place]


class _Import:
    def __init__(
        self,
        cursor: Any,
        store: Store,
        came_from: bytes | None,
        until: Mapping[bytes, int],
        progress: Callable[[int], None],
        *,
        filling: bool = False,
    ) -> None:
        self._cursor, self._came_from, self._until, self._progress = cursor, came_from, until, progress
        self._now = store.now()
        self._at = instant_text(self._now)
        self._team = registry.team(cursor)
        self._laptops = dict(self._team.laptops)
        self._taken = Taken()
        self._projection = Projection(cursor)
        self._streams: dict[bytes, _Stream] = {}
        for number, stream, device, seq, tip in cursor.execute("SELECT id, stream, device, tip_seq, tip_hash FROM sync_stream").fetchall():
            self._streams[stream] = _Stream(stream, device, number, seq, tip, self._key(device))
        self._names = {(table, cell): number for number, table, cell in cursor.execute("SELECT id, tbl, col FROM sync_name")}
        self._tx = int(cursor.execute("SELECT coalesce(max(tx), 0) FROM sync_tx").fetchone()[0])
        self._ctxs: dict[bytes, int] = {}
        self._met: set[bytes] = set()
        self._heeded: set[bytes] = set()
        self._needed: dict[bytes, int] = {}
        self._waiting: dict[tuple[bytes, int, bytes], Tx] = {}
        self._horizon = (int(self._now.timestamp() * 1000) << 16) + HOUR
        self._stamp = 0
        self._erased = erasure.Erased.known(cursor)
        self._heads = self._begin()
        self._txs: list[tuple[Any, ...]] = []
        self._ops: list[tuple[int, int, int, bytes, bytes, bytes, bytes]] = []
        self._fresh: dict[tuple[bytes, int], bytes] = {}
        self._filling = Filling(cursor, self._at, came_from) if filling else None
        self._beginning = False

    def _begin(self) -> bytes:
        """The sum of the heads; made, with the marks on what differs, when this laptop takes in something for the first time."""
        found = self._cursor.execute("SELECT v FROM sync_local WHERE k = ?", (HEADS,)).fetchone()
        if found:
            return bytes(found[0])
        self._cursor.execute(
            "INSERT OR IGNORE INTO sync_issue(row, name, kind) SELECT row, name, ? FROM sync_head GROUP BY row, name HAVING count(*) > 1",
            (issues.DIFFER,),
        )
        total = counted(self._cursor)
        self._cursor.execute("INSERT INTO sync_local(k, v) VALUES (?, ?)", (HEADS, total))
        return total

    def run(self, txs: Iterable[Tx], have: Mapping[bytes, int]) -> Taken:
        before = self._counts()
        erasure.settle(self._cursor)  # what the package itself told of
        self._projection.learn()
        for tx in txs:
            self._offer(tx)
        if self._filling is not None:
            self._filling.finish()
        self._deliver_waiting()
        self._flush()
        self._set_aside()
        self._write_tips()
        erasure.settle(self._cursor)
        if self._cursor.execute("SELECT 1 FROM sync_park WHERE why IN (?, ?) LIMIT 1", (Why.FORK.value, Why.EARLY.value)).fetchone():
            from .fork import settled

            settled(self._cursor)
        note_unknown(self._cursor)
        if self._came_from is not None:
            gaps.note(self._cursor, self._came_from, have, self._at)
        after = self._counts()
        self._taken.differences = max(0, after[0] - before[0])
        self._taken.contested = max(0, after[1] - before[1])
        self._taken.rows = self._projection.rows
        self._taken.waiting = waiting(self._cursor)
        return self._taken

    def begin(self, headers: Iterable[Header], floors: Mapping[bytes, int]) -> Taken:
        self._beginning = True
        self._projection.learn()
        # Room for what came before, which has to come before in this laptop's own order too.
        self._tx = sum(floors.values())
        for header in headers:
            if not self._erased.allows(header):
                raise PakketError(Reden.INHOUD)
            if self._add(header, self._at_of(header.stream, header.device), header.ops, b""):
                self._heed_orders(op for _, op in header.ops)
        self._flush()
        self._write_tips()
        self._cursor.executemany("UPDATE sync_stream SET floor = ? WHERE stream = ?", [(floor, stream) for stream, floor in floors.items()])
        self._cursor.execute(
            "DELETE FROM sync_park WHERE seq <= (SELECT s.floor FROM sync_stream s WHERE s.stream = sync_park.stream) AND NOT EXISTS"
            " (SELECT 1 FROM sync_tx t JOIN sync_stream s ON s.id = t.stream WHERE s.stream = sync_park.stream AND t.seq = sync_park.seq"
            " AND t.hash <> sync_park.hash)"
        )
        erasure.settle(self._cursor, anew=True)  # its maker may not have heard of all
        note_unknown(self._cursor)
        self._taken.differences, self._taken.contested = self._counts()
        self._taken.rows = self._projection.rows
        return self._taken

    def _counts(self) -> tuple[int, int]:
        return differences.counts(self._cursor)

    def _key(self, device: bytes) -> Ed25519PublicKey | None:
        laptop = self._laptops.get(device)
        return Ed25519PublicKey.from_public_bytes(laptop.signing) if laptop else None

    def _admit(self, tx: Tx) -> None:
        """Learn of laptops that a transaction admits or withdraws. The root's signature says so, whoever brings it."""
        rows: dict[bytes, dict[str, bytes]] = {}
        for idx, op in enumerate(tx.ops):
            if op.table == registry.TABLE:
                rows.setdefault(op.row, {})[op.cell] = op.value[1:]
                if op.cell == registry.WITHDRAWN and op.kind == SET:
                    self._withdraw(op, Dot(tx.stream, tx.seq, idx).packed())
        for cells in rows.values():
            if cells.keys() >= {"sleutel", "ontvanger", "handtekening"}:
                laptop = self._team.certified(cells["sleutel"], cells["ontvanger"].decode(errors="replace"), cells["handtekening"])
                if laptop is not None:
                    self._laptops[laptop.device] = laptop
        for at in self._streams.values():
            at.key = at.key or self._key(at.device)

    def _withdraw(self, op: Op, dot: bytes) -> None:
        found = registry.withdrawal_of(self._team.root, op.row, op.value, dot, op.base)
        if found is not None:
            known = self._team.withdrawals.setdefault(op.row, [])
            known.append(found)
            for device, laptop in self._laptops.items():
                if registry.apparaat_id(device).bytes == op.row:
                    self._laptops[device] = replace(laptop, until=registry.strictest(known))

    # --- whose turn it is

    def _offer(self, tx: Tx) -> None:
        if len(tx.salt) != 16:
            self._heed_orders(tx.ops)  # the act that gave an order deleted rows too
        try:
            tx = self._erased.without(tx)
        except ValueError:
            raise PakketError(Reden.INHOUD) from None
        at = self._at_of(tx.stream, tx.device)
        if tx.seq <= at.seq:
            if self._filling is not None and self._filling.lacks(tx):
                if at.key is not None and not signed(tx, at.key):
                    raise Forged(tx.device)
                self._filling.take(tx, self._ctxs.get(tx.ctx) or self._intern(tx.ctx), [self._number(op) for op in tx.ops])
                self._taken.filled += 1
                self._heed_orders(tx.ops)
                return
            if self._hash(at, tx.seq) in (tx.hash, None):
                self._taken.double += 1
                return
            why: Why | None = Why.FORK
        else:
            why = self._why(tx, at)
        if why is None:
            self._take(tx, at)
        else:
            self._waiting[tx.stream, tx.seq, tx.hash] = tx
            self._heed_orders(tx.ops)

    def _heed_orders(self, ops: Iterable[Op]) -> None:
        """Heed the orders to erase in a transaction: what comes after is stripped on its way in, the rest at the end."""
        for op in ops:
            if op.table == erasure.TABLE and op.cell == erasure.ORDER and op.kind == SET:
                order = erasure.order_of(self._team.root, op.row, op.value)
                if order is not None:
                    erasure.hear(self._cursor, [order])
                    self._erased.add(order)

    def _at_of(self, stream: bytes, device: bytes) -> _Stream:
        at = self._streams.get(stream)
        if at is None or (at.number is None and at.device != device):
            at = self._streams[stream] = _Stream(stream, device, None, 0, BEGINNING, self._key(device))
        return at

    def _why(self, tx: Tx, at: _Stream) -> Why | None:
        """Why a transaction that is not here yet has to wait; None when it is its turn."""
        if tx.device != at.device:
            raise Forged(tx.device)
        if at.key is None:
            self._admit(tx)
            if at.key is None:
                return Why.UNKNOWN
        if self._is_beyond(tx):
            return Why.WITHDRAWN
        self._heed(tx)
        if b'"vereist"' in tx.meta and not _required(tx.meta) <= FEATURES:
            return Why.NEWER
        if tx.seq != at.seq + 1:
            return Why.EARLY
        if tx.prev != at.tip:
            return Why.FORK
        return None if tx.ctx in self._met else self._unmet(tx.ctx)

    def _end(self, tx: Tx) -> int:
        """The last that is taken of a stream: of a withdrawn laptop its cut-off, of another there is none."""
        end = self._until.get(tx.stream, tx.seq)
        until = self._laptops[tx.device].until
        return end if until is None else min(end, until.get(tx.stream, registry.NOTHING).seq)

    def _heed(self, tx: Tx) -> None:
        """What it names is needed, also of a withdrawn laptop."""
        if tx.ctx not in self._heeded:
            self._heeded.add(tx.ctx)
            for entry in known(tx.ctx):
                self._needed[entry.stream] = max(self._needed.get(entry.stream, 0), entry.seq)

    def _is_beyond(self, tx: Tx) -> bool:
        """Whether it is past the cut-off of its withdrawn laptop and nobody else's work names it, or stands there on another branch."""
        if tx.seq > self._end(tx) and tx.seq > self._needed.get(tx.stream, 0):
            return True
        cut = (self._laptops[tx.device].until or {}).get(tx.stream)
        return cut is not None and tx.seq == cut.seq and tx.hash[:8] != cut.hash8

    def _unmet(self, ctx: bytes) -> Why | None:
        for entry in known(ctx):
            at = self._streams.get(entry.stream)
            if at is None or at.seq < entry.seq:
                return Why.EARLY
            here = self._hash(at, entry.seq)
            if here is not None and here[:8] != entry.hash8:
                return Why.FORK
        self._met.add(ctx)
        return None

    def _hash(self, at: _Stream, seq: int) -> bytes | None:
        """The hash of a transaction that this laptop is past; None when the log begins after it."""
        if seq == at.seq:
            return at.tip
        found = self._fresh.get((at.stream, seq))
        if found is None:
            row = self._cursor.execute("SELECT hash FROM sync_tx WHERE stream = ? AND seq = ?", (at.number, seq)).fetchone()
            found = row[0] if row else None
        return found

    # --- those that wait

    def _deliver_waiting(self) -> None:
        """Take in what waits, from now or before, as far as its turn has come; what that makes possible too."""
        places: dict[bytes, dict[int, list[tuple[bytes, Why | None]]]] = {}
        for stream, seq, hash_ in self._waiting:
            places.setdefault(stream, {}).setdefault(seq, []).append((hash_, None))
        for stream, seq, hash_, why in self._cursor.execute("SELECT stream, seq, hash, why FROM sync_park"):
            if (stream, seq, hash_) not in self._waiting:
                places.setdefault(stream, {}).setdefault(seq, []).append((hash_, Why(why)))
        if any(laptop.until is not None for laptop in self._laptops.values()):
            self._heed_waiting(places)
        going = bool(places)
        while going:
            going, needed = False, sum(self._needed.values())
            for stream, seqs in sorted(places.items()):
                while self._deliver_next(stream, seqs):
                    going = True
            going |= sum(self._needed.values()) > needed  # by what was tried and waits itself

    def _heed_waiting(self, places: Mapping[bytes, Mapping[int, Sequence[tuple[bytes, Why | None]]]]) -> None:
        """Of a withdrawn laptop is taken what the work of others names, also where that waits for something else: whoever has the same
        holds the same, in whatever order it came."""
        waits = [((stream, seq, hash_), why) for stream, seqs in places.items() for seq, those in seqs.items() for hash_, why in those]
        if not any(why in (None, Why.WITHDRAWN, Why.UNKNOWN) for _, why in waits):
            return
        more = True
        while more:
            more, held = False, []
            for place, why in waits:
                tx = self._waiting.get(place) or self._parked(place)
                at = self._at_of(tx.stream, tx.device)
                if at.key is None or (why is not None and not self._vouched(tx, at)):
                    continue
                if self._is_beyond(tx):
                    held.append((place, why))
                else:
                    self._heed(tx)
                    more = True
            waits = held

    def _deliver_next(self, stream: bytes, seqs: Mapping[int, list[tuple[bytes, Why | None]]]) -> bool:
        at = self._streams.get(stream)
        seq = (at.seq if at else 0) + 1
        for candidate in self._in_turn(stream, seq, seqs):
            place = stream, seq, candidate[0]
            tx = self._waiting.get(place) or self._parked(place)
            at = self._at_of(stream, tx.device)
            if at.key is None:
                self._admit(tx)
            # Nobody could vouch for it while its laptop was unknown.
            if place not in self._waiting and not self._vouched(tx, at):
                self._cursor.execute("DELETE FROM sync_park WHERE stream = ? AND seq = ? AND hash = ?", place)
                seqs[seq].remove(candidate)
            elif self._why(tx, at) is None:
                self._take(tx, at)
                self._waiting.pop(place, None)
                return True
        return False

    def _in_turn(self, stream: bytes, place: int, seqs: Mapping[int, list[tuple[bytes, Why | None]]]) -> list[tuple[bytes, Why | None]]:
        """Several in one place: the one on the branch that the withdrawal of their laptop names, else the one with the smallest hash."""
        those = seqs.get(place, ())
        cuts = (laptop.until.get(stream) for laptop in self._laptops.values() if laptop.until) if len(those) > 1 else ()
        named: set[bytes] = set()
        for cut in filter(None, cuts):
            seq, due = cut.seq, next((hash_ for hash_, _ in seqs.get(cut.seq, ()) if hash_[:8] == cut.hash8), None)
            while due is not None and seq >= place and due in {hash_ for hash_, _ in seqs.get(seq, ())}:
                named.add(due)
                at = stream, seq, due
                seq, due = seq - 1, (self._waiting.get(at) or self._parked(at)).prev
        return sorted(those, key=lambda one: (one[0] not in named, one[0]))

    @staticmethod
    def _vouched(tx: Tx, at: _Stream) -> bool:
        """Whether nothing known here speaks against what was set aside."""
        return tx.device == at.device and (at.key is None or signed(tx, at.key))

    def _parked(self, place: tuple[bytes, int, bytes]) -> Tx:
        return unpack(self._cursor.execute("SELECT body FROM sync_park WHERE stream = ? AND seq = ? AND hash = ?", place).fetchone()[0])

    def _set_aside(self) -> None:
        """Keep what still waits."""
        rows = []
        for _, tx in sorted(self._waiting.items()):
            at = self._at_of(tx.stream, tx.device)
            if at.key is not None and not signed(tx, at.key):
                raise Forged(tx.device)
            why = Why.FORK if tx.seq <= at.seq else self._why(tx, at) or Why.EARLY
            rows.append((tx.stream, tx.seq, tx.hash, why.value, pack(tx)))
        self._cursor.executemany(
            "INSERT INTO sync_park(stream, seq, hash, why, body) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (stream, seq, hash) DO UPDATE SET why = excluded.why,"
            f" body = CASE excluded.why WHEN '{Why.UNKNOWN.value}' THEN body ELSE excluded.body END",  # the hash covers no signature
            rows,
        )
        for at in self._streams.values():
            if at.moved:
                self._cursor.execute(
                    "DELETE FROM sync_park WHERE stream = ? AND seq <= ? AND EXISTS"
                    " (SELECT 1 FROM sync_tx t WHERE t.stream = ? AND t.seq = sync_park.seq AND t.hash = sync_park.hash)",
                    (at.stream, at.seq, at.number),
                )
                for place in self._cursor.execute(
                    "SELECT stream, seq, hash FROM sync_park WHERE stream = ? AND seq <= ? AND why = ?",
                    (at.stream, at.seq, Why.UNKNOWN.value),
                ).fetchall():
                    if not self._vouched(self._parked(place), at):
                        self._cursor.execute("DELETE FROM sync_park WHERE stream = ? AND seq = ? AND hash = ?", place)
                self._cursor.execute("UPDATE sync_park SET why = ? WHERE stream = ? AND seq <= ?", (Why.FORK.value, at.stream, at.seq))

    # --- taking in

    def _take(self, tx: Tx, at: _Stream) -> None:
        if at.key is None or not signed(tx, at.key):
            raise Forged(tx.device)
        if self._add(tx, at, enumerate(tx.ops), tx.salt):
            self._admit(tx)
            self._heed_orders(tx.ops)

    def _add(self, tx: Tx | Header, at: _Stream, ops_of: Iterable[tuple[int, Op]], salt: bytes) -> bool:
        """Whether it is about laptops, or orders to erase."""
        if at.number is None:
            self._cursor.execute(
                "INSERT INTO sync_stream(stream, device, tip_seq, tip_hash) VALUES (?, ?, 0, ?)", (at.stream, at.device, BEGINNING)
            )
            at.number = int(self._cursor.execute("SELECT id FROM sync_stream WHERE stream = ?", (at.stream,)).fetchone()[0])
        self._tx = no = self._tx + 1
        ctx = self._ctxs.get(tx.ctx) or self._intern(tx.ctx)
        self._txs.append((no, at.number, tx.seq, ctx, tx.hlc, salt, tx.hash, tx.sig, tx.meta, self._at, self._came_from))
        names, ops, before, admits = self._names, self._ops, len(self._ops), False
        for idx, (table, cell, row, kind, value, base) in ops_of:
            name = names.get((table, cell)) or self._name(table, cell)
            ops.append((no, idx, name, row, kind, value, base))
            admits |= table in erasure.STAYS
        at.seq, at.tip, at.moved = tx.seq, tx.hash, True
        self._fresh[tx.stream, tx.seq] = tx.hash
        if tx.hlc <= self._horizon:
            self._stamp = max(self._stamp, tx.hlc)
        else:
            late = (tx.hlc - self._horizon + HOUR) >> 16
            self._taken.ahead[tx.device] = max(self._taken.ahead.get(tx.device, 0), late)
        self._taken.txs += 1
        self._taken.ops += len(ops) - before
        if len(ops) >= OPS_AT_ONCE:
            self._flush()
        return admits

    def _intern(self, ctx: bytes) -> int:
        self._cursor.execute("INSERT OR IGNORE INTO sync_ctx(vv) VALUES (?)", (ctx,))
        number = int(self._cursor.execute("SELECT id FROM sync_ctx WHERE vv = ?", (ctx,)).fetchone()[0])
        self._ctxs[ctx] = number
        return number

    def _number(self, op: Op) -> int:
        return self._names.get((op.table, op.cell)) or self._name(op.table, op.cell)

    def _name(self, table: str, cell: str) -> int:
        self._cursor.execute("INSERT INTO sync_name(tbl, col) VALUES (?, ?)", (table, cell))
        number = int(self._cursor.execute("SELECT id FROM sync_name WHERE tbl = ? AND col = ?", (table, cell)).fetchone()[0])
        self._names[table, cell] = number
        self._projection.learn()
        return number

    def _flush(self) -> None:
        """Write what was taken in so far: log, heads, tables."""
        if self._filling is not None:
            self._filling.flush()
        if self._txs:
            self._cursor.executemany(
                "INSERT INTO sync_tx(tx, stream, seq, ctx, hlc, salt, hash, sig, meta, got_at, got_from)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                self._txs,
            )
            self._cursor.executemany("INSERT INTO sync_op(tx, idx, name, row, kind, val, base) VALUES (?, ?, ?, ?, ?, ?, ?)", self._ops)
            touched, fresh = self._move_heads()
            self._projection.place(touched, fresh)
            self._cursor.execute("DELETE FROM sync_capture")
            self._txs.clear()
            self._ops.clear()
            self._fresh.clear()
            self._progress(self._taken.ops)

    def _move_heads(self) -> tuple[dict[bytes, dict[int, bytes | None]], set[bytes]]:
        """heads = heads - base + op, for the ops of this batch in their order. What became of each touched cell, and the rows that had no
        heads before."""
        numbers = _Numbers(self._cursor)
        places = {tx[0]: place for place, tx in zip(self._places(), self._txs, strict=True)}
        numbers.update((place, no) for no, place in places.items())
        before = self._heads_of({op[3] for op in self._ops})
        now: dict[tuple[bytes, int], list[int]] = {}
        last: dict[tuple[bytes, int], bytes | None] = {}
        change = 0
        for no, idx, name, row, kind, value, base in self._ops:
            key = row, name
            heads = now.get(key)
            if heads is None:
                heads = now[key] = before[key].copy() if key in before else []
            # What a snapshot holds is replaced by nothing else in it.
            for at in range(0, 0 if self._beginning else len(base), 20):
                dot = base[at : at + 20]
                head = numbers[dot[:16]] << 32 | int.from_bytes(dot[16:], "big")
                if head in heads:
                    heads.remove(head)
                    change -= share(dot)
            heads.append(no << 32 | idx)
            change += share(places[no] + idx.to_bytes(4, "big"))
            last[key] = value if kind == SET else None
        self._heads = moved(self._heads, change)
        self._write_heads(before, now)
        touched: dict[bytes, dict[int, bytes | None]] = {}
        for key, heads in now.items():
            # The last op on a cell is a head: nothing after it names it. So a single head is that one.
            touched.setdefault(key[0], {})[key[1]] = last[key] if len(heads) == 1 else None
        return touched, touched.keys() - {row for row, _ in before}

    def _places(self) -> Iterator[bytes]:
        streams = {at.number: at.stream for at in self._streams.values()}
        return (streams[number] + seq.to_bytes(8, "big") for _, number, seq, *_ in self._txs)

    def _heads_of(self, rows: set[bytes]) -> dict[tuple[bytes, int], list[int]]:
        found: dict[tuple[bytes, int], list[int]] = {}
        ordered = sorted(rows)
        for at in range(0, len(ordered), AT_ONCE):
            part = ordered[at : at + AT_ONCE]
            for row, name, head in self._cursor.execute(
                f"SELECT row, name, tx << 32 | idx FROM sync_head WHERE row IN ({','.join('?' * len(part))})", part
            ):
                found.setdefault((row, name), []).append(head)
        return found

    def _write_heads(self, before: dict[tuple[bytes, int], list[int]], now: dict[tuple[bytes, int], list[int]]) -> None:
        replaced: list[tuple[Any, ...]] = []
        added: list[tuple[Any, ...]] = []
        removed: list[tuple[Any, ...]] = []
        for key, heads in now.items():
            was = before.get(key, ())
            if len(was) == 1 == len(heads):
                replaced.append((heads[0] >> 32, heads[0] & _IDX, *key, was[0] >> 32, was[0] & _IDX))
                continue
            added += ((*key, head >> 32, head & _IDX) for head in heads if head not in was)
            removed += ((*key, head >> 32, head & _IDX) for head in was if head not in heads)
        self._cursor.executemany("UPDATE sync_head SET tx = ?, idx = ? WHERE row = ? AND name = ? AND tx = ? AND idx = ?", replaced)
        self._cursor.executemany("DELETE FROM sync_head WHERE row = ? AND name = ? AND tx = ? AND idx = ?", removed)
        self._cursor.executemany("INSERT INTO sync_head(row, name, tx, idx) VALUES (?, ?, ?, ?)", added)

    def _write_tips(self) -> None:
        self._cursor.executemany(
            "UPDATE sync_stream SET tip_seq = ?, tip_hash = ? WHERE id = ?",
            [(at.seq, at.tip, at.number) for at in self._streams.values() if at.moved],
        )
        self._cursor.execute("UPDATE sync_local SET v = ? WHERE k = ?", (self._heads, HEADS))
        if self._stamp:
            self._cursor.execute(
                "INSERT INTO sync_local(k, v) VALUES (?, ?) ON CONFLICT (k) DO UPDATE SET v = max(v, excluded.v)",
                (STAMP, max(self._stamp, 0).to_bytes(8, "big")),
            )


def _required(meta: bytes) -> set[str]:
    told = meta_of(meta).get("vereist")
    return set(map(str, told)) if isinstance(told, list) else set()
