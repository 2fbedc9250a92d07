"""Keys typed faster than the program draws do what they were meant to: a burst never overtakes itself or acts on the screen behind."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot

from retcli import casussen, overleg
from retcli.locations import Place
from screens.basis import Scherm
from screens.vraagregel import Regel, Vraagregel

from ..conftest import Clock
from ..test_overleg import TODAY
from .test_overleg import prepared, reopened
from .werk import SMALL, keys, opened, settle, shown


async def burst(pilot: Pilot[None], *pressed: str) -> None:
    """All keys at once, as a driver hands them over; a text is its letters."""
    driver = pilot.app._driver
    assert driver is not None
    for word in pressed:
        for key in [word] if word in ("enter", "escape", "left", "right", "backspace", "tab") else word:
            event = events.Key({" ": "space", "/": "slash", "+": "plus"}.get(key, key), key if len(key) == 1 else None)
            event.set_sender(pilot.app)
            driver.send_message(event)
    await settle(pilot)


async def test_what_is_typed_ahead_goes_into_the_question_that_opens(place: Place, clock: Clock) -> None:
    """`z` in it takes nothing back, `h` decides nothing."""
    first, _ = prepared(place, clock)
    async with opened(place, clock) as pilot:
        await keys(pilot, "o", "enter", "right", "1")
        await burst(pilot, "rzin een h2", "enter", "nhallo 2222 zo", "enter")
        assert "Notitie bewaard." in shown(pilot)
    team = reopened(place, clock)
    with team.reading() as session:
        meeting = overleg.running(session)
        card = casussen.card(session, casussen.find(session, first))
        note = next(p.notitie for p in overleg.agenda(session, meeting.id, TODAY) if p.casus == first)
    team.close()
    assert [(b.route, b.reden) for b in card.besluiten] == [("CON", "zin een h2")]
    assert note == "hallo 2222 zo"


async def test_a_whole_action_and_a_duo_can_be_typed_in_one_go(place: Place, clock: Clock) -> None:
    first, second = prepared(place, clock)
    async with opened(place, clock, SMALL) as pilot:
        await keys(pilot, "o", "enter", "right")
        await burst(pilot, "4", "enter", "abelt moeder", "enter", "jb", "enter", "+3", "enter", "right")
        assert second in shown(pilot)
    team = reopened(place, clock)
    with team.reading() as session:
        card = casussen.card(session, casussen.find(session, first))
    team.close()
    assert card.besluiten[0].route == "TA"
    assert len(card.inzetten[0].duo) == 2
    assert [(a.omschrijving, a.eigenaar) for a in card.acties] == [("belt moeder", "JB")]


async def test_editing_keys_keep_their_place_among_letters(place: Place, clock: Clock) -> None:
    prepared(place, clock)
    async with opened(place, clock) as pilot:
        await keys(pilot, "o", "enter", "right", "1")
        await burst(pilot, "rabc", "backspace", "d", "left", "left", "x")
        assert pilot.app.screen.query_one(Regel).value == "axbd"


async def test_a_screen_that_opens_gets_what_is_typed_on(place: Place, clock: Clock) -> None:
    prepared(place, clock)
    async with opened(place, clock) as pilot:
        await burst(pilot, "c/hengelo")
        assert type(pilot.app.screen).__name__ == "CasussenScherm"
        assert "hengelo" in shown(pilot)


async def test_a_draft_that_a_lock_made_goes_when_its_text_is_given(place: Place, clock: Clock) -> None:
    prepared(place, clock)
    async with opened(place, clock) as pilot:
        from ..conftest import PASSPHRASE

        await keys(pilot, "o", "enter", "right", "n", "half", "ctrl+l", PASSPHRASE, "enter", " en heel", "enter")
        assert "Notitie bewaard." in shown(pilot)
        assert pilot.app.kern.concepten.teksten == {}  # type: ignore[attr-defined]  # the program's


async def test_a_machine_that_stands_still_before_a_question_opens_loses_no_letter(
    place: Place, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A minute in which nothing runs counts once, however many seconds it had."""
    prepared(place, clock)
    real, slept, ask = time.monotonic, 0.0, Vraagregel.ask

    async def late(self: Vraagregel, *args: Any, **kwargs: Any) -> str | None:
        nonlocal slept
        for _ in range(2):
            for _ in range(50):  # turns of the event loop, in which what is typed on is looked at
                await asyncio.sleep(0)
            slept += 60
        return await ask(self, *args, **kwargs)

    monkeypatch.setattr(Vraagregel, "ask", late)
    async with opened(place, clock) as pilot:
        await keys(pilot, "o", "enter", "right")
        monkeypatch.setattr(time, "monotonic", lambda: real() + slept)
        await burst(pilot, "abelt moeder")
        assert pilot.app.screen.query_one(Regel).value == "belt moeder"


async def test_a_question_that_never_opens_holds_the_keys_up_for_a_while_only(
    place: Place, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("screens.volgorde.PATIENCE", 3)
    prepared(place, clock)
    async with opened(place, clock) as pilot:
        assert isinstance(pilot.app.screen, Scherm)
        pilot.app.screen.bezig = True
        await burst(pilot, "c/hengelo")
        assert "hengelo" in shown(pilot)
