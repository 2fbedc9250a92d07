"""A laptop that begins with what stands: from then on it shows and gives what the others do, says what it lacks, and gets that later."""

from __future__ import annotations

import base64
import json
import os
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy.exc import IntegrityError

from db.sync import apply, audit, differences, gaps, pakket, registry, snapshot, stand, tx, undo
from db.sync import map as folders
from db.sync.apply import Taken
from db.sync.audit import verify
from db.sync.map import exchange
from db.sync.pakket import PakketError, Reden
from db.sync.registry import Team
from db.sync.wire import Dot

from ..conftest import Clock
from .laptops import Laptop, copies, dump, model_log, state
from .laptops import exchange as hand_over
from .pakketten import content, edited, key_of, opened, sealed, signed_anew, still, team_of, written
from .sync_model import Replica

GOLDEN = Path(__file__).parent / "golden"
LONG = bool(os.environ.get("RETCLI_LANG"))


@pytest.fixture(scope="module")
def worked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The databases of three laptops with some history together, and of a fourth that has yet to begin; closed."""
    folder, clock = tmp_path_factory.mktemp("team"), Clock()
    anna = Laptop.begin(folder / "anna", clock)
    team = [anna, anna.join(folder / "bart"), anna.join(folder / "cees")]
    dirk = anna.join(folder / "dirk")
    hand_over(*team)
    work(team, random.Random(6), 60)
    hand_over(*team)
    work(team, random.Random(7), 6)
    anna.takes_from(team[1])
    for laptop in (*team, dirk):
        laptop.close()
    return folder


@pytest.fixture
def laptops(worked: Path, tmp_path: Path, clock: Clock) -> Iterator[list[Laptop]]:
    with copies(worked, tmp_path / "team", clock) as made:
        yield made


def work(team: list[Laptop], dice: random.Random, acts: int) -> None:
    """Rows made, changed, referred to, deleted and brought back, exchanged now and then: differences and contested deletes among them."""
    for _ in range(acts):
        laptop = dice.choice(team)
        casussen = [row for (row,) in laptop.query("SELECT id FROM casus ORDER BY id")]
        row = dice.choice(casussen) if casussen else b""
        match dice.randrange(8):
            case 0 | 1:
                made, besluit = dice.randbytes(16), dice.randbytes(16)
                laptop.sql(
                    "maken",
                    ("INSERT INTO casus(id, regio, eerdere_aanmelding) VALUES (?, ?, ?)", made, "nieuw", row or None),
                    ("INSERT INTO besluit(id, casus, besluit_route) VALUES (?, ?, 'TA')", besluit, made),
                )
            case 2 | 3 | 4:
                laptop.sql("bewaren", ("UPDATE casus SET regio = ? WHERE id = ?", f"r{dice.randrange(9)}", row))
            case 5:
                laptop.sql(
                    "bewaren", ("UPDATE casus SET grondslag_wie = ?, geboortejaar = ? WHERE id = ?", "wie", dice.randrange(2020), row)
                )
            case 6:
                try:
                    laptop.sql("wissen", ("DELETE FROM besluit WHERE casus = ?", row), ("DELETE FROM casus WHERE id = ?", row))
                except IntegrityError:
                    laptop.sql("bewaren", ("UPDATE casus SET regio = NULL WHERE id = ?", row))
            case 7:
                laptop.takes_from(dice.choice([other for other in team if other is not laptop]))


def made(laptop: Laptop, folder: Path) -> Path:
    return written(laptop.store, folder, pakket.SNAPSHOT).path


def takes(laptop: Laptop, path: Path) -> Taken:
    """Take in one package, of any kind."""
    package = opened(laptop.store, path)
    with laptop.store.taking_in() as cursor:
        return folders.take_package(cursor, laptop.store, package)


def same(*laptops: Laptop) -> bool:
    states = [state(laptop) for laptop in laptops]
    return all(one == states[0] for one in states)


def sound(laptop: Laptop) -> bool:
    return [finding for finding in verify(laptop.store, deep=True) if not finding.ok] == []


def floors(laptop: Laptop) -> dict[bytes, int]:
    with laptop.store.raw_cursor() as cursor:
        return tx.floors(cursor)


def heads_of(laptop: Laptop) -> dict[tuple[str, str], dict[tuple[str, int, int], object]]:
    found: dict[tuple[str, str], dict[tuple[str, int, int], object]] = {}
    for table, row, cell, stream, seq, idx, value in laptop.query(
        "SELECT n.tbl, h.row, n.col, s.stream, t.seq, h.idx, o.val FROM sync_head h JOIN sync_op o ON o.tx = h.tx AND o.idx = h.idx"
        " JOIN sync_tx t ON t.tx = h.tx JOIN sync_stream s ON s.id = t.stream JOIN sync_name n ON n.id = h.name"
    ):
        found.setdefault((f"{table} {row.hex()}", cell), {})[stream.hex(), seq, idx] = value
    return found


# --- it holds the same


def test_who_begins_with_a_snapshot_holds_what_its_maker_holds(laptops: list[Laptop], folder: Path) -> None:
    anna, *_, dirk = laptops
    with anna.store.raw_cursor() as cursor:
        assert differences.differences(cursor), "there is something to settle"
        assert differences.contested(cursor)
    result = takes(dirk, made(anna, folder))
    assert same(anna, dirk)
    assert sound(dirk)
    kept = dirk.store.local()["heads"]
    assert result.rows["casus"].new == {row for (row,) in anna.query("SELECT id FROM casus")}
    with anna.store.raw_cursor() as one, dirk.store.raw_cursor() as other:
        assert differences.differences(one) == differences.differences(other)
        assert differences.contested(one) == differences.contested(other)
        assert (result.differences, result.contested) == differences.counts(one)
        assert stand.counted(other) == kept
    assert floors(dirk) == anna.have()
    assert "momentopname" in next(finding.what for finding in verify(dirk.store) if "logboek" in finding.what)


def test_the_same_as_the_snapshot_of_the_model(laptops: list[Laptop], folder: Path) -> None:
    """Merged by the rule of the model into a replica without anything; and what comes after, received there."""
    anna, bart, cees, dirk = laptops
    maker, replica = Replica("a", lambda: 0), Replica("d", lambda: 0)  # type: ignore[no-untyped-call]  # the model is kept as it is
    for found in model_log(anna):
        maker._apply(found)  # type: ignore[no-untyped-call]
    replica.merge_snapshot(maker.snapshot())  # type: ignore[no-untyped-call]
    takes(dirk, made(anna, folder))
    assert heads_of(dirk) == {cell: {dot: head.val for dot, head in heads.items()} for cell, heads in replica.heads.items()}
    work([bart, cees], random.Random(8), 20)
    for other in (bart, cees):
        replica.receive(list(model_log(other)))  # type: ignore[no-untyped-call]
        dirk.takes_from(other)
    for other in (bart, cees):
        replica.receive(list(model_log(other)))  # type: ignore[no-untyped-call]
        dirk.takes_from(other)
    assert heads_of(dirk) == {cell: {dot: head.val for dot, head in heads.items()} for cell, heads in replica.heads.items()}
    assert {stream: seq for stream, seq in replica.vv.items() if seq} == {stream.hex(): seq for stream, seq in dirk.have().items()}


@pytest.mark.parametrize("seed", range(40 if LONG else 4))
def test_from_then_on_it_exchanges_as_the_others_do(laptops: list[Laptop], folder: Path, seed: int) -> None:
    """Work on all sides, unseen by each other too; it does not matter who hears what from whom."""
    anna, bart, cees, dirk = laptops
    dice = random.Random(seed)
    work([anna, bart, cees], dice, 10)
    takes(dirk, made(dice.choice([anna, bart, cees]), folder))
    work(laptops, dice, 40)
    assert sound(dirk)
    hand_over(*laptops)
    hand_over(*laptops)
    assert same(*laptops)
    assert all(sound(laptop) for laptop in laptops)


def test_over_a_folder_the_new_laptop_begins_and_all_agree(laptops: list[Laptop], folder: Path) -> None:
    anna, bart, cees, dirk = laptops
    hand_over(anna, bart, cees)
    snap = made(anna, folders.own(folder, team_of(anna.store)))
    for laptop in (anna, bart, cees):
        exchange(laptop.store, folder)
    everything = [path for path in folder.rglob("*.retpakket") if path != snap]
    assert all(opened(anna.store, path).manifest.count == 0 for path in everything), "the snapshot is enough for who has yet to begin"
    work([anna, bart], random.Random(3), 8)
    for laptop in (anna, bart):
        exchange(laptop.store, folder)
    assert snap.exists(), "it was not read yet"
    exchange(dirk.store, folder)
    assert floors(dirk)
    work([cees, dirk], random.Random(4), 12)
    for laptop in (*laptops, *laptops):
        exchange(laptop.store, folder)
    assert same(*laptops)
    assert all(sound(laptop) for laptop in laptops)
    assert not snap.exists(), "everyone began"


def test_a_piece_that_lies_beside_it_does_not_stand_in_its_way(laptops: list[Laptop], folder: Path, clock: Clock) -> None:
    """Taken in before it, the log would no longer be empty."""
    anna, *_, dirk = laptops
    written(anna.store, folder, pakket.INC, wanted={anna.stream: [(1, 3)]})
    clock.go_on(minutes=5)
    made(anna, folder)
    exchange(dirk.store, folder)
    assert same(anna, dirk)


def test_what_waited_for_it_is_taken_in_with_it(laptops: list[Laptop], folder: Path) -> None:
    anna, *_, dirk = laptops
    have = anna.have()
    path = made(anna, folder)
    row = anna.row("proef", "later")
    dirk.takes(anna.since({stream: seq - 2 for stream, seq in have.items()}))
    assert dirk.have() == {}
    assert dirk.query("SELECT count(*) FROM sync_park") > [(2,)]
    result = takes(dirk, path)
    assert dirk.value(row) == "later"
    assert dirk.query("SELECT count(*) FROM sync_park") == [(0,)]
    assert result.waiting == ()
    assert same(anna, dirk)


def test_a_snapshot_can_be_made_by_who_began_with_one(laptops: list[Laptop], folder: Path) -> None:
    anna, bart, _, dirk = laptops
    els = anna.join(folder / "els")
    takes(dirk, made(anna, folder))
    work([anna, dirk], random.Random(5), 15)
    dirk.takes_from(anna)
    takes(els, made(dirk, folder))
    assert same(dirk, els)
    bart.takes_from(anna)
    work([bart, els], random.Random(6), 15)
    hand_over(anna, bart, dirk, els)
    hand_over(anna, bart, dirk, els)
    assert same(anna, bart, dirk, els)
    assert sound(els)
    els.close()


def test_a_row_whose_parents_come_later_in_it_is_whole_in_the_end(
    laptops: list[Laptop], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Written in as many pieces as can be; a casus that was brought back comes after what refers to it."""
    anna, *_, dirk = laptops
    monkeypatch.setattr(apply, "OPS_AT_ONCE", 1)
    takes(dirk, made(anna, folder))
    assert same(anna, dirk)
    assert sound(dirk)


