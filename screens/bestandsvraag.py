"""Writing something to a file that a person names; one that is there is only replaced after a yes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from db.errors import RetError
from retcli import bestand

from .basis import Scherm
from .keuze import Bevestig

if TYPE_CHECKING:
    from sqlmodel import Session

    from retcli.wie import Wie


async def vraag_bestand(scherm: Scherm, name: str) -> Path | None:
    """Where to write; None when nowhere after all."""
    key = f"bestand {name}"
    given = await scherm.ask("Naar bestand", str(Path.cwd() / name), key=key)
    if not given or not given.strip():
        return None
    try:
        target = bestand.target(given.strip(), name)
    except RetError as error:
        scherm.keep(key, given)
        scherm.say(error.sentence(), wrong=True)
        return None
    if target.exists() and not await scherm.app.push_screen_wait(
        Bevestig("Dat bestand is er al. Vervangen?", "Vervangen", voorzichtig=True)
    ):
        return None
    return target


def schrijf(scherm: Scherm, doel: str, target: Path, make: Callable[[Session, Wie], str | bytes], said: str = "Geschreven") -> None:
    """Make it and write it, as one act: what is registered as given out was written."""
    with scherm.doing(doel, f"{said}: {target}") as (session, wie):
        bestand.write(target, make(session, wie))
