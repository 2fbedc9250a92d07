"""The time line of a casus: everything that happened, each on its day, in words, with who wrote it down."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlmodel import col, select

from db.models import Casus, Evaluatie, Interventie, Inzet, InzetLid, Logregel, Nazorg, Signaal, SignaalCasus
from retcli import acties, casussen, inzet, inzetlog, overleg, tijdlijn, triage, uitkomst
from retcli.errors import NotFound
from retcli.importeren import importeer
from retcli.tijdlijn import Gebeurtenis
from retcli.toegang import Toegang

from .conftest import Clock
from .importeren_hulp import WERKBOEK
from .screens.test_vijandig import free_texts
from .test_casussen import decided
from .test_overleg import TODAY, begun, members, new_casus


def told(team: Toegang, casus: UUID) -> list[Gebeurtenis]:
    with team.reading() as session:
        return tijdlijn.of_casus(session, casus)


def words(team: Toegang, casus: UUID) -> list[str]:
    return [e.woorden for e in told(team, casus)]


def test_a_life_is_told_from_aanmelding_to_reopening_in_its_order(team: Toegang, clock: Clock) -> None:
    casus = new_casus(team, aanmelder_organisatie="GI Oost")
    meeting = begun(team)
    with team.doing("besluit") as session:
        triage.decide(session, team.wie(), casus, "CON", overleg=meeting, reden="advies aan school")
        item = next(p for p in overleg.agenda(session, meeting, TODAY) if p.casus_id == casus)
        overleg.mark(session, team.wie(), meeting, item)
        overleg.set_note(session, team.wie(), meeting, item, "moeder was erbij")
        (action,) = casussen.actions(session, casus=casus)
    clock.go_on(days=1)
    with team.doing("verzet") as session:
        acties.move(session, team.wie(), action.id, TODAY + timedelta(days=10))
    clock.go_on(days=1)
    with team.doing("klaar") as session:
        acties.done(session, team.wie(), action.id)
    clock.go_on(days=1)
    with team.doing("sluit") as session:
        triage.close(session, team.wie(), casus, resultaat="OVERGED", woonsituatie_eind="OUDERS", overgedragen_aan="het wijkteam")
    clock.go_on(days=1)
    with team.doing("heropen") as session:
        triage.reopen(session, team.wie(), casus, "opnieuw vastgelopen")
    events = told(team, casus)
    assert [e.soort for e in events] == [
        "aanmelding", "besproken", "besluit", "actie", "actie", "actie", "afsluiting", "heropening",
    ]  # fmt: skip
    assert [(e.op - TODAY).days for e in events] == [-5, 0, 0, 0, 1, 2, 3, 4]
    said = [e.woorden for e in events]
    assert said[0] == "aangemeld door Gecertificeerde instelling (GI Oost)"
    assert said[1] == "besproken in het overleg: moeder was erbij"
    assert said[2] == "Consultatie en advies, in het overleg: advies aan school · AV, uiterlijk di 1 dec"
    assert said[3].endswith("· AV, voor di 1 dec")
    assert said[4].startswith("actie verzet naar vr 4 dec: ")
    assert said[5].startswith("actie gedaan: ")
    assert "overgedragen aan het wijkteam" in said[6]
    assert said[7] == "heropend: opnieuw vastgelopen"
    assert {e.wie for e in events if e.soort in ("besluit", "actie", "heropening")} == {"AV"}


def test_what_was_deleted_or_never_happened_is_not_told(team: Toegang) -> None:
    casus = new_casus(team)
    meeting = begun(team)
    for route in ("CON", "RONDE"):
        with team.doing("besluit") as session:
            triage.decide(session, team.wie(), casus, route, overleg=meeting)
    assert [w.split(",")[0] for w in words(team, casus)] == ["aangemeld door Gecertificeerde instelling", "Ronde tafel"]


def test_a_deployment_tells_its_duo_its_changes_evaluations_and_end(team: Toegang) -> None:
    jb, mk, td = members(team)
    casus = new_casus(team, datum_aanmelding=TODAY - timedelta(days=60))
    decided(team, casus, "TA", jb, mk)
    with team.reading() as session:
        (deployed,) = casussen.deployments(session, casus=casus)
    with team.doing("inzet") as session:
        row = session.get_one(Inzet, deployed.id)
        row.gestart_op, row.inzet_planning_start = TODAY - timedelta(days=40), TODAY - timedelta(days=40)
        links = session.exec(select(InzetLid).where(InzetLid.inzet == row.id).order_by(col(InzetLid.id))).all()
        for link in links:
            link.van = row.gestart_op
        links[1].tot, links[1].reden_wissel = TODAY - timedelta(days=21), "ziek"
        session.add(InzetLid(inzet=row.id, lid=td, van=TODAY - timedelta(days=20)))
        session.add(Evaluatie(inzet=row.id, datum=TODAY, gehouden_op=TODAY - timedelta(days=10), uitkomst="gaat goed"))
        session.add(Evaluatie(inzet=row.id, datum=TODAY + timedelta(days=30)))
        row.einddatum, row.resultaat, row.afgeschaald_naar = TODAY - timedelta(days=1), "OVERGED", "het wijkteam"
    said = {e.woorden: (e.op - TODAY).days for e in told(team, casus)}
    assert said["inzet begonnen, Team AnderS 1: JB en MK"] == -40
    assert said["TD komt in het duo in de plaats van MK: ziek"] == -20
    assert said["evaluatie: gaat goed"] == -10
    assert said["evaluatie gepland"] == 30
    assert next(day for woord, day in said.items() if woord.startswith("inzet geëindigd") and "het wijkteam" in woord) == -1


def test_an_inzet_is_told_from_choice_to_after_care(team: Toegang, clock: Clock) -> None:
    jb, mk, td = members(team)
    casus = new_casus(team)
    with team.doing("besluit") as session:
        besluit = triage.decide(session, team.wie(), casus, "TA", team=1)
        on = triage.assign(
            session, team.wie(), besluit, [jb, td], start=TODAY + timedelta(days=2), doel="rust", keuze_reden="kent de school"
        )
    clock.go_on(days=1)
    with team.doing("bevestig") as session:
        inzet.confirm(session, team.wie(), on)
    clock.go_on(days=1)
    with team.doing("start") as session:
        inzet.start(session, team.wie(), on, frequentie="elke week", verwacht_einde=TODAY + timedelta(days=60))
        assert "einde van de inzet verwacht" in [e.woorden for e in tijdlijn.of_casus(session, casus)]
    clock.go_on(days=3)
    with team.doing("wissel") as session:
        inzetlog.log(session, team.wie(), on, "huisbezoek 90m: moeder vertelt")
        inzet.replace_member(session, team.wie(), on, td, mk, reden="ziek", overdracht="belt op vrijdag")
    clock.go_on(days=3)
    with team.doing("afschaal") as session:
        inzet.evaluate(session, team.wie(), on, "het gaat beter")
        uitkomst.scale_down(session, team.wie(), on, "het wijkteam")
    clock.go_on(days=3)
    with team.doing("sluit") as session:
        uitkomst.close(session, team.wie(), on, resultaat="THUIS", uhp="NVT", woonsituatie_begin="OUDERS", woonsituatie_eind="OUDERS")
        uitkomst.look_back(session, team.wie(), uitkomst.aftercare(session)[0].id, "nog steeds goed", woonsituatie="NETWERK")
    told_ = [(e.soort, (e.op - TODAY).days, e.woorden) for e in told(team, casus) if e.soort not in ("aanmelding", "besluit")]
    assert told_ == [
        ("duo", 0, "Team AnderS 1: JB en TD, start do 26 nov, elke week, doel: rust, gekozen boven JB en MK: kent de school"),
        ("inzet", 1, "inzet bevestigd"),
        ("inzet", 2, "inzet begonnen, Team AnderS 1: JB en TD"),
        ("duo", 5, "MK komt in het duo in de plaats van TD: ziek, overgedragen: belt op vrijdag"),
        ("log", 5, "huisbezoek, 90 min: moeder vertelt"),
        ("inzet", 8, "afgeschaald naar het wijkteam"),
        ("evaluatie", 8, "evaluatie: het gaat beter"),
        ("einde", 11, "inzet geëindigd: kind zo thuis mogelijk, uithuisplaatsing speelde niet, woonde bij ouder(s), woont bij ouder(s)"),
        ("nazorg", 11, "nazorg na 3 maanden, woont netwerk of familie: nog steeds goed"),
        ("nazorg", 193, "nazorg na 6 maanden gepland"),
    ]
    assert {e.wie for e in told(team, casus)} == {"AV"}


def test_whatever_is_kept_of_an_inzet_is_on_the_time_line(team: Toegang) -> None:
    """Every text and code of the tables about an inzet, whoever adds a column."""
    jb, mk, td = members(team)
    casus = new_casus(team)
    decided(team, casus, "TA", jb, mk)
    with team.doing("vol") as session:
        (deployed,) = casussen.deployments(session, casus=casus)
        day = TODAY - timedelta(days=3)
        row = session.get_one(Inzet, deployed.id)
        row.gestart_op = row.bevestigd_op = row.inzet_planning_start = row.afgeschaald_op = day
        row.resultaat, row.uhp, row.woonsituatie_begin, row.woonsituatie_eind = "OPGESCH", "VOORKOMEN", "PLEEG", "GEZINSH"
        row.einddatum = TODAY
        link = session.exec(select(InzetLid).where(InzetLid.inzet == row.id)).first()
        assert link is not None
        link.van, link.tot = day, day + timedelta(days=1)
        session.add(InzetLid(inzet=row.id, lid=td, van=day + timedelta(days=2), tot=TODAY))
        session.add(Logregel(casus=casus, inzet=row.id, datum=day, soort="MDO", minuten=77, tijd="13:05"))
        session.add(Evaluatie(inzet=row.id, datum=day, gehouden_op=day))
        session.add(Nazorg(inzet=row.id, maanden=3, datum=TODAY, gedaan_op=TODAY, woonsituatie="KAMER", lid=team.lid))
        session.flush()
        marks: list[str] = []
        for table, column in free_texts():
            if table in (Inzet, InzetLid, Logregel, Evaluatie, Nazorg):
                for each in session.exec(select(table)):
                    if table is not InzetLid or each.id == link.id:
                        marks.append(f"merk{len(marks)}x")
                        setattr(each, column.name, marks[-1])
    said = "\n".join(words(team, casus))
    assert len(marks) == 11
    for mark in (*marks, "77 min", "13:05", "mdo", "opgeschaald", "uithuisplaatsing voorkomen", "gezinshuis", "pleegouder", "kamer"):
        assert mark in said, mark


def test_signals_interventions_first_contact_and_family_are_in_it(team: Toegang, clock: Clock) -> None:
    casus, brother = new_casus(team), new_casus(team)
    family = uuid4()
    with team.doing("koppel") as session:
        for row in (casus, brother):
            session.get_one(Casus, row).gezin = family
        session.get_one(Casus, casus).eerste_contact = clock() - timedelta(days=1)
        session.add(Interventie(casus=casus, code="MDOBIJ", datum=TODAY))
        signal = Signaal(datum=TODAY, tekst="nergens plek")
        session.add(signal)
        session.flush()
        session.add(SignaalCasus(signaal=signal.id, casus=casus))
    with team.reading() as session:
        code = casussen.card(session, brother).casus
    said = words(team, casus)
    assert f"broer of zus aangemeld: {code}, nieuw" in said
    assert {"eerste contact met de aanmelder", "RET: MDO bijgewoond", "signaal: nergens plek"} <= set(said)


def test_an_imported_casus_says_that_it_was_read_in_and_when(team: Toegang, clock: Clock) -> None:
    importeer(team.store, WERKBOEK, lid=team.lid, now=clock)
    with team.reading() as session:
        some = list(casussen.chosen(session, casussen.Keuze()))
        lines = [tijdlijn.of_casus(session, casus) for casus in some]
    assert all([(e.op, e.wie) for e in events if e.soort == "import"] == [(TODAY, "AV")] for events in lines)
    assert all(e.op <= TODAY for events in lines for e in events if e.soort == "besluit")


def test_a_casus_that_is_gone_has_no_time_line(team: Toegang) -> None:
    with team.reading() as session, pytest.raises(NotFound):
        tijdlijn.of_casus(session, uuid4())
