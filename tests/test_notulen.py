"""The minutes: everything that was said for the team, decisions and actions for others, and fixed once a later meeting says so."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from sqlmodel import select

from db.codes import RESULTAAT
from db.models import Actie, Besluit, Casus, Identiteit, Lid, Logregel, NotulenAanvulling, Overleg, Signaal, Vaststelling
from retcli import acties, casussen, instellingen, inzet, inzetlog, overleg, signalen, triage, uitkomst
from retcli.errors import NotFound, Refused
from retcli.notulen import inhoud, uitgeven, vaststellen
from retcli.notulen.document import Document, Kop, Tabel, cleaned, words_of
from retcli.notulen.inhoud import Notulen
from retcli.notulen.verslag import Verslag, verslag
from retcli.toegang import Toegang

from .conftest import Clock
from .screens.test_overleg import HOSTILE
from .screens.test_vijandig import free_texts
from .test_overleg import TODAY, members, new_casus
from .test_vooraf import code

SECRET = "geheimpje"
WEEK = timedelta(days=7)


@pytest.fixture
def held(team: Toegang, clock: Clock) -> UUID:
    """A closed meeting with every part in its minutes; what may not be shared has the word of SECRET in it."""
    clock.at = datetime(2026, 11, 17, 9, 0, tzinfo=UTC)
    jb, mk, td = members(team)
    told = {"vraag": SECRET, "datum_aanmelding": date(2026, 11, 1), "gemeente": "GM0153", "geboortejaar": 2012, "opmerking": SECRET}
    names = ("runs", "ended", "done", "ta", "con", "outside", "without", "closes")
    ids = {name: new_casus(team, **told, aanmelder_organisatie=f"Bureau {name}") for name in names}
    with team.doing("begin") as session:
        first = overleg.begin(session, team.wie())
        for name in ("runs", "ended"):
            besluit = triage.decide(session, team.wie(), ids[name], "TA", overleg=first, reden=SECRET)
            triage.assign(session, team.wie(), besluit, [jb, mk], start=team.wie().today, doel=SECRET)
            inzetlog.log(session, team.wie(), inzet.find(session, code_in(session, ids[name])), f"{SECRET} eerst")
        triage.decide(session, team.wie(), ids["closes"], "DOORVERW", overleg=first, reden=SECRET)
        acties.add(session, team.wie(), "belt de school", eigenaar=jb, voor=TODAY, casus=ids["runs"], overleg=first)
        overleg.close(session, team.wie(), first, volgende=TODAY)
    clock.at = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    with team.doing("week") as session:
        wie = team.wie()
        running, ended = (inzet.find(session, code_in(session, ids[name])) for name in ("runs", "ended"))
        inzetlog.log(session, wie, running, f"{SECRET} thuis geweest")
        inzet.plan_evaluation(session, wie, running, wie.today)
        inzet.evaluate(session, wie, running, f"{SECRET} gaat goed", datum=wie.today)
        inzet.plan_evaluation(session, wie, running, TODAY + 2 * WEEK)
        inzet.replace_member(session, wie, running, mk, td, reden=f"{SECRET} ziek", overdracht=f"{SECRET} de sleutel")
        uitkomst.scale_down(session, wie, running, f"{SECRET} wijkteam")
        uitkomst.close(
            session, wie, ended, resultaat="THUIS", woonsituatie_begin="GROEP", woonsituatie_eind="OUDERS", afgeschaald_naar=SECRET
        )
        uitkomst.look_back(session, wie, uitkomst.aftercare(session, inzet=ended)[0].id, f"{SECRET} nog thuis", woonsituatie="KAMER")
        triage.decide(session, wie, ids["outside"], "CON", reden=SECRET)
        triage.close(session, wie, ids["done"], resultaat=next(iter(RESULTAAT)).code, overgedragen_aan=SECRET)
    with team.doing("overleg") as session:
        wie = team.wie()
        upcoming = overleg.upcoming(session, wie.today)
        assert upcoming is not None
        meeting = overleg.begin(session, wie, upcoming.id)
        besluit = triage.decide(session, wie, ids["ta"], "TA", overleg=meeting, reden=SECRET, eigenaar=jb, datum=TODAY + WEEK)
        triage.assign(session, wie, besluit, [jb, td], start=TODAY + WEEK, keuze_reden=f"{SECRET} kent de school")
        inzet.confirm(session, wie, inzet.find(session, code_in(session, ids["ta"])))
        triage.decide(session, wie, ids["con"], "CON", overleg=meeting, reden=SECRET)
        for item in overleg.agenda(session, meeting, wie.today):
            if item.casus_id in (ids["ta"], ids["runs"], ids["closes"]):
                overleg.set_note(session, wie, meeting, item, f"{SECRET} notitie")
        overleg.add_guest(session, wie, meeting, "Gerrit Gast, Aanbieder G")
        acties.add(session, wie, "plant de RET-tafel", eigenaar=jb, voor=TODAY + WEEK, casus=ids["con"], overleg=meeting)
        signalen.add(session, wie, "time-outplek ontbreekt #timeout", overleg=meeting)
        vaststellen.announce(session, wie, meeting, "Kerst:\ngeen overleg.")
        overleg.close(session, wie, meeting)
    clock.go_on(minutes=1)
    return meeting


def code_in(session: object, casus: UUID) -> str:
    return casussen.card(session, casus).casus  # type: ignore[arg-type]


def read(team: Toegang, meeting: UUID, versie: str = "deelbaar", voor: str | None = None) -> Verslag:
    with team.reading() as session:
        return verslag(session, meeting, versie, voor)


def minutes(team: Toegang, meeting: UUID, versie: str = "intern") -> Notulen:
    return read(team, meeting, versie).notulen


def said(document: Document) -> str:
    return "\n".join(words_of(document))


def headings(document: Document) -> list[str]:
    return [b.woorden for b in document.blokken if isinstance(b, Kop) and b.niveau == 1]


PARTS = [
    "Wie er was", "Mededelingen", "Acties van de vorige keer", "Besluiten", "Ter kennisname, besloten buiten het overleg",
    "Lopende inzetten", "Wisselingen in een duo", "Evaluaties", "Afgeschaald", "Uitkomsten", "Nazorg", "Signalen", "Nieuwe acties",
    "Volgend overleg",
]  # fmt: skip


def test_the_team_reads_what_was_said_of_each_casus(team: Toegang, held: UUID) -> None:
    document = read(team, held, "intern").stuk().document
    text = said(document)
    assert headings(document) == [*PARTS[:11], "Notities bij andere punten", *PARTS[11:]]
    for words in (
        "Anna Vos (AV, RET-voorzitter)", "Gerrit Gast, Aanbieder G (gast)", "belt de school", "Team AnderS 1: JB en TD, start di 1 dec",
        "13/14 jaar, Enschede", f"{SECRET} notitie", f"{SECRET} thuis geweest", f"{SECRET} gaat goed", "time-outplek ontbreekt",
        "plant de RET-tafel", "dinsdag 1 december 2026.", "Kerst:", "geen overleg.", "MK → TD",
        f"{SECRET} ziek. Overgedragen: {SECRET} de sleutel", f"{SECRET} wijkteam", "Kind zo thuis mogelijk, uithuisplaatsing beëindigd",
        " → Bij ouder(s)", "na 3 maanden", f"{SECRET} nog thuis", "gekozen boven ", f"{SECRET} kent de school",
        "afgeschaald, 1 week",
    ):  # fmt: skip
        assert words in text, words
    assert f"{SECRET} eerst" not in text  # the meeting before had that


def test_what_is_shared_has_codes_routes_and_roles_and_not_a_word_of_a_child(team: Toegang, held: UUID) -> None:
    found = read(team, held)
    stuk = found.stuk()
    text = said(stuk.document) + json.dumps(stuk.gegevens, ensure_ascii=False)
    assert headings(stuk.document) == PARTS
    for words in (
        "Consultatie en advies",
        "Team AnderS 1, start di 1 dec",
        "belt de school",
        "plant de RET-tafel",
        "RET-voorzitter",
        "gast",
    ):
        assert words in text, words
    assert "2012" not in said(stuk.document)
    private = (SECRET, "Enschede", "GM0153", "13/14", "Anna", "Vos", "Bos", "Kok", "Gerrit", "Aanbieder", "Bureau")
    for words in private:
        assert words not in text, words
    assert set(found.notulen.casussen) <= set(text.split()) | {c for c in found.notulen.casussen if c in text}
    assert stuk.document.merk == "Versie deelbaar, voor wie bij het overleg hoort · vernietigen uiterlijk 24-11-2027"


def test_every_free_text_of_the_database_stays_out_of_what_is_shared_but_the_four_that_are_looked_through(
    team: Toegang, held: UUID
) -> None:
    """Whatever column holds it, and whoever adds one."""
    shared = {
        ("actie", "omschrijving"),
        ("signaal", "tekst"),
        ("overleg", "mededeling"),
        ("overleg", "plaats"),
        ("notulen_aanvulling", "tekst"),
    }
    with team.doing("vul") as session:
        session.add(NotulenAanvulling(overleg=held, genoteerd_op=team.now(), lid=team.lid, tekst="deel ik"))
        session.delete(session.get_one(Vaststelling, inhoud.key(held)))  # else they are read from what was kept
        session.flush()
        for table, column in free_texts():
            if (column.table.name, column.name) not in shared and column.table.name not in ("instelling", "lid"):
                for row in session.exec(select(table)):
                    setattr(row, column.name, "xgeheimx")
    stuk = read(team, held).stuk()
    assert "xgeheimx" not in said(stuk.document) + json.dumps(stuk.gegevens)
    assert "deel ik" in said(stuk.document)
    assert "xgeheimx" in said(read(team, held, "intern").stuk().document)


def test_a_known_name_in_a_text_that_is_shared_stops_it_and_says_where(team: Toegang, held: UUID) -> None:
    with team.doing("naam") as session:
        row = session.exec(select(Actie).where(Actie.omschrijving == "plant de RET-tafel")).one()
        row.omschrijving = "belt de moeder van Kevin-Jay"
        assert row.casus is not None
        session.add(Identiteit(casus=row.casus, roepnaam="Kevin-Jay"))
        code = code_in(session, row.casus)
    with pytest.raises(Refused) as refused:
        read(team, held).stuk()
    assert "Nieuwe acties, regel" in refused.value.sentence()
    assert code in refused.value.sentence()
    assert "Kevin-Jay" in refused.value.sentence()
    assert "Kevin-Jay" in said(read(team, held, "intern").stuk().document)


def test_an_organisation_gets_its_own_casussen_and_nothing_else(team: Toegang, held: UUID) -> None:
    whole = minutes(team, held)
    stuk = read(team, held, "intern", "bureau TA").stuk()
    own = read(team, held, "intern", "bureau TA").notulen
    (only,) = own.casussen
    assert [b.casus for b in own.besluiten] == [only]
    text = said(stuk.document)
    assert not any(code in text for code in whole.casussen if code != only)
    assert "time-outplek" not in text
    assert "Kerst" not in text
    assert (stuk.voor_wie, stuk.naam) == ("Bureau ta", "notulen-2026-W48-intern-bureau-ta")
    assert "Bureau ta" in stuk.document.merk
    with pytest.raises(Refused):
        read(team, held, "deelbaar", "Nergens BV")


def test_what_happens_after_closing_is_not_of_these_minutes(team: Toegang, held: UUID, clock: Clock) -> None:
    before = minutes(team, held)
    clock.go_on(days=1)
    with team.doing("later") as session:
        wie = team.wie()
        running = next(i for i in inzet.running(session, wie.today) if i.gestart)
        inzetlog.log(session, wie, running.id, "een dag later")
        inzet.evaluate(session, wie, running.id, "een dag later", datum=wie.today, volgende=wie.today + 6 * WEEK)
        for row in casussen.actions(session, open_only=True):
            acties.done(session, wie, row.id)
        uitkomst.close(session, wie, running.id)
        other = next(c for c in casussen.by_status(session, "nieuw"))
        triage.close(session, wie, other.id)
    after = minutes(team, held)
    assert after == before


def test_a_later_meeting_fixes_them_and_then_only_an_addition_comes(team: Toegang, held: UUID, clock: Clock) -> None:
    with team.doing("te vroeg") as session, pytest.raises(Refused, match="volgende overleg"):
        vaststellen.fix(session, team.wie(), held)
    clock.go_on(days=7)
    with team.doing("begin") as session:
        wie = team.wie()
        following = overleg.begin(session, wie)
        waiting = [k.datum for k in vaststellen.open_minutes(session, following)]
        assert waiting == [date(2026, 11, 17), TODAY]
        vaststellen.fix(session, wie, held)
        assert [k.datum for k in vaststellen.open_minutes(session, following)] == [date(2026, 11, 17)]
    fixed = minutes(team, held)
    assert (fixed.status, fixed.vastgesteld_op) == ("vastgesteld", TODAY + WEEK)
    with team.doing("alles anders") as session:
        for row in session.exec(select(Lid)):
            row.naam = "iemand anders"
        for signaal in session.exec(select(Signaal)):
            signaal.tekst = "iets anders"
        for besluit in session.exec(select(Besluit)):
            besluit.reden = "anders"
        for casus in session.exec(select(Casus)):
            casus.vraag = "anders"
        session.get_one(Overleg, held).mededeling = "anders"
    assert minutes(team, held) == fixed
    with team.doing("aanvulling") as session:
        with pytest.raises(Refused) as announced:
            vaststellen.announce(session, team.wie(), held, "x")
        with pytest.raises(Refused) as fixed_again:
            vaststellen.fix(session, team.wie(), held)
        assert all("aanvulling" in refused.value.sentence() for refused in (announced, fixed_again))
        with pytest.raises(Refused, match="een zin"):
            vaststellen.add(session, team.wie(), held, "  \n ")
        vaststellen.add(session, team.wie(), held, "Het was een RET-tafel.")
    stuk = read(team, held).stuk()
    assert headings(stuk.document)[-1] == "Aanvullingen"
    assert ("01-12-2026", "Het was een RET-tafel.") in [f for b in stuk.document.blokken for f in getattr(b, "regels", ())]
    assert dict(stuk.document.kop)["Status"] == "vastgesteld op 01-12-2026"


def test_a_name_is_out_of_the_minutes_before_they_are_fixed_and_can_go_when_it_becomes_known_later(
    team: Toegang, held: UUID, clock: Clock
) -> None:
    clock.go_on(days=7)
    with team.doing("begin") as session:
        overleg.begin(session, team.wie())
        row = session.exec(select(Actie).where(Actie.omschrijving == "plant de RET-tafel")).one()
        row.omschrijving = "belt de moeder van Kevin-Jay"
        vaststellen.fix(session, team.wie(), held)
        assert row.casus is not None
        session.add(Identiteit(casus=row.casus, roepnaam="Kevin-Jay"))
        actie = row.id
    with pytest.raises(Refused, match="Kevin-Jay"):
        read(team, held).stuk()
    with team.doing("vast") as session, pytest.raises(Refused, match="Kevin-Jay"):
        vaststellen.fix(session, team.wie(), held)
    with team.doing("anders") as session:
        acties.change_text(session, team.wie(), actie, "belt de moeder")
        vaststellen.fix(session, team.wie(), held)
    assert "belt de moeder" in said(read(team, held).stuk().document)
    with team.doing("nog eens") as session, pytest.raises(Refused, match="al vastgesteld"):
        vaststellen.fix(session, team.wie(), held)


def test_only_the_words_that_were_changed_are_renewed_in_fixed_minutes(team: Toegang, held: UUID, clock: Clock) -> None:
    clock.go_on(days=7)
    with team.doing("begin") as session:
        overleg.begin(session, team.wie())
        vaststellen.announce(session, team.wie(), held, "Roodkapje komt langs.")
        vaststellen.fix(session, team.wie(), held)
    before = minutes(team, held)
    clock.go_on(days=7)
    with team.doing("anders") as session:
        for besluit in session.exec(select(Besluit)):
            besluit.besluit_route, besluit.reden = "NIET", "anders"
        session.add(Identiteit(casus=next(iter(session.exec(select(Casus.id)))), roepnaam="Roodkapje"))
        vaststellen.announce(session, team.wie(), held, "Iemand komt langs.")
        vaststellen.fix(session, team.wie(), held)
    assert minutes(team, held) == replace(before, mededeling="Iemand komt langs.")
    with team.doing("aanvulling") as session, pytest.raises(Refused, match="Roodkapje"):
        vaststellen.add(session, team.wie(), held, "Roodkapje was er.")


def test_what_is_written_down_late_comes_in_the_next_minutes_and_never_in_two(team: Toegang, held: UUID, clock: Clock) -> None:
    clock.go_on(days=1)
    with team.doing("later") as session:
        running = next(i for i in inzet.running(session, TODAY) if i.gestart)
        inzetlog.log(session, team.wie(), running.id, "24-11 tel: alsnog opgeschreven")
        inzet.evaluate(session, team.wie(), running.id, "alsnog", datum=TODAY, volgende=TODAY + 6 * WEEK)
        triage.close(session, team.wie(), next(c for c in casussen.by_status(session, "nieuw")).id, datum=TODAY)
    clock.go_on(days=6)
    with team.doing("volgende") as session:
        following = overleg.begin(session, team.wie())
        overleg.close(session, team.wie(), following)
    first, second = minutes(team, held), minutes(team, following)
    assert [e.uitkomst for e in second.evaluaties] == ["alsnog"]
    assert [len(i.nieuws) for i in second.inzetten if i.op_agenda] == [1]
    assert [(i.status, i.op_agenda) for i in second.inzetten] == [("afgeschaald", True), ("bevestigd", False)]
    assert "Lopen ook, en zijn niet besproken: " in said(read(team, following, "intern").stuk().document)
    assert len(second.uitkomsten) == 1
    assert not set(first.uitkomsten) & set(second.uitkomsten)


def test_a_signal_is_looked_through_for_the_casus_it_was_noted_at_and_those_of_the_agenda_are_there(team: Toegang, clock: Clock) -> None:
    casus = new_casus(team)
    with team.doing("los") as session:
        signalen.add(session, team.wie(), "buiten het overleg opgemerkt")
    clock.go_on(minutes=1)
    with team.doing("overleg") as session:
        meeting = overleg.begin(session, team.wie())
        signalen.add(session, team.wie(), "jongen van 14 jaar kreeg geen time-outplek", overleg=meeting, casus=casus)
    found = read(team, meeting)
    assert [s.tekst for s in found.notulen.signalen] == ["buiten het overleg opgemerkt", "jongen van 14 jaar kreeg geen time-outplek"]
    assert [v.wat for v in found.vondsten] == ["leeftijd"]


def test_two_meetings_in_one_week_have_minutes_of_two_names(team: Toegang, clock: Clock) -> None:
    names = []
    for _ in range(2):
        with team.doing("overleg") as session:
            meeting = overleg.begin(session, team.wie(), overleg.plan(session, team.wie(), team.wie().today))
            overleg.close(session, team.wie(), meeting, volgende=TODAY + WEEK)
        clock.go_on(days=2)
        names.append(meeting)
    assert [read(team, m).stuk().naam for m in names] == ["notulen-2026-11-24", "notulen-2026-11-26"]


def test_a_reopened_meeting_is_read_anew_and_kept_again(team: Toegang) -> None:
    casus = new_casus(team)
    with team.doing("overleg") as session:
        meeting = overleg.begin(session, team.wie())
        overleg.close(session, team.wie(), meeting)
    with team.doing("heropen") as session:
        overleg.reopen(session, team.wie(), meeting, "vergeten")
        triage.decide(session, team.wie(), casus, "CON", overleg=meeting)
    assert [b.route for b in minutes(team, meeting).besluiten] == ["CON"]
    with team.doing("sluit") as session:
        overleg.close(session, team.wie(), meeting)
    assert [b.route for b in minutes(team, meeting).besluiten] == ["CON"]


def test_fixing_can_be_taken_back_and_is_the_same_row_on_every_laptop(team: Toegang, held: UUID, clock: Clock) -> None:
    from retcli import ongedaan

    clock.go_on(days=7)
    with team.doing("begin") as session:
        overleg.begin(session, team.wie())
    with team.doing("vaststellen") as session:
        vaststellen.fix(session, team.wie(), held)
        fixed = select(Vaststelling.id).where(Vaststelling.vastgesteld_op != None)  # noqa: E711  # SQL's IS NOT NULL
        assert session.exec(fixed).all() == [inhoud.key(held)]
    ongedaan.undo(team)
    assert minutes(team, held).status == "concept"


@pytest.mark.parametrize("stored", ['{"versie": 9}', "geen json", "extra"])
def test_minutes_that_another_version_kept_are_refused_and_not_misread(team: Toegang, held: UUID, stored: str) -> None:
    if stored == "extra":
        stored = inhoud.dumped(minutes(team, held)).replace('{"versie"', '{"nieuw_deel":[],"versie"', 1)
    with team.doing("nieuwer") as session:
        session.get_one(Vaststelling, inhoud.key(held)).inhoud = stored
    with team.reading() as session, pytest.raises(Refused, match="andere versie"):
        verslag(session, held)


def test_minutes_that_were_kept_before_these_parts_were_there_are_read_as_they_were(team: Toegang, held: UUID) -> None:
    """Kept by an older version of the program: without the parts and fields that came since."""
    whole = json.loads(inhoud.dumped(minutes(team, held)))
    for part in ("wissels", "afgeschaald", "nazorg"):
        del whole[part]
    for part, fields in (
        ("besluiten", ("duo_plaats", "duo_voorstel", "duo_reden")),
        ("ter_kennisname", ("duo_plaats", "duo_voorstel", "duo_reden")),
        ("inzetten", ("status", "contacten", "contactmomenten", "op_agenda")),
        ("uitkomsten", ("uhp", "nieuws")),
    ):
        for row in whole[part]:
            for field in fields:
                del row[field]
    with team.doing("ouder") as session:
        session.get_one(Vaststelling, inhoud.key(held)).inhoud = json.dumps(whole)
    for versie in ("intern", "deelbaar"):
        found = headings(read(team, held, versie).stuk().document)
        assert not {"Wisselingen in een duo", "Afgeschaald", "Nazorg"} & set(found)
        assert {"Lopende inzetten", "Evaluaties", "Uitkomsten"} <= set(found)
    (running,) = [blok for blok in read(team, held).stuk().document.blokken if isinstance(blok, Tabel) and blok.naam == "Lopende inzetten"]
    assert [row[2:4] for row in running.rijen] == [("1 week", "laatst di 24 nov")]


def test_contact_since_the_meeting_before_is_counted_by_kind_and_only_its_number_is_shared(team: Toegang, held: UUID, clock: Clock) -> None:
    clock.go_on(days=1)
    with team.doing("week") as session:
        running = next(i for i in inzet.running(session, TODAY) if i.gestart)
        for line in ("huisbezoek: a", "huisbezoek: b", "tel: c", "zomaar wat"):
            inzetlog.log(session, team.wie(), running.id, line)
        session.add(Logregel(inzet=running.id, datum=TODAY, soort="MDO", tekst="x", zichtbaarheid="TEAM", geschreven_op=team.wie().moment))
    clock.go_on(days=6)
    with team.doing("volgende") as session:
        following = overleg.begin(session, team.wie())
        overleg.close(session, team.wie(), following)
    (told,) = [i for i in minutes(team, following).inzetten if i.nieuws]
    assert (told.contacten, told.contactmomenten, told.status) == ((("TEL", 1), ("HUIS", 2), ("ANDERS", 1)), 4, "afgeschaald")
    assert "1 keer Telefoon, 2 keer Huisbezoek, 1 keer Anders" in said(read(team, following, "intern").stuk().document)
    (shared,) = [i for i in minutes(team, following, "deelbaar").inzetten if i.casus == told.casus]
    assert (shared.contacten, shared.contactmomenten) == ((), 4)
    assert "4 keer, laatst wo 25 nov" in said(read(team, following).stuk().document)


def test_what_was_written_up_to_the_end_of_an_inzet_stands_with_its_outcome_for_the_team_alone(
    team: Toegang, held: UUID, clock: Clock
) -> None:
    clock.go_on(days=1)
    with team.doing("week") as session:
        ends = next(i for i in inzet.running(session, TODAY) if i.gestart)
        inzetlog.log(session, team.wie(), ends.id, "mdo: slotgesprek met moeder")
        uitkomst.close(session, team.wie(), ends.id, resultaat="THUIS")
    clock.go_on(days=6)
    with team.doing("volgende") as session:
        following = overleg.begin(session, team.wie())
        overleg.close(session, team.wie(), following)
    told = [(u.soort, u.casus, u.nieuws) for u in minutes(team, following).uitkomsten]
    assert told == [("inzet", ends.casus, ("wo 25 nov mdo: slotgesprek met moeder",))]
    assert "slotgesprek" in said(read(team, following, "intern").stuk().document)
    shared = read(team, following).stuk()
    assert "slotgesprek" not in f"{said(shared.document)}{shared.gegevens}"
    clock.go_on(days=7)
    with team.doing("daarna") as session:
        later = overleg.begin(session, team.wie())
    assert minutes(team, later).uitkomsten == ()


@pytest.mark.parametrize(("resultaat", "words"), [("UHPVOORK", "Uithuisplaatsing voorkomen"), ("UHPTOCH", "Toch uit huis geplaatst")])
def test_a_result_is_shared_as_it_is_and_of_any_other_not_what_it_meant_for_an_uithuisplaatsing(
    team: Toegang, clock: Clock, resultaat: str, words: str
) -> None:
    jb, mk, _ = members(team)
    with team.doing("eerst") as session:
        overleg.close(session, team.wie(), overleg.begin(session, team.wie()))
    clock.go_on(days=7)
    for ends in (resultaat, "THUIS"):
        casus = new_casus(team)
        with team.doing("inzet") as session:
            triage.decide(session, team.wie(), casus, "TA", duo=(jb, mk))
            on = inzet.find(session, code_in(session, casus))
            inzet.start(session, team.wie(), on)
            uitkomst.close(session, team.wie(), on, resultaat=ends, uhp="VOORKOMEN")
    with team.doing("volgende") as session:
        meeting = overleg.begin(session, team.wie())
    shared = minutes(team, meeting, "deelbaar")
    assert {(u.resultaat, u.uhp) for u in shared.uitkomsten} == {(resultaat, None), ("THUIS", None)}
    (table,) = [b for b in read(team, meeting).stuk().document.blokken if isinstance(b, Tabel) and b.naam == "Uitkomsten"]
    assert {row[3] for row in table.rijen} == {words, "Kind zo thuis mogelijk"}


def test_who_left_a_duo_stands_beside_who_came_in_one_meeting_and_no_other(team: Toegang, clock: Clock) -> None:
    jb, mk, td = members(team)
    casus = new_casus(team)
    with team.doing("besluit") as session:
        triage.decide(session, team.wie(), casus, "TA", duo=(jb, mk))
        on = inzet.find(session, code_in(session, casus))
        inzet.start(session, team.wie(), on)
        first = overleg.begin(session, team.wie())
        overleg.close(session, team.wie(), first)
    clock.go_on(days=3)
    with team.doing("wissel") as session:
        inzet.replace_member(session, team.wie(), on, jb, td, reden="ziek")
    clock.go_on(days=2)
    with team.doing("wissel") as session:
        inzet.replace_member(session, team.wie(), on, mk, jb)
    clock.go_on(days=2)
    with team.doing("overleg") as session:
        second = overleg.begin(session, team.wie())
        overleg.close(session, team.wie(), second)
    clock.go_on(days=7)
    with team.doing("overleg") as session:
        third = overleg.begin(session, team.wie())
        overleg.close(session, team.wie(), third)
    told = [[(w.datum, w.uit, w.erin, w.reden) for w in minutes(team, m).wissels] for m in (first, second, third)]
    assert told == [[], [(date(2026, 11, 27), "JB", "TD", "ziek"), (date(2026, 11, 29), "MK", "JB", None)], []]


def test_a_note_at_after_care_is_in_the_minutes_and_a_decision_on_its_casus_is_not_its_own(team: Toegang, clock: Clock) -> None:
    jb, mk, _ = members(team)
    casus = new_casus(team)
    with team.doing("besluit") as session:
        triage.decide(session, team.wie(), casus, "TA", duo=(jb, mk))
        on = inzet.find(session, code_in(session, casus))
        inzet.start(session, team.wie(), on)
        uitkomst.close(session, team.wie(), on, casus_ook=True)
    clock.go_on(days=100)
    with team.doing("overleg") as session:
        wie = team.wie()
        meeting = overleg.begin(session, wie)
        (check,) = [p for p in overleg.agenda(session, meeting, wie.today) if p.soort == "nazorg"]
        overleg.set_note(session, wie, meeting, check, "JB belt nog een keer")
        overleg.close(session, wie, meeting)
    found = minutes(team, meeting)
    assert [(n.punt, n.casus, n.notitie) for n in found.notities] == [("nazorg", code(team, casus), "JB belt nog een keer")]
    assert (found.inzetten, found.besluiten) == ((), ())


def test_a_casus_that_was_opened_again_keeps_its_first_end_in_the_minutes_of_then(team: Toegang, clock: Clock) -> None:
    casus = new_casus(team)
    with team.doing("sluit") as session:
        triage.decide(session, team.wie(), casus, "CON")
        triage.close(session, team.wie(), casus, resultaat="OVERGED")
        first = overleg.begin(session, team.wie())
        overleg.close(session, team.wie(), first)
    clock.go_on(days=7)
    with team.doing("heropen") as session:
        triage.reopen(session, team.wie(), casus, "het gaat weer mis")
        second = overleg.begin(session, team.wie())
        triage.decide(session, team.wie(), casus, "RONDE", overleg=second)
        overleg.close(session, team.wie(), second)
    clock.go_on(days=7)
    with team.doing("sluit") as session:
        triage.close(session, team.wie(), casus, resultaat="THUIS")
        third = overleg.begin(session, team.wie())
        overleg.close(session, team.wie(), third)
    assert [[u.resultaat for u in minutes(team, m).uitkomsten] for m in (first, second, third)] == [["OVERGED"], [], ["THUIS"]]


def test_a_meeting_that_has_not_begun_has_no_minutes_and_what_is_no_meeting_is_said(team: Toegang) -> None:
    with team.doing("plan") as session:
        planned = overleg.plan(session, team.wie(), TODAY)
        for act in (
            lambda: verslag(session, planned),
            lambda: verslag(session, planned, "geheim"),
            lambda: vaststellen.fix(session, team.wie(), planned),
            lambda: vaststellen.add(session, team.wie(), planned, "x"),
        ):
            with pytest.raises(Refused):
                act()
        with pytest.raises(NotFound):
            vaststellen.announce(session, team.wie(), team.lid, "x")


@pytest.mark.parametrize(
    ("day", "months", "until"),
    [
        (date(2026, 11, 24), "12", date(2027, 11, 24)),
        (date(2027, 1, 31), "1", date(2027, 2, 28)),
        (date(2026, 12, 31), "2", date(2027, 2, 28)),
    ],
)
def test_paper_says_until_when_it_may_be_kept(team: Toegang, day: date, months: str, until: date) -> None:
    with team.doing("instelling") as session:
        instellingen.put(session, "papier_bewaren_maanden", months)
        assert inhoud.until(session, day) == until


@pytest.mark.parametrize("vorm", uitgeven.VORMEN)
def test_the_same_minutes_are_the_same_bytes_in_another_zone_and_language(
    team: Toegang, held: UUID, clock: Clock, monkeypatch: pytest.MonkeyPatch, vorm: str
) -> None:
    import locale
    import time

    clock.at = datetime(2026, 12, 1, 23, 30, tzinfo=UTC)  # already Wednesday here, and not yet in America
    with team.doing("begin") as session:
        overleg.begin(session, team.wie())
        vaststellen.fix(session, team.wie(), held)
        vaststellen.add(session, team.wie(), held, "Nog iets.")
    first = uitgeven.maak(read(team, held, "intern").stuk(), vorm)
    old = locale.setlocale(locale.LC_ALL)
    try:
        for zone, language in (("Pacific/Auckland", "C"), ("America/Los_Angeles", "C.UTF-8")):
            monkeypatch.setenv("TZ", zone)
            if hasattr(time, "tzset"):
                time.tzset()
            locale.setlocale(locale.LC_ALL, language)
            assert uitgeven.maak(read(team, held, "intern").stuk(), vorm) == first
    finally:
        locale.setlocale(locale.LC_ALL, old)


@pytest.mark.parametrize(
    "words", [*HOSTILE, "| a | b |", "# kop", "1. een", "=1+1", "</w:t><w:br/>&amp;", "\ufffe\uffff", "<script>", "x\x00y"]
)
def test_text_of_people_stays_text(team: Toegang, held: UUID, words: str) -> None:
    before = read(team, held, "intern").stuk()
    with team.doing("vijandig") as session:
        for row in [*session.exec(select(Besluit)), *session.exec(select(Casus)), *session.exec(select(Signaal))]:
            for name in ("reden", "vraag", "tekst"):
                if hasattr(row, name):
                    setattr(row, name, f"a {words}")
    stuk = read(team, held, "intern").stuk()
    lines = uitgeven.maak(stuk, "md").decode().splitlines()
    assert [line for line in lines if line.startswith("#")] == [
        line for line in uitgeven.maak(before, "md").decode().splitlines() if line.startswith("#")
    ]
    assert json.loads(uitgeven.maak(stuk, "json")) == stuk.gegevens
    assert all("\x00" not in w and "\n" not in w for w in words_of(cleaned(stuk.document)))


def test_sixty_decisions_are_all_there(team: Toegang) -> None:
    casussen_ = [new_casus(team) for _ in range(60)]
    with team.doing("begin") as session:
        meeting = overleg.begin(session, team.wie())
        for casus in casussen_:
            triage.decide(session, team.wie(), casus, "CON", overleg=meeting)
    found = read(team, meeting).notulen
    assert len(found.besluiten) == 60
    assert said(read(team, meeting).stuk().document).count("Consultatie en advies") == 60
