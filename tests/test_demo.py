"""Practice data: whole, in every stage, the same for the same seed and day, on any day, and never in place of a real team."""

from __future__ import annotations

import json
import shutil
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlmodel import Session, col, select

from db import keys
from db.codes import GEMEENTE, STATUS
from db.models import Actie, Casus, Heropening, Identiteit, Inzet, InzetLid, Lid, OverlegHeropening
from db.sync.audit import verify
from retcli import (
    casussen,
    demo,
    demo_teksten,
    heraanmelding,
    intake,
    inzet,
    inzetlog,
    leden,
    locations,
    ongedaan,
    overleg,
    redenen,
    signalen,
    toegang,
    vandaag,
)
from retcli.errors import AlreadyOpen, Refused
from retcli.locations import Place
from retcli.toegang import Toegang

from .conftest import CHEAP, PASSPHRASE, Clock

TODAY = date(2026, 11, 24)
THIS_WEEK = ["nieuw", "nieuw", "nieuw", "aangehouden", "ter kennisname", "inzet", "evaluatie", "sluiten", "signaal"]
OPEN_ACTIONS = 3
ODD_DAYS = (date(2028, 2, 29), date(2026, 11, 28), date(2026, 11, 22), date(2027, 1, 1), date(2026, 3, 30))
"""29 February, a Saturday, a Sunday, 1 January in week 53, a Monday after the clock went forward."""
INVENTED = {
    "Waterlelie", "Duinroos", "Klaproos", "Reiger", "Merel", "Kievit", "Zwaluw", "Spreeuw", "Grutto", "Leeuwerik", "Esdoorn", "Wilg",
    "Spar", "Beuk", "Iep", "Lariks", "Olm",
}  # fmt: skip
"""Flowers, birds and trees: no member bears the name of someone who could be meant."""
STAGES = set(STATUS.codes) - {"heropend"}
"""A casus that is heropend would be a tenth item; one was, and was decided again."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Practice data for the clock's day, made once, before the fixture of each test sets its world; tests read it or take a copy."""
    place = Place(tmp_path_factory.mktemp("demo") / "oefen")
    with pytest.MonkeyPatch.context() as world:
        world.setenv("TZ", "Europe/Amsterdam")
        if hasattr(time, "tzset"):
            time.tzset()
        world.setattr(keys, "DEFAULT_COST", CHEAP)
        demo.make(place, datum=TODAY)
    return place


@pytest.fixture
def copied(made: Place, tmp_path: Path) -> Place:
    """A copy of that data, to write in or to replace."""
    shutil.copytree(made.folder, tmp_path / "oefen")
    return Place(tmp_path / "oefen")


@pytest.fixture
def practice(made: Place, clock: Clock) -> Iterator[Toegang]:
    team = toegang.unlock(made, demo.PASSPHRASE, now=clock, writable=False)
    yield team
    team.close()


def told(team: Toegang) -> list[object]:
    """All that a user sees of the data, without keys, which are drawn."""
    shown: list[object] = []
    with team.reading() as session:
        codes = {lid.id: lid.code for lid in session.exec(select(Lid))}
        for regel in casussen.listed(session):
            card = casussen.card(session, regel.id)
            velden = {k: v for k, v in card.velden.items() if not k.endswith("_id")}
            shown.append((card.casus, card.status, card.bijkomend, card.ouders, card.knelpunten, card.eerder, card.partijen, velden))
            shown += [(b.route, b.reden, b.eigenaar, b.datum, b.besloten_op) for b in card.besluiten]
            shown += [(a.omschrijving, a.eigenaar, a.voor, a.status, a.gedaan_op) for a in card.acties]
            shown += [(i.duo, i.start, i.doel, i.einddatum, i.laatste_contact) for i in card.inzetten]
        for kop in overleg.listed(session):
            shown.append((kop.datum, kop.status, kop.voorzitter, kop.gestart_op, kop.gesloten_op))
            shown += [(p.nr, p.soort, p.casus, p.waarom, p.route, p.notitie) for p in overleg.agenda(session, kop.id, TODAY)]
        shown += [(r.lid.code, r.lopend, r.afwezig) for r in leden.capacity(session, TODAY)]
        shown += sorted(codes.values(), key=str)
    return shown


