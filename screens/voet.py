"""The footer: the keys of the screen in the order of the registry, as many as fit whole; F1 always at the right."""

from __future__ import annotations

from textual import events
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Footer
from textual.widgets._footer import FooterKey

from .basis import Scherm
from .hulp import deel_of
from .toetsen import TOETSEN
from .toetsenbord import OVERAL, by_id, shown

ALTIJD = ("hulp", "palet")
"""Actions at the right end; the second only where there is room for it."""


class Voet(Footer):
    """The footer of every screen. A key that does not fit is not cut but left to F1."""

    DEFAULT_CSS = """
    Voet FooterKey.-rechts {
        dock: right;
        margin-right: 0;
    }
    """

    def __init__(self) -> None:
        super().__init__(compact=True, show_command_palette=False)
        self._drawn: list[tuple[str, str, bool]] | None = None
        self._cells = 0

    def compose(self) -> ComposeResult:
        asked = deel_of(self.screen) == "vraag"  # what is being asked takes the keys
        if asked:
            for toets in TOETSEN["vraag"]:
                yield FooterKey(toets.keys, shown(toets), toets.label, toets.action, tooltip=toets.tip, classes="-compact")
        sections = (getattr(self.screen, "HULP", ""), *OVERAL)
        order = {t.action: n for n, t in enumerate(t for section in sections for t in TOETSEN.get(section, ()))}
        keys = sorted((k for k in super().compose() if isinstance(k, FooterKey)), key=lambda k: order.get(k.action, len(order)))
        help_ = [k for k in keys if k.action == ALTIJD[0]]
        self._cells = self.app.size.width
        room = self._cells - sum(map(_width, help_))
        first = {action: n for n, action in enumerate(self._vooraan())}
        keys = [*self._extra(), *(k for k in keys if k.action not in first)]
        keys.sort(key=lambda k: first.get(k.action, len(first)))
        named = self._noemt()
        for key in keys:
            key.description = named.get(key.action, key.description)
        for key in filter(lambda key: key.description, keys):
            if not asked and key.action not in ALTIJD and (room := room - _width(key)) >= 0:
                yield key
        for key in help_:
            key.add_class("-rechts")
            yield key

    def _vooraan(self) -> list[str]:
        """The actions that this screen wants first now."""
        wanted = self.screen.vooraan() if isinstance(self.screen, Scherm) else ()
        return [by_id()[name].action for name in wanted]

    def _noemt(self) -> dict[str, str]:
        """The words that this screen has for an action now."""
        named = self.screen.noemt() if isinstance(self.screen, Scherm) else {}
        return {by_id()[name].action: word for name, word in named.items()}

    def _extra(self) -> list[FooterKey]:
        """Keys for what is wanted first, also of what the footer leaves to F1 otherwise."""
        wanted = self._vooraan()
        found: dict[str, FooterKey] = {}
        for _, binding, enabled, tooltip in self.screen.active_bindings.values():
            if binding.action in wanted and binding.action not in found:
                shown = self.app.get_key_display(binding)
                found[binding.action] = FooterKey(binding.key, shown, binding.description, binding.action, not enabled, tooltip)
        return list(found.values())

    def bindings_changed(self, screen: Screen[object]) -> None:
        """Draw the keys again only when they are others: a screen says so at each change of focus."""
        now = [(b.binding.key, b.binding.description, b.enabled) for b in screen.active_bindings.values() if b.binding.show]
        now += [(action, "", True) for action in self._vooraan()]
        now += [(action, word, True) for action, word in self._noemt().items()]
        if now != self._drawn or not self._bindings_ready:
            self._drawn = now if screen is self.screen and screen.app.app_focus else None
            super().bindings_changed(screen)

    def on_resize(self, _event: events.Resize) -> None:
        """A wider or narrower terminal has room for other keys. The footer's own size says nothing: drawing the keys can change it, and
        drawing them anew for that could go on without end."""
        if self.app.size.width != self._cells:
            self.call_after_refresh(self.recompose)


def _width(key: FooterKey) -> int:
    """Cells that a key takes, with the blank behind it."""
    return len(key.key_display) + 1 + len(key.description) + 1
