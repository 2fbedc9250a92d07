"""What every page of a paper says at its top: which version it is, for whom, and when to destroy it."""

from __future__ import annotations

from datetime import date

from .. import text
from ..errors import Refused
from .inhoud import VERSIES


def intern(versie: str) -> bool:
    """Whether a version holds everything. Raises Refused for one that is not there."""
    if versie not in VERSIES:
        raise Refused(f"Er is geen versie {text.shorten(versie, 12)}.", f"Kies {text.listed(VERSIES, 'of')}.")
    return versie == "intern"


def merk(versie: str, voor_wie: str, vernietigen: date) -> str:
    """`Versie intern, voor het team · vertrouwelijk · vernietigen uiterlijk 24-11-2027`."""
    secret = " · vertrouwelijk" if intern(versie) else ""
    return f"Versie {versie}, voor {voor_wie}{secret} · vernietigen uiterlijk {text.day_short(vernietigen)}"


def feiten(versie: str, zonder: str, vernietigen: date) -> tuple[tuple[str, str], ...]:
    """The same as a fact, for forms without pages; `zonder` is what *deelbaar* leaves out."""
    about = "vertrouwelijk" if intern(versie) else f"zonder {zonder}"
    return (("Versie", f"{versie}, {about}; vernietigen uiterlijk {text.day_short(vernietigen)}"),)
