"""Finding the heading row and what each column holds, in the words that teams use, or as the team itself says."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from ..errors import Refused
from ..text import listed, shorten
from .bestand import Blad, Cel
from .velden import NOOIT, VELDEN, Veld
from .waarden import is_leeg, sleutel

KOP_BINNEN = 200
"""Headings are looked for in the first so many rows."""


OVERSLAAN = ("", "-", "overslaan")
"""What an `indeling` says of a column that is left out on purpose."""

_BRACKETS = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_BY_LETTER = re.compile(r"kolom ([A-Z]{1,3})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Indeling:
    """What a team says of its own workbook: the sheet, the row of the headings (1-based), and heading -> field (None: left out).

    Row 0 is none: a sheet without headings. `kolom C` names a column that has no heading, or one that another column has too.
    """

    blad: str | None = None
    koprij: int | None = None
    kolommen: dict[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Kolom:
    """One column: its place (0-based), its heading as it stands there, and the field that it fills.

    `veld` is None for one that is not read; `waarom` then says why, and `nooit` that the program never keeps what is in it. `naam` is how
    an `Indeling` names it.
    """

    plaats: int
    kop: str
    veld: Veld | None
    waarom: str = ""
    nooit: bool = False
    naam: str = ""


@dataclass(frozen=True, slots=True)
class Kop:
    """A heading row: its number on the sheet (1-based), the columns that are read, what there is to say of the others, and those."""

    rij: int
    kolommen: tuple[Kolom, ...]
    meldingen: tuple[str, ...] = ()
    overige: tuple[Kolom, ...] = ()

    def heeft(self, veld: str) -> bool:
        """Whether a column fills this field."""
        return any(k.veld is not None and k.veld.naam == veld for k in self.kolommen)


def lees_indeling(path: Path) -> Indeling:
    """Read an `indeling`: `blad`, `koprij`, and a table `[kolommen]` of heading = "field" ("-" leaves a column out). Raises Refused."""
    try:
        return als_indeling(path.read_text(encoding="utf-8-sig"))
    except OSError:
        raise Refused("De indeling is niet gevonden of kan niet worden gelezen.", "Kijk of de naam van het bestand klopt.") from None
    except UnicodeDecodeError:
        raise Refused("De indeling is geen geldig TOML-bestand.", _HOW) from None


def als_indeling(toml: str) -> Indeling:
    """The `indeling` that a text says. Raises Refused."""
    how = _HOW
    try:
        content = tomllib.loads(toml)
    except tomllib.TOMLDecodeError:
        raise Refused("De indeling is geen geldig TOML-bestand.", how) from None
    if unknown := [k for k in content if k not in ("blad", "koprij", "kolommen")]:
        raise Refused(f"De indeling kent “{shorten(unknown[0], 30)}” niet; wel blad, koprij en kolommen.", how)
    blad, koprij, kolommen = content.get("blad"), content.get("koprij"), content.get("kolommen", {})
    if not (blad is None or isinstance(blad, str)) or not (koprij is None or (type(koprij) is int and koprij >= 0)):
        raise Refused("In de indeling is blad een naam en koprij het nummer van een rij.", how)
    if not isinstance(kolommen, dict):
        raise Refused("In de indeling is [kolommen] een tabel van kop naar veld.", how)
    return Indeling(blad, koprij, {kop: _chosen(kop, veld) for kop, veld in kolommen.items()})


def _chosen(kop: str, veld: object) -> str | None:
    """The name of the field that someone gives a column; None to leave it out. Raises Refused."""
    if not isinstance(veld, str) or (veld not in VELDEN and veld not in OVERSLAAN):
        raise Refused(
            f"De indeling noemt voor “{shorten(kop, 30)}” een veld dat niet bestaat: “{shorten(str(veld), 30)}”.",
            f"Kies uit {listed(VELDEN, 'of')}; of - om de kolom over te slaan.",
        )
    return None if veld in OVERSLAAN else veld


def lees_kolommen(woorden: Sequence[str]) -> dict[str, str | None]:
    """Columns as a command names them, `KOP=veld` each. Raises Refused."""
    made = {}
    for woord in woorden:
        kop, teken, veld = woord.rpartition("=")
        if not teken or not kop.strip():
            raise Refused(f"“{shorten(woord, 40)}” noemt geen kolom en een veld.", 'Schrijf bijvoorbeeld "Datum binnen=datum_aanmelding".')
        made[kop.strip()] = _chosen(kop, veld.strip())
    return made


def aangevuld(indeling: Indeling, *, blad: str | None, koprij: int | None, kolommen: Sequence[str]) -> Indeling:
    """An `indeling` with what a command says besides. Raises Refused."""
    if koprij is not None and koprij < 0:
        raise Refused("De rij van de koppen is een nummer vanaf 1, of 0 als er geen koppen zijn.")
    said = lees_kolommen(kolommen)
    kept = {kop: veld for kop, veld in indeling.kolommen.items() if sleutel(kop) not in set(map(sleutel, said))}
    return Indeling(indeling.blad if blad is None else blad, indeling.koprij if koprij is None else koprij, kept | said)


def als_toml(indeling: Indeling) -> str:
    """An `indeling` as the file that `lees_indeling` reads."""
    lines = [f"blad = {_quoted(indeling.blad)}"] if indeling.blad is not None else []
    lines += [f"koprij = {indeling.koprij}"] if indeling.koprij is not None else []
    lines += ["", "[kolommen]", *(f"{_quoted(kop)} = {_quoted(veld or '-')}" for kop, veld in indeling.kolommen.items())]
    return "\n".join(lines).lstrip("\n") + "\n"


def _quoted(word: str) -> str:
    """A TOML string: JSON's rules, and DEL besides."""
    return json.dumps(word, ensure_ascii=False).replace("\x7f", "\\u007f")


