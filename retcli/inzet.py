"""The deployment of a duo as it stands: proposed, confirmed, begun, evaluated; and which of them needs attention, and why.

The plan (start, end, goal) is made with the decision; an inzet has begun on `gestart_op`, or at its first log line (`inzetlog.py`). An
evaluation that is planned is an open row of `Evaluatie`; `inzet.evaluatiedatum` follows the first of them. The duo of today are the
links without `tot`; who was replaced keeps a link up to and with the day before. How it ended: `uitkomst.py`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from sqlmodel import Session, case, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from db.columns import made_of
from db.models import Actie, Casus, Evaluatie, Heropening, Inzet, InzetLid, Lid, Logregel

from . import casussen, duo, instellingen, text
from .errors import NotFound, Refused
from .leden import Afwezig, LidKaart, absences, card
from .wie import Wie

SOON = timedelta(days=7)
DAY = timedelta(days=1)
LAST_WEEK = 104
"""The latest week in which the setting `evaluatie_weken` can plan one."""
STATUSSEN = ("voorgesteld", "bevestigd", "gestart", "loopt", "geëvalueerd", "afgeschaald", "gesloten")
"""What an inzet goes through, in order; each follows from what was entered and is kept nowhere."""


@dataclass(frozen=True, slots=True)
class InzetStand:
    """An inzet as it stands: codes, not labels; duo by short names, in one order; the last duo when it has ended.

    `status` is one of STATUSSEN. `start` is planned and `gestart` happened; `weken` are whole weeks since, to its end or today.
    `stil_weken` is None while it is not silent. `aandacht` says why it needs attention, most pressing first, or is empty; `dringend` says
    whether that can't wait.
    """

    id: UUID
    casus: str
    casus_id: UUID | None
    besluit: UUID | None
    team: int | None
    duo: tuple[str, ...]
    start: date | None
    gestart: date | None
    weken: int | None
    verwacht_einde: date | None
    doel: str | None
    frequentie: str | None
    laatste_contact: date | None
    regels: int
    evaluatie: date | None
    stil_weken: int | None
    aandacht: str
    dringend: bool
    einddatum: date | None
    resultaat: str | None
    woonsituatie_eind: str | None
    afgeschaald_naar: str | None
    reden: str | None
    status: str
    bevestigd: date | None
    afgeschaald_op: date | None
    uhp: str | None
    woonsituatie_begin: str | None
    duo_plaats: int | None
    """Which place the pair had in the proposal that it was chosen from; `duo_voorstel` is its first pair when that was another."""
    duo_voorstel: str | None
    duo_reden: str | None
    evaluaties: tuple[date, ...]
    """Planned, the first of them first; none when it has ended."""
    open_acties: int
    """Open actions on its casus; `te_laat` are those of them past their day."""
    te_laat: int

    @property
    def loopt(self) -> bool:
        """Whether it has not ended."""
        return self.einddatum is None


@dataclass(frozen=True, slots=True)
class Gehouden:
    """An evaluation, planned for `datum` or held."""

    id: UUID
    datum: date | None
    gehouden_op: date | None
    uitkomst: str | None


@dataclass(frozen=True, slots=True)
class DuoDeel:
    """Someone's part in a duo, up to and with `tot` (None: still), why it ended and what was handed over."""

    lid: UUID
    code: str
    naam: str
    van: date | None
    tot: date | None
    reden: str | None
    overdracht: str | None


# --- what an inzet goes through


def confirm(session: Session, wie: Wie, inzet: UUID, *, datum: date | None = None) -> None:
    """The duo will do it, today unless said. Raises Refused without a duo of two, twice, after it began, or for a wrong date."""
    row, casus = active_row(session, inzet)
    begun = begun_on(session, row)
    if begun is not None:
        raise Refused(f"De inzet op {casus.casuscode} is al begonnen, op {text.day_words(begun)}.", "Bevestigen hoeft niet meer.")
    if row.bevestigd_op is not None:
        raise Refused(
            f"De inzet op {casus.casuscode} is al bevestigd, op {text.day_words(row.bevestigd_op)}.", "Leg de start vast zodra hij begint."
        )
    _two(session, inzet)
    row.bevestigd_op = day_of(wie, casus, datum)


