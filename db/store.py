"""The encrypted database of one laptop: opening, transactions, and what they become in the journal.

One engine, one connection, guarded by a lock: `with store.transaction("besluit", lid=...) as session` is one user action, sealed and
committed at the end or rolled back whole; `with store.reading() as session` sees one consistent state and writes nothing. Nothing of the
ORM leaves either. The file is SQLCipher with a raw key (`keys.py`).
"""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import sqlcipher3.dbapi2 as driver
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from filelock import FileLock, Timeout
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool
from sqlmodel import Session

from . import migrations
from .columns import instant_text
from .errors import AlreadyOpen, Damaged, DiskFull, NewerDatabase, NoDatabase, ReadOnlyDisk, ReadOnlyStore, RetError
from .keys import from_os
from .sync import schema
from .sync.audit import moment_of
from .sync.registry import OVERWRITTEN, Founding, erasing_due
from .sync.seal import OUTSIDE, Beside, Intent, Journal, Shown
from .sync.spoor import HERE, Spoor, hash_of, new_stream

log = logging.getLogger("retcli")

PRAGMAS = (
    "foreign_keys=ON",
    "recursive_triggers=ON",
    "journal_mode=WAL",
    "synchronous=FULL",
    "secure_delete=ON",
    "temp_store=MEMORY",
    "busy_timeout=3000",
)

IMPORT_CACHE_KIB = 64 * 1024


def connect(path: Path, key: bytes) -> Any:
    """A driver connection to an encrypted file. Raises Damaged, ReadOnlyDisk or AlreadyOpen."""
    try:
        connection = driver.connect(str(path), check_same_thread=False, isolation_level=None)
    except driver.Error as error:
        raise from_driver(error) or Damaged() from None
    try:
        # Before the key: SQLCipher prints its errors on stderr, which would tear the screen.
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except driver.Error as error:
        connection.close()
        raise from_driver(error) or Damaged() from None
    return connection


def from_driver(error: BaseException) -> RetError | None:
    """The sentence for what SQLite says of a disk or a file; None for anything else, which is a mistake of ours."""
    text = str(error).lower()
    if "full" in text or "disk i/o" in text:
        return DiskFull()
    if "readonly" in text or "read-only" in text or "unable to open" in text:
        return ReadOnlyDisk()
    if "locked" in text or "busy" in text:
        return AlreadyOpen()
    if "malformed" in text or "not a database" in text or "corrupt" in text:
        return Damaged()
    return None


_TIPS = "SELECT stream, tip_seq, tip_hash FROM sync_stream ORDER BY stream"


@dataclass(frozen=True, slots=True)
class Copied:
    """A copy as it was written. It needs the store no more, which may be written to or closed while the copy is looked at."""

    path: Path
    key: bytes = field(repr=False)
    tips: tuple[tuple[object, ...], ...] = field(repr=False)

    def check(self) -> None:
        """Open it and see that it is sound and as far as the store was. Raises Damaged."""
        if looked_at(self.path, self.key) != self.tips:
            raise Damaged("De kopie")


def looked_at(path: Path, key: bytes) -> tuple[tuple[object, ...], ...]:
    """Open a copy, see that it is sound, and make one file of it; (stream, seq, hash) of each stream. Raises Damaged."""
    try:
        connection = connect(path, key)
    except Damaged:
        raise Damaged("De kopie") from None
    try:
        sound = [r[0] for r in connection.execute("PRAGMA quick_check").fetchall()] == ["ok"]
        sound = sound and not connection.execute("PRAGMA cipher_integrity_check").fetchall()
        tips = tuple(connection.execute(_TIPS).fetchall())
        connection.execute("PRAGMA journal_mode=DELETE")  # one file, no -wal beside it
    except driver.Error:
        raise Damaged("De kopie") from None
    finally:
        connection.close()
    if not sound:
        raise Damaged("De kopie")
    return tips


