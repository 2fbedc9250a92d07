"""The life of a meeting: planned, moved or cancelled; begun, run by who is there, closed and then locked; opened again with a reason.

What is on its agenda, and why, stands in `agenda.py`; its functions are given on here, so that a meeting has one door.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from db.codes import AANWEZIG
from db.columns import made_of, made_on, new_id
from db.models import Aanwezigheid, Lid, Overleg, OverlegHeropening

from . import text
from .agenda import (
    DECIDES,
    PARTS,
    WEEK,
    Punt,
    aftercare_words,
    agenda,
    as_it_is,
    bring_in,
    candidates,
    ends,
    expected_end,
    go_to_step,
    held_over,
    keep,
    mark,
    open_ends,
    previous,
    set_note,
    undecided,
    why_new,
)
from .errors import NotFound, Refused
from .grendel import open_meeting
from .leden import everyone
from .wie import Wie

__all__ = [
    "DECIDES",
    "PARTS",
    "Aanwezige",
    "Kop",
    "Punt",
    "aftercare_words",
    "agenda",
    "as_it_is",
    "bring_in",
    "candidates",
    "ends",
    "expected_end",
    "following",
    "go_to_step",
    "held_over",
    "keep",
    "mark",
    "open_ends",
    "previous",
    "set_note",
    "undecided",
    "why_new",
]

REGULAR_ROLES = ("VOORZITTER", "EXPERT", "AANVOERDER", "ONDERST", "ERVARING")


@dataclass(frozen=True, slots=True)
class Kop:
    """A meeting in a list. `status` is concept, lopend, gesloten or afgelast."""

    id: UUID
    datum: date
    tijd: str | None
    status: str
    voorzitter: str | None
    voorzitter_id: UUID | None
    gestart_op: datetime | None
    gesloten_op: datetime | None
    volgende_datum: date | None
    huidig: UUID | None
    huidig_sinds: datetime | None
    afgelast_reden: str | None

    @property
    def week(self) -> str:
        """ISO week, `2026-W47`."""
        return text.week_of(self.datum)


@dataclass(frozen=True, slots=True)
class Aanwezige:
    """Someone at the meeting, or missed there. `aanwezig` is a code of the list; a guest has no `lid`; `id` is the row's."""

    id: UUID
    lid: UUID | None
    code: str
    naam: str
    rol: str | None
    aanwezig: str


# --- planning and beginning


def plan(session: Session, wie: Wie, datum: date, *, tijd: str | None = None, plaats: str | None = None) -> UUID:
    """A meeting on a day. A second one that day is refused; a second one in that week, or a day in the past, is told."""
    others = [k for k in listed(session) if k.status != "afgelast"]
    if any(k.datum == datum for k in others):
        raise Refused(f"Op {text.day_words(datum)} is er al een overleg.", "Kies een andere dag.")
    same_week = [k for k in others if k.week == text.week_of(datum)]
    if same_week:
        wie.note(f"Let op: in deze week is er ook een overleg op {text.day_words(same_week[0].datum)}.")
    if datum < wie.today:
        wie.note("Let op: deze dag is al voorbij.")
    # Two laptops that plan for one week plan one meeting, of which they may say another day; a second one in a week goes by its day.
    keys = (made_on(datum - timedelta(days=datum.weekday()), "overleg", "week"), made_on(datum, "overleg"))
    row = Overleg(
        id=next((key for key in keys if session.get(Overleg, key) is None), None) or new_id(),
        datum=datum,
        tijd=_time(tijd),
        plaats=wie.free(plaats, lines=False, limit=200),
        voorzitter=_chair(session, wie),
    )
    session.add(row)
    session.flush()
    return row.id


def move(session: Session, wie: Wie, overleg: UUID, datum: date, *, tijd: str | None = None, plaats: str | None = None) -> None:
    """Another day for a meeting that has not begun. Raises Refused when it has, or for a day that has one."""
    row = _concept(session, overleg)
    if any(k.datum == datum and k.id != overleg and k.status != "afgelast" for k in listed(session)):
        raise Refused(f"Op {text.day_words(datum)} is er al een overleg.", "Kies een andere dag.")
    if datum < wie.today:
        raise Refused(f"{text.day_words(datum)} is al voorbij.", "Kies vandaag of later.")
    row.datum = datum
    row.tijd = _time(tijd) or row.tijd
    row.plaats = wie.free(plaats, lines=False, limit=200) or row.plaats


