"""The agenda sent ahead, as one structure and as a document.

It leaves the program, so it is made of codes, days and counts: casuscode, kind of item, waiting time, route, owners by role. Words that
people wrote are left out, also where the agenda itself holds them: of a log line stays that there is news, of signals theme and count,
of an action its casus, owner and date. Its description stays inside, with a casus or without: nobody can tell from it whom it names.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, time
from uuid import UUID

from sqlmodel import Session, col, select

from db.codes import ACTIESOORT, SIGNAAL_THEMA
from db.models import Lid, Overleg, Signaal

from .. import agenda, casussen, inzet, overleg, text
from ..agenda import Punt
from ..errors import Refused
from ..overleg import Kop as Overlegkop
from . import namen
from .document import Alinea, Blok, Document, Kop, Tabel
from .inhoud import People, until
from .merk import merk
from .namen import Tekst
from .uitgeven import Stuk, as_json

TITELS = {
    "actie": "Acties",
    "nieuw": "Nieuwe aanmeldingen",
    "aangehouden": "Aangehouden",
    "ingebracht": "Ingebracht",
    "ter kennisname": "Ter kennisname",
    "inzet": "Lopende inzetten",
    "evaluatie": "Evaluaties",
    "nazorg": "Nazorg",
    "vastgelopen": "Vastgelopen",
    "sluiten": "Te sluiten",
}
OTHER = "Overig"
FOR = "wie bij het overleg is"
OWN_WORDS = ("aangehouden", "ingebracht", "ter kennisname", "nazorg", "vastgelopen", "sluiten")
"""Parts whose `waarom` the agenda makes of codes, days and counts alone."""


@dataclass(frozen=True, slots=True)
class Item:
    """An item: its number in the meeting, its casuscode where it has one, and why it is on the agenda."""

    nr: int
    casus: str | None
    waarom: str


@dataclass(frozen=True, slots=True)
class Onderdeel:
    """A part of the agenda."""

    titel: str
    punten: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Vooraf:
    """The agenda of a meeting. `signalen` are (theme, how many); `minuten` what it is expected to take, None when there is nothing."""

    week: str
    datum: date
    tijd: str | None
    plaats: str | None
    onderdelen: tuple[Onderdeel, ...]
    signalen: tuple[tuple[str, int], ...]
    aantal: int
    besluiten: int
    minuten: int | None
    vernietigen: date

    @property
    def titel(self) -> str:
        """The heading."""
        return f"Agenda RET-AnderS, {text.day_long(self.datum)}"

    @property
    def kop(self) -> list[tuple[str, str]]:
        """What stands above the items, as (label, words)."""
        counted = text.count(self.aantal, "punt", "punten")
        if self.besluiten:
            counted += f", waarvan {text.count(self.besluiten, 'vraagt', 'vragen')} om een besluit"
        known = (
            ("Wanneer", ", ".join(w for w in (text.day_long(self.datum), self.tijd) if w)),
            ("Waar", self.plaats or ""),
            ("Punten", counted),
            ("Duurt", f"naar verwachting {_hours(self.minuten)}" if self.minuten else ""),
        )
        return [(label, words) for label, words in known if words]

    @property
    def voet(self) -> str:
        """What stands below the items: what is left out, and where it is."""
        return "Zonder vragen, redenen, notities en omschrijvingen van acties; die staan in het programma."


def compose(session: Session, meeting: UUID, today: date) -> Vooraf:
    """The agenda of a meeting that is planned or runs. Raises Refused when it is closed or cancelled, NotFound."""
    kop = overleg.get(session, meeting)
    if kop.status == "gesloten":
        raise Refused("Dit overleg is geweest; een agenda gaat vooraf.", "De notulen zijn er wel: `retcli notulen`.")
    if kop.status == "afgelast":
        raise Refused("Dit overleg is afgelast; er is geen agenda.", "Maak die van het volgende overleg.")
    items = agenda.agenda(session, meeting, today)
    told = _Redenen(session, kop, items, today)
    parts: dict[str, list[Item]] = {}
    for p in items:
        if p.soort != "signaal":
            parts.setdefault(TITELS.get(p.soort, OTHER), []).append(told(p))
    row = session.get_one(Overleg, meeting)
    return Vooraf(
        week=kop.week,
        datum=kop.datum,
        tijd=kop.tijd,
        plaats=row.plaats,
        onderdelen=tuple(Onderdeel(titel, tuple(found)) for titel, found in parts.items()),
        signalen=_themes(session, [p.signaal for p in items if p.signaal]),
        aantal=len(items),
        besluiten=sum(p.soort in agenda.DECIDES for p in items),
        minuten=_minutes(session, kop.datum, items),
        vernietigen=until(session, kop.datum),
    )


def stuk(session: Session, meeting: UUID, today: date) -> Stuk:
    """The agenda, to give out. Raises as `compose` does."""
    ahead = compose(session, meeting, today)
    namen.weiger(namen.zoek(session, [Tekst("Plaats", ahead.plaats or "")]))
    return Stuk(
        naam=f"agenda-{ahead.week}",
        document=document(ahead),
        gegevens=as_json(asdict(ahead)),
        wat=f"agenda {ahead.week}",
        voor_wie=FOR,
        grondslag="voorbereiding van het overleg",
        vernietigen=ahead.vernietigen,
    )


def document(ahead: Vooraf) -> Document:
    """Everything that stands in the agenda."""
    blocks: list[Blok] = [] if ahead.aantal else [Alinea("Er staat niets op de agenda.")]
    for part in ahead.onderdelen:
        rows = tuple((str(i.nr), i.casus or "", i.waarom) for i in part.punten)
        blocks += [Kop(part.titel), Tabel(part.titel, ("Nr", "Casus", "Waarom"), rows, (1.2, 3.0))]
    if ahead.signalen:
        themes = tuple((str(many), theme) for theme, many in ahead.signalen)
        blocks += [Kop("Signalen"), Tabel("Signalen", ("Aantal", "Thema"), themes, (2.0,))]
    closing = Alinea(ahead.voet, klein=True)
    return Document(ahead.titel, ahead.datum, (*blocks, closing), tuple(ahead.kop), merk("deelbaar", FOR, ahead.vernietigen))


class _Redenen:
    """Why an item is on the agenda, without a word that people wrote."""

    def __init__(self, session: Session, kop: Overlegkop, items: list[Punt], today: date) -> None:
        self._day = max(kop.datum, today)
        self._people = People(session)
        self._rows = casussen.rows(session, {p.casus_id for p in items if p.casus_id}, self._day)
        self._actions = {a.id: a for a in casussen.actions(session, open_only=kop.gestart_op is None)}
        self._deployed = {stand.id: stand for stand in inzet.running(session, self._day)}
        self._news = agenda.news(session, kop.id)
        codes = [code for code in session.exec(select(Lid.code)) if code and code.isalnum()]
        self._members = re.compile(rf"\b(?:{'|'.join(codes) or '(?!)'})\b")

    def __call__(self, p: Punt) -> Item:
        if p.actie is not None:
            return self._action(p.nr, p.actie)
        if p.casus_id not in self._rows:
            return Item(p.nr, None, "deze casus is er niet meer")
        return Item(p.nr, p.casus, self._casus(p))

    def _action(self, nr: int, actie: UUID) -> Item:
        found = self._actions.get(actie)
        if found is None:
            return Item(nr, None, "afgehandeld")
        kind = ACTIESOORT.label(found.soort).lower() if found.soort == "TERUGKOP" else ""
        owner = self._people.role(found.eigenaar) or "zonder eigenaar"
        due = agenda.due_words(found.voor, self._day) if found.status == "open" else found.status
        return Item(nr, found.casus, " · ".join(w for w in (kind, owner, due) if w))

    def _casus(self, p: Punt) -> str:
        regel = self._rows[p.casus_id].regel if p.casus_id else None
        if p.soort == "nieuw" and regel is not None:
            first = "met voorrang" if regel.urgentie == "HOOG" or regel.dreigende_uhp else ""
            waits = agenda.why_new(replace(regel, urgentie=None, dreigende_uhp=None), self._day)
            return ", ".join(w for w in (waits, first) if w)
        if p.inzet is not None and p.soort != "nazorg":
            stand = self._deployed.get(p.inzet)
            if stand is None:
                return "afgesloten"
            why = self._members.sub("een lid", stand.aandacht)
            return " · ".join(w for w in (f"Team {stand.team or '?'}", why, "nieuws" if p.inzet in self._news else "") if w)
        return p.waarom if p.soort in OWN_WORDS else ""


def _themes(session: Session, ids: list[UUID]) -> tuple[tuple[str, int], ...]:
    """How many signals of each theme, the most first."""
    found = Counter(SIGNAAL_THEMA.label(t or "NIEUW") for t in session.exec(select(Signaal.thema).where(col(Signaal.id).in_(ids))))
    return tuple(sorted(found.items(), key=lambda theme: (-theme[1], theme[0])))


def _minutes(session: Session, day: date, items: list[Punt]) -> int | None:
    """What the items are expected to take, when none is discussed yet."""
    begin = datetime.combine(day, time(), UTC)
    end = overleg.expected_end(session, begin, begin, [replace(p, besproken=False) for p in items])
    return int((end - begin).total_seconds()) // 60 if end is not None else None


def _hours(minutes: int) -> str:
    hours, left = divmod(minutes, 60)
    return " en ".join(w for w in (f"{hours} uur" if hours else "", text.count(left, "minuut", "minuten") if left else "") if w)
