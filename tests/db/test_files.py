"""Files and disks as they fail: one Dutch sentence, nothing on the screen that the program didn't put there, nothing lost."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from db.errors import AlreadyOpen, Damaged, DiskFull, NoDatabase, ReadOnlyDisk, RetError
from db.models import Casus, Instelling
from db.store import from_driver
from db.sync.audit import verify
from retcli import toegang
from retcli.locations import Place
from retcli.toegang import Toegang

from ..conftest import PASSPHRASE, Clock
from .journal import query


def truncated(content: bytes) -> bytes:
    return content[: len(content) // 2 + 100]


def plain(_: bytes) -> bytes:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE alembic_version(version_num)")
    content = connection.serialize()
    connection.close()
    return content


BAD: dict[str, Callable[[bytes], bytes]] = {
    "half": truncated,
    "one page": lambda content: content[:4096],
    "part of a page": lambda content: content[:100],
    "noise": lambda content: os.urandom(len(content)),
    "noise of no page size": lambda _: os.urandom(1000),
    "nothing": lambda _: b"",
    "zeros": lambda content: bytes(len(content)),
    "plain SQLite": plain,
    "text": lambda _: b"Dit is geen database." * 1000,
    "first page": lambda content: os.urandom(4096) + content[4096:],
}


@pytest.mark.parametrize("kind", BAD)
@pytest.mark.parametrize("writable", [True, False])
def test_a_file_that_is_no_database_gives_one_sentence_and_nothing_else(
    team: Toegang, kind: str, writable: bool, capfd: pytest.CaptureFixture[str]
) -> None:
    """SQLCipher prints on stderr when it isn't told not to, and that would tear the screen."""
    team.close()
    team.place.database.write_bytes(BAD[kind](team.place.database.read_bytes()))
    with pytest.raises(Damaged) as caught:
        toegang.unlock(team.place, PASSPHRASE, now=team.now, writable=writable)
    assert caught.value.sentence().count(".") == 2
    assert capfd.readouterr() == ("", "")
    with pytest.raises(Damaged):  # and the lock was given back: still the file's fault, not "al geopend"
        toegang.unlock(team.place, PASSPHRASE, now=team.now)


def test_a_byte_flipped_anywhere_is_said_on_opening_or_by_the_check(team: Toegang, capfd: pytest.CaptureFixture[str]) -> None:
    """Every page is authenticated: no flipped bit is ever taken for data."""
    with team.store.transaction("veel") as session:
        session.add_all([Casus(vraag=f"vraag {n} " * 20) for n in range(40)])
    team.close()
    whole = team.place.database.read_bytes()
    for at in range(2000, len(whole), 4096 * 9):
        content = bytearray(whole)
        content[at] ^= 0x10
        team.place.database.write_bytes(content)
        try:
            opened = toegang.unlock(team.place, PASSPHRASE, now=team.now, writable=False)
        except Damaged:
            continue
        assert not all(finding.ok for finding in verify(opened.store)), at
        opened.close()
    assert capfd.readouterr() == ("", "")


def test_a_folder_where_the_database_should_be_gives_a_sentence(team: Toegang) -> None:
    team.close()
    team.place.database.unlink()
    with pytest.raises(NoDatabase):
        toegang.unlock(team.place, PASSPHRASE, now=team.now)
    team.place.database.mkdir()
    with pytest.raises(RetError):
        toegang.unlock(team.place, PASSPHRASE, now=team.now)


