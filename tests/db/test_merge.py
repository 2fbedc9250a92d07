"""Three laptops with real encrypted databases against the model: whatever is written, handed over, lost, doubled or cut off in the
middle, each holds what the set of its transactions says. The numbers are those of the invariants in sync.md §13.

A short run by default; N, STEPS or RETCLI_LANG make it long.
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy.exc import IntegrityError

from db.columns import new_id
from db.sync import apply, differences, erasure, gaps, project, schema, stand, undo, wire
from db.sync.apply import waiting
from db.sync.audit import verify
from db.sync.erasure import Order
from db.sync.tx import Tx
from db.sync.wire import Dot

from ..conftest import Clock
from ..verhalen import Verteld, histories, phases, steps
from .gewist import WORD, Woorden, erased, everything, order, places_of
from .laptops import Laptop, dump, fast_disk, model_log, state
from .sync_model import LIFE, Replica, oracle

NAMES = ("anna", "bart", "cees")
TEXTS = st.sampled_from(["a", "b", "A", "é", "dead", "", None])
LINKS = {
    ("casus", "eerdere_aanmelding"): "casus",
    ("casus", "eigenaar"): "lid",
    ("besluit", "casus"): "casus",
    ("actie", "casus"): "casus",
    ("actie", "besluit"): "besluit",
    ("heropening", "casus"): "casus",
}
"""The references that are written here; a besluit names its owner inside a group."""

AT_ONCE = apply.OPS_AT_ONCE
MADE_BY_ALL = UUID(int=7 << 64 | 2 << 62)
"""A row that each laptop makes by itself, as a link row is."""


class Stop(Exception):
    """The power went off."""


class _Model(Replica):
    """The model with the references of the tables that are written here."""

    def __init__(self, laptop: Laptop) -> None:
        super().__init__("", lambda: 0)  # type: ignore[no-untyped-call]  # the model is kept as it is
        for found in model_log(laptop):
            ops = tuple(
                op if op.fld != LIFE or op.val[:1] == wire.GONE else type(op)(op.row, op.fld, op.kind, op.val[1:].decode(), op.base)
                for op in found.ops
            )
            self._apply(type(found)(found.stream, found.seq, found.ctx, found.hlc, found.prev, ops))  # type: ignore[no-untyped-call]
        rows = erased(laptop).rows
        self.gone = {row for row, _ in self.heads if row.split()[0] not in erasure.STAYS and bytes.fromhex(row.split()[1]) in rows}

    def parents(self, row: str) -> list[str]:
        table = row.split()[0]
        found = []
        for (child, column), parent in LINKS.items():
            if child == table and (value := self.winner(row, column)):  # type: ignore[no-untyped-call]
                found.append((parent, value))
        group = self.winner(row, "besluit") if table == "besluit" else None  # type: ignore[no-untyped-call]
        if group and group[:1] != wire.GONE:
            owner = wire.decode_group(group, 4)[2]
            found += [("lid", wire.encode(owner))] if owner is not None else []
        return [f"{parent} {value[1:].hex()}" for parent, value in found if value[:1] == b"b"]

    def visible(self) -> set[str]:
        seen = {row for row in self.rows() if row not in self.gone and self._alive0(row)}  # type: ignore[no-untyped-call]
        todo = list(seen)
        while todo:
            for parent in self.parents(todo.pop()):
                if parent not in seen | self.gone:
                    seen.add(parent)
                    todo.append(parent)
        return seen

    def tables(self) -> set[tuple[str, str, bytes]]:
        """(row, cell, value) of all that shows."""
        seen = self.visible()
        found = {(row, "", b"") for row in seen}
        for row, cell in self.heads:
            if row in seen and cell != LIFE and (value := self.winner(row, cell)) != wire.NULL and not self._empty(row, cell, value):  # type: ignore[no-untyped-call]
                found.add((row, cell, value))
        return found

    def _empty(self, row: str, cell: str, value: bytes) -> bool:
        """Whether it shows as empty: it was erased, or names what was."""
        if value[:1] == wire.GONE:
            return True
        names = LINKS.get((row.split()[0], cell))
        named = [f"{names} {value[1:].hex()}"] if names else self.parents(row) if (row.split()[0], cell) == ("besluit", "besluit") else []
        return any(one in self.gone and (names or one.startswith("lid ")) for one in named)


def shown_tables(laptop: Laptop) -> set[tuple[str, str, bytes]]:
    found = set()
    for name, table in schema.sync_tables().items():
        for values in laptop.query(table.select("1")):
            row, at = f"{name} {values[0].hex()}", 1
            found.add((row, "", b""))
            for cell in table.cells:
                members = values[at : at + len(cell.columns)]
                at += len(cell.columns)
                encoded = wire.encode_group(members) if cell.group else wire.encode(members[0])
                if encoded != wire.NULL:
                    found.add((row, cell.name, encoded))
    return found


class Cut:
    """The driver's cursor that stops at the n-th statement."""

    def __init__(self, cursor: Any, after: list[int]) -> None:
        self._cursor, self._after = cursor, after

    def _count(self) -> None:
        self._after[0] -= 1
        if self._after[0] < 0:
            raise Stop

    def execute(self, *args: Any) -> Any:
        self._count()
        return self._cursor.execute(*args)

    def executemany(self, *args: Any) -> Any:
        self._count()
        return self._cursor.executemany(*args)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cursor, name)

    def __iter__(self) -> Any:
        return iter(self._cursor)


