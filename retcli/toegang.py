"""Getting in: a new team, the passphrase, and who is working here."""

from __future__ import annotations

import base64
import json
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlmodel import Session

from db import keys
from db.clean import clean
from db.columns import instant_text, made_of
from db.models import Apparaat, Instelling, Lid
from db.store import Store
from db.sync import registry, toelating
from db.sync.seal import Beside, Shown

from . import __version__, backup, text
from .clock import Now, system
from .errors import Damaged, NoDatabase, Refused
from .locations import Place
from .wie import Wie

MIN_PASSPHRASE = 10
NAME_MOST = 40
NAAM_LID = 200
"""Signs that the name of a lid has at most."""
WACHT = "wacht"
"""Key of `sync_local`: what a laptop shows that asked to join and is not admitted yet (`Wachtend`)."""


@dataclass(frozen=True, slots=True)
class Wachtend:
    """A laptop that asked to join a team and is not admitted yet: which team, who invited and who was invited, until when that can be
    answered, the six words to compare by voice, and the request to hand over (name and content of its file)."""

    team: str
    uitnodiger: str
    voor: str
    tot: datetime
    woorden: tuple[str, ...]
    bestand: str
    inhoud: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Uitnodiging:
    """What an invitation says, before one answers it."""

    team: str
    uitnodiger: str
    voor: str
    tot: datetime


class NogNietToegelaten(Refused):
    """This laptop asked to join and is not admitted yet; `wacht` says what to show."""

    def __init__(self, wacht: Wachtend) -> None:
        super().__init__(
            f"Deze laptop is nog niet toegelaten tot het team van {wacht.uitnodiger}.",
            "Geef het verzoek af en lees de zes woorden voor (`retcli sluit-aan` toont ze); wissel daarna uit met `retcli sync MAP`.",
            "Nog niet toegelaten",
        )
        self.wacht = wacht


@dataclass(frozen=True, slots=True)
class Toegang:
    """An open team: its store, who works here, and where its files are."""

    store: Store
    lid: UUID
    place: Place
    now: Now
    wacht: Wachtend | None = None
    """Set on a laptop that asked to join and is not admitted yet: it can only take in packages."""

    def wie(self) -> Wie:
        """Who acts, now."""
        return Wie(self.lid, self.now())

    def doing(
        self, doel: str, shown: Shown | None = None, *, undo_of: str | None = None, beside: Beside | None = None
    ) -> AbstractContextManager[Session]:
        """One user action: see `Store.transaction`. Raises NogNietToegelaten."""
        if self.wacht is not None:
            raise NogNietToegelaten(self.wacht)
        return self.store.transaction(doel, lid=self.lid, shown=shown, undo_of=undo_of, beside=beside)

    def reading(self) -> AbstractContextManager[Session]:
        """One consistent state: see `Store.reading`."""
        return self.store.reading()

    def close(self) -> None:
        """Give the database back."""
        self.store.close()


@dataclass(frozen=True, slots=True)
class NewTeam:
    """What `begin` gives: the open team, and the recovery sheet's secret, which is shown once and kept nowhere."""

    toegang: Toegang
    recovery_secret: str


def exists(place: Place) -> bool:
    """Whether a team has begun in this folder."""
    return place.database.exists()


def begin(
    place: Place,
    passphrase: str,
    *,
    naam: str,
    rol: str = "VOORZITTER",
    team: int | None = None,
    regio: str = "twente",
    now: Now = system,
    cost: keys.Cost | None = None,
    min_length: int = MIN_PASSPHRASE,
    op_papier: bool = True,
) -> NewTeam:
    """Begin a new team on this laptop, with its first member and this laptop as the first transaction.

    Without `op_papier` the recovery sheet waits until `herstelblad_is_er` says that it was written down. Raises Refused.
    """
    from .leden import short_name

    kept = text.free(naam, [], lines=False, limit=NAAM_LID)
    if kept is None:
        raise Refused("Een naam is nodig.", "Vul de naam in van wie hier werkt.")
    if len(passphrase) < min_length:
        raise Refused(f"Het wachtwoord is korter dan {min_length} tekens.", "Neem een zin van een paar woorden.")
    if exists(place):
        raise Refused("Op deze computer staat al een team.", "Open het met retcli, of kies een andere map met RETCLI_HOME.")
    place.ensure()
    made = keys.new_key(passphrase, cost or keys.DEFAULT_COST)
    founding = registry.found(kept, regio, now())
    lid = Lid(code=short_name(kept, ()), naam=kept, rol=rol, team=team)
    lid_id = lid.id

    def first(store: Store) -> None:
        # Inside the lock: of two who begin at once, the second must not replace the keys of the first.
        keys.write(place.keys, made.content if op_papier else keys.unwritten(made.content))
        with store.transaction("begin") as session:
            session.add(lid)
            session.add(
                Apparaat(
                    id=registry.apparaat_id(founding.device),
                    naam="eerste laptop",
                    lid=lid_id,
                    sleutel=founding.signing_key,
                    ontvanger=founding.recipient,
                    handtekening=founding.certificate,
                    toegelaten_op=now(),
                )
            )
            session.add(Instelling(id=made_of("instelling", "regio"), naam="regio", waarde=regio))
            session.connection().exec_driver_sql("INSERT INTO sync_local(k, v) VALUES ('lid', ?)", (lid_id.bytes,))

    store = Store.found(place.database, made.key, founding, app=__version__, now=now, first=first, track=place.spoor)
    return NewTeam(Toegang(store, lid_id, place, now), made.recovery_secret)


