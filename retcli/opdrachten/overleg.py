"""retcli overleg ..."""

from __future__ import annotations

from typing import Annotated

import typer

from db.codes import ROUTE

from .. import casussen, leden, text
from .. import overleg as meeting
from .basis import Json, as_json, day, err, opened, out, table, tell
from .casus import Actie, Casus, Datum, Duo, Eigenaar, Reden, Team, Voor, Wie_, decide_from

app = typer.Typer(no_args_is_help=True, help="Het overleg: plan, begin, agenda, besluit, sluit.")


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
    json: Json = False,
) -> None:
    """De agenda van het overleg dat loopt, of anders van het eerstvolgende."""
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


@app.command("besluit")
def decide(
    casus: Casus,
    route: Annotated[str, typer.Argument(metavar="ROUTE")],
    reden: Reden = None,
    eigenaar: Eigenaar = None,
    datum: Datum = None,
    team: Team = None,
    duo: Duo = None,
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
                actie=actie,
                wie_=wie,
                voor=voor,
            )
            meeting.mark(session, acting, kop.id, next(i for i in meeting.agenda(session, kop.id, acting.today) if i.id == item))
            name = casussen.card(session, found).casus
    out(f"{name}: {ROUTE.label(code)}.")
    tell(acting)


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
    week: Annotated[str | None, typer.Argument(metavar="[WEEK]", help="2026-W47 of een dag; anders het overleg van nu.")] = None,
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
