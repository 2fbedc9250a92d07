"""From concept to vastgesteld: a later meeting fixes the minutes as they are then; after that a change is an addition with its date."""

from __future__ import annotations

import json
from uuid import UUID

from sqlmodel import Session, col, select

from db.models import NotulenAanvulling, Overleg, Vaststelling

from .. import overleg
from ..errors import NotFound, Refused
from ..overleg import Kop
from ..wie import Wie
from . import namen
from .inhoud import as_it_is, deelbaar, key
from .verslag import texts, verslag


def open_minutes(session: Session, before: UUID) -> list[Kop]:
    """The closed meetings held before one (or before now, when it has not begun) whose minutes are a concept still, oldest first."""
    begun = overleg.get(session, before).gestart_op
    fixed = set(session.exec(select(Vaststelling.overleg)))
    held = [k for k in overleg.listed(session) if k.status == "gesloten" and k.id not in fixed and k.id != before]
    return sorted((k for k in held if begun is None or k.gestart_op is None or k.gestart_op < begun), key=lambda k: k.datum)


def fix(session: Session, wie: Wie, meeting: UUID) -> None:
    """Fix the minutes of a closed meeting as they are now. Raises Refused when they are fixed already, when no later meeting has begun, and
    for what may not be shared: once they are fixed it could not leave them any more.

    Fixed minutes in which a name has become known since may be fixed once more, after the words were changed.
    """
    kop = overleg.get(session, meeting)
    fixed = session.get(Vaststelling, key(meeting))
    if fixed is not None and not verslag(session, meeting, wie.today).vondsten:
        raise Refused("Deze notulen zijn al vastgesteld.", "Wat er nog bij moet, kan als aanvulling.")
    if kop.gesloten_op is None:
        raise Refused("Dit overleg is nog niet gesloten; de notulen kunnen nog veranderen.", "Sluit het eerst.")
    if not _met_since(session, kop):
        raise Refused("Het volgende overleg stelt deze notulen vast.", "Begin dat overleg eerst.")
    now = as_it_is(session, meeting, wie.today)
    namen.weiger(namen.zoek(session, texts(session, deelbaar(now))))
    row = fixed or Vaststelling(id=key(meeting), overleg=meeting)
    row.vastgesteld_op, row.door, row.inhoud = wie.moment, wie.lid, json.dumps(now.as_json(), ensure_ascii=False)
    session.add(row)


def announce(session: Session, wie: Wie, meeting: UUID, words: str) -> None:
    """The one free paragraph of the minutes; empty takes it away. Raises Refused once they are fixed, NotFound."""
    row = session.get(Overleg, meeting)
    if row is None:
        raise NotFound("Dit overleg is er niet.", "Kijk met `retcli overleg lijst`.")
    if session.get(Vaststelling, key(meeting)) is not None:
        raise Refused("Deze notulen zijn vastgesteld en veranderen niet meer.", "Wat er nog bij moet, kan als aanvulling.")
    row.mededeling = wie.free(words) or None


def add(session: Session, wie: Wie, meeting: UUID, words: str) -> None:
    """Add something to minutes, with its date. Raises Refused for an empty text or a meeting that is not over, NotFound."""
    kop = overleg.get(session, meeting)
    if kop.gesloten_op is None:
        raise Refused("Dit overleg is nog niet gesloten; verander wat er staat.", "Een aanvulling komt erna.")
    kept = wie.free(words)
    if not kept:
        raise Refused("Een aanvulling is een zin.", "Schrijf wat erbij moet.")
    session.add(NotulenAanvulling(overleg=meeting, genoteerd_op=wie.moment, lid=wie.lid, tekst=kept))


def _met_since(session: Session, kop: Kop) -> bool:
    query = select(Overleg.id).where(Overleg.id != kop.id, col(Overleg.gestart_op) > kop.gestart_op)
    return session.exec(query).first() is not None
