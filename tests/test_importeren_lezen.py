"""Reading a workbook: which file it is, where the headings stand, what a cell means."""

from __future__ import annotations

import contextlib
import io
import struct
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.codes import LIJSTEN
from retcli.errors import Refused
from retcli.importeren import Indeling, Lezing, herken, lees
from retcli.importeren import waarden as w
from retcli.importeren.bestand import Blad, Cel
from retcli.importeren.kolommen import zoek_kop
from retcli.importeren.velden import VELDEN

from .importeren_hulp import VANDAAG, WERKBOEK, csv_file, een, gelezen, meldingen, ods, waarde, xls, xlsx

KOPPEN: list[Any] = ["Nr", "Datum aanm.", "Verwijzer", "Woonplaats", "Geb.jaar", "J/M"]
RIJ: list[Any] = [1, date(2024, 2, 14), "Gl", "Enschede ", 2011, "M"]
WAARDEN = {
    "datum_aanmelding": "2024-02-14",
    "aanmelder": "GI",
    "gemeente": "GM0153",
    "geboortejaar": 2011,
    "geslacht": "MEISJE",
}


def als_csv(tmp_path: Path, *rows: Sequence[object]) -> Lezing:
    """What a csv of these rows says: it can hold what openpyxl won't write."""
    return gelezen(csv_file(tmp_path / "lijst.csv", rows))


# --- files


def test_the_teams_own_workbook_is_read_with_its_three_refusals_and_their_reasons() -> None:
    read = gelezen(WERKBOEK)
    assert (read.gelezen, len(read.rijen)) == (147, 144)
    assert [(a.rij, a.reden) for a in read.afgewezen] == [
        (149, "Er is geen datum van aanmelding."),
        (150, "De datum van aanmelding 31-02-2024 bestaat niet."),
        (151, "Geboortejaar 1911 kan niet bij een aanmelding in 2024."),
    ]
    assert [x.rij for x in read.waarschuwingen] == [18]
    assert read.kop.rij == 3
    assert sum(r.waarden["gemeente"] == "ONB" for r in read.rijen) == 5
    assert {a: sum(r.waarden["aanmelder"] == a for r in read.rijen) for a in ("GI", "LT", "OND", "TZT", "ZA")} == {
        "GI": 66,
        "LT": 62,
        "OND": 4,
        "TZT": 1,
        "ZA": 11,
    }


@pytest.mark.parametrize("make", [xlsx, xls, ods])
def test_each_kind_of_workbook_says_the_same_whatever_its_name_ends_in(tmp_path: Path, make: Any) -> None:
    read = gelezen(make(tmp_path / "lijst.dat", [KOPPEN, RIJ]))
    assert [(r.rij, r.nummer, r.waarden) for r in read.rijen] == [(2, "1", WAARDEN)]


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_csv_is_read_with_any_usual_separator_and_encoding(tmp_path: Path, delimiter: str, encoding: str) -> None:
    rows = [[*KOPPEN, "Opmerkingen"], [1, "14-2-2024", "Gl", "Enschede", 2011, "M", "é; “b”, c\nd"]]
    read = gelezen(csv_file(tmp_path / "lijst.csv", rows, delimiter=delimiter, encoding=encoding))
    assert [r.waarden for r in read.rijen] == [WAARDEN | {"opmerking": "é; “b”, c\nd"}]


def _zip(*members: tuple[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in members:
            archive.writestr(zipfile.ZipInfo(name), content)  # without the hour, which would be in the name of a test
    return made.getvalue()


def _locked_zip() -> bytes:
    """A zip whose one member says that it is encrypted."""
    made = bytearray(_zip(("a.xml", b"x")))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        struct.pack_into("<H", made, made.index(mark) + offset, 1)
    return bytes(made)


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "leeg"),
        (b" \n ", "leeg"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "geen werkboek"),
        (b"%PDF-1.7 tekst\nmeer tekst", "geen spreadsheet"),
        (_zip(("word/document.xml", b"<x/>")), "geen werkboek"),
        (_zip(("xl/workbook.xml", b"<broken")), "geen werkboek"),
        (b"PK\x03\x04 niets", "geen werkboek"),
        (OLE, "geen werkboek"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "wachtwoord"),
        (_locked_zip(), "wachtwoord"),
        (_zip(("META-INF/manifest.xml", b"<m:encryption-data/>"), ("content.xml", b"??")), "wachtwoord"),
        (b"dit;is;een;lijst\nzonder;de;juiste;koppen\n", "koppen"),
    ],
)
def test_a_file_that_is_no_list_is_refused_with_what_to_do(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "geheim Jansen.xlsx"
    path.write_bytes(content)
    with pytest.raises(Refused, match=reason) as caught:
        gelezen(path)
    assert caught.value.hint
    assert "Jansen" not in caught.value.sentence()


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="niet gevonden"):
        gelezen(tmp_path / "weg.xlsx")


