"""A file that someone names to write to: where it will be, or one sentence why it can't be there."""

from __future__ import annotations

from pathlib import Path

from .errors import ReadOnlyDisk, Refused


def target(named: str | Path, name: str = "") -> Path:
    """The file to write: what was named, or in that folder the file `name`. Raises Refused."""
    try:
        path = Path(named).expanduser()
        if name and path.is_dir():
            path = path / name
        if path.is_dir() or not path.absolute().parent.is_dir():
            raise Refused("Op deze plek kan geen bestand komen.", "Kies een bestandsnaam in een map die bestaat.")
        path.with_name(path.name + ".tmp").exists()  # the name it has while it is written must fit too
    except (OSError, RuntimeError, ValueError):  # no right to look, too long, ~name of nobody, a sign no name can have
        raise Refused("Dit kan geen bestand zijn.", "Kies een kortere naam, in een map waar u mag schrijven.") from None
    return path


def write(path: Path, content: str | bytes) -> None:
    """Write it in one step, for its owner only. Raises DiskFull, Refused."""
    from db.keys import write_private

    try:
        write_private(path, content.encode() if isinstance(content, str) else content)
    except ReadOnlyDisk:
        raise Refused("Dit bestand kan niet worden geschreven.", "Kies een kortere naam, in een map waar u mag schrijven.") from None
