"""A meeting by the keyboard, and what happens to it when the program ends, locks or meets strange text."""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from sqlmodel import Session

from db.errors import AlreadyOpen
from retcli import casussen, overleg, toegang
from retcli.locations import Place
from retcli.toegang import Toegang
from screens.overleg import OverlegScherm
from screens.vraagregel import Regel

from ..conftest import PASSPHRASE, Clock
from ..test_overleg import TODAY, members, new_casus
from .werk import BIG, SMALL, TINY, keys, opened, settle, shown

HOSTILE = [
    "x[/]",
    "[@click=app.quit]klik[/]",
    "[TICKET-12] [b]vet",
    "[link='x",
    "\x1b[31mrood\x1b[0m \x9b31m",
    "\\",
    "[$primary]",
    "é ü ß – ’t 👩‍👩‍👧 \u202eomgekeerd",
    "a" * 3000,
    "regel een\nregel twee\n\n[/foo]",
]


def prepared(place: Place, clock: Clock) -> list[str]:
    """A team with members and two aanmeldingen, closed again; the codes, the first on the agenda first."""
    made = toegang.begin(place, PASSPHRASE, naam="Anna Vos", now=clock)
    members(made.toegang)
    one = new_casus(made.toegang, vraag="Plaatsing loopt af.", urgentie="HOOG")
    two = new_casus(made.toegang, vraag="Wil naar huis.")
    with made.toegang.reading() as session:
        codes = [casussen.card(session, c).casus for c in (one, two)]
    made.toegang.close()
    return codes


def reopened(place: Place, clock: Clock) -> Toegang:
    return toegang.unlock(place, PASSPHRASE, now=clock)


@pytest.mark.parametrize("size", [SMALL, BIG])
async def test_a_meeting_runs_from_begin_to_minutes_by_keys(place: Place, clock: Clock, size: tuple[int, int]) -> None:
    first, second = prepared(place, clock)
    async with opened(place, clock, size) as pilot:
        assert "2 nieuw" in shown(pilot) or "Nog geen overleg gepland" in shown(pilot)
        await keys(pilot, "o", "enter")
        assert "Opening" in shown(pilot)
        await keys(pilot, "right")
        assert first in shown(pilot)
        assert "Plaatsing loopt af." in shown(pilot)
        await keys(pilot, "1", "r", "advies aan school", "enter", "right")
        assert second in shown(pilot)
        await keys(pilot, "4", "enter")
        assert "JB en MK" in shown(pilot) or "JB en TD" in shown(pilot)
        await keys(pilot, "a", "belt moeder", "enter", "enter", "enter")
        assert "belt moeder" in shown(pilot)
        await keys(pilot, "right")
        assert f"{second}: geen reden" in shown(pilot)
        await keys(pilot, "enter", "up", "enter")
        assert "Notulen RET-AnderS" in shown(pilot)
    team = reopened(place, clock)
    with team.reading() as session:
        kop = overleg.in_week(session, "2026-W48")
        assert kop.status == "gesloten"
        taken = {p.casus: p.route for p in overleg.agenda(session, kop.id, TODAY)}
        made = [(a.omschrijving, a.eigenaar) for a in casussen.actions(session, overleg=kop.id)]
    team.close()
    assert taken == {first: "CON", second: "TA"}
    assert ("belt moeder", "AV") in made


async def test_the_meeting_goes_on_at_the_same_item_after_the_program_ended(place: Place, clock: Clock) -> None:
    first, second = prepared(place, clock)
    async with opened(place, clock) as pilot:
        await keys(pilot, "o", "enter", "right", "2", "right")
        assert f"{second}   " in shown(pilot)
    async with opened(place, clock) as pilot:
        assert "gaat verder" in shown(pilot)
        await keys(pilot, "enter")
        assert "Wil naar huis." in shown(pilot)
        await keys(pilot, "left")
        assert "RET-tafel   AV" in shown(pilot)
        assert first in shown(pilot)


async def test_leaving_a_case_without_a_decision_says_so(place: Place, clock: Clock) -> None:
    first, _ = prepared(place, clock)
    async with opened(place, clock) as pilot:
        await keys(pilot, "o", "enter", "right", "right")
        assert f"{first} heeft nog geen besluit" in shown(pilot)


async def test_what_was_typed_and_left_is_offered_again(place: Place, clock: Clock) -> None:
    prepared(place, clock)
    async with opened(place, clock) as pilot:
        await keys(pilot, "o", "enter", "right", "1", "r", "een halve zin", "escape")
        assert "een halve zin" not in shown(pilot)
        await keys(pilot, "r")
        assert "een halve zin" in shown(pilot)


async def test_an_action_whose_owner_and_date_can_not_be_read_is_kept_and_told(place: Place, clock: Clock) -> None:
    prepared(place, clock)
    async with opened(place, clock) as pilot:
        await keys(pilot, "o", "enter", "right", "a", "belt school", "enter")
        await keys(pilot, "backspace", "backspace", "qq", "enter", "31-02-2027", "enter")
        assert "nog geen eigenaar" in shown(pilot)
        await keys(pilot, "right", "right", "right")
        assert "actie “belt school”: geen eigenaar en datum" in shown(pilot)