def test_a_sheet_with_one_cell_at_the_far_corner_is_refused_before_it_fills_the_memory(tmp_path: Path) -> None:
    """calamine would make room for seventeen thousand million cells and end the process."""
    path = xlsx(tmp_path / "ver.xlsx", [KOPPEN, RIJ])
    from openpyxl import load_workbook

    book = load_workbook(path)
    book.worksheets[0]["XFD1048576"] = "x"
    book.save(path)
    with pytest.raises(Refused, match="te groot"):
        gelezen(path)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(0, 20_000), mark=st.binary(min_size=1, max_size=8))
def test_a_damaged_workbook_is_read_or_refused_never_a_crash(tmp_path: Path, at: int, mark: bytes) -> None:
    data = bytearray(WERKBOEK.read_bytes())
    data[at % len(data) : at % len(data) + len(mark)] = mark
    path = tmp_path / "stuk.xlsx"
    path.write_bytes(data)
    with contextlib.suppress(Refused):
        gelezen(path)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    content=st.one_of(st.binary(max_size=300), st.text(max_size=300).map(lambda t: ("Datum;Verwijzer\n" + t).encode("utf-8", "replace")))
)
def test_any_bytes_are_read_or_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "iets"
    path.write_bytes(content)
    with contextlib.suppress(Refused):
        gelezen(path)


# --- sheets and headings


def test_headings_are_found_below_titles_and_blank_rows_and_beside_empty_columns(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["Overzicht 2024"],
        [],
        [None, None, "Let op: datum en verwijzer invullen"],
        [],
        [None, None, *KOPPEN],
        [None, None, *RIJ],
    ]
    read = gelezen(xlsx(tmp_path / "a.xlsx", rows))
    assert read.kop.rij == 5
    assert [(r.rij, r.waarden) for r in read.rijen] == [(6, WAARDEN)]


def test_a_row_of_known_words_without_a_date_is_no_heading_row(tmp_path: Path) -> None:
    read = gelezen(
        xlsx(tmp_path / "a.xlsx", [["Verwijzer", "Gemeente", "Onderwijs", "Monitor"], ["Datum", "Verwijzer"], ["1-2-2024", "GI"]])
    )
    assert (read.kop.rij, len(read.rijen)) == (2, 1)


def test_every_field_is_known_by_its_name_its_label_and_each_of_its_headings() -> None:
    for veld in VELDEN.values():
        for kop in (veld.naam, veld.label, *veld.koppen):
            found = zoek_kop([["Datum aanmelding", "Kanaal", "Verwijzer", kop.upper() + " "]])
            assert found is not None
            assert veld.naam in {k.veld.naam for k in found.kolommen if k.veld}, kop


def test_no_heading_means_two_fields() -> None:
    claimed: dict[str, str] = {}
    for veld in VELDEN.values():
        for kop in (veld.naam, veld.label, *veld.koppen):
            assert claimed.setdefault(w.sleutel(kop) or kop, veld.naam) == veld.naam, kop


