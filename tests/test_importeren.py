"""From a workbook into the store, once and again."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import delete, func, select, update

from db.columns import made_of
from db.models import Actie, Besluit, Casus, CasusKnelpunt, CasusProblematiek, Herkomst, Identiteit
from retcli import casuscode, casussen, ongedaan, overleg, toegang, triage, verschillen
from retcli.errors import Refused
from retcli.importeren import opslaan
from retcli.locations import Place
from retcli.opdrachten import basis, beheer
from retcli.toegang import Toegang

from .conftest import PASSPHRASE, Clock
from .importeren_hulp import WERKBOEK, Lezer, csv_file, meldingen, xlsx
from .samen import together

KOPPEN = ["Nr", "Datum", "Verwijzer", "Woonplaats", "Geb.jaar", "J/M", "Vraag", "Knelpunt", "Besluit", "Roepnaam"]
RIJ: list[Any] = [1, "03-01-2024", "GI", "Enschede", 2010, "J", "Wil terug naar huis.", "Visieverschil", "TA", "Sam"]


def met(**cells: Any) -> list[Any]:
    """The row, with some cells otherwise; a blank in a heading is an underscore."""
    names = [re.sub(r"\W", "_", k.lower()) for k in KOPPEN]
    assert set(cells) <= set(names)
    return [cells.get(n, v) for n, v in zip(names, RIJ, strict=True)]


@pytest.fixture
def lezer(team: Toegang, clock: Clock, tmp_path: Path) -> Lezer:
    return Lezer(team, clock, tmp_path)


# --- the first time


def test_the_teams_own_workbook_gives_144_casussen_and_again_none(lezer: Lezer) -> None:
    first = lezer.file(WERKBOEK)
    assert (first.gelezen, first.nieuw, first.gewijzigd, first.al_bekend, len(first.afgewezen)) == (147, 144, 0, 0, 3)
    tip = lezer.tip()
    again = lezer.file(WERKBOEK)
    assert (again.gelezen, again.nieuw, again.gewijzigd, again.al_bekend) == (147, 0, 0, 144)
    assert again.afgewezen == first.afgewezen
    assert again.verschillen == ()
    assert lezer.tip() == tip
    held = lezer.casussen()
    assert len(held) == 144
    assert sum(c["in_monitor"] == "JA" for c in held) == 104
    assert sum(c["gemeente"] == "ONB" for c in held) == 5
    assert sum(len(c["besluiten"]) for c in held) == 144


def test_the_report_as_json_has_exactly_the_promised_keys(lezer: Lezer) -> None:
    made = lezer.file(WERKBOEK).as_json()
    assert list(made) == ["gelezen", "nieuw", "gewijzigd", "al_bekend", "verschillen", "afgewezen", "waarschuwingen"]
    assert json.loads(json.dumps(made)) == made
    assert made["afgewezen"] == [
        {"rij": 149, "reden": "Er is geen datum van aanmelding."},
        {"rij": 150, "reden": "De datum van aanmelding 31-02-2024 bestaat niet."},
        {"rij": 151, "reden": "Geboortejaar 1911 kan niet bij een aanmelding in 2024."},
    ]
    assert made["waarschuwingen"] == [
        {"rij": 18, "melding": "Een nummer dat een BSN kan zijn is weggelaten; de rest van de tekst is bewaard."}
    ]


def test_a_row_becomes_a_casus_with_its_code_decision_links_and_origin(lezer: Lezer) -> None:
    lezer.rows(KOPPEN, RIJ)
    (casus,) = lezer.casussen()
    assert casuscode.is_valid(casus["casuscode"])
    assert casus["casuscode"].startswith("24-")
    assert {
        k: casus[k] for k in ("regio", "kanaal", "datum_aanmelding", "aanmelder", "gemeente", "geboortejaar", "geslacht", "knelpunt")
    } == {
        "regio": "twente",
        "kanaal": "IMPORT",
        "datum_aanmelding": date(2024, 1, 3),
        "aanmelder": "GI",
        "gemeente": "GM0153",
        "geboortejaar": 2010,
        "geslacht": "JONGEN",
        "knelpunt": ["VISIE"],
    }
    assert casus["grondslag_status"] == "NIETVAST"
    (besluit,) = casus["besluiten"]
    noon = datetime(2024, 1, 3, 11, tzinfo=UTC)  # the day of the aanmelding: the workbook gives no other
    assert (besluit["besluit_route"], besluit["overleg"], besluit["besloten_op"], besluit["genomen_op"]) == ("TA", None, None, noon)
    assert casus["sleutel"] == "nr:2024:1"
    with lezer.team.store.reading() as session:
        assert session.scalars(select(Herkomst)).one().id == made_of("herkomst", "werkboek", "nr:2024:1")
        assert session.scalars(select(CasusKnelpunt)).one().id == made_of("casus_knelpunt", casus["id"], "VISIE")


def test_date_and_reason_of_a_decision_and_a_closing_come_along(lezer: Lezer) -> None:
    lezer.rows(
        ["Datum", "Verwijzer", "Besluit", "Datum besluit", "Motivering", "Resultaat", "Afgesloten op", "Monitor", "Kanaal"],
        ["1-2-2024", "GI", "RET-tafel", "8-2-2024", "Te complex", "opgeschaald", date(2024, 5, 1), "ja", "telefoon"],
    )
    (casus,) = lezer.casussen()
    (besluit,) = casus["besluiten"]
    assert (besluit["besluit_route"], besluit["besloten_op"], besluit["reden"]) == ("RETTAFEL", date(2024, 2, 8), "Te complex")
    assert (casus["afsluiting_resultaat"], casus["afsluiting_datum"], casus["in_monitor"]) == ("OPGESCH", date(2024, 5, 1), "JA")
    assert casus["kanaal"] == "TEL"


def test_a_workbook_that_was_taken_back_is_imported_again_with_who_the_child_is(lezer: Lezer) -> None:
    """Who it is waits for the casus, and what the workbook knows by now is filled in."""
    lezer.rows(KOPPEN, RIJ)
    ongedaan.undo(lezer.team)
    lezer.rows([*KOPPEN, "Telefoon"], [*RIJ, "06-12345678"])
    (casus,) = lezer.casussen()
    (identiteit,) = casus["identiteit"]
    assert (identiteit["roepnaam"], identiteit["aanmelder_telefoon"]) == ("Sam", "06-12345678")


def test_identity_goes_to_this_laptop_only(lezer: Lezer) -> None:
    lezer.rows([*KOPPEN, "Telefoon", "Mail", "Naam aanmelder"], [*RIJ, "06-12345678", "piet@voorbeeld.nl", "Piet Pietersen"])
    (casus,) = lezer.casussen()
    (identiteit,) = casus.pop("identiteit")
    assert (identiteit["roepnaam"], identiteit["aanmelder_naam"]) == ("Sam", "Piet Pietersen")
    assert (identiteit["aanmelder_telefoon"], identiteit["aanmelder_mail"]) == ("06-12345678", "piet@voorbeeld.nl")
    assert not re.search("Sam|Piet|12345678", repr(casus))
    with lezer.team.store.raw_cursor() as cursor:
        log = b"".join(r[0] for r in cursor.execute("SELECT val FROM sync_op").fetchall())
    assert not re.search(b"Sam|Piet|12345678", log)


def test_the_whole_import_is_one_action_in_the_journal_and_its_meta_holds_no_code_or_text(lezer: Lezer) -> None:
    before = lezer.tip()[0]
    lezer.file(WERKBOEK)
    assert lezer.tip()[0] == before + 1
    with lezer.team.store.raw_cursor() as cursor:
        meta = json.loads(cursor.execute("SELECT meta FROM sync_tx ORDER BY tx DESC LIMIT 1").fetchone()[0])
    assert meta["doel"] == "importeer"
    assert meta["lid"] == lezer.team.lid.hex
    assert set(meta) == {"app", "apparaat", "doel", "lid"}


def test_a_rehearsal_tells_the_same_and_writes_nothing(lezer: Lezer) -> None:
    tip = lezer.tip()
    rehearsed = lezer.file(WERKBOEK, proef=True)
    assert lezer.tip() == tip
    assert lezer.casussen() == []
    assert rehearsed == lezer.file(WERKBOEK)
    lezer.rows(KOPPEN, RIJ)
    tip = lezer.tip()
    assert lezer.rows(KOPPEN, met(verwijzer="school"), proef=True).gewijzigd == 1
    assert lezer.tip() == tip


def test_a_refused_file_leaves_no_trace(lezer: Lezer, tmp_path: Path) -> None:
    tip = lezer.tip()
    with pytest.raises(Refused):
        lezer.rows(["iets", "anders"], [1, 2])
    with pytest.raises(Refused, match="verschil"):
        lezer.file(WERKBOEK, bij_verschil="ik")
    assert lezer.tip() == tip


def test_a_failing_write_leaves_nothing_behind(lezer: Lezer, monkeypatch: pytest.MonkeyPatch) -> None:
    tip = lezer.tip()
    monkeypatch.setattr(opslaan, "made_of", lambda *parts: made_of("same"))
    with pytest.raises(Exception, match="UNIQUE"):
        lezer.file(WERKBOEK)
    monkeypatch.undo()
    assert lezer.tip() == tip
    assert lezer.file(WERKBOEK).nieuw == 144


def test_a_code_that_is_taken_is_drawn_again(lezer: Lezer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether it is taken by the program or earlier in the same file."""
    letters = iter("00000" + "00000" + "00001" + "00001" + "00002")
    monkeypatch.setattr(opslaan.Opslag, "_letters", lambda opslag, sleutel: lambda _: next(letters))
    lezer.rows(KOPPEN, RIJ)
    lezer.rows(KOPPEN, RIJ, met(nr=2), met(nr=3))
    assert [c["casuscode"][3:8] for c in lezer.casussen()] == ["00000", "00001", "00002"]


