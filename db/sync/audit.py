"""Reading the journal back: the history of rows for people, and the check that log, heads, tables and file still agree.

Nothing here writes. The check streams: it holds of the log only which ops were replaced, and of the tables one row at a time.
"""

from __future__ import annotations

import contextlib
import hashlib
import heapq
import struct
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any
from uuid import UUID

import sqlcipher3.dbapi2 as driver
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from . import issues, registry, schema
from .wire import (
    ALIVE,
    GONE,
    LIFE,
    NULL,
    SET,
    Dot,
    Value,
    decode,
    decode_group,
    encode,
    encode_group,
    op_digest,
    op_frame,
    salt_of,
    tx_hash,
    unpack_dots,
)

if TYPE_CHECKING:
    from ..store import Store
    from .erasure import Erased

MADE, DELETED = "made", "deleted"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LONG_AGO = datetime(1, 1, 2, tzinfo=UTC)  # a day short of the first, so that any time zone can show it
CACHE_KIB = 64 * 1024

Shown = Value | dict[str, Value]
"""A cell's value as history gives it: of one column as SQLite holds it, of a group its members by column name."""


# --- history


@dataclass(frozen=True, slots=True)
class Change:
    """One op of the log. `old` holds the values of its base: none for a first value, several where it settled a difference.

    For `cell == LIFE` the values are MADE and DELETED.
    """

    moment: datetime
    lid: UUID | None
    device: str
    doel: str
    table: str
    row: UUID
    cell: str
    old: tuple[Shown, ...]
    new: Shown
    dot: Dot
    first_known: bool = False
    """Whether this log begins with it: what came before it, in this cell, is not here."""


def history(cursor: Any, rows: Collection[bytes]) -> list[Change]:
    """Every op on these rows, by row keys, oldest first.

    What was known to an author comes before what they wrote, whatever the clocks say; concurrent work is ordered by its stamps. The order
    is the same on each laptop.
    """
    found: list[tuple[Any, ...]] = []
    for part in _chunks(rows):
        found += cursor.execute(
            "SELECT t.tx, s.stream, t.seq, t.hlc, t.meta, c.vv, s.device, o.idx, n.tbl, n.col, o.row, o.val, o.base, t.seq <= s.floor"
            " FROM sync_op o JOIN sync_tx t ON t.tx = o.tx JOIN sync_stream s ON s.id = t.stream JOIN sync_ctx c ON c.id = t.ctx"
            f" JOIN sync_name n ON n.id = o.name WHERE o.row IN ({_marks(part)})",
            part,
        ).fetchall()
    txs: dict[int, list[tuple[Any, ...]]] = {}
    for op in found:
        txs.setdefault(op[0], []).append(op)
    values = {(op[8], op[9], Dot(op[1], op[2], op[7])): op[11] for op in found}
    changes: list[Change] = []
    for tx in _causal([(ops[0][3], ops[0][1], ops[0][2], ops[0][5], tx) for tx, ops in txs.items()]):
        for _, stream, seq, hlc, meta, _, device, idx, table, cell, row, value, base, below in sorted(txs[tx], key=itemgetter(7)):
            told = meta_of(meta)
            known = [values[table, cell, dot] for dot in unpack_dots(base) if (table, cell, dot) in values]
            changes.append(
                Change(
                    moment=moment_of(hlc),
                    lid=lid_of(told),
                    device=str(told.get("apparaat") or device[:4].hex()),
                    doel=str(told.get("doel", "")),
                    table=table,
                    row=UUID(bytes=row),
                    cell=cell,
                    old=tuple(shown_value(table, cell, old) for old in dict.fromkeys(known)),
                    new=shown_value(table, cell, value),
                    dot=Dot(stream, seq, idx),
                    first_known=bool(below and base),
                )
            )
    return changes


def moment_of(hlc: int) -> datetime:
    """The moment that a stamp claims, to the year 6429; the beginning of the calendar where a clock claimed something before it."""
    try:
        return EPOCH + timedelta(milliseconds=hlc >> 16)
    except OverflowError:
        return LONG_AGO


def shown_value(table: str, cell: str, stored: bytes) -> Shown:
    """A stored value for people; a group that this version knows as a dict of its members. None for one that can't be read."""
    if cell == LIFE:
        return MADE if stored == ALIVE else DELETED
    members = schema.GROUPS.get((table, cell))
    try:
        if members is None:
            return decode(stored)
        return dict(zip(members, decode_group(stored, len(members)), strict=True))
    except ValueError:
        return None


