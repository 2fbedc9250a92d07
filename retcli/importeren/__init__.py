"""The team's own workbook becomes casussen: read, recognise, compare, write.

`lees` is the pure half (no database), `importeer` the whole; a screen goes by steps: `lees_bestand`, `voorstel`, `bekijk`, `sla_op`. The
rules stand in `lezing` and `opslaan`.
"""

from __future__ import annotations

import contextlib
import gc
import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from uuid import UUID

from sqlmodel import Session, col, select

from db.clean import clean
from db.columns import made_of
from db.models import Instelling
from db.store import Store

from ..clock import Now, local_day
from ..errors import Refused
from ..text import shorten
from . import waarden
from .bestand import SOORTEN, Blad, Cel, lees_bestand
from .kolommen import (
    KOP_BINNEN,
    Indeling,
    Kolom,
    Kop,
    aangevuld,
    als_indeling,
    als_toml,
    kies_blad,
    kop_op,
    lees_indeling,
    lees_kolommen,
    letters,
    vingerafdruk,
    wijs_aan,
    zoek_kop,
    zoek_onthouden,
)
from .lezing import Afwijzing, Lezing, Rij, Voortgang, Waarschuwing, herken, niemand
from .opslaan import BRON, Opslag, Verschil, Verslag
from .velden import VELDEN, Veld

__all__ = [
    "BRON",
    "KOP_BINNEN",
    "ONTHOUDEN_GEBRUIKT",
    "SOORTEN",
    "VELDEN",
    "Afwijzing",
    "Blad",
    "Indeling",
    "Kolom",
    "Kop",
    "Lezing",
    "Rij",
    "Veld",
    "Verschil",
    "Verslag",
    "Voorbeeld",
    "Voortgang",
    "Waarschuwing",
    "aangevuld",
    "als_toml",
    "bekijk",
    "blad_en_kop",
    "herken",
    "importeer",
    "kies",
    "kijk_na",
    "kop_op",
    "koppen_van",
    "lees",
    "lees_bestand",
    "lees_indeling",
    "lees_kolommen",
    "letters",
    "niemand",
    "onthouden",
    "rij_kort",
    "sla_op",
    "volledig",
    "voorbeelden",
    "voorstel",
    "zoek_kop",
]

_ONTHOUDEN = "indeling."
ONTHOUDEN_GEBRUIKT = "De indeling is gebruikt die voor een werkboek met deze koppen is onthouden."


@dataclass(frozen=True, slots=True)
class Voorbeeld:
    """What an import would do: what the sheet says and what becomes of it. Both are None while no column holds the date."""

    blad: Blad
    kop: Kop
    lezing: Lezing | None
    verslag: Verslag | None


def lees(path: Path, *, vandaag: date, blad: str | None = None, indeling: Path | None = None) -> Lezing:
    """Read a workbook and recognise what is in it; nothing is stored. `blad` goes before the sheet of the `indeling`. Raises Refused."""
    own = lees_indeling(indeling) if indeling is not None else Indeling()
    sheet, kop, notes = kies_blad(lees_bestand(path), replace(own, blad=blad) if blad is not None else own)
    return herken(sheet, kop, vandaag, notes)


def importeer(
    store: Store,
    path: Path | Sequence[Blad],
    *,
    lid: UUID,
    now: Now,
    blad: str | None = None,
    indeling: Path | Indeling | None = None,
    proef: bool = False,
    bij_verschil: str = "programma",
    onthoud: bool = False,
    voortgang: Voortgang = niemand,
) -> Verslag:
    """Read a workbook into the store, in one transaction; with `proef` only tell what that would do.

    `blad` names the sheet, `indeling` says what the columns are; without one, what was kept for such headings does. `bij_verschil`
    ("programma" or "werkboek") tells who wins a field that both sides changed since it was imported. With `onthoud` the team keeps what
    the `indeling` says of the columns. Raises Refused when the file can't be read; nothing is stored then.
    """
    with _no_collecting():
        bladen = lees_bestand(path) if isinstance(path, Path) else path
        own = lees_indeling(indeling) if isinstance(indeling, Path) else indeling or Indeling()
        own = replace(own, blad=blad) if blad is not None else own
        used = kies(store, bladen, own)
        read = herken(used.blad, used.kop, local_day(now()), used.notes, voortgang)
        keep = (koppen_van(used.blad, used.kop), used.indeling) if onthoud else None
        return sla_op(store, read, lid=lid, now=now, proef=proef, bij_verschil=bij_verschil, onthoud=keep, voortgang=voortgang)


