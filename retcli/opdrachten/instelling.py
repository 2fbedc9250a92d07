"""retcli instelling ..., and retcli toetsen."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from .. import bestand, config, instellingen, toegang
from ..config import Voorkeuren
from ..errors import NotFound, Refused
from ..notulen import sjabloon as templates
from .basis import Json, as_json, opened, out, place, table

app = typer.Typer(no_args_is_help=True, help="Instellingen van deze laptop en van het team: lijst, zet, wis.")

Naam = Annotated[str, typer.Argument(metavar="NAAM", help="Zoals `retcli instelling lijst` hem noemt; toets.ID is een eigen toets.")]
TOETS = "toets."
AAN_UIT = {"aan": True, "ja": True, "uit": False, "nee": False}


@app.command("lijst")
def list_(json: Json = False) -> None:
    """Alles wat ingesteld kan worden. Zonder team alleen wat van deze laptop is."""
    rows = [(naam, waarde, standaard, "laptop") for naam, waarde, standaard in _of_laptop(config.read(place())[0])]
    if toegang.exists(place()):
        with opened(writing=False) as team, team.reading() as session:
            rows += [(i.afspraak.naam, i.waarde, i.afspraak.standaard, "team") for i in instellingen.listed(session)]
    keys = ("naam", "waarde", "standaard", "van")
    if json:
        as_json([dict(zip(keys, row, strict=True)) for row in rows])
        return
    table(keys, rows, "Er is niets in te stellen.")


@app.command("zet")
def put(naam: Naam, waarde: Annotated[str, typer.Argument(metavar="WAARDE")]) -> None:
    """Geef een instelling een andere waarde."""
    if not _is_laptop(naam):
        with opened() as team, team.doing("instelling") as session:
            made = instellingen.put(session, naam, waarde)
        out(f"{made.afspraak.label}: {made.woorden}.")
        return
    wanted = _changed(config.read(place())[0], naam, waarde)
    config.write(place(), wanted)
    out(f"{naam}: {waarde}.")


@app.command("wis")
def reset(naam: Naam) -> None:
    """Zet een instelling terug op de standaard."""
    if not _is_laptop(naam):
        with opened() as team, team.doing("instelling") as session:
            made = instellingen.reset(session, naam)
        out(f"{made.afspraak.label}: weer {made.woorden}.")
        return
    now = config.read(place())[0]
    config.write(place(), _with_key(now, naam, "") if naam.startswith(TOETS) else now.standaard(naam))
    out(f"{naam}: weer de standaard.")


@app.command("sjabloon")
def template(
    naar: Annotated[Path, typer.Argument(metavar="BESTAND", help="Waar het komt; een map mag ook.")] = Path("sjabloon.docx"),
) -> None:
    """Schrijf een voorbeeld van een Word-sjabloon, om in Word het uiterlijk van uw organisatie te geven."""
    path = bestand.target(naar, "sjabloon.docx")
    if path.exists():
        raise Refused("Er staat al een bestand met deze naam; het blijft zoals het is.", "Kies een andere naam.")
    bestand.write(path, templates.voorbeeld())
    out(f"Het voorbeeld staat in {path}. Pas het aan in Word en kies de map met `retcli instelling zet sjablonen MAP`.")


def keys(json: Json = False) -> None:
    """Alle toetsen, met die van deze laptop."""
    from ..app import key_table  # the registry is a screen's: only the program itself may ask it

    rows = key_table(config.read(place())[0])
    if json:
        as_json(rows)
        return
    columns = ("id", "toetsen", "label", "uitleg")
    table(columns, [(r["id"], " ".join(r["toetsen"]), r["label"], r["uitleg"]) for r in rows], "Er zijn geen toetsen.")


def _of_laptop(voorkeuren: Voorkeuren) -> list[tuple[str, str, str]]:
    own = Voorkeuren()
    return [
        ("thema", voorkeuren.thema, own.thema),
        ("tekens", voorkeuren.tekens, own.tekens),
        ("animatie", "aan" if voorkeuren.animatie else "uit", "aan"),
        ("sjablonen", voorkeuren.sjablonen, own.sjablonen),
        *((f"{TOETS}{i}", key, "") for i, key in sorted(voorkeuren.toetsen.items())),
    ]


def _is_laptop(naam: str) -> bool:
    return naam in ("thema", "tekens", "animatie", "sjablonen") or naam.startswith(TOETS)


def _changed(now: Voorkeuren, naam: str, waarde: str) -> Voorkeuren:
    """The preferences with one value changed. Raises Refused, NotFound."""
    from ..app import theme_names

    if naam == "thema":
        if waarde not in theme_names():
            raise Refused(f"Het thema {waarde[:30]} is er niet.", f"Kies uit {', '.join(theme_names())}.")
        return replace(now, thema=waarde)
    if naam == "tekens":
        if waarde not in config.TEKENS:
            raise Refused("Die tekens zijn er niet.", f"Kies uit {', '.join(config.TEKENS)}.")
        return replace(now, tekens=waarde)
    if naam == "animatie":
        if waarde.casefold() not in AAN_UIT:
            raise Refused("Dat is geen aan of uit.", "Typ aan of uit.")
        return replace(now, animatie=AAN_UIT[waarde.casefold()])
    if naam == "sjablonen":
        return replace(now, sjablonen=templates.folder(waarde))
    return _with_key(now, naam, waarde)


def _with_key(now: Voorkeuren, naam: str, key: str) -> Voorkeuren:
    """With another key for an action, its own when empty. Raises Refused for one that can't be, NotFound for no action."""
    from ..app import refused_keys

    wanted = now.with_key(naam.removeprefix(TOETS), key)
    if new := [said for said in refused_keys(wanted) if said not in refused_keys(now)]:
        raise (NotFound if new[0].startswith("Er is geen") else Refused)(new[0], "`retcli toetsen` laat alle toetsen zien.")
    return wanted
