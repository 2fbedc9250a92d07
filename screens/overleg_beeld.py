"""What the meeting screen shows, as content: the head, the agenda's lines, routes, the decision, an inzet. It asks and changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING
from uuid import UUID

from textual.content import Content

from db.codes import GEMEENTE, ROUTE
from retcli import text as words
from retcli.casussen import Genomen, Kaart
from retcli.overleg import PARTS, Kop, Punt

from .text import column, joined, plain
from .toetsen import ROUTE_KORT, ROUTE_TEKEN
from .toetsenbord import teken

if TYPE_CHECKING:
    from retcli.duo import Paar, Voorstel
    from retcli.heraanmelding import Mogelijk
    from retcli.inzet import InzetStand
    from retcli.inzetlog import LogRegel
    from retcli.signalen import SignaalRegel
    from retcli.verschillen import Verschil

DEEL = {
    "nieuw": "Nieuw",
    "aangehouden": "Aangehouden",
    "ingebracht": "Ingebracht",
    "ter kennisname": "Ter kennisname",
    "inzet": "Lopend",
    "evaluatie": "Evaluatie",
    "nazorg": "Nazorg",
    "vastgelopen": "Vastgelopen",
    "sluiten": "Te sluiten",
    "signaal": "Signalen",
}
SOORTEN = {
    "actie": ("actie", "acties"),
    "nieuw": ("nieuw", "nieuw"),
    "aangehouden": ("aangehouden", "aangehouden"),
    "ter kennisname": ("ter kennisname", "ter kennisname"),
    "sluiten": ("te sluiten", "te sluiten"),
    "ingebracht": ("ingebracht", "ingebracht"),
    "inzet": ("lopende inzet", "lopende inzetten"),
    "evaluatie": ("evaluatie", "evaluaties"),
    "nazorg": ("nazorg", "nazorg"),
    "vastgelopen": ("vastgelopen", "vastgelopen"),
    "signaal": ("signaal", "signalen"),
}
NAAM = {"opening": "Opening", "acties": "Acties", "sluiten": "Sluiten"}


@dataclass(frozen=True, slots=True)
class Stap:
    """One step of the walk; `punt` where it is an item. `id` is how the meeting remembers where it was."""

    soort: str
    id: UUID
    punt: Punt | None = None

    @property
    def naam(self) -> str:
        """What it is called in one word."""
        if self.punt is None:
            return NAAM[self.soort]
        return self.punt.casus or DEEL.get(self.punt.soort, "")


@dataclass(frozen=True, slots=True)
class Stand:
    """What the screen shows, read in one go."""

    kop: Kop
    punten: tuple[Punt, ...]
    stappen: tuple[Stap, ...]
    today: date
    einde: datetime | None = None
    """When the meeting is done at this pace."""
    kaart: Kaart | None = None
    besluit: Genomen | None = None
    duo: tuple[str, ...] = ()
    start: date | None = None
    inzet: InzetStand | None = None
    log: tuple[LogRegel, ...] = ()
    signaal: SignaalRegel | None = None
    verschillen: tuple[Verschil, ...] = ()
    """What laptops disagree about in this casus."""
    mogelijk: tuple[Mogelijk, ...] = ()
    """Earlier casussen that may be the same child, while nobody linked one or set it aside."""
    voorstel: Voorstel | None = None
    """Which duos fit, where a decision for Team AnderS has none yet."""
    wachten: int = 0
    """So many casussen of this meeting wait for a duo, where one is proposed."""

    @property
    def voorgesteld(self) -> Paar | None:
        """The duo that Enter takes; None when nobody has room."""
        first = self.voorstel.paren[0] if self.voorstel is not None else None
        return first if first is not None and not first.kunnen_niet else None

    @property
    def acties(self) -> str:
        """`Acties 2 van 5`."""
        items = [p for p in self.punten if p.soort == "actie"]
        return f"Acties {sum(p.besproken for p in items)} van {len(items)}"

    def met(self, ids: tuple[UUID, ...]) -> list[Punt]:
        """These items."""
        return [p for p in self.punten if p.id in ids]


LABEL = 12
"""Cells of the column of labels."""


def in_rows(rows: list[tuple[str, Content]], width: int, room: str) -> Content:
    """Rows of a label and what belongs to it, with `room` between them; one without content is left out.

    One content for a whole card: a widget a row would be laid out anew at each step.
    """
    shown = []
    for label, content in rows:
        if not content.plain.strip():
            continue
        lines = content.wrap(max(8, width - LABEL))
        first = joined(plain(column(label, LABEL), "dim"), lines[0])
        shown.append(Content("\n").join([first, *(line.pad_left(LABEL) for line in lines[1:])]))
    return Content("\n" + room).join(shown)


def head(stand: Stand, now: datetime, oefen: Content, *, wide: bool) -> Content:
    """Which meeting, how long it runs, how far it is, how long this item takes, and when it ends at this pace."""
    kop = stand.kop
    items = [p for p in stand.punten if p.soort != "actie"]
    done = sum(p.besproken for p in items)
    minutes = _minutes(now, kop.gestart_op)
    runs = f"● {'loopt ' if wide else ''}{minutes // 60}:{minutes % 60:02d}"
    here = f"dit punt {_minutes(now, kop.huidig_sinds)} min" if wide else f"punt {_minutes(now, kop.huidig_sinds)} min"
    end = f"klaar {'± ' if wide else '±'}{stand.einde.astimezone():%H:%M}" if stand.einde else ""
    return joined(
        oefen,
        plain("RET-AnderS" if wide else "", "bold"),
        plain(f"week {kop.datum.isocalendar().week}" if wide else ""),
        plain(words.day_long(kop.datum) if wide else words.day_words(kop.datum), "" if wide else "bold"),
        plain(runs, "$text-success") if kop.status == "lopend" else plain(kop.status),
        plain(f"{done} van {len(items)}"),
        plain(here if kop.status == "lopend" else ""),
        plain(end if kop.status == "lopend" else ""),
        between=" · ",
    )


def counted(soorten: Mapping[str, int]) -> str:
    """`3 nieuw, 1 signaal`, in the order of the agenda."""
    return ", ".join(f"{n} {SOORTEN[s][n > 1]}" for s in PARTS if (n := soorten.get(s, 0)))


def _minutes(now: datetime, since: datetime | None) -> int:
    return max(0, int((now - since).total_seconds() // 60)) if since else 0


def agenda_line(step: Stap, number: int, actions: str) -> Content:
    """A step on the agenda: its number, whether it is done, and what was decided."""
    p, nr = step.punt, plain(f"{number:>2} ", "dim")
    if p is None:
        return joined(nr, plain(actions if step.soort == "acties" else step.naam))
    done = plain("✓ " if p.besproken else "  ", "$text-success")
    if p.casus is None:
        return joined(nr, done, plain(words.shorten(p.waarom, 25)))
    town = column(GEMEENTE.label(p.gemeente), 10)
    return joined(nr, done, plain(f"{p.casus} "), plain(town, "dim"), plain(_sign(p), "bold"))


def _sign(p: Punt) -> str:
    """The decision in a few signs; how often it was held over."""
    if p.route in (None, "AANH") and p.keer:
        return f"↻{p.keer}"
    return ROUTE_TEKEN.get(p.route or "", "")


def place(stand: Stand, at: int) -> Content:
    """On a narrow screen, the agenda in one line: `Nieuw 2/9 · 26-K7QX2 · ↻2`."""
    here = stand.stappen[at]
    kind = DEEL.get(here.punt.soort, "") if here.punt else ""
    sign = _sign(here.punt) if here.punt else ""
    number = f"{kind} {at + 1}/{len(stand.stappen)}".strip()
    return joined(plain(number, "dim"), plain(here.naam, "dim"), plain(sign, "bold"), between=" · ")


def routes(taken: str | None, width: int) -> Content:
    """The routes with their keys behind each other in lines of `width`, the one that was taken marked; none is broken over two lines."""
    return _routes(taken, width, tuple(teken(f"overleg.route.{code.code}") for code in ROUTE))


@lru_cache(maxsize=64)
def _routes(taken: str | None, width: int, keys: tuple[str, ...]) -> Content:
    lines: list[list[Content]] = [[]]
    used = 0
    for code, key in zip(ROUTE, keys, strict=True):
        word = ROUTE_KORT[code.code]
        if lines[-1] and used + len(word) + 2 > width:
            lines.append([])
            used = 0
        used += len(word) + 4
        if taken == code.code:
            word = f"[reverse]{word}[/]"
        # The markup is ours: an action of this screen and a word of the registry; a key of one's own can be a bracket.
        lines[-1].append(Content.from_markup(f"[@click=screen.route('{code.code}')][b $text-accent]$key[/] {word}[/]", key=key))
    return Content("\n").join([Content("  ").join(line) for line in lines])


def decision(
    b: Genomen, duo: tuple[str, ...], start: date | None, samen: list[Punt], voorstel: Voorstel | None = None, wachten: int = 0
) -> Content:
    """The decision that was taken, what it still lacks, and whom else it could be for; `wachten` casussen lack a duo."""
    team = f" {b.team}" if b.team else ""
    who = f"   {b.eigenaar or '▲ geen eigenaar'} · uiterlijk {words.day_words(b.datum) or '▲ geen datum'}"
    lines = [
        joined(plain(f"{ROUTE.label(b.route)}{team}", "bold"), plain(who)),
        joined(plain("reden  ", "dim"), plain(b.reden) if b.reden else plain("nog leeg: r", "dim")),
    ]
    if b.route == "TA":
        label = plain("duo    ", "dim")
        if duo:
            lines.append(joined(label, plain(f"{words.listed(duo)}, start {words.day_words(start)}")))
        elif voorstel is None or voorstel.paren[0].kunnen_niet:
            nobody = ", en geen twee leden hebben plek" if voorstel is not None else ""
            lines.append(joined(label, plain(f"▲ nog geen duo{nobody}: d", "$text-warning")))
        else:
            lines += [joined(label, line) if n == 0 else line for n, line in enumerate(_proposed(voorstel, wachten))]
    others = [p.casus for p in samen if p.route is None and p.casus]
    if others:
        lines.append(plain(f"+ hetzelfde besluit voor {words.listed(others)}", "$text-accent"))
    return Content("\n").join(lines)


REASONS = 3
"""So many reasons for a proposed duo stand in the meeting; the rest stands where it is chosen."""


def _proposed(voorstel: Voorstel, wachten: int) -> list[Content]:
    """The first pair, with its weightiest reasons and all that is to be looked out for; and that more can be divided at once."""
    first = voorstel.paren[0]
    room = " + ".join(str(voorstel.mensen[lid].vrij) for lid in first.leden)
    best = sorted(first.redenen, key=lambda reason: -reason.punten)[:REASONS]
    told = [
        (f"waarom {' · '.join([*[reason.woorden for reason in best], f'ruimte {room}'])}", "dim"),
        (" · ".join(f"▲ {flag.woorden}" for flag in first.let_op), "$text-warning"),
        (f"{wachten} casussen wachten op een duo: D verdeelt ze samen" if wachten > 1 else "", ""),
    ]
    return [
        joined(
            plain("▲ nog geen duo", "$text-warning"),
            plain(f"Enter neemt {' + '.join(first.codes)}", "bold"),
            plain("d een ander"),
            between="   ",
        ),
        *[plain(line, style) for line, style in told if line],
    ]


def family(samen: list[Punt]) -> Content:
    """With whom a casus is discussed."""
    codes = [p.casus for p in samen if p.casus]
    return plain(f"Samen met {words.listed(codes)}: een gezin, elk een eigen besluit", "$text-accent") if codes else Content()


def earlier(mogelijk: tuple[Mogelijk, ...]) -> Content:
    """Earlier casussen that may be the same child."""
    lines = [f"misschien {m.code}: {m.waarom} · {m.verloop}" for m in mogelijk]
    return joined(*map(plain, lines), plain("w koppelt, of zegt dat het een ander kind is" if lines else "", "dim"), between="\n")


def deployment(inzet: InzetStand, log: tuple[LogRegel, ...], today: date) -> Content:
    """An inzet in a few lines: who, since when, what it is for, what needs attention, and the last lines of its log."""
    begun = f"sinds {words.day_words(inzet.gestart)}" if inzet.gestart else f"gepland op {words.day_words(inzet.start) or '?'}"
    weeks = words.count(inzet.weken, "week", "weken") if inzet.weken is not None else ""
    evaluation = f"evaluatie {words.day_words(inzet.evaluatie)}" if inzet.evaluatie else "geen evaluatie gepland"
    lines = [
        joined(
            plain(f"Team AnderS {inzet.team or '?'}: {words.listed(inzet.duo) or '▲ geen duo'}", "bold"),
            plain(begun),
            plain(weeks),
            plain(evaluation),
            between=" · ",
        )
    ]
    if inzet.doel:
        lines.append(joined(plain("doel  ", "dim"), plain(inzet.doel)))
    if inzet.aandacht:
        lines.append(plain(f"▲ {inzet.aandacht}", "$text-warning" if inzet.dringend else ""))
    for line in log[:4]:
        lines.append(joined(plain(line.begrepen(today), "dim"), plain("  "), plain(line.tekst)))
    if not log:
        lines.append(plain("Nog niets in het log: l schrijft een regel.", "dim"))
    return Content("\n").join(lines)
