"""Getting in, practising, and what a crash shows."""

from __future__ import annotations

import time
from datetime import date

import pytest
from sqlmodel import select
from textual import events
from textual.widgets import Input, Label
from textual.worker import WorkerFailed

from db.errors import RetError
from db.models import Concept
from retcli import locations, toegang
from retcli.__main__ import main as entry
from retcli.app import RetApp, _demo, main
from retcli.crash import CRASH, write_crash
from retcli.demo import PASSPHRASE as OEFEN
from retcli.locations import Place
from screens.begin import Herstelblad
from screens.vandaag import Vandaag
from screens.vraagregel import Regel, Vraagregel

from ..conftest import PASSPHRASE, Clock
from .werk import SMALL, TINY, keys, opened, settle, shown


async def test_the_first_start_makes_a_team_and_shows_its_recovery_key_once(place: Place, clock: Clock) -> None:
    app = RetApp(place, now=clock)
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        assert "Oefenen met verzonnen gegevens" in shown(pilot)
        await keys(pilot, "down", "enter", "enter", "Anna Vos", "enter", "kort", "enter")
        assert "korter dan tien tekens" in shown(pilot)
        await keys(pilot, "end")
        for _ in range(4):
            await keys(pilot, "backspace")
        await keys(pilot, PASSPHRASE, "enter", "iets anders", "enter")
        assert "verschillen" in shown(pilot)
        await keys(pilot, PASSPHRASE, "enter", PASSPHRASE, "enter")
        assert "AGE-SECR" in shown(pilot)
        groups = str(app.screen.query_one("#sleutel", Label).content).split()
        assert {len(group) for group in groups[:-1]} == {8}
        for typed in ((), ("mis",), (groups[0],)):
            await keys(pilot, *typed, "enter")
            assert "AGE-SECR" in shown(pilot)
            assert "▲" in shown(pilot)
        assert type(app.screen) is Herstelblad
        assert toegang.herstelblad_wacht(place)
        await keys(pilot, groups[-1].lower(), "enter")
        assert not toegang.herstelblad_wacht(place)
        assert "Anna Vos · RET-voorzitter" in shown(pilot)
        assert app.kern.team is not None
        app.kern.team.close()
    toegang.unlock(place, PASSPHRASE, now=clock).close()


async def test_a_recovery_key_that_nobody_wrote_down_is_replaced_at_the_next_start(place: Place, clock: Clock) -> None:
    made = toegang.begin(place, PASSPHRASE, naam="Anna Vos", now=clock, op_papier=False)
    made.toegang.close()
    async with opened(place, clock, TINY) as pilot:
        assert type(pilot.app.screen) is Herstelblad
        assert "AGE-SECR" in shown(pilot)
        groups = str(pilot.app.screen.query_one("#sleutel", Label).content).split()
        await keys(pilot, groups[-1], "enter")
        assert isinstance(pilot.app.screen_stack[-1], Vandaag)
    toegang.unlock_with_sheet(place, "".join(groups), PASSPHRASE, now=clock).close()
    with pytest.raises(RetError):
        toegang.unlock_with_sheet(place, made.recovery_secret, PASSPHRASE, now=clock)
    async with opened(place, clock, SMALL) as pilot:
        assert "Anna Vos · RET-voorzitter" in shown(pilot)


async def test_who_types_fast_waits_for_what_is_still_being_loaded(place: Place, clock: Clock) -> None:
    """Two threads that import what imports each other would each get half of it."""
    toegang.begin(place, PASSPHRASE, naam="Anna Vos", now=clock).toegang.close()
    app = RetApp(place, now=clock)
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        with app._loading:
            app.screen.post_message(events.Paste(PASSPHRASE))
            await pilot.press("enter")
            assert [w for w in app.workers if w.group == "open"]
            assert "Wachtwoord" in shown(pilot)
        await settle(pilot)
        assert app.kern.team is not None
        app.kern.team.close()


async def test_one_can_stop_while_the_recovery_key_is_shown(clock: Clock) -> None:
    app = RetApp(locations.home(), now=clock)
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        await app.push_screen(Herstelblad("AGE-SECRET-KEY-1ABCDEF", lambda: None))
        await pilot.press("ctrl+q")
        await pilot.pause()
    assert app.return_code == 0


async def test_what_is_being_typed_when_the_program_stops_is_there_at_the_next_start(place: Place, clock: Clock) -> None:
    toegang.begin(place, PASSPHRASE, naam="Anna Vos", now=clock).toegang.close()
    async with opened(place, clock) as pilot:
        await keys(pilot, "p", "2", "4", "ctrl+q")
        assert not pilot.app.is_running
    async with opened(place, clock) as pilot:
        await keys(pilot, "p")
        assert pilot.app.screen.query_one(Regel).value == "24"
        await keys(pilot, "-", "1", "1", "enter")
        assert "gepland" in shown(pilot)
        await keys(pilot, "p")
        assert pilot.app.screen.query_one(Regel).value == ""


