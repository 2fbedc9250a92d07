"""Tables change by numbered steps that only add; nothing is changed before a copy is made, and nothing by a program that is too old."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlmodel import SQLModel

from db import migrations
from db.columns import new_id
from db.errors import NewerDatabase, RetError
from db.models import Instelling
from db.sync.audit import verify
from retcli import backup, toegang
from retcli.locations import Place
from retcli.toegang import Toegang

from ..conftest import PASSPHRASE, Clock
from .journal import count_txs, query

HERE = Path(migrations.__file__).parent
NEXT = "9000"


def test_the_steps_give_exactly_the_tables_of_the_models(team: Toegang) -> None:
    """Else a new team and an updated one would have different tables."""
    with team.store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False, "compare_server_default": True})
        assert compare_metadata(context, SQLModel.metadata) == []
        connection.rollback()


def test_each_column_has_the_declared_type_and_each_reference_is_checked_at_the_commit(team: Toegang) -> None:
    """What the comparison above doesn't look at."""
    for table in SQLModel.metadata.tables.values():
        found = {name: (kind, not_null) for _, name, kind, not_null, _, _ in query(team.store, f"PRAGMA table_info('{table.name}')")}
        dialect = team.store.engine.dialect
        assert found == {c.name: (c.type.compile(dialect), int(not c.nullable)) for c in table.columns}, table.name
        (sql,) = query(team.store, "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?", table.name)[0]
        assert sql.count("DEFERRABLE INITIALLY DEFERRED") == len(table.foreign_key_constraints), table.name
        assert ("WITHOUT ROWID" in sql) is bool(table.dialect_options["sqlite"]["with_rowid"] is False), table.name


def test_the_list_of_steps_is_alembics(team: Toegang) -> None:
    """The list spares loading Alembic at each start; it must not lie."""
    config = Config()
    config.set_main_option("script_location", str(HERE).replace("%", "%%"))
    scripts = ScriptDirectory.from_config(config)
    assert tuple(script.revision for script in reversed(list(scripts.walk_revisions()))) == migrations.REVISIONS
    assert query(team.store, "SELECT version_num FROM alembic_version") == [(migrations.REVISIONS[-1],)]


def test_a_database_of_the_first_version_gets_the_tables_of_this_one(tmp_path: Path) -> None:
    """Every team that began with it has such a file."""
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'eerste.db'}")
    config = Config()
    config.set_main_option("script_location", str(HERE).replace("%", "%%"))
    config.attributes["engine"] = engine
    command.upgrade(config, migrations.REVISIONS[0])
    with engine.begin() as connection:
        connection.execute(sa.text("INSERT INTO inzet(id, team) VALUES (x'01', 2)"))
    migrations.upgrade(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False, "compare_server_default": True})
        assert compare_metadata(context, SQLModel.metadata) == []
        assert connection.execute(sa.text("SELECT team, gestart_op FROM inzet")).all() == [(2, None)]
    engine.dispose()


def test_every_step_only_adds() -> None:
    """An older program reads what a newer one wrote: nothing is renamed, dropped or given another meaning."""
    allowed = {"create_table", "create_index", "add_column", "f"}
    for path in (HERE / "versions").glob("*.py"):
        used = set(re.findall(r"\bop\.(\w+)", path.read_text(encoding="utf-8")))
        assert used <= allowed, path.name


def test_a_database_of_a_newer_program_is_refused_and_not_touched(team: Toegang) -> None:
    with team.store.raw_cursor() as cursor:
        cursor.execute("UPDATE alembic_version SET version_num = '9999'")
    team.close()
    before = team.place.database.read_bytes()
    for writable in (True, False):
        with pytest.raises(NewerDatabase, match="nieuwere versie"):
            toegang.unlock(team.place, PASSPHRASE, now=team.now, writable=writable)
    assert team.place.database.read_bytes() == before
    assert backup.listed(team.place) == []


