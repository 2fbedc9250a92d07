"""Giving something out: one question for which forms, for whom and where; then the files are made beside the screen, which goes on."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from textual import work
from textual.app import App, ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Label, OptionList, Static
from textual.widgets.option_list import Option

from db.errors import RetError
from retcli import bestand, config
from retcli import text as words
from retcli.notulen import sjabloon, sleutelbos, uitgeven
from retcli.notulen.uitgeven import VORMEN, Stuk

from .basis import Kern, Scherm
from .keuze import Bevestig, KiesWoord
from .text import column, joined, plain
from .toetsen import bindings
from .vraagregel import Vraagregel

if TYPE_CHECKING:
    from sqlmodel import Session

    from retcli.wie import Wie

R = TypeVar("R")
TOETSEN_HIER = "Enter maakt · spatie of het cijfer kiest · Esc terug"
LABEL = 12
"""Cells of the words before a value."""
IEDEREEN = "iedereen"
INTERN = "De interne versie is voor het team zelf: met alles wat is opgeschreven. Dat zij gemaakt is, wordt vastgelegd."


@dataclass(frozen=True, slots=True)
class Aanbod:
    """What can be given out: its name, what reads it in a version and for an organisation (None: everyone), and the intent of the act.

    `versies` are those to choose from, the first as it stands; of one there is no choice. `organisaties` proposes whom it can be for.
    """

    naam: str
    doel: str
    lees: Callable[[Session, Wie, str, str | None], Stuk]
    versies: tuple[str, ...] = ("deelbaar", "intern")
    organisaties: Callable[[Session], Sequence[str]] | None = None
    voor: str = ""
    vormen: Mapping[str, str] = field(default_factory=lambda: VORMEN)
    gekozen: tuple[str, ...] = ("docx", "pdf")
    maken: Callable[[Stuk, str, bytes | None], bytes] = uitgeven.maak


@dataclass(frozen=True, slots=True)
class Opdracht:
    """What was asked: this, in these forms, in this folder; with `slot` only to be opened on the team's laptops."""

    stuk: Stuk
    vormen: tuple[str, ...]
    map: Path
    slot: bool

    def bestand(self, vorm: str) -> str:
        """The name of the file of a form."""
        return self.stuk.bestand(vorm) + (sleutelbos.ENDING if self.slot else "")


