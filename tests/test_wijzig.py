"""The words of an action or a signal can be changed, so that what may not be shared goes out of them."""

from __future__ import annotations

import pytest

from db.clean import OMITTED
from retcli import acties, casussen, overleg, signalen
from retcli.errors import NotFound, Refused
from retcli.toegang import Toegang

from .conftest import Run
from .test_overleg import TODAY, new_casus
from .test_overleg import begun as meeting_begun


def test_an_action_gets_other_words_also_when_it_is_done_and_its_meeting_closed(team: Toegang) -> None:
    meeting = meeting_begun(team)
    with team.doing("actie") as session:
        made = acties.add(session, team.wie(), "bel Sanne", eigenaar=team.lid, voor=TODAY, overleg=meeting)
        acties.done(session, team.wie(), made)
    with team.doing("sluit") as session:
        overleg.close(session, team.wie(), meeting)
    with team.doing("actie") as session:
        acties.change_text(session, team.wie(), made, "  bel de\nschool ")
        (row,) = casussen.actions(session)
        assert (row.omschrijving, row.status, row.voor, row.overleg) == ("bel de school", "gedaan", TODAY, meeting)
        for words in (" ", "x" * 501):
            with pytest.raises(Refused):
                acties.change_text(session, team.wie(), made, words)
        with pytest.raises(NotFound):
            acties.change_text(session, team.wie(), meeting, "x")


def test_a_signal_gets_other_words_and_keeps_theme_and_links_unless_others_are_named(team: Toegang) -> None:
    meeting, casus = meeting_begun(team), new_casus(team)
    with team.doing("signaal") as session:
        wie = team.wie()
        made = signalen.add(session, wie, "Sanne wacht al lang #timeout", overleg=meeting, casus=casus)
        overleg.close(session, wie, meeting)
        changed = signalen.change_text(session, wie, made.id, "een kind wacht al lang")
        assert (changed.tekst, changed.thema, changed.casussen, changed.overleg) == (
            "een kind wacht al lang", "TIMEOUT", made.casussen, meeting,
        )  # fmt: skip
        changed = signalen.change_text(session, wie, made.id, f"{made.casussen[0]} wacht #klein")
        assert (changed.tekst, changed.thema, changed.casussen) == ("wacht", "KLEINW", made.casussen)
        with pytest.raises(Refused):
            signalen.change_text(session, wie, made.id, "#timeout")
        with pytest.raises(NotFound):
            signalen.change_text(session, wie, casus, "x")


def test_words_are_changed_by_commands(begun: Run) -> None:
    begun("actie", "nieuw", "bel Sanne", "--voor", "+3")
    (row,) = begun("actie", "lijst", "--json").json
    changed = begun("actie", "wijzig", row["nummer"], "--tekst", "bel de school over 111222333")
    assert (changed.code, changed.out) == (0, "Veranderd.\n")
    assert "weggelaten" in changed.err
    assert begun("actie", "lijst", "--json").json == [row | {"omschrijving": f"bel de school over {OMITTED}"}]
    begun("signaal", "nieuw", "Sanne wacht")
    (signal,) = begun("signaal", "lijst", "--json").json
    changed = begun("signaal", "wijzig", signal["nummer"], "--tekst", "een kind wacht #timeout")
    assert (changed.code, changed.out) == (0, "Time-outplek ontbreekt: een kind wacht\n")
    assert begun("signaal", "lijst", "--json").json == [signal | {"tekst": "een kind wacht", "thema": "TIMEOUT"}]
    for args in (("actie", "wijzig", "zzzzzz", "--tekst", "x"), ("signaal", "wijzig", "zzzzzz", "--tekst", "x")):
        assert begun(*args).code == 1
    assert begun("actie", "wijzig", row["nummer"]).code == 2
    assert "omschrijving" in begun("ongedaan", "2", "--lijst").out
