"""Erasing for good, over real laptops: an order of the root takes values out of every log, and every chain still verifies."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlmodel import select

from db.columns import new_id
from db.models import Actie, Besluit, Casus, Concept, Identiteit, Lid, Wissing
from db.sync import audit, erasure, fork, map, pakket, project, registry, tx
from db.sync.apply import Why, take_in, waiting
from db.sync.stand import vector
from db.sync.wire import GONE, Dot, decode, pack_dots

from ..conftest import Clock
from .gewist import places_of
from .laptops import Laptop, fast_disk

WORDS = "Sterre belt iedere avond met oma in Zwolle"
AFTER = "Sterre wil terug naar huis"


@pytest.fixture(autouse=True)
def _fast() -> Any:
    with fast_disk():
        yield


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def anna(tmp_path: Path, clock: Clock) -> Laptop:
    return Laptop.begin(tmp_path / "anna", clock)


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    """The folder of the exchange."""
    (tmp_path / "map").mkdir()
    return tmp_path / "map"


@pytest.fixture
def bart(anna: Laptop, tmp_path: Path) -> Laptop:
    return anna.join(tmp_path / "bart")


def casus(at: Laptop, words: str = WORDS, key: UUID | None = None) -> UUID:
    """A casus with a decision and an action that say so."""
    with at.store.transaction("aanmelding") as session:
        child = Casus(id=key or new_id(), casuscode="26-ABCDEF", vraag=words)
        taken = Besluit(casus=child.id, reden=words)
        session.add_all([child, taken, Actie(casus=child.id, besluit=taken.id, omschrijving=words)])
        return child.id


def rows_of(at: Laptop, child: UUID) -> set[bytes]:
    with at.store.raw_cursor() as cursor:
        return audit.rows_of_casus(cursor, child.bytes)


def erase(at: Laptop, *children: UUID, places: Collection[bytes] = (), root: Ed25519PrivateKey | None = None) -> UUID:
    """Give the order as the program does, and carry it out here."""
    rows = {row for child in children for row in rows_of(at, child)}
    key = order(at, rows, places, root)
    erasure.carry_out(at.store)
    return key


def order(at: Laptop, rows: set[bytes], places: Collection[bytes] = (), root: Ed25519PrivateKey | None = None) -> UUID:
    """The act alone."""
    root = root or Ed25519PrivateKey.from_private_bytes(at.store.local()["root_key"])
    with at.store.transaction("wissen") as session:
        for model in (Actie, Besluit, Casus):
            for row in session.exec(select(model)):
                if row.id.bytes in rows:
                    session.delete(row)
        made = Wissing(reden="VERZOEK")
        made.opdracht_rijen, made.opdracht_plekken, made.opdracht_handtekening = erasure.write_order(root, made.id, rows, places)
        session.add(made)
        return made.id


def found(at: Laptop, words: str) -> list[str]:
    """The columns of the database in which words stand."""
    places: list[str] = []
    with at.store.raw_cursor() as cursor:
        tables = [name for (name,) in cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()]
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')
            columns = [one[0] for one in cursor.description]
            for row in cursor.fetchall():
                places += (
                    f"{table}.{column}"
                    for column, value in zip(columns, row, strict=True)
                    if words.encode() in (value if isinstance(value, bytes) else str(value).encode())
                )
    return sorted(set(places))


def sound(at: Laptop) -> None:
    """The whole log verifies, each signature of it, and the tables are what it says."""
    assert [one for one in audit.verify(at.store, deep=True) if not one.ok] == []


def whole(at: Laptop) -> list[tx.Tx]:
    with at.store.raw_cursor() as cursor:
        return list(tx.read_since(cursor, {}))


def give(at: Laptop, to: Laptop) -> Any:
    """All that the one has, with the orders that a package would tell."""
    txs = whole(at)
    with at.store.raw_cursor() as cursor:
        told = erasure.orders(cursor)
    with to.store.taking_in() as cursor:
        erasure.hear(cursor, told)
    return take_in(to.store, txs)


def same(*laptops: Laptop) -> None:
    with laptops[0].store.raw_cursor() as cursor:
        first = vector(cursor)
    for other in laptops[1:]:
        with other.store.raw_cursor() as cursor:
            assert vector(cursor) == first
        assert tables(other) == tables(laptops[0])


def tables(at: Laptop) -> dict[str, list[Any]]:
    with at.store.raw_cursor() as cursor:
        return {
            name: cursor.execute(f'SELECT * FROM "{name}" ORDER BY id').fetchall()
            for name in ("casus", "besluit", "actie", "lid", "wissing")
        }


def test_what_is_erased_stands_nowhere_and_the_whole_log_still_verifies(anna: Laptop) -> None:
    child, other = casus(anna), casus(anna, "Een ander kind")
    before = [(one.stream, one.seq, one.hash, one.sig) for one in whole(anna)]
    erase(anna, child)
    assert found(anna, WORDS) == []
    assert [(one.stream, one.seq, one.hash, one.sig) for one in whole(anna)][: len(before)] == before
    sound(anna)
    with anna.store.reading() as session:
        assert [one.id for one in session.exec(select(Casus))] == [other]
    assert found(anna, "Een ander kind") == ["actie.omschrijving", "besluit.reden", "casus.vraag", "sync_op.val"]


def test_the_salt_of_what_went_is_gone_so_that_nobody_can_guess_it(anna: Laptop) -> None:
    child = casus(anna)
    (made,) = (one for one in whole(anna) if any(op.table == "casus" for op in one.ops))
    erase(anna, child)
    (bare,) = (one for one in whole(anna) if one.hash == made.hash)
    assert made.salt not in bare.salt
    assert all(op.value[:1] == GONE and len(op.value) == 33 for op in bare.ops)
    assert bare.salt == bytes(32 * len(bare.ops))


def test_who_the_child_is_and_what_was_being_typed_goes_too(anna: Laptop) -> None:
    child = casus(anna)
    with anna.store.transaction("identiteit") as session:
        session.add(Identiteit(casus=child, roepnaam="Sterre"))
        session.add_all([Concept(sleutel=f"casus.vraag.{child}", tekst="Sterre zei"), Concept(sleutel="aanmelding", tekst="blijft")])
    erase(anna, child)
    assert found(anna, "Sterre") == []
    assert found(anna, "blijft") == ["concept.tekst"]


def test_a_program_that_ended_after_the_act_erases_at_its_next_opening(anna: Laptop) -> None:
    child = casus(anna)
    order(anna, rows_of(anna, child))
    assert found(anna, WORDS) == ["sync_op.val"]
    anna.reopen()
    assert found(anna, WORDS) == []
    sound(anna)


def test_it_goes_from_the_other_laptop_too(anna: Laptop, bart: Laptop) -> None:
    child = casus(anna)
    take_in(bart.store, whole(anna))
    assert "casus.vraag" in found(bart, WORDS)
    erase(anna, child)
    give(anna, bart)
    assert found(bart, WORDS) == []
    same(anna, bart)
    sound(bart)


def test_the_order_alone_takes_it_away_before_its_own_transaction_can_come_in(anna: Laptop, bart: Laptop) -> None:
    child = casus(anna)
    take_in(bart.store, whole(anna))
    casus(anna, "iets wat Bart nog niet heeft")
    erase(anna, child)
    taken = take_in(bart.store, whole(anna)[-1:])
    assert [(one.why, one.count) for one in taken.waiting] == [(Why.EARLY, 1)]
    assert found(bart, WORDS) == []
    sound(bart)
    give(anna, bart)
    same(anna, bart)


def test_an_old_file_that_comes_late_brings_nothing_back(anna: Laptop, bart: Laptop) -> None:
    child = casus(anna)
    old = whole(anna)
    erase(anna, child)
    give(anna, bart)
    assert take_in(bart.store, old).txs == 0
    fresh = anna.join(anna.folder.parent / "carla")
    give(anna, fresh)
    assert found(fresh, WORDS) == found(bart, WORDS) == []


def test_old_work_is_stripped_on_its_way_in_where_the_order_is_known(anna: Laptop, bart: Laptop) -> None:
    child = casus(anna)
    old = whole(anna)
    erase(anna, child)
    with anna.store.raw_cursor() as cursor:
        told = erasure.orders(cursor)
    with bart.store.taking_in() as cursor:
        erasure.hear(cursor, told)
    take_in(bart.store, old)
    assert found(bart, WORDS) == []
    sound(bart)


def test_what_waits_loses_it_as_well(anna: Laptop, bart: Laptop) -> None:
    before = whole(anna)
    child = casus(anna)
    take_in(bart.store, whole(anna)[len(before) :])
    assert found(bart, WORDS) == ["sync_park.body"]
    erase(anna, child)
    take_in(bart.store, whole(anna)[-1:])
    assert found(bart, WORDS) == []
    give(anna, bart)
    same(anna, bart)


def test_what_someone_wrote_meanwhile_does_not_bring_it_back(anna: Laptop, bart: Laptop, clock: Clock) -> None:
    child = casus(anna)
    take_in(bart.store, whole(anna))
    with bart.store.transaction("wijzig") as session:
        session.get_one(Casus, child).vraag = AFTER
    with bart.store.transaction("lid") as session:
        session.add(Lid(code="XY", naam="blijft staan"))
    erase(anna, child)
    give(bart, anna)
    give(anna, bart)
    assert found(anna, AFTER) == found(bart, AFTER) == []
    assert "lid.naam" in found(anna, "blijft staan")
    same(anna, bart)
    sound(anna)
    sound(bart)


def test_a_row_that_was_brought_back_elsewhere_stays_away(anna: Laptop, bart: Laptop) -> None:
    child = casus(anna)
    take_in(bart.store, whole(anna))
    with bart.store.transaction("verwijder") as session:
        for model in (Actie, Besluit, Casus):
            for row in session.exec(select(model)):
                session.delete(row)
    casus(bart, AFTER, key=child)
    erase(anna, child)
    give(bart, anna)
    with anna.store.reading() as session:
        assert session.get(Casus, child) is None
    assert found(anna, WORDS) == []


def test_work_about_it_that_came_in_since_shows_without_it_and_is_told(anna: Laptop, bart: Laptop) -> None:
    child = casus(anna)
    take_in(bart.store, whole(anna))
    with bart.store.transaction("actie") as session:
        late = Actie(casus=child, omschrijving=AFTER)
        session.add(late)
    erase(anna, child)
    give(bart, anna)
    give(anna, bart)
    for at in (anna, bart):
        with at.store.reading() as session:
            assert session.get(Casus, child) is None
            assert session.get_one(Actie, late.id).casus is None
        with at.store.raw_cursor() as cursor:
            assert erasure.leftover(cursor) == {child.bytes: {("actie", late.id.bytes, "casus")}}
        sound(at)
    same(anna, bart)
    order(anna, {late.id.bytes})
    erasure.carry_out(anna.store)
    give(anna, bart)
    assert found(anna, AFTER) == found(bart, AFTER) == []
    with bart.store.raw_cursor() as cursor:
        assert erasure.leftover(cursor) == {}


def test_one_text_goes_and_its_cell_stays(anna: Laptop, bart: Laptop) -> None:
    child = casus(anna)
    take_in(bart.store, whole(anna))
    with anna.store.raw_cursor() as cursor:
        places = places_of(cursor, "casus", child, "vraag")
    with anna.store.transaction("wijzig") as session:
        session.get_one(Casus, child).vraag = "zonder naam"
    erase(anna, places=places)
    give(anna, bart)
    for at in (anna, bart):
        assert found(at, WORDS) == ["actie.omschrijving", "besluit.reden", "sync_op.val"]
        with at.store.reading() as session:
            assert session.get_one(Casus, child).vraag == "zonder naam"
        sound(at)
    same(anna, bart)


def test_an_order_that_the_root_did_not_give_erases_nothing(anna: Laptop, bart: Laptop) -> None:
    child = casus(anna)
    take_in(bart.store, whole(anna))
    thief = Ed25519PrivateKey.generate()
    rows = rows_of(bart, child)
    order(bart, rows, root=thief)
    erasure.carry_out(bart.store)
    assert "sync_op.val" in found(bart, WORDS)
    give(bart, anna)
    assert "sync_op.val" in found(anna, WORDS)


def test_an_order_for_other_rows_than_were_signed_erases_nothing(anna: Laptop, bart: Laptop) -> None:
    child, other = casus(anna), casus(anna, "Een ander kind")
    take_in(bart.store, whole(anna))
    erase(anna, child)
    (said,) = ((one.id, one.rows, one.places, one.signature) for one in _orders(anna))
    forged = erasure.Order(said[0], other.bytes, said[2], said[3])
    with bart.store.raw_cursor() as cursor:
        root = registry.team(cursor).root
    assert not erasure.signed_by(root, forged)
    assert erasure.signed_by(root, erasure.Order(*said))
    assert not erasure.signed_by(root, erasure.Order(new_id().bytes, *said[1:]))


def _orders(at: Laptop) -> list[erasure.Order]:
    with at.store.raw_cursor() as cursor:
        return erasure.orders(cursor)


def test_who_passes_work_on_can_leave_nothing_out_without_an_order(anna: Laptop, bart: Laptop) -> None:
    casus(anna)
    txs = whole(anna)
    bare = tx.stripped(txs[-1], range(len(txs[-1].ops)))
    assert bare.hash == txs[-1].hash
    before = dump(bart)
    with pytest.raises(pakket.PakketError) as refused:
        take_in(bart.store, [*txs[:-1], bare])
    assert refused.value.reden is pakket.Reden.INHOUD
    assert dump(bart) == before


def dump(at: Laptop) -> list[Any]:
    with at.store.raw_cursor() as cursor:
        return [
            cursor.execute(f"SELECT * FROM {table}").fetchall() for table in ("sync_tx", "sync_op", "sync_park", "casus", "sync_erasure")
        ]


@pytest.mark.parametrize(
    "change",
    [
        lambda one: one._replace(salt=one.salt[:16]),
        lambda one: one._replace(salt=b"\1" + one.salt[1:]),
        lambda one: one._replace(ops=(one.ops[0]._replace(value=GONE), *one.ops[1:])),
        lambda one: one._replace(ops=(one.ops[0]._replace(value=one.ops[0].value + b"\0"), *one.ops[1:])),
        lambda one: one._replace(salt=one.salt + bytes(32)),
    ],
)
def test_stripped_work_has_one_form_only(anna: Laptop, change: Callable[[tx.Tx], tx.Tx]) -> None:
    casus(anna)
    bare = tx.stripped(whole(anna)[-1], [0])
    fields = change(bare)._asdict()
    del fields["hash"]
    with pytest.raises(ValueError, match="salt"):
        tx.made(anna.ws, **fields)


def test_the_team_itself_can_not_be_erased(anna: Laptop, bart: Laptop) -> None:
    with anna.store.raw_cursor() as cursor:
        laptops = {row for (row,) in cursor.execute("SELECT id FROM apparaat")}
    first = order(anna, laptops)
    erasure.carry_out(anna.store)
    order(anna, {first.bytes})
    erasure.carry_out(anna.store)
    give(anna, bart)
    for at in (anna, bart):
        with at.store.raw_cursor() as cursor:
            assert len(registry.team(cursor).laptops) == 2
        sound(at)


def test_values_taken_out_by_hand_are_reported(anna: Laptop) -> None:
    casus(anna)
    (made,) = whole(anna)[-1:]
    bare = tx.stripped(made, [0])
    with anna.store.raw_cursor() as cursor:
        (no,) = cursor.execute("SELECT max(tx) FROM sync_tx").fetchone()
        cursor.execute("UPDATE sync_tx SET salt = ? WHERE tx = ?", (bare.salt, no))
        cursor.execute("UPDATE sync_op SET val = ? WHERE tx = ? AND idx = 0", (bare.ops[0].value, no))
    assert audit.CHANGED in [one.what for one in audit.verify(anna.store) if not one.ok]


def test_making_the_tables_anew_changes_nothing(anna: Laptop, bart: Laptop) -> None:
    child = casus(anna)
    take_in(bart.store, whole(anna))
    with bart.store.transaction("actie") as session:
        session.add(Actie(casus=child, omschrijving=AFTER))
    erase(anna, child)
    give(bart, anna)
    before = tables(anna)
    with anna.store.taking_in() as cursor:
        project.rebuild(cursor)
    assert tables(anna) == before


# --- by files


def test_a_package_tells_the_orders_that_it_needs_and_no_others(anna: Laptop, bart: Laptop, shared: Path) -> None:
    child, second = casus(anna), casus(anna, "Een ander kind")
    erase(anna, child)
    map.exchange(anna.store, shared)
    assert map.exchange(bart.store, shared).refused == []
    same(anna, bart)
    assert found(bart, WORDS) == []
    casus(anna, "nieuw")
    done = map.exchange(anna.store, shared)
    assert done.written is not None
    with bart.store.raw_cursor() as cursor:
        assert pakket.open_pakket(done.written.path, registry.team(cursor)).orders == ()
    erase(anna, second)
    map.exchange(anna.store, shared)
    map.exchange(bart.store, shared)
    same(anna, bart)
    assert found(bart, "Een ander kind") == []


def test_nothing_of_it_stands_in_what_is_written_afterwards(anna: Laptop, shared: Path) -> None:
    child = casus(anna)
    map.exchange(anna.store, shared)
    erase(anna, child)
    with anna.store.raw_cursor() as cursor:
        team = registry.team(cursor)
        for make in (map.write_full, map.write_snapshot):
            written = make(cursor, team, shared / "los", app="1", now=anna.clock())
            package = pakket.open_pakket(written.path, team)
            said = [*package.txs(), *(package.headers() if written.manifest.kind == pakket.SNAPSHOT else ())]
            assert said
            assert WORDS.encode() not in json.dumps(said, default=repr).encode()


def test_a_new_laptop_begins_with_everything_or_with_what_stands(anna: Laptop, tmp_path: Path) -> None:
    child = casus(anna)
    casus(anna, "Een ander kind")
    erase(anna, child)
    for name, make in (("alles", map.write_full), ("beeld", map.write_snapshot)):
        other = anna.join(tmp_path / name)
        with anna.store.raw_cursor() as cursor:
            written = make(cursor, registry.team(cursor), tmp_path / f"map-{name}", app="1", now=anna.clock())
        done = map.read_files(other.store, [written.path])
        assert done.refused == []
        assert tables(other) == tables(anna)
        assert found(other, WORDS) == []
        sound(other)


@pytest.mark.parametrize("heard", ["before", "after", "between"])
def test_a_log_that_begins_with_a_snapshot_and_is_filled_in(anna: Laptop, tmp_path: Path, heard: str) -> None:
    child = casus(anna)
    other = anna.join(tmp_path / "bart")
    if heard == "before":
        erase(anna, child)
    with anna.store.raw_cursor() as cursor:
        team = registry.team(cursor)
        beeld = map.write_snapshot(cursor, team, tmp_path / "een", app="1", now=anna.clock())
        old = map.write_full(cursor, team, tmp_path / "twee", app="1", now=anna.clock())
    assert map.read_files(other.store, [beeld.path]).refused == []
    if heard != "before":
        erase(anna, child)
    if heard == "between":
        take_in(other.store, whole(anna)[-1:])
        assert found(other, WORDS) == []
        sound(other)
    with anna.store.raw_cursor() as cursor:
        full = map.write_full(cursor, registry.team(cursor), tmp_path / "drie", app="1", now=anna.clock())
    paths = [old.path, full.path] if heard == "between" else [full.path, old.path]
    assert map.read_files(other.store, paths).refused == []
    assert found(other, WORDS) == []
    same(anna, other)
    sound(other)


def test_a_branch_that_is_written_once_more_keeps_what_was_erased_away(anna: Laptop, tmp_path: Path, clock: Clock) -> None:
    child = casus(anna)
    with anna.store.raw_cursor() as cursor:
        places = places_of(cursor, "casus", child, "vraag")
    anna.store.close()
    shutil.copytree(anna.folder, tmp_path / "kopie")
    one, two = Laptop.opened(anna.folder, clock), Laptop.opened(tmp_path / "kopie", clock)
    for at in (one, two):
        with at.store.transaction("wijzig") as session:
            session.get_one(Casus, child).vraag = f"{at.folder.name} {AFTER}"
        with at.store.raw_cursor() as cursor:
            places = places_of(cursor, "casus", child, "vraag")
        with at.store.transaction("wijzig") as session:
            session.get_one(Casus, child).vraag = "zonder naam"
        second = casus(at, f"{at.folder.name} {WORDS}")
        erase(at, second, places=places)
    for at, other in ((one, two), (two, one)):
        give(other, at)
        fork.step_back(at.store)
    for _ in range(3):
        give(one, two)
        give(two, one)
    for at in (one, two):
        assert found(at, AFTER) == []
        assert found(at, f"anna {WORDS}") == found(at, f"kopie {WORDS}") == []
        sound(at)
        with at.store.raw_cursor() as cursor:
            assert waiting(cursor) == ()
    same(one, two)


def test_history_tells_what_was_erased_as_nothing(anna: Laptop) -> None:
    child = casus(anna)
    with anna.store.raw_cursor() as cursor:
        places = places_of(cursor, "casus", child, "vraag")
    with anna.store.transaction("wijzig") as session:
        session.get_one(Casus, child).vraag = "zonder naam"
    erase(anna, places=places)
    with anna.store.raw_cursor() as cursor:
        told = [(one.old, one.new) for one in audit.history(cursor, [child.bytes]) if one.cell == "vraag"]
    assert told == [((), None), ((None,), "zonder naam")]
    with pytest.raises(ValueError, match="tag"):
        decode(GONE + bytes(32))


def test_own_files_that_hold_it_are_written_anew_and_go_at_the_next_exchange(anna: Laptop, bart: Laptop, shared: Path) -> None:
    child = casus(anna)
    casus(anna, "Een ander kind")
    map.exchange(anna.store, shared)
    (old,) = shared.rglob("*.retpakket")
    erase(anna, child)
    with bart.store.raw_cursor() as cursor:
        team = registry.team(cursor)
    assert WORDS in "".join(words_in(old, team))
    done = map.exchange(anna.store, shared)
    assert done.removed == [old]
    assert done.written is not None
    assert [*shared.rglob("*.retpakket")] == [done.written.path]
    assert "Een ander kind" in "".join(words_in(done.written.path, team))
    assert WORDS not in "".join(words_in(done.written.path, team))
    assert map.exchange(bart.store, shared).refused == []
    same(anna, bart)


def words_in(path: Path, team: registry.Team) -> list[str]:
    """All values of a package as text."""
    package = pakket.open_pakket(path, team)
    if package.manifest.kind == pakket.SNAPSHOT:
        said = [op for one in package.headers() for _, op in one.ops]
    else:
        said = [op for one in package.txs() for op in one.ops]
    return [op.value.decode(errors="replace") for op in said]


def test_files_that_hold_nothing_of_it_stay_and_nothing_is_written_twice(anna: Laptop, bart: Laptop, shared: Path) -> None:
    map.exchange(anna.store, shared)
    (first,) = shared.rglob("*.retpakket")
    child = casus(anna)
    map.exchange(anna.store, shared)
    erase(anna, child)
    map.exchange(anna.store, shared)
    assert first in [*shared.rglob("*.retpakket")]
    assert len([*shared.rglob("*.retpakket")]) == 2
    for _ in range(2):
        done = map.exchange(anna.store, shared)
        assert (done.written, done.anew, done.removed) == (None, None, [])
    assert map.exchange(bart.store, shared).refused == []
    same(anna, bart)


def test_a_snapshot_in_the_folder_that_holds_it_is_made_anew(anna: Laptop, bart: Laptop, shared: Path) -> None:
    child = casus(anna)
    with anna.store.raw_cursor() as cursor:
        team = registry.team(cursor)
        old = map.write_snapshot(cursor, team, shared, app="1", now=anna.clock())
    map.exchange(anna.store, shared)
    erase(anna, child)
    done = map.exchange(anna.store, shared)
    assert done.anew is not None
    assert done.anew.manifest.kind == pakket.SNAPSHOT
    assert old.path in done.removed
    for path in shared.rglob("*.retpakket"):
        assert WORDS not in "".join(words_in(path, team))
    assert map.exchange(anna.store, shared).anew is None
    assert map.exchange(bart.store, shared).refused == []
    assert tables(bart) == tables(anna)


def test_who_heard_of_it_tidies_its_own_files_as_well(anna: Laptop, bart: Laptop, shared: Path) -> None:
    child = casus(anna)
    for at in (anna, bart):
        map.exchange(at.store, shared)
    with bart.store.transaction("wijzig") as session:
        session.get_one(Casus, child).vraag = AFTER
    map.exchange(bart.store, shared)
    erase(anna, child)
    for at in (anna, bart):
        map.exchange(at.store, shared)
    for path in shared.rglob("*.retpakket"):
        with bart.store.raw_cursor() as cursor:
            words = "".join(words_in(path, registry.team(cursor)))
        assert WORDS not in words
        assert AFTER not in words
    map.exchange(anna.store, shared)
    same(anna, bart)


# --- two branches of one stream


def branches(
    bart: Laptop, tmp_path: Path, clock: Clock, first: Callable[[Any], None], second: Callable[[Any], None]
) -> tuple[Laptop, Laptop]:
    """Two copies of one laptop that each went on with an act, of which that of the second stays."""
    bart.store.close()
    for n in range(64):
        folders = tmp_path / f"een{n}", tmp_path / f"twee{n}"
        one, two = (Laptop.opened(shutil.copytree(bart.folder, folder), clock) for folder in folders)
        for at, act in ((one, first), (two, second)):
            with at.store.transaction("wijzig") as session:
                act(session)
        if whole(two)[-1].hash < whole(one)[-1].hash:
            return one, two
        one.close()
        two.close()
    raise AssertionError("64 hashes in one order")


def settle(*laptops: Laptop) -> None:
    """All give each other all, and step back where they have to."""
    for _ in range(3):
        for at in laptops:
            for other in laptops:
                if other is not at:
                    give(other, at)
        for at in laptops:
            fork.step_back(at.store)


def texts(at: Laptop, child: UUID) -> list[Any]:
    with at.store.raw_cursor() as cursor:
        return [*cursor.execute("SELECT vraag FROM casus WHERE id = ?", (child.bytes,))]


def test_a_text_of_one_branch_takes_none_of_the_other_along(anna: Laptop, bart: Laptop, tmp_path: Path, clock: Clock) -> None:
    """In both branches it has the same place."""
    child, second = casus(anna), casus(anna, "Een ander kind")
    give(anna, bart)
    one, two = branches(
        bart,
        tmp_path,
        clock,
        lambda session: setattr(session.get_one(Casus, child), "vraag", AFTER),
        lambda session: setattr(session.get_one(Casus, second), "vraag", "volkomen ander werk"),
    )
    give(one, anna)
    with anna.store.raw_cursor() as cursor:
        places = places_of(cursor, "casus", child, "vraag")
    with anna.store.transaction("wijzig") as session:
        session.get_one(Casus, child).vraag = "zonder naam"
    erase(anna, places=places)
    settle(anna, one, two)
    for at in (anna, one, two):
        assert texts(at, second) == [("volkomen ander werk",)]
        assert found(at, AFTER) == []


def test_a_text_goes_also_where_it_was_written_once_more(anna: Laptop, bart: Laptop, tmp_path: Path, clock: Clock) -> None:
    """Its laptop stepped back before it heard the order."""
    child = casus(anna)
    give(anna, bart)
    one, two = branches(
        bart,
        tmp_path,
        clock,
        lambda session: setattr(session.get_one(Casus, child), "vraag", AFTER),
        lambda session: session.add(Lid(naam="Ander")),
    )
    give(one, anna)
    with anna.store.raw_cursor() as cursor:
        places = places_of(cursor, "casus", child, "vraag")
    give(two, one)
    assert fork.step_back(one.store) is not None
    assert found(one, AFTER) != []
    with anna.store.transaction("wijzig") as session:
        session.get_one(Casus, child).vraag = "zonder naam"
    erase(anna, places=places)
    settle(anna, one, two)
    for at in (anna, one, two):
        assert found(at, AFTER) == []
        sound(at)


# --- what a laptop heard, and no more


def test_an_order_is_carried_out_though_every_package_is_refused(anna: Laptop, bart: Laptop, tmp_path: Path, shared: Path) -> None:
    carla = anna.join(tmp_path / "carla")
    child = casus(anna)
    for at in (anna, bart, carla, anna, bart):
        map.exchange(at.store, shared)
    with bart.store.transaction("wijzig") as session:
        session.get_one(Casus, child).vraag = AFTER
    map.exchange(bart.store, shared)
    erase(anna, child)
    give(anna, carla)
    for n in range(2):
        with carla.store.transaction("lid") as session:
            session.add(Lid(naam=f"lid {n}"))
    with carla.store.raw_cursor() as cursor:
        cursor.execute(
            "UPDATE sync_tx SET sig = ? WHERE seq = 1 AND stream = (SELECT id FROM sync_stream WHERE stream = ?)", (bytes(64), carla.stream)
        )
    map.exchange(carla.store, shared)
    done = map.exchange(bart.store, shared)
    assert [one.error.reden for one in done.refused] == [pakket.Reden.VERVALST]
    assert found(bart, WORDS) == found(bart, AFTER) == []
    with bart.store.raw_cursor() as cursor:
        team = registry.team(cursor)
    for path in map.own(shared, team).iterdir():
        assert AFTER not in "".join(words_in(path, team))


def test_the_write_ahead_log_of_who_hears_is_emptied(anna: Laptop, bart: Laptop, shared: Path) -> None:
    child = casus(anna)
    for at in (anna, bart):
        map.exchange(at.store, shared)
    erase(anna, child)
    map.exchange(anna.store, shared)
    with bart.store.taking_in() as cursor:
        erasure.hear(cursor, _orders(anna))
        erasure.settle(cursor)
    assert (bart.folder / "ret.db-wal").stat().st_size < 20_000  # the mark that it was emptied, and no page of the log
    with bart.store.raw_cursor() as cursor:
        assert not registry.erasing_due(cursor)


def test_what_an_earlier_version_took_in_counts_after_the_update(anna: Laptop, bart: Laptop, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where somebody took the row of the order away meanwhile."""
    child = casus(anna)
    with anna.store.raw_cursor() as cursor:
        places = places_of(cursor, "casus", child, "vraag")
    with anna.store.transaction("wijzig") as session:
        session.get_one(Casus, child).vraag = "zonder naam"
    key = order(anna, set(), places)
    with anna.store.transaction("weg") as session:
        session.delete(session.get_one(Wissing, key))
    with monkeypatch.context() as patch:
        patch.setattr(erasure, "order_of", lambda *_: None)
        take_in(bart.store, whole(anna))
    with bart.store.raw_cursor() as cursor:
        assert erasure.orders(cursor) == []
        cursor.execute("INSERT INTO sync_local(k, v) VALUES ('unknown', ?)", (json.dumps([["wissing", "opdracht"]]).encode(),))
    bart.reopen()
    assert found(bart, WORDS) == ["actie.omschrijving", "besluit.reden", "sync_op.val"]
    with bart.store.raw_cursor() as cursor:
        (said,) = cursor.execute("SELECT count(*) FROM sync_op WHERE instr(val, ?)", (WORDS.encode(),)).fetchone()
    assert said == 2


