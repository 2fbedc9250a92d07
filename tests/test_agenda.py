"""The agenda fills itself, orders itself and says why; families together, inzetten by news or silence, signals once."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from db.columns import new_id
from db.models import Casus, Inzet, Lid, Nazorg
from retcli import (
    acties,
    agenda,
    casussen,
    instellingen,
    intake,
    inzet,
    inzetlog,
    leden,
    overleg,
    redenen,
    signalen,
    triage,
    uitkomst,
    vandaag,
)
from retcli.agenda import Punt
from retcli.errors import Refused
from retcli.toegang import Toegang
from retcli.wie import Wie

from .conftest import Clock
from .test_overleg import TODAY, begun, members, new_casus


def items(team: Toegang, meeting: UUID) -> list[Punt]:
    with team.reading() as session:
        return overleg.agenda(session, meeting, team.wie().today)


def deployed(team: Toegang, people: tuple[UUID, ...]) -> tuple[UUID, UUID]:
    """A casus with a running inzet that began today, without evaluations that plan themselves; casus and inzet."""
    casus = new_casus(team)
    with team.doing("besluit") as session:
        wie = team.wie()
        instellingen.put(session, "evaluatie_weken", "uit")
        besluit = triage.decide(session, wie, casus, "TA", duo=(people[0], people[1]))
        found = next(i.id for i in casussen.deployments(session, casus=casus) if i.besluit == besluit)
        inzet.start(session, wie, found)
    return casus, found


def next_week(team: Toegang, clock: Clock) -> UUID:
    """A meeting held and closed, and the next one begun a week later."""
    with team.doing("begin") as session:
        wie = team.wie()
        overleg.close(session, wie, overleg.begin(session, wie))
    clock.go_on(days=7)
    with team.doing("begin") as session:
        return overleg.begin(session, team.wie())


def family(team: Toegang, *casussen_: UUID) -> None:
    with team.doing("wijzig") as session:
        together = new_id()
        for casus in casussen_:
            session.get_one(Casus, casus).gezin = together


def test_brothers_and_sisters_stand_behind_each_other_and_know_it(team: Toegang) -> None:
    members(team)
    one = new_casus(team, urgentie="HOOG")
    other = new_casus(team, urgentie="HOOG", datum_aanmelding=TODAY)
    last = new_casus(team)
    family(team, one, last)
    found = [p for p in items(team, begun(team)) if p.soort == "nieuw"]
    assert [p.casus_id for p in found] == [one, last, other]
    by_casus = {p.casus_id: p for p in found}
    assert by_casus[one].samen == (by_casus[last].id,)
    assert by_casus[other].samen == ()


def test_one_decision_for_a_family_is_one_for_each_child(team: Toegang) -> None:
    """Discussed as one and counted as several: each casus has a decision and an inzet of its own."""
    people = members(team)
    one, other = new_casus(team), new_casus(team)
    family(team, one, other)
    meeting = begun(team)
    with team.doing("besluit") as session:
        wie = team.wie()
        taken = triage.decide(session, wie, one, "TA", overleg=meeting, reden="samen thuis", duo=(people[0], people[1]), doel="rust")
        triage.decide_alike(session, wie, taken, other)
    with team.reading() as session:
        cards = [casussen.card(session, c) for c in (one, other)]
    assert [(c.besluiten[0].route, c.besluiten[0].reden, c.inzetten[0].duo, c.inzetten[0].doel) for c in cards] == [
        ("TA", "samen thuis", ("JB", "MK"), "rust")
    ] * 2
    assert cards[0].besluiten[0].id != cards[1].besluiten[0].id


def test_an_inzet_is_on_the_agenda_with_news_or_silence_and_otherwise_not(team: Toegang, clock: Clock) -> None:
    people = members(team)
    _, quiet = deployed(team, people)
    meeting = next_week(team, clock)
    assert [p for p in items(team, meeting) if p.inzet] == []
    clock.go_on(minutes=1)
    with team.doing("log") as session:
        inzetlog.log(session, team.wie(), quiet, "huisbezoek 60m: het gaat beter")
    meeting = _close_and_next(team, clock, meeting)
    (news,) = [p for p in items(team, meeting) if p.inzet]
    assert (news.soort, "nieuws: het gaat beter" in news.waarom) == ("inzet", True)
    meeting = _close_and_next(team, clock, meeting)
    assert [p for p in items(team, meeting) if p.inzet] == []
    for _ in range(3):
        meeting = _close_and_next(team, clock, meeting)
    (silent,) = [p for p in items(team, meeting) if p.inzet]
    assert "stil sinds" in silent.waarom


def _close_and_next(team: Toegang, clock: Clock, meeting: UUID) -> UUID:
    with team.doing("sluit") as session:
        overleg.close(session, team.wie(), meeting)
    clock.go_on(days=7)
    with team.doing("begin") as session:
        return overleg.begin(session, team.wie())


def test_an_evaluation_that_is_due_is_an_item_of_its_own_part(team: Toegang, clock: Clock) -> None:
    _, on = deployed(team, members(team))
    with team.doing("evaluatie") as session:
        wie = team.wie()
        inzet.plan_evaluation(session, wie, on, wie.today + timedelta(days=8))
    meeting = next_week(team, clock)
    (due,) = [p for p in items(team, meeting) if p.inzet]
    assert due.soort == "evaluatie"


def why(team: Toegang, meeting: UUID, of: UUID) -> list[tuple[str, str]]:
    """The parts in which an inzet stands on the agenda, and why."""
    return [(p.soort, p.waarom) for p in items(team, meeting) if p.inzet == of]


def test_an_inzet_that_nobody_confirmed_comes_on_the_agenda_when_its_start_has_come(team: Toegang, clock: Clock) -> None:
    jb, mk, _ = members(team)
    casus = new_casus(team)
    meeting = begun(team)
    with team.doing("besluit") as session:
        triage.decide(session, team.wie(), casus, "TA", overleg=meeting, reden="x", duo=(jb, mk), start=TODAY + timedelta(days=14))
        on = inzet.find(session, casussen.card(session, casus).casus)
    meeting = _close_and_next(team, clock, meeting)
    assert why(team, meeting, on) == []
    meeting = _close_and_next(team, clock, meeting)
    assert why(team, meeting, on) == [("inzet", "Team 1 · nog niet bevestigd, begint vandaag")]
    with team.doing("bevestig") as session:
        inzet.confirm(session, team.wie(), on)
    with team.doing("sluit") as session:
        overleg.close(session, team.wie(), meeting)
    following = _planned(team)
    assert why(team, following, on) == [("inzet", "Team 1 · zou di 8 dec beginnen")]


def _planned(team: Toegang) -> UUID:
    with team.reading() as session:
        found = overleg.upcoming(session, team.wie().today)
    assert found is not None
    return found.id


def test_a_duo_of_which_one_left_or_is_away_for_long_comes_on_the_agenda_and_a_week_off_does_not(team: Toegang, clock: Clock) -> None:
    people = members(team)
    _, on = deployed(team, people)
    meeting = next_week(team, clock)
    with team.doing("afwezig") as session:
        leden.away(session, team.wie(), people[0], TODAY, TODAY + timedelta(days=9))
    assert why(team, meeting, on) == []
    with team.doing("afwezig") as session:
        leden.away(session, team.wie(), people[1], TODAY + timedelta(days=10), TODAY + timedelta(days=40))
    assert why(team, meeting, on) == [("inzet", "Team 1 · MK is weg tot en met zo 3 jan")]
    with team.doing("weg") as session:
        session.get_one(Lid, people[1]).actief_tot = TODAY
    assert why(team, meeting, on) == [("inzet", "Team 1 · MK is geen lid meer")]


def test_an_inzet_past_its_expected_end_or_its_evaluation_comes_on_the_agenda(team: Toegang, clock: Clock) -> None:
    _, on = deployed(team, members(team))
    meeting = next_week(team, clock)
    with team.doing("plan") as session:
        session.get_one(Inzet, on).inzet_planning_verwacht_einde = TODAY + timedelta(days=6)
    assert why(team, meeting, on) == [("inzet", "Team 1 · einde was verwacht ma 30 nov")]
    with team.doing("evaluatie") as session:
        inzet.plan_evaluation(session, team.wie(), on, TODAY + timedelta(days=10))
    meeting = _close_and_next(team, clock, meeting)
    assert why(team, meeting, on) == [("evaluatie", "Team 1 · evaluatie was vr 4 dec · einde was verwacht ma 30 nov")]


def test_after_care_is_an_item_a_check_until_it_is_done_also_of_a_closed_casus(team: Toegang, clock: Clock) -> None:
    casus, on = deployed(team, members(team))
    with team.doing("sluit") as session:
        uitkomst.close(session, team.wie(), on, resultaat="UHPVOORK", casus_ook=True)
        three, six = uitkomst.aftercare(session)
        session.get_one(Nazorg, six.id).datum = three.datum  # both are due on one day
    meeting = begun(team)
    assert why(team, meeting, on) == []
    clock.go_on(days=92)
    meeting = _close_and_next(team, clock, meeting)
    found = [p for p in items(team, meeting) if p.soort == "nazorg"]
    assert [(p.casus_id, p.inzet, p.waarom) for p in found] == [
        (casus, on, "Team 1 · nazorg na 3 maanden, was wo 24 feb"),
        (casus, on, "Team 1 · nazorg na 6 maanden, was wo 24 feb"),
    ]
    with team.reading() as session:
        assert overleg.open_ends(session, meeting, team.wie().today) == []
    with team.doing("nazorg") as session:
        uitkomst.look_back(session, team.wie(), three.id, "Het gaat goed.")
    meeting = _close_and_next(team, clock, meeting)
    assert [p.waarom for p in items(team, meeting) if p.soort == "nazorg"] == ["Team 1 · nazorg na 6 maanden, was wo 24 feb"]


def test_a_reopened_casus_with_after_care_can_be_brought_in_and_its_decision_is_not_of_the_after_care(team: Toegang, clock: Clock) -> None:
    casus, on = deployed(team, members(team))
    with team.doing("sluit") as session:
        uitkomst.close(session, team.wie(), on, casus_ook=True)
    clock.go_on(days=100)
    with team.doing("heropen") as session:
        triage.reopen(session, team.wie(), casus, "het gaat weer mis")
    meeting = begun(team)
    with team.doing("besluit") as session:
        assert casus not in {r.id for r in overleg.candidates(session, meeting, team.wie().today)}
        brought = overleg.bring_in(session, team.wie(), meeting, casus)
        triage.decide(session, team.wie(), casus, "CON", overleg=meeting, reden="advies")
    found = {p.soort: p for p in items(team, meeting)}
    assert (found["nieuw"].id, found["nieuw"].route, found["nazorg"].route) == (brought, "CON", None)


def test_a_decision_whose_date_has_passed_comes_back_as_stuck(team: Toegang, clock: Clock) -> None:
    members(team)
    casus = new_casus(team)
    meeting = begun(team)
    with team.doing("besluit") as session:
        triage.decide(session, team.wie(), casus, "ESCAL", overleg=meeting)
    with team.doing("sluit") as session:
        overleg.close(session, team.wie(), meeting)
    clock.go_on(days=7)
    with team.doing("begin") as session:
        meeting = overleg.begin(session, team.wie())
    assert [(p.soort, p.casus_id) for p in items(team, meeting)] == [("vastgelopen", casus)]


def test_a_signal_from_outside_is_told_in_one_meeting_and_no_other(team: Toegang, clock: Clock) -> None:
    members(team)
    with team.doing("signaal") as session:
        signalen.add(session, team.wie(), "time-outplek was er weer niet #timeout")
    meeting = begun(team)
    (told,) = items(team, meeting)
    assert (told.soort, told.waarom) == ("signaal", "Time-outplek ontbreekt: time-outplek was er weer niet")
    assert items(team, _close_and_next(team, clock, meeting)) == []


def test_the_parts_stand_in_their_order(team: Toegang, clock: Clock) -> None:
    people = members(team)
    deployed(team, people)
    held, outside = new_casus(team), new_casus(team)
    meeting = begun(team)
    with team.doing("besluit") as session:
        triage.decide(session, team.wie(), held, "AANH", overleg=meeting)
        triage.decide(session, team.wie(), outside, "WACHT")
        signalen.add(session, team.wie(), "altijd te laat #telaat")
    with team.doing("sluit") as session:
        overleg.close(session, team.wie(), meeting)
    clock.go_on(days=28)
    new_casus(team)
    with team.doing("begin") as session:
        meeting = overleg.begin(session, team.wie())
    parts = [p.soort for p in items(team, meeting)]
    assert parts == sorted(parts, key=agenda.PARTS.index)
    assert {"nieuw", "aangehouden", "inzet"} <= set(parts)


def test_how_often_a_casus_was_held_over_counts_the_times_behind_each_other(team: Toegang, clock: Clock) -> None:
    members(team)
    casus = new_casus(team)
    meeting = begun(team)
    for _ in range(2):
        with team.doing("besluit") as session:
            triage.decide(session, team.wie(), casus, "AANH", overleg=meeting)
        meeting = _close_and_next(team, clock, meeting)
    (held,) = items(team, meeting)
    assert (held.keer, "2 keer" in held.waarom) == (2, True)
    with team.doing("besluit") as session:
        triage.decide(session, team.wie(), casus, "RETTAFEL", overleg=meeting)
    assert items(team, meeting)[0].keer == 0


def test_the_end_of_the_meeting_follows_its_pace(team: Toegang, clock: Clock) -> None:
    members(team)
    for _ in range(4):
        new_casus(team)
    meeting = begun(team)
    start = clock()
    left = items(team, meeting)
    with team.reading() as session:
        assert agenda.expected_end(session, start, start, left) == start + timedelta(minutes=20)
    clock.go_on(minutes=15)
    with team.doing("loop") as session:
        overleg.mark(session, team.wie(), meeting, left[0])
    left = items(team, meeting)
    with team.reading() as session:  # one of 15 minutes and the one of 5 that was expected: ten each
        assert agenda.expected_end(session, start, clock(), left) == clock() + timedelta(minutes=30)


def test_a_member_of_the_duo_who_left_is_told_at_closing(team: Toegang) -> None:
    people = members(team)
    casus = new_casus(team)
    meeting = begun(team)
    with team.doing("besluit") as session:
        triage.decide(session, team.wie(), casus, "TA", overleg=meeting, reden="x", duo=(people[0], people[1]))
        session.get_one(Lid, people[0]).actief_tot = TODAY - timedelta(days=1)
    with team.reading() as session:
        code = casussen.card(session, casus).casus
        assert overleg.open_ends(session, meeting, TODAY) == [f"{code}: JB zit in het duo en is geen lid meer"]
        assert overleg.ends(session, meeting, TODAY)[0][0] == overleg.agenda(session, meeting, TODAY)[0].id
    with team.doing("duo") as session, pytest.raises(Refused, match="geen lid meer"):
        triage.assign(session, team.wie(), casussen.decisions(session, casus)[-1].id, (people[0], people[2]))


# --- the life of a meeting


def test_a_week_that_is_cancelled_waits_for_the_next(team: Toegang) -> None:
    members(team)
    casus = new_casus(team)
    with team.doing("plan") as session:
        meeting = overleg.plan(session, team.wie(), TODAY + timedelta(days=7), tijd="9:30")
    with team.doing("afgelast") as session:
        with pytest.raises(Refused, match="reden"):
            overleg.cancel(session, team.wie(), meeting, " ")
        assert overleg.cancel(session, team.wie(), meeting, "vakantie") == TODAY + timedelta(days=14)
    with team.reading() as session:
        assert overleg.get(session, meeting).status == "afgelast"
        following = overleg.upcoming(session, TODAY)
        assert following is not None
        assert (following.datum, following.tijd) == (TODAY + timedelta(days=14), "09:30")
        assert [p.casus_id for p in overleg.agenda(session, following.id, TODAY)] == [casus]
    with team.doing("begin") as session, pytest.raises(Refused, match="afgelast"):
        overleg.begin(session, team.wie(), meeting)


def test_a_planned_meeting_moves_and_one_that_began_does_not(team: Toegang) -> None:
    with team.doing("plan") as session:
        wie = team.wie()
        meeting = overleg.plan(session, wie, TODAY + timedelta(days=2))
        overleg.move(session, wie, meeting, TODAY, tijd="14.15")
        assert (overleg.get(session, meeting).datum, overleg.get(session, meeting).tijd) == (TODAY, "14:15")
        with pytest.raises(Refused, match="geen tijd"):
            overleg.move(session, wie, meeting, TODAY, tijd="straks")
        with pytest.raises(Refused, match="al voorbij"):
            overleg.move(session, wie, meeting, TODAY - timedelta(days=1))
        overleg.begin(session, wie, meeting)
        with pytest.raises(Refused, match="al begonnen"):
            overleg.move(session, wie, meeting, TODAY + timedelta(days=1))


def test_a_closed_meeting_opens_again_with_a_reason_until_there_was_another(team: Toegang, clock: Clock) -> None:
    members(team)
    casus = new_casus(team)
    meeting = begun(team)
    with team.doing("sluit") as session:
        overleg.close(session, team.wie(), meeting)
    with team.doing("heropen") as session:
        with pytest.raises(Refused, match="reden"):
            overleg.reopen(session, team.wie(), meeting, "")
        overleg.reopen(session, team.wie(), meeting, "het duo klopte niet")
        triage.decide(session, team.wie(), casus, "CON", overleg=meeting)
        assert [why for _, why in overleg.reopenings(session, meeting)] == ["het duo klopte niet"]
        overleg.close(session, team.wie(), meeting)
    clock.go_on(days=7)
    with team.doing("begin") as session:
        overleg.begin(session, team.wie())
    with team.doing("heropen") as session, pytest.raises(Refused, match="Hierna is er al een overleg"):
        overleg.reopen(session, team.wie(), meeting, "toch nog")


def test_guests_and_a_replacement_chair_are_there(team: Toegang) -> None:
    people = members(team)
    meeting = begun(team)
    with team.doing("aanwezig") as session:
        wie = team.wie()
        overleg.add_guest(session, wie, meeting, "Gé Gast, Veilig Thuis")
        overleg.add_guest(session, wie, meeting, "gé gast, veilig thuis")
        overleg.set_chair(session, wie, meeting, people[0])
        assert wie.notes == ["Jan Bos zit dit overleg voor."]
    with team.reading() as session:
        there = overleg.attendance(session, meeting)
        chair = overleg.get(session, meeting).voorzitter
    assert chair == "JB"
    assert sum(p.lid is None for p in there) == 1
    assert "JB" in {p.code for p in there}
    with team.doing("aanwezig") as session:
        guest = next(p.id for p in there if p.lid is None)
        overleg.change_attendance(session, meeting, guest, "NEE")
        assert next(p.aanwezig for p in overleg.attendance(session, meeting) if p.id == guest) == "NEE"
        overleg.strike(session, meeting, guest)
        assert all(p.lid for p in overleg.attendance(session, meeting))


# --- the team's own phrases


def test_what_is_written_twice_becomes_a_phrase_and_kept_ones_come_first(team: Toegang) -> None:
    members(team)
    meeting = begun(team)
    with team.doing("besluit") as session:
        wie = team.wie()
        redenen.keep(session, wie, "zie vraag")
        for reden in ("advies aan school", "advies aan school", "eenmalig"):
            triage.decide(session, wie, new_in(team, session), "CON", overleg=meeting, reden=reden)
        assert redenen.phrases(session) == ["zie vraag", "advies aan school"]
        redenen.drop(session, wie, "Zie  vraag")
        assert redenen.phrases(session) == ["advies aan school"]
        for n in range(9):
            redenen.keep(session, wie, f"zin {n}")
        with pytest.raises(Refused, match="al 9"):
            redenen.keep(session, wie, "een tiende")
        assert len(redenen.phrases(session)) == 9


def new_in(team: Toegang, session: object) -> UUID:
    from sqlmodel import Session

    from retcli import intake

    assert isinstance(session, Session)
    return intake.register(session, team.wie(), {"vraag": "Wat is er nodig?"})[0]


def test_an_aanmelder_who_was_not_called_in_time_is_named_when_the_team_set_a_term(team: Toegang) -> None:
    late, called = new_casus(team), new_casus(team)
    with team.doing("gebeld") as session:
        intake.contacted(session, team.wie(), called)
        with pytest.raises(Refused, match="eerste contact was op"):
            intake.contacted(session, team.wie(), called)
    with team.reading() as session:
        assert all("gebeld" not in w.wat for w in vandaag.look(session, team.wie()).wachtend)
    with team.doing("instelling") as session:
        instellingen.put(session, "termijn_eerste_contact", "48")
    with team.reading() as session:
        found = {w.casus: (w.dringend, "nog niet gebeld" in w.wat) for w in vandaag.look(session, team.wie()).wachtend}
    assert found == {late: (True, True), called: (False, False)}


def test_of_an_aanvoerder_what_is_of_the_own_team_comes_first_and_of_the_voorzitter_what_presses(team: Toegang, clock: Clock) -> None:
    people = members(team)
    urgent = new_casus(team, urgentie="HOOG")
    _, mine = deployed(team, people)
    other, theirs = deployed(team, people)
    _, ended = deployed(team, (people[0], people[1]))
    with team.doing("team") as session:
        leden.add(session, "HD", naam="Hanna Dam", team=1, rol="AANVOERDER")
        session.get_one(Inzet, theirs).team = 2
        uitkomst.close(session, team.wie(), ended)
        session.get_one(Nazorg, uitkomst.aftercare(session)[0].id).datum = TODAY + timedelta(days=28)
        acties.add(session, team.wie(), "belt school", eigenaar=leden.find(session, "HD").id, voor=TODAY, casus=other)
    clock.go_on(days=28)
    with team.reading() as session:
        aanvoerder = Wie(leden.find(session, "HD").id, clock())
        own, all_of_it = (vandaag.look(session, who).wachtend for who in (aanvoerder, team.wie()))
    first = [(w.inzet or w.actie or w.casus, w.eigen) for w in own]
    assert {on for on, eigen in first[:3] if eigen} == {mine, ended, own[0].actie or own[1].actie}
    assert [eigen for _, eigen in first] == sorted((eigen for _, eigen in first), reverse=True)
    assert ("nazorg na 3 maanden, vandaag", "Team 1") in [(w.wat, w.waar) for w in own]
    assert {theirs, urgent} <= {on for on, eigen in first if not eigen}
    assert not any(w.eigen for w in all_of_it)
    assert [w.dringend for w in all_of_it] == sorted((w.dringend for w in all_of_it), reverse=True)


def test_vandaag_has_the_room_of_both_teams_now_and_in_two_weeks(team: Toegang) -> None:
    people = members(team)
    _, on = deployed(team, people)
    with team.doing("plan") as session:
        session.get_one(Inzet, on).inzet_planning_verwacht_einde = TODAY + timedelta(days=7)
    with team.reading() as session:
        (room,) = vandaag.look(session, team.wie()).ruimte
    assert (room.team, room.vrij, room.plekken, room.straks, room.maandag) == (1, 3, 5, 5, TODAY + timedelta(days=13))