def test_two_teams_of_seven_with_an_aanvoerder_each_stand_beside_the_meeting(practice: Toegang) -> None:
    with practice.reading() as session:
        everyone = leden.everyone(session, TODAY)
        me = session.get_one(Lid, practice.lid)
        rooms = leden.capacity(session, TODAY)
    assert Counter(lid.team for lid in everyone) == {1: 7, 2: 7, None: 3}
    assert [(lid.team, lid.rol) for lid in everyone if lid.rol == "AANVOERDER"] == [(1, "AANVOERDER"), (2, "AANVOERDER")]
    assert me.rol == "VOORZITTER"
    assert len({lid.organisatie for lid in everyone if lid.team}) >= 5
    assert any(r.afwezig for r in rooms)
    assert all(r.lopend <= r.lid.plekken for r in rooms)
    assert sum(max(r.vrij, 0) for r in rooms if r.lid.team == 1) >= 2
    assert sum(max(r.vrij, 0) for r in rooms if r.lid.team == 2) >= 2


def test_about_forty_casussen_stand_in_every_stage(practice: Toegang) -> None:
    with practice.reading() as session:
        regels = casussen.listed(session)
        con = {r.id for r in regels if any(b.route == "CON" for b in casussen.decisions(session, r.id))}
        decided = [r for r in regels if r.route is not None]
        reopened = session.exec(select(Heropening.casus)).all()
        named = session.exec(select(Identiteit)).all()
        families = Counter(g for g in session.exec(select(Casus.gezin)) if g)
    assert 38 <= len(regels) <= 46
    assert {r.status for r in regels} == STAGES
    assert len(con) * 2 > len(decided)
    assert 2 <= len(named) <= 6
    assert list(families.values()) == [2]
    assert len(reopened) == 1
    assert all(GEMEENTE[r.gemeente or ""].regio in ("twente", "overig") for r in regels)


def test_five_to_seven_duos_are_at_work_begun_and_logged_by_their_rules(practice: Toegang) -> None:
    with practice.reading() as session:
        running = inzet.running(session, TODAY)
        ended = inzet.ended(session, TODAY)
        rows = session.exec(select(Inzet)).all()
        news = inzetlog.news(session, last_begun(session))
        authors = {(stand.id, line.auteur) for stand in running for line in inzetlog.logregels(session, stand.id)}
        held = [e for stand in running for e in inzet.evaluations(session, stand.id) if e.gehouden_op]
        room = vandaag.look(session, practice.wie()).ruimte
    assert 5 <= len(running) <= 7
    assert {stand.team for stand in running} == {1, 2}
    planned = [stand for stand in running if stand.gestart is None]
    assert [stand.start is not None and stand.start > TODAY for stand in planned] == [True]
    assert [row.id for row in rows if row.gestart_op is None] == [stand.id for stand in planned]
    assert len([s for s in running if s.stil_weken is not None]) == 1
    assert len(news) == 1
    assert all(author in codes for of, author in authors for codes in [duo_ever(practice, of)])
    assert len(held) >= 3
    assert {(s.resultaat, s.woonsituatie_eind is not None, s.reden) for s in ended} == {
        ("UHPVOORK", True, "doel gehaald"),
        ("THUIS", True, "doel gehaald"),
    }
    assert [ruimte.vrij >= 2 for ruimte in room] == [True, True]


def last_begun(session: Session) -> datetime:
    return max(k.gestart_op for k in overleg.listed(session) if k.gestart_op is not None)


def duo_ever(team: Toegang, deployment: UUID) -> set[str | None]:
    with team.reading() as session:
        return set(session.exec(select(Lid.code).join(InzetLid, col(InzetLid.lid) == Lid.id).where(InzetLid.inzet == deployment)))


