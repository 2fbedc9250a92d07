"""Documents for Word. The same data and the same template give the same bytes, on every computer and day.

This module brings python-docx; import it where a document is made. Our own styles stand in `stijlen.xml`. Of an organisation's template
the page, header and footer (logo) and styles are used; its text, and what comes with text, is left out.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from datetime import datetime, time
from importlib.resources import files
from typing import TYPE_CHECKING

from docx import Document as open_word
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import XmlPart
from docx.oxml import OxmlElement
from docx.oxml.exceptions import InvalidXmlError
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from docx.parts.numbering import NumberingPart
from docx.shared import Cm, Length
from lxml.etree import LxmlError

from ..errors import Refused
from ..text import listed
from .document import Alinea, Document, Feiten, Kop, Lijst, Tabel
from .maten import columns, labels, whole

if TYPE_CHECKING:
    from docx.document import Document as Word
    from docx.opc.rel import Relationships
    from docx.oxml.xmlchemy import BaseOxmlElement
    from docx.section import Section, _Footer, _Header

MAKER = "RET-AnderS"

NEEDED = {"Title": "Titel", "Heading 1": "Kop 1", "Heading 2": "Kop 2"}
"""The styles that a template must have, for we can't guess how an organisation's look; and what they are called in a Dutch Word."""

KEPT = ("styles", "numbering", "settings", "theme", "fontTable", "header", "footer")
"""Kinds of parts that a document keeps of what it is made from."""

ROOTS = {"styles": "w:styles", "numbering": "w:numbering", "settings": "w:settings", "header": "w:hdr", "footer": "w:ftr"}

UNWANTED = (
    "attachedTemplate", "mailMerge", "documentProtection", "writeProtection", "trackRevisions", "docVars", "rsids",
    "footnotePr", "endnotePr",
)  # fmt: skip
"""Settings of a template that would protect, follow or fill the document, or that point at parts it does not keep."""

SHOWN = ("w:t", "w:drawing", "w:pict", "w:object", "w:instrText", "w:fldSimple")
"""What makes that a paragraph is not empty."""

PACKED, UNPACKED, PARTS = 20_000_000, 40_000_000, 400
"""The most bytes that a template may have, packed and unpacked, and the most parts."""

NO_WORD = (
    "Het sjabloon is geen Word-document.",
    "Open het in Word en bewaar het, zonder wachtwoord, als Word-document (.docx) of Word-sjabloon (.dotx).",
)
TOO_LARGE = ("Het sjabloon is te groot.", "Maak het logo kleiner: uitgepakt mag het sjabloon 40 MB zijn.")
MACROS = ("Het sjabloon heeft macro's.", "Bewaar het in Word als Word-document (.docx) of Word-sjabloon (.dotx), zonder macro's.")

_EPOCH = (1980, 1, 1, 0, 0, 0)
_TWIPS = 567
"""Of a centimetre."""


def render(document: Document, sjabloon: bytes | None = None, *, voet: bool = True) -> bytes:
    """The file's content. `sjabloon` is an organisation's docx or dotx; without `voet` there are no title and page numbers at the foot.

    Raises Refused for a template that can't be used, with the style that it lacks.
    """
    word = _blank() if sjabloon is None else _template(sjabloon)
    styles = _styles(word, labels(document))
    _speak_dutch(word)
    section = word.sections[0]
    for header, footer in _margins(word, section):
        numbered = not voet or _has_numbers(header) or _has_numbers(footer)
        if document.merk:
            _write(header, styles["header"], _run(document.merk))
        if not numbered:
            _write(footer, styles["footer"], _run(f"{document.titel} · pagina "), _field("PAGE"), _run(" van "), _field("NUMPAGES"))
    _about(word, document)
    body = word.element.body
    for element in _body(document, styles, _text_width(section)):
        body.insert_element_before(element, "w:sectPr")
    written = io.BytesIO()
    word.save(written)
    return _fixed(written.getvalue())


# --- what a document says


def _body(document: Document, styles: dict[str, str], width: float) -> Iterator[BaseOxmlElement]:
    """The paragraphs and tables of a document, in its order."""
    if document.titel:
        yield _p(styles["title"], _run(document.titel))
    yield from _facts(document.kop, styles)
    below_table = False  # a paragraph stands off from a table above it, and two tables without one between them would be one
    for blok in document.blokken:
        room = 160 if below_table else None
        table = False
        match blok:
            case Kop(woorden, niveau) if woorden:
                yield _p(styles[f"heading {niveau}"], _run(woorden))
            case Alinea(woorden, klein) if woorden:
                yield _p(styles["opmerking"], _run(woorden)) if klein else _p(styles["normal"], _run(woorden), before=room)
            case Lijst(regels) if any(regels):
                for n, regel in enumerate(filter(None, regels)):
                    yield _p(styles["list bullet"], _run(regel), before=None if n else room)
            case Feiten(feiten) if feiten:
                yield from _facts(feiten, styles, room)
            case Tabel(_, koppen, _) if koppen:
                if below_table:
                    yield _p(styles["tabeltekst"])
                yield _table(blok, styles, width)
                table = True
            case _:
                continue  # it has no words
        below_table = table
    if below_table:
        yield _p(styles["tabeltekst"])  # Word wants a paragraph at the end


def _facts(facts: tuple[tuple[str, str], ...], styles: dict[str, str], room: int | None = None) -> Iterator[BaseOxmlElement]:
    """Labels with their words, a paragraph each; together on a page when they are few words."""
    together = sum(len(words) for _, words in facts) < 1500
    for n, (label, words) in enumerate(facts):
        last = n == len(facts) - 1
        told = (_run(label, bold=True), _el("r", _el("tab")), _run(words))
        yield _p(styles["feiten"], *told, keep=together and not last, before=None if n else room, after=120 if last else None)


def _table(tabel: Tabel, styles: dict[str, str], width: float) -> BaseOxmlElement:
    """A table that says what is in it, whose head returns on every page, and whose rows don't break unless they are long."""
    widths = columns(tabel, width)
    twips = [str(round(w * _TWIPS)) for w in widths]
    look = {"val": "0420", "firstRow": "1", "lastRow": "0", "firstColumn": "0", "lastColumn": "0", "noHBand": "0", "noVBand": "1"}
    about = [
        _el("tblStyle", val=styles["overlegtabel"]),
        _el("tblW", w=str(sum(map(int, twips))), type="dxa"),
        _el("tblLayout", type="fixed"),
        _el("tblLook", **look),
    ]
    if tabel.naam:
        about.append(_el("tblDescription", val=tabel.naam))
    rows = []
    for n, words in enumerate((tabel.koppen, *tabel.rijen)):
        head = n == 0
        marks = [_el("cantSplit")] if head or whole(words, widths) else []
        cells = [
            _el("tc", _el("tcPr", _el("tcW", w=w, type="dxa")), _p(styles["tabeltekst"], _run(word), keep=head))
            for word, w in zip(words, twips, strict=True)
        ]
        rows.append(_el("tr", _el("trPr", *marks, *([_el("tblHeader")] if head else [])), *cells))
    return _el("tbl", _el("tblPr", *about), _el("tblGrid", *(_el("gridCol", w=w) for w in twips)), *rows)