async def test_what_is_being_typed_is_there_after_a_power_cut_and_what_was_answered_is_not_asked_with_it(
    place: Place, clock: Clock
) -> None:
    toegang.begin(place, PASSPHRASE, naam="Anna Vos", now=clock).toegang.close()
    async with opened(place, clock) as pilot:
        await keys(pilot, "p", "2", "4", "-")
        assert isinstance(pilot.app, RetApp)
        pilot.app._keep_typed()
        team = pilot.app.kern.open_team
        with team.reading() as session:
            assert [row.tekst for row in session.exec(select(Concept)).all()] == ["24-"]
        await keys(pilot, "1", "1", "enter", "p")
        assert pilot.app.screen.query_one(Regel).value == ""


@pytest.mark.parametrize("before", [(), ("p",), ("p", "x", "backspace")])
async def test_stopping_with_nothing_typed_is_at_once(place: Place, clock: Clock, before: tuple[str, ...]) -> None:
    toegang.begin(place, PASSPHRASE, naam="Anna Vos", now=clock).toegang.close()
    async with opened(place, clock) as pilot:
        await keys(pilot, *before, "ctrl+q")
        assert not pilot.app.is_running


@pytest.mark.parametrize("named", ["n" * 300, "~zomaar", "map-die-er-niet-is", "x\x00y"])
async def test_a_folder_that_can_not_be_is_said_where_it_was_asked(place: Place, clock: Clock, named: str) -> None:
    toegang.begin(place, PASSPHRASE, naam="Anna Vos", now=clock).toegang.close()
    async with opened(place, clock) as pilot:
        await keys(pilot, "o", "enter")
        await settle(pilot)
        assert type(pilot.app.screen).__name__ == "OverlegScherm"
        await keys(pilot, "escape", "m", "s", "m")
        pilot.app.screen.query_one(Regel).load_text(named)
        await keys(pilot, "enter")
        assert "Die map is er niet" in shown(pilot)


