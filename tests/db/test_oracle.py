"""The store against the model: whatever is written by whatever road, heads and tables are what the set of transactions says."""

from __future__ import annotations

import shutil
import tempfile
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from sqlalchemy import delete, insert, update
from sqlmodel import Session, col

from db.columns import new_id
from db.models import Besluit, Casus
from db.sync import schema, wire
from db.sync.audit import verify
from retcli import toegang
from retcli.locations import Place

from ..conftest import CHEAP, PASSPHRASE, Clock
from ..verhalen import Verteld, histories, phases, steps
from .journal import OtherLaptop, dots_of, heads, model_txs, query
from .sync_model import oracle

TEXTS = st.sampled_from([None, "", "a", "A", "a\x00", "e\u0301", "é", "👍"])
NUMBERS = st.sampled_from([None, 0, 1, 2012, 2**63 - 1])
ROADS = st.sampled_from(["orm", "bulk", "raw"])
PICK = st.integers(0, 10**6)


class Writing(Verteld, RuleBasedStateMachine):
    """One laptop that writes; another whose values come in now and then."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.clock = Clock()
        self.team = toegang.begin(Place(self.folder), PASSPHRASE, naam="Anna Vos", now=self.clock, cost=CHEAP).toegang
        self.store = self.team.store
        self.other = OtherLaptop(self.team)
        self.rows: list[UUID] = []
        self.create("orm", "a", 1)

    def teardown(self) -> None:
        self.team.close()
        shutil.rmtree(self.folder)

    def pick(self, at: int) -> UUID:
        return self.rows[at % len(self.rows)]

    @rule(road=ROADS, vraag=TEXTS, jaar=NUMBERS)
    def create(self, road: str, vraag: str | None, jaar: int | None) -> None:
        row, besluit = new_id(), new_id()
        self.rows.append(row)
        with self.store.transaction("maken", lid=self.team.lid) as session:
            if road == "orm":
                session.add(Besluit(id=besluit, casus=row, besluit_route="TA", besluit_team=jaar))
                session.add(Casus(id=row, regio=vraag, geboortejaar=jaar, grondslag_wie=vraag))
            elif road == "bulk":
                session.exec(insert(Casus), params=[{"id": row, "regio": vraag, "geboortejaar": jaar}])
                session.exec(insert(Besluit), params=[{"id": besluit, "casus": row}])
            else:
                raw(session, "INSERT INTO casus(id, regio, geboortejaar, kanaal) VALUES (?, ?, ?, ?)", row.bytes, vraag, jaar, vraag)

    @rule(road=ROADS, at=PICK, vraag=TEXTS, jaar=NUMBERS, more=st.booleans())
    def edit(self, road: str, at: int, vraag: str | None, jaar: int | None, more: bool) -> None:
        chosen = self.rows if more else [self.pick(at)]
        with self.store.transaction("wijzigen") as session:
            if road == "orm":
                for row in chosen:
                    if found := session.get(Casus, row):
                        found.regio, found.grondslag_bereik = vraag, vraag
            elif road == "bulk":
                session.exec(update(Casus).where(col(Casus.id).in_(chosen)).values(regio=vraag, geboortejaar=jaar))
            else:
                for row in chosen:
                    raw(session, "UPDATE casus SET regio = ?, grondslag_wie = ? WHERE id = ?", vraag, vraag, row.bytes)

    @rule(road=ROADS, at=PICK)
    def remove(self, road: str, at: int) -> None:
        row = self.pick(at)
        with self.store.transaction("wissen") as session:
            if road == "orm" and (found := session.get(Casus, row)):
                session.delete(found)
            elif road == "bulk":
                session.exec(delete(Casus).where(col(Casus.id) == row))
            else:
                raw(session, "DELETE FROM casus WHERE id = ?", row.bytes)
            session.exec(delete(Besluit).where(col(Besluit.casus) == row))

    @rule(at=PICK, vraag=TEXTS)
    def revive(self, at: int, vraag: str | None) -> None:
        with self.store.transaction("terug") as session:
            raw(session, "INSERT OR REPLACE INTO casus(id, regio) VALUES (?, ?)", self.pick(at).bytes, vraag)
            raw(session, "DELETE FROM besluit WHERE casus = ?", self.pick(at).bytes)

    @rule(at=PICK, vraag=TEXTS)
    def change_of_mind(self, at: int, vraag: str | None) -> None:
        """Delete and bring back in one action, with a savepoint taken back between."""
        row = self.pick(at).bytes
        with self.store.transaction("bedacht") as session:
            raw(session, "DELETE FROM besluit WHERE casus = ?", row)
            raw(session, "DELETE FROM casus WHERE id = ?", row)
            point = session.begin_nested()
            raw(session, "INSERT INTO casus(id, regio) VALUES (?, 'nooit')", row)
            point.rollback()
            raw(session, "INSERT INTO casus(id, kanaal) VALUES (?, ?)", row, vraag)

    @rule(at=PICK, vraag=TEXTS)
    def save_a_form(self, at: int, vraag: str | None) -> None:
        row = self.pick(at)
        shown = dots_of(self.store, row, "regio")
        with self.store.transaction("formulier", shown={("casus", row, "regio"): shown}) as session:
            raw(session, "UPDATE casus SET regio = ? WHERE id = ?", vraag, row.bytes)

    @rule(at=PICK, vraag=TEXTS.filter(lambda text: text is not None), ahead=st.sampled_from([-(10**9), 10**12]))
    def a_value_comes_in(self, at: int, vraag: str, ahead: int) -> None:
        """Concurrent with ours; it shows when its stamp is later than what shows, which the exchange would see to."""
        row = self.pick(at)
        hlc = (int(self.clock().timestamp() * 1000) + ahead << 16) + self.other.seq
        stamps = query(
            self.store,
            "SELECT t.hlc FROM sync_head h JOIN sync_tx t ON t.tx = h.tx JOIN sync_name n ON n.id = h.name"
            " WHERE h.row = ? AND n.col = 'regio' ORDER BY 1 DESC LIMIT 1",
            row.bytes,
        )
        if query(self.store, "SELECT 1 FROM casus WHERE id = ?", row.bytes) and (not stamps or stamps[0][0] != hlc):
            shows = not stamps or hlc > stamps[0][0]
            self.other.writes("casus", row, "regio", vraag, hlc=hlc, column="regio" if shows else None)

    @rule(back=st.sampled_from([-7200, -60, 0, 60, 10**7]))
    def the_clock_moves(self, back: int) -> None:
        self.clock.at = max(self.clock.at + timedelta(seconds=back), Clock().at)

    @rule(at=PICK)
    def an_action_fails(self, at: int) -> None:
        try:
            with self.store.transaction("mislukt") as session:
                raw(session, "UPDATE casus SET regio = 'nooit' WHERE id = ?", self.pick(at).bytes)
                raise ZeroDivisionError
        except ZeroDivisionError:
            pass

    @invariant()
    def heads_are_those_of_the_oracle(self) -> None:
        expected, _, _ = oracle(model_txs(self.store))  # type: ignore[no-untyped-call]  # the model is kept as it is
        assert heads(self.store) == expected

    @invariant()
    def tables_are_the_projection_of_the_heads(self) -> None:
        """Computed here from the heads alone, without the audit's help."""
        winners: dict[tuple[str, str], bytes] = {}
        for table, row, cell, value in query(
            self.store,
            "SELECT n.tbl, hex(h.row), n.col, o.val FROM sync_head h JOIN sync_op o ON o.tx = h.tx AND o.idx = h.idx"
            " JOIN sync_tx t ON t.tx = h.tx"
            " JOIN sync_stream s ON s.id = t.stream JOIN sync_name n ON n.id = h.name ORDER BY t.hlc, s.stream, t.seq, h.idx",
        ):
            winners[f"{table} {row}", cell] = value
        expected = {(r, c, v) for (r, c), v in winners.items() if c != wire.LIFE and v != wire.NULL and winners[r, wire.LIFE] == wire.ALIVE}
        found = set()
        for name, table in schema.sync_tables().items():
            for values in query(self.store, table.select("1")):
                at = 1
                for cell in table.cells:
                    members = values[at : at + len(cell.columns)]
                    at += len(cell.columns)
                    encoded = wire.encode_group(members) if cell.group else wire.encode(members[0])
                    if encoded != wire.NULL:
                        found.add((f"{name} {values[0].hex().upper()}", cell.name, encoded))
        assert found == expected

    @invariant()
    def the_check_is_content(self) -> None:
        assert [finding for finding in verify(self.store, deep=True) if not finding.ok] == []


def raw(session: Session, sql: str, *values: object) -> None:
    """SQL past every layer but the triggers."""
    session.connection().exec_driver_sql(sql, values)


TestWriting = Writing.TestCase
TestWriting.settings = settings(
    max_examples=histories(10),
    stateful_step_count=steps(15),
    deadline=None,
    phases=phases(),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
