"""Help: every key of the screen behind it, from the registry."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Label, Static

from .text import column, plain
from .toetsen import TOETSEN, bindings

NAMES = {
    "question_mark": "?",
    "left": "←",
    "right": "→",
    "up": "↑",
    "down": "↓",
    "enter": "Enter",
    "escape": "Esc",
    "space": "spatie",
    "f1": "F1",
}


class Hulp(ModalScreen[None]):
    """What can be done here, a line each."""

    CSS_PATH = "styles/keuze.tcss"
    BINDINGS = bindings("kies")

    def __init__(self, scherm: str) -> None:
        super().__init__()
        self._scherm = scherm

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="kader"):
            yield Label(plain("Toetsen", "bold"))
            yield Static(plain("\n".join(lines(self._scherm))))

    def action_terug(self) -> None:
        self.dismiss(None)


def lines(scherm: str) -> list[str]:
    """Keys and what they do, those of the screen first."""
    found = []
    for toets in (*TOETSEN.get(scherm, ()), *TOETSEN["app"]):
        keys = " ".join(NAMES.get(k, k) for k in toets.keys.split(","))
        found.append(f"{column(keys, 12)}{toets.tip}")
    return found
