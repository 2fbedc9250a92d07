"""What two people changed without knowing of each other: every side is told, and nothing is settled but by choosing."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import col, select

from db.columns import new_id
from db.models import Agendapunt, Inzet, InzetLid, Wissing
from db.sync import differences, erasure
from db.sync.audit import verify
from retcli import acties, casussen, drieweg, intake, leden, ongedaan, overleg, samenvoegen, tijdlijn, triage, vandaag, verschillen
from retcli.clock import local_day
from retcli.errors import NotFound, Refused
from retcli.locations import Place
from retcli.toegang import Toegang
from retcli.verschillen import Eigen, Verschil

from .conftest import Clock
from .db.laptops import exchange
from .samen import Samen, together

Roep = Callable[..., tuple[int, str, str]]
VRAAG = "Kind woont thuis en gaat naar school."


@pytest.fixture
def samen(team: Toegang, tmp_path: Path, clock: Clock) -> Iterator[Samen]:
    with together(team, tmp_path, clock) as made:
        yield made


@pytest.fixture
def casus(samen: Samen) -> UUID:
    with samen.anna.doing("aanmelding") as session:
        made, _ = intake.register(session, samen.anna.wie(), {"vraag": VRAAG, "gemeente": "Enschede", "urgentie": "GEWOON"})
    samen.wissel()
    return made


@contextmanager
def derde(samen: Samen, folder: Path) -> Iterator[tuple[Toegang, Callable[[], None]]]:
    """A third laptop, and exchanging of all three."""
    cees = samen.laptops[0].join(folder / "cees")
    samen.wissel()

    def wissel() -> None:
        exchange(*samen.laptops, cees)
        samen.clock.go_on(minutes=1)

    wissel()
    try:
        yield Toegang(cees.store, samen.bart.lid, Place(folder / "cees"), samen.clock), wissel
    finally:
        cees.close()


def besloten(samen: Samen, casus: UUID, een: str, ander: str, duo: Sequence[UUID] = ()) -> None:
    """Anna, with this duo, and Bart each decide on a casus in one meeting, before they exchange."""
    with samen.anna.doing("overleg") as session:
        meeting = overleg.plan(session, samen.anna.wie(), local_day(samen.clock()))
    samen.wissel()
    for team, route, pair in ((samen.anna, een, duo), (samen.bart, ander, ())):
        with team.doing("besluit") as session:
            triage.decide(session, team.wie(), casus, route, overleg=meeting, duo=pair)
        samen.clock.go_on(minutes=1)
    samen.wissel()


def kies_route(team: Toegang, route: str) -> str:
    """Choose the side of a decision that begins so."""
    (one,) = (one for one in lijst(team) if one.cel == "besluit")
    side = next(side for side in one.kanten if route in side.waarde)
    with team.doing("verschil", verschillen.gezien([one])) as session:
        return verschillen.kies(session, team.wie(), one, side.letter)


def acties_ids(team: Toegang, casus: UUID) -> list[UUID]:
    with team.reading() as session:
        return [one.id for one in casussen.actions(session, casus=casus, open_only=True)]


def open_acties(team: Toegang, casus: UUID) -> list[str]:
    with team.reading() as session:
        return [one.omschrijving for one in casussen.actions(session, casus=casus, open_only=True)]


def wijzig(samen: Samen, team: Toegang, casus: UUID, **velden: object) -> None:
    with team.doing("wijzig") as session:
        intake.change(session, team.wie(), casus, velden)
    samen.clock.go_on(minutes=1)


def botst(samen: Samen, casus: UUID, een: dict[str, object], ander: dict[str, object]) -> None:
    """Anna and Bart each change something before they exchange."""
    wijzig(samen, samen.anna, casus, **een)
    wijzig(samen, samen.bart, casus, **ander)
    samen.wissel()


def lijst(team: Toegang, casus: UUID | None = None) -> list[Verschil]:
    with team.reading() as session:
        return verschillen.lijst(session, casus)


def aantal(team: Toegang) -> int:
    with team.reading() as session:
        return verschillen.aantal(session)


def kies(team: Toegang, one: Verschil, keuze: str | Eigen) -> str:
    with team.doing(verschillen.DOEL, verschillen.gezien([one])) as session:
        return verschillen.kies(session, team.wie(), one, keuze)


def veld(team: Toegang, casus: UUID, name: str) -> object:
    with team.reading() as session:
        return intake.values(session, casus)[name]


def sound(samen: Samen) -> bool:
    return all(finding.ok for team in (samen.anna, samen.bart) for finding in verify(team.store, deep=True))


# --- told


def test_each_side_is_told_with_who_gave_it_when_and_on_which_laptop(samen: Samen, casus: UUID) -> None:
    botst(samen, casus, {"woonsituatie": "NETWERK"}, {"woonsituatie": "CRISIS"})
    (one,) = lijst(samen.anna)
    assert (one.soort, one.veld, one.over, one.keuzes) == ("veld", "woont", f"casus {one.code}", ("A", "B"))
    first, second = one.kanten
    assert (first.letter, first.wie, first.apparaat, first.toont) == ("A", "Bart Tak", "laptop van Bart", True)
    assert (second.letter, second.wie, second.apparaat, second.toont) == ("B", "Anna Vos", "laptop van Anna", False)
    assert first.op is not None
    assert second.op is not None
    assert first.op > second.op
    assert (first.waarde, second.waarde) != ("CRISIS", "NETWERK")
    assert lijst(samen.anna) == lijst(samen.bart)


def test_what_stood_there_before_is_told(samen: Samen, casus: UUID) -> None:
    botst(samen, casus, {"urgentie": "HOOG"}, {"urgentie": ""})
    (one,) = lijst(samen.anna)
    assert one.eerst == "Gewoon"
    assert {side.waarde for side in one.kanten} == {"Hoog", "(leeg)"}


def test_the_same_value_from_both_is_no_difference(samen: Samen, casus: UUID) -> None:
    botst(samen, casus, {"urgentie": "HOOG"}, {"urgentie": "HOOG"})
    assert (lijst(samen.anna), aantal(samen.bart)) == ([], 0)


def test_what_belongs_together_is_one_value_in_words(samen: Samen, casus: UUID) -> None:
    botst(samen, casus, {"grondslag_wie": "moeder"}, {"grondslag_wie": "vader", "grondslag_datum": date(2026, 11, 20)})
    (one,) = lijst(samen.anna)
    assert (one.veld, one.eigen) == ("grondslag voor delen", False)
    assert one.kanten[0].waarde.splitlines() == ["status: Nog niet vastgelegd", "vastgelegd op: vr 20 nov 2026", "van: vader"]
    assert kies(samen.anna, one, "a").startswith(f"Casus {one.code}, grondslag voor delen: ")
    assert veld(samen.anna, casus, "grondslag_wie") == "vader"


def test_a_decision_that_differs_names_route_team_owner_and_date_in_words(samen: Samen, casus: UUID) -> None:
    with samen.anna.doing("besluit") as session:
        triage.decide(session, samen.anna.wie(), casus, "CON")
    samen.wissel()
    samen.sql(samen.anna, "UPDATE besluit SET besluit_route = 'TA', besluit_team = 1")
    samen.sql(samen.bart, "UPDATE besluit SET besluit_route = 'RETTAFEL'")
    samen.wissel()
    (one,) = lijst(samen.bart)
    assert one.over == f"besluit van di 24 nov bij {one.code}"
    assert one.kanten[1].waarde.splitlines()[:3] == ["route: Team AnderS", "team: 1", "wie: Anna Vos"]


def test_three_values_are_three_sides(samen: Samen, casus: UUID) -> None:
    cees = samen.laptops[0].join(samen.laptops[0].folder.parent / "cees")
    try:
        cees.takes_from(samen.laptops[0])
        botst(samen, casus, {"vraag": "een"}, {"vraag": "twee"})
        cees.sql("wijzig", ("UPDATE casus SET vraag = 'drie' WHERE id = ?", casus.bytes))
        samen.laptops[0].takes_from(cees)
        (one,) = lijst(samen.anna)
        assert sorted(side.waarde for side in one.kanten) == ["drie", "een", "twee"]
        assert one.keuzes == ("A", "B", "C", "beide")
        assert "onbekende laptop" in "".join(side.apparaat for side in one.kanten)
        kies(samen.anna, one, next(side.letter for side in one.kanten if side.waarde == "een"))
        assert (aantal(samen.anna), veld(samen.anna, casus, "vraag")) == (0, "een")
    finally:
        cees.close()


def test_the_list_keeps_together_what_is_about_one_casus_and_has_the_newest_first(samen: Samen, casus: UUID) -> None:
    with samen.anna.doing("aanmelding") as session:
        later, _ = intake.register(session, samen.anna.wie(), {"vraag": "x", "urgentie": "GEWOON"})
    samen.wissel()
    botst(samen, casus, {"urgentie": "HOOG"}, {"urgentie": ""})
    botst(samen, later, {"urgentie": "HOOG", "vraag": "a"}, {"urgentie": "", "vraag": "b"})
    assert [one.casus for one in lijst(samen.anna)] == [later, later, casus]
    assert [one.casus for one in lijst(samen.anna, casus)] == [casus]


def test_vandaag_says_how_many_there_are(samen: Samen, casus: UUID) -> None:
    def told() -> list[str]:
        with samen.anna.reading() as session:
            return [w.wat for w in vandaag.look(session, samen.anna.wie()).wachtend if w.verschillen]

    assert told() == []
    botst(samen, casus, {"urgentie": "HOOG"}, {"urgentie": ""})
    assert told() == ["1 verschil na uitwisselen"]


def test_a_name_finds_one_and_nothing_else_does(samen: Samen, casus: UUID) -> None:
    botst(samen, casus, {"urgentie": "HOOG"}, {"urgentie": ""})
    (one,) = lijst(samen.anna)
    with samen.bart.reading() as session:
        assert verschillen.vind(session, one.naam.upper()[:3]) == one
        with pytest.raises(NotFound):
            verschillen.vind(session, "zz")
        with pytest.raises(NotFound):
            verschillen.vind(session, "")


# --- choosing


@pytest.mark.parametrize(("keuze", "blijft"), [("A", "Bart"), ("B", "Anna")])
def test_a_side_that_is_chosen_holds_on_both_laptops(samen: Samen, casus: UUID, keuze: str, blijft: str) -> None:
    botst(samen, casus, {"vraag": "van Anna"}, {"vraag": "van Bart"})
    (one,) = lijst(samen.anna)
    assert kies(samen.anna, one, keuze) == f"Casus {one.code}, vraag: van {blijft}."
    samen.wissel()
    for team in (samen.anna, samen.bart):
        assert (veld(team, casus, "vraag"), aantal(team)) == (f"van {blijft}", 0)
    assert sound(samen)


def test_two_texts_become_one_with_what_both_changed(samen: Samen, casus: UUID) -> None:
    botst(samen, casus, {"vraag": "Kind woont bij oma en gaat naar school."}, {"vraag": "Kind woont thuis en gaat niet naar school."})
    (one,) = lijst(samen.anna)
    both = one.voorstel()
    assert both is not None
    assert both == ("Kind woont bij oma en gaat niet naar school.", False)
    kies(samen.anna, one, "beide")
    samen.wissel()
    assert (veld(samen.bart, casus, "vraag"), aantal(samen.bart)) == (both.tekst, 0)


def test_where_both_changed_the_same_words_both_stand_in_the_proposal_and_it_says_so(samen: Samen, casus: UUID) -> None:
    botst(samen, casus, {"vraag": "Kind woont bij oma."}, {"vraag": "Kind woont bij opa."})
    (one,) = lijst(samen.anna)
    both = one.voorstel()
    assert both is not None
    assert both.botst
    assert "oma" in both.tekst
    assert "opa" in both.tekst


def test_a_value_of_ones_own_follows_the_rules_of_its_field(samen: Samen, casus: UUID) -> None:
    botst(samen, casus, {"geboortejaar": 2012}, {"geboortejaar": 2013})
    (one,) = lijst(samen.anna)
    for wrong in ("1950", "jong", "  "):
        with pytest.raises(Refused):
            kies(samen.anna, one, Eigen(wrong))
    assert (aantal(samen.anna), veld(samen.anna, casus, "geboortejaar")) == (1, 2013)
    kies(samen.anna, one, Eigen("2011"))
    samen.wissel()
    assert (aantal(samen.bart), veld(samen.bart, casus, "geboortejaar")) == (0, 2011)


def test_a_value_of_ones_own_that_is_what_shows_settles_it_too(samen: Samen, casus: UUID) -> None:
    botst(samen, casus, {"urgentie": "HOOG"}, {"urgentie": ""})
    (one,) = lijst(samen.anna)
    kies(samen.anna, one, Eigen("gewoon"))
    assert (aantal(samen.anna), veld(samen.anna, casus, "urgentie")) == (0, "GEWOON")


def test_an_action_takes_a_date_a_member_and_words_of_ones_own(samen: Samen, casus: UUID) -> None:
    with samen.anna.doing("actie") as session:
        acties.add(session, samen.anna.wie(), "bellen", casus=casus, eigenaar=samen.anna.lid, voor=None)
    samen.wissel()
    samen.sql(samen.anna, "UPDATE actie SET vervaldatum = '2026-12-01', eigenaar = NULL, omschrijving = 'mailen'")
    samen.sql(samen.bart, "UPDATE actie SET vervaldatum = '2026-12-02', eigenaar = ?, omschrijving = 'langs'", samen.bart.lid)
    samen.wissel()
    own = {"vervaldatum": "3-12", "eigenaar": "AV", "omschrijving": "bellen en langs"}
    for one in lijst(samen.anna):
        kies(samen.anna, one, Eigen(own[one.cel]))
    samen.wissel()
    assert samen.laptops[1].query("SELECT vervaldatum, eigenaar, omschrijving FROM actie") == [
        ("2026-12-03", samen.anna.lid.bytes, "bellen en langs")
    ]
    assert aantal(samen.bart) == 0


@pytest.mark.parametrize("keuze", ["C", "houden", "verwijderen", "", "x[/]", "beide"])
def test_what_is_no_choice_is_refused_and_changes_nothing(samen: Samen, casus: UUID, keuze: str) -> None:
    botst(samen, casus, {"urgentie": "HOOG"}, {"urgentie": ""})
    (one,) = lijst(samen.anna)
    with pytest.raises(Refused):
        kies(samen.anna, one, keuze)
    assert lijst(samen.anna) == [one]


def test_everything_of_one_person_at_once_leaves_what_they_have_no_part_in(samen: Samen, casus: UUID) -> None:
    botst(samen, casus, {"vraag": "a", "urgentie": "HOOG", "gemeente": "Almelo"}, {"vraag": "b", "urgentie": "", "gemeente": "Borne"})
    found = lijst(samen.bart)
    assert verschillen.mensen(found) == {samen.anna.lid: 3, samen.bart.lid: 3}
    mine = verschillen.van(found, samen.anna.lid)
    with samen.bart.doing(verschillen.DOEL, verschillen.gezien(mine)) as session:
        assert verschillen.kies_van(session, samen.bart.wie(), mine, samen.anna.lid) == 3
    samen.wissel()
    assert (aantal(samen.anna), veld(samen.anna, casus, "vraag"), veld(samen.anna, casus, "urgentie")) == (0, "a", "HOOG")
    ongedaan.undo(samen.bart)
    assert len(lijst(samen.bart)) == 3


def test_who_gave_nothing_can_not_be_chosen(samen: Samen, casus: UUID) -> None:
    botst(samen, casus, {"vraag": "a"}, {"vraag": "b"})
    with pytest.raises(Refused), samen.anna.doing("verschil") as session:
        verschillen.kies_van(session, samen.anna.wie(), lijst(samen.anna), UUID(int=1))


# --- by accident


def test_an_ordinary_save_of_the_field_keeps_the_difference(samen: Samen, casus: UUID) -> None:
    botst(samen, casus, {"vraag": "van Anna"}, {"vraag": "van Bart"})
    wijzig(samen, samen.anna, casus, vraag="iets anders", gemeente="Almelo")
    samen.wissel()
    for team in (samen.anna, samen.bart):
        (one,) = lijst(team)
        assert {side.waarde for side in one.kanten} == {"van Anna", "iets anders"}


def test_what_came_in_since_it_was_read_is_not_settled_along(samen: Samen, casus: UUID) -> None:
    botst(samen, casus, {"vraag": "van Anna"}, {"vraag": "van Bart"})
    (one,) = lijst(samen.anna)
    wijzig(samen, samen.bart, casus, vraag="nog later van Bart")
    samen.wissel()
    with pytest.raises(Refused, match="Intussen"):
        kies(samen.anna, one, "B")
    assert {side.waarde for side in lijst(samen.anna)[0].kanten} == {"van Anna", "nog later van Bart"}


def test_what_another_settled_in_the_meantime_is_said(samen: Samen, casus: UUID) -> None:
    botst(samen, casus, {"vraag": "van Anna"}, {"vraag": "van Bart"})
    (one,) = lijst(samen.anna)
    kies(samen.bart, one, "A")
    samen.wissel()
    with pytest.raises(Refused, match="Intussen"):
        kies(samen.anna, one, "B")


def test_two_who_settle_it_differently_have_a_difference_again(samen: Samen, casus: UUID) -> None:
    botst(samen, casus, {"vraag": "van Anna"}, {"vraag": "van Bart"})
    (one,) = lijst(samen.anna)
    kies(samen.anna, one, "A")
    kies(samen.bart, one, "B")
    samen.wissel()
    for team in (samen.anna, samen.bart):
        assert {side.waarde for side in lijst(team)[0].kanten} == {"van Anna", "van Bart"}


def test_a_side_that_refers_to_what_is_gone_can_not_be_chosen(samen: Samen, casus: UUID) -> None:
    with samen.anna.doing("aanmelding") as session:
        other, _ = intake.register(session, samen.anna.wie(), {"vraag": "x"})
    samen.wissel()
    samen.sql(samen.anna, "UPDATE casus SET eerdere_aanmelding = ? WHERE id = ?", other, casus)
    samen.sql(samen.bart, "UPDATE casus SET eerdere_aanmelding = ? WHERE id = ?", casus, casus)
    samen.sql(samen.bart, "DELETE FROM casus WHERE id = ?", other)
    samen.wissel()
    (one,) = (one for one in lijst(samen.anna) if one.cel == "eerdere_aanmelding")
    with pytest.raises(Refused, match="er niet meer is"):
        kies(samen.anna, one, next(side.letter for side in one.kanten if not side.toont))


# --- taking back


@pytest.mark.parametrize("keuze", ["A", "B", "beide"])
def test_a_choice_taken_back_is_the_same_difference_with_the_same_people(samen: Samen, casus: UUID, keuze: str) -> None:
    botst(samen, casus, {"vraag": "Kind woont bij oma."}, {"vraag": "Kind woont bij opa."})
    (one,) = lijst(samen.anna)
    kies(samen.anna, one, keuze)
    assert ongedaan.undo(samen.anna).woorden == f"Teruggedraaid: keuze bij vraag op {one.code}."
    (again,) = lijst(samen.anna)
    assert {(k.waarde, k.wie, k.apparaat, k.op) for k in again.kanten} == {(k.waarde, k.wie, k.apparaat, k.op) for k in one.kanten}
    ongedaan.redo(samen.anna)
    samen.wissel()
    assert (aantal(samen.anna), aantal(samen.bart), sound(samen)) == (0, 0, True)


@pytest.mark.parametrize("keuze", ["A", "B", "beide"])
def test_after_a_choice_that_was_taken_back_both_texts_still_come_from_what_stood_first(samen: Samen, casus: UUID, keuze: str) -> None:
    wijzig(samen, samen.anna, casus, vraag="Kind woont thuis en gaat niet naar school.")
    samen.wissel()
    botst(samen, casus, {"vraag": "Kind woont bij oma en gaat niet naar school."}, {"vraag": "Kind woont thuis en gaat naar school."})
    for _ in range(2):
        (one,) = lijst(samen.anna)
        assert one.eerst == "Kind woont thuis en gaat niet naar school."
        assert one.voorstel() == ("Kind woont bij oma en gaat naar school.", False)
        kies(samen.anna, one, keuze)
        ongedaan.undo(samen.anna)


def test_both_texts_come_from_what_was_replaced_last_also_after_a_clock_that_was_ahead(samen: Samen, casus: UUID) -> None:
    samen.clock.go_on(days=4000)
    wijzig(samen, samen.anna, casus, vraag="Kind woont bij oma en is ziek.")
    samen.clock.go_on(days=-4000)
    wijzig(samen, samen.anna, casus, vraag=VRAAG)
    samen.wissel()
    botst(samen, casus, {"vraag": "Kind woont bij tante en gaat naar school."}, {"vraag": "Kind woont thuis en gaat niet naar school."})
    for team in (samen.anna, samen.bart):
        (one,) = lijst(team)
        assert (one.eerst, one.voorstel()) == (VRAAG, ("Kind woont bij tante en gaat niet naar school.", False))


def test_what_was_chosen_along_with_a_joining_stays_when_that_is_taken_apart(samen: Samen, casus: UUID) -> None:
    """All of one person at once: also into which casus a double goes."""
    made = []
    for _ in range(2):
        with samen.anna.doing("aanmelding") as session:
            made.append(intake.register(session, samen.anna.wie(), {"vraag": VRAAG, "gemeente": "Enschede"})[0])
    dubbel, ander = made
    samen.wissel()
    for team, end in ((samen.anna, casus), (samen.bart, ander)):
        with team.doing("samenvoegen") as session:
            samenvoegen.samen(session, team.wie(), dubbel, end)
        samen.clock.go_on(minutes=1)
    botst(samen, casus, {"opmerking": "van Anna"}, {"opmerking": "van Bart"})
    found = lijst(samen.anna)
    assert {"samenvoeging", "casus"} <= {one.tabel for one in found}
    with samen.anna.doing(verschillen.DOEL, verschillen.gezien(found)) as session:
        verschillen.kies_van(session, samen.anna.wie(), found, samen.anna.lid)
    samen.clock.go_on(minutes=1)
    with samen.anna.doing("losmaken") as session:
        samenvoegen.los(session, samen.anna.wie(), dubbel)
    assert veld(samen.anna, casus, "opmerking") == "van Anna"


# --- deleted by one, changed by another


@pytest.fixture
def actie(samen: Samen, casus: UUID) -> UUID:
    """An action that Anna deleted and Bart changed."""
    with samen.anna.doing("actie") as session:
        made = acties.add(session, samen.anna.wie(), "bellen", casus=casus, eigenaar=samen.anna.lid, voor=None)
    samen.wissel()
    samen.sql(samen.anna, "DELETE FROM actie WHERE id = ?", made)
    samen.sql(samen.bart, "UPDATE actie SET omschrijving = 'bellen en mailen', vervaldatum = '2026-12-03' WHERE id = ?", made)
    samen.wissel()
    return made


def acties_van(samen: Samen) -> list[list[tuple[object, ...]]]:
    return [laptop.query("SELECT omschrijving FROM actie") for laptop in samen.laptops]


def test_deleted_here_and_changed_there_are_two_sides(samen: Samen, actie: UUID) -> None:
    for team in (samen.anna, samen.bart):
        (one,) = lijst(team)
        assert (one.soort, one.over, one.tabel, one.rij) == ("verwijderd", f"actie “bellen en mailen” bij {one.code}", "actie", actie)
        gone, kept = one.kanten
        assert (gone.waarde, gone.wie, gone.apparaat, gone.gewist) == ("verwijderd", "Anna Vos", "laptop van Anna", True)
        assert (kept.waarde, kept.wie, kept.toont) == ("wat: bellen en mailen\nvoor: do 3 dec 2026", "Bart Tak", True)


@pytest.mark.parametrize(("keuze", "blijft"), [("houden", True), ("B", True), ("verwijderen", False), ("A", False)])
def test_it_is_kept_or_deleted_everywhere_and_either_can_be_taken_back(samen: Samen, actie: UUID, keuze: str, blijft: bool) -> None:
    (one,) = lijst(samen.anna)
    kies(samen.anna, one, keuze)
    left: list[tuple[object, ...]] = [("bellen en mailen",)] if blijft else []
    samen.wissel()
    assert (acties_van(samen), aantal(samen.anna), aantal(samen.bart)) == ([left, left], 0, 0)
    ongedaan.undo(samen.anna)
    samen.wissel()
    for team in (samen.anna, samen.bart):
        (again,) = lijst(team)
        assert [(k.waarde, k.wie, k.op) for k in again.kanten] == [(k.waarde, k.wie, k.op) for k in one.kanten]
    assert acties_van(samen) == [[("bellen en mailen",)]] * 2
    ongedaan.redo(samen.anna)
    samen.wissel()
    assert (acties_van(samen), aantal(samen.anna), aantal(samen.bart)) == ([left, left], 0, 0)
    ongedaan.undo(samen.anna)
    samen.wissel()
    assert (aantal(samen.anna), aantal(samen.bart), sound(samen)) == (1, 1, True)


def test_a_casus_that_one_took_away_and_another_put_on_the_agenda_is_told_with_what_belongs_to_it(samen: Samen) -> None:
    with samen.anna.doing("aanmelding") as session:
        fresh, code = intake.register(session, samen.anna.wie(), {"vraag": "x"})
    samen.wissel()
    ongedaan.undo(samen.anna)
    samen.clock.go_on(minutes=1)
    with samen.bart.doing("plan") as session:
        held = overleg.plan(session, samen.bart.wie(), local_day(samen.clock()))
        overleg.bring_in(session, samen.bart.wie(), held, fresh)
    samen.wissel()
    (one,) = lijst(samen.anna)
    assert (one.soort, one.code, [k.wie for k in one.kanten]) == ("verwijderd", code, ["Anna Vos", "Bart Tak"])
    assert one.kanten[1].waarde == "er hoort nog iets bij:\nagendapunt van di 24 nov"
    kies(samen.anna, one, "verwijderen")
    samen.wissel()
    assert (aantal(samen.bart), samen.laptops[1].query("SELECT 1 FROM casus WHERE id = ?", fresh.bytes)) == (0, [])


def test_what_something_else_belongs_to_is_not_deleted(samen: Samen, casus: UUID, actie: UUID) -> None:
    samen.sql(
        samen.anna,
        "INSERT INTO agendapunt(id, soort, actie, besproken_op) VALUES (?, 'ACTIE', ?, '2026-11-24T09:00:00.000Z')",
        casus,
        actie,
    )
    (one,) = lijst(samen.anna)
    with pytest.raises(Refused, match="hoort nog iets bij"):
        kies(samen.anna, one, "verwijderen")
    assert acties_van(samen)[0] == [("bellen en mailen",)]


# --- codes and broken values


def test_one_code_for_two_casussen_is_told_and_one_of_them_gets_another(samen: Samen) -> None:
    made: list[UUID] = []
    for team in (samen.anna, samen.bart):
        with team.doing("aanmelding") as session:
            made.append(intake.register(session, team.wie(), {"vraag": f"van {team.lid}"}, pick=lambda letters: letters[0])[0])
        samen.clock.go_on(minutes=1)
    samen.wissel()
    (one,) = lijst(samen.bart)
    assert (one.soort, [side.wie for side in one.kanten]) == ("casuscode", ["Anna Vos", "Bart Tak"])
    assert [side.waarde.splitlines()[0] for side in one.kanten] == [one.code, f"{one.code}-2"]
    said = kies(samen.bart, one, "A")
    samen.wissel()
    codes = dict(samen.laptops[0].query("SELECT id, casuscode FROM casus"))
    assert codes[made[0].bytes] == one.code != codes[made[1].bytes]
    assert (said, aantal(samen.anna)) == (f"{one.code} blijft van A; de andere heet nu {codes[made[1].bytes]}.", 0)
    ongedaan.undo(samen.bart)
    assert aantal(samen.bart) == 1


def test_a_value_without_a_place_is_told_and_can_be_filled_in(samen: Samen, casus: UUID) -> None:
    samen.sql(samen.bart, "UPDATE casus SET datum_aanmelding = 'morgen' WHERE id = ?", casus)
    samen.wissel()
    (one,) = lijst(samen.anna)
    assert (one.soort, one.veld, one.keuzes, one.kanten[0].wie) == ("kapot", "aangemeld op", (), "Bart Tak")
    with pytest.raises(Refused):
        kies(samen.anna, one, "A")
    kies(samen.anna, one, Eigen("23-11-2026"))
    samen.wissel()
    assert (aantal(samen.anna), aantal(samen.bart), veld(samen.bart, casus, "datum_aanmelding")) == (0, 0, date(2026, 11, 23))


def test_what_only_the_program_reads_of_a_laptop_is_not_asked(samen: Samen) -> None:
    for team in (samen.anna, samen.bart):
        samen.sql(team, "UPDATE apparaat SET toegelaten_op = ? WHERE naam = 'laptop van Bart'", samen.clock().isoformat()[:19] + ".000Z")
    samen.wissel()
    assert (lijst(samen.anna), aantal(samen.anna)) == ([], 0)


def test_the_story_of_a_casus_can_be_told_while_it_differs(samen: Samen, casus: UUID) -> None:
    botst(samen, casus, {"vraag": "x[/]", "datum_aanmelding": date(2026, 11, 20)}, {"vraag": "[b]", "datum_aanmelding": date(2026, 11, 21)})
    with samen.anna.reading() as session:
        assert tijdlijn.of_casus(session, casus)
    assert len(lijst(samen.anna, casus)) == 2


# --- both texts as one

WOORDEN = st.lists(st.sampled_from(["kind", "woont", "thuis", "oma", "en", "school", "\n", "niet"]), max_size=12).map(" ".join)


@given(WOORDEN, WOORDEN)
def test_what_only_one_changed_is_taken_as_it_is(basis: str, een: str) -> None:
    if basis.strip() and een.strip():
        assert drieweg.samen(basis, een, basis) == drieweg.samen(basis, basis, een) == (een.strip(), False)


@given(WOORDEN, WOORDEN, WOORDEN)
def test_no_word_of_two_texts_without_a_common_one_is_lost(basis: str, een: str, ander: str) -> None:
    both = drieweg.samen("", een, ander)
    assert set(both.tekst.split()) == {*een.split(), *ander.split()}
    made = drieweg.samen(basis, een, ander)
    assert {*een.split(), *ander.split()} - set(basis.split()) <= set(made.tekst.split())


@given(WOORDEN, WOORDEN)
def test_the_pieces_of_a_text_are_the_text(een: str, ander: str) -> None:
    assert "".join(piece for piece, _ in drieweg.anders(een, ander)) == een


# --- the commands


@pytest.fixture
def roep(samen: Samen, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Roep:
    from retcli.cli import main

    from .conftest import PASSPHRASE

    (tmp_path / "wachtwoord").write_text(PASSPHRASE)

    def call(*args: str) -> tuple[int, str, str]:
        code = main([*args, "--wachtwoord-bestand", str(tmp_path / "wachtwoord")])
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


def test_the_commands_list_and_choose(samen: Samen, casus: UUID, roep: Roep) -> None:
    botst(samen, casus, {"vraag": "x[/] van Anna", "urgentie": "HOOG"}, {"vraag": "van Bart", "urgentie": ""})
    names = {one.cel: one.naam for one in lijst(samen.anna)}
    samen.anna.close()
    told = json.loads(roep("verschillen", "lijst", "--json")[1])
    assert {one["kolom"] for one in told} == {"vraag", "urgentie"}
    assert {side["waarde"] for one in told for side in one["kanten"]} == {"x[/] van Anna", "van Bart", "Hoog", "(leeg)"}
    assert roep("verschillen", "lijst")[1].count("laptop van Anna") == 2
    assert roep("verschillen", "kies", names["vraag"])[0] == 1
    assert roep("verschillen", "kies", "zzzzz", "A")[0] == 1
    code, out, err = roep("verschillen", "kies", names["vraag"], "B")
    assert (code, err) == (0, "")
    assert out.endswith("x[/] van Anna. Nog 1 verschil.\n")
    assert roep("verschillen", "kies", "--van", "BT")[0] == 1  # nobody to ask
    code, out, _ = roep("verschillen", "kies", "--van", "BT", "--ja")
    assert (code, out) == (0, "Bij 1 verschil geldt nu wat Bart Tak schreef. Er zijn geen verschillen meer.\n")
    assert roep("verschillen", "lijst")[1] == "Er zijn geen verschillen.\n"
    assert roep("ongedaan")[0] == 0
    assert len(json.loads(roep("verschillen", "lijst", "--json")[1])) == 1


# --- a decision, with what belongs to it


def test_with_the_choice_of_a_decision_the_action_of_the_other_goes_and_its_own_comes(samen: Samen, casus: UUID) -> None:
    besloten(samen, casus, "CON", "RONDE")
    assert open_acties(samen.anna, casus) == ["koppelt terug aan aanmelder"]
    said = kies_route(samen.anna, "Ronde")
    assert said.endswith(" Actie “koppelt terug aan aanmelder” vervalt.")
    assert open_acties(samen.anna, casus) == []
    samen.clock.go_on(minutes=1)
    ongedaan.undo(samen.anna)
    assert open_acties(samen.anna, casus) == ["koppelt terug aan aanmelder"]


def test_a_consultatie_that_is_chosen_gets_its_action_also_after_the_meeting(samen: Samen, casus: UUID) -> None:
    besloten(samen, casus, "CON", "RONDE")
    for actie in acties_ids(samen.bart, casus):
        samen.sql(samen.bart, "DELETE FROM actie WHERE id = ?", actie)
    samen.sql(samen.bart, "UPDATE overleg SET gesloten_op = '2026-11-24T12:00:00.000Z'")
    assert kies_route(samen.bart, "Consultatie").endswith(" Actie “koppelt terug aan aanmelder” komt erbij.")
    assert open_acties(samen.bart, casus) == ["koppelt terug aan aanmelder"]


def test_with_another_route_the_duo_goes_and_an_inzet_that_has_begun_goes_on_and_is_told(samen: Samen, casus: UUID) -> None:
    with samen.anna.doing("lid") as session:
        duo = [leden.add(session, code, naam=f"Lid {code}", rol="AANVOERDER", team=1).id for code in ("JB", "MK")]
    besloten(samen, casus, "TA", "RONDE", duo)
    samen.sql(samen.bart, "UPDATE inzet SET gestart_op = '2026-11-24'")
    assert kies_route(samen.bart, "Ronde").endswith(" De inzet van dit besluit is al begonnen en loopt door.")
    assert kies_route(samen.anna, "Ronde").endswith(" Het duo van dit besluit vervalt.")
    with samen.anna.reading() as session:
        assert session.exec(select(Inzet)).all() == []


def test_an_action_that_a_later_meeting_looks_back_on_lapses_and_stays_there(samen: Samen, casus: UUID) -> None:
    besloten(samen, casus, "CON", "RONDE")
    (actie,) = acties_ids(samen.anna, casus)
    with samen.anna.doing("overleg") as session:
        later = overleg.plan(session, samen.anna.wie(), local_day(samen.clock()) + timedelta(days=7))
        session.add(Agendapunt(overleg=later, soort="actie", casus=casus, actie=actie))
    samen.wissel()
    assert "vervalt" in kies_route(samen.anna, "Ronde")
    samen.wissel()
    assert [open_acties(team, casus) for team in (samen.anna, samen.bart)] == [[], []]
    with samen.bart.reading() as session:
        assert [one.actie for one in session.exec(select(Agendapunt).where(Agendapunt.overleg == later))] == [actie]


def test_nobody_becomes_both_halves_of_a_duo_also_not_by_typing_or_by_all_of_one_person(samen: Samen, casus: UUID) -> None:
    with samen.anna.doing("lid") as session:
        ids = [leden.add(session, code, naam=f"Lid {code}", rol="AANVOERDER", team=1).id for code in ("JB", "MK", "PQ", "RS")]
        triage.decide(session, samen.anna.wie(), casus, "TA", duo=ids[:2])
    samen.wissel()
    with samen.anna.reading() as session:
        ene, andere = (place.id for place in session.exec(select(InzetLid).order_by(col(InzetLid.lid) != ids[0])))
    samen.sql(samen.anna, "UPDATE inzet_lid SET lid = ? WHERE id = ?", ids[2], ene)
    samen.sql(samen.bart, "UPDATE inzet_lid SET lid = ? WHERE id = ?", ids[3], ene)
    samen.sql(samen.bart, "UPDATE inzet_lid SET lid = ? WHERE id = ?", ids[2], andere)
    samen.wissel()
    (one,) = found = lijst(samen.anna)
    with pytest.raises(Refused, match="Lid PQ staat dan twee keer in dit duo"):
        kies(samen.anna, one, Eigen("PQ"))
    with (
        pytest.raises(Refused, match="Lid PQ staat dan twee keer in dit duo"),
        samen.anna.doing(verschillen.DOEL, verschillen.gezien(found)) as session,
    ):
        verschillen.kies_van(session, samen.anna.wie(), found, samen.anna.lid)
    assert lijst(samen.anna) == found
    assert "Lid RS" in kies(samen.anna, one, next(side.letter for side in one.kanten if side.waarde == "Lid RS"))


def test_where_the_other_route_dropped_the_duo_the_choice_says_that_there_is_none(samen: Samen, casus: UUID) -> None:
    with samen.anna.doing("lid") as session:
        duo = [leden.add(session, code, naam=f"Lid {code}", rol="AANVOERDER", team=1).id for code in ("JB", "MK")]
        meeting = overleg.plan(session, samen.anna.wie(), local_day(samen.clock()))
        triage.decide(session, samen.anna.wie(), casus, "TA", overleg=meeting, duo=duo, team=1)
    samen.wissel()
    for team, route in ((samen.bart, "RONDE"), (samen.anna, "TA")):
        with team.doing("besluit") as session:
            triage.decide(session, team.wie(), casus, route, overleg=meeting, team=2 if route == "TA" else None)
        samen.clock.go_on(minutes=1)
    samen.wissel()
    assert kies_route(samen.anna, "AnderS").endswith(" Er is nog geen duo; kies het bij de casus.")


# --- what was erased for good


def gewist(samen: Samen, casus: UUID, cel: str, *door: Toegang) -> None:
    """What stands there of these in a cell of a casus is erased for good, everywhere; the casus stays."""
    anna = samen.anna
    root = Ed25519PrivateKey.from_private_bytes(anna.store.local()["root_key"])
    streams = {at.store.local()["stream"] for at in door}
    with anna.store.raw_cursor() as cursor:
        held = differences.sides(cursor, "casus", casus, cel)
        places = erasure.places(cursor, [side.dot for side in held if side.dot.stream in streams])
    with anna.doing("wissen") as session:
        key = new_id()
        rijen, plekken, sig = erasure.write_order(root, key, (), places)
        session.add(Wissing(id=key, reden="VERZOEK", opdracht_rijen=rijen, opdracht_plekken=plekken, opdracht_handtekening=sig))
    erasure.carry_out(anna.store)
    samen.wissel()


def geteld(team: Toegang) -> tuple[int, int, int]:
    """The differences by the cheap count, by the list of cells, and the things to settle."""
    with team.store.raw_cursor() as cursor:
        return differences.counts(cursor)[0], len(differences.differences(cursor)), len(verschillen.sleutels(cursor))


def test_two_texts_that_were_both_erased_are_no_difference(samen: Samen, casus: UUID) -> None:
    botst(samen, casus, {"vraag": "van Anna"}, {"vraag": "van Bart"})
    assert [geteld(team) for team in (samen.anna, samen.bart)] == [(1, 1, 1)] * 2
    gewist(samen, casus, "vraag", samen.anna, samen.bart)
    for team in (samen.anna, samen.bart):
        assert (geteld(team), lijst(team), lijst(team, casus), veld(team, casus, "vraag")) == ((0, 0, 0), [], [], None)
    assert sound(samen)


@pytest.mark.parametrize("laatste", [False, True], ids=["what shows stays", "what shows was erased"])
def test_of_two_texts_one_of_which_was_erased_nothing_is_asked(samen: Samen, casus: UUID, laatste: bool) -> None:
    botst(samen, casus, {"vraag": "van Anna"}, {"vraag": "van Bart"})
    gewist(samen, casus, "vraag", samen.bart if laatste else samen.anna)
    for team in (samen.anna, samen.bart):
        assert (geteld(team), lijst(team), veld(team, casus, "vraag")) == ((0, 0, 0), [], None if laatste else "van Bart")
    assert sound(samen)


def test_a_text_that_was_erased_and_shows_as_empty_asks_nothing(samen: Samen, casus: UUID) -> None:
    gewist(samen, casus, "vraag", samen.anna)
    for team in (samen.anna, samen.bart):
        with team.store.raw_cursor() as cursor:
            assert [cell for _, _, cell in differences.marked(cursor, "broken")] == ["vraag"]
            assert differences.broken(cursor) == []
        assert (geteld(team), lijst(team), veld(team, casus, "vraag")) == ((0, 0, 0), [], None)
    wijzig(samen, samen.bart, casus, vraag="opnieuw")
    samen.wissel()
    assert [veld(team, casus, "vraag") for team in (samen.anna, samen.bart)] == ["opnieuw"] * 2
    assert sound(samen)


@pytest.mark.parametrize("welke", [0, 1, 2])
def test_of_three_texts_the_two_that_were_not_erased_are_asked_and_the_choice_ends_it(
    samen: Samen, casus: UUID, tmp_path: Path, welke: int
) -> None:
    with derde(samen, tmp_path) as (cees, wissel):
        teams = (samen.anna, samen.bart, cees)
        for team, word in zip(teams, ("van Anna", "van Bart", "van Cees"), strict=True):
            wijzig(samen, team, casus, vraag=word)
        wissel()
        assert len(lijst(samen.anna)[0].kanten) == 3
        gewist(samen, casus, "vraag", teams[welke])
        wissel()
        for team in teams:
            assert geteld(team) == (1, 1, 1)
            (one,) = lijst(team)
            words = ["van Cees", "van Bart", "van Anna"]
            words.remove(words[2 - welke])
            assert [side.waarde for side in one.kanten] == words
            assert [side.toont for side in one.kanten] == [welke != 2, False]
        kies(samen.bart, one, "B")
        wissel()
        for team in teams:
            assert (geteld(team), lijst(team), veld(team, casus, "vraag")) == ((0, 0, 0), [], words[1])
        with samen.bart.store.raw_cursor() as cursor:
            assert len(differences.sides(cursor, "casus", casus, "vraag")) == 1
        assert sound(samen)
