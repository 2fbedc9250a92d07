"""The page that says what proves the exchange names tests that there are."""

from __future__ import annotations

import ast
import re
from pathlib import Path

HERE = Path(__file__).parent


def test_each_invariant_and_each_nasty_case_names_tests_that_are_there() -> None:
    text = (HERE.parent / "docs" / "sync.md").read_text()
    part = text[text.index("## What proves it") :]
    part = part[: part.index("\n## ", 4)]
    there: dict[str, set[str]] = {}
    for path in HERE.rglob("test_*.py"):
        names = {node.name for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, (ast.FunctionDef, ast.ClassDef))}
        there.setdefault(path.stem, set()).update(names)
    rows = [line.split("|") for line in part.splitlines() if re.match(r"\| \d+ ", line)]
    for numbers in (range(1, 25), range(1, 31)):
        assert [int(rows.pop(0)[1]) for _ in numbers] == list(numbers)
    assert rows == []
    for file, names in re.findall(r"`(test_\w+)(?:: ([\w ,]+))?`", part):
        assert file in there, file
        for name in filter(None, names.replace(" ", "").split(",")):
            assert any(have in (name, f"test_{name}") for have in there[file]), f"{file}: {name}"
