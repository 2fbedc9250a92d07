"""A laptop that asked to join and is not admitted yet: what to hand over, the six words to read out, and taking in the first package."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from textual import work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from db.errors import RetError
from retcli import bestand
from retcli.clock import dutch_day
from retcli.crash import write_crash
from retcli.text import day_words, shorten

from .basis import Kern, Scherm, vraagt
from .keuze import Bevestig
from .text import joined, plain
from .toetsen import bindings
from .voet import Voet

if TYPE_CHECKING:
    from retcli.toegang import Toegang, Wachtend

BEZIG = "Het eerste pakket wordt overgenomen."
NIET_GELUKT = "Het overnemen is niet gelukt. Wat al binnen was is heel; probeer het nog eens, of vraag om een nieuw pakket."
TITEL = "Wachten op toelating"
PAD = "een map, of het bestand; Tab vult aan"


class WachtenScherm(Scherm):
    """The way in: three steps. `klaar` gets the team when this laptop was admitted, `zie_af` is called when one leaves it.

    `naast` is the folder of the invitation, when this laptop joined just now: the request is put beside it.
    """

    CSS_PATH = "styles/wachten.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-smal"), (100, "-breed")]  # noqa: RUF012  # Textual's own form
    BINDINGS = bindings("wachten")
    HULP = "wachten"
    ELDERS = False

    def __init__(self, kern: Kern, klaar: Callable[[Toegang], object], zie_af: Callable[[], object], naast: str = "") -> None:
        super().__init__(kern)
        assert kern.team is not None
        assert kern.team.wacht is not None
        self._wacht: Wachtend = kern.team.wacht
        self._klaar, self._zie_af, self._map = klaar, zie_af, naast
        self._staat = ""

    def compose(self) -> ComposeResult:
        yield Static(id="kop")
        with VerticalScroll(id="stappen", can_focus=False):
            yield Static(id="uitleg")
            yield Static(id="woorden")
            yield Static(id="daarna")
        yield from self.onderkant()
        yield Voet()

    def on_mount(self) -> None:
        if self._map:
            self._write(self._map)
        self.ververs()

    def on_resize(self) -> None:
        self.ververs()

    def ververs(self) -> None:
        """Draw the three steps."""
        wacht, by, width = self._wacht, self._wacht.uitnodiger, min(self.size.width, 96) - 6
        where = f"Het staat in {self._staat}." if self._staat else "b bewaart het, ook nog eens: in een map, op een stick of om te mailen."
        above = [
            plain(f"{by} laat deze laptop toe. Dat kan tot en met {day_words(dutch_day(wacht.tot))}."),
            Content(),
            _step("1", plain(f"Geef het verzoek aan {by}: {wacht.bestand}."), width),
            _step("", plain(where, "dim"), width),
            Content(),
            _step("2", plain(f"Bel elkaar en lees deze zes woorden voor; {by} typt ze over."), width),
        ]
        below = [
            _step("", plain("Zijn ze daar anders, ga dan niet verder: het is verwisseld.", "dim"), width),
            Content(),
            _step("3", plain(f"Daarna maakt {by} het eerste pakket. Neem het over met o; dan doet deze laptop mee."), width),
        ]
        self.query_one("#kop", Static).update(joined(plain(TITEL, "bold"), plain(wacht.team), between=" · "))
        self.query_one("#uitleg", Static).update(Content("\n").join(above))
        self.query_one("#woorden", Static).update(six_words(wacht.woorden, 3 if self.size.width >= 60 else 1))
        self.query_one("#daarna", Static).update(Content("\n").join(below))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While the package is taken in there is nothing else to begin with: it would go on with the same database."""
        return not (self.kern.maakt and action in ("bewaar", "overnemen", "zie_af"))

    def action_vul_aan(self) -> None:
        """Tab goes on with the name of a file or folder."""
        if self.asking:
            self.vul_aan(PAD, (".retpakket",))

    def te_kopieren(self) -> str:
        """The six words."""
        return " ".join(self._wacht.woorden)

    # --- the request

    @vraagt
    async def action_bewaar(self) -> None:
        """Write the request to a folder or file."""
        given = await self.ask("Bewaar in", self._map or str(Path.home()), key="verzoek", placeholder=PAD, replace=True)
        if given and given.strip():
            self._write(given)

    def _write(self, named: str) -> None:
        from retcli.importeren import paden

        try:
            path = bestand.target(paden.gekozen_map(named), self._wacht.bestand)
            bestand.write(path, self._wacht.inhoud)
        except RetError as error:
            self.say(error.sentence(), wrong=True)
            return
        self._map, self._staat = str(path.parent), str(path)
        self.ververs()
        self.say(f"Het verzoek staat in {shorten(str(path), 200)}.")

    # --- the first package

    @vraagt
    async def action_overnemen(self) -> None:
        """Look in a folder, or in one file, for the package that admits this laptop."""
        given = await self.ask(
            "Pakket in",
            self._map or str(Path.home()),
            key="eerste pakket",
            placeholder=PAD,
            replace=True,
        )
        if given and given.strip():
            self.kern.maakt = BEZIG
            self.refresh_bindings()
            self.say(f"{BEZIG[:-1]} …")
            self._take_in(given)

    @work(thread=True, group="laptops", exclusive=True, exit_on_error=False)
    def _take_in(self, named: str) -> None:
        from retcli import toegang, uitwisselen
        from retcli.importeren import paden

        team = self.kern.open_team
        said = NIET_GELUKT
        try:
            path = Path(named.strip().strip("\"'")).expanduser()
            if path.is_dir():
                found = uitwisselen.wissel_uit(team, paden.gekozen_map(named), self._progress)
            else:
                found = uitwisselen.lees(team, [paden.gekozen(named)], self._progress)
            said = " ".join(one.reden for one in found.geweigerd[:2])
            team = toegang.toegelaten(team)
        except RetError as error:
            said = error.sentence()
        except (OSError, RuntimeError, ValueError):  # no right to look, ~name of nobody, a sign no name can have
            said = "Dit kan geen bestand of map zijn. Kijk of het pad klopt."
        except Exception as error:  # noqa: BLE001  # the worker would swallow it, and the program could not be locked any more
            write_crash(team.place, error)
        self.app.call_from_thread(self._taken_in, team, named, said)

    def _progress(self, wat: str, gedaan: int, totaal: int) -> None:
        part = f" {100 * gedaan // totaal}%" if totaal else ""
        self.app.call_from_thread(self.say, f"{BEZIG[:-1]}: {wat}{part} …")

    def _taken_in(self, team: Toegang, named: str, said: str) -> None:
        self.kern.maakt = ""
        self.refresh_bindings()
        if team.wacht is None:
            self._klaar(team)
            return
        self._map = named
        none = f"Hier is nog geen pakket voor deze laptop. Vraag {self._wacht.uitnodiger} om een pakket nadat u bent toegelaten."
        self.say(said or none, wrong=True)

    # --- leaving it

    @vraagt
    async def action_zie_af(self) -> None:
        """Give the request up; a team can begin here again."""
        asked = Bevestig(
            "Van het aansluiten afzien?",
            "Zie ervan af; het verzoek vervalt",
            "Blijf wachten",
            regels=["Met dezelfde uitnodiging kunt u een nieuw verzoek maken, zolang dit niet is toegelaten."],
            voorzichtig=True,
        )
        if await self.app.push_screen_wait(asked):
            self._zie_af()

    def action_terug(self) -> None:
        self.say("Deze laptop wacht nog. ctrl+q stopt het programma; de volgende keer gaat het hier verder.")

    def action_ongedaan(self) -> None:
        """There is nothing to take back yet."""
        self.say("Er is nog niets om ongedaan te maken.")

    def action_opnieuw(self) -> None:
        """There is nothing to do again yet."""
        self.say("Er is nog niets om opnieuw te doen.")

    def action_omlaag(self) -> None:
        self.query_one("#stappen", VerticalScroll).scroll_relative(y=2, animate=False)

    def action_omhoog(self) -> None:
        self.query_one("#stappen", VerticalScroll).scroll_relative(y=-2, animate=False)


def six_words(woorden: tuple[str, ...], per_line: int) -> Content:
    """The words, each with its number, to be read out one by one."""
    cells = [joined(plain(f"{n} ", "dim"), plain(f"{word:<14}", "bold")) for n, word in enumerate(woorden, 1)]
    lines = [joined(*cells[at : at + per_line]) for at in range(0, len(cells), per_line)]
    return Content("\n\n" if per_line > 1 else "\n").join(lines)


def _step(sign: str, words: Content, width: int) -> Content:
    """A step with its number; its lines stand below each other."""
    return joined(plain(f"{sign:<3}", "bold $text-accent"), Content("\n   ").join(words.wrap(max(width - 3, 20))))