def test_a_row_that_the_root_did_not_sign_is_looked_at_once(anna: Laptop, bart: Laptop) -> None:
    child = casus(anna)
    give(anna, bart)
    order(bart, rows_of(bart, child), root=Ed25519PrivateKey.generate())
    give(bart, anna)
    anna.reopen()
    with anna.store.raw_cursor() as cursor:
        assert not registry.erasing_due(cursor)
    erase(anna, casus(anna, "Een ander kind"))
    assert "sync_op.val" in found(anna, WORDS)
    assert found(anna, "Een ander kind") == []


def test_two_orders_under_one_key_both_count(anna: Laptop, bart: Laptop) -> None:
    one, two = casus(anna, "kind een"), casus(anna, "kind twee")
    give(anna, bart)
    root, key = Ed25519PrivateKey.from_private_bytes(anna.store.local()["root_key"]), new_id()
    told = [erasure.Order(key.bytes, *erasure.write_order(root, key, rows_of(anna, child), ())) for child in (one, two)]
    for at, orders in ((anna, told), (bart, told[::-1])):
        for each in orders:
            at.takes((), orders=[each])
        assert found(at, "kind een") == found(at, "kind twee") == []


def test_the_life_of_a_row_does_not_go_alone(anna: Laptop, bart: Laptop, tmp_path: Path) -> None:
    child = casus(anna)
    give(anna, bart)
    with anna.store.raw_cursor() as cursor:
        lives = places_of(cursor, "casus", child, "_life")
    erase(anna, places=lives)
    carla = anna.join(tmp_path / "carla")
    give(anna, bart)
    give(anna, carla)
    for at in (anna, bart, carla):
        assert texts(at, child) == [(WORDS,)]
        sound(at)


