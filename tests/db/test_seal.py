"""What a save replaces, when a difference ends, how stamps run, and what sealing costs."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from db.columns import new_id
from db.models import Bundel, Casus, Instelling, SignaalCasus
from db.store import Store
from db.sync import seal
from db.sync.audit import verify
from db.sync.wire import Dot
from retcli.toegang import Toegang

from ..conftest import Clock
from .journal import OtherLaptop, cells, count_txs, dots_of, entries, heads, query


@pytest.fixture
def store(team: Toegang) -> Store:
    return team.store


def a_row(store: Store, waarde: str | None = "oud") -> UUID:
    with store.transaction("klaarzetten") as session:
        row = Instelling(naam="proef", waarde=waarde)
        session.add(row)
        return row.id


def save(store: Store, row: UUID, waarde: str | None, *shown: Dot, doel: str = "bewaren") -> None:
    """Save one field, as a form that showed these dots; as an ordinary write without."""
    seen: seal.Shown = {("instelling", row, "waarde"): shown} if shown else {}
    with store.transaction(doel, shown=seen) as session:
        session.exec(update(Instelling).where(col(Instelling.id) == row).values(waarde=waarde))


def values(store: Store, row: UUID) -> set[object]:
    """The values that the journal holds of the field now; several when laptops differ."""
    return set(heads(store)[f"instelling {row.hex}", "waarde"].values())


def on_screen(store: Store, row: UUID) -> str:
    return str(query(store, "SELECT waarde FROM instelling WHERE id = ?", row.bytes)[0][0])


def sound(store: Store) -> None:
    assert [finding for finding in verify(store) if not finding.ok] == []


def stamp(moment: datetime) -> int:
    return int(moment.timestamp() * 1000) << 16


# --- what a save replaces


def test_an_ordinary_write_replaces_the_value_that_shows(store: Store) -> None:
    row = a_row(store)
    (first,) = dots_of(store, row, "waarde")
    save(store, row, "nieuw")
    (change,) = entries(store, "bewaren")
    assert change.base == (first,)
    assert values(store, row) == {b"tnieuw"}


def test_an_ordinary_write_replaces_equal_values_of_two_laptops_too(team: Toegang, clock: Clock) -> None:
    """The same value twice is agreement: both are what the user saw."""
    row, other = a_row(team.store), OtherLaptop(team)
    (mine,) = dots_of(team.store, row, "waarde")
    save(team.store, row, "gelijk")
    (mine,) = dots_of(team.store, row, "waarde")
    theirs = other.writes("instelling", row, "waarde", "gelijk", hlc=stamp(clock()) - 1)
    save(team.store, row, "nieuw", doel="samen")
    (change,) = entries(team.store, "samen")
    assert set(change.base) == {mine, theirs}
    assert values(team.store, row) == {b"tnieuw"}
    sound(team.store)


def test_an_ordinary_write_leaves_the_other_value_of_a_difference(team: Toegang, clock: Clock) -> None:
    """Who never saw the other value has not decided about it."""
    row, other = a_row(team.store, "mijn"), OtherLaptop(team)
    other.writes("instelling", row, "waarde", "hun", hlc=stamp(clock()) - HOUR)
    assert values(team.store, row) == {b"tmijn", b"thun"}
    save(team.store, row, "mijn twee")
    assert values(team.store, row) == {b"tmijn twee", b"thun"}
    sound(team.store)


HOUR = 3_600_000 << 16


def test_a_form_replaces_what_it_showed_and_not_what_came_in_meanwhile(team: Toegang, clock: Clock) -> None:
    """A form is open, an exchange brings a new value, the form is saved: the new value stays, as a difference."""
    row, other = a_row(team.store), OtherLaptop(team)
    (shown,) = dots_of(team.store, row, "waarde")
    incoming = other.writes("instelling", row, "waarde", "van elders", base=(shown,), hlc=stamp(clock()), column="waarde")
    clock.go_on(minutes=5)
    save(team.store, row, "uit het formulier", shown)
    (change,) = entries(team.store, "bewaren")
    assert change.base == (shown,)
    assert values(team.store, row) == {b"tvan elders", b"tuit het formulier"}
    assert on_screen(team.store, row) == "uit het formulier"
    assert incoming in dots_of(team.store, row, "waarde")
    sound(team.store)


def test_what_a_form_showed_and_is_not_here_is_not_replaced(team: Toegang) -> None:
    """A branch of a copied laptop was taken out since: its numbers are nobody's, or another's. Others refuse what names those."""
    row, another = a_row(team.store), a_row(team.store)
    (shown,), (strange,) = dots_of(team.store, row, "waarde"), dots_of(team.store, another, "waarde")
    save(team.store, row, "uit het formulier", shown, strange, Dot(b"niemand!", 3, 0))
    (change,) = entries(team.store, "bewaren")
    assert change.base == (shown,)
    sound(team.store)


def test_a_form_saved_without_change_decides_nothing_about_what_came_in(team: Toegang, clock: Clock) -> None:
    row, other = a_row(team.store), OtherLaptop(team)
    (shown,) = dots_of(team.store, row, "waarde")
    other.writes("instelling", row, "waarde", "van elders", hlc=stamp(clock()) + 100, column="waarde")
    before = count_txs(team.store)
    save(team.store, row, "van elders", shown)
    assert count_txs(team.store) == before
    assert values(team.store, row) == {b"toud", b"tvan elders"}


def test_a_value_of_a_clock_far_ahead_keeps_showing_until_it_is_named(team: Toegang, clock: Clock) -> None:
    """A laptop in 2038 can be shown first, never win: the table says what the log says, and the first edit that saw it replaces it."""
    row, other = a_row(team.store), OtherLaptop(team)
    (shown,) = dots_of(team.store, row, "waarde")
    other.writes("instelling", row, "waarde", "uit 2038", hlc=stamp(datetime.fromisoformat("2038-01-01T00:00:00+00:00")), column="waarde")
    save(team.store, row, "uit het formulier", shown)
    assert values(team.store, row) == {b"tuit 2038", b"tuit het formulier"}
    assert on_screen(team.store, row) == "uit 2038"
    sound(team.store)
    save(team.store, row, "gezien en gekozen", *dots_of(team.store, row, "waarde"))
    assert values(team.store, row) == {b"tgezien en gekozen"}
    assert on_screen(team.store, row) == "gezien en gekozen"
    sound(team.store)


def test_a_group_outshone_by_a_clock_ahead_is_put_back_as_a_whole(team: Toegang, clock: Clock) -> None:
    from db.sync import wire

    other = OtherLaptop(team)
    with team.store.transaction("maken") as session:
        casus = Casus(grondslag_status="NIETVAST", grondslag_wie="niemand")
        session.add(casus)
    (shown,) = dots_of(team.store, casus.id, "grondslag")
    theirs = wire.encode_group(("BEIDEN", None, "moeder", None, None))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wire, "encode", lambda value: value)
        other.writes("casus", casus.id, "grondslag", theirs, hlc=stamp(clock()) + 48 * HOUR)
    with team.store.transaction("x", shown={("casus", casus.id, "grondslag"): (shown,)}) as session:
        session.get_one(Casus, casus.id).grondslag_wie = "vader"
    assert query(team.store, "SELECT grondslag_status, grondslag_wie FROM casus") == [("BEIDEN", "moeder")]
    sound(team.store)


def test_a_difference_stays_until_every_value_of_it_is_named(team: Toegang, clock: Clock) -> None:
    row, other = a_row(team.store, "een"), OtherLaptop(team)
    other.writes("instelling", row, "waarde", "twee", hlc=stamp(clock()) - HOUR)
    first, _ = dots_of(team.store, row, "waarde")
    save(team.store, row, "half", first)
    assert values(team.store, row) == {b"thalf", b"ttwee"}
    save(team.store, row, "besloten", *dots_of(team.store, row, "waarde"))
    assert values(team.store, row) == {b"tbesloten"}
    sound(team.store)


def test_a_difference_can_be_settled_on_the_value_that_shows(team: Toegang, clock: Clock) -> None:
    """Choosing what is already on screen is a decision too: the other value has to go."""
    row, other = a_row(team.store, "een"), OtherLaptop(team)
    other.writes("instelling", row, "waarde", "twee", hlc=stamp(clock()) - HOUR)
    both = dots_of(team.store, row, "waarde")
    save(team.store, row, "een", *both)
    (change,) = entries(team.store, "bewaren")
    assert (change.value, set(change.base)) == (b"teen", set(both))
    assert values(team.store, row) == {b"teen"}
    save(team.store, row, "een", *dots_of(team.store, row, "waarde"), doel="nog eens")
    assert entries(team.store, "nog eens") == []
    sound(team.store)


def test_a_delete_and_a_revival_replace_every_life_of_the_row(team: Toegang, clock: Clock) -> None:
    row, other = a_row(team.store), OtherLaptop(team)
    theirs = other.writes("instelling", row, "_life", "alive", hlc=stamp(clock()))
    with team.store.transaction("weg") as session:
        session.delete(session.get_one(Instelling, row))
    (gone,) = entries(team.store, "weg")
    assert len(gone.base) == 2
    assert theirs in gone.base
    assert set(heads(team.store)[f"instelling {row.hex}", "_life"].values()) == {b"tdead"}
    with team.store.transaction("terug") as session:
        session.add(Instelling(id=row, naam="proef", waarde="oud"))
    (back,) = entries(team.store, "terug")
    assert (back.cell, back.value, back.base) == ("_life", b"talive", (gone.dot,))
    sound(team.store)


# --- order and size


def test_ops_are_in_the_order_of_writing_and_one_row_stays_together(store: Store) -> None:
    first, second = Instelling(naam="a", waarde="1"), Instelling(naam="b", waarde="2")
    with store.transaction("volgorde") as session:
        session.add(second)
        session.flush()
        session.add(first)
        session.flush()
        second.waarde = "3"
    assert [(e.row, e.cell) for e in entries(store, "volgorde")] == [
        (second.id.bytes, "_life"),
        (second.id.bytes, "naam"),
        (second.id.bytes, "waarde"),
        (first.id.bytes, "_life"),
        (first.id.bytes, "naam"),
        (first.id.bytes, "waarde"),
    ]


def test_a_large_save_becomes_several_transactions_that_say_so_and_never_cut_a_row(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A package has a limit per transaction; the save is still all or nothing here."""
    monkeypatch.setattr(seal, "OPS_PER_TX", 7)
    before = count_txs(store)
    with store.transaction("veel") as session:
        session.add_all([Instelling(naam=f"n{n}", waarde="x") for n in range(5)])
    found = query(
        store,
        "SELECT t.meta, count(*), count(DISTINCT o.row) FROM sync_tx t JOIN sync_op o ON o.tx = t.tx WHERE t.seq > ? GROUP BY t.tx",
        before,
    )
    assert [(ops, rows) for _, ops, rows in found] == [(6, 2), (6, 2), (3, 1)]
    assert [b'"deel":[%d,3]' % n in meta for n, (meta, _, _) in enumerate(found, 1)] == [True] * 3
    sound(store)
    monkeypatch.setattr(seal, "OPS_PER_TX", 2)
    with store.transaction("een grote rij") as session:
        session.add(Instelling(naam="n", waarde="x"))
    assert len(entries(store, "een grote rij")) == 3
    sound(store)


