"""Erasing a casus for good: what goes, what can't be recalled, and the act itself (docs/sync.md, erasing).

What is about the casus, its doubles among it, is deleted by an ordinary change, and an order that the team's key signs takes the values out
of the log of every laptop that hears of it. Kept minutes are written anew without it. What people wrote of it elsewhere, in an announcement
or in the log of another casus, is told and stays: it is of something else.
"""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session, SQLModel, col, select

from db.codes import WISREDEN
from db.columns import FreeText, new_id
from db.models import Agendapunt, Casus, Lid, Overleg, Samenvoeging, Uitgifte, Vaststelling, Wissing
from db.sync import erasure
from db.sync.audit import links, moment_of
from db.sync.schema import sync_tables, synced_metadata
from db.sync.wire import ALIVE, DEAD, LIFE, NULL, Dot, decode, encode

from . import apparaten, backup, casuscode, casussen, samenvoegen, text
from .codering import recognise
from .errors import NotFound, Refused, RetError
from .locations import Place
from .notulen import inhoud
from .toegang import Toegang
from .veldwoorden import Woorden, veld
from .wie import Wie
from .wisselbeeld import WISSEN

NOEMT = {
    "besluit": ("besluit", "besluiten"),
    "inzet": ("inzet", "inzetten"),
    "logregel": ("logregel", "logregels"),
    "actie": ("actie", "acties"),
    "evaluatie": ("evaluatie", "evaluaties"),
    "nazorg": ("nazorgmoment", "nazorgmomenten"),
    "interventie": ("interventie", "interventies"),
    "heropening": ("heropening", "heropeningen"),
    "agendapunt": ("agendapunt", "agendapunten"),
    "casus_partij": ("betrokken organisatie", "betrokken organisaties"),
    "signaal_casus": ("verwijzing naar een signaal", "verwijzingen naar een signaal"),
    "herkomst": ("regel uit een werkboek", "regels uit een werkboek"),
}
"""What is counted of what goes, by its table, and what one and several are called."""

_ONLY_LINKS = {("casus", "eerdere_aanmelding"), ("samenvoeging", "casus")}
"""What names a casus and belongs to another: an earlier aanmelding of this child is an aanmelding of its own, and the key of what joins a
double is made of that double, which may be joined again."""
_BY_EACH = {"casus_ander_kind", "samenvoeging"}
"""What belongs to whichever casus it names."""
_AT_ONCE = 500
_COPIES = "Die van elke dag gaan na een week weg; gooi de andere zelf weg."
_NAMED = 4
"""So many documents that were given out are named; more are counted."""


@dataclass(frozen=True, slots=True)
class Omvang:
    """What erasing a casus comes to. `codes` are the casuscodes that go: its own first, then those of its doubles (one and the same
    child). `aantallen` are what people call a thing, fitting its number, and how many go (`("besluiten", 2)`). `overleggen` are the days
    of meetings whose kept minutes are written anew without it. `genoemd` are places where a code stands in text that stays. `blijft`
    are sentences on what can't be recalled."""

    codes: tuple[str, ...]
    aantallen: tuple[tuple[str, int], ...]
    overleggen: tuple[str, ...]
    genoemd: tuple[str, ...]
    blijft: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gewist:
    """Something that was erased: when, by whom (name, "" when unknown), why (code of `wisreden`), and how many rows."""

    id: UUID
    op: datetime | None
    door: str
    reden: str
    rijen: int


@dataclass(frozen=True, slots=True)
class Rest:
    """What came in of erased casussen from a laptop that had not heard yet: `aantallen` as of `Omvang`, and `overleggen` whose minutes
    name a casus that is no more."""

    aantallen: tuple[tuple[str, int], ...]
    overleggen: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.aantallen or self.overleggen)


@dataclass(slots=True)
class _Plan:
    """What goes: keys of rows by table, the kept minutes that name a code of `codes` (rows of `vaststelling`), and single ops."""

    codes: tuple[str, ...]
    rows: dict[str, set[bytes]]
    minutes: list[UUID] = field(default_factory=list)
    dots: set[Dot] = field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(any(self.rows.values()) or self.minutes or self.dots)

    @property
    def actions(self) -> set[UUID]:
        """The actions among the rows."""
        return {UUID(bytes=row) for row in self.rows.get("actie", ())}


