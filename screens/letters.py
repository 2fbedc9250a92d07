"""The six letters of what a laptop holds, large: to be read aloud from across a table."""

from __future__ import annotations

from textual.content import Content

from . import thema
from .text import plain

HOOG = 5
"""Dots high; a line of the terminal shows two."""

_VORMEN = """\
0:.###. #..## #.#.# ##..# .###.  1:..#.. .##.. ..#.. ..#.. .###.  2:####. ....# .###. #.... #####  3:####. ....# .###. ....# ####.
4:#..#. #..#. ##### ...#. ...#.  5:##### #.... ####. ....# ####.  6:.###. #.... ####. #...# .###.  7:##### ...#. ..#.. .#... .#...
8:.###. #...# .###. #...# .###.  9:.###. #...# .#### ....# .###.  A:.###. #...# ##### #...# #...#  B:####. #...# ####. #...# ####.
C:.#### #.... #.... #.... .####  D:####. #...# #...# #...# ####.  E:##### #.... ###.. #.... #####  F:##### #.... ###.. #.... #....
G:.#### #.... #.### #...# .###.  H:#...# #...# ##### #...# #...#  J:....# ....# ....# #...# .###.  K:#..#. #.#.. ##... #.#.. #..#.
M:#...# ##.## #.#.# #...# #...#  N:#...# ##..# #.#.# #..## #...#  P:####. #...# ####. #.... #....  Q:.###. #...# #.#.# #..#. .##.#
R:####. #...# ####. #.#.. #..#.  S:.#### #.... .###. ....# ####.  T:##### ..#.. ..#.. ..#.. ..#..  V:#...# #...# #...# .#.#. ..#..
W:#...# #...# #.#.# ##.## #...#  X:#...# .#.#. ..#.. .#.#. #...#  Y:#...# .#.#. ..#.. ..#.. ..#..  Z:##### ...#. ..#.. .#... #####
"""
VORMEN = {one[0]: tuple(one[2:].split()) for line in _VORMEN.splitlines() for one in line.split("  ")}
_HELFTEN = {"..": " ", "#.": "▀", ".#": "▄", "##": "█"}


def groot(letters: str) -> Content:
    """Three lines; with plain signs, which have no half blocks, one line with the letters apart."""
    if thema.TEKENS.enabled:
        return plain(" ".join(letters), "bold $text-accent")
    dots = ["  ".join(VORMEN[one][row] for one in letters).replace(" ", ".") for row in range(HOOG)]
    dots.append("." * len(dots[0]))
    lines = ["".join(_HELFTEN[a + b] for a, b in zip(dots[n], dots[n + 1], strict=True)).rstrip() for n in range(0, HOOG, 2)]
    return plain("\n".join(lines), "bold $text-accent")
