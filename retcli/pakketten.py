"""One package by hand, for whoever has no folder to share: making it, and looking what is in one before it is read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from db.sync import map as folders
from db.sync import pakket, registry, stand
from db.sync.pakket import ENDING, PakketError, Reden

from . import bestand
from .errors import Refused
from .toegang import Toegang
from .uitwisselen import ONBEKEND, namen

SOORTEN = {"nieuw": pakket.INC, "alles": pakket.FULL, "momentopname": pakket.SNAPSHOT}
"""What a package holds, in words: what others may lack; everything; what stands now, for a laptop that begins."""


@dataclass(frozen=True, slots=True)
class Gemaakt:
    """A package that was made: its file, the laptops that can open it, and how many changes are in it."""

    bestand: Path
    voor: tuple[str, ...]
    wijzigingen: int


@dataclass(frozen=True, slots=True)
class Deel:
    """Changes of one laptop in a package, from and up to and with."""

    laptop: str
    van: int
    tot: int


@dataclass(frozen=True, slots=True)
class Inhoud:
    """What a package is: a word of SOORTEN, who made it and when, who can open it, what is in it, how many of those changes are not here
    yet, whether it was read here, and the letters of its maker then."""

    soort: str
    laptop: str
    op: datetime | None
    voor: tuple[str, ...]
    delen: tuple[Deel, ...]
    wijzigingen: int
    nieuw: int
    gelezen: bool
    stand: str | None


def maak(team: Toegang, soort: str, naar: Path) -> Gemaakt:
    """Make a package: `naar` is a file that is not there yet, or a folder, in which it gets its own name. Raises RetError, also when there
    is nothing new for anyone."""
    if soort not in SOORTEN:
        raise Refused("Deze soort pakket is er niet.", f"Kies uit {', '.join(SOORTEN)}.")
    target = bestand.target(naar, "-")  # says what is wrong with the place
    named = None if naar.expanduser().is_dir() else target
    if named is not None and (named.exists() or not named.name.endswith(ENDING)):
        raise Refused(
            f"{named.name} is er al." if named.exists() else f"Een pakket heet op zijn eind {ENDING}.", "Geef een andere naam, of een map."
        )
    team.store.fasten()
    with team.store.reading() as session:
        cursor: Any = session.connection().connection.cursor()
        ours = registry.team(cursor)
        if len(ours.active()) < 2:
            raise Refused("Er is nog geen andere laptop in het team.", "Nodig er eerst een uit met `retcli apparaat uitnodigen`.")
        wanted = folders.lacking(cursor, ours) if soort == "nieuw" else None
        if wanted == {}:
            raise Refused("Er is niets nieuws: de anderen zeiden dat ze alles hebben.", "Met --soort alles komt alles er toch in.")
        letters = stand.letters(stand.digest(cursor))
        made = pakket.write(
            target.parent, cursor, ours, kind=SOORTEN[soort], app=team.store.app, now=team.now(), wanted=wanted, stand=letters
        )
        names = namen(cursor)
    path = made.path
    if named is not None:
        try:
            path = path.rename(named)
        except OSError:
            raise PakketError(Reden.DICHT) from None
    voor = tuple(names.get(device, ONBEKEND) for device in made.manifest.to if device != ours.device)
    return Gemaakt(path, voor, made.manifest.count)


def toon(team: Toegang, path: Path) -> Inhoud:
    """What is in a package that is for this laptop, verified as a whole. Raises RetError."""
    with team.store.raw_cursor() as cursor:
        found = pakket.open_pakket(path, registry.team(cursor))
        names, tips = namen(cursor), pakket.tips(cursor)
        known = found.sha256 in folders.taken(cursor)
    said = found.manifest
    far = {stream: seq for stream, (_, seq, _) in tips.items()}
    return Inhoud(
        soort=next(word for word, kind in SOORTEN.items() if kind == said.kind),
        laptop=names.get(said.device, ONBEKEND),
        op=folders.moment_of(said),
        voor=tuple(names.get(device, ONBEKEND) for device in said.to),
        delen=tuple(Deel(names.get(run.device, ONBEKEND), run.first, run.last) for run in said.runs),
        wijzigingen=said.count,
        nieuw=sum(max(0, run.last - max(run.first - 1, far.get(run.stream, 0))) for run in said.runs),
        gelezen=known,
        stand=said.stand,
    )
