"""retcli duo."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Annotated

import typer

from .. import casussen, duo, text
from ..duo import Paar, Samen
from ..duosamen import NOBODY
from ..errors import Refused
from .basis import Json, as_json, opened, out

WIDTH = 110
SHOWN, SHOWN_TOGETHER = 10, 3


def propose(
    casus: Annotated[list[str], typer.Argument(metavar="CASUS...", help="De casuscode, of het begin ervan; tot vier tegelijk.")],
    aantal: Annotated[int | None, typer.Option("--aantal", metavar="N", min=1, help="Hoeveel voorstellen.")] = None,
    taal: Annotated[str | None, typer.Option("--taal", metavar="T", help="Een taal die voor dit gezin van belang is.")] = None,
    json: Json = False,
) -> None:
    """Welk duo past bij een casus, het best passende eerst, met redenen. Van meer casussen tegelijk de beste verdeling."""
    if taal is not None and len(casus) > 1:
        raise Refused("Een taal hoort bij één casus.", "Noem één casus, of laat --taal weg.")
    with opened(writing=False) as team, team.doing("duo") as session:
        wie = team.wie()
        found = [casussen.find(session, name) for name in casus]
        for one in found:
            casussen.seen(session, wie, "duo", one)
        if len(found) > 1:
            show_together(duo.samen(session, found, wie.today, limit=aantal or SHOWN_TOGETHER), json)
        else:
            _pairs(duo.voorstellen(session, found[0], wie.today, taal=taal), aantal, json)


def _pairs(pairs: list[Paar], aantal: int | None, json: bool) -> None:
    if json:
        as_json([_row(pair) for pair in pairs[:aantal]])
        return
    shown = pairs[: aantal or SHOWN]
    for rank, pair in enumerate(shown, 1):
        _show(f"{rank}.", pair)
    if more := len(pairs) - len(shown):
        out(f"Nog {more} duo's; --aantal {len(pairs)} laat alle zien.")


def show_together(proposals: Sequence[Samen], json: bool) -> None:
    """Print joint proposals, the best first."""
    if json:
        as_json([{"score": p.score, "casussen": [{"casus": deel.code} | _row(deel.paar) for deel in p.delen]} for p in proposals])
        return
    for rank, proposal in enumerate(proposals, 1):
        out(f"Voorstel {rank}, samen {text.count(proposal.score, 'punt', 'punten')}")
        for deel in proposal.delen:
            _show(f"{deel.code}:", deel.paar)


def _row(pair: Paar | None) -> dict[str, object]:
    if pair is None:
        return {"leden": [], "score": 0, "redenen": [], "let_op": [NOBODY]}
    return {
        "leden": list(pair.codes),
        "score": pair.score,
        "redenen": [reason.regel for reason in pair.redenen],
        "let_op": [flag.regel for flag in pair.let_op],
    }


def _show(head: str, pair: Paar | None) -> None:
    if pair is None:
        out(f"{head} {NOBODY}")
        return
    out(f"{head} {' en '.join(pair.codes)}, {text.count(pair.score, 'punt', 'punten')}")
    for name, points in (("waarom", pair.redenen), ("let op", pair.let_op)):
        if points:
            words = "; ".join(point.regel for point in points)
            out(textwrap.fill(words, WIDTH, initial_indent=f"   {name}: ", subsequent_indent=" " * (len(name) + 5)))
