"""The small questions in front of a screen."""

from __future__ import annotations

from uuid import UUID

import pytest

from retcli import leden, toegang
from retcli.locations import Place
from screens.keuze import KiesLid

from ..conftest import PASSPHRASE, Clock
from ..test_overleg import members
from .werk import SMALL, TINY, opened, settle, shown


@pytest.mark.parametrize(("size", "named"), [(TINY, False), (SMALL, True)])
async def test_the_room_of_someone_and_what_to_look_out_for_stand_in_sight_at_any_width(
    place: Place, clock: Clock, size: tuple[int, int], named: bool
) -> None:
    team = toegang.begin(place, PASSPHRASE, naam="Anna Vos", now=clock).toegang
    members(team)
    with team.reading() as session:
        found = leden.everyone(session)
    team.close()
    told: dict[UUID, str] = {m.id: "team 1  2 vrij ▲ is weg" for m in found}
    async with opened(place, clock, size) as pilot:
        await pilot.app.push_screen(KiesLid("Wie komt?", found, erbij=told))
        await settle(pilot)
        assert shown(pilot).count("team 1  2 vrij ▲ is weg") == len(found)
        assert ("Mia Kok" in shown(pilot)) is named


async def test_who_is_of_no_team_is_said_to_be(place: Place, clock: Clock) -> None:
    team = toegang.begin(place, PASSPHRASE, naam="Anna Vos", now=clock).toegang
    with team.doing("lid") as session:
        leden.add(session, "CB", naam="Carla Bos", wie=team.wie())
    with team.reading() as session:
        found = leden.everyone(session)
    team.close()
    async with opened(place, clock, SMALL) as pilot:
        await pilot.app.push_screen(KiesLid("Voor wie is de laptop?", found))
        await settle(pilot)
        (line,) = [one for one in shown(pilot).splitlines() if "Carla Bos" in one]
        assert "geen team" in line
        assert "None" not in shown(pilot)
