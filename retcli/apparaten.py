"""The laptops of the team: who has which, inviting one, admitting it, withdrawing it, and handing on the right to do so.

Joining takes three steps and a telephone. The laptop with the team's key (`heeft_beheer`) makes an invitation; the new laptop answers with
a request (`toegang.sluit_aan`); both show the same six words, which people compare by voice; then the new laptop is admitted, and the first
package that it takes in makes it part of the team. Files are given as bytes with a name: the caller writes them (`bestand.write`).
"""

from __future__ import annotations

import contextlib
import difflib
import json
import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlmodel import Session, select

from db import models
from db.clean import clean
from db.columns import instant_text
from db.sync import registry, toelating
from db.sync.audit import meta_of
from db.sync.registry import Cut, Team
from db.sync.toelating import Afgewezen, Bezwaar
from db.sync.woorden import WOORDEN

from . import leden, pakketten, text
from .errors import Damaged, NotFound, Refused
from .toegang import NAAM_LID, NAME_MOST, Toegang
from .wie import Wie

UITNODIGINGEN = "uitnodigingen"
"""Key of `sync_local`: the invitations that this laptop made, by what a request gives back: lid, until when, whether one was admitted."""
GEGEVEN = "beheer_gegeven"
"""Key of `sync_local`: the devices that this laptop gave the team's key to."""
KEPT = timedelta(days=90)
"""How long an invitation is known after its end, so that a late answer gets the right sentence."""


@dataclass(frozen=True, slots=True)
class Apparaat:
    """A laptop of the team. `naam` is how people call it, `van` the name of the lid whose it is ("" when nobody's), `gehoord_op` when its
    last package was made of those that were read here (None: never, or this one), `beheer` whether it is known here to hold the key."""

    id: UUID
    naam: str
    lid: UUID | None
    van: str
    deze: bool
    toegelaten_op: datetime | None
    ingetrokken_op: datetime | None
    gehoord_op: datetime | None
    beheer: bool
    ingetrokken: bool
    """Whether the team's key withdrew it. `ingetrokken_op` says when; without this it says nothing."""


@dataclass(frozen=True, slots=True)
class Uitnodiging:
    """An invitation that was made: the name and content of its file, for whom, and until when it can be answered."""

    bestand: str
    inhoud: bytes = field(repr=False)
    voor: str
    tot: datetime


@dataclass(frozen=True, slots=True)
class Verzoek:
    """A request that answers an invitation of this laptop. `woorden` are the six that must be on the other laptop too; `naam` is how that
    laptop wants to be called; `voor` the name of the lid who was invited."""

    naam: str
    lid: UUID
    voor: str
    woorden: tuple[str, ...]
    gelezen: toelating.Request = field(repr=False)


@dataclass(frozen=True, slots=True)
class Ingetrokken:
    """A laptop that was withdrawn, and what that does and does not do, in sentences to show."""

    naam: str
    woorden: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Beheerbestand:
    """The file that hands the team's key to one laptop: its name and content."""

    bestand: str
    inhoud: bytes = field(repr=False)
    voor: str


# --- looking


def heeft_beheer(session: Session) -> bool:
    """Whether this laptop holds the team's key: it alone can invite, admit, withdraw and hand that on."""
    return _local(session, "root_key") is not None


