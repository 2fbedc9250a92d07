"""The calendar file: what is planned, by pseudonym; the same event however often it is read in; RFC 5545 to the letter."""

from __future__ import annotations

import locale
import re
import time
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar
from sqlmodel import select

from db.columns import made_of
from db.models import Actie, Identiteit, Inzet, Overleg
from retcli import acties, casussen, instellingen, inzet, leden, overleg, triage, uitkomst
from retcli.errors import Refused
from retcli.notulen import kalender, uitgeven
from retcli.notulen.kalender import Kalender
from retcli.toegang import Toegang

from .conftest import Clock
from .screens.test_overleg import HOSTILE
from .test_overleg import TODAY, members, new_casus
from .test_vooraf import code

DAY = timedelta(days=1)
AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def composed(team: Toegang, lid: str | None = None) -> Kalender:
    with team.reading() as session:
        return kalender.compose(session, team.wie(), leden.find(session, lid) if lid else None)


def file(team: Toegang, lid: str | None = None) -> bytes:
    return kalender.maak(composed(team, lid), "ics")


def events(content: bytes) -> list[Any]:
    """As another program reads the file."""
    return list(Calendar.from_ical(content).walk("VEVENT"))


def summaries(team: Toegang, lid: str | None = None) -> list[str]:
    return [str(e["SUMMARY"]) for e in events(file(team, lid))]


def plan(team: Toegang, day: date, **given: str) -> UUID:
    with team.doing("plan") as session:
        return overleg.plan(session, team.wie(), day, **given)


def planned(team: Toegang) -> tuple[UUID, str]:
    """A meeting, two actions, and an inzet of JB and MK with an evaluation. Gives the casus and its code."""
    jb, mk, td = members(team)
    casus = new_casus(team)
    plan(team, TODAY + 7 * DAY, tijd="9:30", plaats="Stadhuis; kamer 4, Enschede")
    with team.doing("alles") as session:
        wie = team.wie()
        instellingen.put(session, "evaluatie_weken", "uit")
        besluit = triage.decide(session, wie, casus, "TA", team=1)
        triage.assign(session, wie, besluit, [jb, mk], start=TODAY)
        deployed = inzet.find(session, casussen.card(session, casus).casus)
        inzet.start(session, wie, deployed)
        inzet.plan_evaluation(session, wie, deployed, TODAY + 42 * DAY)
        acties.add(session, wie, "terugkoppelen", eigenaar=jb, voor=TODAY + DAY, casus=casus)
        acties.add(session, wie, "zaal regelen", eigenaar=td, voor=TODAY + 2 * DAY)
        acties.add(session, wie, "zonder datum", eigenaar=td, voor=None)
        acties.done(session, wie, acties.add(session, wie, "al gedaan", eigenaar=td, voor=TODAY))
    return casus, code(team, casus)


def test_it_has_the_meetings_the_open_actions_and_the_evaluations(team: Toegang) -> None:
    _, casus = planned(team)
    assert summaries(team) == [
        f"Actie {casus}: terugkoppelen",
        "Actie: zaal regelen",
        "Overleg RET-AnderS",
        f"Evaluatie inzet {casus}, Team AnderS 1",
    ]
    action, _, meeting, evaluation = events(file(team))
    assert (action.start, action.end) == (TODAY + DAY, TODAY + 2 * DAY)
    assert (evaluation.start, evaluation.end) == (TODAY + 42 * DAY, TODAY + 43 * DAY)
    assert meeting.start == datetime(2026, 12, 1, 9, 30, tzinfo=AMSTERDAM)
    assert meeting.end - meeting.start == kalender.LASTS
    assert str(meeting["LOCATION"]) == "Stadhuis; kamer 4, Enschede"
    assert {str(e["TRANSP"]) for e in (action, evaluation)} == {"TRANSPARENT"}
    assert {str(e["CLASS"]) for e in events(file(team))} == {"PRIVATE"}


