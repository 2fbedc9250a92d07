"""The deployment of a duo: begun, logged in one line at a time, evaluated and closed; and which of them needs attention, and why.

The plan (start, end, goal) is made with the decision; an inzet has begun on `gestart_op`, or at its first log line. An evaluation that is
planned is an open row of `Evaluatie`; `inzet.evaluatiedatum` follows the first of them. A log line is never changed: bettering one adds
a line that stands in its place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from db.codes import CONTACT, RESULTAAT, WOONSITUATIE
from db.models import Casus, Evaluatie, Inzet, InzetLid, Lid, Logregel

from . import casussen, instellingen, text, triage
from .errors import NotFound, Refused
from .leden import LidKaart, card, everyone
from .logtaal import Gelezen, begrepen, lees, schrijf
from .wie import Wie

SOON = timedelta(days=7)
LONGEST_LINE = 500


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
class LogRegel:
    """A line of the log. `verbetert` is the line it stands in the place of; `vervangen` says that a later one stands in its place."""

    id: UUID
    inzet: UUID | None
    datum: date | None
    auteur: str | None
    soort: str | None
    minuten: int | None
    tekst: str
    geschreven_op: datetime | None
    verbetert: UUID | None
    vervangen: bool
    alleen_team: bool

    @property
    def soort_label(self) -> str:
        """The kind of contact in words."""
        return CONTACT.label(self.soort)

    @property
    def als_regel(self) -> str:
        """As it would be typed, to better it."""
        return schrijf(self.datum, self.soort, self.minuten, self.auteur, self.tekst)

    def begrepen(self, today: date) -> str:
        """`do 12 nov · huisbezoek · 90 min · JB`."""
        return begrepen(self.datum, self.soort, self.minuten, self.auteur, today)


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
    row, casus = _open(session, inzet)
    begun = _begun_on(session, row)
    if begun is not None:
        raise Refused(f"De inzet op {casus.casuscode} is al begonnen, op {text.day_words(begun)}.", "Schrijf in het log wat er gebeurt.")
    if casus.afsluiting_datum is not None:
        raise Refused(f"Casus {casus.casuscode} is afgesloten.", "Heropen hem eerst.")
    if len(_links(session, inzet)) != 2:
        raise Refused("De inzet heeft nog geen duo van twee.", "Kies eerst wie het doen, bij het besluit.")
    day = datum or wie.today
    if day > wie.today:
        raise Refused(f"{text.day_short(day)} moet nog komen.", "Een inzet begint op de dag zelf, of u schrijft het later op.")
    _after_registration(casus, day)
    if verwacht_einde is not None:
        if verwacht_einde < day:
            raise Refused("Het verwachte einde ligt voor de start.", "Kies een latere datum.")
        row.inzet_planning_verwacht_einde = verwacht_einde
    if doel is not None:
        row.inzet_planning_doel = wie.free(doel)
    if frequentie is not None:
        row.frequentie = wie.free(frequentie, lines=False, limit=200)
    _begin(session, row, day)


def log(session: Session, wie: Wie, inzet: UUID, regel: str) -> LogRegel:
    """Write a line, read by `lees`; what is not in it is today, by who works here, a contact of another kind. The first begins the inzet.

    Raises Refused without words, with more than 500 signs, for a day to come or before the aanmelding, or after the inzet has ended.
    """
    row, casus = _inzet(session, inzet)
    read = _read(session, wie, regel)
    day = read.datum or wie.today
    _after_registration(casus, day)
    if row.einddatum is not None and day > row.einddatum:
        raise Refused(
            f"De inzet is gesloten op {text.day_words(row.einddatum)}.", "Zet de datum voorop bij een regel over de tijd daarvoor."
        )
    line = Logregel(
        casus=row.casus,
        inzet=inzet,
        datum=day,
        auteur=read.auteur.id if read.auteur else wie.lid,
        soort=read.soort or "ANDERS",
        minuten=read.minuten,
        tekst=read.tekst,
        zichtbaarheid="OVERLEG",
        geschreven_op=wie.moment,
    )
    begun = _begun_on(session, row)
    session.add(line)
    if begun is None:
        _begin(session, row, day)
        wie.note(f"De inzet is daarmee begonnen op {text.day_words(day)}.")
    session.flush()
    return _line(session, line)


def correct(session: Session, wie: Wie, logregel: UUID, tekst: str) -> LogRegel:
    """Better a line by one that stands in its place; parts that `tekst` doesn't give stay as they were. Raises as `log`, or NotFound."""
    old = session.get(Logregel, logregel)
    if old is None or old.inzet is None:
        raise NotFound("Deze regel is er niet meer.")
    if session.exec(select(Logregel.id).where(Logregel.correctie_op == logregel)).first() is not None:
        raise Refused("Deze regel is al verbeterd.", "Verbeter de regel die ervoor in de plaats kwam.")
    row, casus = _inzet(session, old.inzet)
    read = _read(session, wie, tekst)
    day = read.datum or old.datum or wie.today
    _after_registration(casus, day)
    if row.einddatum is not None and day > row.einddatum:
        raise Refused(f"De inzet is gesloten op {text.day_words(row.einddatum)}.", "Kies een datum tot en met die dag.")
    line = Logregel(
        casus=old.casus,
        inzet=old.inzet,
        datum=day,
        tijd=old.tijd,
        auteur=read.auteur.id if read.auteur else old.auteur,
        soort=read.soort or old.soort,
        minuten=old.minuten if read.minuten is None else read.minuten,
        tekst=read.tekst,
        zichtbaarheid=old.zichtbaarheid,
        correctie_op=old.id,
        geschreven_op=wie.moment,
    )
    moves_start = day != old.datum == row.gestart_op and _first_line(session, old.inzet) == old.id
    session.add(line)
    if moves_start:
        _begin(session, row, day)
        wie.note(f"De inzet is daarmee begonnen op {text.day_words(day)}.")
    session.flush()
    return _line(session, line)


