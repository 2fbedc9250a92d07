"""The people of the team: members, their short names, and how much room they have."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session, col, func, or_, select

from db.codes import ROL
from db.models import Afwezigheid, Inzet, InzetLid, Lid

from .errors import NotFound, Refused
from .text import free

DEFAULT_PLACES = 2


@dataclass(frozen=True, slots=True)
class LidKaart:
    """A member as others see them."""

    id: UUID
    code: str
    naam: str
    rol: str | None
    team: int | None
    organisatie: str | None
    discipline: str | None
    plekken: int
    actief_van: date | None
    actief_tot: date | None

    def actief(self, day: date) -> bool:
        """Whether they are a member on that day."""
        return (self.actief_van is None or self.actief_van <= day) and (self.actief_tot is None or day <= self.actief_tot)


@dataclass(frozen=True, slots=True)
class Ruimte:
    """How much room a member of a Team AnderS has: `lopend` running inzetten of `plekken`."""

    lid: LidKaart
    lopend: int
    afwezig: bool

    @property
    def vrij(self) -> int:
        """Free places; below zero when overloaded, nought when absent."""
        return 0 if self.afwezig else self.lid.plekken - self.lopend


def short_name(naam: str, taken: Collection[str]) -> str:
    """A short name from a full one: initials, made unique with a number. `Jan de Boer` gives `JDB`."""
    plain = unicodedata.normalize("NFKD", naam).encode("ascii", "ignore").decode()
    initials = "".join(w[0] for w in re.findall(r"[A-Za-z]+", plain)).upper()[:4] or "LID"
    if initials not in taken:
        return initials
    return next(f"{initials}{n}" for n in range(2, 10_000) if f"{initials}{n}" not in taken)


def add(
    session: Session,
    code: str,
    *,
    naam: str,
    team: int | None = None,
    organisatie: str | None = None,
    discipline: str | None = None,
    plekken: int | None = None,
    rol: str | None = None,
    actief_van: date | None = None,
) -> LidKaart:
    """A new member. Raises Refused for a short name that is taken or unfit, an unknown team or role."""
    code = code.strip().upper()
    if not re.fullmatch(r"[A-Z0-9]{1,8}", code):
        raise Refused("Een korte naam heeft één tot acht letters of cijfers.", "Neem bijvoorbeeld de initialen.")
    if session.exec(select(Lid.id).where(Lid.code == code)).first() is not None:
        raise Refused(f"{code} is al de korte naam van iemand.", "Kies een andere.")
    lid = Lid(code=code)
    session.add(lid)
    return _set(lid, naam=naam, team=team, organisatie=organisatie, discipline=discipline, plekken=plekken, rol=rol, actief_van=actief_van)


def change(session: Session, code: str, **fields: object) -> LidKaart:
    """Change the given fields of a member; a field that is None stays. Raises NotFound, Refused."""
    lid = session.get_one(Lid, find(session, code).id)
    return _set(lid, **fields)


def _set(lid: Lid, **fields: object) -> LidKaart:
    given = {name: value for name, value in fields.items() if value is not None}
    if given.get("team") not in (None, 1, 2):
        raise Refused("Er zijn twee teams: 1 en 2.")
    if given.get("rol") is not None and given["rol"] not in ROL:
        raise Refused(f"De rol {given['rol']} is onbekend.", f"Kies uit {', '.join(ROL.codes)}.")
    places = given.get("plekken")
    if isinstance(places, int) and not 0 <= places <= 40:
        raise Refused("Het aantal plekken ligt tussen 0 en 40.")
    for name, value in given.items():
        setattr(lid, name, free(value, [], lines=False, limit=200) if isinstance(value, str) else value)
    if not lid.naam:
        raise Refused("Een naam is nodig.")
    return card(lid)


def card(lid: Lid) -> LidKaart:
    """The row as others see it."""
    places = lid.plekken if lid.plekken is not None else (DEFAULT_PLACES if lid.team else 0)
    return LidKaart(
        lid.id, lid.code or "?", lid.naam or "", lid.rol, lid.team, lid.organisatie, lid.discipline, places, lid.actief_van, lid.actief_tot
    )


def everyone(session: Session, day: date | None = None) -> list[LidKaart]:
    """All members by team and short name; of one day when given."""
    found = [card(lid) for lid in session.exec(select(Lid).order_by(col(Lid.team), col(Lid.code)))]
    return [lid for lid in found if day is None or lid.actief(day)]


def find(session: Session, name: str) -> LidKaart:
    """A member by short name, or by the beginning of their name when only one fits. Raises NotFound."""
    wanted = name.strip().upper()
    members = everyone(session)
    exact = [lid for lid in members if lid.code == wanted]
    fits = exact or [lid for lid in members if wanted and (lid.code.startswith(wanted) or lid.naam.upper().startswith(wanted))]
    if len(fits) == 1:
        return fits[0]
    if fits:
        raise NotFound(f"{wanted} past op meer leden: {', '.join(lid.code for lid in fits)}.", "Geef de hele korte naam.")
    raise NotFound(f"Er is geen lid {wanted[:20]}.", "Kijk met `retcli team lijst`.")


def running(session: Session, day: date, without: Collection[UUID] = ()) -> dict[UUID | None, int]:
    """How many running inzetten each member is in that day, but for those of `without`; who is in none isn't there."""
    return dict(
        session.exec(
            select(InzetLid.lid, func.count())
            .join(Inzet, col(Inzet.id) == InzetLid.inzet)
            .where(
                col(Inzet.einddatum).is_(None),
                or_(col(InzetLid.tot).is_(None), col(InzetLid.tot) >= day),
                col(Inzet.id).not_in(without),
            )
            .group_by(col(InzetLid.lid))
        ).all()
    )


def capacity(session: Session, day: date) -> list[Ruimte]:
    """The members of both teams who are active that day, with their running inzetten and free places, most room first within a team."""
    busy = running(session, day)
    away = set(
        session.exec(
            select(Afwezigheid.lid).where(
                or_(col(Afwezigheid.van).is_(None), col(Afwezigheid.van) <= day),
                or_(col(Afwezigheid.tot).is_(None), col(Afwezigheid.tot) >= day),
            )
        )
    )
    rooms = [Ruimte(lid, busy.get(lid.id, 0), lid.id in away) for lid in everyone(session, day) if lid.team]
    return sorted(rooms, key=lambda r: (r.lid.team or 0, -r.vrij, r.lid.code))
