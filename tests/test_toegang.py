"""Getting in and staying out."""

from __future__ import annotations

import pytest

from db.errors import AlreadyOpen, NoDatabase, WrongPassphrase
from db.models import Lid
from retcli import toegang
from retcli.errors import Refused
from retcli.locations import Place
from retcli.toegang import Toegang

from .conftest import PASSPHRASE, Clock


def test_a_new_team_opens_again_with_its_passphrase_only(team: Toegang, place: Place, clock: Clock) -> None:
    team.close()
    with pytest.raises(WrongPassphrase):
        toegang.unlock(place, PASSPHRASE + "!", now=clock)
    opened = toegang.unlock(place, PASSPHRASE, now=clock)
    with opened.store.reading() as session:
        assert session.get_one(Lid, opened.lid).code == "AV"
    opened.close()


def test_a_second_writer_is_refused_while_the_first_is_open(team: Toegang, place: Place, clock: Clock) -> None:
    with pytest.raises(AlreadyOpen):
        toegang.unlock(place, PASSPHRASE, now=clock)
    reader = toegang.unlock(place, PASSPHRASE, now=clock, writable=False)
    reader.close()


def test_the_recovery_sheet_opens_the_team_and_sets_a_new_passphrase(place: Place, clock: Clock) -> None:
    made = toegang.begin(place, PASSPHRASE, naam="Anna Vos", now=clock)
    made.toegang.close()
    on_paper = " ".join(made.recovery_secret[n : n + 8] for n in range(0, len(made.recovery_secret), 8)).lower()
    toegang.unlock_with_sheet(place, on_paper, "een heel nieuw wachtwoord", now=clock).close()
    toegang.unlock(place, "een heel nieuw wachtwoord", now=clock).close()
    with pytest.raises(WrongPassphrase):
        toegang.unlock(place, PASSPHRASE, now=clock)


def test_a_short_passphrase_and_a_second_team_in_one_folder_are_refused(team: Toegang, place: Place) -> None:
    with pytest.raises(Refused, match="korter"):
        toegang.begin(Place(place.folder / "ander"), "kort", naam="Anna")
    with pytest.raises(Refused, match="al een team"):
        toegang.begin(place, PASSPHRASE, naam="Anna")


def test_an_empty_folder_says_that_no_team_has_begun(place: Place) -> None:
    with pytest.raises(NoDatabase):
        toegang.unlock(place, PASSPHRASE)