def test_of_an_inzet_are_its_start_every_evaluation_its_expected_end_and_the_after_care(team: Toegang, clock: Clock) -> None:
    jb, mk, _ = members(team)
    casus = new_casus(team)
    name = code(team, casus)
    with team.doing("inzet") as session:
        triage.decide(session, team.wie(), casus, "TA", duo=(jb, mk), start=TODAY)
        on = inzet.find(session, name)
        session.get_one(Inzet, on).inzet_planning_verwacht_einde = TODAY + 90 * DAY
    before = events(file(team))
    assert [str(e["SUMMARY"]) for e in before] == [f"Start inzet {name}, Team AnderS 1", f"Verwacht einde inzet {name}, Team AnderS 1"]
    assert {str(e["UID"]) for e in before} == {f"start-{on.hex}@retcli", f"einde-{on.hex}@retcli"}
    clock.go_on(hours=1)
    with team.doing("begin") as session:
        inzet.start(session, team.wie(), on, verwacht_einde=TODAY + 100 * DAY)
    running = events(file(team))
    assert [(str(e["SUMMARY"]).split()[0], (e.start - TODAY).days) for e in running] == [
        ("Evaluatie", 14), ("Evaluatie", 42), ("Evaluatie", 84), ("Verwacht", 100),
    ]  # fmt: skip
    assert (str(running[3]["UID"]), int(running[3]["SEQUENCE"])) == (f"einde-{on.hex}@retcli", int(before[1]["SEQUENCE"]) + 1)
    with team.doing("sluit") as session:
        uitkomst.close(session, team.wie(), on, resultaat="THUIS", casus_ook=True)
    ended = [f"Nazorg na 3 maanden, inzet {name}, Team AnderS 1", f"Nazorg na 6 maanden, inzet {name}, Team AnderS 1"]
    assert summaries(team, "MK") == ended
    assert events(file(team))[0].start == date(2027, 2, 24)
    assert {str(e["UID"]) for e in events(file(team))} == {f"nazorg-{n.hex}@retcli" for n in (made_of("nazorg", on, m) for m in (3, 6))}
    with team.doing("nazorg") as session:
        uitkomst.look_back(session, team.wie(), made_of("nazorg", on, 3), "Het gaat goed met Sterre.")
    assert summaries(team) == ended[1:]
    with pytest.raises(Refused):
        composed(team, "TD")


@pytest.mark.parametrize("whose", [None, "MK"])
def test_the_statements_for_after_care_do_not_grow_with_it(team: Toegang, whose: str | None) -> None:
    def statements() -> int:
        seen: list[str] = []
        with team.reading() as session:
            kept = session.connection().connection.driver_connection
            kept.set_trace_callback(seen.append)  # type: ignore[union-attr]  # SQLCipher's own
            kalender.compose(session, team.wie(), leden.find(session, whose) if whose else None)
            kept.set_trace_callback(None)  # type: ignore[union-attr]  # the same
        return len([line for line in seen if line.startswith("SELECT")])

    jb, mk, td = members(team)

    def ended(*duo: UUID) -> None:
        casus = new_casus(team)
        with team.doing("inzet") as session:
            triage.decide(session, team.wie(), casus, "TA", duo=duo, start=TODAY)
            on = inzet.find(session, casussen.card(session, casus).casus)
            inzet.start(session, team.wie(), on)
            uitkomst.close(session, team.wie(), on)

    ended(jb, mk)
    few = statements()
    for duo in ((jb, mk), (mk, td), (jb, td)):
        ended(*duo)
    assert statements() == few
    assert len(summaries(team, whose)) == (6 if whose else 8)


def test_of_one_member_are_the_meetings_and_what_that_member_does(team: Toegang) -> None:
    _, casus = planned(team)
    assert summaries(team, "TD") == ["Actie: zaal regelen", "Overleg RET-AnderS"]
    assert summaries(team, "MK") == ["Overleg RET-AnderS", f"Evaluatie inzet {casus}, Team AnderS 1"]
    assert composed(team, "MK").bestand("ics") == "kalender-mk.ics"


def test_what_leads_to_someone_is_left_out_and_the_rest_stays(team: Toegang) -> None:
    casus, name = planned(team)
    with team.doing("naam") as session:
        session.add(Identiteit(casus=casus, roepnaam="Sterre"))
        acties.add(session, team.wie(), "Sterre ophalen", eigenaar=team.lid, voor=TODAY, casus=casus)
        acties.add(session, team.wie(), "Jan Bos bellen", eigenaar=team.lid, voor=TODAY)
        row = session.exec(select(Overleg)).one()
        row.plaats = "thuis bij Jan Bos"
    content = file(team).decode()
    assert "Sterre" not in content
    assert "Bos" not in content
    assert "LOCATION" not in content
    assert sorted(summaries(team))[:3] == ["Actie", f"Actie {name}", f"Actie {name}: terugkoppelen"]


