"""The only module that knows where files are."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from .errors import ReadOnlyDisk


@dataclass(frozen=True, slots=True)
class Place:
    """A data folder and the files in it. Making one makes no folder; `ensure` does."""

    folder: Path

    @property
    def database(self) -> Path:
        return self.folder / "retcli.db"

    @property
    def keys(self) -> Path:
        return self.folder / "sleutels.json"

    @property
    def copies(self) -> Path:
        return self.folder / "kopieen"

    @property
    def spoor(self) -> Path:
        """How far the database was: beside the folder, so that it is not put back along with it; inside it where that can't be."""
        beside = self.folder.absolute()
        return beside.with_name(beside.name + ".spoor") if beside.name and os.access(beside.parent, os.W_OK) else self.folder / "spoor"

    @property
    def log(self) -> Path:
        return self.folder / "retcli.log"

    @property
    def voorkeuren(self) -> Path:
        return self.folder / "voorkeuren.json"

    def ensure(self) -> Place:
        """Make the folder, for its owner only where the system knows that. Raises ReadOnlyDisk."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError:
            raise ReadOnlyDisk from None
        return self


def home() -> Place:
    """The data folder: `RETCLI_HOME`, or where this system keeps a user's data."""
    set_by_user = os.environ.get("RETCLI_HOME")
    return Place(Path(set_by_user).expanduser() if set_by_user else Path(platformdirs.user_data_dir("retcli", appauthor=False)))


def practice() -> Place:
    """The folder of the practice data, inside the data folder."""
    return Place(home().folder / "oefen")
