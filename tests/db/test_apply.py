"""Work of other laptops comes in: after what it builds on, once, whole, and the same whatever the order.

The random histories are in test_merge.py; here are the cases that people meet and those that break programs, one by one. The numbers are
those of the invariants in sync.md §13.
"""

from __future__ import annotations

import contextlib
import copy
import itertools
import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy.exc import IntegrityError

from db.columns import new_id
from db.errors import ReadOnlyStore
from db.store import Store
from db.sync import apply, differences, gaps, project, stand, tx, undo, wire
from db.sync.apply import Forged, Why
from db.sync.audit import verify
from db.sync.gaps import Gap
from db.sync.tx import Op, Tx
from db.sync.wire import LIFE

from ..conftest import Clock
from .journal import dots_of
from .laptops import KEY, Laptop, dump, exchange, fast_disk, intent, state

Join = Callable[[str], Laptop]


@pytest.fixture(scope="module", autouse=True)
def _fast_disk() -> Iterator[None]:
    with fast_disk():
        yield


@pytest.fixture
def anna(tmp_path: Path, clock: Clock) -> Iterator[Laptop]:
    made = Laptop.begin(tmp_path / "anna", clock)
    yield made
    made.close()


@pytest.fixture
def join(anna: Laptop, tmp_path: Path) -> Iterator[Join]:
    """A further laptop of the team that holds what Anna holds."""
    made: list[Laptop] = []

    def joined(name: str) -> Laptop:
        made.append(anna.join(tmp_path / name))
        made[-1].takes_from(anna)
        return made[-1]

    yield joined
    for laptop in made:
        laptop.close()


@pytest.fixture
def bart(join: Join) -> Laptop:
    return join("bart")


@pytest.fixture
def three(anna: Laptop, join: Join) -> tuple[Laptop, Laptop, Laptop]:
    laptops = anna, join("bart"), join("cees")
    exchange(*laptops)
    return laptops


def sound(*laptops: Laptop) -> None:
    for laptop in laptops:
        assert [finding for finding in verify(laptop.store, deep=True) if not finding.ok] == []
        assert laptop.query("PRAGMA foreign_key_check") == []


def same(*laptops: Laptop) -> None:
    """Invariants 1, 8, 9 and 13."""
    states = [state(laptop) for laptop in laptops]
    assert all(found == states[0] for found in states)
    sound(*laptops)


def told(laptop: Laptop, what: Callable[[Any], Any]) -> Any:
    with laptop.store.raw_cursor() as cursor:
        return what(cursor)


def differing(laptop: Laptop) -> list[tuple[str, list[object]]]:
    """(cell, values, the one that shows first)."""
    return [(d.cell, [side.value for side in d.sides]) for d in told(laptop, differences.differences)]


def contested(laptop: Laptop) -> list[UUID]:
    return [c.row for c in told(laptop, differences.contested)]


def why(laptop: Laptop) -> list[tuple[Why, int, int]]:
    return [(w.why, w.first, w.last) for w in told(laptop, apply.waiting)]


def casus(laptop: Laptop, **cells: object) -> UUID:
    made = new_id()
    columns = ["id", *cells]
    values = [made.bytes, *(v.bytes if isinstance(v, UUID) else v for v in cells.values())]
    laptop.sql("maken", (f"INSERT INTO casus({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})", *values))
    return made


def actie(laptop: Laptop, of: UUID) -> UUID:
    made = new_id()
    laptop.sql("maken", ("INSERT INTO actie(id, casus, omschrijving) VALUES (?, ?, 'bellen')", made.bytes, of.bytes))
    return made


def delete(laptop: Laptop, table: str, *rows: UUID) -> None:
    laptop.sql("wissen", *((f'DELETE FROM "{table}" WHERE id = ?', row.bytes) for row in rows))


def there(laptop: Laptop, table: str, row: UUID) -> bool:
    return bool(laptop.query(f'SELECT 1 FROM "{table}" WHERE id = ?', row.bytes))


class Hand:
    """A laptop of the team whose transactions are made by hand: of a newer program, or of someone who means harm."""

    def __init__(self, laptop: Laptop, *, admit: bool = True) -> None:
        self.founding = laptop.invited(admit=admit)
        self.ws, self.stream, self.device = laptop.ws, self.founding.stream, self.founding.device
        self.key = Ed25519PrivateKey.from_private_bytes(self.founding.local["device_key"])
        self.seq, self.tip = 0, tx.BEGINNING
        self.hlc = laptop.query("SELECT max(hlc) FROM sync_tx")[0][0] + 1000

    def writes(self, *ops: tuple[str, str, UUID, bytes] | Op, knows: Laptop | None = None, meta: bytes = b'{"doel":"hand"}') -> Tx:
        ctx = b""
        if knows is not None:
            tips = knows.query("SELECT stream, tip_seq, tip_hash FROM sync_stream WHERE tip_seq > 0 AND stream <> ?", self.stream)
            ctx = tx.pack_ctx(tips)
        self.seq, self.hlc = self.seq + 1, self.hlc + 1
        whole = [op if isinstance(op, Op) else Op(op[0], op[1], op[2].bytes, wire.SET, op[3], b"") for op in ops]
        made = tx.made(self.ws, stream=self.stream, device=self.device, seq=self.seq, prev=self.tip, ctx=ctx, hlc=self.hlc,
                       salt=bytes(16), meta=meta, ops=whole, sig=bytes(64))  # fmt: skip
        made = made._replace(sig=self.key.sign(made.hash))
        self.tip = made.hash
        return made


# --- two laptops


def test_a_new_laptop_holds_all_that_the_first_holds(anna: Laptop, bart: Laptop) -> None:
    row = anna.row("een", "1")
    taken = bart.takes_from(anna)
    assert (taken.txs, taken.rows["instelling"].new) == (1, {row.bytes})
    same(anna, bart)


