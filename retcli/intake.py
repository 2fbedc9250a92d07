"""Registering an aanmelding: a few fields now, everything else later."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlmodel import Session, col, select

from db.codes import LIJSTEN, PROBLEMATIEK
from db.models import Casus, CasusEnjo, CasusKnelpunt, CasusProblematiek, CasusProblematiekOuders, Identiteit

from . import casuscode
from .casussen import set_links, setting
from .clock import local_day
from .codering import chosen, fitting, recognise
from .errors import NotFound, Refused
from .text import day_words, parse_date
from .wie import Wie

REQUIRED = ("datum_aanmelding", "aanmelder", "gemeente", "geboortejaar", "vraag")
"""What an aanmelding should have at intake; a half-filled one is kept, and what is missing is shown."""
FOR_TRIAGE = (
    "woonsituatie", "soort", "knelpunt", "problematiek", "dreigende_uhp", "wens_naar_huis", "maatregel", "veiligheid", "urgentie",
    "grondslag_status",
)  # fmt: skip
"""What the triage wants to know besides."""

CODED = {
    "kanaal": "kanaal",
    "aanmelder": "aanmelder",
    "gemeente": "gemeente",
    "geslacht": "geslacht",
    "woonsituatie": "woonsituatie",
    "soort": "soort",
    "problematiek": "problematiek",
    "onderwijs": "onderwijs",
    "maatregel": "maatregel",
    "verklarende_analyse": "verklarende_analyse",
    "urgentie": "urgentie",
    "veiligheid": "veiligheid",
    "grondslag_status": "grondslag_delen",
    "in_monitor": "monitor",
}
LINKED: dict[str, type[CasusKnelpunt] | type[CasusProblematiek] | type[CasusProblematiekOuders] | type[CasusEnjo]] = {
    "knelpunt": CasusKnelpunt,
    "bijkomend": CasusProblematiek,
    "problematiek_ouders": CasusProblematiekOuders,
    "enjo": CasusEnjo,
}
LINKED_LISTS = {"knelpunt": "knelpunt", "bijkomend": "problematiek", "problematiek_ouders": "problematiek_ouders", "enjo": "enjo"}
TEXTS = ("vraag", "opmerking", "zienswijze")
LINES = ("aanmelder_organisatie", "grondslag_wie", "grondslag_bereik")
DATES = ("datum_aanmelding", "grondslag_datum", "grondslag_ingetrokken", "in_monitor_op")
FLAGS = ("dreigende_uhp", "wens_naar_huis", "enjo_betrokken")
IDENTITY = ("roepnaam", "aanmelder_naam", "aanmelder_mail", "aanmelder_telefoon")

Given = Mapping[str, object]
"""Field -> value as a person gives it: code or spelling, date, whole number, yes or no, text; a set of codes for a linked field."""


def register(session: Session, wie: Wie, given: Given, *, pick: Callable[[str], str] = secrets.choice) -> tuple[UUID, str]:
    """A new aanmelding; the day is today unless given. Gives id and casuscode, whose letters `pick` draws.

    Raises Refused for a value that can't be.
    """
    casus = Casus(regio=setting(session, "regio", "twente"), grondslag_status="NIETVAST", eigenaar=wie.lid)
    values = dict(given)
    values.setdefault("datum_aanmelding", wie.today)
    day = values["datum_aanmelding"]
    if not isinstance(day, date):
        raise Refused("De datum van aanmelding ontbreekt.", "Geef een datum.")

    def taken(code: str) -> bool:
        return session.exec(select(Casus.id).where(col(Casus.casuscode) == code)).first() is not None

    casus.casuscode = casuscode.draw(day, taken, pick)
    session.add(casus)
    _fill(session, wie, casus, values)
    return casus.id, casus.casuscode


def change(session: Session, wie: Wie, casus_id: UUID, given: Given) -> None:
    """Change the given fields; None or an empty text empties one. Raises NotFound, Refused."""
    casus = session.get(Casus, casus_id)
    if casus is None:
        raise NotFound("Deze casus is er niet meer.")
    _fill(session, wie, casus, given)


def contacted(session: Session, wie: Wie, casus_id: UUID) -> None:
    """The aanmelder was reached for the first time, now. Raises NotFound, or Refused when that was written down before."""
    casus = session.get(Casus, casus_id)
    if casus is None:
        raise NotFound("Deze casus is er niet meer.")
    if casus.eerste_contact is not None:
        raise Refused(f"Het eerste contact was op {day_words(local_day(casus.eerste_contact))}.")
    casus.eerste_contact = wie.moment


def missing(velden: Mapping[str, object], names: Sequence[str] = REQUIRED) -> list[str]:
    """Which of these fields are still empty; a basis for sharing that is not written down is empty too."""
    return [name for name in names if velden.get(name) in (None, "", (), "NIETVAST")]


def values(session: Session, casus_id: UUID) -> dict[str, object]:
    """What the form of a casus shows, but who it is: its own fields, and the codes of the linked ones. Raises NotFound."""
    casus = session.get(Casus, casus_id)
    if casus is None:
        raise NotFound("Deze casus is er niet meer.")
    velden = casus.model_dump(exclude={"id"})
    for name, model in LINKED.items():
        velden[name] = tuple(sorted(c for c in session.exec(select(model.code).where(model.casus == casus_id)) if c))
    return velden


def read(name: str, words: str, today: date, day: date | None = None) -> object:
    """What a person typed in a field as the value that `register` and `change` take. `day` is that of the aanmelding. Raises Refused."""
    typed = words.strip()
    if name in LINKED:
        return [part.strip() for part in typed.split(",") if part.strip()]
    if not typed:
        return None
    if name in DATES:
        return parse_date(typed, today)
    if name in FLAGS:
        if typed.lower() not in ("ja", "j", "nee", "n"):
            raise Refused(f"{name.replace('_', ' ').capitalize()} is ja of nee.")
        return typed.lower() in ("ja", "j")
    return birth_year(typed, day or today) if name == "geboortejaar" else words


def birth_year(typed: str, day: date) -> int:
    """A birth year: `2012`, `12`, or an age on that day as `14j`, of which the later of two possible years counts. Raises Refused."""
    if match := re.fullmatch(r"([0-9]{1,2}) ?(?:j|jr|jaar)", typed.strip().lower()):
        return day.year - int(match[1])
    if match := re.fullmatch(r"'?([0-9]{2}|[0-9]{4})", typed.strip()):
        year = int(match[1])
        return year if year > 99 else 2000 + year if 2000 + year <= day.year else 1900 + year
    raise Refused("Het geboortejaar is geen jaartal.", "Alleen het jaar, bijvoorbeeld 2012 of 12, of een leeftijd als 14j.")


def choices(name: str, typed: str) -> list[str]:
    """The codes that a field may hold and that fit what is typed, the best first; all of them when nothing is."""
    lijst = CODED.get(name) or LINKED_LISTS[name]
    exact = recognise(lijst, typed) if typed.strip() else None
    labels = LIJSTEN[lijst]
    begins = sorted(
        fitting(lijst, typed), key=lambda code: (code != exact, not labels.label(code).lower().startswith(typed.strip().lower()))
    )
    return [c for c in begins if (name != "problematiek" or _may_lead(c)) and (name, c) != ("kanaal", "IMPORT")]


def _fill(session: Session, wie: Wie, casus: Casus, given: Given) -> None:
    for name, value in given.items():
        if name in CODED:
            setattr(casus, name, chosen(CODED[name], _text(name, value)))
        elif name in LINKED:
            codes = {c for c in (chosen(LINKED_LISTS[name], word) for word in _words(name, value)) if c}
            set_links(session, LINKED[name], casus.id, codes)
        elif name in TEXTS or name in LINES:
            setattr(casus, name, wie.free(_text(name, value), lines=name in TEXTS))
        elif name in DATES:
            if value is not None and not isinstance(value, date):
                raise Refused(f"{name} is geen datum.")
            setattr(casus, name, value)
        elif name in FLAGS:
            if value is not None and not isinstance(value, bool):
                raise Refused(f"{name.replace('_', ' ').capitalize()} is ja of nee.")
            setattr(casus, name, value)
        elif name == "geboortejaar":
            casus.geboortejaar = _year(value, casus.datum_aanmelding or _day(given) or wie.today)
        elif name in IDENTITY:
            person = session.get(Identiteit, casus.id)
            if person is None:
                person = Identiteit(casus=casus.id)
                session.add(person)
            setattr(person, name, wie.free(_text(name, value), lines=False, limit=200))
        else:
            raise Refused(f"Een casus heeft geen veld {name[:30]}.", f"Wel: {', '.join(FIELDS)}.")
    if "datum_aanmelding" in given and casus.datum_aanmelding:
        may_begin(casus.datum_aanmelding, wie.today)
    if casus.problematiek is not None and not _may_lead(casus.problematiek):
        raise Refused("Dit kan alleen bijkomende problematiek zijn.", "Geef het met --bijkomend, en kies een voorliggende problematiek.")


def may_begin(day: date, today: date) -> None:
    """Raises Refused for a day of aanmelding after today."""
    if day > today:
        raise Refused("De datum van aanmelding ligt in de toekomst.", "Kijk de datum na.")


def _may_lead(code: str) -> bool:
    return PROBLEMATIEK[code].grondslag or code in ("ANDERS", "ONB")


def _day(given: Given) -> date | None:
    day = given.get("datum_aanmelding")
    return day if isinstance(day, date) else None


def _year(value: object, day: date) -> int | None:
    if value is None or value == "":
        return None
    if not isinstance(value, int):
        raise Refused("Het geboortejaar is geen jaartal.", "Alleen het jaar, bijvoorbeeld 2012.")
    if not day.year - 27 <= value <= day.year:
        raise Refused(
            f"Geboortejaar {value} kan niet bij een aanmelding in {day.year}.", "Alleen het jaar, van 0 tot en met 27 jaar geleden."
        )
    return value


def _text(name: str, value: object) -> str | None:
    if value is not None and not isinstance(value, str):
        raise Refused(f"{name} is geen tekst.")
    return value


def _words(name: str, value: object) -> Iterable[str]:
    if value is None:
        return ()
    if isinstance(value, str) or not isinstance(value, Iterable):
        raise Refused(f"{name} is een lijst.")
    return [str(v) for v in value]


FIELDS = (*CODED, *LINKED, *TEXTS, *LINES, *DATES, *FLAGS, "geboortejaar", *IDENTITY)
