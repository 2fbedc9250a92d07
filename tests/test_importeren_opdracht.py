"""`retcli importeer`: what the screen does, on the command line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from retcli import cli

from .conftest import Run
from .importeren_hulp import WERKBOEK, xlsx

KOPPEN = ["Wanneer", "Wie belde", "Wat speelt er"]
RIJ = [date(2026, 11, 2), "school", "Wil naar huis, wat is er nodig?"]
KOLOMMEN = ("--kolom", "Wanneer=datum_aanmelding", "--kolom", "Wie belde=aanmelder", "--kolom", "wat speelt er=vraag")


def test_columns_that_are_named_are_read_kept_in_a_file_and_remembered(begun: Run, tmp_path: Path) -> None:
    book, own = xlsx(tmp_path / "a.xlsx", [KOPPEN, RIJ]), tmp_path / "eigen.toml"
    assert "koppen" in begun("importeer", str(book), "--json").err
    named = begun("importeer", str(book), *KOLOMMEN, "--koprij", "1", "--indeling-bewaren", str(own), "--proef", "--json")
    assert named.json["nieuw"] == 1, named.err
    assert begun("importeer", str(book), "--indeling", str(own), "--proef", "--json").json["nieuw"] == 1
    assert begun("importeer", str(book), "--indeling", str(own), "--onthouden", "--json").json["nieuw"] == 1
    later = xlsx(tmp_path / "b.xlsx", [["Lijst"], KOPPEN, [date(2026, 11, 9), "GI", "Hoe verder na school?"]])
    assert begun("importeer", str(later), "--json").json["nieuw"] == 1


def test_a_sheet_without_headings_goes_by_letters(begun: Run, tmp_path: Path) -> None:
    book = xlsx(tmp_path / "a.xlsx", [RIJ, [date(2026, 11, 9), "GI", "Hoe verder?"]])
    told = begun("importeer", str(book), "--koprij", "0", "--kolom", "kolom A=datum_aanmelding", "--kolom", "kolom C=vraag", "--json")
    assert told.json["nieuw"] == 2, told.err


@pytest.mark.parametrize(
    ("args", "reason"),
    [
        (("weg.xlsx",), "niet gevonden"),
        (("brief.xlsx",), "geen spreadsheet"),
        (("leeg.csv",), "Er staat niets"),
        ((str(WERKBOEK), "--blad", "weg"), "Het blad “weg” is er niet"),
        ((str(WERKBOEK), "--koprij", "9"), "geen rij met koppen"),
        ((str(WERKBOEK), "--koprij", "-1"), "nummer vanaf 1"),
        ((str(WERKBOEK), "--kolom", "Nr=leeftijd"), "“leeftijd”"),
        ((str(WERKBOEK), "--indeling", "weg.toml"), "indeling is niet gevonden"),
    ],
)
def test_what_is_wrong_with_the_file_is_said_before_the_passphrase_is_asked(
    tmp_path: Path, args: tuple[str, ...], reason: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """There is no team here, no passphrase, and nobody to ask; what is said is about the file."""
    monkeypatch.chdir(tmp_path)
    Path("brief.xlsx").write_text("Beste collega,\nhierbij, zoals beloofd, de lijst.\n")
    Path("leeg.csv").write_text(";;\n;;\n")
    assert cli.main(("importeer", *args)) == 1
    assert reason in capfd.readouterr().err
