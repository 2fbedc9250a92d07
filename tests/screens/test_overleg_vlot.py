"""What makes the meeting quick: few keys, one step back, a family at once, the team's own phrases, everything on the spot."""

from __future__ import annotations

from uuid import UUID

import pytest

from db.columns import new_id
from db.models import Agendapunt, Casus
from retcli import acties, casussen, inzet, inzetlog, leden, overleg, redenen, signalen, triage
from retcli.locations import Place
from screens.vraagregel import Regel

from ..conftest import Clock
from ..test_overleg import TODAY, new_casus
from .test_overleg import prepared, reopened
from .werk import BIG, SMALL, TINY, keys, opened, shown


class Counted:
    """Presses keys and counts them; a text typed in one piece counts as none."""

    def __init__(self, pilot: object) -> None:
        self.pilot, self.pressed = pilot, 0

    async def __call__(self, *pressed: str) -> None:
        from .werk import NAMES

        self.pressed += sum(len(key) == 1 or key in NAMES for key in pressed)
        await keys(self.pilot, *pressed)  # type: ignore[arg-type]  # a Pilot


async def test_a_consultatie_takes_at_most_three_keys(place: Place, clock: Clock) -> None:
    first, second = prepared(place, clock)
    async with opened(place, clock) as pilot:
        await keys(pilot, "o", "enter", "right")
        press = Counted(pilot)
        await press("1", "right")
        assert f"{second}   " in shown(pilot)
    assert press.pressed <= 3
    team = reopened(place, clock)
    with team.reading() as session:
        card = casussen.card(session, casussen.find(session, first))
    team.close()
    assert [(b.route, b.eigenaar, b.datum is not None) for b in card.besluiten] == [("CON", "AV", True)]
    assert [a.soort for a in card.acties] == ["TERUGKOP"]


async def test_team_anders_with_a_duo_and_an_action_takes_at_most_eight_keys(place: Place, clock: Clock) -> None:
    first, second = prepared(place, clock)
    async with opened(place, clock) as pilot:
        await keys(pilot, "o", "enter", "right")
        press = Counted(pilot)
        await press("4", "enter", "a", "belt moeder", "enter", "enter", "enter", "right")
        assert f"{second}   " in shown(pilot)
    assert press.pressed <= 7
    team = reopened(place, clock)
    with team.reading() as session:
        card = casussen.card(session, casussen.find(session, first))
    team.close()
    assert card.besluiten[0].route == "TA"
    assert len(card.inzetten[0].duo) == 2
    assert [(a.omschrijving, a.eigenaar) for a in card.acties] == [("belt moeder", "AV")]


async def test_changing_ones_mind_is_one_key_and_undo_goes_back_to_the_beginning_and_no_further(place: Place, clock: Clock) -> None:
    first, second = prepared(place, clock)
    async with opened(place, clock) as pilot:
        await keys(pilot, "o", "enter", "right", "1", "3", "right", "2")
        await keys(pilot, "z")
        assert "Teruggedraaid: besluit RET-tafel" in shown(pilot)
        await keys(pilot, "z")
        assert "Teruggedraaid: besluit Ronde tafel" in shown(pilot)
        assert f"{first}   " in shown(pilot)  # undo shows where it was
        assert "Consultatie en advies" in shown(pilot)
        await keys(pilot, "z", "z")
        assert "niets meer om terug te draaien" in shown(pilot)
        await keys(pilot, "Z")
        assert "Opnieuw gedaan: besluit Consultatie en advies" in shown(pilot)
    team = reopened(place, clock)
    with team.reading() as session:
        meeting = overleg.running(session)
        assert {p.casus: p.route for p in overleg.agenda(session, meeting.id, TODAY)} == {first: "CON", second: None}
    team.close()


