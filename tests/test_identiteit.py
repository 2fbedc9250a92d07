"""Who a child is stands on one laptop only: nothing that takes a casus away and gives it back may lose it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from sqlmodel import select

from db.models import Casus, Concept, Identiteit
from db.sync import schema
from retcli import intake, ongedaan, verschillen
from retcli.toegang import Toegang

from .conftest import Clock
from .samen import Samen, together


@pytest.fixture
def samen(team: Toegang, tmp_path: Path, clock: Clock) -> Iterator[Samen]:
    with together(team, tmp_path, clock) as made:
        yield made


def registered(team: Toegang, **fields: object) -> UUID:
    with team.doing("nieuw") as session:
        told = {"datum_aanmelding": date(2026, 11, 24), "gemeente": "GM0153"} | fields
        return intake.register(session, team.wie(), told)[0]


def called(team: Toegang, casus: UUID) -> str | None:
    with team.reading() as session:
        assert session.get(Casus, casus) is not None
        person = session.get(Identiteit, casus)
        return person.roepnaam if person else None


def test_a_casus_that_another_laptop_takes_back_and_gives_again_is_still_of_the_same_child(samen: Samen) -> None:
    casus = registered(samen.anna)
    samen.wissel()
    with samen.bart.doing("wijzig") as session:
        session.add(Identiteit(casus=casus, roepnaam="Jip"))
    ongedaan.undo(samen.anna)
    samen.wissel()
    with samen.bart.reading() as session:
        assert session.get(Casus, casus) is None
    ongedaan.redo(samen.anna)
    samen.wissel()
    assert called(samen.bart, casus) == "Jip"
    with samen.bart.reading() as session:
        assert not session.exec(select(Concept)).all()


def test_a_casus_that_comes_back_because_another_changed_it_knows_who_the_child_is_and_so_does_a_choice_taken_back(samen: Samen) -> None:
    casus = registered(samen.anna, roepnaam="Jip")
    samen.wissel()
    samen.sql(samen.bart, "UPDATE casus SET vraag = 'nog iets' WHERE id = ?", casus)
    ongedaan.undo(samen.anna)
    samen.wissel()
    assert called(samen.anna, casus) == "Jip"
    with samen.anna.reading() as session:
        (one,) = verschillen.lijst(session)
    with samen.anna.doing(verschillen.DOEL, verschillen.gezien([one])) as session:
        verschillen.kies(session, samen.anna.wie(), one, "verwijderen")
    samen.clock.go_on(seconds=5)
    ongedaan.undo(samen.anna)
    assert called(samen.anna, casus) == "Jip"


def test_what_does_not_come_back_is_forgotten_at_an_opening_after_a_while(samen: Samen) -> None:
    registered(samen.bart, roepnaam="Jip")
    ongedaan.undo(samen.bart)

    def waits() -> bool:
        samen.laptops[1].reopen()
        samen.bart = replace(samen.bart, store=samen.laptops[1].store)
        with samen.bart.reading() as session:
            return bool(session.exec(select(Concept)).all())

    def used() -> None:
        samen.sql(samen.bart, "UPDATE lid SET naam = naam || '.' WHERE id = ?", samen.bart.lid)

    assert waits()
    samen.clock.go_on(days=schema.KEPT.days - 1)
    used()
    assert waits()
    samen.clock.go_on(days=4000)  # a clock that was wrong, for once
    assert waits()
    samen.clock.go_on(days=-3998)
    used()
    assert not waits()


def test_on_the_only_laptop_left_a_choice_can_be_taken_back_after_another_act_was(samen: Samen) -> None:
    casus = registered(samen.anna, roepnaam="Jip")
    samen.wissel()
    samen.sql(samen.bart, "UPDATE casus SET vraag = 'nog iets' WHERE id = ?", casus)
    ongedaan.undo(samen.anna)
    samen.wissel()
    samen.laptops[0].withdraw(samen.laptops[1].device)
    with samen.anna.reading() as session:
        (one,) = verschillen.lijst(session)
    with samen.anna.doing(verschillen.DOEL, verschillen.gezien([one])) as session:
        verschillen.kies(session, samen.anna.wie(), one, "verwijderen")
    other = registered(samen.anna, roepnaam="Noor")
    for _ in range(2):
        samen.clock.go_on(seconds=5)
        ongedaan.undo(samen.anna)
    assert called(samen.anna, casus) == "Jip"
    with samen.anna.reading() as session:
        (waits,) = session.exec(select(Concept)).all()
        assert waits.sleutel == f"{schema.SET_ASIDE}{other}"
