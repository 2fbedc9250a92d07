"""What laptops disagree about, in words, and settling it: several values of one field, a row that one deleted and another changed, one
casuscode for several casussen, a value that has no place here.

Nothing is settled but by choosing. A choice names what was seen (`gezien`, handed to the action), so what came in since stays beside it,
and an ordinary save elsewhere ends nothing.
"""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column
from sqlmodel import Session, SQLModel, col, select

from db.clean import clean
from db.columns import FreeText, made_of
from db.models import Agendapunt, Casus, InzetLid
from db.sync import differences, erasure
from db.sync.audit import LONG_AGO
from db.sync.audit import Shown as Value
from db.sync.differences import Contest, Difference, Side
from db.sync.issues import BROKEN, CONTESTED, KEPT
from db.sync.schema import GROUPS
from db.sync.seal import Shown
from db.sync.undo import SETTLED
from db.sync.wire import LIFE, NULL, encode

from . import casuscode, drieweg, intake, leden, signalen, text, triage
from .codering import chosen
from .drieweg import Samen
from .errors import NotFound, Refused
from .veldwoorden import Woorden, veld
from .wie import Wie

SOORTEN = ("veld", "verwijderd", "casuscode", "kapot")
"""Kinds: a field with several values; deleted by one and changed by another; one code for several casussen; a value without a place."""
BEIDE, HOUDEN, VERWIJDEREN = "beide", "houden", "verwijderen"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
DOEL = SETTLED
"""The intent of a choice."""
_NOT_FOR_PEOPLE = {
    *(("apparaat", cell) for cell in ("sleutel", "ontvanger", "handtekening", "toegelaten_op", "ingetrokken_op", "intrekking")),
    # When each laptop wrote something down: there is nothing to choose.
    *(("overleg", "gestart_op"), ("besluit", "genomen_op"), ("vaststelling", "vastgesteld_op"), ("logregel", "geschreven_op")),
}
_CLOSED = ("overleg", "gesloten_op")
"""What the admission of laptops decides by itself."""
_ALONG = {
    "casus_problematiek", "casus_problematiek_ouders", "casus_knelpunt", "casus_enjo", "casus_partij", "casus_ander_kind", "signaal_casus",
    "lid_expertise", "lid_taal", "lid_gemeente", "agendapunt",
}  # fmt: skip
"""Rows that go along with the row that they belong to; an agenda item only when it was not discussed."""
_CHANGED = "Intussen kwam er iets bij of is er gekozen."
_LOOK = "Kijk opnieuw naar de verschillen."


@dataclass(frozen=True, slots=True)
class Kant:
    """One side: the value in words, whose it is (all who gave it), when by the clock of the last of them, on which laptop. `toont` is what
    shows everywhere now, `gewist` a delete."""

    letter: str
    waarde: str
    leden: tuple[UUID, ...]
    wie: str
    apparaat: str
    op: datetime | None
    toont: bool
    gewist: bool = False
    opgeslagen: bytes = field(default=b"", repr=False)

    @property
    def tekst(self) -> str:
        """What is in a field for text; nothing in an empty one."""
        return "" if self.opgeslagen in (b"", NULL) else self.waarde


@dataclass(frozen=True, slots=True)
class Verschil:
    """One thing to settle. `naam` is its short name in commands, the same on every laptop; `code` of the casus, `wat` it is within it, and
    `veld` which field of it. `keuzes` are the words that `kies` takes beside a value of one's own (`eigen`: it takes one; `tekst`: it is a
    text, with `regels` of several lines). `eerst` is what stood there before, in words, and `basis` the same of a text."""

    id: UUID
    naam: str
    soort: str
    casus: UUID | None
    code: str
    wat: str
    veld: str
    kanten: tuple[Kant, ...]
    keuzes: tuple[str, ...]
    eigen: bool
    tekst: bool
    regels: bool
    eerst: str
    basis: str = field(repr=False)
    tabel: str
    rij: UUID
    cel: str
    gezien: Shown = field(repr=False)

    @property
    def over(self) -> str:
        """`casus 26-K7QX2M`, `actie “bellen” bij 26-K7QX2M`."""
        if not self.code:
            return self.wat
        return f"casus {self.code}" if self.tabel == "casus" else f"{self.wat} bij {self.code}"

    @property
    def lijst(self) -> str | None:
        """The list of codes that a value of one's own comes from."""
        found: str | None = _column(self.tabel, self.cel).info.get("lijst") if self.eigen else None
        return found

    def voorstel(self) -> Samen | None:
        """Both texts as one, of a text that several changed."""
        if BEIDE not in self.keuzes:
            return None
        made = Samen(self.kanten[0].tekst, False)
        for side in self.kanten[1:]:
            both = drieweg.samen(self.basis, made.tekst, side.tekst)
            made = Samen(both.tekst, both.botst or made.botst)
        return made if self.regels else Samen(" ".join(made.tekst.split()), made.botst)

    def lid_kiest(self, lid: UUID) -> Kant | None:
        """The only side of this field that a member gave."""
        own = [side for side in self.kanten if lid in side.leden] if self.soort == "veld" else []
        return own[0] if len(own) == 1 else None


