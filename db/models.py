"""The tables. Domain nouns are Dutch; a column without a comment means what docs/privacy.md says of it.

Synced columns carry no UNIQUE and no CHECK and may be NULL: a row can come from another laptop column by column (docs/sync.md). Table
models don't validate: rules check plain values before a row is made. Groups travel as one value. Link rows, and whatever two laptops must
make alike, have a key made of their parts (`columns.made_of`).
"""

from datetime import date, datetime
from typing import Any, ClassVar, Optional
from uuid import UUID

from sqlalchemy import ForeignKey, Text
from sqlmodel import Field, SQLModel

from . import columns as c
from .columns import FreeText, Instant, UuidBytes

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class Synced(SQLModel):
    """What every table that travels has."""

    __sync__: ClassVar[bool] = True
    id: UUID = c.key()


# --- people


class Lid(Synced, table=True):
    """A member: of the meeting, of a Team AnderS, or both."""

    code: Optional[str] = c.word("C1", index=True)  # the short name people type, unique by rule
    naam: Optional[str] = c.text("C1", lines=False)
    rol: Optional[str] = c.code("rol", "C1")
    team: Optional[int] = c.number("C1")
    organisatie: Optional[str] = c.text("C1", lines=False)
    discipline: Optional[str] = c.text("C1", lines=False)
    plekken: Optional[int] = c.number("C1")
    uren_per_week: Optional[int] = c.number("C1")
    actief_van: Optional[date] = c.day("C1")
    actief_tot: Optional[date] = c.day("C1")


class LidExpertise(Synced, table=True):
    __tablename__ = "lid_expertise"
    lid: Optional[UUID] = c.link("lid", "C1", index=True)
    code: Optional[str] = c.word("C1")  # of problematiek or problematiek_ouders


class LidTaal(Synced, table=True):
    __tablename__ = "lid_taal"
    lid: Optional[UUID] = c.link("lid", "C1", index=True)
    taal: Optional[str] = c.word("C1")


class LidGemeente(Synced, table=True):
    __tablename__ = "lid_gemeente"
    lid: Optional[UUID] = c.link("lid", "C1", index=True)
    gemeente: Optional[str] = c.code("gemeente", "C1")


class Afwezigheid(Synced, table=True):
    lid: Optional[UUID] = c.link("lid", "C1", index=True)
    van: Optional[date] = c.day("C1")
    tot: Optional[date] = c.day("C1")
    reden: Optional[str] = c.text("C1", lines=False)


class Apparaat(Synced, table=True):
    """A laptop of the team; valid only with the root's signature over its keys."""

    naam: Optional[str] = c.text("C1", lines=False)
    lid: Optional[UUID] = c.link("lid", "C1")
    sleutel: Optional[bytes] = c.blob("C0")  # Ed25519 public key, 32 bytes
    ontvanger: Optional[str] = c.word("C0")  # age X25519 recipient
    handtekening: Optional[bytes] = c.blob("C0")  # the root's Ed25519 over "ret-apparaat-1"|id|sleutel|ontvanger
    toegelaten_op: Optional[datetime] = c.moment("C1")
    ingetrokken_op: Optional[datetime] = c.moment("C1")
    intrekking_tot: Optional[str] = c.word("C0", group="intrekking")  # JSON, stream -> [seq, hash] of the last that is taken
    intrekking_handtekening: Optional[bytes] = c.blob("C0", group="intrekking")  # the root's Ed25519 over "ret-intrekking-1"|id|tot


# --- casussen