def test_the_sheet_with_the_best_headings_is_read_and_the_other_is_named(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", {"Uitleg": [["Datum", "Nr"], ["1-1-2024", 7]], "RET": [KOPPEN, RIJ], "Leeg": []})
    read = gelezen(path)
    assert read.blad == "RET"
    assert meldingen(read) == ["Blad “Uitleg” heeft ook koppen maar is niet gelezen; lees het apart door het te noemen."]
    assert gelezen(path, blad=" uitleg").blad == "Uitleg"
    with pytest.raises(Refused, match="“2025” is er niet") as caught:
        gelezen(path, blad="2025")
    assert "“RET”" in caught.value.hint


def test_a_hidden_sheet_is_read_only_when_it_is_named(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", {"Oud": [[*KOPPEN, "Monitor"], [*RIJ, "ja"]], "RET": [KOPPEN, RIJ]})
    from openpyxl import load_workbook

    book = load_workbook(path)
    book["Oud"].sheet_state = "hidden"
    book.save(path)
    assert gelezen(path).blad == "RET"
    assert gelezen(path, blad="Oud").blad == "Oud"


def test_a_column_that_nobody_knows_is_named_once_and_so_is_one_without_a_heading(tmp_path: Path) -> None:
    read = een(tmp_path, [*KOPPEN, "Aanmeldr", None, "Schoenmaat", None], [*RIJ, "x", "y", 38, None], [*RIJ[1:], None, "z", "q"])
    assert [(x.rij, x.melding) for x in read.waarschuwingen if x.rij == 1] == [
        (1, "De kolom “Aanmeldr” is niet herkend en niet overgenomen; lijkt op Aanmelder."),
        (1, "Kolom H heeft geen kop en is niet overgenomen."),
        (1, "De kolom “Schoenmaat” is niet herkend en niet overgenomen."),
    ]


def test_of_two_columns_for_one_field_the_first_wins_and_the_other_is_named(tmp_path: Path) -> None:
    read = een(tmp_path, [*KOPPEN, "Aanmelder"], [*RIJ, "school"])
    assert read.rijen[0].waarden["aanmelder"] == "GI"
    assert meldingen(read) == ["De kolom “Aanmelder” is niet overgenomen: Aanmelder komt al uit “Verwijzer”."]


def test_columns_with_what_may_not_be_kept_are_left_out_by_name(tmp_path: Path) -> None:
    read = een(tmp_path, [*KOPPEN, "BSN", "Adres"], [*RIJ, 111222333, "Dorpsstraat 1"])
    assert meldingen(read) == [f"De kolom “{k}” is niet overgenomen: dit gegeven bewaart het programma niet." for k in ("BSN", "Adres")]
    assert "111222333" not in repr(read.rijen)


def test_an_indeling_says_which_sheet_row_and_columns(tmp_path: Path) -> None:
    path = xlsx(
        tmp_path / "a.xlsx",
        {"X": [KOPPEN, RIJ], "Y": [["Datum", "Verwijzer"], ["Binnen", "Wie", "Waar", "Verwijzer"], ["1-2-2024", "GI", "Borne", "school"]]},
    )
    own = tmp_path / "indeling.toml"
    own.write_text('blad = "Y"\nkoprij = 2\n[kolommen]\nbinnen = "datum_aanmelding"\n"Wie" = "aanmelder"\nWaar = "-"\nWeg = "vraag"\n')
    read = gelezen(path, indeling=own)
    assert (read.blad, [(r.rij, r.waarden) for r in read.rijen]) == ("Y", [(3, {"datum_aanmelding": "2024-02-01", "aanmelder": "GI"})])
    assert meldingen(read) == [
        "De kolom “Verwijzer” is niet overgenomen: Aanmelder komt al uit “Wie”.",
        "De kolom “Weg” uit de indeling staat niet op dit blad.",
    ]
    with pytest.raises(Refused, match="koppen"):
        gelezen(path, indeling=own, blad="X")  # the sheet that is asked for goes before the indeling's, and has no headings in its row 2


def test_what_the_indeling_names_goes_before_an_earlier_column_of_the_same_field(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", [["Datum", "Verwijzer", "Wie"], ["1-2-2024", "school", "GI"]])
    own = tmp_path / "indeling.toml"
    own.write_text('[kolommen]\nWie = "aanmelder"\n')
    read = gelezen(path, indeling=own)
    assert read.rijen[0].waarden["aanmelder"] == "GI"
    assert meldingen(read) == ["De kolom “Verwijzer” is niet overgenomen: Aanmelder komt al uit een kolom uit de indeling."]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ('[kolommen]\nA = "leeftijd"', "“leeftijd”"),
        ("[kolommen]\nA = 3", "“3”"),
        ('sheet = "A"', "“sheet”"),
        ('koprij = "drie"', "koprij"),
        ("koprij = -1", "koprij"),
        ("koprij = true", "koprij"),
        ("kolommen = 3", "tabel"),
        ("dit is geen toml", "TOML"),
    ],
)
def test_an_indeling_with_a_mistake_is_refused_with_what_is_possible(tmp_path: Path, content: str, reason: str) -> None:
    own = tmp_path / "indeling.toml"
    own.write_text(content)
    with pytest.raises(Refused, match=reason) as caught:
        gelezen(WERKBOEK, indeling=own)
    assert caught.value.hint
    with pytest.raises(Refused, match="niet gevonden"):
        gelezen(WERKBOEK, indeling=tmp_path / "weg.toml")


def test_headings_without_a_date_of_the_aanmelding_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="datum van aanmelding"):
        een(tmp_path, ["Nr", "Verwijzer", "Woonplaats"], [1, "GI", "Borne"])


