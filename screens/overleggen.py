"""All meetings, the newest first: how each one stands, what was decided, and who chaired; Enter opens its minutes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from retcli import text as words
from retcli.notulen.overzicht import Rij, overzicht

from .basis import Kern, Scherm
from .lijst import Lijst
from .text import column, joined, plain
from .toetsen import bindings
from .voet import Voet

if TYPE_CHECKING:
    from .notulen import NotulenScherm

KOLOMMEN: dict[int, dict[str, int]] = {
    0: {"week": 10, "dag": 12, "stand": 13},
    60: {"week": 11, "dag": 14, "stand": 14, "besluiten": 11},
}
"""Columns and their widths from a width of the terminal on; who chaired, or why it was cancelled, takes the rest."""
LEAST = 10
"""Cells that the last column takes at least; with fewer it is left out."""


class OverleggenScherm(Scherm):
    """The list of meetings; the cursor begins at `bij`, or else at the last one that was held."""

    CSS_PATH = "styles/overleggen.tcss"
    BINDINGS = bindings("overleggen")
    HULP = "overleggen"

    def __init__(self, kern: Kern, bij: UUID | None = None) -> None:
        super().__init__(kern)
        self._rijen: dict[UUID, Rij] = {}
        self._bij = bij
        self._open: NotulenScherm | None = None

    def compose(self) -> ComposeResult:
        yield Static(id="kop")
        yield Static(id="kolommen")
        yield Lijst(self._lees, id="lijst")
        yield Static(id="leeg")
        yield from self.onderkant()
        yield Voet()

    def on_screen_resume(self) -> None:
        self.ververs()

    def on_resize(self) -> None:
        self._draw_columns()

    def ververs(self) -> None:
        """Read again; the cursor stays on its meeting, or goes to the one whose minutes were open."""
        found = self.look(overzicht) if self.kern.team is not None else None
        if found is None:
            return
        first = not self._rijen
        self._rijen = {row.kop.id: row for row in found}
        rows, empty = self.query_one(Lijst), self.query_one("#leeg", Static)
        rows.toon(list(self._rijen))
        rows.display = self.query_one("#kolommen").display = bool(found)
        empty.display = not found
        empty.update(plain("Er is nog geen overleg. Op Vandaag begint o er een, en p plant er een."))
        if self._open is not None:
            rows.ga_naar(self._open.overleg)
            self._open = None
        elif first:
            held = next((row.kop.id for row in found if row.kop.gestart_op is not None), None)
            rows.ga_naar(self._bij or held or UUID(int=0))
        self._draw_head(found)
        self._draw_columns()

    def _draw_head(self, found: list[Rij]) -> None:
        held = sum(row.kop.gestart_op is not None for row in found)
        concepts = sum(row.stand == "concept" for row in found)
        self.query_one("#kop", Static).update(
            joined(
                self.oefen(),
                plain("Overleggen", "bold"),
                plain(f"{held} gehouden"),
                plain(f"notulen van {concepts} nog concept" if concepts else ""),
                between=" · ",
            )
        )

    def _kolommen(self) -> dict[str, int]:
        return KOLOMMEN[max(width for width in KOLOMMEN if width <= self.size.width)]

    def _draw_columns(self) -> None:
        head = "".join(column(name, width) for name, width in self._kolommen().items())
        self.query_one("#kolommen", Static).update(plain(f"{head}{'voorzitter' if self._ruimte >= LEAST else ''}", "dim"))

    @property
    def _ruimte(self) -> int:
        """Cells for the last column."""
        return self.size.width - sum(self._kolommen().values()) - 4

    def _lees(self, ids: Sequence[UUID]) -> dict[UUID, Content]:
        return {row: self._regel(self._rijen[row]) for row in ids if row in self._rijen}

    def _regel(self, row: Rij) -> Content:
        widths = list(self._kolommen().values())
        kop = row.kop
        near = words.day_near(kop.datum, self.kern.open_team.wie().today) if self.kern.team is not None else ""
        cells = [kop.week, near, row.stand, f"{row.besluiten:>9}" if row.besluiten else ""]
        line = "".join(column(cell, width) for cell, width in zip(cells, widths, strict=False))
        rest = f"want {kop.afgelast_reden}" if kop.afgelast_reden else row.voorzitter or ""
        if self._ruimte < LEAST:
            rest = ""
        style = "dim" if row.stand in ("afgelast", "gepland") else ""
        return plain(f"{line}{words.shorten(rest, self._ruimte)}", style)

    # --- keys

    def action_omlaag(self) -> None:
        self.query_one(Lijst).stap(1)

    def action_omhoog(self) -> None:
        self.query_one(Lijst).stap(-1)

    def action_blad(self, pages: int) -> None:
        """A page down, or up."""
        self.query_one(Lijst).blad(pages)

    def action_eind(self, last: bool) -> None:
        """To the newest, or the oldest."""
        self.query_one(Lijst).ga(len(self._rijen) if last else 0)

    def on_lijst_gekozen(self) -> None:
        self.action_open()

    def action_open(self) -> None:
        """The minutes of the chosen meeting."""
        row = self._rijen.get(self.query_one(Lijst).gekozen or UUID(int=0))
        if row is None:
            return
        if row.kop.gestart_op is None:
            self.say("Dit overleg is afgelast." if row.stand == "afgelast" else "Dit overleg is nog niet gehouden; er zijn geen notulen.")
            return
        from .notulen import NotulenScherm

        self.say("")
        self._open = NotulenScherm(self.kern, row.kop.id)
        self.app.push_screen(self._open)

    def te_kopieren(self) -> str:
        """The week of the chosen meeting and its day."""
        row = self._rijen.get(self.query_one(Lijst).gekozen or UUID(int=0))
        return f"{row.kop.week}, {words.day_long(row.kop.datum)}" if row is not None else ""

    def action_terug(self) -> None:
        self.app.pop_screen()
