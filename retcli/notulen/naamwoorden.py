"""Words in and around names: what binds them, what stands with them and is none, and what is an ordinary word besides."""

from __future__ import annotations


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


VERBINDERS = _words(
    """van de den der het t ten ter te op in aan bij uit la le les du des di da do dos das del della el al ait ben bin ibn bint von zu y
    e en of s d l o"""
)
"""What binds the parts of a name."""

GEEN_NAAM = _words(
    """mw mevr mevrouw dhr heer meneer mr mrs ms drs dr ir ing prof moeder vader ouder ouders oma opa tante oom pleegmoeder pleegvader
    pleegouder pleegouders stiefmoeder stiefvader voogd mentor huisarts jeugdarts schoolarts jeugdconsulent consulent jeugdbeschermer
    gezinsvoogd gedragswetenschapper ambulant hulpverlener begeleider behandelaar psycholoog orthopedagoog directeur leerkracht juf meester
    coach wijkcoach coordinator regisseur procesregisseur casemanager medewerker jeugdreclasseerder intern zelf
    onbekend nvt nb nn xx xxx geen anoniem naam kind jongen meisje baby zoon dochter broer broertje zus zusje jongste oudste tweeling
    client jeugdige jongere nog niet bekend zie dossier initialen"""
)
"""What stands where a name is asked and is none: forms of address, who someone is to the child, what they do, that it is not known."""

ORGANISATIE = _words(
    "wijkteam school basisschool college gemeente team praktijk huisartsenpraktijk cjg gi ggd ggz stichting afdeling toegang veilig"
)
"""What the name of an organisation begins with; what follows names nobody."""

GEWOON = _words(
    """jan feb mrt april mei jun juni juli aug augustus sep sept okt nov dec ben bas bel bet brand door els ernst faas frank hans has heer
    hein hoop jet job joy kees kim lente lief lieve lies lot lust mark mat mats maat max mees mei merel mik mink mus noor rein riet
    rie roos rust sam stan star ster sterre stern storm tim tip toon trees viool iris lelie linde jasmijn madelief marjolein
    rozemarijn tijm amber jade parel robijn safier nova luna dag vreugde vrede constant victor wende wijs wil will winter zomer bloem
    zwaan duif valk wolf leeuw beer vos sperwer haan hen kip raaf vink snoek baars haas hert bok geit ram stier os koe paard wit witte
    zwart zwarte groen groene bruin bruine blauw rood grijs geel groot groote grote klein kleine kort korte lang lange smal breed dik
    jong jonge oud oude nieuw nieuwe goed goede kwaad sterk zwak bos berg dijk meer beek vliet water dam brug poel put molen kamp veld
    akker heide zand steen kuil hoek hof tuin boom eik beuk berk wilg stam tak blad bakker slager visser smid kok kuiper mulder
    schipper herder jager boer timmerman schilder dekker wever brouwer bode post schout prins koning keizer graaf hertog bisschop paus
    monnik pater ridder vuur vonk rook wind regen sneeuw zon maan nacht morgen avond vries vorst vrij man vrouw neef zwager weer ham
    vet bot been arm hand voet hals mond kin baard haar hart ruiter spek kaas brood zout peper pot pan kan vat kist bank stoel tafel
    kast huis kerk poort deur wal vaart zee zijl gast vriend beste snel stil trouw moed zorg plan werk baan loon boot schip anker zeil
    mast roest ijzer goud zilver koper lood tin glas spiegel brink kolk schuur stal hoeve burg stad dorp plaats straat weg pad laan
    plein bron kern kracht vlam staal hulst hop mos riem stok keur pool prijs ruis spoor"""
)
"""Names that are ordinary words too, and short forms of months."""
