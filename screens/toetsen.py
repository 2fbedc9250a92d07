"""The one registry of actions: what each screen can do, by which keys, and in which words.

It feeds the bindings, the footer and the help. A key's id is for ever (a user may remap it); labels and tips are literals.
"""

from __future__ import annotations

from dataclasses import dataclass

from textual.binding import Binding, BindingType

from db.codes import ROUTE


@dataclass(frozen=True, slots=True)
class Toets:
    """One thing to do: its id (`scherm.naam`), keys, action, word in the footer and sentence in the help."""

    id: str
    keys: str
    action: str
    label: str
    tip: str
    show: bool = True
    shown_as: str | None = None

    @property
    def binding(self) -> Binding:
        """As Textual wants it."""
        return Binding(
            self.keys, self.action, self.label, show=self.show, key_display=self.shown_as, tooltip=self.tip, id=self.id,
            priority=self.id in ("app.stop", "app.slot"),
        )  # fmt: skip


ROUTE_KORT = {
    "CON": "consultatie",
    "RETTAFEL": "RET-tafel",
    "RONDE": "ronde tafel",
    "TA": "Team AnderS",
    "REGIE": "procesregie",
    "BEMID": "bemiddeling",
    "ESCAL": "escalatie",
    "DOORVERW": "doorverwijzen",
    "WACHT": "wacht op info",
    "AANH": "aanhouden",
    "NIET": "niet in behandeling",
}
"""Routes in the words of the decision line."""

ROUTE_TEKEN = {
    "CON": "con.",
    "RETTAFEL": "RET",
    "RONDE": "ronde",
    "TA": "TA",
    "REGIE": "regie",
    "BEMID": "bem.",
    "ESCAL": "esc.",
    "DOORVERW": "door",
    "WACHT": "info",
    "AANH": "↻",
    "NIET": "niet",
}
"""Routes as the agenda shows them."""

TOETSEN: dict[str, tuple[Toets, ...]] = {
    "app": (
        Toets("app.hulp", "f1,question_mark", "hulp", "Hulp", "Alle toetsen van dit scherm", shown_as="F1"),
        Toets("app.slot", "ctrl+l", "slot", "Slot", "Op slot; alles blijft staan", show=False),
        Toets("app.stop", "ctrl+q", "quit", "Stop", "Het programma sluiten; alles is al bewaard", show=False),
    ),
    "vandaag": (
        Toets("vandaag.open", "enter", "open", "Open", "Wat gekozen is: het overleg, of de kaart van een casus"),
        Toets("vandaag.overleg", "o", "overleg", "Overleg", "Naar het overleg: beginnen, of verder waar het was"),
        Toets("vandaag.plan", "p", "plan", "Plan", "Een overleg plannen"),
        Toets("vandaag.notulen", "m", "notulen", "Notulen", "De notulen van het laatste overleg"),
        Toets("vandaag.omlaag", "j,down", "omlaag", "Omlaag", "Volgende regel", show=False),
        Toets("vandaag.omhoog", "k,up", "omhoog", "Omhoog", "Vorige regel", show=False),
    ),
    "overleg": (
        Toets("overleg.vorige", "left", "vorige", "Vorige", "Naar het vorige punt", show=False),
        Toets("overleg.volgende", "right", "volgende", "Punt", "Naar het volgende punt", shown_as="← →"),
        *(
            Toets(f"overleg.route.{c.code}", c.key or "", f"route('{c.code}')", ROUTE_KORT[c.code], f"Besluit: {c.label}", show=False)
            for c in ROUTE
        ),
        Toets("overleg.door", "enter", "door", "Langs", "Langs reden, eigenaar, datum en duo; of afvinken, of sluiten"),
        Toets("overleg.reden", "r", "reden", "Reden", "Waarom dit besluit"),
        Toets("overleg.duo", "d", "duo", "Duo", "Wie het doen: twee leden van een Team AnderS"),
        Toets("overleg.actie", "a", "actie", "Actie", "Een actie: wat, wie en voor wanneer"),
        Toets("overleg.notitie", "n", "notitie", "Notitie", "Een notitie bij dit punt"),
        Toets("overleg.eigenaar", "e", "eigenaar", "Eigenaar", "Wie het besluit uitvoert", show=False),
        Toets("overleg.termijn", "t", "termijn", "Termijn", "Uiterlijk wanneer; bij sluiten het volgende overleg", show=False),
        Toets("overleg.afvinken", "space", "afvinken", "Afvinken", "Actie gedaan, of aanwezig en afwezig", show=False),
        Toets("overleg.verzet", "v", "verzet", "Verzet", "Een andere datum voor de gekozen actie", show=False),
        Toets("overleg.vervalt", "x", "vervalt", "Vervalt", "De gekozen actie is niet meer nodig; bij een casus: afsluiten", show=False),
        Toets("overleg.wie", "i", "wie", "Wie is dit", "Wie het is, tien tellen lang; het wordt vastgelegd", show=False),
        Toets("overleg.ga", "g", "ga", "Ga", "Naar een nummer van de agenda, of een casuscode; die casus komt er zo nodig op"),
        Toets("overleg.casus", "c", "casus", "Casus", "Een casus op de agenda zetten: de nieuwste, of zoeken", show=False),
        Toets("overleg.omlaag", "j,down", "omlaag", "Omlaag", "Volgende regel", show=False),
        Toets("overleg.omhoog", "k,up", "omhoog", "Omhoog", "Vorige regel", show=False),
        Toets("overleg.terug", "escape", "terug", "Terug", "Naar Vandaag; het overleg loopt door"),
    ),
    "casus": (
        Toets("casus.wie", "i", "wie", "Wie is dit", "Wie het is, tien tellen lang; het wordt vastgelegd"),
        Toets("casus.terug", "escape", "terug", "Terug", "Terug naar het vorige scherm"),
    ),
    "notulen": (
        Toets("notulen.schrijf", "s", "schrijf", "Schrijf", "Naar een bestand"),
        Toets("notulen.versie", "v", "versie", "Versie", "Deelbaar of intern"),
        Toets("notulen.ouder", "o", "ouder", "Ouder", "De notulen van het overleg ervoor"),
        Toets("notulen.nieuwer", "n", "nieuwer", "Nieuwer", "De notulen van het overleg erna"),
        Toets("notulen.terug", "escape", "terug", "Terug", "Terug naar het vorige scherm"),
    ),
    "kies": (Toets("kies.terug", "escape", "terug", "Terug", "Niets kiezen"),),
}


def bindings(scherm: str) -> list[BindingType]:
    """The bindings of a screen."""
    return [toets.binding for toets in TOETSEN[scherm]]