@contextlib.contextmanager
def cut_off(laptop: Laptop, after: int) -> Iterator[list[int]]:
    """Let the next import of a laptop stop at its n-th statement."""
    real: Callable[..., Any] = laptop.store.taking_in
    left = [after]

    @contextlib.contextmanager
    def cut(**told: Any) -> Iterator[Any]:
        with real(**told) as cursor:
            yield Cut(cursor, left)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(laptop.store, "taking_in", cut)
        yield left


@pytest.fixture(scope="module", autouse=True)
def _fast_disk() -> Iterator[None]:
    with fast_disk():
        yield


_template: list[Path] = []


def template() -> Path:
    """Three laptops of one team that hold the same, made once."""
    if not _template:
        folder = Path(tempfile.mkdtemp())
        anna = Laptop.begin(folder / "anna", Clock())
        anna.sql(
            "klaar",
            *(("INSERT INTO lid(id, naam) VALUES (?, 'x')", new_id().bytes) for _ in range(2)),
            ("INSERT INTO casus(id, regio) VALUES (?, 'a')", new_id().bytes),
        )
        others = [anna.join(folder / name) for name in NAMES[1:]]
        for other in others:
            other.takes_from(anna)
            other.close()
        anna.close()
        _template.append(folder)
    return _template[0]


