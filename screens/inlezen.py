"""Inlezen: a workbook comes in, seen before it is stored: what each column fills, what is refused and why."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from textual import events, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Input, Label, OptionList, Static
from textual.widgets.option_list import Option

from db.codes import LIJSTEN
from db.errors import RetError
from retcli import bestand, text

from .basis import Kern, Scherm, vraagt
from .keuze import Bevestig
from .text import column, joined, plain
from .toetsen import bindings
from .voet import Voet
from .vraagregel import Regel

if TYPE_CHECKING:  # what reads a workbook is imported when there is one
    from retcli import importeren as im
    from retcli.toegang import Toegang

LIJSTNAMEN = ("Kolommen", "Nieuw", "Afgewezen", "Waarschuwingen", "Verschillen")
MEEST = 200
"""Lines of a list; the rest is counted, and told by the command."""
NIEUW = 50
"""New rows that are shown as they will be."""
BREED = (("datum_aanmelding", 12), ("aanmelder", 22), ("gemeente", 16), ("geboortejaar", 6), ("geslacht", 9), ("besluit_route", 20))
"""The columns of a new row and their widths; the first four on a narrow screen."""
GELDT = {
    "programma": "het programma houdt zijn waarde",
    "werkboek": "de waarde van het werkboek komt ervoor in de plaats",
    "beide": "het werkboek komt erbij als eerder besluit; dat van het team blijft gelden",
}
RIJEN, ZEGELEN = 0.15, 8
"""Sealing tells nothing while it goes on. It takes some eight times as long as planning and writing the rows, which are the first 15%."""
BEZIG = "Er wordt een werkboek ingelezen; Esc breekt het af."


class _Verlopen(Exception):
    """A preview that nobody waits for any more."""


@dataclass
class Gezien(Message):
    """What the headings say, before the rows are looked at."""

    nr: int
    kop: im.Kop
    voorbeelden: dict[int, tuple[str, ...]]


@dataclass
class Gevorderd(Message):
    """How far it is: the rows are planned in the first half, written in the second."""

    nr: int
    percent: int


class InlezenScherm(Scherm):
    """Preview of a workbook, its mapping, and reading it in."""

    CSS_PATH = "styles/inlezen.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-smal"), (100, "-breed")]  # noqa: RUF012  # Textual's own form
    BINDINGS = bindings("inlezen")
    HULP = "inlezen"

    def __init__(self, kern: Kern, pad: Path | None = None) -> None:
        """With `pad` that file is read at once; else it is asked."""
        super().__init__(kern)
        self._eerst = pad
        self._pad: Path | None = None
        self._bladen: tuple[im.Blad, ...] = ()
        self._blad: im.Blad | None = None
        self._eigen: im.Indeling | None = None
        self._onthouden = False
        self._wint: Literal["programma", "werkboek"] = "programma"
        self._kop: im.Kop | None = None
        self._voorbeelden: dict[int, tuple[str, ...]] = {}
        self._gezien: im.Voorbeeld | None = None
        self._lijst = 0
        self._nr = 0
        self._schrijft = False
        self._afgebroken = False
        self._vastgelegd = False
        self._begonnen = 0.0
        self._vraagt_bestand = False

    def compose(self) -> ComposeResult:
        yield Static(id="kop")
        yield Static(id="cijfers")
        yield Static(id="lijsten")
        yield OptionList(id="lijst", compact=True)
        yield Static(id="voortgang")
        yield from self.onderkant()
        yield Voet()

    def on_mount(self) -> None:
        self.query_one("#lijst", OptionList).can_focus = False
        self.query_one("#voortgang").display = False
        self._draw()
        if self._eerst is not None:
            self._begin(self._eerst)
        else:
            self.action_bestand()

    def on_screen_resume(self) -> None:
        if self._kop is not None and self._gezien is None and self.kern.team is not None:
            self._bekijk()

    def on_resize(self) -> None:
        self._draw()

    # --- which file

    @vraagt
    async def action_bestand(self) -> None:
        """Ask for the file until there is one that can be read, or Esc."""
        key = "inlezen.bestand"
        while True:
            self._vraagt_bestand = True
            try:
                given = await self.ask("Werkboek", key=key, placeholder="waar het staat; Tab vult aan")
            finally:
                self._vraagt_bestand = False
            if given is None or not given.strip():
                return
            self.keep(key, given)
            path = await self._open(given)
            if path is not None:
                self.keep(key, str(path.absolute().parent / "_")[:-1])
                return

    @vraagt
    async def _begin(self, pad: Path) -> None:
        await self._open(str(pad))

    async def _open(self, given: str) -> Path | None:
        """Read a workbook, or the mapping for the one that is open; None, with the reason on screen, when that can't be."""
        from retcli import importeren as im
        from retcli.importeren import paden

        try:
            path = paden.gekozen(given)
            if path.suffix.lower() == ".toml" and self._blad is not None:
                self._eigen = im.lees_indeling(path)
                self.say("De indeling is overgenomen.")
                await self._ander_blad(self._eigen.blad)
                return path
            self.say("Het bestand wordt gelezen …")
            bladen = await asyncio.to_thread(im.lees_bestand, path)
            team = self.kern.open_team
            blad, kop, eigen = await asyncio.to_thread(_voorstel, team, bladen)
        except RetError as error:
            self.say(error.sentence(), wrong=True)
            return None
        self._pad, self._bladen, self._blad, self._kop, self._eigen = path, bladen, blad, kop, eigen
        self._onthouden = bool(eigen.kolommen)
        self._lijst = 0
        self.say(im.ONTHOUDEN_GEBRUIKT if self._onthouden else "")
        self._bekijk()
        return path

    def _complete(self) -> None:
        """Tab goes on with the name of a file, as far as there is only one way."""
        from retcli.importeren import paden

        entry = self.query_one(Regel)
        done, names = paden.vul_aan(entry.value)
        entry.begin(done, "waar het staat; Tab vult aan")
        if len(names) > 1:
            self.say(text.shorten(f"{len(names)} namen: {' · '.join(names)}", max(self.size.width - 2, 20)))
        else:
            self.say("" if names else "Er is hier geen werkboek dat zo begint.", wrong=not names)

    # --- looking at it

    def ververs(self) -> None:
        if self._blad is not None:
            self._bekijk()

    def _bekijk(self) -> None:
        """Work out what it would do; the answer to an older question is dropped."""
        self._nr += 1
        self._gezien = None
        self._draw()
        if self.kern.team is not None and self._blad is not None and self._eigen is not None:
            self._rekenen(self._nr, self.kern.team, self._blad, self._eigen, self._kop.rij if self._kop else 1)

    @work(group="bekijk", exclusive=True)
    async def _rekenen(self, nr: int, team: Toegang, blad: im.Blad, eigen: im.Indeling, rij: int) -> None:
        try:
            seen = await asyncio.to_thread(self._kijk, nr, team, blad, eigen, rij)
        except _Verlopen:
            return
        except RetError as error:
            if nr == self._nr and self.kern.team is not None:
                self.say(error.sentence(), wrong=True)
            return
        if nr == self._nr:
            self._gezien = seen
            self._draw()

    def _kijk(self, nr: int, team: Toegang, blad: im.Blad, eigen: im.Indeling, rij: int) -> im.Voorbeeld:
        """In a thread: the headings, then the rows. Ends by itself when another question was asked."""
        from retcli import importeren as im

        def voortgang(gedaan: int, totaal: int) -> None:
            if nr != self._nr:
                raise _Verlopen

        kop = im.kop_op(blad.rijen, rij, eigen)
        voortgang(0, 0)
        self.post_message(Gezien(nr, kop, {k.plaats: im.voorbeelden(blad, kop, k) for k in (*kop.kolommen, *kop.overige)}))
        return im.bekijk(team.store, blad, kop, lid=team.lid, now=team.now, bij_verschil=self._wint, voortgang=voortgang)

    def on_gezien(self, event: Gezien) -> None:
        """The columns, while the rows are still being looked at."""
        if event.nr == self._nr:
            self._kop, self._voorbeelden = event.kop, event.voorbeelden
            self._draw()

    # --- drawing

    @property
    def _kolommen(self) -> list[im.Kolom]:
        if self._kop is None:
            return []
        return sorted([*self._kop.kolommen, *self._kop.overige], key=lambda k: k.plaats)

    def _draw(self) -> None:
        """Everything as it stands; the chosen line stays chosen."""
        self.query_one("#kop", Static).update(self._hoofd())
        self.query_one("#cijfers", Static).update(self._cijfers())
        self.query_one("#lijsten", Static).update(self._namen())
        options = self.query_one("#lijst", OptionList)
        lines = (self._kolomregels, self._nieuw, self._afgewezen, self._waarschuwingen, self._verschillen)[self._lijst]()
        chosen, above = options.highlighted or 0, options.scroll_offset
        options.clear_options()
        options.add_options(lines)
        if lines:
            options.highlighted = min(chosen, len(lines) - 1)
            options.scroll_to(*above, animate=False, immediate=True)

    def _hoofd(self) -> Content:
        if self._pad is None or self._blad is None or self._kop is None:
            return joined(self.oefen(), plain("Inlezen", "bold"), between=" · ")
        several = len({b.naam for b in self._bladen}) > 1
        sheet = f"blad {text.shorten(self._blad.naam, 20)}{f' (van {len(self._bladen)})' if several else ''}" if self._blad.naam else ""
        row = f"koppen op rij {self._kop.rij}" if self._kop.rij else "zonder koppen"
        wins = f"bij een verschil geldt het {self._wint}"
        parts = [sheet, row, wins] if self.size.width >= 100 else [sheet, row] if self.size.width >= 60 else [row]
        shown = [self.oefen(), plain("Inlezen", "bold"), *(plain(p) for p in parts if p)]
        room = self.size.width - 2 - sum(len(p.plain) + 3 for p in shown)
        name = plain(text.shorten(self._pad.name, max(room, 8)), "bold")
        return joined(*shown[:2], name, *shown[2:], between=" · ")

    def _cijfers(self) -> Content:
        if self._kop is None:
            return plain("Nog geen werkboek. o kiest er een.", "dim")
        if not self._kop.heeft("datum_aanmelding"):
            return plain(
                "▲ Nog geen kolom voor Datum aanmelding: kies er een met Enter, of wijs met r de rij met de koppen aan.", "$text-warning"
            )
        if self._gezien is None or self._gezien.verslag is None:
            return plain("De rijen worden bekeken …", "dim")
        told = self._gezien.verslag
        parts = [
            plain(f"{told.gelezen} gelezen"),
            plain(f"{told.nieuw} nieuw", "bold"),
            plain(f"{told.gewijzigd} gewijzigd" if told.gewijzigd else ""),
            plain(f"{told.al_bekend} al bekend" if told.al_bekend else ""),
            plain(f"▲ {len(told.afgewezen)} afgewezen" if told.afgewezen else "", "$text-warning"),
            plain(text.count(len(told.waarschuwingen), "waarschuwing", "waarschuwingen") if told.waarschuwingen else ""),
            plain(text.count(len(told.verschillen), "verschil", "verschillen") if told.verschillen else ""),
        ]
        return joined(*parts, between=" · ")

    def _namen(self) -> Content:
        told = self._gezien.verslag if self._gezien else None
        counts = [len(self._kolommen), told.nieuw, *map(len, (told.afgewezen, told.waarschuwingen, told.verschillen))] if told else []
        parts = []
        for n, naam in enumerate(LIJSTNAMEN):
            word = naam if self.size.width >= 80 else naam[:6]
            count = f" {counts[n]}" if counts and self.size.width >= 60 else ""
            parts.append(
                plain(f"▸{word}{count}" if n == self._lijst else f" {word}{count}", "bold $text-accent" if n == self._lijst else "dim")
            )
        return joined(*parts, between="  " if self.size.width >= 60 else "")

    def _kolomregels(self) -> list[Option]:
        if self._kop is None:
            return []
        from retcli import importeren as im

        wide = self.size.width >= 100
        head, field = (26, 34) if wide else (18, 24) if self.size.width >= 60 else (12, 16)
        rest = self.size.width - head - field - 10
        lines = []
        for k in self._kolommen:
            shown = self._voorbeelden.get(k.plaats, ())
            values = " · ".join(text.shorten(v, 24) for v in shown)
            if k.veld is not None and k.veld.soort == "identiteit":
                values = "verborgen; blijft op deze laptop"
            elif k.plaats in self._voorbeelden and not shown and not k.nooit:
                values = "leeg"
            what = plain(column(f"→ {k.veld.label}" if k.veld else f"– {k.waarom}", field), "" if k.veld else "dim")
            parts = [plain(f" {im.letters(k.plaats):<3} "), plain(column(k.kop or "(geen kop)", head), "bold" if k.veld else "dim"), what]
            lines.append(Option(joined(*parts, plain(column(values, rest).rstrip(), "dim") if rest > 8 else "")))
        lines.append(Option(self._inlezen()))
        return lines

    def _inlezen(self) -> Content:
        told = self._gezien.verslag if self._gezien else None
        if told is None:
            return plain(" Inlezen", "dim")
        if not told.nieuw and not told.gewijzigd:
            return plain(" Er is niets in te lezen" + (": alles is al bekend." if told.al_bekend else "."), "dim")
        return joined(plain(" Inlezen: ", "bold $text-accent"), plain(self._wat(told)))

    @staticmethod
    def _wat(told: im.Verslag) -> str:
        parts = [text.count(told.nieuw, "nieuwe aanmelding", "nieuwe aanmeldingen")] if told.nieuw else []
        parts += [text.count(told.gewijzigd, "gewijzigde", "gewijzigde")] if told.gewijzigd else []
        return " en ".join(parts)

    def _nieuw(self) -> list[Option]:
        told = self._gezien.verslag if self._gezien else None
        fields = BREED if self.size.width >= 100 else BREED[:4] if self.size.width >= 70 else BREED[:2]
        if told is None or not told.rijen:
            return [_leeg("Er zijn geen nieuwe rijen." if told else "")]
        lines = []
        for r in told.rijen[:NIEUW]:
            cells = "".join(column(_leesbaar(v, r.waarden.get(v)), width) for v, width in fields)
            left = self.size.width - len(cells) - 12
            ask = text.shorten(str(r.waarden.get("vraag") or ""), left) if left > 10 else ""
            lines.append(Option(joined(plain(f" {r.rij:>6}  ", "dim"), plain(cells), plain(ask, "dim"))))
        return lines + _meer(len(told.rijen), NIEUW)

    def _afgewezen(self) -> list[Option]:
        told = self._gezien.verslag if self._gezien else None
        return _gegroepeerd(((a.reden, a.rij) for a in told.afgewezen) if told else (), "Er is niets afgewezen." if told else "")

    def _waarschuwingen(self) -> list[Option]:
        told = self._gezien.verslag if self._gezien else None
        return _gegroepeerd(
            ((w.melding, w.rij) for w in told.waarschuwingen) if told else (), "Er zijn geen waarschuwingen." if told else ""
        )

    def _verschillen(self) -> list[Option]:
        from retcli import importeren as im

        told = self._gezien.verslag if self._gezien else None
        if told is None or not told.verschillen:
            return [_leeg("Werkboek en programma spreken elkaar nergens tegen." if told else "")]
        lines = []
        for v in told.verschillen[:MEEST]:
            what = plain(f"{im.VELDEN[v.veld].label}: {GELDT[v.geldt]}")
            lines.append(Option(joined(plain(f" {v.rij:>6}  ", "dim"), plain(column(v.casus, 11), "bold"), what)))
        return lines + _meer(len(told.verschillen), MEEST)

    def te_kopieren(self) -> str:
        options = self.query_one("#lijst", OptionList)
        prompt = options.get_option_at_index(options.highlighted).prompt if options.highlighted is not None else ""
        return " ".join(str(prompt).split())

    # --- moving

    def action_omlaag(self) -> None:
        self.query_one("#lijst", OptionList).action_cursor_down()

    def action_omhoog(self) -> None:
        self.query_one("#lijst", OptionList).action_cursor_up()

    def action_begin(self) -> None:
        self.query_one("#lijst", OptionList).action_first()

    def action_eind(self) -> None:
        self.query_one("#lijst", OptionList).action_last()

    def action_lijst(self, stap: int) -> None:
        """The next list; while a file is being typed, its name."""
        if self._vraagt_bestand:
            self._complete()
        elif not self.asking:
            self._lijst = (self._lijst + stap) % len(LIJSTNAMEN)
            self.query_one("#lijst", OptionList).highlighted = 0
            self._draw()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """By mouse: as Enter."""
        self.query_one("#lijst", OptionList).highlighted = event.option_index
        self.action_kies()

    # --- the mapping

    @property
    def _kolom(self) -> im.Kolom | None:
        """The column that is chosen; None on the last line and in the other lists."""
        at = self.query_one("#lijst", OptionList).highlighted
        return self._kolommen[at] if self._lijst == 0 and at is not None and at < len(self._kolommen) else None

    def action_kies(self) -> None:
        """Enter: the field of the column, or reading it in."""
        if self._kolom is not None:
            self._kies_veld(self._kolom)
        elif self._lijst == 0 and self._kop is not None:
            self.action_lees()

    @vraagt
    async def _kies_veld(self, kolom: im.Kolom) -> None:
        from retcli import importeren as im

        if not self._mag(kolom):
            return
        used = {k.veld.naam: im.letters(k.plaats) for k in self._kolommen if k.veld is not None and k.plaats != kolom.plaats}
        names = ["", *im.VELDEN]
        lines = ["niet overnemen", *(f"{column(v.label, 36)}{f'nu kolom {used[n]}' if n in used else ''}" for n, v in im.VELDEN.items())]
        now = names.index(kolom.veld.naam) if kolom.veld else 0
        question = f"Wat staat er in kolom {im.letters(kolom.plaats)}{f' “{text.shorten(kolom.kop, 30)}”' if kolom.kop else ''}?"
        chosen = await self.app.push_screen_wait(KiesRegel(question, lines, now))
        if chosen is not None:
            self._geef(kolom, names[chosen] or None)

    def _mag(self, kolom: im.Kolom) -> bool:
        if kolom.nooit:
            self.say("Dit gegeven bewaart het programma niet; deze kolom blijft erbuiten.", wrong=True)
        return not kolom.nooit

    def _geef(self, kolom: im.Kolom, veld: str | None) -> None:
        """This column fills that field, and no other column that was given it by hand does."""
        assert self._eigen is not None
        kept = {k: v for k, v in self._eigen.kolommen.items() if veld is None or v != veld}
        self._eigen = replace(self._eigen, kolommen=kept | {kolom.naam: veld})
        self.say("")
        self._bekijk()

    def action_weg(self) -> None:
        """Leave the column out; one that was left out by hand comes back as it was proposed."""
        kolom = self._kolom
        if kolom is None or self._eigen is None or self.bezig or not self._mag(kolom):
            return
        if kolom.veld is None and kolom.naam in self._eigen.kolommen:
            self._eigen = replace(self._eigen, kolommen={k: v for k, v in self._eigen.kolommen.items() if k != kolom.naam})
            self._bekijk()
        elif kolom.veld is not None:
            self._geef(kolom, None)

    @vraagt
    async def action_blad(self) -> None:
        names = [b.naam for b in self._bladen]
        if self._blad is None or len(set(names)) < 2:
            self.say("Dit bestand heeft geen ander blad." if self._blad else "Nog geen werkboek. o kiest er een.")
            return
        lines = [f"{column(b.naam, 34)}{len(b.rijen)} rijen{', verborgen' if b.verborgen else ''}" for b in self._bladen]
        chosen = await self.app.push_screen_wait(KiesRegel("Welk blad?", lines, names.index(self._blad.naam)))
        if chosen is not None and self._eigen is not None:
            self._eigen = replace(self._eigen, koprij=None)
            await self._ander_blad(names[chosen])

    async def _ander_blad(self, naam: str | None) -> None:
        """Read this sheet (None: the one that fits best) by the mapping as it is."""
        from retcli import importeren as im

        assert self._eigen is not None
        try:
            here = [b for b in self._bladen if naam is None or b.naam.strip().casefold() == naam.strip().casefold()]
            self._blad, self._kop = im.blad_en_kop(here or self._bladen, replace(self._eigen, blad=naam))
        except RetError as error:
            self.say(error.sentence(), wrong=True)
            return
        self._bekijk()

    @vraagt
    async def action_rij(self) -> None:
        from retcli import importeren as im

        if self._blad is None or self._kop is None:
            self.say("Nog geen werkboek. o kiest er een.")
            return
        rows = self._blad.rijen[: im.KOP_BINNEN]
        lines = ["geen koppen: kolom A, B, C …", *(f"{n:>4}  {im.rij_kort(row, 90)}" for n, row in enumerate(rows, 1))]
        chosen = await self.app.push_screen_wait(KiesRegel("In welke rij staan de koppen?", lines, min(self._kop.rij, len(rows))))
        if chosen is not None:
            self._kop = replace(self._kop, rij=chosen)
            self._bekijk()

    def action_wint(self) -> None:
        if self._blad is None or self.bezig:
            return
        self._wint = "werkboek" if self._wint == "programma" else "programma"
        self.say(f"Waar beide veranderden, geldt nu het {self._wint}.")
        self._bekijk()

    @vraagt
    async def action_indeling(self) -> None:
        """Write what the columns are to a file, as `retcli importeer --indeling` reads it."""
        from retcli import importeren as im

        if self._blad is None or self._kop is None or self._eigen is None:
            self.say("Nog geen werkboek. o kiest er een.")
            return
        given = await self.ask("Indeling naar", "indeling.toml", key="inlezen.indeling")
        if given is None or not given.strip():
            return
        try:
            path = bestand.target(given.strip(), "indeling.toml")
            if path.exists() and not await self.app.push_screen_wait(
                Bevestig("Dat bestand is er al. Vervangen?", "Vervangen", voorzichtig=True)
            ):
                return
            bestand.write(path, im.als_toml(im.volledig(self._blad, self._kop, self._eigen)))
        except RetError as error:
            self.keep("inlezen.indeling", given)
            self.say(error.sentence(), wrong=True)
            return
        self.say(f"De indeling staat in {text.shorten(path.name, 40)}. o leest hem weer, of `retcli importeer --indeling`.")

    # --- reading it in

    @vraagt
    async def action_lees(self) -> None:
        """Ask once, and store everything in one transaction."""
        from retcli import importeren as im

        seen = self._gezien
        if seen is None or seen.lezing is None or seen.verslag is None or self._eigen is None:
            self.say("Nog geen werkboek. o kiest er een." if self._blad is None else "Er is nog niets om in te lezen.")
            return
        told = seen.verslag
        if not told.nieuw and not told.gewijzigd:
            self.say("Er is niets in te lezen: " + ("alles is al bekend." if told.al_bekend else "geen rij kan worden overgenomen."))
            return
        notes = [f"{text.count(len(told.afgewezen), 'rij wordt', 'rijen worden')} niet overgenomen."] if told.afgewezen else []
        notes += (
            [f"{text.count(len(told.waarschuwingen), 'waarschuwing', 'waarschuwingen')}; kijk ze na met Tab."]
            if told.waarschuwingen
            else []
        )
        if not await self.app.push_screen_wait(Bevestig(f"{self._wat(told).capitalize()} inlezen?", "Inlezen", regels=notes)):
            return
        self._nr += 1
        self._schrijft, self._afgebroken, self._vastgelegd, self._begonnen = True, False, False, time.monotonic()
        self._toon_voortgang("De rijen worden nagelopen", 0)
        self.say("")
        try:
            team = self.kern.open_team
            self.kern.bezig_met = BEZIG
            keep = (im.koppen_van(seen.blad, seen.kop), self._eigen) if self._eigen.kolommen or self._onthouden else None
            done = await asyncio.to_thread(
                im.sla_op, team.store, seen.lezing, lid=team.lid, now=team.now, bij_verschil=self._wint, onthoud=keep,
                voortgang=self._melder(self._nr),
            )  # fmt: skip
        except RetError as error:
            self.say(error.sentence(), wrong=True)
            return
        finally:
            self.kern.bezig_met = ""
            self._schrijft = False
            if self.is_attached:
                self.query_one("#voortgang").display = False
        kept = " De indeling is onthouden." if keep and self._eigen.kolommen else ""
        self.say(f"Ingelezen: {_woorden(done)}.{kept} z draait het inlezen terug.")
        self._bekijk()

    def _melder(self, nr: int) -> im.Voortgang:
        """What tells of progress from the thread that writes; breaking off goes the other way."""
        last = -1

        def voortgang(gedaan: int, totaal: int) -> None:
            nonlocal last
            if self._afgebroken:
                raise RetError("Afgebroken", "Het inlezen is afgebroken.", "Er is niets opgeslagen.")
            self._vastgelegd = gedaan == totaal
            percent = 100 * gedaan // max(totaal, 1)
            if percent != last:
                last = percent
                self.post_message(Gevorderd(nr, percent))

        return voortgang

    def on_gevorderd(self, event: Gevorderd) -> None:
        if event.nr != self._nr or not self._schrijft:
            return
        if event.percent < 100:
            self._toon_voortgang("De rijen worden nagelopen" if event.percent < 50 else "De rijen worden geschreven", event.percent / 100)
            return
        rows_took, sealing = time.monotonic() - self._begonnen, time.monotonic()

        def tick() -> None:
            if self._schrijft and event.nr == self._nr:
                past = (time.monotonic() - sealing) / max(ZEGELEN * rows_took, 0.1)
                self._toon_voortgang("Alles wordt in één keer vastgelegd", RIJEN + (1 - RIJEN) * min(past, 0.98), heel=True)
            else:
                timer.stop()

        timer = self.set_interval(0.5, tick)
        tick()

    def _toon_voortgang(self, fase: str, deel: float, *, heel: bool = False) -> None:
        """`deel` is that of the rows, or, `heel`, of everything."""
        deel = deel if heel else RIJEN * deel
        width = max(min(self.size.width - 34, 40), 6)
        full = round(width * deel)
        line = self.query_one("#voortgang", Static)
        line.update(joined(plain("█" * full + "░" * (width - full), "$text-accent"), plain(f"  {fase} …")))
        line.display = True

    def _back(self, *, opnieuw: bool) -> None:
        self._terugdraaien(opnieuw=opnieuw)

    @vraagt
    async def _terugdraaien(self, *, opnieuw: bool) -> None:
        """Undo and redo as on every screen, but in a thread: here the last act may be a whole book."""
        from retcli import ongedaan

        act = ongedaan.redo if opnieuw else ongedaan.undo
        words = "Het laatste wordt opnieuw gedaan." if opnieuw else "Het laatste wordt teruggedraaid."
        try:
            team = self.kern.open_team
            self._nr += 1  # a preview that is still being worked out is of before
            self.kern.bezig_met = words
            self.say(words)
            wat = await asyncio.to_thread(act, team, sinds=self.sinds())
        except RetError as error:
            self.say(error.sentence(), wrong=True)
            self.call_later(self.ververs)
            return
        finally:
            self.kern.bezig_met = ""
        self.say(wat.woorden, wrong=bool(wat.gelaten))
        self.teruggedraaid(wat)

    def action_terug(self) -> None:
        """Back, at once: who goes elsewhere goes on from there. While it is being stored: break it off, after a question."""
        if self._schrijft:
            self._breek_af()
        elif self.kern.bezig_met:
            self.say(f"{self.kern.bezig_met} Wacht tot het klaar is.")
        else:
            self._nr += 1  # who is still looking stops
            self.app.pop_screen()

    @work(group="terug")
    async def _breek_af(self) -> None:
        if isinstance(self.app.screen, Bevestig):
            return
        if self._vastgelegd:
            self.say("Het wordt nu in één keer vastgelegd en is bijna klaar; z draait het daarna terug.")
            return
        if await self.app.push_screen_wait(
            Bevestig("Het inlezen afbreken?", "Afbreken", "Doorgaan", regels=["Er wordt dan niets opgeslagen."])
        ):
            self._afgebroken = True


