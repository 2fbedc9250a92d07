"""Actions: something to be done by someone before a date."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from sqlmodel import Session, select

from db.codes import ROL
from db.columns import new_id
from db.models import Actie, Casus

from .errors import NotFound, Refused
from .grendel import open_meeting
from .wie import Wie


def add(
    session: Session,
    wie: Wie,
    omschrijving: str,
    *,
    eigenaar: UUID | None,
    voor: date | None,
    casus: UUID | None = None,
    overleg: UUID | None = None,
    besluit: UUID | None = None,
    soort: str = "GEWOON",
    eigenaar_rol: str | None = None,
    key: UUID | None = None,
) -> UUID:
    """A new open action; `key` for one that two laptops make alike. A date before today is refused; owner or date may still be missing,
    and the closing of the meeting says so."""
    kept = _words(wie, omschrijving)
    if voor is not None and voor < wie.today:
        raise Refused("De datum van een actie ligt in het verleden.", "Kies vandaag of later.")
    if eigenaar_rol is not None and eigenaar_rol not in ROL:
        raise Refused(f"De rol {eigenaar_rol[:20]} is onbekend.")
    if casus is not None and session.get(Casus, casus) is None:
        raise NotFound("Deze casus is er niet meer.")
    if overleg is not None:
        open_meeting(session, overleg)
    row = Actie(
        id=key or new_id(),
        casus=casus,
        overleg=overleg,
        besluit=besluit,
        soort=soort,
        omschrijving=kept,
        eigenaar=eigenaar,
        eigenaar_rol=eigenaar_rol,
        vervaldatum=voor,
    )
    session.add(row)
    session.flush()
    return row.id


def done(session: Session, wie: Wie, actie: UUID) -> None:
    """The action is done, today. Doing it twice changes nothing."""
    row = _get(session, actie)
    if row.gedaan_op is None:
        row.gedaan_op, row.vervallen_op = wie.today, None


def drop(session: Session, wie: Wie, actie: UUID) -> None:
    """The action is no longer needed."""
    row = _get(session, actie)
    if row.vervallen_op is None:
        row.vervallen_op, row.gedaan_op = wie.today, None


def reopen(session: Session, actie: UUID) -> None:
    """Neither done nor dropped after all."""
    row = _get(session, actie)
    row.gedaan_op = row.vervallen_op = None


def move(session: Session, wie: Wie, actie: UUID, voor: date) -> None:
    """Another date. Raises Refused for one in the past or an action that is no longer open."""
    row = _get(session, actie)
    if row.gedaan_op or row.vervallen_op:
        raise Refused("Deze actie is niet meer open.")
    if voor < wie.today:
        raise Refused("De datum van een actie ligt in het verleden.", "Kies vandaag of later.")
    row.vervaldatum = voor


def change_text(session: Session, wie: Wie, actie: UUID, omschrijving: str) -> None:
    """Other words for an action; also for one that is done or of a closed meeting, for a name has to go wherever it stands."""
    row = _get(session, actie)
    row.omschrijving = _words(wie, omschrijving)


def find(session: Session, name: str) -> UUID:
    """An action by its number. Raises NotFound."""
    return numbered(session.exec(select(Actie.id)), name, "Er is geen actie met dit nummer.", "Kijk met `retcli actie lijst`.")


def numbered(ids: Iterable[UUID], name: str, none: str, hint: str) -> UUID:
    """The one id that a number of a list stands for, by its end. Raises NotFound, with `none` when there is no such number."""
    wanted = name.strip().lower()
    found = [each for each in ids if wanted and each.hex.endswith(wanted)]
    if len(found) == 1:
        return found[0]
    raise NotFound(none if not found else "Dit nummer past op meer.", hint)


def short_id(actie: UUID) -> str:
    """How lists name an action: the random end of its id."""
    return actie.hex[-6:]


def _words(wie: Wie, omschrijving: str) -> str:
    kept = wie.free(omschrijving, lines=False, limit=500)
    if not kept:
        raise Refused("Een actie zonder woorden kan niet.", "Schrijf wat er moet gebeuren.")
    return kept


def _get(session: Session, actie: UUID) -> Actie:
    row = session.get(Actie, actie)
    if row is None:
        raise NotFound("Deze actie is er niet meer.")
    return row
