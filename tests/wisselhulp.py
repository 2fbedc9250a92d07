"""A second laptop of the team, with its own database, for tests in which two people work side by side."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from retcli import intake, leden
from retcli.locations import Place
from retcli.toegang import Toegang

from .db.laptops import Laptop

if TYPE_CHECKING:  # whose fixtures are made with this
    from .conftest import Clock


def naast(team: Toegang, folder: Path, clock: Clock, *, naam: str = "Bart Mol", laptop: str = "laptop Bart") -> Toegang:
    """A further laptop, admitted on this one and with all that it holds; whose it is, is an aanvoerder of team 1."""
    with team.doing("lid") as session:
        lid = leden.add(
            session, leden.short_name(naam, [lid.code for lid in leden.everyone(session)]), naam=naam, rol="AANVOERDER", team=1
        ).id
    here = Laptop(team.place.folder, clock, team.store)
    other = here.join(folder)
    here.sql("naam", ("UPDATE apparaat SET naam = ?, lid = ? WHERE naam IS NULL", laptop, lid.bytes))
    other.takes_from(here)
    return Toegang(other.store, lid, Place(folder), clock)


def nieuw(team: Toegang, gemeente: str = "GM0153") -> tuple[UUID, str]:
    """A new casus, registered on this laptop."""
    with team.doing("aanmelding") as session:
        return intake.register(session, team.wie(), {"gemeente": gemeente, "vraag": "Waar kan dit kind wonen?"})


def verander(team: Toegang, casus: UUID, **velden: object) -> None:
    """Change fields of a casus on this laptop."""
    with team.doing("wijzig") as session:
        intake.change(session, team.wie(), casus, velden)
