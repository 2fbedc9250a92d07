"""One laptop of the team is misused: it signs what no honest program writes, or passes others' work on altered. It stops nobody."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from db.columns import new_id
from db.sync import audit, differences, registry, tx
from db.sync.apply import Forged
from db.sync.map import take_package
from db.sync.pakket import SNAPSHOT
from db.sync.tx import Op, Tx
from db.sync.wire import ALIVE, Dot, pack_dots
from retcli import apparaten

from .laptops import Laptop, exchange, fast_disk
from .pakketten import opened, written

Clock = Callable[[], datetime]


@pytest.fixture
def anna(tmp_path: Path, clock: Clock) -> Iterator[Laptop]:
    with fast_disk():
        made = Laptop.begin(tmp_path / "anna", clock)
        yield made
        made.close()


@pytest.fixture
def bart(anna: Laptop, tmp_path: Path) -> Iterator[Laptop]:
    made = anna.join(tmp_path / "bart")
    made.takes_from(anna)
    yield made
    made.close()


@pytest.fixture
def eva(anna: Laptop, tmp_path: Path) -> Iterator[Laptop]:
    made = anna.join(tmp_path / "eva")
    made.takes_from(anna)
    yield made
    made.close()


def crafted(laptop: Laptop, *ops: Op, meta: bytes = b"{}", stream: bytes = b"", skip: int = 0) -> Tx:
    """The next transaction of a laptop, or one further on, as another program with its key could make it."""
    local = laptop.store.local()
    stream = stream or laptop.stream
    tips = laptop.query("SELECT stream, tip_seq, tip_hash FROM sync_stream WHERE tip_seq > 0")
    seq, prev = next(((far + 1, tip) for name, far, tip in tips if name == stream), (1, bytes(32)))
    made = tx.made(
        laptop.ws, stream=stream, device=laptop.device, seq=seq + skip, prev=bytes([1]) * 32 if skip else prev,
        ctx=tx.pack_ctx(tip for tip in tips if tip[0] != stream), hlc=int(laptop.clock().timestamp() * 1000) << 16, salt=bytes(16),
        meta=meta, ops=ops or (change(),), sig=bytes(64),
    )  # fmt: skip
    return made._replace(sig=Ed25519PrivateKey.from_private_bytes(local["device_key"]).sign(made.hash))


def change(value: bytes = b"tx", row: bytes | None = None, base: bytes = b"") -> Op:
    return Op("instelling", "waarde", row or os.urandom(16), b"s", value, base)


def head(laptop: Laptop, row: UUID) -> bytes:
    """The one head of the value of a row."""
    ((stream, seq, idx),) = laptop.query(
        "SELECT s.stream, t.seq, h.idx FROM sync_head h JOIN sync_tx t ON t.tx = h.tx JOIN sync_stream s ON s.id = t.stream"
        " JOIN sync_name n ON n.id = h.name WHERE h.row = ? AND n.col = 'waarde'",
        row.bytes,
    )
    return Dot(stream, seq, idx).packed()


def test_nobody_replaces_what_they_did_not_know(anna: Laptop, bart: Laptop, eva: Laptop) -> None:
    row = anna.row("veld", "een")
    exchange(anna, bart, eva)
    anna.save(row, "twee")
    with pytest.raises(ValueError, match="did not know"):
        crafted(eva, change(b"tkwaad", row.bytes, head(anna, row)))
    crafted(eva, change(b"tgoed", row.bytes, head(eva, row)))


def test_an_op_replaces_only_what_came_before_it(anna: Laptop) -> None:
    seq = anna.have()[anna.stream] + 1
    for dot, fits in ((Dot(anna.stream, seq, 0), True), (Dot(anna.stream, seq, 1), False), (Dot(anna.stream, seq + 1, 0), False)):
        row = os.urandom(16)
        ops = change(row=row), change(row=row, base=dot.packed())
        if fits:
            crafted(anna, *ops)
        else:
            with pytest.raises(ValueError, match="did not know"):
                crafted(anna, *ops)


def test_a_signature_inside_a_run_that_was_altered_on_the_way_is_refused(anna: Laptop, bart: Laptop) -> None:
    """Whoever kept it would be refused later, when a run that they pass on ends there."""
    for naam in "abcd":
        anna.row(naam)
    run = anna.since(bart.have())
    with pytest.raises(Forged):
        bart.takes([run[0], run[1]._replace(sig=bytes(64)), *run[2:]])
    with pytest.raises(Forged):
        bart.takes([run[1], run[2]._replace(sig=bytes(64)), run[3]])
    assert bart.takes(run).txs == 4


@pytest.fixture
def new(anna: Laptop, tmp_path: Path) -> Iterator[Laptop]:
    """A laptop that was admitted and wrote, of which only Anna knows yet."""
    made = Laptop._made(tmp_path / "nieuw", anna.invited(), anna.clock)
    made.takes(anna.since({}))
    yield made
    made.close()


def own(laptop: Laptop) -> list[Tx]:
    return [one for one in laptop.since({}) if one.device == laptop.device]


def waiting(laptop: Laptop) -> list[tuple[object, ...]]:
    return laptop.query("SELECT seq, why FROM sync_park ORDER BY seq")


def test_what_waited_with_a_bad_signature_gives_way_to_what_comes_with_its_own(anna: Laptop, bart: Laptop, new: Laptop) -> None:
    row, _ = new.row("een"), new.row("twee")
    first, second = own(new)
    bart.takes([second._replace(sig=bytes(64))])
    bart.takes_from(anna)
    bart.takes([second])
    assert bart.takes([first]).txs == 2
    assert bart.value(row) is None
    assert waiting(bart) == []


def test_what_nobody_signed_makes_no_laptop_seem_copied(anna: Laptop, bart: Laptop, new: Laptop) -> None:
    new.row("een")
    (real,) = own(new)
    bart.takes([anna.remade(real, salt=bytes(16), sig=bytes(64))])
    bart.takes([*anna.since(bart.have()), real])
    assert waiting(bart) == []


def test_what_waits_is_not_dropped_for_what_somebody_says_of_its_stream(anna: Laptop, bart: Laptop, new: Laptop) -> None:
    row = new.row("echt")
    (real,) = own(new)
    bart.takes([real])
    bart.takes([anna.remade(real, device=os.urandom(32), sig=bytes(64))])
    bart.takes([anna.remade(real, device=os.urandom(32), salt=bytes(16), sig=bytes(64))])
    bart.takes_from(anna)
    assert bart.value(row) is None
    assert waiting(bart) == []


DEEP = b"[" * 100_000


@pytest.mark.parametrize(
    "meta", [b'["was":"', b'[{"was":"x"}]', b'{"was":"', b'{"x":{"was":"a"},"was":[1]}', DEEP + b'"was":"'], ids=range(5)
)
def test_a_meta_that_is_none_stops_no_exchange(anna: Laptop, bart: Laptop, eva: Laptop, meta: bytes) -> None:
    exchange(anna, bart, eva)
    first = crafted(eva, meta=meta)
    bart.takes([first])
    bart.takes([crafted(eva, skip=3)])
    assert waiting(bart) == [(4, "early")]
    with anna.store.reading() as session:
        assert len(apparaten.lijst(session)) == 3
    anna.takes([first])
    with anna.store.reading() as session:
        assert len(apparaten.lijst(session)) == 3


TOLD = [
    b'x"undo_of"', b'["undo_of"]', DEEP + b'"undo_of"', b'{"undo_of":"zz-1"}', b'{"undo_of":5}', b'{"undo_of":"q"}',
    b'{"undo_of":"ANNA-%s"}' % (b"9" * 30), b'{"undo_of":"EVA-1"}', b'{"undo_of":"EVA-2"}', b'{"lid":"niemand","deel":"geen"}',
]  # fmt: skip


@pytest.mark.parametrize("told", TOLD, ids=range(len(TOLD)))
def test_differences_and_history_are_told_whatever_a_meta_says(anna: Laptop, eva: Laptop, told: bytes) -> None:
    row = anna.row("veld", "een")
    eva.takes_from(anna)
    anna.save(row, "twee")
    meta = told.replace(b"EVA", eva.stream.hex().encode()).replace(b"ANNA", anna.stream.hex().encode())
    first = crafted(eva, change(b"tvan eva", row.bytes, head(eva, row)), meta=meta)
    eva.takes([first])
    second = crafted(eva, change(b"tvan eva", row.bytes, head(eva, row)), meta=b"{}")
    anna.takes([first, second])
    with anna.store.raw_cursor() as cursor:
        (one,) = differences.differences(cursor)
        assert {side.value for side in one.sides} == {"twee", "van eva"}
        assert len(audit.history(cursor, [row.bytes])) == 6


@pytest.mark.parametrize("value", [b"?", b"r\0", b"t\xff", b"i", b"g" + DEEP], ids=range(5))
def test_a_value_that_nobody_can_read_stops_neither_exchange_nor_history(anna: Laptop, eva: Laptop, value: bytes) -> None:
    row = anna.row("veld", "een")
    eva.takes_from(anna)
    made = new_id().bytes
    ops = [Op(table, "_life", made, b"s", ALIVE, b"") for table in ("casus", "apparaat")]
    ops += [Op("casus", cell, made, b"s", value, b"") for cell in ("geboortejaar", "grondslag")]
    ops += [Op("apparaat", cell, made, b"s", value, b"") for cell in ("sleutel", "ontvanger", "handtekening", "intrekking")]
    anna.takes([crafted(eva, change(value, row.bytes, head(eva, row)), *ops)])
    with anna.store.raw_cursor() as cursor:
        assert len(audit.history(cursor, [row.bytes, made])) >= 10
        assert len(registry.team(cursor).laptops) == 2
        differences.differences(cursor)
        differences.broken(cursor)


def test_who_wrote_something_once_more_lets_go_of_own_work_alone(anna: Laptop, bart: Laptop, eva: Laptop) -> None:
    exchange(anna, bart, eva)
    anna.row("een")
    row = anna.row("twee")
    first, second = anna.since(bart.have())
    bart.takes([second])
    bart.takes([crafted(eva, meta=b'{"was":"%s"}' % second.hash[:8].hex().encode())])
    eva.row("niet hier")
    bart.takes([crafted(eva, skip=5)])
    bart.takes([first])
    assert bart.value(row) is None


def test_a_certificate_cut_elsewhere_admits_nobody_and_stops_nobody(anna: Laptop, bart: Laptop, eva: Laptop, tmp_path: Path) -> None:
    """The root signs the two keys one behind the other."""
    exchange(anna, bart, eva)
    new = anna.invited()
    key = registry.apparaat_id(new.device).bytes
    cells = {"sleutel": b"b" + new.signing_key + new.recipient[:1].encode(), "ontvanger": b"t" + new.recipient[1:].encode()}
    ops = [Op("apparaat", cell, key, b"s", value, b"") for cell, value in cells.items()]
    ops += [Op("apparaat", "_life", key, b"s", ALIVE, b""), Op("apparaat", "handtekening", key, b"s", b"b" + new.certificate, b"")]
    bart.takes([crafted(eva, *ops)])
    fresh = Laptop._made(tmp_path / "nieuw", new, anna.clock)
    fresh.takes(anna.since({}))
    row = fresh.row("van de nieuwe")
    bart.takes_from(anna)
    bart.takes_from(fresh)
    assert bart.value(row) is None
    fresh.close()


@pytest.mark.parametrize("turned", [False, True])
def test_honest_work_on_that_of_a_withdrawn_laptop_comes_in_whichever_stream_is_first(
    anna: Laptop, bart: Laptop, eva: Laptop, turned: bool
) -> None:
    gone, honest = sorted((bart, eva), key=lambda one: one.stream, reverse=turned)
    exchange(anna, bart, eva)
    for one in (gone, honest):
        one.row("van eerder")
        exchange(anna, bart, eva)
    anna.withdraw(gone.device)
    gone.row("na het intrekken")
    honest.takes_from(gone)
    row = honest.row("eerlijk")
    found = honest.since(anna.have())
    anna.takes(one for one in found if one.device == honest.device)
    anna.takes(one for one in found if one.device == gone.device)
    assert anna.value(row) is None
    assert waiting(anna) == []


def test_who_begins_with_a_snapshot_knows_laptops_whose_certificate_was_written_over(
    anna: Laptop, bart: Laptop, eva: Laptop, tmp_path: Path
) -> None:
    exchange(anna, bart, eva)
    key = registry.apparaat_id(bart.device).bytes
    dots = eva.query(
        "SELECT s.stream, t.seq, h.idx FROM sync_head h JOIN sync_tx t ON t.tx = h.tx JOIN sync_stream s ON s.id = t.stream"
        " JOIN sync_name n ON n.id = h.name WHERE h.row = ? AND n.col = 'handtekening'",
        key,
    )
    anna.takes([crafted(eva, Op("apparaat", "handtekening", key, b"s", b"n", pack_dots(Dot(*dot) for dot in dots)))])
    bart.row("van bart")
    anna.takes_from(bart)
    assert [one.what for one in audit.verify(anna.store) if not one.ok] == []
    dirk = anna.join(tmp_path / "dirk")
    package = opened(dirk.store, written(anna.store, tmp_path, SNAPSHOT).path)
    with dirk.store.taking_in() as cursor:
        take_package(cursor, dirk.store, package)
    row = bart.row("daarna")
    dirk.takes(bart.since(dirk.have()))
    assert dirk.value(row) is None
    dirk.close()
