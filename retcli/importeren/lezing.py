"""From a file to recognised rows, refusals and warnings: the pure half of the import, for the command and for a preview alike."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from ..errors import Refused
from ..text import free
from . import waarden as w
from .bestand import Blad, Cel
from .kolommen import Kolom, Kop
from .velden import VELDEN

Waarde = str | int | bool | list[str] | None
"""A field as `herkomst.waarden` keeps it: a code or text, a date as ISO text, a year, yes or no, a sorted list of codes, or nothing."""

Voortgang = Callable[[int, int], None]
"""Told now and then how far a long book is: rows done, rows in all. What it raises ends the work; nothing is stored then."""

STAP = 100
"""Rows between two tellings."""


def niemand(gedaan: int, totaal: int) -> None:
    """Nobody is told."""


VANZELF: dict[str, Waarde] = {"gemeente": "ONB", "kanaal": "IMPORT", "grondslag_status": "NIETVAST"}
"""What a casus gets for a cell that is empty or not recognised, or where there is no such column."""

_TOTAL = re.compile(r"(?:eind|sub|jaar)?totaa?l|som\b|aantal\b|gemiddelde?\b", re.IGNORECASE)
_MAX_NUMMER = 40


@dataclass(frozen=True, slots=True)
class Afwijzing:
    """A row that is not taken over, by its number on the sheet (1-based), and why."""

    rij: int
    reden: str


@dataclass(frozen=True, slots=True)
class Waarschuwing:
    """Something to look at in a row (1-based); what concerns a column stands at the row of the headings."""

    rij: int
    melding: str


@dataclass(frozen=True, slots=True)
class Rij:
    """A row that can be taken over.

    `waarden` holds the fields that the sheet has and that were recognised in this row (None for an empty cell): what is not in it says
    nothing. `identiteit` never goes into `waarden`. `nummer` is the sheet's own, None without one.
    """

    rij: int
    nummer: str | None
    waarden: dict[str, Waarde]
    identiteit: dict[str, str]

    @property
    def datum(self) -> str:
        """ISO date of the aanmelding."""
        return str(self.waarden["datum_aanmelding"])


@dataclass(frozen=True, slots=True)
class Lezing:
    """What a sheet says. `gelezen` counts rows with something in them; blank rows and totals are none."""

    blad: str
    kop: Kop
    gelezen: int
    rijen: tuple[Rij, ...]
    afgewezen: tuple[Afwijzing, ...]
    waarschuwingen: tuple[Waarschuwing, ...]


def herken(blad: Blad, kop: Kop, vandaag: date, notes: Sequence[str] = (), voortgang: Voortgang = niemand) -> Lezing:
    """Recognise the rows below a heading row, which has a date; `notes` are warnings that are known already."""
    reader = _Lezer(kop, vandaag)
    for at, cells in enumerate(blad.rijen[kop.rij :], kop.rij + 1):
        if at % STAP == 0:
            voortgang(at, len(blad.rijen))
        reader.row(at, cells)
    told = [Waarschuwing(kop.rij, melding) for melding in (*notes, *kop.meldingen)]
    return Lezing(blad.naam, kop, reader.gelezen, tuple(reader.rijen), tuple(reader.afgewezen), (*told, *reader.waarschuwingen))


class _Lezer:
    """Reads row after row; what one column's word means is worked out once."""

    def __init__(self, kop: Kop, vandaag: date) -> None:
        self.kolommen = [(k, k.veld) for k in kop.kolommen if k.veld is not None]
        self.places = [k.plaats for k in kop.kolommen]
        self.koppen = [k.kop for k in kop.kolommen]
        self.vandaag = vandaag
        self.m = w.m_is(part for k, v in self.kolommen if v.soort == "geslacht" for part in re.split(r"[()\[\]]", k.kop))
        self.known: dict[tuple[str, type[Cel], Cel], tuple[dict[str, Waarde], list[str]]] = {}
        self.numbers: dict[str, int] = {}
        self.gelezen = 0
        self.rijen: list[Rij] = []
        self.afgewezen: list[Afwijzing] = []
        self.waarschuwingen: list[Waarschuwing] = []
        self.readers: dict[str, Callable[[Kolom, Cel], tuple[dict[str, Waarde], list[str]]]] = {
            "code": self._code,
            "codes": self._codes,
            "problematiek": self._problematiek,
            "geslacht": self._geslacht,
            "vlag": self._vlag,
            "datum": self._datum,
        }

    def row(self, at: int, cells: Sequence[Cel]) -> None:
        """Read one row: skip it, refuse it, or keep it."""
        if self._nothing(cells):
            return
        self.gelezen += 1
        values: dict[str, Waarde] = {}
        identity: dict[str, str] = {}
        notes: list[str] = []
        wrong: list[str] = []
        number: str | None = None
        year: Cel = ""
        for kolom, veld in self.kolommen:
            cel = cells[kolom.plaats] if kolom.plaats < len(cells) else ""
            if veld.naam == "datum_aanmelding":
                self._aanmelding(cel, values, wrong)
            elif veld.soort == "nummer":
                number = self._number(cel, notes)
            elif veld.soort == "jaar":
                year = cel
            elif veld.soort in ("tekst", "regel", "identiteit"):
                text = self._text(kolom, cel, notes, wrong)
                if veld.soort != "identiteit":
                    values[veld.naam] = text
                elif text:
                    identity[veld.naam] = text
            else:
                self._merge(values, notes, self._recognised(kolom, cel))
        if not wrong:
            self._year(year, values, notes, wrong)
        if not wrong and number is not None:
            self._once(at, number, str(values["datum_aanmelding"])[:4], wrong)
        if wrong:
            self.afgewezen.append(Afwijzing(at, " ".join(wrong)))
            return
        self._doubts(values, notes)
        self.rijen.append(Rij(at, number, values, identity))
        self.waarschuwingen += [Waarschuwing(at, note) for note in dict.fromkeys(notes)]

    def _nothing(self, cells: Sequence[Cel]) -> bool:
        """Whether a row holds no aanmelding: blank, a total, a bare number that was filled in ahead, or the headings once more."""
        filled = [(v, c) for k, v in self.kolommen if k.plaats < len(cells) and not w.is_leeg(c := cells[k.plaats])]
        if not filled or (len(filled) == 1 and filled[0][0].soort == "nummer" and w.tekst(filled[0][1]).isdigit()):
            return True
        first = next(c for c in cells if not w.is_leeg(c))
        if isinstance(first, str) and _TOTAL.match(first.strip()):
            day = next((c for v, c in filled if v.naam == "datum_aanmelding"), "")
            return not isinstance(day, (date, str)) or w.is_leeg(day) or day == first
        return [" ".join(w.tekst(cells[p]).split()) if p < len(cells) else "" for p in self.places] == self.koppen

    @staticmethod
    def _merge(values: dict[str, Waarde], notes: list[str], found: tuple[dict[str, Waarde], list[str]]) -> None:
        for naam, value in found[0].items():
            before = values.get(naam)
            values[naam] = sorted({*before, *value}) if isinstance(before, list) and isinstance(value, list) else value
        notes += found[1]

    def _recognised(self, kolom: Kolom, cel: Cel) -> tuple[dict[str, Waarde], list[str]]:
        assert kolom.veld is not None
        key = (kolom.veld.naam, type(cel), cel)
        if key not in self.known:
            self.known[key] = self.readers[kolom.veld.soort](kolom, cel)
        return self.known[key]

    # --- kinds of columns

    def _code(self, kolom: Kolom, cel: Cel) -> tuple[dict[str, Waarde], list[str]]:
        assert kolom.veld is not None
        assert kolom.veld.lijst is not None
        naam = kolom.veld.naam
        try:
            found = w.code(kolom.veld.lijst, cel, kolom.veld.label)
        except w.Onherkend as error:
            return {}, [error.melding]
        return {naam: VANZELF.get(naam) if found is None else found}, []

    def _codes(self, kolom: Kolom, cel: Cel) -> tuple[dict[str, Waarde], list[str]]:
        assert kolom.veld is not None
        assert kolom.veld.lijst is not None
        found, unknown = w.codes(kolom.veld.lijst, cel, kolom.veld.label)
        return {kolom.veld.naam: sorted(found)}, unknown

    def _problematiek(self, kolom: Kolom, cel: Cel) -> tuple[dict[str, Waarde], list[str]]:
        first, others, unknown, known = w.problematiek(cel, "Problematiek")
        made: dict[str, Waarde] = {"bijkomend": sorted(others)}
        if known:
            made["problematiek"] = first
        return made, unknown

    def _geslacht(self, kolom: Kolom, cel: Cel) -> tuple[dict[str, Waarde], list[str]]:
        try:
            return {"geslacht": w.geslacht(cel, self.m, "Geslacht")}, []
        except w.Onherkend as error:
            return {}, [error.melding]

    def _vlag(self, kolom: Kolom, cel: Cel) -> tuple[dict[str, Waarde], list[str]]:
        assert kolom.veld is not None
        try:
            return {kolom.veld.naam: w.vlag(cel, kolom.veld.label)}, []
        except w.Onherkend as error:
            return {}, [error.melding]

    def _datum(self, kolom: Kolom, cel: Cel) -> tuple[dict[str, Waarde], list[str]]:
        assert kolom.veld is not None
        try:
            found = w.datum(cel, self.vandaag, kolom.veld.label)
        except w.Onherkend as error:
            return {}, [f"{error.melding} Het veld is leeg gelaten."]
        return {kolom.veld.naam: found.isoformat() if found else None}, []

    def _aanmelding(self, cel: Cel, values: dict[str, Waarde], wrong: list[str]) -> None:
        try:
            found = w.datum(cel, self.vandaag, "De datum van aanmelding")
        except w.Onherkend as error:
            wrong.append(error.melding)
            return
        if found is None:
            wrong.append("Er is geen datum van aanmelding.")
        else:
            values["datum_aanmelding"] = found.isoformat()

    def _year(self, cel: Cel, values: dict[str, Waarde], notes: list[str], wrong: list[str]) -> None:
        if not any(v.soort == "jaar" for _, v in self.kolommen):
            return
        try:
            found, whole = w.geboortejaar(cel, "Geboortejaar")
        except w.Onherkend as error:
            notes.append(error.melding)
            return
        day = date.fromisoformat(str(values["datum_aanmelding"]))
        if found is not None and not w.past_bij(found, day):
            wrong.append(f"Geboortejaar {found} kan niet bij een aanmelding in {day.year}.")
        if whole:
            notes.append("Van de geboortedatum is alleen het jaar overgenomen.")
        values["geboortejaar"] = found

    def _text(self, kolom: Kolom, cel: Cel, notes: list[str], wrong: list[str]) -> str | None:
        assert kolom.veld is not None
        if cel == "":
            return None
        text = w.tekst(cel)
        if kolom.veld.naam == "aanmelder_telefoon" and not isinstance(cel, str) and re.fullmatch(r"[1-9]\d{8}", text):
            text = "0" + text  # a spreadsheet drops the first nought of a number
        try:
            return free(text, notes, lines=kolom.veld.soort == "tekst")
        except Refused as error:
            wrong.append(f"{kolom.veld.label}: {error.sentence()}")
            return None

    @staticmethod
    def _number(cel: Cel, notes: list[str]) -> str | None:
        """The sheet's own number, small and without blanks; one that may be a BSN is none."""
        if w.is_leeg(cel):
            return None
        found: list[str] = []
        text = free(w.tekst(cel), found, lines=False, limit=1_000_000)
        if found or text is None:
            notes.append("Het nummer van deze rij kan een BSN zijn en is niet bewaard.")
            return None
        return "".join(text.casefold().split())[:_MAX_NUMMER] or None

    def _once(self, at: int, number: str, year: str, wrong: list[str]) -> None:
        """Refuse a second row with the number of an earlier one of the same year: which of the two is meant can't be known."""
        before = self.numbers.setdefault(f"{year}:{number}", at)
        if before != at:
            wrong.append(f"Rij {before} heeft hetzelfde nummer. Geef elke aanmelding een eigen nummer.")

    @staticmethod
    def _doubts(values: dict[str, Waarde], notes: list[str]) -> None:
        """What is missing or doubtful in a row that is kept."""
        if isinstance(others := values.get("bijkomend"), list) and values.get("problematiek") in others:
            values["bijkomend"] = [c for c in others if c != values["problematiek"]]
        notes += [f"{VELDEN[naam].label} is leeg." for naam in ("aanmelder", "geboortejaar") if naam in values and values[naam] is None]
        closed, result = values.get("afsluiting_datum"), values.get("afsluiting_resultaat")
        if result and not closed:
            notes.append("Er is een resultaat maar geen afsluitdatum.")
        if isinstance(closed, str) and closed < str(values["datum_aanmelding"]):
            notes.append("De afsluitdatum ligt voor de aanmelding.")
        if values.get("besloten_op") and not values.get("besluit_route"):
            notes.append("Er is een datum van een besluit maar geen besluit; de datum is niet overgenomen.")