def start(
    session: Session,
    wie: Wie,
    inzet: UUID,
    *,
    datum: date | None = None,
    doel: str | None = None,
    verwacht_einde: date | None = None,
    frequentie: str | None = None,
) -> None:
    """It has begun, today unless said, and is confirmed by that; evaluations are planned.

    Raises Refused when it has already, without a duo of two, on a closed casus, or for a wrong date.
    """
    row, casus = active_row(session, inzet)
    begun = begun_on(session, row)
    if begun is not None:
        raise Refused(f"De inzet op {casus.casuscode} is al begonnen, op {text.day_words(begun)}.", "Schrijf in het log wat er gebeurt.")
    _two(session, inzet)
    day = day_of(wie, casus, datum)
    if verwacht_einde is not None:
        if verwacht_einde < day:
            raise Refused("Het verwachte einde ligt voor de start.", "Kies een latere datum.")
        row.inzet_planning_verwacht_einde = verwacht_einde
    elif row.inzet_planning_verwacht_einde is not None and row.inzet_planning_verwacht_einde < day:
        wie.note(f"Let op: het verwachte einde, {text.day_words(row.inzet_planning_verwacht_einde)}, ligt voor de start.")
    if doel is not None:
        row.inzet_planning_doel = wie.free(doel)
    if frequentie is not None:
        row.frequentie = wie.free(frequentie, lines=False, limit=200)
    begin_on(session, wie, row, day)


def replace_member(
    session: Session,
    wie: Wie,
    inzet: UUID,
    uit: UUID,
    erin: UUID,
    *,
    datum: date | None = None,
    reden: str | None = None,
    overdracht: str | None = None,
) -> None:
    """From a day on, today unless said, `erin` is in the duo in the place of `uit`; who leaves keeps the days before, why, and what was
    handed over. Before the inzet began there are no such days, and the place alone changes hands.

    Of a duo that two laptops made three, `uit` goes for one who is in it already. Raises Refused for someone who is not in the duo, one
    who is in it or was on one of those days, in no team or no member, and for a day to come or before `uit` came in.
    """
    row, casus = active_row(session, inzet)
    links = duo_links(session, inzet)
    leaving = next((link for link in links if link.lid == uit), None)
    if leaving is None:
        names = text.listed(_member(session, link.lid).code for link in links)
        raise Refused(f"{_member(session, uit).code} zit niet in dit duo.", f"Het duo is {names}." if names else "")
    others = [link.lid for link in links if link is not leaving]
    new = _member(session, erin)
    if erin == uit and erin not in others:
        raise Refused(f"{new.code} kan niet in de eigen plaats komen.", "Kies een ander.")
    if erin in others and len(others) == 1:
        raise Refused(f"{new.code} zit al in dit duo.", "Een duo is twee verschillende mensen; kies een ander.")
    day, begun = day_of(wie, casus, datum), begun_on(session, row)
    if begun is not None and day < max(leaving.van or begun, begun):
        since = text.day_words(max(leaving.van or begun, begun))
        raise Refused(f"{_member(session, uit).code} zit pas sinds {since} in dit duo.", "Kies die dag of later.")
    if erin not in others:
        fit(new, day, wie.today)
        _not_twice(session, inzet, new, begun, day)
        for flag in duo.flags(session, casus.id, erin, others[0] if others else None, wie.today):
            wie.note(f"Let op: {flag.woorden}.")
        session.add(InzetLid(id=_key_of(session, inzet, erin, day), inzet=inzet, lid=erin, van=day if begun is not None else leaving.van))
    leaving.reden_wissel = wie.free(reden, lines=False, limit=300)
    leaving.overdracht = wie.free(overdracht)
    if begun is None and not (leaving.reden_wissel or leaving.overdracht):
        session.delete(leaving)
    else:
        leaving.tot = day - DAY
        leaving.van = leaving.van if begun is not None else None
    session.flush()


