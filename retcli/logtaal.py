"""A log entry in one line, as people write it: `14/3 huisbezoek 90m JB: moeder en school samen aan tafel`.

Every part but the words is optional and stands in any order; a colon ends them. What can't be read stays in the words, so nothing is
lost. The last part stays there too when it is a word and no colon follows: in `school belde af` it is part of the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from db.codes import CONTACT

from . import codering, text
from .errors import Refused
from .leden import LidKaart

_NUMBERS = re.compile(r"\d{1,4}[-/]\d{1,2}([-/]'?\d{2,4})?")  # no points: 1.5 is a number
_YEAR = re.compile(r"\d{4}|[-/]'?\d+[-/]")
_DAY, _MONTH = re.compile(r"\d{1,2}"), re.compile(r"[a-z]{3,9}\.?")
_WEEKDAYS = {name[:2]: index for index, name in enumerate(text.DAYS)} | {name: index for index, name in enumerate(text.DAYS)}
_ALSO_WORDS = ("ma", "zo")  # mother, so: they stay in the words, and alone they are no day
_DURATION = re.compile(r"(?:(\d{1,2}(?:[.,]5)?)\s?(?:u|uur)(\d{1,2})?)?\s?(?:(\d{1,4})\s?(?:m|min|minuten|'))?")
_LONGEST = 12 * 60
_FROM_BEGINNING = 4
"""Letters that name a kind of contact; fewer are too often another word (`Eva`)."""


@dataclass(frozen=True, slots=True)
class Gelezen:
    """What was understood of a line. A part that was not given is None. `fout` says why the line can't be kept."""

    datum: date | None
    soort: str | None
    minuten: int | None
    auteur: LidKaart | None
    tekst: str
    fout: str | None = None


@dataclass(frozen=True, slots=True)
class _Deel:
    """A part at the front: how many words it takes, and whether these could be part of a sentence too."""

    words: int
    in_words: bool
    colon: bool
    datum: date | None = None
    soort: str | None = None
    minuten: int | None = None
    auteur: LidKaart | None = None


def lees(regel: str, today: date, members: Sequence[LidKaart]) -> Gelezen:
    """Read a line; never raises. A date without a year, or a weekday, is the last such day; one after today is a `fout`."""
    words = regel.split()
    if words and (words[0] == "+" or _NUMBERS.fullmatch(words[0].removeprefix("+"))):
        words = [w for w in (words[0].removeprefix("+"), *words[1:]) if w]
    read = Gelezen(None, None, None, None, " ".join(words))
    at = 0
    parts: list[_Deel] = []
    while at < len(words):
        part = _part(words, at, read, today, members)
        if part is None:
            break
        read = replace(
            read,
            datum=read.datum or part.datum,
            soort=read.soort or part.soort,
            minuten=part.minuten if read.minuten is None else read.minuten,
            auteur=read.auteur or part.auteur,
        )
        at += part.words
        parts.append(part)
        if part.colon:
            break
    if parts and parts[-1].in_words and not parts[-1].colon:
        at -= parts[-1].words
        if words[at].lower() in _ALSO_WORDS:
            read = replace(read, datum=None)
        elif len(parts) > 1 and parts[-2].in_words and words[at - 1].lower() in _ALSO_WORDS:
            at -= 1
    late = read.datum is not None and read.datum > today
    wrong = f"{text.day_short(read.datum)} moet nog komen." if late else None
    return replace(read, tekst=" ".join(words[at:]), fout=wrong)


def schrijf(datum: date | None, soort: str | None, minuten: int | None, auteur: str | None, tekst: str) -> str:
    """The line that reads as these parts: the other way round, to better one."""
    kind = CONTACT.label(soort) if soort in CONTACT else ""
    parts = [datum.isoformat() if datum else "", kind.lower(), f"{minuten}m" if minuten is not None else "", auteur or ""]
    front = " ".join(p for p in parts if p)
    return f"{front}: {tekst}" if front else tekst


def begrepen(datum: date | None, soort: str | None, minuten: int | None, auteur: str | None, today: date) -> str:
    """`do 12 nov · huisbezoek · 90 min · JB`: what was understood, for people; with the year when it is another one."""
    kind = CONTACT.label(soort)
    shown = kind if kind[:3].isupper() else kind.lower()
    day = f"{text.day_words(datum)}{f' {datum.year}' if datum.year != today.year else ''}" if datum else ""
    return " · ".join(p for p in (day, shown, f"{minuten} min" if minuten is not None else "", auteur or "") if p)


def _part(words: list[str], at: int, read: Gelezen, today: date, members: Sequence[LidKaart]) -> _Deel | None:
    """The part that begins here, the longest first; None when here the sentence begins."""
    for many in (3, 2, 1):
        taken = words[at : at + many]
        if len(taken) < many or any(w.endswith(":") for w in taken[:-1]):
            continue
        colon = taken[-1].endswith(":")
        word = " ".join(taken).removesuffix(":")
        if read.datum is None and many < 3 and (day := _date(word, today)) is not None:
            return _Deel(many, word.isalpha(), colon, datum=day)
        if read.minuten is None and many < 3 and (minutes := _minutes(word)) is not None:
            return _Deel(many, False, colon, minuten=minutes)
        if read.auteur is None and colon and many == 1 and (author := _author(word, members)) is not None:
            return _Deel(many, False, colon, auteur=author)
        if read.soort is None and (kind := _kind(word)) is not None:
            return _Deel(many, True, colon, soort=kind)
    return None


def _date(word: str, today: date) -> date | None:
    plain = word.lower()
    if plain in _WEEKDAYS:
        return today - timedelta(days=(today.weekday() - _WEEKDAYS[plain]) % 7)
    day, _, month = plain.partition(" ")
    if plain not in ("vandaag", "gisteren") and not _NUMBERS.fullmatch(plain) and not (_DAY.fullmatch(day) and _MONTH.fullmatch(month)):
        return None
    try:
        found = text.parse_date(plain, today)
        return found if found <= today or _YEAR.search(plain) else found.replace(year=found.year - 1)
    except (Refused, ValueError):  # ValueError: 29 February a year before
        return None


def _minutes(word: str) -> int | None:
    found = _DURATION.fullmatch(word.lower())
    if found is None or not word or not any(found.groups()) or (found[2] and found[3]):
        return None
    hours = float((found[1] or "0").replace(",", "."))
    minutes = int(hours * 60) + int(found[2] or found[3] or 0)
    return minutes if minutes <= _LONGEST else None


def _author(word: str, members: Sequence[LidKaart]) -> LidKaart | None:
    name = word.upper()
    fits = [m for m in members if m.code == name] or [m for m in members if name in (m.naam.upper(), m.naam.upper().partition(" ")[0])]
    return fits[0] if len(fits) == 1 else None


def _kind(word: str) -> str | None:
    exact = codering.recognise("contact", word)
    if exact is not None or " " in word or len(codering.simple(word)) < _FROM_BEGINNING:
        return exact
    fits = codering.fitting("contact", word)
    return fits[0] if len(fits) == 1 else None
