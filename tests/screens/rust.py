"""When the program has come to rest: nothing is left to do until a key comes, a thread has something, or a later timer goes off.

Textual's pilot looks how busy the process is, by the clock, so that on a slow machine half an answer counts as a whole one.
"""

from __future__ import annotations

import asyncio
from typing import Any

from textual._context import active_app
from textual.app import App
from textual.screen import Screen

from screens.volgorde import OpVolgorde

TURNS = 20_000
"""Turns of the event loop after which a program counts as never coming to rest."""
MOMENT = 0.001
"""Seconds that are given to what only time or a thread brings nearer."""


async def rest(*_: object) -> bool:
    """Wait until the program rests, or has ended. Raises AssertionError when it never does."""
    app = active_app.get()
    loop: Any = asyncio.get_running_loop()
    for _turn in range(TURNS):
        await asyncio.sleep(0)
        if loop._ready:
            continue
        if not app.is_running or app._exception is not None:
            return False
        if _hurry(app):
            continue
        if not _works(app):
            return True
        await asyncio.sleep(MOMENT)
    raise AssertionError(f"het programma komt niet tot rust: {[p for p in (app, *app._registry) if _handles(p)]}")


def _hurry(app: App[Any]) -> bool:
    """Do now what waits for the next frame; whether there was anything."""
    if app._resize_event is not None:
        app._check_resize()
        return True
    undrawn = [screen for screen in (app.screen, *app._background_screens) if _undrawn(screen)]
    for screen in undrawn:
        screen._on_timer_update()
    animator: Any = app.animator
    moves = not animator._complete_event.is_set() and not (animator._scheduled and animator._idle_event.is_set())
    if moves:
        animator()
    return bool(undrawn) or moves


def _undrawn(screen: Screen[Any]) -> bool:
    """Whether a screen has to be drawn anew. One behind another is marked for repainting by being painted."""
    repaint = screen._repaint_required and screen.is_active
    return bool(repaint or screen._layout_required or screen._scroll_required or screen._recompose_required or screen._dirty_widgets)


def _works(app: App[Any]) -> bool:
    """Whether something goes on that ends by itself."""
    typed = isinstance(app, OpVolgorde) and (bool(app._getypt) or app._busy_with_key())
    animator: Any = app.animator
    return typed or app._exit or not animator._complete_event.is_set() or any(map(_handles, (app, *app._registry)))


def _handles(pump: Any) -> bool:
    """Whether a node is in the middle of a message: else it waits for the next."""
    return bool(pump.is_running and not pump._message_queue.ready_event._waiters)
