"""Transactions of the store: all or nothing, sealed on every road, one writer, readers beside it."""

from __future__ import annotations

import ast
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout

import db
import retcli
from db.columns import new_id
from db.errors import ReadOnlyStore
from db.models import Actie, Casus, Instelling, Leesregel
from db.store import Store, connect
from db.sync import seal
from db.sync.audit import verify
from retcli import toegang
from retcli.toegang import Toegang

from ..conftest import PASSPHRASE
from .journal import count_txs, entries, query


@pytest.fixture
def store(team: Toegang) -> Store:
    return team.store


@pytest.fixture
def reader(team: Toegang) -> Iterator[Toegang]:
    """A command that only reads, beside the open program."""
    opened = toegang.unlock(team.place, PASSPHRASE, now=team.now, writable=False)
    yield opened
    opened.close()


def settings(store: Store) -> set[str]:
    return {naam for (naam,) in query(store, "SELECT naam FROM instelling WHERE naam <> 'regio'")}


def sound(store: Store) -> None:
    assert [finding for finding in verify(store) if not finding.ok] == []


class Broken(Exception):
    """Something that goes wrong where it hurts most."""


def breaks(*_: object) -> None:
    raise Broken


def test_a_seal_that_fails_leaves_no_open_transaction_and_nothing_to_be_seen(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLAlchemy would put the connection back with the transaction open, and the next user would read what was never saved."""
    monkeypatch.setattr(seal.Journal, "_append", breaks)
    with pytest.raises(Broken), store.transaction("mislukt") as session:
        session.add(Instelling(naam="nooit"))
    monkeypatch.undo()
    with store.raw_cursor() as cursor:
        assert not cursor.connection.in_transaction
    assert settings(store) == set()
    with store.transaction("daarna") as session:
        session.add(Instelling(naam="wel"))
    assert settings(store) == {"wel"}
    sound(store)


def test_a_seal_that_fails_on_a_bare_connection_rolls_back_by_itself(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the store's own tidying: the hook itself must not leave the transaction open while the connection is still in hand."""
    connection = store.engine.connect()
    monkeypatch.setattr(seal.Journal, "_append", breaks)
    connection.execute(insert(Instelling), [{"id": new_id(), "naam": "nooit"}])
    with pytest.raises(Broken):
        connection.commit()
    driver: Any = connection.connection.driver_connection
    assert not driver.in_transaction
    monkeypatch.undo()
    connection.close()
    assert settings(store) == set()


@pytest.mark.parametrize("step", ["_diff", "_heads", "_learn_names", "_append", "_stamp"])
def test_whichever_step_of_the_seal_fails_the_next_write_works(store: Store, step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seal.Journal, step, breaks)
    with pytest.raises(Broken), store.transaction("mislukt") as session:
        session.add(Instelling(naam="nooit"))
    monkeypatch.undo()
    with store.transaction("daarna") as session:
        session.add(Instelling(naam="wel"))
    assert settings(store) == {"wel"}
    sound(store)


def test_a_commit_refused_by_a_reference_leaves_nothing_and_the_next_write_works(store: Store) -> None:
    """References are checked at the COMMIT, after the seal: what it wrote must go too."""
    before = count_txs(store)
    with pytest.raises(IntegrityError), store.transaction("wees") as session:
        session.add_all([Actie(casus=new_id(), omschrijving="van niemand"), Instelling(naam="nooit")])
    assert count_txs(store) == before
    assert settings(store) == set()
    with store.transaction("daarna") as session:
        session.add(Instelling(naam="wel"))
    assert settings(store) == {"wel"}
    sound(store)


def test_rows_that_refer_to_each_other_may_come_in_any_order(store: Store) -> None:
    casus = new_id()
    with store.transaction("achterstevoren") as session:
        session.add(Actie(casus=casus))
        session.flush()
        session.add(Casus(id=casus))
    sound(store)


def test_an_error_in_the_middle_of_an_action_takes_all_of_it_back(store: Store) -> None:
    def half() -> None:
        with store.transaction("half") as session:
            session.add(Instelling(naam="nooit"))
            session.flush()
            raise Broken

    before = count_txs(store)
    with pytest.raises(Broken):
        half()
    assert (settings(store), count_txs(store)) == (set(), before)
    sound(store)


def test_a_change_of_tables_rolls_back_like_any_write(store: Store) -> None:
    """Drivers used to commit before DDL by themselves; then a failed update would leave half a schema."""

    def half() -> None:
        with store.transaction("tabellen") as session:
            session.connection().exec_driver_sql("CREATE TABLE half(x)")
            session.connection().exec_driver_sql("ALTER TABLE lid ADD COLUMN half TEXT")
            raise Broken

    with pytest.raises(Broken):
        half()
    assert query(store, "SELECT name FROM sqlite_master WHERE name = 'half'") == []
    assert query(store, "SELECT name FROM pragma_table_info('lid') WHERE name = 'half'") == []


ROADS = {
    "orm": lambda session: session.add(Instelling(naam="x")),
    "bulk": lambda session: session.exec(insert(Instelling), params=[{"id": new_id(), "naam": "x"}]),
    "raw": lambda session: session.connection().exec_driver_sql("INSERT INTO instelling(id, naam) VALUES (?, 'x')", (new_id().bytes,)),
}


@pytest.mark.parametrize("road", ROADS)
def test_every_road_to_the_database_passes_the_seal_once(store: Store, road: str) -> None:
    """With autocommit the commit event would not come, and the write would be in no log."""
    commits: list[object] = []
    event.listen(store.engine, "commit", commits.append)
    with store.transaction(road) as session:
        ROADS[road](session)
    assert len(commits) == 1
    assert {e.cell for e in entries(store, road)} == {"_life", "naam"}


def test_autocommit_is_used_nowhere() -> None:
    """The ban, by reading the source: neither the isolation level nor the driver's own autocommit."""
    for package in (db, retcli):
        for path in Path(str(package.__file__)).parent.rglob("*.py"):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            texts = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
            assert not any(t.upper() == "AUTOCOMMIT" for t in texts), path
            keywords = {node.arg for node in ast.walk(tree) if isinstance(node, ast.keyword)}
            assert "autocommit" not in keywords, path


def test_the_safety_of_a_connection_is_as_promised(store: Store) -> None:
    """A committed edit survives a power cut, a deleted one leaves no traces in the file, references and triggers bite."""
    wanted = {"foreign_keys": 1, "recursive_triggers": 1, "journal_mode": "wal", "synchronous": 2, "secure_delete": 1, "temp_store": 2}
    assert {name: query(store, f"PRAGMA {name}")[0][0] for name in wanted} == wanted


# --- readers


def test_a_reader_can_not_write_what_travels(reader: Toegang, team: Toegang) -> None:
    """A command that reads has no place in the stream; what it would write could not be signed in order."""
    before = count_txs(team.store)
    with pytest.raises(ReadOnlyStore), reader.store.transaction("stiekem") as session:
        session.add(Instelling(naam="nooit"))
    assert settings(team.store) == set()
    assert count_txs(team.store) == before
    sound(team.store)


def test_a_reader_notes_who_saw_what_beside_the_open_program(reader: Toegang, team: Toegang) -> None:
    """Reading is logged too, also from the command line while the program is open."""
    with team.store.transaction("schrijven") as session:
        session.add(Instelling(naam="van de schrijver"))
    with reader.store.transaction("lezen") as session:
        session.add(Leesregel(wat="lijst", lid=reader.lid))
    with team.store.transaction("schrijven") as session:
        session.add(Instelling(naam="nog een"))
    assert query(team.store, "SELECT wat FROM leesregel") == [("lijst",)]
    assert settings(reader.store) == {"van de schrijver", "nog een"}


def test_a_reader_checks_everything_while_the_writer_is_in_a_transaction(reader: Toegang, team: Toegang) -> None:
    with team.store.transaction("bezig") as session:
        session.add(Instelling(naam="nog niet"))
        session.flush()
        sound(reader.store)
    sound(reader.store)


def test_reading_sees_one_state_and_keeps_nothing(reader: Toegang, team: Toegang) -> None:
    with reader.store.reading() as session:
        assert session.get(Instelling, new_id()) is None
        with team.store.transaction("intussen") as other:
            other.add(Instelling(naam="later"))
        assert session.connection().exec_driver_sql("SELECT count(*) FROM instelling WHERE naam = 'later'").scalar() == 0
    assert settings(reader.store) == {"later"}


def test_what_is_written_while_reading_is_rolled_back(store: Store) -> None:
    with store.reading() as session:
        session.add(Instelling(naam="nooit"))
        session.flush()
    assert settings(store) == set()
    sound(store)


def test_an_action_inside_an_action_is_refused_at_once(store: Store) -> None:
    """There is one connection: to wait for it would be to wait for oneself, with the screen frozen."""
    with store.transaction("buiten") as session:
        session.add(Instelling(naam="buiten"))
        session.flush()
        with pytest.raises(PoolTimeout), store.reading() as inner:
            inner.get(Instelling, new_id())
    assert settings(store) == {"buiten"}


def test_threads_take_turns(store: Store) -> None:
    """The screen's workers share one connection; each action is whole."""

    def work(n: int) -> None:
        with store.transaction("draad") as session:
            session.add(Instelling(naam=f"draad {n}"))

    threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(settings(store)) == 8
    sound(store)


# --- what leaves in an error


def test_an_error_never_carries_what_was_typed(store: Store) -> None:
    """Tracebacks end up in log files and in mails to whoever helps."""
    row = (new_id().bytes, "geheime tekst")
    with pytest.raises(IntegrityError) as caught, store.transaction("dubbel") as session:
        session.connection().exec_driver_sql("INSERT INTO instelling(id, waarde) VALUES (?, ?), (?, ?)", row * 2)
    assert "geheime" not in str(caught.value)


def test_the_file_holds_nothing_readable(team: Toegang) -> None:
    with team.store.transaction("x") as session:
        session.add(Casus(vraag="een heel herkenbare vraag"))
    team.close()
    for path in team.place.folder.iterdir():
        content = path.read_bytes()
        assert b"herkenbare" not in content
        assert b"SQLite format 3" not in content
        assert b"instelling" not in content


def test_a_connection_with_another_key_reads_nothing(team: Toegang) -> None:
    from db.errors import Damaged

    with pytest.raises(Damaged):
        connect(team.place.database, bytes(32))
