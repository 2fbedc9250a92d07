"""Laptops that exchange over a folder that delays, doubles, halves, renames and loses; random histories, with real files and databases.

After all has come and everyone exchanged, all hold the same and nothing that anyone wrote is lost. The numbers are those of the invariants
in docs/sync.md. A short run by default; N, STEPS or RETCLI_LANG make it long.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from db.store import Store
from db.sync import erasure, gaps, project, registry
from db.sync import map as folders
from db.sync.audit import verify
from db.sync.map import Exchanged, exchange
from db.sync.pakket import PakketError, Reden, open_pakket
from db.sync.registry import Founding
from db.sync.stand import digest, letters

from ..conftest import Clock
from ..verhalen import Verteld, histories, phases, steps
from .gewist import Woorden, content, erased, order, places_of
from .laptops import KEY, Laptop, fast_disk, model_log, state
from .sync_model import oracle
from .wolk import COMES, LATER, STEPS, Cut, Wolk, cutting, files

NAMES = ("anna", "bart", "cees")


@pytest.fixture(scope="module", autouse=True)
def _fast_disk() -> Iterator[None]:
    with fast_disk(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _: None)
        yield


_template: list[Path] = []
_invited: list[Founding] = []


def template() -> Path:
    """Three laptops of one team that know each other, and a fourth that was not admitted yet."""
    if not _template:
        folder = Path(tempfile.mkdtemp())
        anna = Laptop.begin(folder / "anna", Clock())
        for name in NAMES[1:]:
            anna.join(folder / name).close()
        for name in NAMES[1:]:
            other = Laptop.opened(folder / name, Clock())
            other.takes_from(anna)
            other.close()
        _invited.append(anna.invited(admit=False))
        Laptop._made(folder / "dirk", _invited[0], Clock()).close()
        anna.close()
        _template.append(folder)
    return _template[0]


def stand(laptop: Laptop) -> str:
    """The six letters."""
    with laptop.store.raw_cursor() as cursor:
        return letters(digest(cursor))


class Tracked(Laptop):
    """A laptop whose database leaves a track outside it, as the program's does."""

    @classmethod
    def opened(cls, folder: Path, clock: Callable[[], datetime]) -> Tracked:
        track = folder.with_name(folder.name + ".spoor")
        return cls(folder, clock, Store.open(folder / "ret.db", KEY, app="1", now=clock, before_migration=lambda _: None, track=track))


