"""The board of the aanvoerder: the inzetten of a team, a line each, what needs attention first; and the after-care that is due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static, TextArea

from db.codes import RESULTAAT
from retcli import casussen, inzet, inzetlog, leden, uitkomst
from retcli import text as words
from retcli.agenda import aftercare_words
from retcli.inzet import InzetStand
from retcli.uitkomst import NazorgStand

from .basis import Kern, vraagt
from .inzet import InzetScherm, open_casus
from .lijst import Lijst
from .logvraag import MetLog
from .text import column, joined, plain
from .toetsen import bindings
from .voet import Voet
from .vragen import vraag_nazorg

if TYPE_CHECKING:
    from sqlmodel import Session

BEGIN = "Een inzet begint met een besluit voor Team AnderS en een duo: 4 in het overleg."
TEAMS = (1, 2)
LAATSTE = 100
"""So many closed ones are shown; who looks for an older one opens its casus."""

KOLOMMEN: dict[int, dict[str, int]] = {
    0: {"casus": 11, "duo": 8},
    72: {"casus": 11, "status": 9, "duo": 8, "wk": 3, "log": 7, "eval.": 7, "open": 5},
    100: {"casus": 11, "status": 12, "duo": 11, "wk": 4, "contact": 9, "evaluatie": 10, "open": 20},
}
"""Columns and their widths from a width of the terminal on; what needs attention takes the rest."""

KORT = {"voorgesteld": "voorgest", "bevestigd": "bevest.", "geëvalueerd": "geëval.", "afgeschaald": "afgesch."}
"""Statuses where there is little room."""


@dataclass(frozen=True, slots=True)
class _Bord:
    """What the board shows: the inzetten that run, those that ended, the after-care that is due and the free places per team."""

    lopend: Sequence[InzetStand]
    gesloten: Sequence[InzetStand]
    nazorg: Sequence[NazorgStand]
    vrij: dict[int, int]


class InzettenScherm(MetLog):
    """The inzetten that run, a line each; the after-care that is due and, on a key, the closed ones below them."""

    CSS_PATH = "styles/inzet.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-smal"), (100, "-breed")]  # noqa: RUF012  # Textual's own form
    BINDINGS = bindings("inzetten")
    HULP = "inzetten"

    def __init__(self, kern: Kern) -> None:
        super().__init__(kern)
        self._today = date.min
        self._bord = _Bord((), (), (), {})
        self._rijen: dict[UUID, InzetStand | NazorgStand] = {}
        self._alles = False
        self._team: int | None = None
        self._woorden = ""
        self._zoekt = False

    def compose(self) -> ComposeResult:
        yield Static(id="kop")
        yield Static(id="kolommen")
        yield Lijst(self._lees, id="lijst")
        yield Static(id="leeg")
        yield from self.onderkant()
        yield Voet()

    def on_mount(self) -> None:
        with self.doing("lijst") as (session, wie):
            casussen.seen(session, wie, "inzetten")
            here = leden.find(session, wie.lid)
            self._team = here.team if here.rol == "AANVOERDER" else None

    def on_screen_resume(self) -> None:
        self.ververs()

    def on_resize(self) -> None:
        self._draw_head()

    def ververs(self) -> None:
        """Read again; the cursor stays on its inzet."""
        if self.kern.team is None:
            return
        self._today = self.kern.team.wie().today
        found = self.look(self._read)
        if found is not None:
            self._bord = found
            self._draw()

    def _read(self, session: Session) -> _Bord:
        free: dict[int, int] = dict.fromkeys(TEAMS, 0)
        for room in leden.capacity(session, self._today):
            free[room.lid.team or 0] = free.get(room.lid.team or 0, 0) + max(room.vrij, 0)
        return _Bord(
            inzet.running(session, self._today),
            self._ended(session) if self._alles else (),
            uitkomst.aftercare(session, tot=self._today),
            free,
        )

    def _ended(self, session: Session) -> Sequence[InzetStand]:
        return inzet.ended(session, self._today, limit=LAATSTE)

    # --- drawing

    def _past(self, row: InzetStand | NazorgStand) -> bool:
        """Whether a row is of the team and holds each word."""
        if self._team is not None and row.team != self._team:
            return False
        if not self._woorden.strip():
            return True
        said = [row.casus, "nazorg"] if isinstance(row, NazorgStand) else [row.casus, *row.duo, row.doel or "", row.status, row.aandacht]
        there = " ".join(said).casefold()
        return all(word in there for word in self._woorden.casefold().split())

    def _draw(self) -> None:
        b = self._bord
        everything: list[InzetStand | NazorgStand] = [*b.lopend, *b.nazorg, *b.gesloten]
        shown = [row for row in everything if self._past(row)]
        self._rijen = {row.id: row for row in shown}
        rows, empty = self.query_one(Lijst), self.query_one("#leeg", Static)
        rows.toon(list(self._rijen))
        rows.display = self.query_one("#kolommen").display = bool(shown)
        empty.display = not shown
        empty.update(plain(self._leeg()))
        self._draw_head()
        self.refresh_bindings()

    def _leeg(self) -> str:
        if self._woorden.strip():
            return f"Geen inzet{self._bij_team()} met “{words.shorten(self._woorden, 40)}”. Esc toont ze weer alle."
        also = [f"{key} toont {what}" for key, what in (("0", "beide teams"),) if self._team is not None]
        also += ["a toont ook de gesloten"] if not self._alles else []
        return f"Er loopt geen inzet{self._bij_team()}{f'; {words.listed(also)}' if also else ''}.\n{BEGIN}"

    def _bij_team(self) -> str:
        return f" bij team {self._team}" if self._team is not None else ""

    def _draw_head(self) -> None:
        shown = self._rijen.values()
        running = [row for row in shown if isinstance(row, InzetStand) and row.loopt]
        pressing = sum(row.dringend for row in running)
        care = sum(isinstance(row, NazorgStand) for row in shown)
        closed = len(shown) - len(running) - care
        self.query_one("#kop", Static).update(
            joined(
                self.oefen(),
                plain("Inzetten", "bold"),
                plain(f"team {self._team}" if self._team is not None else "beide teams", "bold"),
                plain(f"“{words.shorten(self._woorden, 20)}”" if self._woorden.strip() and not self._zoekt else "", "$text-accent"),
                plain(words.count(len(running), "loopt", "lopen")),
                plain(f"▲ {words.count(pressing, 'vraagt', 'vragen')} aandacht" if pressing else "", "$text-warning"),
                plain(f"nazorg {care}" if care else ""),
                plain(f"{closed} gesloten" if self._alles else ""),
                plain(self._ruimte()),
                between=" · ",
            )
        )
        head = "".join(column(name, width) for name, width in self._kolommen().items())
        self.query_one("#kolommen", Static).update(plain(f"  {head}aandacht", "dim"))

    def _ruimte(self) -> str:
        """The free places of what is shown."""
        free = self._bord.vrij
        if self._team is not None:
            return f"{words.count(free.get(self._team, 0), 'plek', 'plekken')} vrij"
        if self.size.width < 100:
            return f"vrij {' + '.join(str(free.get(team, 0)) for team in TEAMS)}"
        return f"plekken vrij: {words.listed(f'{free.get(team, 0)} in team {team}' for team in TEAMS)}"

    def _kolommen(self) -> dict[str, int]:
        return KOLOMMEN[max(width for width in KOLOMMEN if width <= self.size.width)]

    def _lees(self, ids: Sequence[UUID]) -> dict[UUID, Content]:
        return {row: self._regel(self._rijen[row]) for row in ids if row in self._rijen}

    def _regel(self, row: InzetStand | NazorgStand) -> Content:
        columns = self._kolommen()
        if isinstance(row, NazorgStand):
            room = self.size.width - columns["casus"] - 5
            late = row.datum is not None and row.datum < self._today
            told = f"{aftercare_words(row, self._today)} · n legt vast hoe het gaat"
            sign = plain("▲ ", "$text-warning") if late else plain("  ")
            return joined(sign, plain(column(row.casus, columns["casus"])), plain(words.shorten(told, room)))
        wide = self.size.width >= 100
        day = words.day_words if wide else _day_month
        cells = {
            "casus": row.casus,
            "status": row.status if wide else KORT.get(row.status, row.status),
            "duo": " en ".join(row.duo) if wide and sum(map(len, row.duo)) < 7 else " ".join(row.duo) or "–",
            "wk": f"{row.weken:>2}" if row.weken is not None else "",
            "contact": _ago(row.laatste_contact, self._today, ("dag", "dagen"), ("week", "weken")),
            "log": _ago(row.laatste_contact, self._today, ("dg", "dg"), ("wk", "wk")),
            "evaluatie": day(row.evaluatie) or "–",
            "eval.": day(row.evaluatie) or "–",
            "open": _open(row, wide),
        }
        line = "".join(column(cells[name], width) for name, width in columns.items())
        room = self.size.width - sum(columns.values()) - 5
        if not row.loopt:
            ended = f"gesloten {words.day_near(row.einddatum, self._today)}{f': {RESULTAAT.label(row.resultaat)}' if row.resultaat else ''}"
            return plain(f"  {line}{words.shorten(ended, room)}", "dim")
        sign = plain("▲ ", "$text-warning") if row.dringend else plain("  ")
        return joined(sign, plain(line), plain(words.shorten(row.aandacht, room), "" if row.dringend else "dim"))

    # --- keys

    def action_omlaag(self) -> None:
        self.query_one(Lijst).stap(1)
        self.refresh_bindings()

    def action_omhoog(self) -> None:
        self.query_one(Lijst).stap(-1)
        self.refresh_bindings()

    def action_blad(self, pages: int) -> None:
        """A page down, or up."""
        self.query_one(Lijst).blad(pages)
        self.refresh_bindings()

    def action_alles(self) -> None:
        """The running ones, or the closed ones as well; what runs is not read again for it."""
        closed = self.look(self._ended) if not self._alles else ()
        if closed is not None:
            self._alles = not self._alles
            self._bord = replace(self._bord, gesloten=closed)
            self._draw()

    def action_team(self, team: int) -> None:
        """The inzetten of one team; 0 for both."""
        self._team = team or None
        self._draw()

    @vraagt
    async def action_zoek(self) -> None:
        """Only what holds each word, while one types; Enter keeps it, Esc leaves it as it was."""
        key, before = "inzetten zoek", self._woorden
        self._zoekt = True
        given = await self.ask("Zoek", before, key=key, placeholder="casuscode, duo, woord uit het doel", replace=True)
        self._zoekt = False
        self.kern.concepten.forget(key)
        self._woorden = before if given is None else given
        self._draw()

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """While one looks for something the list follows."""
        if self._zoekt:
            self._woorden = event.text_area.text
            self._draw()
        else:
            super().on_text_area_changed(event)

    @property
    def _gekozen(self) -> InzetStand | NazorgStand | None:
        return self._rijen.get(self.query_one(Lijst).gekozen or UUID(int=0))

    def on_lijst_gekozen(self) -> None:
        self.action_open()

    def action_open(self) -> None:
        """One inzet; of after-care, what became of it is asked."""
        chosen = self._gekozen
        if isinstance(chosen, NazorgStand):
            self.action_nazorg()
        elif chosen is not None:
            self.app.push_screen(InzetScherm(self.kern, chosen.id))

    @vraagt
    async def action_nazorg(self) -> None:
        """How it goes now, some months after the inzet ended."""
        chosen = self._gekozen
        if isinstance(chosen, NazorgStand):
            await vraag_nazorg(self, chosen)
        elif chosen is not None:
            self.say("Kies een regel met nazorg; die staan onder de lopende inzetten zodra ze aan de beurt zijn.")

    def action_casus(self) -> None:
        chosen = self._gekozen
        if chosen is not None:
            open_casus(self, chosen.casus_id)

    @vraagt
    async def action_log(self) -> None:
        chosen = self._gekozen
        if isinstance(chosen, NazorgStand):
            self.say("Deze inzet is gesloten; n legt de nazorg vast.")
        elif chosen is not None:
            await self.vraag_regel(
                f"Log {chosen.casus}", f"log {chosen.id}", "", lambda s, wie, line: inzetlog.log(s, wie, chosen.id, line)
            )

    def vooraan(self) -> tuple[str, ...]:
        """On after-care its own key stands first in the footer."""
        return ("inzetten.nazorg", "inzetten.casus") if isinstance(self._gekozen, NazorgStand) else ()

    def te_kopieren(self) -> str:
        """The code of the casus."""
        return self._gekozen.casus if self._gekozen is not None else ""

    def action_terug(self) -> None:
        """Esc: first all lines again, then back."""
        if self._woorden:
            self._woorden = ""
            self._draw()
        else:
            self.app.pop_screen()


def _day_month(day: date | None) -> str:
    return words.day_words(day)[3:]


def _ago(day: date | None, today: date, dagen: tuple[str, str], weken: tuple[str, str]) -> str:
    """`vandaag`, `3 dagen`, `5 weken`: how long ago."""
    if day is None:
        return "–"
    days = (today - day).days
    return "vandaag" if days <= 0 else words.count(days, *dagen) if days < 14 else words.count(days // 7, *weken)


def _open(row: InzetStand, wide: bool) -> str:
    """The open actions on its casus, and how many of them are late."""
    if not row.open_acties:
        return ""
    if not wide:
        return f"{row.open_acties}{f' ▲{row.te_laat}' if row.te_laat else ''}"
    return f"{words.count(row.open_acties, 'actie', 'acties')}{f', {row.te_laat} te laat' if row.te_laat else ''}"
