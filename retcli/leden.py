"""The people of the team: members, what they can do, when they are away, and how much room they have."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import NamedTuple
from uuid import UUID

from sqlmodel import Session, col, func, or_, select

from db.codes import GEMEENTE, PROBLEMATIEK, PROBLEMATIEK_OUDERS, ROL, Codelijst
from db.columns import made_of
from db.models import Afwezigheid, Casus, Inzet, InzetLid, Lid, LidExpertise, LidGemeente, LidTaal

from . import instellingen, text
from .codering import begins, chosen, recognise, simple
from .errors import NotFound, Refused
from .text import free
from .wie import Wie

DEFAULT_PLACES = 2
"""The default of the setting `plekken_standaard`."""
DAY = timedelta(days=1)
UNTOLD = ("ANDERS", "ONB", "BUITEN")
"""Codes that say nothing of what someone can do or where they come."""
EXPERTISE = Codelijst("expertise", {c.code: c for c in (*PROBLEMATIEK, *PROBLEMATIEK_OUDERS) if c.code not in UNTOLD})
BEREIK = Codelijst("gemeente", {c.code: c for c in GEMEENTE if c.code not in UNTOLD})


@dataclass(frozen=True, slots=True)
class LidKaart:
    """A member as others see them."""

    id: UUID
    code: str
    naam: str
    rol: str | None
    team: int | None
    organisatie: str | None
    discipline: str | None
    plekken: int
    actief_van: date | None
    actief_tot: date | None

    def actief(self, day: date) -> bool:
        """Whether they are a member on that day."""
        return (self.actief_van is None or self.actief_van <= day) and (self.actief_tot is None or day <= self.actief_tot)


class Afwezig(NamedTuple):
    """Away from and until; None is open."""

    id: UUID
    van: date | None
    tot: date | None
    reden: str | None = None

    def op(self, day: date) -> bool:
        """Whether that day is one of them."""
        return self.raakt(day, day)

    def raakt(self, van: date | None, tot: date | None) -> bool:
        """Whether one of the days from and until is one of them."""
        return (self.van is None or tot is None or self.van <= tot) and (self.tot is None or van is None or van <= self.tot)

    @property
    def woorden(self) -> str:
        """`vanaf 24-11-2026 tot en met 04-12-2026`."""
        since = f"vanaf {text.day_short(self.van)}" if self.van else ""
        until = f"tot en met {text.day_short(self.tot)}" if self.tot else ""
        return " ".join(w for w in (since, until) if w) or "voor onbepaalde tijd"


class Terug(NamedTuple):
    """Someone is back from that day on: `eindigt` is an absence that ended the day before, `vervallen` are those that had not begun."""

    lid: str
    vanaf: date
    eindigt: Afwezig | None
    vervallen: tuple[Afwezig, ...]

    @property
    def woorden(self) -> str:
        """`JB is er weer vanaf wo 25 nov.`, and the days of each absence that is gone."""
        back = [f"{self.lid} is er weer vanaf {text.day_words(self.vanaf)}."] if self.eindigt else []
        return " ".join([*back, *(f"De afwezigheid van {self.lid} {gone.woorden} vervalt." for gone in self.vervallen)])


class LidInzet(NamedTuple):
    """A running or planned inzet that someone is in: `van` and `tot` are of their own part in it."""

    inzet: UUID
    casus: str
    van: date | None
    tot: date | None
    gestart: date | None
    start: date | None
    verwacht_einde: date | None

    def duurt_tot(self, day: date, today: date) -> bool:
        """Whether it goes on until that day or longer, as expected today; one past its expected end goes on."""
        expected = self.verwacht_einde if self.verwacht_einde and self.verwacht_einde >= today else None
        return all(end is None or end >= day for end in (self.tot, expected))


@dataclass(frozen=True, slots=True)
class LidProfiel:
    """Everything of a member. `plekken` is None for the default number; absences are those now and to come, the first first."""

    kaart: LidKaart
    plekken: int | None
    uren_per_week: int | None
    expertise: tuple[str, ...]
    talen: tuple[str, ...]
    gemeenten: tuple[str, ...]
    afwezig: tuple[Afwezig, ...]
    inzetten: tuple[LidInzet, ...]


@dataclass(frozen=True, slots=True)
class Ruimte:
    """How much room a member of a Team AnderS has: `lopend` running inzetten of `plekken`."""

    lid: LidKaart
    lopend: int
    afwezig: bool

    @property
    def vrij(self) -> int:
        """Free places; below zero when overloaded, nought when absent."""
        return 0 if self.afwezig else self.lid.plekken - self.lopend


# --- members


def short_name(naam: str, taken: Collection[str]) -> str:
    """A short name from a full one: initials, made unique with a number. `Jan de Boer` gives `JDB`."""
    plain = unicodedata.normalize("NFKD", naam).encode("ascii", "ignore").decode()
    initials = "".join(w[0] for w in re.findall(r"[A-Za-z]+", plain)).upper()[:4] or "LID"
    if initials not in taken:
        return initials
    return next(f"{initials}{n}" for n in range(2, 10_000) if f"{initials}{n}" not in taken)


def add(session: Session, code: str, *, naam: str, wie: Wie | None = None, **fields: object) -> LidKaart:
    """A new member, with the fields that `change` takes. Raises Refused for a short name that is taken or unfit, and as `change`."""
    lid = Lid(code=fit_code(session, code))
    session.add(lid)
    return _set(session, lid, wie, naam=naam, **fields)


def change(session: Session, lid: str | UUID, *, wie: Wie | None = None, **fields: object) -> LidKaart:
    """Change the given fields of a member: None leaves one as it is, "" clears it (places go back to the default).

    Fields: code, naam, team, rol, organisatie, discipline, plekken (0-40), uren_per_week (0-60), actief_van, actief_tot, and the sets
    expertise (codes of a child's or of parents' problematiek), gemeenten (codes) and talen (words), each the whole set. `wie` is told
    of a number left out, and of inzetten that someone who leaves is still in. Raises NotFound, Refused.
    """
    row = session.get_one(Lid, find(session, lid).id)
    if (code := fields.pop("code", None)) is not None:
        row.code = fit_code(session, str(code), row)
    return _set(session, row, wie, **fields)


def fit_code(session: Session, code: str, of: Lid | None = None) -> str:
    """The short name as it is kept. Raises Refused for one that is unfit, or another's."""
    code = code.strip().upper()
    if not re.fullmatch(r"[A-Z0-9]{1,8}", code):
        raise Refused("Een korte naam heeft één tot acht letters of cijfers.", "Neem bijvoorbeeld de initialen.")
    taken = session.exec(select(Lid).where(Lid.code == code)).all()
    if any(row is not of for row in taken):
        raise Refused(f"{code} is al de korte naam van iemand.", "Kies een andere.")
    return code


