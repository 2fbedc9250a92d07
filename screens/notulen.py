"""The minutes, to read and to write to a file."""

from __future__ import annotations

from uuid import UUID

from textual import work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Markdown, Static

from retcli import overleg as meeting
from retcli import text as words
from retcli.errors import RetError
from retcli.notulen import uitgeven

from .basis import Kern, Scherm, vraagt
from .bestandsvraag import schrijf, vraag_bestand
from .keuze import Bevestig
from .text import joined, plain
from .toetsen import bindings
from .voet import Voet


class NotulenScherm(Scherm):
    """The minutes of one meeting; left and right go to the one before and after."""

    CSS_PATH = "styles/notulen.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-nauw"), (60, "-ruim")]  # noqa: RUF012  # Textual's own form
    BINDINGS = bindings("notulen")
    HULP = "notulen"

    def __init__(self, kern: Kern, overleg: UUID) -> None:
        super().__init__(kern)
        self._overleg = overleg
        self._versie = "deelbaar"
        self._made = ""
        self._week = ""

    def compose(self) -> ComposeResult:
        yield Static(id="kop")
        with VerticalScroll(id="blad"):
            yield Markdown(id="notulen", open_links=False)
        yield from self.onderkant()
        yield Voet()

    async def on_mount(self) -> None:
        self.query_one("#blad").focus()
        await self._toon()

    async def _toon(self) -> None:
        team = self.kern.open_team
        try:
            with team.doing("notulen") as session:
                kop = meeting.get(session, self._overleg)
                self._made = uitgeven.produce(session, team.wie(), self._overleg, versie=self._versie)
        except RetError as error:
            self.say(error.sentence(), wrong=True)
            return
        self._week = kop.week
        facts = (words.day_long(kop.datum), f"versie {self._versie}", kop.status)
        self.query_one("#kop", Static).update(joined(self.oefen(), plain("Notulen", "bold"), *map(plain, facts), between=" · "))
        await self.query_one(Markdown).update(self._made)

    @work(group="vraag")
    async def action_versie(self) -> None:
        """The other version; *intern* asks once and is registered."""
        self.say("")
        if self._versie == "deelbaar":
            if not await self.app.push_screen_wait(
                Bevestig("De interne versie bevat redenen en notities; dat u hem maakt wordt vastgelegd.", "Tonen", voorzichtig=True)
            ):
                return
            self._versie = "intern"
        else:
            self._versie = "deelbaar"
        await self._toon()

    @work(group="vraag")
    async def action_schrijf(self) -> None:
        if self.asking:
            return
        name = f"notulen-{self._week}{'-intern' if self._versie == 'intern' else ''}.md"
        target = await vraag_bestand(self, name)
        if target is not None:
            schrijf(self, "notulen", target, lambda session, wie: self._made, f"Geschreven, versie {self._versie}")

    @vraagt
    async def action_heropen(self) -> None:
        """Open the meeting again, with a reason, and go on in it."""
        from .overleg import OverlegScherm

        given = await self.ask("Heropenen, want", key=f"heropen {self._overleg}", placeholder="wat er nog moet veranderen")
        if given is None:
            return
        with self.doing("heropen") as (session, wie):
            meeting.reopen(session, wie, self._overleg, given)
        if self.gelukt:
            self.app.switch_screen(OverlegScherm(self.kern, self._overleg))
        else:
            self.keep(f"heropen {self._overleg}", given)

    async def action_ouder(self) -> None:
        await self._other(1)

    async def action_nieuwer(self) -> None:
        await self._other(-1)

    async def _other(self, step: int) -> None:
        with self.kern.open_team.reading() as session:
            held = [k.id for k in meeting.listed(session) if k.gestart_op is not None]
        at = held.index(self._overleg) + step
        if 0 <= at < len(held):
            self._overleg, self._versie = held[at], "deelbaar"
            await self._toon()
        else:
            self.say("Er is geen ouder overleg." if step > 0 else "Dit is het laatste overleg.")

    def action_terug(self) -> None:
        self.app.pop_screen()