def test_one_workbook_read_on_two_laptops_leaves_nothing_to_settle(team: Toegang, clock: Clock, tmp_path: Path) -> None:
    with together(team, tmp_path / "samen", clock) as samen:
        for laptop, folder in ((samen.anna, tmp_path / "a"), (samen.bart, tmp_path / "b")):
            folder.mkdir()
            Lezer(laptop, clock, folder).rows(KOPPEN, RIJ, met(nr=2))
        samen.wissel()
        with samen.anna.reading() as session:
            codes = [row.casuscode or "" for row in session.scalars(select(Casus))]
            assert [(one.wat, one.veld) for one in verschillen.lijst(session)] == []
    assert len(set(codes)) == 2
    assert all(casuscode.is_valid(code) for code in codes)


def test_the_code_of_a_row_is_another_for_another_team() -> None:
    picks = [opslaan.Opslag._letters(SimpleNamespace(geheim=geheim), "nr:2024:1") for geheim in (b"een", b"twee", b"een")]  # type: ignore[arg-type]
    one, other, again = (casuscode.draw(date(2024, 1, 3), lambda _: False, pick) for pick in picks)
    assert one == again != other


# --- known again


def test_the_same_workbook_is_known_under_another_name_and_as_csv(lezer: Lezer, tmp_path: Path) -> None:
    lezer.rows(KOPPEN, RIJ, met(nr=2))
    assert lezer.file(xlsx(tmp_path / "kopie.xlsx", {"Andere naam": [["Titel"], [], KOPPEN, RIJ, met(nr=2)]})).al_bekend == 2
    assert lezer.file(csv_file(tmp_path / "kopie.csv", [KOPPEN, RIJ, met(nr=2)])).al_bekend == 2


