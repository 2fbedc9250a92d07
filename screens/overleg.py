"""The meeting: one thing at a time in front of everyone, by a few keys; each entry is stored the moment it is made.

The steps are the opening (who is there), last week's actions, the casussen of the agenda, and the closing. What is on screen is kept with
the meeting, so a meeting that is broken off goes on at the same step.
"""

from __future__ import annotations

import contextlib
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from textual import work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from db.codes import ROUTE
from retcli import acties, casussen, leden, triage
from retcli import overleg as meeting
from retcli import text as words
from retcli.casussen import Genomen, Kaart
from retcli.errors import NotFound, RetError
from retcli.overleg import Punt

from . import kaart
from .basis import Kern, Scherm, een_tegelijk
from .keuze import Bevestig, KiesCasus, KiesDuo, KiesLid
from .overleg_beeld import DEEL, Rij, Stand, Stap, agenda_line, decision, routes
from .text import column, joined, plain
from .toetsen import bindings
from .voet import Voet

if TYPE_CHECKING:
    from sqlmodel import Session

AANWEZIG_TEKEN = {"JA": "☑ aanwezig", "NEE": "☐ afwezig", "DEELS": "◪ deels"}
VOLGENDE_AANWEZIG = {"JA": "NEE", "NEE": "DEELS", "DEELS": "JA"}


