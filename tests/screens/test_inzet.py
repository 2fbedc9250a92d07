"""The inzetten by the keyboard: the list, one inzet with its log, and closing it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import UUID

import pytest
from sqlmodel import select
from textual.pilot import Pilot
from textual.widgets import TextArea

from db.models import Inzet, Lid, Logregel
from retcli import casussen, inzet, inzetlog, toegang
from retcli.app import RetApp
from retcli.inzet import InzetStand
from retcli.locations import Place
from screens.casus import CasusScherm
from screens.inzet import InzetScherm
from screens.inzetten import InzettenScherm
from screens.lijst import Lijst

from ..conftest import PASSPHRASE, Clock
from ..test_inzet import deployed
from ..test_overleg import TODAY
from .test_overleg import HOSTILE, reopened
from .werk import BIG, SMALL, TINY, keys, opened, settle, shown


def made(place: Place, clock: Clock, many: int = 1) -> list[UUID]:
    """A team with so many inzetten of JB and TD, planned from today, closed again."""
    team = toegang.begin(place, PASSPHRASE, naam="Anna Vos", now=clock).toegang
    found = [deployed(team) for _ in range(many)]
    team.close()
    return found


@asynccontextmanager
async def at_inzetten(place: Place, clock: Clock, size: tuple[int, int] = BIG, of: UUID | None = None) -> AsyncIterator[Pilot[None]]:
    """The list, or with `of` one inzet in front of it."""
    async with opened(place, clock, size) as pilot:
        app = pilot.app
        assert isinstance(app, RetApp)
        await app.push_screen(InzettenScherm(app.kern))
        if of is not None:
            await app.push_screen(InzetScherm(app.kern, of))
        await settle(pilot)
        yield pilot


def in_front(pilot: Pilot[None]) -> type[object]:
    return type(pilot.app.screen)


def stand(place: Place, clock: Clock, of: UUID) -> InzetStand:
    team = reopened(place, clock)
    try:
        with team.reading() as session:
            return inzet.get(session, of, team.wie().today)
    finally:
        team.close()


def lines(place: Place, clock: Clock, of: UUID) -> list[inzetlog.LogRegel]:
    team = reopened(place, clock)
    try:
        with team.reading() as session:
            return inzetlog.logregels(session, of)
    finally:
        team.close()


async def test_an_empty_list_says_how_an_inzet_begins(place: Place, clock: Clock) -> None:
    made(place, clock, 0)
    async with at_inzetten(place, clock, SMALL) as pilot:
        assert "Er loopt geen inzet; a toont ook de gesloten." in shown(pilot)
        assert "besluit voor Team AnderS en een duo" in shown(pilot)
        await keys(pilot, "l", "enter", "c", "a", "down", "y")
        assert "Er loopt geen inzet." in shown(pilot)


async def test_a_line_from_the_list_takes_one_key_the_text_and_enter(place: Place, clock: Clock) -> None:
    (of,) = made(place, clock)
    pressed = ["l", "vr huisbezoek 90m JB: moeder en school samen aan tafel", "enter"]
    async with at_inzetten(place, clock) as pilot:
        await keys(pilot, *pressed)
        assert "Bewaard: vr 20 nov · huisbezoek · 90 min · JB. De inzet is daarmee begonnen op vr 20 nov." in shown(pilot)
        assert "vr 20 nov" in shown(pilot).splitlines()[3]
    assert sum(1 for key in pressed if len(key) == 1 or key == "enter") == 2
    (line,) = lines(place, clock, of)
    assert (line.soort, line.minuten, line.auteur, line.tekst) == ("HUIS", 90, "JB", "moeder en school samen aan tafel")


async def test_what_is_understood_shows_while_one_types(place: Place, clock: Clock) -> None:
    (of,) = made(place, clock)
    async with at_inzetten(place, clock, SMALL, of) as pilot:
        await keys(pilot, "l", "23/11 hb 1u30 JB: x")
        assert "ma 23 nov · huisbezoek · 90 min · JB" in shown(pilot)
        await keys(pilot, "x" * 600)
        assert "tekens te lang" in shown(pilot)


@pytest.mark.parametrize("typed", ["x" * 501, "1/12/2026 hb: te vroeg", "1-1-2020: te lang geleden"])
async def test_a_line_that_is_refused_stays_to_be_bettered(place: Place, clock: Clock, typed: str) -> None:
    (of,) = made(place, clock)
    async with at_inzetten(place, clock, SMALL) as pilot:
        await keys(pilot, "l", typed, "enter")
        assert "▲" in shown(pilot)
        assert pilot.app.screen.query_one(TextArea).text == typed
        await keys(pilot, "escape", "l")
        assert pilot.app.screen.query_one(TextArea).text == typed
    assert lines(place, clock, of) == []


async def test_a_line_is_bettered_and_the_old_one_stays_to_read(place: Place, clock: Clock) -> None:
    (of,) = made(place, clock)
    async with at_inzetten(place, clock, BIG, of) as pilot:
        await keys(pilot, "c")
        assert "Kies eerst een regel" in shown(pilot)
        await keys(pilot, "l", "20/11 hb 90m JB: met moder", "enter", "c", "!", "enter")
        assert "met moder!" in shown(pilot)
        assert "(verbeterd) met moder" in shown(pilot)
        await keys(pilot, "down", "c")
        assert "kies de regel erboven" in shown(pilot)
    assert [(line.tekst, line.vervangen, line.minuten) for line in lines(place, clock, of)] == [
        ("met moder!", False, 90),
        ("met moder", True, 90),
    ]


async def test_an_inzet_is_started_evaluated_and_closed_with_its_casus(place: Place, clock: Clock) -> None:
    (of,) = made(place, clock)
    async with at_inzetten(place, clock, SMALL, of) as pilot:
        await keys(pilot, "s", "enter", "thuis vanaf 1 januari", "enter")
        assert "Begonnen op di 24 nov." in shown(pilot)
        assert "thuis vanaf 1 januari" in shown(pilot)
        await keys(pilot, "s")
        assert "al begonnen" in shown(pilot)
        await keys(pilot, "e", "+14", "enter")
        assert "De evaluatie is di 8 dec." in shown(pilot)
        await keys(pilot, "e", "op de goede weg", "enter", "enter")
        assert "De volgende evaluatie is di 5 jan." in shown(pilot)
        assert "op de goede weg" in shown(pilot)
        await keys(pilot, "x", "2", "1", "wijkteam", "enter", "enter")
        assert "ook afsluiten?" in shown(pilot)
        await keys(pilot, "up", "enter")
        assert "zijn gesloten" in shown(pilot)
        await keys(pilot, "x")
        assert "al gesloten" in shown(pilot)
        await keys(pilot, "escape", "a")
        assert "gesloten di 24 nov: Kind zo" in shown(pilot)
    now = stand(place, clock, of)
    assert (now.einddatum, now.resultaat, now.woonsituatie_eind, now.afgeschaald_naar) == (TODAY, "THUIS", "OUDERS", "wijkteam")
    team = reopened(place, clock)
    with team.reading() as session:
        assert now.casus_id is not None
        assert casussen.card(session, now.casus_id).status == "afgesloten"
    team.close()


async def test_closing_that_is_left_goes_on_with_what_was_answered_and_a_wrong_date_is_asked_again(place: Place, clock: Clock) -> None:
    (of,) = made(place, clock)
    async with at_inzetten(place, clock, SMALL, of) as pilot:
        await keys(pilot, "s", "enter", "enter", "x", "2", "escape")
        assert "loopt door" in shown(pilot)
        await keys(pilot, "x", "enter", "0", "escape", "x", "enter", "enter", "huisarts", "enter")
        await keys(pilot, "1-1-2026", "enter")
        assert "voor de start" in shown(pilot)
        await keys(pilot, "vandaag")  # what was refused stands there, and typing replaces it
        assert pilot.app.screen.query_one(TextArea).text == "vandaag"
        await keys(pilot, "enter", "escape")
    now = stand(place, clock, of)
    assert (now.einddatum, now.resultaat, now.woonsituatie_eind, now.afgeschaald_naar) == (TODAY, "THUIS", None, "huisarts")


async def test_what_came_out_of_an_evaluation_is_kept_before_the_next_is_asked(place: Place, clock: Clock) -> None:
    (of,) = made(place, clock)
    async with at_inzetten(place, clock, SMALL, of) as pilot:
        await keys(pilot, "l", "begonnen", "enter", "e", "half klaar", "enter")
        assert "Evaluatie vastgelegd." in shown(pilot)
        await keys(pilot, "escape")
        assert "half klaar" in shown(pilot)
        await keys(pilot, "e")
        assert pilot.app.screen.query_one(TextArea).text == ""


@pytest.mark.parametrize("size", [SMALL, BIG])
async def test_the_list_holds_sixty_and_what_needs_attention_is_on_top(place: Place, clock: Clock, size: tuple[int, int]) -> None:
    found = made(place, clock, 60)
    team = reopened(place, clock)
    with team.doing("x") as session:
        session.add(Logregel(inzet=found[59], datum=TODAY - timedelta(days=60), tekst="x"))
    with team.reading() as session:
        code = inzet.get(session, found[59], TODAY).casus
    team.close()
    async with at_inzetten(place, clock, size) as pilot:
        assert "60 lopen · ▲ 1 vraagt aandacht" in shown(pilot)
        assert f"▲ {code}" in shown(pilot).splitlines()[3 if size == BIG else 2]
        assert "stil sinds vr 25 sep" in shown(pilot)
        await keys(pilot, "enter")
        assert in_front(pilot) is InzetScherm
        assert code in shown(pilot)
        await keys(pilot, "enter")
        assert in_front(pilot) is CasusScherm
        await keys(pilot, "escape", "escape")
        assert in_front(pilot) is InzettenScherm


@pytest.mark.parametrize("size", [TINY, BIG])
async def test_strange_text_is_text_on_both_screens(place: Place, clock: Clock, size: tuple[int, int]) -> None:
    found = made(place, clock, len(HOSTILE))
    team = reopened(place, clock)
    with team.doing("x") as session:
        for of, text in zip(found, HOSTILE, strict=True):
            row = session.get_one(Inzet, of)
            row.inzet_planning_doel = row.frequentie = row.afgeschaald_naar = row.einde_reden = text
            session.add(Logregel(inzet=of, datum=TODAY, tekst=text, soort="HUIS", minuten=5))
        for lid in session.exec(select(Lid)):
            lid.naam = "[x[/] [@click=app.quit]"
    team.close()
    async with at_inzetten(place, clock, size) as pilot:
        for of, text in zip(found, HOSTILE, strict=True):
            pilot.app.screen.query_one(Lijst).ga_naar(of)
            await keys(pilot, "l", text[:300], "enter", "enter")
            assert in_front(pilot) is InzetScherm
            await keys(pilot, "c", text[:20], "enter", "escape")
            assert in_front(pilot) is InzettenScherm
            shown(pilot)
        await keys(pilot, "enter", "e", HOSTILE[1], "enter", "enter", "x", HOSTILE[1], "escape", "y")
        assert in_front(pilot) is InzetScherm


async def test_an_inzet_that_is_gone_says_so(place: Place, clock: Clock) -> None:
    made(place, clock)
    async with at_inzetten(place, clock, SMALL, UUID(int=7)) as pilot:
        await keys(pilot, "l", "s", "e", "x", "c", "enter", "down")
        assert "Deze inzet is er niet meer." in shown(pilot)
        await keys(pilot, "escape")
        assert in_front(pilot) is InzettenScherm


async def test_undo_takes_a_line_back_and_the_list_shows_it(place: Place, clock: Clock) -> None:
    (of,) = made(place, clock)
    async with at_inzetten(place, clock, SMALL) as pilot:
        await keys(pilot, "l", "20/11: gesproken", "enter")
        assert "20 nov" in shown(pilot)
        await keys(pilot, "z")
        assert "20 nov" not in shown(pilot).splitlines()[2]
    assert lines(place, clock, of) == []