def cancel(session: Session, wie: Wie, overleg: UUID, reden: str) -> date:
    """A meeting that will not be; what it would have had waits for the next, which is planned a week on unless there is one.

    Gives the day of the next. Raises Refused when it has begun, or without a reason.
    """
    row = _concept(session, overleg)
    why = wie.free(reden, lines=False, limit=300)
    if not why:
        raise Refused("Aflasten vraagt een reden.", "Bijvoorbeeld: herfstvakantie.")
    row.afgelast_reden = why
    session.flush()
    held = row.datum or wie.today
    later = min((k.datum for k in listed(session) if k.status == "concept" and k.datum >= wie.today), default=None)
    if later is None:
        later = _week_on(session, max(held, wie.today))
        plan(session, wie, later, tijd=row.tijd, plaats=row.plaats)
    return later


def _time(tijd: str | None) -> str | None:
    """`9:30` as `09:30`. Raises Refused for what is no time."""
    if not tijd:
        return None
    found = re.fullmatch(r"([01]?\d|2[0-3])[:.]([0-5]\d)", tijd.strip())
    if found is None:
        raise Refused(f"{text.shorten(tijd, 12)} is geen tijd.", "Schrijf uren en minuten, bijvoorbeeld 9:30.")
    return f"{int(found[1]):02d}:{found[2]}"


def _concept(session: Session, overleg: UUID) -> Overleg:
    row = open_meeting(session, overleg)
    if row.afgelast_reden:
        raise Refused("Dit overleg is afgelast.", "Plan een nieuw overleg.")
    if row.gestart_op is not None:
        raise Refused("Dit overleg is al begonnen.", "Sluit het, of maak het beginnen ongedaan.")
    return row


def begin(session: Session, wie: Wie, overleg: UUID | None = None) -> UUID:
    """Start a meeting: this one, or else the one planned nearest to today and less than a week away, or one today. Its day becomes today.

    Its agenda is written down and the regular members count as present until someone says otherwise. Raises Refused when a meeting runs.
    """
    running = current(session)
    if running is not None:
        raise Refused(f"Het overleg van {text.day_words(running.datum)} loopt nog.", "Sluit het eerst, of ga ermee verder.")
    if overleg is None:
        near = to_begin(session, wie.today)
        overleg = near.id if near is not None else plan(session, wie, wie.today)
    row = open_meeting(session, overleg)
    if row.gestart_op is not None:
        raise Refused("Dit overleg is al begonnen.")
    if row.afgelast_reden:
        raise Refused("Dit overleg is afgelast.", "Plan een nieuw overleg.")
    if row.datum != wie.today:
        if any(k.datum == wie.today and k.status != "afgelast" for k in listed(session)):
            raise Refused("Vandaag is er al een overleg geweest.", "Leg een besluit vast buiten het overleg, of wacht op de volgende keer.")
        wie.note(f"Dit overleg was gepland op {text.day_words(row.datum)}; het is vandaag gehouden.")
        row.datum = wie.today
    row.gestart_op = wie.moment
    row.voorzitter = row.voorzitter or _chair(session, wie)
    for member in everyone(session, row.datum):
        if member.rol in REGULAR_ROLES:
            session.add(Aanwezigheid(id=made_of("aanwezigheid", overleg, member.id), overleg=overleg, lid=member.id, aanwezig="JA"))
    session.flush()
    keep(session, overleg, wie.today)
    return overleg


def _chair(session: Session, wie: Wie) -> UUID:
    me = session.get(Lid, wie.lid)
    if me is not None and me.rol == "VOORZITTER":
        return me.id
    chair = next((lid for lid in everyone(session, wie.today) if lid.rol == "VOORZITTER"), None)
    return chair.id if chair is not None else wie.lid


def listed(session: Session) -> list[Kop]:
    """All meetings, newest first."""
    rows = session.exec(
        select(Overleg, col(Lid.code))
        .join(Lid, col(Lid.id) == Overleg.voorzitter, isouter=True)
        .order_by(col(Overleg.datum).desc(), col(Overleg.id))
    )
    return [_head(row, chair) for row, chair in rows]


def get(session: Session, overleg: UUID) -> Kop:
    """One meeting. Raises NotFound."""
    row = session.get(Overleg, overleg)
    if row is None:
        raise NotFound("Dit overleg is er niet.", "Kijk met `retcli overleg lijst`.")
    chair = session.get(Lid, row.voorzitter) if row.voorzitter else None
    return _head(row, chair.code if chair else None)


def _head(row: Overleg, chair: str | None) -> Kop:
    status = "afgelast" if row.afgelast_reden else "gesloten" if row.gesloten_op else "lopend" if row.gestart_op else "concept"
    return Kop(
        row.id,
        row.datum or date.min,
        row.tijd,
        status,
        chair,
        row.voorzitter,
        row.gestart_op,
        row.gesloten_op,
        row.volgende_datum,
        row.huidig,
        row.huidig_sinds,
        row.afgelast_reden,
    )


