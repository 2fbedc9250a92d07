"""Before two aanmeldingen become one: what goes along, and of each field that differs which value stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Label, OptionList, Static
from textual.widgets.option_list import Option

from retcli import text as words
from retcli.samenvoegen import BEIDE, DUBBEL, HIER

from .text import column, joined, plain
from .toetsen import bindings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retcli.samenvoegen import Vergelijking, Verschil

NAAM = 15
"""Cells of the name of a field."""
ANDERSOM = {"": ""}
"""What is given when the other one should stay."""


class Samenvoegen(ModalScreen[dict[str, str] | None]):
    """What joining comes to. Gives for each field that differs what stays, `ANDERSOM`, or None when nothing after all."""

    AUTO_FOCUS = ""
    VERTICAL_BREAKPOINTS = [(0, "-laag"), (16, "-hoog")]  # noqa: RUF012  # Textual's own form
    CSS_PATH = "styles/samenvoegen.tcss"
    BINDINGS = bindings("samenvoegen")
    HULP = "samenvoegen"

    def __init__(self, told: Vergelijking, *, later: bool = False, open_staat: Sequence[str] = ()) -> None:
        """`open_staat`: fields of which laptops disagree still; a value that happens to show would go along."""
        super().__init__()
        self._told, self._later, self._open = told, later, open_staat
        self._kozen = {v.veld: HIER for v in told.verschillen}

    def compose(self) -> ComposeResult:
        with Vertical(id="kader"):
            yield Label(self._kop())
            yield Static(id="namen")
            yield OptionList(id="velden", compact=True)
            yield Static(id="heel")
            turn = "" if self._later else " · o andersom"
            choose = " · spatie kiest" if self._told.verschillen else ""
            yield Static(plain(f"Enter {'haalt over' if self._later else 'voegt samen'}{choose}{turn} · Esc terug", "dim"), id="hint")

    def on_mount(self) -> None:
        options = self.query_one(OptionList)
        options.can_focus = False
        for part in (options, self.query_one("#namen")):
            part.display = bool(self._told.verschillen)
        self._draw()

    def on_resize(self) -> None:
        self._draw()

    def _kop(self) -> Content:
        told = self._told
        lines = [plain(f"{told.dubbel} is een dubbele van {told.casus}", "bold")]
        if not self._later:
            lines.append(
                plain(f"{told.casus} blijft. {told.dubbel} telt niet meer mee; wie die code zoekt, komt bij {told.casus} uit.", "dim")
            )
        if self._open:
            many = words.listed(words.shorten(field, 30) for field in self._open[:4])
            lines.append(plain(f"▲ Hiervan is nog een verschil te kiezen: {many}. Kies dat eerst: Esc, en v op de kaart.", "$text-warning"))
        if told.mee:
            lines.append(plain(f"Gaat mee: {words.listed(told.mee)}."))
        if told.aangevuld:
            lines.append(plain(f"Was hier leeg en wordt gevuld: {words.listed(told.aangevuld)}."))
        return Content("\n").join(lines)

    def _draw(self) -> None:
        options = self.query_one(OptionList)
        chosen = options.highlighted or 0
        half = max((min(self.size.width, 88) - NAAM - 8) // 2, 8)
        if self._told.verschillen:
            names = (column("● blijft", NAAM), column(self._told.casus, half), self._told.dubbel)
            self.query_one("#namen", Static).update(joined(*(plain(name, "dim") for name in names)))
        options.clear_options()
        options.add_options([Option(self._regel(v, half)) for v in self._told.verschillen])
        options.highlighted = chosen if self._told.verschillen else None
        self._toon_heel()

    def _regel(self, v: Verschil, half: int) -> Content:
        kept = self._kozen[v.veld]
        parts: list[Content] = [plain(column(v.naam, NAAM))]
        for which, value in ((HIER, v.hier), (DUBBEL, v.dubbel)):
            stays = kept in (which, BEIDE)
            parts.append(plain(f"{'●' if stays else '○'} {column(' '.join(value.split()), half - 2)}", "bold" if stays else "dim"))
        return joined(*parts)

    def _toon_heel(self) -> None:
        """Of the chosen field both values whole, where they don't fit their line."""
        at = self.query_one(OptionList).highlighted
        told = self._told
        shown = Content()
        if at is not None and told.verschillen and len(told.verschillen[at].keuzes) > 2:
            v = told.verschillen[at]
            shown = joined(
                plain(f"{told.casus}: ", "dim"), plain(words.shorten(v.hier, 400)), plain(f"\n{told.dubbel}: ", "dim"),
                plain(words.shorten(v.dubbel, 400)),
            )  # fmt: skip
        self.query_one("#heel", Static).update(shown)

    def on_option_list_option_highlighted(self) -> None:
        self._toon_heel()
        if self.has_class("-laag"):
            self.call_after_refresh(self._into_sight)

    def _into_sight(self) -> None:
        """On a low screen the sheet goes along with the chosen field, its names above it."""
        options = self.query_one(OptionList)
        if options.highlighted is not None:
            self.query_one("#kader").scroll_to(y=options.virtual_region.y + options.highlighted - 1, animate=False)

    def on_option_list_option_selected(self) -> None:
        self.action_wissel(1)

    def action_omlaag(self) -> None:
        self.query_one(OptionList).action_cursor_down()

    def action_omhoog(self) -> None:
        self.query_one(OptionList).action_cursor_up()

    def action_wissel(self, step: int) -> None:
        """The other value of the chosen field; of a text both, after that."""
        at = self.query_one(OptionList).highlighted
        if at is not None and self._told.verschillen:
            v = self._told.verschillen[at]
            self._kozen[v.veld] = v.keuzes[(v.keuzes.index(self._kozen[v.veld]) + step) % len(v.keuzes)]
            self._draw()

    def action_doe(self) -> None:
        self.dismiss(self._kozen)

    def action_andersom(self) -> None:
        """The other one stays."""
        if not self._later:
            self.dismiss(ANDERSOM)

    def action_terug(self) -> None:
        self.dismiss(None)