def plan_evaluation(session: Session, wie: Wie, inzet: UUID, datum: date) -> None:
    """Evaluate on that day; a planned evaluation moves there. Raises Refused for a day that is past, or when the inzet has ended."""
    row, _ = _open(session, inzet)
    if datum < wie.today:
        raise Refused(
            f"{text.day_short(datum)} is al voorbij.", "Kies vandaag of later; een gehouden evaluatie legt u vast met de uitkomst."
        )
    planned = _planned(session, inzet)
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
    row, casus = _open(session, inzet)
    begun = _begun_on(session, row)
    day = datum or wie.today
    if begun is None:
        raise Refused(f"De inzet op {casus.casuscode} is nog niet begonnen.", "Begin hem eerst; een evaluatie plannen kan wel.")
    if not begun <= day <= wie.today:
        raise Refused(f"De evaluatie ligt tussen de start ({text.day_short(begun)}) en vandaag.", "Kijk de datum na.")
    kept = wie.free(uitkomst)
    if not kept:
        raise Refused("Een evaluatie zonder uitkomst kan niet.", "Schrijf in een zin wat eruit kwam.")
    planned = _planned(session, inzet)
    held = planned[0] if planned else Evaluatie(inzet=inzet, datum=day)
    held.gehouden_op, held.uitkomst = day, kept
    session.add(held)
    for double in planned[1:]:
        session.delete(double)
    row.evaluatiedatum = None
    session.flush()
    if volgende is not None:
        plan_evaluation(session, wie, inzet, volgende)


