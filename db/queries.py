"""The SQL that is more than a lookup: the list of casussen with their computed status."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, TextClause, bindparam, text
from sqlmodel import Session

# A casus that was entered twice (table samenvoeging) is shown and counted once. Where laptops joined in a circle the smallest key stays; so
# every laptop says the same, whatever came first. The table holds a few rows: the path is walked once for a whole statement.
_PAD = """
WITH RECURSIVE pad(van, naar) AS (
  SELECT dubbel, casus FROM samenvoeging WHERE dubbel IS NOT NULL AND casus IS NOT NULL
  UNION SELECT pad.van, s.casus FROM pad JOIN samenvoeging s ON s.dubbel = pad.naar AND s.casus IS NOT NULL
)
"""
_DUBBEL = f"{_PAD} SELECT van FROM pad GROUP BY van HAVING NOT (max(van = naar) AND van = min(naar))"

# A casus' status follows from what was entered; it is computed here, for one and for all, and stored nowhere. Each row finds its own last
# decision by index, and no window runs over all of them: a page costs a page.
_CASUSSEN = """
SELECT c.id, c.casuscode, c.datum_aanmelding, c.aanmelder, c.gemeente, c.geboortejaar, c.geslacht, c.woonsituatie, c.maatregel,
       c.problematiek, c.urgentie, c.dreigende_uhp, c.grondslag_status, c.afsluiting_datum, c.afsluiting_resultaat, c.in_monitor,
       c.eerste_contact, c.vraag, c.opmerking, c.aanmelder_organisatie,
       l.besluit_route AS route, l.besloten_op AS besloten_op, l.id AS besluit,
       -- what an import made has a key made of its parts (UUIDv5)
       l.id IS NOT NULL AND substr(hex(l.id), 13, 1) <> '5' AS zelf_besloten,
       CASE
         WHEN c.afsluiting_datum IS NOT NULL THEN 'afgesloten'
         WHEN EXISTS (SELECT 1 FROM inzet i WHERE i.casus = c.id AND i.einddatum IS NULL) THEN 'inzet'
         WHEN EXISTS (
           SELECT 1 FROM heropening h
           WHERE h.casus = c.id AND h.genoteerd_op IS NOT NULL AND (l.genomen_op IS NULL OR l.genomen_op <= h.genoteerd_op)
         ) THEN 'heropend'
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
LEFT JOIN besluit l ON l.id = (SELECT b.id FROM besluit b WHERE b.casus = c.id ORDER BY b.genomen_op DESC, b.id DESC LIMIT 1)
"""
_COUNTED = f"{_CASUSSEN} WHERE c.id NOT IN ({_DUBBEL})"
_NEWEST = " ORDER BY datum_aanmelding DESC, casuscode"


def counted() -> TextClause:
    """Of the table `casus` in a query: no double of another."""
    return text(f"casus.id NOT IN ({_DUBBEL})")


def of_double_like(mark: str) -> str:
    """Of the columns of the list: a double of it has a code that fits the bound LIKE pattern `mark`."""
    return f"id IN ({_PAD} SELECT naar FROM pad JOIN casus d ON d.id = van WHERE d.casuscode LIKE :{mark} ESCAPE '!')"


def stands_for(session: Session) -> dict[bytes, bytes]:
    """Of each double the casus that it is part of now, at the end of a chain."""
    doubles = set(session.execute(text(_DUBBEL)).scalars())
    onward: dict[bytes, bytes] = {}
    if doubles:
        onward = {row[0]: row[1] for row in session.execute(text("SELECT dubbel, casus FROM samenvoeging")) if row[0] in doubles}
    found: dict[bytes, bytes] = {}
    for double in doubles:
        at, walked = double, {double}
        while at in onward and onward[at] not in walked:
            at = onward[at]
            walked.add(at)
        found[double] = at
    return found


def casussen(
    session: Session, where: str = "", params: Mapping[str, object] | None = None, *, limit: int | None = None
) -> Sequence[Row[Any]]:
    """Rows of the list, newest aanmelding first. `where` is SQL of ours over the list's columns, with bound `params`; never text of users.

    Columns as SQLite holds them: ids are 16 bytes, dates ISO text.
    """
    sql = f"SELECT * FROM ({_COUNTED})" + (f" WHERE {where}" if where else "") + _NEWEST
    bound = dict(params or {})
    if limit is not None:
        sql += " LIMIT :limit"
        bound["limit"] = limit
    return session.execute(text(sql), bound).all()


def casus_ids(session: Session, where: str = "", params: Mapping[str, object] | None = None) -> list[bytes]:
    """Only the ids of the list, in its order; `where` as in `casussen`."""
    sql = f"SELECT id FROM ({_COUNTED})" + (f" WHERE {where}" if where else "") + _NEWEST
    return list(session.execute(text(sql), dict(params or {})).scalars())


def casussen_of(session: Session, ids: Sequence[bytes]) -> Sequence[Row[Any]]:
    """Rows of the list for these ids, in any order, with what happened last: `contact`, `heropend` and `inzet_eind` as ISO days or NULL."""
    sql = f"""
    SELECT r.*,
      (SELECT max(g.datum) FROM logregel g WHERE g.casus = r.id) AS contact,
      (SELECT max(h.datum) FROM heropening h WHERE h.casus = r.id) AS heropend,
      (SELECT max(coalesce(i.gestart_op, i.inzet_planning_start)) FROM inzet i WHERE i.casus = r.id) AS inzet_start,
      (SELECT max(i.einddatum) FROM inzet i WHERE i.casus = r.id) AS inzet_eind
    FROM ({_CASUSSEN}) r WHERE r.id IN :ids"""
    return session.execute(text(sql).bindparams(bindparam("ids", expanding=True)), {"ids": list(ids)}).all()


def status_counts(session: Session, where: str = "", params: Mapping[str, object] | None = None) -> dict[str, int]:
    """How many casussen have each status; `where` as in `casussen`."""
    sql = f"SELECT status, count(*) FROM ({_COUNTED})" + (f" WHERE {where}" if where else "") + " GROUP BY status"
    return {row[0]: row[1] for row in session.execute(text(sql), dict(params or {}))}


def acts(session: Session) -> int:
    """How many acts the journal holds; by its key, so at once."""
    return int(session.execute(text("SELECT coalesce(max(tx), 0) FROM sync_tx")).scalar_one())


def status_of(session: Session, casus: UUID) -> str:
    """The computed status of one casus."""
    return str(session.execute(text(f"SELECT status FROM ({_CASUSSEN} WHERE c.id = :casus)"), {"casus": casus.bytes}).scalar_one())


def casus_like(session: Session, pattern: str) -> Sequence[tuple[bytes, str]]:
    """Ids and codes of casussen whose code fits a LIKE pattern, at most twelve; the code of a double gives the casus it is part of."""
    rows = session.execute(
        text("SELECT id, casuscode FROM casus WHERE casuscode LIKE :p ESCAPE '!' ORDER BY casuscode LIMIT 12"), {"p": pattern}
    )
    ends = stands_for(session)
    return [(ends.get(row[0], row[0]), row[1]) for row in rows]
