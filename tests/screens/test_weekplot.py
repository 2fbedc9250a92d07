"""The plot of free places per week."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult

from screens.weekplot import WeekPlot

from .werk import settle, shown


@pytest.mark.parametrize(("free", "said"), [([0, 0, -1], True), ([0, 0, 1], False)])
async def test_weeks_without_a_free_place_are_a_sentence_and_not_an_empty_frame(free: list[int], said: bool) -> None:
    class Alone(App[None]):
        def compose(self) -> ComposeResult:
            yield WeekPlot()

    app = Alone()
    async with app.run_test(size=(60, 10)) as pilot:
        app.query_one(WeekPlot).toon(["nu", "49", "50"], [free, [0, 0, 0]])
        await settle(pilot)
        assert ("Geen plek vrij in deze weken." in shown(pilot)) is said
        assert ("█" in shown(pilot)) is not said