def test_two_laptops_edit_each_other_s_rows(anna: Laptop, bart: Laptop) -> None:
    row = anna.row("een", "1")
    exchange(anna, bart)
    bart.save(row, "2")
    exchange(anna, bart)
    anna.save(row, "3")
    exchange(anna, bart)
    assert anna.value(row) == bart.value(row) == "3"
    same(anna, bart)


def test_the_order_of_handing_over_makes_no_difference(anna: Laptop, join: Join) -> None:
    """Invariant 7: every order of three files, and one file transaction by transaction from behind."""
    rows = [anna.row(str(n), str(n)) for n in range(3)]
    first = [join(name) for name in ("a", "b", "c", "d", "e", "f", "g")]
    for laptop in first:
        laptop.takes_from(anna)
    begin = anna.have()
    files = []
    for n, row in enumerate(rows):
        have = anna.have()
        anna.save(row, f"x{n}")
        anna.save(rows[0], f"y{n}")
        files.append(anna.since(have))
    for laptop, order in zip(first, itertools.permutations(files), strict=False):
        for file in order:
            laptop.takes(file)
        assert laptop.query("SELECT * FROM sync_park") == []
    for one in anna.since(begin)[::-1]:
        first[-1].takes([one])
    same(anna, *first)


def test_the_same_file_twice_is_the_same_file_once(anna: Laptop, bart: Laptop) -> None:
    """Invariant 6: not one byte of the database differs."""
    row = anna.row("een", "1")
    anna.save(row, "2")
    file = anna.since(bart.have())
    bart.takes(file)
    before = dump(bart)
    taken = bart.takes(file)
    assert (taken.txs, taken.double, dump(bart)) == (0, len(file), before)


def test_an_import_writes_no_transaction_and_settles_nothing(anna: Laptop, bart: Laptop) -> None:
    """Invariant 17: even where both changed the same field."""
    row = anna.row("een", "1")
    exchange(anna, bart)
    anna.save(row, "A")
    bart.save(row, "B")
    before = anna.have(), bart.have()
    exchange(anna, bart)
    assert (anna.have()[anna.stream], bart.have()[bart.stream]) == (before[0][anna.stream], before[1][bart.stream])
    assert set(differing(anna)[0][1]) == {"A", "B"}
    assert differing(anna) == differing(bart)
    same(anna, bart)


def test_a_preview_tells_what_will_happen_and_does_nothing(anna: Laptop, bart: Laptop) -> None:
    row = anna.row("een", "1")
    exchange(anna, bart)
    anna.save(row, "A")
    bart.save(row, "B")
    new, file, before = anna.row("nieuw"), None, dump(bart)
    file = anna.since(bart.have())
    told = bart.takes(file, came_from=anna.device, have=anna.have(), preview=True)
    assert (told.txs, told.differences, told.rows["instelling"].new) == (2, 1, {new.bytes})
    assert dump(bart) == before
    assert bart.takes(file).rows == told.rows


def test_what_was_written_outside_the_program_is_sealed_before_something_comes_in(anna: Laptop, bart: Laptop) -> None:
    """Else it would vanish from what is captured, and be in no log."""
    row = anna.row("een", "1")
    exchange(anna, bart)
    with bart.store.raw_cursor() as cursor:
        cursor.execute("UPDATE instelling SET waarde = 'van buiten' WHERE id = ?", (row.bytes,))
    anna.save(anna.row("ander"), "x")
    bart.takes_from(anna)
    assert intent(bart.since({})[-1]) != "buiten de app"
    assert "buiten de app" in {intent(found) for found in bart.since({})}
    exchange(anna, bart)
    assert anna.value(row) == "van buiten"
    same(anna, bart)


def test_a_reader_takes_nothing_in(anna: Laptop, bart: Laptop) -> None:
    anna.row("een")
    file = anna.since(bart.have())
    before = dump(bart)
    reader = Store.open(bart.folder / "ret.db", KEY, app="1", now=bart.clock, writable=False, before_migration=lambda _: None)
    with pytest.raises(ReadOnlyStore):
        apply.take_in(reader, file)
    reader.close()
    assert dump(bart) == before


# --- what is known, and what waits


def test_a_transaction_names_what_its_author_knew(anna: Laptop, bart: Laptop) -> None:
    """And one laptop by itself names nothing, as it always did."""
    row = anna.row("een", "1")
    assert {found.ctx for found in anna.since({})} == {b""}
    exchange(anna, bart)
    bart.save(row, "2")
    last = bart.since({})[-1]
    ((stream, seq, hash8),) = tx.known(last.ctx)
    assert (stream, seq) == (anna.stream, anna.have()[anna.stream])
    assert hash8 == anna.since({})[-1].hash[:8]
    bart.save(row, "3")
    assert bart.since({})[-1].ctx == last.ctx
    anna.takes_from(bart)
    anna.save(row, "4")
    assert [entry.stream for entry in tx.known(anna.since({})[-1].ctx)] == [bart.stream]
    assert len(bart.query("SELECT * FROM sync_ctx")) == 2


def test_all_parts_of_a_large_save_name_the_same(anna: Laptop, bart: Laptop, monkeypatch: pytest.MonkeyPatch) -> None:
    from db.sync import seal

    monkeypatch.setattr(seal, "OPS_PER_TX", 2)
    with bart.store.transaction("veel") as session:
        for n in range(3):
            session.connection().exec_driver_sql("INSERT INTO instelling(id, naam) VALUES (?, ?)", (new_id().bytes, str(n)))
    parts = [found for found in bart.since({}) if intent(found) == "veel"]
    assert len(parts) == 3
    assert len({found.ctx for found in parts}) == 1
    exchange(anna, bart)
    same(anna, bart)


