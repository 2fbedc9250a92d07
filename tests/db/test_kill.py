"""A killed program, a pulled plug: what was acknowledged is there, what was not is whole or absent, and the log is sound."""

from __future__ import annotations

import random

import pytest

from retcli.toegang import Toegang

from ..conftest import PASSPHRASE
from .killing import kill_once

KILLS = 6


@pytest.mark.parametrize("writer", ["tests.db.scripted:one_casus", "tests.db.vergadering:meeting"])
def test_a_program_killed_at_any_moment_loses_nothing_it_acknowledged(team: Toegang, writer: str) -> None:
    team.close()
    chance = random.Random(20261124)
    for _ in range(KILLS):
        kill_once(team, PASSPHRASE, chance, writer)
