"""The one registry: keys of one's own, and that footer, help, palette and handbook all tell them."""

from __future__ import annotations

import runpy
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.command import CommandPalette
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Input, OptionList, Static
from textual.widgets._footer import FooterKey

from retcli import config, toegang
from retcli.app import RetApp
from retcli.config import Voorkeuren
from retcli.duo import Voorstel
from retcli.locations import Place
from screens import toetsenbord
from screens.begin import Begin, Herstelblad
from screens.duovoorstel import DuoVoorstel
from screens.hulp import Hulp, deel_of
from screens.instellingen import KiesThema, NieuweToets
from screens.keuze import Bevestig, KiesLid
from screens.ontgrendelen import Ontgrendelen
from screens.toetsen import DELEN, NAAR, TOETSEN, VASTE_DELEN
from screens.vraagregel import Vraagregel

from ..conftest import PASSPHRASE, Clock
from ..test_overleg import TODAY
from .werk import BIG, SMALL, TINY, keys, opened, settle, shown

IDS = sorted(toetsenbord.by_id())
SIGNS = "abcdefghijklmnopqrstuvwxyzABCDUZ0123456789?,./-[]\\é€ "

WANTED = [*SIGNS, "enter", "escape", "f1", "f7", "ctrl+l", "ctrl+i", "ctrl+g", ""]


@pytest.fixture(autouse=True)
def _own_keys() -> Iterator[None]:
    yield
    toetsenbord.EIGEN.clear()


@pytest.fixture
def begun(place: Place, clock: Clock) -> Place:
    toegang.begin(place, PASSPHRASE, naam="Anna Vos", now=clock).toegang.close()
    return place


def footer(screen: Screen[Any]) -> list[str]:
    return [f"{key.key_display} {key.description}" for key in screen.query(FooterKey)]


# --- the registry


def test_every_section_has_a_name_and_says_what_it_is_for() -> None:
    assert set(TOETSEN) - set(DELEN) == set()
    assert all(d.titel and d.uitleg.endswith((".", "?")) for d in DELEN.values())


def test_every_tip_is_a_whole_sentence() -> None:
    for toets in (*toetsenbord.by_id().values(), *NAAR):
        assert toets.tip[0].isupper(), toets.id
        assert toets.tip.endswith("."), toets.id


def test_keys_that_work_together_differ() -> None:
    for together in toetsenbord._together():
        used = Counter(key for toets in together for key in toetsenbord.keys_of(toets, {}))
        assert [(key, [t.id for t in together if key in toetsenbord.keys_of(t, {})]) for key, n in used.items() if n > 1] == []


def test_the_tables_in_the_handbook_are_those_of_the_registry() -> None:
    docs = Path(__file__).parents[2] / "docs"
    page = (docs / "handleiding.md").read_text(encoding="utf-8")
    assert page.count("<!-- toetsen:") >= 5
    assert runpy.run_path(str(docs / "toetsen.py"))["placed"](page) == page


# --- keys of one's own


@given(st.dictionaries(st.sampled_from(IDS), st.sampled_from(WANTED), max_size=25))
def test_whatever_someone_wants_no_key_ever_does_two_things(wanted: dict[str, str]) -> None:
    good, said = toetsenbord.checked(wanted)
    known = toetsenbord.by_id()
    for together in toetsenbord._together():
        mine = [t.id for t in together if t.id in good]
        used = Counter(key for toets in together for key in toetsenbord.keys_of(toets, good))
        assert not any(used[good[i]] > 1 for i in mine)
    free = {i: key for i, key in wanted.items() if i.partition(".")[0] not in VASTE_DELEN}
    own = {i for i, key in free.items() if toetsenbord.normal(key) in toetsenbord.keys_of(known[i], {})}
    assert len(said) == len(wanted) - len(good) - len(own & (set(wanted) - set(good)))
    assert not set(good.values()) & (toetsenbord.VAST | toetsenbord.KOMT_NIET_AAN)
    assert not {i.partition(".")[0] for i in good} & VASTE_DELEN