def test_a_name_refused_with_its_transaction_is_made_again(anna: Laptop, bart: Laptop) -> None:
    """What is known is interned in the transaction that first names it; when that is taken back it is gone with it."""
    row = anna.row("een", "1")
    exchange(anna, bart)
    with pytest.raises(IntegrityError):
        bart.sql(
            "mislukt",
            ("UPDATE instelling SET waarde = 'x'",),
            ("INSERT INTO actie(id, casus) VALUES (?, ?)", new_id().bytes, new_id().bytes),
        )
    bart.save(row, "2")
    exchange(anna, bart)
    same(anna, bart)


def test_a_lost_file_is_told_and_what_builds_on_it_waits(three: tuple[Laptop, Laptop, Laptop]) -> None:
    """Invariants 5 and 14: files 3, 1 and 2, the second found later; who has it is known."""
    anna, bart, cees = three
    row = anna.row("een", "1")
    files, at = [], anna.have()[anna.stream]
    for n in range(3):
        have = anna.have()
        anna.save(row, f"v{n}")
        files.append(anna.since(have))
    bart.takes_from(anna)
    cees.takes([tx for tx in anna.since(cees.have()) if tx.seq <= at])
    cees.takes(files[2], came_from=anna.device, have=anna.have())
    assert cees.value(row) == "1"
    assert why(cees) == [(Why.EARLY, at + 3, at + 3)]
    assert told(cees, gaps.missing) == [Gap(anna.stream, anna.device, at + 1, at + 2, (anna.device,))]
    cees.takes(files[0], came_from=bart.device, have=bart.have())
    assert cees.value(row) == "v0"
    assert told(cees, gaps.missing) == [Gap(anna.stream, anna.device, at + 2, at + 2, tuple(sorted((anna.device, bart.device))))]
    cees.takes(files[1])
    assert (cees.value(row), why(cees), told(cees, gaps.missing)) == ("v2", [], [])
    same(anna, bart, cees)


def test_that_something_exists_is_known_though_nothing_of_it_came(anna: Laptop, bart: Laptop) -> None:
    """The last file of someone who then went on holiday."""
    seq = anna.have()[anna.stream]
    bart.takes([], came_from=b"c" * 32, have={anna.stream: seq + 3, b"onbekend": 2})
    expected = {Gap(anna.stream, anna.device, seq + 1, seq + 3, (b"c" * 32,)), Gap(b"onbekend", None, 1, 2, (b"c" * 32,))}
    assert set(told(bart, gaps.missing)) == expected
    bart.takes([], came_from=b"c" * 32, have={anna.stream: seq})
    assert set(told(bart, gaps.missing)) == expected


def test_work_of_a_laptop_waits_until_its_admission_came(anna: Laptop, bart: Laptop, tmp_path: Path) -> None:
    """Anna admits Cees, Cees writes; Bart gets the work of Cees first."""
    cees = anna.join(tmp_path / "cees")
    cees.takes_from(anna)
    row = cees.row("van cees")
    bart.takes([found for found in cees.since({}) if found.stream == cees.stream])
    assert why(bart) == [(Why.UNKNOWN, 1, 1)]
    bart.takes_from(anna)
    assert (why(bart), there(bart, "instelling", row)) == ([], True)
    exchange(anna, bart, cees)
    same(anna, bart, cees)
    cees.close()


def test_work_of_a_laptop_that_nobody_admitted_never_counts(anna: Laptop, bart: Laptop) -> None:
    stranger = Hand(anna, admit=False)
    row = new_id()
    assert bart.takes([stranger.writes(("instelling", LIFE, row, wire.ALIVE))]).txs == 0
    bart.takes_from(anna)
    assert why(bart) == [(Why.UNKNOWN, 1, 1)]
    assert not there(bart, "instelling", row)
    sound(bart)


def test_what_waits_for_an_admission_and_was_not_signed_by_that_laptop_is_dropped_then(anna: Laptop, bart: Laptop) -> None:
    """Nobody could vouch for it when it came; it must not stand in the way of the real work."""
    hand = Hand(anna, admit=False)
    real = hand.writes(("instelling", LIFE, new_id(), wire.ALIVE))
    bart.takes([real._replace(sig=bytes(64))])
    anna.admit(hand.founding)
    bart.takes_from(anna)
    assert why(bart) == []
    assert bart.takes([real]).txs == 1
    sound(bart)


def test_work_for_a_newer_program_waits_with_what_builds_on_it_and_the_rest_goes_on(anna: Laptop, bart: Laptop) -> None:
    hand = Hand(anna)
    bart.takes_from(anna)
    row = new_id()
    newer = hand.writes(("instelling", LIFE, row, wire.ALIVE), meta=b'{"doel":"x","vereist":["teller"]}')
    after = hand.writes(("instelling", "naam", row, b"tna"))
    anna.takes([newer, after])
    bart.takes([newer, after])
    assert why(bart) == [(Why.EARLY, 2, 2), (Why.NEWER, 1, 1)]
    other = anna.row("gewoon")
    bart.takes_from(anna)
    assert there(bart, "instelling", other)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(apply, "FEATURES", frozenset({"teller"}))
        for laptop in (anna, bart):
            laptop.takes([])
    assert (why(bart), there(bart, "instelling", row)) == ([], True)
    same(anna, bart)


