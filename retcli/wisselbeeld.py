"""What came in by an exchange, in people's words: how many of what, and of each casus what became of it.

An import tells rows of tables. Here a row that is only part of something counts as a change of that: a problem named on a casus changes the
casus, an attendance the overleg.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from db.codes import GEMEENTE
from db.sync.project import Rows
from db.sync.wire import decode

from . import text

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

ZELFDE = {"eigen_code": "instelling"}
"""Counted as another."""

BIJ_CASUS = ("besluit", "actie", "inzet", "logregel")
AT_ONCE = 500
HOE = ("nieuw", "gewijzigd", "verwijderd")


@dataclass(frozen=True, slots=True)
class Aantal:
    """What became of one kind of thing: `soort` is its table."""

    soort: str
    nieuw: int
    gewijzigd: int
    verwijderd: int

    @property
    def woorden(self) -> str:
        """`2 casussen nieuw, 1 gewijzigd`."""
        parts = [(n, how) for n, how in zip((self.nieuw, self.gewijzigd, self.verwijderd), HOE, strict=True) if n]
        return ", ".join(f"{text.count(n, *SOORTEN[self.soort]) if not at else n} {how}" for at, (n, how) in enumerate(parts))


@dataclass(frozen=True, slots=True)
class CasusRegel:
    """What became of one casus: `hoe` is nieuw, gewijzigd or verwijderd; `wat` says where a new one is from, and what came around it."""

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


def told(cursor: Any, rows: Mapping[str, Rows]) -> tuple[tuple[Aantal, ...], tuple[CasusRegel, ...]]:
    """How many of what, and each casus; `cursor` sees all of it taken in."""
    counted: dict[str, Rows] = {}
    for table, one in rows.items():
        if (soort := ZELFDE.get(table, table)) in SOORTEN:
            into = counted.setdefault(soort, Rows())
            into.new |= one.new
            into.changed |= one.changed
            into.gone |= one.gone
    own = set(counted.get("casus", Rows()).changed)
    for table, one in rows.items():
        if table in DEEL_VAN:
            soort, column = DEEL_VAN[table]
            wholes = {whole for whole in _named(cursor, table, column, [*one.new, *one.changed, *one.gone]).values() if whole}
            into = counted.setdefault(soort, Rows())
            into.changed |= wholes - into.new - into.gone
            if soort == "casus":
                own |= wholes
    each = [(soort, counted[soort]) for soort in SOORTEN if soort in counted]
    aantallen = tuple(
        Aantal(soort, len(one.new), len(one.changed), len(one.gone)) for soort, one in each if one.new or one.changed or one.gone
    )
    return aantallen, tuple(_cases(cursor, counted, own))


def _cases(cursor: Any, counted: Mapping[str, Rows], own: Collection[bytes]) -> Iterator[CasusRegel]:
    """A line for each casus that something became of; `own` are those of which more than what hangs on them changed."""
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
        parts = ["gegevens"] if hoe == 1 and casus in own else [GEMEENTE.label(places[casus])] if places.get(casus) else []
        parts += [SOORTEN[s][0] if n == 1 else text.count(n, *SOORTEN[s]) for s, n in around.get(casus, {}).items()]
        lines.append((hoe, str(codes.get(casus) or "zonder code"), ", ".join(parts)))
    return (CasusRegel(code, HOE[hoe], wat) for hoe, code, wat in sorted(lines))


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
