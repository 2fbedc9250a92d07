"""The real program in a child process on a pseudo terminal: keys go in, a small screen is kept of what comes out, and it can be killed.

POSIX only: Windows has no pseudo terminals. Nothing here waits for a time; it waits for something to appear, long enough for any machine.
"""

from __future__ import annotations

import codecs
import fcntl
import math
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable
from pathlib import Path

WIDTH, HEIGHT = 80, 50
"""Narrow, so that the program names the step in one line; high, so that a whole card is in sight."""
OTHERS = ("RETCLI", "TEXTUAL", "LINES", "COLUMNS")
"""What the program is not to know of this process: a size that stands there would count for more than that of the terminal."""
PATIENCE = 120.0
"""Seconds of waiting after which what should appear counts as never coming."""
GLANCE = 1.0
"""Seconds that one look at the terminal lasts at most, and counts for at most: a machine that stood still did not wait."""

_PIECE = re.compile(
    r"\x1b\[(?P<args>[0-?]*)[ -/]*(?P<csi>[@-~])"
    r"|\x1b[\]P_^][^\x07\x1b]*(?:\x07|\x1b\\)"
    r"|\x1b[^\[\]P_^]"
    r"|(?P<control>[\x00-\x1a\x1c-\x1f])"
    r"|(?P<text>[^\x00-\x1f]+)"
)


_ASKS_FRAMES = "\x1b[?2026$p"
_HAS_FRAMES = "\x1b[?2026;2$y"


class Killed(Exception):
    """The program was killed at the moment that was set."""


class Beeld:
    """What a terminal shows, as lines of text: as much of one as the program needs."""

    def __init__(self) -> None:
        self.rows = [[" "] * WIDTH for _ in range(HEIGHT)]
        self._x = self._y = 0
        self._rest = ""
        self._drawing = False
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode

    def feed(self, given: bytes) -> None:
        """What the program wrote, in whatever pieces it came."""
        self._rest += self._decode(given)
        while self._rest and (match := _PIECE.match(self._rest)):
            self._rest = self._rest[match.end() :]
            self._take(match)

    def _take(self, match: re.Match[str]) -> None:
        if (text := match["text"]) is not None:
            row, end = self.rows[self._y], min(self._x + len(text), WIDTH)
            row[self._x : end] = text[: end - self._x]
            self._x = end
        elif match["csi"] == "H":
            y, _, x = (match["args"] or "").partition(";")
            self._y, self._x = min(int(y or 1), HEIGHT) - 1, min(int(x or 1), WIDTH) - 1
        elif match["args"] == "?2026":
            self._drawing = match["csi"] == "h"
        elif match["csi"] == "J":
            self.rows = [[" "] * WIDTH for _ in range(HEIGHT)]
        elif match["control"] == "\n":
            self._y = min(self._y + 1, HEIGHT - 1)
        elif match["control"] == "\r":
            self._x = 0

    @property
    def whole(self) -> bool:
        """Whether this is a frame as the program meant it, and not half of one."""
        return not self._drawing and not self._rest

    @property
    def lines(self) -> list[str]:
        """The lines, without the blanks at their ends."""
        return ["".join(row).rstrip() for row in self.rows]

    @property
    def words(self) -> str:
        """Everything as one line, so that a sentence is found wherever it was broken."""
        return " ".join(" ".join(self.lines).split())


class Terminal:
    """One run of the program on the team in a folder."""

    def __init__(self, folder: Path) -> None:
        self.beeld = Beeld()
        self._kill_at: float | None = None
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", HEIGHT, WIDTH, 0, 0))
        environment = {name: value for name, value in os.environ.items() if not name.startswith(OTHERS)}
        environment |= {"RETCLI_HOME": str(folder), "TERM": "xterm-256color", "LC_ALL": "C.UTF-8"}
        try:
            self._process = subprocess.Popen(
                [Path(sys.executable).with_name("retcli")], stdin=slave, stdout=slave, stderr=slave, env=environment, start_new_session=True
            )
        finally:
            os.close(slave)

    def kill_in(self, seconds: float) -> None:
        """Kill the program so long from now, whatever it is doing then; what waits on it gets `Killed`."""
        self._kill_at = time.perf_counter() + seconds

    def kill(self) -> None:
        """No warning, no last words. What it wrote before is still read: it was on the screen."""
        self._process.kill()
        self._process.wait()
        if self._master >= 0:
            while self._read(0.0):
                pass
            os.close(self._master)
            self._master = -1

    def send(self, keys: str) -> None:
        """Press keys, as the bytes that a terminal sends for them. Raises Killed."""
        if self._master < 0:
            raise Killed
        given = keys.encode()
        while given:
            given = given[os.write(self._master, given) :]

    def until(self, seen: Callable[[Beeld], bool], what: str, *, again: str = "") -> None:
        """Wait until the screen shows something, also if that was the last thing it showed; press `again` now and then meanwhile.

        Raises Killed, or AssertionError with the screen when it never comes.
        """
        waited = pressed = 0.0
        while not (self.beeld.whole and seen(self.beeld)):
            now = time.perf_counter()
            if self._master < 0:
                raise Killed
            if self._kill_at is not None and now >= self._kill_at:
                self.kill()
                continue
            if waited > PATIENCE:
                raise AssertionError(f"{what} kwam niet; heel beeld: {self.beeld.whole}\n" + "\n".join(self.beeld.lines))
            if again and now >= pressed:
                self.send(again)
                pressed = now + 0.2
            going_on = self._read(min(now + GLANCE, self._kill_at or math.inf, pressed or math.inf) - now)
            waited += min(time.perf_counter() - now, GLANCE)
            if not going_on:
                raise AssertionError(f"het programma hield zelf op, voor {what}:\n" + "\n".join(self.beeld.lines))

    def _read(self, wait: float) -> bool:
        """Read what is there, waiting at most so long; False at the end of it."""
        ready, _, _ = select.select([self._master], [], [], max(wait, 0.0))
        if not ready:
            return self._process.returncode is None
        try:
            given = os.read(self._master, 1 << 16)
        except OSError:  # Linux's way of saying that the other end is closed
            return False
        self.beeld.feed(given)
        if _ASKS_FRAMES.encode() in given and self._process.returncode is None:
            self.send(_HAS_FRAMES)
        return bool(given)
