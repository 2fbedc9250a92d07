"""The settings of the team: which there are, what each can be, and changing one. Those of one laptop are in `config.py`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session, col, select

from db.codes import GEMEENTE
from db.columns import made_of
from db.models import Instelling

from .casussen import setting
from .errors import NotFound, Refused


@dataclass(frozen=True, slots=True)
class Afspraak:
    """A setting: its name, what people call it, its default, and what makes a value good (the value as it is kept, or Refused)."""

    naam: str
    label: str
    uitleg: str
    standaard: str
    check: Callable[[str], str]
    eenheid: str = ""


@dataclass(frozen=True, slots=True)
class Ingesteld:
    """A setting with what it is now."""

    afspraak: Afspraak
    waarde: str

    @property
    def eigen(self) -> bool:
        """Whether the team chose another value than the default."""
        return self.waarde != self.afspraak.standaard

    @property
    def woorden(self) -> str:
        """The value as people read it."""
        if self.waarde == UIT:
            return "uit"
        return f"{self.waarde} {self.afspraak.eenheid}".rstrip()


UIT = "0"


def whole(low: int, high: int, *, off: bool = False) -> Callable[[str], str]:
    """A check: a whole number from `low` to `high`; with `off` also *uit*, which is kept as 0."""

    def check(given: str) -> str:
        word = given.strip().casefold()
        if off and word in ("uit", UIT):
            return UIT
        if not (word.isascii() and word.isdecimal() and len(word) < 6 and low <= int(word) <= high):
            raise Refused(f"Dat is geen heel getal van {low} tot en met {high}.", "Of typ uit." if off else "")
        return str(int(word))

    return check


def ascending(low: int, high: int) -> Callable[[str], str]:
    """A check: at most twelve whole numbers from `low` to `high`, each more than the one before (kept as `2, 6, 12`), or *uit*."""

    def check(given: str) -> str:
        words = given.replace(",", " ").casefold().split()
        if words in (["uit"], [UIT]):
            return UIT
        found = [int(w) if w.isascii() and w.isdecimal() and len(w) < 6 else -1 for w in words]
        if not 0 < len(found) <= 12 or any(not low <= n <= high for n in found) or found != sorted(set(found)):
            raise Refused(f"Dat zijn geen oplopende hele getallen van {low} tot en met {high}.", "Typ ze met komma's ertussen, of typ uit.")
        return ", ".join(map(str, found))

    return check


def _regio(given: str) -> str:
    known = sorted({c.regio for c in GEMEENTE if c.regio})
    word = given.strip().casefold()
    if word not in known:
        raise Refused("Die regio kent het programma niet.", f"Kies uit {', '.join(known)}.")
    return word


def punten(naam: str, label: str, uitleg: str, standaard: int) -> Afspraak:
    """A weight in whole points; off is none."""
    return Afspraak(naam, label, uitleg, str(standaard), whole(1, 200, off=True), "punten")


AFSPRAKEN: tuple[Afspraak, ...] = (
    Afspraak("regio", "Jeugdregio", "De regio van nieuwe aanmeldingen.", "twente", _regio),
    Afspraak(
        "stil_na_weken", "Inzet is stil na", "Zo lang mag een inzet zonder bericht zijn; daarna komt hij op de agenda en op Vandaag.",
        "3", whole(1, 52), "weken",
    ),
    Afspraak(
        "termijn_eerste_contact", "Eerste contact binnen", "Zo snel moet de aanmelder gebeld zijn; 48 uur is een voorbeeld.",
        UIT, whole(1, 720, off=True), "uur",
    ),
    Afspraak(
        "minuten_per_punt", "Tijd voor een agendapunt", "Hiermee rekent het overleg uit hoe laat het klaar is.",
        "5", whole(1, 60), "minuten",
    ),
    Afspraak(
        "evaluatie_na_weken", "Volgende evaluatie na", "Zo lang na een evaluatie van een inzet wordt de volgende voorgesteld.",
        "6", whole(1, 52), "weken",
    ),
    Afspraak(
        "evaluatie_weken", "Evaluaties bij de start", "Zo veel weken na de start van een inzet staan er vanzelf evaluaties gepland.",
        "2, 6, 12", ascending(1, 104), "weken",
    ),
    Afspraak(
        "nazorg_maanden", "Nazorg na", "Zo lang na het sluiten van een inzet vraagt het programma hoe het gaat.",
        "3, 6", ascending(1, 60), "maanden",
    ),
    Afspraak(
        "papier_bewaren_maanden", "Papier vernietigen na", "Zo lang na een overleg worden notulen en andere stukken uiterlijk vernietigd.",
        "12", whole(1, 240), "maanden",
    ),
    Afspraak(
        "plekken_standaard", "Plekken per lid", "Zo veel inzetten tegelijk doet iemand, tenzij bij dat lid anders staat.",
        "2", whole(1, 40),
    ),
    punten("duo_expertise", "Duo: voorliggend", "Als iemand van het duo de voorliggende problematiek kent.", 30),
    punten("duo_bijkomend", "Duo: bijkomend", "Voor elke bijkomende problematiek die iemand van het duo kent.", 10),
    punten("duo_ouders", "Duo: ouders", "Voor elke problematiek van de ouders die iemand van het duo kent.", 10),
    punten("duo_taal", "Duo: taal van het gezin", "Als iemand van het duo de taal spreekt waarnaar gevraagd is.", 20),
    punten("duo_discipline", "Duo: twee disciplines", "Als de twee van een andere discipline zijn.", 10),
    punten("duo_organisatie", "Duo: twee organisaties", "Als de twee van een andere organisatie zijn.", 10),
    punten("duo_ruimte", "Duo: ruimte", "Voor elk die al zijn plekken vrij heeft; naar rato voor wie er minder heeft.", 10),
    punten("duo_bereik", "Duo: bereik", "Voor elk die in de gemeente van het kind komt.", 10),
    punten("duo_kind", "Duo: kent het kind", "Voor elk die al ingezet was voor dit kind.", 25),
    punten("duo_gezin", "Duo: kent het gezin", "Voor elk die ingezet is of was voor een broer of zus.", 15),
    punten("duo_verdeling", "Duo: eerlijke verdeling", "Voor een organisatie die niemand uitleent; minder bij elke inzet meer.", 10),
    punten("duo_twee_teams", "Duo: uit twee teams", "Zo veel eraf als de twee niet uit één team komen.", 15),
    punten("duo_betrokken", "Duo: bij een betrokkene", "Zo veel eraf voor elk die werkt bij aanmelder of betrokken partij.", 100),
)  # fmt: skip
"""Every setting of the team that people may change. One line makes another."""


def listed(session: Session) -> list[Ingesteld]:
    """Every setting with what it is now."""
    return [Ingesteld(a, setting(session, a.naam, a.standaard)) for a in AFSPRAKEN]


def number(session: Session, naam: str) -> int:
    """A setting that is a whole number, 0 for one that is off; what another laptop wrote and can't be read is the default."""
    return numbers(session, naam)[0]


