"""retcli inzet ..."""

from __future__ import annotations

import shutil
import sys
from dataclasses import asdict
from typing import Annotated

import typer

from db.codes import RESULTAAT, WOONSITUATIE

from .. import acties, casussen, inzet, inzetlog, leden, logtaal, text, uitkomst
from ..codering import chosen
from ..errors import NotFound, Refused
from ..inzet import InzetStand
from ..inzetlog import LogRegel
from .basis import Json, agreed, as_json, day, err, opened, out, table, tell

app = typer.Typer(no_args_is_help=True, help="Inzetten van Team AnderS: lijst, toon, start, log, evalueer, sluit.")

Casus = Annotated[str, typer.Argument(metavar="CASUS", help="De casuscode, of het begin ervan; het gaat om de inzet die loopt.")]
Tekst = Annotated[str | None, typer.Option(metavar="T")]
Datum = Annotated[str | None, typer.Option(metavar="D")]

LIST_KEYS = (
    "casus", "team", "duo", "start", "gestart", "weken", "laatste_contact", "evaluatie", "stil_weken", "aandacht", "einddatum",
    "resultaat", "woonsituatie_eind", "afgeschaald_naar",
)  # fmt: skip
"""The keys of `inzet lijst --json`, in order: a contract."""

LOG_KEYS = ("datum", "soort", "minuten", "auteur", "tekst", "vervangen")


@app.command("lijst")
def list_(alle: Annotated[bool, typer.Option("--alle", help="Ook wat gesloten is.")] = False, json: Json = False) -> None:
    """De lopende inzetten; wat aandacht vraagt eerst."""
    with opened(writing=False) as team, team.doing("lijst") as session:
        today = team.wie().today
        casussen.seen(session, team.wie(), "inzetten")
        found = inzet.running(session, today) + (inzet.ended(session, today) if alle else [])
    if json:
        as_json([_row(stand) for stand in found])
        return
    table(
        ("casus", "team", "duo", "weken", "laatste contact", "evaluatie", "aandacht"),
        [
            (
                s.casus,
                s.team,
                " en ".join(s.duo),
                s.weken,
                text.day_short(s.laatste_contact),
                text.day_short(s.evaluatie),
                s.aandacht or ("" if s.loopt else f"gesloten {text.day_short(s.einddatum)}"),
            )
            for s in found
        ],
        "Er loopt geen inzet. Een inzet begint met een besluit voor Team AnderS en een duo.",
    )


def _row(stand: InzetStand) -> dict[str, object]:
    return {key: getattr(stand, key) for key in LIST_KEYS}


@app.command("toon")
def show(casus: Casus, json: Json = False) -> None:
    """Een inzet met zijn log, het nieuwste eerst."""
    with opened(writing=False) as team, team.doing("inzet") as session:
        today = team.wie().today
        stand = inzet.get(session, inzet.find(session, casus), today)
        casussen.seen(session, team.wie(), "inzet", stand.casus_id)
        lines, evaluations = inzetlog.logregels(session, stand.id), inzet.evaluations(session, stand.id)
    if json:
        planned = {key: getattr(stand, key) for key in ("doel", "verwacht_einde", "frequentie", "reden")}
        log = [{"nummer": acties.short_id(line.id)} | {key: getattr(line, key) for key in LOG_KEYS} for line in lines]
        dated = [{key: value for key, value in asdict(e).items() if key != "id"} for e in evaluations]
        as_json(_row(stand) | planned | {"log": log, "evaluaties": dated})
        return
    facts = (
        ("duo", text.listed(stand.duo)),
        ("begonnen", text.day_short(stand.gestart) or f"nog niet, gepland {text.day_short(stand.start) or 'op geen dag'}"),
        ("doel", stand.doel),
        ("hoe vaak", stand.frequentie),
        ("einde verwacht", text.day_short(stand.verwacht_einde)),
        ("evaluatie", text.day_short(stand.evaluatie)),
        ("aandacht", stand.aandacht),
        ("gesloten", text.day_short(stand.einddatum)),
        ("resultaat", RESULTAAT.label(stand.resultaat)),
        ("woont nu", WOONSITUATIE.label(stand.woonsituatie_eind)),
        ("afgeschaald naar", stand.afgeschaald_naar),
        ("reden", stand.reden),
    )
    out(f"{stand.casus}  Team AnderS {stand.team or '?'}")
    for name, value in facts:
        if value:
            out(f"{name:<17} {text.shorten(value, 500)}")
    for held in evaluations:
        if held.gehouden_op:
            out(f"geëvalueerd       {text.day_short(held.gehouden_op)}: {text.shorten(held.uitkomst or '', 500)}")
    for line in lines:
        mark = "  (verbeterd)" if line.vervangen else ""
        out(f"{acties.short_id(line.id)}  {line.begrepen(today)}{mark}\n        {text.shorten(line.tekst, 500)}")


@app.command("start")
def start(
    casus: Casus,
    datum: Datum = None,
    doel: Tekst = None,
    verwacht_einde: Annotated[str | None, typer.Option("--verwacht-einde", metavar="D")] = None,
    frequentie: Tekst = None,
) -> None:
    """De inzet is begonnen: vandaag, of op een dag daarvoor."""
    with opened() as team, team.doing("inzet") as session:
        wie, found = team.wie(), inzet.find(session, casus)
        inzet.start(session, wie, found, datum=day(datum), doel=doel, verwacht_einde=day(verwacht_einde), frequentie=frequentie)
        stand = inzet.get(session, found, wie.today)
    out(f"{stand.casus}: begonnen op {text.day_words(stand.gestart)}.")
    tell(wie)


