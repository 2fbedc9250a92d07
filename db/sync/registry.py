"""A team's beginning: genesis, root key, and the keys of this laptop. Made before the first row, so that every row belongs to a team.

The genesis is signed by the root key and `ws = SHA256(genesis)` names the team. A laptop's row (`Apparaat`) is valid only with the root's
signature over its keys, and is withdrawn only by the root's signature too. What the root signed counts as the log has it, whatever was
written over it in the tables since. Secret keys live in this laptop's encrypted database, table `sync_local`, and never travel but for the
root's, which can be handed on (`toelating.py`).
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice, product
from typing import Any, NamedTuple
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from ..columns import instant_text, made_of
from .wire import SET, Dot, decode, decode_group, encode

DEVICE_DOMAIN = b"ret-apparaat-1"
GENESIS_DOMAIN = b"ret-genesis-1"
WITHDRAWAL_DOMAIN = b"ret-intrekking-1"
VOUCHED = "certificaten"
"""In `sync_local`: the laptops that the manifest of a snapshot named, [signing key hex, age recipient, base64 of the certificate]: a
snapshot leaves out what somebody wrote over."""
HEARD = "intrekkingen"
"""In `sync_local`: withdrawals that packages told of, ahead of the transactions that they are in."""
HANDED = "wissingen"
"""In `sync_local`: orders to erase that came with a copy that was put back."""
NO_ORDERS = "geen_wissing"
"""In `sync_local`: the rows of `wissing` that the root did not sign, as JSON."""
OVERWRITTEN = "overschreven"
"""In `sync_local`: values were erased, and the write-ahead log may still have them."""
TABLE, WITHDRAWN = "apparaat", "intrekking"
_CERTIFIED = ("sleutel", "ontvanger", "handtekening")
_TRIED = 1000


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
    """Whether the root admitted a laptop with these keys. Where one ends and the other begins is in their form, not in what is signed."""
    if signing is None or recipient is None or certificate is None or len(signing) != 32 or not recipient.startswith("age1"):
        return False
    try:
        root.verify(certificate, certificate_bytes(row, signing, recipient))
    except InvalidSignature:
        return False
    return True


class Withdrawal(NamedTuple):
    """A withdrawal that the root signed: the laptop's row and its cut-offs as they were signed; and in the log the op that says it and what
    that replaces."""

    row: bytes
    until: str
    signature: bytes
    dot: bytes = b""
    base: bytes = b""


def withdrawal_bytes(row: UUID, until: str) -> bytes:
    """What the root signs to withdraw a laptop."""
    return WITHDRAWAL_DOMAIN + row.bytes + until.encode()


class Cut(NamedTuple):
    """The last that is taken of a stream, by its hash too, of which the first 8 bytes: whoever holds the key of the withdrawn laptop can
    sign another branch below that number at will."""

    seq: int
    hash8: bytes


NOTHING = Cut(0, bytes(8))


def until_text(until: Mapping[bytes, Cut]) -> str:
    """Cut-offs as they are signed: the last that is taken of each stream; of one that is not named nothing is."""
    said = {stream.hex(): [cut.seq, cut.hash8.hex()] for stream, cut in until.items()}
    return json.dumps(said, separators=(",", ":"), sort_keys=True)


def until_of(text: str) -> dict[bytes, Cut]:
    """The cut-offs behind `until_text`. Raises ValueError."""
    said: Any = json.loads(text)
    try:
        found = {bytes.fromhex(stream): Cut(seq, bytes.fromhex(hash8)) for stream, (seq, hash8) in said.items()}
    except (AttributeError, TypeError):
        raise ValueError("no cut-offs") from None
    if not all(type(cut.seq) is int and len(cut.hash8) == 8 for cut in found.values()):
        raise ValueError("no cut-offs")
    return found


def signed_by(root: Ed25519PublicKey, found: Withdrawal) -> bool:
    """Whether the root signed a withdrawal, and its cut-offs can be read."""
    try:
        root.verify(found.signature, withdrawal_bytes(UUID(bytes=found.row), found.until))
        until_of(found.until)
    except (InvalidSignature, ValueError):
        return False
    return True


def withdrawal_of(root: Ed25519PublicKey, row: bytes, value: bytes, dot: bytes, base: bytes) -> Withdrawal | None:
    """The withdrawal in an op on the cell `intrekking`; None when the root did not sign it."""
    try:
        until, signature = decode_group(value, 2)
    except (ValueError, TypeError, KeyError, IndexError, RecursionError):
        return None
    if not isinstance(until, str) or not isinstance(signature, bytes):
        return None
    found = Withdrawal(row, until, signature, dot, base)
    return found if signed_by(root, found) else None


def standing(found: Iterable[Withdrawal]) -> list[Withdrawal]:
    """Those that no later one, signed by the root as well, replaced. What was only heard of counts until the log has it."""
    known = list(dict.fromkeys(found))
    logged = {one[:3] for one in known if one.dot}
    replaced = {one.base[at : at + 20] for one in known for at in range(0, len(one.base), 20)}
    return [one for one in known if (one.dot not in replaced if one.dot else one[:3] not in logged)] or known


def strictest(found: Sequence[Withdrawal]) -> dict[bytes, Cut] | None:
    """What counts where people withdrew a laptop side by side: the least of each stream. None where nobody did."""
    every = [until_of(one.until) for one in standing(found)]
    if not every:
        return None
    return {stream: min(until[stream] for until in every) for stream in every[0] if all(stream in until for until in every)}


@dataclass(frozen=True, slots=True)
class Laptop:
    """A laptop that the root admitted. A withdrawn one has `until`: the last of each of its streams that still counts. It gets no
    package any more, and none of its own is read."""

    device: bytes
    signing: bytes
    recipient: str
    certificate: bytes
    until: Mapping[bytes, Cut] | None = None

    @property
    def withdrawn(self) -> bool:
        """Whether the root withdrew it."""
        return self.until is not None


@dataclass(frozen=True, slots=True)
class Team:
    """Who is in the team, as this laptop knows it, and the keys with which it takes part. `withdrawals` by the row of the laptop."""

    ws: bytes
    root: Ed25519PublicKey
    device: bytes
    signer: Ed25519PrivateKey = field(repr=False)
    age: str = field(repr=False)
    laptops: dict[bytes, Laptop]
    withdrawals: dict[bytes, list[Withdrawal]] = field(default_factory=dict)

    def active(self) -> list[Laptop]:
        """Those that a package is for, this laptop among them, in one order."""
        return [laptop for _, laptop in sorted(self.laptops.items()) if not laptop.withdrawn]

    def certified(self, signing: bytes, recipient: str, certificate: bytes) -> Laptop | None:
        """The laptop of a certificate that came from elsewhere; None when the root did not sign it."""
        device = device_id(signing, recipient)
        row = apparaat_id(device)
        if not admitted(self.root, row, signing, recipient, certificate):
            return None
        return self.laptops.get(device) or Laptop(device, signing, recipient, certificate, strictest(self.withdrawals.get(row.bytes, ())))


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
    rows = {row for (row,) in cursor.execute("SELECT id FROM apparaat")}
    rows.update(apparaat_id(writer).bytes for (writer,) in cursor.execute("SELECT DISTINCT device FROM sync_stream").fetchall())
    withdrawals = {row: list[Withdrawal]() for row in rows}
    for one in heard(local.get(HEARD, b"[]")):
        if signed_by(root, one):
            withdrawals.setdefault(one.row, []).append(one)
    certified: dict[bytes, dict[str, dict[bytes, None]]] = {}
    for signing, recipient, certificate in json.loads(local.get(VOUCHED, b"[]")):
        keys = bytes.fromhex(signing), recipient, base64.b64decode(certificate)
        row = apparaat_id(device_id(*keys[:2])).bytes
        rows.add(row)
        withdrawals.setdefault(row, [])
        certified[row] = {cell: {encode(key): None} for cell, key in zip(_CERTIFIED, keys, strict=True)}
    for row in sorted(rows):
        for cell, value, base, stream, seq, idx in cursor.execute(
            "SELECT n.col, o.val, o.base, s.stream, t.seq, o.idx FROM sync_op o JOIN sync_name n ON n.id = o.name"
            " JOIN sync_tx t ON t.tx = o.tx JOIN sync_stream s ON s.id = t.stream"
            " WHERE o.row = ? AND n.tbl = ? AND o.kind = ? AND o.val IS NOT NULL ORDER BY o.tx, o.idx",
            (row, TABLE, SET),
        ).fetchall():
            if cell == WITHDRAWN:
                found = withdrawal_of(root, row, value, Dot(stream, seq, idx).packed(), base)
                if found is not None:
                    withdrawals[row].append(found)
            elif cell in _CERTIFIED:
                certified.setdefault(row, {}).setdefault(cell, {})[value] = None
    laptops: dict[bytes, Laptop] = {}
    for row, values in certified.items():
        for signing, recipient, certificate in islice(product(*(values.get(cell, ()) for cell in _CERTIFIED)), _TRIED):
            laptop = _certified(root, row, signing, recipient, certificate, withdrawals[row])
            if laptop is not None:
                laptops[laptop.device] = laptop
                break
    return Team(
        hashlib.sha256(genesis).digest(), root, device, signer, age, laptops, {row: ones for row, ones in withdrawals.items() if ones}
    )


def vouch(cursor: Any, laptops: Iterable[Laptop]) -> None:
    """Keep the certificates of laptops, which were verified, beside the log."""
    said = [[one.signing.hex(), one.recipient, base64.b64encode(one.certificate).decode()] for one in laptops]
    cursor.execute("INSERT OR REPLACE INTO sync_local(k, v) VALUES (?, ?)", (VOUCHED, json.dumps(said).encode()))


def _certified(
    root: Ed25519PublicKey, row: bytes, signing: bytes, recipient: bytes, certificate: bytes, withdrawals: Sequence[Withdrawal]
) -> Laptop | None:
    """The laptop behind three values of the log; None when they are not those that the root signed."""
    try:
        keys = decode(signing), decode(recipient), decode(certificate)
    except ValueError:
        return None
    match keys:
        case bytes(key), str(age), bytes(signature):
            device = device_id(key, age)
            if apparaat_id(device).bytes == row and admitted(root, UUID(bytes=row), key, age, signature):
                return Laptop(device, key, age, signature, strictest(withdrawals))
    return None


def heard(kept: bytes) -> list[Withdrawal]:
    """The withdrawals of `sync_local` or of a manifest; nothing of what can't be read."""
    try:
        return [said_withdrawal(one) for one in json.loads(kept)]
    except (ValueError, KeyError, TypeError, AttributeError):
        return []


