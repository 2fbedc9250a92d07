"""The inzetten of the teams, a line each, what needs attention first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from db.codes import RESULTAAT
from retcli import casussen, inzet, inzetlog
from retcli import text as words
from retcli.inzet import InzetStand

from .basis import Kern, vraagt
from .inzet import InzetScherm, open_casus
from .lijst import Lijst
from .logvraag import MetLog
from .text import column, joined, plain
from .toetsen import bindings
from .voet import Voet

BEGIN = "Een inzet begint met een besluit voor Team AnderS en een duo: 4 in het overleg."

KOLOMMEN: dict[int, dict[str, int]] = {
    0: {"casus": 11, "tm": 3, "duo": 9, "wk": 4, "contact": 8, "eval.": 8},
    100: {"casus": 12, "team": 6, "duo": 16, "weken": 7, "laatst": 12, "evaluatie": 12},
}
"""Columns and their widths from a width of the terminal on; what needs attention takes the rest."""


class InzettenScherm(MetLog):
    """The inzetten that run, a line each; the closed ones below them on a key."""

    CSS_PATH = "styles/inzet.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-smal"), (100, "-breed")]  # noqa: RUF012  # Textual's own form
    BINDINGS = bindings("inzetten")
    HULP = "inzetten"

    def __init__(self, kern: Kern) -> None:
        super().__init__(kern)
        self._today = date.min
        self._standen: dict[UUID, InzetStand] = {}
        self._alles = False

    def compose(self) -> ComposeResult:
        yield Static(id="kop")
        yield Static(id="kolommen")
        yield Lijst(self._lees, id="lijst")
        yield Static(id="leeg")
        yield from self.onderkant()
        yield Voet()

    def on_mount(self) -> None:
        with self.doing("lijst") as (session, wie):
            casussen.seen(session, wie, "inzetten")

    def on_screen_resume(self) -> None:
        self.ververs()

    def on_resize(self) -> None:
        self._draw_columns()

    def ververs(self) -> None:
        """Read again; the cursor stays on its inzet."""
        if self.kern.team is None:
            return
        self._today = today = self.kern.team.wie().today
        found = self.look(lambda s: inzet.running(s, today) + (inzet.ended(s, today) if self._alles else []))
        if found is None:
            return
        self._standen = {stand.id: stand for stand in found}
        rows, empty = self.query_one(Lijst), self.query_one("#leeg", Static)
        rows.toon(list(self._standen))
        rows.display = self.query_one("#kolommen").display = bool(found)
        empty.display = not found
        empty.update(plain(f"Er loopt geen inzet{'' if self._alles else '; a toont ook de gesloten'}.\n{BEGIN}"))
        running = [stand for stand in found if stand.loopt]
        pressing = sum(stand.dringend for stand in running)
        self.query_one("#kop", Static).update(
            joined(
                self.oefen(),
                plain("Inzetten", "bold"),
                plain(words.count(len(running), "loopt", "lopen")),
                plain(f"▲ {words.count(pressing, 'vraagt', 'vragen')} aandacht" if pressing else "", "$text-warning"),
                plain(f"{len(found) - len(running)} gesloten" if self._alles else ""),
                between=" · ",
            )
        )
        self._draw_columns()

    def _kolommen(self) -> dict[str, int]:
        return KOLOMMEN[max(width for width in KOLOMMEN if width <= self.size.width)]

    def _draw_columns(self) -> None:
        head = "".join(column(name, width) for name, width in self._kolommen().items())
        self.query_one("#kolommen", Static).update(plain(f"  {head}aandacht", "dim"))

    def _lees(self, ids: Sequence[UUID]) -> dict[UUID, Content]:
        return {row: self._regel(self._standen[row]) for row in ids if row in self._standen}

    def _regel(self, s: InzetStand) -> Content:
        wide = self.size.width >= 100
        day = words.day_words if wide else _day_month
        cells = [
            s.casus,
            str(s.team or "?"),
            (" en " if wide else " ").join(s.duo) or "–",
            f"{s.weken:>{5 if wide else 2}}" if s.weken is not None else "",
            day(s.laatste_contact) or "–",
            day(s.evaluatie) or "–",
        ]
        widths = self._kolommen().values()
        line, room = "".join(column(cell, width) for cell, width in zip(cells, widths, strict=True)), self.size.width - sum(widths) - 4
        if not s.loopt:
            ended = f"gesloten {words.day_near(s.einddatum, self._today)}{f': {RESULTAAT.label(s.resultaat)}' if s.resultaat else ''}"
            return plain(f"  {line}{words.shorten(ended, room)}", "dim")
        sign = plain("▲ ", "$text-warning") if s.dringend else plain("  ")
        return joined(sign, plain(line), plain(words.shorten(s.aandacht, room), "" if s.dringend else "dim"))

    # --- keys

    def action_omlaag(self) -> None:
        self.query_one(Lijst).stap(1)

    def action_omhoog(self) -> None:
        self.query_one(Lijst).stap(-1)

    def action_blad(self, pages: int) -> None:
        """A page down, or up."""
        self.query_one(Lijst).blad(pages)

    def action_alles(self) -> None:
        """The running ones, or the closed ones as well."""
        self._alles = not self._alles
        self.ververs()

    @property
    def _gekozen(self) -> InzetStand | None:
        return self._standen.get(self.query_one(Lijst).gekozen or UUID(int=0))

    def on_lijst_gekozen(self) -> None:
        self.action_open()

    def action_open(self) -> None:
        chosen = self._gekozen
        if chosen is not None:
            self.app.push_screen(InzetScherm(self.kern, chosen.id))

    def action_casus(self) -> None:
        chosen = self._gekozen
        if chosen is not None:
            open_casus(self, chosen)

    @vraagt
    async def action_log(self) -> None:
        chosen = self._gekozen
        if chosen is not None:
            await self.vraag_regel(
                f"Log {chosen.casus}", f"log {chosen.id}", "", lambda s, wie, line: inzetlog.log(s, wie, chosen.id, line)
            )

    def te_kopieren(self) -> str:
        """The code of the casus."""
        return self._gekozen.casus if self._gekozen is not None else ""

    def action_terug(self) -> None:
        self.app.pop_screen()


def _day_month(day: date | None) -> str:
    return words.day_words(day)[3:]
