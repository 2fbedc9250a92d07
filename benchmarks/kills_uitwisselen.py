"""Kill laptops that write and exchange many times at random moments: `python -m benchmarks.kills_uitwisselen [times] [seed]`.

Two laptops take turns over one folder: a process writes acts and exchanges again and again, and is killed (-9) at a random moment. After
each kill the database is opened and its whole journal checked, each act that was acknowledged is looked up, and none may be there by half,
its own or the other's. At every second turn the exchange is then finished, so that what was cut off also meets what is cut off next. In the
end both exchange until they have the same letters, and everything is on both. Run it from the root of a checkout, for it uses the tests'
laptops.
"""

from __future__ import annotations

import multiprocessing
import random
import sys
import tempfile
import time
from multiprocessing.connection import Connection
from pathlib import Path

from sqlmodel import select

from db import keys
from db.columns import made_of
from db.models import Actie, Besluit, Casus, Instelling
from db.store import Store
from db.sync.audit import verify
from retcli import leden, toegang
from retcli.clock import system
from retcli.locations import Place
from retcli.toegang import Toegang
from retcli.uitwisselen import wissel_uit
from tests.db.laptops import Laptop

PASSPHRASE = "een lang genoeg wachtwoord"
CHEAP = keys.Cost(64, 1, 1)
SHARED = made_of("instelling", "gedeeld")
# A fork server has the imports done, so that a kill costs milliseconds; Windows has none.
if sys.platform == "win32":
    PROCESSES = multiprocessing.get_context("spawn")
else:
    PROCESSES = multiprocessing.get_context("forkserver")
    PROCESSES.set_forkserver_preload(["db.migrations", "db.sync.project", "pyrage", "retcli.uitwisselen", "tests.db.laptops"])
ACKNOWLEDGED, EXCHANGING, EXCHANGED = b"a", b"u", b"k"


def second(first: Toegang, place: Place) -> None:
    """Admit a laptop on the first, with a database of its own that holds nothing yet."""
    with first.doing("lid") as session:
        lid = leden.add(session, "BM", naam="Bart Mol", rol="AANVOERDER", team=1).id
    founding = Laptop(first.place.folder, first.now, first.store).invited()
    place.ensure()
    made = keys.new_key(PASSPHRASE, CHEAP)
    keys.write(place.keys, made.content)
    store = Store.found(place.database, made.key, founding, app="1", now=first.now, track=place.spoor)
    with store.raw_cursor() as cursor:
        cursor.execute("INSERT INTO sync_local(k, v) VALUES ('lid', ?)", (lid.bytes,))
    store.close()


def act(team: Toegang, who: str, number: int) -> None:
    """A casus with a decision and an action, and a field that both laptops write."""
    with team.doing("intake") as session:
        casus = Casus(casuscode=f"{who}-{number}", vraag="Een vraag van enige lengte. " * 10)
        besluit = Besluit(casus=casus.id, besluit_route="TA", besluit_team=number)
        session.add_all([casus, besluit, Actie(casus=casus.id, besluit=besluit.id, omschrijving=f"actie {number}")])
        shared = session.get(Instelling, SHARED) or Instelling(id=SHARED, naam="gedeeld")
        shared.waarde = f"{who} {number}"
        session.add(shared)


def found(team: Toegang) -> dict[str, set[int]]:
    """The numbers of each laptop's acts. Raises AssertionError where one is there by half."""
    with team.reading() as session:
        casussen = {casus.id: str(casus.casuscode) for casus in session.exec(select(Casus))}
        besluiten = {besluit.casus: besluit for besluit in session.exec(select(Besluit))}
        acties = {actie.casus: actie for actie in session.exec(select(Actie))}
    assert casussen.keys() == besluiten.keys() == acties.keys()
    there: dict[str, set[int]] = {"anna": set(), "bart": set()}
    for casus, code in casussen.items():
        who, _, number = code.partition("-")
        assert (besluiten[casus].besluit_team, acties[casus].omschrijving) == (int(number), f"actie {number}")
        there[who].add(int(number))
    return there


