"""From recognised rows to the database: what is new, what changed on which side, and one transaction for all of it.

A row is known by `herkomst(bron, sleutel)`. `bron` is the kind of source, so a workbook under another name or sheet, or as csv, is still
known. `sleutel` is the sheet's own number with the year of the aanmelding (numbers begin again each year); without a number a digest, keyed
with the team's genesis so that it tells an outsider nothing, of date, aanmelder, gemeente, geboortejaar, geslacht and an occurrence number.
The keys of casus, besluit and links are made of it, and the letters of the casuscode are drawn from it with the genesis: two laptops that
read the same workbook make the same rows.

A workbook tells what was decided before: its decision stands on its own day, and always before what the team decided in the program.
"""

from __future__ import annotations

import hmac
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Date, Table, bindparam, delete, insert, select, update
from sqlmodel import Session, SQLModel

from db.columns import made_of
from db.models import (
    Actie,
    Besluit,
    Casus,
    CasusEnjo,
    CasusKnelpunt,
    CasusProblematiek,
    CasusProblematiekOuders,
    Concept,
    Herkomst,
    Identiteit,
    Instelling,
    Inzet,
)
from db.sync.erasure import erased_rows
from db.sync.schema import SET_ASIDE

from .. import casuscode
from ..text import day_short
from .lezing import STAP, VANZELF, Afwijzing, Lezing, Rij, Voortgang, Waarde, Waarschuwing, niemand
from .velden import VELDEN

BRON = "werkboek"
PARTIJ = 2000
"""Rows that go into a table at once."""
ERASED = "Deze aanmelding is definitief gewist en komt niet terug. Haal de rij weg; is dit een ander kind, geef haar dan een eigen nummer."
HERKENT_AAN = ("datum_aanmelding", "aanmelder", "gemeente", "geboortejaar", "geslacht")


def _table(model: type[SQLModel]) -> Table:
    table: Table = model.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
    return table


_CASUS, _BESLUIT, _HERKOMST = _table(Casus), _table(Besluit), _table(Herkomst)
_IDENTITEIT, _INSTELLING, _CONCEPT = _table(Identiteit), _table(Instelling), _table(Concept)
_LINKS = {
    "bijkomend": _table(CasusProblematiek),
    "problematiek_ouders": _table(CasusProblematiekOuders),
    "knelpunt": _table(CasusKnelpunt),
    "enjo": _table(CasusEnjo),
}
_IN_BESLUIT = {"besluit_route": "besluit_route", "besloten_op": "besloten_op", "besluit_reden": "reden"}
_IN_CASUS = [naam for naam in VELDEN if naam in _CASUS.columns]
_DATES = {c.name for table in (_CASUS, _BESLUIT) for c in table.columns if isinstance(c.type, Date)}


@dataclass(frozen=True, slots=True)
class Verschil:
    """A field that was changed in the workbook and in the program: row (1-based), casuscode, name of the field, and what became of it.

    `geldt` is the side whose value stands now; "beide" for a decision of the workbook that came before one of the team.
    """

    rij: int
    casus: str
    veld: str
    geldt: Literal["programma", "werkboek", "beide"] = "programma"


@dataclass(frozen=True, slots=True)
class Verslag:
    """What an import did, or would do. `gelezen` = nieuw + gewijzigd + al_bekend + afgewezen; lists are in the order of the rows.

    `rijen` are those that are new.
    """

    gelezen: int
    nieuw: int
    gewijzigd: int
    al_bekend: int
    verschillen: tuple[Verschil, ...]
    afgewezen: tuple[Afwijzing, ...]
    waarschuwingen: tuple[Waarschuwing, ...]
    rijen: tuple[Rij, ...] = ()

    def as_json(self) -> dict[str, object]:
        """The form of `retcli importeer --json`."""
        return {
            "gelezen": self.gelezen,
            "nieuw": self.nieuw,
            "gewijzigd": self.gewijzigd,
            "al_bekend": self.al_bekend,
            "verschillen": [{"rij": v.rij, "casus": v.casus, "veld": v.veld} for v in self.verschillen],
            "afgewezen": [{"rij": a.rij, "reden": a.reden} for a in self.afgewezen],
            "waarschuwingen": [{"rij": w.rij, "melding": w.melding} for w in self.waarschuwingen],
        }


