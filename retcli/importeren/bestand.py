"""Reading a file of rows: xlsx, xls and ods by calamine, csv by the standard library. Chosen by content, never by the name alone.

Whatever the file holds, the answer is sheets of plain cells or `Refused`; nothing of the file's text is in the refusal.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import Refused

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

Cel = str | int | float | bool | date | datetime | time | timedelta
"""What a cell can hold; an empty cell is `""`."""

MAX_BYTES = 100_000_000
MAX_CELLEN = 10_000_000
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_COLUMN = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{1,7})[0-9]""")
_ROW = re.compile(rb"""\br\s*=\s*["'][A-Za-z]{0,7}([0-9]{1,10})["']""")
_SHEET = re.compile(r"xl/worksheets/.*\.xml", re.IGNORECASE)
WERKBOEKEN = (".xlsx", ".xlsm", ".xls", ".ods")
SOORTEN = (*WERKBOEKEN, ".csv", ".txt", ".tsv")
"""How files are named in which a list of aanmeldingen may stand."""
_SAVE_AS = "Sla de lijst op als xlsx, xls, ods of csv en probeer het opnieuw."


@dataclass(frozen=True, slots=True)
class Blad:
    """One sheet: its rows as lists of cells, the first row of the sheet first (so index 0 is row 1). A csv file has one, named `""`."""

    naam: str
    rijen: Sequence[Sequence[Cel]]
    verborgen: bool = False


def lees_bestand(path: Path) -> tuple[Blad, ...]:
    """The sheets of a file in their order. A csv gives one sheet for each way to cut it, all named `""`: the headings tell which is right.

    Raises Refused when the file is missing, empty, too large, password-protected, damaged, or none of the known kinds.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise _too_large()
        data = path.read_bytes()
    except (OSError, ValueError):  # ValueError: a sign that no name can have
        raise Refused(
            "Het bestand is niet gevonden of kan niet worden gelezen.", "Kijk of de naam klopt en of u er rechten op hebt."
        ) from None
    if not data.strip():
        raise Refused("Het bestand is leeg.", "Kies het bestand waarin de aanmeldingen staan.")
    if data.startswith(_ZIP):
        _check_zip(data)
        return _sheets(data)
    if data.startswith(_OLE):
        return _sheets(data)
    sheets = _csv(data)
    if path.suffix.lower() in WERKBOEKEN and not any(_is_table(b.rijen) for b in sheets):
        raise Refused(f"Dit bestand heet {path.suffix.lower()} maar is geen spreadsheet; het is gewone tekst.", _SAVE_AS)
    return sheets


def _too_large() -> Refused:
    return Refused(
        "Het bestand is te groot om een lijst van aanmeldingen te zijn.", "Zet alleen het blad met de aanmeldingen in een nieuw bestand."
    )


def _unknown() -> Refused:
    return Refused("Dit bestand is geen werkboek dat het programma kan lezen, of het is beschadigd.", _SAVE_AS)


# --- workbooks


def _check_zip(data: bytes) -> None:
    """See that a zipped workbook is sound and that its sheets are no larger than a list.

    calamine makes room for the whole rectangle of a sheet and ends the process when there is none: one stray cell far away does it.
    """
    unpacked = 0
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for member in archive.infolist():
                if member.flag_bits & 1:
                    raise _protected()
                if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                    raise _unknown()
                unpacked += member.file_size
                if unpacked > 5 * MAX_BYTES:
                    raise _too_large()
                content = archive.read(member)  # whole, so that a size that lies shows itself
                if _SHEET.fullmatch(member.filename) and _extent(content) > MAX_CELLEN:
                    raise _too_large()
                if member.filename == "META-INF/manifest.xml" and b"encryption-data" in content:
                    raise _protected()
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError):
        raise _unknown() from None


def _extent(xml: bytes) -> int:
    """Rows times columns of a sheet's XML, by the farthest cell each way."""
    columns = {c.upper() for c in _COLUMN.findall(xml)}
    wide = max((_column_number(c) for c in columns), default=1)
    return wide * max(map(int, set(_ROW.findall(xml))), default=1)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _protected() -> Refused:
    return Refused("Het bestand is met een wachtwoord beveiligd.", "Open het in uw rekenprogramma en sla het zonder wachtwoord op.")


def _sheets(data: bytes) -> tuple[Blad, ...]:
    # Imported here: the program starts without it.
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            return tuple(
                Blad(sheet.name, _cells(book, sheet.name), sheet.visible != SheetVisibleEnum.Visible)
                for sheet in book.sheets_metadata
                if sheet.typ == SheetTypeEnum.WorkSheet
            )
    except PasswordError:
        raise _protected() from None
    except CalamineError:
        raise (_protected() if _encrypted(data) else _unknown()) from None
    except (OSError, ValueError, OverflowError):
        raise _unknown() from None
    except BaseException as error:
        # A panic in calamine is a BaseException of a class that can't be imported.
        if type(error).__module__ != "pyo3_runtime":
            raise
        raise _unknown() from None


def _cells(book: CalamineWorkbook, name: str) -> Sequence[Sequence[Cel]]:
    sheet = book.get_sheet_by_name(name)
    if sheet.end is None:
        return ()
    if (sheet.end[0] + 1) * (sheet.end[1] + 1) > MAX_CELLEN:
        raise _too_large()
    return sheet.to_python(skip_empty_area=False)


def _encrypted(data: bytes) -> bool:
    """Whether an OLE file is an Office document behind a password: its streams are named so, in UTF-16."""
    return data.startswith(_OLE) and "EncryptedPackage".encode("utf-16-le") in data


# --- csv


def _csv(data: bytes) -> tuple[Blad, ...]:
    text = _decoded(data)
    found = []
    for delimiter in ";,\t":
        try:
            found.append(Blad("", list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))))
        except csv.Error:
            continue
    if not found:
        raise _unknown()
    return tuple(found)


def _is_table(rows: Sequence[Sequence[Cel]]) -> bool:
    """Whether text cut into cells is a list: as good as all of its first rows have the same number, two at least. Prose has not."""
    widths = [len(row) for row in rows if any(row)][:20]
    usual = max(set(widths), key=widths.count, default=0)
    return usual > 1 and widths.count(usual) * 10 >= len(widths) * 9


def _decoded(data: bytes) -> str:
    """Text by its byte order mark, else UTF-8 when it is that, else cp1252. Raises Refused for what is no text."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    if b"\x00" in data:
        raise _unknown()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")
