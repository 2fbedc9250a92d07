"""Work of other laptops comes in: one after what it builds on, once, whole, and the same whatever the order."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from db.sync.audit import verify

from ..conftest import Clock
from .laptops import Laptop, dump, exchange, state

Join = Callable[[str], Laptop]


@pytest.fixture
def anna(tmp_path: Path, clock: Clock) -> Iterator[Laptop]:
    made = Laptop.begin(tmp_path / "anna", clock)
    yield made
    made.close()


@pytest.fixture
def join(anna: Laptop, tmp_path: Path) -> Iterator[Join]:
    """A further laptop of the team that holds what Anna holds."""
    made: list[Laptop] = []

    def joined(name: str) -> Laptop:
        made.append(anna.join(tmp_path / name))
        made[-1].takes_from(anna)
        return made[-1]

    yield joined
    for laptop in made:
        laptop.close()


@pytest.fixture
def bart(join: Join) -> Laptop:
    return join("bart")


def sound(*laptops: Laptop) -> None:
    for laptop in laptops:
        assert [finding for finding in verify(laptop.store, deep=True) if not finding.ok] == []


def same(*laptops: Laptop) -> None:
    states = [state(laptop) for laptop in laptops]
    assert all(found == states[0] for found in states)
    sound(*laptops)


def test_a_new_laptop_holds_all_that_the_first_holds(anna: Laptop, bart: Laptop) -> None:
    row = anna.row("een", "1")
    taken = bart.takes_from(anna)
    assert (taken.txs, taken.rows["instelling"].new) == (1, {row.bytes})
    same(anna, bart)


def test_two_laptops_edit_each_other_s_rows(anna: Laptop, bart: Laptop) -> None:
    row = anna.row("een", "1")
    exchange(anna, bart)
    bart.save(row, "2")
    exchange(anna, bart)
    anna.save(row, "3")
    exchange(anna, bart)
    assert anna.value(row) == bart.value(row) == "3"
    same(anna, bart)