class KiesRegel(ModalScreen[int | None]):
    """One line out of a list, by the arrows or by typing a part of it; its number from 0."""

    CSS_PATH = "styles/keuze.tcss"
    BINDINGS = bindings("kies")

    def __init__(self, vraag: str, regels: Sequence[str], nu: int = 0) -> None:
        super().__init__()
        self._vraag, self._regels, self._nu = vraag, regels, nu
        self._passend: list[int] = []

    def compose(self) -> ComposeResult:
        with Vertical(id="kader"):
            yield Label(plain(self._vraag, "bold"))
            yield Input(placeholder="typ om te zoeken", compact=True)
            yield OptionList(compact=True)

    def on_mount(self) -> None:
        self.query_one(OptionList).can_focus = False
        self.query_one(Input).focus()
        self._fill("")

    def on_input_changed(self, event: Input.Changed) -> None:
        self._fill(event.value)

    def _fill(self, typed: str) -> None:
        words = typed.casefold().split()
        self._passend = [n for n, line in enumerate(self._regels) if all(w in line.casefold() for w in words)]
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options([Option(plain(column(self._regels[n], max(self.app.size.width - 8, 20)).rstrip())) for n in self._passend])
        if not self._passend:
            options.add_option(Option(plain("Er is niets waar dat in staat.", "dim"), disabled=True))
        options.highlighted = (self._passend.index(self._nu) if self._nu in self._passend else 0) if self._passend else None

    def on_key(self, event: events.Key) -> None:
        """The arrows move in the list while one types."""
        if event.key in ("up", "down"):
            options = self.query_one(OptionList)
            (options.action_cursor_down if event.key == "down" else options.action_cursor_up)()
            event.stop()

    def on_input_submitted(self) -> None:
        chosen = self.query_one(OptionList).highlighted
        if chosen is not None and self._passend:
            self.dismiss(self._passend[chosen])

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._passend[event.option_index])

    def action_terug(self) -> None:
        self.dismiss(None)


