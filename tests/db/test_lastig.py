"""Of the thirty nastiest cases of an exchange those that no other test tells as a story; the table of all is in docs/sync.md."""

from __future__ import annotations

import itertools
import json
import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from db.columns import made_of, new_id
from db.sync import differences, erasure, fork, gaps
from db.sync import map as folders
from db.sync.apply import Why
from db.sync.map import Exchanged
from db.sync.pakket import FULL, INC, SNAPSHOT, PakketError, Pen, Reden
from db.sync.registry import team
from db.sync.stand import digest
from db.sync.tx import Tx, stripped
from db.sync.wire import Dot

from ..conftest import Clock
from ..verhalen import LONG
from .gewist import WORD, content, everything, order, places_of
from .laptops import Laptop, exchange, fast_disk, withdraw
from .pakketten import content as content_lines
from .pakketten import edited, key_of, opened, sealed, signed_anew, written
from .test_apply import Join, actie, anna, bart, casus, contested, delete, differing, join, same, there, three, told, why  # noqa: F401
from .test_vreemd import Tracked

# ruff: noqa: F811


@pytest.fixture(scope="module", autouse=True)
def _fast_disk() -> Iterator[None]:
    with fast_disk():
        yield


def syncs(laptop: Laptop, folder: Path) -> Exchanged:
    return folders.exchange(laptop.store, folder)


def test_a_laptop_that_begins_with_its_clock_at_1980_takes_part(three: tuple[Laptop, Laptop, Laptop], clock: Clock) -> None:
    """A dead battery (8). What it writes names what it replaces, so it is what shows; later nothing is left of it."""
    anna, bart, _ = three
    row = anna.row("proef", "van Anna")
    bart.takes_from(anna)
    now = clock.at
    clock.at = datetime(1980, 1, 1, tzinfo=UTC)
    bart.reopen()
    bart.save(row, "van Bart, in 1980")
    own = bart.row("nieuw", "ook")
    anna.takes_from(bart)
    clock.at = now
    assert (anna.value(row), differing(anna)) == ("van Bart, in 1980", [])
    bart.save(own, "nu")
    anna.save(row, "later")
    exchange(*three)
    assert (bart.value(row), anna.value(own)) == ("later", "nu")
    same(*three)


def test_a_clock_set_back_after_something_came_in_carries_no_stamp_of_later_on(anna: Laptop, bart: Laptop, clock: Clock) -> None:
    """(7) Neither its own nor that of another: what comes next bears the time of the clock."""
    anna.row("proef")
    bart.takes_from(anna)
    bart.row("ook")
    clock.go_on(hours=-5)
    bart.row("later, met een klok die is teruggezet")
    assert bart.since({})[-1].hlc == int(clock.at.timestamp() * 1000) << 16


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_a_deletes_all_b_deletes_the_child_and_c_brings_it_back(three: tuple[Laptop, Laptop, Laptop], order: tuple[int, ...]) -> None:
    """Whatever comes first (10): what one brought back stays and holds its casus, and people are asked."""
    laptops = three
    one = casus(laptops[0], regio="twente")
    child = actie(laptops[0], one)
    exchange(*laptops)
    laptops[0].sql("wissen", ("DELETE FROM actie WHERE id = ?", child.bytes), ("DELETE FROM casus WHERE id = ?", one.bytes))
    delete(laptops[1], "actie", child)
    laptops[2].takes_from(laptops[1])
    laptops[2].sql("terug", ("INSERT INTO actie(id, casus, omschrijving) VALUES (?, ?, 'toch')", child.bytes, one.bytes))
    files = [laptop.since({}) for laptop in laptops]
    for laptop in laptops:
        for n in order:
            laptop.takes(files[n])
    exchange(*laptops)
    same(*laptops)
    assert all(there(laptop, "casus", one) and there(laptop, "actie", child) for laptop in laptops)
    assert contested(laptops[0]) == [child]


def test_brought_back_by_one_and_edited_by_another(three: tuple[Laptop, Laptop, Laptop]) -> None:
    """(11) Two deleted it; one brings it back, empty but for one field, while a third, who had heard of nothing, edits another."""
    anna, bart, cees = three
    one = casus(anna, regio="a", kanaal="k")
    exchange(*three)
    for laptop in (anna, bart):
        delete(laptop, "casus", one)
    bart.takes_from(anna)
    bart.sql("terug", ("INSERT INTO casus(id, regio) VALUES (?, 'terug')", one.bytes))
    cees.sql("x", ("UPDATE casus SET kanaal = 'anders' WHERE id = ?", one.bytes))
    exchange(*three)
    same(*three)
    assert anna.query("SELECT regio FROM casus WHERE id = ?", one.bytes) == [("terug",)]
    assert [(cell, set(values)) for cell, values in differing(anna)] == [("kanaal", {None, "anders"})]


