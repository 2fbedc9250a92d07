"""retcli casus ..."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

import typer
from sqlmodel import Session

from db.codes import AANMELDER, GEMEENTE, GESLACHT, LIJSTEN, RESULTAAT, ROUTE, WOONSITUATIE

from .. import acties, casussen, clock, heraanmelding, intake, leden, samenvoegen, text, tijdlijn, triage
from .. import gezin as families
from ..casussen import LIST_KEYS, Kaart, Keuze, Regel
from ..codering import chosen
from ..errors import NotFound, Refused
from ..historie import SNAPSHOT, of_casus
from ..intake import CODED
from ..notulen import merk
from ..notulen.uitgeven import Stuk
from ..wie import Wie
from .basis import INTERN, Ja, Json, Naar, Versie, Versleuteld, Vormen, as_json, day, err, geef, opened, out, past_day, table, tell

app = typer.Typer(no_args_is_help=True, help="Casussen: lijst, kaart, blad, nieuw, wijzig, besluit, sluit, samenvoegen.")

Casus = Annotated[str, typer.Argument(metavar="CASUS", help="De casuscode, of het begin ervan.")]
Tekst = Annotated[str | None, typer.Option()]
Eerder = Annotated[str | None, typer.Option("--eerder", metavar="CASUS", help="Dit kind kwam eerder, als deze casus.")]
NietEerder = Annotated[
    str | None, typer.Option("--niet-eerder", metavar="CASUS", help="Dat is een ander kind; het programma vraagt het niet meer.")
]
Gezin = Annotated[str | None, typer.Option("--gezin", metavar="CASUS", help="Een broer of zus: kinderen van één gezin.")]
Veld = Annotated[list[str] | None, typer.Option("--veld", metavar="NAAM=WAARDE", help="Een ander veld; meer keren mag.")]


def row_json(regel: Regel) -> dict[str, object]:
    """One casus of the list, as the contract has it."""
    return {key: getattr(regel, key) for key in LIST_KEYS}


def _print(regels: list[Regel], as_data: bool, empty: str) -> None:
    if as_data:
        as_json([row_json(r) for r in regels])
        return
    table(
        ("casus", "datum", "gemeente", "aanmelder", "status", "route"),
        [
            (r.casus, text.day_short(r.datum), GEMEENTE.label(r.gemeente), AANMELDER.label(r.aanmelder), r.status, ROUTE.label(r.route))
            for r in regels
        ],
        empty,
    )


@app.command("lijst")
def list_(
    status: Annotated[str | None, typer.Option(help="Alleen deze status, bijvoorbeeld nieuw.")] = None,
    alleen_open: Annotated[bool, typer.Option("--open", help="Alleen wat niet is afgesloten.")] = False,
    gemeente: Annotated[str | None, typer.Option(help="Alleen deze gemeente.")] = None,
    jaar: Annotated[int | None, typer.Option(help="Alleen wat in dit jaar is aangemeld.")] = None,
    json: Json = False,
) -> None:
    """Alle casussen, de nieuwste eerst."""
    keuze = Keuze(alleen_open, chosen("status", status), chosen("gemeente", gemeente), jaar)
    with opened(writing=False) as team, team.doing("lijst") as session:
        casussen.seen(session, team.wie(), "lijst")
        found = casussen.chosen_rows(session, keuze)
    none = "Hier past geen casus bij." if keuze.smal or keuze.alleen_open else "Nog geen aanmeldingen."
    _print(found, json, none)  # after the transaction: what was read stays written down, also when printing fails


@app.command("zoek")
def search(woorden: Annotated[list[str], typer.Argument(help="Woorden die er allemaal in staan.")], json: Json = False) -> None:
    """Casussen waarin alle woorden staan: code, vraag, opmerking, organisatie, gemeente, aanmelder, route of status."""
    with opened(writing=False) as team, team.doing("zoek") as session:
        casussen.seen(session, team.wie(), "zoek")
        found = casussen.search(session, " ".join(woorden))
    _print(found, json, "Niets gevonden.")


@app.command("toon")
def show(
    casus: Casus,
    historie: Annotated[bool, typer.Option("--historie", help="Wie wat wanneer veranderde.")] = False,
    verloop: Annotated[bool, typer.Option("--tijdlijn", help="Alles wat er gebeurde, het oudste eerst.")] = False,
    json: Json = False,
) -> None:
    """De kaart van een casus, zonder wie het is."""
    with opened(writing=False) as team, team.doing("casus") as session:
        found = casussen.find(session, casus)
        casussen.seen(session, team.wie(), "historie" if historie else "casus", found)
        card = casussen.card(session, found)
        today = team.wie().today
        lines = of_casus(session, found) if historie else []
        events = tijdlijn.of_casus(session, found) if verloop else []
    if verloop:
        if json:
            as_json([asdict(event) for event in events])
        for event in [] if json else events:
            out(f"{text.day_words(event.op)} {event.op.year}  {event.wie or '':<6}{event.woorden}")
        return
    if historie:
        if json:
            as_json(
                [
                    {name: getattr(line, name) for name in ("op", "wie", "apparaat", "doel", "soort", "veld", "oud", "nieuw")}
                    for line in lines
                ]
            )
        for line in [] if json else lines:
            who = line.wie or ("" if line.soort == SNAPSHOT else "?")
            out(f"{text.local_time(line.op)}  {who:<5} {line.doel:<12} {line.woorden}")
        return
    if json:
        as_json(card_json(card))
    else:
        print_card(card, today)


def card_json(card: Kaart) -> dict[str, object]:
    """The whole card: codes, ISO dates."""
    data = asdict(card)
    velden = data.pop("velden")
    data["id"] = str(card.id)
    return {"casus": data.pop("casus"), "status": data.pop("status"), **velden, **data}


def _words(value: object) -> str:
    return text.day_short(value) if isinstance(value, date) and not isinstance(value, datetime) else str(value)


def print_card(card: Kaart, today: date) -> None:
    """The card in lines of `naam: waarde`, empty fields left out."""
    born = card.velden.get("geboortejaar")
    who = GESLACHT.label(str(card.velden["geslacht"])).lower() if card.velden.get("geslacht") else "jeugdige"
    out(f"{card.casus}  {who}, {casussen.age_words(born if isinstance(born, int) else None, today)}  {card.status}")
    for name, value in card.velden.items():
        if value is None or name in ("geslacht", "regio"):
            continue
        lijst = CODED.get(name) or {"afsluiting_resultaat": "resultaat", "afsluiting_reden": "afsluitreden"}.get(name)
        shown = LIJSTEN[lijst].label(str(value)) if lijst else "ja" if value is True else "nee" if value is False else _words(value)
        out(f"  {name.replace('_', ' ')}: {shown}")
    for label, name, codes in (
        ("bijkomend", "problematiek", card.bijkomend),
        ("problematiek ouders", "problematiek_ouders", card.ouders),
        ("knelpunten", "knelpunt", card.knelpunten),
    ):
        if codes:
            out(f"  {label}: {', '.join(LIJSTEN[name].label(c) for c in codes)}")
    for b in card.besluiten:
        where = "in het overleg" if b.overleg else "buiten overleg"
        out(f"  besluit {text.day_short(b.besloten_op)} {where}: {ROUTE.label(b.route)}{f', {b.reden}' if b.reden else ''}")
    for i in card.inzetten:
        out(f"  inzet Team AnderS {i.team or '?'}: {text.listed(i.duo)}, start {text.day_short(i.start)}")
    for a in card.acties:
        out(f"  actie ({a.status}) {a.omschrijving}: {a.eigenaar or 'zonder eigenaar'}, voor {text.day_short(a.voor) or '?'}")


@app.command("blad")
def sheet(
    casus: Casus, vorm: Vormen = None, versie: Versie = "deelbaar", naar: Naar = None, versleuteld: Versleuteld = False, ja: Ja = False
) -> None:
    """De casus op één A4, om mee te nemen; deelbaar heeft codes, data en open acties per rol."""
    whole = merk.intern(versie)

    def stuk(session: Session, wie: Wie) -> Stuk:
        from ..notulen import casusblad

        found = casussen.find(session, casus)
        casussen.seen(session, wie, "casus", found)
        return casusblad.compose(session, wie, found, versie)

    geef(stuk, vorm, naar, ja=ja, vraag=INTERN if whole else "", doel="casus", versleuteld=versleuteld)


@app.command("nieuw")
def new(
    datum: Annotated[str | None, typer.Option(help="Dag van aanmelding; vandaag als u niets zegt.")] = None,
    aanmelder: Tekst = None,
    organisatie: Tekst = None,
    gemeente: Tekst = None,
    geboortejaar: Annotated[int | None, typer.Option()] = None,
    geslacht: Tekst = None,
    vraag: Tekst = None,
    woonsituatie: Tekst = None,
    maatregel: Tekst = None,
    problematiek: Tekst = None,
    urgentie: Tekst = None,
    kanaal: Tekst = None,
    veld: Veld = None,
    eerder: Eerder = None,
    niet_eerder: NietEerder = None,
    gezin: Gezin = None,
    json: Json = False,
) -> None:
    """Een nieuwe aanmelding; alles mag later. Met --gezin staat er al wat voor beide kinderen geldt."""
    given: dict[str, object] = {
        "datum_aanmelding": day(datum),
        "aanmelder": aanmelder,
        "aanmelder_organisatie": organisatie,
        "gemeente": gemeente,
        "geboortejaar": geboortejaar,
        "geslacht": geslacht,
        "vraag": vraag,
        "woonsituatie": woonsituatie,
        "maatregel": maatregel,
        "problematiek": problematiek,
        "urgentie": urgentie,
        "kanaal": kanaal,
    }
    given = {name: value for name, value in given.items() if value is not None} | _fields(veld)
    with opened() as team:
        wie = team.wie()
        with team.doing("nieuw") as session:
            family = casussen.find(session, gezin) if gezin else None
            shared = families.shared(session, family) if family else {}
            shared.pop("datum_aanmelding", None)
            made, code = intake.register(session, wie, shared | given)
            _link(session, made, eerder, niet_eerder, family)
            missing = intake.missing(casussen.card(session, made).velden)
    if json:
        as_json({"casus": code, "ontbreekt": missing})
    else:
        out(code)
        if missing:
            err(f"Nog leeg: {', '.join(m.replace('_', ' ') for m in missing)}.")
    tell(wie)


@app.command("wijzig")
def change(casus: Casus, veld: Veld = None, eerder: Eerder = None, niet_eerder: NietEerder = None, gezin: Gezin = None) -> None:
    """Verander velden: --veld naam=waarde; een lege waarde maakt leeg. Een lege code bij --eerder of --gezin maakt los."""
    given = _fields(veld)
    if not given and eerder is None and niet_eerder is None and gezin is None:
        raise Refused("Er is niets te veranderen.", "Geef --veld NAAM=WAARDE.")
    with opened() as team:
        wie = team.wie()
        with team.doing("wijzig") as session:
            found = casussen.find(session, casus)
            intake.change(session, wie, found, given)
            if gezin == "":
                families.unlink(session, found)
            _link(session, found, eerder, niet_eerder, casussen.find(session, gezin) if gezin else None)
    tell(wie)
    out("Bewaard.")


def _link(session: Session, casus: UUID, eerder: str | None, niet_eerder: str | None, family: UUID | None) -> None:
    """The links that the options name."""
    if eerder == "":
        heraanmelding.unlink(session, casus)
    elif eerder is not None:
        heraanmelding.link(session, casus, casussen.find(session, eerder))
    if niet_eerder is not None:
        heraanmelding.set_aside(session, casus, casussen.find(session, niet_eerder))
    if family is not None:
        families.link(session, casus, family)


def _fields(pairs: list[str] | None) -> dict[str, object]:
    given: dict[str, object] = {}
    for pair in pairs or []:
        name, sign, value = pair.partition("=")
        name = name.strip().lower().replace("-", "_")
        if not sign:
            raise Refused("Een veld schrijft u als NAAM=WAARDE.", "Bijvoorbeeld --veld onderwijs=SPECIAAL.")
        given[name] = intake.read(name, value, clock.local_day(clock.system()))
    return given


Reden = Annotated[str | None, typer.Option("--reden", help="Waarom.")]
Eigenaar = Annotated[str | None, typer.Option("--eigenaar", metavar="LID")]
Datum = Annotated[str | None, typer.Option("--datum", metavar="D", help="Uiterlijk; een week later als u niets zegt.")]
Team = Annotated[int | None, typer.Option("--team", metavar="1|2")]
Duo = Annotated[tuple[str, str] | None, typer.Option("--duo", metavar="LID LID")]
DuoReden = Annotated[str | None, typer.Option("--duo-reden", metavar="T", help="Waarom niet het duo dat het eerst werd voorgesteld.")]
Actie = Annotated[str | None, typer.Option("--actie", metavar="TEKST")]
Wie_ = Annotated[str | None, typer.Option("--wie", metavar="LID")]
Voor = Annotated[str | None, typer.Option("--voor", metavar="D")]


def decide_from(
    session: Any,
    wie: Any,
    casus: Any,
    route: str,
    overleg: Any,
    *,
    reden: str | None,
    eigenaar: str | None,
    datum: str | None,
    team: int | None,
    duo: tuple[str, str] | None,
    duo_reden: str | None,
    actie: str | None,
    wie_: str | None,
    voor: str | None,
) -> str:
    """The decision of `casus besluit` and `overleg besluit`: names become ids, then the rule. Gives the route's code."""
    code = chosen("route", route)
    if code is None:
        raise Refused("Welke route?", f"Kies uit {', '.join(ROUTE.codes)}.")
    if actie is None and (wie_ or voor):
        raise Refused("--wie en --voor horen bij --actie.", "Schrijf ook wat er moet gebeuren.")
    if duo is None and duo_reden:
        raise Refused("--duo-reden hoort bij --duo.", "Noem ook het duo.")
    owner = leden.find(session, eigenaar).id if eigenaar else None
    besluit = triage.decide(
        session,
        wie,
        casus,
        code,
        overleg=overleg,
        reden=reden,
        eigenaar=owner,
        datum=day(datum),
        team=team,
        duo=[leden.find(session, name).id for name in duo] if duo else (),
        keuze_reden=duo_reden,
    )
    if actie is not None:
        taken = next(d for d in casussen.decisions(session, casus) if d.id == besluit)
        who = leden.find(session, wie_ or taken.eigenaar or "").id
        acties.add(session, wie, actie, eigenaar=who, voor=day(voor) or taken.datum, casus=casus, overleg=overleg)
    return code


