"""The deployment of a duo as it stands: proposed, begun, evaluated; and which of them needs attention, and why.

The plan (start, end, goal) is made with the decision; an inzet has begun on `gestart_op`, or at its first log line (`inzetlog.py`). An
evaluation that is planned is an open row of `Evaluatie`; `inzet.evaluatiedatum` follows the first of them. How it ended: `uitkomst.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from db.models import Casus, Evaluatie, Inzet, InzetLid, Lid, Logregel

from . import casussen, instellingen, text
from .errors import NotFound, Refused
from .leden import LidKaart, card
from .wie import Wie

SOON = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class InzetStand:
    """An inzet as it stands: codes, not labels; duo by short names, first chosen first; the last duo when it has ended.

    `start` is planned and `gestart` happened; `weken` are whole weeks since, to its end or today. `stil_weken` is None while it is not
    silent. `aandacht` says why it needs attention, most pressing first, or is empty; `dringend` says whether that can't wait.
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


# --- what an inzet goes through


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
    """It has begun, today unless said. Raises Refused when it has already, without a duo of two, on a closed casus, or for a wrong date."""
    row, casus = open_row(session, inzet)
    begun = begun_on(session, row)
    if begun is not None:
        raise Refused(f"De inzet op {casus.casuscode} is al begonnen, op {text.day_words(begun)}.", "Schrijf in het log wat er gebeurt.")
    if casus.afsluiting_datum is not None:
        raise Refused(f"Casus {casus.casuscode} is afgesloten.", "Heropen hem eerst.")
    if len(duo_links(session, inzet)) != 2:
        raise Refused("De inzet heeft nog geen duo van twee.", "Kies eerst wie het doen, bij het besluit.")
    day = datum or wie.today
    if day > wie.today:
        raise Refused(f"{text.day_short(day)} moet nog komen.", "Een inzet begint op de dag zelf, of u schrijft het later op.")
    after_registration(casus, day)
    if verwacht_einde is not None:
        if verwacht_einde < day:
            raise Refused("Het verwachte einde ligt voor de start.", "Kies een latere datum.")
        row.inzet_planning_verwacht_einde = verwacht_einde
    if doel is not None:
        row.inzet_planning_doel = wie.free(doel)
    if frequentie is not None:
        row.frequentie = wie.free(frequentie, lines=False, limit=200)
    begin_on(session, row, day)


def plan_evaluation(session: Session, wie: Wie, inzet: UUID, datum: date) -> None:
    """Evaluate on that day; a planned evaluation moves there. Raises Refused for a day that is past, or when the inzet has ended."""
    row, _ = open_row(session, inzet)
    if datum < wie.today:
        raise Refused(
            f"{text.day_short(datum)} is al voorbij.", "Kies vandaag of later; een gehouden evaluatie legt u vast met de uitkomst."
        )
    planned = planned_evaluations(session, inzet)
    if planned:
        planned[0].datum = datum
    else:
        session.add(Evaluatie(inzet=inzet, datum=datum))
    for double in planned[1:]:
        session.delete(double)
    row.evaluatiedatum = datum


def evaluate(session: Session, wie: Wie, inzet: UUID, uitkomst: str, *, datum: date | None = None, volgende: date | None = None) -> None:
    """An evaluation was held, today unless said, with what came out; `volgende` plans the next.

    Raises Refused without an outcome, before the inzet began, for a day to come, or when the inzet has ended.
    """
    row, casus = open_row(session, inzet)
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
    for double in planned[1:]:
        session.delete(double)
    row.evaluatiedatum = None
    session.flush()
    if volgende is not None:
        plan_evaluation(session, wie, inzet, volgende)


# --- looking


def running(session: Session, today: date) -> list[InzetStand]:
    """The inzetten that have not ended, what needs attention first."""
    return _stands(session, today, select(Inzet).where(col(Inzet.einddatum).is_(None)))


def ended(session: Session, today: date, *, limit: int = 200) -> list[InzetStand]:
    """The inzetten that have ended, the last first."""
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
    gepland: date | None = None
    gehouden: date | None = None