def _p(style: str, *inside: BaseOxmlElement, keep: bool = False, before: int | None = None, after: int | None = None) -> BaseOxmlElement:
    """A paragraph; `keep` with the next, `before` and `after` are room in twips where it is not the style's."""
    marks = [_el("pStyle", val=style)] if style else []
    if keep:
        marks.append(_el("keepNext"))
    if room := {name: str(given) for name, given in (("before", before), ("after", after)) if given is not None}:
        marks.append(_el("spacing", **room))
    return _el("p", _el("pPr", *marks), *inside)


def _run(words: str, *, bold: bool = False) -> BaseOxmlElement:
    text = _el("t")
    text.text = words
    text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return _el("r", _el("rPr", _el("b"), _el("bCs")), text) if bold else _el("r", text)


def _field(name: str) -> BaseOxmlElement:
    """A number that Word counts itself."""
    return _el("fldSimple", _run("1"), instr=name)


def _el(tag: str, *inside: BaseOxmlElement, **attributes: str) -> BaseOxmlElement:
    made: BaseOxmlElement = OxmlElement(f"w:{tag}")
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    made.extend(inside)
    return made


# --- what every page has


def _margins(word: Word, section: Section) -> Iterator[tuple[_Header, _Footer]]:
    """The header and footer of every kind of page there is."""
    yield section.header, section.footer
    if section.different_first_page_header_footer:
        yield section.first_page_header, section.first_page_footer
    if word.settings.odd_and_even_pages_header_footer:
        yield section.even_page_header, section.even_page_footer


