"""The list of casussen by the keyboard: what it shows, that it stays where one was, searching while one types, and strange text in it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import UUID

import pytest
from sqlmodel import select
from textual.pilot import Pilot

from db.models import Leesregel
from retcli import casussen, intake, toegang, triage
from retcli.app import RetApp
from retcli.locations import Place
from retcli.toegang import Toegang
from screens.casus import CasusScherm
from screens.casussen import CasussenScherm
from screens.lijst import Lijst

from ..conftest import PASSPHRASE, Clock
from ..test_overleg import TODAY, new_casus
from .test_overleg import HOSTILE
from .werk import BIG, SMALL, TINY, keys, opened, settle, shown


def filled(place: Place, clock: Clock, many: int) -> list[str]:
    """A team with so many casussen, one a day, closed again; their codes, newest first."""
    team = toegang.begin(place, PASSPHRASE, naam="Anna Vos", now=clock).toegang
    with team.doing("nieuw") as session:
        codes = [
            intake.register(
                session,
                team.wie(),
                {"datum_aanmelding": TODAY - timedelta(days=n), "gemeente": ("GM0153", "GM0141")[n % 2], "vraag": f"vraag nummer{n}"},
            )[1]
            for n in range(many)
        ]
    team.close()
    return codes


@asynccontextmanager
async def the_list(place: Place, clock: Clock, size: tuple[int, int] = BIG) -> AsyncIterator[Pilot[None]]:
    """The program with the list in front."""
    async with opened(place, clock, size) as pilot:
        pilot.app.push_screen(CasussenScherm(kern(pilot)))
        await settle(pilot)
        yield pilot


def kern(pilot: Pilot[None]):  # type: ignore[no-untyped-def]  # the program's own
    assert isinstance(pilot.app, RetApp)
    return pilot.app.kern


def team_of(pilot: Pilot[None]) -> Toegang:
    return kern(pilot).open_team  # type: ignore[no-any-return]


def chosen(pilot: Pilot[None]) -> str:
    """The code under the cursor."""
    row = pilot.app.screen.query_one(Lijst).gekozen
    assert row is not None
    with team_of(pilot).reading() as session:
        return casussen.card(session, row).casus


def on_card(pilot: Pilot[None]) -> bool:
    """Whether a card is in front of the list."""
    return isinstance(pilot.app.screen, CasusScherm)


async def pressed(pilot: Pilot[None], *names: str) -> None:
    """Keys, and what they search for."""
    for name in names:
        await pilot.press(name)
        await settle(pilot)


def close_some(place: Place, clock: Clock, codes: list[str]) -> None:
    team = toegang.unlock(place, PASSPHRASE, now=clock)
    for code in codes:
        with team.doing("sluit") as session:
            triage.close(session, team.wie(), casussen.find(session, code))
    team.close()


@pytest.mark.parametrize("size", [SMALL, BIG])
async def test_it_begins_with_what_is_open_and_one_key_shows_all(place: Place, clock: Clock, size: tuple[int, int]) -> None:
    codes = filled(place, clock, 5)
    close_some(place, clock, codes[:2])
    async with the_list(place, clock, size) as pilot:
        assert "open 3 · alle 5" in shown(pilot)
        assert codes[0] not in shown(pilot)
        assert codes[2] in shown(pilot)
        assert "wacht 2 dagen" in shown(pilot)
        await pressed(pilot, "o")
        assert codes[0] in shown(pilot)
        assert "afgesloten" in shown(pilot)


@pytest.mark.parametrize("size", [TINY, SMALL, BIG])
async def test_an_empty_list_says_what_to_do(place: Place, clock: Clock, size: tuple[int, int]) -> None:
    filled(place, clock, 0)
    async with the_list(place, clock, size) as pilot:
        assert "Nog geen aanmeldingen. n maakt" in shown(pilot)
        await pressed(pilot, "enter", "down", "end", "pageup", "w")
        assert isinstance(pilot.app.screen, CasussenScherm)


async def test_when_all_are_closed_it_says_how_to_see_them(place: Place, clock: Clock) -> None:
    close_some(place, clock, filled(place, clock, 1))
    async with the_list(place, clock) as pilot:
        assert "Er is geen open casus. o toont ook de afgesloten" in shown(pilot)


@pytest.mark.parametrize("size", [TINY, SMALL, BIG])
async def test_one_walks_pages_and_jumps_through_sixty(place: Place, clock: Clock, size: tuple[int, int]) -> None:
    codes = filled(place, clock, 60)
    async with the_list(place, clock, size) as pilot:
        await pressed(pilot, "down", "j", "up")
        assert chosen(pilot) == codes[1]
        await pressed(pilot, "end")
        assert chosen(pilot) == codes[59]
        assert codes[59] in shown(pilot)
        await pressed(pilot, "down", "pageup")
        assert chosen(pilot) in shown(pilot)
        await pressed(pilot, *["pagedown"] * 40)
        assert chosen(pilot) == codes[59]
        await pressed(pilot, "home")
        assert chosen(pilot) == codes[0]
        assert codes[0] in shown(pilot)


async def test_cursor_and_height_stay_on_the_same_casus_when_others_come(place: Place, clock: Clock) -> None:
    codes = filled(place, clock, 60)
    async with the_list(place, clock, SMALL) as pilot:
        await pressed(pilot, *["down"] * 30)
        rows = pilot.app.screen.query_one(Lijst)
        height = rows.ids.index(found(pilot, codes[30])) - rows.scroll_offset.y
        for _ in range(3):
            new_casus(team_of(pilot), datum_aanmelding=TODAY)
        screen = pilot.app.screen
        assert isinstance(screen, CasussenScherm)
        screen.ververs()
        await settle(pilot)
        assert chosen(pilot) == codes[30]
        assert rows.ids.index(found(pilot, codes[30])) - rows.scroll_offset.y == height
        assert "open 63" in shown(pilot)


def found(pilot: Pilot[None], code: str) -> UUID:
    with team_of(pilot).reading() as session:
        return casussen.find(session, code)


async def test_the_card_opens_and_gives_the_list_back_where_it_was(place: Place, clock: Clock) -> None:
    codes = filled(place, clock, 60)
    async with the_list(place, clock, SMALL) as pilot:
        await pressed(pilot, *["down"] * 25, "enter")
        assert on_card(pilot)
        assert codes[25] in shown(pilot)
        await pressed(pilot, "right", "right", "escape")
        assert not on_card(pilot)
        assert chosen(pilot) == codes[27]
        assert codes[27] in shown(pilot)


async def test_a_search_shows_what_fits_while_one_types_and_esc_clears_it_before_it_leaves(place: Place, clock: Clock) -> None:
    codes = filled(place, clock, 60)
    async with the_list(place, clock) as pilot:
        await pressed(pilot, "slash", *"nummer47")
        assert codes[47] in shown(pilot)
        assert codes[46] not in shown(pilot)
        assert "1 van 60" in shown(pilot)
        await pressed(pilot, "escape")
        assert "van 60" not in shown(pilot)
        assert chosen(pilot) == codes[47]
        assert codes[46] in shown(pilot)
        await pressed(pilot, "escape")
        assert not isinstance(pilot.app.screen, CasussenScherm)


async def test_enter_in_a_search_opens_the_card_and_the_search_is_still_there_after_it(place: Place, clock: Clock) -> None:
    codes = filled(place, clock, 20)
    async with the_list(place, clock) as pilot:
        await pressed(pilot, "slash", *"nummer1", "down", "enter")
        assert codes[10] in shown(pilot)
        await pressed(pilot, "escape")
        assert chosen(pilot) == codes[10]
        assert "11 van 20" in shown(pilot)


async def test_searching_is_written_down_once_not_for_each_letter(place: Place, clock: Clock) -> None:
    filled(place, clock, 3)
    async with the_list(place, clock) as pilot:
        await pressed(pilot, "slash", *"enschede", "escape", "slash", *"almelo")
        with team_of(pilot).reading() as session:
            assert sum(line.wat == "zoek" for line in session.exec(select(Leesregel))) == 2
            assert sum(line.wat == "lijst" for line in session.exec(select(Leesregel))) == 1


async def test_a_search_that_finds_nothing_says_how_to_go_on(place: Place, clock: Clock) -> None:
    filled(place, clock, 3)
    async with the_list(place, clock, SMALL) as pilot:
        await pressed(pilot, "slash", *"bestaatniet")
        assert "Geen open casus past hierbij. Esc toont weer alles" in shown(pilot)


async def test_status_gemeente_and_year_narrow_together_and_esc_undoes_them_at_once(place: Place, clock: Clock) -> None:
    codes = filled(place, clock, 10)
    async with the_list(place, clock) as pilot:
        await pressed(pilot, "g")
        await keys(pilot, "almelo", "enter")
        assert "Almelo   5 van 10" in shown(pilot)
        assert codes[0] not in shown(pilot)
        await pressed(pilot, "s")
        assert "Nieuw  5" in shown(pilot)
        await keys(pilot, "nieuw", "enter")
        await pressed(pilot, "p")
        await keys(pilot, "2025", "enter")
        assert "Nieuw · Almelo · 2025   0 van 10" in shown(pilot)
        await pressed(pilot, "escape")
        assert "van 10" not in shown(pilot)
        assert codes[0] in shown(pilot)


async def test_a_year_that_is_none_is_refused_and_offered_again(place: Place, clock: Clock) -> None:
    filled(place, clock, 2)
    async with the_list(place, clock) as pilot:
        await pressed(pilot, "p")
        await keys(pilot, "vorig jaar", "enter")
        assert "vorig jaar is geen jaar" in shown(pilot)
        await pressed(pilot, "p")
        assert "vorig jaar" in shown(pilot).splitlines()[-2]


@pytest.mark.parametrize("size", [TINY, SMALL, BIG])
async def test_strange_text_is_searched_for_and_shown_as_it_is(place: Place, clock: Clock, size: tuple[int, int]) -> None:
    team = toegang.begin(place, PASSPHRASE, naam="Anna Vos", now=clock).toegang
    for words in HOSTILE:
        new_casus(team, vraag=words, aanmelder_organisatie=words, opmerking=words)
    team.close()
    async with the_list(place, clock, size) as pilot:
        for words in HOSTILE:
            await pressed(pilot, "slash")
            await keys(pilot, words[:200])
            await pressed(pilot, "enter", "end")
            if isinstance(pilot.app.screen, CasusScherm):
                await pressed(pilot, "escape")
            assert isinstance(pilot.app.screen, CasussenScherm)
            await pressed(pilot, "escape")
        assert "open 10" in shown(pilot)


async def test_behind_the_lock_nothing_is_read_and_the_list_is_there_again_after_it(place: Place, clock: Clock) -> None:
    codes = filled(place, clock, 5)
    async with the_list(place, clock) as pilot:
        await pressed(pilot, "down", "ctrl+l")
        await keys(pilot, PASSPHRASE, "enter")
        assert chosen(pilot) == codes[1]
        assert codes[4] in shown(pilot)


async def test_a_click_chooses_and_a_second_one_opens(place: Place, clock: Clock) -> None:
    codes = filled(place, clock, 5)
    async with the_list(place, clock) as pilot:
        await pilot.click(Lijst, offset=(4, 3))
        await settle(pilot)
        assert chosen(pilot) == codes[3]
        await pilot.click(Lijst, offset=(4, 3))
        await settle(pilot)
        assert isinstance(pilot.app.screen, CasusScherm)
