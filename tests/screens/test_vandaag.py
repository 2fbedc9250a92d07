"""The first screen: the words of what waits, and what it says where there is nothing yet."""

from __future__ import annotations

import pytest

from retcli import toegang
from retcli.locations import Place
from retcli.vandaag import Wacht
from screens.vandaag import Vandaag

from ..conftest import PASSPHRASE, Clock
from .werk import BIG, SMALL, opened, shown


@pytest.mark.parametrize("size", [SMALL, BIG])
async def test_a_team_without_members_is_told_the_keys_that_make_one(place: Place, clock: Clock, size: tuple[int, int]) -> None:
    toegang.begin(place, PASSPHRASE, naam="Anna Vos", now=clock).toegang.close()
    async with opened(place, clock, size) as pilot:
        assert "Nog niemand met plekken." in shown(pilot)
        assert "t en dan n voegt een lid toe." in shown(pilot)
        assert "retcli" not in shown(pilot)
        await pilot.press("t", "n")
        assert "Naam" in shown(pilot)


@pytest.mark.parametrize(
    ("size", "why", "where"),
    [
        (BIG, "inzet: stil sinds vr 30 okt · TS is weg", "Team 1 · TS en AB"),
        (SMALL, "inzet: stil sinds vr 30 okt · TS is weg", "Team 1 · TS en AB"),
        (BIG, "kan worden afgesloten: het is klaar en de nazorg is ook klaar", ""),
    ],
)
async def test_why_something_waits_takes_the_room_that_is_left_beside_it(
    place: Place, clock: Clock, size: tuple[int, int], why: str, where: str
) -> None:
    toegang.begin(place, PASSPHRASE, naam="Anna Vos", now=clock).toegang.close()
    async with opened(place, clock, size) as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, Vandaag)
        line = screen._regel(Wacht(True, "26-AAAAA", why, where)).plain
        room = len(screen._regel(Wacht(True, "26-AAAAA", "kort", "Team 1")).plain)
        assert why[:57] in line
        assert where in line
        assert len(line) <= room
