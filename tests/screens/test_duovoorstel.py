"""Choosing a duo by keys: which pairs there are and why, one of them found by its letters, and the duos of a whole meeting at once."""

from __future__ import annotations

import re
import threading
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import select
from textual.widgets import OptionList

from db.models import Afwezigheid, Casus, Inzet, InzetLid, Lid, LidExpertise, LidTaal
from retcli import casussen, duo, instellingen, leden, overleg, toegang
from retcli.locations import Place
from retcli.toegang import Toegang
from screens.duovoorstel import DuosSamen, DuoVoorstel
from screens.lijst import Lijst

from ..conftest import PASSPHRASE, Clock
from ..test_overleg import TODAY, new_casus
from .test_overleg import HOSTILE, reopened
from .werk import BIG, SMALL, TINY, keys, opened, shown

PEOPLE = {
    "JB": (1, "De Linde", "pedagoog"),
    "MK": (1, "De Vlier", "therapeut"),
    "TD": (1, "De Linde", "therapeut"),
    "RS": (2, "De Berk", "psycholoog"),
}


def prepared(place: Place, clock: Clock, *, cases: int = 1, people: dict[str, tuple[int, str, str]] = PEOPLE) -> list[str]:
    """A team in which JB and MK fit best, and aanmeldingen; the codes, in the order of the agenda."""
    team = toegang.begin(place, PASSPHRASE, naam="Anna Vos", now=clock).toegang
    with team.doing("team") as session:
        for code, (number, organisation, discipline) in people.items():
            lid = leden.add(session, code, naam=f"{code} van Voorbeeld", team=number, organisatie=organisation, discipline=discipline).id
            if code in ("JB", "MK"):
                session.add(LidExpertise(lid=lid, code="TRAUMA"))
            if code == "RS":
                session.add(LidTaal(lid=lid, taal="Turks"))
    made = [new_casus(team, problematiek="TRAUMA", datum_aanmelding=TODAY) for _ in range(cases)]
    with team.reading() as session:
        codes = [casussen.card(session, casus).casus for casus in made]
    team.close()
    return codes


def chosen(place: Place, clock: Clock, code: str) -> tuple[list[str], int | None, str | None, str | None]:
    """The duo of a casus, and what is kept of how it was chosen."""
    team = reopened(place, clock)
    with team.reading() as session:
        casus = casussen.find(session, code)
        inzet = session.exec(select(Inzet).where(Inzet.casus == casus)).first()
        if inzet is None:
            found: tuple[list[str], int | None, str | None, str | None] = ([], None, None, None)
        else:
            lid = select(Lid.code).join(InzetLid).where(InzetLid.inzet == inzet.id).order_by(InzetLid.id)  # type: ignore[arg-type]
            found = ([c or "" for c in session.exec(lid)], inzet.duo_keuze_plaats, inzet.duo_keuze_voorstel, inzet.duo_keuze_reden)
    team.close()
    return found


def full(team: Toegang, code: str) -> None:
    with team.doing("team") as session:
        leden.change(session, code, plekken=0)


@pytest.mark.parametrize("size", [SMALL, BIG])
async def test_the_best_duo_is_proposed_with_why_and_taken_with_enter(place: Place, clock: Clock, size: tuple[int, int]) -> None:
    (code,) = prepared(place, clock)
    async with opened(place, clock, size) as pilot:
        await keys(pilot, "o", "enter", "right", "4")
        assert "▲ nog geen duo   Enter neemt JB + MK   d een ander" in shown(pilot)
        assert "waarom Trauma: JB en MK" in shown(pilot)
        assert "Enter Neem duo" in shown(pilot)
        assert "wachten op een duo" not in shown(pilot)
        await keys(pilot, "enter")
        assert "Enter Invullen" in shown(pilot)
        assert "duo    JB en MK, start di 1 dec" in shown(pilot)
        assert "Duo JB en MK; d kiest een ander." in shown(pilot)
        await keys(pilot, "z")
        assert "▲ nog geen duo" in shown(pilot)
        await keys(pilot, "enter")
    assert chosen(place, clock, code) == (["JB", "MK"], 1, None, None)


@pytest.mark.parametrize("size", [SMALL, BIG])
async def test_every_pair_is_ranked_with_who_they_are_and_every_point(place: Place, clock: Clock, size: tuple[int, int]) -> None:
    prepared(place, clock)
    async with opened(place, clock, size) as pilot:
        await keys(pilot, "o", "enter", "right", "4", "d")
        words = " ".join(shown(pilot).replace("▌", " ").split())
        assert "6 duo's, het best passende boven" in words
        assert re.search(r"1 JB \+ MK team 1 +\d+ Trauma: JB en MK", words)
        assert "JB JB van Voorbeeld, pedagoog, De Linde, team 1" in words
        assert "ruimte 2 + 2 vrij" in words
        assert "Trauma: JB en MK (+30)" in words
        assert "▲ uit twee teams" in words


