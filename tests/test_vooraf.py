"""The agenda sent ahead: all of the agenda, none of what people wrote, and the same bytes for the same data."""

from __future__ import annotations

import io
import locale
import time
import zipfile
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from docx import Document
from docx.document import Document as Doc
from sqlmodel import select

from db.models import Agendapunt, Casus, Overleg
from retcli import acties, casussen, instellingen, inzet, inzetlog, overleg, signalen, triage, uitkomst
from retcli.errors import Refused
from retcli.notulen import uitgeven, vooraf
from retcli.notulen.vooraf import Vooraf
from retcli.toegang import Toegang

from .conftest import Clock
from .screens.test_overleg import HOSTILE
from .test_huis import imported_by
from .test_overleg import TODAY, members, new_casus

SECRET = "geheimpje"
AHEAD = TODAY + timedelta(days=7)
DAY = timedelta(days=1)


def planned(team: Toegang, **given: str) -> UUID:
    with team.doing("plan") as session:
        return overleg.plan(session, team.wie(), AHEAD, **given)


def composed(team: Toegang, meeting: UUID) -> Vooraf:
    with team.reading() as session:
        return vooraf.compose(session, meeting, team.wie().today)


def made(team: Toegang, meeting: UUID, vorm: str) -> bytes:
    with team.reading() as session:
        return uitgeven.maak(vooraf.stuk(session, meeting, team.wie().today), vorm)


def opened(content: bytes) -> Doc:
    return Document(io.BytesIO(content))


