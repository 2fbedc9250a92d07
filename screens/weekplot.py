"""Free places per week as a plot of bars. Imported beside the screen that shows it: what draws it takes a quarter of a second to load."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text
from textual.content import Content
from textual_plotext import PlotextPlot

TEKENS = ("█", "░", "▓", "▒")
"""The bars of each series, told apart without colour."""
KLEUREN = ("$primary", "$secondary", "$accent", "$foreground")
LABEL = 4
"""Cells that the name of a week takes at least, with a blank."""


class WeekPlot(PlotextPlot):
    """Bars beside each other for each week. It is drawn anew only for other numbers or another size."""

    def __init__(self) -> None:
        super().__init__()
        self.set_reactive(WeekPlot.theme, "clear")  # the colours are those of the screen
        self._weken: Sequence[str] = ()
        self._reeksen: Sequence[Sequence[int]] = ()

    def toon(self, weken: Sequence[str], reeksen: Sequence[Sequence[int]]) -> None:
        """Show these series, a number for each week."""
        if (weken, reeksen) != (self._weken, self._reeksen):
            self._weken, self._reeksen = weken, reeksen
            self.refresh()

    def render(self) -> Content:
        fits = self._weken[: max((self.size.width - LABEL) // LABEL, 1)]
        if not fits or self.size.height < 4:
            return Content()
        plt, many = self.plt, len(self._reeksen)
        plt.clear_figure()
        plt.theme("clear")
        plt.plotsize(self.size.width, self.size.height)
        plt._set_size(self.size.width, self.size.height)
        bar = 0.8 / many
        for n, series in enumerate(self._reeksen):
            tall = [(week + (n - (many - 1) / 2) * bar, free) for week, free in enumerate(series[: len(fits)]) if free > 0]
            if tall:
                plt.bar([x for x, _ in tall], [free for _, free in tall], marker=TEKENS[n % len(TEKENS)], width=bar * 0.9)
        top = max((max(series[: len(fits)]) for series in self._reeksen), default=0) or 1
        step = -(-top * 2 // (self.size.height - 2)) or 1
        plt.xlim(-0.5, len(fits) - 0.5)
        plt.ylim(0, top)
        plt.xticks(list(range(len(fits))), list(fits))
        plt.yticks(list(range(0, top + 1, step)))
        plt.xaxes(True, False)
        plt.yaxes(True, False)
        drawn = Content.from_rich_text(Text.from_ansi(plt.build()))
        for n in range(many):
            drawn = _coloured(drawn, TEKENS[n % len(TEKENS)], KLEUREN[n % len(KLEUREN)])
        return drawn


def _coloured(drawn: Content, sign: str, colour: str) -> Content:
    """The runs of a sign in a colour."""
    words, at = drawn.plain, 0
    while (begin := words.find(sign, at)) >= 0:
        at = begin + len(words[begin:]) - len(words[begin:].lstrip(sign))
        drawn = drawn.stylize(colour, begin, at)
    return drawn