def test_nothing_is_taken_of_a_withdrawn_laptop_beyond_its_end_but_what_honest_work_builds_on(three: tuple[Laptop, Laptop, Laptop]) -> None:
    """Invariant 18."""
    anna, bart, cees = three
    end = cees.have().get(cees.stream, 0)
    stolen = [cees.row("voor het einde"), cees.row("erna"), cees.row("nog later")]
    until = {cees.stream: end + 1}
    anna.takes(cees.since({}), until=until)
    assert [there(anna, "instelling", row) for row in stolen] == [True, False, False]
    assert why(anna) == [(Why.WITHDRAWN, end + 2, end + 3)]
    bart.takes([found for found in cees.since({}) if (found.stream, found.seq) != (cees.stream, end + 3)])
    bart.save(stolen[1], "van Bart, die het nog niet wist")
    anna.takes(bart.since({}), until=until)
    assert [there(anna, "instelling", row) for row in stolen] == [True, True, False]
    assert why(anna) == [(Why.WITHDRAWN, end + 3, end + 3)]
    same(anna, bart)


# --- harm


def test_a_forged_signature_refuses_all_and_changes_nothing(anna: Laptop, bart: Laptop) -> None:
    """Invariant 19: the honest work in the same file too."""
    row = anna.row("een", "1")
    anna.save(row, "2")
    file = anna.since(bart.have())
    before = dump(bart)
    for bad in (
        [*file[:-1], file[-1]._replace(sig=bytes(64))],
        [bart.remade(file[0], ops=(file[0].ops[0]._replace(value=b"tanders"), *file[0].ops[1:])), *file[1:]],
        [file[0]._replace(device=bart.device)],
        [file[-1]._replace(sig=bytes(64))],
    ):
        with pytest.raises(Forged, match="niet is getekend"):
            bart.takes(bad)
        assert dump(bart) == before
    bart.takes(file)
    same(anna, bart)


def test_a_file_that_breaks_off_changes_nothing(anna: Laptop, bart: Laptop) -> None:
    anna.row("een")
    file, before = anna.since(bart.have()), dump(bart)

    def broken() -> Iterator[Tx]:
        yield from file
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        bart.takes(broken())
    assert dump(bart) == before


def test_a_copied_laptop_that_both_use_is_seen_and_neither_work_is_mixed(anna: Laptop, bart: Laptop, join: Join, tmp_path: Path) -> None:
    """Invariant 12: what comes second waits with all that builds on it."""
    twin, cees = bart.copied(tmp_path / "tweeling"), join("cees")
    row, other = bart.row("van bart"), twin.row("van de tweeling")
    anna.takes_from(bart)
    cees.takes(twin.since({}))
    later = cees.row("bouwt op de tweeling")
    anna.takes(twin.since({}))
    anna.takes(cees.since({}))
    assert [w for w, _, _ in why(anna)] == [Why.FORK, Why.FORK]
    assert [there(anna, "instelling", r) for r in (row, other, later)] == [True, False, False]
    assert [there(cees, "instelling", r) for r in (row, other, later)] == [False, True, True]
    assert told(anna, lambda c: stand.letters(stand.digest(c))) != told(cees, lambda c: stand.letters(stand.digest(c)))
    sound(anna, cees)
    twin.close()


def test_what_goes_on_from_another_branch_waits_also_when_its_number_is_the_next(anna: Laptop, bart: Laptop, tmp_path: Path) -> None:
    with contextlib.closing(bart.copied(tmp_path / "tweeling")) as twin:
        bart.row("van bart")
        anna.takes_from(bart)
        twin.row("van de tweeling")
        later = twin.row("en daarna")
        anna.takes(twin.since({})[-1:])
    assert [w for w, _, _ in why(anna)] == [Why.FORK]
    assert not there(anna, "instelling", later)


# --- what is shown


def test_a_form_open_while_something_comes_in_makes_a_difference_and_overwrites_nothing(anna: Laptop, bart: Laptop) -> None:
    one = casus(anna, regio="oud", kanaal="oud")
    exchange(anna, bart)
    shown = told(bart, lambda c: c.execute(
        "SELECT s.stream, t.seq, h.idx FROM sync_head h JOIN sync_tx t ON t.tx = h.tx JOIN sync_stream s ON s.id = t.stream"
        " JOIN sync_name n ON n.id = h.name WHERE h.row = ? AND n.col = 'regio'", (one.bytes,)).fetchall())  # fmt: skip
    anna.sql("x", ("UPDATE casus SET regio = 'van anna', kanaal = 'ook' WHERE id = ?", one.bytes))
    bart.takes_from(anna)
    dots = tuple(wire.Dot(*dot) for dot in shown)
    bart.sql("x", ("UPDATE casus SET regio = 'van bart' WHERE id = ?", one.bytes), shown={("casus", one, "regio"): dots})
    exchange(anna, bart)
    assert [cell for cell, _ in differing(anna)] == ["regio"]
    assert anna.query("SELECT kanaal FROM casus WHERE id = ?", one.bytes) == [("ook",)]
    same(anna, bart)


def test_two_people_settle_one_difference_differently_and_it_ends_when_one_settles_that(three: tuple[Laptop, Laptop, Laptop]) -> None:
    """Invariant 15: three values, settled to two, settled to one."""
    anna, bart, cees = three
    row = anna.row("een", "1")
    exchange(*three)
    for laptop, value in zip(three, "ABC", strict=True):
        laptop.save(row, value)
    exchange(*three)

    def settle(laptop: Laptop, value: str) -> None:
        (one,) = told(laptop, differences.differences)
        laptop.sql(
            "kiezen", ("UPDATE instelling SET waarde = ? WHERE id = ?", value, row.bytes), shown={(one.table, one.row, one.cell): one.dots}
        )
        assert differing(laptop) == []

    assert len(differing(anna)[0][1]) == 3
    settle(anna, "A")
    settle(bart, "B")
    exchange(*three)
    assert set(differing(cees)[0][1]) == {"A", "B"}
    settle(cees, "A")
    exchange(*three)
    assert (anna.value(row), differing(anna), told(anna, differences.counts)) == ("A", [], (0, 0))
    same(*three)


