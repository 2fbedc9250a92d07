"""Erasing a casus for good: seen first what goes and what stays, why it is asked, its code typed; and what was erased before."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from textual.app import App, ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Label, Static

from db.codes import WISREDEN
from db.errors import RetError
from retcli import apparaten, wissen
from retcli import text as words
from retcli.clock import dutch_day

from . import kaart, naar
from .basis import Kern, Scherm, vraagt
from .keuze import Bevestig
from .lijst import Lijst
from .text import column, joined, plain
from .toetsen import bindings
from .toetsenbord import teken
from .voet import Voet

if TYPE_CHECKING:
    from sqlmodel import Session

    from retcli.toegang import Toegang
    from retcli.uitwisselen import Stand
    from retcli.wissen import Gewist, Omvang, Rest

T = TypeVar("T")
LABEL = 14
"""Cells of the labels on the sheet."""
WIST = "Er wordt gewist."
NOG_WERK = "Na het wissen kwam nog werk binnen over een gewiste casus"
NIETS_MEER = "Er is niets meer binnengekomen over wat gewist is."
DEFINITIEF = "Wissen is definitief en geldt op alle laptops van het team. Niets brengt het terug, ook z niet."
ALLES = "alles op de kaart, wie het is, en wat er vroeger over stond"
LIJSTEN = frozenset(naar.NAMEN.values()) - {"AanmeldingScherm"}
"""Screens that are not of one casus: there one goes on when it is gone."""
KOLOMMEN: dict[int, dict[str, int]] = {
    0: {"gewist": 12},
    60: {"gewist": 13, "door": 20, "gegevens": 11},
}
"""Columns and their widths from a width of the terminal on; why takes the rest."""


def mag_wissen(scherm: Scherm) -> bool:
    """Whether this laptop can erase; says which can when it may not."""

    def may(session: Session) -> bool:
        wissen.mag(session)
        return True

    return bool(scherm.look(may))


def kijk_na(scherm: Scherm, last: Stand | None) -> None:
    """Once at the start and after each exchange: look beside the screen whether work came in on what was erased, and draw anew then."""
    team, kern = scherm.kern.team, scherm.kern
    seen = (last.op if last is not None else None,)
    if team is None or kern.nagekeken == seen:
        return
    kern.nagekeken = seen

    async def look() -> None:
        found = await asyncio.to_thread(wissen.nog_binnen, team)
        if kern.team is not team:  # locked meanwhile
            kern.nagekeken = ()
            return
        kern.nog_binnen = found
        kern.laat_los()
        if found and scherm.is_attached:
            scherm.ververs()

    scherm.app.run_worker(look(), group="nagekeken", exclusive=True)


def geteld(aantallen: Sequence[tuple[str, int]]) -> str:
    """`3 besluiten en 1 actie`."""
    return words.listed(f"{many} {what}" for what, many in aantallen)


class WissenScherm(Scherm):
    """What erasing one casus comes to, and the act itself. Esc leaves with nothing done."""

    CSS_PATH = "styles/wissen.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-krap"), (60, "-smal"), (100, "-breed")]  # noqa: RUF012  # Textual's own form
    VERTICAL_BREAKPOINTS = [(0, "-laag"), (16, "-hoog")]  # noqa: RUF012  # as above
    BINDINGS = bindings("wissen")
    HULP = "wissen"

    def __init__(self, kern: Kern, casus: UUID) -> None:
        super().__init__(kern)
        self.casus = casus
        self._omvang: Omvang | None = None
        self._niet: RetError | None = None
        self._reden = ""

    def compose(self) -> ComposeResult:
        yield Static(id="kop")
        with VerticalScroll(id="blad", can_focus=False):
            yield Static(id="inhoud")
        yield Static(id="redenen")
        yield from self.onderkant()
        yield Voet()

    def on_screen_resume(self) -> None:
        self.ververs()

    def on_resize(self) -> None:
        self._draw()

    # --- reading

    def ververs(self) -> None:
        """Find out again what it comes to, beside the screen; while it is being asked or done that stands."""
        team = self.kern.team
        if team is not None and not self.bezig and not self.kern.bezig_met:
            self.run_worker(self._lees(team), group="wissen", exclusive=True)

    async def _lees(self, team: Toegang) -> None:
        found = await asyncio.to_thread(_omvang, team, self.casus)
        if self.kern.team is not team:  # locked meanwhile
            return
        self._omvang, self._niet = (None, found) if isinstance(found, RetError) else (found, None)
        if self.is_attached:
            self._draw()

    # --- drawing

    def _draw(self) -> None:
        if self.kern.team is None:
            return
        told = self._omvang
        code = told.codes[0] if told else ""
        self.query_one("#kop", Static).update(joined(self.oefen(), plain("Definitief wissen", "bold"), plain(code, "bold"), between=" · "))
        width = self.size.width - (5 if self.has_class("-breed") else 3)
        if told is not None:
            shown = Content("\n").join(self._blad(told, width))
        elif self._niet is not None:
            shown = joined(plain(self._niet.message, "bold"), plain(self._niet.hint, "dim"), between="\n")
        else:
            shown = plain("Er wordt uitgezocht wat er weggaat …", "dim")
        self.query_one("#inhoud", Static).update(shown)
        why = self.query_one("#redenen", Static)
        why.display = told is not None
        why.update(self._redenen())

    def _blad(self, told: Omvang, width: int) -> Iterator[Content]:
        """What goes, what is written anew, what stays, and what can't be recalled."""
        yield from plain(DEFINITIEF, "$text-warning").wrap(width)
        if len(told.codes) > 1:
            yield Content()
            also = words.listed(told.codes[1:])
            yield from plain(f"{also} {'gaat' if len(told.codes) == 2 else 'gaan'} mee: dezelfde aanmelding, dubbel ingevoerd.").wrap(width)
        minutes = f"van {words.listed(told.overleggen)}: opnieuw geschreven, zonder deze casus"
        yield from self._deel("Weg gaat", ALLES, [f"met {geteld(told.aantallen)}"] if told.aantallen else [], width, "")
        if told.overleggen:
            yield from self._deel("Notulen", minutes, [], width)
        if told.genoemd:
            places = words.count(len(told.genoemd), "andere plek", "andere plekken")
            yield from self._deel("Blijft staan", f"de code op {places}; verander die woorden zelf waar dat nog kan:", told.genoemd, width)
        if told.blijft:
            yield from self._deel("Niet terug", "wat het programma niet kan terughalen:", told.blijft, width)

    def _deel(self, label: str, first: str, rest: Sequence[str], width: int, sign: str = "· ") -> Iterator[Content]:
        """A line and what stands under it, beside their label, or under that where there is no room beside it."""
        yield Content()
        left = LABEL
        if self.has_class("-krap"):
            left = 0
            yield plain(label, "dim")
        yield kaart.hangend(plain(label if left else "", "dim"), plain(first), width, left)
        for line in rest:
            yield kaart.hangend(plain(f"{' ' * left}{sign}"), plain(line), width, left + len(sign))

    def _redenen(self) -> Content:
        lines = [] if self.has_class("-laag") else [plain("Waarom wordt deze casus gewist?", "dim")]
        for n, code in enumerate(WISREDEN.codes, 1):
            chosen = code == self._reden
            sign = plain(f" {'●' if chosen else '○'} ", "$text-accent" if chosen else "dim")
            lines.append(joined(plain(teken(f"wissen.reden{n}"), "bold"), sign, plain(WISREDEN.label(code), "bold" if chosen else "")))
        return Content("\n").join(lines)

    def te_kopieren(self) -> str:
        """The code."""
        return self._omvang.codes[0] if self._omvang is not None else ""

    # --- moving

    def action_rol(self, step: int) -> None:
        """Scroll a little."""
        self.query_one("#blad", VerticalScroll).scroll_relative(y=step * 2, animate=False)

    def action_blad(self, pages: int) -> None:
        """Scroll a page."""
        sheet = self.query_one("#blad", VerticalScroll)
        sheet.scroll_relative(y=pages * max(sheet.size.height - 1, 1), animate=False)

    def action_eind(self, einde: bool) -> None:
        """To the end, or the beginning."""
        sheet = self.query_one("#blad", VerticalScroll)
        (sheet.scroll_end if einde else sheet.scroll_home)(animate=False)

    def action_terug(self) -> None:
        if self.kern.bezig_met != WIST:
            self.app.pop_screen()

    # --- doing

    def action_reden(self, n: int) -> None:
        """Why it is erased."""
        if self._omvang is not None and not self.bezig:
            self._reden = list(WISREDEN.codes)[n - 1]
            self.say("")
            self._draw()
            self.refresh_bindings()

    def vooraan(self) -> tuple[str, ...]:
        """What comes next."""
        return ("wissen.wis", "wissen.terug") if self._reden else ()

    @vraagt
    async def action_wis(self) -> None:
        """Erase, when its code has been typed."""
        told = self._omvang
        if told is None:
            return
        if not self._reden:
            keys = [teken(f"wissen.reden{n}") for n in range(1, len(WISREDEN.codes) + 1)]
            self.say(f"Kies eerst waarom: {words.listed(keys, 'of')}.", wrong=True)
            return
        if not await self.app.push_screen_wait(Overtypen(told.codes[0])):
            self.say("Er is niets gewist.")
            return
        team, casus, why = self.kern.open_team, self.casus, self._reden
        gone = await _beside(self, lambda: wissen.wis(team, casus, why))
        if isinstance(gone, RetError):
            self.say(gone.sentence(), wrong=True)
            self.bezig = False
            self.ververs()
        else:
            said = f"{told.codes[0]} is definitief gewist: {words.count(gone.rijen, 'gegeven', 'gegevens')}.{self._hierna()}"
            self.app.call_later(naar_de_lijst, self.app, said)

    def _hierna(self) -> str:
        """What to do then, when there are others."""
        known = self.look(apparaten.lijst) or []
        others = any(not (one.deze or one.ingetrokken) for one in known)
        return " Wissel nu uit, dan wissen de andere laptops het ook." if others else ""


