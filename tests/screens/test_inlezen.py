"""Reading a workbook in on screen: what is seen before it is stored, the mapping changed by hand, and taking it all back."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, func, select
from textual.pilot import Pilot

from db.models import Casus
from retcli import importeren as im
from retcli import toegang
from retcli.locations import Place
from retcli.toegang import Toegang
from screens.inlezen import InlezenScherm
from screens.keuze import Bevestig

from ..conftest import PASSPHRASE, Clock
from ..importeren_hulp import WERKBOEK, xlsx
from .rust import MOMENT, TURNS
from .werk import BIG, SMALL, TINY, keys, opened, settle, shown

KOPPEN = ["Datum aanmelding", "Verwijzer", "Woonplaats", "Geb.jaar", "Wat speelt er"]
RIJ = [date(2026, 11, 2), "school", "Almelo", 2012, "Wil naar huis, wat is er nodig?"]
BOOS = [
    "[red]x[/]",
    "x[/]",
    "[@click=app.quit]klik[/]",
    "\x1b[2J\x1b]0;weg\x07",
    "a\u202eb",
    "=HYPERLINK(1)",
    "TICKET-[A]",
    "日本語" * 20,
    "\\",
]


async def until(pilot: Pilot[None], there: Callable[[], bool]) -> None:
    """Go on when something is so; threads have their turn meanwhile."""
    for _ in range(TURNS):
        await pilot.pause()
        if there():
            return
        await asyncio.sleep(MOMENT)
    raise AssertionError(shown(pilot))


def scherm(pilot: Pilot[None]) -> InlezenScherm:
    return next(s for s in pilot.app.screen_stack if isinstance(s, InlezenScherm))


async def seen(pilot: Pilot[None]) -> str:
    """What is shown when the rows were looked at."""
    await until(pilot, lambda: not scherm(pilot).bezig and scherm(pilot)._gezien is not None)
    await settle(pilot)
    return shown(pilot)


async def look_at(pilot: Pilot[None], path: Path) -> str:
    """To the screen, with this file."""
    pilot.app.push_screen(InlezenScherm(_app(pilot).kern, path))
    await settle(pilot)
    return await seen(pilot)


def _app(pilot: Pilot[None]) -> Any:
    """RetApp; a Pilot knows only App."""
    return pilot.app


def line(screen: str, start: str) -> str:
    """The line that begins so."""
    return next(row for row in screen.splitlines() if row.strip().startswith(start))


def casussen(pilot: Pilot[None]) -> int:
    def count(session: Session) -> int:
        return session.exec(select(func.count()).select_from(Casus)).one()

    with _app(pilot).kern.open_team.reading() as session:
        return count(session)


async def read_in(pilot: Pilot[None]) -> str:
    """Through the one question, to the report."""
    await keys(pilot, "v")
    assert isinstance(pilot.app.screen, Bevestig)
    await keys(pilot, "enter")
    await until(pilot, lambda: "Ingelezen" in shown(pilot))
    return await seen(pilot)


async def test_the_real_workbook_is_seen_before_it_is_stored_and_can_be_taken_back(team: Toegang, place: Place, clock: Clock) -> None:
    team.close()
    async with opened(place, clock) as pilot:
        screen = await look_at(pilot, WERKBOEK)
        assert "147 gelezen · 144 nieuw · ▲ 3 afgewezen · 1 waarschuwing" in screen
        assert "koppen op rij 3" in screen
        assert re.search(r"E +Woonplaats jeugdige +→ Gemeente +Enschede", screen)
        assert casussen(pilot) == 0
        screen = await read_in(pilot)
        assert "Ingelezen: 144 nieuw, 0 gewijzigd, 0 al bekend, 3 afgewezen. z draait het inlezen terug." in screen
        assert "0 nieuw · 144 al bekend" in screen
        assert casussen(pilot) == 144
        await keys(pilot, "v")
        assert "Er is niets in te lezen: alles is al bekend." in shown(pilot)
        await keys(pilot, "z")
        assert "147 gelezen · 144 nieuw" in await seen(pilot)
        assert casussen(pilot) == 0
        await read_in(pilot)
        assert casussen(pilot) == 144


async def test_tab_goes_along_what_is_new_and_what_is_refused_and_why(team: Toegang, place: Place, clock: Clock) -> None:
    team.close()
    async with opened(place, clock, SMALL) as pilot:
        await look_at(pilot, WERKBOEK)
        await keys(pilot, "tab")
        assert re.search(r"03-01-2024 +Lokale toegang +Enschede +2011", shown(pilot))
        await keys(pilot, "tab")
        assert "rij 150  De datum van aanmelding 31-02-2024 bestaat niet." in shown(pilot)
        await keys(pilot, "tab")
        assert "BSN kan zijn is weggelaten" in shown(pilot)
        await keys(pilot, "tab")
        assert "spreken elkaar nergens tegen" in shown(pilot)


async def test_a_column_gets_another_field_by_typing_and_is_left_out_and_taken_back(
    team: Toegang, place: Place, clock: Clock, tmp_path: Path
) -> None:
    team.close()
    path = xlsx(tmp_path / "a.xlsx", [KOPPEN, RIJ])
    async with opened(place, clock) as pilot:
        assert "– niet herkend" in line(await look_at(pilot, path), "E")
        await keys(pilot, "down", "down", "down", "down", "enter", "vraag")
        assert "Wat staat er in kolom E “Wat speelt er”?" in shown(pilot)
        await keys(pilot, "enter")
        assert "→ Vraag" in line(await seen(pilot), "E")
        await keys(pilot, "tab")
        assert "Wil naar huis" in shown(pilot)
        await keys(pilot, "tab", "tab", "tab", "tab", "home", "down", "space")
        assert "– weggelaten" in line(await seen(pilot), "B")
        await keys(pilot, "-")
        assert "→ Aanmelder" in line(await seen(pilot), "B")
        await keys(pilot, "down", "enter", "aanmelder", "enter")
        screen = await seen(pilot)
        assert "→ Aanmelder" in line(screen, "C")
        assert "– Aanmelder komt al uit" in line(screen, "B")


async def test_the_mapping_is_remembered_for_headings_of_this_shape_and_forgotten_with_undo(
    team: Toegang, place: Place, clock: Clock, tmp_path: Path
) -> None:
    team.close()
    async with opened(place, clock) as pilot:
        await look_at(pilot, xlsx(tmp_path / "a.xlsx", [KOPPEN, RIJ]))
        await keys(pilot, "end", "up", "enter", "vraag", "enter")
        await seen(pilot)
        assert "De indeling is onthouden." in await read_in(pilot)
        await keys(pilot, "escape")
        later = xlsx(tmp_path / "b.xlsx", [["Overzicht 2027"], KOPPEN, [date(2026, 11, 9), "GI", "Hengelo", 2013, "Hoe verder na school?"]])
        screen = await look_at(pilot, later)
        assert "→ Vraag" in line(screen, "E")
        assert "De indeling is gebruikt" in screen
        await keys(pilot, "z")
        await seen(pilot)
        await keys(pilot, "escape")
        assert "– niet herkend" in line(await look_at(pilot, later), "E")


async def test_i_writes_the_mapping_and_o_reads_it_again(team: Toegang, place: Place, clock: Clock, tmp_path: Path) -> None:
    team.close()
    path = xlsx(tmp_path / "a.xlsx", [KOPPEN, RIJ])
    own = tmp_path / "eigen.toml"
    async with opened(place, clock) as pilot:
        await look_at(pilot, path)
        await keys(pilot, "end", "up", "enter", "vraag", "enter")
        await seen(pilot)
        await keys(pilot, "i")
        for _ in range(20):
            await keys(pilot, "backspace")
        await keys(pilot, str(own), "enter")
        assert "De indeling staat in eigen.toml" in shown(pilot)
        assert im.lees_indeling(own).kolommen["Wat speelt er"] == "vraag"
        await keys(pilot, "escape")
        assert "– niet herkend" in line(await look_at(pilot, path), "E")
        await keys(pilot, "o", str(own), "enter")
        assert "→ Vraag" in line(await seen(pilot), "E")


async def test_the_file_is_completed_by_tab_and_a_refusal_leaves_what_was_typed(
    team: Toegang, place: Place, clock: Clock, tmp_path: Path
) -> None:
    team.close()
    folder = tmp_path / "werk"
    folder.mkdir()
    for name in ("Overzicht 2025.xlsx", "Overzicht 2026.xlsx"):
        xlsx(folder / name, [KOPPEN, RIJ])
    (folder / "brief.xlsx").write_text("Beste collega,\nhierbij, zoals beloofd, de lijst.\n")
    async with opened(place, clock) as pilot:
        pilot.app.push_screen(InlezenScherm(_app(pilot).kern))
        await settle(pilot)
        await keys(pilot, f"{folder}/brief.xlsx", "enter")
        await until(pilot, lambda: scherm(pilot).asking and "geen spreadsheet" in shown(pilot))
        assert "brief.xlsx" in line(shown(pilot), "Werkboek")
        for _ in range(len("brief.xlsx")):
            await keys(pilot, "backspace")
        await keys(pilot, "o", "tab")
        assert "2 namen: Overzicht 2025.xlsx · Overzicht 2026.xlsx" in shown(pilot)
        await keys(pilot, "6", "tab", "enter")
        assert "1 nieuw" in await seen(pilot)
        await keys(pilot, "o")
        assert line(shown(pilot), "Werkboek").rstrip().endswith("/werk/")


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("leeg.xlsx", b"", "Het bestand is leeg."),
        ("leeg.csv", b";;\n;;\n", "Er staat niets in dit bestand."),
        ("stuk.xlsx", b"PK\x03\x04 niets", "geen werkboek"),
        ("weg.xlsx", None, "niet gevonden"),
    ],
)
async def test_a_file_that_is_no_list_is_refused_in_a_sentence(
    team: Toegang, place: Place, clock: Clock, tmp_path: Path, name: str, content: bytes | None, reason: str
) -> None:
    team.close()
    if content is not None:
        (tmp_path / name).write_bytes(content)
    async with opened(place, clock, SMALL) as pilot:
        pilot.app.push_screen(InlezenScherm(_app(pilot).kern))
        await settle(pilot)
        await keys(pilot, str(tmp_path / name), "enter")
        await until(pilot, lambda: scherm(pilot).asking and reason in shown(pilot))


@pytest.mark.parametrize("size", [BIG, SMALL, TINY])
async def test_a_hostile_workbook_is_shown_as_text_on_every_size(
    team: Toegang, place: Place, clock: Clock, tmp_path: Path, size: tuple[int, int]
) -> None:
    """Headings and cells that would be markup, steer a terminal or begin a formula."""
    team.close()
    rows: list[Sequence[object]] = [["Datum aanmelding", "Verwijzer", "Vraag", *BOOS], [date(2026, 11, 2), "school", BOOS[0], *BOOS]]
    rows += [[date(2026, 11, 3), boos, boos, *BOOS] for boos in BOOS] + [[boos, boos, boos] for boos in BOOS]
    path = tmp_path / "[red]boek[b].csv"
    path.write_text("\n".join(";".join(str(c) for c in row) for row in rows))
    async with opened(place, clock, size) as pilot:
        screen = await look_at(pilot, path)
        assert "\x1b" not in screen
        if size == BIG:
            assert "[red]x[/]" in screen
        for key in ("down", "down", "down", "enter", "escape", "tab", "tab", "tab", "tab", "tab", "r", "escape", "b", "y", "w"):
            await keys(pilot, key)
        await seen(pilot)
        await read_in(pilot)
        assert casussen(pilot) == 1 + len(BOOS)


@pytest.mark.parametrize("size", [BIG, SMALL, TINY])
async def test_sixty_columns_and_no_rows_are_both_calm(
    team: Toegang, place: Place, clock: Clock, tmp_path: Path, size: tuple[int, int]
) -> None:
    team.close()
    async with opened(place, clock, size) as pilot:
        wide = [["Datum aanmelding", *(f"Kop {n}" for n in range(59))], [date(2026, 11, 2), *range(59)]]
        await look_at(pilot, xlsx(tmp_path / "breed.xlsx", wide))
        await keys(pilot, "end", "up")
        assert "BH" in shown(pilot)
        await keys(pilot, "escape")
        screen = await look_at(pilot, xlsx(tmp_path / "leeg.xlsx", [KOPPEN]))
        assert "0 gelezen" in screen
        await keys(pilot, "v")
        assert "Er is niets in te lezen" in shown(pilot)


async def test_a_sheet_without_known_headings_asks_for_the_row_and_the_date(
    team: Toegang, place: Place, clock: Clock, tmp_path: Path
) -> None:
    team.close()
    rows = [["Lijst"], ["Wanneer", "Wie belde"], ["2-11-2026", "school"]]
    async with opened(place, clock) as pilot:
        assert "Nog geen kolom voor Datum aanmelding" in await look_at(pilot, xlsx(tmp_path / "a.xlsx", rows))
        await keys(pilot, "v")
        assert "Er is nog niets om in te lezen." in shown(pilot)
        await keys(pilot, "enter", "datum aanmelding", "enter")
        assert "1 gelezen · 1 nieuw" in await seen(pilot)
        await keys(pilot, "r", "geen koppen", "enter")
        screen = await seen(pilot)
        assert "zonder koppen" in screen
        await keys(pilot, "home", "enter", "datum aanmelding", "enter")
        assert "3 gelezen · 1 nieuw · ▲ 2 afgewezen" in await seen(pilot)


async def test_what_the_program_never_keeps_or_hides_is_not_shown(team: Toegang, place: Place, clock: Clock, tmp_path: Path) -> None:
    team.close()
    koppen = ["Datum aanmelding", "Verwijzer", "BSN", "Adres", "Roepnaam", "Geboortedatum", "Notitie vrij"]
    rij = [date(2026, 11, 2), "school", "111222333", "Dorpsstraat 1", "Sanne", date(2012, 5, 6), "bel 111222333"]
    async with opened(place, clock) as pilot:
        screen = await look_at(pilot, xlsx(tmp_path / "a.xlsx", [koppen, rij]))
        assert "bewaart het programma niet" in line(screen, "C")
        for secret in ("111222333", "Dorpsstraat", "Sanne", "06-05"):
            assert secret not in screen
        assert "2012" in line(screen, "F")
        await keys(pilot, "down", "down", "enter")
        assert "Dit gegeven bewaart het programma niet" in shown(pilot)


async def test_while_it_is_stored_nothing_waits_and_breaking_off_leaves_nothing(
    team: Toegang, place: Place, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The store is held in a thread for as long as a book is; no key may wait for it, and the program can't be left without saying so."""
    team.close()
    held, go_on = threading.Event(), threading.Event()
    real = im.opslaan.Opslag.schrijf

    def slow(self: im.opslaan.Opslag) -> None:
        held.set()
        go_on.wait(20)
        real(self)

    monkeypatch.setattr(im.opslaan.Opslag, "schrijf", slow)
    rows: list[Sequence[object]] = [KOPPEN, *([date(2026, 11, 1 + n % 20), "school", "Almelo", 2012, f"vraag {n}"] for n in range(300))]
    async with opened(place, clock) as pilot:
        await look_at(pilot, xlsx(tmp_path / "a.xlsx", rows))
        await keys(pilot, "v", "enter")
        await until(pilot, held.is_set)
        for key in ("v", "ctrl+l", "ctrl+q", "z", "tab", "down", "w", "space", "b", ","):
            await keys(pilot, key)
        assert pilot.app.is_running
        assert isinstance(pilot.app.screen, InlezenScherm)
        assert "Er wordt een werkboek ingelezen; Esc" in shown(pilot)
        assert "De rijen worden" in shown(pilot)
        await keys(pilot, "escape")
        assert "Het inlezen afbreken?" in shown(pilot)
        await keys(pilot, "enter")
        go_on.set()
        await until(pilot, lambda: "Het inlezen is afgebroken. Er is niets opgeslagen." in shown(pilot))
        assert casussen(pilot) == 0
        await keys(pilot, "escape")
        assert not any(isinstance(s, InlezenScherm) for s in pilot.app.screen_stack)


