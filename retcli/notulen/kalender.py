"""The team's dates for the calendar of a phone or Outlook: meetings, open actions, and of inzetten their start, evaluations, expected end
and after-care; by pseudonym, never by name.

All are events (RFC 5545), also the actions: the calendars that people have leave tasks out of a file. What is read in twice stands there
once, for an event is named by its row; one that was changed since has a later stamp and a higher number, both from the journal.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, or_, select

from db.models import Evaluatie, Inzet, InzetLid, Overleg
from db.sync.audit import history

from .. import casussen, inzet, overleg, text, uitkomst
from ..clock import dutch_day
from ..errors import Refused
from ..inzet import InzetStand
from ..leden import LidKaart
from ..tijdlijn import after_words
from ..uitkomst import NazorgStand
from ..wie import Wie
from . import merk, namen, uitgeven
from .document import Document, Tabel, plain
from .inhoud import until
from .namen import Tekst
from .uitgeven import VORMEN, Stuk, as_json

if TYPE_CHECKING:
    from icalendar import Event, Timezone

FORMS = {"ics": "kalender", **VORMEN}
"""What it can be made as."""

LASTS = timedelta(hours=2)
"""How long a meeting stands in the calendar: when it ends is not planned."""

LONGEST = 80
"""Signs of an action's own words."""

TOLD = frozenset({"datum", "tijd", "plaats", "afgelast_reden", "omschrijving", "vervaldatum", "casus", "inzet_planning"})
"""The cells of a row that make another event of it."""

ZONE = "Europe/Amsterdam"

_HOUR = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


@dataclass(frozen=True, slots=True)
class Moment:
    """Something on a day. `uur` is HH:MM local, None for the whole day; `nummer` and `gewijzigd` say which version of it this is."""

    uid: str
    dag: date
    uur: str | None
    woorden: str
    plaats: str | None
    afgelast: bool
    nummer: int
    gewijzigd: datetime


@dataclass(frozen=True, slots=True)
class Kalender(Stuk):
    """The calendar, to give out: as a document in the usual forms, and as `ics`."""

    momenten: tuple[Moment, ...]


def compose(session: Session, wie: Wie, lid: LidKaart | None = None) -> Kalender:
    """All that is planned; of one member the meetings, and what that member does. Raises Refused when there is nothing."""
    day = dutch_day(wie.moment)
    rows = [*_meetings(session, day), *_actions(session, lid), *_deployments(session, day, lid), *_aftercare(session, lid)]
    if not rows:
        raise Refused("Er is niets voor in de kalender.", "Plan een overleg met `retcli overleg plan DATUM`.")
    versions = _versions(session, [row.id for row in rows])
    momenten = sorted(
        (
            Moment(
                f"{row.soort}-{row.id.hex}@retcli", row.dag, row.uur, plain(row.woorden), plain(row.plaats) or None, row.afgelast,
                *versions.get(row.id, (0, datetime.combine(row.dag, time(), UTC))),
            )
            for row in rows
        ),
        key=lambda m: (m.dag, m.uur or "", m.uid),
    )  # fmt: skip
    vernietigen = until(session, day)
    table = Tabel("Kalender", ("Wanneer", "Wat", "Waar"), tuple((_when(m, day), m.woorden, m.plaats or "") for m in momenten), (4.0, 9.0))
    return Kalender(
        naam=f"kalender-{lid.code.lower()}" if lid else "kalender",
        document=Document(
            "Kalender RET-AnderS",
            day,
            (table,),
            (("Stand", text.day_long(day)), *merk.feiten("deelbaar", "namen", vernietigen)),
            merk.merk("deelbaar", "het team", vernietigen),
        ),
        gegevens=as_json(
            {
                "stand": day,
                "vernietigen": vernietigen,
                "momenten": [{"dag": m.dag, "uur": m.uur, "wat": m.woorden, "waar": m.plaats, "afgelast": m.afgelast} for m in momenten],
            }
        ),
        wat="kalender",
        voor_wie=f"lid {lid.code}" if lid else "het team",
        grondslag="planning van het team",
        vernietigen=vernietigen,
        momenten=tuple(momenten),
    )


def maak(kalender: Kalender, vorm: str, sjabloon: bytes | None = None) -> bytes:
    """The calendar as a file's content; `ics` is UTF-8. The same data gives the same bytes. Raises as `uitgeven.maak`."""
    return ics(kalender.momenten) if vorm == "ics" else uitgeven.maak(kalender, vorm, sjabloon)


def ics(momenten: Iterable[Moment]) -> bytes:
    """The events as an iCalendar file."""
    from icalendar import Calendar  # calendars only

    made = Calendar()
    made.add("prodid", "-//RET-AnderS//retcli//NL")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("x-wr-calname", "RET-AnderS")
    momenten = tuple(momenten)
    if any(m.uur for m in momenten):
        made.add_component(_zone())
    for moment in momenten:
        made.add_component(_event(moment))
    content: bytes = made.to_ical()
    return content


def _event(moment: Moment) -> Event:
    from icalendar import Event

    made = Event()
    made.add("uid", moment.uid)
    made.add("dtstamp", moment.gewijzigd)
    made.add("last-modified", moment.gewijzigd)
    made.add("sequence", moment.nummer)
    made.add("summary", moment.woorden)
    made.add("class", "PRIVATE")
    if moment.plaats:
        made.add("location", moment.plaats)
    if moment.uur:
        begin = datetime.combine(moment.dag, time.fromisoformat(moment.uur), ZoneInfo(ZONE))
        made.add("dtstart", begin)
        made.add("dtend", begin + LASTS)
    else:
        made.add("dtstart", moment.dag)
        made.add("dtend", moment.dag + timedelta(days=1))
    made.add("transp", "OPAQUE" if moment.uur and not moment.afgelast else "TRANSPARENT")
    made.add("status", "CANCELLED" if moment.afgelast else "CONFIRMED")
    return made


