"""How text of people reaches the screen: always as content, never as markup (it could crash the program or run an action)."""

from __future__ import annotations

from rich.cells import cell_len, set_cell_size
from rich.text import Text
from textual.content import Content

from db.clean import clean


def plain(words: str | None, style: str = "") -> Content:
    """Text for a Static, Label, Button, option or title; line breaks stay."""
    shown = clean(words or "").text
    return Content.styled(shown, style) if style else Content(shown)


def cell(words: str | None, style: str = "") -> Text:
    """Text for a cell of a DataTable or a node of a Tree: one line."""
    return Text(clean(words or "", lines=False).text, style=style, no_wrap=True, end="")


def joined(*parts: Content | str, between: str = "") -> Content:
    """Parts behind each other; a str is text as it is. Empty parts are left out."""
    shown = [p if isinstance(p, Content) else plain(p) for p in parts if p]
    return Content(between).join([p for p in shown if p.plain])


def column(words: str | None, width: int) -> str:
    """Text cut or filled to a width in cells, with at least one blank behind it."""
    line = clean(words or "", lines=False).text
    if not line.isascii() and (wide := cell_len(line)) != len(line):
        return set_cell_size(f"{set_cell_size(line, width - 2)}…" if wide >= width else line, width)
    return (line[: width - 2] + "…" if len(line) >= width else line).ljust(width)
