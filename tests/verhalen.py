"""How many random histories a test runs and how long they are; and the count of those that ran, which the long run reports."""

from __future__ import annotations

import os
from collections import Counter
from typing import Any

from hypothesis import Phase

LONG = bool(os.environ.get("RETCLI_LANG"))
"""The long profile: `make test-long`."""

TOLD: Counter[tuple[str, str]] = Counter()
"""(class, "verhalen" or "stappen") -> how many ran in this process."""


def histories(quick: int) -> int:
    """How many: N, else the usual number; in the long profile at least twenty times as many."""
    return int(os.environ.get("N", quick * 20 if LONG else quick))


def steps(quick: int) -> int:
    """How long each is at most: STEPS, else the usual number; twice that in the long profile."""
    return int(os.environ.get("STEPS", quick * 2 if LONG else quick))


def phases() -> list[Phase]:
    """What Hypothesis does with a history: not explain it, and not make it smaller either where only its failure counts (RETCLI_VLUG)."""
    left_out = {Phase.explain} | ({Phase.shrink} if os.environ.get("RETCLI_VLUG") else set())
    return [phase for phase in Phase if phase not in left_out]


class Verteld:
    """A state machine whose histories and steps are counted."""

    def __init__(self) -> None:
        super().__init__()
        TOLD[type(self).__name__, "verhalen"] += 1

    def check_invariants(self, *args: Any, **told: Any) -> None:
        """After each step; counted here, so that a history that fails is printed without it."""
        TOLD[type(self).__name__, "stappen"] += 1
        super().check_invariants(*args, **told)  # type: ignore[misc]


def report() -> list[str]:
    """One line a state machine."""
    names = sorted({name for name, _ in TOLD})
    return [f"{name}: {TOLD[name, 'verhalen']} verhalen, {TOLD[name, 'stappen']} stappen" for name in names]