def test_an_op_of_a_kind_that_nobody_knows_brings_no_erased_row_back(anna: Laptop, bart: Laptop, tmp_path: Path) -> None:
    carla = anna.join(tmp_path / "carla")
    child = casus(anna)
    for at in (bart, carla):
        give(anna, at)
    erase(anna, child)
    with bart.store.transaction("wijzig") as session:
        session.get_one(Casus, child).vraag = AFTER
    give(anna, carla)
    with carla.store.raw_cursor() as cursor:
        heads = cursor.execute(
            "SELECT s.stream, t.seq, h.idx FROM sync_head h JOIN sync_name n ON n.id = h.name JOIN sync_tx t ON t.tx = h.tx"
            " JOIN sync_stream s ON s.id = t.stream WHERE h.row = ? AND n.tbl = 'casus' AND n.col = '_life'",
            (child.bytes,),
        ).fetchall()
        tips = pakket.tips(cursor)
    key = Ed25519PrivateKey.from_private_bytes(carla.store.local()["device_key"])
    strange = tx.made(
        carla.ws,
        stream=carla.stream,
        device=carla.device,
        seq=1,
        prev=tx.BEGINNING,
        ctx=tx.pack_ctx((stream, seq, tip) for stream, (_, seq, tip) in tips.items()),
        hlc=whole(carla)[-1].hlc + 1,
        salt=bytes(16),
        meta=b'{"doel":"x"}',
        ops=(tx.Op("casus", "_life", child.bytes, b"z", b"tdead", pack_dots(Dot(*head) for head in heads)),),
        sig=bytes(64),
    )
    take_in(anna.store, [strange._replace(sig=key.sign(strange.hash))])
    give(bart, anna)
    assert texts(anna, child) == []
    sound(anna)