def test_two_actions_can_change_keys() -> None:
    good, said = toetsenbord.checked({"overleg.duo": "a", "overleg.actie": "d"})
    assert (good, said) == ({"overleg.duo": "a", "overleg.actie": "d"}, [])


@pytest.mark.parametrize(
    ("toets", "key", "why"),
    [
        ("overleg.duo", "a", "Actie"),
        ("overleg.duo", ",", "Instellingen"),
        ("overleg.duo", "z", "Ongedaan"),
        ("app.instellingen", "d", "Duo"),
        ("overleg.duo", "ctrl+m", "komt in een terminal niet aan"),
        ("overleg.duo", "escape", "overal hetzelfde"),
        ("overleg.duo", "super+d", "kan wel"),
        ("overleg.duo", "\x00", "kan wel"),
        ("overleg.duo", "", "geen eigen toets"),
        ("app.hulp", "h", "terwijl u typt"),
        ("app.slot", "ctrl+w", "terwijl u typt"),
        ("kies.terug", "q", "geen eigen toets"),
        ("niets.niets", "q", "geen actie"),
    ],
)
def test_a_key_that_can_not_be_is_refused_with_the_reason(toets: str, key: str, why: str) -> None:
    good, said = toetsenbord.checked({toets: key})
    assert good == {}
    assert len(said) == 1
    assert why in said[0]


async def test_a_key_of_ones_own_works_and_stands_in_footer_help_and_palette(begun: Place, clock: Clock) -> None:
    config.write(begun, Voorkeuren().with_key("vandaag.plan", "f7").with_key("vandaag.overleg", "["))
    async with opened(begun, clock, BIG) as pilot:
        assert footer(pilot.app.screen)[:2] == ["Enter Open", "[ Overleg"]
        assert "F7 Plan" in footer(pilot.app.screen)
        await keys(pilot, "p")
        assert not pilot.app.screen.query_one(Vraagregel).busy
        await pilot.press("f7")
        await settle(pilot)
        assert pilot.app.screen.query_one(Vraagregel).busy
        await keys(pilot, "escape", "f1")
        assert "F7          Plant een overleg." in shown(pilot)
        await keys(pilot, "escape")
        await pilot.press("ctrl+p")
        await settle(pilot)
        found = [str(o.prompt) for o in pilot.app.screen.query_one(OptionList).options]
        assert "Plan\nPlant een overleg.  F7" in found
        assert any(line.endswith("  [") for line in found)


async def test_a_digit_of_a_route_can_be_another_key(begun: Place, clock: Clock) -> None:
    config.write(begun, Voorkeuren().with_key("overleg.route.CON", "f7"))
    async with opened(begun, clock) as pilot:
        await keys(pilot, "o", "enter")
        await settle(pilot)
        actions = {key: active.binding.action for key, active in pilot.app.screen.active_bindings.items()}
        assert actions["f7"] == "route('CON')"
        assert "1" not in actions


async def test_a_clash_is_said_at_the_start_and_not_put_to_work(begun: Place, clock: Clock) -> None:
    config.write(begun, Voorkeuren().with_key("vandaag.plan", "o").with_key("geen.actie", "q"))
    async with opened(begun, clock, SMALL) as pilot:
        said = " ".join(n.message for n in pilot.app._notifications)
        assert "Plan (Vandaag) kan niet op o: die toets is van Overleg (Vandaag)." in said
        assert "geen actie geen.actie" in said
        assert "o Overleg" in footer(pilot.app.screen)
        await keys(pilot, "p")
        assert pilot.app.screen.query_one(Vraagregel).busy


async def test_preferences_that_can_not_be_read_stop_nothing(begun: Place, clock: Clock) -> None:
    begun.voorkeuren.write_bytes(b"{{{")
    async with opened(begun, clock, SMALL) as pilot:
        assert config.ONLEESBAAR in [n.message for n in pilot.app._notifications]
        assert "Anna Vos" in shown(pilot)


# --- help


