"""retcli signaal ..."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from db.codes import SIGNAAL_THEMA

from .. import acties, casussen, overleg, signalen, text
from ..codering import chosen
from .basis import Json, as_json, opened, out, table, tell

app = typer.Typer(no_args_is_help=True, help="Signalen: lijst, nieuw, wijzig.")


@app.command("lijst")
def list_(json: Json = False) -> None:
    """Alle signalen, het nieuwste eerst."""
    with opened(writing=False) as team, team.doing("lijst") as session:
        casussen.seen(session, team.wie(), "signalen")
        found = signalen.listed(session)
    if json:
        as_json([{"nummer": acties.short_id(s.id)} | {key: value for key, value in asdict(s).items() if key != "id"} for s in found])
        return
    table(
        ("nummer", "datum", "thema", "signaal", "rode draad"),
        [(acties.short_id(s.id), text.day_short(s.datum), s.thema_label, s.tekst, s.bundel) for s in found],
        "Nog geen signalen. `retcli signaal nieuw` schrijft er een.",
    )


@app.command("nieuw")
def new(
    regel: Annotated[list[str], typer.Argument(metavar="REGEL", help="Bijvoorbeeld: time-outplek was er weer niet #timeout")],
    casus: Annotated[str | None, typer.Option(metavar="CASUS", help="Waar het bij speelde; blijft binnen het team.")] = None,
    thema: Annotated[str | None, typer.Option(help=", ".join(SIGNAAL_THEMA.codes))] = None,
) -> None:
    """Een signaal in een regel die naar geen casus leidt; #woord geeft het thema. Het hoort bij het overleg dat loopt."""
    with opened() as team, team.doing("signaal") as session:
        wie, now = team.wie(), overleg.current(session)
        linked = casussen.find(session, casus) if casus else None
        named = chosen("signaal_thema", thema)
        made = signalen.add(session, wie, " ".join(regel), overleg=now.id if now else None, casus=linked)
        if named is not None:
            signalen.set_theme(session, made.id, named)
    out(f"{SIGNAAL_THEMA.label(named or made.thema)}: {made.tekst}")
    tell(wie)


@app.command("wijzig")
def change(
    nummer: Annotated[str, typer.Argument(metavar="NUMMER", help="Zoals de lijst het geeft.")],
    tekst: Annotated[str, typer.Option("--tekst", metavar="T", help="De nieuwe regel; #woord geeft een ander thema.")],
) -> None:
    """Andere woorden, ook als het overleg gesloten is."""
    with opened() as team:
        wie = team.wie()
        with team.doing("signaal") as session:
            made = signalen.change_text(session, wie, signalen.find(session, nummer), tekst)
    out(f"{made.thema_label}: {made.tekst}")
    tell(wie)
