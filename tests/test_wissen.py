"""Erasing a casus for good: nothing of it is left anywhere, everything else stays, and every laptop does the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlmodel import Session, select

from db.columns import new_id
from db.models import Actie, Casus, Concept, Overleg, Vaststelling
from db.sync import audit, erasure, pakket
from db.sync.audit import links, verify
from db.sync.schema import sync_tables
from retcli import (
    acties,
    backup,
    casussen,
    concepten,
    heraanmelding,
    historie,
    intake,
    inzet,
    inzetlog,
    ongedaan,
    overleg,
    samenvoegen,
    signalen,
    tijdlijn,
    toegang,
    triage,
    uitkomst,
    uitwisselen,
    vandaag,
    verschillen,
    wissen,
)
from retcli.errors import DiskFull, NotFound, Refused
from retcli.importeren import importeer, lees_bestand
from retcli.locations import Place
from retcli.notulen import inhoud, vaststellen
from retcli.toegang import Toegang

from .conftest import PASSPHRASE, Clock, Run
from .db.laptops import Laptop, fast_disk, state
from .db.pakketten import content, written
from .importeren_hulp import WERKBOEK
from .samen import Samen, together
from .test_logtaal import answering
from .test_overleg import TODAY, members, new_casus

GEHEIM = "geheimpje"
"""Stands in every text of the casus that goes."""
BLIJFT = "blijvertje"
"""Stands in every text of another, with which the same happened."""
WEEK = timedelta(days=7)


def held(team: Toegang, clock: Clock) -> tuple[UUID, UUID]:
    """The casus to erase and one that stays. Both went through everything, with their word in each text, in one meeting that is closed."""
    jb, mk, _ = members(team)
    made = {}
    for word in (GEHEIM, BLIJFT):
        made[word] = new_casus(
            team, vraag=f"{word} vraag", opmerking=f"{word} opmerking", aanmelder_organisatie=f"{word} bureau", roepnaam=f"{word} roepnaam",
            zienswijze=f"{word} zienswijze", datum_aanmelding=TODAY - 2 * WEEK, knelpunt=["SCHOOL"], bijkomend=["ADHD"],
        )  # fmt: skip
    with team.doing("overleg") as session:
        wie = team.wie()
        meeting = overleg.begin(session, wie)
        for word, casus in made.items():
            besluit = triage.decide(session, wie, casus, "TA", overleg=meeting, reden=f"{word} reden")
            triage.assign(session, wie, besluit, [jb, mk], start=TODAY, doel=f"{word} doel", keuze_reden=f"{word} keuze")
            item = next(p for p in overleg.agenda(session, meeting, TODAY) if p.casus_id == casus)
            overleg.set_note(session, wie, meeting, item, f"{word} notitie")
            overleg.mark(session, wie, meeting, item)
            acties.add(session, wie, f"{word} bellen", eigenaar=jb, voor=TODAY, casus=casus, overleg=meeting)
            signalen.add(session, wie, f"een plek ontbreekt {casuscode_of(session, casus)}", overleg=meeting)
        overleg.close(session, wie, meeting)
    clock.go_on(hours=1)
    for word, casus in made.items():
        with team.doing("log") as session:
            wie = team.wie()
            (given,) = casussen.deployments(session, casus=casus)
            line = inzetlog.log(session, wie, given.id, f"{word} eerste regel")
            inzetlog.correct(session, wie, line.id, f"{word} betere regel")
            inzet.plan_evaluation(session, wie, given.id, TODAY)
            inzet.evaluate(session, wie, given.id, f"{word} uitkomst", datum=TODAY)
            uitkomst.close(
                session, wie, given.id, resultaat="THUIS", woonsituatie_begin="GROEP", woonsituatie_eind="OUDERS", afgeschaald_naar=word
            )
            after = uitkomst.aftercare(session, inzet=given.id)[0]
            uitkomst.look_back(session, wie, after.id, f"{word} nazorg", woonsituatie="OUDERS")
        with team.doing("sluit") as session:
            triage.close(session, team.wie(), casus, resultaat="THUIS", overgedragen_aan=f"{word} wijkteam")
        with team.doing("heropen") as session:
            triage.reopen(session, team.wie(), casus, f"{word} heropend")
    clock.go_on(hours=1)
    return made[GEHEIM], made[BLIJFT]


def casuscode_of(session: Session, casus: UUID) -> str:
    return session.get_one(Casus, casus).casuscode or ""


def places(team: Toegang, word: str) -> set[str]:
    """In which columns of the whole database a word stands, in text or in bytes."""
    found: set[str] = set()
    with team.store.raw_cursor() as cursor:
        for (table,) in cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            rows = cursor.execute(f'SELECT * FROM "{table}"')
            names = [column[0] for column in rows.description]
            for row in rows.fetchall():
                for name, value in zip(names, row, strict=True):
                    raw = value.encode() if isinstance(value, str) else value
                    if isinstance(raw, bytes) and word.encode() in raw:
                        found.add(f"{table}.{name}")
    return found


def code_of(team: Toegang, casus: UUID) -> str:
    with team.reading() as session:
        return session.get_one(Casus, casus).casuscode or ""


def sound(team: Toegang) -> None:
    assert [f for f in verify(team.store, deep=True) if not f.ok] == []


def rows_of(team: Toegang) -> dict[str, list[tuple[object, ...]]]:
    """What stands in every table that travels."""
    with team.store.raw_cursor() as cursor:
        return {name: sorted(cursor.execute(table.select("1")).fetchall(), key=repr) for name, table in sync_tables().items()}


def test_nothing_of_it_is_left_in_any_column_nor_in_a_package_made_afterwards(team: Toegang, clock: Clock, folder: Path) -> None:
    goes, stays = held(team, clock)
    code, other = code_of(team, goes), code_of(team, stays)
    before = places(team, BLIJFT)
    assert len(places(team, GEHEIM)) > 15
    done = wissen.wis(team, goes, "VERZOEK")
    assert places(team, GEHEIM) == set()
    assert places(team, code) == set()
    assert places(team, BLIJFT) == before
    assert done.door == "Anna Vos"
    lines = b"".join(content(written(team.store, folder).path, team.store))
    assert GEHEIM.encode() not in lines
    assert code.encode() not in lines
    assert BLIJFT.encode() in lines
    sound(team)
    with team.reading() as session:
        assert session.get(Casus, goes) is None
        assert casussen.card(session, stays).casus == other


def test_every_other_row_stays_as_it_was(team: Toegang, clock: Clock) -> None:
    goes, _ = held(team, clock)
    before = rows_of(team)
    wissen.wis(team, goes, "TERMIJN")
    after = rows_of(team)
    new = {table: [row for row in rows if row not in before[table]] for table, rows in after.items()}
    assert {table: len(rows) for table, rows in new.items() if rows} == {"vaststelling": 1, "wissing": 1}
    gone = {table for table, rows in before.items() if any(row not in after[table] for row in rows)}
    assert {"casus", "besluit", "actie", "inzet", "inzet_lid", "logregel", "evaluatie", "nazorg", "heropening", "agendapunt"} <= gone
    assert {"signaal_casus", "casus_knelpunt", "casus_problematiek"} <= gone
    assert gone.isdisjoint({"lid", "overleg", "aanwezigheid", "signaal", "apparaat", "instelling"})
    assert len(after["casus"]) == 1


def test_the_minutes_of_a_closed_meeting_tell_all_but_the_casus(team: Toegang, clock: Clock) -> None:
    goes, stays = held(team, clock)
    code, other = code_of(team, goes), code_of(team, stays)
    with team.reading() as session:
        meeting = overleg.last_held(session).id
        before = inhoud.compose(session, meeting)
    wissen.wis(team, goes, "VERZOEK")
    with team.reading() as session:
        after = inhoud.compose(session, meeting)
        assert session.get_one(Vaststelling, inhoud.key(meeting)).vastgesteld_op is None
    assert code in before.casussen
    assert after.casussen == tuple(c for c in before.casussen if c != code)
    assert [b.casus for b in after.besluiten] == [other]
    assert after.aanwezig == before.aanwezig
    assert [s.casussen for s in after.signalen] == [(), (other,)]
    assert BLIJFT in str(after)


def test_undo_goes_past_it_to_what_was_done_before_elsewhere(team: Toegang, clock: Clock) -> None:
    goes, stays = held(team, clock)
    with team.doing("wijzig") as session:
        session.get_one(Casus, stays).opmerking = BLIJFT
    with team.doing("wijzig") as session:
        session.get_one(Casus, goes).opmerking = GEHEIM
    wissen.wis(team, goes, "VERZOEK")
    clock.go_on(minutes=1)
    before = rows_of(team)
    with team.reading() as session:
        words = [act.woorden for act in ongedaan.acts(session, 500)]
    assert words[0] == f"wijziging van opmerking op {code_of(team, stays)}"
    assert not any("wissen" in said or "“”" in said for said in words)
    done = ongedaan.undo(team)
    assert done.woorden == f"Teruggedraaid: {words[0]}. Wat definitief gewist is, komt niet terug."
    with team.reading() as session:
        assert session.get_one(Casus, stays).opmerking == f"{BLIJFT} opmerking"
    assert ongedaan.redo(team).woorden == f"Opnieuw gedaan: {words[0]}."
    assert rows_of(team) == before
    assert ongedaan.undo(team).woorden == f"Teruggedraaid: {words[0]}."
    assert places(team, GEHEIM) == set()
    sound(team)


def test_a_meeting_that_is_closed_again_brings_no_note_of_it_back(team: Toegang, clock: Clock) -> None:
    """A meeting that is closed again after what was erased takes its minutes from what is there."""
    goes, _ = held(team, clock)
    wissen.wis(team, goes, "VERZOEK")
    with team.doing("heropen") as session:
        meeting = overleg.last_held(session).id
        overleg.reopen(session, team.wie(), meeting, "nog iets")
    clock.go_on(minutes=1)
    with team.doing("sluit") as session:
        overleg.close(session, team.wie(), meeting)
    assert places(team, GEHEIM) == set()
    sound(team)


def test_what_it_comes_to_is_told_first_and_nothing_changes(team: Toegang, clock: Clock) -> None:
    goes, stays = held(team, clock)
    code, other = code_of(team, goes), code_of(team, stays)
    with team.doing("wijzig") as session:
        session.get_one(Casus, stays).opmerking = f"{BLIJFT}: zie ook {code.lower()}"
        meeting = overleg.last_held(session).id
        session.get_one(Overleg, meeting).mededeling = f"Over {code} later meer"
    before = rows_of(team)
    with team.reading() as session:
        told = wissen.omvang(session, goes, team.place)
    assert rows_of(team) == before
    assert told.codes == (code,)
    assert {("besluit", 1), ("inzet", 1), ("logregels", 2), ("heropening", 1)} <= set(told.aantallen)
    assert told.overleggen == ("di 24 nov 2026",)
    assert told.genoemd == (f"opmerking van {other}", "mededeling bij het overleg van di 24 nov")
    assert told.blijft == ()


def test_the_doubles_go_along_whichever_is_named(team: Toegang) -> None:
    one, two, three, other = (new_casus(team, vraag=f"{GEHEIM} {n}") for n in range(4))
    with team.doing("samenvoegen") as session:
        samenvoegen.samen(session, team.wie(), one, two, {})
    with team.doing("samenvoegen") as session:
        samenvoegen.samen(session, team.wie(), three, two, {})
    codes = [code_of(team, casus) for casus in (three, one, two)]
    with team.reading() as session:
        told = wissen.omvang(session, three)
    assert told.codes[0] == codes[0]
    assert set(told.codes) == set(codes)
    wissen.wis(team, three, "VERZOEK")
    with team.reading() as session:
        assert list(session.exec(select(Casus.id))) == [other]
    assert [places(team, code) for code in codes] == [set()] * 3
    sound(team)


def test_what_joining_copied_goes_also_when_they_were_taken_apart_since(team: Toegang) -> None:
    goes, stays = new_casus(team, vraag=f"{GEHEIM} vraag", knelpunt=["SCHOOL"]), new_casus(team)
    with team.doing("begin") as session:
        wie = team.wie()
        meeting = overleg.begin(session, wie)
        item = next(p for p in overleg.agenda(session, meeting, TODAY) if p.casus_id == goes)
        overleg.set_note(session, wie, meeting, item, f"{GEHEIM} notitie")
    with team.doing("samenvoegen") as session:
        samenvoegen.samen(session, team.wie(), goes, stays, {})
    with team.doing("losmaken") as session:
        samenvoegen.los(session, team.wie(), goes)
    wissen.wis(team, goes, "VERZOEK")
    assert places(team, GEHEIM) == set()
    sound(team)
    other = new_casus(team)
    with team.doing("samenvoegen") as session:  # the key of a joining is made of its double
        samenvoegen.samen(session, team.wie(), stays, other, {})
    with team.reading() as session:
        assert [d.id for d in samenvoegen.doubles(session, other)] == [stays]


def test_who_was_a_double_of_it_and_was_taken_apart_can_be_one_again(team: Toegang) -> None:
    """The key of a joining is made of its double: erased, it could never be used again."""
    goes, stays, other = new_casus(team), new_casus(team), new_casus(team)
    with team.doing("samenvoegen") as session:
        samenvoegen.samen(session, team.wie(), stays, goes, {})
    with team.doing("losmaken") as session:
        samenvoegen.los(session, team.wie(), stays)
    wissen.wis(team, goes, "VERZOEK")
    with team.doing("samenvoegen") as session:
        samenvoegen.samen(session, team.wie(), stays, other, {})
    with team.store.raw_cursor() as cursor:
        assert samenvoegen.key(stays).bytes not in erasure.erased_rows(cursor)
    sound(team)


def test_what_was_taken_back_before_goes_too(team: Toegang) -> None:
    goes = new_casus(team)
    with team.doing("actie") as session:
        acties.add(session, team.wie(), f"{GEHEIM} bellen", eigenaar=team.lid, voor=TODAY, casus=goes)
    ongedaan.undo(team)
    assert places(team, GEHEIM) == {"sync_op.val"}
    wissen.wis(team, goes, "VERZOEK")
    assert places(team, GEHEIM) == set()
    sound(team)


def test_another_aanmelding_of_the_child_stays_and_is_told(team: Toegang) -> None:
    earlier, later, strange = (new_casus(team, datum_aanmelding=TODAY - timedelta(days=n)) for n in (90, 5, 4))
    with team.doing("wijzig") as session:
        heraanmelding.link(session, later, earlier)
        heraanmelding.set_aside(session, strange, earlier)
    with team.reading() as session:
        told = wissen.omvang(session, earlier)
    assert f"Van dit kind is er ook {code_of(team, later)}. Dat is een andere aanmelding; die wist u apart." in told.blijft
    wissen.wis(team, earlier, "VERZOEK")
    with team.reading() as session:
        assert session.get_one(Casus, later).eerdere_aanmelding is None
        assert session.get(Casus, strange) is not None
    sound(team)


def test_a_meeting_that_stands_at_it_goes_on_at_the_next_item(team: Toegang) -> None:
    goes, stays = new_casus(team, urgentie="HOOG"), new_casus(team)
    with team.doing("begin") as session:
        wie = team.wie()
        meeting = overleg.begin(session, wie)
        first, second = (next(p for p in overleg.agenda(session, meeting, TODAY) if p.casus_id == casus) for casus in (goes, stays))
        overleg.go_to_step(session, wie, meeting, first.id, first)
    wissen.wis(team, goes, "ONTERECHT")
    with team.doing("besluit") as session:
        wie = team.wie()
        assert overleg.running(session).huidig == second.id
        assert [p.casus_id for p in overleg.agenda(session, meeting, TODAY)] == [stays]
        triage.decide(session, wie, stays, "CON", overleg=meeting)
        overleg.close(session, wie, meeting)
        assert inhoud.compose(session, meeting).zonder_besluit == ()
    sound(team)


def test_a_casus_that_is_not_there_and_a_reason_of_nobody_are_refused(team: Toegang) -> None:
    casus = new_casus(team)
    with pytest.raises(Refused, match="geen reden om te wissen"):
        wissen.wis(team, casus, "zomaar")
    with pytest.raises(NotFound):
        wissen.wis(team, UUID(int=7), "VERZOEK")
    wissen.wis(team, casus, "verzoek")
    with pytest.raises(NotFound):
        wissen.wis(team, casus, "VERZOEK")
    with team.reading() as session:
        (done,) = wissen.lijst(session)
    assert (done.door, done.reden) == ("Anna Vos", "VERZOEK")


def test_an_aanmelding_that_was_taken_back_can_be_erased_by_its_whole_code(team: Toegang) -> None:
    casus = new_casus(team, vraag=GEHEIM, knelpunt=["SCHOOL"])
    code = code_of(team, casus)
    ongedaan.undo(team)
    assert places(team, GEHEIM) == {"sync_op.val"}
    with team.reading() as session:
        found = wissen.zoek(session, code)
        with pytest.raises(NotFound):
            wissen.zoek(session, code[:6])
        assert wissen.omvang(session, found).codes == (code,)
    wissen.wis(team, found, "ONTERECHT")
    assert places(team, GEHEIM) == set()
    assert places(team, code) == set()
    with team.reading() as session, pytest.raises(NotFound):
        wissen.zoek(session, code)
    with pytest.raises(Refused):
        ongedaan.redo(team)
    sound(team)


def test_of_two_casussen_with_one_code_one_gets_another_first(team: Toegang) -> None:
    one, two = new_casus(team), new_casus(team)
    with team.doing("wijzig") as session:
        session.get_one(Casus, two).casuscode = session.get_one(Casus, one).casuscode
    with pytest.raises(Refused, match="Er is nog een casus"):
        wissen.wis(team, one, "VERZOEK")


# --- what belongs to a casus, of every table

NOT_ALONG = {
    ("casus", "eerdere_aanmelding"): "an earlier aanmelding of the child is one of its own; the link is emptied",
    ("samenvoeging", "casus"): "it belongs to the double, and goes when that goes along",
}
"""Links to a casus whose row does not go with it, and why."""


def test_every_table_with_a_path_to_a_casus_goes_along_or_is_said_to_stay(team: Toegang, clock: Clock) -> None:
    """For each link that leads to a casus, also through others: a row that has only that one goes."""
    goes, stays = held(team, clock)
    paths = paths_to_casus()
    rows: dict[str, UUID] = {"casus": goes}
    made: dict[tuple[str, str], UUID] = {}
    with team.doing("vullen") as session:
        for table, column, parent in paths:
            key = new_id()
            columns: dict[str, object] = {"id": key.bytes, column: rows[parent].bytes}
            if (table, column) == ("samenvoeging", "casus"):
                continue  # a live one joins, and then both go: its own test
            if table == "casus":
                columns["casuscode"] = "26-00000X"
            session.connection().exec_driver_sql(
                f"INSERT INTO {table}({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})", tuple(columns.values())
            )
            made[table, column] = key
            rows.setdefault(table, key)
    assert {table for table, _ in made} >= {"inzet_lid", "evaluatie", "nazorg", "herkomst", "agendapunt", "casus_ander_kind", "interventie"}
    wissen.wis(team, goes, "VERZOEK")
    with team.store.raw_cursor() as cursor:
        left = {at for at, key in made.items() if cursor.execute(f"SELECT 1 FROM {at[0]} WHERE id = ?", (key.bytes,)).fetchone()}
        erased = erasure.erased_rows(cursor)
    assert left == {("casus", "eerdere_aanmelding")}
    assert left <= NOT_ALONG.keys()
    assert {at for at, key in made.items() if key.bytes in erased} == made.keys() - left
    assert stays.bytes not in erased
    sound(team)


def paths_to_casus() -> list[tuple[str, str, str]]:
    """(table, column, table that it names) of every link by which a row is about a casus, nearest first."""
    found: list[tuple[str, str, str]] = []
    about = ["casus"]
    for parent in about:
        for child, column in links().get(parent, ()):
            if (child, column) not in [(t, c) for t, c, _ in found]:
                found.append((child, column, parent))
                if child not in about:
                    about.append(child)
    return found


def test_a_row_that_names_two_casussen_belongs_to_the_one_it_shows(team: Toegang) -> None:
    goes, stays = new_casus(team), new_casus(team)
    with team.doing("actie") as session:
        acties.add(session, team.wie(), "belt school", eigenaar=team.lid, voor=TODAY, casus=stays)
        besluit = triage.decide(session, team.wie(), goes, "AANH", reden=GEHEIM)
        (action,) = casussen.actions(session, casus=stays)
    with team.doing("wijzig") as session:
        session.connection().exec_driver_sql("UPDATE actie SET besluit = ? WHERE id = ?", (besluit.bytes, action.id.bytes))
    wissen.wis(team, goes, "VERZOEK")
    with team.reading() as session:
        assert [(a.id, a.casus, a.besluit) for a in casussen.actions(session)] == [(action.id, casuscode_of(session, stays), None)]
    sound(team)


# --- on other laptops


@pytest.fixture
def samen(team: Toegang, tmp_path: Path, clock: Clock) -> Iterator[Samen]:
    with fast_disk(), together(team, tmp_path / "samen", clock) as made:
        yield made


def same(samen: Samen) -> None:
    assert state(samen.laptops[0]) == state(samen.laptops[1])
    sound(samen.anna)
    sound(samen.bart)


def test_after_an_exchange_the_other_laptop_has_nothing_of_it_either(samen: Samen) -> None:
    goes, stays = held(samen.anna, samen.clock)
    samen.wissel()
    before = places(samen.bart, BLIJFT)
    assert len(places(samen.bart, GEHEIM)) > 10
    code = code_of(samen.bart, goes)
    wissen.wis(samen.anna, goes, "VERZOEK")
    samen.wissel()
    for at in (samen.anna, samen.bart):
        assert places(at, GEHEIM) == set()
        assert places(at, code) == set()
        with at.reading() as session:
            assert [r.id for r in casussen.listed(session)] == [stays]
            assert verschillen.lijst(session) == []
            assert GEHEIM not in str(vandaag.look(session, at.wie()))
    assert places(samen.bart, BLIJFT) == before
    same(samen)


def test_an_exchange_tells_it_as_one_thing_and_so_does_a_look_ahead(team: Toegang, bart: Toegang, folder: Path, clock: Clock) -> None:
    goes, _ = held(team, clock)
    for at in (team, bart):
        uitwisselen.wissel_uit(at, folder)
    done = wissen.wis(team, goes, "VERZOEK")
    assert done.op is not None
    uitwisselen.wissel_uit(team, folder)
    seen = uitwisselen.voorbeeld(bart, folder)
    report = uitwisselen.wissel_uit(bart, folder)
    for told in (seen, report):
        assert [one.woorden for one in told.aantallen] == ["1 casus gewist door Anna Vos (di 24 nov)"]
        assert told.casussen == ()
        assert told.verschillen == 0
    assert seen.stand == report.stand
    assert places(bart, GEHEIM) == set()


def test_own_work_that_only_lost_its_casus_is_not_told_as_changed_by_the_other(
    team: Toegang, bart: Toegang, folder: Path, clock: Clock
) -> None:
    goes, stays = held(team, clock)
    for at in (team, bart):
        uitwisselen.wissel_uit(at, folder)
    with bart.doing("actie") as session:
        wie = bart.wie()
        mine, shared = (acties.add(session, wie, GEHEIM, eigenaar=bart.lid, voor=TODAY, casus=casus) for casus in (goes, stays))
    for at in (bart, team):
        uitwisselen.wissel_uit(at, folder)
    with bart.doing("actie") as session:
        late = acties.add(session, bart.wie(), GEHEIM, eigenaar=bart.lid, voor=TODAY, casus=goes)
    with team.doing("wijzig") as session:
        session.get_one(Actie, shared).omschrijving = "anders"
    wissen.wis(team, goes, "VERZOEK")
    uitwisselen.wissel_uit(team, folder)
    seen = uitwisselen.voorbeeld(bart, folder)
    report = uitwisselen.wissel_uit(bart, folder)
    for told in (seen, report):
        assert [one.woorden for one in told.aantallen if one.soort == "wissing"] == ["1 casus gewist door Anna Vos (di 24 nov)"]
        assert [one.woorden for one in told.aantallen if one.soort == "actie"] == ["1 actie gewijzigd"]
    with bart.reading() as session:
        assert session.get(Actie, mine) is None
        assert session.get_one(Actie, late).casus is None


def test_who_exchanges_after_a_long_time_hears_of_the_work_and_of_what_was_erased(
    team: Toegang, bart: Toegang, folder: Path, clock: Clock
) -> None:
    goes, stays = held(team, clock)
    code = code_of(team, stays)
    wissen.wis(team, goes, "VERZOEK")
    uitwisselen.wissel_uit(team, folder)
    report = uitwisselen.wissel_uit(bart, folder)
    assert [one.code for one in report.casussen] == [code]
    assert "1 casus gewist door Anna Vos (di 24 nov)" in [one.woorden for one in report.aantallen]
    assert places(bart, GEHEIM) == set()
    sound(bart)


def test_what_another_wrote_of_it_without_knowing_is_told_and_goes_with_one_call(samen: Samen) -> None:
    goes, _ = held(samen.anna, samen.clock)
    samen.wissel()
    code = code_of(samen.bart, goes)
    wissen.wis(samen.anna, goes, "VERZOEK")
    samen.clock.go_on(minutes=5)
    bart = samen.bart
    with bart.doing("week") as session:
        wie = bart.wie()
        session.get_one(Casus, goes).vraag = f"{GEHEIM} anders"
        action = acties.add(session, wie, f"{GEHEIM} belt later", eigenaar=bart.lid, voor=TODAY, casus=goes)
        besluit = triage.decide(session, wie, goes, "TA", reden=f"{GEHEIM} nog eens")
        meeting = overleg.last_held(session).id
        overleg.reopen(session, wie, meeting, "nog iets")
    samen.clock.go_on(minutes=5)
    with bart.doing("sluit") as session:
        overleg.close(session, bart.wie(), meeting)
    samen.wissel()
    same(samen)
    for at in (samen.anna, samen.bart):
        with at.reading() as session:
            assert verschillen.lijst(session) == []
            assert verschillen.aantal(session) == 0
            found = wissen.rest(session)
            assert {what for what, _ in found.aantallen} >= {"besluit"}
            assert found.overleggen == ("di 24 nov 2026",)
            assert f"{GEHEIM} anders" not in str(casussen.listed(session))
    with pytest.raises(Refused, match="beheer"):
        wissen.wis_rest(bart)
    done = wissen.wis_rest(samen.anna)
    assert done is not None
    assert done.reden == "VERZOEK"
    with samen.anna.store.raw_cursor() as cursor:
        assert {besluit.bytes, action.bytes} <= erasure.erased_rows(cursor)
    assert wissen.wis_rest(samen.anna) is None
    samen.wissel()
    for at in (samen.anna, samen.bart):
        assert places(at, GEHEIM) == set()
        assert places(at, code) == set()
        with at.reading() as session:
            assert not wissen.rest(session)
            assert len(wissen.lijst(session)) == 2
    same(samen)


@pytest.mark.parametrize("both", [False, True])
def test_what_came_in_afterwards_goes_for_the_reason_of_what_it_is_about(samen: Samen, both: bool) -> None:
    first, second = (new_casus(samen.anna, vraag=GEHEIM) for _ in range(2))
    samen.wissel()
    wissen.wis(samen.anna, first, "TERMIJN")
    samen.clock.go_on(minutes=1)
    wissen.wis(samen.anna, second, "ONTERECHT")
    with samen.bart.doing("actie") as session:
        for casus in (first, second) if both else (first,):
            acties.add(session, samen.bart.wie(), f"{GEHEIM} belt later", eigenaar=samen.bart.lid, voor=TODAY, casus=casus)
    samen.wissel()
    done = wissen.wis_rest(samen.anna)
    assert done is not None
    assert done.reden == ("" if both else "TERMIJN")
    with samen.anna.reading() as session:
        assert [one.reden for one in wissen.lijst(session)] == [done.reden, "ONTERECHT", "TERMIJN"]
    samen.wissel()
    assert places(samen.bart, GEHEIM) == set()
    same(samen)


def test_only_a_laptop_with_the_beheer_can_and_the_other_is_told_which(samen: Samen) -> None:
    goes, _ = held(samen.anna, samen.clock)
    samen.wissel()
    with samen.bart.reading() as session, pytest.raises(Refused) as refused:
        wissen.omvang(session, goes)
    assert "laptop van Anna" in refused.value.hint
    before = len(places(samen.bart, GEHEIM))
    with pytest.raises(Refused):
        wissen.wis(samen.bart, goes, "VERZOEK")
    assert len(places(samen.bart, GEHEIM)) == before


def test_minutes_that_two_laptops_wrote_lose_nothing_but_the_casus(samen: Samen) -> None:
    """What the one that closed the meeting did not know is told beside its minutes; who writes them anew knows all."""
    anna, bart = samen.anna, samen.bart
    goes, stays, third = (new_casus(anna, vraag=word) for word in (GEHEIM, BLIJFT, "derde"))
    with anna.doing("begin") as session:
        meeting = overleg.begin(session, anna.wie())
    samen.wissel()
    with anna.doing("besluit") as session:
        triage.decide(session, anna.wie(), stays, "CON", overleg=meeting, reden="van Anna")
    with bart.doing("besluit") as session:
        triage.decide(session, bart.wie(), goes, "CON", overleg=meeting, reden=GEHEIM)
        triage.decide(session, bart.wie(), third, "AANH", overleg=meeting, reden="van Bart")
        overleg.close(session, bart.wie(), meeting)
    samen.wissel()
    codes = {code_of(anna, casus) for casus in (stays, third)}
    gone = code_of(anna, goes)
    wissen.wis(anna, goes, "VERZOEK")
    samen.wissel()
    for at in (anna, bart):
        with at.reading() as session:
            minutes = inhoud.compose(session, meeting)
        assert {b.casus for b in minutes.besluiten} == codes
        assert places(at, gone) == set()
    same(samen)


def test_of_minutes_that_both_laptops_kept_neither_version_is_left(samen: Samen) -> None:
    anna, bart = samen.anna, samen.bart
    goes, stays = new_casus(anna, vraag=GEHEIM), new_casus(anna)
    with anna.doing("begin") as session:
        meeting = overleg.begin(session, anna.wie())
    samen.wissel()
    for at, casus, word in ((anna, goes, GEHEIM), (bart, stays, "van Bart")):
        with at.doing("sluit") as session:
            triage.decide(session, at.wie(), casus, "CON", overleg=meeting, reden=word)
            overleg.close(session, at.wie(), meeting)
        samen.clock.go_on(minutes=1)
    samen.wissel()
    gone = code_of(anna, goes)
    wissen.wis(anna, goes, "VERZOEK")
    samen.wissel()
    for at in (anna, bart):
        assert places(at, gone) == set()
        with at.store.raw_cursor() as cursor:
            key = inhoud.key(meeting).bytes
            assert len(wissen._heads(cursor, "vaststelling", key, "inhoud")) == 1
    same(samen)


def test_fixed_minutes_keep_saying_what_came_late_from_the_other_laptop(samen: Samen) -> None:
    anna, bart = samen.anna, samen.bart
    goes, stays = new_casus(anna, vraag=GEHEIM), new_casus(anna)
    with anna.doing("begin") as session:
        meeting = overleg.begin(session, anna.wie())
    samen.wissel()
    with anna.doing("besluit") as session:
        for casus, word in ((goes, GEHEIM), (stays, "van Anna")):
            triage.decide(session, anna.wie(), casus, "CON", overleg=meeting, reden=word)
    with bart.doing("sluit") as session:
        overleg.close(session, bart.wie(), meeting)
    samen.clock.go_on(days=7)
    with bart.doing("begin") as session:
        overleg.begin(session, bart.wie())
        vaststellen.fix(session, bart.wie(), meeting)
    samen.wissel()
    code, gone = code_of(anna, stays), code_of(anna, goes)
    with anna.reading() as session:
        before = inhoud.compose(session, meeting).aanvullingen
    assert any(code in one.tekst and gone in one.tekst for one in before)
    wissen.wis(anna, goes, "VERZOEK")
    samen.wissel()
    for at in (anna, bart):
        with at.reading() as session:
            minutes = inhoud.compose(session, meeting)
        assert minutes.status == "vastgesteld"
        (late,) = minutes.aanvullingen
        assert code in late.tekst
        assert places(at, gone) == set()
    same(samen)


def test_a_meeting_that_another_runs_with_it_on_the_agenda_goes_on(samen: Samen) -> None:
    anna, bart = samen.anna, samen.bart
    goes, stays = new_casus(anna, vraag=GEHEIM, urgentie="HOOG"), new_casus(anna)
    samen.wissel()
    with bart.doing("begin") as session:
        wie = bart.wie()
        meeting = overleg.begin(session, wie)
        item = next(p for p in overleg.agenda(session, meeting, TODAY) if p.casus_id == goes)
        overleg.go_to_step(session, wie, meeting, item.id, item)
        overleg.set_note(session, wie, meeting, item, f"{GEHEIM} notitie")
        triage.decide(session, wie, goes, "RONDE", overleg=meeting, reden=f"{GEHEIM} reden")
        acties.add(session, wie, f"{GEHEIM} bellen", eigenaar=bart.lid, voor=TODAY, casus=goes, overleg=meeting)
    wissen.wis(anna, goes, "VERZOEK")
    samen.wissel()
    with bart.doing("besluit") as session:
        wie = bart.wie()
        assert [p.casus_id for p in overleg.agenda(session, meeting, TODAY)].count(goes) == 0
        triage.decide(session, wie, stays, "CON", overleg=meeting)
        overleg.close(session, wie, meeting)
        assert [b.casus for b in inhoud.compose(session, meeting).besluiten] == [casuscode_of(session, stays)]
    samen.wissel()
    assert wissen.wis_rest(anna) is not None
    samen.wissel()
    for at in (anna, bart):
        assert places(at, GEHEIM) == set()
    same(samen)


def test_who_it_is_and_what_was_being_typed_go_on_the_other_laptop_too(samen: Samen) -> None:
    anna, bart = samen.anna, samen.bart
    goes = new_casus(anna)
    samen.wissel()
    with bart.doing("wijzig") as session:
        intake.change(session, bart.wie(), goes, {"roepnaam": f"{GEHEIM} roepnaam"})
        concepten.keep(session, bart.wie(), f"log.{goes}", f"{GEHEIM} half")
        concepten.keep(session, bart.wie(), "elders", BLIJFT)
    wissen.wis(anna, goes, "VERZOEK")
    samen.wissel()
    assert places(bart, GEHEIM) == set()
    assert places(bart, BLIJFT) == {"concept.tekst"}


def test_what_is_still_being_typed_about_it_is_kept_no_more(samen: Samen) -> None:
    anna, bart = samen.anna, samen.bart
    goes, stays = new_casus(anna), new_casus(anna)
    samen.wissel()
    keys = [f"log {goes}", f"aanmelding.{goes}.vraag", f"aanmelding.gezin-{goes}.vraag"]
    wissen.wis(anna, goes, "VERZOEK")
    samen.wissel()
    for key in keys:
        with pytest.raises(concepten.Vervallen), bart.doing("concept") as session:
            concepten.keep(session, bart.wie(), key, f"{GEHEIM} half")
    with bart.doing("concept") as session:
        for key in (f"log {stays}", "signaal"):
            concepten.keep(session, bart.wie(), key, BLIJFT)
        concepten.keep(session, bart.wie(), keys[0], "")
    assert places(bart, GEHEIM) == set()
    with bart.reading() as session:
        assert concepten.everything(session) == {f"log {stays}": BLIJFT, "signaal": BLIJFT}
        assert concepten.vervallen(session, [*keys, f"log {stays}", "signaal"]) == set(keys)


def test_a_draft_that_another_program_left_there_is_not_offered_and_goes_when_it_is_answered(team: Toegang) -> None:
    goes = new_casus(team)
    wissen.wis(team, goes, "VERZOEK")
    with team.doing("concept") as session:
        session.add(Concept(sleutel=f"log {goes}", tekst=GEHEIM))
    with team.reading() as session:
        assert concepten.everything(session) == {}
    with team.doing("concept") as session:
        concepten.keep(session, team.wie(), f"log {goes}", "")
    assert places(team, GEHEIM) == set()


def test_keeping_a_draft_reads_no_orders_where_none_names_its_row(team: Toegang, monkeypatch: pytest.MonkeyPatch) -> None:
    goes, stays = new_casus(team), new_casus(team)
    read: list[object] = []
    real = erasure.orders

    def told(cursor: object) -> list[erasure.Order]:
        read.append(cursor)
        return real(cursor)

    monkeypatch.setattr(erasure, "orders", told)
    wissen.wis(team, goes, "VERZOEK")
    read.clear()
    with team.doing("concept") as session:
        concepten.keep(session, team.wie(), f"log {stays}", BLIJFT)
        concepten.keep(session, team.wie(), "signaal", BLIJFT)
    assert read == []


def test_a_copy_of_before_that_is_put_back_brings_nothing_back(team: Toegang, clock: Clock) -> None:
    goes, stays = held(team, clock)
    code = code_of(team, goes)
    copy = backup.make(team.store, team.place, clock, "zelf")
    with team.reading() as session:
        assert any("kan het nog staan, in 1 kopie van na" in sentence for sentence in wissen.omvang(session, goes, team.place).blijft)
    done = wissen.wis(team, goes, "VERZOEK")
    team.close()
    backup.put_back(team.place, copy.name, PASSPHRASE, clock)
    again = toegang.unlock(team.place, PASSPHRASE, now=clock)
    try:
        assert places(again, GEHEIM) == set()
        assert places(again, code) <= {"vaststelling.inhoud", "sync_op.val"}
        with again.reading() as session:
            assert [r.id for r in casussen.listed(session)] == [stays]
            assert [one.id for one in wissen.lijst(session)] == [done.id]
        sound(again)
    finally:
        again.close()


def test_of_the_copies_only_those_count_that_were_made_since_it_came_in(team: Toegang, clock: Clock) -> None:
    def told(casus: UUID) -> str:
        with team.reading() as session:
            return " ".join(wissen.omvang(session, casus, team.place).blijft)

    backup.make(team.store, team.place, clock, "ervoor")
    clock.go_on(minutes=5)
    goes = new_casus(team)
    assert "kopie" not in told(goes)
    clock.go_on(minutes=5)
    for _ in range(2):
        backup.make(team.store, team.place, clock, "erna")
    assert "In de map kopieen kan het nog staan, in 2 kopieën van na het invoeren." in told(goes)


def test_a_copy_that_is_put_back_knows_an_order_of_which_only_a_first_line_told(team: Toegang, clock: Clock) -> None:
    """Its act has yet to come, so the copy has as many acts as what it replaces."""
    goes, _ = held(team, clock)
    copy = backup.make(team.store, team.place, clock, "zelf")
    key, root = new_id(), Ed25519PrivateKey.from_private_bytes(team.store.local()["root_key"])
    with team.store.taking_in() as cursor:
        rows = audit.rows_of_casus(cursor, goes.bytes)
        erasure.hear(cursor, [erasure.Order(key.bytes, *erasure.write_order(root, key, rows, ()))])
        erasure.settle(cursor)
    before = places(team, GEHEIM)
    team.close()
    backup.put_back(team.place, copy.name, PASSPHRASE, clock)
    again = toegang.unlock(team.place, PASSPHRASE, now=clock)
    try:
        assert places(again, GEHEIM) == before
    finally:
        again.close()


def test_a_laptop_that_begins_with_a_snapshot_has_nothing_of_it(team: Toegang, clock: Clock, tmp_path: Path, folder: Path) -> None:
    goes, stays = held(team, clock)
    wissen.wis(team, goes, "VERZOEK")
    other = Laptop(team.place.folder, clock, team.store).join(tmp_path / "cees")
    cees = Toegang(other.store, team.lid, Place(tmp_path / "cees"), clock)
    made = written(team.store, folder, pakket.SNAPSHOT)
    uitwisselen.lees(cees, [made.path])
    assert places(cees, GEHEIM) == set()
    with cees.reading() as session:
        assert [r.id for r in casussen.listed(session)] == [stays]
        assert not wissen.rest(session)
    sound(cees)
    other.close()


def test_who_began_with_a_snapshot_erases_once_everything_came(team: Toegang, clock: Clock, tmp_path: Path, folder: Path) -> None:
    """An order names every earlier version of kept minutes, and those are not in a snapshot."""
    goes, _ = held(team, clock)
    other = Laptop(team.place.folder, clock, team.store).join(tmp_path / "cees")
    cees = Toegang(other.store, team.lid, Place(tmp_path / "cees"), clock)
    uitwisselen.lees(cees, [written(team.store, folder, pakket.SNAPSHOT).path])
    with cees.store.raw_cursor() as cursor:
        cursor.execute("INSERT INTO sync_local(k, v) VALUES ('root_key', ?)", (team.store.local()["root_key"],))
    with pytest.raises(Refused, match="momentopname") as refused:
        wissen.wis(cees, goes, "VERZOEK")
    assert "pakket met alles" in refused.value.sentence()
    assert places(cees, GEHEIM) != set()
    uitwisselen.lees(cees, [written(team.store, folder, pakket.FULL).path])
    wissen.wis(cees, goes, "VERZOEK")
    assert places(cees, GEHEIM) == set()
    sound(cees)
    other.close()


def test_everything_can_still_be_read(team: Toegang, clock: Clock) -> None:
    goes, stays = held(team, clock)
    double = new_casus(team, vraag=GEHEIM)
    with team.doing("samenvoegen") as session:
        samenvoegen.samen(session, team.wie(), double, stays, {"vraag": "beide"})
    with team.doing("losmaken") as session:
        samenvoegen.los(session, team.wie(), double)
    for casus in (goes, double):
        wissen.wis(team, casus, "VERZOEK")
    with team.reading() as session:
        assert len(ongedaan.acts(session, 500)) > 5
        assert historie.of_casus(session, stays) != []
        assert tijdlijn.of_casus(session, stays) != []
        assert GEHEIM not in f"{historie.of_casus(session, stays)}{ongedaan.acts(session, 500)}"
        assert uitkomst.cijfers(session, TODAY - 4 * WEEK, TODAY, TODAY) is not None
        assert vandaag.look(session, team.wie()) is not None
    assert places(team, GEHEIM) == set()
    sound(team)


# --- broken off


def test_what_was_begun_is_finished_at_the_next_opening(team: Toegang, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    goes, _ = held(team, clock)

    def full(store: object) -> int:
        raise DiskFull

    with monkeypatch.context() as patch:
        patch.setattr(erasure, "carry_out", full)
        with pytest.raises(DiskFull):
            wissen.wis(team, goes, "VERZOEK")
    with team.reading() as session:
        assert session.get(Casus, goes) is None
    assert places(team, GEHEIM) != set()
    team.close()
    again = toegang.unlock(team.place, PASSPHRASE, now=clock)
    try:
        assert places(again, GEHEIM) == set()
        sound(again)
    finally:
        again.close()


def test_an_act_that_fails_leaves_everything(team: Toegang, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    goes, _ = held(team, clock)
    before = rows_of(team)

    def broken(*_: object) -> tuple[bytes, bytes, bytes]:
        raise DiskFull

    with monkeypatch.context() as patch:
        patch.setattr(erasure, "write_order", broken)
        with pytest.raises(DiskFull):
            wissen.wis(team, goes, "VERZOEK")
    assert rows_of(team) == before
    sound(team)


# --- the workbook, and the command


def test_a_workbook_does_not_bring_it_back(team: Toegang) -> None:
    importeer(team.store, lees_bestand(WERKBOEK), lid=team.lid, now=team.now)
    with team.reading() as session:
        first = casussen.listed(session)[0]
        told = wissen.omvang(session, first.id)
        many = len(casussen.listed(session))
    assert any("werkboek" in sentence for sentence in told.blijft)
    wissen.wis(team, first.id, "TERMIJN")
    report = importeer(team.store, lees_bestand(WERKBOEK), lid=team.lid, now=team.now)
    assert report.nieuw == 0
    assert [a.reden for a in report.afgewezen if "definitief gewist" in a.reden] != []
    with team.reading() as session:
        assert len(casussen.listed(session)) == many - 1
    assert places(team, first.casus) == set()


def test_the_command_tells_what_goes_and_asks_for_the_code(begun: Run) -> None:
    run = begun
    code = run("casus", "nieuw", "--vraag", f"{GEHEIM} vraag").out.split()[0]
    assert run("casus", "besluit", code, "con", "--reden", GEHEIM).code == 0
    seen = run("wis", code, "--proef", "--json").json
    assert list(seen) == ["casus", "dubbelen", "aantallen", "overleggen", "genoemd", "blijft"]
    assert seen["casus"] == code
    assert {"wat": "besluit", "aantal": 1} in seen["aantallen"]
    told = run("wis", code, "--proef")
    assert f"Casus {code} gaat definitief weg" in told.out
    assert "zomaar is geen reden om te wissen. Kies uit verzoek, termijn of onterecht." in run("wis", code, "--reden", "zomaar").err
    refused = run("wis", code, "--reden", "verzoek")
    assert (refused.code, "--ja" in refused.err) == (1, True)
    assert "--reden" in run("wis", code, "--ja").err
    assert run("casus", "toon", code).code == 0
    done = run("wis", code, "--reden", "termijn", "--ja", "--json").json
    assert done["gewist"]["reden"] == "TERMIJN"
    assert run("casus", "toon", code).code == 1
    (one,) = run("wis", "--lijst", "--json").json
    assert list(one) == ["id", "op", "door", "reden", "rijen"]
    assert "Bewaartermijn voorbij" in run("wis", "--lijst").out
    assert run("wis", "--rest", "--json").json == {"aantallen": [], "overleggen": [], "gewist": None}
    assert "niets meer" in run("wis", "--rest").out
    assert "gegevens" in run("wis", "--lijst").out
    assert "retcli wis --lijst" in run("wis", code, "--reden", "termijn").err
    assert run("wis", "--lijst", "--proef").code == 1
    assert run("wis", "--rest", "--reden", "termijn").code == 1
    assert run("wis").code == 1
    assert run("controle", "--diep").code == 0


def test_on_a_terminal_another_code_is_said_and_asked_once_more(begun: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    run = begun
    code = run("casus", "nieuw", "--vraag", f"{GEHEIM} vraag").out.split()[0]

    def erase(*typed: str) -> tuple[int, str, int]:
        asked = answering(monkeypatch, *typed)
        done = run("wis", code, "--reden", "verzoek")
        assert "--ja" not in done.err
        return done.code, done.err, len(asked)

    other = f"{code[:-1]}{'B' if code[-1] == 'A' else 'A'}"
    for typed in ((other, code[:-1]), (other, ""), ("",)):
        ended, said, asked = erase(*typed)
        assert (ended, asked) == (1, len(typed))
        assert ("Dat is niet de code van deze casus." in said) == (typed != ("",))
        assert ("Niet gewist." in said) == (typed[-1] == "")
        assert run("casus", "toon", code).code == 0
    assert erase(other, code.lower())[0] == 0
    assert run("casus", "toon", code).code == 1


def test_who_may_is_asked_before_whether(samen: Samen, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    goes = new_casus(samen.anna)
    samen.wissel()
    wissen.wis(samen.anna, goes, "VERZOEK")
    with samen.bart.doing("actie") as session:
        acties.add(session, samen.bart.wie(), GEHEIM, eigenaar=samen.bart.lid, voor=TODAY, casus=goes)
    samen.wissel()
    with samen.anna.store.raw_cursor() as cursor:
        cursor.execute("DELETE FROM sync_local WHERE k = 'root_key'")
    samen.anna.close()
    asked = answering(monkeypatch, "j")
    refused = run("wis", "--rest")
    assert (refused.code, asked) == (1, [])
    assert "Over wat gewist is kwam nog binnen: 1 actie." in refused.out
    assert "Definitief wissen kan alleen op een laptop met het beheer" in refused.err
