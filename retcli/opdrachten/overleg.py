"""retcli overleg ..."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated

import typer
from sqlmodel import Session

from db.codes import AANWEZIG, ROUTE

from .. import casussen, duosamen, leden, redenen, text
from .. import overleg as meeting
from ..clock import dutch_day
from ..errors import NotFound, Refused
from ..notulen import vaststellen, vooraf
from ..notulen.uitgeven import Stuk
from ..wie import Wie
from .basis import Ja, Json, Naar, Vormen, as_json, day, err, geef, opened, out, table, tell
from .casus import Actie, Casus, Datum, Duo, DuoReden, Eigenaar, Reden, Team, Voor, Wie_, decide_from
from .duo import SHOWN_TOGETHER, show_together

app = typer.Typer(no_args_is_help=True, help="Het overleg: plan, begin, agenda, besluit, sluit.")

_WEEK = re.compile(r"\d{4}-[Ww]\d{2}")

Gehouden = Annotated[str | None, typer.Argument(metavar="[WEEK]", help="2026-W47 of 2026-11-17; anders het oudste dat nog open is.")]
InWeek = Annotated[str | None, typer.Option("--week", metavar="WEEK", help="2026-W47 of 2026-11-17; anders het laatste overleg.")]
Lid = Annotated[str, typer.Argument(metavar="LID", help="Korte naam, of het begin van de naam.")]


@app.command("plan")
def plan(
    datum: Annotated[str, typer.Argument(metavar="DATUM", help="Bijvoorbeeld di, 24-11 of 2026-11-24.")],
    tijd: Annotated[str | None, typer.Option(help="UU:MM")] = None,
    plaats: Annotated[str | None, typer.Option()] = None,
) -> None:
    """Plan een overleg."""
    with opened() as team:
        wie = team.wie()
        with team.doing("plan") as session:
            kop = meeting.get(session, meeting.plan(session, wie, text.parse_date(datum, wie.today), tijd=tijd, plaats=plaats))
    out(f"Overleg op {text.day_long(kop.datum)} ({kop.week}).")
    tell(wie)


@app.command("verzet")
def move(
    datum: Annotated[str, typer.Argument(metavar="DATUM", help="De nieuwe dag.")],
    tijd: Annotated[str | None, typer.Option(help="UU:MM")] = None,
    plaats: Annotated[str | None, typer.Option()] = None,
    van: Annotated[str | None, typer.Option("--van", metavar="DATUM", help="Welk overleg; anders het eerstvolgende.")] = None,
) -> None:
    """Verzet een overleg dat nog niet begonnen is."""
    with opened() as team:
        wie = team.wie()
        with team.doing("verzet") as session:
            old = _planned(session, wie.today, van)
            meeting.move(session, wie, old.id, text.parse_date(datum, wie.today), tijd=tijd, plaats=plaats)
            kop = meeting.get(session, old.id)
    out(f"Het overleg van {text.day_words(old.datum)} is verzet naar {text.day_long(kop.datum)} ({kop.week}).")
    tell(wie)


@app.command("afgelast")
def cancel(
    reden: Annotated[str, typer.Option("--reden", metavar="T", help="Waarom het niet doorgaat.")],
    datum: Annotated[str | None, typer.Argument(metavar="[DATUM]", help="Welk overleg; anders het eerstvolgende.")] = None,
) -> None:
    """Een overleg gaat niet door; wat erop stond komt op het volgende."""
    with opened() as team:
        wie = team.wie()
        with team.doing("afgelast") as session:
            kop = _planned(session, wie.today, datum)
            following = meeting.cancel(session, wie, kop.id, reden)
    out(f"Het overleg van {text.day_long(kop.datum)} is afgelast. Volgend overleg: {text.day_words(following)}.")
    tell(wie)


def _planned(session: Session, today: date, named: str | None) -> meeting.Kop:
    """The meeting of a day or week, or else the nearest that is planned. Raises NotFound."""
    if named is not None:
        return meeting.in_week(session, named if _WEEK.fullmatch(named) else text.parse_date(named, today).isoformat())
    found = meeting.upcoming(session, today)
    if found is None:
        raise NotFound("Er is geen overleg gepland.", "Plan er een met `retcli overleg plan DATUM`.")
    return found


@app.command("begin")
def begin(
    afwezig: Annotated[list[str] | None, typer.Option("--afwezig", metavar="LID", help="Wie er niet is; meer keren mag.")] = None,
) -> None:
    """Begin het overleg van deze week."""
    with opened() as team:
        wie = team.wie()
        with team.doing("begin") as session:
            kop = meeting.get(session, meeting.begin(session, wie))
            for name in afwezig or []:
                meeting.set_attendance(session, kop.id, leden.find(session, name).id, "NEE")
            items = meeting.agenda(session, kop.id, wie.today)
    out(f"Het overleg van {text.day_long(kop.datum)} is begonnen: {text.count(len(items), 'punt', 'punten')}.")
    tell(wie)


@app.command("agenda")
def agenda(
    casus: Annotated[str | None, typer.Option("--zet-erop", metavar="CASUS", help="Zet deze casus op de agenda.")] = None,
    vorm: Vormen = None,
    naar: Naar = None,
    ja: Ja = False,
    json: Json = False,
) -> None:
    """De agenda van het overleg dat loopt, of anders van het eerstvolgende."""
    if vorm or naar:
        if json or casus is not None:
            other = "--json" if json else "--zet-erop"
            raise Refused(f"{other} gaat niet samen met --vorm of --naar.", "Doe het een na het ander.")
        geef(_ahead, vorm, naar, ja=ja, doel="agenda")
        return
    with opened(writing=casus is not None) as team, team.doing("agenda") as session:
        wie = team.wie()
        kop = meeting.current_or_upcoming(session, wie.today)
        if casus is not None:
            meeting.bring_in(session, wie, kop.id, casussen.find(session, casus))
        casussen.seen(session, wie, "agenda")
        items = meeting.agenda(session, kop.id, wie.today)
    if json:
        as_json([item.as_json() for item in items])
        return
    out(f"Overleg {text.day_long(kop.datum)}, {kop.status}.")
    table(
        ("nr", "soort", "casus", "waarom", "besproken", "route"),
        [(i.nr, i.soort, i.casus, i.waarom, "ja" if i.besproken else "", ROUTE.label(i.route)) for i in items],
        "Er staat niets op de agenda.",
    )


def _ahead(session: Session, wie: Wie) -> Stuk:
    kop = meeting.current_or_upcoming(session, wie.today)
    return vooraf.stuk(session, kop.id, dutch_day(wie.moment))


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
    """Een besluit in het overleg dat loopt; een casus die niet op de agenda staat komt erop."""
    with opened() as access:
        acting = access.wie()
        with access.doing("besluit") as session:
            kop = meeting.running(session)
            found = casussen.find(session, casus)
            item = meeting.bring_in(session, acting, kop.id, found)
            code = decide_from(
                session,
                acting,
                found,
                route,
                kop.id,
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
            meeting.mark(session, acting, kop.id, next(i for i in meeting.agenda(session, kop.id, acting.today) if i.id == item))
            name = casussen.card(session, found).casus
    out(f"{name}: {ROUTE.label(code)}.")
    tell(acting)


@app.command("duos")
def duos(
    neem: Annotated[int | None, typer.Option("--neem", metavar="N", min=1, help="Neem voorstel N, voor alle casussen tegelijk.")] = None,
    json: Json = False,
) -> None:
    """De duo's voor de casussen van het overleg dat loopt die er nog geen hebben, samen verdeeld; hoogstens vier tegelijk."""
    if neem is not None and json:
        raise Refused("--json gaat niet samen met --neem.", "Doe het een na het ander.")
    with opened(writing=neem is not None) as team, team.doing("duo") as session:
        wie = team.wie()
        kop = meeting.running(session)
        found = duosamen.divide(session, kop.id, wie.today, limit=SHOWN_TOGETHER)
        for deel in found.voorstellen[0].delen:
            casussen.seen(session, wie, "duo", deel.casus)
        if neem is not None:
            if neem > len(found.voorstellen):
                only = text.count(len(found.voorstellen), "voorstel", "voorstellen")
                raise Refused(f"Er is geen voorstel {neem}, er is {only}.", "Kijk met `retcli overleg duos`.")
            duosamen.take(session, wie, kop.id, found.voorstellen[neem - 1])
    if neem is None:
        show_together(found.voorstellen, json)
    else:
        for deel in found.voorstellen[neem - 1].delen:
            out(f"{deel.code}: {' en '.join(deel.paar.codes) if deel.paar else duosamen.NOBODY}")
        tell(wie)
    if found.woorden and not json:
        err(found.woorden)


