"""The screen Verschillen: both sides read clearly, a key chooses one, and nothing of people's text is anything but text."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from retcli import acties, intake, verschillen
from retcli.app import RetApp
from retcli.locations import Place
from retcli.toegang import Toegang
from screens.basis import Kern
from screens.casus import CasusScherm
from screens.lijst import Lijst
from screens.vandaag import Vandaag
from screens.verschillen import VerschillenScherm

from ..conftest import Clock
from ..samen import Samen, together
from .werk import BIG, SMALL, TINY, keys, opened, settle, shown

HOSTILE = ("x[/]", "[@click=app.quit]q[/]", "[$primary]a", "[link='x", "[TODO]")


@pytest.fixture
def samen(team: Toegang, tmp_path: Path, clock: Clock) -> Iterator[Samen]:
    with together(team, tmp_path, clock) as made:
        yield made


def aanmelding(samen: Samen, **velden: object) -> UUID:
    with samen.anna.doing("aanmelding") as session:
        made, _ = intake.register(session, samen.anna.wie(), {"vraag": "Kind woont thuis.", "urgentie": "GEWOON", **velden})
    samen.wissel()
    return made


def botst(samen: Samen, casus: UUID, een: dict[str, object], ander: dict[str, object]) -> None:
    for team, velden in ((samen.anna, een), (samen.bart, ander)):
        with team.doing("wijzig") as session:
            intake.change(session, team.wie(), casus, velden)
        samen.clock.go_on(minutes=1)
    samen.wissel()


def kern(pilot: Pilot[None]) -> Kern:
    assert isinstance(pilot.app, RetApp)
    return pilot.app.kern


def left(pilot: Pilot[None]) -> int:
    """How many differences there are."""
    with kern(pilot).open_team.reading() as session:
        return verschillen.aantal(session)


async def test_a_choice_that_was_taken_back_is_the_one_that_is_chosen_anew(samen: Samen, place: Place, clock: Clock) -> None:
    casus = aanmelding(samen)
    botst(samen, casus, {"urgentie": "HOOG", "gemeente": "Almelo", "vraag": "a"}, {"urgentie": "", "gemeente": "Borne", "vraag": "b"})
    samen.anna.close()
    async with opened(place, clock, SMALL) as pilot:
        await keys(pilot, "V", "down")
        screen = pilot.app.screen
        assert isinstance(screen, VerschillenScherm)
        on = screen._gekozen
        await keys(pilot, "a")
        assert on is not None
        assert screen._gekozen is not None
        assert screen._gekozen.id != on.id
        await keys(pilot, "z")
        assert screen._gekozen.id == on.id


@pytest.mark.parametrize("size", [BIG, SMALL])
async def test_both_sides_are_in_sight_with_who_when_and_where(samen: Samen, place: Place, clock: Clock, size: tuple[int, int]) -> None:
    botst(samen, aanmelding(samen), {"urgentie": "HOOG"}, {"urgentie": ""})
    samen.anna.close()
    async with opened(place, clock, size) as pilot:
        assert "1 verschil na uitwisselen" in shown(pilot)
        await keys(pilot, "V")
        seen = shown(pilot)
        for words in ("Urgentie", "eerst: Gewoon", "Hoog", "(leeg)", "Anna Vos, vandaag 10:0", "Bart Tak, vandaag 10:0",
                      "laptop van Anna", "laptop van Bart", "staat er nu", "a of b kiest die kant"):  # fmt: skip
            assert words in seen, words
        (both,) = (line for line in seen.splitlines() if "Hoog" in line and "(leeg)" in line)
        assert both.index("(leeg)") < both.index("Hoog")


@pytest.mark.parametrize("size", [BIG, SMALL])
async def test_both_values_stand_on_one_line_whatever_the_laptops_are_called(
    samen: Samen, place: Place, clock: Clock, size: tuple[int, int]
) -> None:
    samen.sql(samen.anna, "UPDATE apparaat SET naam = 'de oude laptop van het wijkteam op zolder' WHERE naam = 'laptop van Bart'")
    botst(samen, aanmelding(samen), {"geboortejaar": 2012}, {"geboortejaar": 2010})
    samen.anna.close()
    async with opened(place, clock, size) as pilot:
        await keys(pilot, "V")
        assert any("2012" in line and "2010" in line for line in shown(pilot).splitlines())


async def test_joining_says_which_differences_are_not_settled_yet(samen: Samen, place: Place, clock: Clock) -> None:
    casus, other = aanmelding(samen), aanmelding(samen)
    botst(samen, casus, {"geboortejaar": 2012}, {"geboortejaar": 2010})
    with samen.anna.reading() as session:
        codes = [str(intake.values(session, one)["casuscode"]) for one in (casus, other)]
    samen.anna.close()
    async with opened(place, clock) as pilot:
        pilot.app.push_screen(CasusScherm(kern(pilot), casus))
        await settle(pilot)
        pilot.app.screen.keep(f"dubbel {casus}", codes[1])  # type: ignore[attr-defined]
        await keys(pilot, "D", "enter")
        assert f"Hiervan is nog een verschil te kiezen: {codes[0]} geboortejaar." in " ".join(shown(pilot).split())


async def test_a_letter_chooses_a_side_and_z_brings_the_difference_back(samen: Samen, place: Place, clock: Clock) -> None:
    botst(samen, aanmelding(samen), {"urgentie": "HOOG"}, {"urgentie": ""})
    samen.anna.close()
    async with opened(place, clock) as pilot:
        await keys(pilot, "V", "b")
        assert ", urgentie:" in shown(pilot)
        assert "Er zijn geen verschillen." in shown(pilot)
        assert left(pilot) == 0
        await keys(pilot, "z")
        assert "Teruggedraaid: keuze bij urgentie" in shown(pilot)
        assert left(pilot) == 1
        assert "laptop van Bart" in shown(pilot)


async def test_a_key_that_is_no_choice_here_settles_nothing_and_says_so(samen: Samen, place: Place, clock: Clock) -> None:
    botst(samen, aanmelding(samen), {"urgentie": "HOOG"}, {"urgentie": ""})
    samen.anna.close()
    async with opened(place, clock) as pilot:
        await keys(pilot, "V")
        refused = {"c": "Er is hier geen C", "h": "niet verwijderd", "v": "heeft niemand verwijderd", "s": "Alleen twee teksten"}
        for key, said in refused.items():
            await keys(pilot, key)
            assert said in shown(pilot)
        assert left(pilot) == 1


async def test_the_next_one_is_chosen_where_the_one_before_stood(samen: Samen, place: Place, clock: Clock) -> None:
    for _ in range(3):
        botst(samen, aanmelding(samen), {"urgentie": "HOOG"}, {"urgentie": ""})
    samen.anna.close()
    async with opened(place, clock) as pilot:
        await keys(pilot, "V", "down")
        first = pilot.app.screen.query_one(Lijst).ids
        await keys(pilot, "a")
        rows = pilot.app.screen.query_one(Lijst)
        assert list(rows.ids) == [first[0], first[2]]
        assert rows.gekozen == first[2]
        assert "2 van 2" in shown(pilot)


async def test_two_texts_are_read_as_one_before_they_count(samen: Samen, place: Place, clock: Clock) -> None:
    casus = aanmelding(samen)
    botst(samen, casus, {"vraag": "Kind woont bij oma."}, {"vraag": "Kind woont thuis. Ouders zijn uit elkaar."})
    samen.anna.close()
    async with opened(place, clock) as pilot:
        await keys(pilot, "V")
        assert "Kind woont bij oma. Ouders zijn uit elkaar." in " ".join(shown(pilot).split())
        await keys(pilot, "s", "escape")
        assert left(pilot) == 1
        await keys(pilot, "s", " Sinds mei.", "enter")
        assert "Er zijn geen verschillen." in shown(pilot)
        with kern(pilot).open_team.reading() as session:
            assert intake.values(session, casus)["vraag"] == "Kind woont bij oma. Ouders zijn uit elkaar. Sinds mei."


async def test_a_value_of_ones_own_is_asked_again_with_what_was_typed(samen: Samen, place: Place, clock: Clock) -> None:
    botst(samen, aanmelding(samen), {"geboortejaar": 2012}, {"geboortejaar": 2013})
    samen.anna.close()
    async with opened(place, clock) as pilot:
        await keys(pilot, "V", "w", "1950", "enter")
        assert "1950 kan niet" in shown(pilot)
        assert left(pilot) == 1
        await keys(pilot, "w")
        assert "1950" in shown(pilot)
        await keys(pilot, *["backspace"] * 4, "2011", "enter")
        assert left(pilot) == 0


async def test_a_code_of_ones_own_comes_from_its_list(samen: Samen, place: Place, clock: Clock) -> None:
    casus = aanmelding(samen)
    botst(samen, casus, {"gemeente": "Almelo"}, {"gemeente": "Borne"})
    samen.anna.close()
    async with opened(place, clock) as pilot:
        await keys(pilot, "V", "w", "ensch", "enter")
        assert "Enschede" in shown(pilot)
        assert left(pilot) == 0


async def test_all_of_one_person_is_asked_once(samen: Samen, place: Place, clock: Clock) -> None:
    for _ in range(3):
        botst(samen, aanmelding(samen), {"urgentie": "HOOG", "vraag": "a"}, {"urgentie": "", "vraag": "b"})
    samen.anna.close()
    async with opened(place, clock) as pilot:
        await keys(pilot, "V", "p", "b", "enter")
        assert "Bij 6 verschillen geldt dan wat Bart Tak invulde. Doen?" in shown(pilot)
        await keys(pilot, "escape")
        assert left(pilot) == 6
        await keys(pilot, "p", "b", "enter", "enter")
        assert "Bij 6 verschillen geldt nu wat Bart Tak invulde." in shown(pilot)
        assert left(pilot) == 0
        await keys(pilot, "z")
        assert left(pilot) == 6


async def test_what_was_deleted_is_kept_by_h_and_deleted_only_after_a_yes(samen: Samen, place: Place, clock: Clock) -> None:
    casus = aanmelding(samen)
    with samen.anna.doing("actie") as session:
        made = acties.add(session, samen.anna.wie(), "bellen", casus=casus, eigenaar=samen.anna.lid, voor=None)
    samen.wissel()
    samen.sql(samen.anna, "DELETE FROM actie WHERE id = ?", made)
    samen.sql(samen.bart, "UPDATE actie SET omschrijving = 'mailen' WHERE id = ?", made)
    samen.wissel()
    samen.anna.close()
    async with opened(place, clock) as pilot:
        await keys(pilot, "V")
        assert "verwijderd of niet" in shown(pilot)
        assert "h houdt het, v verwijdert het." in shown(pilot)
        for asked in ("v", "a"):
            await keys(pilot, asked, "enter")
            assert left(pilot) == 1
        await keys(pilot, "v", "down", "enter")
        assert "Verwijderd: actie “mailen”" in shown(pilot)
        await keys(pilot, "z", "h")
        assert "Gehouden: actie “mailen”" in shown(pilot)
        assert left(pilot) == 0


@pytest.mark.parametrize("size", [BIG, SMALL, TINY])
async def test_text_of_people_is_only_text(samen: Samen, place: Place, clock: Clock, size: tuple[int, int]) -> None:
    for words in HOSTILE:
        casus = aanmelding(samen)
        with samen.anna.doing("actie") as session:
            made = acties.add(session, samen.anna.wie(), words, casus=casus, eigenaar=samen.anna.lid, voor=None)
        samen.wissel()
        samen.sql(samen.anna, "DELETE FROM actie WHERE id = ?", made)
        samen.sql(samen.bart, "UPDATE actie SET omschrijving = ? WHERE id = ?", f"{words}!", made)
        botst(samen, casus, {"vraag": f"{words} een", "grondslag_wie": words}, {"vraag": f"{words} twee", "grondslag_wie": f"{words}?"})
    samen.anna.close()
    async with opened(place, clock, size) as pilot:
        await keys(pilot, "V")
        seen = ""
        for _ in range(15):
            seen += str(pilot.app.screen.query_one("#kanten", Static).content)
            await keys(pilot, "down", "t")
        assert all(words in seen for words in HOSTILE)
        await keys(pilot, "home", "p", "escape", "enter")
        assert isinstance(pilot.app.screen, CasusScherm)


async def test_of_a_long_text_only_what_differs_is_shown_until_all_is_asked(samen: Samen, place: Place, clock: Clock) -> None:
    same = "Het gezin is bekend bij de wijkcoach. " * 60
    casus = aanmelding(samen, vraag=f"{same}\nNu thuis.\n{same}")
    botst(samen, casus, {"vraag": f"{same}\nNu bij oma.\n{same}"}, {"vraag": f"{same}\nNu bij opa.\n{same}"})
    samen.anna.close()
    async with opened(place, clock, SMALL) as pilot:
        await keys(pilot, "V")
        brief = str(pilot.app.screen.query_one("#kanten", Static).content)
        assert "oma" in brief and "opa" in brief  # noqa: PT018
        await keys(pilot, "t")
        whole = str(pilot.app.screen.query_one("#kanten", Static).content)
        assert len(whole) > 5 * len(brief)
        await keys(pilot, "space", "end", "escape")
        assert isinstance(pilot.app.screen, Vandaag)


async def test_the_card_says_which_fields_differ_and_v_shows_only_those(samen: Samen, place: Place, clock: Clock) -> None:
    here, other = aanmelding(samen), aanmelding(samen)
    botst(samen, other, {"urgentie": "HOOG"}, {"urgentie": ""})
    botst(samen, here, {"vraag": "a", "grondslag_datum": date(2026, 11, 1)}, {"vraag": "b", "grondslag_datum": date(2026, 11, 2)})
    samen.anna.close()
    async with opened(place, clock) as pilot:
        pilot.app.push_screen(CasusScherm(kern(pilot), here))
        await settle(pilot)
        assert "▲ grondslag voor delen, vraag · v kiest wat geldt" in shown(pilot)
        await keys(pilot, "v")
        assert isinstance(pilot.app.screen, VerschillenScherm)
        assert "1 van 2" in shown(pilot)
        await keys(pilot, "a", "a", "escape")
        assert "v kiest wat geldt" not in shown(pilot)
        assert left(pilot) == 1


async def test_the_meeting_marks_a_casus_of_which_a_field_differs(samen: Samen, place: Place, clock: Clock) -> None:
    botst(samen, aanmelding(samen), {"geboortejaar": 2012}, {"geboortejaar": 2010})
    samen.anna.close()
    async with opened(place, clock, SMALL) as pilot:
        await keys(pilot, "o", "enter", "right")
        assert "Nieuw" in shown(pilot)
        assert "▲ geboortejaar · V op Vandaag kiest wat geldt" in shown(pilot)


async def test_without_differences_the_screen_says_what_it_is_for(samen: Samen, place: Place, clock: Clock) -> None:
    samen.anna.close()
    async with opened(place, clock, SMALL) as pilot:
        assert "na uitwisselen" not in shown(pilot)
        await keys(pilot, "V")
        assert "Er zijn geen verschillen." in shown(pilot)
        await keys(pilot, "a", "s", "w", "p", "enter", "down", "t")
        assert isinstance(pilot.app.screen, VerschillenScherm)


@pytest.mark.parametrize("size", [BIG, SMALL])
async def test_one_code_for_two_and_a_value_without_a_place_say_what_to_do(
    samen: Samen, place: Place, clock: Clock, size: tuple[int, int]
) -> None:
    for team in (samen.anna, samen.bart):
        with team.doing("aanmelding") as session:
            made, code = intake.register(session, team.wie(), {"vraag": "x"}, pick=lambda letters: letters[0])
        clock.go_on(minutes=1)
    samen.sql(samen.bart, "UPDATE casus SET geboortejaar = 'twaalf' WHERE id = ?", made)
    samen.wissel()
    samen.anna.close()
    async with opened(place, clock, size) as pilot:
        await keys(pilot, "V")
        seen = ""
        for _ in range(2):
            seen += " ".join(str(pilot.app.screen.query_one("#kanten", Static).content).split())
            await keys(pilot, "down")
        for words in (f"{code}-2", "a laat A de code houden", "w vult in wat het moet zijn", "kan dit programma niet tonen"):
            assert words in seen
        await keys(pilot, "home")
        for _ in range(2):
            await keys(pilot, "a", "w", "2012", "enter")
            await keys(pilot, "down")
        assert left(pilot) == 0
