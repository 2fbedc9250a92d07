"""Undo and redo for people: the last act back, in words, and what may not be taken back.

What belongs to a closed meeting stays, also against an undo. Who a child is (`identiteit`) is kept on this laptop only and in no journal:
when its casus goes, it waits in `concept` until the casus is back, for so many days (`db.sync.schema`); on the only laptop of a team no
longer than a redo can bring back what was undone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from db.codes import ROUTE
from db.columns import instant_text
from db.models import Concept
from db.sync import registry
from db.sync import undo as journal
from db.sync.audit import meta_of
from db.sync.schema import GROUPS, SET_ASIDE
from db.sync.undo import REDO, UNDO, Act, Left, Plan
from db.sync.wire import ALIVE, GONE, LIFE, NULL, decode, decode_group, encode

from . import text
from .errors import Refused
from .toegang import Toegang
from .wisselbeeld import WISSEN

STEPS = ("loop",)
"""Intents that only walk through a meeting: no act for people."""
BEGINNINGS = ("oefenen",)
"""Intents that nothing reaches back beyond: the past of practice data is its background."""
FOR_GOOD = (WISSEN,)
"""Intents that can't be undone, and that walking back passes over: for an act of before, what they changed was changed since."""
_STAYS = "Wat definitief gewist is, komt niet terug"
RENAMED = "hernoem"
"""The intent with which only the name of a laptop changes."""
_TICKS = (("actie", "gedaan_op"), ("actie", "vervallen_op"))
_MANY = 2_000
"""An act of more ops is told by its kind and number only."""


@dataclass(frozen=True, slots=True)
class Teruggedraaid:
    """What was taken back, or done again: a sentence, the casus and meeting where it was one of those, and what was left as it is."""

    woorden: str
    casus: UUID | None
    overleg: UUID | None
    gelaten: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Daad:
    """An act that can be taken back."""

    op: datetime
    doel: str
    woorden: str


def undo(team: Toegang, *, sinds: datetime | None = None) -> Teruggedraaid:
    """Take the last act back that was not yet; with `sinds` (the beginning of a meeting) only one made since.

    Raises Refused when there is none, or when it can't be taken back; nothing changes then.
    """
    with team.reading() as session:
        cursor = _cursor(session)
        act = next(journal.standing(cursor, STEPS, FOR_GOOD), None)
        last = journal.latest(cursor, STEPS)
        erased = last is not None and last.doel in FOR_GOOD and (sinds is None or not _before(cursor, last, sinds))
        if act is None or _is_beginning(act) or (sinds is not None and _before(cursor, act, sinds)):
            if erased:
                raise Refused(f"{_STAYS}.")
            raise Refused("Er is niets om terug te draaien." if sinds is None else "In dit overleg is er niets meer om terug te draaien.")
    done = _turn(team, act, UNDO)
    # Who erased a moment ago may have meant that.
    return replace(done, woorden=f"{done.woorden} {_STAYS}.") if erased and _STAYS not in done.woorden else done


def redo(team: Toegang, *, sinds: datetime | None = None) -> Teruggedraaid:
    """Do again what was taken back last, unless something else was done since. Raises Refused as `undo` does."""
    with team.reading() as session:
        act = journal.undone(_cursor(session), STEPS)
        if act is None or (sinds is not None and act.moment < sinds):
            raise Refused("Er is niets om opnieuw te doen.")
    return _turn(team, act, REDO)


def acts(session: Session, limit: int = 20) -> list[Daad]:
    """What can be taken back, newest first."""
    cursor = _cursor(session)
    found: list[Daad] = []
    for act in journal.standing(cursor, STEPS, FOR_GOOD):
        if len(found) == limit or _is_beginning(act):
            break
        first = journal.origin(cursor, act)
        found.append(Daad(act.moment, first.doel, _words(cursor, first)))
    return found


