"""Files for the team's laptops alone: plain age files, as stock `age` opens, to the keys of all that are admitted and not withdrawn."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlmodel import Session

from db.sync import registry

from ..errors import Damaged, Refused

ENDING = ".age"
BEGINNINGS = (b"age-encryption.org/v1\n", b"-----BEGIN AGE ENCRYPTED FILE-----")


def versleuteld(session: Session, content: bytes) -> bytes:
    """The content as an age file that every laptop of the team opens, this one too. Raises Damaged when this team's keys don't fit."""
    from pyrage import RecipientError, encrypt, x25519  # only where a file is sealed or opened

    try:
        recipients = [x25519.Recipient.from_str(key) for key in ontvangers(session).values()]
    except RecipientError:
        raise Damaged("De sleutels van het team") from None
    if not recipients:
        raise Damaged("De sleutels van het team")
    return bytes(encrypt(content, recipients))


def ontvangers(session: Session) -> dict[UUID, str]:
    """The public age keys of the team's laptops, by laptop: those that the team signed and nobody withdrew."""
    raw: Any = session.connection().connection.driver_connection
    try:
        return {registry.apparaat_id(laptop.device): laptop.recipient for laptop in registry.team(raw.cursor()).active()}
    except ValueError:
        raise Damaged("De sleutels van het team") from None


def ontsleuteld(session: Session, content: bytes) -> bytes:
    """What is in an age file for this laptop. Raises Refused for what is no age file, not for this laptop, or not whole."""
    from pyrage import DecryptError, decrypt, x25519

    if not content.startswith(BEGINNINGS):
        raise Refused("Dit is geen versleuteld bestand.", "Kies een bestand dat op .age eindigt en met retcli is gemaakt.")
    try:
        return bytes(decrypt(content, [x25519.Identity.from_str(_local(session, "device_age").decode())]))
    except DecryptError as error:
        if "No matching keys" in str(error):
            raise Refused("Dit bestand is niet voor deze laptop.", "Open het op een laptop van het team dat het maakte.") from None
        raise Refused("Dit bestand is niet heel, of is veranderd.", "Vraag het opnieuw aan wie het maakte.") from None


def _local(session: Session, name: str) -> bytes:
    """A key of this laptop, which no table that travels holds."""
    found = session.connection().exec_driver_sql("SELECT v FROM sync_local WHERE k = ?", (name,)).first()
    if found is None:
        raise Damaged("De sleutels van deze laptop")
    return bytes(found[0])