@app.command("sluit")
def close(
    volgende: Annotated[
        str | None, typer.Option("--volgende", metavar="DATUM", help="Het volgende overleg; een week later als u niets zegt.")
    ] = None,
) -> None:
    """Sluit het overleg dat loopt; wat erin besloten is staat dan vast."""
    with opened() as team:
        wie = team.wie()
        with team.doing("sluit") as session:
            kop = meeting.running(session)
            left = meeting.close(session, wie, kop.id, volgende=day(volgende))
            kop = meeting.get(session, kop.id)
    out(f"Het overleg van {text.day_long(kop.datum)} is gesloten. Volgend overleg: {text.day_words(kop.volgende_datum)}.")
    for line in left:
        err(f"Nog open: {line}.")
    tell(wie)


@app.command("heropen")
def reopen(
    reden: Annotated[str, typer.Option("--reden", metavar="T", help="Wat er nog moet veranderen.")],
    week: Annotated[str | None, typer.Argument(metavar="[WEEK]", help="2026-W47 of 2026-11-17; anders het laatst gesloten.")] = None,
) -> None:
    """Open een gesloten overleg weer, zolang er geen volgend is geweest."""
    with opened() as team:
        wie = team.wie()
        with team.doing("heropen") as session:
            kop = _planned(session, wie.today, week) if week else _last_closed(session)
            meeting.reopen(session, wie, kop.id, reden)
    out(f"Het overleg van {text.day_long(kop.datum)} is weer open. Sluit het met `retcli overleg sluit`.")
    tell(wie)


