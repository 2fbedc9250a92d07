"""retcli team ..."""

from __future__ import annotations

from typing import Annotated

import typer

from db.codes import ROL

from .. import capaciteit, clock, leden, text
from ..errors import Refused
from ..leden import BEREIK, EXPERTISE, LidProfiel
from .basis import Json, as_json, day, opened, out, table, tell

app = typer.Typer(no_args_is_help=True, help="De mensen: lijst, toon, voeg-toe, wijzig, afwezig, terug, capaciteit.")

Lid = Annotated[str, typer.Argument(metavar="LID", help="De korte naam.")]
Tekst = Annotated[str | None, typer.Option()]
Team = Annotated[str | None, typer.Option(metavar="1|2", help="Het Team AnderS.")]
Rol = Annotated[str | None, typer.Option(help=", ".join(ROL.codes))]
Plekken = Annotated[str | None, typer.Option(metavar="N", help="Zo veel inzetten tegelijk; leeg is de standaard van het team.")]
Uren = Annotated[str | None, typer.Option("--uren", metavar="N", help="Uren per week.")]
Van = Annotated[str | None, typer.Option("--actief-van", metavar="D", help="De eerste dag als lid.")]
Tot = Annotated[str | None, typer.Option("--actief-tot", metavar="D", help="De laatste dag als lid.")]
Expertise = Annotated[str | None, typer.Option(metavar="A,B", help="Codes of woorden, met komma's ertussen; alle in één keer.")]
Talen = Annotated[str | None, typer.Option(metavar="A,B", help="Talen, met komma's ertussen; alle in één keer.")]
Gemeenten = Annotated[str | None, typer.Option(metavar="A,B", help="Waar iemand komt, met komma's ertussen; alle in één keer.")]


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


@app.command("toon")
def show(lid: Lid, json: Json = False) -> None:
    """Alles van één lid: wat iemand kan, waar die komt, wanneer die weg is en de lopende inzetten."""
    with opened(writing=False) as access, access.reading() as session:
        p = leden.profile(session, lid, access.wie().today)
    if json:
        as_json(_shown(p))
        return
    m = p.kaart
    lines = (
        ("team", str(m.team or "")),
        ("rol", ROL.label(m.rol)),
        ("organisatie", m.organisatie),
        ("discipline", m.discipline),
        ("plekken", f"{m.plekken}{'' if p.plekken is not None else ' (standaard)'}" if m.team else ""),
        ("uren per week", str(p.uren_per_week) if p.uren_per_week is not None else ""),
        ("expertise", ", ".join(map(EXPERTISE.label, p.expertise))),
        ("talen", ", ".join(p.talen)),
        ("gemeenten", ", ".join(map(BEREIK.label, p.gemeenten))),
        ("lid vanaf", text.day_short(m.actief_van)),
        ("lid tot en met", text.day_short(m.actief_tot)),
        *(("afwezig", f"{a.woorden}{f': {a.reden}' if a.reden else ''}") for a in p.afwezig),
        *(("inzet", f"{i.casus}{f', verwacht tot {text.day_short(i.verwacht_einde)}' if i.verwacht_einde else ''}") for i in p.inzetten),
    )
    out(f"{m.code}: {m.naam}")
    for name, value in lines:
        if value:
            out(f"  {name:<15} {value}")


def _shown(p: LidProfiel) -> dict[str, object]:
    m = p.kaart
    keys = ("naam", "rol", "team", "organisatie", "discipline", "plekken", "actief_van", "actief_tot")
    return {
        "lid": m.code,
        **{key: getattr(m, key) for key in keys},
        "plekken_standaard": p.plekken is None,
        "uren_per_week": p.uren_per_week,
        "expertise": p.expertise,
        "talen": p.talen,
        "gemeenten": p.gemeenten,
        "afwezig": [{"van": a.van, "tot": a.tot, "reden": a.reden} for a in p.afwezig],
        "inzetten": [{"casus": i.casus, "van": i.van, "start": i.start, "verwacht_einde": i.verwacht_einde} for i in p.inzetten],
    }


@app.command("voeg-toe")
def add(
    lid: Lid,
    naam: Annotated[str, typer.Option()],
    team: Team = None,
    organisatie: Tekst = None,
    discipline: Tekst = None,
    plekken: Plekken = None,
    rol: Rol = None,
    uren: Uren = None,
    expertise: Expertise = None,
    talen: Talen = None,
    gemeenten: Gemeenten = None,
    actief_van: Van = None,
    actief_tot: Tot = None,
) -> None:
    """Voeg een lid toe; een lid van een Team AnderS heeft een team."""
    given = _read(
        team=team, organisatie=organisatie, discipline=discipline, plekken=plekken, rol=rol, uren_per_week=uren, expertise=expertise,
        talen=talen, gemeenten=gemeenten, actief_van=actief_van, actief_tot=actief_tot,
    )  # fmt: skip
    with opened() as access:
        wie = access.wie()
        with access.doing("lid") as session:
            made = leden.add(session, lid, naam=naam, wie=wie, **given)
    tell(wie)
    out(f"{made.code}: {made.naam}.")