def withdrawal_said(one: Withdrawal) -> list[str]:
    """A withdrawal as JSON has it."""
    return [one.row.hex(), one.until, base64.b64encode(one.signature).decode()]


def said_withdrawal(said: Any) -> Withdrawal:
    """The withdrawal behind `withdrawal_said`. Raises ValueError, TypeError or AttributeError for what is none."""
    row, until, signature = said
    found = Withdrawal(bytes.fromhex(row), str(until), base64.b64decode(signature, validate=True))
    if len(found.row) != 16:
        raise ValueError("no row")
    return found


def hear(cursor: Any, told: Iterable[Withdrawal]) -> None:
    """Note withdrawals that packages told of, before anything of those is taken in: what an honest laptop passes on of a withdrawn one is
    held against them, in whichever order the files come."""
    (kept,) = cursor.execute("SELECT v FROM sync_local WHERE k = ?", (HEARD,)).fetchone() or (b"[]",)
    before = heard(kept)
    after = list(dict.fromkeys([*before, *told]))
    if after != before:
        content = json.dumps([withdrawal_said(one) for one in after]).encode()
        cursor.execute("INSERT OR REPLACE INTO sync_local(k, v) VALUES (?, ?)", (HEARD, content))


def erasing_due(cursor: Any) -> bool:
    """Whether an order to erase was heard of, or stands in its table, that is not carried out yet; or what one overwrote may stand beside
    the file (`erasure.py`)."""
    found = cursor.execute(
        "SELECT 1 FROM sync_erasure WHERE done = 0 UNION ALL SELECT 1 FROM sync_local WHERE k IN (?, ?)"
        " UNION ALL SELECT 1 FROM wissing w WHERE w.opdracht_handtekening IS NOT NULL"
        " AND NOT EXISTS (SELECT 1 FROM sync_erasure e WHERE e.id = w.id)"
        " AND lower(hex(w.id)) NOT IN (SELECT j.value FROM sync_local l, json_each(l.v) j WHERE l.k = ?) LIMIT 1",
        (HANDED, OVERWRITTEN, NO_ORDERS),
    )
    return found.fetchone() is not None
