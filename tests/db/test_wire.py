"""The bytes that are hashed, stored and one day exchanged. They are for ever: golden files hold them."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from db import columns
from db.models import Apparaat, Casus, Instelling, Lid
from db.store import Store
from db.sync import registry, wire
from db.sync.wire import Dot

from ..conftest import Clock
from .journal import query

GOLDEN = Path(__file__).parent / "golden"


def golden(name: str) -> dict[str, object]:
    found: dict[str, object] = json.loads((GOLDEN / name).read_text(encoding="utf-8"))
    return found


LID = UUID("01932c1e-0000-7000-8000-000000000001")
CASUS = UUID("01932c1e-0000-7000-8000-000000000002")
VALUES: dict[str, wire.Value] = {
    "leeg": None,
    "tekst": "Ångström é e\u0301 👍",
    "lege tekst": "",
    "tekst met nul": "a\x00b",
    "geheel": -7,
    "grootste geheel": 2**63 - 1,
    "kleinste geheel": -(2**63),
    "ja": True,
    "bytes": bytes(range(4)),
    "lege bytes": b"",
    "komma": 0.1,
    "min nul": -0.0,
}
GROUPS: dict[str, tuple[wire.Value, ...]] = {
    "alles leeg": (None, None, None),
    "gemengd": ("TA", 4, LID.bytes, None, "2026-11-24"),
    "tekst met teken": ('quote " \\ / é \n', None),
    "lege tekst": ("", None),
    "komma": (0.1, None),
}


def test_each_kind_of_value_has_the_bytes_it_had_in_the_first_version() -> None:
    assert {name: wire.encode(value).hex() for name, value in VALUES.items()} == golden("values.json")["values"]


def test_a_group_has_the_bytes_it_had_in_the_first_version() -> None:
    assert {name: wire.encode_group(group).decode() for name, group in GROUPS.items()} == golden("values.json")["groups"]


def test_a_moment_and_a_key_made_of_parts_have_the_form_they_had() -> None:
    """A moment's text has one width, so text order is time order; a link made twice must get one key."""
    assert columns.instant_text(datetime(2026, 11, 24, 9, 0, 0, 123456, tzinfo=UTC)) == "2026-11-24T09:00:00.123Z"
    assert columns.instant_text(datetime(2026, 11, 24, 9, tzinfo=UTC)) == "2026-11-24T09:00:00.000Z"
    assert str(columns.made_of("casus_knelpunt", CASUS, "REGIE")) == golden("values.json")["made_of"]


value_kinds = (
    st.none()
    | st.text(st.characters(exclude_categories=["Cs"]))
    | st.integers(-(2**63), 2**63 - 1)
    | st.binary()
    | st.floats(allow_nan=False)
)


@given(value_kinds)
def test_what_is_encoded_is_decoded_to_the_same_value_and_kind(value: wire.Value) -> None:
    again = wire.decode(wire.encode(value))
    assert again == value
    assert type(again) is type(value)


@given(st.lists(value_kinds, min_size=1, max_size=6).map(tuple))
def test_a_group_is_decoded_to_the_same_members(group: tuple[wire.Value, ...]) -> None:
    again = wire.decode_group(wire.encode_group(group), len(group))
    assert again == group
    assert [type(v) for v in again] == [type(v) for v in group]


@given(st.lists(value_kinds, min_size=2, max_size=2, unique_by=lambda v: (type(v), repr(v))))
def test_two_values_that_differ_have_bytes_that_differ(pair: list[wire.Value]) -> None:
    assert wire.encode(pair[0]) != wire.encode(pair[1])


def test_an_unknown_tag_or_member_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown value tag"):
        wire.decode(b"zx")
    with pytest.raises(ValueError, match="unknown group member"):
        wire.decode_group(b'g[["z","1"]]', 1)


def test_a_base_names_each_dot_once_and_in_one_order() -> None:
    """Two laptops that name the same dots must hash the same bytes."""
    one, two = Dot(b"a" * 8, 2, 0), Dot(b"a" * 8, 10, 1)
    assert wire.pack_dots([two, one, two]) == wire.pack_dots([one, two]) == one.packed() + two.packed()
    assert wire.unpack_dots(wire.pack_dots([two, one])) == [one, two]


