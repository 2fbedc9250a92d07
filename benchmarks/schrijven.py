"""What the journal adds to a save: ten fields of one casus among two thousand, on an encrypted file, with and without the journal.

Run `python -m benchmarks.schrijven`. Two databases with the same content stand side by side: one as in the product, one with its
triggers dropped and nothing sealed. Saves alternate between them, so that a busy machine slows both.
"""

from __future__ import annotations

import random
import tempfile
import time
from datetime import date
from pathlib import Path
from uuid import UUID

from db.keys import Cost
from db.models import Casus
from retcli import toegang
from retcli.locations import Place
from retcli.toegang import Toegang

CASUSSEN = 2_000
ROUNDS = 500
WARMING = 50
AIM_MS = 1.0
FIELDS = ("regio", "kanaal", "aanmelder", "gemeente", "geslacht", "woonsituatie", "soort", "vraag", "onderwijs", "maatregel")


def begun(folder: Path) -> tuple[Toegang, list[UUID]]:
    """A team with its casussen."""
    team = toegang.begin(Place(folder), "een lang genoeg wachtwoord", naam="Anna Vos", cost=Cost(64, 1, 1)).toegang
    casussen: list[UUID] = []
    for _ in range(CASUSSEN // 100):
        with team.store.transaction("meten", lid=team.lid) as session:
            made = [Casus(casuscode=f"26-{n:06d}", datum_aanmelding=date(2026, 1, 1), vraag="Een vraag. " * 20) for n in range(100)]
            session.add_all(made)
            casussen += [casus.id for casus in made]
    return team, casussen


def without_journal(team: Toegang) -> None:
    """Take the journal out: only the tables are written."""
    with team.store.raw_cursor() as cursor:
        for (name,) in cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            cursor.execute(f'DROP TRIGGER "{name}"')
    team.store._journal = None


def save(team: Toegang, casus: UUID, turn: int) -> float:
    """One save of ten fields, in milliseconds."""
    start = time.perf_counter()
    with team.store.transaction("wijzigen", lid=team.lid) as session:
        row = session.get_one(Casus, casus)
        for field in FIELDS:
            setattr(row, field, f"{field} {turn}")
    return (time.perf_counter() - start) * 1000


def percentile(times: list[float], share: float) -> float:
    """The time that this share of the saves stays below."""
    return sorted(times)[min(int(len(times) * share), len(times) - 1)]


def main() -> int:
    """Measure and print; 1 when the journal adds more than the aim."""
    with tempfile.TemporaryDirectory() as folder:
        journalled, casussen = begun(Path(folder, "met"))
        plain, others = begun(Path(folder, "zonder"))
        without_journal(plain)
        order = random.Random(1)
        with_it: list[float] = []
        without: list[float] = []
        for turn in range(WARMING + ROUNDS):
            at = order.randrange(CASUSSEN)
            with_it.append(save(journalled, casussen[at], turn))
            without.append(save(plain, others[at], turn))
        journalled.close()
        plain.close()
    with_it, without = with_it[WARMING:], without[WARMING:]
    print(f"tien velden van één casus uit {CASUSSEN}, {ROUNDS} keer, synchronous=FULL")
    for name, times in (("met journaal", with_it), ("zonder journaal", without)):
        print(f"{name:16} p50 {percentile(times, 0.5):6.2f} ms   p95 {percentile(times, 0.95):6.2f} ms")
    adds = percentile(with_it, 0.95) - percentile(without, 0.95)
    ratio = percentile(with_it, 0.95) / percentile(without, 0.95)
    middle = percentile(with_it, 0.5) - percentile(without, 0.5)
    print(f"het journaal kost p50 {middle:.2f} ms, p95 {adds:.2f} ms ({ratio:.1f} keer); doel {AIM_MS} ms")
    return int(adds > AIM_MS)


if __name__ == "__main__":
    raise SystemExit(main())
