"""An inzet by its rules: begun, logged in a line, evaluated and closed; and which one needs attention, and why."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from sqlmodel import col, select

from db.columns import made_of
from db.models import Evaluatie, Instelling, Inzet, InzetLid, Logregel
from retcli import casussen, inzet, inzetlog, leden, triage, uitkomst
from retcli.errors import NotFound, Refused
from retcli.inzet import InzetStand
from retcli.opdrachten.inzet import LIST_KEYS
from retcli.toegang import Toegang

from .conftest import Clock
from .test_cli import Run, run  # noqa: F401  # a fixture
from .test_overleg import TODAY, members, new_casus

WEEK = timedelta(days=7)


def deployed(team: Toegang, *, start: date = TODAY, of: date = TODAY - timedelta(days=100)) -> UUID:
    """An inzet with duo JB and TD, planned from `start`, on a casus registered `of`; not begun."""
    with team.reading() as session:
        known = {m.code: m.id for m in leden.everyone(session)}
    if "JB" not in known:
        members(team)
        return deployed(team, start=start, of=of)
    casus = new_casus(team, datum_aanmelding=of)
    with team.doing("besluit") as session:
        besluit = triage.decide(session, team.wie(), casus, "TA")
        return triage.assign(session, team.wie(), besluit, [known["JB"], known["TD"]], start=start)


def stand(team: Toegang, of: UUID) -> InzetStand:
    with team.reading() as session:
        return inzet.get(session, of, team.wie().today)


def written(team: Toegang, of: UUID, regel: str) -> inzetlog.LogRegel:
    with team.doing("log") as session:
        return inzetlog.log(session, team.wie(), of, regel)


def refused(team: Toegang, *args: object, rule: object, **named: object) -> str:
    with pytest.raises(Refused) as said, team.doing("inzet") as session:
        rule(session, team.wie(), *args, **named)  # type: ignore[operator]
    return said.value.message


# --- what an inzet goes through


def test_an_inzet_begins_once_with_a_duo_of_two_and_not_on_a_day_to_come(team: Toegang) -> None:
    of = deployed(team, start=TODAY - WEEK)
    assert stand(team, of).aandacht == "zou di 17 nov beginnen"
    assert "moet nog komen" in refused(team, of, rule=inzet.start, datum=TODAY + WEEK)
    assert "voor de aanmelding" in refused(team, of, rule=inzet.start, datum=TODAY - timedelta(days=200))
    assert "ligt voor de start" in refused(team, of, rule=inzet.start, verwacht_einde=TODAY - WEEK)
    with team.doing("inzet") as session:
        inzet.start(session, team.wie(), of, datum=TODAY - WEEK, doel="thuis", verwacht_einde=TODAY + 10 * WEEK, frequentie="wekelijks")
    assert "al begonnen, op di 17 nov" in refused(team, of, rule=inzet.start)
    now = stand(team, of)
    assert (now.gestart, now.weken, now.doel, now.frequentie) == (TODAY - WEEK, 1, "thuis", "wekelijks")
    alone = deployed(team)
    with team.doing("inzet") as session:
        session.delete(session.exec(select(InzetLid).where(InzetLid.inzet == alone)).first())
    assert "geen duo van twee" in refused(team, alone, rule=inzet.start)
    assert "JB is alleen" in stand(team, alone).aandacht or "TD is alleen" in stand(team, alone).aandacht


def test_the_first_line_begins_the_inzet_and_says_so(team: Toegang) -> None:
    of = deployed(team)
    with team.doing("log") as session:
        wie = team.wie()
        made = inzetlog.log(session, wie, of, "20/11 huisbezoek 90m JB: kennisgemaakt")
    assert wie.notes == ["De inzet is daarmee begonnen op vr 20 nov."]
    assert made.begrepen(TODAY) == "vr 20 nov · huisbezoek · 90 min · JB"
    now = stand(team, of)
    assert (now.gestart, now.laatste_contact, now.regels) == (date(2026, 11, 20), date(2026, 11, 20), 1)
    assert written(team, of, "gewoon een zin").begrepen(TODAY) == "di 24 nov · anders · AV"
    assert stand(team, of).gestart == date(2026, 11, 20)


def test_an_inzet_that_has_begun_can_not_be_decided_away_and_a_planned_one_goes_with_its_evaluation(team: Toegang) -> None:
    casus = new_casus(team)
    jb, _, td = members(team)
    with team.doing("besluit") as session:
        besluit = triage.decide(session, team.wie(), casus, "TA")
        of = triage.assign(session, team.wie(), besluit, [jb, td])
        inzet.plan_evaluation(session, team.wie(), of, TODAY + WEEK)
    with team.doing("besluit") as session:
        from retcli.triage import _drop_duo

        _drop_duo(session, besluit)
    with team.reading() as session:
        assert session.exec(select(Evaluatie)).all() == []
    with team.doing("besluit") as session:
        of = triage.assign(session, team.wie(), besluit, [jb, td])
        inzet.start(session, team.wie(), of)
    with pytest.raises(Refused), team.doing("besluit") as session:
        triage.assign(session, team.wie(), besluit, [td, jb])


@pytest.mark.parametrize(
    ("regel", "why"),
    [
        ("", "zonder woorden"),
        ("14/3 huisbezoek 90m JB:", "zonder woorden"),
        ("1/12/2026 x", "moet nog komen"),
        ("2026-01-05: x", "voor de aanmelding"),
        ("x" * 501, "passen er 500"),
    ],
)
def test_a_line_that_can_not_be_kept_is_refused_with_why(team: Toegang, regel: str, why: str) -> None:
    of = deployed(team)
    assert why in refused(team, of, regel, rule=inzetlog.log)
    assert stand(team, of).gestart is None


def test_a_better_line_stands_in_the_place_of_the_old_one_which_stays(team: Toegang) -> None:
    of = deployed(team)
    old = written(team, of, "20/11 huisbezoek 90m JB: kennisgemakt")
    later = written(team, of, "23/11 tel JB: gebeld")
    with team.doing("log") as session:
        new = inzetlog.correct(session, team.wie(), old.id, "19/11: kennisgemaakt")
    assert (new.datum, new.soort, new.minuten, new.auteur) == (date(2026, 11, 19), "HUIS", 90, "JB")
    with team.reading() as session:
        lines = inzetlog.logregels(session, of)
        assert [(line.id, line.vervangen) for line in lines] == [(later.id, False), (new.id, False), (old.id, True)]
        assert lines[2].tekst == "kennisgemakt"
    assert stand(team, of).regels == 2
    assert "al verbeterd" in refused(team, old.id, "nog eens", rule=inzetlog.correct)
    with team.reading() as session, pytest.raises(NotFound):
        inzetlog.correct(session, team.wie(), UUID(int=1), "x")


def test_a_bettered_date_counts_and_the_wrong_one_no_more(team: Toegang) -> None:
    of = deployed(team)
    wrong = written(team, of, "23/11 tel: gebeld")
    with team.doing("log") as session:
        inzetlog.correct(session, team.wie(), wrong.id, "23/10: gebeld")
    now = stand(team, of)
    assert (now.gestart, now.laatste_contact, now.stil_weken) == (date(2026, 10, 23), date(2026, 10, 23), 4)


def test_lines_that_another_laptop_wrote_strangely_are_shown_all_the_same(team: Toegang) -> None:
    """Without a moment or day, bettering each other in a ring, or of nobody: none may end the program."""
    of = deployed(team)
    written(team, of, "20/11: gewoon")
    with team.doing("x") as session:
        one, two = Logregel(inzet=of, tekst="een"), Logregel(inzet=of, tekst="twee", datum=TODAY, soort="TELEX")
        session.add_all([one, two, Logregel(inzet=of)])
        session.flush()
        one.correctie_op, two.correctie_op = two.id, one.id
    with team.reading() as session:
        assert sorted(line.tekst for line in inzetlog.logregels(session, of)) == ["", "een", "gewoon", "twee"]
        assert inzet.get(session, of, TODAY).regels == 2


def test_an_evaluation_is_planned_moved_held_and_planned_again(team: Toegang) -> None:
    of = deployed(team)
    assert "nog niet begonnen" in refused(team, of, "goed", rule=inzet.evaluate)
    written(team, of, "20/11: begonnen")
    with team.doing("evaluatie") as session:
        inzet.plan_evaluation(session, team.wie(), of, TODAY + WEEK)
        inzet.plan_evaluation(session, team.wie(), of, TODAY + 2 * WEEK)
    assert "al voorbij" in refused(team, of, TODAY - WEEK, rule=inzet.plan_evaluation)
    assert stand(team, of).evaluatie == TODAY + 2 * WEEK
    assert "zonder uitkomst" in refused(team, of, " ", rule=inzet.evaluate)
    assert "tussen de start" in refused(team, of, "goed", rule=inzet.evaluate, datum=TODAY + WEEK)
    with team.doing("evaluatie") as session:
        inzet.evaluate(session, team.wie(), of, "op de goede weg", volgende=TODAY + 6 * WEEK)
    with team.reading() as session:
        found = [(e.datum, e.gehouden_op, e.uitkomst) for e in inzet.evaluations(session, of)]
        assert session.get_one(Inzet, of).evaluatiedatum == TODAY + 6 * WEEK
    assert found == [(TODAY + 6 * WEEK, None, None), (TODAY + 2 * WEEK, TODAY, "op de goede weg")]
    with team.doing("evaluatie") as session:
        inzet.evaluate(session, team.wie(), of, "klaar")
    assert stand(team, of).evaluatie is None


def test_closing_keeps_what_is_known_frees_the_duo_and_is_the_last_thing(team: Toegang) -> None:
    of = deployed(team)
    written(team, of, "20/11: begonnen")
    with team.doing("evaluatie") as session:
        inzet.plan_evaluation(session, team.wie(), of, TODAY + WEEK)
    assert "voor de start" in refused(team, of, rule=uitkomst.close, datum=date(2026, 11, 19))
    assert "moet nog komen" in refused(team, of, rule=uitkomst.close, datum=TODAY + WEEK)
    assert "onbekend" in refused(team, of, rule=uitkomst.close, resultaat="GOED")
    with team.doing("sluit") as session:
        uitkomst.close(
            session, team.wie(), of, resultaat="THUIS", woonsituatie_eind="OUDERS", afgeschaald_naar="wijkteam", reden="doel gehaald"
        )
    now = stand(team, of)
    assert (now.einddatum, now.resultaat, now.duo, now.evaluatie, now.aandacht) == (TODAY, "THUIS", ("JB", "TD"), None, "")
    with team.reading() as session:
        (on_card,) = casussen.deployments(session, casus=now.casus_id)
    assert (on_card.duo, on_card.laatste_contact) == (("JB", "TD"), date(2026, 11, 20))
    with team.reading() as session:
        assert session.exec(select(col(InzetLid.tot)).where(InzetLid.inzet == of)).all() == [TODAY, TODAY]
        assert {r.lid.code: r.lopend for r in leden.capacity(session, TODAY)}["JB"] == 0
        assert inzet.running(session, TODAY) == []
        assert [s.id for s in inzet.ended(session, TODAY)] == [of]
    for rule in (uitkomst.close, inzet.start):
        assert "al gesloten" in refused(team, of, rule=rule)
    assert "al gesloten" in refused(team, of, TODAY, rule=inzet.plan_evaluation)
    assert written(team, of, "23/11: nog een regel van toen").datum == date(2026, 11, 23)


def test_a_casus_closes_along_with_its_inzet_and_ends_as_that_did(team: Toegang) -> None:
    of = deployed(team)
    with team.doing("sluit") as session:
        uitkomst.close(session, team.wie(), of, resultaat="THUIS", woonsituatie_eind="OUDERS", afgeschaald_naar="wijkteam", casus_ook=True)
    casus = stand(team, of).casus_id
    assert casus is not None
    with team.reading() as session:
        card = casussen.card(session, casus)
    assert card.status == "afgesloten"
    fields = ("afsluiting_datum", "afsluiting_resultaat", "afsluiting_woonsituatie_eind", "afsluiting_overgedragen_aan")
    assert [card.velden[f] for f in fields] == [TODAY, "THUIS", "OUDERS", "wijkteam"]


def test_a_casus_closed_again_after_reopening_does_not_end_as_the_inzet_before(team: Toegang, clock: Clock) -> None:
    of = deployed(team)
    with team.doing("sluit") as session:
        uitkomst.close(session, team.wie(), of, resultaat="THUIS", casus_ook=True)
    casus = stand(team, of).casus_id
    assert casus is not None
    clock.go_on(days=30)
    with team.doing("heropen") as session:
        triage.reopen(session, team.wie(), casus, "toch weer")
        triage.close(session, team.wie(), casus)
    with team.reading() as session:
        assert casussen.card(session, casus).velden["afsluiting_resultaat"] is None


# --- what needs attention


def test_what_needs_attention_comes_first_with_why(team: Toegang, clock: Clock) -> None:
    silent, calm, late, soon, planned = (deployed(team) for _ in range(5))
    with team.doing("x") as session:
        for each in (calm, late, soon):
            session.add(Logregel(inzet=each, datum=TODAY, tekst="x"))
        session.add(Logregel(inzet=silent, datum=date(2026, 10, 27), tekst="x"))
        inzet.plan_evaluation(session, team.wie(), late, TODAY)
        inzet.plan_evaluation(session, team.wie(), soon, TODAY + WEEK)
        session.get_one(Inzet, planned).inzet_planning_start = TODAY + 2 * WEEK
    clock.go_on(days=1)
    today = team.wie().today
    with team.reading() as session:
        found = {s.id: s for s in inzet.running(session, today)}
    assert list(found) == [silent, late, planned, soon, calm] or list(found) == [silent, late, soon, planned, calm]
    assert found[silent].aandacht == "stil sinds di 27 okt"
    assert found[silent].stil_weken == 4
    assert found[late].aandacht == "evaluatie was di 24 nov"
    assert found[soon].aandacht == "evaluatie di 1 dec"
    assert found[planned].aandacht == "begint di 8 dec"
    assert [found[i].dringend for i in (silent, late, soon, planned, calm)] == [True, True, False, False, False]
    assert found[calm].aandacht == ""


def test_the_setting_says_after_how_many_weeks_an_inzet_is_silent_and_nonsense_is_the_default(team: Toegang) -> None:
    of = deployed(team, start=TODAY - 5 * WEEK)
    with team.doing("inzet") as session:
        inzet.start(session, team.wie(), of, datum=TODAY - 5 * WEEK)
    assert stand(team, of).stil_weken == 5
    for waarde, expected in (("8", None), ("drie", 5), ("0", 5)):
        with team.doing("instelling") as session:
            session.merge(Instelling(id=made_of("instelling", "stil_na_weken"), naam="stil_na_weken", waarde=waarde))
        assert stand(team, of).stil_weken == expected


def test_someone_of_the_duo_who_left_needs_attention(team: Toegang) -> None:
    of = deployed(team)
    with team.doing("lid") as session:
        leden.change(session, "JB", actief_tot=TODAY - WEEK)
    assert "JB is geen lid meer" in stand(team, of).aandacht


def test_news_is_what_was_written_since_but_not_for_the_team_alone(team: Toegang, clock: Clock) -> None:
    of, other = deployed(team), deployed(team)
    written(team, of, "20/11: oud")
    clock.go_on(hours=1)
    since = clock()
    clock.go_on(hours=1)
    wrong = written(team, of, "23/11: niew")
    written(team, of, "gisteren: ook, van eerder")
    with team.doing("log") as session:
        inzetlog.correct(session, team.wie(), wrong.id, "nieuw")
        session.add(Logregel(inzet=other, datum=TODAY, tekst="intern", zichtbaarheid="TEAM", geschreven_op=clock()))
    with team.reading() as session:
        assert {k: [line.tekst for line in v] for k, v in inzetlog.news(session, since).items()} == {of: ["ook, van eerder", "nieuw"]}
        assert inzetlog.news(session, datetime(2030, 1, 1, tzinfo=UTC)) == {}


def test_an_inzet_is_found_by_the_code_of_its_casus_the_running_one_first(team: Toegang) -> None:
    of = deployed(team)
    code, casus = stand(team, of).casus, stand(team, of).casus_id
    with team.doing("sluit") as session:
        uitkomst.close(session, team.wie(), of)
    with team.reading() as session:
        assert inzet.find(session, code[:6].lower()) == of
    with team.doing("besluit") as session:
        again = triage.decide(session, team.wie(), casus, "TA")  # type: ignore[arg-type]
        known = {m.code: m.id for m in leden.everyone(session)}
        second = triage.assign(session, team.wie(), again, [known["JB"], known["MK"]])
    with team.reading() as session:
        assert inzet.find(session, code) == second
    bare = new_casus(team)
    with team.reading() as session, pytest.raises(NotFound, match="geen inzet"):
        inzet.find(session, casussen.card(session, bare).casus)


# --- the commands


def test_an_inzet_is_carried_from_start_to_close_by_commands(run: Run, team: Toegang) -> None:  # noqa: F811
    of = deployed(team)
    code = stand(team, of).casus
    team.close()
    assert run("inzet", "start", code, "--datum", "20-11", "--doel", "thuis").out == f"{code}: begonnen op vr 20 nov.\n"
    assert run("inzet", "start", code).code == 1
    logged = run("inzet", "log", code, "23/11", "huisbezoek", "1u30", "JB:", "met", "moder")
    assert logged.out == "ma 23 nov · huisbezoek · 90 min · JB: met moder\n"
    shown = run("inzet", "toon", code, "--json").json
    assert set(LIST_KEYS) <= set(shown)
    assert shown["log"][0] | {"nummer": ""} == {
        "nummer": "", "datum": "2026-11-23", "soort": "HUIS", "minuten": 90, "auteur": "JB", "tekst": "met moder", "vervangen": False,
    }  # fmt: skip
    assert run("inzet", "log", code, "--verbeter", shown["log"][0]["nummer"], "met moeder").out.endswith("JB: met moeder\n")
    assert run("inzet", "log", code, "--verbeter", "ffffff", "x").code == 1
    assert run("inzet", "evalueer", code).code == 1
    assert run("inzet", "evalueer", code, "--volgende", "+7").out == "De volgende evaluatie is di 1 dec.\n"
    assert run("inzet", "evalueer", code, "gaat goed", "--volgende", "+14").code == 0
    (row,) = run("inzet", "lijst", "--json").json
    assert list(row) == list(LIST_KEYS)
    assert (row["duo"], row["gestart"], row["evaluatie"]) == (["JB", "TD"], "2026-11-20", "2026-12-08")
    assert "met moder" in run("inzet", "toon", code).out
    ending = ("--naar", "wijkteam", "--woonsituatie-eind", "ouders", "--casus-ook")
    assert run("inzet", "sluit", code, "--resultaat", "goed", *ending).code == 1
    assert run("inzet", "sluit", code, "--resultaat", "THUIS", *ending).code == 0
    assert run("inzet", "lijst").out.startswith("Er loopt geen inzet.")
    assert run("inzet", "lijst", "--alle", "--json").json[0]["einddatum"] == "2026-11-24"
    assert run("casus", "toon", code, "--json").json["afsluiting_woonsituatie_eind"] == "OUDERS"
    assert run("inzet", "toon", "26-ZZ").code == 1
    assert run("inzet", "toon").code == 2
