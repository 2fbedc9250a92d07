"""One aanmelding that was entered twice: joined into one casus, and taken apart again; nothing is destroyed.

The double stays, with its code and its fields, and counts no more (`queries.counted`); what was done for it moves to the casus, by ordinary
changes that can be undone. What another laptop adds to the double afterwards stays there until someone moves it: `later`. Taking apart
puts back what moved and still stands, by the journal (docs/sync.md, double registrations).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session, SQLModel, col, or_, select

from db import queries
from db.codes import LIJSTEN
from db.columns import made_of
from db.models import (
    Actie,
    Agendapunt,
    Besluit,
    Casus,
    CasusAnderKind,
    CasusPartij,
    Herkomst,
    Heropening,
    Interventie,
    Inzet,
    Lid,
    Logregel,
    Overleg,
    Samenvoeging,
    SignaalCasus,
)
from db.sync import undo as journal
from db.sync.audit import meta_of
from db.sync.knowledge import Knew
from db.sync.undo import SETTLED, Act, Plan
from db.sync.wire import ALIVE, LIFE, NULL, encode, unpack_dots

from . import casuscode, heraanmelding, intake, text
from .clock import local_day
from .errors import NotFound, Refused
from .historie import author_knew, authors_knew, unknown_of
from .wie import Wie

HIER, DUBBEL, BEIDE = "hier", "dubbel", "beide"
"""Which value stays where both have one: that of the casus, that of the double, or (of a text) the one under the other."""

_TOGETHER = {
    "grondslag_status": ("grondslag_datum", "grondslag_wie", "grondslag_bereik", "grondslag_ingetrokken"),
    "in_monitor": ("in_monitor_op",),
}
"""Fields that say something only with these."""
VELDEN = (
    "datum_aanmelding", "kanaal", "eerste_contact", "aanmelder", "aanmelder_organisatie", "gemeente", "geboortejaar", "geslacht",
    "woonsituatie", "dreigende_uhp", "wens_naar_huis", "soort", "vraag", "opmerking", "problematiek", "onderwijs", "maatregel",
    "verklarende_analyse", "urgentie", "veiligheid", "grondslag_status", "in_monitor", "enjo_betrokken", "zienswijze",
)  # fmt: skip
"""What of a casus is compared. How it was closed stays with each."""
_EMPTY = (None, "", "NIETVAST")

_MOVING: Mapping[type[Any], tuple[str, str]] = {
    Besluit: ("besluit", "besluiten"),
    Actie: ("actie", "acties"),
    Inzet: ("inzet", "inzetten"),
    Logregel: ("logregel", "logregels"),
    Interventie: ("interventie", "interventies"),
    Heropening: ("heropening", "heropeningen"),
    Agendapunt: ("agendapunt", "agendapunten"),
    SignaalCasus: ("signaal", "signalen"),
    CasusPartij: ("betrokken organisatie", "betrokken organisaties"),
    Herkomst: ("regel uit een werkboek", "regels uit een werkboek"),
}
"""What belongs to a casus by its column `casus` and goes along, as people call it; what hangs on an inzet goes with the inzet."""
_Once = tuple[type[Any], object]
_ONCE: Mapping[type[Any], str] = {
    Besluit: "overleg",
    SignaalCasus: "signaal",
    CasusPartij: "organisatie",
    **dict.fromkeys(intake.LINKED.values(), "code"),
}
"""Of what a casus has once, the column by which it is the same."""
_REMADE = {"agendapunt", "casus_ander_kind", *(str(model.__tablename__) for model in intake.LINKED.values())}
"""What joining makes and takes away, instead of changing it."""


@dataclass(frozen=True, slots=True)
class Verschil:
    """A field that both have and that differs, as words; `veld` is its name."""

    veld: str
    hier: str
    dubbel: str

    @property
    def naam(self) -> str:
        """The field as people call it."""
        return self.veld.removesuffix("_status").replace("_", " ")

    @property
    def keuzes(self) -> tuple[str, ...]:
        """What can be chosen."""
        return (HIER, DUBBEL, BEIDE) if self.veld in intake.TEXTS else (HIER, DUBBEL)


@dataclass(frozen=True, slots=True)
class Vergelijking:
    """What joining comes to: codes, the fields that differ, those that the casus gets because it has none, and what moves, in words."""

    dubbel: str
    casus: str
    verschillen: tuple[Verschil, ...]
    aangevuld: tuple[str, ...]
    mee: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Later:
    """What was added to a double after it was joined, on a laptop that did not know. `kring`: two laptops joined each into the other."""

    dubbel: UUID
    dubbel_code: str
    casus: UUID
    casus_code: str
    wat: tuple[str, ...]
    kring: bool

    @property
    def woorden(self) -> str:
        """`bij de dubbele 26-AAAAAA kwam nog 1 besluit en gemeente`."""
        if not self.wat:
            return f"{self.dubbel_code} is op twee laptops andersom samengevoegd"
        return f"bij de dubbele {self.dubbel_code} kwam nog {text.listed(self.wat)}"


@dataclass(frozen=True, slots=True)
class Dubbele:
    """A double of a casus: its code, when it was joined and by whom (short name)."""

    id: UUID
    casus: str
    op: date | None
    wie: str | None


@dataclass(frozen=True, slots=True)
class _Mee:
    """What of a double goes along: rows, fields that it has something in, and linked codes by field; of one that was joined before, what
    came since."""

    rows: list[Any]
    fields: list[str]
    codes: dict[str, list[str]]

    def __bool__(self) -> bool:
        return bool(self.rows or self.fields or any(self.codes.values()))


# --- looking


def end_of(session: Session, casus: UUID) -> UUID:
    """The casus that this one is part of; itself when it is no double."""
    return UUID(bytes=queries.stands_for(session).get(casus.bytes, casus.bytes))


def doubles(session: Session, casus: UUID) -> list[Dubbele]:
    """The doubles that are part of a casus, the first joined first."""
    mine = [UUID(bytes=double) for double, end in queries.stands_for(session).items() if end == casus.bytes]
    rows = session.exec(
        select(Casus, Samenvoeging, Lid.code)
        .join(Samenvoeging, col(Samenvoeging.dubbel) == Casus.id)
        .join(Lid, col(Lid.id) == Samenvoeging.lid, isouter=True)
        .where(col(Casus.id).in_(mine))
        .order_by(col(Samenvoeging.op), col(Casus.casuscode))
    )
    return [Dubbele(c.id, c.casuscode or "?", local_day(s.op) if s.op else None, who) for c, s, who in rows]


def find(session: Session, name: str) -> UUID:
    """The double with this code, whole or its beginning. Raises NotFound."""
    wanted = casuscode.normal(name)
    rows = session.exec(select(col(Casus.id), col(Casus.casuscode)).join(Samenvoeging, col(Samenvoeging.dubbel) == Casus.id))
    found = [row for row, code in rows if wanted and code and code.startswith(wanted)]
    if len(found) != 1:
        raise NotFound(f"{text.shorten(wanted, 12) or 'Dit'} is geen dubbele aanmelding.", "Geef de code van de casus die dubbel was.")
    return found[0]


def compare(session: Session, dubbel: UUID, casus: UUID) -> Vergelijking:
    """What joining a double into a casus would come to, or moving what was added to it later; writes nothing. Raises as `samen`."""
    one, two, known = _pair(session, dubbel, casus)
    mee = _along(session, {one.id: known})[one.id]
    differ = tuple(
        Verschil(name, _words(name, getattr(two, name)), _words(name, getattr(one, name)))
        for name in mee.fields
        if getattr(two, name) not in _EMPTY and _value(one, name) != _value(two, name)
    )
    fill = tuple(Verschil(name, "", "").naam for name in mee.fields if getattr(two, name) in _EMPTY)
    there = _there(session, [one.id, two.id])
    leave = _both_decided(there[one.id], there[two.id])
    moving = [row for row in mee.rows if not _stays(row, leave, there[two.id])]
    return Vergelijking(one.casuscode or "?", two.casuscode or "?", differ, fill, _counted(moving))


def later(session: Session, casus: UUID | None = None) -> list[Later]:
    """What waits at doubles until someone moves it, by code; with `casus` at the doubles of that one. The number of statements does not
    grow with that of the doubles."""
    ends = {UUID(bytes=double): UUID(bytes=end) for double, end in queries.stands_for(session).items()}
    wanted = {double: end for double, end in ends.items() if casus in (None, end)}
    if not wanted:
        return []
    edges = set(session.exec(select(Samenvoeging.dubbel)))
    known = authors_knew(session, "samenvoeging", [key(double) for double in wanted], "op")
    along = _along(session, {double: known.get(key(double)) for double in wanted})
    waiting = {double: mee for double, mee in along.items() if mee or wanted[double] in edges}
    casussen = [*waiting, *(wanted[double] for double in waiting)]
    there = _there(session, casussen)
    kept = {row.id: row for row in session.exec(select(Casus).where(col(Casus.id).in_(casussen)))}
    found = []
    for double, mee in waiting.items():
        end = wanted[double]
        row, stays = kept.get(double), kept.get(end)
        if row is None or stays is None:
            continue
        leave = _both_decided(there[double], there[end])
        rows = [one for one in mee.rows if not _stays(one, leave, there[end])]
        fields = [Verschil(n, "", "").naam for n in mee.fields if _value(row, n) != _value(stays, n)]
        codes = [name.replace("_", " ") for name, model in intake.LINKED.items() if _lacking(mee.codes[name], model, there[end])]
        what = (*_counted(rows), *fields, *codes)
        if what or end in edges:
            found.append(Later(double, row.casuscode or "?", end, stays.casuscode or "?", what, end in edges))
    return sorted(found, key=lambda one: one.dubbel_code)


# --- joining


def samen(session: Session, wie: Wie, dubbel: UUID, casus: UUID, keuzes: Mapping[str, str] | None = None) -> UUID:
    """Make a double part of a casus: what was done for it moves there, empty fields are filled, and where both have another value `keuzes`
    says which stays (`hier` when it does not). Of a double that was joined before: move what was added to it since.

    Gives the casus that remains. Raises NotFound; Refused for one and the same, one that is part of another already, or an open double
    into a closed casus.
    """
    one, two, known = _pair(session, dubbel, casus)
    for name, which in (keuzes or {}).items():
        if name not in VELDEN or which not in Verschil(name, "", "").keuzes:
            raise Refused(f"Over {text.shorten(name, 30)} kan dit niet worden gekozen.", f"Wel over {', '.join(VELDEN)}.")
    mee, there = _along(session, {one.id: known})[one.id], _there(session, [one.id, two.id])
    leave = _both_decided(there[one.id], there[two.id])
    _take_fields(wie, one, two, keuzes or {}, mee.fields)
    for name, model in intake.LINKED.items():
        for code in _lacking(mee.codes[name], model, there[two.id]):
            if name != "bijkomend" or code != two.problematiek:
                session.add(model(id=made_of(str(model.__tablename__), two.id, code), casus=two.id, code=code))
    for row in mee.rows:
        _move(session, row, one, two, leave, there[two.id])
    for row in session.exec(select(Casus).where(Casus.eerdere_aanmelding == one.id)):
        row.eerdere_aanmelding = two.id if row.id != two.id else None
    _relate(session, one, two)
    around = session.get(Samenvoeging, key(two.id))  # joined the other way round on another laptop
    if around is not None:
        session.delete(around)
    joined = session.get(Samenvoeging, key(one.id)) or Samenvoeging(id=key(one.id), dubbel=one.id)
    if known is None:
        joined.casus = two.id
    joined.op, joined.lid = wie.moment, wie.lid
    session.add(joined)
    session.flush()
    if len(session.exec(select(Inzet.id).where(Inzet.casus == two.id, col(Inzet.einddatum).is_(None))).all()) > 1:
        wie.note(f"Op {two.casuscode} loopt nu meer dan één inzet; sluit de dubbele als het dezelfde is.")
    return two.id


def key(dubbel: UUID) -> UUID:
    """The id of the row that says of what a casus is the double: two laptops make the same."""
    return made_of("samenvoeging", dubbel)


def _pair(session: Session, dubbel: UUID, casus: UUID) -> tuple[Casus, Casus, Knew | None]:
    """The double, the casus that remains, and what was known when it was joined; None when it was not yet."""
    one, named = session.get(Casus, dubbel), session.get(Casus, casus)
    two = session.get(Casus, end_of(session, casus)) if named is not None else None
    if one is None or two is None:
        raise NotFound("Deze casus is er niet meer.")
    end = end_of(session, dubbel)
    if end != dubbel:
        if end != two.id:
            raise Refused(
                f"{one.casuscode} is al samengevoegd met {session.get_one(Casus, end).casuscode}.",
                f"Maak hem eerst los: `retcli casus losmaken {one.casuscode}`.",
            )
        if casus != dubbel:
            return one, two, _known(session, dubbel)
    if one.id == two.id:
        if named is not None and casus != dubbel:
            raise Refused(f"{named.casuscode} is al samengevoegd met {one.casuscode}.", "Maak hem eerst los om het andersom te doen.")
        raise Refused("Dit is dezelfde casus.", "Geef de code van de casus waarmee hij dubbel is.")
    if two.afsluiting_datum is not None and one.afsluiting_datum is None:
        raise Refused(
            f"Casus {two.casuscode} is afgesloten en {one.casuscode} niet.", "Voeg andersom samen, of heropen de afgesloten casus eerst."
        )
    return one, two, None


def _take_fields(wie: Wie, one: Casus, two: Casus, keuzes: Mapping[str, str], fields: Sequence[str]) -> None:
    for name in fields:
        theirs, ours = getattr(one, name), getattr(two, name)
        which = DUBBEL if ours in _EMPTY else keuzes.get(name, HIER)
        if which == BEIDE and theirs != ours:
            setattr(two, name, wie.free(f"{ours}\n{theirs}"))
        elif which == DUBBEL:
            for part in (name, *_TOGETHER.get(name, ())):
                setattr(two, part, getattr(one, part))


def _relate(session: Session, one: Casus, two: Casus) -> None:
    """Family and earlier aanmelding of the double, where the casus has none; and what was said of the two."""
    if two.gezin is None:
        two.gezin = one.gezin
    if two.eerdere_aanmelding == one.id:
        two.eerdere_aanmelding = None
    before = one.eerdere_aanmelding
    if two.eerdere_aanmelding is None and before not in (None, two.id) and two.id not in heraanmelding.before(session, one.id):
        two.eerdere_aanmelding = before
    for aside in session.exec(
        select(CasusAnderKind).where(
            or_(col(CasusAnderKind.casus) == one.id, col(CasusAnderKind.ander) == one.id),
            or_(col(CasusAnderKind.casus) == two.id, col(CasusAnderKind.ander) == two.id),
        )
    ):
        session.delete(aside)


def _move(session: Session, row: Any, one: Casus, two: Casus, leave: set[object], has: set[_Once]) -> None:
    if isinstance(row, Agendapunt) and _plain(row) and _still_open(session, row.overleg):
        there = session.get(Agendapunt, made_of("agendapunt", row.overleg, two.id))
        if there is None and row.overleg not in leave:
            # The key of an item is made of its casus, so that the agenda knows the casus by it.
            told = row.model_dump(exclude={"id", "casus"})
            session.add(Agendapunt(id=made_of("agendapunt", row.overleg, two.id), casus=two.id, **told))
            session.delete(row)
        elif not (row.notitie or row.besproken_op) and not _decided(session, one.id, row.overleg):
            session.delete(row)
        elif row.overleg not in leave:
            row.casus = two.id
    elif not _stays(row, leave, has):
        row.casus = two.id
        if type(row) in _ONCE:
            has.add(_once(row))
    session.flush()


def _stays(row: Any, leave: set[object], there: set[_Once]) -> bool:
    """What the casus has already; and what belongs to a meeting that decided on both, so that its minutes tell the same."""
    if isinstance(row, Besluit) or (isinstance(row, Agendapunt) and _plain(row)):
        return row.overleg in leave
    return type(row) in _ONCE and _once(row) in there


def _plain(item: Agendapunt) -> bool:
    """Whether an item is about the casus itself."""
    return item.casus is not None and item.besluit is None and item.inzet is None and item.actie is None and item.signaal is None


def _both_decided(one: set[_Once], two: set[_Once]) -> set[object]:
    """The meetings that decided on both casussen, by what there is of each."""
    return {overleg for model, overleg in one & two if model is Besluit and overleg is not None}


def _still_open(session: Session, overleg: UUID | None) -> bool:
    row = session.get(Overleg, overleg) if overleg else None
    return row is not None and row.gesloten_op is None


def _decided(session: Session, casus: UUID, overleg: UUID | None) -> bool:
    return session.exec(select(Besluit.id).where(Besluit.casus == casus, Besluit.overleg == overleg)).first() is not None


def _along(session: Session, known: Mapping[UUID, Knew | None]) -> dict[UUID, _Mee]:
    """What goes along of each of these doubles, with what was known when it was joined; all of it when that is None."""
    rows, links = defaultdict[UUID, list[Any]](list), defaultdict[tuple[UUID, str], list[Any]](list)
    for model in _MOVING:
        for row in session.exec(select(model).where(col(model.casus).in_(known)).order_by(col(model.id))):
            rows[row.casus].append(row)
    linked: Mapping[str, type[Any]] = intake.LINKED
    for name, model in linked.items():
        for link in session.exec(select(model).where(col(model.casus).in_(known)).order_by(col(model.code))):
            links[link.casus, name].append(link)
    read = [*((row.casus, row.id) for of in rows.values() for row in of), *((link.casus, link.id) for of in links.values() for link in of)]
    read += [(casus, casus) for casus in known]
    since = unknown_of(session, {row: knew for casus, row in read if (knew := known[casus]) is not None})

    def came(casus: UUID, row: UUID, cell: str) -> bool:
        return known[casus] is None or cell in since.get(row, ())

    return {
        one.id: _Mee(
            [row for row in rows[one.id] if came(one.id, row.id, "casus")],
            [
                name
                for name in VELDEN
                if getattr(one, name) not in _EMPTY and came(one.id, one.id, "grondslag" if name == "grondslag_status" else name)
            ],
            {name: [link.code for link in links[one.id, name] if link.code and came(one.id, link.id, LIFE)] for name in intake.LINKED},
        )
        for one in session.exec(select(Casus).where(col(Casus.id).in_(known)))
    }


def _there(session: Session, casussen: Sequence[UUID]) -> dict[UUID, set[_Once]]:
    """What each casus has of what is not taken over twice."""
    found: dict[UUID, set[_Once]] = {casus: set() for casus in casussen}
    for model, column in _ONCE.items():
        for casus, what in session.exec(select(model.casus, getattr(model, column)).where(col(model.casus).in_(casussen))):
            found[casus].add((model, what))
    return found


def _once(row: Any) -> _Once:
    return type(row), getattr(row, _ONCE[type(row)])


def _lacking(codes: Sequence[str], model: type[Any], there: set[_Once]) -> list[str]:
    return [code for code in codes if (model, code) not in there]


def _counted(rows: Sequence[SQLModel]) -> tuple[str, ...]:
    many = Counter(type(row) for row in rows)
    return tuple(text.count(many[model], *names) for model, names in _MOVING.items() if many[model])


def _value(row: Casus, name: str) -> tuple[object, ...]:
    return tuple(getattr(row, part) for part in (name, *_TOGETHER.get(name, ())))


def _words(name: str, value: object) -> str:
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, datetime):
        return text.local_time(value)
    if isinstance(value, date):
        return text.day_short(value)
    return LIJSTEN[intake.CODED[name]].label(str(value)) if name in intake.CODED else str(value if value is not None else "")


# --- by the journal


def los(session: Session, wie: Wie, dubbel: UUID) -> tuple[UUID, tuple[str, ...]]:
    """Take a double apart again: what moved and still stands goes back, fields and codes that the casus got from it too.

    Gives the casus that it was part of, and what was changed since and stays as it is, in words. Raises Refused when it is no double, or
    when the log of this laptop does not reach back to the joining.
    """
    joined, row = session.get(Samenvoeging, key(dubbel)), session.get(Casus, dubbel)
    if joined is None or row is None or joined.casus is None:
        raise Refused(f"{row.casuscode if row else 'Deze casus'} is niet samengevoegd.", "Er is niets los te maken.")
    end = end_of(session, dubbel)
    session.flush()
    cursor = _cursor(session)
    told = cursor.execute(
        "SELECT t.tx, t.meta FROM sync_tx t WHERE t.tx IN (SELECT tx FROM sync_op WHERE row = ?) ORDER BY t.tx", (joined.id.bytes,)
    ).fetchall()
    acts = [tx for tx, _ in told]
    joining = [tx for tx, meta in told if meta_of(meta).get("doel") != SETTLED]  # who chose with which casus chose more than that
    if _cut_off(cursor, acts):
        raise Refused(
            "Op deze laptop is het werk van voor het samenvoegen niet in te zien.", "Maak hem los op een laptop die er toen al bij was."
        )
    plan = Plan(Act("", acts[-1], acts[-1], "losmaken", wie.moment, None))
    for casus in dict.fromkeys((end, joined.casus)):
        if casus != dubbel:
            _plan_back(cursor, plan, dubbel.bytes, casus.bytes)
            _plan_fields(cursor, plan, joining, casus.bytes)
    taken = _plan_rows(cursor, plan, joining)
    plan.gone.setdefault("samenvoeging", []).append(joined.id.bytes)
    session.expire_all()
    for each in (plan, *taken):
        journal.carry_out(cursor, each, ())
    session.expire_all()
    return end, tuple(dict.fromkeys(Verschil(left.table if left.cell == LIFE else left.cell, "", "").naam for left in plan.left))


def _cut_off(cursor: Any, acts: Sequence[int]) -> bool:
    """Whether the log here begins after one of these transactions, with a snapshot."""
    marks = ",".join("?" * len(acts))
    query = f"SELECT 1 FROM sync_tx t JOIN sync_stream s ON s.id = t.stream WHERE t.tx IN ({marks}) AND t.seq <= s.floor LIMIT 1"
    return cursor.execute(query, acts).fetchone() is not None


def _plan_back(cursor: Any, plan: Plan, dubbel: bytes, casus: bytes) -> None:
    """Rows at the casus that came from the double."""
    for table, column in [(str(model.__tablename__), "casus") for model in _MOVING] + [("casus", "eerdere_aanmelding")]:
        for (row,) in cursor.execute(f'SELECT id FROM "{table}" WHERE "{column}" = ?', (casus,)).fetchall():
            if dubbel in _path(cursor, table, column, row)[:-1] and row != dubbel:
                plan.cells.setdefault((table, row), {})[column] = encode(dubbel)


def _path(cursor: Any, table: str, column: str, row: bytes) -> list[bytes]:
    """The casussen that a row belonged to, one after the other up to now; where it came back to one, that detour is left out."""
    walked: list[bytes] = []
    for (value,) in cursor.execute(
        "SELECT o.val FROM sync_op o JOIN sync_name n ON n.id = o.name WHERE o.row = ? AND n.tbl = ? AND n.col = ? ORDER BY o.tx, o.idx",
        (row, table, column),
    ):
        if value[:1] == b"b":
            casus = value[1:]
            walked = [*walked[: walked.index(casus)], casus] if casus in walked else [*walked, casus]
    return walked


def _plan_fields(cursor: Any, plan: Plan, acts: Sequence[int], casus: bytes) -> None:
    """Fields of the casus that still hold what joining put there."""
    heads: dict[str, list[tuple[int, bytes]]] = {}
    for cell, tx, base in cursor.execute(
        "SELECT n.col, h.tx, o.base FROM sync_head h JOIN sync_name n ON n.id = h.name JOIN sync_op o ON o.tx = h.tx AND o.idx = h.idx"
        " WHERE h.row = ? AND n.tbl = 'casus'",
        (casus,),
    ):
        heads.setdefault(cell, []).append((tx, base))
    marks = ",".join("?" * len(acts))
    for (cell,) in cursor.execute(
        f"SELECT DISTINCT n.col FROM sync_op o JOIN sync_name n ON n.id = o.name WHERE o.row = ? AND o.tx IN ({marks})"
        " AND n.tbl = 'casus' ORDER BY n.col",
        (casus, *acts),
    ).fetchall():
        if all(tx in acts for tx, _ in heads[cell]):
            plan.cells.setdefault(("casus", casus), {})[cell] = _before(cursor, (base for _, base in heads[cell]), acts)
        else:
            plan.left.append(journal.Left("casus", cell, UUID(bytes=casus)))


def _before(cursor: Any, bases: Iterable[bytes], acts: Sequence[int]) -> bytes:
    """The value that these acts replaced."""
    for base in bases:
        for dot in unpack_dots(base):
            found = cursor.execute(
                "SELECT o.val, o.tx, o.base FROM sync_stream s JOIN sync_tx t ON t.stream = s.id AND t.seq = ?"
                " JOIN sync_op o ON o.tx = t.tx AND o.idx = ? WHERE s.stream = ?",
                (dot.seq, dot.idx, dot.stream),
            ).fetchone()
            if found is not None:
                return _before(cursor, (found[2],), acts) if found[1] in acts else bytes(found[0])
    return NULL


def _plan_rows(cursor: Any, plan: Plan, acts: Sequence[int]) -> list[Plan]:
    """What joining made goes: linked codes, and agenda items of the casus. What it took away comes back, by the plans that this gives:
    agenda items of the double, and that the two are no one child. Of a meeting that was closed since all stays."""
    marks = ",".join("?" * len(acts))
    lives: dict[tuple[str, bytes], list[tuple[int, bytes]]] = {}
    for table, row, tx, base in cursor.execute(
        "SELECT n.tbl, h.row, h.tx, o.base FROM sync_head h JOIN sync_name n ON n.id = h.name"
        " JOIN sync_op o ON o.tx = h.tx AND o.idx = h.idx"
        f" WHERE h.row IN (SELECT row FROM sync_op WHERE tx IN ({marks})) AND n.col = ? ORDER BY h.row, h.tx",
        (*acts, LIFE),
    ).fetchall():
        lives.setdefault((table, row), []).append((tx, base))
    back: dict[int, Plan] = {}
    for (table, row), heads in lives.items():
        if table not in _REMADE or not all(tx in acts for tx, _ in heads):
            continue
        stood = _before(cursor, (base for _, base in heads), acts) == ALIVE
        there = cursor.execute(f'SELECT 1 FROM "{table}" WHERE id = ?', (row,)).fetchone() is not None
        may = table != "agendapunt" or _may_change(cursor, row)
        if there and not stood:
            if may and (table != "agendapunt" or _only_of_double(cursor, plan, row, acts)):
                plan.gone.setdefault(table, []).append(row)
            elif not may:
                plan.left.append(journal.Left(table, LIFE, UUID(bytes=row)))
        elif stood and not there and may:
            tx = heads[-1][0]
            back.setdefault(tx, Plan(Act("", tx, tx, plan.act.doel, plan.act.moment, None))).back.setdefault(table, []).append(row)
    return [*back.values()]


def _may_change(cursor: Any, item: bytes) -> bool:
    """Whether the meeting of an agenda item is there and not closed."""
    overleg = journal.now(cursor, "agendapunt", "overleg", item)[0][1:]
    return cursor.execute("SELECT 1 FROM overleg WHERE id = ? AND gesloten_op IS NULL", (overleg,)).fetchone() is not None


def _only_of_double(cursor: Any, plan: Plan, item: bytes, acts: Sequence[int]) -> bool:
    """Whether nothing was done since with an item that joining made for the casus. When it was, the note of the double leaves it all the
    same, unless that was changed."""
    told, since = journal.now(cursor, "agendapunt", "notitie", item)
    if told != NULL and since not in acts:
        plan.left.append(journal.Left("agendapunt", "notitie", UUID(bytes=item)))
        return False
    discussed, since = journal.now(cursor, "agendapunt", "besproken_op", item)
    casus, overleg = (journal.now(cursor, "agendapunt", cell, item)[0][1:] for cell in ("casus", "overleg"))
    decided = cursor.execute("SELECT 1 FROM besluit WHERE casus = ? AND overleg = ?", (casus, overleg)).fetchone()
    if (discussed == NULL or since in acts) and not decided:
        return True
    plan.cells.setdefault(("agendapunt", item), {})["notitie"] = NULL
    return False


def _known(session: Session, dubbel: UUID) -> Knew | None:
    """What who joined a double last knew."""
    row = session.get(Samenvoeging, key(dubbel))
    return author_knew(session, row, "op") if row is not None else None


def _cursor(session: Session) -> Any:
    return session.connection().connection.cursor()