def _whole(what: str, most: int, value: object) -> None:
    if not isinstance(value, int) or not 0 <= value <= most:
        raise Refused(f"Het aantal {what} ligt tussen 0 en {most}.")


def _set(session: Session, lid: Lid, wie: Wie | None, **fields: object) -> LidKaart:
    notes = wie.notes if wie is not None else []
    given = {name: value for name, value in fields.items() if value is not None}
    sets = {name: given.pop(name) for name in SETS if name in given}
    if given.get("team") not in (None, "", 1, 2):
        raise Refused("Er zijn twee teams: 1 en 2.")
    if given.get("rol", "") != "" and given["rol"] not in ROL:
        raise Refused(f"De rol {given['rol']} is onbekend.", f"Kies uit {', '.join(ROL.codes)}.")
    for name, what, most in (("plekken", "plekken", 40), ("uren_per_week", "uren per week", 60)):
        if given.get(name, "") != "":
            _whole(what, most, given[name])
    for name, value in given.items():
        setattr(lid, name, free(value, notes, lines=False, limit=200) if isinstance(value, str) else value)
    if not lid.naam:
        raise Refused("Een naam is nodig.")
    if lid.actief_van is not None and lid.actief_tot is not None and lid.actief_tot < lid.actief_van:
        first, last = text.day_short(lid.actief_van), text.day_short(lid.actief_tot)
        raise Refused(f"De laatste dag ({last}) ligt voor de eerste ({first}).", "Kijk beide dagen na.")
    session.flush()
    for name, values in sets.items():
        assert isinstance(values, str | Collection)
        _set_links(session, lid.id, SETS[name], values or ())
    if wie is not None and given.get("actief_tot"):
        _tell_of_inzetten(session, wie, lid)
    return card(lid, default_places(session))


