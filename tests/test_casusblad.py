"""One casus on one A4: nothing of a child in what is shared, all of the card for the team, never more than a page."""

from __future__ import annotations

import io
import json
import locale
import re
import time
from datetime import timedelta
from uuid import UUID

import pytest
from pypdf import PdfReader
from sqlmodel import select

from db.models import Actie, Casus, Identiteit, InzetLid, Logregel
from retcli import acties, casussen, inzet, inzetlog, leden, triage, uitkomst
from retcli.errors import NotFound, Refused
from retcli.notulen import casusblad, uitgeven
from retcli.notulen.document import Alinea, Kop, Tabel, words_of
from retcli.notulen.uitgeven import Stuk
from retcli.toegang import Toegang

from .conftest import Clock
from .screens.test_overleg import HOSTILE
from .test_overleg import TODAY, begun, members, new_casus

SECRET = "geheimpje"
DAY = timedelta(days=1)


def blad(team: Toegang, casus: UUID, versie: str = "deelbaar") -> Stuk:
    with team.reading() as session:
        return casusblad.compose(session, team.wie(), casus, versie)


def text_of(stuk: Stuk) -> str:
    return "\n".join(words_of(stuk.document))


def parts(stuk: Stuk) -> dict[str, list[tuple[str, ...]]]:
    """The tables of the document by their names, without their heads."""
    return {blok.naam: list(blok.rijen) for blok in stuk.document.blokken if isinstance(blok, Tabel)}


def pages(stuk: Stuk) -> int:
    return len(PdfReader(io.BytesIO(uitgeven.maak(stuk, "pdf"))).pages)


def full(team: Toegang, *, lines: int = 6, words: str = SECRET) -> UUID:
    """A casus with something in every part, and a secret in every text but the action's."""
    jb, mk, _ = members(team)
    casus = new_casus(
        team,
        datum_aanmelding=TODAY - 100 * DAY,
        vraag=words,
        opmerking=words,
        zienswijze=words,
        aanmelder_organisatie=words[:100],
        geslacht="JONGEN",
        woonsituatie="PLEEG",
        maatregel="OTS",
        problematiek="ASS",
        grondslag_status="OUDER",
        grondslag_wie=words[:100],
        dreigende_uhp=True,
        knelpunt=["REGIE"],
    )
    with team.doing("alles") as session:
        wie = team.wie()
        besluit = triage.decide(session, wie, casus, "TA", team=1, reden=words)
        triage.assign(session, wie, besluit, [jb, mk], start=TODAY - 70 * DAY, doel=words)
        deployed = inzet.find(session, casussen.card(session, casus).casus)
        inzet.start(session, wie, deployed, datum=TODAY - 70 * DAY)
        for n in range(lines):
            inzetlog.log(session, wie, deployed, f"{(TODAY - n * DAY).isoformat()} huisbezoek {words[:400]} {n}")
        inzet.evaluate(session, wie, deployed, words, datum=TODAY - 3 * DAY, volgende=TODAY + 30 * DAY)
        acties.add(session, wie, "terugkoppelen", eigenaar=jb, voor=TODAY + DAY, casus=casus)
        acties.done(session, wie, acties.add(session, wie, f"{words[:300]} gedaan", eigenaar=mk, voor=TODAY, casus=casus))
        session.add(Identiteit(casus=casus, roepnaam="Sterre", aanmelder_naam="Truus Aanmelder"))
    return casus


def test_what_is_shared_is_codes_days_and_actions_by_role(team: Toegang) -> None:
    casus = full(team)
    found = blad(team, casus)
    code = found.document.titel.removeprefix("Casus ")
    assert found.naam == f"casus-{code}"
    assert dict(found.document.kop) == {
        "Stand": "dinsdag 24 november 2026",
        "Aangemeld": "16-08-2026",
        "Versie": "deelbaar, zonder vraag, redenen en namen; vernietigen uiterlijk 24-11-2027",
    }
    assert parts(found) == {
        "Besluiten": [("di 24 nov", "Team AnderS 1", "di 1 dec")],
        "Inzet": [("Team AnderS 1", "di 15 sep", "geëvalueerd", "10", "za 21 nov en gepland do 24 dec", "")],
        "Open acties": [("wo 25 nov", "Team AnderS 1", "terugkoppelen")],
    }
    assert found.document.merk == "Versie deelbaar, voor wie bij deze casus betrokken is · vernietigen uiterlijk 24-11-2027"