def _turn(team: Toegang, act: Act, doel: str) -> Teruggedraaid:
    shown: dict[Any, Any] = {}
    beside: dict[Any, Any] = {}
    try:
        with team.doing(doel, shown, undo_of=act.name, beside=beside) as session:
            cursor = _cursor(session)
            first = journal.origin(cursor, act)
            words = _words(cursor, first)
            _may(cursor, act, first)
            plan = journal.plan(cursor, act, STEPS)
            if plan.empty:
                raise _nothing_left(words, plan)
            shown.update(plan.shown)
            beside.update(plan.beside)
            casus, overleg = _casus(cursor, act), _one(journal.linked(cursor, act, "overleg"))
            if doel == UNDO and journal.undone(cursor, STEPS) is None:
                _forget(session, plan)
            journal.carry_out(cursor, plan, STEPS)
            if plan.empty:
                raise _nothing_left(words, plan)
    except journal.StillReferredTo as error:
        raise Refused(
            f"{_capital(words)} kan niet terug: er hoort intussen iets bij ({_named(error.table)}).",
            "Draai dat eerst terug.",
        ) from None
    except IntegrityError:
        raise Refused(f"{_capital(words)} kan niet terug: iets waar het bij hoort is er niet meer.") from None
    left, erased = _named_left(at for at in plan.left if not at.gone), _named_left(at for at in plan.left if at.gone)
    said = f"{'Teruggedraaid' if doel == UNDO else 'Opnieuw gedaan'}: {words}."
    if left:
        said += f" Daarna veranderd en zo gelaten: {text.listed(left)}."
    if erased:
        said += f" {_STAYS}: {text.listed(erased)}."
    return Teruggedraaid(said, casus, overleg, (*left, *erased))


def _nothing_left(words: str, plan: Plan) -> Refused:
    if all(at.gone for at in plan.left):
        return Refused(f"{_capital(words)} is definitief gewist; er is niets teruggedraaid.")
    return Refused(f"{_capital(words)} is daarna veranderd; er is niets teruggedraaid.", "Verander het zelf.")


def _named_left(found: Iterable[Left]) -> tuple[str, ...]:
    """Cells and rows that are left, for people; of what was erased for good only what it was."""
    return tuple(dict.fromkeys(_named(at.table) + (f": {_named(at.cell)}" if at.cell != LIFE and not at.gone else "") for at in found))


# --- what may be taken back


def _is_beginning(act: Act) -> bool:
    return journal.is_first(act) or act.doel in BEGINNINGS


def _before(cursor: Any, act: Act, sinds: datetime) -> bool:
    """Whether an act is older than a meeting, or began it."""
    begun = ("overleg", "gestart_op", encode(instant_text(sinds)))
    return act.moment < sinds or any((table, cell, val) == begun for table, cell, _, val in journal.ops(cursor, act, _MANY))


def _may(cursor: Any, act: Act, first: Act) -> None:
    """Raises Refused for what stays: a closed meeting, a laptop, what was deleted for good."""
    if first.doel in FOR_GOOD:
        raise Refused(f"{_STAYS}.")
    if first.doel != RENAMED and journal.linked(cursor, act, "apparaat"):
        if first.doel == "intrekken":
            raise Refused("Het intrekken van een laptop kan niet worden teruggedraaid.", "Nodig hem opnieuw uit.")
        raise Refused("Het toelaten van een laptop kan niet worden teruggedraaid.", "Trek de laptop in.")
    for overleg in sorted(journal.linked(cursor, act, "overleg", free=_TICKS)):
        closed, since = journal.now(cursor, "overleg", "gesloten_op", overleg)
        # An undo of a reopening closes the meeting, and can itself be undone.
        if closed != NULL and since >= act.first and not (act.doel == UNDO and act.first <= since <= act.last):
            day = text.day_words(_date(journal.now(cursor, "overleg", "datum", overleg)[0]))
            raise Refused(
                f"Het overleg van {day} is gesloten; wat erin besloten is staat vast.",
                "Heropen het overleg eerst (H bij de notulen), en verander het daarin.",
            )


# --- who a child is


def _forget(session: Session, plan: Plan) -> None:
    """Forget who the children are of casussen that an undo took away and that no redo brings back, when no other laptop could."""
    cursor = _cursor(session)
    if len(registry.team(cursor).active()) > 1:
        return
    coming = plan.back.get("casus", ())
    for row in session.exec(select(Concept).where(col(Concept.sleutel).startswith(SET_ASIDE))):
        casus = UUID((row.sleutel or "").removeprefix(SET_ASIDE)).bytes
        _, tx = journal.now(cursor, "casus", LIFE, casus)
        found = cursor.execute("SELECT meta FROM sync_tx WHERE tx = ?", (tx,)).fetchone()
        if casus not in coming and found is not None and meta_of(found[0]).get("doel") == UNDO:
            session.delete(row)
    session.flush()
    session.expunge_all()


# --- in words


