"""The meeting: one thing at a time in front of everyone, by a few keys; each entry is stored the moment it is made.

The steps are the opening (who is there), last week's actions, the items of the agenda, and the closing. What is on screen is kept with
the meeting, so a meeting that is broken off goes on at the same step.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static

from db.columns import made_of
from retcli import acties, inzetlog, signalen, triage
from retcli import overleg as meeting
from retcli import text as words
from retcli.casussen import Kaart
from retcli.overleg import Punt

from . import kaart
from .basis import Kern, vraagt
from .lijst import Lijst
from .overleg_beeld import DEEL, LABEL, Stand, agenda_line, decision, deployment, earlier, family, head, in_rows, place, routes
from .overleg_besluit import MetBesluit
from .text import joined, plain
from .toetsen import bindings
from .voet import Voet
from .vragen import vraag_actie, vraag_mededeling, vraag_sluiting


class OverlegScherm(MetBesluit):
    """The walk through a meeting that runs."""

    CSS_PATH = "styles/overleg.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-smal"), (100, "-breed")]  # noqa: RUF012  # Textual's own form
    BINDINGS = bindings("overleg")
    HULP = "overleg"
    SLOT_MINUTEN = 20

    def __init__(self, kern: Kern, overleg: UUID) -> None:
        super().__init__(kern, overleg)
        self._told: dict[UUID, object] = {}
        self._lines = 0
        self._voet: tuple[tuple[str, ...], dict[str, str]] = ((), {})

    def compose(self) -> ComposeResult:
        yield Static(id="kop")
        yield Static(id="pad")
        with Horizontal(id="midden"):
            yield Lijst(self._agenda_lines, id="agenda", enkel=True)
            with VerticalScroll(id="blad", can_focus=False):
                yield Static(id="tekst")
                yield OptionList(id="lijst", compact=True)
        yield from self.onderkant()
        yield Voet()

    def on_mount(self) -> None:
        self.query_one("#lijst", OptionList).can_focus = False
        at = 0
        if self._read(0) and self._stand is not None:
            here = self._stand.kop.huidig
            at = next((n for n, s in enumerate(self._stand.stappen) if s.id == here), 0)
        self._arrive(at)
        self.set_interval(20, self._clock)

    def on_screen_resume(self) -> None:
        if self._stand is not None and self.kern.team is not None:
            self._take_up()
            self.ververs()
            runs = self.look(meeting.current)
            if runs is None or runs.id != self._overleg:
                self._stand = replace(self._stand, kop=replace(self._stand.kop, status="gesloten"))
                self.say("Dit overleg loopt niet meer; Esc gaat naar Vandaag.", wrong=True)

    def on_resize(self) -> None:
        self._draw()

    def vooraan(self) -> tuple[str, ...]:
        """What one does at this step stands first in the footer."""
        step = self._stap
        if step is None:
            return ()
        if step.punt is None:
            first, *rest = VOORAAN[f"stap {step.soort}"]
            return (first, "overleg.vast", *rest) if self._concepten and step.soort in ("opening", "sluiten") else (first, *rest)
        return VOORAAN.get("inzet" if step.punt.inzet else step.punt.soort, ())

    def noemt(self) -> dict[str, str]:
        """What a key does at this step, where that is not what it does at a casus."""
        stand, step = self._stand, self._stap
        if stand is None or step is None:
            return {}
        if step.punt is None:
            return NIET_HIER | NOEMT.get(f"stap {step.soort}", {})
        if stand.besluit is not None or step.punt.soort in meeting.DECIDES:
            return {"overleg.door": "Neem duo"} if stand.voorgesteld is not None else {}
        return NIET_HIER | NOEMT.get("inzet" if step.punt.inzet else step.punt.soort, {})

    def te_kopieren(self) -> str:
        """The casus on screen with its decision."""
        stand, step = self._stand, self._stap
        if stand is None or step is None or step.punt is None:
            return ""
        decided = decision(stand.besluit, stand.duo, stand.start, []).plain if stand.besluit else ""
        return "\n".join(w for w in (step.punt.casus or step.punt.waarom, decided) if w)

    # --- drawing

    def _draw(self) -> None:
        stand, step = self._stand, self._stap
        if stand is None or step is None or not self.is_mounted or self.kern.team is None:
            return
        with self.app.batch_update():
            self._clock()
            self._draw_agenda(stand)
            self.query_one("#lijst").display = step.soort != "punt"
            draw = {"opening": self._draw_opening, "acties": self._draw_actions, "punt": self._draw_item, "sluiten": self._draw_closing}
            self._show(draw[step.soort](stand), item=step.soort == "punt")
        if (footer := (self.vooraan(), self.noemt())) != self._voet:
            self._voet = footer
            self.refresh_bindings()

    def _show(self, text: Content, *, item: bool) -> None:
        """Put the text on the sheet. An item's lines are broken already and fill the sheet: while they fit, nothing is laid out anew."""
        sheet, lines = self.query_one("#blad", VerticalScroll), text.plain.count("\n") + 1
        fits = item and sheet.has_class("-punt") and max(lines, self._lines) <= sheet.scrollable_content_region.height
        sheet.set_class(item, "-punt")
        self._lines = lines
        self.query_one("#tekst", Static).update(text, layout=not fits)

    def _clock(self) -> None:
        if self._stand is not None and self.kern.team is not None:
            line = head(self._stand, self.kern.open_team.now(), self.oefen(), wide=self.size.width >= 118)
            self.query_one("#kop", Static).update(line, layout=False)

    def _draw_agenda(self, stand: Stand) -> None:
        self.query_one("#pad", Static).update(place(stand, self._at), layout=False)
        if not self._breed:
            return
        agenda, lines, part = self.query_one("#agenda", Lijst), [], ""
        for step in stand.stappen:
            kind = DEEL.get(step.punt.soort, "") if step.punt else ""
            if kind and kind != part:
                lines.append(made_of("deel", kind))
            part = kind
            lines.append(step.id)
        told: dict[UUID, object] = {s.id: s.punt or (s.soort, stand.acties) for s in stand.stappen}
        before, self._told = self._told, told
        if lines == agenda.ids:
            agenda.veranderd({step for step, what in told.items() if before.get(step) != what})
        else:
            agenda.toon(lines)
        agenda.ga_naar(stand.stappen[self._at].id)

    def _agenda_lines(self, ids: Sequence[UUID]) -> dict[UUID, Content]:
        if self._stand is None:
            return {}
        wanted, actions = set(ids), self._stand.acties
        lines = {key: plain(kind, "bold dim") for kind in DEEL.values() if (key := made_of("deel", kind)) in wanted}
        steps = enumerate(self._stand.stappen, 1)
        return lines | {step.id: agenda_line(step, n, actions) for n, step in steps if step.id in wanted}

    def _draw_item(self, stand: Stand) -> Content:
        step, card = self._stap, stand.kaart
        if step is None or step.punt is None:
            return Content()
        note = ("Notitie", plain(step.punt.notitie or ""))
        if stand.signaal is not None:
            said = stand.signaal
            about = plain(f"{said.thema_label} · {words.day_words(said.datum)}", "dim")
            return self._sheet([joined(plain("Signaal", "bold"), about, between="   "), plain(said.tekst)], [], [note])
        if card is None:
            gone = plain("Dit is er niet meer; het is intussen verwijderd.", "bold")
            return self._sheet([gone, plain("→ gaat verder.")], [], [note])
        together = stand.met(step.punt.samen)
        all_of_it = self._breed or self.has_class("-meer")
        rows = [
            ("", family(together)),
            ("Verschil", kaart.verschillen(stand.verschillen, "V op Vandaag")),
            ("Vraag", plain(str(card.velden.get("vraag") or "▲ nog niet ingevuld: w vult aan"))),
            ("Speelt", kaart.speelt(card) if all_of_it else Content()),
            ("Tot nu toe", kaart.tot_nu_toe(card, zonder_overleg=self._overleg) if all_of_it else Content()),
            ("Eerder?", earlier(stand.mogelijk)),
            ("Inzet", deployment(stand.inzet, stand.log, stand.today) if stand.inzet is not None else Content()),
        ]
        if self.has_class("-projector"):
            rows = rows[:3]
        taken = [self._routes(stand, card), ("", self._decision(stand, step.punt, card, together)), ("Acties", kaart.acties(card)), note]
        return self._sheet([kaart.kop(card, stand.today, step.punt.waarom), kaart.gegevens(card)], rows, taken)

    def _routes(self, stand: Stand, card: Kaart) -> tuple[str, Content]:
        if stand.inzet is not None:
            return "", Content()
        closed = card.velden.get("afsluiting_datum") is not None
        taken = stand.besluit.route if stand.besluit else None
        return "Besluit", plain("Deze casus is afgesloten.") if closed else routes(taken, self._width - LABEL)

    def _decision(self, stand: Stand, punt: Punt, card: Kaart, together: list[Punt]) -> Content:
        if stand.besluit is not None:
            return decision(stand.besluit, stand.duo, stand.start, together, stand.voorstel, stand.wachten)
        if (card.velden.get("afsluiting_datum") is None or punt.soort == "nazorg") and punt.soort in HINT:
            return plain(HINT[punt.soort], "dim")
        return Content()

    def _sheet(self, head: list[Content], rows: list[tuple[str, Content]], below: list[tuple[str, Content]]) -> Content:
        """What stands on top, the rows of the card, and below a thin line those of the decision."""
        room, between = (" ", "\n") if self._breed else ("", "")
        upper = in_rows(rows, self._width, between)
        lower = in_rows(below, self._width, between)
        top = [line for content in head for line in content.wrap(self._width)]
        return joined(*top, room, upper, plain("─" * self._width, "dim"), room, lower, between="\n")

    # --- looking

    def on_lijst_gekozen(self, event: Lijst.Gekozen) -> None:
        """A click on the agenda."""
        steps = self._stand.stappen if self._stand is not None else ()
        at = next((n for n, s in enumerate(steps) if s.id == event.id), None)
        if at is not None:
            self._go(at)

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

    def action_meer(self) -> None:
        """On a narrow screen: everything of the card, or what the decision needs."""
        self.toggle_class("-meer")
        self._draw()

    def action_projector(self) -> None:
        """For a screen that everyone looks at: the agenda goes, question and decision stay."""
        self.toggle_class("-projector")
        self._draw()
        self.say("Voor de projector; P zet de agenda terug." if self.has_class("-projector") else "")

    # --- actions, notes, signals, the log

    @vraagt
    async def action_actie(self) -> None:
        """An action: what, who, when; who and when have the decision's as default."""
        stand = self._stand
        if stand is None:
            return
        casus = stand.kaart.id if stand.kaart is not None and self._stap is not None and self._stap.punt is not None else None
        besluit = stand.besluit
        owner = besluit.eigenaar if besluit and besluit.eigenaar else stand.kop.voorzitter or ""
        due = besluit.datum if besluit else None
        self._after(await vraag_actie(self, casus, overleg=self._overleg, eigenaar=owner, voor=due))

    @vraagt
    async def action_notitie(self) -> None:
        step = self._stap
        if step is not None and step.soort in ("opening", "sluiten"):
            await vraag_mededeling(self, self._overleg)
            self.ververs()
            return
        if step is None or step.punt is None:
            self.say("Een notitie hoort bij een punt: → of g.")
            return
        punt = step.punt
        key = f"notitie {punt.id}"
        given = await self.ask("Notitie", punt.notitie or "", key=key, meer=True)
        if given is not None and given != (punt.notitie or ""):
            with self.doing("notitie", "Notitie bewaard.") as (session, wie):
                meeting.set_note(session, wie, self._overleg, punt, given)
            if not self.gelukt:
                self.keep(key, given)
            self._after(self.gelukt)

    @vraagt
    async def action_signaal(self) -> None:
        """A signal in one line; the casus on screen is kept beside it, not in its words."""
        stand = self._stand
        if stand is None:
            return
        casus = stand.kaart.id if stand.kaart is not None else None
        given = await self.ask("Signaal", key="signaal", placeholder="wat u opvalt, zonder casus; #woord geeft het thema")
        if not given or not given.strip():
            return
        with self.doing("signaal") as (session, wie):
            made = signalen.add(session, wie, given, overleg=self._overleg, casus=casus)
            self.straks(f"Signaal bewaard: {made.thema_label.lower()}.")
        if not self.gelukt:
            self.keep("signaal", given)
        self.ververs()

    @vraagt
    async def action_logregel(self) -> None:
        """A line in the log of the inzet on screen."""
        step = self._stap
        on = step.punt.inzet if step is not None and step.punt is not None else None
        if on is None:
            self.say("Hier loopt geen inzet om over te schrijven.")
            return
        if await self.vraag_regel("Log", f"log {on}", "", lambda session, wie, typed: inzetlog.log(session, wie, on, typed)):
            self.call_after_refresh(self._decision_in_sight)

    @vraagt
    async def action_vervalt(self) -> None:
        """Drop the chosen action, take someone off the list, or close the casus on screen."""
        step, n, stand = self._stap, self._chosen(), self._stand
        if step is None or stand is None:
            return
        if step.soort == "acties" and n is not None:
            with self.doing("actie", "Vervallen. Spatie maakt hem weer open.") as (session, wie):
                acties.drop(session, wie, self._actions[n])
        elif step.soort == "opening" and n is not None:
            someone = self._people[n]
            with self.doing("aanwezig", f"{words.shorten(someone.naam, 40)} staat niet meer op de lijst; z zet terug.") as (session, _):
                meeting.strike(session, self._overleg, someone.id)
        elif step.punt is not None and stand.kaart is not None:
            await self._close_casus(step.punt, stand.kaart)
        self.ververs()

    async def _close_casus(self, punt: Punt, card: Kaart) -> None:
        if card.velden.get("afsluiting_datum") is not None:
            self.say(f"{card.casus} is al afgesloten.")
            return
        answered = await vraag_sluiting(self, card)
        if answered is None:
            return
        asked, ended = answered
        with asked.doing("sluit", f"{card.casus} is afgesloten; z draait het terug.") as (session, wie):
            triage.close(session, wie, card.id, **ended)
            meeting.mark(session, wie, self._overleg, punt)

    def action_wie(self) -> None:
        from .casus import wie_het_is

        on_screen = self._casus()
        if on_screen is not None:
            wie_het_is(self, on_screen[1].id)

    def action_terug(self) -> None:
        self.app.pop_screen()


