"""What is asked about a decision: why, who, by when, which duo, and on what ground the casus may be shared."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING
from uuid import UUID

from db.codes import GRONDSLAG_DELEN
from retcli import duo, duosamen, intake, leden, redenen, triage
from retcli import text as words

from .basis import Scherm
from .duovoorstel import DuosSamen, DuoVoorstel
from .keuze import KiesCode, KiesLid

if TYPE_CHECKING:
    from retcli.casussen import Genomen, Kaart
    from retcli.duo import Paar, Voorstel


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


async def vraag_duo(scherm: Scherm, besluit: Genomen, kaart: Kaart, nu: Collection[str], voorstel: Voorstel | None = None) -> bool:
    """Which two of the Teams AnderS; of another pair than the first also why.

    `voorstel` is what was read already. Whether it was answered.
    """
    if besluit.route != "TA":
        scherm.say("Een duo hoort bij Team AnderS: kies eerst 4.", wrong=True)
        return False

    def ranked(taal: str | None) -> Voorstel | None:
        today = scherm.kern.open_team.wie().today
        return scherm.look(lambda session: duo.voorstel(session, kaart.id, today, taal=taal))

    proposal = voorstel or ranked(None)
    if proposal is None:
        return False
    question = DuoVoorstel(proposal, nu, ranked)
    chosen = await scherm.app.push_screen_wait(question)
    if chosen is None or set(chosen.codes) == set(nu):
        return chosen is not None
    first, language = question.voorstel.paren[0], question.voorstel.taal
    if not neem_duo(scherm, besluit, chosen, f"taal van het gezin: {language}" if language and chosen == first else None):
        return False
    if chosen != first:
        scherm.ververs()
        await _vraag_waarom_ander(scherm, besluit, chosen, first)
    return True


async def vraag_duos_samen(scherm: Scherm, overleg: UUID) -> bool:
    """One duo for each casus of this meeting that waits for one, taken in one act. Whether it was answered."""
    today = scherm.kern.open_team.wie().today
    divide = scherm.look(lambda session: duosamen.prepare(session, overleg, today))
    if divide is None:
        return False
    chosen = await scherm.app.push_screen_wait(DuosSamen(divide))
    if chosen is None:
        return False
    with scherm.doing("duo") as (session, wie):
        many = duosamen.take(session, wie, overleg, chosen)
        named = [f"{deel.code} {' + '.join(deel.paar.codes)}" for deel in chosen.delen if deel.paar]
        scherm.straks(f"{many} in één keer gekozen: {words.listed(named)}; z draait het terug.")
    return scherm.gelukt


def neem_duo(scherm: Scherm, besluit: Genomen, paar: Paar, reden: str | None = None) -> bool:
    """Give a decision this duo. Whether it was stored."""
    with scherm.doing("duo", f"Duo {words.listed(paar.codes)}; d kiest een ander.") as (session, wie):
        triage.assign(session, wie, besluit.id, paar.leden, keuze_reden=reden)
    return scherm.gelukt


async def _vraag_waarom_ander(scherm: Scherm, besluit: Genomen, paar: Paar, eerste: Paar) -> None:
    """Why not the first: a phrase by its digit, typing, or nothing by Enter."""
    key = f"waarom {besluit.id} {' '.join(paar.codes)}"
    given = await scherm.ask(f"Waarom niet {words.listed(eerste.codes)}?", key=key, placeholder="mag leeg blijven", keuzes=duo.WAAROM_ANDER)
    if given and given.strip():
        with scherm.doing("duo", "Reden bij het duo bewaard.") as (session, wie):
            triage.set_duo_reason(session, wie, besluit.id, given)
        _kept(scherm, key, given)


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
