"""Differences after an exchange: the list, and of the chosen one all sides beside each other, with who gave each, when and where."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from db.codes import LIJSTEN
from retcli import casussen, drieweg, leden, verschillen
from retcli import text as words
from retcli.clock import local_day
from retcli.verschillen import BEIDE, HOUDEN, VERWIJDEREN, Eigen, Kant, Verschil

from .basis import Kern, Scherm, vraagt
from .keuze import Bevestig, KiesCode, KiesLid
from .lijst import Lijst
from .text import column, joined, plain
from .toetsen import bindings
from .voet import Voet

if TYPE_CHECKING:
    from retcli.drieweg import Samen

BREED, LIJST = 100, 44
"""From so many cells on the list stands at the left, and its width there."""
CODE = 11
"""Width of the column of casuscodes."""
GAP = 2
NARROWEST = 24
"""Cells under which two sides stand below each other."""
LONG = 600
"""Signs of a text from which what is the same on both sides is left out in the middle."""
AROUND = 70
"""Signs of what is the same that stay beside what differs."""
LEEG = (
    "Er zijn geen verschillen.\n\n"
    "Wat twee mensen op hun eigen laptop allebei veranderen komt hier na het uitwisselen te staan, en u kiest wat geldt."
)


class VerschillenScherm(Scherm):
    """What laptops disagree about; with `casus` only of that one."""

    CSS_PATH = "styles/verschillen.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-smal"), (BREED, "-breed")]  # noqa: RUF012  # Textual's own form
    BINDINGS = bindings("verschillen")
    HULP = "verschillen"

    def __init__(self, kern: Kern, casus: UUID | None = None) -> None:
        super().__init__(kern)
        self._casus = casus
        self._verschillen: dict[UUID, Verschil] = {}
        self._samen: dict[UUID, Samen | None] = {}
        self._heel = False
        self._op: UUID | None = None
        self._weg: set[UUID] = set()

    def compose(self) -> ComposeResult:
        yield Static(id="kop")
        with Container(id="midden"):
            yield Lijst(self._lees, id="lijst", enkel=True)
            with VerticalScroll(id="blad", can_focus=False):
                yield Static(id="kanten")
        yield Static(plain(LEEG), id="leeg")
        yield from self.onderkant()
        yield Voet()

    def on_mount(self) -> None:
        with self.doing("lijst") as (session, wie):
            casussen.seen(session, wie, "verschillen", self._casus)

    def on_screen_resume(self) -> None:
        self.ververs()

    def on_resize(self) -> None:
        self._draw()

    # --- reading

    def ververs(self) -> None:
        """Read again; the cursor stays on its difference, or where it was, and goes to one that comes back."""
        if self.kern.team is None:
            return
        found = self.look(lambda session: verschillen.lijst(session, self._casus))
        if found is None:
            return
        before, self._verschillen = self._verschillen, {one.id: one for one in found}
        self._samen.clear()
        rows = self.query_one(Lijst)
        rows.toon(list(self._verschillen))
        self._weg |= before.keys()
        back = [row for row in self._verschillen if row in self._weg - before.keys()]
        self._weg -= self._verschillen.keys()
        if back:  # a choice that was taken back is chosen anew
            rows.ga_naar(back[0])
        rows.opnieuw()
        self.query_one("#midden").display = bool(found)
        self.query_one("#leeg").display = not found
        self._draw()

    @property
    def _gekozen(self) -> Verschil | None:
        return self._verschillen.get(self.query_one(Lijst).gekozen or UUID(int=0))

    def _voorstel(self, one: Verschil) -> Samen | None:
        """Both texts as one; comparing long ones takes a while, so once each."""
        if one.id not in self._samen:
            self._samen[one.id] = one.voorstel()
        return self._samen[one.id]

    # --- drawing

    def _lees(self, ids: Sequence[UUID]) -> dict[UUID, Content]:
        return {row: self._line(self._verschillen[row]) for row in ids if row in self._verschillen}

    def _line(self, one: Verschil) -> Content:
        room = max((LIJST if self.size.width >= BREED else self.size.width) - CODE - 2, 8)
        what = [one.wat] if one.wat.startswith(one.veld) else [one.wat, one.veld]
        told = one.veld if one.tabel == "casus" else ": ".join(reversed(what) if one.soort == "verwijderd" else what)
        if not one.code:
            return plain(f" {words.shorten(told, room + CODE - 1)}")
        return joined(plain(f" {column(one.code, CODE)}", "bold"), plain(words.shorten(told, room - 1)))

    def _draw(self) -> None:
        one, many = self._gekozen, len(self._verschillen)
        at = self.query_one(Lijst).ids.index(one.id) + 1 if one is not None else 0
        place = f"{at} van {many}" if many > 1 else words.count(many, "verschil", "verschillen") if many else ""
        self.query_one("#kop", Static).update(joined(self.oefen(), plain("Verschillen", "bold"), plain(place), between=" · "))
        if one is not None:
            sheet = self.query_one("#blad", VerticalScroll)
            if one.id != self._op:
                sheet.scroll_home(animate=False)
                self._op = one.id
            width = max(self.size.width - (LIJST + 4 if self.size.width >= BREED else 3), 20)
            self.query_one("#kanten", Static).update(Content("\n").join(self._sheet(one, width)))
        self.refresh_bindings()

    def _sheet(self, one: Verschil, width: int) -> Iterator[Content]:
        """The chosen difference: which field of what, what stood there, all sides, both texts as one, and what can be done."""
        yield from plain(one.veld[:1].upper() + one.veld[1:], "bold $text-accent").wrap(width)
        yield from plain(one.over).wrap(width)
        if one.eerst and not one.tekst:
            yield from plain(f"eerst: {' · '.join(one.eerst.splitlines())}", "dim").wrap(width)
        yield Content()
        side = (width - GAP) // 2
        beside = side >= NARROWEST and len(one.kanten) > 1
        for n in range(0, len(one.kanten), 2 if beside else 1):
            pair = one.kanten[n : n + (2 if beside else 1)]
            heads = [list(self._who(one, k, side if beside else width)) for k in pair]
            blocks = [
                [*above, *([Content()] * (max(map(len, heads)) - len(above))), *self._what(one, k, side if beside else width)]
                for k, above in zip(pair, heads, strict=True)
            ]
            for row in range(max(map(len, blocks))):
                cells = [block[row] if row < len(block) else Content() for block in blocks]
                yield Content().join([cell.pad_right(side + GAP - cell.cell_length) for cell in cells[:-1]] + [cells[-1]])
            yield Content()
        both = self._voorstel(one)
        if both is not None:
            yield plain("─" * width, "dim")
            clash = plain("allebei op dezelfde plaats veranderd: lees het na", "dim") if both.botst else plain("s neemt dit over", "dim")
            yield from joined(plain("Samen", "bold"), clash, between="   ").wrap(width)
            yield from self._marked(both.tekst, one.basis).wrap(width)
            yield Content()
        yield from plain(self._hint(one), "dim").wrap(width)

    def _who(self, one: Verschil, kant: Kant, width: int) -> Iterator[Content]:
        """Of one side its letter, whether it stands now, who, when and where."""
        stands = "staat er nu" if kant.toont and one.soort == "veld" else ""
        yield from joined(plain(f"{kant.letter}", "bold $text-accent"), plain(stands, "dim"), between="  ").wrap(width)
        yield from plain(f"{kant.wie}{f', {self._when(kant.op)}' if kant.op else ''}").wrap(width)
        if kant.apparaat:
            yield from plain(kant.apparaat, "dim").wrap(width)

    def _what(self, one: Verschil, kant: Kant, width: int) -> Iterator[Content]:
        """Of one side its value."""
        yield Content()
        others = [other for other in one.kanten if other is not kant]
        yield from (self._text(kant, others) if one.tekst and others else self._value(one, kant, others)).wrap(width)

    def _value(self, one: Verschil, kant: Kant, others: Sequence[Kant]) -> Content:
        """A value; of several lines those in bold that no other side has."""
        lines = kant.waarde.splitlines() or [""]
        if one.soort != "veld":
            return plain(kant.waarde, "bold" if kant.gewist else "")
        known = {line for other in others for line in other.waarde.splitlines()}
        return Content("\n").join(plain(line, "" if line in known else "bold") for line in lines)

    def _text(self, kant: Kant, others: Sequence[Kant]) -> Content:
        """A text of a side; an empty one says so."""
        if not kant.tekst:
            return plain(kant.waarde, "bold")
        return self._marked(kant.tekst, others[0].tekst)

    def _marked(self, text: str, beside: str) -> Content:
        """A text with what the other has not in bold; of a long one what is the same is left out in the middle."""
        pieces = drieweg.anders(text, beside) if beside else [(text, False)]
        long = len(text) > LONG and not self._heel
        shown: list[Content] = []
        for n, (piece, changed) in enumerate(pieces):
            if changed or not long:
                shown.append(plain(piece, "bold" if changed else ""))
            else:
                shown.append(plain(_middle_out(piece, first=n == 0, last=n == len(pieces) - 1)))
        return Content().join(shown)

    def _when(self, moment: datetime) -> str:
        today = self.kern.open_team.wie().today
        day = local_day(moment)
        return f"{'vandaag' if day == today else words.day_near(day, today)} {moment.astimezone():%H:%M}"

    def _hint(self, one: Verschil) -> str:
        """What can be done, in words."""
        if one.soort == "verwijderd":
            return "h houdt het, v verwijdert het."
        if one.soort == "casuscode":
            letters = words.listed([f"{k.letter.lower()} laat {k.letter} de code houden" for k in one.kanten])
            return f"{letters}; een ander krijgt een nieuwe code."
        if one.soort == "kapot":
            return "w vult in wat het moet zijn." if one.eigen else "Werk het programma bij; er is niets verloren."
        more = ["w vult zelf iets in"] if one.eigen else ["wat dan nog anders moet verandert u daarna"]
        long = one.tekst and any(len(k.tekst) > LONG for k in one.kanten)
        whole = [f"t toont {'alleen wat anders is' if self._heel else 'de hele tekst'}"] if long else []
        return f"{words.listed([k.letter.lower() for k in one.kanten], 'of')} kiest die kant; {'; '.join(more + whole)}."

    # --- moving

    def _moved(self) -> None:
        self.say("")
        self._draw()

    def action_omlaag(self) -> None:
        self.query_one(Lijst).stap(1)
        self._moved()

    def action_omhoog(self) -> None:
        self.query_one(Lijst).stap(-1)
        self._moved()

    def action_eind(self, einde: bool) -> None:
        """The last difference, or the first."""
        rows = self.query_one(Lijst)
        rows.ga(len(rows.ids) if einde else 0)
        self._moved()

    def action_blad(self, pages: int) -> None:
        """The sides a page down, or up."""
        sheet = self.query_one("#blad", VerticalScroll)
        sheet.scroll_relative(y=pages * max(sheet.size.height - 2, 1), animate=False)

    def action_heel(self) -> None:
        """Long texts as a whole, or only what differs."""
        self._heel = not self._heel
        self._draw()

    def on_lijst_gekozen(self, event: Lijst.Gekozen) -> None:
        self.query_one(Lijst).ga_naar(event.id)
        self._moved()

    def action_open(self) -> None:
        """The card of the casus that it is about."""
        one = self._gekozen
        if one is None:
            return
        if one.casus is None:
            self.say("Dit hoort niet bij één casus.")
            return
        from .casus import CasusScherm

        self.app.push_screen(CasusScherm(self.kern, one.casus))

    def action_terug(self) -> None:
        self.app.pop_screen()

    def te_kopieren(self) -> str:
        """The code of the casus, or what it is about."""
        one = self._gekozen
        return (one.code or one.over) if one is not None else ""

    # --- choosing

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Without differences there is nothing to choose."""
        return bool(self._verschillen) or action not in ("kies", "samen", "zelf", "verwijderen", "persoon", "open")

    def _settle(self, one: Verschil, keuze: str | Eigen) -> None:
        with self.doing(verschillen.DOEL, shown=verschillen.gezien([one])) as (session, wie):
            self.straks(f"{verschillen.kies(session, wie, one, keuze)} z maakt het ongedaan.")
        self.ververs()

    def action_kies(self, keuze: str) -> None:
        """One of the sides, or to keep what was deleted."""
        one = self._gekozen
        if one is None:
            return
        if keuze in one.keuzes:
            if keuze == VERWIJDEREN or any(kant.gewist and kant.letter == keuze for kant in one.kanten):
                self.action_verwijderen()
            else:
                self._settle(one, keuze)
        elif keuze == HOUDEN:
            self.say("Dit is niet verwijderd; kies een van de kanten.")
        else:
            self.say(f"Er is hier geen {keuze}. {self._hint(one)}")

    @vraagt
    async def action_verwijderen(self) -> None:
        """Delete what one deleted and another changed, after a yes."""
        one = self._gekozen
        if one is None:
            return
        if VERWIJDEREN not in one.keuzes:
            self.say("Dit heeft niemand verwijderd; kies een van de kanten.")
            return
        lost = [f"weg is dan: {words.shorten(' · '.join(k.waarde.splitlines()), 50)}" for k in one.kanten if not k.gewist]
        question = Bevestig(f"{one.over[:1].upper()}{one.over[1:]} verwijderen?", "Verwijderen", regels=lost, voorzichtig=True)
        if await self.app.push_screen_wait(question):
            self._settle(one, VERWIJDEREN)

    @vraagt
    async def action_samen(self) -> None:
        """Both texts as one, to read and change before it counts."""
        one = self._gekozen
        both = self._voorstel(one) if one is not None else None
        if one is None or both is None:
            self.say("Alleen twee teksten kunnen samen; kies hier een van de kanten.")
            return
        await self._ask(one, "Samen", both.tekst, BEIDE)

    @vraagt
    async def action_zelf(self) -> None:
        """A value of one's own: a code or member from its list, else as one types it."""
        one = self._gekozen
        if one is None:
            return
        if not one.eigen:
            self.say("Dit vult u hier niet zelf in. Kies een van de kanten, en verander het daarna waar het staat.")
            return
        if (lijst := one.lijst) is not None:
            code = await self.app.push_screen_wait(KiesCode(one.veld[:1].upper() + one.veld[1:], LIJSTEN[lijst]))
            if code:
                self._settle(one, Eigen(code))
        else:
            shown = next((kant for kant in one.kanten if kant.toont), None)
            await self._ask(one, "Zelf", shown.tekst if one.tekst and shown else "", "")

    async def _ask(self, one: Verschil, label: str, value: str, keuze: str) -> None:
        """A text, asked again with what was typed when it is refused. What is left as it was proposed is `keuze`."""
        key = f"verschil {one.id} {label}"
        given = await self.ask(label, value, key=key, meer=one.regels, placeholder=one.veld)
        if given is None or not given.strip():
            return
        self._settle(one, keuze if keuze and given == value else Eigen(given))
        if not self.gelukt:
            self.keep(key, given)

    @vraagt
    async def action_persoon(self) -> None:
        """Everything of one person at once, after a yes."""
        several = list(self._verschillen.values())
        counted = verschillen.mensen(several)
        people = [m for m in self.look(leden.everyone) or [] if m.id in counted]
        if not people:
            self.say("Er is hier niets dat in één keer te kiezen is; kies ze een voor een.")
            return
        told = {m.id: f"{counted[m.id]} van {len(several)}" for m in people}
        lid = await self.app.push_screen_wait(KiesLid("Wat wie invulde geldt?", people, erbij=told))
        if lid is None:
            return
        whose, number = next(m.naam for m in people if m.id == lid), words.count(counted[lid], "verschil", "verschillen")
        rest = len(several) - counted[lid]
        left = [f"{words.count(rest, 'blijft staan: dat kiest', 'blijven staan: die kiest')} u zelf"] if rest else []
        if not await self.app.push_screen_wait(Bevestig(f"Bij {number} geldt dan wat {whose} invulde. Doen?", "Kiezen", regels=left)):
            return
        mine = verschillen.van(several, lid)
        with self.doing(verschillen.DOEL, shown=verschillen.gezien(mine)) as (session, wie):
            verschillen.kies_van(session, wie, mine, lid)
            self.straks(f"Bij {number} geldt nu wat {whose} invulde. z maakt het ongedaan.")
        self.ververs()

    def vooraan(self) -> tuple[str, ...]:
        """What can be done with the chosen one stands first in the footer."""
        one = self._gekozen
        if one is None:
            return ()
        if one.soort == "verwijderd":
            return ("verschillen.houden", "verschillen.verwijderen")
        letters = tuple(f"verschillen.{kant.letter.lower()}" for kant in one.kanten if kant.letter in "ABCDE" and kant.letter in one.keuzes)
        samen = ("verschillen.samen",) if BEIDE in one.keuzes else ()
        return (*letters, *samen, *(("verschillen.zelf",) if one.eigen else ()))


def _middle_out(piece: str, *, first: bool, last: bool) -> str:
    """What is the same, without its middle: the part beside what differs stays."""
    if len(piece) <= 2 * AROUND + 20:
        return piece
    begin = "" if first else piece[:AROUND].rsplit(" ", 1)[0]
    end = "" if last else piece[-AROUND:].split(" ", 1)[-1]
    return f"{begin} … {end}"
