"""retcli team ..."""

from __future__ import annotations

from typing import Annotated

import typer

from db.codes import ROL

from .. import leden
from ..codering import chosen
from .basis import Json, as_json, day, opened, out, table

app = typer.Typer(no_args_is_help=True, help="De mensen: lijst, voeg-toe, wijzig, capaciteit.")

Lid = Annotated[str, typer.Argument(metavar="LID", help="De korte naam.")]
Tekst = Annotated[str | None, typer.Option()]
Getal = Annotated[int | None, typer.Option()]


@app.command("lijst")
def list_(json: Json = False) -> None:
    """Alle leden."""
    with opened(writing=False) as team, team.reading() as session:
        members = leden.everyone(session)
    if json:
        keys = ("naam", "rol", "team", "organisatie", "discipline", "plekken", "actief_van", "actief_tot")
        as_json([{"lid": m.code} | {k: getattr(m, k) for k in keys} for m in members])
        return
    table(
        ("lid", "naam", "rol", "team", "organisatie", "discipline", "plekken"),
        [(m.code, m.naam, ROL.label(m.rol), m.team, m.organisatie, m.discipline, m.plekken if m.team else None) for m in members],
        "Nog niemand. `retcli team voeg-toe` voegt iemand toe.",
    )


@app.command("voeg-toe")
def add(
    lid: Lid,
    naam: Annotated[str, typer.Option()],
    team: Getal = None,
    organisatie: Tekst = None,
    discipline: Tekst = None,
    plekken: Getal = None,
    rol: Annotated[str | None, typer.Option(help=", ".join(ROL.codes))] = None,
) -> None:
    """Voeg een lid toe; een lid van een Team AnderS heeft een team."""
    with opened() as access, access.doing("lid") as session:
        made = leden.add(
            session, lid, naam=naam, team=team, organisatie=organisatie, discipline=discipline, plekken=plekken, rol=chosen("rol", rol)
        )
    out(f"{made.code}: {made.naam}.")


@app.command("wijzig")
def change(
    lid: Lid,
    naam: Tekst = None,
    team: Getal = None,
    organisatie: Tekst = None,
    discipline: Tekst = None,
    plekken: Getal = None,
    rol: Tekst = None,
    actief_tot: Annotated[str | None, typer.Option("--actief-tot", metavar="D", help="De laatste dag als lid.")] = None,
) -> None:
    """Verander wat u noemt."""
    with opened() as access, access.doing("lid") as session:
        made = leden.change(
            session,
            lid,
            naam=naam,
            team=team,
            organisatie=organisatie,
            discipline=discipline,
            plekken=plekken,
            rol=chosen("rol", rol),
            actief_tot=day(actief_tot),
        )
    out(f"{made.code}: {made.naam}.")


@app.command("capaciteit")
def capacity(json: Json = False) -> None:
    """Wie er plek heeft: plekken, lopende inzetten en vrij, per team."""
    with opened(writing=False) as access, access.reading() as session:
        rooms = leden.capacity(session, access.wie().today)
    if json:
        as_json([{"lid": r.lid.code, "team": r.lid.team, "plekken": r.lid.plekken, "lopend": r.lopend, "vrij": r.vrij} for r in rooms])
        return
    table(
        ("team", "lid", "plekken", "lopend", "vrij"),
        [(r.lid.team, r.lid.code, r.lid.plekken, r.lopend, "afwezig" if r.afwezig else r.vrij) for r in rooms],
        "Nog niemand in een Team AnderS.",
    )