def work(folder: str, shared: str, who: str, seed: int, told: Connection) -> None:
    """Write and exchange until killed; `told` hears of each act after its commit, and of each exchange before and after."""
    chance = random.Random(seed)
    team = toegang.unlock(Place(Path(folder)), PASSPHRASE)
    number = max(found(team)[who], default=0)
    while True:
        for _ in range(chance.randint(1, 5)):
            number += 1
            act(team, who, number)
            told.send_bytes(ACKNOWLEDGED + b"%d" % number)
        told.send_bytes(EXCHANGING)
        wissel_uit(team, Path(shared))
        told.send_bytes(EXCHANGED)


def checked(place: Place, exchanging: Path | None) -> tuple[dict[str, set[int]], str]:
    """Open, check, and exchange when asked; the acts that are there, and the letters."""
    team = toegang.unlock(place, PASSPHRASE)
    try:
        there = found(team)
        wrong = [(finding.what, finding.detail) for finding in verify(team.store, deep=True) if not finding.ok]
        assert not wrong, wrong
        stand = ""
        if exchanging is not None:
            report = wissel_uit(team, exchanging)
            assert not report.geweigerd, report.geweigerd
            assert not report.waarschuwingen, report.waarschuwingen
            stand = report.stand
            there = found(team)
        return there, stand
    finally:
        team.close()


class Kills:
    """Two laptops, the folder between them, and what was acknowledged."""

    def __init__(self, root: Path, seed: int) -> None:
        self.folder = root / "map"
        self.folder.mkdir()
        self.places = {who: Place(root / who) for who in ("anna", "bart")}
        self.chance = random.Random(seed)
        self.said: dict[str, set[int]] = {"anna": set(), "bart": set()}
        self.cut = self.done = 0
        team = toegang.begin(self.places["anna"], PASSPHRASE, naam="Anna Vos", now=system, cost=CHEAP).toegang
        second(team, self.places["bart"])
        wissel_uit(team, self.folder)
        team.close()
        team = toegang.unlock(self.places["bart"], PASSPHRASE)
        wissel_uit(team, self.folder)
        team.close()

    def kill(self, who: str) -> None:
        """One process, killed within half a second of its first act."""
        heard, told = PROCESSES.Pipe(duplex=False)
        seed = self.chance.randrange(1 << 30)
        process = PROCESSES.Process(target=work, args=(str(self.places[who].folder), str(self.folder), who, seed, told))
        process.start()
        told.close()
        last = self._hear(who, heard.recv_bytes())
        until = time.perf_counter() + self.chance.random() * 0.5
        while time.perf_counter() < until:
            pass  # a sleep is too coarse to hit a commit
        process.kill()
        process.join()
        process.close()
        try:
            while True:
                last = self._hear(who, heard.recv_bytes())
        except EOFError:
            heard.close()
        self.cut += last == EXCHANGING

    def _hear(self, who: str, said: bytes) -> bytes:
        if said[:1] == ACKNOWLEDGED:
            self.said[who].add(int(said[1:]))
        self.done += said[:1] == EXCHANGED
        return said[:1]

    def look(self, who: str, *, finish: bool) -> None:
        """Nothing acknowledged is gone, nothing is there by half, and the next exchange finishes."""
        there, _ = checked(self.places[who], self.folder if finish else None)
        assert self.said[who] <= there[who]
        assert there[who] == set(range(1, max(there[who]) + 1))
        assert len(there[who]) - len(self.said[who]) <= 1
        self.said[who] |= there[who]  # committed, and killed before it could say so

    def end(self) -> str:
        """Both have everything, and the same letters."""
        for _ in range(3):
            got = [checked(place, self.folder) for place in self.places.values()]
        assert got[0] == got[1]
        assert got[0][0] == self.said
        return got[0][1]


def main() -> int:
    """Kill and print."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.SystemRandom().randrange(10**6)
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as root:
        kills = Kills(Path(root), seed)
        for turn in range(times):
            who = kills.chance.choice(["anna", "bart"])
            kills.kill(who)
            kills.look(who, finish=turn % 2 == 1)
        stand = kills.end()
    acts = sum(map(len, kills.said.values()))
    print(f"{times} keer afgebroken (begin {seed}), {kills.cut} keer tijdens het uitwisselen; {kills.done} keer helemaal uitgewisseld")
    print(f"{acts} keer opgeslagen, alles op beide laptops, stand {stand}; niets half, niets verloren")
    print(f"{time.perf_counter() - start:.1f} s; na elke keer is het hele logboek gecontroleerd")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
