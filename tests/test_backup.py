"""Copies: made once a day, opened before they count, never at the cost of an older one."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

import pytest

from db.errors import Damaged, DiskFull, RetError
from db.models import Instelling
from db.store import Copied, Store
from db.sync.audit import verify
from retcli import backup, toegang
from retcli.locations import Place
from retcli.opdrachten import basis
from retcli.toegang import Toegang

from .conftest import PASSPHRASE, Clock


def names(place: Place) -> list[str]:
    return [copy.name for copy in backup.listed(place)]


def write(team: Toegang, naam: str) -> None:
    with team.store.transaction("schrijven") as session:
        session.add(Instelling(naam=naam))


def held(team: Toegang) -> set[str]:
    with team.store.reading() as session:
        rows = session.connection().exec_driver_sql("SELECT naam FROM instelling WHERE naam <> 'regio'").fetchall()
    return {naam for (naam,) in rows}


def test_one_copy_is_made_a_day_and_seven_are_kept(team: Toegang, place: Place, clock: Clock) -> None:
    for day in range(10):
        write(team, f"dag {day}")
        assert backup.daily(team.store, place, clock) is not None
        assert backup.daily(team.store, place, clock) is None
        clock.go_on(hours=6)
        assert backup.daily(team.store, place, clock) is None
        clock.go_on(hours=18)
    assert [name[:10] for name in names(place)] == [f"2026-11-{day}" for day in (27, 28, 29, 30)] + [f"2026-12-0{day}" for day in (1, 2, 3)]


def test_the_day_of_a_copy_is_the_users_and_not_that_of_greenwich(team: Toegang, place: Place, clock: Clock) -> None:
    clock.go_on(hours=13)  # 23:00 in Enschede
    assert backup.daily(team.store, place, clock) is not None
    clock.go_on(hours=1.5)  # past midnight there, not yet in Greenwich
    assert backup.daily(team.store, place, clock) is not None
    assert [name[:10] for name in names(place)] == ["2026-11-24", "2026-11-25"]


def test_a_copy_opens_with_the_passphrase_by_its_own_key_file_and_holds_what_was_there(team: Toegang, place: Place, clock: Clock) -> None:
    """On another laptop, with nothing but the folder and the passphrase; and it may be written on from there."""
    write(team, "voor")
    copy = backup.make(team.store, place, clock)
    write(team, "na")
    team.close()
    place.keys.unlink()
    place.database.unlink()
    opened = toegang.unlock(Place(copy.folder), PASSPHRASE, now=clock)
    assert held(opened) == {"voor"}
    assert all(finding.ok for finding in verify(opened.store))
    opened.close()


def test_a_copy_is_one_database_file_and_its_keys(team: Toegang, place: Place, clock: Clock) -> None:
    """Someone will copy the one file they recognise to a stick."""
    copy = backup.make(team.store, place, clock)
    assert sorted(f.name for f in copy.folder.iterdir()) == ["retcli.db", "sleutels.json"]
    assert copy.size == sum(f.stat().st_size for f in copy.folder.iterdir())
    assert b"SQLite format 3" not in (copy.folder / "retcli.db").read_bytes()


@pytest.mark.parametrize("damage", ["flipped", "short", "older", "empty"])
def test_a_copy_that_was_damaged_on_writing_does_not_count_and_the_old_ones_stay(
    team: Toegang, place: Place, clock: Clock, damage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A copy that nobody opened is a hope. The seven that were opened must not make place for it."""
    for _ in range(backup.KEPT):
        backup.daily(team.store, place, clock)
        clock.go_on(days=1)
    before = names(place)
    write(team, "nieuw")
    real = Store.copy_to

    def damaged(store: Store, target: Path) -> Copied:
        written = real(store, target)
        content = bytearray(target.read_bytes())
        if damage == "flipped":
            content[len(content) // 2] ^= 1
        elif damage == "short":
            del content[-4096:]
        elif damage == "older":
            content = bytearray((place.copies / before[-1] / place.database.name).read_bytes())
        else:
            content.clear()
        target.write_bytes(content)
        return written

    monkeypatch.setattr(Store, "copy_to", damaged)
    with pytest.raises(Damaged, match="De kopie"):
        backup.daily(team.store, place, clock)
    assert names(place) == before
    assert not list(place.copies.glob("*.tmp"))
    monkeypatch.undo()
    assert backup.daily(team.store, place, clock) is not None
    assert names(place)[:-1] == before[1:]


def test_a_full_disk_leaves_the_copies_there_were_and_no_half_one(
    team: Toegang, place: Place, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup.daily(team.store, place, clock)
    before = names(place)
    clock.go_on(days=1)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("shutil.copyfile", full)
    with pytest.raises(DiskFull):
        backup.daily(team.store, place, clock)
    assert names(place) == before
    assert sorted(f.name for f in place.copies.iterdir()) == before


def test_what_a_crash_left_behind_is_no_copy_and_is_not_in_the_way(team: Toegang, place: Place, clock: Clock) -> None:
    name = backup.make(team.store, place, clock).name
    (place.copies / name).rename(place.copies / f"{name}.tmp")
    (place.copies / "leeg").mkdir()
    (place.copies / "los bestand").write_text("iets van iemand")
    assert names(place) == []
    assert backup.daily(team.store, place, clock) is not None
    assert names(place) == [name]


def test_copies_made_for_a_reason_are_not_of_the_daily_series(team: Toegang, place: Place, clock: Clock) -> None:
    """A copy from before an update stays until someone removes it, and takes no day from the seven."""
    kept = backup.make(team.store, place, clock, "voor-bijwerken").name
    for _ in range(9):
        assert backup.daily(team.store, place, clock) is not None
        clock.go_on(days=1)
    assert len(names(place)) == backup.KEPT + 1
    assert names(place)[0] == kept


def test_without_copies_the_list_is_empty(place: Place) -> None:
    assert backup.listed(place) == []


@pytest.mark.parametrize("meanwhile", ["a write", "the lock"])
def test_what_happens_between_the_writing_of_a_copy_and_its_check_does_not_make_it_damaged(
    team: Toegang, place: Place, clock: Clock, monkeypatch: pytest.MonkeyPatch, meanwhile: str
) -> None:
    """The copy is made beside someone who works, or who puts the program on its lock."""
    write(team, "voor")
    real = shutil.copyfile

    def slowly(source: Path, target: Path) -> None:
        real(source, target)
        if meanwhile == "a write":
            write(team, "tijdens")
        else:
            team.close()

    monkeypatch.setattr("shutil.copyfile", slowly)
    made = backup.daily(team.store, place, clock)
    assert made is not None
    assert names(place) == [made.name]
    team.close()
    opened = toegang.unlock(Place(made.folder), PASSPHRASE, now=clock)
    assert held(opened) == {"voor"}
    opened.close()


def test_a_store_that_was_closed_before_its_copy_began_is_not_called_damaged(team: Toegang, place: Place, clock: Clock) -> None:
    """The lock can be faster than the thread that copies; the copy is made at the next opening."""
    team.close()
    assert backup.daily(team.store, place, clock) is None
    with pytest.raises(RetError, match="gesloten"):
        backup.make(team.store, place, clock)
    assert list(place.copies.iterdir()) == []


def test_two_copies_of_one_second_are_both_kept(team: Toegang, place: Place, clock: Clock) -> None:
    made = [backup.make(team.store, place, clock, "zelf") for _ in range(3)]
    first = made[0].name
    assert [copy.name for copy in made] == [first, f"{first}-2", f"{first}-3"] == names(place)
    backup.make(team.store, place, clock)
    backup.make(team.store, place, clock)
    assert [backup.is_daily(copy) for copy in backup.listed(place)] == [True, True, False, False, False]


def test_what_a_crash_left_behind_is_taken_away_at_the_next_copy_but_not_what_is_being_written(
    team: Toegang, place: Place, clock: Clock
) -> None:
    for name, age in (("2026-11-20-100000.tmp", 90_000), ("2026-11-24-100000.abc.tmp", 0)):
        (place.copies / name).mkdir(parents=True)
        (place.copies / name / "retcli.db").write_bytes(b"half")
        os.utime(place.copies / name, (time.time() - age,) * 2)
    made = backup.make(team.store, place, clock)
    assert sorted(f.name for f in place.copies.iterdir()) == [made.name, "2026-11-24-100000.abc.tmp"]


def test_a_daily_copy_that_can_not_be_made_is_told_and_the_command_goes_on(
    team: Toegang, place: Place, clock: Clock, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A full folder of copies must not keep the team from writing down its decisions."""
    team.close()
    secret = tmp_path / "wachtwoord"
    secret.write_text(PASSPHRASE)
    monkeypatch.setattr("retcli.clock.system", clock)

    def full(*_: object) -> None:
        raise DiskFull

    monkeypatch.setattr(Store, "copy_to", full)
    token = basis.AANROEP.set(basis.Aanroep(place, secret))
    try:
        with basis.opened() as opened:
            write(opened, "toch")
            assert held(opened) == {"toch"}
    finally:
        basis.AANROEP.reset(token)
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", "De kopie van vandaag is niet gemaakt (schijf vol); de opdracht gaat verder.\n")