def _facts(session: Session, ids: Sequence[UUID]) -> dict[UUID, _Feiten]:
    facts = {inzet: _Feiten() for inzet in ids}
    codes = select(col(Inzet.id), Casus.casuscode).join(Casus, col(Casus.id) == Inzet.casus)
    members = select(InzetLid, Lid).join(Lid, col(Lid.id) == InzetLid.lid).order_by(col(InzetLid.id))
    logged = select(col(Logregel.inzet), func.count(), func.min(Logregel.datum), func.max(Logregel.datum)).where(casussen.stands_itself())
    evaluated = select(col(Evaluatie.inzet), func.min(Evaluatie.datum), func.max(Evaluatie.gehouden_op))
    planned, held = col(Evaluatie.gehouden_op).is_(None), col(Evaluatie.gehouden_op).is_not(None)
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
        by_inzet = evaluated.where(col(Evaluatie.inzet).in_(some)).group_by(col(Evaluatie.inzet))
        for of, day, _ in session.exec(by_inzet.where(planned)):
            if of is not None:
                facts[of].gepland = day
        for of, _, day in session.exec(by_inzet.where(held)):
            if of is not None:
                facts[of].gehouden = day
    return facts


def _stands(session: Session, today: date, query: SelectOfScalar[Inzet]) -> list[InzetStand]:
    rows = session.exec(query).all()
    facts = _facts(session, [row.id for row in rows])
    weeks = silent_after(session)
    return sorted((_stand(row, facts[row.id], weeks, today) for row in rows), key=_order)


def _stand(row: Inzet, facts: _Feiten, silent_weeks: int, today: date) -> InzetStand:
    duo = [lid for link, lid in facts.leden if link.tot is None or link.tot == row.einddatum]
    started = row.gestart_op or facts.eerste
    seen = max((d for d in (facts.laatste, facts.gehouden, started) if d), default=None)
    silent_since = seen if seen and row.einddatum is None and (today - seen).days > silent_weeks * 7 else None
    why, pressing = _attention(row, duo, started, silent_since, facts.gepland, today)
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
        evaluatie=facts.gepland if row.einddatum is None else None,
        stil_weken=(today - silent_since).days // 7 if silent_since else None,
        aandacht=" · ".join(why),
        dringend=pressing,
        einddatum=row.einddatum,
        resultaat=row.resultaat,
        woonsituatie_eind=row.woonsituatie_eind,
        afgeschaald_naar=row.afgeschaald_naar,
        reden=row.einde_reden,
    )


def _attention(
    row: Inzet, duo: Sequence[LidKaart], started: date | None, silent_since: date | None, evaluation: date | None, today: date
) -> tuple[list[str], bool]:
    """Why it needs attention, most pressing first, and whether the first of that can't wait."""
    if row.einddatum is not None:
        return [], False
    pressing, soon = list[str](), list[str]()
    gone = [lid.code for lid in duo if not lid.actief(today)]
    planned, due = row.inzet_planning_start, row.inzet_planning_verwacht_einde
    if silent_since is not None:
        pressing.append(f"stil sinds {text.day_words(silent_since)}")
    if started is None and planned is not None and planned < today:
        pressing.append(f"zou {text.day_words(planned)} beginnen")
    elif started is None and planned is not None:
        soon.append(f"begint {'vandaag' if planned == today else text.day_words(planned)}")
    elif started is None:
        pressing.append("nog niet begonnen")
    if evaluation is not None and evaluation < today:
        pressing.append(f"evaluatie was {text.day_words(evaluation)}")
    elif evaluation is not None and evaluation <= today + SOON:
        soon.append(f"evaluatie {'vandaag' if evaluation == today else text.day_words(evaluation)}")
    if len(duo) != 2:
        pressing.append("geen duo" if not duo else f"{duo[0].code} is alleen" if len(duo) == 1 else "meer dan twee")
    if gone:
        pressing.append(f"{text.listed(gone)} {'is' if len(gone) == 1 else 'zijn'} geen lid meer")
    if due is not None and due < today:
        pressing.append(f"einde was verwacht {text.day_words(due)}")
    return pressing + soon, bool(pressing)


def _order(stand: InzetStand) -> tuple[bool, bool, date, str]:
    """What needs attention first, and of that what has waited longest."""
    since = stand.laatste_contact or stand.gestart or stand.start or date.max
    return (not stand.dringend, not stand.aandacht, since, stand.casus)


def begin_on(session: Session, row: Inzet, day: date) -> None:
    row.gestart_op = day
    for link in duo_links(session, row.id):
        if link.van is None or link.van > day:
            link.van = day


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
    row, casus = row_of(session, inzet)
    if row.einddatum is not None:
        raise Refused(
            f"De inzet op {casus.casuscode} is al gesloten, op {text.day_words(row.einddatum)}.", "Een nieuwe inzet vraagt een besluit."
        )
    return row, casus