async def test_a_digit_takes_another_pair_which_asks_why_and_a_digit_answers(place: Place, clock: Clock) -> None:
    (code,) = prepared(place, clock)
    async with opened(place, clock, SMALL) as pilot:
        await keys(pilot, "o", "enter", "right", "4", "d", "2")
        assert "Waarom niet JB en MK" in shown(pilot)
        assert "1 kennen het gezin al" in shown(pilot)
        await keys(pilot, "4")
        assert "Reden bij het duo bewaard." in shown(pilot)
    pair, place_, first, why = chosen(place, clock, code)
    assert len(set(pair) - {"JB", "MK"}) == 1
    assert (place_, first, why) == (2, "JB en MK", "wens van kind of ouders")


async def test_why_may_be_left_out_with_one_key_and_what_was_typed_is_offered_again(place: Place, clock: Clock) -> None:
    (code,) = prepared(place, clock)
    async with opened(place, clock) as pilot:
        await keys(pilot, "o", "enter", "right", "4", "d", "2", "enter", "a")
        assert "Actie" in shown(pilot)  # the key after it arrives where it is meant to
        await keys(pilot, "escape", "d", "3", "moeder vroeg het", "escape", "d", "1", "d", "3")
        assert "moeder vroeg het" in shown(pilot)
        await keys(pilot, "escape", "d", "2", "enter")
    assert chosen(place, clock, code)[1:] == (2, "JB en MK", None)


async def test_letters_find_any_pair_and_the_second_name_begins_by_itself(place: Place, clock: Clock) -> None:
    (code,) = prepared(place, clock)
    async with opened(place, clock) as pilot:
        await keys(pilot, "o", "enter", "right", "4", "d", "r")
        assert "met R_  3 duo's" in shown(pilot)
        await keys(pilot, "s", "t")
        assert "met RS T_  1 duo" in shown(pilot)
        await keys(pilot, "x")
        assert "▲ Geen duo met RS TX." in shown(pilot)
        assert "met RS T_  1 duo" in shown(pilot)
        await keys(pilot, "backspace")
        assert "met RS_  3 duo's" in shown(pilot)
        await keys(pilot, "t", "enter", "enter")
    pair, at, *_ = chosen(place, clock, code)
    assert sorted(pair) == ["RS", "TD"]
    assert at is not None
    assert at > 1


async def test_behind_letters_a_digit_goes_on_with_a_short_name_and_else_takes_a_pair(place: Place, clock: Clock) -> None:
    (code,) = prepared(place, clock, people=PEOPLE | {"JB2": (1, "De Linde", "pedagoog")})
    async with opened(place, clock) as pilot:
        await keys(pilot, "o", "enter", "right", "4", "d", "j", "b", "2")
        assert "met JB2_  4 duo's" in shown(pilot)
        await keys(pilot, "m", "1", "enter")
    assert sorted(chosen(place, clock, code)[0]) == ["JB2", "MK"]


async def test_the_duo_that_there_is_is_marked_and_taking_it_again_changes_nothing(place: Place, clock: Clock) -> None:
    (code,) = prepared(place, clock)
    async with opened(place, clock) as pilot:
        await keys(pilot, "o", "enter", "right", "4", "d", "2", "1")
        before = chosen_while(pilot)
        await keys(pilot, "d")
        assert re.search(r" 2 \w+ \+ \w+ .*● nu", shown(pilot))
        assert "dit duo is er nu" in shown(pilot)
        await keys(pilot, "enter")
        assert "Waarom niet" not in shown(pilot)
        assert chosen_while(pilot) == before
    assert chosen(place, clock, code)[3] == "kennen het gezin al"


def chosen_while(pilot: object) -> list[str]:
    return re.findall(r"duo    (\w+ en \w+), start", shown(pilot))  # type: ignore[arg-type]  # a Pilot


