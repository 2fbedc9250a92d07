"""Kill the running program many times at random moments, driven through a terminal: `python -m benchmarks.kills_scherm [times] [seed]`.

After each kill the database is compared with what the screen had acknowledged, the whole journal is checked, and the program is started
again: it must stand at the same item, and the walk goes on from there (`tests/screens/wandeling.py`). Run it from the root of a checkout.
"""

from __future__ import annotations

import random
import shutil
import sys
import tempfile
import time
from pathlib import Path

from tests.screens.terminal import Killed
from tests.screens.wandeling import Wandeling, make_team

KILLS_A_TEAM = 10
MOST_ACTS = 12
WHILE_STARTING = 0.1
"""The share of kills that come before the meeting is on the screen."""


def main() -> int:
    """Kill and print; 1 when anything was lost."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.SystemRandom().randrange(10**6)
    start, chance = time.perf_counter(), random.Random(seed)
    acknowledged = started = resumed = clean = 0
    lost: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "team"
        make_team(made)
        for n in range(times):
            if n % KILLS_A_TEAM == 0:
                here = Path(folder) / f"team-{n}"
                shutil.copytree(made, here)
                walk = Wandeling(here, chance)
            try:
                resumed += walk.start(kill_in=chance.random() * 2 if chance.random() < WHILE_STARTING else None)
                started += 1
                walk.walk(chance.randrange(MOST_ACTS), chance.choice([0.02, 0.1, 0.5]) * chance.random())
            except Killed:
                found = walk.look_back()
            lost += [f"{n + 1}: {what}" for what in found.verschil]
            clean += not found.controle
            acknowledged += walk.boek.bevestigd
            walk.boek.bevestigd = 0
    print(f"{times} keer afgebroken (begin {seed}), {acknowledged} keer bevestigd op het scherm, {len(lost)} verloren of anders")
    print(f"{started} keer tot in het overleg, {resumed} keer op hetzelfde punt; {clean} van de {times} keer is het logboek gaaf")
    print(f"{time.perf_counter() - start:.0f} s")
    print("".join(f"  {line}\n" for line in lost), end="")
    return int(bool(lost) or resumed < started or clean < times)


if __name__ == "__main__":
    raise SystemExit(main())
