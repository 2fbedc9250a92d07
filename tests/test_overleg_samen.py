"""A meeting that moves between laptops: broken off on one it goes on at the other, and run on both at once nothing of it is lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlmodel import Session, col, select

from db.models import Actie, Besluit, Inzet, InzetLid, Overleg
from retcli import acties, casussen, intake, inzetlog, overleg, signalen, triage, vandaag, verschillen
from retcli.clock import local_day
from retcli.errors import Refused
from retcli.locations import Place
from retcli.notulen import inhoud, vaststellen
from retcli.notulen.inhoud import Lopend, Notulen
from retcli.toegang import Toegang

from .conftest import Clock
from .db.laptops import Laptop, exchange, fast_disk, state
from .test_overleg import TODAY, begun, members, new_casus


class Tweede:
    """The team on two laptops."""

    def __init__(self, team: Toegang, folder: Path, clock: Clock) -> None:
        self.een, self.clock = team, clock
        self._een = Laptop(team.place.folder, clock, team.store)
        self._twee = self._een.join(folder)
        self.twee = Toegang(self._twee.store, team.lid, Place(folder), clock)

    def wisselt(self) -> None:
        """Both take in what the other has, a minute later; they hold the same then."""
        self.clock.go_on(minutes=1)
        exchange(self._een, self._twee)
        assert state(self._een) == state(self._twee)

    def verschillen(self) -> set[tuple[str, str]]:
        """What people are asked to settle: table and field."""
        rows = "SELECT n.tbl, n.col FROM sync_issue x JOIN sync_name n ON n.id = x.name"
        return {(table, cell) for table, cell in self._een.query(rows)}


@pytest.fixture
def samen(team: Toegang, tmp_path: Path, clock: Clock) -> Iterator[Tweede]:
    with fast_disk():
        made = Tweede(team, tmp_path / "tweede", clock)
        made.wisselt()
        yield made
        made.twee.close()


def punten(team: Toegang, meeting: UUID) -> list[overleg.Punt]:
    with team.reading() as session:
        return overleg.agenda(session, meeting, team.wie().today, fresh=False)


def besluit(team: Toegang, meeting: UUID, casus: UUID, route: str, **more: object) -> UUID:
    with team.doing("besluit") as session:
        return triage.decide(session, team.wie(), casus, route, overleg=meeting, **more)  # type: ignore[arg-type]


def loop(team: Toegang, meeting: UUID, item: overleg.Punt) -> None:
    with team.doing("loop") as session:
        overleg.mark(session, team.wie(), meeting, item)
        overleg.go_to_step(session, team.wie(), meeting, item.id, item)


def sluit(team: Toegang, meeting: UUID) -> None:
    with team.doing("sluit") as session:
        overleg.close(session, team.wie(), meeting)


def notulen(team: Toegang, meeting: UUID) -> Notulen:
    with team.reading() as session:
        return inhoud.compose(session, meeting)


def routes(minutes: Notulen) -> dict[str, str]:
    return {b.casus: b.route for b in minutes.besluiten}


def code(team: Toegang, casus: UUID) -> str:
    with team.reading() as session:
        return casussen.card(session, casus).casus


def test_a_meeting_broken_off_on_one_laptop_goes_on_at_the_same_item_on_the_other(samen: Tweede) -> None:
    een, twee, clock = samen.een, samen.twee, samen.clock
    first, second, third = (new_casus(een, urgentie="HOOG"), new_casus(een), new_casus(een))
    meeting = begun(een)
    items = [p for p in punten(een, meeting) if p.soort == "nieuw"]
    besluit(een, meeting, first, "CON", reden="advies aan school")
    loop(een, meeting, items[0])
    clock.go_on(minutes=5)
    loop(een, meeting, items[1])
    samen.wisselt()
    with twee.reading() as session:
        kop = overleg.running(session)
    assert (kop.id, kop.huidig) == (meeting, items[1].id)
    assert [(p.casus_id, p.besproken, p.route) for p in punten(twee, meeting)] == [
        (p.casus_id, p.besproken, p.route) for p in punten(een, meeting)
    ]
    clock.go_on(minutes=1)
    besluit(twee, meeting, second, "RONDE")
    besluit(twee, meeting, third, "AANH")
    with twee.doing("notitie") as session:
        overleg.set_note(session, twee.wie(), meeting, items[2], "school belt terug")
    sluit(twee, meeting)
    samen.wisselt()
    with een.reading() as session:
        assert overleg.current(session) is None
        assert [k.status for k in overleg.listed(session)] == ["concept", "gesloten"]
    made = notulen(een, meeting)
    assert made == notulen(twee, meeting)
    assert routes(made) == {code(een, first): "CON", code(een, second): "RONDE", code(een, third): "AANH"}
    assert samen.verschillen() == set()


def test_after_a_step_on_each_laptop_the_last_one_counts_and_nobody_is_asked(samen: Tweede) -> None:
    new_casus(samen.een), new_casus(samen.een)
    meeting = begun(samen.een)
    samen.wisselt()
    items = punten(samen.een, meeting)
    loop(samen.een, meeting, items[0])
    samen.clock.go_on(minutes=2)
    loop(samen.twee, meeting, items[1])
    samen.wisselt()
    with samen.een.reading() as session:
        assert overleg.running(session).huidig == items[1].id
    assert [p.besproken for p in punten(samen.een, meeting)] == [True, True]
    assert samen.verschillen() == set()


def test_one_meeting_begun_on_both_laptops_is_one_meeting_with_one_agenda(samen: Tweede) -> None:
    new_casus(samen.een)
    samen.wisselt()
    new_casus(samen.twee, urgentie="HOOG")
    here = begun(samen.een)
    samen.clock.go_on(minutes=2)
    there = begun(samen.twee)
    samen.wisselt()
    assert here == there
    assert [p.soort for p in punten(samen.een, here)] == ["nieuw", "nieuw"]
    assert samen.verschillen() == {("overleg", "gestart_op")}


def test_what_both_laptops_decided_of_one_casus_is_one_decision_that_differs(samen: Tweede) -> None:
    jb, mk, td = members(samen.een)
    casus, other = new_casus(samen.een), new_casus(samen.een)
    meeting = begun(samen.een)
    samen.wisselt()
    besluit(samen.een, meeting, casus, "CON", reden="advies")
    besluit(samen.een, meeting, other, "TA", duo=(jb, mk))
    samen.clock.go_on(minutes=1)
    besluit(samen.twee, meeting, casus, "CON", reden="advies aan de gemeente")
    besluit(samen.twee, meeting, other, "TA", duo=(jb, td))
    samen.wisselt()
    with samen.een.reading() as session:
        (taken,) = session.exec(select(Besluit).where(Besluit.casus == casus)).all()
        assert (taken.besluit_route, taken.reden) == ("CON", "advies aan de gemeente")
        assert len(session.exec(select(Actie).where(Actie.casus == casus)).all()) == 1
        assert len(session.exec(select(Inzet)).all()) == 1
        assert set(session.exec(select(InzetLid.lid))) == {jb, td}
    assert ("besluit", "reden") in samen.verschillen()
    assert ("inzet_lid", "lid") in samen.verschillen()
    assert ("besluit", "besluit") not in samen.verschillen()


def test_minutes_hold_what_the_other_laptop_still_wrote_down_while_this_one_closed(samen: Tweede) -> None:
    first, second = new_casus(samen.een), new_casus(samen.een)
    meeting = begun(samen.een)
    samen.wisselt()
    besluit(samen.een, meeting, first, "CON")
    sluit(samen.een, meeting)
    before = notulen(samen.een, meeting)
    assert before.zonder_besluit == (code(samen.een, second),)
    samen.clock.go_on(minutes=3)
    besluit(samen.twee, meeting, second, "RONDE", reden="met school aan tafel")
    with samen.twee.doing("actie") as session:
        acties.add(session, samen.twee.wie(), "belt de huisarts", eigenaar=samen.twee.lid, voor=TODAY, overleg=meeting)
        signalen.add(session, samen.twee.wie(), "wachtlijst groeit", overleg=meeting)
    samen.wisselt()
    made = notulen(samen.een, meeting)
    assert made == notulen(samen.twee, meeting)
    assert routes(made) == {code(samen.een, first): "CON", code(samen.een, second): "RONDE"}
    assert made.zonder_besluit == ()
    assert "belt de huisarts" in [a.omschrijving for a in made.acties]
    assert [s.tekst for s in made.signalen] == ["wachtlijst groeit"]


def test_a_meeting_closed_on_both_laptops_has_one_next_meeting_and_the_minutes_of_both(samen: Tweede) -> None:
    first, second = new_casus(samen.een), new_casus(samen.een)
    meeting = begun(samen.een)
    samen.wisselt()
    besluit(samen.een, meeting, first, "CON")
    sluit(samen.een, meeting)
    samen.clock.go_on(minutes=9)
    besluit(samen.twee, meeting, second, "RONDE")
    sluit(samen.twee, meeting)
    samen.wisselt()
    with samen.een.reading() as session:
        planned = [k.datum for k in overleg.listed(session) if k.status == "concept"]
    assert planned == [TODAY + timedelta(days=7)]
    made = notulen(samen.een, meeting)
    assert made == notulen(samen.twee, meeting)
    assert set(routes(made)) == {code(samen.een, first), code(samen.een, second)}
    assert samen.verschillen() == {("overleg", "gesloten_op")}


def test_fixed_minutes_stay_as_they_were_and_tell_what_came_too_late(samen: Tweede) -> None:
    casus = new_casus(samen.een)
    meeting = begun(samen.een)
    samen.wisselt()
    sluit(samen.een, meeting)
    besluit(samen.twee, meeting, casus, "RONDE")
    samen.clock.go_on(days=7)
    begun(samen.een)
    with samen.een.doing("vast") as session:
        vaststellen.fix(session, samen.een.wie(), meeting)
    samen.wisselt()
    made = notulen(samen.twee, meeting)
    assert made == notulen(samen.een, meeting)
    assert (made.status, made.besluiten) == ("vastgesteld", ())
    assert [a.tekst for a in made.aanvullingen] == [f"Kwam na het vaststellen van een andere laptop: {code(samen.een, casus)} ronde tafel."]


def test_fixed_minutes_tell_of_a_note_and_not_of_a_decision_that_stayed(samen: Tweede) -> None:
    casus = new_casus(samen.een)
    meeting = begun(samen.een)
    samen.wisselt()
    besluit(samen.een, meeting, casus, "CON")
    sluit(samen.een, meeting)
    with samen.twee.doing("notitie") as session:
        item = next(one for one in overleg.agenda(session, meeting, TODAY) if one.casus_id == casus)
        overleg.set_note(session, samen.twee.wie(), meeting, item, "van de ander")
    with samen.twee.doing("wijzig") as session:
        intake.change(session, samen.twee.wie(), casus, {"gemeente": "GM0164"})
    samen.clock.go_on(days=7)
    begun(samen.een)
    with samen.een.doing("vast") as session:
        vaststellen.fix(session, samen.een.wie(), meeting)
    samen.wisselt()
    told = f"Kwam na het vaststellen van een andere laptop: notitie bij {code(samen.een, casus)} “van de ander”."
    assert [a.tekst for a in notulen(samen.een, meeting).aanvullingen] == [told]


def test_what_is_chosen_after_closing_stands_in_the_minutes(samen: Tweede) -> None:
    casus = new_casus(samen.een)
    meeting = begun(samen.een)
    samen.wisselt()
    for team, route in ((samen.een, "CON"), (samen.twee, "RONDE")):
        besluit(team, meeting, casus, route)
        samen.clock.go_on(minutes=1)
    samen.wisselt()
    with samen.een.reading() as session:
        (one,) = verschillen.lijst(session)
    sluit(samen.een, meeting)
    first = routes(notulen(samen.een, meeting))
    with samen.een.doing(verschillen.DOEL, verschillen.gezien([one])) as session:
        verschillen.kies(session, samen.een.wie(), one, next(side.letter for side in one.kanten if not side.toont))
    assert [*first.values(), *routes(notulen(samen.een, meeting)).values()] == ["RONDE", "CON"]


def test_a_meeting_opened_again_closes_also_when_the_next_one_has_begun_elsewhere(samen: Tweede) -> None:
    casus = new_casus(samen.een)
    meeting = begun(samen.een)
    sluit(samen.een, meeting)
    samen.wisselt()
    with samen.een.doing("heropen") as session:
        overleg.reopen(session, samen.een.wie(), meeting, "nog een besluit")
    samen.clock.go_on(days=7)
    begun(samen.twee)
    with samen.twee.doing("vast") as session:
        vaststellen.fix(session, samen.twee.wie(), meeting)
    samen.wisselt()
    besluit(samen.een, meeting, casus, "CON")
    sluit(samen.een, meeting)
    made = notulen(samen.een, meeting)
    assert (made.status, [*routes(made).values()]) == ("concept", ["CON"])
    with samen.een.reading() as session:
        assert sorted(k.status for k in overleg.listed(session)) == ["gesloten", "lopend"]


def test_a_log_line_that_arrives_after_the_meeting_is_news_for_the_next(samen: Tweede) -> None:
    jb, mk, _ = members(samen.een)
    casus = new_casus(samen.een)
    meeting = begun(samen.een)
    besluit(samen.een, meeting, casus, "TA", duo=(jb, mk))
    sluit(samen.een, meeting)
    samen.wisselt()
    with samen.een.reading() as session:
        inzet = session.exec(select(Inzet.id)).one()
    samen.clock.go_on(days=6)
    with samen.twee.doing("log") as session:
        inzetlog.log(session, samen.twee.wie(), inzet, "huisbezoek gedaan")
    samen.clock.go_on(days=1)
    next_one = begun(samen.een)
    sluit(samen.een, next_one)
    samen.wisselt()
    samen.clock.go_on(days=7)
    for team in (samen.een, samen.twee):
        with team.reading() as session:
            later = overleg.upcoming(session, team.wie().today)
            assert later is not None
            why = [p.waarom for p in overleg.agenda(session, later.id, team.wie().today) if p.inzet == inzet]
        assert len(why) == 1
        assert "huisbezoek gedaan" in why[0]
    third = begun(samen.een)
    (ran,) = notulen(samen.een, third).inzetten
    assert any("huisbezoek gedaan" in line for line in ran.nieuws)


def test_what_ended_elsewhere_before_a_meeting_that_did_not_know_it_is_in_the_next_minutes(samen: Tweede) -> None:
    casus = new_casus(samen.een)
    samen.wisselt()
    with samen.twee.doing("sluit") as session:
        triage.close(session, samen.twee.wie(), casus, reden="KLAAR")
    samen.clock.go_on(days=1)
    meeting = begun(samen.een)
    sluit(samen.een, meeting)
    samen.wisselt()
    samen.clock.go_on(days=7)
    later = begun(samen.een)
    assert notulen(samen.een, meeting).afgesloten == ()
    assert notulen(samen.een, later).afgesloten == (code(samen.een, casus),)


def test_two_meetings_that_run_at_once_are_closed_one_after_the_other(samen: Tweede) -> None:
    with samen.twee.doing("plan") as session:
        overleg.plan(session, samen.twee.wie(), date(2026, 12, 3))
    here = begun(samen.een)
    samen.clock.go_on(days=9)
    there = begun(samen.twee)
    samen.wisselt()
    assert here != there
    sluit(samen.een, there)
    with samen.een.reading() as session:
        assert overleg.running(session).id == here
        assert vandaag.look(session, samen.een.wie()).overleg is not None
    sluit(samen.een, here)
    with samen.een.reading() as session:
        assert overleg.current(session) is None


def test_meetings_planned_for_one_day_on_both_laptops_are_one(samen: Tweede) -> None:
    day = TODAY + timedelta(days=7)
    for team in (samen.een, samen.twee):
        with team.doing("plan") as session:
            overleg.plan(session, team.wie(), day, tijd="9:30")
    samen.wisselt()
    with samen.een.reading() as session:
        assert _days(session) == [day]
    with samen.een.doing("verzet") as session:
        overleg.move(session, samen.een.wie(), session.exec(select(Overleg.id)).one(), day + timedelta(days=1))
        overleg.plan(session, samen.een.wie(), day)
    with samen.een.reading() as session:
        assert _days(session) == [day, day + timedelta(days=1)]


def test_when_each_laptop_closed_or_wrote_down_is_asked_of_nobody(samen: Tweede) -> None:
    casus = new_casus(samen.een)
    meeting = begun(samen.een)
    samen.wisselt()
    for team in (samen.een, samen.twee):
        besluit(team, meeting, casus, "CON")
        sluit(team, meeting)
        samen.clock.go_on(minutes=1)
    samen.wisselt()
    assert {("overleg", "gesloten_op"), ("besluit", "genomen_op")} <= samen.verschillen()
    with samen.een.reading() as session:
        assert (verschillen.aantal(session), verschillen.lijst(session)) == (0, [])


def test_that_one_laptop_opened_again_what_the_other_closed_is_asked(samen: Tweede) -> None:
    meeting = begun(samen.een)
    samen.wisselt()
    sluit(samen.een, meeting)
    samen.clock.go_on(minutes=1)
    sluit(samen.twee, meeting)
    with samen.twee.doing("heropen") as session:
        overleg.reopen(session, samen.twee.wie(), meeting, "nog een besluit")
    samen.wisselt()
    with samen.een.reading() as session:
        assert "gesloten" in [one.veld for one in verschillen.lijst(session)]
        assert verschillen.aantal(session) == len(verschillen.lijst(session))


def test_the_same_duo_in_another_order_is_no_difference_and_nobody_fills_both_places(samen: Tweede) -> None:
    jan, mia, piet = members(samen.een)
    casus = new_casus(samen.een)
    meeting = begun(samen.een)
    samen.wisselt()
    for team, duo in ((samen.een, (jan, mia)), (samen.twee, (mia, jan))):
        _duo(team, meeting, casus, duo)
    samen.wisselt()
    assert not [cell for cell in samen.verschillen() if cell[0] == "inzet_lid"]
    other = new_casus(samen.een)
    samen.wisselt()
    for team, duo in ((samen.een, (jan, mia)), (samen.twee, (mia, piet))):
        _duo(team, meeting, other, duo)
        samen.clock.go_on(minutes=1)
    samen.wisselt()
    with samen.een.reading() as session:
        places = sorted((one for one in verschillen.lijst(session) if one.tabel == "inzet_lid"), key=lambda one: one.rij)
    chosen = [next(side for side in one.kanten if not side.toont) for one in places]
    with pytest.raises(Refused, match="twee keer"), samen.een.doing(verschillen.DOEL, verschillen.gezien(places[1:])) as session:
        verschillen.kies(session, samen.een.wie(), places[1], chosen[1].letter)
    for one, side in zip(places, chosen, strict=True):
        with samen.een.doing(verschillen.DOEL, verschillen.gezien([one])) as session:
            verschillen.kies(session, samen.een.wie(), one, side.letter)
    with samen.een.reading() as session:
        assert set(session.exec(select(InzetLid.lid).join(Inzet, col(Inzet.id) == InzetLid.inzet).where(Inzet.casus == other))) == {
            jan,
            mia,
        }


def test_two_laptops_that_close_one_meeting_and_say_another_next_day_plan_one_meeting_whose_day_differs(samen: Tweede) -> None:
    meeting = begun(samen.een)
    samen.wisselt()
    for team, later in ((samen.een, 7), (samen.twee, 8)):
        with team.doing("sluit") as session:
            overleg.close(session, team.wie(), meeting, volgende=TODAY + timedelta(days=later))
        samen.clock.go_on(minutes=1)
    samen.wisselt()
    assert ("overleg", "datum") in samen.verschillen()
    with samen.een.reading() as session:
        assert [k.status for k in overleg.listed(session)] == ["concept", "gesloten"]


def test_a_note_of_the_other_laptop_at_an_item_without_a_casus_is_in_the_minutes_of_the_one_that_closed(samen: Tweede) -> None:
    with samen.een.doing("actie") as session:
        acties.add(session, samen.een.wie(), "iets algemeens", eigenaar=samen.een.lid, voor=None)
    meeting = begun(samen.een)
    samen.wisselt()
    with samen.twee.doing("notitie") as session:
        (item,) = overleg.agenda(session, meeting, TODAY)
        overleg.set_note(session, samen.twee.wie(), meeting, item, "van de ander")
    sluit(samen.een, meeting)
    samen.clock.go_on(days=7)
    begun(samen.een)
    before = notulen(samen.een, meeting)
    with samen.een.doing("vast") as session:
        vaststellen.fix(session, samen.een.wie(), meeting)
    samen.wisselt()
    made = notulen(samen.een, meeting)
    assert before.notities == ()
    assert (made.notities, [a.tekst for a in made.aanvullingen]) == (
        (),
        ["Kwam na het vaststellen van een andere laptop: notitie “van de ander”."],
    )


def test_of_two_notes_at_an_item_without_a_casus_the_minutes_have_the_chosen_one(samen: Tweede) -> None:
    with samen.een.doing("actie") as session:
        acties.add(session, samen.een.wie(), "iets algemeens", eigenaar=samen.een.lid, voor=None)
    meeting = begun(samen.een)
    samen.wisselt()
    for team, words in ((samen.een, "van mij"), (samen.twee, "van de ander")):
        with team.doing("notitie") as session:
            (item,) = overleg.agenda(session, meeting, TODAY)
            overleg.set_note(session, team.wie(), meeting, item, words)
        samen.clock.go_on(minutes=1)
    sluit(samen.een, meeting)
    samen.wisselt()
    with samen.een.reading() as session:
        (one,) = (found for found in verschillen.lijst(session) if found.cel == "notitie")
    with samen.een.doing(verschillen.DOEL, verschillen.gezien([one])) as session:
        verschillen.kies(session, samen.een.wie(), one, next(side.letter for side in one.kanten if side.waarde == "van de ander"))
    samen.wisselt()
    for team in (samen.een, samen.twee):
        assert [n.notitie for n in notulen(team, meeting).notities] == ["van de ander"]


def test_of_two_inzetten_of_one_casus_and_team_each_keeps_its_own_note() -> None:
    def lopend(duo: tuple[str, ...], notitie: str | None) -> Lopend:
        return Lopend(casus="26-K7QX2M", team=1, duo=duo, weken=1, laatste_contact=None, evaluatie=None, nieuws=(), notitie=notitie)

    fixed = (lopend(("JB", "MK"), "van de eerste"), lopend(("PQ", "RS"), None))
    now = (lopend(("JB", "MK"), "van de eerste"), lopend(("PQ", "RS"), "van de tweede"))
    assert inhoud._noted_elsewhere(fixed, now) == now
    alone = (lopend(("JB", "MK"), None),)
    assert inhoud._noted_elsewhere(alone, (lopend(("JB", "PQ"), "met een ander duo"),)) == (lopend(("JB", "MK"), "met een ander duo"),)


def test_a_next_meeting_is_planned_also_in_a_week_that_had_one_before(samen: Tweede) -> None:
    meeting = begun(samen.een)
    for days, step in ((1, 1), (3, 2)):
        with samen.een.doing("sluit") as session:
            overleg.close(session, samen.een.wie(), meeting, volgende=TODAY + timedelta(days=days))
        with samen.een.doing("overleg") as session:
            (planned,) = (k for k in overleg.listed(session) if k.status == "concept")
            assert planned.datum == TODAY + timedelta(days=days)
            samen.clock.go_on(days=step)
            meeting = planned.id
            overleg.begin(session, samen.een.wie(), meeting)


def test_meetings_held_on_two_days_of_a_week_are_one_and_what_each_decided_of_a_casus_is_asked(samen: Tweede) -> None:
    casus = new_casus(samen.een)
    samen.wisselt()
    for team, route in ((samen.een, "CON"), (samen.twee, "RONDE")):
        with team.doing("overleg") as session:
            meeting = overleg.plan(session, team.wie(), local_day(samen.clock()))
            overleg.begin(session, team.wie(), meeting)
        besluit(team, meeting, casus, route)
        sluit(team, meeting)
        samen.clock.go_on(days=2)
    samen.wisselt()
    assert ("besluit", "besluit") in samen.verschillen()
    for team in (samen.een, samen.twee):
        with team.reading() as session:
            assert len(session.exec(select(Besluit)).all()) == 1


def test_what_two_laptops_made_between_them_waits_on_vandaag(samen: Tweede) -> None:
    jan, mia, _ = members(samen.een)
    twice, closed = new_casus(samen.een), new_casus(samen.een)
    samen.wisselt()
    for team in (samen.een, samen.twee):
        _duo(team, None, twice, (jan, mia))
    with samen.een.doing("sluit") as session:
        triage.close(session, samen.een.wie(), closed)
    _duo(samen.twee, None, closed, (jan, mia))
    samen.wisselt()
    with samen.een.reading() as session:
        waiting = [(one.casus, one.wat) for one in vandaag.look(session, samen.een.wie()).wachtend if one.dringend and one.inzet is None]
    assert (twice, "er lopen 2 inzetten") in waiting
    assert (closed, "is afgesloten, maar er loopt nog een inzet") in waiting


def _duo(team: Toegang, meeting: UUID | None, casus: UUID, duo: tuple[UUID, UUID]) -> None:
    with team.doing("besluit") as session:
        made = triage.decide(session, team.wie(), casus, "TA", team=1, overleg=meeting)
    with team.doing("duo") as session:
        triage.assign(session, team.wie(), made, duo)


def _days(session: Session) -> list[date | None]:
    return [row.datum for row in session.exec(select(Overleg).order_by(col(Overleg.datum)))]
