"""The first start: a new team, or practise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.screen import Screen
from textual.widgets import Input, Label, OptionList, Static
from textual.widgets.option_list import Option

from db.codes import ROL

from .ontgrendelen import NOT_YET_TRUSTED
from .text import plain


@dataclass(frozen=True, slots=True)
class NieuwTeam:
    """What a new team is begun with."""

    naam: str
    rol: str
    wachtwoord: str


class Begin(Screen[None]):
    """Asks what to begin with; then for a new team its first member and a passphrase, one line after the other."""

    CSS_PATH = "styles/ontgrendelen.tcss"
    BINDINGS = [("escape", "terug", "Terug")]  # noqa: RUF012  # Textual's own form

    VRAGEN = (
        ("Uw naam", False, ""),
        ("Wachtwoord: een zin van een paar woorden, tien tekens of meer", True, ""),
        ("Nog een keer hetzelfde wachtwoord", True, ""),
    )

    def __init__(self, begin: Callable[[NieuwTeam], object], oefenen: Callable[[], object]) -> None:
        super().__init__()
        self._begin, self._oefenen = begin, oefenen
        self._antwoorden: list[str] = []
        self._rol = "VOORZITTER"

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="deur", can_focus=False):
            yield Static("RET-AnderS", id="naam")
            yield Label(plain("Op deze computer is nog geen team begonnen."), id="vraag")
            yield OptionList(Option("Oefenen met verzonnen gegevens"), Option("Een nieuw team beginnen"), id="keuze", compact=True)
            yield OptionList(*(Option(plain(c.label)) for c in ROL), id="rollen", compact=True)
            with Vertical(id="velden"):
                yield Label(id="veld", classes="veld")
                yield Input(id="antwoord", select_on_focus=False)
            yield Label(id="melding")
            yield Label(plain(NOT_YET_TRUSTED), id="voorbehoud")
            yield Label(plain("↑ ↓ kiest · Enter gaat verder · Esc terug · ctrl+q stopt"), id="toetsen")

    def on_mount(self) -> None:
        self._show("keuze")

    def _show(self, part: str) -> None:
        for name in ("keuze", "rollen", "velden"):
            self.query_one(f"#{name}").display = name == part
        if part == "velden":
            question, secret, value = self.VRAGEN[len(self._antwoorden)]
            self.query_one("#veld", Label).update(plain(question))
            entry = self.query_one("#antwoord", Input)
            entry.password, entry.value, entry.disabled = secret, value, False
            entry.focus()
        else:
            self.query_one("#vraag", Label).update(
                plain("Op deze computer is nog geen team begonnen." if part == "keuze" else "Wat is uw rol in het overleg?")
            )
            options = self.query_one(f"#{part}", OptionList)
            options.highlighted = 0
            options.focus()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.query_one("#melding", Label).update("")
        if event.option_list.id == "rollen":
            self._rol = list(ROL.codes)[event.option_index]
            self._antwoorden = []
            self._show("velden")
        elif event.option_index == 0:
            event.option_list.disabled = True
            self.query_one("#melding", Label).update("De oefengegevens worden gemaakt …")
            self._oefenen()
        else:
            self._show("rollen")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        melding = self.query_one("#melding", Label)
        wrong = self._wrong(len(self._antwoorden), event.value)
        if wrong:
            melding.update(plain(f"▲ {wrong}"))
            if len(self._antwoorden) == 2:
                del self._antwoorden[1:]
                self._show("velden")
            return
        melding.update("")
        self._antwoorden.append(event.value)
        if len(self._antwoorden) < len(self.VRAGEN):
            self._show("velden")
            return
        event.input.disabled = True
        melding.update("Het team wordt gemaakt …")
        self._begin(NieuwTeam(self._antwoorden[0].strip(), self._rol, self._antwoorden[1]))

    def _wrong(self, step: int, value: str) -> str:
        if step == 0 and not value.strip():
            return "Vul uw naam in."
        if step == 1 and len(value) < 10:
            return "Het wachtwoord is korter dan tien tekens. Neem een zin van een paar woorden."
        if step == 2 and value != self._antwoorden[1]:
            return "De twee wachtwoorden verschillen. Begin opnieuw met het eerste."
        return ""

    def failed(self, sentence: str) -> None:
        """Say why it could not begin, and start over."""
        self._antwoorden = []
        self.query_one("#keuze", OptionList).disabled = False
        self._show("keuze")
        self.query_one("#melding", Label).update(plain(f"▲ {sentence}"))

    def action_terug(self) -> None:
        if self._antwoorden:
            self._antwoorden.pop()
            self._show("velden")
        elif not self.query_one("#keuze").display:
            self._show("keuze")


class Herstelblad(Screen[None]):
    """Shows the recovery key once; it is kept nowhere. Its last group is typed back before it goes, so that no stray key ends it."""

    CSS_PATH = "styles/ontgrendelen.tcss"

    def __init__(self, sleutel: str, klaar: Callable[[], object]) -> None:
        super().__init__()
        self._groepen = [sleutel[n : n + 8] for n in range(0, len(sleutel), 8)]
        self._klaar = klaar

    def compose(self) -> ComposeResult:
        rows = [" ".join(self._groepen[n : n + 4]) for n in range(0, len(self._groepen), 4)]
        with VerticalScroll(id="deur", can_focus=False):
            yield Static("Herstelsleutel", id="naam")
            yield Label(plain("Is het wachtwoord ooit vergeten, dan opent alleen deze sleutel de gegevens. Schrijf hem op papier en bewaar hem op slot."), classes="veld")  # noqa: E501  # fmt: skip
            yield Label(plain("\n".join(rows)), id="sleutel")
            yield Label(plain("De blanco's tellen niet mee. Het programma bewaart hem nergens en toont hem niet nog eens."), classes="veld")
            yield Label(plain("Opgeschreven? Typ de laatste groep over."), classes="veld")
            yield Input(id="overgetypt")
            yield Label(id="melding")
            yield Label(plain("Enter gaat verder · ctrl+q stopt"), id="toetsen")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        if event.input.disabled:
            return
        if event.value.strip().upper() != self._groepen[-1].upper():
            wrong = (
                "Dat is niet de laatste groep. Kijk op uw papier." if event.value.strip() else "Typ de laatste groep over van uw papier."
            )
            self.query_one("#melding", Label).update(plain(f"▲ {wrong}"))
            event.input.value = ""
            return
        event.input.disabled = True
        self._klaar()
