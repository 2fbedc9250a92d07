"""Makes the pictures of the handbook and the README: one walk through practice data of a fixed day.

`python docs/plaatjes.py` writes `docs/plaatjes/*.svg`; with `--check` it writes nothing and exits with 1 when one of them would change.
Day, seed, clock, sizes and the letters of a new casuscode are fixed, so the same program gives the same bytes, and a change of a picture
is a change of the program. What is shown is found by its kind on the agenda. The pictures name no font to fetch: opening one asks nothing
of a network.
"""

from __future__ import annotations

import asyncio
import os
import random
import re
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # also when it is run as a file

from textual import events
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import TextArea

from db.codes import GEMEENTE
from retcli import apparaten, casussen, heraanmelding, intake, leden, overleg, toegang, uitwisselen
from retcli.app import RetApp
from retcli.clock import local_day
from retcli.locations import Place
from screens.aanmelding import AanmeldingScherm
from screens.casus import CasusScherm
from screens.casussen import CasussenScherm
from screens.duovoorstel import DuoVoorstel
from screens.hulp import Hulp
from screens.inlezen import InlezenScherm
from screens.inzet import InzetScherm
from screens.inzetten import InzettenScherm
from screens.keuze import Bevestig
from screens.notulen import NotulenScherm
from screens.overleg import OverlegScherm
from screens.team import TeamScherm
from screens.vandaag import Vandaag
from screens.verschillen import VerschillenScherm

if TYPE_CHECKING:
    from sqlmodel import Session

    from retcli.overleg import Punt

T = TypeVar("T")
FOLDER = Path(__file__).resolve().parent / "plaatjes"
DAY = date(2026, 11, 24)
SIZE, TALL = (100, 30), (120, 37)
REASON = "Deze jeugdige blijft thuis. Het duo brengt rust in de avonden en bekijkt na vier weken met ouders en school wat nog nodig is."
QUESTION = "Hij slaapt slecht en gaat niet meer naar school. Kan iemand meekijken voordat het thuis vastloopt?"
SIGNAL = "er was weer geen plek voor een weekend rust #timeout"
WORKBOOK = (
    "Datum aanm.;Verwijzer;Woonplaats;Geb.jaar;J/M;Woont bij;Maatregel;Vraag / reden;Besluit RET",
    "06-01-2026;wijkteam;Enschede;2012;J;ouders;n.v.t.;Hoe houden wij dit thuis vol?;Consultatie en advies",
    "12-01-2026;GI;Hengelo;2009;M;pleegouders;OTS;Pleegouders kunnen niet meer. Wat is er nog?;Team AnderS",
    "13-01-2026;school;Almelo;2014;J;ouders;n.v.t.;Zit sinds de zomer thuis.;Ronde tafel",
    "20-01-2026;GI;Borne;2011;M;gezinshuis;OTS;Mag zij naar haar moeder terug?;Team AnderS",
    "27-01-2026;wijkteam;Losser;2016;J;ouders;n.v.t.;Wie begint, en waarmee?;Consultatie en advies",
    "31-02-2026;GI;Enschede;2010;J;ouders;OTS;Deze dag bestaat niet.;Team AnderS",
)
"""A workbook in the words that people use; its last row can't be read in."""
FONTS = "'Fira Code', 'DejaVu Sans Mono', Menlo, Consolas, monospace"


