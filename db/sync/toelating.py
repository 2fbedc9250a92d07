"""Joining a team: the invitation, the request that answers it, the six words that bind it; and the root key handed on (docs/sync.md).

An invitation is signed by the root and shows which team it is and who invites. A request is an age file to who invited, so that nobody else
reads it, and carries the new laptop's keys with a signature by them. Nothing in either tells an honest request from one that an interceptor
made of a stolen invitation: that is what the words are for. They are a slow hash of the whole request, which names the team, the invitation
and both keys. People compare them by voice; who puts a request of his own in its place has to find keys that give the same sixty bits.

What is wrong with a file is one `Afgewezen`; reading changes nothing.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from ..columns import instant_text
from ..errors import RetError
from ..keys import Cost
from .registry import (
    Cut,
    Founding,
    Laptop,
    Team,
    admitted,
    apparaat_id,
    certificate_bytes,
    device_id,
    public_bytes,
    root_of,
    until_text,
    withdrawal_bytes,
)
from .woorden import WOORDEN

UITNODIGING, VERZOEK, BEHEER = ".retuitnodiging", ".retverzoek", ".retbeheer"
VERSION = 1
INVITATION_DOMAIN = b"ret-uitnodiging-1"
REQUEST_DOMAIN = b"ret-verzoek-1"
VALID = timedelta(days=7)
AHEAD = timedelta(days=1)
"""How far another laptop's clock may be ahead before its invitation is taken for one that is not valid yet."""
MOST = 1 << 16
COST = Cost(memory_kib=64 * 1024, passes=6, lanes=4)
"""What one try at the words costs. For ever: two laptops must come to the same words."""
COUNT = 6
AGE = b"age-encryption.org/v1\n"


class Bezwaar(Enum):
    """Why an invitation, a request or a key is not taken: what is the matter, and what to do."""

    GEEN_UITNODIGING = ("Dit is geen uitnodiging van retcli.", "Kies het bestand dat op .retuitnodiging eindigt.")
    GEEN_VERZOEK = ("Dit is geen verzoek van retcli.", "Kies het bestand dat op .retverzoek eindigt.")
    GEEN_BEHEER = ("Dit is geen bestand waarmee het beheer wordt gegeven.", "Kies het bestand dat op .retbeheer eindigt.")
    NIET_HEEL = ("Dit bestand is niet heel, of is veranderd.", "Vraag het opnieuw aan wie het maakte.")
    NIEUWER = ("Dit bestand is gemaakt met een nieuwere versie van retcli.", "Werk retcli bij en probeer het opnieuw.")
    ONGETEKEND = (
        "De handtekening in dit bestand klopt niet.",
        "Gebruik het niet; bel wie het zou hebben gemaakt en vraag een nieuw bestand.",
    )
    VERLOPEN = ("Deze uitnodiging is verlopen.", "Vraag wie u uitnodigde om een nieuwe.")
    TE_VROEG = ("Deze uitnodiging begint later dan nu volgens deze computer.", "Kijk of de klok van deze computer goed staat.")
    ANDERE_LAPTOP = (
        "Dit verzoek is voor een andere laptop.",
        "Open het op de laptop waarop de uitnodiging is gemaakt.",
    )
    BEHEER_ANDERE_LAPTOP = (
        "Dit bestand is voor een andere laptop.",
        "Het opent alleen op de laptop waaraan het beheer is gegeven.",
    )
    ANDER_TEAM = ("Dit bestand is van een ander team.", "Kijk of u het goede bestand koos.")
    NIET_UITGENODIGD = (
        "Dit verzoek hoort niet bij een uitnodiging van deze laptop.",
        "Laat niemand toe die u niet hebt uitgenodigd; bel wie het stuurde en maak zo nodig een nieuwe uitnodiging.",
    )
    TE_LAAT = ("De uitnodiging waar dit verzoek op antwoordt is verlopen.", "Maak een nieuwe uitnodiging.")
    AL_TOEGELATEN = (
        "Op deze uitnodiging is al een laptop toegelaten.",
        "Is het een andere laptop, maak dan een nieuwe uitnodiging.",
    )


