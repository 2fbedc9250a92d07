"""retcli verschillen ..."""

from __future__ import annotations

from typing import Annotated

import typer

from .. import casussen, leden, text, verschillen
from ..errors import Refused
from ..verschillen import Eigen, Verschil
from .basis import Json, Zeker, agreed, as_json, opened, out, tell

app = typer.Typer(no_args_is_help=True, help="Verschillen na uitwisselen: lijst, kies.")


@app.command("lijst")
def list_(
    casus: Annotated[str | None, typer.Option("--casus", metavar="CASUS", help="Alleen van deze casus.")] = None,
    json: Json = False,
) -> None:
    """Wat twee mensen tegelijk anders invulden of verwijderden, met wie, wanneer en op welke laptop."""
    with opened(writing=False) as team, team.doing("lijst") as session:
        only = casussen.find(session, casus) if casus else None
        casussen.seen(session, team.wie(), "verschillen", only)
        found = verschillen.lijst(session, only)
    if json:
        as_json([_plain(one) for one in found])
        return
    if not found:
        out("Er zijn geen verschillen.")
    for n, one in enumerate(found):
        if n:
            out()
        out(f"{one.naam}  {one.over}: {one.veld}")
        if one.eerst:
            out(f"  eerst: {_line(one.eerst)}")
        for side in one.kanten:
            when = f", {text.local_time(side.op)}" if side.op else ""
            where = f", {side.apparaat}" if side.apparaat else ""
            out(f"  {side.letter}  {_line(side.waarde)}")
            out(f"     {side.wie}{when}{where}{' · dit staat er nu' if side.toont and one.soort == 'veld' else ''}")
        both = one.voorstel()
        if both is not None:
            out(f"  beide  {_line(both.tekst)}{'  (allebei op dezelfde plaats veranderd: lees het na)' if both.botst else ''}")


@app.command("kies")
def choose(
    naam: Annotated[str | None, typer.Argument(metavar="VERSCHIL", help="Zoals de lijst het noemt.")] = None,
    keuze: Annotated[str | None, typer.Argument(metavar="A|B|beide|houden|verwijderen", help="Welke kant geldt.")] = None,
    waarde: Annotated[str | None, typer.Option("--waarde", metavar="T", help="Geen van de kanten, maar dit.")] = None,
    van: Annotated[str | None, typer.Option("--van", metavar="LID", help="Alles wat dit lid schreef, in één keer.")] = None,
    casus: Annotated[str | None, typer.Option("--casus", metavar="CASUS", help="Met --van: alleen van deze casus.")] = None,
    ja: Zeker = False,
) -> None:
    """Kiest wat geldt. Kan worden teruggedraaid met `retcli ongedaan`."""
    if van is not None:
        if naam or keuze or waarde:
            raise Refused("Met --van kiest u alles van één lid.", "Laat het verschil en de keuze weg.")
        _all_of(van, casus, ja)
        return
    if naam is None or (keuze is None) == (waarde is None):
        raise Refused("Noem een verschil, en daarbij een keuze of --waarde.", "Kijk met `retcli verschillen lijst`.")
    with opened() as team:
        wie = team.wie()
        with team.reading() as session:
            one = verschillen.vind(session, naam)
        with team.doing(verschillen.DOEL, verschillen.gezien([one])) as session:
            casussen.seen(session, wie, "verschillen", one.casus)
            said = verschillen.kies(session, wie, one, Eigen(waarde) if waarde is not None else keuze or "")
        with team.reading() as session:
            left = verschillen.aantal(session)
    out(f"{said} {_left(left)}")
    tell(wie)


def _all_of(van: str, casus: str | None, ja: bool) -> None:
    with opened() as team:
        wie = team.wie()
        with team.reading() as session:
            lid = leden.find(session, van)
            found = verschillen.van(verschillen.lijst(session, casussen.find(session, casus) if casus else None), lid.id)
        told = text.count(len(found), "verschil", "verschillen")
        if found and not ja and not agreed(f"Bij {told} geldt dan wat {lid.naam} schreef. Doen?"):
            raise Refused("Er is niets gekozen.", "Geef --ja om het te doen.")
        with team.doing(verschillen.DOEL, verschillen.gezien(found)) as session:
            verschillen.kies_van(session, wie, found, lid.id)
        with team.reading() as session:
            left = verschillen.aantal(session)
    out(f"Bij {told} geldt nu wat {lid.naam} schreef. {_left(left)}")
    tell(wie)


def _left(number: int) -> str:
    return f"Nog {text.count(number, 'verschil', 'verschillen')}." if number else "Er zijn geen verschillen meer."


def _line(words: str) -> str:
    """One line of what may be several."""
    return " · ".join(line for line in words.splitlines() if line)


def _plain(one: Verschil) -> dict[str, object]:
    both = one.voorstel()
    return {
        "naam": one.naam,
        "soort": one.soort,
        "casus": one.code or None,
        "over": one.over,
        "veld": one.veld,
        "tabel": one.tabel,
        "kolom": one.cel if one.soort in ("veld", "kapot") else None,
        "eerst": one.eerst or None,
        "kanten": [
            {
                "letter": side.letter, "waarde": side.waarde, "wie": side.wie, "apparaat": side.apparaat, "op": side.op,
                "toont": side.toont, "verwijderd": side.gewist,
            }
            for side in one.kanten
        ],
        "keuzes": list(one.keuzes),
        "eigen": one.eigen,
        "voorstel": both.tekst if both else None,
        "botst": both.botst if both else None,
    }  # fmt: skip
