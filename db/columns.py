"""Column types and declarations: the wire form of each value, and how it travels.

A model author writes one of the functions below for a field; what they put in `Column.info` generates the journal's triggers and the field
list of docs/privacy.md. Wire forms (a golden test holds them): uuid 16 bytes, code as its string, date ISO, instant ISO with Z, bool 0/1,
whole numbers, text UTF-8.
"""

from __future__ import annotations

import os
import time
import uuid
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Boolean, Date, ForeignKey, Integer, LargeBinary, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field

from .clean import clean
from .codes import LIJSTEN

_last_ms = 0
_last_tail = 0


def new_id() -> uuid.UUID:
    """A UUIDv7 (RFC 9562 §5.7), increasing within this process also inside one millisecond."""
    global _last_ms, _last_tail
    ms = time.time_ns() // 1_000_000
    if ms > _last_ms:
        _last_ms, _last_tail = ms, int.from_bytes(os.urandom(9), "big")
    else:
        _last_tail += 1 + int.from_bytes(os.urandom(4), "big")
        if _last_tail >> 74:
            _last_ms, _last_tail = _last_ms + 1, int.from_bytes(os.urandom(9), "big")
    tail = _last_tail & ((1 << 74) - 1)
    return uuid.UUID(int=(_last_ms & ((1 << 48) - 1)) << 80 | 0x7 << 76 | (tail >> 62) << 64 | 0b10 << 62 | tail & ((1 << 62) - 1))


_NAMESPACE = uuid.UUID("7b0c1e9e-3c5e-5d0a-9a53-2d6b1f2f6a11")


def made_of(table: str, *parts: object) -> uuid.UUID:
    """The UUIDv5 of a row that two laptops must make alike: a link, an own code, an attendance, a casus in a meeting."""
    return uuid.uuid5(_NAMESPACE, "|".join([table, *(str(p) for p in parts)]))


def made_on(day: date, table: str, *parts: object) -> uuid.UUID:
    """As `made_of`, where the order of keys is the order of time: it begins with the day. A UUIDv8, for what an import made is a UUIDv5."""
    return _begun_with((day - date(1970, 1, 1)).days * 86_400_000, made_of(table, day, *parts))


def made_within(key: uuid.UUID, table: str, *parts: object) -> uuid.UUID:
    """As `made_on`, for a row that belongs to another: it begins with the time that the key of that one begins with."""
    return _begun_with(key.int >> 80, made_of(table, key, *parts))


def _begun_with(ms: int, key: uuid.UUID) -> uuid.UUID:
    return uuid.UUID(int=(ms & (1 << 48) - 1) << 80 | 0x8 << 76 | key.int & ~(0xF << 76) & (1 << 80) - 1)


class UuidBytes(TypeDecorator[uuid.UUID]):
    """A UUID as its 16 bytes."""

    impl = LargeBinary(16)
    cache_ok = True

    def process_bind_param(self, value: uuid.UUID | None, dialect: Dialect) -> bytes | None:
        return None if value is None else value.bytes

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> uuid.UUID | None:
        return None if value is None else uuid.UUID(bytes=value)


class Instant(TypeDecorator[datetime]):
    """An aware moment as ISO text in UTC with milliseconds and Z; one width, so text order is time order."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant must be aware")
        return instant_text(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        return None if value is None else datetime.fromisoformat(value)


def instant_text(moment: datetime) -> str:
    """The wire form of a moment: `2026-11-22T05:19:20.123Z`."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class FreeText(TypeDecorator[str]):
    """Text of people, cleaned on its way in whichever way it comes: no control characters, no BSN. Empty text is NULL."""

    impl = Text
    cache_ok = True

    def __init__(self, lines: bool = True) -> None:
        super().__init__()
        self.lines = lines

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return (clean(value, lines=self.lines).text.strip() or None) if value else None


def _info(klasse: str, **sync: Any) -> dict[str, Any]:
    return {"info": {"klasse": klasse, "sync": sync}}


def key() -> Any:
    """The primary key of every table that travels."""
    return Field(default_factory=new_id, primary_key=True, sa_type=UuidBytes, sa_column_kwargs=_info("C0"))


def code(lijst: str, klasse: str, *, group: str | None = None, noise: bool = False) -> Any:
    """A code of a list; the column holds its string."""
    if lijst not in LIJSTEN:
        raise ValueError(f"no such list: {lijst}")
    kwargs = _info(klasse, group=group, noise=noise)
    kwargs["info"]["lijst"] = lijst
    return Field(default=None, sa_type=Text, sa_column_kwargs=kwargs)


def text(klasse: str, *, group: str | None = None, lines: bool = True, noise: bool = False) -> Any:
    """Free text of people: cleaned on its way in."""
    return Field(default=None, sa_type=FreeText(lines), sa_column_kwargs=_info(klasse, group=group, noise=noise))


def word(klasse: str, *, group: str | None = None, noise: bool = False, index: bool = False) -> Any:
    """A short text that the program itself makes or checks: a casuscode, a short name, a key."""
    return Field(default=None, sa_type=Text, index=index, sa_column_kwargs=_info(klasse, group=group, noise=noise))


def day(klasse: str, *, group: str | None = None, index: bool = False) -> Any:
    """A date."""
    return Field(default=None, sa_type=Date, index=index, sa_column_kwargs=_info(klasse, group=group))


def moment(klasse: str, *, noise: bool = False) -> Any:
    """An aware instant in UTC."""
    return Field(default=None, sa_type=Instant, sa_column_kwargs=_info(klasse, noise=noise))


def number(klasse: str, *, group: str | None = None, noise: bool = False, index: bool = False) -> Any:
    """A whole number."""
    return Field(default=None, sa_type=Integer, index=index, sa_column_kwargs=_info(klasse, group=group, noise=noise))


def flag(klasse: str) -> Any:
    """Yes, no, or not yet known."""
    return Field(default=None, sa_type=Boolean(create_constraint=False), sa_column_kwargs=_info(klasse))


def blob(klasse: str, *, group: str | None = None) -> Any:
    """Bytes: keys and signatures."""
    return Field(default=None, sa_type=LargeBinary, sa_column_kwargs=_info(klasse, group=group))


def link(table: str, klasse: str, *, group: str | None = None, noise: bool = False, index: bool = False) -> Any:
    """A reference to a row of another table, checked at the commit."""
    return Field(
        default=None,
        sa_type=UuidBytes,
        index=index,
        sa_column_args=[ForeignKey(f"{table}.id", deferrable=True, initially="DEFERRED")],
        sa_column_kwargs=_info(klasse, group=group, noise=noise),
    )


def loose_id(klasse: str, *, noise: bool = False, index: bool = False) -> Any:
    """A UUID that the database holds to no table."""
    return Field(default=None, sa_type=UuidBytes, index=index, sa_column_kwargs=_info(klasse, noise=noise))
