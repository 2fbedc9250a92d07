"""An organisation's own Word template: where it is, what is in it, and an example to begin with.

The folder is a preference of this laptop (`retcli.config`). What a template must have, and what is used of it, stands in `docx.py`.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from .. import text
from ..errors import Refused
from .document import Alinea, Document, Feiten, Kop, Lijst, Tabel

ENDINGS = (".docx", ".dotx")
GENERAL = "sjabloon"
LARGEST = 20_000_000
"""The most bytes of a template, as it is packed."""


def folder(named: str) -> str:
    """The folder that someone names for templates, as a full path. Raises Refused when there is none."""
    try:
        path = Path(named.strip()).expanduser().absolute()
        if named.strip() and path.is_dir():
            return str(path)
    except (OSError, RuntimeError, ValueError):  # no right to look, too long, ~name of nobody, a sign no name can have
        pass
    raise Refused("Deze map is er niet.", "Geef de naam van een map met daarin notulen.docx of sjabloon.docx.")


def zoek(map: Path, soort: str = "notulen") -> Path | None:
    """The template for a kind of document: `notulen.docx` or `.dotx`, else `sjabloon.docx` or `.dotx`, whatever the case.

    None when the folder has none. Raises Refused for a folder that is not there or can't be read.
    """
    try:
        there = {path.name.casefold(): path for path in sorted(map.iterdir(), reverse=True) if path.is_file()}
    except (OSError, ValueError):
        raise Refused(
            f"De map met sjablonen {text.shorten(str(map), 60)} is er niet of mag niet worden gelezen.",
            "Kijk bij de instellingen of de map klopt; zonder map wordt het eigen uiterlijk gebruikt.",
        ) from None
    names = [f"{name}{ending}" for name in (soort, GENERAL) for ending in ENDINGS]
    return next((there[name] for name in names if name in there), None)


def lees(path: Path) -> bytes:
    """What is in a template. Raises Refused for a file that can't be read or is too large."""
    named = text.shorten(path.name, 40)
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except (OSError, ValueError):
        raise Refused(f"Het sjabloon {named} kan niet worden gelezen.", "Sluit het in Word, en kijk of u het bestand mag lezen.") from None
    if len(content) > LARGEST:
        raise Refused(f"Het sjabloon {named} is te groot.", f"Maak het logo kleiner: er passen {LARGEST // 1_000_000} MB in.")
    return content


def voorbeeld() -> bytes:
    """An example of a template, to be opened in Word and made one's own."""
    from . import docx  # brings python-docx and lxml

    return docx.render(_VOORBEELD, voet=False)


_VOORBEELD = Document(
    titel="Titel van het document",
    dag=date(2026, 1, 1),
    merk="Naam of logo van uw organisatie",
    kop=(("Label", "wat over het geheel bekend is (stijl Feiten)"),),
    blokken=(
        Alinea(
            "Dit is een sjabloon. De kop- en voettekst, de marges en de stijlen worden gebruikt; deze tekst niet. Zet bovenaan de naam of "
            "het logo, pas de stijlen aan, en bewaar het als notulen.docx, of als sjabloon.docx voor alle documenten, in de map met "
            "sjablonen."
        ),
        Kop("Kop 1"),
        Alinea("Gewone tekst (stijl Standaard). De stijlen Titel, Kop 1 en Kop 2 moeten blijven bestaan."),
        Kop("Kop 2", 2),
        Lijst(("Een opsomming (stijl Lijst opsom.teken)", "met een tweede regel")),
        Feiten((("Besluit", "woorden bij een label (stijl Feiten)"), ("Duo", "nog een regel"))),
        Kop("Tabel"),
        Tabel(
            "Voorbeeld van een tabel", ("Nr", "Actie", "Voor"), (("1", "Tekst in een tabel (stijl Tabeltekst)", "di 1 dec"),), (1.2, 12.0)
        ),
        Alinea("Een opmerking (stijl Opmerking). Paginanummers komen vanzelf in de voettekst.", klein=True),
    ),
)