class Casus(Synced, table=True):
    """A contact about one child. Status, age class, doorlooptijd and bewaartermijn are computed."""

    casuscode: Optional[str] = c.word("C2", index=True)
    regio: Optional[str] = c.word("C0")
    datum_aanmelding: Optional[date] = c.day("C0", index=True)
    kanaal: Optional[str] = c.code("kanaal", "C0")
    eerste_contact: Optional[datetime] = c.moment("C0")
    aanmelder: Optional[str] = c.code("aanmelder", "C0")
    aanmelder_organisatie: Optional[str] = c.text("C1", lines=False)
    gemeente: Optional[str] = c.code("gemeente", "C2")
    geboortejaar: Optional[int] = c.number("C2", index=True)
    geslacht: Optional[str] = c.code("geslacht", "C2")
    woonsituatie: Optional[str] = c.code("woonsituatie", "C2")
    dreigende_uhp: Optional[bool] = c.flag("C2")
    wens_naar_huis: Optional[bool] = c.flag("C2")
    soort: Optional[str] = c.code("soort", "C2")
    vraag: Optional[str] = c.text("C3")
    opmerking: Optional[str] = c.text("C3")
    problematiek: Optional[str] = c.code("problematiek", "C3")  # the voorliggende one; bijkomend in CasusProblematiek
    onderwijs: Optional[str] = c.code("onderwijs", "C2")
    maatregel: Optional[str] = c.code("maatregel", "C4")
    verklarende_analyse: Optional[str] = c.code("verklarende_analyse", "C2")
    urgentie: Optional[str] = c.code("urgentie", "C3")
    veiligheid: Optional[str] = c.code("veiligheid", "C3")
    grondslag_status: Optional[str] = c.code("grondslag_delen", "C2", group="grondslag")
    grondslag_datum: Optional[date] = c.day("C2", group="grondslag")
    grondslag_wie: Optional[str] = c.text("C2", group="grondslag", lines=False)
    grondslag_bereik: Optional[str] = c.text("C2", group="grondslag")
    grondslag_ingetrokken: Optional[date] = c.day("C2", group="grondslag")
    eerdere_aanmelding: Optional[UUID] = c.link("casus", "C2", index=True)
    gezin: Optional[UUID] = c.loose_id("C2", index=True)  # the same value for siblings; children are counted, not families
    eigenaar: Optional[UUID] = c.link("lid", "C1")
    in_monitor: Optional[str] = c.code("monitor", "C0")
    in_monitor_op: Optional[date] = c.day("C0")
    enjo_betrokken: Optional[bool] = c.flag("C0")
    zienswijze: Optional[str] = c.text("C3")  # the family's own statement (AVG art. 16)
    afsluiting_datum: Optional[date] = c.day("C2", group="afsluiting", index=True)
    afsluiting_reden: Optional[str] = c.code("afsluitreden", "C2", group="afsluiting")
    afsluiting_resultaat: Optional[str] = c.code("resultaat", "C2", group="afsluiting")
    afsluiting_woonsituatie_eind: Optional[str] = c.code("woonsituatie", "C2", group="afsluiting")
    afsluiting_overgedragen_aan: Optional[str] = c.text("C2", group="afsluiting", lines=False)


class CasusProblematiek(Synced, table=True):
    __tablename__ = "casus_problematiek"
    casus: Optional[UUID] = c.link("casus", "C3", index=True)
    code: Optional[str] = c.code("problematiek", "C3")


class CasusProblematiekOuders(Synced, table=True):
    __tablename__ = "casus_problematiek_ouders"
    casus: Optional[UUID] = c.link("casus", "C3", index=True)
    code: Optional[str] = c.code("problematiek_ouders", "C3")


class CasusKnelpunt(Synced, table=True):
    __tablename__ = "casus_knelpunt"
    casus: Optional[UUID] = c.link("casus", "C2", index=True)
    code: Optional[str] = c.code("knelpunt", "C2")


class CasusEnjo(Synced, table=True):
    __tablename__ = "casus_enjo"
    casus: Optional[UUID] = c.link("casus", "C0", index=True)
    code: Optional[str] = c.code("enjo", "C0")


class CasusPartij(Synced, table=True):
    __tablename__ = "casus_partij"
    casus: Optional[UUID] = c.link("casus", "C1", index=True)
    organisatie: Optional[str] = c.text("C1", lines=False)
    rol: Optional[str] = c.text("C1", lines=False)


class Interventie(Synced, table=True):
    """Something that the RET did for a casus; counted, so each is a row."""

    casus: Optional[UUID] = c.link("casus", "C2", index=True)
    code: Optional[str] = c.code("actie_ret", "C2")
    datum: Optional[date] = c.day("C2")