class Exchange(Verteld, RuleBasedStateMachine):
    """Everything that three laptops do to each other."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.clock = Clock()
        self.skew = dict.fromkeys(NAMES, timedelta())
        self.laptops: dict[str, Laptop] = {}
        self.mail: list[tuple[list[Tx], bytes, dict[bytes, int], list[Order]]] = []
        self.words = Woorden()
        self.root = b""
        self.forms: list[tuple[str, UUID, tuple[Dot, ...]]] = []
        self.dirty: set[str] = set()

    @initialize()
    def begin(self) -> None:
        for name in NAMES:
            shutil.copytree(template() / name, self.folder / name)
            self.laptops[name] = Laptop.opened(self.folder / name, lambda name=name: self.clock() + self.skew[name])  # type: ignore[misc]
        self.root = self.laptops["anna"].store.local()["root_key"]

    def teardown(self) -> None:
        try:
            if self.laptops:
                self.agree()
        finally:
            for laptop in self.laptops.values():
                laptop.close()
            shutil.rmtree(self.folder)
            apply.OPS_AT_ONCE = AT_ONCE

    # --- writing

    def some(self, name: str, table: str, at: int) -> bytes | None:
        rows = [row for (row,) in self.laptops[name].query(f'SELECT id FROM "{table}" ORDER BY id')]
        return rows[at % len(rows)] if rows else None

    def write(self, name: str, *statements: tuple[Any, ...], **told: Any) -> None:
        self.clock.go_on(seconds=1)
        self.dirty.add(name)
        self.laptops[name].sql("werk", *statements, **told)

    def heads(self, name: str, table: str, row: bytes, cell: str) -> tuple[Dot, ...]:
        return tuple(
            Dot(*dot)
            for dot in self.laptops[name].query(
                "SELECT s.stream, t.seq, h.idx FROM sync_head h JOIN sync_name n ON n.id = h.name JOIN sync_tx t ON t.tx = h.tx"
                " JOIN sync_stream s ON s.id = t.stream WHERE h.row = ? AND n.tbl = ? AND n.col = ?",
                row, table, cell,
            )
        )  # fmt: skip

    def winner(self, name: str, row: bytes, cell: str) -> tuple[Dot, ...]:
        model = _Model(self.laptops[name])
        return tuple(Dot(bytes.fromhex(s), q, i) for s, q, i in model.seen(f"casus {row.hex()}", cell))  # type: ignore[no-untyped-call]

    who, pick = st.sampled_from(NAMES), st.integers(0, 10**6)

    @rule(name=who, at=pick, text=TEXTS, linked=st.booleans())
    def make_casus(self, name: str, at: int, text: str | None, linked: bool) -> None:
        earlier = self.some(name, "casus", at) if linked else None
        values = new_id().bytes, text, self.words.new(), earlier
        self.write(name, ("INSERT INTO casus(id, regio, kanaal, eerdere_aanmelding) VALUES (?, ?, ?, ?)", *values))

    @rule(name=who, at=pick, more=st.booleans())
    def make_besluit(self, name: str, at: int, more: bool) -> None:
        casus, lid, besluit = self.some(name, "casus", at), self.some(name, "lid", at), new_id().bytes
        statements: list[tuple[Any, ...]] = [
            (
                "INSERT INTO besluit(id, casus, besluit_route, besluit_eigenaar, reden) VALUES (?, ?, 'TA', ?, ?)",
                besluit, casus, lid, self.words.new(),
            )
        ]  # fmt: skip
        if more:
            values = new_id().bytes, casus, besluit, self.words.new()
            statements.append(("INSERT INTO actie(id, casus, besluit, omschrijving) VALUES (?, ?, ?, ?)", *values))
        self.write(name, *statements)

    @rule(name=who, text=TEXTS)
    def make_what_all_make(self, name: str, text: str | None) -> None:
        if MADE_BY_ALL.bytes not in erased(self.laptops[name]).rows:
            self.write(name, ("INSERT OR REPLACE INTO lid(id, naam) VALUES (?, ?)", MADE_BY_ALL.bytes, text))

    @rule(name=who, at=pick, text=TEXTS, group=st.booleans())
    def edit(self, name: str, at: int, text: str | None, group: bool) -> None:
        if row := self.some(name, "casus", at):
            if group:
                self.write(name, ("UPDATE casus SET grondslag_wie = ?, grondslag_status = 'JA' WHERE id = ?", text, row))
            else:
                self.write(name, ("UPDATE casus SET regio = ?, kanaal = ? WHERE id = ?", text, self.words.new(), row))

    @rule(name=who, text=TEXTS)
    def edit_all(self, name: str, text: str | None) -> None:
        self.write(name, ("UPDATE casus SET gemeente = ?", text), ("UPDATE actie SET omschrijving = ?", text))

    @rule(name=who, at=pick, other=pick)
    def refer(self, name: str, at: int, other: int) -> None:
        """Also in a circle."""
        if (row := self.some(name, "casus", at)) and (to := self.some(name, "casus", other)):
            self.write(name, ("UPDATE casus SET eerdere_aanmelding = ? WHERE id = ?", to, row))

    @rule(name=who, at=pick, other=pick)
    def move(self, name: str, at: int, other: int) -> None:
        if row := self.some(name, "actie", at):
            casus = self.some(name, "casus", other)
            self.write(name, ("UPDATE actie SET casus = ?, besluit = NULL WHERE id = ?", casus, row))

    @rule(name=who, at=pick, table=st.sampled_from(["casus", "besluit", "actie", "lid"]))
    def delete(self, name: str, at: int, table: str) -> None:
        row = self.some(name, table, at)
        if row is None:
            return
        self.write(name, *((f'DELETE FROM "{t}" WHERE id = ?', key) for t, key in self.below(name, table, row)))

    def below(self, name: str, table: str, row: bytes) -> list[tuple[str, bytes]]:
        """A row with all that refers to it, and what refers to that."""
        laptop, going, todo = self.laptops[name], [(table, row)], [(table, row)]
        while todo:
            parent, key = todo.pop()
            links = [*LINKS.items(), (("besluit", "besluit_eigenaar"), "lid")]
            for child, column in (link for link, to in links if to == parent):
                for (found,) in laptop.query(f'SELECT id FROM "{child}" WHERE "{column}" = ?', key):
                    if (child, found) not in going:
                        going.append((child, found))
                        todo.append((child, found))
        return going

    @rule(
        name=who, at=pick, table=st.sampled_from(["casus", "casus", "besluit", "lid"]), all_of_it=st.booleans(), there=st.booleans(),
        other=st.one_of(st.none(), pick), names=st.booleans(), ends=st.booleans(),
    )  # fmt: skip
    def erase(self, name: str, at: int, table: str, all_of_it: bool, there: bool, other: int | None, names: bool, ends: bool) -> None:
        """For good: a row, with what hangs on it or let go of it, there or deleted before; and maybe what a cell of another ever held. The
        program may end after the act."""
        row = self.some(name, table, at) if there else self.gone(name, table, at)
        if row is None:
            return
        laptop, gone = self.laptops[name], [(table, row)]
        statements: list[tuple[Any, ...]] = []
        if there and all_of_it:
            gone = self.below(name, table, row)
        elif there:
            for child, column in [link for link, to in [*LINKS.items(), (("besluit", "besluit_eigenaar"), "lid")] if to == table]:
                statements.append((f'UPDATE "{child}" SET "{column}" = NULL WHERE "{column}" = ? AND id <> ?', row, row))
        statements += ((f'DELETE FROM "{t}" WHERE id = ?', key) for t, key in gone)
        dots: list[bytes] = []
        shown: dict[Any, Any] = {}
        stays = self.some(name, "casus", other) if other is not None else None
        if stays is not None and stays not in {key for _, key in gone}:
            with laptop.store.raw_cursor() as cursor:
                dots = places_of(cursor, "casus", UUID(bytes=stays), "kanaal")
            statements.append(("UPDATE casus SET kanaal = ? WHERE id = ?", self.words.new(), stays))
            if names:
                shown["casus", UUID(bytes=stays), "kanaal"] = self.heads(name, "casus", stays, "kanaal")
        self.write(name, *statements, order(self.root, {key for _, key in gone}, dots), shown=shown)
        if ends:
            laptop.reopen()
        else:
            erasure.carry_out(laptop.store)

    def gone(self, name: str, table: str, at: int) -> bytes | None:
        """A row that was deleted, and not erased as far as this laptop knows."""
        laptop = self.laptops[name]
        gone = laptop.query(
            f"SELECT DISTINCT h.row FROM sync_head h JOIN sync_name n ON n.id = h.name AND n.tbl = '{table}' AND n.col = '_life'"
            f' WHERE h.row NOT IN (SELECT id FROM "{table}") ORDER BY 1'
        )
        rows = [row for (row,) in gone if row not in erased(laptop).rows]
        return rows[at % len(rows)] if rows else None

    @rule(name=who, at=pick, text=TEXTS)
    def bring_back(self, name: str, at: int, text: str | None) -> None:
        if row := self.gone(name, "casus", at):
            self.write(name, ("INSERT INTO casus(id, regio) VALUES (?, ?)", row, text))

    @rule(name=who, at=pick)
    def open_a_form(self, name: str, at: int) -> None:
        if row := self.some(name, "casus", at):
            self.forms.append((name, UUID(bytes=row), self.winner(name, row, "regio")))

    @precondition(lambda self: self.forms)
    @rule(at=pick, text=TEXTS)
    def save_a_form(self, at: int, text: str | None) -> None:
        """Whatever came in since it was opened."""
        name, row, shown = self.forms.pop(at % len(self.forms))
        if self.laptops[name].query("SELECT 1 FROM casus WHERE id = ?", row.bytes):
            self.write(name, ("UPDATE casus SET regio = ? WHERE id = ?", text, row.bytes), shown={("casus", row, "regio"): shown})

    @rule(name=who, at=pick, text=TEXTS, keep=st.booleans())
    def settle(self, name: str, at: int, text: str | None, keep: bool) -> None:
        with self.laptops[name].store.raw_cursor() as cursor:
            found = [d for d in differences.differences(cursor) if (d.table, d.cell) == ("casus", "regio")]
        if found:
            one = found[at % len(found)]
            value = "regio" if keep else "?"
            values = (one.row.bytes,) if keep else (text, one.row.bytes)
            self.write(name, (f"UPDATE casus SET regio = {value} WHERE id = ?", *values), shown={("casus", one.row, "regio"): one.dots})
            with self.laptops[name].store.raw_cursor() as cursor:
                assert (one.table, one.row, one.cell) not in {(d.table, d.row, d.cell) for d in differences.differences(cursor)}

    @rule(name=who, at=pick)
    def keep_a_contested_row(self, name: str, at: int) -> None:
        with self.laptops[name].store.raw_cursor() as cursor:
            found = [c for c in differences.contested(cursor) if c.table == "casus"]
        if found:
            one = found[at % len(found)]
            self.write(name, ("UPDATE casus SET regio = regio WHERE id = ?", one.row.bytes), shown={("casus", one.row, LIFE): one.lives})
            with self.laptops[name].store.raw_cursor() as cursor:
                assert one.row not in {c.row for c in differences.contested(cursor)}

    @rule(name=who, again=st.booleans())
    def take_back(self, name: str, again: bool) -> None:
        """The last act of one's own, or the last undo; what others did since stays."""
        shown: dict[Any, Any] = {}
        beside: dict[Any, Any] = {}
        with self.laptops[name].store.raw_cursor() as cursor:
            act = undo.undone(cursor, ()) if again else next(undo.standing(cursor, ()), None)
        if act is None or act.doel in ("klaar", "toelaten"):
            return
        self.dirty.add(name)
        told = {"undo_of": act.name, "shown": shown, "beside": beside}
        with (
            contextlib.suppress(undo.StillReferredTo, IntegrityError),
            self.laptops[name].store.transaction(undo.REDO if again else undo.UNDO, **told) as session,  # type: ignore[arg-type]
        ):
            cursor = session.connection().connection.cursor()
            plan = undo.plan(cursor, act)
            shown.update(plan.shown)
            beside.update(plan.beside)
            undo.carry_out(cursor, plan, ())

    @rule(name=who, seconds=st.sampled_from([-7200, -60, 0, 1800, 10**8]))
    def a_clock_is_wrong(self, name: str, seconds: int) -> None:
        """Invariant 16: no result depends on it, but which of two values is shown first."""
        self.skew[name] = timedelta(seconds=seconds)

    # --- handing over

    @rule(at_once=st.sampled_from([1, 3, 20, 50_000]))
    def batches(self, at_once: int) -> None:
        """How much is written at once decides nothing."""
        apply.OPS_AT_ONCE = at_once

    def receive(self, name: str, txs: list[Tx], came_from: bytes, have: dict[bytes, int], orders: list[Order]) -> None:
        self.dirty.add(name)
        before = self.laptops[name].query("SELECT count(*) FROM sync_tx WHERE got_from IS NULL AND got_at IS NULL")
        self.laptops[name].takes(txs, orders=orders, came_from=came_from, have=have)
        assert self.laptops[name].query("SELECT count(*) FROM sync_tx WHERE got_from IS NULL AND got_at IS NULL") == before  # 17

    @rule(name=who, to=who, holes=st.integers(0, 4), twice=st.booleans())
    def a_stick(self, name: str, to: str, holes: int, twice: bool) -> None:
        """Straight from one to the other; damaged maybe, and handed over twice, the second time from behind."""
        one, other = self.laptops[name], self.laptops[to]
        if name == to:
            return
        txs, have = one.since({} if holes == 2 else other.have()), one.have()
        orders = one.orders(txs)
        self.receive(to, [tx for n, tx in enumerate(txs) if not holes or n % 4 != holes - 1], one.device, have, orders)
        if twice:
            self.receive(to, txs[::-1], one.device, have, orders)
            before = dump(other)
            assert other.takes(txs, came_from=one.device, have=have).txs == 0
            assert without_moment(dump(other)) == without_moment(before)  # 6

    @rule(name=who, to=who, everything=st.booleans())
    def post(self, name: str, to: str, everything: bool) -> None:
        one = self.laptops[name]
        txs = one.since({} if everything else self.laptops[to].have())
        self.mail.append((txs, one.device, one.have(), one.orders(txs)))

    @precondition(lambda self: self.mail)
    @rule(name=who, at=pick, keep=st.booleans(), cut=st.integers(0, 3))
    def deliver(self, name: str, at: int, keep: bool, cut: int) -> None:
        """To anyone, in any order, doubled, with holes."""
        which = at % len(self.mail)
        txs, device, have, orders = self.mail[which] if keep else self.mail.pop(which)
        if device != self.laptops[name].device:
            self.receive(name, [tx for n, tx in enumerate(txs) if not cut or (n + at) % (cut + 1)], device, have, orders)

    @precondition(lambda self: self.mail)
    @rule(at=pick)
    def lose(self, at: int) -> None:
        self.mail.pop(at % len(self.mail))

    @rule(name=who, to=who, after=st.integers(0, 60), reopen=st.booleans())
    def the_power_goes_off(self, name: str, to: str, after: int, reopen: bool) -> None:
        """Invariant 19: an import that stops leaves no trace, and the next does it all."""
        if name == to:
            return
        laptop, txs = self.laptops[to], self.laptops[name].since({})
        orders, before = self.laptops[name].orders(txs), dump(laptop)
        try:
            with cut_off(laptop, after):
                laptop.takes(txs, orders=orders)
            self.dirty.add(to)
        except Stop:
            if reopen:
                laptop.reopen()
            assert dump(laptop) == before

    @rule(name=who, to=who)
    def look_first(self, name: str, to: str) -> None:
        """A preview does all and leaves nothing; then the same happens."""
        if name == to:
            return
        txs, laptop = self.laptops[name].since({}), self.laptops[to]
        orders, before = self.laptops[name].orders(txs), dump(laptop)
        told = laptop.takes(txs, orders=orders, preview=True)
        assert dump(laptop) == before
        self.dirty.add(to)
        assert laptop.takes(txs, orders=orders).rows == told.rows

    # --- what always holds

    @invariant()
    def each_holds_what_its_transactions_say(self) -> None:
        for name in sorted(self.dirty):
            self.check(self.laptops[name])
        self.dirty.clear()

    def check(self, laptop: Laptop) -> None:
        self.words.looks_at(laptop)
        log, model = model_log(laptop), _Model(laptop)
        place = {(tx.stream, tx.seq): n for n, tx in enumerate(log)}
        grouped: dict[tuple[str, str], dict[tuple[str, int, int], bytes]] = {}
        for table, row, cell, stream, seq, idx, value in laptop.query(_HEADS):
            grouped.setdefault((f"{table} {row.hex()}", cell), {})[stream.hex(), seq, idx] = value
        expected, _, ops = oracle(log)  # type: ignore[no-untyped-call]
        assert grouped == expected, "2: heads are those of the set"
        named = {dot for _, op in ops.values() for dot in op.base}
        assert all(dot in named or dot in grouped[op.row, op.fld] for dot, (_, op) in ops.items()), "3: no change is lost"
        assert all(place.get(entry, -1) in range(n) for n, tx in enumerate(log) for entry in tx.ctx), "5: causally closed"
        for tx, op in ops.values():
            knew = dict(tx.ctx)
            for dot in op.base:
                assert (ops[dot][1].row, ops[dot][1].fld) == (op.row, op.fld), "4: it replaces what its author was shown"
                assert knew.get(dot[0], 0) >= dot[1], "4: and had"
        assert len(place) == len(log), "12: a place has one transaction"
        parked = {(s.hex(), q, h) for s, q, h in laptop.query("SELECT stream, seq, hash FROM sync_park")}
        assert not {(s, q) for s, q, _ in parked} & place.keys(), "5: none is both here and waiting"
        assert shown_tables(laptop) == model.tables(), "9 and 10: tables are what the heads say"
        assert laptop.query("PRAGMA foreign_key_check") == [], "8"
        assert laptop.query("SELECT 1 FROM sync_capture") == []
        assert [f for f in verify(laptop.store) if not f.ok] == [], "13: chain, signatures, heads and tables"
        with laptop.store.raw_cursor() as cursor:
            found = {(f"{d.table} {d.row.hex}", d.cell) for d in differences.differences(cursor)}
            contest = {f"{c.table} {c.row.hex}" for c in differences.contested(cursor)}
            kept = cursor.execute("SELECT v FROM sync_local WHERE k = ?", (stand.HEADS,)).fetchone()
            assert kept is None or kept[0] == stand.counted(cursor), "the sum that is kept is the sum"
            self.check_gaps(cursor)
        seen = model.visible()
        assert found == {(row, cell) for row, cell in model.conflicts() if row in seen and cell != LIFE}, "15"  # type: ignore[no-untyped-call]
        assert contest == {
            row
            for row in seen
            if any(h.val == "dead" for h in model.heads[row, LIFE].values()) and model._alive0(row)  # type: ignore[no-untyped-call]
        }, "15: contested rows"

    def check_gaps(self, cursor: Any) -> None:
        """Invariant 14: what is told as missing is exactly what exists, as far as was heard, and is not here."""
        here = {(s, q) for s, q in cursor.execute("SELECT s.stream, t.seq FROM sync_tx t JOIN sync_stream s ON s.id = t.stream")}
        here |= {(s, q) for s, q in cursor.execute("SELECT stream, seq FROM sync_park")}
        told = {(gap.stream, seq) for gap in gaps.missing(cursor) for seq in range(gap.first, gap.last + 1)}
        exists = {
            (s, q) for s, last in cursor.execute("SELECT stream, max(seq) FROM sync_peer GROUP BY stream") for q in range(1, last + 1)
        }
        assert not told & here
        assert exists - here <= told
        for wait in waiting(cursor):
            assert (wait.stream, wait.last) in here

    def agree(self) -> None:
        """Invariants 1, 7 and 24: after all was handed over, in an order each its own, all hold the same and nothing is lost."""
        union = {(tx.stream, tx.seq) for laptop in self.laptops.values() for tx in laptop.since({})}
        for turn in range(2):
            for n, name in enumerate(NAMES):
                for other in NAMES:
                    if name != other:
                        one = self.laptops[other]
                        txs = one.since({} if turn else self.laptops[name].have())
                        self.laptops[name].takes(txs[::-1] if (n + turn) % 2 else txs, orders=one.orders(txs), came_from=one.device)
        states, heard = [], []
        for name in NAMES:
            self.check(self.laptops[name])
            assert {(tx.stream, tx.seq) for tx in self.laptops[name].since({})} == union
            assert self.laptops[name].query("SELECT * FROM sync_park") == []
            with self.laptops[name].store.raw_cursor() as cursor:
                assert gaps.missing(cursor) == []
            states.append(state(self.laptops[name]))
            heard.append(erased(self.laptops[name]))
            with self.laptops[name].store.taking_in() as cursor:
                project.rebuild(cursor)
            assert state(self.laptops[name]) == states[-1], "9: made anew they are the same"
        assert states[0] == states[1] == states[2]
        assert heard[0] == heard[1] == heard[2]


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[tuple[Laptop, Laptop]]:
    laptops = []
    for name in NAMES[:2]:
        shutil.copytree(template() / name, tmp_path / name)
        laptops.append(Laptop.opened(tmp_path / name, Clock()))
    yield laptops[0], laptops[1]
    for laptop in laptops:
        laptop.close()


