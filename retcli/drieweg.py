"""Two texts that come from one: what each changed, and both changes in one text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

_WORDS = re.compile(r"\s*\w+|\s*[^\w\s]|\s+")
_LINES = re.compile(r"[^\n]*\n|[^\n]+")
MANY_WORDS = 4_000
"""More than so many are compared by line: comparing grows with their square."""


class Samen(NamedTuple):
    """Both texts as one; `botst` where they changed the same words, which then stand behind each other."""

    tekst: str
    botst: bool


def samen(basis: str, een: str, ander: str) -> Samen:
    """Both texts as one, given the text that they come from (empty when there is none)."""
    if een == ander or not ander.strip() or (not basis.strip() and ander in een):
        return Samen(een.strip(), bool(basis.strip()) and een != ander)
    if not een.strip() or (not basis.strip() and een in ander):
        return Samen(ander.strip(), bool(basis.strip()))
    split = _LINES if max(len(_WORDS.findall(t)) for t in (basis, een, ander)) > MANY_WORDS else _WORDS
    base, one, other = (split.findall(t) for t in (basis, een, ander))
    between = "\n" if "\n" in een + ander or not basis.strip() else " "
    parts: list[str] = []
    clash = False
    for kept, left, right in _pieces(base, one, other):
        if kept is not None:
            parts += kept
        elif left == right:
            parts += left
        else:
            clash = True
            parts += [*left, between if left and right else "", *right]
    return Samen("".join(parts).strip(), clash)


def _pieces(base: Sequence[str], one: Sequence[str], other: Sequence[str]) -> Iterator[tuple[list[str] | None, list[str], list[str]]]:
    """What is settled, as (words, -, -), and where both changed the same, as (None, theirs, theirs), in order."""
    mine, theirs = _same(base, one), _same(base, other)
    at, here, there = 0, 0, 0
    while True:
        # The next word of the base that both still have.
        then = next((n for n in range(at, len(base)) if n in mine and n in theirs), len(base))
        a, b = mine.get(then, len(one)), theirs.get(then, len(other))
        before, left, right = list(base[at:then]), list(one[here:a]), list(other[there:b])
        if left == before:
            yield right, [], []
        elif right == before:
            yield left, [], []
        else:
            yield None, left, right
        if then == len(base):
            return
        yield [base[then]], [], []
        at, here, there = then + 1, a + 1, b + 1


def _same(base: Sequence[str], text: Sequence[str]) -> dict[int, int]:
    """Which word of the base is which word of the text."""
    short = min(len(base), len(text))
    begin = next((n for n in range(short) if base[n] != text[n]), short)
    end = next((n for n in range(short - begin) if base[-1 - n] != text[-1 - n]), short - begin)
    same = {n: n for n in range(begin)} | {len(base) - n: len(text) - n for n in range(1, end + 1)}
    middle = SequenceMatcher(None, base[begin : len(base) - end], text[begin : len(text) - end])
    return same | {begin + b.a + n: begin + b.b + n for b in middle.get_matching_blocks() for n in range(b.size)}


def anders(een: str, ander: str) -> list[tuple[str, bool]]:
    """The first text in pieces, each with whether the other has other words there."""
    split = _LINES if max(len(een), len(ander)) > 8 * MANY_WORDS else _WORDS
    one, other = split.findall(een), split.findall(ander)
    same = _same(one, other)
    pieces: list[tuple[str, bool]] = []
    for n, word in enumerate(one):
        changed = n not in same
        if pieces and pieces[-1][1] == changed:
            pieces[-1] = (pieces[-1][0] + word, changed)
        else:
            pieces.append((word, changed))
    return pieces