def _write(where: _Header | _Footer, style: str, *inside: BaseOxmlElement) -> None:
    """As a paragraph below what stands there; in the last one when that is empty."""
    element = where._element
    last = element[-1] if len(element) and element[-1].tag == qn("w:p") else None
    if last is not None and next(last.iter(*map(qn, SHOWN)), None) is None:
        element.remove(last)
    element.append(_p(style, *inside))


def _has_numbers(where: _Header | _Footer) -> bool:
    """Whether a header or footer counts the pages already."""
    if where.is_linked_to_previous:  # there is none
        return False
    element = where._element
    told = [e.get(qn("w:instr")) or "" for e in element.iter(qn("w:fldSimple"))]
    return any(re.search(r"\bPAGE\b", words) for words in [*told, *(e.text or "" for e in element.iter(qn("w:instrText")))])


def _text_width(section: Section) -> float:
    """Centimetres between the margins."""
    width: Length = section.page_width - section.left_margin - section.right_margin - section.gutter  # type: ignore[operator,assignment]
    return max(width / Cm(1), 5.0)


def _about(word: Word, document: Document) -> None:
    """What the file says of itself."""
    about = word.core_properties
    about.title, about.language = document.titel or MAKER, "nl-NL"
    about.author = about.last_modified_by = MAKER
    about.created = about.modified = datetime.combine(document.dag, time())
    about.revision = 1


# --- what it is made from


def _own() -> dict[str, BaseOxmlElement]:
    """Our own styles, numbering and settings."""
    return {part.tag.rpartition("}")[2]: part for part in parse_xml(files(__package__).joinpath("stijlen.xml").read_bytes())}


def _blank() -> Word:
    """An A4 page with our own styles."""
    word = open_word()
    own = _own()
    _drop_parts(word, own)
    for link in word.part.rels.values():
        link.target_part.element[:] = list(own[link.reltype.rpartition("/")[2]])
    section = word.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin = section.bottom_margin = Cm(2.2)
    section.header_distance = section.footer_distance = Cm(1.1)
    return word


def _template(content: bytes) -> Word:
    """An organisation's template without its text. Raises Refused."""
    try:
        word = open_word(io.BytesIO(_as_document(content)))
        last = _without_text(word)
        _drop_parts(word, KEPT)
        section = word.sections[0]
        for name, usual in (("page_width", 21), ("page_height", 29.7), ("left_margin", 2), ("right_margin", 2), ("gutter", 0)):
            if getattr(section, name) is None:
                setattr(section, name, Cm(usual))
        _text_width(section)
        for where in (w for both in _margins(word, section) for w in both if not w.is_linked_to_previous):
            if where._element.tag not in (qn("w:hdr"), qn("w:ftr")):
                raise ValueError
        _check(word)
    except (
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        InvalidXmlError,
        LxmlError,
    ):  # parts that are not there, not XML, or another kind
        raise Refused(*NO_WORD) from None
    for columns_ in last.findall(qn("w:cols")):
        last.remove(columns_)
    settings = word.settings.element
    for name in UNWANTED:
        for unwanted in settings.findall(qn(f"w:{name}")):
            settings.remove(unwanted)
    return word