def test_one_code_twice_is_given_anew_while_the_other_casus_is_deleted(three: tuple[Laptop, Laptop, Laptop]) -> None:
    """(12) Both acts stand, and nothing is left to look at."""
    anna, bart, cees = three
    first, second = casus(anna, casuscode="K7M2"), casus(bart, casuscode="K7M2")
    exchange(*three)
    assert [code for code, _ in told(cees, differences.same_codes)] == ["K7M2"]
    cees.sql("code", ("UPDATE casus SET casuscode = 'P4Q9' WHERE id = ?", second.bytes))
    delete(anna, "casus", first)
    exchange(*three)
    same(*three)
    assert [told(laptop, differences.same_codes) for laptop in three] == [[], [], []]
    assert [laptop.query("SELECT casuscode FROM casus") for laptop in three] == [[("P4Q9",)]] * 3


def test_casussen_that_refer_to_each_other_over_three_laptops_are_shown_so(three: tuple[Laptop, Laptop, Laptop]) -> None:
    """(14) Each saw no circle. It is no tree: nothing is dropped, and who follows it comes to an end."""
    rows = [casus(three[0], regio=str(n)) for n in range(3)]
    exchange(*three)
    for n, laptop in enumerate(three):
        laptop.sql("x", ("UPDATE casus SET eerdere_aanmelding = ? WHERE id = ?", rows[(n + 1) % 3].bytes, rows[n].bytes))
    three[0].sql("x", ("UPDATE casus SET eerdere_aanmelding = id WHERE id = ?", casus(three[0]).bytes))
    exchange(*three)
    same(*three)
    assert len(three[1].query("SELECT 1 FROM casus WHERE eerdere_aanmelding IS NOT NULL")) == 4
    three[2].sql("x", *(("DELETE FROM casus WHERE id = ?", row.bytes) for row in rows))
    exchange(*three)
    same(*three)
    assert not any(there(three[0], "casus", row) for row in rows)


def test_a_link_removed_here_and_made_anew_on_both_sides_is_one_link(three: tuple[Laptop, Laptop, Laptop]) -> None:
    """(15)"""
    anna, bart, cees = three
    one = casus(anna)
    link = made_of("casus_enjo", one.hex, "X")
    made = ("INSERT INTO casus_enjo(id, casus) VALUES (?, ?)", link.bytes, one.bytes)
    anna.sql("x", made)
    exchange(*three)
    delete(anna, "casus_enjo", link)
    bart.takes_from(anna)
    bart.sql("x", made)
    anna.sql("x", made)
    delete(cees, "casus_enjo", link)
    exchange(*three)
    same(*three)
    assert anna.query("SELECT id FROM casus_enjo") == [(link.bytes,)]


@pytest.mark.parametrize("turned", [False, True])
def test_two_who_withdraw_one_laptop_at_different_points(three: tuple[Laptop, Laptop, Laptop], turned: bool) -> None:
    """(26) The smallest counts, whoever is heard first; what was taken in beyond it before stays, for it was honest then."""
    anna, bart, cees = three
    end = cees.have().get(cees.stream, 0)
    rows = [cees.row(str(n)) for n in range(3)]
    root = anna.store.local()["root_key"]
    withdraw(anna.store, cees.device, cees.cut(end + 1))
    withdraw(bart.store, cees.device, cees.cut(end + 2), root=root)
    first, second = (bart, anna) if turned else (anna, bart)
    first.takes_from(second)
    second.takes_from(first)
    for laptop in (anna, bart):
        laptop.takes_from(cees)
        assert [there(laptop, "instelling", row) for row in rows] == [True, False, False]
        assert why(laptop) == [(Why.WITHDRAWN, end + 2, end + 3)]
    same(anna, bart)


def test_who_has_not_the_key_of_the_team_withdraws_nobody(three: tuple[Laptop, Laptop, Laptop]) -> None:
    """Bart signs a withdrawal himself: the row says so, and it counts for nobody."""
    anna, bart, cees = three
    withdraw(bart.store, cees.device, {}, root=bart.store.local()["device_key"])
    exchange(anna, bart)
    row = cees.row("gewoon door")
    anna.takes_from(cees)
    assert there(anna, "instelling", row)
    assert [told(laptop, team).laptops[cees.device].withdrawn for laptop in (anna, bart)] == [False, False]


