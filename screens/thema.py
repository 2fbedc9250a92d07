"""How the program looks on this laptop: its themes, plain signs for terminals without others, and the preferences put to work."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from rich.segment import Segment
from textual.app import App
from textual.color import Color
from textual.filter import LineFilter
from textual.theme import BUILTIN_THEMES, Theme

from retcli.config import Voorkeuren

from . import toetsenbord

R = TypeVar("R")
GEWOON = "textual-dark"
NAMEN = {
    "textual-dark": "donker",
    "textual-light": "licht",
    "mono": "zonder kleur",
    "ansi-dark": "kleuren van de terminal, donker",
    "ansi-light": "kleuren van de terminal, licht",
}
"""The themes that come first, as people call them; the others have their own names."""

MONO = Theme(
    name="mono",
    primary="#ffffff",
    secondary="#ffffff",
    warning="#ffffff",
    error="#ffffff",
    success="#ffffff",
    accent="#ffffff",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#000000",
    boost="#000000",
    text_alpha=1.0,
    variables={
        **{f"block-cursor{kind}-foreground": "#000000" for kind in ("", "-blurred")},
        **{f"block-cursor{kind}-background": "#ffffff" for kind in ("", "-blurred")},
        **{f"block-cursor{kind}-text-style": "bold" for kind in ("", "-blurred")},
        **{f"text-{name}": "auto" for name in ("primary", "secondary", "accent", "warning", "error", "success")},
        "block-hover-background": "#000000",
        "footer-background": "#000000",
        "footer-key-foreground": "#ffffff",
        "footer-description-foreground": "#ffffff",
        "input-selection-background": "#ffffff",
        "input-selection-foreground": "#000000",
        "button-focus-text-style": "bold reverse",
        "border": "#ffffff",
        "scrollbar": "#ffffff",
        "scrollbar-background": "#000000",
    },
)
"""Without colour: state by sign, weight and reverse. `auto` keeps a sign to be seen on both grounds."""

ANSI = tuple(
    replace(
        theme,
        variables={
            **theme.variables,
            "block-cursor-blurred-foreground": theme.variables["block-cursor-foreground"],
            "block-cursor-blurred-background": theme.variables["block-cursor-background"],
            "block-cursor-blurred-text-style": "bold",
        },
    )
    for theme in (BUILTIN_THEMES["ansi-dark"], BUILTIN_THEMES["ansi-light"])
)
"""Textual's own, but with the line that is chosen to be seen in a list without the focus: a terminal's colours can't be mixed."""

GEWONE_TEKENS = {
    "!": "▲",
    "*": "●•",
    "o": "○◐☐☒",
    "v": "✓☑▼↓",
    "^": "↑",
    "x": "✗×",
    ">": "▸▶→›",
    "<": "◂◀←‹",
    "@": "↻",
    "~": "…",
    "-": "–—─━═",
    ".": "·░▁▂",
    ":": "▒▃▄",
    "#": "█▓▅▆▇▀▔",
    "|": "│┃║▌▐▊▎▏▕",
    "+": "┌┐└┘├┤┬┴┼±╭╮╰╯",
    "'": "‘’",
    '"': "“”",
}
EENVOUDIG = {ord(sign): plain for plain, signs in GEWONE_TEKENS.items() for sign in signs}


class Tekens(LineFilter):
    """Signs that not every terminal has, by ones of the same width. It stands after all drawing: nothing escapes it."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        return [Segment(text.translate(EENVOUDIG), style, control) for text, style, control in segments]


TEKENS = Tekens(enabled=False)


def names(app: App[R]) -> list[str]:
    """The themes to choose from: ours first."""
    return [*NAMEN, *sorted(set(app.available_themes) - set(NAMEN))]


def label(name: str) -> str:
    """A theme as people call it."""
    return f"{NAMEN[name]} ({name})" if name in NAMEN else name


def apply(app: App[R], voorkeuren: Voorkeuren) -> list[str]:
    """Put the preferences to work, at once; what can't be is said, a sentence each."""
    said = []
    if MONO.name not in app.available_themes:
        for theme in (MONO, *ANSI):
            app.register_theme(theme)
    wanted = voorkeuren.thema or (MONO.name if app.no_color else GEWOON)
    if wanted not in app.available_themes:
        said.append(f"Het thema {wanted[:30]} is er niet; het programma gebruikt het gewone.")
        wanted = GEWOON
    app.theme = wanted
    app.animation_level = "full" if voorkeuren.animatie else "none"
    if TEKENS.enabled is not (voorkeuren.tekens == "eenvoudig"):
        TEKENS.enabled = not TEKENS.enabled
        app.refresh_css(animate=False)
    good, wrong = toetsenbord.checked(voorkeuren.toetsen)
    toetsenbord.EIGEN.clear()
    toetsenbord.EIGEN.update(good)
    app.set_keymap(toetsenbord.keymap())
    return said + wrong
