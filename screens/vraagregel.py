"""Where people type: a line at the bottom that grows with its text, and what was typed and left, which is offered again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Label, Static, TextArea
from textual.widgets.text_area import Selection

from db.clean import clean

from .text import joined, plain

DIGITS = tuple("123456789")
BETWEEN = " " * 3
NEW_LINE = ("ctrl+j", "shift+enter", "alt+enter")


@dataclass
class Concepten:
    """What was typed and not kept, by the question it answers. `bewaar` makes it last; None while nothing is open."""

    teksten: dict[str, str] = field(default_factory=dict)
    beantwoord: set[str] = field(default_factory=set)
    """Questions that were answered since: their drafts go with the next act that is stored."""
    bewaar: Callable[[str, str], None] | None = None
    vervallen: set[str] = field(default_factory=set)
    """Questions about what was erased for good: what is typed there still is kept nowhere."""

    def keep(self, key: str, typed: str) -> None:
        """Offer this again when the question is asked again, also after a lock or another start."""
        self.beantwoord.discard(key)
        if self.teksten.get(key) != typed and key not in self.vervallen:
            self.teksten[key] = typed
            if self.bewaar is not None:
                from retcli.concepten import Vervallen

                try:
                    self.bewaar(key, typed)
                except Vervallen:
                    self.forget(key)
                    self.vervallen.add(key)

    def forget(self, key: str) -> None:
        """There is no draft for this question any more."""
        if key in self.teksten:
            self.keep(key, "")
            del self.teksten[key]

    def laat_los(self, keys: Iterable[str]) -> None:
        """What these questions are about was erased for good, and their drafts with it."""
        for key in keys:
            self.teksten.pop(key, None)
            self.beantwoord.discard(key)
            self.vervallen.add(key)


class Regel(TextArea):
    """Text being typed: Enter gives it; where more lines may be, ctrl+j begins one, and a paste keeps its own."""

    @dataclass
    class Gegeven(Message):
        """Enter was pressed."""

        regel: Regel

    def __init__(self, *, id: str | None = None) -> None:  # Textual's own name
        super().__init__(id=id, compact=True, show_line_numbers=False, tab_behavior="focus", highlight_cursor_line=False)
        self.meer = False
        self.keuzes: Sequence[str] = ()

    @property
    def value(self) -> str:
        """The text."""
        return self.text

    def begin(self, value: str, placeholder: str = "", *, meer: bool = False, replace: bool = False, keuzes: Sequence[str] = ()) -> None:
        """A new question: its value, without the steps of the one before. While it is empty a digit gives one of `keuzes`."""
        self.meer, self.keuzes = meer, keuzes
        self.placeholder = Content(placeholder)
        self.load_text(value)
        end = self.document.end
        self.selection = Selection((0, 0), end) if replace and value else Selection.cursor(end)

    async def _on_key(self, event: events.Key) -> None:
        if event.key == "enter":
            event.stop()
            event.prevent_default()
            self.post_message(self.Gegeven(self))
        elif not self.text and event.key in DIGITS[: len(self.keuzes)]:
            event.stop()
            event.prevent_default()
            self.load_text(self.keuzes[int(event.key) - 1])
            self.post_message(self.Gegeven(self))
        elif event.key in NEW_LINE:
            event.stop()
            event.prevent_default()
            if self.meer:
                self.replace("\n", *self.selection)
        else:
            await super()._on_key(event)

    async def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        pasted = clean(event.text).text
        self.replace(pasted if self.meer else " ".join(pasted.splitlines()), *self.selection)


class Vraagregel(Vertical):
    """The line at the bottom where something is asked. What was typed and left with Esc is offered again."""

    def __init__(self, concepten: Concepten) -> None:
        super().__init__(id="vraagregel")
        self._answer: asyncio.Future[str | None] | None = None
        self._drafts = concepten
        self._key, self._before = "", ""
        self.display = False

    def compose(self) -> ComposeResult:
        yield Static(id="vraagregel-keuzes")
        with Horizontal():
            yield Label(id="vraagregel-label")
            yield Regel(id="vraagregel-invoer")

    @property
    def ready(self) -> bool:
        """Whether what is typed arrives here."""
        return self.busy and self.query_one(Regel).has_focus

    @property
    def busy(self) -> bool:
        """Whether something is being asked."""
        return self._answer is not None

    async def ask(
        self,
        label: str,
        value: str = "",
        *,
        key: str,
        placeholder: str = "",
        replace: bool = False,
        meer: bool = False,
        keuzes: Sequence[str] = (),
    ) -> str | None:
        """Ask for a text; None when it was left with Esc. `key` names the question, so that its draft is found again.

        With `replace` the first key typed replaces what stands there; with `meer` it may have more lines than one; while it is empty a
        digit gives one of `keuzes`.
        """
        if self._answer is not None:
            return None
        entry = self.query_one(Regel)
        self.query_one(Label).update(plain(f" {label} "))
        draft = self._drafts.teksten.get(key) if key not in self._drafts.beantwoord else None
        entry.begin(value if draft is None else draft, placeholder, meer=meer, replace=replace, keuzes=keuzes)
        choices = self.query_one("#vraagregel-keuzes", Static)
        choices.display = bool(keuzes) and not entry.value
        choices.update(choices_in_lines(keuzes, self.screen.size.width - 2))
        self._key, self._before = key, value
        self.display = True
        before = self.screen.focused
        self.screen.set_focus(entry)
        self._answer = asyncio.get_running_loop().create_future()
        try:
            given = await self._answer
        finally:
            self._answer = None
            if self.is_attached:  # else the program is ending
                self.display = False
                self.screen.set_focus(before)
        if given is not None and key in self._drafts.teksten:  # kept before, or by a lock while it was asked
            self._drafts.beantwoord.add(key)
        return given

    def keep_draft(self) -> None:
        """What stands here now is offered again, also when the program ends."""
        if not self.busy:
            return
        typed = self.query_one(Regel).value
        if typed != self._before:
            self._drafts.keep(self._key, typed)
        else:
            self._drafts.forget(self._key)

    def on_regel_gegeven(self, event: Regel.Gegeven) -> None:
        """Enter gives the answer."""
        event.stop()
        self._give(event.regel.value)

    def on_key(self, event: events.Key) -> None:
        """Esc gives the keys back to the screen."""
        if event.key == "escape" and self._answer is not None:
            event.stop()
            event.prevent_default()
            self.keep_draft()
            self._give(None)

    def _give(self, value: str | None) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_result(value)


def choices_in_lines(words: Sequence[str], width: int) -> Content:
    """Each with its digit, as many on a line as fit: a digit stands with its words."""
    lines: list[list[Content]] = [[]]
    for n, choice in enumerate(words, 1):
        shown = joined(plain(f"{n} ", "bold"), plain(choice))
        if lines[-1] and sum(c.cell_length + len(BETWEEN) for c in lines[-1]) + shown.cell_length > width:
            lines.append([])
        lines[-1].append(shown)
    return Content("\n").join(joined(*line, between=BETWEEN) for line in lines)
