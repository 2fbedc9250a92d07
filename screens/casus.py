"""The card of one casus: everything but who it is, and everything that happened."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from textual import work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from db.codes import ROUTE
from db.errors import RetError
from retcli import casussen, heraanmelding, intake, inzet, leden, samenvoegen, tijdlijn, triage, uitkomst, verschillen
from retcli.casussen import Kaart, Verwant
from retcli.notulen import casusblad

from . import kaart
from .basis import Kern, Scherm, vraagt
from .besluitvragen import vraag_duo, vraag_grondslag, vraag_reden
from .kaart import Dubbel, Ingezet
from .keuze import Bevestig
from .logvraag import MetLog
from .text import joined, plain
from .toetsen import ROUTE_KORT, bindings
from .uitgeven import Aanbod, geef_uit
from .voet import Voet
from .vragen import vraag_actie, vraag_sluiting

if TYPE_CHECKING:
    from sqlmodel import Session

    from retcli.historie import Regel
    from retcli.tijdlijn import Gebeurtenis
    from retcli.toegang import Toegang
    from retcli.verschillen import Verschil

WIE_SECONDEN = 10
LABEL = 12
"""Width of the labels on the card."""


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


@dataclass(frozen=True, slots=True)
class Stand:
    """What the card shows, read in one go."""

    kaart: Kaart
    verwanten: tuple[Verwant, ...]
    gebeurd: tuple[Gebeurtenis, ...]
    ingezet: tuple[Ingezet, ...]
    dubbel: Dubbel
    verschillen: tuple[Verschil, ...]
    geschreven: int


class CasusScherm(MetLog):
    """Everything on one casus but who it is. `naast` are the casussen of the list it was opened from, for its neighbours."""

    CSS_PATH = "styles/casus.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-smal"), (100, "-breed")]  # noqa: RUF012  # Textual's own form
    BINDINGS = bindings("casus")
    HULP = "casus"

    def __init__(self, kern: Kern, casus: UUID, naast: Sequence[UUID] = ()) -> None:
        super().__init__(kern)
        self.casus = casus
        self._naast = naast
        self._stand: Stand | None = None
        self._oudste_eerst = False
        self._historie: list[Regel] | None = None
        self._toen_op = 0

    def compose(self) -> ComposeResult:
        yield Static(id="kop")
        with VerticalScroll(id="blad", can_focus=False):
            yield Static(id="inhoud")
        yield from self.onderkant()
        yield Voet()

    def on_mount(self) -> None:
        self._arrive()

    def on_screen_resume(self) -> None:
        if self._stand is not None:
            self.ververs()

    def on_resize(self) -> None:
        self._draw()

    # --- reading

    def _arrive(self) -> None:
        """At this casus: that it was seen is written down."""
        self._historie = None
        self._stand = None
        self.query_one("#blad", VerticalScroll).scroll_home(animate=False)
        self._volg()
        with self.doing("casus") as (session, wie):
            casussen.seen(session, wie, "casus", self.casus)
        self.ververs()

    def _volg(self) -> None:
        """Of a double one sees the casus that it is part of."""
        end = self.look(lambda session: samenvoegen.end_of(session, self.casus))
        if end is not None and end != self.casus:
            self.casus = end
            self.say("Die aanmelding was dubbel; dit is de casus waar zij bij hoort.")

    def ververs(self) -> None:
        """Read and draw again, if anything was written since; a casus that is gone meanwhile is said."""
        team = self.kern.team
        if team is None:
            return
        try:
            with team.reading() as session:
                if self._stand is not None and self._stand.geschreven == casussen.written(session):
                    return
                self.casus = samenvoegen.end_of(session, self.casus)
                self._stand = self._read(session)
        except RetError as error:
            self._stand = None
            self._draw_gone(error)
            return
        self._draw()

    def _read(self, session: Session) -> Stand:
        card, today = casussen.card(session, self.casus), self.kern.open_team.wie().today
        deployed = [
            Ingezet(
                inzet.get(session, i.id, today),
                tuple(inzet.duo_history(session, i.id)),
                tuple(uitkomst.aftercare(session, inzet=i.id)) if i.einddatum else (),
            )
            for i in card.inzetten
        ]
        return Stand(
            card,
            tuple(casussen.related(session, self.casus)),
            tuple(tijdlijn.of_casus(session, self.casus)),
            tuple(deployed),
            self._doubles(session, card),
            tuple(verschillen.lijst(session, self.casus)),
            casussen.written(session),
        )

    @staticmethod
    def _doubles(session: Session, card: Kaart) -> Dubbel:
        """What is joined with it, what waits at those, and who it may be besides while nothing is decided."""
        known = tuple(samenvoegen.doubles(session, card.id))
        waits = next(iter(samenvoegen.later(session, card.id)), None)
        fresh = not card.besluiten and card.velden.get("afsluiting_datum") is None
        return Dubbel(known, waits, tuple(heraanmelding.candidates(session, card.velden, card.id)) if fresh else ())

    # --- drawing

    def _draw_gone(self, error: RetError) -> None:
        hint = plain("Hij is verwijderd, of samengevoegd met een andere. Esc gaat terug.", "dim")
        self.query_one("#inhoud", Static).update(joined(plain(error.message, "bold"), hint, between="\n"))

    def _draw(self) -> None:
        if self._stand is None or self.kern.team is None:
            return
        wide = self.size.width >= 100
        width = self.size.width - (5 if wide else 3)
        place = f"{self._naast.index(self.casus) + 1} van {len(self._naast)}" if self.casus in self._naast else ""
        self.query_one("#kop", Static).update(joined(self.oefen(), plain("Casus", "bold"), plain(place), between=" · "))
        card = self._above(self._stand, width, "\n\n" if wide else "\n")
        self._toen_op = card.plain.count("\n") + (2 if wide else 1)
        self.query_one("#inhoud", Static).update(joined(card, self._below(self._stand, width), between="\n\n" if wide else "\n"))

    def _above(self, stand: Stand, width: int, between: str) -> Content:
        """What the casus is now."""
        card, today = stand.kaart, self.kern.open_team.wie().today
        still_open = replace(card, acties=tuple(a for a in card.acties if a.status == "open"))
        rows = {
            "Verschil": kaart.verschillen(stand.verschillen),
            "Nog leeg": kaart.nog_leeg(intake.missing(card.velden)),
            "Vraag": plain(str(card.velden.get("vraag") or "")),
            "Speelt": kaart.speelt(card),
            "Familie": kaart.verwanten(stand.verwanten),
            "Dubbel": kaart.dubbel(stand.dubbel),
            "Besluit": kaart.besluit(card),
            "Inzet": kaart.inzetten(stand.ingezet),
            "Acties": kaart.acties(still_open),
            "Opmerking": plain(str(card.velden.get("opmerking") or "")),
            "Zienswijze": plain(str(card.velden.get("zienswijze") or "")),
            "Verder": kaart.overig(card),
        }
        head = Content("\n").join([*kaart.kop(card, today).wrap(width), *kaart.gegevens(card).wrap(width)])
        shown = [kaart.hangend(plain(label, "dim"), content, width, LABEL) for label, content in rows.items() if content.plain.strip()]
        return joined(head, *shown, between=between)

    def _below(self, stand: Stand, width: int) -> Content:
        """The time line, or who changed what."""
        order = "oudste" if self._oudste_eerst else "nieuwste"
        if self._historie is None:
            title, hint = "Wat er gebeurde", f"{order} eerst, o keert om · h wie wat veranderde"
            events = stand.gebeurd if self._oudste_eerst else stand.gebeurd[::-1]
            shown = kaart.tijdlijn(events, self.kern.open_team.wie().today, width)
        else:
            title, hint = "Wie wat veranderde", f"{order} eerst, o keert om · h wat er gebeurde"
            lines = self._historie if self._oudste_eerst else self._historie[::-1]
            shown = kaart.historie(lines, width)
        return joined(plain("─" * width, "dim"), joined(plain(title, "bold"), plain(hint, "dim"), between="   "), shown, between="\n")

    # --- moving

    def action_rol(self, step: int) -> None:
        """Scroll a little."""
        self.query_one("#blad", VerticalScroll).scroll_relative(y=step * 2, animate=False)

    def action_blad(self, pages: int) -> None:
        """Scroll a page."""
        sheet = self.query_one("#blad", VerticalScroll)
        sheet.scroll_relative(y=pages * max(sheet.size.height - 2, 1), animate=False)

    def action_eind(self, einde: bool) -> None:
        """To the end of the card, or its beginning."""
        sheet = self.query_one("#blad", VerticalScroll)
        (sheet.scroll_end if einde else sheet.scroll_home)(animate=False)

    def action_naast(self, step: int) -> None:
        """The next casus of the list this one came from, or the one before."""
        if self.casus not in self._naast or self.asking:
            return
        at = self._naast.index(self.casus) + step
        if 0 <= at < len(self._naast):
            self.casus = self._naast[at]
            self.say("")
            self._arrive()
        else:
            self.say("Dit is de laatste van de lijst." if step > 0 else "Dit is de eerste van de lijst.")

    def action_omkeren(self) -> None:
        """Oldest or newest first."""
        self._oudste_eerst = not self._oudste_eerst
        self._draw()

    @work(group="historie", exclusive=True)
    async def action_historie(self) -> None:
        """What was changed by whom, instead of what happened; the journal is read beside the screen."""
        if self._historie is not None:
            self._historie = None
            self._draw()
            return
        team, casus = self.kern.team, self.casus
        if self._stand is None or team is None:
            return
        self.say("Het logboek wordt gelezen …")
        lines = await asyncio.to_thread(_history, team, casus)
        if self.casus != casus or not self.is_attached:
            return
        self.say("")
        if isinstance(lines, RetError):
            self.say(lines.sentence(), wrong=True)
            return
        self._historie = lines
        self._draw()
        self.query_one("#blad", VerticalScroll).scroll_to(y=self._toen_op, animate=False)

    @vraagt
    async def action_ga(self) -> None:
        """To another casus: a brother or sister, an earlier aanmelding, or any by its code."""
        others = self._stand.verwanten if self._stand is not None else ()
        proposed = others[0].casus if others else ""
        given = await self.ask("Ga naar casus", proposed, key="casus ga", placeholder="casuscode", replace=True)
        if not given or not given.strip():
            return
        found = self.look(lambda session: casussen.find(session, given))
        if found is None:
            self.keep("casus ga", given)
        elif found != self.casus:
            self.app.push_screen(CasusScherm(self.kern, found))

    def action_terug(self) -> None:
        self.app.pop_screen()

    def action_verschillen(self) -> None:
        """What laptops disagree about on this casus."""
        from .verschillen import VerschillenScherm

        self.app.push_screen(VerschillenScherm(self.kern, self.casus))

    # --- acting

    def _card(self) -> Kaart | None:
        """The card on screen; says so when the casus is gone."""
        if self._stand is None:
            self.say("Deze casus is er niet meer.")
            return None
        return self._stand.kaart

    def te_kopieren(self) -> str:
        """The code."""
        return self._stand.kaart.casus if self._stand is not None else ""

    def action_gebeld(self) -> None:
        """The aanmelder was reached for the first time."""
        with self.doing("gebeld", "Eerste contact vastgelegd.") as (session, wie):
            intake.contacted(session, wie, self.casus)
        self.ververs()

    def action_wie(self) -> None:
        if self._card() is not None:
            wie_het_is(self, self.casus)

    def action_wijzig(self) -> None:
        """Fill in or change the aanmelding."""
        from .aanmelding import AanmeldingScherm

        if self._card() is not None:
            self.app.push_screen(AanmeldingScherm(self.kern, self.casus))

    @vraagt
    async def action_schrijf(self) -> None:
        """The casus on one A4."""
        if self._stand is not None:
            casus = self.casus
            await geef_uit(
                self,
                Aanbod(
                    f"Casus {self._stand.kaart.casus} op één A4",
                    "casusblad",
                    lambda session, wie, versie, voor: casusblad.compose(session, wie, casus, versie),
                ),
            )

    @vraagt
    async def action_actie(self) -> None:
        """An action on this casus; who and when have the last decision's as default."""
        card = self._card()
        if card is None:
            return
        own = self.kern.open_team.lid
        me = next((m.code for m in self.look(leden.everyone) or [] if m.id == own), "")
        owner = card.besluit.eigenaar if card.besluit else None
        if await vraag_actie(self, card.id, eigenaar=owner or me):
            self.ververs()

    @vraagt
    async def action_logregel(self) -> None:
        """A line in the log of the inzet that runs."""
        from retcli import inzetlog

        card = self._card()
        if card is None:
            return
        running = next((i for i in card.inzetten if i.einddatum is None), None)
        if running is None:
            self.say("Er loopt geen inzet op deze casus, dus er is geen log om in te schrijven.")
            return
        on = running.id
        await self.vraag_regel("Log", f"log {on}", "", lambda session, wie, typed: inzetlog.log(session, wie, on, typed))

    @vraagt
    async def action_route(self, route: str) -> None:
        """A decision outside the meeting, after a yes; then its reason, and for Team AnderS the duo."""
        card = self._card()
        if card is None:
            return
        question = Bevestig(f"{card.casus}: {ROUTE_KORT[route]}? Het komt ter kennisname op de volgende agenda.", "Besluiten")
        if not await self.app.push_screen_wait(question):
            return
        with self.doing("besluit", f"{card.casus}: {ROUTE.label(route)}.") as (session, wie):
            triage.decide(session, wie, card.id, route)
        if not self.gelukt:
            return
        self.ververs()
        besluit = self._stand.kaart.besluit if self._stand is not None else None
        if besluit is not None:
            if route == "TA":
                await vraag_duo(self, besluit, card, ())
            await vraag_reden(self, besluit)
        self.ververs()

    @vraagt
    async def action_grondslag(self) -> None:
        """On what ground this casus may be shared."""
        card = self._card()
        if card is not None and await vraag_grondslag(self, card):
            self.ververs()

    @vraagt
    async def action_dubbel(self) -> None:
        """This casus is the same aanmelding as another: they become one. What came later at a double of this one is moved first."""
        card = self._card()
        if card is None or self._stand is None:
            return
        waits, alike = self._stand.dubbel.later, self._stand.dubbel.mogelijk
        if waits is not None:
            await self._voeg_samen(waits.dubbel, card.id, later=True)
            return
        proposed = alike[0].code if alike else ""
        given = await self.ask("Dubbel van", proposed, key=f"dubbel {card.id}", placeholder="de code van de casus die blijft", replace=True)
        if not given or not given.strip():
            return
        other = self.look(lambda session: casussen.find(session, given))
        if other is None or not await self._voeg_samen(card.id, other):
            self.keep(f"dubbel {card.id}", given)

    async def _voeg_samen(self, dubbel: UUID, casus: UUID, *, later: bool = False) -> bool:
        """Show what joining comes to, and do it; whether it was done."""
        from .samenvoegen import ANDERSOM, Samenvoegen

        while (told := self.look(partial(samenvoegen.compare, dubbel=dubbel, casus=casus))) is not None:
            unsettled = self._verschillen_van(dubbel, casus)
            chosen = await self.app.push_screen_wait(Samenvoegen(told, later=later, open_staat=unsettled))
            if chosen is ANDERSOM:
                dubbel, casus = casus, dubbel
                continue
            if chosen is None:
                return False
            done = f"{told.dubbel} hoort nu bij {told.casus}; L maakt het weer los, z draait het terug."
            with self.doing("samenvoegen", done) as (session, wie):
                samenvoegen.samen(session, wie, dubbel, casus, chosen)
            self.ververs()
            return self.gelukt
        return False

    def _verschillen_van(self, *casussen_: UUID) -> list[str]:
        """The fields of these casussen of which laptops disagree."""
        found = self.look(lambda session: [one for casus in casussen_ for one in verschillen.lijst(session, casus)]) or []
        return list(dict.fromkeys(f"{one.code} {one.veld if one.tabel == 'casus' else one.wat}".strip() for one in found))

    @vraagt
    async def action_los(self) -> None:
        """A double becomes a casus of its own again."""
        card = self._card()
        if card is None or self._stand is None:
            return
        known = {d.casus: d.id for d in self._stand.dubbel.samen}
        if not known:
            self.say("Bij deze casus is niets samengevoegd.")
            return
        code = next(iter(known))
        if len(known) > 1:
            given = await self.ask("Welke losmaken", code, key=f"los {card.id}", keuzes=tuple(known), replace=True)
            if not given or not given.strip():
                return
            found = self.look(lambda session: samenvoegen.find(session, given))
            code = next((c for c, i in known.items() if i == found), "")
        question = Bevestig(f"{code} weer een eigen casus maken? Wat meeging en nog zo is, gaat terug.", "Losmaken")
        if not code:
            self.say("Dat is geen dubbele van deze casus.")
        elif await self.app.push_screen_wait(question):
            with self.doing("losmaken", f"{code} is weer een eigen casus; z draait het terug.") as (session, wie):
                left = samenvoegen.los(session, wie, known[code])[1]
                if left:
                    wie.note(f"Sindsdien veranderd en hier zo gelaten: {', '.join(left)}.")
            self.ververs()

    @vraagt
    async def action_sluit(self) -> None:
        """Close the casus: result, where the child lives now, and to whom it went."""
        card = self._card()
        if card is None:
            return
        if card.velden.get("afsluiting_datum") is not None:
            self.say(f"Casus {card.casus} is al afgesloten. H opent hem opnieuw.")
            return
        answered = await vraag_sluiting(self, card)
        if answered is not None:
            asked, ending = answered
            with asked.doing("sluit", f"{card.casus} is afgesloten. H opent hem opnieuw.") as (session, wie):
                triage.close(session, wie, card.id, **ending)
            self._after()

    @vraagt
    async def action_heropen(self) -> None:
        """Open a closed casus again; it comes back on the agenda."""
        card = self._card()
        if card is None:
            return
        if card.velden.get("afsluiting_datum") is None:
            self.say(f"Casus {card.casus} is niet afgesloten.")
            return
        key = f"heropen {card.id}"
        given = await self.ask("Waarom opnieuw open", key=key, placeholder="in een zin")
        if given is not None:
            with self.doing("heropen", f"{card.casus} is heropend en komt op de agenda.") as (session, wie):
                triage.reopen(session, wie, card.id, given)
            self._after(key, given)

    def action_wissen(self) -> None:
        """Erase the casus for good; what that comes to is seen first."""
        from .wissen import WissenScherm, mag_wissen

        card = self._card()
        if card is not None and not self.asking and mag_wissen(self):
            self.app.push_screen(WissenScherm(self.kern, card.id))

    def _after(self, key: str = "", typed: str = "") -> None:
        """After an act: show it, or keep what could not be stored."""
        if self.gelukt:
            self.ververs()
        elif key and typed:
            self.keep(key, typed)


def _history(team: Toegang, casus: UUID) -> list[Regel] | RetError:
    """In a thread: who changed what; that it was looked at is written down."""
    from retcli import historie

    try:
        with team.doing("historie") as session:
            casussen.seen(session, team.wie(), "historie", casus)
        with team.reading() as session:
            return historie.of_casus(session, casus)
    except RetError as error:
        return error