def _omvang(team: Toegang, casus: UUID) -> Omvang | RetError:
    """In a thread: what erasing comes to, or why not."""
    try:
        with team.reading() as session:
            return wissen.omvang(session, casus, team.place)
    except RetError as error:
        return error


async def _beside(scherm: Scherm, act: Callable[[], T]) -> T | RetError:
    """Erase beside the screen, which stands still meanwhile; or why it was refused."""
    scherm.kern.bezig_met = WIST
    scherm.say(f"{WIST[:-1]} …")
    try:
        return await asyncio.to_thread(act)
    except RetError as error:
        return error
    finally:
        scherm.kern.bezig_met = ""
        scherm.kern.laat_los()


def naar_de_lijst(app: App[Any], said: str) -> None:
    """Leave what was of the casus, for the list that one came from, and say there what was done."""
    while type(app.screen).__name__ not in LIJSTEN and len(app.screen_stack) > 2:
        app.pop_screen()
    in_front = app.screen
    if isinstance(in_front, Scherm):
        in_front.call_after_refresh(in_front.say, said)


class Overtypen(ModalScreen[bool]):
    """The code of what is erased, typed over; what was typed is kept nowhere."""

    CSS_PATH = "styles/wissen.tcss"
    VERTICAL_BREAKPOINTS = [(0, "-laag"), (16, "-hoog")]  # noqa: RUF012  # Textual's own form
    BINDINGS = bindings("kies")

    def __init__(self, code: str) -> None:
        super().__init__()
        self._code = code

    def compose(self) -> ComposeResult:
        with Vertical(id="kader"):
            yield Label(plain(f"{self._code} definitief wissen", "bold"))
            yield Label(plain("Typ de code over."))
            yield Input(id="code", select_on_focus=False)
            yield Static(id="naast")
            yield Label(plain("Enter wist · Esc terug", "dim"))

    def on_input_changed(self) -> None:
        self.query_one("#naast", Static).update("")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        if event.value.strip().casefold() == self._code.casefold():
            self.dismiss(True)
        else:
            self.query_one("#naast", Static).update(plain("▲ Dat is niet de code van deze casus. Er is niets gewist.", "$text-warning"))

    def action_terug(self) -> None:
        self.dismiss(False)


