"""Keys one after another: each is done, by a text, a key of the screen or a question that opens, before the next is looked at.

Textual gives a text its letters at once, and a screen its keys only after they have come up through every widget between; a burst of keys
would overtake itself, and what is typed into a question that is about to open would act on the screen behind it.
"""

from __future__ import annotations

from collections import deque
from typing import TypeVar

from textual import events
from textual.app import App
from textual.message import Message
from textual.widget import Widget

from .basis import Scherm

R = TypeVar("R")
TURN = 0.005
"""Seconds after which is looked again whether a key can be done."""
PATIENCE = 1000
"""Turns that a key waits at most, so that a widget that never says that it is done does not hold up the rest. Turns and not seconds: while
the machine stands still nothing that is on its way comes nearer."""


class Gedaan(Message):
    """The key before this one came all the way up: nothing behind it can be overtaken any more."""


class OpVolgorde(App[R]):
    """An app that does keys and pastes in the order in which they were typed."""

    def __init__(self) -> None:
        super().__init__()
        self._getypt: deque[events.Key | events.Paste] = deque()
        self._onderweg = False
        self._doel: Widget | None = None
        self._gewacht = 0
        """Turns waited for the key that is on its way."""
        self._opent = 0
        """Turns waited for what is about to open."""
        self._kijkt = False

    async def on_event(self, event: events.Event) -> None:
        """A key or paste waits its turn; the rest is Textual's."""
        if isinstance(event, (events.Key, events.Paste)) and not event.is_forwarded:
            self._getypt.append(event)
            await self._verder()
        else:
            await super().on_event(event)

    async def on_gedaan(self, event: Gedaan) -> None:
        """The key before is done: the next."""
        event.stop()
        self._onderweg = False
        self.call_later(self._verder)  # behind a focus that the key asked for

    async def _verder(self) -> None:
        """Do the next key, when what the one before opened is ready for more and that one is done."""
        while self._getypt:
            if self._opening() or self._busy_with_key():
                if not self._kijkt:
                    self._kijkt = True
                    self.set_timer(TURN, self._beurt)
                return
            event = self._getypt.popleft()
            self._onderweg, self._gewacht = True, 0
            self._doel = target = self.focused or self.screen
            await super().on_event(event)
            if not target.post_message(Gedaan()):
                self._onderweg = False

    async def _beurt(self) -> None:
        """Look again; one turn, however long the machine took for it."""
        self._kijkt = False
        self._gewacht += 1
        self._opent += 1
        await self._verder()

    def _busy_with_key(self) -> bool:
        """Whether the key before is still on its way; what it closed can't tell any more."""
        gone = self._doel is None or not self._doel.is_attached or not self._doel.is_running
        return self._onderweg and not gone and self._gewacht < PATIENCE

    def _opening(self) -> bool:
        """Whether a screen or a question is on its way that what is typed on is meant for."""
        front = self.screen if self.screen_stack else None
        if isinstance(front, Scherm):
            waits = not front.is_mounted or not front.ontvangt
        else:
            waits = front is not None and (not front.is_mounted or (front.focused is None and bool(front.focus_chain)))
        if not waits:
            self._opent = 0
        return waits and self._opent < PATIENCE
