"""What may not be kept in free text: control characters, and numbers that pass the elfproef (a BSN is processed only where law says so)."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

OMITTED = "[nummer weggelaten]"

_ESCAPE_SEQUENCE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_])|\x9b[0-?]*[ -/]*[@-~]")
_NINE_DIGITS = re.compile(r"(?<![0-9])[0-9](?:[ .\-\u00a0\u202f]?[0-9]){8}(?![0-9])")
# Bidirectional overrides and isolates can make a line read as another; line and paragraph separators break one line into two.
_INVISIBLE = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029\ufeff")
_SUSPECT = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


class Cleaned(NamedTuple):
    """Text that may be kept, and how many numbers were left out of it."""

    text: str
    omitted: int


def passes_elfproef(digits: str) -> bool:
    """Whether nine digits are a possible BSN: 9a+8b+...+2h-i divisible by 11 (Besluit burgerservicenummer)."""
    if len(digits) != 9 or digits == "000000000":
        return False
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    return sum(w * int(d) for w, d in zip(weights, digits, strict=True)) % 11 == 0


def clean(text: str, *, lines: bool = True) -> Cleaned:
    """Return `text` without control characters and without possible BSNs; without line breaks too when `lines` is False.

    Terminal escape sequences go as a whole; a tab becomes a blank; unpaired surrogates, which no file can hold, become U+FFFD.
    """
    if _SUSPECT.search(text):
        text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
        text = _ESCAPE_SEQUENCE.sub("", text)
        text = "".join(
            "\ufffd" if "\ud800" <= c <= "\udfff" else c
            for c in text
            if c == "\n" or (c not in _INVISIBLE and unicodedata.category(c) != "Cc")
        )
    if not lines and "\n" in text:
        text = " ".join(text.split("\n"))
    omitted = 0

    def replace(match: re.Match[str]) -> str:
        nonlocal omitted
        if not passes_elfproef(re.sub(r"[^0-9]", "", match.group())):
            return match.group()
        omitted += 1
        return OMITTED

    return Cleaned(_NINE_DIGITS.sub(replace, text), omitted)
