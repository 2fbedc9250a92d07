"""What a database left behind outside itself: how far its stream was, on which machine and under which path.

A copy that is put back, a folder that is copied and a disk that is cloned hold a stream that may have gone on elsewhere; going on in it
would give one number to two transactions. So at each opening for writing the database is compared with its track, and when they don't
belong together it goes on in a new stream, before the first write. A database that is ahead of its track is its own: it was killed between
commit and note. A wrong "no" costs 24 bytes an exchange; a wrong "yes" would cost a fork.

The file holds seq (8 bytes) and an HMAC (32), so it says nothing of team, laptop or path. The key is the laptop's and in the database.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import struct
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

DOMAIN = b"ret-spoor-1"
HERE = "plek"
"""Key of `sync_local`: where this database was last opened for writing, so that it is told once that it was copied or moved."""
_FORM = struct.Struct(">Q32s")


class Spoor:
    """The track of one open database, held open until `close`. Raises OSError where the file can't be made or written."""

    def __init__(self, file: Path, database: Path, secret: bytes) -> None:
        self._key = hashlib.sha256(DOMAIN + secret).digest()
        self._where = machine() + os.fsencode(database.resolve())
        self._fd = os.open(file, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)

    @property
    def here(self) -> bytes:
        """This machine and this path, 32 bytes."""
        return hmac.digest(self._key, DOMAIN + self._where, "sha256")

    def fits(self, stream: bytes, hash_of: Callable[[int], bytes | None]) -> bool:
        """Whether this database wrote this track, here, and holds all that it held then. `hash_of` gives the hash of a seq of the stream,
        None where it is not there."""
        os.lseek(self._fd, 0, os.SEEK_SET)
        held = os.read(self._fd, _FORM.size + 1)
        if len(held) != _FORM.size:
            return False
        seq, seal = _FORM.unpack(held)
        found = hash_of(seq)
        return found is not None and hmac.compare_digest(seal, self._seal(stream, seq, found))

    def note(self, stream: bytes, seq: int, tip: bytes) -> None:
        """The stream is this far. One write of 40 bytes: a process that is killed leaves the old or the new."""
        os.lseek(self._fd, 0, os.SEEK_SET)
        os.write(self._fd, _FORM.pack(seq, self._seal(stream, seq, tip)))
        os.ftruncate(self._fd, _FORM.size)  # what another program put behind it would make every opening a new stream

    def fasten(self) -> None:
        """To the disk: what was noted may now leave this laptop, and must not be forgotten when the power goes."""
        os.fsync(self._fd)

    def close(self) -> None:
        """Give the file back; it stays."""
        with contextlib.suppress(OSError):
            os.close(self._fd)

    def _seal(self, stream: bytes, seq: int, tip: bytes) -> bytes:
        said = DOMAIN + stream + seq.to_bytes(8, "big") + tip + self._where
        return hmac.digest(self._key, said, "sha256")


def machine() -> bytes:
    """What tells this computer from another, 32 bytes. Empty names count too: then the path alone tells."""
    name = b""
    with contextlib.suppress(OSError, AttributeError, ValueError):
        name = _machine()
    return hashlib.sha256(DOMAIN + name).digest()


def _machine() -> bytes:
    if sys.platform == "win32":
        import winreg

        with winreg.OpenKey(
            winreg.HKEY_LOCAL_MACHINE, r"SOFTWARE\Microsoft\Cryptography", 0, winreg.KEY_READ | winreg.KEY_WOW64_64KEY
        ) as key:
            return str(winreg.QueryValueEx(key, "MachineGuid")[0]).encode()
    if sys.platform == "darwin":
        import ctypes

        made, wait = (ctypes.c_ubyte * 16)(), (ctypes.c_long * 2)(1, 0)
        if ctypes.CDLL(None).gethostuuid(made, wait):
            raise OSError
        return bytes(made)
    return Path("/etc/machine-id").read_bytes()


def hash_of(cursor: Any, stream: bytes, seq: int) -> bytes | None:
    """The hash of one transaction of the log; all zeros for what comes before the first. None where it is not here."""
    if seq == 0:
        return bytes(32)
    found = cursor.execute(
        "SELECT t.hash FROM sync_tx t JOIN sync_stream s ON s.id = t.stream WHERE s.stream = ? AND t.seq = ?", (stream, seq)
    ).fetchone()
    return bytes(found[0]) if found else None


def new_stream(cursor: Any, before: bytes) -> bytes:
    """Let this laptop write in a new stream from now on, in a transaction of its own."""
    cursor.execute("BEGIN IMMEDIATE")
    stream = begin_stream(cursor, before)
    cursor.execute("COMMIT")
    return stream


def begin_stream(cursor: Any, before: bytes) -> bytes:
    """The same in the open transaction. The stream before goes when it holds nothing."""
    stream = os.urandom(8)
    cursor.execute(
        "INSERT INTO sync_stream(stream, device, tip_seq, tip_hash) SELECT ?, v, 0, ? FROM sync_local WHERE k = 'device'",
        (stream, bytes(32)),
    )
    cursor.execute("DELETE FROM sync_stream WHERE stream = ? AND tip_seq = 0", (before,))
    cursor.execute("UPDATE sync_local SET v = ? WHERE k = 'stream'", (stream,))
    return stream
