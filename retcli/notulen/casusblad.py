"""One casus on one sheet of A4, for a conversation about it.

*deelbaar* holds codes, days and open actions by role; *intern* the whole card but who it is. What does not fit is left out from the end of
a part, and the part says how much more the program has.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from math import ceil
from typing import TypeAlias
from uuid import UUID

from sqlmodel import Session

from db.codes import (
    AANMELDER,
    AFSLUITREDEN,
    GEMEENTE,
    GESLACHT,
    GRONDSLAG_DELEN,
    KNELPUNT,
    MAATREGEL,
    ONDERWIJS,
    PROBLEMATIEK,
    PROBLEMATIEK_OUDERS,
    RESULTAAT,
    ROL,
    ROUTE,
    SOORT,
    VEILIGHEID,
    VERKLARENDE_ANALYSE,
    WOONSITUATIE,
    Codelijst,
)

from .. import casussen, inzet, inzetlog, text, uitkomst
from ..casussen import ActieRegel, Genomen, Kaart
from ..clock import dutch_day
from ..inzet import DuoDeel, Gehouden, InzetStand
from ..inzetlog import LogRegel
from ..tijdlijn import after_words, choice_words, formerly, result_words
from ..uitkomst import NazorgStand
from ..wie import Wie
from . import merk
from .document import Alinea, Blok, Document, Feiten, Kop, Lijst, Tabel, plain
from .inhoud import People, until
from .uitgeven import Stuk, as_json

Facts: TypeAlias = tuple[tuple[str, str], ...]

PAGE = 48.0
"""Lines of running text that surely fit on an A4 page below its title, in Word as well as in PDF."""

SIGNS = 80
"""Signs as wide as an n that a line across the page surely has room for."""

HEADING, AFTER, CELLS = 2.7, 0.5, 0.7
"""Lines that a heading takes with the room around it; and beside its words a paragraph, and a table's row."""

NARROW, WIDE = frozenset(" .,:;!|'’·()[]/-fijlrt"), frozenset("mwMW@%—…")

SHORTER = (640, 320, 160, 80, 50)
"""Signs of one text above the parts: the first of these with which the parts have `LEAST` lines for their rows, or all that they need."""

LEAST = 14.0
LONGEST = 320
"""Signs of one text in a row."""


@dataclass(frozen=True, slots=True)
class Deel:
    """A part of the sheet: rows of which the first matter most, and how what is left of them is called (one, more).

    A row is one text, or the cells under `koppen`, of which `breedtes` are as of `Tabel`.
    """

    kop: str
    rijen: tuple[tuple[str, ...], ...]
    rest: tuple[str, str]
    koppen: tuple[str, ...] = ()
    breedtes: tuple[float, ...] = ()

    def lines(self, shown: int) -> float:
        """How many lines it takes with its first rows."""
        head = HEADING + (1 + CELLS if self.koppen and shown else 0)
        return head + sum(map(self._row, self.rijen[:shown])) + (1 + AFTER if shown < len(self.rijen) else 0)

    def blokken(self, shown: int) -> list[Blok]:
        """Its heading, its first rows, and how many more there are."""
        rows = self.rijen[:shown]
        made: list[Blok] = [Kop(self.kop)]
        if rows:
            made.append(Tabel(self.kop, self.koppen, rows, self.breedtes) if self.koppen else Lijst(tuple(r[0] for r in rows)))
        if left := len(self.rijen) - shown:
            made.append(Alinea(f"… (nog {text.count(left, *self.rest)} in het programma)"))
        return made

    def _row(self, cells: tuple[str, ...]) -> float:
        if not self.koppen:
            return _lines(cells[0], SIGNS - 4)
        free = (17.0 - sum(self.breedtes)) / max(len(self.koppen) - len(self.breedtes), 1)
        widths = [*self.breedtes, *[free] * (len(self.koppen) - len(self.breedtes))]
        return max(_lines(cell, max(int(SIGNS * width / 17) - 3, 1)) for cell, width in zip(cells, widths, strict=True)) + CELLS


