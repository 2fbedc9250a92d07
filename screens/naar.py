"""Going to a main screen from anywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from textual.app import App

from .basis import Kern, Scherm

if TYPE_CHECKING:
    from collections.abc import Callable

R = TypeVar("R")
NAMEN = {
    "vandaag": "Vandaag",
    "overleg": "OverlegScherm",
    "casussen": "CasussenScherm",
    "aanmelding": "AanmeldingScherm",
    "inzetten": "InzettenScherm",
    "team": "TeamScherm",
    "inlezen": "InlezenScherm",
    "uitwisselen": "UitwisselenScherm",
    "notulen": "NotulenScherm",
    "overleggen": "OverleggenScherm",
    "verschillen": "VerschillenScherm",
    "apparaten": "ApparatenScherm",
    "gewist": "GewistScherm",
    "instellingen": "InstellingenScherm",
}
"""The main screens by the word that the registry has for them."""


async def go(app: App[R], kern: Kern, waar: str) -> None:
    """Back to the screen when it stands behind this one, each one left as Esc leaves it; else a new one in front of this one."""
    open_ = [type(screen).__name__ for screen in app.screen_stack]
    if NAMEN[waar] in open_:
        await _back(app, NAMEN[waar])
    elif waar in ("overleg", "notulen"):  # Vandaag knows which one
        if await _back(app, NAMEN["vandaag"]):
            await app.run_action(waar, app.screen)
    else:
        app.push_screen(_maker(waar)(kern))


async def _back(app: App[R], naam: str) -> bool:
    """Leave screens until this one is in front; False when one of them wants to stay."""
    while type(in_front := app.screen).__name__ != naam:
        await app.run_action("terug", in_front)
        if app.screen is in_front:
            return False
    return True


def _maker(waar: str) -> Callable[[Kern], Scherm]:
    """The screen, imported when it is asked for: no screen may slow down the first frame."""
    if waar == "casussen":
        from .casussen import CasussenScherm

        return CasussenScherm
    if waar == "aanmelding":
        from .aanmelding import AanmeldingScherm

        return lambda kern: AanmeldingScherm(kern, None)
    if waar == "inzetten":
        from .inzetten import InzettenScherm

        return InzettenScherm
    if waar == "team":
        from .team import TeamScherm

        return TeamScherm
    if waar == "overleggen":
        from .overleggen import OverleggenScherm

        return OverleggenScherm
    if waar == "verschillen":
        from .verschillen import VerschillenScherm

        return VerschillenScherm
    if waar == "apparaten":
        from .apparaten import ApparatenScherm

        return ApparatenScherm
    if waar == "gewist":
        from .wissen import GewistScherm

        return GewistScherm
    if waar == "inlezen":
        from .inlezen import InlezenScherm

        return InlezenScherm
    if waar == "uitwisselen":
        from .uitwisselen import UitwisselenScherm

        return UitwisselenScherm
    from .instellingen import InstellingenScherm

    return InstellingenScherm
