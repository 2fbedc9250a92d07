"""retcli actie ..."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from sqlmodel import Session

from .. import acties, casussen, leden, overleg, text
from ..errors import Refused
from ..notulen import merk
from ..notulen.uitgeven import Stuk
from ..wie import Wie
from .basis import INTERN, Ja, Json, Naar, Versleuteld, Vormen, as_json, day, geef, opened, out, table, tell

app = typer.Typer(no_args_is_help=True, help="Acties: lijst, nieuw, klaar, verzet, wijzig.")

Nummer = Annotated[str, typer.Argument(metavar="NUMMER", help="Zoals de lijst het geeft.")]


@app.command("lijst")
def list_(
    alle: Annotated[bool, typer.Option("--alle", help="Ook wat gedaan of vervallen is.")] = False,
    wie: Annotated[str | None, typer.Option("--wie", metavar="LID", help="Alleen van dit lid.")] = None,
    vorm: Vormen = None,
    versie: Annotated[str | None, typer.Option("--versie", metavar="deelbaar|intern", help="Om te delen, of met namen.")] = None,
    naar: Naar = None,
    versleuteld: Versleuteld = False,
    ja: Ja = False,
    json: Json = False,
) -> None:
    """De open acties, de eerste datum eerst; met --vorm of --naar als lijst per persoon of rol, om te geven."""
    if vorm or naar or versie:
        if alle or json:
            raise Refused("--alle en --json gaan niet samen met --vorm, --versie of --naar.", "De lijst om te geven heeft de open acties.")
        _give(wie, vorm, versie or "deelbaar", naar, ja=ja, versleuteld=versleuteld)
        return
    with opened(writing=False) as team, team.doing("acties") as session:
        casussen.seen(session, team.wie(), "acties")
        of = leden.find(session, wie).code if wie else None
        found = [a for a in casussen.actions(session, open_only=not alle) if of is None or a.eigenaar == of]
    if json:
        as_json(
            [
                {
                    "nummer": acties.short_id(a.id),
                    "casus": a.casus,
                    "omschrijving": a.omschrijving,
                    "eigenaar": a.eigenaar,
                    "voor": a.voor,
                    "status": a.status,
                    "soort": a.soort,
                }
                for a in found
            ]
        )
        return
    table(
        ("nummer", "voor", "wie", "casus", "wat", "status"),
        [(acties.short_id(a.id), text.day_short(a.voor), a.eigenaar, a.casus, a.omschrijving, a.status) for a in found],
        "Er zijn geen open acties.",
    )


def _give(lid: str | None, vorm: list[str] | None, versie: str, naar: Path | None, *, ja: bool, versleuteld: bool) -> None:
    whole = merk.intern(versie)

    def stuk(session: Session, wie: Wie) -> Stuk:
        from ..notulen import actielijst

        return actielijst.compose(session, wie, versie, leden.find(session, lid) if lid else None)

    geef(stuk, vorm, naar, ja=ja, vraag=INTERN if whole else "", doel="acties", versleuteld=versleuteld)


@app.command("nieuw")
def new(
    tekst: Annotated[str, typer.Argument(metavar="TEKST")],
    wie: Annotated[str | None, typer.Option("--wie", metavar="LID")] = None,
    voor: Annotated[str | None, typer.Option("--voor", metavar="D")] = None,
    casus: Annotated[str | None, typer.Option("--casus", metavar="CASUS")] = None,
) -> None:
    """Een nieuwe actie; loopt er een overleg, dan hoort hij daarbij."""
    with opened() as team:
        acting = team.wie()
        with team.doing("actie") as session:
            now = overleg.current(session)
            made = acties.add(
                session,
                acting,
                tekst,
                eigenaar=leden.find(session, wie).id if wie else acting.lid,
                voor=day(voor),
                casus=casussen.find(session, casus) if casus else None,
                overleg=now.id if now else None,
            )
    out(acties.short_id(made))
    tell(acting)


@app.command("klaar")
def done(
    nummer: Nummer, vervallen: Annotated[bool, typer.Option("--vervallen", help="Niet gedaan, maar niet meer nodig.")] = False
) -> None:
    """De actie is gedaan."""
    with opened() as team, team.doing("actie") as session:
        found = acties.find(session, nummer)
        (acties.drop if vervallen else acties.done)(session, team.wie(), found)
    out("Vervallen." if vervallen else "Gedaan.")


@app.command("verzet")
def move(nummer: Nummer, datum: Annotated[str, typer.Argument(metavar="DATUM")]) -> None:
    """Een andere datum."""
    with opened() as team, team.doing("actie") as session:
        when = day(datum)
        if when is None:
            raise Refused("Welke datum?", "Schrijf bijvoorbeeld vr of +7.")
        acties.move(session, team.wie(), acties.find(session, nummer), when)
    out(f"Verzet naar {text.day_words(when)}.")


@app.command("wijzig")
def change(nummer: Nummer, tekst: Annotated[str, typer.Option("--tekst", metavar="T", help="Wat er moet gebeuren.")]) -> None:
    """Andere woorden, ook als de actie gedaan is of het overleg gesloten."""
    with opened() as team:
        wie = team.wie()
        with team.doing("actie") as session:
            acties.change_text(session, wie, acties.find(session, nummer), tekst)
    out("Veranderd.")
    tell(wie)
