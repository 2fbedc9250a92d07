"""What may not stand in a document that is shared: known names, mail addresses, telephone numbers, and of a casus its town and age.

Texts and names are compared without case, accents, and signs that can't be seen; a hyphen or apostrophe in a name may be there or not. Only
whole words count. What can be an ordinary word (`Jan`, `Roos`) counts with a capital; of an aanmelder such a family name counts only where
the capital is not that of a sentence. Letters of another script that look alike are not seen through, and nor is a misspelt name.
"""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple, TypeAlias
from uuid import UUID

from sqlmodel import Session, col, select

from db.codes import GEMEENTE
from db.models import Aanwezigheid, Casus, Identiteit, Lid

from .. import casuscode, casussen, text
from ..errors import Refused
from .naamwoorden import GEEN_NAAM, GEWOON, ORGANISATIE, VERBINDERS

SHOWN = 3
"""Places that a refusal names."""

_GELIJK = str.maketrans(
    dict(zip("øØłŁđĐıħŧ", "oOlLdDiht", strict=True))
    | {"æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "þ": "th", "Þ": "Th", "ð": "d", "Ð": "D", "\u115f": "", "\u1160": ""}
    | dict.fromkeys("‘’‚‛ʹʻʼʽˈ`′‵ꞌ", "'")
    | dict.fromkeys("‐‑‒–—―−⁃", "-")
)
_BLANK = dict.fromkeys(map(ord, string.punctuation + string.whitespace), " ")
_WOORD = re.compile(r"[^\W_]+")
_TUSSEN = re.compile(r"[\s'./*_-]{1,3}")
_CODE = re.compile(r"(?<![\w-])\d{2}-[0-9A-Za-z]{4,6}(?![\w-])")
_EN = re.compile(r"[/&+]|\s(?:en|of)\s")
_BUITEN = re.compile(r'[,;:(\["“„|]')

_MAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]*\w(?:\s?@\s?[\w-]+(?:\.[\w-]+)*"
    r"|(?:\s?(?:\((?:at|a)\)|\[at\])|\s(?:at|apenstaart(?:je)?)(?=\s))\s?[\w-]+"
    r"(?:(?:\.|\s(?:punt|dot)\s|\s?[(\[](?:punt|dot)[)\]]\s?)[\w-]{2,})+)",
    re.IGNORECASE,
)
_DATUM = re.compile(r"(?<!\d)(?:\d{1,2}([-/.])\d{1,2}\1\d{4}|\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[.:]\d{2}\s?-\s?\d{1,2}[.:]\d{2})(?!\d)")
_TUSSEN_CIJFERS = r"[\s().\-/]{0,3}"
_TELEFOON = re.compile(
    rf"(?<!\d)\(?(?:(?:\+|00){_TUSSEN_CIJFERS}[1-9](?:{_TUSSEN_CIJFERS}\d){{8,12}}|0(?:{_TUSSEN_CIJFERS}\d){{9}}|\d{{9,}})(?!\w)"
)
_CIJFERS = re.compile(rf"\d(?:{_TUSSEN_CIJFERS}\d){{5,}}")
_GETALLEN = re.split(
    " ",
    "nul een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien achttien "
    "negentien twintig eenentwintig tweeentwintig drieentwintig",
)
_LEEFTIJD = re.compile(
    rf"(?<![\w.,])(\d{{1,2}}|{'|'.join(_GETALLEN)})(?:[.,]5)?[\s-]{{0,2}}"
    r"(?:(jarige?[nr]?|(?:jaar|jr\.?|maanden?|mnd|weken)\s?oud|(?<=\d)jr?|e verjaardag|(?:ste|de) verjaardag)|(jaar|jaren|jr))(?!\w)"
    r"|\bleeftijd(?:\s+van)?\W{0,3}\d{1,2}(?!\d)",
    re.IGNORECASE,
)
_KAAL_GETAL = re.compile(r"(?:\b(?:van|is|wordt|werd|nu|pas)\s+|[(,]\s*)(\d{1,2})(?=[\s).,;!?]|$)", re.IGNORECASE)
"""A number that is an age where it fits the child: *een meisje van 14*, *wordt 15*, *de jongen (14)*."""
_OUDST = 23
_OOK_DUUR = 3
"""So many years are a term as often as an age; they count where they fit the child."""