@dataclass(frozen=True, slots=True)
class Eigen:
    """A value of one's own, as it was typed."""

    tekst: str


# --- what there is


def aantal(session: Session) -> int:
    """How many things there are to settle; cheap enough for each drawing of the first screen."""
    return tel(_cursor(session))


def tel(cursor: Any) -> int:
    """The same for whoever has a cursor: within an exchange that is only looked at."""
    return len(sleutels(cursor))


def sleutels(cursor: Any) -> set[tuple[object, ...]]:
    """What tells the things to settle apart, so that two moments can be compared."""
    fields = {(row, cell) for table, row, cell in differences.differing(cursor) if _asks(cursor, table, row, cell)}
    broken, erased = differences.marked(cursor, BROKEN), _of_erased(cursor)
    lost = {(row, cell) for table, row, cell in broken if (table, cell) not in _NOT_FOR_PEOPLE and (table, row, cell) not in erased}
    disputed = [(kind, *one) for kind in (CONTESTED, KEPT) for one in differences.marked(cursor, kind)]
    return {*fields, *lost, *disputed, *((code,) for code, _ in differences.same_codes(cursor))}


def _of_erased(cursor: Any) -> set[tuple[str, bytes, str]]:
    """The cells that show as empty because what they hold or name was erased for good: nobody can choose anything there."""
    return {*differences.emptied(cursor), *(cell for cells in erasure.leftover(cursor).values() for cell in cells)}


def _asks(cursor: Any, table: str, row: bytes, cell: str) -> bool:
    """Whether people are to choose. Of a meeting that both closed it does not matter when; that one has it open does."""
    if (table, cell) != _CLOSED:
        return (table, cell) not in _NOT_FOR_PEOPLE
    sides = (side for one in differences.differences(cursor, UUID(bytes=row)) if one.cell == cell for side in one.sides)
    return any(side.stored == NULL for side in sides)


class _Gevonden:
    """What differs as the journal gives it, but what is not for people; with `row` of that row only."""

    def __init__(self, cursor: Any, row: UUID | None = None) -> None:
        self.velden = [d for d in differences.differences(cursor, row) if _asks(cursor, d.table, d.row.bytes, d.cell)]
        several, erased = {(d.row, d.cell) for d in self.velden}, _of_erased(cursor)
        self.kapot = [
            d
            for d in differences.broken(cursor, row)
            if (d.table, d.cell) not in _NOT_FOR_PEOPLE and (d.row, d.cell) not in several and (d.table, d.row.bytes, d.cell) not in erased
        ]
        self.omstreden: list[Contest] = [*differences.contested(cursor, row), *differences.kept(cursor, row)]

    def dots(self) -> Shown:
        """What a choice of any of these has to name."""
        cells = {(one.table, one.row, one.cell): one.dots for one in (*self.velden, *self.kapot)}
        return cells | {(one.table, one.row, LIFE): one.lives for one in self.omstreden}


def lijst(session: Session, casus: UUID | None = None) -> list[Verschil]:
    """Everything to settle, the newest first, what is about one casus together; with `casus` only what is about that one."""
    found = _told(session, _Gevonden(_cursor(session)), differences.same_codes(_cursor(session)), casus)
    newest: dict[object, datetime] = {}
    for one in found:
        key = one.casus or one.wat
        newest[key] = max(_last(one), newest.get(key, _last(one)))
    return sorted(found, key=lambda one: (-newest[one.casus or one.wat].timestamp(), one.code, one.wat, one.veld, one.naam))


def vind(session: Session, naam: str) -> Verschil:
    """The one with this name, or the only one whose name begins so. Raises NotFound."""
    wanted = naam.strip().lower()
    fits = [one for one in lijst(session) if wanted and one.naam.startswith(wanted)]
    if len(fits) == 1:
        return fits[0]
    what = f"{text.shorten(naam, 12)} past op meer verschillen." if fits else f"Er is geen verschil {text.shorten(naam, 12)}."
    raise NotFound(what, "Kijk met `retcli verschillen lijst`.")


