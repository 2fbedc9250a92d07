"""Every text that people can write, at its worst, through every screen and chooser, at two sizes."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len
from sqlalchemy import Column
from sqlmodel import Session, SQLModel, col, select
from textual.pilot import Pilot
from textual.screen import Screen

from db.columns import FreeText, made_of
from db.models import (
    Afwezigheid,
    Bundel,
    Casus,
    CasusPartij,
    Concept,
    EigenCode,
    Herkomst,
    Instelling,
    Inzet,
    Leesregel,
    Overleg,
    Signaal,
    Uitgifte,
    Vaststelling,
)
from retcli import acties, casussen, gezin, inzet, inzetlog, leden, overleg, signalen, toegang, triage, uitkomst
from retcli.app import RetApp
from retcli.instellingen import AFSPRAKEN
from retcli.locations import Place
from retcli.notulen import vaststellen
from retcli.redenen import LIST
from retcli.toegang import Toegang
from screens.aanmelding import AanmeldingScherm
from screens.casus import CasusScherm
from screens.casussen import CasussenScherm
from screens.instellingen import InstellingenScherm
from screens.inzet import InzetScherm
from screens.inzetten import InzettenScherm
from screens.notulen import NotulenScherm

from ..conftest import PASSPHRASE, Clock
from ..test_overleg import TODAY, new_casus
from .test_inlezen import look_at
from .test_overleg import HOSTILE as PLAIN_HOSTILE
from .werk import BIG, SMALL, keys, opened, settle, shown

HOSTILE = [
    *PLAIN_HOSTILE,
    "woord " * 3_000,
    "\u202eomgekeerd\u202c nul\u200bbreed e\u0301 \ufeff",
    "日本語の長い文 👩‍👩‍👧 🏳️‍🌈",
    "\ttab\ttab\x00nul\x07bel",
    "=cmd|' /C calc'!A0",
    "a" * 300 + "[/]",
]

# --- the data


def free_texts() -> Iterator[tuple[type[SQLModel], Column[str]]]:
    """Every column in which words of people are kept."""
    for table in SQLModel.__subclasses__() + [sub for model in SQLModel.__subclasses__() for sub in model.__subclasses__()]:
        if hasattr(table, "__table__"):
            yield from ((table, c) for c in table.__table__.columns if isinstance(c.type, FreeText) and not c.primary_key)


def mark(column: Column[str]) -> str:
    """What each text of a column begins with: a tag, to whoever takes it for markup."""
    return f"[{column.table.name}.{column.name}]"


def a_team_in_every_stage(team: Toegang, clock: Clock) -> None:
    """Rows in every table that holds words of people, by the rules where there is one. A meeting runs at the end."""
    clock.go_on(days=-7)
    wie = team.wie()
    with team.doing("leden") as session:
        jb, mk, td = [leden.add(session, code, naam=code, team=1 + n // 2, plekken=20).id for n, code in enumerate(("JB", "MK", "TD"))]
        leden.add(session, "EX", naam="EX", rol="EXPERT")
        session.add(Afwezigheid(lid=td, van=TODAY, tot=TODAY))
    known = {"vraag": "v", "urgentie": "HOOG", "dreigende_uhp": True, "roepnaam": "Sam", "datum_aanmelding": TODAY - timedelta(days=20)}
    shared = {"grondslag_status": "OUDER", "grondslag_datum": TODAY - timedelta(days=9), "grondslag_wie": "w", "grondslag_bereik": "b"}
    made = [new_casus(team, **known, **shared) for _ in range(10)]
    with team.doing("vorige keer") as session:
        overleg.cancel(session, wie, overleg.plan(session, wie, wie.today), "vakantie")
        held = overleg.begin(session, wie, overleg.plan(session, wie, wie.today, plaats="zaal"))
        for casus in made[:3]:
            triage.decide(session, wie, casus, "TA", overleg=held, duo=(jb, mk), doel="doel", reden="reden")
        triage.decide(session, wie, made[3], "AANH", overleg=held, reden="reden")
        triage.decide(session, wie, made[4], "CON", overleg=held, reden="reden")
        running, ended, _ = [next(i.id for i in casussen.deployments(session, casus=c)) for c in made[:3]]
        for of in (running, ended):
            inzet.start(session, wie, of, doel="doel", frequentie="twee keer per week")
            inzetlog.correct(session, wie, inzetlog.log(session, wie, of, "vandaag hb 60m JB: eerste").id, "vandaag hb: beter")
            inzetlog.log(session, wie, of, "vandaag hb: nog een")
            inzet.evaluate(session, wie, of, "uitkomst", volgende=TODAY)
        uitkomst.close(session, wie, ended, afgeschaald_naar="wijkteam", reden="reden")
        uitkomst.look_back(session, wie, uitkomst.aftercare(session, inzet=ended)[0].id, "uitkomst")
        for casus in made[4:6]:
            triage.close(session, wie, casus, reden="OVERGED", overgedragen_aan="wijkteam")
        triage.reopen(session, wie, made[5], "reden")
        gezin.link(session, made[6], made[7])
        overleg.close(session, wie, held)
        overleg.reopen(session, wie, held, "reden")
        overleg.close(session, wie, held)
    clock.go_on(days=7)
    wie = team.wie()
    with team.doing("nu") as session:
        inzet.replace_member(session, wie, running, mk, td, reden="reden", overdracht="overdracht")
        for casus in made:
            session.add_all([CasusPartij(casus=casus, organisatie="school", rol="mentor"), Herkomst(casus=casus, bron="b", sleutel="s")])
            acties.add(session, wie, "actie", eigenaar=team.lid, voor=TODAY, casus=casus)
        bundel = Bundel()
        session.add(bundel)
        session.flush()
        for _ in HOSTILE:
            signalen.add(session, wie, "signaal")
        for row in session.exec(select(Signaal).order_by(col(Signaal.id)).offset(1)):
            row.bundel = bundel.id
        for n in range(9):
            session.add(EigenCode(lijst=LIST, code=str(n)))
        for afspraak in AFSPRAKEN:
            session.merge(Instelling(id=made_of("instelling", afspraak.naam), naam=afspraak.naam, waarde="1"))
        now = overleg.begin(session, wie)
        overleg.add_guest(session, wie, now, "gast")
        vaststellen.announce(session, wie, now, "mededeling")
        vaststellen.announce(session, wie, held, "mededeling")
        vaststellen.fix(session, wie, held)
        vaststellen.add(session, wie, held, "aanvulling")
        triage.decide(session, wie, made[6], "TA", overleg=now, duo=(jb, mk), doel="doel", reden="reden")
        session.add_all([Concept(sleutel=f"{key}", tekst="t") for key in ("signaal", "gast", "plan", "actie None")])
        session.add_all([Concept(sleutel=f"notitie {p.id}", tekst="t") for p in overleg.agenda(session, now, TODAY)])
        session.add_all([Uitgifte(lid=team.lid), Leesregel(lid=team.lid)])


STATE = "overleg.afgelast_reden"
"""A text that says by being there what happened; filled only where it stands."""


def turned_hostile(session: Session, turn: int) -> None:
    """Each text of people becomes a hostile one, the next row another; `turn` shifts who has which."""
    for table, column in free_texts():
        for n, row in enumerate(session.exec(select(table))):
            words = f"{mark(column)} {HOSTILE[(turn + n) % len(HOSTILE)]}"
            if column.table.name == "herkomst":
                words = json.dumps({"vraag": words})
            if not column.primary_key and (mark(column) != f"[{STATE}]" or getattr(row, column.name)):
                setattr(row, column.name, words)
    for n, kept in enumerate(session.exec(select(Vaststelling))):
        kept.inhoud = hostile_minutes(kept.inhoud or "", f"[vaststelling.inhoud] {HOSTILE[(turn + n) % len(HOSTILE)]}")


def hostile_minutes(kept: str, words: str) -> str:
    """Fixed minutes of which each text of people is hostile."""
    minutes = json.loads(kept) | {"mededeling": words, "plaats": words, "voorzitter": words}
    for part, name in (
        ("aanwezig", "naam"), ("acties", "omschrijving"), ("vorige_acties", "omschrijving"), ("besluiten", "vraag"), ("besluiten", "reden"),
        ("ter_kennisname", "reden"), ("inzetten", "notitie"), ("evaluaties", "uitkomst"), ("uitkomsten", "naar"), ("notities", "notitie"),
        ("signalen", "tekst"),
    ):  # fmt: skip
        minutes[part] = [{**item, name: words} for item in minutes[part]]
    return json.dumps(minutes, ensure_ascii=False)


def hostile_team(place: Place, clock: Clock, turn: int = 0) -> None:
    """A team of which every text is hostile, closed again."""
    team = toegang.begin(place, PASSPHRASE, naam="Anna Vos", now=clock).toegang
    a_team_in_every_stage(team, clock)
    with team.doing("vijandig") as session:
        turned_hostile(session, turn)
    team.close()


def test_no_column_with_words_of_people_is_left_out(place: Place, clock: Clock) -> None:
    """A new table, or a new column, must join in the walk below."""
    hostile_team(place, clock)
    team = toegang.unlock(place, PASSPHRASE, now=clock)
    with team.reading() as session:
        filled = {mark(c) for table, c in free_texts() if any(getattr(row, c.name) for row in session.exec(select(table)))}
    team.close()
    assert filled == {mark(column) for _, column in free_texts()}


# --- what the terminal gets


HIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
"""What a terminal obeys, or turns round, instead of showing it."""


class Kijker:
    """Presses keys and looks at each picture: what stands there is what people wrote, and nothing more."""

    def __init__(self, pilot: Pilot[None]) -> None:
        assert isinstance(pilot.app, RetApp)
        self.pilot, self.app = pilot, pilot.app
        self.marks: set[str] = set()

    async def over(self, screen: Screen[Any], *pressed: str) -> None:
        """A screen in front of this one, with these keys, and away again."""
        below = self.app.screen
        await self.app.push_screen(screen)
        await settle(self.pilot)
        self.look(type(screen).__name__)
        await self.press(*pressed)
        while self.app.screen is not below:
            self.app.pop_screen()
            await settle(self.pilot)

    async def press(self, *pressed: str) -> None:
        """Keys, or a text in one piece, and a look after each."""
        for key in pressed:
            await (self.pilot.press(key) if key in ("slash", "pagedown", "f2") else keys(self.pilot, key))
            await self.pilot.pause()
            self.look(key)

    def look(self, after: str) -> None:
        """Raise AssertionError for a picture that people's words have spoilt."""
        app, where = self.app, f"{type(self.app.screen).__name__} na {after:.60}"
        assert app.is_running, where
        assert app._exception is None, where
        for y, strip in enumerate(app.screen._compositor.render_strips(app.size)[: app.size.height]):
            assert cell_len(strip.text) <= app.size.width, f"{where}: regel {y} is te breed: {strip.text!r}"
            assert not HIDDEN.search(strip.text), f"{where}: {strip.text!r}"
            for segment in strip:
                assert not segment.control, where
                if segment.style is not None:
                    assert segment.style.link is None, f"{where}: {segment}"
                    assert "quit" not in str(segment.style.meta), f"{where}: {segment}"
        self.marks |= set(re.findall(r"\[\w+\.\w+\]", " ".join(shown(self.pilot).split())))


