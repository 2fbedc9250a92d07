"""A folder that a program keeps alike on several laptops, as badly as such programs, sticks and people do.

Each laptop has its own copy. What one writes is to come to the others, and comes late, in any order, half, as a placeholder, twice, under
another name, or is gone for a while. What is in a package is never changed for good: a half one becomes whole when it comes again.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from db.sync import map as folders
from db.sync.map import Gezien

COPIES = (
    "{0} (1).retpakket",
    "{0}.sync-conflict-20261124-090000-ABCDEFG.retpakket",
    "{0}-LAPTOP.retpakket",
    "{0} (conflicted copy 2026-11-24 090000).retpakket",
)
"""How a copy is called by a browser, Syncthing, OneDrive and Nextcloud."""

WHOLE, TWICE, COPY_BESIDE, COPY_ABOVE, ELSEWHERE = "whole", "twice", "copy beside", "copy above", "elsewhere"
HALF, EMPTY, ZEROS, UNFINISHED = "half", "empty", "zeros", "unfinished"
COMES = (WHOLE, TWICE, COPY_BESIDE, COPY_ABOVE, ELSEWHERE)
LATER = (HALF, EMPTY, ZEROS, UNFINISHED)
"""Ways in which a file appears: those in which it came, and those in which it is still to come."""


def files(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by its place in it."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


class Wolk:
    """The copies of one folder, by device. Every choice is a number that is taken modulo what there is to choose from."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self.folders: dict[bytes, Path] = {}
        self.coming: list[tuple[bytes, str, bytes | None]] = []
        self.gone: list[tuple[bytes, str, bytes]] = []
        self._known: dict[bytes, dict[str, bytes]] = {}
        self._order: dict[str, int] = {}
        self._made: set[bytes] = set()

    def _in_order(self, names: Iterable[str]) -> list[str]:
        """As they came up: their names hold hashes, which another run does not have, and a history must run again as it ran."""
        return sorted(names, key=lambda name: self._order.setdefault(name, len(self._order)))

    def joins(self, device: bytes) -> None:
        """A laptop gets the folder: what lies in the copies of others is to come."""
        folder = self.folders[device] = self._root / device.hex()[:8]
        folder.mkdir(parents=True)
        self._known[device] = {}
        self.coming += [(device, name, data) for name, data in self._everywhere().items()]

    @contextlib.contextmanager
    def working(self, device: bytes) -> Iterator[Path]:
        """A laptop works in its copy. It may write and remove in its own subfolder only, and never changes a file."""
        folder = self.folders[device]
        before = self._known[device] = files(folder)
        try:
            yield folder
        finally:
            now = self._known[device] = files(folder)
            for name in self._in_order(now.keys() | before.keys()):
                if now.get(name) != before.get(name):
                    assert Path(name).parts[0] == device[:4].hex(), "wrote in another's folder"
                    assert name not in before or name not in now, "changed a file"
                    if not Path(name).name.startswith("."):
                        self._made |= {now.get(name, b"")} - {b""}
                        self.coming += [(other, name, now.get(name)) for other in self.folders if other != device]

    def _everywhere(self) -> dict[str, bytes]:
        """Each whole file that lies in any copy."""
        found = {name: data for folder in self.folders.values() for name, data in files(folder).items() if data in self._made}
        return {name: found[name] for name in self._in_order(found)}

    # --- what happens to files

    def comes(self, at: int, how: str) -> None:
        """Something of what is to come appears, or a removal reaches a copy."""
        if not self.coming:
            return
        at %= len(self.coming)
        device, name, data = self.coming[at]
        path = self.folders[device] / name
        path.parent.mkdir(exist_ok=True)
        if data is None:
            path.unlink(missing_ok=True)
        elif how in LATER:
            part = {EMPTY: b"", ZEROS: bytes(len(data))}.get(how, data[: 1 + at * 97 % len(data)])
            (path.with_name(f".syncthing.{path.name}.tmp") if how == UNFINISHED else path).write_bytes(part)
            return
        else:
            copy = COPIES[at % len(COPIES)].format(path.stem)
            if how != ELSEWHERE:
                path.write_bytes(data)
            if how in (COPY_BESIDE, COPY_ABOVE, ELSEWHERE):
                (path.parent if how == COPY_BESIDE else self.folders[device]).joinpath(copy).write_bytes(data)
        if how != TWICE:
            del self.coming[at]

    def vanishes(self, device: bytes, at: int, *, ever: bool) -> None:
        """A file disappears from one copy, its own laptop's perhaps: for a while, or for good and everywhere."""
        if chosen := self._some(device, at):
            name, data = chosen
            (self.folders[device] / name).unlink()
            if not ever:
                self.gone.append((device, name, data))
            else:
                self.coming = [item for item in self.coming if item[1] != name]
                for folder in self.folders.values():
                    (folder / name).unlink(missing_ok=True)

    def returns(self, at: int) -> None:
        """A file is back, also one that its laptop removed meanwhile."""
        if not self.gone:
            return
        device, name, data = self.gone.pop(at % len(self.gone))
        path = self.folders[device] / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)

    def renamed(self, device: bytes, at: int, to: int) -> None:
        """Somebody gives a file another name, or moves it to the top."""
        if chosen := self._some(device, at):
            path = self.folders[device] / chosen[0]
            target = (path.parent if to % 2 else self.folders[device]) / COPIES[to % len(COPIES)].format(path.stem.split(" ")[0])
            path.replace(target)

    def damaged(self, device: bytes, at: int, *, alike: bool) -> None:
        """A whole file is broken in one copy, at the same size and time perhaps, until it comes again."""
        if chosen := self._some(device, at):
            name, data = chosen
            path = self.folders[device] / name
            stat = path.stat()
            where = at * 131 % len(data)
            path.write_bytes(data[:where] + bytes([data[where] ^ 1]) + data[where + 1 :] if alike else data[:where])
            if alike:
                os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
            self.coming.append((device, name, data))

    def _some(self, device: bytes, at: int) -> tuple[str, bytes] | None:
        here, half = files(self.folders[device]), {(to, name) for to, name, _ in self.coming}
        there = self._in_order(n for n, data in here.items() if data and not n.endswith(".tmp") and (device, n) not in half)
        return (there[at % len(there)], here[there[at % len(there)]]) if there else None

    def settles(self) -> None:
        """All that was still to come comes, whole, in the order in which it was written; what was gone is back; the copies are alike."""
        while self.gone:
            self.returns(0)
        while self.coming:
            self.comes(0, WHOLE)
        everywhere = self._everywhere()
        for folder in self.folders.values():
            for name in everywhere.keys() - files(folder).keys():
                (folder / name).parent.mkdir(exist_ok=True)
                (folder / name).write_bytes(everywhere[name])


# --- an exchange that is cut off


class Cut(BaseException):
    """The power went off, or the stick was pulled."""


STEPS = ((folders, "take_in"), (folders, "take"), (folders, "tidy"), (Gezien, "keep"), (os, "fsync"), (os, "replace"))
"""What leaves something behind."""


def cutting(patch: pytest.MonkeyPatch, left: int, steps: Iterable[tuple[Any, str]] = STEPS) -> None:
    """Stop before or after the n-th step from here."""
    for place, name in steps:
        real = getattr(place, name)

        def step(*args: Any, real: Any = real, **told: Any) -> Any:
            nonlocal left
            left -= 1
            if left == 0:
                raise Cut
            found = real(*args, **told)
            left -= 1
            if left == 0:
                raise Cut
            return found

        patch.setattr(place, name, step)
