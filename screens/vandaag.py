"""Vandaag: what waits for you and why, and the room in both teams."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from db.codes import ROL
from retcli import acties, signalen, vandaag
from retcli import overleg as meeting
from retcli import text as words
from retcli.clock import dutch_day
from retcli.notulen import actielijst, kalender, vooraf
from retcli.notulen.uitgeven import Stuk

from .basis import Kern, Scherm, vraagt
from .keuze import Bevestig
from .overleg_beeld import counted
from .text import column, joined, plain
from .toetsen import bindings
from .uitgeven import Aanbod, geef_uit
from .voet import Voet
from .wissen import NOG_WERK, GewistScherm, kijk_na

if TYPE_CHECKING:
    from retcli.overleg import Kop
    from retcli.vandaag import Vandaag as Stand

BLOKJES = 10
STAPJES = "▁▂▃▄▅▆▇█"
NOG = vandaag.Wacht(True, "gewist", NOG_WERK[:1].lower() + NOG_WERK[1:], "", gewist=True)
"""What waits when work came in on what was erased."""


class Vandaag(Scherm):
    """The first screen after unlocking."""

    CSS_PATH = "styles/vandaag.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-smal"), (116, "-breed")]  # noqa: RUF012  # Textual's own form
    VERTICAL_BREAKPOINTS = [(0, "-laag"), (16, "-hoog")]  # noqa: RUF012  # as above
    BINDINGS = bindings("vandaag")
    HULP = "vandaag"

    def __init__(self, kern: Kern) -> None:
        super().__init__(kern)
        self._stand: Stand | None = None

    def compose(self) -> ComposeResult:
        yield Static(id="kop")
        with Horizontal(id="midden"):
            yield OptionList(id="wacht", compact=True)
            with Vertical(id="zij"):
                yield Static(id="ruimte")
                yield Static(id="jaar")
        yield from self.onderkant()
        yield Voet()

    def on_mount(self) -> None:
        self.query_one(OptionList).can_focus = False

    def on_resize(self) -> None:
        self.ververs()

    def on_screen_suspend(self) -> None:
        self.say("")

    def on_screen_resume(self) -> None:
        self.ververs()

    def ververs(self) -> None:
        """Read and draw again; the chosen line stays chosen."""
        if self.kern.team is None:
            return
        wie = self.kern.team.wie()
        stand = self.look(lambda session: vandaag.look(session, wie))
        if stand is None:
            return
        kijk_na(self, stand.uitgewisseld)
        if self.kern.nog_binnen:
            stand = replace(stand, wachtend=(NOG, *stand.wachtend))
        self._stand = stand
        who = ROL.label(stand.rol) or "Team AnderS"
        self.query_one("#kop", Static).update(
            self._kop(stand, joined(self.oefen(), plain("RET-AnderS", "bold"), stand.wie, who, between=" · "))
        )
        options = self.query_one("#wacht", OptionList)
        chosen = options.highlighted or 0
        options.clear_options()
        options.add_options([Option(self._overleg(stand)), Option(plain(" "), disabled=True)])
        options.add_options([Option(self._regel(w)) for w in stand.wachtend])
        if not stand.wachtend:
            empty = "  Er wacht niets op u."
            if not stand.dit_jaar and not stand.vorig_jaar:
                empty = "  Nog geen aanmeldingen. n maakt er een, w leest het werkboek in."
            options.add_option(Option(plain(empty, "dim"), disabled=True))
        options.highlighted = chosen if chosen < options.option_count and chosen != 1 else 0
        self.query_one("#ruimte", Static).update(self._ruimte(stand))
        registered = words.count(stand.dit_jaar, "aanmelding", "aanmeldingen")
        running = words.count(stand.lopende_inzetten, "lopende inzet", "lopende inzetten")
        self.query_one("#jaar", Static).update(
            plain(f"Dit jaar {registered}\n{_sparks(stand.per_maand)}  vorig jaar {stand.vorig_jaar}\n{running}")
        )

    def _kop(self, stand: Stand, left: Content) -> Content:
        """Who works here, and at the right when files were exchanged; as much of that as fits."""
        last = stand.uitgewisseld
        if last is None:
            return left
        letters, moment = f"stand {last.stand}", words.ago(last.op, self.kern.open_team.now())
        room = self.size.width - 2 - left.cell_length
        for told in (f"laatst uitgewisseld: {moment} · {letters}", f"{moment} · {letters}", letters):
            if len(told) + 3 <= room:
                return joined(left, plain(" " * (room - len(told))), plain(told, "dim"))
        return left

    def _overleg(self, stand: Stand) -> Content:
        kop = stand.overleg
        if kop is None:
            return plain("Nog geen overleg gepland.  Enter begint er vandaag een, p plant er een.", "bold")
        counts = counted(stand.tellingen) or "niets op de agenda"
        near = (kop.datum - self.kern.open_team.wie().today).days < 7
        act = "gaat verder" if kop.status == "lopend" else "begint het" if near else "begint er vandaag een"
        return joined(
            plain(f"Overleg {words.day_words(kop.datum)}{f' {kop.tijd}' if kop.tijd else ''}", "bold"),
            plain(" · loopt" if kop.status == "lopend" else "", "bold $text-success"),
            plain(f"   Enter {act}", "dim"),
            plain(f"\n{counts}"),
        )

    def _regel(self, w: vandaag.Wacht) -> Content:
        room, where = (self.size.width - 45, 26) if self.size.width >= 116 else (self.size.width - 4, 24)
        space = room - 14
        # Words that do not fit their column take what the place beside them leaves, which then stands at the edge.
        beside = min(where, cell_len(w.waar) + 1) if w.waar else 0
        wide = max(10, space - where, min(cell_len(w.wat) + 1, space - beside))
        return joined(
            plain("▲ " if w.dringend else "  ", "$text-warning"),
            plain(column(w.naam, 10), "bold"),
            plain(" " + column(w.wat, wide)),
            plain(" " + column(w.waar, space - wide) if w.waar else "", "dim"),
        )

    def _ruimte(self, stand: Stand) -> Content:
        lines = [plain("Ruimte", "bold")]
        for team in stand.ruimte:
            full = round(BLOKJES * (team.plekken - team.vrij) / team.plekken) if team.plekken else BLOKJES
            bar = "█" * min(full, BLOKJES) + "░" * (BLOKJES - min(full, BLOKJES))
            later = f"week {team.maandag.isocalendar().week}: {team.straks}"
            lines.append(plain(f"Team {team.team}  {bar}  {team.vrij} vrij, {later}"))
        if not stand.ruimte:
            lines.append(plain("Nog niemand met plekken.\nt en dan n voegt een lid toe.", "dim"))
        return Content("\n").join(lines)

    # --- keys

    def action_omlaag(self) -> None:
        self.query_one("#wacht", OptionList).action_cursor_down()

    def action_omhoog(self) -> None:
        self.query_one("#wacht", OptionList).action_cursor_up()

    def action_open(self) -> None:
        self._open(self.query_one("#wacht", OptionList).highlighted or 0)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self._open(event.option_index)

    def _open(self, index: int) -> None:
        if self._stand is None or index < 2:
            self.action_overleg()
            return
        wacht = self._stand.wachtend[index - 2]
        if wacht.casus is not None:
            from .casus import CasusScherm

            self.app.push_screen(CasusScherm(self.kern, wacht.casus))
        elif wacht.inzet is not None:
            from .inzet import InzetScherm

            self.app.push_screen(InzetScherm(self.kern, wacht.inzet))
        elif wacht.verschillen:
            from .verschillen import VerschillenScherm

            self.app.push_screen(VerschillenScherm(self.kern))
        elif wacht.gewist:
            self.app.push_screen(GewistScherm(self.kern))
        else:
            self.action_afvinken()

    def _gekozen(self) -> vandaag.Wacht | None:
        n = (self.query_one("#wacht", OptionList).highlighted or 0) - 2
        return self._stand.wachtend[n] if self._stand is not None and 0 <= n < len(self._stand.wachtend) else None

    def te_kopieren(self) -> str:
        """The chosen line."""
        chosen = self._gekozen()
        return f"{chosen.naam} {chosen.wat}" if chosen else ""

    def action_afvinken(self) -> None:
        """The chosen action is done."""
        chosen = self._gekozen()
        if chosen is None or chosen.actie is None:
            self.say("Kies eerst een actie; spatie vinkt haar af.")
            return
        with self.doing("actie", f"Gedaan: {words.shorten(chosen.wat, 60)}. z maakt het ongedaan.") as (session, wie):
            acties.done(session, wie, chosen.actie)
        self.ververs()

    def action_zoek(self) -> None:
        """To the list of casussen, with the search open."""
        from .casussen import CasussenScherm

        there = CasussenScherm(self.kern)
        self.app.push_screen(there)
        there.call_after_refresh(there.action_zoek)

    @vraagt
    async def action_signaal(self) -> None:
        given = await self.ask("Signaal", key="signaal", placeholder="wat u opvalt, zonder casus; #woord geeft het thema")
        if given and given.strip():
            with self.doing("signaal") as (session, wie):
                made = signalen.add(session, wie, given)
                self.straks(f"Signaal bewaard: {made.thema_label.lower()}. Het komt op de volgende agenda.")
            if not self.gelukt:
                self.keep("signaal", given)
            self.ververs()

    @vraagt
    async def action_overleg(self) -> None:
        """To the meeting: on with the one that runs, or begin after a yes."""
        from .overleg import OverlegScherm

        if self._stand is None:
            return
        kop = self._stand.overleg
        if kop is None or kop.status != "lopend":
            today = self.kern.open_team.wie().today
            held = self.look(lambda session: [k for k in meeting.listed(session) if k.datum == today and k.status == "gesloten"])
            if held:
                self.say("Het overleg van vandaag is geweest: m toont de notulen, en daar heropent H het.")
                return
            planned = self.look(lambda session: meeting.to_begin(session, today))
            question = "Het overleg van vandaag beginnen?"
            if planned is not None and planned.datum != today:
                question = f"Het overleg van {words.day_words(planned.datum)} vandaag al houden?"
            if not await self.app.push_screen_wait(
                Bevestig(question, "Beginnen", voorzichtig=planned is not None and planned.datum != today)
            ):
                return
            with self.doing("begin") as (session, who):
                meeting.begin(session, who, planned.id if planned is not None else None)
            if not self.gelukt:
                return
        runs = self.look(meeting.current)
        if runs is not None:
            self.app.push_screen(OverlegScherm(self.kern, runs.id))

    @vraagt
    async def action_plan(self) -> None:
        given = await self.ask("Overleg op", key="plan", placeholder="di, 24-11, +7 …")
        if given:
            with self.doing("plan") as (session, wie):
                day = words.parse_date(given, wie.today)
                meeting.plan(session, wie, day)
                self.straks(f"Overleg gepland op {words.day_long(day)}.")
            if not self.gelukt:
                self.keep("plan", given)
            self.ververs()

    def _gepland(self) -> Kop | None:
        """The meeting that is planned; says so when there is none."""
        kop = self._stand.overleg if self._stand is not None else None
        if kop is None or kop.status != "concept":
            self.say("Er is geen overleg gepland." if kop is None else "Het overleg loopt; sluit het, of ga ermee verder.", wrong=True)
            return None
        return kop

    @vraagt
    async def action_verzet(self) -> None:
        """The planned meeting on another day."""
        kop = self._gepland()
        given = await self.ask("Overleg verzetten naar", key=f"verzet {kop.id}", placeholder="do, 26-11, +2 …") if kop else None
        if kop is not None and given and given.strip():
            with self.doing("verzet") as (session, wie):
                day = words.parse_date(given, wie.today)
                meeting.move(session, wie, kop.id, day)
                self.straks(f"Het overleg is verzet naar {words.day_long(day)}.")
            if not self.gelukt:
                self.keep(f"verzet {kop.id}", given)
            self.ververs()

    @vraagt
    async def action_afgelast(self) -> None:
        """No meeting this week, and why."""
        kop = self._gepland()
        if kop is None:
            return
        question = f"Overleg van {words.day_words(kop.datum)} gaat niet door, want"
        given = await self.ask(question, key=f"afgelast {kop.id}", placeholder="vakantie …")
        if given is not None:
            with self.doing("afgelast") as (session, wie):
                following = meeting.cancel(session, wie, kop.id, given)
                self.straks(f"Afgelast. Wat op de agenda stond wacht op {words.day_long(following)}.")
            if not self.gelukt:
                self.keep(f"afgelast {kop.id}", given)
            self.ververs()

    @vraagt
    async def action_vooraf(self) -> None:
        """The agenda of the coming meeting, to send ahead."""
        kop = self._stand.overleg if self._stand is not None else None
        if kop is None:
            self.say("Er is geen overleg gepland.", wrong=True)
            return
        naam = f"Agenda van {words.day_words(kop.datum)} {kop.datum.year}"
        await geef_uit(
            self,
            Aanbod(
                naam,
                "agenda",
                lambda session, wie, versie, voor: vooraf.stuk(session, kop.id, dutch_day(wie.moment)),
                gekozen=("docx",),
                versies=("deelbaar",),
            ),
        )

    @vraagt
    async def action_actielijst(self) -> None:
        """The open actions by who does them."""
        await geef_uit(
            self, Aanbod("Open acties per persoon", "acties", lambda session, wie, versie, voor: actielijst.compose(session, wie, versie))
        )

    @vraagt
    async def action_kalender(self) -> None:
        """Meetings, actions and the days of inzetten, for another calendar."""
        await geef_uit(
            self,
            Aanbod(
                "Kalender: overleggen, acties en inzetten",
                "kalender",
                lambda session, wie, versie, voor: kalender.compose(session, wie),
                versies=("deelbaar",),
                vormen=kalender.FORMS,
                gekozen=("ics",),
                maken=_kalender,
            ),
        )

    def action_notulen(self) -> None:
        from .notulen import NotulenScherm

        kops = self.look(meeting.listed)
        if kops is None:
            return
        held = [k for k in kops if k.gestart_op is not None]
        if not held:
            self.say("Er is nog geen overleg gehouden; notulen komen na het eerste.")
            return
        self.app.push_screen(NotulenScherm(self.kern, held[0].id))


def _kalender(stuk: Stuk, vorm: str, sjabloon: bytes | None) -> bytes:
    """A form of the calendar."""
    assert isinstance(stuk, kalender.Kalender)
    return kalender.maak(stuk, vorm, sjabloon)


def _sparks(counts: tuple[int, ...]) -> str:
    """A bar a month, beside the largest."""
    top = max(counts, default=0)
    return "".join(STAPJES[round((len(STAPJES) - 1) * n / top)] if top else STAPJES[0] for n in counts)