@dataclass(frozen=True, slots=True)
class _Casus:
    """What is known of a casus on a day, with its inzetten, newest first; log lines that are for the team alone are not in it."""

    kaart: Kaart
    dag: date
    inzetten: tuple[InzetStand, ...]
    evaluaties: tuple[tuple[Gehouden, ...], ...]
    duos: tuple[tuple[DuoDeel, ...], ...]
    nazorg: tuple[tuple[NazorgStand, ...], ...]
    log: tuple[LogRegel, ...]
    mensen: People

    def day(self, day: date | None) -> str:
        return text.day_near(day, self.dag)

    def label(self, name: str, lijst: Codelijst) -> str:
        value = self.kaart.velden.get(name)
        return lijst.label(value) if isinstance(value, str) else ""

    def date(self, name: str) -> date | None:
        value = self.kaart.velden.get(name)
        return value if isinstance(value, date) and not isinstance(value, datetime) else None

    def words(self, name: str) -> str:
        return plain(str(self.kaart.velden.get(name) or ""))

    @property
    def open_acties(self) -> list[ActieRegel]:
        return [a for a in self.kaart.acties if a.status == "open"]


def compose(session: Session, wie: Wie, casus: UUID, versie: str = "deelbaar") -> Stuk:
    """The sheet as it is today. Raises Refused for another version, or for a name in what would be shared; NotFound."""
    whole = merk.intern(versie)
    found = _read(session, casus, dutch_day(wie.moment), whole)
    code = found.kaart.casus
    vernietigen = until(session, found.dag)
    voor_wie = "het team" if whole else "wie bij deze casus betrokken is"
    if whole:
        known, asked, delen, gegevens = _known(found), _asked(found), _happened(found), _everything(found)
    else:
        _without_names(session, found)
        known, asked, delen, gegevens = _days(found), [], _shared(found), _shareable(found)
    kop, blokken = passend((*known, *merk.feiten(versie, "vraag, redenen en namen", vernietigen)), asked, delen)
    return Stuk(
        naam=f"casus-{code}{'-intern' if whole else ''}",
        document=Document(f"Casus {code}", found.dag, blokken, kop, merk.merk(versie, voor_wie, vernietigen)),
        gegevens=as_json({"versie": versie, "stand": found.dag, "vernietigen": vernietigen, **gegevens}),
        wat=f"casus {code} {versie}",
        voor_wie=voor_wie,
        grondslag="bespreking van de casus",
        vernietigen=vernietigen,
    )


def passend(kop: Facts, vooraf: Sequence[Alinea], delen: Sequence[Deel]) -> tuple[Facts, tuple[Blok, ...]]:
    """What stands above and the blocks, of one page: texts as long as there is room for, and by turns of each part a row."""
    delen = [deel for deel in delen if deel.rijen]
    wanted = sum(deel.lines(len(deel.rijen)) - deel.lines(0) for deel in delen)
    for most in SHORTER:
        facts = tuple((label, cut(words, most)) for label, words in kop)
        first: list[Blok] = [Kop("Vraag"), *(Alinea(cut(a.woorden, most)) for a in vooraf)] if vooraf else []
        room = PAGE - sum(map(_height, [Feiten(facts), *first])) - sum(deel.lines(0) for deel in delen)
        if room >= min(LEAST, wanted):
            break
    shown = [0] * len(delen)
    growing = list(range(len(delen)))
    while growing:
        for n in tuple(growing):
            more = delen[n].lines(shown[n] + 1) - delen[n].lines(shown[n])
            if more > room:
                growing.remove(n)
                continue
            room -= more
            shown[n] += 1
            if shown[n] == len(delen[n].rijen):
                growing.remove(n)
    return facts, (*first, *(blok for deel, many in zip(delen, shown, strict=True) for blok in deel.blokken(many)))


def cut(words: str, most: int = LONGEST) -> str:
    """One line of about `most` signs, that says so when there is more."""
    return words if len(words) <= most else f"{text.shorten(words, most)} (meer in het programma)"


def _read(session: Session, casus: UUID, day: date, whole: bool) -> _Casus:
    card = casussen.card(session, casus)
    stands = tuple(inzet.get(session, i.id, day) for i in card.inzetten)
    log = [r for i in stands for r in inzetlog.logregels(session, i.id) if not r.vervangen and not r.alleen_team] if whole else []
    evaluations = tuple(tuple(inzet.evaluations(session, i.id)) for i in stands)
    duos = tuple(tuple(inzet.duo_history(session, i.id)) for i in stands)
    after = tuple(tuple(uitkomst.aftercare(session, inzet=i.id, open_only=False)) for i in stands)
    return _Casus(card, day, stands, evaluations, duos, after, tuple(log), People(session))


def _without_names(session: Session, found: _Casus) -> None:
    """Raises Refused when an action names someone whom the team knows."""
    from . import namen

    namen.weiger(
        namen.zoek(
            session, [namen.Tekst(f"Open acties, regel {n}", a.omschrijving, found.kaart.id) for n, a in enumerate(found.open_acties, 1)]
        )
    )


# --- what may be shared: codes, days, and who does what by role