def plan_evaluation(session: Session, wie: Wie, inzet: UUID, datum: date) -> None:
    """Evaluate next on that day: the first planned evaluation moves there, and those that were planned up to and with it go up in it.

    Raises Refused for a day that is past, or when the inzet has ended.
    """
    row, _ = active_row(session, inzet)
    if datum < wie.today:
        raise Refused(
            f"{text.day_short(datum)} is al voorbij.", "Kies vandaag of later; een gehouden evaluatie legt u vast met de uitkomst."
        )
    planned = planned_evaluations(session, inzet)
    first = planned[0] if planned else Evaluatie(inzet=inzet)
    first.datum = datum
    session.add(first)
    for other in planned[1:]:
        if other.datum is None or other.datum <= datum:
            session.delete(other)
    _follow(session, row)


def evaluate(session: Session, wie: Wie, inzet: UUID, uitkomst: str, *, datum: date | None = None, volgende: date | None = None) -> None:
    """An evaluation was held, today unless said, with what came out: the first that was planned, and with it all that were due by then.
    Later ones stay planned; `volgende` moves the next, or plans one.

    Raises Refused without an outcome, before the inzet began, for a day to come, or when the inzet has ended.
    """
    row, casus = active_row(session, inzet)
    begun = begun_on(session, row)
    day = datum or wie.today
    if begun is None:
        raise Refused(f"De inzet op {casus.casuscode} is nog niet begonnen.", "Begin hem eerst; een evaluatie plannen kan wel.")
    if not begun <= day <= wie.today:
        raise Refused(f"De evaluatie ligt tussen de start ({text.day_short(begun)}) en vandaag.", "Kijk de datum na.")
    kept = wie.free(uitkomst)
    if not kept:
        raise Refused("Een evaluatie zonder uitkomst kan niet.", "Schrijf in een zin wat eruit kwam.")
    planned = planned_evaluations(session, inzet)
    held = planned[0] if planned else Evaluatie(inzet=inzet, datum=day)
    held.gehouden_op, held.uitkomst = day, kept
    session.add(held)
    for also in planned[1:]:
        if also.datum is None or also.datum <= day:
            session.delete(also)
    _follow(session, row)
    if volgende is not None:
        plan_evaluation(session, wie, inzet, volgende)


# --- looking


def running(session: Session, today: date) -> list[InzetStand]:
    """The inzetten that have not ended, what needs attention first."""
    return _stands(session, today, select(Inzet).where(col(Inzet.einddatum).is_(None)))


def clashes(session: Session, running: Sequence[InzetStand]) -> list[tuple[UUID, str, str]]:
    """What two laptops made between them, and neither alone would have: casussen on which several of these run, and closed ones on which
    one does. Key, code and words of each."""
    several = Counter(stand.casus_id for stand in running if stand.casus_id is not None)
    closed = set(session.exec(select(Casus.id).where(col(Casus.afsluiting_datum).is_not(None), col(Casus.id).in_(several))))
    codes = {stand.casus_id: stand.casus for stand in running}
    told = [(casus, f"er lopen {count} inzetten") for casus, count in several.items() if count > 1]
    told += [(casus, "is afgesloten, maar er loopt nog een inzet") for casus in several if casus in closed]
    return [(casus, codes[casus], words) for casus, words in told]


def ended(session: Session, today: date, *, limit: int | None = 200) -> list[InzetStand]:
    """The inzetten that have ended, the last first; without a limit every one."""
    query = select(Inzet).where(col(Inzet.einddatum).is_not(None)).order_by(col(Inzet.einddatum).desc(), col(Inzet.id).desc()).limit(limit)
    return sorted(_stands(session, today, query), key=lambda s: s.einddatum or today, reverse=True)


