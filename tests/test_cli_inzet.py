"""The commands of an inzet: what they list, and their words for numbers."""

from __future__ import annotations

from datetime import timedelta

from db.models import Inzet
from retcli.toegang import Toegang

from .conftest import Run
from .test_inzet import began, deployed, set_to, stand
from .test_overleg import TODAY, new_casus


def test_every_inzet_that_ended_is_listed_also_of_a_team_that_had_none_lately(run: Run, team: Toegang) -> None:
    casus = new_casus(team)
    with team.doing("oud") as session:
        session.add_all([Inzet(casus=casus, team=1, einddatum=TODAY - timedelta(days=n)) for n in range(250)])
        session.add(Inzet(casus=casus, team=2, einddatum=TODAY - timedelta(days=900)))
    team.close()
    assert len(run("inzet", "lijst", "--alle", "--json").json) == 251
    assert [row["team"] for row in run("inzet", "lijst", "--alle", "--team", "2", "--json").json] == [2]


def test_after_care_after_one_month_is_one_month(run: Run, team: Toegang) -> None:
    set_to(team, "nazorg_maanden", "1, 3")
    code = stand(team, began(team)).casus
    team.close()
    assert run("inzet", "sluit", code, "--resultaat", "THUIS", "--datum", "vandaag").code == 0
    assert "nazorg            1 maand, 24-12-2026" in run("inzet", "toon", code).out
    listed = run("inzet", "nazorg").out
    assert ("1 maand " in listed, "3 maanden" in listed, "1 maanden" in listed) == (True, True, False)
    assert "nazorg na 1 maand vastgelegd." in run("inzet", "nazorg", code, "gaat goed").out


def test_a_weekday_of_what_has_happened_is_the_last_one(run: Run, team: Toegang) -> None:
    """On a Tuesday di is today; of what is to come it is next week."""
    code = stand(team, deployed(team)).casus
    team.close()
    assert run("inzet", "start", code, "--datum", "di").out.startswith(f"{code}: begonnen op di 24 nov.")
    assert run("inzet", "evalueer", code, "--volgende", "di").out.startswith("De volgende evaluatie is di 1 dec")


def test_a_casus_that_closes_along_went_to_whom_its_inzet_did(run: Run, team: Toegang) -> None:
    """Whichever way it is closed, the reason is the same."""
    code = stand(team, began(team)).casus
    team.close()
    assert run("inzet", "sluit", code, "--resultaat", "THUIS", "--naar", "wijkteam", "--casus-ook").code == 0
    assert "Overgedragen" in run("casus", "toon", code).out
