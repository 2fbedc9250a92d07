"""retcli apparaat ..., and retcli sluit-aan."""

from __future__ import annotations

import socket
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from db.sync import toelating

from .. import apparaten, bestand, clock, kopie, text, toegang
from ..apparaten import Apparaat, Verzoek
from ..errors import NotFound, Refused, RetError
from ..toegang import NogNietToegelaten, Wachtend
from .basis import Json, Zeker, agreed, as_json, err, opened, out, passphrase, place, show_recovery, table

app = typer.Typer(no_args_is_help=True, help="De laptops van het team: lijst, uitnodigen, toelaten, intrekken, hernoem, herstel, beheer.")
beheer = typer.Typer(no_args_is_help=True, help="Het recht om laptops toe te laten en in te trekken: geef, ontvang.")
app.add_typer(beheer, name="beheer")

Laptop = Annotated[str, typer.Argument(metavar="LAPTOP", help="De naam van de laptop, of van wie hij is.")]
Naar = Annotated[Path, typer.Option("--naar", metavar="F", help="De map, of het bestand; anders hier.")]


@app.command("lijst")
def list_(json: Json = False) -> None:
    """De laptops van het team: van wie, en wanneer er voor het laatst iets van kwam."""
    with opened(writing=False) as team, team.reading() as session:
        known = apparaten.lijst(session)
    if json:
        keys = ("id", "naam", "van", "deze", "toegelaten_op", "ingetrokken", "ingetrokken_op", "gehoord_op", "beheer")
        as_json([{key: getattr(one, key) for key in keys} for one in known])
        return
    table(
        ("laptop", "van", "toegelaten", "laatst gehoord", ""),
        [(one.naam, one.van, _day(one.toegelaten_op), _heard(one), _state(one)) for one in known],
        "Er is nog geen laptop.",
    )


def _heard(one: Apparaat) -> str:
    return "" if one.gehoord_op is None else text.local_time(one.gehoord_op)


def _day(moment: datetime | None) -> str:
    return text.day_short(clock.local_day(moment)) if moment is not None else ""


def _state(one: Apparaat) -> str:
    if one.ingetrokken:
        return f"ingetrokken {_day(one.ingetrokken_op)}".strip()
    return ", ".join(words for words, so in (("deze laptop", one.deze), ("heeft het beheer", one.beheer)) if so)


@app.command("uitnodigen")
def invite(
    lid: Annotated[str, typer.Argument(metavar="LID", help="Voor wie: de korte naam of het begin van de naam.")],
    naar: Naar = Path(),
    json: Json = False,
) -> None:
    """Maak een uitnodiging voor de laptop van een lid; ze geldt een week en voor één laptop."""
    bestand.target(naar, "-")  # says what is wrong with the place
    with opened() as team:
        with team.doing("uitnodigen") as session:
            made = apparaten.nodig_uit(session, team.wie(), lid)
        file = _written(naar, made.bestand, made.inhoud)
    if json:
        as_json({"bestand": str(file), "voor": made.voor, "tot": made.tot})
        return
    out(f"{file.name} is gemaakt, voor {made.voor}. Ze geldt tot {text.local_time(made.tot)}.")
    out("Geef haar aan wie u bedoelt: op een stick, of in de map of de mail. Daar: `retcli sluit-aan BESTAND`.")


