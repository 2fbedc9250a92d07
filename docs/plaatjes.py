"""Makes the picture of the README: the meeting at a casus that goes to Team AnderS, from practice data of a fixed day.

`python docs/plaatjes.py` writes `docs/overleg.svg`. Day, seed, clock and size are fixed, so a change of the picture is a change of the
program. The picture names no font to fetch: opening it asks nothing of a network.
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # also when it is run as a file

from textual import events
from textual.pilot import Pilot
from textual.screen import Screen

from retcli.app import RetApp
from retcli.locations import Place
from screens.keuze import KiesDuo
from screens.overleg import OverlegScherm

TARGET = Path(__file__).resolve().parent / "overleg.svg"
DAY = date(2026, 11, 24)
SIZE = (120, 40)
REASON = "Deze jeugdige blijft thuis. Het duo brengt rust in de avonden en bekijkt na vier weken met ouders en school wat nog nodig is."
FONTS = "'Fira Code', 'DejaVu Sans Mono', Menlo, Consolas, monospace"


class Clock:
    """Ten o'clock in Enschede on the day of the picture; it moves when told to."""

    def __init__(self) -> None:
        self.at = datetime(DAY.year, DAY.month, DAY.day, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at


async def settle(pilot: Pilot[None]) -> None:
    """Wait until threads and messages are done."""
    await pilot.pause()
    busy = [w for w in pilot.app.workers if w.group in ("open", "warm", "kopie")]
    if busy:
        await pilot.app.workers.wait_for_complete(busy)
    await pilot.pause()


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Press keys one by one, as a user does."""
    for key in keys:
        await pilot.press(key)
        await settle(pilot)


def front(app: RetApp, screen: type[Screen[Any]]) -> None:
    """Raise RuntimeError unless this screen is in front: the program changed, and the picture would show something else."""
    if not isinstance(app.screen, screen):
        raise RuntimeError(f"expected {screen.__name__}, found {type(app.screen).__name__}")


async def drawn(folder: Path) -> str:
    """Walk to the first new casus of the practice meeting, decide for Team AnderS, and draw the screen."""
    clock = Clock()
    app = RetApp(Place(folder), oefen=True, datum=DAY, now=clock)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await press(pilot, "o", "enter", "right", "right")  # begin the meeting; past the opening and the actions
        front(app, OverlegScherm)
        await press(pilot, "4")
        front(app, KiesDuo)
        await press(pilot, "enter", "enter", "r")
        app.screen.post_message(events.Paste(REASON))
        await settle(pilot)
        clock.at += timedelta(minutes=12)
        await press(pilot, "enter")
        svg = app.export_screenshot(title="retcli demo")
        if app.kern.team is not None:
            app.kern.team.close()
    return svg


def without_fonts(svg: str) -> str:
    """The picture without the fonts that Rich would fetch from the web; a fixed-width font of the reader's machine does."""
    svg = re.sub(r"\s*@font-face \{.*?\}", "", svg, flags=re.DOTALL)
    svg = re.sub(r"font-family: Fira Code[^;]*;", f"font-family: {FONTS};", svg)
    return "\n".join(line.rstrip() for line in svg.splitlines()) + "\n"


def main() -> None:
    """Write the picture."""
    os.environ["TZ"] = "Europe/Amsterdam"
    if sys.platform != "win32":
        time.tzset()
    with tempfile.TemporaryDirectory() as folder:
        svg = asyncio.run(drawn(Path(folder) / "oefen"))
    TARGET.write_text(without_fonts(svg), encoding="utf-8")
    sys.stdout.write(f"{TARGET.name}: {len(svg) // 1024} KiB\n")


if __name__ == "__main__":
    main()
