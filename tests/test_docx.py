"""The Word document: its text is what the document says, it can be read by everyone, and the same data gives the same bytes."""

from __future__ import annotations

import hashlib
import io
import shutil
import subprocess
import zipfile
from datetime import date
from pathlib import Path

import pytest
from docx import Document as opened
from docx.document import Document as Word
from docx.table import Table
from docx.text.paragraph import Paragraph

from retcli.notulen import docx
from retcli.notulen.document import Alinea, Document, Feiten, Kop, Lijst, Tabel
from retcli.notulen.maten import columns

from .stukken import hostile, made_elsewhere, real, squeezed, told


def word(content: bytes) -> Word:
    return opened(io.BytesIO(content))


def xml(content: bytes, part: str = "word/document.xml") -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return parts.read(part).decode()


def text_of(content: bytes) -> str:
    """What stands on the pages, in order, squeezed."""
    found = ""
    for block in word(content).iter_inner_content():
        assert isinstance(block, Paragraph | Table)
        found += block.text if isinstance(block, Paragraph) else "".join(cell.text for row in block.rows for cell in row.cells)
    return squeezed(found)


@pytest.mark.parametrize("document", [real(), hostile()], ids=["real", "hostile"])
def test_its_text_is_what_the_document_says(document: Document) -> None:
    assert text_of(docx.render(document)) == told(document)


def test_formulas_and_markup_are_text_in_one_run() -> None:
    words = ("=1+1", "</w:t><w:br/>&amp;", '{HYPERLINK "x"}')
    made = word(docx.render(Document("x", date(2026, 1, 1), (Tabel("", ("a", "b", "c"), (words,)),))))
    assert [cell.text for cell in made.tables[0].rows[1].cells] == list(words)
    assert len(made.tables[0]._tbl.xpath(".//w:instrText | .//w:fldSimple | .//w:br")) == 0


def test_every_text_has_a_style_of_its_own() -> None:
    made = word(docx.render(real(2)))
    shown = {p.text: p.style.name for p in made.paragraphs if p.style}
    assert shown["Notulen RET-AnderS, dinsdag 24 november 2026"] == "Title"
    assert (shown["Besluiten"], shown["TW-26-001"], shown["terugkoppelen, gedaan"]) == ("Heading 1", "Heading 2", "List Bullet")
    assert (shown["Waar\tStadhuis, kamer 4"], shown["De voorzitter en de aanvoerders."]) == ("Feiten", "Normal")
    assert shown["Zonder vragen en notities; die staan in het programma."] == "Opmerking"
    assert {t.style.name for t in made.tables if t.style} == {"Overlegtabel"}


def test_it_can_be_read_by_who_does_not_see_it() -> None:
    """A head that is named as one, what a table holds, a language to read aloud in, a title."""
    content = docx.render(real(2))
    made, body, styles = word(content), xml(content), xml(content, "word/styles.xml")
    assert body.count("<w:tblHeader/>") == len(made.tables) == 2
    assert body.count('<w:tblDescription w:val="Besluiten over aanmeldingen"/>') == 1
    assert 'w:lang w:val="nl-NL"' in styles
    about = made.core_properties
    assert (about.title, about.author, about.language) == ("Notulen RET-AnderS, dinsdag 24 november 2026", "RET-AnderS", "nl-NL")
    assert (about.created.date() if about.created else None) == date(2026, 11, 24)


def test_a_page_says_what_it_is_at_its_top_and_counts_at_its_foot() -> None:
    document = real(2)
    section = word(docx.render(document)).sections[0]
    assert [p.text for p in section.header.paragraphs] == [document.merk]
    foot = section.footer.paragraphs[0]
    assert "".join(foot._p.xpath(".//w:t/text()")) == f"{document.titel} · pagina 1 van 1"
    assert foot._p.xpath(".//w:fldSimple/@w:instr") == ["PAGE", "NUMPAGES"]
    without = word(docx.render(Document("x", document.dag, ())))
    assert without.sections[0].header.is_linked_to_previous


