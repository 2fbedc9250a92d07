"""Undo and redo against a model: a list of states and a place in it."""

from __future__ import annotations

import json
import random
import shutil
import tempfile
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from db.columns import made_of, new_id
from db.models import Agendapunt, Besluit, Casus, Instelling, Overleg
from db.store import Store
from db.sync import schema, seal
from db.sync import undo as journal
from db.sync.audit import verify
from retcli import toegang
from retcli.errors import Refused
from retcli.locations import Place
from retcli.ongedaan import acts, redo, undo
from retcli.toegang import Toegang

from ..conftest import CHEAP, PASSPHRASE, Clock
from .journal import OtherLaptop, count_txs, dots_of, entries, heads, query
from .killing import kill_once

NOISE = {"huidig", "huidig_sinds"}
TEXTS = st.sampled_from([None, "a", "b", "é"])
NUMBERS = st.sampled_from([None, 1, 2])
AT = st.integers(0, 3)
ACTS = st.one_of(
    st.tuples(st.just("maak"), AT, TEXTS, NUMBERS),
    st.tuples(st.just("wijzig"), AT, TEXTS, NUMBERS),
    st.tuples(st.just("besluit"), AT, TEXTS, NUMBERS),
    st.tuples(st.just("weg"), AT, TEXTS, NUMBERS),
    st.tuples(st.just("vervang"), AT, TEXTS, NUMBERS),
    st.tuples(st.just("allemaal"), AT, TEXTS, NUMBERS),
    st.tuples(st.just("loop"), AT, TEXTS, NUMBERS),
    st.tuples(st.sampled_from(["undo", "undo", "redo"]), AT, TEXTS, NUMBERS),
)


def raw(session: Session, sql: str, *values: object) -> None:
    session.connection().exec_driver_sql(sql, values)


def act(session: Session, kind: str, at: int, word: str | None, number: int | None, overleg: UUID) -> None:
    """Do something to one of four casussen; a row that is not there is left alone."""
    casus, besluit = made_of("casus", at).bytes, made_of("besluit", at).bytes
    if kind == "maak":
        raw(session, "INSERT OR IGNORE INTO casus(id, regio, geboortejaar, grondslag_wie) VALUES (?, ?, ?, ?)", casus, word, number, word)
    elif kind == "wijzig":
        raw(session, "UPDATE casus SET regio = ?, grondslag_wie = ?, grondslag_bereik = ? WHERE id = ?", word, word, number and "x", casus)
    elif kind == "besluit":
        raw(
            session,
            "INSERT OR REPLACE INTO besluit(id, casus, besluit_route, besluit_team, reden) SELECT ?, id, ?, ?, ? FROM casus WHERE id = ?",
            besluit,
            word,
            number,
            word,
            casus,
        )
    elif kind == "weg":
        raw(session, "DELETE FROM besluit WHERE casus = ?", casus)
        raw(session, "DELETE FROM casus WHERE id = ?", casus)
    elif kind == "vervang":
        raw(session, "DELETE FROM besluit WHERE casus = ?", casus)
        raw(session, "INSERT OR REPLACE INTO casus(id, kanaal) VALUES (?, ?)", casus, word)
    elif kind == "allemaal":
        raw(session, "UPDATE casus SET geboortejaar = ?, kanaal = ?", number, word)
    else:
        raw(session, "UPDATE overleg SET huidig = ? WHERE id = ?", new_id().bytes, overleg.bytes)


