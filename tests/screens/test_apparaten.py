"""Joining a team by the keyboard: the invitation, the six words, the first package, and a laptop that is withdrawn."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from db.sync import toelating
from db.sync.woorden import WOORDEN
from retcli import apparaten, leden, overleg, toegang, uitwisselen
from retcli.app import RetApp
from retcli.locations import Place
from retcli.notulen import inhoud
from screens.apparaten import ApparatenScherm
from screens.begin import Begin, Herstelblad
from screens.hulp import Hulp
from screens.naar import go
from screens.ontgrendelen import Ontgrendelen
from screens.overleg import OverlegScherm
from screens.uitwisselen import UitwisselenScherm
from screens.vandaag import Vandaag
from screens.vraagregel import Regel
from screens.wachten import WachtenScherm

from ..conftest import CHEAP, PASSPHRASE, Clock
from ..test_overleg import new_casus
from .rust import rest
from .werk import BIG, SMALL, TINY, keys, opened, settle, shown

BART = "een zin van Bart zelf"
NAAM = "laptop van Bart"


@pytest.fixture(autouse=True)
def _quick_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(toelating, "COST", CHEAP)


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """A folder that goes from one laptop to the other."""
    made = tmp_path / "stick"
    made.mkdir()
    return made


@pytest.fixture
def thuis(place: Place, clock: Clock) -> Place:
    """A team with a casus and a lid Bart, closed again."""
    made = toegang.begin(place, PASSPHRASE, naam="Anna Vos", now=clock).toegang
    new_casus(made, vraag="Wil naar huis.")
    with made.doing("team") as session:
        leden.add(session, "BB", naam="Bart Bakker", team=1)
    made.close()
    return place


@pytest.fixture
def elders(tmp_path: Path) -> Place:
    """The folder of Bart's laptop, still empty."""
    return Place(tmp_path / "elders")


def invited(place: Place, clock: Clock, stick: Path) -> Path:
    """An invitation for Bart on the stick."""
    team = toegang.unlock(place, PASSPHRASE, now=clock)
    with team.doing("uitnodigen") as session:
        made = apparaten.nodig_uit(session, team.wie(), "BB")
    team.close()
    path = stick / made.bestand
    path.write_bytes(made.inhoud)
    return path


def asked(elders: Place, clock: Clock, invitation: Path, stick: Path) -> tuple[str, ...]:
    """Bart's laptop answered, with its request on the stick; the six words."""
    made = toegang.sluit_aan(elders, BART, invitation.read_bytes(), naam=NAAM, now=clock).toegang
    made.close()
    assert made.wacht is not None
    (stick / made.wacht.bestand).write_bytes(made.wacht.inhoud)
    return made.wacht.woorden


def admitted(place: Place, clock: Clock, stick: Path) -> None:
    """Bart's laptop is admitted, with the first package on the stick."""
    team = toegang.unlock(place, PASSPHRASE, now=clock)
    request = apparaten.verzoeken(stick)[0].read_bytes()
    with team.doing("toelaten") as session:
        found = apparaten.lees_verzoek(session, team.wie(), request)
        apparaten.laat_toe(session, team.wie(), found, found.woorden)
    apparaten.eerste_pakket(team, stick)
    team.close()


@asynccontextmanager
async def at_the_door(place: Place, clock: Clock, size: tuple[int, int] = BIG) -> AsyncIterator[Pilot[None]]:
    """The program as it starts; what is open is closed at the end."""
    app = RetApp(place, now=clock)
    async with app.run_test(size=size, notifications=True) as pilot:
        await settle(pilot)
        try:
            yield pilot
        finally:
            await settle(pilot)
            if app.kern.team is not None:
                app.kern.team.close()


async def laptops(pilot: Pilot[None]) -> None:
    app = pilot.app
    assert isinstance(app, RetApp)
    await go(app, app.kern, "apparaten")
    await settle(pilot)
    assert isinstance(app.screen, ApparatenScherm)


