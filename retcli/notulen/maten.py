"""What the page renderers measure alike, so that a document in Word and as PDF has the same columns and the same rows in one piece."""

from __future__ import annotations

from collections.abc import Sequence

from .document import Document, Feiten, Tabel

WIDTH = 17.0
"""Centimetres between the margins of our own A4 page."""

SIGN = 0.19
"""Centimetres that a sign takes, about, in text of 10 or 11 points."""

LABELS = (2.6, 5.5)
"""The least and the most that the labels of facts take, in centimetres."""

LINES = 20
"""A row of more lines than this may run on over the page; a shorter one stays whole."""


def columns(tabel: Tabel, width: float = WIDTH) -> list[float]:
    """The columns in centimetres, together `width`: what `breedtes` asks in proportion to it; those with none, or 0, share the rest."""
    asked = [*tabel.breedtes, *[0.0] * len(tabel.koppen)][: len(tabel.koppen)]
    share = max((WIDTH - sum(asked)) / max(asked.count(0), 1), 2.0)
    wanted = [w or share for w in asked]
    return [w * width / sum(wanted) for w in wanted]


def labels(document: Document) -> float:
    """Centimetres for the labels of all facts of a document, which stand below each other."""
    known = [*document.kop, *(fact for blok in document.blokken if isinstance(blok, Feiten) for fact in blok.regels)]
    least, most = LABELS
    return min(max([least, *(len(label) * SIGN + 0.5 for label, _ in known)]), most)


def whole(words: Sequence[str], widths: Sequence[float]) -> bool:
    """Whether a row is short enough to stay on one page."""
    return all(len(word) * SIGN / width <= LINES for word, width in zip(words, widths, strict=True))
