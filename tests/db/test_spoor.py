"""A database that was put back, copied or cloned goes on in a stream of its own; one that was only closed or killed in its own."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from db.models import Apparaat
from db.store import Store
from db.sync import registry, spoor
from db.sync.audit import verify

from ..conftest import Clock
from .laptops import KEY


class Plek:
    """A folder with a database, and the track beside it."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self.folder, self.clock = folder, clock
        self.track = folder.with_name(folder.name + ".spoor")

    def found(self) -> None:
        self.folder.mkdir()
        made = registry.found("AnderS", "twente", self.clock())

        def admitted(store: Store) -> None:
            with store.transaction("begin") as session:
                row = Apparaat(id=registry.apparaat_id(made.device), sleutel=made.signing_key, ontvanger=made.recipient)
                row.handtekening = made.certificate
                session.add(row)

        Store.found(self.folder / "ret.db", KEY, made, app="1", now=self.clock, first=admitted, track=self.track).close()

    def open(self) -> Store:
        return Store.open(self.folder / "ret.db", KEY, app="1", now=self.clock, before_migration=lambda _: None, track=self.track)

    def stream(self) -> bytes:
        store = self.open()
        try:
            return store.local()["stream"]
        finally:
            store.close()

    def work(self, *namen: str) -> bytes:
        """Each name a row, in an action of its own; the stream in which."""
        store = self.open()
        try:
            for naam in namen:
                save(store, naam)
            return store.local()["stream"]
        finally:
            store.close()

    def audited(self) -> list[str]:
        store = self.open()
        try:
            return [finding.what for finding in verify(store, deep=True) if not finding.ok]
        finally:
            store.close()


def save(store: Store, naam: str) -> None:
    with store.transaction("maken") as session:
        session.connection().exec_driver_sql("INSERT INTO instelling(id, naam) VALUES (?, ?)", (os.urandom(16), naam))


@pytest.fixture
def plek(tmp_path: Path, clock: Clock) -> Plek:
    made = Plek(tmp_path / "ret", clock)
    made.found()
    return made


def test_opened_again_it_goes_on_in_its_own_stream(plek: Plek) -> None:
    first = plek.work("een")
    assert plek.work() == first
    assert plek.work("twee", "drie") == first
    assert plek.stream() == first


def test_ahead_of_its_track_it_was_killed_between_commit_and_note_and_goes_on(plek: Plek) -> None:
    first = plek.work("een")
    before = plek.track.read_bytes()
    plek.work("twee")
    plek.track.write_bytes(before)
    assert plek.work("drie") == first


def test_put_back_from_before_its_last_act_it_goes_on_in_a_new_stream(plek: Plek, tmp_path: Path) -> None:
    first = plek.work("een")
    shutil.copytree(plek.folder, tmp_path / "bewaard")
    plek.work("twee")
    shutil.rmtree(plek.folder)
    shutil.copytree(tmp_path / "bewaard", plek.folder)
    second = plek.work("anders")
    assert second != first
    assert plek.work("verder") == second
    assert plek.audited() == []


@pytest.mark.parametrize("held", [None, b"", b"x", bytes(40), bytes(41)])
def test_without_a_track_that_can_be_read_it_goes_on_in_a_new_stream(plek: Plek, held: bytes | None) -> None:
    first = plek.work("een")
    if held is None:
        plek.track.unlink()
    else:
        plek.track.write_bytes(held)
    assert plek.stream() != first


def test_a_track_that_another_program_made_longer_costs_one_new_stream(plek: Plek) -> None:
    plek.work("een")
    plek.track.write_bytes(plek.track.read_bytes() + b"x")
    second = plek.work("twee")
    assert plek.work("drie") == second