class Afgewezen(RetError):
    """A file for joining that is not taken; nothing was changed and the file is where it was."""

    def __init__(self, bezwaar: Bezwaar) -> None:
        super().__init__("Kan niet", *bezwaar.value)
        self.bezwaar = bezwaar


@dataclass(frozen=True, slots=True)
class Invitation:
    """What an invitation says: the team, who invites and on which laptop, which lid is invited, and from when until when. `digest` is the
    SHA-256 of what was signed; it can't be guessed without the file, and a request gives it back."""

    genesis: bytes
    genesis_sig: bytes
    regio: str
    door: str
    laptop: Laptop
    lid: UUID
    voor: str
    since: datetime
    until: datetime
    digest: bytes

    @property
    def ws(self) -> bytes:
        """The team."""
        return hashlib.sha256(self.genesis).digest()


@dataclass(frozen=True, slots=True)
class Request:
    """What a request says: the new laptop's keys and how it wants to be called; and the words of it."""

    device: bytes
    signing: bytes
    recipient: str
    naam: str
    invitation: bytes
    woorden: tuple[str, ...]


# --- the invitation


def invite(team: Team, root: Ed25519PrivateKey, genesis: tuple[bytes, bytes], *, door: str, lid: UUID, voor: str, now: datetime) -> bytes:
    """The content of an invitation by this laptop, valid for a week; `genesis` with its signature, `door` and `voor` names of people."""
    own = team.laptops[team.device]
    line = _line(
        {
            "retuitnodiging": VERSION,
            "genesis": _b64(genesis[0]),
            "genesis_handtekening": _b64(genesis[1]),
            "door": door,
            "apparaat": [own.signing.hex(), own.recipient, _b64(own.certificate)],
            "lid": lid.hex,
            "voor": voor,
            "toeval": os.urandom(32).hex(),
            "op": instant_text(now),
            "tot": instant_text(now + VALID),
        }
    )
    return line + _line({"handtekening": _b64(root.sign(INVITATION_DOMAIN + _sha256(line)))})


def read_invitation(content: bytes, now: datetime) -> Invitation:
    """The invitation in a file, when it is whole, signed by the team that it names, and can be answered now. Raises Afgewezen."""
    line, said, signature = _two_lines(content, "retuitnodiging", Bezwaar.GEEN_UITNODIGING)
    try:
        genesis, genesis_sig = _unb64(said["genesis"]), _unb64(said["genesis_handtekening"])
        signing, recipient, certificate = said["apparaat"]
        laptop = _laptop(signing, recipient, certificate)
        found = Invitation(
            genesis=genesis,
            genesis_sig=genesis_sig,
            regio=_text(json.loads(genesis)["regio"]),
            door=_text(said["door"]),
            laptop=laptop,
            lid=UUID(hex=said["lid"]),
            voor=_text(said["voor"]),
            since=_moment(said["op"]),
            until=_moment(said["tot"]),
            digest=_sha256(line),
        )
        root = root_of(genesis, genesis_sig)
        root.verify(signature, INVITATION_DOMAIN + found.digest)
    except InvalidSignature:
        raise Afgewezen(Bezwaar.ONGETEKEND) from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise Afgewezen(Bezwaar.NIET_HEEL) from None
    if not admitted(root, apparaat_id(laptop.device), laptop.signing, laptop.recipient, laptop.certificate):
        raise Afgewezen(Bezwaar.ONGETEKEND)
    if now < found.since - AHEAD:
        raise Afgewezen(Bezwaar.TE_VROEG)
    if now > found.until:
        raise Afgewezen(Bezwaar.VERLOPEN)
    return found


# --- the request


@dataclass(frozen=True, slots=True)
class Answer:
    """A request as it was made: what the new database starts from, the content of the file, and the words to read out."""

    founding: Founding
    content: bytes = field(repr=False)
    woorden: tuple[str, ...]