def test_the_team_reads_how_an_inzet_stands_who_was_in_its_duo_and_how_it_goes_since(team: Toegang) -> None:
    casus = full(team)
    assert "begonnen di 15 sep · geëvalueerd" in text_of(blad(team, casus, "intern"))
    with team.doing("eind") as session:
        wie = team.wie()
        code = casussen.card(session, casus).casus
        on, td, mk = inzet.find(session, code), leden.find(session, "TD").id, leden.find(session, "MK").id
        inzet.replace_member(session, wie, on, mk, td, reden=f"{SECRET} ziek", overdracht=SECRET)
        uitkomst.scale_down(session, wie, on, f"{SECRET} wijkteam")
        uitkomst.close(session, wie, on, resultaat="THUIS", woonsituatie_eind="OUDERS")
        uitkomst.look_back(session, wie, uitkomst.aftercare(session)[0].id, f"{SECRET} goed", woonsituatie="OUDERS")
    found = blad(team, casus, "intern")
    told = text_of(found)
    for words in (
        "JB en TD", "geëindigd di 24 nov · kind zo thuis mogelijk, uithuisplaatsing beëindigd", "woonde pleegouder(s)",
        f"afgeschaald di 24 nov · verder met {SECRET} wijkteam", f"eerder in het duo: MK tot en met ma 23 nov ({SECRET} ziek)",
        f"nazorg na 3 maanden, di 24 nov · woont bij ouder(s): {SECRET} goed", "nazorg na 6 maanden gepland 24-05-2027",
    ):  # fmt: skip
        assert words in told, words
    whole = json.loads(uitgeven.maak(found, "json"))["inzetten"][0]
    assert [d["code"] for d in whole["duos"]] == ["MK", "JB", "TD"]
    assert [n["maanden"] for n in whole["nazorg"]] == [3, 6]
    shared = blad(team, casus)
    assert parts(shared)["Inzet"][0][2] == "gesloten"
    assert SECRET not in text_of(shared) + json.dumps(shared.gegevens)


@pytest.mark.parametrize("vorm", ["md", "json", "pdf"])
def test_nothing_of_a_child_or_a_person_leaves(team: Toegang, vorm: str) -> None:
    stuk = blad(team, full(team))
    made = uitgeven.maak(stuk, vorm)
    text = "".join(p.extract_text() for p in PdfReader(io.BytesIO(made)).pages) if vorm == "pdf" else made.decode()
    assert "terugkoppelen" in text
    private = (
        SECRET,
        "Sterre",
        "Truus",
        "Enschede",
        "GM0153",
        "2012",
        "jongen",
        "JONGEN",
        "utisme",
        "PLEEG",
        "Bos",
    )
    for word in private:
        assert word not in text, word
    assert not {"ASS", "OTS", "JB", "MK", "AV"} & set(re.findall(r"\w+", text))  # as words: a casuscode can have any letters in it


def test_a_name_in_an_open_action_stops_what_is_shared_and_says_where(team: Toegang) -> None:
    casus = full(team)
    with team.doing("actie") as session:
        acties.add(session, team.wie(), "bel Sterre thuis", eigenaar=team.lid, voor=TODAY + 9 * DAY, casus=casus)
    with pytest.raises(Refused, match=r"Open acties, regel 2.*Sterre"):
        blad(team, casus)
    assert "bel Sterre thuis" in text_of(blad(team, casus, "intern"))


def test_the_team_gets_the_whole_card_but_who_it_is(team: Toegang) -> None:
    casus = full(team)
    found = blad(team, casus, "intern")
    text = text_of(found)
    for word in (
        "jongen, 13/14 jaar",
        "Enschede",
        "Autisme",
        "dreigende uithuisplaatsing",
        "Toestemming ouder",
        "JB en MK",
        "10 weken",
        "doel: ",
    ):
        assert word in text, word
    assert text.count(SECRET) >= 12
    for name in ("Sterre", "Truus"):
        assert name not in text
    assert found.document.merk == "Versie intern, voor het team · vertrouwelijk · vernietigen uiterlijk 24-11-2027"
    assert parts(found)["Acties"][1][2:] == (f"{SECRET} gedaan", "gedaan di 24 nov")
    kept = json.loads(uitgeven.maak(found, "json"))
    assert (kept["gemeente"], kept["vraag"], len(kept["log"])) == ("GM0153", SECRET, 6)


def test_what_is_for_the_team_alone_and_what_was_bettered_is_not_on_paper(team: Toegang) -> None:
    casus = full(team)
    with team.doing("log") as session:
        first, second, *_ = session.exec(select(Logregel).order_by(Logregel.datum)).all()  # type: ignore[arg-type]
        first.zichtbaarheid, first.tekst = "TEAM", "alleen voor ons"
        second.tekst = "fout geschreven"
        session.flush()
        inzetlog.correct(session, team.wie(), second.id, "goed geschreven")
    found = blad(team, casus, "intern")
    text = text_of(found) + json.dumps(found.gegevens)
    assert "goed geschreven" in text
    assert "alleen voor ons" not in text
    assert "fout geschreven" not in text


def test_what_does_not_fit_is_counted_where_it_was_left_out(team: Toegang) -> None:
    casus = full(team, lines=60, words=f"{SECRET} " * 60)
    found = blad(team, casus, "intern")
    said = [b.woorden for b in found.document.blokken if isinstance(b, Alinea) and b.woorden.startswith("… (nog ")]
    shown = sum("huisbezoek" in line for line in text_of(found).splitlines())
    assert shown
    assert f"… (nog {60 - shown} logregels in het programma)" in said
    assert "(meer in het programma)" in text_of(found)
    assert pages(found) == 1


