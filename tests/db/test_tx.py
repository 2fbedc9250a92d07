"""A transaction leaves the log with the bytes that were hashed and signed, and none of another form is made."""

from __future__ import annotations

import hashlib
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from db.models import Casus, Instelling
from db.store import Store
from db.sync import tx
from retcli.toegang import Toegang

from .journal import OtherLaptop, query

MADE_OF = ("stream", "device", "seq", "prev", "ctx", "hlc", "salt", "meta", "ops", "sig")


@pytest.fixture
def store(team: Toegang) -> Store:
    with team.store.transaction("maken") as session:
        session.add(Casus(regio="Twente", geboortejaar=2012, grondslag_wie="moeder"))
        session.add(Instelling(naam="proef", waarde="een"))
    with team.store.transaction("wijzigen") as session:
        session.connection().exec_driver_sql("UPDATE instelling SET waarde = 'twee'")
        session.connection().exec_driver_sql("DELETE FROM casus")
    return team.store


def run(store: Store, start: int = 1, end: int = tx.MOST) -> list[tx.Tx]:
    local = store.local()
    with store.raw_cursor() as cursor:
        return list(tx.read_run(cursor, local["stream"], start, end))


def again(store: Store, one: tx.Tx, **changed: Any) -> tx.Tx:
    fields: dict[str, Any] = {name: getattr(one, name) for name in MADE_OF}
    return tx.made(ws_of(store), **(fields | changed))


def ws_of(store: Store) -> bytes:
    return hashlib.sha256(store.local()["genesis"]).digest()


def test_what_is_read_from_the_log_has_the_hash_that_its_content_gives(store: Store) -> None:
    """Invariant 13: the chain and the signatures verify away from the database too."""
    found = run(store)
    key = Ed25519PrivateKey.from_private_bytes(store.local()["device_key"]).public_key()
    assert [one.seq for one in found] == list(range(1, len(found) + 1))
    assert [again(store, one) for one in found] == found
    assert all(tx.signed(one, key) for one in found)
    assert all(b.prev == a.hash for a, b in pairwise(found))
    assert found[0].prev == tx.BEGINNING


def test_a_part_of_a_run_begins_from_the_hash_before_it(store: Store) -> None:
    assert run(store, 2, 2) == run(store)[1:2]
    assert run(store, 99) == []


def test_what_is_new_comes_in_the_order_in_which_it_was_learned(team: Toegang, store: Store) -> None:
    other = OtherLaptop(team)
    row = query(store, "SELECT id FROM instelling WHERE naam = 'proef'")[0][0]
    with store.raw_cursor() as cursor:
        have = dict(cursor.execute("SELECT stream, tip_seq FROM sync_stream").fetchall())
    other.writes("instelling", UUID(bytes=row), "waarde", "x", hlc=5)
    with store.transaction("daarna") as session:
        session.connection().exec_driver_sql("UPDATE instelling SET waarde = 'drie'")
    other.writes("instelling", UUID(bytes=row), "waarde", "y", hlc=6)
    with store.raw_cursor() as cursor:
        found = list(tx.read_since(cursor, have))
        assert list(tx.read_since(cursor, have | {other.stream: 2, found[1].stream: found[1].seq})) == []
    assert [one.stream == other.stream for one in found] == [True, False, True]
    assert found[0].device == other.device


def test_setting_aside_and_taking_up_again_changes_nothing(store: Store) -> None:
    assert [tx.unpack(tx.pack(one)) for one in run(store)] == run(store)


@pytest.mark.parametrize(
    "changed",
    [
        {"stream": b"short"},
        {"device": b""},
        {"sig": b"x" * 63},
        {"seq": 0},
        {"seq": 1 << 63},
        {"hlc": 1 << 63},
        {"prev": tx.BEGINNING},
        {"ctx": b"x" * 23},
        {"ctx": tx.pack_ctx([(b"b" * 8, 1, bytes(32))]) + tx.pack_ctx([(b"a" * 8, 1, bytes(32))])},
        {"ctx": tx.pack_ctx([(b"a" * 8, 0, bytes(32))])},
        {"ctx": tx.pack_ctx([(b"a" * 8, 1 << 63, bytes(32))])},
        {"ops": ()},
    ],
)
def test_what_has_not_the_form_of_a_transaction_is_refused(store: Store, changed: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"has|out of range"):
        again(store, run(store)[1], **changed)


@pytest.mark.parametrize(
    "changed",
    [
        {"row": b"short"},
        {"kind": b""},
        {"value": b""},
        {"table": ""},
        {"cell": "x" * 65},
        {"base": b"x" * 19},
        {"base": b"\xff" * 20},
        {"base": b"b" * 20 + b"a" * 20},
        {"base": b"a" * 20 + b"a" * 20},
    ],
)
def test_what_has_not_the_form_of_an_op_is_refused(store: Store, changed: dict[str, Any]) -> None:
    one = run(store)[1]
    with pytest.raises(ValueError, match="wrong"):
        again(store, one, ops=(one.ops[0]._replace(**changed),))


def test_an_author_does_not_name_the_own_stream_as_another(store: Store) -> None:
    one = run(store)[1]
    with pytest.raises(ValueError, match="order"):
        again(store, one, ctx=tx.pack_ctx([(one.stream, 1, bytes(32))]))


def test_another_content_gives_another_hash(store: Store) -> None:
    one = run(store)[1]
    op = one.ops[0]
    others: list[dict[str, Any]] = [{"ops": (op._replace(value=b"tanders"), *one.ops[1:])}, {"hlc": one.hlc + 1}, {"meta": one.meta + b" "},
              {"ops": one.ops[::-1]}, {"ctx": tx.pack_ctx([(b"a" * 8, 1, bytes(32))])}, {"prev": bytes(31) + b"x"}]  # fmt: skip
    assert len({again(store, one, **other).hash for other in others} | {one.hash}) == len(others) + 1