def test_an_import_that_stops_at_any_statement_leaves_no_trace(pair: tuple[Laptop, Laptop]) -> None:
    """Invariant 19, at each of them; a delete, a child of it, a difference and a new row come in, and something waits."""
    anna, bart = pair
    rows = [anna.row(str(n), "1") for n in range(3)]
    (casus,) = anna.query("SELECT id FROM casus")
    bart.takes_from(anna)
    anna.sql("x", ("DELETE FROM casus WHERE id = ?", *casus))
    anna.save(rows[0], "anna")
    anna.row("nieuw")
    anna.sql("x", ("DELETE FROM instelling WHERE id = ?", rows[2].bytes))
    anna.save(rows[1], "later")
    bart.save(rows[0], "bart")
    bart.sql("x", ("INSERT INTO besluit(id, casus) VALUES (?, ?)", new_id().bytes, *casus))
    txs = anna.since(bart.have())
    file = [*txs[:-2], txs[-1]]
    before, stops = dump(bart), 0
    while True:
        try:
            with cut_off(bart, stops):
                bart.takes(file)
            break
        except Stop:
            assert dump(bart) == before
            stops += 1
    assert stops > 30
    bart.takes(txs)
    assert [finding for finding in verify(bart.store) if not finding.ok] == []


def test_erasing_that_stops_at_any_statement_leaves_no_trace_and_the_next_opening_finishes_it(pair: tuple[Laptop, Laptop]) -> None:
    """The act is committed by then: whoever hears of it erases too."""
    anna, bart = pair
    child, other, step = (new_id() for _ in range(3))
    anna.sql(
        "maken",
        *(("INSERT INTO casus(id, vraag, kanaal) VALUES (?, 'w1!', 'w2!')", key.bytes) for key in (child, other)),
        ("INSERT INTO actie(id, casus, omschrijving) VALUES (?, ?, 'blijft')", step.bytes, other.bytes),
    )
    bart.takes_from(anna)
    bart.sql("x", ("INSERT INTO actie(id, casus, omschrijving) VALUES (?, ?, 'van Bart')", new_id().bytes, child.bytes))
    anna.takes_from(bart)
    with anna.store.raw_cursor() as cursor:
        dots = places_of(cursor, "casus", other, "vraag")
    anna.sql(
        "wissen",
        ("UPDATE actie SET casus = NULL WHERE casus = ?", child.bytes),
        ("DELETE FROM casus WHERE id = ?", child.bytes),
        ("UPDATE casus SET vraag = NULL, kanaal = NULL WHERE id = ?", other.bytes),
        order(anna.store.local()["root_key"], {child.bytes}, dots),
    )
    held, stops = dump(anna), 0
    while True:
        try:
            with cut_off(anna, stops):
                erasure.carry_out(anna.store)
            break
        except Stop:
            assert dump(anna) == held
            stops += 1
    assert stops > 15
    bart.takes_from(anna)
    for laptop in pair:
        assert WORD.findall(everything(laptop)) == [b"w2!"], "what the cell of another held and no order names"
        laptop.reopen()
        assert erasure.carry_out(laptop.store) == 0
        assert [finding for finding in verify(laptop.store) if not finding.ok] == []
    assert state(anna) == state(bart)


