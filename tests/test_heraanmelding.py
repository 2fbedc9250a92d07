"""A child that comes back is found, linked or set aside for good; children of one family are linked and counted each."""

from __future__ import annotations

import json
from datetime import date
from uuid import UUID

import pytest

from retcli import gezin, heraanmelding, intake, vandaag
from retcli.errors import Refused
from retcli.toegang import Toegang

from .conftest import Run

KIND: dict[str, object] = {"gemeente": "GM0153", "geboortejaar": 2012, "geslacht": "MEISJE"}
VRAAG = "Plaatsing in de behandelgroep loopt af, moeder twijfelt over terugkeer naar huis."


def new(team: Toegang, **given: object) -> UUID:
    with team.doing("nieuw") as session:
        return intake.register(session, team.wie(), KIND | {"datum_aanmelding": date(2024, 3, 1)} | given)[0]


def alike(team: Toegang, casus: UUID | None = None, **given: object) -> list[heraanmelding.Mogelijk]:
    velden = KIND | {"datum_aanmelding": date(2026, 11, 24)} | given
    with team.reading() as session:
        return heraanmelding.candidates(session, velden, casus)


def test_an_earlier_casus_of_the_same_year_and_gemeente_is_named_with_why(team: Toegang) -> None:
    earlier = new(team)
    (found,) = alike(team)
    assert found.casus == earlier
    assert found.waarom == "zelfde jaar, gemeente, geslacht"
    assert found.verloop == "aangemeld maart 2024"


@pytest.mark.parametrize(
    "other", [{"geslacht": "JONGEN"}, {"geboortejaar": 2013}, {"gemeente": "GM0141"}, {"datum_aanmelding": date(2026, 11, 24)}]
)
def test_another_sex_year_or_gemeente_or_a_later_day_is_another_child(team: Toegang, other: dict[str, object]) -> None:
    new(team, **other)
    assert alike(team, datum_aanmelding=date(2026, 11, 23)) == []


def test_an_unknown_sex_contradicts_nothing_and_an_unknown_gemeente_says_nothing(team: Toegang) -> None:
    new(team, geslacht="ONB")
    assert len(alike(team)) == 1
    assert alike(team, gemeente="ONB") == []
    assert alike(team, gemeente=None) == []
    new(team, gemeente=None)
    assert len(alike(team)) == 1


def test_the_roepnaam_on_this_laptop_finds_a_child_that_moved_and_tells_two_apart(team: Toegang) -> None:
    moved = new(team, gemeente="GM0141", roepnaam="Jayden")
    new(team, roepnaam="Sophie")
    assert [(m.casus, m.waarom) for m in alike(team, roepnaam="Jaiden")] == [(moved, "zelfde jaar, geslacht, roepnaam")]
    assert alike(team, gemeente=None, roepnaam="Jayden")[0].casus == moved


def test_initials_tell_no_two_children_apart(team: Toegang) -> None:
    new(team, roepnaam="J.")
    assert len(alike(team, roepnaam="Jayden")) == 1


def test_what_says_more_comes_first_and_few_facts_are_named_only_of_few(team: Toegang) -> None:
    """In a large gemeente four girls of one year say nothing; a fifth with the same words does."""
    for _ in range(4):
        new(team)
    assert alike(team) == []
    same = new(team, vraag=VRAAG, aanmelder_organisatie="Jeugdbescherming Oost")
    (found,) = alike(team, vraag=VRAAG, aanmelder_organisatie="jeugdbescherming oost")
    assert found.casus == same
    assert found.waarom.endswith("organisatie, woorden uit de vraag")


def test_what_is_set_aside_never_comes_back_from_either_side(team: Toegang) -> None:
    one, two = new(team), new(team)
    for casus, other in ((one, two), (two, one)):
        assert [m.casus for m in alike(team, casus)] == [other]
    with team.doing("aanmelding") as session:
        heraanmelding.set_aside(session, two, one)
    with team.doing("aanmelding") as session:
        heraanmelding.set_aside(session, one, two)
    assert alike(team, one) == alike(team, two) == []


