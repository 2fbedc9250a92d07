"""A document to read on the screen: every part of it as lines of content, of which only those in sight are drawn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.content import Content
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from retcli.notulen.document import Alinea, Blok, Document, Feiten, Kop, Lijst, Tabel

from .stil import Stil
from .text import plain

WIDEST = 110
"""Cells of a line at most: a longer one is hard to read."""
LABELS = 18
"""Cells of the column of labels at most."""
SHORT = 14
"""Cells up to which a column, with its gap, is never broken."""
LONG = 30
"""Cells from which a word may be broken, and a column wants no more than another."""
GAP = 2
"""Cells between two columns."""


class Blad(ScrollView, Stil, can_focus=True):
    """One document; it scrolls by the keys of any list."""

    COMPONENT_CLASSES = {"blad--regel"}  # noqa: RUF012  # Textual's own form
    DEFAULT_CSS = """
    Blad {
        overflow-x: hidden;
        overflow-y: scroll;
    }
    """

    def __init__(self, *, id: str | None = None) -> None:  # Textual's own name
        super().__init__(id=id)
        self._document: Document | None = None
        self._regels: list[Content] = []

    def toon(self, document: Document) -> None:
        """Show this, a `cleaned` document; the place stays as far as there is one."""
        self._document = document
        self._lay_out()

    def on_resize(self, event: events.Resize) -> None:
        self._lay_out()

    def _lay_out(self) -> None:
        width = self.scrollable_content_region.width
        if self._document is not None and width:
            self._regels = list(lines(self._document, min(width - 1, WIDEST)))
            self.virtual_size = Size(0, len(self._regels))
            self.refresh()

    def render_line(self, y: int) -> Strip:
        at, width = self.scroll_offset.y + y, self.scrollable_content_region.width
        style = self.get_visual_style("blad--regel")
        if at >= len(self._regels):
            return Strip.blank(width, style.rich_style)
        parts = self._regels[at].render(style, end="", parse_style=self._get_style)
        return Strip([Segment(words, (style + own).rich_style) for words, own in parts]).adjust_cell_length(width, style.rich_style)


# --- the lines


def lines(document: Document, width: int) -> Iterator[Content]:
    """Everything that the document says, in lines of at most `width` cells."""
    yield Content()
    yield from _wrapped(document.titel, width, "bold $text-accent")
    yield Content()
    labels = _labels([*document.kop, *(fact for blok in document.blokken if isinstance(blok, Feiten) for fact in blok.regels)], width)
    yield from _facts(document.kop, labels, width)
    before: Blok | None = None
    for blok in document.blokken:
        if not isinstance(before, Kop):
            yield Content()
        yield from _block(blok, labels, width)
        before = blok
    yield Content()


def _block(blok: Blok, labels: int, width: int) -> Iterator[Content]:
    match blok:
        case Kop(words, level):
            yield from _wrapped(words, width, "bold $text-accent" if level == 1 else "bold")
        case Alinea(words, small):
            yield from _wrapped(words, width, "dim" if small else "")
        case Lijst(rows):
            for words in rows:
                yield from _cells([[plain("•")], _wrapped(words, width - GAP)], [GAP, width - GAP])
        case Feiten(facts):
            yield from _facts(facts, labels, width)
        case Tabel(_, head, rows):
            yield from _table(head, rows, width)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> Iterator[Content]:
    """Columns; where these would break words, facts for each row."""
    widths = columns(head, rows, width)
    rows = rows or [[""] * len(head)]
    if widths:
        for n, row in enumerate((head, *rows)):
            yield from _row(row, widths, "" if n else "dim")
        return
    labels = _labels([(words, "") for words in head], width)
    for n, row in enumerate(rows):
        if n:
            yield Content()
        yield from _facts(zip(head, row, strict=True), labels, width)


def _wrapped(words: str, width: int, style: str = "") -> list[Content]:
    return plain(words, style).wrap(width) if words else [Content()]


def _labels(facts: Iterable[tuple[str, str]], width: int) -> int:
    """Cells for the labels of facts, which stand below each other."""
    return min(max((cell_len(label) for label, _ in facts), default=0) + GAP, LABELS, max(width // 2, 8))


def _facts(facts: Iterable[tuple[str, str]], labels: int, width: int) -> Iterator[Content]:
    for label, words in facts:
        yield from _cells([_wrapped(label, labels - 1, "dim"), _wrapped(words, width - labels)], [labels, width - labels])


def _row(cells: Sequence[str], widths: Sequence[int], style: str) -> Iterator[Content]:
    return _cells([_wrapped(words, width - GAP, style) for words, width in zip(cells, widths, strict=True)], widths)


def _cells(cells: Sequence[list[Content]], widths: Sequence[int]) -> Iterator[Content]:
    """Cells beside each other, each in its column, on as many lines as the highest takes."""
    for n in range(max(map(len, cells))):
        line = [cell[n] if n < len(cell) else Content() for cell in cells]
        yield Content("").join([part.pad_right(max(width - part.cell_length, 0)) for part, width in zip(line, widths, strict=True)])


def columns(head: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> list[int]:
    """Cells for each column: as wide as its words where all fit; else no word is broken, and the rest is shared by need.
    Empty when words would break."""
    words = list(zip(head, *rows, strict=True))
    longest = [max(map(cell_len, cells)) + GAP for cells in words]
    if sum(longest) <= width:
        return longest
    least = [most if most <= SHORT else _longest_word(cells) + GAP for most, cells in zip(longest, words, strict=True)]
    if sum(least) > width:
        return []
    wanted = [min(most - few, LONG) for most, few in zip(longest, least, strict=True)]
    room = width - sum(least)
    return [few + room * want // sum(wanted) for few, want in zip(least, wanted, strict=True)]


def _longest_word(cells: Sequence[str]) -> int:
    return max((min(cell_len(word), LONG) for cell in cells for word in cell.split()), default=0)