def lijst(session: Session) -> list[Apparaat]:
    """All laptops that were ever admitted: this one first, then those that take part by name, then the withdrawn."""
    cursor = _cursor(session)
    team = _team(session)
    rows = {row.id: row for row in session.exec(select(models.Apparaat))}
    names = {lid.id: _name(lid.naam) for lid in leden.everyone(session)}
    heard = _heard(cursor)
    keyed = _keyed(session, cursor, team)
    found = []
    for device, laptop in team.laptops.items():
        key = registry.apparaat_id(device)
        row = rows.get(key) or models.Apparaat(id=key)
        found.append(
            Apparaat(
                id=key,
                naam=_name(row.naam or "") or f"laptop {device[:2].hex()}",
                lid=row.lid,
                van=names.get(row.lid, "") if row.lid else "",
                deze=device == team.device,
                toegelaten_op=row.toegelaten_op,
                ingetrokken_op=row.ingetrokken_op if laptop.withdrawn else None,
                gehoord_op=heard.get(device) if device != team.device else None,
                beheer=device in keyed,
                ingetrokken=laptop.withdrawn,
            )
        )
    return sorted(found, key=lambda one: (not one.deze, one.ingetrokken, one.naam.casefold(), one.id))


def zoek(session: Session, naam: str | UUID) -> Apparaat:
    """One laptop by its name, or by the name or code of its lid when that has one that takes part. Raises NotFound."""
    known = lijst(session)
    if isinstance(naam, UUID):
        fits = [one for one in known if one.id == naam]
    else:
        wanted = naam.strip().casefold()
        fits = [one for one in known if one.naam.casefold() == wanted] or [
            one for one in known if wanted and one.naam.casefold().startswith(wanted)
        ]
        if not fits:
            try:
                lid = leden.find(session, naam).id
            except NotFound:
                lid = None
            fits = [one for one in known if lid is not None and one.lid == lid and not one.ingetrokken]
    if len(fits) == 1:
        return fits[0]
    if fits:
        named = text.listed(f"{one.naam} van {one.van or 'niemand'}" for one in fits)
        raise NotFound(f"Dit past op meer laptops: {named}.", "Geef de hele naam van de laptop, of de naam van wie hij is.")
    raise NotFound("Deze laptop is er niet.", "Kijk met `retcli apparaat lijst`.")


def _heard(cursor: Any) -> dict[bytes, datetime]:
    found = cursor.execute("SELECT device, max(at) FROM sync_peer GROUP BY device").fetchall()
    return {device: datetime.fromisoformat(at) for device, at in found if at}


def _keyed(session: Session, cursor: Any, team: Team) -> set[bytes]:
    """The devices of which it is known here that they hold the team's key: this one, those it was given to, and the one that began."""
    made = {bytes.fromhex(device) for device in json.loads(_local(session, GEGEVEN) or b"[]")}
    if heeft_beheer(session):
        made.add(team.device)
    begun = cursor.execute("SELECT s.device, t.meta FROM sync_stream s JOIN sync_tx t ON t.stream = s.id AND t.seq = 1").fetchall()
    return made | {device for device, meta in begun if meta_of(meta).get("doel") == "begin"}


# --- inviting and admitting


def nodig_uit(session: Session, wie: Wie, lid: str | UUID) -> Uitnodiging:
    """Make an invitation for a lid of the team, to be answered within a week, once. Any transaction will do: only a local mark is written.

    Raises NotFound for the lid, Refused when this laptop does not hold the key.
    """
    root, team = teamsleutel(session), _team(session)
    card = leden.find(session, lid)
    genesis = _local(session, "genesis") or b"", _local(session, "genesis_sig") or b""
    door, voor = (text.shorten(name, NAAM_LID) for name in (leden.find(session, wie.lid).naam, card.naam))
    content = toelating.invite(team, root, genesis, door=door, lid=card.id, voor=voor, now=wie.moment)
    found = toelating.read_invitation(content, wie.moment)
    known = {digest: one for digest, one in _invitations(session).items() if _until(one) + KEPT > wie.moment}
    known[found.digest.hex()] = {"lid": card.id.hex, "tot": instant_text(found.until), "klaar": False}
    _keep(session, UITNODIGINGEN, known)
    return Uitnodiging(_file(team, found.digest, toelating.UITNODIGING), content, card.naam, found.until)


