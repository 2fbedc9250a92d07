"""What every screen test starts from: a program that is waited for by what it has left to do, and not by the clock."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from textual.app import App
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.pilot import Pilot

from .rust import rest

_parse = Stylesheet._parse_rules
_parsed: dict[object, list[RuleSet]] = {}


def parsed_once(sheet: Stylesheet, css: str, *args: Any, **kwargs: Any) -> list[RuleSet]:
    """What Textual parses anew for each program and each first sight of a screen; nothing changes rules once they are there."""
    key = (css, args, tuple(kwargs.values()), tuple(sheet._variables.items()))
    if key not in _parsed:
        _parsed[key] = _parse(sheet, css, *args, **kwargs)
    return _parsed[key]


@pytest.fixture(autouse=True)
def _no_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pilot waits for rest; what moves is there at once; what is shown for some seconds stays."""

    async def rested(_: Pilot[None], timeout: float = 0.0) -> bool:
        return await rest()

    monkeypatch.setattr(Stylesheet, "_parse_rules", parsed_once)
    monkeypatch.setattr("textual.app.wait_for_idle", rest)
    monkeypatch.setattr("textual.pilot.wait_for_idle", rest)
    monkeypatch.setattr(Pilot, "_wait_for_screen", rested)
    monkeypatch.setattr("textual.screen.UPDATE_PERIOD", 3_600.0)
    quarters = itertools.count(0, 900)
    monkeypatch.setattr("textual._animator.Animator._get_time", lambda _: float(next(quarters)))
    monkeypatch.setattr(App, "NOTIFICATION_TIMEOUT", 86_400.0)
    monkeypatch.setattr("screens.casus.WIE_SECONDEN", 86_400.0)
    monkeypatch.setattr("screens.overleg_stappen.LOOK_AHEAD", 86_400.0)
