"""The team's own workbook becomes casussen: read, recognise, compare, write.

`lees` is the pure half (no database; a preview uses it), `importeer` the whole. The rules stand in `lezing` and `opslaan`.
"""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from db.store import Store

from ..clock import Now, local_day
from ..errors import Refused
from .kolommen import Indeling, Kolom, Kop, lees_indeling
from .lezing import Afwijzing, Lezing, Rij, Waarschuwing, herken, lees
from .opslaan import BRON, Opslag, Verschil, Verslag

__all__ = [
    "BRON",
    "Afwijzing",
    "Indeling",
    "Kolom",
    "Kop",
    "Lezing",
    "Rij",
    "Verschil",
    "Verslag",
    "Waarschuwing",
    "herken",
    "importeer",
    "lees",
    "lees_indeling",
    "sla_op",
]


def importeer(
    store: Store,
    path: Path,
    *,
    lid: UUID,
    now: Now,
    blad: str | None = None,
    indeling: Path | None = None,
    proef: bool = False,
    bij_verschil: str = "programma",
) -> Verslag:
    """Read a workbook into the store, in one transaction; with `proef` only tell what that would do.

    `blad` names the sheet, `indeling` a TOML file that says what the columns are; `bij_verschil` ("programma" or "werkboek") who wins a
    field that both sides changed since it was imported. Raises Refused when the file can't be read; nothing is stored then.
    """
    if bij_verschil not in ("programma", "werkboek"):
        raise Refused("Bij een verschil geldt het programma of het werkboek.", "Kies programma of werkboek.")
    with _no_collecting():
        read = lees(path, vandaag=local_day(now()), blad=blad, indeling=indeling)
        return sla_op(store, read, lid=lid, now=now, proef=proef, bij_verschil=bij_verschil)


def sla_op(store: Store, lezing: Lezing, *, lid: UUID, now: Now, proef: bool = False, bij_verschil: str = "programma") -> Verslag:
    """Put what was read into the store, in one transaction; with `proef` only tell what that would do."""
    geheim = store.local()["genesis"]
    opening = store.reading() if proef else store.transaction("importeer", lid=lid)
    with opening as session:
        work = Opslag(session, lezing, moment=now(), geheim=geheim, werkboek=bij_verschil == "werkboek")
        verslag = work.plan()
        if not proef:
            work.schrijf()
    return verslag


@contextlib.contextmanager
def _no_collecting() -> Iterator[None]:
    """Without the cyclic collector: a large import makes a million objects and no cycles, and looking for them is a fifth of its time."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
