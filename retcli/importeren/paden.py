"""A file as someone types where it is: completed, and found."""

from __future__ import annotations

import os
from collections.abc import Collection
from pathlib import Path

from ..errors import Refused
from .bestand import SOORTEN

_OOK = (*SOORTEN, ".toml")


def gekozen(getypt: str) -> Path:
    """The file that was typed or pasted; `~` is one's own folder, and quotes around it are not part of it. Raises Refused."""
    path, folder = _looked_at(getypt)
    if folder:
        raise Refused("Dit is een map.", "Typ het bestand erachter; Tab vult een naam aan.")
    return path


def gekozen_map(getypt: str) -> Path:
    """The folder that was typed or pasted, in the same way. Raises Refused where there is none."""
    path, folder = _looked_at(getypt)
    if not folder:
        raise Refused("Deze map is er niet.", "Kijk of de stick erin zit en of het pad klopt; Tab vult een naam aan.")
    return path.absolute()


def _looked_at(getypt: str) -> tuple[Path, bool]:
    word = getypt.strip()
    if len(word) > 1 and word[0] == word[-1] and word[0] in "\"'":
        word = word[1:-1]
    try:
        path = Path(word).expanduser()
        return path, path.is_dir()
    except (OSError, RuntimeError, ValueError):  # no right to look, ~name of nobody, a sign no name can have
        raise Refused("Dit kan geen bestand of map zijn.", "Kijk of het pad klopt.") from None


def vul_aan(getypt: str, soorten: Collection[str] = _OOK) -> tuple[str, list[str]]:
    """What was typed, as far as only one name goes on from there, and all names that do: folders, which end in a separator, and files of
    these kinds."""
    head, start = os.path.split(getypt)
    try:
        folder = Path(head or ".").expanduser()
        names = sorted(
            (p.name + os.sep if p.is_dir() else p.name)
            for p in folder.iterdir()
            if p.name.casefold().startswith(start.casefold())
            and (start.startswith(".") or not p.name.startswith("."))
            and (p.is_dir() or p.suffix.lower() in soorten)
        )
    except (OSError, RuntimeError, ValueError):
        return getypt, []
    if not names:
        return getypt, []
    common = os.path.commonprefix([n.casefold() for n in names])  # noqa: RUF071  # of names, sign by sign
    same = names[0][: len(common)] if len(common) >= len(start) else start
    return os.path.join(head, same) if head else same, names