@app.command("besluit")
def decide(
    casus: Casus,
    route: Annotated[str, typer.Argument(metavar="ROUTE")],
    reden: Reden = None,
    eigenaar: Eigenaar = None,
    datum: Datum = None,
    team: Team = None,
    duo: Duo = None,
    duo_reden: DuoReden = None,
    actie: Actie = None,
    wie: Wie_ = None,
    voor: Voor = None,
) -> None:
    """Een besluit buiten het overleg; het komt ter kennisname op de volgende agenda."""
    with opened() as access:
        acting = access.wie()
        with access.doing("besluit") as session:
            found = casussen.find(session, casus)
            code = decide_from(
                session,
                acting,
                found,
                route,
                None,
                reden=reden,
                eigenaar=eigenaar,
                datum=datum,
                team=team,
                duo=duo,
                duo_reden=duo_reden,
                actie=actie,
                wie_=wie,
                voor=voor,
            )
            name = casussen.card(session, found).casus
    out(f"{name}: {ROUTE.label(code)}.")
    tell(acting)


@app.command("duo-reden")
def duo_reason(
    casus: Casus,
    tekst: Annotated[str, typer.Argument(metavar="TEKST", help="In de plaats van de reden die er was; leeg haalt haar weg.")],
) -> None:
    """Waarom een ander duo dan het eerste voorstel: bij het laatste besluit over deze casus."""
    with opened() as access:
        wie = access.wie()
        with access.doing("duo") as session:
            found = casussen.find(session, casus)
            taken = casussen.decisions(session, found)
            if not taken:
                raise Refused("Over deze casus is nog niets besloten.", "Neem eerst een besluit: `retcli casus besluit`.")
            triage.set_duo_reason(session, wie, taken[-1].id, tekst)
            name = casussen.card(session, found).casus
    out(f"Reden bij het duo van {name} {'bewaard' if tekst.strip() else 'weggehaald'}.")
    tell(wie)