def test_seven_meetings_were_held_and_left_nothing_open(practice: Toegang) -> None:
    with practice.reading() as session:
        held = [k for k in overleg.listed(session) if k.status == "gesloten"]
        for kop in held:
            items = overleg.agenda(session, kop.id, TODAY)
            assert all(p.besproken for p in items), kop.datum
            assert all(p.route for p in items if p.soort in ("nieuw", "aangehouden", "ingebracht")), kop.datum
            assert not [w for w in overleg.open_ends(session, kop.id, TODAY) if "reden" in w or "besluit" in w or "eigenaar" in w]
            assert {a.aanwezig for a in overleg.attendance(session, kop.id)} >= {"JA"}
            assert kop.gestart_op is not None
            assert kop.gesloten_op is not None
            first = min(closings(session, kop.id), default=kop.gesloten_op)
            assert timedelta(minutes=10) < first - kop.gestart_op < timedelta(minutes=75)
    assert [k.datum for k in held] == [TODAY - timedelta(weeks=n) for n in (1, 2, 3, 4, 6, 7, 8)]


def closings(session: Session, meeting: UUID) -> list[datetime]:
    """When a meeting was closed before it was opened again."""
    rows = session.exec(select(OverlegHeropening).where(OverlegHeropening.overleg == meeting))
    return [row.gesloten_op for row in rows if row.gesloten_op is not None]


def test_a_meeting_was_cancelled_one_had_a_guest_one_another_chair_and_one_was_opened_again(practice: Toegang) -> None:
    with practice.reading() as session:
        all_of_them = overleg.listed(session)
        off = [(k.datum, k.afgelast_reden) for k in all_of_them if k.status == "afgelast"]
        guests = [(k.datum, a.naam) for k in all_of_them for a in overleg.attendance(session, k.id) if a.lid is None]
        chairs = Counter(k.voorzitter for k in all_of_them if k.status == "gesloten")
        reasons = [why for k in all_of_them for _, why in overleg.reopenings(session, k.id)]
        phrases = redenen.phrases(session)
    assert [day for day, _ in off] == [TODAY - timedelta(weeks=5)]
    assert "vakantie" in str(off[0][1]).lower()
    assert guests == [(TODAY - timedelta(weeks=3), demo_teksten.GAST[1])]
    assert chairs == {"MW": 6, "HD": 1}
    assert reasons == [demo_teksten.HEROPEND[2]]
    assert sorted(phrases) == sorted(demo_teksten.VASTE_ZINNEN)


def test_undo_does_not_reach_into_the_past_that_practice_began_with(copied: Place, clock: Clock) -> None:
    team = demo.open_(copied, now=clock)
    with pytest.raises(Refused):
        ongedaan.undo(team)
    team.close()


def begun(team: Toegang, datum: date) -> list[overleg.Punt]:
    """Begin the meeting of that day, which is there, and give its nine items and its actions; each item is checked to be what it shows."""
    with team.doing("begin") as session:
        assert overleg.current_or_upcoming(session, datum).datum == datum
        meeting = overleg.begin(session, team.wie())
        items = overleg.agenda(session, meeting, datum)
        open_now = casussen.actions(session, open_only=True)
        brother, sister, returning, held, told, news, due, done, signal = [p for p in items if p.soort != "actie"]
        assert [a.voor is not None and a.voor < datum for a in open_now].count(True) == 1
        assert any(a.voor == datum for a in open_now)
        # A brother, urgent, and his sister, as one family.
        assert brother.waarom.endswith("urgent, dreigende uithuisplaatsing")
        assert (brother.samen, sister.samen) == ((sister.id,), (brother.id,))
        # A child that comes back, which nobody has linked: the program finds it.
        assert returning.casus_id is not None
        assert heraanmelding.earlier(session, returning.casus_id) is None
        found = heraanmelding.candidates(session, intake.values(session, returning.casus_id), returning.casus_id)[0]
        assert "roepnaam" in found.waarom
        assert "consultatie en advies, afgesloten" in found.verloop.lower()
        # The others, each with its reason.
        assert (held.keer, held.waarom.split(", ")[-1]) == (2, "2 keer")
        assert told.route == "CON"
        stands = {stand.id: stand for stand in inzet.running(session, datum)}
        assert news.inzet is not None
        assert due.inzet is not None
        assert stands[news.inzet].aandacht == ""
        assert "nieuws: " in news.waarom
        assert stands[due.inzet].stil_weken is not None
        assert "evaluatie" in due.waarom
        assert done.waarom == "kan worden afgesloten: teruggekoppeld aan de aanmelder"
        assert signal.signaal in {s.id for s in signalen.listed(session) if s.overleg is None}
        return items


