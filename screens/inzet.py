"""One inzet with its log, and what one does with it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import TYPE_CHECKING, TypedDict
from uuid import UUID

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from db.codes import RESULTAAT, UHP, WOONSITUATIE
from retcli import casussen, duo, inzet, inzetlog, leden, triage, uitkomst
from retcli import text as words
from retcli.errors import NotFound, Refused
from retcli.inzet import DuoDeel, Gehouden, InzetStand
from retcli.inzetlog import LogRegel
from retcli.tijdlijn import after_words, choice_words, formerly, result_words
from retcli.uitkomst import Bekend, NazorgStand

from .basis import Kern, Scherm, vraagt
from .keuze import Bevestig, KiesLid
from .logvraag import MetLog
from .text import column, joined, plain
from .toetsen import bindings
from .voet import Voet
from .vraagregel import DIGITS
from .vragen import Reeks, vraag_nazorg

if TYPE_CHECKING:
    from sqlmodel import Session

    from retcli.leden import LidKaart


Post = LogRegel | Gehouden | DuoDeel
"""What stands in the log: a line, an evaluation that was held, or someone who left the duo."""
KOP = 11
"""Width of the names in the head."""


class InzetScherm(MetLog):
    """One inzet: what it is, what became of it, and its log with the newest on top."""

    CSS_PATH = "styles/inzet.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-smal"), (100, "-breed")]  # noqa: RUF012  # Textual's own form
    BINDINGS = bindings("inzet")
    HULP = "inzet"

    def __init__(self, kern: Kern, inzet_id: UUID) -> None:
        super().__init__(kern)
        self._inzet = inzet_id
        self._today = date.min
        self._stand: InzetStand | None = None
        self._regels: list[Post] = []
        self._duo: list[DuoDeel] = []
        self._nazorg: list[NazorgStand] = []

    def compose(self) -> ComposeResult:
        yield Static(id="kop")
        yield Static(id="hoofd")
        yield OptionList(id="log", compact=True)
        yield from self.onderkant()
        yield Voet()

    def on_mount(self) -> None:
        self.query_one(OptionList).can_focus = False
        with self.doing("inzet") as (session, wie):
            casussen.seen(session, wie, "inzet", inzet.get(session, self._inzet, wie.today).casus_id)

    def on_screen_resume(self) -> None:
        self.ververs()

    def on_resize(self) -> None:
        self._draw()

    def ververs(self) -> None:
        """Read again; the chosen line stays chosen."""
        if self.kern.team is None:
            return
        self._today = today = self.kern.team.wie().today
        try:
            with self.kern.team.reading() as session:
                self._stand = inzet.get(session, self._inzet, today)
                held = [e for e in inzet.evaluations(session, self._inzet) if e.gehouden_op]
                self._duo = inzet.duo_history(session, self._inzet)
                left = _weg(self._stand, self._duo)
                self._regels = _by_day(inzetlog.logregels(session, self._inzet), [*held, *left])
                self._nazorg = uitkomst.aftercare(session, inzet=self._inzet, open_only=False)
        except NotFound:
            self._stand, self._regels = None, []
        self._draw()

    def vooraan(self) -> tuple[str, ...]:
        """What an inzet asks for at this step stands first in the footer."""
        s = self._stand
        if s is None:
            return ("inzet.terug",)
        if not s.loopt:
            care = ("inzet.nazorg",) if any(n.gedaan_op is None for n in self._nazorg) else ()
            return (*care, *(("inzet.log", "inzet.verbeter") if s.gestart is not None else ()), "inzet.casus")
        if s.gestart is None:
            return (*(() if s.bevestigd else ("inzet.bevestig",)), "inzet.start", "inzet.wissel", "inzet.log", "inzet.sluit")
        return ("inzet.log", "inzet.evaluatie", "inzet.wissel", "inzet.afschalen", "inzet.sluit", "inzet.verbeter")

    # --- drawing

    def _draw(self) -> None:
        s = self._stand
        self.query_one("#kop", Static).update(
            joined(
                self.oefen(),
                plain("Inzet", "bold"),
                plain(s.casus if s else "", "bold"),
                plain(f"Team AnderS {s.team or '?'}" if s else ""),
                plain(" en ".join(s.duo) if s else ""),
                plain(s.status if s else "", "bold"),
                between=" · ",
            )
        )
        head = (
            _hoofd(s, self._duo, self._nazorg, self._today, self.size.width - 2)
            if s
            else plain("Deze inzet is er niet meer. Esc gaat terug.")
        )
        self.query_one("#hoofd", Static).update(head)
        options = self.query_one(OptionList)
        at = options.highlighted
        chosen = options.get_option_at_index(at).id if at is not None and at < options.option_count else None
        options.clear_options()
        width = self.size.width - 4
        options.add_options([Option(_logregel(line, width, self._today), id=_id(line)) for line in self._regels])
        if not self._regels and s is not None:
            options.add_option(Option(plain("Nog niets in het log. + schrijft een regel.", "dim"), disabled=True))
        self._choose(chosen)
        self.refresh_bindings()

    def _choose(self, chosen: str | None) -> None:
        ids = [_id(line) for line in self._regels]
        self.query_one(OptionList).highlighted = (ids.index(chosen) if chosen in ids else 0) if ids else None

    # --- keys

    def action_omlaag(self) -> None:
        self.query_one(OptionList).action_cursor_down()

    def action_omhoog(self) -> None:
        self.query_one(OptionList).action_cursor_up()

    def action_blad(self, pages: int) -> None:
        """A page down, or up."""
        options = self.query_one(OptionList)
        (options.action_page_down if pages > 0 else options.action_page_up)()  # type: ignore[no-untyped-call]  # Textual's own

    def _hier(self) -> InzetStand | None:
        """The inzet on screen; says so when it is gone."""
        if self._stand is None:
            self.say("Deze inzet is er niet meer.")
        return self._stand

    def _gesloten(self, s: InzetStand) -> bool:
        """Whether it has ended; says so."""
        if not s.loopt:
            self.say(f"De inzet is al gesloten, op {words.day_words(s.einddatum)}.")
        return not s.loopt

    def action_casus(self) -> None:
        if (s := self._hier()) is not None:
            open_casus(self, s.casus_id)

    @property
    def _gekozen(self) -> Post | None:
        at = self.query_one(OptionList).highlighted
        return self._regels[at] if at is not None and at < len(self._regels) else None

    def te_kopieren(self) -> str:
        """The chosen line, as it would be typed."""
        chosen = self._gekozen
        if isinstance(chosen, LogRegel):
            return chosen.als_regel
        return (chosen.overdracht if isinstance(chosen, DuoDeel) else chosen.uitkomst if chosen else "") or ""

    @vraagt
    async def action_log(self) -> None:
        if self._hier() is not None:
            made = await self.vraag_regel("Log", f"log {self._inzet}", "", lambda s, wie, line: inzetlog.log(s, wie, self._inzet, line))
            if made is not None:
                self._choose(made.id.hex)

    @vraagt
    async def action_verbeter(self) -> None:
        """Another line in the place of the chosen one."""
        old = self._gekozen
        if self._hier() is None:
            return
        if not isinstance(old, LogRegel):
            self.say(
                "Kies eerst een regel van het log."
                if old is None
                else "Alleen een regel van het log wordt verbeterd; schrijf er een over wat anders was."
            )
            return
        if old.vervangen:
            self.say("Deze regel is al verbeterd; kies de regel erboven.")
            return
        made = await self.vraag_regel(
            "Verbeter", f"verbeter {old.id}", old.als_regel, lambda s, wie, line: inzetlog.correct(s, wie, old.id, line), oud=old
        )
        if made is not None:
            self._choose(made.id.hex)

    def action_bevestig(self) -> None:
        """The duo will do it, from today."""
        if self.bezig or (s := self._hier()) is None:
            return
        with self.doing("bevestig", f"Bevestigd: {_duo_words(s)} {'doen' if len(s.duo) > 1 else 'doet'} het. s legt de start vast.") as (
            session,
            wie,
        ):
            inzet.confirm(session, wie, s.id)
        if self.gelukt:
            self.ververs()

    @vraagt
    async def action_start(self) -> None:
        """It has begun: since when, and to what end when that is not known."""
        s = self._hier()
        if s is None:
            return
        if self._gesloten(s):
            return
        if s.gestart is not None:
            self.say(f"De inzet is al begonnen, op {words.day_words(s.gestart)}.")
            return
        asked = Reeks(self, f"start {s.id}")
        proposed = s.start if s.start is not None and s.start <= self._today else self._today
        while (given := await _ask_date(asked, "datum", "Begonnen op", proposed)) is not None:
            goal = s.doel or await asked.vraag("doel", "Doel", placeholder="wat moet er anders zijn als het klaar is; Enter slaat over")
            if goal is None:
                return
            with asked.doing("inzet") as (session, wie):
                day = _day(given, wie.today)
                inzet.start(session, wie, s.id, datum=day, doel=None if s.doel else goal)
                planned = inzet.get(session, s.id, wie.today).evaluaties
                self.straks(f"Begonnen op {words.day_words(day)}.{_planned_words('Evaluatie', planned)}")
            if self.gelukt:
                self.ververs()
                return

    @vraagt
    async def action_evaluatie(self) -> None:
        """A date plans an evaluation; other words are what came out of the one that was held; then the next is asked if there is none."""
        s = self._hier()
        if s is None:
            return
        if self._gesloten(s):
            return
        asked = Reeks(self, f"evaluatie {s.id}")
        what = "wat kwam eruit; of een datum om te plannen" if s.gestart is not None else "een datum om te plannen"
        given = await asked.vraag("uitkomst", "Evaluatie", placeholder=f"{what}: di, 8-12, +14")
        if given is None or not given.strip():
            return
        day = _as_date(given, self._today)
        if day is not None:
            with asked.doing("evaluatie", f"De evaluatie is {words.day_words(day)}.") as (session, wie):
                inzet.plan_evaluation(session, wie, s.id, day)
            self.ververs()
            return
        if s.gestart is None:
            self.say("De inzet is nog niet begonnen: s legt de start vast. Een evaluatie plannen kan wel; e en een datum.", wrong=True)
            return
        while (held := await _ask_date(asked, "datum", "Gehouden op", self._today)) is not None:
            with asked.doing("evaluatie") as (session, wie):
                inzet.evaluate(session, wie, s.id, given, datum=_day(held, wie.today))
                planned = inzet.get(session, s.id, wie.today).evaluaties
                self.straks(f"Evaluatie vastgelegd.{_planned_words('De volgende', planned[:1])}")
            if self.gelukt:
                self.ververs()
                if not planned:
                    await self._ask_next_evaluation(s)
                return

    async def _ask_next_evaluation(self, s: InzetStand) -> None:
        """What came out is kept; the day of the next one is a question of its own."""
        after = self.look(inzet.evaluate_after)
        if after is None:
            return
        asked = Reeks(self, f"volgende {s.id}")
        while (
            given := await _ask_date(asked, "datum", "Volgende evaluatie", self._today + after, "geen datum: geen volgende")
        ) is not None:
            if not given.strip():
                asked.klaar()
                return
            with asked.doing("evaluatie") as (session, wie):
                day = words.parse_date(given, wie.today)
                inzet.plan_evaluation(session, wie, s.id, day)
                self.straks(f"De volgende evaluatie is {words.day_words(day)}.")
            if self.gelukt:
                self.ververs()
                return

    @vraagt
    async def action_wissel(self) -> None:
        """Someone of the duo leaves and another comes: who, whom, from when, why and what is handed over; Esc stops, and w goes on."""
        s = self._hier()
        if s is None:
            return
        present = {part.code: part.lid for part in self._duo if part.tot is None}
        if self._gesloten(s):
            return
        if not present:
            self.say("Er is geen duo om in te wisselen.")
            return
        told = await self._ask_replacement(s, present)
        if told:
            self.say(told)

    async def _ask_replacement(self, s: InzetStand, present: dict[str, UUID]) -> str:
        """What is left to say: why nothing changed. What was answered is kept with who leaves."""
        numbered = dict(zip(DIGITS, present, strict=False))
        key = f"wissel {s.id} uit"  # one key, so nothing to keep
        while (given := await self.ask("Wie gaat eruit", key=key, keuzes=list(present), replace=True)) is not None:
            gone = numbered.get(given.strip(), given.strip().upper())
            if gone in present:
                break
            self.say(f"Kies uit {words.listed(present, 'of')}.", wrong=True)
        if given is None:
            return "Het duo is zoals het was."
        left = f"Het duo is zoals het was; w en weer {gone} gaat verder waar u was."
        asked = Reeks(self, f"wissel {s.id} {present[gone]}")
        stays = next((lid for lid in present.values() if lid != present[gone]), None)
        rooms = self.look(lambda session: _who_may_come(session, s, present.values(), stays, self._today))
        if not rooms:
            return "Er is niemand anders in een Team AnderS; leden komen erbij in het scherm Team."
        question = KiesLid(
            f"Wie komt in de plaats van {gone}?", [m for m, _ in rooms], asked.concept("erin"), erbij={m.id: told for m, told in rooms}
        )
        chosen = await self.app.push_screen_wait(question)
        if chosen is None:
            return left
        new = next(m.code for m, _ in rooms if m.id == chosen)
        asked.geef("erin", new)
        since = await _ask_date(asked, "datum", f"{new} komt vanaf", self._today)
        if since is None or (why := await asked.vraag("reden", "Waarom", placeholder="in een zin; Enter slaat over")) is None:
            return left
        handed = await asked.vraag("overdracht", "Overdracht", placeholder="wat wie komt moet weten; ctrl+j begint een regel", meer=True)
        while handed is not None and since is not None:
            with asked.doing("wissel") as (session, wie):
                day = _day(since, wie.today)
                inzet.replace_member(session, wie, s.id, present[gone], chosen, datum=day, reden=why, overdracht=handed)
                self.straks(f"Vanaf {words.day_words(day)} is {new} er in de plaats van {gone}.")
            if self.gelukt:
                self.ververs()
                return ""
            since = await _ask_date(asked, "datum", f"{new} komt vanaf", self._today)
        return left

    @vraagt
    async def action_afschalen(self) -> None:
        """Regular help takes over: who, and from when."""
        s = self._hier()
        if s is None:
            return
        if self._gesloten(s):
            return
        if s.gestart is None:
            self.say("De inzet is nog niet begonnen: s legt de start vast, of x sluit hem met de reden.")
            return
        if s.afgeschaald_op is not None:
            self.say(
                f"De inzet is al afgeschaald, op {words.day_words(s.afgeschaald_op)} naar {words.shorten(s.afgeschaald_naar or '?', 60)}."
            )
            return
        asked = Reeks(self, f"afschalen {s.id}")
        to = await asked.vraag("naar", "Afschalen naar", placeholder="wijkteam, aanbieder, huisarts …")
        if to is None:
            return
        while (given := await _ask_date(asked, "datum", "Met ingang van", self._today)) is not None:
            with asked.doing("afschaal") as (session, wie):
                day = _day(given, wie.today)
                uitkomst.scale_down(session, wie, s.id, to, datum=day)
                self.straks(f"Afgeschaald naar {words.shorten(to, 60)} op {words.day_words(day)}. x sluit de inzet als het klaar is.")
            if self.gelukt:
                self.ververs()
                return

    @vraagt
    async def action_nazorg(self) -> None:
        """How it goes some months after: of the first look back that was not done."""
        waiting = [n for n in self._nazorg if n.gedaan_op is None]
        if waiting:
            await vraag_nazorg(self, waiting[0])
        elif (s := self._hier()) is not None:
            never = "Deze inzet is niet doorgegaan; er is geen nazorg." if s.gestart is None and not s.loopt else ""
            self.say(never or ("Alle nazorg is gedaan." if self._nazorg else "Nazorg komt na het sluiten van de inzet."))

    @vraagt
    async def action_sluit(self) -> None:
        """One question after the other, but nothing that is known; Esc stops, and what was answered is there the next time."""
        s = self._hier()
        if s is None:
            return
        if self._gesloten(s):
            return
        known = self.look(lambda session: uitkomst.known(session, s.id))
        if known is None:
            return
        asked = Reeks(self, f"sluit {s.id}")
        ended = await self._ask_ending(s, asked, known)
        while ended is not None and (given := await _ask_date(asked, "datum", "Gesloten op", self._today)) is not None:
            with asked.doing("sluit") as (session, wie):
                day = _day(given, wie.today)
                uitkomst.close(session, wie, s.id, datum=day, **ended)
                care = [n.datum for n in uitkomst.aftercare(session, inzet=s.id) if n.datum]
                room = f"{_duo_words(s)} {'hebben' if len(s.duo) > 1 else 'heeft'} weer ruimte"
                self.straks(f"De inzet is gesloten; {room}.{_planned_words('Nazorg', care)}")
            if self.gelukt:
                self.ververs()
                await self._close_casus(s, day)
                return
        self.say("De inzet loopt door; x gaat verder waar u was.")

    async def _ask_ending(self, s: InzetStand, asked: Reeks, known: Bekend) -> Einde | None:
        """How it ended, as `uitkomst.close` takes it; None when it was left with Esc. One that never began has a reason and no result."""
        if s.gestart is None:
            why = await asked.vraag("reden", "Nooit begonnen: waarom ging het niet door", s.reden or "", placeholder="in een zin")
            return None if why is None else Einde(reden=why)
        result, begin, lives, to = known.resultaat, known.woonsituatie_begin, known.woonsituatie_eind, known.afgeschaald_naar
        if result is None and (result := await asked.kies("resultaat", "Wat is het resultaat?", RESULTAAT)) is None:
            return None
        if begin is None and (begin := await asked.kies("begin", "Waar woonde de jeugdige bij de start?", WOONSITUATIE)) is None:
            return None
        if lives is None and (lives := await asked.kies("woont", "Waar woont de jeugdige nu?", WOONSITUATIE, begin)) is None:
            return None
        prevented = s.uhp
        if prevented is None:
            follows = self.look(
                lambda session: uitkomst.known(session, s.id, resultaat=result, woonsituatie_begin=begin, woonsituatie_eind=lives).uhp
            )
            prevented = await asked.kies("uhp", "Is een uithuisplaatsing voorkomen of beëindigd?", UHP, follows)
        if prevented is None:
            return None
        if to is None and (to := await asked.vraag("naar", "Ging naar", placeholder="wijkteam, aanbieder, huisarts …")) is None:
            return None
        return Einde(
            resultaat=result or None, woonsituatie_begin=begin or None, woonsituatie_eind=lives or None, uhp=prevented or None,
            afgeschaald_naar=to,
        )  # fmt: skip

    async def _close_casus(self, s: InzetStand, ended: date) -> None:
        """The casus may be done as well, on the day that the inzet ended; with Esc it stays open."""
        if s.casus_id is None or not await self.app.push_screen_wait(
            Bevestig(f"De inzet is gesloten. Casus {s.casus} ook afsluiten?", "Afsluiten", "Openlaten", voorzichtig=True)
        ):
            return
        with self.doing("sluit", f"De inzet en casus {s.casus} zijn gesloten.") as (session, wie):
            triage.close(session, wie, s.casus_id, datum=ended)
        self.ververs()

    def action_terug(self) -> None:
        self.app.pop_screen()


class Einde(TypedDict, total=False):
    """How an inzet ended, as `uitkomst.close` takes it."""

    resultaat: str | None
    uhp: str | None
    woonsituatie_begin: str | None
    woonsituatie_eind: str | None
    afgeschaald_naar: str | None
    reden: str | None


def open_casus(scherm: Scherm, casus: UUID | None) -> None:
    """The card of the casus of an inzet."""
    from .casus import CasusScherm

    if casus is not None:
        scherm.app.push_screen(CasusScherm(scherm.kern, casus))


async def _ask_date(asked: Reeks, deel: str, label: str, proposed: date, placeholder: str = "vr, 27-11, vandaag …") -> str | None:
    return await asked.vraag(deel, label, words.day_short(proposed), placeholder=placeholder, replace=True)


def _day(given: str, today: date) -> date:
    """The day that was typed; without one today. Raises Refused."""
    return words.parse_past(given, today) if given.strip() else today


def _duo_words(s: InzetStand) -> str:
    return words.listed(s.duo) or "het duo"


def _planned_words(what: str, days: Sequence[date]) -> str:
    return f" {what} {words.listed([words.day_words(day) for day in days])}." if days else ""


def _who_may_come(
    session: Session, s: InzetStand, present: Collection[UUID], stays: UUID | None, today: date
) -> list[tuple[LidKaart, str]]:
    """The members of the teams who are not in the duo, the own team first, with their room and what to look out for."""
    rooms = [room for room in leden.capacity(session, today) if room.lid.id not in present]
    of = duo.newcomers(session, s.casus_id, stays, today) if s.casus_id is not None else {}
    found = []
    for room in sorted(rooms, key=lambda r: r.lid.team != s.team):
        flags = [flag.woorden.removeprefix(f"{room.lid.code} ") for flag in of.get(room.lid.id, ())]
        free = "weg" if room.afwezig else f"{max(room.vrij, 0)} vrij"
        found.append((room.lid, f"team {room.lid.team}  {free:<7}{'▲ ' if flags else ''}{' · '.join(flags)}"))
    return found


def _as_date(typed: str, today: date) -> date | None:
    try:
        return words.parse_date(typed, today)
    except Refused:
        return None


def _weg(s: InzetStand, parts: Sequence[DuoDeel]) -> list[DuoDeel]:
    """Who is no longer in the duo, though it went on."""
    gone = [p for p in parts if p.tot is not None and (p.tot != s.einddatum or p.reden or p.overdracht)]
    return list({(p.lid, p.tot): p for p in gone}.values())  # two laptops may have written the same


def _id(post: Post) -> str:
    return f"{post.lid.hex} {post.tot}" if isinstance(post, DuoDeel) else post.id.hex


def _day_of(post: Gehouden | DuoDeel) -> date:
    return (post.tot if isinstance(post, DuoDeel) else post.gehouden_op) or date.min


def _by_day(lines: Sequence[LogRegel], others: Sequence[Gehouden | DuoDeel]) -> list[Post]:
    """The log with what else happened, each above the lines of its day and before."""
    merged: list[Post] = []
    waiting = sorted(others, key=_day_of, reverse=True)
    for line in lines:
        while waiting and _day_of(waiting[0]) >= (line.datum or date.min):
            merged.append(waiting.pop(0))
        merged.append(line)
    return merged + waiting


def _hoofd(s: InzetStand, parts: Sequence[DuoDeel], care: Sequence[NazorgStand], today: date, width: int) -> Content:
    """What the inzet is: how far it came and what it needs, since when, who does it, to what end, and how it ended."""
    when = f"begonnen {words.day_near(s.gestart, today)}" if s.gestart else f"gepland {words.day_near(s.start, today) or 'op geen dag'}"
    weeks = words.count(s.weken, "week", "weken") if s.weken is not None else ""
    due = f"einde verwacht {words.day_near(s.verwacht_einde, today)}" if s.verwacht_einde and s.loopt else ""
    ended = f"gesloten {words.day_near(s.einddatum, today)}" if not s.loopt else ""
    known = (when, weeks, words.shorten(s.frequentie or "", 60), due, ended)
    lines = [_stappen(s.status, width), plain(" · ".join(w for w in known if w))]
    if s.aandacht:
        lines.append(plain(f"▲ {s.aandacht}", "$text-warning") if s.dringend else plain(s.aandacht))
    told = [
        *_duo(s, parts, today),
        ("Doel", s.doel or "nog niet opgeschreven"),
        *(_verder(s, today) if s.loopt else _afloop(s, care, today)),
    ]
    return Content("\n").join([*lines, *(_kop(name, what, width) for name, what in told if what)])


def _kop(name: str, told: str, width: int) -> Content:
    """A name and what it is, wrapped in a column of its own."""
    wrapped = plain(" ".join(told.split())).wrap(max(width - KOP, KOP)) or [Content()]
    return joined(plain(column(name, KOP), "dim"), plain(f"\n{' ' * KOP}".join(line.plain.rstrip() for line in wrapped)))


def _stappen(status: str, width: int) -> Content:
    """The steps of an inzet in one line, the present one with a sign; the present one alone where they don't fit."""
    at = inzet.STATUSSEN.index(status)
    steps = [plain(f"● {step}" if n == at else step, "bold" if n == at else "dim") for n, step in enumerate(inzet.STATUSSEN)]
    line = joined(*steps, between=" ▸ " if width >= 90 else "▸")
    return line if line.cell_length <= width else joined(steps[at], plain(f"stap {at + 1} van {len(steps)}", "dim"), between="  ")


