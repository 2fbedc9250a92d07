"""A writer that can be killed: a process that sends a number down a pipe after each commit.

What it writes is pluggable, by a name `module:function`. The function gets the open team and a number and makes one user action that can
be found again by `found`, the function's own attribute: it gives the numbers that are there, and asserts that none is there by half.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

from sqlmodel import col, select

from db.models import Actie, Besluit, Casus
from retcli import toegang
from retcli.locations import Place
from retcli.toegang import Toegang

DEFAULT = "tests.db.scripted:one_casus"


def one_casus(team: Toegang, number: int) -> None:
    """A casus with a decision and an action, and a change of the casus before it."""
    with team.store.transaction("intake", lid=team.lid) as session:
        casus = Casus(casuscode=f"26-{number:06d}", vraag="Een vraag van enige lengte. " * 20)
        besluit = Besluit(casus=casus.id, besluit_route="TA", besluit_team=number)
        session.add_all([casus, besluit, Actie(casus=casus.id, besluit=besluit.id, omschrijving=f"actie {number}")])
        for before in session.exec(select(Casus).where(Casus.casuscode == f"26-{number - 1:06d}")):
            before.soort, before.grondslag_wie = f"na {number}", "moeder"


def found(team: Toegang) -> set[int]:
    """The numbers whose action is whole. Raises AssertionError on half of one."""
    with team.store.reading() as session:
        casussen = {c.casuscode: c for c in session.exec(select(Casus).where(col(Casus.casuscode).is_not(None)))}
        besluiten = {b.casus: b for b in session.exec(select(Besluit))}
        acties = {a.casus: a for a in session.exec(select(Actie))}
    assert len(casussen) == len(besluiten) == len(acties)
    numbers = set()
    for code, casus in casussen.items():
        number = int(str(code)[3:])
        assert besluiten[casus.id].besluit_team == number
        assert acties[casus.id].omschrijving == f"actie {number}"
        later = f"26-{number + 1:06d}" in casussen
        assert (casus.soort, casus.grondslag_wie) == ((f"na {number + 1}", "moeder") if later else (None, None))
        numbers.add(number)
    return numbers


one_casus.found = found  # type: ignore[attr-defined]  # the counterpart travels with the writer


def writer(name: str) -> Callable[[Toegang, int], None]:
    """The function behind `module:function`."""
    module, _, function = name.partition(":")
    made: Callable[[Toegang, int], None] = getattr(importlib.import_module(module), function)
    return made


def write_on(folder: str, passphrase: str, name: str, told: Connection) -> None:
    """Write until killed; `told` hears of each action after its commit."""
    write = writer(name)
    team = toegang.unlock(Place(Path(folder)), passphrase)
    number = max(write.found(team), default=0)  # type: ignore[attr-defined]  # see above
    while True:
        number += 1
        write(team, number)
        told.send_bytes(b"%d" % number)
