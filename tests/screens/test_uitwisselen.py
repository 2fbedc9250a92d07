"""The screen Uitwisselen: seen before it is done, broken off at any moment, and six letters that can be read from across a table."""

from __future__ import annotations

import contextlib
import threading
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from db.sync.stand import ALPHABET
from retcli import apparaten, uitwisselen, verschillen
from retcli.locations import Place
from retcli.toegang import Toegang
from retcli.uitwisselen import Afgebroken, Voortgang, wissel_uit
from screens import letters, thema
from screens.uitwisselen import UitwisselenScherm
from screens.vandaag import Vandaag

from ..conftest import Clock
from ..wisselhulp import naast, nieuw, verander
from .test_inlezen import until
from .werk import BIG, SMALL, TINY, keys, opened, settle, shown

HOSTILE = "[@click=app.quit]x[/] 日本語\\"


def scherm(pilot: Pilot[None]) -> UitwisselenScherm:
    return next(one for one in pilot.app.screen_stack if isinstance(one, UitwisselenScherm))


async def rests(pilot: Pilot[None]) -> str:
    """What is shown when nothing goes on any more."""
    await until(pilot, lambda: not any(isinstance(one, UitwisselenScherm) and one._aan for one in pilot.app.screen_stack))
    await settle(pilot)
    return shown(pilot)


async def to_screen(pilot: Pilot[None], folder: Path | None = None) -> str:
    """There by its key; with `folder` that is chosen."""
    await keys(pilot, "u")
    await rests(pilot)
    if folder is not None:
        await keys(pilot, "o")
        await keys(pilot, str(folder), "enter")
    return await rests(pilot)


@pytest.mark.parametrize("size", [BIG, SMALL])
async def test_what_would_come_is_seen_first_and_enter_does_it(
    team: Toegang, bart: Toegang, place: Place, clock: Clock, folder: Path, size: tuple[int, int]
) -> None:
    _, code = nieuw(bart)
    there = wissel_uit(bart, folder)
    team.close()
    async with opened(place, clock, size) as pilot:
        assert "laatst uitgewisseld" not in shown(pilot)
        screen = await to_screen(pilot, folder)
        assert "Enter wisselt uit" in screen
        assert "1 wijziging van de anderen" in screen
        assert code in screen
        with open_team(pilot).reading() as session:
            assert uitwisselen.laatste(session) is None
        await keys(pilot, "enter")
        screen = await rests(pilot)
        assert "Uitgewisseld: 1 wijziging ontvangen, niets nieuws gegeven." in screen
        assert there.stand in screen
        await keys(pilot, "escape")
        assert f"vandaag 10:00 · stand {there.stand}" in shown(pilot)


def open_team(pilot: Pilot[None]) -> Toegang:
    app: Any = pilot.app
    found: Toegang = app.kern.open_team
    return found


async def test_the_folder_is_known_the_next_time_and_looked_in_at_once(
    team: Toegang, bart: Toegang, place: Place, clock: Clock, folder: Path
) -> None:
    wissel_uit(team, folder)
    nieuw(bart)
    wissel_uit(bart, folder)
    team.close()
    clock.go_on(days=1)
    async with opened(place, clock) as pilot:
        assert "laatst uitgewisseld: gisteren · stand" in shown(pilot)
        assert "1 wijziging van de anderen" in await to_screen(pilot)


async def test_without_a_folder_it_says_what_to_do(team: Toegang, place: Place, clock: Clock) -> None:
    team.close()
    async with opened(place, clock) as pilot:
        assert "Nog geen map. Enter kiest er een" in await to_screen(pilot)
        assert "Enter Kies map" in shown(pilot)
        for key in ("enter", "r"):
            await keys(pilot, key)
            assert scherm(pilot).asking
            await keys(pilot, "escape")


