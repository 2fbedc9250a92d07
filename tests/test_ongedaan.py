"""Undo and redo as people meet them: in words, in a meeting, by commands, and what stays."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlmodel import col, select

from db.models import Actie, Besluit, Casus, Identiteit, Instelling, InzetLid, Overleg, Samenvoeging
from db.sync import undo as journal
from db.sync.audit import verify
from retcli import acties, casussen, intake, leden, overleg, samenvoegen, triage, wissen
from retcli.errors import Refused
from retcli.importeren import importeer
from retcli.notulen import inhoud
from retcli.ongedaan import acts, redo, undo
from retcli.toegang import Toegang

from .conftest import Clock, Run
from .db.laptops import fast_disk
from .samen import Samen, together
from .test_cli import casus

BOOK = Path(__file__).parent / "data/ret-twente-2024.xlsx"


def registered(team: Toegang, **given: object) -> tuple[UUID, str]:
    with team.doing("nieuw") as session:
        return intake.register(session, team.wie(), {"vraag": "hulp", "gemeente": "GM0153", **given})


@pytest.fixture
def meeting(team: Toegang, clock: Clock) -> UUID:
    """A meeting that runs, with a duo to choose."""
    for name in ("JB", "MK"):
        with team.doing("lid") as session:
            leden.add(session, name, naam=name, team=1)
    registered(team)
    clock.go_on(minutes=5)
    with team.doing("begin") as session:
        return overleg.begin(session, team.wie())


def item(team: Toegang, meeting: UUID) -> overleg.Punt:
    with team.reading() as session:
        return next(p for p in overleg.agenda(session, meeting, team.wie().today) if p.soort == "nieuw")


def decide(team: Toegang, meeting: UUID, route: str, **more: object) -> str:
    """Decide on the first new casus; its code."""
    point = item(team, meeting)
    assert point.casus_id is not None
    with team.doing("besluit") as session:
        triage.decide(session, team.wie(), point.casus_id, route, overleg=meeting, **more)  # type: ignore[arg-type]  # as the test says
    return str(point.casus)


def count(team: Toegang, model: type) -> int:
    with team.reading() as session:
        return len(session.exec(select(model)).all())


def sound(team: Toegang) -> None:
    assert [f for f in verify(team.store, deep=True) if not f.ok] == []


def test_a_decision_comes_back_and_goes_again_and_is_told_in_words(team: Toegang, meeting: UUID) -> None:
    code = decide(team, meeting, "CON", reden="advies")
    done = undo(team)
    assert done.woorden == f"Teruggedraaid: besluit Consultatie en advies op {code}."
    assert (done.overleg, done.gelaten) == (meeting, ())
    assert (count(team, Besluit), count(team, Actie)) == (0, 0)
    again = redo(team)
    assert again.woorden == f"Opnieuw gedaan: besluit Consultatie en advies op {code}."
    assert again.casus == done.casus
    with team.reading() as session:
        assert session.exec(select(Besluit.reden)).one() == "advies"
        assert session.exec(select(Actie.soort)).one() == "TERUGKOP"
    sound(team)


def test_the_duo_comes_back_when_another_route_had_sent_it_away(team: Toegang, meeting: UUID) -> None:
    with team.reading() as session:
        duo = [leden.find(session, name).id for name in ("JB", "MK")]
    decide(team, meeting, "TA", duo=duo)
    with team.reading() as session:
        before = sorted((r.id, r.inzet, r.lid, r.van) for r in session.exec(select(InzetLid)))
    decide(team, meeting, "RETTAFEL")
    assert count(team, InzetLid) == 0
    undo(team)
    with team.reading() as session:
        assert sorted((r.id, r.inzet, r.lid, r.van) for r in session.exec(select(InzetLid))) == before
        assert session.exec(select(Besluit.besluit_route)).one() == "TA"
    sound(team)


def test_undo_reaches_back_act_by_act_and_a_new_act_ends_the_redo(team: Toegang, meeting: UUID) -> None:
    decide(team, meeting, "CON")
    decide(team, meeting, "RETTAFEL")
    undo(team)
    undo(team)
    assert count(team, Besluit) == 0
    redo(team)
    with team.reading() as session:
        assert session.exec(select(Besluit.besluit_route)).one() == "CON"
    decide(team, meeting, "NIET")
    with pytest.raises(Refused, match="niets om opnieuw"):
        redo(team)
    undo(team)
    with team.reading() as session:
        assert session.exec(select(Besluit.besluit_route)).one() == "CON"
    undo(team)
    assert count(team, Besluit) == 0


def test_in_a_meeting_undo_reaches_to_its_beginning(team: Toegang, meeting: UUID) -> None:
    decide(team, meeting, "CON")
    with team.reading() as session:
        begin = session.get_one(Overleg, meeting).gestart_op
    undo(team, sinds=begin)
    with pytest.raises(Refused, match="In dit overleg"):
        undo(team, sinds=begin)
    undone = undo(team)
    assert "begin van het overleg van di 24 nov" in undone.woorden
    with pytest.raises(Refused):
        redo(team, sinds=team.now() + timedelta(seconds=1))


def test_walking_through_the_meeting_is_no_act_and_stays(team: Toegang, meeting: UUID) -> None:
    decide(team, meeting, "CON")
    point = item(team, meeting)
    with team.doing("loop") as session:
        overleg.go_to_step(session, team.wie(), meeting, point.id, point)
    assert "besluit" in undo(team).woorden
    with team.reading() as session:
        assert session.get_one(Overleg, meeting).huidig == point.id


def test_a_casus_registered_and_walked_to_in_the_meeting_can_be_taken_back(team: Toegang, meeting: UUID) -> None:
    made, code = registered(team)
    with team.reading() as session:
        point = next(p for p in overleg.agenda(session, meeting, team.wie().today) if p.casus_id == made)
    with team.doing("loop") as session:
        overleg.go_to_step(session, team.wie(), meeting, point.id, point)
    assert undo(team).woorden == f"Teruggedraaid: aanmelding {code}."
    assert redo(team).casus == made
    sound(team)


def test_a_closed_meeting_stays_as_it_is(team: Toegang, meeting: UUID) -> None:
    decide(team, meeting, "CON")
    with team.doing("sluit") as session:
        overleg.close(session, team.wie(), meeting)
    with pytest.raises(Refused, match="gesloten; wat erin besloten") as refused:
        undo(team)
    assert "Heropen het overleg eerst" in refused.value.hint
    assert count(team, Besluit) == 1


def test_an_action_of_a_closed_meeting_can_be_ticked_and_unticked(team: Toegang, meeting: UUID, clock: Clock) -> None:
    decide(team, meeting, "CON")
    with team.doing("sluit") as session:
        overleg.close(session, team.wie(), meeting)
    clock.go_on(days=7)
    with team.doing("actie") as session:
        actie = session.exec(select(Actie.id)).one()
        acties.done(session, team.wie(), actie)
    assert undo(team).woorden == "Teruggedraaid: actie “koppelt terug aan aanmelder” gedaan."
    with team.reading() as session:
        assert session.get_one(Actie, actie).gedaan_op is None
    redo(team)
    undo(team)
    with pytest.raises(Refused, match="gesloten"):
        undo(team)


def test_an_action_stays_free_when_its_meeting_was_opened_and_closed_again_since(team: Toegang, meeting: UUID) -> None:
    decide(team, meeting, "CON")
    with team.doing("sluit") as session:
        overleg.close(session, team.wie(), meeting)
    with team.doing("actie") as session:
        actie = session.exec(select(Actie.id)).one()
        acties.done(session, team.wie(), actie)
    with team.doing("heropen") as session:
        session.get_one(Overleg, meeting).gesloten_op = None
    assert undo(team).woorden == "Teruggedraaid: heropenen van het overleg van di 24 nov."
    undo(team)
    with team.reading() as session:
        assert session.get_one(Actie, actie).gedaan_op is None


def test_the_reopening_of_a_meeting_can_be_taken_back_and_done_again(team: Toegang, meeting: UUID) -> None:
    with team.doing("sluit") as session:
        overleg.close(session, team.wie(), meeting)
    with team.doing("heropen") as session:
        session.get_one(Overleg, meeting).gesloten_op = None
    undo(team)
    with team.reading() as session:
        assert session.get_one(Overleg, meeting).gesloten_op is not None
    with pytest.raises(Refused, match="gesloten"):
        undo(team)
    redo(team)
    with team.reading() as session:
        assert session.get_one(Overleg, meeting).gesloten_op is None


def test_who_the_child_is_waits_for_the_redo_and_no_longer(team: Toegang) -> None:
    from db.models import Concept

    made, _ = registered(team, roepnaam="Sam", aanmelder_telefoon="06-12345678")
    undo(team)
    assert count(team, Identiteit) == 0
    redo(team)
    with team.reading() as session:
        person = session.get_one(Identiteit, made)
        assert (person.roepnaam, person.aanmelder_telefoon) == ("Sam", "06-12345678")
    assert count(team, Concept) == 0
    undo(team)
    with team.doing("concept") as session:
        session.add(Concept(sleutel="intake", tekst="half"))
    registered(team)
    undo(team)
    with team.reading() as session:
        assert session.exec(select(col(Concept.sleutel))).all() == ["intake"]


def test_a_whole_import_is_taken_back_and_done_again(team: Toegang) -> None:
    verslag = importeer(team.store, BOOK, lid=team.lid, now=team.now)
    begin = time.perf_counter()
    done = undo(team)
    spent = time.perf_counter() - begin
    assert done.woorden == f"Teruggedraaid: import van {verslag.nieuw} casussen."
    assert count(team, Casus) == 0
    assert spent < 20  # seconds; a fraction of one on any machine
    redo(team)
    assert count(team, Casus) == verslag.nieuw
    sound(team)
    assert importeer(team.store, BOOK, lid=team.lid, now=team.now).nieuw == 0


def test_the_list_tells_what_can_be_taken_back_newest_first(team: Toegang, meeting: UUID) -> None:
    code = decide(team, meeting, "RETTAFEL")
    with team.doing("iets nieuws") as session:
        made = casussen.find(session, code)
        session.get_one(Casus, made).kanaal = "MAIL"
    with team.reading() as session:
        words = [daad.woorden for daad in acts(session, 10)]
    assert words[:3] == [f"wijziging van {code}", f"besluit RET-tafel op {code}", "begin van het overleg van di 24 nov"]
    assert words[3:] == [f"aanmelding {code}", "nieuw lid MK", "nieuw lid JB"]


def test_what_is_kept_of_a_member_is_told_with_their_name(team: Toegang, meeting: UUID) -> None:
    """Also when only rows beside that of the member changed."""
    with team.doing("lid") as session:
        leden.change(session, "JB", talen="Turks")
    with team.doing("afwezig") as session:
        leden.away(session, team.wie(), leden.find(session, "MK").id, team.wie().today, team.wie().today, "cursus")
    with team.reading() as session:
        assert [daad.woorden for daad in acts(session, 2)] == ["afwezigheid MK", "lid JB"]


def test_the_past_of_practice_data_is_not_undone(team: Toegang) -> None:
    registered(team)
    with team.doing("oefenen") as session:
        session.add(Instelling(naam="oefendatum", waarde="2026-11-24"))
    with team.doing("instelling") as session:
        session.add(Instelling(naam="taal", waarde="nl"))
    assert undo(team).woorden == "Teruggedraaid: instelling taal."
    with pytest.raises(Refused, match="niets om terug"):
        undo(team)


def test_many_undos_and_redos_end_where_they_began(team: Toegang, meeting: UUID) -> None:
    decide(team, meeting, "CON", reden="advies")
    decide(team, meeting, "RETTAFEL")
    for _ in range(30):
        undo(team)
        undo(team)
        redo(team)
        redo(team)
    with team.reading() as session:
        assert session.exec(select(Besluit.besluit_route)).one() == "RETTAFEL"
    sound(team)


# --- by commands


def test_acts_of_commands_are_undone_by_commands(begun: Run) -> None:
    one = casus(begun)
    assert begun("casus", "besluit", one, "CON", "--reden", "advies").code == 0
    listed = begun("ongedaan", "--lijst", "--json").json
    assert [set(row) for row in listed] == [{"op", "doel", "woorden"}] * len(listed)
    assert [row["doel"] for row in listed[:2]] == ["besluit", "nieuw"]
    shown = begun("ongedaan", "--lijst")
    assert f"besluit Consultatie en advies op {one}" in shown.out
    done = begun("ongedaan", "2")
    assert (done.code, done.out.splitlines()) == (
        0,
        [f"Teruggedraaid: besluit Consultatie en advies op {one}.", f"Teruggedraaid: aanmelding {one}."],
    )
    assert begun("casus", "lijst", "--json").json == []
    (again,) = begun("opnieuw", "--json").json
    assert set(again) == {"woorden", "casus", "overleg", "gelaten"}
    assert begun("opnieuw").out == f"Opnieuw gedaan: besluit Consultatie en advies op {one}.\n"
    assert begun("casus", "lijst", "--json").json[0]["route"] == "CON"
    nothing = begun("opnieuw")
    assert (nothing.code, nothing.out, nothing.err) == (1, "", "Er is niets om opnieuw te doen.\n")


def test_more_than_there_is_undoes_what_there_is_and_says_why_it_stops(begun: Run) -> None:
    assert begun("ongedaan", "9").err == "Er is niets om terug te draaien.\n"
    left = begun("ongedaan")
    assert (left.code, left.out) == (1, "")
    assert [m["lid"] for m in begun("team", "capaciteit", "--json").json] == []
    assert begun("ongedaan", "0").code == 2


def test_walking_past_what_was_brought_in_does_not_hold_up_undo_nor_does_a_walk_through_a_meeting_begun_by_mistake(
    team: Toegang, meeting: UUID, clock: Clock
) -> None:
    clock.go_on(minutes=1)
    with team.doing("nieuw") as session:
        told = intake.register(session, team.wie(), {"vraag": "hulp"})[0]
    with team.doing("inbrengen") as session:
        brought = overleg.bring_in(session, team.wie(), meeting, told)
    clock.go_on(minutes=1)
    with team.reading() as session:
        points = overleg.agenda(session, meeting, team.wie().today)
    for point in points:
        with team.doing("loop") as session:
            overleg.mark(session, team.wie(), meeting, point)
            overleg.go_to_step(session, team.wie(), meeting, point.id, point)
    assert undo(team).woorden.startswith("Teruggedraaid: inbrengen")
    assert redo(team).woorden.startswith("Opnieuw gedaan: inbrengen")
    with team.reading() as session:
        assert next(p for p in overleg.agenda(session, meeting, team.wie().today) if p.id == brought).besproken
    assert undo(team).woorden.startswith("Teruggedraaid: inbrengen")
    assert undo(team).woorden.startswith("Teruggedraaid: aanmelding")
    assert undo(team).woorden.startswith("Teruggedraaid: begin")
    assert count(team, Overleg) == 0
    assert all(found.ok for found in verify(team.store))


# --- after something was erased for good


@pytest.fixture
def samen(team: Toegang, tmp_path: Path, clock: Clock) -> Iterator[Samen]:
    with fast_disk(), together(team, tmp_path / "samen", clock) as made:
        yield made


def remark(samen: Samen, team: Toegang, casus: UUID, told: str) -> None:
    samen.sql(team, "UPDATE casus SET opmerking = ? WHERE id = ?", told, casus)


def told_by(team: Toegang, casus: UUID) -> str | None:
    with team.reading() as session:
        return session.get_one(Casus, casus).opmerking


def erased(samen: Samen, casus: UUID) -> None:
    wissen.wis(samen.anna, casus, "VERZOEK")
    samen.wissel()


def test_on_the_other_laptop_undo_goes_past_what_was_erased_and_comes_to_the_rest(samen: Samen) -> None:
    bart = samen.bart
    (goes, _), (stays, code), (third, other) = (registered(samen.anna) for _ in range(3))
    samen.wissel()
    remark(samen, bart, third, "derde")
    remark(samen, bart, stays, "blijft")
    with bart.doing("actie") as session:
        acties.add(session, bart.wie(), "geheim bellen", eigenaar=bart.lid, voor=bart.wie().today, casus=goes)
    remark(samen, bart, stays, "blijft langer")
    remark(samen, bart, goes, "geheim")
    samen.wissel()
    erased(samen, goes)
    changed = "Teruggedraaid: wijziging van opmerking op {}."
    with bart.reading() as session:
        assert [act.woorden for act in acts(session)] == [changed.format(at)[15:-1] for at in (code, code, other)]
    assert undo(bart).woorden == changed.format(code)
    assert told_by(bart, stays) == "blijft"
    assert undo(bart).woorden == changed.format(code)
    assert told_by(bart, stays) is None
    assert undo(bart).woorden == changed.format(other)
    assert told_by(bart, third) is None
    with pytest.raises(Refused, match="niets om terug"):
        undo(bart)
    for _ in range(3):
        assert redo(bart).woorden.startswith("Opnieuw gedaan: wijziging")
    with pytest.raises(Refused, match="niets om opnieuw"):
        redo(bart)
    assert (told_by(bart, stays), told_by(bart, third)) == ("blijft langer", "derde")
    sound(bart)


def test_what_was_taken_back_and_then_erased_is_not_done_again_and_what_was_taken_back_before_it_is(samen: Samen) -> None:
    bart = samen.bart
    (goes, _), (stays, code) = (registered(samen.anna) for _ in range(2))
    samen.wissel()
    remark(samen, bart, goes, "geheim")
    remark(samen, bart, stays, "blijft")
    remark(samen, bart, goes, "geheimer")
    for _ in range(3):
        undo(bart)
    assert redo(bart).woorden.startswith("Opnieuw gedaan")
    undo(bart)
    samen.wissel()
    erased(samen, goes)
    assert redo(bart).woorden == f"Opnieuw gedaan: wijziging van opmerking op {code}."
    with pytest.raises(Refused, match="niets om opnieuw"):
        redo(bart)
    assert undo(bart).woorden == f"Teruggedraaid: wijziging van opmerking op {code}."
    with pytest.raises(Refused, match="niets om terug"):
        undo(bart)
    sound(bart)


def test_of_an_act_that_was_erased_in_part_the_rest_goes_back_and_comes_again(samen: Samen) -> None:
    bart = samen.bart
    (goes, _), (stays, code) = (registered(samen.anna) for _ in range(2))
    samen.wissel()
    with bart.doing("wijzig") as session:
        for casus in (goes, stays):
            session.get_one(Casus, casus).opmerking = "van allebei"
        for casus in (goes, stays):
            acties.add(session, bart.wie(), "bellen", eigenaar=bart.lid, voor=bart.wie().today, casus=casus)
    samen.wissel()
    erased(samen, goes)
    told = f"wijziging van opmerking op {code}."
    stay = " Wat definitief gewist is, komt niet terug:"
    done = undo(bart)
    assert done.woorden.startswith(f"Teruggedraaid: {told}{stay}")
    assert "veranderd" not in done.woorden
    assert (done.casus, set(done.gelaten)) == (stays, {"casus", "actie"})
    assert (told_by(bart, stays), count(bart, Actie)) == (None, 0)
    assert redo(bart).woorden == f"Opnieuw gedaan: {told}"
    assert (told_by(bart, stays), count(bart, Actie)) == ("van allebei", 1)
    assert undo(bart).woorden == f"Teruggedraaid: {told}"
    with pytest.raises(Refused, match="niets om terug"):
        undo(bart)
    samen.wissel()
    sound(samen.anna)
    sound(bart)


def test_that_a_casus_was_a_return_of_an_erased_one_is_passed_over_and_does_not_come_back(samen: Samen) -> None:
    bart = samen.bart
    (goes, _), (stays, code), (third, _) = (registered(samen.anna) for _ in range(3))
    samen.wissel()
    remark(samen, bart, stays, "blijft")
    samen.sql(bart, "UPDATE casus SET eerdere_aanmelding = ? WHERE id IN (?, ?)", goes, stays, third)
    samen.sql(bart, "UPDATE casus SET eerdere_aanmelding = NULL WHERE id = ?", third)
    samen.wissel()
    erased(samen, goes)
    assert undo(bart).woorden == f"Teruggedraaid: wijziging van opmerking op {code}."
    with bart.reading() as session:
        assert session.exec(select(Casus.eerdere_aanmelding)).all() == [None, None]
    sound(bart)


def test_a_row_that_was_deleted_comes_back_without_what_it_named_of_the_erased_and_not_when_it_was_about_that(samen: Samen) -> None:
    anna = samen.anna
    (goes, _), (stays, _) = (registered(anna) for _ in range(2))
    later, code = registered(anna)
    samen.sql(anna, "UPDATE casus SET eerdere_aanmelding = ? WHERE id = ?", goes, later)
    with anna.doing("samenvoegen") as session:
        samenvoegen.samen(session, anna.wie(), stays, goes, {})
    with anna.doing("losmaken") as session:
        samenvoegen.los(session, anna.wie(), stays)
    samen.sql(anna, "DELETE FROM casus WHERE id = ?", later)
    wissen.wis(anna, goes, "VERZOEK")
    done = undo(anna)
    assert (done.casus, done.woorden) == (later, f"Teruggedraaid: wijziging van {code}. Wat definitief gewist is, komt niet terug: casus.")
    with anna.reading() as session:
        assert session.get_one(Casus, later).eerdere_aanmelding is None
        assert [act.doel for act in acts(session)][:2] == ["nieuw", "nieuw"]  # not that they were taken apart, nor that they were one
    assert undo(anna).woorden == f"Teruggedraaid: aanmelding {code}."
    assert undo(anna).woorden.startswith("Teruggedraaid: aanmelding")
    assert count(anna, Samenvoeging) == 0
    sound(anna)


def test_a_change_on_a_row_that_another_deleted_is_refused_and_said_so(samen: Samen) -> None:
    """Not `Teruggedraaid` with nothing done."""
    bart = samen.bart
    with samen.anna.doing("lid") as session:
        member = leden.add(session, "JB", naam="JB", wie=samen.anna.wie(), team=1).id
    samen.wissel()
    samen.sql(bart, "UPDATE lid SET naam = 'anders' WHERE id = ?", member)
    samen.wissel()
    samen.sql(samen.anna, "DELETE FROM lid WHERE id = ?", member)
    samen.wissel()
    with pytest.raises(Refused, match="daarna veranderd; er is niets teruggedraaid"):
        undo(bart)


def test_minutes_that_were_written_anew_stay_so_when_the_meeting_is_closed_by_an_undo(team: Toegang, clock: Clock) -> None:
    (goes, code), (stays, other) = (registered(team, vraag=word) for word in ("geheim", "blijft"))
    with team.doing("overleg") as session:
        held = overleg.begin(session, team.wie())
        for casus in (goes, stays):
            triage.decide(session, team.wie(), casus, "CON", overleg=held)
        overleg.close(session, team.wie(), held)
    clock.go_on(minutes=5)
    with team.doing("heropen") as session:
        overleg.reopen(session, team.wie(), held, "nog iets")
    clock.go_on(minutes=5)
    wissen.wis(team, goes, "VERZOEK")
    clock.go_on(minutes=1)
    assert undo(team).woorden.startswith("Teruggedraaid: heropenen")
    with team.reading() as session:
        kept = inhoud.compose(session, held)
        assert session.get_one(Overleg, held).gesloten_op is not None
    assert (kept.casussen, code in str(kept)) == ((other,), False)
    with pytest.raises(Refused, match="gesloten"):
        undo(team)
    sound(team)


def test_in_a_meeting_undo_stops_at_its_begin_also_past_what_was_erased_and_says_what_stays(team: Toegang, clock: Clock) -> None:
    goes, _ = registered(team)
    clock.go_on(minutes=5)
    with team.doing("begin") as session:
        overleg.begin(session, team.wie())
    begun_at = clock()
    clock.go_on(minutes=5)
    wissen.wis(team, goes, "VERZOEK")
    with pytest.raises(Refused, match="Wat definitief gewist is, komt niet terug"):
        undo(team, sinds=begun_at)
    assert undo(team).woorden.startswith("Teruggedraaid: begin van het overleg")


def test_where_nothing_was_erased_nothing_is_looked_up_of_it(team: Toegang, monkeypatch: pytest.MonkeyPatch) -> None:
    registered(team)
    monkeypatch.setattr(journal, "_is_erased", None)
    with team.reading() as session:
        assert len(acts(session)) > 0
