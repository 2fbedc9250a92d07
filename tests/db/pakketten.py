"""Packages as the tests make and read them."""

from __future__ import annotations

import base64
import contextlib
import gzip
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from db.store import Store
from db.sync import pakket, registry
from db.sync.pakket import Pakket, Written
from db.sync.registry import Team


@contextlib.contextmanager
def still(store: Store) -> Iterator[Any]:
    """A cursor on one consistent state."""
    with store.raw_cursor() as cursor:
        cursor.execute("BEGIN")
        try:
            yield cursor
        finally:
            cursor.execute("ROLLBACK")


def team_of(store: Store) -> Team:
    """The team as this laptop knows it."""
    with store.raw_cursor() as cursor:
        return registry.team(cursor)


def written(store: Store, folder: Path, kind: str = pakket.FULL, **more: Any) -> Written:
    """A package of this laptop."""
    with still(store) as cursor:
        return pakket.write(folder, cursor, registry.team(cursor), kind=kind, app="1.0", now=store.now(), **more)


def opened(store: Store, path: Path) -> Pakket:
    """A package as this laptop reads it."""
    return pakket.open_pakket(path, team_of(store))


def content(path: Path, store: Store) -> list[bytes]:
    """The lines of a package, read with nothing of ours."""
    from pyrage import decrypt, x25519

    plain = decrypt(path.read_bytes(), [x25519.Identity.from_str(store.local()["device_age"].decode())])
    return gzip.decompress(plain).splitlines(keepends=True)


def sealed(path: Path, lines: list[bytes] | bytes, *stores: Store, packed: bool = True) -> Path:
    """A file made by hand."""
    from pyrage import encrypt, x25519

    plain = lines if isinstance(lines, bytes) else b"".join(lines)
    recipients = [x25519.Identity.from_str(store.local()["device_age"].decode()).to_public() for store in stores]
    path.write_bytes(encrypt(gzip.compress(plain) if packed else plain, recipients))
    return path


def signed_anew(lines: list[bytes], key: Ed25519PrivateKey) -> list[bytes]:
    """The lines before the trailer, with a trailer of this key."""
    digest = hashlib.sha256(b"".join(lines)).digest()
    trailer = {
        "n": len(lines) - 1,
        "sha256": digest.hex(),
        "handtekening": base64.b64encode(key.sign(b"ret-pakket-1" + digest)).decode(),
    }
    return [*lines, json.dumps(trailer).encode() + b"\n"]


def key_of(store: Store) -> Ed25519PrivateKey:
    """The key with which a laptop signs."""
    return Ed25519PrivateKey.from_private_bytes(store.local()["device_key"])


def edited(line: bytes, **changes: object) -> bytes:
    """A line with other fields."""
    return json.dumps(json.loads(line) | changes).encode() + b"\n"