_Shown = dict[tuple[str, UUID, str], tuple[Dot, ...]]


# --- looking


def zoek(session: Session, naam: str) -> UUID:
    """The casus with this code, whole or its beginning, also when it is a double; by its whole code one that was deleted, of which the log
    still tells. Raises NotFound."""
    try:
        return samenvoegen.find(session, naam)
    except NotFound:
        pass
    try:
        return casussen.find(session, naam)
    except NotFound as unknown:
        cursor, code = _cursor(session), casuscode.normal(naam)
        for row in _Deleted(cursor).rows.get("casus", ()):
            if code in _ever(cursor, "casus", row, "casuscode"):
                return UUID(bytes=row)
        erased = " Is hij al gewist? `retcli wis --lijst` zegt wanneer er iets gewist is." if erasure.orders(cursor) else ""
        raise NotFound(unknown.message, f"{unknown.hint}{erased}") from None


def waarom(woord: str) -> str:
    """The code of `wisreden` that someone named. Raises Refused, with what there is to choose from."""
    why = recognise("wisreden", woord.strip()) if woord.strip() else None
    if why is None:
        named = f"{text.shorten(woord.strip(), 20)} is geen reden om te wissen." if woord.strip() else "Waarom wordt dit gewist?"
        raise Refused(named, f"Kies uit {text.listed((code.lower() for code in WISREDEN.codes), 'of')}.")
    return why


def omvang(session: Session, casus: UUID, place: Place | None = None) -> Omvang:
    """What erasing this casus would take away and what it can't, to show before it is done; writes nothing. With `place` also how many
    copies there are. Raises NotFound; Refused where this laptop does not hold the team's key, for a code that two casussen have, and for
    minutes that a newer version of the program kept."""
    plan = _plan(session, casus)
    own = set(_codes(session, plan.rows["casus"]))
    return Omvang(
        tuple(code for code in plan.codes if code in own),
        _counted(session, plan.rows, gone=session.get(Casus, casus) is None),
        _days(session, plan.minutes),
        tuple(dict.fromkeys(_named_in(session, plan))),
        tuple(_stays(session, plan, place)),
    )