def test_the_same_number_of_another_year_is_another_aanmelding(lezer: Lezer) -> None:
    lezer.rows(KOPPEN, RIJ)
    assert lezer.rows(KOPPEN, met(datum="05-02-2025", geb_jaar=2012, vraag="Andere vraag")).nieuw == 1
    assert lezer.rows(KOPPEN, RIJ, met(datum="05-02-2025", geb_jaar=2012, vraag="Andere vraag")).al_bekend == 2


def test_a_number_that_now_stands_beside_another_child_is_refused_and_nothing_is_overwritten(lezer: Lezer) -> None:
    lezer.rows(KOPPEN, RIJ)
    before = lezer.casussen()
    verslag = lezer.rows(KOPPEN, met(datum="09-09-2024", verwijzer="school", geb_jaar=2014, j_m="M"))
    assert [a.rij for a in verslag.afgewezen] == [2]
    assert "andere aanmelding" in verslag.afgewezen[0].reden
    assert lezer.casussen() == before


def test_a_date_that_is_corrected_within_its_year_is_a_change(lezer: Lezer) -> None:
    lezer.rows(KOPPEN, RIJ)
    assert lezer.rows(KOPPEN, met(datum="13-01-2024")).gewijzigd == 1
    assert [c["datum_aanmelding"] for c in lezer.casussen()] == [date(2024, 1, 13)]


