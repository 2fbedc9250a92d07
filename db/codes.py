"""The code lists: a code is for ever, a label may be bettered.

A code goes into databases, packages and JSON; screens and text show its label. `source` says where a code was found (tags as in
docs/architecture.md; "extra" is ours). What a team adds itself is a synced row (`EigenCode`), never a line here. The lists that the
sources name come first; the short ones at the end are the program's own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Code:
    """One code: what it is called, where it comes from, how people spell it, and in which years it may be chosen."""

    code: str
    label: str
    source: str = "extra"
    spellings: tuple[str, ...] = ()
    ijw: str | None = None
    key: str | None = None
    grondslag: bool = False
    regio: str | None = None
    van: int | None = None
    tot: int | None = None


@dataclass(frozen=True, slots=True)
class Codelijst:
    """A list of codes in the order in which people are shown them."""

    naam: str
    codes: dict[str, Code]

    def __contains__(self, code: object) -> bool:
        return code in self.codes

    def __iter__(self) -> Iterator[Code]:
        return iter(self.codes.values())

    def __getitem__(self, code: str) -> Code:
        return self.codes[code]

    def label(self, code: str | None) -> str:
        """The label of a code; an unknown code shows as itself (a newer program may have written it), None as nothing."""
        if code is None:
            return ""
        known = self.codes.get(code)
        return known.label if known else code


LIJSTEN: dict[str, Codelijst] = {}


def _list(naam: str, *codes: Code) -> Codelijst:
    made = Codelijst(naam, {c.code: c for c in codes})
    LIJSTEN[naam] = made
    return made


# Who brings the case (single). `ijw` is our mapping to iJw COD327.
AANMELDER = _list(
    "aanmelder",
    Code(
        "GI",
        "Gecertificeerde instelling",
        "S4 S2",
        spellings=(
            "gi",
            "gl",
            "gecertificeerde instelling",
            "jeugdbeschermer",
            "jbov",
            "jeugdbescherming",
        ),
        ijw="04",
    ),
    Code(
        "LT",
        "Lokale toegang",
        "S4 S2",
        spellings=(
            "lokale toegang",
            "wijkteam",
            "lokaal wijkteam",
            "gem. toegang",
            "gemeentelijke toegang",
            "toegang",
        ),
        ijw="01",
    ),
    Code(
        "OND",
        "Onderwijs",
        "S4 S2",
        spellings=(
            "onderwijs",
            "school",
        ),
        ijw="06",
    ),
    Code("TZT", "Thuiszitterstafel", "S4", spellings=("thuiszitterstafel",), ijw="06"),
    Code(
        "ZA",
        "Zorgaanbieder",
        "S4 S2",
        spellings=(
            "zorgaanbieder",
            "aanbieder",
            "jeugdhulpaanbieder",
        ),
        ijw="06",
    ),
    Code(
        "OUD",
        "Ouder(s)",
        "S4 S2",
        spellings=(
            "ouder",
            "ouders",
            "ouder(s)",
        ),
        ijw="06",
    ),
    Code(
        "VT",
        "Veilig Thuis",
        "S2",
        spellings=(
            "veilig thuis",
            "vt",
        ),
        ijw="06",
    ),
    Code(
        "JEU",
        "Jeugdige zelf",
        "W1",
        spellings=(
            "jeugdige",
            "jongere",
        ),
        ijw="06",
    ),
    Code(
        "ANDERS",
        "Anders",
        "S4 S2",
        spellings=(
            "anders",
            "overig",
        ),
        ijw="06",
    ),
    Code(
        "ONB",
        "Onbekend",
        "S4",
        spellings=(
            "onbekend",
            "?",
        ),
        ijw="07",
    ),
)

# Where the child lives (single).
WOONSITUATIE = _list(
    "woonsituatie",
    Code(
        "OUDERS",
        "Bij ouder(s)",
        "S4",
        spellings=(
            "ouder(s)",
            "ouders",
            "thuis",
            "bij ouders",
        ),
    ),
    Code(
        "PLEEG",
        "Pleegouder(s)",
        "S4",
        spellings=(
            "pleegouders",
            "pleegouder(s)",
            "pleeggezin",
        ),
    ),
    Code("GEZINSH", "Gezinshuis", "S4"),
    Code(
        "GROEP",
        "Leef-/behandelgroep",
        "S4",
        spellings=(
            "leef/behandelgroep",
            "leefgroep",
            "behandelgroep",
            "groep",
        ),
    ),
    Code(
        "MILIEU3",
        "3-milieuvoorziening",
        "S4",
        spellings=(
            "3-milieu",
            "drie milieuvoorziening",
            "3 milieu",
        ),
    ),
    Code(
        "JZPLUS",
        "JeugdzorgPlus",
        "S4",
        spellings=(
            "jeugdzorg plus",
            "jz+",
            "jzplus",
            "gesloten",
        ),
    ),
    Code("KAMER", "Kamertraining", "S4"),
    Code("NETWERK", "Netwerk of familie", "extra"),
    Code("CRISIS", "Crisisopvang", "extra"),
    Code("GGZ", "GGZ-opname", "extra"),
    Code("ZELFST", "Zelfstandig", "extra"),
    Code("ANDERS", "Anders", "S4"),
    Code("ONB", "Onbekend", "extra"),
)

# The first one, the *grondslag*, is one of those marked; bijkomend any number.
PROBLEMATIEK = _list(
    "problematiek",
    Code("TRAUMA", "Trauma", "S4", grondslag=True),
    Code(
        "ASS",
        "Autisme (ASS)",
        "S4",
        spellings=(
            "autisme",
            "ass",
            "autismespectrumstoornis",
        ),
        grondslag=True,
    ),
    Code("LVB", "Licht verstandelijke beperking (LVB)", "S4", spellings=("lvb",), grondslag=True),
    Code(
        "PSYCH",
        "Overige psychiatrische problematiek",
        "S4",
        spellings=(
            "psychiatrie",
            "psychiatrische problematiek",
        ),
        grondslag=True,
    ),
    Code("PERSOON", "Persoonlijkheid en identiteit", "S4", grondslag=True),
    Code("HECHT", "Hechting", "S4", grondslag=True),
    Code("GEDRAG", "Gedrag", "S4", spellings=("gedragsproblematiek",), grondslag=True),
    Code("EET", "Eetstoornis", "S4"),
    Code("SUICIDE", "Suïcidaliteit", "S4"),
    Code("ZELFBES", "Zelfbeschadiging", "S4"),
    Code("SGOG", "Seksueel grensoverschrijdend gedrag", "S4", spellings=("sgog",)),
    Code("WEGLOOP", "Weglopen", "S4"),
    Code("JUSTITIE", "Aanraking met justitie", "S4"),
    Code(
        "DRUGS",
        "Drugsgebruik",
        "S4",
        spellings=(
            "verslaving",
            "middelen",
        ),
    ),
    Code("ADHD", "ADHD", "S4"),
    Code("GENDER", "Genderproblematiek", "S4"),
    Code("AGRESSIE", "Agressie", "S4"),
    Code("MIGRATIE", "Migratieachtergrond of oorlog", "S4"),
    Code("FORENS", "Forensisch profiel", "S4"),
    Code("ANDERS", "Anders", "extra"),
    Code("ONB", "Onbekend", "extra"),
)

# Any number.
PROBLEMATIEK_OUDERS = _list(
    "problematiek_ouders",
    Code("OVERBEL", "Overbelasting", "S4"),
    Code("EIGEN", "Problematiek bij de ouder(s) zelf", "S4"),
    Code("OKR", "Ouder-kindrelatie", "S4"),
    Code("INSTABIEL", "Instabiele opvoedingssituatie", "S4"),
    Code("SCHEIDING", "(Complexe) scheiding", "S4 S2"),
    Code("GEWELD", "Huiselijk geweld", "S4"),
    Code("SCHULD", "Armoede of schulden", "S2"),
    Code("HUISV", "Huisvesting", "S2"),
    Code("VERSLAV", "Verslaving", "S2"),
    Code("ANDERS", "Anders", "extra"),
)

# Single.
ONDERWIJS = _list(
    "onderwijs",
    Code("REGULIER", "Regulier onderwijs", "S4"),
    Code("SPECIAAL", "Speciaal onderwijs", "S4"),
    Code("GEEN", "Geen onderwijs", "S4"),
    Code("ONTHEF", "Ontheffing", "S4"),
    Code("VERZUIM", "Schoolverzuim", "S4"),
    Code("DAGBEST", "Dagbesteding", "S4"),
    Code("MBOWERK", "Mbo of werk", "extra"),
    Code("ONB", "Onbekend", "extra"),
)

# Single, current. JREC is a criminal-law datum (AVG art. 10).
MAATREGEL = _list(
    "maatregel",
    Code(
        "GEEN",
        "Niet van toepassing",
        "S4",
        spellings=(
            "n.v.t.",
            "nvt",
            "geen",
            "vrijwillig",
        ),
    ),
    Code("OTS", "Ondertoezichtstelling (OTS)", "S4 W31", spellings=("ots",)),
    Code("VOTS", "Voorlopige OTS", "S4 W31", spellings=("vots",)),
    Code("VOOGD", "Voogdij", "S4 W31"),
    Code("VVOOGD", "Voorlopige voogdij", "S4 W31"),
    Code(
        "JREC",
        "Jeugdreclassering",
        "S4",
        spellings=(
            "jeugdreclasseringsmaatregel",
            "reclassering",
        ),
    ),
    Code(
        "GESLOT",
        "Gesloten (voorwaardelijke) machtiging",
        "S4",
        spellings=(
            "gesloten machtiging",
            "voorwaardelijke machtiging",
        ),
    ),
    Code("ONB", "Onbekend", "extra"),
)

# Single.
SOORT = _list(
    "soort",
    Code("AMB", "Ambulant", "S4"),
    Code("INST", "Instroom verblijf", "S4"),
    Code("DOOR", "Doorstroom verblijf", "S4"),
    Code("UIT", "Uitstroom verblijf", "S4"),
    Code("ONB", "Onbekend", "extra"),
)

# Any number.
KNELPUNT = _list(
    "knelpunt",
    Code("AANBOD", "Passend aanbod ontbreekt", "S4"),
    Code("VISIE", "Visieverschil", "S4"),
    Code("REGIE", "Procesregie", "S4"),
    Code("SAMENW", "Vastgelopen samenwerking", "S4"),
    Code("PERSP", "Toekomstperspectief", "S4"),
    Code("EXPERT", "Expertise toevoegen", "S4"),
    Code("VA", "Hulp bij verklarende analyse", "S4"),
    Code("DOORPL", "Doorplaatsing", "S4"),
    Code("ONVOORW", "Onvoorwaardelijk wonen (Wlz)", "S4"),
    Code("A18", "Overgang naar 18 jaar", "S4"),
    Code("MOEKIND", "Huisvesting moeder en kind", "S4"),
    Code("SCHOOL", "Schoolgang of dagbesteding", "S4"),
    Code("ANDERS", "Anders", "S4"),
)

# The decision of the triage; `key` is the key in the meeting.
ROUTE = _list(
    "route",
    Code(
        "CON",
        "Consultatie en advies",
        "S4",
        spellings=(
            "consultatie",
            "consultatie en advies",
            "advies",
            "c&a",
        ),
        key="1",
    ),
    Code(
        "RETTAFEL",
        "RET-tafel",
        "S4",
        spellings=(
            "ret tafel",
            "ret-overleg",
        ),
        key="2",
    ),
    Code(
        "RONDE",
        "Ronde tafel",
        "S4",
        spellings=(
            "rondetafel",
            "versnellingstafel",
        ),
        key="3",
    ),
    Code(
        "TA",
        "Team AnderS",
        "S4",
        spellings=(
            "team anders",
            "inzet team anders",
        ),
        key="4",
    ),
    Code("REGIE", "Procesregie", "S4", key="5"),
    Code("BEMID", "Bemiddeling of onafhankelijk voorzitter", "S4 S2", key="6"),
    Code("ESCAL", "Escalatie (AnderS Ambassadeurs)", "S4 S0", key="7"),
    Code(
        "DOORVERW",
        "Verwezen naar reguliere zorg",
        "S2",
        spellings=(
            "doorverwezen",
            "verwezen reguliere zorg",
        ),
        key="8",
    ),
    Code("WACHT", "Wacht op informatie", "extra", key="9"),
    Code("AANH", "Aangehouden", "extra", key="h"),
    Code("NIET", "Niet in behandeling", "extra", key="0"),
)

# What was done for a casus, any number, counted.
ACTIE_RET = _list(
    "actie_ret",
    Code("CON", "Consultatie en advies", "S4"),
    Code("BEMID", "Onafhankelijke gespreksvoering of bemiddeling", "S4 S2"),
    Code("REGIE", "Procesregie", "S4"),
    Code("VA", "Ondersteuning bij verklarende analyse", "S4 S2"),
    Code("MDOBIJ", "MDO bijgewoond", "S4"),
    Code("MDOORG", "MDO georganiseerd", "S4"),
    Code("RETOV", "RET-overleg", "S4"),
    Code("SAMENT", "Samenwerkingstafel", "S4"),
    Code("RONDE", "Ronde tafel of versnellingstafel", "S4 S2"),
    Code("ESCALT", "Escalatietafel", "S4"),
    Code("REGULIER", "Verwezen naar reguliere zorg", "S2"),
    Code("MAATWERK", "Maatwerk", "S2"),
    Code("NIETGEC", "Niet-gecontracteerd aanbod ingezet", "S2"),
    Code("VERWRET", "Verwezen naar RET", "S2"),
    Code("TA", "Inzet Team AnderS", "S2"),
    Code("ZORGBEM", "Anders, vooral zorgbemiddeling", "S2"),
    Code("NIETGEL", "Niet gelukt, ondanks interventie", "S2"),
    Code("ANDERS", "Anders", "S4"),
)

# At closing; empty is allowed and counted.
RESULTAAT = _list(
    "resultaat",
    Code("UHPVOORK", "Uithuisplaatsing voorkomen", "S2", spellings=("voorkomen uhp",)),
    Code("THUIS", "Kind zo thuis mogelijk", "S2"),
    Code("DOORSTR", "Doorgestroomd naar passende hulp", "S2", spellings=("doorstromen naar passende hulp",)),
    Code("OVERGED", "Oplossing gevonden en overgedragen aan het reguliere veld", "S4"),
    Code("OPGESCH", "Opgeschaald", "S4"),
    Code("UHPTOCH", "Toch uit huis geplaatst", "extra"),
    Code("NIETGEL", "Niet gelukt", "S2"),
    Code("INGETR", "Ingetrokken door aanmelder of gezin", "extra"),
)

# Involvement of the expertisenetwerk, any number.
ENJO = _list(
    "enjo",
    Code("SPAR", "Sparren over (vervolg)stappen", "S4"),
    Code("AANBOD", "Passend aanbod of duurzaam perspectief ontbreekt", "S4"),
    Code("GELD", "Financiële middelen", "S4"),
    Code("ESCAL", "Escalatieladder", "S4"),
)

# Kinds of log line.
CONTACT = _list(
    "contact",
    Code("TEL", "Telefoon", "extra", spellings=("tel", "gebeld", "belt", "belde", "bellen", "telefonisch")),
    Code("HUIS", "Huisbezoek", "extra", spellings=("hb",)),
    Code("MDO", "MDO", "S4"),
    Code("RETT", "RET-tafel", "S4"),
    Code("RONDE", "Ronde tafel", "S4"),
    Code("MAIL", "Mail of bericht", "extra", spellings=("mail", "e-mail", "gemaild", "app", "appje", "bericht")),
    Code("SCHOOL", "School of dagbesteding", "extra", spellings=("school", "schoolbezoek", "dagbesteding")),
    Code("INTERN", "Intern overleg", "extra", spellings=("intern",)),
    Code("EVAL", "Evaluatie", "extra"),
    Code("ANDERS", "Anders", "extra"),
)

# Consent or other basis for discussing identifiable data; never a judgement by the program.
GRONDSLAG_DELEN = _list(
    "grondslag_delen",
    Code("NIETVAST", "Nog niet vastgelegd", "extra"),
    Code("JEUGDIGE", "Toestemming jeugdige", "W13 W14"),
    Code("OUDER", "Toestemming ouder(s) of gezag", "W13 W14"),
    Code("BEIDEN", "Toestemming jeugdige en ouder(s)", "W13 W14"),
    Code("DIRECT", "Rechtstreeks betrokken bij de hulp (Jeugdwet 7.3.11)", "W12"),
    Code("GEWEIGERD", "Geweigerd: alleen zonder herleidbare gegevens", "W12"),
    Code("VEILIG", "Veiligheid weegt zwaarder, met reden", "W14"),
)

# Themes of signals.
SIGNAAL_THEMA = _list(
    "signaal_thema",
    Code("ZICHT", "Zicht op wat nodig is", "S4"),
    Code("REGIE", "Regie en leiding", "S4"),
    Code("NETWERK", "Netwerk in beweging krijgen", "S4"),
    Code("BELANG", "Belangen, afspraken en financiële risico's", "S4"),
    Code("SOCIAAL", "Vertrouwen en samenwerking", "S4"),
    Code("DOORGEV", "Doorgeven van de casus, stepped care", "S4"),
    Code("GEENVA", "Geen verklarende analyse", "S4"),
    Code("TELAAT", "Te laat contact met het RET", "S4"),
    Code("UITSLUIT", "Uitsluitingscriteria", "S4"),
    Code("TIMEOUT", "Time-outplek ontbreekt", "S4"),
    Code("KLEINW", "Kleinschalig wonen ontbreekt", "S4"),
    Code("A18", "Overgang 18-/18+", "S4"),
    Code("NIEUW", "Nog zonder thema", "extra"),
)

# Roles of members.
ROL = _list(
    "rol",
    Code("VOORZITTER", "RET-voorzitter", "S4"),
    Code("EXPERT", "RET-expert", "S4"),
    Code("AANVOERDER", "Aanvoerder Team AnderS", "S4"),
    Code("ONDERST", "Ondersteuner", "S4"),
    Code("ERVARING", "Ervaringsdeskundige", "S4"),
    Code("LEZER", "Lezer", "extra"),
)

# CBS codes (domain: names checked against public lists); BUITEN and ONB are ours.
GEMEENTE = _list(
    "gemeente",
    Code("GM0141", "Almelo", "W33", regio="twente"),
    Code("GM0147", "Borne", "W33", regio="twente"),
    Code("GM1774", "Dinkelland", "W33", regio="twente"),
    Code("GM0153", "Enschede", "W33", regio="twente"),
    Code("GM0158", "Haaksbergen", "W33", regio="twente"),
    Code("GM0163", "Hellendoorn", "W33", regio="twente"),
    Code("GM0164", "Hengelo", "W33", regio="twente"),
    Code("GM1735", "Hof van Twente", "W33", regio="twente"),
    Code("GM0168", "Losser", "W33", regio="twente"),
    Code("GM0173", "Oldenzaal", "W33", regio="twente"),
    Code("GM1742", "Rijssen-Holten", "W33", regio="twente"),
    Code("GM0183", "Tubbergen", "W33", regio="twente"),
    Code("GM1700", "Twenterand", "W33", regio="twente"),
    Code("GM0189", "Wierden", "W33", regio="twente"),
    Code("GM0148", "Dalfsen", "W33", regio="ijsselland"),
    Code("GM0150", "Deventer", "W33", regio="ijsselland"),
    Code("GM0160", "Hardenberg", "W33", regio="ijsselland"),
    Code("GM0166", "Kampen", "W33", regio="ijsselland"),
    Code("GM1773", "Olst-Wijhe", "W33", regio="ijsselland"),
    Code("GM0175", "Ommen", "W33", regio="ijsselland"),
    Code("GM0177", "Raalte", "W33", regio="ijsselland"),
    Code("GM0180", "Staphorst", "W33", regio="ijsselland"),
    Code("GM1708", "Steenwijkerland", "W33", regio="ijsselland"),
    Code("GM1896", "Zwartewaterland", "W33", regio="ijsselland"),
    Code("GM0193", "Zwolle", "W33", regio="ijsselland"),
    Code("GM0034", "Almere", "W33", regio="flevoland"),
    Code("GM0303", "Dronten", "W33", regio="flevoland"),
    Code("GM0995", "Lelystad", "W33", regio="flevoland"),
    Code("GM0171", "Noordoostpolder", "W33", regio="flevoland"),
    Code("GM0184", "Urk", "W33", regio="flevoland"),
    Code("GM0050", "Zeewolde", "W33", regio="flevoland"),
    Code("GM0599", "Rotterdam", "W33", regio="overig"),
    Code("BUITEN", "Buiten de regio", "extra", regio="overig"),
    Code("ONB", "Onbekend", "extra", regio="overig"),
)

# Report groupings: rows of a printed table. A code in no group prints under its own label.
GROEPERINGEN: dict[str, dict[str, dict[str, tuple[str, ...]]]] = {
    "aanmelder": {
        "twente": {
            "GI": ("GI",),
            "Lokale toegang": ("LT",),
            "Onderwijs": ("OND",),
            "Thuiszitterstafel": ("TZT",),
            "Zorgaanbieder": ("ZA",),
            "Anders": (
                "OUD",
                "VT",
                "JEU",
                "ANDERS",
                "ONB",
            ),
        },
        "flevoland": {
            "Verwijzer Lokale Toegang": ("LT",),
            "Verwijzer Gecertificeerde Instelling": ("GI",),
            "Veilig Thuis": ("VT",),
            "Ouders/ zorgaanbieder/ onderwijs/ anders": (
                "OUD",
                "ZA",
                "OND",
                "TZT",
                "JEU",
                "ANDERS",
                "ONB",
            ),
        },
    },
}

# Classes of a number as half-open or closed ranges; leeftijd is year minus geboortejaar (closed), doorlooptijd is in months (half open).
KLASSEN: dict[str, dict[str, dict[str, tuple[int, int]]]] = {
    "leeftijd": {
        "enjo": {
            "0 t/m 8": (0, 8),
            "9 t/m 12": (9, 12),
            "13 t/m 16": (13, 16),
            "17+": (17, 99),
        },
    },
    "doorlooptijd": {
        "enjo": {
            "0-3 maanden": (0, 3),
            "3-6 maanden": (3, 6),
            "meer dan 6 maanden": (6, 999),
        },
    },
}

# The program's own short lists.
GESLACHT = _list(
    "geslacht",
    Code("JONGEN", "Jongen", "S4", spellings=("j", "jongen", "man", "mannelijk")),
    Code("MEISJE", "Meisje", "S4", spellings=("m", "meisje", "v", "vrouw", "vrouwelijk")),
    Code("ANDERS", "Anders", "S4", spellings=("x",)),
    Code("ONB", "Onbekend", "S4", spellings=("?", "o")),
)
KANAAL = _list(
    "kanaal",
    Code("MAIL", "Mail", "S0"),
    Code("TEL", "Telefoon", "S0", spellings=("tel", "gebeld")),
    Code("FORM", "Formulier", "S0"),
    Code("OVERLEG", "In een overleg"),
    Code("IMPORT", "Uit een werkboek"),
)
VERKLARENDE_ANALYSE = _list(
    "verklarende_analyse",
    Code("NEE", "Nee", "S4"),
    Code("GESTART", "Gestart", "S4"),
    Code("AANWEZIG", "Aanwezig", "S4", spellings=("ja",)),
    Code("ONB", "Onbekend"),
)
URGENTIE = _list("urgentie", Code("GEWOON", "Gewoon"), Code("HOOG", "Hoog", spellings=("urgent", "spoed")))
VEILIGHEID = _list(
    "veiligheid",
    Code("NEE", "Geen zorg over veiligheid"),
    Code("JA", "Zorg over veiligheid"),
    Code("VT", "Veilig Thuis is betrokken", "W42"),
    Code("ONB", "Onbekend"),
)
MONITOR = _list(
    "monitor",
    Code("NEE", "Niet in de monitor", "S4", spellings=("nee", "n", "0", "false")),
    Code("JA", "In de monitor", "S4", spellings=("ja", "j", "1", "x", "true", "geupload", "geüpload")),
    Code("BEPERKT", "In de monitor, met beperkte informatie", "S4"),
)
AFSLUITREDEN = _list(
    "afsluitreden",
    Code("KLAAR", "Klaar"),
    Code("OVERGED", "Overgedragen", "S4"),
    Code("INGETR", "Ingetrokken"),
    Code("VERHUISD", "Verhuisd"),
    Code("ANDERS", "Anders"),
)
AANWEZIG = _list("aanwezig", Code("JA", "Aanwezig"), Code("NEE", "Afwezig"), Code("DEELS", "Deels aanwezig"))
AGENDASOORT = _list(
    "agendasoort",
    Code("actie", "Actie"),
    Code("nieuw", "Nieuw"),
    Code("aangehouden", "Aangehouden"),
    Code("ter kennisname", "Ter kennisname"),
    Code("inzet", "Lopende inzet"),
    Code("evaluatie", "Evaluatie"),
    Code("nazorg", "Nazorg"),
    Code("vastgelopen", "Vastgelopen"),
    Code("sluiten", "Te sluiten"),
    Code("signaal", "Signaal"),
    Code("ingebracht", "Ingebracht"),
)
UHP = _list(
    "uhp",
    Code("VOORKOMEN", "Uithuisplaatsing voorkomen", spellings=("voorkomen",)),
    Code("BEEINDIGD", "Uithuisplaatsing beëindigd", spellings=("beëindigd", "naar huis", "weer thuis")),
    Code("NIET", "Niet voorkomen of beëindigd", spellings=("niet voorkomen", "niet beëindigd")),
    Code("NVT", "Speelde niet", spellings=("nvt", "n.v.t.")),
    Code("ONB", "Onbekend", spellings=("?",)),
)
ACTIESOORT = _list("actiesoort", Code("GEWOON", "Actie"), Code("TERUGKOP", "Terugkoppelen aan de aanmelder", "S4"))
ZICHTBAARHEID = _list("zichtbaarheid", Code("TEAM", "Alleen het team"), Code("OVERLEG", "RET-AnderS"))
NIVEAU = _list("niveau", Code("CASUS", "Casuïstiek", "S4"), Code("TRANSFORM", "Transformatie", "S4"))
DOMEIN = _list(
    "domein",
    Code("WONEN", "Wonen", "S4"),
    Code("ONDERWIJS", "Onderwijs", "S4"),
    Code("A18", "18-/18+", "S4"),
    Code("AANBOD", "Aanbod", "S4"),
    Code("SAMENW", "Samenwerking", "S4"),
    Code("GELD", "Financiering", "S4"),
    Code("PERSONEEL", "Personeel", "S4"),
)
SIGNAALSTATUS = _list(
    "signaalstatus",
    Code("NIEUW", "Nieuw"),
    Code("GEBUNDELD", "Gebundeld"),
    Code("DOORGEG", "Doorgegeven"),
    Code("ANTWOORD", "Antwoord ontvangen"),
)
# A casus' status is computed (retcli/triage.py), never stored.
STATUS = _list(
    "status",
    Code("nieuw", "Nieuw"),
    Code("op agenda", "Op de agenda"),
    Code("besproken", "Besproken"),
    Code("consultatie", "Consultatie"),
    Code("tafel", "Tafel"),
    Code("inzet", "Inzet"),
    Code("procesregie", "Procesregie"),
    Code("wacht op info", "Wacht op informatie"),
    Code("monitoring", "Monitoring"),
    Code("afgesloten", "Afgesloten"),
    Code("heropend", "Heropend"),
)
# Why a casus was erased for good.
WISREDEN = _list(
    "wisreden",
    Code("VERZOEK", "Op verzoek van ouder of jeugdige", spellings=("verzoek",)),
    Code("TERMIJN", "Bewaartermijn voorbij", spellings=("termijn", "bewaartermijn")),
    Code("ONTERECHT", "Had niet vastgelegd mogen worden", spellings=("onterecht",)),
)