def test_a_full_disk_keeps_everything_before_and_the_next_write_works(team: Toegang) -> None:
    """SQLite's own limit on pages stands for the disk: it gives the same answer as one that is full."""
    store = team.store
    with store.transaction("voor") as session:
        session.add(Instelling(naam="van voor"))
    (pages,) = query(store, "PRAGMA page_count")[0]
    query(store, f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(DiskFull, match="schijf is vol"), store.transaction("te veel") as session:
        session.add_all([Casus(vraag="x" * 5000) for _ in range(50)])
    assert query(store, "SELECT count(*) FROM casus") == [(0,)]
    query(store, "PRAGMA max_page_count = 1073741823")
    with store.transaction("daarna") as session:
        session.add(Instelling(naam="van na"))
    assert {naam for (naam,) in query(store, "SELECT naam FROM instelling")} == {"regio", "van voor", "van na"}
    assert all(finding.ok for finding in verify(store))


ON_A_FULL_DISK = """
import resource, sys
from pathlib import Path
from db.errors import DiskFull
from db.models import Casus, Instelling
from db.sync.audit import verify
from retcli import toegang
from retcli.locations import Place

team = toegang.unlock(Place(Path(sys.argv[1])), sys.argv[2])
size = max(f.stat().st_size for f in Path(sys.argv[1]).iterdir())
free = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (size + 50_000, free[1]))
try:
    with team.store.transaction("te veel") as session:
        session.add_all([Casus(vraag="x" * 5000) for _ in range(100)])
except DiskFull:
    print("vol")
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, free[1]))
try:
    team.store.copy_to(Path(sys.argv[1]) / "kopie.db")
except DiskFull:
    print("kopie vol")
print("kopie weg", not (Path(sys.argv[1]) / "kopie.db").exists())
resource.setrlimit(resource.RLIMIT_FSIZE, free)
with team.store.transaction("daarna") as session:
    session.add(Instelling(naam="van na"))
print(all(finding.ok for finding in verify(team.store)))
team.close()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on the size of a process's files")
def test_a_disk_that_really_refuses_to_write_keeps_everything_before(team: Toegang) -> None:
    """The operating system refuses, in the middle of a transaction and of a copy, in a process of its own."""
    with team.store.transaction("voor") as session:
        session.add_all([Casus(vraag="y" * 3000) for _ in range(40)])
    team.close()
    done = subprocess.run(
        [sys.executable, "-c", ON_A_FULL_DISK, str(team.place.folder), PASSPHRASE], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.stdout.split("\n"), done.stderr) == (["vol", "kopie vol", "kopie weg True", "True", ""], "")
    opened = toegang.unlock(team.place, PASSPHRASE, now=team.now)
    assert query(opened.store, "SELECT count(*) FROM casus") == [(40,)]
    assert query(opened.store, "SELECT count(*) FROM instelling WHERE naam = 'van na'") == [(1,)]
    opened.close()


def test_a_disk_that_became_read_only_says_so_and_keeps_everything(team: Toegang) -> None:
    """`query_only` makes SQLite answer as it does on a disk without write rights; file rights don't bind every user."""
    query(team.store, "PRAGMA query_only = ON")
    with pytest.raises(ReadOnlyDisk, match="niet worden beschreven"), team.store.transaction("x") as session:
        session.add(Instelling(naam="nooit"))
    query(team.store, "PRAGMA query_only = OFF")
    with team.store.transaction("daarna") as session:
        session.add(Instelling(naam="wel"))
    assert all(finding.ok for finding in verify(team.store))


@pytest.mark.skipif(
    os.name == "nt" or (hasattr(os, "geteuid") and os.geteuid() == 0), reason="file rights bind neither root nor Windows this way"
)
def test_a_folder_without_write_rights_says_so(team: Toegang) -> None:
    team.close()
    team.place.folder.chmod(0o500)
    try:
        with pytest.raises(ReadOnlyDisk):
            toegang.unlock(team.place, PASSPHRASE, now=team.now)
    finally:
        team.place.folder.chmod(0o700)


def test_a_folder_that_can_not_be_made_says_so(tmp_path: Path, clock: Clock) -> None:
    (tmp_path / "bestand").write_text("geen map")
    with pytest.raises(ReadOnlyDisk):
        toegang.begin(Place(tmp_path / "bestand" / "thuis"), PASSPHRASE, naam="Anna Vos", now=clock)


@pytest.mark.parametrize(
    ("says", "becomes"),
    [
        ("database or disk is full", DiskFull),
        ("disk I/O error", DiskFull),
        ("attempt to write a readonly database", ReadOnlyDisk),
        ("unable to open database file", ReadOnlyDisk),
        ("database is locked", AlreadyOpen),
        ("database disk image is malformed", Damaged),
        ("file is not a database", Damaged),
        ("no such table: x", None),
        ("FOREIGN KEY constraint failed", None),
    ],
)
def test_what_sqlite_says_becomes_the_right_sentence(says: str, becomes: type[RetError] | None) -> None:
    """A mistake of ours must stay a traceback: it is no full disk."""
    found = from_driver(Exception(says))
    assert (type(found) if found else None) is becomes


def test_another_program_that_holds_the_file_gives_a_sentence_and_no_half_write(team: Toegang) -> None:
    """A copy program or a SQLite browser that locks the file for a while."""
    from db.store import connect

    other = connect(team.place.database, team.store._key)
    other.execute("BEGIN IMMEDIATE")
    query(team.store, "PRAGMA busy_timeout = 1")
    with pytest.raises(AlreadyOpen), team.store.transaction("x") as session:
        session.add(Instelling(naam="nooit"))
    other.execute("ROLLBACK")
    other.close()
    with team.store.transaction("daarna") as session:
        session.add(Instelling(naam="wel"))
    assert all(finding.ok for finding in verify(team.store))
