"""A log entry in one line, as people write it: `14/3 huisbezoek 90m JB: moeder en school samen aan tafel`.

Every part but the words is optional and stands in any order; a colon ends them, also one that stands before all words. The last part
stays in the words too when it is a word and no colon follows: in `school belde af` it is part of the sentence. What looks like a part and
can't be one (`14/13`, `900m`, a short name of nobody) is a `fout` that says where the reading stopped; it never slips into the words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from rich.cells import cell_len

from db.clean import clean
from db.codes import CONTACT, LIJSTEN

from . import codering, text
from .errors import Refused
from .leden import LidKaart

LONGEST_LINE = 500
"""Signs of the words."""

_NUMBERS = re.compile(r"\d{1,4}[-/]\d{1,2}([-/]'?\d{2,4})?")  # no points: 1.5 is a number
_DATEISH = re.compile(r"(?:0?\d|[12]\d|3[01])[-/](?:0?\d|[12]\d|3[01])|.*[-/].*[-/].*")  # 50/50 and 2024/2025 are none
_NAMED = re.compile(r"(\d{1,2})[- ]?([a-z]{3,9})\.?(?:[- ]'?(\d{4}))?")
_COUNTED = re.compile(r"(?:keer|keren|uur|uren|minuut|minuten|dag|dagen|week|weken|maand|maanden|mnd|jaar|jaren|kind|kinderen)\b")
_ROUND_THE_CLOCK = "24/7"
_FRACTION = re.compile(r"([1-9])/([2-9]|10)")
_WEEKDAYS = {name[:2]: index for index, name in enumerate(text.DAYS)} | {name: index for index, name in enumerate(text.DAYS)}
_ALSO_WORDS = ("ma", "zo")  # mother, so: they stay in the words, and alone or before one of _VERBS they are no day
_VERBS = ("belt", "belde")
_HOURS, _MINUTES = r"(?:u|uur|uren|h)", r"(?:m|min|minuut|minuten|')"
_DURATION = re.compile(rf"(?:(\d{{1,2}}(?:[.,]5)?)\s?{_HOURS}(?:(?:\s(?=15|30|45))?([0-5]?\d))??)?\s?(?:(\d{{1,4}})\s?{_MINUTES}\.?)?")
_DURATIONISH = re.compile(rf"\d+(?:[.,]\d+)?(?:\s(?:{_HOURS}|{_MINUTES})\.?|(?!m[23]|mnd|maand|m[gl]\b)[umh'][a-z0-9.,']*)")
_LONGEST = 12 * 60
_SHORT_NAME = re.compile(r"[A-Z][A-Z0-9]+")
_NO_NAMES = re.compile("NB|PS|PM|OK|TODO|IQ|[MP]A|O[MP]A|UHP|WLZ|WMO|PGB|JGZ|CJG|RVDK|SAVE|V?MBO|HAVO|VWO|VSO")
"""Capitals that begin a sentence, beside what the code lists know (`GI:`)."""
_INITIALS = 4
"""Signs that a short name has at least room for; longer capitals are a word, unless a member has such a name."""
_FROM_BEGINNING = 4
"""Letters that name a kind of contact; fewer are too often another word (`Eva`)."""

_NO_PART = "Is het een gewone zin, zet er dan een dubbele punt voor."
_TO_COME = "Een logregel gaat over vandaag of eerder; wat nog komt is een actie."
_DUUR = "Een duur is 90m, 1u30 of 1,5 uur, tot 12 uur."


@dataclass(frozen=True, slots=True)
class Gelezen:
    """What was understood of a line, which is `regel` with single blanks. A part that was not given is None.

    The reading of parts came as far as sign `plek`. `fout` says why the line can't be kept and `raad` what to do; what stands from
    `plek` on is then not understood.
    """

    regel: str
    plek: int
    datum: date | None = None
    soort: str | None = None
    minuten: int | None = None
    auteur: LidKaart | None = None
    tekst: str = ""
    fout: str | None = None
    raad: str = ""

    @property
    def rest(self) -> str:
        """What was not read as a part: the words, or from where the reading stopped."""
        return self.regel[self.plek :]

    def begrepen(self, today: date) -> str:
        """What was understood, for people."""
        return begrepen(self.datum, self.soort, self.minuten, self.auteur.code if self.auteur else None, today)

    def aangewezen(self, width: int) -> tuple[str, str]:
        """Two lines of at most `width` cells: what was typed, and `^` under where the reading stopped."""
        before = clean(self.regel[max(self.plek - width, 0) : self.plek], lines=False).text
        after = clean(self.rest[: width + 1], lines=False).text
        while cell_len(before) > width // 2:
            before = f"…{before[2:]}"
        while cell_len(before) + cell_len(after) > width:
            after = f"{after[:-2]}…"
        return f"{before}{after}", f"{' ' * cell_len(before)}^"


@dataclass(frozen=True, slots=True)
class _Deel:
    """A part at the front: its place among the words, and whether these could be part of a sentence too."""

    at: int
    words: int
    colon: bool
    in_words: bool = False
    datum: date | None = None
    weekdag: bool = False
    soort: str | None = None
    minuten: int | None = None
    auteur: LidKaart | None = None
    fout: tuple[str, str] | None = None
    """Why it can't be, and what to do."""