def test_the_same_choice_twice_is_no_difference(anna: Laptop, bart: Laptop) -> None:
    row = anna.row("een", "1")
    exchange(anna, bart)
    anna.save(row, "zelfde")
    bart.save(row, "zelfde")
    exchange(anna, bart)
    assert (differing(anna), anna.value(row)) == ([], "zelfde")
    same(anna, bart)


def test_a_difference_tells_who_when_and_where(anna: Laptop, bart: Laptop, clock: Clock) -> None:
    lid, one = new_id(), casus(anna, grondslag_wie="moeder")
    exchange(anna, bart)
    clock.go_on(minutes=1)
    anna.sql("bewaren", ("UPDATE casus SET grondslag_wie = 'vader' WHERE id = ?", one.bytes), lid=lid)
    clock.go_on(minutes=1)
    bart.sql("formulier", ("UPDATE casus SET grondslag_wie = 'voogd' WHERE id = ?", one.bytes))
    exchange(anna, bart)
    (found,) = told(anna, differences.differences)
    assert (found.table, found.row, found.cell) == ("casus", one, "grondslag")
    assert [(side.value["grondslag_wie"], side.lid, side.device, side.doel) for side in found.sides] == [
        ("voogd", None, bart.device, "formulier"),
        ("vader", lid, anna.device, "bewaren"),
    ]
    assert [side.moment for side in found.sides] == [clock(), clock() - (clock() - found.sides[1].moment)]
    assert anna.query("SELECT grondslag_wie FROM casus WHERE id = ?", one.bytes) == [("voogd",)]


def test_what_someone_types_after_seeing_a_clock_ahead_is_what_shows(three: tuple[Laptop, Laptop, Laptop], clock: Clock) -> None:
    """Two clocks are ahead and two values differ. Who replaces the one that shows must not see the other come up instead."""
    anna, bart, cees = three
    row = anna.row("een", "1")
    exchange(*three)
    real = clock.at
    for laptop, minutes in ((anna, 30), (cees, 20)):
        clock.at = real
        clock.go_on(minutes=minutes)
        laptop.save(row, f"{minutes} minuten voor")
    clock.at = real
    bart.takes_from(anna)
    bart.takes_from(cees)
    assert bart.value(row) == "30 minuten voor"
    bart.save(row, "gezien en veranderd")
    assert bart.value(row) == "gezien en veranderd"
    exchange(*three)
    assert cees.value(row) == "gezien en veranderd"
    same(*three)


def test_a_clock_far_ahead_is_told_and_not_carried_on(anna: Laptop, bart: Laptop, clock: Clock) -> None:
    row, real = anna.row("een", "1"), clock.at
    exchange(anna, bart)
    clock.go_on(days=4000)
    anna.save(row, "uit 2037")
    clock.at = real
    taken = bart.takes_from(anna)
    assert taken.ahead == {anna.device: 4000 * 24 * 3_600_000}
    bart.save(row, "nu")
    assert bart.value(row) == "nu"
    assert bart.since({})[-1].hlc >> 16 == int(real.timestamp() * 1000)
    exchange(anna, bart)
    same(anna, bart)


# --- deletes


def test_a_delete_loses_to_an_edit_it_had_not_seen_and_people_are_asked(anna: Laptop, bart: Laptop) -> None:
    """Invariant 10. Deleting it again, now having seen the edit, ends it."""
    one = casus(anna, regio="a")
    exchange(anna, bart)
    delete(anna, "casus", one)
    bart.sql("x", ("UPDATE casus SET regio = 'b' WHERE id = ?", one.bytes))
    exchange(anna, bart)
    (contest,) = told(anna, differences.contested)
    assert [(cell, side.value) for cell, side in contest.against] == [("regio", "b")]
    assert [side.doel for side in contest.deleted] == ["wissen"]
    same(anna, bart)
    delete(anna, "casus", one)
    exchange(anna, bart)
    assert (contested(bart), there(bart, "casus", one)) == ([], False)
    same(anna, bart)


def test_a_contested_row_is_kept_by_naming_its_lives(anna: Laptop, bart: Laptop) -> None:
    one = casus(anna, regio="a")
    exchange(anna, bart)
    delete(anna, "casus", one)
    bart.sql("x", ("UPDATE casus SET regio = 'b' WHERE id = ?", one.bytes))
    exchange(anna, bart)
    bart.sql("x", ("UPDATE casus SET kanaal = 'ondertussen' WHERE id = ?", one.bytes))
    exchange(anna, bart)
    (contest,) = told(anna, differences.contested)
    anna.sql("houden", ("UPDATE casus SET regio = regio WHERE id = ?", one.bytes), shown={("casus", one, LIFE): contest.lives})
    exchange(anna, bart)
    assert (contested(anna), contested(bart), there(bart, "casus", one)) == ([], [], True)
    same(anna, bart)


def test_a_contested_row_in_which_someone_types_the_word_for_dead_stays_contested(anna: Laptop, bart: Laptop) -> None:
    """A life and a text have the same bytes."""
    row = anna.row("een", "1")
    exchange(anna, bart)
    delete(anna, "instelling", row)
    bart.save(row, "2")
    exchange(anna, bart)
    anna.save(row, "dead")
    assert contested(anna) == [row]
    exchange(anna, bart)
    assert (contested(bart), bart.value(row)) == ([row], "dead")
    same(anna, bart)