def lees_uitnodiging(inhoud: bytes, now: datetime) -> Uitnodiging:
    """What an invitation says, when it is whole, signed and still to be answered. Raises RetError with a sentence for each other case."""
    found = toelating.read_invitation(inhoud, now)
    return Uitnodiging(_team_name(found), clean(found.door, lines=False).text, clean(found.voor, lines=False).text, found.until)


def kijk_na(naam: str, passphrase: str, *, min_length: int = MIN_PASSPHRASE) -> str:
    """The name of a laptop as it is kept. Raises Refused for a name or a passphrase with which it can't join."""
    naam = " ".join(clean(naam, lines=False).text.split())
    if not naam:
        raise Refused("Deze laptop heeft een naam nodig.", "Bijvoorbeeld: laptop van Bart.")
    if len(naam) > NAME_MOST:
        raise Refused(f"De naam van de laptop is langer dan {NAME_MOST} tekens.", "Kies een kortere.")
    if len(passphrase) < min_length:
        raise Refused(f"Het wachtwoord is korter dan {min_length} tekens.", "Neem een zin van een paar woorden.")
    return naam


def sluit_aan(
    place: Place,
    passphrase: str,
    uitnodiging: bytes,
    *,
    naam: str,
    now: Now = system,
    cost: keys.Cost | None = None,
    min_length: int = MIN_PASSPHRASE,
    op_papier: bool = True,
) -> NewTeam:
    """Answer an invitation on a laptop without a team: its keys are made, and `toegang.wacht` holds the request and the six words.

    `naam` is how this laptop is called. Nothing of it reaches the team but the request. It takes half a second for the words. Raises
    RetError: as `lees_uitnodiging`, for the passphrase, an empty name, and when there is a team (or another request) here.
    """
    naam = kijk_na(naam, passphrase, min_length=min_length)
    if exists(place):
        raise Refused("Op deze computer staat al een team.", "Open het met retcli, of kies een andere map met RETCLI_HOME.")
    found = toelating.read_invitation(uitnodiging, now())
    answer = toelating.answer(found, naam, now())
    wacht = Wachtend(
        team=_team_name(found),
        uitnodiger=clean(found.door, lines=False).text,
        voor=clean(found.voor, lines=False).text,
        tot=found.until,
        woorden=answer.woorden,
        bestand=f"{found.ws[:4].hex()}-{answer.founding.device[:4].hex()}{toelating.VERZOEK}",
        inhoud=answer.content,
    )
    place.ensure()
    made = keys.new_key(passphrase, cost or keys.DEFAULT_COST)

    def first(store: Store) -> None:
        keys.write(place.keys, made.content if op_papier else keys.unwritten(made.content))
        with store.raw_cursor() as cursor:
            cursor.executemany("INSERT INTO sync_local(k, v) VALUES (?, ?)", [("lid", found.lid.bytes), (WACHT, _kept(wacht))])

    store = Store.found(place.database, made.key, answer.founding, app=__version__, now=now, first=first, track=place.spoor)
    return NewTeam(Toegang(store, found.lid, place, now, wacht), made.recovery_secret)


def toegelaten(team: Toegang) -> Toegang:
    """The same open team, without `wacht` as soon as a package was taken in that admits this laptop; to be asked after an exchange."""
    if team.wacht is None or not _is_admitted(team):
        return team
    with team.store.raw_cursor() as cursor:
        cursor.execute("DELETE FROM sync_local WHERE k = ?", (WACHT,))
    return replace(team, wacht=None)


def _is_admitted(team: Toegang) -> bool:
    """Whether the root's certificate for this laptop is here, and the lid whose it is."""
    with team.store.raw_cursor() as cursor:
        known = registry.team(cursor)
        lid = cursor.execute("SELECT 1 FROM lid WHERE id = ?", (team.lid.bytes,)).fetchone()
    return known.device in known.laptops and lid is not None