def numbers(session: Session, *namen: str) -> list[int]:
    """More of them at once, as `number`."""
    kept = {row.id: row.waarde for row in session.exec(select(Instelling).where(col(Instelling.id).in_([_key(naam) for naam in namen])))}
    return [_whole(known(naam), kept.get(_key(naam))) for naam in namen]


def series(session: Session, naam: str) -> tuple[int, ...]:
    """A setting that is a list of whole numbers, empty for one that is off; what can't be read is the default."""
    afspraak = known(naam)
    try:
        kept = afspraak.check(setting(session, naam, afspraak.standaard))
    except Refused:
        kept = afspraak.standaard
    return () if kept == UIT else tuple(int(word) for word in kept.split(","))


def _whole(afspraak: Afspraak, given: str | None) -> int:
    try:
        return int(afspraak.check(given or ""))
    except Refused:
        return int(afspraak.standaard)


def known(naam: str) -> Afspraak:
    """A setting by its name. Raises NotFound."""
    found = next((a for a in AFSPRAKEN if a.naam == naam), None)
    if found is None:
        raise NotFound(f"De instelling {naam[:30]} is er niet.", "`retcli instelling lijst` laat alle zien.")
    return found


def put(session: Session, naam: str, waarde: str) -> Ingesteld:
    """Give a setting another value. Raises NotFound, and Refused for a value that it can't have."""
    afspraak = known(naam)
    good = afspraak.check(waarde)
    _keep(session, naam, good)
    return Ingesteld(afspraak, good)


def reset(session: Session, naam: str) -> Ingesteld:
    """Back to the default. Raises NotFound."""
    afspraak = known(naam)
    _keep(session, naam, None)
    return Ingesteld(afspraak, afspraak.standaard)


def _key(naam: str) -> UUID:
    return made_of("instelling", naam)


def _keep(session: Session, naam: str, waarde: str | None) -> None:
    row = session.get(Instelling, _key(naam)) or Instelling(id=_key(naam), naam=naam)
    row.waarde = waarde
    session.add(row)
    session.flush()