def _days(found: _Casus) -> Facts:
    closed = found.date("afsluiting_datum")
    told = (
        ("Stand", text.day_long(found.dag)),
        ("Aangemeld", text.day_short(found.date("datum_aanmelding"))),
        ("Heropend", text.listed(map(text.day_short, found.kaart.heropend))),
        ("Afgesloten", _joined((text.day_short(closed), found.label("afsluiting_resultaat", RESULTAAT))) if closed else ""),
        _undecided(found),
    )
    return tuple((label, words) for label, words in told if words)


def _shared(found: _Casus) -> list[Deel]:
    decided = tuple((found.day(b.besloten_op), _route(b), found.day(b.datum)) for b in reversed(found.kaart.besluiten))
    inzetten = tuple(
        (
            f"Team AnderS {i.team or ''}".rstrip(),
            found.day(i.gestart) or (f"gepland {found.day(i.start)}" if i.start else "nog niet"),
            i.status,
            str(i.weken) if i.weken is not None else "",
            text.listed(found.day(e.gehouden_op) or f"gepland {found.day(e.datum)}" for e in reversed(held)),
            found.day(i.einddatum),
        )
        for i, held in zip(found.inzetten, found.evaluaties, strict=True)
    )
    acties = tuple(
        (found.day(a.voor) or "geen datum", found.mensen.role(a.eigenaar) or "nog niemand", cut(plain(a.omschrijving)))
        for a in found.open_acties
    )
    return [
        Deel("Besluiten", decided, ("besluit", "besluiten"), ("Besloten", "Route", "Uiterlijk"), (3.0, 11.0, 3.0)),
        Deel(
            "Inzet",
            inzetten,
            ("inzet", "inzetten"),
            ("Team", "Begonnen", "Stand", "Weken", "Evaluaties", "Geëindigd"),
            (3.0, 2.6, 2.6, 1.5, 4.7, 2.6),
        ),
        Deel("Open acties", acties, ("actie", "acties"), ("Voor", "Wie", "Wat"), (2.6, 4.8, 9.6)),
    ]


def _shareable(found: _Casus) -> dict[str, object]:
    card = found.kaart
    return {
        "casus": card.casus,
        "datum_aanmelding": found.date("datum_aanmelding"),
        "heropend": card.heropend,
        "besluiten": [{"besloten_op": b.besloten_op, "route": b.route, "team": b.team, "uiterlijk": b.datum} for b in card.besluiten],
        "inzetten": [
            {
                "team": i.team,
                "start": i.start,
                "gestart": i.gestart,
                "status": i.status,
                "weken": i.weken,
                "evaluaties": [{"gepland": e.datum, "gehouden_op": e.gehouden_op} for e in held],
                "einddatum": i.einddatum,
            }
            for i, held in zip(found.inzetten, found.evaluaties, strict=True)
        ],
        "open_acties": [{"omschrijving": a.omschrijving, "rol": found.mensen.role(a.eigenaar), "voor": a.voor} for a in found.open_acties],
        "afsluiting_datum": found.date("afsluiting_datum"),
        "afsluiting_resultaat": card.velden.get("afsluiting_resultaat"),
    }


# --- the whole card


