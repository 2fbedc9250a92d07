"""The card of a casus, as content: what it is, what is asked, what plays, what was decided. Pseudonym first; never who it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from textual.content import Content

from db.codes import (
    AANMELDER,
    ENJO,
    GEMEENTE,
    GESLACHT,
    GRONDSLAG_DELEN,
    KANAAL,
    KNELPUNT,
    MAATREGEL,
    MONITOR,
    ONDERWIJS,
    PROBLEMATIEK,
    PROBLEMATIEK_OUDERS,
    RESULTAAT,
    ROUTE,
    SOORT,
    VEILIGHEID,
    VERKLARENDE_ANALYSE,
    WOONSITUATIE,
    Codelijst,
)
from retcli import text as words
from retcli.casussen import Kaart, age_words
from retcli.tijdlijn import after_words, formerly, result_words

from .text import column, joined, plain

if TYPE_CHECKING:
    from retcli.casussen import Verwant
    from retcli.heraanmelding import Mogelijk
    from retcli.historie import Regel
    from retcli.inzet import DuoDeel, InzetStand
    from retcli.samenvoegen import Dubbele, Later
    from retcli.tijdlijn import Gebeurtenis
    from retcli.uitkomst import NazorgStand
    from retcli.verschillen import Verschil


@dataclass(frozen=True, slots=True)
class Ingezet:
    """A deployment as the card shows it: how it stands, everyone of its duo, and its after-care."""

    stand: InzetStand
    duo: tuple[DuoDeel, ...]
    nazorg: tuple[NazorgStand, ...]


@dataclass(frozen=True, slots=True)
class Dubbel:
    """What is one with a casus: joined, waiting at a double, or perhaps the same."""

    samen: tuple[Dubbele, ...]
    later: Later | None
    mogelijk: tuple[Mogelijk, ...]


LEEG = {
    "datum_aanmelding": "datum",
    "aanmelder": "aanmelder",
    "gemeente": "gemeente",
    "geboortejaar": "geboortejaar",
    "vraag": "vraag",
    "grondslag_status": "grondslag voor delen",
}
"""Fields of the intake as people call them."""


def _label(card: Kaart, name: str, lijst: Codelijst) -> str:
    value = card.velden.get(name)
    return lijst.label(value) if isinstance(value, str) else ""


def kop(card: Kaart, today: date, waarom: str = "") -> Content:
    """First line: code, who in numbers, where, why here."""
    born = card.velden.get("geboortejaar")
    who = _label(card, "geslacht", GESLACHT).lower() or "jeugdige"
    if who in ("onbekend", "anders"):
        who = "jeugdige"
    where = _label(card, "gemeente", GEMEENTE)
    return joined(
        plain(card.casus, "bold $text-accent"),
        plain(f"   {who}, {age_words(born if isinstance(born, int) else None, today)}", "bold"),
        plain(f" · {where}" if where else ""),
        plain(f"\n{waarom or card.status}", "dim"),
    )


def gegevens(card: Kaart) -> Content:
    """Second line: who brought it, where the child lives, measure, school, analysis, basis, earlier."""
    velden = card.velden
    by = _label(card, "aanmelder", AANMELDER)
    organisation = velden.get("aanmelder_organisatie")
    facts = [
        f"aangemeld door {by}{f' ({organisation})' if organisation else ''}" if by else "",
        f"woont: {_label(card, 'woonsituatie', WOONSITUATIE).lower()}" if velden.get("woonsituatie") else "",
        _label(card, "maatregel", MAATREGEL) if velden.get("maatregel") not in (None, "GEEN") else "",
        _label(card, "onderwijs", ONDERWIJS).lower(),
        f"verklarende analyse: {_label(card, 'verklarende_analyse', VERKLARENDE_ANALYSE).lower()}"
        if velden.get("verklarende_analyse")
        else "",
        f"eerder {card.eerder}" if card.eerder else "",
    ]
    status = velden.get("grondslag_status")
    line = joined(*(plain(f) for f in facts), between=" · ")
    if status in (None, "NIETVAST"):
        basis = plain("▲ grondslag voor delen nog niet vastgelegd", "$text-warning")
    else:
        basis = plain(f"grondslag: {GRONDSLAG_DELEN.label(str(status)).lower()}", "$text-warning" if status == "GEWEIGERD" else "")
    return joined(line, basis, between="\n")


def speelt(card: Kaart) -> Content:
    """What plays: the child's, the parents', the bottlenecks, and whether a uithuisplaatsing threatens."""
    first = _label(card, "problematiek", PROBLEMATIEK)
    own = ", ".join(p for p in [first, *(PROBLEMATIEK.label(c) for c in card.bijkomend)] if p)
    parents = ", ".join(PROBLEMATIEK_OUDERS.label(c) for c in card.ouders)
    stuck = ", ".join(KNELPUNT.label(c) for c in card.knelpunten)
    marks = [
        plain("● dreigende uithuisplaatsing", "bold $text-warning") if card.velden.get("dreigende_uhp") else "",
        plain("wil naar huis") if card.velden.get("wens_naar_huis") else "",
        plain("urgent", "bold") if card.velden.get("urgentie") == "HOOG" else "",
    ]
    return joined(
        plain(own), plain(f"ouders: {parents}" if parents else ""), plain(f"knelpunt: {stuck}" if stuck else ""), *marks, between=" · "
    )


def tot_nu_toe(card: Kaart, *, zonder_overleg: object = None) -> Content:
    """What happened so far, oldest first: decisions (but those of the meeting on screen), deployments, reopenings, the closing."""
    lines = []
    for b in card.besluiten:
        if b.overleg is None or b.overleg != zonder_overleg:
            outside = "" if b.overleg else ", buiten overleg"
            why = f": {b.reden}" if b.reden else ""
            lines.append(f"{words.day_words(b.besloten_op) or 'eerder'}  {ROUTE.label(b.route)}{outside}{why}")
    for i in card.inzetten:
        if zonder_overleg is None or not any(b.id == i.besluit and b.overleg == zonder_overleg for b in card.besluiten):
            ended = f", geëindigd {words.day_words(i.einddatum)}" if i.einddatum else ""
            silent = f", laatste contact {words.day_words(i.laatste_contact)}" if i.laatste_contact and not i.einddatum else ""
            lines.append(f"{words.day_words(i.start) or 'inzet'}  inzet Team AnderS {i.team or '?'}: {words.listed(i.duo)}{silent}{ended}")
    lines += [f"{words.day_words(d)}  heropend" for d in card.heropend]
    closed = card.velden.get("afsluiting_datum")
    if isinstance(closed, date):
        result = card.velden.get("afsluiting_resultaat")
        lines.append(f"{words.day_words(closed)}  afgesloten{f': {RESULTAAT.label(str(result))}' if result else ''}")
    return plain("\n".join(lines))


def acties(card: Kaart) -> Content:
    """The actions: open ones with who and when, done ones ticked."""
    lines = []
    for a in card.acties:
        mark = {"open": "☐", "gedaan": "☑", "vervallen": "–"}[a.status]
        lines.append(f"{mark} {a.eigenaar or '▲ niemand'}  {a.omschrijving}  {words.day_words(a.voor) or '▲ geen datum'}")
    return plain("\n".join(lines))


def verschillen(several: Sequence[Verschil], waar: str = "v") -> Content:
    """Which fields two people gave another value, and where that is settled; nothing when none differs."""
    if not several:
        return Content()
    named = dict.fromkeys(words.shorten(one.veld if one.tabel == "casus" else one.wat, 40) for one in several)
    more = f" en nog {len(named) - 4}" if len(named) > 4 else ""
    return plain(f"▲ {', '.join(list(named)[:4])}{more} · {waar} kiest wat geldt", "$text-warning")


def nog_leeg(missing: Sequence[str]) -> Content:
    """The intake fields that are still empty; nothing when none is."""
    return plain(f"▲ {', '.join(LEEG.get(m, m.replace('_', ' ')) for m in missing)}", "$text-warning") if missing else Content()


def overig(card: Kaart) -> Content:
    """What is known and has no line of its own: how it came, safety, the basis, ENJO, the monitor, who is involved."""
    velden = card.velden
    basis = [
        words.day_short(day) if isinstance(day := velden.get("grondslag_datum"), date) else "",
        f"van {velden['grondslag_wie']}" if velden.get("grondslag_wie") else "",
        f"voor {velden['grondslag_bereik']}" if velden.get("grondslag_bereik") else "",
        f"ingetrokken {words.day_short(day)}" if isinstance(day := velden.get("grondslag_ingetrokken"), date) else "",
    ]
    monitor_day = velden.get("in_monitor_op")
    contact = velden.get("eerste_contact")
    enjo = ", ".join(ENJO.label(c) for c in card.enjo)
    facts = [
        f"aangemeld {words.day_words(day)} {day.year}" if isinstance(day := velden.get("datum_aanmelding"), date) else "",
        _label(card, "kanaal", KANAAL).lower(),
        f"eerste contact {words.local_time(contact)}" if isinstance(contact, datetime) else "",
        _label(card, "soort", SOORT).lower(),
        f"veiligheid: {_label(card, 'veiligheid', VEILIGHEID).lower()}" if velden.get("veiligheid") else "",
        f"grondslag {', '.join(b for b in basis if b)}" if any(basis) else "",
        f"betrokken: {', '.join(card.partijen)}" if card.partijen else "",
        f"ENJO{f': {enjo}' if enjo else ''}" if velden.get("enjo_betrokken") or enjo else "",
        f"monitor: {_label(card, 'in_monitor', MONITOR).lower()}" if velden.get("in_monitor") else "",
        f"sinds {words.day_short(monitor_day)}" if isinstance(monitor_day, date) else "",
    ]
    return plain(" · ".join(f for f in facts if f))


def verwanten(others: Sequence[Verwant]) -> Content:
    """The other aanmeldingen of this child and this family, with their codes."""
    names = {"eerder": "eerdere aanmelding", "later": "latere aanmelding", "gezin": "broer of zus"}
    lines = [
        joined(plain(f"{names[v.soort]} "), plain(v.casus, "bold"), plain(f" {words.day_short(v.datum)} · {v.status}".replace("  ", " ")))
        for v in others
    ]
    return Content("\n").join([*lines, plain("g gaat erheen", "dim")]) if lines else Content()


def dubbel(d: Dubbel) -> Content:
    """What was joined with it and can be taken apart, what came later at those, and which casus may be the same."""
    lines = [
        joined(
            plain(s.casus, "bold"),
            plain(f" samengevoegd{f' {words.day_words(s.op)}' if s.op else ''}{f' ({s.wie})' if s.wie else ''}"),
            plain("   L maakt los", "dim"),
        )
        for s in d.samen
    ]
    if d.later is not None:
        lines.append(joined(plain(f"▲ {d.later.woorden}", "$text-warning"), plain("   D haalt het over", "dim")))
    if d.mogelijk:
        seen = " · ".join(f"{m.code} ({m.waarom})" for m in d.mogelijk)
        lines.append(joined(plain(f"mogelijk dezelfde: {seen}"), plain("   D voegt samen", "dim")))
    return Content("\n").join(lines)


def besluit(card: Kaart) -> Content:
    """The last decision: route, why, who does it and by when."""
    b = card.besluit
    if b is None:
        return plain("nog geen besluit", "dim")
    team = f" {b.team}" if b.team else ""
    until = f", uiterlijk {words.day_words(b.datum)}" if b.datum else ""
    return joined(
        plain(f"{ROUTE.label(b.route)}{team}", "bold"),
        plain(f"   {words.day_words(b.besloten_op)}" if b.besloten_op else "", "dim"),
        plain(f" · {b.eigenaar}{until}" if b.eigenaar else ""),
        plain(f"\n{b.reden}" if b.reden else ""),
    )


def inzetten(deployed: Sequence[Ingezet]) -> Content:
    """The deployments, the last first: how each stands, its duo and who was in it before; of those that ended what came of it."""
    return Content("\n").join([line for i in deployed for line in (_ended(i) if i.stand.einddatum else _running(i))])


def _running(i: Ingezet) -> list[Content]:
    stand = i.stand
    known = [
        stand.status,
        f"start {words.day_words(stand.start)}" if stand.start and not stand.gestart else "",
        words.count(stand.weken, "week", "weken") if stand.weken else "",
        f"laatste contact {words.day_words(stand.laatste_contact)}" if stand.laatste_contact else "",
        f"evaluatie {words.day_words(stand.evaluatie)}" if stand.evaluatie else "",
        f"naar {stand.afgeschaald_naar}" if stand.afgeschaald_op and stand.afgeschaald_naar else "",
    ]
    return [
        joined(plain(_team_words(stand)), plain(", ".join(w for w in known if w)), between=" · "),
        *([plain(f"▲ {stand.aandacht}", "$text-warning")] if stand.dringend else []),
        *_before(i),
        *([plain(f"doel: {stand.doel}")] if stand.doel else []),
    ]


def _ended(i: Ingezet) -> list[Content]:
    stand = i.stand
    came_to = result_words(stand.resultaat, stand.uhp) or stand.reden or ""
    ended = f"{stand.status} {words.day_words(stand.einddatum)}{f': {came_to}' if came_to else ''}"
    coming = [f"{after_words(n.maanden)} {words.day_words(n.datum)}" for n in i.nazorg if n.gedaan_op is None]
    return [joined(plain(_team_words(stand)), plain(ended), *map(plain, coming), between=" · "), *_before(i)]


def _team_words(stand: InzetStand) -> str:
    return f"Team AnderS {stand.team or '?'}: {words.listed(stand.duo) or '▲ nog geen duo'}"


def _before(i: Ingezet) -> list[Content]:
    earlier = formerly(i.duo, i.stand.einddatum)
    return [plain(f"eerder in het duo: {words.listed(earlier)}", "dim")] if earlier else []


DAG, WIE = 16, 6
"""Widths of the columns of the time line: the day, and who wrote it down."""


def tijdlijn(events: Sequence[Gebeurtenis], today: date, width: int) -> Content:
    """What happened, a day before each, in lines of `width`; what is still to come is said and dim."""
    lines = []
    for e in events:
        day = words.day_words(e.op) + (f" {e.op.year}" if e.op.year != today.year else "")
        style = "dim" if e.op > today else ""
        before = joined(plain(column(day, DAG), style or "bold"), plain(column(e.wie, WIE), "dim"))
        lines.append(hangend(before, plain(f"{'straks: ' if style else ''}{e.woorden}", style), width, DAG + WIE))
    return Content("\n").join(lines)


def historie(changes: Sequence[Regel], width: int) -> Content:
    """Who changed what: the moment and the member before each."""
    return Content("\n").join(
        [
            hangend(
                joined(plain(words.local_time(c.op).ljust(18), "bold"), plain(column(c.wie or "?", WIE), "dim")),
                plain(c.woorden),
                width,
                18 + WIE,
            )
            for c in changes
        ]
    )


def hangend(before: Content, words_: Content, width: int, left: int) -> Content:
    """A text in lines of `width`, behind what stands before it; its further lines begin at `left`."""
    first, *rest = words_.wrap(max(width - left, 12)) or [Content()]
    return Content("\n").join([before.pad_right(left - before.cell_length) + first, *(line.pad_left(left) for line in rest)])
