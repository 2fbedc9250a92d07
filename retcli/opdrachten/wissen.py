"""retcli wis."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import asdict
from typing import Annotated

import typer

from db.codes import WISREDEN

from .. import casuscode, text, wissen
from ..errors import Refused
from ..toegang import Toegang
from ..wissen import Gewist, Omvang, Rest
from .basis import Json, Zeker, agreed, as_json, err, opened, out, place, table


def erase(
    casus: Annotated[str | None, typer.Argument(metavar="[CASUS]", help="De casuscode, of het begin ervan.")] = None,
    reden: Annotated[str | None, typer.Option("--reden", metavar="verzoek|termijn|onterecht", help="Waarom.")] = None,
    ja: Zeker = False,
    proef: Annotated[bool, typer.Option("--proef", help="Alleen laten zien wat er weg gaat; er gebeurt niets.")] = False,
    rest: Annotated[bool, typer.Option("--rest", help="Wis wat later nog binnenkwam over wat al gewist is.")] = False,
    lijst: Annotated[bool, typer.Option("--lijst", help="Wat er gewist is, het laatste eerst.")] = False,
    json: Json = False,
) -> None:
    """Wis een casus definitief, hier en na uitwisselen op de andere laptops. Dat komt niet terug."""
    if sum((casus is not None, rest, lijst)) != 1:
        raise Refused("Wat moet er gewist?", "Noem één casus, of geef --rest of --lijst.")
    if (lijst and (reden or ja or proef)) or (rest and reden):
        raise Refused("Bij --lijst hoort niets anders dan --json; bij --rest geen --reden.", "De rest krijgt de reden van wat gewist is.")
    if lijst:
        _list(json)
    elif casus is not None:
        _erase(casus, reden, ja=ja, proef=proef, json=json)
    else:
        _rest(ja=ja, proef=proef, json=json)


def _list(json: bool) -> None:
    with opened(writing=False) as team, team.reading() as session:
        found = wissen.lijst(session)
    if json:
        as_json([asdict(one) for one in found])
        return
    rows = [(text.local_time(one.op) if one.op else "", one.door, WISREDEN.label(one.reden), one.rijen) for one in found]
    table(("wanneer", "wie", "waarom", "gegevens"), rows, "Er is nog niets gewist.")


def _erase(casus: str, reden: str | None, *, ja: bool, proef: bool, json: bool) -> None:
    with opened(writing=not proef) as team:
        with team.reading() as session:
            found = wissen.zoek(session, casus)
            wissen.mag(session)
            why = _reason(reden) if reden or not proef else ""
            goes = wissen.omvang(session, found, place())
        for line in _lines(goes):
            (err if json else out)(line)
        if proef:
            if json:
                as_json(_as_json(goes))
            return
        if not ja:
            _typed(goes.codes[0])
        done = wissen.wis(team, found, why)
    if json:
        as_json(_as_json(goes) | {"gewist": asdict(done)})
        return
    out(f"{goes.codes[0]} is gewist. Wissel uit, dan wissen de anderen het ook.")


def _reason(reden: str | None) -> str:
    if not reden:
        raise Refused("Waarom wordt dit gewist?", f"Geef --reden {text.listed((code.lower() for code in WISREDEN.codes), 'of')}.")
    return wissen.waarom(reden)


def _rest(*, ja: bool, proef: bool, json: bool) -> None:
    done: Gewist | None = None
    with opened(writing=not proef) as team:
        found = _look(team)
        if not json:
            out(_words(found) if found else "Er is niets meer bij gekomen.")
        if found and not proef:
            with team.reading() as session:
                wissen.mag(session)
            if not ja and not agreed("Dit ook wissen?"):
                raise Refused("Niet gewist.", _unasked())
            done = wissen.wis_rest(team)
    if json:
        told = {"aantallen": _counts(found.aantallen), "overleggen": found.overleggen}
        as_json(told | {"gewist": asdict(done) if done else None})
    elif done:
        out("Het is gewist. Wissel uit, dan wissen de anderen het ook.")


def _look(team: Toegang) -> Rest:
    with team.reading() as session:
        return wissen.rest(session)


def _words(found: Rest) -> str:
    parts = [f"{n} {what}" for what, n in found.aantallen]
    parts += [f"de notulen van {day}" for day in found.overleggen]
    return f"Over wat gewist is kwam nog binnen: {text.listed(parts)}."


def _as_json(goes: Omvang) -> dict[str, object]:
    return {
        "casus": goes.codes[0],
        "dubbelen": goes.codes[1:],
        "aantallen": _counts(goes.aantallen),
        "overleggen": goes.overleggen,
        "genoemd": goes.genoemd,
        "blijft": goes.blijft,
    }


def _counts(aantallen: tuple[tuple[str, int], ...]) -> list[dict[str, object]]:
    return [{"wat": what, "aantal": n} for what, n in aantallen]


def _lines(goes: Omvang) -> Iterator[str]:
    """What goes and what can't be recalled."""
    double = f", met de dubbele {text.listed(goes.codes[1:])}" if goes.codes[1:] else ""
    yield f"Casus {goes.codes[0]}{double} gaat definitief weg, met alles wat erbij hoort:"
    yield f"  {text.listed(f'{n} {what}' for what, n in goes.aantallen) or 'alleen de aanmelding zelf'}"
    if goes.overleggen:
        yield f"Uit de notulen van {text.listed(goes.overleggen)} gaat hij ook."
    if goes.genoemd:
        yield "De code staat nog in tekst die blijft; verander dat zelf:"
        yield from (f"  {where}" for where in goes.genoemd)
    if goes.blijft:
        yield "Niet terug te halen:"
        yield from (f"  {sentence}" for sentence in goes.blijft)


def _typed(code: str) -> None:
    """Let someone type the whole code, a second time where it was another. Raises Refused where it was not typed, or nobody is there."""
    for left in (1, 0) if sys.stdin.isatty() else ():
        given = str(typer.prompt(f"Typ {code} om hem te wissen", default="", show_default=False, err=True)).strip()
        if given.casefold() == code.casefold() or casuscode.normal(given) == code:
            return
        if not given:
            break
        if left:
            err("Dat is niet de code van deze casus. Probeer het nog eens, of druk op Enter om niets te wissen.")
        else:
            raise Refused("Dat is niet de code van deze casus. Er is niets gewist.")
    raise Refused("Niet gewist.", _unasked())


def _unasked() -> str:
    """What to do where nobody can be asked."""
    return "" if sys.stdin.isatty() else "Met --ja gebeurt het zonder vraag."
