"""The folder of the exchange: who writes where, what is new, what may go. A folder that misbehaves is in test_vreemd.py."""

from __future__ import annotations

import itertools
import json
import os
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from db.sync import map as folders
from db.sync import pakket, registry
from db.sync.map import Exchanged, Gezien, exchange
from db.sync.pakket import PakketError, Reden

from ..conftest import Clock
from .laptops import Laptop, copies, fast_disk, state
from .pakketten import content, edited, key_of, opened, sealed, signed_anew, still, written
from .wolk import Cut, cutting


@pytest.fixture(scope="module", autouse=True)
def _fast_disk() -> Iterator[None]:
    with fast_disk():
        yield


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The databases of three laptops of one team that know each other, closed."""
    folder, clock = tmp_path_factory.mktemp("team"), Clock()
    anna = Laptop.begin(folder / "anna", clock)
    bart, cees = anna.join(folder / "bart"), anna.join(folder / "cees")
    for other in (bart, cees):
        other.takes_from(anna)
    for laptop in (anna, bart, cees):
        laptop.close()
    return folder


@pytest.fixture
def laptops(begun: Path, tmp_path: Path, clock: Clock) -> Iterator[list[Laptop]]:
    """Three of one team: the first founded it."""
    with copies(begun, tmp_path / "team", clock) as made:
        yield made


def syncs(laptop: Laptop, folder: Path) -> Exchanged:
    return exchange(laptop.store, folder)


def scanned(laptop: Laptop, folder: Path) -> folders.Scan:
    with laptop.store.raw_cursor() as cursor:
        return folders.scan(folder, registry.team(cursor), Gezien.load(cursor), folders.taken(cursor))


def packages(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def sub(laptop: Laptop, folder: Path) -> Path:
    return folder / laptop.device[:4].hex()


def reasons(found: Exchanged) -> list[Reden]:
    return [one.error.reden for one in found.refused]


def agree(*laptops: Laptop) -> bool:
    states = [state(laptop) for laptop in laptops]
    return all(one == states[0] for one in states)


# --- one folder


def test_three_laptops_agree_over_a_folder(laptops: list[Laptop], folder: Path) -> None:
    anna, bart, cees = laptops
    row = anna.row("proef", "van Anna")
    syncs(anna, folder)
    syncs(bart, folder)
    bart.save(row, "van Bart")
    syncs(bart, folder)
    found = syncs(cees, folder)
    assert cees.value(row) == "van Bart"
    assert {one.manifest.device for one, _ in found.taken} == {anna.device, bart.device}
    for laptop in laptops:
        syncs(laptop, folder)
    assert agree(*laptops)


def test_a_laptop_writes_below_its_own_folder_only_and_never_a_file_twice(laptops: list[Laptop], folder: Path) -> None:
    anna, bart, _ = laptops
    anna.row("proef", "een")
    syncs(anna, folder)
    assert {path.parent for path in packages(folder)} == {sub(anna, folder)}
    before = {path: path.read_bytes() for path in packages(folder)}
    bart.row("proef", "twee")
    syncs(bart, folder)
    anna.row("proef", "drie")
    syncs(anna, folder)
    assert {path.parent for path in packages(folder)} == {sub(anna, folder), sub(bart, folder)}
    assert all(path.read_bytes() == data for path, data in before.items() if path.exists())


def test_when_all_was_said_nothing_is_written(laptops: list[Laptop], folder: Path) -> None:
    """Else three laptops that are left on would fill a disk by telling each other that they read it."""
    laptops[0].row("proef", "een")
    for _ in range(3):
        for laptop in laptops:
            syncs(laptop, folder)
    for laptop in laptops:
        found = syncs(laptop, folder)
        assert (found.written, found.taken, found.refused, found.removed) == (None, [], [], [])


def test_what_somebody_wrote_already_is_not_written_again(laptops: list[Laptop], folder: Path) -> None:
    anna, bart, _ = laptops
    anna.row("proef", "een")
    syncs(anna, folder)
    made = syncs(bart, folder).written
    assert made is not None
    assert made.manifest.runs == ()
    assert made.manifest.far == anna.have()


def test_work_is_passed_on_by_who_has_it_when_its_file_is_gone(laptops: list[Laptop], folder: Path) -> None:
    anna, bart, cees = laptops
    row = anna.row("proef", "een")
    syncs(anna, folder)
    syncs(bart, folder)
    shutil.rmtree(sub(anna, folder))
    syncs(bart, folder)
    syncs(cees, folder)
    assert cees.value(row) == "een"


def test_only_the_part_that_was_lost_is_passed_on(laptops: list[Laptop], folder: Path) -> None:
    anna, bart, cees = laptops
    known = cees.have()[anna.stream]
    for number in range(3):
        anna.row("proef", str(number))
        syncs(anna, folder)
    syncs(bart, folder)
    lost = sorted(packages(sub(anna, folder)), key=lambda path: opened(anna.store, path).manifest.far[anna.stream])[1]
    lost.unlink()
    made = syncs(bart, folder).written
    assert made is not None
    assert [(run.stream, run.first, run.last) for run in made.manifest.runs] == [(anna.stream, known + 2, known + 2)]
    syncs(cees, folder)
    assert cees.have() == anna.have()


def test_a_laptop_that_joins_later_gets_all_that_lies_in_files_it_can_not_open(laptops: list[Laptop], folder: Path, tmp_path: Path) -> None:
    anna, bart, _ = laptops
    row = anna.row("proef", "van voor die tijd")
    syncs(anna, folder)
    syncs(bart, folder)
    dirk = anna.join(tmp_path / "dirk")
    syncs(anna, folder)
    found = syncs(dirk, folder)
    assert set(reasons(found)) == {Reden.NIET_VOOR_ONS}
    assert dirk.value(row) == "van voor die tijd"
    dirk.close()


def test_a_full_package_holds_everything_whatever_lies_there(laptops: list[Laptop], folder: Path) -> None:
    anna, _, _ = laptops
    anna.row("proef", "een")
    syncs(anna, folder)
    with still(anna.store) as cursor:
        made = folders.write_full(cursor, registry.team(cursor), folder, app="1", now=anna.clock())
    assert (made.manifest.kind, made.manifest.count) == ("full", sum(anna.have().values()))
    assert made.path.parent == sub(anna, folder)


def test_a_folder_that_is_not_there_is_told(laptops: list[Laptop], tmp_path: Path) -> None:
    with pytest.raises(PakketError) as caught:
        syncs(laptops[0], tmp_path / "stick eruit")
    assert caught.value.reden is Reden.GEEN_MAP


# --- what copying programs make of it


@pytest.mark.parametrize(
    "name",
    [
        "{0}.sync-conflict-20261124-100000-ABCDEFG.retpakket",
        "{0} (1).retpakket",
        "{0} (conflicted copy 2026-11-24 100000).retpakket",
        "{0}-LAPTOP-BART.retpakket",
        "../{0}.retpakket",
        "../van Anna.RETPAKKET",
        "../bijlage.retpakket.bin",
    ],
)
def test_a_copy_under_any_name_is_the_same_package(laptops: list[Laptop], folder: Path, name: str) -> None:
    anna, bart, cees = laptops
    anna.row("proef", "een")
    made = syncs(anna, folder).written
    assert made is not None
    copy = made.path.parent / name.format(made.path.stem)
    shutil.copy(made.path, copy)
    assert len(syncs(bart, folder).taken) == 1
    made.path.unlink()
    assert [result.txs for _, result in syncs(cees, folder).taken if result.txs] == [1]
    assert [result.txs for _, result in syncs(bart, folder).taken] == [0]  # Cees says that he read it
    assert agree(*laptops)


@pytest.mark.parametrize(
    "name",
    [".syncthing.x.retpakket.tmp", "~syncthing~x.retpakket.tmp", ".x.retpakket.aBcDeF", "x.retpakket.part", "x.retpakket.crdownload"],
)
def test_what_a_copying_program_has_not_finished_is_not_looked_at(laptops: list[Laptop], folder: Path, name: str) -> None:
    (folder / name).write_bytes(b"half")
    assert scanned(laptops[0], folder).refused == []


def test_other_files_and_deeper_folders_are_left_alone(laptops: list[Laptop], folder: Path) -> None:
    anna, bart, _ = laptops
    made = written(anna.store, folder / "a" / "b")
    (folder / ".stversions").mkdir()
    shutil.copy(made.path, folder / ".stversions" / "oud.retpakket")
    (folder / "notulen.age").write_bytes(made.path.read_bytes())
    (folder / "map.retpakket").mkdir()
    if hasattr(os, "symlink"):
        (folder / "wijst.retpakket").symlink_to(made.path)
    found = scanned(bart, folder)
    assert (found.new, found.refused, found.present) == ([], [], {})


def test_a_half_file_is_told_and_read_once_it_is_whole(laptops: list[Laptop], folder: Path) -> None:
    anna, bart, _ = laptops
    row = anna.row("proef", "een")
    made = syncs(anna, folder).written
    assert made is not None
    whole = made.path.read_bytes()
    for data, reden in ((b"", Reden.LEEG), (bytes(len(whole)), Reden.LEEG), (whole[:-7], Reden.BESCHADIGD), (whole[:10], Reden.BESCHADIGD)):
        made.path.write_bytes(data)
        found = syncs(bart, folder)
        assert reasons(found) == [reden]
        assert found.refused[0].error.later
        assert found.taken == []
        assert made.path.read_bytes() == data
    made.path.write_bytes(whole)
    assert len(syncs(bart, folder).taken) == 1
    assert bart.value(row) == "een"
    made.path.write_bytes(whole[:-7])
    assert reasons(syncs(bart, folder)) == [Reden.BESCHADIGD]


def test_one_bad_file_holds_up_no_other(laptops: list[Laptop], folder: Path) -> None:
    anna, bart, _ = laptops
    row = anna.row("proef", "een")
    syncs(anna, folder)
    for name in ("aaa.retpakket", "zzz.retpakket"):
        (folder / name).write_text("geen pakket")
    assert reasons(syncs(bart, folder)) == [Reden.GEEN, Reden.GEEN]
    assert bart.value(row) == "een"


def test_a_package_with_a_forged_transaction_is_refused_whole_and_counts_for_nothing(laptops: list[Laptop], folder: Path) -> None:
    """Cees changed a word of Anna's in what he passes on, and signed that. Anna writes hers anew for all."""
    anna, bart, cees = laptops
    row = anna.row("proef", "van Anna")
    theirs = bart.row("proef", "van Bart")
    syncs(bart, folder)
    made = written(anna.store, folder / "cees")
    lines = content(made.path, anna.store)
    said = json.loads(lines[-2])
    said["o"][-1][2] = "tvan een ander"
    manifest = edited(lines[0], apparaat=cees.device.hex(), op="2020-01-01T00:00:00.000Z")
    forged = [manifest, *lines[1:-2], json.dumps(said).encode() + b"\n"]
    sealed(made.path, signed_anew(forged, key_of(cees.store)), *(laptop.store for laptop in laptops))
    found = syncs(bart, folder)
    assert (reasons(found), found.taken) == ([Reden.VERVALST], [])
    assert bart.value(row) == "weg"
    assert [run.stream for run in syncs(anna, folder).written.manifest.runs] == [anna.stream]  # type: ignore[union-attr]
    syncs(bart, folder)
    assert (bart.value(row), anna.value(theirs)) == ("van Anna", "van Bart")
    assert made.path.exists()


