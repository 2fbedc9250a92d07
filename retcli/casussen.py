"""Casussen as people look them up: by code, in a list, on a card, with their history."""

from __future__ import annotations

import sys
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, overload
from uuid import UUID

from sqlalchemy import ColumnElement, Row
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select

from db import queries
from db.codes import LIJSTEN
from db.columns import made_of
from db.models import (
    Actie,
    Besluit,
    Casus,
    CasusEnjo,
    CasusKnelpunt,
    CasusPartij,
    CasusProblematiek,
    CasusProblematiekOuders,
    Heropening,
    Identiteit,
    Instelling,
    Inzet,
    InzetLid,
    Leesregel,
    Lid,
    Logregel,
    Overleg,
)
from db.sync import differences

from . import casuscode, text
from .errors import NotFound
from .wie import Wie


@dataclass(frozen=True, slots=True)
class Regel:
    """A casus in a list: codes, not labels. `grondslag` is the voorliggende problematiek, `delen` the basis for sharing."""

    id: UUID
    casus: str
    datum: date | None
    aanmelder: str | None
    gemeente: str | None
    geboortejaar: int | None
    geslacht: str | None
    woonsituatie: str | None
    maatregel: str | None
    grondslag: str | None
    route: str | None
    status: str
    resultaat: str | None
    in_monitor: str | None
    urgentie: str | None
    dreigende_uhp: bool | None
    delen: str | None
    besloten_op: date | None


@dataclass(frozen=True, slots=True)
class Keuze:
    """Which casussen a list shows: all that fit each part that is given. `jaar` is the year of the aanmelding."""

    alleen_open: bool = False
    status: str | None = None
    gemeente: str | None = None
    jaar: int | None = None
    woorden: str = ""

    @property
    def smal(self) -> bool:
        """Whether it leaves out more than the closed ones."""
        return bool(self.status or self.gemeente or self.jaar or self.woorden.split())


@dataclass(frozen=True, slots=True)
class Rij:
    """A line of the list on screen: the casus, and the last thing that happened to it (never after today)."""

    regel: Regel
    laatst_op: date | None
    laatst: str
    stil: bool
    """Whether its inzet runs without contact for longer than the team agreed."""

    @property
    def wacht(self) -> bool:
        """Whether it waits for a decision."""
        return self.regel.status in ("nieuw", "heropend") or (self.regel.status == "op agenda" and self.regel.route is None)


@dataclass(frozen=True, slots=True)
class Verwant:
    """Another casus that belongs to this one: `eerder` and `later` of the same child, `gezin` of a brother or sister."""

    id: UUID
    casus: str
    soort: str
    datum: date | None
    status: str


@dataclass(frozen=True, slots=True)
class Genomen:
    """A decision as it was taken."""

    id: UUID
    besloten_op: date | None
    overleg: UUID | None
    overleg_datum: date | None
    route: str | None
    team: int | None
    eigenaar: str | None
    datum: date | None
    reden: str | None


@dataclass(frozen=True, slots=True)
class ActieRegel:
    """An action in a list. `status` is open, gedaan or vervallen."""

    id: UUID
    casus: str | None
    soort: str | None
    omschrijving: str
    eigenaar: str | None
    voor: date | None
    status: str
    gedaan_op: date | None
    overleg: UUID | None
    besluit: UUID | None


@dataclass(frozen=True, slots=True)
class InzetRegel:
    """A deployment with its duo (short names, first chosen first)."""

    id: UUID
    casus: str
    team: int | None
    duo: tuple[str, ...]
    start: date | None
    doel: str | None
    einddatum: date | None
    laatste_contact: date | None
    besluit: UUID | None