class _Set(NamedTuple):
    """Where a set is kept, and what makes one of its values good."""

    model: type[LidExpertise] | type[LidTaal] | type[LidGemeente]
    column: str
    codes: Codelijst | None = None


SETS: Mapping[str, _Set] = MappingProxyType(
    {
        "expertise": _Set(LidExpertise, "code", EXPERTISE),
        "talen": _Set(LidTaal, "taal"),
        "gemeenten": _Set(LidGemeente, "gemeente", BEREIK),
    }
)


def _set_links(session: Session, lid: UUID, of: _Set, values: Iterable[str]) -> None:
    """Make the set these values: only what differs is added or removed. Raises Refused for a code that is not in the list."""
    table = str(of.model.__tablename__)
    if of.codes is not None:
        wanted = {value: value for value in values}
        wrong = [value for value in wanted if value not in of.codes]
        if wrong:
            raise Refused(f"{text.shorten(wrong[0], 20)} kan hier niet.", f"Kies uit {', '.join(of.codes.codes)}.")
    else:
        wanted = {_compared(word): word for word in reversed([*map(_language, values)]) if word}
    for row in session.exec(select(of.model).where(of.model.lid == lid)):
        value = getattr(row, of.column) or ""
        if wanted.pop(value if of.codes is not None else _compared(value), None) is None:
            session.delete(row)
    session.flush()
    made = {made_of(table, lid, key): value for key, value in wanted.items()}  # however it is written two laptops make the same row
    session.add_all([of.model(id=row, lid=lid, **{of.column: value}) for row, value in made.items()])
    session.flush()


def _language(word: str) -> str:
    """A language as it is kept, with a capital: `turks` is `Turks`, `ijslands` is `IJslands`."""
    kept = " ".join((free(word, [], lines=False, limit=40) or "").split())
    first = 2 if kept[:2].lower() == "ij" else 1
    return kept[:first].upper() + kept[first:]


def _compared(word: str) -> str:
    return simple(word) or word.casefold()  # a language in letters of its own has nothing that `simple` keeps


def _tell_of_inzetten(session: Session, wie: Wie, lid: Lid) -> None:
    """Tell in which inzetten someone who leaves still is after their last day."""
    after = (lid.actief_tot or wie.today) + DAY
    left = [i.casus for i in inzetten(session, wie.today).get(lid.id, []) if i.duurt_tot(after, wie.today)]
    if left:
        wie.note(f"{lid.code} zit daarna nog in de inzet op {text.listed(left)}; kies daar een ander.")


def card(lid: Lid, standaard: int = DEFAULT_PLACES) -> LidKaart:
    """The row as others see it; `standaard` is `default_places`, for whoever looks at places."""
    places = lid.plekken if lid.plekken is not None else (standaard if lid.team else 0)
    return LidKaart(
        lid.id, lid.code or "?", lid.naam or "", lid.rol, lid.team, lid.organisatie, lid.discipline, places, lid.actief_van, lid.actief_tot
    )


def default_places(session: Session) -> int:
    """How many places a member of a Team AnderS has unless said otherwise; the setting `plekken_standaard`."""
    return instellingen.number(session, "plekken_standaard")