@app.command("sluit")
def close(
    casus: Casus,
    resultaat: Annotated[str | None, typer.Option(help=f"Een van {', '.join(RESULTAAT.codes)}.")] = None,
    woonsituatie: Annotated[str | None, typer.Option(help=f"Waar het kind nu woont: {', '.join(WOONSITUATIE.codes)}.")] = None,
    overgedragen_aan: Annotated[str | None, typer.Option("--overgedragen-aan")] = None,
    reden: Annotated[
        str | None, typer.Option(help="KLAAR, OVERGED, INGETR, VERHUISD of ANDERS; zonder is het overgedragen als het ergens heen ging.")
    ] = None,
    datum: Annotated[str | None, typer.Option(help="Vandaag als u niets zegt.")] = None,
) -> None:
    """Sluit een casus af."""
    with opened() as team:
        wie = team.wie()
        with team.doing("sluit") as session:
            found = casussen.find(session, casus)
            triage.close(
                session,
                wie,
                found,
                datum=past_day(datum),
                reden=chosen("afsluitreden", reden),
                resultaat=chosen("resultaat", resultaat),
                woonsituatie_eind=chosen("woonsituatie", woonsituatie),
                overgedragen_aan=overgedragen_aan,
            )
            name = casussen.card(session, found).casus
    out(f"{name} is afgesloten.")
    tell(wie)


