"""The log of an inzet, one line at a time. A line is never changed: bettering one adds a line that stands in its place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from db.codes import CONTACT
from db.models import Evaluatie, Inzet, InzetLid, Lid, Logregel
from db.sync.knowledge import Knew
from db.sync.wire import LIFE

from . import casussen, text
from .errors import NotFound, Refused
from .historie import as_at, others_went_on, unknown
from .inzet import after_registration, begin_on, begun_on, not_closed, row_of
from .leden import everyone
from .logtaal import Gelezen, begrepen, lees, schrijf
from .wie import Wie

OTHER = "ANDERS"
"""The kind of a line that names none."""
LATE = timedelta(days=90)
"""So long after it happened, what is written down late still comes before the next meeting and in its minutes."""


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


def as_kept(read: Gelezen, today: date, ik: str | None, oud: LogRegel | None = None) -> str:
    """What a line would be kept as, for people: with the short name of who works here, and of `oud` what it betters, where it is silent."""
    return begrepen(
        read.datum or (oud.datum if oud else None) or today,
        read.soort or (oud.soort if oud else OTHER),
        oud.minuten if read.minuten is None and oud else read.minuten,
        read.auteur.code if read.auteur else oud.auteur if oud else ik,
        today,
    )


def log(session: Session, wie: Wie, inzet: UUID, regel: str) -> LogRegel:
    """Write a line, read by `lees`; what is not in it is today, by who works here, a contact of another kind. The first begins the inzet.

    Raises Refused for a line with a `fout`, a day before the aanmelding, or after the inzet has ended.
    """
    row, casus = row_of(session, inzet)
    not_closed(casus)
    read = _read(session, wie, regel)
    day = read.datum or wie.today
    after_registration(casus, day)
    if row.einddatum is not None and day > row.einddatum:
        raise Refused(
            f"De inzet is gesloten op {text.day_words(row.einddatum)}.", "Zet de datum voorop bij een regel over de tijd daarvoor."
        )
    begun = begun_on(session, row)
    if row.einddatum is not None and begun is None:
        raise Refused("Deze inzet is niet doorgegaan.", "Wat er toch gebeurde hoort bij een nieuwe inzet.")
    line = Logregel(
        casus=row.casus,
        inzet=inzet,
        datum=day,
        auteur=read.auteur.id if read.auteur else wie.lid,
        soort=read.soort or OTHER,
        minuten=read.minuten,
        tekst=read.tekst,
        zichtbaarheid="OVERLEG",
        geschreven_op=wie.moment,
    )
    session.add(line)
    if begun is None:
        begin_on(session, wie, row, day)
        wie.note(f"De inzet is daarmee begonnen op {text.day_words(day)}.")
    elif row.gestart_op is not None and day < row.gestart_op:
        wie.note(f"Let op: {text.day_words(day)} ligt voor de start van {text.day_words(row.gestart_op)}.")
    session.flush()
    return _line(session, line)


def correct(session: Session, wie: Wie, logregel: UUID, tekst: str) -> LogRegel:
    """Better a line by one that stands in its place; parts that `tekst` doesn't give stay as they were. Raises as `log`, or NotFound."""
    old = session.get(Logregel, logregel)
    if old is None or old.inzet is None:
        raise NotFound("Deze regel is er niet meer.")
    if session.exec(select(Logregel.id).where(Logregel.correctie_op == logregel)).first() is not None:
        raise Refused("Deze regel is al verbeterd.", "Verbeter de regel die ervoor in de plaats kwam.")
    row, casus = row_of(session, old.inzet)
    read = _read(session, wie, tekst)
    day = read.datum or old.datum or wie.today
    after_registration(casus, day)
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
    began_it = old.datum is not None and old.datum == row.gestart_op and _first_line(session, row.id) == old.id and _began(session, old)
    session.add(line)
    session.flush()
    first = session.exec(select(func.min(Logregel.datum)).where(Logregel.inzet == row.id, casussen.stands_itself())).one()
    if began_it and first is not None and first != row.gestart_op:
        if _happened_before(session, row, first):
            wie.note(f"De start blijft {text.day_words(row.gestart_op)}.")
        else:
            begin_on(session, wie, row, first)
            wie.note(f"De inzet is daarmee begonnen op {text.day_words(first)}.")
    session.flush()
    return _line(session, line)


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


