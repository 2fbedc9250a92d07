"""Uitwisselen: what the others put in the folder, seen before it is taken over; and the six letters that say whether two laptops agree."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from db.errors import RetError
from retcli import text

from .basis import Kern, Scherm, vraagt
from .letters import groot
from .text import column, joined, plain
from .toetsen import bindings
from .toetsenbord import teken
from .voet import Voet
from .wissen import NOG_WERK, kijk_na

if TYPE_CHECKING:  # what exchanges is imported when it is asked for
    from retcli.toegang import Toegang
    from retcli.uitwisselen import Laptop, Stand, Verslag, Voorbeeld, Voortgang

LIJSTEN = ("Veranderd", "Pakketten", "Let op", "Laptops")
MEEST = 200
"""Lines of a list; the rest is counted, and told by the command."""
KIJKT = "Er wordt in de map gekeken; Esc breekt het af."
WISSELT = "Er wordt uitgewisseld; Esc breekt het af."
LETTERS = "Heeft een ander dezelfde zes letters, dan hebt u precies dezelfde gegevens."
PAD = "het pad van de map; Tab vult aan"
GEEN_MAP = "Nog geen map. Enter kiest er een: op een stick, een netwerkschijf of in een map die u met de anderen deelt."
HOE = {"nieuw": "$text-success", "gewijzigd": "", "verwijderd": "$text-warning"}


@dataclass
class Gevorderd(Message):
    """How far it is, told by the thread that does it."""

    nr: int
    wat: str
    gedaan: int
    totaal: int


class UitwisselenScherm(Scherm):
    """Preview, exchange, report; and the other laptops."""

    CSS_PATH = "styles/uitwisselen.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-smal"), (100, "-breed")]  # noqa: RUF012  # Textual's own form
    VERTICAL_BREAKPOINTS = [(0, "-laag"), (20, "-hoog")]  # noqa: RUF012  # as above
    BINDINGS = bindings("uitwisselen")
    HULP = "uitwisselen"

    def __init__(self, kern: Kern, folder: Path | None = None) -> None:
        """With the folder of the last time, unless another is given."""
        super().__init__(kern)
        self._map = folder
        self._beeld: Voorbeeld | None = None
        self._laptops: tuple[Laptop, ...] = ()
        self._stand: Stand | None = None
        self._fout = ""
        self._lijst = 0
        self._nr = 0
        self._aan = False
        self._stop = False
        self._weg = False

    def compose(self) -> ComposeResult:
        yield Static(id="kop")
        with Horizontal(id="midden"):
            with Vertical(id="links"):
                yield Static(id="cijfers")
                yield Static(id="lijsten")
                yield OptionList(id="lijst", compact=True)
            with Vertical(id="zij"):
                yield Static(id="letters")
                yield Static(id="uitleg")
                yield Static(id="laptops")
        yield Static(id="voortgang")
        yield from self.onderkant()
        yield Voet()

    def on_mount(self) -> None:
        self.query_one("#lijst", OptionList).can_focus = False
        self.query_one("#voortgang").display = False
        self._lees_stand()
        self._draw()
        self._begin(doen=False)

    def on_screen_resume(self) -> None:
        super().on_screen_resume()
        self.ververs()

    def on_resize(self) -> None:
        self._draw()

    def ververs(self) -> None:
        """The letters and the laptops as they are now; what was seen of the folder stays."""
        if self.kern.team is not None and not self.kern.bezig_met:
            self._lees_stand()
            self._draw()

    def _lees_stand(self) -> None:
        from retcli import uitwisselen

        read = self.look(lambda s: (uitwisselen.laatste(s), uitwisselen.laptops(s), uitwisselen.laatste_map(s)))
        if read is not None:
            self._stand, self._laptops, before = read
            kijk_na(self, self._stand)
            if self._map is None and before:
                self._map = Path(before)

    # --- which folder

    @vraagt
    async def action_map(self) -> None:
        """Ask for the folder until there is one, or Esc."""
        from retcli.importeren import paden

        key = "uitwisselen.map"
        if self._aan:
            return
        while True:
            given = await self.ask("Map", str(self._map or self.kern.map), key=key, placeholder=PAD, replace=True)
            if given is None or not given.strip():
                return
            try:
                self._map = paden.gekozen_map(given)
            except RetError as error:
                self.keep(key, given)
                self.say(error.sentence(), wrong=True)
                continue
            self.say("")
            self._begin(doen=False)
            return

    # --- looking and exchanging

    def action_kijk(self) -> None:
        """Look in the folder again; without one, ask for it."""
        if self._map is None:
            self.action_map()
        else:
            self._begin(doen=False)

    def action_wissel(self) -> None:
        """Take in what was seen, and write what the others lack; without a folder, ask for it."""
        if self._map is None:
            self.action_map()
        elif self._fout:
            self.say("Er kan nu niet worden uitgewisseld. r kijkt opnieuw, o kiest een andere map.", wrong=True)
        else:
            self._begin(doen=True)

    def _begin(self, *, doen: bool) -> None:
        if self._aan or self._map is None or self.kern.team is None or self.kern.bezig_met:
            return
        self._nr += 1
        self._aan, self._stop, self._weg, self._fout = True, False, False, ""
        self.kern.bezig_met = WISSELT if doen else KIJKT
        self.say("")
        self.refresh_bindings()
        self.run_worker(self._werk(self.kern.team, self._map, doen=doen), group="wissel")

    async def _werk(self, team: Toegang, folder: Path, *, doen: bool) -> None:
        """In a thread, and what became of it."""
        from retcli import uitwisselen

        rule = uitwisselen.wissel_uit if doen else uitwisselen.voorbeeld
        self._beeld = None
        self._toon_voortgang("De map wordt bekeken", 0, 0)
        self._draw()
        try:
            self._beeld = await asyncio.to_thread(rule, team, folder, self._melder(self._nr))
        except uitwisselen.Afgebroken:
            pass  # only looking raises it, and who breaks that off leaves
        except RetError as error:
            self._fout = error.sentence()
        finally:
            self._aan, self.kern.bezig_met = False, ""
        if not self.is_attached:
            return
        self.query_one("#voortgang").display = False
        self.refresh_bindings()
        if self._weg:
            self.app.pop_screen()
            return
        if self._lijst == 2 and not self._aandacht:
            self._lijst = 0
        self.ververs()
        if isinstance(self._beeld, uitwisselen.Verslag):
            self.say(self._gedaan(self._beeld), wrong=self._beeld.afgebroken)

    def _melder(self, nr: int) -> Voortgang:
        last = ("", -1)

        def progress(wat: str, gedaan: int, totaal: int) -> None:
            nonlocal last
            if self._stop:
                from retcli.uitwisselen import Afgebroken

                raise Afgebroken
            now = (wat, 200 * gedaan // max(totaal, 1))
            if now != last:
                last = now
                self.post_message(Gevorderd(nr, wat, gedaan, totaal))

        return progress

    def on_gevorderd(self, event: Gevorderd) -> None:
        if event.nr == self._nr and self._aan and not self._stop:
            self._toon_voortgang(event.wat, event.gedaan, event.totaal)

    def _toon_voortgang(self, wat: str, gedaan: int, totaal: int) -> None:
        width = max(min(self.size.width - 50, 40), 6)
        full = width * gedaan // max(totaal, 1)
        line = self.query_one("#voortgang", Static)
        line.update(joined(plain("█" * full + "░" * (width - full), "$text-accent"), plain(f"  {wat} …")))
        line.display = True

    def _gedaan(self, told: Verslag) -> str:
        if told.afgebroken:
            return "Afgebroken. Wat al binnen was is heel en blijft; Enter gaat verder waar het was."
        got = text.count(told.nieuw, "wijziging", "wijzigingen") if told.nieuw else "niets nieuws"
        gave = text.count(told.geven, "wijziging", "wijzigingen") if told.geven else "niets nieuws"
        many = self._te_kiezen(told)
        clash = f" {text.count(many, 'verschil', 'verschillen')}: V kiest wat geldt." if many else ""
        return f"Uitgewisseld: {got} ontvangen, {gave} gegeven.{clash}"

    def action_terug(self) -> None:
        """Back; while it is going on: break it off. Looking leaves when it has stopped, exchanging shows what was done."""
        if not self._aan:
            self.app.pop_screen()
            return
        self._stop, self._weg = True, self.kern.bezig_met == KIJKT
        self.query_one("#voortgang", Static).update(plain("Wordt afgebroken …"))

    def _te_kiezen(self, seen: Voorbeeld) -> int:
        """What there is to settle; after an exchange no more than there is now: a later package can bring the choice along."""
        done = hasattr(seen, "geschreven") and self._stand is not None
        return min(seen.verschillen, self._stand.verschillen) if done and self._stand is not None else seen.verschillen

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While it works it can only be broken off."""
        return not (self._aan and action in ("wissel", "kijk", "map"))

    def noemt(self) -> dict[str, str]:
        """Esc breaks off while it works, and without a folder Enter asks for one."""
        if self._aan:
            return {"uitwisselen.terug": "Breek af"}
        return {} if self._map is not None else {"uitwisselen.wissel": "Kies map"}

    def vooraan(self) -> tuple[str, ...]:
        """What breaks it off stands first while it works."""
        return ("uitwisselen.terug",) if self._aan else ()

    # --- drawing

    @property
    def _aandacht(self) -> int:
        seen = self._beeld
        return len(seen.mist) + len(seen.waarschuwingen) + len(seen.geweigerd) if seen else 0

    def _draw(self) -> None:
        """Everything as it stands; the chosen line stays chosen."""
        wide = self.size.width >= 100
        self.query_one("#kop", Static).update(self._hoofd())
        self.query_one("#cijfers", Static).update(joined(self._cijfers(), self._gewist(), between="\n"))
        self.query_one("#lijsten", Static).update(self._namen())
        self.query_one("#letters", Static).update(groot(self._stand.stand) if self._stand else plain("Nog geen letters", "dim"))
        self.query_one("#uitleg", Static).update(
            joined(plain(self._stand.stand, "bold"), plain(f"  {LETTERS}", "dim"))
            if self._stand
            else plain("Ze komen na de eerste keer uitwisselen.", "dim")
        )
        self.query_one("#laptops", Static).update(Content("\n").join(self._laptopregels(43)[:12]) if wide else "")
        options = self.query_one("#lijst", OptionList)
        lines = (self._veranderd, self._pakketten, self._let_op, self._anderen)[self._lijst]()
        chosen, above = options.highlighted or 0, options.scroll_offset
        options.clear_options()
        options.add_options(lines)
        if lines:
            options.highlighted = min(chosen, len(lines) - 1)
            options.scroll_to(*above, animate=False, immediate=True)

    def _hoofd(self) -> Content:
        letters = f"stand {self._stand.stand}" if self._stand and self.size.width < 100 else ""
        shown = [self.oefen(), plain("Uitwisselen", "bold"), plain(letters, "bold")]
        room = self.size.width - 4 - sum(len(p.plain) + 3 for p in shown if p.plain)
        return joined(*shown[:2], plain(_eind(str(self._map or "geen map"), max(room, 8))), shown[2], between=" · ")

    def _cijfers(self) -> Content:
        seen = self._beeld
        if self._fout:
            return plain(f"▲ {self._fout}", "$text-warning")
        if self._map is None:
            return plain(GEEN_MAP, "dim")
        if seen is None:
            return plain(self.kern.bezig_met or "Nog niet gekeken. r kijkt in de map.", "dim")
        done = hasattr(seen, "geschreven")
        got, gave = ("ontvangen", "gegeven") if done else ("van de anderen", "voor de anderen")
        parts = [
            plain(f"{text.count(seen.nieuw, 'wijziging', 'wijzigingen')} {got}" if seen.nieuw else "niets nieuws van de anderen"),
            plain(f"{seen.geven} {gave}" if seen.geven else ""),
            plain(f"▲ {text.count(many, 'verschil', 'verschillen')}" if (many := self._te_kiezen(seen)) else "", "$text-warning"),
            plain(f"▲ {self._aandacht} let op" if self._aandacht else "", "$text-warning"),
        ]
        if getattr(seen, "afgebroken", False):
            act = joined(plain("Afgebroken", "bold $text-warning"), plain("Enter gaat verder", "bold $text-accent"), between=" · ")
        else:
            act = plain("Uitgewisseld" if done else "Enter wisselt uit", "bold" if done else "bold $text-accent")
        return joined(act, joined(*parts, between=" · "), between="\n")

    def _gewist(self) -> Content:
        """That work came in on what was erased."""
        if not self.kern.nog_binnen:
            return Content()
        key = teken("uitwisselen.gewist")
        told = f"{NOG_WERK}; {key} toont het" if self.size.width >= 80 else f"nog werk over een gewiste casus: {key}"
        return plain(f"▲ {told}", "$text-warning")

    def _namen(self) -> Content:
        seen = self._beeld
        counts = [len(seen.casussen), len(seen.gelezen), self._aandacht] if seen else [0, 0, 0]
        parts = []
        for n, naam in enumerate(LIJSTEN):
            count = [*counts, len(self._laptops)][n]
            word = f"{naam} {count}" if count else naam
            parts.append(plain(f"▸{word}" if n == self._lijst else f" {word}", "bold $text-accent" if n == self._lijst else "dim"))
        return joined(*parts, between="  " if self.size.width >= 60 else "")

    def _veranderd(self) -> list[Option]:
        seen = self._beeld
        if seen is None:
            return []
        if not seen.aantallen:
            alone = sum(not one.ingetrokken for one in self._laptops) < 2
            return [
                _leeg("Er is nog geen andere laptop in het team; l nodigt er een uit." if alone else "Er is niets nieuws van de anderen.")
            ]
        width = self._breedte - 25
        lines = [
            Option(
                joined(
                    plain(f" {column(one.code, 12)}", "bold"),
                    plain(column(one.hoe, 12), HOE[one.hoe]),
                    plain(column(one.wat, width).rstrip(), "dim"),
                )
            )
            for one in seen.casussen[:MEEST]
        ]
        if len(seen.casussen) > MEEST:
            rest = len(seen.casussen) - MEEST
            lines.append(_leeg(f"… en nog {text.count(rest, 'casus', 'casussen')}; `retcli sync --proef` telt ze alle."))
        others = [one.woorden for one in seen.aantallen if one.soort not in ("besluit", "actie", "inzet", "logregel")]
        return [*lines, *([_leeg("")] if lines else []), *(Option(plain(f" {words}", "dim")) for words in others)]

    def _pakketten(self) -> list[Option]:
        seen = self._beeld
        if seen is None or not seen.gelezen:
            return [_leeg(f"Geen nieuwe pakketten; er liggen er {seen.bestanden}." if seen else "")]
        now = self.kern.team.now() if self.kern.team else None
        narrow = self._breedte < 70
        name = min(max(self._breedte - (32 if narrow else 50), 8), 48)
        lines = []
        for one in seen.gelezen[:MEEST]:
            made = "" if narrow or not one.op or now is None else text.ago(one.op, now)
            clash = f"▲ {text.count(one.verschillen, 'verschil', 'verschillen')}" if one.verschillen else ""
            what = f"{'' if narrow else column(made, 18)}{column(text.count(one.nieuw, 'wijziging', 'wijzigingen'), 17)}"
            lines.append(Option(joined(plain(f" {column(one.laptop, name)}", "bold"), plain(what), plain(clash, "$text-warning"))))
        return lines + _meer(len(seen.gelezen))

    def _let_op(self) -> list[Option]:
        seen = self._beeld
        grey = [self._wijst("·", "", words) for words in seen.stil] if seen else []
        if seen is None or not self._aandacht:
            return [_leeg("Er is niets om op te letten." if seen else ""), *grey]
        told = [*(one.woorden for one in seen.mist), *seen.waarschuwingen]
        lines = [self._wijst("▲", "", words) for words in told[:MEEST]]
        lines += [self._wijst("·" if one.later else "▲", _eind(one.bestand, 40), one.reden) for one in seen.geweigerd[:MEEST]]
        return [*lines, *_meer(max(len(told), len(seen.geweigerd))), *grey]

    def _wijst(self, sign: str, name: str, words: str) -> Option:
        """A sentence with a sign before it, which its further lines leave room for."""
        lines = wrap(f"{name}: {words}" if name else words, max(self._breedte - 4, 20))
        shown = plain("\n   ".join(lines)).stylize("bold", 0, len(name))
        return Option(joined(plain(f" {sign} ", "$text-warning" if sign == "▲" else "dim"), shown))

    def _anderen(self) -> list[Option]:
        return [Option(line) for line in self._laptopregels(self._breedte)] or [_leeg("Er is nog geen laptop.")]

    def _laptopregels(self, width: int) -> list[Content]:
        now = self.kern.team.now() if self.kern.team else None
        lines = []
        for one in self._laptops:
            heard = text.ago(one.gehoord, now) if one.gehoord and now else "nog niet gehoord"
            said = "deze laptop" if one.deze else "ingetrokken" if one.ingetrokken else "✓ gelijk" if one.gelijk else heard
            style = "$text-success" if one.gelijk and not one.ingetrokken and not one.deze else "dim"
            lines.append(joined(plain(f" {column(one.naam, max(width - 18, 12))}", "dim" if one.ingetrokken else ""), plain(said, style)))
        return lines

    @property
    def _breedte(self) -> int:
        return self.size.width - (48 if self.size.width >= 100 else 2)

    def te_kopieren(self) -> str:
        """The six letters, to send along; or the line that is chosen."""
        options = self.query_one("#lijst", OptionList)
        chosen = options.get_option_at_index(options.highlighted).prompt if options.highlighted is not None else ""
        return " ".join(str(chosen).split()) if self._lijst == 2 and self._aandacht else self._stand.stand if self._stand else ""

    # --- moving

    def action_omlaag(self) -> None:
        self.query_one("#lijst", OptionList).action_cursor_down()

    def action_omhoog(self) -> None:
        self.query_one("#lijst", OptionList).action_cursor_up()

    def action_blad(self, stap: int) -> None:
        options = self.query_one("#lijst", OptionList)
        (options.action_page_down if stap > 0 else options.action_page_up)()  # type: ignore[no-untyped-call]  # Textual's own

    def action_lijst(self, stap: int) -> None:
        """The next list; while a folder is being typed, its name."""
        if self.asking:
            self.vul_aan(PAD)
        else:
            self._lijst = (self._lijst + stap) % len(LIJSTEN)
            self.query_one("#lijst", OptionList).highlighted = 0
            self._draw()

    def on_option_list_option_selected(self) -> None:
        self.action_wissel()


def _eind(path: str, width: int) -> str:
    """The end of a path, which tells it from others, in so many signs."""
    return path if len(path) <= width else f"…{path[-(width - 1) :]}"


def _leeg(sentence: str) -> Option:
    return Option(plain(f" {sentence}", "dim"), disabled=True)


def _meer(aantal: int) -> list[Option]:
    return [_leeg(f"… en nog {aantal - MEEST}; `retcli sync --proef --json` noemt ze alle.")] if aantal > MEEST else []
