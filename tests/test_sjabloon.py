"""An organisation's template: its page, header and styles are used, its text is not, and what can't be used is said in a sentence."""

from __future__ import annotations

import io
import os
import random
import struct
import zipfile
from datetime import date
from pathlib import Path

import pytest
from docx import Document as opened
from docx.document import Document as Word
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from retcli.errors import Refused
from retcli.notulen import docx, sjabloon
from retcli.notulen.document import Document, Kop, Tabel

from .stukken import real, told
from .test_docx import text_of, word

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


def saved(made: Word) -> bytes:
    written = io.BytesIO()
    made.save(written)
    return written.getvalue()


def changed(content: bytes, **parts: bytes | None) -> bytes:
    """A zip with other parts; `/` and `.` are `__` and `_` in their names, None leaves one out."""
    written = io.BytesIO()
    given = {name.replace("__", "/").replace("_xml", ".xml"): part for name, part in parts.items()}
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new:
        for name in [*old.namelist(), *(n for n in given if n not in old.namelist())]:
            part = given.get(name, old.read(name) if name in old.namelist() else None)
            if part is not None:
                new.writestr(name, part)
    return written.getvalue()


def as_dotx(content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        types = parts.read("[Content_Types].xml")
    return changed(content, **{"[Content_Types]_xml": types.replace(b"document.main+xml", b"template.main+xml")})


def house_style() -> Word:
    """A template as an organisation has it: a logo, its own sizes, and text that tells how to use it."""
    made = opened()
    section = made.sections[0]
    section.page_width, section.page_height, section.left_margin, section.right_margin = Cm(21), Cm(29.7), Cm(3), Cm(2.5)
    section.header.paragraphs[0].add_run().add_picture(io.BytesIO(PIXEL), width=Cm(2))
    section.footer.paragraphs[0].text = "Gemeente Voorbeeld, postbus 1"
    made.styles["Heading 1"].font.size = Pt(31)
    made.add_heading("Zo gebruikt u dit sjabloon", 1)
    made.add_paragraph("Geheime instructie")
    made.add_picture(io.BytesIO(PIXEL + b"x"))
    made.core_properties.author, made.core_properties.keywords = "Jan Maker", "vertrouwelijk"
    return made


def headers(content: bytes) -> list[str]:
    return [p.text for p in word(content).sections[0].header.paragraphs]


def foot(content: bytes) -> list[str]:
    return ["".join(p._p.xpath(".//w:t/text()")) for p in word(content).sections[0].footer.paragraphs]


def refused(content: bytes) -> str:
    with pytest.raises(Refused) as caught:
        docx.render(real(1), content)
    return caught.value.sentence()


@pytest.mark.parametrize("form", ["docx", "dotx"])
def test_a_template_gives_page_header_and_styles_and_none_of_its_text(form: str) -> None:
    content = saved(house_style())
    document = real(5)
    made = docx.render(document, as_dotx(content) if form == "dotx" else content)
    assert text_of(made) == told(document)
    shown = word(made)
    section = shown.sections[0]
    assert (round(section.left_margin.cm, 1), round(section.right_margin.cm, 1)) == (3.0, 2.5)  # type: ignore[union-attr]
    assert shown.styles["Heading 1"].font.size == Pt(31)
    assert set(shown.styles.element.xpath("//w:lang/@w:val")) == {"nl-NL"}
    assert headers(made) == ["", document.merk]
    assert len(section.header._element.xpath(".//pic:pic")) == 1
    assert foot(made) == ["Gemeente Voorbeeld, postbus 1", f"{document.titel} · pagina 1 van 1"]
    assert sum(c.width.cm for c in shown.tables[0].columns if c.width) == pytest.approx(15.5, abs=0.01)
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        everything = b"".join(map(parts.read, parts.namelist()))
        assert len([name for name in parts.namelist() if "media" in name]) == 1
    assert b"Geheime instructie" not in everything
    assert b"Jan Maker" not in everything
    assert b"vertrouwelijk" not in everything


def test_the_same_template_gives_the_same_bytes() -> None:
    content = saved(house_style())
    assert docx.render(real(2), content) == docx.render(real(2), content)


def test_the_example_is_the_same_on_every_day_and_can_be_used_at_once(tmp_path: Path) -> None:
    example = sjabloon.voorbeeld()
    assert sjabloon.voorbeeld() == example
    made = docx.render(real(2), example)
    assert headers(example) == ["Naam of logo van uw organisatie"]
    assert headers(made) == ["Naam of logo van uw organisatie", real(2).merk]
    assert foot(made) == [f"{real(2).titel} · pagina 1 van 1"]
    assert text_of(made) == told(real(2))
    assert docx.render(real(2), made)  # what was made can be a template too


def test_page_numbers_of_the_template_itself_are_not_said_twice() -> None:
    made = opened()
    paragraph = made.sections[0].footer.paragraphs[0]
    paragraph.add_run("blad ")
    code = OxmlElement("w:instrText")
    code.text = " PAGE  \\* MERGEFORMAT "
    paragraph.add_run()._r.append(code)
    assert len(foot(docx.render(real(1), saved(made)))) == 1


def test_every_kind_of_page_gets_the_mark_and_the_numbers() -> None:
    made = opened()
    made.sections[0].different_first_page_header_footer = True
    made.settings.odd_and_even_pages_header_footer = True
    section = word(docx.render(real(1), saved(made))).sections[0]
    for header in (section.header, section.first_page_header, section.even_page_header):
        assert [p.text for p in header.paragraphs] == [real(1).merk]
    for footer in (section.footer, section.first_page_footer, section.even_page_footer):
        assert "pagina 1 van 1" in "".join(footer.paragraphs[0]._p.xpath(".//w:t/text()"))


def test_the_last_section_counts_with_the_header_of_the_first() -> None:
    made = opened()
    made.sections[0].header.paragraphs[0].text = "Briefhoofd"
    made.sections[0].footer.paragraphs[0].text = "Alleen op het voorblad"
    second = made.add_section(WD_SECTION.NEW_PAGE)
    second.footer.is_linked_to_previous = False
    second.orientation, second.page_width, second.page_height = WD_ORIENT.LANDSCAPE, Cm(29.7), Cm(21)
    found = docx.render(real(1), saved(made))
    assert headers(found) == ["Briefhoofd", real(1).merk]
    with zipfile.ZipFile(io.BytesIO(found)) as parts:
        assert not any(b"voorblad" in parts.read(name) for name in parts.namelist())
    assert round(word(found).sections[0].page_width.cm, 1) == 29.7  # type: ignore[union-attr]


def test_styles_that_we_only_add_come_in_and_those_that_are_there_stay() -> None:
    made = house_style()
    styles = made.styles
    for name in ("List Bullet", "Header", "Footer"):
        styles.element.remove(styles[name].element)
    own = styles.add_style("Feiten", 1)
    own.font.size = Pt(7)
    made.part.rels.pop(next(k for k, link in made.part.rels.items() if link.reltype.endswith("/numbering")))
    found = docx.render(real(2), saved(made))
    shown = word(found)
    assert text_of(found) == told(real(2))
    assert shown.styles["Feiten"].font.size == Pt(7)
    (number,) = shown.styles["List Bullet"].element.xpath("w:pPr/w:numPr/w:numId/@w:val")
    numbering = shown.part.numbering_part.element
    assert numbering.xpath(f"w:num[@w:numId='{number}']")
    assert [e.tag for e in numbering] == [qn("w:abstractNum"), qn("w:num")]


def test_dutch_names_of_styles_are_known() -> None:
    made = opened()
    for name, dutch in docx.NEEDED.items():
        made.styles[name].element.find(qn("w:name")).set(qn("w:val"), dutch)
    assert text_of(docx.render(real(1), saved(made))) == told(real(1))


def test_a_style_that_is_not_there_is_named_as_word_names_it() -> None:
    made = opened()
    made.styles.element.remove(made.styles["Heading 1"].element)
    assert refused(saved(made)) == (
        "In het sjabloon ontbreekt de stijl Kop 1 (Heading 1). "
        "Geef in Word een regel van het sjabloon die stijl, bewaar het en maak het document opnieuw."
    )
    made.styles.element.remove(made.styles["Title"].element)
    assert "ontbreken de stijlen Titel (Title) en Kop 1 (Heading 1)." in refused(saved(made))


def bomb(claims: int | None = None) -> bytes:
    """A zip of a few kilobytes with 100 MB in it, which may say that it is less."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new:
        new.writestr("[Content_Types].xml", b"0" * 100_000_000)
    content = written.getvalue()
    if claims is not None:
        for mark, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
            start = content.index(mark) + at
            content = content[:start] + struct.pack("<I", claims) + content[start + 4 :]
    return content


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "geen Word-document"),
        (b"%PDF-1.7", "geen Word-document"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "geen Word-document"),
        (b"PK\x03\x04" + bytes(200), "geen Word-document"),
        (bomb(), "te groot"),
        (bomb(5), "geen Word-document"),
        (b"x" * (docx.PACKED + 1), "te groot"),
    ],
    ids=["empty", "pdf", "doc", "broken", "bomb", "lying bomb", "huge"],
)
def test_what_is_no_template_is_refused_in_a_sentence(content: bytes, said: str) -> None:
    assert said in refused(content)


@pytest.mark.parametrize(
    "parts",
    [
        {"[Content_Types]_xml": None},
        {"[Content_Types]_xml": b"<x/>"},
        {"word__document_xml": None},
        {"word__document_xml": b"<x/>"},
        {"word__document_xml": b"not xml"},
        {"word__styles_xml": b"<x/>"},
        {"word__settings_xml": b"<x/>"},
        {"word__numbering_xml": b"<x/>"},
        {"word___rels__document_xml.rels": None},
        {"word__document_xml": b'<!DOCTYPE a [<!ENTITY b "bb">' + b'<!ENTITY c "&b;&b;">' * 40 + b"]><a>&c;</a>"},
    ],
)
def test_parts_that_are_not_there_or_of_another_kind_are_refused(parts: dict[str, bytes | None]) -> None:
    assert "geen Word-document" in refused(changed(saved(opened()), **parts))


def test_macros_and_too_many_parts_are_refused() -> None:
    with zipfile.ZipFile(io.BytesIO(saved(opened()))) as parts:
        types = parts.read("[Content_Types].xml").replace(
            b"openxmlformats-officedocument.wordprocessingml.document.main", b"ms-word.document.macroEnabled.main"
        )
    assert "macro" in refused(changed(saved(opened()), **{"[Content_Types]_xml": types}))
    assert "te groot" in refused(changed(saved(opened()), **{f"x{n}": b"" for n in range(docx.PARTS)}))


def test_a_damaged_template_is_refused_or_used_and_never_more() -> None:
    """Whatever changes in a file, what comes of it is a document or a sentence."""
    whole = sjabloon.voorbeeld()
    dice = random.Random(4)
    with zipfile.ZipFile(io.BytesIO(whole)) as parts:
        held = {name: parts.read(name) for name in parts.namelist()}
    for _ in range(200):
        name = dice.choice(list(held))
        part = bytearray(held[name])
        for _ in range(dice.choice((1, 1, 3))):
            at = dice.randrange(len(part))
            if dice.random() < 0.5:
                part[at] = dice.choice(b'w"<>/:0aZ ')
            else:
                del part[at : at + dice.randrange(1, 30)]
        written = io.BytesIO()
        with zipfile.ZipFile(written, "w") as new:
            for other, content in held.items():
                new.writestr(other, bytes(part) if other == name else content)
        try:
            made = docx.render(Document("x", date(2026, 1, 1), (Kop("k"), Tabel("", ("a",), (("1",),))), merk="m"), written.getvalue())
        except Refused:
            continue
        assert text_of(made) == "xka1"


# --- where it is


def test_the_template_of_a_kind_goes_before_the_general_one(tmp_path: Path) -> None:
    assert sjabloon.zoek(tmp_path) is None
    for name in ("~$notulen.docx", "~$sjabloon.docx", "sjabloon.doc", "notulen.docx.bak"):
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "notulen.docx").mkdir()
    assert sjabloon.zoek(tmp_path) is None
    (tmp_path / "notulen.docx").rmdir()
    for name in ("Sjabloon.DOTX", "sjabloon.docx", "NOTULEN.dotx", "Notulen.docx"):
        (tmp_path / name).write_bytes(b"x")
        assert sjabloon.zoek(tmp_path) == tmp_path / name
    (tmp_path / "agenda.dotx").write_bytes(b"x")
    assert sjabloon.zoek(tmp_path, "agenda") == tmp_path / "agenda.dotx"
    assert sjabloon.zoek(tmp_path, "actielijst") == tmp_path / "sjabloon.docx"


def test_a_folder_or_file_that_can_not_be_read_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Refused, match="er niet"):
        sjabloon.zoek(tmp_path / "weg")
    with pytest.raises(Refused, match="er niet"):
        sjabloon.folder("\0")
    with pytest.raises(Refused, match="er niet"):
        sjabloon.folder("  ")
    assert sjabloon.folder(f" {tmp_path} ") == str(tmp_path)
    with pytest.raises(Refused, match=r"Het sjabloon notulen\.docx kan niet worden gelezen"):
        sjabloon.lees(tmp_path / "notulen.docx")
    (tmp_path / "groot.docx").write_bytes(b"")
    os.truncate(tmp_path / "groot.docx", sjabloon.LARGEST + 1)
    with pytest.raises(Refused, match="te groot"):
        sjabloon.lees(tmp_path / "groot.docx")
    (tmp_path / "goed.docx").write_bytes(b"PK")
    assert sjabloon.lees(tmp_path / "goed.docx") == b"PK"
