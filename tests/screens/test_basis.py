"""What every screen does alike."""

from __future__ import annotations

from retcli.locations import Place

from ..conftest import Clock
from .test_inzet import at_inzetten, made
from .test_inzetten import begun
from .werk import BIG, keys, shown


async def test_what_a_screen_said_is_gone_once_another_screen_spoke(place: Place, clock: Clock) -> None:
    """Else a sentence of before reads as what the last act did."""
    (of,) = made(place, clock)
    begun(place, clock, [of])
    async with at_inzetten(place, clock, BIG) as pilot:
        await keys(pilot, "l", "vandaag hb: gesproken", "enter")
        said = "Bewaard: di 24 nov · huisbezoek · AV."
        assert said in shown(pilot)
        await keys(pilot, "enter", "escape")  # nothing was said there: it is still what was done last
        assert said in shown(pilot)
        await keys(pilot, "enter", "l", "vandaag tel: gebeld", "enter", "escape")
        assert "Bewaard" not in shown(pilot)
