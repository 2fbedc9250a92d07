"""A file that someone names to write to: where it will be, or one sentence why it can't be there."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path

from .errors import ReadOnlyDisk, Refused

_NO_NAME = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]+')
"""Signs that a file's name can't have, on one system or another."""


def target(named: str | Path, name: str = "") -> Path:
    """The file to write: what was named, or in that folder the file `name`, of which no part is a folder. Raises Refused."""
    try:
        path = Path(named).expanduser()
        if name and path.is_dir():
            path = path / _NO_NAME.sub("-", name)
        elif Path(name).suffix.startswith(".ret") and not path.suffix:
            raise Refused("Deze map is er niet.", "Maak hem eerst, of geef een map die er is.")
        if path.is_dir() or not path.absolute().parent.is_dir():
            raise Refused("Op deze plek kan geen bestand komen.", "Kies een bestandsnaam in een map die bestaat.")
        path.with_name(path.name + ".tmp").exists()  # the name it has while it is written must fit too
    except (OSError, RuntimeError, ValueError):  # no right to look, too long, ~name of nobody, a sign no name can have
        raise Refused("Dit kan geen bestand zijn.", "Kies een kortere naam, in een map waar u mag schrijven.") from None
    return path


def holds(path: Path, content: bytes) -> bool:
    """Whether a file holds this already."""
    try:
        return path.stat().st_size == len(content) and path.read_bytes() == content
    except OSError:
        return False


def chosen(typed: str, ending: str) -> Path:
    """The file that someone typed or dragged here; of a folder the newest file in it with this ending. Raises Refused."""
    from .importeren import paden

    try:
        folder = paden.gekozen_map(typed)
    except Refused:
        return paden.gekozen(typed)
    with contextlib.suppress(OSError):
        fits = [path for path in folder.iterdir() if path.suffix.lower() == ending and path.is_file()]
        if fits:
            return max(fits, key=lambda path: path.stat().st_mtime)
    raise Refused(f"In deze map staat geen bestand dat op {ending} eindigt.", "Kies een andere map, of het bestand zelf.")


def read(path: Path, most: int) -> bytes:
    """What is in a file, of a long one so much and a byte. Raises Refused."""
    try:
        with path.expanduser().open("rb") as source:
            return source.read(most + 1)
    except (OSError, RuntimeError, ValueError):  # not there, no right to look, ~name of nobody, a sign no name can have
        raise Refused("Dit bestand kan niet worden gelezen.", "Kijk of het bestaat en of u het mag lezen.") from None


def write(path: Path, content: str | bytes) -> None:
    """Write it in one step, for its owner only. Raises DiskFull, and Refused, also when another program has it open."""
    from db.keys import write_private

    # Word marks what it has open by a file beside it, named by the last part of a longer name.
    if path.exists() and any(path.with_name(f"~${path.name[cut:]}").exists() for cut in range(3)):
        raise _in_use(path)
    try:
        write_private(path, content.encode() if isinstance(content, str) else content)
    except ReadOnlyDisk as error:
        if isinstance(error.__cause__, PermissionError) and error.__cause__.filename2 is not None:
            raise _in_use(path) from None  # it was written beside, and could not take the place of the old one
        raise Refused("Dit bestand kan niet worden geschreven.", "Kies een map waar u mag schrijven, of een kortere naam.") from None


def _in_use(path: Path) -> Refused:
    return Refused(f"{path.name} is nog open.", "Sluit het bestand in Word en probeer het opnieuw, of kies een andere naam.")
