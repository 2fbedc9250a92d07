"""Which two of the Teams AnderS fit a casus: every pair ranked, each point in words; and for several casussen together.

The core ranks plain values and knows no database; the reader below it gathers them. A point is a whole number that people set
(`instellingen.py`, `duo_...`), and a score is the sum of what is told. Nobody is left out silently: who has no place, is away or is no
member at the start comes after everyone who can. The meeting chooses.

The language of a child is not kept, so it counts only when someone says which one matters: that two members share one says nothing.
"""

from __future__ import annotations

from bisect import insort_right
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date, timedelta
from itertools import combinations
from typing import NamedTuple
from uuid import UUID

from sqlmodel import Session, col, or_, select

from db.codes import GEMEENTE, PROBLEMATIEK, PROBLEMATIEK_OUDERS
from db.models import (
    Afwezigheid,
    Besluit,
    Casus,
    CasusPartij,
    CasusProblematiek,
    CasusProblematiekOuders,
    Inzet,
    InzetLid,
    LidExpertise,
    LidGemeente,
    LidTaal,
    Logregel,
)

from . import heraanmelding, instellingen, leden, text
from .casussen import GONE, GONE_HINT
from .codering import simple
from .errors import NotFound, Refused
from .leden import LidKaart

MOST = 4
"""So many casussen fit one joint proposal."""
BREADTH = 12
"""So many pairs of each casus are tried against each other."""
WAAROM_ANDER = (
    "kennen het gezin al",
    "kunnen eerder beginnen",
    "passen beter bij de vraag",
    "wens van kind of ouders",
    "eerlijker verdeeld",
)
"""Why another pair than the first, in the words that a digit gives."""
FIRST_WEEKS, SOME_DAYS = timedelta(weeks=4), timedelta(days=4)
"""An absence that begins so soon after the start and has more days than these between its first and last is told."""
UNTOLD = ("ANDERS", "ONB", "BUITEN")


class Punt(NamedTuple):
    """A reason or a flag: in words, and what it adds to the score."""

    woorden: str
    punten: int = 0

    @property
    def regel(self) -> str:
        """`Trauma: JM (+30)`."""
        return f"{self.woorden} ({self.punten:+d})" if self.punten else self.woorden


@dataclass(frozen=True, slots=True)
class Gewichten:
    """What counts how much; each is the setting `duo_` with its name."""

    expertise: int
    bijkomend: int
    ouders: int
    taal: int
    discipline: int
    organisatie: int
    ruimte: int
    bereik: int
    kind: int
    gezin: int
    verdeling: int
    twee_teams: int
    betrokken: int


@dataclass(frozen=True, slots=True)
class Kandidaat:
    """A member of a Team AnderS: in how many running inzetten, and away from when to when (None is open)."""

    lid: LidKaart
    lopend: int = 0
    expertise: frozenset[str] = frozenset()
    gemeenten: frozenset[str] = frozenset()
    talen: tuple[str, ...] = ()
    afwezig: tuple[tuple[date | None, date | None], ...] = ()

    @property
    def vrij(self) -> int:
        """Places that are left; below zero when overloaded."""
        return self.lid.plekken - self.lopend


