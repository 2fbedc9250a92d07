"""Settings: what is chosen works at once, is there the next time, and a refusal loses nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import OptionList

from retcli import config, instellingen, toegang
from retcli.app import RetApp
from retcli.config import Voorkeuren
from retcli.errors import Refused
from retcli.locations import Place
from screens import thema, toetsenbord
from screens.instellingen import InstellingenScherm, NieuweToets
from screens.vraagregel import Regel

from ..conftest import PASSPHRASE, Clock
from .test_toetsen import footer
from .werk import BIG, SMALL, TINY, keys, opened, settle, shown


@pytest.fixture(autouse=True)
def _own_preferences() -> Iterator[None]:
    yield
    toetsenbord.EIGEN.clear()
    thema.TEKENS.enabled = False


@pytest.fixture
def begun(place: Place, clock: Clock) -> Place:
    toegang.begin(place, PASSPHRASE, naam="Anna Vos", now=clock).toegang.close()
    return place


async def to(pilot: Pilot[None], naam: str) -> InstellingenScherm:
    """The settings, with the cursor on a line."""
    if not isinstance(pilot.app.screen, InstellingenScherm):
        await pilot.press("comma")
        await settle(pilot)
    screen = pilot.app.screen
    assert isinstance(screen, InstellingenScherm)
    for _ in screen._rijen:
        at = screen._chosen()
        if at is not None and at.naam == naam:
            break
        await pilot.press("down")
    else:
        raise AssertionError(naam)
    await settle(pilot)
    return screen


@pytest.mark.parametrize("size", [BIG, SMALL, TINY])
async def test_everything_that_can_be_set_stands_in_one_list(begun: Place, clock: Clock, size: tuple[int, int]) -> None:
    async with opened(begun, clock, size) as pilot:
        screen = await to(pilot, "thema")
        names = [rij.naam for rij in screen._rijen if rij]
        assert {"thema", "tekens", "animatie"} <= set(names)
        assert {a.naam for a in instellingen.AFSPRAKEN} <= set(names)
        assert {t.id for _, t in toetsenbord.all_toetsen() if toetsenbord.can_change(t)} <= set(names)
        assert len(names) == len(set(names))
        await keys(pilot, "escape")
        assert type(pilot.app.screen).__name__ == "Vandaag"


async def test_a_theme_is_seen_while_choosing_let_go_with_esc_and_remembered(begun: Place, clock: Clock) -> None:
    async with opened(begun, clock, SMALL) as pilot:
        await to(pilot, "thema")
        await keys(pilot, "enter", "down")
        assert pilot.app.theme == "textual-light"
        await keys(pilot, "escape")
        assert pilot.app.theme == "textual-dark"
        assert not begun.voorkeuren.exists()
        await keys(pilot, "enter", "down", "down", "enter")
        assert pilot.app.theme == "mono"
        assert "zonder kleur (mono)" in shown(pilot)
    async with opened(begun, clock, SMALL) as pilot:
        assert pilot.app.theme == "mono"
        await to(pilot, "thema")
        await keys(pilot, "backspace")
        assert pilot.app.theme == "textual-dark"
    assert config.read(begun) == (Voorkeuren(), [])


async def test_a_theme_that_is_not_there_falls_back_with_a_sentence(begun: Place, clock: Clock) -> None:
    config.write(begun, Voorkeuren(thema="roze[b]"))
    async with opened(begun, clock, SMALL) as pilot:
        assert pilot.app.theme == "textual-dark"
        assert any("Het thema roze[b] is er niet" in n.message for n in pilot.app._notifications)


async def test_a_terminal_that_wants_no_colour_gets_none(begun: Place, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with opened(begun, clock, SMALL) as pilot:
        assert pilot.app.theme == "mono"


@pytest.mark.parametrize("name", ["textual-light", "mono", "ansi-dark", "ansi-light"])
async def test_every_screen_and_question_is_drawn_in_each_theme(begun: Place, clock: Clock, name: str) -> None:
    config.write(begun, Voorkeuren(thema=name))
    async with opened(begun, clock, SMALL) as pilot:
        await keys(pilot, "f1", "f1", "o", "enter")
        await settle(pilot)
        assert type(pilot.app.screen).__name__ == "OverlegScherm"
        await to(pilot, "tekens")
        assert pilot.app.theme == name
        options = pilot.app.screen.query_one(OptionList)
        chosen = options.get_visual_style("option-list--option", "option-list--option-highlighted")
        other = options.get_visual_style("option-list--option")
        assert chosen.foreground != chosen.background
        assert chosen.background != other.background


async def test_plain_signs_reach_every_line_at_once_and_change_no_width(begun: Place, clock: Clock) -> None:
    async with opened(begun, clock, SMALL) as pilot:
        await to(pilot, "tekens")
        before = shown(pilot).split("\n")
        await keys(pilot, "enter")
        after = shown(pilot).split("\n")
        assert "eenvoudig" in "\n".join(after)
        assert not {chr(c) for c in thema.EENVOUDIG} & set("".join(after))
        assert len(before[0]) == len(after[0])
        await keys(pilot, "escape")
        assert not {chr(c) for c in thema.EENVOUDIG} & set(shown(pilot))
    assert config.read(begun)[0].tekens == "eenvoudig"


async def test_movement_can_be_off(begun: Place, clock: Clock) -> None:
    async with opened(begun, clock, SMALL) as pilot:
        await to(pilot, "animatie")
        await keys(pilot, "enter")
        assert pilot.app.animation_level == "none"
    async with opened(begun, clock, SMALL) as pilot:
        assert pilot.app.animation_level == "none"


async def test_a_new_key_is_captured_works_at_once_and_goes_back_with_backspace(begun: Place, clock: Clock) -> None:
    async with opened(begun, clock, BIG) as pilot:
        await to(pilot, "vandaag.plan")
        await keys(pilot, "enter")
        assert type(pilot.app.screen) is NieuweToets
        await keys(pilot, "enter")
        assert type(pilot.app.screen) is NieuweToets
        await keys(pilot, "o")
        assert "al van Overleg" in " ".join(shown(pilot).split())
        await keys(pilot, "enter")
        assert type(pilot.app.screen) is NieuweToets
        await keys(pilot, "tab")
        assert "overal hetzelfde" in " ".join(shown(pilot).split())
        await pilot.press("f7")
        assert "F7 is vrij" in shown(pilot)
        await keys(pilot, "enter")
        assert "Plan staat nu op F7." in shown(pilot)
        await keys(pilot, "escape")
        assert "F7 Plan" in footer(pilot.app.screen)
        await to(pilot, "vandaag.plan")
        await keys(pilot, "enter", "escape")
        assert config.read(begun)[0].toetsen == {"vandaag.plan": "f7"}
        await keys(pilot, "enter", "backspace")
        assert "Plan staat weer op p." in shown(pilot)
        await keys(pilot, "escape")
        assert "p Plan" in footer(pilot.app.screen)
    assert config.read(begun) == (Voorkeuren(), [])


async def test_the_default_can_not_come_back_while_another_has_its_key(begun: Place, clock: Clock) -> None:
    config.write(begun, Voorkeuren().with_key("vandaag.plan", "f7").with_key("vandaag.notulen", "p"))
    async with opened(begun, clock, SMALL) as pilot:
        await to(pilot, "vandaag.plan")
        await keys(pilot, "backspace")
        assert "die toets is van Plan" in " ".join(shown(pilot).split())
    assert config.read(begun)[0].toetsen == {"vandaag.plan": "f7", "vandaag.notulen": "p"}


async def test_a_setting_of_the_team_is_asked_refused_in_a_sentence_and_offered_again(begun: Place, clock: Clock) -> None:
    async with opened(begun, clock, SMALL) as pilot:
        await to(pilot, "stil_na_weken")
        await keys(pilot, "enter", "honderd", "enter")
        assert "geen heel getal van 1 tot en met 52" in shown(pilot)
        await keys(pilot, "enter")
        assert "honderd" in shown(pilot).split("\n")[-2]
        for _ in "honderd":
            await keys(pilot, "backspace")
        await keys(pilot, "6", "enter")
        assert "Inzet is stil na: 6 weken." in shown(pilot)
        await keys(pilot, "backspace")
        assert "weer 3 weken" in shown(pilot)


async def test_a_full_disk_changes_nothing_and_is_said(begun: Place, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened(begun, clock, SMALL) as pilot:
        await to(pilot, "thema")

        def full(*_: object) -> None:
            raise Refused("Er is geen plaats meer.")

        monkeypatch.setattr("retcli.config.write", full)
        await keys(pilot, "enter", "down", "enter")
        assert "Er is geen plaats meer." in shown(pilot)
        assert pilot.app.theme == "textual-dark"


async def test_searching_shows_the_lines_that_hold_the_words(begun: Place, clock: Clock) -> None:
    async with opened(begun, clock, SMALL) as pilot:
        screen = await to(pilot, "thema")
        await keys(pilot, "/", "notulen [b] vandaag", "enter")
        assert "Geen regel met notulen [b] vandaag" in shown(pilot)
        await keys(pilot, "/", "vandaag notulen", "enter")
        assert [rij.naam for rij in screen._rijen if rij] == ["vandaag.notulen"]
        await keys(pilot, "escape")
        assert len([rij for rij in screen._rijen if rij]) > 20
        await keys(pilot, "escape")
        assert type(pilot.app.screen).__name__ == "Vandaag"


async def test_a_line_can_be_clicked(begun: Place, clock: Clock) -> None:
    async with opened(begun, clock, SMALL) as pilot:
        await to(pilot, "thema")
        await pilot.click(OptionList, offset=(5, 2))
        await settle(pilot)
        assert config.read(begun)[0].tekens == "eenvoudig"


async def test_the_settings_wait_behind_the_lock(begun: Place, clock: Clock) -> None:
    app = RetApp(begun, now=clock)
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        await keys(pilot, PASSPHRASE, "enter")
        await to(pilot, "stil_na_weken")
        await keys(pilot, "ctrl+l", PASSPHRASE, "enter")
        assert isinstance(app.screen, InstellingenScherm)
        assert "Inzet is stil na" in shown(pilot)
        assert app.kern.team is not None
        app.kern.team.close()


async def test_the_folder_of_templates_is_asked_refused_in_a_sentence_and_offered_again(begun: Place, clock: Clock, tmp_path: Path) -> None:
    (tmp_path / "huis").mkdir()
    async with opened(begun, clock, BIG) as pilot:
        await to(pilot, "sjablonen")
        assert "notulen.docx" in shown(pilot)
        await keys(pilot, "enter", str(tmp_path / "weg"), "enter")
        assert "Deze map is er niet." in shown(pilot)
        assert config.read(begun)[0].sjablonen == ""
        await keys(pilot, "enter")
        assert pilot.app.screen.query_one(Regel).value == str(tmp_path / "weg")
        await pilot.press("ctrl+u")
        await keys(pilot, str(tmp_path / "huis"), "enter")
        assert "in deze map nog geen" in " ".join(shown(pilot).split())
        assert config.read(begun)[0].sjablonen == str(tmp_path / "huis")
        (tmp_path / "huis" / "Notulen.dotx").write_bytes(b"")
        await keys(pilot, "enter", "enter")
        assert "Notulen.dotx gevonden" in " ".join(shown(pilot).split())
        await keys(pilot, "backspace")
        assert "Sjablonen: weer de standaard." in shown(pilot)
    assert config.read(begun) == (Voorkeuren(), [])
