"""The time, handed in: so that tests stand still and practice can be on another day."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

Now = Callable[[], datetime]


def system() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(UTC)


def shifted_to(day: date, now: Now = system) -> Now:
    """A clock that runs as `now` does, but on `day` today."""
    away = timedelta(days=(day - local_day(now())).days)

    def shifted() -> datetime:
        here = now().astimezone()
        return (here.replace(tzinfo=None) + away).astimezone(UTC)  # the same time of day, also across a change of the clocks

    return shifted


def dutch_day(moment: datetime) -> date:
    """The calendar day of a moment in Enschede: what a document says, on whatever computer it is made."""
    return moment.astimezone(ZoneInfo("Europe/Amsterdam")).date()


def local_day(moment: datetime) -> date:
    """The calendar day of a moment where the user is."""
    return moment.astimezone().date()


def months_on(day: date, months: int) -> date:
    """The same day so many months on, or the last day of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