def everyone(session: Session, day: date | None = None) -> list[LidKaart]:
    """All members by team and short name; of one day when given."""
    places = default_places(session)
    found = [card(lid, places) for lid in session.exec(select(Lid).order_by(col(Lid.team), col(Lid.code), col(Lid.id)))]
    return [lid for lid in found if day is None or lid.actief(day)]


def find(session: Session, name: str | UUID) -> LidKaart:
    """A member by id, by short name, or by the beginning of their name when only one fits. Raises NotFound."""
    members = everyone(session)
    if isinstance(name, UUID):
        known = next((lid for lid in members if lid.id == name), None)
        if known is None:
            raise NotFound("Dit lid is er niet meer.", "Kijk met `retcli team lijst`.")
        return known
    wanted = name.strip().upper()
    fits = (
        [lid for lid in members if lid.code == wanted]
        or [lid for lid in members if lid.naam.upper() == wanted]
        or [lid for lid in members if wanted and (lid.code.startswith(wanted) or lid.naam.upper().startswith(wanted))]
    )
    if len(fits) == 1:
        return fits[0]
    if fits:
        raise _several(wanted[:20], sorted(fits, key=lambda lid: (lid.naam, lid.code)))
    raise NotFound(f"Er is geen lid {wanted[:20]}.", "Kijk met `retcli team lijst`.")


def _several(wanted: str, fits: list[LidKaart]) -> NotFound:
    """Which members a name fits, and how to name one of them: two laptops may each have given someone the same short name."""
    if len({lid.code for lid in fits}) == len(fits):
        return NotFound(f"{wanted} past op meer leden: {', '.join(lid.code for lid in fits)}.", "Geef de hele korte naam.")
    told = f"{wanted} past op meer leden: {', '.join(f'{lid.code} ({lid.naam})' for lid in fits)}."
    if len({lid.naam.upper() for lid in fits}) < len(fits):
        return NotFound(told, "Geef op het scherm Team een van hen een andere korte naam.")
    return NotFound(told, f'Geef de hele naam, of een van hen een andere korte naam: `retcli team wijzig "{fits[0].naam}" --korte-naam …`.')


# --- what people type


def read(veld: str, typed: str, today: date) -> object:
    """What was typed for a field, as `change` takes it; empty clears it. Sets are separated by commas. Raises Refused."""
    words = typed.strip()
    if veld in SETS:
        parts = [part.strip() for part in re.split(r"[,;\n]", typed) if part.strip()]
        return list(dict.fromkeys(_read_part(veld, part) for part in parts))
    if not words or (veld == "plekken" and words.casefold() == "standaard"):
        return ""
    if veld in ("plekken", "uren_per_week", "team"):
        if not (words.isascii() and words.isdecimal() and len(words) < 6):
            raise Refused(f"{text.shorten(words, 20)} is geen heel getal.", "Schrijf bijvoorbeeld 2.")
        return int(words)
    if veld in ("actief_van", "actief_tot"):
        return text.parse_date(words, today)
    if veld == "rol":
        return chosen("rol", words)
    return words


def _read_part(veld: str, word: str) -> str:
    codes = SETS[veld].codes
    if codes is None:
        return word
    lists = ("problematiek", "problematiek_ouders") if veld == "expertise" else ("gemeente",)
    found = {code for name in lists if (code := recognise(name, word)) is not None and code in codes}
    if not found and len(word) > 2:  # the beginning of a word of only one of them will do
        found = {c.code for c in codes if begins(c, word)}
    if len(found) == 1:
        return found.pop()
    if found:
        could = text.listed([codes.label(code) for code in sorted(found)], "of")
        raise Refused(f"{text.shorten(word, 20)} kan {could} zijn.", "Typ verder.")
    kind = "expertise" if veld == "expertise" else "gemeente"
    raise Refused(f"{text.shorten(word, 20)} is geen {kind}.", f"Kies uit {', '.join(c.label for c in codes)}.")