class Heropening(Synced, table=True):
    """A closed casus that was opened again, with the closure it had: the first trajectory stays closed in the figures."""

    casus: Optional[UUID] = c.link("casus", "C2", index=True)
    datum: Optional[date] = c.day("C2")
    genoteerd_op: Optional[datetime] = c.moment("C0")
    reden: Optional[str] = c.text("C3")
    gesloten_op: Optional[date] = c.day("C2")
    gesloten_reden: Optional[str] = c.code("afsluitreden", "C2")
    resultaat: Optional[str] = c.code("resultaat", "C2")
    woonsituatie_eind: Optional[str] = c.code("woonsituatie", "C2")
    overgedragen_aan: Optional[str] = c.text("C2", lines=False)


class CasusAnderKind(Synced, table=True):
    """Two casussen that look alike and are not the same child: someone looked, and the program asks it no more."""

    __tablename__ = "casus_ander_kind"
    casus: Optional[UUID] = c.link("casus", "C2", index=True)
    ander: Optional[UUID] = c.link("casus", "C2", index=True)


class Samenvoeging(Synced, table=True):
    """One aanmelding that was entered twice: `dubbel` counts no more and its work is with `casus`. The key is made of `dubbel`."""

    dubbel: Optional[UUID] = c.link("casus", "C2", index=True)
    casus: Optional[UUID] = c.link("casus", "C2", index=True)
    op: Optional[datetime] = c.moment("C2", noise=True)  # two that join alike disagree on nothing
    lid: Optional[UUID] = c.link("lid", "C1", noise=True)


class Herkomst(Synced, table=True):
    """What an imported row held, so that it is known when it is read again."""

    casus: Optional[UUID] = c.link("casus", "C2", index=True)
    bron: Optional[str] = c.word("C0")
    sleutel: Optional[str] = c.word("C2", index=True)
    waarden: Optional[str] = c.text("C4")  # JSON: field -> value as it was imported


# --- the meeting


class Overleg(Synced, table=True):
    """A meeting; concept until it is begun, running until it is closed."""

    datum: Optional[date] = c.day("C0")
    tijd: Optional[str] = c.word("C0")  # HH:MM, as planned
    plaats: Optional[str] = c.text("C0", lines=False)
    voorzitter: Optional[UUID] = c.link("lid", "C1")
    notulist: Optional[UUID] = c.link("lid", "C1")
    gestart_op: Optional[datetime] = c.moment("C0")
    gesloten_op: Optional[datetime] = c.moment("C0")
    afgelast_reden: Optional[str] = c.text("C1", lines=False)
    volgende_datum: Optional[date] = c.day("C0")
    mededeling: Optional[str] = c.text("C3")
    huidig: Optional[UUID] = c.loose_id("C0", noise=True)  # the agendapunt on screen
    huidig_sinds: Optional[datetime] = c.moment("C0", noise=True)


class OverlegHeropening(Synced, table=True):
    """A closed meeting that was opened again, and why; when it had been closed stays known."""

    __tablename__ = "overleg_heropening"
    overleg: Optional[UUID] = c.link("overleg", "C0", index=True)
    genoteerd_op: Optional[datetime] = c.moment("C0")
    reden: Optional[str] = c.text("C3")
    gesloten_op: Optional[datetime] = c.moment("C0")


class Vaststelling(Synced, table=True):
    """The minutes as they were when the meeting closed, and since when they are fixed. The key is made of the meeting.

    Two laptops that close one meeting keep one of both; what the other wrote down is added when they are read.
    """

    overleg: Optional[UUID] = c.link("overleg", "C0", index=True)
    vastgesteld_op: Optional[datetime] = c.moment("C0")
    door: Optional[UUID] = c.link("lid", "C1")
    inhoud: Optional[str] = c.word("C3", noise=True)  # JSON of texts that were cleaned one by one; as a whole its digits are no number