def test_a_date_that_is_corrected_to_another_year_is_new_with_a_warning(lezer: Lezer) -> None:
    """It can't be told from the same number of the next year; a second casus that is pointed out loses nothing."""
    lezer.rows(KOPPEN, RIJ)
    verslag = lezer.rows(KOPPEN, met(datum="03-01-2025"))
    assert verslag.nieuw == 1
    assert meldingen(verslag) == [
        "Op de datum na gelijk aan een aanmelding van 03-01-2024. Is de datum verbeterd, dan staat zij er nu twee keer."
    ]
    assert meldingen(lezer.rows(KOPPEN, RIJ, met(datum="03-01-2025"))) == []


def test_without_numbers_a_row_is_known_by_what_it_says_and_twins_are_two(lezer: Lezer) -> None:
    rows = [KOPPEN[1:], RIJ[1:], RIJ[1:], met(vraag="Anders, en lang genoeg.", geb_jaar=2011)[1:]]
    assert lezer.rows(*rows).nieuw == 3
    assert lezer.rows(*rows).al_bekend == 3
    assert lezer.rows(rows[0], rows[3], rows[1], rows[2]).al_bekend == 3
    assert lezer.rows(rows[0], met(vraag="Nu iets anders.", geb_jaar=2011)[1:]).gewijzigd == 1


def test_a_sleutel_without_number_is_another_in_another_team(lezer: Lezer, clock: Clock, tmp_path: Path) -> None:
    """So that nobody outside the team can try birth years and places until one fits."""
    lezer.rows(KOPPEN[1:], RIJ[1:])
    other = toegang.begin(Place(tmp_path / "elders"), PASSPHRASE, naam="Bo Bos", now=clock).toegang
    elsewhere = Lezer(other, clock, tmp_path)
    elsewhere.rows(KOPPEN[1:], RIJ[1:])
    (one,), (two,) = lezer.casussen(), elsewhere.casussen()
    other.close()
    assert re.fullmatch(r"rij:[0-9a-f]{32}:1", one["sleutel"])
    assert one["sleutel"] != two["sleutel"]
    assert one["id"] != two["id"]


def test_without_numbers_a_word_that_is_spelled_right_later_does_not_make_a_second_casus(lezer: Lezer) -> None:
    first = lezer.rows(KOPPEN[1:], met(verwijzer="gezinsvoogdes")[1:], met(woonplaats=None, geb_jaar=2012)[1:])
    assert (first.nieuw, len(first.waarschuwingen)) == (2, 1)
    again = lezer.rows(KOPPEN[1:], RIJ[1:], met(geb_jaar=2012)[1:])
    assert (again.nieuw, again.gewijzigd) == (0, 2)
    assert [(c["aanmelder"], c["gemeente"]) for c in lezer.casussen()] == [("GI", "GM0153")] * 2
    assert lezer.rows(KOPPEN[1:], RIJ[1:], met(geb_jaar=2012)[1:]).al_bekend == 2
    assert lezer.rows(KOPPEN[1:], RIJ[1:], RIJ[1:]).nieuw == 1  # the second of two such rows is not that casus again


def test_a_row_that_left_the_workbook_changes_nothing(lezer: Lezer) -> None:
    lezer.rows(KOPPEN, RIJ, met(nr=2))
    before = lezer.casussen()
    assert lezer.rows(KOPPEN, RIJ).al_bekend == 1
    assert lezer.casussen() == before


def test_a_casus_that_was_deleted_in_the_program_stays_deleted(lezer: Lezer) -> None:
    lezer.rows(KOPPEN, RIJ)
    with lezer.team.store.transaction("wis", lid=lezer.team.lid) as session:
        session.execute(update(Herkomst).values(casus=None, waarden=None))
        for model in (Besluit, CasusKnelpunt, CasusProblematiek, Identiteit, Casus):
            session.execute(delete(model))
    verslag = lezer.rows(KOPPEN, met(verwijzer="school"))
    assert (verslag.nieuw, verslag.gewijzigd, verslag.al_bekend) == (0, 0, 1)
    assert lezer.casussen() == []


def test_a_casus_whose_origin_was_taken_away_is_left_alone(lezer: Lezer) -> None:
    lezer.rows(KOPPEN, RIJ)
    with lezer.team.store.transaction("los", lid=lezer.team.lid) as session:
        session.execute(delete(Herkomst))
    assert lezer.rows(KOPPEN, met(verwijzer="school")).al_bekend == 1
    assert [c["aanmelder"] for c in lezer.casussen()] == ["GI"]


