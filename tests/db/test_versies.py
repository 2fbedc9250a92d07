"""Two versions of the program at once: what an older one does not know it keeps and passes on, and after its update all is as if it had
always been the newer one (invariant 20). Random histories on real databases; the older program is this one without some of its columns.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from db.columns import new_id
from db.store import Store
from db.sync import project, schema
from db.sync.audit import verify
from db.sync.schema import SyncTable

from ..verhalen import histories, phases, steps
from .laptops import Laptop, fast_disk, model_log
from .sync_model import oracle
from .test_merge import Exchange

NEW_TABLES = {"heropening"}
NEW_CELLS = {("casus", "vraag"), ("casus", "afsluiting")}
"""What the older program does not know: a table that refers to one that it knows, a column, and a group."""


@pytest.fixture(scope="module", autouse=True)
def _fast_disk() -> Iterator[None]:
    with fast_disk():
        yield


def _without(table: SyncTable) -> SyncTable:
    cells = tuple(cell for cell in table.cells if (table.name, cell.name) not in NEW_CELLS)
    return SyncTable(table.name, cells, tuple(column for cell in cells for column in cell.columns), table.life)


_known: dict[str, Any] = {}


def _older() -> dict[str, Any]:
    """What the older program makes of the models, by name of the function that says so."""
    if not _known:
        tables = {name: _without(table) for name, table in schema.sync_tables().items() if name not in NEW_TABLES}
        shapes = {name: project._Shape(tables[name]) for name in project._shapes() if name in tables}
        triggers = tuple(sql for sql in schema.trigger_ddl() if not any(f'"sync_{table}_' in sql for table in NEW_TABLES))
        _known.update(sync_tables=lambda: tables, _shapes=lambda: shapes, trigger_ddl=lambda: triggers)
    return _known


@contextlib.contextmanager
def older() -> Iterator[None]:
    """In here the program is the older one."""
    with pytest.MonkeyPatch.context() as patch:
        known = _older()
        for name, module in list(sys.modules.items()):
            if name.startswith("db."):
                for function in known:
                    if hasattr(module, function):
                        patch.setattr(module, function, known[function])
        yield


def _as_older(store: Store) -> None:
    """Whatever is done with this store, the older program does it."""
    for name in ("transaction", "taking_in", "raw_cursor", "reading"):
        real = getattr(store, name)

        @contextlib.contextmanager
        def within(*args: Any, real: Any = real, **told: Any) -> Iterator[Any]:
            with older(), real(*args, **told) as found:
                yield found

        setattr(store, name, within)


class Ouder(Laptop):
    """A laptop with the older program."""

    def reopen(self) -> None:
        with older():
            super().reopen()
        _as_older(self.store)

    def updated(self) -> Laptop:
        """The same laptop with the newer one."""
        self.close()
        return Laptop.opened(self.folder, self.clock)


class Versions(Exchange):
    """Cees has the older program until it is updated."""

    @initialize()
    def begin(self) -> None:
        super().begin()
        cees = self.laptops["cees"]
        cees.close()
        with older():
            self.laptops["cees"] = Ouder.opened(cees.folder, cees.clock)
        _as_older(self.laptops["cees"].store)

    who, pick = Exchange.who, Exchange.pick

    def knows(self, name: str) -> bool:
        return not isinstance(self.laptops[name], Ouder)

    @rule(name=who, at=pick, text=st.sampled_from(["a", "b", None]), group=st.booleans())
    def edit_what_is_new(self, name: str, at: int, text: str | None, group: bool) -> None:
        if self.knows(name) and (row := self.some(name, "casus", at)):
            column = "afsluiting_reden" if group else "vraag"
            self.write(name, (f"UPDATE casus SET {column} = ? WHERE id = ?", text, row))

    @rule(name=who, at=pick)
    def make_what_is_new(self, name: str, at: int) -> None:
        """It refers to a casus, which stays as long as it does, also where the older program deleted it."""
        if self.knows(name) and (casus := self.some(name, "casus", at)):
            self.write(name, ("INSERT INTO heropening(id, casus) VALUES (?, ?)", new_id().bytes, casus))

    @rule(name=who, at=pick)
    def delete_what_is_new(self, name: str, at: int) -> None:
        if self.knows(name) and (row := self.some(name, "heropening", at)):
            self.write(name, ("DELETE FROM heropening WHERE id = ?", row))

    @rule()
    def is_updated(self) -> None:
        cees = self.laptops["cees"]
        if isinstance(cees, Ouder):
            self.laptops["cees"] = cees.updated()
            self.dirty.add("cees")

    def check(self, laptop: Laptop) -> None:
        if not isinstance(laptop, Ouder):
            super().check(laptop)
            return
        expected, _, _ = oracle(model_log(laptop))  # type: ignore[no-untyped-call]
        assert sum(map(len, expected.values())) == laptop.query("SELECT count(*) FROM sync_head")[0][0]
        assert laptop.query("SELECT * FROM heropening") == laptop.query("SELECT 1 FROM casus WHERE vraag IS NOT NULL") == []
        assert laptop.query("PRAGMA foreign_key_check") == []
        with older():
            assert [finding for finding in verify(laptop.store) if not finding.ok] == []

    def agree(self) -> None:
        """It works with the newer one for a while, and is then updated."""
        self.is_updated()
        super().agree()
        assert "unknown" not in self.laptops["cees"].store.local()


TestVersions = Versions.TestCase
TestVersions.settings = settings(
    max_examples=histories(12), stateful_step_count=steps(30), deadline=None, phases=phases(), suppress_health_check=list(HealthCheck)
)