class NotulenAanvulling(Synced, table=True):
    """What is added to minutes after their meeting; with its date, for they themselves change no more."""

    __tablename__ = "notulen_aanvulling"
    overleg: Optional[UUID] = c.link("overleg", "C0", index=True)
    genoteerd_op: Optional[datetime] = c.moment("C0")
    lid: Optional[UUID] = c.link("lid", "C1")
    tekst: Optional[str] = c.text("C3")


class Aanwezigheid(Synced, table=True):
    overleg: Optional[UUID] = c.link("overleg", "C1", index=True)
    lid: Optional[UUID] = c.link("lid", "C1")
    gast: Optional[str] = c.text("C1", lines=False)
    aanwezig: Optional[str] = c.code("aanwezig", "C1")


class Agendapunt(Synced, table=True):
    """An item of the agenda. Two laptops that begin one meeting write down the same items; in what order and why is nothing to settle."""

    overleg: Optional[UUID] = c.link("overleg", "C2", index=True)
    soort: Optional[str] = c.code("agendasoort", "C0", noise=True)
    casus: Optional[UUID] = c.link("casus", "C2", index=True)
    actie: Optional[UUID] = c.link("actie", "C2")
    inzet: Optional[UUID] = c.link("inzet", "C2")
    signaal: Optional[UUID] = c.link("signaal", "C2")
    besluit: Optional[UUID] = c.link("besluit", "C2")  # a decision outside a meeting that is told in this one
    volgorde: Optional[int] = c.number("C0", noise=True)
    waarom: Optional[str] = c.text("C2", lines=False, noise=True)
    besproken_op: Optional[datetime] = c.moment("C0", noise=True)
    notitie: Optional[str] = c.text("C3")


class Besluit(Synced, table=True):
    """A decision of the triage, in a meeting or outside one. Owner and date are who does it, and by when."""

    casus: Optional[UUID] = c.link("casus", "C2", index=True)
    overleg: Optional[UUID] = c.link("overleg", "C2", index=True)
    besloten_op: Optional[date] = c.day("C2")  # unknown for a decision from a workbook that gives none
    genomen_op: Optional[datetime] = c.moment("C0")  # when it was written down; orders the decisions of one day
    besluit_route: Optional[str] = c.code("route", "C2", group="besluit")
    besluit_team: Optional[int] = c.number("C2", group="besluit")
    besluit_eigenaar: Optional[UUID] = c.link("lid", "C2", group="besluit")
    besluit_datum: Optional[date] = c.day("C2", group="besluit")
    reden: Optional[str] = c.text("C3")


class Actie(Synced, table=True):
    """Something to be done by someone before a date; open until done or dropped."""

    casus: Optional[UUID] = c.link("casus", "C2", index=True)
    overleg: Optional[UUID] = c.link("overleg", "C1", index=True)  # where it was made
    besluit: Optional[UUID] = c.link("besluit", "C2", index=True)  # the decision that made it by itself
    soort: Optional[str] = c.code("actiesoort", "C0")
    omschrijving: Optional[str] = c.text("C3", lines=False)
    eigenaar: Optional[UUID] = c.link("lid", "C1")
    eigenaar_rol: Optional[str] = c.code("rol", "C1")
    vervaldatum: Optional[date] = c.day("C1")
    gedaan_op: Optional[date] = c.day("C1")
    vervallen_op: Optional[date] = c.day("C1")


# --- Team AnderS


