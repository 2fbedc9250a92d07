"""A log line, as it is read: its parts, its words, and where the reading stops."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len

from db.codes import CONTACT
from retcli import logtaal
from retcli.leden import LidKaart
from retcli.logtaal import Gelezen
from retcli.toegang import Toegang

from .conftest import Run
from .test_inzet import deployed, stand
from .test_overleg import TODAY

NAMEN = (("JB", "Jan Bos"), ("MK", "Mia Kok"), ("AV", "Anna Vos"), ("AB", "Anna Berg"))


def lid(n: int, code: str, naam: str) -> LidKaart:
    return LidKaart(
        UUID(int=n), code, naam, rol=None, team=1, organisatie=None, discipline=None, plekken=2, actief_van=None, actief_tot=None
    )


LEDEN = [lid(n, code, naam) for n, (code, naam) in enumerate(NAMEN)]


def lees(regel: str) -> Gelezen:
    return logtaal.lees(regel, TODAY, LEDEN)


@pytest.mark.parametrize(
    ("regel", "datum", "soort", "minuten", "auteur", "tekst"),
    [
        ("+ 14/3 huisbezoek 90m JB: moeder en school samen", date(2026, 3, 14), "HUIS", 90, "JB", "moeder en school samen"),
        ("+14/3 hb: x", date(2026, 3, 14), "HUIS", None, None, "x"),
        ("moeder gebeld", None, None, None, None, "moeder gebeld"),
        ("gebeld: moeder is blij", None, "TEL", None, None, "moeder is blij"),
        ("School: belde af", None, "SCHOOL", None, None, "belde af"),
        ("20 nov MK: met vader", date(2026, 11, 20), None, None, "MK", "met vader"),
        ("20-nov hb: x", date(2026, 11, 20), "HUIS", None, None, "x"),
        ("14 mrt 2025 hb 90 min.: x", date(2025, 3, 14), "HUIS", 90, None, "x"),
        ("vr 1u30 mdo met school", date(2026, 11, 20), "MDO", 90, None, "mdo met school"),
        ("vr 20/11 hb: x", date(2026, 11, 20), "HUIS", None, None, "x"),
        ("13/11 vrijdag hb: x", date(2026, 11, 13), "HUIS", None, None, "x"),
        ("di ronde tafel 2u Mia: plan", TODAY, "RONDE", 120, "MK", "plan"),
        ("90 min huisbezoek JB: x", None, "HUIS", 90, "JB", "x"),
        ("1 uur 30 min JB: x", None, None, 90, "JB", "x"),
        ("1,5 uur telefoon: x", None, "TEL", 90, None, "x"),
        ("gisteren tele: x", TODAY - timedelta(days=1), "TEL", None, None, "x"),
        ("hb JB:moeder belde", None, "HUIS", None, "JB", "moeder belde"),
        ("hb : moeder belde", None, "HUIS", None, None, "moeder belde"),
        ("hb school en moeder samen", None, "HUIS", None, None, "hb school en moeder samen"),
        ("14/3 vandaag was moeder ziek", date(2026, 3, 14), None, None, None, "vandaag was moeder ziek"),
        ("15/3 zo gaat het goed", date(2026, 3, 15), None, None, None, "zo gaat het goed"),
        ("ma belde", None, "TEL", None, None, "ma belde"),
        ("90m zo belt vader", None, "TEL", 90, None, "zo belt vader"),
        ("ma huisbezoek bij oma", TODAY - timedelta(days=1), "HUIS", None, None, "ma huisbezoek bij oma"),
        ("1u30m JB: x", None, None, 90, "JB", "x"),
        ("1h30m x", None, None, 90, None, "x"),
        ("2u15m x", None, None, 135, None, "x"),
        ("1u30min x", None, None, 90, None, "x"),
        ("1u5m x", None, None, 65, None, "x"),
        ("1 uur 30 met moeder", None, None, 90, None, "met moeder"),
        ("1 uur 30 okt hb: x", date(2026, 10, 30), "HUIS", 60, None, "x"),
        ("1 uur 3 gesprekken gevoerd", None, None, 60, None, "3 gesprekken gevoerd"),
        ("24/7 hb: x", date(2026, 7, 24), "HUIS", None, None, "x"),
        ("24/7: x", date(2026, 7, 24), None, None, None, "x"),
        ("90m 24/7 bereikbaar", None, None, 90, None, "24/7 bereikbaar"),
        ("14/3 van school gehaald", date(2026, 3, 14), None, None, None, "van school gehaald"),
        ("2/3 moeder gebeld", date(2026, 3, 2), None, None, None, "moeder gebeld"),
        ("wo: x", date(2026, 11, 18), None, None, None, "x"),
        (": 31/2 stond in de brief", None, None, None, None, "31/2 stond in de brief"),
        (":900m verderop", None, None, None, None, "900m verderop"),
    ],
)
def test_a_line_is_read_in_its_parts(
    regel: str, datum: date | None, soort: str | None, minuten: int | None, auteur: str | None, tekst: str
) -> None:
    read = lees(regel)
    assert (read.datum, read.soort, read.minuten, read.auteur.code if read.auteur else None, read.tekst) == (
        datum, soort, minuten, auteur, tekst,
    )  # fmt: skip
    assert read.fout is None
    assert read.rest == read.tekst


@pytest.mark.parametrize(
    "regel",
    [
        "moeder: wil graag",
        "LET OP: vader is kwaad",
        "NB: vader is kwaad",
        "GI: wil verlengen",
        "OTS: verlengd tot mei",
        "VRAAG: wie belt school?",
        "Eva belde over vader",
        "zo gaat het goed",
        "50/50 verdeeld",
        "24/7 bereikbaar",
        "2/3 van de tijd thuis",
        "1/3 deel van de tijd",
        "2024/2025 was een zwaar schooljaar",
        "1-2 keer per week thuis",
        "12-14 weken wachten",
        "2mnd wachten",
        "1.5 jaar geleden",
        "3e gesprek",
        "06-12345678 gebeld",
        "10:30 gebeld",
        "+7 dagen",
        ":) lachte voor het eerst",
    ],
)
def test_an_ordinary_sentence_stays_whole(regel: str) -> None:
    read = lees(regel)
    assert (read.datum, read.minuten, read.auteur, read.tekst, read.fout) == (None, None, None, regel, None)


@pytest.mark.parametrize(
    ("regel", "fout", "rest", "begrepen"),
    [
        ("14/13 hb: x", "De dag 14/13 bestaat niet.", "14/13 hb: x", ""),
        ("hb 31/2 90m: x", "De dag 31/2 bestaat niet.", "31/2 90m: x", "huisbezoek"),
        ("hb 31 feb: x", "De dag 31 feb bestaat niet.", "31 feb: x", "huisbezoek"),
        ("1/12/2026 hb: x", "di 1 dec 2026 moet nog komen.", "1/12/2026 hb: x", ""),
        ("1 dec 2026 hb: x", "di 1 dec 2026 moet nog komen.", "1 dec 2026 hb: x", ""),
        ("vr hb 900m JB: x", "900m is geen duur.", "900m JB: x", "vr 20 nov · huisbezoek"),
        ("hb 900 minuten: x", "900 minuten is geen duur.", "900 minuten: x", "huisbezoek"),
        ("99u weg", "99u is geen duur.", "99u weg", ""),
        ("hb 90mm JB: x", "90mm is geen duur.", "90mm JB: x", "huisbezoek"),
        ("hb 1u75: x", "1u75 is geen duur.", "1u75: x", "huisbezoek"),
        ("hb 90m 30m: x", "De duur staat er twee keer.", "30m: x", "huisbezoek · 90 min"),
        ("14/3 hb XQ: x", "Er is niemand met de korte naam XQ.", "XQ: x", "za 14 mrt · huisbezoek"),
        ("XQ:moeder belde", "Er is niemand met de korte naam XQ.", "XQ: moeder belde", ""),
        ("hb Anna: x", "Anna past op AV en AB.", "Anna: x", "huisbezoek"),
        ("14/3 15/3 hb: x", "Er staan twee dagen: za 14 mrt en zo 15 mrt.", "15/3 hb: x", "za 14 mrt"),
        ("di 20/11 hb: x", "20 november was een vrijdag.", "20/11 hb: x", "di 24 nov"),
        ("14/3 vrijdag hb: x", "14 maart was een zaterdag.", "vrijdag hb: x", "za 14 mrt"),
        ("hb tel: x", "Er staan twee soorten contact: huisbezoek en telefoon.", "tel: x", "huisbezoek"),
        ("hb school 90m samen", "Er staan twee soorten contact: huisbezoek en school of dagbesteding.", "school 90m samen", "huisbezoek"),
        ("14/3 hb 90m JB:", "Een regel zonder woorden kan niet.", "", "za 14 mrt · huisbezoek · 90 min · JB"),
        ("", "Een regel zonder woorden kan niet.", "", ""),
        (f"hb: {'x' * 501}", "De regel heeft 501 tekens; er passen er 500.", "x", "huisbezoek"),
    ],
)
def test_what_looks_like_a_part_and_is_none_stops_the_reading_there_and_says_why(regel: str, fout: str, rest: str, begrepen: str) -> None:
    read = lees(regel)
    assert (read.fout, read.rest, read.begrepen(TODAY)) == (fout, rest, begrepen)
    assert read.raad


def test_capitals_longer_than_initials_are_a_word_unless_someone_is_called_so() -> None:
    assert lees("MOEDER: belde").fout is None
    assert "niemand" in (logtaal.lees("MOEDER: belde", TODAY, [*LEDEN, lid(9, "JANSEN", "Jan")]).fout or "")


def test_who_is_called_as_a_weekday_writes_in_capitals_with_a_colon() -> None:
    members = [*LEDEN, lid(9, "WO", "Wim Os")]
    read = logtaal.lees(logtaal.schrijf(TODAY, "HUIS", 90, "WO", "vader: x"), TODAY, members)
    assert (read.begrepen(TODAY), read.tekst) == ("di 24 nov · huisbezoek · 90 min · WO", "vader: x")
    for regel, understood in (("WO: x", "WO"), ("hb WO:x", "huisbezoek · WO"), ("wo: x", "wo 18 nov"), ("WO 90m: x", "wo 18 nov · 90 min")):
        assert logtaal.lees(regel, TODAY, members).begrepen(TODAY) == understood


def test_a_kind_that_begins_the_sentence_counts_and_stays_in_it() -> None:
    assert (lees("school belde af").soort, lees("school belde af").tekst) == ("SCHOOL", "school belde af")
    assert lees("ma huisbezoek bij oma").tekst == "ma huisbezoek bij oma"


def test_a_day_without_a_year_is_the_last_one() -> None:
    assert lees("1/3 hb: x").datum == date(2026, 3, 1)
    assert lees("26/12 hb: x").datum == date(2025, 12, 26)
    assert lees("wo: x").datum == TODAY - timedelta(days=6)


@pytest.mark.parametrize("regel", ["1/12 hb: x", "30-11 school belt", "morgen tel 20m: school belt", "hb morgen: x", "morgen bellen we"])
def test_a_day_that_comes_soon_is_no_day_of_last_year_and_is_refused(regel: str) -> None:
    """Else what someone has yet to do is kept as done today, or a year ago."""
    read = lees(regel)
    assert (read.fout or "").endswith("moet nog komen.")
    assert read.datum is None


def test_two_lines_show_where_the_reading_stopped_and_fit_the_terminal() -> None:
    assert lees("+ vr hb 90mm JB: x").aangewezen(60) == ("vr hb 90mm JB: x", "      ^")
    for regel in (f"hb: {'x' * 600}", f"hb {'👩‍👩‍👧' * 300} 90m", f"hb 900m {'é' * 500}", "\x1b[31m14/13", ""):
        line, mark = lees(regel).aangewezen(60)
        assert cell_len(line) <= 60
        assert len(mark) <= 61
        assert "\x1b" not in line


deel = st.sampled_from(
    ["14/3", "vr", "vr 20/11", "gisteren", "31/2", "14-13", "1/12/2030", "hb", "huisbezoek", "tel", "school", "ronde tafel", "90m", "1u30",
     "900m", "90mm", "2 uur", "JB:", "XQ:", "Mia:", "moeder", "zo", "ma", ":", ":x", "x:y", "+", "+14/3", "let op:", "10:30", "24/7", "2/3",
     "van", "1 uur 30", "nov", "belde"]
)  # fmt: skip
regels = st.text(max_size=80) | st.lists(deel, max_size=8).map(" ".join)


def bare(words: str) -> str:
    """Without the signs that only say where the parts and the words begin."""
    return "".join(words.split()).replace(":", "").replace("+", "")


@given(regels)
@example("ma ma: x")
@example("hb " * 40)
@example("24/7 " * 1000)
def test_no_line_breaks_the_reading_and_every_word_of_it_is_in_a_part_or_in_the_words(regel: str) -> None:
    read = lees(regel)
    assert bare(read.regel) == bare(regel)
    assert read.regel.endswith(read.tekst)
    assert read.rest in read.tekst if read.fout else read.rest == read.tekst
    front = read.regel[: len(read.regel) - len(read.tekst)]
    if not read.fout:  # what stands before the words says all that was understood, and nothing but that
        again = lees(f"{front} . " if front.rstrip().endswith(":") else f"{front} : .")
        for part in ("datum", "soort", "minuten", "auteur"):
            assert getattr(again, part) in (getattr(read, part), None)


@given(
    st.none() | st.dates(date(2001, 1, 1), TODAY), st.sampled_from([None, *CONTACT.codes]), st.none() | st.integers(0, 720),
    st.sampled_from([None, "JB", "MK"]), regels.filter(lambda words: words.strip()),
)  # fmt: skip
def test_a_line_written_back_reads_the_same(
    datum: date | None, soort: str | None, minuten: int | None, auteur: str | None, tekst: str
) -> None:
    words = " ".join(tekst.split())
    read = lees(logtaal.schrijf(datum, soort, minuten, auteur, words))
    assert (read.datum, read.soort, read.minuten, read.auteur and read.auteur.code, read.tekst) == (datum, soort, minuten, auteur, words)
    assert read.fout is None


# --- the command


def answering(monkeypatch: pytest.MonkeyPatch, *answers: str) -> list[str]:
    """A terminal on which these are typed; what was asked."""
    asked: list[str] = []
    given = iter(answers)

    def prompt(question: str, default: str, **_: object) -> str:
        asked.append(question)
        return next(given) or default

    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("typer.prompt", prompt)
    return asked


def kept(run: Run, code: str) -> list[str]:
    return [line["tekst"] for line in run("inzet", "toon", code, "--json").json["log"]]


def test_on_a_terminal_a_line_is_shown_before_it_is_kept_and_enter_keeps_it(
    run: Run,
    team: Toegang,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    code = stand(team, deployed(team)).casus
    team.close()
    asked = answering(monkeypatch, "", "n", "J")
    first = run("inzet", "log", code, "vr", "hb", "90m", "JB:", "moeder", "en", "school")
    assert first.out == "vr 20 nov · huisbezoek · 90 min · JB: moeder en school\nBewaard.\n"
    refused = run("inzet", "log", code, "gebeld:", "niet", "bewaren")
    assert (refused.code, refused.out) == (1, "di 24 nov · telefoon · AV: niet bewaren\n")
    assert "Niet bewaard." in refused.err
    number = run("inzet", "toon", code, "--json").json["log"][0]["nummer"]
    better = run("inzet", "log", code, "--verbeter", number, "tel:", "moeder alleen")
    assert better.out == "vr 20 nov · telefoon · 90 min · JB: moeder alleen\nBewaard.\n"
    assert asked == ["Bewaren? [J/n]"] * 3
    assert kept(run, code) == ["moeder alleen", "moeder en school"]


def test_with_ja_or_in_a_script_nothing_is_asked_and_a_trial_keeps_nothing(
    run: Run,
    team: Toegang,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    code = stand(team, deployed(team)).casus
    team.close()
    assert run("inzet", "log", code, "uit een script").out == "di 24 nov · anders · AV: uit een script\n"
    assert answering(monkeypatch) == []
    assert run("inzet", "log", code, "--proef", "tel: probeer").out == "di 24 nov · telefoon · AV: probeer\n"
    assert run("inzet", "log", code, "--ja", "tel: zonder vraag").out == "di 24 nov · telefoon · AV: zonder vraag\n"
    assert sorted(kept(run, code)) == ["uit een script", "zonder vraag"]


def test_a_line_that_stops_is_shown_with_a_mark_under_the_place(run: Run, team: Toegang) -> None:
    code = stand(team, deployed(team)).casus
    team.close()
    stopped = run("inzet", "log", code, "vr hb 90mm JB: moeder")
    assert stopped.code == 1
    line, mark, why, *_ = stopped.err.splitlines()
    assert (line, mark) == ("vr hb 90mm JB: moeder", "      ^")
    assert "Begrepen: vr 20 nov · huisbezoek. 90mm is geen duur." in why
    assert kept(run, code) == []
