"""The meeting: planned, begun, walked through item by item, closed and then locked.

The agenda fills itself: open actions, new aanmeldingen by urgency and waiting time, casussen held over, decisions taken outside a
meeting (*ter kennisname*), casussen to close, and what someone brings in. Until it is begun it is computed anew each time; from then
on its items are kept, and what comes up meanwhile is added at the end of its part. An item is made alike on two laptops.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, col, select

from db.codes import AANWEZIG, ROUTE
from db.columns import made_of
from db.models import Aanwezigheid, Agendapunt, Besluit, Casus, Inzet, InzetLid, Lid, Overleg

from . import casussen, text
from .casussen import ActieRegel, Regel
from .errors import NotFound, Refused
from .grendel import open_meeting
from .leden import everyone
from .triage import WEEK, ready_to_close
from .wie import Wie

PARTS = ("actie", "nieuw", "aangehouden", "ingebracht", "ter kennisname", "sluiten")
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

    @property
    def week(self) -> str:
        """ISO week, `2026-W47`."""
        return text.week_of(self.datum)


@dataclass(frozen=True, slots=True)
class Punt:
    """An item of the agenda: what it is, why it is there, and what became of it."""

    id: UUID
    nr: int
    soort: str
    casus: str | None
    casus_id: UUID | None
    actie: UUID | None
    waarom: str
    besproken: bool
    route: str | None
    notitie: str | None
    gemeente: str | None = None
    besluit: UUID | None = None

    def as_json(self) -> dict[str, object]:
        """The contract of `overleg agenda --json`."""
        keys = ("nr", "soort", "casus", "waarom", "besproken", "route")
        return {key: getattr(self, key) for key in keys}


@dataclass(frozen=True, slots=True)
class Aanwezige:
    """Someone at the meeting, or missed there. `aanwezig` is a code of the list."""

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
    row = Overleg(datum=datum, tijd=tijd, plaats=wie.free(plaats, lines=False, limit=200), voorzitter=_chair(session, wie))
    session.add(row)
    session.flush()
    return row.id


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
    _keep(session, overleg, wie.today)
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
    )


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


# --- the agenda


def agenda(session: Session, overleg: UUID, today: date) -> list[Punt]:
    """The items in their order. Of a closed meeting: as they were."""
    kop = get(session, overleg)
    kept = {p.id: p for p in session.exec(select(Agendapunt).where(Agendapunt.overleg == overleg))}
    codes: dict[UUID, tuple[str | None, str | None]] = {
        i: (c, g)
        for i, c, g in session.exec(
            select(Casus.id, col(Casus.casuscode), col(Casus.gemeente)).where(
                col(Casus.id).in_([p.casus for p in kept.values() if p.casus])
            )
        )
    }
    items = [_kept_item(p, codes) for p in kept.values()]
    if kop.gesloten_op is None:
        items += [item for item in _computed(session, kop, today) if item.id not in kept]
    routes = _routes(session, overleg, items)
    done = {a.id for a in casussen.actions(session) if a.status != "open"}
    order = {
        p.id: (PARTS.index(p.soort) if p.soort in PARTS else len(PARTS), kept[p.id].volgorde or 0 if p.id in kept else 10_000)
        for p in items
    }
    items.sort(key=lambda p: order[p.id])
    return [
        replace(
            p,
            nr=nr,
            route=routes.get(p.id),
            besproken=p.besproken or (p.actie in done),
        )
        for nr, p in enumerate(items, 1)
    ]


def _kept_item(row: Agendapunt, codes: dict[UUID, tuple[str | None, str | None]]) -> Punt:
    code, gemeente = codes.get(row.casus, (None, None)) if row.casus else (None, None)
    return Punt(
        id=row.id,
        nr=0,
        soort=row.soort or "ingebracht",
        casus=code,
        casus_id=row.casus,
        actie=row.actie,
        waarom=row.waarom or "",
        besproken=row.besproken_op is not None,
        route=None,
        notitie=row.notitie,
        gemeente=gemeente,
        besluit=row.besluit,
    )


def _routes(session: Session, overleg: UUID, items: list[Punt]) -> dict[UUID, str | None]:
    """Per item the route of the decision that it stands for: the one that is told, or the one taken in this meeting."""
    here = {b.casus: b.besluit_route for b in session.exec(select(Besluit).where(Besluit.overleg == overleg))}
    told = {
        b.id: b.besluit_route for b in session.exec(select(Besluit).where(col(Besluit.id).in_([p.besluit for p in items if p.besluit])))
    }
    return {p.id: told.get(p.besluit) if p.besluit else here.get(p.casus_id) for p in items if p.casus_id}


def _computed(session: Session, kop: Kop, today: date) -> list[Punt]:
    day = max(kop.datum, today)
    items = [_action_item(kop.id, a, day) for a in casussen.actions(session, open_only=True) if a.overleg != kop.id]
    seen: set[UUID] = set()

    def add(soort: str, regel_id: UUID, code: str, waarom: str, gemeente: str | None = None, route: str | None = None) -> None:
        if regel_id not in seen:
            seen.add(regel_id)
            items.append(Punt(_item_id(kop.id, regel_id), 0, soort, code, regel_id, None, waarom, False, route, None, gemeente))

    new = casussen.by_status(session, "nieuw", "op agenda", "heropend")
    for regel in sorted((r for r in new if r.route is None or r.status == "heropend"), key=_urgency):
        add("nieuw", regel.id, regel.casus, why_new(regel, day), regel.gemeente)
    for regel in casussen.listed(session, "route IN ('AANH', 'WACHT') AND status IN ('op agenda', 'wacht op info')"):
        why = _why_held(session, regel, day)
        if why:
            add("aangehouden", regel.id, regel.casus, why, regel.gemeente)
    for regel in casussen.listed(session, "route = 'TA' AND status = 'inzet' AND zelf_besloten"):
        if session.exec(select(Inzet.id).where(Inzet.casus == regel.id)).first() is None:
            add("aangehouden", regel.id, regel.casus, f"Team AnderS op {text.day_words(regel.besloten_op)}, nog zonder duo", regel.gemeente)
    for besluit, casus_id, code, gemeente in _outside(session, kop):
        why = f"{ROUTE.label(besluit.besluit_route)} op {text.day_words(besluit.besloten_op)}"
        key = made_of("agendapunt", kop.id, "besluit", besluit.id)
        items.append(Punt(key, 0, "ter kennisname", code, casus_id, None, why, False, None, None, gemeente, besluit.id))
        seen.add(casus_id)
    for casus_id, why in ready_to_close(session):
        row = session.get_one(Casus, casus_id)
        add("sluiten", casus_id, row.casuscode or "?", f"kan worden afgesloten: {why}", row.gemeente)
    return items


def _item_id(overleg: UUID, casus: UUID) -> UUID:
    return made_of("agendapunt", overleg, casus)


def _action_item(overleg: UUID, actie: ActieRegel, day: date) -> Punt:
    late = actie.voor is not None and actie.voor < day
    due = f"{'te laat, was voor' if late else 'voor'} {text.day_words(actie.voor)}" if actie.voor else "zonder datum"
    why = f"{actie.omschrijving} · {actie.eigenaar or 'zonder eigenaar'} · {due}"
    return Punt(made_of("agendapunt", overleg, "actie", actie.id), 0, "actie", actie.casus, None, actie.id, why, False, None, None)


def _urgency(regel: Regel) -> tuple[bool, bool, date]:
    return (regel.urgentie != "HOOG", not regel.dreigende_uhp, regel.datum or date.max)


def why_new(regel: Regel, day: date) -> str:
    """Why a casus without a decision waits: `nieuw, wacht 5 dagen, urgent`."""
    days = casussen.waiting_days(regel.datum, day)
    words = [regel.status if regel.status == "heropend" else "nieuw"]
    if regel.status != "heropend":
        words.append("vandaag aangemeld" if days <= 0 else f"wacht {text.count(days, 'dag', 'dagen')}")
    if regel.urgentie == "HOOG":
        words.append("urgent")
    if regel.dreigende_uhp:
        words.append("dreigende uithuisplaatsing")
    return ", ".join(words)


def _why_held(session: Session, regel: Regel, day: date) -> str | None:
    taken = casussen.decisions(session, regel.id)
    last = taken[-1]
    if regel.route == "WACHT":
        if last.datum is not None and last.datum > day:
            return None
        return f"wacht op informatie, tot {text.day_words(last.datum)}" if last.datum else "wacht op informatie"
    times = 0
    for besluit in reversed(taken):
        if besluit.route != "AANH":
            break
        times += 1
    return f"aangehouden op {text.day_words(last.besloten_op)}" + (f", {times} keer" if times > 1 else "")


def _outside(session: Session, kop: Kop) -> list[tuple[Besluit, UUID, str, str | None]]:
    """Decisions outside a meeting that no other meeting was told of, but those of a workbook and holding over (that casus comes itself)."""
    told = select(Agendapunt.besluit).where(col(Agendapunt.besluit).is_not(None), Agendapunt.overleg != kop.id)
    rows = session.exec(
        select(Besluit, Casus.id, col(Casus.casuscode), col(Casus.gemeente))
        .join(Casus, col(Casus.id) == Besluit.casus)
        .where(col(Besluit.overleg).is_(None), col(Besluit.besluit_route) != "AANH", col(Besluit.id).not_in(told))
        .order_by(col(Besluit.genomen_op))
    )
    return [(besluit, casus, code or "?", gemeente) for besluit, casus, code, gemeente in rows if besluit.id.version != 5]


def _keep(session: Session, overleg: UUID, today: date) -> list[Punt]:
    """Write down the items that are not kept yet; the agenda as it then is."""
    items = agenda(session, overleg, today)
    kept = set(session.exec(select(Agendapunt.id).where(Agendapunt.overleg == overleg)))
    for item in items:
        if item.id not in kept:
            session.add(_row_of(overleg, item))
    session.flush()
    return agenda(session, overleg, today)


def candidates(session: Session, overleg: UUID, today: date, words: str = "", *, limit: int = 100) -> list[Regel]:
    """Open casussen that could be brought in, newest first, but those on the agenda; with `words` those that hold each."""
    there = {p.casus_id for p in agenda(session, overleg, today)}
    found = (
        casussen.search(session, words, limit=limit) if words.strip() else casussen.listed(session, "status <> 'afgesloten'", limit=limit)
    )
    return [r for r in found if r.id not in there and r.status != "afgesloten"]


def bring_in(session: Session, wie: Wie, overleg: UUID, casus: UUID) -> UUID:
    """Put a casus on the agenda. On it already: that item. Raises Refused when the meeting is closed."""
    open_meeting(session, overleg)
    for item in agenda(session, overleg, wie.today):
        if item.casus_id == casus and item.besluit is None:
            _kept(session, overleg, item)
            return item.id
    last = session.exec(select(Agendapunt.volgorde).where(Agendapunt.overleg == overleg).order_by(col(Agendapunt.volgorde).desc())).first()
    row = Agendapunt(
        id=_item_id(overleg, casus), overleg=overleg, soort="ingebracht", casus=casus, volgorde=(last or 0) + 1, waarom="ingebracht"
    )
    session.add(row)
    session.flush()
    return row.id


def _kept(session: Session, overleg: UUID, item: Punt) -> Agendapunt:
    row = session.get(Agendapunt, item.id)
    if row is None:
        row = _row_of(overleg, item)
        session.add(row)
        session.flush()
    return row


def _row_of(overleg: UUID, item: Punt) -> Agendapunt:
    return Agendapunt(
        id=item.id,
        overleg=overleg,
        soort=item.soort,
        casus=item.casus_id,
        actie=item.actie,
        besluit=item.besluit,
        volgorde=item.nr,
        waarom=item.waarom,
    )


# --- walking through it


def go_to_step(session: Session, wie: Wie, overleg: UUID, step: UUID, item: Punt | None) -> None:
    """The meeting is at this step now, an item or a part of its own; where it holds a casus, that it was seen is logged."""
    row = open_meeting(session, overleg)
    if item is not None:
        _kept(session, overleg, item)
        if item.casus_id is not None:
            casussen.seen(session, wie, "overleg", item.casus_id)
    if row.huidig != step:
        row.huidig, row.huidig_sinds = step, wie.moment


def set_next(session: Session, overleg: UUID, datum: date) -> None:
    """When the next meeting will be. Raises Refused for a day that is not after this one."""
    row = open_meeting(session, overleg)
    if row.datum is not None and datum <= row.datum:
        raise Refused("Het volgende overleg ligt na dit overleg.", "Kies een latere dag.")
    row.volgende_datum = datum


def mark(session: Session, wie: Wie, overleg: UUID, item: Punt, discussed: bool = True) -> None:
    """The item is discussed, or after all not."""
    open_meeting(session, overleg)
    row = _kept(session, overleg, item)
    if (row.besproken_op is not None) != discussed:
        row.besproken_op = wie.moment if discussed else None


def set_note(session: Session, wie: Wie, overleg: UUID, item: Punt, words: str | None) -> None:
    """The note of an item."""
    open_meeting(session, overleg)
    _kept(session, overleg, item).notitie = wie.free(words)


def attendance(session: Session, overleg: UUID) -> list[Aanwezige]:
    """Who is there and who is missed, voorzitter first."""
    rows = session.exec(
        select(Aanwezigheid, Lid).join(Lid, col(Lid.id) == Aanwezigheid.lid, isouter=True).where(Aanwezigheid.overleg == overleg)
    ).all()
    found = [
        Aanwezige(lid.id, lid.code or "?", lid.naam or "", lid.rol, row.aanwezig or "JA")
        if lid is not None
        else Aanwezige(None, "gast", row.gast or "", None, row.aanwezig or "JA")
        for row, lid in rows
    ]
    return sorted(found, key=lambda a: (REGULAR_ROLES.index(a.rol) if a.rol in REGULAR_ROLES else 9, a.code))


def set_attendance(session: Session, overleg: UUID, lid: UUID, aanwezig: str) -> None:
    """Present (JA), absent (NEE) or in part (DEELS). Raises Refused, NotFound."""
    open_meeting(session, overleg)
    if aanwezig not in AANWEZIG:
        raise Refused("Aanwezig is JA, NEE of DEELS.")
    if session.get(Lid, lid) is None:
        raise NotFound("Dit lid is er niet.")
    key = made_of("aanwezigheid", overleg, lid)
    row = session.get(Aanwezigheid, key)
    if row is None:
        row = Aanwezigheid(id=key, overleg=overleg, lid=lid)
        session.add(row)
    row.aanwezig = aanwezig


# --- closing


def open_ends(session: Session, overleg: UUID, today: date) -> list[str]:
    """What is left open: a casus without decision, a decision without reason, owner, date or duo, an action without owner or date."""
    left: list[str] = []
    items = agenda(session, overleg, today)
    decided = {b.casus: b for b in session.exec(select(Besluit).where(Besluit.overleg == overleg)) if b.casus is not None}
    codes = {p.casus_id: p.casus for p in items if p.casus_id}
    for item in items:
        if undecided(session, item, overleg):
            left.append(f"{item.casus}: geen besluit")
    for casus, besluit in decided.items():
        code = codes.get(casus) or "?"
        lacks = [
            word
            for word, absent in (
                ("reden", not besluit.reden),
                ("eigenaar", besluit.besluit_eigenaar is None),
                ("datum", besluit.besluit_datum is None),
            )
            if absent
        ]
        if besluit.besluit_route == "TA" and _duo_size(session, besluit.id) != 2:
            lacks.append("duo")
        if lacks:
            left.append(f"{code}: geen {text.listed(lacks)}")
    for actie in casussen.actions(session, overleg=overleg, open_only=True):
        lacks = [word for word, absent in (("eigenaar", not actie.eigenaar), ("datum", actie.voor is None)) if absent]
        if lacks:
            left.append(f"actie “{text.shorten(actie.omschrijving, 40)}”: geen {text.listed(lacks)}")
    return left


def undecided(session: Session, item: Punt, overleg: UUID) -> bool:
    """Whether an item asks for a decision and has none: not of this meeting, nor one outside it since it began."""
    if item.soort not in ("nieuw", "aangehouden") or item.route is not None or item.casus_id is None:
        return False
    begun = get(session, overleg).gestart_op
    taken = select(Besluit.id).where(Besluit.casus == item.casus_id, col(Besluit.genomen_op) >= begun)
    return begun is None or session.exec(taken).first() is None


def _duo_size(session: Session, besluit: UUID) -> int:
    present = select(InzetLid.id).join(Inzet, col(Inzet.id) == InzetLid.inzet).where(Inzet.besluit == besluit, col(InzetLid.tot).is_(None))
    return len(session.exec(present).all())


def close(session: Session, wie: Wie, overleg: UUID, *, volgende: date | None = None) -> list[str]:
    """Close the meeting and lock it; the next one is planned (a week on unless said). Gives what was left open. Raises Refused."""
    row = open_meeting(session, overleg)
    if row.gestart_op is None:
        raise Refused("Dit overleg is nog niet begonnen.", "Begin het met `retcli overleg begin`.")
    held = row.datum or wie.today
    planned = min((k.datum for k in listed(session) if k.status == "concept" and k.datum > held), default=None)
    following = volgende or row.volgende_datum or planned or max(held, wie.today) + WEEK
    if following <= held:
        raise Refused("Het volgende overleg ligt na dit overleg.", "Kies een latere dag.")
    _keep(session, overleg, wie.today)
    left = open_ends(session, overleg, wie.today)
    row.gesloten_op = wie.moment
    row.volgende_datum = following
    session.flush()
    if all(k.datum != following for k in listed(session)):
        plan(session, wie, following, tijd=row.tijd, plaats=row.plaats)
    return left
