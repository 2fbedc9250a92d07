"""Small workbooks for the tests of the import, and what the store holds after it."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from sqlalchemy import select
from sqlmodel import Session

from db.models import Besluit, Casus, CasusKnelpunt, CasusProblematiek, Herkomst, Identiteit
from retcli.importeren import Lezing, Verslag, importeer, lees
from retcli.toegang import Toegang

from .conftest import Clock

WERKBOEK = Path(__file__).parent / "data" / "ret-twente-2024.xlsx"
VANDAAG = date(2026, 11, 24)

Row = Sequence[object]


def xlsx(path: Path, sheets: Mapping[str, Sequence[Row]] | Sequence[Row]) -> Path:
    """Write a workbook; rows alone make one sheet."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in (sheets if isinstance(sheets, Mapping) else {"Blad1": sheets}).items():
        sheet = book.create_sheet(name)
        for at, row in enumerate(rows, 1):
            for place, value in enumerate(row, 1):
                cell = sheet.cell(at, place)
                cell.value = value
                if isinstance(value, str) and value.startswith("="):
                    cell.data_type = "s"
    book.save(path)
    return path


def csv_file(path: Path, rows: Sequence[Row], *, delimiter: str = ";", encoding: str = "utf-8") -> Path:
    """Write a csv."""
    with path.open("w", newline="", encoding=encoding) as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)
    return path


def ods(path: Path, rows: Sequence[Row]) -> Path:
    """Write a spreadsheet as LibreOffice does: dates as dates, numbers as numbers."""
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.table import Table, TableCell, TableRow
    from odf.text import P

    book = OpenDocumentSpreadsheet()
    table = Table(name="Blad1")
    for row in rows:
        line = TableRow()
        for value in row:
            if isinstance(value, date):
                cell = TableCell(valuetype="date", datevalue=value.isoformat())
            elif isinstance(value, int):
                cell = TableCell(valuetype="float", value=str(value))
            else:
                cell = TableCell(valuetype="string")
                cell.addElement(P(text=str(value or "")))
            line.addElement(cell)
        table.addElement(line)
    book.spreadsheet.addElement(table)
    book.save(str(path))
    return path


def xls(path: Path, rows: Sequence[Row]) -> Path:
    """Write a workbook of the old kind."""
    import xlwt

    book = xlwt.Workbook()
    sheet = book.add_sheet("Blad1")
    day = xlwt.XFStyle()
    day.num_format_str = "dd-mm-yyyy"
    for at, row in enumerate(rows):
        for place, value in enumerate(row):
            if isinstance(value, (date, datetime)):
                sheet.write(at, place, value, day)
            elif value is not None:
                sheet.write(at, place, value)
    book.save(str(path))
    return path


def gelezen(path: Path, **keys: Any) -> Lezing:
    """What a file says, on the day of the frozen clock."""
    return lees(path, vandaag=VANDAAG, **keys)


def een(tmp_path: Path, koppen: Row, *rows: Row) -> Lezing:
    """What a sheet with these headings and rows says; the first row below the headings is row 2."""
    return gelezen(xlsx(tmp_path / "boek.xlsx", [koppen, *rows]))


def waarde(tmp_path: Path, kop: str, cel: object, veld: str) -> object:
    """What one cell under one heading becomes; `...` when it was not recognised."""
    read = een(tmp_path, ["Datum aanmelding", kop, "Kanaal"], ["03-01-2024", cel, "mail"])
    assert len(read.rijen) == 1, read.afgewezen
    return read.rijen[0].waarden.get(veld, ...)


def meldingen(read: Lezing | Verslag) -> list[str]:
    """The warnings, without their rows."""
    return [w.melding for w in read.waarschuwingen]


@dataclass
class Lezer:
    """Imports into a team, and says what is there."""

    team: Toegang
    clock: Clock
    tmp_path: Path

    def rows(self, *rows: Row, **keys: Any) -> Verslag:
        """Import a sheet of these rows, headings first."""
        return self.file(xlsx(self.tmp_path / "boek.xlsx", rows), **keys)

    def file(self, path: Path, **keys: Any) -> Verslag:
        """Import a file."""
        return importeer(self.team.store, path, lid=self.team.lid, now=self.clock, **keys)

    def casussen(self) -> list[dict[str, Any]]:
        """Every casus with its links, decision, identity and origin, by date and code."""
        with self.team.store.reading() as session:
            rows = session.scalars(select(Casus).order_by(Casus.datum_aanmelding, Casus.casuscode))  # type: ignore[arg-type]  # columns
            return [self._whole(session, row) for row in rows]

    @staticmethod
    def _whole(session: Session, row: Casus) -> dict[str, Any]:
        def of(model: Any) -> list[Any]:
            return list(session.scalars(select(model).where(model.casus == row.id)))

        herkomst = of(Herkomst)
        return row.model_dump() | {
            "bijkomend": sorted(x.code for x in of(CasusProblematiek)),
            "knelpunt": sorted(x.code for x in of(CasusKnelpunt)),
            "besluiten": [x.model_dump() for x in of(Besluit)],
            "identiteit": [x.model_dump() for x in of(Identiteit)],
            "waarden": json.loads(herkomst[0].waarden) if herkomst else None,
            "sleutel": herkomst[0].sleutel if herkomst else None,
        }

    def tip(self) -> tuple[Any, ...]:
        """How far the journal is."""
        with self.team.store.raw_cursor() as cursor:
            return tuple(cursor.execute("SELECT tip_seq, tip_hash FROM sync_stream").fetchone())

    def change(self, **values: Any) -> None:
        """Change the one casus in the program."""
        with self.team.store.transaction("wijzig", lid=self.team.lid) as session:
            row = session.scalars(select(Casus)).one()
            for name, value in values.items():
                setattr(row, name, value)
