"""A laptop that was copied and used in two places: who that is, in words, and how everything comes together again.

Ordinarily the program sees a copy when it opens, and keeps its work apart by itself (`db.sync.spoor`). This is for a copy that nothing
could tell from the original: a whole disk, or the state of a virtual machine.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from db.sync import fork

from . import text
from .errors import Refused
from .toegang import Toegang

VERHUISD = (
    "Deze gegevens stonden eerst op een andere plek of computer. Worden ze daar ook nog gebruikt, sluit deze dan aan als een eigen laptop"
    " (`retcli sluit-aan`)."
)
"""Told once, at the first opening for writing after the database was copied or moved."""
OPDRACHT = "retcli apparaat herstel"
HIER = "Van deze laptop is er nog een, en met beide is gewerkt. Typ hier `{opdracht}` en wissel opnieuw uit; dan komt alles bij elkaar."
ELDERS = "Van deze laptop is er nog een, en met beide is gewerkt. Typ `{opdracht}` op de andere en wissel opnieuw uit; er is niets weg."
BIJ_ONS = "Hier staat werk van een kopie van {laptop}. Typ hier `{opdracht}` en wissel opnieuw uit; dan komt alles bij elkaar."
INGETROKKEN = "Onder de naam van {laptop}, die is ingetrokken, kwam ander werk dan hier staat. Het is niet overgenomen."
NAAM_VAN = (
    "Hier staat onder de naam van {laptop}, die is ingetrokken, ander werk dan telt. Typ hier `{opdracht}` en wissel opnieuw uit; "
    "dan staat het goed."
)
BIJ_HEN = "{laptop} is gekopieerd, en ook met de kopie is gewerkt. Typ daar `{opdracht}` en wissel opnieuw uit; er is niets weg."


def woorden(cursor: Any, namen: Mapping[bytes, str], hier: bytes) -> list[str]:
    """A sentence for each laptop of which a copy was used too; `hier` is the device of this one."""
    found: list[str] = []
    for one in fork.forks(cursor):
        own = one.device == hier
        said = (HIER if own else BIJ_ONS) if one.steps_back else (ELDERS if own else BIJ_HEN)
        if one.withdrawn:
            said = NAAM_VAN if one.steps_back else INGETROKKEN
        laptop = namen.get(one.device, "een laptop")
        if said in (BIJ_HEN, HIER, ELDERS):
            laptop = laptop[:1].upper() + laptop[1:]
        found.append(said.format(opdracht=OPDRACHT, laptop=laptop))
    return found


def herstel(team: Toegang) -> str:
    """Bring together what this laptop and a copy did apart, as far as that is to be done here; what was done. Raises Refused."""
    with team.store.raw_cursor() as cursor:
        known = fork.forks(cursor)
    done = fork.step_back(team.store)
    if done is None:
        if known:
            raise Refused("Op deze laptop hoeft niets te gebeuren.", f"Typ `{OPDRACHT}` op de andere, en wissel daarna uit.")
        raise Refused("Er is niets te herstellen: van geen laptop is hier werk van een kopie.", "Wissel eerst uit.")
    own = (
        f"{text.count(done.own, 'keer', 'keer')} opgeslagen werk van hier telt opnieuw mee."
        if done.own
        else "Van hier hoefde niets opnieuw."
    )
    later = " Werk van anderen dat erop voortbouwde komt terug als zij hetzelfde doen." if done.waiting else ""
    return f"Hersteld: {own}{later} Wissel nu uit."
