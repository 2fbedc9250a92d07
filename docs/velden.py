"""The field list of `docs/privacy.md`: every field that is kept, with its class and whether it travels, read from the models.

`python docs/velden.py` puts the list between the markers of the page. Class and form come from the declaration of the column; only the
meaning is written here, and a column without one is an error, so that no field comes into the program unexplained.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # also when it is run as a file

from sqlalchemy import Column, Table
from sqlmodel import SQLModel

from db import models  # noqa: F401  # fills the metadata
from db.sync.schema import sync_tables

PAGE = Path(__file__).resolve().parent / "privacy.md"
BEGIN, END = "<!-- velden -->", "<!-- /velden -->"
FORMS = {
    "UuidBytes": "link",
    "Date": "date",
    "Instant": "moment",
    "Integer": "number",
    "Boolean": "yes or no",
    "LargeBinary": "bytes",
    "FreeText": "free text",
}
KEY = "key of the row"
"""What `id` means in every table."""

TABLES = {
    "lid": "A member of the meeting, of a Team AnderS, or of both",
    "lid_expertise": "What a member knows much of",
    "lid_taal": "A language a member speaks",
    "lid_gemeente": "A gemeente a member works in",
    "afwezigheid": "When a member is away",
    "apparaat": "A laptop of the team, with its public keys",
    "casus": "A contact about one child",
    "casus_problematiek": "A further problem of the child",
    "casus_problematiek_ouders": "A problem of the parents",
    "casus_knelpunt": "A bottleneck: why the case was brought",
    "casus_enjo": "Why the expertisenetwerk was involved",
    "casus_partij": "An organisation that is involved",
    "interventie": "Something the RET did for a casus",
    "heropening": "A closed casus opened again, with the closure it had",
    "herkomst": "What an imported row of a workbook held",
    "overleg": "A meeting",
    "vaststelling": "The minutes as they were when the meeting closed, and whether they are fixed",
    "notulen_aanvulling": "What was added to minutes after their meeting",
    "aanwezigheid": "Who was there",
    "agendapunt": "An item of the agenda",
    "besluit": "A decision of the triage",
    "actie": "Something to be done",
    "inzet": "A deployment of Team AnderS",
    "inzet_lid": "One of the two of a duo",
    "logregel": "A line in the log of a casus",
    "evaluatie": "An evaluation of an inzet",
    "nazorg": "A look back some months after an inzet",
    "bundel": "A rode draad: signals that say the same",
    "signaal": "One observation, in words that lead to no casus",
    "signaal_casus": "The casus in which a signal was seen",
    "eigen_code": "A code that the team added to a list",
    "instelling": "A setting of the team",
    "wissing": "What was erased for good: an order that the team's key signed, without anything of what was erased",
    "identiteit": "Who the child is and how to reach the aanmelder",
    "leesregel": "The read log",
    "uitgifte": "The export register",
    "overleg_heropening": "A closed meeting opened again",
    "casus_ander_kind": "Two casussen that look alike and are not the same child",
    "samenvoeging": "One aanmelding that was entered twice",
    "concept": "What was being typed and not kept; who a child is, while its casus is gone: 90 days, by the clock and by the log",
}

MEANINGS = {
    "lid": {
        "code": "short name that people type",
        "naam": "name",
        "rol": "role in the meeting",
        "team": "Team AnderS 1 or 2",
        "organisatie": "employer",
        "discipline": "profession",
        "plekken": "how many inzetten at the same time",
        "uren_per_week": "hours for the team",
        "actief_van": "first day as a member",
        "actief_tot": "last day as a member",
    },
    "lid_expertise": {"lid": "the member", "code": "kind of problem"},
    "lid_taal": {"lid": "the member", "taal": "language"},
    "lid_gemeente": {"lid": "the member", "gemeente": "gemeente"},
    "afwezigheid": {"lid": "the member", "van": "from", "tot": "until", "reden": "why, if they want to say"},
    "apparaat": {
        "naam": "what the laptop is called",
        "lid": "whose it is",
        "sleutel": "public key that checks its signatures",
        "ontvanger": "public key to encrypt to",
        "handtekening": "the team's signature that admits it",
        "toegelaten_op": "admitted",
        "ingetrokken_op": "withdrawn",
        "intrekking_tot": "up to where its work is still taken",
        "intrekking_handtekening": "the root's signature over that",
    },
    "casus": {
        "casuscode": "pseudonym; says only the year of the aanmelding",
        "regio": "jeugdregio",
        "datum_aanmelding": "when the case was brought",
        "kanaal": "by which channel",
        "eerste_contact": "first contact back",
        "aanmelder": "kind of aanmelder",
        "aanmelder_organisatie": "organisation of the aanmelder",
        "gemeente": "where the child lives",
        "geboortejaar": "birth year; never the full date",
        "geslacht": "sex",
        "woonsituatie": "where the child lives at the start",
        "dreigende_uhp": "out-of-home placement threatens",
        "wens_naar_huis": "the wish is to go home",
        "soort": "kind of aanmelding",
        "vraag": "what is asked, in a few sentences",
        "opmerking": "remark",
        "problematiek": "main problem",
        "onderwijs": "education",
        "maatregel": "child protection or court measure",
        "verklarende_analyse": "whether there is a shared analysis",
        "urgentie": "urgency",
        "veiligheid": "safety",
        "grondslag_status": "on what ground data may be shared",
        "grondslag_datum": "since when",
        "grondslag_wie": "given by (role)",
        "grondslag_bereik": "for what and with whom",
        "grondslag_ingetrokken": "withdrawn on",
        "eerdere_aanmelding": "an earlier casus of the same child",
        "gezin": "the same value for siblings",
        "eigenaar": "who looks after the casus",
        "in_monitor": "entered in the national monitor",
        "in_monitor_op": "when",
        "enjo_betrokken": "expertisenetwerk involved",
        "zienswijze": "the family's own statement",
        "afsluiting_datum": "closed on",
        "afsluiting_reden": "why closed",
        "afsluiting_resultaat": "result",
        "afsluiting_woonsituatie_eind": "where the child lives at the end",
        "afsluiting_overgedragen_aan": "handed over to",
    },
    "casus_problematiek": {"casus": "the casus", "code": "kind of problem"},
    "casus_problematiek_ouders": {"casus": "the casus", "code": "kind of problem"},
    "casus_knelpunt": {"casus": "the casus", "code": "bottleneck"},
    "casus_enjo": {"casus": "the casus", "code": "why"},
    "casus_partij": {"casus": "the casus", "organisatie": "organisation", "rol": "its part in the case"},
    "interventie": {"casus": "the casus", "code": "what", "datum": "when"},
    "heropening": {
        "casus": "the casus",
        "datum": "opened again on",
        "genoteerd_op": "written down",
        "reden": "why",
        "gesloten_op": "was closed on",
        "gesloten_reden": "was closed because",
        "resultaat": "result it had",
        "woonsituatie_eind": "end situation it had",
        "overgedragen_aan": "was handed over to",
    },
    "herkomst": {
        "casus": "the casus it became",
        "bron": "which workbook",
        "sleutel": "the sheet's own number, or a digest of the row",
        "waarden": "the values as they were imported; never who it is",
    },
    "overleg": {
        "datum": "day",
        "tijd": "time as planned",
        "plaats": "place",
        "voorzitter": "chair",
        "notulist": "who writes",
        "gestart_op": "begun",
        "gesloten_op": "closed",
        "afgelast_reden": "why it was called off",
        "volgende_datum": "next meeting",
        "mededeling": "the one free paragraph of the minutes; stands in the shared version too",
        "huidig": "what is on screen",
        "huidig_sinds": "since when",
    },
    "vaststelling": {
        "overleg": "the meeting",
        "vastgesteld_op": "when they were fixed",
        "door": "by whom",
        "inhoud": "the whole structure of the minutes as it was then",
    },
    "notulen_aanvulling": {"overleg": "the meeting", "genoteerd_op": "when", "lid": "by whom", "tekst": "what is added"},
    "aanwezigheid": {"overleg": "the meeting", "lid": "the member", "gast": "a guest's name", "aanwezig": "present, absent or in part"},
    "agendapunt": {
        "overleg": "the meeting",
        "soort": "kind of item",
        "casus": "the casus",
        "actie": "the action",
        "inzet": "the inzet",
        "signaal": "the signal",
        "besluit": "A decision outside a meeting that is told in this one",
        "volgorde": "place on the agenda",
        "waarom": "why it is on the agenda",
        "besproken_op": "discussed",
        "notitie": "note",
    },
    "besluit": {
        "casus": "the casus",
        "overleg": "the meeting, if any",
        "besloten_op": "decided on",
        "genomen_op": "written down",
        "besluit_route": "route",
        "besluit_team": "Team AnderS 1 or 2",
        "besluit_eigenaar": "who carries it out",
        "besluit_datum": "by when",
        "reden": "why",
    },
    "actie": {
        "casus": "the casus, if any",
        "overleg": "the meeting in which it was made",
        "besluit": "the decision that made it by itself",
        "soort": "kind of action",
        "omschrijving": "what is to be done",
        "eigenaar": "who does it",
        "eigenaar_rol": "which role does it",
        "vervaldatum": "by when",
        "gedaan_op": "done on",
        "vervallen_op": "dropped on",
    },
    "inzet": {
        "casus": "the casus",
        "besluit": "the decision behind it",
        "team": "Team AnderS 1 or 2",
        "inzet_planning_start": "start",
        "inzet_planning_verwacht_einde": "expected end",
        "inzet_planning_doel": "goal",
        "frequentie": "how often",
        "duo_keuze_plaats": "place of the duo in the proposal it was chosen from",
        "duo_keuze_voorstel": "the first duo of that proposal, when another was chosen",
        "duo_keuze_reden": "why another was chosen",
        "bevestigd_op": "the day the duo said yes",
        "gestart_op": "the day it really began",
        "evaluatiedatum": "next evaluation",
        "einddatum": "ended on",
        "einde_reden": "why it ended",
        "afgeschaald_op": "scaled down on",
        "afgeschaald_naar": "what help follows",
        "resultaat": "result",
        "uhp": "whether an uithuisplaatsing was prevented or ended",
        "woonsituatie_begin": "where the child lived at the start",
        "woonsituatie_eind": "where the child lives at the end",
        "minuten_direct": "minutes with the family",
        "minuten_reis": "minutes of travel",
        "minuten_overleg": "minutes of consultation",
    },
    "inzet_lid": {
        "inzet": "the inzet",
        "lid": "the member",
        "van": "from",
        "tot": "until",
        "reden_wissel": "why the duo changed",
        "overdracht": "hand-over",
    },
    "logregel": {
        "casus": "the casus",
        "inzet": "the inzet",
        "datum": "day",
        "tijd": "time",
        "auteur": "who wrote it",
        "soort": "kind of contact",
        "minuten": "how long",
        "tekst": "what happened",
        "zichtbaarheid": "for the team, or for the meeting too",
        "correctie_op": "the line it corrects",
        "geschreven_op": "written down",
    },
    "evaluatie": {"inzet": "the inzet", "datum": "planned", "gehouden_op": "held", "uitkomst": "outcome"},
    "nazorg": {
        "inzet": "the inzet",
        "maanden": "months after its end",
        "datum": "planned",
        "gedaan_op": "done",
        "lid": "who looked",
        "woonsituatie": "where the child lives then",
        "uitkomst": "how it goes",
    },
    "bundel": {
        "titel": "title",
        "thema": "theme",
        "status": "what became of it",
        "doorgegeven_aan": "told to",
        "doorgegeven_op": "told on",
        "antwoord": "answer",
    },
    "signaal": {
        "datum": "day",
        "thema": "theme",
        "niveau": "level",
        "domein": "domain",
        "tekst": "the observation",
        "overleg": "the meeting",
        "bundel": "the rode draad",
    },
    "signaal_casus": {"signaal": "the signal", "casus": "the casus"},
    "eigen_code": {"lijst": "the list", "code": "the code", "label": "its label", "tot": "last day it may be chosen"},
    "instelling": {"naam": "name", "waarde": "value"},
    "wissing": {
        "op": "when it was erased",
        "lid": "who erased it",
        "reden": "why, a code of the list",
        "opdracht_rijen": "keys of the rows that were erased",
        "opdracht_plekken": "which single values of rows that stay were erased: laptop's stream, number and place in it",
        "opdracht_handtekening": "the team's signature over the order",
    },
    "identiteit": {
        "casus": "the casus",
        "roepnaam": "first name or initials",
        "aanmelder_naam": "name of the aanmelder",
        "aanmelder_mail": "mail address of the aanmelder",
        "aanmelder_telefoon": "telephone number of the aanmelder",
    },
    "leesregel": {"op": "when", "lid": "who", "wat": "what kind of thing was seen, never its content", "casus": "of which casus"},
    "uitgifte": {
        "op": "when",
        "lid": "who",
        "wat": "what left the program",
        "voor_wie": "for whom",
        "grondslag": "on what ground",
        "sha256": "digest of the file",
        "bewaren_tot": "to be kept until",
    },
    "overleg_heropening": {
        "overleg": "the meeting",
        "genoteerd_op": "written down",
        "reden": "why it was opened again",
        "gesloten_op": "when it had been closed",
    },
    "casus_ander_kind": {"casus": "the one casus", "ander": "the other casus"},
    "samenvoeging": {
        "dubbel": "the casus that counts no more",
        "casus": "the one that it is",
        "op": "when it was joined",
        "lid": "who joined them",
    },
    "concept": {"sleutel": "the question that it answers", "tekst": "what was typed", "op": "when"},
}


def kept_tables() -> list[Table]:
    """The tables of people's data, in the order of the models; the journal's own are described in docs/sync.md."""
    return [t for t in SQLModel.metadata.tables.values() if not t.name.startswith("sync_")]


def form(column: Column[object]) -> str:
    """What kind of value a column holds."""
    if "lijst" in column.info:
        return f"code of `{column.info['lijst']}`"
    return FORMS.get(type(column.type).__name__, "short text")


def lines() -> list[str]:
    """The field list as Markdown. Raises KeyError for a table or column whose meaning is not written here."""
    made: list[str] = []
    travelling = sync_tables()
    for table in kept_tables():
        where = "travels" if table.name in travelling else "stays on this laptop"
        made += [f"**`{table.name}`**: {TABLES[table.name]} ({where}).", "", "| field | class | form | meaning |", "|---|---|---|---|"]
        for column in table.columns:
            meaning = KEY if column.name == "id" else MEANINGS[table.name][column.name]
            made.append(f"| `{column.name}` | {column.info.get('klasse', 'C0')} | {form(column)} | {meaning} |")
        made.append("")
    return made


def placed(page: str) -> str:
    """The page with the list between its markers. Raises ValueError when the markers are not there."""
    before, rest = page.split(BEGIN, 1)
    _, after = rest.split(END, 1)
    return "\n".join([before + BEGIN, "", *lines(), END]) + after


def main() -> None:
    """Put the list in the page."""
    PAGE.write_text(placed(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
