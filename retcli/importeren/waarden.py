"""Recognising what people type in a cell: codes, dates, birth years, yes and no. Never a silent guess.

Every function takes a cell of any kind and gives a value, or raises `Onherkend` with the Dutch sentence that goes into the warning.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from functools import cache

from db.codes import LIJSTEN, Codelijst

from ..text import MONTHS, shorten
from .bestand import Cel

JONGSTE, OUDSTE = 0, 27
"""Bounds of year of aanmelding minus geboortejaar: the figures know 17+, and special attention goes up to 26 (27 by this subtraction)."""
EERSTE_JAAR = 2000

_BRACKETS = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[t ]\d{1,2}:\d{2}.*)?")
_DAY_FIRST = re.compile(r"(\d{1,2})\s?[-/. ]\s?(\d{1,2})\s?[-/. ]\s?['’‘`]?(\d{4}|\d{2})(?: \d{1,2}:\d{2}.*)?")
_NAMED = re.compile(r"(\d{1,2})[-/. ]\s?([a-z]{3,9})\.?[-/. ]\s?['’‘`]?(\d{4}|\d{2})")
_WEEKDAY = re.compile(r"(?:ma|di|wo|do|vr|za|zo)[a-z]*\.?,? +(?=\d)")
_SEVERAL = re.compile(r"[,;|\n\r]+")
_TOGETHER = re.compile(r"\s*[/+&]\s*|\s+en\s+")
_MONTH_SHORT = {"mrt": 3}


class Onherkend(Exception):
    """A cell that is not what its column holds; `melding` is the Dutch sentence for it."""

    def __init__(self, melding: str) -> None:
        super().__init__(melding)
        self.melding = melding


def tekst(cel: Cel) -> str:
    """A cell as text: whole numbers without `.0`, dates as `dd-mm-jjjj`, yes and no for a checked box; blanks at the ends gone."""
    if isinstance(cel, str):
        return cel.strip()
    if isinstance(cel, bool):
        return "ja" if cel else "nee"
    if isinstance(cel, float) and cel.is_integer():
        return str(int(cel))
    if isinstance(cel, (datetime, date)):
        return f"{cel.day:02d}-{cel.month:02d}-{cel.year}"
    return str(cel)


def sleutel(word: str) -> str:
    """A word as it is compared: small letters without accents, no blanks and no punctuation but `+` and `&`."""
    plain = unicodedata.normalize("NFKD", word.casefold())
    return "".join(c for c in plain if c.isalnum() or c in "+&")


def is_leeg(cel: Cel) -> bool:
    """Whether a cell holds nothing: blanks, or only a dash or a dot."""
    return isinstance(cel, str) and (not cel or cel.isspace() or not cel.strip(" \t\n\r\xa0-–—._"))


# --- codes


@cache
def spellingen(lijst: str) -> dict[str, str]:
    """How each code of a list may be written, by `sleutel`: code, label, spellings, and a label's part in or outside brackets."""
    found: dict[str, str] = {}
    codes: Codelijst = LIJSTEN[lijst]
    for entry in codes:
        found.setdefault(sleutel(entry.code), entry.code)
    for entry in codes:
        for word in (entry.label, *entry.spellings):
            if sleutel(word):
                found.setdefault(sleutel(word), entry.code)
    parts: dict[str, set[str]] = {}
    for entry in codes:
        for word in _in_and_out(entry.label):
            parts.setdefault(sleutel(word), set()).add(entry.code)
    for part, owners in parts.items():
        if part and len(owners) == 1:
            found.setdefault(part, next(iter(owners)))
    return found


def _in_and_out(word: str) -> list[str]:
    """What stands outside the brackets, and each thing inside them; nothing when there are none."""
    inside = _BRACKETS.findall(word)
    return [_BRACKETS.sub(" ", word), *inside] if inside else []


def code(lijst: str, cel: Cel, veld: str) -> str | None:
    """The code of a list that a cell names; None for an empty cell. Raises Onherkend with the nearest code as a suggestion."""
    if is_leeg(cel):
        return None
    word = tekst(cel)
    found = _code(lijst, word)
    if found is None:
        raise Onherkend(_unknown(lijst, word, veld))
    return found


def _unknown(lijst: str, word: str, veld: str) -> str:
    return f"{veld} “{shorten(word, 20)}” is niet herkend{_suggestion(lijst, word)}."


def _code(lijst: str, word: str) -> str | None:
    known = spellingen(lijst)
    if found := known.get(sleutel(word)):
        return found
    if not sleutel(word):
        return "ONB" if "?" in word and "ONB" in LIJSTEN[lijst] else None
    named = {known[k] for part in _in_and_out(word) if (k := sleutel(part)) in known}
    if len(named) == 1:
        return named.pop()
    pieces = [known.get(sleutel(p)) for p in _TOGETHER.split(word)]
    return pieces[0] if len(set(pieces)) == 1 else None


def _suggestion(lijst: str, word: str) -> str:
    # Imported here: only a word that nobody knows needs the measuring of likeness.
    from ..codering import nearest

    near = nearest(lijst, word[:100])
    return f"; lijkt op “{LIJSTEN[lijst].label(near)}”" if near else ""


def codes(lijst: str, cel: Cel, veld: str) -> tuple[list[str], list[str]]:
    """The codes that a cell names, in its order and each once, and a sentence for each word that is none of them.

    Words stand behind a comma, a semicolon or a line break; also behind `/`, `+`, `&` or `en` when each of the parts is a code.
    """
    words = list(_words(lijst, cel))
    found = dict.fromkeys(c for _, named in words for c in named)
    return list(found), [_unknown(lijst, word, veld) for word, named in words if not named]


