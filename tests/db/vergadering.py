"""A meeting by its rules, as a writer that can be killed: eight acts a meeting, week after week (see `scripted`).

Each act also makes an action that carries its number, in the same transaction: so an act is found whole or not at all.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlmodel import Session, col, func, select

from db.models import Actie, Agendapunt, Besluit, Casus, Inzet, InzetLid, Lid, Overleg
from retcli import acties, intake, leden, overleg, triage
from retcli.toegang import Toegang
from retcli.wie import Wie

FIRST_MEETING = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
ACTS = ("aanmelding", "begin", "besluit", "duo", "notitie", "stap", "aanwezig", "sluit")


def meeting(team: Toegang, number: int) -> None:
    """The next act of the meeting that is going on."""
    week, act = divmod(number - 1, len(ACTS))
    wie = Wie(team.lid, FIRST_MEETING + timedelta(days=7 * week, minutes=act))
    with team.doing(ACTS[act]) as session:
        _do(session, wie, ACTS[act], f"h{number}")
        running = overleg.current(session)
        acties.add(session, wie, f"h{number}", eigenaar=team.lid, voor=wie.today, overleg=running.id if running else None)


def _do(session: Session, wie: Wie, act: str, mark: str) -> None:
    if act == "aanmelding":
        if len(leden.everyone(session)) == 1:
            leden.add(session, "JB", naam="Jan Bos", team=1, organisatie="A")
            leden.add(session, "MK", naam="Mia Kok", team=1, organisatie="B")
        intake.register(session, wie, {"vraag": mark, "gemeente": "GM0153", "bijkomend": ["ADHD", "HECHT"]})
        return
    if act == "begin":
        overleg.begin(session, wie)
        return
    kop = overleg.running(session)
    item = next(p for p in overleg.agenda(session, kop.id, wie.today) if p.soort == "nieuw")
    assert item.casus_id is not None
    if act == "besluit":
        triage.decide(session, wie, item.casus_id, "CON", overleg=kop.id, reden=mark)
    elif act == "duo":
        duo = [leden.find(session, name).id for name in ("JB", "MK")]
        triage.decide(session, wie, item.casus_id, "TA", overleg=kop.id, duo=duo)
    elif act == "notitie":
        overleg.set_note(session, wie, kop.id, item, mark)
    elif act == "stap":
        overleg.go_to_step(session, wie, kop.id, item.id, item)
    elif act == "aanwezig":
        overleg.set_attendance(session, kop.id, wie.lid, "DEELS")
    else:
        overleg.close(session, wie, kop.id)


def found(team: Toegang) -> set[int]:
    """The numbers of the acts that are there. Raises AssertionError when one is there by half."""
    with team.reading() as session:
        marks = [m for m in session.exec(select(Actie.omschrijving)) if m and m.startswith("h")]
        numbers = {int(mark[1:]) for mark in marks}
        assert len(marks) == len(numbers)
        assert numbers == set(range(1, len(numbers) + 1))
        for act, held in (
            ("aanmelding", session.exec(select(Casus.vraag)).all()),
            ("besluit", session.exec(select(Besluit.reden)).all()),
            ("notitie", [n for n in session.exec(select(Agendapunt.notitie)) if n]),
        ):
            assert sorted(h or "" for h in held) == sorted(_marks(numbers, act))
        begun = session.exec(select(func.count()).where(col(Overleg.gestart_op).is_not(None))).one()
        closed = session.exec(select(func.count()).where(col(Overleg.gesloten_op).is_not(None))).one()
        assert (begun, closed) == (len(_marks(numbers, "begin")), len(_marks(numbers, "sluit")))
        assert session.exec(select(func.count()).select_from(Inzet)).one() == len(_marks(numbers, "duo"))
        assert session.exec(select(func.count()).select_from(InzetLid)).one() == 2 * len(_marks(numbers, "duo"))
        assert session.exec(select(func.count()).select_from(Lid)).one() == (3 if numbers else 1)
    return numbers


def _marks(numbers: set[int], act: str) -> list[str]:
    return [f"h{n}" for n in numbers if ACTS[(n - 1) % len(ACTS)] == act]


meeting.found = found  # type: ignore[attr-defined]  # the counterpart travels with the writer