def _duo(s: InzetStand, parts: Sequence[DuoDeel], today: date) -> list[tuple[str, str]]:
    """Who does it and since when; who did before and why not now; and why this duo."""
    left = {(part.lid, part.tot) for part in _weg(s, parts)}
    now = [part for part in parts if (part.lid, part.tot) not in left]
    later = [s.gestart is not None and p.van is not None and p.van > s.gestart for p in now]
    since = [f"{p.code} sinds {words.day_near(p.van, today)}" if came else p.code for p, came in zip(now, later, strict=True)]
    found = [("Duo", words.listed(since) or "nog geen")]
    found.append(("eerder", words.listed(formerly(parts, s.einddatum))))
    chosen = choice_words(s.duo_voorstel, s.duo_reden)
    return [*found, ("", f"het eerste duo is {chosen}" if chosen and left else chosen)]


def _verder(s: InzetStand, today: date) -> list[tuple[str, str]]:
    """What is planned and open."""
    late = f", {s.te_laat} te laat" if s.te_laat else ""
    to = f"{s.afgeschaald_naar or '?'}, sinds {words.day_near(s.afgeschaald_op, today)}" if s.afgeschaald_op else ""
    return [
        ("Evaluatie", words.listed([words.day_near(day, today) for day in s.evaluaties]) or "niet gepland"),
        ("Open", f"{words.count(s.open_acties, 'actie', 'acties')}{late}" if s.open_acties else ""),
        ("Naar", to),
    ]


