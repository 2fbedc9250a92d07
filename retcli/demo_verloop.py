"""The past weeks of the practice team, lived through the rules: each act at its own moment, in order.

Acts stand in a queue by moment; one that is carried out may plan later ones. What would fall on the day of practice or after it has not
happened yet, and so stays open.
"""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from db.models import (
    Actie,
    Besluit,
    Bundel,
    Casus,
    CasusPartij,
    Interventie,
    Inzet,
    InzetLid,
    Lid,
    Logregel,
    Overleg,
    Signaal,
)

from . import acties, gezin, instellingen, intake, inzet, inzetlog, leden, logtaal, overleg, redenen, signalen, triage, uitkomst
from .demo_teksten import (
    AANMELDERS,
    AFGELAST,
    AFWEZIG,
    AFWEZIG_BIJ,
    BUNDELS,
    EVALUATIES,
    GAST,
    GEMEENTEN,
    HEROPEND,
    KERN,
    MEDEDELINGEN,
    NOTITIES,
    ORGANISATIES,
    SIGNAAL_BUITEN,
    SIGNALEN,
    TEAMS,
    TOESTEMMING,
    UITKOMST_TERUG,
    VASTE_ZINNEN,
    VERHALEN,
    VERVANGER,
    VOORZITTER,
    Loop,
    Mens,
    Stap,
    Verhaal,
)
from .notulen import vaststellen
from .overleg import Punt
from .toegang import Toegang
from .wie import Wie

Act = Callable[[], None]

MEETINGS = 8
FOUNDED = 33  # weeks ago
PLAATS = "Vergaderzaal De Proefes"
OWNERS = {"V": "MW", "E": "HD", "O": "FK", "A1": "KR", "A2": "RE"}
DAY = timedelta(days=1)


class Verzet:
    """A clock that stands where the story is."""

    def __init__(self, datum: date) -> None:
        self.at = moment(meeting_day(datum, FOUNDED), 9, 0)

    def __call__(self) -> datetime:
        return self.at


def moment(day: date, hour: int, minute: int) -> datetime:
    """A time of day where the user is."""
    return datetime.combine(day, time(hour, minute)).astimezone(UTC)


def meeting_day(datum: date, week: int) -> date:
    """The day of the meeting of so many weeks ago: the weekday of `datum`, or Friday; this week's is on `datum` itself."""
    if week == 0:
        return datum
    return datum - timedelta(days=datum.weekday()) + timedelta(days=min(datum.weekday(), 4)) - timedelta(weeks=week)


def workday(day: date, steps: int = 0) -> date:
    """So many working days on or back; a day in a weekend counts as the Friday before."""
    if day.weekday() > 4:
        day -= timedelta(days=day.weekday() - 4)
        steps += steps < 0
    while steps:
        day += DAY if steps > 0 else -DAY
        steps -= (1 if steps > 0 else -1) * (day.weekday() <= 4)
    return day