@dataclass(frozen=True, slots=True)
class Tekst:
    """Words that people wrote, and where they stand in the words of the document. `casus` is the one that they are about."""

    waar: str
    woorden: str
    casus: UUID | None = None


@dataclass(frozen=True, slots=True)
class Vondst:
    """Something that leads to someone: where it stands, what it is (`roepnaam`), and the words as they were written."""

    waar: str
    wat: str
    woord: str


class _Naam(NamedTuple):
    """A name by its parts, folded. `capital`: it counts only with one; `inside`: nor by the capital of a sentence."""

    delen: tuple[str, ...]
    wat: str
    capital: bool = False
    inside: bool = False


class _Woord(NamedTuple):
    sleutel: str
    van: int
    tot: int
    groot: bool


_Index: TypeAlias = dict[str, list[_Naam]]


class _Eigen(NamedTuple):
    """What is looked for in the texts of one casus: its town, the letters of its initials, year of birth, age at the aanmelding."""

    namen: _Index
    letters: str
    jaar: int | None
    leeftijd: int | None


_NIETS = _Eigen({}, "", None, None)


def zoek(session: Session, teksten: Iterable[Tekst]) -> list[Vondst]:
    """What in these texts leads to a person that the program knows, in their order; about a casus also its town, age and year of birth."""
    gelezen = [_Gelezen(tekst) for tekst in _ook_van_genoemd(session, [t for t in teksten if t.woorden])]
    if not gelezen:
        return []
    kennis = _Kennis(session, gelezen)
    found = [Vondst(g.tekst.waar, wat, g.tekst.woorden[van:tot].strip()) for g in gelezen for van, tot, wat in kennis.in_tekst(g)]
    return list(dict.fromkeys(found))


def _ook_van_genoemd(session: Session, teksten: Sequence[Tekst]) -> list[Tekst]:
    """The texts, and those with a casuscode in them also as a text about that casus."""
    named = {t: [casuscode.normal(code) for code in _CODE.findall(t.woorden)] for t in teksten}
    ids = casussen.ids_of(session, {code for codes in named.values() for code in codes})
    return [each for t in teksten for each in (t, *(replace(t, casus=ids[code]) for code in named[t] if code in ids))]


def weiger(vondsten: Sequence[Vondst]) -> None:
    """Raise Refused when something was found: what, where, and what to do."""
    if not vondsten:
        return
    places: dict[str, list[str]] = {}
    for v in vondsten:
        places.setdefault(v.waar, []).append(f"“{text.shorten(v.woord, 30)}” ({v.wat})")
    told = [f"{waar}: {text.listed(words)}" for waar, words in list(places.items())[:SHOWN]]
    more = len(places) - len(told)
    rest = f"; en op nog {text.count(more, 'plaats', 'plaatsen')}" if more else ""
    raise Refused(
        f"Hierin staat wat naar een mens leidt. {'; '.join(told)}{rest}.",
        "Verander die woorden (`retcli actie wijzig`, `signaal wijzig`, `overleg mededeling`, `overleg plaats`) en maak het opnieuw.",
        "Niet om te delen",
    )


