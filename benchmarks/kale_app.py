"""A bare Textual application: header, label, footer. What the first frame is measured against."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import Footer, Header, Label


class Kaal(App[None]):
    """Nothing but a frame."""

    def compose(self) -> ComposeResult:
        yield Header()
        yield Label("Wachtwoord")
        yield Footer()


if __name__ == "__main__":
    Kaal().run()