def answer(invitation: Invitation, naam: str, now: datetime) -> Answer:
    """Draw the keys of a laptop that joins, and make its request."""
    from pyrage import encrypt, x25519

    key, age = Ed25519PrivateKey.generate(), x25519.Identity.generate()
    signing, recipient, stream = public_bytes(key), str(age.to_public()), os.urandom(8)
    device = device_id(signing, recipient)
    line = _line(
        {
            "retverzoek": VERSION,
            "ws": invitation.ws.hex(),
            "uitnodiging": invitation.digest.hex(),
            "sleutel": signing.hex(),
            "ontvanger": recipient,
            "naam": naam,
            "op": instant_text(now),
        }
    )
    file = line + _line({"handtekening": _b64(key.sign(REQUEST_DOMAIN + _sha256(line)))})
    founding = Founding(
        ws=invitation.ws,
        device=device,
        stream=stream,
        signing_key=signing,
        recipient=recipient,
        certificate=b"",
        local={
            "genesis": invitation.genesis,
            "genesis_sig": invitation.genesis_sig,
            "device_key": key.private_bytes_raw(),
            "device_age": str(age).encode(),
            "device": device,
            "stream": stream,
        },
    )
    sealed = bytes(encrypt(file, [x25519.Recipient.from_str(invitation.laptop.recipient)]))
    return Answer(founding, sealed, words(line))


def read_request(content: bytes, team: Team) -> Request:
    """The request in a file for this laptop, of its team and signed by who asks. It says nothing of whether anybody was invited; that is
    for who made the invitation to know. It takes as long as the words are made to take. Raises Afgewezen."""
    line, said, signature = _two_lines(
        _opened(content, team, Bezwaar.GEEN_VERZOEK, Bezwaar.ANDERE_LAPTOP), "retverzoek", Bezwaar.GEEN_VERZOEK
    )
    try:
        if bytes.fromhex(said["ws"]) != team.ws:
            raise Afgewezen(Bezwaar.ANDER_TEAM)
        signing, recipient = _sized(said["sleutel"], 32), _recipient(said["ontvanger"])
        Ed25519PublicKey.from_public_bytes(signing).verify(signature, REQUEST_DOMAIN + _sha256(line))
        return Request(
            device=device_id(signing, recipient),
            signing=signing,
            recipient=recipient,
            naam=_text(said["naam"]),
            invitation=_sized(said["uitnodiging"], 32),
            woorden=words(line),
        )
    except InvalidSignature:
        raise Afgewezen(Bezwaar.ONGETEKEND) from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Afgewezen(Bezwaar.NIET_HEEL) from None


def words(line: bytes) -> tuple[str, ...]:
    """The six words of a request, sixty bits of a slow hash over all that it says."""
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    salt = _sha256(REQUEST_DOMAIN)[:16]
    made = Argon2id(salt=salt, length=8, iterations=COST.passes, lanes=COST.lanes, memory_cost=COST.memory_kib).derive(_sha256(line))
    bits = int.from_bytes(made) >> (64 - 10 * COUNT)
    return tuple(WOORDEN[bits >> 10 * at & 1023] for at in reversed(range(COUNT)))


# --- what the root signs


def certificate(root: Ed25519PrivateKey, request: Request) -> bytes:
    """The root's signature that admits a laptop."""
    return root.sign(certificate_bytes(apparaat_id(request.device), request.signing, request.recipient))


def withdrawal(root: Ed25519PrivateKey, row: UUID, until: Mapping[bytes, Cut]) -> tuple[str, bytes]:
    """The cut-offs of a withdrawal and the root's signature, as the columns of a laptop's row have them."""
    text = until_text(until)
    return text, root.sign(withdrawal_bytes(row, text))


# --- the root key handed on


def hand_on(team: Team, root: Ed25519PrivateKey, to: Laptop, now: datetime) -> bytes:
    """A file with the root key that one laptop opens."""
    from pyrage import encrypt, x25519

    line = _line(
        {
            "retbeheer": VERSION,
            "ws": team.ws.hex(),
            "sleutel": _b64(root.private_bytes_raw()),
            "op": instant_text(now),
        }
    )
    return bytes(encrypt(line, [x25519.Recipient.from_str(to.recipient)]))


