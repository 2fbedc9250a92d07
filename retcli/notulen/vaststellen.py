"""From concept to vastgesteld: a later meeting fixes the minutes as they are then; after that a change is an addition with its date."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from sqlmodel import Session, col, select

from db.models import NotulenAanvulling, Overleg, Vaststelling

from .. import overleg
from ..errors import NotFound, Refused
from ..overleg import Kop
from ..wie import Wie
from . import namen
from .inhoud import compose, deelbaar, dumped, key, with_words_of_now
from .namen import Tekst
from .verslag import texts, verslag


def open_minutes(session: Session, before: UUID) -> list[Kop]:
    """The closed meetings held before one (or before now, when it has not begun) whose minutes are a concept still, oldest first."""
    begun = overleg.get(session, before).gestart_op
    fixed = set(session.exec(select(Vaststelling.overleg).where(col(Vaststelling.vastgesteld_op).is_not(None))))
    held = [k for k in overleg.listed(session) if k.status == "gesloten" and k.id not in fixed and k.id != before]
    return sorted((k for k in held if begun is None or k.gestart_op is None or k.gestart_op < begun), key=lambda k: k.datum)


def fix(session: Session, wie: Wie, meeting: UUID) -> None:
    """Fix the minutes of a closed meeting. Raises Refused when they are fixed already, when no later meeting has begun, and for what may
    not be shared: once they are fixed it could not leave them any more.

    In fixed minutes in which a name has become known since, only the words that were changed for it are renewed.
    """
    kop = overleg.get(session, meeting)
    row = session.get(Vaststelling, key(meeting))
    again = row is not None and row.vastgesteld_op is not None
    if again and not verslag(session, meeting).vondsten:
        raise Refused("Deze notulen zijn al vastgesteld.", "Wat er nog bij moet, kan als aanvulling.")
    if kop.gesloten_op is None:
        raise Refused("Dit overleg is nog niet gesloten; de notulen kunnen nog veranderen.", "Sluit het eerst.")
    if not _met_since(session, kop):
        raise Refused("Het volgende overleg stelt deze notulen vast.", "Begin dat overleg eerst.")
    now = with_words_of_now(session, meeting, replace(compose(session, meeting), status="concept", vastgesteld_op=None))
    namen.weiger(namen.zoek(session, texts(session, deelbaar(replace(now, aanvullingen=())))))
    row = row or Vaststelling(id=key(meeting), overleg=meeting)
    row.inhoud = dumped(replace(now, aanvullingen=()))
    if not again:
        row.vastgesteld_op, row.door = wie.moment, wie.lid
    session.add(row)


def announce(session: Session, wie: Wie, meeting: UUID, words: str) -> None:
    """The one free paragraph of the minutes; empty takes it away. Raises Refused once they are fixed, NotFound."""
    _changeable(session, meeting).mededeling = wie.free(words) or None


def place(session: Session, wie: Wie, meeting: UUID, words: str) -> None:
    """Where the meeting was; empty takes it away. Raises Refused once the minutes are fixed, NotFound."""
    _changeable(session, meeting).plaats = wie.free(words, lines=False, limit=200) or None


def _changeable(session: Session, meeting: UUID) -> Overleg:
    """The meeting, while its minutes are a concept, or when something has to leave them that may not be shared."""
    row = session.get(Overleg, meeting)
    if row is None:
        raise NotFound("Dit overleg is er niet.", "Kijk met `retcli overleg lijst`.")
    fixed = session.get(Vaststelling, key(meeting))
    if fixed is not None and fixed.vastgesteld_op is not None and not verslag(session, meeting).vondsten:
        raise Refused("Deze notulen zijn vastgesteld en veranderen niet meer.", "Wat er nog bij moet, kan als aanvulling.")
    return row


def add(session: Session, wie: Wie, meeting: UUID, words: str) -> None:
    """Add something to minutes, with its date. Raises Refused for an empty text, one that names someone, or before closing; NotFound.

    An addition can't be changed, so it is looked through before it is kept.
    """
    kop = overleg.get(session, meeting)
    if kop.gesloten_op is None:
        raise Refused("Dit overleg is nog niet gesloten; verander wat er staat.", "Een aanvulling komt erna.")
    kept = wie.free(words)
    if not kept:
        raise Refused("Een aanvulling is een zin.", "Schrijf wat erbij moet.")
    namen.weiger(namen.zoek(session, [Tekst("Aanvulling", kept)]))
    session.add(NotulenAanvulling(overleg=meeting, genoteerd_op=wie.moment, lid=wie.lid, tekst=kept))


def _met_since(session: Session, kop: Kop) -> bool:
    query = select(Overleg.id).where(Overleg.id != kop.id, col(Overleg.gestart_op) > kop.gestart_op)
    return session.exec(query).first() is not None
