"""Signals: one observation in one line, in words that lead to no casus, with a theme; what many of them say becomes a rode draad.

A casuscode in the words is taken out and kept as a link, which stays inside the team.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session, col, select

from db import queries
from db.codes import SIGNAAL_THEMA
from db.columns import made_of
from db.models import Bundel, Casus, Signaal, SignaalCasus

from . import casuscode, codering, text
from .acties import numbered
from .errors import NotFound, Refused
from .grendel import open_meeting
from .wie import Wie

LONGEST = 500
NO_THEME = "NIEUW"

_THEME = re.compile(r"(?<!\S)#([\w+/-]+)")
_CODE = re.compile(r"(?<![\w-])\d{2}-[0-9A-Za-z]{4,6}(?![\w-])")


@dataclass(frozen=True, slots=True)
class SignaalRegel:
    """A signal in a list: codes, not labels. `casussen` are the codes it is linked to, `bundel` the rode draad it belongs to."""

    id: UUID
    datum: date | None
    thema: str | None
    tekst: str
    overleg: UUID | None
    casussen: tuple[str, ...]
    bundel: str | None

    @property
    def thema_label(self) -> str:
        """The theme in words."""
        return SIGNAAL_THEMA.label(self.thema)


def add(session: Session, wie: Wie, regel: str, *, overleg: UUID | None = None, casus: UUID | None = None) -> SignaalRegel:
    """A new signal: `time-outplek was er weer niet #timeout`. `#word` names a theme by code or by the beginning of a word of one.

    Casuscodes in the words, and `casus`, become links. Raises Refused without words, with more than 500 signs, or in a closed meeting.
    """
    if overleg is not None:
        open_meeting(session, overleg)
    kept, thema, found = _read(session, wie, regel)
    linked = dict.fromkeys([*found, *([casus] if casus is not None else [])])
    for each in linked:
        if session.get(Casus, each) is None:
            raise NotFound("Deze casus is er niet meer.")
    row = Signaal(datum=wie.today, thema=thema or NO_THEME, tekst=kept, overleg=overleg)
    session.add(row)
    session.flush()
    _link(session, row, linked)
    return _as_lines(session, [row])[0]


def change_text(session: Session, wie: Wie, signaal: UUID, regel: str) -> SignaalRegel:
    """Other words for a signal, read as those of a new one: `#word` gives another theme, a casuscode becomes a link. Links stay.

    Also for one of a closed meeting, for a name has to go wherever it stands. Raises NotFound, Refused.
    """
    row = _get(session, signaal)
    row.tekst, thema, found = _read(session, wie, regel)
    row.thema = thema or row.thema
    _link(session, row, found)
    return _as_lines(session, [row])[0]


def listed(session: Session, overleg: UUID | None = None, *, limit: int | None = None) -> list[SignaalRegel]:
    """The signals, the newest first; those of one meeting in the order in which they were said."""
    query = select(Signaal).order_by(col(Signaal.datum).desc(), col(Signaal.id).desc())
    if overleg is not None:
        query = select(Signaal).where(Signaal.overleg == overleg).order_by(col(Signaal.id))
    return _as_lines(session, list(session.exec(query.limit(limit))))


def set_theme(session: Session, signaal: UUID, thema: str) -> None:
    """Another theme. Raises NotFound, Refused."""
    row = _get(session, signaal)
    if thema not in SIGNAAL_THEMA:
        raise Refused(f"{thema[:20]} is geen thema.", f"Kies uit {', '.join(SIGNAAL_THEMA.codes)}.")
    row.thema = thema


def find(session: Session, name: str) -> UUID:
    """A signal by its number. Raises NotFound."""
    return numbered(session.exec(select(Signaal.id)), name, "Er is geen signaal met dit nummer.", "Kijk met `retcli signaal lijst`.")


def _get(session: Session, signaal: UUID) -> Signaal:
    row = session.get(Signaal, signaal)
    if row is None:
        raise NotFound("Dit signaal is er niet meer.")
    return row


def _read(session: Session, wie: Wie, regel: str) -> tuple[str, str | None, list[UUID]]:
    """The words that are kept, the theme that they name, and the casussen whose codes stood in them. Raises Refused."""
    words, thema = _theme(wie, regel)
    words, found = _without_codes(session, wie, words)
    kept = wie.free(words, lines=False, limit=LONGEST)
    if not kept:
        raise Refused("Een signaal zonder woorden kan niet.", "Schrijf in een zin wat u opvalt; #woord geeft het thema.")
    return kept, thema, found


def _link(session: Session, row: Signaal, casussen: Iterable[UUID]) -> None:
    for each in casussen:
        row.niveau = "CASUS"
        key = made_of("signaal_casus", row.id, each)
        if session.get(SignaalCasus, key) is None:
            session.add(SignaalCasus(id=key, signaal=row.id, casus=each))
    session.flush()


def _theme(wie: Wie, regel: str) -> tuple[str, str | None]:
    """The words without the first `#word` that names one theme, and that theme; another `#word` stays and is told."""
    for match in _THEME.finditer(regel):
        named = match[1]
        exact = codering.recognise("signaal_thema", named)
        fits = [exact] if exact is not None else codering.fitting("signaal_thema", named) if codering.simple(named) else []
        if len(fits) == 1:
            return " ".join((regel[: match.start()] + regel[match.end() :]).split()), fits[0]
        of = f"past op {text.listed([SIGNAAL_THEMA.label(f) for f in fits], 'of')}" if fits else "is geen thema"
        wie.note(f"#{text.shorten(named, 20)} {of}; het signaal heeft nog geen thema.")
    return regel, None


def _without_codes(session: Session, wie: Wie, words: str) -> tuple[str, list[UUID]]:
    """The words without casuscodes, and the casussen that they named."""
    found: list[UUID] = []

    def taken(match: re.Match[str]) -> str:
        code = casuscode.normal(match[0])
        known = queries.casus_like(session, f"{code}%") if code.replace("-", "").isalnum() else []
        if len(known) == 1:
            found.append(UUID(bytes=known[0][0]))
            wie.note(f"{known[0][1]} is uit de woorden gehaald; de koppeling blijft binnen het team.")
        elif casuscode.is_whole(code) and casuscode.is_valid(code):
            wie.note(f"{code} is uit de woorden gehaald; die casus is hier niet bekend.")
        else:
            return match[0]
        return ""

    left = _CODE.sub(taken, words)
    return (re.sub(r"\s+([,.;:!?])", r"\1", " ".join(left.split())).strip(" ,;:") if left != words else words), found


def _as_lines(session: Session, rows: list[Signaal]) -> list[SignaalRegel]:
    codes: dict[UUID, list[str]] = {}
    ids = [row.id for row in rows]
    for first in range(0, len(ids), 500):
        query = select(SignaalCasus.signaal, Casus.casuscode).join(Casus, col(Casus.id) == SignaalCasus.casus)
        for signaal, code in session.exec(query.where(col(SignaalCasus.signaal).in_(ids[first : first + 500])).order_by(Casus.casuscode)):
            if signaal is not None:
                codes.setdefault(signaal, []).append(code or "?")
    titles = dict(session.exec(select(col(Bundel.id), Bundel.titel)).all())
    return [
        SignaalRegel(
            row.id, row.datum, row.thema, row.tekst or "", row.overleg, tuple(codes.get(row.id, ())),
            titles.get(row.bundel) if row.bundel is not None else None,
        )
        for row in rows
    ]  # fmt: skip