class Inzet(Synced, table=True):
    """A deployment of a duo on one casus."""

    casus: Optional[UUID] = c.link("casus", "C2", index=True)
    besluit: Optional[UUID] = c.link("besluit", "C2", index=True)
    team: Optional[int] = c.number("C1")
    inzet_planning_start: Optional[date] = c.day("C2", group="inzet_planning")
    inzet_planning_verwacht_einde: Optional[date] = c.day("C2", group="inzet_planning")
    inzet_planning_doel: Optional[str] = c.text("C3", group="inzet_planning")
    frequentie: Optional[str] = c.text("C2", lines=False)
    duo_keuze_plaats: Optional[int] = c.number("C1", group="duo_keuze")  # of the pair in the proposal it was chosen from, 1 is the first
    duo_keuze_voorstel: Optional[str] = c.text(
        "C1", group="duo_keuze", lines=False
    )  # the first pair of that proposal, when another was chosen
    duo_keuze_reden: Optional[str] = c.text("C3", group="duo_keuze", lines=False)
    bevestigd_op: Optional[date] = c.day("C1")
    gestart_op: Optional[date] = c.day("C2")
    evaluatiedatum: Optional[date] = c.day("C2")
    einddatum: Optional[date] = c.day("C2")
    einde_reden: Optional[str] = c.text("C3", lines=False)
    afgeschaald_op: Optional[date] = c.day("C2")
    afgeschaald_naar: Optional[str] = c.text("C2", lines=False)
    resultaat: Optional[str] = c.code("resultaat", "C2")
    uhp: Optional[str] = c.code("uhp", "C2")
    woonsituatie_begin: Optional[str] = c.code("woonsituatie", "C2")
    woonsituatie_eind: Optional[str] = c.code("woonsituatie", "C2")
    minuten_direct: Optional[int] = c.number("C1")
    minuten_reis: Optional[int] = c.number("C1")
    minuten_overleg: Optional[int] = c.number("C1")


class InzetLid(Synced, table=True):
    """One of the two of a duo, for as long as it lasts."""

    __tablename__ = "inzet_lid"
    inzet: Optional[UUID] = c.link("inzet", "C1", index=True)
    lid: Optional[UUID] = c.link("lid", "C1", index=True)
    van: Optional[date] = c.day("C1")
    tot: Optional[date] = c.day("C1")
    reden_wissel: Optional[str] = c.text("C1", lines=False)
    overdracht: Optional[str] = c.text("C3")


class Logregel(Synced, table=True):
    """A line in the log; never changed, a correction is a new line."""

    casus: Optional[UUID] = c.link("casus", "C3", index=True)
    inzet: Optional[UUID] = c.link("inzet", "C3", index=True)
    datum: Optional[date] = c.day("C3")
    tijd: Optional[str] = c.word("C3")
    auteur: Optional[UUID] = c.link("lid", "C1")
    soort: Optional[str] = c.code("contact", "C3")
    minuten: Optional[int] = c.number("C1")
    tekst: Optional[str] = c.text("C3")
    zichtbaarheid: Optional[str] = c.code("zichtbaarheid", "C0")
    correctie_op: Optional[UUID] = c.link("logregel", "C3")
    geschreven_op: Optional[datetime] = c.moment("C0")


class Evaluatie(Synced, table=True):
    inzet: Optional[UUID] = c.link("inzet", "C2", index=True)
    datum: Optional[date] = c.day("C2")
    gehouden_op: Optional[date] = c.day("C2")
    uitkomst: Optional[str] = c.text("C3")


class Nazorg(Synced, table=True):
    """A look back after an inzet has ended: planned for `datum`, done on `gedaan_op`. The key is made of inzet and months."""

    inzet: Optional[UUID] = c.link("inzet", "C2", index=True)
    maanden: Optional[int] = c.number("C0")
    datum: Optional[date] = c.day("C2")
    gedaan_op: Optional[date] = c.day("C2")
    lid: Optional[UUID] = c.link("lid", "C1")
    woonsituatie: Optional[str] = c.code("woonsituatie", "C2")
    uitkomst: Optional[str] = c.text("C3")


# --- signals


class Bundel(Synced, table=True):
    """Signals that say the same: a rode draad, with what became of it."""

    titel: Optional[str] = c.text("C0", lines=False)
    thema: Optional[str] = c.code("signaal_thema", "C0")
    status: Optional[str] = c.code("signaalstatus", "C0")
    doorgegeven_aan: Optional[str] = c.text("C1", lines=False)
    doorgegeven_op: Optional[date] = c.day("C0")
    antwoord: Optional[str] = c.text("C0")


class Signaal(Synced, table=True):
    """One observation, in words that lead to no casus."""

    datum: Optional[date] = c.day("C0")
    thema: Optional[str] = c.code("signaal_thema", "C0")
    niveau: Optional[str] = c.code("niveau", "C0")
    domein: Optional[str] = c.code("domein", "C0")
    tekst: Optional[str] = c.text("C1")
    overleg: Optional[UUID] = c.link("overleg", "C0")
    bundel: Optional[UUID] = c.link("bundel", "C0")