def zie_af(place: Place, passphrase: str, *, now: Now = system) -> None:
    """Leave the waiting: the request and its keys go, and a team can begin in the folder again. Raises Refused where this laptop is
    admitted, and what `unlock` raises."""
    team = unlock(place, passphrase, now=now, wachtend=True)
    team.close()
    if team.wacht is None:
        raise Refused("Deze laptop hoort al bij een team.", "Een laptop die weg moet trekt u in op een andere.")
    try:
        for path in (place.database, Path(f"{place.database}-wal"), Path(f"{place.database}-shm"), place.keys):
            path.unlink(missing_ok=True)
    except OSError as error:
        raise keys.from_os(error) from error


def _team_name(found: toelating.Invitation) -> str:
    return f"RET-AnderS {clean(found.regio, lines=False).text.capitalize()}".strip()


def _kept(wacht: Wachtend) -> bytes:
    said = asdict(wacht) | {"tot": instant_text(wacht.tot), "inhoud": base64.b64encode(wacht.inhoud).decode()}
    return json.dumps(said, ensure_ascii=False).encode()


def _wacht(kept: bytes | None) -> Wachtend | None:
    """What `_kept` kept. Raises Damaged."""
    if kept is None:
        return None
    try:
        said = json.loads(kept)
        tot, inhoud = datetime.fromisoformat(said.pop("tot")), base64.b64decode(said.pop("inhoud"))
        return Wachtend(**said | {"tot": tot, "inhoud": inhoud, "woorden": tuple(said["woorden"])})
    except (ValueError, KeyError, TypeError):
        raise Damaged from None


def unlock(place: Place, passphrase: str, *, now: Now = system, writable: bool = True, wachtend: bool = False) -> Toegang:
    """Open the team in this folder. One that this laptop is not admitted to yet is given with `wachtend` only.

    Raises NogNietToegelaten, NoDatabase, WrongPassphrase, AlreadyOpen, NewerDatabase, Damaged, ReadOnlyDisk, DiskFull.
    """
    if not exists(place):
        raise NoDatabase
    team = _opened(place, keys.unlock(place.keys, passphrase), now, writable)
    if team.wacht is not None and not wachtend:
        team.close()
        raise NogNietToegelaten(team.wacht)
    return team


def unlock_with_sheet(place: Place, secret: str, passphrase: str, *, now: Now = system, cost: keys.Cost | None = None) -> Toegang:
    """Open the team with the recovery sheet, and put its key under a new passphrase. Also one that this laptop waits for (`wacht`)."""
    if not exists(place):
        raise NoDatabase
    if len(passphrase) < MIN_PASSPHRASE:
        raise Refused(f"Het wachtwoord is korter dan {MIN_PASSPHRASE} tekens.", "Neem een zin van een paar woorden.")
    key = keys.unlock_with_sheet(place.keys, secret)
    toegang = _opened(place, key, now, True)
    keys.rewrap(place.keys, key, passphrase, cost or keys.DEFAULT_COST)
    return toegang


def change_passphrase(place: Place, old: str, new: str, cost: keys.Cost | None = None) -> None:
    """Put the database key under another passphrase. Raises WrongPassphrase, Refused."""
    if len(new) < MIN_PASSPHRASE:
        raise Refused(f"Het wachtwoord is korter dan {MIN_PASSPHRASE} tekens.", "Neem een zin van een paar woorden.")
    keys.rewrap(place.keys, keys.unlock(place.keys, old), new, cost or keys.DEFAULT_COST)


def nieuw_herstelblad(place: Place, passphrase: str) -> str:
    """Another recovery sheet in place of the one there was; its secret, which is kept nowhere. It waits for `herstelblad_is_er`. Raises
    WrongPassphrase, NoDatabase."""
    if not exists(place):
        raise NoDatabase
    return keys.renew_sheet(place.keys, keys.unlock(place.keys, passphrase))


def herstelblad_wacht(place: Place) -> bool:
    """Whether nobody said yet that the recovery sheet was written down."""
    return keys.sheet_waits(place.keys)


def herstelblad_is_er(place: Place) -> None:
    """The recovery sheet was written down."""
    keys.sheet_written(place.keys)


def _opened(place: Place, key: bytes, now: Now, writable: bool) -> Toegang:
    def copied(store: Store) -> None:
        backup.make(store, place, now, "voor-bijwerken")

    store = Store.open(place.database, key, app=__version__, now=now, writable=writable, before_migration=copied, track=place.spoor)
    try:
        local = store.local()
        team = Toegang(store, UUID(bytes=local["lid"]), place, now, _wacht(local.get(WACHT)))
        if writable:
            return toegelaten(team)
        return replace(team, wacht=None) if team.wacht is not None and _is_admitted(team) else team
    except BaseException:
        store.close()
        raise
