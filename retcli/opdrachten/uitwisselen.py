"""retcli sync, and retcli pakket ..."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from .. import pakketten, text, toegang, uitwisselen, wissen
from ..errors import Refused
from ..uitwisselen import Gelezen, Verslag, Voorbeeld
from .basis import Json, as_json, err, opened, out, table

app = typer.Typer(no_args_is_help=True, help="Een pakket met de hand: maak, toon, lees.")

LATE = "Na het wissen kwam nog werk binnen over een gewiste casus: `retcli wis --rest` laat het zien en wist het."
MEEST = 40
"""So many casussen are named; --json names them all."""


def sync(
    map_: Annotated[Path | None, typer.Argument(metavar="[MAP]", help="De map; anders die van de vorige keer.")] = None,
    proef: Annotated[bool, typer.Option("--proef", help="Alleen kijken wat er zou komen; er wordt niets geschreven.")] = False,
    json: Json = False,
) -> None:
    """Wissel uit met de andere laptops: lees wat zij in de map zetten en zet er uw eigen pakket bij."""
    with opened(wachtend=True) as team:
        if map_ is None:
            with team.reading() as session:
                before = uitwisselen.laatste_map(session)
            if not before:
                raise Refused("Er is nog geen map waarmee is uitgewisseld.", "Noem de map: `retcli sync MAP`.")
            map_ = Path(before)
        try:
            seen = uitwisselen.voorbeeld(team, map_) if proef else uitwisselen.wissel_uit(team, map_)
        except KeyboardInterrupt:
            err("Afgebroken. Wat al heel binnen was blijft; de volgende keer gaat het verder.")
            raise typer.Exit(130) from None
        waits = team.wacht is not None and toegang.toegelaten(team).wacht is not None
        late = not proef and not waits and wissen.nog_binnen(team)
    _complain(seen)
    if late:
        err(LATE)
    if json:
        as_json(_sync_json(seen) | ({"stand": None} if waits else {}))
        return
    if waits:
        return  # what it waits for was told
    if not isinstance(seen, Verslag):
        out("Proef: er is niets geschreven.")
    _tell(seen)


def _sync_json(seen: Voorbeeld) -> dict[str, object]:
    shown: dict[str, object] = {
        "geschreven": list(seen.geschreven) if isinstance(seen, Verslag) else [],
        "gelezen": [{"bestand": one.bestand, "nieuw": one.nieuw, "verschillen": one.verschillen} for one in seen.gelezen],
        "stand": seen.stand,
        "geweigerd": [{"bestand": one.bestand, "reden": one.reden} for one in seen.geweigerd],
        "mist": [{"laptop": one.laptop, "van": one.van, "tot": one.tot, "bij": list(one.bij)} for one in seen.mist],
    }
    if not isinstance(seen, Verslag):
        shown["voorbeeld"] = {one.soort: {k: v for k, v in asdict(one).items() if k not in ("soort", "wat")} for one in seen.aantallen}
    return shown


def _complain(seen: Voorbeeld) -> None:
    """What was not read, what is missing and what to look at, on standard error: the exchange itself went well."""
    for refused in seen.geweigerd:
        err(f"{refused.bestand}: {refused.reden}")
    for missing in seen.mist:
        err(missing.woorden)
    for warning in seen.waarschuwingen:
        err(warning)


def _tell(seen: Voorbeeld) -> None:
    if seen.gelezen:
        read = text.count(len(seen.gelezen), "pakket", "pakketten")
        out(f"{read} gelezen: {text.count(seen.nieuw, 'nieuwe wijziging', 'nieuwe wijzigingen')}.")
    else:
        out("Er is niets nieuws van de anderen.")
    for gelezen in seen.gelezen:
        out(f"  {_package(gelezen)}")
    for aantal in seen.aantallen:
        out(f"  {aantal.woorden}")
    for casus in seen.casussen[:MEEST]:
        out(f"  {casus.code}  {casus.hoe}{f': {casus.wat}' if casus.wat else ''}")
    if len(seen.casussen) > MEEST:
        out(f"  … en nog {text.count(len(seen.casussen) - MEEST, 'casus', 'casussen')}")
    if seen.verschillen:
        several = text.count(seen.verschillen, "verschil", "verschillen")
        out(f"{several} om uit te kiezen: `retcli verschillen lijst` toont beide kanten.")
    if isinstance(seen, Verslag):
        for path in seen.geschreven:
            out(f"Geschreven: {path}")
        if not seen.geschreven:
            out("Er was niets nieuws om te schrijven.")
    for left in seen.stil:
        out(left)
    out(f"Stand: {seen.stand}")


def _package(one: Gelezen) -> str:
    made = f", gemaakt {text.local_time(one.op)}" if one.op else ""
    clash = f", {text.count(one.verschillen, 'verschil', 'verschillen')}" if one.verschillen else ""
    return f"van {one.laptop}{made}: {text.count(one.nieuw, 'wijziging', 'wijzigingen')}{clash}"


@app.command("maak")
def make(
    soort: Annotated[str, typer.Option("--soort", metavar="nieuw|alles|momentopname", help="Wat erin komt.")] = "nieuw",
    naar: Annotated[Path, typer.Option("--naar", metavar="F", help="De map, of het bestand; anders hier.")] = Path(),
    json: Json = False,
) -> None:
    """Maak een pakket voor de andere laptops: met wat zij nog niet hebben, met alles, of een momentopname."""
    with opened() as team:
        made = pakketten.maak(team, soort, naar)
    if json:
        as_json({"bestand": str(made.bestand), "voor": list(made.voor), "wijzigingen": made.wijzigingen})
        return
    out(f"{made.bestand.name} is gemaakt, voor {text.listed(made.voor)}.")


@app.command("toon")
def show(
    bestand: Annotated[Path, typer.Argument(metavar="BESTAND", help="Een bestand dat op .retpakket eindigt.")],
    json: Json = False,
) -> None:
    """Kijk wat er in een pakket zit en of het heel is; er wordt niets overgenomen."""
    with opened(writing=False) as team:
        found = pakketten.toon(team, bestand)
    if json:
        as_json(asdict(found))
        return
    out(f"Soort     {found.soort}")
    out(f"Van       {found.laptop}{f', gemaakt {text.local_time(found.op)}' if found.op else ''}")
    out(f"Voor      {text.listed(found.voor)}")
    out(f"Erin      {text.count(found.wijzigingen, 'wijziging', 'wijzigingen')}, waarvan {found.nieuw} nieuw hier")
    out(f"Gelezen   {'ja' if found.gelezen else 'nee'}")
    if found.stand:
        out(f"Stand     {found.stand}, van wie het maakte")
    table(("laptop", "van", "tot en met"), [(one.laptop, one.van, one.tot) for one in found.delen], "")


@app.command("lees")
def read(
    bestanden: Annotated[list[Path], typer.Argument(metavar="BESTAND...", help="Bestanden die op .retpakket eindigen.")],
    json: Json = False,
) -> None:
    """Neem over wat in een of meer pakketten zit; elk komt heel binnen of niet."""
    with opened(wachtend=True) as team:
        seen = uitwisselen.lees(team, bestanden)
        late = wissen.nog_binnen(team)
    _complain(seen)
    if late:
        err(LATE)
    if json:
        as_json({key: value for key, value in _sync_json(seen).items() if key != "geschreven"})
    elif seen.gelezen or not seen.geweigerd:
        _tell(seen)
    if seen.geweigerd and not seen.gelezen:
        raise typer.Exit(1)
