"""The aanvoerder's board by the keyboard: whose inzetten, what needs attention, a log line, after-care and looking for one."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlmodel import select

from db.models import Actie, Inzet, Lid, Logregel, Nazorg
from retcli import inzet, leden, uitkomst
from retcli.inzetlog import LogRegel
from retcli.locations import Place
from screens.casus import CasusScherm
from screens.inzet import InzetScherm
from screens.inzetten import InzettenScherm
from screens.lijst import Lijst

from ..conftest import Clock
from ..test_overleg import TODAY
from .test_inzet import at_inzetten, in_front, lines, made, stand
from .test_overleg import HOSTILE, reopened
from .werk import BIG, SMALL, TINY, keys, shown

PER_SECONDE = 5
"""Keys of someone who types with two fingers."""


def begun(place: Place, clock: Clock, found: list[UUID]) -> None:
    """All of them started today, so that none needs attention."""
    team = reopened(place, clock)
    with team.doing("x") as session:
        for of in found:
            inzet.start(session, team.wie(), of)
    team.close()


def in_teams(place: Place, clock: Clock, *, rol: str) -> list[str]:
    """Who works here is of team 2 with a role; two inzetten, of team 1 and of team 2: their codes."""
    found = made(place, clock, 2)
    begun(place, clock, found)
    team = reopened(place, clock)
    with team.doing("x") as session:
        leden.change(session, "AV", rol=rol, team=2, wie=team.wie())
        session.get_one(Inzet, found[1]).team = 2
    with team.reading() as session:
        codes = [inzet.get(session, of, TODAY).casus for of in found]
    team.close()
    return codes


def head(screen: str) -> str:
    return screen.splitlines()[0]


@pytest.mark.parametrize("size", [TINY, SMALL, BIG])
async def test_an_empty_board_says_how_an_inzet_begins(place: Place, clock: Clock, size: tuple[int, int]) -> None:
    made(place, clock, 0)
    async with at_inzetten(place, clock, size) as pilot:
        said = " ".join(shown(pilot).split())
        assert "Er loopt geen inzet; a toont ook de gesloten." in said
        assert "besluit voor Team AnderS en een duo" in said
        await keys(pilot, "l", "enter", "c", "n", "a", "1", "down", "y")
        assert "Er loopt geen inzet bij team 1; 0 toont beide teams." in " ".join(shown(pilot).split())
        await keys(pilot, "/", "xyz", "enter")
        assert "Geen inzet bij team 1 met “xyz”. Esc toont ze weer alle." in " ".join(shown(pilot).split())
        await keys(pilot, "escape", "0")
        assert "Er loopt geen inzet." in shown(pilot)


async def test_who_leads_a_team_sees_that_team_and_its_room_and_one_key_shows_the_other_or_both(place: Place, clock: Clock) -> None:
    one, two = in_teams(place, clock, rol="AANVOERDER")
    async with at_inzetten(place, clock, BIG) as pilot:
        assert "team 2 · 1 loopt" in head(shown(pilot))
        assert "2 plekken vrij" in head(shown(pilot))  # AV alone is of team 2
        assert two in shown(pilot)
        assert one not in shown(pilot)
        await keys(pilot, "1")
        assert "team 1 · 1 loopt" in head(shown(pilot))
        assert "1 plek vrij" in head(shown(pilot))  # JB and TD have two inzetten of two places, MK none of one
        assert one in shown(pilot)
        await keys(pilot, "0")
        assert "beide teams · 2 lopen" in head(shown(pilot))
        assert "plekken vrij: 1 in team 1 en 2 in team 2" in head(shown(pilot))


async def test_the_voorzitter_sees_both_teams(place: Place, clock: Clock) -> None:
    in_teams(place, clock, rol="VOORZITTER")
    async with at_inzetten(place, clock, SMALL) as pilot:
        assert "beide teams · 2 lopen · vrij 1 + 2" in head(shown(pilot))


async def test_a_log_entry_takes_less_than_eight_seconds_of_keys_and_asks_nothing_else(place: Place, clock: Clock) -> None:
    (of,) = made(place, clock)
    begun(place, clock, [of])
    front, said = "hb 90m: ", "moeder belde, gaat nu"
    pressed = ["+", *front, *said, "enter"]
    async with at_inzetten(place, clock, BIG) as pilot:
        await keys(pilot, *pressed)
        assert isinstance(pilot.app.screen, InzettenScherm)
        assert not pilot.app.screen.asking
        assert "Bewaard: di 24 nov · huisbezoek · 90 min · AV." in shown(pilot)
    (line,) = lines(place, clock, of)
    assert (line.soort, line.minuten, line.tekst) == ("HUIS", 90, said)
    assert len(pressed) <= 8 * PER_SECONDE
    assert len(pressed) - len(said) == 10


async def test_both_keys_begin_a_line_and_undo_takes_it_back(place: Place, clock: Clock) -> None:
    (of,) = made(place, clock)
    begun(place, clock, [of])
    async with at_inzetten(place, clock, BIG) as pilot:
        await keys(pilot, "l", "vandaag: gesproken", "enter")
        assert "vandaag" in shown(pilot).splitlines()[3]
        await keys(pilot, "z")
        assert "vandaag" not in shown(pilot).splitlines()[3]
        await keys(pilot, "+", "14/13 hb: gesproken", "enter")
        assert "▲ ▸ 14/13 hb: gesproken  De dag 14/13 bestaat niet." in shown(pilot)
        await keys(pilot, "escape")
    assert lines(place, clock, of) == []


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        (BIG, ("JB en TD", "4 weken", "di 8 dec", "2 acties, 1 te laat")),
        (SMALL, ("JB TD", "4 wk", "8 dec", "2 ▲1")),
    ],
)
async def test_a_line_tells_how_an_inzet_stands(place: Place, clock: Clock, size: tuple[int, int], expected: tuple[str, ...]) -> None:
    (of,) = made(place, clock)
    team = reopened(place, clock)
    with team.doing("x") as session:
        inzet.start(session, team.wie(), of, datum=TODAY - timedelta(days=42))
        session.add(Logregel(inzet=of, datum=TODAY - timedelta(days=30), tekst="x"))
        inzet.plan_evaluation(session, team.wie(), of, date(2026, 12, 8))
        casus = session.get_one(Inzet, of).casus
        for days in (-1, 1):
            session.add(Actie(casus=casus, omschrijving="x", vervaldatum=TODAY + timedelta(days=days)))
    team.close()
    async with at_inzetten(place, clock, size) as pilot:
        (line,) = [line for line in shown(pilot).splitlines() if line.startswith(" ▲ 26-")]
        for part in (*expected, " 6 ", "stil sinds"):
            assert part in line


async def test_after_care_that_is_due_stands_below_and_is_recorded(place: Place, clock: Clock) -> None:
    of, runs = made(place, clock, 2)
    begun(place, clock, [of, runs])
    team = reopened(place, clock)
    with team.doing("x") as session:
        uitkomst.close(session, team.wie(), of, resultaat="THUIS", woonsituatie_eind="OUDERS")
    team.close()
    async with at_inzetten(place, clock, SMALL) as pilot:
        assert "nazorg" not in shown(pilot).lower().replace("n nazorg", "")
        await keys(pilot, "n")
        assert "Kies een regel met nazorg" in shown(pilot)
    clock.go_on(days=95)
    async with at_inzetten(place, clock, SMALL) as pilot:
        rows = [line for line in shown(pilot).splitlines() if line.strip(" ▲").startswith("26-")]
        assert "nazorg na 3 maanden, was wo 24 feb" in rows[1]
        assert "· nazorg 1 ·" in head(shown(pilot))
        assert not shown(pilot).splitlines()[-1].startswith("n Nazorg")
        await keys(pilot, "down")
        assert shown(pilot).splitlines()[-1].startswith("n Nazorg")
        await keys(pilot, "l")
        assert "n legt de nazorg vast" in shown(pilot)
        await keys(pilot, "enter", "gaat goed op school", "enter")
        assert "Waar woont de jeugdige nu?" in shown(pilot)
        await keys(pilot, "escape", "n")  # what was answered is there
        await keys(pilot, "enter", "enter")
        assert "Nazorg na 3 maanden is vastgelegd bij 26-" in shown(pilot)
        assert "nazorg na 3" not in shown(pilot)
        await keys(pilot, "z")
        assert "nazorg na 3" in shown(pilot)
        await keys(pilot, "down", "n", "gaat goed", "enter", "enter")
    team = reopened(place, clock)
    with team.reading() as session:
        done = session.exec(select(Nazorg).where(Nazorg.maanden == 3)).one()
        assert (done.uitkomst, done.woonsituatie) == ("gaat goed", "OUDERS")
    team.close()


async def test_what_one_looks_for_is_in_the_code_the_duo_or_the_goal_and_esc_shows_all_again(place: Place, clock: Clock) -> None:
    found = made(place, clock, 3)
    begun(place, clock, found)
    team = reopened(place, clock)
    with team.doing("x") as session:
        session.get_one(Inzet, found[1]).inzet_planning_doel = "Naar school in februari"
    team.close()
    codes = [stand(place, clock, of).casus for of in found]
    async with at_inzetten(place, clock, SMALL) as pilot:
        await keys(pilot, "/", "FEBRUARI school")
        assert [code in shown(pilot) for code in codes] == [False, True, False]  # while one types
        await keys(pilot, "enter")
        assert "“FEBRUARI school” · 1 loopt" in head(shown(pilot))
        await keys(pilot, "/", codes[2].lower(), "enter")
        assert [code in shown(pilot) for code in codes] == [False, False, True]
        await keys(pilot, "/", "niets daarvan", "escape")  # left: as it was
        assert [code in shown(pilot) for code in codes] == [False, False, True]
        await keys(pilot, "escape")
        assert all(code in shown(pilot) for code in codes)
        await keys(pilot, "/", "td jb", "enter")
        assert all(code in shown(pilot) for code in codes)
        await keys(pilot, "escape", "escape")
        assert in_front(pilot) is not InzettenScherm


@pytest.mark.parametrize("size", [TINY, SMALL, BIG])
async def test_the_board_holds_sixty_and_what_needs_attention_is_on_top(place: Place, clock: Clock, size: tuple[int, int]) -> None:
    found = made(place, clock, 60)
    begun(place, clock, found)
    team = reopened(place, clock)
    with team.doing("x") as session:
        session.get_one(Inzet, found[59]).gestart_op = TODAY - timedelta(days=60)
    with team.reading() as session:
        code = inzet.get(session, found[59], TODAY).casus
    team.close()
    async with at_inzetten(place, clock, size) as pilot:
        if size != TINY:
            assert "60 lopen · ▲ 1 vraagt aandacht" in shown(pilot)
            assert "stil sinds vr 25 sep" in shown(pilot)
        assert f"▲ {code}" in shown(pilot).splitlines()[3 if size == BIG else 2]
        await keys(pilot, *["down"] * 59, "enter", "escape", "down")
        assert pilot.app.screen.query_one(Lijst).gekozen == pilot.app.screen.query_one(Lijst).ids[59]
        await keys(pilot, *["up"] * 60, "enter")
        assert in_front(pilot) is InzetScherm
        assert code in shown(pilot)
        await keys(pilot, "enter")
        assert in_front(pilot) is CasusScherm
        await keys(pilot, "escape", "escape")
        assert in_front(pilot) is InzettenScherm


async def test_the_closed_ones_come_on_a_key(place: Place, clock: Clock) -> None:
    of, _ = made(place, clock, 2)
    begun(place, clock, [of])
    team = reopened(place, clock)
    with team.doing("x") as session:
        uitkomst.close(session, team.wie(), of, resultaat="THUIS")
    team.close()
    async with at_inzetten(place, clock, BIG) as pilot:
        assert "gesloten di 24 nov" not in shown(pilot)
        await keys(pilot, "a")
        assert "gesloten di 24 nov: Kind zo" in shown(pilot)
        assert "1 gesloten" in head(shown(pilot))


@pytest.mark.parametrize("size", [TINY, BIG])
async def test_strange_text_is_text_on_the_board(place: Place, clock: Clock, size: tuple[int, int]) -> None:
    found = made(place, clock, len(HOSTILE))
    team = reopened(place, clock)
    with team.doing("x") as session:
        for of, text in zip(found, HOSTILE, strict=True):
            row = session.get_one(Inzet, of)
            row.inzet_planning_doel = row.frequentie = text
            session.add(Logregel(inzet=of, datum=TODAY, tekst=text, soort="HUIS", minuten=5))
        for lid in session.exec(select(Lid)):
            lid.naam = "[x[/] [@click=app.quit]"
            lid.code = f"[/{(lid.code or '')[:2]}]"
    team.close()
    async with at_inzetten(place, clock, size) as pilot:
        for of, text in zip(found, HOSTILE, strict=True):
            board = pilot.app.screen
            assert isinstance(board, InzettenScherm)
            board.query_one(Lijst).ga_naar(of)
            for flow in (["l", text[:300], "enter"], ["/", text[:40], "enter"], ["y"]):
                await keys(pilot, *flow)
                shown(pilot)
                if board.asking:
                    await keys(pilot, "escape")
            if board._woorden:
                await keys(pilot, "escape")
            assert in_front(pilot) is InzettenScherm


def test_a_line_that_was_bettered_can_be_typed_again() -> None:
    """`als_regel` of a line without any part still reads as words alone."""
    line = LogRegel(UUID(int=1), None, None, None, None, None, "31/2 stond er", None, None, vervangen=False, alleen_team=False)
    assert line.als_regel == ": 31/2 stond er"
