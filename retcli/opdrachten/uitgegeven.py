"""retcli uitgegeven ..., and retcli open."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from .. import bestand, casussen, text, uitgiften
from ..errors import Refused
from ..notulen import sleutelbos
from .basis import Json, agreed, as_json, opened, out, table

app = typer.Typer(no_args_is_help=True, help="Wat het programma heeft uitgegeven: lijst.")

MAX_BYTES = 100_000_000


@app.command("lijst")
def list_(json: Json = False) -> None:
    """Wat er is uitgegeven, voor wie en tot wanneer, het laatste eerst."""
    with opened(writing=False) as team, team.doing("lijst") as session:
        wie = team.wie()
        casussen.seen(session, wie, "uitgegeven")
        found = uitgiften.listed(session)
    late = [u for u in found if u.verlopen(wie.today)]
    if json:
        as_json([asdict(u) | {"verlopen": u.verlopen(wie.today)} for u in found])
        return
    table(
        ("wanneer", "wat", "voor wie", "grondslag", "vernietigen", "door", "sha256"),
        [
            (
                text.local_time(u.op) if u.op else "", u.wat, u.voor_wie, u.grondslag,
                f"{text.day_short(u.bewaren_tot)}{' voorbij' if u.verlopen(wie.today) else ''}", u.door, u.sha256[:12],
            )
            for u in found
        ],
        "Er is nog niets uitgegeven.",
    )  # fmt: skip
    if late:
        out(f"{text.count(len(late), 'is', 'zijn')} over de datum: vernietig die bestanden, en vraag dat wie ze kreeg.")


def open_file(
    bestand_age: Annotated[
        Path, typer.Argument(metavar="BESTAND.age", help="Een bestand dat voor de laptops van het team is versleuteld.")
    ],
    naar: Annotated[Path, typer.Option("--naar", metavar="F", help="Schrijf naar dit bestand, of in deze map.")],
    ja: Annotated[bool, typer.Option("--ja", help="Vervang het bestand als het er al is.")] = False,
) -> None:
    """Open een versleuteld bestand met de sleutel van deze laptop; alleen u mag lezen wat er komt te staan."""
    sealed = _content(bestand_age)
    name = bestand_age.name
    target = bestand.target(naar, name.removesuffix(sleutelbos.ENDING) if name.endswith(sleutelbos.ENDING) else f"{name}.open")
    if target.exists() and not ja and not agreed(f"{target.name} is er al. Vervangen?"):
        raise Refused(f"{target.name} is er al.", "Geef een andere naam met --naar, of --ja om te vervangen.")
    with opened(writing=False) as team, team.doing("open") as session:
        content = sleutelbos.ontsleuteld(session, sealed)
        casussen.seen(session, team.wie(), "open")
        bestand.write(target, content)
    out(f"{target.name} is gemaakt, en is niet meer versleuteld.")


def _content(path: Path) -> bytes:
    """The file's bytes. Raises Refused."""
    try:
        path = path.expanduser()
        if not path.is_file() or path.stat().st_size > MAX_BYTES:
            raise Refused("Dit is geen versleuteld bestand.", "Kies een bestand dat op .age eindigt en met retcli is gemaakt.")
        return path.read_bytes()
    except (OSError, RuntimeError, ValueError):  # not there, a folder, no right to read, ~name of nobody, a sign no name can have
        raise Refused("Dit bestand kan niet worden gelezen.", "Kijk of het bestaat en of u het mag lezen.") from None