@dataclass(frozen=True, slots=True)
class Kaart:
    """Everything on the card of one casus, but who it is. Codes, not labels."""

    id: UUID
    casus: str
    status: str
    velden: dict[str, object]
    bijkomend: tuple[str, ...]
    ouders: tuple[str, ...]
    knelpunten: tuple[str, ...]
    enjo: tuple[str, ...]
    partijen: tuple[str, ...]
    eerder: str | None
    besluiten: tuple[Genomen, ...]
    acties: tuple[ActieRegel, ...]
    inzetten: tuple[InzetRegel, ...]
    heropend: tuple[date, ...]

    @property
    def besluit(self) -> Genomen | None:
        """The last decision."""
        return self.besluiten[-1] if self.besluiten else None


LIST_KEYS = (
    "casus", "datum", "aanmelder", "gemeente", "geboortejaar", "geslacht", "woonsituatie", "maatregel", "grondslag", "route", "status",
    "resultaat", "in_monitor",
)  # fmt: skip
"""The keys of `casus lijst --json`, in order: a contract."""

GONE, GONE_HINT = "Deze casus is er niet meer.", "Kijk met `retcli casus lijst`."


def find(session: Session, name: str) -> UUID:
    """The casus with this code, or with a code that begins so (with or without the year). Raises NotFound; never guesses between two."""
    base, _, number = name.strip().rpartition("-")
    code = casuscode.normal(base)
    if number.isdecimal() and casuscode.is_whole(code):  # as the lists call one of several with the same code
        alike = dict(differences.same_codes(_cursor(session))).get(code, ())
        if 0 < int(number[:3]) <= len(alike):
            return alike[int(number[:3]) - 1]
    code = casuscode.normal(name)
    plain = code.replace("!", "").replace("%", "").replace("_", "")
    if not plain or len(plain) > 12:
        raise NotFound("Dit is geen casuscode.", "Een code is bijvoorbeeld 26-K7QX2M; het begin ervan is genoeg.")
    found = queries.casus_like(session, f"{plain}%")
    if not found and len(plain) >= 3:
        found = queries.casus_like(session, f"__-{plain.replace('-', '')}%")
    if len({row for row, _ in found}) == 1:
        return UUID(bytes=found[0][0])
    if found:
        exact = [row for row, full in found if full == plain]
        if len(exact) == 1:
            return UUID(bytes=exact[0])
        if exact:
            raise NotFound(
                f"{text.count(len(exact), 'casus heet', 'casussen heten')} {plain}.",
                f"Noem ze {plain}-1 en {plain}-2, of geef er een een nieuwe code: `retcli verschillen lijst`.",
            )
        raise NotFound(f"{plain} past op meer casussen: {', '.join(c for _, c in found[:6])}.", "Geef meer letters.")
    if casuscode.is_whole(plain) and not casuscode.is_valid(plain):
        raise NotFound(f"In {plain} zit een tikfout: de laatste letter klopt niet bij de rest.", "Kijk de code na.")
    raise NotFound(f"Er is geen casus {plain}.", "Kijk met `retcli casus lijst`.")


def ids_of(session: Session, codes: Collection[str]) -> dict[str, UUID]:
    """The casussen of these codes; one that is gone is left out."""
    found = session.exec(select(col(Casus.casuscode), col(Casus.id)).where(col(Casus.casuscode).in_(codes)))
    return {code: casus for code, casus in found if code}


def listed(session: Session, where: str = "", params: dict[str, object] | None = None, *, limit: int | None = None) -> list[Regel]:
    """The list, newest first; `where` as in `queries.casussen`."""
    named = _numbered(session)
    return [_regel(r, named) for r in queries.casussen(session, where, params, limit=limit)]


def _numbered(session: Session) -> dict[bytes, str]:
    """Of casussen whose code another has too, and had first: what they are called."""
    return {row.bytes: f"{code}-{n}" for code, rows in differences.same_codes(_cursor(session)) for n, row in enumerate(rows, 1) if n > 1}


