"""From key to paint: in the list at 10,000 casussen, on the card and in a meeting, beside a bare list of 40 rows in the same run.

Method. The program and a bare Textual app with an OptionList of 40 rows run side by side in one process, without a terminal but with the
whole compositor, at 120x40. A key is handed to the app as its driver does. The clock stops at the last update of the screen before
everything is quiet: queues empty, nothing left to draw, no search going on. An update counts when it was turned into the escape codes that
a terminal is sent. So Textual's own wait for its next frame (1/60 s) is in both; what the terminal takes is in neither. Keys of the
program and of the bare list alternate, so that a busy machine slows both.

The casussen are made by importing a workbook through the real rules; of the newest some are decided on and closed, and a meeting runs with
sixty items: forty new casussen, ten held over, ten actions.

Run `python -m benchmarks.toetsen [ROWS] [KEYS]`; 1 when a p95 is over 50 ms, or over twice that of the bare list.
"""

from __future__ import annotations

import asyncio
import gc
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import cycle
from pathlib import Path

from textual import events
from textual._compositor import CompositorUpdate
from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import OptionList

from benchmarks.importeren import make_book, new_team
from benchmarks.schrijven import percentile
from retcli import acties, casussen, intake, leden, overleg, toegang, triage
from retcli.app import RetApp
from retcli.casussen import Keuze
from retcli.importeren import importeer
from retcli.locations import Place
from retcli.wie import Wie
from screens.casussen import CasussenScherm
from screens.lijst import Lijst

AIM_MS, AIM_RATIO = 50.0, 2.0
TODAY = date(2026, 11, 24)
WEEK = timedelta(days=7)
SIZE = (120, 40)
WARMING = 5


def now() -> datetime:
    """Ten o'clock on the day of the meeting."""
    return datetime(TODAY.year, TODAY.month, TODAY.day, 9, tzinfo=UTC)


class Kijkt(App[None]):
    """An app that knows when it last painted."""

    geschilderd = 0.0

    def _display(self, screen: Screen[object], renderable: object) -> None:
        super()._display(screen, renderable)  # type: ignore[arg-type]  # Textual's own type is private
        if isinstance(renderable, CompositorUpdate):
            renderable.render_segments(self.console)
            self.geschilderd = time.perf_counter()


class KaleLijst(Kijkt):
    """Forty rows and nothing else."""

    def compose(self) -> ComposeResult:
        yield OptionList(*(f"26-{n:06d}  24-11-2026  Enschede        14/15  consultatie   besluit di 17 nov" for n in range(40)))


class Programma(Kijkt, RetApp):
    """The program."""

    CSS_PATH = str(Path(__file__).parents[1] / "screens/styles/basis.tcss")


@dataclass
class Meting:
    """One thing done by keys: its times in ms, and those of the bare list beside it."""

    naam: str
    tijden: list[float] = field(default_factory=list)
    kaal: list[float] = field(default_factory=list)

    def verslag(self) -> tuple[str, bool]:
        """The line to print, and whether it is within the aims."""
        p50, p95, bare = percentile(self.tijden, 0.5), percentile(self.tijden, 0.95), percentile(self.kaal, 0.95)
        line = f"{self.naam:32} p50 {p50:6.1f} ms   p95 {p95:6.1f} ms   kaal p95 {bare:6.1f} ms   verhouding {p95 / bare:4.2f}"
        return line, p95 <= AIM_MS and p95 <= AIM_RATIO * bare


def made(folder: Path, rows: int) -> Place:
    """A team with so many casussen, of which the newest are decided on, closed or new, and a meeting that runs."""
    book = folder / "boek.xlsx"
    make_book(book, rows)
    team = new_team(folder / "team")
    importeer(team.store, book, lid=team.lid, now=now)
    wie = Wie(team.lid, now())
    with team.doing("team") as session:
        for code, naam in (("JB", "Jan Bos"), ("MK", "Mia Kok")):
            leden.add(session, code, naam=naam, team=1, plekken=20)
        newest = casussen.chosen(session, Keuze())[:300]
    with team.doing("besluit") as session:
        earlier = overleg.begin(session, Wie(team.lid, now() - 2 * WEEK))
        for n, casus in enumerate(newest):
            route = "AANH" if n % 30 == 0 else ("CON", "RETTAFEL", "REGIE", "DOORVERW")[n % 4]
            triage.decide(session, wie, casus, route, overleg=earlier, datum=TODAY + WEEK)
            if route == "DOORVERW":
                triage.close(session, wie, casus)
        overleg.close(session, Wie(team.lid, now() - 2 * WEEK), earlier)
        for actie in casussen.actions(session, open_only=True)[10:]:
            acties.drop(session, wie, actie.id)
    with team.doing("nieuw") as session:
        for n in range(40):
            day = TODAY - timedelta(days=n)
            intake.register(session, wie, {"datum_aanmelding": day, "gemeente": "GM0153", "geboortejaar": 2012, "vraag": "Wil naar huis."})
    with team.doing("begin") as session:
        overleg.begin(session, wie)
    team.close()
    return team.place


