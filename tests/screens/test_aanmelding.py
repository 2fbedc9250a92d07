"""The intake form by keys: counted, stored field by field, and safe whatever is typed or however it ends."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from uuid import UUID

import pytest
from textual import events
from textual.pilot import Pilot
from textual.widgets import OptionList

from retcli import casussen, gezin, intake, toegang
from retcli.app import RetApp
from retcli.locations import Place
from screens.aanmelding import NAMEN, WIE, AanmeldingScherm
from screens.invoer import Lijstveld, Veld

from ..conftest import PASSPHRASE, Clock
from .test_overleg import HOSTILE
from .werk import BIG, SMALL, TINY, keys, opened, settle, shown

VRAAG = "Plaatsing loopt af per 1 januari. Wat is er nodig om thuis te laten lukken?"


@asynccontextmanager
async def form(
    place: Place, clock: Clock, size: tuple[int, int] = BIG, casus: UUID | None = None, *, begun: bool = False
) -> AsyncIterator[tuple[Pilot[None], AanmeldingScherm]]:
    """The program with the form in front."""
    if not begun:
        toegang.begin(place, PASSPHRASE, naam="Anna Vos", now=clock).toegang.close()
    async with opened(place, clock, size) as pilot:
        screen = await show(pilot, casus)
        yield pilot, screen


async def show(pilot: Pilot[None], casus: UUID | None = None) -> AanmeldingScherm:
    """Open the form, and wait until all of it is there."""
    assert isinstance(pilot.app, RetApp)
    screen = AanmeldingScherm(pilot.app.kern, casus)
    pilot.app.push_screen(screen)
    await whole(pilot)
    return screen


async def whole(pilot: Pilot[None]) -> None:
    while not getattr(pilot.app.screen, "_compleet", True):
        await settle(pilot)


def field(screen: AanmeldingScherm, naam: str) -> Veld:
    return next(veld for veld in screen.query(Veld) if veld.naam == naam)


async def fill(pilot: Pilot[None], naam: str, *pressed: str) -> None:
    """Go to a field and press keys in it."""
    assert isinstance(pilot.app.screen, AanmeldingScherm)
    field(pilot.app.screen, naam).begin()
    await settle(pilot)
    await keys(pilot, *pressed)


def stored(place: Place, clock: Clock) -> list[dict[str, object]]:
    """The casussen that another process would find, newest first, with who it is."""
    team = toegang.unlock(place, PASSPHRASE, now=clock, writable=False)
    with team.reading() as session:
        found = []
        for regel in casussen.listed(session):
            person = casussen.identity(session, team.wie(), regel.id)
            found.append(
                intake.values(session, regel.id) | {"id": regel.id, "status": regel.status, "roepnaam": person and person.roepnaam}
            )
    team.close()
    return found


@pytest.mark.parametrize("size", [SMALL, BIG])
async def test_the_fields_of_the_intake_take_at_most_25_keys_with_the_text(place: Place, clock: Clock, size: tuple[int, int]) -> None:
    """The figure of the issue: a minute on the phone. The text counts as one key."""
    typed = ("g", "i", "enter", "e", "n", "enter", "1", "2", "enter", VRAAG, "enter")
    assert len(typed) <= 25
    async with form(place, clock, size) as (pilot, _):
        await keys(pilot, *typed)
        assert "Compleet voor de intake" in shown(pilot)
        assert "2012 · 13/14 jaar" in shown(pilot)
        (casus,) = stored(place, clock)
    assert {name: casus[name] for name in (*intake.REQUIRED, "kanaal", "status", "grondslag_status")} == {
        "datum_aanmelding": date(2026, 11, 24), "kanaal": "TEL", "aanmelder": "GI", "gemeente": "GM0153", "geboortejaar": 2012,
        "vraag": VRAAG, "status": "nieuw", "grondslag_status": "NIETVAST",
    }  # fmt: skip
    assert casus["eigenaar"] is not None


async def test_each_field_is_stored_when_it_is_left_so_that_a_kill_loses_only_what_is_being_typed(place: Place, clock: Clock) -> None:
    async with form(place, clock) as (pilot, _):
        await keys(pilot, "g", "i")
        assert stored(place, clock) == []
        for pressed, name, value in (
            (("tab", "e", "n"), "aanmelder", "GI"),
            (("tab", "1", "4", "j"), "gemeente", "GM0153"),
            (("down", "v"), "geboortejaar", 2012),
            (("up",), "vraag", "v"),
        ):
            await keys(pilot, *pressed)
            (casus,) = stored(place, clock)
            assert casus[name] == value


async def test_an_untouched_form_leaves_nothing_and_says_so(place: Place, clock: Clock) -> None:
    async with form(place, clock) as (pilot, _):
        await keys(pilot, "down", "down", "up", "enter", "escape")
        assert "Er is niets aangemeld." in shown(pilot)
        assert stored(place, clock) == []


async def test_the_chosen_day_and_channel_go_with_the_first_field(place: Place, clock: Clock) -> None:
    async with form(place, clock) as (pilot, _):
        await fill(pilot, "datum_aanmelding", "gisteren", "enter", "m", "enter")
        assert stored(place, clock) == []
        await keys(pilot, "l", "enter")
        (casus,) = stored(place, clock)
        assert (casus["datum_aanmelding"], casus["kanaal"]) == (date(2026, 11, 23), "MAIL")


@pytest.mark.parametrize(
    ("naam", "typed", "why"),
    [
        ("geboortejaar", "1950", "kan niet"),
        ("datum_aanmelding", "morgen", "toekomst"),
        ("gemeente", "xyz", "Niets in de lijst"),
        ("vraag", "a" * 20_001, "20000"),
        ("eerder", "99-ZZZZZZ", "tikfout"),
    ],
)
async def test_a_refusal_stands_under_the_field_with_what_was_typed(place: Place, clock: Clock, naam: str, typed: str, why: str) -> None:
    async with form(place, clock) as (pilot, screen):
        await fill(pilot, naam, typed, "enter")
        assert why in " ".join(shown(pilot).split())
        assert field(screen, naam).typed == typed
        await fill(pilot, "aanmelder", "o", "u", "enter")
        (casus,) = stored(place, clock)
        assert casus["aanmelder"] == "OUD"
        assert field(screen, naam).typed == typed
        assert "▲ 1 veld nog niet bewaard" in shown(pilot).splitlines()[0]
        await keys(pilot, "escape")
        assert "Nog niet bewaard" in shown(pilot)
        again = await show(pilot, UUID(str(casus["id"])))
        assert field(again, naam).typed == typed
        await keys(pilot, "escape")
        other = await show(pilot)
        assert field(other, naam).typed is None, "what was typed of one child never shows with another"


async def test_a_field_that_is_emptied_after_a_refusal_is_no_longer_refused(place: Place, clock: Clock) -> None:
    async with form(place, clock) as (pilot, screen):
        await fill(pilot, "aanmelder", "o", "u", "enter")
        await fill(pilot, "eerder", "99-ZZZZZZ", "enter")
        assert "tikfout" in shown(pilot)
        await fill(pilot, "eerder", *["backspace"] * 9, "enter")
        assert "tikfout" not in shown(pilot)
        assert "alles is bewaard" in shown(pilot).splitlines()[0]
        assert field(screen, "eerder").typed is None


async def test_no_text_in_any_field_breaks_the_form_or_runs_anything(place: Place, clock: Clock) -> None:
    text = " ".join(t for t in HOSTILE if len(t) < 1000)
    async with form(place, clock, SMALL) as (pilot, screen):
        for naam in NAMEN:
            if naam == WIE[0][0]:
                await keys(pilot, "f2")
            field(screen, naam).begin()
            screen.post_message(events.Paste(text[:150] if naam in dict(WIE) else text))
            await pilot.pause()
        await keys(pilot, "enter", "escape")
        assert pilot.app.is_running
        (casus,) = stored(place, clock)
        again = await show(pilot, UUID(str(casus["id"])))
        await keys(pilot, "f2", "f2")
        assert field(again, "vraag").parent is not None
    assert casus["vraag"]
    assert casus["aanmelder_organisatie"]


async def test_lines_of_a_paste_stay_and_ctrl_j_begins_one(place: Place, clock: Clock) -> None:
    async with form(place, clock) as (pilot, _):
        await fill(pilot, "vraag", "een\r\ntwee")
        await pilot.press("ctrl+j", "d", "shift+enter", "v", "enter")
        await settle(pilot)
        (casus,) = stored(place, clock)
        assert casus["vraag"] == "een\ntwee\nd\nv"


async def test_an_addition_comes_behind_a_text_that_stands_there(place: Place, clock: Clock) -> None:
    async with form(place, clock) as (pilot, _):
        await fill(pilot, "vraag", "een", "ctrl+j", "twee", "enter")
        await fill(pilot, "vraag", " en drie", "enter")
        (casus,) = stored(place, clock)
        assert casus["vraag"] == "een\ntwee en drie"


async def test_the_arrows_move_inside_a_long_text_before_they_leave_it(place: Place, clock: Clock) -> None:
    async with form(place, clock) as (pilot, screen):
        await fill(pilot, "vraag", "een\ntwee\ndrie", "up")
        assert field(screen, "vraag").invoer.has_focus
        await keys(pilot, "up", "up")
        assert field(screen, "geboortejaar").invoer.has_focus


async def test_a_list_takes_several_on_enter_and_what_was_begun_on_leaving(place: Place, clock: Clock) -> None:
    async with form(place, clock) as (pilot, _):
        await fill(pilot, "knelpunt", "v", "i", "enter", "p", "r", "enter", "a", "a", "n", "tab")
        assert stored(place, clock)[0]["knelpunt"] == ("AANBOD", "REGIE", "VISIE")


async def test_backspace_in_an_empty_list_takes_the_last_away(place: Place, clock: Clock) -> None:
    async with form(place, clock) as (pilot, _):
        await fill(pilot, "knelpunt", "v", "i", "enter", "p", "r", "enter")
        assert stored(place, clock)[0]["knelpunt"] == ("REGIE", "VISIE")
        await keys(pilot, "backspace")
        assert stored(place, clock)[0]["knelpunt"] == ("REGIE",)
        await keys(pilot, "enter")
        assert "Procesregie" in shown(pilot)


async def test_yes_and_no_take_a_letter_and_an_emptied_field_is_unknown_again(place: Place, clock: Clock) -> None:
    async with form(place, clock) as (pilot, _):
        await fill(pilot, "dreigende_uhp", "j", "enter", "n", "enter")
        (casus,) = stored(place, clock)
        assert (casus["dreigende_uhp"], casus["wens_naar_huis"]) == (True, False)
        await fill(pilot, "dreigende_uhp", "backspace", "enter")
        assert stored(place, clock)[0]["dreigende_uhp"] is None


@pytest.mark.parametrize("way", ["ctrl+l", "ctrl+q"])
async def test_what_is_being_typed_survives_the_lock_and_the_end(place: Place, clock: Clock, way: str) -> None:
    async with form(place, clock) as (pilot, _):
        await fill(pilot, "vraag", "Moeder belde;")
        await keys(pilot, way)
        if way == "ctrl+l":
            await keys(pilot, PASSPHRASE, "enter")
            assert "Moeder belde;" in shown(pilot)
            return
    async with form(place, clock, begun=True) as (pilot, screen):
        assert field(screen, "vraag").typed == "Moeder belde;"
        await fill(pilot, "vraag", "enter")
        assert stored(place, clock)[0]["vraag"] == "Moeder belde;"
        await keys(pilot, "escape")
        assert field(await show(pilot), "vraag").typed is None


async def test_who_it_is_shows_on_a_key_and_hides_when_one_goes_on(place: Place, clock: Clock) -> None:
    async with form(place, clock) as (pilot, screen):
        await keys(pilot, "g", "i", "f2", "Jayden", "enter")
        assert "blijft op deze laptop" in shown(pilot)
        assert stored(place, clock)[0]["roepnaam"] == "Jayden"
        await fill(pilot, "vraag", "x")
        assert "Jayden" not in shown(pilot)
        assert not screen.query_one("#wie").display
        await keys(pilot, "f2")
        assert "Jayden" in shown(pilot)
        await keys(pilot, "f2")
        assert "Jayden" not in shown(pilot)
        await keys(pilot, "f2", "ctrl+l", PASSPHRASE, "enter")
        assert "Aanmelding" in shown(pilot)
        assert "Jayden" not in shown(pilot)


def earlier(place: Place, clock: Clock, count: int = 1, **given: object) -> list[UUID]:
    """A team with casussen of girls of 2012 in Enschede, two years ago."""
    team = toegang.begin(place, PASSPHRASE, naam="Anna Vos", now=clock).toegang
    known = {"gemeente": "GM0153", "geboortejaar": 2012, "geslacht": "MEISJE", "datum_aanmelding": date(2024, 3, 1)}
    with team.doing("nieuw") as session:
        made = [intake.register(session, team.wie(), known | given)[0] for _ in range(count)]
    team.close()
    return made


@pytest.mark.parametrize("size", [SMALL, BIG])
async def test_a_possible_heraanmelding_shows_while_typing_and_is_linked_and_loosened(
    place: Place, clock: Clock, size: tuple[int, int]
) -> None:
    (one,) = earlier(place, clock)
    async with form(place, clock, size, begun=True) as (pilot, screen):
        await keys(pilot, "g", "i", "enter", "e", "n", "enter")
        assert "Mogelijk eerder" not in shown(pilot)
        await keys(pilot, "2", "0", "1", "2")
        assert "Mogelijk eerder" in shown(pilot)
        assert "aangemeld maart 2024" in shown(pilot)
        await keys(pilot, "f3")
        new = stored(place, clock)[0]
        assert new["eerdere_aanmelding"] == one
        assert new["geboortejaar"] == 2012, "the key stored what was being typed"
        assert "Eerder: " in shown(pilot)
        assert field(screen, "geboortejaar").invoer.has_focus
        await keys(pilot, "f3")
        assert stored(place, clock)[0]["eerdere_aanmelding"] is None
        assert "Mogelijk eerder" in shown(pilot)


async def test_one_that_is_another_child_is_set_aside_for_good(place: Place, clock: Clock) -> None:
    earlier(place, clock)
    async with form(place, clock, begun=True) as (pilot, _):
        await keys(pilot, "g", "i", "enter", "e", "n", "enter", "1", "2", "enter")
        assert "Mogelijk eerder" in shown(pilot)
        await keys(pilot, "f4")
        assert "ander kind" in shown(pilot)
        assert "Mogelijk eerder" not in shown(pilot)
        await keys(pilot, "escape")
        new = stored(place, clock)[0]
        await show(pilot, UUID(str(new["id"])))
        assert "Mogelijk eerder" not in shown(pilot)


async def test_of_more_than_one_the_list_is_asked(place: Place, clock: Clock) -> None:
    earlier(place, clock, 3)
    async with form(place, clock, begun=True) as (pilot, screen):
        await keys(pilot, "g", "i", "enter", "e", "n", "enter", "1", "2", "enter", "f3")
        options = screen.query_one(OptionList)
        assert options.has_focus
        chosen = screen._mogelijk[1]
        await keys(pilot, "escape")
        assert field(screen, "vraag").invoer.has_focus
        await keys(pilot, "f3", "down", "enter")
        assert stored(place, clock)[0]["eerdere_aanmelding"] == chosen.casus
        assert field(screen, "vraag").invoer.has_focus


async def test_a_code_links_by_typing_and_an_empty_field_loosens(place: Place, clock: Clock) -> None:
    earlier(place, clock)
    code = str(stored(place, clock)[0]["casuscode"])
    async with form(place, clock, begun=True) as (pilot, _):
        await fill(pilot, "eerder", code[:5].lower(), "enter")
        assert stored(place, clock)[0]["eerdere_aanmelding"] is not None
        assert code in shown(pilot)
        await fill(pilot, "eerder", "backspace", "enter")
        assert stored(place, clock)[0]["eerdere_aanmelding"] is None


async def test_the_next_child_of_the_family_begins_with_what_they_share(place: Place, clock: Clock) -> None:
    async with form(place, clock) as (pilot, _):
        await keys(pilot, "g", "i", "enter", "e", "n", "enter", "1", "2", "enter", VRAAG, "enter", "Bos en Co", "enter", "f5")
        await whole(pilot)
        assert "volgende kind" in shown(pilot)
        assert len(stored(place, clock)) == 1, "nothing is stored before something is typed"
        await keys(pilot, "1", "4", "enter")
        two, one = sorted(stored(place, clock), key=lambda c: -int(str(c["geboortejaar"])))
        assert two["gezin"] == one["gezin"] is not None
        shared = ("aanmelder", "aanmelder_organisatie", "gemeente", "kanaal", "datum_aanmelding")
        assert [two[n] for n in shared] == [one[n] for n in shared]
        assert two["vraag"] is None
        assert len(stored(place, clock)) == 2, "children are counted, not families"


async def test_a_brother_or_sister_is_linked_by_code_and_taken_out(place: Place, clock: Clock) -> None:
    (one,) = earlier(place, clock)
    code = str(stored(place, clock)[0]["casuscode"])
    async with form(place, clock, begun=True) as (pilot, _):
        await fill(pilot, "gezin", "zz", "enter")
        assert "casuscode" in shown(pilot) or "geen casus" in shown(pilot)
        assert stored(place, clock)[0]["id"] == one
        await keys(pilot, "backspace", "backspace", code, "enter")
        assert stored(place, clock)[0]["gezin"] is not None
        assert code in shown(pilot)
        await keys(pilot, "backspace")
        assert stored(place, clock)[0]["gezin"] is None


async def test_the_same_form_on_an_existing_casus_changes_only_what_was_typed(place: Place, clock: Clock) -> None:
    (one,) = earlier(place, clock, vraag="Oude vraag", aanmelder="LT")
    before = stored(place, clock)[0]
    async with form(place, clock, casus=one, begun=True) as (pilot, _):
        assert "Oude vraag" in shown(pilot)
        await fill(pilot, "urgentie", "h", "enter", "escape")
    assert stored(place, clock)[0] == before | {"urgentie": "HOOG"}


async def test_a_number_that_may_be_a_bsn_is_left_out_and_told(place: Place, clock: Clock) -> None:
    async with form(place, clock) as (pilot, _):
        await fill(pilot, "aanmelder_organisatie", *"111222333", "enter")
        assert "weggelaten" in shown(pilot)
        assert stored(place, clock)[0]["aanmelder_organisatie"] == "[nummer weggelaten]"


@pytest.mark.parametrize("size", [SMALL, BIG, TINY])
async def test_the_form_can_be_walked_to_its_end_at_any_size(place: Place, clock: Clock, size: tuple[int, int]) -> None:
    async with form(place, clock, size) as (pilot, screen):
        await keys(pilot, "g", "i")
        walked = []
        for _ in range(len(NAMEN)):
            await pilot.press("down")
            await pilot.pause()
            focused = screen.focused
            assert focused is not None
            assert screen.query_one("#formulier").region.overlaps(focused.region)
            walked.append(focused.id or next((a.naam for a in focused.ancestors if isinstance(a, Veld)), ""))
        assert {"vraag", "gezin", "bijkomend", "zienswijze"} <= set(walked)
        await keys(pilot, "escape")
        assert pilot.app.is_running


async def test_two_backspaces_at_once_take_a_child_out_of_its_family_and_end_nothing(place: Place, clock: Clock) -> None:
    made = toegang.begin(place, PASSPHRASE, naam="Anna Vos", now=clock).toegang
    with made.doing("nieuw") as session:
        first, one, other = (intake.register(session, made.wie(), {"vraag": VRAAG})[0] for _ in range(3))
        gezin.link(session, first, one)
        gezin.link(session, first, other)
    made.close()
    async with form(place, clock, casus=first, begun=True) as (pilot, screen):
        veld = field(screen, "gezin")
        veld.begin()
        await settle(pilot)
        gone = veld.waarden[-1][0]  # type: ignore[attr-defined]  # a Lijstveld
        for _ in range(2):
            screen.post_message(Lijstveld.Eraf(veld, gone))  # type: ignore[arg-type]
        await settle(pilot)
        assert pilot.app.screen is screen
        assert len(veld.waarden) == 1  # type: ignore[attr-defined]
