"""The card of a casus, as content: what it is, what is asked, what plays, what was decided. Pseudonym first; never who it is."""

from __future__ import annotations

from datetime import date

from textual.content import Content

from db.codes import (
    AANMELDER,
    GEMEENTE,
    GESLACHT,
    GRONDSLAG_DELEN,
    KNELPUNT,
    MAATREGEL,
    ONDERWIJS,
    PROBLEMATIEK,
    PROBLEMATIEK_OUDERS,
    RESULTAAT,
    ROUTE,
    VERKLARENDE_ANALYSE,
    WOONSITUATIE,
    Codelijst,
)
from retcli import text as words
from retcli.casussen import Kaart, age_words

from .text import joined, plain


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
        f"woont {_label(card, 'woonsituatie', WOONSITUATIE).lower()}" if velden.get("woonsituatie") else "",
        _label(card, "maatregel", MAATREGEL) if velden.get("maatregel") not in (None, "GEEN") else "",
        _label(card, "onderwijs", ONDERWIJS).lower(),
        f"verklarende analyse {_label(card, 'verklarende_analyse', VERKLARENDE_ANALYSE).lower()}"
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
