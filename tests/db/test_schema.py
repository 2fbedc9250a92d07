"""The rules that models must keep because they can't be changed once a row is written: a lint, and that it bites."""

from __future__ import annotations

import pytest
from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.schema import SchemaItem

from db.columns import UuidBytes
from db.models import Casus
from db.sync import schema

KEY = {"klasse": "C0", "sync": {}}


def throwaway(*parts: SchemaItem) -> Table:
    """A table that travels and keeps the rules but for what is handed in."""
    return Table("proef", MetaData(), Column("id", UuidBytes, primary_key=True, info=KEY), *parts)


def linted(monkeypatch: pytest.MonkeyPatch, table: Table) -> list[str]:
    monkeypatch.setattr(schema, "synced_metadata", lambda: [table])
    monkeypatch.setattr(schema, "GROUPS", {})
    return schema.lint()


def test_the_models_keep_every_rule() -> None:
    assert schema.lint() == []


def test_a_sound_throwaway_table_passes_so_that_the_next_tests_prove_their_own_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    table = throwaway(
        Column("code", Text, info=KEY),
        Column("casus", UuidBytes, ForeignKey("x.id", name="fk_x", deferrable=True, initially="DEFERRED"), info=KEY),
        Index("ix_proef", "code"),
    )
    assert linted(monkeypatch, table) == []


@pytest.mark.parametrize(
    ("part", "says"),
    [
        (Column("code", Text), "not declared"),
        (Column("code", Text, info={"sync": {}}), "not declared"),
        (Column("code", Text, nullable=False, info=KEY), "NULLable"),
        (Column("code", LargeBinary().with_variant(Text(), "sqlite"), info=KEY), None),
        (UniqueConstraint("id", name="uq_proef"), "UNIQUE"),
        (CheckConstraint("1", name="ck_proef"), "CHECK"),
        (Index("ux_proef", "id", unique=True), "unique index"),
        (Column("code", Text, info={"klasse": "C0", "sync": {"group": "los"}}), "groups differ"),
    ],
)
def test_each_broken_rule_is_named(part: SchemaItem, says: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """UNIQUE and CHECK would refuse on one laptop what another already wrote; a NOT NULL column can't come in cell by cell."""
    wrong = linted(monkeypatch, throwaway(part))
    assert (says is None and wrong == []) or (says is not None and any(says in line for line in wrong))


@pytest.mark.parametrize(
    "reference",
    [
        ForeignKeyConstraint(["code"], ["x.id"], deferrable=True, initially="DEFERRED"),
        ForeignKeyConstraint(["code"], ["x.id"], name="fk_x"),
        ForeignKeyConstraint(["code"], ["x.id"], name="fk_x", deferrable=True, initially="IMMEDIATE"),
        ForeignKeyConstraint(["code"], ["x.id"], name="fk_x", deferrable=True, initially="DEFERRED", ondelete="CASCADE"),
    ],
)
def test_a_reference_that_is_not_named_and_deferred_or_acts_by_itself_is_named(
    reference: ForeignKeyConstraint, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = linted(monkeypatch, throwaway(Column("code", UuidBytes, info=KEY), reference))
    assert any("foreign key" in line for line in wrong)


def test_a_key_that_is_no_uuid_named_id_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    other = Table("proef", MetaData(), Column("nummer", Text, primary_key=True, info=KEY), Column("id", UuidBytes, info=KEY))
    assert any("the key is not" in line for line in linted(monkeypatch, other))
    text = Table("proef", MetaData(), Column("id", Text, primary_key=True, info=KEY))
    assert any("the key is not" in line for line in linted(monkeypatch, text))


def test_a_type_without_wire_form_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    from sqlalchemy import DateTime

    assert any("no wire form" in line for line in linted(monkeypatch, throwaway(Column("op", DateTime, info=KEY))))


def test_the_members_and_order_of_a_group_are_those_declared_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    swapped = {**schema.GROUPS, ("besluit", "besluit"): tuple(reversed(schema.GROUPS["besluit", "besluit"]))}
    monkeypatch.setattr(schema, "GROUPS", swapped)
    assert schema.lint() == ["groups differ from their declared members and order"]


def test_every_column_of_a_table_that_travels_is_in_exactly_one_cell() -> None:
    """A column in no cell would be written and never exchanged."""
    found = schema.sync_tables()["casus"]
    assert sorted(found.columns) == sorted(c.name for c in Casus.__table__.columns if c.name != "id")  # type: ignore[attr-defined]  # SQLModel gives no type for it
    assert [c.columns for c in found.cells if c.group] == [schema.GROUPS["casus", "grondslag"], schema.GROUPS["casus", "afsluiting"]]


def test_what_stays_on_this_laptop_has_no_trigger() -> None:
    """Identity and read log must never reach the journal, which travels."""
    ddl = "\n".join(schema.trigger_ddl())
    for local in ("identiteit", "leesregel", "uitgifte"):
        assert local not in schema.sync_tables()
        assert f'"{local}"' not in ddl
