"""How an inzet ended: scaled down, closed with what became of it, and the looks back that come after.

What is known is not asked again: where the child lived at the start is copied when the inzet begins, and whether a uithuisplaatsing was
prevented or ended follows from the result and from where the child lived and lives, as far as it does (`uhp_of`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session, col, select

from db.codes import RESULTAAT, UHP, WOONSITUATIE, Codelijst
from db.columns import made_of
from db.models import Casus, Inzet, Logregel, Nazorg

from . import instellingen, text, triage
from .clock import months_on
from .errors import NotFound, Refused
from .inzet import active_row, begun_on, day_of, duo_links, open_row, planned_evaluations, row_of
from .inzetlog import lines_of
from .wie import Wie

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
        woonsituatie_begin or row.woonsituatie_begin or casus.woonsituatie,
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
    row.afgeschaald_naar = wie.free(afgeschaald_naar, lines=False, limit=300) or row.afgeschaald_naar
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
        .order_by(col(Nazorg.datum), col(Nazorg.id))
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
        raise Refused(f"Deze nazorg is al gedaan, op {text.day_words(row.gedaan_op)}.", "Draai dat eerst terug als het anders was.")
    day = day_of(wie, casus, datum)
    if inzet.einddatum is not None and day < inzet.einddatum:
        raise Refused(f"De nazorg ligt voor het einde van de inzet op {text.day_short(inzet.einddatum)}.", "Kijk de datum na.")
    _in_list(WOONSITUATIE, woonsituatie, "Deze woonsituatie is onbekend.")
    kept = wie.free(uitkomst)
    if not kept:
        raise Refused("Nazorg zonder uitkomst kan niet.", "Schrijf in een zin hoe het gaat.")
    row.gedaan_op, row.lid, row.woonsituatie, row.uitkomst = day, wie.lid, woonsituatie, kept


# --- helpers


def _plan_looks_back(session: Session, inzet: UUID, ended: date) -> None:
    for months in instellingen.series(session, "nazorg_maanden"):
        key = made_of("nazorg", inzet, months)
        row = session.get(Nazorg, key) or Nazorg(id=key, inzet=inzet, maanden=months)
        row.datum = months_on(ended, months)
        session.add(row)


def _not_before(session: Session, row: Inzet, begun: date | None, day: date) -> None:
    """Raises Refused for an end before the start, before it was scaled down, or before someone came into the duo."""
    if begun is None:
        return
    if day < begun:
        raise Refused(f"Het einde ligt voor de start van {text.day_short(begun)}.", "Kijk de datum na.")
    if row.afgeschaald_op is not None and day < row.afgeschaald_op:
        raise Refused(f"Het einde ligt voor het afschalen op {text.day_short(row.afgeschaald_op)}.", "Kijk de datum na.")
    came = max((link.van for link in duo_links(session, row.id) if link.van is not None), default=None)
    if came is not None and day < came:
        raise Refused(f"Het einde ligt voor de wissel in het duo op {text.day_short(came)}.", "Kijk de datum na.")


def _in_list(codes: Codelijst, code: str | None, unknown: str) -> None:
    if code and code not in codes:
        raise Refused(unknown, f"Kies uit {', '.join(codes.codes)}.")