# --- rows


def test_blank_rows_totals_numbers_filled_in_ahead_and_repeated_headings_are_no_rows(tmp_path: Path) -> None:
    read = een(
        tmp_path,
        KOPPEN,
        RIJ,
        [],
        [" ", None, "-"],
        KOPPEN,
        [7],
        ["Eindtotaal", 0],
        ["Totaal 2024"],
        [None, "Totaal", 12],
        ["Aantal GI:", None, 3],
    )
    assert (read.gelezen, len(read.rijen), read.afgewezen) == (1, 1, ())


def test_an_organisation_that_is_called_total_is_still_an_aanmelding(tmp_path: Path) -> None:
    read = een(tmp_path, ["Organisatie", "Datum aanmelding"], ["Totaalzorg Twente", date(2024, 1, 2)])
    assert [r.waarden["aanmelder_organisatie"] for r in read.rijen] == ["Totaalzorg Twente"]


@pytest.mark.parametrize(
    ("cel", "day"),
    [
        (date(2024, 2, 14), "2024-02-14"),
        (datetime(2024, 2, 14, 15, 30), "2024-02-14"),
        ("14/02/2024", "2024-02-14"),
        ("29-2-'24", "2024-02-29"),
        ("29-2-’24", "2024-02-29"),
        ("2024-02-14", "2024-02-14"),
        ("2024-02-14 00:00:00", "2024-02-14"),
        ("14 feb 2024", "2024-02-14"),
        ("14 Februari 2024", "2024-02-14"),
        ("wo 14 feb. '24", "2024-02-14"),
        ("3 mrt 2024", "2024-03-03"),
        ("14.2.24", "2024-02-14"),
        (" 14-02-2024 ", "2024-02-14"),
    ],
)
def test_dates_are_read_as_people_write_them(tmp_path: Path, cel: object, day: str) -> None:
    assert waarde(tmp_path, "Verwijzer", "GI", "aanmelder") == "GI"
    assert een(tmp_path, ["Datum", "Verwijzer"], [cel, "GI"]).rijen[0].datum == day


@pytest.mark.parametrize(
    ("cel", "reason"),
    [
        (None, "geen datum van aanmelding"),
        ("-", "geen datum van aanmelding"),
        ("31-02-2024", "31-02-2024 bestaat niet"),
        ("29-2-2023", "29-2-2023 bestaat niet"),
        ("14-02", "geen datum met dag, maand en jaar"),
        ("binnenkort", "geen datum met dag"),
        ("Jan Jansen", "geen datum met dag"),
        (45336, "een getal, geen datum"),
        (time(9, 30), "een tijd, geen datum"),
        ("14-02-1999", "voor 2000"),
        (VANDAAG + timedelta(days=1), "toekomst"),
        (date(2028, 1, 1), "toekomst"),
        ("1-1-'98", "toekomst"),
    ],
)
def test_a_row_without_a_possible_date_is_refused_with_its_row_and_reason(tmp_path: Path, cel: object, reason: str) -> None:
    read = een(tmp_path, ["Datum", "Verwijzer"], [], [cel, "GI"])
    assert [a.rij for a in read.afgewezen] == [3]
    assert reason in read.afgewezen[0].reden
    assert "Jansen" not in read.afgewezen[0].reden
    assert (read.gelezen, read.rijen) == (1, ())


def test_an_aanmelding_of_today_is_taken_and_one_of_tomorrow_is_refused(tmp_path: Path) -> None:
    """As in the program itself."""
    read = een(tmp_path, ["Datum", "Verwijzer"], [VANDAAG, "GI"], [VANDAAG + timedelta(days=1), "GI"])
    assert [r.rij for r in read.rijen] == [2]
    assert [(a.rij, a.reden) for a in read.afgewezen] == [(3, "De datum van aanmelding ligt in de toekomst.")]


