"""Help: what one does on the screen behind it, and every key of it, from the registry."""

from __future__ import annotations

import textwrap

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.screen import ModalScreen, Screen
from textual.widgets import Label, Static

from .stil import Vel
from .text import joined, plain
from .toetsen import DELEN, TOETSEN, ZONDER_HULP, bindings
from .toetsenbord import OVERAL, all_shown

TOETS_BREED = 12


class Hulp(ModalScreen[None]):
    """What can be done here, a line each; `weg` are actions that would work everywhere, but not here now."""

    CSS_PATH = "styles/keuze.tcss"
    BINDINGS = bindings("hulp")
    HULP = "hulp"

    def __init__(self, deel: str, *, overal: tuple[str, ...] = OVERAL, weg: tuple[str, ...] = ()) -> None:
        super().__init__()
        self._deel, self._overal, self._weg = deel, overal, weg

    def compose(self) -> ComposeResult:
        with Vel(id="kader"):
            title = DELEN[self._deel].titel if self._deel in DELEN else "Toetsen"
            yield Label(joined(plain(title, "bold"), plain("   Esc sluit", "dim")))
            yield Static(id="regels")

    def on_mount(self) -> None:
        self.query_one("#kader").focus()
        self._draw()

    def on_resize(self, event: events.Resize) -> None:
        self._draw()

    def _draw(self) -> None:
        self.query_one("#regels", Static).update(shown(self._deel, self._overal, min(78, self.app.size.width) - 8, self._weg))

    def action_terug(self) -> None:
        self.dismiss(None)


def deel_of(screen: Screen[object]) -> str:
    """The section for the panel that has the focus: that of the nearest thing around it that has one."""
    focused = screen.focused
    for node in focused.ancestors_with_self if focused is not None else [screen]:
        found = getattr(node, "HULP", None) or ZONDER_HULP.get(type(node).__name__)
        if isinstance(found, str) and found in TOETSEN:
            return found
    return "kies" if screen.is_modal else "app"


def shown(deel: str, overal: tuple[str, ...], width: int, weg: tuple[str, ...] = ()) -> Content:
    """What the section is for, its keys under their headings, and the keys that work everywhere; lines of at most `width` cells."""
    parts: list[Content] = []
    if deel in DELEN:
        parts.append(plain(textwrap.fill(DELEN[deel].uitleg, width)))
    headings: dict[str, list[Content]] = {}
    for toets, keys in all_shown(deel):
        headings.setdefault(toets.groep, []).append(_line(keys, toets.tip, width))
    parts += [_group(heading, lines) for heading, lines in headings.items()]
    rest = [
        _line(keys, toets.tip, width)
        for other in overal
        if other != deel
        for toets, keys in all_shown(other)
        if toets.action.partition("(")[0] not in weg
    ]
    if rest:
        parts.append(_group("Overal", rest))
    return Content("\n\n").join(parts)


def _group(heading: str, lines: list[Content]) -> Content:
    return Content("\n").join([*([plain(heading, "bold $text-accent")] if heading else []), *lines])


def _line(keys: str, tip: str, width: int) -> Content:
    """Keys, and behind them what they do, on as many lines as that takes."""
    if len(keys) >= TOETS_BREED:
        keys += " " * 2
    first, *more = textwrap.wrap(keys.ljust(TOETS_BREED) + tip, width, subsequent_indent=" " * TOETS_BREED, drop_whitespace=True)
    at = max(TOETS_BREED, len(keys))
    return joined(plain(first[:at], "bold"), plain("\n".join([first[at:], *more])))
