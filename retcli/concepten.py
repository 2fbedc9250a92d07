"""Drafts: what was typed and not kept, by the question that it answers. On this laptop only; they don't travel."""

from __future__ import annotations

import re
from collections.abc import Collection
from uuid import UUID

from sqlmodel import Session, col, delete, select

from db.models import Concept
from db.sync import erasure

from .wie import Wie

SET_ASIDE = "ongedaan."
"""What undo sets aside there until a redo; no draft."""
_ROW = re.compile(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}")


class Vervallen(Exception):
    """The question is about something that was erased for good: no draft of it is kept."""


def everything(session: Session) -> dict[str, str]:
    """All drafts."""
    rows = session.exec(select(Concept).where(~col(Concept.sleutel).startswith(SET_ASIDE)))
    found = {c.sleutel: c.tekst for c in rows if c.sleutel and c.tekst}
    gone = vervallen(session, found)
    return {key: typed for key, typed in found.items() if key not in gone}


def keep(session: Session, wie: Wie, sleutel: str, tekst: str) -> None:
    """Keep a draft; an empty one is gone. Raises Vervallen."""
    drop(session, [sleutel])
    if tekst.strip():
        if vervallen(session, [sleutel]):
            raise Vervallen
        session.add(Concept(sleutel=sleutel, tekst=tekst, op=wie.moment))


def drop(session: Session, sleutels: Collection[str]) -> None:
    """These questions were answered."""
    session.exec(delete(Concept).where(col(Concept.sleutel).in_(sleutels)))


def vervallen(session: Session, sleutels: Collection[str]) -> set[str]:
    """Of these questions those about something that was erased for good; cheap where there are none."""
    about = {key: {UUID(row).bytes for row in _ROW.findall(key)} for key in sleutels}
    asked, cursor = set[bytes]().union(*about.values()), session.connection().connection.cursor()
    if not any(cursor.execute("SELECT 1 FROM sync_erasure WHERE instr(rows, ?) LIMIT 1", (row,)).fetchone() for row in asked):
        return set()
    erased = erasure.erased_rows(cursor)
    return {key for key, rows in about.items() if not rows.isdisjoint(erased)}