def problematiek(cel: Cel, veld: str) -> tuple[str | None, list[str], list[str], bool]:
    """The voorliggende code, the bijkomende ones, a sentence for each unknown word, and whether the first word was known.

    The first word is voorliggend when its code may be that (`grondslag`); each other is bijkomend, and none twice.
    """
    words = list(_words("problematiek", cel))
    found = list(dict.fromkeys(c for _, named in words for c in named))
    known = not words or bool(words[0][1])
    first = found[0] if known and found and LIJSTEN["problematiek"][found[0]].grondslag else None
    return first, [c for c in found if c != first], [_unknown("problematiek", w, veld) for w, named in words if not named], known


def _words(lijst: str, cel: Cel) -> Iterator[tuple[str, list[str]]]:
    """Each word of a cell with the codes that it names."""
    if is_leeg(cel):
        return
    whole = tekst(cel)
    for piece in [whole] if sleutel(whole) in spellingen(lijst) else _SEVERAL.split(whole):
        word = piece.strip()
        if is_leeg(word):
            continue
        named = _code(lijst, word)
        parts = [named] if named else [_code(lijst, p) for p in _TOGETHER.split(word) if p]
        yield word, [p for p in parts if p] if all(parts) else []


def m_is(koppen: Iterable[str]) -> str | None:
    """What an `m` means under a heading: MEISJE beside a j (`J/M`), JONGEN beside a v (`M/V`), None when the heading doesn't tell."""
    letters = {"".join(sorted(sleutel(k))) for k in koppen}
    words = {sleutel(k) for k in koppen}
    if letters & {"jm", "jmx", "jmo"} or words & {"jongenmeisje", "jongensmeisjes", "meisjejongen"}:
        return "MEISJE"
    if letters & {"mv", "mvx", "mov"} or words & {"manvrouw", "vrouwman"}:
        return "JONGEN"
    return None


def geslacht(cel: Cel, m: str | None, veld: str) -> str | None:
    """JONGEN, MEISJE, ANDERS or ONB; None for an empty cell. `m` is what `m_is` told of the heading. Raises Onherkend."""
    if is_leeg(cel):
        return None
    word = sleutel(tekst(cel))
    if word == "m":
        if m is None:
            raise Onherkend(f"{veld}: een m kan meisje en man zijn; schrijf het uit, of noem de kolom J/M of M/V.")
        return m
    if word and word not in spellingen("geslacht"):  # no looking at parts: `m/v` is not a v
        raise Onherkend(f"{veld} “{shorten(tekst(cel), 20)}” is niet herkend.")
    return code("geslacht", cel, veld)


def vlag(cel: Cel, veld: str) -> bool | None:
    """Yes or no; None for an empty cell or `?`. Raises Onherkend."""
    if is_leeg(cel):
        return None
    word = sleutel(tekst(cel))
    if word in ("ja", "j", "x", "1", "true", "waar", "yes", "y"):
        return True
    if word in ("nee", "n", "0", "false", "onwaar", "neen", "no", "geen", "nvt"):
        return False
    if not word or word in ("onbekend", "onb"):
        return None
    raise Onherkend(f"{veld} “{shorten(tekst(cel), 20)}” is geen ja of nee.")


# --- dates and years


def datum(cel: Cel, vandaag: date, veld: str) -> date | None:
    """The date in a cell; None for an empty cell. Raises Onherkend: no date, no year, before 2000, after today."""
    if is_leeg(cel):
        return None
    found = _date(cel, veld)
    if found.year < EERSTE_JAAR:
        raise Onherkend(f"{veld} ligt voor {EERSTE_JAAR}.")
    if found > vandaag:
        raise Onherkend(f"{veld} ligt in de toekomst.")
    return found


def _date(cel: Cel, veld: str) -> date:
    if isinstance(cel, datetime):
        return cel.date()
    if isinstance(cel, date):
        return cel
    if not isinstance(cel, str):
        raise Onherkend(f"{veld} is een {'tijd' if isinstance(cel, (time, timedelta)) else 'getal'}, geen datum.")
    word = _WEEKDAY.sub("", " ".join(cel.lower().split()), count=1)
    try:
        if match := _ISO.fullmatch(word):
            return date(int(match[1]), int(match[2]), int(match[3]))
        if match := _DAY_FIRST.fullmatch(word):
            return date(_year(match[3]), int(match[2]), int(match[1]))
        if (match := _NAMED.fullmatch(word)) and (month := _month(match[2])):
            return date(_year(match[3]), month, int(match[1]))
    except ValueError:
        raise Onherkend(f"{veld} {shorten(word, 20)} bestaat niet.") from None
    raise Onherkend(f"{veld} is geen datum met dag, maand en jaar.")


def _year(digits: str) -> int:
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def _month(word: str) -> int | None:
    if word in _MONTH_SHORT:
        return _MONTH_SHORT[word]
    return next((number for number, name in enumerate(MONTHS, 1) if name.startswith(word)), None)


def geboortejaar(cel: Cel, veld: str) -> tuple[int | None, bool]:
    """The birth year in a cell (None when empty or `?`), and whether it stood in a whole date. Raises Onherkend."""
    if is_leeg(cel) or sleutel(tekst(cel)) in ("", "onbekend", "onb"):
        return None, False
    if isinstance(cel, (date, datetime)):
        return cel.year, True
    word = tekst(cel)
    if re.fullmatch(r"[12][0-9]{3}", word, re.ASCII):
        return int(word), False
    if isinstance(cel, str):
        try:
            return _date(cel, veld).year, True
        except Onherkend:
            pass
    raise Onherkend(f"{veld} is geen jaar van vier cijfers.")


def past_bij(jaar: int, aanmelding: date) -> bool:
    """Whether a birth year is possible for an aanmelding of that day."""
    return JONGSTE <= aanmelding.year - jaar <= OUDSTE
