"""Getting in: a new team, the passphrase, and who is working here."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session

from db import keys
from db.columns import made_of
from db.models import Apparaat, Instelling, Lid
from db.store import Store
from db.sync import registry
from db.sync.seal import Beside, Shown

from . import __version__, backup
from .clock import Now, system
from .errors import NoDatabase, Refused
from .locations import Place
from .wie import Wie

MIN_PASSPHRASE = 10


@dataclass(frozen=True, slots=True)
class Toegang:
    """An open team: its store, who works here, and where its files are."""

    store: Store
    lid: UUID
    place: Place
    now: Now

    def wie(self) -> Wie:
        """Who acts, now."""
        return Wie(self.lid, self.now())

    def doing(
        self, doel: str, shown: Shown | None = None, *, undo_of: str | None = None, beside: Beside | None = None
    ) -> AbstractContextManager[Session]:
        """One user action: see `Store.transaction`."""
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
) -> NewTeam:
    """Begin a new team on this laptop, with its first member and this laptop as the first transaction. Raises Refused."""
    from .leden import short_name

    if not naam.strip():
        raise Refused("Een naam is nodig.", "Vul de naam in van wie hier werkt.")
    if len(passphrase) < min_length:
        raise Refused(f"Het wachtwoord is korter dan {min_length} tekens.", "Neem een zin van een paar woorden.")
    if exists(place):
        raise Refused("Op deze computer staat al een team.", "Open het met retcli, of kies een andere map met RETCLI_HOME.")
    place.ensure()
    made = keys.new_key(passphrase, cost or keys.DEFAULT_COST)
    founding = registry.found(naam, regio, now())
    lid = Lid(code=short_name(naam, ()), naam=naam, rol=rol, team=team)
    lid_id = lid.id

    def first(store: Store) -> None:
        # Inside the lock: of two who begin at once, the second must not replace the keys of the first.
        keys.write(place.keys, made.content)
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

    store = Store.found(place.database, made.key, founding, app=__version__, now=now, first=first)
    return NewTeam(Toegang(store, lid_id, place, now), made.recovery_secret)


def unlock(place: Place, passphrase: str, *, now: Now = system, writable: bool = True) -> Toegang:
    """Open the team in this folder. Raises NoDatabase, WrongPassphrase, AlreadyOpen, NewerDatabase, Damaged, ReadOnlyDisk, DiskFull."""
    if not exists(place):
        raise NoDatabase
    return _opened(place, keys.unlock(place.keys, passphrase), now, writable)


def unlock_with_sheet(place: Place, secret: str, passphrase: str, *, now: Now = system, cost: keys.Cost | None = None) -> Toegang:
    """Open the team with the recovery sheet, and put its key under a new passphrase."""
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


def _opened(place: Place, key: bytes, now: Now, writable: bool) -> Toegang:
    def copied(store: Store) -> None:
        backup.make(store, place, now, "voor-bijwerken")

    store = Store.open(place.database, key, app=__version__, now=now, writable=writable, before_migration=copied)
    try:
        lid = UUID(bytes=store.local()["lid"])
    except BaseException:
        store.close()
        raise
    return Toegang(store, lid, place, now)