class Clock:
    """Ten o'clock in Enschede on the day of the pictures; it moves when told to."""

    def __init__(self) -> None:
        self.at = datetime(DAY.year, DAY.month, DAY.day, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at


class Walk:
    """The program at work, and the pictures made of it."""

    def __init__(self, app: RetApp, pilot: Pilot[None], clock: Clock) -> None:
        self.app, self.pilot, self.clock = app, pilot, clock
        self.made: dict[str, str] = {}

    async def settle(self) -> None:
        """Wait until threads and messages are done."""
        await self.pilot.pause()
        while busy := [w for w in self.app.workers if w.group != "vraag" and not w.is_finished]:  # one that asks ends with its answer
            await self.app.workers.wait_for_complete(busy)
            await self.pilot.pause()
        await self.pilot.pause()

    async def press(self, *keys: str) -> None:
        """Press keys one by one, as a user does; what is no key's name goes in as text."""
        for key in keys:
            if len(key) == 1 or key in KEYS:
                await self.pilot.press(key)
            else:
                self.app.screen.post_message(events.Paste(key))
            await self.settle()

    def at(self, screen: type[Screen[Any]]) -> None:
        """Raise RuntimeError unless this screen is in front: the program changed, and the picture would show something else."""
        if not isinstance(self.app.screen, screen):
            raise RuntimeError(f"expected {screen.__name__}, found {type(self.app.screen).__name__}")

    async def go(self, screen: Screen[Any]) -> None:
        """To a screen of its own."""
        self.app.push_screen(screen)
        await self.settle()

    async def draw(self, name: str, size: tuple[int, int] = SIZE) -> None:
        """The screen as it is, in a size; a cursor stands still."""
        if self.app.size != size:
            await self.pilot.resize_terminal(*size)
            await self.settle()
        for entry in self.app.screen.query(TextArea):
            entry.cursor_blink = False
        await self.settle()
        self.made[name] = without_fonts(self.app.export_screenshot(title="retcli demo"))

    def read(self, ask: Callable[[Session], T]) -> T:
        """What the data says."""
        with self.app.kern.open_team.reading() as session:
            return ask(session)

    def items(self) -> list[Punt]:
        """The agenda without its actions."""
        kop = self.read(lambda session: overleg.current_or_upcoming(session, DAY))
        return [p for p in self.read(lambda session: overleg.agenda(session, kop.id, DAY)) if p.soort != "actie"]


KEYS = {"enter", "escape", "left", "right", "up", "down", "space", "tab", "f1"}


async def first_looks(walk: Walk) -> None:
    """What one sees before the meeting: Vandaag, its help, the list, who has room, the board, a card, an inzet."""
    walk.at(Vandaag)
    await walk.draw("vandaag")
    await walk.press("f1")
    walk.at(Hulp)
    await walk.draw("hulp")
    await walk.press("escape", "m")
    walk.at(NotulenScherm)
    await walk.draw("notulen", TALL)
    await walk.press("escape", "c")
    walk.at(CasussenScherm)
    await walk.draw("casussen")
    await walk.press("escape", "t")
    walk.at(TeamScherm)
    await walk.draw("team")
    await walk.press("escape", "i")
    walk.at(InzettenScherm)
    await walk.draw("inzetten")
    await walk.press("escape")
    running = next(p for p in walk.items() if p.soort == "inzet")
    if running.casus_id is None or running.inzet is None:
        raise RuntimeError("the agenda has no inzet with news")
    await walk.go(CasusScherm(walk.app.kern, running.casus_id))
    await walk.draw("kaart", TALL)
    await walk.press("escape")
    await walk.go(InzetScherm(walk.app.kern, running.inzet))
    await walk.draw("inzet")
    await walk.press("l", "gisteren huisbezoek 90m: moeder en school samen aan tafel")
    await walk.draw("logregel")
    await walk.press("escape", "escape")


async def workbook(walk: Walk, folder: Path) -> None:
    """What a workbook would bring."""
    book = folder / "aanmeldingen.csv"
    book.write_text("\n".join(WORKBOOK) + "\n", encoding="utf-8")
    await walk.go(InlezenScherm(walk.app.kern, book))
    await walk.draw("inlezen")
    await walk.press("escape")


async def meeting(walk: Walk) -> None:
    """The meeting: its opening, a child with a brother or sister, and what is left open at the end."""
    items = walk.items()
    first = next(p for p in items if p.soort == "nieuw" and p.samen)
    before = 1 + bool(walk.read(lambda session: casussen.actions(session, open_only=True)))  # the opening, and the actions
    await walk.press("o")
    walk.at(Bevestig)
    await walk.press("enter")
    walk.at(OverlegScherm)
    await walk.draw("opening")
    await walk.press("g", str(before + 1 + items.index(first)), "enter")
    walk.clock.at += timedelta(minutes=6)
    await walk.press("4", "d")
    walk.at(DuoVoorstel)
    await walk.draw("duo")
    await walk.press("escape", "enter", "r", REASON, "enter")
    await walk.draw("overleg", TALL)
    await walk.press("+")
    for number, item in enumerate(items, before + 1):
        if item.casus is None or item.id in (first.id, *first.samen):
            continue
        walk.clock.at += timedelta(minutes=4)
        await walk.press("g", str(number), "enter")
        if item.soort == "nieuw":
            await walk.press("1")
        elif item.soort == "inzet":
            await walk.press("l", "gisteren telefoon 20m: school belt nu zelf", "enter", "s", SIGNAL, "enter")
    await walk.press("right", "right", "right")
    await walk.draw("sluiten")
    await walk.press("escape")


async def intake_form(walk: Walk) -> None:
    """A new aanmelding of a child that may have been here before."""
    old = walk.read(lambda session: returning(session, casussen.listed(session)))
    await walk.press("n")
    walk.at(AanmeldingScherm)
    await walk.press("lokale", "enter", GEMEENTE.label(old.gemeente), "enter", str(old.geboortejaar), "enter", QUESTION)
    await walk.draw("aanmelding")
    await walk.press("escape")


async def two_laptops(walk: Walk, folder: Path) -> None:
    """What an exchange leaves to choose when two people wrote down the same of one casus, each on a laptop of their own."""
    team, stick = walk.app.kern.open_team, folder / "stick"
    stick.mkdir()
    lid = walk.read(lambda session: next(one for one in leden.everyone(session) if one.id != team.lid))
    with team.doing("uitnodigen") as session:
        invitation = apparaten.nodig_uit(session, team.wie(), lid.id).inhoud
    other = toegang.sluit_aan(
        Place(folder / "ander"), "een wachtwoord voor de plaatjes", invitation, naam=f"laptop van {lid.naam.split()[0]}", now=walk.clock
    ).toegang
    if other.wacht is None:
        raise RuntimeError("a new laptop no longer waits to be admitted")
    with team.doing("toelaten") as session:
        asked = apparaten.lees_verzoek(session, team.wie(), other.wacht.inhoud)
        apparaten.laat_toe(session, team.wie(), asked, asked.woorden)
    uitwisselen.wissel_uit(team, stick)
    uitwisselen.wissel_uit(other, stick)
    other = toegang.toegelaten(other)
    casus = walk.read(lambda session: next(r for r in casussen.listed(session) if r.status == "nieuw")).id
    for laptop, values in ((team, (f"Moeder belde zelf. {QUESTION}", "GM0164")), (other, (f"{QUESTION} School denkt mee.", "GM0147"))):
        walk.clock.at += timedelta(hours=1)  # by the clock it is known which of the two shows
        with laptop.doing("wijzig") as session:
            intake.change(session, laptop.wie(), casus, {"vraag": values[0], "gemeente": values[1]})
    uitwisselen.wissel_uit(other, stick)
    uitwisselen.wissel_uit(team, stick)
    other.close()
    await walk.go(VerschillenScherm(walk.app.kern))
    await walk.press("down")
    await walk.draw("verschillen", TALL)
    await walk.press("escape")


def returning(session: Session, regels: Sequence[casussen.Regel]) -> casussen.Regel:
    """A closed casus that alone is like a child of its year and gemeente."""
    return next(
        r
        for r in regels
        if r.status == "afgesloten"
        and r.gemeente
        and len(heraanmelding.candidates(session, {"geboortejaar": r.geboortejaar, "gemeente": r.gemeente, "datum_aanmelding": DAY})) == 1
    )


async def drawn(folder: Path) -> dict[str, str]:
    """All pictures, by name."""
    clock = Clock()
    if intake.register.__kwdefaults__ is None:
        raise RuntimeError("a casuscode is drawn elsewhere now")
    intake.register.__kwdefaults__["pick"] = random.Random(DAY.toordinal()).choice  # no code of a real child
    app = RetApp(Place(folder / "oefen"), oefen=True, datum=DAY, now=clock)
    async with app.run_test(size=SIZE) as pilot:
        walk = Walk(app, pilot, clock)
        await walk.settle()
        try:
            if local_day(clock()) != DAY:
                raise RuntimeError("the clock stands on another day")
            await first_looks(walk)
            await workbook(walk, folder)
            await meeting(walk)
            await intake_form(walk)
            await two_laptops(walk, folder)
        finally:
            if app.kern.team is not None:
                app.kern.team.close()
    return walk.made


def without_fonts(svg: str) -> str:
    """The picture without the fonts that Rich would fetch from the web; a fixed-width font of the reader's machine does."""
    svg = re.sub(r"\s*@font-face \{.*?\}", "", svg, flags=re.DOTALL)
    svg = re.sub(r"font-family: Fira Code[^;]*;", f"font-family: {FONTS};", svg)
    return "\n".join(line.rstrip() for line in svg.splitlines()) + "\n"


def main(args: Sequence[str]) -> int:
    """Write the pictures, or say which would change."""
    os.environ["TZ"] = "Europe/Amsterdam"
    if sys.platform != "win32":
        time.tzset()
    with tempfile.TemporaryDirectory() as folder:
        made = asyncio.run(drawn(Path(folder)))
    FOLDER.mkdir(exist_ok=True)
    changed = [name for name, svg in made.items() if not (old := FOLDER / f"{name}.svg").exists() or old.read_text("utf-8") != svg]
    if "--check" not in args:
        for name in changed:
            (FOLDER / f"{name}.svg").write_text(made[name], encoding="utf-8")
    for name in sorted(made):
        sys.stdout.write(f"{name}.svg {len(made[name]) // 1024} KiB{'  changed' if name in changed else ''}\n")
    return int("--check" in args and bool(changed))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
