"""The preferences of this laptop: colours, signs, keys, folders. Nothing private, so they are there before anything is unlocked."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from types import MappingProxyType

from .errors import Refused
from .locations import Place

VERSIE = 1
TEKENS = ("gewoon", "eenvoudig")
ONLEESBAAR = "De voorkeuren van deze laptop zijn niet te lezen; het programma gebruikt de gewone."
NIEUWER = "De voorkeuren van deze laptop zijn van een nieuwere versie van het programma; deze gebruikt de gewone."


@dataclass(frozen=True, slots=True)
class Voorkeuren:
    """What someone wants on this laptop. An empty `thema` leaves it to the program; `toetsen` has a key by the id of its action.

    `map` is the folder where files were put the last time, empty for the one that the program was started in;
    `sjablonen` the folder of the organisation's own Word templates, empty for our own look.
    """

    thema: str = ""
    tekens: str = "gewoon"
    animatie: bool = True
    toetsen: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    map: str = ""
    sjablonen: str = ""

    def with_key(self, toets_id: str, key: str) -> Voorkeuren:
        """With another key for an action; its own again when `key` is empty."""
        others = {i: k for i, k in self.toetsen.items() if i != toets_id}
        return replace(self, toetsen=others | ({toets_id: key} if key else {}))

    def standaard(self, naam: str) -> Voorkeuren:
        """With the default for one preference."""
        return replace(self, **{naam: getattr(Voorkeuren(), naam)})


def read(place: Place) -> tuple[Voorkeuren, list[str]]:
    """The preferences, and what should be said of them. A file that can't be used gives the defaults."""
    try:
        stored = json.loads(place.voorkeuren.read_text(encoding="utf-8"))
        version = stored["versie"]
    except FileNotFoundError:
        return Voorkeuren(), []
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return Voorkeuren(), [ONLEESBAAR]
    if version != VERSIE:
        return Voorkeuren(), [NIEUWER if isinstance(version, int) and version > VERSIE else ONLEESBAAR]
    return _known(stored)


def _known(stored: dict[str, object]) -> tuple[Voorkeuren, list[str]]:
    """Each preference that has a value it can have."""
    thema, tekens, animatie, folder, templates, toetsen = (
        stored.get(name) for name in ("thema", "tekens", "animatie", "map", "sjablonen", "toetsen")
    )
    keys = {i: k for i, k in toetsen.items() if isinstance(k, str)} if isinstance(toetsen, dict) else {}
    wrong = [
        name
        for name, value, good in (
            ("thema", thema, isinstance(thema, str)),
            ("tekens", tekens, tekens in TEKENS),
            ("animatie", animatie, isinstance(animatie, bool)),
            ("map", folder, isinstance(folder, str)),
            ("sjablonen", templates, isinstance(templates, str)),
            ("toetsen", toetsen, isinstance(toetsen, dict) and len(keys) == len(toetsen)),
        )
        if value is not None and not good
    ]
    read_ = Voorkeuren(
        thema=thema if isinstance(thema, str) else "",
        tekens=tekens if isinstance(tekens, str) and tekens in TEKENS else "gewoon",
        animatie=animatie if isinstance(animatie, bool) else True,
        map=folder if isinstance(folder, str) else "",
        sjablonen=templates if isinstance(templates, str) else "",
        toetsen=MappingProxyType(keys),
    )
    return read_, [f"In de voorkeuren van deze laptop past niet: {', '.join(wrong)}; daar geldt het gewone."] if wrong else []


def write(place: Place, voorkeuren: Voorkeuren) -> None:
    """Keep the preferences, in one step. What can't be read is set aside. Raises Refused for a newer file, ReadOnlyDisk, DiskFull."""
    from db.keys import from_os, write_private

    said = read(place)[1]
    if NIEUWER in said:
        raise Refused("De voorkeuren zijn van een nieuwere versie van het programma en blijven zoals ze zijn.", "Werk het programma bij.")
    place.ensure()
    if ONLEESBAAR in said:
        try:
            os.replace(place.voorkeuren, place.voorkeuren.with_suffix(".onleesbaar"))
        except OSError as error:
            raise from_os(error) from error
    values = asdict(replace(voorkeuren, toetsen={}))
    shown = {"versie": VERSIE, **values, "toetsen": dict(voorkeuren.toetsen)}
    write_private(place.voorkeuren, json.dumps(shown, ensure_ascii=False, indent=1).encode())