async def quiet(pilot: Pilot[None], groups: Sequence[str] = ("zoek", "historie", "open", "warm", "kopie")) -> None:
    """Until queues are empty, workers of these groups are done, and nothing is left to draw."""
    app, empty = pilot.app, 0
    while empty < 2:
        await pilot._wait_for_screen()
        await asyncio.sleep(0.002)
        screen = app.screen
        waits = screen._dirty_widgets or screen._layout_required or screen._repaint_required or screen._scroll_required or screen._callbacks
        busy = any(not w.is_finished for w in app.workers if w.group in groups)
        empty = 0 if waits or busy else empty + 1


async def pressed(pilot: Pilot[None], key: str) -> float:
    """Milliseconds from a key to the last paint that it brings."""
    app, driver = pilot.app, pilot.app._driver
    assert isinstance(app, Kijkt)
    assert driver is not None
    event = events.Key({"/": "slash"}.get(key, key), key if len(key) == 1 else None)
    event.set_sender(app)
    start = time.perf_counter()
    driver.send_message(event)
    await quiet(pilot)
    return max(app.geschilderd - start, 0.0) * 1000


async def meet(naam: str, pilot: Pilot[None], bare: Pilot[None], keys: Iterable[str]) -> Meting:
    """Press keys, each after one of the bare list; the first few warm up. A key that paints nothing is left out."""
    found, walk = Meting(naam), cycle(["down"] * 39 + ["up"] * 39)
    for n, key in enumerate(keys):
        plain = await pressed(bare, next(walk))
        took = await pressed(pilot, key)
        if n >= WARMING and took:
            found.tijden.append(took)
            found.kaal.append(plain)
    return found


async def in_the_list(pilot: Pilot[None], bare: Pilot[None], many: int) -> list[Meting]:
    """Walking, paging, jumping, searching and opening in the list of all casussen."""
    pilot.app.push_screen(CasussenScherm(pilot.app.kern))  # type: ignore[attr-defined]  # the program's
    await quiet(pilot)
    await pressed(pilot, "o")
    rows = pilot.app.screen.query_one(Lijst)
    print(f"lijst van {len(rows.ids)} casussen, {rows.size.height} regels in zicht")
    found = [await meet("lijst: regel omlaag", pilot, bare, ["down"] * (many + WARMING))]
    found.append(await meet("lijst: blad omlaag", pilot, bare, ["pagedown"] * (many + WARMING)))
    found.append(await meet("lijst: einde en begin", pilot, bare, ["end", "home"] * (many // 2 + WARMING)))
    words = "wijkteam almelo ouders overbelast "
    await pressed(pilot, "/")
    typed = [key for letter in (words * (many // len(words) + 2))[: many + WARMING] for key in [{" ": "space"}.get(letter, letter)]]
    found.append(await meet("lijst: zoeken, per letter", pilot, bare, [*_in_words(typed)]))
    await pressed(pilot, "escape")
    found.append(await meet("lijst: open of alle", pilot, bare, ["o"] * (many // 2 + WARMING)))
    found.append(await meet("kaart: open en terug", pilot, bare, ["enter", "escape"] * (many // 4 + WARMING)))
    await pressed(pilot, "enter")
    found.append(await meet("kaart: volgende", pilot, bare, ["right"] * (many // 2 + WARMING)))
    await pressed(pilot, "escape")
    await pressed(pilot, "escape")
    return found


def _in_words(letters: Sequence[str]) -> Iterable[str]:
    """The letters, and after each fourth word ctrl+u, which empties the line."""
    spaces = 0
    for letter in letters:
        spaces += letter == "space"
        yield letter
        if letter == "space" and spaces % 4 == 0:
            yield "ctrl+u"


async def in_the_meeting(pilot: Pilot[None], bare: Pilot[None], many: int) -> list[Meting]:
    """Walking through a meeting and deciding in it."""
    await pressed(pilot, "o")
    found = [await meet("overleg: volgend punt", pilot, bare, ["right"] * (min(many, 30) + WARMING))]
    found.append(await meet("overleg: besluit", pilot, bare, ["1", "2"] * (min(many, 30) // 2 + WARMING)))
    found.append(await meet("overleg: vorig punt", pilot, bare, ["left"] * (min(many, 30) + WARMING)))
    await pressed(pilot, "escape")
    return found


async def measured(place: Place, many: int) -> list[Meting]:
    """Everything, in one run."""
    app = Programma(place, now=now)
    async with KaleLijst().run_test(size=SIZE) as bare, app.run_test(size=SIZE) as pilot:
        app._opened(toegang.unlock(place, "een lang wachtwoord", now=now), None)
        await quiet(pilot)
        gc.freeze()  # as the program does in a terminal
        found = await in_the_list(pilot, bare, many)
        found += await in_the_meeting(pilot, bare, many)
        if app.kern.team is not None:
            app.kern.team.close()
    return found


def main() -> int:
    """Measure and print."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    many = int(sys.argv[2]) if len(sys.argv) > 2 else 100
    with tempfile.TemporaryDirectory() as folder:
        found = asyncio.run(measured(made(Path(folder), rows), many))
    lines = [m.verslag() for m in found]
    for line, _ in lines:
        print(line)
    print(f"doel: p95 hoogstens {AIM_MS:.0f} ms en {AIM_RATIO:.0f} keer de kale lijst")
    return int(not all(good for _, good in lines))


if __name__ == "__main__":
    raise SystemExit(main())
