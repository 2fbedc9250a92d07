"""The first start: a new team, a team that one is invited to, or practise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.screen import Screen
from textual.widgets import Input, Label, OptionList, Static
from textual.widgets.option_list import Option

from db.codes import ROL
from retcli.clock import dutch_day
from retcli.text import day_words, shorten

from .ontgrendelen import NOT_YET_TRUSTED
from .text import plain

if TYPE_CHECKING:
    from retcli.toegang import Uitnodiging


@dataclass(frozen=True, slots=True)
class NieuwTeam:
    """What a new team is begun with."""

    naam: str
    rol: str
    wachtwoord: str


@dataclass(frozen=True, slots=True)
class Aansluiting:
    """What a laptop joins a team with: the file of its invitation as it was typed, how the laptop is called, and its passphrase."""

    uitnodiging: str
    naam: str
    wachtwoord: str


Vragen = tuple[tuple[str, bool], ...]
"""Questions, and whether the answer is a secret."""
WACHTWOORD: Vragen = (
    ("Wachtwoord: een zin van een paar woorden, tien tekens of meer", True),
    ("Nog een keer hetzelfde wachtwoord", True),
)
TEAM: Vragen = (("Uw naam", False), *WACHTWOORD)
AANSLUITEN: Vragen = (("Het bestand met de uitnodiging", False), ("Hoe heet deze laptop?", False), *WACHTWOORD)
GEEN_TEAM = "Op deze computer is nog geen team begonnen."


class Begin(Screen[None]):
    """Asks what to begin with; then what that needs, one line after the other. What is handed in does it, and answers by
    `uitgenodigd` and `failed`."""

    CSS_PATH = "styles/ontgrendelen.tcss"
    BINDINGS = [("escape", "terug", "Terug")]  # noqa: RUF012  # Textual's own form

    def __init__(
        self,
        begin: Callable[[NieuwTeam], object],
        oefenen: Callable[[], object],
        bekijk: Callable[[str], object],
        sluit_aan: Callable[[Aansluiting], object],
    ) -> None:
        super().__init__()
        self._begin, self._oefenen, self._bekijk, self._sluit_aan = begin, oefenen, bekijk, sluit_aan
        self._vragen = TEAM
        self._antwoorden: list[str] = []
        self._rol = "VOORZITTER"
        self._naam = ""
        self._uitnodiging: Uitnodiging | None = None

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="deur", can_focus=False):
            yield Static("RET-AnderS", id="naam")
            yield Label(plain(GEEN_TEAM), id="vraag")
            yield OptionList(
                Option("Oefenen met verzonnen gegevens"),
                Option("Een nieuw team beginnen"),
                Option("Aansluiten bij een team, met een uitnodiging"),
                id="keuze",
                compact=True,
            )
            yield OptionList(*(Option(plain(c.label)) for c in ROL), id="rollen", compact=True)
            with Vertical(id="velden"):
                yield Label(id="veld", classes="veld")
                yield Input(id="antwoord", select_on_focus=False)
            yield Label(id="melding")
            yield Label(plain(NOT_YET_TRUSTED), id="voorbehoud")
            yield Label(id="toetsen")

    def on_mount(self) -> None:
        self._show("keuze")

    def _show(self, part: str, value: str = "") -> None:
        for name in ("keuze", "rollen", "velden"):
            self.query_one(f"#{name}").display = name == part
        arrows = "" if part == "velden" else "↑ ↓ kiest · "
        self.query_one("#toetsen", Label).update(plain(f"{arrows}Enter gaat verder · Esc terug · ctrl+q stopt"))
        said = self.query_one("#vraag", Label)
        if part == "velden":
            question, secret = self._vragen[len(self._antwoorden)]
            self.query_one("#veld", Label).update(plain(question))
            if self._vragen is AANSLUITEN:
                said.update(plain(_invited(self._uitnodiging) if self._antwoorden and self._uitnodiging else HOE))
            else:
                said.update(plain("Een nieuw team beginnen"))
            entry = self.query_one("#antwoord", Input)
            entry.password, entry.value, entry.disabled = secret, value, False
            entry.cursor_position = len(value)
            entry.focus()
        else:
            said.update(plain(GEEN_TEAM if part == "keuze" else "Wat is uw rol in het overleg?"))
            options = self.query_one(f"#{part}", OptionList)
            options.highlighted = 0
            options.focus()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.query_one("#melding", Label).update("")
        self._antwoorden = []
        if event.option_list.id == "rollen":
            self._rol = list(ROL.codes)[event.option_index]
            self._vragen = TEAM
            self._show("velden")
        elif event.option_index == 0:
            event.option_list.disabled = True
            self.query_one("#melding", Label).update("De oefengegevens worden gemaakt …")
            self._oefenen()
        elif event.option_index == 1:
            self._show("rollen")
        else:
            self._vragen = AANSLUITEN
            self._show("velden")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        melding = self.query_one("#melding", Label)
        wrong = self._wrong(event.value)
        if wrong:
            melding.update(plain(f"▲ {wrong}"))
            if self._left == 1:
                del self._antwoorden[-1:]
                self._show("velden")
            return
        melding.update("")
        self._antwoorden.append(event.value)
        if self._vragen is AANSLUITEN and len(self._antwoorden) == 1:
            event.input.disabled = True
            melding.update("De uitnodiging wordt gelezen …")
            self._bekijk(event.value)
        elif len(self._antwoorden) < len(self._vragen):
            self._show("velden")
        else:
            event.input.disabled = True
            first, *rest = self._antwoorden
            if self._vragen is TEAM:
                melding.update("Het team wordt gemaakt …")
                self._begin(NieuwTeam(first.strip(), self._rol, rest[-1]))
            else:
                melding.update("Het verzoek wordt gemaakt …")
                self._sluit_aan(Aansluiting(first, rest[0].strip(), rest[-1]))

    @property
    def _left(self) -> int:
        """How many questions there are still, the one on screen among them; the last two are the passphrase."""
        return len(self._vragen) - len(self._antwoorden)

    def _wrong(self, value: str) -> str:
        if self._left > 2 and not value.strip():
            return LEEG[self._vragen[len(self._antwoorden)][0]]
        if self._vragen is AANSLUITEN and len(self._antwoorden) == 1 and len(" ".join(value.split())) > _name_most():
            return f"De naam van een laptop heeft hoogstens {_name_most()} tekens. Kies een kortere."
        if self._left == 2 and len(value) < 10:
            return "Het wachtwoord is korter dan tien tekens. Neem een zin van een paar woorden."
        if self._left == 1 and value != self._antwoorden[-1]:
            return "De twee wachtwoorden verschillen. Begin opnieuw met het eerste."
        return ""

    def uitgenodigd(self, uitnodiging: Uitnodiging) -> None:
        """The invitation is good: say whose it is, and ask on, with a name that fits."""
        self._uitnodiging, whole = uitnodiging, f"laptop van {uitnodiging.voor}"
        self.query_one("#melding", Label).update("")
        brief = whole if len(whole) <= _name_most() else shorten(f"laptop van {uitnodiging.voor.partition(' ')[0]}", _name_most())
        self._show("velden", self._naam or brief)

    def failed(self, sentence: str) -> None:
        """Say why it could not begin, and start over; a file that was no invitation can be typed once more, and names are kept."""
        again = self._antwoorden[0] if self._vragen is AANSLUITEN and self._antwoorden else ""
        if again and len(self._antwoorden) > 1:
            self._naam = self._antwoorden[1]
        self._antwoorden = []
        self.query_one("#keuze", OptionList).disabled = False
        self._show("velden" if again else "keuze", again)
        self.query_one("#melding", Label).update(plain(f"▲ {sentence}"))

    def action_terug(self) -> None:
        if self.query_one("#velden").display and self.query_one("#antwoord", Input).disabled:
            return
        self.query_one("#melding", Label).update("")
        if self._antwoorden:
            before = self._antwoorden.pop()
            self._show("velden", "" if self._left <= 2 else before)
        elif not self.query_one("#keuze").display:
            self._show("keuze")


HOE = "De voorzitter maakt een uitnodiging voor u, als bestand. Typ waar het staat, of sleep het in dit venster."
LEEG = {
    "Uw naam": "Vul uw naam in.",
    "Het bestand met de uitnodiging": "Typ waar het bestand met de uitnodiging staat.",
    "Hoe heet deze laptop?": "Geef deze laptop een naam waaraan de anderen hem herkennen.",
}


def _name_most() -> int:
    """Signs that the name of a laptop has at most; the rules are there by the time that one is typed, not at the first frame."""
    from retcli.toegang import NAME_MOST

    return NAME_MOST


def _invited(uitnodiging: Uitnodiging) -> str:
    return (
        f"{uitnodiging.uitnodiger} nodigt {uitnodiging.voor} uit voor {uitnodiging.team}. "
        f"Antwoord tot en met {day_words(dutch_day(uitnodiging.tot))}."
    )


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
            yield Label(
                plain(
                    "De blanco's tellen niet mee. Het programma bewaart hem nergens. Een sleutel van eerder opent deze gegevens niet meer."
                ),
                classes="veld",
            )
            yield Label(plain("Opgeschreven? Typ de laatste groep over."), classes="veld")
            yield Input(id="overgetypt")
            yield Label(id="melding")
            yield Label(plain("Enter gaat verder · ctrl+q stopt"), id="toetsen")

    def on_mount(self) -> None:
        """The key is in sight first, also on a low terminal."""
        self.call_after_refresh(self.query_one("#deur").scroll_home, animate=False)

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
