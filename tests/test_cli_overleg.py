"""The commands of the meeting: moved, cancelled, opened again; who is there; a note; the agenda sent ahead."""

from __future__ import annotations

import errno
import sys
from pathlib import Path

import pytest

from .conftest import Clock, Run
from .test_cli import casus

AGENDA_KEYS = {"nr", "soort", "casus", "waarom", "besproken", "route"}


def week_and_state(run: Run) -> list[tuple[str, str]]:
    return [(row["datum"], row["status"]) for row in run("overleg", "lijst", "--json").json]


# --- moved and cancelled


def test_a_meeting_moves_to_another_day_hour_and_place(begun: Run) -> None:
    begun("overleg", "plan", "2026-11-30", "--tijd", "09:30")
    moved = begun("overleg", "verzet", "2026-12-02", "--tijd", "13:00", "--plaats", "Kamer 4")
    assert (moved.code, moved.err) == (0, "")
    assert moved.out == "Het overleg van ma 30 nov is verzet naar woensdag 2 december 2026 (2026-W49).\n"
    assert week_and_state(begun) == [("2026-12-02", "concept")]
    ahead = begun("overleg", "agenda", "--vorm", "md").out
    assert "- **Wanneer**: woensdag 2 december 2026, 13:00\n- **Waar**: Kamer 4\n" in ahead


@pytest.mark.parametrize("named", ["2026-12-08", "8 dec", "2026-w50"])
def test_of_two_planned_the_named_one_moves(begun: Run, named: str) -> None:
    begun("overleg", "plan", "2026-12-01")
    begun("overleg", "plan", "2026-12-08")
    assert begun("overleg", "verzet", "2026-12-10", "--van", named).code == 0
    assert week_and_state(begun) == [("2026-12-10", "concept"), ("2026-12-01", "concept")]


def test_what_can_not_move_says_why(begun: Run) -> None:
    assert "geen overleg gepland" in begun("overleg", "verzet", "vr").err
    begun("overleg", "plan", "2026-11-24")
    begun("overleg", "plan", "2026-12-01")
    for args, said in (
        (("2026-12-01",), "is er al een overleg"),
        (("2026-11-20",), "al voorbij"),
        (("zomaar",), "geen datum"),
        (("vr", "--van", "2026-12-25"), "is er geen overleg"),
    ):
        refused = begun("overleg", "verzet", *args)
        assert (refused.code, refused.out) == (1, "")
        assert said in refused.err
    begun("overleg", "begin")
    assert "al begonnen" in begun("overleg", "verzet", "vr", "--van", "2026-11-24").err


def test_a_cancelled_meeting_gives_its_agenda_to_the_next(begun: Run) -> None:
    one = casus(begun)
    begun("overleg", "plan", "2026-11-24")
    gone = begun("overleg", "afgelast", "--reden", "herfstvakantie")
    assert (gone.code, gone.err) == (0, "")
    assert gone.out == "Het overleg van dinsdag 24 november 2026 is afgelast. Volgend overleg: di 1 dec.\n"
    assert week_and_state(begun) == [("2026-12-01", "concept"), ("2026-11-24", "afgelast")]
    assert [item["casus"] for item in begun("overleg", "agenda", "--json").json] == [one]


def test_cancelling_asks_a_reason_and_a_meeting_that_is_planned(begun: Run) -> None:
    assert "geen overleg gepland" in begun("overleg", "afgelast", "--reden", "ziek").err
    begun("overleg", "plan", "2026-11-24")
    assert begun("overleg", "afgelast").code == 2
    empty = begun("overleg", "afgelast", "di", "--reden", " ")
    assert empty.code == 1
    assert begun("overleg", "afgelast", "2026-11-24", "--reden", " ").err.startswith("Aflasten vraagt een reden.")
    begun("overleg", "begin")
    assert "al begonnen" in begun("overleg", "afgelast", "2026-11-24", "--reden", "ziek").err


# --- opened again


def test_a_closed_meeting_opens_again_with_a_reason_until_the_next_was_held(begun: Run, clock: Clock) -> None:
    assert "geen overleg gesloten" in begun("overleg", "heropen", "--reden", "x").err
    begun("overleg", "begin")
    assert "niet gesloten" in begun("overleg", "heropen", "2026-W48", "--reden", "x").err
    begun("overleg", "sluit")
    assert begun("overleg", "heropen").code == 2
    assert begun("overleg", "heropen", "--reden", "").err.startswith("Heropenen vraagt een reden.")
    opened = begun("overleg", "heropen", "--reden", "een besluit vergeten")
    assert (opened.code, opened.err) == (0, "")
    assert opened.out.startswith("Het overleg van dinsdag 24 november 2026 is weer open.")
    assert ("2026-11-24", "lopend") in week_and_state(begun)
    begun("overleg", "sluit")
    clock.go_on(days=7)
    begun("overleg", "begin")
    refused = begun("overleg", "heropen", "2026-W48", "--reden", "toch nog")
    assert refused.code == 1
    assert "al een overleg geweest" in refused.err


