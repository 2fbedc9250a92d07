"""How long it takes to propose a duo: all 1,770 pairs of 60 members, read from an encrypted file and not; and four casussen together.

Run as `python -m benchmarks.duo [ROUNDS]`. Every member has expertise, towns and a load; the casus asks for seven things. The four casussen
together are the worst case too: everybody has one place and every casus wants the same people.
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from uuid import UUID

from db.codes import GEMEENTE, PROBLEMATIEK, PROBLEMATIEK_OUDERS
from db.keys import Cost
from db.models import LidExpertise, LidGemeente
from retcli import duo, instellingen, intake, leden, toegang
from retcli.duo import Gewichten, Kandidaat, Vraag
from retcli.leden import LidKaart
from retcli.locations import Place

MEMBERS = 60
TODAY = date(2026, 11, 24)
AIM_MS = 50
CODES = [code for code in (*PROBLEMATIEK.codes, *PROBLEMATIEK_OUDERS.codes) if code not in duo.UNTOLD]
TOWNS = list(GEMEENTE.codes)[:14]
WEIGHTS = Gewichten(*(int(a.standaard) for a in instellingen.AFSPRAKEN if a.naam.startswith("duo_")))


def members(places: int) -> list[Kandidaat]:
    """Invented members of both teams."""
    draw = random.Random(1)
    return [
        Kandidaat(
            LidKaart(UUID(int=n), f"L{n}", "", None, 1 + n % 2, f"Aanbieder {n % 9}", f"discipline {n % 7}", places, None, None),
            draw.randrange(places),
            frozenset(draw.sample(CODES, 4)),
            frozenset(draw.sample(TOWNS, 3)),
        )
        for n in range(1, MEMBERS + 1)
    ]


def asked() -> Vraag:
    """A casus that asks for seven things."""
    return Vraag(
        UUID(int=1), "26-AAA", TODAY, CODES[0], tuple(CODES[1:5]), tuple(CODES[-2:]), TOWNS[0], None, (("Aanbieder 3", "aanmelder"),)
    )


def middle(rounds: int, act: Callable[[], object]) -> tuple[float, float]:
    """The median and the longest time of an act, in milliseconds."""
    times = []
    for _ in range(rounds):
        started = time.perf_counter()
        act()
        times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times), max(times)


def main() -> int:
    """Measure and print; 1 when the ranking takes longer than the aim."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    people, scarce = members(3), members(1)
    ranked = [duo.rangschik(asked(), scarce, WEIGHTS)] * duo.MOST
    ranking = middle(rounds, lambda: duo.rangschik(asked(), people, WEIGHTS))
    together = middle(rounds, lambda: duo.combineer(ranked, {k.lid.id: k.vrij for k in scarce}, 3))
    with tempfile.TemporaryDirectory() as folder:
        team = toegang.begin(Place(Path(folder) / "thuis"), "een lang genoeg wachtwoord", naam="Anna Vos", cost=Cost(64, 1, 1)).toegang
        with team.doing("meten") as session:
            for k in people:
                made = leden.add(
                    session, k.lid.code, naam=k.lid.code, team=k.lid.team, organisatie=k.lid.organisatie, discipline=k.lid.discipline
                ).id
                session.add_all([LidExpertise(lid=made, code=code) for code in k.expertise])
                session.add_all([LidGemeente(lid=made, gemeente=town) for town in k.gemeenten])
            casus, _ = intake.register(session, team.wie(), {"gemeente": TOWNS[0], "problematiek": CODES[0]})

        def read() -> None:
            with team.reading() as session:
                duo.voorstellen(session, casus, TODAY)

        reading = middle(rounds, read)
        team.close()
    print(f"{MEMBERS} leden, alle paren; middelste en langste van {rounds}; doel {AIM_MS} ms")
    for name, (usual, longest) in (("rangschikken", ranking), ("met lezen uit de opslag", reading), ("vier casussen verdelen", together)):
        print(f"{name:24} {usual:6.1f} ms   {longest:6.1f} ms")
    return int(ranking[0] > AIM_MS)


if __name__ == "__main__":
    raise SystemExit(main())
