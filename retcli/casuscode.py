"""The casuscode: `JJ-XXXXXC`, a pseudonym that says nothing of a child but the year of its aanmelding.

Five random letters of Crockford's base32 and a check letter: the sum of position times value over year and letters, mod 31. Letters are
drawn from the first 31, so that the check catches every single slip and every two letters swapped. Reading forgives small letters,
blanks, and O, I and L for 0 and 1.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import date

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXY"
_FORGIVEN = str.maketrans("OIL", "011")


def check_letter(body: str) -> str:
    """The check letter of `JJXXXXX` (seven signs, without hyphen)."""
    return LETTERS[sum(place * LETTERS.index(letter) for place, letter in enumerate(body, 1)) % 31]


def draw(day: date, taken: Callable[[str], bool], pick: Callable[[str], str] = secrets.choice) -> str:
    """A new code for an aanmelding of that day; drawn again while `taken` says it is known here."""
    while True:
        body = f"{day.year % 100:02d}" + "".join(pick(LETTERS) for _ in range(5))
        code = f"{body[:2]}-{body[2:]}{check_letter(body)}"
        if not taken(code):
            return code


def normal(text: str) -> str:
    """A code, or the beginning of one, as it is stored."""
    letters = "".join(text.upper().split()).replace("-", "").translate(_FORGIVEN)
    return f"{letters[:2]}-{letters[2:]}" if len(letters) > 2 else letters


def is_whole(text: str) -> bool:
    """Whether this has the length of a whole code."""
    return len(text) == 9


def is_valid(code: str) -> bool:
    """Whether a whole code has only our letters and the right check letter."""
    body = code.replace("-", "")
    return len(body) == 8 and all(c in LETTERS for c in body) and check_letter(body[:7]) == body[7]
