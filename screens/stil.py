"""Scrolling without gliding."""

from __future__ import annotations

from textual.containers import ScrollableContainer, VerticalScroll


class Stil(ScrollableContainer):
    """What scrolls at once: nothing on a screen that everyone looks at moves by itself. It stands behind the base whose style counts."""

    def action_scroll_up(self) -> None:
        self.scroll_up(animate=False, immediate=True)

    def action_scroll_down(self) -> None:
        self.scroll_down(animate=False, immediate=True)

    def action_page_up(self) -> None:
        self.scroll_page_up(animate=False)

    def action_page_down(self) -> None:
        self.scroll_page_down(animate=False)

    def action_scroll_home(self) -> None:
        self.scroll_home(animate=False, immediate=True)

    def action_scroll_end(self) -> None:
        self.scroll_end(animate=False, immediate=True)


class Vel(VerticalScroll, Stil):
    """A sheet with widgets that scrolls at once."""
