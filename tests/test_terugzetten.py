"""A copy put back, a folder copied, a database that two machines open: nothing is lost, and what was done can still be taken back."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sqlmodel import select

from db.errors import AlreadyOpen, Damaged, RetError, WrongPassphrase
from db.models import Instelling
from db.sync import spoor
from db.sync.audit import verify
from retcli import apparaten, backup, kopie, ongedaan, toegang, uitwisselen
from retcli.errors import NotFound, Refused
from retcli.locations import Place
from retcli.toegang import Toegang

from .conftest import CHEAP, PASSPHRASE, Clock, Run


class Laptop:
    """A team's folder that is opened for one thing at a time, as commands do."""

    def __init__(self, place: Place, clock: Clock) -> None:
        self.place, self.clock = place, clock

    def open(self, passphrase: str = PASSPHRASE) -> Toegang:
        return toegang.unlock(self.place, passphrase, now=self.clock)

    def write(self, *namen: str) -> None:
        team = self.open()
        for naam in namen:
            self.clock.go_on(minutes=1)
            with team.doing("instelling") as session:
                session.add(Instelling(naam=naam, waarde="1"))
        team.close()

    def copy(self) -> str:
        team = self.open()
        made = backup.make(team.store, self.place, self.clock, "zelf")
        team.close()
        return made.name

    def held(self) -> set[str]:
        team = self.open()
        with team.reading() as session:
            found = {str(row.naam) for row in session.exec(select(Instelling))} - {"regio"}
        assert [finding.what for finding in verify(team.store, deep=True) if not finding.ok] == []
        team.close()
        return found

    def stream(self) -> bytes:
        team = self.open()
        found = team.store.local()["stream"]
        team.close()
        return found

    def undo(self) -> str:
        team = self.open()
        try:
            return ongedaan.undo(team).woorden
        finally:
            team.close()


@pytest.fixture
def laptop(request: pytest.FixtureRequest, team: Toegang, place: Place, clock: Clock) -> Laptop:
    """The laptop of the voorzitter, closed."""
    if "bart" in request.fixturenames:
        request.getfixturevalue("bart")  # it joins while this one is open
    team.close()
    return Laptop(place, clock)


def put_back(laptop: Laptop, naam: str, passphrase: str = PASSPHRASE) -> backup.Teruggezet:
    return backup.put_back(laptop.place, naam, passphrase, laptop.clock)


def test_a_copy_is_put_back_and_what_was_there_is_kept_as_a_copy(laptop: Laptop) -> None:
    laptop.write("voor")
    copy = laptop.copy()
    laptop.write("na", "later")
    done = put_back(laptop, copy)
    assert (done.kopie.name, done.sinds) == (copy, 2)
    assert laptop.held() == {"voor"}
    assert done.bewaard is not None
    put_back(laptop, done.bewaard.name)
    assert laptop.held() == {"voor", "na", "later"}


def test_after_it_the_laptop_goes_on_in_another_stream_and_takes_back_what_it_did_before(laptop: Laptop) -> None:
    laptop.write("een", "twee")
    before = laptop.stream()
    put_back(laptop, laptop.copy())
    laptop.write("drie")
    assert laptop.stream() != before
    for held in ({"een", "twee"}, {"een"}, set[str]()):
        laptop.undo()
        assert laptop.held() == held
    with pytest.raises(Refused, match="niets om terug te draaien"):
        laptop.undo()
    team = laptop.open()
    for held in ({"een"}, {"een", "twee"}, {"een", "twee", "drie"}):
        ongedaan.redo(team)
        with team.reading() as session:
            assert {str(row.naam) for row in session.exec(select(Instelling))} - {"regio"} == held
    team.close()


def test_an_undo_from_before_the_copy_can_still_be_done_again(laptop: Laptop) -> None:
    laptop.write("een")
    laptop.undo()
    put_back(laptop, laptop.copy())
    team = laptop.open()
    ongedaan.redo(team)
    team.close()
    assert laptop.held() == {"een"}


def test_a_copied_folder_works_on_as_a_laptop_of_its_own(laptop: Laptop, tmp_path: Path, clock: Clock) -> None:
    laptop.write("samen")
    shutil.copytree(laptop.place.folder, tmp_path / "elders")
    copy = Laptop(Place(tmp_path / "elders"), clock)
    copy.write("daar")
    laptop.write("hier")
    assert len({laptop.stream(), copy.stream()}) == 2
    assert copy.held() == {"samen", "daar"}
    copy.undo()
    copy.undo()
    assert copy.held() == set()