def lees_verzoek(session: Session, wie: Wie, inhoud: bytes) -> Verzoek:
    """The request in a file. It takes half a second: the words are made slowly on purpose.

    Raises RetError, each with its own sentence: no request, damaged, of a newer version, for another laptop or another team, not (or no
    more) invited, answered already, too late, not signed by who asks.
    """
    found = toelating.read_request(inhoud, _team(session))
    lid = _invited(session, wie, found)
    naam = _name(found.naam)[:NAME_MOST]
    return Verzoek(naam, lid, leden.find(session, lid).naam, found.woorden, found)


def _invited(session: Session, wie: Wie, found: toelating.Request) -> UUID:
    """The lid whose invitation a request answers. Raises Afgewezen."""
    known = _invitations(session).get(found.invitation.hex())
    if known is None:
        raise Afgewezen(Bezwaar.NIET_UITGENODIGD)
    if known["klaar"] or found.device in _team(session).laptops:
        raise Afgewezen(Bezwaar.AL_TOEGELATEN)
    if wie.moment > _until(known):
        raise Afgewezen(Bezwaar.TE_LAAT)
    return UUID(hex=known["lid"])


def verzoeken(map: Path) -> list[Path]:
    """The files in a folder, and one level below, that can be requests, the newest first. What can't be read is left out."""
    found: list[tuple[float, Path]] = []
    for entry in (entry for folder in [map, *_below(map)] for entry in _entries(folder)):
        if entry.name.lower().endswith(toelating.VERZOEK):
            with contextlib.suppress(OSError):
                found.append((entry.stat(follow_symlinks=False).st_mtime, Path(entry.path)))
    return [path for _, path in sorted(found, reverse=True)]


def _below(folder: Path) -> list[Path]:
    return [Path(entry.path) for entry in _entries(folder) if entry.is_dir(follow_symlinks=False) and not entry.name.startswith(".")]


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        return sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return []


def lees_woorden(getypt: str) -> tuple[str, ...]:
    """Six words as someone typed them, with whatever between. Raises Refused for another number, and for what is none of the words."""
    typed = re.findall(r"[^\W\d_]+", getypt.casefold())
    for word in typed:
        if word not in WOORDEN:
            near = difflib.get_close_matches(word, WOORDEN, 1, 0.7)
            raise Refused(
                f"{clean(word).text[:20]} is geen van de woorden.", f"Bedoelt u {near[0]}?" if near else "Laat het nog eens voorlezen."
            )
    if len(typed) != toelating.COUNT:
        raise Refused(f"Het zijn zes woorden, en dit zijn er {len(typed)}.", "Laat ze nog eens voorlezen.")
    return tuple(typed)


def laat_toe(session: Session, wie: Wie, verzoek: Verzoek, woorden: Sequence[str], *, naam: str | None = None) -> Apparaat:
    """Admit a laptop. `woorden` are the six that were read out at the other laptop: pass what was typed (`lees_woorden`), or
    `verzoek.woorden` only when a person said that all six are the same. To be done in `doing("toelaten")`; then `eerste_pakket` or an
    exchange brings it the team's data.

    Raises RetError: the words differ, this laptop does not hold the key, and where the invitation no longer stands as `lees_verzoek`.
    """
    root, found = teamsleutel(session), verzoek.gelezen
    _invited(session, wie, found)
    if not toelating.same_words(woorden, found.woorden):
        raise Refused(
            "De zes woorden zijn niet gelijk; deze laptop is niet toegelaten.",
            "Lees ze nog eens voor. Blijven ze anders, dan is het verzoek verwisseld: maak een nieuwe uitnodiging en geef die zelf.",
        )
    row = models.Apparaat(
        id=registry.apparaat_id(found.device),
        naam=_free(session, _name(naam or verzoek.naam) or f"laptop van {verzoek.voor}"),
        lid=verzoek.lid,
        sleutel=found.signing,
        ontvanger=found.recipient,
        handtekening=toelating.certificate(root, found),
        toegelaten_op=wie.moment,
    )
    session.add(row)
    session.flush()
    known = _invitations(session)
    known[found.invitation.hex()]["klaar"] = True
    _keep(session, UITNODIGINGEN, known)
    return Apparaat(row.id, row.naam or "", row.lid, verzoek.voor, False, row.toegelaten_op, None, None, False, False)