def assert_nine(items: list[overleg.Punt]) -> None:
    assert [p.soort for p in items] == ["actie"] * OPEN_ACTIONS + THIS_WEEK


@pytest.mark.parametrize("datum", ODD_DAYS, ids=str)
def test_a_meeting_of_nine_items_is_ready_to_begin_whatever_the_day(tmp_path: Path, clock: Clock, datum: date) -> None:
    clock.at += timedelta(days=(datum - TODAY).days, hours=-9 + 1)
    team = demo.open_(Place(tmp_path / "oefen"), datum=datum, now=clock)
    with team.reading() as session:
        assert {r.status for r in casussen.listed(session)} == STAGES
        assert demo.made_for(session) == datum
        assert 5 <= len(inzet.running(session, datum)) <= 7
    assert_nine(begun(team, datum))
    assert [f.what for f in verify(team.store) if not f.ok] == []
    team.close()


def test_another_seed_tells_it_otherwise_with_the_same_stages(practice: Toegang, tmp_path: Path, clock: Clock) -> None:
    place = Place(tmp_path / "oefen")
    demo.make(place, datum=TODAY, seed=7)
    assert told_at(place, clock) != told(practice)
    team = demo.open_(place, datum=TODAY, now=clock)
    with team.reading() as session:
        regels = casussen.listed(session)
        assert {r.status for r in regels} == STAGES
    assert_nine(begun(team, TODAY))
    team.close()


def test_the_same_seed_and_day_tell_the_same(practice: Toegang, tmp_path: Path, clock: Clock) -> None:
    again = Place(tmp_path / "weer")
    demo.make(again, datum=TODAY)
    assert told_at(again, clock) == told(practice)


def told_at(place: Place, clock: Clock) -> list[object]:
    team = toegang.unlock(place, demo.PASSPHRASE, now=clock, writable=False)
    try:
        return told(team)
    finally:
        team.close()


def test_the_whole_of_it_passes_the_check_and_its_journal_names_nobody(practice: Toegang) -> None:
    assert [f.what for f in verify(practice.store, deep=True) if not f.ok] == []
    with practice.store.raw_cursor() as cursor:
        metas = [json.loads(raw) for (raw,) in cursor.execute("SELECT meta FROM sync_tx")]
    assert {key for meta in metas for key in meta} == {"app", "apparaat", "doel", "lid"}
    assert all(meta["doel"].isalpha() and meta["doel"].islower() for meta in metas)


def test_what_was_told_is_invented(practice: Toegang) -> None:
    with practice.reading() as session:
        people = session.exec(select(Identiteit)).all()
        members = {lid.naam for lid in session.exec(select(Lid))}
        actions = [a.omschrijving for a in session.exec(select(Actie))]
    assert all(i.aanmelder_mail is None or i.aanmelder_mail.endswith(".example") for i in people)
    assert {i.aanmelder_naam for i in people} <= set(demo_teksten.AANMELDERS)
    assert members == {m.naam for m in (demo_teksten.VOORZITTER, *demo_teksten.KERN, *demo_teksten.TEAMS)}
    assert {str(name).split()[-1] for name in members} <= INVENTED
    assert all(actions)
    vragen = [v.vraag for v in demo_teksten.VERHALEN]
    redenen = [s.reden for v in demo_teksten.VERHALEN for s in v.stappen]
    assert len(set(vragen)) == len(vragen)
    assert len(set(redenen)) == len(redenen)
    assert len({v.naam for v in demo_teksten.VERHALEN}) == len(vragen)


