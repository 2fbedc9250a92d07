"""How an inzet ended."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlmodel import Session, col

from db.codes import RESULTAAT, WOONSITUATIE
from db.models import Logregel

from . import text, triage
from .errors import Refused
from .inzet import after_registration, begun_on, duo_links, open_row, planned_evaluations
from .inzetlog import lines_of
from .wie import Wie


def close(
    session: Session,
    wie: Wie,
    inzet: UUID,
    *,
    datum: date | None = None,
    resultaat: str | None = None,
    woonsituatie_eind: str | None = None,
    afgeschaald_naar: str | None = None,
    reden: str | None = None,
    casus_ook: bool = False,
) -> None:
    """It has ended, today unless said; the duo is free again, and the casus closes along with `casus_ook`. What is not given stays.

    Raises Refused when it has ended already, for a day before its start or to come, or an unknown code.
    """
    row, casus = open_row(session, inzet)
    day = datum or wie.today
    begun = begun_on(session, row)
    if day > wie.today:
        raise Refused(f"{text.day_short(day)} moet nog komen.", "Een inzet sluit op de dag zelf, of daarna.")
    if begun is not None and day < begun:
        raise Refused(f"Het einde ligt voor de start van {text.day_short(begun)}.", "Kijk de datum na.")
    after_registration(casus, day)
    if resultaat and resultaat not in RESULTAAT:
        raise Refused("Dit resultaat is onbekend.", f"Kies uit {', '.join(RESULTAAT.codes)}.")
    if woonsituatie_eind and woonsituatie_eind not in WOONSITUATIE:
        raise Refused("Deze woonsituatie is onbekend.", f"Kies uit {', '.join(WOONSITUATIE.codes)}.")
    later = session.exec(lines_of(inzet).where(col(Logregel.datum) > day)).first()
    if later is not None:
        wie.note("Let op: in het log staat iets van na deze datum.")
    row.einddatum = day
    row.resultaat = resultaat or row.resultaat
    row.woonsituatie_eind = woonsituatie_eind or row.woonsituatie_eind
    row.afgeschaald_naar = wie.free(afgeschaald_naar, lines=False, limit=300) or row.afgeschaald_naar
    row.einde_reden = wie.free(reden, lines=False, limit=300) or row.einde_reden
    row.evaluatiedatum = None
    for planned in planned_evaluations(session, inzet):
        session.delete(planned)
    for link in duo_links(session, inzet):
        link.tot = day
    session.flush()
    if casus_ook:
        triage.close(session, wie, casus.id, datum=day)
