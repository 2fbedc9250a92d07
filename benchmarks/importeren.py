"""How long the import of a workbook of 10,000 rows takes, beside the least that could be done.

The least: reading the same file with calamine, and `executemany` of the same domain rows, and as many rows of log and heads, into an
encrypted database with the same tables and pragmas but without triggers, in one transaction. `importeer` does that and recognises, cleans,
compares, hashes and signs as well. Run as `python -m benchmarks.importeren [ROWS] [ROUNDS]`; the ratio is the median of
those of the rounds, in each of which one follows the other.
"""

from __future__ import annotations

import random
import secrets
import statistics
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from python_calamine import CalamineWorkbook

from db import keys
from db.codes import GEMEENTE
from db.store import connect
from retcli import toegang
from retcli.importeren import importeer
from retcli.locations import Place
from retcli.toegang import Toegang

KOPPEN = (
    "Nr", "Datum aanm.", "Verwijzer", "Organisatie", "Woonplaats jeugdige", "Geb.jaar", "J/M", "Woont bij", "Maatregel", "Problematiek",
    "Vraag / reden", "Besluit RET-AnderS", "Monitor", "Opmerkingen",
)  # fmt: skip
VRAGEN = (
    "Wil terug naar huis, wat is daarvoor nodig?",
    "Vraag om passende plek na afwijzing.",
    "Dreigende uithuisplaatsing, ouders overbelast.",
)
TABLES = ("casus", "casus_problematiek", "besluit", "herkomst", "sync_tx", "sync_op", "sync_head")
IN_ORDER = {"sync_tx": "tx", "sync_op": "tx, idx", "sync_head": "tx, idx"}


def make_book(path: Path, rows: int) -> None:
    """A workbook in the shape of a team's, with dates from twenty years."""
    dice = random.Random(2024)
    book = Workbook(write_only=True)
    sheet = book.create_sheet("RET")
    sheet.append(["Overzicht aanmeldingen (verzonnen)"])
    sheet.append([])
    sheet.append(list(KOPPEN))
    plaatsen = [c.label for c in GEMEENTE if c.regio == "twente"]
    for number in range(1, rows + 1):
        day = date(2006, 1, 2) + timedelta(days=number * 7000 // rows)
        sheet.append(
            [
                number,
                day if number % 17 else day.strftime("%d/%m/%Y"),
                dice.choice(("GI", "Gl", "lokale toegang", "gem. toegang", "JBOV (GI)", "Wijkteam", "school", "aanbieder")),
                dice.choice((None, None, "JBOV", "Wijkteam Noord")),
                dice.choice(plaatsen) + dice.choice(("", "", " ")),
                day.year - dice.randint(3, 17),
                dice.choice("JM"),
                dice.choice(("Ouder(s)", "Pleegouders", "Gezinshuis", "Leef/behandelgroep", "Jeugdzorg Plus")),
                dice.choice(("OTS", "n.v.t.", "voogdij", "gesloten machtiging", "jeugdreclassering")),
                dice.choice(("Hechting; ADHD", "Trauma", "LVB, Gedrag", "Autisme", "Psychiatrische problematiek; ADHD")),
                f"{dice.choice(VRAGEN)} ({number})",
                dice.choice(("Consultatie en advies", "RET-tafel", "Team AnderS", "Ronde tafel")),
                dice.choice(("ja", "nee")),
                dice.choice((None, None, "zie memo", '=HYPERLINK("x")')),
            ]
        )
    sheet.append([])
    sheet.append(["Eindtotaal", rows])
    book.save(path)


def new_team(folder: Path) -> Toegang:
    """A team of its own in a folder."""
    return toegang.begin(Place(folder), "een lang wachtwoord", naam="Anna Vos", cost=keys.Cost(memory_kib=64, passes=1, lanes=1)).toegang


def held(team: Toegang) -> tuple[list[str], dict[str, tuple[str, list[Any]]]]:
    """The schema without triggers, and what the import wrote: an INSERT a table, and its rows in the order of writing."""
    with team.store.raw_cursor() as cursor:
        ddl = [
            sql
            for (sql,) in cursor.execute(
                "SELECT sql FROM sqlite_master WHERE type IN ('table', 'index') AND sql IS NOT NULL ORDER BY type DESC"
            )
        ]
        written = {}
        for table in TABLES:
            columns = [c[1] for c in cursor.execute(f"PRAGMA table_info({table})").fetchall()]
            rows = cursor.execute(f"SELECT {', '.join(columns)} FROM {table} ORDER BY {IN_ORDER.get(table, 'rowid')}").fetchall()
            written[table] = (f"INSERT INTO {table}({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})", rows)
    return ddl, written


def baseline(book: Path, folder: Path, ddl: list[str], written: dict[str, tuple[str, list[Any]]]) -> float:
    """Seconds for reading the file and writing those rows, and nothing else."""
    connection = connect(folder / "kaal.db", secrets.token_bytes(32))
    for statement in ddl:
        if "sqlite_" not in statement:
            connection.execute(statement)
    start = time.perf_counter()
    with CalamineWorkbook.from_path(book) as opened:
        opened.get_sheet_by_index(0).to_python()
    connection.execute("BEGIN IMMEDIATE")
    for statement, rows in written.values():
        connection.executemany(statement, rows)
    connection.execute("COMMIT")
    took = time.perf_counter() - start
    connection.close()
    return took


def measured(book: Path, folder: Path, rows: int) -> tuple[float, Toegang]:
    """Seconds that `importeer` takes in a new team."""
    team = new_team(folder)
    start = time.perf_counter()
    verslag = importeer(team.store, book, lid=team.lid, now=lambda: datetime(2026, 11, 24, 9, tzinfo=UTC))
    took = time.perf_counter() - start
    assert (verslag.gelezen, verslag.nieuw, verslag.afgewezen) == (rows, rows, ()), verslag.afgewezen[:3]
    return took, team


def main() -> None:
    """Print the seconds of both, and their ratio."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        book = folder / "boek.xlsx"
        make_book(book, rows)
        _, team = measured(book, folder / "eerst", rows)
        ddl, written = held(team)
        again = time.perf_counter()
        verslag = importeer(team.store, book, lid=team.lid, now=lambda: datetime(2026, 11, 24, 9, tzinfo=UTC))
        again = time.perf_counter() - again
        assert (verslag.nieuw, verslag.al_bekend) == (0, rows)
        team.close()
        ours, least = [], []
        for turn in range(rounds):
            (folder / f"kaal{turn}").mkdir()
            least.append(baseline(book, folder / f"kaal{turn}", ddl, written))
            took, team = measured(book, folder / f"ronde{turn}", rows)
            team.close()
            ours.append(took)
    one, other = statistics.median(ours), statistics.median(least)
    print(f"rijen {rows}, ops {len(written['sync_op'][1])}, rondes {rounds}")
    print(f"importeer  {one:.2f} s (kleinste {min(ours):.2f})")
    print(f"het minste {other:.2f} s (kleinste {min(least):.2f})")
    print(f"verhouding {statistics.median(a / b for a, b in zip(ours, least, strict=True)):.2f}")
    print(f"nog eens   {again:.2f} s, alles bekend")


if __name__ == "__main__":
    main()
