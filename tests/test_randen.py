"""The edges of the commands about laptops and of what an exchange leaves: said in a sentence, and nothing half."""

# ruff: noqa: F811  # a fixture of another file is imported, and named again by the tests that ask for it

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import select

from db.models import Casus, Leesregel
from retcli import casussen, ongedaan, verschillen
from retcli.errors import NotFound
from retcli.toegang import Toegang

from .conftest import Clock, Run
from .samen import Samen, together
from .test_apparaten import Two, two  # noqa: F401  # fixture
from .wisselhulp import nieuw


@pytest.fixture
def samen(team: Toegang, tmp_path: Path, clock: Clock) -> Iterator[Samen]:
    with together(team, tmp_path, clock) as made:
        yield made


def test_nobody_is_admitted_for_a_package_that_has_no_place(two: Two, tmp_path: Path) -> None:
    stick = str(two.stick)
    two.does("anna", "apparaat", "uitnodigen", "BM", "--naar", stick)
    words = " ".join(two.does("bart", "sluit-aan", two.file(".retuitnodiging"), "--naar", stick, "--json").json["woorden"])
    admits = ("apparaat", "toelaten", two.file(".retverzoek"), "--woorden", words, "--naar")
    assert two.on("anna", *admits, str(tmp_path / "weg")).err.startswith("Deze map is er niet.")
    assert two.does("anna", *admits, stick).out.startswith("laptop") or two.file(".retverzoek")
    assert len(two.does("anna", "apparaat", "lijst", "--json").json) == 2


def test_a_request_that_waits_stays_when_the_new_one_cannot_be_made(two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    """And the name of a computer that is too long is no name that someone typed."""
    stick = str(two.stick)
    two.does("anna", "apparaat", "uitnodigen", "BM", "--naar", stick)
    monkeypatch.setattr("socket.gethostname", lambda: "ip-10-0-0-1" + "x" * 40 + ".zorg.internal")
    first = two.does("bart", "sluit-aan", two.file(".retuitnodiging"), "--naar", stick, "--json").json
    refused = two.on("bart", "sluit-aan", two.file(".retuitnodiging"), "--naam", "x" * 41, "--naar", stick, "--opnieuw")
    assert (refused.code, "langer dan 40 tekens" in refused.err) == (1, True)
    assert two.does("bart", "sluit-aan", "--naar", stick, "--json").json["woorden"] == first["woorden"]
    assert two.does("bart", "sync", stick, "--json").json["stand"] is None


def test_the_second_casus_of_a_code_is_called_so_wherever_it_is_listed_and_found(samen: Samen) -> None:
    first, code = nieuw(samen.anna)
    second, _ = nieuw(samen.anna)
    with samen.anna.doing("wijzig") as session:
        session.get_one(Casus, second).casuscode = code
    with samen.anna.reading() as session:
        assert {row.id: row.casus for row in casussen.listed(session)} == {first: code, second: f"{code}-2"}
        assert (casussen.find(session, f"{code}-1"), casussen.find(session, f"{code.lower()}-2")) == (first, second)
        assert casussen.card(session, second).casus == f"{code}-2"
        with pytest.raises(NotFound, match="heten"):
            casussen.find(session, code)
        with pytest.raises(NotFound):
            casussen.find(session, f"{code}-3")


def test_a_trial_of_joining_and_the_differences_of_a_casus_are_in_the_read_log(samen: Samen, run: Run) -> None:
    (first, one), (second, other) = nieuw(samen.anna), nieuw(samen.anna)
    samen.anna.close()
    assert run("casus", "samenvoegen", one, other, "--proef").code == 0
    assert run("verschillen", "lijst", "--casus", one).code == 0
    from retcli import toegang

    from .conftest import PASSPHRASE

    team = toegang.unlock(samen.anna.place, PASSPHRASE, now=samen.clock)
    with team.reading() as session:
        seen = {(row.wat, row.casus) for row in session.exec(select(Leesregel))}
    team.close()
    assert {("samenvoegen", first), ("samenvoegen", second), ("verschillen", first)} <= seen


def test_another_name_of_a_laptop_is_taken_back_in_words_and_a_moment_far_away_ends_no_list(samen: Samen) -> None:
    samen.sql(samen.anna, "UPDATE apparaat SET naam = 'de rode' WHERE naam = 'laptop van Anna'", doel="hernoem")
    assert ongedaan.undo(samen.anna).woorden == "Teruggedraaid: naam van een laptop."
    casus, _ = nieuw(samen.anna)
    samen.wissel()
    for team, moment in ((samen.anna, "9999-12-31T23:59:59.000Z"), (samen.bart, "2026-11-24T09:00:00.000Z")):
        samen.sql(team, "UPDATE casus SET eerste_contact = ? WHERE id = ?", moment, casus)
    samen.wissel()
    with samen.anna.reading() as session:
        assert len(verschillen.lijst(session)) == 1
