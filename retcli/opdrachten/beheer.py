"""retcli begin, importeer, notulen, ongedaan, opnieuw, backup, controle, wachtwoord."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from sqlmodel import Session

from db.sync.audit import verify

from .. import backup, casussen, clock, ongedaan, overleg, text, toegang
from ..codering import chosen
from ..errors import Refused
from ..notulen.uitgeven import Stuk
from ..wie import Wie
from .basis import (
    AANROEP,
    INTERN,
    Ja,
    Json,
    Naar,
    Versie,
    Versleuteld,
    Vormen,
    Zeker,
    agreed,
    as_json,
    err,
    geef,
    opened,
    out,
    passphrase,
    place,
    show_recovery,
    table,
)

backups = typer.Typer(no_args_is_help=True, help="Kopieën: maak, lijst, terug.")

NOT_YET_TRUSTED = "Deze versie is bedoeld voor oefengegevens: zet er nog geen gegevens van echte kinderen in."
WHAT_STANDS = {
    "programma": "het programma houdt zijn waarde",
    "werkboek": "de waarde van het werkboek is overgenomen",
    "beide": "het werkboek is overgenomen als eerder besluit, en het besluit van het team blijft gelden",
}


def register(app: typer.Typer) -> None:
    """Add the commands that stand by themselves."""
    app.command("begin")(begin)
    app.command("importeer")(import_)
    app.command("notulen")(minutes)
    app.command("ongedaan")(undo)
    app.command("opnieuw")(redo)
    app.command("controle")(check)
    app.command("wachtwoord")(change_passphrase)
    app.command("herstelsleutel")(renew_recovery)
    app.add_typer(backups, name="backup")


def begin(
    naam: Annotated[str, typer.Option("--naam", help="Uw naam.")],
    rol: Annotated[str, typer.Option("--rol", metavar="voorzitter|expert|aanvoerder|ondersteuner|lezer")],
    team: Annotated[int | None, typer.Option("--team", metavar="1|2")] = None,
    regio: Annotated[str, typer.Option("--regio")] = "twente",
) -> None:
    """Begin een nieuw team op deze computer, zonder vragen."""
    role = "ONDERST" if rol.lower() == "ondersteuner" else chosen("rol", rol)
    if team not in (None, 1, 2):
        raise Refused("Er zijn twee teams: 1 en 2.")
    made = toegang.begin(place(), passphrase(new=True), naam=naam, rol=role or "VOORZITTER", team=team, regio=regio, now=clock.system)
    made.toegang.close()
    out("Het team is begonnen.")
    show_recovery(made.recovery_secret)
    err(NOT_YET_TRUSTED)


def import_(
    bestand: Annotated[Path, typer.Argument(metavar="BESTAND", help="xlsx, xls, ods of csv.")],
    blad: Annotated[str | None, typer.Option("--blad", metavar="B", help="Het blad; anders het blad met de beste koppen.")] = None,
    indeling: Annotated[Path | None, typer.Option("--indeling", metavar="F.toml", help="Welke kop welk veld is.")] = None,
    koprij: Annotated[int | None, typer.Option("--koprij", metavar="N", help="De rij van de koppen; 0 als er geen zijn.")] = None,
    kolom: Annotated[
        list[str] | None, typer.Option("--kolom", metavar="KOP=VELD", help="Welk veld een kolom vult, - voor geen; mag vaker.")
    ] = None,
    onthouden: Annotated[bool, typer.Option("--onthouden", help="Onthoud de kolommen voor werkboeken met deze koppen.")] = False,
    indeling_bewaren: Annotated[
        Path | None, typer.Option("--indeling-bewaren", metavar="F.toml", help="Schrijf de indeling die gebruikt is naar dit bestand.")
    ] = None,
    proef: Annotated[bool, typer.Option("--proef", help="Alleen kijken; er wordt niets geschreven.")] = False,
    bij_verschil: Annotated[
        str, typer.Option("--bij-verschil", metavar="programma|werkboek", help="Wie wint als beide veranderden.")
    ] = "programma",
    json: Json = False,
) -> None:
    """Lees een werkboek in; nog eens inlezen geeft alleen wat nieuw of veranderd is."""
    from .. import importeren as im
    from ..bestand import target, write

    bladen = im.lees_bestand(bestand)
    own = im.aangevuld(im.lees_indeling(indeling) if indeling else im.Indeling(), blad=blad, koprij=koprij, kolommen=kolom or ())
    im.kijk_na(bladen, own)  # what is wrong with the file is said before the passphrase is asked
    naar = target(indeling_bewaren) if indeling_bewaren else None
    with opened(writing=not proef) as team:
        used = im.kies(team.store, bladen, own)
        verslag = im.importeer(
            team.store, bladen, lid=team.lid, now=team.now, indeling=own, proef=proef, bij_verschil=bij_verschil, onthoud=onthouden
        )
    if naar is not None:
        write(naar, im.als_toml(im.volledig(used.blad, used.kop, used.indeling)))
    if json:
        as_json(verslag.as_json())
        return
    if proef:
        out("Proef: er is niets geschreven.")
    out(
        f"{verslag.gelezen} gelezen: {verslag.nieuw} nieuw, {verslag.gewijzigd} gewijzigd, {verslag.al_bekend} al bekend, "
        f"{len(verslag.afgewezen)} afgewezen."
    )
    for a in verslag.afgewezen:
        out(f"  rij {a.rij} afgewezen: {a.reden}")
    for v in verslag.verschillen:
        out(f"  rij {v.rij}, {v.casus}: {v.veld} is in het programma en in het werkboek veranderd; {WHAT_STANDS[v.geldt]}")
    for w in verslag.waarschuwingen:
        out(f"  rij {w.rij}: {w.melding}" if w.rij else f"  {w.melding}")


def minutes(
    week: Annotated[str | None, typer.Argument(metavar="[WEEK]", help="2026-W47 of 2026-11-17; anders het laatste overleg.")] = None,
    vorm: Vormen = None,
    versie: Versie = "deelbaar",
    voor: Annotated[str | None, typer.Option("--voor", metavar="ORGANISATIE", help="Alleen de casussen van deze organisatie.")] = None,
    naar: Naar = None,
    versleuteld: Versleuteld = False,
    ja: Ja = False,
) -> None:
    """De notulen van een overleg."""

    def stuk(session: Session, wie: Wie) -> Stuk:
        from ..notulen.verslag import verslag

        kop = overleg.in_week(session, week) if week else overleg.last_held(session)
        return verslag(session, kop.id, versie, voor).stuk()

    geef(stuk, vorm, naar, ja=ja, vraag=INTERN if versie == "intern" else "", doel="notulen", versleuteld=versleuteld)


def undo(
    aantal: Annotated[int, typer.Argument(metavar="[N]", min=1, help="Hoeveel, de laatste eerst.")] = 1,
    lijst: Annotated[bool, typer.Option("--lijst", help="Alleen laten zien wat terug kan, het laatste eerst.")] = False,
    json: Json = False,
) -> None:
    """Draai het laatste terug dat is gedaan, of de laatste N."""
    if not lijst:
        _turn(ongedaan.undo, aantal, json)
        return
    with opened(writing=False) as team, team.doing("lijst") as session:
        casussen.seen(session, team.wie(), "ongedaan")
        found = ongedaan.acts(session, max(aantal, 20))
    if json:
        as_json([{"op": d.op, "doel": d.doel, "woorden": d.woorden} for d in found])
        return
    table(("wanneer", "wat"), [(text.local_time(d.op), d.woorden) for d in found], "Er is niets om terug te draaien.")


def redo(
    aantal: Annotated[int, typer.Argument(metavar="[N]", min=1, help="Hoeveel.")] = 1,
    json: Json = False,
) -> None:
    """Doe opnieuw wat het laatst is teruggedraaid; dat kan tot er iets nieuws is gedaan."""
    _turn(ongedaan.redo, aantal, json)


def _turn(step: Callable[[toegang.Toegang], ongedaan.Teruggedraaid], times: int, json: bool) -> None:
    """One by one; what was done before a refusal stays done, and is told."""
    done: list[ongedaan.Teruggedraaid] = []
    with opened() as team:
        try:
            for _ in range(times):
                done.append(step(team))
                if not json:
                    out(done[-1].woorden)
        finally:
            if json:
                as_json([{"woorden": d.woorden, "casus": d.casus, "overleg": d.overleg, "gelaten": d.gelaten} for d in done])


def check(
    diep: Annotated[bool, typer.Option("--diep", help="Kijk elke handtekening na.")] = False,
    json: Json = False,
) -> None:
    """Kijk of alles klopt: het bestand, de sleutels, het journaal en de tabellen."""
    with opened(writing=False) as team:
        findings = verify(team.store, deep=diep)
    if json:
        as_json([{"goed": f.ok, "wat": f.what, "detail": f.detail} for f in findings])
    else:
        for f in findings:
            out(f"{'goed' if f.ok else 'FOUT'}  {f.what}{f': {f.detail}' if f.detail and not f.ok else ''}")
    if not all(f.ok for f in findings):
        raise Refused("Er klopt iets niet.", "Maak geen wijzigingen; zet een kopie terug of vraag hulp.")


def renew_recovery() -> None:
    """Maak een nieuwe herstelsleutel, als de vorige kwijt is of in verkeerde handen; die past daarna niet meer."""
    show_recovery(toegang.nieuw_herstelblad(place(), passphrase()))
    toegang.herstelblad_is_er(place())
    out("De vorige opent alleen nog kopieën van eerder.")


def change_passphrase(
    nieuw: Annotated[Path | None, typer.Option("--nieuw-bestand", metavar="F", help="Het nieuwe wachtwoord, op de eerste regel.")] = None,
    herstel: Annotated[
        Path | None, typer.Option("--herstel-bestand", metavar="F", help="De herstelsleutel in plaats van het oude.")
    ] = None,
) -> None:
    """Kies een ander wachtwoord; met de herstelsleutel ook als het oude vergeten is."""
    import getpass
    import sys

    def read(file: Path) -> str:
        call = AANROEP.get()
        token = AANROEP.set(type(call)(call.place, file))
        try:
            return passphrase()
        finally:
            AANROEP.reset(token)

    old = None if herstel else passphrase()
    if nieuw is None and not sys.stdin.isatty():
        raise Refused("Er is een nieuw wachtwoord nodig.", "Geef het met --nieuw-bestand F.")
    new = read(nieuw) if nieuw else getpass.getpass("Nieuw wachtwoord: ")
    if nieuw is None and getpass.getpass("Nog een keer: ") != new:
        raise Refused("De twee wachtwoorden verschillen.", "Begin opnieuw.")
    if herstel is not None:
        toegang.unlock_with_sheet(place(), read(herstel), new, now=clock.system).close()
    else:
        toegang.change_passphrase(place(), old or "", new)
    out("Het wachtwoord is veranderd. Oudere kopieën openen nog met het oude.")


@backups.command("maak")
def make_copy() -> None:
    """Maak nu een kopie en kijk of hij opent."""
    with opened() as team:
        made = backup.make(team.store, place(), team.now, "zelf")
    out(f"Kopie {made.name} is gemaakt en nagekeken.")


@backups.command("lijst")
def list_copies(json: Json = False) -> None:
    """De kopieën, de oudste eerst."""
    copies = backup.listed(place())
    if json:
        as_json([{"naam": c.name, "bytes": c.size} for c in copies])
        return
    table(("naam", "MB"), [(c.name, f"{c.size / 1e6:.1f}") for c in copies], "Er is nog geen kopie.")


@backups.command("terug")
def put_back(
    naam: Annotated[str, typer.Argument(metavar="NAAM", help="De kopie, of hoe haar naam begint: zie `retcli backup lijst`.")],
    ja: Zeker = False,
) -> None:
    """Zet een kopie terug. Wat er nu staat blijft bewaard, als kopie."""
    copy = backup.named(place(), naam)
    if not ja and not agreed(f"Kopie {copy.name} terugzetten? Wat er nu staat wordt eerst bewaard."):
        raise Refused("Niet teruggezet.", "Geef --ja om het zonder vraag te doen.")
    done = backup.put_back(place(), copy.name, passphrase(), clock.system)
    out(f"Kopie {done.kopie.name} is teruggezet.")
    if done.bewaard is None:
        return
    out(f"Wat er stond is bewaard als kopie {done.bewaard.name}.")
    if done.sinds:
        times = "één keer" if done.sinds == 1 else f"{done.sinds} keer"
        out(f"Daarin is {times} iets opgeslagen dat niet in de kopie staat.")
        out("Wat daarvan al was uitgewisseld, komt bij het uitwisselen terug.")