@app.command("gebeld")
def contacted(casus: Casus) -> None:
    """De aanmelder is nu voor het eerst gesproken."""
    with opened() as team, team.doing("gebeld") as session:
        found = casussen.find(session, casus)
        intake.contacted(session, team.wie(), found)
        name = casussen.card(session, found).casus
    out(f"Eerste contact over {name} vastgelegd.")


@app.command("heropen")
def reopen(casus: Casus, reden: Annotated[str, typer.Option("--reden", help="Waarom, in een zin.")]) -> None:
    """Open een afgesloten casus opnieuw."""
    with opened() as team:
        wie = team.wie()
        with team.doing("heropen") as session:
            found = casussen.find(session, casus)
            triage.reopen(session, wie, found, reden)
            name = casussen.card(session, found).casus
    out(f"{name} is heropend en komt op de agenda.")
    tell(wie)


@app.command("samenvoegen")
def join(
    dubbel: Annotated[str, typer.Argument(metavar="DUBBEL", help="De code die vervalt: hij telt niet meer mee, en wijst naar de casus.")],
    casus: Annotated[str, typer.Argument(metavar="CASUS", help="De casus die blijft.")],
    neem: Annotated[
        list[str] | None, typer.Option("--neem", metavar="VELD", help="Van dit veld geldt wat bij de dubbele staat; meer keren mag.")
    ] = None,
    beide: Annotated[
        list[str] | None, typer.Option("--beide", metavar="VELD", help="Van deze tekst blijven beide, onder elkaar; meer keren mag.")
    ] = None,
    proef: Annotated[bool, typer.Option("--proef", help="Alleen laten zien wat er zou gebeuren.")] = False,
    json: Json = False,
) -> None:
    """Een aanmelding die dubbel is ingevoerd bij de andere voegen. Nog eens: wat er later bij de dubbele kwam gaat ook over."""
    keuzes = {_field(name): samenvoegen.DUBBEL for name in neem or []} | {_field(name): samenvoegen.BEIDE for name in beide or []}
    with opened(writing=not proef) as team:
        wie = team.wie()
        with team.doing("samenvoegen") as session:
            stays, double = casussen.find(session, casus), _double(session, dubbel)
            for each in (stays, double):
                casussen.seen(session, wie, "samenvoegen", each)
            told = samenvoegen.compare(session, double, stays)
            if not proef:
                samenvoegen.samen(session, wie, double, stays, keuzes)
    if json:
        as_json(asdict(told) | {"gedaan": not proef})
        return
    for v in told.verschillen:
        kept = keuzes.get(v.veld, samenvoegen.HIER)
        shown = v.dubbel if kept == samenvoegen.DUBBEL else f"{v.hier} / {v.dubbel}" if kept == samenvoegen.BEIDE else v.hier
        other = "" if kept == samenvoegen.BEIDE else f" (niet {text.shorten(v.dubbel if kept == samenvoegen.HIER else v.hier, 60)})"
        out(f"  {v.naam}: {text.shorten(shown, 60)}{other}")
    if told.aangevuld:
        out(f"  aangevuld: {text.listed(told.aangevuld)}")
    if told.mee:
        out(f"  {'gaat' if proef else 'ging'} mee: {text.listed(told.mee)}")
    out(f"{told.dubbel} {'zou nu bij' if proef else 'hoort nu bij'} {told.casus}{' horen; er is niets veranderd' if proef else ''}.")
    tell(wie)


@app.command("losmaken")
def part(dubbel: Annotated[str, typer.Argument(metavar="DUBBEL", help="De code die dubbel was.")]) -> None:
    """Toch geen dubbele aanmelding: wat meeging en nog zo is, gaat terug."""
    with opened() as team:
        wie = team.wie()
        with team.doing("losmaken") as session:
            found = samenvoegen.find(session, dubbel)
            was, left = samenvoegen.los(session, wie, found)
            name, other = (casussen.card(session, each).casus for each in (found, was))
    out(f"{name} is weer een eigen casus, los van {other}.")
    if left:
        out(f"Sindsdien veranderd en zo gelaten bij {other}: {text.listed(left)}.")
    tell(wie)


def _double(session: Session, name: str) -> UUID:
    """The casus with this code, also when it is a double already."""
    try:
        return samenvoegen.find(session, name)
    except NotFound:
        return casussen.find(session, name)


def _field(name: str) -> str:
    """A field as it is typed: `grondslag`, `geboorte-jaar`."""
    typed = name.strip().lower().replace("-", "_").replace(" ", "_")
    return "grondslag_status" if typed == "grondslag" else typed