def eerste_pakket(team: Toegang, map: Path, *, momentopname: bool = False) -> Path:
    """Write a package with everything into `map`, for a laptop that was just admitted; or only what stands now. Raises RetError."""
    return pakketten.maak(team, "momentopname" if momentopname else "alles", map).bestand


# --- withdrawing


def wat_intrekken_doet(session: Session, apparaat: UUID) -> tuple[str, ...]:
    """What withdrawing this laptop does and does not protect, in sentences, to show before it is done. Raises what `trek_in` raises."""
    teamsleutel(session)
    one = zoek(session, apparaat)
    if one.deze:
        raise Refused("Dit is de laptop waarop u werkt.", "Trek hem in op een andere laptop die het beheer heeft.")
    if one.ingetrokken:
        raise Refused(f"{one.naam} is al ingetrokken.")
    said = [
        f"Nieuwe pakketten kan {one.naam} niet meer openen, en wat daar vanaf nu wordt geschreven nemen de andere laptops niet meer over.",
        "Zij weten het zodra ze hebben uitgewisseld. Tot dan lezen ze nog wat van die laptop komt.",
        "Wat er al op staat, blijft erop staan. Het is versleuteld: zonder het wachtwoord van die laptop is het niet te lezen.",
        "Wie dat wachtwoord heeft, kan ook oude pakketten openen. Haal die weg uit de map en de mail, en geef de map een ander wachtwoord.",
        "Werk van die laptop dat hier nog niet is, komt er niet meer bij. Ligt er nog een pakket van, lees dat dan eerst.",
    ]
    if one.beheer:
        said.append(
            "Deze laptop heeft ook het beheer, en dat is niet terug te nemen: wie het wachtwoord heeft, kan een laptop toelaten. "
            "Is hij gestolen, begin dan een nieuw team."
        )
    return tuple(said)


def trek_in(session: Session, wie: Wie, apparaat: UUID) -> Ingetrokken:
    """Withdraw a laptop: no package is for it any more, none of its own is read, and of its work counts what is known here now. To be done
    in `doing("intrekken")`. Raises NotFound; Refused: no key here, this laptop itself, withdrawn already.
    """
    said = wat_intrekken_doet(session, apparaat)
    one, row = zoek(session, apparaat), session.get(models.Apparaat, apparaat)
    if row is None:
        raise NotFound("Deze laptop is er niet.", "Kijk met `retcli apparaat lijst`.")
    until = _known_of(_cursor(session), apparaat)
    row.intrekking_tot, row.intrekking_handtekening = toelating.withdrawal(teamsleutel(session), apparaat, until)
    row.ingetrokken_op = wie.moment
    session.flush()
    return Ingetrokken(one.naam, said)


def _known_of(cursor: Any, apparaat: UUID) -> dict[bytes, Cut]:
    """How far each stream of a laptop is here, and on which branch."""
    found: Iterable[tuple[bytes, bytes, int, bytes]]
    found = cursor.execute("SELECT stream, device, tip_seq, tip_hash FROM sync_stream WHERE tip_seq > 0").fetchall()
    return {stream: Cut(seq, tip[:8]) for stream, device, seq, tip in found if registry.apparaat_id(device) == apparaat}


def hernoem(session: Session, wie: Wie, apparaat: UUID, naam: str) -> None:
    """Call a laptop something else. Raises NotFound; Refused for an empty name, one that is too long or that another laptop has."""
    one = zoek(session, apparaat)
    naam = _name(naam)
    if not naam or len(naam) > NAME_MOST:
        raise Refused(f"Een laptop heeft een naam van hoogstens {NAME_MOST} tekens.")
    if any(other.naam.casefold() == naam.casefold() and other.id != one.id for other in lijst(session)):
        raise Refused(f"Er is al een laptop die {naam} heet.", "Kies een andere naam.")
    row = session.get(models.Apparaat, one.id)
    if row is not None:
        row.naam = naam
        session.flush()


