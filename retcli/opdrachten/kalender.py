"""retcli kalender."""

from __future__ import annotations

from typing import Annotated

import typer

from .. import leden
from .basis import Ja, Naar, geef


def calendar(
    naar: Naar = None,
    wie: Annotated[str | None, typer.Option("--wie", metavar="LID", help="Alleen wat dit lid doet, en de overleggen.")] = None,
    vorm: Annotated[list[str] | None, typer.Option("--vorm", metavar="ics|md|docx|pdf|json", help="Anders ics, voor een agenda.")] = None,
    ja: Ja = False,
) -> None:
    """Overleggen, open acties en de dagen van inzetten, voor de agenda van telefoon of Outlook, zonder namen; twee keer inlezen mag."""
    from ..notulen import kalender

    geef(
        lambda session, acting: kalender.compose(session, acting, leden.find(session, wie) if wie else None),
        vorm,
        naar,
        ja=ja,
        doel="kalender",
        maken=kalender.maak,
        kent=kalender.FORMS,
    )