def test_a_meeting_that_was_moved_or_cancelled_is_the_same_event_with_a_higher_number(team: Toegang, clock: Clock) -> None:
    meeting = plan(team, TODAY + 7 * DAY, tijd="9:30")
    (first,) = events(file(team))
    clock.go_on(hours=2)
    with team.doing("verzet") as session:
        overleg.move(session, team.wie(), meeting, TODAY + 8 * DAY, tijd="13:00")
    (second,) = events(file(team))
    clock.go_on(hours=2)
    with team.doing("afgelast") as session:
        overleg.cancel(session, team.wie(), meeting, "herfstvakantie")
    third = next(e for e in events(file(team)) if str(e["UID"]) == str(first["UID"]))
    assert {str(e["UID"]) for e in (first, second, third)} == {f"overleg-{meeting.hex}@retcli"}
    assert [int(e["SEQUENCE"]) for e in (first, second, third)] == [0, 1, 2]
    stamps = [e["DTSTAMP"].dt for e in (first, second, third)]
    assert stamps == sorted(set(stamps))
    assert [str(e["STATUS"]) for e in (first, second, third)] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert (str(third["SUMMARY"]), str(third["TRANSP"])) == ("Afgelast: overleg RET-AnderS", "TRANSPARENT")
    assert "herfstvakantie" not in file(team).decode()
    assert second.start == datetime(2026, 12, 2, 13, 0, tzinfo=AMSTERDAM)


def test_an_action_that_moved_is_the_same_event_and_one_that_is_done_is_gone(team: Toegang, clock: Clock) -> None:
    with team.doing("actie") as session:
        actie = acties.add(session, team.wie(), "bellen", eigenaar=team.lid, voor=TODAY)
    (first,) = events(file(team))
    clock.go_on(minutes=1)
    with team.doing("verzet") as session:
        acties.move(session, team.wie(), actie, TODAY + DAY)
    (second,) = events(file(team))
    assert str(second["UID"]) == str(first["UID"])
    assert (int(first["SEQUENCE"]), int(second["SEQUENCE"])) == (0, 1)
    with team.doing("klaar") as session:
        acties.done(session, team.wie(), actie)
    with pytest.raises(Refused, match="niets voor in de kalender"):
        file(team)


def test_a_meeting_of_the_past_and_one_that_was_held_are_not_in_it(team: Toegang, clock: Clock) -> None:
    past = plan(team, TODAY - 7 * DAY)
    now = plan(team, TODAY)
    with team.doing("begin") as session:
        overleg.begin(session, team.wie(), now)
    assert [str(e["UID"]) for e in events(file(team))] == [f"overleg-{now.hex}@retcli"]
    assert past.hex not in file(team).decode()
    with team.doing("sluit") as session:
        overleg.close(session, team.wie(), now)
    assert [e.start for e in events(file(team))] == [TODAY + 7 * DAY]


def test_the_file_is_as_the_rules_of_calendars_want_it(team: Toegang) -> None:
    """RFC 5545: lines of at most 75 octets ending in CRLF, a zone that is there before it is used, one of each property."""
    planned(team)
    with team.doing("lang") as session:
        acties.add(session, team.wie(), "één lange zin, met; tekens \\ en 😀 erin " * 3, eigenaar=team.lid, voor=TODAY)
    content = file(team)
    assert content.endswith(b"END:VCALENDAR\r\n")
    lines = content.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    assert b"\n" not in content.replace(b"\r\n", b"")
    text = content.replace(b"\r\n ", b"").decode()
    assert text.index("BEGIN:VTIMEZONE") < text.index("BEGIN:VEVENT")
    assert "METHOD:" not in text  # with one, the organizer would have to be named
    for event in re.findall(r"BEGIN:VEVENT\r\n(.*?)END:VEVENT", text, re.DOTALL):
        names = [re.split(r"[;:]", line)[0] for line in event.splitlines()]
        assert len(names) == len(set(names))
        assert {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "SEQUENCE", "CLASS", "TRANSP", "STATUS"} <= set(names)
        assert re.search(r"DTSTAMP:\d{8}T\d{6}Z", event)
    assert r"Stadhuis\; kamer 4\, Enschede" in text