async def test_who_is_full_or_away_comes_last_and_is_taken_only_when_asked_twice(place: Place, clock: Clock) -> None:
    (code,) = prepared(place, clock)
    team = reopened(place, clock)
    full(team, "MK")
    with team.doing("afwezig") as session:
        session.add(Afwezigheid(lid=leden.find(session, "TD").id, van=TODAY, tot=None))
    team.close()
    async with opened(place, clock) as pilot:
        await keys(pilot, "o", "enter", "right", "4", "d", "m", "j")
        assert re.search(r"1 JB \+ MK .*▲ MK heeft geen plekken", shown(pilot))
        await keys(pilot, "enter")
        assert "▲ MK heeft geen plekken. Nog eens Enter neemt dit duo toch." in shown(pilot)
        assert isinstance(pilot.app.screen, DuoVoorstel)
        await keys(pilot, "backspace", "j", "enter")  # something else in between: it is asked anew
        assert isinstance(pilot.app.screen, DuoVoorstel)
        await keys(pilot, "enter")
        assert "Let op: MK heeft geen plekken." in shown(pilot)
        await keys(pilot, "escape")
    assert chosen(place, clock, code)[0] == ["JB", "MK"]


async def test_where_nobody_has_room_enter_takes_nobody(place: Place, clock: Clock) -> None:
    (code,) = prepared(place, clock)
    team = reopened(place, clock)
    for member in PEOPLE:
        full(team, member)
    team.close()
    async with opened(place, clock) as pilot:
        await keys(pilot, "o", "enter", "right", "4")
        assert "▲ nog geen duo, en geen twee leden hebben plek: d" in shown(pilot)
        await keys(pilot, "enter", "escape")
    assert chosen(place, clock, code)[0] == []


async def test_a_language_of_the_family_brings_who_speaks_it_forward(place: Place, clock: Clock) -> None:
    (code,) = prepared(place, clock)
    async with opened(place, clock) as pilot:
        await keys(pilot, "o", "enter", "right", "4", "d", "tab", "tu", "enter")
        assert "taal Turks" in shown(pilot)
        assert "Turks: RS (+20)" in " ".join(shown(pilot).split()) or "Turks: RS" in shown(pilot)
        await keys(pilot, "tab")
        assert pilot.app.screen.query_one(OptionList).highlighted == 1
        await keys(pilot, "escape", "tab", "geen", "enter")
        assert "taal Turks" not in shown(pilot)
        await keys(pilot, "escape")
    team = reopened(place, clock)
    with team.doing("instelling") as session:
        instellingen.put(session, "duo_taal", "200")
    team.close()
    async with opened(place, clock) as pilot:
        await keys(pilot, "o", "d", "tab", "tu", "enter", "1")
        assert "Waarom niet" not in shown(pilot)
    pair, _, first, why = chosen(place, clock, code)
    assert "RS" in pair
    assert (first, why) == ("JB en MK", "taal van het gezin: Turks")


@pytest.mark.parametrize(("people", "sentence"), [({}, "Er zit nog niemand in de Teams AnderS"), ({"JB": (1, "A", "B")}, "zit alleen JB")])
async def test_without_two_members_it_says_where_to_add_them(
    place: Place, clock: Clock, people: dict[str, tuple[int, str, str]], sentence: str
) -> None:
    prepared(place, clock, people=people)
    async with opened(place, clock) as pilot:
        await keys(pilot, "o", "enter", "right", "4")
        assert "▲ nog geen duo: d" in shown(pilot)
        await keys(pilot, "d")
        words = " ".join(shown(pilot).split())
        assert sentence in words
        assert "op het scherm Team, of met `retcli team voeg-toe`" in words


@pytest.mark.parametrize("size", [TINY, SMALL, BIG])
async def test_strange_names_are_text_at_any_size(place: Place, clock: Clock, size: tuple[int, int]) -> None:
    (code,) = prepared(place, clock, people={f"L{n}": (1 + n % 2, words[:200], words[-200:]) for n, words in enumerate(HOSTILE)})
    async with opened(place, clock, size) as pilot:
        await keys(pilot, "o", "enter", "right", "4", "d", "down", "down", "right", "right", "left", "up", "l", "tab", "backspace")
        assert f"Duo voor {code}" in shown(pilot)
        await keys(pilot, "3", "enter", "D", "escape")
    assert len(chosen(place, clock, code)[0]) == 2