@pytest.fixture
def next_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Make this program one version newer: with a further step in a script folder of its own."""

    def made(body: str) -> None:
        folder = tmp_path / "stappen"
        shutil.copytree(HERE, folder, ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True)
        (folder / "versions" / "proef.py").write_text(
            "import sqlalchemy as sa\nfrom alembic import op\n\n"
            f'revision = "{NEXT}"\ndown_revision = "{migrations.REVISIONS[-1]}"\nbranch_labels = None\ndepends_on = None\n\n\n'
            f"def upgrade() -> None:\n    {body}\n"
        )
        monkeypatch.setattr(migrations, "REVISIONS", (*migrations.REVISIONS, NEXT))
        monkeypatch.setattr(migrations, "__file__", str(folder / "__init__.py"))

    return made


ADD = 'op.add_column("instelling", sa.Column("extra", sa.Text(), nullable=True))'


def test_before_the_tables_change_a_copy_is_made_that_an_older_program_opens(
    team: Toegang, next_version: Callable[[str], None], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """When the new version disappoints, the way back must exist."""
    with team.store.transaction("voor") as session:
        session.add(Instelling(naam="van voor"))
    team.close()
    next_version(ADD)
    opened = toegang.unlock(team.place, PASSPHRASE, now=team.now)
    assert query(opened.store, "SELECT version_num FROM alembic_version") == [(NEXT,)]
    assert query(opened.store, "SELECT extra FROM instelling WHERE naam = 'van voor'") == [(None,)]
    before = count_txs(opened.store)
    with opened.store.transaction("na") as session:
        session.add(Instelling(naam="van na"))
    assert count_txs(opened.store) == before + 1
    assert [finding for finding in verify(opened.store) if not finding.ok] == []
    opened.close()
    (copy,) = backup.listed(team.place)
    assert copy.name.endswith("-voor-bijwerken")
    monkeypatch.undo()
    old = toegang.unlock(Place(copy.folder), PASSPHRASE, now=team.now)
    assert query(old.store, "SELECT count(*) FROM instelling WHERE naam = 'van voor'") == [(1,)]
    old.close()


def test_a_step_that_fails_takes_all_of_itself_back_and_is_tried_again(
    team: Toegang, next_version: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    team.close()
    next_version(f'{ADD}\n    op.execute("INSERT INTO bestaat_niet VALUES (1)")')
    with pytest.raises(sa.exc.OperationalError):
        toegang.unlock(team.place, PASSPHRASE, now=team.now)
    monkeypatch.undo()
    opened = toegang.unlock(team.place, PASSPHRASE, now=team.now)
    assert query(opened.store, "SELECT name FROM pragma_table_info('instelling') WHERE name = 'extra'") == []
    assert query(opened.store, "SELECT version_num FROM alembic_version") == [(migrations.REVISIONS[-1],)]
    with opened.store.transaction("na") as session:
        session.add(Instelling(id=new_id(), naam="verder"))
    assert [finding for finding in verify(opened.store) if not finding.ok] == []
    opened.close()


def test_a_reader_changes_no_tables(team: Toegang, next_version: Callable[[str], None]) -> None:
    team.close()
    next_version(ADD)
    with pytest.raises(RetError, match="eerst worden bijgewerkt"):
        toegang.unlock(team.place, PASSPHRASE, now=team.now, writable=False)
    assert backup.listed(team.place) == []


def test_when_the_copy_fails_nothing_is_changed(
    team: Toegang, next_version: Callable[[str], None], monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    from db.errors import DiskFull
    from db.store import Store

    def full(*_: object) -> None:
        raise DiskFull

    team.close()
    next_version(ADD)
    monkeypatch.setattr(Store, "copy_to", full)
    with pytest.raises(DiskFull):
        toegang.unlock(team.place, PASSPHRASE, now=clock)
    monkeypatch.undo()
    opened = toegang.unlock(team.place, PASSPHRASE, now=clock)
    assert query(opened.store, "SELECT version_num FROM alembic_version") == [(migrations.REVISIONS[-1],)]
    opened.close()