def test_the_zone_that_is_written_out_is_dutch_time(team: Toegang) -> None:
    plan(team, TODAY + 7 * DAY, tijd="9:30")
    (zone,) = list[Any](Calendar.from_ical(file(team)).walk("VTIMEZONE"))
    written = zone.to_tz()
    for day in (date(2026, 3, 28), date(2026, 3, 29), date(2026, 10, 24), date(2026, 10, 25), date(2027, 7, 1)):
        noon = datetime(day.year, day.month, day.day, 12)
        assert noon.replace(tzinfo=written).utcoffset() == noon.replace(tzinfo=AMSTERDAM).utcoffset(), day


def test_without_an_hour_no_zone_is_written_and_the_day_is_whole(team: Toegang) -> None:
    plan(team, TODAY + 7 * DAY)
    content = file(team)
    assert b"VTIMEZONE" not in content
    (meeting,) = events(content)
    assert (meeting.start, str(meeting["TRANSP"])) == (TODAY + 7 * DAY, "TRANSPARENT")


def test_an_hour_that_can_not_be_is_a_whole_day(team: Toegang) -> None:
    """Another laptop can have written anything."""
    meeting = plan(team, TODAY + 7 * DAY)
    with team.doing("vreemd") as session:
        session.get_one(Overleg, meeting).tijd = "kwart over"
    (found,) = events(file(team))
    assert found.start == TODAY + 7 * DAY


@pytest.mark.parametrize("words", [*HOSTILE, "a;b,c:d", "BEGIN:VEVENT", "\r\nEND:VCALENDAR\r\n", "x\\n\\,", "DTSTART;VALUE=DATE:20200101"])
def test_text_of_people_stays_text(team: Toegang, words: str) -> None:
    planned(team)
    with team.doing("wijzig") as session:
        for actie in session.exec(select(Actie)):
            actie.omschrijving = words
        session.exec(select(Overleg)).one().plaats = words
    found = events(file(team))
    assert len(found) == 4
    assert sum(str(e["SUMMARY"]).startswith("Actie") for e in found) == 2
    assert "\n" not in "".join(str(e["SUMMARY"]) + str(e.get("LOCATION", "")) for e in found)


def test_sixty_actions_are_sixty_events(team: Toegang) -> None:
    with team.doing("veel") as session:
        for n in range(60):
            acties.add(session, team.wie(), f"nummer {n}", eigenaar=team.lid, voor=TODAY + n * DAY)
    found = events(file(team))
    assert len({str(e["UID"]) for e in found}) == len(found) == 60


def test_the_same_data_gives_the_same_bytes_on_another_day_place_and_language(
    team: Toegang, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    planned(team)
    first = file(team)
    clock.at = datetime(2026, 11, 27, 23, 30, tzinfo=UTC)
    old = locale.setlocale(locale.LC_ALL)
    try:
        for zone, language in (("Pacific/Auckland", "C"), ("America/Los_Angeles", "C.UTF-8")):
            monkeypatch.setenv("TZ", zone)
            if hasattr(time, "tzset"):
                time.tzset()
            locale.setlocale(locale.LC_ALL, language)
            assert file(team) == first
    finally:
        locale.setlocale(locale.LC_ALL, old)


def test_it_can_be_looked_at_as_a_document_too(team: Toegang) -> None:
    _, casus = planned(team)
    made = kalender.maak(composed(team), "md").decode()
    assert f"| wo 25 nov | Actie {casus}: terugkoppelen |" in made
    assert "| di 1 dec, 09:30 | Overleg RET-AnderS | Stadhuis; kamer 4, Enschede |" in made
    with pytest.raises(Refused, match="vorm vcs"):
        kalender.maak(composed(team), "vcs")
    assert uitgeven.maak(composed(team), "pdf").startswith(b"%PDF")
