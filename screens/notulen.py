"""The minutes of a meeting: to read in a version, to give out, and from concept to vastgesteld."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from textual.app import ComposeResult
from textual.widgets import Static

from retcli import casussen
from retcli import overleg as meeting
from retcli import text as words
from retcli.errors import RetError
from retcli.notulen import vaststellen, verslag
from retcli.notulen.document import cleaned
from retcli.notulen.verslag import Verslag

from .basis import Kern, Scherm, vraagt
from .blad import Blad
from .keuze import Bevestig
from .text import joined, plain
from .toetsen import bindings
from .uitgeven import Aanbod, geef_uit, organisaties, vraag_voor
from .voet import Voet
from .vragen import vraag_mededeling

if TYPE_CHECKING:
    from sqlmodel import Session

    from retcli.notulen.uitgeven import Stuk
    from retcli.ongedaan import Teruggedraaid
    from retcli.wie import Wie


class NotulenScherm(Scherm):
    """The minutes of one meeting, as they go out in this version: for everyone, or for one organisation."""

    CSS_PATH = "styles/notulen.tcss"
    BINDINGS = bindings("notulen")
    HULP = "notulen"

    def __init__(self, kern: Kern, overleg: UUID) -> None:
        super().__init__(kern)
        self.overleg = overleg
        self._versie, self._voor = "deelbaar", ""
        self._verslag: Verslag | None = None
        self._stand: object = None
        self._loopt = False

    def compose(self) -> ComposeResult:
        yield Static(id="kop")
        yield Static(id="gevonden")
        yield Blad(id="blad")
        yield from self.onderkant()
        yield Voet()

    def on_mount(self) -> None:
        self.query_one(Blad).focus()
        self._toon(gezien=True)

    def on_screen_resume(self) -> None:
        if self._verslag is not None and self.kern.team is not None:
            self._toon()

    def ververs(self) -> None:
        """Read again what was written since."""
        self._toon()

    def vooraan(self) -> tuple[str, ...]:
        """What these minutes still wait for stands first in the footer."""
        minutes = self._verslag.notulen if self._verslag is not None else None
        if minutes is None or self._loopt:
            return ()
        if minutes.vastgesteld_op is not None:
            return ("notulen.schrijf", "notulen.aanvulling")
        return ("notulen.schrijf", "notulen.mededeling", "notulen.vast")

    def teruggedraaid(self, wat: Teruggedraaid) -> None:
        """After undo or redo: the minutes as they are now, also when they are a concept again."""
        self.ververs()

    def _toon(self, *, gezien: bool = False) -> None:
        """Read and draw, if anything was written since. `gezien`: these were not on screen before, which is written down."""
        if gezien:
            with self.doing("notulen") as (session, wie):
                casussen.seen(session, wie, "notulen")
        found = self.look(self._lees)
        if found is None or found[0] == self._stand:
            return
        self._stand, self._verslag = found
        self._draw(self._verslag)

    def _lees(self, session: Session) -> tuple[object, Verslag]:
        stand = (casussen.written(session), self.overleg, self._versie, self._voor)
        if stand == self._stand and self._verslag is not None:
            return stand, self._verslag
        self._loopt = meeting.get(session, self.overleg).status == "lopend"
        return stand, verslag.verslag(session, self.overleg, self._versie, self._voor or None)

    def _draw_head(self, made: Verslag) -> None:
        minutes = made.notulen
        wide = self.size.width >= 100
        status = "loopt nog" if self._loopt else minutes.status
        if minutes.vastgesteld_op and wide:
            status += f" op {words.day_words(minutes.vastgesteld_op)}"
        self.query_one("#kop", Static).update(
            joined(
                self.oefen(),
                plain("Notulen", "bold"),
                plain(words.day_long(minutes.datum) if wide else f"{words.day_words(minutes.datum)} {minutes.datum.year}"),
                plain(minutes.versie, "bold $text-warning" if minutes.versie == "intern" else ""),
                plain(f"voor {words.shorten(self._voor or verslag.whom(minutes), 30)}"),
                plain(status),
                between=" · ",
            )
        )
        found = self.query_one("#gevonden", Static)
        found.display = bool(made.vondsten)
        found.update(plain(f"▲ {_geweigerd(made)}"))

    def _draw(self, made: Verslag) -> None:
        self._draw_head(made)
        self.query_one(Blad).toon(cleaned(verslag.document(made.notulen)))
        self.refresh_bindings()

    def on_resize(self) -> None:
        if self._verslag is not None:
            self._draw_head(self._verslag)

    # --- which minutes

    @vraagt
    async def action_versie(self) -> None:
        """The other version; *intern* asks once."""
        self.say("")
        if self._versie == "deelbaar":
            if not await self.app.push_screen_wait(Bevestig(TONEN, "Tonen", voorzichtig=True)):
                return
            self._versie = "intern"
        else:
            self._versie = "deelbaar"
        self._toon(gezien=True)

    @vraagt
    async def action_voor(self) -> None:
        """As everyone gets them, or as one organisation does."""
        found = self.look(organisaties)
        given = await vraag_voor(self.app, found, self._voor) if found is not None else None
        if given is not None:
            self.say("")
            self._voor = given
            self._toon()

    def action_ouder(self) -> None:
        self._other(1)

    def action_nieuwer(self) -> None:
        self._other(-1)

    def _other(self, step: int) -> None:
        held = self.look(lambda session: [k.id for k in meeting.listed(session) if k.gestart_op is not None])
        if held is None:
            return
        at = held.index(self.overleg) + step
        if 0 <= at < len(held):
            self.say("")
            self.overleg, self._versie, self._voor = held[at], "deelbaar", ""
            self.query_one(Blad).scroll_home(animate=False)
            self._toon(gezien=True)
        else:
            self.say("Er is geen ouder overleg." if step > 0 else "Dit is het laatste overleg.")

    def action_lijst(self) -> None:
        """All meetings: back to the list that stands behind this, or else to it."""
        from .overleggen import OverleggenScherm

        if isinstance(self.app.screen_stack[-2], OverleggenScherm):
            self.app.pop_screen()
        else:
            self.app.switch_screen(OverleggenScherm(self.kern, self.overleg))

    # --- giving out

    @vraagt
    async def action_schrijf(self) -> None:
        if self._verslag is None:
            return
        minutes = self._verslag.notulen
        naam = f"Notulen van {words.day_words(minutes.datum)} {minutes.datum.year}, {minutes.versie}"
        await geef_uit(self, Aanbod(naam, "notulen", self._stuk, (self._versie,), organisaties, voor=self._voor))

    def _stuk(self, session: Session, wie: Wie, versie: str, voor: str | None) -> Stuk:
        return verslag.verslag(session, self.overleg, versie, voor).stuk()

    # --- concept and vastgesteld

    def action_vast(self) -> None:
        """Fix the minutes as they are now."""
        if self.asking:
            return
        with self.doing("vaststellen", "Vastgesteld; wat er nog bij moet kan met a als aanvulling. z draait het terug.") as (session, wie):
            vaststellen.fix(session, wie, self.overleg)
        self._toon()

    @vraagt
    async def action_mededeling(self) -> None:
        await vraag_mededeling(self, self.overleg)
        self._toon()

    @vraagt
    async def action_aanvulling(self) -> None:
        """Something that was forgotten, with the date of today."""
        key = f"aanvulling {self.overleg}"
        given = await self.ask("Aanvulling", key=key, placeholder="wat er nog bij moet; het staat ook in de deelbare versie", meer=True)
        if given is None or not given.strip():
            return
        with self.doing("aanvulling", "Aangevuld, met de datum van vandaag.") as (session, wie):
            vaststellen.add(session, wie, self.overleg, given)
        if not self.gelukt:
            self.keep(key, given)
        self._toon()

    @vraagt
    async def action_heropen(self) -> None:
        """Open the meeting again, with a reason, and go on in it."""
        from .overleg import OverlegScherm

        given = await self.ask("Heropenen, want", key=f"heropen {self.overleg}", placeholder="wat er nog moet veranderen")
        if given is None:
            return
        with self.doing("heropen") as (session, wie):
            meeting.reopen(session, wie, self.overleg, given)
        if self.gelukt:
            self.app.switch_screen(OverlegScherm(self.kern, self.overleg))
        else:
            self.keep(f"heropen {self.overleg}", given)

    def action_terug(self) -> None:
        self.app.pop_screen()


TONEN = "De interne versie bevat redenen, notities en namen. Iedereen die meekijkt ziet ze; dat u ze bekijkt wordt vastgelegd."


def _geweigerd(made: Verslag) -> str:
    """Why it may not go out, as a sentence; empty when it may."""
    try:
        made.stuk()
    except RetError as error:
        return error.sentence()
    return ""