def test_rows_stay_whole_unless_they_are_long_and_headings_stay_with_what_follows() -> None:
    rows = (("kort", "ook kort"), ("kort", "lang " * 600))
    made = word(docx.render(Document("x", date(2026, 1, 1), (Kop("Kop"), Tabel("", ("a", "b"), rows)))))
    assert [len(row._tr.xpath("w:trPr/w:cantSplit")) for row in made.tables[0].rows] == [1, 1, 0]
    assert all(len(p._p.xpath("w:pPr/w:keepNext")) == 1 for cell in made.tables[0].rows[0].cells for p in cell.paragraphs)
    for name in ("Title", "Heading 1", "Heading 2"):
        assert made.styles[name].element.xpath("w:pPr/w:keepNext")
    assert made.styles.element.xpath("w:docDefaults/w:pPrDefault/w:pPr/w:widowControl")


@pytest.mark.parametrize("widths", [(), (1.2,), (8.0, 8.0), (0, 3.0, 2.0), (20.0, 20.0, 20.0, 9.0)])
def test_columns_fill_the_page_and_no_more(widths: tuple[float, ...]) -> None:
    made = word(docx.render(Document("x", date(2026, 1, 1), (Tabel("", ("a", "b", "c"), (("1", "2", "3"),), widths),))))
    found = [column.width.cm for column in made.tables[0].columns if column.width]
    assert len(found) == 3
    assert sum(found) == pytest.approx(17, abs=0.01)
    assert min(found) > 0.9


def test_a_column_without_a_width_gets_the_rest_wherever_it_stands() -> None:
    assert columns(Tabel("", ("a", "b", "c"), (), (0, 3.0, 2.0))) == [12, 3, 2]
    assert columns(Tabel("", ("a", "b", "c"), (), (3.0,)), 8.5) == [1.5, 3.5, 3.5]


def test_two_tables_are_two_and_a_table_at_the_end_is_followed() -> None:
    table = Tabel("", ("a",), (("1",),))
    made = word(docx.render(Document("", date(2026, 1, 1), (table, table, Feiten(()), Lijst(()), Alinea(""), table))))
    assert [type(block).__name__ for block in made.iter_inner_content()] == ["Table", "Paragraph"] * 3


def test_nothing_of_another_document_comes_along() -> None:
    with zipfile.ZipFile(io.BytesIO(docx.render(real(1)))) as parts:
        names = set(parts.namelist())
        assert {(p.date_time, p.create_system, p.compress_type) for p in parts.infolist()} == {((1980, 1, 1, 0, 0, 0), 0, 0)}
    assert names == {
        "[Content_Types].xml", "_rels/.rels", "docProps/core.xml", "word/document.xml", "word/_rels/document.xml.rels", "word/styles.xml",
        "word/settings.xml", "word/numbering.xml", "word/header1.xml", "word/footer1.xml",
    }  # fmt: skip


def test_the_same_data_gives_the_same_bytes_in_another_zone_and_language() -> None:
    made = hashlib.sha256(docx.render(real(3))).hexdigest()
    assert hashlib.sha256(docx.render(real(3))).hexdigest() == made
    code = "import hashlib\nfrom retcli.notulen import docx\nfrom tests.stukken import real\n"
    assert made_elsewhere(f"{code}print(hashlib.sha256(docx.render(real(3))).hexdigest())") == made


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not on this computer")
def test_another_program_reads_the_same_text(tmp_path: Path) -> None:
    document = real()
    file = tmp_path / "notulen.docx"
    file.write_bytes(docx.render(document))
    own = f"-env:UserInstallation={(tmp_path / 'office').as_uri()}"
    command = ["soffice", own, "--headless", "--convert-to", "txt:Text (encoded):UTF8", "--outdir", str(tmp_path), str(file)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    assert squeezed((tmp_path / "notulen.txt").read_text(encoding="utf-8-sig")) == told(document)
