"""Whatever writes a row, by whatever road, is in the journal: once, exactly, and only when something changed."""

from __future__ import annotations

import json
from uuid import UUID

import pytest
import sqlcipher3.dbapi2 as driver
from sqlalchemy import delete, insert, text, update
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from db.columns import new_id
from db.models import Casus, CasusKnelpunt, Identiteit, Instelling, Leesregel
from db.store import Store
from db.sync.audit import verify
from retcli.toegang import Toegang

from .journal import cells, count_txs, entries, query


@pytest.fixture
def store(team: Toegang) -> Store:
    return team.store


def a_row(store: Store, waarde: str | None = "oud") -> UUID:
    """A setting to write on: two plain text columns."""
    with store.transaction("klaarzetten") as session:
        row = Instelling(naam="proef", waarde=waarde)
        session.add(row)
        return row.id


def raw(session: Session, sql: str, *values: object) -> None:
    session.connection().exec_driver_sql(sql, values)


def sound(store: Store) -> None:
    """Log, tables and file agree."""
    assert [finding for finding in verify(store) if not finding.ok] == []


def test_an_orm_insert_update_and_delete_are_each_in_the_journal(store: Store) -> None:
    row = a_row(store)
    with store.transaction("wijzigen") as session:
        session.get_one(Instelling, row).waarde = "nieuw"
    with store.transaction("weg") as session:
        session.delete(session.get_one(Instelling, row))
    assert cells(store, "klaarzetten") == {"_life": b"talive", "naam": b"tproef", "waarde": b"toud"}
    assert cells(store, "wijzigen") == {"waarde": b"tnieuw"}
    assert cells(store, "weg") == {"_life": b"tdead"}
    sound(store)


def test_bulk_statements_are_captured_row_by_row(store: Store) -> None:
    """`update()` and `delete()` without objects never touch the ORM's own hooks: only the triggers see them."""
    ids = [new_id() for _ in range(5)]
    with store.transaction("invoegen") as session:
        session.exec(insert(Instelling), params=[{"id": i, "naam": f"n{k}", "waarde": "a"} for k, i in enumerate(ids)])
    with store.transaction("bijwerken") as session:
        session.exec(update(Instelling).where(col(Instelling.id).in_(ids[:3])).values(waarde="b"))
    with store.transaction("wissen") as session:
        session.exec(delete(Instelling).where(col(Instelling.id).in_(ids)))
    assert len(entries(store, "invoegen")) == 15
    assert {(e.row, e.cell, e.value) for e in entries(store, "bijwerken")} == {(i.bytes, "waarde", b"tb") for i in ids[:3]}
    assert {(e.row, e.cell, e.value) for e in entries(store, "wissen")} == {(i.bytes, "_life", b"tdead") for i in ids}
    sound(store)


def test_a_delete_without_where_is_captured_for_every_row(store: Store) -> None:
    """SQLite empties a table in one go when it may; a trigger forbids it that."""
    rows = {a_row(store).bytes for _ in range(3)} | {r[0] for r in query(store, "SELECT id FROM instelling")}
    with store.transaction("leeg") as session:
        raw(session, "DELETE FROM instelling")
    assert {e.row for e in entries(store, "leeg")} == rows
    sound(store)


def test_raw_sql_is_captured(store: Store) -> None:
    row = new_id()
    with store.transaction("rauw") as session:
        raw(session, "INSERT INTO instelling(id, naam, waarde) VALUES (?, 'x', 'y')", row.bytes)
        raw(session, "UPDATE instelling SET waarde = 'z' WHERE id = ?", row.bytes)
    assert cells(store, "rauw") == {"_life": b"talive", "naam": b"tx", "waarde": b"tz"}
    sound(store)


def test_insert_or_replace_is_captured_as_what_it_changed(store: Store) -> None:
    """REPLACE deletes without telling, unless recursive triggers are on; columns it does not name become empty."""
    row = a_row(store)
    with store.transaction("vervangen") as session:
        raw(session, "INSERT OR REPLACE INTO instelling(id, waarde) VALUES (?, 'anders')", row.bytes)
    assert cells(store, "vervangen") == {"naam": b"n", "waarde": b"tanders"}
    sound(store)


def test_an_upsert_is_captured_both_ways(store: Store) -> None:
    old, new = a_row(store), new_id()
    statement = sqlite_insert(Instelling)
    statement = statement.on_conflict_do_update(index_elements=["id"], set_={"waarde": statement.excluded.waarde})
    with store.transaction("upsert") as session:
        session.exec(statement, params=[{"id": old, "naam": "n", "waarde": "1"}, {"id": new, "naam": "n", "waarde": "2"}])
    found = {(e.row, e.cell, e.value) for e in entries(store, "upsert")}
    assert found == {
        (old.bytes, "waarde", b"t1"),
        (new.bytes, "_life", b"talive"),
        (new.bytes, "naam", b"tn"),
        (new.bytes, "waarde", b"t2"),
    }
    sound(store)


