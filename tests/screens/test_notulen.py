"""The minutes by keys: reading them, the list of meetings, and from concept to vastgesteld."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from retcli import overleg, toegang, triage
from retcli.locations import Place
from retcli.notulen import vaststellen
from retcli.notulen.document import Alinea, Document, Feiten, Kop, Lijst, Tabel, cleaned, words_of
from retcli.notulen.inhoud import compose
from screens.blad import lines
from screens.lijst import Lijst as Rijen
from screens.notulen import NotulenScherm
from screens.overleggen import OverleggenScherm
from screens.vandaag import Vandaag

from ..conftest import PASSPHRASE, Clock
from ..test_overleg import TODAY, new_casus
from .test_overleg import reopened
from .werk import BIG, SMALL, TINY, keys, opened, shown


def weeks(place: Place, clock: Clock, many: int = 1) -> None:
    """A team that held so many meetings, one a week up to last week, each with a decision."""
    team = toegang.begin(place, PASSPHRASE, naam="Anna Vos", now=clock).toegang
    clock.go_on(weeks=-many)
    for _ in range(many):
        casus = new_casus(team, datum_aanmelding=team.wie().today - timedelta(days=2), urgentie="HOOG")
        with team.doing("overleg") as session:
            wie = team.wie()
            meeting = overleg.begin(session, wie)
            triage.decide(session, wie, casus, "CON", overleg=meeting, reden="advies")
            overleg.close(session, wie, meeting)
        clock.go_on(weeks=1)
    team.close()


def status(place: Place, clock: Clock, week: str = "2026-W47") -> str:
    team = reopened(place, clock)
    with team.reading() as session:
        found = compose(session, overleg.in_week(session, week).id).status
    team.close()
    return found


# --- from concept to vastgesteld


@pytest.mark.parametrize("size", [SMALL, BIG])
async def test_the_opening_of_the_next_meeting_fixes_the_minutes_and_z_takes_it_back(
    place: Place, clock: Clock, size: tuple[int, int]
) -> None:
    weeks(place, clock)
    async with opened(place, clock, size) as pilot:
        await keys(pilot, "o", "enter")
        assert "Nog concept: notulen van di 17 nov." in shown(pilot)
        await keys(pilot, "V")
        assert "Notulen van di 17 nov vastgesteld" in shown(pilot)
        assert "Nog concept" not in shown(pilot)
        await keys(pilot, "z")
        assert "Nog concept: notulen van di 17 nov." in shown(pilot)
        await keys(pilot, "V")
    assert status(place, clock) == "vastgesteld"


async def test_the_closing_tells_what_was_forgotten_and_fixes_it_too(place: Place, clock: Clock) -> None:
    weeks(place, clock)
    async with opened(place, clock) as pilot:
        await keys(pilot, "o", "enter", "right", "right", "right")
        assert "Enter sluit het overleg" in shown(pilot)
        assert "Nog concept: notulen van di 17 nov." in shown(pilot)
        await keys(pilot, "V")
        assert "Nog concept" not in shown(pilot)
    assert status(place, clock) == "vastgesteld"


async def test_many_that_are_open_are_named_and_fixed_after_a_yes(place: Place, clock: Clock) -> None:
    weeks(place, clock, 5)
    async with opened(place, clock) as pilot:
        await keys(pilot, "o", "enter")
        assert "notulen van 5 overleggen, laatst di 17 nov." in shown(pilot)
        await keys(pilot, "V", "enter")
        assert "Nog concept" in shown(pilot)
        await keys(pilot, "V", "up", "enter")
        assert "Notulen van 5 overleggen vastgesteld" in shown(pilot)
        assert "Nog concept" not in shown(pilot)
        await keys(pilot, "z")
        assert "Nog concept" in shown(pilot)


async def test_a_name_keeps_those_minutes_a_concept_and_says_where_it_stands(place: Place, clock: Clock) -> None:
    weeks(place, clock, 2)
    team = reopened(place, clock)
    new_casus(team, roepnaam="Sam")
    with team.doing("mededeling") as session:
        vaststellen.announce(session, team.wie(), overleg.in_week(session, "2026-W47").id, "Sam is jarig")
    team.close()
    async with opened(place, clock, BIG) as pilot:
        await keys(pilot, "o", "enter", "V", "up", "enter")
        said = " ".join(shown(pilot).split())
        assert "Notulen van 1 overleg vastgesteld" in said
        assert "Notulen van di 17 nov blijven concept." in said
        assert "“Sam” (roepnaam)" in said
    assert (status(place, clock), status(place, clock, "2026-W46")) == ("concept", "vastgesteld")


async def test_minutes_are_not_fixed_before_the_next_meeting_nor_twice(place: Place, clock: Clock) -> None:
    weeks(place, clock)
    async with opened(place, clock) as pilot:
        await keys(pilot, "m", "V")
        assert "Het volgende overleg stelt deze notulen vast." in shown(pilot)
        await keys(pilot, "escape", "o", "enter", "V", "escape", "m", "o", "V")
        assert "zijn al vastgesteld" in shown(pilot)
        assert "vastgesteld op di 24 nov" in shown(pilot).splitlines()[0]


async def test_what_is_fixed_gets_an_addition_with_its_date_and_no_announcement_any_more(place: Place, clock: Clock) -> None:
    weeks(place, clock)
    async with opened(place, clock, BIG) as pilot:
        await keys(pilot, "o", "enter", "V", "escape", "m", "o", "a", "vergeten: JB was er ook", "enter")
        assert "Aangevuld" in shown(pilot)
        await keys(pilot, "m", "een mededeling", "enter")
        assert "veranderen niet meer" in shown(pilot)
        await keys(pilot, "m")
        assert "een mededeling" in shown(pilot)  # what was typed is offered again
        await keys(pilot, "escape", "end")
        assert "vergeten: JB was er ook" in shown(pilot)
    team = reopened(place, clock)
    with team.reading() as session:
        made = compose(session, overleg.in_week(session, "2026-W47").id)
    team.close()
    assert [(a.datum, a.tekst) for a in made.aanvullingen] == [(TODAY, "vergeten: JB was er ook")]
    assert made.mededeling is None


async def test_a_meeting_that_runs_gets_no_addition(place: Place, clock: Clock) -> None:
    weeks(place, clock)
    async with opened(place, clock) as pilot:
        await keys(pilot, "o", "enter", "escape", "m", "a", "nog iets", "enter")
        assert "nog niet gesloten" in shown(pilot)
        await keys(pilot, "a")
        assert "nog iets" in shown(pilot)


async def test_the_announcement_is_written_in_the_meeting_and_afterwards_with_more_lines(place: Place, clock: Clock) -> None:
    weeks(place, clock)
    async with opened(place, clock, BIG) as pilot:
        await keys(pilot, "o", "enter", "n", "verhuisd", "ctrl+j", "zaal 3", "enter")
        assert "Mededeling bewaard" in shown(pilot)
        assert "verhuisd zaal 3" in shown(pilot)
        await keys(pilot, "right", "n", "gewone notitie", "enter", "right", "right", "n")
        assert "zaal 3" in shown(pilot)
        await keys(pilot, "escape", "escape", "m")
        assert "zaal 3" in shown(pilot)
        await keys(pilot, "m")
        await pilot.press(*["backspace"] * 15)
        await keys(pilot, "enter")
        assert "De mededeling is weg" in shown(pilot)
        assert "zaal 3" not in shown(pilot)
        await keys(pilot, "z")
        assert "zaal 3" in shown(pilot)


async def test_intern_asks_each_time_and_another_meeting_begins_as_deelbaar(place: Place, clock: Clock) -> None:
    weeks(place, clock, 2)
    async with opened(place, clock, BIG) as pilot:
        await keys(pilot, "m", "v", "enter")
        assert "deelbaar" in shown(pilot).splitlines()[0]
        await keys(pilot, "v", "up", "enter")
        assert "intern" in shown(pilot).splitlines()[0]
        await keys(pilot, "o")
        assert "deelbaar" in shown(pilot).splitlines()[0]


# --- the list


@pytest.mark.parametrize("size", [TINY, SMALL, BIG])
async def test_a_list_without_a_meeting_says_how_one_begins(place: Place, clock: Clock, size: tuple[int, int]) -> None:
    weeks(place, clock, 0)
    async with opened(place, clock, size) as pilot:
        await keys(pilot, "l", "enter", "down", "end")
        assert "Er is nog geen overleg" in shown(pilot)
        await keys(pilot, "escape")
        assert isinstance(pilot.app.screen, Vandaag)


@pytest.mark.parametrize(("many", "size"), [(1, TINY), (1, BIG), (60, SMALL)])
async def test_the_list_opens_the_minutes_of_any_meeting_and_comes_back_to_it(
    place: Place, clock: Clock, many: int, size: tuple[int, int]
) -> None:
    weeks(place, clock, many)
    async with opened(place, clock, size) as pilot:
        await keys(pilot, "l")
        assert "2026-W47" in shown(pilot)
        await keys(pilot, "end", "enter")
        screen = pilot.app.screen
        assert isinstance(screen, NotulenScherm)
        oldest = screen.overleg
        await keys(pilot, "escape")
        assert isinstance(pilot.app.screen, OverleggenScherm)
        assert pilot.app.screen.query_one(Rijen).gekozen == oldest
        if many > 1:
            await keys(pilot, "enter", "n", "l")
            assert pilot.app.screen.query_one(Rijen).gekozen != oldest
            assert len(pilot.app.screen_stack) == 3


async def test_the_list_tells_how_each_meeting_stands(place: Place, clock: Clock) -> None:
    weeks(place, clock, 3)
    team = reopened(place, clock)
    wie = team.wie()
    with team.doing("nu") as session:
        kops = overleg.listed(session)
        oldest = next(k for k in reversed(kops) if k.status == "gesloten")
        vaststellen.fix(session, wie, oldest.id)
        overleg.cancel(session, wie, next(k for k in kops if k.status == "concept").id, "ziekte [b]")
    team.close()
    async with opened(place, clock, BIG) as pilot:
        await keys(pilot, "l")
        rows = {line.split()[0]: line for line in shown(pilot).splitlines() if line.strip().startswith("2026-W")}
        assert "gepland" in rows["2026-W49"]
        assert "afgelast" in rows["2026-W48"]
        assert "want ziekte [b]" in rows["2026-W48"]
        assert "concept" in rows["2026-W47"]
        assert "vastgesteld" in rows["2026-W45"]
        assert "1  Anna Vos" in " ".join(rows["2026-W45"].split()).replace(" 1 ", " 1  ")
        await keys(pilot, "home", "enter")
        assert "nog niet gehouden" in shown(pilot)
        await keys(pilot, "down", "enter")
        assert "is afgelast" in shown(pilot)


async def test_from_the_minutes_the_list_takes_their_place_and_the_running_meeting_stays_behind(place: Place, clock: Clock) -> None:
    weeks(place, clock, 2)
    async with opened(place, clock, BIG) as pilot:
        await keys(pilot, "m", "o", "l")
        assert type(pilot.app.screen).__name__ == "OverleggenScherm"
        await keys(pilot, "enter", "l", "enter", "l", "escape")
        assert type(pilot.app.screen).__name__ == "Vandaag"
        await keys(pilot, "o", "enter")
        assert type(pilot.app.screen).__name__ == "OverlegScherm"
        assert "loopt" in shown(pilot)


# --- a document on the screen


WORDS = st.text(st.characters(codec="utf-8"), max_size=60)
BLOCKS = st.one_of(
    st.builds(Kop, WORDS, st.sampled_from((1, 2))),
    st.builds(Alinea, WORDS, st.booleans()),
    st.builds(Lijst, st.lists(WORDS, max_size=3).map(tuple)),
    st.builds(Feiten, st.lists(st.tuples(WORDS, WORDS), max_size=3).map(tuple)),
    st.integers(1, 6).flatmap(
        lambda n: st.builds(
            Tabel, WORDS, st.tuples(*[WORDS] * n), st.lists(st.tuples(*[WORDS] * n), max_size=3).map(tuple)
        )
    ),
)  # fmt: skip


@given(st.builds(Document, WORDS, st.just(TODAY), st.lists(BLOCKS, max_size=5).map(tuple), st.just(())), st.integers(20, 130))
def test_all_that_a_document_says_stands_on_the_screen_in_its_order_and_within_its_width(document: Document, width: int) -> None:
    document = cleaned(document)
    shown_lines = [line.plain for line in lines(document, width)]
    assert all(cell_len(line) <= width for line in shown_lines)
    signs = Counter("".join("".join(shown_lines).split()))
    said = Counter("".join("".join(words_of(document)).split()))
    assert said - signs == Counter()


def test_a_table_that_fits_has_columns_and_one_that_would_break_words_becomes_facts() -> None:
    tabel = Tabel("acties", ("Wat", "Casus"), (("belt de gecertificeerde instelling", "26-ABCDE"), ("schrijft", "26-FGHJK")))
    document = Document("Titel", TODAY, (tabel,))
    wide = [line.plain.rstrip() for line in lines(document, 60)]
    assert "belt de gecertificeerde instelling  26-ABCDE" in wide
    assert "schrijft                            26-FGHJK" in wide
    narrow = [line.plain.rstrip() for line in lines(document, 24)]
    assert "Casus  26-ABCDE" in narrow
