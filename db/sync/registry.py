"""A team's beginning: genesis, root key, and the keys of this laptop. Made before the first row, so that every row belongs to a team.

The genesis is signed by the root key and `ws = SHA256(genesis)` names the team. A laptop's row (`Apparaat`) is valid only with the root's
signature over its keys. Secret keys live in this laptop's encrypted database, table `sync_local`, and never travel.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from ..columns import instant_text, made_of

DEVICE_DOMAIN = b"ret-apparaat-1"
GENESIS_DOMAIN = b"ret-genesis-1"


@dataclass(frozen=True, slots=True)
class Founding:
    """What a new team starts from; `local` goes into `sync_local` as it is."""

    ws: bytes
    device: bytes
    stream: bytes
    signing_key: bytes
    recipient: str
    certificate: bytes
    local: dict[str, bytes]


def found(naam: str, regio: str, now: datetime) -> Founding:
    """Draw the keys of a new team and of its first laptop."""
    from pyrage import x25519

    root, device_key, age = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate(), x25519.Identity.generate()
    root_public = public_bytes(root)
    genesis = json.dumps(
        {"v": 1, "naam": naam, "regio": regio, "root": root_public.hex(), "op": instant_text(now), "toeval": os.urandom(16).hex()},
        ensure_ascii=False,
        separators=(",", ":"),
        sort_keys=True,
    ).encode()
    recipient, signing = str(age.to_public()), public_bytes(device_key)
    device = device_id(signing, recipient)
    stream = os.urandom(8)
    return Founding(
        ws=hashlib.sha256(genesis).digest(),
        device=device,
        stream=stream,
        signing_key=signing,
        recipient=recipient,
        certificate=root.sign(certificate_bytes(apparaat_id(device), signing, recipient)),
        local={
            "genesis": genesis,
            "genesis_sig": root.sign(GENESIS_DOMAIN + genesis),
            "root_key": root.private_bytes_raw(),
            "device_key": device_key.private_bytes_raw(),
            "device_age": str(age).encode(),
            "device": device,
            "stream": stream,
        },
    )


def device_id(signing: bytes, recipient: str) -> bytes:
    """SHA256 of a laptop's public keys, 32 bytes; its first eight hex digits name its files."""
    return hashlib.sha256(signing + recipient.encode()).digest()


def apparaat_id(device: bytes) -> UUID:
    """The key of a laptop's row."""
    return made_of("apparaat", device.hex())


def certificate_bytes(row: UUID, signing: bytes, recipient: str) -> bytes:
    """What the root signs to admit a laptop."""
    return DEVICE_DOMAIN + row.bytes + signing + recipient.encode()


def public_bytes(key: Ed25519PrivateKey) -> bytes:
    """The 32 bytes of the public half."""
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def root_of(genesis: bytes, signature: bytes) -> Ed25519PublicKey:
    """The root key of a genesis that is signed by it. Raises ValueError."""
    content: Any = json.loads(genesis)
    root = Ed25519PublicKey.from_public_bytes(bytes.fromhex(content["root"]))
    try:
        root.verify(signature, GENESIS_DOMAIN + genesis)
    except InvalidSignature:
        raise ValueError("genesis not signed by its root") from None
    return root


def admitted(root: Ed25519PublicKey, row: UUID, signing: bytes | None, recipient: str | None, certificate: bytes | None) -> bool:
    """Whether the root admitted a laptop with these keys."""
    if signing is None or recipient is None or certificate is None:
        return False
    try:
        root.verify(certificate, certificate_bytes(row, signing, recipient))
    except InvalidSignature:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Laptop:
    """A laptop that the root admitted. A withdrawn one gets no package any more, and none of its own is read."""

    device: bytes
    signing: bytes
    recipient: str
    certificate: bytes
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Team:
    """Who is in the team, as this laptop knows it, and the keys with which it takes part."""

    ws: bytes
    root: Ed25519PublicKey
    device: bytes
    signer: Ed25519PrivateKey = field(repr=False)
    age: str = field(repr=False)
    laptops: dict[bytes, Laptop]

    def active(self) -> list[Laptop]:
        """Those that a package is for, this laptop among them, in one order."""
        return [laptop for _, laptop in sorted(self.laptops.items()) if not laptop.withdrawn]

    def certified(self, signing: bytes, recipient: str, certificate: bytes) -> Laptop | None:
        """The laptop of a certificate that came from elsewhere; None when the root did not sign it."""
        device = device_id(signing, recipient)
        if not admitted(self.root, apparaat_id(device), signing, recipient, certificate):
            return None
        return self.laptops.get(device) or Laptop(device, signing, recipient, certificate)


def team(cursor: Any) -> Team:
    """The team as this database knows it. Raises ValueError when this laptop's own keys are not there or not whole."""
    local = dict(cursor.execute("SELECT k, v FROM sync_local").fetchall())
    try:
        genesis = local["genesis"]
        root = root_of(genesis, local["genesis_sig"])
        signer = Ed25519PrivateKey.from_private_bytes(local["device_key"])
        device, age = local["device"], local["device_age"].decode()
    except KeyError:
        raise ValueError("this laptop's keys are missing") from None
    laptops: dict[bytes, Laptop] = {}
    for row, signing, recipient, certificate, withdrawn in cursor.execute(
        "SELECT id, sleutel, ontvanger, handtekening, ingetrokken_op FROM apparaat"
    ).fetchall():
        if admitted(root, UUID(bytes=row), signing, recipient, certificate):
            known = device_id(signing, recipient)
            if apparaat_id(known) == UUID(bytes=row):
                laptops[known] = Laptop(known, signing, recipient, certificate, withdrawn is not None)
    return Team(hashlib.sha256(genesis).digest(), root, device, signer, age, laptops)
