"""What came in by an exchange is told in words: which fields, which meeting, who joined what."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from uuid import UUID

from retcli import overleg, samenvoegen
from retcli.toegang import Toegang
from retcli.uitwisselen import Verslag, voorbeeld, wissel_uit

from .conftest import Clock
from .db.laptops import Laptop
from .wisselhulp import naast, nieuw, verander

DAY = date(2026, 11, 20)


def passed_on(folder: Path, here: Toegang, there: Toegang) -> Verslag:
    """What the second reads of what the first did."""
    wissel_uit(here, folder)
    seen = voorbeeld(there, folder)
    done = wissel_uit(there, folder)
    assert (seen.casussen, seen.aantallen) == (done.casussen, done.aantallen)
    return done


def words(report: Verslag) -> list[str]:
    return [one.woorden for one in report.aantallen]


def test_which_fields_of_a_casus_changed_is_told_in_the_order_of_the_table(team: Toegang, bart: Toegang, folder: Path) -> None:
    casus, code = nieuw(team)
    other, _ = nieuw(team)
    passed_on(folder, team, bart)
    verander(bart, casus, vraag="Bij wie kan dit kind wonen?", geboortejaar=2012)
    verander(team, other, vraag="Dit schreef de ander zelf.")
    report = passed_on(folder, bart, team)
    assert [(one.code, one.hoe, one.wat) for one in report.casussen] == [(code, "gewijzigd", "geboortejaar, vraag")]


def test_of_many_fields_a_few_are_named_and_the_rest_is_counted(team: Toegang, bart: Toegang, folder: Path) -> None:
    casus, _ = nieuw(team)
    passed_on(folder, team, bart)
    verander(bart, casus, vraag="Wat nu?", datum_aanmelding=DAY, geboortejaar=2012, geslacht="M", gemeente="GM0141")
    report = passed_on(folder, bart, team)
    assert [one.wat for one in report.casussen] == ["aangemeld op, gemeente, geboortejaar, nog 2"]


def test_a_part_of_a_casus_is_called_by_its_name(team: Toegang, bart: Toegang, folder: Path) -> None:
    casus, _ = nieuw(team)
    passed_on(folder, team, bart)
    Laptop(bart.place.folder, bart.now, bart.store).sql(
        "wijzig", ("INSERT INTO casus_partij(id, casus, organisatie) VALUES (?, ?, 'Jarabee')", bytes(range(16)), casus.bytes)
    )
    report = passed_on(folder, bart, team)
    assert [one.wat for one in report.casussen] == ["partijen"]


def test_who_joined_a_double_with_which_casus_is_told_and_that_it_was_taken_apart(team: Toegang, bart: Toegang, folder: Path) -> None:
    (casus, code), (double, other) = nieuw(team), nieuw(team)
    passed_on(folder, team, bart)
    with team.doing("samenvoegen") as session:
        samenvoegen.samen(session, team.wie(), double, casus, {})
    report = passed_on(folder, team, bart)
    assert (other, f"samengevoegd met {code} door Anna Vos") in [(one.code, one.wat) for one in report.casussen]
    with bart.doing("losmaken") as session:
        samenvoegen.los(session, bart.wie(), double)
    report = passed_on(folder, bart, team)
    assert (other, f"losgemaakt van {code} door Bart Mol") in [(one.code, one.wat) for one in report.casussen]


def meeting(team: Toegang) -> UUID:
    with team.doing("overleg") as session:
        return overleg.begin(session, team.wie())


def test_a_meeting_that_was_begun_and_closed_elsewhere_is_told_with_who_did_it(
    team: Toegang, bart: Toegang, folder: Path, clock: Clock
) -> None:
    passed_on(folder, team, bart)
    held = meeting(team)
    day = "di 24 nov"
    begun = words(passed_on(folder, team, bart))
    assert begun == [f"1 overleg nieuw: {day} begonnen door Anna Vos"]
    clock.go_on(minutes=30)
    with bart.doing("sluit") as session:
        overleg.close(session, bart.wie(), held)
    (line,) = [one for one in words(passed_on(folder, bart, team)) if "overleg" in one]
    assert line.endswith(f"{day} gesloten door Bart Mol met notulen")


def test_which_laptop_was_withdrawn_is_told(team: Toegang, bart: Toegang, folder: Path, tmp_path: Path, clock: Clock) -> None:
    cees = naast(team, tmp_path / "cees", clock, naam="Cees Bos", laptop="laptop boven")
    assert words(passed_on(folder, team, bart)) == ["1 lid nieuw", "1 laptop nieuw: laptop boven van Cees Bos"]
    Laptop(team.place.folder, clock, team.store).withdraw(Laptop(cees.place.folder, clock, cees.store).device)
    cees.close()
    assert words(passed_on(folder, team, bart)) == ["1 laptop gewijzigd: laptop boven van Cees Bos ingetrokken"]