def test_a_closing_or_a_decision_after_today_is_left_empty_with_a_warning(tmp_path: Path) -> None:
    koppen = ["Datum", "Verwijzer", "Afgesloten op", "Besluit", "Datum besluit"]
    read = een(
        tmp_path, koppen, ["1-2-2024", "GI", VANDAAG, "TA", VANDAAG], ["1-2-2024", "GI", "25-11-2026", "TA", VANDAAG + timedelta(days=9)]
    )
    assert [(r.waarden.get("afsluiting_datum"), r.waarden.get("besloten_op")) for r in read.rijen] == [("2026-11-24",) * 2, (None, None)]
    assert [(x.rij, x.melding) for x in read.waarschuwingen] == [
        (3, "Afsluitdatum ligt in de toekomst. Het veld is leeg gelaten."),
        (3, "Datum besluit ligt in de toekomst. Het veld is leeg gelaten."),
    ]


def test_another_date_that_is_impossible_is_a_warning_and_the_row_is_kept(tmp_path: Path) -> None:
    read = een(tmp_path, ["Datum", "Verwijzer", "Afgesloten op"], ["1-2-2024", "GI", "31-04-2024"])
    assert "afsluiting_datum" not in read.rijen[0].waarden
    assert meldingen(read) == ["Afsluitdatum 31-04-2024 bestaat niet. Het veld is leeg gelaten."]


@pytest.mark.parametrize(("cel", "year"), [(2011, 2011), ("2011", 2011), (" 2011 ", 2011), ("?", None), ("onbekend", None), (None, None)])
def test_a_birth_year_is_read_from_number_and_text(tmp_path: Path, cel: object, year: int | None) -> None:
    assert waarde(tmp_path, "Geb.jaar", cel, "geboortejaar") == year


@pytest.mark.parametrize("cel", [date(2011, 5, 6), "06-05-2011", "6 mei 2011"])
def test_of_a_birth_date_only_the_year_is_kept_and_that_is_said(tmp_path: Path, cel: object) -> None:
    read = een(tmp_path, ["Datum", "Geboortedatum"], ["1-2-2024", cel])
    assert read.rijen[0].waarden["geboortejaar"] == 2011
    assert meldingen(read) == ["Van de geboortedatum is alleen het jaar overgenomen."]
    assert "05" not in repr(read.rijen[0].waarden["geboortejaar"])


@pytest.mark.parametrize(("year", "fits"), [(1911, False), (1996, False), (1997, True), (2024, True), (2025, False)])
def test_a_birth_year_that_cannot_be_refuses_the_row(tmp_path: Path, year: int, fits: bool) -> None:
    read = een(tmp_path, ["Datum", "Geb.jaar"], ["1-2-2024", year])
    assert bool(read.rijen) is fits
    if not fits:
        assert read.afgewezen[0].reden == f"Geboortejaar {year} kan niet bij een aanmelding in 2024."


@pytest.mark.parametrize("cel", ["12", 12, "'11", "elf"])
def test_what_is_no_year_is_a_warning_and_nothing_is_guessed(tmp_path: Path, cel: object) -> None:
    assert waarde(tmp_path, "Geb.jaar", cel, "geboortejaar") is ...


@pytest.mark.parametrize(
    ("kop", "cel", "code"),
    [
        ("J/M", "M", "MEISJE"),
        ("J/M", "j", "JONGEN"),
        ("M/J", "m", "MEISJE"),
        ("Geslacht (J/M)", "m", "MEISJE"),
        ("M/V", "M", "JONGEN"),
        ("V/M", "m.", "JONGEN"),
        ("Geslacht (m/v/x)", "m", "JONGEN"),
        ("M/V", "v", "MEISJE"),
        ("Geslacht", "Jongen", "JONGEN"),
        ("Geslacht", "x", "ANDERS"),
        ("Geslacht", "?", "ONB"),
        ("Geslacht", None, None),
        ("Geslacht", "m", ...),
        ("M/V", "m/v", ...),
        ("J/M", "q", ...),
    ],
)
def test_an_m_is_a_girl_beside_a_j_and_a_boy_beside_a_v(tmp_path: Path, kop: str, cel: object, code: object) -> None:
    assert waarde(tmp_path, kop, cel, "geslacht") is code or waarde(tmp_path, kop, cel, "geslacht") == code


def test_an_m_under_a_heading_that_does_not_tell_is_a_warning(tmp_path: Path) -> None:
    read = een(tmp_path, ["Datum", "Geslacht"], ["1-2-2024", "m"])
    assert meldingen(read) == ["Geslacht: een m kan meisje en man zijn; schrijf het uit, of noem de kolom J/M of M/V."]


