"""Signals: in one line, with a theme, in words that lead to no casus."""

from __future__ import annotations

import pytest

from retcli import casussen, overleg, signalen
from retcli.errors import Refused
from retcli.notulen.inhoud import compose
from retcli.toegang import Toegang

from .conftest import Run
from .test_overleg import begun, new_casus


def said(team: Toegang, regel: str, **more: object) -> tuple[signalen.SignaalRegel, list[str]]:
    with team.doing("signaal") as session:
        wie = team.wie()
        return signalen.add(session, wie, regel, **more), wie.notes  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("regel", "thema", "tekst"),
    [
        ("time-out plek was er weer niet #timeout", "TIMEOUT", "time-out plek was er weer niet"),
        ("#klein er is geen plek", "KLEINW", "er is geen plek"),
        ("wacht al een jaar #18-", "A18", "wacht al een jaar"),
        ("niemand neemt de regie", "NIEUW", "niemand neemt de regie"),
        ("te laat gebeld #TELAAT #regie", "TELAAT", "te laat gebeld #regie"),
    ],
)
def test_a_word_with_a_hash_names_the_theme(team: Toegang, regel: str, thema: str, tekst: str) -> None:
    made, notes = said(team, regel)
    assert (made.thema, made.tekst, notes) == (thema, tekst, [])


def test_a_hash_that_fits_more_or_no_theme_stays_in_the_words_and_is_told(team: Toegang) -> None:
    made, notes = said(team, "iets #qqq en #ontbreekt")
    assert (made.thema, made.tekst) == ("NIEUW", "iets #qqq en #ontbreekt")
    assert notes[0].startswith("#qqq is geen thema")
    assert notes[1].startswith("#ontbreekt past op Time-outplek ontbreekt of Kleinschalig wonen ontbreekt")


def test_a_casuscode_leaves_the_words_and_becomes_a_link(team: Toegang) -> None:
    casus, other = new_casus(team), new_casus(team)
    with team.reading() as session:
        code, second = casussen.card(session, casus).casus, casussen.card(session, other).casus
    made, notes = said(team, f"bij {code.lower()}, geen plek gevonden #time", casus=other)
    assert (made.tekst, made.thema) == ("bij, geen plek gevonden", "TIMEOUT")
    assert made.casussen == tuple(sorted((code, second)))
    assert notes == [f"{code} is uit de woorden gehaald; de koppeling blijft binnen het team."]
    again, told = said(team, "in 16-27 jaar en van 24-K7QX2M niets")
    assert again.tekst == "in 16-27 jaar en van 24-K7QX2M niets" or "niet bekend" in told[0]


def test_a_signal_needs_words_and_an_open_meeting(team: Toegang) -> None:
    meeting = begun(team)
    for regel in ("", "  #timeout ", "x" * 501):
        with pytest.raises(Refused):
            said(team, regel, overleg=meeting)
    said(team, "geen plek", overleg=meeting)
    with team.doing("sluit") as session:
        overleg.close(session, team.wie(), meeting)
    with pytest.raises(Refused, match="gesloten"):
        said(team, "te laat", overleg=meeting)
    with team.reading() as session:
        assert [s.tekst for s in signalen.listed(session, meeting)] == ["geen plek"]
        assert [s.tekst for s in compose(session, meeting).signalen] == ["geen plek"]


def test_a_theme_is_changed_afterwards(team: Toegang) -> None:
    made, _ = said(team, "geen plek")
    with team.doing("signaal") as session:
        signalen.set_theme(session, made.id, "TIMEOUT")
        assert signalen.listed(session)[0].thema_label == "Time-outplek ontbreekt"
        with pytest.raises(Refused):
            signalen.set_theme(session, made.id, "[x]")


def test_signals_are_written_and_listed_by_commands(run: Run, team: Toegang) -> None:
    team.close()
    assert run("signaal", "lijst").out.startswith("Nog geen signalen.")
    made = run("signaal", "nieuw", "time-outplek was er weer niet", "#timeout")
    assert (made.code, made.out) == (0, "Time-outplek ontbreekt: time-outplek was er weer niet\n")
    assert run("signaal", "nieuw", "zonder", "--thema", "regie en leiding").out.startswith("Regie en leiding:")
    (_, first) = run("signaal", "lijst", "--json").json
    assert len(first.pop("nummer")) == 6
    assert first == {
        "datum": "2026-11-24", "thema": "TIMEOUT", "tekst": "time-outplek was er weer niet", "overleg": None,
        "casussen": [], "bundel": None,
    }  # fmt: skip
    assert run("signaal", "nieuw", "#timeout").code == 1
