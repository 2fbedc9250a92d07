"""The meeting: one thing at a time in front of everyone, by a few keys; each entry is stored the moment it is made.

The steps are the opening (who is there), last week's actions, the items of the agenda, and the closing. What is on screen is kept with
the meeting, so a meeting that is broken off goes on at the same step.
"""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from db.codes import ROL, ROUTE
from db.columns import made_of
from retcli import acties, casussen, heraanmelding, inzet, inzetlog, leden, redenen, signalen, triage
from retcli import overleg as meeting
from retcli import text as words
from retcli.casussen import Genomen, Kaart
from retcli.errors import NotFound, RetError
from retcli.notulen import overzicht, vaststellen
from retcli.overleg import Aanwezige, Punt

from . import besluitvragen as vragen
from . import kaart
from .basis import Kern, vraagt
from .keuze import Bevestig, KiesCasus, KiesLid
from .lijst import Lijst
from .logvraag import MetLog
from .overleg_beeld import (
    DEEL,
    LABEL,
    Stand,
    Stap,
    agenda_line,
    counted,
    decision,
    deployment,
    earlier,
    family,
    head,
    in_rows,
    place,
    routes,
)
from .text import column, joined, plain
from .toetsen import bindings
from .voet import Voet
from .vragen import vraag_actie, vraag_mededeling, vraag_sluiting

if TYPE_CHECKING:
    from sqlmodel import Session

    from retcli.ongedaan import Teruggedraaid

AANWEZIG_TEKEN = {"JA": "☑ aanwezig", "NEE": "☐ afwezig", "DEELS": "◪ deels"}
VOLGENDE_AANWEZIG = {"JA": "NEE", "NEE": "DEELS", "DEELS": "JA"}
LOOK_AHEAD = 0.15
"""Seconds after a step that its successor is read."""
WALKING = "loop"
"""The intent of what only walks through the meeting; undo passes it by."""


