"""Kill the writer at random moments and see that nothing it acknowledged is lost."""

from __future__ import annotations

import multiprocessing
import random
import sys
import time

from db.sync.audit import verify
from retcli import toegang
from retcli.toegang import Toegang

from . import scripted

# A fork server has the imports done, so that a kill costs milliseconds; Windows has none.
if sys.platform == "win32":
    PROCESSES = multiprocessing.get_context("spawn")
else:
    PROCESSES = multiprocessing.get_context("forkserver")
    PROCESSES.set_forkserver_preload([scripted.__name__, "db.migrations"])


def kill_once(team: Toegang, passphrase: str, chance: random.Random, name: str = scripted.DEFAULT) -> tuple[int, int]:
    """Start the writer on a closed team's folder, kill it, open again and check; how many actions it acknowledged and how many are there.

    Raises AssertionError when an acknowledged action is missing, half of one is there, or the check finds anything.
    """
    heard, told = PROCESSES.Pipe(duplex=False)
    process = PROCESSES.Process(target=scripted.write_on, args=(str(team.place.folder), passphrase, name, told))
    process.start()
    told.close()
    wanted = chance.randint(1, 12)
    said = [int(heard.recv_bytes()) for _ in range(wanted)]
    # Somewhere in the next few actions: a spin, for a sleep is too coarse to hit a commit.
    until = time.perf_counter() + chance.random() * 0.03
    while time.perf_counter() < until:
        pass
    process.kill()
    process.join()
    process.close()
    try:
        while True:
            said.append(int(heard.recv_bytes()))
    except EOFError:
        heard.close()
    opened = toegang.unlock(team.place, passphrase, now=team.now)
    there: set[int] = scripted.writer(name).found(opened)  # type: ignore[attr-defined]  # the counterpart travels with the writer
    findings = [finding for finding in verify(opened.store, deep=True) if not finding.ok]
    opened.close()
    assert findings == []
    assert set(said) <= there
    assert there == set(range(1, max(there) + 1))
    assert len(there) - max(said) in (0, 1)  # committed, and killed before it could say so
    return len(said), len(there)
