"""Looking casussen up: which ones a choice shows, what a line of the list says, and that a page costs a page."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlmodel import Session

from db import queries
from db.models import Casus, Inzet, Logregel
from retcli import casussen, leden, triage
from retcli.casussen import Keuze
from retcli.toegang import Toegang

from .conftest import Clock, Run
from .test_overleg import TODAY, begun, members, new_casus


def closed(team: Toegang, casus: UUID) -> None:
    with team.doing("sluit") as session:
        triage.close(session, team.wie(), casus)


def decided(team: Toegang, casus: UUID, route: str, *duo: UUID) -> None:
    with team.doing("besluit") as session:
        triage.decide(session, team.wie(), casus, route, duo=duo)


def shows(team: Toegang, keuze: Keuze) -> list[UUID]:
    with team.reading() as session:
        return list(casussen.chosen(session, keuze))


def line(team: Toegang, casus: UUID) -> casussen.Rij:
    with team.reading() as session:
        return casussen.rows(session, [casus], TODAY)[casus]


def test_a_choice_shows_what_fits_each_of_its_parts(team: Toegang) -> None:
    old = new_casus(team, datum_aanmelding=TODAY - timedelta(days=400), geboortejaar=2010)
    almelo = new_casus(team, gemeente="GM0141")
    new = new_casus(team, datum_aanmelding=TODAY)
    closed(team, old)
    decided(team, almelo, "CON")
    assert shows(team, Keuze()) == [new, almelo, old]
    assert shows(team, Keuze(alleen_open=True)) == [new, almelo]
    assert shows(team, Keuze(status="consultatie")) == [almelo]
    assert shows(team, Keuze(gemeente="GM0153", alleen_open=True)) == [new]
    assert shows(team, Keuze(jaar=TODAY.year - 1)) == [old]
    assert shows(team, Keuze(jaar=TODAY.year, woorden="almelo")) == [almelo]
    with team.reading() as session:
        assert casussen.totals(session) == (2, 3)
        assert casussen.counts(session, Keuze()) == {"nieuw": 1, "consultatie": 1, "afgesloten": 1}
        assert [r.id for r in casussen.chosen_rows(session, Keuze(alleen_open=True))] == [new, almelo]


@pytest.mark.parametrize(
    "words",
    ["SPECIALE", "Jufferlaan", "opmerkelijk", "gecertif", "jeugdbeschermer", "enschede", "nieuw", "2012", "enschede 2012 speciale"],
)
def test_each_word_is_looked_for_in_code_texts_and_labels(team: Toegang, words: str) -> None:
    found = new_casus(team, vraag="Een speciale vraag.", aanmelder_organisatie="Jufferlaan 3", opmerking="Heel opmerkelijk.")
    other = new_casus(team, gemeente="GM0141", aanmelder="OND", geboortejaar=2015)
    decided(team, other, "CON")
    assert shows(team, Keuze(woorden=words)) == [found]
    with team.reading() as session:
        assert [r.id for r in casussen.search(session, words)] == [found]
        code = casussen.card(session, found).casus
    assert shows(team, Keuze(woorden=code.lower())) == [found]


@pytest.mark.parametrize("words", ["%", "_", "'", "!", "\\", "enschede niets", '" OR 1=1 --'])
def test_signs_of_sql_are_words_like_any_other(team: Toegang, words: str) -> None:
    new_casus(team)
    assert shows(team, Keuze(woorden=words)) == []


def test_a_line_says_what_happened_last_and_nothing_that_is_still_to_come(team: Toegang) -> None:
    jb, mk, _ = members(team)
    casus = new_casus(team)
    assert (line(team, casus).laatst, line(team, casus).laatst_op, line(team, casus).wacht) == (
        "aangemeld",
        TODAY - timedelta(days=5),
        True,
    )
    decided(team, casus, "TA", jb, mk)
    shown = line(team, casus)
    assert (shown.regel.status, shown.laatst, shown.laatst_op, shown.wacht) == ("inzet", "besluit", TODAY, False)
    closed_one = new_casus(team)
    decided(team, closed_one, "CON")
    closed(team, closed_one)
    assert line(team, closed_one).laatst == "afgesloten"


def test_an_inzet_without_contact_for_longer_than_agreed_is_silent(team: Toegang) -> None:
    casus = new_casus(team, datum_aanmelding=TODAY - timedelta(days=90))
    with team.doing("inzet") as session:
        inzet = Inzet(casus=casus, inzet_planning_start=TODAY - timedelta(days=60))
        session.add(inzet)
        session.flush()
        session.add(Logregel(casus=casus, inzet=inzet.id, datum=TODAY - timedelta(days=22)))
    assert line(team, casus).stil
    with team.doing("log") as session:
        session.add(Logregel(casus=casus, inzet=inzet.id, datum=TODAY - timedelta(days=21)))
    assert not line(team, casus).stil
    assert line(team, casus).laatst == "contact"


def test_the_lines_of_a_page_are_those_of_the_whole_list(team: Toegang) -> None:
    """Two roads to the same status: of a page for the screen, of all for `casus lijst`."""
    begun(team)
    made = [new_casus(team) for _ in range(4)]
    decided(team, made[0], "CON")
    decided(team, made[1], "AANH")
    closed(team, made[1])
    with team.doing("heropen") as session:
        triage.reopen(session, team.wie(), made[1], "toch weer")
    with team.reading() as session:
        everything = casussen.listed(session)
        page = casussen.rows(session, [r.id for r in everything], TODAY)
        assert {r.id: r for r in everything} == {row: rij.regel for row, rij in page.items()}
        assert casussen.rows(session, [uuid4()], TODAY) == {}
    assert {r.status for r in everything} >= {"consultatie", "heropend"}


def test_a_page_reads_no_table_from_end_to_end(team: Toegang) -> None:
    """With ten thousand casussen a key may not wait for a status of each."""

    def plan(session: Session, sql: str) -> list[str]:
        return [row[3] for row in session.execute(text(f"EXPLAIN QUERY PLAN {sql}"))]

    with team.reading() as session:
        first = plan(session, f"SELECT * FROM ({queries._CASUSSEN}) {queries._NEWEST} LIMIT 40")
        some = plan(session, f"SELECT * FROM ({queries._CASUSSEN}) WHERE id IN (x'00', x'01')")
    assert [step for step in first if "SCAN" in step] == ["SCAN c USING INDEX ix_casus_datum_aanmelding"]
    assert [step for step in some if "SCAN" in step] == []


def test_the_others_of_a_child_and_its_family_are_found_from_each_side(team: Toegang) -> None:
    earlier, now, sister = new_casus(team, datum_aanmelding=TODAY - timedelta(days=300)), new_casus(team), new_casus(team)
    family = uuid4()
    with team.doing("koppel") as session:
        session.get_one(Casus, now).eerdere_aanmelding = earlier
        for row in (now, sister):
            session.get_one(Casus, row).gezin = family
    with team.reading() as session:
        assert [(v.id, v.soort) for v in casussen.related(session, now)] == [(earlier, "eerder"), (sister, "gezin")]
        assert [(v.id, v.soort) for v in casussen.related(session, earlier)] == [(now, "later")]


def test_what_was_written_is_known_by_a_number_that_only_acts_change(team: Toegang, clock: Clock) -> None:
    """The list reads again only after an act; having looked is none."""
    with team.reading() as session:
        before = casussen.written(session)
    with team.doing("lijst") as session:
        casussen.seen(session, team.wie(), "lijst")
    with team.reading() as session:
        assert casussen.written(session) == before
    with team.doing("team") as session:
        leden.add(session, "XY", naam="Xe Yn")
    with team.reading() as session:
        assert casussen.written(session) > before


def test_ids_are_a_list_without_being_one(team: Toegang) -> None:
    made = [new_casus(team) for _ in range(3)]
    with team.reading() as session:
        ids = casussen.chosen(session, Keuze())
    assert set(ids) == set(made)
    assert [ids.index(row) for row in ids] == [0, 1, 2]
    assert list(ids[1:]) == list(ids)[1:]
    assert uuid4() not in ids
    assert "x" not in ids


def test_the_commands_narrow_the_list_and_tell_the_time_line(run: Run) -> None:
    assert run("begin", "--naam", "Anna Vos", "--rol", "voorzitter").code == 0
    one = run("casus", "nieuw", "--gemeente", "almelo", "--datum", "2025-11-24", "--vraag", "x").out.strip()
    two = run("casus", "nieuw", "--gemeente", "enschede", "--vraag", "y").out.strip()
    run("casus", "sluit", two)
    assert [c["casus"] for c in run("casus", "lijst", "--open", "--json").json] == [one]
    assert [c["casus"] for c in run("casus", "lijst", "--gemeente", "enschede", "--json").json] == [two]
    assert [c["casus"] for c in run("casus", "lijst", "--jaar", "2025", "--json").json] == [one]
    assert run("casus", "lijst", "--jaar", "2001").out == "Hier past geen casus bij.\n"
    events = run("casus", "toon", two, "--tijdlijn", "--json").json
    assert [(e["op"], e["soort"], e["wie"]) for e in events] == [("2026-11-24", "aanmelding", "AV"), ("2026-11-24", "afsluiting", "AV")]
    assert run("casus", "toon", two, "--tijdlijn").out.splitlines()[1].startswith("di 24 nov 2026  AV    afgesloten")