def test_a_copied_folder_goes_on_in_a_new_stream_also_when_the_track_came_along(plek: Plek, tmp_path: Path, clock: Clock) -> None:
    first = plek.work("een")
    copy = Plek(tmp_path / "kopie", clock)
    shutil.copytree(plek.folder, copy.folder)
    shutil.copy(plek.track, copy.track)
    assert copy.work("daar") != first
    assert plek.work("hier") == first


def test_that_it_was_copied_or_moved_is_told_at_its_first_opening_and_no_more(plek: Plek, tmp_path: Path, clock: Clock) -> None:
    copy = Plek(tmp_path / "kopie", clock)
    plek.work("een")
    shutil.copytree(plek.folder, copy.folder)
    told = []
    for one in (copy, copy, plek):
        store = one.open()
        told.append(store.moved)
        store.close()
    assert told == [True, False, False]


def test_on_another_machine_it_goes_on_in_a_new_stream(plek: Plek, monkeypatch: pytest.MonkeyPatch) -> None:
    first = plek.work("een")
    monkeypatch.setattr(spoor, "_machine", lambda: b"een andere laptop")
    second = plek.work("daar")
    assert second != first
    monkeypatch.undo()
    assert plek.work("terug") not in (first, second)
    assert plek.audited() == []


def test_a_machine_without_a_name_is_known_by_the_path_alone(plek: Plek, monkeypatch: pytest.MonkeyPatch) -> None:
    def nameless() -> bytes:
        raise OSError

    monkeypatch.setattr(spoor, "_machine", nameless)
    first = plek.work("een")
    assert plek.work("twee") == first


def test_a_stream_in_which_nothing_was_written_leaves_nothing_behind(plek: Plek) -> None:
    plek.work("een")
    for _ in range(3):
        plek.track.unlink()
        plek.stream()
    store = plek.open()
    with store.raw_cursor() as cursor:
        assert cursor.execute("SELECT count(*) FROM sync_stream").fetchone() == (2,)
    store.close()


def test_what_was_written_outside_the_program_is_sealed_in_the_new_stream(plek: Plek) -> None:
    first = plek.work("een")
    store = plek.open()
    with store.raw_cursor() as cursor:
        cursor.execute("INSERT INTO instelling(id, naam) VALUES (?, 'van buiten')", (os.urandom(16),))
    store.close()
    plek.track.unlink()
    store = plek.open()
    with store.raw_cursor() as cursor:
        tips = dict(cursor.execute("SELECT stream, tip_seq FROM sync_stream").fetchall())
    assert tips == {first: 2, store.local()["stream"]: 1}
    store.close()


def test_a_reader_leaves_the_track_and_the_stream_alone(plek: Plek) -> None:
    first = plek.work("een")
    plek.track.unlink()
    reader = Store.open(
        plek.folder / "ret.db", KEY, app="1", now=plek.clock, writable=False, before_migration=lambda _: None, track=plek.track
    )
    assert reader.local()["stream"] == first
    reader.close()
    assert not plek.track.exists()


def test_an_act_that_was_rolled_back_is_not_in_the_track(plek: Plek) -> None:
    store = plek.open()
    save(store, "een")
    before = plek.track.read_bytes()
    with pytest.raises(IntegrityError), store.transaction("maken") as session:
        session.connection().exec_driver_sql("INSERT INTO actie(id, casus) VALUES (?, ?)", (os.urandom(16), os.urandom(16)))
    assert plek.track.read_bytes() == before
    save(store, "twee")
    assert plek.track.read_bytes() != before
    store.close()


def test_the_track_tells_nothing_and_is_for_its_owner_only(plek: Plek) -> None:
    plek.work("een")
    assert len(plek.track.read_bytes()) == 40
    if os.name == "posix":
        assert plek.track.stat().st_mode & 0o077 == 0


def test_a_fastened_track_is_on_the_disk_before_a_package_appears(plek: Plek, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[int] = []
    monkeypatch.setattr(os, "fsync", done.append)
    store = plek.open()
    store.fasten()
    assert done
    store.close()
