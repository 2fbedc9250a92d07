"""One laptop of the team is misused: it signs what no honest program writes, or passes others' work on altered. It stops nobody."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from db.sync import tx
from db.sync.tx import Op, Tx
from db.sync.wire import Dot

from .laptops import Laptop, exchange, fast_disk

Clock = Callable[[], datetime]


@pytest.fixture
def anna(tmp_path: Path, clock: Clock) -> Iterator[Laptop]:
    with fast_disk():
        made = Laptop.begin(tmp_path / "anna", clock)
        yield made
        made.close()


@pytest.fixture
def bart(anna: Laptop, tmp_path: Path) -> Iterator[Laptop]:
    made = anna.join(tmp_path / "bart")
    made.takes_from(anna)
    yield made
    made.close()


@pytest.fixture
def eva(anna: Laptop, tmp_path: Path) -> Iterator[Laptop]:
    made = anna.join(tmp_path / "eva")
    made.takes_from(anna)
    yield made
    made.close()


def crafted(laptop: Laptop, *ops: Op, meta: bytes = b"{}", stream: bytes = b"", skip: int = 0) -> Tx:
    """The next transaction of a laptop, or one further on, as another program with its key could make it."""
    local = laptop.store.local()
    stream = stream or laptop.stream
    tips = laptop.query("SELECT stream, tip_seq, tip_hash FROM sync_stream WHERE tip_seq > 0")
    seq, prev = next(((far + 1, tip) for name, far, tip in tips if name == stream), (1, bytes(32)))
    made = tx.made(
        laptop.ws, stream=stream, device=laptop.device, seq=seq + skip, prev=bytes([1]) * 32 if skip else prev,
        ctx=tx.pack_ctx(tip for tip in tips if tip[0] != stream), hlc=int(laptop.clock().timestamp() * 1000) << 16, salt=bytes(16),
        meta=meta, ops=ops or (change(),), sig=bytes(64),
    )  # fmt: skip
    return made._replace(sig=Ed25519PrivateKey.from_private_bytes(local["device_key"]).sign(made.hash))


def change(value: bytes = b"tx", row: bytes | None = None, base: bytes = b"") -> Op:
    return Op("instelling", "waarde", row or os.urandom(16), b"s", value, base)


def head(laptop: Laptop, row: UUID) -> bytes:
    """The one head of the value of a row."""
    ((stream, seq, idx),) = laptop.query(
        "SELECT s.stream, t.seq, h.idx FROM sync_head h JOIN sync_tx t ON t.tx = h.tx JOIN sync_stream s ON s.id = t.stream"
        " JOIN sync_name n ON n.id = h.name WHERE h.row = ? AND n.col = 'waarde'",
        row.bytes,
    )
    return Dot(stream, seq, idx).packed()


def test_nobody_replaces_what_they_did_not_know(anna: Laptop, bart: Laptop, eva: Laptop) -> None:
    row = anna.row("veld", "een")
    exchange(anna, bart, eva)
    anna.save(row, "twee")
    with pytest.raises(ValueError, match="did not know"):
        crafted(eva, change(b"tkwaad", row.bytes, head(anna, row)))
    crafted(eva, change(b"tgoed", row.bytes, head(eva, row)))


def test_an_op_replaces_only_what_came_before_it(anna: Laptop) -> None:
    seq = anna.have()[anna.stream] + 1
    for dot, fits in ((Dot(anna.stream, seq, 0), True), (Dot(anna.stream, seq, 1), False), (Dot(anna.stream, seq + 1, 0), False)):
        row = os.urandom(16)
        ops = change(row=row), change(row=row, base=dot.packed())
        if fits:
            crafted(anna, *ops)
        else:
            with pytest.raises(ValueError, match="did not know"):
                crafted(anna, *ops)