class Verloop:
    """Lives the stories in a team that has just begun."""

    def __init__(self, team: Toegang, clock: Verzet, datum: date, rng: random.Random) -> None:
        self.team, self.clock, self.datum, self.rng = team, clock, datum, rng
        self.queue: list[tuple[datetime, int, Act]] = []
        self.planned = 0
        self.casus: dict[str, UUID] = {}
        self.verhaal: dict[UUID, Verhaal] = {}
        self.gemeente: dict[str, str] = {}
        self.geboren: dict[str, int] = {}
        self.aangemeld: dict[str, date] = {}
        self.closed: set[str] = set()
        self.bundels: list[UUID] = []
        self.meetings: dict[int, UUID] = {}

    def run(self) -> None:
        """Everything up to the day of practice."""
        self.found()
        for verhaal in VERHALEN:
            self.plan_story(verhaal)
        self.at(meeting_day(self.datum, MEETINGS + 1), 11, self.plan_first)
        off, waarom = AFGELAST
        self.at(self.back(off, -2), 11, lambda: self.call_off(waarom))
        for week in range(MEETINGS, 0, -1):
            if week != off:
                self.at(meeting_day(self.datum, week), 9, lambda week=week: self.hold(week), minute=30)  # type: ignore[misc]  # a lambda's default
        self.at(meeting_day(self.datum, HEROPEND[0]), 12, self.mend)
        self.at(self.back(0, -2), 10, self.noted_outside)
        while self.queue:
            when, _, act = heapq.heappop(self.queue)
            self.clock.at = max(when, self.clock.at)
            act()

    # --- the queue

    def at(self, day: date, hour: int, act: Act, *, minute: int | None = None) -> None:
        """Plan an act; not when its day has not come yet."""
        chosen = self.rng.randrange(60) if minute is None else minute
        if day < self.datum:
            self.planned += 1
            heapq.heappush(self.queue, (moment(day, hour, chosen), self.planned, act))

    def back(self, week: int, steps: int) -> date:
        """So many working days from the meeting of that week."""
        return workday(meeting_day(self.datum, week), steps)

    @contextmanager
    def doing(self, doel: str) -> Iterator[tuple[Session, Wie]]:
        with self.team.doing(doel) as session:
            yield session, self.team.wie()

    def pass_by(self, least: int, most: int) -> None:
        """Some minutes pass."""
        self.clock.at += timedelta(minutes=self.rng.randint(least, most), seconds=self.rng.randrange(60))

    # --- the people

    def found(self) -> None:
        with self.doing("lid") as (session, wie):
            leden.change(session, VOORZITTER.code, organisatie=VOORZITTER.organisatie, discipline=VOORZITTER.discipline)
            self.leden = {VOORZITTER.code: self.team.lid}
            for mens in (*KERN, *TEAMS):
                self.leden[mens.code] = self.member(session, mens)
            for code, van, tot, reden in AFWEZIG:
                leden.away(session, wie, code, self.datum + timedelta(days=van), self.datum + timedelta(days=tot), reden)
        self.owners = {key: self.leden[code] for key, code in OWNERS.items()}

    def member(self, session: Session, mens: Mens) -> UUID:
        return leden.add(
            session, mens.code, naam=mens.naam, team=mens.team, organisatie=mens.organisatie, discipline=mens.discipline,
            plekken=mens.plekken, rol=mens.rol, expertise=mens.expertise, gemeenten=mens.gemeenten, talen=mens.talen,
            uren_per_week=mens.uren,
        ).id  # fmt: skip

    # --- a casus

    def plan_story(self, v: Verhaal) -> None:
        outside = [stap for stap in v.stappen if stap.week is None]
        before = self.rng.randint(2 if outside else 1, 4)
        day = self.aangemeld[v.naam] = self.aangemeld[v.gezin] if v.gezin else self.back(v.week, -before)
        hour = 15 if v.gezin else self.rng.choice((8, 13, 14))
        self.at(day, hour, lambda: self.register(v))
        for number, stap in enumerate(outside):
            after = workday(day, self.rng.randint(0, 1) + number)
            self.at(after, 16, lambda stap=stap: self.decide(v, stap, None))  # type: ignore[misc]  # a lambda's default
        if v.slot is not None and v.slot.week is not None:
            self.at(self.back(v.slot.week, 2), 12, lambda: self.close(v))
        for number, (soort, tekst) in enumerate(v.log, 1):
            self.at(workday(day, number - 1), 15 + number, lambda s=soort, t=tekst: self.log(v, s, t))  # type: ignore[misc]  # the same
        if v.heropend:
            self.at(self.back(v.stappen[-1].week or 0, -2), 11, lambda: self.reopen(v))

    def register(self, v: Verhaal) -> None:
        with self.doing("aanmelding") as (session, wie):
            given = self.fields(v, wie)
            if v.gezin is not None:
                given |= gezin.shared(session, self.casus[v.gezin])
            casus, _ = intake.register(session, wie, given, pick=self.rng.choice)
            self.casus[v.naam], self.verhaal[casus] = casus, v
            session.get_one(Casus, casus).eerste_contact = wie.moment + timedelta(hours=self.rng.randint(0, 1))
            if v.gezin is not None:
                gezin.link(session, casus, self.casus[v.gezin])
            session.add_all([CasusPartij(casus=casus, organisatie=partij) for partij in v.partijen])

    def fields(self, v: Verhaal, wie: Wie) -> dict[str, object]:
        same = v.eerder or v.naam
        gemeente = self.gemeente.get(same) or self.rng.choices(list(GEMEENTEN), list(GEMEENTEN.values()))[0]
        self.gemeente[same] = self.gemeente[v.naam] = gemeente
        self.geboren[v.naam] = self.geboren[v.eerder] if v.eerder else wie.today.year - v.leeftijd
        given: dict[str, object] = {
            "kanaal": self.rng.choices(("MAIL", "TEL", "FORM"), (5, 4, 2))[0],
            "aanmelder": v.aanmelder,
            "gemeente": gemeente,
            "geboortejaar": self.geboren[v.naam],
            "geslacht": v.geslacht,
            "woonsituatie": v.woont,
            "soort": v.soort,
            "problematiek": v.probleem,
            "bijkomend": set(v.bij),
            "problematiek_ouders": set(v.ouders),
            "knelpunt": set(v.knelpunt),
            "onderwijs": v.onderwijs,
            "maatregel": v.maatregel,
            "verklarende_analyse": v.va,
            "urgentie": "HOOG" if v.urgent else "GEWOON",
            "veiligheid": v.veiligheid,
            "dreigende_uhp": v.uhp,
            "wens_naar_huis": v.huis,
            "vraag": v.vraag,
            "opmerking": v.opmerking,
            "in_monitor": "NEE",
        }
        if v.aanmelder in ORGANISATIES:
            given["aanmelder_organisatie"] = self.rng.choice(ORGANISATIES[v.aanmelder])
        if v.delen != "NIETVAST":
            given |= {"grondslag_status": v.delen, "grondslag_datum": wie.today, "grondslag_wie": TOESTEMMING[v.delen]}
            given["grondslag_bereik"] = "bespreken in RET-AnderS"
        if v.roepnaam:
            naam = self.rng.choice(AANMELDERS)
            given |= {
                "roepnaam": v.roepnaam,
                "aanmelder_naam": naam,
                "aanmelder_mail": f"{naam.split()[-1].lower()}@voorbeeld.example",
                "aanmelder_telefoon": f"06-000000{self.rng.randrange(100):02d}",
            }
        return given

    def log(self, v: Verhaal, soort: str, tekst: str) -> None:
        with self.doing("log") as (session, wie):
            session.add(self.line(v, wie, soort, tekst, self.rng.choice((10, 15, 20))))

    def line(self, v: Verhaal, wie: Wie, soort: str, tekst: str, minuten: int) -> Logregel:
        """A line about a casus without inzet."""
        return Logregel(
            casus=self.casus[v.naam],
            datum=wie.today,
            tijd=f"{wie.moment.astimezone():%H:%M}",
            auteur=wie.lid,
            soort=soort,
            minuten=minuten,
            tekst=tekst,
            zichtbaarheid="OVERLEG",
            geschreven_op=wie.moment,
        )

    def close(self, v: Verhaal) -> None:
        if v.naam in self.closed or v.slot is None:
            return
        self.closed.add(v.naam)
        casus, slot = self.casus[v.naam], v.slot
        with self.doing("sluit") as (session, wie):
            triage.close(
                session, wie, casus, reden=slot.reden, resultaat=slot.resultaat, woonsituatie_eind=slot.woont, overgedragen_aan=slot.aan
            )
            if slot.monitor != "NEE":
                intake.change(session, wie, casus, {"in_monitor": slot.monitor, "in_monitor_op": wie.today})

    def reopen(self, v: Verhaal) -> None:
        with self.doing("heropen") as (session, wie):
            triage.reopen(session, wie, self.casus[v.naam], v.heropend or "")

    # --- a decision and what follows from it

    def decide(self, v: Verhaal, stap: Stap, meeting: UUID | None) -> None:
        casus = self.casus[v.naam]
        loop = v.loop if stap.route == "TA" else None
        with self.doing("besluit") as (session, wie):
            on = wie.today
            term = on + timedelta(days=stap.tot) if stap.tot else None if stap.week is None else meeting_day(self.datum, stap.week - 1)
            besluit = triage.decide(
                session, wie, casus, stap.route, overleg=meeting, reden=stap.reden, datum=term,
                eigenaar=self.owners[f"A{loop.team}" if loop else stap.wie],
                team=loop.team if loop else None, duo=self.duo(session, wie, loop.team) if loop else (),
                start=workday((term or on + triage.WEEK) + DAY * 2) if loop else None, doel=loop.doel if loop else None,
            )  # fmt: skip
            for taak in stap.taken:
                due = workday(on + timedelta(days=taak.dagen))
                actie = acties.add(
                    session, wie, taak.woorden, eigenaar=self.owners[taak.wie], voor=due, casus=casus, overleg=meeting, besluit=None
                )
                if taak.gedaan:
                    ready = max(workday(due, -self.rng.randint(0, 2)), workday(on, 1))
                    self.at(ready, 14, lambda actie=actie: self.did(actie))  # type: ignore[misc]  # a lambda's default
            if stap.route == "ESCAL":
                intake.change(session, wie, casus, {"enjo_betrokken": True, "enjo": {"ESCAL", "GELD"}})
            if loop is not None:
                self.plan_loop(session, v, loop, besluit)
        if stap.interventie:
            self.at(workday(on, 6), 16, lambda: self.intervened(casus, str(stap.interventie)))
        if stap.route == "CON" and stap.terug is not None:
            told = workday(on, stap.terug)
            self.at(told, 15, lambda: self.report_back(v, besluit))
            if v.slot is not None and v.slot.week is None:
                self.at(workday(told, self.rng.randint(0, 3)), 17, lambda: self.close(v))

    def did(self, actie: UUID) -> None:
        with self.doing("actie") as (session, wie):
            acties.done(session, wie, actie)

    def intervened(self, casus: UUID, code: str) -> None:
        with self.doing("interventie") as (session, wie):
            session.add(Interventie(casus=casus, code=code, datum=wie.today))

    def report_back(self, v: Verhaal, besluit: UUID) -> None:
        casus = self.casus[v.naam]
        with self.doing("actie") as (session, wie):
            for actie in session.exec(select(Actie.id).where(Actie.besluit == besluit, col(Actie.gedaan_op).is_(None))).all():
                acties.done(session, wie, actie)
            session.add(Interventie(casus=casus, code="CON", datum=wie.today))
            session.add(self.line(v, wie, "TEL", self.rng.choice(UITKOMST_TERUG), 15))

    # --- Team AnderS

    def duo(self, session: Session, wie: Wie, team: int) -> tuple[UUID, ...]:
        """Two of the team with room and of different organisations, those with most room first."""
        rooms = [r for r in leden.capacity(session, wie.today) if r.lid.team == team and r.lid.rol is None and r.vrij > 0]
        pairs = [
            (a, b) for number, a in enumerate(rooms) for b in rooms[number + 1 :] if a.lid.organisatie != b.lid.organisatie
        ]  # fmt: skip
        pairs.sort(key=lambda pair: -(pair[0].vrij + pair[1].vrij))
        a, b = self.rng.choice(pairs[:4])
        return a.lid.id, b.lid.id

    def plan_loop(self, session: Session, v: Verhaal, loop: Loop, besluit: UUID) -> None:
        row = session.exec(select(Inzet).where(Inzet.besluit == besluit)).one()
        team, start = row.id, row.inzet_planning_start or self.datum
        own = start + timedelta(weeks=loop.evaluatie)
        earlier = [week for week in instellingen.series(session, "evaluatie_weken") if week <= loop.evaluatie][:-1]
        self.at(start, 10, lambda: self.begun(v, team, loop, None if earlier else own))
        last = self.back(loop.einde or loop.laatste, -self.rng.randint(1, 2))
        for number, tekst in enumerate(loop.log):
            day = workday(start + (last - start) * number // max(len(loop.log) - 1, 1))
            self.at(day, 17, lambda t=tekst, n=number: self.logged(team, t, n))  # type: ignore[misc]  # a lambda's default
        for week, words in zip(earlier, EVALUATIES, strict=False):
            again = own if week == earlier[-1] else None
            day = workday(start + timedelta(weeks=week))
            self.at(day, 12, lambda t=words, a=again: self.evaluated(team, t, a), minute=30)  # type: ignore[misc]  # a lambda's default
        if loop.gehouden:
            again = own + timedelta(weeks=6) if loop.einde is None else None
            self.at(workday(own), 13, lambda: self.evaluated(team, loop.gehouden or "", again))
        if loop.wissel:
            self.at(workday(start + timedelta(weeks=3)), 12, lambda: self.exchanged(team, loop))
        if loop.einde is not None:
            self.at(self.back(loop.einde, 1), 14, lambda: self.ended(v, team, loop))

    def begun(self, v: Verhaal, team: UUID, loop: Loop, first: date | None) -> None:
        with self.doing("inzet") as (session, wie):
            inzet.start(session, wie, team, verwacht_einde=wie.today + timedelta(weeks=loop.duur), frequentie=loop.frequentie)
            if first is not None:
                inzet.plan_evaluation(session, wie, team, first)
            session.add(Interventie(casus=self.casus[v.naam], code="TA", datum=wie.today))

    def logged(self, team: UUID, tekst: str, number: int) -> None:
        words = tekst.lower()
        soort = "SCHOOL" if "school" in words or "klas" in words else "TEL" if "belde" in words else "HUIS"
        with self.doing("log") as (session, wie):
            duo = session.exec(
                select(Lid.code)
                .join(InzetLid, col(InzetLid.lid) == Lid.id)
                .where(InzetLid.inzet == team, col(InzetLid.tot).is_(None))
                .order_by(col(InzetLid.id))
            ).all()
            inzetlog.log(session, wie, team, logtaal.schrijf(None, soort, self.rng.choice((45, 60, 75, 90)), duo[number % 2], tekst))

    def evaluated(self, team: UUID, words: str, again: date | None) -> None:
        with self.doing("evaluatie") as (session, wie):
            inzet.evaluate(session, wie, team, words, volgende=again)

    def exchanged(self, team: UUID, loop: Loop) -> None:
        """One of the duo hands over to someone else."""
        with self.doing("wissel") as (session, wie):
            duo = [part.lid for part in inzet.duo_history(session, team)]
            rooms = leden.capacity(session, wie.today)
            new = next(r for r in rooms if r.lid.team == loop.team and r.lid.rol is None and r.vrij > 0 and r.lid.id not in duo)
            inzet.replace_member(
                session, wie, team, duo[1], new.lid.id, reden="minder uren door scholing",
                overdracht="Samen nog een keer op bezoek geweest; moeder koos het moment.",
            )  # fmt: skip

    def ended(self, v: Verhaal, team: UUID, loop: Loop) -> None:
        with self.doing("sluit") as (session, wie):
            uitkomst.close(
                session, wie, team, resultaat=loop.resultaat, woonsituatie_eind=loop.woont, afgeschaald_naar=loop.naar,
                reden="doel gehaald",
            )  # fmt: skip
            if loop.nazorg:
                acties.add(session, wie, loop.nazorg, eigenaar=self.owners[f"A{loop.team}"], voor=self.datum, casus=self.casus[v.naam])

    # --- the meeting

    def plan_first(self) -> None:
        with self.doing("zin") as (session, wie):
            for zin in VASTE_ZINNEN:
                redenen.keep(session, wie, zin)
        with self.doing("plan") as (session, wie):
            overleg.plan(session, wie, meeting_day(self.datum, MEETINGS), tijd="09:30", plaats=PLAATS)

    def call_off(self, reden: str) -> None:
        """The next meeting will not be."""
        with self.doing("afgelast") as (session, wie):
            overleg.cancel(session, wie, overleg.current_or_upcoming(session, wie.today).id, reden)

    def hold(self, week: int) -> None:
        """One meeting, from its opening to its closing."""
        absent = AFWEZIG_BIJ.get(week, ())
        with self.doing("begin") as (session, wie):
            meeting = self.meetings[week] = overleg.begin(session, wie)
            row = session.get_one(Overleg, meeting)
            row.notulist, row.mededeling = self.owners["E" if ("FK", "NEE") in absent else "O"], MEDEDELINGEN.get(week)
            for code, hoe in absent:
                overleg.set_attendance(session, meeting, self.leden[code], hoe)
            if week == VERVANGER[0]:
                overleg.set_chair(session, wie, meeting, self.leden[VERVANGER[1]])
            if week == GAST[0]:
                overleg.add_guest(session, wie, meeting, GAST[1])
        with self.doing("vaststellen") as (session, wie):
            for earlier in vaststellen.open_minutes(session, meeting):
                vaststellen.fix(session, wie, earlier.id)
        before: tuple[Punt, str | None] | None = None
        for item in self.bring_in(week, meeting):
            self.arrive(meeting, before, item)
            before = item, self.discuss(week, meeting, item)
        self.signals(week, meeting)
        self.pass_by(3, 8)
        with self.doing("sluit") as (session, wie):
            self.leave(session, wie, meeting, before)
            overleg.close(session, wie, meeting, volgende=meeting_day(self.datum, week - 1))

    def bring_in(self, week: int, meeting: UUID) -> list[Punt]:
        """The whole agenda: what came by itself, and what someone brings in."""
        with self.doing("inbrengen") as (session, wie):
            items = overleg.agenda(session, meeting, wie.today, fresh=False)
            there = {item.casus_id for item in items if item.besluit is None and item.inzet is None}
            wanted = [casus for casus, v in self.verhaal.items() if casus not in there and self.step(v, week) is not None]
            for casus in wanted:
                overleg.bring_in(session, wie, meeting, casus)
            return overleg.agenda(session, meeting, wie.today, fresh=False) if wanted else items

    @staticmethod
    def step(v: Verhaal, week: int) -> Stap | None:
        return next((stap for stap in v.stappen if stap.week == week), None)

    def arrive(self, meeting: UUID, before: tuple[Punt, str | None] | None, item: Punt) -> None:
        """Leave one item and come at the next."""
        with self.doing("loop") as (session, wie):
            self.leave(session, wie, meeting, before)
            overleg.go_to_step(session, wie, meeting, item.id, item)
        self.pass_by(3, 6) if item.soort in (*overleg.DECIDES, "ingebracht") else self.pass_by(1, 2)

    @staticmethod
    def leave(session: Session, wie: Wie, meeting: UUID, before: tuple[Punt, str | None] | None) -> None:
        if before is not None:
            item, notitie = before
            overleg.mark(session, wie, meeting, item)
            if notitie:
                overleg.set_note(session, wie, meeting, item, notitie)

    def discuss(self, week: int, meeting: UUID, item: Punt) -> str | None:
        """What an item asks is done; gives the note that was made."""
        v = self.verhaal[item.casus_id] if item.casus_id is not None else None
        stap = self.step(v, week) if v is not None and item.besluit is None and item.inzet is None else None
        if v is not None and stap is None and item.soort == "sluiten":
            self.close(v)
        if v is None or stap is None:
            return None
        self.decide(v, stap, meeting)
        return stap.notitie or (self.rng.choice(NOTITIES) if self.rng.random() < 0.4 else None)

    def mend(self) -> None:
        """A meeting is opened again on its own day, a term bettered, and closed."""
        week, naam, reden = HEROPEND
        meeting = self.meetings[week]
        with self.doing("heropen") as (session, wie):
            overleg.reopen(session, wie, meeting, reden)
        with self.doing("termijn") as (session, wie):
            besluit = session.exec(select(Besluit.id).where(Besluit.overleg == meeting, Besluit.casus == self.casus[naam])).one()
            triage.set_date(session, besluit, wie.today + timedelta(weeks=7))
        self.pass_by(2, 4)
        with self.doing("sluit") as (session, wie):
            overleg.close(session, wie, meeting)

    # --- signals

    def signals(self, week: int, meeting: UUID) -> None:
        if week == MEETINGS:
            self.bundle()
        for ago, thema, tekst, bundel, naam in SIGNALEN:
            if ago == week:
                with self.doing("signaal") as (session, wie):
                    casus = None if naam is None else self.casus[naam]
                    said = signalen.add(session, wie, f"{tekst} #{thema.lower()}", overleg=meeting, casus=casus)
                    if bundel is not None:
                        session.get_one(Signaal, said.id).bundel = self.bundels[bundel]

    def noted_outside(self) -> None:
        with self.doing("signaal") as (session, wie):
            signalen.add(session, wie, SIGNAAL_BUITEN)

    def bundle(self) -> None:
        with self.doing("signaal") as (session, _):
            rows: Sequence[Bundel] = [Bundel(titel=b[0], thema=b[1], status=b[2]) for b in BUNDELS]
            session.add_all(rows)
            self.bundels = [row.id for row in rows]
        for bundel, (_, _, _, aan, week, antwoord) in zip(self.bundels, BUNDELS, strict=True):
            if week is not None:
                self.at(self.back(week, 1), 12, lambda b=bundel, a=aan, w=antwoord: self.passed_on(b, a, w))  # type: ignore[misc]  # the same

    def passed_on(self, bundel: UUID, aan: str | None, antwoord: str | None) -> None:
        with self.doing("signaal") as (session, wie):
            row = session.get_one(Bundel, bundel)
            row.doorgegeven_aan, row.doorgegeven_op, row.antwoord = aan, wie.today, antwoord
