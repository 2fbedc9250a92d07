"""Deciding in a meeting: the route by a digit, and what belongs to it."""

from __future__ import annotations

from db.codes import ROUTE
from retcli import overleg as meeting
from retcli import redenen, triage
from retcli import text as words
from retcli.casussen import Genomen

from . import besluitvragen as vragen
from .basis import vraagt
from .overleg_lijsten import MetLijsten


class MetBesluit(MetLijsten):
    """A meeting in which is decided."""

    def action_route(self, route: str) -> None:
        """Take or change the decision; for Team AnderS a duo is proposed, which Enter takes."""
        on_screen = self._casus()
        if on_screen is None or self._stand is None:
            return
        punt, card = on_screen
        if self._stand.besluit is not None and self._stand.besluit.route == route:
            if route == "TA":
                self.action_duo()
            return
        had = self._stand.besluit is not None and self._stand.besluit.reden
        why = "De reden die er stond is gebleven: r" if had else "r geeft de reden"
        said = f"{card.casus}: {ROUTE.label(route)}. {why}, z draait het terug, een ander cijfer verandert het."
        with self.doing("besluit", said) as (session, wie):
            triage.decide(session, wie, card.id, route, overleg=self._overleg)
            meeting.mark(session, wie, self._overleg, punt)
        self._after(self.gelukt)

    def _besluit(self) -> Genomen | None:
        if self._casus() is None or self._stand is None:
            return None
        if self._stand.besluit is None:
            self.say("Er is nog geen besluit: kies eerst een cijfer.", wrong=True)
        return self._stand.besluit

    @vraagt
    async def action_duo(self) -> None:
        besluit = self._besluit()
        if besluit is not None:
            await self._ask_duo(besluit)

    async def _ask_duo(self, besluit: Genomen) -> bool:
        stand = self._stand
        if stand is None or stand.kaart is None:
            return False
        return self._after(await vragen.vraag_duo(self, besluit, stand.kaart, stand.duo, stand.voorstel))

    @vraagt
    async def action_duos_samen(self) -> None:
        """The duos of all casussen of this meeting that have none, divided together."""
        self._after(await vragen.vraag_duos_samen(self, self._overleg))

    @vraagt
    async def action_reden(self) -> None:
        besluit = self._besluit()
        if besluit is not None:
            self._after(await vragen.vraag_reden(self, besluit))

    @vraagt
    async def action_eigenaar(self) -> None:
        besluit = self._besluit()
        if besluit is not None:
            self._after(await vragen.vraag_eigenaar(self, besluit))

    @vraagt
    async def action_termijn(self) -> None:
        if self._stap is not None and self._stap.soort == "sluiten":
            await self._ask_next_meeting()
            return
        besluit = self._besluit()
        if besluit is not None:
            self._after(await vragen.vraag_termijn(self, besluit))

    def action_vaste_zin(self) -> None:
        """Keep the reason on screen as a phrase of the team."""
        besluit = self._besluit()
        if besluit is None:
            return
        if not besluit.reden:
            self.say("Er is nog geen reden om te bewaren: r.", wrong=True)
            return
        with self.doing("zin", "Vaste zin bewaard; bij r kiest een cijfer hem.") as (session, wie):
            redenen.keep(session, wie, besluit.reden)

    @vraagt
    async def action_grondslag(self) -> None:
        on_screen = self._casus()
        if on_screen is not None:
            self._after(await vragen.vraag_grondslag(self, on_screen[1]))

    @vraagt
    async def action_erbij(self) -> None:
        """At the opening someone who is there too; at a casus the same decision for a brother or sister."""
        step = self._stap
        if step is not None and step.soort == "opening":
            await self._ask_guest()
        else:
            self._decide_family()

    def _decide_family(self) -> None:
        besluit, step, stand = self._besluit(), self._stap, self._stand
        if besluit is None or step is None or step.punt is None or stand is None:
            return
        others = [p for p in stand.met(step.punt.samen) if p.route is None and p.casus_id is not None]
        if not others:
            self.say("Er staat geen broer of zus op de agenda die nog geen besluit heeft.")
            return
        named = words.listed([p.casus or "?" for p in others])
        with self.doing("besluit", f"Hetzelfde besluit voor {named}; ieder kind telt apart.") as (session, wie):
            for other in others:
                if other.casus_id is not None:
                    triage.decide_alike(session, wie, besluit.id, other.casus_id)
                    meeting.mark(session, wie, self._overleg, other)
        self.ververs()

    @vraagt
    async def action_door(self) -> None:
        """Enter: tick, close, open an inzet, take the duo that is proposed, or go through what a decision holds."""
        step, stand = self._stap, self._stand
        if step is None or stand is None:
            return
        if step.soort == "sluiten":
            await self._close()
        elif step.punt is None:
            self.action_afvinken()
        elif step.punt.inzet is not None and stand.besluit is None:
            self.action_kaart()
        elif step.punt.soort == "signaal" or (step.punt.soort not in meeting.DECIDES and stand.besluit is None):
            self.action_volgende()
        else:
            besluit = self._besluit()
            if besluit is None:
                return
            if stand.voorgesteld is not None:
                self._after(vragen.neem_duo(self, besluit, stand.voorgesteld))
                return
            for ask in (vragen.vraag_reden, vragen.vraag_eigenaar, vragen.vraag_termijn):
                if not self._after(await ask(self, besluit)):
                    return
            if besluit.route == "TA" and len(stand.duo) != 2:
                await self._ask_duo(besluit)
