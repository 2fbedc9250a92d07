"""The room of the weeks ahead: what a week counts, what never happens, and the command that tells it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session

from db.models import Inzet
from retcli import capaciteit, inzet, leden
from retcli.capaciteit import Vooruit
from retcli.leden import Afwezig, LidInzet, LidKaart, LidProfiel
from retcli.toegang import Toegang

from .conftest import Run
from .test_inzet import deployed
from .test_overleg import TODAY, members

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
MONDAY = TODAY - DAY  # TODAY is a Tuesday


def person(
    *inzetten: LidInzet,
    places: int = 2,
    away: tuple[tuple[date | None, date | None], ...] = (),
    since: date | None = None,
    until: date | None = None,
    team: int = 1,
) -> LidProfiel:
    kaart = LidKaart(UUID(int=1), "JB", "Jan Bos", None, team, None, None, places, since, until)
    absences = tuple(Afwezig(UUID(int=n), *days) for n, days in enumerate(away))
    return LidProfiel(kaart, places, None, (), (), (), absences, inzetten)


def task(
    start: date | None = None,
    ends: date | None = None,
    *,
    started: date | None = None,
    since: date | None = None,
    until: date | None = None,
) -> LidInzet:
    return LidInzet(UUID(int=9), "26-AAAAAA", since, until, started, start, ends)


def free(p: LidProfiel, weken: int = 4) -> tuple[int, ...]:
    (found,) = capaciteit.of([p], TODAY, weken).leden
    return found.vrij


# --- what a week counts


def test_a_running_inzet_takes_its_place_through_the_week_of_its_expected_end() -> None:
    assert free(person(task(ends=MONDAY + WEEK, started=TODAY - WEEK))) == (1, 1, 2, 2, 2)
    assert free(person(task(ends=MONDAY + WEEK - DAY, started=TODAY - WEEK))) == (1, 2, 2, 2, 2)


def test_one_without_an_expected_end_or_past_it_goes_on() -> None:
    assert free(person(task(started=TODAY - WEEK))) == (1, 1, 1, 1, 1)
    assert free(person(task(ends=TODAY - DAY, started=TODAY - WEEK))) == (1, 1, 1, 1, 1)
    assert free(person(task(ends=TODAY, started=TODAY - WEEK))) == (1, 2, 2, 2, 2)


def test_a_planned_one_is_promised_now_and_takes_its_place_from_its_start() -> None:
    assert free(person(task(start=MONDAY + 2 * WEEK + 4 * DAY))) == (1, 2, 1, 1, 1)
    assert free(person(task(start=MONDAY + 2 * WEEK + 5 * DAY))) == (1, 2, 2, 1, 1)
    assert free(person(task(start=MONDAY + 2 * WEEK, started=TODAY))) == (1, 1, 1, 1, 1)


def test_only_the_part_that_a_member_has_in_it_counts() -> None:
    assert free(person(task(started=TODAY - WEEK, until=MONDAY + WEEK))) == (1, 1, 2, 2, 2)
    assert free(person(task(started=TODAY - WEEK, since=MONDAY + 2 * WEEK))) == (1, 2, 1, 1, 1)


def test_a_week_away_takes_the_places_and_a_day_does_not() -> None:
    assert free(person(away=((MONDAY + WEEK, MONDAY + WEEK + 4 * DAY),))) == (2, 0, 2, 2, 2)
    assert free(person(away=((MONDAY + WEEK, MONDAY + WEEK + 3 * DAY),))) == (2, 2, 2, 2, 2)
    assert free(person(away=((MONDAY + WEEK, MONDAY + WEEK + DAY), (MONDAY + WEEK + 2 * DAY, None)))) == (2, 0, 0, 0, 0)
    assert free(person(away=((None, TODAY),))) == (0, 2, 2, 2, 2)


def test_who_leaves_or_comes_has_places_while_a_member() -> None:
    assert free(person(until=MONDAY + WEEK)) == (2, 2, 0, 0, 0)
    assert free(person(since=MONDAY + WEEK + 4 * DAY)) == (0, 2, 2, 2, 2)
    assert capaciteit.of([person(until=TODAY - DAY), person(team=0)], TODAY).leden == ()


def test_the_teams_add_up_and_an_overload_takes_nothing_from_others() -> None:
    full = person(task(), task(), task())
    found = capaciteit.of([full, person(places=3), replace(person(), kaart=replace(person().kaart, team=2))], TODAY, 1)
    assert [(t.team, t.plekken, t.vrij, t.duos) for t in found.teams] == [(1, 5, (3, 3), (0, 0)), (2, 2, (2, 2), (0, 0))]
    assert found.leden[0].vrij == (-1, -1)
    assert found.namen == ("2026-W48", "2026-W49")


@pytest.mark.parametrize(
    ("places", "pairs"), [((), 0), ((5,), 0), ((1, 1), 1), ((5, 1), 1), ((5, 1, 1), 2), ((2, 2, 2), 3), ((-3, 0, 1, 1), 1), ((1, 1, 1), 1)]
)
def test_a_duo_is_two_different_people(places: tuple[int, ...], pairs: int) -> None:
    assert capaciteit.duos(places) == pairs


@given(st.lists(st.integers(-1, 4), max_size=6))
def test_the_number_of_duos_is_that_of_pairing_off_one_by_one(places: list[int]) -> None:
    left, pairs = sorted(places), 0
    while len(left) > 1 and left[-2] > 0:
        left[-1] -= 1
        left[-2] -= 1
        pairs += 1
        left.sort()
    assert capaciteit.duos(places) == pairs


# --- what never happens

days = st.integers(-30, 120).map(lambda n: TODAY + n * DAY)
maybe = st.none() | days
tasks = st.builds(
    LidInzet, st.just(UUID(int=9)), st.just("26-AAAAAA"), maybe, maybe.filter(lambda d: d is None or d >= TODAY), maybe, maybe, maybe
)
profiles = st.builds(
    person,
    places=st.integers(0, 5),
    away=st.lists(st.tuples(maybe, maybe), max_size=3).map(tuple),
    since=maybe,
    until=maybe.filter(lambda d: d is None or d >= TODAY),
).flatmap(lambda p: st.lists(tasks, max_size=4).map(lambda found: replace(p, inzetten=tuple(found))))


@given(profiles, tasks)
def test_one_inzet_more_never_raises_the_free_places(p: LidProfiel, extra: LidInzet) -> None:
    more = replace(p, inzetten=(*p.inzetten, extra))
    assert all(after <= before for before, after in zip(free(p, 12), free(more, 12), strict=True))


@given(profiles.filter(lambda p: bool(p.inzetten)), st.integers(0, 100))
def test_an_inzet_that_is_to_end_earlier_never_lowers_the_free_places(p: LidProfiel, earlier: int) -> None:
    first, *rest = p.inzetten
    ends = max((first.verwacht_einde or TODAY + 120 * DAY) - earlier * DAY, TODAY)
    sooner = replace(p, inzetten=(first._replace(verwacht_einde=ends), *rest))
    if first.verwacht_einde is None or first.verwacht_einde >= ends:
        assert all(after >= before for before, after in zip(free(p, 12), free(sooner, 12), strict=True))


@given(profiles, maybe, maybe)
def test_an_absence_more_never_raises_the_places_that_are_free(p: LidProfiel, since: date | None, until: date | None) -> None:
    more = replace(p, afwezig=(*p.afwezig, Afwezig(UUID(int=7), since, until)))
    for before, after in zip(free(p, 12), free(more, 12), strict=True):
        assert after <= max(before, 0)


# --- with the store


def ahead(team: Toegang) -> Vooruit:
    with team.reading() as session:
        return capaciteit.ahead(session, TODAY)


def test_now_is_what_the_capacity_says(team: Toegang) -> None:
    deployed(team)
    began = deployed(team, start=TODAY + 4 * WEEK)
    deployed(team, start=TODAY - WEEK)
    with team.doing("x") as session:
        inzet.start(session, team.wie(), began)
        leden.away(session, team.wie(), "TD", TODAY - DAY)
        leden.add(session, "XX", naam="Xan Xu", team=2, actief_van=TODAY + WEEK)
    with team.reading() as session:
        now = {room.lid.code: (room.lopend, room.vrij) for room in leden.capacity(session, TODAY)}
    found = {m.lid.code: (m.lopend, m.vrij[0]) for m in ahead(team).leden}
    assert now == {"JB": (3, -1), "MK": (0, 1), "TD": (3, 0)}
    assert found == now | {"XX": (0, 0)}


def test_an_expected_end_gives_the_place_back_in_the_week_after(team: Toegang) -> None:
    of = deployed(team)
    with team.doing("x") as session:
        inzet.start(session, team.wie(), of, verwacht_einde=MONDAY + 3 * WEEK)
    assert ahead(team).leden[0].vrij == (1, 1, 1, 1, *[2] * 9)
    assert ahead(team).teams[0].vrij == (3, 3, 3, 3, *[5] * 9)
    with team.doing("x") as session:
        session.get_one(Inzet, of).einddatum = TODAY
    assert ahead(team).leden[0].vrij == (2,) * 13


def test_the_statements_do_not_grow_with_the_inzetten(team: Toegang) -> None:
    def statements(session: Session) -> int:
        seen: list[str] = []
        driver = session.connection().connection.driver_connection
        assert driver is not None
        driver.set_trace_callback(seen.append)
        capaciteit.ahead(session, TODAY)
        driver.set_trace_callback(None)
        return len([line for line in seen if line.startswith("SELECT")])

    members(team)
    with team.reading() as session:
        few = statements(session)
    for _ in range(5):
        deployed(team)
    with team.reading() as session:
        assert statements(session) == few


# --- the commands


def test_the_weeks_are_told_as_json_and_as_a_table(begun: Run) -> None:
    begun("team", "wijzig", "MK", "--team", "2", "--plekken", "")
    told = begun("team", "capaciteit", "--weken", "--json").json
    assert list(told) == ["weken", "leden", "teams"]
    assert (told["weken"][:2], len(told["weken"])) == (["2026-W48", "2026-W49"], 13)
    assert told["leden"][0] == {"lid": "JB", "team": 1, "plekken": 2, "vrij": [2] * 13}
    assert told["teams"][1] == {"team": 2, "plekken": 2, "vrij": [2] * 13, "duos": [0] * 13}
    head, jb, *_ = begun("team", "capaciteit", "--weken").out.splitlines()
    assert head.split() == ["team", "lid", "nu", *(f"{n:02d}" for n in (49, 50, 51, 52, 53, *range(1, 8)))]
    assert jb.split() == ["1", "JB", *["2"] * 13]
    assert begun("team", "capaciteit", "--json").json[0] == {"lid": "JB", "team": 1, "plekken": 2, "lopend": 0, "vrij": 2}


def test_a_member_is_filled_in_and_shown_by_command(begun: Run) -> None:
    done = begun(
        "team", "wijzig", "JB", "--expertise", "trauma, (Complexe) scheiding", "--talen", "turks", "--gemeenten", "enschede,GM0164",
        "--uren", "24", "--actief-van", "1-1-2026", "--actief-tot", "31-12-2026",
    )  # fmt: skip
    assert done.code == 0, done.err
    assert begun("team", "afwezig", "JB", "1-12", "4-12", "--reden", "cursus").out == (
        "JB is afwezig vanaf 01-12-2026 tot en met 04-12-2026.\n"
    )
    shown = begun("team", "toon", "JB", "--json").json
    assert shown["expertise"] == ["SCHEIDING", "TRAUMA"]
    assert (shown["talen"], shown["gemeenten"], shown["uren_per_week"]) == (["Turks"], ["GM0153", "GM0164"], 24)
    assert shown["afwezig"] == [{"van": "2026-12-01", "tot": "2026-12-04", "reden": "cursus"}]
    text = begun("team", "toon", "JB").out
    assert "expertise       (Complexe) scheiding, Trauma" in text
    assert "afwezig         vanaf 01-12-2026 tot en met 04-12-2026: cursus" in text
    assert begun("team", "terug", "JB", "3-12").out == "JB is er weer vanaf do 3 dec.\n"
    assert begun("team", "terug", "JB", "1-12").out == "De afwezigheid van JB vanaf 01-12-2026 tot en met 02-12-2026 vervalt.\n"


@pytest.mark.parametrize(
    ("args", "why"),
    [
        (("wijzig", "JB", "--expertise", "xx"), "xx is geen expertise. Kies uit Trauma"),
        (("wijzig", "JB", "--uren", "99"), "tussen 0 en 60"),
        (("wijzig", "JB", "--plekken", "veel"), "veel is geen heel getal"),
        (("wijzig", "JB", "--actief-van", "2-1-2026", "--actief-tot", "1-1-2026"), "ligt voor de eerste"),
        (("afwezig", "JB", "5-12", "1-12"), "ligt voor het begin"),
        (("afwezig", "ZZ", "5-12"), "Er is geen lid ZZ"),
        (("terug", "JB"), "JB is niet afwezig"),
        (("toon", "ZZ"), "Er is geen lid ZZ"),
    ],
)
def test_what_can_not_be_is_one_sentence_and_exit_code_1(begun: Run, args: tuple[str, ...], why: str) -> None:
    made = begun("team", *args)
    assert (made.code, made.out) == (1, "")
    assert why in made.err
    assert len(made.err.splitlines()) == 1
