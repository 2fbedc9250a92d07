"""The people and stories of the practice data. Everybody and everything in here is invented.

Members of team 1 are called after birds and of team 2 after trees. The stories are told in weeks before the meeting of this week: a
step with a week is a decision in the meeting of that many weeks ago, a step without one is taken outside a meeting.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mens:
    """A member of the team."""

    code: str
    naam: str
    rol: str | None = None
    team: int | None = None
    organisatie: str = ""
    discipline: str = ""
    plekken: int = 2
    expertise: tuple[str, ...] = ()
    gemeenten: tuple[str, ...] = ()
    talen: tuple[str, ...] = ()
    uren: int | None = None


@dataclass(frozen=True, slots=True)
class Taak:
    """An action that comes with a decision: who, how many days it may take, and whether it gets done."""

    woorden: str
    wie: str = "V"
    dagen: int = 7
    gedaan: bool = True


@dataclass(frozen=True, slots=True)
class Stap:
    """A decision: in the meeting of `week` weeks ago, or outside one. `tot` is its term in days, else until the next meeting."""

    route: str
    reden: str
    week: int | None = None
    wie: str = "V"
    tot: int | None = None
    taken: tuple[Taak, ...] = ()
    notitie: str | None = None
    interventie: str | None = None
    terug: int | None = 3  # working days until a consultatie is reported back; None is not yet


@dataclass(frozen=True, slots=True)
class Slot:
    """How a casus ended; `week` for one that is not closed as soon as its consultatie is reported back."""

    resultaat: str
    reden: str = "KLAAR"
    woont: str | None = None
    aan: str | None = None
    week: int | None = None
    monitor: str = "JA"


@dataclass(frozen=True, slots=True)
class Loop:
    """The deployment that a Team AnderS decision brings; its last log line comes just before the meeting of `laatste` weeks ago."""

    team: int
    doel: str
    log: tuple[str, ...] = ()
    laatste: int = 1
    duur: int = 14  # weeks that were expected
    evaluatie: int = 6  # weeks after the start
    gehouden: str | None = None  # what came out of it; None is not held yet
    einde: int | None = None
    resultaat: str | None = None
    woont: str | None = None
    naar: str | None = None
    nazorg: str | None = None  # an action of the aanvoerder after the end, for the meeting of this week
    frequentie: str = "twee keer per week"
    wissel: bool = False


@dataclass(frozen=True, slots=True)
class Verhaal:
    """One casus from its aanmelding, in the week of `week` weeks ago, to where it is now.

    `gezin` names the story of a brother or sister, right after whom this child is registered. `eerder` names an earlier story of the same
    child, which nobody has linked to it yet. `heropend` is why it was reopened, just before the meeting of its last step.
    """

    naam: str
    week: int
    aanmelder: str
    geslacht: str
    leeftijd: int
    woont: str
    soort: str
    probleem: str
    vraag: str
    bij: tuple[str, ...] = ()
    ouders: tuple[str, ...] = ()
    knelpunt: tuple[str, ...] = ()
    onderwijs: str = "REGULIER"
    maatregel: str = "GEEN"
    va: str = "NEE"
    uhp: bool = False
    huis: bool = False
    urgent: bool = False
    veiligheid: str = "NEE"
    delen: str = "OUDER"
    stappen: tuple[Stap, ...] = ()
    slot: Slot | None = None
    loop: Loop | None = None
    log: tuple[tuple[str, str], ...] = ()
    partijen: tuple[str, ...] = ()
    gezin: str | None = None
    eerder: str | None = None
    heropend: str | None = None
    roepnaam: str | None = None
    opmerking: str | None = None


VOORZITTER = Mens("MW", "Marit Waterlelie", "VOORZITTER", None, "RET Twente (oefening)", "RET-voorzitter", 0)
KERN = (
    Mens("HD", "Hugo Duinroos", "EXPERT", None, "Aanbieder De Meidoorn", "gz-psycholoog", 0, ("TRAUMA", "HECHT")),
    Mens("FK", "Fenna Klaproos", "ONDERST", None, "RET Twente (oefening)", "programmaondersteuner", 0),
)
TEAMS = (
    Mens("KR", "Karin Reiger", "AANVOERDER", 1, "Aanbieder De Linde", "gezinsbehandelaar", 1,
         ("HECHT", "SCHEIDING"), ("GM0153",), (), 16),
    Mens("JM", "Jette Merel", None, 1, "Aanbieder De Vlier", "systeemtherapeut", 2,
         ("TRAUMA", "SCHEIDING"), ("GM0153", "GM0168"), ("Engels",), 24),
    Mens("BK", "Bram Kievit", None, 1, "Aanbieder De Hazelaar", "ambulant gezinswerker", 3,
         ("GEDRAG", "ADHD"), ("GM0153", "GM0158"), (), 32),
    Mens("NZ", "Noor Zwaluw", None, 1, "Aanbieder De Linde", "orthopedagoog", 2,
         ("ASS", "LVB"), ("GM0164", "GM0147"), ("Duits",), 24),
    Mens("YS", "Yasin Spreeuw", None, 1, "Aanbieder De Berk", "jongerenwerker", 2,
         ("JUSTITIE", "DRUGS"), ("GM0153",), ("Turks", "Arabisch"), 28),
    Mens("LG", "Lotte Grutto", None, 1, "Aanbieder De Vlier", "ervaringsdeskundige", 1,
         ("ZELFBES",), ("GM0173", "GM1774"), (), 12),
    Mens("SL", "Stijn Leeuwerik", None, 1, "Aanbieder De Meidoorn", "psychomotorisch therapeut", 2,
         ("AGRESSIE", "TRAUMA"), ("GM0164",), (), 24),
    Mens("RE", "Ruben Esdoorn", "AANVOERDER", 2, "Aanbieder De Berk", "gezinsbehandelaar", 1,
         ("OKR", "OVERBEL"), ("GM0141",), (), 16),
    Mens("AW", "Amina Wilg", None, 2, "Aanbieder De Linde", "systeemtherapeut", 2,
         ("TRAUMA", "MIGRATIE"), ("GM0141",), ("Arabisch", "Frans"), 24),
    Mens("TS", "Tess Spar", None, 2, "Aanbieder De Hazelaar", "gedragswetenschapper", 2,
         ("PSYCH", "EET"), ("GM1742", "GM0163"), (), 20),
    Mens("DB", "Daan Beuk", None, 2, "Aanbieder De Vlier", "ambulant gezinswerker", 2,
         ("LVB", "SCHULD"), ("GM1700", "GM0189"), (), 24),
    Mens("EI", "Esra Iep", None, 2, "Aanbieder De Meidoorn", "jeugdpsychiatrisch verpleegkundige", 2,
         ("SUICIDE", "PSYCH"), ("GM0141",), ("Turks",), 24),
    Mens("WL", "Wout Lariks", None, 2, "Aanbieder De Berk", "onderwijsspecialist", 2,
         ("ASS", "ADHD"), ("GM1742", "GM1735"), ("Gebarentaal",), 20),
    Mens("PO", "Pleun Olm", None, 2, "Aanbieder De Linde", "gezinswerker in opleiding", 1,
         ("HECHT",), ("GM0183", "GM1700"), (), 16),
)  # fmt: skip

ORGANISATIES = {
    "GI": ("GI De Overkant", "GI Voorbeeld Oost", "GI Het Kompas (verzonnen)"),
    "LT": ("Wijkteam Zonzijde", "Wijkteam De Proefes", "Wijkteam Molenhoek", "Toegang Voorbeeldstad", "Wijkteam Achterland"),
    "OND": ("Voorbeeldschool De Es",),
    "TZT": ("Thuiszitterstafel Voorbeeld",),
    "ZA": ("Aanbieder De Linde", "Aanbieder De Hazelaar", "Aanbieder De Berk"),
}
"""Who brings a casus; what is not listed has no organisation."""

GEMEENTEN = {
    "GM0141": 18, "GM0147": 5, "GM1774": 1, "GM0153": 31, "GM0158": 2, "GM0163": 4, "GM0164": 25, "GM1735": 7, "GM0168": 7,
    "GM0173": 7, "ONB": 1, "GM1742": 7, "GM0183": 5, "GM1700": 15, "GM0189": 4,
}  # fmt: skip
"""How often a gemeente comes up: Twente 2024 (Jaarrapportage Expertisenetwerk Jeugd Overijssel), with fewer unknown."""

AANMELDERS = ("M. Grutto", "S. Karekiet", "J. Wulp", "L. Tureluur", "A. Kluut", "D. Putter", "R. Kwikstaart", "N. Boomklever")

DEZE_WEEK = (
    Verhaal(
        "aan-de-deur", 0, "GI", "JONGEN", 11, "OUDERS", "INST", "TRAUMA",
        "Deze week stond de politie twee keer aan de deur. Moeder zegt dat zij het zo niet volhoudt; voor hem en zijn zusje wordt een plek "
        "buiten huis gezocht. Wie kan er nu naast haar staan?",
        bij=("AGRESSIE",), ouders=("GEWELD", "OVERBEL"), knelpunt=("AANBOD",), maatregel="VOTS", uhp=True, urgent=True, veiligheid="VT",
        delen="DIRECT", partijen=("Voorbeeldschool De Es",),
        log=(("TEL", "Moeder gesproken. Oma neemt beide kinderen dit weekend; dat geeft lucht tot het overleg."),),
    ),
    Verhaal(
        "zusje", 0, "GI", "MEISJE", 7, "OUDERS", "INST", "HECHT",
        "Zusje van de jongen die deze week ook is aangemeld. Op school valt zij in slaap en vraagt zij nergens om. Is wat haar broer helpt "
        "ook genoeg voor haar?",
        ouders=("GEWELD", "OVERBEL"), knelpunt=("AANBOD", "EXPERT"), maatregel="VOTS", uhp=True, delen="NIETVAST", gezin="aan-de-deur",
        log=(("MAIL", "De juf ziet een meisje dat stiller wordt naarmate er meer over haar broer wordt gebeld."),),
    ),
    Verhaal(
        "opnieuw-thuis", 0, "LT", "JONGEN", 9, "OUDERS", "AMB", "ASS",
        "Na een rustig half jaar slaapt hij weer nauwelijks. Ouders wisselen elkaar 's nachts af en melden zich om de beurt ziek. Wat kan "
        "het wijkteam doen voordat het te veel wordt?",
        bij=("GEDRAG",), ouders=("OVERBEL",), knelpunt=("AANBOD",), onderwijs="VERZUIM", va="AANWEZIG", eerder="slaap", roepnaam="Ties",
        log=(("TEL", "Moeder gebeld. Zij zegt dat er eerder ook al eens iemand van het RET heeft meegedacht."),),
    ),
    Verhaal(
        "naar-huis", 2, "GI", "MEISJE", 14, "GROEP", "UIT", "TRAUMA",
        "De plaatsing op de groep loopt over zes weken af. Zij wil naar huis; moeder wil het ook en durft nog niet. Wat is er nodig om dat "
        "te laten lukken?",
        bij=("HECHT", "WEGLOOP"), ouders=("OVERBEL", "SCHEIDING"), knelpunt=("PERSP", "AANBOD"), onderwijs="GEEN", maatregel="OTS",
        huis=True, roepnaam="Fleur", partijen=("GI De Overkant", "Aanbieder De Hazelaar"),
        stappen=(
            Stap("CON", "Advies: eerst één gesprek op de groep met moeder en haar erbij, daarna pas een datum.", terug=4),
            Stap("RETTAFEL", "Groep, moeder en jeugdbeschermer noemen ieder een andere datum. Aan één tafel wordt het één plan.", 1,
                 tot=14),
        ),
        log=(("TEL", "Gebeld met de jeugdbeschermer: de groep denkt mee en wil een einddatum met een plan, geen datum alleen."),
             ("SCHOOL", "School gesproken: er is een plek na de vakantie, als iemand haar de eerste weken brengt."),),
    ),
    Verhaal(
        "diploma", 6, "LT", "JONGEN", 16, "OUDERS", "AMB", "GEDRAG",
        "Is sinds de zomer niet op school geweest en zit 's nachts op zijn kamer. Ouders staan tegenover elkaar in wat ze moeten doen. "
        "Wat kan het wijkteam nog proberen?",
        bij=("DRUGS",), ouders=("SCHEIDING", "OKR"), knelpunt=("SCHOOL", "VISIE"), onderwijs="VERZUIM",
        stappen=(
            Stap("CON", "Het wijkteam kan dit zelf met een duidelijke volgorde: eerst vader en moeder samen aan tafel, dan school."),
            Stap("BEMID", "Vader en moeder hebben iemand nodig die van geen van beiden is. Daarna pas weer over school.", 2, tot=28),
        ),
        slot=Slot("OVERGED", "OVERGED", "OUDERS", "Wijkteam Zonzijde", monitor="NEE"),
        heropend="Vader en moeder kwamen er niet uit; hij slaapt nu bij een vriend en het wijkteam vraagt opnieuw mee te denken.",
    ),
    Verhaal(
        "tussen-twee", 2, "GI", "JONGEN", 12, "PLEEG", "DOOR", "HECHT",
        "Het pleeggezin stopt na de zomer en een volgend gezin is er niet. Broertje mag blijven. Hoe voorkomen we dat hij dit als straf "
        "ervaart?",
        bij=("TRAUMA",), ouders=("EIGEN", "VERSLAV"), knelpunt=("DOORPL", "PERSP"), maatregel="VOOGD", va="GESTART",
        stappen=(
            Stap("AANH", "De pleegzorgwerker kon niet aansluiten; zonder haar kennen we het verhaal van het pleeggezin niet.", 2),
            Stap("AANH", "Pleegouders beraden zich nog een week. Daar willen we niet tussendoor lopen.", 1,
                 notitie="Broertje niet vergeten in wat we besluiten."),
        ),
    ),
    Verhaal(
        "papieren", 3, "LT", "MEISJE", 15, "NETWERK", "INST", "PSYCH",
        "Woont sinds het voorjaar bij haar tante. Er ligt een advies voor behandeling met verblijf, en een gezin dat haar bij zich wil "
        "houden. Wat weegt het zwaarst?",
        bij=("EET", "ZELFBES"), ouders=("EIGEN",), knelpunt=("VISIE", "VA"), uhp=True, delen="BEIDEN",
        stappen=(Stap("WACHT", "Eerst de verklarende analyse afwachten; zonder die is elk besluit een gok.", 3, tot=35),),
    ),
    Verhaal(
        "indicatie", 1, "ZA", "JONGEN", 17, "GROEP", "UIT", "LVB",
        "Wordt over vijf maanden achttien. De aanvraag voor de Wlz ligt er, maar niemand weet waar hij daarna woont. Wie houdt dit vast?",
        knelpunt=("A18", "ONVOORW"), onderwijs="DAGBEST", maatregel="OTS", ouders=("EIGEN",),
        stappen=(Stap("WACHT", "De uitkomst van de Wlz-aanvraag bepaalt welke deuren opengaan; die komt binnen twee weken.", 1, tot=16),),
    ),
    Verhaal(
        "weekend", 0, "LT", "JONGEN", 11, "OUDERS", "AMB", "GEDRAG",
        "Moeder staat er alleen voor met drie kinderen en vraagt om weekendopvang voor de oudste. Het wijkteam twijfelt of dat helpt.",
        bij=("ADHD",), ouders=("OVERBEL", "SCHULD"), knelpunt=("EXPERT",),
        stappen=(Stap("CON", "Weekendopvang lost de week niet op. Advies: hulp op de drukke uren thuis, en oma officieel mee laten doen.",
                      terug=None),),
    ),
    Verhaal(
        "wachtlijst", 1, "OND", "MEISJE", 13, "OUDERS", "AMB", "ASS",
        "Zit vier maanden thuis en staat op drie wachtlijsten. School wil weten of het RET voorrang kan regelen.",
        knelpunt=("SCHOOL", "AANBOD"), onderwijs="VERZUIM", va="AANWEZIG", ouders=("OVERBEL",),
        stappen=(Stap("DOORVERW", "Het RET regelt geen plek. Wel gewezen op het onderwijszorgarrangement; de toegang vraagt het aan."),),
        slot=Slot("OVERGED", "OVERGED", "OUDERS", "Voorbeeldschool De Es", week=1),
    ),
    Verhaal(
        "oom", 1, "LT", "JONGEN", 10, "OUDERS", "AMB", "TRAUMA",
        "Vader overleed vorig jaar. Sindsdien luistert hij alleen nog naar zijn oom, die twee dorpen verder woont. Hoe betrekken we die?",
        ouders=("EIGEN",), knelpunt=("EXPERT",),
        stappen=(Stap("CON", "Rouw, geen gedragsstoornis. Advies: oom een vaste middag geven en een rouwbegeleider naast moeder.", 1,
                      terug=1, wie="E"),),
        slot=Slot("OVERGED", "OVERGED", "OUDERS", "Wijkteam Achterland", week=1),
    ),
    Verhaal(
        "rustig", 1, "GI", "MEISJE", 16, "KAMER", "UIT", "PERSOON",
        "Woont op kamertraining en belt vier keer per dag naar haar oude groep. De groep wil helpen maar mag niet meer. Wat is wijs?",
        bij=("SUICIDE",), ouders=("OKR",), knelpunt=("SAMENW",), maatregel="OTS", onderwijs="MBOWERK", delen="JEUGDIGE",
        stappen=(Stap("CON", "Afscheid is te snel gegaan. Advies: de groep mag drie maanden een vast belmoment houden.", 1, terug=3),),
    ),
)  # fmt: skip

IN_BEWEGING = (
    Verhaal(
        "verhuizing", 3, "LT", "JONGEN", 8, "OUDERS", "AMB", "GEDRAG",
        "Gezin is net verhuisd en de hulp bleef achter in de vorige gemeente. De nieuwe school belt iedere dag.",
        ouders=("HUISV", "OVERBEL"), knelpunt=("REGIE",),
        stappen=(Stap("DOORVERW", "Er is passende hulp; die moet alleen mee verhuizen. De toegang pakt het over.", 3,
                      taken=(Taak("stuurt de samenvatting naar de nieuwe toegang", "O", 12, False),)),),
    ),
    Verhaal(
        "drie-plannen", 4, "GI", "MEISJE", 13, "GEZINSH", "DOOR", "TRAUMA",
        "Er zijn drie plannen van drie instellingen en geen ervan past bij wat zij zelf zegt. Het gezinshuis houdt het nog tot de "
        "voorjaarsvakantie vol.",
        bij=("HECHT", "ZELFBES"), ouders=("EIGEN", "GEWELD"), knelpunt=("VISIE", "SAMENW"), maatregel="VOOGD", uhp=True, delen="DIRECT",
        partijen=("GI Voorbeeld Oost", "Aanbieder De Berk", "Aanbieder De Vlier"),
        stappen=(Stap("RETTAFEL", "Drie plannen worden er pas één als iedereen hetzelfde verhaal hoort, en zij erbij zit.", 4,
                      interventie="RETOV", taken=(Taak("nodigt het gezinshuis en de drie instellingen uit", "O", 6),)),),
    ),
    Verhaal(
        "geloof", 2, "LT", "MEISJE", 15, "OUDERS", "AMB", "PERSOON",
        "Zij en haar ouders leven in twee werelden onder één dak. De wijkcoach is door beide kanten al een keer weggestuurd.",
        bij=("GENDER",), ouders=("OKR",), knelpunt=("VISIE", "SAMENW"), delen="BEIDEN",
        stappen=(Stap("RONDE", "Iedereen praat over elkaar. Een ronde tafel met een gespreksleider die niemand kent.", 2,
                      taken=(Taak("zoekt een gespreksleider van buiten", "V", 6), Taak("spreekt vooraf met haar alleen", "E", 6))),),
    ),
    Verhaal(
        "omgang", 5, "GI", "JONGEN", 7, "OUDERS", "AMB", "HECHT",
        "De omgang met vader ligt een half jaar stil. Elk gesprek eindigt bij de rechter. Hij vraagt wanneer papa komt.",
        ouders=("SCHEIDING", "OKR"), knelpunt=("SAMENW",), maatregel="OTS",
        stappen=(Stap("BEMID", "Ouders vertrouwen geen van de betrokkenen nog. Een onafhankelijk voorzitter kan opnieuw beginnen.", 4,
                      interventie="BEMID"),),
    ),
    Verhaal(
        "woonplek", 7, "GI", "JONGEN", 15, "CRISIS", "DOOR", "GEDRAG",
        "Zit voor de derde keer op een crisisplek. Alle vervolgplekken noemen dezelfde uitsluiting. Wat is er wél mogelijk?",
        bij=("AGRESSIE", "JUSTITIE"), ouders=("EIGEN", "INSTABIEL"), knelpunt=("AANBOD", "DOORPL"), maatregel="OTS", va="AANWEZIG",
        onderwijs="GEEN", delen="DIRECT",
        stappen=(Stap("RETTAFEL", "Aanbieders moeten het van elkaar horen waarom het steeds niet kan, en wat dan wel.", 7,
                      interventie="RETOV"),),
        slot=Slot("DOORSTR", "KLAAR", "GEZINSH", "GI Voorbeeld Oost", week=3),
    ),
    Verhaal(
        "grensgeval", 20, "LT", "MEISJE", 17, "NETWERK", "AMB", "PSYCH",
        "Volwassenzorg zegt nog niet, jeugdzorg zegt niet meer. Zij woont ondertussen op de bank bij haar zus.",
        bij=("SUICIDE",), ouders=("EIGEN",), knelpunt=("A18", "REGIE"), onderwijs="MBOWERK", delen="JEUGDIGE",
        stappen=(
            Stap("CON", "Samen met de volwassenzorg één behandelaar aanwijzen; niet wachten op de verjaardag.", terug=4),
            Stap("REGIE", "Het advies strandde op wie betaalt. De voorzitter houdt dit bij tot er een behandelaar staat.", 8, tot=70,
                 taken=(Taak("belt beide zorgverzekeraars", "V", 14),), interventie="REGIE"),
        ),
    ),
    Verhaal(
        "geld", 7, "GI", "JONGEN", 14, "MILIEU3", "UIT", "LVB",
        "Kan naar huis met begeleiding in de nacht, maar die staat in geen enkel contract. Ouders hebben de kamer al geverfd.",
        bij=("GEDRAG",), ouders=("OVERBEL",), knelpunt=("AANBOD", "REGIE"), maatregel="OTS", huis=True, onderwijs="SPECIAAL",
        stappen=(
            Stap("RETTAFEL", "De inhoud is rond. De tafel moet over de nacht gaan en over wie die draagt.", 7, interventie="RETOV"),
            Stap("ESCAL", "Iedereen is het eens en niemand mag tekenen. Naar de Ambassadeurs met één vraag.", 4, tot=35,
                 taken=(Taak("schrijft de vraag aan de Ambassadeurs op één bladzij", "V", 7),), interventie="ESCALT",
                 notitie="Ouders laten weten dat het even duurt en waarom."),
        ),
    ),
    Verhaal(
        "bank", 6, "LT", "ANDERS", 13, "OUDERS", "AMB", "ASS",
        "Wil niet dat er iemand binnenkomt die over autisme begint. Ouders willen juist dat het een naam krijgt.",
        ouders=("OVERBEL",), knelpunt=("VA",), onderwijs="ONTHEF",
        stappen=(Stap("WACHT", "De huisarts heeft een verwijzing gedaan; eerst horen of het gezin die wil.", 6, tot=21),),
        slot=Slot("INGETR", "INGETR", "OUDERS", week=5, monitor="BEPERKT"),
        opmerking="Ouders hebben bedankt voor het meedenken en willen het nu zelf proberen.",
    ),
)  # fmt: skip

MET_TEAM_ANDERS = (
    Verhaal(
        "broer", 6, "GI", "JONGEN", 10, "OUDERS", "AMB", "TRAUMA",
        "De rechter beslist over acht weken of hij thuis kan blijven. Moeder doet alles wat gevraagd wordt en is op. Wie komt er naast "
        "haar staan?",
        bij=("AGRESSIE",), ouders=("EIGEN", "GEWELD"), knelpunt=("AANBOD",), maatregel="OTS", uhp=True, veiligheid="VT",
        roepnaam="Jurre", partijen=("GI De Overkant", "Voorbeeldschool De Es"),
        stappen=(Stap("TA", "Hij kan thuis blijven als er nú iemand naast moeder staat. Twee mensen, ook op de avonden.", 6),),
        loop=Loop(1, "Hij blijft thuis; moeder heeft drie mensen om te bellen en gebruikt ze.", (
            "Kennismaking aan de keukentafel. Moeder vertelde een uur lang, hij luisterde op de trap mee.",
            "Met hem naar het bos. Hij weet precies wanneer het misgaat: als het stil wordt beneden.",
            "Avondritueel doorgenomen en samen opgeschreven; hangt op de koelkast.",
            "Drie rustige avonden op rij. Moeder durfde het nog niet hardop te zeggen.",
            "Buurvrouw doet mee: zij is de eerste die gebeld wordt.",
            "Op school een time-outplek afgesproken die hij zelf heeft uitgezocht.",
        ), laatste=0, evaluatie=7, frequentie="drie keer per week, ook 's avonds"),
    ),
    Verhaal(
        "stil-een", 7, "LT", "MEISJE", 12, "OUDERS", "AMB", "HECHT",
        "Loopt weg zodra het ergens over gaat, en komt altijd terug. Ouders zoeken nu een plek buiten huis omdat ze niet meer slapen.",
        bij=("WEGLOOP",), ouders=("OVERBEL", "OKR"), knelpunt=("AANBOD",), uhp=True,
        stappen=(Stap("TA", "Weglopen is hier haar manier van praten. Een duo dat meeloopt in plaats van zoekt.", 7),),
        loop=Loop(2, "Zij hoeft niet meer weg te lopen om gehoord te worden; ouders slapen.", (
            "Eerste gesprek met ouders. Ze schaamden zich dat ze hulp vroegen; dat hoefde niet.",
            "Met haar gewandeld. Zij koos de route en vertelde op de terugweg.",
            "Kaart van haar plekken gemaakt; ouders weten nu waar ze is als ze gaat.",
        ), laatste=3),
    ),
    Verhaal(
        "lang", 26, "GI", "JONGEN", 15, "OUDERS", "UIT", "TRAUMA",
        "Komt na twee jaar JeugdzorgPlus naar huis. Iedereen houdt zijn hart vast, hijzelf het meest.",
        bij=("JUSTITIE", "DRUGS"), ouders=("EIGEN", "SCHULD"), knelpunt=("PERSP",), maatregel="OTS", huis=True, onderwijs="DAGBEST",
        delen="BEIDEN", partijen=("GI Voorbeeld Oost", "Aanbieder De Berk"),
        stappen=(Stap("TA", "Naar huis zonder iemand ernaast is geen kans. Begin voor de thuiskomst, niet erna."),),
        loop=Loop(1, "Thuis, dagbesteding vier dagen, en een plan voor als het een dag niet lukt.", (
            "Nog op de groep gesproken. Hij wil één ding: niet terug.",
            "Eerste weekend thuis. Moeder had zijn oude dekbed bewaard.",
            "Uitgegleden: een nacht weg. Samen teruggekeken zonder boete.",
            "Dagbesteding bij de werkplaats; hij kwam zelf met de fiets.",
            "Moeder en hij hebben afgesproken wat ze doen als het schreeuwen wordt. Twee keer gebruikt.",
            "Gesprek over stoppen. Hij wil nog even niet, en zegt dat ook.",
        ), duur=32, evaluatie=22, gehouden="Bijna los. Nog zes weken, en hij bepaalt zelf wie hij daarna belt.", frequentie="wekelijks"),
    ),
    Verhaal(
        "school-eerst", 6, "LT", "JONGEN", 11, "OUDERS", "AMB", "ASS",
        "Drie scholen in twee jaar. Er wordt nu een groep met verblijf genoemd omdat dat de enige plek met onderwijs is.",
        bij=("ADHD",), ouders=("OVERBEL",), knelpunt=("SCHOOL", "AANBOD"), onderwijs="GEEN", uhp=True, va="AANWEZIG",
        stappen=(Stap("TA", "Niet uit huis vanwege school. Onderwijs en gezin tegelijk, met één duo.", 6),),
        loop=Loop(2, "Vier ochtenden les, vader en moeder weer zelf de baas over de dag.", (
            "Kennisgemaakt via de schutting: hij liet eerst zijn konijnen zien.",
            "Met vader de week getekend. De ochtenden waren leeg, de avonden vol.",
            "Proefochtend in een klas van vier. Hij bleef tot de bel.",
            "Moeder belde zelf de leerplicht. Dat durfde ze een maand geleden niet.",
        ), evaluatie=3, gehouden="Op de goede weg. Door tot de voorjaarsvakantie, dan afbouwen naar eens per week."),
    ),
    Verhaal(
        "tweeling", 8, "GI", "MEISJE", 4, "OUDERS", "AMB", "HECHT",
        "Jonge moeder met twee kleintjes in een te klein huis. Uithuisplaatsing is aangevraagd en weer ingetrokken. Hoe nu verder?",
        ouders=("EIGEN", "HUISV", "SCHULD"), knelpunt=("MOEKIND", "AANBOD"), maatregel="VOTS", uhp=True, onderwijs="ONB", veiligheid="JA",
        stappen=(Stap("TA", "Moeder kan veel zelf als iemand het voordoet. Dagelijks beginnen en snel afbouwen.", 8),),
        loop=Loop(1, "Vaste dagen en nachten, een huis met twee kamers, en het consultatiebureau dat niet meer belt.", (
            "Eerste ochtend meegelopen. Zij kende ieder huiltje uit elkaar.",
            "Samen naar de woningcorporatie. Urgentie aangevraagd, verhaal in eigen woorden.",
            "Nachtritme houdt. Moeder sliep zes uur achter elkaar.",
            "Peuterplek geregeld voor twee ochtenden; zij bracht hen zelf.",
            "Oma ingewerkt als vaste achterwacht.",
        ), evaluatie=5, gehouden="De nachten houden. Van dagelijks naar drie keer per week.", wissel=True,
            frequentie="dagelijks, nu drie keer per week"),
    ),
    Verhaal(
        "begint", 1, "GI", "JONGEN", 13, "JZPLUS", "UIT", "GEDRAG",
        "De machtiging loopt af en verlengen wil niemand. Hij mag naar zijn vader, die hem drie jaar niet heeft gezien.",
        bij=("AGRESSIE",), ouders=("SCHEIDING", "OKR"), knelpunt=("PERSP", "EXPERT"), maatregel="GESLOT", huis=True, onderwijs="SPECIAAL",
        delen="BEIDEN",
        stappen=(Stap("TA", "Vader en zoon moeten elkaar nog leren kennen. Beginnen op de groep, dan thuis.", 1, tot=10,
                      notitie="Reistijd naar de groep meerekenen in de plekken."),),
        loop=Loop(2, "Thuis bij vader, met een week die zij samen hebben bedacht."),
    ),
    Verhaal(
        "eerst-advies", 4, "ZA", "MEISJE", 14, "OUDERS", "AMB", "PSYCH",
        "Behandeling loopt, maar thuis ontploft het iedere avond. De behandelaar vraagt of dat te dragen is zonder opname.",
        bij=("ZELFBES", "EET"), ouders=("OVERBEL",), knelpunt=("EXPERT", "AANBOD"), delen="BEIDEN",
        stappen=(
            Stap("CON", "Behandelaar en ouders één crisisplan laten maken, met wie er 's avonds belt.", terug=4),
            Stap("TA", "Het plan klopt, de avonden niet. Een duo dat er is op de uren dat het misgaat.", 3),
        ),
        loop=Loop(1, "Avonden zonder politie of opname; zij kan zeggen dat het niet gaat.", (
            "Kennismaking op haar kamer, deur open, zoals zij vroeg.",
            "Signaalkaart gemaakt in haar eigen kleuren. Vader heeft hem in zijn portemonnee.",
        ), evaluatie=4, frequentie="vier avonden per week"),
    ),
    Verhaal(
        "kijken", 18, "LT", "JONGEN", 9, "OUDERS", "AMB", "LVB",
        "Moeder heeft zelf een beperking en wil het goed doen. De hulp wisselde vijf keer in een jaar. Hij gaat op alles slaan.",
        bij=("AGRESSIE",), ouders=("EIGEN", "INSTABIEL"), knelpunt=("SAMENW", "AANBOD"), onderwijs="SPECIAAL", uhp=True,
        stappen=(Stap("TA", "Niet nog een wisseling. Eén duo, één gezicht tegelijk, en voordoen in plaats van uitleggen."),),
        loop=Loop(2, "Hij blijft thuis, met begeleiding die blijft.", (
            "Kennismaking met plaatjes erbij; moeder las ze hardop voor.",
            "Boodschappen gedaan met z'n drieën. Geen klap gevallen, wel een ijsje.",
            "Vaste begeleider van het wijkteam schuift aan; moeder kende haar nog van vroeger.",
            "Twee weken bijna niets gedaan en het bleef staan.",
        ), gehouden="Doel is in zicht; vanaf nu afbouwen.", einde=2, resultaat="UHPVOORK", woont="OUDERS",
            naar="begeleiding door Wijkteam De Proefes", nazorg="belt moeder na twee weken: blijft het staan?",
            frequentie="drie keer per week"),
    ),
    Verhaal(
        "klaar-een", 22, "GI", "MEISJE", 15, "OUDERS", "AMB", "GEDRAG",
        "Het verzoek tot uithuisplaatsing ligt klaar. Zij zegt dat ze toch wel gaat lopen. Is er nog iets wat niet geprobeerd is?",
        bij=("WEGLOOP", "DRUGS"), ouders=("OKR", "SCHEIDING"), knelpunt=("AANBOD",), maatregel="OTS", uhp=True, onderwijs="VERZUIM",
        delen="BEIDEN",
        stappen=(Stap("TA", "Er is veel over haar besloten en weinig met haar. Daar begint het duo."),),
        loop=Loop(1, "Thuis tot en met het examen, verzoek van tafel.", (
            "Eerste afspraak in de snackbar, op haar voorstel.",
            "Stiefvader en zij hebben elkaar de ruimte verkocht: letterlijk, met een contractje.",
            "Terug op school, drie dagen. Zij zegt vier.",
            "Verzoek ingetrokken. Taart.",
        ), gehouden="Zij zegt dat het thuis kan, en de school ook.", einde=6, resultaat="UHPVOORK",
            woont="OUDERS", naar="jongerenwerk in de wijk"),
        slot=Slot("UHPVOORK", "KLAAR", "OUDERS", "Wijkteam Molenhoek", week=5),
    ),
    Verhaal(
        "klaar-twee", 30, "GI", "JONGEN", 12, "GROEP", "UIT", "HECHT",
        "Woont drie jaar op een groep die dichtgaat. Grootouders bieden hun huis aan; de instanties twijfelen aan hun leeftijd.",
        ouders=("EIGEN", "VERSLAV"), knelpunt=("PERSP", "VISIE"), maatregel="VOOGD", huis=True, delen="DIRECT",
        stappen=(Stap("TA", "Grootouders kunnen dit als zij niet alleen staan. Kijken wat er nodig is, niet of het mag."),),
        loop=Loop(2, "Wonen bij opa en oma, met respijt eens in de twee weken.", (
            "Opa heeft de zolder getimmerd; hij mocht de kleur kiezen.",
            "Respijtgezin gevonden in de straat.",
            "Schoolwissel gelukt zonder een dag thuis te zitten.",
        ), gehouden="Opa en oma redden het met respijt; de voogd ziet het ook.", einde=9, resultaat="THUIS",
            woont="NETWERK", naar="pleegzorg in het netwerk"),
        slot=Slot("THUIS", "KLAAR", "NETWERK", "GI De Overkant", week=8),
    ),
)  # fmt: skip

CONSULTATIES = (
    Verhaal(
        "slaap", 31, "LT", "JONGEN", 9, "OUDERS", "AMB", "ASS",
        "Slaapt slecht en is overdag onbereikbaar. Ouders vragen of hij naar een observatiegroep moet.",
        ouders=("OVERBEL",), knelpunt=("EXPERT",), va="GESTART", roepnaam="Ties",
        stappen=(Stap("CON", "Eerst slaap, dan pas kijken. Advies: slaappoli en zes weken rust in het rooster.", terug=2),),
        slot=Slot("OVERGED", "OVERGED", "OUDERS", "Wijkteam Zonzijde"),
    ),
    Verhaal(
        "oppas", 27, "LT", "MEISJE", 5, "OUDERS", "AMB", "HECHT",
        "Moeder wordt behandeld in een kliniek en vader werkt in ploegen. Waar slaapt zij in de nachtdienst?",
        ouders=("EIGEN",), knelpunt=("AANBOD",),
        stappen=(Stap("CON", "Het netwerk is groter dan het lijkt. Advies: netwerkberaad met buren en de tante in de stad."),),
        slot=Slot("THUIS", "KLAAR", "OUDERS", "Wijkteam Molenhoek"),
    ),
    Verhaal(
        "voetbal", 21, "GI", "JONGEN", 14, "GEZINSH", "UIT", "GEDRAG",
        "Het gezinshuis stelt als voorwaarde dat hij stopt met voetbal omdat het daar misgaat. Is dat wijs?",
        bij=("AGRESSIE",), ouders=("INSTABIEL",), knelpunt=("VISIE",), maatregel="VOOGD",
        stappen=(Stap("CON", "Voetbal is het enige wat van hem is. Advies: trainer erbij halen in plaats van afpakken.", wie="E"),),
        slot=Slot("OVERGED", "OVERGED", "GEZINSH", "GI De Overkant", monitor="BEPERKT"),
    ),
    Verhaal(
        "wachten", 16, "GI", "MEISJE", 16, "GROEP", "DOOR", "PERSOON",
        "Wacht negen maanden op een behandelplek en zakt op de groep steeds verder weg. Wat kan er in de tussentijd?",
        bij=("SUICIDE", "ZELFBES"), ouders=("OKR",), knelpunt=("AANBOD",), maatregel="OTS", delen="JEUGDIGE", veiligheid="JA",
        stappen=(Stap("CON", "Overbrugging vragen bij de behandelaar die haar al kent; één vast contact, ook in het weekend.", wie="E"),),
        slot=Slot("DOORSTR", "KLAAR", "GGZ", "Aanbieder De Meidoorn"),
    ),
    Verhaal(
        "examen", 14, "LT", "JONGEN", 18, "NETWERK", "AMB", "LVB",
        "Doet over drie maanden examen en staat dan op straat: zijn kamer hangt aan de jeugdhulp.",
        knelpunt=("A18", "ONVOORW"), onderwijs="SPECIAAL", delen="JEUGDIGE",
        stappen=(Stap("CON", "Verlengde jeugdhulp aanvragen tot na het examen; daarna Wmo. Formulier samen ingevuld."),),
        slot=Slot("OVERGED", "OVERGED", "ZELFST", "Toegang Voorbeeldstad"),
    ),
    Verhaal(
        "paarden", 12, "ZA", "MEISJE", 11, "OUDERS", "AMB", "TRAUMA",
        "De therapie werkt en de beschikking stopt. Verlengen mag alleen met een nieuw doel.",
        ouders=("GEWELD",), knelpunt=("AANBOD",),
        stappen=(Stap("CON", "Doel hoeft niet nieuw te zijn als het oude bijna gehaald is. Onderbouwing samen geschreven."),),
        slot=Slot("DOORSTR", "KLAAR", "OUDERS", "Aanbieder De Hazelaar"),
    ),
    Verhaal(
        "taal", 10, "LT", "JONGEN", 7, "OUDERS", "AMB", "TRAUMA",
        "Gezin is drie jaar in Nederland. Vader tolkt en zegt dat het goed gaat; hij tekent iets anders.",
        bij=("MIGRATIE",), ouders=("EIGEN", "HUISV"), knelpunt=("EXPERT",),
        stappen=(Stap("CON", "Kinderen en vaders tolken niet. Advies: een tolk, een vrouw, en tijd.", wie="E"),),
        slot=Slot("OVERGED", "OVERGED", "OUDERS", "Wijkteam De Proefes"),
    ),
    Verhaal(
        "brief", 8, "GI", "MEISJE", 13, "PLEEG", "AMB", "HECHT",
        "Moeder schrijft brieven die alles losmaken. Pleegouders willen ze tegenhouden, de voogd twijfelt.",
        ouders=("EIGEN", "OKR"), knelpunt=("VISIE",), maatregel="VOOGD",
        stappen=(Stap("CON", "Brieven samen lezen met iemand erbij. Tegenhouden maakt ze groter.", 8),),
        slot=Slot("OVERGED", "OVERGED", "PLEEG", "GI Voorbeeld Oost"),
    ),
    Verhaal(
        "leerplicht", 8, "TZT", "JONGEN", 14, "OUDERS", "AMB", "ASS",
        "Anderhalf jaar thuis. De tafel zoekt iemand die zegt of een boete hier iets oplost.",
        ouders=("OVERBEL",), knelpunt=("SCHOOL",), onderwijs="VERZUIM",
        stappen=(Stap("CON", "Een boete lost niets op. Advies: begin met een uur per week bij hem thuis, met een doel dat hij kiest."),),
        slot=Slot("OVERGED", "OVERGED", "OUDERS", "Thuiszitterstafel Voorbeeld"),
    ),
    Verhaal(
        "ouders-bellen", 7, "OUD", "MEISJE", 12, "OUDERS", "AMB", "PSYCH",
        "Vader belt zelf: zijn dochter eet bijna niet meer en overal is een wachttijd. Waar begint hij?",
        bij=("EET",), ouders=("OVERBEL",), knelpunt=("AANBOD",),
        stappen=(Stap("CON", "Via de huisarts met spoed naar de kinderarts; die weg is er en is kort. Vandaag samen gebeld.", terug=1),),
        slot=Slot("DOORSTR", "KLAAR", "OUDERS", "huisarts"),
        opmerking="Na een week teruggebeld: er is een behandelaar.",
    ),
    Verhaal(
        "twee-huizen", 6, "GI", "JONGEN", 8, "OUDERS", "AMB", "GEDRAG",
        "Bij moeder gaat het goed, bij vader niet, of andersom, afhankelijk van wie je spreekt.",
        ouders=("SCHEIDING",), knelpunt=("VISIE",), maatregel="OTS",
        stappen=(Stap("CON", "Niet zoeken naar wie gelijk heeft. Advies: één hulpverlener die in beide huizen komt.", 6),),
        slot=Slot("OVERGED", "OVERGED", "OUDERS", "GI Het Kompas (verzonnen)"),
    ),
    Verhaal(
        "kamer", 5, "GI", "MEISJE", 17, "KAMER", "UIT", "TRAUMA",
        "Haar kamertraining stopt omdat zij een kat heeft genomen. Zij vertrekt liever dan dat de kat gaat.",
        ouders=("EIGEN",), knelpunt=("SAMENW",), maatregel="OTS", onderwijs="MBOWERK", delen="JEUGDIGE",
        stappen=(Stap("CON", "De kat is het eerste waar zij voor zorgt. Advies: huisregel aanpassen, wij bellen mee."),),
        slot=Slot("THUIS", "KLAAR", "KAMER", "Aanbieder De Berk"),
    ),
    Verhaal(
        "logeren", 4, "LT", "JONGEN", 6, "OUDERS", "AMB", "ASS",
        "Ouders vragen logeren om het vol te houden. De gemeente heeft het uit het aanbod gehaald.",
        ouders=("OVERBEL",), knelpunt=("AANBOD",), onderwijs="SPECIAAL",
        stappen=(Stap("CON", "Logeren is hier het voorkomen van erger. Maatwerk aangevraagd, met onderbouwing van het RET.", 4),),
        slot=Slot("UHPVOORK", "KLAAR", "OUDERS", "Wijkteam Achterland"),
    ),
    Verhaal(
        "stage", 3, "LT", "JONGEN", 17, "OUDERS", "AMB", "GEDRAG",
        "Blowt, werkt en helpt zijn moeder. School wil hem schorsen, moeder wil hem houden zoals hij is.",
        bij=("DRUGS",), ouders=("SCHULD",), knelpunt=("SCHOOL",), onderwijs="MBOWERK", delen="JEUGDIGE",
        stappen=(Stap("CON", "Hij doet al veel goed. Advies: stage bij zijn baas laten tellen en over het blowen praten, niet dreigen."),),
        slot=Slot("OVERGED", "OVERGED", "OUDERS", "Wijkteam Zonzijde", monitor="NEE"),
    ),
    Verhaal(
        "hond", 2, "LT", "MEISJE", 8, "OUDERS", "AMB", "TRAUMA",
        "Praat sinds het ongeluk alleen nog met de hond. De wijkcoach vraagt of wachten mag.",
        ouders=("EIGEN",), knelpunt=("EXPERT",),
        stappen=(Stap("CON", "Wachten mag, alleen laten niet. Traumabehandeling aanmelden en de hond mee naar de intake.", terug=2),),
        slot=Slot("DOORSTR", "KLAAR", "OUDERS", "Aanbieder De Meidoorn"),
    ),
)  # fmt: skip

VERHALEN = (*CONSULTATIES, *MET_TEAM_ANDERS, *IN_BEWEGING, *DEZE_WEEK)

UITKOMST_TERUG = (
    "Aanmelder gebeld; kan hiermee verder.",
    "Teruggekoppeld en op een rij gezet wie wat doet.",
    "Aanmelder herkent het advies en legt het morgen voor aan ouders.",
)
NOTITIES = (
    "Expert vult aan: eerst vragen wat al geholpen heeft.",
    "Aanvoerders denken mee, ook zonder inzet.",
    "Kort besproken; iedereen herkende het.",
    "Vraag blijft: wat zegt het kind zelf?",
    "Aanmelder was blij dat er iemand meedacht.",
)
MEDEDELINGEN = {
    8: "Eerste overleg met deze agenda. We houden het op een uur.",
    6: "Hugo zit voor; Marit sluit later aan.",
    4: "Volgende week sluit een gast aan: een ervaringsdeskundige van een andere regio.",
    1: "Denk aan de opvang in de vakantieweken: wie is wanneer bereikbaar?",
}
AFGELAST = (5, "Vakantieweek: beide aanvoerders zijn vrij.")
"""The meeting that was not held, by weeks ago, and why."""
VERVANGER = (6, "HD")
"""Who chaired instead of the voorzitter, and in the meeting of how many weeks ago."""
GAST = (3, "Ilse Fazant, ervaringsdeskundige uit een andere regio")
"""A guest, in the meeting of how many weeks ago."""
HEROPEND = (4, "geld", "De termijn van de escalatie stond twee weken te vroeg.")
"""The meeting that was opened again on its own day, the casus whose decision got another term, and why."""
VASTE_ZINNEN = (
    "Past bij de lokale toegang; het RET denkt mee.",
    "Eerst de verklarende analyse, dan een besluit.",
    "Dreigt uit huis te gaan; een duo kan dat keren.",
)
"""Phrases for reasons that the team keeps."""

AFWEZIG = (("TS", -9, 8, "vakantie"), ("SL", 14, 24, "scholing"), ("LG", -60, -39, "verlof"))
"""Who is away, from and until how many days from the day of practice."""

BUNDELS = (
    ("Geen plek om even op adem te komen", "TIMEOUT", "DOORGEG", "Coördinatiepunt wonen en verblijf (oefening)", 3,
     "Er komt een verkenning van twee plekken in de regio."),
    ("Wie is aan zet na achttien", "A18", "GEBUNDELD", None, None, None),
)  # fmt: skip
SIGNALEN = (
    (7, "TIMEOUT", "Drie keer in een maand was er geen time-outplek en werd het een crisisplek.", 0, "woonplek"),
    (6, "TIMEOUT", "Gezinnen vragen een weekend rust en krijgen een plaatsing aangeboden.", 0, None),
    (6, "A18", "De kamer vervalt op de verjaardag, ook midden in een schooljaar.", 1, "grensgeval"),
    (4, "UITSLUIT", "Alle vervolgplekken sluiten op hetzelfde gedrag uit waarvoor hulp gevraagd wordt.", None, None),
    (3, "BELANG", "Nachtbegeleiding thuis staat in geen contract en is goedkoper dan verblijf.", None, "geld"),
    (2, "GEENVA", "Plannen zonder verklarende analyse beginnen ieder ergens anders.", None, "drie-plannen"),
    (1, "A18", "Uitslag van een Wlz-aanvraag komt vaak later dan de einddatum van de beschikking.", 1, "indicatie"),
)
"""Weeks ago, theme, words, bundle, and the casus it came from."""
SIGNAAL_BUITEN = "Twee scholen wisten deze maand niet dat zij het RET mogen bellen, en wachtten tot het te laat was. #telaat"
"""As it was typed outside a meeting, since the last one."""

TOESTEMMING = {
    "OUDER": "ouder(s) met gezag",
    "JEUGDIGE": "de jongere zelf",
    "BEIDEN": "de jongere en de ouder(s) met gezag",
    "DIRECT": "aanmelder is rechtstreeks betrokken bij de hulp",
}
"""Who gave the basis for sharing, per code of it."""

AFWEZIG_BIJ = {7: (("FK", "NEE"),), 6: (("MW", "DEELS"),), 4: (("HD", "NEE"),), 3: (("RE", "DEELS"),), 2: (("FK", "NEE"), ("KR", "DEELS"))}
"""Who missed a meeting, by weeks ago."""

EVALUATIES = (
    "Het gezin wil verder met dit duo; de eerste afspraken staan op papier.",
    "Het lukt vaker dan het misgaat. Zelfde plan, iets meer aan de ouders zelf.",
    "Er is rust in huis; nu oefenen zonder dat er iemand van het duo bij is.",
)
"""What came out of the evaluations before the one that a story tells of."""