def handed_on(content: bytes, team: Team) -> Ed25519PrivateKey:
    """The root key in a file for this laptop; it needs no signature, because only the key itself fits the team. Raises Afgewezen."""
    line = _opened(content, team, Bezwaar.GEEN_BEHEER, Bezwaar.BEHEER_ANDERE_LAPTOP)
    said = _said(line, "retbeheer", Bezwaar.GEEN_BEHEER)
    try:
        if bytes.fromhex(said["ws"]) != team.ws:
            raise Afgewezen(Bezwaar.ANDER_TEAM)
        root = Ed25519PrivateKey.from_private_bytes(_unb64(said["sleutel"]))
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Afgewezen(Bezwaar.NIET_HEEL) from None
    if public_bytes(root) != team.root.public_bytes_raw():
        raise Afgewezen(Bezwaar.ONGETEKEND)
    return root


# --- bytes


def _line(content: object) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode() + b"\n"


def _two_lines(content: bytes, kind: str, none: Bezwaar) -> tuple[bytes, dict[str, Any], bytes]:
    """What was signed, what it says, and the signature. Mail may have put other ends to the lines."""
    if len(content) > MOST:
        raise Afgewezen(none)
    lines = content.replace(b"\r\n", b"\n").rstrip(b"\n").split(b"\n")
    said = _said(lines[0], kind, none)
    try:
        (last,) = lines[1:]
        signature = _unb64(json.loads(last)["handtekening"])
    except (ValueError, KeyError, TypeError, RecursionError):
        raise Afgewezen(Bezwaar.NIET_HEEL) from None
    return lines[0] + b"\n", said, signature


def _said(line: bytes, kind: str, none: Bezwaar) -> dict[str, Any]:
    try:
        said: Any = json.loads(line)
        version = said[kind]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise Afgewezen(Bezwaar.NIET_HEEL if line.startswith(b"{") and f'"{kind}"'.encode() in line else none) from None
    if type(version) is not int or version < 1:
        raise Afgewezen(none)
    if version > VERSION:
        raise Afgewezen(Bezwaar.NIEUWER)
    return dict(said)


def _opened(content: bytes, team: Team, none: Bezwaar, other: Bezwaar) -> bytes:
    """What is in an age file for this laptop."""
    from pyrage import DecryptError, decrypt, x25519

    if not content.startswith(AGE) or len(content) > MOST:
        raise Afgewezen(none)
    try:
        return bytes(decrypt(content, [x25519.Identity.from_str(team.age)]))
    except DecryptError as error:
        raise Afgewezen(other if "No matching keys" in str(error) else Bezwaar.NIET_HEEL) from None


def _laptop(signing: Any, recipient: Any, certificate: Any) -> Laptop:
    key, age = _sized(signing, 32), _recipient(recipient)
    return Laptop(device_id(key, age), key, age, _unb64(certificate))


def _recipient(said: Any) -> str:
    from pyrage import RecipientError, x25519

    try:
        x25519.Recipient.from_str(_text(said))
    except RecipientError:
        raise ValueError("no recipient") from None
    return str(said)


def _text(said: Any) -> str:
    if not isinstance(said, str) or len(said) > 200:
        raise TypeError("no text")
    return said


def _moment(said: Any) -> datetime:
    found = datetime.fromisoformat(_text(said))
    if found.tzinfo is None:
        raise ValueError("no moment")
    return found


def _sized(said: Any, size: int) -> bytes:
    data = bytes.fromhex(said)
    if len(data) != size:
        raise ValueError("wrong length")
    return data


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _unb64(said: Any) -> bytes:
    if not isinstance(said, str):
        raise TypeError("no text")
    return base64.b64decode(said, validate=True)


def _sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def same_words(a: Sequence[str], b: Sequence[str]) -> bool:
    """Whether two people have the same six words before them."""
    return len(a) == COUNT and [word.casefold() for word in a] == [word.casefold() for word in b]