def _known(found: _Casus) -> Facts:
    card, velden = found.kaart, found.kaart.velden
    born = velden.get("geboortejaar")
    sex = found.label("geslacht", GESLACHT).lower() if velden.get("geslacht") in ("JONGEN", "MEISJE") else "jeugdige"
    problems = [found.label("problematiek", PROBLEMATIEK), *map(PROBLEMATIEK.label, card.bijkomend)]
    marks = (
        "dreigende uithuisplaatsing" if velden.get("dreigende_uhp") else "",
        "wil naar huis" if velden.get("wens_naar_huis") else "",
        "urgent" if velden.get("urgentie") == "HOOG" else "",
        f"veiligheid: {found.label('veiligheid', VEILIGHEID).lower()}" if velden.get("veiligheid") else "",
    )
    closed = found.date("afsluiting_datum")
    lives, onward = found.label("afsluiting_woonsituatie_eind", WOONSITUATIE).lower(), found.words("afsluiting_overgedragen_aan")
    ended = (
        text.day_short(closed),
        found.label("afsluiting_reden", AFSLUITREDEN).lower(),
        found.label("afsluiting_resultaat", RESULTAAT).lower(),
        f"woont: {lives}" if lives else "",
        f"verder met {onward}" if onward else "",
    )
    analysis = found.label("verklarende_analyse", VERKLARENDE_ANALYSE).lower()
    situation = (
        f"woont: {found.label('woonsituatie', WOONSITUATIE).lower()}" if velden.get("woonsituatie") else "",
        found.label("maatregel", MAATREGEL) if velden.get("maatregel") != "GEEN" else "",
        found.label("onderwijs", ONDERWIJS).lower(),
        f"verklarende analyse: {analysis}" if analysis else "",
    )
    by = [found.label("aanmelder", AANMELDER), found.words("aanmelder_organisatie")]
    basis = (
        GRONDSLAG_DELEN.label(str(velden.get("grondslag_status") or "NIETVAST")),
        text.day_short(found.date("grondslag_datum")),
        f"van {found.words('grondslag_wie')}" if found.words("grondslag_wie") else "",
        f"voor {found.words('grondslag_bereik')}" if found.words("grondslag_bereik") else "",
        f"ingetrokken {text.day_short(day)}" if (day := found.date("grondslag_ingetrokken")) else "",
    )
    told = (
        ("Stand", f"{card.status}, {text.day_long(found.dag)}"),
        (
            "Kind",
            _joined(
                (f"{sex}, {casussen.age_words(born if isinstance(born, int) else None, found.dag)}", found.label("gemeente", GEMEENTE))
            ),
        ),
        (
            "Aangemeld",
            _joined((text.day_short(found.date("datum_aanmelding")), ", ".join(w for w in by if w), found.label("soort", SOORT).lower())),
        ),
        ("Eerder", _joined((card.eerder or "", *(f"heropend {text.day_short(d)}" for d in card.heropend)))),
        ("Situatie", _joined(situation)),
        ("Speelt", ", ".join(p for p in problems if p)),
        ("Ouders", ", ".join(map(PROBLEMATIEK_OUDERS.label, card.ouders))),
        ("Knelpunt", ", ".join(map(KNELPUNT.label, card.knelpunten))),
        ("Let op", _joined(marks)),
        ("Betrokken", ", ".join(map(plain, card.partijen))),
        ("Grondslag", _joined(basis)),
        ("Afgesloten", _joined(ended) if closed else ""),
        _undecided(found),
    )
    return tuple((label, words) for label, words in told if words)


def _asked(found: _Casus) -> list[Alinea]:
    """The vraag, and what was written beside it."""
    texts = (("vraag", ""), ("opmerking", "Opmerking: "), ("zienswijze", "Zienswijze van het gezin: "))
    return [Alinea(f"{before}{words}") for name, before in texts if (words := found.words(name))]


def _happened(found: _Casus) -> list[Deel]:
    decided = tuple((_sentence(found.day(b.besloten_op), _route(b), _who(b, found), b.reden),) for b in reversed(found.kaart.besluiten))
    logged = tuple((_sentence(r.begrepen(found.dag), r.tekst),) for r in found.log)
    ordered = sorted(found.kaart.acties, key=lambda a: a.status != "open")
    acties = tuple(
        (
            found.day(a.voor) or "geen datum",
            _owner(a.eigenaar) or "nog niemand",
            cut(plain(a.omschrijving)),
            a.status if a.gedaan_op is None else f"gedaan {found.day(a.gedaan_op)}",
        )
        for a in ordered
    )
    deployed = [
        row
        for i, held, duo, after in zip(found.inzetten, found.evaluaties, found.duos, found.nazorg, strict=True)
        for row in (
            _deployed(i, found), *(f"eerder in het duo: {who}" for who in formerly(duo, i.einddatum)),
            *(_looked_back(n, found) for n in reversed(after)), *(_evaluated(e, found) for e in held),
        )
    ]  # fmt: skip
    return [
        Deel("Besluiten", decided, ("besluit", "besluiten")),
        Deel("Inzet", tuple((row,) for row in deployed), ("regel", "regels")),
        Deel("Laatste logregels", logged, ("logregel", "logregels")),
        Deel("Acties", acties, ("actie", "acties"), ("Voor", "Wie", "Wat", "Status"), (2.6, 2.4, 9.0, 3.0)),
    ]