def _afloop(s: InzetStand, care: Sequence[NazorgStand], today: date) -> list[tuple[str, str]]:
    """How it ended, and how it went after."""
    begin, end = WOONSITUATIE.label(s.woonsituatie_begin).lower(), WOONSITUATIE.label(s.woonsituatie_eind).lower()
    result = result_words(s.resultaat, s.uhp) or ("geen resultaat" if s.gestart is not None else "niet begonnen")
    found = [
        ("Resultaat", " · ".join(w for w in (result, s.reden) if w)),
        ("Woont", " · ".join(w for w in (f"bij de start: {begin}" if begin else "", f"nu: {end}" if end else "") if w)),
        ("Naar", s.afgeschaald_naar or ""),
    ]
    for n in care:
        lives = WOONSITUATIE.label(n.woonsituatie).lower()
        seen = (f"gedaan {words.day_near(n.gedaan_op, today)}", f"woont: {lives}" if lives else "", n.uitkomst or "")
        told = " · ".join(w for w in seen if w) if n.gedaan_op else words.day_near(n.datum, today)
        found.append(("Nazorg", f"{after_words(n.maanden).removeprefix('nazorg ')}: {told}"))
    return found


def _logregel(line: Post, width: int, today: date) -> Content:
    """A line of the log: in columns where there is room, else its words below its parts."""
    old = False
    if isinstance(line, Gehouden):
        parts = [words.day_near(line.gehouden_op, today), "evaluatie", "", ""]
        text = line.uitkomst or ""
    elif isinstance(line, DuoDeel):
        parts = [words.day_near(line.tot, today), "wissel", "", line.code]
        handed = f". Overdracht: {line.overdracht}" if line.overdracht else ""
        text = f"ging uit het duo{f': {line.reden}' if line.reden else ''}{handed}"
    else:
        kind = line.soort_label
        duration = f"{line.minuten} min" if line.minuten is not None else ""
        parts = [words.day_near(line.datum, today), kind if kind[:3].isupper() else kind.lower(), duration, line.auteur or "?"]
        text, old = line.tekst, line.vervangen
        text = f"{'(verbeterd) ' if old else ''}{'(alleen team) ' if line.alleen_team else ''}{text}"
    flat = " ".join(text.split())
    if width < 96:
        return joined(plain(" · ".join(p for p in parts if p), "dim"), plain(flat, "dim" if old else ""), between="\n")
    front = "".join(column(p, w) for p, w in zip(parts, (12, 16, 9, 6), strict=True))
    wrapped = plain(flat).wrap(width - len(front)) or [Content()]
    return joined(plain(front, "dim"), plain(f"\n{' ' * len(front)}".join(part.plain.rstrip() for part in wrapped), "dim" if old else ""))