def gezien(verschillen: Iterable[Verschil]) -> Shown:
    """What an action has to be opened with (`Toegang.doing(…, shown=…)`) to settle these."""
    return {key: dots for one in verschillen for key, dots in one.gezien.items()}


def mensen(verschillen: Iterable[Verschil]) -> dict[UUID, int]:
    """Of how many of these each member has the only side that is theirs: what `kies_van` would settle."""
    return dict(Counter(lid for one in verschillen for lid in {lid for side in one.kanten for lid in side.leden} if one.lid_kiest(lid)))


# --- choosing


def kies(session: Session, wie: Wie, verschil: Verschil, keuze: str | Eigen) -> str:
    """Settle it, within an action opened with `gezien([verschil])`; what was done, as a sentence.

    `keuze` is one of `verschil.keuzes` (`A`, `B`, `beide`, `houden`, `verwijderen`) or a value of one's own. Of one casuscode for several
    casussen the side chosen keeps it and the others get a new one. Raises Refused, also when something changed since it was read.
    """
    _still(session, verschil)
    if isinstance(keuze, Eigen):
        return _own(session, wie, verschil, keuze.tekst)
    word = keuze.strip()
    choice = next((known for known in verschil.keuzes if known.lower() == word.lower()), None)
    if choice is None:
        raise Refused(
            f"{text.shorten(word, 20) or 'Niets'} is hier geen keuze.",
            f"Kies {text.listed(verschil.keuzes, 'of')}." if verschil.keuzes else "Geef een eigen waarde.",
        )
    if choice == BEIDE:
        both = verschil.voorstel()
        return _own(session, wie, verschil, both.tekst if both else "")
    side = next((side for side in verschil.kanten if side.letter == choice), None)
    if verschil.soort == "verwijderd":
        return _delete(session, verschil) if choice == VERWIJDEREN or (side is not None and side.gewist) else _keep(session, verschil)
    if side is None:
        raise Refused(f"{choice} is hier geen keuze.", _LOOK)
    if verschil.soort == "casuscode":
        return _codes(session, verschil, side)
    _put(session, verschil, side.opgeslagen)
    _no_one_twice(session, [verschil])
    return " ".join([_said(verschil, side.waarde), *_follow(session, wie, verschil)])


def kies_van(session: Session, wie: Wie, verschillen: Collection[Verschil], lid: UUID) -> int:
    """Settle each field among these that this member has one side of by taking that side, within an action opened with
    `gezien(verschillen)` of those; how many that were. Deletes, codes and what a member gave twice are left to look at."""
    chosen_ = [(one, side) for one in verschillen if (side := one.lid_kiest(lid)) is not None]
    if not chosen_:
        raise Refused("Hierin staat niets van dit lid dat in één keer te kiezen is.", "Kies ze een voor een.")
    now = _Gevonden(_cursor(session)).dots()
    if not all(one.gezien.items() <= now.items() for one, _ in chosen_):
        raise Refused(_CHANGED, _LOOK)
    for one, side in chosen_:
        _put(session, one, side.opgeslagen)
        _follow(session, wie, one)
    _no_one_twice(session, [one for one, _ in chosen_])
    return len(chosen_)


def van(verschillen: Iterable[Verschil], lid: UUID) -> list[Verschil]:
    """Those that `kies_van` settles."""
    return [one for one in verschillen if one.lid_kiest(lid) is not None]


def _still(session: Session, one: Verschil) -> None:
    """Raises Refused when it is not as it was when it was read."""
    if one.soort == "casuscode":
        with_code = [row.bytes for row in session.exec(select(Casus.id).where(col(Casus.casuscode) == one.code))]
        if {side.opgeslagen for side in one.kanten} != set(with_code):
            raise Refused(_CHANGED, _LOOK)
        return
    if not one.gezien.items() <= _Gevonden(_cursor(session), one.rij).dots().items():
        raise Refused(_CHANGED, _LOOK)


