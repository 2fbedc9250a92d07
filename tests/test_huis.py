"""The house rules that a machine can keep: what is imported when, what the pages say of the code, how text reaches the screen."""

from __future__ import annotations

import ast
import runpy
import subprocess
import sys
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from db.codes import GEMEENTE, GROEPERINGEN, KLASSEN, LIJSTEN
from screens.toetsen import TOETSEN

ROOT = Path(__file__).parents[1]
SOURCES = sorted(p for folder in ("retcli", "screens", "db") for p in (ROOT / folder).rglob("*.py"))


def imported_by(code: str) -> set[str]:
    """The top-level modules that a fresh Python has after running this."""
    shown = subprocess.run(
        [sys.executable, "-c", f"import sys\n{code}\nprint(' '.join({{m.split('.')[0] for m in sys.modules}}))"],
        capture_output=True, text=True, check=True, cwd=ROOT,
    )  # fmt: skip
    return set(shown.stdout.splitlines()[-1].split())


def test_the_version_imports_neither_textual_nor_sqlmodel_nor_typer() -> None:
    """It is asked by scripts; each of these costs a tenth of a second or more."""
    loaded = imported_by("sys.argv = ['retcli', '--version']\nfrom retcli.__main__ import main\nmain()")
    assert not loaded & {"textual", "sqlmodel", "sqlalchemy", "typer", "rich", "cryptography"}


def test_the_first_frame_waits_for_no_database() -> None:
    loaded = imported_by("import retcli.app, screens.ontgrendelen")
    assert "textual" in loaded
    assert not loaded & {"sqlmodel", "sqlalchemy", "sqlcipher3", "alembic", "typer", "cryptography", "pyrage", "rapidfuzz"}


def test_rules_and_database_never_import_textual() -> None:
    loaded = imported_by(
        "import retcli.overleg, retcli.triage, retcli.intake, retcli.vandaag\n"
        "import retcli.demo, retcli.importeren, retcli.notulen.uitgeven, db.store"
    )
    assert "textual" not in loaded


def test_every_issued_code_is_there_as_it_was_issued() -> None:
    """A code is for ever; a label may be bettered, a spelling added."""
    issued = tomllib.loads((ROOT / "tests/data/codes.toml").read_text(encoding="utf-8"))
    groups, towns = issued.pop("groepering"), issued.pop("gemeente")
    for name, codes in issued.items():
        assert list(LIJSTEN[name].codes) == list(codes), name
        for code, about in codes.items():
            ours = LIJSTEN[name][code]
            assert (ours.label, ours.source, ours.ijw, ours.key, ours.grondslag) == (
                about["label"], about["source"], about.get("ijw"), about.get("key"), about.get("grondslag", False),
            )  # fmt: skip
            assert set(about.get("spellings", ())) <= set(ours.spellings)
    assert {c.code: c.label for c in GEMEENTE} == {code: label for region in towns.values() for code, label in region.items()}
    assert {c.code: c.regio for c in GEMEENTE} == {code: region for region, codes in towns.items() for code in codes}
    assert {g: {k: list(v) for k, v in rows.items()} for g, rows in GROEPERINGEN["aanmelder"].items()} == groups["aanmelder"]
    for name in ("leeftijd", "doorlooptijd"):
        assert {g: {k: list(v) for k, v in rows.items()} for g, rows in KLASSEN[name].items()} == groups[name]


def test_a_key_does_one_thing_on_a_screen_and_has_one_id() -> None:
    ids = Counter(t.id for toetsen in TOETSEN.values() for t in toetsen)
    assert [i for i, n in ids.items() if n > 1] == []
    for scherm, toetsen in TOETSEN.items():
        keys = Counter(k for t in (*toetsen, *(TOETSEN["app"] if scherm != "app" else ())) for k in t.keys.split(","))
        assert [k for k, n in keys.items() if n > 1] == [], scherm
        assert all(t.id.startswith(f"{scherm}.") and t.tip and t.label for t in toetsen)


@pytest.mark.parametrize("source", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_text_of_people_is_shown_as_markup(source: Path) -> None:
    """An f-string in a Label, Static, Option, Button or notice is parsed as markup: it could end the program or run an action."""
    tree = ast.parse(source.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        assert name != "escape", f"{source}:{node.lineno}: escape() is not safe"
        if name in ("Label", "Static", "Option", "Button", "Checkbox", "Collapsible", "TabPane"):
            assert not any(isinstance(a, ast.JoinedStr) for a in node.args), f"{source}:{node.lineno}"
        if name == "notify":
            assert any(k.arg == "markup" for k in node.keywords), f"{source}:{node.lineno}"


def test_the_field_list_of_the_privacy_page_is_that_of_the_models() -> None:
    placed = runpy.run_path(str(ROOT / "docs/velden.py"))["placed"]
    page = (ROOT / "docs/privacy.md").read_text(encoding="utf-8")
    assert placed(page) == page


def test_no_commit_names_a_registry() -> None:
    """A lock with a host in it would not install where that host can't be reached."""
    assert "http" not in (ROOT / "requirements.lock").read_text(encoding="utf-8")