def test_the_present_passphrase_stays_and_one_of_then_opens_too(laptop: Laptop) -> None:
    laptop.write("een")
    copy = laptop.copy()
    toegang.change_passphrase(laptop.place, PASSPHRASE, "een ander lang wachtwoord", CHEAP)
    with pytest.raises(WrongPassphrase):
        put_back(laptop, copy, "geen van beide is het")
    put_back(laptop, copy, "een ander lang wachtwoord")
    laptop.open("een ander lang wachtwoord").close()
    put_back(laptop, copy, PASSPHRASE)
    laptop.open(PASSPHRASE).close()


def test_a_damaged_database_is_kept_as_it_is_and_the_copy_put_back(laptop: Laptop) -> None:
    laptop.write("een")
    copy = laptop.copy()
    laptop.place.database.write_bytes(b"kapot" * 4000)
    done = put_back(laptop, copy)
    assert done.bewaard is not None
    assert done.sinds is None
    assert (done.bewaard.folder / "retcli.db").read_bytes() == b"kapot" * 4000
    assert laptop.held() == {"een"}


def test_without_database_and_keys_the_copy_is_enough(laptop: Laptop) -> None:
    laptop.write("een")
    copy = laptop.copy()
    laptop.place.database.unlink()
    laptop.place.keys.unlink()
    assert put_back(laptop, copy).bewaard is None
    assert laptop.held() == {"een"}


def test_a_damaged_copy_is_refused_and_nothing_changes(laptop: Laptop) -> None:
    laptop.write("een")
    copy = laptop.copy()
    file = laptop.place.copies / copy / "retcli.db"
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    before = sorted(laptop.place.folder.iterdir())
    stream = laptop.stream()
    with pytest.raises(Damaged, match="De kopie"):
        put_back(laptop, copy)
    assert sorted(laptop.place.folder.iterdir()) == before
    assert laptop.stream() == stream
    assert laptop.held() == {"een"}


def test_what_is_open_is_not_replaced(laptop: Laptop) -> None:
    copy = laptop.copy()
    team = laptop.open()
    with pytest.raises(AlreadyOpen):
        put_back(laptop, copy)
    team.close()


def test_a_copy_is_named_by_its_beginning_and_one_that_is_not_there_is_said(laptop: Laptop) -> None:
    copy = laptop.copy()
    assert backup.named(laptop.place, "2026-11-24").name == copy
    with pytest.raises(NotFound, match="niet"):
        backup.named(laptop.place, "2025")
    laptop.copy()
    with pytest.raises(NotFound, match="2 kopieën"):
        backup.named(laptop.place, "2026-11-24-1")


@pytest.mark.parametrize("at", ["replace", "copyfile", "unlink"])
def test_a_failing_disk_halfway_leaves_a_database_that_opens(laptop: Laptop, at: str, monkeypatch: pytest.MonkeyPatch) -> None:
    laptop.write("een")
    copy = laptop.copy()
    laptop.write("twee")

    def fails(*_: object, **__: object) -> None:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr({"replace": "os.replace", "copyfile": "shutil.copyfile", "unlink": "pathlib.Path.unlink"}[at], fails)
        with pytest.raises(RetError):
            put_back(laptop, copy)
    assert laptop.held() == {"een", "twee"}


def test_the_command_asks_and_tells_what_it_kept(run: Run, begun: Run) -> None:
    assert run("backup", "maak").code == 0
    name = run("backup", "lijst", "--json").json[0]["naam"]
    assert run("backup", "terug", name).code == 1
    done = run("backup", "terug", name, "--ja")
    assert done.code == 0
    assert f"Kopie {name} is teruggezet." in done.out
    assert "voor-terugzetten" in done.out
    assert run("controle").code == 0
    assert run("backup", "terug", "bestaat niet").code == 1


# --- and then it exchanges


def exchanged(laptop: Laptop, bart: Toegang, folder: Path, rounds: int = 2) -> None:
    """Anna and Bart in turn, until both have the same letters; nobody stands apart."""
    for _ in range(rounds):
        team = laptop.open()
        here = uitwisselen.wissel_uit(team, folder)
        team.close()
        there = uitwisselen.wissel_uit(bart, folder)
    assert here.stand == there.stand
    assert not here.waarschuwingen
    assert not there.waarschuwingen
    assert (here.mist, there.mist) == ((), ())


def written(team: Toegang, naam: str) -> None:
    with team.doing("instelling") as session:
        session.add(Instelling(naam=naam, waarde="1"))


def names_of(team: Toegang) -> set[str]:
    with team.reading() as session:
        return {str(row.naam) for row in session.exec(select(Instelling))} - {"regio"}


