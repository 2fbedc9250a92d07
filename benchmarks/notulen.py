"""How long it takes to make one document in all four forms, beside the least that Word and PDF cost.

Each is a fresh process, imports included: ours makes minutes with 60 items as Markdown, Word, PDF and JSON; the least saves one line with
python-docx and typesets one line. Run as `python -m benchmarks.notulen [ROUNDS]`; the ratio is the median of those of the rounds, in each
of which one follows the other.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from datetime import date

from retcli.notulen.document import Alinea, Document, Feiten, Kop, Tabel
from retcli.notulen.uitgeven import Stuk, maak

ITEMS = 60
REASON = "Er is eerst een gesprek nodig met ouders en school; de aanmelder plant dat en laat weten wat eruit komt. "
BARE = """
import io, docx, typst
made = docx.Document()
made.add_paragraph("Een regel.")
made.save(io.BytesIO())
typst.compile(b"Een regel.", font_paths=typst.Fonts(include_system_fonts=False))
"""
OURS = """
from benchmarks.notulen import minutes
from retcli.notulen.uitgeven import VORMEN, maak
made = minutes()
for vorm in VORMEN:
    maak(made, vorm)
"""


def minutes() -> Stuk:
    """Minutes of a long meeting."""
    codes = [f"TW-26-{n:03d}" for n in range(1, ITEMS + 1)]
    decided = tuple((str(n), code, "Team AnderS", REASON) for n, code in enumerate(codes, 1))
    told = [part for code in codes for part in (Kop(code, 2), Feiten((("Besluit", "Team AnderS"), ("Reden", REASON * 2))))]
    blokken = (Kop("Besluiten"), Tabel("Besluiten", ("Nr", "Casus", "Besluit", "Reden"), decided, (1.2, 2.4, 3.0)), *told, Alinea("Einde."))
    document = Document("Notulen", date(2026, 11, 24), blokken, (("Waar", "Stadhuis"),), "Deelbare versie")
    return Stuk("notulen", document, {"casussen": codes}, "notulen", "het team", "verslag", date(2027, 11, 24))


def seconds(code: str) -> float:
    """How long a fresh process takes."""
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)
    return time.perf_counter() - started


def main() -> None:
    """Measure and print."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 9
    seconds(OURS), seconds(BARE)  # warm caches
    measured = [(seconds(OURS), seconds(BARE)) for _ in range(rounds)]
    made = minutes()
    for vorm in ("md", "json", "docx", "pdf"):
        maak(made, vorm)
        started = time.perf_counter()
        size = len(maak(made, vorm))
        print(f"{vorm}: {(time.perf_counter() - started) * 1000:.0f} ms, {size / 1000:.0f} kB")
    ours, least = (statistics.median(pair[n] for pair in measured) for n in (0, 1))
    print(f"all four in a fresh process: {ours:.2f} s, the least {least:.2f} s (aim: under 2 s)")
    print(f"ratio, median of {rounds} rounds: {statistics.median(a / b for a, b in measured):.2f}")


if __name__ == "__main__":
    main()