def test_a_link_can_be_made_and_undone_and_setting_aside_undoes_it(team: Toegang) -> None:
    earlier, casus = new(team), new(team, datum_aanmelding=date(2026, 11, 1))
    for undo in (heraanmelding.unlink, lambda s, c: heraanmelding.set_aside(s, c, earlier)):
        with team.doing("aanmelding") as session:
            heraanmelding.link(session, casus, earlier)
        assert alike(team, casus) == []
        with team.reading() as session:
            linked = heraanmelding.earlier(session, casus)
            assert linked is not None
            assert linked.casus == earlier
        with team.doing("aanmelding") as session:
            undo(session, casus)
        with team.reading() as session:
            assert heraanmelding.earlier(session, casus) is None
    with team.doing("aanmelding") as session:
        heraanmelding.link(session, casus, earlier)
        heraanmelding.unlink(session, casus)
    assert [m.casus for m in alike(team, casus)] == [earlier], "linking took back that it was set aside"


def test_a_casus_is_not_linked_to_itself_a_later_one_or_in_a_circle(team: Toegang) -> None:
    one, two = new(team), new(team)
    later = new(team, datum_aanmelding=date(2026, 1, 1))
    with team.doing("aanmelding") as session:
        heraanmelding.link(session, two, one)
    for casus, other in ((one, one), (one, two), (one, later)):
        with pytest.raises(Refused), team.doing("aanmelding") as session:
            heraanmelding.link(session, casus, other)
    with pytest.raises(Refused), team.doing("aanmelding") as session:
        heraanmelding.set_aside(session, one, one)


def test_two_families_become_one_and_each_child_is_counted(team: Toegang) -> None:
    children = [new(team, geboortejaar=y, datum_aanmelding=date(2026, 2, 1)) for y in (2010, 2012, 2014, 2016)]
    with team.doing("aanmelding") as session:
        gezin.link(session, children[0], children[1])
        gezin.link(session, children[2], children[3])
        gezin.link(session, children[0], children[2])
    with team.reading() as session:
        assert [lid.id for lid in gezin.of(session, children[2])] == [children[0], children[1], children[3]]
        assert vandaag.look(session, team.wie()).dit_jaar == 4


def test_a_child_can_be_taken_out_and_a_family_of_one_is_none(team: Toegang) -> None:
    one, two, three = (new(team) for _ in range(3))
    with team.doing("aanmelding") as session:
        gezin.link(session, one, two)
        gezin.link(session, three, one)
        gezin.unlink(session, one)
    with team.reading() as session:
        assert gezin.of(session, one) == []
        assert [lid.id for lid in gezin.of(session, two)] == [three]
    with team.doing("aanmelding") as session:
        gezin.unlink(session, two)
    with team.reading() as session:
        assert gezin.of(session, three) == []
        assert intake.values(session, three)["gezin"] is None
    with pytest.raises(Refused), team.doing("aanmelding") as session:
        gezin.link(session, one, one)


def test_a_brother_or_sister_is_not_taken_for_the_same_child(team: Toegang) -> None:
    twin, casus = new(team), new(team)
    with team.doing("aanmelding") as session:
        gezin.link(session, casus, twin)
    assert alike(team, casus) == []


def test_the_links_by_command(begun: Run) -> None:
    one = begun("casus", "nieuw", "--gemeente", "Enschede", "--aanmelder", "gi", "--datum", "2024-03-01").out.strip()
    made = begun("casus", "nieuw", "--gezin", one, "--eerder", one, "--geboortejaar", "2012", "--json")
    assert made.json["ontbreekt"] == ["vraag"], "gemeente and aanmelder came from the other child"
    two = made.json["casus"]
    card = begun("casus", "toon", two, "--json").json
    assert (card["eerder"], card["gemeente"], card["datum_aanmelding"]) == (one, "GM0153", "2026-11-24")
    assert begun("casus", "wijzig", two, "--niet-eerder", one, "--gezin", "").code == 0
    assert begun("casus", "toon", two, "--json").json["eerder"] is None
    assert begun("casus", "wijzig", two, "--eerder", one).code == 0
    assert begun("casus", "wijzig", one, "--eerder", two).code == 1
    assert begun("casus", "wijzig", two, "--eerder", "").code == 0
    assert begun("casus", "wijzig", two, "--gezin", "99-ZZZZZZ").code == 1
    assert begun("casus", "wijzig", two).code == 1
    assert json.loads(begun("casus", "toon", two, "--json").out)["eerder"] is None
