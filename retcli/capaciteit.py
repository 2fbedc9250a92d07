"""Free places now and in the weeks ahead, of each member and each Team AnderS, and how many duos those make.

Now, week 0, is what can be promised today, as `leden.capacity` has it: who is away today has no place, and every inzet that has not
ended takes one, also a planned one. In a week ahead someone has their places when they are a member, and not away, on one of its working
days (Monday to Friday): a day off takes no place away, a week off takes them all. An inzet takes a place in a week when one of those days
falls in it: from its planned start when it has not begun, until its expected end, and only for the part that this member has in it. One
without an expected end, or past it, goes on.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session

from . import leden, text
from .leden import LidInzet, LidKaart, LidProfiel

WEKEN = 12
"""So many weeks ahead."""
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class LidWeken:
    """Free places of a member, now and per week: below zero when overloaded, nought when away or no member."""

    lid: LidKaart
    lopend: int
    vrij: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TeamWeken:
    """Of a team, now and per week: the free places, and the duos of two different people that these make."""

    team: int
    plekken: int
    vrij: tuple[int, ...]
    duos: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Vooruit:
    """What lies ahead; `weken` are today and the Mondays after it."""

    weken: tuple[date, ...]
    leden: tuple[LidWeken, ...]
    teams: tuple[TeamWeken, ...]

    @property
    def namen(self) -> tuple[str, ...]:
        """The weeks as ISO names them: `2026-W48`."""
        return tuple(map(text.week_of, self.weken))


def ahead(session: Session, today: date, weken: int = WEKEN) -> Vooruit:
    """Both teams, those who are a member or will be: a fixed number of statements."""
    return of(leden.profiles(session, today), today, weken)


def of(people: Iterable[LidProfiel], today: date, weken: int = WEKEN) -> Vooruit:
    """The same of plain values."""
    monday = today - timedelta(days=today.weekday())
    days = (today, *(monday + timedelta(weeks=n) for n in range(1, weken + 1)))
    found = [
        LidWeken(p.kaart, len(p.inzetten), (now(p, today), *(week(p, day, today) for day in days[1:])))
        for p in people
        if p.kaart.team and (p.kaart.actief_tot is None or p.kaart.actief_tot >= today)
    ]
    teams = []
    for team in sorted({m.lid.team for m in found if m.lid.team}):
        rows = [m for m in found if m.lid.team == team]
        per_week = list(zip(*(m.vrij for m in rows), strict=True))
        places = sum(m.lid.plekken for m in rows if m.lid.actief(today))
        teams.append(TeamWeken(team, places, tuple(map(_places, per_week)), tuple(map(duos, per_week))))
    return Vooruit(days, tuple(found), tuple(teams))


def now(p: LidProfiel, today: date) -> int:
    """Free places today."""
    there = p.kaart.actief(today) and not any(a.op(today) for a in p.afwezig)
    return p.kaart.plekken - len(p.inzetten) if there else 0


def week(p: LidProfiel, monday: date, today: date) -> int:
    """Free places in a week ahead."""
    days = [monday + n * DAY for n in range(5)]
    there = any(p.kaart.actief(day) and not any(a.op(day) for a in p.afwezig) for day in days)
    return p.kaart.plekken - sum(_runs(i, days[0], days[-1], today) for i in p.inzetten) if there else 0


def _runs(i: LidInzet, first: date, last: date, today: date) -> bool:
    planned = i.start if i.gestart is None else None
    return all(since is None or since <= last for since in (i.van, planned)) and i.duurt_tot(first, today)


def _places(free: Sequence[int]) -> int:
    return sum(max(places, 0) for places in free)


def duos(free: Sequence[int]) -> int:
    """How many pairs of two different people these free places make."""
    places = _places(free)
    return min(places // 2, places - max(free, default=0)) if places else 0
