"""What the screens share: the open team, the line that says what an act did, and the line where people type."""

from __future__ import annotations

import asyncio
import contextlib
import functools
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Input, Label, Static
from textual.widgets.input import Selection

from db.clean import clean
from db.errors import RetError

from .text import plain

if TYPE_CHECKING:  # the rules import the database, which the first frame does not wait for
    from sqlmodel import Session

    from retcli.locations import Place
    from retcli.toegang import Toegang
    from retcli.wie import Wie

T = TypeVar("T")
S = TypeVar("S", bound="Scherm")
P = ParamSpec("P")


@dataclass
class Kern:
    """What every screen works with. `team` is None while the program is locked."""

    place: Place
    oefen: bool = False
    team: Toegang | None = None
    concepten: dict[str, str] = field(default_factory=dict)
    """What was typed and not kept, by the question it answers; offered again when that is asked again."""

    @property
    def open_team(self) -> Toegang:
        """The open team; a screen is only shown while there is one."""
        if self.team is None:
            raise RetError("Op slot", "Het programma is op slot.", "Ontgrendel het eerst.")
        return self.team


class Regel(Input):
    """An input of one line that takes all lines of what is pasted."""

    def _on_paste(self, event: events.Paste) -> None:
        self.insert_text_at_cursor(" ".join(clean(event.text).text.splitlines()))
        event.prevent_default()
        event.stop()


class Vraagregel(Horizontal):
    """The line at the bottom where something is asked. What was typed and left with Esc is offered again."""

    def __init__(self, concepten: dict[str, str]) -> None:
        super().__init__(id="vraagregel")
        self._answer: asyncio.Future[str | None] | None = None
        self._drafts = concepten
        self.display = False

    def compose(self) -> ComposeResult:
        yield Label(id="vraagregel-label")
        yield Regel(id="vraagregel-invoer", select_on_focus=False)

    @property
    def busy(self) -> bool:
        """Whether something is being asked."""
        return self._answer is not None

    async def ask(self, label: str, value: str = "", *, key: str, placeholder: str = "", replace: bool = False) -> str | None:
        """Ask for one line; None when it was left with Esc. `key` names the question, so that its draft is found again.

        With `replace` the first key typed replaces what stands there.
        """
        if self._answer is not None:
            return None
        entry = self.query_one(Regel)
        self.query_one(Label).update(plain(f" {label} "))
        entry.value = self._drafts.pop(key, value)
        entry.placeholder = placeholder
        entry.cursor_position = len(entry.value)
        if replace:
            entry.selection = Selection(0, len(entry.value))
        self.display = True
        before = self.screen.focused
        entry.focus()
        self._answer = asyncio.get_running_loop().create_future()
        try:
            given = await self._answer
        finally:
            self._answer = None
            if self.is_attached:  # else the program is ending, and the draft with it
                self.display = False
                self.screen.set_focus(before)
        if given is None and entry.value != value:
            self._drafts[key] = entry.value
        return given

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter gives the answer."""
        event.stop()
        self._give(event.value)

    def on_key(self, event: events.Key) -> None:
        """Esc gives the keys back to the screen."""
        if event.key == "escape" and self._answer is not None:
            event.stop()
            event.prevent_default()
            self._give(None)

    def _give(self, value: str | None) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_result(value)


class Scherm(Screen[None]):
    """A screen on the open team."""

    AUTO_FOCUS = ""

    def __init__(self, kern: Kern) -> None:
        super().__init__()
        self.kern = kern
        self.gelukt = False
        self.bezig = False
        self._gezegd = ""
        self._straks = ""

    def onderkant(self) -> ComposeResult:
        """The lines above the footer: what an act did, and what is asked."""
        yield Static(id="melding")
        yield Vraagregel(self.kern.concepten)

    def say(self, sentence: str, *, wrong: bool = False) -> None:
        """What an act did, or why it could not be done; it stays until the next act."""
        self._gezegd = sentence
        line = self.query_one("#melding", Static)
        line.set_class(wrong, "-fout")
        line.update(plain(f"▲ {sentence}" if wrong else sentence))

    def unsay(self, sentence: str) -> None:
        """Take back what was said, if nothing was said since."""
        if self._gezegd == sentence:
            self.say("")

    def straks(self, sentence: str) -> None:
        """What to say when the act that is going on has succeeded."""
        self._straks = sentence

    @contextlib.contextmanager
    def doing(self, doel: str, said: str = "") -> Iterator[tuple[Session, Wie]]:
        """One user action. A refusal is shown and nothing is stored; else what was done is said, with what should be known.

        `gelukt` then says which it was.
        """
        self.gelukt, self._straks = False, said
        try:
            team = self.kern.open_team
            wie = team.wie()
            with team.doing(doel) as session:
                yield session, wie
        except RetError as error:
            self.say(error.sentence(), wrong=True)
            return
        self.gelukt = True
        words = " ".join(w for w in [self._straks, *wie.notes] if w)
        if words:
            self.say(words, wrong=bool(wie.notes))

    def look(self, read: Callable[[Session], T]) -> T | None:
        """Read something in one state; None, with the reason on screen, when it can't be read now."""
        try:
            with self.kern.open_team.reading() as session:
                return read(session)
        except RetError as error:
            self.say(error.sentence(), wrong=True)
            return None

    def oefen(self) -> Content:
        """The mark of practice, for the head of each screen."""
        return plain("OEFEN", "bold $text-warning") if self.kern.oefen else Content()

    def keep(self, key: str, typed: str) -> None:
        """Keep what was typed and could not be stored; the same question offers it again."""
        self.kern.concepten[key] = typed

    async def ask(self, label: str, value: str = "", *, key: str, placeholder: str = "", replace: bool = False) -> str | None:
        """Ask for one line at the bottom; see `Vraagregel.ask`."""
        return await self.query_one(Vraagregel).ask(label, value, key=key, placeholder=placeholder, replace=replace)

    @property
    def asking(self) -> bool:
        """Whether something is being asked at the bottom."""
        return self.query_one(Vraagregel).busy


def een_tegelijk(flow: Callable[Concatenate[S, P], Awaitable[None]]) -> Callable[Concatenate[S, P], Awaitable[None]]:
    """A flow that asks something: a second key while one is going on, or from behind another screen, does nothing."""

    @functools.wraps(flow)
    async def alone(self: S, /, *args: P.args, **kwargs: P.kwargs) -> None:
        in_front: object = self.app.screen
        if self.bezig or self.asking or in_front is not self:
            return
        self.bezig = True
        try:
            await flow(self, *args, **kwargs)
        finally:
            self.bezig = False

    return alone