def xml(content: bytes) -> str:
    """All there is in a document, also what no page shows."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return "\n".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())


def code(team: Toegang, casus: UUID) -> str:
    with team.reading() as session:
        return casussen.card(session, casus).casus


def everything(team: Toegang, clock: Clock) -> tuple[UUID, dict[str, str]]:
    """A planned meeting with every part on its agenda, and a secret in every text; the codes by part."""
    clock.at = datetime(2026, 11, 10, 9, 0, tzinfo=UTC)
    jb, mk, td = members(team)
    of = team.wie().today - timedelta(days=20)
    told = {"vraag": SECRET, "datum_aanmelding": of, "gemeente": "GM0153", "geboortejaar": 2012}
    names = ("nieuw", "urgent", "held", "outside", "news", "due", "stuck", "done", "brought")
    ids = {name: new_casus(team, **told | ({"dreigende_uhp": True} if name == "urgent" else {})) for name in names}
    first = _held_before(team)
    with team.doing("besluit") as session:
        instellingen.put(session, "evaluatie_weken", "uit")
        triage.decide(session, team.wie(), ids["held"], "AANH", overleg=first, reden=SECRET)
        triage.decide(session, team.wie(), ids["stuck"], "REGIE", overleg=first, reden=SECRET, datum=team.wie().today + DAY)
        triage.decide(session, team.wie(), ids["done"], "DOORVERW", overleg=first, reden=SECRET)
        triage.decide(session, team.wie(), ids["brought"], "RONDE", overleg=first, reden=SECRET, datum=AHEAD + 60 * DAY)
        for name, duo in (("news", (jb, mk)), ("due", (jb, td))):
            besluit = triage.decide(session, team.wie(), ids[name], "TA", overleg=first, reden=SECRET)
            triage.assign(session, team.wie(), besluit, list(duo), start=team.wie().today, doel=SECRET)
            inzetlog.log(session, team.wie(), inzet.find(session, casussen.card(session, ids[name]).casus), f"{SECRET} gesproken")
        inzet.plan_evaluation(session, team.wie(), inzet.find(session, casussen.card(session, ids["due"]).casus), AHEAD)
    with team.doing("sluit") as session:
        overleg.close(session, team.wie(), first, volgende=AHEAD)
    clock.at = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    with team.doing("meer") as session:
        wie = team.wie()
        meeting = overleg.upcoming(session, wie.today)
        assert meeting is not None
        inzetlog.log(session, wie, inzet.find(session, casussen.card(session, ids["news"]).casus), f"{SECRET} thuis geweest")
        triage.decide(session, wie, ids["outside"], "CON", reden=SECRET)
        overleg.bring_in(session, wie, meeting.id, ids["brought"])
        acties.add(session, wie, SECRET, eigenaar=jb, voor=TODAY, casus=ids["nieuw"])
        acties.add(session, wie, SECRET, eigenaar=None, voor=None)
        for theme in ("#timeout", "#timeout", ""):
            signalen.add(session, wie, f"{SECRET} {theme}")
    return meeting.id, {name: code(team, casus) for name, casus in ids.items()}


def _held_before(team: Toegang) -> UUID:
    with team.doing("begin") as session:
        return overleg.begin(session, team.wie())


def test_every_part_says_why_without_a_word_that_people_wrote(team: Toegang, clock: Clock) -> None:
    meeting, codes = everything(team, clock)
    found = composed(team, meeting)
    assert {part.titel: [(i.casus, i.waarom) for i in part.punten] for part in found.onderdelen} == {
        "Acties": [
            (codes["nieuw"], "Team AnderS 1 · te laat, was voor di 24 nov"),
            (codes["outside"], "terugkoppelen aan de aanmelder · RET-voorzitter · voor di 1 dec"),
            (None, "zonder eigenaar · zonder datum"),
        ],
        "Nieuwe aanmeldingen": [
            (codes["urgent"], "nieuw, wacht 41 dagen, met voorrang"),
            (codes["nieuw"], "nieuw, wacht 41 dagen"),
        ],
        "Aangehouden": [(codes["held"], "aangehouden op di 10 nov")],
        "Ingebracht": [(codes["brought"], "ingebracht")],
        "Ter kennisname": [(codes["outside"], "Consultatie en advies op di 24 nov")],
        "Lopende inzetten": [(codes["news"], "Team 1 · nieuws")],
        "Evaluaties": [(codes["due"], "Team 1 · evaluatie vandaag")],
        "Vastgelopen": [(codes["stuck"], "Procesregie, termijn was wo 11 nov")],
        "Te sluiten": [(codes["done"], "kan worden afgesloten: verwezen naar reguliere zorg, geen open acties")],
    }
    assert found.signalen == (("Time-outplek ontbreekt", 2), ("Nog zonder thema", 1))
    assert (found.aantal, found.besluiten) == (15, 3)


@pytest.mark.parametrize("vorm", ["md", "docx", "json"])
def test_nothing_of_a_child_and_nothing_of_what_was_written_leaves_the_program(team: Toegang, clock: Clock, vorm: str) -> None:
    meeting, codes = everything(team, clock)
    content = made(team, meeting, vorm)
    text = xml(content) if vorm == "docx" else content.decode()
    assert all(c in text for c in codes.values())
    for private in (SECRET, "Enschede", "GM0153", "2012", "jaar", "uithuisplaatsing", "Bos", "Kok"):
        assert private not in text, private


def test_after_care_is_a_part_of_codes_and_days_also_of_a_closed_casus(team: Toegang, clock: Clock) -> None:
    jb, mk, _ = members(team)
    casus = new_casus(team, vraag=SECRET)
    with team.doing("inzet") as session:
        wie = team.wie()
        triage.decide(session, wie, casus, "TA", duo=(jb, mk), reden=SECRET)
        on = inzet.find(session, casussen.card(session, casus).casus)
        inzet.start(session, wie, on, doel=SECRET)
        uitkomst.close(session, wie, on, resultaat="THUIS", reden=SECRET, casus_ook=True)
    clock.go_on(days=92)
    with team.doing("plan") as session:
        meeting = overleg.plan(session, team.wie(), team.wie().today)
    part = composed(team, meeting).onderdelen[-1]
    assert (part.titel, [(i.casus, i.waarom) for i in part.punten]) == (
        "Nazorg", [(code(team, casus), "Team 1 · nazorg na 3 maanden, vandaag")],
    )  # fmt: skip
    assert SECRET not in made(team, meeting, "md").decode()
    assert composed(team, meeting).besluiten == 0


def test_it_has_the_numbers_of_the_meeting_itself(team: Toegang, clock: Clock) -> None:
    meeting, _ = everything(team, clock)
    with team.reading() as session:
        items = overleg.agenda(session, meeting, TODAY)
    numbers = [i.nr for part in composed(team, meeting).onderdelen for i in part.punten]
    assert numbers == [p.nr for p in items if p.soort != "signaal"]


def test_it_says_the_same_once_the_meeting_runs_and_its_items_are_kept(team: Toegang, clock: Clock) -> None:
    meeting, _ = everything(team, clock)
    clock.at = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
    before = composed(team, meeting)
    with team.doing("begin") as session:
        overleg.begin(session, team.wie(), meeting)
    assert composed(team, meeting).onderdelen == before.onderdelen
    (done,) = [i for part in before.onderdelen for i in part.punten if i.casus is None]
    with team.doing("klaar") as session:
        item = next(p for p in overleg.agenda(session, meeting, team.wie().today) if p.nr == done.nr)
        assert item.actie is not None
        acties.done(session, team.wie(), item.actie)
    assert composed(team, meeting).onderdelen[0].punten[2].waarom == "zonder eigenaar · gedaan"


def test_what_is_over_or_gone_since_it_came_on_the_agenda_is_said(team: Toegang, clock: Clock) -> None:
    meeting, codes = everything(team, clock)
    clock.at = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
    gone = new_casus(team)
    with team.doing("begin") as session:
        overleg.begin(session, team.wie(), meeting)
        uitkomst.close(session, team.wie(), inzet.find(session, codes["due"]))
        session.delete(session.get_one(Casus, gone))
        row = next(p for p in session.exec(select(Agendapunt)) if p.casus == gone)
        row.casus = None
    found = {part.titel: [i.waarom for i in part.punten] for part in composed(team, meeting).onderdelen}
    assert found["Evaluaties"] == ["afgesloten"]
    assert "deze casus is er niet meer" in found["Nieuwe aanmeldingen"]


def test_a_planned_meeting_without_items_is_still_an_agenda(team: Toegang) -> None:
    meeting = planned(team, tijd="09:30", plaats="Stadhuis, kamer 4")
    found = composed(team, meeting)
    assert found.kop == [
        ("Wanneer", "dinsdag 1 december 2026, 09:30"),
        ("Waar", "Stadhuis, kamer 4"),
        ("Punten", "0 punten"),
    ]
    assert made(team, meeting, "md").decode() == (
        "# Agenda RET-AnderS, dinsdag 1 december 2026\n\n- **Wanneer**: dinsdag 1 december 2026, 09:30\n- **Waar**: Stadhuis, kamer 4\n"
        "- **Punten**: 0 punten\n\nEr staat niets op de agenda.\n\n"
        "Zonder vragen, redenen, notities en omschrijvingen van acties; die staan in het programma.\n"
    )
    document = opened(made(team, meeting, "docx"))
    assert "Er staat niets op de agenda." in [p.text for p in document.paragraphs]
    assert document.tables == []


def test_sixty_items_are_all_there_with_the_time_they_take(team: Toegang) -> None:
    codes = [code(team, new_casus(team)) for _ in range(60)]
    meeting = planned(team)
    assert dict(composed(team, meeting).kop)["Punten"] == "60 punten, waarvan 60 vragen om een besluit"
    assert dict(composed(team, meeting).kop)["Duurt"] == "naar verwachting 5 uur"
    (table,) = opened(made(team, meeting, "docx")).tables
    assert [cell.text for cell in table.columns[0].cells] == ["Nr", *map(str, range(1, 61))]
    assert sorted(cell.text for cell in table.columns[1].cells[1:]) == sorted(codes)


def test_a_document_can_be_read_by_everyone(team: Toegang) -> None:
    """A head that returns and is named as one, a language to read aloud in, page numbers, a title."""
    new_casus(team)
    content = made(team, planned(team), "docx")
    document, all_of_it = opened(content), xml(content)
    assert [p.style.name for p in document.paragraphs if p.style and p.text][:1] == ["Title"]
    assert "Heading 1" in [p.style.name for p in document.paragraphs if p.style]
    assert all_of_it.count("<w:tblHeader/>") == len(document.tables) == 1
    assert 'w:lang w:val="nl-NL"' in all_of_it
    assert 'w:instr="PAGE"' in all_of_it
    assert 'w:instr="NUMPAGES"' in all_of_it
    about = document.core_properties
    assert (about.author, about.title, about.language) == ("RET-AnderS", "Agenda RET-AnderS, dinsdag 1 december 2026", "nl-NL")
    assert "thumbnail" not in all_of_it


def test_the_same_data_gives_the_same_bytes_at_another_hour_place_and_language(
    team: Toegang, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    meeting, _ = everything(team, clock)
    first = {vorm: made(team, meeting, vorm) for vorm in uitgeven.VORMEN}
    clock.go_on(hours=3)
    old = locale.setlocale(locale.LC_ALL)
    try:
        for zone, language in (("Pacific/Auckland", "C"), ("America/Los_Angeles", "C.UTF-8"), ("Europe/Amsterdam", "")):
            monkeypatch.setenv("TZ", zone)
            if hasattr(time, "tzset"):
                time.tzset()
            locale.setlocale(locale.LC_ALL, language)
            assert {vorm: made(team, meeting, vorm) for vorm in uitgeven.VORMEN} == first
    finally:
        locale.setlocale(locale.LC_ALL, old)
    with zipfile.ZipFile(io.BytesIO(first["docx"])) as parts:
        assert {(p.date_time, p.create_system, p.compress_type) for p in parts.infolist()} == {((1980, 1, 1, 0, 0, 0), 0, 0)}


@pytest.mark.parametrize("words", [*HOSTILE, "| a | b |", "# kop", "1. een", "</w:t><w:br/>&amp;", "\ufffe\uffff", "<script>"])
def test_text_of_people_stays_text_in_both_forms(team: Toegang, words: str) -> None:
    new_casus(team)
    meeting = planned(team)
    with team.doing("wijzig") as session:
        row = session.get_one(Overleg, meeting)
        row.plaats, row.tijd = words, words
    lines = made(team, meeting, "md").decode().splitlines()
    assert [line for line in lines if line.startswith("#")] == [
        "# Agenda RET-AnderS, dinsdag 1 december 2026", "## Nieuwe aanmeldingen",
    ]  # fmt: skip
    assert len([line for line in lines if line.startswith("- ")]) == 4
    document = opened(made(team, meeting, "docx"))
    shown = {p.text.partition("\t")[0]: p.text.partition("\t")[2] for p in document.paragraphs if "\t" in p.text}
    assert list(shown) == ["Wanneer", "Waar", "Punten", "Duurt"]
    if words in ("x[/]", "</w:t><w:br/>&amp;", "| a | b |"):
        assert shown["Waar"] == words


def test_an_unknown_form_a_closed_and_a_cancelled_meeting_are_refused(team: Toegang) -> None:
    cancelled = planned(team)
    with pytest.raises(Refused, match="vorm odt"):
        made(team, cancelled, "odt")
    with team.doing("afgelast") as session:
        overleg.cancel(session, team.wie(), cancelled, "herfstvakantie")
    with pytest.raises(Refused, match="afgelast"):
        made(team, cancelled, "md")
    with team.doing("begin") as session:
        closed = overleg.begin(session, team.wie(), overleg.plan(session, team.wie(), TODAY))
        overleg.close(session, team.wie(), closed)
    with pytest.raises(Refused, match="geweest"):
        made(team, closed, "docx")


def test_the_file_is_named_after_the_week(team: Toegang) -> None:
    meeting = planned(team)
    with team.reading() as session:
        assert vooraf.stuk(session, meeting, TODAY).bestand("docx") == "agenda-2026-W49.docx"


def test_what_makes_documents_is_brought_only_for_a_document() -> None:
    loaded = imported_by("import retcli.cli, retcli.notulen.vooraf, retcli.notulen.uitgeven")
    assert not loaded & {"docx", "lxml"}


def test_a_line_written_while_the_meeting_before_went_on_is_news_in_the_next(team: Toegang, clock: Clock) -> None:
    jb, mk, _ = members(team)
    casus = new_casus(team)
    with team.doing("besluit") as session:
        triage.decide(session, team.wie(), casus, "TA", duo=(jb, mk))
    meeting = _held_before(team)
    clock.go_on(minutes=5)
    with team.doing("log") as session:
        inzetlog.log(session, team.wie(), inzet.find(session, code(team, casus)), "thuis geweest")
    clock.go_on(minutes=5)
    with team.doing("sluit") as session:
        overleg.close(session, team.wie(), meeting)
        following = overleg.upcoming(session, team.wie().today)
    assert following is not None
    lines = [i.waarom for part in composed(team, following.id).onderdelen if part.titel == "Lopende inzetten" for i in part.punten]
    assert lines == ["Team 1 · evaluatie di 8 dec · nieuws"]
