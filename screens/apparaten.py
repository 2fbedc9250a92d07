"""Laptops: which take part, and for who holds the team's key inviting one, admitting it by six words, and withdrawing it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Label, Static
from textual.worker import WorkerFailed

from db.errors import RetError
from db.sync import toelating
from retcli import apparaten, bestand, leden, uitwisselen
from retcli import text as words
from retcli.clock import dutch_day
from retcli.importeren import paden

from .basis import Kern, Scherm, vraagt
from .keuze import Bevestig, KiesLid
from .lijst import Lijst
from .text import column, joined, plain
from .toetsen import bindings
from .voet import Voet

if TYPE_CHECKING:
    from datetime import datetime

    from retcli.apparaten import Apparaat, Verzoek

    from .vraagregel import Concepten

T = TypeVar("T")
KOLOMMEN: dict[int, dict[str, int]] = {
    0: {"laptop": 22, "van": 15},
    60: {"laptop": 24, "van": 18},
    70: {"laptop": 25, "van": 17, "gehoord": 15},
    100: {"laptop": 34, "van": 26, "toegelaten": 16, "gehoord": 18},
}
"""Columns and their widths from a width of the terminal on; how it stands takes the rest."""
GEEN_BEHEER = "Uitnodigen, toelaten en intrekken kan op een laptop met het beheer: {wie}."
NIEMAND = UUID(int=0)
PAD = "een map, of een bestand; Tab vult aan"


class ApparatenScherm(Scherm):
    """The laptops of the team: this one first, then those that take part, then the withdrawn."""

    CSS_PATH = "styles/apparaten.tcss"
    BINDINGS = bindings("apparaten")
    HULP = "apparaten"

    def __init__(self, kern: Kern) -> None:
        super().__init__(kern)
        self._rijen: dict[UUID, Apparaat] = {}
        self._waar: dict[str, str] = {}
        self._pad = False

    def compose(self) -> ComposeResult:
        yield Static(id="kop")
        yield Static(id="kolommen")
        yield Lijst(self._lees, id="lijst")
        yield Static(id="uitleg")
        yield from self.onderkant()
        yield Voet()

    def on_screen_resume(self) -> None:
        self.ververs()

    def on_resize(self) -> None:
        self._draw_columns()

    def ververs(self) -> None:
        """Read again; the cursor stays on its laptop."""
        found = self.look(lambda session: (apparaten.lijst(session), apparaten.heeft_beheer(session))) if self.kern.team else None
        if found is None:
            return
        known, beheer = found
        self._rijen = {one.id: one for one in known}
        self.query_one(Lijst).toon(list(self._rijen))
        part = sum(not one.ingetrokken for one in known)
        self.query_one("#kop", Static).update(
            joined(
                self.oefen(),
                plain("Laptops", "bold"),
                plain(words.count(part, "laptop doet mee", "laptops doen mee")),
                plain("het beheer is hier" if beheer else ""),
                between=" · ",
            )
        )
        held = words.listed([one.naam for one in known if one.beheer and not one.ingetrokken]) or "die waarop het team begon"
        alone = "Alleen deze laptop doet mee. u maakt een uitnodiging voor een andere."
        told = GEEN_BEHEER.format(wie=held) if not beheer else alone if part == 1 else ""
        self.query_one("#uitleg", Static).update(plain(told, "dim"))
        self._draw_columns()

    def _kolommen(self) -> dict[str, int]:
        return KOLOMMEN[max(width for width in KOLOMMEN if width <= self.size.width)]

    def _draw_columns(self) -> None:
        head = "".join(column(HEAD.get(name, name), width) for name, width in self._kolommen().items())
        self.query_one("#kolommen", Static).update(plain(head.rstrip(), "dim"))

    def _lees(self, ids: Sequence[UUID]) -> dict[UUID, Content]:
        return {row: self._regel(self._rijen[row]) for row in ids if row in self._rijen}

    def _regel(self, one: Apparaat) -> Content:
        cells = {
            "laptop": one.naam,
            "van": one.van,
            "toegelaten": self._day(one.toegelaten_op),
            "gehoord": "" if one.deze else self._ago(one.gehoord_op) or "nog niets",
        }
        line = "".join(column(cells[name], width) for name, width in self._kolommen().items())
        gone = f"ingetrokken {self._day(one.ingetrokken_op)}".rstrip()
        stand = [gone] if one.ingetrokken else [w for w, so in (("deze laptop", one.deze), ("beheer", one.beheer)) if so]
        return plain(f"{line}{' · '.join(stand)}".rstrip(), "dim" if one.ingetrokken else "")

    def _day(self, moment: datetime | None) -> str:
        if moment is None or self.kern.team is None:
            return ""
        return words.day_near(dutch_day(moment), self.kern.team.wie().today)

    def _ago(self, moment: datetime | None) -> str:
        return words.ago(moment, self.kern.team.now()) if moment is not None and self.kern.team is not None else ""

    def te_kopieren(self) -> str:
        """The chosen laptop, and whose it is."""
        one = self._gekozen
        return ", ".join(w for w in (one.naam, one.van) if w) if one is not None else ""

    @property
    def _gekozen(self) -> Apparaat | None:
        return self._rijen.get(self.query_one(Lijst).gekozen or NIEMAND)

    def action_omlaag(self) -> None:
        self.query_one(Lijst).stap(1)

    def action_omhoog(self) -> None:
        self.query_one(Lijst).stap(-1)

    def action_terug(self) -> None:
        self.app.pop_screen()

    # --- inviting

    @vraagt
    async def action_uitnodigen(self) -> None:
        """An invitation for the laptop of a lid, as a file."""
        if not self._mag():
            return
        today = self.kern.open_team.wie().today
        people = self.look(lambda session: leden.everyone(session, today)) or []
        people.sort(key=lambda one: one.id == self.kern.open_team.lid)  # seldom a second laptop of one's own
        self.say("")
        chosen = await self.app.push_screen_wait(KiesLid("Voor wie is de laptop?", people))
        where = await self._ask_folder("Uitnodiging naar map") if chosen is not None else None
        if chosen is None or where is None:
            return
        with self.doing("uitnodigen") as (session, wie):
            made = apparaten.nodig_uit(session, wie, chosen)
            path = bestand.target(where, made.bestand)
            bestand.write(path, made.inhoud)
            until = words.day_words(dutch_day(made.tot))
            self.straks(f"Geef {made.voor} het bestand {words.shorten(str(path), 120)}. Het geldt tot en met {until}, voor één laptop.")

    # --- admitting

    @vraagt
    async def action_toelaten(self) -> None:
        """Read a request, hear the six words, and admit."""
        if not self._mag():
            return
        where = await self._ask_place("Verzoek in")
        if where is None:
            return
        team = self.kern.open_team

        def read() -> tuple[Path, Verzoek]:
            path = bestand.chosen(where, toelating.VERZOEK)
            with team.reading() as session:
                return path, apparaten.lees_verzoek(session, team.wie(), bestand.read(path, toelating.MOST))

        found = await self._beside("Het verzoek wordt gelezen.", read)
        if found is None:
            return
        path, verzoek = found
        self.say("")
        heard = await self.app.push_screen_wait(ZesWoorden(verzoek, self.kern.concepten))
        if heard is None:
            self.say("Niet toegelaten.", wrong=True)
            return
        made: Apparaat | None = None
        with self.doing("toelaten") as (session, wie):
            made = apparaten.laat_toe(session, wie, verzoek, heard)
        if made is None or not self.gelukt:
            return
        self.ververs()
        self.query_one(Lijst).ga_naar(made.id)
        await self._first_package(made, path.parent)

    async def _first_package(self, made: Apparaat, folder: Path) -> None:
        """The package with everything, for who was just admitted."""
        team = self.kern.open_team
        written = await self._beside("Het eerste pakket wordt gemaakt.", lambda: apparaten.eerste_pakket(team, folder))
        if written is not None:
            where = words.shorten(str(written.parent), 120)
            self.say(f"{made.naam} is toegelaten. Het eerste pakket staat in {where}; daar neemt {made.van} het over met o.")
        else:
            self.say(
                f"{made.naam} is toegelaten. {self._gezegd.removeprefix('▲ ')} Wissel uit; dan komt het pakket in die map.", wrong=True
            )

    async def _beside(self, sentence: str, act: Callable[[], T]) -> T | None:
        """Do something beside the screen that takes a while; None, with the reason on screen, when it is refused."""
        self.kern.bezig_met = sentence
        self.say(f"{sentence[:-1]} …")
        try:
            return await self.run_worker(act, group="laptops", thread=True, exit_on_error=False).wait()
        except WorkerFailed as failed:
            if not isinstance(failed.error, RetError):
                raise
            self.say(failed.error.sentence(), wrong=True)
            return None
        finally:
            self.kern.bezig_met = ""

    # --- the chosen laptop

    @vraagt
    async def action_naam(self) -> None:
        one = self._gekozen
        if one is None:
            return
        given = await self.ask("Naam", one.naam, key=f"laptop {one.id}", replace=True)
        if given is None or given.strip() == one.naam:
            return
        with self.doing("hernoem", "De naam is veranderd; z zet hem terug.") as (session, wie):
            apparaten.hernoem(session, wie, one.id, given)
        if not self.gelukt:
            self.keep(f"laptop {one.id}", given)
        self.ververs()

    @vraagt
    async def action_intrekken(self) -> None:
        """Withdraw, after what that does and does not protect."""
        one = self._gekozen
        if one is None or not self._mag():
            return
        if one.deze or one.ingetrokken:
            self.say("Dit is de laptop waarop u werkt." if one.deze else f"{one.naam} is al ingetrokken.", wrong=True)
            return
        told = self.look(lambda session: apparaten.wat_intrekken_doet(session, one.id))
        if told is None:
            return
        asked = Bevestig(f"{_of(one.naam, one.van)} intrekken?", "Trek in", "Laat hem meedoen", regels=list(told), voorzichtig=True)
        if not await self.app.push_screen_wait(asked):
            self.say("")
            return
        others = any(not (other.deze or other.ingetrokken or other.id == one.id) for other in self._rijen.values())
        then = "weten de andere laptops het ook" if others else "staat het ook in de map"
        with self.doing("intrekken", f"{one.naam} is ingetrokken. Wissel nu uit, dan {then}.") as (session, wie):
            apparaten.trek_in(session, wie, one.id)
        self.ververs()

    @vraagt
    async def action_geef(self) -> None:
        """Hand the team's key to the chosen laptop as well."""
        one = self._gekozen
        if one is None or not self._mag():
            return
        if one.deze:
            self.say("Deze laptop heeft het beheer al. Kies de laptop die het erbij krijgt.", wrong=True)
            return
        where = await self._ask_folder("Bestand naar map")
        if where is None:
            return
        with self.doing("beheer") as (session, wie):
            made = apparaten.geef_beheer(session, wie, one.id)
            path = bestand.target(where, made.bestand)
            bestand.write(path, made.inhoud)
            self.straks(f"Geef dit bestand aan {one.van or made.voor}: {words.shorten(str(path), 120)}. Alleen die laptop kan het openen.")
        self.ververs()

    @vraagt
    async def action_ontvang(self) -> None:
        """Take the team's key from a file for this laptop."""
        where = await self._ask_place("Beheer uit")
        if where is None:
            return
        with self.doing("beheer", "Deze laptop heeft nu ook het beheer.") as (session, wie):
            content = bestand.read(bestand.chosen(where, toelating.BEHEER), toelating.MOST)
            apparaten.ontvang_beheer(session, wie, content)
        self.ververs()

    # --- helpers

    def _mag(self) -> bool:
        """Whether this laptop may do that; says who can when it may not."""
        allowed = bool(self.look(apparaten.heeft_beheer))
        if not allowed:
            self.say("Dit kan alleen op een laptop met het beheer.", wrong=True)
        return allowed

    async def _ask_place(self, label: str) -> str | None:
        """A folder or a file; what was given here the last time is proposed, else the folder that was named last, or exchanged with."""
        last = self._waar.get(label) or self.kern.map or self.look(uitwisselen.laatste_map) or str(Path.home())
        self._pad = True
        given = await self.ask(label, last, key=label, placeholder=PAD, replace=True)
        self._pad = False
        if given is None or not given.strip():
            return None
        self._waar[label] = given.strip()
        with contextlib.suppress(RetError):
            self.kern.map = str(paden.gekozen_map(given))
        return self._waar[label]

    def action_vul_aan(self) -> None:
        """Tab goes on with the name of a file or folder."""
        if self.asking and self._pad:
            self.vul_aan(PAD, (toelating.VERZOEK, toelating.BEHEER))

    async def _ask_folder(self, label: str) -> Path | None:
        """A folder that is there; what is none is said, and asked again."""
        while given := await self._ask_place(label):
            try:
                return paden.gekozen_map(given)
            except RetError as error:
                self.keep(label, given)
                self.say(error.sentence(), wrong=True)
        return None


