"""First frame of the unlock screen against a bare Textual application, whole processes in pairs on a pseudo-terminal (POSIX only).

`python -m benchmarks.start [PAIRS]` prints the median of both in seconds and the median ratio of the pairs.
"""

from __future__ import annotations

import os
import pty
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from retcli import toegang
from retcli.locations import Place

MARK = b"Wachtwoord"


def first_frame(command: list[str], env: dict[str, str]) -> float:
    """Seconds from start until the terminal shows the word that both first frames hold."""
    ours, theirs = pty.openpty()
    started = time.perf_counter()
    process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=env, start_new_session=True)
    os.close(theirs)
    seen = b""
    try:
        while MARK not in seen:
            seen += os.read(ours, 65536)
        return time.perf_counter() - started
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
        os.close(ours)


def main() -> None:
    """Measure and print."""
    pairs = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    with tempfile.TemporaryDirectory() as folder:
        toegang.begin(Place(Path(folder) / "thuis"), "een lang wachtwoord", naam="Anna Vos").toegang.close()
        env = dict(os.environ, RETCLI_HOME=str(Path(folder) / "thuis"), TERM="xterm-256color", COLUMNS="80", LINES="24")
        ours = [sys.executable, "-m", "retcli"]
        bare = [sys.executable, "-m", "benchmarks.kale_app"]
        first_frame(ours, env), first_frame(bare, env)  # warm caches
        measured = [(first_frame(ours, env), first_frame(bare, env)) for _ in range(pairs)]
    print(f"first frame: {statistics.median(a for a, _ in measured):.3f} s, bare {statistics.median(b for _, b in measured):.3f} s")
    print(f"ratio, median of {pairs} pairs: {statistics.median(a / b for a, b in measured):.2f} (aim 1.3)")


if __name__ == "__main__":
    main()
