"""Two aanmeldingen of one child become one casus, and two again; nothing is lost, and what was told stays as it was told."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlmodel import Session, SQLModel, col, select

from db.models import Actie, Agendapunt, Besluit, Casus, CasusAnderKind, Inzet, Logregel, SignaalCasus
from db.sync import schema
from retcli import (
    acties,
    agenda,
    capaciteit,
    casussen,
    gezin,
    heraanmelding,
    intake,
    inzet,
    inzetlog,
    ongedaan,
    overleg,
    samenvoegen,
    signalen,
    tijdlijn,
    triage,
    uitkomst,
    vandaag,
)
from retcli.errors import NotFound, Refused
from retcli.notulen import inhoud
from retcli.toegang import Toegang

from .conftest import Clock, Run
from .test_overleg import TODAY, members, new_casus

KIND: dict[str, object] = {"gemeente": "GM0153", "geboortejaar": 2012, "geslacht": "MEISJE"}


def two(team: Toegang, eerst: dict[str, object] | None = None, dan: dict[str, object] | None = None) -> tuple[UUID, UUID]:
    """One child, entered twice."""
    return new_casus(team, **KIND | (eerst or {})), new_casus(team, **KIND | (dan or {}))


def join(team: Toegang, dubbel: UUID, casus: UUID, **keuzes: str) -> list[str]:
    wie = team.wie()
    with team.doing("samenvoegen") as session:
        samenvoegen.samen(session, wie, dubbel, casus, keuzes)
    return wie.notes


def apart(team: Toegang, dubbel: UUID) -> tuple[str, ...]:
    with team.doing("losmaken") as session:
        return samenvoegen.los(session, team.wie(), dubbel)[1]


def code(team: Toegang, casus: UUID) -> str:
    with team.reading() as session:
        return session.get_one(Casus, casus).casuscode or ""


def whose(team: Toegang, model: type[SQLModel]) -> set[UUID]:
    with team.reading() as session:
        return set(session.exec(select(model.casus)))  # type: ignore[attr-defined]


def everything(team: Toegang) -> dict[str, object]:
    """All that travels."""
    with team.reading() as session:
        return {
            name: sorted(map(repr, session.connection().execute(SQLModel.metadata.tables[name].select()))) for name in schema.sync_tables()
        }


def with_work(team: Toegang, casus: UUID) -> None:
    """Everything that can be done for a casus outside a meeting."""
    people = members(team)
    wie = team.wie()
    with team.doing("besluit") as session:
        besluit = triage.decide(session, wie, casus, "TA", team=1, duo=people[:2], start=TODAY)
        acties.add(session, wie, "School bellen", eigenaar=wie.lid, voor=TODAY, casus=casus)
        found = session.exec(select(Inzet.id).where(Inzet.besluit == besluit)).one()
        inzetlog.log(session, wie, found, "huisbezoek gedaan")
        signalen.add(session, wie, "geen plek #timeout", casus=casus)


# --- what it does


def test_the_double_counts_no_more_and_its_code_finds_the_casus(team: Toegang) -> None:
    dubbel, casus = two(team)
    meeting = overleg_begun(team)
    join(team, dubbel, casus)
    with team.reading() as session:
        assert [r.id for r in casussen.listed(session)] == [casus]
        assert list(casussen.chosen(session, casussen.Keuze())) == [casus]
        assert casussen.counts(session, casussen.Keuze()) == {"op agenda": 1}
        assert casussen.totals(session) == (1, 1)
        assert [r.id for r in casussen.search(session, "Enschede")] == [casus]
        assert [r.id for r in casussen.search(session, code_in(session, dubbel)[:6])] == [casus]
        assert "samengevoegd met de dubbele aanmelding" in tijdlijn.of_casus(session, casus)[-1].woorden
        assert casussen.find(session, code_in(session, dubbel)) == casus
        assert [p.casus_id for p in overleg.agenda(session, meeting, TODAY)] == [casus]
        assert vandaag.look(session, team.wie()).dit_jaar == 1
        assert [w.casus for w in vandaag.look(session, team.wie()).wachtend] == [casus]
        assert [t.casus_id for t in uitkomst.trajecten(session)] == [casus]
        assert heraanmelding.candidates(session, KIND | {"datum_aanmelding": TODAY}, casus) == []
        assert [m.casus for m in heraanmelding.candidates(session, KIND | {"datum_aanmelding": TODAY})] == [casus]
        assert [d.id for d in samenvoegen.doubles(session, casus)] == [dubbel]


def overleg_begun(team: Toegang) -> UUID:
    with team.doing("begin") as session:
        return overleg.begin(session, team.wie())


def code_in(session: Session, casus: UUID) -> str:
    return session.get_one(Casus, casus).casuscode or ""


def test_all_that_was_done_for_the_double_is_with_the_casus(team: Toegang) -> None:
    dubbel, casus = two(team)
    with_work(team, dubbel)
    join(team, dubbel, casus)
    for model in (Besluit, Actie, Inzet, Logregel, SignaalCasus):
        assert whose(team, model) == {casus}
    with team.reading() as session:
        card = casussen.card(session, casus)
        assert (card.status, [b.route for b in card.besluiten], len(card.acties), len(card.inzetten)) == ("inzet", ["TA"], 1, 1)
        assert {signal.casussen for signal in signalen.listed(session)} == {(card.casus,)}
        assert {e.soort for e in tijdlijn.of_casus(session, casus)} >= {"besluit", "log", "duo", "signaal", "actie"}
        assert [s.casus_id for s in inzet.running(session, TODAY)] == [casus]


def test_room_in_the_team_is_the_same_before_and_after(team: Toegang) -> None:
    dubbel, casus = two(team)
    with_work(team, dubbel)
    with team.reading() as session:
        before = capaciteit.ahead(session, TODAY, 4)
    join(team, dubbel, casus)
    with team.reading() as session:
        assert capaciteit.ahead(session, TODAY, 4) == before


def test_empty_fields_are_filled_and_where_both_have_one_a_person_chooses(team: Toegang) -> None:
    dubbel, casus = two(
        team, {"vraag": "Hoe verder?", "urgentie": "HOOG", "woonsituatie": "GROEP"}, {"vraag": "Wat nu?", "woonsituatie": "OUDERS"}
    )
    with team.reading() as session:
        told = samenvoegen.compare(session, dubbel, casus)
    assert [(v.veld, v.hier, v.dubbel) for v in told.verschillen] == [
        ("woonsituatie", "Bij ouder(s)", "Leef-/behandelgroep"),
        ("vraag", "Wat nu?", "Hoe verder?"),
    ]
    assert told.aangevuld == ("urgentie",)
    join(team, dubbel, casus, vraag="beide", woonsituatie="dubbel")
    with team.reading() as session:
        row = session.get_one(Casus, casus)
        assert (row.urgentie, row.woonsituatie, row.vraag) == ("HOOG", "GROEP", "Wat nu?\nHoe verder?")
        assert session.get_one(Casus, dubbel).vraag == "Hoe verder?"


def test_without_a_choice_the_casus_keeps_its_own(team: Toegang) -> None:
    dubbel, casus = two(team, {"vraag": "Hoe verder?"}, {"vraag": "Wat nu?"})
    join(team, dubbel, casus)
    with team.reading() as session:
        assert session.get_one(Casus, casus).vraag == "Wat nu?"


def test_a_basis_for_sharing_goes_as_a_whole(team: Toegang) -> None:
    dubbel, casus = two(team, {"grondslag_status": "OUDER", "grondslag_datum": TODAY, "grondslag_wie": "moeder"})
    join(team, dubbel, casus)
    with team.reading() as session:
        row = session.get_one(Casus, casus)
        assert (row.grondslag_status, row.grondslag_datum, row.grondslag_wie) == ("OUDER", TODAY, "moeder")


def test_linked_codes_are_those_of_both(team: Toegang) -> None:
    dubbel, casus = two(team, {"knelpunt": ["AANBOD", "VISIE"]}, {"knelpunt": ["VISIE"]})
    join(team, dubbel, casus)
    with team.reading() as session:
        assert casussen.card(session, casus).knelpunten == ("AANBOD", "VISIE")


def test_who_it_is_is_known_of_the_casus_when_only_the_double_had_it_and_is_gone_again_when_apart(team: Toegang) -> None:
    dubbel, casus = two(team, {"roepnaam": "Noor"}, {"aanmelder_naam": "Els Vis"})
    join(team, dubbel, casus)
    with team.doing("identiteit") as session:
        known = casussen.identity(session, team.wie(), casus)
        assert known is not None
        assert (known.roepnaam, known.aanmelder_naam) == ("Noor", "Els Vis")
    apart(team, dubbel)
    with team.doing("identiteit") as session:
        known = casussen.identity(session, team.wie(), casus)
        assert known is not None
        assert (known.roepnaam, known.aanmelder_naam) == (None, "Els Vis")


def test_the_double_is_no_brother_nor_earlier_aanmelding_of_itself(team: Toegang) -> None:
    dubbel, casus = two(team)
    third = new_casus(team, datum_aanmelding=TODAY)
    with team.doing("wijzig") as session:
        gezin.link(session, dubbel, casus)
        heraanmelding.link(session, casus, dubbel)
        heraanmelding.link(session, third, dubbel)
    join(team, dubbel, casus)
    with team.reading() as session:
        assert [(v.id, v.soort) for v in casussen.related(session, casus)] == [(third, "later")]
        assert gezin.of(session, casus) == []
        assert casussen.card(session, third).eerder == code_in(session, casus)


def test_joining_says_that_they_are_no_different_children(team: Toegang) -> None:
    dubbel, casus = two(team)
    with team.doing("wijzig") as session:
        heraanmelding.set_aside(session, dubbel, casus)
    join(team, dubbel, casus)
    with team.reading() as session:
        assert session.exec(select(CasusAnderKind)).all() == []


# --- meetings


def test_minutes_of_a_closed_meeting_stay_word_for_word(team: Toegang, clock: Clock) -> None:
    dubbel, casus = two(team)
    meeting = overleg_begun(team)
    with team.doing("besluit") as session:
        triage.decide(session, team.wie(), dubbel, "CON", overleg=meeting, reden="advies")
    with team.doing("sluit") as session:
        overleg.close(session, team.wie(), meeting)
    with team.reading() as session:
        before = inhoud.compose(session, meeting)
    clock.go_on(days=1)
    join(team, dubbel, casus)
    with team.reading() as session:
        assert inhoud.compose(session, meeting) == before
        assert casussen.card(session, casus).status == "consultatie"
    apart(team, dubbel)
    with team.reading() as session:
        assert inhoud.compose(session, meeting) == before
        assert casussen.card(session, dubbel).status == "consultatie"


def test_of_a_meeting_that_had_both_each_decision_stays_where_it_was_taken(team: Toegang) -> None:
    dubbel, casus = two(team)
    meeting = overleg_begun(team)
    with team.doing("besluit") as session:
        triage.decide(session, team.wie(), dubbel, "CON", overleg=meeting)
        triage.decide(session, team.wie(), casus, "RONDE", overleg=meeting)
    join(team, dubbel, casus)
    with team.reading() as session:
        assert {b.casus: b.route for b in inhoud.compose(session, meeting).besluiten} == {
            code_in(session, dubbel): "CON",
            code_in(session, casus): "RONDE",
        }
        assert samenvoegen.later(session) == []
    with team.doing("sluit") as session:
        overleg.close(session, team.wie(), meeting)


def test_a_running_meeting_goes_on_with_the_casus_and_its_note(team: Toegang) -> None:
    dubbel = new_casus(team, **KIND)
    meeting = overleg_begun(team)
    with team.doing("notitie") as session:
        (item,) = overleg.agenda(session, meeting, TODAY)
        agenda.set_note(session, team.wie(), meeting, item, "moeder belt nog")
    casus = new_casus(team, **KIND)
    join(team, dubbel, casus)
    with team.reading() as session:
        (item,) = overleg.agenda(session, meeting, TODAY)
        assert (item.casus_id, item.notitie) == (casus, "moeder belt nog")


def test_a_closed_double_is_no_second_casus_that_was_closed_in_the_minutes(team: Toegang) -> None:
    dubbel, casus = two(team)
    for each in (dubbel, casus):
        with team.doing("sluit") as session:
            triage.close(session, team.wie(), each)
    join(team, dubbel, casus)
    meeting = overleg_begun(team)
    with team.reading() as session:
        assert inhoud.compose(session, meeting).afgesloten == (code_in(session, casus),)


# --- what can't be


def test_what_can_not_be_joined_is_refused_in_a_sentence(team: Toegang) -> None:
    dubbel, casus = two(team)
    other = new_casus(team)
    with pytest.raises(Refused, match="dezelfde casus"):
        join(team, casus, casus)
    with pytest.raises(Refused, match="kan dit niet worden gekozen"):
        join(team, dubbel, casus, casuscode="dubbel")
    with pytest.raises(Refused, match="kan dit niet worden gekozen"):
        join(team, dubbel, casus, gemeente="beide")
    join(team, dubbel, casus)
    with pytest.raises(Refused, match=f"{code(team, dubbel)} is al samengevoegd met {code(team, casus)}"):
        join(team, dubbel, other)
    with pytest.raises(Refused, match=f"{code(team, dubbel)} is al samengevoegd"):
        join(team, casus, dubbel)
    with pytest.raises(Refused, match="niet samengevoegd"):
        apart(team, other)
    with team.doing("sluit") as session:
        triage.close(session, team.wie(), casus)
    with pytest.raises(Refused, match="is afgesloten"):
        join(team, other, casus)
    with team.reading() as session, pytest.raises(NotFound, match="geen dubbele"):
        samenvoegen.find(session, code_in(session, casus))


def test_two_inzetten_that_run_on_one_casus_are_told(team: Toegang) -> None:
    dubbel, casus = two(team)
    people = members(team)
    with team.doing("besluit") as session:
        triage.decide(session, team.wie(), dubbel, "TA", team=1, duo=people[:2])
        triage.decide(session, team.wie(), casus, "TA", team=1, duo=people[:2])
    assert any("meer dan één inzet" in note for note in join(team, dubbel, casus))


# --- apart again


def test_taken_apart_at_once_all_is_as_it_was(team: Toegang) -> None:
    dubbel, casus = two(
        team,
        {"vraag": "Hoe verder?", "urgentie": "HOOG", "knelpunt": ["AANBOD"], "grondslag_status": "OUDER", "grondslag_datum": TODAY},
        {"vraag": "Wat nu?", "knelpunt": ["VISIE"]},
    )
    with_work(team, dubbel)
    before = everything(team)
    join(team, dubbel, casus, vraag="beide")
    assert everything(team) != before
    assert apart(team, dubbel) == ()
    assert everything(team) == before


def test_taken_apart_each_has_its_own_earlier_aanmelding_again(team: Toegang) -> None:
    before = new_casus(team)
    for ties in ([("casus", "dubbel")], [("dubbel", "eerder")], [("casus", "dubbel"), ("dubbel", "eerder")], [("later", "dubbel")]):
        dubbel, casus = two(team)
        named = {"dubbel": dubbel, "casus": casus, "eerder": before, "later": new_casus(team)}
        with team.doing("wijzig") as session:
            for which, earlier in ties:
                heraanmelding.link(session, named[which], named[earlier])
        stood = everything(team)
        join(team, dubbel, casus)
        assert apart(team, dubbel) == ()
        assert everything(team) == stood


def test_taken_apart_they_are_different_children_again(team: Toegang, clock: Clock) -> None:
    dubbel, casus = two(team)
    with team.doing("wijzig") as session:
        heraanmelding.set_aside(session, dubbel, casus)
    stood = everything(team)
    for _ in range(2):
        join(team, dubbel, casus)
        clock.go_on(minutes=1)
        apart(team, dubbel)
        assert everything(team) == stood
    ongedaan.undo(team)
    with team.reading() as session:
        assert session.exec(select(CasusAnderKind)).all() == []
    apart(team, dubbel)
    assert everything(team) == stood


def test_taken_apart_in_a_meeting_the_double_has_its_item_and_its_note_again(team: Toegang) -> None:
    dubbel = new_casus(team, **KIND)
    meeting = overleg_begun(team)
    note(team, meeting, dubbel, "moeder belt nog")
    stays = new_casus(team, **KIND)
    on_agenda = new_casus(team, **KIND)
    note(team, meeting, on_agenda, "van hem zelf")
    for casus in (stays, on_agenda):
        stood = everything(team)
        join(team, dubbel, casus)
        assert apart(team, dubbel) == ()
        assert everything(team) == stood
    assert notes(team, meeting)[dubbel] == "moeder belt nog"


def test_an_item_that_joining_took_off_the_agenda_is_on_it_again(team: Toegang) -> None:
    dubbel, casus = two(team)
    meeting = overleg_begun(team)
    join(team, dubbel, casus)
    with team.reading() as session:
        assert {i.casus for i in session.exec(select(Agendapunt).where(Agendapunt.overleg == meeting))} == {casus}
    apart(team, dubbel)
    with team.reading() as session:
        assert {i.casus for i in session.exec(select(Agendapunt).where(Agendapunt.overleg == meeting))} == {dubbel, casus}


def test_of_an_item_that_was_gone_on_with_the_casus_keeps_what_is_its_own(team: Toegang) -> None:
    """Discussed since, it stays on the agenda without the note of the double; a note that was changed stays and is told."""
    dubbel = new_casus(team, **KIND)
    meeting = overleg_begun(team)
    note(team, meeting, dubbel, "moeder belt nog")
    for casus, change in ((new_casus(team, **KIND), None), (new_casus(team, **KIND), "moeder belde")):
        join(team, dubbel, casus)
        if change:
            note(team, meeting, casus, change)
        else:
            with team.doing("besproken") as session:
                (item,) = [p for p in overleg.agenda(session, meeting, TODAY) if p.casus_id == casus]
                agenda.mark(session, team.wie(), meeting, item)
        assert apart(team, dubbel) == (("notitie",) if change else ())
        assert (notes(team, meeting)[dubbel], notes(team, meeting)[casus]) == ("moeder belt nog", change)


def test_taken_apart_after_the_meeting_was_closed_its_minutes_stay(team: Toegang, clock: Clock) -> None:
    dubbel = new_casus(team, **KIND)
    meeting = overleg_begun(team)
    note(team, meeting, dubbel, "moeder belt nog")
    casus = new_casus(team, **KIND)
    join(team, dubbel, casus)
    with team.doing("sluit") as session:
        overleg.close(session, team.wie(), meeting)
    clock.go_on(days=1)
    with team.reading() as session:
        before = inhoud.compose(session, meeting)
    assert apart(team, dubbel) == ("agendapunt",)
    with team.reading() as session:
        assert inhoud.compose(session, meeting) == before


def note(team: Toegang, meeting: UUID, casus: UUID, words: str) -> None:
    with team.doing("notitie") as session:
        (item,) = [p for p in overleg.agenda(session, meeting, TODAY) if p.casus_id == casus]
        agenda.set_note(session, team.wie(), meeting, item, words)


def notes(team: Toegang, meeting: UUID) -> dict[UUID | None, str | None]:
    with team.reading() as session:
        return dict(session.exec(select(col(Agendapunt.casus), col(Agendapunt.notitie)).where(Agendapunt.overleg == meeting)).all())


def test_undone_and_done_again_it_is_as_it_was(team: Toegang) -> None:
    dubbel, casus = two(team, {"urgentie": "HOOG"})
    with_work(team, dubbel)
    before = everything(team)
    join(team, dubbel, casus)
    after = everything(team)
    assert ongedaan.undo(team).woorden.startswith("Teruggedraaid: samenvoegen")
    assert everything(team) == before
    ongedaan.redo(team)
    assert everything(team) == after
    assert apart(team, dubbel) == ()
    assert everything(team) == before
    ongedaan.undo(team)
    assert everything(team) == after


def test_it_can_be_undone_when_a_meeting_that_decided_on_it_was_closed(team: Toegang) -> None:
    dubbel, casus = two(team)
    meeting = overleg_begun(team)
    with team.doing("besluit") as session:
        triage.decide(session, team.wie(), dubbel, "CON", overleg=meeting)
    with team.doing("sluit") as session:
        overleg.close(session, team.wie(), meeting)
    before = everything(team)
    join(team, dubbel, casus)
    ongedaan.undo(team)
    assert everything(team) == before


def test_what_was_changed_since_stays_and_is_told(team: Toegang) -> None:
    dubbel, casus = two(team, {"urgentie": "HOOG", "soort": "AMB"})
    join(team, dubbel, casus)
    with team.doing("wijzig") as session:
        intake.change(session, team.wie(), casus, {"urgentie": "GEWOON"})
    with team.doing("actie") as session:
        acties.add(session, team.wie(), "na het samenvoegen", eigenaar=team.lid, voor=TODAY, casus=casus)
    assert apart(team, dubbel) == ("urgentie",)
    with team.reading() as session:
        row = session.get_one(Casus, casus)
        assert (row.urgentie, row.soort) == ("GEWOON", None)
        assert [a.casus for a in casussen.actions(session)] == [code_in(session, casus)]


def test_a_field_taken_twice_gets_back_what_it_was_before_the_first_time(team: Toegang, clock: Clock) -> None:
    dubbel, casus = two(team, {"urgentie": "HOOG"})
    join(team, dubbel, casus)
    with team.doing("wijzig") as session:
        intake.change(session, team.wie(), dubbel, {"urgentie": "GEWOON"})
    clock.go_on(minutes=1)
    join(team, dubbel, casus, urgentie="dubbel")
    assert apart(team, dubbel) == ()
    with team.reading() as session:
        assert [session.get_one(Casus, c).urgentie for c in (dubbel, casus)] == ["GEWOON", None]


def test_a_chain_is_taken_apart_link_by_link_in_any_order(team: Toegang) -> None:
    for order in ((0, 1), (1, 0)):
        one, half, whole = (new_casus(team, **KIND) for _ in range(3))
        for casus in (one, half):
            with team.doing("actie") as session:
                acties.add(session, team.wie(), "van deze", eigenaar=team.lid, voor=TODAY, casus=casus)
        before = whose_actions(team)
        join(team, one, half)
        join(team, half, whole)
        with team.reading() as session:
            assert samenvoegen.end_of(session, one) == samenvoegen.end_of(session, half) == whole
            assert casussen.find(session, code_in(session, one)) == whole
        for n in order:
            apart(team, (one, half)[n])
        assert whose_actions(team) == before


def whose_actions(team: Toegang) -> dict[UUID, UUID | None]:
    with team.reading() as session:
        return dict(session.exec(select(col(Actie.id), col(Actie.casus))).all())


def test_joined_apart_and_joined_again_the_other_way_round(team: Toegang) -> None:
    dubbel, casus = two(team)
    with_work(team, dubbel)
    join(team, dubbel, casus)
    apart(team, dubbel)
    join(team, casus, dubbel)
    assert whose(team, Actie) == {dubbel}
    apart(team, casus)
    assert whose(team, Actie) == {dubbel}
    join(team, dubbel, casus)
    assert whose(team, Actie) == {casus}


# --- what comes later


def test_what_is_written_at_the_double_afterwards_waits_and_moves_with_one_call(team: Toegang) -> None:
    dubbel, casus = two(team)
    join(team, dubbel, casus)
    with team.reading() as session:
        assert samenvoegen.later(session) == []
    with team.doing("actie") as session:
        acties.add(session, team.wie(), "te laat gezien", eigenaar=team.lid, voor=TODAY, casus=dubbel)
        intake.change(session, team.wie(), dubbel, {"urgentie": "HOOG", "knelpunt": ["AANBOD"]})
    with team.reading() as session:
        (waits,) = samenvoegen.later(session)
    assert (waits.dubbel, waits.casus, waits.wat, waits.kring) == (dubbel, casus, ("1 actie", "urgentie", "knelpunt"), False)
    join(team, dubbel, casus)
    with team.reading() as session:
        assert samenvoegen.later(session) == []
        card = casussen.card(session, casus)
        assert (len(card.acties), card.velden["urgentie"], card.knelpunten) == (1, "HOOG", ("AANBOD",))
    apart(team, dubbel)
    assert whose(team, Actie) == {dubbel}


def test_every_table_that_names_a_casus_is_thought_of() -> None:
    """A new one has to go along with a double, or to be named here with a reason."""
    naming = {
        (fk.parent.table.name, fk.parent.name)
        for t in SQLModel.metadata.sorted_tables
        for fk in t.foreign_keys
        if fk.column.table.name == "casus"
    }
    moving = {(str(model.__tablename__), "casus") for model in samenvoegen._MOVING}
    codes = {(str(model.__tablename__), "casus") for model in intake.LINKED.values()}
    apart_from = {("casus", "eerdere_aanmelding"), ("casus_ander_kind", "casus"), ("casus_ander_kind", "ander"), ("samenvoeging", "casus"),
                  ("samenvoeging", "dubbel"), ("identiteit", "casus")}  # fmt: skip
    assert naming == moving | codes | apart_from


def test_every_field_of_a_casus_is_compared_or_stays_with_each() -> None:
    compared = {part for name in samenvoegen.VELDEN for part in (name, *samenvoegen._TOGETHER.get(name, ()))}
    own = {"id", "casuscode", "regio", "eigenaar", "gezin", "eerdere_aanmelding"} | {
        c for c in Casus.model_fields if c.startswith("afsluiting_")
    }
    assert compared | own == set(Casus.model_fields)


# --- as a command


def test_a_command_joins_shows_what_differs_and_takes_apart(begun: Run) -> None:
    dubbel = begun("casus", "nieuw", "--gemeente", "Enschede", "--vraag", "Hoe verder?", "--urgentie", "HOOG").out.strip()
    casus = begun("casus", "nieuw", "--gemeente", "Almelo", "--vraag", "Wat nu?").out.strip()
    tried = begun("casus", "samenvoegen", dubbel, casus, "--proef")
    assert f"{dubbel} zou nu bij {casus} horen; er is niets veranderd." in tried.out
    assert len(begun("casus", "lijst", "--json").json) == 2
    done = begun("casus", "samenvoegen", dubbel, casus, "--neem", "gemeente", "--beide", "vraag", "--json")
    assert done.json["gedaan"] is True
    assert {v["veld"]: (v["hier"], v["dubbel"]) for v in done.json["verschillen"]} == {
        "gemeente": ("Almelo", "Enschede"),
        "vraag": ("Wat nu?", "Hoe verder?"),
    }
    assert done.json["aangevuld"] == ["urgentie"]
    assert [(r["casus"], r["gemeente"]) for r in begun("casus", "lijst", "--json").json] == [(casus, "GM0153")]
    assert begun("casus", "toon", dubbel, "--json").json["casus"] == casus
    assert begun("casus", "samenvoegen", dubbel, casus).out.endswith(f"{dubbel} hoort nu bij {casus}.\n")
    assert f"{dubbel} is weer een eigen casus, los van {casus}." in begun("casus", "losmaken", dubbel).out
    assert len(begun("casus", "lijst", "--json").json) == 2
    refused = begun("casus", "losmaken", dubbel)
    assert (refused.code, "geen dubbele aanmelding" in refused.err) == (1, True)
    assert begun("casus", "samenvoegen", dubbel, casus, "--neem", "duo").code == 1


def test_what_waits_at_doubles_is_asked_at_once_however_many_they_are(team: Toegang, clock: Clock) -> None:
    def asked() -> tuple[int, int]:
        statements: list[str] = []
        with team.reading() as session:
            raw = session.connection().connection.driver_connection
            assert raw is not None
            raw.set_trace_callback(statements.append)
            waiting = len(samenvoegen.later(session))
            raw.set_trace_callback(None)
        return waiting, len(statements)

    def waits_at(many: int) -> None:
        for _ in range(many):
            dubbel, casus = two(team)
            join(team, dubbel, casus)
            clock.go_on(minutes=1)
            with team.doing("actie") as session:
                acties.add(session, team.wie(), "bellen", eigenaar=team.lid, voor=None, casus=dubbel)

    waits_at(1)
    first = asked()
    waits_at(4)
    assert (first[0], asked()) == (1, (5, first[1]))
