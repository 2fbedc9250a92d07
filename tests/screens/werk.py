"""How a screen test opens the program: on a real team, by its passphrase, at a terminal size."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from textual import events
from textual.command import CommandPalette
from textual.pilot import Pilot
from textual.worker import WorkerCancelled

from retcli.app import RetApp
from retcli.locations import Place

from ..conftest import PASSPHRASE, Clock
from .rust import rest

BIG, SMALL, TINY = (120, 40), (80, 24), (40, 10)


BY_ITSELF = {"open", "warm", "kopie", "zoek", "historie", "verdeling", "laptops", "wissen", "nagekeken"}
BY_ITSELF.add(CommandPalette._GATHER_COMMANDS_GROUP)
"""Workers that end by themselves; one that asks something ends only with its answer."""


async def settle(pilot: Pilot[None]) -> None:
    """Wait until the program rests and what it does beside the screen is done."""
    await rest()
    while working := [w for w in pilot.app.workers if w.group in BY_ITSELF]:
        with suppress(WorkerCancelled):  # another took its place
            await pilot.app.workers.wait_for_complete(working)
        await rest()


@asynccontextmanager
async def opened(place: Place, clock: Clock, size: tuple[int, int] = BIG) -> AsyncIterator[Pilot[None]]:
    """The program, unlocked, on Vandaag; what is open is closed at the end."""
    app = RetApp(place, now=clock)
    async with app.run_test(size=size, notifications=True) as pilot:
        await settle(pilot)
        await keys(pilot, PASSPHRASE, "enter")
        try:
            yield pilot
        finally:
            await settle(pilot)
            if app.kern.team is not None:
                app.kern.team.close()


async def keys(pilot: Pilot[None], *pressed: str) -> None:
    """Press keys; what is no key's name goes in as text, in one piece, as from a fast typist."""
    for key in pressed:
        if len(key) == 1 or key in NAMES:
            await pilot.press(key)
        else:
            pilot.app.screen.post_message(events.Paste(key))
        await settle(pilot)


NAMES = {"enter", "escape", "left", "right", "up", "down", "space", "tab", "f1", "ctrl+j", "ctrl+l", "ctrl+q", "backspace", "end", "home"}
NAMES |= {"f2", "f3", "f4", "f5"}


def shown(pilot: Pilot[None]) -> str:
    """What the terminal shows, a line each."""
    screen = pilot.app.screen
    width, height = pilot.app.size
    lines = screen._compositor.render_strips(pilot.app.size) if hasattr(screen, "_compositor") else []
    return "\n".join(strip.text.rstrip()[:width] for strip in lines[:height])