async def test_help_is_on_f1_and_question_mark_says_what_the_screen_is_for_and_opens_once(begun: Place, clock: Clock) -> None:
    async with opened(begun, clock, SMALL) as pilot:
        for key in ("f1", "?"):
            await pilot.press(key, key)
            await settle(pilot)
            assert len(pilot.app.screen_stack) == (2 if key == "f1" else 3)
            await keys(pilot, *(["f1"] if key == "f1" else []))
            assert type(pilot.app.screen) is Hulp
            assert DELEN["vandaag"].uitleg[:40] in shown(pilot)
            await keys(pilot, "end")
            assert "Sluit het programma" in shown(pilot)
            await keys(pilot, "escape")


async def test_a_question_mark_in_a_text_is_typed_and_f1_helps_there_too(begun: Place, clock: Clock) -> None:
    async with opened(begun, clock, SMALL) as pilot:
        await keys(pilot, "p", "1", "?")
        await keys(pilot, "f1")
        assert DELEN["vraag"].titel in shown(pilot)
        await keys(pilot, "f1", "!")
        assert pilot.app.screen.query_one(Vraagregel).query_one("#vraagregel-invoer").value == "1?!"  # type: ignore[attr-defined]


async def test_help_before_unlocking_stays_out_of_the_way_of_it(begun: Place, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, unlock = threading.Event(), toegang.unlock

    def slow(*args: Any, **kwargs: Any) -> toegang.Toegang:
        asked.wait(20)
        return unlock(*args, **kwargs)

    monkeypatch.setattr("retcli.toegang.unlock", slow)
    app = RetApp(begun, now=clock)
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        await keys(pilot, "f1")
        assert "Wachtwoord vergeten?" in shown(pilot)
        await keys(pilot, "escape", PASSPHRASE)
        await pilot.press("enter", "f1")
        assert type(app.screen) is Hulp
        asked.set()
        await settle(pilot)
        assert [type(s).__name__ for s in app.screen_stack[1:]] == ["Vandaag"]
        assert app.kern.team is not None
        app.kern.team.close()


@pytest.mark.parametrize("size", [SMALL, TINY])
async def test_there_is_help_on_every_question_and_every_line_of_it_can_be_reached(
    begun: Place, clock: Clock, size: tuple[int, int]
) -> None:
    async with opened(begun, clock, size) as pilot:
        questions: list[Screen[object]] = [
            Bevestig("Zeker?", "Ja"),  # type: ignore[list-item]
            KiesLid("Wie?", []),  # type: ignore[list-item]
            DuoVoorstel(Voorstel("26-ABCDE", TODAY, [], {}), (), lambda _: None),  # type: ignore[list-item]
            KiesThema(),  # type: ignore[list-item]
            NieuweToets(toetsenbord.by_id()["overleg.duo"], {}),  # type: ignore[list-item]
            Ontgrendelen(lambda _: None),  # type: ignore[list-item]
            Begin(lambda _: None, lambda: None, lambda _: None, lambda _: None),  # type: ignore[list-item]
            Herstelblad("AGE-SECRET-KEY-1ABCDEF", lambda: None),  # type: ignore[list-item]
        ]
        for question in questions:
            pilot.app.push_screen(question)
            await settle(pilot)
            deel = deel_of(question)
            assert deel not in ("app", "scherm", "vandaag"), question
            await keys(pilot, "f1")
            assert type(pilot.app.screen) is Hulp, question
            assert DELEN[deel].titel in shown(pilot)
            await keys(pilot, "f1")
            assert pilot.app.screen is question
            pilot.app.pop_screen()
            await settle(pilot)


@pytest.mark.parametrize("size", [SMALL, TINY])
async def test_help_never_cuts_a_word_and_scrolls_to_its_end(begun: Place, clock: Clock, size: tuple[int, int]) -> None:
    async with opened(begun, clock, size) as pilot:
        for deel in TOETSEN:
            pilot.app.push_screen(Hulp(deel))
            await settle(pilot)
            lines = pilot.app.screen.query_one("#regels", Static)
            assert isinstance(lines.content, Content)
            assert max(len(line) for line in lines.content.plain.split("\n")) <= lines.size.width
            await keys(pilot, "end")
            assert lines.region.bottom <= size[1]
            await keys(pilot, "escape")


# --- the palette


async def test_the_palette_does_what_was_chosen(begun: Place, clock: Clock) -> None:
    async with opened(begun, clock, SMALL) as pilot:
        await pilot.press("ctrl+p", "ctrl+p")
        await settle(pilot)
        assert len(pilot.app.screen_stack) == 3
        await keys(pilot, "plant een", "enter")
        await settle(pilot)
        assert pilot.app.screen.query_one(Vraagregel).busy


async def test_the_palette_names_only_what_can_be_done_here_and_goes_elsewhere(begun: Place, clock: Clock) -> None:
    async with opened(begun, clock, SMALL) as pilot:
        await pilot.press("ctrl+p")
        await settle(pilot)
        names = [str(o.prompt).split("\n")[0] for o in pilot.app.screen.query_one(OptionList).options]
        assert len(names) == len(set(names))
        assert {"Plan", "Instellingen", "Slot"} <= set(names)
        assert not {"Vandaag", "Omlaag", "Duo", "Opdracht"} & set(names)
        await keys(pilot, "instell", "enter")
        await settle(pilot)
        assert type(pilot.app.screen).__name__ == "InstellingenScherm"
        await pilot.press("ctrl+p")
        await settle(pilot)
        await keys(pilot, "wat op u wacht", "enter")
        await settle(pilot)
        assert type(pilot.app.screen).__name__ == "Vandaag"
        assert len(pilot.app.screen_stack) == 2


async def test_the_palette_says_in_dutch_that_nothing_was_found(begun: Place, clock: Clock) -> None:
    async with opened(begun, clock, SMALL) as pilot:
        await pilot.press("ctrl+p")
        await settle(pilot)
        await keys(pilot, "[xqz$", "enter")
        await settle(pilot)
        assert not isinstance(pilot.app.screen, CommandPalette)


@pytest.mark.parametrize("before", [("p",), ("f1",), ("ctrl+l",)])
async def test_the_palette_and_the_settings_stay_away_from_questions_and_the_lock(
    begun: Place, clock: Clock, before: tuple[str, ...]
) -> None:
    async with opened(begun, clock, SMALL) as pilot:
        await keys(pilot, *before)
        stack = list(pilot.app.screen_stack)
        await pilot.press("ctrl+p", "comma")
        await settle(pilot)
        assert pilot.app.screen_stack == stack
        if before == ("ctrl+l",):
            assert pilot.app.screen.query_one(Input).value == ","


# --- the footer


@pytest.mark.parametrize("width", [40, 60, 80, 120])
async def test_the_footer_never_cuts_a_word_and_always_shows_where_the_rest_is(begun: Place, clock: Clock, width: int) -> None:
    async with opened(begun, clock, BIG) as pilot:
        await keys(pilot, "o", "enter")
        await settle(pilot)
        await pilot.resize_terminal(width, 24)
        await settle(pilot)
        foot = shown(pilot).split("\n")[-1]
        assert foot.endswith("F1 Alle toetsen")
        told = footer(pilot.app.screen)
        assert all(key in foot for key in told)
        first = ["volgende", "afvinken", "erbij", "verzet", "casus", "vervalt"]  # what one does at the opening
        order = [*first, *(t.action for t in TOETSEN["overleg"] if t.action not in first)]
        places = [order.index(k.action) for k in pilot.app.screen.query(FooterKey) if k.action in order]
        assert places == sorted(places)


async def test_while_something_is_asked_the_footer_has_the_keys_of_that(begun: Place, clock: Clock) -> None:
    async with opened(begun, clock, SMALL) as pilot:
        await keys(pilot, "p")
        assert footer(pilot.app.screen) == ["Enter Klaar", "Esc Terug", "F1 Alle toetsen"]
        await keys(pilot, "escape")
        assert "Enter Open" in footer(pilot.app.screen)


async def test_a_key_in_the_footer_can_be_clicked(begun: Place, clock: Clock) -> None:
    async with opened(begun, clock, SMALL) as pilot:
        for key in pilot.app.screen.query(FooterKey):
            if key.action == "hulp":
                await pilot.click(key)
        await settle(pilot)
        assert type(pilot.app.screen) is Hulp