@app.command("toelaten")
def admit(
    verzoek: Annotated[Path, typer.Argument(metavar="VERZOEK", help="Het bestand dat op .retverzoek eindigt.")],
    woorden: Annotated[
        str | None, typer.Option("--woorden", metavar="'a b c d e f'", help="De zes woorden die de ander voorleest.")
    ] = None,
    naam: Annotated[str | None, typer.Option("--naam", metavar="N", help="Hoe de laptop gaat heten; anders zoals hij zich noemt.")] = None,
    naar: Annotated[
        Path | None, typer.Option("--naar", metavar="MAP", help="Zet hier meteen een pakket met alles voor die laptop.")
    ] = None,
    momentopname: Annotated[
        bool, typer.Option("--momentopname", help="Met --naar: alleen hoe alles nu staat, zonder wat eraan voorafging.")
    ] = False,
    json: Json = False,
) -> None:
    """Laat een laptop toe, nadat de ander zes woorden heeft voorgelezen."""
    content = bestand.read(bestand.chosen(str(verzoek), toelating.VERZOEK), toelating.MOST)
    if momentopname and naar is None:
        raise Refused("Waar moet de momentopname komen?", "Geef met --naar een map.")
    if naar is not None and not naar.expanduser().is_dir():
        raise Refused("Deze map is er niet.", "Geef met --naar een map die er is.")
    with opened() as team:
        with team.reading() as session:
            found = apparaten.lees_verzoek(session, team.wie(), content)
        heard = apparaten.lees_woorden(woorden if woorden is not None else _asked(found))
        with team.doing("toelaten") as session:
            made = apparaten.laat_toe(session, team.wie(), found, heard, naam=naam)
        file, failed = None, None
        try:
            file = apparaten.eerste_pakket(team, naar.expanduser(), momentopname=momentopname) if naar is not None else None
        except RetError as error:
            failed = error
    if json:
        as_json({"id": made.id, "naam": made.naam, "van": made.van, "pakket": str(file) if file else None})
    else:
        out(f"{made.naam} van {made.van} is toegelaten.")
    if failed is not None:
        err(f"Het pakket is niet gemaakt: {failed.sentence()} Maak het nog met `retcli pakket maak --soort alles`.")
        raise typer.Exit(1)
    if json:
        return
    if file is not None:
        out(f"{file.name} is gemaakt. Op de nieuwe laptop: `retcli sync MAP`, met de map waarin het staat.")
    else:
        out("Wissel nu uit met `retcli sync MAP`; daarna de nieuwe laptop ook.")


def _asked(found: Verzoek) -> str:
    """The words, typed by who hears them: what one sees one would call the same too soon."""
    if not sys.stdin.isatty():
        raise Refused("De zes woorden zijn nodig.", "Bel de ander, laat ze voorlezen en geef ze met --woorden.")
    err(f"Verzoek van {found.naam}, voor {found.voor}. Bel {found.voor} op een nummer dat u al had.")
    return str(typer.prompt("De zes woorden die daar staan", err=True))


@app.command("intrekken")
def withdraw(laptop: Laptop, ja: Zeker = False) -> None:
    """Trek een laptop in die weg is: hij krijgt niets meer, en wat er nog vandaan komt telt niet meer."""
    with opened() as team:
        with team.reading() as session:
            one = apparaten.zoek(session, laptop)
            said = apparaten.wat_intrekken_doet(session, one.id)
        for sentence in said:
            err(sentence)
        if not ja and not agreed(f"{one.naam} van {one.van or 'niemand'} intrekken?"):
            raise Refused("Niet ingetrokken.", "Met --ja gebeurt het zonder vraag.")
        with team.doing("intrekken") as session:
            apparaten.trek_in(session, team.wie(), one.id)
    out(f"{one.naam} is ingetrokken. Wissel uit, dan weten de anderen het ook.")


@app.command("herstel")
def heal() -> None:
    """Breng bij elkaar wat een laptop en een kopie ervan los van elkaar deden."""
    with opened() as team:
        out(kopie.herstel(team))


@app.command("hernoem")
def rename(laptop: Laptop, naam: Annotated[str, typer.Argument(metavar="NAAM", help="Hoe hij gaat heten.")]) -> None:
    """Geef een laptop een andere naam."""
    with opened() as team, team.doing("hernoem") as session:
        apparaten.hernoem(session, team.wie(), apparaten.zoek(session, laptop).id, naam)
    out("De naam is veranderd.")


@beheer.command("geef")
def give(laptop: Laptop, naar: Naar = Path()) -> None:
    """Geef een andere laptop het beheer erbij; het bestand opent alleen daar."""
    bestand.target(naar, "-")
    with opened() as team:
        with team.doing("beheer") as session:
            made = apparaten.geef_beheer(session, team.wie(), apparaten.zoek(session, laptop).id)
        file = _written(naar, made.bestand, made.inhoud)
    out(f"{file.name} is gemaakt, voor {made.voor}. Daar: `retcli apparaat beheer ontvang BESTAND`.")