def close(
    session: Session,
    wie: Wie,
    inzet: UUID,
    *,
    datum: date | None = None,
    resultaat: str | None = None,
    woonsituatie_eind: str | None = None,
    afgeschaald_naar: str | None = None,
    reden: str | None = None,
    casus_ook: bool = False,
) -> None:
    """It has ended, today unless said; the duo is free again, and the casus closes along with `casus_ook`. What is not given stays.

    Raises Refused when it has ended already, for a day before its start or to come, or an unknown code.
    """
    row, casus = _open(session, inzet)
    day = datum or wie.today
    begun = _begun_on(session, row)
    if day > wie.today:
        raise Refused(f"{text.day_short(day)} moet nog komen.", "Een inzet sluit op de dag zelf, of daarna.")
    if begun is not None and day < begun:
        raise Refused(f"Het einde ligt voor de start van {text.day_short(begun)}.", "Kijk de datum na.")
    _after_registration(casus, day)
    if resultaat and resultaat not in RESULTAAT:
        raise Refused("Dit resultaat is onbekend.", f"Kies uit {', '.join(RESULTAAT.codes)}.")
    if woonsituatie_eind and woonsituatie_eind not in WOONSITUATIE:
        raise Refused("Deze woonsituatie is onbekend.", f"Kies uit {', '.join(WOONSITUATIE.codes)}.")
    later = session.exec(_lines_of(inzet).where(col(Logregel.datum) > day)).first()
    if later is not None:
        wie.note("Let op: in het log staat iets van na deze datum.")
    row.einddatum = day
    row.resultaat = resultaat or row.resultaat
    row.woonsituatie_eind = woonsituatie_eind or row.woonsituatie_eind
    row.afgeschaald_naar = wie.free(afgeschaald_naar, lines=False, limit=300) or row.afgeschaald_naar
    row.einde_reden = wie.free(reden, lines=False, limit=300) or row.einde_reden
    row.evaluatiedatum = None
    for planned in _planned(session, inzet):
        session.delete(planned)
    for link in _links(session, inzet):
        link.tot = day
    session.flush()
    if casus_ook:
        triage.close(session, wie, casus.id, datum=day)


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


def logregels(session: Session, inzet: UUID) -> list[LogRegel]:
    """The log, newest first; a line that was bettered stands below the one in its place."""
    rows = session.exec(select(Logregel, Lid.code).join(Lid, col(Lid.id) == Logregel.auteur, isouter=True).where(Logregel.inzet == inzet))
    found = {line.id: (line, code) for line, code in rows}
    by_old = {line.correctie_op: line.id for line, _ in found.values() if line.correctie_op}

    def place(line: Logregel) -> tuple[date, str, datetime]:
        last, passed = line, {line.id}
        while last.id in by_old and by_old[last.id] not in passed:  # what another laptop wrote may go round
            last = found[by_old[last.id]][0]
            passed.add(last.id)
        return (last.datum or date.min, last.tijd or "", last.geschreven_op or datetime.min.replace(tzinfo=UTC))

    lines = sorted(found.values(), key=lambda f: (*place(f[0]), f[0].id), reverse=True)
    return [_as_line(line, code, vervangen=line.id in by_old) for line, code in lines]


def evaluations(session: Session, inzet: UUID) -> list[Gehouden]:
    """The evaluations, planned and held, newest first."""
    rows = session.exec(select(Evaluatie).where(Evaluatie.inzet == inzet))
    found = [Gehouden(e.id, e.datum, e.gehouden_op, e.uitkomst) for e in rows]
    return sorted(found, key=lambda e: e.gehouden_op or e.datum or date.min, reverse=True)


def news(session: Session, since: datetime, until: datetime | None = None) -> dict[UUID, list[LogRegel]]:
    """What was written in the logs of inzetten after a moment (up to another), oldest first; not what is for the team alone, nor what was
    bettered."""
    query = (
        select(Logregel, Lid.code)
        .join(Lid, col(Lid.id) == Logregel.auteur, isouter=True)
        .where(col(Logregel.inzet).is_not(None), col(Logregel.geschreven_op) > since, casussen.stands_itself())
        .where(func.coalesce(Logregel.zichtbaarheid, "OVERLEG") != "TEAM")
        .order_by(col(Logregel.datum), col(Logregel.geschreven_op), col(Logregel.id))
    )
    if until is not None:
        query = query.where(col(Logregel.geschreven_op) <= until)
    found: dict[UUID, list[LogRegel]] = {}
    for line, code in session.exec(query):
        if line.inzet is not None:
            found.setdefault(line.inzet, []).append(_as_line(line, code))
    return found


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