# --- who is there


def test_attendance_is_set_for_many_at_once_with_guests(begun: Run) -> None:
    begun("overleg", "begin")
    there = begun("overleg", "aanwezig", "jb", "--afwezig", "AV", "--deels", "mia", "--gast", "Eva Smit, wijkteam")
    assert (there.code, there.err) == (0, "")
    assert there.out == "Aanwezig: JB en Eva Smit, wijkteam.\nAfwezig: AV.\nDeels aanwezig: MK.\n"
    people = begun("overleg", "toon", "--json").json["aanwezig"]
    assert {p["naam"]: p["aanwezig"] for p in people} == {
        "Anna Vos": "NEE", "Jan Bos": "JA", "Mia Kok": "DEELS", "Eva Smit, wijkteam": "JA",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ((), "Wie is er"),
        (("ZZ",), "geen lid ZZ"),
        (("JB", "--afwezig", "jan"), "JB staat er twee keer"),
        (("JB", "--gast", " "), "gast heeft een naam"),
    ],
)
def test_attendance_that_can_not_be_changes_nothing(begun: Run, args: tuple[str, ...], said: str) -> None:
    begun("overleg", "begin")
    before = begun("overleg", "toon", "--json").json["aanwezig"]
    refused = begun("overleg", "aanwezig", *args)
    assert (refused.code, refused.out) == (1, "")
    assert said in refused.err
    assert begun("overleg", "toon", "--json").json["aanwezig"] == before


def test_attendance_and_notes_ask_a_meeting_that_runs(begun: Run) -> None:
    one = casus(begun)
    begun("overleg", "plan", "2026-11-24")
    for args in (("aanwezig", "JB"), ("notitie", one, "iets")):
        refused = begun("overleg", *args)
        assert refused.code == 1
        assert "Er loopt geen overleg" in refused.err


def test_another_can_chair_before_and_during_the_meeting(begun: Run) -> None:
    assert begun("overleg", "voorzitter", "JB").code == 1
    begun("overleg", "plan", "2026-11-24")
    named = begun("overleg", "voorzitter", "jan")
    assert (named.code, named.out, named.err) == (0, "Voorzitter op dinsdag 24 november 2026: Jan Bos.\n", "")
    begun("overleg", "begin")
    assert begun("overleg", "toon", "--json").json["voorzitter"] == "JB"
    assert begun("overleg", "voorzitter", "MK").code == 0
    assert begun("overleg", "toon", "--json").json["voorzitter"] == "MK"
    assert "geen lid" in begun("overleg", "voorzitter", "niemand").err


# --- a note


def test_a_note_is_kept_with_the_item_and_stands_in_the_internal_minutes_only(begun: Run) -> None:
    one = casus(begun)
    begun("overleg", "begin")
    begun("overleg", "besluit", one, "CON", "--reden", "advies")
    noted = begun("overleg", "notitie", one, "school doet mee, bsn 111222333")
    assert (noted.code, noted.out) == (0, f"Notitie bij {one} bewaard.\n")
    assert "weggelaten" in noted.err
    assert "school doet mee" in begun("notulen", "--versie", "intern", "--ja").out
    assert "school doet mee" not in begun("notulen").out
    assert "school" not in begun("overleg", "agenda", "--vorm", "md").out
    assert begun("overleg", "notitie", one, "").out == f"Notitie bij {one} weggehaald.\n"
    assert "school doet mee" not in begun("notulen", "--versie", "intern", "--ja").out


def test_a_note_asks_a_casus_that_is_on_the_agenda(begun: Run, clock: Clock) -> None:
    one = casus(begun)
    begun("casus", "besluit", one, "CON")
    begun("overleg", "begin")
    assert begun("overleg", "notitie", one, "gehoord").code == 0  # it is told there
    begun("overleg", "sluit")
    clock.go_on(days=7)
    begun("overleg", "begin")
    refused = begun("overleg", "notitie", one, "iets")
    assert (refused.code, refused.out) == (1, "")
    assert refused.err.startswith("Deze casus staat niet op de agenda. Zet hem erop")


