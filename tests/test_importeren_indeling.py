"""What a team says of its own workbook: by hand, in a file, or kept for headings of one shape; and how far a long book is."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from db.models import Casus, Instelling
from retcli import importeren as im
from retcli.errors import Refused
from retcli.importeren import kolommen as k
from retcli.importeren.paden import gekozen, vul_aan
from retcli.toegang import Toegang

from .conftest import PASSPHRASE, Clock
from .importeren_hulp import VANDAAG, Row, xlsx

KOPPEN = ["Datum aanmelding", "Verwijzer", "Wat speelt er"]
RIJ = [date(2026, 11, 2), "school", "Wil naar huis, wat is er nodig?"]


@given(
    st.dictionaries(st.text(min_size=1), st.sampled_from([None, *im.VELDEN]), max_size=5), st.text() | st.none(), st.integers(0) | st.none()
)
def test_an_indeling_that_is_written_is_read_the_same(kolommen: dict[str, str | None], blad: str | None, koprij: int | None) -> None:
    """Headings are typed by people: quotes, backslashes, dots and control characters included."""
    own = im.Indeling(blad, koprij, kolommen)
    assert k.als_indeling(im.als_toml(own)) == own


def test_a_column_without_a_heading_or_with_one_that_is_there_twice_goes_by_its_letter(tmp_path: Path) -> None:
    rows = [["Datum aanmelding", "Wie", "Wie", ""], ["2-11-2026", "Jan", "school", "Almelo"]]
    bladen = im.lees_bestand(xlsx(tmp_path / "a.xlsx", rows))
    own = im.Indeling(kolommen={"kolom C": "aanmelder", "Kolom d": "gemeente"})
    kop = im.kop_op(bladen[0].rijen, 1, own)
    assert [(c.plaats, c.veld.naam) for c in kop.kolommen if c.veld] == [(0, "datum_aanmelding"), (2, "aanmelder"), (3, "gemeente")]
    assert im.herken(bladen[0], kop, VANDAAG).rijen[0].waarden["aanmelder"] == "OND"
    whole = im.volledig(bladen[0], kop, own)
    assert whole.kolommen == {"Datum aanmelding": "datum_aanmelding", "kolom C": "aanmelder", "kolom D": "gemeente"}


def test_what_the_program_never_keeps_can_not_be_given_a_field(tmp_path: Path) -> None:
    bladen = im.lees_bestand(xlsx(tmp_path / "a.xlsx", [["Datum aanmelding", "Adres", "Verwijzer"], ["2-11-2026", "Dorpsstraat 1", "GI"]]))
    kop = im.kop_op(bladen[0].rijen, 1, im.Indeling(kolommen={"Adres": "vraag"}))
    assert [c.kop for c in kop.kolommen] == ["Datum aanmelding", "Verwijzer"]
    assert [(c.kop, c.nooit) for c in kop.overige] == [("Adres", True)]


def test_values_are_shown_as_the_program_treats_them(tmp_path: Path) -> None:
    koppen = ["Datum aanmelding", "Geboortedatum", "Roepnaam", "Straat", "Vraag"]
    rows: list[Row] = [koppen, *(["2-11-2026", f"0{n}-05-201{n}", "Sanne", "Dorpsstraat", f"bel 111222333\nnu {n}"] for n in range(1, 6))]
    bladen = im.lees_bestand(xlsx(tmp_path / "a.xlsx", rows))
    kop = im.kop_op(bladen[0].rijen, 1, im.Indeling())
    shown = {c.kop: im.voorbeelden(bladen[0], kop, c) for c in (*kop.kolommen, *kop.overige)}
    assert shown["Geboortedatum"] == ("2011", "2012", "2013")
    assert shown["Roepnaam"] == shown["Straat"] == ()
    assert shown["Vraag"][0] == "bel [nummer weggelaten] nu 1"


def test_what_is_kept_for_headings_counts_on_any_sheet_and_row_with_those_headings(team: Toegang, clock: Clock, tmp_path: Path) -> None:
    def read(path: Path, **more: object) -> im.Verslag:
        return im.importeer(team.store, path, lid=team.lid, now=clock, **more)  # type: ignore[arg-type]  # keywords of its own

    own = im.Indeling(kolommen={"Wat speelt er": "vraag"})
    assert read(xlsx(tmp_path / "a.xlsx", [KOPPEN, RIJ]), indeling=own, onthoud=True).waarschuwingen == ()
    with team.reading() as session:
        assert [n for n in session.exec(select(Instelling.naam)) if str(n).startswith("indeling.")]
    later = xlsx(
        tmp_path / "b.xlsx", {"Uitleg": [["niets"]], "2027": [["Overzicht"], KOPPEN[::-1], ["Hoe verder na school?", "GI", RIJ[0]]]}
    )
    told = read(later, proef=True)
    assert told.rijen[0].waarden["vraag"] == "Hoe verder na school?"
    assert im.ONTHOUDEN_GEBRUIKT in [w.melding for w in told.waarschuwingen]
    other = read(xlsx(tmp_path / "c.xlsx", [[*KOPPEN, "Monitor"], [*RIJ, "ja"]]), proef=True)
    assert im.ONTHOUDEN_GEBRUIKT not in [w.melding for w in other.waarschuwingen]


def test_progress_goes_from_nothing_to_all_twice_and_what_it_raises_stores_nothing(team: Toegang, clock: Clock, tmp_path: Path) -> None:
    book = xlsx(tmp_path / "a.xlsx", [KOPPEN, *([RIJ[0], "school", f"vraag {n}"] for n in range(450))])
    told: list[tuple[int, int]] = []
    im.importeer(team.store, book, lid=team.lid, now=clock, proef=True, voortgang=lambda *step: told.append(step))
    assert all(0 <= done <= total for done, total in told)
    calls = len(told)

    class Stop(Exception):
        pass

    def stop_at(nth: int) -> im.Voortgang:
        left = iter(range(nth))

        def voortgang(gedaan: int, totaal: int) -> None:
            if next(left, None) is None:
                raise Stop

        return voortgang

    for nth in (0, 3, calls - 1, calls + 1):
        with pytest.raises(Stop):
            im.importeer(team.store, book, lid=team.lid, now=clock, voortgang=stop_at(nth))
        with team.reading() as session:
            assert session.exec(select(Casus)).first() is None
    assert im.importeer(team.store, book, lid=team.lid, now=clock).nieuw == 450


KILLED = """
import os, sys
from pathlib import Path
from retcli import clock, importeren as im, toegang
from retcli.locations import Place
team = toegang.unlock(Place(Path(sys.argv[1])), sys.argv[2], now=clock.system)
if sys.argv[4] == "zegel":
    team.store._journal.forget = lambda: None
    real = team.store._journal.seal
    def seal(*args):
        real(*args)
        os._exit(9)
    team.store._journal.seal = seal
