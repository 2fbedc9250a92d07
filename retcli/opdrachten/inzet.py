"""retcli inzet ..."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Annotated

import typer

from db.codes import CONTACT, RESULTAAT, UHP, WOONSITUATIE, Codelijst

from .. import acties, casussen, inzet, inzetlog, leden, logtaal, text, uitkomst
from ..codering import chosen
from ..errors import NotFound, Refused
from ..inzet import DuoDeel, InzetStand
from ..inzetlog import LogRegel
from ..tijdlijn import after_words
from ..uitkomst import NazorgStand
from .basis import Json, agreed, as_json, day, err, opened, out, past_day, table, tell

app = typer.Typer(
    no_args_is_help=True,
    help="Inzetten van Team AnderS: lijst, toon, bevestig, start, log, evalueer, wissel, afschaal, sluit, nazorg, cijfers.",
)

Casus = Annotated[str, typer.Argument(metavar="CASUS", help="De casuscode, of het begin ervan; het gaat om de inzet die loopt.")]
Tekst = Annotated[str | None, typer.Option(metavar="T")]
Datum = Annotated[str | None, typer.Option(metavar="D")]

LIST_KEYS = (
    "casus", "team", "duo", "start", "gestart", "weken", "laatste_contact", "evaluatie", "stil_weken", "aandacht", "einddatum",
    "resultaat", "woonsituatie_eind", "afgeschaald_naar", "status", "open_acties", "te_laat",
)  # fmt: skip
"""The keys of `inzet lijst --json`, in order: a contract."""

SHOWN_KEYS = (
    "doel", "verwacht_einde", "frequentie", "reden", "bevestigd", "afgeschaald_op", "uhp", "woonsituatie_begin", "duo_plaats",
    "duo_voorstel", "duo_reden",
)  # fmt: skip
"""What `inzet toon --json` has besides, before its lists."""

NAZORG_KEYS = ("casus", "team", "maanden", "datum", "gedaan_op", "woonsituatie", "uitkomst")

LOG_KEYS = ("datum", "soort", "minuten", "auteur", "tekst", "vervangen")


@app.command("lijst")
def list_(
    alle: Annotated[bool, typer.Option("--alle", help="Ook wat gesloten is.")] = False,
    van_team: Annotated[str | None, typer.Option("--team", metavar="1|2", help="Alleen van dit team.")] = None,
    json: Json = False,
) -> None:
    """De lopende inzetten; wat aandacht vraagt eerst."""
    if van_team not in (None, "1", "2"):
        raise Refused("Er zijn twee teams: 1 en 2.")
    with opened(writing=False) as team, team.doing("lijst") as session:
        today = team.wie().today
        casussen.seen(session, team.wie(), "inzetten")
        every = inzet.running(session, today) + (inzet.ended(session, today, limit=None) if alle else [])
    found = [s for s in every if van_team is None or str(s.team) == van_team]
    if json:
        as_json([_row(stand) for stand in found])
        return
    table(
        ("casus", "team", "duo", "status", "weken", "laatste contact", "evaluatie", "open acties", "aandacht"),
        [
            (
                s.casus,
                s.team,
                " en ".join(s.duo),
                s.status,
                s.weken,
                text.day_short(s.laatste_contact),
                text.day_short(s.evaluatie),
                _open(s),
                s.aandacht or ("" if s.loopt else f"gesloten {text.day_short(s.einddatum)}"),
            )
            for s in found
        ],
        "Er loopt geen inzet. Een inzet begint met een besluit voor Team AnderS en een duo.",
    )


def _open(s: InzetStand) -> str:
    return f"{s.open_acties}{f', {s.te_laat} te laat' if s.te_laat else ''}" if s.open_acties else ""


def _row(stand: InzetStand) -> dict[str, object]:
    return {key: getattr(stand, key) for key in LIST_KEYS}


@app.command("toon")
def show(casus: Casus, json: Json = False) -> None:
    """Een inzet met zijn duo, zijn evaluaties en zijn log, het nieuwste eerst."""
    with opened(writing=False) as team, team.doing("inzet") as session:
        today = team.wie().today
        stand = inzet.get(session, inzet.find(session, casus), today)
        casussen.seen(session, team.wie(), "inzet", stand.casus_id)
        lines, evaluations = inzetlog.logregels(session, stand.id), inzet.evaluations(session, stand.id)
        history, looks = inzet.duo_history(session, stand.id), uitkomst.aftercare(session, inzet=stand.id, open_only=False)
    if json:
        shown = {key: getattr(stand, key) for key in SHOWN_KEYS}
        log = [{"nummer": acties.short_id(line.id)} | {key: getattr(line, key) for key in LOG_KEYS} for line in lines]
        dated = [{key: value for key, value in asdict(e).items() if key != "id"} for e in evaluations]
        duo = [{"lid": d.code, "van": d.van, "tot": d.tot, "reden": d.reden, "overdracht": d.overdracht} for d in history]
        as_json(_row(stand) | shown | {"log": log, "evaluaties": dated, "duo_verloop": duo, "nazorg": [_look(n) for n in looks]})
        return
    facts = (
        ("status", stand.status),
        ("duo", text.listed(stand.duo)),
        ("gekozen", _choice(stand)),
        ("bevestigd", text.day_short(stand.bevestigd)),
        ("begonnen", text.day_short(stand.gestart) or f"nog niet, gepland {text.day_short(stand.start) or 'op geen dag'}"),
        ("doel", stand.doel),
        ("hoe vaak", stand.frequentie),
        ("einde verwacht", text.day_short(stand.verwacht_einde)),
        ("evaluaties", text.listed(text.day_short(day) for day in stand.evaluaties)),
        ("open acties", _open(stand)),
        ("aandacht", stand.aandacht),
        ("afgeschaald", text.day_short(stand.afgeschaald_op)),
        ("gesloten", text.day_short(stand.einddatum)),
        ("resultaat", RESULTAAT.label(stand.resultaat)),
        ("uithuisplaatsing", UHP.label(stand.uhp)),
        ("woonde", WOONSITUATIE.label(stand.woonsituatie_begin)),
        ("woont nu", WOONSITUATIE.label(stand.woonsituatie_eind)),
        ("afgeschaald naar", stand.afgeschaald_naar),
        ("reden", stand.reden),
    )
    out(f"{stand.casus}  Team AnderS {stand.team or '?'}")
    for name, value in facts:
        if value:
            out(f"{name:<17} {text.shorten(value, 500)}")
    for part in history if len(history) > 2 else ():
        out(f"in het duo        {_part(part)}")
    for held in evaluations:
        if held.gehouden_op:
            out(f"geëvalueerd       {text.day_short(held.gehouden_op)}: {text.shorten(held.uitkomst or '', 500)}")
    for look in looks:
        how = f"gedaan {text.day_short(look.gedaan_op)}: {text.shorten(look.uitkomst or '', 500)}" if look.gedaan_op else "gepland"
        out(f"nazorg            {_months(look)}, {text.day_short(look.datum)}, {how}")
    for line in lines:
        mark = "  (verbeterd)" if line.vervangen else ""
        out(f"{acties.short_id(line.id)}  {line.begrepen(today)}{mark}\n        {text.shorten(line.tekst, 500)}")


def _choice(s: InzetStand) -> str:
    if s.duo_plaats is None or s.duo_plaats == 1:
        return "als eerste voorgesteld" if s.duo_plaats == 1 else ""
    first = f", het eerste was {s.duo_voorstel}" if s.duo_voorstel else ""
    return f"als nummer {s.duo_plaats} van het voorstel{first}{f': {s.duo_reden}' if s.duo_reden else ''}"


def _part(part: DuoDeel) -> str:
    since = f" vanaf {text.day_short(part.van)}" if part.van else ""
    until = f" tot en met {text.day_short(part.tot)}" if part.tot else ""
    why = ". ".join(
        f"{name}: {text.shorten(said, 300)}" for name, said in (("Reden", part.reden), ("Overgedragen", part.overdracht)) if said
    )
    return f"{part.code}{since}{until}{f'. {why}' if why else ''}"


def _look(n: NazorgStand) -> dict[str, object]:
    return {key: getattr(n, key) for key in NAZORG_KEYS}


def _months(n: NazorgStand) -> str:
    return text.count(n.maanden, "maand", "maanden") if n.maanden else "?"


@app.command("bevestig")
def confirm(casus: Casus, datum: Datum = None) -> None:
    """Het duo doet het: vandaag afgesproken, of op een dag daarvoor."""
    with opened() as team, team.doing("bevestig") as session:
        wie, found = team.wie(), inzet.find(session, casus)
        inzet.confirm(session, wie, found, datum=past_day(datum))
        stand = inzet.get(session, found, wie.today)
    out(f"{stand.casus}: bevestigd op {text.day_words(stand.bevestigd)}, door {text.listed(stand.duo)}.")
    tell(wie)


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
        inzet.start(session, wie, found, datum=past_day(datum), doel=doel, verwacht_einde=day(verwacht_einde), frequentie=frequentie)
        stand = inzet.get(session, found, wie.today)
    planned = text.listed(text.day_words(each) for each in stand.evaluaties)
    out(f"{stand.casus}: begonnen op {text.day_words(stand.gestart)}.{f' Evaluaties: {planned}.' if planned else ''}")
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
            inzet.evaluate(session, wie, found, uitkomst, datum=past_day(datum), volgende=following)
        elif following is not None:
            inzet.plan_evaluation(session, wie, found, following)
        else:
            raise Refused("Wat kwam eruit, of wanneer is de volgende?", "Schrijf de uitkomst, of geef --volgende met een datum.")
    held = "Evaluatie vastgelegd." if uitkomst is not None else ""
    out(" ".join(s for s in (held, f"De volgende evaluatie is {text.day_words(following)}." if following else "") if s))
    tell(wie)


@app.command("wissel")
def replace(
    casus: Casus,
    uit: Annotated[str, typer.Option("--uit", metavar="LID", help="Wie uit het duo gaat.")],
    erin: Annotated[str, typer.Option("--in", metavar="LID", help="Wie ervoor in de plaats komt.")],
    datum: Annotated[str | None, typer.Option(metavar="D", help="Vanaf wanneer; vandaag als u niets zegt.")] = None,
    reden: Tekst = None,
    overdracht: Annotated[str | None, typer.Option(metavar="T", help="Wat de een aan de ander overdroeg.")] = None,
) -> None:
    """Iemand van het duo maakt plaats voor een ander; wie er wanneer in zat blijft staan."""
    with opened() as team, team.doing("wissel") as session:
        wie, found = team.wie(), inzet.find(session, casus)
        leaves, comes = leden.find(session, uit), leden.find(session, erin)
        inzet.replace_member(session, wie, found, leaves.id, comes.id, datum=past_day(datum), reden=reden, overdracht=overdracht)
        stand = inzet.get(session, found, wie.today)
    out(f"{stand.casus}: {comes.code} komt voor {leaves.code}; het duo is nu {text.listed(stand.duo)}.")
    tell(wie)


@app.command("afschaal")
def scale_down(
    casus: Casus,
    naar: Annotated[str, typer.Option(metavar="T", help="Wie het overneemt: het wijkteam, een aanbieder.")],
    datum: Datum = None,
) -> None:
    """De gewone hulp neemt het over; de inzet sluit u als hij helemaal klaar is."""
    with opened() as team, team.doing("afschaal") as session:
        wie, found = team.wie(), inzet.find(session, casus)
        uitkomst.scale_down(session, wie, found, naar, datum=past_day(datum))
        stand = inzet.get(session, found, wie.today)
    out(f"{stand.casus}: afgeschaald naar {stand.afgeschaald_naar} op {text.day_words(stand.afgeschaald_op)}.")
    tell(wie)


@app.command("sluit")
def close(
    casus: Casus,
    resultaat: Annotated[str | None, typer.Option(help=", ".join(RESULTAAT.codes))] = None,
    uhp: Annotated[str | None, typer.Option("--uhp", help=f"Uithuisplaatsing: {', '.join(UHP.codes)}; volgt vaak vanzelf.")] = None,
    woonsituatie_begin: Annotated[
        str | None, typer.Option("--woonsituatie-begin", help="Waar de jeugdige woonde bij de start; staat er meestal al.")
    ] = None,
    woonsituatie_eind: Annotated[str | None, typer.Option("--woonsituatie-eind", help=", ".join(WOONSITUATIE.codes))] = None,
    naar: Annotated[str | None, typer.Option(metavar="T", help="Waar het naar toe ging: het wijkteam, een aanbieder.")] = None,
    reden: Annotated[str | None, typer.Option(metavar="T", help="Waarom; nodig als de inzet nooit begon.")] = None,
    datum: Datum = None,
    ook: Annotated[bool, typer.Option("--casus-ook", help="De casus ook afsluiten.")] = False,
) -> None:
    """De inzet is klaar, of gaat niet door; het duo heeft weer ruimte."""
    with opened() as team, team.doing("sluit") as session:
        wie, found = team.wie(), inzet.find(session, casus)
        uitkomst.close(
            session,
            wie,
            found,
            datum=past_day(datum),
            resultaat=chosen("resultaat", resultaat),
            uhp=chosen("uhp", uhp),
            woonsituatie_begin=chosen("woonsituatie", woonsituatie_begin),
            woonsituatie_eind=chosen("woonsituatie", woonsituatie_eind),
            afgeschaald_naar=naar,
            reden=reden,
            casus_ook=ook,
        )
        stand = inzet.get(session, found, wie.today)
        looks = uitkomst.aftercare(session, inzet=found)
    out(f"{stand.casus}: inzet gesloten op {text.day_words(stand.einddatum)}{', de casus ook' if ook else ''}.")
    if looks:
        out(f"Nazorg gepland op {text.listed(text.day_short(n.datum) for n in looks)}.")
    asked = (("het resultaat", stand.resultaat), ("de uithuisplaatsing", stand.uhp), ("waar de jeugdige nu woont", stand.woonsituatie_eind))
    missing = [name for name, value in asked if value is None]
    if missing and stand.gestart is not None:
        out(f"Nog niet ingevuld: {text.listed(missing)}.")
    tell(wie)


@app.command("nazorg")
def aftercare(
    casus: Annotated[
        str | None, typer.Argument(metavar="CASUS", help="De casuscode; zonder, of met het woord lijst, ziet u wat er gepland is.")
    ] = None,
    woorden: Annotated[str | None, typer.Argument(metavar="UITKOMST", help="Hoe het gaat; zonder ziet u wat er gepland is.")] = None,
    woonsituatie: Annotated[str | None, typer.Option(help=", ".join(WOONSITUATIE.codes))] = None,
    datum: Datum = None,
    alle: Annotated[bool, typer.Option("--alle", help="Ook wat gedaan is.")] = False,
    json: Json = False,
) -> None:
    """Terugkijken na een inzet: wat er gepland is, of hoe het nu gaat."""
    if casus in (None, "lijst") or woorden is None:
        _list_looks(None if casus == "lijst" else casus, alle, json)
        return
    with opened() as team, team.doing("nazorg") as session:
        wie, of = team.wie(), casussen.find(session, casus or "")
        mine = [n for n in uitkomst.aftercare(session) if n.casus_id == of]
        if not mine:
            raise NotFound("Op deze casus is geen nazorg meer gepland.", "Kijk met `retcli inzet nazorg lijst --alle`.")
        uitkomst.look_back(session, wie, mine[0].id, woorden, woonsituatie=chosen("woonsituatie", woonsituatie), datum=past_day(datum))
    following = f" De volgende is op {text.day_short(mine[1].datum)}." if len(mine) > 1 else ""
    out(f"{mine[0].casus}: {after_words(mine[0].maanden)} vastgelegd.{following}")
    tell(wie)


def _list_looks(casus: str | None, alle: bool, json: bool) -> None:
    with opened(writing=False) as team, team.doing("lijst") as session:
        today = team.wie().today
        of = casussen.find(session, casus) if casus else None
        casussen.seen(session, team.wie(), "nazorg", of)
        found = [n for n in uitkomst.aftercare(session, open_only=not alle) if of is None or n.casus_id == of]
    if json:
        as_json([_look(n) for n in found])
        return
    table(
        ("casus", "team", "na", "datum", "uitkomst"),
        [
            (
                n.casus,
                n.team,
                _months(n),
                text.day_short(n.datum),
                f"{text.day_short(n.gedaan_op)}: {n.uitkomst}" if n.gedaan_op else "te laat" if n.datum and n.datum < today else "",
            )
            for n in found
        ],
        "Er is geen nazorg gepland. Het sluiten van een inzet plant die vanzelf.",
    )


@app.command("cijfers")
def figures(
    jaar: Annotated[int | None, typer.Option(metavar="J", min=2000, max=2100, help="Van dit jaar; zonder het lopende.")] = None,
    json: Json = False,
) -> None:
    """De inzetten van een jaar in cijfers: begonnen, gesloten, resultaten, contacten en nazorg."""
    with opened(writing=False) as team, team.reading() as session:
        today = team.wie().today
        year = jaar or today.year
        c = uitkomst.cijfers(session, date(year, 1, 1), date(year, 12, 31), today)
    lived = [{"begin": a or None, "eind": b or None, "aantal": n} for (a, b), n in c.woonsituaties.items()]
    if json:
        as_json({"jaar": year} | {key: value for key, value in asdict(c).items() if key != "woonsituaties"} | {"woonsituaties": lived})
        return
    out(f"Inzetten van {year}: {c.begonnen} begonnen, {c.gesloten} gesloten, {c.niet_doorgegaan} niet doorgegaan, {c.lopend} lopend.")
    out(f"Nazorg: {c.nazorg_gedaan} gedaan, {c.nazorg_open} aan de beurt en nog niet gedaan.")
    _counted("Resultaat", RESULTAAT, c.resultaten)
    _counted("Uithuisplaatsing", UHP, c.uhp)
    _counted("Woonde en woont nu", WOONSITUATIE, c.woonsituaties)
    _counted("Contacten", CONTACT, c.contacten)


def _counted(head: str, codes: Codelijst, found: Mapping[str, int] | Mapping[tuple[str, str], int]) -> None:
    """What was counted by code, or by two, the most first."""
    words = {" → ".join(codes.label(c) or "niet ingevuld" for c in ([k] if isinstance(k, str) else k)): n for k, n in found.items()}
    for n, (label, many) in enumerate(sorted(words.items(), key=lambda f: (-f[1], f[0]))):
        if n == 0:
            out(f"\n{head}")
        out(f"{many:>5}  {label}")