async def test_one_key_gives_a_brother_or_sister_the_same_decision(place: Place, clock: Clock) -> None:
    first, second = prepared(place, clock)
    team = reopened(place, clock)
    with team.doing("wijzig") as session:
        family = new_id()
        for code in (first, second):
            session.get_one(Casus, casussen.find(session, code)).gezin = family
    team.close()
    async with opened(place, clock, SMALL) as pilot:
        await keys(pilot, "o", "enter", "right")
        assert f"Samen met {second}" in shown(pilot)
        await keys(pilot, "2", "r", "samen bekijken", "enter")
        assert f"+ hetzelfde besluit voor {second}" in shown(pilot)
        await keys(pilot, "+")
        assert "ieder kind telt apart" in shown(pilot)
    team = reopened(place, clock)
    with team.reading() as session:
        taken = [casussen.card(session, casussen.find(session, code)).besluiten[0] for code in (first, second)]
    team.close()
    assert [(b.route, b.reden) for b in taken] == [("RETTAFEL", "samen bekijken")] * 2
    assert taken[0].id != taken[1].id


async def test_a_reason_is_one_of_the_teams_phrases_by_its_digit(place: Place, clock: Clock) -> None:
    _, second = prepared(place, clock)
    async with opened(place, clock) as pilot:
        await keys(pilot, "o", "enter", "right", "1", "r", "zie vraag", "enter", "R")
        assert "Vaste zin bewaard" in shown(pilot)
        await keys(pilot, "right", "1", "r")
        assert "1 zie vraag" in shown(pilot)
        await keys(pilot, "1")
        assert "Reden bewaard." in shown(pilot)
        await keys(pilot, "r", "1")  # there is a reason now: a digit is a sign of it
        await keys(pilot, "escape")
    team = reopened(place, clock)
    with team.reading() as session:
        assert redenen.kept(session) == ["zie vraag"]
        assert casussen.card(session, casussen.find(session, second)).besluiten[0].reden == "zie vraag"
    team.close()


async def test_a_note_keeps_its_lines(place: Place, clock: Clock) -> None:
    prepared(place, clock)
    async with opened(place, clock) as pilot:
        await keys(pilot, "o", "enter", "right", "n", "regel een\nregel twee", "ctrl+j", "x", "enter")
    team = reopened(place, clock)
    with team.reading() as session:
        meeting = overleg.running(session)
        assert overleg.agenda(session, meeting.id, TODAY)[0].notitie == "regel een\nregel twee\nx"
    team.close()


async def test_a_signal_in_one_line_keeps_its_casus_beside_it(place: Place, clock: Clock) -> None:
    first, _ = prepared(place, clock)
    async with opened(place, clock) as pilot:
        await keys(pilot, "o", "enter", "right", "s", "time-outplek was er weer niet #timeout", "enter")
        assert "Signaal bewaard: time-outplek ontbreekt" in shown(pilot)
        await keys(pilot, "right", "right")
        assert "1 signaal" in shown(pilot)
    team = reopened(place, clock)
    with team.reading() as session:
        (said,) = signalen.listed(session, overleg.running(session).id)
    team.close()
    assert (said.tekst, said.casussen) == ("time-outplek was er weer niet", (first,))


async def test_the_opening_takes_members_guests_and_another_chair(place: Place, clock: Clock) -> None:
    prepared(place, clock)
    async with opened(place, clock) as pilot:
        await keys(pilot, "o", "enter", "+", "jb", "enter", "+", "Gé Gast, Veilig Thuis", "enter")
        assert "Jan Bos" in shown(pilot)
        assert "Gé Gast, Veilig Thuis" in shown(pilot)
        await keys(pilot, "v", "down", "enter")
        assert "voorzitter vandaag" in shown(pilot)
        await keys(pilot, "j", "j", "space")
    team = reopened(place, clock)
    with team.reading() as session:
        kop = overleg.running(session)
        there = {p.naam: p.aanwezig for p in overleg.attendance(session, kop.id)}
    team.close()
    assert kop.voorzitter == "JB"
    assert there == {"Anna Vos": "JA", "Jan Bos": "JA", "Gé Gast, Veilig Thuis": "NEE"}


def with_inzet(place: Place, clock: Clock) -> tuple[str, UUID]:
    """A running inzet that is silent for five weeks, and a team to go with it."""
    prepared(place, clock)
    team = reopened(place, clock)
    casus = new_casus(team)
    with team.doing("besluit") as session:
        wie = team.wie()
        duo = [leden.find(session, code).id for code in ("JB", "MK")]
        triage.decide(session, wie, casus, "TA", duo=duo)
        found = casussen.deployments(session, casus=casus)[0].id
        inzet.start(session, wie, found)
        overleg.close(session, wie, overleg.begin(session, wie))
        code = casussen.card(session, casus).casus
    team.close()
    clock.go_on(days=35)
    return code, found