async def test_actions_are_ticked_moved_and_dropped(place: Place, clock: Clock) -> None:
    prepared(place, clock)
    team = reopened(place, clock)
    with team.doing("actie") as session:
        from retcli import acties

        for what in ("een", "twee"):
            acties.add(session, team.wie(), what, eigenaar=team.lid, voor=TODAY)
    team.close()
    async with opened(place, clock) as pilot:
        await keys(pilot, "o", "enter", "right")
        assert "Acties 0 van 2" in shown(pilot)
        await keys(pilot, "space", "down", "v", "+3", "enter", "x")
    team = reopened(place, clock)
    with team.reading() as session:
        assert {a.omschrijving: a.status for a in casussen.actions(session)} == {"een": "gedaan", "twee": "vervallen"}
    team.close()


async def test_a_casus_that_is_not_on_the_agenda_comes_on_it_by_its_code(place: Place, clock: Clock) -> None:
    first, _ = prepared(place, clock)
    team = reopened(place, clock)
    other = new_casus(team)
    with team.doing("besluit") as session:
        from retcli import triage

        triage.decide(session, team.wie(), other, "RETTAFEL")
        casussen.card(session, other)
    with team.doing("begin") as session:
        overleg.close(session, team.wie(), overleg.begin(session, team.wie()))
        code = casussen.card(session, other).casus
    team.close()
    clock.go_on(days=7)
    async with opened(place, clock) as pilot:
        await keys(pilot, "o", "enter", "g", code[:6].lower(), "enter")
        assert f"{code}   " in shown(pilot)
        assert "ingebracht" in shown(pilot)
        await keys(pilot, "g", "2", "enter")
        assert f"{first}   " in shown(pilot)


async def test_an_empty_agenda_says_how_a_casus_comes_on_it_and_the_newest_are_found_by_typing(place: Place, clock: Clock) -> None:
    made = toegang.begin(place, PASSPHRASE, naam="Anna Vos", now=clock)
    codes = {}
    for gemeente in ("GM0153", "GM0164"):
        casus = new_casus(made.toegang, gemeente=gemeente)
        with made.toegang.doing("besluit") as session:
            from retcli import triage

            triage.decide(session, made.toegang.wie(), casus, "RETTAFEL")
            codes[gemeente] = casussen.card(session, casus).casus
    with made.toegang.doing("sluit") as session:
        overleg.close(session, made.toegang.wie(), overleg.begin(session, made.toegang.wie()))
    made.toegang.close()
    clock.go_on(days=7)
    async with opened(place, clock, SMALL) as pilot:
        await keys(pilot, "o", "enter")
        assert "c zet er een casus op" in shown(pilot)
        await keys(pilot, "c", "Hengelo")
        assert codes["GM0164"] in shown(pilot)
        assert codes["GM0153"] not in shown(pilot)
        await keys(pilot, "enter")
        assert f"{codes['GM0164']}   " in shown(pilot)


async def test_the_lock_covers_everything_and_gives_back_what_was_being_typed(place: Place, clock: Clock) -> None:
    first, _ = prepared(place, clock)
    async with opened(place, clock) as pilot:
        await keys(pilot, "o", "enter", "right", "1", "r", "moeder zegt", "ctrl+l")
        assert first not in shown(pilot)
        assert "moeder" not in shown(pilot)
        toegang.unlock(place, PASSPHRASE, now=clock).close()  # the database is closed: another could open it
        await keys(pilot, "verkeerd wachtwoord", "enter")
        assert "opent de gegevens niet" in shown(pilot)
        await keys(pilot, PASSPHRASE, "enter")
        assert "moeder zegt" in shown(pilot)
        await keys(pilot, " ja", "enter")
        assert "moeder zegt ja" in shown(pilot)


@pytest.mark.parametrize(("size", "number"), [(TINY, 0), (SMALL, 1), (TINY, 60), (BIG, 60)])
async def test_every_screen_stands_at_any_size_with_any_number_of_cases(
    place: Place, clock: Clock, size: tuple[int, int], number: int
) -> None:
    made = toegang.begin(place, PASSPHRASE, naam="Anna Vos", now=clock)
    for _ in range(number):
        new_casus(made.toegang, vraag="Wat is er nodig?")
    made.toegang.close()
    async with opened(place, clock, size) as pilot:
        await keys(pilot, "f1", "escape", "p", "escape", "m", "o", "enter", "right", "1", "right", "left", "escape")
        assert "RET-AnderS" in shown(pilot)


async def test_attendance_changes_by_the_space_bar(place: Place, clock: Clock) -> None:
    prepared(place, clock)
    async with opened(place, clock) as pilot:
        await keys(pilot, "o", "enter", "space")
        assert re.search(r"☐ afwezig +Anna Vos", shown(pilot))