def test_an_import_that_was_undone_can_be_done_again(lezer: Lezer) -> None:
    lezer.rows(KOPPEN, RIJ)
    with lezer.team.store.transaction("ongedaan", lid=lezer.team.lid) as session:
        for model in (Herkomst, Besluit, CasusKnelpunt, Identiteit, Casus):
            session.execute(delete(model))
    assert lezer.rows(KOPPEN, RIJ).nieuw == 1
    assert len(lezer.casussen()) == 1


# --- changed since


def test_what_changed_only_in_the_workbook_is_taken_over_and_remembered(lezer: Lezer) -> None:
    lezer.rows(KOPPEN, RIJ)
    verslag = lezer.rows(KOPPEN, met(verwijzer="school", datum="04-01-2024", vraag="Nieuwe vraag"))
    assert (verslag.nieuw, verslag.gewijzigd, verslag.al_bekend, verslag.verschillen) == (0, 1, 0, ())
    (casus,) = lezer.casussen()
    assert (casus["aanmelder"], casus["datum_aanmelding"], casus["vraag"]) == ("OND", date(2024, 1, 4), "Nieuwe vraag")
    assert (casus["waarden"]["aanmelder"], casus["waarden"]["datum_aanmelding"]) == ("OND", "2024-01-04")
    assert lezer.rows(KOPPEN, met(verwijzer="school", datum="04-01-2024", vraag="Nieuwe vraag")).al_bekend == 1


def test_what_changed_only_in_the_program_stays_and_is_no_difference(lezer: Lezer) -> None:
    lezer.rows(KOPPEN, RIJ)
    lezer.change(aanmelder="VT", vraag="Zoals besproken")
    verslag = lezer.rows(KOPPEN, RIJ)
    assert (verslag.al_bekend, verslag.verschillen) == (1, ())
    assert lezer.casussen()[0]["aanmelder"] == "VT"


def test_of_what_both_changed_the_programs_stays_and_the_field_is_listed_until_it_is_settled(lezer: Lezer) -> None:
    lezer.rows(KOPPEN, RIJ)
    lezer.change(aanmelder="VT")
    code = lezer.casussen()[0]["casuscode"]
    for _ in range(2):
        verslag = lezer.rows(KOPPEN, met(verwijzer="school", woonplaats="Borne"))
        assert verslag.as_json()["verschillen"] == [{"rij": 2, "casus": code, "veld": "aanmelder"}]
        assert (lezer.casussen()[0]["aanmelder"], lezer.casussen()[0]["gemeente"]) == ("VT", "GM0147")
    assert lezer.rows(KOPPEN, met(verwijzer="school", woonplaats="Borne"), bij_verschil="werkboek").gewijzigd == 1
    assert lezer.casussen()[0]["aanmelder"] == "OND"
    settled = lezer.rows(KOPPEN, met(verwijzer="school", woonplaats="Borne"))
    assert (settled.al_bekend, settled.verschillen) == (1, ())


def test_the_same_change_on_both_sides_is_no_difference(lezer: Lezer) -> None:
    lezer.rows(KOPPEN, RIJ)
    lezer.change(aanmelder="OND")
    verslag = lezer.rows(KOPPEN, met(verwijzer="school"))
    assert (verslag.al_bekend, verslag.verschillen) == (1, ())
    assert lezer.casussen()[0]["waarden"]["aanmelder"] == "OND"


def test_an_emptied_cell_empties_the_field_and_a_word_that_is_not_known_does_not(lezer: Lezer) -> None:
    lezer.rows(KOPPEN, RIJ)
    assert lezer.rows(KOPPEN, met(woonplaats="Enschdee", vraag=None, geb_jaar=None)).gewijzigd == 1
    (casus,) = lezer.casussen()
    assert (casus["gemeente"], casus["vraag"], casus["geboortejaar"]) == ("GM0153", None, None)
    lezer.rows(KOPPEN, met(woonplaats=None, vraag=None, geb_jaar=None))
    assert lezer.casussen()[0]["gemeente"] == "ONB"


def test_a_column_that_is_gone_empties_nothing_and_one_that_is_added_fills(lezer: Lezer) -> None:
    lezer.rows(KOPPEN, RIJ)
    lezer.rows([*KOPPEN[:6], "Maatregel", "Kanaal"], [*RIJ[:6], "OTS", "mail"])
    (casus,) = lezer.casussen()
    assert (casus["vraag"], casus["knelpunt"], casus["maatregel"], casus["kanaal"]) == ("Wil terug naar huis.", ["VISIE"], "OTS", "MAIL")
    assert casus["waarden"]["vraag"] == "Wil terug naar huis."