def lees(regel: str, today: date, members: Sequence[LidKaart]) -> Gelezen:
    """Read a line; never raises. A date without a year, or a weekday, is the last such day (`text.parse_past`); one
    after today is a `fout`."""
    words = regel.split()
    if words and (words[0] == "+" or _NUMBERS.fullmatch(words[0].removeprefix("+"))):
        words = [w for w in (words[0].removeprefix("+"), *words[1:]) if w]
    if words and len(words[0]) > 1 and words[0][0] == ":" and words[0][1].isalnum():
        words = [":", words[0][1:], *words[1:]]
    glued = next((n for n, word in enumerate(words) if ":" in word), None)
    if glued is not None and (found := re.fullmatch(r"([^:]+:)([^\W\d].*)", words[glued])):  # `JB:moeder`
        apart = [*words[:glued], found[1], found[2], *words[glued + 1 :]]
        parts = list(_parts(apart, today, members))
        if parts and parts[-1].at + parts[-1].words == glued + 1:
            return _read(apart, parts)
    return _read(words, list(_parts(words, today, members)))


def schrijf(datum: date | None, soort: str | None, minuten: int | None, auteur: str | None, tekst: str) -> str:
    """The line that reads as these parts: the other way round, to better one."""
    kind = CONTACT.label(soort) if soort in CONTACT else ""
    parts = [datum.isoformat() if datum else "", kind.lower(), f"{minuten}m" if minuten is not None else "", auteur or ""]
    return f"{' '.join(p for p in parts if p)}: {tekst}"


def begrepen(datum: date | None, soort: str | None, minuten: int | None, auteur: str | None, today: date) -> str:
    """`do 12 nov · huisbezoek · 90 min · JB`: what was understood, for people; with the year when it is another one."""
    day = f"{text.day_words(datum)}{f' {datum.year}' if datum.year != today.year else ''}" if datum else ""
    return " · ".join(p for p in (day, _kind_words(soort), f"{minuten} min" if minuten is not None else "", auteur or "") if p)


def _kind_words(soort: str | None) -> str:
    kind = CONTACT.label(soort)
    return kind if kind[:3].isupper() else kind.lower()


# --- from words to parts


def _parts(words: list[str], today: date, members: Sequence[LidKaart]) -> Iterator[_Deel]:
    """The parts at the front, one after the other, to the colon, to the first that is wrong or to where the sentence begins."""
    at = 0
    while at < len(words):
        part = _Deel(at, 1, colon=True) if words[at] == ":" else _part(words, at, today, members)
        if part is None:
            return
        yield part
        if part.colon or part.fout:
            return
        at += part.words