async def test_the_form_of_a_narrow_screen_is_there_before_the_first_frame(
    team: Toegang, place: Place, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    team.close()
    composed: list[set[str]] = []
    compose = UitwisselenScherm.compose

    def noted(self: UitwisselenScherm) -> Any:
        composed.append(set(self.classes))
        return compose(self)

    monkeypatch.setattr(UitwisselenScherm, "compose", noted)
    async with opened(place, clock, SMALL) as pilot:
        await to_screen(pilot)
        assert composed == [{"-smal", "-hoog"}]


async def test_a_folder_that_is_not_there_is_asked_again_and_a_stick_that_is_out_can_come_back(
    team: Toegang, place: Place, clock: Clock, folder: Path, tmp_path: Path
) -> None:
    wissel_uit(team, folder)
    team.close()
    folder.rename(tmp_path / "eruit")
    async with opened(place, clock) as pilot:
        assert "▲ Deze map is er niet, of kan niet worden gelezen." in await to_screen(pilot)
        await keys(pilot, "enter")
        assert "r kijkt opnieuw" in shown(pilot)
        await keys(pilot, "o")
        await keys(pilot, "/nergens", "enter")
        assert "Deze map is er niet." in shown(pilot)
        assert scherm(pilot).asking
        await keys(pilot, "escape")
        (tmp_path / "eruit").rename(folder)
        await keys(pilot, "r")
        assert "Er is nog geen andere laptop in het team; l nodigt er een uit." in await rests(pilot)


async def test_another_folder_takes_the_place_of_the_one_that_is_known(
    team: Toegang, place: Place, clock: Clock, folder: Path, tmp_path: Path
) -> None:
    wissel_uit(team, folder)
    team.close()
    (tmp_path / "stick").mkdir()
    async with opened(place, clock) as pilot:
        await to_screen(pilot, tmp_path / "stick")
        assert scherm(pilot)._map == tmp_path / "stick"


async def test_tab_completes_the_name_of_a_folder(team: Toegang, place: Place, clock: Clock, folder: Path) -> None:
    team.close()
    (folder / "bestand").touch()
    (folder / "uitwisselen").mkdir()
    async with opened(place, clock) as pilot:
        await to_screen(pilot)
        await keys(pilot, "o")
        await keys(pilot, f"{folder}/u", "tab", "enter")
        await rests(pilot)
        assert scherm(pilot)._map == folder / "uitwisselen"


async def test_the_folder_of_the_program_itself_is_refused(team: Toegang, place: Place, clock: Clock) -> None:
    team.close()
    async with opened(place, clock) as pilot:
        assert "Dit is de map van het programma zelf." in await to_screen(pilot, place.folder)


class Slow:
    """A rule that goes on until it is broken off, or let go."""

    def __init__(self, rule: Any) -> None:
        self.begun, self.go_on = threading.Event(), threading.Event()
        self._rule = rule

    def __call__(self, team: Toegang, folder: Path, progress: Voortgang) -> Any:
        self.begun.set()
        with contextlib.suppress(Afgebroken):
            while not self.go_on.wait(0.002):
                progress("Het werk van de anderen wordt gelezen", 1, 4)
        return self._rule(team, folder, progress)


async def test_esc_while_it_looks_goes_back_and_leaves_nothing(
    team: Toegang, bart: Toegang, place: Place, clock: Clock, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wissel_uit(team, folder)
    nieuw(bart)
    wissel_uit(bart, folder)
    team.close()
    slow = Slow(uitwisselen.voorbeeld)
    monkeypatch.setattr(uitwisselen, "voorbeeld", slow)
    async with opened(place, clock) as pilot:
        await keys(pilot, "u")
        await until(pilot, lambda: "░  Het werk van de anderen wordt gelezen …" in shown(pilot))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, Vandaag))
        assert "3 wijzigingen" not in shown(pilot)


