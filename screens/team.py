"""The team at a glance: everyone on a line, with their room now, and the free places of the weeks ahead as a plot or in numbers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from db.codes import ROL
from retcli import capaciteit, leden
from retcli import text as words
from retcli.capaciteit import LidWeken, Vooruit
from retcli.leden import BEREIK, EXPERTISE, LidProfiel

from .basis import Kern, vraagt
from .lid import LidScherm
from .lidvragen import MetLid
from .lijst import Lijst
from .text import column, joined, plain
from .toetsen import bindings
from .voet import Voet
from .vragen import Reeks

if TYPE_CHECKING:
    from .weekplot import WeekPlot

KOLOMMEN: dict[int, dict[str, int]] = {
    0: {"tm": 3, "lid": 7, "naam": 10},
    60: {"tm": 3, "lid": 7, "naam": 17, "organisatie": 14},
    110: {"tm": 3, "lid": 9, "naam": 19, "organisatie": 19, "discipline": 18},
}
"""Columns and their widths from a width of the terminal on; then the room, and what is going on takes the rest."""
BLOKJES = 5
RUIMTE = BLOKJES + 10
CEL = 4
PLOT = (100, 30)
"""From this width and height on the plot is shown unless asked otherwise."""


class TeamScherm(MetLid):
    """Both teams, and who else there is."""

    CSS_PATH = "styles/team.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-smal"), (100, "-breed")]  # noqa: RUF012  # Textual's own form
    VERTICAL_BREAKPOINTS = [(0, "-laag"), (18, "-hoog")]  # noqa: RUF012  # as above
    BINDINGS = bindings("team")
    HULP = "team"

    def __init__(self, kern: Kern) -> None:
        super().__init__(kern)
        self._today = date.min
        self._profielen: dict[UUID, LidProfiel] = {}
        self._vooruit = Vooruit((), (), ())
        self._weken: dict[UUID, LidWeken] = {}
        self._alles = False
        self._zoek = ""
        self._grafiek: bool | None = None
        self._plot: WeekPlot | None = None

    def compose(self) -> ComposeResult:
        yield Static(id="kop")
        yield Static(id="kolommen")
        yield Lijst(self._lees, id="lijst")
        yield Static(id="leeg")
        with Vertical(id="vooruit"):
            yield Static(id="legenda")
            yield Static(id="cijfers")
        yield from self.onderkant()
        yield Voet()

    def on_mount(self) -> None:
        self._laad_plot()

    @work(thread=True, group="warm", exit_on_error=False)
    def _laad_plot(self) -> None:
        """Import what draws the plot beside the screen: the list is there before it."""
        from . import weekplot

        self.app.call_from_thread(self._erbij, weekplot.WeekPlot())

    def _erbij(self, plot: WeekPlot) -> None:
        if self.is_attached:
            self._plot = plot
            self.query_one("#vooruit").mount(plot)
            self._draw_weeks()

    def on_screen_resume(self) -> None:
        self.ververs()

    def on_resize(self) -> None:
        if self._profielen:
            self._draw()

    def ververs(self) -> None:
        """Read again; the cursor stays on its member."""
        if self.kern.team is None:
            return
        self._today = today = self.kern.team.wie().today
        found = self.look(lambda session: leden.profiles(session, today))
        if found is None:
            return
        self._profielen = {p.kaart.id: p for p in sorted(found, key=lambda p: (p.kaart.team or 9, p.kaart.code, p.kaart.id))}
        self._vooruit = capaciteit.of(found, today)
        self._weken = {m.lid.id: m for m in self._vooruit.leden}
        self._draw()

    # --- drawing

    def _draw(self) -> None:
        ids = [lid for lid, p in self._profielen.items() if self._past(p)]
        rows, empty = self.query_one(Lijst), self.query_one("#leeg", Static)
        rows.toon(ids)
        rows.display = self.query_one("#kolommen").display = bool(ids)
        empty.display = not ids
        empty.update(plain(f"Niemand met {self._zoek}. Esc laat weer iedereen zien." if self._zoek else "Nog niemand. n maakt een lid."))
        wide = self.size.width >= 110
        teams = [
            f"Team {t.team}: {t.vrij[0]} van {t.plekken} plekken vrij, {words.count(t.duos[0], 'duo', 'duo’s')}"
            if wide
            else f"Team {t.team}: {t.vrij[0]} vrij"
            for t in self._vooruit.teams
        ]
        head = [plain("Team", "bold"), plain(words.count(len(ids), "lid", "leden")), *map(plain, teams)]
        if self._zoek:
            head.append(plain(f"zoekt {words.shorten(self._zoek, 20)}"))
        self.query_one("#kop", Static).update(joined(self.oefen(), *head, between=" · "))
        names = "".join(column(name, width) for name, width in self._kolommen().items())
        self.query_one("#kolommen", Static).update(plain(f"  {names}{column('bezet', BLOKJES + 6)}vrij  nu en straks", "dim"))
        self._draw_weeks()

    def _past(self, p: LidProfiel) -> bool:
        m = p.kaart
        if not self._alles and m.actief_tot is not None and m.actief_tot < self._today:
            return False
        known = (m.code, m.naam, m.organisatie, m.discipline, ROL.label(m.rol), f"team {m.team}", *p.talen)
        told = " ".join((*(w or "" for w in known), *map(EXPERTISE.label, p.expertise), *map(BEREIK.label, p.gemeenten))).casefold()
        return all(word in told for word in self._zoek.casefold().split())

    def _kolommen(self) -> dict[str, int]:
        return KOLOMMEN[max(width for width in KOLOMMEN if width <= self.size.width)]

    def _lees(self, ids: Sequence[UUID]) -> dict[UUID, Content]:
        return {lid: self._regel(self._profielen[lid]) for lid in ids if lid in self._profielen}

    def _regel(self, p: LidProfiel) -> Content:
        m, weken = p.kaart, self._weken.get(p.kaart.id)
        widths = self._kolommen()
        cells = (str(m.team or "–"), m.code, m.naam, m.organisatie, m.discipline or ROL.label(m.rol))
        line = "".join(column(cell, width) for cell, width in zip(cells, widths.values(), strict=False))
        there = m.actief(self._today) and not any(a.op(self._today) for a in p.afwezig)
        full = weken is not None and there and weken.vrij[0] < 0
        quiet = "" if there else "dim"
        room = max(self.size.width - sum(widths.values()) - RUIMTE - 5, 0)
        return joined(
            plain("▲ " if full else "  ", "$text-warning"),
            plain(line, quiet),
            plain(_ruimte(weken, there=there), "$text-warning" if full else quiet),
            plain(words.shorten(" · ".join(self._woorden(p, weken)), room), quiet),
        )

    def _woorden(self, p: LidProfiel, weken: LidWeken | None) -> list[str]:
        """What is going on with someone and what is coming."""
        m, today, day = p.kaart, self._today, self._dag
        away = [a for a in p.afwezig if a.op(today)]
        told = [f"weg t/m {day(a.tot)}" if a.tot else "weg" for a in away]
        if m.actief_van is not None and today < m.actief_van:
            told.append(f"lid vanaf {day(m.actief_van)}")
        if m.actief_tot is not None:
            told.append(f"lid t/m {day(m.actief_tot)}")
        told += [f"weg {day(a.van)} – {day(a.tot) or '?'}" for a in p.afwezig if a.van and a.van > today]
        told += [f"inzet begint {day(i.start)}" for i in p.inzetten if i.start and not i.gestart and i.start > today]
        if weken is not None and not away:
            more = next((n for n, free in enumerate(weken.vrij) if free > max(weken.vrij[0], 0)), None)
            if more is not None:
                told.append(f"week {_weeknaam(self._vooruit.weken[more])}: {weken.vrij[more]} vrij")
        return told

    def _dag(self, day: date | None) -> str:
        """A day near, without its weekday where there is no room."""
        near = words.day_near(day, self._today)
        return near if self.size.width >= PLOT[0] or near[:1].isdecimal() else near[3:]

    def _draw_weeks(self) -> None:
        ahead, many = self._vooruit, len(self._vooruit.teams)
        area, numbers, legend = self.query_one("#vooruit"), self.query_one("#cijfers", Static), self.query_one("#legenda", Static)
        area.display = bool(many) and self.size.height >= 14
        if not area.display:
            return
        plotted = self._met_grafiek
        numbers.display = not plotted
        if self._plot is not None:
            self._plot.display = plotted
        names = ["nu", *(_weeknaam(day) for day in ahead.weken[1:])]
        if not plotted:
            legend.update(plain("Plekken vrij en duo’s per week", "bold"))
            numbers.update(self._cijfers(names))
            area.styles.height = 2 + 2 * many
            return
        area.styles.height = min(14, self.size.height // 3 + 1)  # also before it is there: nothing moves when it comes
        if self._plot is None:
            return
        from .weekplot import KLEUREN, TEKENS

        signs = [joined(plain(TEKENS[n] * 2, KLEUREN[n]), plain(f" Team {t.team}")) for n, t in enumerate(ahead.teams[: len(TEKENS)])]
        legend.update(joined(plain("Plekken vrij per week", "bold"), *signs, plain("m toont cijfers en duo’s", "dim"), between="   "))
        self._plot.toon(names, [t.vrij for t in ahead.teams])

    @property
    def _met_grafiek(self) -> bool:
        fits = self.size.width >= PLOT[0] and self.size.height >= PLOT[1]
        return fits if self._grafiek is None else self._grafiek

    def _cijfers(self, names: list[str]) -> Content:
        fits = max((self.size.width - 14) // CEL, 1)
        lines = [plain(f"{'week':<10}{_cells(names[:fits])}", "dim")]
        for t in self._vooruit.teams:
            lines.append(plain(f"{f'Team {t.team}':<10}{_cells(t.vrij[:fits])}"))
            lines.append(plain(f"{'  duo’s':<10}{_cells(t.duos[:fits])}", "dim"))
        return Content("\n").join(lines)

    # --- keys

    def action_omlaag(self) -> None:
        self.query_one(Lijst).stap(1)

    def action_omhoog(self) -> None:
        self.query_one(Lijst).stap(-1)

    def action_blad(self, pages: int) -> None:
        """A page down, or up."""
        self.query_one(Lijst).blad(pages)

    def action_eind(self, last: bool) -> None:
        """To the first or the last."""
        self.query_one(Lijst).ga(len(self._profielen) if last else 0)

    def action_beeld(self) -> None:
        """The weeks as a plot, or in numbers."""
        self._grafiek = not self._met_grafiek
        self._draw_weeks()

    def action_alles(self) -> None:
        """Who is or will be a member, or also who was."""
        self._alles = not self._alles
        self._draw()
        self.say("Ook wie geen lid meer is." if self._alles else "")

    @vraagt
    async def action_zoek(self) -> None:
        """Only those of whom something holds what is typed."""
        given = await self.ask(
            "Zoek", self._zoek, key="team zoek", replace=True, placeholder="naam, organisatie, expertise, taal, gemeente …"
        )
        self.kern.concepten.forget("team zoek")
        if given is not None:
            self._zoek = given.strip()
            self._draw()

    @property
    def _gekozen(self) -> LidProfiel | None:
        return self._profielen.get(self.query_one(Lijst).gekozen or UUID(int=0))

    def te_kopieren(self) -> str:
        """Who is chosen."""
        chosen = self._gekozen
        return f"{chosen.kaart.code} {chosen.kaart.naam}" if chosen else ""

    def on_lijst_gekozen(self) -> None:
        self.action_open()

    def action_open(self) -> None:
        chosen = self._gekozen
        if chosen is not None:
            self.app.push_screen(LidScherm(self.kern, chosen.kaart.id))

    @vraagt
    async def action_nieuw(self) -> None:
        """A new member: name, short name and team; the rest on their own screen."""
        asked, given = Reeks(self, "lid nieuw"), dict[str, str]()
        while True:
            taken = {p.kaart.code for p in self._profielen.values()}
            for veld, label, hint in (
                ("naam", "Naam van het nieuwe lid", ""),
                ("code", "Korte naam", "één tot acht letters of cijfers"),
                ("team", "Team AnderS", "1 of 2, leeg is geen van beide"),
            ):
                value = leden.short_name(given["naam"], taken) if veld == "code" else ""
                answer = await asked.vraag(veld, label, value, placeholder=hint, replace=True, keur=partial(self._keur, veld))
                if answer is None or (veld == "naam" and not answer.strip()):
                    return
                given[veld] = answer
                if veld == "naam" and answer != asked.concept("van"):  # what else was kept is of someone else
                    asked.vergeet("code", "team")
                    asked.geef("van", answer)
            made = None
            with asked.doing("lid") as (session, wie):
                made = leden.add(session, given["code"], naam=given["naam"], wie=wie, team=leden.read("team", given["team"], wie.today))
            if self.gelukt and made is not None:
                self.ververs()
                self.query_one(Lijst).ga_naar(made.id)
                there = LidScherm(self.kern, made.id)
                self.app.push_screen(there)
                there.call_after_refresh(there.say, f"{made.code} is erbij. Vul aan wat u weet; Esc gaat terug.")
                return

    def _keur(self, veld: str, typed: str) -> None:
        """Raises Refused for what a new member can't have, while it is asked."""
        team = self.kern.open_team
        if veld == "code":
            with team.reading() as session:
                leden.fit_code(session, typed)
        elif veld == "team":
            leden.read("team", typed, team.wie().today)

    @vraagt
    async def action_weg(self) -> None:
        if self._gekozen is not None:
            await self.vraag_weg(self._gekozen.kaart)

    @vraagt
    async def action_weer(self) -> None:
        if self._gekozen is not None:
            await self.vraag_weer(self._gekozen.kaart)

    @vraagt
    async def action_einde(self) -> None:
        if self._gekozen is not None:
            await self.vraag_einde(self._gekozen.kaart)

    def action_terug(self) -> None:
        if self._zoek:
            self._zoek = ""
            self._draw()
        else:
            self.app.pop_screen()


def _ruimte(weken: LidWeken | None, *, there: bool) -> str:
    """`██░  2/3   1`: places that are taken and free, and their numbers."""
    if weken is None:
        return " " * RUIMTE
    places, busy = weken.lid.plekken, weken.lopend
    blocks = min(max(places, busy), BLOKJES)
    taken = min(busy, blocks) if max(places, busy) <= BLOKJES else round(blocks * min(busy / max(places, 1), 1))
    bar = "█" * taken + "░" * (blocks - taken)
    return f"{bar:<{BLOKJES + 1}}{f'{busy}/{places}':<5}{weken.vrij[0] if there else '–':>2}  "


def _cells(values: Sequence[object]) -> str:
    return "".join(f"{value!s:>{CEL}}" for value in values)


def _weeknaam(day: date) -> str:
    """The number of its ISO week."""
    return str(day.isocalendar().week)
