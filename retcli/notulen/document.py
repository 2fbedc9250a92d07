"""What a page says, before it is Word, PDF or Markdown: a title, what stands above, and blocks in reading order.

Every document of the program is one of these, and every renderer shows all of it and adds nothing but page numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from db.clean import clean

_NO_XML = re.compile("[\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Kop:
    """A heading of level 1 or 2."""

    woorden: str
    niveau: int = 1


@dataclass(frozen=True, slots=True)
class Alinea:
    """A paragraph; a small one is a remark."""

    woorden: str
    klein: bool = False


@dataclass(frozen=True, slots=True)
class Lijst:
    """A list without numbers."""

    regels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Feiten:
    """Labels with their words, a line each."""

    regels: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Tabel:
    """A table with one row of headings. `naam` says what is in it, for who does not see it; `breedtes` are centimetres of the 17 that a
    page has between its margins, those without one, or 0, share the rest."""

    naam: str
    koppen: tuple[str, ...]
    rijen: tuple[tuple[str, ...], ...]
    breedtes: tuple[float, ...] = ()


Blok: TypeAlias = Kop | Alinea | Lijst | Feiten | Tabel
"""A part of a page."""


@dataclass(frozen=True, slots=True)
class Document:
    """One document in Dutch. `dag` stands as when it was made, for the same data must give the same bytes on every day.

    `merk` is what every page says at its top (which version, until when), and `kop` what is known of the whole, below the title.
    """

    titel: str
    dag: date
    blokken: tuple[Blok, ...]
    kop: tuple[tuple[str, str], ...] = ()
    merk: str = ""


def plain(words: str) -> str:
    """Text of people as one line that any document can hold."""
    return _NO_XML.sub("\ufffd", " ".join(clean(words, lines=False).text.split()))


def cleaned(document: Document) -> Document:
    """The same with every text as `plain` gives it; what renderers are given."""
    return Document(
        titel=plain(document.titel),
        dag=document.dag,
        blokken=tuple(_cleaned(blok) for blok in document.blokken),
        kop=_facts(document.kop),
        merk=plain(document.merk),
    )


def words_of(document: Document) -> Iterator[str]:
    """Every text of the document in reading order, without `merk`; empty ones too."""
    yield document.titel
    for label, woorden in document.kop:
        yield from (label, woorden)
    for blok in document.blokken:
        match blok:
            case Kop(woorden) | Alinea(woorden):
                yield woorden
            case Lijst(regels):
                yield from regels
            case Feiten(feiten):
                for label, woorden in feiten:
                    yield from (label, woorden)
            case Tabel(_, koppen, rijen):
                for row in (koppen, *rijen):
                    yield from row


def _cleaned(blok: Blok) -> Blok:
    match blok:
        case Kop(woorden, niveau):
            return Kop(plain(woorden), niveau)
        case Alinea(woorden, klein):
            return Alinea(plain(woorden), klein)
        case Lijst(regels):
            return Lijst(tuple(map(plain, regels)))
        case Feiten(feiten):
            return Feiten(_facts(feiten))
        case Tabel(naam, koppen, rijen, breedtes):
            return Tabel(plain(naam), tuple(map(plain, koppen)), tuple(tuple(map(plain, row)) for row in rijen), breedtes)


def _facts(facts: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    return tuple((plain(label), plain(woorden)) for label, woorden in facts)