@beheer.command("ontvang")
def receive(file: Annotated[Path, typer.Argument(metavar="BESTAND", help="Het bestand dat op .retbeheer eindigt.")]) -> None:
    """Neem het beheer over uit een bestand voor deze laptop."""
    content = bestand.read(bestand.chosen(str(file), toelating.BEHEER), toelating.MOST)
    with opened() as team, team.doing("beheer") as session:
        apparaten.ontvang_beheer(session, team.wie(), content)
    out("Deze laptop heeft nu ook het beheer.")


def join(
    uitnodiging: Annotated[
        Path | None, typer.Argument(metavar="[UITNODIGING]", help="Het bestand dat op .retuitnodiging eindigt; leeg toont waarop u wacht.")
    ] = None,
    naam: Annotated[str | None, typer.Option("--naam", metavar="N", help="Hoe deze laptop heet; anders zoals de computer heet.")] = None,
    naar: Naar = Path(),
    opnieuw: Annotated[bool, typer.Option("--opnieuw", help="Gooi een verzoek dat nog wacht weg en begin opnieuw.")] = False,
    json: Json = False,
) -> None:
    """Sluit deze computer aan bij een team dat u heeft uitgenodigd."""
    bestand.target(naar, "-")
    if uitnodiging is None:
        _waits(_waiting(), naar, json)
        return
    content = bestand.read(bestand.chosen(str(uitnodiging), toelating.UITNODIGING), toelating.MOST)
    found = toegang.lees_uitnodiging(content, clock.system())
    named = naam if naam is not None else socket.gethostname().split(".")[0][: toegang.NAME_MOST]
    before = passphrase() if opnieuw and toegang.exists(place()) else None
    secret = passphrase(new=True)
    toegang.kijk_na(named, secret)  # before anything is thrown away
    if before is not None:
        toegang.zie_af(place(), before, now=clock.system)
    made = toegang.sluit_aan(place(), secret, content, naam=named, now=clock.system)
    made.toegang.close()
    if not json:
        out(f"U bent uitgenodigd door {found.uitnodiger} voor {found.team}, als {found.voor}.")
        show_recovery(made.recovery_secret)
    if made.toegang.wacht is not None:
        _waits(made.toegang.wacht, naar, json, made.recovery_secret)


def _waiting() -> Wachtend:
    """What this laptop waits for. Raises NotFound."""
    try:
        toegang.unlock(place(), passphrase(), now=clock.system, writable=False).close()
    except NogNietToegelaten as waits:
        return waits.wacht
    raise NotFound("Deze laptop wacht niet op een team: hij hoort er al bij.", "Kijk met `retcli apparaat lijst`.")


def _waits(wacht: Wachtend, naar: Path, json: bool, secret: str | None = None) -> None:
    file = _written(naar, wacht.bestand, wacht.inhoud)
    if json:
        told = {"bestand": str(file), "woorden": list(wacht.woorden), "team": wacht.team, "uitnodiger": wacht.uitnodiger, "tot": wacht.tot}
        as_json(told | ({"herstelsleutel": secret} if secret else {}))
        return
    out(f"{file.name} is gemaakt. Geef het aan {wacht.uitnodiger}; het kan tot {text.local_time(wacht.tot)}.")
    out(f"Bel {wacht.uitnodiger} en lees deze zes woorden voor:")
    out(f"  {' '.join(wacht.woorden)}")
    out("Zegt de ander dat het andere woorden zijn, ga dan niet verder: het bestand is verwisseld.")
    out("Bent u toegelaten, haal dan het werk van het team op met `retcli sync MAP`.")


def _written(naar: Path, name: str, content: bytes) -> Path:
    """Written where it was asked, in place of what has that name."""
    file = bestand.target(naar, name)
    bestand.write(file, content)
    return file
