"""A database that was copied with its track and used twice: told alike everywhere, nothing lost, and one step brings all together again."""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from db.sync import fork, registry, spoor
from db.sync.audit import verify
from db.sync.fork import Again, Fork
from db.sync.gaps import missing
from db.sync.map import take_package
from db.sync.pakket import SNAPSHOT
from retcli import kopie

from ..conftest import Clock
from .laptops import Laptop, fast_disk, state, withdraw
from .pakketten import opened, team_of, written


def sees(laptop: Laptop, other: Laptop) -> None:
    """All that the other has, as its packages would bring it: also where this one is as far."""
    laptop.takes(other.since({}), came_from=other.device, have=other.have())


def around(*laptops: Laptop, rounds: int = 2) -> None:
    for _ in range(rounds):
        for one in laptops:
            for other in laptops:
                if one is not other:
                    sees(one, other)


def forks(laptop: Laptop) -> list[Fork]:
    with laptop.store.raw_cursor() as cursor:
        return fork.forks(cursor)


def sound(*laptops: Laptop) -> None:
    for laptop in laptops:
        assert [finding.what for finding in verify(laptop.store, deep=True) if not finding.ok] == []
        laptop.reopen()
        assert laptop.query("SELECT count(*) FROM sync_capture") == [(0,)]


def namen(laptop: Laptop) -> set[str]:
    return {naam for (naam,) in laptop.query("SELECT naam FROM instelling")}


@pytest.fixture
def anna(tmp_path: Path, clock: Clock) -> Iterator[Laptop]:
    with fast_disk():
        made = Laptop.begin(tmp_path / "anna", clock)
        yield made
        made.close()


@pytest.fixture
def bart(anna: Laptop, tmp_path: Path) -> Iterator[Laptop]:
    made = anna.join(tmp_path / "bart")
    sees(made, anna)
    yield made
    made.close()


@pytest.fixture
def dirk(anna: Laptop, tmp_path: Path) -> Iterator[Laptop]:
    made = anna.join(tmp_path / "dirk")
    sees(made, anna)
    yield made
    made.close()


@pytest.fixture
def copy(anna: Laptop, bart: Laptop, tmp_path: Path) -> Iterator[Laptop]:
    """Anna's disk, cloned: the same stream. Which branch stays is by chance; both ways are tried."""
    anna.row("samen", "oud")
    sees(bart, anna)
    made = anna.copied(tmp_path / "kopie")
    yield made
    made.close()


def hash_at(laptop: Laptop, seq: int) -> bytes:
    with laptop.store.raw_cursor() as cursor:
        return spoor.hash_of(cursor, laptop.stream, seq) or b""


def order(one: Laptop, other: Laptop) -> tuple[Laptop, Laptop]:
    """(whose branch stays, whose goes)."""
    return (other, one) if forks(one)[0].steps_back else (one, other)


def settle(*laptops: Laptop) -> list[Again]:
    return [done for laptop in laptops if (done := fork.step_back(laptop.store)) is not None]


def test_both_see_it_and_exactly_one_steps_back(anna: Laptop, copy: Laptop) -> None:
    anna.row("hier")
    copy.row("daar")
    around(anna, copy)
    (here,), (there,) = forks(anna), forks(copy)
    assert (here.stream, here.seq) == (there.stream, there.seq)
    assert here.steps_back != there.steps_back


def test_of_two_copies_the_one_before_which_it_steps_back_counts(anna: Laptop, bart: Laptop, tmp_path: Path) -> None:
    """The first copy steps back for Anna, and Anna for the second: work of Anna and the second comes together, also without the first."""

    def copied(old: Path, name: str, row: str, seq: int, *, smaller: bool) -> Laptop:
        for n in itertools.count():
            shutil.copytree(old, tmp_path / f"{name}{n}")
            made = Laptop.opened(tmp_path / f"{name}{n}", anna.clock)
            made.row(row)
            if (hash_at(made, seq) < hash_at(anna, seq)) is smaller:
                return made
            made.close()
        raise AssertionError

    anna.copied(tmp_path / "basis 1").close()
    anna.row("na de eerste kopie")
    anna.copied(tmp_path / "basis 2").close()
    anna.row("van Anna")
    tip = anna.have()[anna.stream]
    first = copied(tmp_path / "basis 1", "eerste", "van de eerste", tip - 1, smaller=False)
    second = copied(tmp_path / "basis 2", "tweede", "van de tweede", tip, smaller=True)
    try:
        around(anna, bart, first, second)
        assert [(one.seq, one.steps_back) for one in forks(anna)] == [(tip, True)]
        assert [(one.seq, one.steps_back) for one in forks(second)] == [(tip - 1, False)]
        settle(anna, bart, second)
        around(anna, bart, second)
        assert namen(anna) == namen(second) >= {"van Anna", "van de tweede", "na de eerste kopie"}
    finally:
        first.close()
        second.close()