@dataclass(frozen=True, slots=True)
class _Verhaal:
    """What the words of an act are made of. `op`: (table, cell) -> value; `new`: tables with a row that it made."""

    cursor: Any
    act: Act
    op: dict[tuple[str, str], bytes]
    rows: dict[str, bytes]
    new: frozenset[str]
    casus: str
    overleg: str

    def plain(self, table: str, cell: str) -> Any:
        """The value that the act gave a cell; None when it did not."""
        return _plain(self.op.get((table, cell), NULL))

    def of(self, noun: str, join: str = "van") -> str:
        """The noun with its casus, or else its meeting."""
        whose = self.casus or self.overleg
        return f"{noun} {join if self.casus else 'in'} {whose}" if whose else noun


def _decision(v: _Verhaal) -> str:
    group = v.op.get(("besluit", "besluit"))
    route = decode_group(group, len(GROUPS["besluit", "besluit"]))[0] if group else None
    return v.of(f"besluit {ROUTE.label(str(route))}" if route else "besluit", "op")


def _action(v: _Verhaal) -> str:
    row = v.rows.get("actie")
    if row is None:
        return v.of("actie", "op")
    told = text.shorten(str(_plain(journal.now(v.cursor, "actie", "omschrijving", row)[0]) or ""), 40)
    about = f"actie “{told}”" if told else "actie"
    if "actie" in v.new:
        return about
    if v.plain("actie", "gedaan_op"):
        return f"{about} gedaan"
    if v.plain("actie", "vervallen_op"):
        return f"{about} vervallen"
    if ("actie", "gedaan_op") in v.op or ("actie", "vervallen_op") in v.op:
        return f"{about} weer open"
    return f"{_cells(v, 'actie')} van {about}" if _cells(v, "actie") else about


def _member(v: _Verhaal) -> str:
    return f"{'nieuw lid' if 'lid' in v.new else 'lid'} {_short_name(v)}".rstrip()


def _short_name(v: _Verhaal) -> str:
    """Of the one member that an act is about, by their own row or by what is kept of them; else nothing."""
    one = _one(journal.linked(v.cursor, v.act, "lid"))
    return str(_plain(journal.now(v.cursor, "lid", "code", one.bytes)[0]) or "") if one else ""


def _closing(v: _Verhaal) -> str:
    if "overleg" in v.rows:
        return f"sluiten van {v.overleg or 'het overleg'}"
    return v.of("sluiten van de inzet", "op") if v.plain("inzet", "einddatum") else v.of("afsluiten")


def _setting(v: _Verhaal) -> str:
    row = v.rows.get("instelling")
    naam = _plain(journal.now(v.cursor, "instelling", "naam", row)[0]) if row else None
    return f"instelling {naam}" if isinstance(naam, str) else "instelling"


def _import(v: _Verhaal) -> str:
    new = journal.made(v.cursor, v.act, "casus")
    return f"import van {text.count(new, 'casus', 'casussen')}" if new else "import van wijzigingen"


def _meeting_or_casus(of_meeting: str, of_casus: str) -> Callable[[_Verhaal], str]:
    return lambda v: f"{of_meeting} van {v.overleg or 'het overleg'}" if "overleg" in v.rows else v.of(of_casus)


def _change(v: _Verhaal) -> str:
    if "casus" in v.new:
        return f"aanmelding {v.casus}".strip()
    cells = _cells(v, "casus")
    return v.of(f"wijziging van {cells}" if cells else "wijziging", "op" if cells else "van")


def _choice(v: _Verhaal) -> str:
    cells = list(dict.fromkeys(_named(table) if cell == LIFE else _named(cell) for table, cell in v.op))
    return v.of(f"keuze bij {text.listed(cells) if len(cells) <= 3 else text.count(len(cells), 'verschil', 'verschillen')}", "op")


def _cells(v: _Verhaal, table: str) -> str:
    names = [_named(cell) for at, cell in v.op if at == table and cell != LIFE]
    return text.listed(names) if len(names) <= 3 else f"{len(names)} velden"


def _noun(noun: str, join: str = "van") -> Callable[[_Verhaal], str]:
    return lambda v: v.of(noun, join)