def test_a_cascade_to_a_table_of_this_laptop_leaves_nothing_of_it_in_the_journal(store: Store) -> None:
    """Who the child is stays here: it goes with the casus, and the journal never heard of it."""
    casus = Casus(casuscode="26-AAAAA0")
    with store.transaction("maken") as session:
        session.add(casus)
        session.flush()
        session.add(Identiteit(casus=casus.id, roepnaam="Geheimnaam"))
        session.add(Leesregel(wat="identiteit", casus=casus.id))
    with store.transaction("wissen") as session:
        raw(session, "DELETE FROM casus WHERE id = ?", casus.id.bytes)
    assert query(store, "SELECT count(*) FROM identiteit") == [(0,)]
    assert cells(store, "wissen") == {"_life": b"tdead"}
    assert {e.table for e in entries(store, "maken")} == {"casus"}
    assert not any(b"Geheimnaam" in e.value for e in entries(store))
    sound(store)


def test_what_a_savepoint_took_back_is_not_in_the_journal(store: Store) -> None:
    kept = a_row(store)
    with store.transaction("deels") as session:
        session.get_one(Instelling, kept).waarde = "gebleven"
        point = session.begin_nested()
        session.add(Instelling(naam="terug"))
        session.flush()
        point.rollback()
        with session.begin_nested():
            session.add(Instelling(naam="ook gebleven"))
    assert sorted(e.value for e in entries(store, "deels")) == [b"talive", b"tgebleven", b"took gebleven"]
    sound(store)


@pytest.mark.parametrize(
    ("before", "after", "stored"),
    [
        ("twente", "TWENTE", b"tTWENTE"),
        ("é", "e\u0301", "te\u0301".encode()),
        ("", None, b"n"),
        (None, "", b"t"),
        ("a\x00b", "a\x00c", b"ta\x00c"),
        ("👍", "👍🏽", "t👍🏽".encode()),
        ("1", "1 ", b"t1 "),
    ],
)
def test_a_text_that_differs_in_a_byte_is_a_change(store: Store, before: str | None, after: str | None, stored: bytes) -> None:
    """No case folding, no normalising, nothing cut at a NUL, and empty text is not nothing."""
    row = new_id()
    with store.transaction("eerst") as session:
        raw(session, "INSERT INTO instelling(id, naam) VALUES (?, ?)", row.bytes, before)
    with store.transaction("dan") as session:
        raw(session, "UPDATE instelling SET naam = ? WHERE id = ?", after, row.bytes)
    assert cells(store, "dan") == {"naam": stored}
    sound(store)


def test_the_number_1_and_the_text_1_are_different_values(store: Store) -> None:
    """A column of no text affinity takes both; the journal tells them apart."""
    row = new_id()
    with store.transaction("eerst") as session:
        raw(session, "INSERT INTO casus(id, gezin) VALUES (?, 1)", row.bytes)
    with store.transaction("dan") as session:
        raw(session, "UPDATE casus SET gezin = '1' WHERE id = ?", row.bytes)
    assert cells(store, "eerst")["gezin"] == b"i1"
    assert cells(store, "dan") == {"gezin": b"t1"}
    sound(store)


def test_the_largest_and_smallest_whole_numbers_survive(store: Store) -> None:
    row = new_id()
    with store.transaction("groot") as session:
        raw(session, "INSERT INTO casus(id, geboortejaar) VALUES (?, ?)", row.bytes, 2**63 - 1)
    with store.transaction("klein") as session:
        raw(session, "UPDATE casus SET geboortejaar = ? WHERE id = ?", -(2**63), row.bytes)
    assert cells(store, "groot")["geboortejaar"] == b"i%d" % (2**63 - 1)
    assert cells(store, "klein") == {"geboortejaar": b"i%d" % -(2**63)}
    sound(store)


def test_one_member_of_a_group_changed_writes_the_whole_group(store: Store) -> None:
    """Fields that only make sense together never mix from two laptops."""
    with store.transaction("maken") as session:
        casus = Casus(grondslag_status="BEIDEN", grondslag_wie="moeder")
        session.add(casus)
    with store.transaction("dan") as session:
        session.get_one(Casus, casus.id).grondslag_wie = None
    (change,) = entries(store, "dan")
    assert change.cell == "grondslag"
    assert json.loads(change.value[1:]) == ["tBEIDEN", None, None, None, None]
    with store.transaction("leeg") as session:
        session.get_one(Casus, casus.id).grondslag_status = None
    assert cells(store, "leeg") == {"grondslag": b"n"}
    sound(store)


def test_a_key_can_not_be_changed(store: Store) -> None:
    """A row is known by its key on every laptop."""
    row = a_row(store)
    before = count_txs(store)
    with pytest.raises(IntegrityError, match="a key never changes"), store.transaction("sleutel") as session:
        raw(session, "UPDATE instelling SET id = ? WHERE id = ?", new_id().bytes, row.bytes)
    assert count_txs(store) == before
    assert query(store, "SELECT count(*) FROM instelling WHERE id = ?", row.bytes) == [(1,)]