BAD = "[@click=app.quit]klik[/] [b]"
SEEN = {
    "casus.vraag", "casus.opmerking", "casus.aanmelder_organisatie", "besluit.reden", "agendapunt.waarom", "agendapunt.notitie",
    "actie.omschrijving", "logregel.tekst", "inzet.inzet_planning_doel", "signaal.tekst", "aanwezigheid.gast", "lid.naam",
    "lid.organisatie", "evaluatie.uitkomst", "overleg.mededeling", "vaststelling.inhoud", "notulen_aanvulling.tekst",
}  # fmt: skip
"""Columns whose words must have been on a screen, as they were written."""


async def through_every_screen(kijker: Kijker, book: Path) -> None:
    """Each screen over Vandaag with what there is to press on it; then the running meeting, step by step."""
    app, pilot = kijker.app, kijker.pilot
    team = app.kern.open_team
    with team.reading() as session:
        every = list(session.exec(select(Casus.id)))
        running = session.exec(select(Inzet.id).where(col(Inzet.einddatum).is_(None))).first()
        held = session.exec(select(Overleg.id).where(col(Overleg.gesloten_op).is_not(None))).first()
        now = session.exec(select(Overleg.id).where(col(Overleg.gestart_op).is_not(None), col(Overleg.gesloten_op).is_(None))).first()
    assert running is not None
    assert held is not None
    assert now is not None
    await kijker.press("down", "y", "f1", "escape", "end")
    await kijker.over(CasussenScherm(app.kern), "down", "y", "slash", BAD, "escape")
    for casus in every[:5]:
        await kijker.over(CasusScherm(app.kern, casus), "end", "h", "end")
    await kijker.over(AanmeldingScherm(app.kern, every[0]), "f2", *["down"] * 12)
    await kijker.over(InzettenScherm(app.kern), "a", "down", "y")
    await kijker.over(InzetScherm(app.kern, running), "down", "y", "l", BAD, "escape")
    await kijker.over(InstellingenScherm(app.kern), "pagedown")
    for meeting in (held, now):
        await kijker.over(
            NotulenScherm(app.kern, meeting), "end", "v", "down", "enter", "end", "a", BAD, "escape", "m", "escape", "w", "enter"
        )
    await kijker.over(NotulenScherm(app.kern, held), "s", "w", BAD, "escape", "m", BAD, "enter", "e", "v", "escape", "l", "y", "end")
    await kijker.over(CasusScherm(app.kern, every[0]), "s", "v", "escape", "escape")
    await kijker.press("A", "v", "down", "enter", "escape", "K", "escape")
    await look_at(pilot, book)
    await kijker.press("down", "tab", "tab", "tab", "escape")
    await kijker.press("o", "down")
    screen = app.screen
    for _ in range(30):
        await kijker.press("right", "end")
        if app.screen is not screen or "Enter sluit het overleg" in shown(pilot):
            break
    await kijker.press("g", "4", "enter", "4", "d", "escape", "e", "escape", "b", "escape", "c", "escape", "r", BAD, "enter", "y", "z")


def hostile_book(path: Path) -> Path:
    """A file to read in, with hostile headings, cells and name."""
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file, delimiter=";")
        rows.writerow(["Datum aanmelding", "Woonplaats", "Wat speelt er", *HOSTILE[:8]])
        rows.writerows([[f"0{n + 1}-11-2026", words, words, *HOSTILE[:8]] for n, words in enumerate(HOSTILE[:9])])
    return path


@pytest.mark.parametrize(("size", "turn"), [(SMALL, 0), (BIG, 5)])
async def test_no_text_of_people_breaks_a_screen_runs_anything_or_gets_lost(
    place: Place, clock: Clock, tmp_path: Path, size: tuple[int, int], turn: int
) -> None:
    """A text that is taken for markup would end the program on every start that shows it."""
    hostile_team(place, clock, turn)
    async with opened(place, clock, size) as pilot:
        kijker = Kijker(pilot)
        await through_every_screen(kijker, hostile_book(tmp_path / "[b]boek[x].csv"))
    if size == BIG:
        assert {f"[{name}]" for name in SEEN} - kijker.marks == set()