def _part(words: list[str], at: int, today: date, members: Sequence[LidKaart]) -> _Deel | None:
    """The part that begins here, the longest first; None when here the sentence begins."""
    spans = [(many, words[at : at + many]) for many in (4, 3, 2, 1) if at + many <= len(words)]
    spans = [(many, span) for many, span in spans if not any(":" in word for word in span[:-1])]
    named = [(many, " ".join(span).removesuffix(":"), span[-1].endswith(":")) for many, span in spans]
    counts = {many: not colon and _counts(word, words[at + many :], today, members) for many, word, colon in named}
    for many, word, colon in named:
        if counts[many] and word[-1:].isdigit():
            continue
        if many == 1 and colon and any(m.code == word for m in members):  # who is called `WO`; the day is `wo`
            return _Deel(at, many, colon, auteur=_authors(word, members)[0])
        if (day := _date(word, today)) is not None:
            if day > today:
                return _Deel(at, many, colon, fout=(f"{text.day_words(day)} {day.year} moet nog komen.", _TO_COME))
            return _Deel(at, many, colon, in_words=word.isalpha(), datum=day, weekdag=word.lower() in _WEEKDAYS)
        if (minutes := _minutes(word)) is not None:
            return _Deel(at, many, colon, minuten=minutes)
        if many == 1 and colon and len(named_so := _authors(word, members)) == 1:
            return _Deel(at, many, colon, auteur=named_so[0])
        if (kind := _kind(word)) is not None:
            return _Deel(at, many, colon, in_words=True, soort=kind)
    for many, word, colon in named:
        if not counts[many] and (wrong := _wrong(word, colon, members)):
            return _Deel(at, many, colon, fout=wrong)
    return None


def _counts(word: str, after: list[str], today: date, members: Sequence[LidKaart]) -> bool:
    """Whether the numbers at the end of what could be a part belong to what comes after it."""
    follows = after[0].lower() if after else ""
    if word == _ROUND_THE_CLOCK:  # unless it stands among parts
        return follows == word or _part(after, 0, today, members) is None
    fraction = _FRACTION.fullmatch(word)
    if fraction and int(fraction[1]) < int(fraction[2]) and follows in ("van", "deel"):  # `2/3 van de tijd`
        return True
    if " " in word and _in_month(f"{word.split()[-1]} {follows.removesuffix(':')}"):  # `1 uur 30 nov`
        return True
    return _COUNTED.match(follows) is not None  # `1-2 keer`


def _wrong(word: str, colon: bool, members: Sequence[LidKaart]) -> tuple[str, str] | None:
    """Why a word that looks like a part is none, and what to do; None when it doesn't look like one."""
    plain = word.lower()
    if _in_month(plain) or (_NUMBERS.fullmatch(plain) and _DATEISH.fullmatch(plain)):
        return f"De dag {word} bestaat niet.", _NO_PART
    if _DURATIONISH.fullmatch(plain):
        return f"{word} is geen duur.", _DUUR
    if not colon or " " in word:
        return None
    fits = _authors(word, members)
    if fits:
        return f"{word} past op {text.listed([m.code for m in fits])}.", "Geef de korte naam."
    longest = max([_INITIALS, *(len(m.code) for m in members)])
    known = _NO_NAMES.fullmatch(word) or any(codering.recognise(lijst, word) for lijst in LIJSTEN)
    if _SHORT_NAME.fullmatch(word) and len(word) <= longest and not known:
        return f"Er is niemand met de korte naam {word}.", _NO_PART
    return None


def _in_month(plain: str) -> bool:
    """Whether this is a number and the name of a month."""
    named = _NAMED.fullmatch(plain)
    months = zip(text.MONTHS, text.MONTHS_SHORT, strict=True)
    return named is not None and any(name.startswith(named[2]) or short == named[2] for name, short in months)


# --- from parts to what is understood