def _last_closed(session: Session) -> meeting.Kop:
    closed = [k for k in meeting.listed(session) if k.status == "gesloten"]
    if not closed:
        raise NotFound("Er is geen overleg gesloten.", "Kijk met `retcli overleg lijst`.")
    return closed[0]


@app.command("aanwezig")
def present(
    aanwezig: Annotated[list[str] | None, typer.Argument(metavar="LID...", help="Wie er zijn.")] = None,
    afwezig: Annotated[list[str] | None, typer.Option("--afwezig", metavar="LID", help="Wie er niet is; meer keren mag.")] = None,
    deels: Annotated[list[str] | None, typer.Option("--deels", metavar="LID", help="Wie er een deel van de tijd is.")] = None,
    gast: Annotated[list[str] | None, typer.Option("--gast", metavar="NAAM", help="Wie er is en geen lid is.")] = None,
) -> None:
    """Wie er zijn in het overleg dat loopt."""
    if not (aanwezig or afwezig or deels or gast):
        raise Refused("Wie is er, of juist niet?", "Noem leden, of gebruik --afwezig, --deels of --gast.")
    with opened() as team:
        wie = team.wie()
        with team.doing("aanwezig") as session:
            kop = meeting.running(session)
            said: set[str] = set()
            for code, names in (("JA", aanwezig), ("NEE", afwezig), ("DEELS", deels)):
                for name in names or []:
                    lid = leden.find(session, name)
                    if lid.code in said:
                        raise Refused(f"{lid.code} staat er twee keer.", "Noem iedereen een keer.")
                    said.add(lid.code)
                    meeting.set_attendance(session, kop.id, lid.id, code)
            for name in gast or []:
                meeting.add_guest(session, wie, kop.id, name)
            session.flush()
            people = meeting.attendance(session, kop.id)
    for kind in AANWEZIG:
        names = [p.naam if p.lid is None else p.code for p in people if p.aanwezig == kind.code]
        if names:
            out(f"{kind.label}: {text.listed(names)}.")
    tell(wie)