def _regel(r: Row[Any], named: Mapping[bytes, str]) -> Regel:
    return Regel(
        id=UUID(bytes=r.id),
        casus=named.get(r.id) or r.casuscode or "?",
        datum=_date(r.datum_aanmelding),
        aanmelder=r.aanmelder,
        gemeente=r.gemeente,
        geboortejaar=r.geboortejaar,
        geslacht=r.geslacht,
        woonsituatie=r.woonsituatie,
        maatregel=r.maatregel,
        grondslag=r.problematiek,
        route=r.route,
        status=r.status,
        resultaat=r.afsluiting_resultaat,
        in_monitor=r.in_monitor,
        urgentie=r.urgentie,
        dreigende_uhp=None if r.dreigende_uhp is None else bool(r.dreigende_uhp),
        delen=r.grondslag_status,
        besloten_op=_date(r.besloten_op),
    )


class Ids(Sequence[UUID]):
    """Ids as the database holds them; each becomes a UUID when it is asked for."""

    def __init__(self, stored: list[bytes]) -> None:
        self._stored = stored

    def __len__(self) -> int:
        return len(self._stored)

    @overload
    def __getitem__(self, at: int) -> UUID: ...
    @overload
    def __getitem__(self, at: slice) -> Ids: ...
    def __getitem__(self, at: int | slice) -> UUID | Ids:
        return Ids(self._stored[at]) if isinstance(at, slice) else UUID(bytes=self._stored[at])

    def __contains__(self, row: object) -> bool:
        return isinstance(row, UUID) and row.bytes in self._stored

    def index(self, row: UUID, start: int = 0, stop: int = sys.maxsize) -> int:
        """Where it stands. Raises ValueError when it does not."""
        return self._stored.index(row.bytes, start, stop)


def chosen(session: Session, keuze: Keuze) -> Ids:
    """The ids of what a choice shows, newest first: one cheap question for a whole list, of which `rows` reads what is in sight."""
    return Ids(queries.casus_ids(session, *_where(keuze)))


def written(session: Session) -> int:
    """A number that grows with each act that is stored, so that what was read before can be known to be fresh."""
    return queries.acts(session)


def chosen_rows(session: Session, keuze: Keuze) -> list[Regel]:
    """All that a choice shows, newest first."""
    return listed(session, *_where(keuze))


def counts(session: Session, keuze: Keuze) -> dict[str, int]:
    """How many there are of each status among what a choice shows."""
    return queries.status_counts(session, *_where(keuze))


def totals(session: Session) -> tuple[int, int]:
    """How many casussen are open, and how many there are."""
    everything = session.exec(select(func.count()).select_from(Casus).where(queries.counted())).one()
    closed = session.exec(select(func.count()).select_from(Casus).where(col(Casus.afsluiting_datum).is_not(None), queries.counted())).one()
    return everything - closed, everything


def rows(session: Session, ids: Collection[UUID], today: date) -> dict[UUID, Rij]:
    """The lines of these casussen; one that is gone is left out."""
    from .inzet import silent_after

    silent_since = (today - timedelta(weeks=silent_after(session))).isoformat()
    found = queries.casussen_of(session, [i.bytes for i in ids])
    named = _numbered(session)
    return {row.regel.id: row for row in (_rij(r, named, today, silent_since) for r in found)}


def _rij(r: Row[Any], named: Mapping[bytes, str], today: date, silent_since: str) -> Rij:
    happened = (
        (r.datum_aanmelding, "aangemeld"),
        (r.eerste_contact[:10] if r.eerste_contact else None, "eerste contact"),
        (r.besloten_op, "besluit"),
        (r.inzet_start, "inzet vanaf"),
        (r.contact, "contact"),
        (r.inzet_eind, "inzet tot"),
        (r.heropend, "heropend"),
        (r.afsluiting_datum, "afgesloten"),
    )
    days = [(day, what) for day, what in reversed(happened) if day and day <= today.isoformat()]  # of one day the last named
    last = max(days, key=lambda d: d[0], default=(None, ""))
    heard = max((day for day in (r.contact, r.inzet_start) if day), default=None)
    silent = r.status == "inzet" and heard is not None and heard < silent_since
    return Rij(_regel(r, named), _date(last[0]), last[1], silent)


def by_status(session: Session, *statuses: str) -> list[Regel]:
    """The casussen with one of these statuses, newest first."""
    marks = {f"s{n}": status for n, status in enumerate(statuses)}
    return listed(session, f"status IN ({', '.join(':' + m for m in marks)})", dict(marks))