class _Gelezen:
    """A text, folded, with its words."""

    def __init__(self, tekst: Tekst) -> None:
        self.tekst = tekst
        self.kaal, self._waar = _kaal(tekst.woorden)
        zonder_codes = _CODE.sub(_geen_code, self.kaal)
        self.woorden = [_Woord(m[0].casefold(), m.start(), m.end(), m[0][0].isupper()) for m in _WOORD.finditer(zonder_codes)]

    def plek(self, van: int, tot: int) -> tuple[int, int]:
        """Where a part of the folded text stands in the text as it was written."""
        end = self._waar[tot - 1] + 1
        while unicodedata.combining(self.tekst.woorden[end : end + 1] or " "):
            end += 1
        return self._waar[van], end

    def hoofden(self, at: int) -> Iterator[tuple[str, int]]:
        """What can begin at a word, and the next word: it, without the s of a genitive, with what a hyphen or apostrophe joins to it."""
        word = self.woorden[at]
        yield word.sleutel, at + 1
        if word.groot and len(word.sleutel) > 3 and word.sleutel.endswith("s"):
            yield word.sleutel[:-1], at + 1
        joined = word.sleutel
        for n in range(at + 1, min(at + 3, len(self.woorden))):
            if self.kaal[self.woorden[n - 1].tot : self.woorden[n].van] not in ("-", "'"):
                break
            joined += self.woorden[n].sleutel
            yield joined, n + 1

    def begint(self, at: int) -> bool:
        """Whether a word begins a sentence."""
        before = self.kaal[: self.woorden[at].van].rstrip(" \"'(*_-\n\t")
        return not before or before[-1] in ".!?:"

    def past(self, naam: _Naam, at: int, then: int) -> int | None:
        """The word after a name of which the first part stands at `at`, the rest from `then`; None when it is not that name."""
        end = then + len(naam.delen) - 1
        if end > len(self.woorden) or any(
            self.woorden[n].sleutel != deel or not _TUSSEN.fullmatch(self.kaal, self.woorden[n - 1].tot, self.woorden[n].van)
            for n, deel in enumerate(naam.delen[1:], then)
        ):
            return None
        if naam.capital:
            own = [n for n in (at, *range(then, end)) if self.woorden[n].sleutel not in VERBINDERS] or [at]
            if not all(self.woorden[n].groot for n in own) or (naam.inside and len(own) == 1 and self.begint(own[0])):
                return None
        return end

    def kort(self) -> Iterator[tuple[int, int, str]]:
        """Runs of short words with a capital, as initials stand: where, and how it is written without blanks (`J.B.`, `Bo`)."""
        for first, word in enumerate(self.woorden):
            before = self.kaal[max(word.van - 2, 0) : word.van]
            if (before[-1:] in ("-", "_", "/", "@", "#", "'") and before[:1].isalnum()) or before.endswith(("@", "#")):
                continue
            for last in range(first, min(first + 4, len(self.woorden))):
                here = self.woorden[last]
                if not here.groot or here.tot - here.van > 2:
                    break
                if last > first and not re.fullmatch(r"\.[\s-]?|-", self.kaal[self.woorden[last - 1].tot : here.van]):
                    break
                end = here.tot + (self.kaal[here.tot : here.tot + 1] == ".")
                if re.match(r"[-_/@'][^\W_]", self.kaal[here.tot : here.tot + 2]):
                    continue
                yield word.van, end, "".join(self.kaal[word.van : end].split())