async def test_a_running_inzet_is_logged_in_one_line_in_the_meeting(place: Place, clock: Clock) -> None:
    code, found = with_inzet(place, clock)
    async with opened(place, clock) as pilot:
        await keys(pilot, "o", "enter", "g", code, "enter")
        assert "stil sinds" in shown(pilot)
        await keys(pilot, "l", "huisbezoek 60m: school en moeder samen", "enter")
        assert "Bewaard: " in shown(pilot)
        assert "school en moeder samen" in shown(pilot)
        await keys(pilot, "enter")
        assert type(pilot.app.screen).__name__ == "InzetScherm"
        await keys(pilot, "escape", "right")
    team = reopened(place, clock)
    with team.reading() as session:
        (line,) = inzetlog.logregels(session, found)
        here = [p for p in overleg.agenda(session, overleg.running(session).id, team.wie().today) if p.inzet == found]
    team.close()
    assert (line.soort, line.minuten, line.tekst) == ("HUIS", 60, "school en moeder samen")
    assert [p.besproken for p in here] == [True]


async def test_what_comes_up_during_the_meeting_is_added_and_said(place: Place, clock: Clock) -> None:
    """Ticking the action to report back makes a casus ready to close; the agenda does not grow without a word."""
    first, _ = prepared(place, clock)
    team = reopened(place, clock)
    with team.doing("besluit") as session:
        wie = team.wie()
        meeting = overleg.begin(session, wie)
        triage.decide(session, wie, casussen.find(session, first), "CON", overleg=meeting)
        overleg.close(session, wie, meeting)
    team.close()
    clock.go_on(days=7)
    async with opened(place, clock) as pilot:
        await keys(pilot, "o", "enter", "right")
        assert "Acties 0 van 1" in shown(pilot)
        await keys(pilot, "space", "right")
        assert f"Erbij op de agenda: {first} (te sluiten)." in shown(pilot)


async def test_from_the_closing_one_key_goes_to_what_is_left_open(place: Place, clock: Clock) -> None:
    _, second = prepared(place, clock)
    async with opened(place, clock) as pilot:
        await keys(pilot, "o", "enter", "g", "4", "enter")
        assert "geen besluit" in shown(pilot)
        await keys(pilot, "down", "space")
        assert f"{second}   " in shown(pilot)


async def test_a_casus_that_is_gone_from_the_agenda_is_a_calm_line(place: Place, clock: Clock) -> None:
    """Deleted or joined with another while it is on the agenda."""
    first, second = prepared(place, clock)
    team = reopened(place, clock)
    with team.doing("begin") as session:
        meeting = overleg.begin(session, team.wie())
        item = next(p for p in overleg.agenda(session, meeting, TODAY) if p.casus == first)
        session.get_one(Agendapunt, item.id).casus = None
    team.close()
    async with opened(place, clock) as pilot:
        await keys(pilot, "o", "right")
        assert "Dit is er niet meer" in shown(pilot)
        await keys(pilot, "1", "r", "x", "b", "+", "w", "o", "i", "n", "blijft staan", "enter", "right", "1")
        assert f"{second}   " in shown(pilot)
        await keys(pilot, "right", "enter")
        assert "geen besluit" not in shown(pilot)


@pytest.mark.parametrize("size", [TINY, SMALL, BIG])
async def test_projector_and_more_change_only_what_is_shown(place: Place, clock: Clock, size: tuple[int, int]) -> None:
    prepared(place, clock)
    async with opened(place, clock, size) as pilot:
        await keys(pilot, "o", "enter", "right", "P", "m", "1", "P", "m")
        assert "con." in shown(pilot)