def state(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """The tables that travel, without noise."""
    found = {}
    for name, table in schema.sync_tables().items():
        columns = ", ".join(f'"{c}"' for c in ("id", *table.columns) if c not in NOISE)
        found[name] = query(store, f'SELECT {columns} FROM "{name}" ORDER BY id')
    return found


def values(store: Store) -> dict[tuple[str, str], list[object]]:
    """The values that the heads of visible rows give."""
    there = {f"{name} {row.hex()}" for name in schema.sync_tables() for (row,) in query(store, f'SELECT id FROM "{name}"')}
    return {
        (row, cell): sorted(set(held.values()) - {b"n"}, key=repr)
        for (row, cell), held in heads(store).items()
        if row in there and cell not in NOISE and set(held.values()) != {b"n"}
    }


def sound(store: Store) -> None:
    assert [finding for finding in verify(store) if not finding.ok] == []


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(st.lists(ACTS, min_size=3, max_size=14), st.sampled_from([3, 50_000]))
def test_undo_and_redo_walk_through_the_states_that_were(steps: list[tuple[str, int, str | None, int | None]], ops_per_tx: int) -> None:
    folder = Path(tempfile.mkdtemp())
    clock = Clock()
    team = toegang.begin(Place(folder), PASSPHRASE, naam="Anna Vos", now=clock, cost=CHEAP).toegang
    store, overleg = team.store, made_of("overleg", 1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(seal, "OPS_PER_TX", ops_per_tx)
        try:
            with team.doing("plan") as session:
                session.add(Overleg(id=overleg))
            been, place = [(state(store), values(store))], 0
            for kind, at, word, number in [*steps, *[("undo", 0, None, None)] * 9, *[("redo", 0, None, None)] * 9]:
                if kind in ("undo", "redo"):
                    goal = place + (1 if kind == "redo" else -1)
                    if 0 <= goal < len(been):
                        (redo if kind == "redo" else undo)(team)
                        place = goal
                    elif kind == "redo":
                        with pytest.raises(Refused):
                            redo(team)
                else:
                    before, told = state(store), count_txs(store)
                    with team.doing(kind) as session:
                        act(session, kind, at, word, number, overleg)
                    if state(store) != before:
                        been, place = [*been[: place + 1], (state(store), values(store))], place + 1
                    elif kind != "loop":
                        assert count_txs(store) == told
                assert (state(store), values(store)) == been[place]
            sound(store)
        finally:
            team.close()
            shutil.rmtree(folder)


# --- what it writes


def test_an_undo_names_the_first_part_of_its_act_and_takes_all_parts_back_at_once(team: Toegang, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seal, "OPS_PER_TX", 4)
    with team.doing("importeer") as session:
        for number in range(5):
            raw(session, "INSERT INTO casus(id, regio, kanaal) VALUES (?, 'x', 'y')", made_of("casus", number).bytes)
    seqs = [seq for seq, meta in query(team.store, "SELECT seq, meta FROM sync_tx") if json.loads(meta)["doel"] == "importeer"]
    assert len(seqs) > 1
    undo(team)
    assert query(team.store, "SELECT count(*) FROM casus") == [(0,)]
    metas = [json.loads(meta) for (meta,) in query(team.store, "SELECT meta FROM sync_tx ORDER BY tx")]
    undone = [meta for meta in metas if meta["doel"] == "ongedaan"]
    assert {meta["undo_of"] for meta in undone} == {f"{team.store.local()['stream'].hex()}-{seqs[0]}"}
    redo(team)
    assert query(team.store, "SELECT count(*), min(regio), min(kanaal) FROM casus") == [(5, "x", "y")]
    sound(team.store)


def test_a_deleted_row_comes_back_as_it_was_then_also_when_it_was_made_anew_since(team: Toegang) -> None:
    row = made_of("casus", 1).bytes
    for kind, sql in (
        ("nieuw", "INSERT INTO casus(id, regio, kanaal, grondslag_wie) VALUES (?, 'eerst', 'x', 'moeder')"),
        ("weg", "DELETE FROM casus WHERE id = ?"),
        ("nieuw", "INSERT INTO casus(id, regio, grondslag_wie) VALUES (?, 'later', 'vader')"),
    ):
        with team.doing(kind) as session:
            raw(session, sql, row)
    shown = "SELECT regio, kanaal, grondslag_wie FROM casus"
    for _ in range(2):
        undo(team)
        assert query(team.store, shown) == []
        undo(team)
        assert query(team.store, shown) == [("eerst", "x", "moeder")]
        redo(team)
        redo(team)
        assert query(team.store, shown) == [("later", None, "vader")]
    sound(team.store)


def test_the_undo_of_a_decision_settling_a_difference_brings_the_difference_back(team: Toegang, clock: Clock) -> None:
    with team.doing("klaarzetten") as session:
        row = Instelling(naam="proef", waarde="mijn")
        session.add(row)
    other, key = OtherLaptop(team), ("instelling", row.id, "waarde")
    other.writes("instelling", row.id, "waarde", "hun", hlc=(int(clock().timestamp() * 1000) - 3_600_000) << 16)
    cell = (f"instelling {row.id.hex}", "waarde")
    assert set(heads(team.store)[cell].values()) == {b"tmijn", b"thun"}
    for settled in ("samen", "mijn"):
        with team.doing("kiezen", {key: dots_of(team.store, row.id, "waarde")}) as session:
            raw(session, "UPDATE instelling SET waarde = ? WHERE id = ?", settled, row.id.bytes)
        assert set(heads(team.store)[cell].values()) == {b"t" + settled.encode()}
        for _ in range(2):
            undo(team)
            assert set(heads(team.store)[cell].values()) == {b"tmijn", b"thun"}
            assert query(team.store, "SELECT waarde FROM instelling WHERE id = ?", row.id.bytes) == [("mijn",)]
            sound(team.store)
            redo(team)
            assert set(heads(team.store)[cell].values()) == {b"t" + settled.encode()}
            sound(team.store)
        undo(team)


def test_what_another_laptop_changed_since_is_left_alone_and_told(team: Toegang, clock: Clock) -> None:
    other = OtherLaptop(team)
    with team.doing("klaarzetten") as session:
        row = Instelling(naam="proef", waarde="oud")
        session.add(row)
    with team.doing("wijzig") as session:
        raw(session, "UPDATE instelling SET waarde = 'nieuw', naam = 'anders' WHERE id = ?", row.id.bytes)
    dots = dots_of(team.store, row.id, "waarde")
    stamp = (int(clock().timestamp() * 1000) + 1000) << 16
    other.writes("instelling", row.id, "waarde", "van hen", base=dots, hlc=stamp, column="waarde")
    done = undo(team)
    assert done.gelaten == ("instelling: waarde",)
    assert "zo gelaten: instelling: waarde" in done.woorden
    assert query(team.store, "SELECT naam, waarde FROM instelling WHERE id = ?", row.id.bytes) == [("proef", "van hen")]
    before = state(team.store)
    with pytest.raises(Refused, match="daarna veranderd"):
        undo(team)
    assert state(team.store) == before


def test_the_admission_of_a_laptop_is_not_undone(team: Toegang) -> None:
    OtherLaptop(team)
    with pytest.raises(Refused, match="laptop"):
        undo(team)


def test_what_walking_through_a_meeting_wrote_goes_along_with_the_row_that_it_names(team: Toegang) -> None:
    with team.doing("nieuw") as session:
        casus = Casus(casuscode="26-AAAAAA")
        session.add(casus)
    with team.doing("loop") as session:
        session.add(Agendapunt(casus=casus.id, soort="nieuw"))
    raw_state = state(team.store)
    undo(team)  # written by walking: it goes along
    assert query(team.store, "SELECT count(*) FROM casus") == [(0,)]
    redo(team)
    assert state(team.store) == raw_state


def test_what_is_named_by_an_act_in_between_refuses_and_changes_nothing(team: Toegang, monkeypatch: pytest.MonkeyPatch) -> None:
    with team.doing("nieuw") as session:
        casus = Casus(casuscode="26-AAAAAA")
        session.add(casus)
    with team.doing("besluit") as session:
        session.add(Besluit(casus=casus.id))
    before, txs = state(team.store), count_txs(team.store)
    real = journal.standing

    def older(cursor: Any, *intents: Collection[str]) -> Iterator[journal.Act]:
        found = real(cursor, *intents)
        next(found)
        return found

    monkeypatch.setattr(journal, "standing", older)
    with pytest.raises(Refused, match="kan niet terug"):
        undo(team)
    assert (state(team.store), count_txs(team.store)) == (before, txs)
    sound(team.store)


def test_an_undo_that_fails_at_the_end_leaves_everything_as_it_was(team: Toegang, monkeypatch: pytest.MonkeyPatch) -> None:
    with team.doing("nieuw") as session:
        session.add(Casus(casuscode="26-AAAAAA"))
    before = state(team.store)

    def fails(*_: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr(seal.Journal, "_append", fails)
        with pytest.raises(ZeroDivisionError):
            undo(team)
    assert state(team.store) == before
    assert [e for e in entries(team.store) if e.doel == "ongedaan"] == []
    sound(team.store)
    undo(team)
    assert query(team.store, "SELECT count(*) FROM casus") == [(0,)]


def test_the_founding_is_not_an_act(team: Toegang) -> None:
    with pytest.raises(Refused, match="niets om terug"):
        undo(team)
    with pytest.raises(Refused, match="niets om opnieuw"):
        redo(team)
    with team.reading() as session:
        assert acts(session) == []


# --- killed


def back_and_forth(team: Toegang, number: int) -> None:
    """A casus with a decision; that undone; that done again."""
    if number % 3 == 1:
        with team.doing("nieuw") as session:
            casus = Casus(casuscode=f"26-{number:06d}", vraag="Een vraag van enige lengte. " * 20)
            session.add_all([casus, Besluit(casus=casus.id, besluit_route="TA", reden="waarom")])
    else:
        (undo if number % 3 == 2 else redo)(team)


def found(team: Toegang) -> set[int]:
    """The numbers that are there: one transaction each, after the founding."""
    number = count_txs(team.store) - 1
    there = -(-number // 3) - (number % 3 == 2)
    for table in ("casus", "besluit"):
        assert query(team.store, f"SELECT count(*) FROM {table}") == [(there,)]
    assert query(team.store, "SELECT count(*) FROM besluit WHERE reden = 'waarom' AND besluit_route = 'TA'") == [(there,)]
    return set(range(1, number + 1))


back_and_forth.found = found  # type: ignore[attr-defined]  # the counterpart travels with the writer


def test_an_undo_that_is_killed_is_there_whole_or_not_at_all(team: Toegang) -> None:
    team.close()
    chance = random.Random(20261124)
    for _ in range(4):
        kill_once(team, PASSPHRASE, chance, f"{__name__}:back_and_forth")
