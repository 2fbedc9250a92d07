"""How an inzet ended: scaled down, closed with what became of it, the looks back that come after; and the figures of all that.

What is known is not asked again: where the child lived at the start is copied when the inzet begins, and whether a uithuisplaatsing was
prevented or ended follows from the result and from where the child lived and lives, as far as it does (`uhp_of`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlmodel import Session, col, func, select

from db import queries
from db.codes import RESULTAAT, UHP, WOONSITUATIE, Codelijst
from db.columns import made_of
from db.models import Casus, Evaluatie, Heropening, Inzet, InzetLid, Lid, Logregel, Nazorg

from . import casussen, instellingen, text, triage
from .clock import months_on
from .errors import NotFound, Refused
from .inzet import DAY, active_row, begun_on, day_of, duo_links, lived_before, open_row, planned_evaluations, row_of
from .inzetlog import lines_of
from .wie import Wie

EARLY = timedelta(weeks=2)
"""A look back that comes more than this before its day is told: it can no longer be done on it."""
AT_HOME = frozenset({"OUDERS", "NETWERK"})
"""With parents, or with people of the family's own."""
OUT_OF_HOME = frozenset({"PLEEG", "GEZINSH", "GROEP", "MILIEU3", "JZPLUS", "KAMER", "CRISIS", "GGZ"})
"""Placed elsewhere. On one's own, otherwise and unknown are neither: nothing follows from them."""


@dataclass(frozen=True, slots=True)
class Bekend:
    """What need not be asked at closing: codes, None for what is to be asked."""

    resultaat: str | None
    uhp: str | None
    woonsituatie_begin: str | None
    woonsituatie_eind: str | None
    afgeschaald_naar: str | None


@dataclass(frozen=True, slots=True)
class NazorgStand:
    """A look back, planned for `datum`, `maanden` after the inzet ended; `casus` is the code."""

    id: UUID
    inzet: UUID
    casus: str
    casus_id: UUID
    team: int | None
    maanden: int | None
    datum: date | None
    gedaan_op: date | None
    woonsituatie: str | None
    uitkomst: str | None


@dataclass(frozen=True, slots=True)
class Traject:
    """A casus from its beginning to its closing, or still open; one that was reopened has another. `casus` is the code.

    It begins with its first inzet, else with the aanmelding or the reopening. `uhp` is that of its last inzet.
    """

    casus: str
    casus_id: UUID
    begonnen: date | None
    gesloten: date | None
    resultaat: str | None
    uhp: str | None
    woonsituatie_begin: str | None
    woonsituatie_eind: str | None
    inzetten: int