def vingerafdruk(koppen: Sequence[Cel]) -> str:
    """What a row of headings is known by, whatever their order; a digest, so that a heading that is no heading tells nothing."""
    words = sorted({sleutel(k) for c in koppen if (k := _as_heading(c))} - {""})
    return hashlib.sha256("\n".join(words).encode("utf-8", "replace")).hexdigest()[:16] if words else ""


def zoek_onthouden(bladen: Sequence[Blad], onthouden: Mapping[str, Indeling]) -> Indeling | None:
    """The `indeling` that was kept for headings such as these, with the sheet and the row where they stand now."""
    for blad in bladen if onthouden else ():
        for at, row in enumerate(blad.rijen[:KOP_BINNEN]):
            if not blad.verborgen and (known := onthouden.get(vingerafdruk(row))) is not None:
                return Indeling(blad.naam, at + 1, known.kolommen)
    return None


_HOW = 'Schrijf bijvoorbeeld:  koprij = 3  en onder [kolommen]  "Datum binnen" = "datum_aanmelding".'


@cache
def _gewone_koppen() -> dict[str, Veld]:
    found: dict[str, Veld] = {}
    for veld in VELDEN.values():
        for kop in (veld.naam, veld.label, *veld.koppen):
            found.setdefault(sleutel(kop) or kop, veld)
    return found


def _veld_van(kop: str) -> Veld | None:
    known = _gewone_koppen()
    for word in (kop, _BRACKETS.sub(" ", kop), *_BRACKETS.findall(kop)):
        if found := known.get(sleutel(word) or word.strip()):
            return found
    return None


def _as_heading(cel: Cel) -> str:
    """The heading in a cell; empty for what can't be one."""
    return " ".join(cel.split()) if isinstance(cel, str) and len(cel) <= 120 else ""


def zoek_kop(rijen: Sequence[Sequence[Cel]], indeling: Indeling | None = None) -> Kop | None:
    """The heading row: the one, among the first 200, whose cells name most different fields, at least two of which one is the date.

    None when there is none. With `indeling.koprij` that row is it.
    """
    indeling = indeling or Indeling()
    if indeling.koprij is not None:
        return kop_op(rijen, indeling.koprij, indeling) if indeling.koprij <= len(rijen) else None
    own = {sleutel(k): v for k, v in indeling.kolommen.items()}
    best, score = None, 1
    for at, row in enumerate(rijen[:KOP_BINNEN], 1):
        if sum(isinstance(c, str) and bool(c) for c in row) <= score:
            continue
        named = {v.naam for place, c in enumerate(row) if (v := _meant(place, _as_heading(c), own)[0])}
        if len(named) > score and "datum_aanmelding" in named:
            best, score = at, len(named)
    return None if best is None else kop_op(rijen, best, indeling)


