"""The steps of a meeting that are a list: the opening with who is there, the actions of before, and the closing with what is left open."""

from __future__ import annotations

from collections import Counter
from uuid import UUID

from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from db.codes import ROL, ROUTE
from retcli import acties, casussen, duosamen, leden, signalen
from retcli import overleg as meeting
from retcli import text as words
from retcli.errors import RetError
from retcli.notulen import overzicht, vaststellen
from retcli.overleg import Aanwezige

from .basis import Kern, vraagt
from .keuze import Bevestig, KiesLid
from .overleg_beeld import Stand, counted
from .overleg_stappen import OverlegStappen
from .text import column, joined, plain

AANWEZIG_TEKEN = {"JA": "☑ aanwezig", "NEE": "☐ afwezig", "DEELS": "◪ deels"}
VOLGENDE_AANWEZIG = {"JA": "NEE", "NEE": "DEELS", "DEELS": "JA"}
VOLGENDE = {code: {"JA": "aanwezig", "NEE": "afwezig", "DEELS": "deels aanwezig"}[to] for code, to in VOLGENDE_AANWEZIG.items()}
MOST_CONCEPTS = 3
"""Earlier minutes that the opening and the closing name by their day."""


class MetLijsten(OverlegStappen):
    """A meeting with its lists."""

    def __init__(self, kern: Kern, overleg: UUID) -> None:
        super().__init__(kern, overleg)
        self._people: list[Aanwezige] = []
        self._actions: list[UUID] = []
        self._ends: list[UUID | None] = []
        self._concepten = False
        self._filled: UUID | None = None

    def _draw_opening(self, stand: Stand) -> Content:
        people = self.look(lambda session: meeting.attendance(session, self._overleg)) or []
        self._people = people
        agenda = counted(Counter(p.soort for p in stand.punten))
        said = self.look(lambda session: overzicht.announcement(session, self._overleg)) or ""
        hint = [
            plain(f"Op de agenda: {agenda}." if agenda else "Er staat nog niets op de agenda: c zet er een casus op."),
            plain("Wie is er? Spatie wisselt aanwezig, afwezig en deels. + zet er iemand bij, v kiest wie voorzit. → begint.", "dim"),
            self._draw_concepts(),
            joined(plain("Mededeling  ", "dim"), plain(words.shorten(said, 3 * self._width))) if said else Content(),
        ]
        chair = stand.kop.voorzitter_id
        self._fill(
            [
                f"{AANWEZIG_TEKEN.get(p.aanwezig, p.aanwezig):<12} {column(p.naam, 26)} "
                + ("voorzitter vandaag" if p.lid is not None and p.lid == chair else ROL.label(p.rol) or "gast")
                for p in people
            ]
        )
        return joined(plain("Opening", "bold"), *hint, " ", between="\n")

    def _draw_concepts(self) -> Content:
        """The minutes that this meeting is to fix, in one line."""
        waiting = self.look(lambda session: vaststellen.open_minutes(session, self._overleg)) or []
        self._concepten = bool(waiting)
        days = [words.day_words(kop.datum) for kop in waiting]
        named = words.listed(days) if len(days) <= MOST_CONCEPTS else f"{len(days)} overleggen, laatst {days[-1]}"
        return plain(f"▲ Nog concept: notulen van {named}. V stelt ze vast.", "$text-warning") if waiting else Content()

    def _draw_actions(self, stand: Stand) -> Content:
        rows = {a.id: a for a in self.look(casussen.actions) or []}
        listed = [rows[p.actie] for p in stand.punten if p.actie in rows and p.soort == "actie"]
        self._actions = [a.id for a in listed]
        width = max(20, self.size.width - (66 if self._breed else 33))
        lines = []
        for a in listed:
            mark = {"open": "☐", "gedaan": "☑", "vervallen": "–"}[a.status]
            late = a.status == "open" and a.voor is not None and a.voor < stand.today
            what = f"{a.casus or '':<10}{a.omschrijving}"
            when = f"{'▲ was ' if late else ''}{words.day_words(a.voor)}"
            lines.append(f"{mark} {column(a.eigenaar or '?', 6)} {column(what, width)} {when}")
        self._fill(lines)
        hint = plain("Spatie of Enter: gedaan. v verzet, x vervalt. → gaat verder.", "dim")
        return joined(plain(stand.acties, "bold"), hint, " ", between="\n")

    def _draw_closing(self, stand: Stand) -> Content:
        left = self.look(lambda session: meeting.ends(session, self._overleg, stand.today)) or []
        made = self.look(lambda session: casussen.actions(session, overleg=self._overleg)) or []
        said = self.look(lambda session: signalen.listed(session, self._overleg)) or []
        self._ends = [item for item, _ in left]
        waits = self.look(lambda session: duosamen.waiting(session, self._overleg, stand.today)) or []
        many = words.count(len(waits), "casus", "casussen")
        decided = {p.casus: p.route for p in stand.punten if p.casus and p.route and p.besluit is None}
        following = self.look(lambda session: meeting.following(session, self._overleg, stand.today))
        facts = [
            f"{words.count(len(decided), 'besluit', 'besluiten')}, {words.count(len(made), 'nieuwe actie', 'nieuwe acties')}, "
            f"{words.count(len(said), 'signaal', 'signalen')}.",
            f"Volgend overleg {words.day_words(following)}; t kiest een andere dag.",
        ]
        self._fill([f"▲ {line}" for _, line in left])
        taken = [joined(plain(f"  {code}  ", "bold"), plain(ROUTE.label(route))) for code, route in decided.items()]
        return joined(
            plain("Sluiten", "bold"),
            *map(plain, facts),
            *taken,
            self._draw_concepts(),
            plain("Enter sluit het overleg; daarna staat het vast.", "bold"),
            plain(f"D verdeelt de duo's over {many}." if len(waits) > 1 else ""),
            plain("Nog open; spatie gaat ernaartoe:" if left else "Alles is besloten en belegd.", "dim"),
            between="\n",
        )

    def _fill(self, lines: list[str]) -> None:
        options = self.query_one("#lijst", OptionList)
        here = self._stap.id if self._stap else None
        chosen = (options.highlighted or 0) if here == self._filled else 0
        self._filled = here
        options.clear_options()
        options.add_options([Option(plain(line)) for line in lines])
        options.highlighted = min(chosen, len(lines) - 1) if lines else None

    def _chosen(self) -> int | None:
        return self.query_one("#lijst", OptionList).highlighted

    # --- acting

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.action_afvinken()

    def action_afvinken(self) -> None:
        """Tick an action done or open, change someone's attendance, or go to what is left open."""
        step, n = self._stap, self._chosen()
        if step is None or n is None or self.asking or step.soort == "punt":
            return
        if step.soort == "sluiten":
            self._go_to(self._ends[n])
            return
        if step.soort == "opening":
            someone = self._people[n]
            with self.doing("aanwezig", f"{words.shorten(someone.naam, 40)}: {VOLGENDE[someone.aanwezig]}.") as (session, _):
                meeting.change_attendance(session, self._overleg, someone.id, VOLGENDE_AANWEZIG[someone.aanwezig])
        else:
            with self.doing("actie") as (session, wie):
                row = next(a for a in casussen.actions(session) if a.id == self._actions[n])
                if row.status == "open":
                    acties.done(session, wie, row.id)
                    self.straks(f"Gedaan: {words.shorten(row.omschrijving, 60)}. Spatie maakt het ongedaan.")
                else:
                    acties.reopen(session, row.id)
                    self.straks("Weer open.")
        self.ververs()

    async def _ask_guest(self) -> None:
        """A member by short name, or else a guest by name."""
        given = await self.ask("Wie is er ook?", key="gast", placeholder="korte naam van een lid, of naam en organisatie van een gast")
        if not given or not given.strip():
            return
        with self.doing("aanwezig") as (session, wie):
            member = next((m for m in leden.everyone(session, wie.today) if m.code == given.strip().upper()), None)
            if member is not None:
                meeting.set_attendance(session, self._overleg, member.id, "JA")
            else:
                meeting.add_guest(session, wie, self._overleg, given)
            self.straks(f"{member.naam if member else words.shorten(given, 40)} staat erbij.")
        if not self.gelukt:
            self.keep("gast", given)
        self.ververs()

    @vraagt
    async def action_verzet(self) -> None:
        """Another date for the chosen action; at the opening, who chairs this meeting."""
        step, n = self._stap, self._chosen()
        if step is not None and step.soort == "opening":
            await self._ask_chair()
            return
        if step is None or step.soort != "acties" or n is None:
            self.say("Verzetten kan bij de acties; hier geeft t de termijn van het besluit.")
            return
        given = await self.ask("Verzet naar", key=f"verzet {self._actions[n]}", placeholder="vr, 27-11, +7 …")
        if given:
            with self.doing("actie") as (session, wie):
                day = words.parse_date(given, wie.today)
                acties.move(session, wie, self._actions[n], day)
                self.straks(f"Verzet naar {words.day_words(day)}.")
            if not self.gelukt:
                self.keep(f"verzet {self._actions[n]}", given)
            self._after(self.gelukt)

    async def _ask_chair(self) -> None:
        stand = self._stand
        members = self.look(lambda session: leden.everyone(session, stand.today)) if stand else None
        if stand is None or members is None:
            return
        chosen = await self.app.push_screen_wait(KiesLid("Wie zit dit overleg voor?", members, stand.kop.voorzitter))
        if chosen is not None:
            with self.doing("voorzitter") as (session, wie):
                meeting.set_chair(session, wie, self._overleg, chosen)
            self.ververs()

    async def _ask_next_meeting(self) -> None:
        given = await self.ask("Volgend overleg", key=f"volgend {self._overleg}", placeholder="di, 1-12, +7 …")
        if given:
            with self.doing("volgend") as (session, wie):
                day = words.parse_date(given, wie.today)
                meeting.set_next(session, self._overleg, day)
                self.straks(f"Volgend overleg {words.day_long(day)}.")
            if not self.gelukt:
                self.keep(f"volgend {self._overleg}", given)
            self._after(self.gelukt)

    # --- minutes of before, and closing

    @vraagt
    async def action_vast(self) -> None:
        """Fix the minutes of the meetings before this one; of more than one after a yes."""
        if self._stap is None or self._stap.soort not in ("opening", "sluiten"):
            self.say("Notulen vaststellen kan bij de opening en het sluiten.")
            return
        waiting = self.look(lambda session: vaststellen.open_minutes(session, self._overleg))
        if not waiting:
            self.say("Er zijn geen notulen om vast te stellen." if waiting is not None else self._gezegd)
            return
        if len(waiting) > 1:
            days = [f"{words.day_long(kop.datum)}" for kop in waiting]
            if not await self.app.push_screen_wait(
                Bevestig(f"De notulen van {len(waiting)} overleggen vaststellen?", "Vaststellen", regels=days, voorzichtig=True)
            ):
                return
        refused: list[str] = []
        with self.doing("vaststellen") as (session, wie):
            for kop in waiting:
                try:
                    vaststellen.fix(session, wie, kop.id)
                except RetError as error:  # it wrote nothing, and the others can be fixed
                    refused.append(f"Notulen van {words.day_words(kop.datum)} blijven concept. {error.sentence()}")
        if self.gelukt:
            fixed = len(waiting) - len(refused)
            named = (
                f"van {words.day_words(waiting[0].datum)}" if len(waiting) == 1 else f"van {words.count(fixed, 'overleg', 'overleggen')}"
            )
            done = [f"Notulen {named} vastgesteld; z draait het terug."] if fixed else []
            self.say(" ".join([*done, *refused[:1]]), wrong=bool(refused))
        self.ververs()

    async def _close(self) -> None:
        from .notulen import NotulenScherm

        stand = self._stand
        if stand is None:
            return
        left = self.look(lambda session: meeting.open_ends(session, self._overleg, stand.today))
        if left is None:
            return
        told = [*left, *(["eerdere notulen zijn nog concept"] if self._concepten else [])]
        if not await self.app.push_screen_wait(
            Bevestig("Het overleg sluiten? Daarna staan de besluiten vast.", "Sluiten", regels=told, voorzichtig=bool(left))
        ):
            return
        with self.doing("sluit") as (session, wie):
            meeting.close(session, wie, self._overleg)
        if self.gelukt:
            self.app.switch_screen(NotulenScherm(self.kern, self._overleg))
