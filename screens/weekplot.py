"""Free places per week as a plot of bars. Imported beside the screen that shows it: what draws it takes a quarter of a second to load."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rich.text import Text
from textual.content import Content, Span
from textual.geometry import Size
from textual_plotext import PlotextPlot

TEKENS = ("█", "░", "▓", "▒")
"""The bars of each series, told apart without colour."""
KLEUREN = ("$primary", "$foreground", "$secondary", "$accent")
RUNS = re.compile("|".join(f"{sign}+" for sign in TEKENS))
LEAST = 4
"""Columns that a week takes at least: a bar each, and a blank before the name of the next."""
BROAD = 3
"""Columns of a bar at most."""


class WeekPlot(PlotextPlot):
    """Bars beside each other for each week. It is drawn anew only for other numbers or another size."""

    def __init__(self) -> None:
        super().__init__()
        self.set_reactive(WeekPlot.theme, "clear")  # the colours are those of the screen
        self._weken: Sequence[str] = ()
        self._reeksen: Sequence[Sequence[int]] = ()
        self._getekend: tuple[Size, Content] | None = None

    def toon(self, weken: Sequence[str], reeksen: Sequence[Sequence[int]]) -> None:
        """Show these series, a number for each week."""
        if (weken, reeksen) != (self._weken, self._reeksen):
            self._weken, self._reeksen, self._getekend = weken, reeksen, None
            self.refresh()

    def render(self) -> Content:
        if self._getekend is None or self._getekend[0] != self.size:
            self._getekend = (self.size, self._teken(*self.size))
        return self._getekend[1]

    def _teken(self, width: int, height: int) -> Content:
        most = max((max(series, default=0) for series in self._reeksen), default=0)
        if most <= 0 and self._weken:
            return Content("Geen plek vrij in deze weken.")
        if height < 4 or not self._weken:
            return Content()
        # Everything in whole cells, so that equal weeks look equal: the plot's own scale is that of its columns and rows.
        rows = height - 2
        unit = max(rows // max(most, 1), 1) if most <= rows else rows / most
        step = int(max(-(-2 // unit), 1))
        values = range(step, most + 1, step)
        margin = 1 + len(str(max(values, default="")))
        each = max((width - margin) // len(self._weken), LEAST)
        weeks = self._weken[: (width - margin) // each]
        if not weeks:
            return Content()
        bar = min(max((each - 1) // len(self._reeksen), 1), BROAD)
        side = (each - bar * len(self._reeksen)) // 2
        plt = self.plt
        plt.clear_figure()
        plt.theme("clear")
        plt.plotsize(margin + each * len(weeks), height)
        plt._set_size(margin + each * len(weeks), height)
        for n, series in enumerate(self._reeksen):
            tall = {at * each + side + n * bar: free * unit - 0.98 for at, free in enumerate(series[: len(weeks)]) if free > 0}
            if tall:
                apart = (max(tall) - min(tall)) / (len(tall) - 1) if len(tall) > 1 else 1  # plotext tells widths in this
                middle = [at + (bar - 1) / 2 for at in tall]
                plt.bar(middle, list(tall.values()), marker=TEKENS[n % len(TEKENS)], width=(bar - 0.98) / apart, minimum=0)
        plt.xlim(0, each * len(weeks) - 1)
        plt.ylim(0, rows - 1)
        plt.xticks([at * each + side + (bar * len(self._reeksen) - 1) // 2 for at in range(len(weeks))], list(weeks))
        plt.yticks([value * unit - 1 for value in values], [f"{value}" for value in values])
        plt.xaxes(True, False)
        plt.yaxes(True, False)
        words = Text.from_ansi(plt.build()).plain
        return Content(words, [Span(run.start(), run.end(), KLEUREN[TEKENS.index(run[0][0])]) for run in RUNS.finditer(words)])
