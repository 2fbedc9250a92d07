"""A draft is found again under the question that it answers, whichever row the question is about."""

from __future__ import annotations

from db.clean import clean
from retcli import concepten
from retcli.toegang import Toegang


def test_a_draft_about_a_row_whose_key_reads_as_a_number_is_found_again(team: Toegang) -> None:
    """Seven in a thousand keys do."""
    question = "log cdc19aca-8393-8612-9538-9ff1c3b8ecf4"
    assert clean(question).omitted == 1
    with team.doing("concept") as session:
        concepten.keep(session, team.wie(), question, "vanmorgen gebeld met")
    with team.reading() as session:
        assert concepten.everything(session) == {question: "vanmorgen gebeld met"}
    with team.doing("concept") as session:
        concepten.drop(session, [question])
    with team.reading() as session:
        assert concepten.everything(session) == {}