class _Kennis:
    """What is known of people, as far as the texts have words of it."""

    def __init__(self, session: Session, gelezen: Sequence[_Gelezen]) -> None:
        self._session = session
        self._sleutels = {sleutel for g in gelezen for at in range(len(g.woorden)) for sleutel, _ in g.hoofden(at)}
        self._index: _Index = {}
        self._kort: set[str] = set()
        for roepnaam in self._raken(Identiteit.roepnaam):
            self._roepnaam(roepnaam)
        for naam in self._raken(Identiteit.aanmelder_naam):
            self._volledig(naam, "aanmelder", achternaam=True)
        for address in self._raken(Identiteit.aanmelder_mail):
            self._leg(self._index, _Naam(tuple(_WOORD.findall(address.casefold())), "mailadres"))
        for naam in self._raken(Lid.naam):
            self._volledig(naam, "lid")
        for naam in self._raken(Aanwezigheid.gast):
            self._volledig(naam, "gast")
        self._codes = set(session.exec(select(Lid.code)))
        self._kort -= self._codes
        self._eigen = dict(self._van_casussen(sorted({g.tekst.casus for g in gelezen if g.tekst.casus is not None}, key=str)))

    def in_tekst(self, g: _Gelezen) -> list[tuple[int, int, str]]:
        """(from, to, what) in the text as it was written, in reading order; of what overlaps the longest."""
        own = self._eigen.get(g.tekst.casus, _NIETS) if g.tekst.casus is not None else _NIETS
        found = [*self._namen(g, own.namen), *((*m.span(), "mailadres") for m in _MAIL.finditer(g.kaal)), *self._nummer(g)]
        for van, tot, written in g.kort():
            bare = written.rstrip(".")
            if written in self._kort or bare in self._kort or (_letters(written) == own.letters and bare not in self._codes):
                found.append((van, tot, "roepnaam"))
        if g.tekst.casus is not None:
            found += _leeftijd(g, own)
        kept: list[tuple[int, int, str]] = []
        for van, tot, wat in sorted(found, key=lambda f: (f[0] - f[1], f[0])):
            if all(tot <= other[0] or van >= other[1] for other in kept):
                kept.append((van, tot, wat))
        return [(*g.plek(van, tot), wat) for van, tot, wat in sorted(kept)]

    def _namen(self, g: _Gelezen, own: _Index) -> Iterator[tuple[int, int, str]]:
        for at, word in enumerate(g.woorden):
            for sleutel, then in g.hoofden(at):
                genitive = then == at + 1 and sleutel != word.sleutel
                for naam in (*self._index.get(sleutel, ()), *own.get(sleutel, ())):
                    if genitive and (naam.wat != "roepnaam" or len(naam.delen) > 1):
                        continue
                    end = g.past(naam, at, then)
                    if end is not None:
                        yield word.van, g.woorden[end - 1].tot, naam.wat

    def _nummer(self, g: _Gelezen) -> Iterator[tuple[int, int, str]]:
        zonder = _DATUM.sub(lambda m: "," * len(m[0]), g.kaal)
        for match in _TELEFOON.finditer(zonder):
            yield *match.span(), "telefoonnummer"
        for match in _CIJFERS.finditer(zonder):
            digits = re.sub(r"\D", "", match[0])
            if digits in self._telefoons or any(digits[n : n + 9] in self._telefoons for n in range(len(digits) - 8)):
                yield *match.span(), "telefoonnummer"

    @cached_property
    def _telefoons(self) -> set[str]:
        """The last nine digits of each known number, and what it is without its area code."""
        known = self._session.exec(select(Identiteit.aanmelder_telefoon).where(col(Identiteit.aanmelder_telefoon).is_not(None)))
        digits = [re.sub(r"\D", "", _kaal(number or "")[0]) for number in known]
        return {d[-n:] for d in digits for n in (6, 7, 9) if len(d) >= n}

    def _raken(self, column: str | None) -> Iterator[str]:
        """What stands in a column, folded, where a text has a word of it."""
        kale = [_kaal(each or "")[0] for each in self._session.exec(select(column).where(col(column).is_not(None)).distinct())]
        lines = "\0".join(kale).casefold().translate(_BLANK).split("\0")  # all at once: thousands of calls would take as many times as long
        for kaal, line in zip(kale, lines, strict=bool(kale)):
            words = line.split() if line.isascii() else _WOORD.findall(line)
            if not (
                self._sleutels.isdisjoint({*words} - VERBINDERS)
                and "".join(words) not in self._sleutels
                and (("-" not in kaal and "'" not in kaal) or self._sleutels.isdisjoint(map(_aaneen, kaal.split())))
            ):
                yield kaal

    def _leg(self, index: _Index, naam: _Naam) -> None:
        if naam.delen and naam.delen[0] in self._sleutels:
            known = index.setdefault(naam.delen[0], [])
            if naam not in known:  # the same name of many is looked for once
                known.append(naam)

    def _roepnaam(self, kaal: str) -> None:
        for part in _EN.split(_BUITEN.sub("/", kaal)):
            delen = _delen(part)
            if _is_kort(part) or len("".join(delen)) <= 2:
                if delen:
                    written = "".join(part.split()) if _is_kort(part) else delen[0]
                    self._kort.add(written.upper() if "." in written else written[0].upper() + written[1:])
                continue
            self._heel(delen, "roepnaam")
            first = _delen(part.split()[0])
            if len("".join(first)) > 2 and len(first) < len(delen):
                self._heel(first, "roepnaam")
            for deel in delen[1:]:
                if len(deel) > 2 and deel not in VERBINDERS:
                    self._leg(self._index, _Naam((deel,), "roepnaam", capital=True))

    def _volledig(self, kaal: str, wat: str, *, achternaam: bool = False) -> None:
        """A name of a grown-up, and with `achternaam` also that alone; what stands behind it (organisation, profession) is left out."""
        for part in _EN.split(_BUITEN.split(kaal)[0]):
            delen = _delen(part)
            if len("".join(delen)) < 3:
                continue
            self._heel(delen, wat, inside=achternaam and len(delen) == 1)
            if achternaam and len(delen) > 1:
                last = delen if delen[0] in VERBINDERS and len(delen[0]) > 1 else delen[1:]  # a letter is an initial
                self._leg(self._index, _Naam(last, wat, capital=True, inside=last[-1] in GEWOON))
                for deel in last:
                    if len(deel) > 2 and deel not in VERBINDERS:
                        self._leg(self._index, _Naam((deel,), wat, capital=True, inside=deel in GEWOON))

    def _heel(self, delen: tuple[str, ...], wat: str, *, inside: bool = False) -> None:
        plain = all(deel in GEWOON or deel in VERBINDERS for deel in delen)
        self._leg(self._index, _Naam(delen, wat, capital=plain, inside=inside))
        if len(delen) > 1:
            self._leg(self._index, _Naam(("".join(delen),), wat))

    def _van_casussen(self, ids: Sequence[UUID]) -> Iterator[tuple[UUID, _Eigen]]:
        for first in range(0, len(ids), 500):
            query = (
                select(Casus, Identiteit.roepnaam)
                .join(Identiteit, col(Identiteit.casus) == Casus.id, isouter=True)
                .where(col(Casus.id).in_(ids[first : first + 500]))
            )
            for casus, called in self._session.exec(query):
                index: _Index = {}
                known = GEMEENTE.codes.get(casus.gemeente or "")
                for word in (known.label, *known.spellings) if known is not None and known.code not in ("ONB", "BUITEN") else ():
                    delen = _delen(_kaal(word)[0])
                    self._leg(index, _Naam(delen, "gemeente"))
                    for deel in delen if "-" in word else ():
                        self._leg(index, _Naam((deel,), "gemeente", capital=True))
                plain = _kaal(called or "")[0]
                year, day = casus.geboortejaar, casus.datum_aanmelding
                yield casus.id, _Eigen(index, _letters(plain) if _is_kort(plain) else "", year, day.year - year if day and year else None)


