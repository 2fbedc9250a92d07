"""Documents for Word. The same data gives the same bytes, on every computer and day.

This module brings python-docx; import it where a document is made.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table
from docx.text.paragraph import Paragraph

from db.clean import clean

if TYPE_CHECKING:
    from docx.oxml.xmlchemy import BaseOxmlElement
    from docx.styles.style import ParagraphStyle

    from .vooraf import Vooraf

MAKER = "RET-AnderS"
FONT = "Calibri"
INK = RGBColor(0x1F, 0x2A, 0x37)
LINE, SHADE = "BFC5CD", "EEF1F4"
WIDTH = 17.0
"""Centimetres between the margins of an A4 page."""

UNWANTED = ("thumbnail", "stylesWithEffects")
"""Parts of python-docx's template: a picture of another document, and all styles once more for Word 2010."""

_NO_XML = re.compile("[\ufffe\uffff]")
_EPOCH = (1980, 1, 1, 0, 0, 0)


def agenda(ahead: Vooraf) -> bytes:
    """The agenda that is sent ahead."""
    blad = Blad(ahead.titel, ahead.datum)
    blad.facts(ahead.kop)
    if not ahead.aantal:
        blad.paragraph("Er staat niets op de agenda.")
    for part in ahead.onderdelen:
        blad.heading(part.titel)
        blad.table(("Nr", "Casus", "Waarom"), [(str(i.nr), i.casus or "", i.waarom) for i in part.punten], (1.2, 3.0))
    if ahead.signalen:
        blad.heading("Signalen")
        blad.table(("Aantal", "Thema"), [(str(many), theme) for theme, many in ahead.signalen], (2.0,))
    blad.paragraph(ahead.voet, small=True)
    return blad.content()


class Blad:
    """An A4 document in Dutch with a title, headings, paragraphs and tables; page numbers at the foot."""

    def __init__(self, title: str, day: date) -> None:
        """`day` stands as when it was made: not today, or the same data would not give the same bytes."""
        self._doc = Document()
        self._page(plain(title))
        self._styles()
        about = self._doc.core_properties
        about.author = about.last_modified_by = MAKER
        about.title, about.language, about.comments, about.keywords = plain(title), "nl-NL", "", ""
        about.created = about.modified = datetime.combine(day, time())
        about.revision = 1
        self._doc.add_paragraph(plain(title), style="Title")

    def heading(self, words: str, level: int = 1) -> None:
        """A heading; it stays with what follows it."""
        self._doc.add_heading(plain(words), level)

    def paragraph(self, words: str, *, small: bool = False) -> None:
        """A paragraph; a small one is a remark, with room above it."""
        made = self._doc.add_paragraph(plain(words))
        if small:
            made.paragraph_format.space_before = Pt(14)
            for run in made.runs:
                run.italic, run.font.size = True, Pt(9)

    def bullets(self, lines: Iterable[str]) -> None:
        """A list."""
        for line in lines:
            self._doc.add_paragraph(plain(line), style="List Bullet")

    def facts(self, known: Iterable[tuple[str, str]]) -> None:
        """Labels with their words, a line each, the words below each other."""
        for label, words in known:
            made = self._doc.add_paragraph()
            made.paragraph_format.space_after = Pt(1)
            made.paragraph_format.left_indent, made.paragraph_format.first_line_indent = Cm(2.8), Cm(-2.8)
            made.paragraph_format.tab_stops.add_tab_stop(Cm(2.8))
            made.add_run(plain(label)).bold = True
            made.add_run(f"\t{plain(words)}")

    def table(self, head: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[float]) -> None:
        """A table whose head returns on every page, and whose rows don't break; `widths` in cm, the columns without one share the rest."""
        shared = (WIDTH - sum(widths)) / max(len(head) - len(widths), 1)
        columns = [Cm(w) for w in (*widths, *[shared] * (len(head) - len(widths)))]
        lines = [list(head), *map(list, rows)]
        made = self._doc.add_table(len(lines), len(head))
        made.autofit = False
        _lines(made)
        for column, width in zip(made.columns, columns, strict=True):
            column.width = width
        for n, (row, words) in enumerate(zip(made.rows, lines, strict=True)):
            marks = row._tr.get_or_add_trPr()
            marks.append(OxmlElement("w:cantSplit"))
            if n == 0:
                marks.append(OxmlElement("w:tblHeader"))
            for cell, width, word in zip(row.cells, columns, words, strict=True):
                cell.width = width
                paragraph = cell.paragraphs[0]
                paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)
                paragraph.add_run(plain(word)).bold = True if n == 0 else None
                if n == 0:
                    paragraph.paragraph_format.keep_with_next = True
                    cell._tc.get_or_add_tcPr().append(_element("w:shd", val="clear", color="auto", fill=SHADE))

    def content(self) -> bytes:
        """The file."""
        written = io.BytesIO()
        self._doc.save(written)
        return _fixed(written.getvalue())

    def _page(self, title: str) -> None:
        section = self._doc.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2)
        foot = section.footer.paragraphs[0]
        foot.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        foot.add_run(f"{title} · pagina ")
        _field(foot, "PAGE")
        foot.add_run(" van ")
        _field(foot, "NUMPAGES")
        for links in (self._doc.part.package.rels, self._doc.part.rels):
            for key, link in list(links.items()):
                if link.reltype.rpartition("/")[2] in UNWANTED:
                    del links[key]

    def _styles(self) -> None:
        styles = self._doc.styles
        for unused in styles.element.findall(f"{qn('w:style')}[@{qn('w:type')}='table']"):
            if not unused.get(qn("w:default")):
                styles.element.remove(unused)
        language = styles.element.find(f".//{qn('w:lang')}")
        if language is not None:
            language.set(qn("w:val"), "nl-NL")
        sizes = {"Normal": 11.0, "Footer": 9.0, "Title": 20.0, "Heading 1": 14.0, "Heading 2": 12.0, "Heading 3": 11.0}
        for name, size in sizes.items():
            style: ParagraphStyle = styles[name]
            fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
            for theme in [a for a in fonts.attrib if "Theme" in str(a)]:
                del fonts.attrib[theme]  # a theme's font would win
            for script in ("ascii", "hAnsi", "cs", "eastAsia"):
                fonts.set(qn(f"w:{script}"), FONT)
            style.font.size, style.font.color.rgb = Pt(size), INK
            for line in style.element.findall(f".//{qn('w:pBdr')}"):
                line.getparent().remove(line)
        styles["Normal"].paragraph_format.space_after = Pt(6)


def plain(words: str) -> str:
    """Text of people as one line that a document can hold."""
    return _NO_XML.sub("\ufffd", " ".join(clean(words, lines=False).text.split()))


def _element(tag: str, **attributes: str) -> BaseOxmlElement:
    made = OxmlElement(tag)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made


def _field(paragraph: Paragraph, name: str) -> None:
    """A number that Word counts itself."""
    field = _element("w:fldSimple", instr=name)
    paragraph._p.append(field)
    run = paragraph.add_run("1")
    field.append(run._r)


def _lines(table: Table) -> None:
    """Thin lines between the rows, no others."""
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        borders.append(_element(f"w:{side}", val="single", sz="4", space="0", color=LINE))
    table._tbl.tblPr.insert_element_before(borders, "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")  # their order is fixed


def _fixed(content: bytes) -> bytes:
    """The same zip without the moment and the system it was made on; not packed, for not every zlib packs alike."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(written, "w", zipfile.ZIP_STORED) as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.create_system = 0
            new.writestr(entry, old.read(name))
    return written.getvalue()
