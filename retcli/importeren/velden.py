"""What a column of a workbook can hold, and the headings that teams write above it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Soort = Literal["nummer", "datum", "jaar", "geslacht", "code", "codes", "problematiek", "vlag", "tekst", "regel", "identiteit"]


@dataclass(frozen=True, slots=True)
class Veld:
    """What a column can be: its name (as in an `indeling` and in the list of differences), its kind, its label, and usual headings.

    `lijst` is the code list of a `code`, of `codes` and of `problematiek`.
    """

    naam: str
    soort: Soort
    label: str
    koppen: tuple[str, ...]
    lijst: str | None = None


def _veld(naam: str, soort: Soort, label: str, koppen: str, lijst: str | None = None) -> Veld:
    """A field; its headings stand behind semicolons (case, blanks, accents and punctuation don't matter)."""
    return Veld(naam, soort, label, tuple(k.strip() for k in koppen.split(";")), lijst)


VELDEN: dict[str, Veld] = {
    v.naam: v
    for v in (
        _veld(
            "nummer",
            "nummer",
            "Nummer",
            "nr; no; n°; nummer; volgnr; volgnummer; casusnummer; casusnr; zaaknummer; zaaknr; dossiernummer; dossiernr; "
            "registratienummer; aanmeldnummer; id; #; casuscode",
        ),
        _veld(
            "datum_aanmelding",
            "datum",
            "Datum aanmelding",
            "datum; datum aanm; datum aanmelding; aanmelddatum; aanmeldingsdatum; aangemeld op; aangemeld; aangemeld d.d.; "
            "dd aanmelding; d.d. aanmelding; datum binnenkomst; datum binnen; binnengekomen op; binnengekomen; datum "
            "melding; meldingsdatum; ontvangen op; datum ontvangst; datum contact; datum registratie; aanmelding",
        ),
        _veld(
            "kanaal",
            "code",
            "Kanaal",
            "kanaal; via; aangemeld via; wijze van aanmelden; wijze aanmelding; hoe aangemeld; binnengekomen via",
            "kanaal",
        ),
        _veld(
            "aanmelder",
            "code",
            "Aanmelder",
            "aanmelder; verwijzer; aangemeld door; type aanmelder; soort aanmelder; type verwijzer; soort verwijzer; "
            "aanmeldende partij; melder; verwezen door; aanmelder type",
            "aanmelder",
        ),
        _veld(
            "aanmelder_organisatie",
            "regel",
            "Organisatie van de aanmelder",
            "organisatie; organisatie aanmelder; aanmelder organisatie; naam organisatie; organisatie verwijzer; "
            "instelling; verwijzende organisatie; aanmeldende organisatie",
        ),
        _veld(
            "gemeente",
            "code",
            "Gemeente",
            "gemeente; woonplaats; woonplaats jeugdige; gemeente jeugdige; woongemeente; plaats; woonplaats kind; "
            "woonplaats aangemelde jeugdige; gemeente van herkomst; verantwoordelijke gemeente",
            "gemeente",
        ),
        _veld(
            "geboortejaar",
            "jaar",
            "Geboortejaar",
            "geb jaar; geboortejaar; gebjr; geb jr; jaar geboren; geboortejaar jeugdige; geboortedatum; geb datum; geb dat; "
            "geboren; geboren op; gebdat",
        ),
        _veld(
            "geslacht",
            "geslacht",
            "Geslacht",
            "geslacht; j/m; m/j; m/v; v/m; j/m/x; m/v/x; v/m/x; j/m/o; m/v/o; sekse; jongen/meisje; man/vrouw; geslacht jeugdige",
        ),
        _veld(
            "woonsituatie",
            "code",
            "Woonsituatie",
            "woont bij; woonsituatie; verblijf; verblijft; verblijfplaats; woonvorm; verblijfssituatie; huidige "
            "woonsituatie; huidige verblijfplaats; woonsituatie start; woont nu",
            "woonsituatie",
        ),
        _veld(
            "dreigende_uhp",
            "vlag",
            "Dreigende uithuisplaatsing",
            "dreigende uhp; uhp dreigt; dreigende uithuisplaatsing; uhp; dreiging uhp; uithuisplaatsing dreigt",
        ),
        _veld(
            "wens_naar_huis",
            "vlag",
            "Wens naar huis",
            "wens naar huis; naar huis; naar huis plaatsing; terug naar huis; wens terug naar huis",
        ),
        _veld(
            "soort",
            "code",
            "Soort aanmelding",
            "soort aanmelding; type aanmelding; soort; aard aanmelding",
            "soort",
        ),
        _veld(
            "vraag",
            "tekst",
            "Vraag",
            "vraag; vraag reden; reden; hulpvraag; reden aanmelding; reden van aanmelding; aanleiding; vraagstelling; "
            "casus; casusomschrijving; omschrijving; korte omschrijving; situatie; omschrijving casus; vraag aan het ret; "
            "vraag aanmelder",
        ),
        _veld(
            "opmerking",
            "tekst",
            "Opmerking",
            "opmerking; opmerkingen; bijzonderheden; toelichting; notitie; notities; aantekeningen; memo; overige opmerkingen",
        ),
        _veld(
            "problematiek",
            "problematiek",
            "Problematiek",
            "problematiek; problematiek jeugdige; grondslag problematiek; grondslag; voorliggende problematiek; "
            "hoofdproblematiek; diagnose; problematiek kind",
            "problematiek",
        ),
        _veld(
            "bijkomend",
            "codes",
            "Bijkomende problematiek",
            "bijkomend; bijkomende problematiek; overige problematiek; nevenproblematiek; bijkomende problematiek jeugdige",
            "problematiek",
        ),
        _veld(
            "problematiek_ouders",
            "codes",
            "Problematiek ouder(s)",
            "problematiek ouders; problematiek ouder(s); problematiek ouder; ouderproblematiek; problematiek gezin",
            "problematiek_ouders",
        ),
        _veld(
            "knelpunt",
            "codes",
            "Knelpunt",
            "knelpunt; knelpunten; knelpunt(en); knelpunt hulpvraag; reden heraanmelding; reden (her)aanmelding",
            "knelpunt",
        ),
        _veld(
            "onderwijs",
            "code",
            "Onderwijs",
            "onderwijs; school; schoolsituatie; onderwijssituatie; type onderwijs; soort onderwijs",
            "onderwijs",
        ),
        _veld(
            "maatregel",
            "code",
            "Maatregel",
            "maatregel; maatregelen; jeugdbeschermingsmaatregel; juridische maatregel; juridische status; juridisch kader; "
            "kader; ots/voogdij",
            "maatregel",
        ),
        _veld(
            "verklarende_analyse",
            "code",
            "Verklarende analyse",
            "verklarende analyse; va; va aanwezig; verklarende analyse aanwezig",
            "verklarende_analyse",
        ),
        _veld(
            "urgentie",
            "code",
            "Urgentie",
            "urgentie; spoed; prioriteit",
            "urgentie",
        ),
        _veld(
            "veiligheid",
            "code",
            "Veiligheid",
            "veiligheid; zorg over veiligheid; veilig",
            "veiligheid",
        ),
        _veld(
            "grondslag_status",
            "code",
            "Toestemming of grondslag",
            "toestemming; toestemming status; grondslag delen; toestemming of grondslag",
            "grondslag_delen",
        ),
        _veld(
            "grondslag_datum",
            "datum",
            "Datum toestemming",
            "datum toestemming; toestemming op; toestemming d.d.",
        ),
        _veld(
            "enjo_betrokken",
            "vlag",
            "Expertisenetwerk betrokken",
            "enjo betrokken; betrokkenheid enjo; enjo j/n; enjo ja/nee; expertisenetwerk; expertisenetwerk betrokken; "
            "betrokkenheid expertisenetwerk",
        ),
        _veld(
            "enjo",
            "codes",
            "Reden betrokkenheid expertisenetwerk",
            "reden enjo; reden betrokkenheid enjo; reden expertisenetwerk; enjo reden",
            "enjo",
        ),
        _veld(
            "besluit_route",
            "code",
            "Besluit",
            "besluit; besluit ret; besluit ret anders; besluit overleg; route; triage; triagebesluit; besluit triage; "
            "uitkomst triage; inzet ret; besluit ret-overleg",
            "route",
        ),
        _veld(
            "besloten_op",
            "datum",
            "Datum besluit",
            "datum besluit; besluitdatum; besloten op; datum triage; triagedatum; datum overleg; datum ret; besproken op; "
            "datum bespreking; datum ret anders; besproken d.d.",
        ),
        _veld(
            "besluit_reden",
            "tekst",
            "Reden van het besluit",
            "reden besluit; motivering; motivatie besluit; motivering besluit; toelichting besluit; onderbouwing",
        ),
        _veld(
            "in_monitor",
            "code",
            "Monitor",
            "monitor; in monitor; ret monitor; landelijke monitor; monitor ingevuld; in de monitor; geüpload; monitor j/n; "
            "landelijke ret monitor",
            "monitor",
        ),
        _veld(
            "in_monitor_op",
            "datum",
            "Datum monitor",
            "datum monitor; in monitor op; monitor op; monitordatum; geüpload op",
        ),
        _veld(
            "afsluiting_datum",
            "datum",
            "Afsluitdatum",
            "afsluitdatum; afgesloten op; afgesloten; datum afsluiting; datum afgesloten; einddatum; sluitdatum; datum "
            "sluiting; gesloten op; datum einde; afgesloten d.d.",
        ),
        _veld(
            "afsluiting_reden",
            "code",
            "Reden afsluiting",
            "afsluitreden; reden afsluiting; reden afsluiten; reden einde",
            "afsluitreden",
        ),
        _veld(
            "afsluiting_resultaat",
            "code",
            "Resultaat",
            "resultaat; uitkomst; eindresultaat; resultaat ret; effect",
            "resultaat",
        ),
        _veld(
            "afsluiting_woonsituatie_eind",
            "code",
            "Woonsituatie bij afsluiting",
            "woonsituatie eind; woonsituatie einde; woonsituatie bij afsluiting; woont bij einde; verblijf einde; woonsituatie na",
            "woonsituatie",
        ),
        _veld(
            "afsluiting_overgedragen_aan",
            "regel",
            "Overgedragen aan",
            "overgedragen aan; overdracht aan; afgeschaald naar; overdracht naar",
        ),
        _veld(
            "roepnaam",
            "identiteit",
            "Roepnaam",
            "roepnaam; voornaam; naam jeugdige; naam kind; initialen; naam; jeugdige; kind; voorletters; naam client; naam "
            "cliënt; client; cliënt",
        ),
        _veld(
            "aanmelder_naam",
            "identiteit",
            "Naam van de aanmelder",
            "naam aanmelder; aanmelder naam; contactpersoon; contactpersoon aanmelder; naam verwijzer; naam contactpersoon; "
            "naam melder; contact",
        ),
        _veld(
            "aanmelder_mail",
            "identiteit",
            "E-mail van de aanmelder",
            "mail; e-mail; email; e-mailadres; emailadres; mailadres; mail aanmelder; e-mail aanmelder; e-mailadres "
            "aanmelder; email aanmelder",
        ),
        _veld(
            "aanmelder_telefoon",
            "identiteit",
            "Telefoon van de aanmelder",
            "telefoon; tel; telefoonnummer; telnr; tel nr; telefoonnr; mobiel; telefoon aanmelder; tel aanmelder; "
            "telefoonnummer aanmelder; mobiel nummer; 06",
        ),
    )
}

NOOIT = (
    "bsn", "bsn nummer", "burgerservicenummer", "sofinummer", "adres", "straat", "straatnaam", "huisnummer", "postcode", "achternaam",
    "familienaam", "geslachtsnaam", "adres jeugdige", "bsn jeugdige",
)  # fmt: skip
"""Headings of what the program does not keep."""