async def test_a_text_of_twenty_thousand_signs_is_kept_and_one_more_is_offered_again(place: Place, clock: Clock) -> None:
    first, _ = prepared(place, clock)
    async with opened(place, clock, SMALL) as pilot:
        await keys(pilot, "o", "enter", "right", "1", "r", "a" * 20_001, "enter")
        assert "Kort hem in" in shown(pilot)
        await keys(pilot, "r", "backspace", "enter")
        assert "Reden bewaard." in shown(pilot)
    team = reopened(place, clock)
    with team.reading() as session:
        assert len(casussen.card(session, casussen.find(session, first)).besluiten[0].reden or "") == 20_000
    team.close()


async def test_a_date_in_the_past_is_refused_in_a_sentence_and_offered_again(place: Place, clock: Clock) -> None:
    prepared(place, clock)
    async with opened(place, clock) as pilot:
        await keys(pilot, "o", "enter", "right", "1", "t", "gisteren", "enter")
        assert "De datum ligt voor het besluit." in shown(pilot)
        await keys(pilot, "t")
        assert "gisteren" in shown(pilot)


async def test_vandaag_ticks_an_action_and_undo_brings_it_back(place: Place, clock: Clock) -> None:
    prepared(place, clock)
    team = reopened(place, clock)
    with team.doing("actie") as session:
        acties.add(session, team.wie(), "belt school", eigenaar=team.lid, voor=TODAY)
    team.close()
    async with opened(place, clock) as pilot:
        for _ in range(3):
            await keys(pilot, "down")
        assert "belt school" in shown(pilot)
        await keys(pilot, "space")
        assert "Gedaan: belt school" in shown(pilot)
        await keys(pilot, "z")
        assert "Teruggedraaid: actie “belt school” gedaan" in shown(pilot)


async def test_a_week_is_cancelled_from_vandaag_with_a_reason(place: Place, clock: Clock) -> None:
    prepared(place, clock)
    async with opened(place, clock) as pilot:
        await keys(pilot, "x")
        assert "geen overleg gepland" in shown(pilot)
        await keys(pilot, "p", "+2", "enter", "x", "enter")
        assert "reden" in shown(pilot)
        await keys(pilot, "x", "vakantie", "enter")
        assert "Afgelast. Wat op de agenda stond wacht op donderdag 3 december 2026." in shown(pilot)


async def test_two_meetings_in_one_week_are_told(place: Place, clock: Clock) -> None:
    prepared(place, clock)
    async with opened(place, clock) as pilot:
        await keys(pilot, "p", "+1", "enter", "p", "+2", "enter")
        assert "in deze week is er ook een overleg op wo 25 nov" in shown(pilot)
        await keys(pilot, "p", "+1", "enter")
        assert "is er al een overleg" in shown(pilot)


async def test_an_action_is_kept_when_the_program_stops_at_who_does_it_and_a_text_made_empty_is_forgotten(
    place: Place, clock: Clock
) -> None:
    prepared(place, clock)
    async with opened(place, clock) as pilot:
        await keys(pilot, "o", "enter", "right", "n", "oud", "escape", "n", "backspace", "backspace", "backspace", "escape", "n")
        assert pilot.app.screen.query_one(Regel).value == ""
        await keys(pilot, "escape", "a", "bel moeder", "enter", "ctrl+q")
    async with opened(place, clock) as pilot:
        await keys(pilot, "o", "a")
        assert pilot.app.screen.query_one(Regel).value == "bel moeder"
        await keys(pilot, "enter", "enter", "enter", "a")
        assert pilot.app.screen.query_one(Regel).value == ""


async def test_a_closed_meeting_is_opened_again_from_its_minutes_with_a_reason(place: Place, clock: Clock) -> None:
    first, _ = prepared(place, clock)
    async with opened(place, clock) as pilot:
        await keys(pilot, "o", "enter", "right", "right", "right", "enter", "up", "enter")
        assert "Notulen RET-AnderS" in shown(pilot)
        await keys(pilot, "H", "enter")
        assert "Heropenen vraagt een reden." in shown(pilot)
        await keys(pilot, "H", "het besluit ontbrak", "enter")
        assert type(pilot.app.screen).__name__ == "OverlegScherm"
        await keys(pilot, "g", "2", "enter", "1")
        assert f"{first}: Consultatie en advies" in shown(pilot)