class Uitgeven(ModalScreen[Opdracht | None]):
    """Which forms, for whom and where, with what stands ready; None when nothing after all."""

    AUTO_FOCUS = ""
    CSS_PATH = "styles/uitgeven.tcss"
    VERTICAL_BREAKPOINTS = [(0, "-laag"), (22, "-hoog")]  # noqa: RUF012  # Textual's own form
    BINDINGS = bindings("uitgeven")
    HULP = "uitgeven"

    def __init__(self, kern: Kern, aanbod: Aanbod, folder: Path) -> None:
        super().__init__()
        self._kern, self._aanbod, self._map = kern, aanbod, folder
        self._versie, self._voor, self._slot = aanbod.versies[0], aanbod.voor, False
        self._gekozen = list(aanbod.gekozen)
        self._stuk: Stuk | None = None
        self._waarom = ""
        self._doen: list[Callable[[], object]] = []

    def compose(self) -> ComposeResult:
        with Vertical(id="kader"):
            yield Label(plain(self._aanbod.naam, "bold"))
            yield OptionList(id="regels", compact=True)
            yield Static(id="wat")
            yield Vraagregel(self._kern.concepten)
            yield Static(plain(TOETSEN_HIER, "dim"), id="hint")

    def on_mount(self) -> None:
        self.query_one(OptionList).can_focus = False
        self._lees()

    def on_resize(self) -> None:
        self._draw()

    def _lees(self) -> None:
        """Read what it will say; when it may not go out, that stands there instead of the names of the files."""
        self._stuk, self._waarom = None, ""
        try:
            team = self._kern.open_team
            with team.reading() as session:
                self._stuk = self._aanbod.lees(session, team.wie(), self._versie, self._voor or None)
        except RetError as error:
            self._waarom = error.sentence()
        self._draw()

    # --- drawing

    def _draw(self) -> None:
        options = self.query_one("#regels", OptionList)
        chosen = options.highlighted or 0
        lines = self._regels()
        self._doen = [do for _, do in lines]
        options.clear_options()
        options.add_options([Option(line, disabled=not line.plain.strip()) for line, _ in lines])
        options.highlighted = min(chosen, len(lines) - 1)
        self.query_one("#wat", Static).update(self._wat())

    def _regels(self) -> list[tuple[Content, Callable[[], object]]]:
        """Each line, and what space does on it."""
        lines: list[tuple[Content, Callable[[], object]]] = []
        for n, (vorm, naam) in enumerate(self._aanbod.vormen.items()):
            mark = "☑" if vorm in self._gekozen else "☐"
            named = f" {mark} {naam[:1].upper()}{naam[1:]}"
            lines.append((joined(plain(f"{n + 1}", "bold"), plain(named)), partial(self.action_vorm, n)))
        lines.append((plain(" "), self._draw))  # a blank between the forms and the rest; the cursor passes it by
        if len(self._aanbod.versies) > 1:
            lines.append((self._regel("v", "Versie", self._versie), self.action_versie))
        if self._aanbod.organisaties is not None:
            everyone = "het team zelf" if self._versie == "intern" else IEDEREEN
            own = f"{self._voor}, alleen de eigen casussen" if self._voor else everyone
            lines.append((self._regel("w", "Voor wie", own), self.action_voor))
        if self._versie == "intern":
            opens = "alleen op de laptops van het team (.age)" if self._slot else "door wie het bestand heeft"
            lines.append((self._regel("e", "Te openen", opens), self.action_slot))
        lines.append((self._regel("m", "Map", _kort(self._map)), self.action_map))
        return lines

    def _regel(self, key: str, label: str, value: str) -> Content:
        room = max(min(self.app.size.width, 76) - LABEL - 10, 12)
        return joined(plain(key, "bold"), plain(f" {column(label, LABEL)}"), plain(words.shorten(value, room)))

    def _wat(self) -> Content:
        if self._stuk is None:
            return plain(f"▲ {self._waarom}", "$text-warning")
        if not self._gekozen:
            return plain("▲ Kies een vorm.", "$text-warning")
        return plain(words.listed(self._opdracht(self._stuk).bestand(vorm) for vorm in self._vormen))

    def _zeg(self, sentence: str) -> None:
        """What could not be done; it stays until the next key."""
        self.query_one("#wat", Static).update(plain(f"▲ {sentence}", "$text-warning"))

    # --- what was chosen

    @property
    def _vormen(self) -> tuple[str, ...]:
        """The chosen forms, in the order in which they are offered."""
        return tuple(vorm for vorm in self._aanbod.vormen if vorm in self._gekozen)

    def _opdracht(self, stuk: Stuk) -> Opdracht:
        return Opdracht(stuk, self._vormen, self._map, self._slot and self._versie == "intern")

    @property
    def _asking(self) -> bool:
        return self.query_one(Vraagregel).busy

    def action_vorm(self, n: int) -> None:
        """A form on or off."""
        if n < len(self._aanbod.vormen) and not self._asking:
            vorm = list(self._aanbod.vormen)[n]
            (self._gekozen.remove if vorm in self._gekozen else self._gekozen.append)(vorm)
            self.query_one(OptionList).highlighted = n
            self._draw()

    def action_wissel(self) -> None:
        """What the chosen line does."""
        self._doen[self.query_one(OptionList).highlighted or 0]()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self._doen[event.option_index]()

    @work(group="vraag")
    async def action_versie(self) -> None:
        """The other version; *intern* asks once."""
        if len(self._aanbod.versies) < 2:
            return
        other = self._aanbod.versies[self._aanbod.versies.index(self._versie) - 1]
        if other == "intern" and not await self.app.push_screen_wait(Bevestig(INTERN, "Intern", voorzichtig=True)):
            return
        self._versie = other
        self._lees()

    @work(group="vraag")
    async def action_voor(self) -> None:
        """For everyone, or for one organisation."""
        if self._aanbod.organisaties is None:
            return
        try:
            with self._kern.open_team.reading() as session:
                found = self._aanbod.organisaties(session)
        except RetError as error:
            self._zeg(error.sentence())
            return
        given = await vraag_voor(self.app, found, self._voor)
        if given is not None:
            self._voor = given
            self._lees()

    def action_slot(self) -> None:
        """Whether only the team's laptops can open it; of *intern* alone."""
        if self._versie == "intern":
            self._slot = not self._slot
            self._draw()

    @work(group="vraag")
    async def action_map(self) -> None:
        """Another folder, one that is there."""
        hint = self.query_one("#hint", Static)
        hint.update(plain("Enter neemt deze map · Esc laat hem zoals hij was", "dim"))
        given = await self.query_one(Vraagregel).ask("Map", str(self._map), key="map")
        if self.is_attached:
            hint.update(plain(TOETSEN_HIER, "dim"))
        if not given or not given.strip():
            return
        try:
            folder = Path(given.strip()).expanduser()
            if not folder.is_dir():
                raise ValueError
        except (OSError, RuntimeError, ValueError):  # no right to look, ~name of nobody, a sign no name can have
            self._kern.concepten.keep("map", given)
            self._zeg("Die map is er niet, of u mag er niet in kijken.")
            return
        self._map = folder.absolute()
        self._draw()

    def action_maak(self) -> None:
        """Enter: this, as it stands."""
        if self._stuk is not None and self._gekozen and not self._asking:
            self.dismiss(self._opdracht(self._stuk))

    def action_omlaag(self) -> None:
        self.query_one(OptionList).action_cursor_down()

    def action_omhoog(self) -> None:
        self.query_one(OptionList).action_cursor_up()

    def action_terug(self) -> None:
        self.dismiss(None)