@app.command("wijzig")
def change(
    lid: Lid,
    naam: Tekst = None,
    team: Team = None,
    organisatie: Tekst = None,
    discipline: Tekst = None,
    plekken: Plekken = None,
    rol: Rol = None,
    uren: Uren = None,
    expertise: Expertise = None,
    talen: Talen = None,
    gemeenten: Gemeenten = None,
    actief_van: Van = None,
    actief_tot: Tot = None,
    korte_naam: Annotated[str | None, typer.Option("--korte-naam", metavar="LID", help="Een andere korte naam.")] = None,
) -> None:
    """Verander wat u noemt; een lege waarde maakt leeg: `--plekken ""` is weer de standaard."""
    given = _read(
        naam=naam, team=team, organisatie=organisatie, discipline=discipline, plekken=plekken, rol=rol, uren_per_week=uren,
        expertise=expertise, talen=talen, gemeenten=gemeenten, actief_van=actief_van, actief_tot=actief_tot, code=korte_naam,
    )  # fmt: skip
    if not given:
        raise Refused("Wat verandert er?", "Noem het: --plekken, --team, --expertise, --korte-naam; --help toont alle opties.")
    with opened() as access:
        wie = access.wie()
        with access.doing("lid") as session:
            made = leden.change(session, lid, wie=wie, **given)
    tell(wie)
    out(f"{made.code}: {made.naam}.")


def _read(**typed: str | None) -> dict[str, object]:
    today = clock.local_day(clock.system())
    return {veld: leden.read(veld, words, today) for veld, words in typed.items() if words is not None}


@app.command("afwezig")
def away(
    lid: Lid,
    van: Annotated[str, typer.Argument(metavar="VAN", help="De eerste dag.")],
    tot: Annotated[str | None, typer.Argument(metavar="TOT", help="De laatste dag; zonder blijft iemand weg tot `terug`.")] = None,
    reden: Tekst = None,
) -> None:
    """Leg vast dat iemand weg is; zo lang heeft die geen plek."""
    first, last = day(van), day(tot)
    assert first is not None
    with opened() as access:
        wie = access.wie()
        with access.doing("afwezig") as session:
            made = leden.away(session, wie, lid, first, last, reden)
            code = leden.find(session, lid).code
    tell(wie)
    out(f"{code} is afwezig {made.woorden}.")


@app.command("terug")
def back(lid: Lid, datum: Annotated[str | None, typer.Argument(metavar="DATUM", help="De eerste dag weer; vandaag.")] = None) -> None:
    """Iemand is er weer vanaf die dag. Ligt die voor de afwezigheid, dan vervalt die."""
    first = day(datum)
    with opened() as access:
        wie = access.wie()
        with access.doing("afwezig") as session:
            became = leden.back(session, wie, lid, first)
    out(became.woorden)


Weken = Annotated[bool, typer.Option("--weken", help="Ook de twaalf weken die komen.")]


@app.command("capaciteit")
def capacity(json: Json = False, weken: Weken = False) -> None:
    """Wie er plek heeft: plekken, lopende inzetten en vrij, per team; met --weken ook hoe dat de komende weken is."""
    if weken:
        _weeks(json=json)
        return
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


def _weeks(*, json: bool) -> None:
    with opened(writing=False) as access, access.reading() as session:
        found = capaciteit.ahead(session, access.wie().today)
    if json:
        people = [{"lid": m.lid.code, "team": m.lid.team, "plekken": m.lid.plekken, "vrij": m.vrij} for m in found.leden]
        teams = [{"team": t.team, "plekken": t.plekken, "vrij": t.vrij, "duos": t.duos} for t in found.teams]
        as_json({"weken": found.namen, "leden": people, "teams": teams})
        return
    rows: list[tuple[object, ...]] = []
    for team in found.teams:
        rows += [(m.lid.team, m.lid.code, *m.vrij) for m in found.leden if m.lid.team == team.team]
        rows += [(team.team, "vrij", *team.vrij), (team.team, "duo's", *team.duos)]
    head = ("team", "lid", "nu", *(name.rpartition("W")[2] for name in found.namen[1:]))
    table(head, rows, "Nog niemand in een Team AnderS.")