def test_who_raises_the_point_later_gets_what_waited(three: tuple[Laptop, Laptop, Laptop]) -> None:
    """(26) Nothing was erased: it was set aside."""
    anna, bart, cees = three
    end = cees.have().get(cees.stream, 0)
    rows = [cees.row(str(n)) for n in range(3)]
    anna.withdraw(cees.device, cees.cut(end + 1))
    for laptop in (anna, bart):
        laptop.takes_from(anna if laptop is bart else cees)
    bart.takes_from(cees)
    anna.withdraw(cees.device, cees.cut(end + 3))
    anna.takes([])
    exchange(anna, bart)
    assert all(there(laptop, "instelling", row) for laptop in (anna, bart) for row in rows)
    assert why(anna) == why(bart) == []
    same(anna, bart)


def test_what_a_thief_wrote_comes_in_only_where_honest_work_builds_on_it(three: tuple[Laptop, Laptop, Laptop]) -> None:
    """(25) Bart had not heard and gives it on: his own work is not lost, and what came later is nowhere."""
    anna, bart, cees = three
    cees.row("van de dief")
    anna.withdraw(cees.device)
    bart.takes_from(cees)
    honest = bart.row("eerlijk")
    anna.takes_from(bart)
    assert there(anna, "instelling", honest)
    later = cees.row("nog een")
    bart.takes_from(anna)
    bart.takes_from(cees)
    anna.takes_from(bart)
    assert [there(laptop, "instelling", later) for laptop in (anna, bart)] == [False, False]
    exchange(anna, bart)
    same(anna, bart)


