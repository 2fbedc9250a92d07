"""Unlock: the first thing on screen, shown before anything heavy is imported."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import Screen
from textual.widgets import Input, Label, Static

from .text import plain

NOT_YET_TRUSTED = "Alleen voor oefengegevens: zet hier nog geen gegevens van echte kinderen in."


class Ontgrendelen(Screen[None]):
    """Asks for the passphrase. `open_` gets it and calls `failed` when it does not fit. `oefen` is that of practice, to show."""

    CSS_PATH = "styles/ontgrendelen.tcss"

    def __init__(self, open_: Callable[[str], object], *, oefen: str | None = None, why: str = "") -> None:
        super().__init__()
        self._open, self._oefen, self._why = open_, oefen, why

    def compose(self) -> ComposeResult:
        with Vertical(id="deur"):
            yield Static("RET-AnderS", id="naam")
            yield Label(plain(f"Wachtwoord van de oefengegevens: {self._oefen}" if self._oefen else "Wachtwoord"), id="vraag")
            yield Input(password=True, id="wachtwoord")
            yield Label(plain(self._why), id="melding")
            yield Label(plain("OEFEN" if self._oefen else NOT_YET_TRUSTED), id="voorbehoud")
            yield Label(plain("Enter opent · ctrl+q stopt"), id="toetsen")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        entry = self.query_one(Input)
        if entry.disabled:
            return
        entry.disabled = True
        self.query_one("#melding", Label).update("Bezig met openen …")
        self._open(event.value)

    def failed(self, sentence: str) -> None:
        """Say why it did not open, and ask again."""
        self.query_one("#melding", Label).update(plain(f"▲ {sentence}"))
        entry = self.query_one(Input)
        entry.disabled = False
        entry.value = ""
        entry.focus()
