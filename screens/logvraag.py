"""Asking for a line of a log: what is understood of it shows while one types, and it is asked until it can be kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from textual.widgets import TextArea

from retcli import inzetlog, leden, logtaal
from retcli.inzetlog import LogRegel

from .basis import Kern, Scherm

if TYPE_CHECKING:
    from sqlmodel import Session

    from retcli.leden import LidKaart
    from retcli.wie import Wie

VOORBEELD = "14/3 huisbezoek 90m JB: wat er gebeurde"


class MetLog(Scherm):
    """A screen on which a line is written in a log: what is understood of it shows while one types."""

    def __init__(self, kern: Kern) -> None:
        super().__init__(kern)
        self._leden: Sequence[LidKaart] | None = None
        self._getypt = ""

    async def vraag_regel(self, label: str, key: str, value: str, write: Callable[[Session, Wie, str], LogRegel]) -> LogRegel | None:
        """Ask for a line until it can be kept, and say what was understood; None when it was left with Esc."""
        self._getypt = ""
        while True:
            self._leden = self.look(leden.everyone)
            given = await self.ask(label, value, key=key, placeholder=VOORBEELD)
            self._leden = None
            if given is None or not given.strip():
                self.say("")
                return None
            made: LogRegel | None = None
            with self.doing("log") as (session, wie):
                made = write(session, wie, given)
                self.straks(f"Bewaard: {made.begrepen(wie.today)}.")
            if self.gelukt:
                self.ververs()
                return made
            self.keep(key, given)
            self._getypt = given

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Show what is understood so far; a refusal stays until something is typed."""
        typed = event.text_area.text
        if self._leden is None or self.kern.team is None or typed == self._getypt:
            return
        self._getypt = typed
        today = self.kern.team.wie().today
        read = logtaal.lees(typed, today, self._leden)
        if read.fout:
            self.say(read.fout, wrong=True)
            return
        left = logtaal.LONGEST_LINE - len(read.tekst)
        if left < 0:
            self.say(f"{-left} tekens te lang.", wrong=True)
            return
        known = logtaal.begrepen(read.datum or today, read.soort, read.minuten, read.auteur.code if read.auteur else None, today)
        self.say(known if typed.strip() else "")
