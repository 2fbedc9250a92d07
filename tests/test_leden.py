"""The people: what they can do, where they come, when they are away, and what is refused."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import Session, select

from db.columns import made_of
from db.models import Afwezigheid, Lid, LidExpertise, LidTaal
from retcli import instellingen, inzet, leden, ongedaan
from retcli.errors import NotFound, Refused
from retcli.leden import Afwezig, LidProfiel
from retcli.toegang import Toegang

from .test_inzet import deployed
from .test_overleg import TODAY

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)


@pytest.fixture
def people(team: Toegang) -> Toegang:
    """The team with JB, of team 1."""
    with team.doing("lid") as session:
        leden.add(session, "JB", naam="Jan Bos", team=1)
    return team


def profile(team: Toegang, lid: str = "JB") -> LidProfiel:
    with team.reading() as session:
        return leden.profile(session, lid, TODAY)


def change(team: Toegang, lid: str = "JB", /, **fields: object) -> list[str]:
    """Change a member; what the user is told."""
    wie = team.wie()
    with team.doing("lid") as session:
        leden.change(session, lid, wie=wie, **fields)
    return wie.notes


def away(team: Toegang, van: date, tot: date | None = None, reden: str | None = None, **more: Any) -> Afwezig:
    with team.doing("afwezig") as session:
        return leden.away(session, team.wie(), "JB", van, tot, reden, **more)


def back(team: Toegang, datum: date | None = None) -> str:
    """Someone is back; what the user is told."""
    with team.doing("afwezig") as session:
        return leden.back(session, team.wie(), "JB", datum).woorden


def periods(team: Toegang) -> list[tuple[date | None, date | None]]:
    return [(a.van, a.tot) for a in profile(team).afwezig]


# --- fields


def test_everything_of_a_member_is_kept_and_read_back(people: Toegang) -> None:
    change(
        people, expertise=["TRAUMA", "SCHEIDING"], talen=["turks", " Arabisch  "], gemeenten=["GM0153"], uren_per_week=24, plekken=3,
        actief_van=TODAY - WEEK, actief_tot=TODAY + WEEK, organisatie="Aanbieder A", discipline="pedagoog", rol="EXPERT",
    )  # fmt: skip
    p = profile(people)
    assert (p.expertise, p.talen, p.gemeenten) == (("SCHEIDING", "TRAUMA"), ("Arabisch", "Turks"), ("GM0153",))
    assert (p.uren_per_week, p.plekken, p.kaart.plekken) == (24, 3, 3)
    assert (p.kaart.actief_van, p.kaart.actief_tot) == (TODAY - WEEK, TODAY + WEEK)
    assert (p.kaart.organisatie, p.kaart.discipline, p.kaart.rol) == ("Aanbieder A", "pedagoog", "EXPERT")


def test_what_is_not_named_stays_and_an_empty_value_clears(people: Toegang) -> None:
    change(people, expertise=["TRAUMA"], talen=["Turks"], uren_per_week=24, plekken=3, actief_tot=TODAY, organisatie="A", rol="EXPERT")
    change(people, naam="Jan Bosch")
    assert profile(people).talen == ("Turks",)
    change(people, expertise="", talen=[], uren_per_week="", plekken="", actief_tot="", organisatie="", rol="", team="")
    p = profile(people)
    assert (p.expertise, p.talen, p.uren_per_week, p.plekken) == ((), (), None, None)
    assert (p.kaart.actief_tot, p.kaart.organisatie, p.kaart.rol, p.kaart.team) == (None, None, None, None)


def test_a_set_is_made_alike_on_every_laptop_and_only_what_differs_is_written(people: Toegang) -> None:
    change(people, talen=["Turks", "Engels"], expertise=["TRAUMA"])
    jb = profile(people).kaart.id
    with people.reading() as session:
        assert {row.id for row in session.exec(select(LidTaal))} == {made_of("lid_taal", jb, word) for word in ("turks", "engels")}
        assert [row.id for row in session.exec(select(LidExpertise))] == [made_of("lid_expertise", jb, "TRAUMA")]
    with people.doing("lid") as session:
        leden.change(session, "JB", talen=["TURKS", "Frans"], expertise=["TRAUMA"])
        captured = session.connection().connection.cursor().execute("SELECT count(*) FROM sync_capture").fetchone()
    assert captured == (2,)  # Engels gone, Frans there
    assert profile(people).talen == ("Frans", "Turks")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (["turks", "Türks", "TURKS"], ("Turks",)),
        (["ijslands"], ("IJslands",)),
        (["IJslands", "Ijslands"], ("IJslands",)),
        (["nederlandse Gebarentaal (NGT)"], ("Nederlandse Gebarentaal (NGT)",)),
        (["中文", "日本語"], ("中文", "日本語")),
        (["", "  "], ()),
        (["Berbers\n(Tarifit)"], ("Berbers (Tarifit)",)),
    ],
)
def test_a_language_is_kept_once_and_with_a_capital(people: Toegang, typed: list[str], kept: tuple[str, ...]) -> None:
    change(people, talen=typed)
    assert tuple(w.replace("ü", "u") for w in profile(people).talen) == kept


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"uren_per_week": 61}, "tussen 0 en 60"),
        ({"uren_per_week": -1}, "tussen 0 en 60"),
        ({"plekken": 41}, "tussen 0 en 40"),
        ({"team": 3}, "twee teams"),
        ({"rol": "BAAS"}, "De rol BAAS is onbekend"),
        ({"naam": ""}, "Een naam is nodig"),
        ({"expertise": ["XYZ"]}, "XYZ kan hier niet"),
        ({"expertise": ["ONB"]}, "ONB kan hier niet"),
        ({"gemeenten": ["Enschede"]}, "Kies uit GM0141"),
        ({"talen": ["x" * 41]}, "er passen er 40"),
        ({"actief_van": TODAY, "actief_tot": TODAY - DAY}, "ligt voor de eerste"),
        ({"code": "AV"}, "AV is al de korte naam van iemand"),
        ({"code": "a b"}, "één tot acht letters"),
    ],
)
def test_what_can_not_be_is_refused_and_nothing_is_kept(people: Toegang, fields: dict[str, object], why: str) -> None:
    before = profile(people)
    with pytest.raises(Refused) as refused:
        change(people, organisatie="Aanbieder Z", **fields)
    assert why in refused.value.sentence()
    assert profile(people) == before


def test_the_last_day_is_held_against_the_first_that_is_known(people: Toegang) -> None:
    change(people, actief_van=TODAY)
    with pytest.raises(Refused, match="ligt voor de eerste"):
        change(people, actief_tot=TODAY - DAY)


def test_a_short_name_can_change_also_to_itself(people: Toegang) -> None:
    change(people, code="jb")
    change(people, code="JBO")
    assert profile(people, "JBO").kaart.naam == "Jan Bos"


def test_two_of_the_same_short_name_from_two_laptops_can_be_told_apart_by_id(people: Toegang) -> None:
    with people.doing("sync") as session:
        other = Lid(code="JB", naam="Joke Berg", team=2)
        session.add(other)
    with pytest.raises(NotFound, match="past op meer leden"):
        change(people, code="JO")
    with people.doing("lid") as session:
        leden.change(session, other.id, code="JO")
    assert profile(people).kaart.naam == "Jan Bos"


def test_who_has_the_short_name_of_another_is_named_in_full_to_give_one_of_them_another(people: Toegang) -> None:
    with people.doing("lid") as session:
        session.add(Lid(code="JB", naam="Jan Bosch"))
    with people.reading() as session, pytest.raises(NotFound) as refused:
        leden.find(session, "jb")
    assert refused.value.sentence() == (
        "JB past op meer leden: JB (Jan Bos), JB (Jan Bosch)."
        ' Geef de hele naam, of een van hen een andere korte naam: `retcli team wijzig "Jan Bos" --korte-naam …`.'
    )
    change(people, "Jan Bos", code="JB2")
    assert (profile(people, "JB").kaart.naam, profile(people, "JB2").kaart.naam) == ("Jan Bosch", "Jan Bos")


def test_two_of_one_name_and_short_name_are_told_apart_on_the_screen_of_the_team(people: Toegang) -> None:
    with people.doing("lid") as session:
        session.add(Lid(code="JB", naam="Jan Bos"))
    with people.reading() as session, pytest.raises(NotFound) as refused:
        leden.find(session, "Jan Bos")
    assert refused.value.sentence().endswith("Geef op het scherm Team een van hen een andere korte naam.")


def test_a_number_that_may_be_a_bsn_is_left_out_and_told(people: Toegang) -> None:
    assert "weggelaten" in change(people, discipline="bsn 111222333")[0]


def test_who_leaves_is_told_in_which_inzetten_they_still_are(team: Toegang) -> None:
    deployed(team)
    with team.reading() as session:
        (running,) = inzet.running(session, TODAY)
    told = f"JB zit daarna nog in de inzet op {running.casus}; kies daar een ander."
    assert change(team, actief_tot=TODAY + WEEK) == [told]
    assert change(team, naam="Jan Bosch") == []
    with team.doing("x") as session:
        inzet.start(session, team.wie(), running.id, verwacht_einde=TODAY + 2 * DAY)
    assert change(team, actief_tot=TODAY + WEEK) == []
    assert change(team, actief_tot=TODAY + DAY) == [told]


def test_the_number_of_places_is_the_teams_unless_the_member_has_their_own(team: Toegang) -> None:
    with team.doing("x") as session:
        leden.add(session, "MK", naam="Mia Kok", team=1, plekken=1)
        leden.add(session, "TD", naam="Ties Dam", team=2)
        instellingen.put(session, "plekken_standaard", "3")
        found = {lid.code: lid.plekken for lid in leden.everyone(session)}
        rooms = {room.lid.code: room.vrij for room in leden.capacity(session, TODAY)}
    assert found == {"AV": 0, "MK": 1, "TD": 3}
    assert rooms == {"MK": 1, "TD": 3}


# --- what is typed


@pytest.mark.parametrize(
    ("veld", "typed", "read"),
    [
        ("expertise", "trauma, ADHD; scheid", ["TRAUMA", "ADHD", "SCHEIDING"]),
        ("expertise", " , trauma,TRAUMA", ["TRAUMA"]),
        ("gemeenten", "Enschede, GM0164, losser", ["GM0153", "GM0164", "GM0168"]),
        ("talen", "Turks, Arabisch", ["Turks", "Arabisch"]),
        ("talen", "", []),
        ("plekken", "standaard", ""),
        ("plekken", " 3 ", 3),
        ("uren_per_week", "", ""),
        ("actief_tot", "31-12", date(2026, 12, 31)),
        ("actief_tot", "", ""),
        ("rol", "voorzitter", "VOORZITTER"),
        ("organisatie", " Aanbieder A ", "Aanbieder A"),
    ],
)
def test_what_people_type_is_read(veld: str, typed: str, read: object) -> None:
    assert leden.read(veld, typed, TODAY) == read


@pytest.mark.parametrize(
    ("veld", "typed", "why"),
    [
        ("expertise", "trauma, xx", "xx is geen expertise"),
        ("expertise", "onbekend", "onbekend is geen expertise"),
        ("expertise", "probl", "of Overige psychiatrische problematiek"),
        ("gemeenten", "Parijs", "Parijs is geen gemeente"),
        ("plekken", "veel", "veel is geen heel getal"),
        ("team", "１", "geen heel getal"),
        ("uren_per_week", "1e3", "geen heel getal"),
        ("actief_van", "straks", "is geen datum"),
    ],
)
def test_what_can_not_be_read_says_what_to_do(veld: str, typed: str, why: str) -> None:
    with pytest.raises(Refused) as refused:
        leden.read(veld, typed, TODAY)
    assert why in refused.value.sentence()
    assert refused.value.hint


# --- away


def test_who_is_away_has_no_place_that_day(people: Toegang) -> None:
    away(people, TODAY, TODAY + 3 * DAY, "cursus")
    with people.reading() as session:
        assert [leden.capacity(session, TODAY + n * DAY)[0].vrij for n in (-1, 0, 3, 4)] == [2, 0, 0, 2]
    (a,) = profile(people).afwezig
    assert (a.reden, a.woorden) == ("cursus", "vanaf 24-11-2026 tot en met 27-11-2026")


@pytest.mark.parametrize(
    ("van", "tot"), [(0, 3), (3, 9), (-2, 0), (-2, None), (1, 2), (3, None)], ids=["same", "end", "begin", "over", "in", "on"]
)
def test_the_same_days_are_not_told_twice(people: Toegang, van: int, tot: int | None) -> None:
    away(people, TODAY, TODAY + 3 * DAY, "eerste")
    with pytest.raises(Refused, match="al afwezig vanaf 24-11-2026 tot en met 27-11-2026"):
        away(people, TODAY + van * DAY, TODAY + tot * DAY if tot is not None else None, "tweede")
    away(people, TODAY + 4 * DAY)
    assert periods(people) == [(TODAY, TODAY + 3 * DAY), (TODAY + 4 * DAY, None)]


def test_an_end_before_the_start_is_refused(people: Toegang) -> None:
    with pytest.raises(Refused, match="ligt voor het begin"):
        away(people, TODAY, TODAY - DAY)
    assert periods(people) == []


def test_an_absence_can_be_changed_and_is_not_in_its_own_way(people: Toegang) -> None:
    made = away(people, TODAY, TODAY + 3 * DAY, "cursus")
    away(people, TODAY + DAY, TODAY + 9 * DAY, in_plaats_van=made.id)
    assert periods(people) == [(TODAY + DAY, TODAY + 9 * DAY)]
    with people.doing("afwezig") as session:
        leden.remove_absence(session, made.id)
    assert periods(people) == []
    with people.doing("afwezig") as session, pytest.raises(NotFound):
        leden.remove_absence(session, made.id)


@pytest.mark.parametrize(
    ("datum", "left"),
    [
        (None, [(-7, -1), (10, 20)]),
        (1, [(-7, 0), (10, 20)]),
        (6, [(-7, 5), (10, 20)]),
        (-7, [(10, 20)]),
        (15, [(-7, 3), (10, 14)]),
        (10, [(-7, 3)]),
    ],
    ids=["today", "tomorrow", "later", "never", "in the next", "not the next"],
)
def test_who_is_back_ends_the_absence_around_that_day(people: Toegang, datum: int | None, left: list[tuple[int, int]]) -> None:
    away(people, TODAY - WEEK, TODAY + 3 * DAY)
    away(people, TODAY + 10 * DAY, TODAY + 20 * DAY)
    back(people, TODAY + datum * DAY if datum is not None else None)
    jb = profile(people).kaart.id
    with people.reading() as session:
        rows = leden.absences(session)[jb]
    assert [(a.van, a.tot) for a in rows] == [(TODAY + since * DAY, TODAY + until * DAY) for since, until in left]


def test_who_stays_away_longer_can_not_run_into_the_next_absence(people: Toegang) -> None:
    away(people, TODAY - WEEK, TODAY + 3 * DAY)
    away(people, TODAY + 10 * DAY, TODAY + 20 * DAY)
    with pytest.raises(Refused, match="al afwezig"):
        back(people, TODAY + 25 * DAY)
    assert periods(people) == [(TODAY - WEEK, TODAY + 3 * DAY), (TODAY + 10 * DAY, TODAY + 20 * DAY)]


def test_an_absence_that_goes_is_told_with_its_days(people: Toegang) -> None:
    away(people, TODAY + 10 * DAY, TODAY + 20 * DAY)
    assert back(people) == "De afwezigheid van JB vanaf 04-12-2026 tot en met 14-12-2026 vervalt."
    away(people, TODAY - DAY)
    assert back(people, TODAY + DAY) == "JB is er weer vanaf wo 25 nov."


def test_who_is_not_away_is_not_back(people: Toegang) -> None:
    with pytest.raises(Refused, match="JB is niet afwezig"):
        back(people)
    away(people, TODAY - 2 * WEEK, TODAY - WEEK)
    with pytest.raises(Refused, match="JB is niet afwezig"):
        back(people)


def test_absences_of_two_laptops_over_the_same_days_end_together(people: Toegang) -> None:
    jb = profile(people).kaart.id
    with people.doing("sync") as session:
        session.add_all([Afwezigheid(lid=jb, van=TODAY - WEEK, tot=None), Afwezigheid(lid=jb, van=None, tot=TODAY + WEEK)])
    back(people)
    with people.reading() as session:
        assert [(a.van, a.tot) for a in leden.absences(session)[jb]] == [(None, TODAY - DAY), (TODAY - WEEK, TODAY - DAY)]


def test_undo_brings_an_absence_back(people: Toegang) -> None:
    away(people, TODAY, TODAY + WEEK)
    back(people)
    assert periods(people) == []
    assert "afwezigheid" in ongedaan.undo(people).woorden
    assert periods(people) == [(TODAY, TODAY + WEEK)]


def test_who_is_gone_is_not_found(people: Toegang) -> None:
    with people.reading() as session, pytest.raises(NotFound):
        leden.profile(session, UUID(int=7), TODAY)


def test_the_statements_for_all_members_do_not_grow_with_them(people: Toegang) -> None:
    def statements(session: Session) -> int:
        seen: list[str] = []
        session.connection().connection.driver_connection.set_trace_callback(seen.append)  # type: ignore[union-attr]  # SQLCipher's own
        leden.profiles(session, TODAY)
        session.connection().connection.driver_connection.set_trace_callback(None)  # type: ignore[union-attr]  # the same
        return len([line for line in seen if line.startswith("SELECT")])

    with people.reading() as session:
        few = statements(session)
    with people.doing("lid") as session:
        for n in range(30):
            leden.add(session, f"X{n}", naam=f"X{n}", team=2, talen=["Turks"], expertise=["TRAUMA"])
    with people.reading() as session:
        assert statements(session) == few <= 8