def stop(done, total):
    if sys.argv[4] == "schrijf" and done == total > 0:
        os._exit(9)
im.importeer(team.store, Path(sys.argv[3]), lid=team.lid, now=team.now, voortgang=stop)
"""


@pytest.mark.parametrize("where", ["schrijf", "zegel"])
def test_a_program_that_is_killed_half_way_has_stored_nothing(team: Toegang, clock: Clock, tmp_path: Path, where: str) -> None:
    book = xlsx(tmp_path / "a.xlsx", [KOPPEN, *([RIJ[0], "school", f"vraag {n}"] for n in range(150))])
    team.close()
    ended = subprocess.run([sys.executable, "-c", KILLED, str(team.place.folder), PASSPHRASE, str(book), where], check=False)
    assert ended.returncode == 9
    from retcli import toegang

    again = toegang.unlock(team.place, PASSPHRASE, now=clock)
    try:
        with again.reading() as session:
            assert session.exec(select(Casus)).first() is None
        assert im.importeer(again.store, book, lid=again.lid, now=clock).nieuw == 150
    finally:
        again.close()


@pytest.mark.parametrize(
    ("words", "reason"),
    [(["Datum"], "noemt geen kolom"), (["=vraag"], "noemt geen kolom"), (["Datum=leeftijd"], "“leeftijd”")],
)
def test_a_column_that_a_command_names_wrongly_is_refused(words: list[str], reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        im.lees_kolommen(words)


def test_a_column_that_a_command_names_goes_before_the_file(tmp_path: Path) -> None:
    own = im.Indeling("RET", 3, {"Wat speelt er": "vraag", "B": None})
    made = im.aangevuld(own, blad=None, koprij=0, kolommen=["wat speelt er=opmerking", "a=b=-"])
    assert made == im.Indeling("RET", 0, {"B": None, "wat speelt er": "opmerking", "a=b": None})


def test_prose_that_is_called_a_workbook_is_no_spreadsheet_and_a_list_is(tmp_path: Path) -> None:
    prose, table = tmp_path / "brief.xlsx", tmp_path / "lijst.xlsx"
    prose.write_text("Beste collega,\nhierbij, zoals beloofd, de lijst.\nGroet\n")
    table.write_text("Datum aanmelding;Verwijzer\n2-11-2026;school\n")
    with pytest.raises(Refused, match="geen spreadsheet"):
        im.lees_bestand(prose)
    assert im.lees(table, vandaag=VANDAAG).gelezen == 1


def test_a_name_is_completed_as_far_as_there_is_one_way(tmp_path: Path) -> None:
    for name in ("Overzicht 2025.xlsx", "overzicht 2026.XLSX", "notities.docx", ".verborgen.csv"):
        (tmp_path / name).touch()
    (tmp_path / "archief").mkdir()
    here = str(tmp_path) + os.sep
    assert vul_aan(here + "over") == (here + "Overzicht 202", ["Overzicht 2025.xlsx", "overzicht 2026.XLSX"])
    assert vul_aan(here + "a") == (here + "archief" + os.sep, ["archief" + os.sep])
    assert vul_aan(here + "not") == (here + "not", [])
    assert vul_aan("~niemand-hier/x") == ("~niemand-hier/x", [])
    assert vul_aan("a\0b/c") == ("a\0b/c", [])


def test_a_path_may_stand_in_quotes_and_a_folder_is_refused(tmp_path: Path) -> None:
    assert gekozen(f' "{tmp_path}/a b.xlsx" ') == tmp_path / "a b.xlsx"
    for wrong in (str(tmp_path), "~niemand-hier/x.xlsx"):
        with pytest.raises(Refused):
            gekozen(wrong)
    with pytest.raises(Refused, match="niet gevonden"):
        im.lees_bestand(gekozen("a\0b"))
