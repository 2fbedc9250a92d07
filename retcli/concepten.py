"""Drafts: what was typed and not kept, by the question that it answers. On this laptop only; they don't travel."""

from __future__ import annotations

from collections.abc import Collection

from sqlmodel import Session, col, delete, select

from db.models import Concept

from .wie import Wie

SET_ASIDE = "ongedaan."
"""What undo sets aside there until a redo; no draft."""


def everything(session: Session) -> dict[str, str]:
    """All drafts."""
    rows = session.exec(select(Concept).where(~col(Concept.sleutel).startswith(SET_ASIDE)))
    return {c.sleutel: c.tekst for c in rows if c.sleutel and c.tekst}


def keep(session: Session, wie: Wie, sleutel: str, tekst: str) -> None:
    """Keep a draft; an empty one is gone."""
    drop(session, [sleutel])
    if tekst.strip():
        session.add(Concept(sleutel=sleutel, tekst=tekst, op=wie.moment))


def drop(session: Session, sleutels: Collection[str]) -> None:
    """These questions were answered."""
    session.exec(delete(Concept).where(col(Concept.sleutel).in_(sleutels)))
