"""A laptop that is withdrawn: only the team's key can do it, nothing lifts it, and what comes of it later counts for nothing."""

from __future__ import annotations

import contextlib
import json
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from db.sync import apply, registry, spoor, toelating
from db.sync import map as folders
from db.sync.apply import Why
from db.sync.map import Exchanged
from db.sync.pakket import Reden
from db.sync.registry import Cut, Team, Withdrawal

from ..conftest import Clock
from .laptops import Laptop, copies, exchange, fast_disk, state, withdraw
from .pakketten import content, edited, key_of, sealed, signed_anew, team_of


@pytest.fixture(scope="module", autouse=True)
def _fast_disk() -> Iterator[None]:
    with fast_disk():
        yield


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four laptops of one team that all hold the same, closed. Cees wrote something already."""
    folder, clock = tmp_path_factory.mktemp("team"), Clock()
    anna = Laptop.begin(folder / "anna", clock)
    others = [anna.join(folder / name) for name in ("bart", "cees", "dirk")]
    for other in others:
        other.takes_from(anna)
    others[1].row("proef", "van Cees, van eerder")
    exchange(anna, *others)
    for laptop in (anna, *others):
        laptop.close()
    return folder


@pytest.fixture
def four(begun: Path, tmp_path: Path, clock: Clock) -> Iterator[list[Laptop]]:
    with copies(begun, tmp_path / "team", clock) as made:
        yield made


def withdrawn(laptop: Laptop, other: Laptop) -> bool:
    return team_of(laptop.store).laptops[other.device].withdrawn


def waits(laptop: Laptop) -> list[tuple[Why, int]]:
    with laptop.store.raw_cursor() as cursor:
        return [(one.why, one.count) for one in apply.waiting(cursor)]


def row_of(laptop: Laptop) -> bytes:
    return registry.apparaat_id(laptop.device).bytes


def give_root(anna: Laptop, other: Laptop) -> None:
    with other.store.raw_cursor() as cursor:
        cursor.execute("INSERT INTO sync_local(k, v) VALUES ('root_key', ?)", (anna.store.local()["root_key"],))


# --- who may


@pytest.mark.parametrize("whose", ["another key", "his own key", "none"])
def test_only_the_key_of_the_team_withdraws(four: list[Laptop], whose: str) -> None:
    """Bart is of the team, and what he writes is taken in: it withdraws nobody, there or here."""
    anna, bart, cees, dirk = four
    key = {"another key": Ed25519PrivateKey.generate().private_bytes_raw(), "his own key": bart.store.local()["device_key"]}.get(whose)
    if key is not None:
        withdraw(bart.store, cees.device, root=key)
    else:
        bart.sql("intrekken", ("UPDATE apparaat SET ingetrokken_op = '2026-11-24T09:00:00.000Z' WHERE id = ?", row_of(cees)))
    cees.row("proef", "van Cees, van later")
    exchange(anna, bart, cees, dirk)
    assert not any(withdrawn(laptop, cees) for laptop in four)
    assert [waits(laptop) for laptop in four] == [[]] * 4
    assert state(anna) == state(cees)


def test_cut_offs_that_were_changed_or_are_for_another_laptop_withdraw_nobody(four: list[Laptop]) -> None:
    anna, bart, cees, dirk = four
    root = Ed25519PrivateKey.from_private_bytes(anna.store.local()["root_key"])
    text, signature = toelating.withdrawal(root, registry.apparaat_id(cees.device), cees.cut(1))
    for row, until in ((row_of(cees), text.replace("[1", "[0")), (row_of(dirk), text), (row_of(cees), "[]"), (row_of(cees), "")):
        anna.sql("x", ("UPDATE apparaat SET intrekking_tot = ?, intrekking_handtekening = ? WHERE id = ?", until, signature, row))
        assert not withdrawn(anna, cees)
        assert not withdrawn(anna, dirk)
    assert not withdrawn(bart, cees)


@pytest.mark.parametrize(
    "over",
    [
        "UPDATE apparaat SET intrekking_tot = NULL, intrekking_handtekening = NULL, ingetrokken_op = NULL WHERE id = ?",
        "UPDATE apparaat SET intrekking_tot = '{}', intrekking_handtekening = x'00' WHERE id = ?",
        "DELETE FROM apparaat WHERE id = ?",
    ],
)
def test_what_another_laptop_writes_over_it_lifts_nothing(four: list[Laptop], over: str) -> None:
    anna, bart, cees, dirk = four
    anna.withdraw(cees.device)
    bart.takes_from(anna)
    bart.sql("x", (over, row_of(cees)))
    for laptop in (anna, dirk):
        laptop.takes_from(bart)
    assert all(withdrawn(laptop, cees) for laptop in (anna, bart, dirk))
    cees.row("proef", "van Cees, van later")
    anna.takes_from(cees)
    assert waits(anna) == [(Why.WITHDRAWN, 1)]


def test_nobody_is_put_out_by_writing_over_a_certificate(four: list[Laptop]) -> None:
    anna, bart, cees, dirk = four
    bart.sql("x", ("UPDATE apparaat SET sleutel = ?, handtekening = x'00' WHERE id = ?", bytes(32), row_of(cees)))
    bart.sql("x", ("UPDATE apparaat SET ontvanger = 'age1iets' WHERE id = ?", row_of(dirk)))
    exchange(*four)
    assert all(team_of(laptop.store).laptops.keys() == {one.device for one in four} for laptop in four)
    assert {one.recipient for one in team_of(anna.store).active()} == {one.recipient for one in team_of(dirk.store).active()}


def test_a_forged_certificate_lets_nobody_in(four: list[Laptop]) -> None:
    """Bart admits a laptop with a signature of his own; what it writes is set aside."""
    anna, bart, *_ = four
    stranger = bart.folder / "vreemd"
    founding = anna.invited(admit=False)
    forged = Ed25519PrivateKey.generate().sign(
        registry.certificate_bytes(registry.apparaat_id(founding.device), founding.signing_key, founding.recipient)
    )
    with bart.store.transaction("toelaten") as session:
        session.connection().exec_driver_sql(
            "INSERT INTO apparaat(id, sleutel, ontvanger, handtekening) VALUES (?, ?, ?, ?)",
            (registry.apparaat_id(founding.device).bytes, founding.signing_key, founding.recipient, forged),
        )
    other = Laptop._made(stranger, founding, bart.clock)
    other.takes_from(anna)
    other.row("proef", "van buiten")
    anna.takes_from(bart)
    anna.takes_from(other)
    assert founding.device not in team_of(anna.store).laptops
    assert waits(anna) == [(Why.UNKNOWN, 1)]
    other.close()


# --- what of it counts


def test_what_it_writes_after_is_not_taken_but_what_was_known_stays(four: list[Laptop]) -> None:
    anna, bart, cees, _ = four
    before = cees.row("proef", "gewisseld")
    anna.takes_from(cees)
    anna.withdraw(cees.device)
    after = cees.row("proef", "van later")
    anna.takes_from(cees)
    assert (anna.value(before), anna.value(after)) == ("gewisseld", "weg")
    assert waits(anna) == [(Why.WITHDRAWN, 1)]
    bart.takes_from(anna)
    bart.takes_from(cees)
    assert (bart.value(before), bart.value(after)) == ("gewisseld", "weg")
    assert state(anna) == state(bart)


def test_a_stream_that_turns_up_later_counts_for_nothing(four: list[Laptop]) -> None:
    """Who has the laptop puts an old copy back, and it goes on in a new stream."""
    anna, _, cees, _ = four
    anna.withdraw(cees.device)
    with cees.store.raw_cursor() as cursor:
        cees.stream = spoor.new_stream(cursor, cees.stream)
    cees.reopen()
    cees.row("proef", "in een nieuw spoor")
    anna.takes_from(cees)
    assert waits(anna) == [(Why.WITHDRAWN, 1)]


def test_work_that_an_honest_laptop_built_on_it_brings_it_along(four: list[Laptop]) -> None:
    """Bart had not heard. His own work is not lost by that."""
    anna, bart, cees, dirk = four
    anna.withdraw(cees.device)
    late = [cees.row("proef", "van later"), cees.row("proef", "van nog later")]
    bart.takes([one for one in cees.since(bart.have()) if one.seq < cees.have()[cees.stream]])
    anna.takes_from(bart)
    assert anna.value(late[0]) == "weg"
    bart.save(late[0], "van Bart, die het nog niet wist")
    anna.takes_from(bart)
    anna.takes_from(cees)
    exchange(anna, bart, dirk)
    assert anna.value(late[0]) == "van Bart, die het nog niet wist"
    assert anna.value(late[1]) == "weg"
    assert state(anna) == state(bart) == state(dirk)


def test_what_the_withdrawn_laptop_itself_says_to_know_brings_nothing_along(four: list[Laptop]) -> None:
    anna, _, cees, _ = four
    anna.withdraw(cees.device)
    first = cees.row("proef", "van later")
    with cees.store.raw_cursor() as cursor:
        spoor.new_stream(cursor, cees.stream)
    cees.reopen()
    cees.save(first, "in een nieuw spoor dat op het vorige bouwt")
    anna.takes_from(cees)
    assert anna.value(first) == "weg"
    assert waits(anna) == [(Why.WITHDRAWN, 1)] * 2


def test_it_holds_for_what_comes_after_it_in_the_same_import(four: list[Laptop]) -> None:
    anna, _, cees, dirk = four
    anna.withdraw(cees.device)
    late = cees.row("proef", "van later")
    dirk.takes([*anna.since(dirk.have()), *cees.since(dirk.have())])
    assert dirk.value(late) == "weg"
    assert waits(dirk) == [(Why.WITHDRAWN, 1)]


# --- more than one withdrawal


@pytest.mark.parametrize("turned", [False, True])
def test_of_two_cut_offs_the_least_counts_on_every_laptop(four: list[Laptop], turned: bool) -> None:
    anna, bart, cees, dirk = four
    give_root(anna, dirk)
    base = anna.have()[cees.stream]
    rows = [cees.row("proef", f"{n}") for n in range(4)]
    withdraw(anna.store, cees.device, cees.cut(base + 1))
    withdraw(dirk.store, cees.device, cees.cut(base + 3))
    for other in (dirk, anna) if turned else (anna, dirk):
        bart.takes_from(other)
    bart.takes_from(cees)
    assert [bart.value(row) for row in rows] == ["0", "weg", "weg", "weg"]
    for laptop, other in ((anna, dirk), (dirk, anna)):
        laptop.takes_from(other)
        laptop.takes_from(cees)
        assert laptop.value(rows[1]) == "weg"
    assert state(anna)["digest"] == state(bart)["digest"] == state(dirk)["digest"]


def test_a_later_withdrawal_by_the_key_that_names_the_first_takes_its_place(four: list[Laptop]) -> None:
    anna, bart, cees, _ = four
    base = anna.have()[cees.stream]
    withdraw(anna.store, cees.device, cees.cut(base))
    row = cees.row("proef", "van voor de diefstal, en te laat gekomen")
    anna.takes_from(cees)
    assert anna.value(row) == "weg"
    withdraw(anna.store, cees.device, cees.cut(base + 1))
    anna.takes([])
    assert anna.value(row) != "weg"
    bart.takes_from(anna)
    assert bart.value(row) != "weg"
    assert all(withdrawn(laptop, cees) for laptop in (anna, bart))


def test_withdrawals_that_name_each_other_in_a_circle_lift_nothing() -> None:
    stream = b"\xab" * 8
    circle = [
        Withdrawal(bytes(16), registry.until_text({stream: Cut(n, bytes(8))}), b"", bytes([n]) * 20, bytes([3 - n]) * 20) for n in (1, 2)
    ]
    assert registry.strictest(circle) == {stream: Cut(1, bytes(8))}
    assert registry.strictest([]) is None


def test_a_stream_that_one_of_two_withdrawals_does_not_name_counts_for_nothing() -> None:
    first, second = b"\x01" * 8, b"\x02" * 8
    found = [
        Withdrawal(bytes(16), registry.until_text(until), b"", bytes([n]) * 20)
        for n, until in enumerate(({first: Cut(4, bytes(8)), second: Cut(9, bytes(8))}, {first: Cut(6, bytes(8))}), 1)
    ]
    assert registry.strictest(found) == {first: Cut(4, bytes(8))}


# --- over a folder


def syncs(laptop: Laptop, folder: Path) -> Exchanged:
    return folders.exchange(laptop.store, folder)


def reasons(found: Exchanged) -> list[Reden]:
    return [one.error.reden for one in found.refused]


@pytest.mark.parametrize("first", ["the withdrawal", "the relay"])
def test_what_an_honest_laptop_passes_on_before_it_heard_is_held_back_in_whichever_order_files_are_read(
    four: list[Laptop], folder: Path, clock: Clock, first: str
) -> None:
    """Case 25. Both files are there when Dirk reads: the manifest of one says what to make of the other."""
    anna, bart, cees, dirk = four
    late = cees.row("proef", "van na de diefstal")
    bart.takes_from(cees)
    for n, turn in enumerate(("the withdrawal", "the relay") if first == "the withdrawal" else ("the relay", "the withdrawal")):
        clock.go_on(minutes=n + 1)
        if turn == "the withdrawal":
            aside = folder.parent / "van Anna"
            aside.mkdir()
            anna.withdraw(cees.device)
            syncs(anna, aside)
        else:
            syncs(bart, folder)
    shutil.copytree(folder.parent / "van Anna", folder, dirs_exist_ok=True)
    assert syncs(dirk, folder).refused == []
    assert dirk.value(late) == "weg"
    assert waits(dirk) == [(Why.WITHDRAWN, 1)]


@pytest.mark.parametrize("later", [False, True])
def test_its_own_package_is_refused_also_when_the_withdrawal_is_read_in_the_same_exchange(
    four: list[Laptop], folder: Path, clock: Clock, later: bool
) -> None:
    anna, _, cees, dirk = four
    late = cees.row("proef", "van na de diefstal")
    anna.withdraw(cees.device)
    for n, laptop in enumerate((cees, anna) if later else (anna, cees)):
        clock.go_on(minutes=n + 1)
        aside = folder.parent / f"{n}"
        aside.mkdir()
        syncs(laptop, aside)
        shutil.copytree(aside, folder, dirs_exist_ok=True)
    assert reasons(syncs(dirk, folder)) == [Reden.INGETROKKEN]
    assert dirk.value(late) == "weg"
    assert withdrawn(dirk, cees)


def test_a_package_is_not_for_a_withdrawn_laptop_and_tells_of_it(four: list[Laptop], folder: Path) -> None:
    anna, _, cees, dirk = four
    anna.withdraw(cees.device)
    made = syncs(anna, folder).written
    assert made is not None
    assert cees.device not in made.manifest.to
    assert [one[0] for one in json.loads(content(made.path, anna.store)[0])["ingetrokken"]] == [row_of(cees).hex()]
    assert reasons(syncs(cees, folder)) == [Reden.NIET_VOOR_ONS]
    syncs(dirk, folder)
    assert cees.device not in {one.device for one in team_of(dirk.store).active()}


def test_a_package_can_not_tell_of_a_withdrawal_that_the_key_did_not_sign(four: list[Laptop], folder: Path) -> None:
    anna, bart, cees, dirk = four
    bart.row("proef", "van Bart")
    made = syncs(bart, folder).written
    assert made is not None
    lines = content(made.path, bart.store)
    text, signature = toelating.withdrawal(key_of(bart.store), registry.apparaat_id(cees.device), {})
    told = registry.withdrawal_said(Withdrawal(row_of(cees), text, signature))
    sealed(made.path, signed_anew([edited(lines[0], ingetrokken=[told]), *lines[1:-1]], key_of(bart.store)), dirk.store)
    assert len(syncs(dirk, folder).taken) == 1
    assert not withdrawn(dirk, cees)
    assert registry.HEARD not in dirk.store.local()
    assert anna is not None


@pytest.mark.parametrize("told", ["x", [1], [["", "", ""]], [["00" * 16, "{}", "?"]], [["00" * 16, 1, "AA=="]], {"a": 1}])
def test_a_package_that_tells_of_withdrawals_in_another_form_is_refused_or_passed_over(
    four: list[Laptop], folder: Path, told: object
) -> None:
    _, bart, cees, dirk = four
    bart.row("proef", "van Bart")
    made = syncs(bart, folder).written
    assert made is not None
    lines = content(made.path, bart.store)
    sealed(made.path, signed_anew([edited(lines[0], ingetrokken=told), *lines[1:-1]], key_of(bart.store)), dirk.store)
    before = state(dirk)
    found = syncs(dirk, folder)
    assert reasons(found) in ([Reden.INHOUD], [])
    if found.refused:
        assert state(dirk) == before
    assert not withdrawn(dirk, cees)


def test_what_was_only_heard_of_counts_until_the_log_has_it_and_then_as_the_log_has_it(four: list[Laptop], folder: Path) -> None:
    anna, _, cees, dirk = four
    base = anna.have()[cees.stream]
    row = cees.row("proef", "van Cees")
    withdraw(anna.store, cees.device, cees.cut(base))
    team: Team = team_of(anna.store)
    with dirk.store.raw_cursor() as cursor:
        registry.hear(cursor, [one for ones in team.withdrawals.values() for one in ones])
    assert withdrawn(dirk, cees)
    dirk.takes_from(cees)
    assert dirk.value(row) == "weg"
    withdraw(anna.store, cees.device, cees.cut(base + 1))
    dirk.takes_from(anna)
    dirk.takes([])
    assert dirk.value(row) == "van Cees"
    assert team_of(dirk.store).laptops[cees.device].until == cees.cut(base + 1)


def test_what_honest_work_names_is_taken_in_whatever_came_first(four: list[Laptop], tmp_path: Path) -> None:
    """Bart had not heard of it and built on Cees' work; something of Bart's own from before is still on its way."""
    anna, bart, cees, dirk = four
    with contextlib.closing(anna.join(tmp_path / "eva")) as eva:
        exchange(anna, bart, cees, dirk, eva)
        anna.withdraw(cees.device)
        late = [cees.row("proef", f"van Cees, van later {n}") for n in range(2)]
        bart.row("proef", "nog onderweg")
        bart.takes_from(cees)
        bart.row("proef", "daarna")
        for laptop in (dirk, eva):
            laptop.takes_from(anna)
        new = bart.since(dirk.have())
        of_cees = [tx for tx in new if tx.device == cees.device]
        last = [tx for tx in new if tx.device == bart.device][-1:]
        dirk.takes([*of_cees, *last])
        eva.takes(last)
        eva.takes(of_cees)
        assert state(dirk) == state(eva)
        assert [eva.value(row) for row in late] == ["van Cees, van later 0", "van Cees, van later 1"]
        assert waits(eva) == waits(dirk) == [(Why.EARLY, 1)]


def test_of_two_branches_that_wait_the_named_one_comes_in_also_where_its_beginning_waited(four: list[Laptop], tmp_path: Path) -> None:
    """Cees' disk was copied, both went on, and Cees was withdrawn; the other branch came first, and the rest in one go."""
    anna, bart, cees, dirk = four
    have = dirk.have()
    bart.row("proef", "van Bart")
    anna.takes_from(bart)
    anna.row("proef", "van Anna")
    cees.takes_from(anna)
    cees.row("proef", "van Cees")
    with contextlib.closing(cees.copied(tmp_path / "kopie")) as kopie:
        cees.row("proef", "van Cees, na de kopie")
        cees.row("proef", "en nog iets")
        kopie.row("proef", "van de kopie")
        anna.takes_from(cees)
        early, late = anna.since(have), kopie.since(have)[-1]
    anna.withdraw(cees.device)
    with dirk.store.raw_cursor() as cursor:
        registry.hear(cursor, (one for ones in team_of(anna.store).withdrawals.values() for one in ones))
    of = {device: [tx for tx in early if tx.device == device] for device in (anna.device, bart.device, cees.device)}
    assert (late.seq, late.device) == (of[cees.device][1].seq, cees.device)
    dirk.takes([*of[anna.device], late])
    dirk.takes([*of[bart.device], *of[cees.device]])
    assert dirk.have()[cees.stream] == of[cees.device][-1].seq


def test_the_clock_has_no_part_in_it(four: list[Laptop], clock: Clock) -> None:
    """A withdrawn laptop with its clock far back writes nothing that counts."""
    anna, _, cees, _ = four
    anna.withdraw(cees.device)
    clock.at -= timedelta(days=400)
    late: UUID = cees.row("proef", "met de klok terug")
    anna.takes_from(cees)
    assert anna.value(late) == "weg"
