"""The open actions by who does them: *intern* by name, *deelbaar* by role."""

from __future__ import annotations

from datetime import date

from sqlmodel import Session

from db.codes import ROL

from .. import acties, casussen, leden, text
from ..casussen import ActieRegel
from ..clock import dutch_day
from ..leden import LidKaart
from ..wie import Wie
from . import merk
from .document import Alinea, Blok, Document, Kop, Tabel
from .inhoud import People, until
from .uitgeven import Stuk, as_json

NOBODY = "Nog niemand"


def compose(session: Session, wie: Wie, versie: str = "deelbaar", lid: LidKaart | None = None) -> Stuk:
    """The list of today, of one member when given. Raises Refused for another version, or for a name in what would be shared."""
    whole = merk.intern(versie)
    day = dutch_day(wie.moment)
    found = [a for a in casussen.actions(session, open_only=True) if lid is None or a.eigenaar == lid.code]
    if not whole:
        _without_names(session, found)
    people = _names(session) if whole else {}
    roles = People(session)
    groups: dict[str, list[ActieRegel]] = {}
    for actie in found:
        owner = people.get(actie.eigenaar or "") if whole else None
        groups.setdefault(owner or roles.role(actie.eigenaar) or NOBODY, []).append(actie)
    ordered = sorted(groups.items(), key=lambda group: (group[0] == NOBODY, group[0].casefold()))
    vernietigen = until(session, day)
    voor_wie = "het team" if whole else "wie een actie heeft"
    return Stuk(
        naam=f"acties-{day.isoformat()}{f'-{lid.code.lower()}' if whole and lid else ''}{'-intern' if whole else ''}",
        document=Document(
            titel="Open acties RET-AnderS",
            dag=day,
            blokken=tuple(_blocks(ordered, day)),
            kop=(("Stand", text.day_long(day)), ("Acties", _counted(found, day)), *merk.feiten(versie, "namen", vernietigen)),
            merk=merk.merk(versie, voor_wie, vernietigen),
        ),
        gegevens=as_json(
            {
                "versie": versie,
                "stand": day,
                "vernietigen": vernietigen,
                "acties": [_data(a, who) for who, theirs in ordered for a in theirs],
            }
        ),
        wat=f"acties {day.isoformat()} {versie}",
        voor_wie=voor_wie,
        grondslag="bewaken van afspraken",
        vernietigen=vernietigen,
    )


def late(voor: date | None, day: date) -> int:
    """Days that an open action is late on a day."""
    return max((day - voor).days, 0) if voor else 0


def _blocks(groups: list[tuple[str, list[ActieRegel]]], day: date) -> list[Blok]:
    made: list[Blok] = [] if groups else [Alinea("Er zijn geen open acties.")]
    for who, theirs in groups:
        rows = tuple((_due(a, day), a.casus or "", a.omschrijving) for a in theirs)
        made += [Kop(who), Tabel(f"Open acties: {who}", ("Voor", "Casus", "Wat"), rows, (5.0, 2.6))]
    return made


def _due(actie: ActieRegel, day: date) -> str:
    days = late(actie.voor, day)
    told = text.day_near(actie.voor, day) or "geen datum"
    return f"{told}, {text.count(days, 'dag', 'dagen')} te laat" if days else told


def _counted(found: list[ActieRegel], day: date) -> str:
    overdue = sum(late(a.voor, day) > 0 for a in found)
    return f"{len(found)} open" + (f", waarvan {overdue} te laat" if overdue else "")


def _data(actie: ActieRegel, who: str) -> dict[str, object]:
    return {
        "wie": None if who == NOBODY else who,
        "casus": actie.casus,
        "omschrijving": actie.omschrijving,
        "voor": actie.voor,
        "soort": actie.soort,
    }


def _names(session: Session) -> dict[str, str]:
    """How the team names who owns an action: with the short name behind the name, or the role that owns it by itself."""
    return {code.code: code.label for code in ROL} | {lid.code: f"{lid.naam} ({lid.code})" for lid in leden.everyone(session)}


def _without_names(session: Session, found: list[ActieRegel]) -> None:
    """Raises Refused when an action names someone whom the program knows."""
    from . import namen

    ids = casussen.ids_of(session, [a.casus for a in found if a.casus])
    named = [f"actie {acties.short_id(a.id)}{f' ({a.casus})' if a.casus else ''}" for a in found]
    texts = [namen.Tekst(waar, a.omschrijving, ids.get(a.casus or "")) for waar, a in zip(named, found, strict=True)]
    namen.weiger(namen.zoek(session, texts))
