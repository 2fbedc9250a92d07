"""The journal's own tables, in the same database and the same transactions as the data (docs/sync.md)."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, LargeBinary, PrimaryKeyConstraint, Table, Text, UniqueConstraint
from sqlmodel import SQLModel

_m = SQLModel.metadata

stream = Table(
    "sync_stream",
    _m,
    Column("id", Integer, primary_key=True),
    Column("stream", LargeBinary, nullable=False),  # 8 random bytes: one laptop's writing, until it is restored or cloned
    Column("device", LargeBinary, nullable=False),  # SHA256 of the laptop's public keys
    Column("tip_seq", Integer, nullable=False),
    Column("tip_hash", LargeBinary, nullable=False),
    Column("floor", Integer, nullable=False, server_default="0"),  # up to here the log came by a snapshot and holds heads only
    UniqueConstraint("stream", name="uq_sync_stream_stream"),
)
ctx = Table(
    "sync_ctx",
    _m,
    Column("id", Integer, primary_key=True),
    Column("vv", LargeBinary, nullable=False),  # what the author knew of other streams; one row per exchange, not per transaction
    UniqueConstraint("vv", name="uq_sync_ctx_vv"),
)
tx = Table(
    "sync_tx",
    _m,
    Column("tx", Integer, primary_key=True),
    Column("stream", Integer, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("ctx", Integer, nullable=False),
    Column("hlc", Integer, nullable=False),  # unix milliseconds << 16: for people and for order on screen, never for who wins
    Column("salt", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("sig", LargeBinary, nullable=False),
    Column("meta", LargeBinary, nullable=False),  # exact bytes
    Column("got_at", Text),
    Column("got_from", LargeBinary),
    UniqueConstraint("stream", "seq", name="uq_sync_tx_stream_seq"),
)
name = Table(
    "sync_name",
    _m,
    Column("id", Integer, primary_key=True),
    Column("tbl", Text, nullable=False),
    Column("col", Text, nullable=False),
    UniqueConstraint("tbl", "col", name="uq_sync_name_tbl_col"),
)
op = Table(
    "sync_op",
    _m,
    Column("tx", Integer, nullable=False),
    Column("idx", Integer, nullable=False),
    Column("name", Integer, nullable=False),
    Column("row", LargeBinary, nullable=False),
    Column("kind", LargeBinary, nullable=False),
    Column("val", LargeBinary, nullable=False),
    Column("base", LargeBinary, nullable=False),
    PrimaryKeyConstraint("tx", "idx", name="pk_sync_op"),
    Index("ix_sync_op_row", "row"),
    sqlite_with_rowid=False,
)
head = Table(
    "sync_head",
    _m,
    Column("row", LargeBinary, nullable=False),
    Column("name", Integer, nullable=False),
    Column("tx", Integer, nullable=False),
    Column("idx", Integer, nullable=False),
    PrimaryKeyConstraint("row", "name", "tx", "idx", name="pk_sync_head"),
    sqlite_with_rowid=False,
)
capture = Table(
    "sync_capture",
    _m,
    Column("n", Integer, primary_key=True),
    Column("tbl", Text, nullable=False),
    Column("row", LargeBinary, nullable=False),
)
local = Table(
    "sync_local",
    _m,
    Column("k", Text, primary_key=True),
    Column("v", LargeBinary),
    sqlite_with_rowid=False,
)

# --- the exchange

park = Table(
    "sync_park",  # signed transactions that wait: for one before them, for their laptop to be admitted, for a newer program
    _m,
    Column("stream", LargeBinary, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("why", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    PrimaryKeyConstraint("stream", "seq", "hash", name="pk_sync_park"),
)
issue = Table(
    "sync_issue",  # what people should look at, found again from the heads at any time
    _m,
    Column("row", LargeBinary, nullable=False),
    Column("name", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    PrimaryKeyConstraint("row", "name", "kind", name="pk_sync_issue"),
    Index("ix_sync_issue_kind", "kind"),
    sqlite_with_rowid=False,
)
peer = Table(
    "sync_peer",  # how far each laptop said it was in each stream
    _m,
    Column("device", LargeBinary, nullable=False),
    Column("stream", LargeBinary, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("at", Text, nullable=False),
    PrimaryKeyConstraint("device", "stream", name="pk_sync_peer"),
    sqlite_with_rowid=False,
)
file = Table(
    "sync_file",  # files that were read, by what is in them
    _m,
    Column("sha256", LargeBinary, nullable=False),
    Column("name", Text),
    Column("at", Text),
    Column("device", LargeBinary),
    Column("result", Text),
    PrimaryKeyConstraint("sha256", name="pk_sync_file"),
    sqlite_with_rowid=False,
)
erasure = Table(
    "sync_erasure",  # orders to erase for good that were heard of, each signed by the root
    _m,
    Column("id", LargeBinary, nullable=False),
    Column("rows", LargeBinary, nullable=False),
    Column("places", LargeBinary, nullable=False),
    Column("sig", LargeBinary, nullable=False),
    Column("done", Integer, nullable=False),  # whether what it names is gone from the log here
    Column("n", Integer, nullable=False),  # in the order in which they were heard of
    PrimaryKeyConstraint("id", "sig", name="pk_sync_erasure"),
    sqlite_with_rowid=False,
)
