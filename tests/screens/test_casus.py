"""The card of one casus by the keyboard: what stands on it, the time line, and every act that can be done outside a meeting."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from textual.pilot import Pilot
from textual.widgets import TextArea

from db.codes import RESULTAAT, WOONSITUATIE
from db.models import Casus, Inzet
from retcli import casussen, inzet, toegang, triage, uitkomst
from retcli.app import RetApp
from retcli.locations import Place
from retcli.toegang import Toegang
from screens.casus import CasusScherm

from ..conftest import PASSPHRASE, Clock
from ..test_overleg import TODAY, members, new_casus
from .werk import BIG, SMALL, TINY, keys, opened, settle, shown


@asynccontextmanager
async def on_card(place: Place, clock: Clock, casus: UUID, size: tuple[int, int] = BIG) -> AsyncIterator[Pilot[None]]:
    """The program with the card in front."""
    async with opened(place, clock, size) as pilot:
        assert isinstance(pilot.app, RetApp)
        pilot.app.push_screen(CasusScherm(pilot.app.kern, casus))
        await settle(pilot)
        yield pilot


def begun(place: Place, clock: Clock) -> Toegang:
    return toegang.begin(place, PASSPHRASE, naam="Anna Vos", now=clock).toegang


def one_casus(place: Place, clock: Clock, **given: object) -> UUID:
    team = begun(place, clock)
    members(team)
    casus = new_casus(team, **given)
    team.close()
    return casus


def kept(pilot: Pilot[None], casus: UUID) -> casussen.Kaart:
    assert isinstance(pilot.app, RetApp)
    with pilot.app.kern.open_team.reading() as session:
        return casussen.card(session, casus)


@pytest.mark.parametrize("size", [SMALL, BIG])
async def test_it_shows_what_is_known_what_is_missing_and_what_happened(place: Place, clock: Clock, size: tuple[int, int]) -> None:
    casus = one_casus(place, clock, vraag="Plaatsing loopt af.", kanaal="telefoon")
    async with on_card(place, clock, casus, size) as pilot:
        seen = shown(pilot)
        assert "Plaatsing loopt af." in seen
        assert "▲ grondslag voor delen" in seen
        assert "nog geen besluit" in seen
        await keys(pilot, "end")
        assert "do 19 nov" in shown(pilot)
        assert "aangemeld door Gecertificeerde instelling, telefoon" in shown(pilot)


@pytest.mark.parametrize("size", [SMALL, BIG])
async def test_it_tells_how_an_inzet_stands_who_was_in_the_duo_and_what_came_of_it(
    place: Place, clock: Clock, size: tuple[int, int]
) -> None:
    team = begun(place, clock)
    jb, mk, td = members(team)
    casus = new_casus(team)
    with team.doing("inzet") as session:
        wie = team.wie()
        triage.decide(session, wie, casus, "TA", duo=(jb, mk))
        on = inzet.find(session, casussen.card(session, casus).casus)
        inzet.start(session, wie, on, datum=TODAY - timedelta(days=3))
        inzet.replace_member(session, wie, on, mk, td, reden="ziek")
    team.close()
    async with on_card(place, clock, casus, size) as pilot:
        seen = " ".join(shown(pilot).split())
        assert "Team AnderS 1: JB en TD · gestart, evaluatie za 5 dec" in seen
        assert "eerder in het duo: MK tot en met ma 23 nov (ziek)" in seen
        assert isinstance(pilot.app, RetApp)
        with pilot.app.kern.open_team.doing("sluit") as session:
            uitkomst.close(session, pilot.app.kern.open_team.wie(), on, resultaat="THUIS")
        await keys(pilot, "o")
        pilot.app.screen.ververs()  # type: ignore[attr-defined]
        await settle(pilot)
        seen = " ".join(shown(pilot).split())
        assert "gesloten di 24 nov: kind zo thuis mogelijk" in seen
        assert "nazorg na 3 maanden wo 24 feb" in seen


async def test_brothers_sisters_and_earlier_aanmeldingen_stand_on_it_and_g_goes_there(place: Place, clock: Clock) -> None:
    team = begun(place, clock)
    earlier, casus, sister = new_casus(team, datum_aanmelding=TODAY - timedelta(days=300)), new_casus(team), new_casus(team)
    with team.doing("koppel") as session:
        session.get_one(Casus, casus).eerdere_aanmelding = earlier
        family = uuid4()
        for row in (casus, sister):
            session.get_one(Casus, row).gezin = family
    with team.reading() as session:
        codes = [casussen.card(session, row).casus for row in (earlier, casus, sister)]
    team.close()
    async with on_card(place, clock, casus) as pilot:
        assert f"eerdere aanmelding {codes[0]}" in shown(pilot)
        assert f"broer of zus {codes[2]}" in shown(pilot)
        await keys(pilot, "g", "enter")
        assert f"latere aanmelding {codes[1]}" in shown(pilot)
        await keys(pilot, "g", codes[2], "enter", "escape", "escape")
        assert f"broer of zus {codes[2]}" in shown(pilot)


async def test_a_digit_decides_outside_the_meeting_after_a_yes_and_asks_the_reason(place: Place, clock: Clock) -> None:
    casus = one_casus(place, clock)
    async with on_card(place, clock, casus) as pilot:
        await keys(pilot, "1", "escape")
        assert kept(pilot, casus).besluit is None
        await keys(pilot, "1", "enter", "advies aan school", "enter")
        taken = kept(pilot, casus).besluit
        assert taken is not None
        assert (taken.route, taken.reden, taken.overleg) == ("CON", "advies aan school", None)
        assert "advies aan school" in shown(pilot)


async def test_an_action_is_asked_for_and_stands_on_the_card_and_in_the_time_line(place: Place, clock: Clock) -> None:
    casus = one_casus(place, clock)
    async with on_card(place, clock, casus) as pilot:
        await keys(pilot, "a", "belt moeder", "enter", "enter", "+3", "enter")
        (made,) = kept(pilot, casus).acties
        assert (made.omschrijving, made.eigenaar, made.voor) == ("belt moeder", "AV", TODAY + timedelta(days=3))
        assert "☐ AV  belt moeder  vr 27 nov" in shown(pilot)
        assert "actie: belt moeder · AV, voor vr 27 nov" in shown(pilot)


async def test_closing_asks_how_it_ended_and_reopening_why(place: Place, clock: Clock) -> None:
    casus = one_casus(place, clock)
    async with on_card(place, clock, casus) as pilot:
        await keys(pilot, "x", "escape")
        assert kept(pilot, casus).status == "nieuw"
        await keys(pilot, "x", "1", "1", "het wijkteam", "enter")
        card = kept(pilot, casus)
        assert card.status == "afgesloten"
        assert card.velden["afsluiting_overgedragen_aan"] == "het wijkteam"
        assert card.velden["afsluiting_resultaat"] is not None
        assert card.velden["afsluiting_woonsituatie_eind"] is not None
        await keys(pilot, "x")
        assert "al afgesloten" in shown(pilot)
        await keys(pilot, "H", "enter")
        assert "Heropenen vraagt een reden" in shown(pilot)
        await keys(pilot, "H", "weer vastgelopen", "enter")
        assert kept(pilot, casus).status == "heropend"
        assert "heropend: weer vastgelopen" in shown(pilot)


async def test_what_was_answered_of_a_closing_that_is_refused_outlasts_another_act(place: Place, clock: Clock) -> None:
    casus = one_casus(place, clock)
    async with on_card(place, clock, casus) as pilot:
        await keys(pilot, "x", "1", "2", "w" * 301, "enter")
        assert "er passen er 300" in " ".join(shown(pilot).split())
        await keys(pilot, "a", "belt moeder", "enter", "enter", "enter", "x", "enter", "enter")
        assert pilot.app.screen.query_one(TextArea).text == "w" * 301
        pilot.app.screen.query_one(TextArea).text = "het wijkteam"
        await keys(pilot, "enter")
        closed = kept(pilot, casus).velden
        assert closed["afsluiting_overgedragen_aan"] == "het wijkteam"
        assert closed["afsluiting_resultaat"] == next(iter(RESULTAAT.codes))
        assert closed["afsluiting_woonsituatie_eind"] == list(WOONSITUATIE.codes)[1]


async def test_a_log_line_needs_an_inzet_that_runs(place: Place, clock: Clock) -> None:
    team = begun(place, clock)
    casus = new_casus(team)
    team.close()
    async with on_card(place, clock, casus) as pilot:
        await keys(pilot, "l")
        assert "Er loopt geen inzet" in shown(pilot)
        assert isinstance(pilot.app, RetApp)
        with pilot.app.kern.open_team.doing("inzet") as session:
            session.add(Inzet(casus=casus, team=1, inzet_planning_start=TODAY - timedelta(days=2)))
        assert isinstance(pilot.app.screen, CasusScherm)
        pilot.app.screen.ververs()
        await keys(pilot, "l", "tel: moeder gebeld, gaat goed", "enter")
        assert "moeder gebeld, gaat goed" in shown(pilot)


async def test_h_shows_who_changed_what_and_again_what_happened(place: Place, clock: Clock) -> None:
    casus = one_casus(place, clock)
    async with on_card(place, clock, casus) as pilot:
        await keys(pilot, "h")
        assert "Wie wat veranderde" in shown(pilot)
        assert "casus gemaakt" in shown(pilot)
        await keys(pilot, "h")
        assert "Wat er gebeurde" in shown(pilot)


async def test_the_time_line_turns(place: Place, clock: Clock) -> None:
    casus = one_casus(place, clock)
    async with on_card(place, clock, casus) as pilot:
        await keys(pilot, "1", "enter", "escape")
        lines = shown(pilot)
        assert lines.index("buiten het overleg") < lines.index("do 19 nov  ")
        await keys(pilot, "o")
        lines = shown(pilot)
        assert lines.index("buiten het overleg") > lines.index("do 19 nov  ")


@pytest.mark.parametrize("size", [TINY, BIG])
async def test_a_casus_that_is_gone_is_said_calmly(place: Place, clock: Clock, size: tuple[int, int]) -> None:
    casus = one_casus(place, clock)
    async with on_card(place, clock, casus, size) as pilot:
        assert isinstance(pilot.app, RetApp)
        with pilot.app.kern.open_team.doing("wis") as session:
            session.delete(session.get_one(Casus, casus))
        screen = pilot.app.screen
        assert isinstance(screen, CasusScherm)
        screen.ververs()
        await settle(pilot)
        assert "Deze casus is er niet meer." in shown(pilot)
        await keys(pilot, "a", "1", "x", "H", "l", "i", "w", "b", "h", "o", "left", "right", "escape")
        assert not isinstance(pilot.app.screen, CasusScherm)