_WOORDEN: dict[str, Callable[[_Verhaal], str]] = {
    "afschaal": _noun("afschalen", "van"),
    "afwezig": lambda v: f"afwezigheid {_short_name(v)}".rstrip(),
    "bevestig": _noun("bevestiging van de inzet", "op"),
    "nazorg": _noun("nazorg", "bij"),
    "wissel": _noun("wissel in het duo", "op"),
    "aanmelding": _change,
    "aanvulling": lambda v: f"aanvulling op de notulen van {v.overleg or 'een overleg'}",
    "aanwezig": lambda v: f"aanwezigheid bij {v.overleg}" if v.overleg else "aanwezigheid",
    "actie": _action,
    "afgelast": _meeting_or_casus("afgelasten", "afgelasten"),
    "begin": _meeting_or_casus("begin", "begin"),
    "besluit": _decision,
    "besproken": _noun("besproken", "bij"),
    "duo": _noun("duo"),
    "eigenaar": _noun("eigenaar van het besluit", "op"),
    "evaluatie": _noun("evaluatie", "op"),
    "gebeld": _noun("eerste contact", "over"),
    "hernoem": lambda _: "naam van een laptop",
    "heropen": _meeting_or_casus("heropenen", "heropenen"),
    "importeer": _import,
    "inbrengen": _noun("inbrengen"),
    "instelling": _setting,
    "interventie": _noun("interventie", "bij"),
    "inzet": _noun("inzet", "op"),
    "lid": _member,
    "log": _noun("logregel", "bij"),
    "nieuw": _change,
    "losmaken": _noun("losmaken", "van"),
    "mededeling": lambda v: f"mededeling bij {v.overleg or 'een overleg'}",
    "notitie": _noun("notitie", "bij"),
    "plaats": lambda v: f"plaats van {v.overleg or 'een overleg'}",
    "plan": lambda v: f"het plannen van {v.overleg or 'een overleg'}",
    "reden": _noun("reden van het besluit", "op"),
    "signaal": _noun("signaal"),
    "samenvoegen": _noun("samenvoegen", "van"),
    "sluit": _closing,
    "termijn": _noun("datum van het besluit", "op"),
    "vaststellen": lambda v: f"het vaststellen van de notulen van {v.overleg or 'een overleg'}",
    "verschil": _choice,
    "verzet": lambda v: f"het verzetten van {v.overleg or 'het overleg'}",
    "volgend": lambda _: "datum van het volgende overleg",
    "voorzitter": lambda v: f"voorzitter van {v.overleg or 'het overleg'}",
    "wijzig": _change,
    "wissen": lambda _: "het wissen van een casus",
    "zin": lambda _: "vaste zin",
}  # fmt: skip


def _words(cursor: Any, act: Act) -> str:
    """An act as a noun: `besluit Consultatie en advies op 26-K7QX2M`."""
    if act.doel == "importeer":
        return _import(_Verhaal(cursor, act, {}, {}, frozenset(), "", ""))
    ops = journal.ops(cursor, act, _MANY + 1)
    few = len(ops) <= _MANY
    ops = [op for op in ops if op[3][:1] != GONE]
    casus = _casus(cursor, act) if few else None
    overleg = _one(journal.linked(cursor, act, "overleg")) if few else None
    meeting = _date(journal.now(cursor, "overleg", "datum", overleg.bytes)[0]) if overleg else None
    return _WOORDEN.get(act.doel, _noun("wijziging"))(
        _Verhaal(
            cursor,
            act,
            {(table, cell): val for table, cell, _, val in ops},
            {table: row for table, _, row, _ in ops},
            frozenset(table for table, cell, _, val in ops if cell == LIFE and val == ALIVE),
            str(_plain(journal.now(cursor, "casus", "casuscode", casus.bytes)[0]) or "") if casus else "",
            f"het overleg van {text.day_words(meeting)}" if meeting else "",
        )
    )


def _casus(cursor: Any, act: Act) -> UUID | None:
    """The only casus that an act is about, by its rows or by what those belong to (the members of a duo)."""
    found = journal.linked(cursor, act, "casus")
    for through in ("inzet", "besluit", "actie"):
        if not found and (keys := journal.linked(cursor, act, through)):
            values = {journal.now(cursor, through, "casus", key)[0] for key in sorted(keys)[:2]}
            found = {value[1:] for value in values if value[:1] == b"b"}
    return _one(found)


def _named(name: str) -> str:
    """A table or cell for people."""
    return name.replace("_", " ")


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _one(keys: Iterable[bytes]) -> UUID | None:
    """The only one."""
    every = list(keys)
    return UUID(bytes=every[0]) if len(every) == 1 else None


def _plain(stored: bytes) -> Any:
    """A value of the log; None for one that was erased."""
    return decode(stored) if stored[:1] != GONE else None


def _date(stored: bytes) -> date | None:
    value = _plain(stored)
    return date.fromisoformat(value) if isinstance(value, str) else None


def _cursor(session: Session) -> Any:
    return session.connection().connection.cursor()
