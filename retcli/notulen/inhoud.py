"""What the minutes say, as one structure: all of it (`compose`), and less for who may see less (`deelbaar`, `van_casussen`).

*intern* holds what was said of each casus; *deelbaar* leaves out what says something of a child (vraag, reason, note, gemeente, age) and
names nobody: people stand there by role. When a meeting closes its minutes are kept as this structure, so that nothing that happens later
is in them; until a later meeting fixes them, the words of an action, a signal, the announcement and the place are those of now.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING
from uuid import UUID

from sqlmodel import Session, col, select

from db import queries
from db.codes import CONTACT, GEMEENTE, ROL, ROUTE
from db.columns import made_of
from db.models import (
    Aanwezigheid,
    Actie,
    Agendapunt,
    Besluit,
    Casus,
    Evaluatie,
    Inzet,
    InzetLid,
    Lid,
    Nazorg,
    NotulenAanvulling,
    Overleg,
    Signaal,
    SignaalCasus,
    Vaststelling,
)
from db.sync.audit import Shown
from db.sync.wire import LIFE

from .. import acties, casussen, instellingen, inzet, inzetlog, overleg, text, tijdlijn
from ..clock import dutch_day, months_on
from ..errors import NotFound, Refused
from ..historie import as_at, author_knew, others_went_on, unknown
from ..overleg import Punt
from .uitgeven import as_json

if TYPE_CHECKING:
    from pydantic import TypeAdapter

VERSIES = ("deelbaar", "intern")
LAST = date(9900, 1, 1)
DAY = timedelta(days=1)
_NAMES = {"casus", "casussen", "zonder_besluit", "afgesloten", "id"}
"""Where the structure holds casuscodes and ids."""


@dataclass(frozen=True, slots=True)
class Persoon:
    """Someone at the meeting, by role in words. A guest has `gast` for a short name; in what is shared there is no name."""

    lid: str | None
    naam: str | None
    rol: str | None
    aanwezig: str


@dataclass(frozen=True, slots=True)
class Gesignaleerd:
    """A signal, and the casussen that it was noted at; those are looked through, never shown."""

    id: UUID
    tekst: str
    casussen: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Besloten:
    """A decision on a casus; `eigenaar` is a short name, and `rol` how that person is called in what is shared."""

    casus: str
    route: str
    team: int | None
    duo: tuple[str, ...]
    start: date | None
    eigenaar: str | None
    rol: str | None
    datum: date | None
    besloten_op: date | None
    leeftijd: str | None
    gemeente: str | None
    vraag: str | None
    reden: str | None
    notitie: str | None
    duo_plaats: int | None = None
    """The place of the duo in the proposal; `duo_voorstel` is the pair that stood first, and `duo_reden` why another was chosen."""
    duo_voorstel: str | None = None
    duo_reden: str | None = None


@dataclass(frozen=True, slots=True)
class Afspraak:
    """An action; `nummer` names it in commands."""

    id: UUID
    nummer: str
    omschrijving: str
    casus: str | None
    eigenaar: str | None
    rol: str | None
    voor: date | None
    status: str


@dataclass(frozen=True, slots=True)
class Lopend:
    """An inzet that ran: how it stands, what was logged since the meeting before, and its next evaluation.

    `contacten` is how often of each kind of contact, and `contactmomenten` of all; None where older minutes don't tell. `op_agenda` is
    whether the meeting had it; the others had no news and asked for nothing.
    """

    casus: str
    team: int | None
    duo: tuple[str, ...]
    weken: int | None
    laatste_contact: date | None
    evaluatie: date | None
    nieuws: tuple[str, ...]
    notitie: str | None
    status: str | None = None
    contacten: tuple[tuple[str, int], ...] = ()
    contactmomenten: int | None = None
    op_agenda: bool = True


@dataclass(frozen=True, slots=True)
class Gewisseld:
    """Someone who left a duo since the meeting before, and who came in their place; short names."""

    casus: str
    team: int | None
    datum: date
    uit: str | None
    erin: str | None
    reden: str | None
    overdracht: str | None


@dataclass(frozen=True, slots=True)
class Geevalueerd:
    """An evaluation that was held since the meeting before."""

    casus: str
    team: int | None
    gehouden_op: date
    uitkomst: str | None


@dataclass(frozen=True, slots=True)
class Afgeschaald:
    """An inzet that was scaled down since the meeting before, and to whom."""

    casus: str
    team: int | None
    datum: date
    naar: str | None


@dataclass(frozen=True, slots=True)
class Teruggekeken:
    """After-care that was done since the meeting before, so many months after the inzet; `woonsituatie` is a code."""

    casus: str
    team: int | None
    maanden: int | None
    datum: date
    woonsituatie: str | None
    uitkomst: str | None


@dataclass(frozen=True, slots=True)
class Uitkomst:
    """What ended since the meeting before: `soort` is inzet or casus. `resultaat`, `uhp`, `woonsituatie` (at the start) are codes.

    `nieuws` is what was written in the log of the inzet since then, when the meeting did not have it.
    """

    soort: str
    casus: str
    team: int | None
    datum: date
    resultaat: str | None
    woonsituatie: str | None
    woonsituatie_eind: str | None
    naar: str | None
    uhp: str | None = None
    nieuws: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Genoteerd:
    """A note at an item that has no decision: which item, and the note."""

    punt: str
    casus: str | None
    notitie: str


@dataclass(frozen=True, slots=True)
class Aanvulling:
    """What was added after the meeting."""

    datum: date
    tekst: str


@dataclass(frozen=True, slots=True)
class Notulen:
    """The minutes of one meeting. Dates are local; `status` is concept or vastgesteld."""

    versie: str
    status: str
    vastgesteld_op: date | None
    week: str
    datum: date
    tijd: str | None
    plaats: str | None
    voorzitter: str | None
    voor: str | None
    vernietigen: date
    aanwezig: tuple[Persoon, ...]
    mededeling: str | None
    vorige_acties: tuple[Afspraak, ...]
    besluiten: tuple[Besloten, ...]
    zonder_besluit: tuple[str, ...]
    ter_kennisname: tuple[Besloten, ...]
    inzetten: tuple[Lopend, ...]
    evaluaties: tuple[Geevalueerd, ...]
    uitkomsten: tuple[Uitkomst, ...]
    afgesloten: tuple[str, ...]
    notities: tuple[Genoteerd, ...]
    signalen: tuple[Gesignaleerd, ...]
    acties: tuple[Afspraak, ...]
    volgend_overleg: date | None
    aanvullingen: tuple[Aanvulling, ...]
    wissels: tuple[Gewisseld, ...] = ()
    afgeschaald: tuple[Afgeschaald, ...] = ()
    nazorg: tuple[Teruggekeken, ...] = ()

    def as_json(self) -> dict[str, object]:
        """Codes and ISO dates; of a signal its words."""
        return as_json(asdict(self) | {"signalen": [s.tekst for s in self.signalen]})

    @property
    def casussen(self) -> tuple[str, ...]:
        """The casuscodes that stand in it, in order of appearance."""
        parts: tuple[Iterable[object], ...] = (
            self.vorige_acties, self.besluiten, self.ter_kennisname, self.inzetten, self.wissels, self.evaluaties, self.afgeschaald,
            self.uitkomsten, self.nazorg, self.notities, self.acties,
        )  # fmt: skip
        found = [getattr(item, "casus", None) for part in parts for item in part] + [*self.zonder_besluit, *self.afgesloten]
        return tuple(dict.fromkeys(code for code in found if code))


# --- all of it


def compose(session: Session, meeting: UUID) -> Notulen:
    """The whole minutes of a meeting that has begun, version *intern*. Raises Refused for a meeting that has not, NotFound."""
    kept = session.get(Vaststelling, key(meeting))
    if kept is None or not kept.inhoud or overleg.get(session, meeting).gesloten_op is None:
        return as_it_is(session, meeting)
    minutes = replace(_from_json(kept.inhoud), aanvullingen=_additions(session, meeting))
    whole = _with_others(session, kept, minutes)
    if kept.vastgesteld_op is None:
        return with_words_of_now(session, meeting, whole)
    day = dutch_day(kept.vastgesteld_op)
    late = _named_late(minutes, whole)
    told = (Aanvulling(day, _told_late(late)),) if late else ()
    return replace(minutes, status="vastgesteld", vastgesteld_op=day, aanvullingen=(*minutes.aanvullingen, *told))


def _with_others(session: Session, kept: Vaststelling, minutes: Notulen) -> Notulen:
    """With what another laptop wrote down in this meeting, unknown to the one that closed it; its decisions as they are now.

    A closed meeting takes nothing new, so whatever the one that closed it did not know came with an exchange, or is what was chosen where
    two laptops differed.
    """
    knew, meeting = author_knew(session, kept, "inhoud"), kept.overleg
    if knew is None or meeting is None or not (len(knew.seqs) > 1 or others_went_on(session, knew)):
        return minutes
    items = {row.id: row for row in session.exec(select(Agendapunt).where(Agendapunt.overleg == meeting))}
    taken = {row.id: row for row in session.exec(select(Besluit).where(Besluit.overleg == meeting))}
    made = {row for model in (Actie, Signaal) for row in session.exec(select(model.id).where(model.overleg == meeting))}
    there = set(session.exec(select(Aanwezigheid.id).where(Aanwezigheid.overleg == meeting)))
    # Under which of two casussen something stands, when those are joined, is nothing that the meeting said.
    came = {row: rest for row, cells in unknown(session, knew, {*items, *taken, *made, *there}).items() if (rest := cells - {"casus"})}
    if not came:
        return minutes
    now = as_it_is(session, meeting)
    children = {row.casus for key, row in taken.items() if key in came}
    children |= {row.casus for key, row in items.items() if "notitie" in came.get(key, ())}
    children |= {UUID(bytes=double) for double, end in queries.stands_for(session).items() if UUID(bytes=end) in children}
    codes = {code for code in session.exec(select(Casus.casuscode).where(col(Casus.id).in_(children))) if code}
    besluiten = tuple(b for b in minutes.besluiten if b.casus not in codes) + tuple(b for b in now.besluiten if b.casus in codes)
    decided = {b.casus for b in besluiten}
    noted = {row.inzet for key, row in items.items() if "notitie" in came.get(key, ())}
    punten = {row.soort for key, row in items.items() if "notitie" in came.get(key, ()) and row.casus is None and row.inzet is None}
    known_notes = {(n.punt, n.notitie) for n in minutes.notities}
    notities = tuple(n for n in minutes.notities if n.casus not in codes and n.punt not in punten) + tuple(
        n for n in now.notities if n.casus in codes or n.punt in punten or (noted and (n.punt, n.notitie) not in known_notes)
    )
    new = {key for key in made if LIFE in came.get(key, ())}
    return replace(
        minutes,
        aanwezig=now.aanwezig if there & came.keys() else minutes.aanwezig,
        besluiten=besluiten,
        zonder_besluit=tuple(c for c in minutes.zonder_besluit if c not in decided),
        inzetten=_noted_elsewhere(minutes.inzetten, now.inzetten) if noted - {None} else minutes.inzetten,
        notities=notities,
        signalen=minutes.signalen + tuple(s for s in now.signalen if s.id in new - {known.id for known in minutes.signalen}),
        acties=minutes.acties + tuple(a for a in now.acties if a.id in new - {known.id for known in minutes.acties}),
    )


def _noted_elsewhere(fixed: tuple[Lopend, ...], now: tuple[Lopend, ...]) -> tuple[Lopend, ...]:
    """The inzetten as they were told, each with its note of now; one that only now has a note is added."""
    several = {place for those in (fixed, now) for place, n in Counter((i.casus, i.team) for i in those).items() if n > 1}

    def of(i: Lopend) -> tuple[object, ...]:  # a duo can have changed since, so it counts only where a casus has more inzetten of a team
        return (i.casus, i.team, *(i.duo if (i.casus, i.team) in several else ()))

    notes = {of(i): i.notitie for i in now if i.notitie}
    told = {of(i) for i in fixed}
    return tuple(replace(i, notitie=notes.get(of(i), i.notitie)) for i in fixed) + tuple(i for i in now if i.notitie and of(i) not in told)


def _named_late(fixed: Notulen, whole: Notulen) -> str:
    """What stands in the one and not in the other, in a few words; nothing when all is in both."""

    def decided(b: Besloten) -> tuple[object, ...]:  # what is known of a casus now, its gemeente for one, was not decided
        return b.casus, b.route, b.team, b.duo, b.start, b.eigenaar, b.datum, b.reden

    before = {decided(b) for b in fixed.besluiten}
    told = [f"{b.casus} {ROUTE.label(b.route).lower()}" for b in whole.besluiten if decided(b) not in before]
    told += [f"actie “{text.shorten(a.omschrijving, 60)}”" for a in whole.acties if a not in fixed.acties]
    told += [f"signaal “{text.shorten(s.tekst, 60)}”" for s in whole.signalen if s not in fixed.signalen]
    notes: list[tuple[str | None, str]] = [(n.casus, n.notitie) for n in whole.notities if n not in fixed.notities]
    known = {(i.casus, i.notitie) for i in fixed.inzetten} | {(b.casus, b.notitie) for b in fixed.besluiten}
    others = [(i.casus, i.notitie) for i in whole.inzetten] + [(b.casus, b.notitie) for b in whole.besluiten]
    notes += [(casus, words) for casus, words in others if words and (casus, words) not in known]
    told += [f"notitie{f' bij {casus}' if casus else ''} “{text.shorten(words, 60)}”" for casus, words in notes]
    return "; ".join(told)


def _told_late(late: str) -> str:
    return f"Kwam na het vaststellen van een andere laptop: {late}."


def key(meeting: UUID) -> UUID:
    """The id of what holds the minutes of a meeting: two laptops make the same."""
    return made_of("vaststelling", meeting)


def keep(session: Session, meeting: UUID) -> None:
    """Keep the minutes as they are now: the meeting closes."""
    row = session.get(Vaststelling, key(meeting)) or Vaststelling(id=key(meeting), overleg=meeting)
    row.inhoud = dumped(as_it_is(session, meeting))
    row.vastgesteld_op = row.door = None  # fixed on another laptop while this one had it open again: nobody saw these
    session.add(row)


def names(stored: str) -> set[str]:
    """What kept minutes are about, of whichever version of the program: casuscodes, and the ids of actions as text."""

    def walked(part: object, name: str) -> Iterator[str]:
        if isinstance(part, dict):
            for key, value in part.items():
                yield from walked(value, key)
        elif isinstance(part, list):
            for value in part:
                yield from walked(value, name)
        elif isinstance(part, str) and name in _NAMES:
            yield part

    try:
        return set(walked(json.loads(stored), ""))
    except ValueError:
        return set()


def without(session: Session, kept: Vaststelling, codes: Collection[str], actions: Collection[UUID]) -> str:
    """Kept minutes as JSON, without what is about these casussen and actions.

    What another laptop wrote down in the meeting is told beside kept minutes as long as who kept them did not know it; who writes them
    anew does. So it goes into them, or into an addition where they are fixed. Raises Refused as `compose` does.
    """
    minutes = _from_json(kept.inhoud or "")
    row = session.get(Overleg, kept.overleg) if kept.overleg else None
    whole = _with_others(session, kept, minutes) if row is not None and row.gesloten_op is not None else minutes
    whole, minutes = (_left_out(each, codes, actions) for each in (whole, minutes))
    if kept.vastgesteld_op is None:
        return dumped(whole)
    if late := _named_late(minutes, whole):
        session.add(NotulenAanvulling(overleg=kept.overleg, genoteerd_op=kept.vastgesteld_op, tekst=_told_late(late)))
    return dumped(minutes)


def bare(kept: Vaststelling, codes: Collection[str], actions: Collection[UUID]) -> str:
    """The same without what others wrote, to look in. Raises Refused where this version does not know all of kept minutes."""
    return dumped(_left_out(_from_json(kept.inhoud), codes, actions)) if kept.inhoud else ""


def dumped(minutes: Notulen) -> str:
    """The whole structure as JSON, as it is kept."""
    return _adapter().dump_json(minutes).decode()


def with_words_of_now(session: Session, meeting: UUID, minutes: Notulen) -> Notulen:
    """With what actions and signals are called now, the announcement and the place: a name has to be able to go out of them."""
    row = session.get_one(Overleg, meeting)
    called = {a.id: a.omschrijving for a in casussen.actions(session, ids=[a.id for a in (*minutes.vorige_acties, *minutes.acties)])}
    signals = {s.id: s.tekst for s in session.exec(select(Signaal).where(col(Signaal.id).in_([s.id for s in minutes.signalen])))}
    return replace(
        minutes,
        plaats=row.plaats,
        mededeling=row.mededeling,
        vorige_acties=tuple(replace(a, omschrijving=called.get(a.id, a.omschrijving)) for a in minutes.vorige_acties),
        acties=tuple(replace(a, omschrijving=called.get(a.id, a.omschrijving)) for a in minutes.acties),
        signalen=tuple(replace(s, tekst=signals.get(s.id) or s.tekst) for s in minutes.signalen),
    )


def as_it_is(session: Session, meeting: UUID) -> Notulen:
    """The whole minutes from the data as it is now. Raises as `compose` does."""
    kop = overleg.get(session, meeting)
    if kop.gestart_op is None:
        raise Refused("Dit overleg is nog niet begonnen; er zijn geen notulen.", "De agenda is er wel: `retcli overleg agenda`.")
    day = kop.datum if kop.datum > date.min else dutch_day(kop.gestart_op)
    row = session.get_one(Overleg, meeting)
    items = overleg.agenda(session, meeting, day)
    people = People(session)
    before = casussen.actions(session, ids=[item.actie for item in items if item.actie is not None])
    about = {a.id: a.casus for a in before}
    decided, without, told, notes = dict[UUID, Besloten](), [], [], []
    for item in items:
        asks = item.casus_id is not None and item.casus is not None and item.soort != "nazorg"
        taken = casussen.decisions(session, item.casus_id) if asks and item.casus_id else []
        mine = next((d for d in taken if d.overleg == meeting), None)
        outside = next((d for d in taken if d.id == item.besluit), None) if item.besluit is not None else None
        if outside is not None:
            told.append(_decision(session, item, outside, people, day))
        elif mine is not None and mine.id not in decided:
            decided[mine.id] = _decision(session, item, mine, people, day)
        else:
            if item.casus is not None and overleg.undecided(session, item, meeting):
                without.append(item.casus)
            if item.notitie and (item.inzet is None or item.soort == "nazorg") and _is_about(item):
                notes.append(Genoteerd(item.soort, item.casus or (about.get(item.actie) if item.actie else None), item.notitie))
    since = overleg.previous(session, meeting)
    last = (since.gesloten_op or since.gestart_op) if since is not None else None
    knew = author_knew(session, since, "gesloten_op" if since.gesloten_op else "gestart_op") if since is not None else None
    fresh = inzetlog.news(session, last, knew=knew) if last is not None else {}
    noted = {item.inzet: item.notitie for item in items if item.inzet is not None and item.soort != "nazorg"}
    ended = _outcomes(session, {on: lines for on, lines in fresh.items() if on not in noted}, day, since)
    return Notulen(
        versie="intern",
        status="concept",
        vastgesteld_op=None,
        week=text.week_of(day),
        datum=day,
        tijd=kop.tijd,
        plaats=row.plaats,
        voorzitter=kop.voorzitter,
        voor=None,
        vernietigen=until(session, day),
        aanwezig=tuple(_person(a, people) for a in overleg.attendance(session, meeting)),
        mededeling=row.mededeling,
        vorige_acties=tuple(_agreed(a, people) for a in before),
        besluiten=tuple(decided.values()),
        zonder_besluit=tuple(without),
        ter_kennisname=tuple(told),
        inzetten=tuple(_running(session, noted, fresh, decided, day)),
        evaluaties=tuple(_evaluated(session, day, since)),
        uitkomsten=tuple(ended),
        afgesloten=tuple(u.casus for u in ended if u.soort == "casus"),
        notities=tuple(notes),
        signalen=tuple(_signals(session, meeting, items)),
        acties=tuple(_agreed(a, people) for a in casussen.actions(session, overleg=meeting) if a.status != "vervallen"),
        volgend_overleg=kop.volgende_datum,
        aanvullingen=_additions(session, meeting),
        wissels=tuple(_replaced(session, day, since)),
        afgeschaald=tuple(_scaled_down(session, day, since)),
        nazorg=tuple(_looked_back(session, day, since)),
    )


def _is_about(item: Punt) -> bool:
    """Whether an item is about something still: what it was about may have been erased for good."""
    return any(each is not None for each in (item.casus_id, item.actie, item.inzet, item.signaal, item.besluit))


def until(session: Session, day: date) -> date:
    """The day by which a paper of that day is to be destroyed; the setting `papier_bewaren_maanden`."""
    return months_on(min(day, LAST), instellingen.number(session, "papier_bewaren_maanden"))


@cache
def _adapter() -> TypeAdapter[Notulen]:
    from pydantic import TypeAdapter  # the types are read only where minutes are kept

    return TypeAdapter(Notulen)


def _from_json(stored: str) -> Notulen:
    """The structure as it was kept. Raises Refused when this version does not know all of it."""
    from pydantic import ValidationError

    try:
        minutes = _adapter().validate_json(stored)
        if _holds(json.loads(dumped(minutes)), json.loads(stored)):
            return minutes
    except ValidationError:
        pass
    raise Refused("Deze notulen zijn met een andere versie van het programma gemaakt.", "Werk het programma bij.")


def _holds(read: object, stored: object) -> bool:
    """Whether all that was stored was read: a part that a later version added would else be lost without a word."""
    if isinstance(stored, dict):
        return isinstance(read, dict) and all(name in read and _holds(read[name], part) for name, part in stored.items())
    if isinstance(stored, list):
        return isinstance(read, list) and len(read) == len(stored) and all(map(_holds, read, stored))
    return True


def _additions(session: Session, meeting: UUID) -> tuple[Aanvulling, ...]:
    query = select(NotulenAanvulling).where(NotulenAanvulling.overleg == meeting)
    rows = session.exec(query.order_by(col(NotulenAanvulling.genoteerd_op), col(NotulenAanvulling.id)))
    return tuple(Aanvulling(dutch_day(a.genoteerd_op), a.tekst) for a in rows if a.tekst and a.genoteerd_op)


def _signals(session: Session, meeting: UUID, items: list[Punt]) -> list[Gesignaleerd]:
    """Those noted in the meeting, and those that were on its agenda."""
    listed = col(Signaal.id).in_([item.signaal for item in items if item.signaal is not None])
    rows = session.exec(select(Signaal).where((col(Signaal.overleg) == meeting) | listed).order_by(col(Signaal.id))).all()
    at: dict[UUID, list[str]] = {}
    links = select(SignaalCasus.signaal, Casus.casuscode).join(Casus, col(Casus.id) == SignaalCasus.casus)
    for signal, code in session.exec(links.where(col(SignaalCasus.signaal).in_([s.id for s in rows])).order_by(col(Casus.casuscode))):
        if signal and code:
            at.setdefault(signal, []).append(code)
    return [Gesignaleerd(s.id, s.tekst, tuple(at.get(s.id, ()))) for s in rows if s.tekst]


def _person(a: overleg.Aanwezige, people: People) -> Persoon:
    return Persoon(a.code, a.naam, "gast" if a.lid is None else people.role(a.code), a.aanwezig)


class People:
    """How people are called in what is shared: by role, or as the Team AnderS they belong to."""

    def __init__(self, session: Session) -> None:
        self._roles = {lid.code: (lid.rol, lid.team) for lid in session.exec(select(Lid))}

    def role(self, code: str | None) -> str | None:
        """`RET-voorzitter`, `aanvoerder 1`, `Team AnderS 2`; an owner that is a role by itself is that role."""
        if code is None:
            return None
        rol, team = self._roles.get(code, (code if code in ROL else None, None))
        return role_words(rol, team) or "een lid"


def role_words(rol: str | None, team: int | None) -> str:
    """A role in words."""
    if rol:
        return f"{ROL.label(rol)} {team}" if rol == "AANVOERDER" and team else ROL.label(rol)
    return f"Team AnderS {team}" if team else ""


def _decision(session: Session, item: Punt, besluit: casussen.Genomen, people: People, day: date) -> Besloten:
    assert item.casus_id is not None
    given = next((i for i in casussen.deployments(session, casus=item.casus_id) if i.besluit == besluit.id), None)
    child = session.get(Casus, item.casus_id)
    chosen = session.get(Inzet, given.id) if given else None
    return Besloten(
        casus=item.casus or "?",
        route=besluit.route or "",
        team=besluit.team,
        duo=given.duo if given else (),
        start=given.start if given else None,
        eigenaar=besluit.eigenaar,
        rol=people.role(besluit.eigenaar),
        datum=besluit.datum,
        besloten_op=besluit.besloten_op,
        leeftijd=casussen.age_words(child.geboortejaar, day) if child and child.geboortejaar else None,
        gemeente=GEMEENTE.label(child.gemeente) if child and child.gemeente else None,
        vraag=child.vraag if child else None,
        reden=besluit.reden,
        notitie=item.notitie,
        duo_plaats=chosen.duo_keuze_plaats if chosen else None,
        duo_voorstel=chosen.duo_keuze_voorstel if chosen else None,
        duo_reden=chosen.duo_keuze_reden if chosen else None,
    )


def _agreed(actie: casussen.ActieRegel, people: People) -> Afspraak:
    owner, role = actie.eigenaar, people.role(actie.eigenaar)
    return Afspraak(actie.id, acties.short_id(actie.id), actie.omschrijving, actie.casus, owner, role, actie.voor, actie.status)


_Nieuw = Mapping[UUID, list[inzetlog.LogRegel]]
"""By inzet what was written in its log since the meeting before closed."""


def _running(session: Session, notes: Mapping[UUID, str | None], fresh: _Nieuw, decided: Collection[UUID], day: date) -> list[Lopend]:
    """The inzetten of the agenda with their notes; then the others that run, but those of what this meeting decided."""
    found = []
    for on in notes:
        with suppress(NotFound):  # taken back since, or gone with its casus
            found.append(inzet.get(session, on, day))
    found += [stand for stand in inzet.running(session, day) if stand.id not in notes and stand.besluit not in decided]
    return [_runs(stand, fresh.get(stand.id, []), notes.get(stand.id), day, op_agenda=stand.id in notes) for stand in found]


def _runs(stand: inzet.InzetStand, lines: list[inzetlog.LogRegel], notitie: str | None, day: date, *, op_agenda: bool) -> Lopend:
    kinds = Counter(line.soort or "ANDERS" for line in lines)
    return Lopend(
        casus=stand.casus,
        team=stand.team,
        duo=stand.duo,
        weken=max((day - stand.gestart).days // 7, 0) if stand.gestart else None,
        laatste_contact=stand.laatste_contact,
        evaluatie=stand.evaluatie,
        nieuws=_told(lines),
        notitie=notitie,
        status=stand.status,
        contacten=tuple((code, kinds[code]) for code in CONTACT.codes if kinds[code]),
        contactmomenten=kinds.total(),
        op_agenda=op_agenda,
    )


def _told(lines: list[inzetlog.LogRegel]) -> tuple[str, ...]:
    return tuple(f"{text.day_words(line.datum)} {line.soort_label.lower()}: {line.tekst}" for line in lines)


def _new_since(session: Session, rows: Mapping[UUID, date | None], column: str, day: date, since: Overleg | None) -> set[UUID]:
    """Of rows with the day on which something ended: those that the meeting before could not tell; also what was written down late."""
    if since is None or since.gesloten_op is None:
        return {row for row, on in rows.items() if on == day}
    then = as_at(session, rows, since.gesloten_op, author_knew(session, since, "gesloten_op"))
    return {row for row in rows if not _first(then.get(row, {}).get(column))}


def _first(stored: Shown) -> object:
    """The day in a cell, also of a group, where it stands first; a casus that was opened again has a group without one."""
    return next(iter(stored.values()), None) if isinstance(stored, dict) else stored


def _since(day: date, since: Overleg | None) -> date:
    """From which day on is looked; what is written down later than this is of no minutes."""
    return min(since.datum or day, day) - inzetlog.LATE if since is not None else day


def _evaluated(session: Session, day: date, since: Overleg | None) -> list[Geevalueerd]:
    rows = session.exec(
        select(Evaluatie, Inzet.team, Casus.casuscode)
        .join(Inzet, col(Inzet.id) == Evaluatie.inzet)
        .join(Casus, col(Casus.id) == Inzet.casus)
        .where(col(Evaluatie.gehouden_op) >= _since(day, since), col(Evaluatie.gehouden_op) <= day)
        .order_by(col(Evaluatie.gehouden_op), col(Casus.casuscode))
    ).all()
    new = _new_since(session, {e.id: e.gehouden_op for e, _, _ in rows}, "gehouden_op", day, since)
    return [Geevalueerd(code or "?", team, e.gehouden_op, e.uitkomst) for e, team, code in rows if e.gehouden_op and e.id in new]


def _replaced(session: Session, day: date, since: Overleg | None) -> list[Gewisseld]:
    first = _since(day, since)
    touched = select(InzetLid.inzet).where(col(InzetLid.tot) >= first - DAY, col(InzetLid.tot) < day)
    links: dict[UUID, list[InzetLid]] = {}
    for link in session.exec(select(InzetLid).where(col(InzetLid.inzet).in_(touched)).order_by(col(InzetLid.id))):
        links.setdefault(link.inzet or link.id, []).append(link)
    inzetten = session.exec(select(Inzet, Casus.casuscode).join(Casus, col(Casus.id) == Inzet.casus).where(col(Inzet.id).in_(links)))
    pairs = [(i, code, left, came) for i, code in inzetten for left, came in tijdlijn.wissels(links[i.id], i.einddatum)]
    days = {left.id: tijdlijn.gone_on(left) for _, _, left, _ in pairs}
    new = _new_since(session, days, "tot", day, since)
    known = {lid.id: lid.code for lid in session.exec(select(Lid))}
    found = [
        Gewisseld(
            code or "?", i.team, on, known.get(left.lid) if left.lid else None, known.get(came.lid) if came and came.lid else None,
            left.reden_wissel, left.overdracht,
        )
        for i, code, left, came in pairs
        if left.id in new and (on := days[left.id]) is not None and first <= on <= day
    ]  # fmt: skip
    return sorted(found, key=lambda w: (w.datum, w.casus, w.uit or ""))


def _scaled_down(session: Session, day: date, since: Overleg | None) -> list[Afgeschaald]:
    rows = session.exec(
        select(Inzet, Casus.casuscode)
        .join(Casus, col(Casus.id) == Inzet.casus)
        .where(col(Inzet.afgeschaald_op) >= _since(day, since), col(Inzet.afgeschaald_op) <= day)
        .order_by(col(Inzet.afgeschaald_op), col(Casus.casuscode))
    ).all()
    new = _new_since(session, {i.id: i.afgeschaald_op for i, _ in rows}, "afgeschaald_op", day, since)
    return [Afgeschaald(code or "?", i.team, i.afgeschaald_op, i.afgeschaald_naar) for i, code in rows if i.afgeschaald_op and i.id in new]


def _looked_back(session: Session, day: date, since: Overleg | None) -> list[Teruggekeken]:
    rows = session.exec(
        select(Nazorg, Inzet.team, Casus.casuscode)
        .join(Inzet, col(Inzet.id) == Nazorg.inzet)
        .join(Casus, col(Casus.id) == Inzet.casus)
        .where(col(Nazorg.gedaan_op) >= _since(day, since), col(Nazorg.gedaan_op) <= day)
        .order_by(col(Nazorg.gedaan_op), col(Casus.casuscode), col(Nazorg.maanden))
    ).all()
    new = _new_since(session, {n.id: n.gedaan_op for n, _, _ in rows}, "gedaan_op", day, since)
    return [
        Teruggekeken(code or "?", team, n.maanden, n.gedaan_op, n.woonsituatie, n.uitkomst)
        for n, team, code in rows
        if n.gedaan_op and n.id in new
    ]


def _outcomes(session: Session, fresh: _Nieuw, day: date, since: Overleg | None) -> list[Uitkomst]:
    first = _since(day, since)
    ended = session.exec(
        select(Inzet, Casus)
        .join(Casus, col(Casus.id) == Inzet.casus)
        .where(col(Inzet.einddatum) >= first, col(Inzet.einddatum) <= day)
        .order_by(col(Inzet.einddatum), col(Casus.casuscode))
    ).all()
    new = _new_since(session, {i.id: i.einddatum for i, _ in ended}, "einddatum", day, since)
    found = [
        Uitkomst(
            "inzet", c.casuscode or "?", i.team, i.einddatum, i.resultaat, i.woonsituatie_begin or c.woonsituatie, i.woonsituatie_eind,
            i.afgeschaald_naar, i.uhp, _told(fresh.get(i.id, [])),
        )
        for i, c in ended
        if i.einddatum and i.id in new
    ]  # fmt: skip
    closed = session.exec(
        select(Casus)
        .where(col(Casus.afsluiting_datum) >= first, col(Casus.afsluiting_datum) <= day, queries.counted())
        .order_by(col(Casus.afsluiting_datum), col(Casus.casuscode))
    ).all()
    new = _new_since(session, {c.id: c.afsluiting_datum for c in closed}, "afsluiting", day, since)
    return found + [
        Uitkomst(
            "casus", c.casuscode or "?", None, c.afsluiting_datum, c.afsluiting_resultaat, c.woonsituatie, c.afsluiting_woonsituatie_eind,
            c.afsluiting_overgedragen_aan,
        )
        for c in closed
        if c.afsluiting_datum and c.id in new
    ]  # fmt: skip


# --- less, for who may see less


def deelbaar(minutes: Notulen) -> Notulen:
    """What may be shared: no word of a child but its code, and people by role. Texts of actions, signals and the announcement stay."""
    return replace(
        minutes,
        versie="deelbaar",
        voorzitter=None,
        aanwezig=tuple(replace(p, lid=None, naam=None) for p in minutes.aanwezig),
        vorige_acties=tuple(replace(a, eigenaar=a.rol) for a in minutes.vorige_acties),
        besluiten=tuple(map(_bare, minutes.besluiten)),
        ter_kennisname=tuple(map(_bare, minutes.ter_kennisname)),
        inzetten=tuple(replace(i, duo=(), nieuws=(), notitie=None, contacten=()) for i in minutes.inzetten),
        wissels=tuple(replace(w, uit=None, erin=None, reden=None, overdracht=None) for w in minutes.wissels),
        evaluaties=tuple(replace(e, uitkomst=None) for e in minutes.evaluaties),
        afgeschaald=tuple(replace(a, naar=None) for a in minutes.afgeschaald),
        uitkomsten=tuple(replace(u, woonsituatie=None, woonsituatie_eind=None, naar=None, uhp=None, nieuws=()) for u in minutes.uitkomsten),
        nazorg=tuple(replace(n, woonsituatie=None, uitkomst=None) for n in minutes.nazorg),
        notities=(),
        acties=tuple(replace(a, eigenaar=a.rol) for a in minutes.acties),
    )


def _bare(besluit: Besloten) -> Besloten:
    return replace(
        besluit, duo=(), eigenaar=besluit.rol, leeftijd=None, gemeente=None, vraag=None, reden=None, notitie=None, duo_plaats=None,
        duo_voorstel=None, duo_reden=None,
    )  # fmt: skip


def van_casussen(minutes: Notulen, codes: Collection[str], voor: str) -> Notulen:
    """What one organisation gets: only its own casussen, and nothing that belongs to none."""
    return replace(
        minutes,
        voor=voor,
        mededeling=None,
        vorige_acties=tuple(a for a in minutes.vorige_acties if a.casus in codes),
        besluiten=tuple(b for b in minutes.besluiten if b.casus in codes),
        zonder_besluit=tuple(c for c in minutes.zonder_besluit if c in codes),
        ter_kennisname=tuple(b for b in minutes.ter_kennisname if b.casus in codes),
        inzetten=tuple(i for i in minutes.inzetten if i.casus in codes),
        wissels=tuple(w for w in minutes.wissels if w.casus in codes),
        evaluaties=tuple(e for e in minutes.evaluaties if e.casus in codes),
        afgeschaald=tuple(a for a in minutes.afgeschaald if a.casus in codes),
        uitkomsten=tuple(u for u in minutes.uitkomsten if u.casus in codes),
        nazorg=tuple(n for n in minutes.nazorg if n.casus in codes),
        afgesloten=tuple(c for c in minutes.afgesloten if c in codes),
        notities=tuple(n for n in minutes.notities if n.casus in codes),
        signalen=(),
        acties=tuple(a for a in minutes.acties if a.casus in codes),
        aanvullingen=(),
    )


def _left_out(minutes: Notulen, codes: Collection[str], actions: Collection[UUID]) -> Notulen:
    """All but what is about these casussen and actions."""
    return replace(
        minutes,
        vorige_acties=tuple(a for a in minutes.vorige_acties if a.casus not in codes and a.id not in actions),
        besluiten=tuple(b for b in minutes.besluiten if b.casus not in codes),
        zonder_besluit=tuple(c for c in minutes.zonder_besluit if c not in codes),
        ter_kennisname=tuple(b for b in minutes.ter_kennisname if b.casus not in codes),
        inzetten=tuple(i for i in minutes.inzetten if i.casus not in codes),
        wissels=tuple(w for w in minutes.wissels if w.casus not in codes),
        evaluaties=tuple(e for e in minutes.evaluaties if e.casus not in codes),
        afgeschaald=tuple(a for a in minutes.afgeschaald if a.casus not in codes),
        uitkomsten=tuple(u for u in minutes.uitkomsten if u.casus not in codes),
        nazorg=tuple(n for n in minutes.nazorg if n.casus not in codes),
        afgesloten=tuple(c for c in minutes.afgesloten if c not in codes),
        notities=tuple(n for n in minutes.notities if n.casus not in codes),
        signalen=tuple(replace(s, casussen=tuple(c for c in s.casussen if c not in codes)) for s in minutes.signalen),
        acties=tuple(a for a in minutes.acties if a.casus not in codes and a.id not in actions),
    )