def test_without_a_terminal_nothing_is_drawn(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def drawn(_: RetApp) -> int:
        raise AssertionError

    monkeypatch.setattr("retcli.app._run", drawn)
    assert main([]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert "terminal nodig" in said.err


def test_practice_can_be_opened_by_its_option_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[list[str]] = []
    monkeypatch.setattr("sys.argv", ["retcli", "--oefen"])

    def opens(args: list[str]) -> int:
        called.append(args)
        return 0

    monkeypatch.setattr("retcli.app.main", opens)
    with pytest.raises(SystemExit) as left:
        entry()
    assert (left.value.code, called) == (0, [["demo"]])


async def test_a_wrong_passphrase_says_so_and_asks_again(place: Place, clock: Clock) -> None:
    toegang.begin(place, PASSPHRASE, naam="Anna Vos", now=clock).toegang.close()
    app = RetApp(place, now=clock)
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        await keys(pilot, "verkeerd", "enter")
        assert "Dit wachtwoord opent de gegevens niet" in shown(pilot)
        await keys(pilot, PASSPHRASE, "enter")
        assert "Anna Vos" in shown(pilot)
        assert app.kern.team is not None
        app.kern.team.close()


async def test_a_second_window_says_that_the_first_is_open(place: Place, clock: Clock) -> None:
    first = toegang.begin(place, PASSPHRASE, naam="Anna Vos", now=clock).toegang
    app = RetApp(place, now=clock)
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        await keys(pilot, PASSPHRASE, "enter")
        assert "staat al open" in shown(pilot)
    first.close()


async def test_practice_opens_without_a_question_and_stays_on_its_day_behind_the_lock(clock: Clock) -> None:
    app = RetApp(locations.practice(), oefen=True, datum=date(2026, 3, 3), now=clock)
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        assert "OEFEN" in shown(pilot)
        assert "di 3 mrt" in shown(pilot) or "di 3 maa" in shown(pilot)
        await keys(pilot, "ctrl+l")
        assert OEFEN in shown(pilot)
        await keys(pilot, OEFEN, "enter")
        assert app.kern.team is not None
        assert app.kern.team.wie().today == date(2026, 3, 3)
        app.kern.team.close()


async def test_the_program_locks_by_itself_after_five_minutes_and_twenty_in_a_meeting(place: Place, clock: Clock) -> None:
    toegang.begin(place, PASSPHRASE, naam="Anna Vos", now=clock).toegang.close()
    app = RetApp(place, now=clock)
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        await keys(pilot, PASSPHRASE, "enter")
        for screen, minutes in (("Vandaag", 5), ("OverlegScherm", 20)):
            if screen == "OverlegScherm":
                await keys(pilot, PASSPHRASE, "enter", "o", "enter")
            assert type(app.screen).__name__ == screen
            for waited, locked in ((minutes * 60 - 20, False), (minutes * 60, True)):
                app._last_used = time.monotonic() - waited
                app._lock_when_idle()
                assert (app.kern.team is None) is locked
            await settle(pilot)
            assert type(app.screen).__name__ == "Ontgrendelen"


@pytest.mark.parametrize("woken_by", ["timer", "key"])
async def test_a_laptop_that_slept_is_locked_before_a_key_reaches_a_screen(
    place: Place, clock: Clock, monkeypatch: pytest.MonkeyPatch, woken_by: str
) -> None:
    """While it sleeps the monotonic clock of Linux and macOS stands still."""
    toegang.begin(place, PASSPHRASE, naam="Anna Vos", now=clock).toegang.close()
    app = RetApp(place, now=clock)
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        await keys(pilot, PASSPHRASE, "enter")
        real = time.time
        monkeypatch.setattr("retcli.app.time.time", lambda: real() + 8 * 3600)
        if woken_by == "timer":
            app._lock_when_idle()
        else:
            await pilot.press("p")
        await settle(pilot)
        assert app.kern.team is None
        assert type(app.screen).__name__ == "Ontgrendelen"
        assert app.screen.query_one(Input).value == ""
        await keys(pilot, PASSPHRASE, "enter")
        assert type(app.screen).__name__ == "Vandaag"
        assert not app.screen.query_one(Vraagregel).busy
        await keys(pilot, "p")
        app.kern.open_team.close()


async def test_a_crash_in_a_worker_is_logged_as_what_it_was(place: Place, clock: Clock) -> None:
    toegang.begin(place, PASSPHRASE, naam="Anna Vos", now=clock).toegang.close()
    app = RetApp(place, now=clock)
    secret = "moeder drinkt"

    async def broken() -> None:
        raise KeyError(secret)

    async def crash() -> None:
        async with app.run_test(size=SMALL) as pilot:
            app.run_worker(broken())
            await pilot.pause()

    with pytest.raises(WorkerFailed):
        await crash()
    logged = place.log.read_text(encoding="utf-8")
    assert "KeyError" in logged
    assert "WorkerFailed" not in logged
    assert "broken" in logged
    assert secret not in logged


@pytest.mark.parametrize("begun", [True, False])
async def test_whatever_goes_wrong_in_opening_is_said_and_it_can_be_tried_again(
    place: Place, clock: Clock, monkeypatch: pytest.MonkeyPatch, begun: bool
) -> None:
    secret = "moeder drinkt"

    def broken(*_: object, **__: object) -> None:
        raise ValueError(secret)

    if begun:
        toegang.begin(place, PASSPHRASE, naam="Anna Vos", now=clock).toegang.close()
    app = RetApp(place, now=clock)
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        with monkeypatch.context() as patched:
            patched.setattr("retcli.toegang.unlock", broken)
            patched.setattr("retcli.toegang.begin", broken)
            await keys(pilot, *(() if begun else ("down", "enter", "enter", "Anna Vos", "enter", PASSPHRASE, "enter")), PASSPHRASE, "enter")
        assert "Het openen is niet gelukt" in shown(pilot)
        assert "Bezig" not in shown(pilot)
        logged = place.log.read_text(encoding="utf-8")
        assert "ValueError" in logged
        assert secret not in logged + shown(pilot)
        if begun:
            await keys(pilot, PASSPHRASE, "enter")
            assert app.kern.team is not None
            app.kern.team.close()


async def test_practice_that_can_not_be_made_is_said(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ValueError

    monkeypatch.setattr("retcli.demo.open_", broken)
    app = RetApp(locations.home(), now=clock)
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        await keys(pilot, "enter")
        assert "Het openen is niet gelukt" in shown(pilot)


async def test_a_copy_that_fails_in_any_way_is_told(place: Place, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    toegang.begin(place, PASSPHRASE, naam="Anna Vos", now=clock).toegang.close()

    def broken(*_: object) -> None:
        raise ValueError

    monkeypatch.setattr("retcli.backup.daily", broken)
    async with opened(place, clock) as pilot:
        assert "De kopie van vandaag is niet gemaakt" in " ".join(n.message for n in pilot.app._notifications)


async def test_a_crash_shows_one_sentence_and_logs_no_value(place: Place, clock: Clock, capsys: pytest.CaptureFixture[str]) -> None:
    toegang.begin(place, PASSPHRASE, naam="Anna Vos", now=clock).toegang.close()
    app = RetApp(place, now=clock)
    secret = "moeder drinkt"

    def broken() -> None:
        raise ValueError(secret)

    with pytest.raises(ValueError, match=secret):  # noqa: PT012  # the error surfaces when the program ends
        async with app.run_test(size=SMALL) as pilot:
            app.call_later(broken)
            await pilot.pause()
    app._print_error_renderables()
    said = capsys.readouterr()
    assert secret not in said.out + said.err
    assert CRASH.split(".")[0] in " ".join((said.out + said.err).split())
    logged = place.log.read_text(encoding="utf-8")
    assert "ValueError" in logged
    assert secret not in logged


@pytest.mark.parametrize(("args", "code"), [(["--alleen-maken"], 0), (["--datum", "31-02-2026"], 1), (["--dans"], 2), (["--help"], 0)])
def test_demo_without_a_terminal_makes_its_data_and_says_where(args: list[str], code: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert _demo(args) == code
    said = capsys.readouterr()
    assert bool(said.err) == (code != 0)
    assert "Traceback" not in said.out + said.err


def test_the_log_of_a_crash_is_for_its_owner_only(place: Place) -> None:
    write_crash(place, ValueError("x"))
    assert place.log.stat().st_mode & 0o077 == 0
