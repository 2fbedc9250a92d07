"""Documents as PDF: typeset, in Dutch, tagged for a screen reader (PDF/UA-1). The same data gives the same bytes, on every computer.

This module brings the typesetter; import it where a document is made. The page itself is `stuk.typ`.

Only the fonts that the typesetter holds are used. They have Latin, Greek, Cyrillic, the letters of Hebrew and Arabic, and common signs; of
anything else, such as emoji and Chinese, each sign is shown as `\ufffd`. What stood there is lost in the PDF, and in no other form.
"""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files

import typst

from .document import Alinea, Document, Feiten, Kop, Lijst, Tabel
from .maten import columns, labels, whole

MAKER = "RET-AnderS"

SHOWN = (
    " -~\u00a0-\u0377\u037a-\u037f\u0384-\u038a\u038c\u038e-\u03a1\u03a3-\u0482\u048a-\u04ff"  # Latin, Greek, Cyrillic
    "\u05d0-\u05ea\u0621-\u063a\u0640-\u064a\u0660-\u0669\u1e00-\u1eff\u2000-\u2040\u2044-\u2052\u20a0-\u20bf"
    "\u2100-\u211e\u2122\u2126-\u2151\u2153-\u2184\u2190-\u23ff\u2460-\u2606\u2609-\u262f\u2638-\u268b"
    "\u2713\u2714\u2717\u2718\ufb00-\ufb06\ufe0f\ufffd"
)
"""The signs that the fonts have, as the inside of a character class."""

_LOST = re.compile(f"[^{SHOWN}][\u200d\ufe0f]*")  # with what only joins it to the next


def render(document: Document) -> bytes:
    """The file's content."""
    day = document.dag
    told = {
        "titel": shown(document.titel) or MAKER,
        "maker": MAKER,
        "dag": [day.year, day.month, day.day],
        "merk": shown(document.merk),
        "label": labels(document),
        "kop": _facts(document.kop),
        "blokken": _blocks(document),
    }
    made: bytes = typst.compile(
        files(__package__).joinpath("stuk.typ").read_bytes(),
        font_paths=_fonts(),
        pdf_standards=["ua-1"],
        sys_inputs={"stuk": json.dumps(told, ensure_ascii=False)},
    )
    return made


def shown(words: str) -> str:
    """The words as the fonts can show them."""
    return _LOST.sub("\ufffd", words)


def _blocks(document: Document) -> list[dict[str, object]]:
    """What the page reads. An empty heading is left out, and the first is of level 1: a reader by ear goes from heading to heading."""
    made: list[dict[str, object]] = []
    deeper = False
    for blok in document.blokken:
        match blok:
            case Kop(woorden, niveau) if woorden:
                made.append({"soort": "kop", "woorden": shown(woorden), "niveau": niveau if deeper else 1})
                deeper = True
            case Alinea(woorden, klein) if woorden:
                made.append({"soort": "klein" if klein else "alinea", "woorden": shown(woorden)})
            case Lijst(regels) if any(regels):
                made.append({"soort": "lijst", "regels": [shown(regel) for regel in regels if regel]})
            case Feiten(feiten) if feiten:
                made.append({"soort": "feiten", "regels": _facts(feiten)})
            case Tabel(_, koppen, rijen) if koppen:
                widths = columns(blok)
                rows = [{"woorden": list(map(shown, rij)), "heel": whole(rij, widths)} for rij in rijen]
                head = {"koppen": list(map(shown, koppen)), "heel": whole(koppen, widths)}
                made.append({"soort": "tabel", **head, "rijen": rows, "breedtes": widths})
            case _:
                pass  # it has no words
    return made


def _facts(facts: tuple[tuple[str, str], ...]) -> list[tuple[str, str]]:
    return [(shown(label), shown(woorden)) for label, woorden in facts]


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False)