@pytest.mark.parametrize(
    ("kop", "cel", "veld", "code"),
    [
        ("Verwijzer", "Gl", "aanmelder", "GI"),
        ("Verwijzer", " gem.  Toegang ", "aanmelder", "LT"),
        ("Verwijzer", "JBOV (GI)", "aanmelder", "GI"),
        ("Verwijzer", "Savannah [GI]", "aanmelder", "GI"),
        ("Verwijzer", "GI/jeugdbescherming", "aanmelder", "GI"),
        ("Verwijzer", "GI (school)", "aanmelder", ...),
        ("Verwijzer", "GI / school", "aanmelder", ...),
        ("Verwijzer", "??", "aanmelder", "ONB"),
        ("Woont bij", "3 milieu", "woonsituatie", "MILIEU3"),
        ("Woont bij", "JZ+", "woonsituatie", "JZPLUS"),
        ("Woont bij", "OUDERS", "woonsituatie", "OUDERS"),
        ("Maatregel", "N.V.T.", "maatregel", "GEEN"),
        ("Maatregel", "Ondertoezichtstelling", "maatregel", "OTS"),
        ("Besluit RET-AnderS", "C&A", "besluit_route", "CON"),
        ("Monitor", 1, "in_monitor", "JA"),
        ("Monitor", True, "in_monitor", "JA"),
        ("Monitor", "GEÜPLOAD", "in_monitor", "JA"),
        ("Monitor", " - ", "in_monitor", None),
        ("Woonplaats", None, "gemeente", "ONB"),
        ("Woonplaats", "Rotterdam", "gemeente", "GM0599"),
        ("Woonplaats", "Hengelo (O.)", "gemeente", "GM0164"),
        ("Dreigende UHP", "ja", "dreigende_uhp", True),
        ("Dreigende UHP", "nee", "dreigende_uhp", False),
        ("Dreigende UHP", "?", "dreigende_uhp", None),
        ("Dreigende UHP", "misschien", "dreigende_uhp", ...),
        ("Verklarende analyse", "ja", "verklarende_analyse", "AANWEZIG"),
        ("Resultaat", "Voorkomen UHP", "afsluiting_resultaat", "UHPVOORK"),
    ],
)
def test_codes_are_known_in_their_usual_spellings_and_nothing_is_guessed(
    tmp_path: Path, kop: str, cel: object, veld: str, code: object
) -> None:
    assert waarde(tmp_path, kop, cel, veld) == code


@pytest.mark.parametrize(
    "lijst", sorted({v.lijst for v in VELDEN.values() if v.lijst and v.naam not in ("in_monitor", "verklarende_analyse")})
)
def test_every_code_is_known_by_itself_its_label_and_its_spellings(lijst: str) -> None:
    for entry in LIJSTEN[lijst]:
        for word in (entry.code, entry.label, *entry.spellings):
            assert w.code(lijst, f"  {word.upper()} ", "Veld") == entry.code, word


def test_an_unknown_word_is_a_warning_with_the_nearest_code_and_the_field_stays_empty(tmp_path: Path) -> None:
    read = een(tmp_path, ["Datum", "Woonplaats", "Woont bij"], ["1-2-2024", "Rijsen Holten", "qqqqq"])
    assert read.rijen[0].waarden == {"datum_aanmelding": "2024-02-01"}
    assert [(x.rij, x.melding) for x in read.waarschuwingen] == [
        (2, "Gemeente “Rijsen Holten” is niet herkend; lijkt op “Rijssen-Holten”."),
        (2, "Woonsituatie “qqqqq” is niet herkend."),
    ]


def test_a_warning_quotes_no_more_than_a_little_of_a_cell_and_cleans_it(tmp_path: Path) -> None:
    read = als_csv(tmp_path, ["Datum", "Verwijzer"], ["1-2-2024", "zuster \x1b[31mvan de buurvrouw van 111222333 uit de straat"])
    quoted = meldingen(read)[0].split("“")[1].split("”")[0]
    assert len(quoted) <= 20
    assert "\x1b" not in quoted