class OverlegScherm(MetLog):
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
        self._people: list[Aanwezige] = []
        self._actions: list[UUID] = []
        self._ends: list[UUID | None] = []
        self._concepten = False
        self._ahead: tuple[UUID, Stand] | None = None
        self._told: dict[UUID, object] = {}
        self._lines = 0
        self._filled: UUID | None = None
        self._vooraan: tuple[str, ...] = ()

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
        stand = replace(stand, kaart=None, besluit=None, duo=(), start=None, inzet=None, log=(), signaal=None, mogelijk=())
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
        stand = replace(stand, kaart=card, besluit=besluit, duo=given.duo if given else (), start=given.start if given else None)
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

    def vooraan(self) -> tuple[str, ...]:
        """What one does at this step stands first in the footer."""
        step = self._stap
        if step is None:
            return ()
        if step.punt is None:
            first, *rest = VOORAAN[f"stap {step.soort}"]
            return (first, "overleg.vast", *rest) if self._concepten and step.soort in ("opening", "sluiten") else (first, *rest)
        return VOORAAN.get("inzet" if step.punt.inzet else step.punt.soort, ())

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
        if self.vooraan() != self._vooraan:
            self._vooraan = self.vooraan()
            self.refresh_bindings()

    def _show(self, text: Content, *, item: bool) -> None:
        """Put the text on the sheet. An item's lines are broken already and fill the sheet: while they fit, nothing is laid out anew."""
        sheet, lines = self.query_one("#blad", VerticalScroll), text.plain.count("\n") + 1
        fits = item and sheet.has_class("-punt") and max(lines, self._lines) <= sheet.scrollable_content_region.height
        sheet.set_class(item, "-punt")
        self._lines = lines
        self.query_one("#tekst", Static).update(text, layout=not fits)

    @property
    def _breed(self) -> bool:
        return self.size.width >= 100

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

    def _draw_opening(self, stand: Stand) -> Content:
        people = self.look(lambda session: meeting.attendance(session, self._overleg)) or []
        self._people = people
        agenda = counted(Counter(p.soort for p in stand.punten))
        said = self.look(lambda session: overzicht.announcement(session, self._overleg)) or ""
        hint = [
            plain(f"Op de agenda: {agenda}." if agenda else "Er staat nog niets op de agenda: c zet er een casus op."),
            plain("Wie is er? Spatie wisselt aanwezig, afwezig en deels. + zet er iemand bij, v kiest wie voorzit. → begint.", "dim"),
            self._draw_concepts(),
            joined(plain("Mededeling  ", "dim"), plain(words.shorten(said, 3 * self._width))) if said else Content(),
        ]
        chair = stand.kop.voorzitter_id
        self._fill(
            [
                f"{AANWEZIG_TEKEN.get(p.aanwezig, p.aanwezig):<12} {column(p.naam, 26)} "
                + ("voorzitter vandaag" if p.lid is not None and p.lid == chair else ROL.label(p.rol) or "gast")
                for p in people
            ]
        )
        return joined(plain("Opening", "bold"), *hint, " ", between="\n")

    def _draw_concepts(self) -> Content:
        """The minutes that this meeting is to fix, in one line."""
        waiting = self.look(lambda session: vaststellen.open_minutes(session, self._overleg)) or []
        self._concepten = bool(waiting)
        days = [words.day_words(kop.datum) for kop in waiting]
        named = words.listed(days) if len(days) <= MOST_CONCEPTS else f"{len(days)} overleggen, laatst {days[-1]}"
        return plain(f"▲ Nog concept: notulen van {named}. V stelt ze vast.", "$text-warning") if waiting else Content()

    def _draw_actions(self, stand: Stand) -> Content:
        rows = {a.id: a for a in self.look(casussen.actions) or []}
        listed = [rows[p.actie] for p in stand.punten if p.actie in rows and p.soort == "actie"]
        self._actions = [a.id for a in listed]
        width = max(20, self.size.width - (66 if self._breed else 33))
        lines = []
        for a in listed:
            mark = {"open": "☐", "gedaan": "☑", "vervallen": "–"}[a.status]
            late = a.status == "open" and a.voor is not None and a.voor < stand.today
            what = f"{a.casus or '':<10}{a.omschrijving}"
            when = f"{'▲ was ' if late else ''}{words.day_words(a.voor)}"
            lines.append(f"{mark} {column(a.eigenaar or '?', 6)} {column(what, width)} {when}")
        self._fill(lines)
        hint = plain("Spatie of Enter: gedaan. v verzet, x vervalt. → gaat verder.", "dim")
        return joined(plain(stand.acties, "bold"), hint, " ", between="\n")

    def _fill(self, lines: list[str]) -> None:
        options = self.query_one("#lijst", OptionList)
        here = self._stap.id if self._stap else None
        chosen = (options.highlighted or 0) if here == self._filled else 0
        self._filled = here
        options.clear_options()
        options.add_options([Option(plain(line)) for line in lines])
        options.highlighted = min(chosen, len(lines) - 1) if lines else None

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
            ("Vraag", plain(str(card.velden.get("vraag") or "▲ nog niet ingevuld: w vult aan"))),
            ("Speelt", kaart.speelt(card) if all_of_it else Content()),
            ("Tot nu toe", kaart.tot_nu_toe(card, zonder_overleg=self._overleg) if all_of_it else Content()),
            ("Eerder?", earlier(stand.mogelijk)),
            ("Inzet", deployment(stand.inzet, stand.log, stand.today) if stand.inzet is not None else Content()),
        ]
        if self.has_class("-projector"):
            rows = rows[:2]
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
            return decision(stand.besluit, stand.duo, stand.start, together)
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

    @property
    def _width(self) -> int:
        """Cells of a line of the sheet."""
        if self.has_class("-projector"):
            return max(20, self.size.width - 13)
        return max(20, self.size.width - (39 if self._breed else 3))

    def _draw_closing(self, stand: Stand) -> Content:
        left = self.look(lambda session: meeting.ends(session, self._overleg, stand.today)) or []
        made = self.look(lambda session: casussen.actions(session, overleg=self._overleg)) or []
        said = self.look(lambda session: signalen.listed(session, self._overleg)) or []
        self._ends = [item for item, _ in left]
        decided = {p.casus: p.route for p in stand.punten if p.casus and p.route and p.besluit is None}
        following = self.look(lambda session: meeting.following(session, self._overleg, stand.today))
        facts = [
            f"{words.count(len(decided), 'besluit', 'besluiten')}, {words.count(len(made), 'nieuwe actie', 'nieuwe acties')}, "
            f"{words.count(len(said), 'signaal', 'signalen')}.",
            f"Volgend overleg {words.day_words(following)}; t kiest een andere dag.",
        ]
        self._fill([f"▲ {line}" for _, line in left])
        taken = [joined(plain(f"  {code}  ", "bold"), plain(ROUTE.label(route))) for code, route in decided.items()]
        return joined(
            plain("Sluiten", "bold"),
            *map(plain, facts),
            *taken,
            self._draw_concepts(),
            plain("Enter sluit het overleg; daarna staat het vast.", "bold"),
            plain("Nog open; spatie gaat ernaartoe:" if left else "Alles is besloten en belegd.", "dim"),
            between="\n",
        )

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

    def on_lijst_gekozen(self, event: Lijst.Gekozen) -> None:
        """A click on the agenda."""
        steps = self._stand.stappen if self._stand is not None else ()
        at = next((n for n, s in enumerate(steps) if s.id == event.id), None)
        if at is not None:
            self._go(at)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
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

    def action_meer(self) -> None:
        """On a narrow screen: everything of the card, or what the decision needs."""
        self.toggle_class("-meer")
        self._draw()

    def action_projector(self) -> None:
        """For a screen that everyone looks at: the agenda goes, question and decision stay."""
        self.toggle_class("-projector")
        self._draw()
        self.say("Voor de projector; P zet de agenda terug." if self.has_class("-projector") else "")

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
        had = self._stand.besluit is not None and self._stand.besluit.reden
        why = "De reden die er stond is gebleven: r" if had else "r geeft de reden"
        said = f"{card.casus}: {ROUTE.label(route)}. {why}, z draait het terug, een ander cijfer verandert het."
        with self.doing("besluit", said) as (session, wie):
            triage.decide(session, wie, card.id, route, overleg=self._overleg)
            meeting.mark(session, wie, self._overleg, punt)
        done = self._after(self.gelukt)
        if done and route == "TA" and self._stand is not None and not self._stand.duo:
            self.action_duo()

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
        return self._after(await vragen.vraag_duo(self, besluit, stand.kaart.casus, stand.duo, stand.today))

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
        """Enter: tick, close, open an inzet, or go through what a decision holds."""
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
            for ask in (vragen.vraag_reden, vragen.vraag_eigenaar, vragen.vraag_termijn):
                if not self._after(await ask(self, besluit)):
                    return
            if besluit.route == "TA" and len(stand.duo) != 2:
                await self._ask_duo(besluit)

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

    async def _ask_next_meeting(self) -> None:
        given = await self.ask("Volgend overleg", key=f"volgend {self._overleg}", placeholder="di, 1-12, +7 …")
        if given:
            with self.doing("volgend") as (session, wie):
                day = words.parse_date(given, wie.today)
                meeting.set_next(session, self._overleg, day)
                self.straks(f"Volgend overleg {words.day_long(day)}.")
            if not self.gelukt:
                self.keep(f"volgend {self._overleg}", given)
            self._after(self.gelukt)

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

    def _chosen(self) -> int | None:
        return self.query_one("#lijst", OptionList).highlighted

    def action_afvinken(self) -> None:
        """Tick an action done or open, change someone's attendance, or go to what is left open."""
        step, n = self._stap, self._chosen()
        if step is None or n is None or self.asking or step.soort == "punt":
            return
        if step.soort == "sluiten":
            self._go_to(self._ends[n])
            return
        if step.soort == "opening":
            someone = self._people[n]
            with self.doing("aanwezig", f"{words.shorten(someone.naam, 40)}: {VOLGENDE[someone.aanwezig]}.") as (session, _):
                meeting.change_attendance(session, self._overleg, someone.id, VOLGENDE_AANWEZIG[someone.aanwezig])
        else:
            with self.doing("actie") as (session, wie):
                row = next(a for a in casussen.actions(session) if a.id == self._actions[n])
                if row.status == "open":
                    acties.done(session, wie, row.id)
                    self.straks(f"Gedaan: {words.shorten(row.omschrijving, 60)}. Spatie maakt het ongedaan.")
                else:
                    acties.reopen(session, row.id)
                    self.straks("Weer open.")
        self.ververs()

    async def _ask_guest(self) -> None:
        """A member by short name, or else a guest by name."""
        given = await self.ask("Wie is er ook?", key="gast", placeholder="korte naam van een lid, of naam en organisatie van een gast")
        if not given or not given.strip():
            return
        with self.doing("aanwezig") as (session, wie):
            member = next((m for m in leden.everyone(session, wie.today) if m.code == given.strip().upper()), None)
            if member is not None:
                meeting.set_attendance(session, self._overleg, member.id, "JA")
            else:
                meeting.add_guest(session, wie, self._overleg, given)
            self.straks(f"{member.naam if member else words.shorten(given, 40)} staat erbij.")
        if not self.gelukt:
            self.keep("gast", given)
        self.ververs()

    @vraagt
    async def action_verzet(self) -> None:
        """Another date for the chosen action; at the opening, who chairs this meeting."""
        step, n = self._stap, self._chosen()
        if step is not None and step.soort == "opening":
            await self._ask_chair()
            return
        if step is None or step.soort != "acties" or n is None:
            self.say("Verzetten kan bij de acties; hier geeft t de termijn van het besluit.")
            return
        given = await self.ask("Verzet naar", key=f"verzet {self._actions[n]}", placeholder="vr, 27-11, +7 …")
        if given:
            with self.doing("actie") as (session, wie):
                day = words.parse_date(given, wie.today)
                acties.move(session, wie, self._actions[n], day)
                self.straks(f"Verzet naar {words.day_words(day)}.")
            if not self.gelukt:
                self.keep(f"verzet {self._actions[n]}", given)
            self._after(self.gelukt)

    async def _ask_chair(self) -> None:
        stand = self._stand
        members = self.look(lambda session: leden.everyone(session, stand.today)) if stand else None
        if stand is None or members is None:
            return
        chosen = await self.app.push_screen_wait(KiesLid("Wie zit dit overleg voor?", members, stand.kop.voorzitter))
        if chosen is not None:
            with self.doing("voorzitter") as (session, wie):
                meeting.set_chair(session, wie, self._overleg, chosen)
            self.ververs()

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
        ended = await vraag_sluiting(self, card)
        if ended is None:
            return
        with self.doing("sluit", f"{card.casus} is afgesloten; z draait het terug.") as (session, wie):
            triage.close(session, wie, card.id, **ended)
            meeting.mark(session, wie, self._overleg, punt)

    def action_wie(self) -> None:
        from .casus import wie_het_is

        on_screen = self._casus()
        if on_screen is not None:
            wie_het_is(self, on_screen[1].id)

    # --- minutes of before

    @vraagt
    async def action_vast(self) -> None:
        """Fix the minutes of the meetings before this one; of more than one after a yes."""
        if self._stap is None or self._stap.soort not in ("opening", "sluiten"):
            self.say("Notulen vaststellen kan bij de opening en het sluiten.")
            return
        waiting = self.look(lambda session: vaststellen.open_minutes(session, self._overleg))
        if not waiting:
            self.say("Er zijn geen notulen om vast te stellen." if waiting is not None else self._gezegd)
            return
        if len(waiting) > 1:
            days = [f"{words.day_long(kop.datum)}" for kop in waiting]
            if not await self.app.push_screen_wait(
                Bevestig(f"De notulen van {len(waiting)} overleggen vaststellen?", "Vaststellen", regels=days, voorzichtig=True)
            ):
                return
        refused: list[str] = []
        with self.doing("vaststellen") as (session, wie):
            for kop in waiting:
                try:
                    vaststellen.fix(session, wie, kop.id)
                except RetError as error:  # it wrote nothing, and the others can be fixed
                    refused.append(f"Notulen van {words.day_words(kop.datum)} blijven concept. {error.sentence()}")
        if self.gelukt:
            fixed = len(waiting) - len(refused)
            named = (
                f"van {words.day_words(waiting[0].datum)}" if len(waiting) == 1 else f"van {words.count(fixed, 'overleg', 'overleggen')}"
            )
            done = [f"Notulen {named} vastgesteld; z draait het terug."] if fixed else []
            self.say(" ".join([*done, *refused[:1]]), wrong=bool(refused))
        self.ververs()

    # --- closing

    async def _close(self) -> None:
        from .notulen import NotulenScherm

        stand = self._stand
        if stand is None:
            return
        left = self.look(lambda session: meeting.open_ends(session, self._overleg, stand.today))
        if left is None:
            return
        told = [*left, *(["eerdere notulen zijn nog concept"] if self._concepten else [])]
        if not await self.app.push_screen_wait(
            Bevestig("Het overleg sluiten? Daarna staan de besluiten vast.", "Sluiten", regels=told, voorzichtig=bool(left))
        ):
            return
        with self.doing("sluit") as (session, wie):
            meeting.close(session, wie, self._overleg)
        if self.gelukt:
            self.app.switch_screen(NotulenScherm(self.kern, self._overleg))

    def action_terug(self) -> None:
        self.app.pop_screen()