def _read(words: list[str], parts: list[_Deel]) -> Gelezen:
    line = " ".join(words)
    starts = [0]
    for word in words:
        starts.append(starts[-1] + len(word) + 1)

    colon = bool(parts) and parts[-1].colon
    if not colon:  # then the sentence begins somewhere, and a word that says again what was said is of it
        tail = len(parts)
        while tail and parts[tail - 1].in_words:
            tail -= 1
        parts = parts[: next((n for n in range(tail, len(parts)) if _again(parts[:n], parts[n])), len(parts))]
    at = parts[-1].at + parts[-1].words if parts else 0
    if parts and parts[-1].in_words and not colon:
        at = parts[-1].at
        if words[at].lower() in _ALSO_WORDS:
            parts = parts[:-1]
        elif len(parts) > 1 and parts[-2].in_words and words[at - 1].lower() in _ALSO_WORDS:
            if words[at].lower() in _VERBS:
                del parts[-2]
            at -= 1

    read = Gelezen(line, 0)
    for n, part in enumerate(parts):
        if wrong := part.fout or _again(parts[:n], part):
            return _stopped(read, starts[part.at], *wrong)
        read = replace(
            read,
            datum=read.datum if part.datum is None or (part.weekdag and read.datum) else part.datum,
            soort=part.soort or read.soort,
            minuten=read.minuten if part.minuten is None else part.minuten,
            auteur=part.auteur or read.auteur,
        )
    begin = min(starts[at], len(line))
    read = replace(read, plek=begin, tekst=line[begin:])
    if not read.tekst:
        return _stopped(read, begin, "Een regel zonder woorden kan niet.", "Schrijf wat er gebeurd is.")
    if (many := len(read.tekst)) > LONGEST_LINE:
        wrong = (f"De regel heeft {many} tekens; er passen er {LONGEST_LINE}.", "Kort hem in, of maak er twee van.")
        return _stopped(read, begin + LONGEST_LINE, *wrong)
    return read


def _stopped(read: Gelezen, plek: int, fout: str, raad: str) -> Gelezen:
    return replace(read, plek=plek, tekst=read.tekst or read.regel[plek:], fout=fout, raad=raad)


def _again(said: Sequence[_Deel], part: _Deel) -> tuple[str, str] | None:
    """Why a part does not go with those before it, and what to do; a weekday goes with a date that falls on it."""
    for before in said:
        if before.datum and part.datum and before.datum != part.datum:
            if before.weekdag == part.weekdag:
                told = f"{text.day_words(before.datum)} en {text.day_words(part.datum)}"
                return f"Er staan twee dagen: {told}.", _NO_PART
            day = part.datum if before.weekdag else before.datum
            if before.datum.weekday() != part.datum.weekday():
                return f"{day.day} {text.MONTHS[day.month - 1]} was een {text.DAYS[day.weekday()]}.", "Kijk de dag na."
        if before.soort and part.soort and before.soort != part.soort:
            return f"Er staan twee soorten contact: {_kind_words(before.soort)} en {_kind_words(part.soort)}.", _NO_PART
        if before.minuten is not None and part.minuten is not None:
            return "De duur staat er twee keer.", _NO_PART
    return None


def _date(word: str, today: date) -> date | None:
    plain = word.lower()
    if plain in _WEEKDAYS:
        return today - timedelta(days=(today.weekday() - _WEEKDAYS[plain]) % 7)
    if named := _NAMED.fullmatch(plain):
        plain = " ".join(part for part in named.groups() if part)
    elif plain not in ("vandaag", "gisteren", "morgen") and not _NUMBERS.fullmatch(plain):
        return None
    try:
        return text.parse_past(plain, today)
    except Refused:
        return None


def _minutes(word: str) -> int | None:
    found = _DURATION.fullmatch(word.lower())
    if found is None or not word or not any(found.groups()) or (found[2] and found[3]):
        return None
    hours = float((found[1] or "0").replace(",", "."))
    minutes = int(hours * 60) + int(found[2] or found[3] or 0)
    return minutes if minutes <= _LONGEST else None


def _authors(word: str, members: Sequence[LidKaart]) -> list[LidKaart]:
    """Who is called so: by short name, else by the whole or the first name."""
    name = word.upper()
    called = [m for m in members if name in (m.naam.upper(), m.naam.upper().partition(" ")[0])]
    return [m for m in members if m.code == name] or (called if name else [])


def _kind(word: str) -> str | None:
    exact = codering.recognise("contact", word)
    if exact is not None or " " in word or len(codering.simple(word)) < _FROM_BEGINNING:
        return exact
    fits = codering.fitting("contact", word)
    return fits[0] if len(fits) == 1 else None
