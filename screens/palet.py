"""The palette: what can be done on the screen in front, where one can go, and the themes; from the registry."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from textual.actions import parse
from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.dom import DOMNode

from . import thema
from .hulp import deel_of
from .naar import NAMEN
from .toetsen import NAAR, TOETSEN, Toets
from .toetsenbord import shown

NIET = frozenset(("omlaag", "omhoog", "palet"))
"""Actions that mean nothing from here."""


@dataclass(frozen=True, slots=True)
class Opdracht:
    """A line of the palette. `altijd` shows it before anything is typed."""

    naam: str
    uitleg: str
    doe: Callable[[], object]
    altijd: bool = True


class Palet(Provider):
    """What the palette finds. All its words are literals of the program."""

    async def discover(self) -> Hits:
        for o in self._opdrachten():
            if o.altijd:
                yield DiscoveryHit(Content(o.naam), o.doe, text=o.naam, help=_literal(o.uitleg))

    async def search(self, query: str) -> Hits:
        matcher, found = self.matcher(query), False
        for o in self._opdrachten():
            score = max(matcher.match(o.naam), 0.8 * matcher.match(o.uitleg))
            if score > 0:
                found = True
                yield Hit(score, matcher.highlight(o.naam), o.doe, text=o.naam, help=_literal(o.uitleg))
        if not found:
            yield Hit(0.1, Content("Niets gevonden"), lambda: None, text=query, help="Typ iets anders, of druk op Esc.")

    def _opdrachten(self) -> Iterator[Opdracht]:
        """What can be done now, each thing once."""
        screen, app = self.screen, self.app
        seen: set[str] = set()
        for owner, toetsen in (
            *((screen, TOETSEN[deel]) for deel in (deel_of(screen), "scherm")),
            (app, NAAR),
            (app, TOETSEN["app"]),
        ):
            for toets in toetsen:
                action = toets.action.removeprefix("app.")  # a screen can have a key of its own for going somewhere
                known = action in seen or (toetsen is NAAR and toets.label in seen)
                here = NAMEN.get(toets.id.removeprefix("naar.")) == type(screen).__name__
                if not known and not here and can_run(owner, toets):
                    seen |= {action, toets.label}
                    key = shown(toets)
                    naam = toets.label[:1].upper() + toets.label[1:]
                    yield Opdracht(naam, f"{toets.tip}  {key}".rstrip(), partial(app.run_action, toets.action, owner))
        for name in thema.names(app):
            if name != app.theme:
                yield Opdracht(f"Thema {thema.label(name)}", "Andere kleuren, ook de volgende keer.",
                               partial(app.run_action, f"thema({name!r})", app), altijd=False)  # fmt: skip


def _literal(words: str) -> str:
    """The palette reads help as markup, and a key of one's own can be a bracket."""
    return words.replace("[", "\\[")


def can_run(owner: DOMNode, toets: Toets) -> bool:
    """Whether an action is there, means something from here, and may run now."""
    namespace, name, parameters = parse(toets.action)
    owner = owner.app if namespace == "app" else owner
    return name not in NIET and hasattr(owner, f"action_{name}") and owner.check_action(name, parameters) is True


class Zoekscherm(CommandPalette):
    """The palette for the screen in front."""

    CSS_PATH = "styles/palet.tcss"

    def __init__(self) -> None:
        super().__init__([Palet], placeholder="Wat wilt u doen?")
