"""Copies: made once a day, opened before they count, never at the cost of an older one."""

from __future__ import annotations

from pathlib import Path

import pytest

from db.errors import Damaged, DiskFull
from db.models import Instelling
from db.store import Store
from db.sync.audit import verify
from retcli import backup, toegang
from retcli.locations import Place
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

    def damaged(store: Store, target: Path) -> None:
        real(store, target)
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