@dataclass(slots=True)
class _Bekend:
    """A row of an earlier import."""

    id: UUID
    sleutel: str
    casus: UUID | None
    waarden: dict[str, Waarde]


@dataclass(slots=True)
class _Nu:
    """What the program holds of a casus in the fields of a workbook; `links` is field -> code -> key of its link row."""

    code: str
    waarden: dict[str, Waarde]
    links: dict[str, dict[str, UUID]]
    besluit: bool = False
    besluit_vast: bool = False  # an actie or an inzet came from it
    eigen: dict[str, Waarde] | None = None  # the last decision that was taken in the program
    eigen_vanaf: datetime | None = None  # when the first of those was


@dataclass(slots=True)
class _Werk:
    """The writes that a plan comes to; none of them done yet."""

    nieuw: dict[Table, list[dict[str, Any]]] = field(default_factory=dict)
    anders: dict[tuple[Table, tuple[str, ...]], list[dict[str, Any]]] = field(default_factory=dict)
    weg: dict[Table, list[dict[str, UUID]]] = field(default_factory=dict)

    def insert(self, table: Table, row: dict[str, Any]) -> None:
        self.nieuw.setdefault(table, []).append(row)

    def update(self, table: Table, key: UUID, values: dict[str, Any]) -> None:
        if values:
            self.anders.setdefault((table, tuple(values)), []).append({"b_key": key} | {f"b_{c}": v for c, v in values.items()})

    def delete(self, table: Table, key: UUID) -> None:
        self.weg.setdefault(table, []).append({"b_key": key})

    def run(self, session: Session, voortgang: Voortgang) -> None:
        """Do it all, a statement a table and set of columns; `voortgang` is told of the rows of the tables."""
        todo: list[tuple[Any, list[dict[str, Any]]]] = [
            (delete(table).where(_key(table) == bindparam("b_key")), [dict(k) for k in keys]) for table, keys in self.weg.items()
        ]
        todo += [(insert(table), rows) for table, rows in self.nieuw.items()]
        for (table, columns), rows in self.anders.items():
            changed = update(table).where(_key(table) == bindparam("b_key")).values({c: bindparam(f"b_{c}") for c in columns})
            todo.append((changed, rows))
        done, total = 0, sum(len(rows) for _, rows in todo)
        for statement, rows in todo:
            for start in range(0, len(rows), PARTIJ):
                voortgang(done, total)
                session.execute(statement, rows[start : start + PARTIJ])
                done += len(rows[start : start + PARTIJ])


