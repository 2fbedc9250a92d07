"""Kill a writing program many times at random moments: `python -m benchmarks.kills [times] [module:function]`.

After each kill the team is opened again, each acknowledged act is looked up and the whole journal is checked. The writer holds meetings by
their rules (`tests/db/vergadering.py`); another can be named. Run it from the root of a checkout, for it uses the tests' writer.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from pathlib import Path

from db.keys import Cost
from retcli import toegang
from retcli.locations import Place
from tests.db.killing import kill_once

MEETING = "tests.db.vergadering:meeting"
PASSPHRASE = "een lang genoeg wachtwoord"


def main() -> int:
    """Kill and print."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    name = sys.argv[2] if len(sys.argv) > 2 else MEETING
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else random.SystemRandom().randrange(10**6)
    start, chance, said, there = time.perf_counter(), random.Random(seed), 0, 0
    with tempfile.TemporaryDirectory() as folder:
        team = toegang.begin(Place(Path(folder) / "thuis"), PASSPHRASE, naam="Anna Vos", cost=Cost(64, 1, 1)).toegang
        team.close()
        for _ in range(times):
            acknowledged, there = kill_once(team, PASSPHRASE, chance, name)
            said += acknowledged
    print(f"{times} keer afgebroken (begin {seed}), {said} keer bevestigd, {there} keer opgeslagen, niets verloren")
    print(f"{time.perf_counter() - start:.1f} s; na elke keer is het hele logboek gecontroleerd")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