def get(session: Session, inzet: UUID, today: date) -> InzetStand:
    """One inzet as it stands. Raises NotFound when it is gone."""
    found = _stands(session, today, select(Inzet).where(Inzet.id == inzet))
    if not found:
        raise NotFound("Deze inzet is er niet meer.", "Kijk met `retcli inzet lijst`.")
    return found[0]


def find(session: Session, name: str) -> UUID:
    """The inzet of a casus, named by its code: the one that runs, else the last one. Raises NotFound."""
    casus = casussen.find(session, name)
    query = select(Inzet.id).where(Inzet.casus == casus).order_by(col(Inzet.einddatum).is_not(None), col(Inzet.id).desc())
    found = session.exec(query).first()
    if found is None:
        code = session.get_one(Casus, casus).casuscode
        raise NotFound(f"Op casus {code} is geen inzet.", "Een inzet begint met een besluit voor Team AnderS en een duo.")
    return found


def evaluations(session: Session, inzet: UUID) -> list[Gehouden]:
    """The evaluations, planned and held, newest first."""
    rows = session.exec(select(Evaluatie).where(Evaluatie.inzet == inzet))
    found = [Gehouden(e.id, e.datum, e.gehouden_op, e.uitkomst) for e in rows]
    return sorted(found, key=lambda e: e.gehouden_op or e.datum or date.min, reverse=True)


def duo_history(session: Session, inzet: UUID) -> list[DuoDeel]:
    """Everyone who is or was in the duo, the first first. Who was replaced on the day that they came in was in it that one day."""
    query = select(InzetLid, Lid).join(Lid, col(Lid.id) == InzetLid.lid).where(InzetLid.inzet == inzet).order_by(col(InzetLid.id))
    found = []
    for link, lid in session.exec(query):
        until = link.tot if link.tot is None or link.van is None else max(link.van, link.tot)
        who = card(lid)
        found.append(DuoDeel(who.id, who.code, who.naam, link.van, until, link.reden_wissel, link.overdracht))
    return sorted(found, key=lambda part: (part.van or date.min, part.tot is None, part.tot or date.max))


def silent_after(session: Session) -> int:
    """Weeks without contact after which an inzet is silent."""
    return instellingen.number(session, "stil_na_weken")


def evaluate_after(session: Session) -> timedelta:
    """How long after an evaluation the next one is proposed; the setting `evaluatie_na_weken`."""
    return timedelta(weeks=instellingen.number(session, "evaluatie_na_weken"))


# --- helpers


@dataclass(slots=True)
class _Feiten:
    """What other tables say of one inzet."""

    casus: str = "?"
    leden: list[tuple[InzetLid, LidKaart]] = field(default_factory=list)
    regels: int = 0
    eerste: date | None = None
    laatste: date | None = None
    gepland: list[date] = field(default_factory=list)
    gehouden: date | None = None
    open_acties: int = 0
    te_laat: int = 0