@pytest.mark.parametrize("size", [SMALL, BIG])
async def test_a_laptop_joins_by_an_invitation_and_waits_with_its_six_words(
    thuis: Place, elders: Place, clock: Clock, stick: Path, size: tuple[int, int]
) -> None:
    invitation = invited(thuis, clock, stick)
    async with at_the_door(elders, clock, size) as pilot:
        await keys(pilot, "down", "down", "enter", str(invitation), "enter")
        assert "Anna Vos nodigt Bart Bakker uit" in " ".join(shown(pilot).split())
        await keys(pilot, "enter", BART, "enter", BART, "enter")
        sheet = pilot.app.screen
        assert isinstance(sheet, Herstelblad)
        await keys(pilot, sheet._groepen[-1], "enter")
        assert isinstance(pilot.app.screen, WachtenScherm)
        app = pilot.app
        assert isinstance(app, RetApp)
        assert app.kern.team is not None
        wacht = app.kern.team.wacht
        assert wacht is not None
        assert all(word in shown(pilot) for word in wacht.woorden)
        assert (stick / wacht.bestand).read_bytes() == wacht.inhoud
        assert app.check_action("naar", ("casussen",)) is False
        await keys(pilot, "z", "escape")
        assert isinstance(pilot.app.screen, WachtenScherm)


async def test_a_waiting_laptop_asks_for_the_package_and_goes_on_when_it_is_admitted(
    thuis: Place, elders: Place, clock: Clock, stick: Path
) -> None:
    asked(elders, clock, invited(thuis, clock, stick), stick)
    async with at_the_door(elders, clock) as pilot:
        await keys(pilot, BART, "enter")
        assert isinstance(pilot.app.screen, WachtenScherm)
        await keys(pilot, "o", str(stick), "enter")
        assert "Hier is nog geen pakket voor deze laptop." in shown(pilot)
        await keys(pilot, "o", str(stick / "nergens"), "enter")
        assert "▲" in shown(pilot)
        admitted(thuis, clock, stick)
        await keys(pilot, "o", str(stick), "enter")
        assert isinstance(pilot.app.screen, Vandaag)
        assert "Deze laptop doet mee." in shown(pilot)
        assert "1 aanmelding" in shown(pilot)
    async with at_the_door(elders, clock) as pilot:
        await keys(pilot, BART, "enter")
        assert isinstance(pilot.app.screen, Vandaag)


async def test_a_waiting_laptop_can_be_locked_and_given_up_with_its_passphrase(
    thuis: Place, elders: Place, clock: Clock, stick: Path
) -> None:
    asked(elders, clock, invited(thuis, clock, stick), stick)
    async with at_the_door(elders, clock, SMALL) as pilot:
        await keys(pilot, BART, "enter", "ctrl+l")
        assert isinstance(pilot.app.screen, Ontgrendelen)
        await keys(pilot, BART, "enter")
        assert isinstance(pilot.app.screen, WachtenScherm)
        await keys(pilot, "x", "enter")
        assert isinstance(pilot.app.screen, WachtenScherm)
        await keys(pilot, "x", "up", "enter", "niet het wachtwoord", "enter")
        assert "▲" in shown(pilot)
        await keys(pilot, BART, "enter")
        assert isinstance(pilot.app.screen, Begin)
    assert not toegang.exists(elders)


async def test_what_is_no_invitation_is_said_and_can_be_typed_again(elders: Place, clock: Clock, stick: Path) -> None:
    (stick / "x.retuitnodiging").write_bytes(b"geen uitnodiging [/]")
    async with at_the_door(elders, clock, SMALL) as pilot:
        for typed in (str(stick), str(stick / "nergens"), "[/] \x00"):
            await keys(pilot, *(() if "Het bestand met de uitnodiging" in shown(pilot) else ("down", "down", "enter")))
            pilot.app.screen.query_one("#antwoord").value = ""  # type: ignore[attr-defined]
            await keys(pilot, typed, "enter")
            assert "▲" in shown(pilot)
            assert "Het bestand met de uitnodiging" in shown(pilot)
        await keys(pilot, "escape")
        assert "Aansluiten bij een team" in shown(pilot)


