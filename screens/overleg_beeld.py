"""What the meeting screen shows, as content: the steps, the agenda's lines, routes, the decision. It asks and changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from db.codes import GEMEENTE, ROUTE
from retcli import text as words
from retcli.casussen import Genomen, Kaart
from retcli.overleg import Kop, Punt

from .text import column, joined, plain
from .toetsen import ROUTE_KORT, ROUTE_TEKEN

DEEL = {
    "nieuw": "Nieuw",
    "aangehouden": "Aangehouden",
    "ingebracht": "Ingebracht",
    "ter kennisname": "Ter kennisname",
    "sluiten": "Te sluiten",
}


@dataclass(frozen=True, slots=True)
class Stap:
    """One step of the walk; `punt` where it is an item. `id` is how the meeting remembers where it was."""

    soort: str
    id: UUID
    punt: Punt | None = None


@dataclass(frozen=True, slots=True)
class Stand:
    """What the screen shows, read in one go."""

    kop: Kop
    punten: tuple[Punt, ...]
    stappen: tuple[Stap, ...]
    kaart: Kaart | None
    besluit: Genomen | None
    duo: tuple[str, ...]
    start: date | None
    today: date


class Rij(Horizontal):
    """A label and what belongs to it; gone when there is nothing."""

    def __init__(self, label: str, name: str) -> None:
        super().__init__(id=f"rij-{name}", classes="rij")
        self._label = label

    def compose(self) -> ComposeResult:
        yield Static(plain(self._label), classes="label")
        yield Static(classes="waarde")

    def toon(self, content: Content) -> None:
        """Show this, or nothing."""
        self.display = bool(content.plain.strip())
        self.query_one(".waarde", Static).update(content)


def agenda_line(step: Stap, number: int, actions: str) -> Content:
    """A step on the agenda: its number, whether it is done, and what was decided."""
    p, nr = step.punt, plain(f"{number:>2} ", "dim")
    if p is None:
        return joined(nr, plain({"opening": "Opening", "acties": actions, "sluiten": "Sluiten"}[step.soort]))
    town = column(GEMEENTE.label(p.gemeente), 10)
    sign = plain(ROUTE_TEKEN.get(p.route or "", ""), "bold")
    return joined(nr, plain("✓ " if p.besproken else "  ", "$text-success"), plain(f"{p.casus} "), plain(town, "dim"), sign)


def routes(besluit: Genomen | None, width: int) -> Content:
    """The routes with their keys behind each other in lines of `width`; none is broken over two lines."""
    lines: list[list[Content]] = [[]]
    used = 0
    for code in ROUTE:
        word = ROUTE_KORT[code.code]
        if lines[-1] and used + len(word) + 2 > width:
            lines.append([])
            used = 0
        used += len(word) + 4
        if besluit is not None and besluit.route == code.code:
            word = f"[reverse]{word}[/]"
        # The markup is ours: a key, an action of this screen and a word of the registry.
        lines[-1].append(Content.from_markup(f"[@click=screen.route('{code.code}')][b $text-accent]{code.key}[/] {word}[/]"))
    return Content("\n").join([Content("  ").join(line) for line in lines])


def decision(b: Genomen, duo: tuple[str, ...], start: date | None) -> Content:
    """The decision that was taken, and what it still lacks."""
    team = f" {b.team}" if b.team else ""
    who = f"   {b.eigenaar or '▲ geen eigenaar'} · uiterlijk {words.day_words(b.datum)}"
    lines = [
        joined(plain(f"{ROUTE.label(b.route)}{team}", "bold"), plain(who)),
        joined(plain("reden  ", "dim"), plain(b.reden) if b.reden else plain("nog leeg: r", "dim")),
    ]
    if b.route == "TA":
        pair = plain(f"{words.listed(duo)}, start {words.day_words(start)}") if duo else plain("▲ nog geen duo: d", "$text-warning")
        lines.append(joined(plain("duo    ", "dim"), pair))
    return Content("\n").join(lines)
