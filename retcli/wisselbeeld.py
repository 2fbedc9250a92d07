"""What came in by an exchange, in people's words: how many of what, and of each casus what became of it.

An import tells rows of tables. Here a row that is only part of something counts as a change of that: a problem named on a casus changes the
casus, an attendance the overleg. Which fields changed, and who did it, the transactions say that came in last.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from db.codes import GEMEENTE
from db.sync import erasure
from db.sync.audit import lid_of, meta_of
from db.sync.project import Rows
from db.sync.schema import sync_tables
from db.sync.wire import decode

from . import text
from .clock import local_day
from .veldwoorden import veld

SOORTEN = {
    "casus": ("casus", "casussen"),
    "besluit": ("besluit", "besluiten"),
    "actie": ("actie", "acties"),
    "inzet": ("inzet", "inzetten"),
    "logregel": ("logregel", "logregels"),
    "overleg": ("overleg", "overleggen"),
    "signaal": ("signaal", "signalen"),
    "bundel": ("rode draad", "rode draden"),
    "lid": ("lid", "leden"),
    "instelling": ("instelling", "instellingen"),
    "apparaat": ("laptop", "laptops"),
    "wissing": ("casus", "casussen"),
}
"""What is counted, by its table, and what one and several are called."""

DEEL_VAN = {
    "aanwezigheid": ("overleg", "overleg"),
    "afwezigheid": ("lid", "lid"),
    "agendapunt": ("overleg", "overleg"),
    "casus_ander_kind": ("casus", "casus"),
    "casus_enjo": ("casus", "casus"),
    "casus_knelpunt": ("casus", "casus"),
    "casus_partij": ("casus", "casus"),
    "casus_problematiek": ("casus", "casus"),
    "casus_problematiek_ouders": ("casus", "casus"),
    "evaluatie": ("inzet", "inzet"),
    "herkomst": ("casus", "casus"),
    "heropening": ("casus", "casus"),
    "interventie": ("casus", "casus"),
    "inzet_lid": ("inzet", "inzet"),
    "lid_expertise": ("lid", "lid"),
    "lid_gemeente": ("lid", "lid"),
    "lid_taal": ("lid", "lid"),
    "nazorg": ("inzet", "inzet"),
    "notulen_aanvulling": ("overleg", "overleg"),
    "overleg_heropening": ("overleg", "overleg"),
    "samenvoeging": ("casus", "dubbel"),
    "signaal_casus": ("signaal", "signaal"),
    "vaststelling": ("overleg", "overleg"),
}
"""A table whose rows are part of something that is counted, and the column that names it."""

DELEN = {
    "casus_ander_kind": "ander kind",
    "casus_enjo": "ENJO",
    "casus_knelpunt": "knelpunten",
    "casus_partij": "partijen",
    "casus_problematiek": "bijkomende problematiek",
    "casus_problematiek_ouders": "problematiek van de ouders",
    "herkomst": "ingelezen",
    "heropening": "heropend",
    "interventie": "interventies",
}
"""What the parts of a casus are called, by their table."""

ZELFDE = {"eigen_code": "instelling"}
"""Counted as another."""

WISSEN = "wissen"
"""The intent with which something is erased for good."""
BIJ_CASUS = ("besluit", "actie", "inzet", "logregel")
AT_ONCE = 500
HOE = ("nieuw", "gewijzigd", "verwijderd")
MEEST = 4
"""So many fields, meetings and laptops are named; more are counted."""


@dataclass(frozen=True, slots=True)
class Aantal:
    """What became of one kind of thing: `soort` is its table, `wat` says of a few of them what."""

    soort: str
    nieuw: int
    gewijzigd: int
    verwijderd: int
    wat: str = ""

    @property
    def woorden(self) -> str:
        """`2 casussen nieuw, 1 gewijzigd`; with what it was behind it. `1 casus gewist door Anna Vos (ma 23 nov)`."""
        if self.soort == "wissing":
            return f"{text.count(self.nieuw, *SOORTEN[self.soort])} gewist{f' {self.wat}' if self.wat else ''}"
        parts = [(n, how) for n, how in zip((self.nieuw, self.gewijzigd, self.verwijderd), HOE, strict=True) if n]
        counted = ", ".join(f"{text.count(n, *SOORTEN[self.soort]) if not at else n} {how}" for at, (n, how) in enumerate(parts))
        return f"{counted}: {self.wat}" if self.wat else counted


@dataclass(frozen=True, slots=True)
class CasusRegel:
    """What became of one casus: `hoe` is nieuw, gewijzigd or verwijderd; `wat` says where a new one is from or which fields changed, and
    what came around it."""

    code: str
    hoe: str
    wat: str


def together(each: Iterable[Mapping[str, Rows]]) -> dict[str, Rows]:
    """What became of rows by several imports, one after the other."""
    found: dict[str, Rows] = {}
    for rows in each:
        for table, one in rows.items():
            into = found.setdefault(table, Rows())
            for row in one.gone:
                into.note(row, there=False, was=row not in into.gone)
            for row in one.new:
                into.note(row, there=True, was=False)
            for row in one.changed:
                into.note(row, there=True, was=True)
    return found


def told(cursor: Any, rows: Mapping[str, Rows], txs: int) -> tuple[tuple[Aantal, ...], tuple[CasusRegel, ...]]:
    """How many of what, and each casus; `cursor` sees all of it taken in, and `txs` transactions of others came in last."""
    log = _Log(cursor, txs)
    rows = log.without_erased(rows)
    counted: dict[str, Rows] = {}
    for table, one in rows.items():
        if (soort := ZELFDE.get(table, table)) in SOORTEN:
            into = counted.setdefault(soort, Rows())
            into.new |= one.new
            into.changed |= one.changed
            into.gone |= one.gone
    changed = log.fields("casus", counted.get("casus", Rows()).changed)
    own = {row: [veld("casus", cell) for cell in cells] for row, cells in changed.items()}
    for table, one in rows.items():
        if table in DEEL_VAN:
            soort, column = DEEL_VAN[table]
            every = [*one.new, *one.changed, *one.gone]
            whole_of = {row: whole for row, whole in _named(cursor, table, column, every).items() if whole}
            wholes = set(whole_of.values())
            into = counted.setdefault(soort, Rows())
            into.changed |= wholes - into.new - into.gone
            if table == "samenvoeging":
                for row, double in whole_of.items():
                    own.setdefault(double, []).insert(0, log.joined(row, apart=row in one.gone))
            elif soort == "casus":
                for whole in wholes:
                    own.setdefault(whole, []).append(DELEN[table])
    each = [(soort, counted[soort]) for soort in SOORTEN if soort in counted]
    said = {"overleg": log.meetings, "apparaat": log.laptops, "wissing": log.erasures}
    fixed = _named(cursor, "vaststelling", "overleg", list(rows.get("vaststelling", Rows()).new))
    aantallen = tuple(
        Aantal(
            soort, len(one.new), len(one.changed), len(one.gone),
            said[soort](one, set(fixed.values())) if soort in said else "",
        )
        for soort, one in each
        if one.new or one.changed or one.gone
    )  # fmt: skip
    return aantallen, tuple(_cases(cursor, counted, own))


def _cases(cursor: Any, counted: Mapping[str, Rows], own: Mapping[bytes, Collection[str]]) -> Iterator[CasusRegel]:
    """A line for each casus that something became of; `own` says of each what changed of it, but for what hangs on it."""
    around: dict[bytes, Counter[str]] = {}
    for soort in BIJ_CASUS:
        one = counted.get(soort, Rows())
        keys = [*one.new, *one.changed, *one.gone]
        cases = _named(cursor, soort, "casus", keys)
        if soort == "logregel":
            through = _named(cursor, soort, "inzet", [row for row in keys if not cases.get(row)])
            of_inzet = _named(cursor, "inzet", "casus", [inzet for inzet in set(through.values()) if inzet])
            cases |= {row: of_inzet.get(inzet) if inzet else None for row, inzet in through.items()}
        for casus in cases.values():
            if casus:
                around.setdefault(casus, Counter())[soort] += 1
    rows = counted.get("casus", Rows())
    every = rows.new | rows.changed | rows.gone | around.keys()
    codes, places = _named(cursor, "casus", "casuscode", list(every)), _named(cursor, "casus", "gemeente", list(rows.new))
    lines = []
    for casus in every:
        hoe = 0 if casus in rows.new else 2 if casus in rows.gone else 1
        parts = [GEMEENTE.label(places[casus])] if places.get(casus) else []
        if hoe == 1 and casus in rows.changed:
            parts = _few(own.get(casus) or ["gegevens"])
        parts += [SOORTEN[s][0] if n == 1 else text.count(n, *SOORTEN[s]) for s, n in around.get(casus, {}).items()]
        lines.append((hoe, str(codes.get(casus) or "zonder code"), ", ".join(parts)))
    return (CasusRegel(code, HOE[hoe], wat) for hoe, code, wat in sorted(lines))


def _few(words: Collection[str]) -> list[str]:
    each = list(words)
    return each if len(each) <= MEEST else [*each[: MEEST - 1], f"nog {len(each) - MEEST + 1}"]


class _Log:
    """What the transactions that came in last say: which fields they wrote, and whose they are."""

    def __init__(self, cursor: Any, txs: int) -> None:
        self._cursor = cursor
        self._before = int(cursor.execute("SELECT coalesce(max(tx), 0) FROM sync_tx").fetchone()[0]) - txs

    def fields(self, table: str, rows: Collection[bytes]) -> dict[bytes, list[str]]:
        """Which cells of rows were written, in the order of the table."""
        found: dict[bytes, set[str]] = {}
        keys = list(rows)
        for at in range(0, len(keys), AT_ONCE):
            part = keys[at : at + AT_ONCE]
            for row, cell in self._cursor.execute(
                "SELECT DISTINCT o.row, n.col FROM sync_op o JOIN sync_name n ON n.id = o.name"
                f" WHERE o.row IN ({','.join('?' * len(part))}) AND o.tx > ? AND n.tbl = ?",
                [*part, self._before, table],
            ).fetchall():
                found.setdefault(row, set()).add(cell)
        order = [cell.name for cell in sync_tables()[table].cells if not cell.noise]
        return {row: [name for name in order if name in cells] for row, cells in found.items()}

    def by(self, row: bytes) -> str:
        """` door Anna Vos`: who wrote a row last, by what came in; empty where nobody is said to have."""
        found = self._cursor.execute(
            "SELECT t.meta FROM sync_op o JOIN sync_tx t ON t.tx = o.tx WHERE o.row = ? AND o.tx > ? ORDER BY o.tx DESC LIMIT 1",
            (row, self._before),
        ).fetchone()
        lid = lid_of(meta_of(found[0])) if found else None
        naam = _named(self._cursor, "lid", "naam", [lid.bytes]).get(lid.bytes) if lid else None
        return f" door {_line(naam)}" if naam else ""

    def joined(self, row: bytes, *, apart: bool) -> str:
        """`samengevoegd met 26-42JQJG door Anna Vos`, or taken apart from it."""
        casus = _named(self._cursor, "samenvoeging", "casus", [row]).get(row)
        code = _named(self._cursor, "casus", "casuscode", [casus]).get(casus) if casus else None
        return f"{'losgemaakt van' if apart else 'samengevoegd met'} {_line(code or 'een andere')}{self.by(row)}"

    def meetings(self, rows: Rows, fixed: Collection[bytes]) -> str:
        """What became of the newest meetings that were begun, closed, opened again or called off; `fixed` have minutes since."""
        every = [*rows.new, *rows.changed]
        wrote = self.fields("overleg", every)
        days = _named(self._cursor, "overleg", "datum", every)
        now = {cell: _named(self._cursor, "overleg", cell, every) for cell in ("gestart_op", "gesloten_op", "afgelast_reden")}
        lines = []
        for row in sorted(every, key=lambda row: (str(days.get(row) or ""), row), reverse=True):
            cells = wrote.get(row, [])
            begun = "gestart_op" in cells and now["gestart_op"].get(row)
            closed = "gesloten_op" in cells and now["gesloten_op"].get(row)
            if "gesloten_op" in cells and not closed and row in rows.changed:
                what = "weer open"
            else:
                called_off = "afgelast_reden" in cells and now["afgelast_reden"].get(row)
                what = text.listed(w for w, so in (("begonnen", begun), ("gesloten", closed), ("afgelast", called_off)) if so)
            if what or row in fixed:
                minutes = "met notulen" if row in fixed else ""
                lines.append(" ".join(w for w in (_day(days.get(row)), f"{what}{self.by(row)}" if what else "", minutes) if w))
        return "; ".join(_few(lines))

    def laptops(self, rows: Rows, _: Collection[bytes]) -> str:
        """What each laptop is called, and that it was withdrawn."""
        every = [*rows.new, *rows.changed]
        wrote, names = self.fields("apparaat", every), _named(self._cursor, "apparaat", "naam", every)
        lids = _named(self._cursor, "apparaat", "lid", every)
        people = _named(self._cursor, "lid", "naam", [lid for lid in set(lids.values()) if lid])
        lines = []
        for row in every:
            naam, van = _line(names.get(row) or "laptop"), _line(people.get(lids.get(row) or b"") or "")
            shown = f"{naam} van {van}" if van and van.split()[0].casefold() not in naam.casefold() else naam
            lines.append(f"{shown} ingetrokken" if "intrekking" in wrote.get(row, ()) else shown)
        return "; ".join(_few(sorted(lines)))

    def without_erased(self, rows: Mapping[str, Rows]) -> dict[str, Rows]:
        """All but what was erased for good, and what only changed because something was: that is told as one thing."""
        since = self._cursor.execute("SELECT tx, meta FROM sync_tx WHERE tx > ?", (self._before,)).fetchall()
        acts = [tx for tx, meta in since if meta_of(meta).get("doel") == WISSEN]
        hidden = erasure.erased_rows(self._cursor)
        if hidden:
            touched = self._naming({row for one in rows.values() for row in one.changed}, hidden)
            for tx in acts:
                touched |= {
                    row
                    for (row,) in self._cursor.execute(
                        "SELECT o.row FROM sync_op o JOIN sync_name n ON n.id = o.name WHERE o.tx = ? AND n.tbl <> ?", (tx, erasure.TABLE)
                    )
                }
            hidden |= touched - self._written(touched, set(acts))
        left = {table: Rows(one.new - hidden, one.changed - hidden, one.gone - hidden) for table, one in rows.items()}
        if orders := left.get(erasure.TABLE):
            orders.new &= self._of_casussen(orders.new)
        return left

    def _naming(self, rows: Collection[bytes], erased: Collection[bytes]) -> set[bytes]:
        """Those that name a row that was erased."""
        return {
            row
            for part in _parts(rows)
            for row, value in self._cursor.execute(
                "SELECT h.row, o.val FROM sync_head h JOIN sync_op o ON o.tx = h.tx AND o.idx = h.idx"
                f" WHERE h.row IN ({','.join('?' * len(part))}) AND substr(o.val, 1, 1) = ?",
                (*part, b"b"),
            )
            if value[1:] in erased
        }

    def _written(self, rows: Collection[bytes], but: Collection[int]) -> set[bytes]:
        """Those that were written by what came in last, but for these transactions."""
        return {
            row
            for part in _parts(rows)
            for row, tx in self._cursor.execute(
                f"SELECT row, tx FROM sync_op WHERE row IN ({','.join('?' * len(part))}) AND tx > ?", (*part, self._before)
            )
            if tx not in but
        }

    def _of_casussen(self, orders: Collection[bytes]) -> set[bytes]:
        """Those of these orders that name a casus; the others are of what came in later about one."""
        named = {one.id: {one.rows[at : at + 16] for at in range(0, len(one.rows), 16)} for one in erasure.orders(self._cursor)}
        asked = {row for id in orders for row in named.get(id, ())}
        casussen = {
            row
            for part in _parts(asked)
            for (row,) in self._cursor.execute(
                "SELECT o.row FROM sync_op o JOIN sync_name n ON n.id = o.name"
                f" WHERE o.row IN ({','.join('?' * len(part))}) AND +n.tbl = 'casus'",
                part,
            )
        }
        return {id for id in orders if not casussen.isdisjoint(named.get(id, ()))}

    def erasures(self, rows: Rows, _: Collection[bytes]) -> str:
        """Who erased, and on what day."""
        every = [*rows.new, *rows.changed]
        days = _named(self._cursor, "wissing", "op", every)
        return _few_words(f"{self.by(row).strip()} ({_moment(days.get(row))})".strip() for row in every)


def _parts(rows: Collection[bytes]) -> Iterator[list[bytes]]:
    every = sorted(rows)
    return (every[at : at + AT_ONCE] for at in range(0, len(every), AT_ONCE))


def _few_words(words: Iterable[str]) -> str:
    return "; ".join(_few(sorted(set(words))))


def _moment(stored: object) -> str:
    try:
        return text.day_words(local_day(datetime.fromisoformat(str(stored))))
    except ValueError:
        return "?"


def _line(words: object) -> str:
    """Words from elsewhere, which no form has looked at, as part of a line."""
    return text.shorten(str(words), 60)


def _day(stored: object) -> str:
    try:
        return text.day_words(date.fromisoformat(str(stored)))
    except ValueError:
        return "overleg"


def _named(cursor: Any, table: str, column: str, rows: list[bytes]) -> dict[bytes, Any]:
    """What a column of these rows holds; of a row that is gone, what it held."""
    found: dict[bytes, Any] = {}
    for at in range(0, len(rows), AT_ONCE):
        part = rows[at : at + AT_ONCE]
        found |= dict(cursor.execute(f'SELECT id, "{column}" FROM "{table}" WHERE id IN ({",".join("?" * len(part))})', part).fetchall())
        gone = [row for row in part if row not in found]
        found |= {
            row: _decoded(value)
            for row, value in cursor.execute(
                "SELECT h.row, o.val FROM sync_head h JOIN sync_op o ON o.tx = h.tx AND o.idx = h.idx JOIN sync_name n ON n.id = h.name"
                f" WHERE h.row IN ({','.join('?' * len(gone))}) AND n.tbl = ? AND n.col = ?",
                [*gone, table, column],
            ).fetchall()
        }
    return found


def _decoded(value: bytes) -> Any:
    try:
        return decode(value)
    except ValueError:
        return None