@app.command("log")
def log(
    casus: Casus,
    regel: Annotated[list[str], typer.Argument(metavar="REGEL", help="Bijvoorbeeld: 14/3 huisbezoek 90m JB: moeder en school aan tafel")],
    verbeter: Annotated[
        str | None, typer.Option(metavar="NUMMER", help="In de plaats van deze regel, zoals `inzet toon` hem noemt.")
    ] = None,
    proef: Annotated[bool, typer.Option("--proef", help="Alleen tonen wat er begrepen is; er wordt niets bewaard.")] = False,
    ja: Annotated[bool, typer.Option("--ja", help="Niet vragen.")] = False,
) -> None:
    """Een regel in het log; datum, soort, duur en wie het schrijft mogen ontbreken. Toont eerst wat ervan begrepen is, en vraagt."""
    words = " ".join(regel)
    with opened(writing=not proef) as team:
        wie = team.wie()
        with team.reading() as session:
            found = inzet.find(session, casus)
            old = _line(inzetlog.logregels(session, found), verbeter) if verbeter is not None else None
            read = logtaal.lees(words, wie.today, leden.everyone(session))
            shown = inzetlog.as_kept(read, wie.today, leden.find(session, wie.lid).code, old)
        if read.fout:
            for line in read.aangewezen(shutil.get_terminal_size().columns - 1):
                err(line)
            raise Refused(f"Begrepen: {read.begrepen(wie.today) or 'niets'}. {read.fout}", read.raad)
        shown = f"{shown}: {text.shorten(read.tekst, logtaal.LONGEST_LINE)}"
        asks = not proef and not ja and sys.stdin.isatty()
        if asks:
            out(shown)
            if not agreed("Bewaren?", default=True):
                raise Refused("Niet bewaard.")
        if not proef:
            with team.doing("log") as session:
                if old is None:
                    inzetlog.log(session, wie, found, words)
                else:
                    inzetlog.correct(session, wie, old.id, words)
    out("Bewaard." if asks else shown)
    tell(wie)


def _line(lines: list[LogRegel], number: str) -> LogRegel:
    found = [line for line in lines if acties.short_id(line.id) == number.strip().lower()]
    if not found:
        raise NotFound("Er is geen logregel met dit nummer.", "Kijk met `retcli inzet toon CASUS`.")
    return found[0]


@app.command("evalueer")
def evaluate(
    casus: Casus,
    uitkomst: Annotated[str | None, typer.Argument(metavar="UITKOMST", help="Wat eruit kwam; zonder wordt er alleen gepland.")] = None,
    datum: Annotated[str | None, typer.Option(metavar="D", help="Wanneer de evaluatie gehouden is; vandaag als u niets zegt.")] = None,
    volgende: Annotated[str | None, typer.Option(metavar="D", help="Wanneer de volgende is.")] = None,
) -> None:
    """Een evaluatie is gehouden, met wat eruit kwam; of plan de volgende."""
    with opened() as team, team.doing("evaluatie") as session:
        wie, found, following = team.wie(), inzet.find(session, casus), day(volgende)
        if uitkomst is not None:
            inzet.evaluate(session, wie, found, uitkomst, datum=day(datum), volgende=following)
        elif following is not None:
            inzet.plan_evaluation(session, wie, found, following)
        else:
            raise Refused("Wat kwam eruit, of wanneer is de volgende?", "Schrijf de uitkomst, of geef --volgende met een datum.")
    held = "Evaluatie vastgelegd." if uitkomst is not None else ""
    out(" ".join(s for s in (held, f"De volgende evaluatie is {text.day_words(following)}." if following else "") if s))
    tell(wie)


@app.command("sluit")
def close(
    casus: Casus,
    resultaat: Annotated[str | None, typer.Option(help=", ".join(RESULTAAT.codes))] = None,
    woonsituatie_eind: Annotated[str | None, typer.Option("--woonsituatie-eind", help=", ".join(WOONSITUATIE.codes))] = None,
    naar: Annotated[str | None, typer.Option(metavar="T", help="Waar het naar toe ging: het wijkteam, een aanbieder.")] = None,
    reden: Tekst = None,
    datum: Datum = None,
    ook: Annotated[bool, typer.Option("--casus-ook", help="De casus ook afsluiten.")] = False,
) -> None:
    """De inzet is klaar; het duo heeft weer ruimte."""
    with opened() as team, team.doing("sluit") as session:
        wie, found = team.wie(), inzet.find(session, casus)
        uitkomst.close(
            session,
            wie,
            found,
            datum=day(datum),
            resultaat=chosen("resultaat", resultaat),
            woonsituatie_eind=chosen("woonsituatie", woonsituatie_eind),
            afgeschaald_naar=naar,
            reden=reden,
            casus_ook=ook,
        )
        stand = inzet.get(session, found, wie.today)
    out(f"{stand.casus}: inzet gesloten op {text.day_words(stand.einddatum)}{', de casus ook' if ook else ''}.")
    tell(wie)