def organisaties(session: Session) -> Sequence[str]:
    """Whom minutes can be for."""
    from retcli.notulen import ontvanger  # brings rapidfuzz

    return ontvanger.organisaties(session)


async def vraag_voor(app: App[R], found: Sequence[str], nu: str) -> str | None:
    """One of these, `""` for everyone; None when it was left."""
    return await app.push_screen_wait(KiesWoord("Voor wie?", [IEDEREEN, *found], nu or IEDEREEN, leeg=IEDEREEN))


async def geef_uit(scherm: Scherm, aanbod: Aanbod) -> None:
    """Ask what is wanted, and set it to work. What became of it is said on the screen that is in front then."""
    if scherm.kern.maakt:
        scherm.say(f"{scherm.kern.maakt} Wacht tot het klaar is.")
        return
    opdracht = await scherm.app.push_screen_wait(Uitgeven(scherm.kern, aanbod, _laatste_map(scherm.kern)))
    if opdracht is None:
        return
    names = map(opdracht.bestand, opdracht.vormen)
    there = [name for name in names if os.path.exists(opdracht.map / name)]  # unlike Path.exists, False where one may not look
    if there:
        question = f"{words.listed(there)} {'is' if len(there) == 1 else 'zijn'} er al. Vervangen?"
        if not await scherm.app.push_screen_wait(Bevestig(question, "Vervangen", voorzichtig=True)):
            return
    _onthoud(scherm, opdracht.map)
    named = words.listed(aanbod.vormen[vorm] for vorm in opdracht.vormen)
    scherm.kern.maakt = f"{named} {'wordt' if len(opdracht.vormen) == 1 else 'worden'} gemaakt."
    scherm.say(f"{scherm.kern.maakt[:-1]} …")
    scherm.app.run_worker(_maak(scherm, aanbod, opdracht), group="uitgeven")


async def _maak(scherm: Scherm, aanbod: Aanbod, opdracht: Opdracht) -> None:
    """Make each form in a thread, then write and register what was made in one act. A form that fails is said; the others go on."""
    app, kern = scherm.app, scherm.kern
    sjablonen = config.read(kern.place)[0].sjablonen
    made: dict[str, bytes] = {}
    wrong: list[str] = []
    try:
        for vorm in opdracht.vormen:
            try:
                made[vorm] = await asyncio.to_thread(_gemaakt, aanbod, opdracht.stuk, vorm, sjablonen)
            except RetError as error:
                wrong.append(f"{aanbod.vormen[vorm]}: {error.sentence()}")
    finally:
        kern.maakt = ""
    front = next(s for s in reversed(app.screen_stack) if isinstance(s, Scherm))
    written: list[str] = []
    with front.doing(aanbod.doel) as (session, wie):
        session.connection()  # from here on nobody else writes: a file that is made will be registered
        for vorm, content in made.items():
            try:
                given = sleutelbos.versleuteld(session, content) if opdracht.slot else content
                bestand.write(bestand.target(opdracht.map / opdracht.bestand(vorm)), given)
            except RetError as error:
                wrong.append(f"{aanbod.vormen[vorm]}: {error.sentence()}")
                continue
            uitgeven.boek(session, wie, opdracht.stuk, vorm, given, versleuteld=opdracht.slot)
            written.append(opdracht.bestand(vorm))
    if front.gelukt:
        done = f"Geschreven in {_kort(opdracht.map)}: {words.listed(written)}." if written else ""
        front.say(" ".join(w for w in (*wrong, done) if w), wrong=bool(wrong))


def _gemaakt(aanbod: Aanbod, stuk: Stuk, vorm: str, sjablonen: str) -> bytes:
    """In a thread: the file of a form, by the organisation's own template where there is one. Raises Refused."""
    found = sjabloon.zoek(Path(sjablonen), stuk.wat.partition(" ")[0]) if vorm == "docx" and sjablonen else None
    return aanbod.maken(stuk, vorm, sjabloon.lees(found) if found is not None else None)


def _laatste_map(kern: Kern) -> Path:
    """Where files were put the last time, or else where the program was started."""
    try:
        kept = Path(config.read(kern.place)[0].map)
        if kept.is_absolute() and kept.is_dir():
            return kept
    except (OSError, ValueError):  # no right to look, a sign no name can have
        pass
    return Path.cwd()


def _onthoud(scherm: Scherm, folder: Path) -> None:
    kept = config.read(scherm.kern.place)[0]
    if kept.map != str(folder):
        try:
            config.write(scherm.kern.place, replace(kept, map=str(folder)))
        except RetError as error:
            scherm.app.notify(error.sentence(), severity="warning", markup=False)


def _kort(folder: Path) -> str:
    """A folder as people write it: `~` for one's own."""
    home = str(Path.home())
    shown = str(folder)
    return f"~{shown[len(home) :]}" if shown == home or shown.startswith(home.rstrip(os.sep) + os.sep) else shown
