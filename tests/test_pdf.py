"""The PDF: its text is what the document says, it is tagged for who listens, and the same data gives the same bytes."""

from __future__ import annotations

import hashlib
import io
from collections import Counter
from datetime import date
from typing import Any

from pypdf import PdfReader

from retcli.notulen import pdf
from retcli.notulen.document import Alinea, Document, Kop, Tabel, words_of

from .stukken import hostile, made_elsewhere, real, squeezed
from .test_huis import imported_by


def text_of(content: bytes, document: Document) -> str:
    """The text of all pages, squeezed, without what stands at the top and the foot of each, and the head of a table that goes on."""
    heads = {squeezed(pdf.shown("".join(blok.koppen))) for blok in document.blokken if isinstance(blok, Tabel)}
    pages = PdfReader(io.BytesIO(content)).pages
    found = ""
    for n, page in enumerate(pages, 1):
        text = squeezed(page.extract_text())
        top, foot = squeezed(pdf.shown(document.merk)), squeezed(f"{pdf.shown(document.titel)} · pagina {n} van {len(pages)}")
        assert text.startswith(top)
        assert text.endswith(foot)
        text = text.removeprefix(top).removesuffix(foot)
        again = next((head for head in heads if head and n > 1 and text.startswith(head) and head in found), "")
        found += text.removeprefix(again)
    return found


def tags(node: Any, found: Counter[str], headers: list[str]) -> None:  # Any: a PDF's objects are of every kind
    """Count the tags below a node, and keep the scope of table headers."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        for part in node:
            tags(part, found, headers)
    elif isinstance(node, dict):
        found[str(node.get("/S"))] += 1
        if node.get("/S") == "/TH":
            headers += [str(a.get_object().get("/Scope")) for a in node["/A"] if "/Scope" in a.get_object()]
        tags(node.get("/K"), found, headers)


def test_its_text_is_what_the_document_says() -> None:
    document = real()
    assert text_of(pdf.render(document), document) == squeezed("".join(words_of(document)))


def test_text_of_people_stays_text_and_nothing_is_too_long() -> None:
    document = hostile()
    said = squeezed(pdf.shown("".join(words_of(document))))
    assert text_of(pdf.render(document), document) == said
    assert "\ufffd" in said


def test_it_can_be_read_by_who_does_not_see_it() -> None:
    """Tags, the language, a title, headings to go to, and a head that is named as one."""
    reader = PdfReader(io.BytesIO(pdf.render(real(3))))
    root: Any = reader.trailer["/Root"]
    found: Counter[str] = Counter()
    headers: list[str] = []
    tags(root["/StructTreeRoot"], found, headers)
    assert (root["/Lang"], root["/ViewerPreferences"]["/DisplayDocTitle"]) == ("nl-NL", True)
    assert b"pdfuaid:part" in root["/Metadata"].get_data()
    assert reader.metadata is not None
    assert (reader.metadata.title, reader.metadata.author) == ("Notulen RET-AnderS, dinsdag 24 november 2026", "RET-AnderS")
    assert str(reader.metadata.creation_date)[:10] == "2026-11-24"
    assert (found["/Title"], found["/H1"], found["/H2"], found["/Table"], found["/TH"], found["/TR"]) == (1, 3, 2, 2, 6, 5)
    assert set(headers) == {"/Column"}
    assert [mark.title for mark in reader.outline if not isinstance(mark, list)] == ["Aanwezig", "Besluiten", "Casussen"]


def test_the_head_of_a_table_and_the_mark_return_on_every_page() -> None:
    document = real()
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(pdf.render(document))).pages]
    assert all(page.startswith(document.merk) for page in pages)
    assert sum("NrCasusBesluitReden" in squeezed(page) for page in pages) == sum("RET-tafel" in page for page in pages[:-1]) > 1


def test_a_word_wider_than_its_column_goes_on_below_itself_and_another_is_not_broken() -> None:
    words = ("M" * 40, "verantwoordelijkheid")
    document = Document("x", date(2026, 1, 1), (Tabel("", ("a", "b"), (words,), (2.0, 15.0)),))
    text = PdfReader(io.BytesIO(pdf.render(document))).pages[0].extract_text()
    assert words[0] not in text
    assert words[0] in squeezed(text)
    assert words[1] in text


def test_a_document_that_says_nothing_is_still_a_page() -> None:
    document = Document("", date(2026, 1, 1), (Kop(""), Alinea(""), Kop("Eerst", 2)))
    assert text_of(pdf.render(document), Document("RET-AnderS", document.dag, ())) == "RET-AnderSEerst"


def test_the_same_data_gives_the_same_bytes_in_another_zone_and_language() -> None:
    made = hashlib.sha256(pdf.render(real(3))).hexdigest()
    assert hashlib.sha256(pdf.render(real(3))).hexdigest() == made
    code = "import hashlib\nfrom retcli.notulen import pdf\nfrom tests.stukken import real\n"
    assert made_elsewhere(f"{code}print(hashlib.sha256(pdf.render(real(3))).hexdigest())") == made


def test_every_sign_that_is_said_to_be_shown_is_in_a_font() -> None:
    """The standard refuses a sign that no font has: nothing of it would be seen."""
    signs = [chr(c) for c in range(0x20, 0x10000) if not 0xD800 <= c < 0xE000 and pdf.shown(chr(c)) == chr(c)]
    assert len(signs) > 2500
    assert {"é", "ł", "ş", "Ж", "ש", "ع", "€", "–", "→", "▲", "✓"} <= set(signs)
    pdf.render(Document("x", date(2026, 1, 1), (Alinea(" ".join(f"a{sign}" for sign in signs)),)))


def test_the_typesetter_is_brought_only_for_a_pdf() -> None:
    assert not imported_by("import retcli.notulen.uitgeven, retcli.notulen.sjabloon") & {"typst", "docx", "lxml"}