def test_of_two_casussen_with_one_code_the_same_keeps_it(laptops: list[Laptop], folder: Path) -> None:
    """Also when the first of them was deleted and brought back, which the snapshot does not tell."""
    anna, *_, dirk = laptops
    for row in (bytes(15) + b"1", bytes(15) + b"2"):
        anna.sql("maken", ("INSERT INTO casus(id, casuscode) VALUES (?, '26-AAAAAA')", row))
    anna.sql("wissen", ("DELETE FROM casus WHERE id = ?", bytes(15) + b"1"))
    anna.sql("terug", ("INSERT INTO casus(id, casuscode) VALUES (?, '26-AAAAAA')", bytes(15) + b"1"))
    takes(dirk, made(anna, folder))
    with anna.store.raw_cursor() as one, dirk.store.raw_cursor() as other:
        assert differences.same_codes(one) == differences.same_codes(other) != []


# --- who takes it


def test_who_has_a_log_passes_it_over_but_hears_how_far_its_maker_is(laptops: list[Laptop], folder: Path) -> None:
    """To merge it would mean to believe its maker about the work of others, of which the signatures are not in it."""
    anna, bart, cees, _ = laptops
    anna.row("proef")
    path = made(anna, folder)
    before = state(bart)
    result = takes(bart, path)
    assert (result.txs, result.ops, result.rows) == (0, 0, {})
    assert state(bart) == before
    assert floors(bart) == {}
    with bart.store.raw_cursor() as cursor:
        assert gaps.peers(cursor)[anna.device] == anna.have()
        (gap,) = [gap for gap in gaps.missing(cursor) if gap.stream == anna.stream]
    assert gap.holders == (anna.device,)
    assert cees.have() != anna.have()