# --- the check, and the folder


def test_the_check_tells_what_should_be_gone_and_stands(anna: Laptop) -> None:
    child = casus(anna)
    erase(anna, child)
    anna.sql("x", ("INSERT INTO casus(id, casuscode, vraag) VALUES (?, '26-ABCDEF', ?)", child.bytes, AFTER))
    with anna.store.raw_cursor() as cursor:
        cursor.execute("UPDATE sync_erasure SET done = 1")
    assert audit.LEFT in [one.what for one in audit.verify(anna.store) if not one.ok]


def test_the_check_believes_no_order_that_the_root_did_not_sign(anna: Laptop) -> None:
    child = casus(anna)
    rows = b"".join(sorted(rows_of(anna, child)))
    with anna.store.taking_in() as cursor:
        erasure.hear(cursor, [erasure.Order(new_id().bytes, rows, b"", bytes(64))])
        erasure.settle(cursor)
    assert found(anna, WORDS) == []
    assert audit.CHANGED in [one.what for one in audit.verify(anna.store) if not one.ok]


def test_a_file_without_it_is_not_written_anew_for_a_later_order(anna: Laptop, bart: Laptop, shared: Path) -> None:
    first = casus(anna)
    map.exchange(anna.store, shared)
    erase(anna, first)
    clean = map.exchange(anna.store, shared).written
    assert clean is not None
    for n in range(3):
        erase(anna, casus(anna, f"kind {n}"))
        map.exchange(anna.store, shared)
        assert clean.path.exists()
    assert map.exchange(bart.store, shared).refused == []
    same(anna, bart)


