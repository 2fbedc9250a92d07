"""Files in the folder that an exchange left unread: which laptop made them and when, and whether anyone has to look at them.

Who made a file that can't be opened, only its name and its folder say. Nothing is concluded from that but words: what is missing is told by
what can be read.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from db.sync import gaps, registry
from db.sync import map as folders
from db.sync.map import Refused
from db.sync.pakket import Manifest, Reden

from . import text
from .clock import local_day

_NAME = re.compile(r"[0-9a-f]{8}-([0-9a-f]{8})-(\d{8})-([0-9a-f]{16})")
_SLACK = timedelta(minutes=2)
"""Sticks write down a time to two seconds, and a large package takes a while."""

_QUIET = {
    Reden.NIET_VOOR_ONS: (
        "1 pakket is van voor deze laptop meedeed of niet voor deze laptop; er hoeft niets.",
        "{n} pakketten zijn van voor deze laptop meedeed of niet voor deze laptop; er hoeft niets.",
    ),
    Reden.INGETROKKEN: (
        "1 pakket is van een laptop die is ingetrokken; wat erin staat is hier al.",
        "{n} pakketten zijn van een laptop die is ingetrokken; wat erin staat is hier al.",
    ),
    Reden.BESCHADIGD: (
        "1 pakket is niet heel, maar alles van die laptop is hier al; u mag het weggooien.",
        "{n} pakketten zijn niet heel, maar alles van die laptops is hier al; u mag ze weggooien.",
    ),
}


class Ongelezen:
    """What is known here of who made them, and of what else came from there. `names` are the laptops in words, `manifests` what lies in
    the folder whole."""

    def __init__(self, cursor: Any, names: Mapping[bytes, str], manifests: Iterable[Manifest]) -> None:
        self._team, self._names = registry.team(cursor), names
        self._short = {device[:4].hex(): device for device in self._team.laptops}
        self._known = {sha[:8].hex() for sha in folders.taken(cursor)}
        self._behind = {device for gap in gaps.missing(cursor) for device in (gap.device, *gap.holders)}
        heard = cursor.execute("SELECT device, max(at) FROM sync_peer GROUP BY device").fetchall()
        self._heard = {device: datetime.fromisoformat(at) for device, at in heard}
        for one in manifests:
            made = folders.moment_of(one)
            if made is not None:
                self._heard[one.device] = max(made, self._heard.get(one.device, made))

    def quiet(self, one: Refused) -> bool:
        """Whether nobody has to do anything about a file: all of it is here already, or it was never for this laptop."""
        reden, device = one.error.reden, self._maker(one)
        if reden == Reden.INGETROKKEN:
            return (_named(one)[2] or "") in self._known
        if device is None or reden not in _QUIET:
            return False
        newest, made = self._heard.get(device), self._made(one)
        if reden == Reden.NIET_VOOR_ONS:
            return device != self._team.device and not self._after(one, newest)
        return device not in self._behind and newest is not None and made is not None and made <= newest

    def grey(self, refused: Iterable[Refused]) -> tuple[str, ...]:
        """A line for each reason why files are quiet."""
        counts = Counter(one.error.reden for one in refused if self.quiet(one))
        return tuple(_QUIET[reden][n > 1].format(n=n) for reden, n in counts.items())

    def sentence(self, one: Refused) -> str:
        """Why a file was left, with whose it is and when it was made where its name or its folder says that."""
        said, device = one.error.sentence(), self._maker(one)
        if device is None:
            return said
        this = device == self._team.device
        of = "deze laptop" if this else self._names.get(device, "een laptop van het team")
        when = self._when(one)
        package = f"Het pakket van {of}{f' ({when})' if when else ''}"
        if one.error.reden == Reden.BESCHADIGD:
            again = "wissel nog eens uit" if this else "laat daar nog eens uitwisselen"
            return f"{package} is niet heel, of is veranderd. Wacht tot de map klaar is met bijwerken, of {again}."
        if one.error.reden == Reden.INGETROKKEN:
            return f"{package} wordt niet gelezen: die laptop is ingetrokken. Vraag wat u mist aan een laptop die nog meedoet."
        if one.error.reden == Reden.NIET_VOOR_ONS and self._after(one, self._heard.get(device)):
            return f"{package} is niet voor deze laptop, en eerdere waren dat wel. Vraag na of deze laptop nog meedoet."
        return f"{package}: {said[:1].lower()}{said[1:]}"

    def _maker(self, one: Refused) -> bytes | None:
        return self._short.get(_named(one)[0] or one.path.parent.name)

    def _made(self, one: Refused) -> datetime | None:
        """When the file was last written, where that is the day that its name says."""
        try:
            made = datetime.fromtimestamp(one.path.stat().st_mtime, UTC)
        except (OSError, OverflowError, ValueError):
            return None
        return made if _named(one)[1] in (None, made.date()) else None

    def _after(self, one: Refused, newest: datetime | None) -> bool:
        """Whether a file was made after the newest that its maker wrote for this laptop."""
        day, made = _named(one)[1], self._made(one)
        if newest is None or day is None:
            return False
        return day > newest.astimezone(UTC).date() or (made is not None and made > newest + _SLACK)

    def _when(self, one: Refused) -> str:
        day, made = _named(one)[1], self._made(one)
        if made is not None:
            return f"{text.day_words(local_day(made))} {made.astimezone():%H:%M}"
        return text.day_words(day)


def _named(one: Refused) -> tuple[str | None, date | None, str | None]:
    """What the name of a package says: the laptop, the day, and the hash of what was in it."""
    found = _NAME.match(one.path.name)
    if found is None:
        return None, None, None
    try:
        return found[1], datetime.strptime(found[2], "%Y%m%d").replace(tzinfo=UTC).date(), found[3]
    except ValueError:
        return found[1], None, found[3]