async def test_a_preview_that_nobody_waits_for_is_dropped(
    team: Toegang, place: Place, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A long book's first answer comes after a second question; what is shown is the answer to the last."""
    team.close()
    rows: list[Sequence[object]] = [KOPPEN, *([date(2026, 11, 1 + n % 20), "school", "Almelo", 2012, f"vraag {n}"] for n in range(500))]
    go_on, waiting = threading.Event(), threading.Event()
    real = im.herken

    def slow(*args: Any) -> im.Lezing:
        if not waiting.is_set():
            waiting.set()
            go_on.wait(20)
        return real(*args)

    async with opened(place, clock) as pilot:
        await look_at(pilot, xlsx(tmp_path / "a.xlsx", rows))
        monkeypatch.setattr(im, "herken", slow)
        await keys(pilot, "w")
        await until(pilot, waiting.is_set)
        await keys(pilot, "down", "space")
        screen = await seen(pilot)
        assert "– weggelaten" in line(screen, "B")
        before = scherm(pilot)._gezien
        go_on.set()
        await settle(pilot)
        assert scherm(pilot)._gezien is before


async def test_going_to_the_meeting_from_here_gets_there(place: Place, clock: Clock) -> None:
    toegang.begin(place, PASSPHRASE, naam="Anna Vos", now=clock).toegang.close()
    async with opened(place, clock) as pilot:
        await keys(pilot, "o", "enter", "escape", "w", "escape")
        await pilot.app.run_action("naar('overleg')")
        await settle(pilot)
        assert type(pilot.app.screen).__name__ == "OverlegScherm"