def search(session: Session, words: str, *, limit: int | None = None) -> list[Regel]:
    """Casussen that hold every word; see `Keuze.woorden`. No words find nothing."""
    return listed(session, *_where(Keuze(woorden=words)), limit=limit) if words.split() else []


def _where(keuze: Keuze) -> tuple[str, dict[str, object]]:
    """A choice as SQL over the columns of the list, with its bound values. What needs no computed status comes first: it is cheaper."""
    clauses: list[str] = []
    params: dict[str, object] = {}
    if keuze.alleen_open:
        clauses.append("afsluiting_datum IS NULL")
    if keuze.jaar is not None:
        clauses.append("datum_aanmelding BETWEEN :jaar_van AND :jaar_tot")
        params |= {"jaar_van": f"{keuze.jaar:04d}-01-01", "jaar_tot": f"{keuze.jaar:04d}-12-31"}
    for name in ("gemeente", "status"):
        if value := getattr(keuze, name):
            clauses.append(f"{name} = :{name}")
            params[name] = value
    for n, word in enumerate(keuze.woorden.split()):
        clauses.append(f"({' OR '.join(_holds(word, f'w{n}', params))})")
    return " AND ".join(clauses), params


def _holds(word: str, mark: str, params: dict[str, object]) -> list[str]:
    """Where a word can stand: code, vraag, opmerking, organisatie, year of birth, or as a name of gemeente, aanmelder, route or status."""
    params[mark] = "%" + word.replace("!", "!!").replace("%", "!%").replace("_", "!_") + "%"
    like = f"LIKE :{mark} ESCAPE '!'"
    parts = [
        f"casuscode {like}",
        queries.of_double_like(mark),
        f"vraag {like} OR opmerking {like} OR aanmelder_organisatie {like}",
    ]
    if word.isdecimal() and len(word) == 4:
        parts.append(f"geboortejaar = :{mark}jaar")
        params[f"{mark}jaar"] = int(word)
    for name in ("gemeente", "aanmelder", "route", "status"):
        codes = [c.code for c in LIJSTEN[name] if word.lower() in c.label.lower() or word.lower() in c.spellings]
        params |= {f"{mark}{name}{m}": code for m, code in enumerate(codes)}
        if codes:
            parts.append(f"{name} IN ({', '.join(f':{mark}{name}{m}' for m in range(len(codes)))})")
    return parts


def related(session: Session, casus: UUID) -> list[Verwant]:
    """The earlier and later aanmeldingen of this child, and those of the same family, oldest first. Raises NotFound when it is gone."""
    row = session.get(Casus, casus)
    if row is None:
        raise NotFound(GONE, GONE_HINT)
    kinds: dict[UUID, str] = {}
    if row.gezin is not None:
        kinds |= dict.fromkeys(
            session.exec(select(Casus.id).where(Casus.gezin == row.gezin, Casus.id != casus, queries.counted())), "gezin"
        )
    kinds |= dict.fromkeys(session.exec(select(Casus.id).where(Casus.eerdere_aanmelding == casus)), "later")
    if row.eerdere_aanmelding is not None:
        kinds[row.eerdere_aanmelding] = "eerder"
    named = _numbered(session)
    found = [_regel(r, named) for r in queries.casussen_of(session, [i.bytes for i in kinds])] if kinds else []
    return sorted((Verwant(r.id, r.casus, kinds[r.id], r.datum, r.status) for r in found), key=lambda v: (v.datum or date.max, v.casus))