def test_an_added_column_without_anything_in_it_writes_nothing(lezer: Lezer) -> None:
    lezer.rows(KOPPEN[:6], RIJ[:6])
    tip = lezer.tip()
    assert lezer.rows([*KOPPEN[:6], "Knelpunt", "Vraag"], RIJ[:6]).al_bekend == 1
    assert lezer.tip() == tip


def test_a_reason_without_a_decision_changes_no_casus(lezer: Lezer) -> None:
    lezer.rows([*KOPPEN, "Motivering"], [*met(besluit=None), "een"])
    verslag = lezer.rows([*KOPPEN, "Motivering"], [*met(besluit=None), "twee"])
    assert (verslag.gewijzigd, verslag.al_bekend, verslag.verschillen) == (0, 1, ())
    lezer.rows([*KOPPEN, "Motivering"], [*RIJ, "twee"])
    assert [b["reden"] for b in lezer.casussen()[0]["besluiten"]] == ["twee"]


def test_sets_of_codes_are_taken_over_as_one_value(lezer: Lezer) -> None:
    lezer.rows(KOPPEN, met(knelpunt="Visieverschil; Procesregie"))
    assert lezer.rows(KOPPEN, met(knelpunt="Procesregie, Toekomstperspectief")).gewijzigd == 1
    assert lezer.casussen()[0]["knelpunt"] == ["PERSP", "REGIE"]
    with lezer.team.store.transaction("wijzig", lid=lezer.team.lid) as session:
        session.execute(delete(CasusKnelpunt).where(CasusKnelpunt.code == "REGIE"))  # type: ignore[arg-type]  # a column
    verslag = lezer.rows(KOPPEN, met(knelpunt="Visieverschil"))
    assert [v.veld for v in verslag.verschillen] == ["knelpunt"]
    assert lezer.casussen()[0]["knelpunt"] == ["PERSP"]
    lezer.rows(KOPPEN, met(knelpunt="Visieverschil"), bij_verschil="werkboek")
    assert lezer.casussen()[0]["knelpunt"] == ["VISIE"]
    lezer.rows(KOPPEN, met(knelpunt=None))
    assert lezer.casussen()[0]["knelpunt"] == []


def _decide(lezer: Lezer, **values: Any) -> None:
    with lezer.team.store.transaction("besluit", lid=lezer.team.lid) as session:
        session.execute(update(Besluit).values(**values))


def test_a_decision_that_changed_in_the_workbook_is_taken_over_in_the_same_decision(lezer: Lezer) -> None:
    lezer.rows(KOPPEN, RIJ)
    _decide(lezer, besluit_team=2)
    assert lezer.rows(KOPPEN, met(besluit="RET-tafel")).gewijzigd == 1
    (besluit,) = lezer.casussen()[0]["besluiten"]
    assert (besluit["besluit_route"], besluit["besluit_team"]) == ("RETTAFEL", 2)


def test_a_decision_that_both_changed_is_a_difference(lezer: Lezer) -> None:
    lezer.rows(KOPPEN, RIJ)
    _decide(lezer, besluit_route="CON")
    assert [v.veld for v in lezer.rows(KOPPEN, met(besluit="RET-tafel")).verschillen] == ["besluit_route"]
    assert lezer.casussen()[0]["besluiten"][0]["besluit_route"] == "CON"


def test_a_decision_that_comes_later_is_made_and_one_that_is_emptied_is_taken_away(lezer: Lezer) -> None:
    lezer.rows(KOPPEN, met(besluit=None))
    assert lezer.casussen()[0]["besluiten"] == []
    assert lezer.rows(KOPPEN, RIJ).gewijzigd == 1
    assert [b["besluit_route"] for b in lezer.casussen()[0]["besluiten"]] == ["TA"]
    assert lezer.rows(KOPPEN, met(besluit=None)).gewijzigd == 1
    assert lezer.casussen()[0]["besluiten"] == []