@pytest.fixture
def fixed(tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A database in which nothing is left to chance: keys, stream, salts and clock are given."""
    device = Ed25519PrivateKey.from_private_bytes(bytes([1]) * 32)
    root = Ed25519PrivateKey.from_private_bytes(bytes([2]) * 32)
    genesis = json.dumps({"root": registry.public_bytes(root).hex()}).encode()
    founding = registry.Founding(
        ws=hashlib.sha256(genesis).digest(),
        device=bytes([3]) * 32,
        stream=bytes([4]) * 8,
        signing_key=registry.public_bytes(device),
        recipient="age1",
        certificate=b"",
        local={
            "genesis": genesis,
            "genesis_sig": root.sign(registry.GENESIS_DOMAIN + genesis),
            "device_key": device.private_bytes_raw(),
            "device": bytes([3]) * 32,
            "stream": bytes([4]) * 8,
        },
    )
    store = Store.found(tmp_path / "vast.db", bytes(32), founding, app="1.0", now=clock)
    monkeypatch.setattr("db.sync.seal.os.urandom", lambda size: bytes([5]) * size)
    yield store
    store.close()


def test_a_transaction_has_the_bytes_hash_and_signature_it_had_in_the_first_version(fixed: Store) -> None:
    """Every laptop must compute the same hash of it for ever. If this fails, the change breaks every journal there is."""
    with fixed.transaction("intake", lid=LID) as session:
        session.add(Lid(id=LID, code="AV", naam="Anna Vos", team=1))
    with fixed.transaction("wijzigen", lid=LID, undo_of="04|1") as session:
        session.add(
            Casus(
                id=CASUS,
                casuscode="26-ABCDE0",
                datum_aanmelding=date(2026, 11, 24),
                eerste_contact=datetime(2026, 11, 24, 8, 30, tzinfo=UTC),
                geboortejaar=2012,
                dreigende_uhp=True,
                wens_naar_huis=False,
                vraag="Vraag met é en 👍\nregel twee",
                grondslag_status="BEIDEN",
                grondslag_datum=date(2026, 11, 20),
                eigenaar=LID,
            )
        )
        session.flush()
        row = session.get_one(Lid, LID)
        row.naam, row.team = "Anna de Vos", None
    with fixed.transaction("begin") as session:
        session.add(Apparaat(id=LID, sleutel=b"\x00\xff"))
        session.flush()
        session.add(Instelling(id=CASUS, naam="regio", waarde=""))
    txs = query(fixed, "SELECT seq, hlc, salt, hash, sig, meta FROM sync_tx ORDER BY tx")
    ops = query(
        fixed,
        "SELECT o.tx, o.idx, n.tbl, n.col, o.row, o.kind, o.val, o.base FROM sync_op o JOIN sync_name n ON n.id = o.name ORDER BY 1, 2",
    )
    found = {
        "tx": [
            [v.hex() if isinstance(v, bytes) and i < 5 else v.decode() if isinstance(v, bytes) else v for i, v in enumerate(t)] for t in txs
        ],
        "op": [[o[0], o[1], o[2], o[3], o[4].hex(), o[5].decode(), o[6].hex(), o[7].hex()] for o in ops],
    }
    assert found == golden("transactions.json")


def test_the_stored_hash_is_what_the_page_says_it_is(fixed: Store) -> None:
    """Computed here from docs/sync.md alone, so that the golden file can't hold a mistake."""
    with fixed.transaction("begin") as session:
        session.add(Instelling(id=CASUS, naam="x"))
    salt, value_of = bytes([5]) * 16, [("_life", b"talive"), ("naam", b"tx")]

    def lp(data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + data

    def sha(data: bytes) -> bytes:
        return hashlib.sha256(data).digest()

    digests = b""
    for idx, (cell, value) in enumerate(value_of):
        salted = sha(hmac.digest(salt, idx.to_bytes(4, "big"), "sha256") + value)
        digests += sha(b"op1" + lp(b"instelling") + lp(CASUS.bytes) + lp(cell.encode()) + b"s" + lp(b"") + salted)
    meta = b'{"app":"1.0","apparaat":"03030303","doel":"begin"}'
    stamp = (int(datetime(2026, 11, 24, 9, tzinfo=UTC).timestamp()) * 1000 << 16).to_bytes(8, "big")
    ws = sha(fixed.local()["genesis"])
    expected = sha(b"tx1" + ws + bytes([4]) * 8 + (1).to_bytes(8, "big") + bytes(32) + lp(b"") + stamp + lp(meta) + digests)
    assert query(fixed, "SELECT hash, meta FROM sync_tx") == [(expected, meta)]


def test_the_hash_covers_place_context_stamp_meta_and_every_op() -> None:
    """Whatever is changed afterwards shows."""
    base = wire.tx_hash(b"w" * 32, b"s" * 8, 1, bytes(32), b"", 5, b"{}", [b"d" * 32])
    others = [
        wire.tx_hash(b"x" * 32, b"s" * 8, 1, bytes(32), b"", 5, b"{}", [b"d" * 32]),
        wire.tx_hash(b"w" * 32, b"t" * 8, 1, bytes(32), b"", 5, b"{}", [b"d" * 32]),
        wire.tx_hash(b"w" * 32, b"s" * 8, 2, bytes(32), b"", 5, b"{}", [b"d" * 32]),
        wire.tx_hash(b"w" * 32, b"s" * 8, 1, b"p" * 32, b"", 5, b"{}", [b"d" * 32]),
        wire.tx_hash(b"w" * 32, b"s" * 8, 1, bytes(32), b"c" * 24, 5, b"{}", [b"d" * 32]),
        wire.tx_hash(b"w" * 32, b"s" * 8, 1, bytes(32), b"", 6, b"{}", [b"d" * 32]),
        wire.tx_hash(b"w" * 32, b"s" * 8, 1, bytes(32), b"", 5, b"{ }", [b"d" * 32]),
        wire.tx_hash(b"w" * 32, b"s" * 8, 1, bytes(32), b"", 5, b"{}", [b"e" * 32]),
        wire.tx_hash(b"w" * 32, b"s" * 8, 1, bytes(32), b"", 5, b"{}", [b"d" * 32, b"d" * 32]),
    ]
    assert len({base, *others}) == len(others) + 1


def test_the_digest_of_an_op_covers_table_row_cell_kind_base_salt_and_value() -> None:
    def digest(
        table: str = "casus", row: bytes = b"r" * 16, cell: str = "soort", base: bytes = b"", salt: bytes = b"s" * 32, value: bytes = b"tX"
    ) -> bytes:
        head, tail = wire.op_frame(table, cell)
        return wire.op_digest(head, row, tail, base, salt, value)

    others = [
        digest(table="casua"),
        digest(row=b"q" * 16),
        digest(cell="sooru"),
        digest(base=b"b" * 20),
        digest(salt=b"t" * 32),
        digest(value=b"tY"),
    ]
    assert len({digest(), *others}) == len(others) + 1