def _zone() -> Timezone:
    """Dutch time since 1996, written out: a computer's own time zones need not be of this year."""
    from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

    made = Timezone()
    made.add("tzid", ZONE)
    for part, name, first, month, before, after in (
        (TimezoneDaylight(), "CEST", datetime(1996, 3, 31, 2), 3, 1, 2),
        (TimezoneStandard(), "CET", datetime(1996, 10, 27, 3), 10, 2, 1),
    ):
        part.add("dtstart", first)
        part.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1su"})
        part.add("tzoffsetfrom", timedelta(hours=before))
        part.add("tzoffsetto", timedelta(hours=after))
        part.add("tzname", name)
        made.add_component(part)
    return made


# --- what is planned


@dataclass(frozen=True, slots=True)
class _Rij:
    """A row that stands on a day."""

    id: UUID
    soort: str
    dag: date
    woorden: str
    uur: str | None = None
    plaats: str = ""
    afgelast: bool = False


def _meetings(session: Session, day: date) -> list[_Rij]:
    """Those that run and those to come, also when they are cancelled: so they go from the calendar in which they stand."""
    heads = [k for k in overleg.listed(session) if k.status == "lopend" or (k.gestart_op is None and k.datum >= day)]
    rows = session.exec(select(Overleg.id, Overleg.plaats).where(col(Overleg.id).in_([k.id for k in heads])))
    places = {row: place for row, place in rows if place}
    named = {v.waar for v in namen.zoek(session, [Tekst(k.hex, place) for k, place in places.items()])}
    return [
        _Rij(
            k.id,
            "overleg",
            k.datum,
            "Afgelast: overleg RET-AnderS" if k.status == "afgelast" else "Overleg RET-AnderS",
            k.tijd if k.tijd and _HOUR.fullmatch(k.tijd) else None,
            places.get(k.id, "") if k.id.hex not in named else "",
            k.status == "afgelast",
        )
        for k in heads
    ]


def _actions(session: Session, lid: LidKaart | None) -> list[_Rij]:
    """The open ones with a date; their own words only where these lead to nobody."""
    found = [(a, a.voor) for a in casussen.actions(session, open_only=True) if lid is None or a.eigenaar == lid.code]
    dated = [(a, due) for a, due in found if due is not None]
    ids = casussen.ids_of(session, [a.casus for a, _ in dated if a.casus])
    texts = [Tekst(a.id.hex, a.omschrijving, ids.get(a.casus or "")) for a, _ in dated]
    named = {v.waar for v in namen.zoek(session, texts)}
    made = []
    for a, due in dated:
        about = f"Actie {a.casus}" if a.casus else "Actie"
        words = "" if a.id.hex in named else text.shorten(a.omschrijving, LONGEST)
        made.append(_Rij(a.id, "actie", due, f"{about}: {words}" if words else about))
    return made


def _deployments(session: Session, day: date, lid: LidKaart | None) -> list[_Rij]:
    """Of those that run the planned start, every planned evaluation, and the end that is expected."""
    running = {i.id: i for i in inzet.running(session, day) if lid is None or lid.code in i.duo}
    planned = session.exec(select(Evaluatie).where(col(Evaluatie.gehouden_op).is_(None), col(Evaluatie.datum).is_not(None)))
    found = [_Rij(e.id, "evaluatie", e.datum, _of("Evaluatie", running[e.inzet])) for e in planned if e.datum and e.inzet in running]
    found += [_Rij(i.id, "start", i.start, _of("Start", i)) for i in running.values() if i.start and i.gestart is None]
    return found + [_Rij(i.id, "einde", i.verwacht_einde, _of("Verwacht einde", i)) for i in running.values() if i.verwacht_einde]


def _aftercare(session: Session, lid: LidKaart | None) -> list[_Rij]:
    """The after-care that is still to be done; of one member that of inzetten they were in at the end."""
    found = uitkomst.aftercare(session)
    if lid is not None:
        to_the_end = or_(col(InzetLid.tot).is_(None), col(InzetLid.tot) == Inzet.einddatum)
        mine = set(session.exec(select(Inzet.id).join(InzetLid, col(InzetLid.inzet) == Inzet.id).where(InzetLid.lid == lid.id, to_the_end)))
        found = [n for n in found if n.inzet in mine]
    return [_Rij(n.id, "nazorg", n.datum, _of(f"{after_words(n.maanden).capitalize()},", n)) for n in found if n.datum is not None]


def _of(what: str, stand: InzetStand | NazorgStand) -> str:
    """`Evaluatie inzet 26-R5N5R6, Team AnderS 1`."""
    return f"{what} inzet {stand.casus}, Team AnderS {stand.team or ''}".rstrip(" ,")


def _versions(session: Session, rows: list[UUID]) -> dict[UUID, tuple[int, datetime]]:
    """Of each row how often it became another event, and when the last time."""
    moments: dict[UUID, list[datetime]] = {}
    for change in history(session.connection().connection.cursor(), [row.bytes for row in rows]):
        if change.cell in TOLD:
            known = moments.setdefault(change.row, [])
            if change.moment not in known:
                known.append(change.moment)
    return {row: (len(known) - 1, max(known).replace(microsecond=0)) for row, known in moments.items()}


def _when(moment: Moment, day: date) -> str:
    return ", ".join(w for w in (text.day_near(moment.dag, day), moment.uur) if w)
