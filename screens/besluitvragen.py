"""What is asked about a decision: why, who, by when, which duo, and on what ground the casus may be shared."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from db.codes import GRONDSLAG_DELEN
from retcli import intake, leden, redenen, triage
from retcli import text as words

from .basis import Scherm
from .keuze import KiesCode, KiesDuo, KiesLid

if TYPE_CHECKING:
    from retcli.casussen import Genomen, Kaart


async def vraag_reden(scherm: Scherm, besluit: Genomen) -> bool:
    """Why: one of the team's own phrases by its digit, or typing. Whether it was answered."""
    phrases = scherm.look(redenen.phrases)
    if phrases is None:
        return False
    key = f"reden {besluit.id}"
    given = await scherm.ask("Reden", besluit.reden or "", key=key, keuzes=phrases, meer=True)
    if given is None:
        return False
    if given != (besluit.reden or ""):
        with scherm.doing("reden", "Reden bewaard.") as (session, wie):
            triage.set_reason(session, wie, besluit.id, given)
        return _kept(scherm, key, given)
    return True


async def vraag_eigenaar(scherm: Scherm, besluit: Genomen) -> bool:
    """Who does it. Whether it was answered."""
    today = scherm.kern.open_team.wie().today
    members = scherm.look(lambda session: leden.everyone(session, today))
    if members is None:
        return False
    chosen = await scherm.app.push_screen_wait(KiesLid("Wie voert het uit?", members, besluit.eigenaar))
    if chosen is None:
        return False
    with scherm.doing("eigenaar", "Eigenaar bewaard.") as (session, _):
        triage.set_owner(session, besluit.id, chosen)
    return scherm.gelukt


async def vraag_termijn(scherm: Scherm, besluit: Genomen) -> bool:
    """By when. Whether it was answered."""
    shown, key = words.day_short(besluit.datum), f"datum {besluit.id}"
    given = await scherm.ask("Uiterlijk", shown, key=key, placeholder="vr, 27-11, +7 …", replace=True)
    if given is None:
        return False
    if given.strip() and given != shown:
        with scherm.doing("termijn") as (session, wie):
            day = words.parse_date(given, wie.today)
            triage.set_date(session, besluit.id, day)
            scherm.straks(f"Uiterlijk {words.day_words(day)}.")
        return _kept(scherm, key, given)
    return True


async def vraag_duo(scherm: Scherm, besluit: Genomen, casus: str, nu: tuple[str, ...], today: date) -> bool:
    """Which two of the Teams AnderS. Whether it was answered."""
    if besluit.route != "TA":
        scherm.say("Een duo hoort bij Team AnderS: kies eerst 4.", wrong=True)
        return False
    rooms = scherm.look(lambda session: leden.capacity(session, today))
    if rooms is None:
        return False
    chosen = await scherm.app.push_screen_wait(KiesDuo(casus, rooms, nu))
    if chosen is None:
        return False
    with scherm.doing("duo", "Duo gekozen.") as (session, wie):
        triage.assign(session, wie, besluit.id, chosen)
    return scherm.gelukt


async def vraag_grondslag(scherm: Scherm, kaart: Kaart) -> bool:
    """On what ground this casus may be shared, and who gave it. Whether it was stored."""
    now = kaart.velden.get("grondslag_status")
    chosen = await scherm.app.push_screen_wait(
        KiesCode("Op welke grond mag dit gedeeld worden?", GRONDSLAG_DELEN, str(now) if now else None)
    )
    if chosen is None:
        return False
    key, by = f"grondslag {kaart.id}", ""
    if chosen not in ("NIETVAST", "DIRECT"):
        question = "Reden" if chosen == "VEILIG" else "Door wie"
        before = str(kaart.velden.get("grondslag_wie") or "") if chosen == now else ""
        given = await scherm.ask(question, before, key=key, placeholder="rol, geen naam", replace=True)
        if given is None:
            return False
        by = given
    with scherm.doing("wijzig", f"Grondslag: {GRONDSLAG_DELEN.label(chosen).lower()}.") as (session, wie):
        day = None if chosen == "NIETVAST" else wie.today
        intake.change(session, wie, kaart.id, {"grondslag_status": chosen, "grondslag_datum": day, "grondslag_wie": by or None})
    return _kept(scherm, key, by)


def _kept(scherm: Scherm, key: str, typed: str) -> bool:
    """Whether the act succeeded; what could not be stored is offered again by the same question."""
    if not scherm.gelukt:
        scherm.keep(key, typed)
    return scherm.gelukt
