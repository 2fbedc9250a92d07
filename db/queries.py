"""The SQL that is more than a lookup: the list of casussen with their computed status."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlmodel import Session

# A casus' status follows from what was entered; it is computed here, for one and for all, and stored nowhere.
_CASUSSEN = """
WITH laatste AS (
  SELECT id, casus, besluit_route, besluit_team, besluit_eigenaar, besluit_datum, besloten_op, genomen_op, overleg,
         row_number() OVER (PARTITION BY casus ORDER BY genomen_op DESC, id DESC) AS rang
  FROM besluit
), heropend AS (
  SELECT casus, max(genoteerd_op) AS op FROM heropening GROUP BY casus
)
SELECT c.id, c.casuscode, c.datum_aanmelding, c.aanmelder, c.gemeente, c.geboortejaar, c.geslacht, c.woonsituatie, c.maatregel,
       c.problematiek, c.urgentie, c.dreigende_uhp, c.grondslag_status, c.afsluiting_resultaat, c.in_monitor, c.eerste_contact,
       l.besluit_route AS route, l.besloten_op AS besloten_op, l.id AS besluit,
       -- what an import made has a key made of its parts (UUIDv5)
       l.id IS NOT NULL AND substr(hex(l.id), 13, 1) <> '5' AS zelf_besloten,
       CASE
         WHEN c.afsluiting_datum IS NOT NULL THEN 'afgesloten'
         WHEN EXISTS (SELECT 1 FROM inzet i WHERE i.casus = c.id AND i.einddatum IS NULL) THEN 'inzet'
         WHEN h.op IS NOT NULL AND (l.genomen_op IS NULL OR l.genomen_op <= h.op) THEN 'heropend'
         WHEN l.besluit_route IS NULL AND EXISTS (
           SELECT 1 FROM agendapunt a JOIN overleg o ON o.id = a.overleg WHERE a.casus = c.id AND o.gesloten_op IS NULL
         ) THEN 'op agenda'
         WHEN l.besluit_route IS NULL THEN 'nieuw'
         WHEN l.besluit_route = 'CON' THEN 'consultatie'
         WHEN l.besluit_route IN ('RETTAFEL', 'RONDE', 'BEMID') THEN 'tafel'
         WHEN l.besluit_route = 'TA' AND EXISTS (SELECT 1 FROM inzet i WHERE i.casus = c.id) THEN 'monitoring'
         WHEN l.besluit_route = 'TA' THEN 'inzet'
         WHEN l.besluit_route IN ('REGIE', 'ESCAL') THEN 'procesregie'
         WHEN l.besluit_route = 'WACHT' THEN 'wacht op info'
         WHEN l.besluit_route = 'AANH' THEN 'op agenda'
         ELSE 'besproken'
       END AS status
FROM casus c
LEFT JOIN laatste l ON l.casus = c.id AND l.rang = 1
LEFT JOIN heropend h ON h.casus = c.id
"""


def casussen(
    session: Session, where: str = "", params: Mapping[str, object] | None = None, *, limit: int | None = None
) -> Sequence[Row[Any]]:
    """Rows of the list, newest aanmelding first. `where` is SQL of ours over the list's columns, with bound `params`; never text of users.

    Columns as SQLite holds them: ids are 16 bytes, dates ISO text.
    """
    sql = f"SELECT * FROM ({_CASUSSEN})" + (f" WHERE {where}" if where else "") + " ORDER BY datum_aanmelding DESC, casuscode"
    bound = dict(params or {})
    if limit is not None:
        sql += " LIMIT :limit"
        bound["limit"] = limit
    return session.execute(text(sql), bound).all()


def status_of(session: Session, casus: UUID) -> str:
    """The computed status of one casus."""
    return str(session.execute(text(f"SELECT status FROM ({_CASUSSEN} WHERE c.id = :casus)"), {"casus": casus.bytes}).scalar_one())


def casus_like(session: Session, pattern: str) -> Sequence[tuple[bytes, str]]:
    """Ids and codes of casussen whose code fits a LIKE pattern, at most twelve."""
    rows = session.execute(
        text("SELECT id, casuscode FROM casus WHERE casuscode LIKE :p ESCAPE '!' ORDER BY casuscode LIMIT 12"), {"p": pattern}
    )
    return [(row[0], row[1]) for row in rows]
