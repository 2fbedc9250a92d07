"""What the minutes say, as one structure: all of it (`compose`), and less for who may see less (`deelbaar`, `van_casussen`).

*intern* holds what was said of each casus; *deelbaar* leaves out what says something of a child (vraag, reason, note, gemeente, age) and
names nobody: people stand there by role. Until a later meeting fixes the minutes they are read from the data as it stood when the meeting
closed; from then on from what was fixed.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from db.codes import GEMEENTE, ROL
from db.columns import made_of
from db.models import Casus, Evaluatie, Inzet, Lid, Logregel, NotulenAanvulling, Overleg, Signaal, Vaststelling

from .. import acties, casussen, instellingen, inzet, overleg, text
from ..clock import dutch_day
from ..errors import NotFound, Refused
from ..historie import as_at
from ..overleg import Kop, Punt
from .uitgeven import as_json

VERSIES = ("deelbaar", "intern")


@dataclass(frozen=True, slots=True)
class Persoon:
    """Someone at the meeting. A guest has `gast` for a short name; in what is shared there is no name."""

    lid: str | None
    naam: str | None
    rol: str | None
    aanwezig: str


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


@dataclass(frozen=True, slots=True)
class Afspraak:
    """An action; `nummer` names it in commands."""

    nummer: str
    omschrijving: str
    casus: str | None
    eigenaar: str | None
    rol: str | None
    voor: date | None
    status: str


@dataclass(frozen=True, slots=True)
class Lopend:
    """A running inzet that was on the agenda: what was logged since the meeting before, and its next evaluation."""

    casus: str
    team: int | None
    duo: tuple[str, ...]
    weken: int | None
    laatste_contact: date | None
    evaluatie: date | None
    nieuws: tuple[str, ...]
    notitie: str | None


@dataclass(frozen=True, slots=True)
class Geevalueerd:
    """An evaluation that was held since the meeting before."""

    casus: str
    team: int | None
    gehouden_op: date
    uitkomst: str | None


@dataclass(frozen=True, slots=True)
class Uitkomst:
    """What ended since the meeting before: `soort` is inzet or casus. `resultaat` and `woonsituatie` are codes."""

    soort: str
    casus: str
    team: int | None
    datum: date
    resultaat: str | None
    woonsituatie: str | None
    woonsituatie_eind: str | None
    naar: str | None


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
    signalen: tuple[str, ...]
    acties: tuple[Afspraak, ...]
    volgend_overleg: date | None
    aanvullingen: tuple[Aanvulling, ...]

    def as_json(self) -> dict[str, object]:
        """Codes and ISO dates."""
        return as_json(asdict(self))

    @property
    def casussen(self) -> tuple[str, ...]:
        """The casuscodes that stand in it, in order of appearance."""
        parts: tuple[Iterable[object], ...] = (
            self.vorige_acties, self.besluiten, self.ter_kennisname, self.inzetten, self.evaluaties, self.uitkomsten, self.notities,
            self.acties,
        )  # fmt: skip
        found = [getattr(item, "casus", None) for part in parts for item in part] + [*self.zonder_besluit, *self.afgesloten]
        return tuple(dict.fromkeys(code for code in found if code))


# --- all of it


def compose(session: Session, meeting: UUID, today: date) -> Notulen:
    """The whole minutes of a meeting that has begun, version *intern*. Raises Refused for a meeting that has not, NotFound."""
    fixed = session.get(Vaststelling, key(meeting))
    if fixed is not None and fixed.inhoud and fixed.vastgesteld_op:
        day = dutch_day(fixed.vastgesteld_op)
        return replace(_from_json(fixed.inhoud), status="vastgesteld", vastgesteld_op=day, aanvullingen=_additions(session, meeting))
    return as_it_is(session, meeting, today)


def key(meeting: UUID) -> UUID:
    """The id of what fixes the minutes of a meeting: two laptops make the same."""
    return made_of("vaststelling", meeting)


def as_it_is(session: Session, meeting: UUID, today: date) -> Notulen:
    """The whole minutes from the data, also when they were fixed. Raises as `compose` does."""
    kop = overleg.get(session, meeting)
    if kop.gestart_op is None:
        raise Refused("Dit overleg is nog niet begonnen; er zijn geen notulen.", "De agenda is er wel: `retcli overleg agenda`.")
    row = session.get_one(Overleg, meeting)
    items = overleg.agenda(session, meeting, today)
    people = People(session)
    decided, without, told, notes = [], [], [], []
    for item in items:
        taken = casussen.decisions(session, item.casus_id) if item.casus_id is not None and item.casus is not None else []
        mine = next((d for d in taken if d.overleg == meeting), None)
        outside = next((d for d in taken if d.id == item.besluit), None) if item.besluit is not None else None
        if outside is not None:
            told.append(_decision(session, item, outside, people, kop.datum))
        elif mine is not None:
            decided.append(_decision(session, item, mine, people, kop.datum))
        else:
            if item.casus is not None and overleg.undecided(session, item, meeting):
                without.append(item.casus)
            if item.notitie and item.inzet is None:
                notes.append(Genoteerd(item.soort, item.casus, item.notitie))
    all_actions = _as_then(session, casussen.actions(session), kop)
    before = {item.actie for item in items if item.actie is not None}
    since = overleg.previous(session, meeting)
    ended = _outcomes(session, kop, since)
    return Notulen(
        versie="intern",
        status="concept",
        vastgesteld_op=None,
        week=kop.week,
        datum=kop.datum,
        tijd=kop.tijd,
        plaats=row.plaats,
        voorzitter=kop.voorzitter,
        voor=None,
        vernietigen=until(session, kop.datum),
        aanwezig=tuple(Persoon(a.code, a.naam, a.rol, a.aanwezig) for a in overleg.attendance(session, meeting)),
        mededeling=row.mededeling,
        vorige_acties=tuple(_agreed(a, people) for a in all_actions if a.id in before),
        besluiten=tuple(decided),
        zonder_besluit=tuple(without),
        ter_kennisname=tuple(told),
        inzetten=tuple(_running(session, items, kop, since)),
        evaluaties=tuple(_evaluated(session, kop, since)),
        uitkomsten=tuple(ended),
        afgesloten=tuple(u.casus for u in ended if u.soort == "casus"),
        notities=tuple(notes),
        signalen=tuple(s for s in session.exec(select(Signaal.tekst).where(Signaal.overleg == meeting).order_by(col(Signaal.id))) if s),
        acties=tuple(_agreed(a, people) for a in all_actions if a.overleg == meeting),
        volgend_overleg=kop.volgende_datum,
        aanvullingen=_additions(session, meeting),
    )


def until(session: Session, day: date) -> date:
    """The day by which a paper of that day is to be destroyed; the setting `papier_bewaren_maanden`."""
    year, month = divmod(day.year * 12 + day.month - 1 + instellingen.number(session, "papier_bewaren_maanden"), 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _from_json(stored: str) -> Notulen:
    """The structure as it was kept. Raises Refused when another version kept something this one does not know."""
    from pydantic import TypeAdapter, ValidationError  # minutes that are fixed only

    try:
        return TypeAdapter(Notulen).validate_json(stored)
    except ValidationError:
        raise Refused("Deze notulen zijn met een andere versie van het programma vastgesteld.", "Werk het programma bij.") from None


def _additions(session: Session, meeting: UUID) -> tuple[Aanvulling, ...]:
    query = select(NotulenAanvulling).where(NotulenAanvulling.overleg == meeting)
    rows = session.exec(query.order_by(col(NotulenAanvulling.genoteerd_op), col(NotulenAanvulling.id)))
    return tuple(Aanvulling(dutch_day(a.genoteerd_op), a.tekst) for a in rows if a.tekst and a.genoteerd_op)


def _as_then(session: Session, actions: list[casussen.ActieRegel], kop: Kop) -> list[casussen.ActieRegel]:
    """Actions as they stood when the meeting closed: what was done, moved or given to someone since is not of its minutes."""
    if kop.gesloten_op is None:
        return actions
    then = as_at(session, [a.id for a in actions], kop.gesloten_op)
    codes = {lid.id.bytes: lid.code for lid in session.exec(select(Lid))}
    found = []
    for a in actions:
        cells = then.get(a.id)
        if cells is None:
            continue  # made since
        owner, due = cells.get("eigenaar"), cells.get("vervaldatum")
        done, dropped = cells.get("gedaan_op"), cells.get("vervallen_op")
        found.append(
            replace(
                a,
                eigenaar=codes.get(owner) if isinstance(owner, bytes) else a.eigenaar,
                voor=date.fromisoformat(due) if isinstance(due, str) else None,
                status="gedaan" if done else "vervallen" if dropped else "open",
            )
        )
    return found


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
    )


def _agreed(actie: casussen.ActieRegel, people: People) -> Afspraak:
    return Afspraak(
        acties.short_id(actie.id), actie.omschrijving, actie.casus, actie.eigenaar, people.role(actie.eigenaar), actie.voor, actie.status
    )


def _running(session: Session, items: list[Punt], kop: Kop, since: Overleg | None) -> list[Lopend]:
    """The inzetten of the agenda; what was written after the meeting closed is not of its minutes."""
    fresh = inzet.news(session, since.gestart_op, until=kop.gesloten_op) if since is not None and since.gestart_op else {}
    planned = _planned(session, [item.inzet for item in items if item.inzet], kop)
    found = []
    for item in items:
        if item.inzet is None:
            continue
        try:
            stand = inzet.get(session, item.inzet, kop.datum)
        except NotFound:
            continue  # taken back since, or gone with its casus
        contact = session.exec(
            select(col(Logregel.datum))
            .where(Logregel.inzet == item.inzet, col(Logregel.datum) <= kop.datum, casussen.stands_itself())
            .order_by(col(Logregel.datum).desc())
        ).first()
        news = tuple(f"{text.day_words(line.datum)} {line.soort_label}: {line.tekst}" for line in fresh.get(item.inzet, []))
        weeks = max((kop.datum - stand.gestart).days // 7, 0) if stand.gestart else None
        found.append(
            Lopend(stand.casus, stand.team, stand.duo, weeks, contact, planned.get(item.inzet, stand.evaluatie), news, item.notitie)
        )
    return found


def _planned(session: Session, inzetten: list[UUID], kop: Kop) -> dict[UUID, date | None]:
    """The next evaluation of each as it was planned when the meeting closed; empty while it runs."""
    if kop.gesloten_op is None:
        return {}
    then = {row: cells.get("evaluatiedatum") for row, cells in as_at(session, inzetten, kop.gesloten_op).items()}
    return {row: date.fromisoformat(day) if isinstance(day, str) else None for row, day in then.items()}


def _window(kop: Kop, since: Overleg | None) -> tuple[date, date]:
    """Days after the first and up to the second belong to a meeting; without one before it, its own day."""
    return (since.datum if since is not None and since.datum else kop.datum - timedelta(days=1), kop.datum)


def _evaluated(session: Session, kop: Kop, since: Overleg | None) -> list[Geevalueerd]:
    after, to = _window(kop, since)
    rows = session.exec(
        select(Evaluatie, Inzet.team, Casus.casuscode)
        .join(Inzet, col(Inzet.id) == Evaluatie.inzet)
        .join(Casus, col(Casus.id) == Inzet.casus)
        .where(col(Evaluatie.gehouden_op) > after, col(Evaluatie.gehouden_op) <= to)
        .order_by(col(Evaluatie.gehouden_op), col(Casus.casuscode))
    )
    return [Geevalueerd(code or "?", team, e.gehouden_op, e.uitkomst) for e, team, code in rows if e.gehouden_op]


def _outcomes(session: Session, kop: Kop, since: Overleg | None) -> list[Uitkomst]:
    after, to = _window(kop, since)
    ended = session.exec(
        select(Inzet, Casus)
        .join(Casus, col(Casus.id) == Inzet.casus)
        .where(col(Inzet.einddatum) > after, col(Inzet.einddatum) <= to)
        .order_by(col(Inzet.einddatum), col(Casus.casuscode))
    )
    found = [
        Uitkomst("inzet", c.casuscode or "?", i.team, i.einddatum, i.resultaat, c.woonsituatie, i.woonsituatie_eind, i.afgeschaald_naar)
        for i, c in ended
        if i.einddatum
    ]
    closed = session.exec(
        select(Casus)
        .where(col(Casus.afsluiting_datum) > after, col(Casus.afsluiting_datum) <= to)
        .order_by(col(Casus.afsluiting_datum), col(Casus.casuscode))
    )
    return found + [
        Uitkomst(
            "casus", c.casuscode or "?", None, c.afsluiting_datum, c.afsluiting_resultaat, c.woonsituatie, c.afsluiting_woonsituatie_eind,
            c.afsluiting_overgedragen_aan,
        )
        for c in closed
        if c.afsluiting_datum
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
        inzetten=tuple(replace(i, duo=(), nieuws=(), notitie=None) for i in minutes.inzetten),
        evaluaties=tuple(replace(e, uitkomst=None) for e in minutes.evaluaties),
        uitkomsten=tuple(replace(u, woonsituatie=None, woonsituatie_eind=None, naar=None) for u in minutes.uitkomsten),
        notities=(),
        acties=tuple(replace(a, eigenaar=a.rol) for a in minutes.acties),
    )


def _bare(besluit: Besloten) -> Besloten:
    return replace(besluit, duo=(), eigenaar=besluit.rol, leeftijd=None, gemeente=None, vraag=None, reden=None, notitie=None)


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
        evaluaties=tuple(e for e in minutes.evaluaties if e.casus in codes),
        uitkomsten=tuple(u for u in minutes.uitkomsten if u.casus in codes),
        afgesloten=tuple(c for c in minutes.afgesloten if c in codes),
        notities=tuple(n for n in minutes.notities if n.casus in codes),
        signalen=(),
        acties=tuple(a for a in minutes.acties if a.casus in codes),
        aanvullingen=(),
    )