@dataclass(frozen=True, slots=True)
class Gekozen:
    """How a file is read: the sheet, its headings, the `indeling` that said so, and what there is to say of other sheets."""

    blad: Blad
    kop: Kop
    indeling: Indeling
    notes: tuple[str, ...] = ()


def kies(store: Store, bladen: Sequence[Blad], own: Indeling) -> Gekozen:
    """The sheet and headings to read; where `own` says nothing of the columns, what was kept for these headings does. Raises Refused."""
    if own.koprij is None and not own.kolommen:
        with store.reading() as session:
            kept = onthouden(session)
        if (known := _onthouden_voor(bladen, own.blad, kept)) is not None:
            sheet, kop, notes = kies_blad(bladen, known)
            return Gekozen(sheet, kop, known, (*notes, ONTHOUDEN_GEBRUIKT))
    sheet, kop, notes = kies_blad(bladen, own)
    return Gekozen(sheet, kop, own, tuple(notes))


def kijk_na(bladen: Sequence[Blad], own: Indeling) -> None:
    """Refuse what can't be read whatever the team kept. Raises Refused."""
    if own.koprij is None and not own.kolommen:
        wijs_aan(bladen, own)
    else:
        kies_blad(bladen, own)


def sla_op(
    store: Store,
    lezing: Lezing,
    *,
    lid: UUID,
    now: Now,
    proef: bool = False,
    bij_verschil: str = "programma",
    onthoud: tuple[Sequence[Cel], Indeling] | None = None,
    voortgang: Voortgang = niemand,
) -> Verslag:
    """Put what was read into the store, in one transaction; with `proef` only tell what that would do.

    With `onthoud` the team keeps that `indeling` for workbooks with those headings.
    """
    if bij_verschil not in ("programma", "werkboek"):
        raise Refused("Bij een verschil geldt het programma of het werkboek.", "Kies programma of werkboek.")
    geheim = store.local()["genesis"]
    opening = store.reading() if proef else store.transaction("importeer", lid=lid)
    with _no_collecting(), opening as session:
        work = Opslag(session, lezing, moment=now(), geheim=geheim, werkboek=bij_verschil == "werkboek", voortgang=voortgang)
        verslag = work.plan()
        if not proef:
            work.schrijf()
            if onthoud is not None:
                _onthoud(session, *onthoud)
    return verslag


# --- by steps


def voorstel(bladen: Sequence[Blad], kept: Mapping[str, Indeling]) -> tuple[Blad, Kop, Indeling]:
    """How a file is best read: sheet, heading row, and what was kept for it. Without a date: a row to begin with. Raises Refused."""
    own = _onthouden_voor(bladen, None, kept) or Indeling()
    return (*blad_en_kop(bladen, own), own)


def blad_en_kop(bladen: Sequence[Blad], own: Indeling) -> tuple[Blad, Kop]:
    """The sheet and headings that fit best, or a row to begin with where no date is found. Raises Refused where nothing is."""
    try:
        sheet, kop, _ = kies_blad(bladen, own)
    except Refused:
        return wijs_aan(bladen, own)
    return sheet, kop


def rij_kort(row: Sequence[Cel], breedte: int) -> str:
    """A row of a sheet as one line, cut to a width."""
    words = (shorten(waarden.tekst(c)[:200], 20) for c in row if not waarden.is_leeg(c))
    return shorten(" · ".join(itertools.islice(words, 20)), breedte)


