"""The tables of keys in the handbook.

`python docs/toetsen.py` puts each between its markers in the page, from the registry: `<!-- toetsen:vandaag -->` for a section,
`<!-- toetsen:overleg/Besluit -->` for one group of it.
"""

from __future__ import annotations

import re
from pathlib import Path

from screens.toetsen import TOETSEN
from screens.toetsenbord import all_shown

PAGE = Path(__file__).parent / "handleiding.md"
MARKED = re.compile(r"(<!-- toetsen:([^ /]+)(?:/([^>]+?))? -->\n).*?(<!-- /toetsen -->)", re.DOTALL)


def lines(deel: str, groep: str | None) -> list[str]:
    """A table as Markdown. Raises KeyError for a section that is not there, ValueError for a group without keys."""
    rows = [
        f"| {' '.join(f'`{key}`' for key in keys.split())} | {toets.tip} |"
        for toets, keys in all_shown(deel)
        if TOETSEN[deel] and groep in (None, toets.groep)
    ]
    if not rows:
        raise ValueError(groep)
    return ["", "| toets | wat het doet |", "|---|---|", *rows, ""]


def placed(page: str) -> str:
    """The page with every table between its markers."""
    return MARKED.sub(lambda m: m[1] + "\n".join(lines(m[2], m[3])) + "\n" + m[4], page)


def main() -> None:
    """Put the tables in the page."""
    PAGE.write_text(placed(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
