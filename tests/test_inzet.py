"""An inzet by its rules: begun, logged in a line, evaluated and closed; and which one needs attention, and why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from db.columns import made_of
from db.models import Casus, Evaluatie, Instelling, Inzet, InzetLid, Logregel, Nazorg
from retcli import acties, casussen, instellingen, inzet, inzetlog, leden, ongedaan, triage, uitkomst
from retcli.errors import NotFound, Refused
from retcli.inzet import InzetStand
from retcli.opdrachten.inzet import LIST_KEYS
from retcli.text import day_words
from retcli.toegang import Toegang
from retcli.wie import Wie

from .conftest import Clock, Run
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


def began(team: Toegang, *, start: date = TODAY) -> UUID:
    of = deployed(team, start=start)
    with team.doing("inzet") as session:
        inzet.start(session, team.wie(), of, datum=start)
    return of


def lid(team: Toegang, code: str) -> UUID:
    with team.reading() as session:
        return leden.find(session, code).id


def set_to(team: Toegang, naam: str, waarde: str) -> None:
    with team.doing("instelling") as session:
        instellingen.put(session, naam, waarde)


def followed(team: Toegang, of: UUID) -> date | None:
    """The day on the inzet itself, that other programs read."""
    with team.reading() as session:
        return session.get_one(Inzet, of).evaluatiedatum


def swap(team: Toegang, of: UUID, uit: str, erin: str, **given: object) -> list[str]:
    """The notes of it."""
    leaves, comes = lid(team, uit), lid(team, erin)
    with team.doing("wissel") as session:
        wie = team.wie()
        inzet.replace_member(session, wie, of, leaves, comes, **given)  # type: ignore[arg-type]
    return wie.notes


def history(team: Toegang, of: UUID) -> list[tuple[str, date | None, date | None]]:
    with team.reading() as session:
        return [(d.code, d.van, d.tot) for d in inzet.duo_history(session, of)]


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
    assert stand(team, of).aandacht == "nog niet bevestigd, zou di 17 nov beginnen"
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
    set_to(team, "evaluatie_weken", "uit")
    written(team, of, "20/11: begonnen")
    assert stand(team, of).evaluaties == ()
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
    assert followed(team, of) == TODAY + 6 * WEEK
    assert found == [(TODAY + 6 * WEEK, None, None), (TODAY + 2 * WEEK, TODAY, "op de goede weg")]
    with team.doing("evaluatie") as session:
        inzet.evaluate(session, team.wie(), of, "klaar")
    assert stand(team, of).evaluatie is None
    assert followed(team, of) is None


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
    written(team, of, "20/11: begonnen")
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
    written(team, of, "20/11: begonnen")
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


# --- what it goes through, in a word


def test_the_status_follows_from_what_was_entered(team: Toegang, clock: Clock) -> None:
    of = deployed(team)
    assert stand(team, of).status == "voorgesteld"
    with team.doing("bevestig") as session:
        inzet.confirm(session, team.wie(), of)
    assert (stand(team, of).status, stand(team, of).bevestigd) == ("bevestigd", TODAY)
    with team.doing("inzet") as session:
        inzet.start(session, team.wie(), of)
    assert stand(team, of).status == "gestart"
    clock.go_on(days=1)
    written(team, of, "tel: gebeld")
    assert stand(team, of).status == "loopt"
    with team.doing("evaluatie") as session:
        inzet.evaluate(session, team.wie(), of, "gaat goed")
    assert stand(team, of).status == "geëvalueerd"
    with team.doing("afschaal") as session:
        uitkomst.scale_down(session, team.wie(), of, "wijkteam")
    assert stand(team, of).status == "afgeschaald"
    with team.doing("sluit") as session:
        uitkomst.close(session, team.wie(), of)
    assert stand(team, of).status == "gesloten"
    assert [ongedaan.undo(team) and stand(team, of).status for _ in range(6)] == [
        "afgeschaald", "geëvalueerd", "loopt", "gestart", "bevestigd", "voorgesteld",
    ]  # fmt: skip


def test_a_line_from_before_the_start_is_no_contact_after_it(team: Toegang) -> None:
    of = began(team)
    written(team, of, "20/11 tel: kennisgemaakt")
    assert stand(team, of).status == "gestart"
    written(team, of, "tel: gebeld")
    assert stand(team, of).status == "loopt"


def test_confirming_asks_a_duo_happens_once_and_before_the_start_which_confirms_too(team: Toegang) -> None:
    of, alone = deployed(team), deployed(team)
    with team.doing("inzet") as session:
        session.delete(session.exec(select(InzetLid).where(InzetLid.inzet == alone)).first())
    assert "geen duo van twee" in refused(team, alone, rule=inzet.confirm)
    assert "moet nog komen" in refused(team, of, rule=inzet.confirm, datum=TODAY + WEEK)
    assert "voor de aanmelding" in refused(team, of, rule=inzet.confirm, datum=TODAY - 50 * WEEK)
    with team.doing("bevestig") as session:
        inzet.confirm(session, team.wie(), of, datum=TODAY - WEEK)
    assert "al bevestigd, op di 17 nov" in refused(team, of, rule=inzet.confirm)
    begun = began(team)
    assert stand(team, begun).bevestigd == TODAY
    assert "al begonnen" in refused(team, begun, rule=inzet.confirm)


def test_nothing_happens_to_an_inzet_on_a_closed_casus_but_its_end(team: Toegang) -> None:
    """Two laptops can make one: the casus closed on the one, the inzet begun on the other."""
    of, planned = began(team), deployed(team)
    with team.doing("x") as session:
        for each in (of, planned):
            session.get_one(Casus, session.get_one(Inzet, each).casus).afsluiting_datum = TODAY
    jb, mk = lid(team, "JB"), lid(team, "MK")
    said = [
        refused(team, planned, rule=inzet.confirm),
        refused(team, planned, rule=inzet.start),
        refused(team, of, TODAY, rule=inzet.plan_evaluation),
        refused(team, of, "goed", rule=inzet.evaluate),
        refused(team, of, jb, mk, rule=inzet.replace_member),
        refused(team, of, "wijkteam", rule=uitkomst.scale_down),
        refused(team, of, "tel: x", rule=inzetlog.log),
    ]
    assert all(sentence.endswith("is afgesloten.") for sentence in said)
    with team.doing("sluit") as session:
        uitkomst.close(session, team.wie(), of)
    assert stand(team, of).status == "gesloten"


ACTS: dict[str, Callable[[Session, Wie, UUID, date], object]] = {
    "bevestig": lambda s, w, of, day: inzet.confirm(s, w, of, datum=day),
    "start": lambda s, w, of, day: inzet.start(s, w, of, datum=day),
    "log": lambda s, w, of, day: inzetlog.log(s, w, of, f"{day:%d-%m-%Y} tel: x"),
    "plan": lambda s, w, of, day: inzet.plan_evaluation(s, w, of, day),
    "evalueer": lambda s, w, of, day: inzet.evaluate(s, w, of, "x", datum=day),
    "wissel": lambda s, w, of, day: inzet.replace_member(s, w, of, *_swap_of(s, of), datum=day, reden="x"),
    "terug": lambda s, w, of, day: inzet.replace_member(s, w, of, *_back_of(s, of), datum=day),
    "verbeter": lambda s, w, of, day: _better_first(s, w, of, day),
    "afschaal": lambda s, w, of, day: uitkomst.scale_down(s, w, of, "wijkteam", datum=day),
    "sluit": lambda s, w, of, day: uitkomst.close(s, w, of, datum=day),
    "sluit met reden": lambda s, w, of, day: uitkomst.close(s, w, of, datum=day, reden="x"),
}


def _swap_of(session: Session, of: UUID) -> tuple[UUID, UUID]:
    """The first of the duo, and somebody who is not in it."""
    duo = [link.lid for link in session.exec(select(InzetLid).where(InzetLid.inzet == of)) if link.tot is None and link.lid]
    known = [m.id for m in leden.everyone(session) if m.team]
    return (duo or known)[0], next(m for m in known if m not in duo)


def _back_of(session: Session, of: UUID) -> tuple[UUID, UUID]:
    """The last of the duo, and somebody who was in it before, else as `_swap_of`."""
    links = session.exec(select(InzetLid).where(InzetLid.inzet == of).order_by(col(InzetLid.van))).all()
    duo = [link.lid for link in links if link.tot is None and link.lid]
    gone = [link.lid for link in links if link.lid and link.lid not in duo]
    return (duo[-1], gone[0]) if gone and duo else _swap_of(session, of)


def _better_first(session: Session, wie: Wie, of: UUID, day: date) -> None:
    """The first line of the log was of another day."""
    first = session.exec(inzetlog.lines_of(of).order_by(col(Logregel.datum), col(Logregel.id))).first()
    if first is not None:
        inzetlog.correct(session, wie, first, f"{day:%d-%m-%Y} tel: beter")


def everything(team: Toegang, of: UUID) -> object:
    with team.reading() as session:
        rows = [session.get_one(Inzet, of).model_dump()]
        for model in (InzetLid, Evaluatie, Logregel, Nazorg):
            rows += [r.model_dump() for r in session.exec(select(model).where(model.inzet == of).order_by(col(model.id)))]
        return rows


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(st.tuples(st.sampled_from(sorted(ACTS)), st.integers(-30, 8)), max_size=10))
def test_whatever_is_tried_an_inzet_never_goes_back_and_what_is_refused_changes_nothing(team: Toegang, acts: list[tuple[str, int]]) -> None:
    of = deployed(team)
    for name, days in acts:
        before, was = everything(team, of), stand(team, of)
        try:
            with team.doing("inzet") as session:
                ACTS[name](session, team.wie(), of, TODAY + timedelta(days=days))
        except Refused:
            assert everything(team, of) == before
        now = stand(team, of)
        assert name == "verbeter" or inzet.STATUSSEN.index(now.status) >= inzet.STATUSSEN.index(was.status)
        assert len(set(now.duo)) == 2
        assert followed(team, of) == now.evaluatie
        assert was.einddatum is None or (was.einddatum, was.duo) == (now.einddatum, now.duo)
        assert was.einddatum is None or name == "verbeter" or was.gestart == now.gestart
        assert all(now.gestart and now.gestart <= day <= (now.einddatum or TODAY) for day in happened(team, of))
        if now.gestart and now.einddatum:
            assert now.gestart <= now.einddatum <= TODAY
        assert busy(team, of) <= {2}


def happened(team: Toegang, of: UUID) -> list[date]:
    """The days on which it was evaluated and scaled down, and somebody of its duo was replaced."""
    with team.reading() as session:
        held = [e.gehouden_op for e in inzet.evaluations(session, of) if e.gehouden_op]
        links = session.exec(select(InzetLid).where(InzetLid.inzet == of)).all()
        row = session.get_one(Inzet, of)
        swapped = [k.tot + timedelta(days=1) for k in links if k.van and k.tot and k.tot != row.einddatum]
        return [*held, *swapped, *([row.afgeschaald_op] if row.afgeschaald_op else [])]


def busy(team: Toegang, of: UUID) -> set[int]:
    """How many different people were in the duo, over all days from the start up to the end or today; nobody is in it twice."""
    with team.reading() as session:
        row, links = session.get_one(Inzet, of), session.exec(select(InzetLid).where(InzetLid.inzet == of)).all()
        last = row.einddatum or TODAY
        days = (last - row.gestart_op).days + 1 if row.gestart_op else 0
        on = [last - timedelta(days=n) for n in range(days)]
        present = [[k.lid for k in links if (k.van or date.min) <= day <= (k.tot or last)] for day in on]
        assert all(len(set(of_day)) == len(of_day) for of_day in present)
        return {len(of_day) for of_day in present}


def bettered(team: Toegang, line: inzetlog.LogRegel, tekst: str) -> list[str]:
    """The notes of it."""
    with team.doing("log") as session:
        wie = team.wie()
        inzetlog.correct(session, wie, line.id, tekst)
    return wie.notes


def test_a_start_that_moves_with_its_line_never_passes_another_line(team: Toegang) -> None:
    of = deployed(team)
    first = written(team, of, "1/11 tel: begonnen")
    written(team, of, "3/11 tel: weer")
    assert bettered(team, first, "5/11: begonnen") == ["De inzet is daarmee begonnen op di 3 nov."]
    assert stand(team, of).gestart == date(2026, 11, 3)


def test_a_start_that_was_entered_does_not_move_with_a_line(team: Toegang, clock: Clock) -> None:
    of = began(team, start=date(2026, 11, 10))
    clock.go_on(minutes=1)
    line = written(team, of, "10/11 tel: x")
    clock.go_on(minutes=1)
    assert bettered(team, line, "12/11: x") == []
    assert stand(team, of).gestart == date(2026, 11, 10)


def test_a_start_moves_along_with_its_line_however_often_that_is_bettered(team: Toegang, clock: Clock) -> None:
    of = deployed(team)
    first = written(team, of, "10/11 tel: begonnen")
    for day in (12, 9):
        clock.go_on(minutes=1)
        with team.doing("log") as session:
            first = inzetlog.correct(session, team.wie(), first.id, f"{day}/11: begonnen")
        assert stand(team, of).gestart == date(2026, 11, day)


def test_a_start_on_which_somebody_was_replaced_does_not_move(team: Toegang) -> None:
    of = deployed(team)
    first = written(team, of, "tel: begonnen")
    swap(team, of, "JB", "MK")
    assert bettered(team, first, "23/11: begonnen") == ["De start blijft di 24 nov."]
    assert busy(team, of) == {2}


@pytest.mark.parametrize("what", ["swap", "scaled down", "evaluated", "evaluated and closed"])
def test_a_start_does_not_move_past_what_happened_and_that_is_told(team: Toegang, what: str) -> None:
    of = deployed(team)
    first = written(team, of, "2/11 tel: begonnen")
    if what == "swap":
        swap(team, of, "JB", "MK", datum=date(2026, 11, 5))
    with team.doing("inzet") as session:
        if what == "scaled down":
            uitkomst.scale_down(session, team.wie(), of, "wijkteam", datum=date(2026, 11, 6))
        if "evaluated" in what:
            inzet.evaluate(session, team.wie(), of, "goed", datum=date(2026, 11, 6))
        if "closed" in what:
            uitkomst.close(session, team.wie(), of)
    assert bettered(team, first, "12/11: begonnen") == ["De start blijft ma 2 nov."]
    assert stand(team, of).gestart == date(2026, 11, 2)


def test_a_line_from_before_the_start_is_told(team: Toegang) -> None:
    of = began(team)
    with team.doing("log") as session:
        wie = team.wie()
        inzetlog.log(session, wie, of, "20/11 tel: kennisgemaakt")
        inzetlog.log(session, wie, of, "tel: gebeld")
    assert wie.notes == ["Let op: vr 20 nov ligt voor de start van di 24 nov."]


def test_an_end_that_was_expected_before_it_began_is_told(team: Toegang) -> None:
    of = deployed(team)
    with team.doing("inzet") as session:
        session.get_one(Inzet, of).inzet_planning_verwacht_einde = TODAY - WEEK
        wie = team.wie()
        inzet.start(session, wie, of)
    assert wie.notes == ["Let op: het verwachte einde, di 17 nov, ligt voor de start."]


# --- evaluations from the start


def test_beginning_plans_evaluations_after_so_many_weeks_but_none_that_is_past(team: Toegang) -> None:
    assert stand(team, began(team)).evaluaties == (TODAY + 2 * WEEK, TODAY + 6 * WEEK, TODAY + 12 * WEEK)
    late = began(team, start=TODAY - 6 * WEEK)
    assert stand(team, late).evaluaties == (TODAY, TODAY + 6 * WEEK)
    assert followed(team, late) == TODAY
    set_to(team, "evaluatie_weken", "4")
    logged = deployed(team)
    written(team, logged, "20/11 tel: begonnen")
    assert stand(team, logged).evaluaties == (date(2026, 12, 18),)
    set_to(team, "evaluatie_weken", "uit")
    assert stand(team, began(team)).evaluaties == ()


def test_two_laptops_that_plan_from_the_start_make_the_same_rows(team: Toegang) -> None:
    of = began(team)
    with team.reading() as session:
        assert {e.id for e in session.exec(select(Evaluatie))} == {made_of("evaluatie", of, week) for week in (2, 6, 12)}


def test_a_start_taken_back_and_entered_again_plans_again(team: Toegang) -> None:
    of = began(team)
    ongedaan.undo(team)
    assert (stand(team, of).evaluaties, stand(team, of).bevestigd) == ((), None)
    with team.doing("inzet") as session:
        inzet.start(session, team.wie(), of, datum=TODAY - WEEK)
    assert stand(team, of).evaluaties == (TODAY + WEEK, TODAY + 5 * WEEK, TODAY + 11 * WEEK)


def test_planned_evaluations_go_along_with_a_start_that_moves_but_what_somebody_moved_or_held_stays(team: Toegang) -> None:
    of = deployed(team)
    first = written(team, of, "10/11 tel: begonnen")
    with team.doing("evaluatie") as session:
        inzet.evaluate(session, team.wie(), of, "goed begin", volgende=TODAY + 3 * WEEK)
    assert stand(team, of).evaluaties == (TODAY + 3 * WEEK, TODAY + 10 * WEEK)
    with team.doing("log") as session:
        inzetlog.correct(session, team.wie(), first.id, "17/11: begonnen")
    assert stand(team, of).evaluaties == (TODAY + 3 * WEEK, TODAY + 11 * WEEK)
    assert followed(team, of) == TODAY + 3 * WEEK
    assert {van for _, van, _ in history(team, of)} == {TODAY - WEEK}


def test_evaluations_that_a_moved_start_puts_in_the_past_go_and_those_it_brings_back_come(team: Toegang) -> None:
    of = deployed(team)
    first = written(team, of, "17/11 tel: begonnen")
    with team.doing("log") as session:
        second = inzetlog.correct(session, team.wie(), first.id, "6/10: begonnen")
    assert stand(team, of).evaluaties == (TODAY + 5 * WEEK,)
    with team.doing("log") as session:
        inzetlog.correct(session, team.wie(), second.id, "17/11: begonnen")
    assert stand(team, of).evaluaties == (TODAY + WEEK, TODAY + 5 * WEEK, TODAY + 11 * WEEK)


def test_an_evaluation_that_went_up_in_another_does_not_come_back_when_the_start_moves(team: Toegang) -> None:
    of = deployed(team)
    first = written(team, of, "17/11 tel: begonnen")
    with team.doing("evaluatie") as session:
        inzet.plan_evaluation(session, team.wie(), of, TODAY + 5 * WEEK)
    with team.doing("log") as session:
        inzetlog.correct(session, team.wie(), first.id, "18/11: begonnen")
    assert stand(team, of).evaluaties == (TODAY + 5 * WEEK, TODAY + 11 * WEEK + timedelta(days=1))


def test_planning_moves_the_first_evaluation_onto_another_and_leaves_the_rest(team: Toegang) -> None:
    of = began(team)
    with team.doing("evaluatie") as session:
        inzet.plan_evaluation(session, team.wie(), of, TODAY + 3 * WEEK)
    assert stand(team, of).evaluaties == (TODAY + 3 * WEEK, TODAY + 6 * WEEK, TODAY + 12 * WEEK)
    with team.doing("evaluatie") as session:
        inzet.plan_evaluation(session, team.wie(), of, TODAY + 6 * WEEK)
    assert stand(team, of).evaluaties == (TODAY + 6 * WEEK, TODAY + 12 * WEEK)
    assert followed(team, of) == TODAY + 6 * WEEK
    with team.doing("evaluatie") as session:
        inzet.plan_evaluation(session, team.wie(), of, TODAY + 20 * WEEK)
    assert stand(team, of).evaluaties == (TODAY + 20 * WEEK,)


def test_an_evaluation_that_is_held_is_the_first_one_and_those_that_were_due_go_up_in_it(team: Toegang, clock: Clock) -> None:
    of = began(team)
    clock.go_on(weeks=7)
    assert stand(team, of).aandacht.startswith("stil")
    with team.doing("evaluatie") as session:
        inzet.evaluate(session, team.wie(), of, "laat, maar goed")
    assert stand(team, of).evaluaties == (TODAY + 12 * WEEK,)
    with team.reading() as session:
        (held,) = [e for e in inzet.evaluations(session, of) if e.gehouden_op]
    assert (held.datum, held.gehouden_op) == (TODAY + 2 * WEEK, TODAY + 7 * WEEK)
    with team.doing("evaluatie") as session:
        inzet.evaluate(session, team.wie(), of, "nog een keer", datum=TODAY + 6 * WEEK, volgende=TODAY + 8 * WEEK)
    assert stand(team, of).evaluaties == (TODAY + 8 * WEEK,)


# --- another in the duo


def test_a_member_of_the_duo_is_replaced_from_a_day_on_with_why_and_what_was_handed_over(team: Toegang) -> None:
    of = began(team, start=TODAY - 4 * WEEK)
    assert swap(team, of, "JB", "MK", datum=TODAY - WEEK, reden="andere baan", overdracht="Moeder kent MK al.") == []
    assert stand(team, of).duo == ("TD", "MK")
    with team.reading() as session:
        jb, td, mk = inzet.duo_history(session, of)
    assert (jb.code, jb.naam, jb.van, jb.tot) == ("JB", "Jan Bos", TODAY - 4 * WEEK, TODAY - WEEK - timedelta(days=1))
    assert (jb.reden, jb.overdracht) == ("andere baan", "Moeder kent MK al.")
    assert (td.code, td.tot, mk.code, mk.van, mk.tot) == ("TD", None, "MK", TODAY - WEEK, None)
    with team.reading() as session:
        lopend = {r.lid.code: r.lopend for r in leden.capacity(session, TODAY)}
    assert (lopend["JB"], lopend["TD"], lopend["MK"]) == (0, 1, 1)


def test_the_last_duo_is_that_of_the_end_whoever_was_in_it_before(team: Toegang) -> None:
    of = began(team, start=TODAY - WEEK)
    swap(team, of, "JB", "MK")
    assert "voor de wissel" in refused(team, of, rule=uitkomst.close, datum=TODAY - timedelta(days=1))
    with team.doing("sluit") as session:
        uitkomst.close(session, team.wie(), of)
    now = stand(team, of)
    assert now.duo == ("TD", "MK")
    with team.reading() as session:
        (on_card,) = casussen.deployments(session, casus=now.casus_id)
    assert on_card.duo == ("TD", "MK")


def test_one_who_comes_in_can_be_replaced_the_same_day_and_come_back(team: Toegang) -> None:
    of = began(team)
    swap(team, of, "JB", "MK")
    swap(team, of, "MK", "JB", reden="toch niet")
    assert stand(team, of).duo == ("TD", "JB")
    with team.doing("sluit") as session:
        uitkomst.close(session, team.wie(), of)
    assert stand(team, of).duo == ("TD", "JB")
    assert sorted(history(team, of)) == [("JB", TODAY, TODAY), ("JB", TODAY, TODAY), ("MK", TODAY, TODAY), ("TD", TODAY, TODAY)]


def test_a_swap_is_refused_with_why_for_whoever_can_not(team: Toegang) -> None:
    of = began(team, start=TODAY - 2 * WEEK)
    jb, td, mk, av = (lid(team, code) for code in ("JB", "TD", "MK", "AV"))
    with team.doing("lid") as session:
        gone = leden.add(session, "WEG", naam="Wim Weg", team=1, actief_van=TODAY - 90 * WEEK).id
        new = leden.add(session, "NW", naam="Nina Weer", team=1, actief_van=TODAY).id
        leden.change(session, "WEG", actief_tot=TODAY - timedelta(days=1))
    swaps = {"rule": inzet.replace_member}
    assert "MK zit niet in dit duo" in refused(team, of, mk, jb, **swaps)
    assert "TD zit al in dit duo" in refused(team, of, jb, td, **swaps)
    assert "eigen plaats" in refused(team, of, jb, jb, **swaps)
    assert "AV zit niet in een Team AnderS" in refused(team, of, jb, av, **swaps)
    assert "WEG is geen lid meer, tot en met 23-11-2026" in refused(team, of, jb, gone, **swaps)
    assert "NW is pas lid vanaf 24-11-2026" in refused(team, of, jb, new, datum=TODAY - WEEK, **swaps)
    assert "moet nog komen" in refused(team, of, jb, mk, datum=TODAY + WEEK, **swaps)
    assert "pas sinds di 10 nov" in refused(team, of, jb, mk, datum=TODAY - 3 * WEEK, **swaps)
    with team.reading() as session, pytest.raises(NotFound):
        inzet.replace_member(session, team.wie(), of, jb, UUID(int=1))
    assert stand(team, of).duo == ("JB", "TD")


def test_nobody_is_in_a_duo_twice_over_the_same_days(team: Toegang) -> None:
    of = began(team, start=TODAY - 4 * WEEK)
    swap(team, of, "TD", "MK", datum=TODAY - WEEK)
    back = {"rule": inzet.replace_member, "datum": TODAY - 2 * WEEK}
    assert "TD zat tot en met ma 16 nov zelf in dit duo" in refused(team, of, lid(team, "JB"), lid(team, "TD"), **back)
    swap(team, of, "JB", "TD", datum=TODAY - WEEK)
    assert stand(team, of).duo == ("MK", "TD")


def test_a_swap_asks_for_one_newcomer_also_when_the_whole_duo_left(team: Toegang) -> None:
    of = began(team, start=TODAY - WEEK)
    with team.doing("lid") as session:
        for code in ("JB", "TD", "MK"):
            leden.change(session, code, actief_tot=TODAY - timedelta(days=1))
        leden.add(session, "QQ", naam="Quinten Quist", team=1)
    assert swap(team, of, "JB", "QQ") == []
    assert stand(team, of).duo == ("TD", "QQ")


def test_who_was_replaced_before_it_began_keeps_that_when_the_duo_is_chosen_again(team: Toegang) -> None:
    of = deployed(team, start=TODAY + WEEK)
    swap(team, of, "TD", "MK", reden="ziek", overdracht="alles")
    jb, mk, td = (lid(team, code) for code in ("JB", "MK", "TD"))
    with team.doing("besluit") as session:
        row = session.get_one(Inzet, of)
        row.duo_keuze_reden = "kent het gezin"
        triage.assign(session, team.wie(), row.besluit, [jb, mk])  # type: ignore[arg-type]
    was = ("TD", None, TODAY - timedelta(days=1))
    assert history(team, of)[0] == was
    assert (set(stand(team, of).duo), len(history(team, of))) == ({"JB", "MK"}, 3)
    with team.doing("besluit") as session:
        triage.assign(session, team.wie(), session.get_one(Inzet, of).besluit, [jb, td])  # type: ignore[arg-type]
    assert set(stand(team, of).duo) == {"JB", "TD"}
    assert was in history(team, of)


def test_what_to_look_out_for_in_a_newcomer_is_told(team: Toegang) -> None:
    of, other = began(team), began(team)
    with team.doing("lid") as session:
        leden.add(session, "ZZ", naam="Zoë Zorg", team=2, organisatie="Aanbieder A")
    assert swap(team, other, "JB", "MK") == []
    assert swap(team, of, "JB", "MK") == ["Let op: MK is vol, 1 van 1 plek bezet."]
    assert swap(team, of, "MK", "ZZ") == ["Let op: beiden van Aanbieder A.", "Let op: uit twee teams."]


def test_before_it_began_a_place_changes_hands_without_a_past_unless_something_was_said(team: Toegang) -> None:
    of = deployed(team, start=TODAY + WEEK)
    swap(team, of, "JB", "MK")
    assert history(team, of) == [("TD", TODAY + WEEK, None), ("MK", TODAY + WEEK, None)]
    swap(team, of, "MK", "JB", reden="ziek")
    assert stand(team, of).duo == ("TD", "JB")
    assert ("MK", None, TODAY - timedelta(days=1)) in history(team, of)
    with team.doing("inzet") as session:
        inzet.start(session, team.wie(), of)
    assert history(team, of) == [("MK", None, TODAY - timedelta(days=1)), ("TD", TODAY, None), ("JB", TODAY, None)]


def test_who_was_replaced_before_it_began_was_in_it_on_no_day_of_it_also_when_it_began_earlier(team: Toegang) -> None:
    of = deployed(team)
    swap(team, of, "JB", "MK", reden="ziek")
    with team.doing("inzet") as session:
        inzet.start(session, team.wie(), of, datum=TODAY - WEEK)
    assert history(team, of)[0] == ("JB", None, TODAY - WEEK - timedelta(days=1))


def test_a_swap_taken_back_leaves_the_duo_as_it_was(team: Toegang) -> None:
    of = began(team)
    swap(team, of, "JB", "MK", reden="ziek", overdracht="alles")
    assert ongedaan.undo(team).woorden == f"Teruggedraaid: wissel in het duo op {stand(team, of).casus}."
    assert history(team, of) == [("JB", TODAY, None), ("TD", TODAY, None)]
    ongedaan.redo(team)
    assert stand(team, of).duo == ("TD", "MK")


def test_the_same_swap_makes_the_same_row_on_every_laptop_and_another_one_another(team: Toegang) -> None:
    of, made = began(team), []
    with team.doing("lid") as session:
        leden.add(session, "QQ", naam="Quinten Quist", team=1)
    for erin in ("MK", "MK", "QQ"):
        swap(team, of, "JB", erin)
        with team.reading() as session:
            made.append(inzet.duo_links(session, of)[-1].id)
        ongedaan.undo(team)
    assert made[0] == made[1] != made[2]
    for uit, erin in (("JB", "MK"), ("TD", "QQ"), ("MK", "JB"), ("QQ", "MK")):
        swap(team, of, uit, erin)
    assert stand(team, of).duo == ("JB", "MK")


def test_a_duo_that_two_laptops_made_three_becomes_two_again(team: Toegang) -> None:
    of = began(team)
    mk = lid(team, "MK")
    with team.doing("x") as session:
        session.add(InzetLid(inzet=of, lid=mk, van=TODAY))
    assert "meer dan twee" in stand(team, of).aandacht
    swap(team, of, "TD", "MK")
    assert stand(team, of).duo == ("JB", "MK")


def test_open_actions_of_the_casus_are_counted_and_those_too_late(team: Toegang, clock: Clock) -> None:
    of = began(team)
    casus = stand(team, of).casus_id
    with team.doing("actie") as session:
        for days in (0, 3):
            acties.add(session, team.wie(), "belt", eigenaar=team.lid, voor=TODAY + timedelta(days=days), casus=casus)
        acties.done(session, team.wie(), acties.add(session, team.wie(), "klaar", eigenaar=team.lid, voor=TODAY, casus=casus))
    clock.go_on(days=1)
    assert (stand(team, of).open_acties, stand(team, of).te_laat) == (2, 1)


def test_the_log_of_an_inzet_that_did_not_go_through_stays_empty_and_one_that_ended_plans_nothing(team: Toegang) -> None:
    never, of = deployed(team), deployed(team)
    first = written(team, of, "9/11 tel: begonnen")
    with team.doing("sluit") as session:
        uitkomst.close(session, team.wie(), never, reden="gezin ziet ervan af")
        uitkomst.close(session, team.wie(), of)
    assert "niet doorgegaan" in refused(team, never, "tel: x", rule=inzetlog.log)
    with team.doing("log") as session:
        inzetlog.correct(session, team.wie(), first.id, "11/11: begonnen")
    assert (stand(team, of).gestart, followed(team, of)) == (date(2026, 11, 11), None)
    with team.reading() as session:
        assert inzet.evaluations(session, of) == []


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


def test_absences_that_follow_on_each_other_are_one(team: Toegang) -> None:
    of = began(team)
    jb = lid(team, "JB")
    with team.doing("weg") as session:
        leden.away(session, team.wie(), jb, TODAY, TODAY + timedelta(days=13))
        leden.away(session, team.wie(), jb, TODAY + 3 * WEEK, TODAY + 5 * WEEK)
    assert stand(team, of).aandacht == ""
    with team.doing("weg") as session:
        leden.away(session, team.wie(), jb, TODAY + 2 * WEEK, TODAY + 3 * WEEK - timedelta(days=1))
    assert stand(team, of).aandacht == f"JB is weg tot en met {day_words(TODAY + 5 * WEEK)}"


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
        uitkomst.close(session, team.wie(), of, reden="niet doorgegaan")
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


def test_an_inzet_is_carried_from_start_to_close_by_commands(run: Run, team: Toegang) -> None:
    of = deployed(team)
    code = stand(team, of).casus
    team.close()
    assert run("inzet", "start", code, "--datum", "20-11", "--doel", "thuis").out == (
        f"{code}: begonnen op vr 20 nov. Evaluaties: vr 4 dec, vr 1 jan en vr 12 feb.\n"
    )
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