def koppen_van(blad: Blad, kop: Kop) -> Sequence[Cel]:
    """The row of the headings; empty without one."""
    return blad.rijen[kop.rij - 1] if kop.rij else ()


def bekijk(
    store: Store,
    blad: Blad,
    kop: Kop,
    *,
    lid: UUID,
    now: Now,
    bij_verschil: str = "programma",
    voortgang: Voortgang = niemand,
) -> Voorbeeld:
    """What reading this sheet under these headings would do; nothing is stored."""
    if not kop.heeft("datum_aanmelding"):
        return Voorbeeld(blad, kop, None, None)
    with _no_collecting():
        read = herken(blad, kop, local_day(now()), (), voortgang)
        told = sla_op(store, read, lid=lid, now=now, proef=True, bij_verschil=bij_verschil, voortgang=voortgang)
        return Voorbeeld(blad, kop, read, told)


def voorbeelden(blad: Blad, kop: Kop, kolom: Kolom, aantal: int = 3) -> tuple[str, ...]:
    """The first different values of a column, as the program treats them: of a birth date the year, and nothing of what it never keeps
    or hides."""
    if kolom.nooit or (kolom.veld is not None and kolom.veld.soort == "identiteit"):
        return ()
    found: dict[str, None] = {}
    for row in blad.rijen[kop.rij : kop.rij + 500]:
        cel = row[kolom.plaats] if kolom.plaats < len(row) else ""
        if not waarden.is_leeg(cel):
            found[_as_treated(kolom, cel)] = None
            if len(found) == aantal:
                break
    return tuple(found)


def _as_treated(kolom: Kolom, cel: Cel) -> str:
    if kolom.veld is not None and kolom.veld.soort == "jaar":
        try:
            return str(waarden.geboortejaar(cel, "")[0] or "?")
        except waarden.Onherkend:
            return "niet herkend"
    return clean(waarden.tekst(cel)[:1000], lines=False).text.strip()


def volledig(blad: Blad, kop: Kop, own: Indeling) -> Indeling:
    """The whole `indeling` as it is now, to be kept in a file: every column that is read, and those that were left out by hand."""
    left = {naam: None for naam, veld in own.kolommen.items() if veld is None}
    read = {k.naam: k.veld.naam for k in kop.kolommen if k.veld is not None}
    return Indeling(blad.naam or None, kop.rij, read | left)


# --- what a team keeps for headings of one shape


def onthouden(session: Session) -> dict[str, Indeling]:
    """Every `indeling` that the team kept, by the `vingerafdruk` of the headings."""
    kept = {}
    for row in session.exec(select(Instelling).where(col(Instelling.naam).startswith(_ONTHOUDEN))):
        with contextlib.suppress(Refused):  # of a later version: headings are then recognised as if nothing were kept
            kept[(row.naam or "").removeprefix(_ONTHOUDEN)] = als_indeling(row.waarde or "")
    return kept


def _onthouden_voor(bladen: Sequence[Blad], naam: str | None, kept: Mapping[str, Indeling]) -> Indeling | None:
    there = [b for b in bladen if naam is None or b.naam.strip().casefold() == naam.strip().casefold()]
    return zoek_onthouden(there, kept)


def _onthoud(session: Session, koppen: Sequence[Cel], own: Indeling) -> None:
    """Keep the columns of an `indeling` for these headings; one without columns is none."""
    afdruk = vingerafdruk(koppen)
    if not afdruk:
        return
    naam = f"{_ONTHOUDEN}{afdruk}"
    row = session.get(Instelling, made_of("instelling", naam))
    if not own.kolommen:
        if row is not None:
            session.delete(row)
        return
    waarde = als_toml(Indeling(kolommen=own.kolommen))
    if row is None:
        session.add(Instelling(id=made_of("instelling", naam), naam=naam, waarde=waarde))
    elif row.waarde != waarde:
        row.waarde = waarde


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
