"""Small questions in front of a screen: yes or no, one member, one code, one casus."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Label, OptionList
from textual.widgets.option_list import Option

from db.codes import AANMELDER, GEMEENTE, ROL, Codelijst
from retcli.codering import begins
from retcli.text import day_short, shorten

from .text import column, joined, plain
from .toetsen import bindings

if TYPE_CHECKING:
    from retcli.casussen import Regel
    from retcli.leden import LidKaart


NARROW = 60
"""Cells of a terminal under which a name makes room for what is told of someone."""


class Bevestig(ModalScreen[bool]):
    """Yes or no. `voorzichtig` puts the focus on no."""

    CSS_PATH = "styles/keuze.tcss"
    BINDINGS = bindings("kies")

    def __init__(self, vraag: str, ja: str, nee: str = "Terug", *, regels: list[str] | None = None, voorzichtig: bool = False) -> None:
        super().__init__()
        self._vraag, self._ja, self._nee, self._regels, self._voorzichtig = vraag, ja, nee, regels or [], voorzichtig

    def compose(self) -> ComposeResult:
        with Vertical(id="kader"):
            yield Label(plain(self._vraag, "bold"))
            for regel in self._regels[:12]:
                yield Label(plain(f"▲ {regel}"))
            if len(self._regels) > 12:
                yield Label(plain(f"… en nog {len(self._regels) - 12}"))
            with Vertical(id="knoppen"):
                yield Button(Content(self._ja), id="ja", compact=True)
                yield Button(Content(self._nee), id="nee", compact=True)

    def on_mount(self) -> None:
        self.query_one("#nee" if self._voorzichtig else "#ja", Button).focus()

    def on_key(self, event: events.Key) -> None:
        """Up and down move between the two answers."""
        if event.key in ("up", "down", "left", "right"):
            self.focus_next()
            event.stop()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        self.dismiss(event.button.id == "ja")

    def action_terug(self) -> None:
        self.dismiss(False)


class KiesLid(ModalScreen[UUID | None]):
    """One member out of a list. `erbij` says of each what to know; without it their part in the meeting stands there."""

    CSS_PATH = "styles/keuze.tcss"
    BINDINGS = bindings("kies")

    def __init__(self, vraag: str, leden: list[LidKaart], nu: str | None = None, *, erbij: Mapping[UUID, str] | None = None) -> None:
        super().__init__()
        self._vraag, self._leden, self._nu, self._erbij = vraag, leden, nu, erbij
        self._typed = ""

    def compose(self) -> ComposeResult:
        with Vertical(id="kader"):
            yield Label(plain(self._vraag, "bold"))
            yield OptionList(*(Option(plain(f"{column(m.code, 6)}{self._of(m)}")) for m in self._leden), compact=True)

    def _of(self, m: LidKaart) -> str:
        if self._erbij is None:
            return f"{column(m.naam, 24)}{ROL.label(m.rol) or (f'Team AnderS {m.team}' if m.team else 'geen team')}"
        width = self.app.size.width
        name = column(m.naam, 18) if width >= NARROW else ""
        return f"{name}{column(self._erbij.get(m.id, ''), width - 16 - len(name)).rstrip()}"

    def on_mount(self) -> None:
        options = self.query_one(OptionList)
        options.focus()
        options.highlighted = next((n for n, m in enumerate(self._leden) if m.code == self._nu), 0) if self._leden else None

    def on_key(self, event: events.Key) -> None:
        """Letters go to who is called so: the beginning of a short name, or of a word of a name."""
        if event.character is None or not event.is_printable or event.key == "space":
            return
        event.stop()
        for typed in (self._typed + event.character, event.character):
            wanted = typed.casefold()
            at = next(
                (n for n, m in enumerate(self._leden) if any(w.casefold().startswith(wanted) for w in (m.code, *m.naam.split()))), None
            )
            if at is not None:
                self._typed = typed
                self.query_one(OptionList).highlighted = at
                return
        self._typed = ""

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._leden[event.option_index].id)

    def action_terug(self) -> None:
        self.dismiss(None)


class KiesCode(ModalScreen[str | None]):
    """One code of a list: by its number, by typing the beginning of a word, or by the arrows.

    Gives None when it was left with Esc, and `""` for the explicit choice of nothing, which `leeg` offers.
    """

    CSS_PATH = "styles/keuze.tcss"
    BINDINGS = bindings("kies")

    def __init__(self, vraag: str, lijst: Codelijst, nu: str | None = None, *, leeg: bool = False) -> None:
        super().__init__()
        self._vraag, self._lijst, self._nu, self._leeg = vraag, lijst, nu, leeg
        self._codes: list[str] = []

    def compose(self) -> ComposeResult:
        with Vertical(id="kader"):
            yield Label(plain(self._vraag, "bold"))
            yield Input(placeholder="cijfer of begin van een woord", compact=True)
            yield OptionList(compact=True)

    def on_mount(self) -> None:
        self.query_one(OptionList).can_focus = False
        self.query_one(Input).focus()
        self._fill("")

    def on_input_changed(self, event: Input.Changed) -> None:
        """A digit chooses, where the list shows it; letters leave what fits."""
        numbered = {key: code for key, code in zip(self._numbers(), self._all(), strict=False) if key}
        if event.value in numbered:
            self.dismiss(numbered[event.value])
        else:
            self._fill(event.value)

    def _all(self) -> list[str]:
        return [*self._lijst.codes, *([""] if self._leeg else [])]

    def _numbers(self) -> list[str]:
        """1 to 9 for the first nine codes, 0 for nothing."""
        many = len(self._lijst.codes)
        return [str(n) if n <= 9 else "" for n in range(1, many + 1)] + ["0"]

    def _fill(self, typed: str) -> None:
        numbers = dict(zip(self._all(), self._numbers(), strict=False))
        self._codes = [c.code for c in self._lijst if begins(c, typed)] if typed.strip() else self._all()
        options = self.query_one(OptionList)
        options.clear_options()
        for code in self._codes:
            label = self._lijst.label(code) if code else "leeg laten"
            options.add_option(Option(joined(plain(f"{numbers[code]:>2}  ", "dim"), plain(label, "" if code else "dim"))))
        if not self._codes:
            options.add_option(Option(plain("Er is niets dat zo begint.", "dim"), disabled=True))
        options.highlighted = (self._codes.index(self._nu) if self._nu in self._codes else 0) if self._codes else None

    def on_key(self, event: events.Key) -> None:
        """The arrows move in the list while one types."""
        if event.key in ("up", "down"):
            options = self.query_one(OptionList)
            (options.action_cursor_down if event.key == "down" else options.action_cursor_up)()
            event.stop()

    def on_input_submitted(self) -> None:
        chosen = self.query_one(OptionList).highlighted
        if chosen is not None and self._codes:
            self.dismiss(self._codes[chosen])

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._codes[event.option_index])

    def action_terug(self) -> None:
        self.dismiss(None)


class KiesWoord(ModalScreen[str | None]):
    """One of many words: by typing the beginning of one of its parts, or by the arrows. Gives `""` for what `leeg` names, None on Esc."""

    CSS_PATH = "styles/keuze.tcss"
    BINDINGS = bindings("kies")

    def __init__(self, vraag: str, woorden: list[str], nu: str | None = None, *, leeg: str = "") -> None:
        super().__init__()
        self._vraag, self._woorden, self._nu, self._leeg = vraag, woorden, nu, leeg
        self._past: list[str] = []

    def compose(self) -> ComposeResult:
        with Vertical(id="kader"):
            yield Label(plain(self._vraag, "bold"))
            yield Input(placeholder="begin van een woord", compact=True)
            yield OptionList(compact=True)

    def on_mount(self) -> None:
        self.query_one(OptionList).can_focus = False
        self.query_one(Input).focus()
        self._fill("")

    def on_input_changed(self, event: Input.Changed) -> None:
        self._fill(event.value)

    def _fill(self, typed: str) -> None:
        wanted = typed.casefold().split()
        self._past = [w for w in self._woorden if all(any(part.startswith(t) for part in w.casefold().split()) for t in wanted)]
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options([Option(plain(shorten(w, 60))) for w in self._past])
        if not self._past:
            options.add_option(Option(plain("Er is niets dat zo begint.", "dim"), disabled=True))
        options.highlighted = (self._past.index(self._nu) if self._nu in self._past else 0) if self._past else None

    def on_key(self, event: events.Key) -> None:
        """The arrows move in the list while one types."""
        if event.key in ("up", "down"):
            options = self.query_one(OptionList)
            (options.action_cursor_down if event.key == "down" else options.action_cursor_up)()
            event.stop()

    def on_input_submitted(self) -> None:
        chosen = self.query_one(OptionList).highlighted
        if chosen is not None and self._past:
            self._give(chosen)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self._give(event.option_index)

    def _give(self, chosen: int) -> None:
        word = self._past[chosen]
        self.dismiss("" if word == self._leeg else word)

    def action_terug(self) -> None:
        self.dismiss(None)


class KiesCasus(ModalScreen[UUID | None]):
    """One casus to bring in: the newest, or those that hold what is typed."""

    CSS_PATH = "styles/keuze.tcss"
    BINDINGS = bindings("kies")

    def __init__(self, zoek: Callable[[str], list[Regel]]) -> None:
        super().__init__()
        self._zoek = zoek
        self._regels: list[Regel] = []

    def compose(self) -> ComposeResult:
        with Vertical(id="kader"):
            yield Label(plain("Welke casus komt erbij?", "bold"))
            yield Input(placeholder="code, gemeente, woord uit de vraag …", compact=True)
            yield OptionList(compact=True)

    def on_mount(self) -> None:
        self.query_one(OptionList).can_focus = False
        self.query_one(Input).focus()
        self._fill("")

    def on_input_changed(self, event: Input.Changed) -> None:
        self._fill(event.value)

    def _fill(self, words: str) -> None:
        self._regels = self._zoek(words)
        options = self.query_one(OptionList)
        options.clear_options()
        for r in self._regels:
            line = f"{column(r.casus, 11)}{column(day_short(r.datum), 12)}{column(GEMEENTE.label(r.gemeente), 16)}"
            options.add_option(Option(plain(f"{line}{column(AANMELDER.label(r.aanmelder), 22)}{r.status}")))
        if not self._regels:
            options.add_option(Option(plain("Geen open casus die past en nog niet op de agenda staat.", "dim"), disabled=True))
        options.highlighted = 0 if self._regels else None

    def on_key(self, event: events.Key) -> None:
        """The arrows move in the list while one types."""
        if event.key in ("up", "down"):
            options = self.query_one(OptionList)
            (options.action_cursor_down if event.key == "down" else options.action_cursor_up)()
            event.stop()

    def on_input_submitted(self) -> None:
        chosen = self.query_one(OptionList).highlighted
        if chosen is not None and self._regels:
            self.dismiss(self._regels[chosen].id)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._regels[event.option_index].id)

    def action_terug(self) -> None:
        self.dismiss(None)
