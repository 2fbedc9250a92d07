"""What the minutes say, in the order in which they say it. Every renderer shows this structure and adds nothing.

Two versions. *deelbaar* leaves out what a meeting says of a child: vraag, reason, note, gemeente, age, and names actions' owners by role;
*intern* has the reasons and notes.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import date
from uuid import UUID

from sqlmodel import Session, col, select

from db.codes import AANWEZIG, ROL, ROUTE
from db.models import Casus, Lid, Overleg, Signaal

from .. import casussen, overleg, text
from ..errors import Refused
from ..historie import as_at
from ..overleg import Kop

VERSIES = ("deelbaar", "intern")


@dataclass(frozen=True, slots=True)
class Persoon:
    """Someone at the meeting."""

    lid: str
    naam: str
    rol: str | None
    aanwezig: str


@dataclass(frozen=True, slots=True)
class Besloten:
    """A decision on a casus."""

    casus: str
    route: str
    team: int | None
    duo: tuple[str, ...]
    start: date | None
    eigenaar: str | None
    datum: date | None
    besloten_op: date | None
    reden: str | None
    notitie: str | None


@dataclass(frozen=True, slots=True)
class Afspraak:
    """An action."""

    omschrijving: str
    casus: str | None
    eigenaar: str | None
    voor: date | None
    status: str


@dataclass(frozen=True, slots=True)
class Notulen:
    """The minutes of one meeting."""

    versie: str
    status: str
    week: str
    datum: date
    tijd: str | None
    plaats: str | None
    voorzitter: str | None
    aanwezig: tuple[Persoon, ...]
    vorige_acties: tuple[Afspraak, ...]
    besluiten: tuple[Besloten, ...]
    zonder_besluit: tuple[str, ...]
    ter_kennisname: tuple[Besloten, ...]
    afgesloten: tuple[str, ...]
    signalen: tuple[str, ...]
    acties: tuple[Afspraak, ...]
    volgend_overleg: date | None

    def as_json(self) -> dict[str, object]:
        """Codes and ISO dates."""
        return {k: _plain(v) for k, v in asdict(self).items()}


def compose(session: Session, meeting: UUID, today: date, versie: str = "deelbaar") -> Notulen:
    """The minutes of a meeting that has begun. Raises Refused for another version or a meeting that has not."""
    if versie not in VERSIES:
        raise Refused(f"Er is geen versie {versie[:12]}.", "Kies deelbaar of intern.")
    kop = overleg.get(session, meeting)
    if kop.gestart_op is None:
        raise Refused("Dit overleg is nog niet begonnen; er zijn geen notulen.", "De agenda is er wel: `retcli overleg agenda`.")
    row = session.get_one(Overleg, meeting)
    items = overleg.agenda(session, meeting, today)
    intern = versie == "intern"
    owners = Owners(session, intern)
    decided, without, told = [], [], []
    for item in items:
        if item.casus_id is None or item.casus is None:
            continue
        taken = casussen.decisions(session, item.casus_id)
        mine = next((d for d in taken if d.overleg == meeting), None)
        if item.besluit is not None:
            outside = next((d for d in taken if d.id == item.besluit), None)
            if outside is not None:
                told.append(_besloten(session, item.casus, item.casus_id, outside, item.notitie, owners, intern))
        elif mine is not None:
            decided.append(_besloten(session, item.casus, item.casus_id, mine, item.notitie, owners, intern))
        elif overleg.undecided(session, item, meeting):
            without.append(item.casus)
    all_actions = _as_then(session, casussen.actions(session), kop)
    before = {item.actie for item in items if item.actie is not None}
    return Notulen(
        versie=versie,
        status="concept",
        week=kop.week,
        datum=kop.datum,
        tijd=kop.tijd,
        plaats=row.plaats,
        voorzitter=kop.voorzitter,
        aanwezig=tuple(Persoon(a.code, a.naam, a.rol, a.aanwezig) for a in overleg.attendance(session, meeting)),
        vorige_acties=tuple(_afspraak(a, owners) for a in all_actions if a.id in before),
        besluiten=tuple(decided),
        zonder_besluit=tuple(without),
        ter_kennisname=tuple(told),
        afgesloten=tuple(_closed(session, kop, [item.casus_id for item in items if item.casus_id])),
        signalen=tuple(s for s in session.exec(select(Signaal.tekst).where(Signaal.overleg == meeting).order_by(col(Signaal.id))) if s),
        acties=tuple(_afspraak(a, owners) for a in all_actions if a.overleg == meeting),
        volgend_overleg=kop.volgende_datum,
    )


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


class Owners:
    """How an owner is named: by short name inside, by role in what is shared."""

    def __init__(self, session: Session, intern: bool) -> None:
        self._roles = {} if intern else {lid.code: (lid.rol, lid.team) for lid in session.exec(select(Lid))}

    def __call__(self, code: str | None) -> str | None:
        rol, team = self._roles.get(code, (None, None))
        if rol:
            return f"{ROL.label(rol)} {team}" if rol == "AANVOERDER" and team else ROL.label(rol)
        return f"Team AnderS {team}" if team else code


def _besloten(
    session: Session, code: str, casus: UUID, besluit: casussen.Genomen, notitie: str | None, owners: Owners, intern: bool
) -> Besloten:
    inzet = next((i for i in casussen.deployments(session, casus=casus) if i.besluit == besluit.id), None)
    return Besloten(
        casus=code,
        route=besluit.route or "",
        team=besluit.team,
        duo=inzet.duo if inzet else (),
        start=inzet.start if inzet else None,
        eigenaar=owners(besluit.eigenaar),
        datum=besluit.datum,
        besloten_op=besluit.besloten_op,
        reden=besluit.reden if intern else None,
        notitie=notitie if intern else None,
    )


def _afspraak(actie: casussen.ActieRegel, owners: Owners) -> Afspraak:
    return Afspraak(actie.omschrijving, actie.casus, owners(actie.eigenaar), actie.voor, actie.status)


def _closed(session: Session, kop: Kop, on_agenda: list[UUID]) -> list[str]:
    """The casussen of the agenda that were closed on the day of the meeting."""
    rows = session.exec(
        select(col(Casus.casuscode)).where(col(Casus.id).in_(on_agenda), Casus.afsluiting_datum == kop.datum).order_by(col(Casus.casuscode))
    )
    return [code for code in rows if code]


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(v) for v in value]
    return value


def title(minutes: Notulen) -> str:
    """The heading."""
    return f"Notulen RET-AnderS, {text.day_long(minutes.datum)}"


def present(minutes: Notulen) -> list[tuple[str, str]]:
    """Per kind of attendance the people, as (label, names)."""
    found = []
    for code in AANWEZIG:
        people = [_person(p, minutes.voorzitter) for p in minutes.aanwezig if p.aanwezig == code.code]
        if people:
            found.append((code.label, text.listed(people)))
    return found


def _person(p: Persoon, voorzitter: str | None) -> str:
    chairs = "voorzitter van dit overleg" if p.lid == voorzitter and p.rol != "VOORZITTER" else ""
    known_as = [ROL.label(p.rol) if p.rol else "gast" if p.lid == "gast" else "", chairs]
    return f"{p.naam} ({', '.join(w for w in known_as if w)})" if any(known_as) else p.naam


def route_words(besluit: Besloten) -> str:
    """`Team AnderS 1: JB en MK, start ma 30 nov`."""
    words = ROUTE.label(besluit.route)
    if besluit.route == "TA":
        words += f" {besluit.team}" if besluit.team else ""
        words += f": {text.listed(besluit.duo)}" if besluit.duo else ", nog zonder duo"
        words += f", start {text.day_words(besluit.start)}" if besluit.start else ""
    return words