def _no_one_twice(session: Session, those: Iterable[Verschil]) -> None:
    """Raises Refused when someone is both halves of a duo by what was chosen of these."""
    for one in those:
        if (one.tabel, one.cel) != ("inzet_lid", "lid") or (place := session.get(InzetLid, one.rij)) is None:
            continue
        same = select(InzetLid.id).where(InzetLid.inzet == place.inzet, InzetLid.lid == place.lid, col(InzetLid.tot).is_(None))
        if place.lid is not None and len(session.exec(same).all()) > 1:
            who = Woorden(session).waarde(one.tabel, one.cel, place.lid.bytes)
            raise Refused(f"{who} staat dan twee keer in dit duo.", "Kies eerst bij de andere plaats van het duo.")


def _follow(session: Session, wie: Wie, one: Verschil) -> list[str]:
    """What goes and comes with the choice of a decision, as sentences."""
    return triage.follow(session, wie, one.rij) if (one.tabel, one.cel) == ("besluit", "besluit") else []


def _put(session: Session, one: Verschil, stored: bytes) -> None:
    session.flush()
    try:
        differences.put(_cursor(session), one.tabel, one.rij, one.cel, stored)
    except ValueError:
        raise Refused("Wat hier staat hoort bij iets dat er niet meer is.", "Kies de andere kant, of geef een eigen waarde.") from None
    session.expire_all()


def _own(session: Session, wie: Wie, one: Verschil, typed: str) -> str:
    """A value of one's own; of a casus and a signaal by the rules that they have for it."""
    if not one.eigen:
        raise Refused(f"{_capital(one.veld)} kan hier niet anders worden ingevuld.", "Kies een van de kanten, en verander het daarna.")
    if not typed.strip():
        raise Refused("Een lege waarde is geen keuze.", "Kies een van de kanten, of maak het veld daarna leeg.")
    if one.tabel == "casus":
        value = intake.read(one.cel, typed, wie.today)
        intake.change(session, wie, one.rij, {one.cel: value})
        session.flush()
        differences.keep(_cursor(session), one.tabel, one.rij)
    elif (one.tabel, one.cel) == ("signaal", "tekst"):
        signalen.change_text(session, wie, one.rij, typed)
        session.flush()
        differences.keep(_cursor(session), one.tabel, one.rij)
    else:
        _put(session, one, encode(_read(session, wie, one, typed)))
        _no_one_twice(session, [one])
    now = Woorden(session)
    (value,) = _cursor(session).execute(f'SELECT "{one.cel}" FROM "{one.tabel}" WHERE id = ?', (one.rij.bytes,)).fetchone()
    return _said(one, now.waarde(one.tabel, one.cel, value))


def _read(session: Session, wie: Wie, one: Verschil, typed: str) -> str | int | bytes | None:
    """What was typed as the database holds it. Raises Refused."""
    column, word = _column(one.tabel, one.cel), typed.strip()
    kind = type(column.type).__name__
    if "lijst" in column.info:
        return chosen(column.info["lijst"], word)
    if kind == "Date":
        return text.parse_date(word, wie.today).isoformat()
    if kind == "Boolean":
        if word.lower() not in ("ja", "j", "nee", "n"):
            raise Refused(f"{_capital(one.veld)} is ja of nee.")
        return int(word.lower() in ("ja", "j"))
    if kind == "Integer":
        if not (word.isascii() and word.isdecimal() and len(word) < 6):
            raise Refused(f"{text.shorten(word, 20)} is geen heel getal.", "Schrijf bijvoorbeeld 2.")
        return int(word)
    if kind == "UuidBytes":
        return leden.find(session, word).id.bytes
    return wie.free(typed, lines=one.regels)


def _keep(session: Session, one: Verschil) -> str:
    differences.keep(_cursor(session), one.tabel, one.rij)
    return f"Gehouden: {one.over}."


def _delete(session: Session, one: Verschil) -> str:
    """Delete it with what only belongs to it. Raises Refused when something else does."""
    cursor, words = _cursor(session), Woorden(session)
    going: list[tuple[str, UUID]] = [(one.tabel, one.rij)]
    for table, row in going:
        for child in differences.referring(cursor, table, row):
            if child[0] not in _ALONG or (child[0] == "agendapunt" and session.get_one(Agendapunt, child[1]).besproken_op is not None):
                raise Refused(
                    f"{_capital(one.over)} kan niet weg: er hoort nog iets bij ({words.over(*child)}).",
                    "Houd het, of verwijder dat eerst.",
                )
            if child not in going:
                going.append(child)
    for table, row in reversed(going):
        differences.remove(cursor, table, row)
    session.expire_all()
    return f"Verwijderd: {one.over}."