VOORAAN = {
    "stap opening": ("overleg.volgende", "overleg.afvinken", "overleg.erbij", "overleg.verzet", "overleg.casus", "overleg.vervalt"),
    "stap acties": ("overleg.volgende", "overleg.afvinken", "overleg.verzet", "overleg.vervalt", "overleg.actie"),
    "stap sluiten": ("overleg.door", "overleg.vorige", "overleg.afvinken", "overleg.termijn", "overleg.actie", "overleg.signaal"),
    "sluiten": ("overleg.volgende", "overleg.vervalt", "overleg.kaart", "overleg.actie", "overleg.notitie"),
    "inzet": ("overleg.volgende", "overleg.logregel", "overleg.kaart", "overleg.actie", "overleg.notitie"),
    "signaal": ("overleg.volgende", "overleg.notitie", "overleg.actie"),
}
NIET_HIER = {"overleg.door": "", "overleg.reden": "", "overleg.duo": ""}
NOEMT = {
    "stap opening": {
        "overleg.afvinken": "Aanwezig",
        "overleg.verzet": "Voorzitter",
        "overleg.vervalt": "Haal weg",
        "overleg.notitie": "Mededeling",
    },
    "stap sluiten": {
        "overleg.door": "Sluit",
        "overleg.afvinken": "Ga erheen",
        "overleg.termijn": "Volgend overleg",
        "overleg.notitie": "Mededeling",
    },
    "sluiten": {"overleg.vervalt": "Sluit af"},
    "inzet": {"overleg.door": "Open"},
}
"""Words for keys at a step or an item that decides nothing."""
HINT = {
    "sluiten": "x sluit deze casus af; een cijfer neemt een nieuw besluit",
    "ter kennisname": "Al besloten buiten het overleg; → gaat verder, een cijfer besluit opnieuw",
    "inzet": "l schrijft een logregel, Enter opent de inzet; een cijfer besluit opnieuw",
    "evaluatie": "Enter opent de inzet: e legt de evaluatie vast; een cijfer besluit opnieuw",
    "nazorg": "Enter opent de inzet: daar legt u vast hoe het nu gaat",
    "vastgelopen": "De termijn is voorbij: een cijfer neemt een nieuw besluit, 7 schaalt op",
}
