"""The minutes of a meeting: to read in a version, to give out, and from concept to vastgesteld."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Markdown, Static
from textual.widgets._markdown import MarkdownTableContent

from retcli import casussen
from retcli import overleg as meeting
from retcli import text as words
from retcli.errors import RetError
from retcli.notulen import markdown, vaststellen, verslag
from retcli.notulen.document import Tabel, cleaned
from retcli.notulen.verslag import Verslag

from .basis import Kern, Scherm, vraagt
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
        self._tabellen: list[Tabel] = []

    def compose(self) -> ComposeResult:
        yield Static(id="kop")
        yield Static(id="gevonden")
        with VerticalScroll(id="blad"):
            yield Markdown(id="notulen", open_links=False)
        yield from self.onderkant()
        yield Voet()

    async def on_mount(self) -> None:
        self.query_one("#blad").focus()
        await self._toon(gezien=True)

    async def on_screen_resume(self) -> None:
        if self._verslag is not None and self.kern.team is not None:
            await self._toon()

    def ververs(self) -> None:
        """Read again what was written since."""
        self.call_later(self._toon)

    def teruggedraaid(self, wat: Teruggedraaid) -> None:
        """After undo or redo: the minutes as they are now, also when they are a concept again."""
        self.ververs()

    async def _toon(self, *, gezien: bool = False) -> None:
        """Read and draw, if anything was written since. `gezien`: these were not on screen before, which is written down."""
        if gezien:
            with self.doing("notulen") as (session, wie):
                casussen.seen(session, wie, "notulen")
        found = self.look(self._lees)
        if found is None or found[0] == self._stand:
            return
        self._stand, self._verslag = found
        await self._draw(self._verslag)

    def _lees(self, session: Session) -> tuple[object, Verslag]:
        stand = (casussen.written(session), self.overleg, self._versie, self._voor)
        if stand == self._stand and self._verslag is not None:
            return stand, self._verslag
        self._loopt = meeting.get(session, self.overleg).status == "lopend"
        return stand, verslag.verslag(session, self.overleg, self.kern.open_team.wie().today, self._versie, self._voor or None)

    def _draw_head(self, made: Verslag) -> None:
        minutes = made.notulen
        status = (
            f"vastgesteld {words.day_words(minutes.vastgesteld_op)}"
            if minutes.vastgesteld_op
            else "het overleg loopt nog"
            if self._loopt
            else minutes.status
        )
        self.query_one("#kop", Static).update(
            joined(
                self.oefen(),
                plain("Notulen", "bold"),
                plain(
                    words.day_long(minutes.datum) if self.size.width >= 100 else f"{words.day_words(minutes.datum)} {minutes.datum.year}"
                ),
                plain(minutes.versie, "bold $text-warning" if minutes.versie == "intern" else ""),
                plain(f"voor {words.shorten(self._voor, 30)}" if self._voor else "voor iedereen"),
                plain(status),
                between=" · ",
            )
        )
        found = self.query_one("#gevonden", Static)
        found.display = bool(made.vondsten)
        found.update(plain(f"▲ {_geweigerd(made)}"))

    async def _draw(self, made: Verslag) -> None:
        self._draw_head(made)
        document = cleaned(verslag.document(made.notulen))
        await self.query_one(Markdown).update(markdown.render(document))
        self._tabellen = [blok for blok in document.blokken if isinstance(blok, Tabel)]
        self._draw_columns()

    def _draw_columns(self) -> None:
        for shown, tabel in zip(self.query(MarkdownTableContent), self._tabellen, strict=False):
            shown.styles.grid_columns = columns(tabel, self.size.width)

    def on_resize(self) -> None:
        if self._verslag is not None:
            self._draw_head(self._verslag)
            self._draw_columns()

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
        await self._toon(gezien=True)

    @vraagt
    async def action_voor(self) -> None:
        """As everyone gets them, or as one organisation does."""
        found = self.look(organisaties)
        given = await vraag_voor(self.app, found, self._voor) if found is not None else None
        if given is not None:
            self.say("")
            self._voor = given
            await self._toon()

    async def action_ouder(self) -> None:
        await self._other(1)

    async def action_nieuwer(self) -> None:
        await self._other(-1)

    async def _other(self, step: int) -> None:
        held = self.look(lambda session: [k.id for k in meeting.listed(session) if k.gestart_op is not None])
        if held is None:
            return
        at = held.index(self.overleg) + step
        if 0 <= at < len(held):
            self.say("")
            self.overleg, self._versie, self._voor = held[at], "deelbaar", ""
            self.query_one("#blad", VerticalScroll).scroll_home(animate=False)
            await self._toon(gezien=True)
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
        return verslag.verslag(session, self.overleg, wie.today, versie, voor).stuk()

    # --- concept and vastgesteld

    async def action_vast(self) -> None:
        """Fix the minutes as they are now."""
        if self.asking:
            return
        with self.doing("vaststellen", "Vastgesteld; wat er nog bij moet kan met a als aanvulling. z draait het terug.") as (session, wie):
            vaststellen.fix(session, wie, self.overleg)
        await self._toon()

    @vraagt
    async def action_mededeling(self) -> None:
        await vraag_mededeling(self, self.overleg)
        await self._toon()

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
        await self._toon()

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


SHORT = 14
"""Cells up to which the words of a column stay on one line."""


def columns(tabel: Tabel, width: int) -> str:
    """Widths for a table on a screen: short columns as wide as their words, the others share the rest by what stands in them."""
    longest = [max(map(cell_len, cells)) for cells in zip(tabel.koppen, *tabel.rijen, strict=True)]
    short = [n + 2 if n <= SHORT else 0 for n in longest]
    if sum(short) > width * 2 // 3 or not all(longest):
        short = [0] * len(longest)
    shares = [f"{n}" if n else f"{min(max(longest[at], 4), 50)}fr" for at, n in enumerate(short)]
    return " ".join(shares if not all(short) else [*shares[:-1], "1fr"])


def _geweigerd(made: Verslag) -> str:
    """Why it may not go out, as a sentence; empty when it may."""
    try:
        made.stuk()
    except RetError as error:
        return error.sentence()
    return ""