def test_without_a_fork_there_is_nothing_to_do(anna: Laptop, bart: Laptop) -> None:
    sees(bart, anna)
    assert forks(bart) == []
    assert fork.step_back(bart.store) is None


def test_after_one_step_everything_of_both_is_on_both(anna: Laptop, bart: Laptop, copy: Laptop) -> None:
    for n in range(3):
        anna.row(f"hier {n}")
        copy.row(f"daar {n}")
    around(anna, copy, bart)
    stays, goes = order(anna, copy)
    assert fork.step_back(stays.store) is None
    done = fork.step_back(goes.store)
    assert done == Again(own=3, waiting=0)
    around(anna, copy, bart)
    settle(bart)
    around(anna, copy, bart)
    assert state(anna) == state(copy) == state(bart)
    assert namen(anna) >= {f"{where} {n}" for where in ("hier", "daar") for n in range(3)}
    assert [forks(laptop) for laptop in (anna, copy, bart)] == [[], [], []]
    assert anna.query("SELECT * FROM sync_park") == []
    sound(anna, copy, bart)


def test_one_field_changed_on_both_is_a_difference_and_not_a_loss(anna: Laptop, copy: Laptop) -> None:
    (row,) = (row for (row,) in anna.query("SELECT id FROM instelling WHERE naam = 'samen'"))
    anna.sql("bewaren", ("UPDATE instelling SET waarde = 'van hier' WHERE id = ?", row))
    copy.sql("bewaren", ("UPDATE instelling SET waarde = 'van daar' WHERE id = ?", row))
    copy.sql("bewaren", ("UPDATE instelling SET waarde = 'van daar, later' WHERE id = ?", row))
    around(anna, copy)
    settle(anna, copy)
    around(anna, copy)
    assert state(anna) == state(copy)
    heads = anna.query(
        "SELECT o.val FROM sync_head h JOIN sync_op o ON o.tx = h.tx AND o.idx = h.idx JOIN sync_name n ON n.id = h.name"
        " WHERE h.row = ? AND n.col = 'waarde'",
        row,
    )
    assert sorted(heads) == [(b"tvan daar, later",), (b"tvan hier",)]
    sound(anna, copy)


def test_deleted_on_one_and_changed_on_the_other_stays_and_is_contested(anna: Laptop, copy: Laptop) -> None:
    (row,) = (row for (row,) in anna.query("SELECT id FROM instelling WHERE naam = 'samen'"))
    anna.sql("weg", ("DELETE FROM instelling WHERE id = ?", row))
    copy.sql("bewaren", ("UPDATE instelling SET waarde = 'van daar' WHERE id = ?", row))
    around(anna, copy)
    settle(anna, copy)
    around(anna, copy)
    assert state(anna) == state(copy)
    assert anna.query("SELECT waarde FROM instelling WHERE id = ?", row) == [("van daar",)]
    sound(anna, copy)


def test_who_built_on_the_branch_that_goes_steps_back_too(anna: Laptop, bart: Laptop, copy: Laptop) -> None:
    """Bart met one branch first and worked on with it, whichever that was."""
    row = copy.row("daar", "een")
    anna.row("hier")
    sees(bart, copy)
    bart.save(row, "van bart")
    bart.row("eigen")
    around(anna, copy, bart)
    settle(anna, copy)
    around(anna, copy, bart)
    settle(bart)
    around(anna, copy, bart, rounds=3)
    assert state(anna) == state(copy) == state(bart)
    assert {"hier", "daar", "eigen"} <= namen(anna)
    heads = anna.query("SELECT o.val FROM sync_head h JOIN sync_op o ON o.tx = h.tx AND o.idx = h.idx WHERE h.row = ?", row.bytes)
    assert (b"tvan bart",) in heads
    assert [forks(laptop) for laptop in (anna, copy, bart)] == [[], [], []]
    with anna.store.raw_cursor() as cursor:
        assert missing(cursor) == []
    sound(anna, copy, bart)