@pytest.mark.parametrize(
    ("cel", "first", "others"),
    [
        ("Hechting; ADHD", "HECHT", ["ADHD"]),
        ("Gedrag, Gedrag", "GEDRAG", []),
        ("ADHD, Hechting", None, ["ADHD", "HECHT"]),
        ("Trauma\nLVB|ADHD", "TRAUMA", ["ADHD", "LVB"]),
        ("Trauma / LVB", "TRAUMA", ["LVB"]),
        ("Persoonlijkheid en identiteit, Gedrag", "PERSOON", ["GEDRAG"]),
        ("Hechting en ADHD", "HECHT", ["ADHD"]),
        ("raar, Trauma", ..., ["TRAUMA"]),
        ("Trauma, raar/LVB", "TRAUMA", []),
        (None, None, []),
    ],
)
def test_the_first_word_of_problematiek_is_voorliggend_when_it_may_be(
    tmp_path: Path, cel: object, first: object, others: list[str]
) -> None:
    read = een(tmp_path, ["Datum", "Problematiek"], ["1-2-2024", cel])
    assert read.rijen[0].waarden.get("problematiek", ...) == first
    assert read.rijen[0].waarden["bijkomend"] == others
    assert bool(meldingen(read)) is ("raar" in str(cel))


def test_a_column_for_the_others_joins_what_stood_behind_the_first(tmp_path: Path) -> None:
    read = een(tmp_path, ["Datum", "Bijkomende problematiek", "Problematiek"], ["1-2-2024", "ADHD; Trauma", "Trauma, LVB"])
    assert read.rijen[0].waarden["problematiek"] == "TRAUMA"
    assert read.rijen[0].waarden["bijkomend"] == ["ADHD", "LVB"]


def test_knelpunten_and_problems_of_parents_are_split_likewise(tmp_path: Path) -> None:
    read = een(
        tmp_path,
        ["Datum", "Knelpunt(en)", "Problematiek ouders"],
        ["1-2-2024", "Visieverschil; procesregie, visieverschil", "overbelasting\nhuiselijk geweld"],
    )
    assert read.rijen[0].waarden["knelpunt"] == ["REGIE", "VISIE"]
    assert len(w.codes("problematiek_ouders", "overbelasting\nhuiselijk geweld", "x")[0]) == 2


def test_free_text_loses_a_bsn_and_escape_sequences_and_keeps_an_equals_sign(tmp_path: Path) -> None:
    read = als_csv(tmp_path, ["Datum", "Vraag", "Opmerkingen"], ["1-2-2024", '=HYPERLINK("x")', "bsn 111222333\x1b[31m rood\nen verder"])
    assert read.rijen[0].waarden["vraag"] == '=HYPERLINK("x")'
    assert read.rijen[0].waarden["opmerking"] == "bsn [nummer weggelaten] rood\nen verder"
    assert [x.rij for x in read.waarschuwingen] == [2]


def test_a_text_that_does_not_fit_refuses_the_row_and_quotes_nothing_of_it(tmp_path: Path) -> None:
    read = een(tmp_path, ["Datum", "Vraag"], ["1-2-2024", "geheim " * 3000])
    assert read.rijen == ()
    assert read.afgewezen[0].reden.startswith("Vraag: De tekst heeft 2")
    assert "geheim" not in read.afgewezen[0].reden


def test_identity_is_kept_apart_and_a_number_that_lost_its_nought_gets_it_back(tmp_path: Path) -> None:
    read = een(
        tmp_path, ["Datum", "Roepnaam", "Naam aanmelder", "Telefoon", "E-mail"], ["1-2-2024", "Sam", "P. de Wit", 612345678, "p@x.nl"]
    )
    assert read.rijen[0].identiteit == {
        "roepnaam": "Sam",
        "aanmelder_naam": "P. de Wit",
        "aanmelder_telefoon": "0612345678",
        "aanmelder_mail": "p@x.nl",
    }
    assert read.rijen[0].waarden == {"datum_aanmelding": "2024-02-01"}


def test_a_resultaat_without_a_date_and_other_doubts_are_warnings(tmp_path: Path) -> None:
    koppen = ["Datum", "Verwijzer", "Geb.jaar", "Resultaat", "Afsluitdatum", "Besluit", "Datum besluit"]
    read = een(
        tmp_path,
        koppen,
        ["1-2-2024", None, None, "Opgeschaald", None, None, "2-2-2024"],
        ["1-2-2024", "GI", 2010, None, "1-1-2024", "TA", None],
    )
    assert [(x.rij, x.melding) for x in read.waarschuwingen] == [
        (2, "Aanmelder is leeg."),
        (2, "Geboortejaar is leeg."),
        (2, "Er is een resultaat maar geen afsluitdatum."),
        (2, "Er is een datum van een besluit maar geen besluit; de datum is niet overgenomen."),
        (3, "De afsluitdatum ligt voor de aanmelding."),
    ]
    assert read.rijen[0].waarden["afsluiting_resultaat"] == "OPGESCH"


