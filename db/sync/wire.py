"""The bytes that are hashed and, later, exchanged: for ever, and held by golden files.

A value is a tag and canonical bytes; a dot names an op for all laptops; a transaction's hash covers its place in the stream, what its
author knew, and each op through a salt of its own, so that one value can be erased later while the chain still verifies (docs/sync.md).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import struct
from collections.abc import Iterable
from typing import NamedTuple

NULL = b"n"
ALIVE = b"talive"
DEAD = b"tdead"
LIFE = "_life"
SET = b"s"
GONE = b"x"
"""The tag of a value that was erased for good: behind it the hash that stood for it, 32 bytes, or nothing where that was never known."""

Value = str | int | float | bytes | None


class Dot(NamedTuple):
    """One op, named for all laptops: stream (8 bytes), seq from 1, index from 0."""

    stream: bytes
    seq: int
    idx: int

    def packed(self) -> bytes:
        """20 bytes."""
        return struct.pack(">8sQI", *self)


def unpack_dots(base: bytes) -> list[Dot]:
    """The dots of a packed base."""
    return [Dot(*struct.unpack_from(">8sQI", base, at)) for at in range(0, len(base), 20)]


def pack_dots(dots: Iterable[Dot]) -> bytes:
    """Dots in their order, 20 bytes each; the same set gives the same bytes."""
    return b"".join(d.packed() for d in sorted(set(dots)))


def encode(value: Value) -> bytes:
    """The canonical bytes of one column's value as SQLite holds it. Text is not normalised; a real is 8 bytes, big-endian."""
    if value is None:
        return NULL
    if isinstance(value, str):
        return b"t" + value.encode()
    if isinstance(value, int):
        return b"i%d" % value
    if isinstance(value, bytes):
        return b"b" + value
    return b"r" + struct.pack(">d", value)


def decode(stored: bytes) -> Value:
    """The value behind its canonical bytes; a group gives its JSON text (see `decode_group`). Raises ValueError."""
    tag, body = stored[:1], stored[1:]
    if tag == b"n":
        return None
    if tag in (b"t", b"g"):
        return body.decode()
    if tag == b"i":
        return int(body)
    if tag == b"b":
        return body
    if tag == b"r" and len(body) == 8:
        return float(struct.unpack(">d", body)[0])
    raise ValueError("unknown value tag")


def _json_value(value: Value) -> object:
    if value is None:
        return None
    if isinstance(value, str):
        return "t" + value
    if isinstance(value, int):
        return ["i", str(value)]
    if isinstance(value, bytes):
        return ["b", base64.b64encode(value).decode()]
    return ["r", value.hex()]


def encode_group(values: tuple[Value, ...]) -> bytes:
    """A group travels as one value: its members in declared order. All empty is NULL."""
    if not any(v is not None for v in values):
        return NULL
    return b"g" + json.dumps([_json_value(v) for v in values], ensure_ascii=False, separators=(",", ":")).encode()


def decode_group(stored: bytes, width: int) -> tuple[Value, ...]:
    """The members of a group, `width` of them. Raises ValueError where it is not one of that many."""
    if stored == NULL:
        return (None,) * width

    def value(item: object) -> Value:
        if item is None:
            return None
        if isinstance(item, str):
            return item[1:]
        if isinstance(item, list) and len(item) == 2 and isinstance(item[1], str):
            if item[0] == "i":
                return int(item[1])
            if item[0] == "b":
                return base64.b64decode(item[1])
            if item[0] == "r":
                return float.fromhex(item[1])
        raise ValueError("unknown group member")

    try:
        items = json.loads(stored[1:])
        if not isinstance(items, list) or len(items) != width:
            raise ValueError("no such group")
        return tuple(value(item) for item in items)
    except (OverflowError, RecursionError):
        raise ValueError("no such group") from None


def lp(data: bytes) -> bytes:
    """`data` with its length before it, 4 bytes big-endian."""
    return struct.pack(">I", len(data)) + data


def salt_of(salt: bytes, idx: int) -> bytes:
    """The salt of one op of a transaction: made of its 16 bytes, or one of those that stay where a value was erased, 32 bytes each."""
    return hmac.digest(salt, struct.pack(">I", idx), "sha256") if len(salt) == 16 else salt[32 * idx : 32 * idx + 32]


def gone(salt_i: bytes, value: bytes) -> bytes:
    """What is kept of a value that is erased."""
    return GONE + hashlib.sha256(salt_i + value).digest()


def op_digest(head: bytes, row: bytes, tail: bytes, base: bytes, salt_i: bytes, value: bytes) -> bytes:
    """SHA256("op1"|lp(table)|lp(row)|lp(column)|kind|lp(base)|SHA256(salt_i|value)); `head` and `tail` as `op_frame` gives them."""
    inner = value[1:] if value[:1] == GONE else hashlib.sha256(salt_i + value).digest()
    return hashlib.sha256(head + lp(row) + tail + lp(base) + inner).digest()


def op_frame(table: str, column: str, kind: bytes = SET) -> tuple[bytes, bytes]:
    """The constant parts of an op digest of one cell kind: before the row and after it."""
    return b"op1" + lp(table.encode()), lp(column.encode()) + kind


def tx_hash(ws: bytes, stream: bytes, seq: int, prev: bytes, ctx: bytes, hlc: int, meta: bytes, digests: Iterable[bytes]) -> bytes:
    """SHA256("tx1"|ws|stream|seq|prev|lp(ctx)|hlc|lp(meta)|digests...).

    `prev` is the hash of this stream's transaction before it (32 zero bytes for the first); `ctx` what the author knew of other streams,
    24 bytes each: stream, seq, first 8 bytes of that transaction's hash.
    """
    made = hashlib.sha256(b"tx1" + ws + stream + struct.pack(">Q", seq) + prev + lp(ctx) + struct.pack(">q", hlc) + lp(meta))
    for digest in digests:
        made.update(digest)
    return made.digest()


def meta_bytes(meta: dict[str, object]) -> bytes:
    """The exact bytes of a transaction's meta, made once and kept as they are."""
    return json.dumps(meta, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
