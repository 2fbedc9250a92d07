"""The one registry of actions: what each screen can do, by which keys, and in which words.

It feeds the bindings, the footer, the palette, the help, the settings and the tables in the handbook. A key's id is for ever (a user may
remap it: `toetsenbord.py`); labels and tips are literals, a tip is a whole sentence. Each section has its name and its use in `DELEN`.
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
    groep: str = ""
    """The heading in the help under which it stands."""

    @property
    def binding(self) -> Binding:
        """As Textual wants it."""
        return Binding(
            self.keys, self.action, self.label, show=self.show, key_display=self.shown_as, tooltip=self.tip, id=self.id,
            priority=self.voorrang,
        )  # fmt: skip

    @property
    def voorrang(self) -> bool:
        """Whether it also works while someone types, and in front of a question."""
        return self.id in ("app.hulp", "app.slot", "app.stop")


@dataclass(frozen=True, slots=True)
class Deel:
    """A section for people: its name, and what one does there."""

    titel: str
    uitleg: str


NAMES = {
    "question_mark": "?",
    "left": "←",
    "right": "→",
    "up": "↑",
    "down": "↓",
    "enter": "Enter",
    "escape": "Esc",
    "space": "spatie",
    "backspace": "Backspace",
    "delete": "Delete",
    "insert": "Insert",
    "tab": "Tab",
    "home": "Home",
    "end": "End",
    "pageup": "PageUp",
    "pagedown": "PageDown",
    **{f"f{n}": f"F{n}" for n in range(1, 13)},
}
"""Keys as people call them, where that is not the sign itself."""

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
        Toets("app.hulp", "f1", "hulp", "Alle toetsen", "Laat zien wat u hier kunt doen, met alle toetsen; nog eens sluit het."),
        Toets("app.vraagteken", "question_mark", "hulp", "Alle toetsen", "Laat zien wat u hier kunt doen, zolang u niet typt.", show=False),
        Toets("app.palet", "ctrl+p", "palet", "Opdracht", "Zoekt met een paar letters wat u wilt doen, en doet het.", show=False),
        Toets(
            "app.instellingen",
            "comma",
            "naar('instellingen')",
            "Instellingen",
            "Opent de instellingen: kleuren, toetsen en afspraken van het team.",
            show=False,
        ),
        Toets("app.slot", "ctrl+l", "slot", "Slot", "Zet het programma op slot; alles blijft staan.", show=False),
        Toets("app.stop", "ctrl+q", "quit", "Stop", "Sluit het programma; alles is al bewaard.", show=False),
    ),
    "scherm": (
        Toets("scherm.ongedaan", "z,ctrl+z", "ongedaan", "Ongedaan", "Maakt het laatste ongedaan; nog eens gaat verder terug.", show=False),
        Toets("scherm.opnieuw", "Z,ctrl+y", "opnieuw", "Opnieuw", "Doet weer wat ongedaan gemaakt is.", show=False),
        Toets("scherm.kopieer", "y", "kopieer", "Kopieer", "Zet wat gekozen is op het klembord.", show=False),
    ),
    "vandaag": (
        Toets("vandaag.open", "enter", "open", "Open", "Opent wat gekozen is: het overleg, of de kaart van een casus."),
        Toets("vandaag.overleg", "o", "overleg", "Overleg", "Gaat naar het overleg: begint het, of gaat verder waar het was."),
        Toets("vandaag.aanmelding", "n", "app.naar('aanmelding')", "Nieuw", "Legt een nieuwe aanmelding vast."),
        Toets("vandaag.zoek", "slash", "zoek", "Zoek", "Zoekt een casus."),
        Toets("vandaag.casussen", "c", "app.naar('casussen')", "Casussen", "Gaat naar de lijst van casussen."),
        Toets("vandaag.inzetten", "i", "app.naar('inzetten')", "Inzetten", "Gaat naar de inzetten van Team AnderS."),
        Toets("vandaag.team", "t", "app.naar('team')", "Team", "Gaat naar het team: wie er is, wie plek heeft en wanneer."),
        Toets("vandaag.uitwisselen", "u", "app.naar('uitwisselen')", "Uitwisselen", "Wisselt uit met de andere laptops, via een map."),
        Toets("vandaag.notulen", "m", "notulen", "Notulen", "Toont de notulen van het laatste overleg."),
        Toets("vandaag.afvinken", "space", "afvinken", "Gedaan", "Vinkt de gekozen actie af.", show=False),
        Toets("vandaag.signaal", "s", "signaal", "Signaal", "Legt een signaal vast in één regel.", show=False),
        Toets("vandaag.plan", "p", "plan", "Plan", "Plant een overleg.", groep="Het overleg"),
        Toets("vandaag.overleggen", "l", "app.naar('overleggen')", "Overleggen", "Gaat naar de lijst van alle overleggen.", show=False),
        Toets("vandaag.vooraf", "a", "vooraf", "Agenda", "Maakt bestanden van de agenda, om vooraf te sturen.", groep="Het overleg"),
        Toets("vandaag.actielijst", "A", "actielijst", "Actielijst", "Maakt bestanden van de open acties per persoon.", show=False),
        Toets("vandaag.kalender", "K", "kalender", "Kalender", "Maakt een bestand voor de agenda van Outlook of telefoon.", show=False),
        Toets(
            "vandaag.verzet", "v", "verzet", "Verzet", "Verzet het geplande overleg naar een andere dag.", show=False, groep="Het overleg"
        ),
        Toets(
            "vandaag.afgelast", "x", "afgelast", "Afgelast", "Last het geplande overleg af, met een reden.", show=False, groep="Het overleg"
        ),
        Toets(
            "vandaag.verschillen", "V", "app.naar('verschillen')", "Verschillen", "Toont waar twee mensen iets anders invulden.", show=False
        ),
        Toets("vandaag.werkboek", "w", "app.naar('inlezen')", "Werkboek", "Leest een werkboek met aanmeldingen in."),
        Toets("vandaag.omlaag", "j,down", "omlaag", "Omlaag", "Gaat een regel omlaag.", show=False),
        Toets("vandaag.omhoog", "k,up", "omhoog", "Omhoog", "Gaat een regel omhoog.", show=False),
    ),
    "overleg": (
        Toets("overleg.vorige", "left", "vorige", "Vorige", "Gaat naar het vorige punt.", show=False, groep="Lopen"),
        Toets("overleg.volgende", "right", "volgende", "Punt", "Gaat naar het volgende punt.", shown_as="← →", groep="Lopen"),
        *(
            Toets(
                f"overleg.route.{c.code}",
                c.key or "",
                f"route('{c.code}')",
                ROUTE_KORT[c.code],
                f"Legt het besluit vast: {ROUTE_KORT[c.code]}.",
                show=False,
                groep="Besluit",
            )
            for c in ROUTE
        ),
        Toets(
            "overleg.door",
            "enter",
            "door",
            "Invullen",
            "Neemt het voorgestelde duo; gaat langs reden, eigenaar en datum; vinkt een actie af; sluit aan het eind het overleg.",
            groep="Bij dit punt",
        ),
        Toets("overleg.reden", "r", "reden", "Reden", "Vraagt waarom dit besluit.", groep="Bij dit punt"),
        Toets("overleg.duo", "d", "duo", "Duo", "Kiest wie het doen: twee leden van een Team AnderS.", groep="Bij dit punt"),
        Toets(
            "overleg.duos_samen",
            "D",
            "duos_samen",
            "Duo's samen",
            "Verdeelt de duo's over alle casussen van dit overleg die er nog geen hebben.",
            show=False,
            groep="Bij dit punt",
        ),
        Toets("overleg.actie", "a", "actie", "Actie", "Maakt een actie: wat, wie en voor wanneer.", groep="Bij dit punt"),
        Toets(
            "overleg.notitie",
            "n",
            "notitie",
            "Notitie",
            "Schrijft een notitie bij dit punt; bij de opening en het sluiten een mededeling in de notulen.",
            groep="Bij dit punt",
        ),
        Toets(
            "overleg.vast",
            "V",
            "vast",
            "Stel vast",
            "Stelt bij de opening en het sluiten de notulen van eerdere overleggen vast.",
            show=False,
            groep="Bij dit punt",
        ),
        Toets("overleg.eigenaar", "e", "eigenaar", "Eigenaar", "Kiest wie het besluit uitvoert.", show=False, groep="Bij dit punt"),
        Toets(
            "overleg.termijn",
            "t",
            "termijn",
            "Termijn",
            "Vraagt uiterlijk wanneer; bij het sluiten de dag van het volgende overleg.",
            show=False,
            groep="Bij dit punt",
        ),
        Toets(
            "overleg.afvinken",
            "space",
            "afvinken",
            "Afvinken",
            "Vinkt een actie af; bij de opening wisselt het aanwezig en afwezig.",
            show=False,
            groep="Bij dit punt",
        ),
        Toets(
            "overleg.verzet",
            "v",
            "verzet",
            "Verzet",
            "Geeft de gekozen actie een andere datum; bij de opening kiest het wie voorzit.",
            show=False,
            groep="Bij dit punt",
        ),
        Toets(
            "overleg.vervalt",
            "x",
            "vervalt",
            "Vervalt",
            "Laat de gekozen actie vervallen, of haalt iemand van de lijst; bij een casus sluit het de casus af.",
            show=False,
            groep="Bij dit punt",
        ),
        Toets("overleg.signaal", "s", "signaal", "Signaal", "Legt een signaal vast in één regel.", groep="Bij dit punt"),
        Toets(
            "overleg.erbij",
            "plus",
            "erbij",
            "Erbij",
            "Geeft een broer of zus hetzelfde besluit; bij de opening zet het er iemand bij.",
            show=False,
            groep="Bij dit punt",
        ),
        Toets(
            "overleg.grondslag",
            "b",
            "grondslag",
            "Grondslag",
            "Legt vast op welke grond er gedeeld mag worden.",
            show=False,
            groep="Bij dit punt",
        ),
        Toets("overleg.logregel", "l", "logregel", "Log", "Schrijft een regel in het log van de inzet.", show=False, groep="Bij dit punt"),
        Toets(
            "overleg.vaste_zin",
            "R",
            "vaste_zin",
            "Vaste zin",
            "Bewaart deze reden als vaste zin van het team.",
            show=False,
            groep="Bij dit punt",
        ),
        Toets("overleg.wijzig", "w", "wijzig", "Wijzig", "Vult de aanmelding aan of verandert haar.", show=False, groep="Bij dit punt"),
        Toets("overleg.kaart", "o", "kaart", "Kaart", "Opent de hele kaart van deze casus, of de inzet.", show=False, groep="Bij dit punt"),
        Toets(
            "overleg.wie",
            "i",
            "wie",
            "Wie is dit",
            "Laat tien tellen lang zien wie het is; dat wordt vastgelegd.",
            show=False,
            groep="Bij dit punt",
        ),
        Toets(
            "overleg.ga",
            "g",
            "ga",
            "Ga",
            "Gaat naar een nummer van de agenda of een casuscode; die casus komt er zo nodig op.",
            groep="Lopen",
        ),
        Toets(
            "overleg.casus",
            "c",
            "casus",
            "Casus",
            "Zet een casus op de agenda: een van de nieuwste, of zoek hem.",
            show=False,
            groep="Lopen",
        ),
        Toets("overleg.omlaag", "j,down", "omlaag", "Omlaag", "Gaat een regel omlaag.", show=False, groep="Lopen"),
        Toets("overleg.omhoog", "k,up", "omhoog", "Omhoog", "Gaat een regel omhoog.", show=False, groep="Lopen"),
        Toets(
            "overleg.meer",
            "m",
            "meer",
            "Meer",
            "Toont op een klein scherm de hele kaart, of alleen wat nodig is.",
            show=False,
            groep="Beeld",
        ),
        Toets(
            "overleg.projector",
            "P",
            "projector",
            "Projector",
            "Laat alleen vraag en besluit zien, voor een scherm waar ieder op kijkt.",
            show=False,
            groep="Beeld",
        ),
        Toets("overleg.terug", "escape", "terug", "Terug", "Gaat naar Vandaag; het overleg loopt door.", groep="Lopen"),
    ),
    "samenvoegen": (
        Toets("samenvoegen.doe", "enter", "doe", "Voegt samen", "Voegt samen, met bij elk veld wat er is gekozen."),
        Toets("samenvoegen.wissel", "space,right", "wissel(1)", "Kiest", "Kiest bij dit veld de andere waarde, of van een tekst beide."),
        Toets("samenvoegen.terugwissel", "left", "wissel(-1)", "Kiest terug", "Kiest bij dit veld de waarde ervoor.", show=False),
        Toets("samenvoegen.andersom", "o", "andersom", "Andersom", "Laat de andere casus de casus zijn die blijft."),
        Toets("samenvoegen.omlaag", "j,down", "omlaag", "Omlaag", "Gaat een veld omlaag.", show=False),
        Toets("samenvoegen.omhoog", "k,up", "omhoog", "Omhoog", "Gaat een veld omhoog.", show=False),
        Toets("samenvoegen.terug", "escape", "terug", "Terug", "Gaat terug zonder iets te veranderen."),
    ),
    "verschillen": (
        Toets("verschillen.a", "a", "kies('A')", "Kant A", "Kiest wat links of bij A staat.", groep="Kiezen"),
        Toets("verschillen.b", "b", "kies('B')", "Kant B", "Kiest wat rechts of bij B staat.", groep="Kiezen"),
        Toets(
            "verschillen.c", "c", "kies('C')", "Kant C", "Kiest wat bij C staat, waar er meer dan twee zijn.", show=False, groep="Kiezen"
        ),
        Toets("verschillen.d", "d", "kies('D')", "Kant D", "Kiest wat bij D staat.", show=False, groep="Kiezen"),
        Toets("verschillen.e", "e", "kies('E')", "Kant E", "Kiest wat bij E staat.", show=False, groep="Kiezen"),
        Toets(
            "verschillen.samen",
            "s",
            "samen",
            "Samen",
            "Maakt van twee teksten één, met wat beiden veranderden; u leest het na.",
            groep="Kiezen",
        ),
        Toets("verschillen.zelf", "w", "zelf", "Zelf", "Vult zelf in wat het moet zijn.", groep="Kiezen"),
        Toets(
            "verschillen.houden",
            "h",
            "kies('houden')",
            "Houden",
            "Houdt wat de een verwijderde en de ander veranderde.",
            show=False,
            groep="Kiezen",
        ),
        Toets("verschillen.verwijderen", "v", "verwijderen", "Verwijderen", "Verwijdert het alsnog.", show=False, groep="Kiezen"),
        Toets("verschillen.persoon", "p", "persoon", "Van één", "Kiest in één keer alles wat één persoon invulde.", groep="Kiezen"),
        Toets("verschillen.open", "enter", "open", "Casus", "Opent de kaart van de casus."),
        Toets("verschillen.heel", "t", "heel", "Hele tekst", "Toont lange teksten helemaal, of alleen wat anders is.", show=False),
        Toets("verschillen.omlaag", "j,down", "omlaag", "Omlaag", "Gaat een regel omlaag.", show=False),
        Toets("verschillen.omhoog", "k,up", "omhoog", "Omhoog", "Gaat een regel omhoog.", show=False),
        Toets("verschillen.bladlaag", "pagedown,space", "blad(1)", "Blad omlaag", "Schuift de twee kanten omlaag.", show=False),
        Toets("verschillen.bladhoog", "pageup", "blad(-1)", "Blad omhoog", "Schuift de twee kanten omhoog.", show=False),
        Toets("verschillen.eerste", "home", "eind(False)", "Eerste", "Gaat naar het eerste verschil.", show=False),
        Toets("verschillen.laatste", "end", "eind(True)", "Laatste", "Gaat naar het laatste verschil.", show=False),
        Toets("verschillen.terug", "escape", "terug", "Terug", "Gaat terug naar het vorige scherm."),
    ),
    "casussen": (
        Toets("casussen.open", "enter", "open", "Open", "Opent de kaart van de gekozen casus."),
        Toets(
            "casussen.zoek",
            "slash",
            "zoek",
            "Zoek",
            "Toont alleen casussen waarin staat wat u typt: code, gemeente, aanmelder, status, vraag.",
        ),
        Toets("casussen.alles", "o", "alles", "Open/alle", "Toont alleen open casussen, of ook de afgesloten."),
        Toets("casussen.status", "s", "status", "Status", "Toont alleen casussen met één status."),
        Toets("casussen.gemeente", "g", "gemeente", "Gemeente", "Toont alleen casussen uit één gemeente."),
        Toets("casussen.jaar", "p", "jaar", "Periode", "Toont alleen casussen die in één jaar zijn aangemeld."),
        Toets("casussen.nieuw", "n", "nieuw", "Nieuw", "Maakt een nieuwe aanmelding."),
        Toets("casussen.wijzig", "w", "wijzig", "Wijzig", "Vult de gekozen casus aan of verandert hem."),
        Toets(
            "casussen.gewist",
            "G",
            "app.naar('gewist')",
            "Gewist",
            "Toont wat definitief gewist is: wanneer, door wie en waarom.",
            show=False,
        ),
        Toets("casussen.omlaag", "j,down", "omlaag", "Omlaag", "Gaat een regel omlaag.", show=False),
        Toets("casussen.omhoog", "k,up", "omhoog", "Omhoog", "Gaat een regel omhoog.", show=False),
        Toets("casussen.bladlaag", "pagedown", "blad(1)", "Blad omlaag", "Gaat een blad omlaag.", show=False),
        Toets("casussen.bladhoog", "pageup", "blad(-1)", "Blad omhoog", "Gaat een blad omhoog.", show=False),
        Toets("casussen.eerste", "home", "eerste", "Eerste", "Gaat naar de nieuwste casus.", show=False),
        Toets("casussen.laatste", "end", "laatste", "Laatste", "Gaat naar de oudste casus.", show=False),
        Toets("casussen.wis", "escape", "wis", "Terug", "Wist wat u zocht en koos, en gaat daarna terug."),
    ),
    "casus": (
        Toets("casus.wijzig", "w", "wijzig", "Wijzig", "Vult de aanmelding aan of verandert haar."),
        Toets("casus.actie", "a", "actie", "Actie", "Maakt een actie bij deze casus: wat, wie en voor wanneer."),
        Toets("casus.logregel", "l", "logregel", "Log", "Schrijft een regel in het log van de lopende inzet."),
        Toets("casus.gebeld", "t", "gebeld", "Gebeld", "Legt vast dat de aanmelder nu voor het eerst gesproken is.", show=False),
        Toets("casus.wie", "i", "wie", "Wie is dit", "Laat tien tellen lang zien wie het is; dat wordt vastgelegd."),
        Toets("casus.grondslag", "b", "grondslag", "Grondslag", "Legt vast op welke grond dit gedeeld mag worden.", show=False),
        Toets("casus.schrijf", "s", "schrijf", "Schrijf", "Maakt bestanden van deze casus, op één A4: om te delen, of voor het team."),
        Toets("casus.historie", "h", "historie", "Historie", "Laat zien wie wat veranderde, of weer wat er gebeurde."),
        Toets("casus.omkeren", "o", "omkeren", "Oudste eerst", "Zet wat er gebeurde met de oudste of de nieuwste eerst.", show=False),
        Toets("casus.ga", "g", "ga", "Ga", "Gaat naar een broer, zus, of eerdere of latere aanmelding."),
        Toets("casus.verschillen", "v", "verschillen", "Verschillen", "Toont waar twee mensen hier iets anders invulden.", show=False),
        Toets(
            "casus.dubbel", "D", "dubbel", "Dubbel", "Voegt deze casus bij een andere: dezelfde aanmelding, dubbel ingevoerd.", show=False
        ),
        Toets("casus.los", "L", "los", "Losmaken", "Maakt een dubbele aanmelding weer los van deze casus.", show=False),
        Toets("casus.sluit", "x", "sluit", "Afsluiten", "Sluit de casus af: resultaat, woonsituatie nu, en aan wie overgedragen."),
        Toets("casus.heropen", "H", "heropen", "Heropenen", "Opent een afgesloten casus opnieuw, met een reden."),
        Toets(
            "casus.wissen",
            "f8",
            "wissen",
            "Wissen",
            "Wist deze casus definitief, op alle laptops; u ziet eerst wat er weggaat en typt dan de code over.",
            show=False,
        ),
        *(
            Toets(
                f"casus.route.{c.code}",
                c.key or "",
                f"route('{c.code}')",
                ROUTE_KORT[c.code],
                f"Besluit buiten het overleg: {c.label}. Er wordt eerst gevraagd of het klopt.",
                show=False,
            )
            for c in ROUTE
            if (c.key or "").isdecimal()
        ),
        Toets("casus.vorige", "left", "naast(-1)", "Vorige", "Gaat naar de vorige casus van de lijst.", show=False),
        Toets("casus.volgende", "right", "naast(1)", "Volgende", "Gaat naar de volgende casus van de lijst.", show=False),
        Toets("casus.omlaag", "j,down", "rol(1)", "Omlaag", "Schuift omlaag.", show=False),
        Toets("casus.omhoog", "k,up", "rol(-1)", "Omhoog", "Schuift omhoog.", show=False),
        Toets("casus.bladlaag", "pagedown,space", "blad(1)", "Blad omlaag", "Schuift een blad omlaag.", show=False),
        Toets("casus.bladhoog", "pageup", "blad(-1)", "Blad omhoog", "Schuift een blad omhoog.", show=False),
        Toets("casus.begin", "home", "eind(False)", "Begin", "Schuift naar het begin van de kaart.", show=False),
        Toets("casus.einde", "end", "eind(True)", "Einde", "Schuift naar het einde van de kaart.", show=False),
        Toets("casus.terug", "escape", "terug", "Terug", "Gaat terug naar het vorige scherm."),
    ),
    "wissen": (
        Toets("wissen.reden1", "1", "reden(1)", "Verzoek", "Kiest de reden: op verzoek van ouder of jeugdige."),
        Toets("wissen.reden2", "2", "reden(2)", "Termijn", "Kiest de reden: de bewaartermijn is voorbij."),
        Toets("wissen.reden3", "3", "reden(3)", "Onterecht", "Kiest de reden: het had niet vastgelegd mogen worden."),
        Toets("wissen.wis", "enter", "wis", "Wis", "Vraagt om de casuscode, en wist de casus dan definitief."),
        Toets("wissen.omlaag", "j,down", "rol(1)", "Omlaag", "Schuift omlaag.", show=False),
        Toets("wissen.omhoog", "k,up", "rol(-1)", "Omhoog", "Schuift omhoog.", show=False),
        Toets("wissen.bladlaag", "pagedown,space", "blad(1)", "Blad omlaag", "Schuift een blad omlaag.", show=False),
        Toets("wissen.bladhoog", "pageup", "blad(-1)", "Blad omhoog", "Schuift een blad omhoog.", show=False),
        Toets("wissen.begin", "home", "eind(False)", "Begin", "Schuift naar het begin.", show=False),
        Toets("wissen.einde", "end", "eind(True)", "Einde", "Schuift naar het einde.", show=False),
        Toets("wissen.terug", "escape", "terug", "Terug", "Gaat terug zonder iets te wissen."),
    ),
    "gewist": (
        Toets("gewist.wis", "f8", "wis", "Wis ook dat", "Wist definitief wat na het wissen nog binnenkwam, na één vraag."),
        Toets("gewist.omlaag", "j,down", "omlaag", "Omlaag", "Gaat een regel omlaag.", show=False),
        Toets("gewist.omhoog", "k,up", "omhoog", "Omhoog", "Gaat een regel omhoog.", show=False),
        Toets("gewist.bladlaag", "pagedown", "blad(1)", "Blad omlaag", "Gaat een blad omlaag.", show=False),
        Toets("gewist.bladhoog", "pageup", "blad(-1)", "Blad omhoog", "Gaat een blad omhoog.", show=False),
        Toets("gewist.terug", "escape", "terug", "Terug", "Gaat terug naar het vorige scherm."),
    ),
    "notulen": (
        Toets("notulen.schrijf", "s", "schrijf", "Schrijf", "Maakt bestanden van de notulen: Word, PDF, Markdown of JSON."),
        Toets("notulen.versie", "v", "versie", "Versie", "Wisselt tussen deelbaar en intern."),
        Toets("notulen.voor", "w", "voor", "Voor wie", "Toont ze zoals iedereen ze krijgt, of één organisatie: alleen de eigen casussen."),
        Toets("notulen.ouder", "o", "ouder", "Oudere", "Toont de notulen van het overleg ervoor."),
        Toets("notulen.nieuwer", "n", "nieuwer", "Nieuwere", "Toont de notulen van het overleg erna."),
        Toets("notulen.lijst", "l", "lijst", "Lijst", "Gaat naar de lijst van alle overleggen."),
        Toets(
            "notulen.mededeling",
            "m",
            "mededeling",
            "Mededeling",
            "Schrijft de mededeling: één alinea in eigen woorden, die in de notulen staat.",
        ),
        Toets("notulen.vast", "V", "vast", "Stel vast", "Stelt deze notulen vast; daarna veranderen ze niet meer."),
        Toets(
            "notulen.aanvulling",
            "a",
            "aanvulling",
            "Vul aan",
            "Vult notulen van een gesloten overleg aan; de aanvulling krijgt haar datum.",
        ),
        Toets("notulen.heropen", "H", "heropen", "Heropen", "Opent dit overleg weer, met een reden, zolang er geen volgend overleg was."),
        Toets("notulen.terug", "escape", "terug", "Terug", "Gaat terug naar het vorige scherm."),
    ),
    "overleggen": (
        Toets("overleggen.open", "enter", "open", "Notulen", "Opent de notulen van het gekozen overleg."),
        Toets("overleggen.omlaag", "j,down", "omlaag", "Omlaag", "Gaat een regel omlaag.", show=False),
        Toets("overleggen.omhoog", "k,up", "omhoog", "Omhoog", "Gaat een regel omhoog.", show=False),
        Toets("overleggen.bladlaag", "pagedown", "blad(1)", "Blad omlaag", "Gaat een blad omlaag.", show=False),
        Toets("overleggen.bladhoog", "pageup", "blad(-1)", "Blad omhoog", "Gaat een blad omhoog.", show=False),
        Toets("overleggen.eerste", "home", "eind(False)", "Nieuwste", "Gaat naar het nieuwste overleg.", show=False),
        Toets("overleggen.laatste", "end", "eind(True)", "Oudste", "Gaat naar het oudste overleg.", show=False),
        Toets("overleggen.terug", "escape", "terug", "Terug", "Gaat terug naar het vorige scherm."),
    ),
    "uitgeven": (
        Toets("uitgeven.maak", "enter", "maak", "Maakt", "Maakt de gekozen vormen, in deze map."),
        Toets("uitgeven.wissel", "space", "wissel", "Kiest", "Zet de gekozen vorm aan of uit, of verandert de gekozen regel."),
        *(Toets(f"uitgeven.vorm{n}", f"{n}", f"vorm({n - 1})", f"Vorm {n}", f"Zet vorm {n} aan of uit.", show=False) for n in range(1, 6)),
        Toets("uitgeven.versie", "v", "versie", "Versie", "Wisselt tussen deelbaar en intern, waar dat kan.", show=False),
        Toets("uitgeven.voor", "w", "voor", "Voor wie", "Kiest voor wie het is: iedereen, of één organisatie.", show=False),
        Toets(
            "uitgeven.slot",
            "e",
            "slot",
            "Te openen",
            "Wisselt wie een interne versie kan openen: alleen het team, of wie haar heeft.",
            show=False,
        ),
        Toets("uitgeven.map", "m", "map", "Map", "Kiest de map; de volgende keer staat hij er weer.", show=False),
        Toets("uitgeven.omlaag", "j,down", "omlaag", "Omlaag", "Gaat een regel omlaag.", show=False),
        Toets("uitgeven.omhoog", "k,up", "omhoog", "Omhoog", "Gaat een regel omhoog.", show=False),
        Toets("uitgeven.terug", "escape", "terug", "Terug", "Gaat terug zonder iets te maken."),
    ),
    "uitwisselen": (
        Toets(
            "uitwisselen.wissel", "enter", "wissel", "Wissel uit", "Neemt over wat de anderen schreven, en schrijft wat zij niet hebben."
        ),
        Toets("uitwisselen.kijk", "r", "kijk", "Kijk opnieuw", "Kijkt opnieuw wat er in de map ligt; er verandert niets."),
        Toets("uitwisselen.map", "o", "map", "Map", "Kiest een andere map; Tab vult de naam aan."),
        Toets("uitwisselen.lijst", "tab", "lijst(1)", "Lijst", "Toont de volgende lijst: wat verandert, pakketten, let op, laptops."),
        Toets("uitwisselen.lijst_terug", "shift+tab", "lijst(-1)", "Vorige lijst", "Toont de vorige lijst.", show=False),
        Toets("uitwisselen.apparaten", "l", "app.naar('apparaten')", "Laptops", "Gaat naar de laptops: uitnodigen, toelaten en intrekken."),
        Toets("uitwisselen.verschillen", "V", "app.naar('verschillen')", "Verschillen", "Toont waar twee mensen iets anders invulden."),
        Toets(
            "uitwisselen.gewist",
            "G",
            "app.naar('gewist')",
            "Gewist",
            "Toont wat definitief gewist is, en wat daar later nog over binnenkwam.",
            show=False,
        ),
        Toets("uitwisselen.omlaag", "j,down", "omlaag", "Omlaag", "Gaat een regel omlaag.", show=False),
        Toets("uitwisselen.omhoog", "k,up", "omhoog", "Omhoog", "Gaat een regel omhoog.", show=False),
        Toets("uitwisselen.bladlaag", "pagedown", "blad(1)", "Blad omlaag", "Gaat een blad omlaag.", show=False),
        Toets("uitwisselen.bladhoog", "pageup", "blad(-1)", "Blad omhoog", "Gaat een blad omhoog.", show=False),
        Toets("uitwisselen.terug", "escape", "terug", "Terug", "Gaat terug; tijdens het uitwisselen breekt het dat af."),
    ),
    "instellingen": (
        Toets("instellingen.wijzig", "enter", "wijzig", "Wijzig", "Verandert wat gekozen is: een andere waarde, of een andere toets."),
        Toets("instellingen.standaard", "backspace", "standaard", "Standaard", "Zet wat gekozen is terug op de standaard."),
        Toets("instellingen.zoek", "slash", "zoek", "Zoek", "Toont alleen de regels waarin staat wat u typt."),
        Toets("instellingen.verder", "pagedown", "blad(1)", "Verder", "Gaat een bladzijde omlaag.", show=False),
        Toets("instellingen.eerder", "pageup", "blad(-1)", "Eerder", "Gaat een bladzijde omhoog.", show=False),
        Toets("instellingen.omlaag", "j,down", "omlaag", "Omlaag", "Gaat een regel omlaag.", show=False),
        Toets("instellingen.omhoog", "k,up", "omhoog", "Omhoog", "Gaat een regel omhoog.", show=False),
        Toets("instellingen.terug", "escape", "terug", "Terug", "Gaat terug; eerst weer alle regels, als u gezocht had."),
    ),
    "toets": (
        Toets("toets.bewaar", "enter", "bewaar", "Bewaart", "Bewaart de nieuwe toets, als hij vrij is."),
        Toets("toets.standaard", "backspace", "standaard", "Standaard", "Kiest weer de toets die het programma zelf heeft."),
        Toets("toets.terug", "escape", "terug", "Terug", "Laat de toets zoals hij was."),
    ),
    "duovoorstel": (
        Toets("duovoorstel.neem", "enter", "neem", "Neemt", "Neemt het gekozen duo; een cijfer neemt er een van de eerste negen."),
        Toets("duovoorstel.taal", "tab", "taal", "Taal", "Vraagt welke taal voor dit gezin van belang is; wie die spreekt komt voorop."),
        Toets(
            "duovoorstel.wis", "backspace", "wis", "Letter terug", "Haalt een letter weg; letters zoeken een korte naam, en dan de tweede."
        ),
        Toets("duovoorstel.omlaag", "down", "stap(1)", "Omlaag", "Gaat een duo omlaag.", show=False),
        Toets("duovoorstel.omhoog", "up", "stap(-1)", "Omhoog", "Gaat een duo omhoog.", show=False),
        Toets("duovoorstel.bladlaag", "pagedown", "blad(1)", "Blad omlaag", "Gaat een blad omlaag.", show=False),
        Toets("duovoorstel.bladhoog", "pageup", "blad(-1)", "Blad omhoog", "Gaat een blad omhoog.", show=False),
        Toets("duovoorstel.rollaag", "right", "rol(2)", "Uitleg omlaag", "Rolt de uitleg omlaag.", show=False),
        Toets("duovoorstel.rolhoog", "left", "rol(-2)", "Uitleg omhoog", "Rolt de uitleg omhoog.", show=False),
        Toets("duovoorstel.terug", "escape", "terug", "Terug", "Gaat terug zonder te kiezen."),
    ),
    "duossamen": (
        Toets("duossamen.neem", "enter", "neem", "Neemt", "Neemt dit voorstel: elke casus krijgt zijn duo, in één keer."),
        Toets("duossamen.volgend", "right", "ander(1)", "Ander", "Toont een andere verdeling; een cijfer kiest er een.", shown_as="← →"),
        Toets("duossamen.vorig", "left", "ander(-1)", "Vorige", "Toont de verdeling ervoor.", show=False),
        Toets("duossamen.omlaag", "down", "rol(2)", "Omlaag", "Rolt omlaag.", show=False),
        Toets("duossamen.omhoog", "up", "rol(-2)", "Omhoog", "Rolt omhoog.", show=False),
        Toets("duossamen.bladlaag", "pagedown", "rol(10)", "Blad omlaag", "Rolt een stuk omlaag.", show=False),
        Toets("duossamen.bladhoog", "pageup", "rol(-10)", "Blad omhoog", "Rolt een stuk omhoog.", show=False),
        Toets("duossamen.terug", "escape", "terug", "Terug", "Gaat terug zonder te kiezen."),
    ),
    "vraag": (
        Toets("vraag.klaar", "enter", "klaar", "Klaar", "Neemt wat u typte."),
        Toets("vraag.terug", "escape", "terug", "Terug", "Laat het zoals het was; wat u typte blijft bewaard."),
    ),
    "ontgrendelen": (Toets("ontgrendelen.open", "enter", "open", "Opent", "Opent de gegevens met het wachtwoord dat u typte."),),
    "begin": (
        Toets("begin.verder", "enter", "verder", "Verder", "Neemt wat gekozen of getypt is en gaat verder."),
        Toets("begin.terug", "escape", "terug", "Terug", "Gaat een vraag terug."),
    ),
    "herstelblad": (Toets("herstelblad.verder", "enter", "verder", "Verder", "Gaat verder, als de overgetypte groep klopt."),),
    "hulp": (Toets("hulp.terug", "escape", "terug", "Terug", "Sluit de hulp."),),
    "inlezen": (
        Toets("inlezen.kies", "enter", "kies", "Kies", "Kiest het veld van de kolom; op de onderste regel leest het in."),
        Toets("inlezen.lees", "v", "lees", "Lees in", "Leest het werkboek in, na één vraag; daarna draait z het terug."),
        Toets("inlezen.weg", "space,minus", "weg", "Weg", "Laat de kolom weg, of neemt hem weer mee."),
        Toets(
            "inlezen.lijst", "tab", "lijst(1)", "Lijst", "Toont de volgende lijst: kolommen, nieuw, afgewezen, waarschuwingen, verschillen."
        ),
        Toets("inlezen.lijst_terug", "shift+tab", "lijst(-1)", "Vorige lijst", "Toont de vorige lijst.", show=False),
        Toets("inlezen.blad", "b", "blad", "Blad", "Kiest een ander blad van het werkboek."),
        Toets("inlezen.rij", "r", "rij", "Koprij", "Wijst de rij aan waarin de koppen staan."),
        Toets("inlezen.wint", "w", "wint", "Wie wint", "Wisselt wie geldt waar beide veranderden: het programma of het werkboek."),
        Toets("inlezen.indeling", "i", "indeling", "Indeling", "Schrijft welke kolom wat is naar een bestand."),
        Toets("inlezen.bestand", "o", "bestand", "Bestand", "Kiest een werkboek, of een bestand met een indeling; Tab vult de naam aan."),
        Toets("inlezen.omlaag", "j,down", "omlaag", "Omlaag", "Gaat een regel omlaag.", show=False),
        Toets("inlezen.omhoog", "k,up", "omhoog", "Omhoog", "Gaat een regel omhoog.", show=False),
        Toets("inlezen.eind", "end", "eind", "Onderaan", "Gaat naar de onderste regel.", show=False),
        Toets("inlezen.begin", "home", "begin", "Bovenaan", "Gaat naar de bovenste regel.", show=False),
        Toets("inlezen.terug", "escape", "terug", "Terug", "Gaat terug; tijdens het inlezen breekt het dat af, na een vraag."),
    ),
    "aanmelding": (
        Toets(
            "aanmelding.volgende",
            "down",
            "volgende",
            "Verder",
            "Gaat naar het volgende veld; wat u typte is dan bewaard. Enter en tab doen hetzelfde.",
            show=False,
        ),
        Toets("aanmelding.vorige", "up", "vorige", "Vorige", "Gaat naar het vorige veld.", show=False),
        Toets(
            "aanmelding.wie",
            "f2",
            "wie",
            "Wie het is",
            "Toont of verbergt wie het is, en hoe de aanmelder te bereiken is; dat blijft op deze laptop.",
        ),
        Toets("aanmelding.koppel", "f3", "koppel", "Eerder", "Koppelt de aanmelding die erop lijkt als eerdere, of maakt haar weer los."),
        Toets(
            "aanmelding.ander_kind",
            "f4",
            "ander_kind",
            "Ander kind",
            "Zegt voorgoed dat de aanmelding die erop lijkt van een ander kind is.",
        ),
        Toets(
            "aanmelding.nog_een",
            "f5",
            "nog_een",
            "Nog een kind",
            "Begint het volgende kind uit dit gezin; wat voor beide geldt staat er al.",
        ),
        Toets("aanmelding.terug", "escape", "terug", "Klaar", "Gaat terug; alles is al bewaard."),
    ),
    "inzetten": (
        Toets("inzetten.open", "enter", "open", "Open", "Opent de gekozen inzet, met zijn log; bij nazorg vraagt het hoe het gaat."),
        Toets("inzetten.log", "l,plus", "log", "Log", "Schrijft een regel in het log van de gekozen inzet.", shown_as="+"),
        Toets("inzetten.zoek", "slash", "zoek", "Zoek", "Toont alleen inzetten waarin staat wat u typt: code, duo, woord uit het doel."),
        Toets("inzetten.alles", "a", "alles", "Lopend/alle", "Toont alleen de inzetten die lopen, of ook de laatste honderd gesloten."),
        Toets("inzetten.team1", "1", "team(1)", "Team 1", "Toont alleen de inzetten van team 1.", show=False),
        Toets("inzetten.team2", "2", "team(2)", "Team 2", "Toont alleen de inzetten van team 2.", show=False),
        Toets("inzetten.teams", "0", "team(0)", "Team", "Toont de inzetten van beide teams.", shown_as="1 2 0"),
        Toets("inzetten.nazorg", "n", "nazorg", "Nazorg", "Legt vast hoe het een tijd na de inzet gaat, bij een regel met nazorg."),
        Toets("inzetten.casus", "c", "casus", "Casus", "Opent de kaart van de casus."),
        Toets("inzetten.omlaag", "j,down", "omlaag", "Omlaag", "Gaat een regel omlaag.", show=False),
        Toets("inzetten.omhoog", "k,up", "omhoog", "Omhoog", "Gaat een regel omhoog.", show=False),
        Toets("inzetten.bladlaag", "pagedown", "blad(1)", "Blad omlaag", "Gaat een blad omlaag.", show=False),
        Toets("inzetten.bladhoog", "pageup", "blad(-1)", "Blad omhoog", "Gaat een blad omhoog.", show=False),
        Toets("inzetten.terug", "escape", "terug", "Terug", "Toont weer alle inzetten als u gezocht had, en gaat daarna terug."),
    ),
    "inzet": (
        Toets(
            "inzet.log", "l,plus", "log", "Log", "Schrijft een regel in het log; datum, soort, duur en wie mogen ontbreken.", shown_as="+"
        ),
        Toets("inzet.bevestig", "b", "bevestig", "Bevestig", "Legt vast dat het duo de inzet doet."),
        Toets("inzet.start", "s", "start", "Start", "Legt vast dat de inzet begonnen is, en waartoe."),
        Toets("inzet.evaluatie", "e", "evaluatie", "Evaluatie", "Plant een evaluatie, of legt vast wat eruit kwam."),
        Toets("inzet.wissel", "w", "wissel", "Wissel", "Wisselt een lid van het duo: wie gaat, wie komt, sinds wanneer en waarom."),
        Toets("inzet.afschalen", "f", "afschalen", "Afschalen", "Legt vast dat gewone hulp het overneemt, en wie; de inzet loopt nog."),
        Toets("inzet.sluit", "x", "sluit", "Sluiten", "Sluit de inzet; vraagt alleen wat nog niet bekend is, en plant nazorg."),
        Toets("inzet.nazorg", "n", "nazorg", "Nazorg", "Legt vast hoe het een tijd na de inzet gaat."),
        Toets("inzet.verbeter", "v", "verbeter", "Verbeter", "Verbetert de gekozen regel; wat er stond blijft te lezen."),
        Toets("inzet.casus", "enter,c", "casus", "Casus", "Opent de kaart van de casus."),
        Toets("inzet.omlaag", "j,down", "omlaag", "Omlaag", "Gaat een regel omlaag.", show=False),
        Toets("inzet.omhoog", "k,up", "omhoog", "Omhoog", "Gaat een regel omhoog.", show=False),
        Toets("inzet.bladlaag", "pagedown", "blad(1)", "Blad omlaag", "Gaat een blad omlaag.", show=False),
        Toets("inzet.bladhoog", "pageup", "blad(-1)", "Blad omhoog", "Gaat een blad omhoog.", show=False),
        Toets("inzet.terug", "escape", "terug", "Terug", "Gaat terug naar het vorige scherm."),
    ),
    "team": (
        Toets("team.open", "enter", "open", "Open", "Opent het gekozen lid: wat iemand kan, waar die komt en wanneer die weg is."),
        Toets("team.nieuw", "n", "nieuw", "Nieuw", "Maakt een nieuw lid: naam, korte naam en team."),
        Toets("team.weg", "w", "weg", "Afwezig", "Legt vast dat het gekozen lid weg is, van wanneer tot wanneer."),
        Toets("team.weer", "b", "weer", "Weer er", "Legt vast vanaf welke dag het gekozen lid er weer is."),
        Toets("team.einde", "e", "einde", "Einde", "Legt de laatste dag vast waarop iemand lid is; leeg neemt die weer weg."),
        Toets("team.zoek", "slash", "zoek", "Zoek", "Zoekt mensen op naam, organisatie, discipline, expertise, taal of gemeente."),
        Toets("team.beeld", "m", "beeld", "Beeld", "Toont de plekken van de komende weken als grafiek of in cijfers, met de duo's."),
        Toets("team.alles", "a", "alles", "Ook oud", "Toont alleen wie nu lid is of het wordt, of ook wie het was."),
        Toets("team.omlaag", "j,down", "omlaag", "Omlaag", "Gaat een regel omlaag.", show=False),
        Toets("team.omhoog", "k,up", "omhoog", "Omhoog", "Gaat een regel omhoog.", show=False),
        Toets("team.bladlaag", "pagedown", "blad(1)", "Blad omlaag", "Gaat een blad omlaag.", show=False),
        Toets("team.bladhoog", "pageup", "blad(-1)", "Blad omhoog", "Gaat een blad omhoog.", show=False),
        Toets("team.eerste", "home", "eind(False)", "Eerste", "Gaat naar het eerste lid.", show=False),
        Toets("team.laatste", "end", "eind(True)", "Laatste", "Gaat naar het laatste lid.", show=False),
        Toets("team.terug", "escape", "terug", "Terug", "Toont weer iedereen als u gezocht had, en gaat daarna terug."),
    ),
    "apparaten": (
        Toets("apparaten.uitnodigen", "u", "uitnodigen", "Uitnodigen", "Maakt een uitnodiging voor de laptop van een lid, als bestand."),
        Toets(
            "apparaten.toelaten", "t", "toelaten", "Toelaten", "Leest een verzoek en laat die laptop toe, na zes woorden over de telefoon."
        ),
        Toets("apparaten.naam", "n", "naam", "Naam", "Geeft de gekozen laptop een andere naam."),
        Toets("apparaten.intrekken", "x", "intrekken", "Intrekken", "Trekt de gekozen laptop in, als hij weg is of iemand stopt."),
        Toets("apparaten.geef", "b", "geef", "Beheer geven", "Geeft de gekozen laptop het beheer erbij: laptops toelaten en intrekken."),
        Toets("apparaten.ontvang", "o", "ontvang", "Beheer ontvangen", "Neemt het beheer over uit een bestand voor deze laptop."),
        Toets("apparaten.vul_aan", "tab", "vul_aan", "Vul aan", "Vult de naam van een map of bestand aan terwijl u die typt.", show=False),
        Toets("apparaten.omlaag", "j,down", "omlaag", "Omlaag", "Gaat een regel omlaag.", show=False),
        Toets("apparaten.omhoog", "k,up", "omhoog", "Omhoog", "Gaat een regel omhoog.", show=False),
        Toets("apparaten.terug", "escape", "terug", "Terug", "Gaat terug naar het vorige scherm."),
    ),
    "wachten": (
        Toets("wachten.bewaar", "b", "bewaar", "Bewaar verzoek", "Bewaart het verzoek als bestand, om af te geven of te mailen."),
        Toets("wachten.overnemen", "o", "overnemen", "Overnemen", "Neemt het eerste pakket over; daarna doet deze laptop mee."),
        Toets("wachten.ziet_af", "x", "zie_af", "Zie af", "Ziet af van het aansluiten; daarna kan hier opnieuw worden begonnen."),
        Toets("wachten.vul_aan", "tab", "vul_aan", "Vul aan", "Vult de naam van een map of bestand aan terwijl u die typt.", show=False),
        Toets("wachten.omlaag", "j,down", "omlaag", "Omlaag", "Gaat omlaag in de tekst.", show=False),
        Toets("wachten.omhoog", "k,up", "omhoog", "Omhoog", "Gaat omhoog in de tekst.", show=False),
        Toets("wachten.terug", "escape", "terug", "Terug", "Zegt dat deze laptop nog wacht.", show=False),
    ),
    "lid": (
        Toets("lid.wijzig", "enter", "wijzig", "Wijzig", "Verandert wat gekozen is; op een inzet opent het die."),
        Toets("lid.leeg", "backspace", "leeg", "Leeg", "Maakt leeg wat gekozen is: plekken weer de standaard, een afwezigheid vervalt."),
        Toets("lid.weg", "w", "weg", "Afwezig", "Legt vast dat dit lid weg is, van wanneer tot wanneer."),
        Toets("lid.weer", "b", "weer", "Weer er", "Legt vast vanaf welke dag dit lid er weer is."),
        Toets("lid.einde", "e", "einde", "Einde", "Legt de laatste dag vast waarop iemand lid is; leeg neemt die weer weg."),
        Toets("lid.omlaag", "j,down", "omlaag", "Omlaag", "Gaat een regel omlaag.", show=False),
        Toets("lid.omhoog", "k,up", "omhoog", "Omhoog", "Gaat een regel omhoog.", show=False),
        Toets("lid.terug", "escape", "terug", "Terug", "Gaat terug naar het vorige scherm."),
    ),
    "kies": (Toets("kies.terug", "escape", "terug", "Terug", "Gaat terug zonder te kiezen."),),
}


NAAR = (
    Toets("naar.vandaag", "", "naar('vandaag')", "Vandaag", "Gaat naar Vandaag: wat op u wacht."),
    Toets("naar.overleg", "", "naar('overleg')", "Overleg", "Gaat naar het overleg: begint het, of gaat verder waar het was."),
    Toets("naar.casussen", "", "naar('casussen')", "Casussen", "Gaat naar de lijst van casussen."),
    Toets("naar.aanmelding", "", "naar('aanmelding')", "Nieuwe aanmelding", "Legt een nieuwe aanmelding vast."),
    Toets("naar.inzetten", "", "naar('inzetten')", "Inzetten", "Gaat naar de inzetten."),
    Toets("naar.team", "", "naar('team')", "Team", "Gaat naar het team: wie er is, wie plek heeft en wanneer."),
    Toets("naar.inlezen", "", "naar('inlezen')", "Werkboek inlezen", "Leest een werkboek met aanmeldingen in."),
    Toets("naar.uitwisselen", "", "naar('uitwisselen')", "Uitwisselen", "Wisselt uit met de andere laptops, via een map."),
    Toets("naar.notulen", "", "naar('notulen')", "Notulen", "Toont de notulen van het laatste overleg."),
    Toets("naar.overleggen", "", "naar('overleggen')", "Overleggen", "Gaat naar de lijst van alle overleggen."),
    Toets("naar.apparaten", "", "naar('apparaten')", "Laptops", "Gaat naar de laptops van het team: uitnodigen, toelaten, intrekken."),
    Toets("naar.gewist", "", "naar('gewist')", "Gewist", "Toont wat definitief gewist is: wanneer, door wie en waarom."),
)
"""The main screens, to go to from anywhere by the palette."""


DELEN: dict[str, Deel] = {
    "app": Deel("Overal", "Deze toetsen werken op elk scherm."),
    "scherm": Deel("Op elk scherm", "Deze toetsen werken op elk scherm waar u niet aan het typen bent."),
    "vandaag": Deel("Vandaag", "Hier ziet u wat op u wacht en waarom, en hoeveel ruimte beide teams hebben. ▲ heeft haast."),
    "overleg": Deel(
        "Overleg",
        "Hier loopt u de agenda door. Een cijfer legt het besluit vast, met eigenaar en datum al ingevuld; → gaat naar het volgende punt. "
        "Alles is meteen bewaard.",
    ),
    "casussen": Deel(
        "Casussen",
        "De lijst van alle casussen, de nieuwste eerst. Er staan alleen open casussen in, tot u o drukt; ▲ heeft haast of is stil.",
    ),
    "casus": Deel("Casus", "De kaart van één casus. Wie het is staat er niet op."),
    "samenvoegen": Deel(
        "Samenvoegen",
        "Eén aanmelding die dubbel is ingevoerd wordt één casus. Er gaat niets verloren, en L op de kaart maakt het weer los.",
    ),
    "wissen": Deel(
        "Definitief wissen",
        "Hier ziet u wat er weggaat als u deze casus wist, wat er blijft staan, en wat niet terug te halen is. "
        "Er verandert niets voordat u een reden koos en de code overtypte.",
    ),
    "gewist": Deel(
        "Definitief gewist",
        "Wat er gewist is: wanneer, door wie, waarom en hoeveel. Welke casus het was staat er niet bij.",
    ),
    "verschillen": Deel(
        "Verschillen",
        "Hier staat wat twee mensen op hun eigen laptop allebei veranderden. U kiest wat geldt; tot dan blijft alles bewaard.",
    ),
    "notulen": Deel(
        "Notulen",
        "De notulen van een overleg, zoals ze naar buiten gaan. Deelbaar heeft geen vragen, redenen, notities en namen. "
        "Ze zijn concept tot een volgend overleg ze vaststelt; daarna kan er alleen een aanvulling bij.",
    ),
    "overleggen": Deel("Overleggen", "Alle overleggen, het nieuwste boven. Enter opent de notulen."),
    "uitgeven": Deel(
        "Bestanden maken",
        "Kies welke vormen, voor wie en in welke map. Het programma maakt ze terwijl u verder werkt, en legt vast wat er is uitgegeven.",
    ),
    "hulp": Deel("Hulp", "Hier staat wat u op het scherm erachter kunt doen."),
    "inlezen": Deel(
        "Inlezen",
        "Hier leest u een werkboek met aanmeldingen in. U ziet eerst wat het zou doen; er wordt niets bewaard voordat u v drukt.",
    ),
    "uitwisselen": Deel(
        "Uitwisselen",
        "Hier komt het werk van de andere laptops erbij, en krijgen zij het uwe. U ziet eerst wat er verandert; Enter doet het pas. "
        "Lees na afloop elkaar de zes letters voor: zijn ze gelijk, dan zijn de gegevens gelijk.",
    ),
    "aanmelding": Deel(
        "Aanmelding",
        "Typ wat u hoort; elk veld is bewaard zodra u verder gaat. In een lijst kiest u met de eerste letters. "
        "Een punt • zegt wat voor de intake nog nodig is.",
    ),
    "apparaten": Deel(
        "Laptops",
        "De laptops van het team: van wie, en wanneer er voor het laatst iets van kwam. "
        "Wie het beheer heeft, nodigt uit, laat toe en trekt in.",
    ),
    "wachten": Deel(
        "Wachten op toelating",
        "Deze laptop heeft gevraagd om mee te doen en is nog niet toegelaten. Hier staat wat u afgeeft en voorleest.",
    ),
    "inzetten": Deel("Inzetten", "De inzetten van de Teams AnderS. Wat aandacht vraagt staat bovenaan, met waarom; ▲ kan niet wachten."),
    "inzet": Deel(
        "Inzet",
        "Eén inzet met zijn log, het nieuwste boven. Een regel schrijft u zoals u het zegt: `14/3 huisbezoek 90m JB: samen aan tafel`.",
    ),
    "team": Deel(
        "Team",
        "De mensen van beide teams: hun plekken, wie er weg is, en wat er de komende twaalf weken vrij komt. ▲ is te vol.",
    ),
    "lid": Deel("Lid", "Alles van één lid. Wat u verandert is meteen bewaard; z draait het terug."),
    "kies": Deel("Kiezen", "Het programma vraagt iets. Met de pijlen kiest u, Enter neemt wat gekozen is."),
    "duovoorstel": Deel(
        "Een duo kiezen",
        "Alle duo's voor deze casus, het best passende boven, met waarom en waar u op moet letten. Wie vol of weg is staat onderaan.",
    ),
    "duossamen": Deel(
        "Duo's samen verdelen",
        "De casussen van dit overleg die nog geen duo hebben, tegelijk verdeeld, zodat niemand een plek twee keer krijgt.",
    ),
    "vraag": Deel("Typen", "Het programma vraagt om een regel tekst. Wat u typt en met Esc verlaat, krijgt u de volgende keer weer."),
    "ontgrendelen": Deel(
        "Op slot",
        "Typ het wachtwoord en druk op Enter. Wat u aan het doen was staat er dan nog. "
        "Wachtwoord vergeten? `retcli wachtwoord --help` zegt hoe de herstelsleutel opent.",
    ),
    "begin": Deel(
        "Beginnen", "Kies of u wilt oefenen met verzonnen gegevens, of een nieuw team wilt beginnen. Elke vraag beantwoordt u met Enter."
    ),
    "herstelblad": Deel(
        "Herstelsleutel",
        "Deze sleutel opent de gegevens als het wachtwoord ooit vergeten is. "
        "U ziet hem één keer: schrijf hem op papier, en typ de laatste groep over.",
    ),
    "instellingen": Deel(
        "Instellingen",
        "Hier kiest u hoe het programma er op deze laptop uitziet en welke toetsen u gebruikt, en wat het team heeft afgesproken.",
    ),
    "toets": Deel("Een andere toets", "Druk op de toets die u wilt gebruiken. U ziet meteen of hij vrij is."),
}
"""What each section is called and is for."""

VASTE_DELEN = frozenset(("vraag", "hulp", "kies", "duovoorstel", "duossamen", "uitgeven", "toets", "ontgrendelen", "begin", "herstelblad"))
"""Sections whose keys can't be changed: those of questions, and of what comes before anything is unlocked."""

ZONDER_HULP = {"Vraagregel": "vraag", "Ontgrendelen": "ontgrendelen", "Begin": "begin", "Herstelblad": "herstelblad"}
"""Sections of what carries no `HULP` of its own, by class."""


def bindings(scherm: str) -> list[BindingType]:
    """The bindings of a screen."""
    return [toets.binding for toets in TOETSEN[scherm]]
