"""What every test starts from: a clock that stands still, a folder of its own, and a real encrypted team in it."""

from __future__ import annotations

import gc
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

import pytest
from hypothesis import settings

from db import columns, keys
from db.sync import toelating
from retcli import cli, toegang
from retcli.locations import Place
from retcli.toegang import Toegang

from . import verhalen
from .wisselhulp import naast

PASSPHRASE = "veilig en lang genoeg"
CHEAP = keys.Cost(memory_kib=64, passes=1, lanes=1)

settings.register_profile("retcli", deadline=None)  # a test that is slow on a busy machine is not wrong
settings.load_profile("retcli")


def pytest_collection_finish() -> None:
    """What was imported stays: to look it through for garbage again and again is a fifth of the time that the tests take."""
    gc.collect()
    gc.freeze()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """How many random histories ran here goes to who shows it."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["verhalen"] = [[*key, number] for key, number in verhalen.TOLD.items()]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    for name, what, number in getattr(node, "workeroutput", {}).get("verhalen", []):
        verhalen.TOLD[name, what] += number


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """In the long profile the random histories that ran are counted."""
    for line in verhalen.report() if verhalen.LONG else ():
        terminalreporter.write_line(line)


@pytest.fixture(autouse=True, scope="module")
def _swept() -> Iterator[None]:
    """What a module's tests leave behind is looked through once, and not again by each of those that follow."""
    yield
    gc.collect()
    gc.freeze()


BEGINNING = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


class Clock:
    """A clock that moves only when told to. It starts on Tuesday 24 November 2026, ten o'clock in Enschede."""

    def __init__(self) -> None:
        self.at = BEGINNING

    def __call__(self) -> datetime:
        return self.at

    def go_on(self, **step: float) -> None:
        """Move the clock by a timedelta's arguments."""
        self.at += timedelta(**step)


@pytest.fixture(autouse=True)
def _own_world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test sees the machine's own data, clock, time zone or passphrase; Argon2 is cheap."""
    import time

    monkeypatch.setenv("RETCLI_HOME", str(tmp_path / "thuis"))
    monkeypatch.delenv("RETCLI_WACHTWOORD_BESTAND", raising=False)
    monkeypatch.setenv("TZ", "Europe/Amsterdam")
    if hasattr(time, "tzset"):
        time.tzset()
    # The keys of rows begin with a moment: by the machine's own clock, rows would change places as the days go by.
    moments = count(int(BEGINNING.timestamp() * 1_000), 1)
    monkeypatch.setattr(columns, "time", SimpleNamespace(time_ns=lambda: next(moments) * 1_000_000))
    monkeypatch.setattr(columns, "_last_ms", 0)
    monkeypatch.setattr(keys, "DEFAULT_COST", CHEAP)
    monkeypatch.setattr(toelating, "COST", CHEAP)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path / "thuis")


@pytest.fixture
def team(place: Place, clock: Clock) -> Iterator[Toegang]:
    """A new team with its first member, the voorzitter `AV`."""
    made = toegang.begin(place, PASSPHRASE, naam="Anna Vos", now=clock)
    yield made.toegang
    made.toegang.close()


@pytest.fixture
def bart(team: Toegang, tmp_path: Path, clock: Clock) -> Iterator[Toegang]:
    """A second laptop of the team, that of an aanvoerder."""
    made = naast(team, tmp_path / "bart", clock)
    yield made
    made.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where laptops exchange, or what is made goes."""
    made = tmp_path / "map"
    made.mkdir()
    return made


class Ran(NamedTuple):
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Ran]


@pytest.fixture
def run(tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Runs a command in this process, with the passphrase in a file, on the frozen clock."""
    secret = tmp_path / "wachtwoord"
    secret.write_text(PASSPHRASE + "\n", encoding="utf-8")
    monkeypatch.setenv("RETCLI_WACHTWOORD_BESTAND", str(secret))
    monkeypatch.setattr("retcli.clock.system", clock)

    def runs(*args: str) -> Ran:
        capfd.readouterr()
        code = cli.main(args)
        out, err = capfd.readouterr()
        return Ran(code, out, err)

    return runs


@pytest.fixture
def begun(run: Run) -> Run:
    """A new team with two members of team 1."""
    assert run("begin", "--naam", "Anna Vos", "--rol", "voorzitter").code == 0
    for lid, naam, organisatie in (("JB", "Jan Bos", "Aanbieder A"), ("MK", "Mia Kok", "Aanbieder C")):
        made = run(
            "team",
            "voeg-toe",
            lid,
            "--naam",
            naam,
            "--team",
            "1",
            "--organisatie",
            organisatie,
            "--discipline",
            "pedagoog",
            "--plekken",
            "2",
        )
        assert made.code == 0
    return run
