"""One member: everything that is known, a line each, to be changed one by one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from textwrap import wrap
from uuid import UUID

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from db.codes import ROL, Codelijst
from retcli import leden
from retcli import text as words
from retcli.errors import NotFound
from retcli.leden import BEREIK, EXPERTISE, LidProfiel

from .basis import Kern, vraagt
from .keuze import KiesCode
from .lidvragen import DAGEN, MetLid
from .text import column, joined, plain
from .toetsen import bindings
from .voet import Voet

SETS = {"expertise": EXPERTISE, "gemeenten": BEREIK}
LABEL = 18


@dataclass(frozen=True, slots=True)
class Rij:
    """A line: a field, or with an id an absence or an inzet. `typen` is the value as one types it."""

    soort: str
    label: str
    waarde: str
    typen: str = ""
    hint: str = ""
    id: UUID | None = None


class LidScherm(MetLid):
    """Everything of one member."""

    CSS_PATH = "styles/team.tcss"
    BINDINGS = bindings("lid")
    HULP = "lid"

    def __init__(self, kern: Kern, lid: UUID) -> None:
        super().__init__(kern)
        self._lid = lid
        self._today = date.min
        self._profiel: LidProfiel | None = None
        self._rijen: list[Rij | None] = []
        self._plek = 0
        """Where the cursor was, while no line is chosen."""

    def compose(self) -> ComposeResult:
        yield Static(id="kop")
        yield OptionList(id="regels", compact=True)
        yield from self.onderkant()
        yield Voet()

    def on_mount(self) -> None:
        self.query_one(OptionList).can_focus = False

    def on_screen_resume(self) -> None:
        self.ververs()

    def on_resize(self) -> None:
        self._draw()

    def ververs(self) -> None:
        """Read again; the chosen line stays chosen."""
        if self.kern.team is None:
            return
        self._today = today = self.kern.team.wie().today
        try:
            with self.kern.team.reading() as session:
                self._profiel = leden.profile(session, self._lid, today)
        except NotFound:
            self._profiel = None
        self._draw()

    def vooraan(self) -> tuple[str, ...]:
        """Of a member who is gone there is only the way back."""
        return () if self._profiel is not None else ("lid.terug",)

    def _draw(self) -> None:
        p = self._profiel
        head = [plain("Lid", "bold")]
        if p is not None:
            room = f"{len(p.inzetten)} van {words.count(p.kaart.plekken, 'plek', 'plekken')} bezet" if p.kaart.team else ""
            head += [plain(p.kaart.code, "bold"), plain(words.shorten(p.kaart.naam, 40)), plain(room)]
        self.query_one("#kop", Static).update(joined(self.oefen(), *head, between=" · "))
        chosen, options = self._chosen(), self.query_one(OptionList)
        at = self._plek if options.highlighted is None else options.highlighted
        self.refresh_bindings()
        options.clear_options()
        self._rijen = list(_rijen(p, self._today)) if p else []
        options.add_options([Option(self._line(row), disabled=row is None) for row in self._rijen])
        if p is None:
            options.add_option(Option(plain("Dit lid is er niet meer. Esc gaat terug.", "dim"), disabled=True))
            return
        same = (n for n, row in enumerate(self._rijen) if row and chosen and (row.soort, row.id) == (chosen.soort, chosen.id))
        options.highlighted = next(same, min(at, len(self._rijen) - 1))

    def _line(self, row: Rij | None) -> Content:
        if row is None:
            return plain(" ")
        room = max(self.size.width - LABEL - 4, 8)
        value = f"\n{' ' * LABEL}".join(wrap(words.shorten(row.waarde, 1_000), room)) or "–"
        return joined(plain(column(row.label, LABEL), "dim"), plain(value))

    def _chosen(self) -> Rij | None:
        at = self.query_one(OptionList).highlighted
        return self._rijen[at] if at is not None and at < len(self._rijen) else None

    def te_kopieren(self) -> str:
        """The chosen line."""
        row = self._chosen()
        return row.waarde if row else ""

    # --- keys

    def action_omlaag(self) -> None:
        self._stap(self.query_one(OptionList).action_cursor_down)

    def action_omhoog(self) -> None:
        self._stap(self.query_one(OptionList).action_cursor_up)

    def _stap(self, move: Callable[[], None]) -> None:
        """To another line; after an absence went, first to what stands in its place."""
        options = self.query_one(OptionList)
        if options.highlighted is None:
            options.highlighted = self._plek
            if self._chosen() is not None:
                return
        move()

    def _hier(self) -> LidProfiel | None:
        """The member on screen; says so when they are gone."""
        if self._profiel is None:
            self.say("Dit lid is er niet meer.")
        return self._profiel

    def on_option_list_option_selected(self) -> None:
        self.action_wijzig()

    @vraagt
    async def action_wijzig(self) -> None:
        """Change what is chosen."""
        row, p = self._chosen(), self._hier()
        if row is None or p is None:
            return
        self.say("")
        if row.soort == "inzet" and row.id is not None:
            from .inzet import InzetScherm

            self.app.push_screen(InzetScherm(self.kern, row.id))
        elif row.soort == "afwezig":
            await self.vraag_weg(p.kaart, next((a for a in p.afwezig if a.id == row.id), None))
        elif row.soort in SETS:
            await self._kies_meer(row)
        elif row.soort == "rol":
            code = await self.app.push_screen_wait(KiesCode(f"Rol van {p.kaart.code}", ROL, p.kaart.rol, leeg=True))
            if code is not None:
                self._change("rol", code)
        else:
            await self.vraag_veld(self._lid, row.soort, row.label, row.typen, row.hint)

    async def _kies_meer(self, row: Rij) -> None:
        """Add codes to a set, or take them out, one by one until Esc."""
        last: str | None = None
        while (p := self._profiel) is not None:
            have = set(getattr(p, row.soort))
            codes = {c.code: replace(c, label=f"{'✓' if c.code in have else ' '} {c.label}") for c in SETS[row.soort]}
            question = f"{row.label} van {p.kaart.code}: Enter zet erbij of haalt weg, Esc is klaar"
            code = await self.app.push_screen_wait(KiesCode(question, Codelijst(row.soort, codes), last))
            if code is None:
                return
            last = code
            self._change(row.soort, have ^ {code})

    def _change(self, veld: str, value: object) -> None:
        self.verander(self._lid, veld, value)
        self.ververs()

    def action_leeg(self) -> None:
        """Clear the chosen field; an absence goes, and then no line is chosen, so that the same key does not take the next as well."""
        if self.asking or self.bezig:
            return
        row, p = self._chosen(), self._hier()
        if row is None or p is None:
            return
        away = next((a for a in p.afwezig if a.id == row.id), None) if row.soort == "afwezig" else None
        if away is not None:
            options = self.query_one(OptionList)
            self._plek = options.highlighted or 0
            gone = f"De afwezigheid van {p.kaart.code} {away.woorden} vervalt; z draait het terug."
            with self.doing("afwezig", gone) as (session, _):
                leden.remove_absence(session, away.id)
            self.ververs()
            if self.gelukt:
                options.highlighted = None
        elif row.soort in ("inzet", "afwezig"):
            self.say("Hier is niets om leeg te maken.")
        else:
            self._change(row.soort, "")

    @vraagt
    async def action_weg(self) -> None:
        if (p := self._hier()) is not None:
            await self.vraag_weg(p.kaart)

    @vraagt
    async def action_weer(self) -> None:
        if (p := self._hier()) is not None:
            await self.vraag_weer(p.kaart)

    @vraagt
    async def action_einde(self) -> None:
        if (p := self._hier()) is not None:
            await self.vraag_einde(p.kaart)

    def action_terug(self) -> None:
        self.app.pop_screen()


def rij(p: LidProfiel, veld: str, today: date) -> Rij:
    """The line of a field."""
    return next(row for row in _rijen(p, today) if row is not None and row.soort == veld)


def _rijen(p: LidProfiel, today: date) -> list[Rij | None]:
    m = p.kaart
    hours = str(p.uren_per_week) if p.uren_per_week is not None else ""
    places = str(p.plekken) if p.plekken is not None else ""
    talen = ", ".join(p.talen)
    rows: list[Rij | None] = [
        Rij("naam", "Naam", m.naam, m.naam),
        Rij("code", "Korte naam", m.code, m.code),
        Rij("team", "Team AnderS", str(m.team or ""), str(m.team or ""), "1 of 2, leeg is geen van beide"),
        Rij("rol", "Rol", ROL.label(m.rol)),
        Rij("organisatie", "Organisatie", m.organisatie or "", m.organisatie or ""),
        Rij("discipline", "Discipline", m.discipline or "", m.discipline or ""),
        Rij("plekken", "Plekken", places or (f"{m.plekken} (standaard)" if m.team else ""), places, "leeg is de standaard van het team"),
        Rij("uren_per_week", "Uren per week", hours, hours, "0 tot en met 60"),
        None,
        Rij("expertise", "Expertise", ", ".join(map(EXPERTISE.label, p.expertise))),
        Rij("talen", "Talen", talen, talen, "Turks, Arabisch …"),
        Rij("gemeenten", "Gemeenten", ", ".join(map(BEREIK.label, p.gemeenten))),
        None,
        Rij("actief_van", "Lid vanaf", words.day_short(m.actief_van), words.day_short(m.actief_van), DAGEN),
        Rij("actief_tot", "Lid tot en met", words.day_short(m.actief_tot), words.day_short(m.actief_tot), DAGEN),
        *(Rij("afwezig", "Afwezig", f"{a.woorden}{f': {a.reden}' if a.reden else ''}", id=a.id) for a in p.afwezig),
    ]
    if not p.afwezig:
        rows.append(Rij("afwezig", "Afwezig", "nee"))
    rows.append(None)
    rows += [Rij("inzet", "Inzet", _inzet(i, today), id=i.inzet) for i in p.inzetten]
    if not p.inzetten:
        rows.pop()
    return rows


def _inzet(i: leden.LidInzet, today: date) -> str:
    since = i.gestart or i.start
    began = f"{'sinds' if since <= today else 'begint'} {words.day_near(since, today)}" if since else "nog niet gepland"
    ends = f"verwacht tot {words.day_near(i.verwacht_einde, today)}" if i.verwacht_einde else ""
    return " · ".join(w for w in (i.casus, began, ends) if w)
