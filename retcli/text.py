"""Text as people write and read it: dates, cleaned words, short forms. (How text reaches the screen safely: `screens/text.py`.)"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta

from db.clean import clean

from .errors import Refused

DAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december",
)  # fmt: skip
MONTHS_SHORT = tuple("mrt" if name == "maart" else name[:3] for name in MONTHS)
NUMBER_OMITTED = "Een nummer dat een BSN kan zijn is weggelaten; de rest van de tekst is bewaard."

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DAY_MONTH = re.compile(r"(\d{1,2})[-/. ](\d{1,2})(?:[-/. ]'?(\d{4}|\d{2}))?")
_DAY_NAMED_MONTH = re.compile(r"(\d{1,2})[-/. ]([a-z]{3,9})\.?(?:[-/. ]'?(\d{4}|\d{2}))?")
A_MONTH = timedelta(days=31)
_PLUS = re.compile(r"\+(\d{1,3})")


def free(text: str | None, notes: list[str], *, lines: bool = True, limit: int = 20_000) -> str | None:
    """Text as it will be kept; `notes` gains a sentence when a number was left out. Empty text is None; longer than `limit` is refused."""
    if not text:
        return None
    cleaned = clean(text, lines=lines)
    if cleaned.omitted and NUMBER_OMITTED not in notes:
        notes.append(NUMBER_OMITTED)
    if len(cleaned.text) > limit:
        raise Refused(f"De tekst heeft {len(cleaned.text)} tekens; er passen er {limit}.", "Kort hem in.")
    return cleaned.text.strip() or None


def parse_date(text: str, today: date) -> date:
    """The one date parser: ISO, `27-11`, `27/11`, `27 nov`, `vr`, `morgen`, `+7`; without a year the nearest that fits.

    A weekday is the first one after today; `27-11` is the one nearest to today, before or after it. A year outside 2000-2100 is a
    slip. Raises Refused.
    """
    day = _date(text, today)
    if not 2000 <= day.year <= 2100:
        raise Refused(f"Het jaar {day.year} klopt niet.", "Schrijf een jaar van 2000 tot en met 2100.")
    return day


def parse_past(text: str, today: date) -> date:
    """The same for what has happened: a weekday is the last one, today among them, and `27-11` the last one too. One that comes within a
    month is what it says, so that whoever asks can say that it has yet to come. Raises Refused."""
    word, day = text.strip().lower(), parse_date(text, today)
    if len(word) >= 2 and any(name.startswith(word) for name in DAYS):
        return day - timedelta(days=7)
    named = _DAY_MONTH.fullmatch(word) or _DAY_NAMED_MONTH.fullmatch(word)
    if named is not None and named[3] is None and day > today + A_MONTH:
        with contextlib.suppress(ValueError):  # 29 February
            return day.replace(year=day.year - 1)
    return day


def _date(text: str, today: date) -> date:
    word = text.strip().lower()
    if match := _PLUS.fullmatch(word):
        return today + timedelta(days=int(match[1]))
    if word in ("vandaag", "vd", "nu"):
        return today
    if word in ("morgen", "mo"):
        return today + timedelta(days=1)
    if word == "gisteren":
        return today - timedelta(days=1)
    if len(word) >= 2 and word.isalpha():
        for index, name in enumerate(DAYS):
            if name.startswith(word):
                return today + timedelta(days=(index - today.weekday() - 1) % 7 + 1)
    try:
        if match := _ISO.fullmatch(word):
            return date(int(match[1]), int(match[2]), int(match[3]))
        if match := _DAY_MONTH.fullmatch(word):
            return _with_year(int(match[1]), int(match[2]), match[3], today)
        if match := _DAY_NAMED_MONTH.fullmatch(word):
            for index, (name, short) in enumerate(zip(MONTHS, MONTHS_SHORT, strict=True), 1):
                if name.startswith(match[2]) or short == match[2]:
                    return _with_year(int(match[1]), index, match[3], today)
    except ValueError:
        raise Refused(f"De datum {shorten(word, 20)} bestaat niet.", "Kijk naar dag en maand.") from None
    raise Refused(f"{shorten(text, 20)} is geen datum.", "Schrijf bijvoorbeeld 27-11, vr, +7 of 2026-11-27.")


def _with_year(day: int, month: int, year: str | None, today: date) -> date:
    if year is not None:
        return date(int(year) if len(year) == 4 else 2000 + int(year), month, day)
    candidates = []
    for candidate in (today.year - 1, today.year, today.year + 1):
        try:
            candidates.append(date(candidate, month, day))
        except ValueError:
            continue
    if not candidates:
        if month == 2 and day == 29:
            raise Refused("29 februari bestaat dit jaar niet.", "Schrijf het jaar erbij.")
        raise ValueError
    return min(candidates, key=lambda d: abs((d - today).days))


def day_short(day: date | None) -> str:
    """`27-11-2026`."""
    return day.strftime("%d-%m-%Y") if day else ""


def day_words(day: date | None) -> str:
    """`vr 27 nov`, for a date that someone has to remember."""
    return f"{DAYS[day.weekday()][:2]} {day.day} {MONTHS_SHORT[day.month - 1]}" if day else ""


def day_near(day: date | None, today: date) -> str:
    """`vr 27 nov` within half a year of today, else `27-11-2024`: a date that needs its year."""
    return day_words(day) if day is None or abs((day - today).days) <= 180 else day_short(day)


def day_long(day: date) -> str:
    """`dinsdag 24 november 2026`."""
    return f"{DAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}"


def week_of(day: date) -> str:
    """ISO week: `2026-W47`."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def local_time(moment: datetime) -> str:
    """`22-11-2026 14:05` in this computer's time zone."""
    return moment.astimezone().strftime("%d-%m-%Y %H:%M")


def ago(moment: datetime, now: datetime) -> str:
    """When that was, as people say it: `vandaag 10:05`, `gisteren`, `5 dagen geleden`, `vr 27 nov`."""
    day, today = moment.astimezone().date(), now.astimezone().date()
    days = (today - day).days
    if days <= 0:
        return f"vandaag {moment.astimezone():%H:%M}"
    return "gisteren" if days == 1 else f"{days} dagen geleden" if days < 14 else day_near(day, today)


def utc(moment: datetime) -> datetime:
    """The same moment in UTC."""
    return moment.astimezone(UTC)


def shorten(text: str, width: int) -> str:
    """One line of at most `width` characters, with `…` where something is left out."""
    line = " ".join(clean(text, lines=False).text.split())
    return line if len(line) <= width else line[: max(width - 1, 0)].rstrip() + "…"


def listed(words: Sequence[str] | Iterable[str], last: str = "en") -> str:
    """`a, b en c`."""
    items = list(words)
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} {last} {items[-1]}" if items else ""


def count(number: int, one: str, many: str) -> str:
    """`1 actie`, `3 acties`."""
    return f"{number} {one if number == 1 else many}"
