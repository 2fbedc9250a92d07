"""The proposal of a duo: every pair with its reasons, ranked, of which the meeting takes one; and one for several casussen at once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Sequence
from uuid import UUID

from textual import events, work
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from retcli import text as words
from retcli.duo import Deel, Kandidaat, Paar, Punt, Samen, Voorstel
from retcli.duosamen import Verdeling

from .keuze import KiesWoord
from .lijst import Lijst
from .overleg_beeld import in_rows
from .text import column, joined, plain
from .toetsen import bindings

DIGITS = "123456789"
WIDE = 110
"""Cells that the frame takes at most, as its style says."""
LOW = 30
"""Lines of a terminal under which the frame takes no room of its own."""
NO_LANGUAGE = "geen taal in het bijzonder"


class DuoVoorstel(ModalScreen[Paar | None]):
    """Every pair for one casus, best first. `nu` are the short names of the duo there is; `lees` ranks anew for another language.

    Who can't (full, away, no member) is taken only when asked twice.
    """

    CSS_PATH = "styles/duovoorstel.tcss"
    VERTICAL_BREAKPOINTS = [(0, "-laag"), (LOW, "-hoog")]  # noqa: RUF012  # Textual's own form
    BINDINGS = bindings("duovoorstel")
    HULP = "duovoorstel"

    def __init__(self, voorstel: Voorstel, nu: Collection[str], lees: Callable[[str | None], Voorstel | None]) -> None:
        super().__init__()
        self.voorstel = voorstel
        self._nu, self._lees = frozenset(nu), lees
        self._getypt = ""
        self._past: Sequence[int] = ()
        self._wide = 0
        """Cells of the terminal for which it was drawn; the first size comes after the first drawing."""
        self._zeker: int | None = None
        """The place of a pair that can't, and that one more Enter takes."""

    def compose(self) -> ComposeResult:
        with Vertical(id="kader"):
            yield Static(id="kop")
            yield Static(id="zoek")
            yield Lijst(self._lines, id="paren")
            with VerticalScroll(id="uitleg", can_focus=False):
                yield Static(id="woorden")
            yield Static(id="regel")

    def on_mount(self) -> None:
        self._fill(next((n for n, pair in enumerate(self.voorstel.paren) if frozenset(pair.codes) == self._nu), 0))

    def on_resize(self) -> None:
        if self.is_mounted and self._wide != self.app.size.width:
            self._draw()

    # --- what fits

    def _fill(self, at: int = 0) -> None:
        """The pairs that have who is typed, the cursor on the one at this place of the whole proposal, or on the first."""
        self._past = self._fitting(self._getypt)
        pairs = self.query_one("#paren", Lijst)
        pairs.toon([UUID(int=n) for n in self._past])
        pairs.ga(self._past.index(at) if at in self._past else 0)
        self._zeker = None
        self._draw()

    def _fitting(self, typed: str) -> Sequence[int]:
        """The places of the pairs in which each word begins the short name of another of the two."""
        pairs, wanted = self.voorstel.paren, typed.split()
        if not wanted:
            return range(len(pairs))
        first, second = wanted[0], " ".join(wanted[1:])
        return [
            n
            for n, pair in enumerate(pairs)
            if any(one.startswith(first) and other.startswith(second) for one, other in (pair.codes, pair.codes[::-1]))
        ]

    def on_key(self, event: events.Key) -> None:
        """A digit takes a pair, letters look for a short name; a letter that fits no name begins the second one.

        Behind letters a digit belongs to the name for as long as there is one that goes on with it.
        """
        typed = event.character
        if typed is None or not (typed.isalnum() or typed == " "):
            return
        event.stop()
        if typed in DIGITS and not (self._getypt and self._fitting(self._getypt + typed)):
            if int(typed) <= len(self._past):
                self._take(self._past[int(typed) - 1])
            return
        self._zeker = None
        for more in (self._getypt + typed.upper(), f"{self._getypt} {typed.upper()}"):
            if self._fitting(more):
                self._getypt = more.lstrip()
                self._fill()
                return
        self._say(f"Geen duo met {words.shorten(self._getypt + typed.upper(), 20)}.", wrong=True)

    def action_wis(self) -> None:
        """One letter less."""
        self._getypt = self._getypt[:-1].rstrip()
        self._fill()

    # --- moving and taking

    @property
    def _at(self) -> int | None:
        chosen = self.query_one("#paren", Lijst).gekozen
        return chosen.int if chosen is not None else None

    def action_stap(self, rows: int) -> None:
        """The next pair, or the one before."""
        self.query_one("#paren", Lijst).stap(rows)
        self._moved()

    def action_blad(self, pages: int) -> None:
        """A page of pairs."""
        self.query_one("#paren", Lijst).blad(pages)
        self._moved()

    def action_rol(self, rows: int) -> None:
        """Scroll the reasons."""
        self.query_one("#uitleg", VerticalScroll).scroll_relative(y=rows, animate=False)

    def _moved(self) -> None:
        self._zeker = None
        self._draw_pair()

    def on_lijst_gekozen(self, event: Lijst.Gekozen) -> None:
        self._take(event.id.int)

    def action_neem(self) -> None:
        """The pair under the cursor."""
        if self._at is not None:
            self._take(self._at)

    def _take(self, at: int) -> None:
        pair = self.voorstel.paren[at]
        if not pair.kunnen_niet or self._zeker == at:
            self.dismiss(pair)
            return
        self.query_one("#paren", Lijst).ga(self._past.index(at))
        self._draw_pair()
        self._zeker = at
        self._say(f"{words.listed(f.woorden for f in pair.let_op)}. Nog eens Enter neemt dit duo toch.", wrong=True)

    def action_taal(self) -> None:
        """The language that matters for this family: who speaks it comes forward."""
        if not self.voorstel.talen:
            self._say("Er staan nog geen talen bij de leden.", wrong=True)
            return
        now = self.voorstel.taal or NO_LANGUAGE
        self.app.push_screen(
            KiesWoord("Welke taal is voor dit gezin van belang?", [NO_LANGUAGE, *self.voorstel.talen], now, leeg=NO_LANGUAGE),
            self._with_language,
        )

    def _with_language(self, taal: str | None) -> None:
        found = self._lees(taal or None) if taal is not None else None
        if found is not None:
            self.voorstel, self._getypt = found, ""
            self._fill()

    def action_terug(self) -> None:
        self.dismiss(None)

    # --- drawing

    def _draw(self) -> None:
        proposal, self._wide = self.voorstel, self.app.size.width
        language = f"taal {proposal.taal}" if proposal.taal else ""
        day = f"start {words.day_words(proposal.start)}"
        head = joined(plain(f"Duo voor {proposal.code}", "bold"), plain(day, "dim"), plain(language), between=" · ")
        self.query_one("#kop", Static).update(head, layout=False)
        many = words.count(len(self._past), "duo", "duo's")
        typed = joined(plain("met "), plain(f"{self._getypt}_", "bold"), plain(f"  {many}", "dim"))
        self.query_one("#zoek", Static).update(typed if self._getypt else plain(f"{many}, het best passende boven", "dim"), layout=False)
        self.query_one("#paren", Lijst).opnieuw()
        self._draw_pair()

    def _draw_pair(self) -> None:
        at = self._at
        pair = self.voorstel.paren[at] if at is not None else None
        self.query_one("#woorden", Static).update(self._explained(pair, at or 0, room(self._wide)) if pair else plain(""))
        self.query_one("#uitleg", VerticalScroll).scroll_home(animate=False)
        self._say("")

    def _say(self, sentence: str, *, wrong: bool = False) -> None:
        """A sentence, or else what the keys do."""
        line = self.query_one("#regel", Static)
        line.set_class(wrong, "-fout")
        keys = "1-9 of Enter neemt · letters zoeken · Tab taal · Esc terug"
        line.update(plain(f"▲ {sentence}") if sentence else plain(keys, "dim"))

    @property
    def _names(self) -> int:
        """Cells of the column of short names."""
        return 5 + sum(sorted(len(k.lid.code) for k in self.voorstel.mensen.values())[-2:])

    def _lines(self, ids: Sequence[UUID]) -> dict[UUID, Content]:
        keys = {n: DIGITS[k] for k, n in enumerate(self._past[: len(DIGITS)])}
        return {row: self._line(self.voorstel.paren[row.int], keys.get(row.int, " ")) for row in ids}

    def _line(self, pair: Paar, key: str) -> Content:
        people = [self.voorstel.mensen[lid] for lid in pair.leden]
        teams = "+".join(sorted({str(k.lid.team) for k in people}))
        now = "● nu  " if frozenset(pair.codes) == self._nu else ""
        flags = "".join(f"▲ {flag.woorden}  " for flag in pair.let_op)
        return joined(
            plain(f" {key} ", "bold"),
            plain(column(" + ".join(pair.codes), self._names)),
            plain(column(f"team {teams}", 9), "dim"),
            plain(f"{pair.score:>4}  "),
            plain(now, "bold"),
            plain(flags, "$text-warning"),
            plain(pair.redenen[0].woorden if pair.redenen else "", "dim"),
        )

    def _explained(self, pair: Paar, at: int, width: int) -> Content:
        """Who they are, and every reason and flag with its points."""
        people = [self.voorstel.mensen[lid] for lid in pair.leden]
        place = f"voorstel {at + 1} van {len(self.voorstel.paren)}"
        now = " · dit duo is er nu" if frozenset(pair.codes) == self._nu else ""
        room = " + ".join(str(max(k.vrij, 0)) for k in people)
        told = f"{words.count(pair.score, 'punt', 'punten')} · {place} · ruimte {room} vrij{now}"
        rows = [
            *[(k.lid.code, _person(k)) for k in people],
            ("waarom", _points(pair.redenen)),
            ("▲ let op", _points(pair.let_op, "$text-warning")),
        ]
        head = joined(plain(" + ".join(pair.codes), "bold"), plain(told), between="   ")
        return Content("\n").join([*head.wrap(width), in_rows(rows, width, "")])