# --- the agenda sent ahead


def test_the_agenda_is_printed_or_written_and_its_json_stays_what_it_was(
    begun: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    one = casus(begun, "--vraag", "moeder wil rust")
    begun("overleg", "plan", "2026-11-24")
    assert [set(item) for item in begun("overleg", "agenda", "--json").json] == [AGENDA_KEYS]
    printed = begun("overleg", "agenda", "--vorm", "md")
    assert (printed.code, printed.err) == (0, "")
    assert f"| 1 | {one} | nieuw, vandaag aangemeld |" in printed.out
    assert "moeder" not in printed.out
    here = tmp_path / "hier"
    here.mkdir()
    monkeypatch.chdir(here)
    assert begun("overleg", "agenda", "--vorm", "docx").out == "agenda-2026-W48.docx is gemaakt.\n"
    assert begun("overleg", "agenda", "--naar", str(tmp_path / "zelf.DOCX")).code == 0
    assert begun("overleg", "agenda", "--naar", str(tmp_path)).code == 0
    written = (here / "agenda-2026-W48.docx").read_bytes()
    assert written[:2] == b"PK"
    assert (tmp_path / "zelf.DOCX").read_bytes() == written
    assert (tmp_path / "agenda-2026-W48.md").read_text(encoding="utf-8") == printed.out
    if sys.platform != "win32":
        assert (tmp_path / "zelf.DOCX").stat().st_mode & 0o077 == 0


def test_a_casus_can_be_brought_in_on_the_way(begun: Run) -> None:
    one = casus(begun)
    begun("casus", "besluit", one, "RONDE", "--reden", "x")
    begun("overleg", "begin")
    begun("overleg", "sluit")
    assert begun("overleg", "agenda", "--zet-erop", one).code == 0
    assert f"| {one} | ingebracht |" in begun("overleg", "agenda", "--vorm", "md").out


def test_a_file_that_is_there_stays_unless_one_agrees(begun: Run, tmp_path: Path) -> None:
    begun("overleg", "plan", "2026-11-24")
    target = tmp_path / "agenda.md"
    target.write_text("van mij", encoding="utf-8")
    refused = begun("overleg", "agenda", "--naar", str(target))
    assert (refused.code, refused.out) == (1, "")
    assert refused.err == "agenda.md is er al. Geef een andere naam met --naar, of --ja om te vervangen.\n"
    assert target.read_text(encoding="utf-8") == "van mij"
    assert begun("overleg", "agenda", "--naar", str(target), "--ja").code == 0
    assert target.read_text(encoding="utf-8").startswith("# Agenda")


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("--vorm", "odt"), "De vorm odt is er niet. Kies uit md, docx, pdf of json."),
        (("--vorm", "md", "--json"), "--json gaat niet samen"),
        (("--naar", "map-die-er-niet-is/x.md"), "geen bestand"),
        (("--naar", "n" * 300), "geen bestand"),
        (("--vorm", "docx", "--naar", "~zomaar/x.docx"), "geen bestand"),
        (("--vorm", "md", "--zet-erop", "26-ZZZ"), "--zet-erop gaat niet samen"),
    ],
)
def test_what_can_not_be_sent_is_one_sentence(begun: Run, args: tuple[str, ...], said: str) -> None:
    begun("overleg", "plan", "2026-11-24")
    refused = begun("overleg", "agenda", *args)
    assert (refused.code, refused.out) == (1, "")
    assert said in refused.err
    assert len(refused.err.splitlines()) == 1


def test_without_a_meeting_there_is_no_agenda_to_send(begun: Run) -> None:
    refused = begun("overleg", "agenda", "--vorm", "docx")
    assert refused.code == 1
    assert "overleg plan" in refused.err


@pytest.mark.parametrize(("number", "said"), [(errno.EACCES, "niet worden geschreven"), (errno.ENOSPC, "vol")])
def test_a_file_that_can_not_be_written_is_one_sentence(
    begun: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, said: str
) -> None:
    def fails(*_: object) -> None:
        raise OSError(number, "no")

    begun("overleg", "plan", "2026-11-24")
    monkeypatch.setattr("db.keys.os.replace", fails)
    refused = begun("overleg", "agenda", "--vorm", "docx", "--naar", str(tmp_path))
    assert (refused.code, refused.out) == (1, "")
    assert said in refused.err
    assert list(tmp_path.glob("agenda*")) == []