def rows_of_casus(cursor: Any, casus: bytes) -> set[bytes]:
    """The keys of a casus and of every row about it, deleted ones too: those whose column `casus` names it, and those that name such a
    row without naming another casus (the members of a duo, evaluations, an agenda item for an action)."""
    direct, onward = _references()
    names = {(table, cell): number for number, table, cell in cursor.execute("SELECT id, tbl, col FROM sync_name")}
    own = [names[name] for name in direct if name in names]
    rows = _naming(cursor, own, [encode(casus)])
    further = _naming(cursor, [names[name] for name in onward if name in names], [encode(row) for row in rows]) - rows
    elsewhere: set[bytes] = set()
    for part in _chunks(further):
        elsewhere.update(
            row
            for (row,) in cursor.execute(
                "SELECT h.row FROM sync_head h JOIN sync_op o ON o.tx = h.tx AND o.idx = h.idx"
                f" WHERE h.row IN ({_marks(part)}) AND h.name IN ({_marks(own)}) AND o.val <> ?",
                [*part, *own, NULL],
            )
        )
    return {casus} | rows | (further - elsewhere)


def _references() -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """The cells that name a casus as `casus`, and those that name a row which has such a cell."""
    tables = schema.synced_metadata()
    direct = [(t.name, "casus") for t in tables if "casus" in t.c]
    about = {name for name, _ in direct}
    onward = [
        (t.name, fk.parent.name)
        for t in tables
        for fk in t.foreign_keys
        if fk.column.table.name in about and not fk.parent.info["sync"].get("group")
    ]
    return direct, onward


def _naming(cursor: Any, names: list[int], values: Collection[bytes]) -> set[bytes]:
    """The rows that now have one of these values, or had it when they were deleted, in one of these cells."""
    found: set[bytes] = set()
    for part in _chunks(values):
        found.update(
            row
            for (row,) in cursor.execute(
                f"SELECT DISTINCT o.row FROM sync_op o WHERE o.name IN ({_marks(names)}) AND o.val IN ({_marks(part)}) AND EXISTS"
                " (SELECT 1 FROM sync_head h WHERE h.row = o.row AND h.name = o.name AND h.tx = o.tx AND h.idx = o.idx)",
                [*names, *part],
            )
        )
    return found


def _causal(txs: Iterable[tuple[int, bytes, int, bytes, int]]) -> Iterator[int]:
    """Transactions (hlc, stream, seq, ctx, tx) so that each comes after what its author knew, and else by stamp."""
    waiting = {(stream, seq): (hlc, ctx, tx) for hlc, stream, seq, ctx, tx in txs}
    seqs: dict[bytes, list[int]] = {}
    for stream, seq in sorted(waiting):
        seqs.setdefault(stream, []).append(seq)
    after: dict[tuple[bytes, int], list[tuple[bytes, int]]] = {}
    missing: dict[tuple[bytes, int], int] = {}
    for (stream, seq), (_, ctx, _) in waiting.items():
        known = [(stream, seq - 1), *((s, q) for s, q, _ in struct.iter_unpack(">8sQ8s", ctx))]
        before = [(s, max(q for q in seqs[s] if q <= upto)) for s, upto in known if s in seqs and seqs[s][0] <= upto]
        missing[stream, seq] = len(before)
        for place in before:
            after.setdefault(place, []).append((stream, seq))
    ready = [(waiting[place][0], *place) for place, count in missing.items() if not count]
    heapq.heapify(ready)
    while ready:
        _, stream, seq = heapq.heappop(ready)
        yield waiting[stream, seq][2]
        for place in after.get((stream, seq), ()):
            missing[place] -= 1
            if not missing[place]:
                heapq.heappush(ready, (waiting[place][0], *place))


def _chunks(values: Collection[bytes]) -> Iterator[list[bytes]]:
    ordered = sorted(values)
    for at in range(0, len(ordered), 500):
        yield ordered[at : at + 500]


def _marks(values: Collection[object]) -> str:
    return ",".join("?" * len(values))