def test_the_number_of_statements_depends_on_neither_rows_nor_fields(pair: tuple[Laptop, Laptop]) -> None:
    anna, bart = pair
    used = []
    for rows in (3, 3, 400):
        keys = [new_id().bytes for _ in range(rows)]
        anna.sql("maken", *(("INSERT INTO instelling(id, naam) VALUES (?, 'x')", key) for key in keys))
        bart.takes_from(anna)
        anna.sql("x", *(("UPDATE instelling SET naam = 'y', waarde = 'z' WHERE id = ?", key) for key in keys))
        txs = anna.since(bart.have())
        with cut_off(bart, 10**6) as left:
            bart.takes(txs)
        used.append(10**6 - left[0])
    assert used[1] == used[2] <= 50


_HEADS = (
    "SELECT n.tbl, h.row, n.col, s.stream, t.seq, h.idx, o.val FROM sync_head h JOIN sync_op o ON o.tx = h.tx AND o.idx = h.idx"
    " JOIN sync_tx t ON t.tx = h.tx JOIN sync_stream s ON s.id = t.stream JOIN sync_name n ON n.id = h.name"
)


def without_moment(rows: list[str]) -> list[str]:
    """A dump without when a laptop last said how far it is."""
    return [row for row in rows if not row.startswith("sync_peer")]


TestExchange = Exchange.TestCase
TestExchange.settings = settings(
    max_examples=histories(30),
    stateful_step_count=steps(25),
    deadline=None,
    phases=phases(),
    suppress_health_check=list(HealthCheck),
)