def test_nothing_is_concluded_from_an_empty_folder(laptops: list[Laptop], folder: Path) -> None:
    anna, bart, _ = laptops
    row = anna.row("proef", "een")
    syncs(anna, folder)
    syncs(bart, folder)
    shutil.rmtree(folder)
    folder.mkdir()
    syncs(bart, folder)
    assert bart.value(row) == "een"


# --- what is remembered


def test_what_was_verified_is_not_read_again(laptops: list[Laptop], folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for laptop in laptops * 2:
        syncs(laptop, folder)
    read: list[Path] = []
    real = pakket.open_pakket
    monkeypatch.setattr(pakket, "open_pakket", lambda path, team: read.append(path) or real(path, team))  # type: ignore[func-returns-value]
    laptops[0].row("proef", "een")
    made = syncs(laptops[0], folder).written
    assert made is not None
    assert read == []
    syncs(laptops[1], folder)
    assert read == [made.path]


def test_what_is_remembered_may_be_lost_or_unreadable(laptops: list[Laptop], folder: Path) -> None:
    anna, bart, _ = laptops
    anna.row("proef", "een")
    syncs(anna, folder)
    syncs(bart, folder)
    for kept in (b"", b"{", b"[]", b'{"places":5}', None):
        with bart.store.raw_cursor() as cursor:
            cursor.execute("UPDATE sync_local SET v = ? WHERE k = 'gezien'", (kept,))
        found = syncs(bart, folder)
        assert (found.taken, found.written) == ([], None)


def test_a_database_that_was_put_back_reads_its_own_later_packages(laptops: list[Laptop], folder: Path) -> None:
    """They are not in what it remembers of files: that is in the database too."""
    anna, _, _ = laptops
    copy = anna.folder / "kopie.db"
    anna.store.copy_to(copy)
    row = anna.row("proef", "na de kopie")
    syncs(anna, folder)
    anna.store.close()
    for path in anna.folder.glob("ret.db*"):
        path.unlink()
    copy.rename(anna.folder / "ret.db")
    anna.reopen()
    assert anna.value(row) == "weg"
    assert len(syncs(anna, folder).taken) == 1
    assert anna.value(row) == "na de kopie"


# --- withdrawn


def test_what_a_withdrawn_laptop_wrote_is_refused_and_passed_on_by_who_had_it(laptops: list[Laptop], folder: Path) -> None:
    """The others refuse its files from then on: what lies in them counts as lying nowhere."""
    anna, bart, cees = laptops
    row = cees.row("proef", "van Cees")
    made = syncs(cees, folder).written
    assert made is not None
    syncs(anna, folder)
    anna.withdraw(cees.device)
    found = syncs(anna, folder)
    assert reasons(found) == [Reden.INGETROKKEN]
    assert found.written is not None
    assert cees.device not in found.written.manifest.to
    assert made.path.exists()
    made.path.unlink()
    syncs(bart, folder)
    assert bart.value(row) == "van Cees"


# --- tidying


@pytest.mark.parametrize("turned", [False, True])
def test_an_own_file_goes_when_all_have_what_is_in_it(laptops: list[Laptop], folder: Path, turned: bool) -> None:
    anna, bart, cees = (laptops[0], *(laptops[:0:-1] if turned else laptops[1:]))
    anna.row("proef", "een")
    first = syncs(anna, folder).written
    assert first is not None
    anna.row("proef", "twee")
    assert syncs(anna, folder).removed == []
    syncs(bart, folder)
    assert syncs(anna, folder).removed == []
    syncs(cees, folder)
    removed = syncs(anna, folder).removed
    assert first.path in removed
    assert all(path.parent == sub(anna, folder) for path in removed)
    assert packages(sub(anna, folder)) != []


def test_own_files_go_when_a_full_package_of_ours_replaces_them(laptops: list[Laptop], folder: Path) -> None:
    anna, bart, _ = laptops
    for number in range(4):
        anna.row("proef", str(number))
        syncs(anna, folder)
    bart.row("proef", "van Bart")
    syncs(bart, folder)
    others = packages(sub(bart, folder))
    with still(anna.store) as cursor:
        full = folders.write_full(cursor, registry.team(cursor), folder, app="1", now=anna.clock() + timedelta(seconds=1))
    syncs(anna, folder)
    kept = packages(sub(anna, folder))
    assert full.path in kept
    assert len(kept) == 2  # and the one that says that Bart's was read
    assert packages(sub(bart, folder)) == others


def test_a_double_of_an_own_file_goes_and_what_a_crash_left_after_a_day(laptops: list[Laptop], folder: Path, clock: Clock) -> None:
    anna, _, _ = laptops
    anna.row("proef", "een")
    made = syncs(anna, folder).written
    assert made is not None
    double = made.path.with_name(made.path.stem + " (1).retpakket")
    shutil.copy(made.path, double)
    elsewhere = folder / double.name
    shutil.copy(made.path, elsewhere)
    left, busy, other = (sub(anna, folder) / f".{digit * 16}.tmp" for digit in "abc")
    for path in (left, busy):
        path.write_bytes(b"half")
    other = other.with_name(".anders.tmp")
    other.write_bytes(b"half")
    now = clock().timestamp()
    os.utime(left, (now - 90_000, now - 90_000))
    os.utime(other, (now - 90_000, now - 90_000))
    os.utime(busy, (now, now))
    assert set(syncs(anna, folder).removed) == {double, left}
    assert made.path.exists()
    assert elsewhere.exists()
    assert busy.exists()
    assert other.exists()


def test_spans_are_joined_and_what_lies_beyond_them_found() -> None:
    """Against sets of numbers, for all small cases."""
    pairs = [(a, b) for a in range(1, 6) for b in range(6)]
    for spans in itertools.chain(itertools.combinations(pairs, 2), itertools.product(pairs[::4], repeat=3)):
        numbers = {n for a, b in spans for n in range(a, b + 1)}
        joined = folders._joined(spans)
        assert {n for a, b in joined for n in range(a, b + 1)} == numbers
        assert all(a[1] + 1 < b[0] for a, b in itertools.pairwise(joined))
        for tip in (0, 3, 7):
            assert {n for a, b in folders._beyond(tip, joined) for n in range(a, b + 1)} == set(range(1, tip + 1)) - numbers


def test_an_exchange_cut_off_anywhere_is_finished_by_the_next(laptops: list[Laptop], folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before and after each step that leaves something behind, one after the other, until one is not reached any more."""
    anna, bart, cees = laptops

    cuts = 0
    for at in range(1, 60):
        if not scanned(bart, folder).new:  # else more comes than is taken in, and the end keeps going away
            anna.row("proef", f"van Anna {at}")
            syncs(anna, folder)
        bart.row("proef", f"van Bart {at}")
        with monkeypatch.context() as patch:
            cutting(patch, at)
            try:
                syncs(bart, folder)
                break
            except Cut:
                cuts += 1
        assert scanned(cees, folder).refused == []
    assert 12 < cuts < 59
    for _ in range(2):
        for laptop in laptops:
            assert syncs(laptop, folder).refused == []
    assert agree(*laptops)


@pytest.mark.skipif(os.name == "nt", reason="there every name is text")
def test_a_name_that_is_no_text_stops_no_exchange(laptops: list[Laptop], folder: Path) -> None:
    anna, bart, *_ = laptops
    anna.row("nieuw")
    path = written(anna.store, folder).path
    path.rename(os.fsdecode(os.fsencode(path.parent) + b"/caf\xe9.retpakket"))
    assert sum(taken.txs for _, taken in exchange(bart.store, folder).taken) > 0


def test_a_file_that_goes_while_the_folder_is_looked_through_stops_no_exchange(
    laptops: list[Laptop], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Gone:
        name, path = "weg.retpakket", "weg.retpakket"

        def is_dir(self, *, follow_symlinks: bool) -> bool:
            raise FileNotFoundError

        is_file = is_dir

    real = os.scandir
    monkeypatch.setattr(os, "scandir", lambda path: [*real(path), Gone()])
    assert exchange(laptops[0].store, folder).refused == []
