"""The export register is read in words: what left the program, for whom, until when, and what should be gone by now."""

from __future__ import annotations

from datetime import UTC, date, datetime

from db.clean import clean
from db.models import Uitgifte
from retcli.toegang import Toegang
from retcli.uitgiften import listed

from .conftest import Run

KEYS = {"op", "wat", "voor_wie", "grondslag", "sha256", "bewaren_tot", "door", "verlopen"}


def given_out(team: Toegang) -> None:
    with team.doing("uitgeven") as session:
        for wat, until in (("notulen 2025-W40 intern (docx)", 23), ("notulen 2026-W48 deelbaar (pdf)", 24)):
            session.add(
                Uitgifte(
                    op=datetime(2025, 11, until, 9, tzinfo=UTC), lid=team.lid, wat=wat, voor_wie="het team",
                    grondslag="verslag van het overleg", sha256="ab" * 32, bewaren_tot=datetime(2026, 11, until, tzinfo=UTC),
                )
            )  # fmt: skip
        session.add(Uitgifte(wat="iets"))


def test_the_last_comes_first_and_what_should_be_gone_is_known(team: Toegang) -> None:
    given_out(team)
    with team.reading() as session:
        found = listed(session)
    assert [u.wat[:15] for u in found] == ["iets", "notulen 2026-W4", "notulen 2025-W4"]
    assert [u.bewaren_tot for u in found] == [None, date(2026, 11, 24), date(2026, 11, 23)]
    assert [u.verlopen(date(2026, 11, 24)) for u in found] == [False, False, True]
    assert (found[1].door, found[1].sha256, found[0].door) == ("AV", "ab" * 32, None)


def test_a_digest_is_kept_whole_also_when_nine_of_its_digits_could_be_a_number(team: Toegang) -> None:
    digest = "b6f358692179fad4ec2a7bc50c7b78e7c749ff4a5d08b72086fef19ae8a574c1"
    assert clean(digest).omitted == 1
    with team.doing("uitgeven") as session:
        session.add(Uitgifte(wat="iets", sha256=digest))
    with team.reading() as session:
        assert listed(session)[0].sha256 == digest


def test_the_register_is_shown_by_a_command(run: Run, team: Toegang) -> None:
    team.close()
    assert run("uitgegeven", "lijst").out == "Er is nog niets uitgegeven.\n"


def test_the_command_tells_which_files_are_past_their_date(run: Run, team: Toegang) -> None:
    given_out(team)
    team.close()
    lines = run("uitgegeven", "lijst").out.splitlines()
    assert lines[0].split() == ["wanneer", "wat", "voor", "wie", "grondslag", "vernietigen", "door", "sha256"]
    assert "23-11-2026 voorbij" in lines[3]
    assert "voorbij" not in lines[2]
    assert lines[-1] == "1 is over de datum: vernietig die bestanden, en vraag dat wie ze kreeg."
    rows = run("uitgegeven", "lijst", "--json").json
    assert {frozenset(row) for row in rows} == {frozenset(KEYS)}
    assert rows[2]["bewaren_tot"] == "2026-11-23"
    assert [row["verlopen"] for row in rows] == [False, False, True]
