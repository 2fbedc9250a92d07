"""Finding the heading row and what each column holds, in the words that teams use, or as a file of their own says."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Sequence
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


@dataclass(frozen=True, slots=True)
class Indeling:
    """What a team says of its own workbook: the sheet, the row of the headings (1-based), and heading -> field (None: left out)."""

    blad: str | None = None
    koprij: int | None = None
    kolommen: dict[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Kolom:
    """One column: its place (0-based), its heading as it stands there, and the field that it fills (None: nobody knows it)."""

    plaats: int
    kop: str
    veld: Veld | None


@dataclass(frozen=True, slots=True)
class Kop:
    """A heading row: its number on the sheet (1-based), the columns that are read, and what there is to say of the others."""

    rij: int
    kolommen: tuple[Kolom, ...]
    meldingen: tuple[str, ...] = ()

    def heeft(self, veld: str) -> bool:
        """Whether a column fills this field."""
        return any(k.veld is not None and k.veld.naam == veld for k in self.kolommen)


def lees_indeling(path: Path) -> Indeling:
    """Read an `indeling`: `blad`, `koprij`, and a table `[kolommen]` of heading = "field" ("-" leaves a column out). Raises Refused."""
    how = 'Schrijf bijvoorbeeld:  koprij = 3  en onder [kolommen]  "Datum binnen" = "datum_aanmelding".'
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError:
        raise Refused("De indeling is niet gevonden of kan niet worden gelezen.", "Kijk of de naam van het bestand klopt.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        raise Refused("De indeling is geen geldig TOML-bestand.", how) from None
    if unknown := [k for k in content if k not in ("blad", "koprij", "kolommen")]:
        raise Refused(f"De indeling kent “{shorten(unknown[0], 30)}” niet; wel blad, koprij en kolommen.", how)
    blad, koprij, kolommen = content.get("blad"), content.get("koprij"), content.get("kolommen", {})
    if not (blad is None or isinstance(blad, str)) or not (koprij is None or (type(koprij) is int and koprij > 0)):
        raise Refused("In de indeling is blad een naam en koprij het nummer van een rij.", how)
    if not isinstance(kolommen, dict):
        raise Refused("In de indeling is [kolommen] een tabel van kop naar veld.", how)
    made: dict[str, str | None] = {}
    for kop, veld in kolommen.items():
        if not isinstance(veld, str) or (veld not in VELDEN and veld not in OVERSLAAN):
            raise Refused(
                f"De indeling noemt voor “{shorten(kop, 30)}” een veld dat niet bestaat: “{shorten(str(veld), 30)}”.",
                f"Kies uit {listed(VELDEN, 'of')}; of - om de kolom over te slaan.",
            )
        made[kop] = None if veld in OVERSLAAN else veld
    return Indeling(blad, koprij, made)


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
        return _kop(rijen, indeling.koprij - 1, indeling) if indeling.koprij <= len(rijen) else None
    best, score = None, 1
    for at, row in enumerate(rijen[:KOP_BINNEN]):
        if sum(isinstance(c, str) and bool(c) for c in row) <= score:
            continue
        named = {v.naam for c in row if (k := _as_heading(c)) and (v := _named(k, indeling))}
        if len(named) > score and "datum_aanmelding" in named:
            best, score = at, len(named)
    return None if best is None else _kop(rijen, best, indeling)


def _named(kop: str, indeling: Indeling) -> Veld | None:
    own = {sleutel(k): v for k, v in indeling.kolommen.items()}
    if sleutel(kop) in own:
        naam = own[sleutel(kop)]
        return VELDEN[naam] if naam else None
    return _veld_van(kop)


def _kop(rijen: Sequence[Sequence[Cel]], at: int, indeling: Indeling) -> Kop:
    row = rijen[at]
    own = {sleutel(k) for k in indeling.kolommen}
    by_hand = {sleutel(k) for k, v in indeling.kolommen.items() if v is not None}
    seen: dict[str, str] = {}
    kolommen: list[Kolom] = []
    meldingen: list[str] = []
    filled = _filled(rijen, at)
    # A column that the team's own file names goes before one that only looks like the same field.
    claimed = {v.naam for c in row if (k := _as_heading(c)) and sleutel(k) in by_hand and (v := _named(k, indeling))}
    for place in range(max(len(row), max(filled, default=-1) + 1)):
        kop = _as_heading(row[place]) if place < len(row) else ""
        short = shorten(kop, 40)
        if not kop:
            if place in filled:
                meldingen.append(f"Kolom {_letters(place)} heeft geen kop en is niet overgenomen.")
            continue
        veld = _named(kop, indeling)
        if veld is not None and (veld.naam in seen or (veld.naam in claimed and sleutel(kop) not in by_hand)):
            first = seen.get(veld.naam, "een kolom uit de indeling")
            meldingen.append(f"De kolom “{short}” is niet overgenomen: {veld.label} komt al uit {first}.")
        elif veld is not None:
            seen[veld.naam] = f"“{short}”"
            kolommen.append(Kolom(place, kop, veld))
        elif sleutel(kop) in map(sleutel, NOOIT):
            meldingen.append(f"De kolom “{short}” is niet overgenomen: dit gegeven bewaart het programma niet.")
        elif sleutel(kop) not in own:
            meldingen.append(f"De kolom “{short}” is niet herkend en niet overgenomen{_looks_like(kop)}.")
    there = Counter(sleutel(_as_heading(c)) for c in row)
    missing = [k for k in indeling.kolommen if not there[sleutel(k)]]
    meldingen += [f"De kolom “{shorten(k, 40)}” uit de indeling staat niet op dit blad." for k in missing]
    return Kop(at + 1, tuple(kolommen), tuple(meldingen))


def _filled(rijen: Sequence[Sequence[Cel]], at: int) -> set[int]:
    """Columns with something in them below the heading."""
    width = max((len(r) for r in rijen[at:]), default=0)
    heading = rijen[at]
    nameless = [c for c in range(width) if c >= len(heading) or not _as_heading(heading[c])]
    return {c for c in nameless if any(c < len(r) and not is_leeg(r[c]) for r in rijen[at + 1 :])}


def _looks_like(kop: str) -> str:
    # Imported here: only a heading that nobody knows needs it.
    from rapidfuzz import fuzz, process

    best = process.extractOne(sleutel(kop), [k for k in _gewone_koppen() if len(k) > 3], scorer=fuzz.ratio, score_cutoff=75)
    return f"; lijkt op {_gewone_koppen()[best[0]].label}" if best else ""


def _letters(place: int) -> str:
    """The name that a spreadsheet gives a column: A, B, … AA."""
    name, number = "", place + 1
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name


def kies_blad(bladen: Sequence[Blad], indeling: Indeling) -> tuple[Blad, Kop, list[str]]:
    """The sheet to read, its heading row, and what there is to say of the other sheets.

    The sheet that `indeling.blad` names; else, of the visible ones, that with the best heading row (the first of equals). Raises Refused.
    """
    wanted = indeling.blad
    if wanted is not None:
        named = [b for b in bladen if b.naam.strip().casefold() == wanted.strip().casefold()]
        if not named:
            names = listed([f"“{shorten(b.naam, 31)}”" for b in bladen if b.naam], "of")
            hint = f"Kies {names}." if names else "Een csv-bestand heeft geen bladen; laat het weg."
            raise Refused(f"Het blad “{shorten(wanted, 31)}” is er niet.", hint)
        candidates = named
    else:
        candidates = [b for b in bladen if not b.verborgen] or list(bladen)
    found = [(b, kop) for b in candidates if (kop := zoek_kop(b.rijen, indeling)) is not None and kop.heeft("datum_aanmelding")]
    if not found:
        raise Refused(
            "Er is geen rij met koppen gevonden waarin de datum van aanmelding en nog een bekende kolom staan.",
            "Zet boven de kolommen koppen zoals Datum aanmelding, Verwijzer en Woonplaats, of wijs ze aan met een indeling.",
        )
    best = max(found, key=lambda f: len(f[1].kolommen))
    others = [b.naam for b, kop in found if b is not best[0] and b.naam and len(b.rijen) > kop.rij]
    notes = [f"Blad “{shorten(o, 31)}” heeft ook koppen maar is niet gelezen; lees het apart door het te noemen." for o in others]
    return best[0], best[1], notes