def test_taking_a_delete_back_keeps_a_row_that_someone_changed_unseen_and_ends_the_question(anna: Laptop, bart: Laptop) -> None:
    one = casus(anna, regio="a")
    exchange(anna, bart)
    delete(anna, "casus", one)
    bart.sql("x", ("UPDATE casus SET regio = 'b' WHERE id = ?", one.bytes))
    exchange(anna, bart)
    act = told(anna, lambda c: next(undo.standing(c, ())))
    shown: dict[Any, Any] = {}
    with anna.store.transaction(undo.UNDO, undo_of=act.name, shown=shown) as session:
        cursor = session.connection().connection.cursor()
        plan = undo.plan(cursor, act)
        shown.update(plan.shown)
        undo.carry_out(cursor, plan, ())
    exchange(anna, bart)
    assert (contested(anna), bart.query("SELECT regio FROM casus")) == ([], [("b",)])
    same(anna, bart)


def test_a_casus_deleted_while_others_edit_it_and_add_to_it_stays_whole(three: tuple[Laptop, Laptop, Laptop]) -> None:
    anna, bart, cees = three
    one = casus(anna, regio="a")
    old = actie(anna, one)
    exchange(*three)
    anna.sql("wissen", ("DELETE FROM actie WHERE id = ?", old.bytes), ("DELETE FROM casus WHERE id = ?", one.bytes))
    new = actie(bart, one)
    cees.sql("x", ("UPDATE casus SET regio = 'c' WHERE id = ?", one.bytes))
    exchange(*three)
    assert [there(anna, "casus", one), there(anna, "actie", new), there(anna, "actie", old)] == [True, True, False]
    assert contested(bart) == [one]
    same(*three)


def test_a_row_that_is_kept_by_a_child_goes_with_the_child_also_where_that_is_written(anna: Laptop, bart: Laptop) -> None:
    """Least fixpoint: the tables of the laptop that deletes the child, and of the one that takes it in, say the same."""
    one = casus(anna, regio="a")
    exchange(anna, bart)
    delete(anna, "casus", one)
    child = actie(bart, one)
    exchange(anna, bart)
    assert (there(anna, "casus", one), contested(anna)) == (True, [])
    delete(anna, "actie", child)
    assert not there(anna, "casus", one)
    sound(anna)
    exchange(anna, bart)
    assert not there(bart, "casus", one)
    same(anna, bart)


def test_a_kept_row_that_is_edited_stays_when_its_child_goes(anna: Laptop, bart: Laptop) -> None:
    """The edit is something that whoever deleted it had not seen."""
    one = casus(anna, regio="a")
    exchange(anna, bart)
    delete(anna, "casus", one)
    child = actie(bart, one)
    exchange(anna, bart)
    bart.sql("x", ("UPDATE casus SET regio = 'b' WHERE id = ?", one.bytes))
    delete(bart, "actie", child)
    exchange(anna, bart)
    assert (there(anna, "casus", one), contested(anna)) == (True, [one])
    same(anna, bart)


def test_a_deleted_row_comes_back_when_something_unseen_refers_to_it_and_its_own_parents_too(three: tuple[Laptop, Laptop, Laptop]) -> None:
    anna, bart, cees = three
    grand = casus(anna, regio="opa")
    parent = casus(anna, regio="vader", eerdere_aanmelding=grand)
    exchange(*three)
    delete(anna, "casus", parent, grand)
    bart.takes_from(anna)
    child = actie(cees, parent)
    bart.takes_from(cees)
    assert [there(bart, "casus", row) for row in (grand, parent)] == [True, True]
    assert bart.query("SELECT regio FROM casus WHERE id = ?", grand.bytes) == [("opa",)]
    delete(cees, "actie", child)
    exchange(*three)
    assert [there(bart, "casus", row) for row in (grand, parent)] == [False, False]
    same(*three)


def test_rows_that_refer_to_each_other_in_a_circle_go_together(anna: Laptop, bart: Laptop) -> None:
    """Also one that refers to itself; two laptops close the circle without knowing it."""
    a, b, c = casus(anna), casus(anna), casus(anna)
    exchange(anna, bart)
    anna.sql("x", ("UPDATE casus SET eerdere_aanmelding = ? WHERE id = ?", b.bytes, a.bytes))
    bart.sql("x", ("UPDATE casus SET eerdere_aanmelding = ? WHERE id = ?", a.bytes, b.bytes))
    anna.sql("x", ("UPDATE casus SET eerdere_aanmelding = id WHERE id = ?", c.bytes))
    exchange(anna, bart)
    same(anna, bart)
    delete(bart, "casus", a, b, c)
    exchange(anna, bart)
    assert anna.query("SELECT * FROM casus") == []
    same(anna, bart)


def test_deleted_by_both_and_brought_back_by_one_it_is_back(anna: Laptop, bart: Laptop) -> None:
    row = anna.row("een", "1")
    exchange(anna, bart)
    for laptop in (anna, bart):
        delete(laptop, "instelling", row)
    exchange(anna, bart)
    assert not there(anna, "instelling", row)
    anna.sql("terug", ("INSERT INTO instelling(id, naam, waarde) VALUES (?, 'een', '1')", row.bytes))
    exchange(anna, bart)
    assert (bart.value(row), contested(bart)) == ("1", [])
    same(anna, bart)


def test_a_revival_and_a_second_delete_contest_each_other(anna: Laptop, bart: Laptop) -> None:
    row = anna.row("een", "1")
    delete(anna, "instelling", row)
    exchange(anna, bart)
    anna.sql("terug", ("INSERT INTO instelling(id, naam, waarde) VALUES (?, 'een', '1')", row.bytes))
    exchange(anna, bart)
    delete(bart, "instelling", row)
    anna.save(row, "2")
    exchange(anna, bart)
    assert (there(bart, "instelling", row), contested(bart)) == (True, [row])
    same(anna, bart)