class SignaalCasus(Synced, table=True):
    __tablename__ = "signaal_casus"
    signaal: Optional[UUID] = c.link("signaal", "C2", index=True)
    casus: Optional[UUID] = c.link("casus", "C2")


# --- the team's own


class EigenCode(Synced, table=True):
    """A code that the team added to a list; its key is made of list and code."""

    __tablename__ = "eigen_code"
    lijst: Optional[str] = c.word("C0")
    code: Optional[str] = c.word("C0")
    label: Optional[str] = c.text("C0", lines=False)
    tot: Optional[date] = c.day("C0")


class Instelling(Synced, table=True):
    """A setting of the team; its key is made of its name."""

    naam: Optional[str] = c.word("C0")
    waarde: Optional[str] = c.text("C0")


class Wissing(Synced, table=True):
    """What was erased for good: an order that the root signed, with keys of rows and nothing that was in them."""

    op: Optional[datetime] = c.moment("C0")
    lid: Optional[UUID] = c.link("lid", "C1")
    reden: Optional[str] = c.code("wisreden", "C0")
    opdracht_rijen: Optional[bytes] = c.blob("C0", group="opdracht")  # the keys of rows, 16 bytes each
    opdracht_plekken: Optional[bytes] = c.blob("C0", group="opdracht")  # dots of single ops, 20 bytes each
    opdracht_handtekening: Optional[bytes] = c.blob("C0", group="opdracht")  # the root's Ed25519 (db/sync/erasure.py)


# --- kept on this laptop only: no triggers, never in the journal


def _local(type_: Any, *, primary_key: bool = False, fk: str | None = None, klasse: str = "C1") -> Any:
    args = [ForeignKey(fk, ondelete="CASCADE", deferrable=True, initially="DEFERRED")] if fk else []
    return Field(default=None, sa_type=type_, primary_key=primary_key, sa_column_args=args, sa_column_kwargs={"info": {"klasse": klasse}})


class Identiteit(SQLModel, table=True):
    """Who the child is and how to reach the aanmelder. Does not travel; each showing is logged."""

    casus: Optional[UUID] = _local(UuidBytes, primary_key=True, fk="casus.id", klasse="C2")
    roepnaam: Optional[str] = _local(FreeText, klasse="C2")
    aanmelder_naam: Optional[str] = _local(FreeText)
    aanmelder_mail: Optional[str] = _local(FreeText)
    aanmelder_telefoon: Optional[str] = _local(FreeText)


class Leesregel(SQLModel, table=True):
    """Who saw what, when (NEN 7513): no content in it."""

    id: Optional[int] = Field(default=None, primary_key=True)
    op: Optional[datetime] = _local(Instant)
    lid: Optional[UUID] = _local(UuidBytes)
    wat: Optional[str] = _local(FreeText)  # intent code: casus, lijst, zoek, notulen, identiteit
    casus: Optional[UUID] = Field(default=None, sa_type=UuidBytes, index=True, sa_column_kwargs={"info": {"klasse": "C2"}})


class Uitgifte(SQLModel, table=True):
    """The export register: what left the program, for whom, on what ground, until when."""

    id: Optional[int] = Field(default=None, primary_key=True)
    op: Optional[datetime] = _local(Instant)
    lid: Optional[UUID] = _local(UuidBytes)
    wat: Optional[str] = _local(FreeText)
    voor_wie: Optional[str] = _local(FreeText)
    grondslag: Optional[str] = _local(FreeText)
    sha256: Optional[str] = _local(Text)  # never read for numbers: nine of its digits may look like one
    bewaren_tot: Optional[datetime] = _local(Instant)


class Concept(SQLModel, table=True):
    """What was being typed and not kept, by the question that it answers; offered again when that is asked again."""

    sleutel: Optional[str] = _local(Text, primary_key=True, klasse="C0")
    tekst: Optional[str] = _local(FreeText, klasse="C3")
    op: Optional[datetime] = _local(Instant, klasse="C0")