def _as_document(content: bytes) -> bytes:
    """A docx or dotx as a docx, unpacked no further than our limits. Raises Refused."""
    parts = _unpacked(content)
    types = parts.get("[Content_Types].xml", b"")
    if b"macroEnabled" in types:
        raise Refused(*MACROS)
    parts["[Content_Types].xml"] = types.replace(b"wordprocessingml.template.main+xml", b"wordprocessingml.document.main+xml")
    return _packed(parts.items())


def _unpacked(content: bytes) -> dict[str, bytes]:
    """The parts by name. Raises Refused when it is no zip or too large; what a part says of its own size is not believed."""
    if len(content) > PACKED:
        raise Refused(*TOO_LARGE)
    parts: dict[str, bytes] = {}
    left = UNPACKED
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if len(packed.infolist()) > PARTS:
                raise Refused(*TOO_LARGE)
            for entry in packed.infolist():
                if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                    raise Refused(*NO_WORD)
                with packed.open(entry) as part:
                    parts[entry.filename] = part.read(left + 1)
                left -= len(parts[entry.filename])
                if left < 0:
                    raise Refused(*TOO_LARGE)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, ValueError):  # RuntimeError: it has a password
        raise Refused(*NO_WORD) from None
    return parts


def _without_text(word: Word) -> BaseOxmlElement:
    """Leave of the text only the last section, with the headers and footers that it has of those before it."""
    body = word.element.body
    last: BaseOxmlElement = body.get_or_add_sectPr()
    references: dict[tuple[str, str | None], BaseOxmlElement] = {}
    for section in [*body.findall(f"{qn('w:p')}/{qn('w:pPr')}/{qn('w:sectPr')}"), last]:
        for reference in section.xpath("w:headerReference | w:footerReference"):
            references[reference.tag, reference.get(qn("w:type"))] = reference
    last[:0] = references.values()
    for change in last.findall(qn("w:sectPrChange")):
        last.remove(change)
    body[:] = [last]
    return last


def _drop_parts(word: Word, kept: Iterable[str]) -> None:
    """Leave out the parts that only text uses, what is known of another document, and what is outside the file."""

    def drop(links: Relationships, kept: Iterable[str]) -> None:
        for key, link in list(links.items()):
            if link.is_external or link.reltype.rpartition("/")[2] not in kept:
                del links[key]

    drop(word.part.package.rels, ["officeDocument"])
    drop(word.part.rels, kept)
    used = {reference.get(qn("r:id")) for reference in word.element.xpath("//w:headerReference | //w:footerReference")}
    for key, link in list(word.part.rels.items()):
        kind = link.reltype.rpartition("/")[2]
        if kind in ("header", "footer") and key not in used:
            del word.part.rels[key]
        if kind == "settings":
            drop(link.target_part.rels, [])


def _check(word: Word) -> None:
    """That every part is what it should be, and there once. Raises ValueError."""
    names = [part.partname for part in word.part.package.iter_parts()]
    kinds = {}
    for link in word.part.rels.values():
        kind = link.reltype.rpartition("/")[2]
        kinds[kind] = link.target_part
        if kind in ROOTS and (not isinstance(link.target_part, XmlPart) or link.target_part.element.tag != qn(ROOTS[kind])):
            raise ValueError(kind)
    if "styles" not in kinds or len(set(names)) < len(names):
        raise ValueError