def test_it_writes_on_in_the_new_stream(anna: Laptop, copy: Laptop) -> None:
    anna.row("hier")
    copy.row("daar")
    around(anna, copy)
    _, goes = order(anna, copy)
    before = goes.store.local()["stream"]
    settle(goes)
    goes.row("erna")
    assert goes.store.local()["stream"] != before
    around(anna, copy)
    assert state(anna) == state(copy)
    sound(anna, copy)


def test_who_a_child_is_stays_with_its_casus(anna: Laptop, copy: Laptop) -> None:
    made = {}
    for laptop in (anna, copy):
        made[laptop] = os.urandom(16)
        laptop.sql(
            "nieuw",
            ("INSERT INTO casus(id, casuscode) VALUES (?, 'K7M2')", made[laptop]),
            ("INSERT INTO identiteit(casus, roepnaam) VALUES (?, 'Saar')", made[laptop]),
        )
    around(anna, copy)
    _, goes = order(anna, copy)
    settle(goes)
    assert goes.query("SELECT casus, roepnaam FROM identiteit") == [(made[goes], "Saar")]


def test_who_a_child_is_waits_on_a_third_laptop_until_its_casus_is_back(anna: Laptop, bart: Laptop, copy: Laptop) -> None:
    """Bart met the branch that goes, and knew who the child was."""
    made = {}
    for laptop in (anna, copy):
        made[laptop] = os.urandom(16)
        laptop.sql("nieuw", ("INSERT INTO casus(id, casuscode) VALUES (?, 'K7M2')", made[laptop]))
    around(anna, copy)
    stays, goes = order(anna, copy)
    sees(bart, goes)
    bart.sql("identiteit", ("INSERT INTO identiteit(casus, roepnaam) VALUES (?, 'Saar')", made[goes]))
    sees(bart, stays)
    settle(bart)
    sees(bart, stays)
    assert bart.query("SELECT id FROM casus") == [(made[stays],)]
    assert bart.query("SELECT * FROM identiteit") == []
    settle(goes)
    around(goes, bart)
    assert bart.query("SELECT casus, roepnaam FROM identiteit") == [(made[goes], "Saar")]
    assert bart.query("SELECT * FROM concept") == []


