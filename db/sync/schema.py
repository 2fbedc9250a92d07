"""What travels, read from the models: the cells of each table, the triggers that capture writes, and the lint that guards both."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from sqlalchemy import CheckConstraint, Table, UniqueConstraint
from sqlmodel import SQLModel

from .. import models
from . import tables
from .wire import LIFE, op_frame

WIRE_TYPES = {"UuidBytes", "Text", "FreeText", "Date", "Instant", "Integer", "Boolean", "LargeBinary"}
GROUPS = {
    ("apparaat", "intrekking"): ("intrekking_tot", "intrekking_handtekening"),
    ("besluit", "besluit"): ("besluit_route", "besluit_team", "besluit_eigenaar", "besluit_datum"),
    ("casus", "grondslag"): ("grondslag_status", "grondslag_datum", "grondslag_wie", "grondslag_bereik", "grondslag_ingetrokken"),
    ("casus", "afsluiting"): (
        "afsluiting_datum",
        "afsluiting_reden",
        "afsluiting_resultaat",
        "afsluiting_woonsituatie_eind",
        "afsluiting_overgedragen_aan",
    ),
    ("inzet", "duo_keuze"): ("duo_keuze_plaats", "duo_keuze_voorstel", "duo_keuze_reden"),
    ("inzet", "inzet_planning"): ("inzet_planning_start", "inzet_planning_verwacht_einde", "inzet_planning_doel"),
    ("wissing", "opdracht"): ("opdracht_rijen", "opdracht_plekken", "opdracht_handtekening"),
}
"""Members and their order are for ever: a group that gains a member gets a new name."""

SET_ASIDE = "ongedaan.identiteit."
"""Key in `concept`, with the id of the casus behind it: who a child is whose casus is not there now."""
KEPT = timedelta(days=90)
"""How long that waits for its casus."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What travels as one value: a column, or a group of columns under the group's name."""

    name: str
    columns: tuple[str, ...]
    group: bool
    noise: bool
    frame: tuple[bytes, bytes]


@dataclass(frozen=True, slots=True)
class SyncTable:
    """A table that travels; `columns` are all but the key, in one order for reading, and `at` finds a cell's values in it."""

    name: str
    cells: tuple[Cell, ...]
    columns: tuple[str, ...]
    life: tuple[bytes, bytes]

    def select(self, where: str) -> str:
        """The SELECT that reads key and columns."""
        return f"SELECT id, {', '.join(_q(c) for c in self.columns)} FROM {_q(self.name)} WHERE {where}"


def _q(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


@cache
def sync_tables() -> dict[str, SyncTable]:
    """Every table that travels, by name."""
    found: dict[str, SyncTable] = {}
    for table in synced_metadata():
        cells: list[Cell] = []
        groups: dict[str, list[str]] = {}
        for column in table.columns:
            if column.primary_key:
                continue
            sync = column.info["sync"]
            if sync.get("group"):
                groups.setdefault(sync["group"], []).append(column.name)
            else:
                cells.append(Cell(column.name, (column.name,), False, bool(sync.get("noise")), op_frame(table.name, column.name)))
        for group, members in groups.items():
            cells.append(Cell(group, tuple(members), True, False, op_frame(table.name, group)))
        columns = tuple(c for cell in cells for c in cell.columns)
        found[table.name] = SyncTable(table.name, tuple(cells), columns, op_frame(table.name, LIFE))
    return found


def synced_metadata() -> list[Table]:
    """The tables of models that say `__sync__`, in the order of the models."""
    names = {
        str(cls.__tablename__)
        for cls in vars(models).values()
        if isinstance(cls, type) and issubclass(cls, models.Synced) and cls is not models.Synced
    }
    return [t for t in SQLModel.metadata.tables.values() if t.name in names]


def lint() -> list[str]:
    """What in the models breaks the rules that can't be changed once a row is written; empty when sound."""
    wrong: list[str] = []
    groups: dict[tuple[str, str], list[str]] = {}
    for table in synced_metadata():
        where = table.name
        if [c.name for c in table.primary_key.columns] != ["id"] or type(table.c.id.type).__name__ != "UuidBytes":
            wrong.append(f"{where}: the key is not a uuid named id")
        for constraint in table.constraints:
            if isinstance(constraint, (UniqueConstraint, CheckConstraint)):
                wrong.append(f"{where}: UNIQUE or CHECK on a table that travels")
        for index in table.indexes:
            if index.unique:
                wrong.append(f"{where}: unique index {index.name}")
        for fk in table.foreign_key_constraints:
            if not fk.name or not fk.deferrable or fk.initially != "DEFERRED" or fk.ondelete:
                wrong.append(f"{where}: foreign key {fk.name} is not named and deferred, or acts by itself")
        for column in table.columns:
            if "sync" not in column.info or "klasse" not in column.info:
                wrong.append(f"{where}.{column.name}: not declared by a function of columns.py")
                continue
            if not column.primary_key and not column.nullable and column.server_default is None:
                wrong.append(f"{where}.{column.name}: neither NULLable nor with a DEFAULT")
            if type(column.type).__name__ not in WIRE_TYPES:
                wrong.append(f"{where}.{column.name}: no wire form for {type(column.type).__name__}")
            if group := column.info["sync"].get("group"):
                groups.setdefault((where, group), []).append(column.name)
    if {k: tuple(v) for k, v in groups.items()} != GROUPS:
        wrong.append("groups differ from their declared members and order")
    return wrong


@cache
def trigger_ddl() -> tuple[str, ...]:
    """Three capturing triggers a table, and one that forbids a change of key. They note which row was touched; the seal reads the rest."""
    made: list[str] = []
    for name in sync_tables():
        for event, row in (("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD")):
            made.append(
                f'CREATE TRIGGER "sync_{name}_{event.lower()}" AFTER {event} ON {_q(name)} BEGIN '
                f"INSERT INTO {tables.capture.name}(tbl, row) VALUES ('{name}', {row}.id); END"
            )
        made.append(
            f'CREATE TRIGGER "sync_{name}_key" BEFORE UPDATE OF id ON {_q(name)} WHEN OLD.id IS NOT NEW.id '
            "BEGIN SELECT RAISE(ABORT, 'a key never changes'); END"
        )
    return (*made, *_identity_ddl())


def _identity_ddl() -> tuple[str, str]:
    """Who a child is stands in no journal, so whatever takes a casus away, an undo, a choice or an exchange, could not give it back: it
    is set aside, and returns with the casus."""
    digits = "lower(hex({row}.id))"
    parts = ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12))
    names = [c.name for c in SQLModel.metadata.tables["identiteit"].columns if not c.primary_key]
    key = f"'{SET_ASIDE}' || " + " || '-' || ".join(f"substr({digits}, {at}, {size})" for at, size in parts)
    gone, back = key.format(row="OLD"), key.format(row="NEW")
    told = ", ".join(f"'{name}', {name}" for name in names)
    read = ", ".join(f"json_extract(tekst, '$.{name}')" for name in names)
    return (
        'CREATE TRIGGER "sync_casus_aside" BEFORE DELETE ON casus BEGIN '
        f"INSERT OR REPLACE INTO concept(sleutel, tekst) SELECT {gone}, json_object({told}) FROM identiteit WHERE casus = OLD.id; END",
        'CREATE TRIGGER "sync_casus_back" AFTER INSERT ON casus BEGIN '
        f"INSERT OR IGNORE INTO identiteit(casus, {', '.join(names)}) SELECT NEW.id, {read} FROM concept WHERE sleutel = {back}; "
        f"DELETE FROM concept WHERE sleutel = {back}; END",
    )
