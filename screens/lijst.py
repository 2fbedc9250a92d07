"""A list of any length of which only the lines in sight are read and drawn; the cursor stays on its row, by id."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from rich.segment import Segment
from textual import events
from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

BLOK = 64
"""Rows that are read at once: more than a tall terminal shows, so that one step down reads at most one block."""


class Lijst(ScrollView, can_focus=False):
    """Rows known by their ids, one line each. `lees` gives the lines of some of them; an id without one is gone since."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"lijst--rij", "lijst--cursor"}
    DEFAULT_CSS = """
    Lijst {
        overflow-x: hidden;
        overflow-y: scroll;
        scrollbar-size-vertical: 1;
        & > .lijst--cursor {
            background: $block-cursor-background;
            color: $block-cursor-foreground;
            text-style: $block-cursor-text-style;
        }
    }
    """

    @dataclass
    class Gekozen(Message):
        """A row was clicked that the cursor was on, or clicked twice; with `enkel`, clicked."""

        id: UUID

    def __init__(self, lees: Callable[[Sequence[UUID]], dict[UUID, Content]], *, id: str | None = None, enkel: bool = False) -> None:
        super().__init__(id=id)
        self._lees, self._enkel = lees, enkel
        self._ids: Sequence[UUID] = ()
        self._cursor = 0
        self._read: dict[int, dict[UUID, Content]] = {}

    # --- what it holds

    @property
    def ids(self) -> Sequence[UUID]:
        """All rows, in order."""
        return self._ids

    @property
    def gekozen(self) -> UUID | None:
        """The row that the cursor is on."""
        return self._ids[self._cursor] if self._ids else None

    def toon(self, ids: Sequence[UUID]) -> None:
        """Show these rows. The cursor stays on the same row, at the same height; when that is gone, at the same place."""
        here, height = self.gekozen, self._cursor - self.scroll_offset.y
        self._ids = ids
        self._read.clear()
        self._cursor = ids.index(here) if here is not None and here in ids else min(self._cursor, max(len(ids) - 1, 0))
        self.virtual_size = Size(0, len(ids))
        self.scroll_to(y=self._cursor - height, animate=False, force=True)
        self._into_sight()
        self.refresh()

    def opnieuw(self) -> None:
        """Read the lines again, as after a change of width."""
        self._read.clear()
        self.refresh()

    def veranderd(self, ids: Collection[UUID]) -> None:
        """Read the lines of these rows again; the others stay as they are drawn."""
        for at, row in enumerate(self._ids):
            block = at // BLOK
            if row in ids and block in self._read:
                self._read[block] |= self._lees([row])
                self.refresh_line(at)

    # --- moving

    def ga(self, to: int) -> None:
        """The cursor to a row by its number, or the nearest there is."""
        before, self._cursor = self._cursor, min(max(to, 0), max(len(self._ids) - 1, 0))
        if before != self._cursor:
            for line in (before, self._cursor):
                self.refresh_line(line)
            self._into_sight()

    def ga_naar(self, row: UUID) -> None:
        """The cursor to a row by its id; one that is not here leaves it."""
        if row in self._ids:
            self.ga(self._ids.index(row))

    def stap(self, rows: int) -> None:
        """So many rows down, or up."""
        self.ga(self._cursor + rows)

    def blad(self, pages: int) -> None:
        """A page down, or up."""
        height = max(self.size.height - 1, 1)
        if self._ids:
            self.scroll_to(y=self.scroll_offset.y + pages * height, animate=False, force=True)
        self.stap(pages * height)

    def _into_sight(self) -> None:
        top, height = self.scroll_offset.y, self.size.height
        if height and not top <= self._cursor < top + height:
            self.scroll_to(y=self._cursor if self._cursor < top else self._cursor - height + 1, animate=False, force=True)

    # --- drawing

    def render_line(self, y: int) -> Strip:
        at, width = self.scroll_offset.y + y, self.scrollable_content_region.width
        style = self.get_visual_style("lijst--rij")
        if at >= len(self._ids):
            return Strip.blank(width, style.rich_style)
        if at == self._cursor:
            style = self.get_visual_style("lijst--rij", "lijst--cursor")
        # Straight to segments: a line of a list is one line, and the wrapping of a visual costs more than all the rest.
        parts = self._line(at).render(style, end="", parse_style=self._get_style)
        return Strip([Segment(words, (style + own).rich_style) for words, own in parts]).adjust_cell_length(width, style.rich_style)

    def _line(self, at: int) -> Content:
        block = at // BLOK
        if block not in self._read:
            if len(self._read) > 8:
                self._read.clear()
            self._read[block] = self._lees(self._ids[block * BLOK : (block + 1) * BLOK])
        return self._read[block].get(self._ids[at], Content("…"))

    def on_resize(self, event: events.Resize) -> None:
        self.opnieuw()
        self._into_sight()

    def on_click(self, event: events.Click) -> None:
        at = self.scroll_offset.y + event.y
        if at < len(self._ids):
            again = at == self._cursor
            if not self._enkel:
                self.ga(at)
            if again or self._enkel or event.chain > 1:
                self.post_message(self.Gekozen(self._ids[at]))

    def refresh_line(self, y: int) -> None:
        self.refresh(Region(0, y - self.scroll_offset.y, self.size.width, 1))