def test_a_write_that_changes_nothing_makes_no_transaction(store: Store) -> None:
    row = a_row(store)
    before = count_txs(store)
    with store.transaction("niets") as session:
        raw(session, "UPDATE instelling SET waarde = waarde WHERE id = ?", row.bytes)
    with store.transaction("heen en weer") as session:
        raw(session, "UPDATE instelling SET waarde = 'even' WHERE id = ?", row.bytes)
        raw(session, "UPDATE instelling SET waarde = 'oud' WHERE id = ?", row.bytes)
    with store.transaction("leeg"):
        pass
    assert count_txs(store) == before
    assert query(store, "SELECT count(*) FROM sync_capture") == [(0,)]
    sound(store)


def test_a_row_made_and_deleted_in_one_transaction_was_never_there(store: Store) -> None:
    before = count_txs(store)
    with store.transaction("even") as session:
        row = Instelling(naam="even")
        session.add(row)
        session.flush()
        session.delete(row)
    assert count_txs(store) == before
    sound(store)


def test_a_deleted_row_that_is_made_again_lives_again_with_its_new_values_only(store: Store) -> None:
    row = a_row(store)
    with store.transaction("weg") as session:
        raw(session, "DELETE FROM instelling WHERE id = ?", row.bytes)
    with store.transaction("terug") as session:
        session.add(Instelling(id=row, waarde="weer"))
    assert cells(store, "terug") == {"_life": b"talive", "naam": b"n", "waarde": b"tweer"}
    with store.transaction("weg en terug") as session:
        raw(session, "DELETE FROM instelling WHERE id = ?", row.bytes)
        raw(session, "INSERT INTO instelling(id, waarde) VALUES (?, 'nog eens')", row.bytes)
    assert cells(store, "weg en terug") == {"waarde": b"tnog eens"}
    sound(store)


def test_rows_that_link_are_captured_with_their_key_made_of_parts(store: Store) -> None:
    """Two laptops that add the same link must make the same row."""
    from db.columns import made_of

    casus = Casus(casuscode="26-AAAAA0")
    with store.transaction("maken") as session:
        session.add(casus)
        session.add(CasusKnelpunt(id=made_of("casus_knelpunt", casus.id, "REGIE"), casus=casus.id, code="REGIE"))
    found = {e.row for e in entries(store, "maken") if e.table == "casus_knelpunt"}
    assert found == {made_of("casus_knelpunt", casus.id, "REGIE").bytes}


def test_writes_by_another_program_are_sealed_at_the_next_open_under_their_own_name(team: Toegang, clock: object) -> None:
    """Someone with the key and a SQLite browser: the triggers are in the file, so nothing escapes the log."""
    from db.store import connect
    from retcli import toegang

    from ..conftest import PASSPHRASE

    place, key = team.place, team.store._key
    team.close()
    other = connect(place.database, key)
    row = new_id()
    other.execute("INSERT INTO instelling(id, naam) VALUES (?, 'van buiten')", (row.bytes,))
    other.close()
    again = toegang.unlock(place, PASSPHRASE, now=team.now)
    assert {(e.row, e.cell, e.value) for e in entries(again.store, "buiten de app")} == {
        (row.bytes, "_life", b"talive"),
        (row.bytes, "naam", b"tvan buiten"),
    }
    (meta,) = query(again.store, "SELECT meta FROM sync_tx ORDER BY tx DESC LIMIT 1")[0]
    assert "lid" not in json.loads(meta)
    sound(again.store)
    again.close()


def test_triggers_that_were_dropped_are_back_after_opening(team: Toegang) -> None:
    """Also when they went with a crash in the middle of an update: what is in the file decides, not what was noted."""
    from retcli import toegang

    from ..conftest import PASSPHRASE

    with team.store.raw_cursor() as cursor:
        cursor.execute("DROP TRIGGER sync_casus_update")
        cursor.execute("DROP TRIGGER sync_lid_key")
        cursor.execute("CREATE TRIGGER sync_lid_key AFTER UPDATE ON lid BEGIN SELECT 1; END")
    team.close()
    again = toegang.unlock(team.place, PASSPHRASE, now=team.now)
    sound(again.store)
    again.close()


def test_a_statement_that_fails_half_way_leaves_nothing_captured(store: Store) -> None:
    row = a_row(store)
    with store.transaction("verder") as session:
        with pytest.raises(IntegrityError):
            raw(session, "INSERT INTO instelling(id, naam) VALUES (?, 'a'), (?, 'dubbel')", new_id().bytes, row.bytes)
        session.exec(text("UPDATE instelling SET waarde = 'goed' WHERE id = :id").bindparams(id=row.bytes))  # type: ignore[call-overload]  # plain SQL
    assert cells(store, "verder") == {"waarde": b"tgoed"}
    sound(store)


def test_the_triggers_are_in_the_file_itself(team: Toegang) -> None:
    """A writer without our code is captured too: shown on the driver's own connection."""
    from db.store import connect

    connection = connect(team.place.database, team.store._key)
    with pytest.raises(driver.IntegrityError, match="a key never changes"):
        connection.execute("UPDATE lid SET id = x'00'")
    connection.close()
