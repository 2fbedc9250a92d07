"""The team by the keyboard: everyone at a glance, the weeks ahead, and one member."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from sqlmodel import Session, select
from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from db.models import Afwezigheid, Lid, LidTaal
from retcli import leden, toegang
from retcli.leden import LidProfiel
from retcli.locations import Place
from screens.inzet import InzetScherm
from screens.keuze import KiesCode
from screens.lid import LidScherm
from screens.lijst import Lijst
from screens.team import TeamScherm
from screens.vandaag import Vandaag
from screens.weekplot import TEKENS, WeekPlot

from ..conftest import PASSPHRASE, Clock
from ..test_inzet import deployed
from ..test_overleg import TODAY, members
from .test_overleg import HOSTILE, reopened
from .werk import BIG, SMALL, TINY, keys, opened, settle, shown

DAY = timedelta(days=1)


@pytest.fixture
def begun(place: Place, clock: Clock) -> Place:
    """A team with JB, MK and TD of team 1; closed again."""
    team = toegang.begin(place, PASSPHRASE, naam="Anna Vos", now=clock).toegang
    members(team)
    team.close()
    return place


def change(place: Place, clock: Clock, act: Callable[[Session], object]) -> None:
    team = reopened(place, clock)
    with team.doing("lid") as session:
        act(session)
    team.close()


@asynccontextmanager
async def at_team(place: Place, clock: Clock, size: tuple[int, int] = BIG) -> AsyncIterator[Pilot[None]]:
    async with opened(place, clock, size) as pilot:
        await keys(pilot, "t")
        assert in_front(pilot) is TeamScherm
        yield pilot


def in_front(pilot: Pilot[None]) -> type[object]:
    return type(pilot.app.screen)


def profile(place: Place, clock: Clock, lid: str = "JB") -> LidProfiel:
    team = reopened(place, clock)
    try:
        with team.reading() as session:
            return leden.profile(session, lid, TODAY)
    finally:
        team.close()


def line(pilot: Pilot[None], lid: str) -> str:
    """The line of a member."""
    return next((words for words in shown(pilot).splitlines() if f"  {lid} " in words[:16]), "")


async def to(pilot: Pilot[None], label: str) -> None:
    """From the list to the line of the chosen member with that label."""
    await keys(pilot, "enter")
    here = pilot.app.screen
    assert isinstance(here, LidScherm)
    while (row := here._chosen()) is None or row.label != label:
        await keys(pilot, "down")


def typed(pilot: Pilot[None]) -> str:
    return pilot.app.screen.query_one(TextArea).text


# --- at a glance


async def test_a_team_of_one_says_how_the_next_comes_and_n_makes_one(place: Place, clock: Clock) -> None:
    toegang.begin(place, PASSPHRASE, naam="Anna Vos", now=clock).toegang.close()
    async with at_team(place, clock, SMALL) as pilot:
        assert "1 lid" in shown(pilot)
        assert "per week" not in shown(pilot)
        await keys(pilot, "n", "Jan Bos", "enter")
        assert typed(pilot) == "JB"
        await keys(pilot, "enter", "1", "enter")
        assert in_front(pilot) is LidScherm
        assert "JB · Jan Bos · 0 van 2 plekken bezet" in shown(pilot)
        await keys(pilot, "escape")
        assert "Team 1: 2 vrij" in shown(pilot)
        assert "░░    0/2   2" in line(pilot, "JB")
        await keys(pilot, "z", "escape")
        assert in_front(pilot) is Vandaag


async def test_a_new_member_that_is_refused_or_left_is_asked_again_with_what_was_typed(begun: Place, clock: Clock) -> None:
    async with at_team(begun, clock, SMALL) as pilot:
        await keys(pilot, "n", "Jan Berg", "enter", "MK", "enter")
        assert "MK is al de korte naam van iemand" in shown(pilot)
        assert typed(pilot) == "MK"
        await keys(pilot, "escape", "n")
        assert typed(pilot) == "Jan Berg"
        await keys(pilot, "enter")
        assert typed(pilot) == "MK"
        await keys(pilot, "JBE", "enter", "PP", "enter")
        assert "PP is geen heel getal." in shown(pilot)
        assert typed(pilot) == "PP"
        await keys(pilot, "1", "enter")
        assert "JBE is erbij" in shown(pilot)


async def test_a_short_name_that_was_left_is_not_offered_for_someone_else(begun: Place, clock: Clock) -> None:
    async with at_team(begun, clock, SMALL) as pilot:
        await keys(pilot, "n", "Xan Xu", "enter", "XU", "enter", "2", "escape", "n", "Piet Vos", "enter")
        assert typed(pilot) == "PV"
        await keys(pilot, "enter")
        assert typed(pilot) == ""
        await keys(pilot, "escape", "n", "Piet Bos", "escape", "n", "enter")
        assert typed(pilot) == "PB"


async def test_what_was_answered_of_someone_new_or_away_outlasts_the_program(begun: Place, clock: Clock) -> None:
    async with at_team(begun, clock, SMALL) as pilot:
        await keys(pilot, "w", "+2", "enter", "+4", "enter")
    async with at_team(begun, clock, SMALL) as pilot:
        await keys(pilot, "w")
        assert typed(pilot) == "+2"
        await keys(pilot, "enter")
        assert typed(pilot) == "+4"
        await keys(pilot, "escape", "n", "Xan Xu", "enter", "QQ", "enter")
    async with at_team(begun, clock, SMALL) as pilot:
        await keys(pilot, "n")
        assert typed(pilot) == "Xan Xu"
        await keys(pilot, "enter")
        assert typed(pilot) == "QQ"


async def test_a_search_that_was_left_is_not_offered_again(begun: Place, clock: Clock) -> None:
    async with at_team(begun, clock, SMALL) as pilot:
        await keys(pilot, "/", "foo", "escape", "/")
        assert typed(pilot) == ""
        await keys(pilot, "bos", "enter", "/", "foo", "escape", "/")
        assert typed(pilot) == "bos"


async def test_backspace_takes_one_absence_and_the_next_only_when_it_is_chosen(begun: Place, clock: Clock) -> None:
    def twice(session: Session) -> None:
        for n in (1, 10, 20):
            session.add(Afwezigheid(lid=leden.find(session, "JB").id, van=TODAY + n * DAY, tot=TODAY + (n + 2) * DAY))

    change(begun, clock, twice)
    async with at_team(begun, clock) as pilot:
        await to(pilot, "Afwezig")
        await keys(pilot, "backspace", "backspace", "backspace")
        assert "De afwezigheid van JB vanaf 25-11-2026 tot en met 27-11-2026 vervalt; z draait het terug." in shown(pilot)
        assert shown(pilot).count("Afwezig   ") == 2
        await keys(pilot, "down", "backspace")
        assert "vanaf 04-12-2026" in shown(pilot)
        assert shown(pilot).count("Afwezig   ") == 1
        await keys(pilot, "z")
        assert shown(pilot).count("Afwezig   ") == 2


async def test_each_line_tells_room_absence_and_what_is_coming(begun: Place, clock: Clock) -> None:
    team = reopened(begun, clock)
    for _ in range(3):
        deployed(team, start=TODAY + 3 * DAY)
    with team.doing("x") as session:
        wie = team.wie()
        leden.away(session, wie, "MK", TODAY, TODAY + 4 * DAY)
        leden.away(session, wie, "TD", TODAY + 10 * DAY, TODAY + 20 * DAY)
        leden.change(session, "TD", actief_tot=TODAY + 60 * DAY, plekken=4)
    team.close()
    async with at_team(begun, clock) as pilot:
        assert "▲ 1" in line(pilot, "JB")
        assert "███   3/2  -1  inzet begint vr 27 nov" in line(pilot, "JB")
        assert "░     0/1   –  weg t/m za 28 nov" in line(pilot, "MK")
        assert "███░  3/4   1  lid t/m za 23 jan · weg vr 4" in line(pilot, "TD")
        assert "Team 1: 1 van 7 plekken vrij, 0 duo’s" in shown(pilot)


@pytest.mark.parametrize(("size", "plotted"), [(BIG, True), (SMALL, False)])
async def test_the_weeks_are_a_plot_where_there_is_room_and_numbers_elsewhere(
    begun: Place, clock: Clock, size: tuple[int, int], plotted: bool
) -> None:
    change(begun, clock, lambda session: leden.add(session, "XX", naam="Xan Xu", team=2, plekken=4))
    async with at_team(begun, clock, size) as pilot:
        for _ in range(3):
            assert ("██ Team 1   ░░ Team 2" in shown(pilot)) is plotted
            assert ("  duo’s      2   2   2" in shown(pilot)) is not plotted
            assert ("Team 2       4   4   4" in shown(pilot)) is not plotted
            await keys(pilot, "m")
            plotted = not plotted


async def test_the_plot_is_drawn_for_other_numbers_only(begun: Place, clock: Clock) -> None:
    async with at_team(begun, clock) as pilot:
        plot = pilot.app.screen.query_one(WeekPlot)
        drawn: list[int] = []
        plain = plot.plt.build
        plot.plt.build = lambda: drawn.append(1) or plain()  # type: ignore[method-assign,func-returns-value]  # counts
        await keys(pilot, "down", "up", "down", "enter", "escape")
        assert drawn == []
        await keys(pilot, "w", "enter", "+20", "enter", "enter")
        assert drawn


async def test_sixty_members_are_walked_and_searched(begun: Place, clock: Clock) -> None:
    def many(session: Session) -> None:
        for n in range(57):
            leden.add(
                session, f"X{n}", naam=f"Xan {n}", team=1 + n % 2, talen=["Turks"] if n == 41 else [], expertise=["ADHD"] if n == 3 else []
            )

    change(begun, clock, many)
    async with at_team(begun, clock, SMALL) as pilot:
        assert "61 leden" in shown(pilot)
        await keys(pilot, "end", "enter")
        assert "Anna Vos" in shown(pilot)  # who is in no team stands last
        await keys(pilot, "escape", "/", "turks", "enter")
        assert "1 lid" in shown(pilot)
        await keys(pilot, "enter")
        assert "X41" in shown(pilot)
        await keys(pilot, "escape", "/", "niemand zo", "enter")
        assert "Niemand met niemand zo. Esc laat weer iedereen zien." in shown(pilot)
        await keys(pilot, "enter", "w", "b", "e", "y", "down", "escape")
        assert "61 leden" in shown(pilot)


# --- absences and the end of a membership


async def test_someone_is_away_and_back_and_z_takes_it_back(begun: Place, clock: Clock) -> None:
    async with at_team(begun, clock, SMALL) as pilot:
        await keys(pilot, "w", "enter", "+3", "enter", "cursus", "enter")
        assert "JB is afwezig vanaf 24-11-2026 tot en met 27-11-2026." in shown(pilot)
        assert "–  weg t/m 27 nov" in line(pilot, "JB")
        await keys(pilot, "b", "+2", "enter")
        assert "JB is er weer vanaf do 26 nov." in shown(pilot)
        await keys(pilot, "z")
        assert "Teruggedraaid: afwezigheid JB." in shown(pilot)
        assert "weg t/m 27 nov" in line(pilot, "JB")
        await keys(pilot, "b", "enter")
        assert "De afwezigheid van JB vanaf 24-11-2026 tot en met 27-11-2026 vervalt." in shown(pilot)
        await keys(pilot, "b", "enter")
        assert "JB is niet afwezig" in shown(pilot)
        await keys(pilot, "escape")
    assert profile(begun, clock).afwezig == ()


async def test_an_absence_that_is_refused_keeps_what_was_typed(begun: Place, clock: Clock) -> None:
    async with at_team(begun, clock, SMALL) as pilot:
        await keys(pilot, "w", "straks", "enter")
        assert "straks is geen datum" in shown(pilot)
        assert typed(pilot) == "straks"
        await keys(pilot, "+10", "enter", "+5", "enter", "een reden", "enter")
        assert "ligt voor het begin" in shown(pilot)
        assert typed(pilot) == "+10"
        await keys(pilot, "enter")
        assert typed(pilot) == "+5"
        await keys(pilot, "+12", "enter")
        assert typed(pilot) == "een reden"
        await keys(pilot, "escape", "w", "enter", "enter", "enter")
        assert "JB is afwezig vanaf 04-12-2026 tot en met 06-12-2026." in shown(pilot)
        await keys(pilot, "w")
        assert typed(pilot) == "vandaag"
        await keys(pilot, "enter", "enter", "enter")
        assert "JB is al afwezig vanaf 04-12-2026" in shown(pilot)
        await keys(pilot, "escape")


async def test_who_leaves_goes_from_the_list_on_the_day_after(begun: Place, clock: Clock) -> None:
    async with at_team(begun, clock, SMALL) as pilot:
        await keys(pilot, "e", "gisteren", "enter")
        assert line(pilot, "JB") == ""
        await keys(pilot, "a")
        assert "lid t/m 23 nov" in line(pilot, "JB")
        await keys(pilot, "home", "e", " ", "enter")
        assert "lid t/m" not in line(pilot, "JB")
    assert profile(begun, clock).kaart.actief_tot is None


# --- one member


async def test_a_field_is_changed_and_what_is_refused_stays_to_be_bettered(begun: Place, clock: Clock) -> None:
    async with at_team(begun, clock, SMALL) as pilot:
        await to(pilot, "Plekken")
        await keys(pilot, "enter", "veel", "enter")
        assert "veel is geen heel getal" in shown(pilot)
        assert typed(pilot) == "veel"
        await keys(pilot, "escape", "enter")
        assert typed(pilot) == "veel"
        await keys(pilot, "3", "enter", "up", "up", "enter", "Aanbieder Z", "enter")
        assert "Organisatie van JB: Aanbieder Z; z draait het terug." in shown(pilot)
        await keys(pilot, "enter", "enter")
        assert "z draait het terug" not in shown(pilot)  # it is what it was
        await keys(pilot, "backspace")
        assert "Organisatie van JB is leeg; z draait het terug." in shown(pilot)
        await keys(pilot, "z")
        await keys(pilot, "down", "down", "down", "enter", "24", "enter")
    p = profile(begun, clock)
    assert (p.kaart.organisatie, p.plekken, p.uren_per_week) == ("Aanbieder Z", 3, 24)


async def test_the_standard_comes_back_with_backspace(begun: Place, clock: Clock) -> None:
    async with at_team(begun, clock, SMALL) as pilot:
        await to(pilot, "Plekken")
        await keys(pilot, "enter", "3", "enter")
        assert "0 van 3 plekken bezet" in shown(pilot)
        await keys(pilot, "backspace")
        assert "2 (standaard)" in shown(pilot)
        await keys(pilot, "up", "up", "up", "up", "up", "up", "backspace")
        assert "Een naam is nodig" in shown(pilot)
    assert profile(begun, clock).plekken is None


async def test_expertise_is_put_together_code_by_code(begun: Place, clock: Clock) -> None:
    async with at_team(begun, clock, SMALL) as pilot:
        await to(pilot, "Expertise")
        await keys(pilot, "enter", "traum", "enter")
        assert in_front(pilot) is KiesCode
        await keys(pilot, "huisel", "enter", "hecht")
        assert "Hechting" in shown(pilot)
        await keys(pilot, "enter")
        pilot.app.screen.query_one(Input).value = ""
        await settle(pilot)
        assert "✓ Hechting" in shown(pilot)
        await keys(pilot, "trauma", "enter", "escape")
        assert "Hechting, Huiselijk geweld" in shown(pilot)
        await keys(pilot, "z")
        assert "Hechting, Huiselijk geweld, Trauma" in shown(pilot)
    assert profile(begun, clock).expertise == ("HECHT", "GEWELD", "TRAUMA")


async def test_languages_roles_absences_and_inzetten_are_reached_from_their_line(begun: Place, clock: Clock) -> None:
    team = reopened(begun, clock)
    deployed(team)
    with team.doing("x") as session:
        leden.away(session, team.wie(), "JB", TODAY + DAY, TODAY + 4 * DAY, "cursus")
    team.close()
    async with at_team(begun, clock) as pilot:
        await to(pilot, "Talen")
        await keys(pilot, "enter", "turks, Engels", "enter")
        assert "Engels, Turks" in shown(pilot)
        await keys(pilot, "escape")
        await to(pilot, "Rol")
        await keys(pilot, "enter", "aanv", "enter")
        assert "anvoerder" in shown(pilot)
        await keys(pilot, "escape")
        await to(pilot, "Afwezig")
        await keys(pilot, "enter", "enter", "+9", "enter", "enter")
        assert "vanaf 25-11-2026 tot en met 03-12-2026: cursus" in shown(pilot)
        await keys(pilot, "backspace")
        assert "De afwezigheid van JB vanaf 25-11-2026 tot en met 03-12-2026 vervalt; z draait het terug." in shown(pilot)
        await keys(pilot, "escape")
        await to(pilot, "Inzet")
        await keys(pilot, "backspace")
        assert "Hier is niets om leeg te maken." in shown(pilot)
        await keys(pilot, "enter")
        assert in_front(pilot) is InzetScherm


async def test_a_member_that_is_gone_says_so(begun: Place, clock: Clock) -> None:
    async with at_team(begun, clock, SMALL) as pilot:
        await keys(pilot, "n", "Xan Xu", "enter", "enter", "2", "enter", "z")
        assert "Dit lid is er niet meer. Esc gaat terug." in shown(pilot)
        assert shown(pilot).splitlines()[-1].startswith("Esc Terug")
        for key in ("w", "b", "e"):
            await keys(pilot, "y", key)
            assert shown(pilot).count("Dit lid is er niet meer.") == 2
        await keys(pilot, "enter", "backspace", "down", "escape")
        assert in_front(pilot) is TeamScherm


@pytest.mark.parametrize("size", [TINY, SMALL, BIG])
async def test_strange_text_is_text_on_both_screens(begun: Place, clock: Clock, size: tuple[int, int]) -> None:
    def strange(session: Session) -> None:
        for n, words in enumerate(HOSTILE):
            leden.add(session, f"X{n}", naam="x", team=1 + n % 2, plekken=40)
            lid = session.exec(select(Lid).where(Lid.code == f"X{n}")).one()
            lid.naam = lid.organisatie = lid.discipline = words * 20
            lid.code = words[:8]
            session.add_all([Afwezigheid(lid=lid.id, van=TODAY, reden=words), LidTaal(lid=lid.id, taal=words)])

    change(begun, clock, strange)
    async with at_team(begun, clock, size) as pilot:
        for row in list(pilot.app.screen.query_one(Lijst).ids):
            pilot.app.screen.query_one(Lijst).ga_naar(row)
            await keys(pilot, "enter", "down", "enter", HOSTILE[1], "enter", "escape", "end", "escape")
            assert in_front(pilot) is TeamScherm
        await keys(pilot, "m", "n", HOSTILE[0], "enter", "escape", "/", HOSTILE[1], "enter", "escape")
        assert in_front(pilot) is TeamScherm


class Blad(App[None]):
    """A plot and nothing else."""

    def compose(self) -> ComposeResult:
        yield WeekPlot()


@pytest.mark.parametrize("size", [(100, 12), (70, 9), (20, 5), (6, 3), (3, 2)])
@pytest.mark.parametrize(
    "series", [([1, 2, 3, 0], [3, 0, -2, 1]), ([0, 0, 0, 0], [0, 0, 0, 0]), ([4, 4, 4, 4],), ([500, 499, 1, 0], [2, 2, 2, 2])]
)
async def test_the_bars_of_the_plot_are_as_high_as_their_numbers(size: tuple[int, int], series: tuple[list[int], ...]) -> None:
    async with Blad().run_test(size=size) as pilot:
        plot = pilot.app.query_one(WeekPlot)
        plot.toon(["nu", "49", "50", "51"], series)
        await pilot.pause()
        drawn = plot.render().plain
        most = max(max(free) for free in series)
        rows = size[1] - 2
        if size[0] < 20 or most > rows:
            return  # fewer weeks, or not to scale: it is enough that it can be drawn
        unit = rows // most if most else 1
        for sign, free in zip(TEKENS, series, strict=False):
            cells = drawn.count(sign)
            high = unit * sum(max(n, 0) for n in free)
            assert (cells > 0) is (high > 0)
            assert not high or cells % high == 0