def news(session: Session, since: datetime, until: datetime | None = None, *, knew: Knew | None = None) -> dict[UUID, list[LogRegel]]:
    """What was written in the logs of inzetten after a moment (up to another), oldest first; not what is for the team alone, nor what was
    bettered. With `knew` also what others wrote before that moment and its author could not know."""
    query = (
        select(Logregel, Lid.code)
        .join(Lid, col(Lid.id) == Logregel.auteur, isouter=True)
        .where(col(Logregel.inzet).is_not(None), casussen.stands_itself())
        .where((col(Logregel.geschreven_op) > since) | col(Logregel.id).in_(_came_late(session, since, knew)))
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


# --- helpers


def _came_late(session: Session, since: datetime, knew: Knew | None) -> set[UUID]:
    """Lines of before a moment that were not known to one who wrote then; on a team's only laptop there are none."""
    if knew is None or not others_went_on(session, knew):
        return set()
    query = select(Logregel.id).where(col(Logregel.geschreven_op) > since - LATE, col(Logregel.geschreven_op) <= since)
    return {line for line, cells in unknown(session, knew, session.exec(query).all()).items() if LIFE in cells}


def _read(session: Session, wie: Wie, regel: str) -> Gelezen:
    read = lees(regel, wie.today, everyone(session))
    if read.fout:
        raise Refused(read.fout, read.raad)
    kept = wie.free(read.tekst)
    if not kept:  # nothing but signs that no screen can show
        raise Refused("Een regel zonder woorden kan niet.", "Schrijf wat er gebeurd is.")
    return replace(read, tekst=kept)


def _first_line(session: Session, inzet: UUID) -> UUID | None:
    return session.exec(lines_of(inzet).order_by(col(Logregel.datum), col(Logregel.geschreven_op), col(Logregel.id))).first()


def _began(session: Session, line: Logregel) -> bool:
    """Whether the inzet began by this line, or by the one that it came to stand in the place of: no start was entered before it."""
    passed = {line.id}
    while line.correctie_op is not None and line.correctie_op not in passed:  # what another laptop wrote may go round
        passed.add(line.correctie_op)
        line = session.get(Logregel, line.correctie_op) or line
    if line.inzet is None or line.geschreven_op is None:
        return True
    before = as_at(session, [line.inzet], line.geschreven_op - timedelta(microseconds=1))
    return before.get(line.inzet, {}).get("gestart_op") is None


def _happened_before(session: Session, row: Inzet, day: date) -> bool:
    """Whether the inzet was evaluated or scaled down, or somebody of the duo replaced, before that day; or replaced on its very start."""
    begins = max(day, row.gestart_op or day)
    held = select(Evaluatie.id).where(Evaluatie.inzet == row.id, col(Evaluatie.gehouden_op) < day)
    replaced = select(InzetLid.id).where(InzetLid.inzet == row.id, col(InzetLid.van).is_not(None), col(InzetLid.tot) < begins)
    scaled_down = row.afgeschaald_op is not None and row.afgeschaald_op < day
    return scaled_down or any(session.exec(query).first() is not None for query in (held, replaced))


def lines_of(inzet: UUID) -> SelectOfScalar[UUID]:
    return select(Logregel.id).where(Logregel.inzet == inzet, casussen.stands_itself())


def _line(session: Session, line: Logregel) -> LogRegel:
    author = session.get(Lid, line.auteur) if line.auteur else None
    return _as_line(line, author.code if author else None)


def _as_line(line: Logregel, author: str | None, *, vervangen: bool = False) -> LogRegel:
    return LogRegel(
        line.id, line.inzet, line.datum, author, line.soort, line.minuten, line.tekst or "", line.geschreven_op, line.correctie_op,
        vervangen, line.zichtbaarheid == "TEAM",
    )  # fmt: skip
