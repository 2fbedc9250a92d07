"""What a person types at intake as values: years, ages, dates, codes by their first letters; what is still missing."""

from __future__ import annotations

from datetime import date

import pytest

from db.codes import LIJSTEN
from retcli import intake
from retcli.errors import NotFound, Refused
from retcli.toegang import Toegang

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("typed", "year"),
    [("2012", 2012), ("12", 2012), ("'12", 2012), ("99", 1999), ("26", 2026), ("14j", 2012), ("14 jaar", 2012), ("0j", 2026)],
)
def test_a_birth_year_is_a_year_two_digits_or_an_age(typed: str, year: int) -> None:
    assert intake.birth_year(typed, TODAY) == year


@pytest.mark.parametrize("typed", ["8", "veertien", "201", "20125", "12-3-2012", "-14j", "١٤", "2012.5", "14 j 2"])
def test_what_is_no_year_is_refused(typed: str) -> None:
    with pytest.raises(Refused):
        intake.birth_year(typed, TODAY)


@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [
        ("datum_aanmelding", "gisteren", date(2026, 11, 23)),
        ("dreigende_uhp", "J", True),
        ("wens_naar_huis", "nee", False),
        ("knelpunt", "visie, ,regie", ["visie", "regie"]),
        ("geboortejaar", "14j", 2012),
        ("vraag", " \n", None),
        ("knelpunt", "", []),
        ("aanmelder_organisatie", "Aanbieder A", "Aanbieder A"),
    ],
)
def test_what_is_typed_becomes_a_value(name: str, typed: str, value: object) -> None:
    assert intake.read(name, typed, TODAY) == value


@pytest.mark.parametrize(
    ("name", "typed", "first"),
    [
        ("gemeente", "en", "Enschede"),
        ("gemeente", "hof", "Hof van Twente"),
        ("aanmelder", "gi", "Gecertificeerde instelling"),
        ("aanmelder", "jeugdb", "Gecertificeerde instelling"),
        ("aanmelder", "wijk", "Lokale toegang"),
        ("kanaal", "t", "Telefoon"),
        ("geslacht", "m", "Meisje"),
        ("geslacht", "j", "Jongen"),
        ("maatregel", "ots", "Ondertoezichtstelling (OTS)"),
        ("maatregel", "v", "Voorlopige OTS"),
        ("bijkomend", "adhd", "ADHD"),
    ],
)
def test_the_first_letters_pick_from_a_list(name: str, typed: str, first: str) -> None:
    lijst = LIJSTEN[intake.CODED.get(name) or intake.LINKED_LISTS[name]]
    assert lijst.label(intake.choices(name, typed)[0]) == first


def test_only_what_may_be_chosen_is_offered() -> None:
    assert "IMPORT" not in intake.choices("kanaal", "")
    assert "ADHD" not in intake.choices("problematiek", "")
    assert "ADHD" in intake.choices("bijkomend", "")
    assert intake.choices("gemeente", "xyz") == []


def test_a_new_casus_has_an_owner_and_what_is_missing_is_known(team: Toegang) -> None:
    with team.doing("nieuw") as session:
        casus, _ = intake.register(session, team.wie(), {"gemeente": "GM0153", "knelpunt": ["VISIE"]})
    with team.reading() as session:
        velden = intake.values(session, casus)
        assert velden["eigenaar"] == team.lid
        assert velden["knelpunt"] == ("VISIE",)
        assert intake.missing(velden) == ["aanmelder", "geboortejaar", "vraag"]
        later = intake.missing(velden, intake.FOR_TRIAGE)
        assert "knelpunt" not in later
        assert "grondslag_status" in later, "not written down yet is missing"
    with pytest.raises(NotFound), team.reading() as session:
        intake.values(session, team.lid)


def test_a_day_after_today_is_refused() -> None:
    intake.may_begin(TODAY, TODAY)
    with pytest.raises(Refused):
        intake.may_begin(date(2026, 11, 25), TODAY)