@pytest.mark.parametrize("by", ["command", "hand"])
def test_put_back_from_before_the_last_exchange_nothing_is_lost_and_nobody_stands_apart(
    laptop: Laptop, bart: Toegang, folder: Path, by: str
) -> None:
    laptop.write("voor")
    copy = laptop.copy()
    laptop.write("gegeven")
    written(bart, "van bart")
    exchanged(laptop, bart, folder)
    laptop.write("nooit gegeven")
    if by == "command":
        put_back(laptop, copy)
    else:
        for file in ("retcli.db", "sleutels.json"):
            shutil.copy(laptop.place.copies / copy / file, laptop.place.folder / file)
    assert laptop.held() == {"voor"}
    laptop.write("erna")
    exchanged(laptop, bart, folder, 3)
    assert laptop.held() == names_of(bart) == {"voor", "gegeven", "van bart", "erna"}


def test_what_this_laptop_lost_itself_is_told_with_who_has_it_and_what_to_do(laptop: Laptop, bart: Toegang, folder: Path) -> None:
    copy = laptop.copy()
    laptop.write("gegeven")
    exchanged(laptop, bart, folder)
    put_back(laptop, copy)
    for file in folder.rglob("*.retpakket"):
        if not file.name.startswith("."):
            shutil.move(file, folder.parent / file.name)
    written(bart, "van bart")
    uitwisselen.wissel_uit(bart, folder)
    team = laptop.open()
    (gap,) = uitwisselen.wissel_uit(team, folder).mist
    team.close()
    assert gap.woorden.startswith("Mist: werk van deze laptop zelf, van voor het terugzetten (")
    assert gap.woorden.endswith("Laptop Bart heeft het: wissel daar uit, en daarna hier nog eens.")


def test_a_laptop_that_was_withdrawn_since_the_copy_stays_withdrawn(laptop: Laptop, bart: Toegang, folder: Path) -> None:
    exchanged(laptop, bart, folder)
    copy = laptop.copy()
    team = laptop.open()
    with team.doing("intrekken") as session:
        apparaten.trek_in(session, team.wie(), apparaten.zoek(session, "laptop Bart").id)
    assert uitwisselen.wissel_uit(team, folder).geschreven  # also when nobody else is left to read it
    team.close()
    put_back(laptop, copy)
    written(bart, "van de dief")
    uitwisselen.wissel_uit(bart, folder)
    team = laptop.open()
    done = uitwisselen.wissel_uit(team, folder)
    team.close()
    assert sum(one.nieuw for one in done.gelezen) == 0
    assert laptop.held() == set()


def test_what_was_tidied_since_comes_back_from_the_others_too(laptop: Laptop, bart: Toegang, folder: Path) -> None:
    laptop.write("voor")
    copy = laptop.copy()
    laptop.write("gegeven")
    written(bart, "van bart")
    exchanged(laptop, bart, folder, 3)
    for file in folder.rglob("*.retpakket"):
        file.unlink()
    put_back(laptop, copy)
    laptop.write("erna")
    exchanged(laptop, bart, folder, 3)
    assert laptop.held() == names_of(bart) == {"voor", "gegeven", "van bart", "erna"}


def test_what_came_back_was_done_before_and_only_what_was_done_since_is_taken_back_first(
    laptop: Laptop, bart: Toegang, folder: Path
) -> None:
    laptop.write("voor")
    copy = laptop.copy()
    laptop.write("gegeven")
    exchanged(laptop, bart, folder)
    put_back(laptop, copy)
    laptop.write("erna")
    exchanged(laptop, bart, folder, 3)
    laptop.undo()
    assert laptop.held() == {"voor", "gegeven"}
    laptop.undo()
    assert laptop.held() == {"gegeven"}


def test_an_act_that_was_taken_back_in_what_was_lost_is_not_taken_back_once_more(laptop: Laptop, bart: Toegang, folder: Path) -> None:
    laptop.write("een", "twee")
    copy = laptop.copy()
    laptop.undo()
    exchanged(laptop, bart, folder)
    put_back(laptop, copy)
    laptop.write("drie")
    exchanged(laptop, bart, folder, 3)
    assert laptop.held() == {"een", "drie"}
    laptop.undo()
    laptop.undo()
    assert laptop.held() == set()


def test_a_folder_that_was_copied_and_used_twice_for_a_month_comes_together(
    laptop: Laptop, bart: Toegang, folder: Path, tmp_path: Path, clock: Clock
) -> None:
    laptop.write("samen")
    exchanged(laptop, bart, folder)
    shutil.copytree(laptop.place.folder, tmp_path / "elders")
    copy = Laptop(Place(tmp_path / "elders"), clock)
    for day in range(30):
        clock.go_on(days=1)
        laptop.write(f"hier {day}")
        copy.write(f"daar {day}")
        if day % 7 == 0:
            exchanged(laptop, bart, folder, 1) if day % 2 else exchanged(copy, bart, folder, 1)
    for _ in range(3):
        for one in (laptop, copy):
            team = one.open()
            uitwisselen.wissel_uit(team, folder)
            team.close()
        uitwisselen.wissel_uit(bart, folder)
    expected = {"samen", *(f"{where} {day}" for where in ("hier", "daar") for day in range(30))}
    assert laptop.held() == copy.held() == names_of(bart) == expected