class Folder(Verteld, RuleBasedStateMachine):
    """Laptops, each with its copy of a folder, and one stick."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Path(tempfile.mkdtemp())
        self.clock = Clock()
        self.skew = dict.fromkeys((*NAMES, "dirk"), timedelta())
        self.laptops: dict[str, Tracked] = {}
        self.copies: dict[str, Path] = {}
        self.lost = False
        self.cloud = Wolk(self.root / "wolk")
        self.stick = self.root / "stick"
        self.stick.mkdir()
        self.seen: dict[str, set[tuple[bytes, int]]] = {}
        self.rows: list[UUID] = []
        self.everything: list[Path] = []
        self.words = Woorden()
        self.root_key = b""
        self.n = 0

    @initialize()
    def begin(self) -> None:
        for name in NAMES:
            self.comes_in(name)
        self.root_key = self.laptops["anna"].store.local()["root_key"]

    def comes_in(self, name: str) -> None:
        shutil.copytree(template() / name, self.root / name)
        self.laptops[name] = made = Tracked.opened(self.root / name, lambda: self.clock() + self.skew[name])
        self.cloud.joins(made.device)

    def teardown(self) -> None:
        try:
            if self.laptops:
                self.agree()
        finally:
            for laptop in self.laptops.values():
                laptop.close()
            shutil.rmtree(self.root)

    who, pick = st.sampled_from(NAMES), st.integers(0, 10**6)
    acts = st.lists(st.tuples(st.sampled_from(["make", "save", "save", "save", "delete"]), pick), min_size=1, max_size=4)

    # --- laptops

    @rule(name=who, acts=acts)
    def works(self, name: str, acts: list[tuple[str, int]]) -> None:
        laptop = self.laptops[name]
        for act, at in acts:
            self.n += 1
            here = [row for row in self.rows if laptop.value(row) != "weg"]
            if act == "make" or not here:
                self.rows.append(laptop.row(self.words.new(), str(self.n)))
            elif act == "save":
                laptop.save(here[at % len(here)], str(self.n % 7) if at % 2 else self.words.new())
            else:
                laptop.sql("verwijderen", ("DELETE FROM instelling WHERE id = ?", here[at % len(here)].bytes))
        self.clock.go_on(minutes=1)
        self.words.looks_at(laptop)

    @rule(name=who, at=pick, other=pick, one_text=st.booleans(), ends=st.booleans())
    def erases(self, name: str, at: int, other: int, one_text: bool, ends: bool) -> None:
        """A row for good, also one that was deleted before, and maybe what a field of another ever held. The program may end after that."""
        laptop = self.laptops[name]
        known = [row for row in self.rows if laptop.query("SELECT 1 FROM sync_head WHERE row = ?", row.bytes)]
        if not known:
            return
        row, stays, dots = known[at % len(known)], known[other % len(known)], []
        statements: list[tuple[Any, ...]] = [("DELETE FROM instelling WHERE id = ?", row.bytes)]
        if one_text and stays != row:
            with laptop.store.raw_cursor() as cursor:
                dots = places_of(cursor, "instelling", stays, "waarde")
            statements.append(("UPDATE instelling SET waarde = ? WHERE id = ?", self.words.new(), stays.bytes))
        laptop.sql("wissen", *statements, order(self.root_key, {row.bytes}, dots))
        if ends:
            self.opens_again(name)
        else:
            erasure.carry_out(laptop.store)
        self.words.looks_at(self.laptops[name])

    @rule(name=who, again=st.booleans())
    def exchanges(self, name: str, again: bool) -> None:
        """Done again at once it has nothing to do (6)."""
        self.exchanged(name)
        if again:
            found = self.exchanged(name)
            assert (found.taken, found.written) == ([], None)

    @rule(name=who)
    def exchanges_on_the_stick(self, name: str) -> None:
        """Another folder, that each has when it is there."""
        self.checked(name, exchange(self.laptops[name].store, self.stick))

    @rule(name=who, at=st.integers(1, 40), reopen=st.booleans())
    def is_cut_off(self, name: str, at: int, reopen: bool) -> None:
        laptop = self.laptops[name]
        with self.cloud.working(laptop.device) as folder, pytest.MonkeyPatch.context() as patch:
            cutting(patch, at, STEPS)
            with contextlib.suppress(Cut):
                exchange(laptop.store, folder)
        if reopen:
            self.opens_again(name)

    def opens_again(self, name: str, instead: Path | None = None) -> None:
        laptop = self.laptops[name]
        laptop.close()
        if instead is not None:
            shutil.copy(instead, laptop.folder / "ret.db")
        self.laptops[name] = Tracked.opened(laptop.folder, laptop.clock)

    @rule(name=who)
    def keeps_a_copy_of_its_database(self, name: str) -> None:
        if not self.lost:
            self.copies[name] = self.root / f"{name}.kopie"
            self.copies[name].unlink(missing_ok=True)
            self.laptops[name].store.copy_to(self.copies[name])

    @rule(name=who)
    def puts_a_copy_back(self, name: str) -> None:
        """What it wrote since and gave out comes back to it from the others, and nothing gets a number twice (12)."""
        if name in self.copies:
            before = self.laptops[name].have()
            self.opens_again(name, self.copies[name])
            self.seen.pop(name, None)
            laptop = self.laptops[name]
            assert laptop.stream not in before or laptop.have()[laptop.stream] == before[laptop.stream]

    @rule(name=who, seconds=st.sampled_from([-7200, 0, 1800, 10**8]))
    def a_clock_is_wrong(self, name: str, seconds: int) -> None:
        """Invariant 16."""
        self.skew[name] = timedelta(seconds=seconds)

    @rule(days=st.integers(1, 400))
    def time_goes_on(self, days: int) -> None:
        self.clock.go_on(days=days)

    @precondition(lambda self: "dirk" not in self.laptops and self.n > 5)
    @rule()
    def a_fourth_laptop_joins(self) -> None:
        """All that was written before is in files that it can't open."""
        self.laptops["anna"].admit(_invited[0])
        self.exchanged("anna")
        self.comes_in("dirk")

    @rule(name=who)
    def makes_a_snapshot(self, name: str) -> None:
        """For who has yet to begin; to the others it brings nothing: they need what is in it in another file too."""
        self.exchanged(name)
        laptop = self.laptops[name]
        with self.cloud.working(laptop.device) as folder, laptop.store.raw_cursor() as cursor:
            cursor.execute("BEGIN")
            folders.write_snapshot(cursor, registry.team(cursor), folder, app="1", now=laptop.clock())
            cursor.execute("ROLLBACK")

    @rule(name=who)
    def writes_everything(self, name: str) -> None:
        laptop = self.laptops[name]
        with laptop.store.raw_cursor() as cursor:
            cursor.execute("BEGIN")
            folder = self.root / "alles" / str(len(self.everything))
            self.everything.append(folders.write_full(cursor, registry.team(cursor), folder, app="1", now=laptop.clock()).path)
            cursor.execute("ROLLBACK")

    @precondition(lambda self: "dirk" in self.laptops and self.everything)
    @rule(at=pick)
    def the_fourth_gets_the_history_too(self, at: int) -> None:
        """In a file of now or of long ago: what began with a snapshot is filled in."""
        laptop = self.laptops["dirk"]
        self.checked("dirk", folders.read_files(laptop.store, [self.everything[at % len(self.everything)]]))

    @rule(at=pick)
    def the_fourth_works_and_exchanges(self, at: int) -> None:
        if "dirk" in self.laptops:
            self.exchanged("dirk")
            if self.laptops["dirk"].have():  # until it has begun it writes nothing
                self.works("dirk", [("make", 0), ("save", at)])

    # --- the folder

    @rule(at=pick, how=st.sampled_from(COMES + LATER))
    def a_file_comes(self, at: int, how: str) -> None:
        self.cloud.comes(at, how)

    @rule(hows=st.lists(st.tuples(pick, st.sampled_from(COMES + LATER)), min_size=2, max_size=12))
    def many_files_come(self, hows: list[tuple[int, str]]) -> None:
        for at, how in hows:
            self.cloud.comes(at, how)

    @rule(name=who, at=pick, ever=st.booleans())
    def a_file_is_lost(self, name: str, at: int, ever: bool) -> None:
        """Not for good when a copy may be put back: what is in no file and in no database is gone."""
        self.lost |= ever and not self.copies
        self.cloud.vanishes(self.laptops[name].device, at, ever=ever and not self.copies)

    @rule(at=pick)
    def a_file_is_back(self, at: int) -> None:
        self.cloud.returns(at)

    @rule(name=who, at=pick, to=pick)
    def a_file_is_renamed(self, name: str, at: int, to: int) -> None:
        self.cloud.renamed(self.laptops[name].device, at, to)

    @rule(name=who, at=pick, alike=st.booleans())
    def a_file_is_damaged(self, name: str, at: int, alike: bool) -> None:
        self.cloud.damaged(self.laptops[name].device, at, alike=alike)

    # --- what always holds

    def exchanged(self, name: str) -> Exchanged:
        laptop = self.laptops[name]
        with self.cloud.working(laptop.device) as folder:
            before, tip = files(folder), laptop.have().get(laptop.stream, 0)
            found = exchange(laptop.store, folder)
            now, left = files(folder), [str(one.path.relative_to(folder)) for one in found.refused]
            assert all(now[name] == before[name] for name in left), "what is refused is left as it is"
            assert laptop.have().get(laptop.stream, 0) == tip, "17: an import writes no transaction"
        return self.checked(name, found)

    def checked(self, name: str, found: Exchanged) -> Exchanged:
        laptop = self.laptops[name]
        odd = [one.error.reden for one in found.refused if not one.error.later and one.error.reden is not Reden.NIET_VOOR_ONS]
        assert not odd, odd
        here = {(stream, seq) for stream, last in laptop.have().items() for seq in range(1, last + 1)}
        assert self.seen.get(name, set()) <= here, "24: what a laptop holds never becomes less"
        self.seen[name] = here
        self.words.looks_at(laptop)
        with laptop.store.raw_cursor() as cursor:
            made = [open_pakket(one.path, registry.team(cursor)) for one in (found.written, found.anew) if one is not None]
        for package in made:
            self.words.looks_in(content(package), erased(laptop))
        return found

    def agree(self) -> None:
        """Invariants 1, 7 and 24, and that it ends."""
        written: dict[bytes, int] = {}
        for laptop in self.laptops.values():
            written |= {stream: max(seq, written.get(stream, 0)) for stream, seq in laptop.have().items()}
        for _ in range(6):
            for name in self.laptops:
                self.cloud.settles()
                self.exchanged(name)
        laptops = list(self.laptops.values())
        assert len({stand(laptop) for laptop in laptops}) == 1
        states = [state(laptop) for laptop in laptops]
        assert all(found == states[0] for found in states)
        assert all(erased(laptop) == erased(laptops[0]) for laptop in laptops)
        for laptop, before in zip(laptops, states, strict=True):
            have = laptop.have()
            assert all(have.get(stream, 0) >= seq for stream, seq in written.items()), "every change is everywhere"
            assert laptop.query("SELECT * FROM sync_park") == []
            with laptop.store.raw_cursor() as cursor:
                assert gaps.missing(cursor) == []
            assert [finding for finding in verify(laptop.store) if not finding.ok] == []
            with laptop.store.taking_in() as cursor:
                project.rebuild(cursor)
            assert state(laptop) == before, "9: made anew they are the same"
        heads, _, ops = oracle(model_log(laptops[0]))  # type: ignore[no-untyped-call]
        named = {dot for _, op in ops.values() for dot in op.base}
        assert all(dot in named or dot in heads[op.row, op.fld] for dot, (_, op) in ops.items()), "3: each shows or was replaced by name"
        for name in self.laptops:
            found = self.exchanged(name)
            assert (found.taken, found.written) == ([], None), "it ends"
            self.own_files(self.laptops[name])

    def own_files(self, laptop: Laptop) -> None:
        """Once every laptop exchanged, none holds what was erased."""
        with laptop.store.raw_cursor() as cursor:
            team = registry.team(cursor)
        for path in folders.own(self.cloud.folders[laptop.device], team).glob("*.retpakket"):
            with contextlib.suppress(PakketError):  # a damaged one
                self.words.looks_in(content(open_pakket(path, team)), erased(laptop))


TestFolder = Folder.TestCase
TestFolder.settings = settings(
    max_examples=histories(12),
    stateful_step_count=steps(30),
    deadline=None,
    phases=phases(),
    suppress_health_check=list(HealthCheck),
)