def test_a_snapshot_that_can_not_be_removed_is_made_anew_once(
    anna: Laptop, bart: Laptop, shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    child = casus(anna)
    with anna.store.raw_cursor() as cursor:
        old = map.write_snapshot(cursor, registry.team(cursor), shared, app="1", now=anna.clock()).path
    map.exchange(anna.store, shared)
    erase(anna, child)
    unlink = Path.unlink

    def held(path: Path, missing_ok: bool = False) -> None:
        if path == old:
            raise PermissionError
        unlink(path, missing_ok)

    monkeypatch.setattr(Path, "unlink", held)
    assert [map.exchange(anna.store, shared).anew is not None for _ in range(3)] == [True, False, False]
    assert bart.device


def test_what_is_written_again_under_an_erased_key_goes_before_anything_is_written(anna: Laptop, bart: Laptop, shared: Path) -> None:
    child = casus(anna)
    erase(anna, child)
    map.exchange(anna.store, shared)
    anna.sql("x", ("INSERT INTO casus(id, casuscode, vraag) VALUES (?, '26-ABCDEF', ?)", child.bytes, AFTER))
    map.exchange(anna.store, shared)
    assert found(anna, AFTER) == []
    with anna.store.raw_cursor() as cursor:
        team = registry.team(cursor)
    for path in shared.rglob("*.retpakket"):
        assert AFTER not in "".join(words_in(path, team))
    assert map.exchange(bart.store, shared).refused == []
    same(anna, bart)
