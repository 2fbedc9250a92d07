"""After-care in the meeting: an item that asks no decision, also of a closed casus, from which Enter goes to the inzet."""

from __future__ import annotations

import pytest

from retcli import casussen, inzet, overleg, toegang, triage, uitkomst
from retcli.locations import Place
from screens.inzet import InzetScherm

from ..conftest import PASSPHRASE, Clock
from ..test_overleg import members, new_casus
from .werk import BIG, SMALL, keys, opened, shown


def prepared(place: Place, clock: Clock) -> str:
    """A closed casus with after-care that is due, of a decision that no meeting was told of; its code."""
    team = toegang.begin(place, PASSPHRASE, naam="Anna Vos", now=clock).toegang
    jb, mk, _ = members(team)
    casus = new_casus(team)
    with team.doing("inzet") as session:
        wie = team.wie()
        code = casussen.card(session, casus).casus
        triage.decide(session, wie, casus, "TA", duo=(jb, mk))
        on = inzet.find(session, code)
        inzet.start(session, wie, on)
        uitkomst.close(session, wie, on, resultaat="THUIS", casus_ook=True)
    team.close()
    clock.go_on(days=93)
    return code


@pytest.mark.parametrize("size", [SMALL, BIG])
async def test_the_meeting_walks_by_it_opens_the_inzet_and_closes(place: Place, clock: Clock, size: tuple[int, int]) -> None:
    code = prepared(place, clock)
    async with opened(place, clock, size) as pilot:
        assert "nazorg na 3 maanden, was wo 24 feb" in " ".join(shown(pilot).split()) or "nazorg na 3 maand" in shown(pilot)
        await keys(pilot, "o", "enter", "right", "right")
        seen = " ".join(shown(pilot).split())
        assert f"{code}" in seen
        assert "nazorg na 3 maanden, was wo 24 feb" in seen
        assert "Enter opent de inzet" in seen
        assert "geen besluit" not in seen
        await keys(pilot, "enter")
        assert isinstance(pilot.app.screen, InzetScherm)
        await keys(pilot, "escape", "right")
        assert "Alles is besloten en belegd." in shown(pilot)
        await keys(pilot, "enter", "enter")
    team = toegang.unlock(place, PASSPHRASE, now=clock)
    with team.reading() as session:
        items = overleg.agenda(session, overleg.last_held(session).id, team.wie().today, fresh=False)
    team.close()
    assert [(p.soort, p.besproken) for p in items] == [("ter kennisname", True), ("nazorg", True)]