def _leeftijd(g: _Gelezen, own: _Eigen) -> Iterator[tuple[int, int, str]]:
    for match in _LEEFTIJD.finditer(g.kaal):
        if match[3]:
            years = int(match[1]) if match[1].isdigit() else _GETALLEN.index(match[1].casefold())
            if years > _OUDST or (years <= _OOK_DUUR and (own.leeftijd is None or abs(years - own.leeftijd) > 1)):
                continue
        yield *match.span(), "leeftijd"
    if own.leeftijd is not None:
        for match in _KAAL_GETAL.finditer(g.kaal):
            if abs(int(match[1]) - own.leeftijd) <= 1:
                yield *match.span(1), "leeftijd"
    if own.jaar is not None:
        for match in re.finditer(rf"(?<!\d){own.jaar}(?!\d)|'{own.jaar % 100:02d}(?!\d)", g.kaal):
            yield *match.span(), "geboortejaar"


def _kaal(tekst: str) -> tuple[str, Sequence[int]]:
    """A text without accents and unseen signs, with one kind of hyphen and apostrophe; and where each sign of it stood."""
    if tekst.isascii():
        return tekst, range(len(tekst))
    letters: list[str] = []
    places: list[int] = []
    for at, sign in enumerate(tekst):
        for letter in sign if sign.isascii() else unicodedata.normalize("NFKD", sign.translate(_GELIJK)).translate(_GELIJK):
            if letter.isascii() or (not (category := unicodedata.category(letter)).startswith("M") and category != "Cf"):
                letters.append(letter)
                places.append(at)
    return "".join(letters), places


def _delen(kaal: str) -> tuple[str, ...]:
    """The parts of a name, without what is none; from the name of an organisation on nothing is."""
    found: list[str] = []
    for word in _WOORD.findall(kaal.casefold()):
        if word in ORGANISATIE:
            break
        if word not in GEEN_NAAM and not word.isdigit():
            found.append(word)
    while len(found) > 1 and found[-1] in VERBINDERS:
        found.pop()
    return tuple(found)


def _is_kort(kaal: str) -> bool:
    """Whether a roepnaam is initials, or of one or two letters: too short to be looked for in another form."""
    words = _WOORD.findall(kaal)
    return 0 < len("".join(words)) <= 2 or (len(words) > 1 and all(len(word) == 1 for word in words))


def _letters(written: str) -> str:
    return "".join(_WOORD.findall(written)).upper()


def _aaneen(kaal: str) -> str:
    """Names without what joins them."""
    return "".join(_WOORD.findall(kaal.casefold()))


def _geen_code(match: re.Match[str]) -> str:
    """Nothing where a casuscode stands: its letters are drawn, and can spell a name."""
    tail = match[0][3:]
    drawn = any(sign.isdigit() for sign in tail) or (tail.isupper() and casuscode.is_valid(casuscode.normal(match[0])))
    return " " * len(match[0]) if drawn else match[0]