def _name(naam: str) -> str:
    """A name as it can be shown and kept."""
    return " ".join(clean(naam, lines=False).text.split())


def _free(session: Session, naam: str) -> str:
    """A name that no other laptop has."""
    taken, found, number = {one.naam.casefold() for one in lijst(session)}, naam[:NAME_MOST], 1
    while found.casefold() in taken:
        number += 1
        found = f"{naam[: NAME_MOST - 3]} {number}"
    return found


# --- the team's key


def geef_beheer(session: Session, wie: Wie, apparaat: UUID) -> Beheerbestand:
    """The team's key as a file that this one laptop can open. Both hold it from then on. Any transaction will do: only a local mark is
    written. Raises NotFound; Refused: no key here, withdrawn, itself."""
    root, team, one = teamsleutel(session), _team(session), zoek(session, apparaat)
    if one.deze:
        raise Refused("Deze laptop heeft het beheer al.")
    if one.ingetrokken:
        raise Refused(f"{one.naam} is ingetrokken en kan het beheer niet krijgen.")
    laptop = next(laptop for device, laptop in team.laptops.items() if registry.apparaat_id(device) == apparaat)
    given = {*json.loads(_local(session, GEGEVEN) or b"[]"), laptop.device.hex()}
    _keep(session, GEGEVEN, sorted(given))
    content = toelating.hand_on(team, root, laptop, wie.moment)
    return Beheerbestand(_file(team, laptop.device, toelating.BEHEER), content, one.naam)


def ontvang_beheer(session: Session, wie: Wie, inhoud: bytes) -> None:
    """Take the team's key from a file for this laptop. Any transaction will do: it stays on this laptop. Raises RetError: no such file,
    damaged, for another laptop, of another team."""
    root = toelating.handed_on(inhoud, _team(session))
    _put(session, "root_key", root.private_bytes_raw())


# --- what this laptop keeps for itself


def teamsleutel(session: Session) -> Ed25519PrivateKey:
    """The team's key. Raises Refused where it is not."""
    key = _local(session, "root_key")
    if key is None:
        raise Refused("Deze laptop heeft het beheer van het team niet.", "Doe dit op de laptop die het heeft, of laat u het beheer geven.")
    return Ed25519PrivateKey.from_private_bytes(key)


def _team(session: Session) -> Team:
    try:
        return registry.team(_cursor(session))
    except ValueError:
        raise Damaged("De sleutels van deze laptop") from None


def _cursor(session: Session) -> Any:
    raw: Any = session.connection().connection.driver_connection
    return raw.cursor()


def _file(team: Team, of: bytes, ending: str) -> str:
    """The name of a file of the team: whoever sees the folder learns nobody's name from it."""
    return f"{team.ws[:4].hex()}-{of[:4].hex()}{ending}"


def _local(session: Session, name: str) -> bytes | None:
    found = session.connection().exec_driver_sql("SELECT v FROM sync_local WHERE k = ?", (name,)).first()
    return bytes(found[0]) if found else None


def _put(session: Session, name: str, value: bytes) -> None:
    session.connection().exec_driver_sql("INSERT OR REPLACE INTO sync_local(k, v) VALUES (?, ?)", (name, value))


def _keep(session: Session, name: str, value: object) -> None:
    _put(session, name, json.dumps(value).encode())


def _invitations(session: Session) -> dict[str, dict[str, Any]]:
    made: dict[str, dict[str, Any]] = json.loads(_local(session, UITNODIGINGEN) or b"{}")
    return made


def _until(invitation: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(invitation["tot"])