def _facts(session: Session, ids: Sequence[UUID], today: date) -> dict[UUID, _Feiten]:
    facts = {inzet: _Feiten() for inzet in ids}
    codes = select(col(Inzet.id), Casus.casuscode).join(Casus, col(Casus.id) == Inzet.casus)
    members = select(InzetLid, Lid).join(Lid, col(Lid.id) == InzetLid.lid).order_by(col(InzetLid.id))
    logged = select(col(Logregel.inzet), func.count(), func.min(Logregel.datum), func.max(Logregel.datum)).where(casussen.stands_itself())
    planned = select(col(Evaluatie.inzet), col(Evaluatie.datum)).where(
        col(Evaluatie.gehouden_op).is_(None), col(Evaluatie.datum).is_not(None)
    )
    held = select(col(Evaluatie.inzet), func.max(Evaluatie.gehouden_op)).where(col(Evaluatie.gehouden_op).is_not(None))
    late = func.sum(case((col(Actie.vervaldatum) < today, 1), else_=0))
    actions = select(col(Inzet.id), func.count(), late).join(Actie, col(Actie.casus) == Inzet.casus)
    undone = col(Actie.gedaan_op).is_(None) & col(Actie.vervallen_op).is_(None)
    for first in range(0, len(ids), 500):
        some = ids[first : first + 500]
        for inzet, code in session.exec(codes.where(col(Inzet.id).in_(some))):
            facts[inzet].casus = code or "?"
        for link, lid in session.exec(members.where(col(InzetLid.inzet).in_(some))):
            if link.inzet is not None:
                facts[link.inzet].leden.append((link, card(lid)))
        for of, many, begun, last in session.exec(logged.where(col(Logregel.inzet).in_(some)).group_by(col(Logregel.inzet))):
            if of is not None:
                facts[of].regels, facts[of].eerste, facts[of].laatste = many, begun, last
        for of, day in session.exec(planned.where(col(Evaluatie.inzet).in_(some)).order_by(col(Evaluatie.datum))):
            if of is not None and day is not None:
                facts[of].gepland.append(day)
        for of, last in session.exec(held.where(col(Evaluatie.inzet).in_(some)).group_by(col(Evaluatie.inzet))):
            if of is not None:
                facts[of].gehouden = last
        for inzet, many, too_late in session.exec(actions.where(col(Inzet.id).in_(some), undone).group_by(col(Inzet.id))):
            facts[inzet].open_acties, facts[inzet].te_laat = many, too_late
    return facts


def _stands(session: Session, today: date, query: SelectOfScalar[Inzet]) -> list[InzetStand]:
    rows = session.exec(query).all()
    facts = _facts(session, [row.id for row in rows], today)
    weeks = silent_after(session)
    away = _long_away(absences(session, today), timedelta(weeks=weeks), today)
    return sorted((_stand(row, facts[row.id], weeks, today, away) for row in rows), key=_order)


def _long_away(absent: Mapping[UUID, Sequence[Afwezig]], long: timedelta, today: date) -> dict[UUID, date | None]:
    """Who is away, or will be within a week, for at least as long as an inzet may be silent, and until when (None: nobody knows)."""
    return {
        lid: each.tot
        for lid, found in absent.items()
        for each in _joined(found)
        if (each.van is None or each.van <= today + SOON)
        and (each.tot is None or each.van is None or each.tot - each.van >= long - DAY)
        and each.raakt(today, today + SOON)
    }


def _joined(found: Sequence[Afwezig]) -> list[Afwezig]:
    """Absences, the first first, of which those that follow on each other without a day between are one."""
    whole = list[Afwezig]()
    for each in found:
        last = whole[-1] if whole else None
        if last is None or (last.tot is not None and each.van is not None and each.van > last.tot + DAY):
            whole.append(each)
        else:
            whole[-1] = last._replace(tot=None if last.tot is None or each.tot is None else max(last.tot, each.tot))
    return whole