# --- away


def away(
    session: Session,
    wie: Wie,
    lid: str | UUID,
    van: date | None,
    tot: date | None = None,
    reden: str | None = None,
    *,
    in_plaats_van: UUID | None = None,
) -> Afwezig:
    """Someone is away from and until, both included; without an end until `back`. `in_plaats_van` changes an absence that is known.

    Raises NotFound, and Refused for an end before the start or days on which they are away already.
    """
    member = find(session, lid)
    if van is not None and tot is not None and tot < van:
        raise Refused(f"Het einde ({text.day_short(tot)}) ligt voor het begin ({text.day_short(van)}).", "Kijk beide dagen na.")
    row = Afwezigheid() if in_plaats_van is None else _absence(session, in_plaats_van)
    before = _away(row) if in_plaats_van is not None else None
    for other in absences(session, lid=member.id).get(member.id, []):
        # What another laptop wrote over the same days may be shortened, but no day is told twice here.
        if other.id != in_plaats_van and other.raakt(van, tot) and not (before and other.raakt(before.van, before.tot)):
            raise Refused(f"{member.code} is al afwezig {other.woorden}.", "Kies andere dagen, of verander die afwezigheid.")
    row.lid, row.van, row.tot, row.reden = member.id, van, tot, wie.free(reden, lines=False, limit=200)
    session.add(row)
    session.flush()
    return _away(row)


def back(session: Session, wie: Wie, lid: str | UUID, datum: date | None = None) -> Terug:
    """Someone is back on that day, today unless said: the absence around it ends the day before, else the one now or the next one.

    One that would not have begun by then is gone. Raises NotFound, and Refused when they are not away or when it would run into the next
    absence.
    """
    member, day = find(session, lid), datum or wie.today
    known = [a for a in absences(session, lid=member.id).get(member.id, []) if a.tot is None or a.tot >= min(day, wie.today) - DAY]
    found = next((those for at in (day, wie.today, day - DAY) if (those := [a for a in known if a.op(at)])), known[:1])
    if not found:
        raise Refused(f"{member.code} is niet afwezig.", "Wie er weg is, en wanneer, staat in `retcli team toon`.")
    became, gone = None, []
    for absence in found:
        if absence.van is not None and day <= absence.van:
            remove_absence(session, absence.id)
            gone.append(absence)
        else:
            became = away(session, wie, member.id, absence.van, day - DAY, absence.reden, in_plaats_van=absence.id)
    return Terug(member.code, day, became, tuple(gone))


def remove_absence(session: Session, afwezigheid: UUID) -> None:
    """It is not so that they are away then. Raises NotFound."""
    session.delete(_absence(session, afwezigheid))
    session.flush()


def _absence(session: Session, afwezigheid: UUID) -> Afwezigheid:
    row = session.get(Afwezigheid, afwezigheid)
    if row is None:
        raise NotFound("Deze afwezigheid is er niet meer.", "Kijk met `retcli team toon`.")
    return row


def _away(row: Afwezigheid) -> Afwezig:
    return Afwezig(row.id, row.van, row.tot, row.reden)


def absences(session: Session, since: date | None = None, *, lid: UUID | None = None) -> dict[UUID, list[Afwezig]]:
    """Who is away when, the first first: every absence, or those that have not ended by `since`; of one member when given."""
    query = select(Afwezigheid).order_by(col(Afwezigheid.van).is_not(None), col(Afwezigheid.van), col(Afwezigheid.id))
    if since is not None:
        query = query.where(or_(col(Afwezigheid.tot).is_(None), col(Afwezigheid.tot) >= since))
    if lid is not None:
        query = query.where(Afwezigheid.lid == lid)
    found = defaultdict[UUID, list[Afwezig]](list)
    for row in session.exec(query):
        if row.lid is not None:
            found[row.lid].append(_away(row))
    return found


# --- room