async def test_while_it_exchanges_nothing_locks_and_esc_keeps_what_is_whole(
    team: Toegang, bart: Toegang, place: Place, clock: Clock, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wissel_uit(team, folder)
    nieuw(bart)
    wissel_uit(bart, folder)
    team.close()
    slow = Slow(wissel_uit)
    async with opened(place, clock) as pilot:
        await to_screen(pilot)
        monkeypatch.setattr(uitwisselen, "wissel_uit", slow)
        await keys(pilot, "enter")
        await until(pilot, slow.begun.is_set)
        await keys(pilot, "ctrl+l")
        assert isinstance(pilot.app.screen, UitwisselenScherm)
        await keys(pilot, "enter", "r", "o", "tab")
        foot = shown(pilot).splitlines()[-1]
        assert "Esc Breek af" in foot
        assert "Wissel uit" not in foot
        await pilot.press("escape")
        slow.go_on.set()
        screen = await rests(pilot)
        assert "Afgebroken. Wat al binnen was is heel en blijft" in screen
        assert "Afgebroken · Enter gaat verder" in screen
        monkeypatch.undo()
        await keys(pilot, "enter")
        assert "Uitgewisseld: 1 wijziging ontvangen" in await rests(pilot)


@pytest.mark.parametrize("size", [BIG, SMALL, TINY])
async def test_names_of_people_and_files_are_text_and_every_list_is_drawn(
    team: Toegang, place: Place, clock: Clock, folder: Path, tmp_path: Path, size: tuple[int, int]
) -> None:
    wissel_uit(team, folder)
    for n in range(3):
        other = naast(team, tmp_path / f"b{n}", clock, naam=f"{HOSTILE} {n}", laptop=f"{HOSTILE * 9} {n}")
        nieuw(other)
        wissel_uit(other, folder)
        other.close()
    (folder / "[@click=app.quit]x.retpakket").write_text("[red]x[/]")
    team.close()
    async with opened(place, clock, size) as pilot:
        await to_screen(pilot)
        seen = [shown(pilot)]
        for _ in range(3):
            await keys(pilot, "tab")
            seen.append(shown(pilot))
        assert len(set(seen)) == 4
        if size != TINY:
            assert all(any(word in screen for screen in seen) for word in ("[@click=app.quit]x.retpakket", "[@click=app.quit]x[/] 日本"))


async def test_a_clash_leads_to_where_it_is_settled(team: Toegang, bart: Toegang, place: Place, clock: Clock, folder: Path) -> None:
    casus, _ = nieuw(team)
    wissel_uit(team, folder)
    wissel_uit(bart, folder)
    verander(team, casus, vraag="Wat is er nodig?")
    verander(bart, casus, vraag="Wie kan helpen?")
    wissel_uit(bart, folder)
    team.close()
    async with opened(place, clock) as pilot:
        assert "▲ 1 verschil" in await to_screen(pilot)
        await keys(pilot, "enter")
        assert "1 verschil: V kiest wat geldt." in await rests(pilot)
        await keys(pilot, "V")
        assert "Wie kan helpen?" in shown(pilot)


async def test_a_clash_that_another_settled_already_is_no_alarm(
    team: Toegang, bart: Toegang, place: Place, clock: Clock, folder: Path
) -> None:
    casus, _ = nieuw(team)
    wissel_uit(team, folder)
    wissel_uit(bart, folder)
    verander(team, casus, vraag="Wat is er nodig?")
    verander(bart, casus, vraag="Wie kan helpen?")
    wissel_uit(team, folder)
    wissel_uit(bart, folder)
    with bart.reading() as session:
        (one,) = verschillen.lijst(session)
    with bart.doing(verschillen.DOEL, verschillen.gezien([one])) as session:
        verschillen.kies(session, bart.wie(), one, "A")
    wissel_uit(bart, folder)
    team.close()
    async with opened(place, clock) as pilot:
        await to_screen(pilot)
        await keys(pilot, "enter")
        screen = await rests(pilot)
        assert "Uitgewisseld" in screen
        assert "verschil" not in screen.splitlines()[1:-1].__str__()


async def test_what_is_not_read_is_told_with_what_to_do(team: Toegang, place: Place, clock: Clock, folder: Path) -> None:
    (folder / "leeg.retpakket").touch()
    team.close()
    async with opened(place, clock, SMALL) as pilot:
        assert "▲ 1 let op" in await to_screen(pilot, folder)
        await keys(pilot, "tab", "tab")
        assert "leeg.retpakket: Dit bestand is er nog niet echt: het is leeg." in shown(pilot)


async def test_what_nobody_has_to_do_anything_about_is_a_line_and_no_alarm(
    team: Toegang, bart: Toegang, place: Place, clock: Clock, folder: Path
) -> None:
    nieuw(bart)
    wissel_uit(bart, folder)
    wissel_uit(team, folder)
    with team.doing("intrekken") as session:
        apparaten.trek_in(session, team.wie(), apparaten.zoek(session, "laptop Bart").id)
    team.close()
    async with opened(place, clock, SMALL) as pilot:
        assert "▲" not in await to_screen(pilot)
        await keys(pilot, "tab", "tab")
        assert "▸Let op " in shown(pilot)
        assert "· 1 pakket is van een laptop die is ingetrokken; wat erin staat is hier al." in shown(pilot)


def test_each_letter_has_a_shape_of_its_own() -> None:
    assert set(letters.VORMEN) == set(ALPHABET)
    assert len(set(letters.VORMEN.values())) == len(ALPHABET)
    assert {len(row) for shape in letters.VORMEN.values() for row in shape} == {5}


def test_with_plain_signs_the_letters_stand_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    assert letters.groot("K7QX2M").plain.count("\n") == 2
    monkeypatch.setattr(thema.TEKENS, "enabled", True)
    assert letters.groot("K7QX2M").plain == "K 7 Q X 2 M"