def lijst(session: Session) -> tuple[Gewist, ...]:
    """What was erased for good, the last first; behind it orders of which this laptop knows only that they were given."""
    names = {lid.id: lid.naam or "" for lid in session.exec(select(Lid))}
    heard = {one.id: one for one in erasure.orders(_cursor(session))}
    rows = session.exec(select(Wissing).order_by(col(Wissing.op).desc(), col(Wissing.id).desc()))
    found = [
        Gewist(row.id, row.op, names.get(row.lid, "") if row.lid else "", row.reden or "", len(heard.pop(row.id.bytes).rows) // 16)
        for row in rows
        if row.id.bytes in heard
    ]
    return (*found, *(Gewist(UUID(bytes=one.id), None, "", "", len(one.rows) // 16) for one in heard.values()))


def rest(session: Session) -> Rest:
    """What came in afterwards of what was erased; false when there is nothing."""
    plan = _leftover(session)
    return Rest(_counted(session, plan.rows, gone=True), _days(session, plan.minutes))


def nog_binnen(team: Toegang) -> bool:
    """Whether there is something to erase still, and it can be done here."""
    with team.reading() as session, contextlib.suppress(RetError):
        mag(session)
        return bool(rest(session))
    return False


# --- the act


def wis(team: Toegang, casus: UUID, reden: str) -> Gewist:
    """Erase a casus for good, here now and on the other laptops when they hear of it. `reden` is a code of `wisreden`. Nothing brings it
    back. Raises as `omvang`; Refused for another reason; DiskFull: what was begun is finished at the next opening then."""
    why = waarom(reden)
    shown: _Shown = {}
    with team.doing(WISSEN, shown) as session:
        wie = team.wie()
        plan = _plan(session, casus)
        casussen.seen(session, wie, WISSEN, casus)
        done = _erase(session, wie, plan, why, shown)
    erasure.carry_out(team.store)
    return done


def wis_rest(team: Toegang) -> Gewist | None:
    """Erase that too, for the reason of what it is about, or for none where that is not one; None when there is nothing. Raises Refused
    where this laptop does not hold the team's key."""
    shown: _Shown = {}
    with team.doing(WISSEN, shown) as session:
        mag(session)
        plan = _leftover(session)
        if not plan:
            return None
        done = _erase(session, team.wie(), plan, _reason(session, plan), shown)
    erasure.carry_out(team.store)
    return done


def _reason(session: Session, plan: _Plan) -> str:
    """Why that was erased which these rows name; empty where reasons differ. Of minutes nothing says which casus it was: any."""
    cursor = _cursor(session)
    orders = {one.id: {one.rows[at : at + 16] for at in range(0, len(one.rows), 16)} for one in erasure.orders(cursor)}
    about = {
        value[1:]
        for part in _chunks({row for rows in plan.rows.values() for row in rows})
        for (value,) in cursor.execute(
            f"SELECT DISTINCT val FROM sync_op WHERE row IN ({_marks(part)}) AND substr(val, 1, 1) = ?", (*part, b"b")
        )
    }
    known = {row.id.bytes: row.reden or "" for row in session.exec(select(Wissing))}
    reasons = {known.get(id, "") for id, rows in orders.items() if plan.dots or not about.isdisjoint(rows)}
    return reasons.pop() if len(reasons) == 1 else ""


def _erase(session: Session, wie: Wie, plan: _Plan, reden: str, shown: _Shown) -> Gewist:
    root, cursor = apparaten.teamsleutel(session), _cursor(session)
    written = {key: inhoud.without(session, session.get_one(Vaststelling, key), plan.codes, plan.actions) for key in plan.minutes}
    _move_on(session, plan.rows.get("agendapunt", set()))
    session.flush()
    for key, minutes in written.items():
        cursor.execute("UPDATE vaststelling SET inhoud = ? WHERE id = ?", (minutes, key.bytes))
        shown["vaststelling", key, "inhoud"] = _heads(cursor, "vaststelling", key.bytes, "inhoud")  # none of them stays beside it
    _unlink(cursor, plan.rows)
    for table, keys in plan.rows.items():
        for part in _chunks(keys):
            cursor.execute(f'DELETE FROM "{table}" WHERE id IN ({_marks(part)})', part)
    session.expire_all()
    key, every = new_id(), {row for keys in plan.rows.values() for row in keys}
    rows, dots, signature = erasure.write_order(root, key, every, erasure.places(cursor, plan.dots))
    session.add(
        Wissing(
            id=key,
            op=wie.moment,
            lid=wie.lid,
            reden=reden or None,
            opdracht_rijen=rows,
            opdracht_plekken=dots,
            opdracht_handtekening=signature,
        )
    )
    session.flush()
    return Gewist(key, wie.moment, session.get_one(Lid, wie.lid).naam or "", reden, len(every))


def _move_on(session: Session, items: Collection[bytes]) -> None:
    """A meeting that stands at an item that goes, stands at the next one that stays; where that was the last, at the one before it."""
    gone = {UUID(bytes=item) for item in items}
    for row in session.exec(select(Overleg).where(col(Overleg.huidig).is_not(None))):
        if row.huidig not in gone:
            continue
        there = session.exec(
            select(Agendapunt).where(Agendapunt.overleg == row.id).order_by(col(Agendapunt.volgorde), col(Agendapunt.id))
        ).all()
        at = next((n for n, item in enumerate(there) if item.id == row.huidig), 0)
        stays = [item.id for item in (*there[at:], *reversed(there[:at])) if item.id not in gone]
        row.huidig = stays[0] if stays else None


def _unlink(cursor: Any, gone: Mapping[str, set[bytes]]) -> None:
    """Rows that stay name no row that goes."""
    for parent, keys in gone.items():
        for child, column in links().get(parent, ()):
            for part in _chunks(keys):
                found = cursor.execute(f'SELECT id FROM "{child}" WHERE "{column}" IN ({_marks(part)})', part).fetchall()
                stay = [(row,) for (row,) in found if row not in gone.get(child, ())]
                cursor.executemany(f'UPDATE "{child}" SET "{column}" = NULL WHERE id = ?', stay)


# --- what goes


def mag(session: Session) -> None:
    """Whether anything can be erased here. Raises Refused where this laptop does not hold the team's key, with who does; and where its log
    begins with a snapshot, for an order names every earlier version of a text."""
    if apparaten.heeft_beheer(session):
        if _cursor(session).execute("SELECT 1 FROM sync_stream WHERE floor > 0").fetchone():
            raise Refused(
                "Deze laptop begon met een momentopname en heeft niet alles wat er vroeger stond.",
                "Wis op een laptop die er eerder bij was, of lees hier eerst een pakket met alles.",
            )
        return
    known = [f"{one.naam}{f' van {one.van}' if one.van else ''}" for one in apparaten.lijst(session) if one.beheer and not one.ingetrokken]
    raise Refused(
        "Definitief wissen kan alleen op een laptop met het beheer van het team.",
        f"Doe het daar: {text.listed(known, 'of')}." if known else "Doe het op de laptop die het heeft, of laat u het beheer geven.",
    )


def _plan(session: Session, casus: UUID) -> _Plan:
    """What goes with a casus. Raises as `omvang`."""
    mag(session)
    cursor = _cursor(session)
    deleted = _Deleted(cursor)
    if session.get(Casus, casus) is None and casus.bytes not in deleted.rows.get("casus", ()):
        raise NotFound(casussen.GONE, casussen.GONE_HINT)
    child = _same_child(session, casus)
    codes = _codes(session, [casus.bytes, *(one.bytes for one in child if one != casus)])
    earlier = [value for one in child for value in _ever(cursor, "casus", one.bytes, "casuscode")]
    same = session.exec(select(Casus.casuscode).where(col(Casus.casuscode).in_(earlier), col(Casus.id).not_in(child)))
    others = {code for code in same if code}
    if alike := others.intersection(codes):
        raise Refused(f"Er is nog een casus die {min(alike)} heet.", "Geef een van de twee een nieuwe code; dat kan bij Verschillen.")
    plan = _Plan(tuple(dict.fromkeys((*codes, *(code for code in earlier if code not in others)))), {})
    plan.rows = _about(cursor, deleted, {"casus": {one.bytes for one in child}})
    _find_minutes(session, plan, _minutes(cursor, deleted))
    plan.dots |= _copied(cursor, deleted, plan.rows)
    return plan


def _leftover(session: Session) -> _Plan:
    """What came in of erased rows where nobody had heard of it: rows about them, and minutes with a casus that no laptop has."""
    cursor, before = _cursor(session), dict[str, set[bytes]]()
    for part in _chunks(erasure.erased_rows(cursor)):
        for table, row in cursor.execute(
            f"SELECT DISTINCT n.tbl, o.row FROM sync_op o JOIN sync_name n ON n.id = o.name WHERE o.row IN ({_marks(part)})", part
        ):
            before.setdefault(table, set()).add(row)
    if not before:
        return _Plan((), {})
    deleted = _Deleted(cursor)
    plan = _Plan((), {table: keys - before.get(table, set()) for table, keys in _about(cursor, deleted, before).items()})
    versions = list(_minutes(cursor, deleted))
    if cursor.execute("SELECT 1 FROM sync_stream WHERE floor > 0").fetchone() is None:  # else it does not know every code there was
        plan.codes = _of_nobody(cursor, {code for _, _, names in versions for code in names})
    _find_minutes(session, plan, versions)
    return plan


def _of_nobody(cursor: Any, codes: Collection[str]) -> tuple[str, ...]:
    """Those that no casus has or had, as far as the log says."""
    left = {code for code in codes if casuscode.is_valid(code)} - {code for (code,) in cursor.execute("SELECT casuscode FROM casus")}
    for part in _chunks([encode(code) for code in left]):
        left -= {
            _word(value)
            for (value,) in cursor.execute(
                "SELECT DISTINCT o.val FROM sync_op o JOIN sync_name n ON n.id = o.name WHERE n.tbl = 'casus' AND n.col = 'casuscode'"
                f" AND o.val IN ({_marks(part)})",
                part,
            )
        }
    return tuple(sorted(left))


def _same_child(session: Session, casus: UUID) -> set[UUID]:
    """The casus and every one that was joined with it, whichever was the double."""
    pairs = [(one.dubbel, one.casus) for one in session.exec(select(Samenvoeging)) if one.dubbel and one.casus]
    found = {casus}
    while more := {each for pair in pairs if not found.isdisjoint(pair) for each in pair} - found:
        found |= more
    return found


class _Deleted:
    """The rows that were deleted: those of each table, and what they named then. The log is read through once for it."""

    def __init__(self, cursor: Any) -> None:
        self.rows: dict[str, set[bytes]] = {}
        self._naming: dict[tuple[str, str], dict[bytes, set[bytes]]] = {}
        self._named: dict[tuple[str, bytes], set[bytes]] = {}
        lives: dict[int, str] = dict(cursor.execute("SELECT id, tbl FROM sync_name WHERE col = ?", (LIFE,)).fetchall())
        for name, row in cursor.execute("SELECT name, row FROM sync_op WHERE val = ?", (DEAD,)).fetchall():
            if name in lives:
                self.rows.setdefault(lives[name], set()).add(row)
        for table, rows in self.rows.items():
            if table in sync_tables():
                for part in _chunks(rows):
                    rows.difference_update(
                        row for (row,) in cursor.execute(f'SELECT id FROM "{table}" WHERE id IN ({_marks(part)})', part).fetchall()
                    )
        for part in _chunks({row for rows in self.rows.values() for row in rows}):
            for table, cell, row, value in cursor.execute(
                "SELECT n.tbl, n.col, h.row, o.val FROM sync_head h JOIN sync_op o ON o.tx = h.tx AND o.idx = h.idx"
                f" JOIN sync_name n ON n.id = h.name WHERE h.row IN ({_marks(part)}) AND substr(o.val, 1, 1) = ?",
                (*part, b"b"),
            ):
                self._naming.setdefault((table, cell), {}).setdefault(value[1:], set()).add(row)
                self._named.setdefault((cell, row), set()).add(value[1:])

    def naming(self, table: str, cell: str, keys: Collection[bytes]) -> set[bytes]:
        """Those of a table that named one of these."""
        known = self._naming.get((table, cell), {})
        return {row for key in keys for row in known.get(key, ())}

    def named(self, row: bytes, cell: str) -> Collection[bytes]:
        """What one of them named in a cell."""
        return self._named.get((cell, row), ())


def _about(cursor: Any, deleted: _Deleted, start: Mapping[str, Collection[bytes]]) -> dict[str, set[bytes]]:
    """These rows and every row that belongs to one of them, now or when it was deleted, by table. A row about another casus belongs to
    that one, whatever else it names."""
    found = {table: set(keys) for table, keys in start.items()}
    fresh = {table: set(keys) for table, keys in start.items() if keys}
    unnamed = erasure.leftover(cursor)
    while fresh:
        came: dict[str, set[bytes]] = {}
        for parent, keys in fresh.items():
            for child, column in links().get(parent, ()):
                if (child, column) in _ONLY_LINKS:
                    continue
                rows = {row for key in keys & unnamed.keys() for table, row, cell in unnamed[key] if (table, cell) == (child, column)}
                owner = "casus" if "casus" in _columns(child) and child not in _BY_EACH else column
                rows |= _there_naming(cursor, child, column, owner, keys, found.get("casus", ()))
                rows |= {
                    row
                    for row in deleted.naming(child, column, keys)
                    if owner == column or all(of in found.get("casus", ()) for of in deleted.named(row, owner))
                }
                came.setdefault(child, set()).update(rows - found.get(child, set()))
        fresh = {table: keys for table, keys in came.items() if keys}
        for table, keys in fresh.items():
            found.setdefault(table, set()).update(keys)
    return found


def _there_naming(cursor: Any, table: str, column: str, owner: str, keys: Collection[bytes], casussen: Collection[bytes]) -> set[bytes]:
    """The rows that name one of these in a column, but those whose owner is another casus."""
    return {
        row
        for part in _chunks(keys)
        for row, of in cursor.execute(f'SELECT id, "{owner}" FROM "{table}" WHERE "{column}" IN ({_marks(part)})', part).fetchall()
        if owner == column or of is None or of in casussen
    }


def _copied(cursor: Any, deleted: _Deleted, gone: Mapping[str, set[bytes]]) -> set[Dot]:
    """What joining wrote at a casus that stays, of one that goes, and that was taken back since: the two were taken apart again."""
    joinings = {row for cell in ("dubbel", "casus") for row in deleted.naming("samenvoeging", cell, gone["casus"])}
    acts: set[int] = set()
    for row in joinings:
        told = cursor.execute(
            "SELECT o.tx, max(n.col = ? AND o.val = ?) FROM sync_op o JOIN sync_name n ON n.id = o.name WHERE o.row = ? GROUP BY o.tx",
            (LIFE, DEAD, row),
        ).fetchall()
        acts |= {tx for tx, apart in told if not apart}
    found: set[Dot] = set()
    for tx in acts:
        for stream, seq, idx, row in cursor.execute(
            "SELECT s.stream, t.seq, o.idx, o.row FROM sync_op o JOIN sync_tx t ON t.tx = o.tx JOIN sync_stream s ON s.id = t.stream"
            " JOIN sync_name n ON n.id = o.name WHERE o.tx = ? AND n.col <> ? AND substr(o.val, 1, 1) NOT IN (?, ?)"
            " AND (NOT EXISTS (SELECT 1 FROM sync_head h WHERE h.row = o.row AND h.name = o.name AND h.tx = o.tx AND h.idx = o.idx)"
            " OR NOT EXISTS (SELECT 1 FROM sync_head h JOIN sync_op l ON l.tx = h.tx AND l.idx = h.idx JOIN sync_name m ON m.id = h.name"
            " WHERE h.row = o.row AND m.col = ? AND l.val = ?))",
            (tx, LIFE, b"b", NULL, LIFE, ALIVE),
        ).fetchall():
            if not any(row in keys for keys in gone.values()):
                found.add(Dot(stream, seq, idx))
    return found


# --- kept minutes


def _find_minutes(session: Session, plan: _Plan, versions: Iterable[tuple[bytes, Dot, frozenset[str]]]) -> None:
    """The versions of kept minutes that name a casus of the plan, and the minutes that have one of them now."""
    cursor, named = _cursor(session), {*plan.codes, *map(str, plan.actions)}
    for row, dot, names in versions if named else ():
        if named.isdisjoint(names):
            continue
        plan.dots.add(dot)
        key = UUID(bytes=row)
        if key not in plan.minutes and dot in _heads(cursor, "vaststelling", row, "inhoud"):
            kept = session.get(Vaststelling, key)
            if kept is not None:
                inhoud.bare(kept, plan.codes, plan.actions)  # or it says that it can't
                plan.minutes.append(key)


def _minutes(cursor: Any, deleted: _Deleted) -> Iterator[tuple[bytes, Dot, frozenset[str]]]:
    """Every version of kept minutes that the log has: row, dot, and the codes and actions that it names."""
    there = {row for (row,) in cursor.execute("SELECT id FROM vaststelling").fetchall()}
    for part in _chunks(there | deleted.rows.get("vaststelling", set())):
        for row, stream, seq, idx, value in cursor.execute(
            "SELECT o.row, s.stream, t.seq, o.idx, o.val FROM sync_op o JOIN sync_name n ON n.id = o.name JOIN sync_tx t ON t.tx = o.tx"
            f" JOIN sync_stream s ON s.id = t.stream WHERE o.row IN ({_marks(part)}) AND n.col = 'inhoud' ORDER BY o.tx, o.idx",
            part,
        ).fetchall():
            if words := _word(value):
                yield row, Dot(stream, seq, idx), frozenset(inhoud.names(words))


# --- in words


def _codes(session: Session, rows: Iterable[bytes]) -> tuple[str, ...]:
    """The codes of these casussen, in their order; of one that was deleted the last."""
    kept = {row: session.get(Casus, UUID(bytes=row)) for row in rows}
    found = [
        one.casuscode if one else next(reversed(_ever(_cursor(session), "casus", row, "casuscode")), None) for row, one in kept.items()
    ]
    return tuple(code for code in found if code)


def _counted(session: Session, rows: Mapping[str, set[bytes]], *, gone: bool = False) -> tuple[tuple[str, int], ...]:
    """How many of what; only what is there, or also what was deleted, with `gone`."""
    cursor = _cursor(session)
    many = {table: len(keys) if gone else _there(cursor, table, keys) for table, keys in rows.items()}
    found = [(one if (n := many.get(table, 0)) == 1 else several, n) for table, (one, several) in NOEMT.items() if many.get(table)]
    if gone and (other := sum(n for table, n in many.items() if table not in NOEMT)):
        found.append(("ander gegeven" if other == 1 else "andere gegevens", other))
    return tuple(found)


def _there(cursor: Any, table: str, keys: Collection[bytes]) -> int:
    return sum(
        int(cursor.execute(f'SELECT count(*) FROM "{table}" WHERE id IN ({_marks(part)})', part).fetchone()[0]) for part in _chunks(keys)
    )


def _days(session: Session, minutes: Collection[UUID]) -> tuple[str, ...]:
    """The days of the meetings with these minutes."""
    return tuple(Woorden.waarde_dag(day) for day in _held(session, minutes))


def _held(session: Session, minutes: Collection[UUID]) -> list[date]:
    rows = session.exec(
        select(Overleg).join(Vaststelling, col(Vaststelling.overleg) == Overleg.id).where(col(Vaststelling.id).in_(minutes))
    )
    return sorted(row.datum for row in rows if row.datum)


def _named_in(session: Session, plan: _Plan) -> Iterator[str]:
    """Where a code stands in text that stays, as it would be pointed at."""
    words, cursor = Woorden(session), _cursor(session)
    patterns = [f"%{_stem(code)}%" for code in plan.codes if len(code) > 4]
    for table in synced_metadata() if patterns else ():
        columns = [column.name for column in table.columns if isinstance(column.type, FreeText)]
        for column in columns:
            asked = " OR ".join([f"\"{column}\" LIKE ? ESCAPE '!'"] * len(patterns))
            for (row,) in cursor.execute(f'SELECT id FROM "{table.name}" WHERE {asked} ORDER BY id', patterns).fetchall():
                if row not in plan.rows.get(table.name, ()):
                    yield _place(words, table.name, row, column)
    for kept in session.exec(select(Vaststelling).order_by(col(Vaststelling.id))) if patterns else ():
        told = inhoud.bare(kept, plan.codes, plan.actions) if kept.id in plan.minutes else kept.inhoud or ""
        if any(pattern[1:-1].replace("!", "") in told for pattern in patterns):
            yield f"wat iemand toen schreef, in de {words.over('vaststelling', kept.id)}"


def _stem(code: str) -> str:
    """The part of a code that people write, without year and hyphen."""
    stem = code.partition("-")[2] if casuscode.is_valid(code) else code
    return stem.replace("!", "!!").replace("%", "!%").replace("_", "!_")


def _place(words: Woorden, table: str, row: bytes, column: str) -> str:
    code = words.code(words.casus(table, row))
    if table == "casus":
        return f"{veld(table, column)} van {code}"
    if table in ("overleg", "agendapunt"):
        return f"{veld(table, column)} bij het {words.over(table, row)}{f' over {code}' if code else ''}"
    return f"{words.over(table, row)}{f' bij {code}' if code else ''}"


def _stays(session: Session, plan: _Plan, place: Place | None) -> Iterator[str]:
    """What can't be recalled."""
    others = [one for one in apparaten.lijst(session) if not one.deze]
    taking_part = [one.naam for one in others if not one.ingetrokken]
    if related := _related(session, plan):
        yield f"Van dit kind is er ook {text.listed(related)}. Dat is een andere aanmelding; die wist u apart."
    if taking_part:
        yield f"Op {text.listed(taking_part)} gaat het weg zodra daar is uitgewisseld. Een laptop die dat niet meer doet, houdt het."
    if len(taking_part) < len(others):
        yield "Wat op een ingetrokken laptop stond, blijft daar staan."
    if others:
        yield (
            "In pakketten op een stick of in de mail blijft het staan: gooi die weg. In de gedeelde map gaat het vanzelf weg, als elke"
            " laptop heeft uitgewisseld."
        )
    if place is None:
        yield f"In de kopieën in de map kopieen kan het nog staan. {_COPIES}"
    elif copies := _may_hold(session, plan, place):
        many = text.count(copies, "kopie", "kopieën")
        yield f"In de map kopieen kan het nog staan, in {many} van na het invoeren. {_COPIES}"
    if given := _given_out(session, plan):
        some = [*given[:_NAMED], *([f"nog {len(given) - _NAMED}"] if len(given) > _NAMED else [])]
        yield f"Uitgegeven is: {text.listed(some)}. Vraag wie het heeft om het te vernietigen."
    if _there(_cursor(session), "herkomst", plan.rows.get("herkomst", ())):
        yield "Hij komt uit een werkboek: haal de rij daar weg. Het programma leest hem niet nog eens in."


def _may_hold(session: Session, plan: _Plan, place: Place) -> int:
    """How many copies were made since the casus came in here."""
    cursor, since = _cursor(session), datetime.max.replace(tzinfo=UTC)
    for part in _chunks(plan.rows["casus"]):
        for hlc, got_at in cursor.execute(
            f"SELECT t.hlc, t.got_at FROM sync_tx t WHERE t.tx IN (SELECT o.tx FROM sync_op o WHERE o.row IN ({_marks(part)}))", part
        ):
            since = min(since, _moment(got_at) or moment_of(hlc))
    return sum((made := _made(copy.name)) is None or made >= since.replace(microsecond=0) for copy in backup.listed(place))


def _made(name: str) -> datetime | None:
    """The moment in the name of a copy; of an hour that the clock has twice the second."""
    try:
        return datetime.strptime(name[:17], "%Y-%m-%d-%H%M%S").replace(fold=1).astimezone(UTC)
    except ValueError:
        return None


def _moment(stored: str | None) -> datetime | None:
    try:
        found = datetime.fromisoformat(stored or "")
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _related(session: Session, plan: _Plan) -> list[str]:
    """The codes of earlier and later aanmeldingen of the same child that stay."""
    gone = {UUID(bytes=row) for row in plan.rows["casus"]}
    rows = session.exec(select(Casus).where(col(Casus.id).in_(gone) | col(Casus.eerdere_aanmelding).in_(gone))).all()
    related = {row.id if row.id not in gone else row.eerdere_aanmelding for row in rows} - gone - {None}
    return sorted(code for code in session.exec(select(Casus.casuscode).where(col(Casus.id).in_(related))) if code)


def _given_out(session: Session, plan: _Plan) -> list[str]:
    """What left the program with it, by the register of this laptop, the last first."""
    beginnings = [*(f"casus {code} " for code in plan.codes), *(f"notulen {text.week_of(day)} " for day in _held(session, plan.minutes))]
    return [
        f"{row.wat} voor {row.voor_wie}" if row.voor_wie else row.wat or ""
        for row in session.exec(select(Uitgifte).order_by(col(Uitgifte.id).desc()))
        if any((row.wat or "").startswith(beginning) for beginning in beginnings)
    ]


# --- the log


def _cursor(session: Session) -> Any:
    return session.connection().connection.cursor()


def _columns(table: str) -> Collection[str]:
    return SQLModel.metadata.tables[table].columns.keys()


def _heads(cursor: Any, table: str, row: bytes, cell: str) -> tuple[Dot, ...]:
    """The ops of a cell that no other replaced."""
    return tuple(
        Dot(stream, seq, idx)
        for stream, seq, idx in cursor.execute(
            "SELECT s.stream, t.seq, h.idx FROM sync_head h JOIN sync_name n ON n.id = h.name JOIN sync_tx t ON t.tx = h.tx"
            " JOIN sync_stream s ON s.id = t.stream WHERE h.row = ? AND n.tbl = ? AND n.col = ?",
            (row, table, cell),
        ).fetchall()
    )


def _ever(cursor: Any, table: str, row: bytes, cell: str) -> list[Any]:
    """What a cell held, in the order in which it came here."""
    found = cursor.execute(
        "SELECT o.val FROM sync_op o JOIN sync_name n ON n.id = o.name WHERE o.row = ? AND n.tbl = ? AND n.col = ? ORDER BY o.tx, o.idx",
        (row, table, cell),
    ).fetchall()
    return [value for (stored,) in found if (value := _plain(stored)) is not None]


def _plain(stored: bytes) -> Any:
    """A value of the log; None for one that is empty, erased or can't be read."""
    try:
        return decode(stored)
    except ValueError:
        return None


def _word(stored: bytes) -> str:
    value = _plain(stored)
    return value if isinstance(value, str) else ""


def _chunks(values: Collection[bytes]) -> Iterator[list[bytes]]:
    ordered = sorted(values)
    return (ordered[at : at + _AT_ONCE] for at in range(0, len(ordered), _AT_ONCE))


def _marks(values: Collection[object]) -> str:
    return ",".join("?" * len(values))
