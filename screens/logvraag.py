"""Asking for a line of a log: what is understood of it shows while one types, and it is asked until it can be kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from textual.widgets import TextArea

from retcli import inzetlog, leden, logtaal
from retcli import text as words
from retcli.inzetlog import LogRegel

from .basis import Kern, Scherm

if TYPE_CHECKING:
    from datetime import date

    from sqlmodel import Session

    from retcli.leden import LidKaart
    from retcli.logtaal import Gelezen
    from retcli.wie import Wie

VOORBEELD = "14/3 huisbezoek 90m JB: wat er gebeurde"
ZICHTBAAR = 24
"""Signs of the words that show behind what is understood: where they begin, and no more, so that it rests while one types on."""


@dataclass(frozen=True, slots=True)
class _Vraag:
    """A line that is being asked: who there are, who works here, and the line that it betters."""

    today: date
    leden: Sequence[LidKaart]
    ik: str | None
    oud: LogRegel | None

    def lees(self, typed: str) -> Gelezen:
        return logtaal.lees(typed, self.today, self.leden)


class MetLog(Scherm):
    """A screen on which a line is written in a log: what is understood of it shows while one types."""

    def __init__(self, kern: Kern) -> None:
        super().__init__(kern)
        self._vraag: _Vraag | None = None
        self._getypt = ""

    async def vraag_regel(
        self, label: str, key: str, value: str, write: Callable[[Session, Wie, str], LogRegel], *, oud: LogRegel | None = None
    ) -> LogRegel | None:
        """Ask for a line until it can be kept, and say what was understood; None when it was left with Esc. `oud` is what it betters."""
        self._getypt = ""
        while True:
            team = self.kern.open_team
            wie = team.wie()
            members = self.look(leden.everyone)
            if members is None:
                return None
            asked = self._vraag = _Vraag(wie.today, members, _code(members, wie.lid), oud)
            given = await self.ask(label, value, key=key, placeholder=VOORBEELD)
            self._vraag = None
            if given is None or not given.strip():
                self.say("")
                return None
            made: LogRegel | None = None
            read = asked.lees(given)
            self.gelukt = not read.fout
            if read.fout:
                self.say(gestopt(read, asked.today), wrong=True)
            else:
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
        typed, asked = event.text_area.text, self._vraag
        if asked is None or typed == self._getypt:
            return
        self._getypt = typed
        read = asked.lees(typed)
        # The word that is being typed may still become one: `9` of `90m`, `14/1` of `14/10`.
        going_on = " " not in read.rest and not typed[-1:].isspace() and len(read.tekst) <= logtaal.LONGEST_LINE
        if read.fout and not going_on:
            self.say(gestopt(read, asked.today), wrong=True)
        elif typed.strip():
            begins = f" ▸ {words.shorten(read.tekst, ZICHTBAAR)}" if read.tekst and not read.fout else ""
            self.say(f"{inzetlog.as_kept(read, asked.today, asked.ik, asked.oud)}{begins}")
        else:
            self.say("")


def gestopt(read: Gelezen, today: date) -> str:
    """What was understood of a line, the mark at the place where the reading stopped, the rest, and why."""
    return f"{read.begrepen(today)} ▸ {words.shorten(read.rest, ZICHTBAAR)}  {read.fout} {read.raad}".strip()


def _code(members: Sequence[LidKaart], lid: UUID) -> str | None:
    return next((m.code for m in members if m.id == lid), None)