def test_it_opens_again_as_it_was_left_and_anew_when_asked(copied: Place, clock: Clock) -> None:
    team = demo.open_(copied, now=clock)
    assert_nine(begun(team, TODAY))
    team.close()
    team = demo.open_(copied, now=clock)
    with team.reading() as session:
        assert overleg.current(session) is not None
    team.close()
    team = demo.open_(copied, opnieuw=True, now=clock)
    with team.reading() as session:
        assert overleg.current(session) is None
    team.close()
    assert demo.is_practice(copied)
    assert not Path(f"{copied.folder}.nieuw").exists()
    assert not Path(f"{copied.folder}.nieuw.spoor").exists()


def test_on_another_day_it_opens_with_the_clock_on_that_day(copied: Place, clock: Clock) -> None:
    later = TODAY + timedelta(days=3)
    team = demo.open_(copied, datum=later, now=clock)
    assert team.wie().today == later
    with team.reading() as session:
        assert demo.made_for(session) == TODAY
    team.close()


def test_open_in_another_window_it_is_neither_opened_nor_replaced(copied: Place, clock: Clock) -> None:
    team = demo.open_(copied, now=clock)
    before = told(team)
    for opnieuw in (False, True):
        with pytest.raises(AlreadyOpen):
            demo.open_(copied, opnieuw=opnieuw, now=clock)
    assert told(team) == before
    team.close()


def test_a_real_team_in_the_folder_is_never_replaced(team: Toegang, place: Place, clock: Clock) -> None:
    team.close()
    for opnieuw in (False, True):
        with pytest.raises(Refused, match="echt team"):
            demo.open_(place, opnieuw=opnieuw, now=clock)
    assert not demo.is_practice(place)
    toegang.unlock(place, PASSPHRASE, now=clock).close()


@pytest.mark.parametrize("halfway", ["plan_first", "reopen"])
def test_a_crash_while_it_is_made_leaves_what_there_was(
    copied: Place, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch, halfway: str
) -> None:
    empty = Place(tmp_path / "leeg")
    monkeypatch.setattr(f"retcli.demo_verloop.Verloop.{halfway}", _crash)
    for place in (copied, empty):
        with pytest.raises(KeyboardInterrupt):
            demo.open_(place, opnieuw=True, datum=TODAY, now=clock)
        assert not Path(f"{place.folder}.nieuw").exists()
    assert not toegang.exists(empty)
    team = demo.open_(copied, now=clock)
    assert_nine(begun(team, TODAY))
    team.close()


@pytest.mark.parametrize("moved", ["sleutels.json", "retcli.db"])
def test_a_crash_while_it_is_put_in_place_leaves_nothing_and_the_next_time_works(
    copied: Place, made: Place, clock: Clock, monkeypatch: pytest.MonkeyPatch, moved: str
) -> None:
    replace = Path.replace

    def crash(self: Path, target: Path) -> Path:
        if self.name == moved and self.parent.name == "oefen.nieuw":
            raise KeyboardInterrupt
        return replace(self, target)

    monkeypatch.setattr(demo, "_build", lambda place, *_: shutil.copytree(made.folder, place.folder))
    with monkeypatch.context() as broken:
        broken.setattr(Path, "replace", crash)
        with pytest.raises(KeyboardInterrupt):
            demo.make(copied, datum=TODAY)
    assert not toegang.exists(copied)
    demo.open_(copied, datum=TODAY, now=clock).close()


def _crash(*_: object) -> None:
    raise KeyboardInterrupt


def test_leftovers_of_a_killed_program_are_in_nobodys_way(tmp_path: Path, clock: Clock) -> None:
    place = Place(tmp_path / "oefen")
    building = Path(f"{place.folder}.nieuw")
    building.mkdir()
    (building / "retcli.db").write_bytes(b"half")
    demo.open_(place, datum=TODAY, now=clock).close()
    assert not building.exists()


def test_practice_has_a_folder_of_its_own() -> None:
    assert locations.practice().folder != locations.home().folder