def last_held(session: Session) -> Kop:
    """The last meeting that has begun. Raises NotFound."""
    held = [k for k in listed(session) if k.gestart_op is not None]
    if not held:
        raise NotFound("Er is nog geen overleg gehouden.", "Begin er een met `retcli overleg begin`.")
    return held[0]


def current(session: Session) -> Kop | None:
    """The meeting that runs."""
    return next((k for k in listed(session) if k.status == "lopend"), None)


def upcoming(session: Session, today: date) -> Kop | None:
    """The planned meeting nearest to today."""
    planned = [k for k in listed(session) if k.status == "concept"]
    return min(planned, key=lambda k: (abs((k.datum - today).days), k.datum), default=None)


def to_begin(session: Session, today: date) -> Kop | None:
    """The planned meeting that `begin` takes: the nearest, less than a week away."""
    near = upcoming(session, today)
    return near if near is not None and abs(near.datum - today) < WEEK else None


def current_or_upcoming(session: Session, today: date) -> Kop:
    """The meeting that runs, or else the nearest planned one. Raises NotFound."""
    found = current(session) or upcoming(session, today)
    if found is None:
        raise NotFound("Er loopt geen overleg en er is er geen gepland.", "Plan er een met `retcli overleg plan DATUM`.")
    return found


def running(session: Session) -> Kop:
    """The meeting that runs. Raises NotFound."""
    found = current(session)
    if found is None:
        raise NotFound("Er loopt geen overleg.", "Begin het met `retcli overleg begin`.")
    return found


def in_week(session: Session, week: str) -> Kop:
    """The meeting of an ISO week (`2026-W47`) or of a day (`2026-11-17`): the last closed one if there are more. Raises NotFound."""
    fits = [k for k in listed(session) if week.upper() in (k.week, k.datum.isoformat()) and k.status != "afgelast"]
    if not fits:
        raise NotFound(f"In week {week[:12]} is er geen overleg.", "Kijk met `retcli overleg lijst`.")
    return min(fits, key=lambda k: ("gesloten", "lopend", "concept").index(k.status))


# --- while it runs


def set_next(session: Session, overleg: UUID, datum: date) -> None:
    """When the next meeting will be. Raises Refused for a day that is not after this one."""
    row = open_meeting(session, overleg)
    if row.datum is not None and datum <= row.datum:
        raise Refused("Het volgende overleg ligt na dit overleg.", "Kies een latere dag.")
    row.volgende_datum = datum


def attendance(session: Session, overleg: UUID) -> list[Aanwezige]:
    """Who is there and who is missed, voorzitter first."""
    rows = session.exec(
        select(Aanwezigheid, Lid).join(Lid, col(Lid.id) == Aanwezigheid.lid, isouter=True).where(Aanwezigheid.overleg == overleg)
    ).all()
    found = [
        Aanwezige(row.id, lid.id, lid.code or "?", lid.naam or "", lid.rol, row.aanwezig or "JA")
        if lid is not None
        else Aanwezige(row.id, None, "gast", row.gast or "", None, row.aanwezig or "JA")
        for row, lid in rows
    ]
    return sorted(found, key=lambda a: (REGULAR_ROLES.index(a.rol) if a.rol in REGULAR_ROLES else 9, a.lid is None, a.code, a.naam))


def set_attendance(session: Session, overleg: UUID, lid: UUID, aanwezig: str) -> None:
    """Present (JA), absent (NEE) or in part (DEELS); any member may be there. Raises Refused, NotFound."""
    _attends(session, overleg, made_of("aanwezigheid", overleg, lid), aanwezig).lid = _member(session, lid).id


def add_guest(session: Session, wie: Wie, overleg: UUID, naam: str) -> None:
    """Someone who is no member is there. Raises Refused without a name."""
    name = wie.free(naam, lines=False, limit=100)
    if not name:
        raise Refused("Een gast heeft een naam.", "Schrijf wie er is, en van welke organisatie.")
    _attends(session, overleg, made_of("aanwezigheid", overleg, "gast", name.casefold()), "JA").gast = name


def change_attendance(session: Session, overleg: UUID, row: UUID, aanwezig: str) -> None:
    """Someone who is on the list, a guest too: present, absent or in part. Raises Refused, NotFound."""
    if session.get(Aanwezigheid, row) is None:
        raise NotFound("Deze persoon staat niet meer op de lijst.")
    _attends(session, overleg, row, aanwezig)


def strike(session: Session, overleg: UUID, row: UUID) -> None:
    """Someone should not be on the list at all."""
    open_meeting(session, overleg)
    found = session.get(Aanwezigheid, row)
    if found is not None:
        session.delete(found)


