"""Codes as people name them: by code, by label, or by a spelling that the lists know."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from rapidfuzz import fuzz, process

from db.codes import LIJSTEN, Code, Codelijst

from .errors import Refused


def simple(word: str) -> str:
    """A word without case, accents, punctuation and double blanks: how spellings are compared."""
    plain = unicodedata.normalize("NFKD", word).encode("ascii", "ignore").decode().lower()
    return " ".join(re.sub(r"[^a-z0-9+?]+", " ", plain).split())


@cache
def spellings(lijst: str) -> dict[str, str]:
    """Every known spelling of a list, simplified, with its code. An exact spelling beats a code, a code beats nothing."""
    known: dict[str, str] = {}
    for code in LIJSTEN[lijst]:
        for word in (*code.spellings, code.label, code.code):
            known.setdefault(simple(word), code.code)
    return known


def recognise(lijst: str, word: str) -> str | None:
    """The code that a word stands for, or None; never a guess."""
    if word in LIJSTEN[lijst]:
        return word
    return spellings(lijst).get(simple(word))


def begins(code: Code, typed: str) -> bool:
    """Whether the code, its label, a word of it or a spelling begins with what is typed; always when nothing is."""
    wanted = simple(typed)
    known = [simple(word) for word in (code.code, code.label, *code.spellings)]
    return (bool(wanted) or not typed.strip()) and any(word.startswith(wanted) for plain in known for word in (plain, *plain.split()))


def fitting(lijst: str, typed: str) -> list[str]:
    """The codes of a list that what is typed can be the beginning of."""
    return [c.code for c in LIJSTEN[lijst] if begins(c, typed)]


def nearest(lijst: str, word: str) -> str | None:
    """The code whose spelling is most like a word, to suggest; None when nothing is."""
    found = process.extractOne(simple(word), list(spellings(lijst)), scorer=fuzz.WRatio, score_cutoff=60)
    return spellings(lijst)[found[0]] if found else None


def chosen(lijst: str, word: str | None) -> str | None:
    """The code that a user named, None for none. Raises Refused, with the nearest code and all of them."""
    if word is None or not word.strip():
        return None
    code = recognise(lijst, word.strip())
    if code is not None:
        return code
    codes: Codelijst = LIJSTEN[lijst]
    near = nearest(lijst, word)
    hint = f"Bedoelt u {near} ({codes.label(near)})? " if near else ""
    raise Refused(f"{word.strip()[:20]} is geen {lijst.replace('_', ' ')}.", f"{hint}Kies uit {', '.join(codes.codes)}.")
