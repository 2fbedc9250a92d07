"""A document as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .document import Alinea, Blok, Document, Feiten, Kop, Lijst, Tabel

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~&])")
_AT_START = re.compile(r"^([-+=]|\d+(?=[.)]))")


def literal(words: str) -> str:
    """One line of text that Markdown shows as it was written."""
    line = _SPECIAL.sub(r"\\\1", words)
    return _AT_START.sub(lambda m: "\\" + m[0] if not m[0][0].isdigit() else m[0] + "\\", line)


def render(document: Document) -> str:
    """The whole of a cleaned document but its `merk`, which belongs to pages; ends in a line break."""
    parts = [f"# {literal(document.titel)}"]
    parts += [_facts(document.kop)] if document.kop else []
    parts += ["\n".join(_lines(blok)) for blok in document.blokken]
    return "\n\n".join(part for part in parts if part) + "\n"


def _facts(facts: tuple[tuple[str, str], ...]) -> str:
    return "\n".join(f"- **{literal(label)}**: {literal(words)}" for label, words in facts)


def _lines(blok: Blok) -> Iterator[str]:
    match blok:
        case Kop(words, level):
            yield f"{'#' * (level + 1)} {literal(words)}"
        case Alinea(words):
            yield literal(words)
        case Lijst(lines):
            yield from (f"- {literal(line)}" for line in lines)
        case Feiten(facts):
            yield _facts(facts)
        case Tabel(_, head, rows):
            yield f"| {' | '.join(map(literal, head))} |"
            yield f"|{'---|' * len(head)}"
            for row in rows:
                yield f"| {' | '.join(map(literal, row))} |"
