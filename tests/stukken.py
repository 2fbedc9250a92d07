"""Documents for the tests of what becomes a page: one as a secretary knows it, one with all that should not be in a text."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

from retcli.notulen.document import Alinea, Document, Feiten, Kop, Lijst, Tabel, cleaned, words_of

LONG = "Ouders zijn overbelast en vragen om een plek waar hun kind door de week kan wonen. " * 3
STRANGE = (
    "=1+1", "#strong[x] $x$ `y` *b* _i_ @z <l> // c /* d */", "</w:t><w:br/>&amp;", "\ufffe\uffff", "", " ", "漢字 ▲ Ž", "{{x}} \\u{41}",
    "M" * 80, "verantwoordelijkheidsverdelingsvraagstuk",
)  # fmt: skip


def real(items: int = 60) -> Document:
    """Minutes with every kind of block."""
    decided = tuple(
        (str(n), f"TW-26-{n:03d}", "RET-tafel", "Er is eerst een gesprek nodig met ouders en school") for n in range(1, items + 1)
    )
    return cleaned(
        Document(
            titel="Notulen RET-AnderS, dinsdag 24 november 2026",
            dag=date(2026, 11, 24),
            merk="Deelbare versie · voor de deelnemers · vernietigen voor 24 november 2027",
            kop=(("Wanneer", "dinsdag 24 november 2026"), ("Waar", "Stadhuis, kamer 4")),
            blokken=(
                Kop("Aanwezig"),
                Alinea("De voorzitter en de aanvoerders."),
                Lijst(("terugkoppelen, gedaan", "afstemmen, loopt nog")),
                Kop("Besluiten"),
                Tabel("Besluiten over aanmeldingen", ("Nr", "Casus", "Besluit", "Reden"), decided, (1.2, 2.4, 4.0)),
                Tabel("Acties", ("Actie", "Voor"), ()),
                Kop("Casussen"),
                Kop("TW-26-001", 2),
                Feiten((("Besluit", "RET-tafel"), ("Reden", LONG), ("Duo", ""))),
                Kop("TW-26-002", 2),
                Alinea(LONG),
                Alinea("Zonder vragen en notities; die staan in het programma.", klein=True),
            ),
        )
    )


def hostile() -> Document:
    """Every text that could be read as something else, at every place that a text has, and texts of 20,000 signs."""
    from .screens.test_overleg import HOSTILE  # with all of the screens

    words = [*(w[:300] for w in HOSTILE), *STRANGE]
    blokken = [
        blok
        for w in words
        for blok in (
            Kop(w, 2), Kop(w), Alinea(w), Alinea(w, klein=True), Lijst((w, "", w)), Feiten(((w, w), ("", w), (w, ""))),
            Tabel(w, (w, "Nr", "Wat"), ((w, w, w), ("1", "", "2")), (4.0, 2.0)),
        )
    ]  # fmt: skip
    long = "woord " * 3333
    blokken += [Tabel("", ("Leeg",), ()), Tabel("", (), ()), Lijst(()), Feiten(()), Alinea(long), Feiten((("x", long),))]
    blokken.append(Tabel("lang", ("Kort", "Lang"), (("kort", long),), (3.0, 20.0)))
    return cleaned(Document(STRANGE[1], date(2026, 2, 28), tuple(blokken), tuple((w, w) for w in words), STRANGE[1]))


def squeezed(words: str) -> str:
    """Without any white space, and without what marks the lines of a list."""
    return "".join(words.replace("•", "").split())


def told(document: Document) -> str:
    """All that a document says, squeezed."""
    return squeezed("".join(words_of(document)))


def made_elsewhere(code: str) -> str:
    """What a fresh Python prints in another time zone, language and order of sets."""
    env = dict(os.environ, TZ="Pacific/Auckland", LC_ALL="C", PYTHONHASHSEED="7")
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[1], env=env)
    return run.stdout.strip()