# --- stamps


def stamps(store: Store) -> list[int]:
    return [hlc for (hlc,) in query(store, "SELECT hlc FROM sync_tx ORDER BY tx")]


def test_a_stamp_is_the_clock_in_milliseconds_and_the_next_is_always_later(store: Store, clock: Clock) -> None:
    a_row(store)
    a_row(store)
    _, second, third = stamps(store)
    assert (second, third) == (stamp(clock()) + 1, stamp(clock()) + 2)


def test_a_clock_set_back_does_not_turn_stamps_back(store: Store, clock: Clock) -> None:
    before = stamps(store)[-1]
    clock.go_on(minutes=-30)
    a_row(store)
    assert stamps(store)[-1] == before + 1
    sound(store)


def test_a_stamp_of_a_clock_that_was_far_ahead_is_not_carried_on(store: Store, clock: Clock) -> None:
    """A laptop that was in 2038 for a week writes today's stamps as soon as its clock is right."""
    clock.go_on(days=4000)
    a_row(store)
    clock.go_on(days=-4000)
    clock.go_on(minutes=1)
    row = a_row(store)
    assert stamps(store)[-1] == stamp(clock())
    save(store, row, "en verder")
    assert on_screen(store, row) == "en verder"
    sound(store)


def test_a_field_written_while_the_clock_was_ahead_can_be_changed_after(store: Store, clock: Clock) -> None:
    clock.go_on(days=4000)
    row = a_row(store)
    clock.go_on(days=-4000)
    save(store, row, "nu")
    assert values(store, row) == {b"tnu"}
    sound(store)