def meta_of(raw: bytes) -> dict[str, Any]:
    """What a transaction says of itself; nothing where it can't be read. It may be anyone's, so what is in it may be anything."""
    import json

    try:
        told = json.loads(raw)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def lid_of(told: dict[str, Any]) -> UUID | None:
    """Who acted, by what a transaction says of itself."""
    try:
        return UUID(str(told["lid"]))
    except (KeyError, ValueError):
        return None


# --- the check


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was checked: whether it is as it should be, in words for the user, and where to look (no private content)."""

    ok: bool
    what: str
    detail: str = ""


STRANGE = "In het bestand staat iets wat het programma er niet zo in zet."
UNREADABLE = "Een deel van het bestand kan niet worden gelezen. Zet een kopie terug uit de map `kopieen`."


def verify(store: Store, *, deep: bool = False) -> list[Finding]:
    """Check everything that can be checked of an open database, on one consistent state; a reader may do it beside a writer.

    `deep` checks the signature of each transaction; without it that of the last of each unbroken run, which vouches for the run.
    """
    local = store.local()
    with store.raw_cursor() as cursor:
        cache = cursor.execute("PRAGMA cache_size").fetchone()[0]
        cursor.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
        cursor.execute("BEGIN")
        try:
            team = _Team(local)
            checks: list[Callable[[], Iterable[Finding]]] = [
                lambda: _file(cursor),
                lambda: _references_hold(cursor),
                lambda: _founding(cursor, team),
                lambda: _log(cursor, team, deep),
                lambda: _tables(cursor),
                lambda: _capture(cursor),
            ]
            found: list[Finding] = []
            for check in checks:
                try:
                    found += check()
                except driver.DatabaseError as error:
                    found.append(Finding(False, UNREADABLE, type(error).__name__))
                except (TypeError, ValueError, struct.error):
                    found.append(Finding(False, STRANGE))  # a value of a kind that this program never puts there
            return found
        finally:
            cursor.execute("ROLLBACK")
            cursor.execute(f"PRAGMA cache_size = {cache}")


class _Team:
    """What this laptop holds of the team and of itself; `root` is None when the founding record is not what its maker signed."""

    def __init__(self, local: dict[str, bytes]) -> None:
        self.local = local
        self.ws = b""
        self.root: Ed25519PublicKey | None = None
        with contextlib.suppress(KeyError, TypeError, ValueError):
            self.ws = hashlib.sha256(local["genesis"]).digest()
            self.root = registry.root_of(local["genesis"], local["genesis_sig"])


def _file(cursor: Any) -> Iterator[Finding]:
    # The pages are read from the file itself, which an open program may be writing: what is wrong twice is wrong.
    pages = cursor.execute("PRAGMA cipher_integrity_check").fetchall() and cursor.execute("PRAGMA cipher_integrity_check").fetchall()
    if pages:
        yield Finding(False, "Het bestand is beschadigd: een deel ervan is veranderd buiten het programma om.", f"{len(pages)} pagina's")
    else:
        yield Finding(True, "Het versleutelde bestand is heel.")
    wrong = [row[0] for row in cursor.execute("PRAGMA integrity_check").fetchall()]
    if wrong == ["ok"]:
        yield Finding(True, "De opbouw van het bestand klopt.")
    else:
        yield Finding(False, "De opbouw van het bestand klopt niet.", f"{len(wrong)} fouten")


def _references_hold(cursor: Any) -> Iterator[Finding]:
    broken = Counter(f"{row[0]} -> {row[2]}" for row in cursor.execute("PRAGMA foreign_key_check"))
    if broken:
        yield Finding(False, "Er zijn regels die verwijzen naar iets wat er niet is.", _counted(broken))
    else:
        yield Finding(True, "Alle verwijzingen tussen regels kloppen.")


def _founding(cursor: Any, team: _Team) -> Iterator[Finding]:
    if team.root is None:
        yield Finding(False, "Het oprichtingsbewijs van het team klopt niet.")
        return
    yield Finding(True, "Het oprichtingsbewijs van het team klopt.")
    signers = _signers(cursor)
    writers = cursor.execute("SELECT DISTINCT device FROM sync_stream").fetchall()
    strangers = [device[:4].hex() for (device,) in writers if device not in signers]
    if strangers:
        yield Finding(False, "Er is geschreven door een laptop die niet bij het team hoort.", ", ".join(strangers))
    else:
        yield Finding(True, "Alle laptops die hebben geschreven horen bij het team.")
    if not _own_keys_fit(cursor, team.local):
        yield Finding(False, "De sleutels van deze laptop passen niet bij zijn plaats in het team.")


def _signers(cursor: Any) -> dict[bytes, Ed25519PublicKey]:
    """The key of each laptop that the root admitted, as the log has it: what was written over it in the tables since does not count."""
    try:
        return {device: Ed25519PublicKey.from_public_bytes(one.signing) for device, one in registry.team(cursor).laptops.items()}
    except (KeyError, TypeError, ValueError):
        return {}


def _own_keys_fit(cursor: Any, local: dict[str, bytes]) -> bool:
    device = local.get("device", b"")
    stream = cursor.execute("SELECT device FROM sync_stream WHERE stream = ?", (local.get("stream", b""),)).fetchone()
    if stream is None or stream[0] != device:
        return False
    try:
        own = Ed25519PrivateKey.from_private_bytes(local["device_key"])
    except (KeyError, TypeError, ValueError):
        return False
    return _signers(cursor).get(device) == own.public_key()


@dataclass(slots=True)
class _Stream:
    """How far the check is in one laptop's writing. `hash` is None after a hole: what follows can't be tied to what came before."""

    stream: bytes
    short: str
    tip: tuple[int, bytes]
    signer: Ed25519PublicKey | None
    seq: int = 0
    hash: bytes | None = bytes(32)
    unsigned: tuple[bytes, bytes] | None = None
    floor: int = 0


@dataclass(slots=True)
class _Wrong:
    """What is wrong with the log, by kind: where, at most a few of each."""

    places: dict[str, list[str]] = field(default_factory=dict)

    def add(self, what: str, where: str) -> None:
        self.places.setdefault(what, []).append(where)

    def findings(self) -> Iterator[Finding]:
        for what, where in self.places.items():
            yield Finding(False, what, ", ".join(where[:5]) + (f" en nog {len(where) - 5}" if len(where) > 5 else ""))


HOLE = "Er ontbreken wijzigingen in het logboek."
CHANGED = "Het logboek is veranderd nadat het was geschreven."
FORGED = "In het logboek staat werk dat niet van de genoemde laptop komt."
TIP = "Het einde van het logboek klopt niet."
LEFT = "Van wat definitief is gewist staat nog iets in het logboek."
HEADS = "De stand van het logboek klopt niet met zijn wijzigingen."


def _log(cursor: Any, team: _Team, deep: bool) -> Iterator[Finding]:
    """Every transaction of every laptop in order, and which ops still count: an op counts until another names it as what it replaces."""
    wrong = _Wrong()
    signers = _signers(cursor)
    streams = {
        number: _Stream(stream, device[:4].hex(), (seq, tip), signers.get(device), floor=floor)
        for number, stream, device, seq, tip, floor in cursor.execute(
            "SELECT id, stream, device, tip_seq, tip_hash, floor FROM sync_stream"
        ).fetchall()
    }
    erased = _erased(cursor, team)
    names = {number: (table, cell) for number, table, cell in cursor.execute("SELECT id, tbl, col FROM sync_name")}
    frames = {number: op_frame(*name) for number, name in names.items()}
    replaced: set[bytes] = set()
    without_head: set[bytes] = set()
    with_head = txs = 0
    ops = _Ops(cursor.connection.cursor())
    sql = (
        "SELECT t.tx, t.stream, t.seq, c.vv, t.hlc, t.salt, t.hash, t.sig, t.meta"
        " FROM sync_tx t LEFT JOIN sync_ctx c ON c.id = t.ctx ORDER BY t.tx"
    )
    for tx, number, seq, ctx, hlc, salt, stored, signature, meta in cursor.execute(sql):
        txs += 1
        at = streams.get(number)
        if at is None or ctx is None:
            wrong.add(HOLE, f"tx {tx}")
            continue
        if seq <= at.floor:
            standing, lost = ops.standing(tx)
            with_head += standing
            without_head.update(Dot(at.stream, seq, idx).packed() for idx in lost)
            # Of a snapshot only the last of each stream is vouched for by whose stream it is.
            at.seq, at.hash, at.unsigned = seq, stored, (stored, signature) if seq == at.floor else None
            continue
        if seq != at.seq + 1 or at.seq < at.floor:
            wrong.add(HOLE, f"{at.short} {at.seq + 1}")
            _signed(at, wrong)
            at.hash = None
        digests = []
        strange = False
        for idx, (at_idx, name, row, kind, value, base, is_head) in enumerate(ops.of(tx)):
            frame = frames.get(name)
            if frame is None or at_idx != idx:
                wrong.add(HOLE, f"{at.short} {seq}")
                continue
            tail = frame[1] if kind == SET else frame[1][: -len(SET)] + kind
            try:
                digests.append(op_digest(frame[0], row, tail, base, salt_of(salt, idx), value))
            except TypeError:
                strange = True
                continue
            if erased or value[:1] == GONE:
                goes = erased.names_op(*names[name], row, stored, meta, idx)
                strange |= value[:1] == GONE and not goes  # nobody who may said so
                if goes and value[:1] != GONE:
                    wrong.add(LEFT, f"{at.short} {seq}")
            if base:
                replaced.update(base[i : i + 20] for i in range(0, len(base), 20))
            if is_head:
                with_head += 1
            else:
                without_head.add(Dot(at.stream, seq, idx).packed())
        try:
            strange = strange or (at.hash is not None and tx_hash(team.ws, at.stream, seq, at.hash, ctx, hlc, meta, digests) != stored)
        except (TypeError, struct.error):
            strange = True
        if strange:
            wrong.add(CHANGED, f"{at.short} {seq}")
            _signed(at, wrong)
        at.seq, at.hash, at.unsigned = seq, stored, (stored, signature)
        if deep:
            _signed(at, wrong)
    if ops.rest():
        wrong.add(HOLE, "wijzigingen zonder begin")
    for at in streams.values():
        _signed(at, wrong)
        if (at.seq, at.hash) != at.tip:
            wrong.add(TIP, at.short)
    heads = cursor.execute("SELECT count(*) FROM sync_head").fetchone()[0]
    astray = len(without_head - replaced) + heads - with_head
    astray += sum(_exists(cursor, streams, dot) for dot in replaced - without_head)
    if astray:
        wrong.add(HEADS, f"{abs(astray)} waarden")
    if wrong.places:
        yield from wrong.findings()
    elif any(at.floor for at in streams.values()):
        yield Finding(True, "Het logboek is onveranderd sinds de momentopname waarmee deze laptop begon.", "wat daarvóór kwam is hier niet")
    else:
        yield Finding(
            True, "Het logboek is volledig en onveranderd, en elke laptop tekende voor zijn eigen werk.", f"{txs} keer opgeslagen"
        )


def _erased(cursor: Any, team: _Team) -> Erased:
    """What is erased here, by the orders that the root gave."""
    from .erasure import Erased, Order, signed_by

    told = cursor.execute("SELECT id, rows, places, sig FROM sync_erasure WHERE done = 1").fetchall()
    return Erased.by(one for said in told if team.root is not None and signed_by(team.root, one := Order(*said)))


def _signed(at: _Stream, wrong: _Wrong) -> None:
    """Check the signature at the end of a run; a laptop that is not of the team was reported already."""
    if at.unsigned is None or at.signer is None:
        return
    try:
        at.signer.verify(at.unsigned[1], at.unsigned[0])
    except InvalidSignature:
        wrong.add(FORGED, f"{at.short} {at.seq}")
    at.unsigned = None


def _exists(cursor: Any, streams: dict[int, _Stream], packed: bytes) -> bool:
    """Whether a dot names an op that is here (a base may name one that is known only by its replacement)."""
    (dot,) = unpack_dots(packed)
    number = next((n for n, at in streams.items() if at.stream == dot.stream), None)
    row = cursor.execute(
        "SELECT 1 FROM sync_op o JOIN sync_tx t ON t.tx = o.tx WHERE t.stream = ? AND t.seq = ? AND o.idx = ?", (number, dot.seq, dot.idx)
    ).fetchone()
    return row is not None


class _Ops:
    """The ops of the log in order, dealt out by transaction."""

    def __init__(self, cursor: Any) -> None:
        self._rows: Iterator[tuple[Any, ...]] = cursor.execute(
            "SELECT o.tx, o.idx, o.name, o.row, o.kind, o.val, o.base, h.tx IS NOT NULL FROM sync_op o LEFT JOIN sync_head h"
            " ON h.row = o.row AND h.name = o.name AND h.tx = o.tx AND h.idx = o.idx ORDER BY o.tx, o.idx"
        )
        self._next: tuple[Any, ...] | None = next(self._rows, None)
        self._skipped = False

    def of(self, tx: int) -> Iterator[tuple[Any, ...]]:
        """The ops of a transaction; to be asked in order and read to the end."""
        while self._next is not None and self._next[0] <= tx:
            if self._next[0] == tx:
                yield self._next[1:]
            else:
                self._skipped = True
            self._next = next(self._rows, None)

    def standing(self, tx: int) -> tuple[int, list[int]]:
        """Of a transaction how many ops are heads, and which are not."""
        lost = [(idx, is_head) for idx, *_, is_head in self.of(tx)]
        return sum(is_head for _, is_head in lost), [idx for idx, is_head in lost if not is_head]

    def rest(self) -> bool:
        """Whether there were ops of no transaction."""
        return self._skipped or self._next is not None


# --- tables against the log


@dataclass(slots=True)
class Head:
    """One op of a cell that no other names; `order` says which shows, `ctx` what its author knew."""

    order: tuple[int, Dot]
    value: bytes
    ctx: bytes


def _tables(cursor: Any) -> Iterator[Finding]:
    """Every row that travels against what the log says of it: a row missing, a row too many, a cell that differs."""
    wrong: Counter[str] = Counter()
    present = {name: _Rows(cursor.connection.cursor(), table) for name, table in schema.sync_tables().items()}
    doubtful: list[tuple[str, bytes]] = []
    empty = _shown_empty(cursor)
    rows = 0
    for (row, table), heads in _rows_of_log(cursor):
        shown = present.get(table)
        if shown is None:
            continue  # of a newer version; it waits in the log
        values = shown.take(row)
        if values is None:
            if shows_itself(heads):
                wrong[f"{table} ontbreekt"] += 1
            continue
        rows += 1
        if not shows_itself(heads):
            doubtful.append((table, row))
        for cell, start, end in shown.plan:
            value = encode_group(values[start:end]) if cell.group else encode(values[start])
            shows = cell.name in heads and (table, row, cell.name) not in empty
            if value != (max(heads[cell.name], key=_by_order).value if shows else NULL):
                wrong[f"{table}.{cell.name}"] += 1
    for name, shown in present.items():
        shown.take(None)
        wrong[f"{name} te veel"] += shown.unknown
    for table, _ in _kept_by_nothing(cursor, doubtful):
        wrong[f"{table} te veel"] += 1
    wrong = +wrong
    if wrong:
        yield Finding(False, "Gegevens zijn veranderd buiten het logboek om.", _counted(wrong))
    else:
        yield Finding(True, "Alle gegevens zijn gelijk aan wat het logboek ervan zegt.", f"{rows} regels")


def _shown_empty(cursor: Any) -> set[tuple[str, bytes, str]]:
    """The cells whose value has no place in its column or refers to nothing: they show as empty, and the log keeps them."""
    return set(
        cursor.execute(
            "SELECT n.tbl, i.row, n.col FROM sync_issue i JOIN sync_name n ON n.id = i.name WHERE i.kind = ?", (issues.BROKEN,)
        ).fetchall()
    )


def _by_order(head: Head) -> tuple[int, Dot]:
    return head.order


def _rows_of_log(cursor: Any) -> Iterator[tuple[tuple[bytes, str], dict[str, list[Head]]]]:
    """(row, table) -> cell -> heads, by row."""
    names = {number: (table, cell) for number, table, cell in cursor.execute("SELECT id, tbl, col FROM sync_name")}
    txs = cursor.connection.cursor()
    known: dict[int, tuple[int, bytes, int, bytes]] = {
        tx: (hlc, stream, seq, ctx)
        for tx, hlc, stream, seq, ctx in txs.execute(
            "SELECT t.tx, t.hlc, s.stream, t.seq, c.vv FROM sync_tx t JOIN sync_stream s ON s.id = t.stream JOIN sync_ctx c ON c.id = t.ctx"
        )
    }
    heads = cursor.connection.cursor().execute(
        "SELECT h.row, h.name, h.tx, h.idx, o.val FROM sync_head h JOIN sync_op o ON o.tx = h.tx AND o.idx = h.idx ORDER BY h.row"
    )
    for row, group in groupby(heads, key=itemgetter(0)):
        tables: dict[str, dict[str, list[Head]]] = {}
        for _, name, tx, idx, value in group:
            if name in names and tx in known:
                table, cell = names[name]
                hlc, stream, seq, ctx = known[tx]
                tables.setdefault(table, {}).setdefault(cell, []).append(Head((hlc, Dot(stream, seq, idx)), value, ctx))
        for table, cells in tables.items():
            yield (row, table), cells


def shows_itself(heads: dict[str, list[Head]]) -> bool:
    """Whether a row shows by itself: not deleted, or edited by someone who had not seen the delete (docs/sync.md, life of a row)."""
    life = heads.get(LIFE, [])
    if is_erased(heads):
        return False
    if any(head.value == ALIVE for head in life):
        return True
    if not life:
        return False
    return not all(any(knew(dead, head.order[1]) for dead in life) for cell, found in heads.items() if cell != LIFE for head in found)


def is_erased(heads: dict[str, list[Head]]) -> bool:
    """Whether a row was erased for good: then it never shows, whatever was written of it elsewhere."""
    return any(head.value[:1] == GONE for head in heads.get(LIFE, ()))


def knew(dead: Head, dot: Dot) -> bool:
    """Whether the author of a delete had this op, or made it in the same transaction."""
    own = dead.order[1]
    if dot.stream == own.stream:
        return dot.seq <= own.seq
    return any(stream == dot.stream and dot.seq <= seq for stream, seq, _ in struct.iter_unpack(">8sQ8s", dead.ctx))


def _kept_by_nothing(cursor: Any, rows: list[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    """Of deleted rows that are still there, those that no visible row refers to: a visible child keeps its parent visible."""
    referring = links()
    hidden = set(rows)
    waiting = True
    while waiting and hidden:
        waiting = False
        for table, row in sorted(hidden):
            for child, column in referring.get(table, ()):
                children = cursor.execute(f'SELECT id FROM "{child}" WHERE "{column}" = ?', (row,)).fetchall()
                if any((child, key) not in hidden for (key,) in children):
                    hidden.discard((table, row))
                    waiting = True
                    break
    return sorted(hidden)


def links() -> dict[str, list[tuple[str, str]]]:
    """Table -> the columns that refer to it."""
    found: dict[str, list[tuple[str, str]]] = {}
    for table in schema.synced_metadata():
        for fk in table.foreign_keys:
            found.setdefault(fk.column.table.name, []).append((table.name, fk.parent.name))
    return found


class _Rows:
    """The rows of one table by key, read in step with the log."""

    def __init__(self, cursor: Any, table: schema.SyncTable) -> None:
        at = 1
        self.plan: list[tuple[schema.Cell, int, int]] = []
        for cell in table.cells:
            self.plan.append((cell, at, at + len(cell.columns)))
            at += len(cell.columns)
        self._rows: Iterator[tuple[Any, ...]] = cursor.execute(table.select("1 ORDER BY id"))
        self._next: tuple[Any, ...] | None = next(self._rows, None)
        self.unknown = 0

    def take(self, row: bytes | None) -> tuple[Any, ...] | None:
        """This row, if it is there; rows before it are unknown to the log. None runs to the end."""
        while self._next is not None and (row is None or self._next[0] < row):
            self.unknown += 1
            self._next = next(self._rows, None)
        if self._next is None or self._next[0] != row:
            return None
        found, self._next = self._next, next(self._rows, None)
        return found


def _capture(cursor: Any) -> Iterator[Finding]:
    waiting = cursor.execute("SELECT count(*) FROM sync_capture").fetchone()[0]
    there = Counter(sql for (sql,) in cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger'"))
    if waiting:
        yield Finding(
            False, "Er is geschreven buiten het programma om; bij het volgende openen komt dat in het logboek.", f"{waiting} regels"
        )
    if there != Counter(schema.trigger_ddl()):
        yield Finding(False, "Het vastleggen van wijzigingen is uitgezet of veranderd. Open het programma opnieuw; dat herstelt het.")
    if not waiting and there == Counter(schema.trigger_ddl()):
        yield Finding(True, "Elke wijziging wordt vastgelegd.")


def _counted(places: Counter[str]) -> str:
    return ", ".join(f"{place} ({count})" for place, count in sorted(places.items())[:8])