class Opslag:
    """One import: `plan` finds out what it comes to and only reads; `schrijf` does that, in the caller's transaction."""

    def __init__(
        self, session: Session, lezing: Lezing, *, moment: datetime, geheim: bytes, werkboek: bool, voortgang: Voortgang = niemand
    ) -> None:
        """`geheim` keys the digests; `werkboek` gives the workbook the last word where both sides changed a field.

        `voortgang` is told of the rows twice over, once when they are planned and once when they are written; then only sealing is left.
        """
        self.session, self.lezing, self.moment, self.geheim, self.werkboek = session, lezing, moment, geheim, werkboek
        self.voortgang = voortgang
        self.werk = _Werk()
        self.nieuw = self.gewijzigd = self.al_bekend = 0
        self.rijen: list[Rij] = []
        self.verschillen: list[Verschil] = []
        self.afgewezen = list(lezing.afgewezen)
        self.waarschuwingen = list(lezing.waarschuwingen)

    def plan(self) -> Verslag:
        """Compare each row with what the program knows, and prepare the writes."""
        rows = self.session.execute(
            select(_HERKOMST.c.id, _HERKOMST.c.sleutel, _HERKOMST.c.casus, _HERKOMST.c.waarden).where(_HERKOMST.c.bron == BRON)
        )
        bekend = {s: _Bekend(i, s, c, json.loads(v) if v else {}) for i, s, c, v in rows}
        known, new = self._find(bekend)
        identities = self._plan_new(new) + [(r, b.casus) for r, b in known if b.casus is not None]
        changed = [(r, b) for r, b in known if b.casus is not None and _changes(r, b)]
        self.al_bekend += len(known) - len(changed)
        for start in range(0, len(changed), 500):
            self.voortgang(self.nieuw + start, 2 * self.lezing.gelezen)
            part = changed[start : start + 500]
            now = self._program([b.casus for _, b in part if b.casus is not None])
            for rij, earlier in part:
                assert earlier.casus is not None
                self._plan_changed(rij, earlier, earlier.casus, now[earlier.casus])
        self._plan_identities([(r, c) for r, c in identities if r.identiteit])
        return Verslag(
            self.lezing.gelezen,
            self.nieuw,
            self.gewijzigd,
            self.al_bekend,
            tuple(self.verschillen),
            tuple(sorted(self.afgewezen, key=lambda a: a.rij)),
            tuple(sorted(self.waarschuwingen, key=lambda w: w.rij)),
            tuple(self.rijen),
        )

    def schrijf(self) -> None:
        """Write what `plan` prepared."""
        rows = self.lezing.gelezen
        self.werk.run(self.session, lambda done, total: self.voortgang(rows + rows * done // max(total, 1), 2 * rows))
        self.voortgang(2 * rows, 2 * rows)

    # --- which rows are known

    def _find(self, bekend: dict[str, _Bekend]) -> tuple[list[tuple[Rij, _Bekend]], list[tuple[Rij, str]]]:
        """The rows of earlier imports, and the new ones with their sleutel. A number that is another child's is refused."""
        seen: Counter[str] = Counter()
        known: list[tuple[Rij, _Bekend]] = []
        open_: list[tuple[Rij, str]] = []
        for rij in self.lezing.rijen:
            if rij.nummer is not None:
                sleutel = f"nr:{rij.datum[:4]}:{rij.nummer}"
            else:
                digest = self._digest(rij.waarden)
                seen[digest] += 1
                sleutel = f"rij:{digest}:{seen[digest]}"
            earlier = bekend.get(sleutel)
            if earlier is None:
                open_.append((rij, sleutel))
            elif _other_child(rij, earlier):
                reason = "Dit nummer hoort in het programma bij een andere aanmelding van dat jaar. Geef de rij een eigen nummer."
                self.afgewezen.append(Afwijzing(rij.rij, reason))
            else:
                known.append((rij, earlier))
        if not bekend or not open_:
            return known, open_
        free = {s: b for s, b in bekend.items() if s not in {b.sleutel for _, b in known}}
        new: list[tuple[Rij, str]] = []
        for rij, sleutel in open_:
            filled = self._was_blank(rij, free) if rij.nummer is None else None
            if filled is None:
                new.append((rij, sleutel))
            else:
                known.append((rij, free.pop(filled.sleutel)))
        self._warn_of_moved(new, free.values())
        return sorted(known, key=lambda k: k[0].rij), new

    def _digest(self, waarden: dict[str, Waarde], without: str = "") -> str:
        parts = [waarden.get(v) if v != without else None for v in HERKENT_AAN]
        text = "|".join("" if p is None or p == "ONB" else str(p) for p in parts)
        return hmac.digest(self.geheim, text.encode(), "sha256")[:16].hex()

    def _was_blank(self, rij: Rij, free: dict[str, _Bekend]) -> _Bekend | None:
        """The earlier row without a number that is this one but for one cell, which was empty or not recognised then."""
        for veld in HERKENT_AAN[1:]:
            if rij.waarden.get(veld) not in (None, "ONB"):
                start = f"rij:{self._digest(rij.waarden, without=veld)}:"
                if found := next((b for s, b in free.items() if s.startswith(start)), None):
                    return found
        return None

    def _warn_of_moved(self, new: list[tuple[Rij, str]], gone: Iterable[_Bekend]) -> None:
        """A row that is new by its date only, where the file no longer has the earlier one, may be a date that was corrected."""
        by_rest = {_rest(b.waarden): b for b in gone if _tells(b.waarden)}
        for rij, _ in new:
            if by_rest and _tells(rij.waarden) and (earlier := by_rest.get(_rest(rij.waarden))):
                day = day_short(date.fromisoformat(str(earlier.waarden["datum_aanmelding"])))
                note = f"Op de datum na gelijk aan een aanmelding van {day}. Is de datum verbeterd, dan staat zij er nu twee keer."
                self.waarschuwingen.append(Waarschuwing(rij.rij, note))

    # --- new rows

    def _plan_new(self, new: list[tuple[Rij, str]]) -> list[tuple[Rij, UUID]]:
        """Prepare a casus for each row; the row with its casus."""
        if not new:
            return []
        there: dict[UUID, str] = {row.id: row.casuscode for row in self.session.execute(select(_CASUS.c.id, _CASUS.c.casuscode))}
        regio = self.session.scalar(select(_INSTELLING.c.waarde).where(_INSTELLING.c.id == made_of("instelling", "regio"))) or "twente"
        taken = set(there.values())
        fields = [v for v in _IN_CASUS if any(v in rij.waarden for rij, _ in new)]
        erased = erased_rows(self.session.connection().connection.cursor())
        made: list[tuple[Rij, UUID]] = []
        for at, (rij, sleutel) in enumerate(new):
            if at % STAP == 0:
                self.voortgang(at, 2 * self.lezing.gelezen)
            key = made_of("casus", BRON, sleutel)
            if key.bytes in erased:
                self.afgewezen.append(Afwijzing(rij.rij, ERASED))
                continue
            if key in there:  # imported once, and its herkomst was taken away: the program's
                self.al_bekend += 1
                continue
            day = date.fromisoformat(rij.datum)
            code = casuscode.draw(day, taken.__contains__, self._letters(sleutel))
            taken.add(code)
            row: dict[str, Any] = {"id": key, "casuscode": code, "regio": regio, **VANZELF}
            row |= {v: _stored(v, rij.waarden.get(v, VANZELF.get(v))) for v in fields}
            self.werk.insert(_CASUS, row)
            for veld, table in _LINKS.items():
                self._link(veld, table, key, rij.waarden.get(veld))
            self._decide(rij, key, None)
            herkomst = {"id": made_of("herkomst", BRON, sleutel), "casus": key, "bron": BRON, "sleutel": sleutel}
            self.werk.insert(_HERKOMST, herkomst | {"waarden": _json(rij.waarden)})
            self.nieuw += 1
            self.rijen.append(rij)
            made.append((rij, key))
        return made

    def _letters(self, sleutel: str) -> Callable[[str], str]:
        """What draws the letters of a row's casuscode: on each laptop of the team the same, to an outsider at random."""

        def drawn() -> Iterator[int]:
            for at in count():
                yield from hmac.digest(self.geheim, f"casuscode|{sleutel}|{at}".encode(), "sha256")

        numbers = drawn()

        def pick(letters: str) -> str:
            even = 256 - 256 % len(letters)  # what lies above would come more often
            return letters[next(n for n in numbers if n < even) % len(letters)]

        return pick

    def _link(self, veld: str, table: Table, casus: UUID, codes: Waarde) -> None:
        for code in codes if isinstance(codes, list) else []:
            self.werk.insert(table, {"id": made_of(table.name, casus, code), "casus": casus, "code": code})

    def _decide(self, rij: Rij, casus: UUID, before: datetime | None) -> None:
        """Prepare the decision that the row gives, if it gives one."""
        if rij.waarden.get("besluit_route"):
            taken = self._taken(rij.waarden.get("besloten_op"), rij, before)
            row: dict[str, Any] = {"id": _besluit_id(casus), "casus": casus, "overleg": None, "genomen_op": taken}
            self.werk.insert(_BESLUIT, row | {c: _stored(v, rij.waarden.get(v)) for v, c in _IN_BESLUIT.items()})

    def _taken(self, besloten_op: Waarde, rij: Rij, before: datetime | None) -> datetime:
        """The moment that gives a decision its place: noon of its day, or of the aanmelding's; `before` any of the program, and now."""
        day = date.fromisoformat(str(besloten_op or rij.datum))
        noon = datetime.combine(day, time(12)).astimezone()
        return min(noon, (before or self.moment) - timedelta(milliseconds=1), self.moment - timedelta(milliseconds=1)).astimezone(UTC)

    # --- rows that changed

    def _program(self, casussen: list[UUID]) -> dict[UUID, _Nu]:
        """What the program holds of these casussen."""
        run = self.session.execute
        columns = [_CASUS.c[v] for v in _IN_CASUS]
        found: dict[UUID, _Nu] = {}
        for key, code, *values in run(select(_CASUS.c.id, _CASUS.c.casuscode, *columns).where(_CASUS.c.id.in_(casussen))):
            found[key] = _Nu(code, {v: _plain(x) for v, x in zip(_IN_CASUS, values, strict=True)}, {veld: {} for veld in _LINKS})
        for veld, table in _LINKS.items():
            for key, casus, code in run(select(table.c.id, table.c.casus, table.c.code).where(table.c.casus.in_(casussen))):
                found[casus].links[veld][code] = key
        decisions = {_besluit_id(c): c for c in casussen}
        chosen = [_BESLUIT.c[c] for c in _IN_BESLUIT.values()]
        for key, *values in run(select(_BESLUIT.c.id, *chosen).where(_BESLUIT.c.id.in_(decisions))):
            found[decisions[key]].besluit = True
            found[decisions[key]].waarden |= {v: _plain(x) for v, x in zip(_IN_BESLUIT, values, strict=True)}
        own = select(_BESLUIT.c.casus, _BESLUIT.c.genomen_op, *chosen).where(
            _BESLUIT.c.casus.in_(casussen), _BESLUIT.c.id.not_in(decisions)
        )
        for casus, moment, *values in run(own.order_by(_BESLUIT.c.genomen_op, _BESLUIT.c.id)):
            found[casus].eigen = {v: _plain(x) for v, x in zip(_IN_BESLUIT, values, strict=True)}
            found[casus].eigen_vanaf = found[casus].eigen_vanaf or moment
        for table in (_table(Actie), _table(Inzet)):
            for key in self.session.scalars(select(table.c.besluit).where(table.c.besluit.in_(decisions))):
                found[decisions[key]].besluit_vast = True
        for now in found.values():
            now.waarden |= {veld: sorted(codes) for veld, codes in now.links.items()}
        return found

    def _plan_changed(self, rij: Rij, earlier: _Bekend, casus: UUID, now: _Nu) -> None:
        """Take over what only the workbook changed; list what both changed."""
        stored, take = dict(earlier.waarden), dict[str, Waarde]()
        route = rij.waarden.get("besluit_route")
        for veld, value in _changes(rij, earlier).items():
            current = now.waarden.get(veld)
            own = now.eigen if veld in _IN_BESLUIT else None
            agreed = _same(current, value) or (own is not None and _same(own[veld], value))
            if agreed or (veld in _IN_BESLUIT and not now.besluit and not route):
                stored[veld] = value
                continue
            held = own is None and _same(current, earlier.waarden.get(veld, VANZELF.get(veld)))
            stuck = veld == "besluit_route" and value is None and now.besluit_vast
            taken = (held or self.werkboek) and not stuck
            if not held or stuck:
                geldt: Literal["programma", "werkboek", "beide"] = "programma" if not taken else "werkboek" if own is None else "beide"
                self.verschillen.append(Verschil(rij.rij, now.code, veld, geldt))
            if taken:
                stored[veld] = take[veld] = value
        if stored != earlier.waarden:
            self.werk.update(_HERKOMST, earlier.id, {"waarden": _json(stored)})
        if not take:
            self.al_bekend += 1
            return
        self.gewijzigd += 1
        self.werk.update(_CASUS, casus, {v: _stored(v, x) for v, x in take.items() if v in _CASUS.columns})
        for veld, table in _LINKS.items():
            if veld in take:
                codes = take[veld] if isinstance(take[veld], list) else []
                assert isinstance(codes, list)
                self._link(veld, table, casus, [c for c in codes if c not in now.links[veld]])
                for code in now.links[veld].keys() - set(codes):
                    self.werk.delete(table, now.links[veld][code])
        self._plan_decision(rij, casus, now, {v: x for v, x in take.items() if v in _IN_BESLUIT})

    def _plan_decision(self, rij: Rij, casus: UUID, now: _Nu, take: dict[str, Waarde]) -> None:
        if not take:
            return
        if not now.besluit:
            self._decide(rij, casus, now.eigen_vanaf)
        elif "besluit_route" in take and take["besluit_route"] is None:
            self.werk.delete(_BESLUIT, _besluit_id(casus))
        else:
            columns = {_IN_BESLUIT[v]: _stored(v, x) for v, x in take.items()}
            day = take.get("besloten_op", now.waarden.get("besloten_op"))
            self.werk.update(_BESLUIT, _besluit_id(casus), columns | {"genomen_op": self._taken(day, rij, now.eigen_vanaf)})

    # --- identity

    def _plan_identities(self, rows: list[tuple[Rij, UUID]]) -> None:
        """Fill what this laptop has not yet; what it has stays. No comparison: nothing of it is kept in `waarden`. What waits for a casus
        that was taken away comes back when that is written."""
        if not rows:
            return
        names = [c.name for c in _IDENTITEIT.columns if c.name != "casus"]
        there = {r[0]: dict(zip(names, r[1:], strict=True)) for r in self.session.execute(select(_IDENTITEIT))}
        waits = select(_CONCEPT.c.sleutel, _CONCEPT.c.tekst).where(_CONCEPT.c.sleutel.startswith(SET_ASIDE))
        there |= {UUID(key.removeprefix(SET_ASIDE)): json.loads(told) for key, told in self.session.execute(waits)}
        for rij, casus in rows:
            if casus not in there:
                self.werk.insert(_IDENTITEIT, {"casus": casus} | {n: rij.identiteit.get(n) for n in names})
            else:
                self.werk.update(_IDENTITEIT, casus, {n: v for n, v in rij.identiteit.items() if not there[casus][n]})


def _key(table: Table) -> Any:
    return next(iter(table.primary_key))


def _besluit_id(casus: UUID) -> UUID:
    return made_of("besluit", casus, BRON)


def _json(waarden: dict[str, Waarde]) -> str:
    return json.dumps(waarden, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _stored(veld: str, value: Waarde) -> object:
    """A value as its column takes it."""
    return date.fromisoformat(value) if veld in _DATES and isinstance(value, str) else value


def _plain(value: object) -> Waarde:
    """A column's value as `waarden` holds it."""
    if isinstance(value, date):
        return value.isoformat()
    assert value is None or isinstance(value, (str, int))
    return value


def _same(one: Waarde, other: Waarde) -> bool:
    return one == other or (one in (None, []) and other in (None, []))


def _changes(rij: Rij, earlier: _Bekend) -> dict[str, Waarde]:
    """Fields whose value in the workbook is not what was imported; an emptied cell is a change to nothing."""
    return {v: x for v, x in rij.waarden.items() if not _same(x, earlier.waarden.get(v))}


def _other_child(rij: Rij, earlier: _Bekend) -> bool:
    """Whether a known number stands beside somebody else: another birth year, and three or more of the five that tell rows apart differ."""
    told = [v for v in HERKENT_AAN if rij.waarden.get(v) is not None and earlier.waarden.get(v) is not None]
    differ = [v for v in told if rij.waarden[v] != earlier.waarden[v]]
    return "geboortejaar" in differ and len(differ) >= 3


def _rest(waarden: dict[str, Waarde]) -> str:
    return _json({v: x for v, x in waarden.items() if v != "datum_aanmelding"})


def _tells(waarden: dict[str, Waarde]) -> bool:
    """Whether a row says enough of its own to be known without its date."""
    return len(str(waarden.get("vraag") or "")) >= 15