def test_an_emptied_decision_that_an_actie_came_from_stays_and_is_listed(lezer: Lezer) -> None:
    lezer.rows(KOPPEN, RIJ)
    (casus,) = lezer.casussen()
    with lezer.team.store.transaction("actie", lid=lezer.team.lid) as session:
        session.add(Actie(casus=casus["id"], besluit=casus["besluiten"][0]["id"], omschrijving="bellen"))
    verslag = lezer.rows(KOPPEN, met(besluit=None), bij_verschil="werkboek")
    assert [v.veld for v in verslag.verschillen] == ["besluit_route"]
    assert len(lezer.casussen()[0]["besluiten"]) == 1


# --- a decision of the workbook beside those of the team

MET_DATUM = [*KOPPEN, "Datum besluit"]


def _own_decision(lezer: Lezer, route: str = "REGIE") -> None:
    (casus,) = lezer.casussen()
    with lezer.team.doing("besluit") as session:
        triage.decide(session, lezer.team.wie(), casus["id"], route)


def _now(lezer: Lezer) -> tuple[str | None, str, list[str | None]]:
    """The route and the status of the one casus, and its decisions, oldest first."""
    with lezer.team.reading() as session:
        (regel,) = casussen.listed(session)
        return regel.route, regel.status, [d.route for d in casussen.decisions(session, regel.id)]


@pytest.mark.parametrize("first", [None, "TA"])
def test_a_workbook_does_not_overrule_what_the_team_decided(lezer: Lezer, clock: Clock, first: str | None) -> None:
    lezer.rows(MET_DATUM, [*met(besluit=first), None])
    clock.go_on(days=1)
    _own_decision(lezer)
    clock.go_on(days=1)
    before = _now(lezer)
    verslag = lezer.rows(MET_DATUM, [*met(besluit="Consultatie"), date(2026, 11, 26)])
    assert [(v.veld, v.geldt) for v in verslag.verschillen] == [("besluit_route", "programma"), ("besloten_op", "programma")]
    assert (verslag.gewijzigd, verslag.al_bekend) == (0, 1)
    assert _now(lezer) == before
    assert before[:2] == ("REGIE", "procesregie")


@pytest.mark.parametrize("first", [None, "TA"])
def test_with_the_workbook_first_its_decision_still_stands_before_the_teams(lezer: Lezer, clock: Clock, first: str | None) -> None:
    """Also when the workbook gives it a later day."""
    lezer.rows(MET_DATUM, [*met(besluit=first), None])
    clock.go_on(days=1)
    _own_decision(lezer)
    clock.go_on(days=3)
    row = [*met(besluit="Consultatie"), date(2026, 11, 27)]
    verslag = lezer.rows(MET_DATUM, row, bij_verschil="werkboek")
    assert {(v.veld, v.geldt) for v in verslag.verschillen} == {("besluit_route", "beide"), ("besloten_op", "beide")}
    assert _now(lezer) == ("REGIE", "procesregie", ["CON", "REGIE"])
    settled = lezer.rows(MET_DATUM, row)
    assert (settled.al_bekend, settled.verschillen) == (1, ())


def test_a_workbook_that_was_kept_up_with_what_the_team_decided_is_no_difference(lezer: Lezer, clock: Clock) -> None:
    lezer.rows(MET_DATUM, [*RIJ, None])
    clock.go_on(days=1)
    _own_decision(lezer)
    verslag = lezer.rows(MET_DATUM, [*met(besluit="Procesregie"), date(2026, 11, 25)])
    assert (verslag.al_bekend, verslag.verschillen) == (1, ())
    assert _now(lezer) == ("REGIE", "procesregie", ["TA", "REGIE"])


def test_a_decision_of_the_program_at_the_moment_of_the_import_comes_after_it(lezer: Lezer, clock: Clock) -> None:
    """Whichever day the workbook names, and though a workbook's noon is still to come."""
    lezer.rows(MET_DATUM, [*RIJ, date(2026, 11, 24)])
    _own_decision(lezer)
    assert _now(lezer)[2] == ["TA", "REGIE"]
    assert [b["genomen_op"] < clock() for b in lezer.casussen()[0]["besluiten"]].count(True) == 1


def test_a_date_of_a_decision_that_changes_in_the_workbook_moves_it_along(lezer: Lezer) -> None:
    lezer.rows(MET_DATUM, [*RIJ, date(2024, 1, 10)])
    lezer.rows(MET_DATUM, [*RIJ, date(2024, 7, 10)])
    assert [b["genomen_op"] for b in lezer.casussen()[0]["besluiten"]] == [datetime(2024, 7, 10, 10, tzinfo=UTC)]