@app.command("voorzitter")
def chair(lid: Lid) -> None:
    """Wie het overleg dat loopt, of anders het eerstvolgende, voorzit."""
    with opened() as team:
        wie = team.wie()
        with team.doing("voorzitter") as session:
            kop = meeting.current_or_upcoming(session, wie.today)
            found = leden.find(session, lid)
            meeting.set_chair(session, wie, kop.id, found.id)
    out(f"Voorzitter op {text.day_long(kop.datum)}: {found.naam}.")


@app.command("notitie")
def note(
    casus: Casus,
    tekst: Annotated[str, typer.Argument(metavar="TEKST", help="In de plaats van de notitie die er was; leeg haalt haar weg.")],
) -> None:
    """De notitie bij een casus in het overleg dat loopt."""
    with opened() as team:
        wie = team.wie()
        with team.doing("notitie") as session:
            kop = meeting.running(session)
            found = casussen.find(session, casus)
            items = [p for p in meeting.agenda(session, kop.id, wie.today) if p.casus_id == found]
            if not items:
                raise NotFound("Deze casus staat niet op de agenda.", "Zet hem erop met `retcli overleg agenda --zet-erop CASUS`.")
            item = next((p for p in items if p.besluit is None and p.inzet is None), items[0])
            meeting.set_note(session, wie, kop.id, item, tekst)
    out(f"Notitie bij {item.casus} {'bewaard' if tekst.strip() else 'weggehaald'}.")
    tell(wie)


@app.command("lijst")
def list_(json: Json = False) -> None:
    """Alle overleggen, het nieuwste eerst."""
    with opened(writing=False) as team, team.reading() as session:
        kops = meeting.listed(session)
    if json:
        as_json([{"week": k.week, "datum": k.datum, "status": k.status, "voorzitter": k.voorzitter} for k in kops])
        return
    table(
        ("week", "datum", "status", "voorzitter"),
        [(k.week, text.day_short(k.datum), k.status, k.voorzitter) for k in kops],
        "Nog geen overleg. `retcli overleg plan di` plant er een.",
    )


@app.command("toon")
def show(
    week: Annotated[str | None, typer.Argument(metavar="[WEEK]", help="2026-W47 of 2026-11-17; anders het overleg van nu.")] = None,
    json: Json = False,
) -> None:
    """Een overleg: wie er was, de punten en wat er besloten is."""
    with opened(writing=False) as team, team.doing("overleg") as session:
        wie = team.wie()
        kop = meeting.in_week(session, week) if week else meeting.current_or_upcoming(session, wie.today)
        casussen.seen(session, wie, "overleg")
        items = meeting.agenda(session, kop.id, wie.today)
        people = meeting.attendance(session, kop.id)
    if json:
        as_json(
            {
                "week": kop.week,
                "datum": kop.datum,
                "status": kop.status,
                "voorzitter": kop.voorzitter,
                "aanwezig": [{"lid": p.code, "naam": p.naam, "aanwezig": p.aanwezig} for p in people],
                "agenda": [i.as_json() for i in items],
                "volgende": kop.volgende_datum,
            }
        )
        return
    out(f"Overleg {text.day_long(kop.datum)} ({kop.week}), {kop.status}, voorzitter {kop.voorzitter or '?'}.")
    for p in people:
        out(f"  {p.naam}: {'aanwezig' if p.aanwezig == 'JA' else 'afwezig' if p.aanwezig == 'NEE' else 'deels aanwezig'}")
    for i in items:
        out(f"  {i.nr}. {i.soort}{f' {i.casus}' if i.casus else ''}: {ROUTE.label(i.route) if i.route else i.waarom}")


