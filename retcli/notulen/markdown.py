"""The minutes, and the agenda sent ahead, as Markdown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from db.clean import clean

from .. import text
from .inhoud import Afspraak, Besloten, Notulen, present, route_words, title

if TYPE_CHECKING:
    from .vooraf import Vooraf

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")
_AT_START = re.compile(r"^([-+=]|\d+(?=[.)]))")


def literal(words: str) -> str:
    """Text of people as one line that Markdown shows as it was written."""
    line = _SPECIAL.sub(r"\\\1", " ".join(clean(words, lines=False).text.split()))
    return _AT_START.sub(lambda m: "\\" + m[0] if not m[0][0].isdigit() else m[0] + "\\", line)


def render(minutes: Notulen) -> str:
    """The whole document, ending in a line break."""
    lines = [f"# {title(minutes)}", ""]
    mark = "met redenen en notities, alleen voor het team" if minutes.versie == "intern" else "zonder vragen, redenen en notities"
    lines += [f"Versie {minutes.versie}, {mark}. Status: {minutes.status}, vast te stellen in het volgende overleg.", ""]
    lines += ["## Aanwezig", ""]
    lines += [f"- {label}: {literal(names)}" for label, names in present(minutes)] or ["- niemand ingevuld"]
    if minutes.vorige_acties:
        lines += ["", "## Acties van de vorige keer", "", *_action_table(minutes.vorige_acties, status=True)]
    lines += ["", "## Besluiten", ""]
    lines += _decisions(minutes.besluiten) or ["Er zijn geen besluiten genomen."]
    if minutes.zonder_besluit:
        lines += ["", f"Zonder besluit: {text.listed(minutes.zonder_besluit)}."]
    if minutes.ter_kennisname:
        lines += ["", "## Ter kennisname", "", "Besloten buiten het overleg.", "", *_decisions(minutes.ter_kennisname, dated=True)]
    if minutes.afgesloten:
        lines += ["", "## Afgesloten", "", *(f"- {code}" for code in minutes.afgesloten)]
    if minutes.signalen:
        lines += ["", "## Signalen", "", *(f"- {literal(s)}" for s in minutes.signalen)]
    lines += ["", "## Acties", ""]
    lines += _action_table(minutes.acties, status=False) if minutes.acties else ["Er zijn geen nieuwe acties."]
    lines += [
        "",
        "## Volgend overleg",
        "",
        f"{text.day_long(minutes.volgend_overleg)}." if minutes.volgend_overleg else "Nog niet gepland.",
    ]
    return "\n".join(lines) + "\n"


def agenda(ahead: Vooraf) -> str:
    """The agenda that is sent ahead, ending in a line break."""
    lines = [f"# {ahead.titel}", "", *(f"- {label}: {literal(words)}" for label, words in ahead.kop)]
    if not ahead.aantal:
        lines += ["", "Er staat niets op de agenda."]
    for part in ahead.onderdelen:
        lines += ["", f"## {part.titel}", "", "| Nr | Casus | Waarom |", "|---:|---|---|"]
        lines += [f"| {item.nr} | {literal(item.casus or '')} | {literal(item.waarom)} |" for item in part.punten]
    if ahead.signalen:
        lines += [
            "",
            "## Signalen",
            "",
            "| Aantal | Thema |",
            "|---:|---|",
            *(f"| {many} | {literal(theme)} |" for theme, many in ahead.signalen),
        ]
    return "\n".join([*lines, "", ahead.voet]) + "\n"


def _decisions(besluiten: tuple[Besloten, ...], *, dated: bool = False) -> list[str]:
    lines = []
    for besluit in besluiten:
        day = f" ({text.day_words(besluit.besloten_op)})" if dated and besluit.besloten_op else ""
        lines.append(f"- **{besluit.casus}** {literal(route_words(besluit))}{day}")
        who = [w for w in (besluit.eigenaar, f"uiterlijk {text.day_words(besluit.datum)}" if besluit.datum else None) if w]
        if who:
            lines.append(f"  - {literal(', '.join(who))}")
        if besluit.reden:
            lines.append(f"  - Reden: {literal(besluit.reden)}")
        if besluit.notitie:
            lines.append(f"  - Notitie: {literal(besluit.notitie)}")
    return lines


def _action_table(acties: tuple[Afspraak, ...], *, status: bool) -> list[str]:
    head = ["Wat", "Casus", "Wie", "Voor", *(["Status"] if status else [])]
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    for actie in acties:
        cells = [literal(actie.omschrijving), actie.casus or "", literal(actie.eigenaar or ""), text.day_words(actie.voor)]
        lines.append(f"| {' | '.join([*cells, *([actie.status] if status else [])])} |")
    return lines
