"""A child that comes back: earlier casussen that may be the same child, linked to the new one or set aside for good."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from rapidfuzz import fuzz
from sqlmodel import Session, col, or_, select

from db import queries
from db.codes import ROUTE
from db.columns import made_of
from db.models import Besluit, Casus, CasusAnderKind, Identiteit

from .codering import simple
from .errors import NotFound, Refused
from .text import MONTHS

LIMIT = 3
NAMES_ALIKE = 80  # of 100, as rapidfuzz.fuzz.ratio counts
INITIALS = 3  # letters: too few to say that it is another child
ORGANISATIONS_ALIKE = 90
WORDS_ALIKE = 3  # of at least six letters, which few short words of every vraag have
UNTOLD = ("ANDERS", "ONB")


@dataclass(frozen=True, slots=True)
class Mogelijk:
    """An earlier casus that may be the same child: why, how strongly (higher is likelier), and what became of it."""

    casus: UUID
    code: str
    waarom: str
    sterkte: int
    verloop: str


def candidates(session: Session, velden: Mapping[str, object], casus: UUID | None = None) -> list[Mogelijk]:
    """At most three earlier casussen that may be this child, the likeliest first.

    `velden` is what the form holds by now; the roepnaam is looked up where it is not in it. `casus` is the one of the form, once there is
    one.
    The year must be the same, the gemeente or the roepnaam too, and the geslacht must not contradict. Nothing more than that is named only
    while it is said of few. What was set aside, is linked already or is of the same family never comes back.
    """
    year, town, day = velden.get("geboortejaar"), velden.get("gemeente"), velden.get("datum_aanmelding")
    town = None if town in (None, "ONB", "BUITEN") else town
    person = session.get(Identiteit, casus) if casus and "roepnaam" not in velden else None
    name = simple(str((person.roepnaam if person else velden.get("roepnaam")) or ""))
    if not isinstance(year, int) or not (town or name):
        return []
    query = (
        select(Casus, Identiteit.roepnaam)
        .join(Identiteit, col(Identiteit.casus) == Casus.id, isouter=True)
        .where(
            Casus.geboortejaar == year,
            or_(col(Casus.gemeente) == town if town else False, col(Identiteit.roepnaam).is_not(None) if name else False),
            queries.counted(),
        )
        .order_by(col(Casus.datum_aanmelding).desc())
    )
    if isinstance(day, date):
        query = query.where(or_(col(Casus.datum_aanmelding) <= day, col(Casus.datum_aanmelding).is_(None)))
    known = _settled(session, casus) if casus else frozenset[UUID]()
    strong: list[tuple[str, int, Casus]] = []
    weak: list[tuple[str, int, Casus]] = []
    for row, called in session.exec(query):
        if row.id in known:
            continue
        found = _likeness(velden, row, name, simple(called or ""), town is not None and row.gemeente == town)
        if found is not None:
            (strong if found[1] else weak).append((*found, row))
    strong.sort(key=lambda f: -f[1])
    shown = [*strong, *(weak if len(weak) <= LIMIT else ())][:LIMIT]
    return [Mogelijk(row.id, row.casuscode or "?", why, score, _since(session, row)) for why, score, row in shown]


def earlier(session: Session, casus: UUID) -> Mogelijk | None:
    """The aanmelding that a casus is the return of."""
    row = session.get(Casus, casus)
    found = session.get(Casus, row.eerdere_aanmelding) if row and row.eerdere_aanmelding else None
    return Mogelijk(found.id, found.casuscode or "?", "gekoppeld", 0, _since(session, found)) if found else None


def _likeness(velden: Mapping[str, object], row: Casus, name: str, called: str, same_town: bool) -> tuple[str, int] | None:
    """What is alike and how much that says beyond year and gemeente; None when it is another child."""
    sex = velden.get("geslacht")
    told = sex is not None and row.geslacht is not None and sex not in UNTOLD and row.geslacht not in UNTOLD
    if told and sex != row.geslacht:
        return None
    alike = ["jaar"] + ["gemeente"] * same_town + ["geslacht"] * told
    score = 0
    if name and called and fuzz.ratio(name, called) >= NAMES_ALIKE:
        alike.append("roepnaam")
        score += 4
    elif not same_town or min(len(name), len(called)) > INITIALS:
        return None
    mine = simple(str(velden.get("aanmelder_organisatie") or ""))
    if mine and row.aanmelder_organisatie and fuzz.token_set_ratio(mine, simple(row.aanmelder_organisatie)) >= ORGANISATIONS_ALIKE:
        alike.append("organisatie")
        score += 1
    if len(_words(velden.get("vraag")) & _words(row.vraag)) >= WORDS_ALIKE:
        alike.append("woorden uit de vraag")
        score += 2
    return f"zelfde {', '.join(alike)}", score


def _words(text: object) -> set[str]:
    return set(re.findall(r"[a-z]{6,}", simple(text))) if isinstance(text, str) else set()


def _since(session: Session, row: Casus) -> str:
    """What became of it: `Consultatie en advies, afgesloten maart 2024`."""
    route = session.exec(
        select(Besluit.besluit_route).where(Besluit.casus == row.id).order_by(col(Besluit.genomen_op).desc(), col(Besluit.id).desc())
    ).first()
    day, what = (row.afsluiting_datum, "afgesloten") if row.afsluiting_datum else (row.datum_aanmelding, "aangemeld")
    when = f"{what} {MONTHS[day.month - 1]} {day.year}" if day else what
    return f"{ROUTE.label(route)}, {when}" if route else when


def _settled(session: Session, casus: UUID) -> frozenset[UUID]:
    """Itself, what was set aside from either side of it or a double, what it is linked to, and its family."""
    found = {casus, *before(session, casus)}
    mine = [casus, *(UUID(bytes=double) for double, end in queries.stands_for(session).items() if end == casus.bytes)]
    for one, two in session.exec(
        select(CasusAnderKind.casus, CasusAnderKind.ander).where(
            or_(col(CasusAnderKind.casus).in_(mine), col(CasusAnderKind.ander).in_(mine))
        )
    ):
        found |= {c for c in (one, two) if c}
    gezin = session.exec(select(Casus.gezin).where(Casus.id == casus)).first()
    if gezin is not None:
        found |= set(session.exec(select(Casus.id).where(Casus.gezin == gezin)))
    return frozenset(found)


def before(session: Session, casus: UUID) -> list[UUID]:
    """The earlier aanmeldingen of this child, the nearest first; a circle, which two laptops can make, is walked once."""
    found: list[UUID] = []
    row = session.get(Casus, casus)
    while row is not None and row.eerdere_aanmelding is not None and row.eerdere_aanmelding not in found:
        found.append(row.eerdere_aanmelding)
        row = session.get(Casus, row.eerdere_aanmelding)
    return found


def link(session: Session, casus: UUID, eerder: UUID) -> None:
    """Say that a casus is the return of an earlier one. Raises NotFound, Refused."""
    row, earlier = _row(session, casus), _row(session, eerder)
    if casus == eerder:
        raise Refused("Dit is dezelfde casus.", "Geef de code van de eerdere aanmelding.")
    if casus in before(session, eerder) or _later(earlier, row):
        raise Refused(f"{earlier.casuscode} is een latere aanmelding.", "Koppel daar deze casus als eerdere.")
    aside = session.get(CasusAnderKind, _pair(casus, eerder))
    if aside is not None:
        session.delete(aside)
    row.eerdere_aanmelding = eerder
    session.flush()


def unlink(session: Session, casus: UUID) -> None:
    """A casus is no return after all. Raises NotFound."""
    _row(session, casus).eerdere_aanmelding = None
    session.flush()


def set_aside(session: Session, casus: UUID, ander: UUID) -> None:
    """These two are different children; the program asks it no more, from neither side. Raises NotFound, Refused."""
    if casus == ander:
        raise Refused("Dit is dezelfde casus.", "Geef de code van een andere.")
    for row, other in ((_row(session, casus), ander), (_row(session, ander), casus)):
        if row.eerdere_aanmelding == other:
            row.eerdere_aanmelding = None
    key = _pair(casus, ander)
    if session.get(CasusAnderKind, key) is None:
        one, two = sorted((casus, ander), key=str)
        session.add(CasusAnderKind(id=key, casus=one, ander=two))
    session.flush()


def _pair(one: UUID, two: UUID) -> UUID:
    return made_of("casus_ander_kind", *sorted((str(one), str(two))))


def _later(earlier: Casus, row: Casus) -> bool:
    return bool(earlier.datum_aanmelding and row.datum_aanmelding and earlier.datum_aanmelding > row.datum_aanmelding)


def _row(session: Session, casus: UUID) -> Casus:
    row = session.get(Casus, casus)
    if row is None:
        raise NotFound("Deze casus is er niet meer.")
    return row
