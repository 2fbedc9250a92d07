"""The fields of a form: a label, what is typed, and a line under it that says what fits or what is wrong.

A field shows what is stored in one form (`di 24-11-2026`) and is typed in another (`24-11-2026`); what was typed stays until it is
stored, whatever has the focus. Nothing here stores anything: `Veld.Verlaten` says that someone went on.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.style import Style
from textual.widget import Widget
from textual.widgets import Input, Static, TextArea
from textual.widgets.input import Selection

from db.clean import clean

from .text import joined, plain
from .vraagregel import Regel

Past = Callable[[str], list[tuple[str, str]]]
"""What fits a typed beginning: (value, label), the best first."""
Uitleg = Callable[[str], str]
"""What to say of what is typed, or of an empty field."""

AANTAL = 9


class Formulier(VerticalScroll, inherit_bindings=False):
    """What holds the fields. It scrolls with the field that has the focus, so that the arrows are left to go from field to field."""


class Invoer(Input):
    """One line. Enter goes on, a paste of more lines becomes one, and coming in selects what is there."""

    @dataclass
    class Genomen(Message):
        """Enter took what was typed into a list."""

        typed: str

    @dataclass
    class Terug(Message):
        """Backspace in an empty line of a list."""

    def __init__(self, *, lijst: bool = False, placeholder: str = "") -> None:
        super().__init__(compact=True, select_on_focus=False, placeholder=placeholder)
        self._lijst = lijst
        self._toon = self._bewerk = self._begin = ""

    @property
    def typed(self) -> str | None:
        """What was typed and is not stored; None when nothing was."""
        return self.value if self.value != self._begin else None

    def neem(self) -> str:
        """Take what stands here, to be stored."""
        self._begin = self.value
        return self.value

    def zet(self, toon: str, bewerk: str) -> None:
        """What is stored now: as it is shown, and as it is typed. What was typed since stays."""
        idle = self.typed is None
        self._toon, self._bewerk = toon, bewerk
        if idle:
            self._show(bewerk if self.has_focus else toon)

    def herneem(self, typed: str) -> None:
        """Put back what was being typed."""
        self._begin, self.value = self._bewerk, typed
        self.cursor_position = len(typed)

    def _show(self, words: str) -> None:
        self._begin = self.value = words
        self.cursor_position = len(words) if self.has_focus else 0

    def on_focus(self) -> None:
        # Here and not higher up: a key that follows at once comes after this in the queue of this widget.
        if self.typed is None:
            self._show(self._bewerk)
            self.selection = Selection(0, len(self.value))

    def on_blur(self) -> None:
        if self.typed is None:
            self._show(self._toon)

    async def action_submit(self) -> None:
        if self._lijst and self.value.strip():
            typed, self.value = self.value, ""
            self.post_message(self.Genomen(typed))
        else:
            self.screen.focus_next()

    def action_delete_left(self) -> None:
        if self._lijst and not self.value:
            self.post_message(self.Terug())
        else:
            super().action_delete_left()

    def _on_paste(self, event: events.Paste) -> None:
        words = " ".join(clean(event.text).text.splitlines())
        self.replace(words, *sorted(self.selection))
        event.prevent_default()
        event.stop()


class Invoervak(Regel):
    """More lines. Enter goes on, ctrl+j begins a line; the arrows leave at the first and the last."""

    def __init__(self) -> None:
        super().__init__()
        self.meer = True
        self._begin = self._bewerk = ""

    @property
    def typed(self) -> str | None:
        """What was typed and is not stored; None when nothing was."""
        return self.text if self.text != self._begin else None

    def neem(self) -> str:
        """Take what stands here, to be stored."""
        self._begin = self.text
        return self.text

    def zet(self, toon: str, bewerk: str) -> None:
        """What is stored now; it is shown as it is typed. What was typed since stays."""
        idle = self.typed is None
        self._bewerk = bewerk
        if idle:
            self._begin = bewerk
            if self.text != bewerk:
                self.load_text(bewerk)

    def herneem(self, typed: str) -> None:
        """Put back what was being typed."""
        self._begin = self._bewerk
        if self.text != typed:
            self.load_text(typed)

    def on_focus(self) -> None:
        """An addition comes behind what stands here."""
        self.move_cursor(self.document.end)

    async def _on_key(self, event: events.Key) -> None:
        line = self.wrapped_document.location_to_offset(self.cursor_location).y
        if event.key == "enter" or (event.key == "down" and line >= self.wrapped_document.height - 1):
            leave = self.screen.focus_next
        elif event.key == "up" and line == 0:
            leave = self.screen.focus_previous
        else:
            return
        event.stop()
        event.prevent_default()
        leave()


class Veld(Widget):
    """One field of a form: text of one line. It draws its label itself, beside what it holds: a widget less for each field."""

    @dataclass
    class Verlaten(Message):
        """Someone went on, and what they typed is to be stored."""

        veld: Veld

    @dataclass
    class Getypt(Message):
        """What stands in the field changed."""

        veld: Veld

    def __init__(self, naam: str, label: str, *, nodig: bool = False, uitleg: Uitleg = lambda _: "") -> None:
        super().__init__()
        self._uitleg = uitleg
        self.naam, self.label, self.nodig = naam, label, nodig
        self._vak = self.vak()
        self._fout, self._leeg, self._gezegd = "", False, Content()

    def compose(self) -> ComposeResult:
        yield self._vak
        yield Static(classes="onder")

    def vak(self) -> Invoer | Invoervak:
        """Where one types."""
        return Invoer()

    @property
    def invoer(self) -> Invoer | Invoervak:
        """Where one types."""
        return self._vak

    @property
    def typed(self) -> str | None:
        """What was typed and is not stored; None when nothing was."""
        return self._vak.typed

    @property
    def geweigerd(self) -> bool:
        """Whether what stands here could not be stored."""
        return bool(self._fout)

    def begin(self) -> None:
        """Go to this field."""
        self._vak.focus()

    def neem(self) -> str:
        """Take what stands here, to be stored; `zet` or `herneem` follows."""
        return self._vak.neem()

    def zet(self, toon: str, bewerk: str, *, leeg: bool = False) -> None:
        """What is stored now: as it is shown, and as it is typed. `leeg` marks a field that is still needed."""
        self._vak.zet(toon, bewerk)
        if self.typed is None:
            self._fout = ""
        if self._leeg != leeg:
            self._leeg = leeg
            self.refresh()
        self._onder()

    def herneem(self, typed: str, why: str) -> None:
        """Put back what was being typed, with why it is not stored."""
        self._vak.herneem(typed)
        self._fout = why
        self._onder()

    def hulp(self) -> Content:
        """What the line under the field says while one types."""
        return plain(self._uitleg(self.typed or ""), "dim")

    def render(self) -> Content:
        needed = self.nodig and self._leeg
        return joined(plain(self.label, "bold" if needed else ""), plain(" •" if needed else "", "bold $text-accent"))

    def _onder(self) -> None:
        inside = self._vak.has_focus
        words = plain(f"▲ {self._fout}", "$text-warning") if self._fout else self.hulp() if inside else Content()
        if words == self._gezegd:
            return
        line = self.query_one(Static)
        # A new height lays out the whole form; while one types this line keeps its height, and nothing moves.
        lay_out = bool(words.plain) != bool(self._gezegd.plain) or line.has_class("-fout") != bool(self._fout)
        self._gezegd = words
        line.set_class(bool(self._fout), "-fout")
        line.display = bool(words.plain)
        line.update(words, layout=lay_out)

    def on_descendant_focus(self) -> None:
        self._onder()
        self.call_after_refresh(self.scroll_visible, animate=False)

    def on_descendant_blur(self) -> None:
        self._onder()
        if self.typed is not None:
            self.post_message(self.Verlaten(self))

    def on_click(self, event: events.Click) -> None:
        """A word that can be clicked, or the label."""
        meta = event.style.meta
        if "wat" in meta:
            self.klik(str(meta["wat"]), str(meta["value"]))
        elif event.widget is self:
            self.begin()

    def klik(self, wat: str, value: str) -> None:
        """A click on a word under the field."""

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._changed()

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        event.stop()
        self._changed()

    def _changed(self) -> None:
        self._fout = ""
        self._onder()
        self.post_message(self.Getypt(self))


class Tekstveld(Veld):
    """A field of more lines."""

    def vak(self) -> Invoervak:
        return Invoervak()

    def hulp(self) -> Content:
        return plain("Enter gaat verder, ctrl+j begint een regel", "dim")


class Keuzeveld(Veld):
    """A field that holds one of a list: letters pick, the best fit is taken on going on."""

    def __init__(self, naam: str, label: str, past: Past, *, nodig: bool = False, uitleg: Uitleg = lambda _: "") -> None:
        super().__init__(naam, label, nodig=nodig, uitleg=uitleg)
        self._past = past

    def gekozen(self, typed: str) -> str | None:
        """The value that this stands for; None when nothing fits."""
        fits = self._past(typed.strip())
        return fits[0][0] if fits else None

    def hulp(self) -> Content:
        return self._passend((self.typed or "").strip(), ())

    def _passend(self, typed: str, held: Collection[str]) -> Content:
        """What fits, to look at and to click."""
        fits = [(value, label) for value, label in self._past(typed) if value not in held]
        if not fits:
            return plain(self._uitleg(typed) or "Niets in de lijst begint zo.", "dim")
        shown = [_klikbaar(label, "neem", value, "bold" if typed and not n else "dim") for n, (value, label) in enumerate(fits[:AANTAL])]
        return joined(plain("▸ " if typed else "", "$text-accent"), joined(*shown, *(["…"] if len(fits) > AANTAL else []), between=" · "))

    def klik(self, wat: str, value: str) -> None:
        """A click on what fits takes it, and goes on."""
        self._vak.herneem(dict(self._past(""))[value])
        self.screen.focus_next()


class Lijstveld(Keuzeveld):
    """A field that holds several of a list: each is taken on Enter, backspace takes the last one away."""

    @dataclass
    class Erbij(Message):
        """One more was typed or clicked."""

        veld: Lijstveld
        typed: str

    @dataclass
    class Eraf(Message):
        """One is to go."""

        veld: Lijstveld
        value: str

    def __init__(self, naam: str, label: str, past: Past, *, nodig: bool = False, uitleg: Uitleg = lambda _: "") -> None:
        super().__init__(naam, label, past, nodig=nodig, uitleg=uitleg)
        self.waarden: tuple[tuple[str, str], ...] = ()

    def vak(self) -> Invoer:
        return Invoer(lijst=True)

    def zet_lijst(self, waarden: Sequence[tuple[str, str]]) -> None:
        """What is stored now: (value, label)."""
        self.waarden = tuple(waarden)
        self.zet(", ".join(label for _, label in waarden), "")

    def hulp(self) -> Content:
        chips = [_klikbaar(f"✓ {label}", "weg", value, "") for value, label in self.waarden]
        head = joined(*chips, plain("⌫ haalt de laatste weg", "dim"), between="  ") if chips else Content()
        return joined(head, self._passend((self.typed or "").strip(), {value for value, _ in self.waarden}), between="\n")

    def klik(self, wat: str, value: str) -> None:
        """A click on what fits adds it, on what is there takes it away."""
        if wat == "weg":
            self.post_message(self.Eraf(self, value))
        else:
            self.neem()
            self._vak.zet("", "")
            self.post_message(self.Erbij(self, dict(self._past(""))[value]))

    def on_invoer_genomen(self, event: Invoer.Genomen) -> None:
        event.stop()
        self.post_message(self.Erbij(self, event.typed))

    def on_invoer_terug(self, event: Invoer.Terug) -> None:
        event.stop()
        if self.waarden:
            self.post_message(self.Eraf(self, self.waarden[-1][0]))


def _klikbaar(label: str, wat: str, value: str, style: str) -> Content:
    """A word that can be clicked. What it does is data for `Veld.on_click`, never an action in text."""
    return plain(label, style).stylize(Style.from_meta({"wat": wat, "value": value}))
