"""What people see on a laptop that began with a snapshot: all that stands, and in words what is not here."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlmodel import Session, select

from db.models import Overleg
from db.sync import map as folders
from db.sync import pakket
from retcli import acties, apparaten, casussen, historie, leden, pakketten, tijdlijn, toegang, uitwisselen
from retcli.locations import Place
from retcli.notulen import inhoud
from retcli.toegang import Toegang

from .conftest import CHEAP, PASSPHRASE, Clock
from .db.laptops import Laptop
from .db.pakketten import opened, written
from .test_notulen import held  # noqa: F401  # a fixture
from .wisselhulp import nieuw, verander


@pytest.fixture
def other(team: Toegang, tmp_path: Path, clock: Clock) -> Iterator[Laptop]:
    """A laptop of the team that has yet to begin."""
    made = Laptop(team.place.folder, clock, team.store).join(tmp_path / "bart")
    yield made
    made.close()


def begins(team: Toegang, other: Laptop, kind: str = pakket.SNAPSHOT) -> Toegang:
    """The other laptop takes in what this one holds."""
    package = opened(other.store, written(team.store, other.folder / "map", kind).path)
    with other.store.taking_in() as cursor:
        folders.take_package(cursor, other.store, package)
    return Toegang(other.store, team.lid, Place(other.folder), other.clock)


def words(team: Toegang, casus: UUID) -> list[str]:
    with team.reading() as session:
        return [line.woorden for line in historie.of_casus(session, casus)]


def test_a_laptop_joins_with_a_snapshot_and_goes_on_with_the_others(team: Toegang, tmp_path: Path, clock: Clock) -> None:
    """It knows who is in the team from what the snapshot holds, and is known by what it writes."""
    casus, _ = nieuw(team)
    verander(team, casus, vraag="Toen dat.")
    with team.doing("lid") as session:
        leden.add(session, "BT", naam="Bart Tak", wie=team.wie(), rol="AANVOERDER", team=1)
    with team.doing("uitnodigen") as session:
        invited = apparaten.nodig_uit(session, team.wie(), "BT")
    bart = toegang.sluit_aan(Place(tmp_path / "bart"), PASSPHRASE, invited.inhoud, naam="van Bart", now=clock, cost=CHEAP).toegang
    assert bart.wacht is not None
    with team.doing("toelaten") as session:
        asked = apparaten.lees_verzoek(session, team.wie(), bart.wacht.inhoud)
        apparaten.laat_toe(session, team.wie(), asked, bart.wacht.woorden)
    folder = tmp_path / "map"
    (folder / "begin").mkdir(parents=True)
    made = apparaten.eerste_pakket(team, folder / "begin", momentopname=True)
    assert pakketten.toon(bart, made).soort == "momentopname"
    told = uitwisselen.wissel_uit(bart, folder)
    (begun,) = (line for line in told.waarschuwingen if "momentopname" in line)
    assert begun.startswith("Deze laptop begint met een momentopname van eerste laptop van Anna Vos; eerder werk is hier niet.")
    bart = toegang.toegelaten(bart)
    assert bart.wacht is None
    verander(bart, casus, vraag="Van Bart.")
    for one in (bart, team, bart):
        uitwisselen.wissel_uit(one, folder)
    with team.reading() as session, bart.reading() as other:
        assert casussen.card(session, casus) == casussen.card(other, casus)
        assert stand_of(session) == stand_of(other)
    assert words(bart, casus)[0] == historie.EARLIER
    everything = pakketten.maak(team, "alles", folder / "begin").bestand
    assert pakketten.toon(bart, everything).nieuw == 0
    (told_then,) = uitwisselen.lees(bart, [everything]).waarschuwingen
    assert told_then.startswith("Het werk van voor de momentopname is aangevuld: ")
    assert words(bart, casus) == words(team, casus)
    bart.close()


def stand_of(session: Session) -> str | None:
    found = uitwisselen.laatste(session)
    return found.stand if found is not None else None


def test_history_says_what_is_not_here_and_a_package_with_everything_brings_it(team: Toegang, other: Laptop, clock: Clock) -> None:
    casus, _ = nieuw(team)
    untouched, _ = nieuw(team)
    for vraag in ("Eerst dit.", "Toen dat."):
        clock.go_on(minutes=5)
        verander(team, casus, vraag=vraag)
    here = begins(team, other)
    assert words(here, casus)[0] == historie.EARLIER
    assert "casus.vraag: (hier niet te zien) → Toen dat." in words(here, casus)
    assert words(here, untouched) == words(team, untouched)
    begins(team, other, pakket.FULL)
    assert words(here, casus) == words(team, casus)
    assert historie.EARLIER not in words(here, casus)


def test_an_action_that_was_moved_is_not_told_as_if_agreed_so(team: Toegang, other: Laptop, clock: Clock) -> None:
    casus, _ = nieuw(team)
    with team.doing("actie") as session:
        made = acties.add(session, team.wie(), "bellen", eigenaar=team.lid, voor=team.wie().today, casus=casus)
    clock.go_on(minutes=5)
    with team.doing("actie") as session:
        acties.move(session, team.wie(), made, team.wie().today + timedelta(days=7))
    with begins(team, other).reading() as session:
        told = [event.woorden for event in tijdlijn.of_casus(session, casus) if event.soort == "actie"]
    assert told == ["actie: bellen · AV", "actie verzet naar di 1 dec: bellen"]


def test_minutes_of_meetings_before_it_are_the_same(team: Toegang, held: UUID, other: Laptop) -> None:  # noqa: F811
    here = begins(team, other)
    for meeting in every(team):
        with team.reading() as one, here.reading() as two:
            assert inhoud.compose(one, meeting) == inhoud.compose(two, meeting)


def test_that_something_stood_before_it_is_known_though_not_what(team: Toegang, other: Laptop, clock: Clock) -> None:
    """So what was told in a meeting before it is not told again as new."""
    casus, _ = nieuw(team)
    verander(team, casus, vraag="Eerst dit.")
    then = clock()
    clock.go_on(minutes=5)
    later, _ = nieuw(team)
    for row in (casus, later):
        verander(team, row, vraag="Toen dat.", opmerking="nieuw")
    here = begins(team, other)

    def stood(laptop: Toegang) -> dict[UUID, object]:
        with laptop.reading() as session:
            return {
                row: (cells.get("vraag"), cells.get("opmerking")) for row, cells in historie.as_at(session, [casus, later], then).items()
            }

    assert stood(team) == {casus: ("Eerst dit.", None)}
    assert stood(here) == {casus: ("Toen dat.", None)}


def every(team: Toegang) -> list[UUID]:
    with team.reading() as session:
        return list(session.exec(select(Overleg.id).where(Overleg.gesloten_op != None)).all())  # noqa: E711
