"""Two aanmeldingen of one child become one from the card by the keyboard, and two again."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from db.models import Casus
from retcli import acties, samenvoegen, toegang
from retcli.app import RetApp
from retcli.locations import Place
from screens.casus import CasusScherm
from screens.samenvoegen import Samenvoegen

from ..conftest import PASSPHRASE, Clock
from ..test_overleg import TODAY, new_casus
from .test_casus import begun, on_card
from .werk import BIG, SMALL, TINY, keys, opened, settle, shown


def entered_twice(place: Place, clock: Clock, **given: object) -> tuple[UUID, UUID, str, str]:
    """One child twice, the first with what is given: both casussen and their codes, the casus that stays last."""
    team = begun(place, clock)
    dubbel = new_casus(team, geslacht="MEISJE", vraag="Hoe verder?", woonsituatie="GROEP", **given)
    casus = new_casus(team, geslacht="MEISJE", vraag="Wat nu?", woonsituatie="OUDERS", datum_aanmelding=TODAY - timedelta(days=5))
    with team.doing("actie") as session:
        acties.add(session, team.wie(), "School bellen", eigenaar=team.lid, voor=TODAY, casus=dubbel)
    with team.reading() as session:
        codes = [session.get_one(Casus, c).casuscode or "" for c in (dubbel, casus)]
    team.close()
    return dubbel, casus, codes[0], codes[1]


@pytest.mark.parametrize("size", [SMALL, BIG])
async def test_the_card_names_who_it_may_be_and_D_makes_them_one(place: Place, clock: Clock, size: tuple[int, int]) -> None:
    dubbel, casus, code, stays = entered_twice(place, clock, urgentie="HOOG")
    async with on_card(place, clock, dubbel, size) as pilot:
        assert f"mogelijk dezelfde: {stays}" in " ".join(shown(pilot).split())
        await keys(pilot, "D")
        await keys(pilot, "enter")  # the code stands there
        assert isinstance(pilot.app.screen, Samenvoegen)
        seen = shown(pilot)
        assert f"{code} is een dubbele van {stays}" in seen
        assert "Gaat mee: 1 actie." in seen
        assert "● Bij ouder(s)" in seen
        assert "○ Leef-/behandelgroep" in seen
        await keys(pilot, "space", "down", "right", "right")
        assert "● Leef-/behandelgroep" in shown(pilot)
        await keys(pilot, "enter")
        assert isinstance(pilot.app.screen, CasusScherm)
        assert pilot.app.screen.casus == casus
        seen = shown(pilot)
        assert stays in seen
        assert "School bellen" in seen
        assert "Hoe verder?" in seen
        assert f"{code} samengevoegd di 24 nov (AV)" in seen
        team = pilot.app.kern.open_team  # type: ignore[attr-defined]
        with team.reading() as session:
            row = session.get_one(Casus, casus)
            assert (row.woonsituatie, row.vraag, row.urgentie) == ("GROEP", "Wat nu?\nHoe verder?", "HOOG")


async def test_the_other_one_can_stay_and_esc_changes_nothing(place: Place, clock: Clock) -> None:
    dubbel, _, code, stays = entered_twice(place, clock)
    async with on_card(place, clock, dubbel) as pilot:
        await keys(pilot, "D", "enter", "escape")
        assert isinstance(pilot.app.screen, CasusScherm)
        assert pilot.app.screen.casus == dubbel
        await keys(pilot, "D", "enter", "o")
        assert f"{stays} is een dubbele van {code}" in shown(pilot)
        await keys(pilot, "enter")
        assert pilot.app.screen.casus == dubbel
        assert f"{stays} samengevoegd" in shown(pilot)


async def test_L_takes_apart_after_a_yes_and_z_turns_it_back(place: Place, clock: Clock) -> None:
    dubbel, casus, code, _ = entered_twice(place, clock)
    async with on_card(place, clock, casus) as pilot:
        await keys(pilot, "L")
        assert "Bij deze casus is niets samengevoegd." in shown(pilot)
        await join(pilot.app, dubbel, casus)
        await keys(pilot, "h", "h")
        pilot.app.screen.ververs()  # type: ignore[attr-defined]
        await settle(pilot)
        assert "School bellen" in shown(pilot)
        await keys(pilot, "L", "escape")
        assert f"{code} samengevoegd" in shown(pilot)
        await keys(pilot, "L", "enter")
        assert f"{code} is weer een eigen casus" in shown(pilot)
        assert "School bellen" not in shown(pilot)
        await keys(pilot, "z")
        assert f"{code} samengevoegd" in shown(pilot)


async def join(app: object, dubbel: UUID, casus: UUID) -> None:
    assert isinstance(app, RetApp)
    team = app.kern.open_team
    with team.doing("samenvoegen") as session:
        samenvoegen.samen(session, team.wie(), dubbel, casus)


async def test_a_double_opens_as_the_casus_and_what_came_later_waits_on_vandaag_until_D(place: Place, clock: Clock) -> None:
    dubbel, casus, code, stays = entered_twice(place, clock)
    team = toegang.unlock(place, PASSPHRASE, now=clock)
    with team.doing("samenvoegen") as session:
        samenvoegen.samen(session, team.wie(), dubbel, casus)
    with team.doing("actie") as session:
        acties.add(session, team.wie(), "Te laat gezien", eigenaar=team.lid, voor=TODAY, casus=dubbel)
    team.close()
    async with on_card(place, clock, dubbel) as pilot:
        assert pilot.app.screen.casus == casus  # type: ignore[attr-defined]
        assert "Die aanmelding was dubbel" in shown(pilot)
        assert f"▲ bij de dubbele {code} kwam nog 1 actie" in shown(pilot)
        await keys(pilot, "D")
        assert "Gaat mee: 1 actie." in shown(pilot)
        await keys(pilot, "o", "enter")
        assert "kwam nog" not in shown(pilot)
        assert "Te laat gezien" in shown(pilot)
        assert stays in shown(pilot)


async def test_vandaag_says_what_waits_at_a_double(place: Place, clock: Clock) -> None:
    dubbel, casus, code, _ = entered_twice(place, clock)
    team = toegang.unlock(place, PASSPHRASE, now=clock)
    with team.doing("samenvoegen") as session:
        samenvoegen.samen(session, team.wie(), dubbel, casus)
    with team.doing("actie") as session:
        acties.add(session, team.wie(), "Te laat gezien", eigenaar=team.lid, voor=None, casus=dubbel)
    team.close()
    async with opened(place, clock) as pilot:
        assert f"bij de dubbele {code} kwam nog 1 actie" in shown(pilot)


async def test_long_texts_and_a_tiny_terminal(place: Place, clock: Clock) -> None:
    dubbel, _, code, _ = entered_twice(place, clock)
    async with on_card(place, clock, dubbel, TINY) as pilot:
        await keys(pilot, "D", "enter")
        assert code in shown(pilot)
        for key, value in (("down", "Wat nu?"), ("up", "Leef")):
            await keys(pilot, key)
            assert value in shown(pilot)
        await keys(pilot, "enter")
        assert isinstance(pilot.app.screen, CasusScherm)
