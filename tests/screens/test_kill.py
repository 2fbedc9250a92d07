"""The running program, driven through a terminal and killed: it goes on at the same item, and all that the screen acknowledged is there."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("Windows heeft geen pseudoterminal", allow_module_level=True)

from .terminal import Killed
from .wandeling import Wandeling, make_team

KILLS = 2


def test_a_program_killed_on_a_terminal_loses_nothing_that_the_screen_acknowledged(tmp_path: Path) -> None:
    make_team(tmp_path)
    chance = random.Random(20261124)
    walk = Wandeling(tmp_path, chance)
    for _ in range(KILLS):
        assert walk.start(), "it stands at another item than before it was killed"
        with pytest.raises(Killed):
            walk.walk(chance.randint(3, 8), chance.random() * 0.1)
        found = walk.look_back()
        assert found.verschil == []
        assert found.controle == []
    assert walk.start()
    walk.stop()
    assert walk.boek.bevestigd > KILLS * 3