def card(session: Session, casus: UUID) -> Kaart:
    """Everything known of one casus but who it is. Raises NotFound when it is gone."""
    row = session.get(Casus, casus)
    if row is None:
        raise NotFound(GONE, GONE_HINT)
    earlier = session.get(Casus, row.eerdere_aanmelding) if row.eerdere_aanmelding else None
    return Kaart(
        id=row.id,
        casus=_numbered(session).get(row.id.bytes) or row.casuscode or "?",
        status=queries.status_of(session, casus),
        velden=row.model_dump(exclude={"id", "casuscode", "eerdere_aanmelding", "gezin", "eigenaar"}),
        bijkomend=_links(session, CasusProblematiek, casus),
        ouders=_links(session, CasusProblematiekOuders, casus),
        knelpunten=_links(session, CasusKnelpunt, casus),
        enjo=_links(session, CasusEnjo, casus),
        partijen=tuple(
            p for p in session.exec(select(CasusPartij.organisatie).where(CasusPartij.casus == casus).order_by(col(CasusPartij.id))) if p
        ),
        eerder=earlier.casuscode if earlier else None,
        besluiten=tuple(decisions(session, casus)),
        acties=tuple(actions(session, casus=casus)),
        inzetten=tuple(deployments(session, casus=casus)),
        heropend=tuple(
            d
            for d in session.exec(select(col(Heropening.datum)).where(Heropening.casus == casus).order_by(col(Heropening.genoteerd_op)))
            if d
        ),
    )


def decisions(session: Session, casus: UUID) -> list[Genomen]:
    """The decisions on a casus, oldest first."""
    rows = session.exec(
        select(Besluit, col(Overleg.datum), col(Lid.code))
        .join(Overleg, col(Overleg.id) == Besluit.overleg, isouter=True)
        .join(Lid, col(Lid.id) == Besluit.besluit_eigenaar, isouter=True)
        .where(Besluit.casus == casus)
        .order_by(col(Besluit.genomen_op), col(Besluit.id))
    )
    return [
        Genomen(b.id, b.besloten_op, b.overleg, held, b.besluit_route, b.besluit_team, owner, b.besluit_datum, b.reden)
        for b, held, owner in rows
    ]


def actions(
    session: Session,
    *,
    casus: UUID | None = None,
    overleg: UUID | None = None,
    ids: Collection[UUID] | None = None,
    open_only: bool = False,
) -> list[ActieRegel]:
    """Actions, the first due first: of a casus, made in a meeting, these, or all."""
    query = (
        select(Actie, Casus.casuscode, Lid.code)
        .join(Casus, col(Casus.id) == Actie.casus, isouter=True)
        .join(Lid, col(Lid.id) == Actie.eigenaar, isouter=True)
        .order_by(col(Actie.vervaldatum).is_(None), col(Actie.vervaldatum), col(Actie.id))
    )
    if casus is not None:
        query = query.where(Actie.casus == casus)
    if overleg is not None:
        query = query.where(Actie.overleg == overleg)
    if ids is not None:
        query = query.where(col(Actie.id).in_(ids))
    if open_only:
        query = query.where(col(Actie.gedaan_op).is_(None), col(Actie.vervallen_op).is_(None))
    return [
        ActieRegel(
            a.id, code, a.soort, a.omschrijving or "", owner or a.eigenaar_rol, a.vervaldatum,
            "gedaan" if a.gedaan_op else "vervallen" if a.vervallen_op else "open", a.gedaan_op, a.overleg, a.besluit,
        )
        for a, code, owner in session.exec(query)
    ]  # fmt: skip


