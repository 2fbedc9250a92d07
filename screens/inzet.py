"""One inzet with its log, and what one does with it."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from db.codes import RESULTAAT, WOONSITUATIE
from retcli import casussen, inzet, inzetlog, triage, uitkomst
from retcli import text as words
from retcli.errors import NotFound, Refused
from retcli.inzet import Gehouden, InzetStand
from retcli.inzetlog import LogRegel

from .basis import Kern, Scherm, vraagt
from .keuze import Bevestig, KiesCode
from .logvraag import MetLog
from .text import column, joined, plain
from .toetsen import bindings
from .voet import Voet


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
        self._regels: list[LogRegel | Gehouden] = []
        self._slot: dict[str, str] = {}
        """What was answered at closing before it was left with Esc."""

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
                self._regels = _by_day(inzetlog.logregels(session, self._inzet), held)
        except NotFound:
            self._stand, self._regels = None, []
        self._draw()

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
                between=" · ",
            )
        )
        head = _hoofd(s, self._today) if s else plain("Deze inzet is er niet meer. Esc gaat terug.")
        self.query_one("#hoofd", Static).update(head)
        options = self.query_one(OptionList)
        at = options.highlighted
        chosen = options.get_option_at_index(at).id if at is not None and at < options.option_count else None
        options.clear_options()
        width = self.size.width - 4
        options.add_options([Option(_logregel(line, width, self._today), id=line.id.hex) for line in self._regels])
        if not self._regels and s is not None:
            options.add_option(Option(plain("Nog niets in het log. l schrijft een regel.", "dim"), disabled=True))
        self._choose(chosen)

    def _choose(self, chosen: str | None) -> None:
        ids = [line.id.hex for line in self._regels]
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

    def action_casus(self) -> None:
        if self._stand is not None:
            open_casus(self, self._stand)

    @property
    def _gekozen(self) -> LogRegel | Gehouden | None:
        at = self.query_one(OptionList).highlighted
        return self._regels[at] if at is not None and at < len(self._regels) else None

    def te_kopieren(self) -> str:
        """The chosen line, as it would be typed."""
        chosen = self._gekozen
        return chosen.als_regel if isinstance(chosen, LogRegel) else (chosen.uitkomst or "") if chosen else ""

    @vraagt
    async def action_log(self) -> None:
        if self._stand is not None:
            made = await self.vraag_regel("Log", f"log {self._inzet}", "", lambda s, wie, line: inzetlog.log(s, wie, self._inzet, line))
            if made is not None:
                self._choose(made.id.hex)

    @vraagt
    async def action_verbeter(self) -> None:
        """Another line in the place of the chosen one."""
        old = self._gekozen
        if not isinstance(old, LogRegel):
            self.say("Kies eerst een regel van het log." if old is None else "Een evaluatie verbetert u met een regel in het log.")
            return
        if old.vervangen:
            self.say("Deze regel is al verbeterd; kies de regel erboven.")
            return
        made = await self.vraag_regel(
            "Verbeter", f"verbeter {old.id}", old.als_regel, lambda s, wie, line: inzetlog.correct(s, wie, old.id, line)
        )
        if made is not None:
            self._choose(made.id.hex)

    @vraagt
    async def action_start(self) -> None:
        """It has begun: since when, and to what end when that is not known."""
        s = self._stand
        if s is None:
            return
        if s.gestart is not None:
            self.say(f"De inzet is al begonnen, op {words.day_words(s.gestart)}.")
            return
        proposed = s.start if s.start is not None and s.start <= self._today else self._today
        key = f"start {s.id}"
        while (given := await self._ask_date("Begonnen op", key, proposed)) is not None:
            goal = s.doel or await self.ask(
                "Doel", key=f"doel {s.id}", placeholder="wat moet er anders zijn als het klaar is; Enter slaat over"
            )
            if goal is None:
                self.keep(key, given)
                return
            with self.doing("inzet") as (session, wie):
                day = words.parse_date(given, wie.today) if given.strip() else wie.today
                inzet.start(session, wie, s.id, datum=day, doel=None if s.doel else goal)
                self.straks(f"Begonnen op {words.day_words(day)}.")
            if self.gelukt:
                self.ververs()
                return
            self.keep(key, given)
            if not s.doel:
                self.keep(f"doel {s.id}", goal)

    @vraagt
    async def action_evaluatie(self) -> None:
        """A date plans an evaluation; other words are what came out of the one that was held, and then the next is asked."""
        s = self._stand
        if s is None:
            return
        key = f"evaluatie {s.id}"
        given = await self.ask("Evaluatie", key=key, placeholder="wat kwam eruit; of een datum om te plannen: di, 8-12, +14")
        if given is None or not given.strip():
            return
        day = _as_date(given, self._today)
        if day is not None:
            with self.doing("evaluatie", f"De evaluatie is {words.day_words(day)}.") as (session, wie):
                inzet.plan_evaluation(session, wie, s.id, day)
        else:
            with self.doing("evaluatie", "Evaluatie vastgelegd.") as (session, wie):
                inzet.evaluate(session, wie, s.id, given)
            if self.gelukt:
                await self._ask_next_evaluation(s)
                return
        if not self.gelukt:
            self.keep(key, given)
        self.ververs()

    async def _ask_next_evaluation(self, s: InzetStand) -> None:
        """What came out is kept; the day of the next one is a question of its own."""
        after = self.look(inzet.evaluate_after)
        self.ververs()
        if after is None:
            return
        key = f"volgende {s.id}"
        while (given := await self._ask_date("Volgende evaluatie", key, self._today + after, "geen datum: geen volgende")) is not None:
            if not given.strip():
                return
            with self.doing("evaluatie") as (session, wie):
                day = words.parse_date(given, wie.today)
                inzet.plan_evaluation(session, wie, s.id, day)
                self.straks(f"De volgende evaluatie is {words.day_words(day)}.")
            if self.gelukt:
                self.ververs()
                return
            self.keep(key, given)

    @vraagt
    async def action_sluit(self) -> None:
        """One question after the other, each with what is known; Esc stops, and what was answered is there the next time."""
        s = self._stand
        if s is None:
            return
        if not s.loopt:
            self.say(f"De inzet is al gesloten, op {words.day_words(s.einddatum)}.")
            return
        for name, question, codes, known in (
            ("resultaat", "Wat is het resultaat?", RESULTAAT, s.resultaat),
            ("woont", "Waar woont de jeugdige nu?", WOONSITUATIE, s.woonsituatie_eind),
        ):
            chosen = await self.app.push_screen_wait(KiesCode(question, codes, self._slot.get(name, known or ""), leeg=True))
            if chosen is None:
                self.say("De inzet loopt door; x gaat verder waar u was.")
                return
            self._slot[name] = chosen
        to = await self.ask(
            "Ging naar", self._slot.get("naar", s.afgeschaald_naar or ""), key=f"naar {s.id}", placeholder="wijkteam, aanbieder, huisarts …"
        )
        if to is None:
            self.say("De inzet loopt door; x gaat verder waar u was.")
            return
        self._slot["naar"] = to
        key = f"einde {s.id}"
        while (given := await self._ask_date("Gesloten op", key, self._today)) is not None:
            free = f"{words.listed(s.duo)} hebben" if len(s.duo) > 1 else f"{words.listed(s.duo) or 'het duo'} heeft"
            with self.doing("sluit", f"De inzet is gesloten; {free} weer ruimte.") as (session, wie):
                uitkomst.close(
                    session,
                    wie,
                    s.id,
                    datum=words.parse_date(given, wie.today) if given.strip() else None,
                    resultaat=self._slot["resultaat"] or None,
                    woonsituatie_eind=self._slot["woont"] or None,
                    afgeschaald_naar=to,
                )
            if self.gelukt:
                self._slot.clear()
                self.ververs()
                await self._close_casus(s)
                return
            self.keep(key, given)
        self.say("De inzet loopt door; x gaat verder waar u was.")

    async def _close_casus(self, s: InzetStand) -> None:
        """The casus may be done as well; with Esc it stays open."""
        if s.casus_id is None or not await self.app.push_screen_wait(
            Bevestig(f"De inzet is gesloten. Casus {s.casus} ook afsluiten?", "Afsluiten", "Openlaten", voorzichtig=True)
        ):
            return
        with self.doing("sluit", f"De inzet en casus {s.casus} zijn gesloten.") as (session, wie):
            triage.close(session, wie, s.casus_id)
        self.ververs()

    async def _ask_date(self, label: str, key: str, proposed: date, placeholder: str = "vr, 27-11, vandaag …") -> str | None:
        return await self.ask(label, words.day_short(proposed), key=key, placeholder=placeholder, replace=True)

    def action_terug(self) -> None:
        self.app.pop_screen()


def open_casus(scherm: Scherm, stand: InzetStand) -> None:
    """The card of the casus of an inzet."""
    from .casus import CasusScherm

    if stand.casus_id is not None:
        scherm.app.push_screen(CasusScherm(scherm.kern, stand.casus_id))


def _as_date(typed: str, today: date) -> date | None:
    try:
        return words.parse_date(typed, today)
    except Refused:
        return None


def _by_day(lines: list[LogRegel], held: list[Gehouden]) -> list[LogRegel | Gehouden]:
    """The log with the evaluations that were held, each above the lines of its day and before."""
    merged: list[LogRegel | Gehouden] = []
    waiting = list(held)
    for line in lines:
        while waiting and (waiting[0].gehouden_op or date.min) >= (line.datum or date.min):
            merged.append(waiting.pop(0))
        merged.append(line)
    return merged + waiting


def _hoofd(s: InzetStand, today: date) -> Content:
    """What the inzet is: since when, how often, until when; its goal; how it ended, or what it needs."""
    when = f"begonnen {words.day_near(s.gestart, today)}" if s.gestart else f"gepland {words.day_near(s.start, today) or 'op geen dag'}"
    weeks = words.count(s.weken, "week", "weken") if s.weken is not None else ""
    planned = f"evaluatie {words.day_near(s.evaluatie, today)}" if s.evaluatie else "geen evaluatie gepland" if s.loopt else ""
    lines = [
        joined(
            plain(when),
            plain(weeks),
            plain(words.shorten(s.frequentie or "", 60)),
            plain(f"einde verwacht {words.day_near(s.verwacht_einde, today)}" if s.verwacht_einde and s.loopt else ""),
            plain(planned),
            between=" · ",
        )
    ]
    if s.aandacht:
        lines.append(plain(f"▲ {s.aandacht}", "$text-warning") if s.dringend else plain(s.aandacht))
    elif not s.loopt:
        woont = WOONSITUATIE.label(s.woonsituatie_eind)
        lines.append(
            joined(
                plain(f"gesloten {words.day_near(s.einddatum, today)}", "bold"),
                plain(RESULTAAT.label(s.resultaat) or "geen resultaat"),
                plain(f"woont: {woont.lower()}" if woont else ""),
                plain(f"naar {words.shorten(s.afgeschaald_naar, 60)}" if s.afgeschaald_naar else ""),
                plain(words.shorten(s.reden or "", 60)),
                between=" · ",
            )
        )
    lines.append(joined(plain("Doel  ", "dim"), plain(s.doel or "nog niet opgeschreven", "" if s.doel else "dim")))
    return Content("\n").join(lines)


def _logregel(line: LogRegel | Gehouden, width: int, today: date) -> Content:
    """A line of the log: in columns where there is room, else its words below its parts."""
    if isinstance(line, Gehouden):
        parts = [words.day_near(line.gehouden_op, today), "evaluatie", "", ""]
        text, old = line.uitkomst or "", False
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
