"""One inzet by the keyboard: its steps, its log, its duo and its end."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import UUID

import pytest
from sqlmodel import select
from textual.pilot import Pilot
from textual.widgets import TextArea

from db.models import Inzet, InzetLid, Lid, Logregel
from retcli import casussen, inzet, inzetlog, leden, toegang, uitkomst
from retcli.app import RetApp
from retcli.errors import Refused
from retcli.inzet import InzetStand
from retcli.locations import Place
from screens.inzet import InzetScherm
from screens.inzetten import InzettenScherm

from ..conftest import PASSPHRASE, Clock
from ..test_inzet import deployed
from ..test_overleg import TODAY
from .test_overleg import HOSTILE, reopened
from .werk import BIG, SMALL, TINY, keys, opened, settle, shown


def made(place: Place, clock: Clock, many: int = 1) -> list[UUID]:
    """A team with so many inzetten of JB and TD, planned from today, closed again."""
    team = toegang.begin(place, PASSPHRASE, naam="Anna Vos", now=clock).toegang
    found = [deployed(team) for _ in range(many)]
    team.close()
    return found


@asynccontextmanager
async def at_inzetten(place: Place, clock: Clock, size: tuple[int, int] = BIG, of: UUID | None = None) -> AsyncIterator[Pilot[None]]:
    """The list, or with `of` one inzet in front of it."""
    async with opened(place, clock, size) as pilot:
        app = pilot.app
        assert isinstance(app, RetApp)
        await app.push_screen(InzettenScherm(app.kern))
        if of is not None:
            await app.push_screen(InzetScherm(app.kern, of))
        await settle(pilot)
        yield pilot


def in_front(pilot: Pilot[None]) -> type[object]:
    return type(pilot.app.screen)


def asking(pilot: Pilot[None]) -> bool:
    """Whether anything is asked, at the bottom or in front."""
    return not isinstance(pilot.app.screen, InzetScherm) or pilot.app.screen.asking


def stand(place: Place, clock: Clock, of: UUID) -> InzetStand:
    team = reopened(place, clock)
    try:
        with team.reading() as session:
            return inzet.get(session, of, team.wie().today)
    finally:
        team.close()


def lines(place: Place, clock: Clock, of: UUID) -> list[inzetlog.LogRegel]:
    team = reopened(place, clock)
    try:
        with team.reading() as session:
            return inzetlog.logregels(session, of)
    finally:
        team.close()


@pytest.mark.parametrize("size", [SMALL, BIG])
async def test_what_will_be_kept_shows_while_one_types(place: Place, clock: Clock, size: tuple[int, int]) -> None:
    (of,) = made(place, clock)
    async with at_inzetten(place, clock, size, of) as pilot:
        await keys(pilot, "l", "moeder")
        assert "di 24 nov · anders · AV ▸ moeder" in shown(pilot)
        await keys(pilot, *["backspace"] * 6, "23/11 hb 1u30 JB: moeder en school samen aan tafel")
        assert "ma 23 nov · huisbezoek · 90 min · JB ▸ moeder en school samen…" in shown(pilot)
        await keys(pilot, "x" * 600)
        assert "er passen er 500" in " ".join(shown(pilot).split())
        assert pilot.app.screen.query_one(TextArea).text.endswith("xxx")


@pytest.mark.parametrize("size", [SMALL, BIG])
async def test_a_line_that_stops_shows_what_was_understood_and_where(place: Place, clock: Clock, size: tuple[int, int]) -> None:
    (of,) = made(place, clock)
    async with at_inzetten(place, clock, size, of) as pilot:
        await keys(pilot, "+", "vr hb 90mm")
        assert "geen duur" not in shown(pilot)  # the word may still become a duration
        await keys(pilot, "space", "JB: x")
        assert "▲ vr 20 nov · huisbezoek ▸ 90mm JB: x  90mm is geen duur." in " ".join(shown(pilot).split("\n"))
        await keys(pilot, "enter")
        assert "90mm is geen duur." in shown(pilot)
        assert pilot.app.screen.query_one(TextArea).text == "vr hb 90mm JB: x"
        await keys(pilot, "escape", "l", "home", *["right"] * 9, "backspace", "enter")
        assert "Bewaard: vr 20 nov · huisbezoek · 90 min · JB." in shown(pilot)
    (line,) = lines(place, clock, of)
    assert line.tekst == "x"


@pytest.mark.parametrize("typed", ["x" * 501, "1/12/2026 hb: te vroeg", "1-1-2020: te lang geleden", "14/13 hb: x", "XQ: x"])
async def test_a_line_that_is_refused_stays_to_be_bettered(place: Place, clock: Clock, typed: str) -> None:
    (of,) = made(place, clock)
    async with at_inzetten(place, clock, SMALL) as pilot:
        await keys(pilot, "l", typed, "enter")
        assert "▲" in shown(pilot)
        assert pilot.app.screen.query_one(TextArea).text == typed
        await keys(pilot, "escape", "l")
        assert pilot.app.screen.query_one(TextArea).text == typed
    assert lines(place, clock, of) == []


async def test_a_line_is_bettered_and_the_old_one_stays_to_read(place: Place, clock: Clock) -> None:
    (of,) = made(place, clock)
    async with at_inzetten(place, clock, BIG, of) as pilot:
        await keys(pilot, "v")
        assert "Kies eerst een regel" in shown(pilot)
        await keys(pilot, "l", "20/11 hb 90m JB: met moder", "enter", "v", "!", "enter")
        assert "met moder!" in shown(pilot)
        assert "(verbeterd) met moder" in shown(pilot)
        await keys(pilot, "down", "v")
        assert "kies de regel erboven" in shown(pilot)
        await keys(pilot, "up", "v", *["backspace"] * 60, "tel: kort")
        assert "vr 20 nov · telefoon · 90 min · JB ▸ kort" in shown(pilot)  # what is left out stays as it was
        await keys(pilot, "escape")
    assert [(line.tekst, line.vervangen, line.minuten) for line in lines(place, clock, of)] == [
        ("met moder!", False, 90),
        ("met moder", True, 90),
    ]


@pytest.mark.parametrize("size", [SMALL, BIG])
async def test_an_inzet_goes_through_all_its_steps_by_keys(place: Place, clock: Clock, size: tuple[int, int]) -> None:
    (of,) = made(place, clock)
    async with at_inzetten(place, clock, size, of) as pilot:
        assert "● voorgesteld" in shown(pilot)
        assert "b Bevestig s Start w Wissel + Log x Sluiten" in shown(pilot)
        await keys(pilot, "b")
        assert "Bevestigd: JB en TD doen het." in shown(pilot)
        assert "● bevestigd" in shown(pilot)
        await keys(pilot, "b")
        assert "al bevestigd" in shown(pilot)
        await keys(pilot, "s", "enter", "thuis vanaf 1 januari", "enter")
        assert "Begonnen op di 24 nov. Evaluatie di 8 dec, di 5 jan en di 16 feb." in shown(pilot)
        assert "● gestart" in shown(pilot)
        assert "thuis vanaf 1 januari" in shown(pilot)
        await keys(pilot, "s")
        assert "al begonnen" in shown(pilot)
        await keys(pilot, "l", "hb: kennisgemaakt", "enter")
        assert "● loopt" in shown(pilot)
        assert "+ Log e Evaluatie w Wissel f Afschalen x Sluiten" in shown(pilot)
        await keys(pilot, "e", "op de goede weg", "enter", "enter")
        assert "Evaluatie vastgelegd. De volgende di 5 jan." in shown(pilot)
        assert "● geëvalueerd" in shown(pilot)
        await keys(pilot, "f", "wijkteam Noord", "enter", "enter")
        assert "Afgeschaald naar wijkteam Noord op di 24 nov." in shown(pilot)
        assert "● afgeschaald" in shown(pilot)
        await keys(pilot, "f")
        assert "al afgeschaald" in shown(pilot)
        await keys(pilot, "x", "2")
        assert "Waar woonde de jeugdige bij de start?" in shown(pilot)
        await keys(pilot, "3", "1")  # lived in a group, lives with the parents: that a placement ended follows
        assert "voorkomen of beëindigd?" in shown(pilot)
        await keys(pilot, "enter")
        assert "Ging naar" not in shown(pilot)  # known since it was scaled down
        await keys(pilot, "enter")
        assert "ook afsluiten?" in shown(pilot)
        await keys(pilot, "escape")
        assert "De inzet is gesloten; JB en TD hebben weer ruimte. Nazorg wo 24 feb en ma 24 mei." in " ".join(shown(pilot).split())
        assert "● gesloten" in shown(pilot)
        await keys(pilot, "x")
        assert "al gesloten" in shown(pilot)
        await keys(pilot, "n", "het gaat goed", "enter", "enter")
        assert "na 3 maanden: gedaan di 24 nov · woont: " in shown(pilot)
        await keys(pilot, "z", "z")
        assert "● afgeschaald" in shown(pilot)
    now = stand(place, clock, of)
    assert (now.einddatum, now.afgeschaald_naar, now.uhp) == (None, "wijkteam Noord", None)


async def test_closing_asks_only_what_is_not_known_and_closes_the_casus_without_asking_again(place: Place, clock: Clock) -> None:
    (of,) = made(place, clock)
    team = reopened(place, clock)
    with team.doing("x") as session:
        inzet.start(session, team.wie(), of)
        row = session.get_one(Inzet, of)
        row.resultaat, row.woonsituatie_begin, row.woonsituatie_eind, row.uhp, row.afgeschaald_naar = (
            "THUIS", "GROEP", "OUDERS", "BEEINDIGD", "wijkteam",
        )  # fmt: skip
    team.close()
    async with at_inzetten(place, clock, SMALL, of) as pilot:
        await keys(pilot, "x")
        assert "Gesloten op" in shown(pilot)
        await keys(pilot, "enter", "up", "enter")
        assert "zijn gesloten" in shown(pilot)
    now = stand(place, clock, of)
    assert (now.einddatum, now.resultaat, now.woonsituatie_eind, now.afgeschaald_naar) == (TODAY, "THUIS", "OUDERS", "wijkteam")
    team = reopened(place, clock)
    with team.reading() as session:
        assert now.casus_id is not None
        card = casussen.card(session, now.casus_id)
    team.close()
    assert card.status == "afgesloten"
    assert [card.velden[f"afsluiting_{f}"] for f in ("resultaat", "woonsituatie_eind", "overgedragen_aan")] == [
        "THUIS",
        "OUDERS",
        "wijkteam",
    ]


async def test_a_casus_closes_from_its_card_without_asking_what_the_inzet_told(place: Place, clock: Clock) -> None:
    (of,) = made(place, clock)
    async with at_inzetten(place, clock, SMALL, of) as pilot:
        await keys(pilot, "c", "x")
        assert "loopt nog een inzet" in shown(pilot)
        await keys(pilot, "escape", "s", "enter", "enter", "x", "2", "1", "1", "enter", "enter", "enter", "escape")
        await keys(pilot, "c", "x")
        assert "Overgedragen aan" in shown(pilot)  # the one thing that the inzet did not tell
        await keys(pilot, "huisarts", "enter")
        assert "is afgesloten" in shown(pilot)
    now = stand(place, clock, of)
    team = reopened(place, clock)
    with team.reading() as session:
        assert now.casus_id is not None
        card = casussen.card(session, now.casus_id)
    team.close()
    assert [card.velden[f"afsluiting_{f}"] for f in ("resultaat", "woonsituatie_eind", "overgedragen_aan")] == [
        "THUIS",
        "OUDERS",
        "huisarts",
    ]


async def test_closing_that_is_left_goes_on_with_what_was_answered_and_a_wrong_date_is_asked_again(place: Place, clock: Clock) -> None:
    (of,) = made(place, clock)
    async with at_inzetten(place, clock, SMALL, of) as pilot:
        await keys(pilot, "s", "enter", "enter", "x", "2", "escape")
        assert "loopt door" in shown(pilot)
    async with at_inzetten(place, clock, SMALL, of) as pilot:  # another start of the program
        await keys(pilot, "x", "enter", "0", "0", "0", "huisarts", "escape", "x", *["enter"] * 5)
        await keys(pilot, "1-1-2026", "enter")
        assert "voor de" in shown(pilot)
        await keys(pilot, "vandaag")  # what was refused stands there, and typing replaces it
        assert pilot.app.screen.query_one(TextArea).text == "vandaag"
        await keys(pilot, "enter", "escape")
    now = stand(place, clock, of)
    assert (now.einddatum, now.resultaat, now.woonsituatie_eind, now.afgeschaald_naar) == (TODAY, "THUIS", None, "huisarts")


async def test_an_inzet_that_never_began_is_closed_with_a_reason_alone(place: Place, clock: Clock) -> None:
    (of,) = made(place, clock)
    async with at_inzetten(place, clock, SMALL, of) as pilot:
        await keys(pilot, "x", "gezin verhuisde", "enter", "enter", "escape")
        assert "● gesloten" in shown(pilot)
        assert "niet begonnen" in shown(pilot)
        assert "Nazorg" not in shown(pilot).splitlines()[-1][:20]
        await keys(pilot, "n")
        assert "Deze inzet is niet doorgegaan; er is geen nazorg." in shown(pilot)
        for key in "sewfx":
            await keys(pilot, "y", key)
            assert "De inzet is al gesloten" in shown(pilot)
            assert not asking(pilot)
    assert (stand(place, clock, of).reden, stand(place, clock, of).resultaat) == ("gezin verhuisde", None)


@pytest.mark.parametrize("size", [SMALL, BIG])
async def test_someone_of_the_duo_is_replaced_and_who_did_what_stays_to_read(place: Place, clock: Clock, size: tuple[int, int]) -> None:
    (of,) = made(place, clock)
    async with at_inzetten(place, clock, size, of) as pilot:
        await keys(pilot, "s", "20-11", "enter", "enter")
        await keys(pilot, "w", "XX", "enter")
        assert "Kies uit JB of TD." in shown(pilot)
        await keys(pilot, "TD", "enter")
        assert "Wie komt in de plaats van TD?" in shown(pilot)
        assert "Mia Kok" in shown(pilot)
        assert "1 vrij" in shown(pilot)
        await keys(pilot, "m", "enter")
        assert "MK komt vanaf" in shown(pilot)
        await keys(pilot, "24-11", "enter", "andere baan", "enter", "moeder belt op maandag", "escape")
        assert "w en weer TD gaat verder waar u was" in shown(pilot)
        await keys(pilot, "w", "2", "enter", "enter", "enter")
        assert pilot.app.screen.query_one(TextArea).text == "moeder belt op maandag"
        await keys(pilot, "enter")
        assert "Vanaf di 24 nov is MK er in de plaats van TD." in shown(pilot)
        assert "MK sinds di 24 nov" in shown(pilot)
        assert "TD tot en met ma 23 nov (andere baan)" in shown(pilot)
        assert "ging uit het duo: andere baan. Overdracht: moeder belt op maandag" in " ".join(shown(pilot).split())
        await keys(pilot, "w")
        assert pilot.app.screen.query_one(TextArea).text == ""
        await keys(pilot, "escape", "z")
        assert "JB en TD" in shown(pilot).splitlines()[0]
    assert stand(place, clock, of).duo == ("JB", "TD")


async def test_what_the_duo_was_chosen_above_is_said_of_the_first_duo_once_someone_left(place: Place, clock: Clock) -> None:
    (of,) = made(place, clock)
    team = reopened(place, clock)
    with team.doing("x") as session:
        row = session.get_one(Inzet, of)
        row.duo_keuze_plaats, row.duo_keuze_voorstel, row.duo_keuze_reden = 2, "JB en MK", "kent de school"
    team.close()
    async with at_inzetten(place, clock, BIG, of) as pilot:
        assert "  gekozen boven JB en MK: kent de school" in shown(pilot)
        await keys(pilot, "s", "20-11", "enter", "enter", "w", "2", "m", "enter", "enter", "enter", "enter")
        assert "het eerste duo is gekozen boven JB en MK: kent de school" in shown(pilot)


async def test_what_was_written_of_one_who_leaves_is_not_offered_for_another(place: Place, clock: Clock) -> None:
    (of,) = made(place, clock)
    async with at_inzetten(place, clock, SMALL, of) as pilot:
        await keys(pilot, "s", "20-11", "enter", "enter", "w", "1", "m", "enter", "enter", "andere baan", "enter", "escape")
        await keys(pilot, "w", "2", "m", "enter", "enter")
        assert "Waarom" in shown(pilot)
        assert pilot.app.screen.query_one(TextArea).text == ""
        await keys(pilot, "escape", "w", "1", "enter", "enter")
        assert pilot.app.screen.query_one(TextArea).text == "andere baan"


async def test_why_it_can_not_be_read_stays_when_closing_does_not_begin(
    place: Place, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unread(*_: object, **__: object) -> None:
        raise Refused("Dit is niet te lezen.")

    (of,) = made(place, clock)
    async with at_inzetten(place, clock, SMALL, of) as pilot:
        await keys(pilot, "s", "enter", "enter")
        monkeypatch.setattr(uitkomst, "known", unread)
        await keys(pilot, "x")
        assert "▲ Dit is niet te lezen." in shown(pilot)
        assert "loopt door" not in shown(pilot)


async def test_a_casus_closes_on_the_day_that_its_inzet_ended(place: Place, clock: Clock) -> None:
    (of,) = made(place, clock)
    async with at_inzetten(place, clock, SMALL, of) as pilot:
        await keys(pilot, "s", "20-11", "enter", "enter", "x", "2", "1", "1", "enter", "enter", "gisteren", "enter", "up", "enter")
        assert "zijn gesloten" in shown(pilot)
    casus = stand(place, clock, of).casus_id
    assert casus is not None
    team = reopened(place, clock)
    with team.reading() as session:
        assert casussen.card(session, casus).velden["afsluiting_datum"] == TODAY - timedelta(days=1)
    team.close()


async def test_where_the_steps_do_not_fit_the_present_one_stands_in_words(place: Place, clock: Clock) -> None:
    (of,) = made(place, clock)
    async with at_inzetten(place, clock, TINY, of) as pilot:
        assert "● voorgesteld  stap 1 van 7" in shown(pilot)
        assert "▸" not in shown(pilot)


async def test_a_wrong_day_of_replacing_is_said_and_asked_again(place: Place, clock: Clock) -> None:
    (of,) = made(place, clock)
    async with at_inzetten(place, clock, SMALL, of) as pilot:
        await keys(pilot, "s", "20-11", "enter", "enter", "w", "2", "m", "enter", "1-11", "enter", "enter", "enter")
        assert "zit pas sinds vr 20 nov" in shown(pilot)
        await keys(pilot, "24-11", "enter")
        assert "Vanaf di 24 nov is MK er" in shown(pilot)


async def test_what_came_out_of_an_evaluation_and_the_day_it_was_held(place: Place, clock: Clock) -> None:
    (of,) = made(place, clock)
    async with at_inzetten(place, clock, SMALL, of) as pilot:
        await keys(pilot, "e", "+14", "enter")
        assert "De evaluatie is di 8 dec." in shown(pilot)
        await keys(pilot, "e", "te vroeg", "enter")
        assert "nog niet begonnen" in shown(pilot)
        assert not asking(pilot)
        await keys(pilot, "f")
        assert "of x sluit hem met de reden" in " ".join(shown(pilot).split())
        assert not asking(pilot)
        await keys(pilot, "l", "19/11: begonnen", "enter", "e")
        assert pilot.app.screen.query_one(TextArea).text == "te vroeg"
        await keys(pilot, "escape", "e", *["backspace"] * 8, "half klaar", "enter", "vandaag", "enter")
        assert "Evaluatie vastgelegd." in shown(pilot)
        assert "half klaar" in shown(pilot)
        await keys(pilot, "e")
        assert pilot.app.screen.query_one(TextArea).text == ""


@pytest.mark.parametrize("size", [TINY, BIG])
async def test_strange_text_is_text_on_one_inzet(place: Place, clock: Clock, size: tuple[int, int]) -> None:
    found = made(place, clock, len(HOSTILE))
    team = reopened(place, clock)
    with team.doing("x") as session:
        jb, mk = leden.find(session, "JB").id, leden.find(session, "MK").id
        for of, text in zip(found, HOSTILE, strict=True):
            row = session.get_one(Inzet, of)
            row.inzet_planning_doel = row.frequentie = row.afgeschaald_naar = row.duo_keuze_reden = row.duo_keuze_voorstel = text
            session.add(Logregel(inzet=of, datum=TODAY, tekst=text, soort="HUIS", minuten=5))
            inzet.replace_member(session, team.wie(), of, jb, mk, reden=text[:300], overdracht=text)
        for lid in session.exec(select(Lid)):
            lid.naam = "[x[/] [@click=app.quit]"
    team.close()
    for of, text in zip(found, HOSTILE, strict=True):
        async with at_inzetten(place, clock, size, of) as pilot:
            for flow in (
                ["v", text[:20], "enter"],
                ["e", text[:60], "enter", "enter"],
                ["w", "1", "enter", "enter", text[:60], "enter", text, "enter"],
                ["x", text[:5], "enter"],
                ["f", text[:20], "enter", "enter"],
                ["l", text[:300], "enter"],
                ["y"],
            ):
                await keys(pilot, *flow)
                shown(pilot)
                while not isinstance(pilot.app.screen, InzetScherm) or pilot.app.screen.asking:
                    await keys(pilot, "escape")
            assert in_front(pilot) is InzetScherm


async def test_the_same_swap_written_on_two_laptops_stands_there_once(place: Place, clock: Clock) -> None:
    (of,) = made(place, clock)
    team = reopened(place, clock)
    with team.doing("x") as session:
        inzet.start(session, team.wie(), of, datum=TODAY - timedelta(days=10))
        gone = leden.find(session, "MK").id
        for _ in range(2):
            session.add(InzetLid(inzet=of, lid=gone, van=TODAY - timedelta(days=10), tot=TODAY - timedelta(days=5), overdracht="x"))
    team.close()
    async with at_inzetten(place, clock, BIG, of) as pilot:
        assert shown(pilot).count("ging uit het duo. Overdracht: x") == 1
        await keys(pilot, "v")
        assert "Alleen een regel van het log wordt verbeterd" in shown(pilot)
        await keys(pilot, "y")
        assert "Gekopieerd: x" in shown(pilot)


async def test_an_inzet_that_is_gone_says_so(place: Place, clock: Clock) -> None:
    made(place, clock)
    async with at_inzetten(place, clock, SMALL, UUID(int=7)) as pilot:
        assert shown(pilot).splitlines()[-1].startswith("Esc Terug")
        for key in (*"lbsewfxnvc+", "enter"):
            await keys(pilot, "y", key)  # each says so below what stands there
            assert shown(pilot).count("Deze inzet is er niet meer.") == 2
        await keys(pilot, "down")
        await keys(pilot, "escape")
        assert in_front(pilot) is InzettenScherm