def _meant(place: int, kop: str, own: Mapping[str, str | None]) -> tuple[Veld | None, bool]:
    """What a column would fill, and whether the team said so itself; `own` is by `sleutel`."""
    for name in (kop, letters_als_naam(place)):
        if name and sleutel(name) in own:
            naam = own[sleutel(name)]
            return (VELDEN[naam] if naam else None), True
    return (_veld_van(kop) if kop else None), False


def kop_op(rijen: Sequence[Sequence[Cel]], rij: int, indeling: Indeling) -> Kop:
    """The headings of a row (1-based; 0 is a sheet without them), each column with what it fills or why it is not read."""
    row: Sequence[Cel] = rijen[rij - 1] if rij else ()
    own = {sleutel(k): v for k, v in indeling.kolommen.items()}
    koppen = [_as_heading(c) for c in row]
    filled = _filled(rijen, rij, koppen)
    koppen += [""] * (max(filled, default=-1) + 1 - len(koppen))
    twice = {k for k, n in Counter(map(sleutel, koppen)).items() if n > 1}
    seen: dict[str, str] = {}
    kolommen: list[Kolom] = []
    overige: list[Kolom] = []
    meldingen: list[str] = []
    meant = [_meant(place, kop, own) for place, kop in enumerate(koppen)]
    # A column that the team itself names goes before one that only looks like the same field.
    claimed = {veld.naam for veld, by_hand in meant if veld and by_hand}
    for place, (kop, (veld, by_hand)) in enumerate(zip(koppen, meant, strict=True)):
        short = f"“{shorten(kop, 40)}”" if kop else letters(place)
        naam = kop if kop and sleutel(kop) not in twice and not _BY_LETTER.fullmatch(kop) else letters_als_naam(place)
        nooit = _nooit(kop)
        if veld is not None and not nooit and veld.naam not in seen and (by_hand or veld.naam not in claimed):
            seen[veld.naam] = short if kop else f"kolom {short}"
            kolommen.append(Kolom(place, kop, veld, naam=naam))
            continue
        if not kop and place not in filled:
            continue
        why = "geen kop"
        if nooit:
            why = "bewaart het programma niet"
            meldingen.append(f"De kolom {short} is niet overgenomen: dit gegeven bewaart het programma niet.")
        elif veld is not None:
            first = seen.get(veld.naam, "een kolom uit de indeling")
            why = f"{veld.label} komt al uit {first}"
            meldingen.append(f"De kolom {short} is niet overgenomen: {veld.label} komt al uit {first}.")
        elif by_hand:
            why = "weggelaten"
        elif kop:
            why = f"niet herkend{_looks_like(kop)}"
            meldingen.append(f"De kolom {short} is niet herkend en niet overgenomen{_looks_like(kop)}.")
        elif rij:
            meldingen.append(f"Kolom {short} heeft geen kop en is niet overgenomen.")
        overige.append(Kolom(place, kop, None, why, nooit, naam))
    there = {sleutel(k) for k in koppen} | {sleutel(letters_als_naam(p)) for p in range(len(koppen))}
    missing = [k for k in indeling.kolommen if sleutel(k) not in there]
    meldingen += [f"De kolom “{shorten(k, 40)}” uit de indeling staat niet op dit blad." for k in missing]
    return Kop(rij, tuple(kolommen), tuple(meldingen), tuple(overige))


def _nooit(kop: str) -> bool:
    return sleutel(kop) in {sleutel(k) for k in NOOIT}


def _filled(rijen: Sequence[Sequence[Cel]], rij: int, koppen: Sequence[str]) -> set[int]:
    """Columns without a heading that hold something below it."""
    width = max((len(r) for r in rijen[rij:]), default=0)
    nameless = [c for c in range(width) if c >= len(koppen) or not koppen[c]]
    return {c for c in nameless if any(c < len(r) and not is_leeg(r[c]) for r in rijen[rij:])}


