"""The history of a casus in words: who changed what when, from the journal."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, SQLModel

from db.codes import LIJSTEN
from db.sync import knowledge
from db.sync.audit import DELETED, MADE, Change, Shown, history, rows_of_casus
from db.sync.knowledge import Knew
from db.sync.wire import LIFE

from . import leden, text
from .casussen import card

SNAPSHOT = "momentopname"
EARLIER = "eerder werk is hier niet in te zien: deze laptop begon met een momentopname"
UNSEEN = "(hier niet te zien)"


@dataclass(frozen=True, slots=True)
class Regel:
    """One change. `oud` and `nieuw` are as stored (codes, ISO dates, ids as text); `woorden` says it for people."""

    op: datetime
    wie: str | None
    apparaat: str
    doel: str
    soort: str
    veld: str
    oud: tuple[object, ...]
    nieuw: object
    woorden: str


def of_casus(session: Session, casus: UUID) -> list[Regel]:
    """Every change to a casus and to what belongs to it, oldest first; before them a line of its own where there was more than this laptop
    has. Raises NotFound for one that is gone."""
    names = {lid.id: lid.code for lid in leden.everyone(session)}
    names[casus] = card(session, casus).casus
    cursor = session.connection().connection.cursor()
    changes = history(cursor, rows_of_casus(cursor, casus.bytes))
    lacking = [Regel(changes[0].moment, None, "", "", SNAPSHOT, "", (), None, EARLIER)] if any(c.first_known for c in changes) else []
    return lacking + [
        Regel(
            op=c.moment,
            wie=names.get(c.lid) if c.lid else None,
            apparaat=c.device,
            doel=c.doel,
            soort=c.table,
            veld=c.cell,
            oud=tuple(_plain(old) for old in c.old),
            nieuw=_plain(c.new),
            woorden=_words(c, names),
        )
        for c in changes
    ]


def as_at(session: Session, rows: Collection[UUID], moment: datetime, knew: Knew | None = None) -> dict[UUID, dict[str, Shown]]:
    """The cells of rows as they stood at a moment, as stored; a row that was not there then is left out.

    With `knew` also without what others had written by then and its author could not know. What stood then and is not here, because this
    laptop began with a snapshot, is taken to be what came in its place: there was something.
    """
    cursor = session.connection().connection.cursor()
    found: dict[UUID, dict[str, Shown]] = {}
    there: set[UUID] = set()
    for change in history(cursor, [row.bytes for row in rows]):
        dot = change.dot
        if change.moment > moment or (knew is not None and dot.stream != knew.stream and not knew.covers(dot.stream, dot.seq)):
            if change.first_known and change.row in there and change.cell != LIFE:
                found.setdefault(change.row, {}).setdefault(change.cell, change.new)
            continue
        if change.cell == LIFE and change.new == MADE:
            there.add(change.row)
        if change.cell != LIFE:
            found.setdefault(change.row, {})[change.cell] = change.new
        elif change.new == DELETED:
            found.pop(change.row, None)
    return found


def author_knew(session: Session, row: SQLModel, cell: str) -> Knew | None:
    """What the author of a value knew of other laptops' work; None when the journal doesn't tell."""
    key: UUID = row.id  # type: ignore[attr-defined]  # every table that travels has one
    return knowledge.author(session.connection().connection.cursor(), str(row.__tablename__), key.bytes, cell)


def authors_knew(session: Session, table: str, rows: Collection[UUID], cell: str) -> dict[UUID, Knew]:
    """The same of several rows of a table, without those of which the journal doesn't tell."""
    found = knowledge.authors(session.connection().connection.cursor(), table, [row.bytes for row in rows], cell)
    return {UUID(bytes=row): knew for row, knew in found.items()}


def unknown(session: Session, knew: Knew, rows: Collection[UUID]) -> dict[UUID, set[str]]:
    """Of these rows the cells that were written without that author's knowing it."""
    found = knowledge.unknown(session.connection().connection.cursor(), knew, [row.bytes for row in rows])
    return {UUID(bytes=row): cells for row, cells in found.items()}


def unknown_of(session: Session, knew: Mapping[UUID, Knew]) -> dict[UUID, set[str]]:
    """Of each of these rows the cells that were written without its own author's knowing it."""
    found = knowledge.unknown_of(session.connection().connection.cursor(), {row.bytes: one for row, one in knew.items()})
    return {UUID(bytes=row): cells for row, cells in found.items()}


def others_went_on(session: Session, knew: Knew) -> bool:
    """Whether other laptops wrote something that this author did not know."""
    return knowledge.others_went_on(session.connection().connection.cursor(), knew)


def _plain(value: Shown) -> object:
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, bytes):
        return str(UUID(bytes=value)) if len(value) == 16 else value.hex()
    return value


def _words(change: Change, names: dict[UUID, str]) -> str:
    if change.cell == LIFE:
        return f"{change.table} {'gemaakt' if change.new == MADE else 'verwijderd'}"
    new = _shown(change.table, change.cell, change.new, names)
    old = UNSEEN if change.first_known else ", ".join(_shown(change.table, change.cell, value, names) for value in change.old)
    return f"{change.table}.{change.cell}: {f'{old} → ' if old else ''}{new}"


def _shown(table: str, column: str, value: Shown, names: dict[UUID, str]) -> str:
    if isinstance(value, dict):
        parts = [f"{name.split('_')[-1]} {_shown(table, name, part, names)}" for name, part in value.items() if part is not None]
        return ", ".join(parts) or "(leeg)"
    if value is None:
        return "(leeg)"
    if isinstance(value, bytes):
        return names.get(UUID(bytes=value), value.hex()[-6:]) if len(value) == 16 else value.hex()[:8]
    info = SQLModel.metadata.tables[table].columns[column].info if table in SQLModel.metadata.tables else {}
    if "lijst" in info:
        return LIJSTEN[info["lijst"]].label(str(value))
    return text.shorten(str(value), 200)