def deployments(session: Session, *, casus: UUID | None = None, running: bool = False) -> list[InzetRegel]:
    """Deployments with their duo (the last, of one that has ended) and last contact, newest first."""
    query = select(Inzet, Casus.casuscode).join(Casus, col(Casus.id) == Inzet.casus).order_by(col(Inzet.id).desc())
    if casus is not None:
        query = query.where(Inzet.casus == casus)
    if running:
        query = query.where(col(Inzet.einddatum).is_(None))
    found = session.exec(query).all()
    ids = [inzet.id for inzet, _ in found]
    duos: dict[UUID, list[str]] = {}
    contact: dict[UUID, date] = {}
    for start in range(0, len(ids), 500):
        some = ids[start : start + 500]
        for inzet, code in session.exec(
            select(InzetLid.inzet, Lid.code).join(Lid, col(Lid.id) == InzetLid.lid).join(Inzet, col(Inzet.id) == InzetLid.inzet)
            .where(col(InzetLid.inzet).in_(some), col(InzetLid.tot).is_(None) | (col(InzetLid.tot) == Inzet.einddatum))
            .order_by(col(InzetLid.id))
        ):  # fmt: skip
            if inzet and code:
                duos.setdefault(inzet, []).append(code)
        last = select(col(Logregel.inzet), func.max(Logregel.datum)).where(col(Logregel.inzet).in_(some), stands_itself())
        contact |= {inzet: day for inzet, day in session.exec(last.group_by(col(Logregel.inzet))) if inzet and day}
    return [
        InzetRegel(
            i.id, code or "?", i.team, tuple(duos.get(i.id, ())), i.inzet_planning_start, i.inzet_planning_doel, i.einddatum,
            contact.get(i.id), i.besluit,
        )
        for i, code in found
    ]  # fmt: skip


def stands_itself() -> ColumnElement[bool]:
    """Of a log line: no later one stands in its place."""
    better = aliased(Logregel)
    return ~select(better.id).where(better.correctie_op == Logregel.id, better.inzet == Logregel.inzet).exists()  # by the index of inzet


def identity(session: Session, wie: Wie, casus: UUID) -> Identiteit | None:
    """Who it is, where this laptop knows, or its double says it; each showing is logged."""
    seen(session, wie, "identiteit", casus)
    doubles = [UUID(bytes=double) for double, end in queries.stands_for(session).items() if end == casus.bytes]
    rows = [row for row in (session.get(Identiteit, each) for each in (casus, *sorted(doubles))) if row is not None]
    if not rows:
        return None
    names = ("roepnaam", "aanmelder_naam", "aanmelder_mail", "aanmelder_telefoon")
    return Identiteit(casus=casus, **{name: next((v for row in rows if (v := getattr(row, name))), None) for name in names})


def seen(session: Session, wie: Wie, what: str, casus: UUID | None = None) -> None:
    """Note in the read log that someone saw a casus, a list or minutes (NEN 7513): who, when and which, no content."""
    session.add(Leesregel(op=wie.moment, lid=wie.lid, wat=what, casus=casus))


def set_links(session: Session, model: type[CasusKnelpunt] | type[CasusProblematiek] | type[CasusProblematiekOuders] | type[CasusEnjo],
              casus: UUID, codes: Collection[str]) -> None:  # fmt: skip
    """Make the linked codes of a casus exactly these; rows that stay are not touched."""
    table = str(model.__tablename__)
    wanted = {made_of(table, casus, code): code for code in codes}
    for row in session.exec(select(model).where(model.casus == casus)):
        if wanted.pop(row.id, None) is None:
            session.delete(row)
    for row_id, code in wanted.items():
        session.add(model(id=row_id, casus=casus, code=code))


def setting(session: Session, name: str, default: str) -> str:
    """A setting of the team."""
    row = session.get(Instelling, made_of("instelling", name))
    return row.waarde if row and row.waarde else default


def age_words(geboortejaar: int | None, day: date) -> str:
    """`14/15 jaar`: a birth year alone leaves two."""
    if geboortejaar is None:
        return "leeftijd onbekend"
    years = day.year - geboortejaar
    return "0 jaar" if years <= 0 else f"{years - 1}/{years} jaar"


def _links(session: Session, model: type[CasusKnelpunt] | type[CasusProblematiek] | type[CasusProblematiekOuders] | type[CasusEnjo],
           casus: UUID) -> tuple[str, ...]:  # fmt: skip
    return tuple(sorted(c for c in session.exec(select(model.code).where(model.casus == casus)) if c))


def _cursor(session: Session) -> Any:
    return session.connection().connection.cursor()


def _date(stored: str | None) -> date | None:
    return date.fromisoformat(stored) if stored else None


def waiting_days(datum: date | None, today: date) -> int:
    """Days since the aanmelding."""
    return (today - datum).days if datum else 0