def test_one_that_is_broken_off_leaves_nothing(laptops: list[Laptop], folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    anna, *_, dirk = laptops
    path = made(anna, folder)
    before = dump(dirk)
    monkeypatch.setattr(apply, "OPS_AT_ONCE", 20)
    monkeypatch.setattr(snapshot, "TOLD_EVERY", 1)

    def stops(n: int) -> None:
        if n > 20:
            raise ZeroDivisionError

    package = opened(dirk.store, path)
    with pytest.raises(ZeroDivisionError), dirk.store.taking_in() as cursor:
        folders.take_package(cursor, dirk.store, package, stops)
    assert dump(dirk) == before
    takes(dirk, path)
    assert same(anna, dirk)


# --- as honest as a log can be that begins so


def test_it_gives_on_what_is_new_and_never_what_it_lacks(laptops: list[Laptop], folder: Path) -> None:
    """A third laptop that never heard a thing gets from it the end of each stream, and is told who has the rest."""
    anna, bart, cees, dirk = laptops
    els = anna.join(folder / "els")
    takes(dirk, made(anna, folder / "los" / "onder"))
    row = dirk.row("proef", "van Dirk")
    with still(dirk.store) as cursor:
        assert [found.stream for found in tx.read_since(cursor, {})] == [dirk.stream]
        low = tx.floors(cursor)
    exchange(dirk.store, folder)
    (path,) = (folder / dirk.device[:4].hex()).iterdir()
    manifest = opened(els.store, path).manifest
    assert [(run.stream, run.first) for run in manifest.runs] == [(dirk.stream, 1)]
    assert manifest.floors == low
    exchange(els.store, folder)
    assert els.have() == {}
    with els.store.raw_cursor() as cursor:
        assert {gap.stream: gap.holders for gap in gaps.missing(cursor)} == dict.fromkeys(low, ())
    exchange(anna.store, folder)
    exchange(els.store, folder)
    assert els.value(row) == "van Dirk"
    for one in (bart, cees, els):
        exchange(one.store, folder)
    els.close()


def test_it_can_not_make_a_package_of_everything(laptops: list[Laptop], folder: Path) -> None:
    anna, *_, dirk = laptops
    takes(dirk, made(anna, folder))
    with pytest.raises(PakketError) as caught:
        written(dirk.store, folder / "alles", pakket.FULL)
    assert caught.value.reden is Reden.NIET_ALLES
    assert not (folder / "alles").exists()
    row = anna.row("proef", "later")
    dirk.takes_from(anna)
    low, far = floors(dirk)[anna.stream], dirk.have()[anna.stream]
    path = written(dirk.store, folder, pakket.INC, wanted={anna.stream: [(1, low - 1), (low, far)]}).path
    assert [found.seq for found in opened(anna.store, path).txs()] == [far] == [low + 1], row


def test_history_says_where_it_begins(laptops: list[Laptop], folder: Path) -> None:
    """A first value was the first; of another what stood before it is not here."""
    anna, *_, dirk = laptops
    row = anna.row("proef", "een")
    other = anna.row("proef", "blijft")
    anna.save(row, "twee")
    takes(dirk, made(anna, folder))
    dirk.save(row, "drie")

    def told(laptop: Laptop) -> list[tuple[UUID, str, tuple[object, ...], object, bool]]:
        with laptop.store.raw_cursor() as cursor:
            found = audit.history(cursor, [row.bytes, other.bytes])
        return [(c.row, c.cell, c.old, c.new, c.first_known) for c in found if c.cell in ("waarde", "_life")]

    assert told(dirk) == [
        (row, "_life", (), "made", False),
        (other, "_life", (), "made", False),
        (other, "waarde", (), "blijft", False),
        (row, "waarde", (), "twee", True),
        (row, "waarde", ("twee",), "drie", False),
    ]
    anna.takes_from(dirk)
    assert not any(known for *_, known in told(anna))


def test_own_acts_are_undone_to_what_the_snapshot_held(laptops: list[Laptop], folder: Path) -> None:
    """Also beside a value that an undo brought back, of an act of which only another part is here."""
    anna, bart, _, dirk = laptops
    row, other = anna.row("proef", "een"), anna.row("ander", "een")
    bart.takes_from(anna)
    anna.sql("bewaren", *(("UPDATE instelling SET waarde = 'twee' WHERE id = ?", one.bytes) for one in (row, other)))
    act = f"{anna.stream.hex()}-{anna.have()[anna.stream]}"
    anna.sql("ongedaan", ("UPDATE instelling SET waarde = 'een' WHERE id = ?", row.bytes), undo_of=act)
    bart.save(row, "bart")
    anna.takes_from(bart)
    takes(dirk, made(anna, folder))
    seen = {("instelling", row, "waarde"): (Dot(bart.stream, bart.have()[bart.stream], 0),)}
    dirk.sql("bewaren", ("UPDATE instelling SET waarde = 'dirk' WHERE id = ?", row.bytes), shown=seen)
    with dirk.store.raw_cursor() as cursor:
        (found,) = differences.differences(cursor)[-1:]
        assert {side.value for side in found.sides} == {"een", "dirk"}
        plan = undo.plan(cursor, next(iter(undo.standing(cursor, ()))))
    with dirk.store.transaction("ongedaan", undo_of=plan.act.name, shown=plan.shown, beside=plan.beside) as session:
        undo.carry_out(session.connection().connection.cursor(), plan, ())
    with dirk.store.raw_cursor() as cursor:
        found = next(one for one in differences.differences(cursor) if one.row == row)
        assert {side.value for side in found.sides} == {"een", "bart"}
        assert list(undo.standing(cursor, ())) == []
    assert sound(dirk)


def test_an_undo_beside_work_that_goes_back_to_what_is_not_here(laptops: list[Laptop], folder: Path) -> None:
    """Another settled a difference and took that back; the snapshot left out both values, but not all that was written with them."""
    anna, bart, cees, dirk = laptops
    row, beside = anna.row("proef", "een"), {laptop.stream: anna.row("ander", "een") for laptop in (bart, cees)}
    for laptop in (bart, cees):
        laptop.takes_from(anna)
        both = (row, beside[laptop.stream])
        laptop.sql("bewaren", *(("UPDATE instelling SET waarde = ? WHERE id = ?", laptop.stream.hex(), one.bytes) for one in both))
    hand_over(anna, bart, cees)
    seen = {("instelling", row, "waarde"): tuple(Dot(one.stream, one.have()[one.stream], 0) for one in (bart, cees))}
    anna.sql("bewaren", ("UPDATE instelling SET waarde = 'anna' WHERE id = ?", row.bytes), shown=seen)
    takes(dirk, made(anna, folder))
    bart.sql("bewaren", ("UPDATE instelling SET waarde = 'bart' WHERE id = ?", row.bytes), shown=seen)
    act = f"{bart.stream.hex()}-{bart.have()[bart.stream]}"
    bart.sql("ongedaan", ("UPDATE instelling SET waarde = 'terug' WHERE id = ?", row.bytes), undo_of=act)
    dirk.takes_from(bart)
    of_anna = {("instelling", row, "waarde"): (Dot(anna.stream, anna.have()[anna.stream], 0),)}
    dirk.sql("bewaren", ("UPDATE instelling SET waarde = 'dirk' WHERE id = ?", row.bytes), shown=of_anna)
    with dirk.store.raw_cursor() as cursor:
        plan = undo.plan(cursor, next(iter(undo.standing(cursor, ()))))
    with dirk.store.transaction("ongedaan", undo_of=plan.act.name, shown=plan.shown, beside=plan.beside) as session:
        undo.carry_out(session.connection().connection.cursor(), plan, ())
    with dirk.store.raw_cursor() as cursor:
        (found,) = (one for one in differences.differences(cursor) if one.row == row)
    assert {side.value for side in found.sides} == {"terug", "anna"}
    assert sound(dirk)


# --- filled in later


def test_a_package_with_everything_fills_it_in(laptops: list[Laptop], folder: Path) -> None:
    """From any laptop of the team, with what came since. From then on it is a log as any."""
    anna, bart, _, dirk = laptops
    takes(dirk, made(anna, folder))
    work([dirk, bart], random.Random(1), 15)
    bart.takes_from(anna)
    bart.takes_from(dirk)
    before = dirk.query("SELECT count(*) FROM sync_tx")
    new = sum(bart.have().values()) - sum(dirk.have().values())
    result = takes(dirk, written(bart.store, folder).path)
    assert (result.txs, result.filled) == (new, sum(anna.have().values()) - dirk_in(anna, dirk))
    assert same(bart, dirk)
    assert floors(dirk) == {}
    assert before < dirk.query("SELECT count(*) FROM sync_tx") == bart.query("SELECT count(*) FROM sync_tx")
    assert sound(dirk)
    kept = dirk.store.local()["heads"]
    with dirk.store.raw_cursor() as cursor:
        assert snapshot.begun(cursor) is None
        assert stand.counted(cursor) == kept
    rows = [row for (row,) in bart.query("SELECT DISTINCT row FROM sync_op")]
    with bart.store.raw_cursor() as one, dirk.store.raw_cursor() as other:
        assert audit.history(one, rows) == audit.history(other, rows)
        assert sorted(tx.read_since(one, {})) == sorted(tx.read_since(other, {}))
    els = anna.join(folder / "els")
    dirk.takes_from(anna)
    els.takes(dirk.since({}))
    assert same(dirk, els), "the order in which it passes all on is one in which it can be taken in"
    assert els.query("SELECT count(*) FROM sync_park") == [(0,)]
    els.close()


def dirk_in(anna: Laptop, dirk: Laptop) -> int:
    return anna.have().get(dirk.stream, 0)


def test_it_is_filled_in_over_pieces_too(laptops: list[Laptop], folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from db.sync import filling

    anna, *_, dirk = laptops
    takes(dirk, made(anna, folder))
    anna.row("proef")
    monkeypatch.setattr(filling, "OPS_AT_ONCE", 1)
    monkeypatch.setattr(apply, "OPS_AT_ONCE", 1)
    takes(dirk, written(anna.store, folder).path)
    assert same(anna, dirk)
    assert sound(dirk)
    assert floors(dirk) == {}


def test_a_part_of_what_it_lacks_is_passed_over(laptops: list[Laptop], folder: Path) -> None:
    anna, *_, dirk = laptops
    takes(dirk, made(anna, folder))
    before, low = state(dirk), floors(dirk)
    result = takes(dirk, written(anna.store, folder, pakket.INC, wanted={anna.stream: [(1, low[anna.stream])]}).path)
    assert (result.txs, result.filled, result.double) == (0, 0, low[anna.stream])
    assert (state(dirk), floors(dirk)) == (before, low)


def test_what_is_filled_in_is_signed_each_by_its_own_laptop(laptops: list[Laptop], folder: Path) -> None:
    """Also inside a run: what is kept is passed on."""
    anna, *_, dirk = laptops
    takes(dirk, made(anna, folder))
    last = anna.have()[anna.stream]
    anna.row("proef", "later")
    lines = content(path := written(anna.store, folder).path, anna.store)
    at = next(n for n, line in enumerate(lines) if f'"s":"{anna.stream.hex()}","q":{last},'.encode() in line)
    lines[at] = edited(lines[at], t=base64.b64encode(bytes(64)).decode())
    low = floors(dirk)
    with pytest.raises(apply.Forged):
        takes(dirk, sealed(path, signed_anew(lines[:-1], key_of(anna.store)), dirk.store))
    assert floors(dirk) == low
    assert sound(dirk)


def test_it_is_filled_in_in_an_order_in_which_it_can_be_passed_on(laptops: list[Laptop], folder: Path) -> None:
    anna, bart, _, dirk = laptops
    anna.row("van Anna")
    bart.takes_from(anna)
    bart.row("van Bart, die dat van Anna kende")
    anna.takes_from(bart)
    takes(dirk, made(anna, folder))
    before = dump(dirk)
    *rest, of_anna, of_bart = anna.since({})
    astray = [*rest, of_bart, of_anna]
    assert (of_anna.stream, of_bart.stream) == (anna.stream, bart.stream)
    with pytest.raises(PakketError) as caught, dirk.store.taking_in() as cursor:
        apply.take_into(cursor, dirk.store, astray, filling=True)
    assert caught.value.reden is Reden.PAST_NIET
    assert dump(dirk) == before


def test_what_is_filled_in_hangs_together(laptops: list[Laptop], folder: Path) -> None:
    """Of one of which nothing stands any more only the chain can tell that it is another."""
    anna, *_, dirk = laptops
    row = anna.row("proef", "een")
    anna.save(row, "twee")
    place = anna.stream, anna.have()[anna.stream]
    anna.save(row, "drie")
    takes(dirk, made(anna, folder))
    before = dump(dirk)

    def another(one: tx.Tx) -> tx.Tx:
        found = anna.remade(one, meta=one.meta + b" ")
        return found._replace(sig=key_of(anna.store).sign(found.hash))

    others = [another(one) if (one.stream, one.seq) == place else one for one in anna.since({})]
    with pytest.raises(PakketError) as caught, dirk.store.taking_in() as cursor:
        apply.take_into(cursor, dirk.store, others, filling=True)
    assert caught.value.reden is Reden.PAST_NIET
    assert dump(dirk) == before


Lie = Callable[[list[dict[str, Any]]], object]


@pytest.mark.parametrize(
    "lie",
    [
        lambda lines: _some(lines, "o")["o"][0].__setitem__(3, "tverzonnen"),
        lambda lines: _some(lines, "o")["o"].pop(),
        lambda lines: _some(lines, "o").update(h=1),
        lambda lines: _some(lines, "o").update(m="{}"),
        lambda lines: _some(lines, "o").update(x="ab" * 32),
        lambda lines: _some(lines, "o")["o"][0].__setitem__(2, "ab" * 16),
    ],
)
def test_a_snapshot_that_lied_is_found_out(laptops: list[Laptop], folder: Path, lie: Lie) -> None:
    """Its maker is of the team and signed it; what really was written tells otherwise. Nothing of it is taken in then."""
    anna, *_, dirk = laptops
    path = made(anna, folder)
    lines = content(path, anna.store)
    said = [json.loads(line) for line in lines[1:-1]]
    lie(said)
    told = [json.dumps(one).encode() + b"\n" for one in said]
    takes(dirk, sealed(folder / "leugen.retpakket", signed_anew([lines[0], *told], key_of(anna.store)), dirk.store))
    before = dump(dirk)
    with pytest.raises(PakketError) as caught:
        takes(dirk, written(anna.store, folder).path)
    assert caught.value.reden is Reden.PAST_NIET
    assert dump(dirk) == before


def test_one_that_told_what_no_longer_stood_is_found_out(laptops: list[Laptop], folder: Path) -> None:
    """As it was written, but replaced before the snapshot was made."""
    anna, *_, dirk = laptops
    anna.row("daarvoor", "iets")
    row = anna.row("proef", "een")
    anna.save(row, "twee")
    have = anna.have()
    first, second = anna.since(have | {anna.stream: have[anna.stream] - 2})
    lines = content(made(anna, folder), anna.store)
    said = [json.loads(line) for line in lines[1:-1]]
    names = [op[1] for one in said for op in one["o"] if isinstance(op[1], list)]
    at = [op.cell for op in first.ops].index("waarde")
    (header,) = (one for one in said if (one["s"], one["q"]) == (first.stream.hex(), first.seq))
    header["o"].append([at, names.index(["instelling", "waarde"]), row.hex, "teen"])
    header["o"].sort(key=lambda op: op[0])
    assert second.ops[0].base == Dot(first.stream, first.seq, at).packed()
    told = [json.dumps(one).encode() + b"\n" for one in said]
    takes(dirk, sealed(folder / "leugen.retpakket", signed_anew([lines[0], *told], key_of(anna.store)), dirk.store))
    with pytest.raises(PakketError) as caught:
        takes(dirk, written(anna.store, folder).path)
    assert caught.value.reden is Reden.PAST_NIET


def _some(lines: list[dict[str, Any]], field: str) -> dict[str, Any]:
    """A line in the middle, that is not the last of a stream."""
    return next(line for line in lines[len(lines) // 2 :] if line[field] and "t" not in line)


# --- what is not sound


def refused(laptop: Laptop, path: Path) -> Reden:
    before, data = dump(laptop), path.read_bytes()
    with pytest.raises(PakketError) as caught:
        takes(laptop, path)
    assert dump(laptop) == before
    assert path.read_bytes() == data
    return caught.value.reden


def test_a_snapshot_cut_off_anywhere_is_refused(laptops: list[Laptop], folder: Path) -> None:
    anna, *_, dirk = laptops
    data, path = made(anna, folder).read_bytes(), folder / "half.retpakket"
    for length in range(0, len(data), 1 if LONG else 97):
        path.write_bytes(data[:length])
        with pytest.raises(PakketError) as caught:
            opened(dirk.store, path)
        assert caught.value.reden is (Reden.BESCHADIGD if length else Reden.LEEG), length


def test_a_snapshot_with_any_byte_changed_is_refused(laptops: list[Laptop], folder: Path) -> None:
    anna, *_, dirk = laptops
    path = made(anna, folder)
    data = path.read_bytes()
    for at in range(0, len(data), 1 if LONG else 61):
        path.write_bytes(data[:at] + bytes([data[at] ^ 0x10]) + data[at + 1 :])
        with pytest.raises(PakketError) as caught:
            opened(dirk.store, path)
        assert caught.value.reden is Reden.BESCHADIGD, at


@pytest.mark.parametrize(
    ("changes", "reden"),
    [
        ({"tot": []}, Reden.INHOUD),
        ({"tot": None}, Reden.INHOUD),
        ({"tot": [["00" * 8, "00" * 32, 1, "00" * 32]]}, Reden.INHOUD),
        ({"koppen": 0}, Reden.INHOUD),
        ({"koppen": "9"}, Reden.INHOUD),
        ({"koppen": 1}, Reden.BESCHADIGD),
        ({"stromen": [["00" * 8, "00" * 32, 1, 1, "00" * 8]]}, Reden.INHOUD),
        ({"heeft": {}}, Reden.INHOUD),
        ({"vanaf": {"00" * 8: 5}}, Reden.INHOUD),
        ({"vanaf": []}, Reden.INHOUD),
        ({"soort": "full"}, Reden.BESCHADIGD),
        ({"soort": "archief"}, Reden.NIEUWER),
        ({"retpakket": 2}, Reden.NIEUWER),
        ({"vereist": ["iets"]}, Reden.NIEUWER),
    ],
)
def test_a_manifest_that_is_not_as_retcli_makes_it_is_refused(
    laptops: list[Laptop], folder: Path, changes: dict[str, object], reden: Reden
) -> None:
    anna, *_, dirk = laptops
    lines = content(path := made(anna, folder), anna.store)
    path = sealed(path, signed_anew([edited(lines[0], **changes), *lines[1:-1]], key_of(anna.store)), dirk.store)
    assert refused(dirk, path) is reden


@pytest.mark.parametrize(
    ("change", "reden"),
    [
        (lambda said: said.update(q=1 << 40), Reden.INHOUD),
        (lambda said: said.update(q=0), Reden.INHOUD),
        (lambda said: said.update(s="00" * 8), Reden.INHOUD),
        (lambda said: said.update(x="00"), Reden.INHOUD),
        (lambda said: said.pop("x"), Reden.INHOUD),
        (lambda said: said.update(c="00" * 23), Reden.INHOUD),
        (lambda said: said.update(h=0.5), Reden.INHOUD),
        (lambda said: said.update(t="%"), Reden.INHOUD),
        (lambda said: said.update(o=None), Reden.INHOUD),
        (lambda said: said["o"].reverse() or said["o"][0].__setitem__(0, 49_999), Reden.INHOUD),
        (lambda said: said["o"][-1].__setitem__(0, 50_000), Reden.INHOUD),
        (lambda said: said["o"][0].__setitem__(0, -1), Reden.INHOUD),
        (lambda said: said["o"][0].__setitem__(0, True), Reden.INHOUD),
        (lambda said: said["o"][0].__setitem__(2, "00" * 15), Reden.INHOUD),
        (lambda said: said["o"][0].__setitem__(3, ""), Reden.INHOUD),
        (lambda said: said["o"][0].__setitem__(1, 999), Reden.INHOUD),
    ],
)
def test_a_line_that_is_not_as_retcli_makes_it_is_refused(
    laptops: list[Laptop], folder: Path, change: Callable[[dict[str, Any]], object], reden: Reden
) -> None:
    anna, *_, dirk = laptops
    lines = content(path := made(anna, folder), anna.store)
    at = next(n for n, line in enumerate(lines[2:-1], 2) if len(json.loads(line)["o"]) > 2)
    said = json.loads(lines[at])
    change(said)
    lines[at] = json.dumps(said).encode() + b"\n"
    assert refused(dirk, sealed(path, signed_anew(lines[:-1], key_of(anna.store)), dirk.store)) is reden


def test_how_far_it_goes_is_vouched_for_by_each_laptop_itself(laptops: list[Laptop], folder: Path) -> None:
    """The maker can't say that the work of another goes on where it does not."""
    anna, *_, dirk = laptops
    lines = content(path := made(anna, folder), anna.store)
    at, said = next((n, json.loads(line)) for n, line in enumerate(lines) if b'"t":' in line and b'"x":' in line)
    gone = [line for n, line in enumerate(lines[:-1]) if n != at]
    about = json.loads(lines[0])
    further = edited(
        lines[0],
        heeft=about["heeft"] | {said["s"]: [said["q"] + 3, said["x"][:16]]},
        tot=[[s, d, q + 3 if s == said["s"] else q, h] for s, d, q, h in about["tot"]],
    )
    cases = {
        Reden.VERVALST: [
            [*lines[:at], edited(lines[at], t=base64.b64encode(bytes(64)).decode()), *lines[at + 1 : -1]],
            [*lines[:at], edited(lines[at], t=""), *lines[at + 1 : -1]],
            [*lines[:at], edited(lines[at], x="00" * 32), *lines[at + 1 : -1]],
            [*lines[:at], edited(lines[at], h=said["h"] + 1), *lines[at + 1 : -1]],
            [*lines[:at], edited(lines[at], d=""), *lines[at + 1 : -1]],
            [further, *lines[1:at], edited(lines[at], q=said["q"] + 3), *lines[at + 1 : -1]],
        ],
        Reden.INHOUD: [
            [edited(gone[0], koppen=len(gone) - 1), *gone[1:]],
            [edited(lines[0], koppen=len(lines) - 1), *lines[1:-1], lines[at]],
        ],
    }
    for reden, those in cases.items():
        for one in those:
            assert refused(dirk, sealed(path, signed_anew(one, key_of(anna.store)), dirk.store)) is reden, said


def test_a_snapshot_of_another_team_or_of_a_stranger_is_refused(laptops: list[Laptop], folder: Path, clock: Clock) -> None:
    *_, dirk = laptops
    els = Laptop.begin(folder / "els", clock)
    path = made(els, folder)
    assert refused(dirk, path) is Reden.NIET_VOOR_ONS
    assert refused(dirk, sealed(path, content(path, els.store), dirk.store)) is Reden.ANDER_TEAM
    els.close()


LAST = "t.tx IN (SELECT t.tx FROM sync_tx t JOIN sync_stream s ON s.id = t.stream AND s.floor = t.seq)"


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM sync_head WHERE tx = (SELECT max(tx) FROM sync_head)",
        "DELETE FROM sync_op WHERE tx = (SELECT max(tx) FROM sync_op)",
        "UPDATE sync_op SET val = 'tx' WHERE val <> 'tx' AND row IN (SELECT id FROM casus) AND name IN"
        " (SELECT id FROM sync_name WHERE col = 'regio')",
        f"UPDATE sync_tx AS t SET hash = zeroblob(32) WHERE {LAST}",
        f"UPDATE sync_tx AS t SET sig = zeroblob(64) WHERE {LAST}",
        f"DELETE FROM sync_tx AS t WHERE {LAST}",
        "UPDATE sync_stream SET floor = floor - 1 WHERE floor > 1",
        "UPDATE sync_stream SET floor = 0",
    ],
)
def test_tampering_with_what_stood_is_seen_by_the_check(laptops: list[Laptop], folder: Path, statement: str) -> None:
    anna, *_, dirk = laptops
    takes(dirk, made(anna, folder))
    with dirk.store.raw_cursor() as cursor:
        cursor.execute(statement)
    assert not sound(dirk)


def test_a_snapshot_of_the_first_version_is_read_for_ever() -> None:
    """Made once by the first version, with a difference and a row that was deleted; the keys to read it with are beside it."""
    kept = json.loads((GOLDEN / "momentopname.json").read_text(encoding="utf-8"))
    root = registry.root_of(kept["genesis"].encode(), bytes.fromhex(kept["genesis_sig"]))
    team = Team(bytes.fromhex(kept["ws"]), root, bytes.fromhex(kept["apparaat"]), Ed25519PrivateKey.generate(), kept["age"], {})
    package = pakket.open_pakket(GOLDEN / "momentopname.retpakket", team)
    assert package.sha256.hex() == kept["sha256"]
    assert pakket.said_of(package.manifest) == kept["manifest"]
    found = [[h.stream.hex(), h.seq, [idx for idx, _ in h.ops], h.hash.hex(), h.sig.hex()] for h in package.headers()]
    assert found == kept["koppen"]
    assert list(package.txs()) == []


def test_the_size_is_that_of_what_stands(laptops: list[Laptop], folder: Path) -> None:
    """However often it was changed before."""
    anna, *_ = laptops
    row = anna.row("proef", "0")
    before = len(content(made(anna, folder), anna.store))
    for number in range(30):
        anna.save(row, str(number))
    assert len(content(made(anna, folder), anna.store)) in (before, before + 1)