def test_a_link_made_alike_on_two_laptops_is_one_row(anna: Laptop, bart: Laptop) -> None:
    """Removed by one and added again by the other without knowing: it is there."""
    row = UUID(int=5)
    for laptop in (anna, bart):
        laptop.sql("x", ("INSERT INTO instelling(id, naam) VALUES (?, 'zelfde')", row.bytes))
    exchange(anna, bart)
    assert differing(anna) == []
    delete(anna, "instelling", row)
    bart.sql("x", ("INSERT OR REPLACE INTO instelling(id, naam, waarde) VALUES (?, 'zelfde', 'nieuw')", row.bytes))
    exchange(anna, bart)
    assert there(anna, "instelling", row)
    same(anna, bart)


def test_one_casuscode_twice_is_told_the_oldest_first(anna: Laptop, bart: Laptop, clock: Clock) -> None:
    first = casus(anna, casuscode="K7M2")
    clock.go_on(minutes=1)
    second, _ = casus(bart, casuscode="K7M2"), casus(bart, casuscode="ANDER")
    exchange(anna, bart)
    assert told(anna, differences.same_codes) == told(bart, differences.same_codes) == [("K7M2", (first, second))]


# --- what this version does not know, and what makes no sense


def test_what_this_version_does_not_know_is_kept_passed_on_and_shown_after_an_update(anna: Laptop, join: Join) -> None:
    """Invariant 20: a table, a column and a kind of a newer program, also beside what is known."""
    bart, hand, row = join("bart"), Hand(anna), new_id()
    unknown = Op("instelling", "later", row.bytes, wire.SET, b"twaarde", b"")
    txs = [hand.writes(("instelling", LIFE, row, wire.ALIVE), ("instelling", "naam", row, b"tx"), unknown,
                       ("tabel van later", LIFE, new_id(), wire.ALIVE))]  # fmt: skip
    anna.takes(txs)
    bart.takes(anna.since(bart.have()))
    assert bart.value(row) is None
    same(anna, bart)
    assert bart.since({})[-1] == txs[0]
    delete(bart, "instelling", row)
    anna.takes([hand.writes(Op("instelling", "later", row.bytes, wire.SET, b"tanders", b""))])
    exchange(anna, bart)
    assert there(bart, "instelling", row), "edited by one who had not seen the delete, in a column that is not known here"
    same(anna, bart)


def test_what_an_older_program_took_in_without_knowing_it_shows_when_a_newer_one_opens_the_database(anna: Laptop, bart: Laptop) -> None:
    """Invariant 20: afterwards as if the newer one had always been there."""
    real = project._shapes()
    older = {name: copy.copy(shape) for name, shape in real.items() if name != "actie"}
    older["casus"].cells = {name: cell for name, cell in real["casus"].cells.items() if name != "regio"}
    one = casus(anna, regio="nieuw", kanaal="k")
    actie(anna, one)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(project, "_shapes", lambda: older)
        bart.takes_from(anna)
        assert bart.query("SELECT regio, kanaal FROM casus") == [(None, "k")]
        anna.sql("x", ("UPDATE casus SET regio = 'nieuwer'",))
        bart.takes_from(anna)
        bart.reopen()
        assert (bart.query("SELECT regio FROM casus"), bart.query("SELECT * FROM actie")) == ([(None,)], [])
    bart.reopen()
    assert bart.query("SELECT regio FROM casus") == [("nieuwer",)]
    assert "unknown" not in bart.store.local()
    same(anna, bart)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("datum_aanmelding", b"tgisteren"),
        ("datum_aanmelding", b"t2026-W01-1"),
        ("datum_aanmelding", b"t9999-12-31"),
        ("datum_aanmelding", b"t1066-10-14"),
        ("eerste_contact", b"t9999-12-31T00:00:00.000Z"),
        ("eerste_contact", b"t2026-11-24"),
        ("geboortejaar", b"t2012"),
        ("geboortejaar", b"i99999999999999999999"),
        ("geboortejaar", b"i007"),
        ("dreigende_uhp", b"i7"),
        ("vraag", b"t\xff"),
        ("vraag", b"zx"),
        ("regio", b"i1"),
        ("gezin", b"bkort"),
        ("gezin", b"r" + struct.pack(">d", 1.0)),
        ("grondslag", b"g[1,2"),
        ("grondslag", b'g["tA"]'),
        ("grondslag", b'g["tA","tmorgen",null,null,null]'),
        ("eerdere_aanmelding", b"b" + bytes(16)),
    ],
)
def test_a_value_without_a_place_shows_as_empty_is_kept_and_is_not_overwritten_unseen(
    anna: Laptop, bart: Laptop, cell: str, value: bytes
) -> None:
    """The projection is total; nobody can stop an import by a value. Saving another field leaves it; saving that field replaces it."""
    hand, row = Hand(anna), new_id()
    bad = hand.writes(("casus", LIFE, row, wire.ALIVE), ("casus", "kanaal", row, b"tgoed"), ("casus", cell, row, value))
    anna.takes([bad])
    exchange(anna, bart)
    assert bart.query("SELECT kanaal FROM casus WHERE id = ?", row.bytes) == [("goed",)]
    same(anna, bart)
    bart.sql("x", ("UPDATE casus SET kanaal = 'beter' WHERE id = ?", row.bytes))
    exchange(anna, bart)
    same(anna, bart)
    assert anna.query("SELECT kanaal FROM casus") == [("beter",)]
    assert [op.cell for op in bart.since({})[-1].ops] == ["kanaal"]
    column = "grondslag_wie" if cell == "grondslag" else cell
    good = {"datum_aanmelding": "2026-11-24", "geboortejaar": 2012, "dreigende_uhp": 1, "eerste_contact": "2026-11-24T09:00:00.000Z",
            "gezin": bytes(16), "eerdere_aanmelding": row.bytes}.get(column, "goed")  # fmt: skip
    anna.sql("x", (f'UPDATE casus SET "{column}" = ? WHERE id = ?', good, row.bytes))
    exchange(anna, bart)
    assert bart.query(f'SELECT "{column}" FROM casus') == [(good,)]
    assert [op.cell for op in anna.since({})[-1].ops] == [cell]
    same(anna, bart)


