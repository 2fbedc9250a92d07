"""The keys as they are on this laptop: those of the registry, and the ones a user chose instead."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from textual.binding import Binding
from textual.keys import format_key, key_to_character

from .toetsen import DELEN, NAMES, TOETSEN, VASTE_DELEN, Toets

EIGEN: dict[str, str] = {}
"""Keys in use instead of the registry's own, by id; each program sets them at its start, after `checked`."""

VAST = frozenset(("enter", "escape", "tab", "shift+tab", "backspace", "up", "down", "left", "right", "home", "end", "pageup", "pagedown",
                  "ctrl+c"))  # fmt: skip
"""Keys that mean the same in every list, question and text."""

KOMT_NIET_AAN = frozenset(("ctrl+i", "ctrl+m", "ctrl+h", "ctrl+j"))
"""Keys that a terminal sends as tab, enter, backspace and a new line."""

IN_TEKST = frozenset(f"ctrl+{letter}" for letter in "acdefkuvwxyz")
"""Keys that change a text."""

STIL = frozenset("jk")
"""Hidden aliases of the arrows, for those who know them; no help names them."""

OVERAL = ("scherm", "app")
"""Sections whose keys work beside those of each screen."""


def all_toetsen() -> Iterator[tuple[str, Toets]]:
    """Every action with its section."""
    for deel, toetsen in TOETSEN.items():
        for toets in toetsen:
            yield deel, toets


@cache
def by_id() -> dict[str, Toets]:
    """Every action by its id."""
    return {toets.id: toets for _, toets in all_toetsen()}


def keys_of(toets: Toets, eigen: Mapping[str, str] = EIGEN) -> tuple[str, ...]:
    """The keys of an action. A user's own key stands in the place of the first; the others (arrows, mostly) stay."""
    keys = [key.strip() for key in toets.keys.split(",") if key.strip()]
    if toets.id in eigen:
        keys[:1] = [eigen[toets.id]]
    return tuple(dict.fromkeys(keys))


def keymap() -> dict[str, str]:
    """What differs from the registry, as `App.set_keymap` wants it."""
    return {toets.id: ",".join(keys_of(toets)) for _, toets in all_toetsen() if toets.id in EIGEN}


def named(key: str) -> str:
    """A key as people call it."""
    ctrl, _, letter = key.rpartition("+")
    return NAMES.get(key) or (f"{ctrl}+{NAMES.get(letter, letter)}" if ctrl else format_key(key))


def shown(toets: Toets) -> str:
    """The keys of an action as the footer and the decision line show them: the first."""
    if toets.shown_as and toets.id not in EIGEN:
        return toets.shown_as
    return next(map(named, keys_of(toets)), "")


def teken(toets_id: str) -> str:
    """The key of an action, for a sentence or a line that names it. Raises KeyError for an id that is not in the registry."""
    return shown(by_id()[toets_id])


def all_shown(deel: str) -> list[tuple[Toets, str]]:
    """The actions of a section with all their keys; keys that do the same stand together."""
    found: dict[str, tuple[Toets, list[str]]] = {}
    for toets in TOETSEN.get(deel, ()):
        _, keys = found.setdefault(toets.action, (toets, []))
        keys.extend(named(key) for key in keys_of(toets) if key not in STIL or toets.id in EIGEN)
    return [(toets, " ".join(keys)) for toets, keys in found.values() if keys]


# --- keys of one's own


def normal(key: str) -> str:
    """A key as Textual calls it, from its name or its sign."""
    key = key.strip()
    if key == ",":
        return "comma"
    if key.lower() in ("spatie", " "):
        return "space"
    if len(key) > 1:
        return key.lower()
    return next(iter(Binding.make_bindings([Binding(key, "")]))).key if key else ""


def can_change(toets: Toets) -> bool:
    """Whether an action can have a key of one's own."""
    return bool(toets.keys) and toets.id.partition(".")[0] not in VASTE_DELEN


def unusable(toets: Toets, key: str) -> str:
    """Why a key can't be given to an action, in words; empty when it can."""
    sign = key_to_character(key)
    if key in KOMT_NIET_AAN:
        return f"{named(key)} komt in een terminal niet aan als een eigen toets"
    if key in VAST:
        return f"{named(key)} betekent overal hetzelfde en blijft zo"
    if not (sign and sign.isprintable() and len(sign) == 1) and not re.fullmatch(r"f([1-9]|1[0-2])|ctrl\+[a-z]|delete|insert", key):
        return "een letter, een cijfer, een teken, F1 tot F12 of ctrl met een letter kan wel"
    if toets.voorrang and ((sign and sign.isprintable()) or key in IN_TEKST):
        return "deze toets moet ook werken terwijl u typt; kies F1 tot F12 of een andere ctrl-toets"
    return ""


def clash(toets: Toets, key: str, eigen: Mapping[str, str] = EIGEN) -> Toets | None:
    """The other action that has this key where this one would use it."""
    with_it = {**eigen, toets.id: key}
    for together in _together():
        if toets in together:
            for other in together:
                if other.id != toets.id and key in keys_of(other, with_it):
                    return other
    return None


def checked(wanted: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """The keys of one's own that can be used, and for each of the others a sentence. A clash leaves the registry's key."""
    known = by_id()
    good: dict[str, str] = {}
    said: list[str] = []
    for toets_id, given in wanted.items():
        toets, key = known.get(toets_id), normal(given)
        if toets is None:
            said.append(f"Er is geen actie {toets_id[:40]} voor een eigen toets.")
        elif not can_change(toets) or not key:
            said.append(f"{toets_id} kan geen eigen toets hebben.")
        elif key in keys_of(toets, {}):
            continue
        elif why := unusable(toets, key):
            said.append(f"{_full(toets)} kan niet op {named(key)[:20]}: {why}.")
        else:
            good[toets_id] = key
    while True:
        wrong = next(((i, other) for i in reversed(good) if (other := clash(known[i], good[i], good))), None)
        if wrong is None:
            return good, said
        toets_id, other = wrong
        said.append(f"{_full(known[toets_id])} kan niet op {named(good.pop(toets_id))}: die toets is van {_full(other)}.")


def _full(toets: Toets) -> str:
    deel = toets.id.partition(".")[0]
    return f"{toets.label} ({DELEN[deel].titel if deel in DELEN else deel})"


def _together() -> Iterator[tuple[Toets, ...]]:
    """The actions whose keys work at the same time: those of each section, with those that work everywhere."""
    overal = tuple(toets for deel in OVERAL for toets in TOETSEN.get(deel, ()))
    yield overal
    for deel, toetsen in TOETSEN.items():
        if deel not in OVERAL:
            yield (*toetsen, *overal)
