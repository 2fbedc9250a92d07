"""Erasing a casus for good by the keyboard: seen first, asked why, its code typed; and what was erased read again."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import pytest
from textual.pilot import Pilot
from textual.screen import Screen

from db.codes import WISREDEN
from db.models import Casus
from retcli import acties, casussen, concepten, overleg, samenvoegen, toegang, triage, wissen
from retcli.app import RetApp
from retcli.errors import DiskFull
from retcli.locations import Place
from retcli.notulen import vaststellen
from retcli.toegang import Toegang
from screens.casus import CasusScherm
from screens.casussen import CasussenScherm
from screens.overleg import OverlegScherm
from screens.uitwisselen import UitwisselenScherm
from screens.vandaag import Vandaag
from screens.vraagregel import Concepten
from screens.wissen import WIST, GewistScherm, Overtypen, WissenScherm

from ..conftest import PASSPHRASE, Clock
from ..db.laptops import Laptop, exchange
from ..test_overleg import TODAY, members, new_casus
from ..wisselhulp import naast
from .test_inlezen import until
from .test_overleg import HOSTILE
from .werk import BIG, SMALL, TINY, keys, opened, settle, shown


def begun(place: Place, clock: Clock) -> Toegang:
    return toegang.begin(place, PASSPHRASE, naam="Anna Vos", now=clock).toegang


def code_of(team: Toegang, casus: UUID) -> str:
    with team.reading() as session:
        return session.get_one(Casus, casus).casuscode or ""


def one_casus(place: Place, clock: Clock, **given: object) -> tuple[UUID, str]:
    """A casus with a decision and two actions, and another that stays."""
    team = begun(place, clock)
    new_casus(team, vraag="blijft")
    casus = new_casus(team, vraag="gaat weg", **given)
    with team.doing("actie") as session:
        triage.decide(session, team.wie(), casus, "REGIE")
        for what in ("School bellen", "Moeder bellen"):
            acties.add(session, team.wie(), what, eigenaar=team.lid, voor=TODAY, casus=casus)
    code = code_of(team, casus)
    team.close()
    return casus, code


def app_of(pilot: Pilot[None]) -> RetApp:
    assert isinstance(pilot.app, RetApp)
    return pilot.app


def on(pilot: Pilot[None], screen: type[Screen[Any]]) -> bool:
    """Which screen is in front."""
    return isinstance(pilot.app.screen, screen)


def gone(pilot: Pilot[None], casus: UUID) -> bool:
    with app_of(pilot).kern.open_team.reading() as session:
        return session.get(Casus, casus) is None


def erased(pilot: Pilot[None]) -> tuple[wissen.Gewist, ...]:
    with app_of(pilot).kern.open_team.reading() as session:
        return wissen.lijst(session)


async def f8(pilot: Pilot[None]) -> None:
    await pilot.press("f8")
    await settle(pilot)


async def done(pilot: Pilot[None]) -> None:
    """When what is erased beside the screen is gone."""
    await until(pilot, lambda: not app_of(pilot).kern.bezig_met)
    await settle(pilot)


@asynccontextmanager
async def on_sheet(place: Place, clock: Clock, casus: UUID, size: tuple[int, int] = BIG) -> AsyncIterator[Pilot[None]]:
    """The program with in front what erasing this casus comes to, reached from the list."""
    async with opened(place, clock, size) as pilot:
        await keys(pilot, "c")
        pilot.app.push_screen(CasusScherm(app_of(pilot).kern, casus))
        await settle(pilot)
        await f8(pilot)
        yield pilot


@pytest.mark.parametrize("size", [SMALL, BIG, TINY])
async def test_it_goes_after_a_reason_and_its_code_and_one_is_back_in_the_list(place: Place, clock: Clock, size: tuple[int, int]) -> None:
    casus, code = one_casus(place, clock)
    async with on_sheet(place, clock, casus, size) as pilot:
        assert on(pilot, WissenScherm)
        assert code in shown(pilot)
        assert "Op verzoek van ouder of jeugdige" in shown(pilot)
        await keys(pilot, "enter")
        assert "Kies eerst waarom: 1, 2 of 3." in shown(pilot)
        await keys(pilot, "2")
        assert "● Bewaartermijn voorbij" in shown(pilot)
        assert "○ Op verzoek" in shown(pilot)
        await keys(pilot, "enter")
        assert on(pilot, Overtypen)
        await keys(pilot, code[:-1], "enter")
        assert "Dat is niet de code van deze casus" in " ".join(shown(pilot).replace("▌", " ").split())
        assert not gone(pilot, casus)
        await keys(pilot, code[-1].lower(), "enter")
        await done(pilot)
        assert on(pilot, CasussenScherm)
        said = " ".join(shown(pilot).split())
        assert f"{code} is definitief gewist: {erased(pilot)[0].rijen} gegevens." in said
        assert gone(pilot, casus)
        (one,) = erased(pilot)
        assert (one.door, one.reden) == ("Anna Vos", "TERMIJN")
        assert not any(isinstance(s, CasusScherm | WissenScherm) for s in pilot.app.screen_stack)
        await keys(pilot, "z")
        assert gone(pilot, casus)
        assert "Wat definitief gewist is, komt niet terug." in " ".join(shown(pilot).split())


@pytest.mark.parametrize("size", [SMALL, BIG])
async def test_it_says_in_numbers_and_words_what_goes_what_stays_and_what_can_not_be_recalled(
    place: Place, clock: Clock, size: tuple[int, int]
) -> None:
    team = begun(place, clock)
    casus = new_casus(team)
    code = code_of(team, casus)
    with team.doing("overleg") as session:
        wie = team.wie()
        meeting = overleg.begin(session, wie)
        triage.decide(session, wie, casus, "CON", overleg=meeting)
        vaststellen.announce(session, wie, meeting, f"Let op {code}.")
        overleg.close(session, wie, meeting)
    team.close()
    async with on_sheet(place, clock, casus, size) as pilot:
        seen = await everything(pilot)
        assert "Niets brengt het terug" in seen
        assert "1 besluit" in seen
        assert "1 actie" in seen
        assert "van di 24 nov 2026: opnieuw geschreven, zonder deze casus" in seen
        assert "de code op 2 andere plekken; verander die woorden zelf waar dat nog kan:" in seen
        assert "· mededeling" in seen
        assert "wat het programma niet kan terughalen:" in seen
        assert "wat iemand toen schreef, in de notulen van het overleg van di 24 nov" in seen
        assert "In de map kopieen kan het nog staan, in 1 kopie van na het invoeren." in seen
        assert "`" not in seen


async def everything(pilot: Pilot[None]) -> str:
    """All lines of the sheet, from top to bottom."""
    await keys(pilot, "home")
    lines: list[str] = []
    while True:
        new = [line for line in map(str.strip, shown(pilot).splitlines()) if line not in lines]
        if not new:
            return " ".join(" ".join(lines).split())
        lines += new
        await keys(pilot, "down")


@pytest.mark.parametrize("size", [SMALL, TINY])
async def test_esc_leaves_with_nothing_done_at_each_step(place: Place, clock: Clock, size: tuple[int, int]) -> None:
    casus, code = one_casus(place, clock)
    async with on_sheet(place, clock, casus, size) as pilot:
        kern = app_of(pilot).kern
        with kern.open_team.reading() as session:
            before = casussen.written(session)
        await keys(pilot, "escape")
        assert on(pilot, CasusScherm)
        await f8(pilot)
        await keys(pilot, "1", "escape")
        assert on(pilot, CasusScherm)
        for typed in ("", code, "iets anders"):
            await f8(pilot)
            await keys(pilot, "3", "enter", *([typed] if typed else []))
            assert on(pilot, Overtypen)
            await keys(pilot, "escape")
            assert on(pilot, WissenScherm)
            assert "Er is niets gewist." in shown(pilot)
            await keys(pilot, "escape")
        assert on(pilot, CasusScherm)
        assert code in shown(pilot)
        assert erased(pilot) == ()
        assert kern.concepten.teksten == {}  # what was typed over is kept nowhere
        with kern.open_team.reading() as session:
            assert casussen.written(session) == before


async def test_without_the_beheer_the_key_says_in_one_sentence_who_has_it(place: Place, clock: Clock) -> None:
    casus, _ = one_casus(place, clock)
    team = toegang.unlock(place, PASSPHRASE, now=clock)
    with team.store.raw_cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("DELETE FROM sync_local WHERE k = 'root_key'")
        cursor.execute("COMMIT")
    team.close()
    async with opened(place, clock, SMALL) as pilot:
        pilot.app.push_screen(CasusScherm(app_of(pilot).kern, casus))
        await settle(pilot)
        await f8(pilot)
        assert on(pilot, CasusScherm)
        seen = " ".join(shown(pilot).split())
        assert "Definitief wissen kan alleen op een laptop met het beheer van het team. Doe het daar: eerste laptop van Anna" in seen


@pytest.mark.parametrize("size", [SMALL, BIG, TINY])
async def test_hostile_words_are_shown_as_they_are_and_sixty_places_can_all_be_read(
    place: Place, clock: Clock, size: tuple[int, int]
) -> None:
    team = begun(place, clock)
    casus = new_casus(team, vraag=HOSTILE[1], aanmelder_organisatie=HOSTILE[0], opmerking=HOSTILE[3])
    code = code_of(team, casus)
    with team.doing("actie") as session:
        for n in range(60):
            acties.add(session, team.wie(), f"{n:02} {HOSTILE[n % len(HOSTILE)][:60]} zie {code}", eigenaar=None, voor=None)
    team.close()
    async with on_sheet(place, clock, casus, size) as pilot:
        told = pilot.app.screen._omvang  # type: ignore[attr-defined]
        assert len(told.genoemd) == 60
        await keys(pilot, "home")
        for _ in range(80):
            await pilot.press("pagedown")
        await settle(pilot)
        assert pilot.app.is_running
        assert "Er is dan" not in shown(pilot)
        await keys(pilot, "1", "enter", code, "enter")
        await done(pilot)
        assert gone(pilot, casus)


async def test_from_a_meeting_one_is_back_in_the_meeting(place: Place, clock: Clock) -> None:
    team = begun(place, clock)
    members(team)
    casussen_ = [new_casus(team, vraag=f"vraag {n}") for n in range(2)]
    with team.doing("begin") as session:
        overleg.begin(session, team.wie())
    codes = [code_of(team, one) for one in casussen_]
    team.close()
    async with opened(place, clock) as pilot:
        await keys(pilot, "o", "g", codes[0], "enter", "o")
        assert on(pilot, CasusScherm)
        await f8(pilot)
        await keys(pilot, "1", "enter", codes[0], "enter")
        await done(pilot)
        assert on(pilot, OverlegScherm)
        assert f"{codes[0]} is definitief gewist" in shown(pilot)
        assert "vraag 0" not in shown(pilot)
        await keys(pilot, "g", codes[1], "enter", "1", "right", "left")
        assert "vraag 1" in shown(pilot)


async def test_a_full_disk_is_said_and_the_program_goes_on(place: Place, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    casus, code = one_casus(place, clock)

    def refuses(*_: object) -> None:
        raise DiskFull

    async with on_sheet(place, clock, casus) as pilot:
        with monkeypatch.context() as patch:
            patch.setattr(wissen, "wis", refuses)
            await keys(pilot, "1", "enter", code, "enter")
            await done(pilot)
            assert "De schijf is vol;" in shown(pilot)
            assert on(pilot, WissenScherm)
        await keys(pilot, "enter", code, "enter")
        await done(pilot)
        assert gone(pilot, casus)


async def test_while_it_goes_on_the_program_can_not_be_left_nor_locked(place: Place, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    casus, code = one_casus(place, clock)
    go, real = threading.Event(), wissen.wis

    def waits(team: Toegang, casus: UUID, reden: str) -> wissen.Gewist:
        go.wait(30)
        return real(team, casus, reden)

    monkeypatch.setattr(wissen, "wis", waits)
    async with on_sheet(place, clock, casus) as pilot:
        await keys(pilot, "1", "enter", code, "enter")
        await until(pilot, lambda: app_of(pilot).kern.bezig_met == WIST)
        await keys(pilot, "escape", "ctrl+l", "ctrl+q", "enter", "2")
        assert on(pilot, WissenScherm)
        assert app_of(pilot).kern.team is not None
        assert "Er wordt gewist …" in shown(pilot)
        go.set()
        await done(pilot)
        assert on(pilot, CasussenScherm)
        assert erased(pilot)[0].reden == "VERZOEK"


async def test_behind_the_lock_it_waits_where_it_was(place: Place, clock: Clock) -> None:
    casus, code = one_casus(place, clock)
    async with on_sheet(place, clock, casus, SMALL) as pilot:
        await keys(pilot, "2", "enter", code, "ctrl+l")
        assert not on(pilot, Overtypen)
        await keys(pilot, PASSPHRASE, "enter")
        assert on(pilot, Overtypen)
        await keys(pilot, "enter")
        await done(pilot)
        assert gone(pilot, casus)


async def test_what_is_looked_for_while_the_program_locks_is_looked_for_again(
    place: Place, clock: Clock, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    came_in_late(place, clock, Place(tmp_path_factory.mktemp("bart")))
    go, real, asked = threading.Event(), wissen.rest, [0]

    def waits(session: Any) -> wissen.Rest:
        found = real(session)
        asked[0] += 1
        go.wait(30 if asked[0] == 1 else 0)
        return found

    async with opened(place, clock) as pilot:
        kern = app_of(pilot).kern
        kern.nagekeken, kern.nog_binnen = (), False
        monkeypatch.setattr(wissen, "rest", waits)
        pilot.app.screen.ververs()  # type: ignore[attr-defined]
        await until(pilot, lambda: asked[0] == 1)
        threading.Timer(0.05, go.set).start()
        await pilot.press("ctrl+l")  # waits for who reads
        await settle(pilot)
        await keys(pilot, PASSPHRASE, "enter")
        await settle(pilot)
        assert "▲ gewist" in shown(pilot)
        assert asked[0] == 2


async def test_a_double_goes_along_and_the_sheet_says_so(place: Place, clock: Clock) -> None:
    team = begun(place, clock)
    dubbel, casus = new_casus(team), new_casus(team)
    with team.doing("samenvoegen") as session:
        samenvoegen.samen(session, team.wie(), dubbel, casus)
    code, other = code_of(team, casus), code_of(team, dubbel)
    team.close()
    async with on_sheet(place, clock, casus, SMALL) as pilot:
        assert f"{other} gaat mee: dezelfde aanmelding, dubbel ingevoerd." in shown(pilot)
        await keys(pilot, "1", "enter", code, "enter")
        await done(pilot)
        assert gone(pilot, casus)
        assert gone(pilot, dubbel)


@pytest.mark.parametrize("size", [SMALL, BIG, TINY])
async def test_what_was_erased_can_be_read_again_sixty_lines_of_it(place: Place, clock: Clock, size: tuple[int, int]) -> None:
    team = begun(place, clock)
    for n in range(60):
        clock.go_on(minutes=1)
        wissen.wis(team, new_casus(team), list(WISREDEN.codes)[n % 3])
    team.close()
    async with opened(place, clock, size) as pilot:
        await keys(pilot, "c", "G")
        assert on(pilot, GewistScherm)
        seen = shown(pilot)
        assert "60 keer gewist" in seen
        assert "di 24 nov" in seen
        assert "Had niet vastgelegd mo" in seen
        assert ("Anna Vos" in seen) == (size != TINY)
        for _ in range(30):
            await pilot.press("pagedown")
        await settle(pilot)
        assert "Op verzoek van ouder" in shown(pilot)
        assert "gegevens" in seen or size == TINY
        assert "Wis ook dat" not in shown(pilot)
        await f8(pilot)
        assert on(pilot, GewistScherm)
        await keys(pilot, "escape")
        assert on(pilot, CasussenScherm)


async def test_a_draft_that_was_left_goes_with_it(place: Place, clock: Clock) -> None:
    casus, code = one_casus(place, clock)
    async with on_sheet(place, clock, casus) as pilot:
        drafts = app_of(pilot).kern.concepten
        for key in (f"log {casus}", "signaal"):
            drafts.keep(key, "eerder")
        await keys(pilot, "1", "enter", code, "enter")
        await done(pilot)
        assert gone(pilot, casus)
        assert drafts.teksten == {"signaal": "eerder"}


async def test_what_is_being_typed_about_it_is_let_go_of_and_kept_no_more(place: Place, clock: Clock) -> None:
    casus, _ = one_casus(place, clock)
    async with opened(place, clock) as pilot:
        app = app_of(pilot)
        drafts, front = app.kern.concepten, app.screen
        assert isinstance(front, Vandaag)

        def typed() -> dict[str, str]:
            app._keep_typed()
            with app.kern.open_team.reading() as session:
                return concepten.everything(session)

        for key in (f"log {casus}", "signaal"):
            drafts.keep(key, "eerder")
        asked = app.run_worker(front.ask("Log", key=f"log {casus}"), group="vraag")
        await keys(pilot, " half")
        assert typed() == {f"log {casus}": "eerder half", "signaal": "eerder"}
        wissen.wis(app.kern.open_team, casus, "VERZOEK")
        for _ in range(2):
            await keys(pilot, " verder")
            assert typed() == drafts.teksten == {"signaal": "eerder"}
        await keys(pilot, "escape")
        assert await asked.wait() is None
        assert typed() == drafts.teksten == {"signaal": "eerder"}
        assert drafts.beantwoord == set()


def test_what_was_answered_or_left_about_it_is_let_go_of() -> None:
    stored: list[tuple[str, str]] = []
    drafts = Concepten({"log a": "weg", "log b": "blijft"}, {"log a"}, lambda key, typed: stored.append((key, typed)))
    drafts.laat_los(["log a", "log c"])
    drafts.keep("log a", "weer")
    drafts.keep("log b", "anders")
    drafts.keep("log c", "nieuw")
    assert (drafts.teksten, drafts.beantwoord, stored) == ({"log b": "anders"}, set(), [("log b", "anders")])


async def test_nothing_erased_yet_says_so(place: Place, clock: Clock) -> None:
    begun(place, clock).close()
    async with opened(place, clock, TINY) as pilot:
        await keys(pilot, "c", "G")
        assert "Er is nog niets definitief gewist." in " ".join(shown(pilot).split())
        await f8(pilot)
        assert on(pilot, GewistScherm)


def came_in_late(place: Place, clock: Clock, folder: Place) -> str:
    """A casus was erased here while Bart gave it an action and a decision; what he wrote is here now. Its code."""
    team = begun(place, clock)
    casus = new_casus(team)
    code = code_of(team, casus)
    bart = naast(team, folder.folder, clock)
    anna = Laptop(team.place.folder, clock, team.store)
    other = Laptop(folder.folder, clock, bart.store)
    with bart.doing("actie") as session:
        acties.add(session, bart.wie(), "Te laat geschreven", eigenaar=bart.lid, voor=TODAY, casus=casus)
    wissen.wis(team, casus, "VERZOEK")
    exchange(anna, other)
    bart.close()
    team.close()
    return code


@pytest.mark.parametrize("size", [SMALL, BIG, TINY])
async def test_what_came_in_afterwards_waits_on_vandaag_and_can_be_erased_too(
    place: Place, clock: Clock, tmp_path_factory: pytest.TempPathFactory, size: tuple[int, int]
) -> None:
    came_in_late(place, clock, Place(tmp_path_factory.mktemp("bart")))
    async with opened(place, clock, size) as pilot:
        await settle(pilot)
        assert "▲ gewist" in shown(pilot)
        await keys(pilot, "u")
        await until(pilot, lambda: not app_of(pilot).kern.bezig_met)
        assert on(pilot, UitwisselenScherm)
        assert "werk" in shown(pilot)
        assert "gewiste casus" in shown(pilot)
        await keys(pilot, "G")
        assert on(pilot, GewistScherm)
        assert "1 actie" in " ".join(shown(pilot).split())
        await f8(pilot)
        await keys(pilot, "enter")
        assert "Er is niets gewist." in shown(pilot)
        await f8(pilot)
        await keys(pilot, "up", "enter")
        await done(pilot)
        assert "Ook dat is definitief gewist" in shown(pilot)
        assert "1 actie" not in shown(pilot)
        await keys(pilot, "escape")
        assert "gewiste casus" not in shown(pilot)
        await keys(pilot, "escape")
        assert on(pilot, Vandaag)
        assert "▲ gewist" not in shown(pilot)
        assert "Te laat geschreven" not in shown(pilot)


async def test_without_the_beheer_it_says_which_laptop_can_and_has_no_key_for_it(
    place: Place, clock: Clock, tmp_path_factory: pytest.TempPathFactory
) -> None:
    came_in_late(place, clock, Place(tmp_path_factory.mktemp("bart")))
    team = toegang.unlock(place, PASSPHRASE, now=clock)
    with team.store.raw_cursor() as cursor:
        cursor.execute("DELETE FROM sync_local WHERE k = 'root_key'")
    team.close()
    async with opened(place, clock, SMALL) as pilot:
        await keys(pilot, "c", "G")
        seen = " ".join(shown(pilot).split())
        assert "over een gewiste casus: 1 actie. Definitief wissen kan alleen op een laptop met het beheer van het team. Doe het" in seen
        assert "F8" not in seen
        assert "Wis ook dat" not in seen
        before = erased(pilot)
        await f8(pilot)
        await keys(pilot, "enter")
        assert on(pilot, GewistScherm)
        assert erased(pilot) == before


async def test_enter_on_its_line_of_vandaag_opens_what_was_erased(
    place: Place, clock: Clock, tmp_path_factory: pytest.TempPathFactory
) -> None:
    came_in_late(place, clock, Place(tmp_path_factory.mktemp("bart")))
    async with opened(place, clock, SMALL) as pilot:
        await settle(pilot)
        await keys(pilot, "down", "enter")
        assert on(pilot, GewistScherm)
        assert "▲ Na het wissen kwam nog werk binnen over een gewiste casus" in shown(pilot)


async def test_the_palette_offers_it_on_the_card(place: Place, clock: Clock) -> None:
    casus, _ = one_casus(place, clock)
    async with opened(place, clock) as pilot:
        pilot.app.push_screen(CasusScherm(app_of(pilot).kern, casus))
        await settle(pilot)
        await pilot.press("ctrl+p")
        await keys(pilot, "wissen", "enter")
        await settle(pilot)
        assert on(pilot, WissenScherm)
