"""Rows, fields and values of the tables in words: what something is about, what a field is called, what is in it.

For wherever the journal is shown to people; the screens that show a casus have words of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session, SQLModel

from db.clean import clean
from db.codes import LIJSTEN
from db.sync.audit import Shown
from db.sync.schema import GROUPS

from . import clock, text

LEEG = "(leeg)"
_VELDEN = {
    ("casus", "datum_aanmelding"): "aangemeld op",
    ("casus", "kanaal"): "aangemeld via",
    ("casus", "aanmelder_organisatie"): "organisatie van de aanmelder",
    ("casus", "woonsituatie"): "woont",
    ("casus", "dreigende_uhp"): "dreigt uithuisplaatsing",
    ("casus", "wens_naar_huis"): "wil naar huis",
    ("casus", "soort"): "soort aanmelding",
    ("casus", "gezin"): "broer of zus",
    ("casus", "in_monitor"): "in de monitor",
    ("casus", "in_monitor_op"): "in de monitor op",
    ("casus", "enjo_betrokken"): "ENJO betrokken",
    ("casus", "zienswijze"): "zienswijze van het gezin",
    ("casus", "grondslag"): "grondslag voor delen",
    ("samenvoeging", "casus"): "samengevoegd met",
    ("lid", "code"): "korte naam",
    ("lid", "actief_van"): "lid vanaf",
    ("lid", "actief_tot"): "lid tot en met",
    ("afwezigheid", "tot"): "tot en met",
    ("overleg", "gestart_op"): "begonnen",
    ("overleg", "gesloten_op"): "gesloten",
    ("overleg", "afgelast_reden"): "afgelast, want",
    ("overleg", "volgende_datum"): "datum van het volgende overleg",
    ("agendapunt", "volgorde"): "plaats op de agenda",
    ("agendapunt", "besproken_op"): "besproken",
    ("actie", "vervaldatum"): "voor",
    ("actie", "eigenaar_rol"): "wie (rol)",
    ("actie", "omschrijving"): "wat",
    ("besluit", "besloten_op"): "datum van het besluit",
    ("besluit", "genomen_op"): "opgeschreven",
    ("inzet", "inzet_planning"): "planning",
    ("inzet", "duo_keuze"): "keuze van het duo",
    ("inzet", "uhp"): "uithuisplaatsing",
    ("inzet_lid", "tot"): "tot en met",
    ("vaststelling", "inhoud"): "notulen zoals ze zijn vastgesteld",
    ("herkomst", "waarden"): "wat er in het werkboek stond",
    ("eigen_code", "label"): "woorden",
    ("wissing", "op"): "gewist op",
    ("wissing", "lid"): "gewist door",
    ("wissing", "opdracht"): "wat er gewist is",
}
"""Fields whose column does not say it; of a group the group."""
_LEDEN = {
    "besluit_datum": "uiterlijk",
    "besluit_eigenaar": "wie",
    "grondslag_wie": "van",
    "grondslag_bereik": "voor",
    "grondslag_datum": "vastgelegd op",
    "grondslag_ingetrokken": "ingetrokken op",
    "afsluiting_woonsituatie_eind": "woont",
    "afsluiting_overgedragen_aan": "overgedragen aan",
    "inzet_planning_verwacht_einde": "verwacht einde",
    "duo_keuze_plaats": "plaats in het voorstel",
    "duo_keuze_voorstel": "voorgesteld was",
    "opdracht_rijen": "regels",
    "opdracht_plekken": "losse waarden",
    "opdracht_handtekening": "handtekening van het team",
}
"""Members of a group, within it."""
_TABELLEN = {
    "casus_problematiek": ("bijkomende problematiek", "problematiek"),
    "casus_problematiek_ouders": ("problematiek van de ouders", "problematiek_ouders"),
    "casus_knelpunt": ("knelpunt", "knelpunt"),
    "casus_enjo": ("ENJO", "enjo"),
    "interventie": ("interventie", "actie_ret"),
}
"""Rows that say one code of a casus, and its list."""
Rij = Mapping[str, Any]


def veld(table: str, cell: str) -> str:
    """What a field is called."""
    return _VELDEN.get((table, cell), cell.replace("_", " "))


def _line(name: object) -> str:
    """A name from elsewhere, which no form has looked at, as part of a line."""
    return clean(str(name), lines=False).text


class Woorden:
    """Words about rows, read as they are asked for, each once."""

    def __init__(self, session: Session) -> None:
        self._cursor: Any = session.connection().connection.cursor()
        self._rows: dict[tuple[str, bytes], Rij | None] = {}

    def rij(self, table: str, row: UUID | bytes | None) -> Rij:
        """A row as the database holds it; nothing of one that is not there."""
        if row is None:
            return {}
        key = table, row.bytes if isinstance(row, UUID) else row
        if key not in self._rows:
            found = self._cursor.execute(f'SELECT * FROM "{table}" WHERE id = ?', (key[1],))
            names = [column[0] for column in found.description]
            values = found.fetchone()
            self._rows[key] = dict(zip(names, values, strict=True)) if values else None
        return self._rows[key] or {}

    # --- who and where

    def lid(self, lid: UUID | bytes | None) -> str:
        """The name of a member."""
        row = self.rij("lid", lid)
        return _line(row.get("naam") or row.get("code") or "iemand")

    def kort(self, lid: UUID | bytes | None) -> str:
        """The short name of a member."""
        row = self.rij("lid", lid)
        return _line(row.get("code") or row.get("naam") or "iemand")

    def laptop(self, device: bytes) -> str:
        """The name of the laptop with this key."""
        from db.sync.registry import apparaat_id

        row = self.rij("apparaat", apparaat_id(device))
        if row.get("naam"):
            return _line(row["naam"])
        return f"laptop van {self.kort(row['lid'])}" if row.get("lid") else f"onbekende laptop {device[:2].hex()}"

    def casus(self, table: str, row: UUID | bytes) -> UUID | None:
        """The casus that a row is about."""
        if table == "casus":
            return row if isinstance(row, UUID) else UUID(bytes=row)
        here = self.rij(table, row)
        named = here.get("casus")
        for through in ("inzet", "actie", "besluit", "signaal") if named is None and table not in ("signaal", "signaal_casus") else ():
            named = named or self.rij(through, here.get(through)).get("casus")
        return UUID(bytes=named) if named else None

    def code(self, casus: UUID | bytes | None) -> str:
        """The code of a casus."""
        return str(self.rij("casus", casus).get("casuscode") or "")

    # --- what a row is

    def over(self, table: str, row: UUID | bytes) -> str:
        """What a row is, within its casus: `actie “bellen”`, `besluit van di 24 nov`; a row that is not there by its table."""
        here = self.rij(table, row)
        if table in _TABELLEN:
            noun, lijst = _TABELLEN[table]
            return f"{noun} {LIJSTEN[lijst].label(here.get('code')).lower()}".rstrip()
        say = _OVER.get(table)
        return (say(self, here) if say and here else "").strip() or table.replace("_", " ")

    def _day(self, stored: object) -> str:
        return text.day_words(date.fromisoformat(stored)) if isinstance(stored, str) else ""

    def _overleg(self, row: Rij) -> str:
        return f"overleg van {self._day(row.get('datum'))}" if row.get("datum") else "overleg"

    def _agendapunt(self, row: Rij) -> str:
        held = self.rij("overleg", row.get("overleg"))
        about = "" if row.get("casus") else f" {LIJSTEN['agendasoort'].label(row.get('soort')).lower()}"
        when = f" van {self._day(held.get('datum'))}" if held else ""
        return f"agendapunt{about}{when}"

    # --- what is in a field

    def waarde(self, table: str, cell: str, value: Shown) -> str:
        """A value in words; of a group a line for each member that says something. Texts of people stay whole."""
        if isinstance(value, dict):
            members = GROUPS[table, cell]
            lines = [
                f"{_LEDEN.get(name, name.removeprefix(f'{cell}_').replace('_', ' '))}: {self.waarde(table, name, value[name])}"
                for name in members
                if value[name] is not None
            ]
            return "\n".join(lines) or LEEG
        if value is None:
            return LEEG
        column = SQLModel.metadata.tables[table].columns[cell]
        if "lijst" in column.info:
            return LIJSTEN[column.info["lijst"]].label(str(value)) or str(value)
        if isinstance(value, bytes):
            return self._reference(table, cell, value)
        kind = type(column.type).__name__
        if kind == "Boolean":
            return "ja" if value else "nee"
        if kind == "Date":
            day = date.fromisoformat(str(value))
            return f"{text.day_words(day)} {day.year}"
        if kind == "Instant":
            moment = datetime.fromisoformat(str(value))
            return f"{self.waarde_dag(clock.local_day(moment))}, {moment.astimezone():%H:%M}"
        if (table, cell) in (("vaststelling", "inhoud"), ("herkomst", "waarden")):
            return f"een tekst van {text.count(len(str(value)), 'teken', 'tekens')}"
        return str(value)

    @staticmethod
    def waarde_dag(day: date) -> str:
        """`di 24 nov 2026`."""
        return f"{text.day_words(day)} {day.year}"

    def _reference(self, table: str, cell: str, value: bytes) -> str:
        column = SQLModel.metadata.tables[table].columns[cell]
        parent = next((fk.column.table.name for fk in column.foreign_keys), None)
        if (table, cell) == ("casus", "gezin"):
            others = [c for (c,) in self._cursor.execute("SELECT casuscode FROM casus WHERE gezin = ? ORDER BY casuscode", (value,)) if c]
            return f"het gezin van {text.listed(others[:4])}" if others else "een ander gezin"
        if parent is None:
            return "een sleutel"
        if not self.rij(parent, value):
            return "iets dat er niet meer is"
        if parent == "lid":
            return self.lid(value)
        return self.code(value) if parent == "casus" else self.over(parent, value)


def _quoted(words: object, noun: str) -> str:
    return f"{noun} “{text.shorten(str(words), 40)}”" if words else noun


_OVER: dict[str, Callable[[Woorden, Rij], str]] = {
    "lid": lambda w, r: f"lid {w.lid(r['id'])}",
    "lid_expertise": lambda w, r: f"expertise van {w.lid(r.get('lid'))}",
    "lid_taal": lambda w, r: f"taal van {w.lid(r.get('lid'))}",
    "lid_gemeente": lambda w, r: f"gemeente van {w.lid(r.get('lid'))}",
    "afwezigheid": lambda w, r: f"afwezigheid van {w.lid(r.get('lid'))}",
    "apparaat": lambda w, r: f"laptop {r.get('naam') or ''}",
    "casus": lambda w, r: "casus",
    "casus_partij": lambda w, r: _quoted(r.get("organisatie"), "partij"),
    "casus_ander_kind": lambda w, r: f"ander kind dan {w.code(r.get('ander'))}",
    "samenvoeging": lambda w, r: f"samenvoegen van {w.code(r.get('dubbel'))}",
    "heropening": lambda w, r: f"heropening van {w._day(r.get('datum'))}",
    "herkomst": lambda w, r: "inlezen uit het werkboek",
    "overleg": lambda w, r: w._overleg(r),
    "overleg_heropening": lambda w, r: f"heropening van het {w._overleg(w.rij('overleg', r.get('overleg')))}",
    "vaststelling": lambda w, r: f"notulen van het {w._overleg(w.rij('overleg', r.get('overleg')))}",
    "notulen_aanvulling": lambda w, r: f"aanvulling op het {w._overleg(w.rij('overleg', r.get('overleg')))}",
    "aanwezigheid": lambda w, r: (
        f"aanwezigheid van {r.get('gast') or w.lid(r.get('lid'))}, {w._overleg(w.rij('overleg', r.get('overleg')))}"
    ),
    "agendapunt": lambda w, r: w._agendapunt(r),
    "besluit": lambda w, r: f"besluit van {w._day(r.get('besloten_op'))}" if r.get("besloten_op") else "besluit",
    "actie": lambda w, r: _quoted(r.get("omschrijving"), "actie"),
    "inzet": lambda w, r: f"inzet Team AnderS {r.get('team') or ''}",
    "inzet_lid": lambda w, r: f"{w.kort(r.get('lid'))} in het duo",
    "logregel": lambda w, r: f"logregel van {w._day(r.get('datum'))}",
    "evaluatie": lambda w, r: f"evaluatie van {w._day(r.get('datum'))}",
    "nazorg": lambda w, r: f"nazorg na {text.count(r.get('maanden') or 0, 'maand', 'maanden')}",
    "bundel": lambda w, r: _quoted(r.get("titel"), "rode draad"),
    "signaal": lambda w, r: _quoted(r.get("tekst"), "signaal"),
    "signaal_casus": lambda w, r: _quoted(w.rij("signaal", r.get("signaal")).get("tekst"), "signaal"),
    "eigen_code": lambda w, r: _quoted(r.get("label"), "eigen code"),
    "instelling": lambda w, r: f"instelling {r.get('naam') or ''}",
    "wissing": lambda w, r: "wissen van een casus",
}