def _codes(session: Session, one: Verschil, keeps: Kant) -> str:
    """A new code for each casus but the one that keeps it."""

    def taken(code: str) -> bool:
        return session.exec(select(Casus.id).where(col(Casus.casuscode) == code)).first() is not None

    fresh: list[str] = []
    for side in one.kanten:
        if side is not keeps:
            casus = session.get_one(Casus, UUID(bytes=side.opgeslagen))
            if casus.datum_aanmelding is None:
                raise Refused("Van een van deze casussen is de datum van aanmelding niet bekend.", "Vul die eerst in.")
            casus.casuscode = casuscode.draw(casus.datum_aanmelding, taken)
            session.flush()
            fresh.append(casus.casuscode)
    return f"{one.code} blijft van {keeps.letter}; {'de andere heet' if len(fresh) == 1 else 'de andere heten'} nu {text.listed(fresh)}."


# --- in words


def _told(session: Session, found: _Gevonden, codes: Sequence[tuple[str, tuple[UUID, ...]]], casus: UUID | None = None) -> list[Verschil]:
    words, cursor = Woorden(session), _cursor(session)

    def wanted(one: Difference | Contest) -> bool:
        return casus is None or words.casus(one.table, one.row) == casus

    return [
        *(_field(cursor, words, one) for one in found.velden if wanted(one)),
        *(_contest(cursor, words, one) for one in found.omstreden if wanted(one)),
        *(_broken(words, one) for one in found.kapot if wanted(one)),
        *(_same_code(cursor, words, code, rows) for code, rows in codes if casus is None or casus in rows),
    ]


def _field(cursor: Any, words: Woorden, one: Difference) -> Verschil:
    """A field with several values: a side for each value, who gave the same one together."""
    by_value: dict[bytes, list[Side]] = {}
    for side in one.sides:
        by_value.setdefault(side.stored, []).append(side)
    kanten = tuple(
        _kant(
            words,
            letter,
            sides,
            _shown(words, one.table, one.cell, sides[0].value),
            toont=sides[0] is one.sides[0] and not one.bare,
            stored=stored,
        )
        for letter, (stored, sides) in zip(LETTERS, by_value.items(), strict=False)
    )
    free, before = _free(one.table, one.cell), differences.before(cursor, one)
    return _verschil(
        words,
        "veld",
        one.table,
        one.row,
        one.cell,
        kanten,
        (*(side.letter for side in kanten), *([BEIDE] if free else [])),
        {(one.table, one.row, one.cell): one.dots},
        eerst=_shown(words, one.table, one.cell, before) if before is not None else "",
        basis=before if free and isinstance(before, str) else "",
    )


def _contest(cursor: Any, words: Woorden, one: Contest) -> Verschil:
    """A row that someone deleted and that is there: a side for each delete, then one for each who changed it."""
    parts: list[tuple[list[Side], str, bool]] = [([side], "verwijderd", True) for side in one.deleted]
    changed: dict[tuple[UUID | None, bytes], list[tuple[str, Side]]] = {}
    for cell, side in one.against:
        changed.setdefault((side.lid, side.device), []).append((cell, side))
    for edits in changed.values():
        edits.sort(key=lambda edit: edit[0] != LIFE)
        lines = [
            "teruggezet" if cell == LIFE else f"{veld(one.table, cell)}: {_shown(words, one.table, cell, s.value)}" for cell, s in edits
        ]
        parts.append(([side for _, side in sorted(edits, key=lambda edit: edit[1].moment, reverse=True)], "\n".join(lines), False))
    if not one.against:
        referring = differences.referring(cursor, one.table, one.row)
        makers = [side for child in referring for side in differences.sides(cursor, *child, LIFE)]
        names = [words.over(*child) for child in referring[:6]] + (["…"] if len(referring) > 6 else [])
        parts.append((sorted(makers, key=lambda side: side.moment, reverse=True), "\n".join(["er hoort nog iets bij:", *names]), False))
    kanten = tuple(
        _kant(words, letter, sides, told, toont=not gone, gone=gone) for letter, (sides, told, gone) in zip(LETTERS, parts, strict=False)
    )
    seen: Shown = {(one.table, one.row, LIFE): one.lives}
    keuzes = (*(side.letter for side in kanten), HOUDEN, VERWIJDEREN)
    return _verschil(words, "verwijderd", one.table, one.row, LIFE, kanten, keuzes, seen)