def _voorstel(team: Toegang, bladen: Sequence[im.Blad]) -> tuple[im.Blad, im.Kop, im.Indeling]:
    from retcli import importeren as im

    with team.reading() as session:
        kept = im.onthouden(session)
    return im.voorstel(bladen, kept)


def _woorden(done: im.Verslag) -> str:
    return f"{done.nieuw} nieuw, {done.gewijzigd} gewijzigd, {done.al_bekend} al bekend, {len(done.afgewezen)} afgewezen"


def _leesbaar(veld: str, waarde: object) -> str:
    """A value of a row as people read it."""
    from retcli.importeren import VELDEN

    lijst = VELDEN[veld].lijst or ("geslacht" if veld == "geslacht" else None)
    if lijst is not None and isinstance(waarde, str):
        return LIJSTEN[lijst].label(waarde)
    if VELDEN[veld].soort == "datum" and isinstance(waarde, str):
        return "-".join(reversed(waarde.split("-")))
    return "" if waarde is None else str(waarde)


def _leeg(sentence: str) -> Option:
    return Option(plain(f" {sentence}", "dim"), disabled=True)


def _meer(aantal: int, getoond: int) -> list[Option]:
    if aantal <= getoond:
        return []
    return [Option(plain(f" … en nog {aantal - getoond}; `retcli importeer --proef` noemt ze alle.", "dim"), disabled=True)]


def _gegroepeerd(regels: Iterable[tuple[str, int]], niets: str) -> list[Option]:
    """Each sentence once, with the rows that it is about."""
    rows: dict[str, list[int]] = {}
    for sentence, rij in regels:
        rows.setdefault(sentence, []).append(rij)
    if not rows:
        return [_leeg(niets)]
    lines = []
    for sentence, at in list(rows.items())[:MEEST]:
        where = ", ".join(map(str, at[:4])) + (f" en nog {len(at) - 4}" if len(at) > 4 else "")
        lines.append(Option(joined(plain(f" rij {where}  " if at[0] else " ", "dim"), plain(sentence))))
    return lines + _meer(len(rows), MEEST)