def test_a_large_text_edited_again_and_again_comes_over_whole(anna: Laptop, bart: Laptop, tmp_path: Path) -> None:
    """(29) Each version is a value of the log; the package is read in lines."""
    row, size, times = anna.row("proef"), 5 << 20 if LONG else 1 << 18, 40 if LONG else 12
    for n in range(times):
        anna.save(row, f"{n} " + os.urandom(size // 2).hex())
    bart.takes(pakket_of(anna, bart, tmp_path))
    assert bart.value(row) == anna.value(row)
    same(anna, bart)


def pakket_of(anna: Laptop, bart: Laptop, folder: Path) -> list[Tx]:
    return list(opened(bart.store, written(anna.store, folder).path).txs())


def test_a_laptop_that_was_silent_for_fourteen_months_brings_all_it_wrote(
    three: tuple[Laptop, Laptop, Laptop], tmp_path: Path, clock: Clock
) -> None:
    """(30) The others went on meanwhile and tidied their files; its four hundred acts come in, and theirs to it."""
    anna, bart, cees = three
    folder = tmp_path / "map"
    folder.mkdir()
    shared = anna.row("gedeeld", "begin")
    for laptop in three * 2:
        syncs(laptop, folder)
    rows = [cees.row(str(n), "van Cees") for n in range(400)]
    cees.save(shared, "van Cees")
    for month in range(14):
        clock.go_on(days=30)
        anna.save(shared, f"maand {month}")
        bart.row(f"maand {month}")
        for laptop in (anna, bart, anna):
            syncs(laptop, folder)
    for laptop in (cees, anna, bart, cees, anna, bart):
        syncs(laptop, folder)
    same(*three)
    assert anna.query("SELECT count(*) FROM instelling WHERE waarde = 'van Cees' AND naam <> 'gedeeld'") == [(len(rows),)]
    assert [set(values) for _, values in differing(bart)] == [{"maand 13", "van Cees"}]


def test_what_one_copy_of_the_folder_never_gets_is_told_and_a_full_package_brings_it(
    three: tuple[Laptop, Laptop, Laptop], tmp_path: Path
) -> None:
    """A program that leaves one file out for ever: nobody can see that from where it lies. Who lacks it is told what, and who has it."""
    anna, bart, cees = three
    folder, row = tmp_path / "map", anna.row("proef", "een")
    folder.mkdir()
    first = syncs(anna, folder).written
    assert first is not None
    syncs(bart, folder)
    hidden = first.path.rename(tmp_path / "niet bij Cees")
    syncs(cees, folder)
    assert [set(gap.holders) for gap in told(cees, gaps.missing)] == [{bart.device}]
    hidden.rename(first.path)
    cees.takes(pakket_of(bart, cees, tmp_path / "vol"))
    assert cees.value(row) == "een"
    assert told(cees, gaps.missing) == []


@pytest.mark.parametrize("writes", [True, False])
def test_who_was_put_back_gets_its_own_work_again_when_no_file_holds_it_any_more(
    three: tuple[Laptop, Laptop, Laptop], tmp_path: Path, clock: Clock, writes: bool
) -> None:
    """(18) It had said that it has it, and the others believe what it says since: also when it says so before it writes."""
    _, bart, cees = three
    three[0].close()
    anna: Laptop = Tracked.opened(three[0].folder, clock)
    folder = tmp_path / "map"
    folder.mkdir()
    anna.row("proef", "voor de kopie")
    anna.store.copy_to(tmp_path / "kopie")
    row = anna.row("proef", "na de kopie")
    for laptop in (anna, bart, cees) * 3:
        syncs(laptop, folder)
    for path in folder.rglob("*.retpakket"):
        path.unlink()  # as if all had been tidied away
    anna.close()
    shutil.copy(tmp_path / "kopie", anna.folder / "ret.db")
    anna = Tracked.opened(anna.folder, clock)
    assert anna.value(row) == "weg"
    if writes:
        anna.row("nieuw")
    for laptop in (anna, bart, cees) * 3:
        syncs(laptop, folder)
    assert anna.value(row) == "na de kopie"
    same(anna, bart, cees)
    anna.close()


def test_two_branches_of_a_copied_laptop_have_other_letters(anna: Laptop, tmp_path: Path) -> None:
    """Their transactions have the same places and their heads the same names: only the hash of the last tells them apart."""
    row = anna.row("proef", "een")
    anna.takes([])
    twin = anna.copied(tmp_path / "kloon")
    anna.save(row, "hier")
    twin.save(row, "daar")
    assert anna.have() == twin.have()
    assert told(anna, digest) != told(twin, digest)
    twin.close()


def test_what_waits_tells_of_work_that_nobody_spoke_of(three: tuple[Laptop, Laptop, Laptop]) -> None:
    """Invariant 14: only by what its author knew; nobody said how far he is."""
    anna, bart, cees = three
    end = anna.have().get(bart.stream, 0)
    bart.row("een")
    bart.row("twee")
    cees.takes_from(bart)
    before = cees.have()
    cees.row("hierop gebouwd")
    anna.takes(cees.since(before))
    assert [(gap.stream, gap.first, gap.last) for gap in told(anna, gaps.missing)] == [(bart.stream, end + 1, end + 2)]


def test_what_is_written_for_others_grows_with_what_is_new_and_not_with_what_there_is(anna: Laptop, tmp_path: Path) -> None:
    """Invariant 21: the same changes, on a log of twice and of eight times the length."""
    sizes = []
    rows = [anna.row(str(n), "x") for n in range(30)]
    for length in (200, 200, 1200):
        with anna.store.transaction("veel") as session:
            for n in range(length):
                session.connection().exec_driver_sql(
                    "INSERT INTO instelling(id, naam, waarde) VALUES (?, ?, 'y')", (new_id().bytes, str(n))
                )
        before = anna.have()[anna.stream]
        for row in rows:
            anna.save(row, os.urandom(20).hex())
        made = written(anna.store, tmp_path / "map", INC, wanted={anna.stream: [(before + 1, anna.have()[anna.stream])]})
        sizes.append(made.path.stat().st_size)
    assert max(sizes) < 1.05 * min(sizes)


def test_every_order_of_three_files_with_the_middle_one_lost_and_found(three: tuple[Laptop, Laptop, Laptop]) -> None:
    """(1) And each of them twice."""
    anna, _, cees = three
    row = anna.row("proef", "0")
    exchange(*three)
    have = cees.have()
    files = []
    for n in range(1, 4):
        before = anna.have()
        anna.save(row, str(n))
        files.append(anna.since(before))
    cees.takes([*files[2], *files[2]])
    cees.takes(files[0])
    assert why(cees) == [(Why.EARLY, have[anna.stream] + 3, have[anna.stream] + 3)]
    assert [(gap.first, gap.last) for gap in told(cees, gaps.missing)] == [(have[anna.stream] + 2, have[anna.stream] + 2)]
    assert cees.value(row) == "1"
    cees.takes(files[1])
    assert cees.value(row) == "3"
    exchange(*three)
    same(*three)


# --- erased for good


def test_a_text_of_a_row_that_stays_shows_no_more_though_the_act_that_erased_it_waits(anna: Laptop, bart: Laptop) -> None:
    """Its order counts as soon as it is heard; and what someone saves beside it does not write the old text anew."""
    row = casus(anna, vraag="w1!", kanaal="k")
    bart.takes_from(anna)
    have = bart.have()
    anna.row("een gat")
    dots = told(anna, lambda cursor: places_of(cursor, "casus", row, "vraag"))
    anna.sql("wissen", ("UPDATE casus SET vraag = 'nieuw' WHERE id = ?", row.bytes), order(anna.store.local()["root_key"], [], dots))
    erasure.carry_out(anna.store)
    later = anna.since(have)[1:]
    bart.takes(later, orders=anna.orders(later))
    bart.sql("x", ("UPDATE casus SET kanaal = 'anders' WHERE id = ?", row.bytes))
    assert bart.query("SELECT vraag, kanaal FROM casus") == [(None, "anders")]
    assert WORD.findall(everything(bart)) == []
    exchange(anna, bart)
    same(anna, bart)
    assert bart.query("SELECT vraag FROM casus") == [("nieuw",)]


def test_a_value_written_by_a_clock_far_ahead_and_erased_stands_in_the_way_of_no_save(
    three: tuple[Laptop, Laptop, Laptop], clock: Clock
) -> None:
    """It would show before what is saved now, and shows as nothing."""
    anna, bart, cees = three
    row = casus(anna, vraag="w1!")
    exchange(*three)
    clock.go_on(days=5000)
    for n, laptop in enumerate(three):
        laptop.sql("x", ("UPDATE casus SET vraag = ? WHERE id = ?", f"w{n + 2}!", row.bytes))
    clock.go_on(days=-5000)
    exchange(*three)
    dots = told(anna, lambda cursor: places_of(cursor, "casus", row, "vraag"))
    anna.sql("wissen", order(anna.store.local()["root_key"], [], dots))
    erasure.carry_out(anna.store)
    exchange(*three)
    bart.sql("x", ("UPDATE casus SET vraag = 'van nu' WHERE id = ?", row.bytes))
    exchange(*three)
    same(anna, bart, cees)
    assert anna.query("SELECT vraag FROM casus") == [(None,)]
    cees.sql("x", ("UPDATE casus SET vraag = 'besloten' WHERE id = ?", row.bytes), shown={("casus", row, "vraag"): heads(cees, row)})
    exchange(*three)
    same(anna, bart, cees)
    assert anna.query("SELECT vraag FROM casus") == [("besloten",)]


def erase(laptop: Laptop, *rows: tuple[str, UUID], root: bytes = b"") -> None:
    """Rows for good, by an order that the root signed, or another key."""
    gone = [(f'DELETE FROM "{table}" WHERE id = ?', row.bytes) for table, row in rows]
    laptop.sql("wissen", *gone, order(root or laptop.store.local()["root_key"], {row.bytes for _, row in rows}))
    erasure.carry_out(laptop.store)


def words(*laptops: Laptop) -> set[bytes]:
    """The words that stand anywhere in these databases."""
    return {word for laptop in laptops for word in WORD.findall(everything(laptop))}


def in_packages(laptop: Laptop, folder: Path) -> set[bytes]:
    """The words in all packages below a folder."""
    return {word for path in sorted(folder.rglob("*.retpakket")) for word in WORD.findall(content(opened(laptop.store, path)))}


def test_what_was_erased_meanwhile_stays_away_and_all_else_of_a_laptop_silent_for_fourteen_months_comes(
    three: tuple[Laptop, Laptop, Laptop], tmp_path: Path, clock: Clock
) -> None:
    """(30) It had the casus, wrote of it, and gives it out on a stick before it hears. Its old packages lie in the folder still."""
    anna, bart, cees = three
    folder, stick = tmp_path / "map", tmp_path / "stick"
    folder.mkdir()
    stick.mkdir()
    child, other = casus(anna, vraag="w1!"), casus(anna, vraag="een ander kind")
    step = actie(anna, child)
    old = tmp_path / "oud"
    old.mkdir()

    def go_around(*laptops: Laptop) -> None:
        for laptop in laptops:
            syncs(laptop, folder)
            for path in folder.rglob("*.retpakket"):
                shutil.copy(path, old)

    go_around(*three)
    cees.sql("x", ("UPDATE casus SET vraag = 'w2!' WHERE id = ?", child.bytes))
    go_around(*(cees, anna, bart) * 2)
    assert in_packages(cees, old) == {b"w1!", b"w2!"}

    rows = [cees.row(str(n), "van Cees") for n in range(396)]
    cees.sql("x", ("UPDATE casus SET vraag = 'w3!' WHERE id = ?", child.bytes))
    cees.sql("x", ("UPDATE casus SET vraag = 'ook van Cees' WHERE id = ?", other.bytes))
    about, elsewhere = new_id(), new_id()
    for key, of, says in ((about, child, "w4!"), (elsewhere, other, "bellen")):
        cees.sql("x", ("INSERT INTO actie(id, casus, omschrijving) VALUES (?, ?, ?)", key.bytes, of.bytes, says))
    far = cees.have()[cees.stream]
    erase(anna, ("actie", step), ("casus", child))
    for month in range(14):
        clock.go_on(days=30)
        bart.row(f"maand {month}")
        for laptop in (anna, bart, anna):
            syncs(laptop, folder)
    assert words(anna, bart) == set()
    assert words(cees) == {b"w1!", b"w2!", b"w3!", b"w4!"}

    assert syncs(cees, stick).written is not None
    for path in old.iterdir():
        shutil.copy(path, folder)
    for laptop in (bart, anna):
        assert syncs(laptop, stick).refused == syncs(laptop, folder).refused == []
        assert words(laptop) == {b"w4!"}
    assert told(anna, erasure.leftover) == {child.bytes: {("actie", about.bytes, "casus")}}
    erase(anna, ("actie", about))
    for laptop in (cees, anna, bart, cees, anna, bart):
        syncs(laptop, folder)
        syncs(laptop, stick)
    same(*three)
    for laptop in three:
        assert words(laptop) == set()
        assert laptop.have()[cees.stream] >= far
        assert laptop.query("SELECT count(*) FROM instelling WHERE waarde = 'van Cees'") == [(len(rows),)]
        assert laptop.query("SELECT id, vraag FROM casus") == [(other.bytes, "ook van Cees")]
        assert laptop.query("SELECT id, casus FROM actie") == [(elsewhere.bytes, other.bytes)]
        assert in_packages(laptop, folder / laptop.device[:4].hex()) == in_packages(laptop, stick / laptop.device[:4].hex()) == set()
    for path in old.iterdir():  # once more, from wherever
        folders.read_files(bart.store, [path])
    assert words(bart) == set()


def test_who_passes_work_on_without_its_values_is_refused_where_no_order_says_so(anna: Laptop, bart: Laptop, tmp_path: Path) -> None:
    """Whole: what else is in that package does not come in either."""
    before = anna.have()
    anna.row("w1!")
    later = anna.have()
    anna.row("w2!")
    txs = anna.since(before)
    bare = [stripped(txs[0], range(len(txs[0].ops))), *txs[1:]]
    path = written(anna.store, tmp_path / "heel", INC, wanted={anna.stream: [(later[anna.stream], later[anna.stream] + 1)]}).path
    manifest, *_ = content_lines(path, anna.store)
    pen = Pen()
    lines = [manifest, *(json.dumps(pen.line(one)).encode() + b"\n" for one in bare)]
    made = sealed(tmp_path / "kaal.retpakket", signed_anew(lines, key_of(anna.store)), anna.store, bart.store)
    have, held = bart.have(), everything(bart)
    assert [one.error.reden for one in folders.read_files(bart.store, [made]).refused] == [Reden.INHOUD]
    assert (bart.have(), everything(bart)) == (have, held)
    with pytest.raises(PakketError):
        bart.takes(bare)
    assert (bart.have(), everything(bart)) == (have, held)
    assert folders.read_files(bart.store, [path]).refused == []
    assert words(bart) == {b"w1!", b"w2!"}
    same(anna, bart)


@pytest.mark.parametrize("whose", ["of a laptop", "of another team", "over other rows", "of another row"])
def test_an_order_that_the_root_of_this_team_did_not_give_erases_nothing_anywhere(
    anna: Laptop, bart: Laptop, tmp_path: Path, whose: str
) -> None:
    """Neither where it is written, nor where it comes in, nor told by the first line of a package; and nothing goes of itself either."""
    row, other = casus(anna, vraag="w1!"), casus(anna, vraag="w2!")
    bart.takes_from(anna)
    root = anna.store.local()["root_key"]
    if whose == "of another team":
        elsewhere = Laptop.begin(tmp_path / "elders", anna.clock)
        root = elsewhere.store.local()["root_key"]
        elsewhere.close()
    statement, key, rows, dots, signature = order(bart.store.local()["device_key"] if whose == "of a laptop" else root, {row.bytes})
    if whose == "over other rows":
        rows = b"".join(sorted((row.bytes, other.bytes)))
    if whose == "of another row":
        key = new_id().bytes
    bart.sql("wissen", (statement, key, rows, dots, signature))
    for laptop in (bart, anna):
        erasure.carry_out(laptop.store)
        laptop.reopen()
        exchange(anna, bart)
        assert words(laptop) == {b"w1!", b"w2!"}
        assert told(laptop, erasure.orders) == []
    same(anna, bart)

    path = written(bart.store, tmp_path / "heel").path
    lines = content_lines(path, bart.store)
    forged = edited(lines[0], gewist=[erasure.order_said(erasure.Order(key, rows, dots, signature))], vereist=["gewist"])
    made = sealed(tmp_path / "vals.retpakket", signed_anew([forged, *lines[1:-1]], key_of(bart.store)), anna.store, bart.store)
    assert folders.read_files(anna.store, [made]).refused == []
    anna.reopen()
    assert words(anna) == {b"w1!", b"w2!"}
    same(anna, bart)


@pytest.mark.parametrize("heard", [True, False])
def test_a_laptop_put_back_from_before_an_order_loses_it_again(
    three: tuple[Laptop, Laptop, Laptop], tmp_path: Path, clock: Clock, heard: bool
) -> None:
    """Also who gave the order; what was written since in the copy, of it and of others, goes and stays as on any laptop."""
    _, bart, cees = three
    three[0].close()
    anna: Laptop = Tracked.opened(three[0].folder, clock)
    child, other = casus(anna, vraag="w1!"), casus(anna, vraag="een ander")
    anna.store.copy_to(tmp_path / "kopie")
    erase(anna, ("casus", child))
    exchange(anna, bart)
    if heard:
        exchange(bart, cees)
    anna.close()
    shutil.copy(tmp_path / "kopie", anna.folder / "ret.db")
    anna = Tracked.opened(anna.folder, clock)
    assert words(anna) == {b"w1!"}
    anna.sql("x", ("UPDATE casus SET vraag = 'w2!' WHERE id = ?", child.bytes))
    anna.sql("x", ("UPDATE casus SET vraag = 'blijft' WHERE id = ?", other.bytes))
    cees.takes_from(anna)
    exchange(anna, bart, cees)
    same(anna, bart, cees)
    assert words(anna, bart, cees) == set()
    assert cees.query("SELECT id, vraag FROM casus") == [(other.bytes, "blijft")]
    anna.close()


def test_who_begins_with_the_snapshot_of_a_laptop_that_had_not_heard_holds_nothing_of_what_it_heard_before(
    anna: Laptop, bart: Laptop, tmp_path: Path
) -> None:
    """The order came with work that waits."""
    child, other = casus(anna, vraag="w1!"), casus(anna, vraag="een ander")
    dirk = anna.join(tmp_path / "dirk")
    bart.takes_from(anna)
    beeld, alles = (written(bart.store, tmp_path / kind, kind).path for kind in (SNAPSHOT, FULL))
    before = anna.have()
    erase(anna, ("casus", child))
    later = anna.since(before)
    dirk.takes(later, orders=anna.orders(later))
    for path in (beeld, alles):
        assert folders.read_files(dirk.store, [path]).refused == []
        assert words(dirk) == set()
        assert dirk.query("SELECT id FROM casus") == [(other.bytes,)]
    exchange(anna, bart, dirk)
    same(anna, bart, dirk)
    dirk.close()


def test_an_order_that_waits_counts_though_nothing_went_from_its_own_act_yet(anna: Laptop, bart: Laptop) -> None:
    """The program ended between the act and the erasing, and somebody carried the act on: no first line tells of it."""
    child = casus(anna, vraag="w1!")
    bart.takes_from(anna)
    before = anna.have()
    anna.row("een gat")
    anna.sql("wissen", ("DELETE FROM casus WHERE id = ?", child.bytes), order(anna.store.local()["root_key"], {child.bytes}))
    later = anna.since(before)[1:]
    assert anna.orders(later) == []
    bart.takes(later)
    assert why(bart) != []
    assert words(bart) == set()
    anna.reopen()
    exchange(anna, bart)
    same(anna, bart)


def test_a_snapshot_that_leaves_values_out_which_no_order_names_is_refused(anna: Laptop, tmp_path: Path) -> None:
    casus(anna, vraag="w1!")
    dirk = anna.join(tmp_path / "dirk")
    path = written(anna.store, tmp_path / "beeld", SNAPSHOT).path
    lines = [line.replace(b'"tw1!"', b'"x"') for line in content_lines(path, anna.store)[:-1]]
    bare = sealed(tmp_path / "kaal.retpakket", signed_anew(lines, key_of(anna.store)), anna.store, dirk.store)
    assert [one.error.reden for one in folders.read_files(dirk.store, [bare]).refused] == [Reden.INHOUD]
    assert dirk.have() == {}
    assert folders.read_files(dirk.store, [path]).refused == []
    assert words(dirk) == {b"w1!"}
    dirk.close()


def test_work_that_was_stripped_on_its_way_in_keeps_no_salt_of_it_and_is_passed_on(three: tuple[Laptop, Laptop, Laptop]) -> None:
    anna, bart, cees = three
    before = anna.have()
    child = casus(anna, vraag="w1!")
    old = anna.since(before)
    erase(anna, ("casus", child))
    bart.takes([], orders=anna.orders(anna.since({})))
    bart.takes(old)
    assert [one.salt for one in bart.since(before)] == [bytes(32 * len(one.ops)) for one in old]
    cees.takes_from(bart)
    exchange(*three)
    same(*three)
    assert words(*three) == set()


@pytest.mark.parametrize("reopened", [True, False])
def test_a_row_written_again_under_the_key_of_an_erased_one_goes_too(anna: Laptop, bart: Laptop, reopened: bool) -> None:
    """By another program, say: here at the next opening or exchange, elsewhere when it comes in."""
    child = casus(anna, vraag="w1!")
    bart.takes_from(anna)
    erase(anna, ("casus", child))
    exchange(anna, bart)
    anna.sql("x", ("INSERT INTO casus(id, vraag) VALUES (?, 'w2!')", child.bytes))
    if reopened:
        anna.reopen()
        assert words(anna) == set()
    exchange(anna, bart)
    same(anna, bart)
    assert words(anna, bart) == set()
    assert not there(anna, "casus", child)


@pytest.mark.parametrize("who", [0, 1])
@pytest.mark.parametrize("first", [0, 1])
def test_one_of_two_copies_erases_and_whichever_branch_stays_it_is_gone(
    anna: Laptop, bart: Laptop, tmp_path: Path, who: int, first: int
) -> None:
    """An order counts though the act that gave it waits, or is written once more."""
    child, other = casus(anna, vraag="w1!"), casus(anna, vraag="een ander")
    bart.takes_from(anna)
    pair = anna, anna.copied(tmp_path / "kloon")
    for n, laptop in enumerate(pair):
        laptop.sql("x", ("UPDATE casus SET vraag = ? WHERE id = ?", f"w{n + 2}!", child.bytes))
        laptop.sql("x", ("UPDATE casus SET vraag = ? WHERE id = ?", f"van {n}", other.bytes))
    erase(pair[who], ("casus", child))
    pair[1 - who].row("daarna")
    three = *pair, bart

    def hand(to: Laptop, one: Laptop) -> None:
        txs = one.since({})
        to.takes(txs, orders=one.orders(txs), came_from=one.device, have=one.have())

    hand(bart, pair[first])
    for _ in range(4):
        for laptop in three:
            for one in three:
                if one is not laptop:
                    hand(laptop, one)
            fork.step_back(laptop.store)
    same(*three)
    assert words(*three) == set()
    assert bart.query("SELECT id FROM casus") == [(other.bytes,)]
    assert [set(values) for _, values in differing(bart)] == [{"van 0", "van 1"}]
    assert bart.query("SELECT count(*) FROM instelling WHERE naam = 'daarna'") == [(1,)]
    pair[1].close()


def heads(laptop: Laptop, row: UUID) -> tuple[Dot, ...]:
    found = laptop.query(
        "SELECT s.stream, t.seq, h.idx FROM sync_head h JOIN sync_name n ON n.id = h.name JOIN sync_tx t ON t.tx = h.tx"
        " JOIN sync_stream s ON s.id = t.stream WHERE h.row = ? AND n.col = 'vraag'",
        row.bytes,
    )
    return tuple(Dot(*one) for one in found)
