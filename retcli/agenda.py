"""The agenda of a meeting: it fills itself, orders itself, and says of each item why it is there.

Its parts, in their order: actions that are due, new aanmeldingen by urgency and waiting time (a family together), casussen held over,
what someone brings in, decisions outside a meeting (*ter kennisname*), running inzetten with news or silence, evaluations, after-care,
what is stuck, casussen to close, signals. Until the meeting is begun it is computed anew each time; from then on its items are kept, and
what comes up meanwhile is added to its part. An item is made alike on two laptops.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import text as sql
from sqlmodel import Session, col, select

from db.codes import ROUTE, SIGNAAL_THEMA
from db.columns import made_of
from db.models import Actie, Agendapunt, Besluit, Casus, Inzet, InzetLid, Lid, Overleg, Signaal

from . import casussen, instellingen, inzet, inzetlog, text, uitkomst
from .casussen import ActieRegel, Regel
from .errors import NotFound
from .grendel import open_meeting
from .historie import author_knew
from .inzetlog import LogRegel
from .tijdlijn import after_words
from .triage import ready_to_close
from .uitkomst import NazorgStand
from .wie import Wie

PARTS = (
    "actie", "nieuw", "aangehouden", "ingebracht", "ter kennisname", "inzet", "evaluatie", "nazorg", "vastgelopen", "sluiten", "signaal",
)  # fmt: skip
DECIDES = ("nieuw", "aangehouden")
"""Parts whose items ask for a decision."""
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Punt:
    """An item of the agenda: what it is, why it is there, and what became of it. `samen` are the items of brothers and sisters."""

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
    inzet: UUID | None = None
    signaal: UUID | None = None
    samen: tuple[UUID, ...] = ()
    keer: int = 0
    """How often it was held over, one time after the other, this meeting with it."""

    def as_json(self) -> dict[str, object]:
        """The contract of `overleg agenda --json`."""
        keys = ("nr", "soort", "casus", "waarom", "besproken", "route")
        return {key: getattr(self, key) for key in keys}


# --- reading it


def agenda(session: Session, overleg: UUID, today: date, *, fresh: bool = True) -> list[Punt]:
    """The items in their order; without `fresh` only those that are kept. Of a closed meeting: as they were. Raises NotFound."""
    row = _meeting(session, overleg)
    kept = {p.id: p for p in session.exec(select(Agendapunt).where(Agendapunt.overleg == overleg))}
    facts = _facts(session, {p.casus for p in kept.values() if p.casus})
    items = [_kept_item(p, facts) for p in kept.values()]
    if fresh and row.gesloten_op is None and row.afgelast_reden is None:
        items += [item for item in _computed(session, row, today) if item.id not in kept]
    new = {p.casus_id for p in items if p.casus_id} - facts.keys()
    facts |= _facts(session, new) if new else {}
    items = _in_order(items, kept, facts)
    routes = _routes(session, overleg, items)
    done = _done(session, {p.actie for p in items if p.actie})
    families = _families(items, facts)
    times = _times_held(session, {p.casus_id for p in items if p.casus_id and p.soort in (*DECIDES, "ingebracht")})
    return [
        replace(
            p, nr=nr, route=routes.get(p.id), besproken=p.besproken or p.actie in done,
            samen=tuple(other for other in families.get(p.id, ()) if other != p.id),
            keer=times.get(p.casus_id, 0) if p.casus_id else 0,
        )
        for nr, p in enumerate(items, 1)
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Feit:
    """What the agenda shows of a casus."""

    casuscode: str | None
    gemeente: str | None
    gezin: UUID | None


def _meeting(session: Session, overleg: UUID) -> Overleg:
    row = session.get(Overleg, overleg)
    if row is None:
        raise NotFound("Dit overleg is er niet.", "Kijk met `retcli overleg lijst`.")
    return row


def _facts(session: Session, ids: set[UUID]) -> dict[UUID, _Feit]:
    rows = session.exec(select(col(Casus.id), col(Casus.casuscode), col(Casus.gemeente), col(Casus.gezin)).where(col(Casus.id).in_(ids)))
    return {i: _Feit(code, gemeente, gezin) for i, code, gemeente, gezin in rows}


def _kept_item(row: Agendapunt, facts: dict[UUID, _Feit]) -> Punt:
    about = facts.get(row.casus) if row.casus else None
    return Punt(
        id=row.id,
        nr=0,
        soort=row.soort or "ingebracht",
        casus=about.casuscode if about else None,
        casus_id=row.casus,
        actie=row.actie,
        waarom=row.waarom or "",
        besproken=row.besproken_op is not None,
        route=None,
        notitie=row.notitie,
        gemeente=about.gemeente if about else None,
        besluit=row.besluit,
        inzet=row.inzet,
        signaal=row.signaal,
    )


def _in_order(items: list[Punt], kept: dict[UUID, Agendapunt], facts: dict[UUID, _Feit]) -> list[Punt]:
    """By part; within it as kept, what is new behind it; brothers and sisters after the first of them."""

    def place(p: Punt) -> tuple[int, int]:
        part = PARTS.index(p.soort) if p.soort in PARTS else len(PARTS)
        return part, (kept[p.id].volgorde or 0) if p.id in kept else 10_000

    items = sorted(items, key=place)
    first: dict[tuple[str, UUID], int] = {}
    at: dict[UUID, tuple[int, int, int]] = {}
    for n, p in enumerate(items):
        about = facts.get(p.casus_id) if p.casus_id else None
        family = (p.soort, about.gezin) if about and about.gezin and p.soort in DECIDES else None
        at[p.id] = (place(p)[0], first.setdefault(family, n) if family else n, n)
    return sorted(items, key=lambda p: at[p.id])


def _families(items: Iterable[Punt], facts: dict[UUID, _Feit]) -> dict[UUID, list[UUID]]:
    """Per item the items of its family that ask for a decision, itself among them."""
    by_family: dict[UUID, list[UUID]] = {}
    for p in items:
        about = facts.get(p.casus_id) if p.casus_id else None
        if about is not None and about.gezin is not None and p.soort in (*DECIDES, "ingebracht"):
            by_family.setdefault(about.gezin, []).append(p.id)
    return {item: family for family in by_family.values() for item in family}


def _times_held(session: Session, ids: set[UUID]) -> dict[UUID, int]:
    routes: dict[UUID, list[str | None]] = {}
    query = select(col(Besluit.casus), col(Besluit.besluit_route)).where(col(Besluit.casus).in_(ids))
    for casus, route in session.exec(query.order_by(col(Besluit.genomen_op), col(Besluit.id))):
        if casus is not None:
            routes.setdefault(casus, []).append(route)
    return {casus: held_over(taken) for casus, taken in routes.items()}


def _done(session: Session, actions: set[UUID]) -> set[UUID]:
    if not actions:
        return set()
    query = select(col(Actie.id)).where(
        col(Actie.id).in_(actions), col(Actie.gedaan_op).is_not(None) | col(Actie.vervallen_op).is_not(None)
    )
    return set(session.exec(query))


def _routes(session: Session, overleg: UUID, items: list[Punt]) -> dict[UUID, str | None]:
    """Per item the route of the decision that it stands for: the one that is told, or the one taken in this meeting."""
    taken = select(col(Besluit.id), col(Besluit.casus), col(Besluit.besluit_route))
    here = {casus: route for _, casus, route in session.exec(taken.where(Besluit.overleg == overleg))}
    outside = {p.besluit for p in items if p.besluit}
    told = {besluit: route for besluit, _, route in session.exec(taken.where(col(Besluit.id).in_(outside)))} if outside else {}
    decided = [p for p in items if p.casus_id and p.soort != "nazorg"]
    return {p.id: told.get(p.besluit) if p.besluit else here.get(p.casus_id) for p in decided}


# --- what comes on it by itself


def _computed(session: Session, row: Overleg, today: date) -> list[Punt]:
    day = max(row.datum or today, today)
    items = [_action_item(row.id, a, day) for a in casussen.actions(session, open_only=True) if a.overleg != row.id]
    seen: set[UUID] = set()

    def add(soort: str, casus: UUID, code: str, waarom: str) -> None:
        if casus not in seen:
            seen.add(casus)
            items.append(Punt(_item_id(row.id, casus), 0, soort, code, casus, None, waarom, False, None, None))

    # One pass over what is open: the status of each is computed once.
    wanted = "status IN ('nieuw', 'op agenda', 'heropend') OR route = 'WACHT' OR (zelf_besloten AND route IN ('TA', 'REGIE', 'ESCAL'))"
    waiting = casussen.listed(session, f"{OPEN} AND ({wanted})")
    new = [r for r in waiting if r.status == "heropend" or (r.route is None and r.status in ("nieuw", "op agenda"))]
    for regel in sorted(new, key=_urgency):
        add("nieuw", regel.id, regel.casus, why_new(regel, day))
    for regel in waiting:
        why = (
            _why_held(session, regel, day) if regel.status in ("op agenda", "wacht op info") and regel.route in ("AANH", "WACHT") else None
        )
        if why:
            add("aangehouden", regel.id, regel.casus, why)
    for regel in waiting:
        if (
            regel.route == "TA"
            and regel.status == "inzet"
            and session.exec(select(Inzet.id).where(Inzet.casus == regel.id)).first() is None
        ):
            add("aangehouden", regel.id, regel.casus, f"Team AnderS op {text.day_words(regel.besloten_op)}, nog zonder duo")
    for besluit, casus, code in _outside(session, row.id):
        why = f"{ROUTE.label(besluit.besluit_route)} op {text.day_words(besluit.besloten_op)}"
        key = made_of("agendapunt", row.id, "besluit", besluit.id)
        items.append(Punt(key, 0, "ter kennisname", code, casus, None, why, False, None, None, besluit=besluit.id))
        seen.add(casus)
    items += _deployments(session, row, day)
    items += _aftercare(session, row.id, day)
    for regel in waiting:
        last = casussen.decisions(session, regel.id)[-1] if regel.status == "procesregie" else None
        if last is not None and last.datum is not None and last.datum <= day:
            add("vastgelopen", regel.id, regel.casus, f"{ROUTE.label(last.route)}, termijn was {text.day_words(last.datum)}")
    for casus, why in ready_to_close(session):
        code = session.get_one(Casus, casus).casuscode or "?"
        add("sluiten", casus, code, f"kan worden afgesloten: {why}")
    return items + _signals(session, row.id)


OPEN = "afsluiting_datum IS NULL"


def _item_id(overleg: UUID, casus: UUID) -> UUID:
    return made_of("agendapunt", overleg, casus)


def _action_item(overleg: UUID, actie: ActieRegel, day: date) -> Punt:
    why = f"{actie.omschrijving} · {actie.eigenaar or 'zonder eigenaar'} · {due_words(actie.voor, day)}"
    return Punt(made_of("agendapunt", overleg, "actie", actie.id), 0, "actie", actie.casus, None, actie.id, why, False, None, None)


def due_words(voor: date | None, day: date) -> str:
    """`voor vr 27 nov`, `te laat, was voor ma 23 nov` or `zonder datum`."""
    if voor is None:
        return "zonder datum"
    return f"{'te laat, was voor' if voor < day else 'voor'} {text.day_words(voor)}"


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
    times = held_over(b.route for b in taken)
    return f"aangehouden op {text.day_words(last.besloten_op)}" + (f", {times} keer" if times > 1 else "")


def held_over(routes: Iterable[str | None]) -> int:
    """How often a casus was held over, one time after the other, up to its last decision; `routes` oldest first."""
    times = 0
    for route in routes:
        times = times + 1 if route == "AANH" else 0
    return times


def _outside(session: Session, overleg: UUID) -> list[tuple[Besluit, UUID, str]]:
    """Decisions outside a meeting that no other meeting was told of, but those of a workbook and holding over (that casus comes itself)."""
    # Of a workbook: its key is made of its parts (UUIDv5). In SQL, for a team may have read in thousands.
    own = sql("substr(hex(besluit.id), 13, 1) <> '5'")
    told = select(Agendapunt.besluit).where(col(Agendapunt.besluit).is_not(None), Agendapunt.overleg != overleg)
    rows = session.exec(
        select(Besluit, col(Casus.id), col(Casus.casuscode))
        .join(Casus, col(Casus.id) == Besluit.casus)
        .where(col(Besluit.overleg).is_(None), own, col(Besluit.besluit_route) != "AANH", col(Besluit.id).not_in(told))
        .order_by(col(Besluit.genomen_op))
    )
    return [(besluit, casus, code or "?") for besluit, casus, code in rows]


def _deployments(session: Session, row: Overleg, day: date) -> list[Punt]:
    """Running inzetten with an evaluation that is due, news since the meeting before, or silence; what needs attention first."""
    fresh = news(session, row.id)
    items = []
    for stand in inzet.running(session, day):
        lines = fresh.get(stand.id, [])
        due = stand.evaluatie is not None and stand.evaluatie < day + WEEK
        if not (lines or due or stand.dringend):
            continue
        told = f"nieuws: {text.shorten(lines[-1].tekst, 60)}" + (f" (en nog {len(lines) - 1})" if len(lines) > 1 else "") if lines else ""
        why = " · ".join(w for w in (f"Team {stand.team or '?'}", stand.aandacht, told) if w)
        key = made_of("agendapunt", row.id, "inzet", stand.id)
        items.append(
            Punt(key, 0, "evaluatie" if due else "inzet", stand.casus, stand.casus_id, None, why, False, None, None, inzet=stand.id)
        )
    return items


def _aftercare(session: Session, overleg: UUID, day: date) -> list[Punt]:
    """After-care that is due by the day of the meeting, an item a check; its casus may be closed, and it asks for no decision."""
    return [
        Punt(
            made_of("agendapunt", overleg, "nazorg", n.id), 0, "nazorg", n.casus, n.casus_id, None,
            f"Team {n.team or '?'} · {aftercare_words(n, day)}", False, None, None, inzet=n.inzet,
        )
        for n in uitkomst.aftercare(session, tot=day)
    ]  # fmt: skip


def aftercare_words(nazorg: NazorgStand, day: date) -> str:
    """`nazorg na 3 maanden, was ma 23 nov` or `nazorg na 6 maanden, vandaag`."""
    after = after_words(nazorg.maanden)
    if nazorg.datum is None:
        return after
    was = "was " if nazorg.datum < day else ""
    return f"{after}, {'vandaag' if nazorg.datum == day else f'{was}{text.day_words(nazorg.datum)}'}"


def news(session: Session, overleg: UUID) -> dict[UUID, list[LogRegel]]:
    """What was logged of inzetten since the meeting before this one began: its agenda had what was known there then."""
    since = previous(session, overleg)
    if since is None or since.gestart_op is None:
        return {}
    return inzetlog.news(session, since.gestart_op, knew=author_knew(session, since, "gestart_op"))


def previous(session: Session, overleg: UUID) -> Overleg | None:
    """The meeting that was held before one: the last that began before it did, or of all when it has not begun. Raises NotFound."""
    begun = _meeting(session, overleg).gestart_op
    query = select(Overleg).where(col(Overleg.gestart_op).is_not(None), Overleg.id != overleg)
    if begun is not None:
        query = query.where(col(Overleg.gestart_op) < begun)
    return session.exec(query.order_by(col(Overleg.gestart_op).desc())).first()


def _signals(session: Session, overleg: UUID) -> list[Punt]:
    """Signals noted outside a meeting, that no meeting has had yet and nobody has put with others."""
    had = select(Agendapunt.signaal).where(col(Agendapunt.signaal).is_not(None), Agendapunt.overleg != overleg)
    rows = session.exec(
        select(Signaal)
        .where(col(Signaal.overleg).is_(None), col(Signaal.bundel).is_(None), col(Signaal.id).not_in(had))
        .order_by(col(Signaal.datum), col(Signaal.id))
    )
    return [
        Punt(
            made_of("agendapunt", overleg, "signaal", s.id), 0, "signaal", None, None, None,
            f"{SIGNAAL_THEMA.label(s.thema)}: {text.shorten(s.tekst or '', 80)}", False, None, None, signaal=s.id,
        )
        for s in rows
    ]  # fmt: skip


# --- keeping it


def keep(session: Session, overleg: UUID, today: date) -> list[Punt]:
    """Write down the items that are not kept yet; those that are new. Of a meeting that does not run there are none."""
    row = _meeting(session, overleg)
    if row.gestart_op is None or row.gesloten_op is not None:
        return []
    kept = set(session.exec(select(Agendapunt.id).where(Agendapunt.overleg == overleg)))
    new = [item for item in agenda(session, overleg, today) if item.id not in kept]
    session.add_all([_row_of(overleg, item) for item in new])
    session.flush()
    return new


def kept(session: Session, overleg: UUID, item: Punt) -> Agendapunt:
    """The row of an item, made when it is not there yet."""
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
        inzet=item.inzet,
        signaal=item.signaal,
        volgorde=item.nr,
        waarom=item.waarom,
    )


def candidates(session: Session, overleg: UUID, today: date, words: str = "", *, limit: int = 100) -> list[Regel]:
    """Open casussen that could be brought in, newest first, but those on the agenda; with `words` those that hold each."""
    there = {p.casus_id for p in agenda(session, overleg, today) if p.soort != "nazorg"}
    found = casussen.search(session, words, limit=limit) if words.strip() else casussen.listed(session, OPEN, limit=limit)
    return [r for r in found if r.id not in there and r.status != "afgesloten"]


def bring_in(session: Session, wie: Wie, overleg: UUID, casus: UUID) -> UUID:
    """Put a casus on the agenda. On it already: that item. Raises Refused when the meeting is closed."""
    open_meeting(session, overleg)
    items = agenda(session, overleg, wie.today)
    there = [item for item in items if item.casus_id == casus and item.besluit is None and item.soort != "nazorg"]
    if there:
        item = min(there, key=lambda p: p.inzet is not None)
        kept(session, overleg, item)
        return item.id
    last = session.exec(select(Agendapunt.volgorde).where(Agendapunt.overleg == overleg).order_by(col(Agendapunt.volgorde).desc())).first()
    row = Agendapunt(
        id=_item_id(overleg, casus), overleg=overleg, soort="ingebracht", casus=casus, volgorde=(last or 0) + 1, waarom="ingebracht"
    )
    session.add(row)
    session.flush()
    return row.id


# --- walking through it


def go_to_step(session: Session, wie: Wie, overleg: UUID, step: UUID, item: Punt | None) -> None:
    """The meeting is at this step from now on, an item or a part of its own; where it holds a casus, that it was seen is logged."""
    row = open_meeting(session, overleg)
    if item is not None:
        kept(session, overleg, item)
        if item.casus_id is not None:
            casussen.seen(session, wie, "overleg", item.casus_id)
    row.huidig, row.huidig_sinds = step, wie.moment


def mark(session: Session, wie: Wie, overleg: UUID, item: Punt, discussed: bool = True) -> None:
    """The item is discussed, or after all not."""
    open_meeting(session, overleg)
    row = kept(session, overleg, item)
    if (row.besproken_op is not None) != discussed:
        row.besproken_op = wie.moment if discussed else None


def set_note(session: Session, wie: Wie, overleg: UUID, item: Punt, words: str | None) -> None:
    """The note of an item."""
    open_meeting(session, overleg)
    kept(session, overleg, item).notitie = wie.free(words)


def as_it_is(session: Session, item: Punt) -> Punt:
    """An item with its note, and whether it is discussed, as they are now."""
    row = session.get(Agendapunt, item.id)
    return item if row is None else replace(item, notitie=row.notitie, besproken=row.besproken_op is not None)


def expected_end(session: Session, begun: datetime, now: datetime, items: Iterable[Punt]) -> datetime | None:
    """When the meeting is done at this pace, by the items that are left; None when all are done. What an item is expected to take counts
    as one item done, so that a first quick one promises nothing."""
    walked = [p.besproken for p in items if p.soort != "actie"]
    done, left = sum(walked), len(walked) - sum(walked)
    if not left:
        return None
    expected = timedelta(minutes=instellingen.number(session, "minuten_per_punt"))
    return now + left * (now - begun + expected) / (done + 1)


# --- what it lacks


def open_ends(session: Session, overleg: UUID, today: date) -> list[str]:
    """What is left open, in words; see `ends`."""
    return [words for _, words in ends(session, overleg, today)]


def ends(session: Session, overleg: UUID, today: date) -> list[tuple[UUID | None, str]]:
    """What is left open, with the item that it belongs to: a casus without decision, a decision without reason, owner, date or duo, an
    action without owner or date."""
    items = agenda(session, overleg, today, fresh=_meeting(session, overleg).gestart_op is None)
    of_casus = {p.casus_id: p for p in reversed(items) if p.casus_id and p.soort != "nazorg"}
    left: list[tuple[UUID | None, str]] = [(item.id, f"{item.casus}: geen besluit") for item in items if undecided(session, item, overleg)]
    decided = set(session.exec(select(col(Besluit.casus)).where(Besluit.overleg == overleg)))
    for p in items:
        casus = session.get(Casus, p.casus_id) if p.soort == "sluiten" and p.casus_id not in decided else None
        if casus is not None and casus.afsluiting_datum is None:
            left.append((p.id, f"{p.casus}: nog niet afgesloten"))
    for besluit in session.exec(select(Besluit).where(Besluit.overleg == overleg).order_by(col(Besluit.genomen_op))):
        item = of_casus.get(besluit.casus) if besluit.casus else None
        lacks = [
            word
            for word, absent in (
                ("reden", not besluit.reden),
                ("eigenaar", besluit.besluit_eigenaar is None),
                ("datum", besluit.besluit_datum is None),
                ("duo", besluit.besluit_route == "TA" and _duo_size(session, besluit.id) != 2),
            )
            if absent
        ]
        code, at = (item.casus, item.id) if item else ("?", None)
        if lacks:
            left.append((at, f"{code}: geen {text.listed(lacks)}"))
        left += [(at, f"{code}: {gone} zit in het duo en is geen lid meer") for gone in _left_the_team(session, besluit.id, today)]
    for actie in casussen.actions(session, overleg=overleg, open_only=True):
        lacks = [word for word, absent in (("eigenaar", not actie.eigenaar), ("datum", actie.voor is None)) if absent]
        if lacks:
            of_item = next((p.id for p in items if p.casus == actie.casus and p.casus_id), None)
            left.append((of_item, f"actie “{text.shorten(actie.omschrijving, 40)}”: geen {text.listed(lacks)}"))
    return left


def undecided(session: Session, item: Punt, overleg: UUID) -> bool:
    """Whether an item asks for a decision and has none: not of this meeting, nor one outside it while it went on; a closed casus asks
    none. What came after the meeting was closed does not count."""
    if item.soort not in DECIDES or item.route is not None or item.casus_id is None:
        return False
    casus, row = session.get(Casus, item.casus_id), _meeting(session, overleg)
    ended = casus.afsluiting_datum if casus is not None else None
    if casus is None or (ended is not None and (row.gesloten_op is None or row.datum is None or ended <= row.datum)):
        return False
    if row.gestart_op is None:
        return True
    taken = select(Besluit.id).where(Besluit.casus == item.casus_id, col(Besluit.genomen_op) >= row.gestart_op)
    if row.gesloten_op is not None:
        taken = taken.where(col(Besluit.genomen_op) <= row.gesloten_op)
    return session.exec(taken).first() is None


def _duo_size(session: Session, besluit: UUID) -> int:
    there = col(InzetLid.tot).is_(None) | col(Inzet.einddatum).is_not(None)
    present = select(InzetLid.lid).join(Inzet, col(Inzet.id) == InzetLid.inzet).where(Inzet.besluit == besluit, there)
    return len(set(session.exec(present)))


def _left_the_team(session: Session, besluit: UUID, today: date) -> list[str]:
    """Short names of those in the duo of a decision who are no longer a member."""
    rows = session.exec(
        select(Lid.code)
        .join(InzetLid, col(InzetLid.lid) == Lid.id)
        .join(Inzet, col(Inzet.id) == InzetLid.inzet)
        .where(Inzet.besluit == besluit, col(InzetLid.tot).is_(None), col(Lid.actief_tot) < today)
        .order_by(Lid.code)
    )
    return [code or "?" for code in rows]