@app.command("stel-vast")
def fix(week: Gehouden = None) -> None:
    """Stel de notulen van een eerder overleg vast; daarna veranderen ze niet meer."""
    with opened() as team:
        wie = team.wie()
        with team.doing("vaststellen") as session:
            kop = meeting.in_week(session, week) if week else _unfixed(session)
            vaststellen.fix(session, wie, kop.id)
    out(f"De notulen van {text.day_long(kop.datum)} zijn vastgesteld.")
    tell(wie)


@app.command("mededeling")
def announce(
    tekst: Annotated[str, typer.Argument(metavar="TEKST", help="Een vrije alinea in de notulen; leeg haalt hem weg.")], week: InWeek = None
) -> None:
    """De vrije alinea van de notulen; die staat ook in de deelbare versie."""
    with opened() as team:
        wie = team.wie()
        with team.doing("mededeling") as session:
            kop = meeting.in_week(session, week) if week else meeting.last_held(session)
            vaststellen.announce(session, wie, kop.id, tekst)
    out(f"Bewaard in de notulen van {text.day_long(kop.datum)}.")
    tell(wie)


@app.command("plaats")
def place(
    tekst: Annotated[str, typer.Argument(metavar="PLAATS", help="Waar het overleg is of was; leeg haalt het weg.")], week: InWeek = None
) -> None:
    """Waar het overleg was, zoals het in de notulen staat."""
    with opened() as team:
        wie = team.wie()
        with team.doing("plaats") as session:
            kop = meeting.in_week(session, week) if week else meeting.last_held(session)
            vaststellen.place(session, wie, kop.id, tekst)
    out(f"Bewaard bij het overleg van {text.day_long(kop.datum)}.")
    tell(wie)


@app.command("vul-aan")
def add_to_minutes(tekst: Annotated[str, typer.Argument(metavar="TEKST", help="Wat erbij moet, in een zin.")], week: InWeek = None) -> None:
    """Vul de notulen van een gesloten overleg aan; de aanvulling krijgt de datum van vandaag."""
    with opened() as team:
        wie = team.wie()
        with team.doing("aanvulling") as session:
            kop = meeting.in_week(session, week) if week else meeting.last_held(session)
            vaststellen.add(session, wie, kop.id, tekst)
    out(f"Aangevuld in de notulen van {text.day_long(kop.datum)}.")
    tell(wie)


def _unfixed(session: Session) -> meeting.Kop:
    """The oldest minutes that can be fixed now. Raises NotFound."""
    waiting = vaststellen.open_minutes(session, meeting.last_held(session).id)
    if not waiting:
        raise NotFound("Er zijn geen notulen om vast te stellen.", "Het volgende overleg stelt die van het vorige vast.")
    return waiting[0]


@app.command("zin")
def phrase(
    tekst: Annotated[str | None, typer.Argument(metavar="[TEKST]", help="Een korte reden om te bewaren; zonder tekst de lijst.")] = None,
    weg: Annotated[bool, typer.Option("--weg", help="Haal deze zin weg.")] = False,
    json: Json = False,
) -> None:
    """De vaste zinnen voor redenen: bij r kiest een cijfer er een."""
    if tekst is None:
        with opened(writing=False) as team, team.reading() as session:
            lines = redenen.phrases(session)
        if json:
            as_json(lines)
        else:
            table(("toets", "zin"), list(enumerate(lines, 1)), "Nog geen vaste zinnen. Wat u twee keer als reden schrijft wordt er een.")
        return
    with opened() as team:
        wie = team.wie()
        with team.doing("zin") as session:
            (redenen.drop if weg else redenen.keep)(session, wie, tekst)
    out("Weggehaald." if weg else "Bewaard.")
    tell(wie)
