"""Two people who each work on a laptop of their own: what one writes the other has after an exchange, and not before."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from retcli import leden
from retcli.locations import Place
from retcli.toegang import Toegang

from .conftest import Clock
from .db.laptops import Laptop, exchange


@dataclass
class Samen:
    """The laptop of the voorzitter (Anna, the first) and that of an aanvoerder (Bart)."""

    anna: Toegang
    bart: Toegang
    laptops: tuple[Laptop, Laptop]
    clock: Clock

    def wissel(self) -> None:
        """Each takes in what the other has; a minute goes by."""
        exchange(*self.laptops)
        self.clock.go_on(minutes=1)

    def sql(self, team: Toegang, statement: str, *values: object, doel: str = "wijzig") -> None:
        """One action of one statement; UUIDs as the database holds them."""
        plain = tuple(value.bytes if isinstance(value, UUID) else value for value in values)
        with team.doing(doel) as session:
            session.connection().exec_driver_sql(statement, plain)
        self.clock.go_on(minutes=1)


@contextmanager
def together(team: Toegang, folder: Path, clock: Clock) -> Iterator[Samen]:
    """A second laptop for a team that has begun."""
    anna = Laptop(folder / "anna", clock, team.store)
    bart = anna.join(folder / "bart")
    with team.doing("lid") as session:
        member = leden.add(session, "BT", naam="Bart Tak", wie=team.wie(), rol="AANVOERDER", team=1).id
        session.connection().exec_driver_sql("UPDATE apparaat SET naam = 'laptop van Anna' WHERE naam IS NOT NULL")
        session.connection().exec_driver_sql("UPDATE apparaat SET naam = 'laptop van Bart', lid = ? WHERE naam IS NULL", (member.bytes,))
    made = Samen(team, Toegang(bart.store, member, Place(folder / "bart"), clock), (anna, bart), clock)
    made.wissel()
    try:
        yield made
    finally:
        bart.close()