def _broken(words: Woorden, one: Difference) -> Verschil:
    told = "Wat hier is ingevuld kan dit programma niet tonen, of het hoort bij iets dat er niet is."
    side = _kant(words, "A", one.sides, told, toont=False)
    seen: Shown = {(one.table, one.row, one.cell): one.dots}
    return _verschil(words, "kapot", one.table, one.row, one.cell, (side,), (), seen)


def _same_code(cursor: Any, words: Woorden, code: str, rows: tuple[UUID, ...]) -> Verschil:
    """One code for several casussen: the one first made shows it bare, the others with their number behind it."""
    kanten = []
    for number, (letter, row) in enumerate(zip(LETTERS, rows, strict=False), 1):
        here = words.rij("casus", row)
        facts = [code if number == 1 else f"{code}-{number}"] + [
            f"{veld('casus', cell)}: {words.waarde('casus', cell, here.get(cell))}"
            for cell in ("datum_aanmelding", "gemeente", "geboortejaar", "vraag")
        ]
        kanten.append(_kant(words, letter, differences.sides(cursor, "casus", row, LIFE), "\n".join(facts), toont=True, stored=row.bytes))
    letters = tuple(side.letter for side in kanten)
    return _verschil(words, "casuscode", "casus", rows[0], "casuscode", tuple(kanten), letters, {})


def _kant(
    words: Woorden, letter: str, sides: Sequence[Side], told: str, *, toont: bool, gone: bool = False, stored: bytes = b""
) -> Kant:  # fmt: skip
    people = tuple(dict.fromkeys(side.lid for side in sides if side.lid is not None))
    return Kant(
        letter,
        told,
        people,
        text.listed(words.lid(lid) for lid in people) or "iemand",
        text.listed(dict.fromkeys(words.laptop(side.device) for side in sides)),
        sides[0].moment if sides else None,
        toont,
        gone,
        stored,
    )


def _verschil(
    words: Woorden,
    soort: str,
    table: str,
    row: UUID,
    cell: str,
    kanten: tuple[Kant, ...],
    keuzes: tuple[str, ...],
    seen: Shown,
    *,
    eerst: str = "",
    basis: str = "",
) -> Verschil:
    casus = words.casus(table, row)
    named = {"verwijderd": "verwijderd of niet", "casuscode": "twee keer dezelfde casuscode"}.get(soort) or veld(table, cell)
    own = soort in ("veld", "kapot") and _may_own(table, cell)
    free = _free(table, cell) if own else None
    return Verschil(
        id=(key := made_of("verschil", soort, table, row, cell)),
        naam=base64.b32encode(key.bytes)[:5].decode().lower(),
        soort=soort,
        casus=casus,
        code=words.code(casus),
        wat=words.over(table, row),
        veld=named,
        kanten=kanten,
        keuzes=keuzes,
        eigen=own,
        tekst=free is not None,
        regels=free is not None and free.lines,
        eerst=eerst,
        basis=basis,
        tabel=table,
        rij=row,
        cel=cell,
        gezien=seen,
    )


def _shown(words: Woorden, table: str, cell: str, value: Value) -> str:
    """A value in words; text that came in by a file is cleaned as typed text is."""
    try:
        return clean(words.waarde(table, cell, value)).text
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError):
        return "iets dat dit programma niet kan tonen"


def _column(table: str, cell: str) -> Column[Any]:
    return SQLModel.metadata.tables[table].columns[cell]


def _free(table: str, cell: str) -> FreeText | None:
    """The type of a field that holds text of people."""
    if cell == LIFE or (table, cell) in GROUPS:
        return None
    kind = _column(table, cell).type
    return kind if isinstance(kind, FreeText) else None


def _may_own(table: str, cell: str) -> bool:
    """Whether a field takes a value as a person types it; of a casus those of its form."""
    if (table, cell) in GROUPS or table in ("apparaat", "herkomst"):
        return False
    if table == "casus":
        return cell in intake.FIELDS
    column = _column(table, cell)
    of_lid = any(fk.column.table.name == "lid" for fk in column.foreign_keys)
    return "lijst" in column.info or of_lid or type(column.type).__name__ in ("FreeText", "Date", "Boolean", "Integer")


def _last(one: Verschil) -> datetime:
    return max((side.op for side in one.kanten if side.op is not None), default=LONG_AGO)


def _said(one: Verschil, value: str) -> str:
    """What was chosen, as a sentence."""
    return f"{_capital(one.over)}, {one.veld}: {text.shorten(' · '.join(value.splitlines()), 60).rstrip('.')}."


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _cursor(session: Session) -> Any:
    return session.connection().connection.cursor()
