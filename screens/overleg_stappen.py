"""The walk through a meeting: its steps, what is known at the one on screen, and from one to the next.

What is on screen is kept with the meeting, so a meeting that is broken off goes on at the same step.
"""

from __future__ import annotations

import contextlib
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from textual.containers import VerticalScroll

from db.columns import made_of
from retcli import casussen, duo, duosamen, heraanmelding, inzet, inzetlog, signalen, verschillen
from retcli import overleg as meeting
from retcli import text as words
from retcli.casussen import Kaart
from retcli.errors import NotFound, RetError
from retcli.overleg import Punt

from .basis import Kern, vraagt
from .keuze import KiesCasus
from .logvraag import MetLog
from .overleg_beeld import DEEL, Stand, Stap

if TYPE_CHECKING:
    from sqlmodel import Session

    from retcli.ongedaan import Teruggedraaid

LOOK_AHEAD = 0.15
"""Seconds after a step that its successor is read."""
WALKING = "loop"
"""The intent of what only walks through the meeting; undo passes it by."""


class OverlegStappen(MetLog):
    """The steps of a meeting. How a step is drawn is its screen's."""

    def __init__(self, kern: Kern, overleg: UUID) -> None:
        super().__init__(kern)
        self._overleg = overleg
        self._stand: Stand | None = None
        self._at = 0
        self._ahead: tuple[UUID, Stand] | None = None

    def _draw(self) -> None:
        """Show the step as it was read."""
        raise NotImplementedError

    # --- reading

    @property
    def _stap(self) -> Stap | None:
        return self._stand.stappen[self._at] if self._stand is not None else None

    def _read(self, at: int) -> bool:
        """Read the meeting as it is at a step; False, with the screen as it was, when that can't be done now."""
        if self.kern.team is None:
            return False
        stand = self.look(lambda session: self._stand_at(session, self.kern.open_team.now(), at))
        if stand is None:
            return False
        self._stand, self._at, self._ahead = stand, min(at, len(stand.stappen) - 1), None
        self.set_timer(LOOK_AHEAD, self._look_ahead)
        return True

    def _stand_at(self, session: Session, now: datetime, at: int) -> Stand:
        today = self.kern.open_team.wie().today
        kop = meeting.get(session, self._overleg)
        punten = tuple(meeting.agenda(session, self._overleg, today, fresh=False))
        stappen = self._steps(punten)
        end = meeting.expected_end(session, kop.gestart_op, now, punten) if kop.gestart_op else None
        return self._with_item(session, Stand(kop, punten, stappen, today, end), stappen[min(at, len(stappen) - 1)])

    def _with_item(self, session: Session, stand: Stand, step: Stap) -> Stand:
        """With what is known of the item of a step; what is gone is left out, and the screen says so."""
        punt = step.punt
        stand = replace(
            stand,
            kaart=None,
            besluit=None,
            duo=(),
            start=None,
            inzet=None,
            log=(),
            signaal=None,
            mogelijk=(),
            voorstel=None,
            verschillen=(),
        )
        if punt is None:
            return stand
        stand = self._with_punt(stand, punt)
        if punt.signaal is not None:
            return replace(stand, signaal=next((s for s in signalen.listed(session) if s.id == punt.signaal), None))
        card = None
        if punt.casus_id is not None:
            with contextlib.suppress(NotFound):
                card = casussen.card(session, punt.casus_id)
        besluit = next((b for b in reversed(card.besluiten) if b.overleg == self._overleg), None) if card else None
        given = next((i for i in card.inzetten if i.besluit == besluit.id), None) if card and besluit else None
        if card is not None and verschillen.aantal(session):
            stand = replace(stand, verschillen=tuple(verschillen.lijst(session, card.id)))
        stand = replace(stand, kaart=card, besluit=besluit, duo=given.duo if given else (), start=given.start if given else None)
        if besluit is not None and card is not None and besluit.route == "TA" and not stand.duo:
            with contextlib.suppress(RetError):  # no two members, or closed: the question for a duo says so
                proposed = duo.voorstel(session, card.id, stand.today)
                stand = replace(stand, voorstel=proposed, wachten=duosamen.many_waiting(session, self._overleg))
        if card is not None and punt.soort == "nieuw" and card.eerder is None:
            stand = replace(stand, mogelijk=tuple(heraanmelding.candidates(session, card.velden, card.id)))
        if punt.inzet is not None:
            with contextlib.suppress(NotFound):
                lines = [line for line in inzetlog.logregels(session, punt.inzet) if not line.vervangen]
                return replace(stand, inzet=inzet.get(session, punt.inzet, stand.today), log=tuple(lines))
        return stand

    def _steps(self, punten: tuple[Punt, ...]) -> tuple[Stap, ...]:
        steps = [Stap("opening", made_of("stap", self._overleg, "opening"))]
        if any(p.soort == "actie" for p in punten):
            steps.append(Stap("acties", made_of("stap", self._overleg, "acties")))
        steps += [Stap("punt", p.id, p) for p in punten if p.soort != "actie"]
        steps.append(Stap("sluiten", made_of("stap", self._overleg, "sluiten")))
        return tuple(steps)

    def ververs(self) -> None:
        """After an act: read and draw again, at the same step."""
        here = self._stap.id if self._stap else None
        if self._read(self._at) and self._stand is not None:
            at = next((n for n, s in enumerate(self._stand.stappen) if s.id == here), self._at)
            if at != self._at:
                self._read(at)
        self._draw()

    def _take_up(self) -> bool:
        """What came up since the agenda was written down is added to it, and said. Whether there was anything."""
        if self._stand is None or self._stand.kop.status != "lopend":
            return False
        new: list[Punt] = []
        with self.doing(WALKING) as (session, wie):
            new = meeting.keep(session, self._overleg, wie.today)
        named = [f"{p.casus or 'een signaal'} ({DEEL.get(p.soort, 'actie').lower()})" for p in new if p.soort != "actie"]
        if named:
            self.say(f"Erbij op de agenda: {words.listed(named)}.")
        return bool(new)

    def _arrive(self, at: int, *, forward: bool = False) -> None:
        """At another step: remember where the meeting is, log what is seen, and show it. Forward, the step before is discussed.

        Walking changes nothing that the agenda shows but that; so only the item is read.
        """
        before, stand = self._stap, self._stand
        if stand is None or before is None:
            return
        step = stand.stappen[at]
        if self._ahead is not None and self._ahead[0] == step.id:
            ahead = self._ahead[1]
            found: Stand | None = replace(ahead, kop=stand.kop, punten=stand.punten, stappen=stand.stappen, einde=stand.einde)
        else:
            found = self.look(lambda session: self._with_item(session, stand, step))
        if found is None:
            return
        done = self._discussed(stand, before) if forward else None
        if stand.kop.status == "lopend":
            now, end = self.kern.open_team.now(), stand.einde
            with self.doing(WALKING) as (session, wie):
                if done is not None:
                    meeting.mark(session, wie, self._overleg, done)
                    found = self._with_punt(found, replace(done, besproken=True))
                meeting.go_to_step(session, wie, self._overleg, step.id, step.punt)
                end = meeting.expected_end(session, stand.kop.gestart_op, now, found.punten) if stand.kop.gestart_op else None
            if not self.gelukt:
                return  # nothing was stored, so the meeting is where it was
            self._stand, self._at = replace(found, kop=replace(stand.kop, huidig=step.id, huidig_sinds=now), einde=end), at
            if (before.soort == "acties" or step.soort == "sluiten") and self._take_up() and self._read(at):
                self._read(next((n for n, s in enumerate(self._stand.stappen) if s.id == step.id), at))
        else:
            self._stand, self._at = found, at
        sheet = self.query_one("#blad", VerticalScroll)
        if sheet.scroll_y:
            sheet.scroll_home(animate=False)
        self._draw()
        self._ahead = None
        self.set_timer(LOOK_AHEAD, self._look_ahead)

    def _look_ahead(self) -> None:
        """Read the next item while people talk, so that it is there at once. Any act makes it be read anew."""
        stand = self._stand
        if stand is None or self.kern.team is None or self.bezig or self._at + 1 >= len(stand.stappen):
            return
        step = stand.stappen[self._at + 1]
        with contextlib.suppress(RetError), self.kern.team.reading() as session:
            self._ahead = (step.id, self._with_item(session, stand, step))

    def _discussed(self, stand: Stand, step: Stap) -> Punt | None:
        """The item of a step, when going on means that it is discussed; says so when it asks for a decision that it has not."""
        punt = step.punt
        if punt is None or punt.besproken or stand.kop.status != "lopend":
            return None
        closed = stand.kaart is not None and stand.kaart.velden.get("afsluiting_datum") is not None
        if punt.soort in meeting.DECIDES and stand.besluit is None and stand.kaart is not None and not closed:
            self.say(f"{punt.casus} heeft nog geen besluit; het staat bij het sluiten in de lijst.", wrong=True)
            return None
        return punt

    @staticmethod
    def _with_punt(stand: Stand, punt: Punt) -> Stand:
        """With this item as it is now."""
        return replace(
            stand,
            punten=tuple(punt if p.id == punt.id else p for p in stand.punten),
            stappen=tuple(replace(s, punt=punt) if s.id == punt.id else s for s in stand.stappen),
        )

    def _after(self, done: bool) -> bool:
        """After an act: show it, with what was decided in sight, also under a long card. Gives what it got."""
        if done and self._stap is not None and self._stap.punt is not None:
            self._item_again(self._stap.punt)
            self.call_after_refresh(self._decision_in_sight)
        elif done:
            self.ververs()
        return done

    def _item_again(self, punt: Punt) -> None:
        """After an act on the item on screen: that item is read and drawn, for nothing else on the agenda changed."""
        stand, step = self._stand, self._stap
        if stand is None or step is None:
            return
        found = self.look(lambda session: self._with_item(session, stand, replace(step, punt=meeting.as_it_is(session, punt))))
        if found is None:
            return
        now = found.stappen[self._at].punt
        self._stand, self._ahead = found, None
        if now is not None and found.kaart is not None:
            held = meeting.held_over(b.route for b in found.kaart.besluiten)
            route = punt.route if punt.besluit else found.besluit.route if found.besluit else None
            self._stand = self._with_punt(found, replace(now, route=route, keer=held))
        self._draw()

    def _decision_in_sight(self) -> None:
        sheet = self.query_one("#blad", VerticalScroll)
        if sheet.max_scroll_y:
            sheet.scroll_end(animate=False)

    def sinds(self) -> datetime | None:
        """Undo reaches back to the beginning of this meeting."""
        return self._stand.kop.gestart_op if self._stand is not None else None

    def teruggedraaid(self, wat: Teruggedraaid) -> None:
        """Show what was taken back: at its casus, when that is on the agenda."""
        self.ververs()
        if self._stand is None or wat.casus is None:
            return
        here = self._stap.punt if self._stap else None
        if here is None or here.casus_id != wat.casus:
            at = next((n for n, s in enumerate(self._stand.stappen) if s.punt and s.punt.casus_id == wat.casus), None)
            if at is not None:
                self._arrive(at)

    @property
    def _breed(self) -> bool:
        return self.size.width >= 100

    @property
    def _width(self) -> int:
        """Cells of a line of the sheet."""
        if self.has_class("-projector"):
            return max(20, self.size.width - 13)
        return max(20, self.size.width - (39 if self._breed else 3))

    # --- walking

    def action_volgende(self) -> None:
        self._go(self._at + 1)

    def action_vorige(self) -> None:
        self._go(self._at - 1)

    def _go(self, to: int) -> None:
        stand, step = self._stand, self._stap
        if stand is None or step is None or not 0 <= to < len(stand.stappen) or self.asking:
            return
        self.say("")
        self._arrive(to, forward=to > self._at)

    @vraagt
    async def action_ga(self) -> None:
        """To an item by number, or to a casus by code; one that is not on the agenda is put on it."""
        given = await self.ask("Ga naar", key="ga", placeholder="nummer of casuscode")
        stand = self._stand
        if not given or stand is None:
            return
        if given.strip().isdecimal() and len(given.strip()) <= 3:
            if 1 <= int(given) <= len(stand.stappen):
                self._go(int(given) - 1)
            else:
                self.say(f"De agenda heeft {len(stand.stappen)} punten.", wrong=True)
            return
        found: UUID | None = None
        with self.doing("inbrengen") as (session, wie):
            casus = casussen.find(session, given)
            here = next((p.id for p in stand.punten if p.casus_id == casus), None)
            found = here or meeting.bring_in(session, wie, self._overleg, casus)
        if not self.gelukt:
            self.keep("ga", given)
        self._go_to(found)

    @vraagt
    async def action_casus(self) -> None:
        """A casus that someone brings in, out of the newest or by searching."""
        stand = self._stand
        if stand is None:
            return

        def search(typed: str) -> list[casussen.Regel]:
            return self.look(lambda session: meeting.candidates(session, self._overleg, stand.today, typed)) or []

        chosen = await self.app.push_screen_wait(KiesCasus(search))
        found: UUID | None = None
        if chosen is not None:
            with self.doing("inbrengen") as (session, wie):
                found = meeting.bring_in(session, wie, self._overleg, chosen)
        self._go_to(found)

    def _go_to(self, item: UUID | None) -> None:
        """To an item that may be new on the agenda."""
        if item is not None and self._stand is not None:
            self.ververs()
            at = next((n for n, s in enumerate(self._stand.stappen) if s.id == item), None)
            if at is not None:
                self._go(at)

    def action_kaart(self) -> None:
        """The whole card of the casus on screen, or the inzet."""
        on_screen = self._casus()
        if on_screen is None:
            return
        from .casus import CasusScherm
        from .inzet import InzetScherm

        punt, card = on_screen
        self.app.push_screen(InzetScherm(self.kern, punt.inzet) if punt.inzet is not None else CasusScherm(self.kern, card.id))

    def action_wijzig(self) -> None:
        """The form of the casus on screen."""
        on_screen = self._casus()
        if on_screen is not None:
            from .aanmelding import AanmeldingScherm

            self.app.push_screen(AanmeldingScherm(self.kern, on_screen[1].id))

    def _casus(self) -> tuple[Punt, Kaart] | None:
        """The casus on screen; says so when there is none."""
        stand, step = self._stand, self._stap
        if self.asking:
            return None
        if stand is None or step is None or step.punt is None or stand.kaart is None or stand.kaart.id != step.punt.casus_id:
            self.say("Kies eerst een casus: → of g.")
            return None
        return step.punt, stand.kaart