def test_decisions_of_a_workbook_are_not_told_in_a_meeting_and_propose_no_closing(lezer: Lezer) -> None:
    """The team knows them; an agenda that is full of them hides what is new."""
    routes = ["TA", "Consultatie", "Procesregie", "RET-tafel", "DOORVERW", "NIET"]
    rows = [[*met(nr=n, datum="10-11-2026", besluit=route), date(2026, 11, 17)] for n, route in enumerate(routes)]
    assert lezer.rows(MET_DATUM, *rows).waarschuwingen == ()
    with lezer.team.doing("begin") as session:
        meeting = overleg.begin(session, lezer.team.wie())
    with lezer.team.reading() as session:
        assert overleg.agenda(session, meeting, date(2026, 11, 24)) == []


def test_the_command_tells_whose_value_stands(
    lezer: Lezer, clock: Clock, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("retcli.clock.system", clock)
    lezer.rows(KOPPEN, RIJ)
    lezer.change(aanmelder="VT")
    clock.go_on(days=1)
    _own_decision(lezer)
    path = xlsx(lezer.tmp_path / "anders.xlsx", [KOPPEN, met(verwijzer="school", besluit="Consultatie")])
    lezer.team.close()
    secret = lezer.tmp_path / "wachtwoord"
    secret.write_text(PASSPHRASE)
    token = basis.AANROEP.set(basis.Aanroep(lezer.team.place, secret))
    told: dict[str, list[str]] = {}
    try:
        for side in ("programma", "werkboek"):
            beheer.import_(path, bij_verschil=side)
            told[side] = [line.split("; ", 1)[1] for line in capsys.readouterr().out.splitlines() if "; " in line]
    finally:
        basis.AANROEP.reset(token)
    assert told == {
        "programma": ["het programma houdt zijn waarde"] * 2,
        "werkboek": [
            "de waarde van het werkboek is overgenomen",
            "het werkboek is overgenomen als eerder besluit, en het besluit van het team blijft gelden",
        ],
    }


def test_reading_again_fills_identity_that_is_missing_and_overwrites_none(lezer: Lezer) -> None:
    lezer.rows(KOPPEN, RIJ)
    lezer.rows([*KOPPEN, "Mail"], [*met(roepnaam="Anders"), "p@voorbeeld.nl"])
    (identiteit,) = lezer.casussen()[0]["identiteit"]
    assert (identiteit["roepnaam"], identiteit["aanmelder_mail"]) == ("Sam", "p@voorbeeld.nl")


def test_many_changed_rows_are_taken_over_each_to_its_own_casus(lezer: Lezer) -> None:
    """More than the 500 that are looked up at a time."""
    rows = [met(nr=n, vraag=f"Vraag {n}") for n in range(1, 1201)]
    assert lezer.rows(KOPPEN, *rows).nieuw == 1200
    for row in rows:
        row[6] += " anders"
        row[7] = "Procesregie"
    assert lezer.rows(KOPPEN, *rows).gewijzigd == 1200
    with lezer.team.store.reading() as session:
        found = session.execute(
            select(Herkomst.sleutel, Casus.vraag, CasusKnelpunt.code)  # type: ignore[call-overload]  # columns
            .join(Casus, Casus.id == Herkomst.casus)
            .join(CasusKnelpunt, CasusKnelpunt.casus == Casus.id)
        ).all()
        assert session.scalar(select(func.count()).select_from(CasusKnelpunt)) == 1200
    assert {(s, v, c) for s, v, c in found} == {(f"nr:2024:{n}", f"Vraag {n} anders", "REGIE") for n in range(1, 1201)}


def test_messages_never_quote_text_or_identity(lezer: Lezer) -> None:
    verslag = lezer.rows(
        ["Datum", "Vraag", "Opmerkingen", "Roepnaam", "Telefoon", "Geb.jaar"],
        ["geen", "GEHEIM 1", "GEHEIM 2", "GEHEIM 3", "GEHEIM 4", 2010],
        ["1-2-2024", "GEHEIM 111222333", "GEHEIM" * 9000, "GEHEIM 5", "GEHEIM 6", "GEHEIM"],
        ["1-2-2024", "GEHEIM 111222333", "GEHEIM", "GEHEIM 111222333", "GEHEIM 6", "GEHEIM"],
    )
    assert (verslag.nieuw, len(verslag.afgewezen)) == (1, 2)
    assert verslag.waarschuwingen
    assert "GEHEIM" not in json.dumps(verslag.as_json())