def _read(session: Session, wie: Wie, regel: str) -> Gelezen:
    read = lees(regel, wie.today, everyone(session))
    if read.fout:
        raise Refused(read.fout, "Een logregel gaat over vandaag of eerder; wat nog komt is een actie.")
    kept = wie.free(read.tekst, limit=LONGEST_LINE)
    if not kept:
        raise Refused("Een regel zonder woorden kan niet.", "Schrijf wat er gebeurd is.")
    return replace(read, tekst=kept)


def _begin(session: Session, row: Inzet, day: date) -> None:
    row.gestart_op = day
    for link in _links(session, row.id):
        if link.van is None or link.van > day:
            link.van = day


def _begun_on(session: Session, row: Inzet) -> date | None:
    """The day it began: as written, else its first line (older logs, and those of another laptop, come without)."""
    if row.gestart_op is not None:
        return row.gestart_op
    first = select(func.min(Logregel.datum)).where(Logregel.inzet == row.id, casussen.stands_itself())
    return session.exec(first).one()


def _first_line(session: Session, inzet: UUID) -> UUID | None:
    return session.exec(_lines_of(inzet).order_by(col(Logregel.datum), col(Logregel.geschreven_op), col(Logregel.id))).first()


def _after_registration(casus: Casus, day: date) -> None:
    if casus.datum_aanmelding is not None and day < casus.datum_aanmelding:
        raise Refused(f"{text.day_short(day)} ligt voor de aanmelding van {text.day_short(casus.datum_aanmelding)}.", "Kijk de datum na.")


def _lines_of(inzet: UUID) -> SelectOfScalar[UUID]:
    return select(Logregel.id).where(Logregel.inzet == inzet, casussen.stands_itself())


def _planned(session: Session, inzet: UUID) -> list[Evaluatie]:
    query = select(Evaluatie).where(Evaluatie.inzet == inzet, col(Evaluatie.gehouden_op).is_(None))
    return list(session.exec(query.order_by(col(Evaluatie.datum), col(Evaluatie.id))))


def _links(session: Session, inzet: UUID) -> list[InzetLid]:
    return list(session.exec(select(InzetLid).where(InzetLid.inzet == inzet, col(InzetLid.tot).is_(None)).order_by(col(InzetLid.id))))


def _line(session: Session, line: Logregel) -> LogRegel:
    author = session.get(Lid, line.auteur) if line.auteur else None
    return _as_line(line, author.code if author else None)


def _as_line(line: Logregel, author: str | None, *, vervangen: bool = False) -> LogRegel:
    return LogRegel(
        line.id, line.inzet, line.datum, author, line.soort, line.minuten, line.tekst or "", line.geschreven_op, line.correctie_op,
        vervangen, line.zichtbaarheid == "TEAM",
    )  # fmt: skip


def _inzet(session: Session, inzet: UUID) -> tuple[Inzet, Casus]:
    row = session.get(Inzet, inzet)
    casus = session.get(Casus, row.casus) if row is not None and row.casus is not None else None
    if row is None or casus is None:
        raise NotFound("Deze inzet is er niet meer.", "Kijk met `retcli inzet lijst`.")
    return row, casus


def _open(session: Session, inzet: UUID) -> tuple[Inzet, Casus]:
    row, casus = _inzet(session, inzet)
    if row.einddatum is not None:
        raise Refused(
            f"De inzet op {casus.casuscode} is al gesloten, op {text.day_words(row.einddatum)}.", "Een nieuwe inzet vraagt een besluit."
        )
    return row, casus