@dataclass(frozen=True, slots=True)
class Vraag:
    """What a casus asks of a duo. `betrokken` are organisations with what they are to the child; `kind` and `gezin` say who was in which
    inzet for this child, or for a brother or sister."""

    casus: UUID
    code: str
    start: date
    problematiek: str | None = None
    bijkomend: tuple[str, ...] = ()
    ouders: tuple[str, ...] = ()
    gemeente: str | None = None
    taal: str | None = None
    betrokken: tuple[tuple[str, str], ...] = ()
    kind: Mapping[UUID, str] = field(default_factory=dict)
    gezin: Mapping[UUID, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Paar:
    """Two members with the reasons for them and what to look out for; `score` is the sum of both. `kunnen_niet` counts the members who
    have no place, are away or are no member at the start."""

    leden: tuple[UUID, UUID]
    codes: tuple[str, str]
    score: int
    redenen: tuple[Punt, ...]
    let_op: tuple[Punt, ...]
    kunnen_niet: int


@dataclass(frozen=True, slots=True)
class Voorstel:
    """Every pair for a casus, best first, with the people in them; `taal` is the language that was asked for."""

    code: str
    start: date
    paren: Sequence[Paar]
    mensen: Mapping[UUID, Kandidaat]
    taal: str | None = None

    @property
    def talen(self) -> list[str]:
        """The languages that someone speaks."""
        return _languages(self.mensen.values())


@dataclass(frozen=True, slots=True)
class Deel:
    """What a joint proposal has for one casus; no pair when nobody is left."""

    casus: UUID
    code: str
    paar: Paar | None


@dataclass(frozen=True, slots=True)
class Samen:
    """One duo a casus, such that no place is used twice; `score` is the sum of the pairs'."""

    delen: tuple[Deel, ...]
    score: int


# --- the core: plain values in, ranked pairs out


class _Thema(NamedTuple):
    """Something that one of the two should have."""

    label: str
    punten: int
    wie: frozenset[UUID]


class _Mens(NamedTuple):
    """What someone brings to this casus whoever the other is; `thema` has a reason for each theme that they know."""

    lid: LidKaart
    kan: bool
    thema: tuple[Punt | None, ...]
    redenen: tuple[Punt, ...]
    let_op: tuple[Punt, ...]
    organisatie: str
    discipline: str
    verdeling: tuple[Punt, ...]


def rangschik(vraag: Vraag, kandidaten: Iterable[Kandidaat], gewichten: Gewichten) -> list[Paar]:
    """Every pair, best first: those in which both can, then by score, then by short names. The order of `kandidaten` doesn't matter."""
    people = sorted(kandidaten, key=lambda k: (k.lid.code, k.lid.id))
    themes = _themes(vraag, people, gewichten)
    lent = Counter[str]()
    for k in people:
        lent[simple(k.lid.organisatie or "")] += k.lopend
    alone = [_alone(vraag, k, themes, lent, gewichten) for k in people]
    pairs = [_pair(one, two, themes, gewichten) for one, two in combinations(alone, 2)]
    return sorted(pairs, key=lambda p: (p.kunnen_niet, -p.score))


def _themes(vraag: Vraag, people: Sequence[Kandidaat], gewichten: Gewichten) -> list[_Thema]:
    asked: dict[str, tuple[str, int]] = {}
    if vraag.problematiek is not None:
        asked[vraag.problematiek] = PROBLEMATIEK.label(vraag.problematiek), gewichten.expertise
    for code in vraag.bijkomend:
        asked.setdefault(code, (PROBLEMATIEK.label(code), gewichten.bijkomend))
    for code in vraag.ouders:
        asked.setdefault(code, (PROBLEMATIEK_OUDERS.label(code), gewichten.ouders))
    found = [
        _Thema(label, points, frozenset(k.lid.id for k in people if code in k.expertise))
        for code, (label, points) in asked.items()
        if code not in UNTOLD
    ]
    if vraag.taal is not None:
        spoken = simple(vraag.taal)
        found.append(_Thema(vraag.taal, gewichten.taal, frozenset(k.lid.id for k in people if spoken in map(simple, k.talen))))
    return [thema for thema in found if thema.punten and thema.wie]


def _alone(vraag: Vraag, k: Kandidaat, themes: Sequence[_Thema], lent: Mapping[str, int], gewichten: Gewichten) -> _Mens:
    lid = k.lid
    organisation = simple(lid.organisatie or "")
    reasons = []
    if lid.id in vraag.kind:
        reasons.append(Punt(f"{lid.code} was ingezet op {vraag.kind[lid.id]}, zelfde kind", gewichten.kind))
    elif lid.id in vraag.gezin:
        reasons.append(Punt(f"{lid.code} is of was ingezet op {vraag.gezin[lid.id]}, zelfde gezin", gewichten.gezin))
    if vraag.gemeente in k.gemeenten and vraag.gemeente not in UNTOLD:
        reasons.append(Punt(f"{lid.code} komt in {GEMEENTE.label(vraag.gemeente)}", gewichten.bereik))
    if k.vrij > 0:
        reasons.append(
            Punt(
                f"{lid.code} heeft {k.vrij} van {text.count(lid.plekken, 'plek', 'plekken')} vrij", gewichten.ruimte * k.vrij // lid.plekken
            )
        )
    obstacles = _obstacles(vraag.start, k)
    involved = [
        Punt(f"{lid.code} werkt bij {lid.organisatie}, {role}", -gewichten.betrokken)
        for name, role in vraag.betrokken
        if organisation and simple(name) == organisation
    ]
    lends = text.count(lent[organisation], "plek", "plekken") if lent[organisation] else "niemand"
    share = Punt(f"{lid.organisatie} leent nu {lends} uit", gewichten.verdeling // (1 + lent[organisation]))
    return _Mens(
        lid,
        not obstacles,
        tuple(Punt(f"{thema.label}: {lid.code}", thema.punten) if lid.id in thema.wie else None for thema in themes),
        tuple(reason for reason in reasons if reason.punten),
        (*obstacles, *involved[:1], *_soon_away(vraag.start, k)),
        organisation,
        simple(lid.discipline or ""),
        (share,) if organisation and share.punten else (),
    )


def _obstacles(start: date, k: Kandidaat) -> list[Punt]:
    """Why someone can't: no place, away, or no member then."""
    lid, found = k.lid, []
    if lid.plekken <= 0:
        found.append(Punt(f"{lid.code} heeft geen plekken"))
    elif k.vrij <= 0:
        found.append(Punt(f"{lid.code} is vol, {k.lopend} van {text.count(lid.plekken, 'plek', 'plekken')} bezet"))
    if lid.actief_van is not None and start < lid.actief_van:
        found.append(Punt(f"{lid.code} is nog geen lid, pas vanaf {text.day_short(lid.actief_van)}"))
    elif not lid.actief(start):
        found.append(Punt(f"{lid.code} is geen lid meer, tot en met {text.day_short(lid.actief_tot)}"))
    away = [until for since, until in k.afwezig if (since is None or since <= start) and (until is None or start <= until)]
    if away:
        longest = None if None in away else max(until for until in away if until is not None)
        found.append(Punt(f"{lid.code} is afwezig{f' tot en met {text.day_short(longest)}' if longest else ''}"))
    return found


def _soon_away(start: date, k: Kandidaat) -> list[Punt]:
    """Who is away for days in the first weeks can do it; the meeting knows."""
    return [
        Punt(f"{k.lid.code} is weg van {text.day_words(since)} tot en met {text.day_words(until)}")
        for since, until in k.afwezig
        if since is not None and start < since <= start + FIRST_WEEKS and until is not None and until - since >= SOME_DAYS
    ]


def _pair(one: _Mens, two: _Mens, themes: Sequence[_Thema], gewichten: Gewichten) -> Paar:
    a, b = one.lid.code, two.lid.code
    told: list[Punt] = []
    for thema, x, y in zip(themes, one.thema, two.thema, strict=True):
        if x is not None and y is not None:
            told.append(Punt(f"{thema.label}: {a} en {b}", thema.punten))
        elif (known := x or y) is not None:
            told.append(known)
    same = one.organisatie != "" and one.organisatie == two.organisatie
    alike = one.discipline != "" and one.discipline == two.discipline
    if gewichten.discipline and one.discipline and two.discipline and not alike:
        told.append(Punt(f"twee disciplines: {one.lid.discipline} en {two.lid.discipline}", gewichten.discipline))
    if gewichten.organisatie and one.organisatie and two.organisatie and not same:
        told.append(Punt(f"twee organisaties: {one.lid.organisatie} en {two.lid.organisatie}", gewichten.organisatie))
    told += one.redenen
    told += two.redenen
    told += one.verdeling
    if not same:
        told += two.verdeling
    flags = [*one.let_op, *two.let_op]
    if same:
        flags.append(Punt(f"beiden van {one.lid.organisatie}{f', allebei {one.lid.discipline}' if alike else ''}"))
    if one.lid.team != two.lid.team:
        flags.append(Punt("uit twee teams", -gewichten.twee_teams))
    score = sum([point.punten for point in told]) + sum([flag.punten for flag in flags])
    return Paar((one.lid.id, two.lid.id), (a, b), score, tuple(told), tuple(flags), (not one.kan) + (not two.kan))


def combineer(lijsten: Sequence[Sequence[Paar]], vrij: Mapping[UUID, int], limit: int = 1) -> list[tuple[Paar | None, ...]]:
    """The best ways to give each casus a pair of its own ranked list, without spending a place twice; the best first.

    As many casussen as can be, then the highest total, then the earliest pairs. Each one's best twelve pairs are tried against each
    other; a casus that these leave without gets the first of its further pairs that has places. Pairs with someone who can't are not
    used, and no casus stays without while one of its pairs has places.
    """
    able = [[pair for pair in pairs if not pair.kunnen_niet] for pairs in lijsten]
    tried = [pairs[:BREADTH] for pairs in able]
    served_at_most = [sum(bool(pairs) for pairs in tried[n:]) for n in range(len(tried) + 1)]
    gain_at_most = [sum(pairs[0].score for pairs in tried[n:] if pairs) for n in range(len(tried) + 1)]
    left = dict(vrij)
    best: list[tuple[tuple[int, int], tuple[Paar | None, ...]]] = []

    def fits(pair: Paar) -> bool:
        return all(left.get(lid, 0) > 0 for lid in pair.leden)

    def spend(pair: Paar | None, places: int) -> None:
        for lid in pair.leden if pair else ():
            left[lid] -= places

    def go(taken: tuple[Paar | None, ...], served: int, score: int) -> None:
        n = len(taken)
        if len(best) == limit and (-served - served_at_most[n], -score - gain_at_most[n]) >= best[-1][0]:
            return
        if n == len(tried):
            if not any(pair is None and any(map(fits, tried[i])) for i, pair in enumerate(taken)):
                insort_right(best, ((-served, -score), taken), key=lambda found: found[0])
                del best[limit:]
            return
        for pair in tried[n]:
            if fits(pair):
                spend(pair, 1)
                go((*taken, pair), served + 1, score + pair.score)
                spend(pair, -1)
        go((*taken, None), served, score)

    def filled(taken: tuple[Paar | None, ...]) -> tuple[Paar | None, ...]:
        whole: list[Paar | None] = []
        for pair in taken:
            spend(pair, 1)
        for pair, pairs in zip(taken, able, strict=True):
            whole.append(pair or next(filter(fits, pairs[BREADTH:]), None))
            spend(None if pair else whole[-1], 1)
        for pair in whole:
            spend(pair, -1)
        return tuple(whole)

    go((), 0, 0)
    return sorted((filled(taken) for _, taken in best), key=lambda found: (found.count(None), -_total(found)))


def _total(pairs: Iterable[Paar | None]) -> int:
    return sum(pair.score for pair in pairs if pair)


# --- the reader


def voorstel(session: Session, casus: UUID, today: date, *, taal: str | None = None) -> Voorstel:
    """Every pair for a casus, best first, and who they are; `taal` is a language that matters for this family.

    The start is that of a planned inzet or of the decision for Team AnderS, never before today. Raises NotFound, and Refused for a
    closed casus, one with an inzet that has begun, fewer than two members, or a language that nobody speaks.
    """
    (vraag,), people, weights = _read(session, [casus], today)
    if taal is not None:
        known = {simple(spoken): spoken for spoken in _languages(people)}
        if simple(taal) not in known:
            hint = f"Wel: {text.listed(known.values())}." if known else "Er staan nog geen talen bij de leden."
            raise Refused(f"Niemand van de teams spreekt {text.shorten(taal, 30)}.", hint)
        vraag = replace(vraag, taal=known[simple(taal)])
    return Voorstel(vraag.code, vraag.start, rangschik(vraag, people, weights), {k.lid.id: k for k in people}, vraag.taal)


def voorstellen(session: Session, casus: UUID, today: date, *, limit: int | None = None, taal: str | None = None) -> list[Paar]:
    """The pairs of `voorstel`, at most `limit`. Raises as it does."""
    return list(voorstel(session, casus, today, taal=taal).paren[:limit])


def _languages(people: Iterable[Kandidaat]) -> list[str]:
    """What they speak, each once however it is written, by the alphabet."""
    return sorted({simple(spoken): spoken for k in people for spoken in k.talen}.values(), key=str.casefold)


def samen(session: Session, casussen: Sequence[UUID], today: date, *, limit: int = 1) -> list[Samen]:
    """At most `limit` joint proposals for at most four casussen, best first; see `combineer`.

    Scores are those of each casus by itself. Raises as `voorstellen`, and Refused for more than four casussen or one twice.
    """
    return prepare_samen(session, casussen, today, limit=limit)()


def prepare_samen(session: Session, casussen: Sequence[UUID], today: date, *, limit: int = 1) -> Callable[[], list[Samen]]:
    """`samen` in two: what it needs is read now, what is returned ranks it and needs no database. Raises as `samen`, and only now."""
    if len(casussen) > MOST:
        raise Refused(f"Een voorstel gaat over hoogstens {MOST} casussen tegelijk.", "Noem er minder.")
    if len(set(casussen)) < len(casussen):
        raise Refused("Een casus staat er twee keer.", "Noem elke casus één keer.")
    asked, people, weights = _read(session, casussen, today)

    def rank() -> list[Samen]:
        found = combineer([rangschik(vraag, people, weights) for vraag in asked], {k.lid.id: k.vrij for k in people}, limit)
        return [
            Samen(tuple(Deel(vraag.casus, vraag.code, pair) for vraag, pair in zip(asked, pairs, strict=True)), _total(pairs))
            for pairs in found
        ]

    return rank


def flags(session: Session, casus: UUID, newcomer: UUID, other: UUID | None, today: date) -> tuple[Punt, ...]:
    """What to look out for when someone comes in from today, beside the `other` of a duo that has begun: of one and of the pair."""
    return newcomers(session, casus, other, today).get(newcomer, ())


def newcomers(session: Session, casus: UUID, other: UUID | None, today: date) -> dict[UUID, tuple[Punt, ...]]:
    """The `flags` of everyone who could come in: a fixed number of statements."""
    row = session.get_one(Casus, casus)
    vraag = replace(_asked(session, {casus: row}, [casus], (), today)[0], start=today)
    weights = Gewichten(*(0 for _ in fields(Gewichten)))
    alone = {k.lid.id: _alone(vraag, k, (), Counter(), weights) for k in _people(session, today, ())}
    stays = alone[other]._replace(let_op=()) if other in alone else None
    if stays is None:
        return {lid: each.let_op for lid, each in alone.items()}
    return {
        lid: tuple(Punt(flag.woorden) for flag in _pair(each, stays, (), weights).let_op) for lid, each in alone.items() if lid != other
    }


def _read(session: Session, casussen: Sequence[UUID], today: date) -> tuple[list[Vraag], list[Kandidaat], Gewichten]:
    """What is asked, who there is, and what counts: a fixed number of statements. A planned inzet of these casussen takes no place.

    Raises Refused when there are no two members.
    """
    rows = {row.id: row for row in session.exec(select(Casus).where(col(Casus.id).in_(casussen)))}
    for casus in casussen:
        if casus not in rows:
            raise NotFound(GONE, GONE_HINT)
        if rows[casus].afsluiting_datum is not None:
            raise Refused(f"Casus {rows[casus].casuscode} is afgesloten.", "Heropen hem eerst.")
    planned = _planned(session, rows)
    weights = [f.name for f in fields(Gewichten)]
    people = _people(session, today, [inzet.id for inzet in planned])
    if len(people) < 2:
        there = f"In de Teams AnderS zit alleen {people[0].lid.code}" if people else "Er zit nog niemand in de Teams AnderS"
        raise Refused(f"{there}; een duo is twee leden.", "Voeg leden toe op het scherm Team, of met `retcli team voeg-toe`.")
    return (
        _asked(session, rows, casussen, planned, today),
        people,
        Gewichten(*instellingen.numbers(session, *(f"duo_{name}" for name in weights))),
    )


def _planned(session: Session, rows: Mapping[UUID, Casus]) -> list[Inzet]:
    """The inzetten that are planned for these casussen. Raises Refused when one has begun."""
    logged = select(Logregel.id).where(Logregel.inzet == Inzet.id).exists()
    found = session.exec(select(Inzet, logged).where(col(Inzet.casus).in_(rows), col(Inzet.einddatum).is_(None)).order_by(col(Inzet.id)))
    planned = []
    for inzet, begun in found:
        if begun or inzet.gestart_op is not None:
            code = rows[inzet.casus].casuscode if inzet.casus else "?"
            raise Refused(f"Op casus {code} loopt al een inzet.", "Sluit die eerst, of houd het duo dat er is.")
        planned.append(inzet)
    return planned


def _asked(session: Session, rows: Mapping[UUID, Casus], casussen: Sequence[UUID], planned: Sequence[Inzet], today: date) -> list[Vraag]:
    start: dict[UUID | None, date | None] = {}
    decisions = select(col(Besluit.casus), col(Besluit.besluit_route), col(Besluit.besluit_datum)).where(col(Besluit.casus).in_(casussen))
    for casus, route, day in session.exec(decisions.order_by(col(Besluit.genomen_op), col(Besluit.id))):
        start[casus] = day if route == "TA" else None
    for inzet in planned:
        start[inzet.casus] = inzet.inzet_planning_start or start.get(inzet.casus)
    more = _by(session, CasusProblematiek.casus, CasusProblematiek.code, casussen)
    parents = _by(session, CasusProblematiekOuders.casus, CasusProblematiekOuders.code, casussen)
    parties = _by(session, CasusPartij.casus, CasusPartij.organisatie, casussen)
    child = {casus: {casus, *heraanmelding.before(session, casus)} for casus in casussen}
    family = _families(session, child)
    duos = _duos(session, set().union(*child.values(), *family.values()), [inzet.id for inzet in planned])
    return [
        Vraag(
            casus,
            rows[casus].casuscode or "?",
            max(start.get(casus) or today, today),
            rows[casus].problematiek,
            tuple(more[casus]),
            tuple(parents[casus]),
            rows[casus].gemeente,
            None,
            (
                (rows[casus].aanmelder_organisatie or "", "de aanmelder"),
                *((name, "een betrokken partij") for name in parties[casus]),
            ),
            {lid: code for of, lid, code in duos if of in child[casus]},
            {lid: code for of, lid, code in duos if of in family[casus]},
        )
        for casus in casussen
    ]


def _by(session: Session, owner: UUID | None, value: str | None, owners: Collection[UUID]) -> dict[UUID | None, list[str]]:
    """The values that each owner has in a table of which `owner` and `value` are columns, in order."""
    found = defaultdict[UUID | None, list[str]](list)
    for of, said in session.exec(select(owner, value).where(col(owner).in_(owners)).order_by(col(value))):
        if said:
            found[of].append(said)
    return found


def _families(session: Session, child: Mapping[UUID, Collection[UUID]]) -> dict[UUID, set[UUID]]:
    """The casussen of the brothers and sisters of each child, by what is known of any of its aanmeldingen."""
    all_of_them = set().union(*child.values())
    mine = select(Casus.gezin).where(col(Casus.id).in_(all_of_them), col(Casus.gezin).is_not(None))
    of = dict(session.exec(select(Casus.id, Casus.gezin).where(col(Casus.gezin).in_(mine))).all())
    return {
        casus: {other for other, gezin in of.items() if other not in own and gezin in {of[c] for c in own if c in of}}
        for casus, own in child.items()
    }


def _duos(session: Session, casussen: Collection[UUID], without: Collection[UUID]) -> list[tuple[UUID | None, UUID, str]]:
    """Who is, will be or was in an inzet on one of these casussen, the last aanmelding last; not of one that did not go through, nor who
    was replaced before it began."""
    logged = select(Logregel.id).where(Logregel.inzet == Inzet.id).exists()
    found = session.exec(
        select(Inzet.casus, InzetLid.lid, Casus.casuscode)
        .join(InzetLid, col(InzetLid.inzet) == Inzet.id)
        .join(Casus, col(Casus.id) == Inzet.casus)
        .where(col(Inzet.casus).in_(casussen), col(Inzet.id).not_in(without))
        .where(or_(col(Inzet.einddatum).is_(None), col(Inzet.gestart_op).is_not(None), logged))
        .where(or_(col(InzetLid.van).is_not(None), col(InzetLid.tot).is_(None)))
        .order_by(col(Casus.datum_aanmelding), col(Casus.casuscode))
    )
    return [(casus, lid, code or "?") for casus, lid, code in found if lid is not None]


def _people(session: Session, today: date, without: Collection[UUID]) -> list[Kandidaat]:
    """The members of both teams who are or will be one."""
    members = [lid for lid in leden.everyone(session) if lid.team and (lid.actief_tot is None or today <= lid.actief_tot)]
    ids = [lid.id for lid in members]
    busy = leden.running(session, today, without)
    expertise, towns, languages = (
        _by(session, LidExpertise.lid, LidExpertise.code, ids),
        _by(session, LidGemeente.lid, LidGemeente.gemeente, ids),
        _by(session, LidTaal.lid, LidTaal.taal, ids),
    )
    away = defaultdict[UUID | None, list[tuple[date | None, date | None]]](list)
    coming = select(col(Afwezigheid.lid), col(Afwezigheid.van), col(Afwezigheid.tot)).where(
        or_(col(Afwezigheid.tot).is_(None), col(Afwezigheid.tot) >= today)
    )
    for lid, since, until in session.exec(coming):
        away[lid].append((since, until))
    return [
        Kandidaat(
            member,
            busy.get(member.id, 0),
            frozenset(expertise[member.id]),
            frozenset(towns[member.id]),
            tuple(languages[member.id]),
            tuple(away[member.id]),
        )
        for member in members
    ]
