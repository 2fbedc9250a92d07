"""The key file beside the database: the random database key, wrapped twice.

`sleutels.json` holds it wrapped by Argon2id(passphrase) with ChaCha20-Poly1305, and as an age file to the key on the recovery sheet. So a
passphrase changes without rewriting the database, and a forgotten one is not the end. Nothing in the file is secret by itself.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .errors import Damaged, ReadOnlyDisk, RetError, WrongPassphrase

AAD = b"retcli-sleutel-1"


@dataclass(frozen=True, slots=True)
class Cost:
    """Argon2id's cost: memory in KiB, passes, lanes. The default is RFC 9106's second recommended option."""

    memory_kib: int = 64 * 1024
    passes: int = 3
    lanes: int = 4


DEFAULT_COST = Cost()


@dataclass(frozen=True, slots=True)
class NewKey:
    """A fresh database key with its key file's content, and the secret for the recovery sheet, which is kept nowhere."""

    key: bytes
    content: dict[str, Any]
    recovery_secret: str


def new_key(passphrase: str, cost: Cost = DEFAULT_COST) -> NewKey:
    """Draw a database key and wrap it."""
    from pyrage import encrypt, x25519

    key = secrets.token_bytes(32)
    identity = x25519.Identity.generate()
    sheet = identity.to_public()
    content = {
        "versie": 1,
        "wachtwoord": _wrap(key, passphrase, cost),
        "herstel": {"ontvanger": str(sheet), "sleutel": _b64(encrypt(key, [sheet]))},
    }
    return NewKey(key, content, str(identity))


def unlock(path: Path, passphrase: str) -> bytes:
    """The database key. Raises WrongPassphrase, Damaged, or RetError for a newer file."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    content = read(path)
    try:
        part = content["wachtwoord"]
        cost = Cost(int(part["geheugen_kib"]), int(part["rondes"]), int(part["banen"]))
        if not (8 <= cost.memory_kib <= 1 << 20 and 1 <= cost.passes <= 16 and 1 <= cost.lanes <= 16):  # at most 1 GiB, some seconds
            raise ValueError
        derived = _derive(passphrase, _unb64(part["zout"]), cost)
        return ChaCha20Poly1305(derived).decrypt(_unb64(part["nonce"]), _unb64(part["sleutel"]), AAD)
    except InvalidTag:
        raise WrongPassphrase from None
    except (KeyError, TypeError, ValueError):
        raise Damaged("De sleutels") from None


def unlock_with_sheet(path: Path, recovery_secret: str) -> bytes:
    """The database key by the recovery sheet (`AGE-SECRET-KEY-1...`)."""
    from pyrage import DecryptError, IdentityError, decrypt, x25519

    content = read(path)
    wrong = RetError("Herstelblad past niet", "Deze herstelsleutel hoort niet bij deze gegevens.", "Kijk of elk teken klopt.")
    try:
        return bytes(decrypt(_unb64(content["herstel"]["sleutel"]), [x25519.Identity.from_str("".join(recovery_secret.split()).upper())]))
    except (IdentityError, DecryptError):
        raise wrong from None
    except (KeyError, TypeError, ValueError):
        raise Damaged("De sleutels") from None


def rewrap(path: Path, key: bytes, passphrase: str, cost: Cost = DEFAULT_COST) -> None:
    """Put the key under another passphrase; the database and the recovery sheet stay as they are."""
    content = read(path)
    content["wachtwoord"] = _wrap(key, passphrase, cost)
    write(path, content)


def renew_sheet(path: Path, key: bytes) -> str:
    """Wrap the key for another recovery sheet, whose secret this is and which waits to be written down; the one before opens only older
    copies."""
    from pyrage import encrypt, x25519

    identity, content = x25519.Identity.generate(), read(path)
    sheet = identity.to_public()
    content["herstel"] = {"ontvanger": str(sheet), "sleutel": _b64(encrypt(key, [sheet]))}
    write(path, unwritten(content))
    return str(identity)


def unwritten(content: dict[str, Any]) -> dict[str, Any]:
    """The same, with a recovery sheet that waits to be written down."""
    return {**content, "herstel": {**content["herstel"], "wacht": True}}


def sheet_waits(path: Path) -> bool:
    """Whether a recovery sheet was shown that nobody said to have written down."""
    return bool(dict(read(path).get("herstel") or {}).get("wacht"))


def sheet_written(path: Path) -> None:
    """The recovery sheet was written down."""
    content = read(path)
    content["herstel"].pop("wacht", None)
    write(path, content)


def read(path: Path) -> dict[str, Any]:
    """The key file's content."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        version = content["versie"]
    except FileNotFoundError:
        raise RetError(
            "Sleutels ontbreken",
            "Het bestand sleutels.json hoort naast de gegevens te staan en is er niet.",
            "Zet het terug uit een kopie in de map `kopieen`.",
        ) from None
    except (OSError, ValueError, KeyError, TypeError):
        raise Damaged("De sleutels") from None
    if version != 1:
        raise RetError("Nieuwere sleutels", "De sleutels zijn gemaakt met een nieuwere versie van retcli.", "Werk retcli bij.")
    return dict(content)


def write(path: Path, content: dict[str, Any]) -> None:
    """Replace the key file in one step, readable by its owner only."""
    write_private(path, json.dumps(content, indent=1).encode())


def write_private(path: Path, data: bytes) -> None:
    """Write a file in one step (temporary file, fsync, rename), readable by its owner only. Raises ReadOnlyDisk or DiskFull's kin."""
    tmp = path.with_name(path.name + ".tmp")
    try:
        fd = os.open(tmp, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(fd, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        os.replace(tmp, path)
    except OSError as error:
        with contextlib.suppress(OSError):
            tmp.unlink(missing_ok=True)
        raise from_os(error) from error


def from_os(error: OSError) -> RetError:
    """The sentence for a failed write of a file."""
    import errno

    from .errors import DiskFull

    if error.errno in (errno.ENOSPC, errno.EDQUOT if hasattr(errno, "EDQUOT") else errno.ENOSPC):
        return DiskFull()
    return ReadOnlyDisk()


def _wrap(key: bytes, passphrase: str, cost: Cost) -> dict[str, Any]:
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    sealed = ChaCha20Poly1305(_derive(passphrase, salt, cost)).encrypt(nonce, key, AAD)
    return {
        "kdf": "argon2id",
        "geheugen_kib": cost.memory_kib,
        "rondes": cost.passes,
        "banen": cost.lanes,
        "zout": _b64(salt),
        "nonce": _b64(nonce),
        "sleutel": _b64(sealed),
    }


def _derive(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    import unicodedata

    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    # NFC: the same passphrase typed on another system gives the same bytes.
    secret = unicodedata.normalize("NFC", passphrase).encode()
    return Argon2id(salt=salt, length=32, iterations=cost.passes, lanes=cost.lanes, memory_cost=cost.memory_kib).derive(secret)


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _unb64(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
