"""What waits: for the first screen, with why, most pressing first."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlmodel import Session, col, func, select

from db.codes import GEMEENTE
from db.models import Casus, Evaluatie, Inzet

from . import casussen, overleg, text
from .leden import Ruimte, capacity
from .overleg import Kop
from .triage import ready_to_close
from .wie import Wie

SILENT_WEEKS = 3
"""Weeks without a log line after which an inzet is silent; the setting `stil_na_weken`."""


@dataclass(frozen=True, slots=True)
class Wacht:
    """One thing that waits. `dringend` is shown with a sign."""

    dringend: bool
    naam: str
    wat: str
    waar: str
    casus: UUID | None


@dataclass(frozen=True, slots=True)
class TeamRuimte:
    """Free and all places of a team."""

    team: int
    vrij: int
    plekken: int


@dataclass(frozen=True, slots=True)
class Vandaag:
    """The first screen. `tellingen` counts the agenda of `overleg` by soort."""

    wie: str
    rol: str | None
    overleg: Kop | None
    tellingen: dict[str, int]
    wachtend: tuple[Wacht, ...]
    ruimte: tuple[TeamRuimte, ...]
    dit_jaar: int
    vorig_jaar: int
    lopende_inzetten: int


def look(session: Session, wie: Wie) -> Vandaag:
    """Everything that the first screen shows."""
    from .leden import everyone

    me = next((lid for lid in everyone(session) if lid.id == wie.lid), None)
    kop = overleg.current(session) or overleg.upcoming(session, wie.today)
    counts = Counter(item.soort for item in overleg.agenda(session, kop.id, wie.today)) if kop else Counter[str]()
    running = casussen.deployments(session, running=True)
    return Vandaag(
        wie=me.naam if me else "",
        rol=me.rol if me else None,
        overleg=kop,
        tellingen=dict(counts),
        wachtend=tuple(_waiting(session, wie.today, running)),
        ruimte=tuple(_room(capacity(session, wie.today))),
        dit_jaar=_registered(session, wie.today.year),
        vorig_jaar=_registered(session, wie.today.year - 1),
        lopende_inzetten=len(running),
    )


def _waiting(session: Session, today: date, running: list[casussen.InzetRegel]) -> list[Wacht]:
    found: list[Wacht] = []
    for regel in casussen.by_status(session, "nieuw", "op agenda", "heropend"):
        if regel.route is None or regel.status == "heropend":
            pressing = regel.urgentie == "HOOG" or bool(regel.dreigende_uhp)
            found.append(Wacht(pressing, regel.casus, overleg.why_new(regel, today), GEMEENTE.label(regel.gemeente), regel.id))
    for actie in casussen.actions(session, open_only=True):
        if actie.voor is not None and actie.voor <= today + timedelta(days=7):
            late = actie.voor < today
            when = f"{'te laat, was ' if late else ''}{text.day_words(actie.voor)}"
            where = f"{actie.eigenaar or '?'} · {when}"
            found.append(Wacht(late, "actie", f"{actie.omschrijving}{f' · {actie.casus}' if actie.casus else ''}", where, None))
    weeks = int(casussen.setting(session, "stil_na_weken", str(SILENT_WEEKS)))
    for inzet in running:
        last = inzet.laatste_contact or inzet.start
        if last is not None and (today - last).days > weeks * 7:
            found.append(
                Wacht(
                    True, inzet.casus, f"inzet stil sinds {text.day_words(last)}", f"Team {inzet.team or '?'}", _casus_of(session, inzet.id)
                )
            )
    for day, casus_id, code in _evaluations(session, today):
        found.append(Wacht(day < today, code, f"evaluatie {text.day_words(day)}", "", casus_id))
    for casus_id, why_close in ready_to_close(session):
        code = session.get_one(Casus, casus_id).casuscode or "?"
        found.append(Wacht(False, code, f"kan worden afgesloten: {why_close}", "", casus_id))
    return sorted(found, key=lambda w: not w.dringend)


def _casus_of(session: Session, inzet: UUID) -> UUID | None:
    return session.get_one(Inzet, inzet).casus


def _evaluations(session: Session, today: date) -> list[tuple[date, UUID, str]]:
    rows = session.exec(
        select(Evaluatie, Casus)
        .join(Inzet, col(Inzet.id) == Evaluatie.inzet)
        .join(Casus, col(Casus.id) == Inzet.casus)
        .where(col(Evaluatie.gehouden_op).is_(None), col(Evaluatie.datum) <= today + timedelta(days=7), col(Inzet.einddatum).is_(None))
        .order_by(col(Evaluatie.datum))
    )
    return [(e.datum, c.id, c.casuscode or "?") for e, c in rows if e.datum is not None]


def _room(rooms: list[Ruimte]) -> list[TeamRuimte]:
    teams = sorted({r.lid.team for r in rooms if r.lid.team})
    return [
        TeamRuimte(
            team,
            sum(max(r.vrij, 0) for r in rooms if r.lid.team == team),
            sum(r.lid.plekken for r in rooms if r.lid.team == team),
        )
        for team in teams
    ]


def _registered(session: Session, year: int) -> int:
    return session.exec(
        select(func.count())
        .select_from(Casus)
        .where(col(Casus.datum_aanmelding) >= date(year, 1, 1), col(Casus.datum_aanmelding) <= date(year, 12, 31))
    ).one()