def test_a_failure_halfway_changes_nothing(anna: Laptop, copy: Laptop, monkeypatch: pytest.MonkeyPatch) -> None:
    anna.row("hier")
    copy.row("daar")
    around(anna, copy)
    _, goes = order(anna, copy)
    before = state(goes)

    def fails(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(fork, "take_into", fails)
    with pytest.raises(ZeroDivisionError):
        fork.step_back(goes.store)
    assert state(goes) == before
    assert forks(goes)


def put_back_to(laptop: Laptop, old: Path) -> None:
    """The laptop's folder is that copy again; it goes on in a new stream."""
    laptop.store.close()
    shutil.rmtree(laptop.folder)
    shutil.copytree(old, laptop.folder)
    laptop.store = Laptop.opened(laptop.folder, laptop.clock).store
    before = laptop.store.local()["stream"]
    with laptop.store.raw_cursor() as cursor:
        spoor.new_stream(cursor, before)
    laptop.reopen()


def test_own_work_that_came_back_after_a_copy_was_put_back_is_written_once_more_too(
    anna: Laptop, bart: Laptop, copy: Laptop, tmp_path: Path
) -> None:
    """Nobody else can write it again."""
    anna.row("hier")
    copy.row("daar")
    around(anna, copy)
    _, goes = order(anna, copy)
    bart.store.close()
    shutil.copytree(bart.folder, tmp_path / "oud")
    bart.reopen()
    bart.takes_from(goes)
    row = bart.row("werk van bart", "x")
    goes.takes_from(bart)
    put_back_to(bart, tmp_path / "oud")
    bart.takes_from(goes)
    assert bart.value(row) == "x"
    around(anna, bart, copy)
    for _ in range(2):
        settle(anna, bart, copy)
        around(anna, bart, copy)
    assert [one.value(row) for one in (anna, bart, copy)] == ["x"] * 3
    sound(anna, bart, copy)


def test_what_lies_before_a_snapshot_is_not_taken_out_but_told(anna: Laptop, bart: Laptop, copy: Laptop, tmp_path: Path) -> None:
    dirk = anna.join(tmp_path / "dirk")
    bart.takes_from(anna)
    copy.takes_from(bart)
    anna.row("hier")
    copy.row("daar")
    around(anna, copy)
    stays, goes = order(anna, copy)
    bart.takes_from(goes)
    package = opened(dirk.store, written(bart.store, tmp_path, SNAPSHOT).path)
    with dirk.store.taking_in() as cursor:
        take_package(cursor, dirk.store, package)
    dirk.takes(stays.since({}), came_from=stays.device, have=stays.have())
    assert [one.steps_back for one in forks(dirk)] == [True]
    with pytest.raises(fork.BeforeBeginning, match="momentopname"):
        fork.step_back(dirk.store)
    dirk.close()


def test_who_was_withdrawn_makes_nobody_give_up_what_they_had(anna: Laptop, bart: Laptop, copy: Laptop) -> None:
    """Whoever has the laptop can make a branch that would stay, at will."""
    anna.row("hier")
    copy.row("daar")
    around(anna, copy)
    stays, goes = order(anna, copy)
    bart.takes_from(goes)
    bart.takes(stays.since({}))
    assert [one.steps_back for one in forks(bart)] == [True]
    withdraw(bart.store, anna.device, root=anna.store.local()["root_key"])
    assert forks(bart) == []
    assert fork.step_back(bart.store) is None


def apart(anna: Laptop, copy: Laptop) -> tuple[Laptop, Laptop]:
    """Both wrote twice: the laptop itself, and who stole it, whose branch would stay by its hash."""
    for n in range(2):
        anna.row(f"hier {n}")
        copy.row(f"daar {n}")
    firsts = [laptop.since({laptop.stream: laptop.have()[laptop.stream] - 2})[0] for laptop in (anna, copy)]
    return (copy, anna) if firsts[0].hash < firsts[1].hash else (anna, copy)


def test_of_a_withdrawn_laptop_the_branch_stays_that_the_withdrawal_names(anna: Laptop, bart: Laptop, dirk: Laptop, copy: Laptop) -> None:
    """Bart got the other one before he heard, and wrote on it."""
    around(anna, bart, dirk)
    rest = namen(bart)
    honest, thief = apart(anna, copy)
    sees(dirk, honest)
    dirk.row("van Dirk")
    withdraw(dirk.store, anna.device, root=anna.store.local()["root_key"])
    sees(bart, thief)
    bart.row("van Bart")
    around(bart, dirk)
    with bart.store.raw_cursor() as cursor:  # as a manifest tells of it: the transaction itself waits, with all that Dirk built on
        registry.hear(cursor, [one for ones in team_of(dirk.store).withdrawals.values() for one in ones])
    assert forks(dirk) == []
    assert [(one.steps_back, one.withdrawn) for one in forks(bart)] == [(True, True)]
    with bart.store.raw_cursor() as cursor:
        (said,) = kopie.woorden(cursor, {}, bart.device)
    assert "ingetrokken" in said
    assert "`retcli apparaat herstel`" in said
    assert fork.step_back(bart.store) == Again(1, 0)
    around(bart, dirk)
    assert state(bart) == state(dirk)
    assert namen(bart) == namen(dirk) == rest | {*(n for n in namen(honest) if n not in rest), "van Dirk", "van Bart"}
    assert forks(bart) == forks(dirk) == []
    sound(bart, dirk)


def test_where_not_all_of_the_branch_is_here_that_a_withdrawal_names_nobody_steps_back(anna: Laptop, bart: Laptop, copy: Laptop) -> None:
    honest, thief = apart(anna, copy)
    sees(bart, thief)
    withdraw(bart.store, anna.device, honest.cut(honest.have()[honest.stream]), root=anna.store.local()["root_key"])
    bart.takes(honest.since({})[:-1])
    assert [(one.steps_back, one.withdrawn) for one in forks(bart)] == [(False, True)]
    with bart.store.raw_cursor() as cursor:
        (said,) = kopie.woorden(cursor, {}, bart.device)
    assert "ingetrokken" in said
    assert "herstel" not in said
    assert fork.step_back(bart.store) is None
    bart.takes(honest.since({}))
    assert fork.step_back(bart.store) is not None
    assert namen(honest) <= namen(bart)
    sound(bart)


def test_what_stands_in_the_place_of_the_last_that_counts_is_not_taken_in(anna: Laptop, bart: Laptop, copy: Laptop) -> None:
    anna.row("hier")
    copy.row("daar")
    withdraw(bart.store, anna.device, anna.cut(anna.have()[anna.stream]), root=anna.store.local()["root_key"])
    sees(bart, copy)
    assert "daar" not in namen(bart)
    sees(bart, anna)
    assert namen(bart) >= {"hier"}
    assert forks(bart) == []