class DuosSamen(ModalScreen[Samen | None]):
    """One duo for each of the casussen of a meeting that wait for one, with other ways to divide them; Enter takes them all."""

    CSS_PATH = "styles/duovoorstel.tcss"
    VERTICAL_BREAKPOINTS = [(0, "-laag"), (LOW, "-hoog")]  # noqa: RUF012  # Textual's own form
    BINDINGS = bindings("duossamen")
    HULP = "duossamen"

    def __init__(self, verdeel: Callable[[], Verdeling]) -> None:
        super().__init__()
        self._verdeel, self._at, self._wide = verdeel, 0, 0
        self._verdeling: Verdeling | None = None
        """None for as long as it is being made."""

    def compose(self) -> ComposeResult:
        with Vertical(id="kader"):
            yield Static(id="kop")
            with VerticalScroll(id="uitleg", can_focus=False):
                yield Static(id="woorden")
            yield Static(id="regel")

    def on_mount(self) -> None:
        self._draw()
        self._divide()

    @work(group="verdeling")
    async def _divide(self) -> None:
        """Make the proposals beside the screen: four casussen take a quarter of a second with sixty members."""
        self._verdeling = await asyncio.to_thread(self._verdeel)
        self._draw()

    @property
    def _voorstellen(self) -> Sequence[Samen]:
        return self._verdeling.voorstellen if self._verdeling is not None else ()

    def on_resize(self) -> None:
        if self.is_mounted and self._wide != self.app.size.width:
            self._draw()

    def on_key(self, event: events.Key) -> None:
        """A digit shows that proposal."""
        if event.character is not None and event.character in DIGITS[: len(self._voorstellen)]:
            event.stop()
            self.action_ander(int(event.character) - 1 - self._at)

    def action_ander(self, step: int) -> None:
        """Another way to divide them."""
        self._at = max(min(self._at + step, len(self._voorstellen) - 1), 0)
        self._draw()
        self.query_one("#uitleg", VerticalScroll).scroll_home(animate=False)

    def action_rol(self, rows: int) -> None:
        """Scroll."""
        self.query_one("#uitleg", VerticalScroll).scroll_relative(y=rows, animate=False)

    def action_neem(self) -> None:
        """All of them; nothing that was not shown yet."""
        if self._voorstellen:
            self.dismiss(self._voorstellen[self._at])

    def action_terug(self) -> None:
        self.dismiss(None)

    def _draw(self) -> None:
        found, proposals = self._verdeling, self._voorstellen
        self._wide = self.app.size.width
        width = room(self._wide)
        if found is None:
            self.query_one("#kop", Static).update(plain("Duo's samen", "bold"))
            self.query_one("#woorden", Static).update(plain("De duo's worden verdeeld …", "dim"))
            self.query_one("#regel", Static).update(plain("Esc terug", "dim"))
            return
        shown = proposals[self._at]
        here = f"{self._at + 1} van {len(proposals)} · {words.count(shown.score, 'punt', 'punten')}"
        many = words.count(len(shown.delen), "casus", "casussen")
        head = joined(plain(f"Duo's voor {many} samen", "bold"), plain(f"voorstel {here}"), between="   ")
        if head.cell_length > width:
            head = joined(plain("Duo's samen", "bold"), plain(here), between="  ")
        self.query_one("#kop", Static).update(head)
        first = {deel.casus: deel.paar for deel in proposals[0].delen}
        parts = [self._part(deel, width, changed=deel.paar != first[deel.casus]) for deel in shown.delen]
        self.query_one("#woorden", Static).update(joined(plain(found.woorden, "$text-warning"), *parts, between="\n\n"))
        others = "← → ander voorstel · " if len(proposals) > 1 else ""
        self.query_one("#regel", Static).update(plain(f"{others}Enter neemt alle duo's · Esc terug", "dim"))

    def _part(self, deel: Deel, width: int, *, changed: bool) -> Content:
        """What one casus gets, and why."""
        pair = deel.paar
        if pair is None:
            return joined(plain(deel.code, "bold"), plain("▲ geen duo met plek over", "$text-warning"), between="   ")
        told = f"{words.count(pair.score, 'punt', 'punten')}{' · anders dan voorstel 1' if changed else ''}"
        head = joined(plain(deel.code, "bold"), plain(" + ".join(pair.codes), "bold"), plain(told, "dim"), between="   ")
        rows = [("waarom", _points(pair.redenen)), ("▲ let op", _points(pair.let_op, "$text-warning"))]
        return Content("\n").join([*head.wrap(width), in_rows(rows, width, "")])


def room(width: int) -> int:
    """Cells of a line of reasons on a terminal of this width: its frame without border, blanks and scrollbar."""
    return max(20, min(WIDE, width) - 8)


def _person(k: Kandidaat) -> Content:
    return plain(", ".join(part for part in (k.lid.naam, k.lid.discipline, k.lid.organisatie, f"team {k.lid.team}") if part))


def _points(points: Sequence[Punt], style: str = "") -> Content:
    return plain(" · ".join(point.regel for point in points), style)
