"""How an inzet ends: what is known and not asked, scaling down, closing, looking back, and the figures of it."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import col, select

from db.codes import RESULTAAT, UHP, WOONSITUATIE
from db.columns import made_of
from db.models import Casus, Heropening, Inzet, Logregel, Nazorg
from retcli import casussen, clock, inzet, inzetlog, ongedaan, triage, uitkomst
from retcli.errors import NotFound
from retcli.toegang import Toegang
from retcli.uitkomst import NazorgStand

from .conftest import Clock, Run
from .test_inzet import WEEK, began, deployed, lid, refused, set_to, stand, written
from .test_overleg import TODAY, new_casus

MONTHS_3, MONTHS_6 = date(2027, 2, 24), date(2027, 5, 24)


def living(team: Toegang, of: UUID, woonsituatie: str | None, *, dreigend: bool | None = None) -> UUID:
    """Where the child of this inzet lives by its aanmelding."""
    with team.doing("x") as session:
        casus = session.get_one(Casus, session.get_one(Inzet, of).casus)
        casus.woonsituatie, casus.dreigende_uhp = woonsituatie, dreigend
    return of


def ended(team: Toegang, of: UUID, **given: object) -> UUID:
    with team.doing("sluit") as session:
        uitkomst.close(session, team.wie(), of, **given)  # type: ignore[arg-type]
    return of


def looks(team: Toegang, of: UUID | None = None, **given: object) -> list[NazorgStand]:
    with team.reading() as session:
        return uitkomst.aftercare(session, inzet=of, **given)  # type: ignore[arg-type]


# --- what is known


@pytest.mark.parametrize(
    ("resultaat", "begin", "eind", "dreigend", "uhp"),
    [
        ("UHPVOORK", "OUDERS", "OUDERS", True, "VOORKOMEN"),
        ("UHPTOCH", "OUDERS", "GROEP", True, "NIET"),
        ("THUIS", "GROEP", "OUDERS", None, "BEEINDIGD"),
        ("THUIS", "PLEEG", "NETWERK", False, "BEEINDIGD"),
        ("THUIS", "OUDERS", "OUDERS", False, "NVT"),
        ("THUIS", "OUDERS", "OUDERS", None, None),
        ("THUIS", "OUDERS", "OUDERS", True, None),
        (None, "GROEP", "ZELFST", False, None),
        ("NIETGEL", "GROEP", "GROEP", False, None),
    ],
)
def test_of_a_uithuisplaatsing_no_more_is_concluded_than_follows(
    resultaat: str | None, begin: str, eind: str, dreigend: bool | None, uhp: str | None
) -> None:
    assert uitkomst.uhp_of(resultaat, begin, eind, dreigend) == uhp


@given(*[st.none() | st.sampled_from([*codes.codes]) for codes in (RESULTAAT, WOONSITUATIE, WOONSITUATIE)], st.none() | st.booleans())
def test_what_follows_is_always_a_code_and_never_that_it_is_unknown(
    resultaat: str | None, begin: str | None, eind: str | None, dreigend: bool | None
) -> None:
    assert uitkomst.uhp_of(resultaat, begin, eind, dreigend) in {None, *UHP.codes} - {"ONB"}
    assert {"ONB", "ANDERS", "ZELFST"}.isdisjoint(uitkomst.AT_HOME | uitkomst.OUT_OF_HOME)


def test_where_the_child_lives_is_copied_when_the_inzet_begins_and_no_later_change_moves_it(team: Toegang) -> None:
    of = living(team, deployed(team), "GROEP")
    written(team, of, "20/11: begonnen")
    living(team, of, "OUDERS")
    assert stand(team, of).woonsituatie_begin == "GROEP"
    with team.reading() as session:
        known = uitkomst.known(session, of)
        assert (known.woonsituatie_begin, known.woonsituatie_eind, known.uhp, known.resultaat) == ("GROEP", None, None, None)
        assert uitkomst.known(session, of, woonsituatie_eind="OUDERS").uhp == "BEEINDIGD"
        assert uitkomst.known(session, of, resultaat="UHPVOORK").uhp == "VOORKOMEN"


def again_on(team: Toegang, casus: UUID) -> UUID:
    """A second inzet on the casus, with JB and MK, begun today."""
    jb, mk = lid(team, "JB"), lid(team, "MK")
    with team.doing("besluit") as session:
        besluit = triage.decide(session, team.wie(), casus, "TA")
        of = triage.assign(session, team.wie(), besluit, [jb, mk])
        inzet.start(session, team.wie(), of)
    return of


def casus_of(team: Toegang, of: UUID) -> UUID:
    casus = stand(team, of).casus_id
    assert casus is not None
    return casus


@pytest.mark.parametrize("reopened", [True, False])
def test_a_second_inzet_begins_where_the_child_lived_at_the_end_of_the_first(team: Toegang, clock: Clock, reopened: bool) -> None:
    of = living(team, began(team), "OUDERS", dreigend=False)
    ended(team, of, resultaat="UHPTOCH", woonsituatie_eind="GROEP", casus_ook=reopened)
    clock.go_on(weeks=1)
    if reopened:
        with team.doing("heropen") as session:
            triage.reopen(session, team.wie(), casus_of(team, of), "toch weer")
    second = again_on(team, casus_of(team, of))
    assert stand(team, second).woonsituatie_begin == "GROEP"
    assert stand(team, ended(team, second, resultaat="THUIS", woonsituatie_eind="OUDERS")).uhp == "BEEINDIGD"
    if reopened:
        with team.reading() as session:
            assert [t.woonsituatie_begin for t in uitkomst.trajecten(session)] == ["OUDERS", "GROEP"]


def test_a_first_inzet_that_is_looked_at_later_began_where_the_child_lived_then(team: Toegang, clock: Clock) -> None:
    of = living(team, deployed(team), "OUDERS")
    written(team, of, "20/11: begonnen")
    with team.doing("x") as session:
        session.get_one(Inzet, of).woonsituatie_begin = None
    ended(team, of, woonsituatie_begin="", woonsituatie_eind="GROEP")
    with team.doing("x") as session:
        session.get_one(Inzet, of).woonsituatie_begin = None
    with team.reading() as session:
        assert uitkomst.known(session, of).woonsituatie_begin == "OUDERS"


def test_a_look_back_long_before_its_day_is_told(team: Toegang, clock: Clock) -> None:
    of = ended(team, began(team))
    with team.reading() as session:
        first, second = uitkomst.aftercare(session, inzet=of)
    clock.go_on(days=80)
    for look, told in ((first, False), (second, True)):
        wie = team.wie()
        with team.doing("nazorg") as session:
            uitkomst.look_back(session, wie, look.id, "gaat goed")
        assert any("ruim voor de dag" in note for note in wie.notes) == told


# --- scaling down


def test_an_inzet_is_scaled_down_once_to_somebody_after_it_began(team: Toegang) -> None:
    of = deployed(team)
    assert "nog niet begonnen" in refused(team, of, "wijkteam", rule=uitkomst.scale_down)
    written(team, of, "10/11: begonnen")
    assert "naar iemand toe" in refused(team, of, " ", rule=uitkomst.scale_down)
    assert "voor de start" in refused(team, of, "wijkteam", rule=uitkomst.scale_down, datum=date(2026, 11, 9))
    assert "moet nog komen" in refused(team, of, "wijkteam", rule=uitkomst.scale_down, datum=TODAY + WEEK)
    with team.doing("afschaal") as session:
        uitkomst.scale_down(session, team.wie(), of, "wijkteam Noord", datum=TODAY - WEEK)
    assert "al afgeschaald, op di 17 nov naar wijkteam Noord" in refused(team, of, "huisarts", rule=uitkomst.scale_down)
    assert "voor het afschalen" in refused(team, of, rule=uitkomst.close, datum=TODAY - 2 * WEEK)
    with team.reading() as session:
        assert uitkomst.known(session, of).afgeschaald_naar == "wijkteam Noord"
    now = stand(team, ended(team, of))
    assert (now.afgeschaald_op, now.afgeschaald_naar) == (TODAY - WEEK, "wijkteam Noord")


def test_to_whom_it_was_scaled_down_stays_when_another_is_named_at_the_end(team: Toegang) -> None:
    of = began(team, start=TODAY - WEEK)
    with team.doing("afschaal") as session:
        uitkomst.scale_down(session, team.wie(), of, "wijkteam Noord")
    assert stand(team, ended(team, of, afgeschaald_naar="huisarts")).afgeschaald_naar == "wijkteam Noord; later huisarts"


# --- closing


def test_closing_keeps_what_follows_unless_it_is_said(team: Toegang) -> None:
    of = living(team, deployed(team), "GROEP")
    written(team, of, "20/11: begonnen")
    now = stand(team, ended(team, of, resultaat="THUIS", woonsituatie_eind="OUDERS"))
    assert (now.resultaat, now.uhp, now.woonsituatie_begin, now.woonsituatie_eind) == ("THUIS", "BEEINDIGD", "GROEP", "OUDERS")
    other = living(team, deployed(team), "GROEP")
    written(team, other, "20/11: begonnen")
    now = stand(team, ended(team, other, resultaat="THUIS", uhp="NVT", woonsituatie_begin="PLEEG", woonsituatie_eind="OUDERS"))
    assert (now.uhp, now.woonsituatie_begin) == ("NVT", "PLEEG")


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"resultaat": "GOED"}, "resultaat is onbekend"),
        ({"uhp": "MISSCHIEN"}, "uithuisplaatsing is onbekend"),
        ({"woonsituatie_begin": "HUIS"}, "woonsituatie is onbekend"),
        ({"woonsituatie_eind": "HUIS"}, "woonsituatie is onbekend"),
    ],
)
def test_an_unknown_code_closes_nothing(team: Toegang, given: dict[str, str], why: str) -> None:
    of = began(team)
    assert why in refused(team, of, rule=uitkomst.close, **given)
    assert stand(team, of).loopt


def test_an_inzet_that_never_began_closes_with_why_and_has_no_result_and_no_aftercare(team: Toegang) -> None:
    of = deployed(team)
    assert "nooit begonnen" in refused(team, of, rule=uitkomst.close)
    for answer in ({"resultaat": "THUIS"}, {"uhp": "NVT"}):
        assert "geen resultaat" in refused(team, of, rule=uitkomst.close, reden="niet doorgegaan", **answer)
    now = stand(team, ended(team, of, reden="niet doorgegaan"))
    assert (now.status, now.reden, now.resultaat, now.uhp, now.woonsituatie_begin) == ("gesloten", "niet doorgegaan", None, None, None)
    assert looks(team) == []


def test_a_casus_that_closes_along_has_what_is_known_of_its_inzet(team: Toegang) -> None:
    of = began(team)
    with team.doing("afschaal") as session:
        uitkomst.scale_down(session, team.wie(), of, "wijkteam")
    ended(team, of, resultaat="DOORSTR", woonsituatie_eind="OUDERS", casus_ook=True)
    casus = stand(team, of).casus_id
    assert casus is not None
    with team.reading() as session:
        velden = casussen.card(session, casus).velden
    fields = ("afsluiting_datum", "afsluiting_resultaat", "afsluiting_woonsituatie_eind", "afsluiting_overgedragen_aan")
    assert [velden[f] for f in fields] == [TODAY, "DOORSTR", "OUDERS", "wijkteam"]


def test_an_inzet_does_not_end_before_it_was_evaluated(team: Toegang) -> None:
    of = began(team, start=TODAY - 2 * WEEK)
    with team.doing("evaluatie") as session:
        inzet.evaluate(session, team.wie(), of, "goed", datum=TODAY - timedelta(days=3))
    assert "voor de evaluatie van 21-11-2026" in refused(team, of, rule=uitkomst.close, datum=TODAY - WEEK)
    assert stand(team, ended(team, of, datum=TODAY - timedelta(days=3))).status == "gesloten"


def test_a_casus_does_not_close_before_its_inzet_ended(team: Toegang) -> None:
    of = ended(team, began(team, start=TODAY - 2 * WEEK), datum=TODAY - timedelta(days=3))
    casus = casus_of(team, of)
    assert "eindigde op za 21 nov" in refused(team, casus, rule=triage.close, datum=TODAY - WEEK)
    with team.doing("sluit") as session:
        triage.close(session, team.wie(), casus, datum=TODAY - timedelta(days=3))


def test_an_inzet_that_did_not_go_through_says_nothing_of_how_a_casus_ended(team: Toegang, clock: Clock) -> None:
    of = ended(team, began(team, start=TODAY - 2 * WEEK), resultaat="UHPVOORK", datum=TODAY - WEEK)
    casus = casus_of(team, of)

    def ready() -> list[tuple[UUID, str]]:
        with team.reading() as session:
            return triage.ready_to_close(session)

    assert ready() == [(casus, "inzet beëindigd op di 17 nov")]
    clock.go_on(days=1)
    jb, mk = lid(team, "JB"), lid(team, "MK")
    with team.doing("besluit") as session:
        besluit = triage.decide(session, team.wie(), casus, "TA")
    assert ready() == []
    with team.doing("besluit") as session:
        never = triage.assign(session, team.wie(), besluit, [jb, mk])
    ended(team, never, reden="gezin ziet ervan af")
    with team.doing("sluit") as session:
        assert triage.ended_in(session, casus) == of
        triage.close(session, team.wie(), casus)
    with team.reading() as session:
        assert casussen.card(session, casus).velden["afsluiting_resultaat"] == "UHPVOORK"


def test_closing_taken_back_and_done_again_leaves_one_aftercare_of_each(team: Toegang) -> None:
    of = ended(team, began(team))
    ongedaan.undo(team)
    assert (stand(team, of).loopt, looks(team)) == (True, [])
    assert len(stand(team, of).evaluaties) == 3
    ended(team, of)
    assert [n.datum for n in looks(team, of)] == [MONTHS_3, MONTHS_6]


# --- aftercare


def test_closing_plans_a_look_back_after_three_and_six_months(team: Toegang) -> None:
    of = ended(team, began(team))
    first, second = looks(team)
    assert (first.inzet, first.casus, first.team, first.maanden, first.datum) == (of, stand(team, of).casus, 1, 3, MONTHS_3)
    assert (second.maanden, second.datum, second.gedaan_op) == (6, MONTHS_6, None)
    assert {n.id for n in (first, second)} == {made_of("nazorg", of, 3), made_of("nazorg", of, 6)}
    assert looks(team, tot=MONTHS_3) == [first]
    set_to(team, "nazorg_maanden", "uit")
    assert looks(team, ended(team, began(team))) == []


@given(st.dates(date(2001, 1, 1), date(2099, 12, 31)), st.integers(1, 60))
def test_months_on_is_the_same_day_or_the_last_of_a_shorter_month(day: date, months: int) -> None:
    there = clock.months_on(day, months)
    assert (there.year - day.year) * 12 + there.month - day.month == months
    assert there.day == day.day or (there.day < day.day and (there + timedelta(days=1)).day == 1)


def test_looking_back_is_done_once_with_how_it_goes_and_not_before_the_end(team: Toegang, clock: Clock) -> None:
    of = ended(team, began(team, start=TODAY - WEEK))
    first = looks(team)[0].id
    assert "moet nog komen" in refused(team, first, "goed", rule=uitkomst.look_back, datum=TODAY + WEEK)
    assert "voor het einde" in refused(team, first, "goed", rule=uitkomst.look_back, datum=TODAY - WEEK)
    assert "zonder uitkomst" in refused(team, first, " ", rule=uitkomst.look_back)
    assert "woonsituatie is onbekend" in refused(team, first, "goed", rule=uitkomst.look_back, woonsituatie="HUIS")
    clock.go_on(weeks=13)
    with team.doing("nazorg") as session:
        uitkomst.look_back(session, team.wie(), first, "woont nog thuis", woonsituatie="OUDERS")
    assert "AV heeft op di 23 feb al teruggekeken" in refused(team, first, "nog eens", rule=uitkomst.look_back)
    assert [n.maanden for n in looks(team, of)] == [6]
    done = looks(team, of, open_only=False)[0]
    assert (done.gedaan_op, done.woonsituatie, done.uitkomst) == (TODAY + 13 * WEEK, "OUDERS", "woont nog thuis")
    with team.reading() as session:
        assert session.get_one(Nazorg, first).lid == team.lid
        with pytest.raises(NotFound):
            uitkomst.look_back(session, team.wie(), UUID(int=1), "x")


# --- the figures


def test_a_reopened_casus_has_its_first_trajectory_closed_and_a_new_one_open(team: Toegang, clock: Clock) -> None:
    of = living(team, deployed(team), "GROEP")
    written(team, of, "10/11: begonnen")
    ended(team, of, resultaat="THUIS", woonsituatie_eind="OUDERS", casus_ook=True)
    casus = stand(team, of).casus_id
    assert casus is not None
    clock.go_on(weeks=5)
    with team.doing("heropen") as session:
        triage.reopen(session, team.wie(), casus, "toch weer")
    with team.reading() as session:
        first, second = uitkomst.trajecten(session)
    assert (first.begonnen, first.gesloten, first.resultaat, first.uhp) == (date(2026, 11, 10), TODAY, "THUIS", "BEEINDIGD")
    assert (first.woonsituatie_begin, first.woonsituatie_eind, first.inzetten) == ("GROEP", "OUDERS", 1)
    assert (second.casus, second.begonnen, second.gesloten, second.resultaat) == (first.casus, TODAY + 5 * WEEK, None, None)
    assert (second.woonsituatie_begin, second.uhp, second.inzetten) == ("OUDERS", None, 0)
    jb, mk = lid(team, "JB"), lid(team, "MK")
    with team.doing("besluit") as session:
        besluit = triage.decide(session, team.wie(), casus, "TA")
        again = triage.assign(session, team.wie(), besluit, [jb, mk])
        inzet.start(session, team.wie(), again)
        uitkomst.close(session, team.wie(), again, resultaat="UHPTOCH", woonsituatie_eind="GROEP", casus_ook=True)
    with team.reading() as session:
        first, second = uitkomst.trajecten(session)
    assert (first.resultaat, second.resultaat, second.uhp, second.woonsituatie_eind) == ("THUIS", "UHPTOCH", "NIET", "GROEP")
    with team.reading() as session:
        assert [t.gesloten for t in uitkomst.trajecten(session, TODAY + WEEK, TODAY + 2 * WEEK)] == []
        assert [t.gesloten for t in uitkomst.trajecten(session, TODAY, TODAY)] == [TODAY]
        assert session.exec(select(col(Heropening.gesloten_op))).all() == [TODAY]


def test_aftercare_that_is_overdue_counts_as_open_also_in_the_next_year(team: Toegang, clock: Clock) -> None:
    ended(team, began(team))
    clock.go_on(weeks=60)
    with team.reading() as session:
        assert uitkomst.cijfers(session, date(2028, 1, 1), date(2028, 12, 31), team.wie().today).nazorg_open == 2


def test_a_casus_without_inzet_is_a_trajectory_from_its_aanmelding(team: Toegang) -> None:
    new_casus(team, woonsituatie="OUDERS")
    with team.reading() as session:
        (only,) = uitkomst.trajecten(session)
    assert (only.begonnen, only.gesloten, only.woonsituatie_begin, only.inzetten) == (TODAY - timedelta(days=5), None, "OUDERS", 0)


def test_contacts_are_counted_by_kind_a_bettered_line_once(team: Toegang) -> None:
    one, two = deployed(team), deployed(team)
    wrong = written(team, one, "20/11 hb: kennis gemaakt")
    for regel in ("20/11 mdo: met school", "23/11 hb: weer", "1/9 ronde tafel: ooit"):
        written(team, one, regel)
    written(team, two, "24/11 hb: ook")
    casus = stand(team, one).casus_id
    with team.doing("log") as session:
        inzetlog.correct(session, team.wie(), wrong.id, "20/11 tel: gebeld")
        session.add(Logregel(casus=casus, datum=TODAY, soort="TEL", tekst="bij de casus alleen"))
    with team.reading() as session:
        counted = uitkomst.contacten(session, TODAY - WEEK, TODAY)
        assert counted.soorten == {"TEL": 1, "MDO": 1, "HUIS": 2}
        assert counted.per_inzet == {one: {"TEL": 1, "MDO": 1, "HUIS": 1}, two: {"HUIS": 1}}
        assert uitkomst.contacten(session, TODAY, TODAY, inzet=two).soorten == {"HUIS": 1}


# --- the commands


def test_an_aanvoerder_carries_an_inzet_from_confirming_to_looking_back_by_commands(run: Run, team: Toegang) -> None:
    of = living(team, deployed(team), "GROEP")
    code = stand(team, of).casus
    never = stand(team, deployed(team)).casus
    team.close()
    assert run("inzet", "bevestig", code, "--datum", "17-11").out == f"{code}: bevestigd op di 17 nov, door JB en TD.\n"
    assert run("inzet", "bevestig", code).code == 1
    assert run("inzet", "start", code, "--datum", "18-11").code == 0
    swapped = run("inzet", "wissel", code, "--uit", "jb", "--in", "mk", "--datum", "23-11", "--reden", "ziek", "--overdracht", "alles")
    assert swapped.out == f"{code}: MK komt voor JB; het duo is nu TD en MK.\n"
    assert run("inzet", "wissel", code, "--uit", "JB", "--in", "MK").code == 1
    assert run("inzet", "afschaal", code, "--naar", "wijkteam").out == f"{code}: afgeschaald naar wijkteam op di 24 nov.\n"
    assert {row["casus"]: row["status"] for row in run("inzet", "lijst", "--json").json} == {code: "afgeschaald", never: "voorgesteld"}
    assert run("inzet", "lijst", "--team", "2", "--json").json == []
    shown = run("inzet", "toon", code).out
    assert "JB vanaf 18-11-2026 tot en met 22-11-2026. Reden: ziek. Overgedragen: alles" in shown
    assert "evaluaties        02-12-2026, 30-12-2026 en 10-02-2027" in shown
    assert run("inzet", "sluit", never).code == 1
    assert run("inzet", "sluit", never, "--reden", "niet doorgegaan").code == 0
    closed = run("inzet", "sluit", code, "--resultaat", "THUIS", "--woonsituatie-eind", "OUDERS")
    assert closed.out == f"{code}: inzet gesloten op di 24 nov.\nNazorg gepland op 24-02-2027 en 24-05-2027.\n"
    as_json = run("inzet", "toon", code, "--json").json
    assert (as_json["uhp"], as_json["woonsituatie_begin"], as_json["afgeschaald_naar"]) == ("BEEINDIGD", "GROEP", "wijkteam")
    assert [part["lid"] for part in as_json["duo_verloop"]] == ["JB", "TD", "MK"]
    assert "24-02-2027" in run("inzet", "nazorg").out
    done = run("inzet", "nazorg", code, "woont thuis, gaat goed", "--woonsituatie", "ouders")
    assert done.out == f"{code}: nazorg na 3 maanden vastgelegd. De volgende is op 24-05-2027.\n"
    assert [n["maanden"] for n in run("inzet", "nazorg", "lijst", "--json").json] == [6]
    assert [n["maanden"] for n in run("inzet", "nazorg", code, "--alle", "--json").json] == [3, 6]
    assert run("inzet", "nazorg", never, "x").code == 1
    figures = run("inzet", "cijfers", "--jaar", "2026", "--json").json
    assert (figures["begonnen"], figures["gesloten"], figures["niet_doorgegaan"], figures["lopend"]) == (1, 1, 1, 0)
    assert (figures["resultaten"], figures["uhp"], figures["nazorg_gedaan"]) == ({"THUIS": 1}, {"BEEINDIGD": 1}, 1)
    assert figures["woonsituaties"] == [{"begin": "GROEP", "eind": "OUDERS", "aantal": 1}]
    assert "    1  Leef-/behandelgroep → Bij ouder(s)" in run("inzet", "cijfers").out
    assert run("inzet", "cijfers", "--jaar", "2025").out.startswith("Inzetten van 2025: 0 begonnen")
