"""The card of one casus, to read."""

from __future__ import annotations

from uuid import UUID

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Footer, Static

from retcli import casussen
from retcli.errors import RetError

from . import kaart
from .basis import Kern, Scherm
from .text import joined, plain
from .toetsen import bindings

WIE_SECONDEN = 10


def wie_het_is(scherm: Scherm, casus: UUID) -> None:
    """Show who it is at the bottom, for ten seconds; the showing is logged."""
    try:
        team = scherm.kern.open_team
        with team.doing("identiteit") as session:
            known = casussen.identity(session, team.wie(), casus)
            parts = [known.roepnaam, known.aanmelder_naam, known.aanmelder_mail, known.aanmelder_telefoon] if known else []
    except RetError as error:
        scherm.say(error.sentence(), wrong=True)
        return
    known_as = " · ".join(p for p in parts if p)
    said = f"Wie: {known_as}" if known_as else "Op deze laptop staat niet wie het is."
    scherm.say(said)
    scherm.set_timer(WIE_SECONDEN, lambda: scherm.unsay(said))


class CasusScherm(Scherm):
    """Everything on one casus but who it is."""

    CSS_PATH = "styles/overleg.tcss"
    BINDINGS = bindings("casus")
    HULP = "casus"

    def __init__(self, kern: Kern, casus: UUID) -> None:
        super().__init__(kern)
        self._casus = casus

    def compose(self) -> ComposeResult:
        yield Static(joined(self.oefen(), plain("Casus", "bold"), between=" · "), id="kop")
        with VerticalScroll(id="blad"):
            yield Static(id="inhoud")
        yield from self.onderkant()
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        self.query_one("#blad").focus()
        try:
            team = self.kern.open_team
            with team.doing("casus") as session:
                casussen.seen(session, team.wie(), "casus", self._casus)
                card = casussen.card(session, self._casus)
        except RetError as error:
            self.say(error.sentence(), wrong=True)
            return
        parts = [kaart.kop(card, team.wie().today), kaart.gegevens(card)]
        for label, content in (
            ("Vraag", plain(str(card.velden.get("vraag") or "nog niet ingevuld"))),
            ("Speelt", kaart.speelt(card)),
            ("Tot nu toe", kaart.tot_nu_toe(card)),
            ("Acties", kaart.acties(card)),
            ("Opmerking", plain(str(card.velden.get("opmerking") or ""))),
        ):
            if content.plain:
                parts += [joined(plain(label, "bold"), content, between="\n")]
        self.query_one("#inhoud", Static).update(joined(*parts, between="\n\n"))

    def action_wie(self) -> None:
        wie_het_is(self, self._casus)

    def action_terug(self) -> None:
        self.app.pop_screen()
