"""All casussen: the open ones or all, narrowed by status, gemeente, year and words; Enter opens the card."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from textual import work
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, Static

from db.codes import AANMELDER, GEMEENTE, ROUTE, STATUS, Code, Codelijst
from db.errors import RetError
from retcli import casussen
from retcli import text as words
from retcli.casussen import Keuze, Rij

from .basis import Kern, Scherm, vraagt
from .keuze import KiesCode
from .lijst import Lijst
from .text import column, joined, plain
from .toetsen import ROUTE_KORT, bindings
from .voet import Voet

if TYPE_CHECKING:
    from retcli.toegang import Toegang

    from .casus import CasusScherm

KOLOMMEN: dict[int, dict[str, int]] = {
    0: {"casus": 11, "datum": 12, "gemeente": 14, "jaar": 7, "status": 14},
    100: {"casus": 11, "datum": 12, "gemeente": 15, "aanmelder": 19, "jaar": 7, "status": 14},
    118: {"casus": 11, "datum": 12, "gemeente": 16, "aanmelder": 19, "jaar": 7, "status": 14, "besluit": 16},
}
"""Columns and their widths from a width of the terminal on; what happened last takes the rest."""


ALLE = "ALLE"
"""What chooses no status or gemeente."""


class CasussenScherm(Scherm):
    """The list of casussen."""

    CSS_PATH = "styles/casussen.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-smal"), (100, "-breed")]  # noqa: RUF012  # Textual's own form
    BINDINGS = bindings("casussen")
    HULP = "casussen"

    def __init__(self, kern: Kern) -> None:
        super().__init__(kern)
        self._keuze = Keuze(alleen_open=True)
        self._toont: Keuze | None = None
        self._stand = -1
        self._rijen: dict[UUID, Rij] = {}
        self._open = self._alle = 0
        self._zoekt = False
        self._vastgelegd = False
        self._kaart: CasusScherm | None = None

    def compose(self) -> ComposeResult:
        yield Static(id="kop")
        yield Input(id="zoek", compact=True, select_on_focus=False, placeholder="code, gemeente, aanmelder, status, woord uit de vraag …")
        yield Static(id="keuze")
        yield Static(id="kolommen")
        yield Lijst(self._lees, id="lijst")
        yield Static(id="leeg")
        yield from self.onderkant()
        yield Voet()

    def on_mount(self) -> None:
        self.query_one("#zoek").display = False
        with self.doing("lijst") as (session, wie):
            casussen.seen(session, wie, "lijst")

    def on_screen_resume(self) -> None:
        self.ververs()
        if self._kaart is not None:
            self.query_one(Lijst).ga_naar(self._kaart.casus)
            self._kaart = None

    def on_resize(self) -> None:
        self._draw_columns()
        self.query_one(Lijst).opnieuw()

    # --- reading

    def ververs(self) -> None:
        """Read again what the choice shows, if anything was written since; cursor and height stay, by id."""
        if self.kern.team is None:
            return
        keuze = self._keuze
        state = self.look(casussen.written)
        if state == self._stand and keuze == self._toont:
            return
        known = (self._open, self._alle) if state == self._stand else None
        found = self.look(lambda session: (known or casussen.totals(session), casussen.chosen(session, keuze)))
        if state is not None and found is not None:
            self._stand, ((self._open, self._alle), ids) = state, found
            self._show(keuze, ids)

    def _lees(self, ids: Sequence[UUID]) -> dict[UUID, Content]:
        team = self.kern.team
        if team is None:
            return {}
        today = team.wie().today
        with contextlib.suppress(RetError), team.reading() as session:
            self._rijen |= (found := casussen.rows(session, ids, today))
            return {row: self._regel(rij, today) for row, rij in found.items()}
        return {}

    def _show(self, keuze: Keuze, ids: Sequence[UUID]) -> None:
        self._toont = keuze
        self._rijen.clear()
        rows = self.query_one(Lijst)
        rows.toon(ids)
        rows.display = self.query_one("#kolommen").display = bool(ids)
        empty = self.query_one("#leeg", Static)
        empty.display = not ids
        if not ids:
            empty.update(plain(self._leeg()))
        self._draw_head()
        self._draw_columns()

    def _leeg(self) -> str:
        if not self._alle:
            return "Nog geen aanmeldingen. n maakt er een; w op Vandaag leest een werkboek in."
        if self._keuze.smal:
            return f"Geen {'open ' if self._keuze.alleen_open else ''}casus past hierbij. Esc toont weer alles{self._of_alle()}."
        return "Er is geen open casus. o toont ook de afgesloten, n maakt een nieuwe aanmelding."

    def _of_alle(self) -> str:
        return ", o zoekt ook in de afgesloten" if self._keuze.alleen_open else ""

    # --- drawing

    def _draw_head(self) -> None:
        keuze = self._keuze
        which = [plain(f"open {_getal(self._open)}"), plain(f"alle {_getal(self._alle)}")]
        which[not keuze.alleen_open] = plain(which[not keuze.alleen_open].plain, "bold $text-accent")
        # One line each: what they say never moves the rest, so the screen needs no new layout.
        self.query_one("#kop", Static).update(joined(self.oefen(), plain("Casussen", "bold"), *which, between=" · "), layout=False)
        narrowed = [
            STATUS.label(keuze.status),
            GEMEENTE.label(keuze.gemeente),
            str(keuze.jaar or ""),
            f"“{keuze.woorden.strip()}”" if keuze.woorden.strip() and not self.query_one("#zoek").display else "",
        ]
        line = self.query_one("#keuze", Static)
        line.display = keuze.smal
        many = len(self.query_one(Lijst).ids)
        shown = joined(*(plain(part, "$text-accent") for part in narrowed), between=" · ")
        line.update(
            joined(shown, plain(f"{_getal(many)} van {_getal(self._open if keuze.alleen_open else self._alle)}", "dim"), between="   ")
        )

    def _kolommen(self) -> dict[str, int]:
        return KOLOMMEN[max(width for width in KOLOMMEN if width <= self.size.width)]

    def _draw_columns(self) -> None:
        head = "".join(column(name, width) for name, width in self._kolommen().items())
        self.query_one("#kolommen", Static).update(plain(f"{head}laatst", "dim"), layout=False)

    def _regel(self, rij: Rij, today: date) -> Content:
        """A casus as a line: what is not urgent or closed has no colour."""
        r = rij.regel
        cells = {
            "casus": r.casus,
            "datum": words.day_short(r.datum),
            "gemeente": GEMEENTE.label(r.gemeente),
            "aanmelder": "GI" if r.aanmelder == "GI" else AANMELDER.label(r.aanmelder),
            "jaar": casussen.age_words(r.geboortejaar, today).removesuffix(" jaar") if r.geboortejaar else "?",
            "status": r.status,
            "besluit": ROUTE_KORT.get(r.route or "", ROUTE.label(r.route)),
        }
        line = "".join(column(cells[name], width) for name, width in self._kolommen().items())
        sign, last = _laatst(rij, today)
        room = self.size.width - 2 - len(line) - len(sign)
        style = "dim" if r.status == "afgesloten" else ""
        return joined(plain(line, style), plain(sign, "$text-warning"), plain(column(last, max(room, 1) + 1), style))

    # --- moving

    def action_omlaag(self) -> None:
        self._rows().stap(1)

    def action_omhoog(self) -> None:
        self._rows().stap(-1)

    def action_blad(self, pages: int) -> None:
        """A page down, or up."""
        self._rows().blad(pages)

    def action_eerste(self) -> None:
        self._rows().ga(0)

    def action_laatste(self) -> None:
        rows = self._rows()
        rows.ga(len(rows.ids) - 1)

    def _rows(self) -> Lijst:
        """The list, with the keys given back to it."""
        if self.query_one("#zoek").has_focus:
            self.set_focus(None)
        return self.query_one(Lijst)

    def action_open(self) -> None:
        """The card of the chosen casus, from which the arrows go to its neighbours here."""
        from .casus import CasusScherm

        rows = self._rows()
        chosen = rows.gekozen
        if chosen is not None:
            self._kaart = CasusScherm(self.kern, chosen, rows.ids)
            self.app.push_screen(self._kaart)

    def on_lijst_gekozen(self) -> None:
        self.action_open()

    def on_input_submitted(self) -> None:
        self.action_open()

    def te_kopieren(self) -> str:
        """The code of the chosen casus."""
        chosen = self.query_one(Lijst).gekozen
        return self._rijen[chosen].regel.casus if chosen in self._rijen else ""

    # --- choosing what is shown

    def _narrow(self, keuze: Keuze) -> None:
        self._keuze = keuze
        self.ververs()

    def action_alles(self) -> None:
        """The open casussen, or the closed ones as well."""
        self._narrow(replace(self._keuze, alleen_open=not self._keuze.alleen_open))

    @vraagt
    async def action_status(self) -> None:
        """One status, with how many have it."""
        keuze = replace(self._keuze, status=None)
        counts = self.look(lambda session: casussen.counts(session, keuze))
        if counts is None:
            return
        options = Codelijst(
            "status",
            {ALLE: Code(ALLE, f"Alle  {_getal(sum(counts.values()))}")}
            | {c.code: Code(c.code, f"{c.label}  {_getal(counts.get(c.code, 0))}") for c in STATUS},
        )
        given = await self.app.push_screen_wait(KiesCode("Welke status?", options, self._keuze.status or ALLE))
        if given is not None:
            # Closed ones stand only among all.
            only_open = self._keuze.alleen_open and given != "afgesloten"
            self._narrow(replace(self._keuze, status=None if given == ALLE else given, alleen_open=only_open))

    @vraagt
    async def action_gemeente(self) -> None:
        options = Codelijst("gemeente", {ALLE: Code(ALLE, "Alle gemeenten")} | GEMEENTE.codes)
        given = await self.app.push_screen_wait(KiesCode("Welke gemeente?", options, self._keuze.gemeente or ALLE))
        if given is not None:
            self._narrow(replace(self._keuze, gemeente=None if given == ALLE else given))

    @vraagt
    async def action_jaar(self) -> None:
        """The year of the aanmelding; nothing typed shows all years."""
        now = str(self._keuze.jaar or "")
        given = await self.ask("Aangemeld in het jaar", now, key="casussen jaar", placeholder="2026; niets is alle jaren", replace=True)
        if given is None:
            return
        year = given.strip()
        if year and not (year.isdecimal() and len(year) == 4):
            self.keep("casussen jaar", given)
            self.say(f"{words.shorten(year, 20)} is geen jaar. Schrijf het als 2026.", wrong=True)
            return
        self._narrow(replace(self._keuze, jaar=int(year) if year else None))

    def action_wis(self) -> None:
        """Esc: first the search, then what else narrows, then back."""
        entry = self.query_one("#zoek", Input)
        if entry.display:
            self._stop_searching()
        if self._keuze.woorden:
            self._narrow(replace(self._keuze, woorden=""))
        elif self._keuze.smal:
            self._narrow(Keuze(alleen_open=self._keuze.alleen_open))
        elif entry.display:
            entry.display = False
        else:
            self.action_terug()
            return
        entry.display = False
        self._draw_head()

    def action_terug(self) -> None:
        """Leave, whatever is narrowed."""
        self.app.pop_screen()

    # --- searching

    def action_zoek(self) -> None:
        """Show what holds each word, while one types."""
        entry = self.query_one("#zoek", Input)
        entry.display = True
        entry.focus()
        self._draw_head()

    def _stop_searching(self) -> None:
        entry = self.query_one("#zoek", Input)
        self.set_focus(None)
        with entry.prevent(Input.Changed):
            entry.value = ""
        self._vastgelegd = False

    def on_input_changed(self, event: Input.Changed) -> None:
        self._keuze = replace(self._keuze, woorden=event.value)
        self._search()

    @work(group="zoek")
    async def _search(self) -> None:
        """Look for what is typed, one search at a time beside the typing; what was found for words that changed meanwhile is dropped."""
        if self._zoekt:
            return
        self._zoekt = True
        try:
            while self.kern.team is not None and self._toont != self._keuze:
                keuze = self._keuze
                found = await asyncio.to_thread(self._found, self.kern.team, keuze)
                if found is None:
                    return
                if keuze == self._keuze and self.is_attached:
                    self._show(keuze, found)
        finally:
            self._zoekt = False

    def _found(self, team: Toegang, keuze: Keuze) -> Sequence[UUID] | None:
        """In a thread: what fits; that someone searched is written down once, until the search is left. None when it can't be read now."""
        try:
            if not self._vastgelegd and keuze.woorden.strip():
                with team.doing("zoek") as session:
                    casussen.seen(session, team.wie(), "zoek")
                self._vastgelegd = True
            with team.reading() as session:
                return casussen.chosen(session, keuze)
        except RetError:
            return None

    def action_ongedaan(self) -> None:
        """Not while someone types words to search for."""
        if not self.query_one("#zoek").has_focus:
            super().action_ongedaan()

    def action_opnieuw(self) -> None:
        if not self.query_one("#zoek").has_focus:
            super().action_opnieuw()

    # --- new and other

    def action_nieuw(self) -> None:
        """Register an aanmelding."""
        from .aanmelding import AanmeldingScherm

        self.app.push_screen(AanmeldingScherm(self.kern, None))

    def action_wijzig(self) -> None:
        """Fill in or change what is known of the chosen casus."""
        from .aanmelding import AanmeldingScherm

        chosen = self._rows().gekozen
        if chosen is not None:
            self.app.push_screen(AanmeldingScherm(self.kern, chosen))


def _getal(number: int) -> str:
    """`10.000`."""
    return f"{number:,}".replace(",", ".")


def _laatst(rij: Rij, today: date) -> tuple[str, str]:
    """What waits or happened last: a sign with a word where it presses, and the rest."""
    r = rij.regel
    if rij.wacht and r.status != "heropend":
        pressing = "▲ urgent" if r.urgentie == "HOOG" else "▲ dreigt" if r.dreigende_uhp else ""
        days = casussen.waiting_days(r.datum, today)
        if days <= 0:
            return pressing, ", vandaag" if pressing else "vandaag aangemeld"
        return pressing, f"{',' if pressing else 'wacht'} {words.count(days, 'dag', 'dagen')}"
    when = words.day_near(rij.laatst_op, today)
    if rij.stil:
        return "▲ stil", f", {when}"
    if r.status == "afgesloten":
        return "", f"op {when}"
    return "", f"{rij.laatst} {when}".strip()