def test_the_second_row_with_a_number_is_refused_and_the_first_is_kept(tmp_path: Path) -> None:
    read = een(tmp_path, KOPPEN, RIJ, [1.0, date(2024, 5, 1), *RIJ[2:]], [1, date(2025, 5, 1), *RIJ[2:]])
    assert [r.rij for r in read.rijen] == [2, 4]
    assert [(a.rij, a.reden) for a in read.afgewezen] == [(3, "Rij 2 heeft hetzelfde nummer. Geef elke aanmelding een eigen nummer.")]


def test_a_number_that_may_be_a_bsn_is_not_kept(tmp_path: Path) -> None:
    read = een(tmp_path, KOPPEN, [111222333, *RIJ[1:]])
    assert read.rijen[0].nummer is None
    assert meldingen(read) == ["Het nummer van deze rij kan een BSN zijn en is niet bewaard."]


# --- anything at all

CELLS: st.SearchStrategy[Any] = st.one_of(
    st.text(max_size=40),
    st.sampled_from(["", "?", "-", "Datum", "GI", "JBOV (GI)", "((", "a/b,;", "31-02-2024", "m", "'24", "Totaal", "=1"]),
    st.integers(-(10**12), 10**12),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
)


@settings(max_examples=300, deadline=None)
@given(cel=CELLS)
def test_no_cell_makes_a_recogniser_fail(cel: Cel) -> None:
    for lijst in LIJSTEN:
        with contextlib.suppress(w.Onherkend):
            found = w.code(lijst, cel, "Veld")
            assert found is None or found in LIJSTEN[lijst]
        assert set(w.codes(lijst, cel, "Veld")[0]) <= set(LIJSTEN[lijst].codes)
    first, others, _, _ = w.problematiek(cel, "Veld")
    assert first is None or LIJSTEN["problematiek"][first].grondslag
    assert first not in others
    for one in (
        lambda: w.datum(cel, VANDAAG, "Veld"),
        lambda: w.geboortejaar(cel, "Veld"),
        lambda: w.vlag(cel, "Veld"),
        lambda: w.geslacht(cel, None, "Veld"),
    ):
        with contextlib.suppress(w.Onherkend):
            one()


@settings(max_examples=200, deadline=None)
@given(rows=st.lists(st.lists(CELLS, max_size=8), max_size=8), head=st.permutations([v.label for v in VELDEN.values()]), data=st.data())
def test_no_sheet_makes_the_reading_fail_and_every_row_is_accounted_for(
    rows: list[list[Any]], head: list[str], data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(rows)))
    sheet = [*rows[:at], ["Datum aanmelding", *head[:7]], *rows[at:]]
    kop = zoek_kop(sheet)
    assert kop is not None
    read = herken(Blad("", sheet), kop, VANDAAG)
    assert read.gelezen == len(read.rijen) + len(read.afgewezen)
    assert read.gelezen <= len(sheet)
    for rij in read.rijen:
        assert kop.rij < rij.rij <= len(sheet)
        assert date(2000, 1, 1) <= date.fromisoformat(rij.datum) <= VANDAAG
        assert not {"roepnaam", "aanmelder_naam", "aanmelder_mail", "aanmelder_telefoon"} & rij.waarden.keys()


@settings(max_examples=200, deadline=None)
@given(day=st.dates(date(2000, 1, 1), VANDAAG), way=st.sampled_from(["%d-%m-%Y", "%d/%m/%Y", "%d.%m.%y", "%Y-%m-%d", "%d-%m-'%y"]))
def test_a_date_comes_back_from_every_way_of_writing_it(day: date, way: str) -> None:
    assert w.datum(day.strftime(way), VANDAAG, "Datum") == day


def test_an_empty_indeling_changes_nothing() -> None:
    rows = [KOPPEN, RIJ]
    assert zoek_kop(rows) == zoek_kop(rows, Indeling())
    assert zoek_kop(rows, Indeling(koprij=9)) is None
    assert lees(WERKBOEK, vandaag=VANDAAG) == gelezen(WERKBOEK)
