"""Settings: how the program looks and which keys it has on this laptop, and what the team agreed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Label, OptionList, Static
from textual.widgets.option_list import Option

from retcli import config
from retcli import instellingen as afspraken
from retcli.config import Voorkeuren
from retcli.errors import RetError
from retcli.notulen import sjabloon

from . import thema, toetsenbord
from .basis import Kern, Scherm, vraagt
from .text import column, joined, plain
from .toetsen import DELEN, Toets, bindings
from .voet import Voet

LAPTOP = {
    "thema": ("Kleuren", "Kies met de pijlen; u ziet meteen hoe het wordt."),
    "tekens": ("Tekens", "Eenvoudig is voor een terminal die tekens als ▲ en … niet kan laten zien."),
    "animatie": ("Beweging", "Uit: lijsten verspringen meteen, zonder te glijden."),
    "sjablonen": ("Sjablonen", "De map met uw eigen notulen.docx of sjabloon.docx; de Word-documenten krijgen dat uiterlijk."),
}
"""The preferences of this laptop, besides keys: name, and what it does."""


@dataclass(frozen=True, slots=True)
class Rij:
    """One thing to set. `soort` is laptop, team or toets; `eigen` says that it is not the default."""

    soort: str
    naam: str
    label: str
    waarde: str
    uitleg: str
    kop: str
    eigen: bool


class InstellingenScherm(Scherm):
    """Everything that can be set, in one list."""

    CSS_PATH = "styles/instellingen.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-smal"), (100, "-breed")]  # noqa: RUF012  # Textual's own form
    BINDINGS = bindings("instellingen")
    HULP = "instellingen"

    def __init__(self, kern: Kern) -> None:
        super().__init__(kern)
        self._voorkeuren = Voorkeuren()
        self._rijen: list[Rij | None] = []
        self._zoek = ""

    def compose(self) -> ComposeResult:
        yield Static(joined(self.oefen(), plain("Instellingen", "bold"), between=" · "), id="kop")
        yield OptionList(id="regels", compact=True)
        yield Static(id="uitleg")
        yield from self.onderkant()
        yield Voet()

    def on_mount(self) -> None:
        self.query_one(OptionList).can_focus = False

    def on_screen_resume(self) -> None:
        if self.kern.team is not None:
            self.ververs()

    def on_resize(self, event: events.Resize) -> None:
        if self._rijen:
            self._draw()

    def ververs(self) -> None:
        """Read everything again; the chosen line stays chosen."""
        self._voorkeuren, said = config.read(self.kern.place)
        said += toetsenbord.checked(self._voorkeuren.toetsen)[1]
        self._draw()
        if said:
            self.say(" ".join(said), wrong=True)

    def _draw(self) -> None:
        chosen = self._chosen()
        options = self.query_one(OptionList)
        options.clear_options()
        self._rijen = []
        kop = ""
        for rij in self._found():
            if rij.kop != kop:
                if kop:
                    self._add(None, plain(" "))
                kop = rij.kop
                self._add(None, plain(kop, "bold $text-accent"))
            self._add(rij, self._line(rij))
        if not self._rijen:
            self._add(None, plain(f"Geen regel met {self._zoek}. Esc laat alles weer zien.", "dim"))
        names = [rij.naam if rij else "" for rij in self._rijen]
        first = next((n for n, rij in enumerate(self._rijen) if rij), None)
        options.highlighted = names.index(chosen.naam) if chosen and chosen.naam in names else first

    def _add(self, rij: Rij | None, line: Content) -> None:
        self._rijen.append(rij)
        self.query_one(OptionList).add_option(Option(line, disabled=rij is None))

    def _found(self) -> list[Rij]:
        words = self._zoek.casefold().split()
        return [r for r in self._all() if all(w in f"{r.kop} {r.label} {r.waarde} {r.uitleg} {r.naam}".casefold() for w in words)]

    def _all(self) -> list[Rij]:
        v, own = self._voorkeuren, Voorkeuren()
        shown = {
            "thema": thema.label(self.app.theme),
            "tekens": v.tekens,
            "animatie": "aan" if v.animatie else "uit",
            "sjablonen": v.sjablonen or "geen",
        }
        rijen = [
            Rij("laptop", naam, label, shown[naam], uitleg, "Deze laptop", getattr(v, naam) != getattr(own, naam))
            for naam, (label, uitleg) in LAPTOP.items()
        ]
        for i in self.look(afspraken.listed) or []:
            rijen.append(Rij("team", i.afspraak.naam, i.afspraak.label, i.woorden, i.afspraak.uitleg, "Het team", i.eigen))
        for deel, toets in toetsenbord.all_toetsen():
            if toetsenbord.can_change(toets):
                heading = f"Toetsen · {DELEN[deel].titel if deel in DELEN else deel}"
                keys = "  ".join(map(toetsenbord.named, toetsenbord.keys_of(toets)))
                rijen.append(Rij("toets", toets.id, toets.label, keys, toets.tip, heading, toets.id in toetsenbord.EIGEN))
        return rijen

    def _line(self, rij: Rij) -> Content:
        return joined(plain("● " if rij.eigen else "  "), plain(column(rij.label, 26)), plain(rij.waarde, "bold"))

    def _chosen(self) -> Rij | None:
        at = self.query_one(OptionList).highlighted
        return self._rijen[at] if at is not None and at < len(self._rijen) else None

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        rij = self._chosen()
        changed = "  ● anders dan de standaard" if rij and rij.eigen else ""
        self.query_one("#uitleg", Static).update(plain(f"{rij.uitleg}{changed}" if rij else ""))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.action_wijzig()

    # --- keys

    def action_omlaag(self) -> None:
        self.query_one(OptionList).action_cursor_down()

    def action_omhoog(self) -> None:
        self.query_one(OptionList).action_cursor_up()

    def action_blad(self, step: int) -> None:
        options = self.query_one(OptionList)
        for _ in range(max(options.size.height - 1, 1)):
            (options.action_cursor_down if step > 0 else options.action_cursor_up)()

    @vraagt
    async def action_wijzig(self) -> None:
        """Change what is chosen."""
        rij = self._chosen()
        if rij is None:
            return
        self.say("")
        if rij.naam == "thema":
            chosen = await self.app.push_screen_wait(KiesThema())
            if chosen is not None:
                self._prefer(replace(self._voorkeuren, thema=chosen), f"Kleuren: {thema.label(chosen)}.")
        elif rij.naam == "tekens":
            other = config.TEKENS[not config.TEKENS.index(self._voorkeuren.tekens)]
            self._prefer(replace(self._voorkeuren, tekens=other), f"Tekens: {other}.")
        elif rij.naam == "animatie":
            on = not self._voorkeuren.animatie
            self._prefer(replace(self._voorkeuren, animatie=on), f"Beweging: {'aan' if on else 'uit'}.")
        elif rij.naam == "sjablonen":
            await self._sjablonen(rij)
        elif rij.soort == "toets":
            toets = toetsenbord.by_id()[rij.naam]
            key = await self.app.push_screen_wait(NieuweToets(toets, toetsenbord.EIGEN))
            if key is not None:
                self._key(toets, key)
        else:
            await self._team(rij)

    async def _sjablonen(self, rij: Rij) -> None:
        asked = "instelling sjablonen"
        given = await self.ask(rij.label, self._voorkeuren.sjablonen, key=asked, placeholder="een map", replace=True)
        if given is None:
            return
        try:
            named = sjabloon.folder(given) if given.strip() else ""
            there = sjabloon.zoek(Path(named)) if named else None
        except RetError as error:
            self.keep(asked, given)
            self.say(error.sentence(), wrong=True)
            return
        self.kern.concepten.forget(asked)
        found = f"{there.name} gevonden" if there else "in deze map nog geen; `retcli instelling sjabloon` maakt een voorbeeld"
        self._prefer(replace(self._voorkeuren, sjablonen=named), f"Sjablonen: {found if named else 'geen'}.")

    async def _team(self, rij: Rij) -> None:
        asked = f"instelling {rij.naam}"
        now = next((i.waarde for i in self.look(afspraken.listed) or [] if i.afspraak.naam == rij.naam), "")
        given = await self.ask(rij.label, "uit" if now == afspraken.UIT else now, key=asked, replace=True)
        if given is None:
            return
        with self.doing("instelling") as (session, _):
            made = afspraken.put(session, rij.naam, given)
            self.straks(f"{rij.label}: {made.woorden}.")
        if not self.gelukt:
            self.keep(asked, given)
        self._draw()

    def action_standaard(self) -> None:
        """Back to the default."""
        rij = self._chosen()
        if rij is None or self.asking or self.bezig:
            return
        if rij.soort == "team":
            with self.doing("instelling") as (session, _):
                made = afspraken.reset(session, rij.naam)
                self.straks(f"{rij.label}: weer {made.woorden}.")
            self._draw()
        elif rij.soort == "toets":
            self._key(toetsenbord.by_id()[rij.naam], "")
        else:
            self._prefer(self._voorkeuren.standaard(rij.naam), f"{rij.label}: weer de standaard.")

    def _key(self, toets: Toets, key: str) -> None:
        """Another key for an action; its own when empty."""
        wanted = self._voorkeuren.with_key(toets.id, key)
        refused = set(toetsenbord.checked(wanted.toetsen)[1]) - set(toetsenbord.checked(self._voorkeuren.toetsen)[1])
        if refused:
            self.say(" ".join(sorted(refused)), wrong=True)
            return
        keys = ", ".join(map(toetsenbord.named, toetsenbord.keys_of(toets, {toets.id: key} if key else {})))
        self._prefer(wanted, f"{toets.label} staat {'nu' if key else 'weer'} op {keys}.")

    def _prefer(self, voorkeuren: Voorkeuren, said: str) -> None:
        """Keep the preferences and put them to work at once."""
        try:
            config.write(self.kern.place, voorkeuren)
        except RetError as error:
            thema.apply(self.app, self._voorkeuren)
            self.say(error.sentence(), wrong=True)
            return
        self._voorkeuren = voorkeuren
        thema.apply(self.app, voorkeuren)
        self._draw()
        self.say(said)

    @vraagt
    async def action_zoek(self) -> None:
        """Only the lines that hold what is typed."""
        given = await self.ask("Zoek", self._zoek, key="instellingen zoek", replace=True)
        if given is not None:
            self._zoek = given.strip()
            self._draw()

    def action_terug(self) -> None:
        if self._zoek:
            self._zoek = ""
            self._draw()
        else:
            self.app.pop_screen()


class KiesThema(ModalScreen[str | None]):
    """A theme, seen while choosing."""

    CSS_PATH = "styles/instellingen.tcss"
    BINDINGS = bindings("kies")
    HULP = "kies"

    def compose(self) -> ComposeResult:
        with Vertical(id="kader"):
            yield Label(plain("Welke kleuren?", "bold"))
            yield OptionList(*(Option(plain(thema.label(name))) for name in thema.names(self.app)), compact=True)

    def on_mount(self) -> None:
        self._before = self.app.theme
        options = self.query_one(OptionList)
        options.highlighted = thema.names(self.app).index(self._before)
        options.focus()

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        self.app.theme = thema.names(self.app)[event.option_index]

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(thema.names(self.app)[event.option_index])

    def action_terug(self) -> None:
        self.app.theme = self._before
        self.dismiss(None)


class NieuweToets(ModalScreen[str | None]):
    """Takes the key that is pressed: the new one, "" for the program's own, None to leave it."""

    CSS_PATH = "styles/instellingen.tcss"
    BINDINGS = bindings("toets")
    HULP = "toets"

    def __init__(self, toets: Toets, eigen: Mapping[str, str]) -> None:
        super().__init__()
        self._toets, self._eigen = toets, eigen
        self._key = ""

    def compose(self) -> ComposeResult:
        keys = ", ".join(map(toetsenbord.named, toetsenbord.keys_of(self._toets, self._eigen)))
        with Vertical(id="kader"):
            yield Label(plain(f"{self._toets.label}: welke toets?", "bold"))
            yield Label(plain(f"{self._toets.tip} Nu: {keys}."), classes="breed")
            yield Label(plain("Druk op een toets."), id="gekozen", classes="breed")
            yield Label(plain("Enter bewaart · Backspace standaard · Esc laat het zo", "dim"), classes="breed")

    def on_key(self, event: events.Key) -> None:
        """Any key but the three that this question has itself."""
        if event.key in ("enter", "escape", "backspace"):
            return
        event.stop()
        event.prevent_default()
        why = self._wrong(event.key)
        self._key = "" if why else event.key
        named = toetsenbord.named(event.key)
        self.query_one("#gekozen", Label).update(plain(f"▲ {named}: {why}." if why else f"{named} is vrij. Enter bewaart."))

    def _wrong(self, key: str) -> str:
        if why := toetsenbord.unusable(self._toets, key):
            return why
        other = toetsenbord.clash(self._toets, key, self._eigen)
        return f"die toets is al van {other.label} ({other.tip.rstrip('.')})" if other else ""

    def action_bewaar(self) -> None:
        if self._key:
            self.dismiss(self._key)

    def action_standaard(self) -> None:
        self.dismiss("")

    def action_terug(self) -> None:
        self.dismiss(None)
