"""The refusals of the rules, in Dutch: what is wrong, and what to do."""

from __future__ import annotations

from db.errors import (
    AlreadyOpen,
    Damaged,
    DiskFull,
    NewerDatabase,
    NoDatabase,
    ReadOnlyDisk,
    ReadOnlyStore,
    RetError,
    WrongPassphrase,
)

__all__ = [
    "AlreadyOpen",
    "Damaged",
    "DiskFull",
    "NewerDatabase",
    "NoDatabase",
    "NotFound",
    "ReadOnlyDisk",
    "ReadOnlyStore",
    "Refused",
    "RetError",
    "WrongPassphrase",
]


class Refused(RetError):
    """A rule says no; the message says which and the hint what can be done instead."""

    def __init__(self, message: str, hint: str = "", title: str = "Kan niet") -> None:
        super().__init__(title, message, hint)


class NotFound(Refused):
    """What was named is not there, or the name fits more than one."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message, hint, "Niet gevonden")
