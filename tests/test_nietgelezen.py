"""Files that an exchange leaves: whose they are is told, and only what somebody has to look at is an alarm."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from db.sync.pakket import PakketError
from retcli.toegang import Toegang
from retcli.uitwisselen import voorbeeld, wissel_uit

from .conftest import Clock, Run
from .db.laptops import Laptop
from .wisselhulp import naast, nieuw


def as_laptop(team: Toegang) -> Laptop:
    return Laptop(team.place.folder, team.now, team.store)


def withdraw(team: Toegang, other: Toegang) -> None:
    as_laptop(team).withdraw(as_laptop(other).device)


def cut_short(path: Path, clock: Clock) -> None:
    """As a stick that was taken out too early leaves it, now."""
    path.write_bytes(path.read_bytes()[:-100])
    os.utime(path, (clock().timestamp(),) * 2)


def test_packages_from_before_a_laptop_joined_are_one_line_and_no_alarm(
    team: Toegang, bart: Toegang, folder: Path, tmp_path: Path, clock: Clock
) -> None:
    for laptop in (team, bart):
        nieuw(laptop)
        wissel_uit(laptop, folder)
    clock.go_on(minutes=5)
    cees = naast(team, tmp_path / "cees", clock, naam="Cees Bos", laptop="laptop boven")
    for report in (voorbeeld(cees, folder), wissel_uit(cees, folder), wissel_uit(cees, folder)):
        assert report.geweigerd == ()
        assert report.stil == ("2 pakketten zijn van voor deze laptop meedeed of niet voor deze laptop; er hoeft niets.",)
    cees.close()


def test_a_laptop_that_gets_no_packages_any_more_is_told_to_ask(
    team: Toegang, bart: Toegang, folder: Path, tmp_path: Path, clock: Clock
) -> None:
    cees = naast(team, tmp_path / "cees", clock, naam="Cees Bos", laptop="laptop boven")
    wissel_uit(team, folder)
    assert wissel_uit(cees, folder).geweigerd == ()
    withdraw(team, cees)
    clock.go_on(minutes=10)
    written = wissel_uit(team, folder).geschreven
    os.utime(folder / written[0], (clock().timestamp(),) * 2)
    (refused,) = wissel_uit(cees, folder).geweigerd
    assert refused.bestand == written[0]
    assert refused.reden == (
        "Het pakket van eerste laptop van Anna Vos (di 24 nov 10:10) is niet voor deze laptop, en eerdere waren dat wel."
        " Vraag na of deze laptop nog meedoet."
    )
    cees.close()


def test_a_laptop_that_heard_that_it_was_withdrawn_says_so(team: Toegang, bart: Toegang, folder: Path) -> None:
    assert not any("doet niet meer mee" in one for one in voorbeeld(bart, folder).waarschuwingen)
    withdraw(team, bart)
    as_laptop(bart).takes_from(as_laptop(team))
    assert voorbeeld(bart, folder).waarschuwingen[0].startswith("Deze laptop doet niet meer mee: hij is ingetrokken.")
    with pytest.raises(PakketError, match="is ingetrokken"):
        wissel_uit(bart, folder)


def test_a_package_that_is_not_whole_is_told_with_whose_it_is_until_all_of_it_is_here(
    team: Toegang, bart: Toegang, folder: Path, clock: Clock
) -> None:
    _, code = nieuw(bart)
    (path,) = wissel_uit(bart, folder).geschreven
    cut_short(folder / path, clock)
    clock.go_on(minutes=5)
    (refused,) = wissel_uit(team, folder).geweigerd
    assert refused.reden == (
        "Het pakket van laptop Bart (di 24 nov 10:00) is niet heel, of is veranderd."
        " Wacht tot de map klaar is met bijwerken, of laat daar nog eens uitwisselen."
    )
    assert wissel_uit(bart, folder).geweigerd == ()
    report = wissel_uit(team, folder)
    assert [one.code for one in report.casussen] == [code]
    assert (report.geweigerd, report.stil) == ((), ("1 pakket is niet heel, maar alles van die laptop is hier al; u mag het weggooien.",))


def test_the_name_of_a_file_is_told_as_it_is(team: Toegang, folder: Path) -> None:
    """Its digits are no number of a person, and signs that are none stay out of the line."""
    for name in ("e8505d30-ce3e9d60-20261124-1234567826cfe94c.retpakket", "a\nb.retpakket"):
        (folder / name).write_text("Beste Bart,")
    assert [one.bestand for one in voorbeeld(team, folder).geweigerd] == [
        "a?b.retpakket",
        "e8505d30-ce3e9d60-20261124-1234567826cfe94c.retpakket",
    ]


def test_without_its_name_the_folder_says_whose_a_package_is(team: Toegang, bart: Toegang, folder: Path, clock: Clock) -> None:
    nieuw(bart)
    (path,) = wissel_uit(bart, folder).geschreven
    (folder / path).rename((folder / path).with_name("kopie.retpakket"))
    (left,) = folder.rglob("*.retpakket")
    cut_short(left, clock)
    (refused,) = wissel_uit(team, folder).geweigerd
    assert refused.reden.startswith("Het pakket van laptop Bart (di 24 nov 10:00) is niet heel")


def test_what_a_withdrawn_laptop_made_and_is_here_already_is_no_alarm(team: Toegang, bart: Toegang, folder: Path, run: Run) -> None:
    nieuw(bart)
    wissel_uit(bart, folder)
    wissel_uit(team, folder)
    withdraw(team, bart)
    for report in (voorbeeld(team, folder), wissel_uit(team, folder)):
        assert report.geweigerd == ()
        assert report.stil == ("1 pakket is van een laptop die is ingetrokken; wat erin staat is hier al.",)
    nieuw(bart)
    (path,) = wissel_uit(bart, folder).geschreven
    (refused,) = voorbeeld(team, folder).geweigerd
    assert refused.bestand == path
    assert refused.reden.startswith("Het pakket van laptop Bart (di 24 nov")
    assert refused.reden.endswith("wordt niet gelezen: die laptop is ingetrokken. Vraag wat u mist aan een laptop die nog meedoet.")


def test_the_command_tells_what_was_left_without_an_alarm(team: Toegang, bart: Toegang, folder: Path, run: Run) -> None:
    nieuw(bart)
    wissel_uit(bart, folder)
    wissel_uit(team, folder)
    withdraw(team, bart)
    team.close()
    done = run("sync", str(folder))
    assert (done.code, done.err) == (0, "")
    assert "1 pakket is van een laptop die is ingetrokken; wat erin staat is hier al." in done.out
