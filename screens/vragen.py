"""Questions that more than one screen asks, one after another: an action, how a casus ended, what is announced."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, TypedDict
from uuid import UUID

from db.codes import RESULTAAT, WOONSITUATIE
from db.errors import RetError
from retcli import acties, leden
from retcli import text as words
from retcli.notulen import overzicht, vaststellen

from .basis import Scherm
from .keuze import KiesCode

if TYPE_CHECKING:
    from sqlmodel import Session

    from retcli.casussen import Kaart


class Sluiting(TypedDict):
    """How a casus ended, as `triage.close` takes it."""

    reden: str
    resultaat: str | None
    woonsituatie_eind: str | None
    overgedragen_aan: str | None


async def vraag_actie(
    scherm: Scherm, casus: UUID | None, *, overleg: UUID | None = None, eigenaar: str = "", voor: date | None = None
) -> bool:
    """Ask for an action and store it: what, who, when; `eigenaar` and `voor` are proposed. Whether it was stored.

    What was typed comes first: a name or a date that can't be read leaves the action without it, and says so.
    """
    key = f"actie {casus}"
    what = await scherm.ask("Actie", key=key, placeholder="wat er moet gebeuren")
    if not what or not what.strip():
        return False
    scherm.keep(key, what)  # who stops or is killed at the next question finds it again
    who = await scherm.ask("Wie", eigenaar, key=f"{key} wie", placeholder="korte naam", replace=True)
    proposed = words.day_short(voor) if voor else "+7"
    when = await scherm.ask("Voor", proposed, key=f"{key} voor", placeholder="vr, 27-11, +7 …", replace=True)
    left = [name for name, given in (("wie", who), ("wanneer", when)) if not given]
    scherm.kern.concepten.beantwoord |= {key, f"{key} wie", f"{key} voor"}
    with scherm.doing("actie", f"Actie bewaard{f', nog zonder {words.listed(left)}' if left else ''}.") as (session, wie):
        owner, due = _read(session, wie.today, who, when, wie.notes)
        acties.add(session, wie, what, eigenaar=owner, voor=due, casus=casus, overleg=overleg)
    if not scherm.gelukt:
        scherm.keep(key, what)
    return scherm.gelukt


def _read(session: Session, today: date, who: str | None, when: str | None, notes: list[str]) -> tuple[UUID | None, date | None]:
    owner, due = None, None
    try:
        owner = leden.find(session, who).id if who else None
    except RetError as error:
        notes.append(f"{error.message} De actie heeft nog geen eigenaar.")
    try:
        due = words.parse_date(when, today) if when else None
        if due is not None and due < today:
            notes.append("Die datum is al voorbij; de actie heeft nog geen datum.")
            due = None
    except RetError as error:
        notes.append(f"{error.message} De actie heeft nog geen datum.")
    return owner, due


async def vraag_sluiting(scherm: Scherm, kaart: Kaart) -> Sluiting | None:
    """Ask how a casus ended: result, where the child lives now, and to whom it went. None when one was left with Esc."""
    result = await scherm.app.push_screen_wait(KiesCode(f"{kaart.casus} afsluiten: wat is het resultaat?", RESULTAAT, leeg=True))
    if result is None:
        return None
    lives_in = kaart.velden.get("woonsituatie")
    lives = await scherm.app.push_screen_wait(
        KiesCode("Waar woont de jeugdige nu?", WOONSITUATIE, str(lives_in) if lives_in else None, leeg=True)
    )
    if lives is None:
        return None
    to = await scherm.ask("Overgedragen aan", key=f"overgedragen {kaart.id}", placeholder="niemand: alleen Enter")
    if to is None:
        return None
    return Sluiting(
        reden="OVERGED" if to.strip() else "KLAAR", resultaat=result or None, woonsituatie_eind=lives or None, overgedragen_aan=to or None
    )


async def vraag_mededeling(scherm: Scherm, overleg: UUID) -> None:
    """Ask for the one free paragraph of the minutes; empty takes it away."""
    before = scherm.look(lambda session: overzicht.announcement(session, overleg))
    if before is None:
        return
    key = f"mededeling {overleg}"
    placeholder = "een vrije alinea in de notulen; zij staat ook in de deelbare versie"
    given = await scherm.ask("Mededeling", before, key=key, placeholder=placeholder, meer=True)
    if given is None or given.strip() == before:
        return
    with scherm.doing("mededeling", "Mededeling bewaard." if given.strip() else "De mededeling is weg; z zet haar terug.") as (
        session,
        wie,
    ):
        vaststellen.announce(session, wie, overleg, given)
    if not scherm.gelukt:
        scherm.keep(key, given)