async def test_a_name_that_is_too_long_is_said_where_it_is_asked(thuis: Place, elders: Place, clock: Clock, stick: Path) -> None:
    team = toegang.unlock(thuis, PASSPHRASE, now=clock)
    with team.doing("team") as session:
        leden.change(session, "BB", naam="Anna van den Heuvel-Rietveldschoenmakersdijk")
    team.close()
    invitation = invited(thuis, clock, stick)
    async with at_the_door(elders, clock, SMALL) as pilot:
        await keys(pilot, "down", "down", "enter", str(invitation), "enter")
        name = pilot.app.screen.query_one("#antwoord", Input)
        assert name.value == "laptop van Anna"
        await keys(pilot, " van den Heuvel-Rietveldschoenmakersdijk", "enter")
        assert "De naam van een laptop heeft hoogstens 40 tekens." in shown(pilot)
        assert "Hoe heet deze laptop?" in shown(pilot)
        name.value = "laptop van huis"
        await keys(pilot, "enter", BART, "enter")
        gone = invitation.rename(stick / "weg")
        await keys(pilot, BART, "enter")
        assert "▲" in shown(pilot)
        gone.rename(invitation)
        await keys(pilot, "enter")
        assert name.value == "laptop van huis"


async def test_a_taking_in_that_fails_in_an_unknown_way_says_so_and_can_be_tried_again(
    thuis: Place, elders: Place, clock: Clock, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wrong(*_: Any) -> uitwisselen.Verslag:
        raise KeyError

    asked(elders, clock, invited(thuis, clock, stick), stick)
    monkeypatch.setattr(uitwisselen, "wissel_uit", wrong)
    async with at_the_door(elders, clock) as pilot:
        await keys(pilot, BART, "enter", "o", str(stick), "enter")
        assert "▲ Het overnemen is niet gelukt." in shown(pilot)
        await keys(pilot, "o")
        assert pilot.app.screen.query_one(Regel).value == str(stick)
        await keys(pilot, "escape", "ctrl+l")
        assert isinstance(pilot.app.screen, Ontgrendelen)


async def test_where_a_file_would_be_is_asked_again_with_what_was_typed(thuis: Place, clock: Clock, stick: Path) -> None:
    async with opened(thuis, clock) as pilot:
        await laptops(pilot)
        for key in ("t", "o"):
            await keys(pilot, key, str(stick / "nergens"), "enter")
            assert "▲" in shown(pilot)
            await keys(pilot, key)
            assert pilot.app.screen.query_one(Regel).value == str(stick / "nergens")
            await keys(pilot, "escape")


async def test_the_folder_of_an_invitation_is_proposed_wherever_one_is_asked(thuis: Place, clock: Clock, stick: Path) -> None:
    async with opened(thuis, clock) as pilot:
        await keys(pilot, "u")
        await laptops(pilot)
        await keys(pilot, "u", "b", "enter", f"{stick}"[:-2])
        await keys(pilot, "tab", "enter")
        assert list(stick.iterdir())
        await keys(pilot, "t")
        assert pilot.app.screen.query_one(Regel).value == str(stick)
        await keys(pilot, "escape", "escape", "enter")
        assert isinstance(pilot.app.screen, UitwisselenScherm)
        assert pilot.app.screen.query_one(Regel).value == str(stick)


@pytest.mark.parametrize("size", [SMALL, TINY])
async def test_the_outcome_of_the_six_words_is_in_sight(
    thuis: Place, elders: Place, clock: Clock, stick: Path, size: tuple[int, int]
) -> None:
    words = asked(elders, clock, invited(thuis, clock, stick), stick)
    async with opened(thuis, clock, size) as pilot:
        await laptops(pilot)
        await keys(pilot, "t", str(stick), "enter", " ".join(words), "enter")
        assert "Alle zes gelijk." in shown(pilot)
        assert "Enter laat toe · Esc stopt" in shown(pilot)


async def test_a_waiting_laptop_is_told_only_of_keys_that_work(thuis: Place, elders: Place, clock: Clock, stick: Path) -> None:
    asked(elders, clock, invited(thuis, clock, stick), stick)
    async with at_the_door(elders, clock) as pilot:
        await keys(pilot, BART, "enter", "z")
        assert "Er is nog niets om ongedaan te maken." in shown(pilot)
        await keys(pilot, "f1", "end")
        assert "Sluit het programma" in shown(pilot)
        assert "Opent de instellingen" not in shown(pilot)
        assert "ctrl+p" not in shown(pilot)


async def test_while_the_first_package_is_taken_in_nothing_else_begins(
    thuis: Place, elders: Place, clock: Clock, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked(elders, clock, invited(thuis, clock, stick), stick)
    admitted(thuis, clock, stick)
    go_on, take_in = threading.Event(), uitwisselen.wissel_uit

    def slow(*args: Any, **kwargs: Any) -> uitwisselen.Verslag:
        go_on.wait(20)
        return take_in(*args, **kwargs)

    monkeypatch.setattr(uitwisselen, "wissel_uit", slow)
    async with at_the_door(elders, clock) as pilot:
        await keys(pilot, BART, "enter", "o", str(stick))
        try:
            for key in ("enter", "x", "o", "b", "f1"):
                await pilot.press(key)
                await rest()
            assert [type(screen) for screen in pilot.app.screen_stack[-2:]] == [WachtenScherm, Hulp]
            waits = pilot.app.screen_stack[-2]
            assert isinstance(waits, WachtenScherm)
            assert not waits.asking
        finally:
            go_on.set()
        await settle(pilot)
        assert isinstance(pilot.app.screen, Vandaag)
        assert waits not in pilot.app.screen_stack


async def test_an_invitation_is_made_by_keys(thuis: Place, clock: Clock, stick: Path) -> None:
    async with opened(thuis, clock) as pilot:
        await laptops(pilot)
        await keys(pilot, "u", "b", "enter", str(stick), "enter")
        assert "Geef Bart Bakker het bestand" in shown(pilot)
    (made,) = stick.iterdir()
    assert toegang.lees_uitnodiging(made.read_bytes(), clock()).voor == "Bart Bakker"


@pytest.mark.parametrize("size", [SMALL, BIG])
async def test_a_laptop_is_admitted_when_the_six_words_that_are_read_out_are_the_same(
    thuis: Place, elders: Place, clock: Clock, stick: Path, size: tuple[int, int]
) -> None:
    words = asked(elders, clock, invited(thuis, clock, stick), stick)
    async with opened(thuis, clock, size) as pilot:
        await laptops(pilot)
        await keys(pilot, "t", str(stick), "enter")
        other = (next(word for word in WOORDEN if word not in words), *words[1:])
        await keys(pilot, " ".join(other), "enter")
        assert "anders" in shown(pilot)
        assert "Niet gelijk." in shown(pilot)
        assert words[0] not in shown(pilot)  # it has to be heard
        await keys(pilot, "escape")
        assert "Niet toegelaten." in shown(pilot)
        await keys(pilot, "t", "enter")
        assert " ".join(other) in shown(pilot)
        pilot.app.screen.query_one(Input).value = ""
        await keys(pilot, "escape")
        assert "1 laptop doet mee" in shown(pilot)
        await keys(pilot, "t", str(stick), "enter", "zomaarwat", "enter")
        assert "zomaarwat is geen van de woorden" in shown(pilot)
        pilot.app.screen.query_one("#gehoord").value = ""  # type: ignore[attr-defined]
        await keys(pilot, "  ".join(words).upper(), "enter")
        assert "Alle zes gelijk." in shown(pilot)
        await keys(pilot, "enter")
        assert "2 laptops doen mee" in shown(pilot)
        assert "is toegelaten." in shown(pilot)
    assert list(stick.glob("**/*.retpakket"))


async def test_a_laptop_is_withdrawn_after_what_that_does_is_told(thuis: Place, elders: Place, clock: Clock, stick: Path) -> None:
    asked(elders, clock, invited(thuis, clock, stick), stick)
    admitted(thuis, clock, stick)
    async with opened(thuis, clock) as pilot:
        await laptops(pilot)
        await keys(pilot, "x")
        assert "Dit is de laptop waarop u werkt." in shown(pilot)
        await keys(pilot, "down", "x")
        assert "Wat er al op staat, blijft erop staan." in shown(pilot)
        await keys(pilot, "enter")
        assert "2 laptops doen mee" in shown(pilot)
        await keys(pilot, "x", "up", "enter")
        assert "1 laptop doet mee" in shown(pilot)
        assert "ingetrokken" in shown(pilot)
        assert "Wissel nu uit, dan staat het ook in de map." in shown(pilot)


async def test_a_laptop_gets_another_name_and_what_was_refused_is_offered_again(
    thuis: Place, elders: Place, clock: Clock, stick: Path
) -> None:
    asked(elders, clock, invited(thuis, clock, stick), stick)
    admitted(thuis, clock, stick)
    async with opened(thuis, clock, TINY) as pilot:
        await laptops(pilot)
        await keys(pilot, "n", NAAM, "enter")
        assert "Er is al een laptop" in shown(pilot)
        await keys(pilot, "n")
        assert NAAM in shown(pilot)
        await keys(pilot, " [/] van Anna", "enter")
        assert "[/] van Anna" in shown(pilot)


async def test_a_meeting_goes_on_at_the_same_item_on_another_laptop_and_is_closed_there(
    thuis: Place, elders: Place, clock: Clock, stick: Path
) -> None:
    team = toegang.unlock(thuis, PASSPHRASE, now=clock)
    urgent = new_casus(team, urgentie="HOOG")
    new_casus(team)
    team.close()
    asked(elders, clock, invited(thuis, clock, stick), stick)
    admitted(thuis, clock, stick)
    async with opened(thuis, clock) as pilot:
        await keys(pilot, "o", "enter", "right", "1", "right")
        here = pilot.app.screen
        assert isinstance(here, OverlegScherm)
        stood = here._stap
        assert stood is not None
        assert stood.punt is not None
        assert stood.punt.casus_id != urgent
        app = pilot.app
        assert isinstance(app, RetApp)
        assert app.kern.team is not None
        clock.go_on(minutes=1)
        uitwisselen.wissel_uit(app.kern.team, stick)
    async with at_the_door(elders, clock) as pilot:
        await keys(pilot, BART, "enter", "o", str(stick), "enter")
        assert "Enter gaat verder" in shown(pilot)
        await keys(pilot, "enter")
        there = pilot.app.screen
        assert isinstance(there, OverlegScherm)
        assert there._stap is not None
        assert there._stap.id == stood.id
        await keys(pilot, "2", "right", "h", "right")
        await keys(pilot, "enter", "up", "enter")
        app = pilot.app
        assert isinstance(app, RetApp)
        assert app.kern.team is not None
        clock.go_on(minutes=1)
        uitwisselen.wissel_uit(app.kern.team, stick)
        with app.kern.team.reading() as session:
            minutes = inhoud.compose(session, overleg.last_held(session).id)
    team = toegang.unlock(thuis, PASSPHRASE, now=clock)
    uitwisselen.wissel_uit(team, stick)
    with team.reading() as session:
        meeting = overleg.last_held(session)
        assert meeting.status == "gesloten"
        assert inhoud.compose(session, meeting.id) == minutes
        assert [b.route for b in minutes.besluiten] == ["CON", "RETTAFEL", "AANH"]
    team.close()


async def test_a_laptop_without_the_key_says_who_has_it(thuis: Place, elders: Place, clock: Clock, stick: Path) -> None:
    asked(elders, clock, invited(thuis, clock, stick), stick)
    admitted(thuis, clock, stick)
    async with at_the_door(elders, clock) as pilot:
        await keys(pilot, BART, "enter", "o", str(stick), "enter")
        await laptops(pilot)
        assert "kan op een laptop met het beheer: eerste laptop" in shown(pilot)
        await keys(pilot, "u")
        assert "Dit kan alleen op een laptop met het beheer." in shown(pilot)


async def test_the_key_is_handed_to_another_laptop_which_can_invite_then(thuis: Place, elders: Place, clock: Clock, stick: Path) -> None:
    asked(elders, clock, invited(thuis, clock, stick), stick)
    admitted(thuis, clock, stick)
    async with opened(thuis, clock) as pilot:
        await laptops(pilot)
        await keys(pilot, "down", "b", str(stick), "enter")
        assert "Alleen die laptop kan het openen." in " ".join(shown(pilot).split())
    async with at_the_door(elders, clock) as pilot:
        await keys(pilot, BART, "enter", "o", str(stick), "enter")
        await laptops(pilot)
        await keys(pilot, "o", str(stick), "enter")
        assert "Deze laptop heeft nu ook het beheer." in shown(pilot)
        await keys(pilot, "u")
        assert "Voor wie is de laptop?" in shown(pilot)