def _of(naam: str, van: str) -> str:
    """A laptop and whose it is, where its name does not say so."""
    return f"{naam} van {van}" if van and van.casefold() not in naam.casefold() else naam


HEAD = {"gehoord": "laatst gehoord"}


class ZesWoorden(ModalScreen[tuple[str, ...] | None]):
    """The six words that the other reads out, typed, and which of them are those of the request. None when one stops.

    Typed, and never shown, for what one sees one would call the same too soon. What was typed is offered again until the laptop is
    admitted.
    """

    CSS_PATH = "styles/apparaten.tcss"
    BINDINGS = bindings("kies")

    def __init__(self, verzoek: Verzoek, concepten: Concepten) -> None:
        super().__init__()
        self._verzoek, self._concepten = verzoek, concepten
        self._key = f"zes woorden {verzoek.gelezen.device.hex()[:16]}"
        self._gehoord: tuple[str, ...] = ()

    def compose(self) -> ComposeResult:
        of = self._verzoek
        with Vertical(id="kader"):
            yield Label(plain(_of(of.naam, of.voor), "bold"))
            yield Label(plain(f"Bel {of.voor} op een nummer dat u al had. Typ de zes woorden die u hoort, met een spatie ertussen."))
            yield Input(self._concepten.teksten.get(self._key, ""), id="gehoord", select_on_focus=False)
            yield Static(id="naast")
            yield Label(plain("Enter vergelijkt · Esc stopt", "dim"), id="hoe")

    def on_input_changed(self) -> None:
        self._gehoord = ()
        self.query_one("#naast", Static).update("")
        self.query_one("#hoe", Label).update(plain("Enter vergelijkt · Esc stopt", "dim"))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        if self._gehoord:
            self._concepten.beantwoord.add(self._key)
            self.dismiss(self._gehoord)
            return
        beside = self.query_one("#naast", Static)
        try:
            heard = apparaten.lees_woorden(event.value)
        except RetError as error:
            beside.update(plain(f"▲ {error.sentence()}", "$text-warning"))
            return
        here = self._verzoek.woorden
        wide = 18 if self.app.size.width >= 60 else 12
        lines = [plain("   u hoorde", "dim")]
        for n, (one, other) in enumerate(zip(heard, here, strict=True), 1):
            same = one == other
            # Not the words of the request: who could copy them would not have to hear them.
            lines.append(plain(f"{n}  {column(one, wide)}{'gelijk' if same else '▲ anders'}", "" if same else "$text-warning"))
        if heard == here:
            self._gehoord = heard
            lines.append(plain(f"\nAlle zes gelijk. Enter laat {self._verzoek.naam} toe.", "bold"))
        else:
            again = (
                "\nNiet gelijk. Laat ze nog eens voorlezen en typ opnieuw. Blijven ze anders, stop dan met Esc: het bestand is verwisseld."
            )
            lines.append(plain(again))
        beside.update(Content("\n").join(lines))
        self.query_one("#hoe", Label).update(plain(f"Enter {'laat toe' if self._gehoord else 'vergelijkt'} · Esc stopt", "dim"))
        self.call_after_refresh(self.query_one("#kader").scroll_end, animate=False)

    def action_terug(self) -> None:
        if typed := self.query_one(Input).value.strip():
            self._concepten.keep(self._key, typed)
        else:
            self._concepten.forget(self._key)
        self.dismiss(None)