def _looks_like(kop: str) -> str:
    # Imported here: only a heading that nobody knows needs it.
    from rapidfuzz import fuzz, process

    best = process.extractOne(sleutel(kop), [k for k in _gewone_koppen() if len(k) > 3], scorer=fuzz.ratio, score_cutoff=75)
    return f"; lijkt op {_gewone_koppen()[best[0]].label}" if best else ""


def letters(place: int) -> str:
    """The name that a spreadsheet gives a column: A, B, … AA."""
    name, number = "", place + 1
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name


def letters_als_naam(place: int) -> str:
    """How an `Indeling` names a column by its letters."""
    return f"kolom {letters(place)}"


def _bladen(bladen: Sequence[Blad], wanted: str | None) -> list[Blad]:
    """The sheets that may be meant: the one that is named, else the visible ones. Raises Refused."""
    if wanted is None:
        return [b for b in bladen if not b.verborgen] or list(bladen)
    named = [b for b in bladen if b.naam.strip().casefold() == wanted.strip().casefold()]
    if not named:
        names = listed([f"“{shorten(b.naam, 31)}”" for b in bladen if b.naam], "of")
        hint = f"Kies {names}." if names else "Een csv-bestand heeft geen bladen; laat het weg."
        raise Refused(f"Het blad “{shorten(wanted, 31)}” is er niet.", hint)
    return named


def wijs_aan(bladen: Sequence[Blad], indeling: Indeling) -> tuple[Blad, Kop]:
    """A sheet and heading row to begin with where `kies_blad` finds none: the first row that is most of all words; to be set right by hand.

    Raises Refused when the sheet isn't there or nothing is on it.
    """
    best: tuple[int, int, Blad, Kop] | None = None
    for blad in _bladen(bladen, indeling.blad):
        for at, row in enumerate(blad.rijen[:KOP_BINNEN], 1):
            words = sum(bool(_as_heading(c)) and not str(c).isdigit() for c in row)
            if indeling.koprij in (None, at) and (best is None or words > best[0]) and any(map(_says, row)):
                best = (words, at, blad, Kop(at, ()))
        if indeling.koprij == 0 and blad.rijen and best is None:
            best = (0, 0, blad, Kop(0, ()))
    if best is None:
        raise _empty() if indeling.koprij is None else Refused("Die rij is er niet, of er staat niets op.", "Kies een andere rij.")
    return best[2], kop_op(best[2].rijen, best[1], indeling)


def _says(cel: Cel) -> bool:
    """Whether a cell says something: more than signs between cells, as a csv that is cut wrongly has."""
    return not is_leeg(cel) and (not isinstance(cel, str) or any(c.isalnum() for c in cel))


def _empty() -> Refused:
    return Refused("Er staat niets in dit bestand.", "Kies het bestand waarin de aanmeldingen staan.")


def kies_blad(bladen: Sequence[Blad], indeling: Indeling) -> tuple[Blad, Kop, list[str]]:
    """The sheet to read, its heading row, and what there is to say of the other sheets.

    The sheet that `indeling.blad` names; else, of the visible ones, that with the best heading row (the first of equals). Raises Refused.
    """
    candidates = _bladen(bladen, indeling.blad)
    found = [(b, kop) for b in candidates if (kop := zoek_kop(b.rijen, indeling)) is not None and kop.heeft("datum_aanmelding")]
    if not found and not any(not is_leeg(c) for b in candidates for r in b.rijen for c in r):
        raise _empty()
    if not found:
        raise Refused(
            "Er is geen rij met koppen gevonden waarin de datum van aanmelding en nog een bekende kolom staan.",
            "Zet boven de kolommen koppen zoals Datum aanmelding, Verwijzer en Woonplaats, of wijs ze aan met een indeling.",
        )
    best = max(found, key=lambda f: len(f[1].kolommen))
    others = [b.naam for b, kop in found if b is not best[0] and b.naam and len(b.rijen) > kop.rij]
    notes = [f"Blad “{shorten(o, 31)}” heeft ook koppen maar is niet gelezen; lees het apart door het te noemen." for o in others]
    return best[0], best[1], notes
