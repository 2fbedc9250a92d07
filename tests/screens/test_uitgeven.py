"""Giving something out by keys: the files that are there afterwards, what the register says, and what is refused."""

from __future__ import annotations

import hashlib
import json
import threading
from pathlib import Path

import docx
import pypdf
import pytest
from icalendar import Calendar
from sqlmodel import col, select
from textual.pilot import Pilot

from db.models import Uitgifte
from retcli import acties, casussen, config, overleg, toegang, triage
from retcli.app import RetApp
from retcli.locations import Place
from retcli.notulen import pdf, sleutelbos
from screens.uitgeven import Uitgeven
from screens.vandaag import Vandaag

from ..conftest import PASSPHRASE, Clock
from ..test_overleg import TODAY, members, new_casus
from .test_overleg import reopened
from .werk import BIG, SMALL, TINY, keys, opened, settle, shown


@pytest.fixture(autouse=True)
def uit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which the program was started."""
    folder = tmp_path / "uit"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def held(place: Place, clock: Clock, actie: str = "belt school") -> list[str]:
    """A team that has closed a meeting with two decisions and an action; the codes. The first casus is of `Wijkteam Noord`."""
    team = toegang.begin(place, PASSPHRASE, naam="Anna Vos", now=clock).toegang
    members(team)
    one = new_casus(team, vraag="Wil naar huis.", roepnaam="Sam", aanmelder_organisatie="Wijkteam Noord", urgentie="HOOG")
    two = new_casus(team, vraag="Plaatsing loopt af.", aanmelder_organisatie="School Zuid")
    wie = team.wie()
    with team.doing("overleg") as session:
        meeting = overleg.begin(session, wie)
        triage.decide(session, wie, one, "CON", overleg=meeting, reden="advies is genoeg")
        triage.decide(session, wie, two, "RETTAFEL", overleg=meeting, reden="eerst samen kijken")
        acties.add(session, wie, actie, eigenaar=team.lid, voor=TODAY, casus=two, overleg=meeting)
        overleg.close(session, wie, meeting)
        codes = [casussen.card(session, c).casus for c in (one, two)]
    team.close()
    return codes


async def made(pilot: Pilot[None]) -> str:
    """Wait until the files are made; what is said then."""
    making = [w for w in pilot.app.workers if w.group == "uitgeven"]
    if making:
        await pilot.app.workers.wait_for_complete(making)
    await settle(pilot)
    return " ".join(shown(pilot).split())


def registered(place: Place, clock: Clock) -> list[tuple[str | None, str | None, str | None]]:
    """What the register holds: what, for whom, and the hash."""
    team = reopened(place, clock)
    with team.reading() as session:
        found = [(u.wat, u.voor_wie, u.sha256) for u in session.exec(select(Uitgifte).order_by(col(Uitgifte.id)))]
    team.close()
    return found


def word(path: Path) -> str:
    """Every text of a Word document."""
    document = docx.Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(p.text for p in document.paragraphs), *cells])


def pdf_text(path: Path) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in pypdf.PdfReader(path).pages)


def sha(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


# --- the flow


@pytest.mark.parametrize("size", [SMALL, BIG])
async def test_from_the_closing_of_the_meeting_three_keys_give_word_and_pdf(
    place: Place, clock: Clock, uit: Path, size: tuple[int, int]
) -> None:
    team = toegang.begin(place, PASSPHRASE, naam="Anna Vos", now=clock).toegang
    casus = new_casus(team, vraag="Wil naar huis.")
    with team.reading() as session:
        code = casussen.card(session, casus).casus
    team.close()
    async with opened(place, clock, size) as pilot:
        await keys(pilot, "o", "enter", "right", "1", "r", "advies", "enter", "right")
        await keys(pilot, "enter", "enter")  # closes, after a yes
        await keys(pilot, "s", "enter")
        assert "notulen-2026-W48.docx en notulen-2026-W48.pdf." in await made(pilot)
    assert sorted(p.name for p in uit.iterdir()) == ["notulen-2026-W48.docx", "notulen-2026-W48.pdf"]
    assert code in word(uit / "notulen-2026-W48.docx")
    assert code in pdf_text(uit / "notulen-2026-W48.pdf")
    assert "Wil naar huis" not in word(uit / "notulen-2026-W48.docx")
    assert registered(place, clock) == [
        ("notulen 2026-W48 deelbaar (docx)", "wie bij het overleg hoort", sha(uit / "notulen-2026-W48.docx")),
        ("notulen 2026-W48 deelbaar (pdf)", "wie bij het overleg hoort", sha(uit / "notulen-2026-W48.pdf")),
    ]


async def test_digits_and_space_choose_the_forms_and_the_names_are_told_before(place: Place, clock: Clock, uit: Path) -> None:
    codes = held(place, clock)
    async with opened(place, clock) as pilot:
        await keys(pilot, "m", "s", "2", "3", "1", "down", "down", "down", "space")
        assert "notulen-2026-W48.md en notulen-2026-W48.json" in shown(pilot)
        await keys(pilot, "enter")
        await made(pilot)
    assert sorted(p.suffix for p in uit.iterdir()) == [".json", ".md"]
    text = (uit / "notulen-2026-W48.md").read_text(encoding="utf-8")
    assert all(code in text for code in codes)
    assert json.loads((uit / "notulen-2026-W48.json").read_text(encoding="utf-8"))["versie"] == "deelbaar"


async def test_without_a_form_enter_makes_nothing_and_esc_goes_back(place: Place, clock: Clock, uit: Path) -> None:
    held(place, clock)
    async with opened(place, clock) as pilot:
        await keys(pilot, "m", "s", "2", "3")
        assert "Kies een vorm" in shown(pilot)
        await keys(pilot, "enter")
        assert type(pilot.app.screen).__name__ == "Uitgeven"
        await keys(pilot, "escape")
        assert type(pilot.app.screen).__name__ == "NotulenScherm"
    assert list(uit.iterdir()) == []


async def test_the_question_works_on_a_terminal_of_forty_by_ten(place: Place, clock: Clock, uit: Path) -> None:
    held(place, clock)
    async with opened(place, clock, TINY) as pilot:
        await keys(pilot, "m", "s", *["down"] * 5, "1", "enter")
        await made(pilot)
    assert len(list(uit.iterdir())) == 3


# --- who gets what


async def test_a_roepnaam_in_an_action_is_shown_where_it_stands_and_nothing_goes_out(place: Place, clock: Clock, uit: Path) -> None:
    held(place, clock, actie="belt Sam na school")
    async with opened(place, clock) as pilot:
        await keys(pilot, "m")
        assert "Nieuwe acties, regel 1" in shown(pilot)
        assert "“Sam” (roepnaam)" in shown(pilot)
        assert "belt Sam na school" in shown(pilot)
        await keys(pilot, "s", "enter")
        assert isinstance(pilot.app.screen, Uitgeven)
        assert "“Sam” (roepnaam)" in shown(pilot)
    assert list(uit.iterdir()) == []
    assert registered(place, clock) == []


async def test_an_organisation_gets_only_its_own_casussen_also_when_another_holds_the_rest_back(
    place: Place, clock: Clock, uit: Path
) -> None:
    mine, other = held(place, clock, actie="belt Sam na school")
    async with opened(place, clock) as pilot:
        await keys(pilot, "m", "s", "w", "noord", "enter")
        assert "Wijkteam Noord, alleen de eigen casussen" in shown(pilot)
        await keys(pilot, "enter")
        assert "wijkteam-noord.pdf" in await made(pilot)
    said = word(next(uit.glob("*.docx")))
    assert mine in said
    assert other not in said
    assert [voor for _, voor, _ in registered(place, clock)] == ["Wijkteam Noord", "Wijkteam Noord"]


async def test_what_an_organisation_gets_is_read_before_it_goes(place: Place, clock: Clock, uit: Path) -> None:
    mine, other = held(place, clock)
    async with opened(place, clock) as pilot:
        await keys(pilot, "m", "w", "noord", "enter")
        assert "voor Wijkteam Noord" in shown(pilot).splitlines()[0]
        assert mine in shown(pilot)
        assert other not in shown(pilot)
        await keys(pilot, "w", "iedereen", "enter")
        assert other in shown(pilot)


async def test_intern_asks_once_and_can_be_sealed_for_the_laptops_of_the_team(place: Place, clock: Clock, uit: Path) -> None:
    held(place, clock)
    async with opened(place, clock) as pilot:
        await keys(pilot, "m", "v")
        assert "advies is genoeg" not in shown(pilot)
        await keys(pilot, "up", "enter")
        assert "advies is genoeg" in shown(pilot)
        await keys(pilot, "s", "1", "2", "3", "e")
        assert "alleen op de laptops van het team" in shown(pilot)
        await keys(pilot, "enter")
        assert "notulen-2026-W48-intern.md.age" in await made(pilot)
    sealed = next(uit.iterdir())
    assert b"advies" not in sealed.read_bytes()
    team = reopened(place, clock)
    with team.reading() as session:
        assert "advies is genoeg" in sleutelbos.ontsleuteld(session, sealed.read_bytes()).decode()
    team.close()
    assert registered(place, clock) == [("notulen 2026-W48 intern (md, versleuteld)", "het team", sha(sealed))]


async def test_deelbaar_can_not_be_sealed_and_a_seal_goes_with_the_version(place: Place, clock: Clock) -> None:
    held(place, clock)
    async with opened(place, clock) as pilot:
        await keys(pilot, "m", "s", "e")
        assert ".age" not in shown(pilot)
        await keys(pilot, "escape", "escape", "c", "enter", "s", "v", "up", "enter", "e")
        assert ".docx.age" in shown(pilot)
        await keys(pilot, "v")
        assert ".age" not in shown(pilot)


# --- what goes wrong


async def test_a_form_that_fails_is_one_sentence_and_the_other_is_made(place: Place, clock: Clock, uit: Path) -> None:
    held(place, clock)
    (uit / "notulen-2026-W48.docx").write_text("oud")
    (uit / "~$tulen-2026-W48.docx").write_text("")
    async with opened(place, clock) as pilot:
        await keys(pilot, "m", "s", "enter")
        assert "notulen-2026-W48.docx is er al. Vervangen?" in shown(pilot)
        await keys(pilot, "up", "enter")
        said = await made(pilot)
        assert "Word: notulen-2026-W48.docx is nog open." in said
        assert "notulen-2026-W48.pdf." in said
    assert (uit / "notulen-2026-W48.docx").read_text() == "oud"
    assert [wat for wat, _, _ in registered(place, clock)] == ["notulen 2026-W48 deelbaar (pdf)"]


async def test_a_template_that_can_not_be_used_stops_word_alone(place: Place, clock: Clock, uit: Path, tmp_path: Path) -> None:
    held(place, clock)
    folder = tmp_path / "sjablonen"
    folder.mkdir()
    (folder / "notulen.docx").write_bytes(b"geen word")
    config.write(place, config.Voorkeuren(sjablonen=str(folder)))
    async with opened(place, clock) as pilot:
        await keys(pilot, "m", "s", "enter")
        assert "Word: " in await made(pilot)
    assert [p.name for p in uit.iterdir()] == ["notulen-2026-W48.pdf"]


async def test_files_that_are_there_are_asked_about_once_and_no_leaves_them(place: Place, clock: Clock, uit: Path) -> None:
    held(place, clock)
    for ending in ("docx", "pdf"):
        (uit / f"notulen-2026-W48.{ending}").write_text("oud")
    async with opened(place, clock) as pilot:
        await keys(pilot, "m", "s", "enter", "enter")
        await made(pilot)
        assert (uit / "notulen-2026-W48.pdf").read_text() == "oud"
        await keys(pilot, "s", "enter", "up", "enter")
        await made(pilot)
    assert (uit / "notulen-2026-W48.pdf").read_bytes().startswith(b"%PDF")


async def test_the_folder_is_asked_and_stands_there_the_next_time(place: Place, clock: Clock, uit: Path, tmp_path: Path) -> None:
    held(place, clock)
    other = tmp_path / "gedeeld [b]"
    other.mkdir()
    async with opened(place, clock) as pilot:
        await keys(pilot, "m", "s", "m")
        await pilot.press(*["backspace"] * len(str(uit)))
        await keys(pilot, str(tmp_path / "nergens"), "enter")
        assert "Die map is er niet" in shown(pilot)
        await keys(pilot, "m")
        await pilot.press(*["backspace"] * len(str(tmp_path / "nergens")))
        await keys(pilot, str(other), "enter", "enter")
        await made(pilot)
        await keys(pilot, "s")
        assert "gedeeld [b]" in shown(pilot)
    assert len(list(other.iterdir())) == 2
    assert Path(config.read(place)[0].map) == other


async def test_a_folder_that_is_gone_meanwhile_is_a_sentence_for_each_form(place: Place, clock: Clock, tmp_path: Path) -> None:
    held(place, clock)
    gone = tmp_path / "stick"
    gone.mkdir()
    config.write(place, config.Voorkeuren(map=str(gone)))
    async with opened(place, clock) as pilot:
        await keys(pilot, "m", "s")
        gone.rmdir()
        await keys(pilot, "enter")
        said = await made(pilot)
        assert "Word: Op deze plek kan geen bestand komen." in said
        assert "PDF: Op deze plek" in said
        assert "Geschreven" not in said
    assert registered(place, clock) == []


async def test_the_screen_goes_on_while_files_are_made_and_the_database_stays_open_for_them(
    place: Place, clock: Clock, uit: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held(place, clock)
    go_on, plain = threading.Event(), pdf.render

    def slowly(document: object) -> bytes:
        assert go_on.wait(20)
        return plain(document)  # type: ignore[arg-type]  # as it came

    monkeypatch.setattr(pdf, "render", slowly)
    async with opened(place, clock) as pilot:
        assert isinstance(pilot.app, RetApp)
        try:
            await keys(pilot, "m", "s", "enter")
            assert "Word en PDF worden gemaakt …" in shown(pilot)
            await keys(pilot, "s")
            assert "Wacht tot het klaar is." in shown(pilot)
            await keys(pilot, "escape", "ctrl+l", "ctrl+q")
            assert isinstance(pilot.app.screen, Vandaag)
            assert pilot.app.kern.team is not None
        finally:
            go_on.set()
        assert "Geschreven in" in await made(pilot)
        assert isinstance(pilot.app.screen, Vandaag)
    assert len(list(uit.iterdir())) == 2


# --- the other pieces


async def test_the_agenda_the_actions_and_the_calendar_go_out_from_vandaag(place: Place, clock: Clock, uit: Path) -> None:
    codes = held(place, clock)
    async with opened(place, clock) as pilot:
        await keys(pilot, "p", "di", "enter")
        for key in ("a", "A", "K"):
            await keys(pilot, key, "enter")
            assert "Geschreven in" in await made(pilot)
    names = sorted(p.name for p in uit.iterdir())
    assert [n.partition("-")[0].partition(".")[0] for n in names] == ["acties", "acties", "agenda", "kalender"]
    assert codes[1] in word(uit / next(n for n in names if n.startswith("acties") and n.endswith("docx")))
    calendar = Calendar.from_ical((uit / names[-1]).read_bytes())
    assert any("actie" in str(event["summary"]).lower() for event in calendar.walk("VEVENT"))


async def test_the_sheet_of_a_casus_has_two_versions(place: Place, clock: Clock, uit: Path) -> None:
    held(place, clock)
    async with opened(place, clock) as pilot:
        await keys(pilot, "c", "end", "enter")
        await keys(pilot, "s", "enter")
        await made(pilot)
        await keys(pilot, "s", "v", "up", "enter", "enter")
        await made(pilot)
    shared, intern = sorted((word(p) for p in uit.glob("*.docx")), key=len)
    assert "advies is genoeg" in intern or "eerst samen kijken" in intern
    assert "advies is genoeg" not in shared
    assert "eerst samen kijken" not in shared