def test_a_folder_that_is_kept_alike_and_opened_on_two_machines_in_turn_never_writes_twice_under_one_number(
    laptop: Laptop, bart: Toegang, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As OneDrive does: the same path, the newest file wins, and the track comes along too or not."""
    machines = [b"thuis", b"werk"]
    for turn in range(6):
        monkeypatch.setattr(spoor, "_machine", lambda turn=turn: machines[turn % 2])
        laptop.write(f"beurt {turn}")
        if turn == 2:
            exchanged(laptop, bart, folder)
    exchanged(laptop, bart, folder)
    assert laptop.held() == names_of(bart) == {f"beurt {turn}" for turn in range(6)}


class Dubbel:
    """One laptop and its twin, cloned with everything: they live at the same path, one at a time, as two states of one machine do."""

    def __init__(self, laptop: Laptop, apart: Path) -> None:
        self.laptop, self.apart = laptop, apart
        shutil.copytree(laptop.place.folder, apart / "gegevens")
        shutil.copy(laptop.place.spoor, apart / "spoor")

    def swap(self) -> None:
        here = self.laptop.place
        for file, kept in ((here.folder, self.apart / "gegevens"), (here.spoor, self.apart / "spoor")):
            file.rename(self.apart / "even")
            kept.rename(file)
            (self.apart / "even").rename(kept)


def told(laptop: Laptop, folder: Path) -> tuple[str, ...]:
    team = laptop.open()
    report = uitwisselen.wissel_uit(team, folder)
    team.close()
    return report.waarschuwingen


def test_a_clone_that_nothing_could_tell_is_said_and_one_command_brings_all_together(
    run: Run, laptop: Laptop, bart: Toegang, folder: Path, tmp_path: Path
) -> None:
    laptop.write("samen")
    exchanged(laptop, bart, folder)
    twin = Dubbel(laptop, tmp_path / "dubbel")
    laptop.write("hier")
    told(laptop, folder)
    twin.swap()
    laptop.write("daar", "daar ook")
    said = [told(laptop, folder)]
    twin.swap()
    said.append(told(laptop, folder))
    assert all(any("met beide is gewerkt" in sentence for sentence in one) for one in said)
    steps_back = ["Typ hier" in " ".join(one) for one in said]
    assert sorted(steps_back) == [False, True]
    assert any("apparaat herstel" in sentence for sentence in uitwisselen.wissel_uit(bart, folder).waarschuwingen)
    if steps_back[0]:
        twin.swap()
    assert run("apparaat", "herstel").code == 0
    assert run("apparaat", "herstel").code == 1
    assert run("controle").code == 0
    for _ in range(3):
        for _ in range(2):
            told(laptop, folder)
            twin.swap()
        uitwisselen.wissel_uit(bart, folder)
        if "Typ hier" in " ".join(uitwisselen.wissel_uit(bart, folder).waarschuwingen):
            kopie.herstel(bart)
    for _ in range(2):
        assert told(laptop, folder) == ()
        assert laptop.held() == {"samen", "hier", "daar", "daar ook"}
        twin.swap()
    assert uitwisselen.wissel_uit(bart, folder).waarschuwingen == ()
    assert names_of(bart) == {"samen", "hier", "daar", "daar ook"}


def test_after_it_own_work_can_still_be_taken_back(laptop: Laptop, bart: Toegang, folder: Path, tmp_path: Path) -> None:
    laptop.write("samen")
    exchanged(laptop, bart, folder)
    twin = Dubbel(laptop, tmp_path / "dubbel")
    laptop.write("hier")
    told(laptop, folder)
    twin.swap()
    laptop.write("daar")
    if not any("Typ hier" in sentence for sentence in told(laptop, folder)):
        twin.swap()
        assert any("Typ hier" in sentence for sentence in told(laptop, folder))
    team = laptop.open()
    kopie.herstel(team)
    team.close()
    mine = laptop.held() - {"samen"}
    before = laptop.held()
    laptop.undo()
    assert len(before - laptop.held()) == 1
    assert before - laptop.held() <= mine


def test_without_a_copy_there_is_nothing_to_bring_together(run: Run, begun: Run) -> None:
    refused = run("apparaat", "herstel")
    assert refused.code == 1
    assert "niets te herstellen" in refused.err