class GewistScherm(Scherm):
    """What was erased for good, the last first; and what came in afterwards of it, to erase that too."""

    CSS_PATH = "styles/wissen.tcss"
    BINDINGS = bindings("gewist")
    HULP = "gewist"

    def __init__(self, kern: Kern) -> None:
        super().__init__(kern)
        self._rijen: dict[UUID, Gewist] = {}
        self._rest: Rest | None = None
        self._niet: RetError | None = None

    def compose(self) -> ComposeResult:
        yield Static(id="kop")
        yield Static(id="rest")
        yield Static(id="kolommen")
        yield Lijst(self._lees, id="lijst")
        yield Static(plain("Er is nog niets definitief gewist. Op de kaart van een casus kan dat."), id="leeg")
        yield from self.onderkant()
        yield Voet()

    def on_screen_resume(self) -> None:
        self.ververs()

    def on_resize(self) -> None:
        self._draw()

    def ververs(self) -> None:
        """Read again, beside the screen: what came in afterwards is looked for in the log."""
        team = self.kern.team
        if team is not None and not self.kern.bezig_met:
            self.run_worker(self._haal(team), group="wissen", exclusive=True)

    async def _haal(self, team: Toegang) -> None:
        found = await asyncio.to_thread(_gewist, team)
        if not self.is_attached or self.kern.team is not team:
            return
        if isinstance(found, RetError):
            self.say(found.sentence(), wrong=True)
            return
        known, self._rest, self._niet = found
        self._rijen = {one.id: one for one in known}
        self.query_one(Lijst).toon(list(self._rijen))
        self._draw()
        self.refresh_bindings()

    # --- drawing

    def _draw(self) -> None:
        many = len(self._rijen)
        told = words.count(many, "keer gewist", "keer gewist") if many else ""
        self.query_one("#kop", Static).update(joined(self.oefen(), plain("Definitief gewist", "bold"), plain(told), between=" · "))
        self.query_one(Lijst).display = self.query_one("#kolommen").display = bool(many)
        self.query_one("#leeg").display = not many
        names = {"gegevens": " gegevens"}
        head = "".join(column(names.get(name, name), width) for name, width in self._kolommen().items())
        self.query_one("#kolommen", Static).update(plain(f"{head}waarom", "dim"))
        above = self.query_one("#rest", Static)
        above.display = bool(self._rest)
        above.update(self._kwam_nog())

    def _kwam_nog(self) -> Content:
        rest = self._rest
        if not rest:
            return Content()
        minutes = f"notulen van {words.listed(rest.overleggen)}" if rest.overleggen else ""
        what = words.listed(w for w in (geteld(rest.aantallen), minutes) if w)
        then = self._niet.sentence() if self._niet is not None else f"{teken('gewist.wis')} wist ook dat."
        return joined(plain(f"▲ {NOG_WERK}: {what}.", "$text-warning"), plain(f" {then}"))

    def _kolommen(self) -> dict[str, int]:
        return KOLOMMEN[max(width for width in KOLOMMEN if width <= self.size.width)]

    def _lees(self, ids: Sequence[UUID]) -> dict[UUID, Content]:
        return {row: self._regel(self._rijen[row]) for row in ids if row in self._rijen}

    def _regel(self, one: Gewist) -> Content:
        day = ""
        if one.op is not None and self.kern.team is not None:
            day = words.day_near(dutch_day(one.op), self.kern.team.wie().today)
        cells = {"gewist": day or "?", "door": one.door or "?", "gegevens": f"{one.rijen:>9}"}
        line = "".join(column(cells[name], width) for name, width in self._kolommen().items())
        room = max(self.size.width - 3 - sum(self._kolommen().values()), 8)
        return plain(f"{line}{words.shorten(WISREDEN.label(one.reden) or one.reden, room)}")

    def te_kopieren(self) -> str:
        """The chosen line."""
        one = self._rijen.get(self.query_one(Lijst).gekozen or UUID(int=0))
        return " ".join(self._regel(one).plain.split()) if one is not None else ""

    # --- keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what came in afterwards can be erased here, and only on a laptop that may."""
        return action != "wis" or bool(self._rest and self._niet is None)

    def action_omlaag(self) -> None:
        self.query_one(Lijst).stap(1)

    def action_omhoog(self) -> None:
        self.query_one(Lijst).stap(-1)

    def action_blad(self, pages: int) -> None:
        """A page down, or up."""
        self.query_one(Lijst).blad(pages)

    def action_terug(self) -> None:
        if self.kern.bezig_met != WIST:
            self.app.pop_screen()

    @vraagt
    async def action_wis(self) -> None:
        """Erase what came in afterwards too."""
        if not self._rest:
            self.say(NIETS_MEER)
            return
        if not mag_wissen(self):
            return
        told = f"{NOG_WERK}. Ook dat definitief wissen?"
        if not await self.app.push_screen_wait(Bevestig(told, "Wis", "Laat staan", voorzichtig=True)):
            self.say("Er is niets gewist.")
            return
        team = self.kern.open_team
        gone = await _beside(self, lambda: wissen.wis_rest(team))
        if isinstance(gone, RetError):
            self.say(gone.sentence(), wrong=True)
        else:
            self.kern.nog_binnen = False
            self.say(f"Ook dat is definitief gewist: {words.count(gone.rijen, 'gegeven', 'gegevens')}." if gone else NIETS_MEER)
        self.ververs()


def _gewist(team: Toegang) -> tuple[tuple[Gewist, ...], Rest, RetError | None] | RetError:
    """In a thread: what was erased, what came in afterwards, and why that can't be erased here."""
    try:
        with team.reading() as session:
            return wissen.lijst(session), wissen.rest(session), _niet(session)
    except RetError as error:
        return error


def _niet(session: Session) -> RetError | None:
    try:
        wissen.mag(session)
    except RetError as error:
        return error
    return None