@pytest.mark.parametrize("versie", ["deelbaar", "intern"])
def test_sixty_of_everything_is_one_page(team: Toegang, versie: str) -> None:
    casus = full(team, lines=60, words="MOEDER WIL WEL MAAR WWWWWW " * 20)
    with team.doing("veel") as session:
        wie = team.wie()
        for n in range(60):
            triage.decide(session, wie, casus, "CON", reden="MOEDER WIL " * 20)
            acties.add(session, wie, f"W{n} " * 60, eigenaar=None, voor=TODAY + n * DAY, casus=casus)
    found = blad(team, casus, versie)
    assert pages(found) == 1
    headings = [b.woorden for b in found.document.blokken if isinstance(b, Kop)]
    assert headings[-1] == ("Acties" if versie == "intern" else "Open acties")
    assert sum("(nog " in b.woorden for b in found.document.blokken if isinstance(b, Alinea)) >= 2


@pytest.mark.parametrize("versie", ["deelbaar", "intern"])
def test_a_casus_of_which_nothing_is_known_is_a_page(team: Toegang, versie: str) -> None:
    with team.doing("nieuw") as session:
        row = Casus()
        session.add(row)
    found = blad(team, row.id, versie)
    assert found.document.titel == "Casus ?"
    assert dict(found.document.kop)["Besluit"] == "nog geen"
    assert found.document.blokken == ()
    assert pages(found) == 1


@pytest.mark.parametrize("words", [*HOSTILE, "| a | b |", "# kop", "=1+1", "</w:t>&amp;", "\ufffe", "#strong[x]"])
@pytest.mark.parametrize("versie", ["deelbaar", "intern"])
def test_text_of_people_stays_text_in_every_form(team: Toegang, words: str, versie: str) -> None:
    casus = full(team)
    with team.doing("wijzig") as session:
        row = session.get_one(Casus, casus)
        row.vraag = row.opmerking = row.aanmelder_organisatie = row.grondslag_bereik = words
        for actie in session.exec(select(Actie)):
            actie.omschrijving = words
        for line in session.exec(select(Logregel)):
            line.tekst = words
    found = blad(team, casus, versie)
    lines = uitgeven.maak(found, "md").decode().splitlines()
    headings = {"deelbaar": 4, "intern": 6}
    assert len([line for line in lines if line.startswith("#")]) == headings[versie]
    assert uitgeven.maak(found, "docx")[:2] == b"PK"
    assert pages(found) == 1


def test_an_inzet_that_ended_and_a_casus_that_was_closed_and_opened_again_say_so(team: Toegang) -> None:
    casus = full(team)
    with team.doing("einde") as session:
        wie = team.wie()
        uitkomst.close(session, wie, inzet.find(session, casussen.card(session, casus).casus), resultaat="THUIS")
        triage.close(session, wie, casus, resultaat="UHPVOORK")
        triage.reopen(session, wie, casus, "toch weer")
        triage.close(session, wie, casus, resultaat="THUIS")
    kop = dict(blad(team, casus).document.kop)
    assert kop["Heropend"] == "24-11-2026"
    assert kop["Afgesloten"] == "24-11-2026 · Kind zo thuis mogelijk"
    assert parts(blad(team, casus))["Inzet"][0][-1] == "di 24 nov"
    assert "geëindigd di 24 nov · kind zo thuis mogelijk" in text_of(blad(team, casus, "intern"))


def test_a_duo_of_which_one_left_and_a_decision_in_the_meeting_show_as_they_are(team: Toegang, clock: Clock) -> None:
    casus = full(team)
    meeting = begun(team)
    clock.go_on(minutes=5)
    with team.doing("besluit") as session:
        triage.decide(session, team.wie(), casus, "REGIE", overleg=meeting)
        session.exec(select(InzetLid)).all()[0].tot = TODAY - DAY
    assert parts(blad(team, casus))["Besluiten"][0][1] == "Procesregie"
    assert "Team AnderS 1 · MK · begonnen" in text_of(blad(team, casus, "intern"))


def test_another_version_and_a_casus_that_is_gone_are_refused(team: Toegang) -> None:
    casus = new_casus(team)
    with pytest.raises(Refused, match=r"geen versie openbaar\..*|Kies"):
        blad(team, casus, "openbaar")
    with team.doing("weg") as session:
        session.delete(session.get_one(Casus, casus))
    with pytest.raises(NotFound):
        blad(team, casus)


def test_the_same_data_gives_the_same_bytes_in_another_place_and_language(
    team: Toegang, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    casus = full(team)

    def made() -> list[bytes]:
        return [uitgeven.maak(blad(team, casus, versie), vorm) for versie in ("deelbaar", "intern") for vorm in uitgeven.VORMEN]

    first = made()
    clock.go_on(hours=9)
    old = locale.setlocale(locale.LC_ALL)
    try:
        for zone, language in (("Pacific/Auckland", "C"), ("America/Los_Angeles", "C.UTF-8")):
            monkeypatch.setenv("TZ", zone)
            if hasattr(time, "tzset"):
                time.tzset()
            locale.setlocale(locale.LC_ALL, language)
            assert made() == first
    finally:
        locale.setlocale(locale.LC_ALL, old)