class OverlegScherm(Scherm):
    """The walk through a meeting that runs."""

    CSS_PATH = "styles/overleg.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-smal"), (100, "-breed")]  # noqa: RUF012  # Textual's own form
    BINDINGS = bindings("overleg")
    HULP = "overleg"
    SLOT_MINUTEN = 20

    def __init__(self, kern: Kern, overleg: UUID) -> None:
        super().__init__(kern)
        self._overleg = overleg
        self._stand: Stand | None = None
        self._at = 0
        self._people: list[UUID | None] = []
        self._actions: list[UUID] = []

    def compose(self) -> ComposeResult:
        yield Static(id="kop")
        yield Static(id="pad")
        with Horizontal(id="midden"):
            yield OptionList(id="agenda", compact=True)
            with VerticalScroll(id="blad", can_focus=False):
                yield Static(id="titel")
                yield Static(id="gegevens")
                yield OptionList(id="lijst", compact=True)
                yield Rij("Vraag", "vraag")
                yield Rij("Speelt", "speelt")
                yield Rij("Tot nu toe", "toen")
                with Vertical(id="beslissen"):
                    yield Rij("Besluit", "routes")
                    yield Rij("", "besluit")
                    yield Rij("Acties", "acties")
                    yield Rij("Notitie", "notitie")
        yield from self.onderkant()
        yield Voet()

    def on_mount(self) -> None:
        for name in ("#agenda", "#lijst"):
            self.query_one(name, OptionList).can_focus = False
        at = 0
        if self._read(0) and self._stand is not None:
            here = self._stand.kop.huidig
            at = next((n for n, s in enumerate(self._stand.stappen) if s.id == here), 0)
        self._arrive(at)
        self.set_interval(30, self._clock)

    def on_screen_resume(self) -> None:
        if self._stand is not None and self.kern.team is not None:
            self._refresh()
            if self._stand.kop.status != "lopend":
                self.say("Dit overleg is intussen gesloten; er kan niets meer aan veranderen.", wrong=True)

    def on_resize(self) -> None:
        self._draw()

    # --- reading

    @property
    def _stap(self) -> Stap | None:
        return self._stand.stappen[self._at] if self._stand is not None else None

    def _read(self, at: int) -> bool:
        """Read the meeting as it is at a step; False, with the screen as it was, when that can't be done now."""
        if self.kern.team is None:
            return False
        today = self.kern.team.wie().today
        stand = self.look(lambda session: self._stand_at(session, today, at))
        if stand is None:
            return False
        self._stand, self._at = stand, min(at, len(stand.stappen) - 1)
        return True

    def _stand_at(self, session: Session, today: date, at: int) -> Stand:
        kop = meeting.get(session, self._overleg)
        punten = tuple(meeting.agenda(session, self._overleg, today))
        stappen = self._steps(punten)
        punt = stappen[min(at, len(stappen) - 1)].punt
        card = None
        if punt is not None and punt.casus_id is not None:
            with contextlib.suppress(NotFound):  # gone: the step says so
                card = casussen.card(session, punt.casus_id)
        besluit = next((b for b in reversed(card.besluiten) if b.overleg == self._overleg), None) if card else None
        inzet = next((i for i in card.inzetten if i.besluit == besluit.id), None) if card and besluit else None
        return Stand(kop, punten, stappen, card, besluit, inzet.duo if inzet else (), inzet.start if inzet else None, today)

    def _steps(self, punten: tuple[Punt, ...]) -> tuple[Stap, ...]:
        from db.columns import made_of

        steps = [Stap("opening", made_of("stap", self._overleg, "opening"))]
        if any(p.soort == "actie" for p in punten):
            steps.append(Stap("acties", made_of("stap", self._overleg, "acties")))
        steps += [Stap("punt", p.id, p) for p in punten if p.soort != "actie"]
        steps.append(Stap("sluiten", made_of("stap", self._overleg, "sluiten")))
        return tuple(steps)

    def _refresh(self) -> None:
        """After an act: read and draw again, at the same step."""
        here = self._stap.id if self._stap else None
        if self._read(self._at) and self._stand is not None:
            at = next((n for n, s in enumerate(self._stand.stappen) if s.id == here), self._at)
            if at != self._at:
                self._read(at)
        self._draw()

    def _arrive(self, at: int) -> None:
        """At another step: remember where the meeting is, log what is seen, and show it."""
        if not self._read(at):
            return
        step = self._stap
        if step is not None and self._stand is not None and self._stand.kop.status == "lopend":
            with self.doing("loop") as (session, wie):
                meeting.go_to_step(session, wie, self._overleg, step.id, step.punt)
        self.query_one("#blad", VerticalScroll).scroll_home(animate=False)
        self._draw()

    # --- drawing

    def _draw(self) -> None:
        stand, step = self._stand, self._stap
        if stand is None or step is None or not self.is_mounted or self.kern.team is None:
            return
        self._clock()
        self._draw_agenda(stand, step)
        self.query_one("#lijst").display = step.soort != "punt"
        self.query_one("#beslissen").display = step.soort == "punt"
        for name in ("vraag", "speelt", "toen", "routes", "besluit", "acties", "notitie"):
            self.query_one(f"#rij-{name}", Rij).toon(plain(""))
        {"opening": self._draw_opening, "acties": self._draw_actions, "punt": self._draw_item, "sluiten": self._draw_closing}[step.soort](
            stand
        )
        self.refresh_bindings()

    def _clock(self) -> None:
        stand = self._stand
        if stand is None or self.kern.team is None:
            return
        items = [p for p in stand.punten if p.soort != "actie"]
        done = sum(p.besproken for p in items)
        started = stand.kop.gestart_op
        minutes = int((self.kern.open_team.now() - started).total_seconds() // 60) if started else 0
        self.query_one("#kop", Static).update(
            joined(
                self.oefen(),
                plain("RET-AnderS", "bold"),
                plain(words.day_long(stand.kop.datum) if self.size.width >= 100 else words.day_words(stand.kop.datum)),
                plain(f"● loopt {minutes // 60}:{minutes % 60:02d}", "$text-success"),
                plain(f"{done} van {len(items)} besproken"),
                between=" · ",
            )
        )

    def _draw_agenda(self, stand: Stand, step: Stap) -> None:
        options = self.query_one("#agenda", OptionList)
        options.clear_options()
        part = ""
        at = 0
        for n, other in enumerate(stand.stappen):
            if other.punt is not None and DEEL.get(other.punt.soort) != part:
                part = DEEL.get(other.punt.soort, "")
                options.add_option(Option(plain(part), disabled=True))
            elif other.punt is None:
                part = ""
            if n == self._at:
                at = options.option_count
            options.add_option(Option(agenda_line(other, n + 1, self._actions_title()), id=f"stap-{n}"))
        options.highlighted = at
        here = stand.stappen[self._at]
        name = (
            here.punt.casus
            if here.punt and here.punt.casus
            else {"opening": "Opening", "acties": "Acties", "sluiten": "Sluiten"}.get(here.soort, "")
        )
        kind = f"{DEEL.get(here.punt.soort, '')} " if here.punt else ""
        self.query_one("#pad", Static).update(plain(f"{kind}{self._at + 1}/{len(stand.stappen)} · {name}", "dim"))

    def _actions_title(self) -> str:
        items = [p for p in self._stand.punten if p.soort == "actie"] if self._stand else []
        return f"Acties {sum(p.besproken for p in items)} van {len(items)}"

    def _draw_opening(self, stand: Stand) -> None:
        people = self.look(lambda session: meeting.attendance(session, self._overleg)) or []
        self._people = [p.lid for p in people]
        from db.codes import ROL

        self.query_one("#titel", Static).update(plain("Opening", "bold"))
        hint = "Wie is er? Spatie wisselt aanwezig, afwezig en deels. → begint." if people else "Er zijn nog geen vaste leden. → begint."
        if not stand.punten:
            hint += "\nEr staat nog niets op de agenda: c zet er een casus op."
        self.query_one("#gegevens", Static).update(plain(hint, "dim"))
        self._fill([f"{AANWEZIG_TEKEN.get(p.aanwezig, p.aanwezig):<12} {column(p.naam, 26)} {ROL.label(p.rol)}" for p in people])

    def _draw_actions(self, stand: Stand) -> None:
        rows = {a.id: a for a in self.look(casussen.actions) or []}
        shown = [rows[p.actie] for p in stand.punten if p.actie in rows and p.soort == "actie"]
        self._actions = [a.id for a in shown]
        self.query_one("#titel", Static).update(plain(self._actions_title(), "bold"))
        self.query_one("#gegevens", Static).update(plain("Spatie of Enter: gedaan. v verzet, x vervalt. → gaat verder.", "dim"))
        width = 60 if self.size.width >= 100 else 52
        lines = []
        for a in shown:
            mark = {"open": "☐", "gedaan": "☑", "vervallen": "–"}[a.status]
            late = a.status == "open" and a.voor is not None and a.voor < stand.today
            what = f"{a.casus or '':<10}{a.omschrijving}"
            lines.append(f"{mark} {'▲' if late else ' '} {column(a.eigenaar or '?', 6)} {column(what, width)} {words.day_words(a.voor)}")
        self._fill(lines)

    def _fill(self, lines: list[str]) -> None:
        options = self.query_one("#lijst", OptionList)
        chosen = options.highlighted or 0
        options.clear_options()
        options.add_options([Option(plain(line)) for line in lines])
        options.highlighted = min(chosen, len(lines) - 1) if lines else None

    def _draw_item(self, stand: Stand) -> None:
        step, card = self._stap, stand.kaart
        if step is None or step.punt is None or card is None:
            self.query_one("#titel", Static).update(plain("Deze casus is er niet meer.", "bold"))
            self.query_one("#gegevens", Static).update(plain("→ gaat verder."))
            return
        self.query_one("#titel", Static).update(kaart.kop(card, stand.today, step.punt.waarom))
        self.query_one("#gegevens", Static).update(kaart.gegevens(card))
        show = {name: self.query_one(f"#rij-{name}", Rij) for name in ("vraag", "speelt", "toen", "routes", "besluit", "acties", "notitie")}
        show["vraag"].toon(plain(str(card.velden.get("vraag") or "▲ nog niet ingevuld")))
        show["speelt"].toon(kaart.speelt(card))
        show["toen"].toon(kaart.tot_nu_toe(card, zonder_overleg=self._overleg))
        closed = card.velden.get("afsluiting_datum") is not None
        width = self.size.width - (50 if self.size.width >= 100 else 16)
        show["routes"].toon(plain("Deze casus is afgesloten.") if closed else routes(stand.besluit, width))
        if stand.besluit is not None:
            show["besluit"].toon(decision(stand.besluit, stand.duo, stand.start))
        elif step.punt.soort == "sluiten" and not closed:
            show["besluit"].toon(plain("x sluit deze casus af; een cijfer neemt een nieuw besluit", "dim"))
        elif step.punt.soort == "ter kennisname":
            show["besluit"].toon(plain("Al besloten buiten het overleg; → gaat verder, een cijfer besluit opnieuw", "dim"))
        show["acties"].toon(kaart.acties(card))
        show["notitie"].toon(plain(step.punt.notitie or ""))

    def _draw_closing(self, stand: Stand) -> None:
        left = self.look(lambda session: meeting.open_ends(session, self._overleg, stand.today)) or []
        made = self.look(lambda session: casussen.actions(session, overleg=self._overleg)) or []
        items = [p for p in stand.punten if p.soort != "actie"]
        decided = sum(p.route is not None and p.soort != "ter kennisname" for p in items)
        self.query_one("#titel", Static).update(plain("Sluiten", "bold"))
        following = stand.kop.volgende_datum or max(stand.kop.datum, stand.today) + triage.WEEK
        self.query_one("#gegevens", Static).update(
            joined(
                plain(f"{words.count(decided, 'besluit', 'besluiten')}, {words.count(len(made), 'nieuwe actie', 'nieuwe acties')}."),
                plain(f"Volgend overleg {words.day_words(following)}; t kiest een andere dag."),
                plain("Enter sluit het overleg; daarna staat het vast.", "bold"),
                plain("Nog open:" if left else "Alles is besloten en belegd.", "dim"),
                between="\n",
            )
        )
        self._fill([f"▲ {line}" for line in left])

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
        self._leave(stand, step, forward=to > self._at)
        self._arrive(to)

    def _leave(self, stand: Stand, step: Stap, *, forward: bool) -> None:
        punt = step.punt
        if punt is None or not forward:
            return
        if (
            punt.soort in ("nieuw", "aangehouden")
            and stand.besluit is None
            and not (stand.kaart and stand.kaart.velden.get("afsluiting_datum"))
        ):
            self.say(f"{punt.casus} heeft nog geen besluit; het staat bij het sluiten in de lijst.", wrong=True)
        elif not punt.besproken:
            with self.doing("besproken") as (session, wie):
                meeting.mark(session, wie, self._overleg, punt)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        if event.option_list.id == "agenda" and event.option_id is not None:
            self._go(int(event.option_id.removeprefix("stap-")))
        elif event.option_list.id == "lijst":
            self.action_afvinken()

    def action_omlaag(self) -> None:
        self._move(1)

    def action_omhoog(self) -> None:
        self._move(-1)

    def _move(self, step: int) -> None:
        if self.query_one("#lijst").display:
            options = self.query_one("#lijst", OptionList)
            (options.action_cursor_down if step > 0 else options.action_cursor_up)()
        else:
            self.query_one("#blad", VerticalScroll).scroll_relative(y=step * 2, animate=False)

    @work(group="vraag")
    @een_tegelijk
    async def action_ga(self) -> None:
        """To an item by number, or to a casus by code; one that is not on the agenda is put on it."""
        given = await self.ask("Ga naar", key="ga", placeholder="nummer of casuscode")
        stand = self._stand
        if not given or stand is None:
            return
        if given.strip().isdecimal() and len(given.strip()) <= 3:
            self._go(int(given) - 1)
            return
        found: UUID | None = None
        with self.doing("inbrengen") as (session, wie):
            found = meeting.bring_in(session, wie, self._overleg, casussen.find(session, given))
        if not self.gelukt:
            self.keep("ga", given)
        self._go_to(found)

    @work(group="vraag")
    @een_tegelijk
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
            self._refresh()
            self._go(next(n for n, s in enumerate(self._stand.stappen) if s.id == item))

    # --- deciding

    def _casus(self) -> tuple[Punt, Kaart] | None:
        """The casus on screen; says so when there is none."""
        stand, step = self._stand, self._stap
        if self.asking:
            return None
        if stand is None or step is None or step.punt is None or stand.kaart is None or stand.kaart.id != step.punt.casus_id:
            self.say("Kies eerst een casus: → of g.")
            return None
        return step.punt, stand.kaart

    def action_route(self, route: str) -> None:
        """Take or change the decision; for Team AnderS the duo is asked at once."""
        on_screen = self._casus()
        if on_screen is None or self._stand is None:
            return
        punt, card = on_screen
        if self._stand.besluit is not None and self._stand.besluit.route == route:
            if route == "TA":
                self.action_duo()
            return
        with self.doing("besluit", f"{card.casus}: {ROUTE.label(route)}. r geeft de reden, een ander cijfer verandert het.") as (
            session,
            wie,
        ):
            triage.decide(session, wie, card.id, route, overleg=self._overleg)
            meeting.mark(session, wie, self._overleg, punt)
        done = self.gelukt
        self._refresh()
        self._show_decision()
        if done and route == "TA" and self._stand is not None and not self._stand.duo:
            self.action_duo()

    def _besluit(self) -> Genomen | None:
        if self._casus() is None or self._stand is None:
            return None
        if self._stand.besluit is None:
            self.say("Er is nog geen besluit: kies eerst een cijfer.", wrong=True)
        return self._stand.besluit

    @work(group="vraag")
    @een_tegelijk
    async def action_duo(self) -> None:
        besluit = self._besluit()
        if besluit is not None:
            await self._ask_duo(besluit)

    @work(group="vraag")
    @een_tegelijk
    async def action_reden(self) -> None:
        besluit = self._besluit()
        if besluit is not None:
            await self._ask_reason(besluit)

    @work(group="vraag")
    @een_tegelijk
    async def action_eigenaar(self) -> None:
        besluit = self._besluit()
        if besluit is not None:
            await self._ask_owner(besluit)

    @work(group="vraag")
    @een_tegelijk
    async def action_termijn(self) -> None:
        if self._stap is not None and self._stap.soort == "sluiten":
            await self._ask_next_meeting()
            return
        besluit = self._besluit()
        if besluit is not None:
            await self._ask_date(besluit)

    @work(group="vraag")
    @een_tegelijk
    async def action_door(self) -> None:
        """Enter: tick, close, or go through what a decision holds."""
        step = self._stap
        if step is None:
            return
        if step.soort == "sluiten":
            await self._close()
        elif step.punt is None:
            self.action_afvinken()
        else:
            besluit = self._besluit()
            if besluit is None:
                return
            if (
                await self._ask_reason(besluit)
                and await self._ask_owner(besluit)
                and await self._ask_date(besluit)
                and besluit.route == "TA"
            ):
                await self._ask_duo(besluit)

    async def _ask_duo(self, besluit: Genomen) -> bool:
        stand = self._stand
        if stand is None or stand.kaart is None:
            return False
        if besluit.route != "TA":
            self.say("Een duo hoort bij Team AnderS: kies eerst 4.", wrong=True)
            return False
        rooms = self.look(lambda session: leden.capacity(session, stand.today))
        if rooms is None:
            return False
        chosen = await self.app.push_screen_wait(KiesDuo(stand.kaart.casus, rooms, stand.duo))
        if chosen is None:
            return False
        with self.doing("duo", "Duo gekozen.") as (session, wie):
            triage.assign(session, wie, besluit.id, chosen)
        return self._after()

    async def _ask_reason(self, besluit: Genomen) -> bool:
        key = f"reden {besluit.id}"
        given = await self.ask("Reden", besluit.reden or "", key=key)
        if given is None:
            return False
        if given == (besluit.reden or ""):
            return True
        with self.doing("reden", "Reden bewaard.") as (session, wie):
            triage.set_reason(session, wie, besluit.id, given)
        return self._after(key, given)

    async def _ask_owner(self, besluit: Genomen) -> bool:
        today = self.kern.open_team.wie().today
        members = self.look(lambda session: leden.everyone(session, today))
        if members is None:
            return False
        chosen = await self.app.push_screen_wait(KiesLid("Wie voert het uit?", members, besluit.eigenaar))
        if chosen is None:
            return False
        with self.doing("eigenaar", "Eigenaar bewaard.") as (session, _):
            triage.set_owner(session, besluit.id, chosen)
        return self._after()

    async def _ask_date(self, besluit: Genomen) -> bool:
        shown, key = words.day_short(besluit.datum), f"datum {besluit.id}"
        given = await self.ask("Uiterlijk", shown, key=key, placeholder="vr, 27-11, +7 …", replace=True)
        if given is None:
            return False
        if not given.strip() or given == shown:
            return True
        with self.doing("termijn") as (session, wie):
            day = words.parse_date(given, wie.today)
            triage.set_date(session, besluit.id, day)
            self.straks(f"Uiterlijk {words.day_words(day)}.")
        return self._after(key, given)

    async def _ask_next_meeting(self) -> None:
        given = await self.ask("Volgend overleg", key="volgend", placeholder="di, 1-12, +7 …")
        if given:
            with self.doing("volgend") as (session, wie):
                day = words.parse_date(given, wie.today)
                meeting.set_next(session, self._overleg, day)
                self.straks(f"Volgend overleg {words.day_long(day)}.")
            self._after("volgend", given)

    def _after(self, key: str = "", typed: str = "") -> bool:
        """After an act: show it; what could not be stored is offered again by the same question. Whether it succeeded."""
        done = self.gelukt
        if not done and key:
            self.keep(key, typed)
        if done:
            self._refresh()
            self._show_decision()
        return done

    def _show_decision(self) -> None:
        """After an act what was decided is in sight, also under a long card."""
        if self._stap is not None and self._stap.punt is not None:
            self.call_after_refresh(self.query_one("#blad", VerticalScroll).scroll_end, animate=False)

    # --- actions, notes, attendance

    @work(group="vraag")
    @een_tegelijk
    async def action_actie(self) -> None:
        """An action: what, who, when; who and when have the decision's as default."""
        stand = self._stand
        if stand is None:
            return
        casus = stand.kaart.id if stand.kaart is not None and self._stap is not None and self._stap.punt is not None else None
        key = f"actie {casus}"
        what = await self.ask("Actie", key=key, placeholder="wat er moet gebeuren")
        if not what or not what.strip():
            return
        besluit = stand.besluit
        default = besluit.eigenaar if besluit and besluit.eigenaar else stand.kop.voorzitter or ""
        who = await self.ask("Wie", default, key=f"{key} wie", placeholder="korte naam", replace=True)
        proposed = words.day_short(besluit.datum) if besluit else "+7"
        when = await self.ask("Voor", proposed, key=f"{key} voor", placeholder="vr, 27-11, +7 …", replace=True)
        left = [name for name, given in (("wie", who), ("wanneer", when)) if not given]
        with self.doing("actie", f"Actie bewaard{f', nog zonder {words.listed(left)}' if left else ''}.") as (session, wie):
            # What was typed comes first: a name or date that can't be read leaves the action without it, and says so.
            owner, due = self._read_action(session, wie.today, who, when, wie.notes)
            acties.add(session, wie, what, eigenaar=owner, voor=due, casus=casus, overleg=self._overleg)
        self._after(key, what)

    @staticmethod
    def _read_action(session: Session, today: date, who: str | None, when: str | None, notes: list[str]) -> tuple[UUID | None, date | None]:
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

    @work(group="vraag")
    @een_tegelijk
    async def action_notitie(self) -> None:
        on_screen = self._casus()
        if on_screen is None:
            return
        punt = on_screen[0]
        key = f"notitie {punt.id}"
        given = await self.ask("Notitie", punt.notitie or "", key=key)
        if given is not None and given != (punt.notitie or ""):
            with self.doing("notitie", "Notitie bewaard.") as (session, wie):
                meeting.set_note(session, wie, self._overleg, punt, given)
            self._after(key, given)

    def _chosen(self) -> int | None:
        return self.query_one("#lijst", OptionList).highlighted

    def action_afvinken(self) -> None:
        """Tick an action done or open, or change someone's attendance."""
        step, n = self._stap, self._chosen()
        if step is None or n is None or self.asking:
            return
        if step.soort == "opening":
            lid = self._people[n]
            if lid is None:
                return
            with self.doing("aanwezig") as (session, _):
                now = next(p.aanwezig for p in meeting.attendance(session, self._overleg) if p.lid == lid)
                meeting.set_attendance(session, self._overleg, lid, VOLGENDE_AANWEZIG[now])
        elif step.soort == "acties":
            with self.doing("actie") as (session, wie):
                row = next(a for a in casussen.actions(session) if a.id == self._actions[n])
                if row.status == "open":
                    acties.done(session, wie, row.id)
                    self.straks(f"Gedaan: {words.shorten(row.omschrijving, 60)}. Spatie maakt het ongedaan.")
                else:
                    acties.reopen(session, row.id)
                    self.straks("Weer open.")
        self._refresh()

    @work(group="vraag")
    @een_tegelijk
    async def action_verzet(self) -> None:
        step, n = self._stap, self._chosen()
        if step is None or step.soort != "acties" or n is None:
            return
        given = await self.ask("Verzet naar", key=f"verzet {self._actions[n]}", placeholder="vr, 27-11, +7 …")
        if given:
            with self.doing("actie") as (session, wie):
                day = words.parse_date(given, wie.today)
                acties.move(session, wie, self._actions[n], day)
                self.straks(f"Verzet naar {words.day_words(day)}.")
            self._after(f"verzet {self._actions[n]}", given)

    @work(group="vraag")
    @een_tegelijk
    async def action_vervalt(self) -> None:
        """Drop the chosen action, or close the casus on screen."""
        step, n = self._stap, self._chosen()
        if step is None:
            return
        if step.soort == "acties" and n is not None:
            with self.doing("actie", "Vervallen. Spatie maakt hem weer open.") as (session, wie):
                acties.drop(session, wie, self._actions[n])
            self._refresh()
        elif step.punt is not None and self._stand is not None and self._stand.kaart is not None:
            card, punt = self._stand.kaart, step.punt
            if await self.app.push_screen_wait(Bevestig(f"Casus {card.casus} afsluiten?", "Afsluiten")):
                with self.doing("sluit", f"{card.casus} is afgesloten.") as (session, wie):
                    triage.close(session, wie, card.id)
                    meeting.mark(session, wie, self._overleg, punt)
                self._refresh()

    def action_wie(self) -> None:
        from .casus import wie_het_is

        on_screen = self._casus()
        if on_screen is not None:
            wie_het_is(self, on_screen[1].id)

    # --- closing

    async def _close(self) -> None:
        from .notulen import NotulenScherm

        stand = self._stand
        if stand is None:
            return
        left = self.look(lambda session: meeting.open_ends(session, self._overleg, stand.today))
        if left is None:
            return
        if not await self.app.push_screen_wait(
            Bevestig("Het overleg sluiten? Daarna staat het vast.", "Sluiten", regels=left, voorzichtig=bool(left))
        ):
            return
        with self.doing("sluit") as (session, wie):
            meeting.close(session, wie, self._overleg)
        if self.gelukt:
            self.app.switch_screen(NotulenScherm(self.kern, self._overleg))

    def action_terug(self) -> None:
        self.app.pop_screen()