MOST_CONCEPTS = 3
"""Earlier minutes that the opening and the closing name by their day."""
VOLGENDE = {code: {"JA": "aanwezig", "NEE": "afwezig", "DEELS": "deels aanwezig"}[to] for code, to in VOLGENDE_AANWEZIG.items()}
VOORAAN = {
    "stap opening": ("overleg.volgende", "overleg.afvinken", "overleg.erbij", "overleg.verzet", "overleg.casus", "overleg.vervalt"),
    "stap acties": ("overleg.volgende", "overleg.afvinken", "overleg.verzet", "overleg.vervalt", "overleg.actie"),
    "stap sluiten": ("overleg.vorige", "overleg.afvinken", "overleg.termijn", "overleg.actie", "overleg.signaal"),
    "sluiten": ("overleg.volgende", "overleg.vervalt", "overleg.kaart", "overleg.actie", "overleg.notitie"),
    "inzet": ("overleg.volgende", "overleg.logregel", "overleg.kaart", "overleg.actie", "overleg.notitie"),
    "signaal": ("overleg.volgende", "overleg.notitie", "overleg.actie"),
}
HINT = {
    "sluiten": "x sluit deze casus af; een cijfer neemt een nieuw besluit",
    "ter kennisname": "Al besloten buiten het overleg; → gaat verder, een cijfer besluit opnieuw",
    "inzet": "l schrijft een logregel, Enter opent de inzet; een cijfer besluit opnieuw",
    "evaluatie": "Enter opent de inzet: e legt de evaluatie vast; een cijfer besluit opnieuw",
    "nazorg": "Enter opent de inzet: daar legt u vast hoe het nu gaat",
    "vastgelopen": "De termijn is voorbij: een cijfer neemt een nieuw besluit, 7 schaalt op",
}