def test_a_reference_to_nothing_is_shown_when_what_it_refers_to_comes(anna: Laptop, bart: Laptop) -> None:
    hand, row, later = Hand(anna), new_id(), new_id()
    anna.takes([hand.writes(("casus", LIFE, row, wire.ALIVE), ("casus", "eerdere_aanmelding", row, b"b" + later.bytes))])
    assert anna.query("SELECT eerdere_aanmelding FROM casus") == [(None,)]
    sound(anna)
    anna.takes([hand.writes(("casus", LIFE, later, wire.ALIVE))])
    exchange(anna, bart)
    assert anna.query("SELECT eerdere_aanmelding FROM casus WHERE id = ?", row.bytes) == [(later.bytes,)]
    same(anna, bart)


def test_an_op_of_an_unknown_kind_shows_as_empty_and_is_kept(anna: Laptop, bart: Laptop) -> None:
    hand, row = Hand(anna), new_id()
    anna.takes([hand.writes(("casus", LIFE, row, wire.ALIVE), Op("casus", "geboortejaar", row.bytes, b"c", b"i5", b""))])
    exchange(anna, bart)
    assert bart.query("SELECT geboortejaar FROM casus") == [(None,)]
    assert [op.kind for op in bart.since({})[-1].ops] == [wire.SET, b"c"]
    same(anna, bart)


# --- size, and rebuilding


@pytest.mark.parametrize("at_once", [1, 3, 7])
def test_the_size_of_a_batch_makes_no_difference(
    anna: Laptop, bart: Laptop, join: Join, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    one = casus(anna, regio="a")
    child = actie(anna, one)
    exchange(anna, bart)
    anna.sql("wissen", ("DELETE FROM actie WHERE id = ?", child.bytes), ("DELETE FROM casus WHERE id = ?", one.bytes))
    bart.sql("x", ("UPDATE actie SET omschrijving = 'anders' WHERE id = ?", child.bytes))
    for n in range(4):
        bart.row(str(n))
    cees = join("cees")
    monkeypatch.setattr(apply, "OPS_AT_ONCE", at_once)
    monkeypatch.setattr(apply, "AT_ONCE", 2)
    monkeypatch.setattr(project, "AT_ONCE", 2)
    done: list[int] = []
    cees.takes([*anna.since(cees.have()), *bart.since({})], progress=done.append)
    assert done == sorted(done)
    assert len(done) > 1
    exchange(anna, bart, cees)
    same(anna, bart, cees)


def test_rebuilding_the_tables_changes_nothing(anna: Laptop, bart: Laptop, monkeypatch: pytest.MonkeyPatch) -> None:
    """Invariant 9."""
    monkeypatch.setattr(project, "ROWS_AT_ONCE", 3)
    one, two = casus(anna, regio="a", grondslag_wie="x"), casus(anna, regio="b")
    exchange(anna, bart)
    delete(anna, "casus", one)
    bart.sql("x", ("UPDATE casus SET regio = 'c'",))
    actie(bart, two)
    exchange(anna, bart)
    before = dump(bart)
    with bart.store.taking_in() as cursor:
        project.rebuild(cursor)
        cursor.execute("DELETE FROM sync_capture")
    assert dump(bart) == before
    with bart.store.taking_in() as cursor:
        cursor.execute("PRAGMA defer_foreign_keys = ON")
        cursor.execute("DELETE FROM actie")
        cursor.execute("UPDATE casus SET regio = 'fout'")
        project.rebuild(cursor)
        cursor.execute("DELETE FROM sync_capture")
    assert dump(bart) == before


def test_the_sum_of_heads_of_a_laptop_that_wrote_alone_is_made_when_it_first_exchanges(anna: Laptop, join: Join) -> None:
    """An existing team: nothing was kept along the way, and what differs by an undo was not marked."""
    row = anna.row("een", "1")
    anna.save(row, "2")
    before = told(anna, stand.digest)
    anna.takes([])
    assert told(anna, stand.digest) == before
    anna.save(row, "3")
    assert told(anna, lambda c: c.execute("SELECT v FROM sync_local WHERE k = 'heads'").fetchone()[0]) == told(anna, stand.counted)
    bart = join("bart")
    exchange(anna, bart)
    letters = [told(laptop, lambda c: stand.letters(stand.digest(c))) for laptop in (anna, bart)]
    assert letters[0] == letters[1]
    assert len(letters[0]) == 6
    bart.save(row, "4")
    assert told(bart, lambda c: stand.letters(stand.digest(c))) != letters[0]


def test_what_differed_before_the_marks_were_kept_is_found_at_the_first_exchange(anna: Laptop) -> None:
    """A form that was saved twice, in an earlier version: each save replaced only what the form showed."""
    row = anna.row("een", "1")
    (shown,) = dots_of(anna.store, row, "waarde")
    for value in ("2", "3"):
        anna.sql("x", ("UPDATE instelling SET waarde = ? WHERE id = ?", value, row.bytes), shown={("instelling", row, "waarde"): (shown,)})
    assert len(differing(anna)[0][1]) == 2
    with anna.store.raw_cursor() as cursor:
        cursor.execute("DELETE FROM sync_issue")
    anna.takes([])
    assert len(differing(anna)[0][1]) == 2
    sound(anna)