@dataclass(frozen=True, slots=True)
class Contacten:
    """How many contact moments of each kind (codes) in the logs of inzetten, and in each of them."""

    soorten: Mapping[str, int]
    per_inzet: Mapping[UUID, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Cijfers:
    """The inzetten of a period. Results, `uhp` and woonsituaties are of those that ended in it and had begun; "" is not filled in."""

    begonnen: int
    gesloten: int
    niet_doorgegaan: int
    lopend: int
    """On the last day of the period, or today."""
    resultaten: Mapping[str, int]
    uhp: Mapping[str, int]
    woonsituaties: Mapping[tuple[str, str], int]
    """At the start and at the end."""
    contacten: Mapping[str, int]
    nazorg_gedaan: int
    nazorg_open: int
    """Due by then, and not done."""


def known(
    session: Session,
    inzet: UUID,
    *,
    resultaat: str | None = None,
    woonsituatie_begin: str | None = None,
    woonsituatie_eind: str | None = None,
) -> Bekend:
    """What is known of how it ends; with answers that were given so far, what follows from them too. Raises NotFound."""
    row, casus = row_of(session, inzet)
    result, begin, end = (
        resultaat or row.resultaat,
        woonsituatie_begin or row.woonsituatie_begin or lived_before(session, row, casus, begun_on(session, row) or date.max),
        woonsituatie_eind or row.woonsituatie_eind,
    )
    return Bekend(result, row.uhp or uhp_of(result, begin, end, casus.dreigende_uhp), begin, end, row.afgeschaald_naar)


def uhp_of(resultaat: str | None, begin: str | None, eind: str | None, dreigend: bool | None) -> str | None:
    """Whether a uithuisplaatsing was prevented or ended, as far as it follows; the result says most."""
    if resultaat in ("UHPVOORK", "UHPTOCH"):
        return "VOORKOMEN" if resultaat == "UHPVOORK" else "NIET"
    if begin in OUT_OF_HOME and eind in AT_HOME:
        return "BEEINDIGD"
    if dreigend is False and begin in AT_HOME and eind in AT_HOME:
        return "NVT"
    return None


def scale_down(session: Session, wie: Wie, inzet: UUID, naar: str, *, datum: date | None = None) -> None:
    """Regular help takes over, today unless said; the inzet is not over yet.

    Raises Refused before it began, twice, without saying to whom, or for a day before its start or to come.
    """
    row, casus = active_row(session, inzet)
    begun = begun_on(session, row)
    if begun is None:
        raise Refused(f"De inzet op {casus.casuscode} is nog niet begonnen.", "Begin hem eerst, of sluit hem met de reden.")
    if row.afgeschaald_op is not None:
        raise Refused(
            f"De inzet is al afgeschaald, op {text.day_words(row.afgeschaald_op)} naar {text.shorten(row.afgeschaald_naar or '?', 60)}.",
            "Sluit hem als het klaar is; daarbij kan nog een ander staan.",
        )
    day = day_of(wie, casus, datum)
    if day < begun:
        raise Refused(f"Het afschalen ligt voor de start van {text.day_short(begun)}.", "Kijk de datum na.")
    kept = wie.free(naar, lines=False, limit=300)
    if not kept:
        raise Refused("Afschalen gaat naar iemand toe.", "Schrijf naar wie: het wijkteam, een aanbieder, de huisarts.")
    row.afgeschaald_op, row.afgeschaald_naar = day, kept


def close(
    session: Session,
    wie: Wie,
    inzet: UUID,
    *,
    datum: date | None = None,
    resultaat: str | None = None,
    uhp: str | None = None,
    woonsituatie_begin: str | None = None,
    woonsituatie_eind: str | None = None,
    afgeschaald_naar: str | None = None,
    reden: str | None = None,
    casus_ook: bool = False,
) -> None:
    """It has ended, today unless said; the duo is free again, looks back are planned, and the casus closes along with `casus_ook`. What is
    not given stays as it is known.

    One that never began did not go through: that needs a reason, and has no result. Raises Refused for that, when it has ended already,
    for a day to come, before its start or before what happened in it, or an unknown code.
    """
    row, casus = open_row(session, inzet)
    begun = begun_on(session, row)
    day = day_of(wie, casus, datum)
    _not_before(session, row, begun, day)
    _in_list(RESULTAAT, resultaat, "Dit resultaat is onbekend.")
    _in_list(UHP, uhp, "Dit antwoord over de uithuisplaatsing is onbekend.")
    for place in (woonsituatie_begin, woonsituatie_eind):
        _in_list(WOONSITUATIE, place, "Deze woonsituatie is onbekend.")
    why = wie.free(reden, lines=False, limit=300) or row.einde_reden
    if begun is None and (resultaat or uhp):
        raise Refused("Deze inzet is nooit begonnen: hij heeft geen resultaat.", "Geef alleen de reden, of leg eerst de start vast.")
    if begun is None and not why:
        raise Refused("Deze inzet is nooit begonnen.", "Geef de reden waarom hij niet doorging, of leg eerst de start vast.")
    later = session.exec(lines_of(inzet).where(col(Logregel.datum) > day)).first()
    if later is not None:
        wie.note("Let op: in het log staat iets van na deze datum.")
    if begun is not None:
        all_known = known(session, inzet, resultaat=resultaat, woonsituatie_begin=woonsituatie_begin, woonsituatie_eind=woonsituatie_eind)
        row.resultaat, row.woonsituatie_begin = all_known.resultaat, all_known.woonsituatie_begin
        row.uhp = uhp or all_known.uhp
    row.woonsituatie_eind = woonsituatie_eind or row.woonsituatie_eind
    kept = wie.free(afgeschaald_naar, lines=False, limit=300)
    if kept and row.afgeschaald_naar and row.afgeschaald_naar not in kept:
        kept = wie.free(f"{row.afgeschaald_naar}; later {kept}", lines=False, limit=300)
    row.afgeschaald_naar = kept or row.afgeschaald_naar
    row.einddatum, row.einde_reden, row.evaluatiedatum = day, why, None
    for planned in planned_evaluations(session, inzet):
        session.delete(planned)
    for link in duo_links(session, inzet):
        link.tot = day
    if begun is not None:
        _plan_looks_back(session, row.id, day)
    session.flush()
    if casus_ook:
        triage.close(session, wie, casus.id, datum=day)


def aftercare(session: Session, *, tot: date | None = None, inzet: UUID | None = None, open_only: bool = True) -> list[NazorgStand]:
    """The looks back, the first due first: those due up to and with a day, of one inzet, or all; done ones too unless `open_only`."""
    query = (
        select(Nazorg, Inzet.team, Casus)
        .join(Inzet, col(Inzet.id) == Nazorg.inzet)
        .join(Casus, col(Casus.id) == Inzet.casus)
        .order_by(col(Nazorg.datum), col(Nazorg.maanden), col(Nazorg.id))
    )
    if open_only:
        query = query.where(col(Nazorg.gedaan_op).is_(None))
    if tot is not None:
        query = query.where(col(Nazorg.datum) <= tot)
    if inzet is not None:
        query = query.where(Nazorg.inzet == inzet)
    return [
        NazorgStand(
            n.id, n.inzet, casus.casuscode or "?", casus.id, team, n.maanden, n.datum, n.gedaan_op, n.woonsituatie, n.uitkomst
        )
        for n, team, casus in session.exec(query)
        if n.inzet is not None
    ]  # fmt: skip


def look_back(
    session: Session, wie: Wie, nazorg: UUID, uitkomst: str, *, woonsituatie: str | None = None, datum: date | None = None
) -> None:
    """Someone looked how it goes, today unless said. Raises NotFound, and Refused without words, twice, for a day before the end or to
    come, or an unknown code."""
    row = session.get(Nazorg, nazorg)
    if row is None or row.inzet is None:
        raise NotFound("Deze nazorg is er niet meer.", "Kijk met `retcli inzet nazorg`.")
    inzet, casus = row_of(session, row.inzet)
    if row.gedaan_op is not None:
        who = session.get(Lid, row.lid) if row.lid else None
        raise Refused(
            f"{who.code if who else 'Iemand'} heeft op {text.day_words(row.gedaan_op)} al teruggekeken.",
            "Wie dat deed kan het terugdraaien.",
        )
    day = day_of(wie, casus, datum)
    if inzet.einddatum is not None and day < inzet.einddatum:
        raise Refused(f"De nazorg ligt voor het einde van de inzet op {text.day_short(inzet.einddatum)}.", "Kijk de datum na.")
    _in_list(WOONSITUATIE, woonsituatie, "Deze woonsituatie is onbekend.")
    kept = wie.free(uitkomst)
    if not kept:
        raise Refused("Nazorg zonder uitkomst kan niet.", "Schrijf in een zin hoe het gaat.")
    if row.datum is not None and day < row.datum - EARLY:
        wie.note(f"Let op: dit is ruim voor de dag waarop de nazorg gepland was, {text.day_short(row.datum)}.")
    row.gedaan_op, row.lid, row.woonsituatie, row.uitkomst = day, wie.lid, woonsituatie, kept


# --- the figures


def trajecten(session: Session, van: date | None = None, tot: date | None = None) -> list[Traject]:
    """Every trajectory that was under way in a period (both days count, None is open), or all, in order of casuscode and time."""
    reopened = defaultdict[UUID | None, list[Heropening]](list)
    for row in session.exec(select(Heropening).order_by(col(Heropening.gesloten_op), col(Heropening.id))):
        reopened[row.casus].append(row)
    deployed = defaultdict[UUID | None, list[tuple[Inzet, date | None]]](list)
    for inzet, begun in _begun(session):
        deployed[inzet.casus].append((inzet, begun))
    found = [
        part
        for casus in session.exec(select(Casus).where(queries.counted()).order_by(col(Casus.casuscode)))
        for part in _trajecten(casus, reopened[casus.id], deployed[casus.id])
    ]
    return [
        t
        for t in found
        if (tot is None or t.begonnen is None or t.begonnen <= tot) and (van is None or t.gesloten is None or van <= t.gesloten)
    ]


def contacten(session: Session, van: date, tot: date, *, inzet: UUID | None = None) -> Contacten:
    """The lines of the logs from a day up to and with another, by kind; a line that was bettered counts once. Of one inzet, or of all."""
    kind = func.coalesce(Logregel.soort, "ANDERS")
    query = select(col(Logregel.inzet), kind, func.count()).where(
        col(Logregel.inzet).is_not(None), col(Logregel.datum) >= van, col(Logregel.datum) <= tot, casussen.stands_itself()
    )
    if inzet is not None:
        query = query.where(Logregel.inzet == inzet)
    total, each = Counter[str](), defaultdict[UUID, Counter[str]](Counter)
    for of, soort, many in session.exec(query.group_by(col(Logregel.inzet), kind)):
        if of is not None:
            total[soort] += many
            each[of][soort] += many
    return Contacten(dict(total), {of: dict(counted) for of, counted in each.items()})


def cijfers(session: Session, van: date, tot: date, today: date) -> Cijfers:
    """The inzetten of a period in figures; both days count."""
    rows, last = _begun(session), min(tot, today)
    ended = [(i, begun) for i, begun in rows if i.einddatum is not None and van <= i.einddatum <= tot]
    done = [i for i, begun in ended if begun is not None]
    looks = session.exec(select(Nazorg)).all()
    return Cijfers(
        begonnen=sum(begun is not None and van <= begun <= tot for _, begun in rows),
        gesloten=len(done),
        niet_doorgegaan=len(ended) - len(done),
        lopend=sum(begun is not None and begun <= last and (i.einddatum is None or i.einddatum > last) for i, begun in rows),
        resultaten=dict(Counter(i.resultaat or "" for i in done)),
        uhp=dict(Counter(i.uhp or "" for i in done)),
        woonsituaties=dict(Counter((i.woonsituatie_begin or "", i.woonsituatie_eind or "") for i in done)),
        contacten=contacten(session, van, tot).soorten,
        nazorg_gedaan=sum(n.gedaan_op is not None and van <= n.gedaan_op <= tot for n in looks),
        nazorg_open=sum(n.gedaan_op is None and n.datum is not None and n.datum <= last for n in looks),
    )


def _begun(session: Session) -> list[tuple[Inzet, date | None]]:
    """Every inzet with the day that it began, in order of having been made."""
    lines = select(col(Logregel.inzet), func.min(Logregel.datum)).where(col(Logregel.inzet).is_not(None), casussen.stands_itself())
    first = dict(session.exec(lines.group_by(col(Logregel.inzet))).all())
    return [(i, i.gestart_op or first.get(i.id)) for i in session.exec(select(Inzet).order_by(col(Inzet.id)))]


def _trajecten(casus: Casus, reopened: list[Heropening], deployed: list[tuple[Inzet, date | None]]) -> list[Traject]:
    closings = [(h.gesloten_op, h.resultaat, h.woonsituatie_eind, h.datum) for h in reopened]
    closings.append((casus.afsluiting_datum, casus.afsluiting_resultaat, casus.afsluiting_woonsituatie_eind, None))
    found, since, lived = [], casus.datum_aanmelding, casus.woonsituatie
    for n, (closed, result, end, again) in enumerate(closings, 1):
        mine = [
            d for d in deployed if n == len(closings) or (closed is not None and d[0].einddatum is not None and d[0].einddatum <= closed)
        ]
        deployed = [d for d in deployed if d not in mine]
        begun = sorted((d for d in mine if d[1] is not None), key=lambda d: d[1] or date.max)
        last = max((i for i, _ in begun if i.einddatum is not None), key=lambda i: i.einddatum or date.min, default=None)
        there = end or (last.woonsituatie_eind if last else None)
        found.append(
            Traject(
                casus.casuscode or "?",
                casus.id,
                begun[0][1] if begun else since,
                closed,
                result,
                last.uhp if last else None,
                (begun[0][0].woonsituatie_begin if begun else None) or lived,
                there,
                len(begun),
            )
        )
        since, lived = again, there or lived
    return found


# --- helpers


def _plan_looks_back(session: Session, inzet: UUID, ended: date) -> None:
    for months in instellingen.series(session, "nazorg_maanden"):
        key = made_of("nazorg", inzet, months)
        row = session.get(Nazorg, key) or Nazorg(id=key, inzet=inzet, maanden=months)
        row.datum = months_on(ended, months)
        session.add(row)


def _not_before(session: Session, row: Inzet, begun: date | None, day: date) -> None:
    """Raises Refused for an end before the start, before it was scaled down or evaluated, or before somebody was replaced."""
    if begun is not None and day < begun:
        raise Refused(f"Het einde ligt voor de start van {text.day_short(begun)}.", "Kijk de datum na.")
    if row.afgeschaald_op is not None and day < row.afgeschaald_op:
        raise Refused(f"Het einde ligt voor het afschalen op {text.day_short(row.afgeschaald_op)}.", "Kijk de datum na.")
    held = session.exec(select(func.max(Evaluatie.gehouden_op)).where(Evaluatie.inzet == row.id)).one()
    if held is not None and day < held:
        raise Refused(f"Het einde ligt voor de evaluatie van {text.day_short(held)}.", "Kijk de datum na.")
    replaced = session.exec(select(func.max(InzetLid.tot)).where(InzetLid.inzet == row.id)).one()
    if replaced is not None and day <= replaced:
        raise Refused(f"Het einde ligt voor de wissel in het duo op {text.day_short(replaced + DAY)}.", "Kijk de datum na.")


def _in_list(codes: Codelijst, code: str | None, unknown: str) -> None:
    if code and code not in codes:
        raise Refused(unknown, f"Kies uit {', '.join(codes.codes)}.")
