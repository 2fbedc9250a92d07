"""What is written down of a failure that nobody foresaw: where it was, and nothing of what people wrote."""

from __future__ import annotations

import logging
import os
import traceback

from . import clock
from .errors import RetError
from .locations import Place

log = logging.getLogger("retcli")

CRASH = "Er ging iets mis en het programma is gestopt. Alles wat bewaard was is er nog; start het opnieuw."


def write_crash(place: Place, error: BaseException) -> None:
    """Type and places of a crash to the log: no message and no values, since both can hold what people wrote."""
    error = real(error)
    frames = traceback.extract_tb(error.__traceback__)
    lines = [
        f"{clock.system().isoformat(timespec='seconds')} {type(error).__name__}",
        *(f"  {f.filename}:{f.lineno} {f.name}" for f in frames),
    ]
    try:
        place.ensure()
        with open(place.log, "a", encoding="utf-8", opener=_private) as out:
            out.write("\n".join(lines) + "\n")
    except (OSError, RetError):
        log.debug("the crash could not be written down")


def real(error: BaseException) -> BaseException:
    """The error itself, taken out of what Textual's worker wraps around it: that has no frames of its own."""
    inner = getattr(error, "error", None) or error.__cause__
    return inner if error.__traceback__ is None and isinstance(inner, BaseException) else error


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