def _deployed(i: InzetStand, found: _Casus) -> str:
    begun = f"begonnen {found.day(i.gestart)}" if i.gestart else f"start gepland {found.day(i.start)}" if i.start else "nog niet begonnen"
    ended = _joined((f"geëindigd {found.day(i.einddatum)}", result_words(i.resultaat, i.uhp), i.reden or "")) if i.einddatum else ""
    confirmed = f"bevestigd {found.day(i.bevestigd)}" if i.bevestigd and not i.gestart else ""
    parts = (
        f"Team AnderS {i.team or ''}".rstrip(),
        text.listed(i.duo) or "nog geen duo",
        begun,
        i.status if i.gestart and not i.einddatum else "",
        confirmed,
        text.count(i.weken, "week", "weken") if i.weken is not None else "",
        i.frequentie or "",
        f"einde verwacht {found.day(i.verwacht_einde)}" if i.verwacht_einde and not i.einddatum else "",
        ended,
        f"woonde {WOONSITUATIE.label(i.woonsituatie_begin).lower()}" if i.woonsituatie_begin and i.einddatum else "",
        f"woont {WOONSITUATIE.label(i.woonsituatie_eind).lower()}" if i.woonsituatie_eind else "",
        f"afgeschaald {found.day(i.afgeschaald_op)}" if i.afgeschaald_op else "",
        f"verder met {i.afgeschaald_naar}" if i.afgeschaald_naar else "",
        f"doel: {i.doel}" if i.doel else "",
        choice_words(i.duo_voorstel, i.duo_reden),
    )
    return cut(_joined(parts))


def _evaluated(e: Gehouden, found: _Casus) -> str:
    return _sentence(f"evaluatie {found.day(e.gehouden_op)}" if e.gehouden_op else f"evaluatie gepland {found.day(e.datum)}", e.uitkomst)


def _looked_back(n: NazorgStand, found: _Casus) -> str:
    after = after_words(n.maanden)
    if n.gedaan_op is None:
        return f"{after} gepland {found.day(n.datum)}"
    lives = f"woont {WOONSITUATIE.label(n.woonsituatie).lower()}" if n.woonsituatie else ""
    return _sentence(f"{after}, {found.day(n.gedaan_op)}", lives, n.uitkomst)


def _everything(found: _Casus) -> dict[str, object]:
    """All that the sheet is made of, also what did not fit on it."""
    card = found.kaart
    codes = ("bijkomend", "ouders", "knelpunten", "enjo", "partijen", "eerder", "heropend")
    return {
        "casus": card.casus,
        "status": card.status,
        **card.velden,
        **{name: getattr(card, name) for name in codes},
        "besluiten": [_bare(b) for b in card.besluiten],
        "inzetten": [
            {**_bare(i), "evaluaties": [_bare(e) for e in held], "duos": [_bare(d) for d in duo], "nazorg": [_bare(n) for n in after]}
            for i, held, duo, after in zip(found.inzetten, found.evaluaties, found.duos, found.nazorg, strict=True)
        ],
        "acties": [_bare(a) for a in card.acties],
        "log": [_bare(r) for r in found.log],
    }


def _bare(row: Genomen | InzetStand | Gehouden | DuoDeel | NazorgStand | ActieRegel | LogRegel) -> dict[str, object]:
    """Its fields, without the ids of rows."""
    return {name: value for name, value in asdict(row).items() if not isinstance(value, UUID)}


# --- words and sizes


def _undecided(found: _Casus) -> tuple[str, str]:
    return ("Besluit", "" if found.kaart.besluiten else "nog geen")


def _route(b: Genomen) -> str:
    return f"{ROUTE.label(b.route)}{f' {b.team}' if b.team else ''}"


def _who(b: Genomen, found: _Casus) -> str:
    until_ = f"uiterlijk {found.day(b.datum)}" if b.datum else ""
    return ", ".join(w for w in (_owner(b.eigenaar), until_) if w)


def _owner(code: str | None) -> str:
    """A short name, or the role that owns it by itself."""
    return ROL.label(code)


def _joined(words: Iterable[str]) -> str:
    return " · ".join(plain(w) for w in words if w)


def _sentence(*parts: str | None) -> str:
    """What is known of something, and behind it what people wrote."""
    *known, written = parts
    told = _joined(w or "" for w in known)
    return cut(f"{told}: {plain(written)}" if written else told)


def _height(blok: Blok) -> float:
    """Lines that a block takes that is not of a part."""
    match blok:
        case Kop():
            return HEADING
        case Feiten(regels):
            return sum(1.05 * _lines(woorden, SIGNS - 13) for _, woorden in regels)
        case Alinea(woorden):
            return _lines(woorden, SIGNS) + AFTER
        case _:
            raise TypeError(type(blok).__name__)


def _lines(words: str, signs: int) -> int:
    """Lines of `signs` ordinary signs that a text takes; one that is empty takes one."""
    return max(ceil(sum(map(_width, words)) / signs), 1)


def _width(sign: str) -> float:
    """As a part of an n, which most letters are as wide as."""
    if sign in NARROW:
        return 0.6
    if unicodedata.east_asian_width(sign) in "WF":
        return 2.0
    return 1.6 if sign in WIDE else 1.25 if sign.isupper() else 1.0