async def test_resizing_while_locked_and_unlocking_goes_on(place: Place, clock: Clock) -> None:
    prepared(place, clock)
    async with opened(place, clock) as pilot:
        await keys(pilot, "o", "enter", "ctrl+l")
        await pilot.resize_terminal(90, 30)
        await settle(pilot)
        await keys(pilot, PASSPHRASE, "enter")
        assert "Opening" in shown(pilot)


async def test_the_lock_over_a_choice_gives_the_choice_back(place: Place, clock: Clock) -> None:
    prepared(place, clock)
    async with opened(place, clock) as pilot:
        await keys(pilot, "o", "enter", "right", "4", "d", "ctrl+l", PASSPHRASE, "enter", "enter")
        assert "JB en MK, start" in shown(pilot)


async def test_a_fast_double_key_opens_one_choice(place: Place, clock: Clock) -> None:
    prepared(place, clock)
    async with opened(place, clock) as pilot:
        await keys(pilot, "o", "enter", "right", "1")
        await pilot.press("e", "e")
        await settle(pilot)
        assert len(pilot.app.screen_stack) == 4
        await keys(pilot, "escape")
        assert type(pilot.app.screen).__name__ == "OverlegScherm"


async def test_what_is_refused_is_offered_again_also_after_leaving_the_screen(place: Place, clock: Clock) -> None:
    prepared(place, clock)
    too_long = "belt " + "x" * 600
    async with opened(place, clock) as pilot:
        await keys(pilot, "o", "enter", "right", "a", too_long, "enter", "enter", "enter")
        assert "Kort hem in" in shown(pilot)
        await keys(pilot, "escape", "o", "a")
        assert pilot.app.screen.query_one("#vraagregel-invoer", Regel).value == too_long


async def test_the_next_item_is_read_while_people_talk_and_read_anew_after_an_act(
    place: Place, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, second = prepared(place, clock)
    async with opened(place, clock) as pilot:
        await keys(pilot, "o", "enter", "right")
        screen, read = pilot.app.screen, 0
        assert isinstance(screen, OverlegScherm)
        real = casussen.card

        def counted(session: Session, casus: UUID) -> casussen.Kaart:
            nonlocal read
            read += 1
            return real(session, casus)

        monkeypatch.setattr(casussen, "card", counted)
        screen._look_ahead()
        assert read == 1
        await keys(pilot, "right")
        assert f"{second}   " in shown(pilot)
        assert read == 1
        await keys(pilot, "left")
        screen._look_ahead()
        await keys(pilot, "n", "een notitie", "enter")
        read = 0
        await keys(pilot, "right")
        assert read == 1


async def test_keys_never_decide_on_another_casus_than_the_one_on_screen(
    place: Place, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the next item can't be read, the step stays where it is."""
    first, second = prepared(place, clock)
    async with opened(place, clock) as pilot:
        await keys(pilot, "o", "enter", "right")
        real = casussen.card

        def broken(session: Session, casus: UUID) -> casussen.Kaart:
            monkeypatch.setattr(casussen, "card", real)
            raise AlreadyOpen

        monkeypatch.setattr(casussen, "card", broken)
        await keys(pilot, "right")
        assert f"{first}   " in shown(pilot)
        await keys(pilot, "1")
    team = reopened(place, clock)
    with team.reading() as session:
        taken = {p.casus: p.route for p in overleg.agenda(session, overleg.running(session).id, TODAY)}
    team.close()
    assert (taken[first], taken[second]) == ("CON", None)


async def test_a_closing_that_is_refused_keeps_all_that_was_answered_whatever_is_done_between(place: Place, clock: Clock) -> None:
    first, _ = prepared(place, clock)
    async with opened(place, clock, BIG) as pilot:
        await keys(pilot, "o", "enter", "right", "x", "1", "2", "w" * 301, "enter")
        assert "er passen er 300" in " ".join(shown(pilot).split())
        await keys(pilot, "a", "belt moeder", "enter", "enter", "enter", "x", "enter", "enter")
        assert pilot.app.screen.query_one(Regel).value == "w" * 301
        pilot.app.screen.query_one(Regel).text = "het wijkteam"
        await keys(pilot, "enter")
        assert f"{first} is afgesloten; z draait het terug." in shown(pilot)
    team = reopened(place, clock)
    with team.reading() as session:
        closed = casussen.card(session, casussen.find(session, first)).velden
    team.close()
    assert closed["afsluiting_resultaat"]
    assert closed["afsluiting_woonsituatie_eind"]


async def test_the_footer_says_what_a_key_does_at_this_step(place: Place, clock: Clock) -> None:
    prepared(place, clock)
    async with opened(place, clock, BIG) as pilot:
        await keys(pilot, "o", "enter")
        footer = shown(pilot).splitlines()[-1]
        assert "spatie Aanwezig" in footer
        assert "v Voorzitter" in footer
        assert "Reden" not in footer
        await keys(pilot, "right", "right", "right")
        footer = shown(pilot).splitlines()[-1]
        assert footer.strip().startswith("Enter Sluit")
        assert "t Volgend overleg" in footer
        assert "Duo" not in footer