def running(session: Session, day: date, without: Collection[UUID] = ()) -> dict[UUID | None, int]:
    """How many running inzetten each member is in that day, but for those of `without`; who is in none isn't there."""
    return dict(
        session.exec(
            select(InzetLid.lid, func.count())
            .join(Inzet, col(Inzet.id) == InzetLid.inzet)
            .where(
                col(Inzet.einddatum).is_(None),
                or_(col(InzetLid.tot).is_(None), col(InzetLid.tot) >= day),
                col(Inzet.id).not_in(without),
            )
            .group_by(col(InzetLid.lid))
        ).all()
    )


def inzetten(session: Session, day: date, *, lid: UUID | None = None) -> dict[UUID, list[LidInzet]]:
    """The inzetten that `running` counts, by member, in the order in which they were planned; of one member when given."""
    query = (
        select(InzetLid, Inzet, Casus.casuscode)
        .join(Inzet, col(Inzet.id) == InzetLid.inzet)
        .join(Casus, col(Casus.id) == Inzet.casus, isouter=True)
        .where(col(Inzet.einddatum).is_(None), or_(col(InzetLid.tot).is_(None), col(InzetLid.tot) >= day))
        .order_by(col(Inzet.id), col(InzetLid.id))
    )
    if lid is not None:
        query = query.where(InzetLid.lid == lid)
    found = defaultdict[UUID, list[LidInzet]](list)
    for link, row, code in session.exec(query):
        if link.lid is not None:
            found[link.lid].append(
                LidInzet(
                    row.id, code or "?", link.van, link.tot, row.gestart_op, row.inzet_planning_start, row.inzet_planning_verwacht_einde
                )
            )
    return found


def capacity(session: Session, day: date) -> list[Ruimte]:
    """The members of both teams who are active that day, with their running inzetten and free places, most room first within a team."""
    busy = running(session, day)
    away = {lid for lid, known in absences(session, day).items() if any(a.op(day) for a in known)}
    rooms = [Ruimte(lid, busy.get(lid.id, 0), lid.id in away) for lid in everyone(session, day) if lid.team]
    return sorted(rooms, key=lambda r: (r.lid.team or 0, -r.vrij, r.lid.code))


def profiles(session: Session, today: date, *, lid: UUID | None = None) -> list[LidProfiel]:
    """Everything of all members, as `everyone` orders them, or of one: a fixed number of statements."""
    places = default_places(session)
    query = select(Lid).order_by(col(Lid.team), col(Lid.code), col(Lid.id))
    rows = session.exec(query if lid is None else query.where(Lid.id == lid)).all()
    away, busy = absences(session, today, lid=lid), inzetten(session, today, lid=lid)
    expertise, talen, gemeenten = (_links(session, of, lid) for of in SETS.values())
    return [
        LidProfiel(
            kaart=card(row, places),
            plekken=row.plekken,
            uren_per_week=row.uren_per_week,
            expertise=tuple(expertise.get(row.id, ())),
            talen=tuple(talen.get(row.id, ())),
            gemeenten=tuple(gemeenten.get(row.id, ())),
            afwezig=tuple(away.get(row.id, ())),
            inzetten=tuple(busy.get(row.id, ())),
        )
        for row in rows
    ]


def profile(session: Session, lid: str | UUID, today: date) -> LidProfiel:
    """Everything of one member. Raises NotFound."""
    (found,) = profiles(session, today, lid=find(session, lid).id)
    return found


def _links(session: Session, of: _Set, lid: UUID | None) -> dict[UUID, list[str]]:
    """The values of a set by member, by their labels."""
    query = select(of.model.lid, getattr(of.model, of.column))
    found = defaultdict[UUID, set[str]](set)
    for member, value in session.exec(query if lid is None else query.where(of.model.lid == lid)):
        if member is not None and value:
            found[member].add(value)
    codes = of.codes
    return {member: sorted(values, key=lambda v: (simple(codes.label(v) if codes else v), v)) for member, values in found.items()}