def _stand(row: Inzet, facts: _Feiten, silent_weeks: int, today: date, away: Mapping[UUID, date | None]) -> InzetStand:
    duo = [lid for link, lid in facts.leden if link.tot is None or link.tot == row.einddatum]
    started = row.gestart_op or facts.eerste
    seen = max((d for d in (facts.laatste, facts.gehouden, started) if d), default=None)
    silent_since = seen if seen and row.einddatum is None and (today - seen).days > silent_weeks * 7 else None
    coming = tuple(facts.gepland) if row.einddatum is None else ()
    first = coming[0] if coming else None
    why, pressing = _attention(row, duo, started, silent_since, first, today, away)
    return InzetStand(
        id=row.id,
        casus=facts.casus,
        casus_id=row.casus,
        besluit=row.besluit,
        team=row.team,
        duo=tuple(lid.code for lid in duo),
        start=row.inzet_planning_start,
        gestart=started,
        weken=max(((row.einddatum or today) - started).days // 7, 0) if started else None,
        verwacht_einde=row.inzet_planning_verwacht_einde,
        doel=row.inzet_planning_doel,
        frequentie=row.frequentie,
        laatste_contact=facts.laatste,
        regels=facts.regels,
        evaluatie=first,
        stil_weken=(today - silent_since).days // 7 if silent_since else None,
        aandacht=" · ".join(why),
        dringend=pressing,
        einddatum=row.einddatum,
        resultaat=row.resultaat,
        woonsituatie_eind=row.woonsituatie_eind,
        afgeschaald_naar=row.afgeschaald_naar,
        reden=row.einde_reden,
        status=_status(row, facts, started),
        bevestigd=row.bevestigd_op,
        afgeschaald_op=row.afgeschaald_op,
        uhp=row.uhp,
        woonsituatie_begin=row.woonsituatie_begin,
        duo_plaats=row.duo_keuze_plaats,
        duo_voorstel=row.duo_keuze_voorstel,
        duo_reden=row.duo_keuze_reden,
        evaluaties=coming,
        open_acties=facts.open_acties,
        te_laat=facts.te_laat,
    )


def _status(row: Inzet, facts: _Feiten, started: date | None) -> str:
    """The last of STATUSSEN that what was entered says."""
    reached = (
        True,
        row.bevestigd_op is not None,
        started is not None,
        started is not None and facts.laatste is not None and facts.laatste >= started,
        facts.gehouden is not None,
        row.afgeschaald_op is not None,
        row.einddatum is not None,
    )
    return [status for status, so in zip(STATUSSEN, reached, strict=True) if so][-1]


def _attention(
    row: Inzet,
    duo: Sequence[LidKaart],
    started: date | None,
    silent_since: date | None,
    evaluation: date | None,
    today: date,
    away: Mapping[UUID, date | None],
) -> tuple[list[str], bool]:
    """Why it needs attention, most pressing first, and whether the first of that can't wait."""
    if row.einddatum is not None:
        return [], False
    pressing, soon = list[str](), list[str]()
    gone = [lid.code for lid in duo if not lid.actief(today)]
    planned, due = row.inzet_planning_start, row.inzet_planning_verwacht_einde
    if silent_since is not None:
        pressing.append(f"stil sinds {text.day_words(silent_since)}")
    sure = "" if row.bevestigd_op is not None or (planned is not None and planned > today + SOON) else "nog niet bevestigd, "
    if started is None and planned is not None and planned < today:
        pressing.append(f"{sure}zou {text.day_words(planned)} beginnen")
    elif started is None and planned is not None:
        (pressing if sure and planned == today else soon).append(
            f"{sure}begint {'vandaag' if planned == today else text.day_words(planned)}"
        )
    elif started is None:
        pressing.append(f"{sure}nog niet begonnen")
    if evaluation is not None and evaluation < today:
        pressing.append(f"evaluatie was {text.day_words(evaluation)}")
    elif evaluation is not None and evaluation <= today + SOON:
        soon.append(f"evaluatie {'vandaag' if evaluation == today else text.day_words(evaluation)}")
    if len(duo) != 2:
        pressing.append("geen duo" if not duo else f"{duo[0].code} is alleen" if len(duo) == 1 else "meer dan twee")
    if gone:
        pressing.append(f"{text.listed(gone)} {'is' if len(gone) == 1 else 'zijn'} geen lid meer")
    for lid in duo:
        if lid.id in away and lid.code not in gone:
            until = away[lid.id]
            pressing.append(f"{lid.code} is weg{f' tot en met {text.day_words(until)}' if until else ''}")
    if due is not None and due < today:
        pressing.append(f"einde was verwacht {text.day_words(due)}")
    return pressing + soon, bool(pressing)


def _order(stand: InzetStand) -> tuple[bool, bool, date, str]:
    """What needs attention first, and of that what has waited longest."""
    since = stand.laatste_contact or stand.gestart or stand.start or date.max
    return (not stand.dringend, not stand.aandacht, since, stand.casus)


def begin_on(session: Session, wie: Wie, row: Inzet, day: date) -> None:
    """It began that day, or did so after all: whatever hangs on the start goes along."""
    before = row.gestart_op
    row.gestart_op = day
    if row.bevestigd_op is None or row.bevestigd_op > day:
        row.bevestigd_op = day
    if row.woonsituatie_begin is None and row.casus is not None:
        row.woonsituatie_begin = lived_before(session, row, session.get_one(Casus, row.casus), day)
    for link in session.exec(select(InzetLid).where(InzetLid.inzet == row.id)):
        if (before is None and link.tot is None) or (link.van is not None and (link.van == before or link.van < day)):
            link.van = day
        elif link.van is None and link.tot is not None:  # replaced before it began, whenever that turns out to be
            link.tot = min(link.tot, day - DAY)
    if row.einddatum is None:
        _plan_from_start(session, wie, row, before, day)


def lived_before(session: Session, row: Inzet, casus: Casus, day: date) -> str | None:
    """Where the child lived by what was known last before that day: the end of an earlier inzet or closure, else the aanmelding."""
    ended = select(col(Inzet.einddatum), col(Inzet.woonsituatie_eind)).where(Inzet.casus == casus.id, col(Inzet.id) != row.id)
    closed = select(col(Heropening.gesloten_op), col(Heropening.woonsituatie_eind)).where(Heropening.casus == casus.id)
    known = [(on, n, place) for n, query in enumerate((ended, closed)) for on, place in session.exec(query) if place and on and on <= day]
    return max(known)[2] if known else casus.woonsituatie


def _plan_from_start(session: Session, wie: Wie, row: Inzet, before: date | None, day: date) -> None:
    """Plan evaluations so many weeks after the start, but none that is past; those of an earlier start that nobody moved go along."""
    planned = planned_evaluations(session, row.id)
    if before is not None:
        after = {made_of("evaluatie", row.id, week): timedelta(weeks=week) for week in range(1, LAST_WEEK + 1)}
        for each in planned:
            if each.id in after and each.datum == before + after[each.id]:
                if day + after[each.id] < wie.today <= each.datum:
                    session.delete(each)
                else:
                    each.datum = day + after[each.id]
    taken = {each.datum for each in planned}
    for week in instellingen.series(session, "evaluatie_weken"):
        key, moment = made_of("evaluatie", row.id, week), day + timedelta(weeks=week)
        was_past = before is None or before + timedelta(weeks=week) < wie.today
        if moment >= wie.today and was_past and moment not in taken and session.get(Evaluatie, key) is None:
            session.add(Evaluatie(id=key, inzet=row.id, datum=moment))
    _follow(session, row)


def _follow(session: Session, row: Inzet) -> None:
    """The day of the first planned evaluation, on the inzet itself."""
    session.flush()
    planned = planned_evaluations(session, row.id)
    row.evaluatiedatum = planned[0].datum if planned else None


def begun_on(session: Session, row: Inzet) -> date | None:
    """The day it began: as written, else its first line (older logs, and those of another laptop, come without)."""
    if row.gestart_op is not None:
        return row.gestart_op
    first = select(func.min(Logregel.datum)).where(Logregel.inzet == row.id, casussen.stands_itself())
    return session.exec(first).one()


def after_registration(casus: Casus, day: date) -> None:
    if casus.datum_aanmelding is not None and day < casus.datum_aanmelding:
        raise Refused(f"{text.day_short(day)} ligt voor de aanmelding van {text.day_short(casus.datum_aanmelding)}.", "Kijk de datum na.")


def planned_evaluations(session: Session, inzet: UUID) -> list[Evaluatie]:
    query = select(Evaluatie).where(Evaluatie.inzet == inzet, col(Evaluatie.gehouden_op).is_(None))
    return list(session.exec(query.order_by(col(Evaluatie.datum), col(Evaluatie.id))))


def duo_links(session: Session, inzet: UUID) -> list[InzetLid]:
    return list(session.exec(select(InzetLid).where(InzetLid.inzet == inzet, col(InzetLid.tot).is_(None)).order_by(col(InzetLid.id))))


def row_of(session: Session, inzet: UUID) -> tuple[Inzet, Casus]:
    row = session.get(Inzet, inzet)
    casus = session.get(Casus, row.casus) if row is not None and row.casus is not None else None
    if row is None or casus is None:
        raise NotFound("Deze inzet is er niet meer.", "Kijk met `retcli inzet lijst`.")
    return row, casus


def open_row(session: Session, inzet: UUID) -> tuple[Inzet, Casus]:
    """Raises Refused when it has ended."""
    row, casus = row_of(session, inzet)
    if row.einddatum is not None:
        raise Refused(
            f"De inzet op {casus.casuscode} is al gesloten, op {text.day_words(row.einddatum)}.", "Een nieuwe inzet vraagt een besluit."
        )
    return row, casus


def active_row(session: Session, inzet: UUID) -> tuple[Inzet, Casus]:
    """Raises Refused when it has ended, or its casus is closed."""
    row, casus = open_row(session, inzet)
    not_closed(casus)
    return row, casus


def not_closed(casus: Casus) -> None:
    if casus.afsluiting_datum is not None:
        raise Refused(f"Casus {casus.casuscode} is afgesloten.", "Heropen hem eerst.")


def day_of(wie: Wie, casus: Casus, datum: date | None) -> date:
    """The day that something happened, today unless said. Raises Refused for one to come or before the aanmelding."""
    day = datum or wie.today
    if day > wie.today:
        raise Refused(f"{text.day_short(day)} moet nog komen.", "Leg het vast op de dag zelf, of later.")
    after_registration(casus, day)
    return day


def _key_of(session: Session, inzet: UUID, erin: UUID, day: date) -> UUID:
    """The key of who comes in: two laptops that make the same swap make the same row, and the order of coming is the order of the keys."""
    last = max((link.int for link in session.exec(select(InzetLid.id).where(InzetLid.inzet == inzet))), default=0)
    return UUID(int=((last >> 64) + 1 << 64) | (made_of("inzet_lid", inzet, erin, day).int & (1 << 64) - 1))


def _not_twice(session: Session, inzet: UUID, new: LidKaart, begun: date | None, day: date) -> None:
    """Raises Refused for one who was in this duo on that day or later; before an inzet began nobody was."""
    until = session.exec(select(func.max(InzetLid.tot)).where(InzetLid.inzet == inzet, InzetLid.lid == new.id)).one()
    if begun is not None and until is not None and until >= day:
        raise Refused(f"{new.code} zat tot en met {text.day_words(until)} zelf in dit duo.", "Kies een dag daarna.")


def _two(session: Session, inzet: UUID) -> None:
    if len(duo_links(session, inzet)) != 2:
        raise Refused("De inzet heeft nog geen duo van twee.", "Kies eerst wie het doen, bij het besluit.")


def _member(session: Session, lid: UUID | None) -> LidKaart:
    row = session.get(Lid, lid) if lid is not None else None
    if row is None:
        raise NotFound("Dit lid is er niet.", "Kijk met `retcli team lijst`.")
    return card(row)


def fit(new: LidKaart, day: date, today: date) -> None:
    """Raises Refused for one who can't be in a duo from that day: in no team, or no member then or by now."""
    if new.team is None:
        raise Refused(f"{new.code} zit niet in een Team AnderS.", "Kies iemand uit team 1 of 2.")
    if new.actief_tot is not None and new.actief_tot < max(day, today):
        raise Refused(f"{new.code} is geen lid meer, tot en met {text.day_short(new.actief_tot)}.", "Kies een ander.")
    if not new.actief(day):
        raise Refused(f"{new.code} is pas lid vanaf {text.day_short(new.actief_van)}.", "Kies die dag of later, of een ander.")