def test_the_margin_for_a_clock_ahead_is_an_hour(store: Store, clock: Clock) -> None:
    start = clock()
    a_row(store)
    for back, carried in ((timedelta(minutes=59), True), (timedelta(hours=3), False)):
        last = stamps(store)[-1]
        clock.at = start - back
        a_row(store)
        assert (stamps(store)[-1] == last + 1) is carried


# --- what it costs


class Counting:
    """The driver's cursor with a count of the statements that go through it."""

    def __init__(self, cursor: Any) -> None:
        self.cursor, self.statements = cursor, 0

    def execute(self, *args: Any) -> Any:
        self.statements += 1
        return self.cursor.execute(*args)

    def executemany(self, *args: Any) -> Any:
        self.statements += 1
        return self.cursor.executemany(*args)

    def __iter__(self) -> Any:
        return iter(self.cursor)


def statements_of(store: Store, monkeypatch: pytest.MonkeyPatch, rows: int, fields: tuple[str, ...]) -> int:
    with store.transaction("klaar") as session:
        casussen = [Casus() for _ in range(rows)]
        session.add_all(casussen)
    counted: list[int] = []
    real = seal.Journal.seal

    def count(journal: seal.Journal, cursor: Any, intent: seal.Intent) -> int:
        counting = Counting(cursor)
        ops = real(journal, counting, intent)
        counted.append(counting.statements)
        return ops

    with monkeypatch.context() as patch, store.transaction("tellen") as session:
        patch.setattr(seal.Journal, "seal", count)
        session.exec(update(Casus).where(col(Casus.id).in_([c.id for c in casussen])).values(dict.fromkeys(fields, "x")))
        session.commit()
    return counted[0]


def test_the_number_of_statements_of_a_seal_depends_on_neither_rows_nor_fields(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten thousand rows of an import, or thirty fields of one form: the same handful of statements."""
    statements_of(store, monkeypatch, 1, ("vraag",))  # the first interns the names
    one = statements_of(store, monkeypatch, 1, ("vraag",))
    many = statements_of(store, monkeypatch, 200, ("vraag", "opmerking", "soort", "kanaal", "regio"))
    assert one == many <= 12


def test_a_save_after_one_that_was_refused_knows_its_names_again(store: Store) -> None:
    """Names are interned in the transaction that first needs them; when its COMMIT is refused they are gone with it."""
    with pytest.raises(IntegrityError), store.transaction("mislukt") as session:
        session.add_all([Bundel(titel="eerste"), SignaalCasus(signaal=new_id())])
    with store.transaction("gelukt") as session:
        session.add(Bundel(titel="tweede"))
    assert cells(store, "gelukt") == {"_life": b"talive", "titel": b"ttweede"}
    sound(store)