def set_chair(session: Session, wie: Wie, overleg: UUID, lid: UUID) -> None:
    """Who chairs this meeting; they are there. Raises Refused, NotFound."""
    meeting = open_meeting(session, overleg)
    member = _member(session, lid)
    meeting.voorzitter = member.id
    if meeting.gestart_op is not None:
        set_attendance(session, overleg, lid, "JA")
    wie.note(f"{member.naam} zit dit overleg voor.")


def _member(session: Session, lid: UUID) -> Lid:
    row = session.get(Lid, lid)
    if row is None:
        raise NotFound("Dit lid is er niet.")
    return row


def _attends(session: Session, overleg: UUID, key: UUID, aanwezig: str) -> Aanwezigheid:
    open_meeting(session, overleg)
    if aanwezig not in AANWEZIG:
        raise Refused("Aanwezig is JA, NEE of DEELS.")
    row = session.get(Aanwezigheid, key)
    if row is None:
        row = Aanwezigheid(id=key, overleg=overleg)
        session.add(row)
    row.aanwezig = aanwezig
    return row


# --- closing


def close(session: Session, wie: Wie, overleg: UUID, *, volgende: date | None = None) -> list[str]:
    """Close the meeting and lock it; the next one is planned (a week on unless said). Gives what was left open. Raises Refused."""
    row = open_meeting(session, overleg)
    if row.gestart_op is None:
        raise Refused("Dit overleg is nog niet begonnen.", "Begin het met `retcli overleg begin`.")
    next_one = volgende or following(session, overleg, wie.today)
    if next_one <= (row.datum or wie.today):
        raise Refused("Het volgende overleg ligt na dit overleg.", "Kies een latere dag.")
    keep(session, overleg, wie.today)
    left = open_ends(session, overleg, wie.today)
    from .notulen import inhoud  # it reads meetings by this module

    row.volgende_datum = next_one
    session.flush()
    inhoud.keep(session, overleg)
    row.gesloten_op = wie.moment
    session.flush()
    later = [k for k in listed(session) if k.status != "afgelast" and k.datum > (row.datum or wie.today) and k.id != overleg]
    that_week = [k for k in later if k.week == text.week_of(next_one)]
    planned = [k for k in that_week if k.status == "concept"]
    if planned:  # another day of that week was said: the one that was planned moves
        session.get_one(Overleg, planned[0].id).datum = next_one
    elif not that_week:  # else it has begun already: this one was open again meanwhile
        plan(session, wie, next_one, tijd=row.tijd, plaats=row.plaats)
    return left


def following(session: Session, overleg: UUID, today: date) -> date:
    """The day of the meeting after this one: as was said, or as is planned, or else a week on. Raises NotFound."""
    kop = get(session, overleg)
    planned = min((k.datum for k in listed(session) if k.status == "concept" and k.datum > kop.datum), default=None)
    return kop.volgende_datum or planned or _week_on(session, max(kop.datum, today))


def _week_on(session: Session, day: date) -> date:
    """A week later, or more where that week's meeting was cancelled."""
    off = {k.week for k in listed(session) if k.status == "afgelast"}
    day += WEEK
    while text.week_of(day) in off:
        day += WEEK
    return day


def reopen(session: Session, wie: Wie, overleg: UUID, reden: str) -> None:
    """Open a closed meeting again, with a reason; that it was closed, and when, is kept.

    Raises Refused without a reason, when it is not closed, while another runs, or when there was a meeting after it.
    """
    row = session.get(Overleg, overleg)
    if row is None:
        raise NotFound("Dit overleg is er niet.", "Kijk met `retcli overleg lijst`.")
    if row.gesloten_op is None:
        raise Refused("Dit overleg is niet gesloten.")
    if any(k.gestart_op is not None and k.gestart_op > row.gesloten_op for k in listed(session)):
        raise Refused(
            "Hierna is er al een overleg geweest; dit staat vast.", "Leg een nieuw besluit vast: dat komt in de volgende notulen."
        )
    why = wie.free(reden)
    if not why:
        raise Refused("Heropenen vraagt een reden.", "Schrijf in een zin wat er nog moet veranderen.")
    session.add(OverlegHeropening(overleg=overleg, genoteerd_op=wie.moment, reden=why, gesloten_op=row.gesloten_op))
    row.gesloten_op = None


def reopenings(session: Session, overleg: UUID) -> list[tuple[datetime, str]]:
    """When a meeting was opened again, and why, oldest first."""
    rows = session.exec(select(OverlegHeropening).where(OverlegHeropening.overleg == overleg).order_by(col(OverlegHeropening.genoteerd_op)))
    return [(r.genoteerd_op, r.reden or "") for r in rows if r.genoteerd_op is not None]
