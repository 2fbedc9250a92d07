"""The meeting by its rules: what comes on the agenda and why, what a decision brings, and that a closed meeting is locked."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest

from db.codes import ROUTE
from retcli import acties, casussen, intake, leden, overleg, triage
from retcli.errors import NotFound, Refused
from retcli.notulen.inhoud import compose
from retcli.toegang import Toegang

from .conftest import Clock

TODAY = date(2026, 11, 24)


def new_casus(team: Toegang, **given: object) -> UUID:
    """An aanmelding of five days ago unless said."""
    fields: dict[str, object] = {
        "datum_aanmelding": TODAY - timedelta(days=5),
        "aanmelder": "GI",
        "gemeente": "GM0153",
        "geboortejaar": 2012,
    }
    with team.doing("nieuw") as session:
        return intake.register(session, team.wie(), fields | given)[0]


def members(team: Toegang) -> tuple[UUID, UUID, UUID]:
    """Two of one organisation and one of another, all of team 1."""
    with team.doing("team") as session:
        return (
            leden.add(session, "JB", naam="Jan Bos", team=1, organisatie="Aanbieder A", discipline="systeemtherapeut").id,
            leden.add(session, "MK", naam="Mia Kok", team=1, organisatie="Aanbieder C", discipline="pedagoog", plekken=1).id,
            leden.add(session, "TD", naam="Ties Dam", team=1, organisatie="Aanbieder A").id,
        )


def begun(team: Toegang) -> UUID:
    with team.doing("begin") as session:
        return overleg.begin(session, team.wie())


def soorten(team: Toegang, meeting: UUID) -> list[tuple[str, str | None]]:
    with team.reading() as session:
        return [(p.soort, p.casus) for p in overleg.agenda(session, meeting, TODAY)]


def test_the_agenda_has_open_actions_first_then_new_cases_by_urgency_and_waiting(team: Toegang) -> None:
    waits_long = new_casus(team, datum_aanmelding=TODAY - timedelta(days=20))
    waits_short = new_casus(team)
    urgent = new_casus(team, urgentie="HOOG", datum_aanmelding=TODAY)
    with team.doing("actie") as session:
        acties.add(session, team.wie(), "belt school", eigenaar=team.lid, voor=TODAY + timedelta(days=1), casus=waits_short)
    meeting = begun(team)
    with team.reading() as session:
        items = overleg.agenda(session, meeting, TODAY)
    assert [p.soort for p in items] == ["actie", "nieuw", "nieuw", "nieuw"]
    assert [p.casus_id for p in items[1:]] == [urgent, waits_long, waits_short]
    assert [p.nr for p in items] == [1, 2, 3, 4]
    assert items[2].waarom == "nieuw, wacht 20 dagen"
    assert "urgent" in items[1].waarom


def test_a_consultatie_makes_the_action_to_report_back_and_another_route_takes_it_away(team: Toegang) -> None:
    casus = new_casus(team)
    meeting = begun(team)
    with team.doing("besluit") as session:
        first = triage.decide(session, team.wie(), casus, "CON", overleg=meeting, reden="advies aan school")
    with team.reading() as session:
        (actie,) = casussen.actions(session, casus=casus)
    assert (actie.soort, actie.eigenaar, actie.voor) == ("TERUGKOP", "AV", TODAY + timedelta(days=7))
    with team.doing("besluit") as session:
        again = triage.decide(session, team.wie(), casus, "RONDE", overleg=meeting)
    with team.reading() as session:
        assert casussen.actions(session, casus=casus) == []
        (taken,) = casussen.decisions(session, casus)
    assert again == first
    assert (taken.route, taken.reden) == ("RONDE", "advies aan school")


def test_deciding_consultatie_again_asks_no_second_time_to_report_back(team: Toegang, clock: Clock) -> None:
    casus = new_casus(team)
    with team.doing("besluit") as session:
        triage.decide(session, team.wie(), casus, "CON")
    clock.go_on(minutes=1)
    meeting = begun(team)
    with team.doing("besluit") as session:
        triage.decide(session, team.wie(), casus, "CON", overleg=meeting)
    with team.reading() as session:
        (actie,) = casussen.actions(session, casus=casus)
    with team.doing("klaar") as session:
        acties.done(session, team.wie(), actie.id)
        assert [c for c, _ in triage.ready_to_close(session)] == [casus]


def test_reporting_back_proposes_to_close_and_closing_ends_it(team: Toegang, clock: Clock) -> None:
    casus = new_casus(team)
    with team.doing("besluit") as session:
        triage.decide(session, team.wie(), casus, "CON")
    with team.reading() as session:
        assert triage.ready_to_close(session) == []
        (actie,) = casussen.actions(session, casus=casus)
    with team.doing("klaar") as session:
        acties.done(session, team.wie(), actie.id)
    with team.reading() as session:
        assert triage.ready_to_close(session) == [(casus, "teruggekoppeld aan de aanmelder")]
    with team.doing("sluit") as session:
        triage.close(session, team.wie(), casus, resultaat="OVERGED")
    with team.reading() as session:
        assert casussen.card(session, casus).status == "afgesloten"
        assert triage.ready_to_close(session) == []
    with team.doing("besluit") as session, pytest.raises(Refused, match="afgesloten"):
        triage.decide(session, team.wie(), casus, "CON")


def test_a_reopened_casus_keeps_its_first_closure_and_comes_back_on_the_agenda(team: Toegang, clock: Clock) -> None:
    casus = new_casus(team)
    with team.doing("besluit") as session:
        triage.decide(session, team.wie(), casus, "CON")
        triage.close(session, team.wie(), casus, resultaat="OVERGED")
    clock.go_on(days=1)
    with team.doing("heropen") as session, pytest.raises(Refused, match="reden"):
        triage.reopen(session, team.wie(), casus, "  ")
    with team.doing("heropen") as session:
        triage.reopen(session, team.wie(), casus, "opnieuw vastgelopen")
    with team.reading() as session:
        card = casussen.card(session, casus)
    assert (card.status, card.heropend) == ("heropend", (TODAY + timedelta(days=1),))
    meeting = begun(team)
    assert ("nieuw", card.casus) in soorten(team, meeting)


def test_a_decision_outside_a_meeting_is_told_in_the_next_one_once(team: Toegang, clock: Clock) -> None:
    casus = new_casus(team)
    with team.doing("besluit") as session:
        triage.decide(session, team.wie(), casus, "RETTAFEL")
    clock.go_on(minutes=1)
    meeting = begun(team)
    with team.reading() as session:
        (item,) = overleg.agenda(session, meeting, TODAY)
    assert (item.soort, item.route) == ("ter kennisname", "RETTAFEL")
    with team.doing("sluit") as session:
        overleg.close(session, team.wie(), meeting)
    clock.go_on(days=7)
    following = begun(team)
    assert soorten(team, following) == []


def test_each_decision_outside_is_told_also_two_on_one_casus_and_one_made_during_a_meeting(team: Toegang, clock: Clock) -> None:
    casus = new_casus(team)
    with team.doing("besluit") as session:
        triage.decide(session, team.wie(), casus, "RETTAFEL")
        triage.decide(session, team.wie(), casus, "REGIE")
    other = new_casus(team)
    meeting = begun(team)
    clock.go_on(minutes=1)
    with team.doing("besluit") as session:
        triage.decide(session, team.wie(), other, "DOORVERW")
    with team.reading() as session:
        items = overleg.agenda(session, meeting, TODAY)
        assert [p.route for p in items if p.soort == "ter kennisname"] == ["RETTAFEL", "REGIE", "DOORVERW"]
        assert overleg.open_ends(session, meeting, TODAY) == []
    with team.doing("sluit") as session:
        overleg.close(session, team.wie(), meeting)
    with team.reading() as session:
        minutes = compose(session, meeting)
    assert [b.route for b in minutes.ter_kennisname] == ["RETTAFEL", "REGIE", "DOORVERW"]
    assert minutes.zonder_besluit == ()


def test_the_minutes_of_a_closed_meeting_stay_as_they_were(team: Toegang, clock: Clock) -> None:
    casus = new_casus(team)
    with team.doing("besluit") as session:
        triage.decide(session, team.wie(), casus, "CON")
        acties.add(session, team.wie(), "belt school", eigenaar=team.lid, voor=TODAY)
    second = new_casus(team)
    meeting = begun(team)
    with team.doing("besluit") as session:
        triage.decide(session, team.wie(), second, "CON", overleg=meeting)
        overleg.close(session, team.wie(), meeting)
    with team.reading() as session:
        before = compose(session, meeting)
    clock.go_on(days=1)
    with team.doing("later") as session:
        wie = team.wie()
        triage.decide(session, wie, casus, "NIET", reden="later")
        for actie in casussen.actions(session):
            if actie.casus is None:
                acties.done(session, wie, actie.id)
            else:
                acties.move(session, wie, actie.id, TODAY + timedelta(days=30))
        acties.add(session, wie, "later bedacht", eigenaar=team.lid, voor=None, casus=second)
        with pytest.raises(Refused, match="gesloten"):
            acties.add(session, wie, "in het gesloten overleg", eigenaar=team.lid, voor=None, overleg=meeting)
    with team.reading() as session:
        assert compose(session, meeting) == before


def test_a_meeting_is_held_on_the_day_it_is_begun(team: Toegang, clock: Clock) -> None:
    casus = new_casus(team)
    wie = team.wie()
    with team.doing("begin") as session:
        overleg.plan(session, wie, TODAY + timedelta(days=2))
        meeting = overleg.begin(session, wie)
        triage.decide(session, wie, casus, "CON", overleg=meeting)
    assert wie.notes == ["Dit overleg was gepland op do 26 nov; het is vandaag gehouden."]
    with team.reading() as session:
        assert overleg.get(session, meeting).datum == TODAY
        assert casussen.decisions(session, casus)[0].besloten_op == TODAY


def test_closing_takes_the_next_meeting_that_is_planned_already(team: Toegang) -> None:
    meeting = begun(team)
    with team.doing("sluit") as session:
        overleg.plan(session, team.wie(), TODAY + timedelta(days=6))
        overleg.close(session, team.wie(), meeting)
        assert overleg.get(session, meeting).volgende_datum == TODAY + timedelta(days=6)
        assert len(overleg.listed(session)) == 2


def test_team_anders_without_a_duo_comes_back_on_the_next_agenda(team: Toegang, clock: Clock) -> None:
    casus = new_casus(team)
    meeting = begun(team)
    with team.doing("besluit") as session:
        triage.decide(session, team.wie(), casus, "TA", overleg=meeting)
        overleg.close(session, team.wie(), meeting)
    clock.go_on(days=7)
    with team.doing("begin") as session:
        (item,) = overleg.agenda(session, overleg.begin(session, team.wie()), team.wie().today)
    assert (item.soort, item.waarom) == ("aangehouden", "Team AnderS op di 24 nov, nog zonder duo")


def test_held_over_cases_come_back_with_how_often(team: Toegang, clock: Clock) -> None:
    casus = new_casus(team)
    for _ in range(2):
        meeting = begun(team)
        with team.doing("besluit") as session:
            triage.decide(session, team.wie(), casus, "AANH", overleg=meeting)
            overleg.close(session, team.wie(), meeting)
        clock.go_on(days=7)
    with team.doing("begin") as session:
        meeting = overleg.begin(session, team.wie())
        (item,) = overleg.agenda(session, meeting, team.wie().today)
    assert item.soort == "aangehouden"
    assert item.waarom.endswith("2 keer")


def test_what_waits_for_information_comes_back_when_its_date_has_come(team: Toegang, clock: Clock) -> None:
    casus = new_casus(team)
    meeting = begun(team)
    with team.doing("besluit") as session:
        triage.decide(session, team.wie(), casus, "WACHT", overleg=meeting, datum=TODAY + timedelta(days=10))
        overleg.close(session, team.wie(), meeting)
    for days, expected in ((7, []), (7, ["aangehouden"])):
        clock.go_on(days=days)
        with team.doing("begin") as session:
            meeting = overleg.begin(session, team.wie())
            assert [p.soort for p in overleg.agenda(session, meeting, team.wie().today)] == expected
            overleg.close(session, team.wie(), meeting)


def test_team_anders_takes_two_different_active_members_of_a_team(team: Toegang) -> None:
    jb, mk, td = members(team)
    casus = new_casus(team)
    meeting = begun(team)
    for duo, why in (((jb, jb), "twee verschillende"), ((jb, team.lid), "niet in een Team")):
        with team.doing("besluit") as session, pytest.raises(Refused, match=why):
            triage.decide(session, team.wie(), casus, "TA", overleg=meeting, duo=duo)
    wie = team.wie()
    with team.doing("besluit") as session:
        triage.decide(session, wie, casus, "TA", overleg=meeting, duo=(jb, td))
    assert wie.notes == ["Let op: beiden van Aanbieder A."]
    with team.doing("besluit") as session:
        besluit = triage.decide(session, team.wie(), casus, "TA", overleg=meeting, duo=(jb, mk))
    with team.reading() as session:
        (inzet,) = casussen.deployments(session, casus=casus)
        rooms = {r.lid.code: (r.lopend, r.vrij) for r in leden.capacity(session, TODAY)}
    assert (inzet.duo, inzet.team, inzet.besluit) == (("JB", "MK"), 1, besluit)
    assert rooms == {"JB": (1, 1), "MK": (1, 0), "TD": (0, 2)}


def test_a_full_member_is_told_and_leaving_the_route_gives_the_places_back(team: Toegang) -> None:
    jb, mk, _ = members(team)
    first, second = new_casus(team), new_casus(team)
    meeting = begun(team)
    with team.doing("besluit") as session:
        triage.decide(session, team.wie(), first, "TA", overleg=meeting, duo=(jb, mk))
    wie = team.wie()
    with team.doing("besluit") as session:
        triage.decide(session, wie, second, "TA", overleg=meeting, duo=(jb, mk))
    assert wie.notes == ["Let op: MK is vol, 1 van 1 plek bezet."]
    with team.doing("besluit") as session:
        triage.decide(session, team.wie(), second, "CON", overleg=meeting)
    with team.reading() as session:
        assert casussen.deployments(session, casus=second) == []


def test_what_is_left_open_is_named_at_closing(team: Toegang) -> None:
    undecided, without_duo, fine = new_casus(team), new_casus(team), new_casus(team)
    meeting = begun(team)
    with team.doing("besluit") as session:
        triage.decide(session, team.wie(), without_duo, "TA", overleg=meeting)
        triage.decide(session, team.wie(), fine, "RONDE", overleg=meeting, reden="samen aan tafel")
        acties.add(session, team.wie(), "belt moeder", eigenaar=None, voor=None, casus=fine, overleg=meeting)
    with team.reading() as session:
        codes = {c: casussen.card(session, c).casus for c in (undecided, without_duo)}
        left = overleg.open_ends(session, meeting, TODAY)
    assert sorted(left) == sorted(
        [f"{codes[undecided]}: geen besluit", f"{codes[without_duo]}: geen reden en duo", "actie “belt moeder”: geen eigenaar en datum"]
    )


def test_a_closed_meeting_is_locked_and_the_next_is_planned(team: Toegang) -> None:
    casus = new_casus(team)
    meeting = begun(team)
    with team.doing("besluit") as session:
        besluit = triage.decide(session, team.wie(), casus, "RONDE", overleg=meeting)
        overleg.close(session, team.wie(), meeting)
    with team.reading() as session:
        (item,) = overleg.agenda(session, meeting, TODAY)
        assert overleg.upcoming(session, TODAY).datum == TODAY + timedelta(days=7)  # type: ignore[union-attr]  # None fails the test as well
    for change in (
        lambda s: triage.decide(s, team.wie(), casus, "CON", overleg=meeting),
        lambda s: triage.set_reason(s, team.wie(), besluit, "anders"),
        lambda s: triage.set_date(s, besluit, TODAY + timedelta(days=3)),
        lambda s: overleg.set_note(s, team.wie(), meeting, item, "nog iets"),
        lambda s: overleg.set_attendance(s, meeting, team.lid, "NEE"),
        lambda s: overleg.mark(s, team.wie(), meeting, item),
        lambda s: overleg.bring_in(s, team.wie(), meeting, casus),
        lambda s: overleg.close(s, team.wie(), meeting),
    ):
        with team.doing("wijzig") as session, pytest.raises(Refused, match="gesloten"):
            change(session)
    with team.reading() as session:
        assert casussen.decisions(session, casus)[0].route == "RONDE"


def test_only_one_meeting_runs_and_one_a_day_is_planned(team: Toegang) -> None:
    wie = team.wie()
    with team.doing("plan") as session:
        overleg.plan(session, wie, TODAY + timedelta(days=1))
        with pytest.raises(Refused, match="al een overleg"):
            overleg.plan(session, wie, TODAY + timedelta(days=1))
        overleg.plan(session, wie, TODAY + timedelta(days=2))
    assert len(wie.notes) == 1
    begun(team)
    with team.doing("begin") as session, pytest.raises(Refused, match="loopt nog"):
        overleg.begin(session, team.wie())


def test_regular_members_count_as_present_until_someone_says_otherwise(team: Toegang) -> None:
    with team.doing("team") as session:
        leden.add(session, "KL", naam="Kim Lok", rol="AANVOERDER", team=1)
        leden.add(session, "XX", naam="Xan Xu", team=1)
    meeting = begun(team)
    with team.reading() as session:
        assert [(a.code, a.aanwezig) for a in overleg.attendance(session, meeting)] == [("AV", "JA"), ("KL", "JA")]
    with team.doing("aanwezig") as session:
        overleg.set_attendance(session, meeting, team.lid, "NEE")
    with team.reading() as session:
        assert {a.code: a.aanwezig for a in overleg.attendance(session, meeting)}["AV"] == "NEE"


def test_a_case_can_be_brought_in_and_is_there_once(team: Toegang) -> None:
    casus = new_casus(team)
    with team.doing("besluit") as session:
        triage.decide(session, team.wie(), casus, "REGIE")
    meeting = begun(team)
    with team.doing("in") as session:
        one = overleg.bring_in(session, team.wie(), meeting, casus)
        assert overleg.bring_in(session, team.wie(), meeting, casus) == one


@pytest.mark.parametrize("route", list(ROUTE.codes))
def test_every_route_gives_a_status_and_can_be_changed_into_every_other(team: Toegang, route: str) -> None:
    casus = new_casus(team)
    meeting = begun(team)
    for other in ROUTE.codes:
        with team.doing("besluit") as session:
            triage.decide(session, team.wie(), casus, other, overleg=meeting)
            triage.decide(session, team.wie(), casus, route, overleg=meeting)
    with team.reading() as session:
        assert casussen.card(session, casus).status not in ("nieuw", "afgesloten")
        assert len(casussen.decisions(session, casus)) == 1


def test_a_casus_is_named_by_an_unambiguous_beginning(team: Toegang) -> None:
    casus = new_casus(team)
    with team.reading() as session:
        code = casussen.card(session, casus).casus
        assert casussen.find(session, code.lower()) == casus
        assert casussen.find(session, code[:6]) == casus
        assert casussen.find(session, code[3:7]) == casus
        wrong = code[:-1] + ("A" if code[-1] != "A" else "B")
        with pytest.raises(NotFound, match="tikfout"):
            casussen.find(session, wrong)
    new_casus(team)
    with team.reading() as session, pytest.raises(NotFound, match="meer casussen"):
        casussen.find(session, "26")


def test_an_action_in_the_past_and_a_deadline_before_the_decision_are_refused(team: Toegang) -> None:
    casus = new_casus(team)
    with team.doing("x") as session:
        with pytest.raises(Refused, match="verleden"):
            acties.add(session, team.wie(), "belt", eigenaar=team.lid, voor=TODAY - timedelta(days=1))
        with pytest.raises(Refused, match="voor het besluit"):
            triage.decide(session, team.wie(), casus, "CON", datum=TODAY - timedelta(days=1))


def test_closing_passes_a_week_that_was_cancelled_by(team: Toegang) -> None:
    members(team)
    with team.doing("plan") as session:
        wie = team.wie()
        off = overleg.plan(session, wie, TODAY + timedelta(days=7))
        overleg.plan(session, wie, TODAY)
        overleg.cancel(session, wie, off, "kerstvakantie")
    meeting = begun(team)
    with team.reading() as session:
        assert overleg.following(session, meeting, TODAY) == TODAY + timedelta(days=14)
    with team.doing("sluit") as session:
        overleg.close(session, team.wie(), meeting)
    with team.reading() as session:
        assert [(k.datum, k.status) for k in overleg.listed(session)][:2] == [
            (TODAY + timedelta(days=14), "concept"),
            (TODAY + timedelta(days=7), "afgelast"),
        ]


def test_nothing_is_written_down_for_a_meeting_whose_beginning_was_taken_back(team: Toegang) -> None:
    members(team)
    new_casus(team)
    with team.doing("plan") as session:
        planned = overleg.plan(session, team.wie(), TODAY)
    with team.doing("loop") as session:
        assert overleg.keep(session, planned, TODAY) == []
    with team.reading() as session:
        assert [p.soort for p in overleg.agenda(session, planned, TODAY, fresh=False)] == []