class Store:
    """An open database. Make one with `Store.found` or `Store.open`; close it when done."""

    def __init__(
        self, path: Path, key: bytes, *, app: str, now: Callable[[], datetime], lock: FileLock | None, track: Path | None = None
    ) -> None:
        self.path, self.app, self.now = path, app, now
        self._key, self._lock, self._track = key, lock, track
        self._spoor: Spoor | None = None
        self.moved = False
        """Whether it was last opened for writing on another machine or under another path: it was copied or moved."""
        self._guard = threading.RLock()
        self._intent = Intent()
        self._journal: Journal | None = None
        self.engine = self._engine()

    # --- opening and closing

    @classmethod
    def found(
        cls,
        path: Path,
        key: bytes,
        founding: Founding,
        *,
        app: str,
        now: Callable[[], datetime],
        first: Callable[[Store], None] = lambda _: None,
        track: Path | None = None,
    ) -> Store:
        """Make a new database for a new team and open it for writing. `first` makes its first transactions. `track` as in `open`.

        It appears under its name only when all that is done: a crash before leaves a folder in which a team can begin. Raises RetError
        when there is one already, AlreadyOpen, DiskFull, ReadOnlyDisk.
        """
        if path.exists():
            raise RetError("Er zijn al gegevens", "In deze map staat al een team.", "Kies een andere map met RETCLI_HOME, of open het.")
        lock = claim(path)
        building = path.with_name(path.name + ".nieuw")
        try:
            for leftover in (building, Path(f"{building}-wal"), Path(f"{building}-shm")):
                leftover.unlink(missing_ok=True)
            with _translated():
                made = cls(building, key, app=app, now=now, lock=None)
                try:
                    made._fill(founding)
                    building.chmod(0o600)  # SQLite gives its -wal and -shm the same rights
                    made._start(writable=True)
                    first(made)
                    with made._raw() as cursor:
                        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                finally:
                    made.close()
                building.rename(path)
                store = cls(path, key, app=app, now=now, lock=lock, track=track)
                store._start(writable=True, fresh=True)
                return store
        except OSError as error:
            lock.release()
            raise from_os(error) from error
        except BaseException:
            lock.release()
            raise

    @classmethod
    def open(
        cls,
        path: Path,
        key: bytes,
        *,
        app: str,
        now: Callable[[], datetime],
        writable: bool = True,
        before_migration: Callable[[Store], None],
        track: Path | None = None,
    ) -> Store:
        """Open an existing database. A reader takes no lock and runs beside the open program; it may write local tables only.

        `before_migration` gets the open store before its tables change, to copy it. `track` is the file outside the database by which one
        that was put back, copied or cloned is known, and goes on in a stream of its own (`sync.spoor`); without it nobody looks.
        Raises NoDatabase, AlreadyOpen, NewerDatabase, Damaged, ReadOnlyDisk, DiskFull.
        """
        if not path.exists():
            raise NoDatabase
        lock = claim(path) if writable else None
        store = None
        try:
            store = cls(path, key, app=app, now=now, lock=lock, track=track)
            with _translated():
                store._migrate(writable, before_migration)
                store._start(writable=writable)
            return store
        except BaseException:
            if store is not None:
                store.close()
            if lock is not None:
                lock.release()
            raise

    def close(self) -> None:
        """Give the file back. A closed store can't be used again."""
        with self._guard:
            self.engine.dispose()
            self._key = b""
            if self._spoor is not None:
                self._spoor.close()
                self._spoor = None
            if self._lock is not None:
                self._lock.release()

    def _engine(self) -> Engine:
        engine = create_engine(
            "sqlite://",
            creator=lambda: connect(self.path, self._key),
            module=driver,
            poolclass=QueuePool,
            pool_size=1,
            max_overflow=0,
            pool_timeout=0.01,  # the guard lets one thread in at a time: to wait here is to wait for oneself
            hide_parameters=True,  # an error's text never carries what was typed
        )
        event.listen(engine, "begin", self._begin)
        event.listen(engine, "commit", self._seal)
        return engine

    def _fill(self, founding: Founding) -> None:
        migrations.upgrade(self.engine)
        with self._raw() as cursor:
            cursor.execute("BEGIN IMMEDIATE")
            cursor.executemany("INSERT INTO sync_local(k, v) VALUES (?, ?)", list(founding.local.items()))
            cursor.execute("INSERT INTO sync_ctx(vv) VALUES (?)", (b"",))
            cursor.execute(
                "INSERT INTO sync_stream(stream, device, tip_seq, tip_hash) VALUES (?, ?, 0, ?)",
                (founding.stream, founding.device, bytes(32)),
            )
            cursor.execute("COMMIT")

    def _migrate(self, writable: bool, before: Callable[[Store], None]) -> None:
        with self._raw() as cursor:
            row = cursor.execute("SELECT name FROM sqlite_master WHERE name = 'alembic_version'").fetchone()
            found = cursor.execute("SELECT version_num FROM alembic_version").fetchone() if row else None
        if found is None:
            raise Damaged
        if found[0] == migrations.REVISIONS[-1]:
            return
        if found[0] not in migrations.REVISIONS:
            raise NewerDatabase
        if not writable:
            raise RetError(
                "Bijwerken nodig",
                "Deze gegevens moeten eerst worden bijgewerkt.",
                "Open het programma één keer; er wordt eerst een kopie gemaakt.",
            )
        before(self)
        with self._raw() as cursor:
            for (trigger,) in cursor.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'sync\\_%' ESCAPE '\\'"
            ).fetchall():
                cursor.execute(f'DROP TRIGGER "{trigger}"')
        migrations.upgrade(self.engine)

    def _start(self, *, writable: bool, fresh: bool = False) -> None:
        local = self.local()
        if writable and self._track is not None:
            self._follow(self._track, local, fresh=fresh)
        try:
            self._journal = Journal(
                ws=_sha256(local["genesis"]),
                stream=local["stream"],
                device=local["device"],
                signer=Ed25519PrivateKey.from_private_bytes(local["device_key"]),
                app=self.app,
                now=self.now,
                writable=writable,
            )
        except (KeyError, ValueError):
            raise Damaged from None
        if not writable:
            return
        self._renew_triggers()
        self._forget()
        self._seal_outside()
        if "unknown" in local:
            self._catch_up(local["unknown"])
        self._erase()

    def _follow(self, track: Path, local: dict[str, bytes], *, fresh: bool) -> None:
        """Go on in the stream of this database only when its track says that nobody else did; else in a new one, which `local` gets."""
        try:
            self._spoor = spoor = Spoor(track, self.path, local["device_key"])
            with self._raw() as cursor:
                if not fresh and not spoor.fits(local["stream"], partial(hash_of, cursor, local["stream"])):
                    local["stream"] = new_stream(cursor, local["stream"])
                seq, tip = cursor.execute("SELECT tip_seq, tip_hash FROM sync_stream WHERE stream = ?", (local["stream"],)).fetchone()
                if local.get(HERE) != spoor.here:
                    self.moved = HERE in local
                    cursor.execute("INSERT OR REPLACE INTO sync_local(k, v) VALUES (?, ?)", (HERE, spoor.here))
            spoor.note(local["stream"], seq, tip)
        except (KeyError, TypeError):
            raise Damaged from None
        except OSError as error:
            raise from_os(error) from error

    def fasten(self) -> None:
        """Put the track on the disk, before anything of this database leaves the laptop. Raises DiskFull, ReadOnlyDisk."""
        with self._guard:
            if self._spoor is not None:
                try:
                    self._spoor.fasten()
                except OSError as error:
                    raise from_os(error) from error

    def continue_in(self, stream: bytes) -> None:
        """Write in this stream from now on, which is this laptop's own already in the database."""
        with self._guard, self._raw() as cursor:
            seq, tip = cursor.execute("SELECT tip_seq, tip_hash FROM sync_stream WHERE stream = ?", (stream,)).fetchone()
            if self._journal is not None:
                self._journal.stream = stream
                self._journal.forget()
            if self._spoor is not None:
                self._spoor.note(stream, seq, tip)

    def _catch_up(self, unknown: bytes) -> None:
        """Show what an earlier version took in without knowing it."""
        from .sync import project

        if names := project.known_now(unknown):
            with self.taking_in() as cursor:
                project.catch_up(cursor, names)
                if "wissing" in dict(names):
                    from .sync import erasure

                    erasure.hear_log(cursor)
                    erasure.settle(cursor)

    def _erase(self) -> None:
        """Finish what was to be erased when the program ended."""
        with self._raw() as cursor:
            due = erasing_due(cursor)
        if due:
            from .sync import erasure

            erasure.carry_out(self)

    def _seal_outside(self) -> None:
        """What another program wrote through our triggers becomes part of the log under its own name."""
        with self._raw() as cursor:
            outside = cursor.execute("SELECT 1 FROM sync_capture LIMIT 1").fetchone()
        if outside:
            with self.transaction(OUTSIDE) as session:
                session.connection()  # a session that used none has nothing to commit

    def _renew_triggers(self) -> None:
        """Put our triggers in place where they are not as this version wants them; without them a write would be in no log."""
        with self._raw() as cursor:
            there = [
                sql
                for (sql,) in cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'sync\\_%' ESCAPE '\\'")
            ]
            if sorted(there) == sorted(schema.trigger_ddl()):
                return
            cursor.execute("BEGIN IMMEDIATE")
            for (name,) in cursor.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'sync\\_%' ESCAPE '\\'"
            ).fetchall():
                cursor.execute(f'DROP TRIGGER "{name}"')
            for statement in schema.trigger_ddl():
                cursor.execute(statement)
            cursor.execute("COMMIT")

    def _forget(self) -> None:
        """Let go of who a child is whose casus did not come back in time, counted from the first opening without it. By the clock and by
        the log: a clock that is ahead for a day may not cost a name."""
        set_aside = f"{schema.SET_ASIDE}%"
        with self._raw() as cursor:
            if not cursor.execute("SELECT 1 FROM concept WHERE sleutel LIKE ? LIMIT 1", (set_aside,)).fetchone():
                return
            (last,) = cursor.execute("SELECT hlc FROM sync_tx ORDER BY tx DESC LIMIT 1").fetchone() or (0,)
            now = min(self.now(), moment_of(last))
            cursor.execute("UPDATE concept SET op = ? WHERE sleutel LIKE ? AND op IS NULL", (instant_text(now), set_aside))
            cursor.execute("DELETE FROM concept WHERE sleutel LIKE ? AND op < ?", (set_aside, instant_text(now - schema.KEPT)))

    # --- using it

    @contextlib.contextmanager
    def transaction(
        self,
        doel: str,
        *,
        lid: UUID | None = None,
        shown: Shown | None = None,
        undo_of: str | None = None,
        beside: Beside | None = None,
    ) -> Iterator[Session]:
        """One user action. Everything in it is stored together with its journal entry, or nothing is.

        `doel` is an intent code; `shown` what a form showed, so that its save replaces exactly that; `undo_of` the act that is undone, and
        `beside` the values that come back beside those in the tables (docs/sync.md). Both mappings are read at the end of the transaction.
        """
        with self._guard, _translated():
            self._intent = Intent(doel, lid, {} if shown is None else shown, undo_of, {} if beside is None else beside)
            try:
                with Session(self.engine, expire_on_commit=False) as session:
                    yield session
                    session.commit()
                self._leave_track()
            except BaseException:
                self._abandon()
                raise
            finally:
                self._intent = Intent()

    def _leave_track(self) -> None:
        if self._spoor is not None and self._journal is not None and self._journal.tip is not None:
            with contextlib.suppress(OSError):  # it is stored all the same; a track that lags says so when it matters
                self._spoor.note(self._journal.stream, *self._journal.tip)

    def _abandon(self) -> None:
        """After a failure: a COMMIT that is refused (a deferred foreign key, a full disk) leaves SQLite's transaction open."""
        with self._raw() as cursor:
            if cursor.connection.in_transaction:
                cursor.connection.rollback()
        if self._journal is not None:
            self._journal.forget()

    @contextlib.contextmanager
    def reading(self) -> Iterator[Session]:
        """One consistent state, without the write lock; always rolled back."""
        with self._guard, _translated(), self.engine.connect().execution_options(reading=True) as connection:
            with Session(connection, expire_on_commit=False, autoflush=False) as session:
                yield session
            connection.rollback()

    def local(self) -> dict[str, bytes]:
        """This laptop's own keys and marks."""
        with self._raw() as cursor:
            return dict(cursor.execute("SELECT k, v FROM sync_local").fetchall())

    @property
    def closed(self) -> bool:
        """Whether the file was given back."""
        return not self._key

    def copy_to(self, target: Path) -> Copied:
        """Write a whole, encrypted copy under the same key, to be checked; the target must not exist. Raises RetError on a closed store."""
        with self._guard:
            if self.closed:
                raise RetError("Op slot", "De gegevens zijn intussen gesloten.", "Open ze opnieuw.")
            with self._raw() as cursor, _translated():
                try:
                    cursor.execute("VACUUM INTO ?", (str(target),))
                    target.chmod(0o600)
                except driver.Error:
                    target.unlink(missing_ok=True)
                    raise
                return Copied(target, self._key, tuple(cursor.execute(_TIPS).fetchall()))

    @contextlib.contextmanager
    def taking_in(self, *, keep: bool = True) -> Iterator[Any]:
        """The driver's cursor in one transaction past the seal: what an import writes is other laptops' work, signed by them.

        What was written outside the program is sealed before, as work of its own. With `keep` False all is taken back at the end.
        Raises ReadOnlyStore.
        """
        with self._guard, _translated():
            if self._journal is None or not self._journal.writable:
                raise ReadOnlyStore
            self._seal_outside()
            with self._raw() as cursor:
                cache = cursor.execute("PRAGMA cache_size").fetchone()[0]
                cursor.execute(f"PRAGMA cache_size = -{IMPORT_CACHE_KIB}")
                cursor.execute("BEGIN IMMEDIATE")
                try:
                    yield cursor
                    cursor.execute("COMMIT" if keep else "ROLLBACK")
                    if keep:
                        _empty_log_of(cursor)
                except BaseException:
                    if cursor.connection.in_transaction:
                        cursor.connection.rollback()
                    raise
                finally:
                    cursor.execute(f"PRAGMA cache_size = {cache}")

    @contextlib.contextmanager
    def raw_cursor(self) -> Iterator[Any]:
        """The driver's cursor outside any transaction, for checks that read the file itself."""
        with self._raw() as cursor:
            yield cursor

    # --- the engine's events

    @contextlib.contextmanager
    def _raw(self) -> Iterator[Any]:
        with self._guard:
            pooled = self.engine.raw_connection()
            try:
                cursor = pooled.cursor()
                yield cursor
                cursor.close()
            finally:
                pooled.close()

    @staticmethod
    def _begin(connection: Connection) -> None:
        reading = connection.get_execution_options().get("reading", False)
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    def _seal(self, connection: Connection) -> None:
        if self._journal is None:
            return
        raw: Any = connection.connection.driver_connection
        try:
            self._journal.seal(raw.cursor(), self._intent)
        except BaseException:
            # Without this the connection would go back to the pool with the transaction open, and the next user of it
            # would read uncommitted rows.
            raw.rollback()
            raise


def _empty_log_of(cursor: Any) -> None:
    """Take what was erased out of the write-ahead log too; while a reader is at it that has to wait."""
    if cursor.execute("SELECT 1 FROM sync_local WHERE k = ?", (OVERWRITTEN,)).fetchone():
        (busy, *_) = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if not busy:
            cursor.execute("DELETE FROM sync_local WHERE k = ?", (OVERWRITTEN,))


def claim(path: Path) -> FileLock:
    """The right to write to a database, for this process alone. Raises AlreadyOpen, ReadOnlyDisk."""
    # Not thread-local: the program opens in a worker and closes from its own thread.
    lock = FileLock(path.with_name(path.name + ".slot"), thread_local=False)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise AlreadyOpen from None
    except OSError:
        raise ReadOnlyDisk from None
    return lock


@contextlib.contextmanager
def _translated() -> Iterator[None]:
    """A failed disk or file becomes a RetError; anything else passes as it is."""
    try:
        yield
    except (DBAPIError, driver.Error) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        known = from_driver(cause) if cause is not None and not isinstance(cause, driver.IntegrityError) else None
        if known is None:
            raise
        raise known from None


def _sha256(data: bytes) -> bytes:
    import hashlib

    return hashlib.sha256(data).digest()
