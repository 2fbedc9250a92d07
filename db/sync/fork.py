"""A stream that went on in two ways: its database was copied together with its track, and both were used.

The second branch that a laptop meets waits in `sync_park`, and all that builds on it. Which branch stays is decided alike everywhere and
without a vote: the one whose first transaction has the smaller hash; of a withdrawn laptop the one that its withdrawal names. A laptop
that holds the other steps back: it takes that branch and what was built on it out of its log, takes in the one that stays, and writes what
was its own once more in a new stream, each act signed again with what it replaced. Nothing is lost on the way: others' work that was taken
out waits until its laptop did the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ..errors import RetError
from . import project, registry, spoor
from .apply import Why, take_into
from .audit import meta_of
from .erasure import erased_rows
from .schema import sync_tables
from .stand import HEADS
from .tx import Op, Tx, floors, fresh_salt, known, made, pack, pack_ctx, read_run, unpack
from .wire import GONE, NULL, Dot, meta_bytes, pack_dots, unpack_dots

if TYPE_CHECKING:
    from ..store import Store
    from .registry import Laptop

AT_ONCE = 500
_WAITS = (Why.FORK.value, Why.EARLY.value)
WAS = "was"
"""In the meta of an act that was written once more: the hash of what it was, 16 hex digits."""


@dataclass(frozen=True, slots=True)
class Fork:
    """A stream that has two branches here: from which seq on, whose it is, and whether this laptop holds the one that goes."""

    stream: bytes
    device: bytes
    seq: int
    steps_back: bool
    withdrawn: bool = False
    """Whether it is of a withdrawn laptop. Whoever holds its key could make another branch at will: only the one that the withdrawal names
    takes the place of what is here."""


@dataclass(frozen=True, slots=True)
class Again:
    """What stepping back came to: acts of this laptop that were written once more, and transactions of others that wait."""

    own: int
    waiting: int


class BeforeBeginning(RetError):
    """What would have to be taken out came with the snapshot with which this log begins."""

    def __init__(self) -> None:
        super().__init__(
            "Nog niet te herstellen",
            "Deze laptop begon met een momentopname, en wat moet worden hersteld is van daarvoor.",
            "Lees een pakket met alles in en doe het opnieuw, of sluit deze laptop opnieuw aan.",
        )


def forks(cursor: Any) -> list[Fork]:
    """The streams of which another branch waits here, by stream."""
    found: list[Fork] = []
    tips = cursor.execute("SELECT stream, device, tip_seq FROM sync_stream WHERE tip_seq > 0 ORDER BY stream").fetchall()
    for stream, device, tip in tips:
        parked = cursor.execute(
            "SELECT seq, hash, substr(body, 69, 32) FROM sync_park WHERE stream = ? AND why = ? AND seq <= ? ORDER BY seq, hash",
            (stream, Why.FORK.value, tip),
        ).fetchall()
        splits = []
        for seq, hash_, prev in parked:  # `tx.pack`: what a transaction comes after stands behind its device
            ours = spoor.hash_of(cursor, stream, seq)
            if ours is not None and ours != hash_ and prev == spoor.hash_of(cursor, stream, seq - 1):
                splits.append((seq, hash_ < ours))
        if splits:  # of several copies the first before which this one steps back counts
            found.append(Fork(stream, device, *min(splits, key=lambda split: (not split[1], split[0]))))
    laptops = registry.team(cursor).laptops if found else {}
    return [one for said in found for one in _by_withdrawal(cursor, said, laptops.get(said.device))]


def _by_withdrawal(cursor: Any, one: Fork, laptop: Laptop | None) -> Iterator[Fork]:
    """What a fork is with what is known of its laptop; none where the branch that its withdrawal names is the one here."""
    if laptop is None or laptop.until is None:
        yield one
        return
    cut = laptop.until.get(one.stream, registry.NOTHING)
    here = spoor.hash_of(cursor, one.stream, cut.seq)
    if one.seq > cut.seq or here is None or here[:8] != cut.hash8:
        seq = _split(cursor, one.stream, cut)
        yield replace(one, seq=seq or one.seq, steps_back=seq is not None, withdrawn=True)


def _split(cursor: Any, stream: bytes, cut: registry.Cut) -> int | None:
    """From where on the branch with a cut-off, which waits here, is another than the one that is here; None where not all of it waits."""
    waits = {(seq, hash_): body for seq, hash_, body in cursor.execute("SELECT seq, hash, body FROM sync_park WHERE stream = ?", (stream,))}
    seq, due = cut.seq, next((hash_ for seq, hash_ in waits if seq == cut.seq and hash_[:8] == cut.hash8), None)
    while due is not None and (seq, due) in waits:
        prev = unpack(waits[seq, due]).prev
        if prev == spoor.hash_of(cursor, stream, seq - 1):
            return seq
        seq, due = seq - 1, prev
    return None


def settled(cursor: Any) -> None:
    """Let go of what waits and was written once more since."""
    parked = cursor.execute("SELECT stream, seq, hash, substr(body, 33, 32) FROM sync_park WHERE why IN (?, ?)", _WAITS).fetchall()
    again = {
        (device, meta_of(meta).get(WAS))
        for device, meta in cursor.execute(
            "SELECT s.device, t.meta FROM sync_tx t JOIN sync_stream s ON s.id = t.stream"
            " WHERE s.device IN (SELECT substr(body, 33, 32) FROM sync_park WHERE why IN (?, ?)) AND instr(t.meta, ?)",
            (*_WAITS, f'"{WAS}":"'.encode()),
        )
        if isinstance(meta_of(meta).get(WAS), str)
    }
    cursor.executemany(
        "DELETE FROM sync_park WHERE stream = ? AND seq = ? AND hash = ?",
        [place for *place, device in parked if (device, place[2][:8].hex()) in again],
    )


def step_back(store: Store) -> Again | None:
    """Give up the branches that don't stay, and write own work once more; None when this laptop holds none. Own work that came back
    by an exchange is written too: nobody else can. Raises BeforeBeginning."""
    with store.taking_in() as cursor:
        found = [fork for fork in forks(cursor) if fork.steps_back]
        cut = {fork.stream: fork.seq for fork in found}
        if not cut:
            return None
        local = dict(cursor.execute("SELECT k, v FROM sync_local").fetchall())
        numbers = _dependent(cursor, cut)
        low = floors(cursor)
        if any(seq <= low.get(stream, 0) for stream, seq in cut.items()):
            raise BeforeBeginning
        dropped = _read(cursor, cut)
        own = [tx for _, tx in dropped if tx.device == local["device"]]
        stream = spoor.begin_stream(cursor, local["stream"])  # also without own work among it: so others see that it stepped back
        again = _again(cursor, own, cut, stream, local)
        rows = {op.row for _, tx in dropped for op in tx.ops}
        _take_out(cursor, [tx for _, tx in dropped], numbers, cut, rows)
        take_into(cursor, store, again)
        cursor.execute(
            "UPDATE sync_tx SET got_at = NULL, got_from = NULL WHERE stream = (SELECT id FROM sync_stream WHERE stream = ?)", (stream,)
        )
        settled(cursor)
        never = {local["device"], *(fork.device for fork in found if fork.withdrawn)}
        waits = sum(1 for _, tx in dropped if tx.device not in never)
    store.continue_in(stream)
    return Again(len(again), waits)


def _dependent(cursor: Any, cut: dict[bytes, int]) -> list[int]:
    """The local numbers of what goes; `cut` gets the seq from which each stream goes."""
    streams = dict(cursor.execute("SELECT id, stream FROM sync_stream").fetchall())
    found: list[int] = []
    for no, number, seq, ctx in cursor.execute(
        "SELECT t.tx, t.stream, t.seq, c.vv FROM sync_tx t JOIN sync_ctx c ON c.id = t.ctx ORDER BY t.tx"
    ):
        stream = streams[number]
        if seq >= cut.get(stream, seq + 1) or any(entry.seq >= cut.get(entry.stream, entry.seq + 1) for entry in known(ctx)):
            cut[stream] = min(seq, cut.get(stream, seq))
            found.append(no)
    return found


def _read(cursor: Any, cut: Mapping[bytes, int]) -> list[tuple[int, Tx]]:
    """What goes, as it travels, with its local number and in that order."""
    found: list[tuple[int, Tx]] = []
    for stream, seq in cut.items():
        numbers = cursor.execute(
            "SELECT t.tx FROM sync_tx t JOIN sync_stream s ON s.id = t.stream WHERE s.stream = ? AND t.seq >= ? ORDER BY t.seq",
            (stream, seq),
        ).fetchall()
        found += zip((no for (no,) in numbers), read_run(cursor, stream, seq), strict=True)
    return sorted(found, key=lambda one: one[0])


def _again(cursor: Any, own: Iterable[Tx], cut: Mapping[bytes, int], stream: bytes, local: Mapping[str, bytes]) -> list[Tx]:
    """Own acts once more, in a new stream: they say what they said, and replace what they replaced."""
    signer = Ed25519PrivateKey.from_private_bytes(local["device_key"])
    ws, erased = registry.team(cursor).ws, erased_rows(cursor)
    places: dict[tuple[bytes, int], int] = {}
    found: list[Tx] = []
    for before in own:
        seq = len(found) + 1
        places[before.stream, before.seq] = seq
        told = meta_of(before.meta) | {WAS: before.hash[:8].hex()}
        if "undo_of" in told:
            of, _, number = told["undo_of"].partition("-")
            at = places.get((bytes.fromhex(of), int(number)))
            told["undo_of"] = told["undo_of"] if at is None else f"{stream.hex()}-{at}"
        ops = [_unnamed(op, erased)._replace(base=_moved(op.base, places, cut, stream)) for op in before.ops]
        fields = before._asdict() | {
            "stream": stream,
            "seq": seq,
            "prev": found[-1].hash if found else bytes(32),
            "ctx": _known_before(cursor, before, cut),
            "salt": fresh_salt(ops),
            "meta": meta_bytes(told),
            "ops": ops,
            "sig": bytes(64),
        }
        del fields["hash"]
        unsigned = made(ws, **fields)
        found.append(unsigned._replace(sig=signer.sign(unsigned.hash)))
    return found


def _unnamed(op: Op, erased: Collection[bytes]) -> Op:
    """An op that was erased by its dot gets another one here, which no order names: it says nothing then."""
    return op._replace(value=NULL) if op.value[:1] == GONE and op.row not in erased else op


def _known_before(cursor: Any, tx: Tx, cut: Mapping[bytes, int]) -> bytes:
    """What the author knew, of what stays."""
    far = {entry.stream: (entry.seq, entry.hash8) for entry in known(tx.ctx)} | {tx.stream: (tx.seq - 1, tx.prev)}
    found: list[tuple[bytes, int, bytes]] = []
    for stream, (seq, hash_) in far.items():
        last = min(seq, cut.get(stream, seq + 1) - 1)
        held = hash_ if last == seq else spoor.hash_of(cursor, stream, last)
        if last > 0 and held is not None:
            found.append((stream, last, held))
    return pack_ctx(found)


def _moved(base: bytes, places: Mapping[tuple[bytes, int], int], cut: Mapping[bytes, int], stream: bytes) -> bytes:
    """What an op replaces: own ops by their new names, and of others those that stay."""
    dots: set[Dot] = set()
    for dot in unpack_dots(base):
        at = places.get((dot.stream, dot.seq))
        if at is not None:
            dots.add(Dot(stream, at, dot.idx))
        elif dot.seq < cut.get(dot.stream, dot.seq + 1):
            dots.add(dot)
    return pack_dots(dots)


def _take_out(cursor: Any, dropped: Collection[Tx], numbers: Collection[int], cut: Mapping[bytes, int], rows: set[bytes]) -> None:
    """Out of log, heads and tables, and set aside."""
    cursor.executemany(
        "INSERT OR IGNORE INTO sync_park(stream, seq, hash, why, body) VALUES (?, ?, ?, ?, ?)",
        [(tx.stream, tx.seq, tx.hash, Why.FORK.value, pack(tx)) for tx in dropped],
    )
    cursor.executemany("DELETE FROM sync_op WHERE tx = ?", [(no,) for no in numbers])
    cursor.executemany("DELETE FROM sync_tx WHERE tx = ?", [(no,) for no in numbers])
    for stream, seq in cut.items():
        cursor.execute(
            "UPDATE sync_stream SET tip_seq = ?, tip_hash = ? WHERE stream = ?", (seq - 1, spoor.hash_of(cursor, stream, seq - 1), stream)
        )
    touched: dict[bytes, dict[int, bytes | None]] = {}
    for part in _parts(rows):
        marks = ",".join("?" * len(part))
        cursor.execute(f"DELETE FROM sync_head WHERE row IN ({marks})", part)
        cursor.execute(f"DELETE FROM sync_issue WHERE row IN ({marks})", part)
        ops = cursor.execute(
            "SELECT o.row, o.name, o.tx, o.idx, s.stream, t.seq, o.base FROM sync_op o JOIN sync_tx t ON t.tx = o.tx"
            f" JOIN sync_stream s ON s.id = t.stream WHERE o.row IN ({marks})",
            part,
        ).fetchall()
        replaced = {(row, name, dot) for row, name, _, _, _, _, base in ops for dot in unpack_dots(base)}
        heads = [(row, name, tx, idx) for row, name, tx, idx, s, seq, _ in ops if (row, name, Dot(s, seq, idx)) not in replaced]
        cursor.executemany("INSERT INTO sync_head(row, name, tx, idx) VALUES (?, ?, ?, ?)", heads)
        for row, name, _, _ in heads:
            touched.setdefault(row, {})[name] = None
    for table in reversed(list(sync_tables())):
        cursor.executemany(f'DELETE FROM "{table}" WHERE id = ?', [(row,) for row in sorted(rows)])
    cursor.execute("DELETE FROM sync_local WHERE k = ?", (HEADS,))
    projection = project.Projection(cursor)
    projection.learn()
    projection.place(touched, ())
    cursor.execute("DELETE FROM sync_capture")


def _parts(rows: Iterable[bytes]) -> Iterator[list[bytes]]:
    ordered = sorted(rows)
    return (ordered[at : at + AT_ONCE] for at in range(0, len(ordered), AT_ONCE))