async def test_only_the_lines_in_sight_are_made_of_1770_pairs(place: Place, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    prepared(place, clock, people={f"L{n:02}": (1 + n % 2, f"Org {n % 9}", f"vak {n % 7}") for n in range(60)})
    drawn = 0
    real = DuoVoorstel._line

    def counted(self: DuoVoorstel, pair: object, key: str) -> object:
        nonlocal drawn
        drawn += 1
        return real(self, pair, key)  # type: ignore[arg-type]

    monkeypatch.setattr(DuoVoorstel, "_line", counted)
    async with opened(place, clock) as pilot:
        await keys(pilot, "o", "enter", "right", "4", "d")
        assert "1770 duo's" in shown(pilot)
        drawn = 0
        await keys(pilot, "l")
        assert len(pilot.app.screen.query_one("#paren", Lijst).ids) == 1770
        assert drawn <= 2 * 64
        await keys(pilot, "4", "2")  # digits take: the second was never reached
    assert drawn <= 4 * 64


# --- several at once


def waits(place: Place, clock: Clock, code: str) -> bool:
    return not chosen(place, clock, code)[0]


@pytest.mark.parametrize("size", [SMALL, BIG])
async def test_the_duos_of_a_meeting_are_divided_together_and_taken_in_one_act(place: Place, clock: Clock, size: tuple[int, int]) -> None:
    codes = prepared(place, clock, cases=2)
    async with opened(place, clock, size) as pilot:
        await keys(pilot, "o", "enter", "right", "4", "right", "4")
        assert "2 casussen wachten op een duo: D verdeelt ze samen" in shown(pilot)
        await keys(pilot, "D")
        words = shown(pilot)
        assert "Duo's voor 2 casussen samen   voorstel 1 van 3" in words
        assert all(code in words for code in codes)
        await keys(pilot, "right")
        assert "voorstel 2 van 3" in shown(pilot)
        assert "anders dan voorstel 1" in shown(pilot)
        await keys(pilot, "1", "enter")
        assert "2 in één keer gekozen:" in shown(pilot)
        await keys(pilot, "z")
        assert "▲ nog geen duo" in shown(pilot)
        await keys(pilot, "D", "enter", "D")
        assert "wacht geen casus op een duo" in shown(pilot)
    assert not any(waits(place, clock, code) for code in codes)


async def test_while_the_duos_are_divided_the_screen_answers_and_nothing_unseen_is_taken(
    place: Place, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = prepared(place, clock, cases=2)
    go_on, began = threading.Event(), threading.Event()
    real = duo.combineer

    def slow(*given: Any) -> list[tuple[duo.Paar | None, ...]]:
        assert threading.current_thread() is not threading.main_thread()
        began.set()
        assert go_on.wait(60)
        return real(*given)

    async with opened(place, clock) as pilot:
        await keys(pilot, "o", "enter", "right", "4", "right", "4")
        with monkeypatch.context() as patch:
            patch.setattr(duo, "combineer", slow)
            await pilot.press("D")
            assert began.wait(60)
            await pilot.press("enter", "right", "1")
            assert "De duo's worden verdeeld …" in shown(pilot)
            await pilot.press("escape")
            assert not isinstance(pilot.app.screen, DuosSamen)
            go_on.set()
        await keys(pilot, "D")
        assert "Duo's voor 2 casussen samen   voorstel 1 van 3" in shown(pilot)
        await keys(pilot, "escape")
    assert all(waits(place, clock, code) for code in codes)


async def test_a_low_and_narrow_terminal_shows_which_division_and_its_points(place: Place, clock: Clock) -> None:
    prepared(place, clock, cases=2)
    async with opened(place, clock, TINY) as pilot:
        await keys(pilot, "o", "enter", "right", "4", "right", "4", "D")
        assert re.search(r"Duo's samen  1 van 3 · \d+ punten", shown(pilot))


async def test_of_five_the_first_four_are_divided_and_it_says_so_also_at_the_closing(place: Place, clock: Clock) -> None:
    codes = prepared(place, clock, cases=5)
    async with opened(place, clock) as pilot:
        await keys(pilot, "o", "enter", "right", *["4", "right"] * 5)
        assert "D verdeelt de duo's over 5 casussen." in shown(pilot)
        assert shown(pilot).count("geen reden en duo") == 5
        await keys(pilot, "D")
        later = re.search(r"daarna nog (\S+)\.", shown(pilot))
        assert later is not None
        await keys(pilot, "enter")
        assert "D verdeelt" not in shown(pilot)
    assert [code for code in codes if waits(place, clock, code)] == [later[1]]


async def test_a_casus_for_which_nobody_is_left_stays_without_and_is_told(place: Place, clock: Clock) -> None:
    codes = prepared(place, clock, cases=3, people={"JB": (1, "A", "B"), "MK": (1, "C", "D")})
    async with opened(place, clock) as pilot:
        await keys(pilot, "o", "enter", "right", *["4", "right"] * 3, "D")
        assert "▲ geen duo met plek over" in shown(pilot)
        await keys(pilot, "enter")
        assert "2 in één keer gekozen" in shown(pilot)
    assert sum(waits(place, clock, code) for code in codes) == 1


def test_prepared_says_what_it_is(place: Place, clock: Clock) -> None:
    (code,) = prepared(place, clock)
    team = reopened(place, clock)
    with team.reading() as session:
        found: UUID = casussen.find(session, code)
        assert session.get_one(Casus, found).problematiek == "TRAUMA"
        assert overleg.current(session) is None
    team.close()