def _styles(word: Word, label: float) -> dict[str, str]:
    """The id of each style that we use, by its name in small letters; those of ours that are not there come in. Raises Refused."""
    root = word.styles.element
    there: dict[tuple[str | None, str], str] = {}
    usual: dict[str | None, str] = {}
    for style in root.findall(qn("w:style")):
        kind, named, its_id = style.get(qn("w:type")), style.find(qn("w:name")), style.get(qn("w:styleId")) or ""
        if named is not None:
            there.setdefault((kind, (named.get(qn("w:val")) or "").casefold()), its_id)
        if style.get(qn("w:default")) in ("1", "true"):
            usual[kind] = its_id
    ids = {"normal": usual.get("paragraph", "")}
    for name, dutch in NEEDED.items():
        if found := there.get(("paragraph", name.casefold())) or there.get(("paragraph", dutch.casefold())):
            ids[name.casefold()] = found
    if lacking := [f"{dutch} ({name})" for name, dutch in NEEDED.items() if name.casefold() not in ids]:
        raise Refused(
            f"In het sjabloon {'ontbreekt de stijl' if len(lacking) == 1 else 'ontbreken de stijlen'} {listed(lacking)}.",
            "Geef in Word een regel van het sjabloon die stijl, bewaar het en maak het document opnieuw.",
        )
    for own in _own()["styles"].findall(qn("w:style")):
        kind, name, its_id = own.get(qn("w:type")), own.find(qn("w:name")).get(qn("w:val")).casefold(), own.get(qn("w:styleId"))
        if not its_id.startswith("RET"):
            continue
        if (kind, name) not in there:
            root.append(_based(own, usual.get(kind)))
            if name == "list bullet":
                own.find(f".//{qn('w:numId')}").set(qn("w:val"), _bullets(word))
        ids[name] = there.get((kind, name), its_id)
    for facts in root.xpath("w:style[@w:styleId='RETFeiten']/w:pPr"):
        twips = str(round(label * _TWIPS))
        for old in facts.xpath("w:tabs | w:ind"):
            facts.remove(old)
        facts.insert(0, _el("tabs", _el("tab", val="left", pos=twips)))
        facts.append(_el("ind", left=twips, hanging=twips))
    return ids


def _based(style: BaseOxmlElement, usual: str | None) -> BaseOxmlElement:
    """A style of ours on what is usual in this document."""
    for base in style.findall(qn("w:basedOn")):
        if usual:
            base.set(qn("w:val"), usual)
        else:
            style.remove(base)
    return style


def _bullets(word: Word) -> str:
    """The id of a list with dots, new in this document."""
    links = word.part.rels
    part = next((link.target_part for link in links.values() if link.reltype == RELATIONSHIP_TYPE.NUMBERING), None)
    if part is None:
        name = PackURI("/word/numbering.xml")
        part = NumberingPart(name, CONTENT_TYPE.WML_NUMBERING, OxmlElement("w:numbering"), word.part.package)
        word.part.relate_to(part, RELATIONSHIP_TYPE.NUMBERING)
    root = part.element
    dots = _own()["numbering"].find(qn("w:abstractNum"))
    taken = [int(used) for used in root.xpath("w:abstractNum/@w:abstractNumId")]
    new = str(max(taken, default=-1) + 1)
    dots.set(qn("w:abstractNumId"), new)
    after = root.xpath("w:num | w:numIdMacAtCleanup")
    root.insert(root.index(after[0]) if after else len(root), dots)
    return str(root.add_num(int(new)).numId)


def _speak_dutch(word: Word) -> None:
    """Dutch is what spelling is checked in, and what is read aloud."""
    root = word.styles.element
    if not root.xpath("w:docDefaults/w:rPrDefault/w:rPr/w:lang"):
        for old in root.xpath("w:docDefaults/w:rPrDefault/w:rPr"):
            old.append(_el("lang", val="nl-NL"))
    for language in [*root.iter(qn("w:lang")), *word.settings.element.findall(qn("w:themeFontLang"))]:
        language.set(qn("w:val"), "nl-NL")


def _packed(parts: Iterable[tuple[str, bytes]]) -> bytes:
    """A zip without the moment and the system it is made on; not packed, for not every zlib packs alike."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_STORED) as new:
        for name, content in parts:
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.create_system = 0
            new.writestr(entry, content)
    return written.getvalue()


def _fixed(content: bytes) -> bytes:
    """The same zip, fixed as `_packed` does it."""
    with zipfile.ZipFile(io.BytesIO(content)) as old:
        return _packed((name, old.read(name)) for name in old.namelist())
