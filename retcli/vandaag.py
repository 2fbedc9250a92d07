"""What waits: for the first screen, with why, most pressing first; of an aanvoerder what is of their own team before that."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlmodel import Session, col, func, select

from db import queries
from db.codes import GEMEENTE
from db.models import Casus

from . import capaciteit, casussen, instellingen, inzet, overleg, samenvoegen, text, uitkomst, uitwisselen, verschillen
from .capaciteit import Vooruit
from .clock import local_day
from .leden import LidKaart, everyone
from .overleg import Kop
from .triage import ready_to_close
from .wie import Wie

SOON = timedelta(days=7)
AHEAD = 2
"""So many weeks ahead the room is shown beside that of now."""


@dataclass(frozen=True, slots=True)
class Wacht:
    """One thing that waits, and what it is: a casus, an action or an inzet. `dringend` is shown with a sign; `eigen` is of an aanvoerder's
    own team, or for them to do; `gewist` is of what was erased."""

    dringend: bool
    naam: str
    wat: str
    waar: str
    casus: UUID | None = None
    actie: UUID | None = None
    inzet: UUID | None = None
    eigen: bool = False
    verschillen: bool = False
    gewist: bool = False


@dataclass(frozen=True, slots=True)
class TeamRuimte:
    """Free and all places of a team; `straks` are those free in the week of `maandag`, two weeks ahead."""

    team: int
    vrij: int
    plekken: int
    straks: int
    maandag: date


@dataclass(frozen=True, slots=True)
class Vandaag:
    """The first screen. `tellingen` counts the agenda of `overleg` by soort, `per_maand` the aanmeldingen of this year to this month.
    `uitgewisseld` is the last exchange of files, None before the first."""

    wie: str
    rol: str | None
    overleg: Kop | None
    tellingen: dict[str, int]
    wachtend: tuple[Wacht, ...]
    ruimte: tuple[TeamRuimte, ...]
    dit_jaar: int
    vorig_jaar: int
    per_maand: tuple[int, ...]
    lopende_inzetten: int
    uitgewisseld: uitwisselen.Stand | None


def look(session: Session, wie: Wie) -> Vandaag:
    """Everything that the first screen shows."""
    me = next((lid for lid in everyone(session) if lid.id == wie.lid), None)
    kop = overleg.current(session) or overleg.upcoming(session, wie.today)
    counts = Counter(item.soort for item in overleg.agenda(session, kop.id, wie.today)) if kop else Counter[str]()
    running = inzet.running(session, wie.today)
    months = _registered(session, wie.today.year)
    return Vandaag(
        wie=me.naam if me else "",
        rol=me.rol if me else None,
        overleg=kop,
        tellingen=dict(counts),
        wachtend=tuple(_waiting(session, wie, running, me if me and me.rol == "AANVOERDER" else None)),
        ruimte=tuple(_room(capaciteit.ahead(session, wie.today, AHEAD))),
        dit_jaar=sum(months),
        vorig_jaar=sum(_registered(session, wie.today.year - 1)),
        per_maand=months[: wie.today.month],
        lopende_inzetten=len(running),
        uitgewisseld=uitwisselen.laatste(session),
    )


def _waiting(session: Session, wie: Wie, running: list[inzet.InzetStand], leads: LidKaart | None) -> list[Wacht]:
    """What waits; `leads` is the aanvoerder for whom their own team comes first."""
    today, team = wie.today, leads.team if leads else None
    found: list[Wacht] = []
    if several := verschillen.aantal(session):
        told = text.count(several, "verschil", "verschillen")
        found.append(Wacht(False, "verschil", f"{told} na uitwisselen", "kies wat geldt", verschillen=True))
    late_call = _not_called(session, wie)
    for regel in casussen.listed(session, "afsluiting_datum IS NULL AND status IN ('nieuw', 'op agenda', 'heropend')"):
        if regel.route is None or regel.status == "heropend":
            pressing = regel.urgentie == "HOOG" or bool(regel.dreigende_uhp) or regel.id in late_call
            why = overleg.why_new(regel, today) + (", nog niet gebeld" if regel.id in late_call else "")
            found.append(Wacht(pressing, regel.casus, why, GEMEENTE.label(regel.gemeente), casus=regel.id))
    for actie in casussen.actions(session, open_only=True):
        if actie.voor is not None and actie.voor <= today + SOON:
            late = actie.voor < today
            where = f"{actie.eigenaar or '?'} · {'te laat, was ' if late else ''}{text.day_words(actie.voor)}"
            mine = leads is not None and actie.eigenaar == leads.code
            what = f"{actie.omschrijving}{f' · {actie.casus}' if actie.casus else ''}"
            found.append(Wacht(late, "actie", what, where, actie=actie.id, eigen=mine))
    for stand in running:
        if stand.aandacht:
            where = f"Team {stand.team or '?'} · {text.listed(stand.duo)}"
            own = team is not None and stand.team == team
            found.append(Wacht(stand.dringend, stand.casus, f"inzet: {stand.aandacht}", where, inzet=stand.id, eigen=own))
    for casus, code, words in inzet.clashes(session, running):
        found.append(Wacht(True, code, words, "sluit af wat niet loopt", casus=casus))
    for check in uitkomst.aftercare(session, tot=today + SOON):
        own = team is not None and check.team == team
        what, where = overleg.aftercare_words(check, today), f"Team {check.team or '?'}"
        late = check.datum is not None and check.datum < today
        found.append(Wacht(late, check.casus, what, where, inzet=check.inzet, eigen=own))
    for waits in samenvoegen.later(session):
        found.append(Wacht(True, waits.casus_code, waits.woorden, "", casus=waits.casus))
    for casus, why in ready_to_close(session):
        code = session.get_one(Casus, casus).casuscode or "?"
        found.append(Wacht(False, code, f"kan worden afgesloten: {why}", "", casus=casus))
    return sorted(found, key=lambda w: (not w.eigen, not w.dringend))


def _not_called(session: Session, wie: Wie) -> set[UUID]:
    """Open casussen whose aanmelder should have been reached by now; none while the setting `termijn_eerste_contact` (hours) is off."""
    hours = instellingen.number(session, "termijn_eerste_contact")
    if not hours:
        return set()
    before = local_day(wie.moment - timedelta(hours=hours))
    query = select(Casus.id).where(
        col(Casus.afsluiting_datum).is_(None), col(Casus.eerste_contact).is_(None), col(Casus.datum_aanmelding) < before
    )
    return set(session.exec(query))


def _room(ahead: Vooruit) -> list[TeamRuimte]:
    return [TeamRuimte(t.team, t.vrij[0], t.plekken, t.vrij[AHEAD], ahead.weken[AHEAD]) for t in ahead.teams]


def _registered(session: Session, year: int) -> tuple[int, ...]:
    """Aanmeldingen of a year, per month."""
    month = func.substr(Casus.datum_aanmelding, 6, 2)
    rows = session.exec(
        select(month, func.count())
        .where(col(Casus.datum_aanmelding) >= date(year, 1, 1), col(Casus.datum_aanmelding) <= date(year, 12, 31), queries.counted())
        .group_by(month)
    )
    by_month = dict(rows.all())
    return tuple(by_month.get(f"{n:02d}", 0) for n in range(1, 13))
