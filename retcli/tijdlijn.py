"""Everything that happened to one casus, in words, by day: what a person looks for before a meeting.

What was changed by whom, field by field, is `historie.of_casus`; here stands what it meant.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from db.codes import AANMELDER, ACTIE_RET, AFSLUITREDEN, CONTACT, KANAAL, RESULTAAT, ROUTE, SIGNAAL_THEMA, UHP, WOONSITUATIE
from db.models import (
    Actie,
    Agendapunt,
    Besluit,
    Casus,
    Evaluatie,
    Herkomst,
    Heropening,
    Interventie,
    Inzet,
    InzetLid,
    Lid,
    Logregel,
    Nazorg,
    Overleg,
    Signaal,
    SignaalCasus,
)
from db.sync.audit import MADE, Change, history
from db.sync.wire import LIFE

from . import text
from .casussen import GONE, GONE_HINT, related
from .clock import local_day
from .errors import NotFound
from .inzet import DuoDeel
from .samenvoegen import doubles

SOORTEN = (
    "verwant", "aanmelding", "import", "contact", "besproken", "besluit", "duo", "inzet", "log", "evaluatie", "interventie", "actie",
    "signaal", "einde", "nazorg", "afsluiting", "heropening", "samenvoeging",
)  # fmt: skip
"""Kinds of what happens, in the order in which they stand on one day without a time."""


@dataclass(frozen=True, slots=True)
class Gebeurtenis:
    """One thing that happened, or is planned. `moment` is when it was written down, where that is known; `wie` by whom."""

    op: date
    moment: datetime | None
    soort: str
    woorden: str
    wie: str | None


def of_casus(session: Session, casus: UUID) -> list[Gebeurtenis]:
    """What happened to a casus, oldest first; what is planned (a start, an evaluation) stands on its day. Raises NotFound."""
    row = session.get(Casus, casus)
    if row is None:
        raise NotFound(GONE, GONE_HINT)
    happened = [e for e in _Verhaal(session, row).told() if e is not None]
    return sorted(happened, key=lambda e: (e.op, SOORTEN.index(e.soort), e.moment.isoformat() if e.moment else ""))


class _Verhaal:
    """Reads the tables about one casus, and the journal for what they don't say: when and by whom a row was made, an action that moved."""

    def __init__(self, session: Session, casus: Casus) -> None:
        self.session, self.casus = session, casus
        self.leden = {lid.id: lid.code or "?" for lid in session.exec(select(Lid))}
        self.overleggen = {o.id: o for o in session.exec(select(Overleg))}
        mine = casus.id
        self.besluiten = session.exec(select(Besluit).where(Besluit.casus == mine).order_by(col(Besluit.genomen_op), col(Besluit.id))).all()
        self.acties = session.exec(select(Actie).where(Actie.casus == mine)).all()
        self.inzetten = session.exec(select(Inzet).where(Inzet.casus == mine)).all()
        ids = [i.id for i in self.inzetten]
        self.duos = session.exec(select(InzetLid).where(col(InzetLid.inzet).in_(ids)).order_by(col(InzetLid.id))).all()
        self.evaluaties = session.exec(select(Evaluatie).where(col(Evaluatie.inzet).in_(ids))).all()
        self.nazorg = session.exec(select(Nazorg).where(col(Nazorg.inzet).in_(ids))).all()
        self.regels = session.exec(select(Logregel).where(Logregel.casus == mine)).all()
        self.interventies = session.exec(select(Interventie).where(Interventie.casus == mine)).all()
        self.heropend = session.exec(select(Heropening).where(Heropening.casus == mine)).all()
        self.herkomst = session.exec(select(Herkomst).where(Herkomst.casus == mine)).all()
        rows = [
            casus, *self.acties, *self.duos, *self.inzetten, *self.herkomst, *self.evaluaties, *self.nazorg, *self.besluiten,
            *self.heropend,
        ]  # fmt: skip
        self.changes = history(session.connection().connection.cursor(), [r.id.bytes for r in rows])
        self.made = {c.row: c for c in reversed(self.changes) if c.cell == LIFE and c.new == MADE}

    def told(self) -> Iterator[Gebeurtenis | None]:
        """Everything, in no order."""
        yield from self._registration()
        yield from self._related()
        for parts in (map(self._decision, self.besluiten), self._discussed(), self._actions(), self._deployments(), self._log()):
            yield from parts
        yield from map(self._evaluation, self.evaluaties)
        yield from map(self._aftercare, self.nazorg)
        for done in self.interventies:
            yield self._on(done.datum, "interventie", f"RET: {ACTIE_RET.label(done.code)}")
        yield from self._signals()
        yield from self._closings()

    def _on(
        self,
        op: date | None,
        soort: str,
        woorden: str,
        *,
        wie: UUID | None = None,
        door: Change | None = None,
        moment: datetime | None = None,
    ) -> Gebeurtenis | None:
        """An event of a day; `door` is the change that wrote it down. Without a day it is that of writing, without either none."""
        written = moment or (door.moment if door else None)
        day = op or (local_day(written) if written else None)
        who = wie or (door.lid if door else None)
        return Gebeurtenis(day, written, soort, woorden, self.leden.get(who) if who else None) if day else None

    # --- coming in

    def _registration(self) -> Iterator[Gebeurtenis | None]:
        casus, made = self.casus, self.made.get(self.casus.id)
        by = AANMELDER.label(casus.aanmelder).lower() if casus.aanmelder not in (None, "GI") else AANMELDER.label(casus.aanmelder)
        where = f" ({casus.aanmelder_organisatie})" if casus.aanmelder_organisatie else ""
        how = f", {KANAAL.label(casus.kanaal).lower()}" if casus.kanaal else ""
        told = f"aangemeld{f' door {by}{where}' if by else ''}{how}"
        yield self._on(casus.datum_aanmelding, "aanmelding", told, door=None if self.herkomst else made)
        if casus.eerste_contact is not None:
            yield self._on(local_day(casus.eerste_contact), "contact", "eerste contact met de aanmelder", moment=casus.eerste_contact)
        for source in self.herkomst:
            yield self._on(None, "import", "ingelezen uit het werkboek", door=self.made.get(source.id))

    def _related(self) -> Iterator[Gebeurtenis | None]:
        names = {"eerder": "eerdere aanmelding", "later": "opnieuw aangemeld als", "gezin": "broer of zus aangemeld:"}
        for other in related(self.session, self.casus.id):
            yield self._on(other.datum, "verwant", f"{names[other.soort]} {other.casus}, {other.status}")

        for double in doubles(self.session, self.casus.id):
            if double.op is not None:
                yield Gebeurtenis(double.op, None, "samenvoeging", f"samengevoegd met de dubbele aanmelding {double.casus}", double.wie)

    # --- meetings and decisions

    def _decision(self, b: Besluit) -> Gebeurtenis | None:
        known = None if b.id.version == 5 and b.besloten_op is None else b.besloten_op
        day = known or (self.casus.datum_aanmelding if b.id.version == 5 else None)
        where = "in het overleg" if b.overleg else "in het werkboek" if b.id.version == 5 else "buiten het overleg"
        team = f" {b.besluit_team}" if b.besluit_team else ""
        owner = self.leden.get(b.besluit_eigenaar) if b.besluit_eigenaar else None
        until = f", uiterlijk {text.day_words(b.besluit_datum)}" if b.besluit_datum and b.id.version != 5 else ""
        who = f" · {owner}{until}" if owner else ""
        why = f": {b.reden}" if b.reden else ""
        unknown = "" if known or b.id.version != 5 else ", dag onbekend"
        told = f"{ROUTE.label(b.besluit_route)}{team}, {where}{unknown}{why}{who}"
        return self._on(day, "besluit", told, door=self.made.get(b.id), moment=None if b.id.version == 5 else b.genomen_op)

    def _discussed(self) -> Iterator[Gebeurtenis | None]:
        decided = {b.overleg for b in self.besluiten}
        items = select(Agendapunt).where(Agendapunt.casus == self.casus.id, col(Agendapunt.besproken_op).is_not(None))
        for item in self.session.exec(items):
            held = self.overleggen.get(item.overleg) if item.overleg else None
            if item.notitie or item.overleg not in decided:
                note = f": {item.notitie}" if item.notitie else ""
                yield self._on(held.datum if held else None, "besproken", f"besproken in het overleg{note}", moment=item.besproken_op)

    # --- actions

    def _actions(self) -> Iterator[Gebeurtenis | None]:
        moves: dict[UUID, list[Change]] = {}
        for change in self.changes:
            if change.table == "actie" and change.cell == "vervaldatum" and (change.old or change.first_known):
                moves.setdefault(change.row, []).append(change)
        for a in self.acties:
            what, made = a.omschrijving or "", self.made.get(a.id)
            held = self.overleggen.get(a.overleg) if a.overleg else None
            owner = (self.leden.get(a.eigenaar) if a.eigenaar else None) or a.eigenaar_rol
            before = moves[a.id][0].old if a.id in moves else None
            first = a.vervaldatum if before is None else _day(before[0]) if before else None
            due = f", voor {text.day_words(first)}" if first else ""
            yield self._on(held.datum if held else None, "actie", f"actie: {what}{f' · {owner}' if owner else ''}{due}", door=made)
            for move in moves.get(a.id, ()):
                if made is None or move.moment > made.moment:
                    to = text.day_words(_day(move.new)) or "geen datum"
                    yield self._on(None, "actie", f"actie verzet naar {to}: {what}", door=move)
            if a.gedaan_op:
                yield self._on(a.gedaan_op, "actie", f"actie gedaan: {what}", door=self._set(a.id, "gedaan_op"))
            if a.vervallen_op:
                yield self._on(a.vervallen_op, "actie", f"actie vervallen: {what}", door=self._set(a.id, "vervallen_op"))

    def _set(self, row: UUID, *cells: str) -> Change | None:
        """The last change of a cell."""
        return next((c for c in reversed(self.changes) if c.row == row and c.cell in cells and c.new is not None), None)

    # --- deployments

    def _deployments(self) -> Iterator[Gebeurtenis | None]:
        for i in self.inzetten:
            links = [link for link in self.duos if link.inzet == i.id]
            first = links[:2]
            duo = text.listed(self._names(first)) or "nog geen duo"
            team = f"Team AnderS {i.team}" if i.team else "Team AnderS"
            plan = [
                f"start {text.day_words(i.inzet_planning_start)}" if i.inzet_planning_start else "",
                i.frequentie or "",
                f"doel: {i.inzet_planning_doel}" if i.inzet_planning_doel else "",
            ]
            agreed = ", ".join(p for p in (f"{team}: {duo}", *plan, choice_words(i.duo_keuze_voorstel, i.duo_keuze_reden)) if p)
            yield self._on(self._decided_on(i), "duo", agreed, door=self.made.get(i.id))
            if i.bevestigd_op is not None:
                yield self._on(i.bevestigd_op, "inzet", "inzet bevestigd", door=self._set(i.id, "bevestigd_op"))
            logged = min((r.datum for r in self.regels if r.inzet == i.id and r.datum), default=None)
            started = i.gestart_op or logged
            if started is not None:
                here = [k for k in links if (k.van is None or k.van <= started) and (k.tot is None or k.tot >= started)]
                by = text.listed(self._names(here or first)) or "nog geen duo"
                yield self._on(started, "inzet", f"inzet begonnen, {team}: {by}", door=self._set(i.id, "gestart_op"))
            elif i.inzet_planning_start is not None and i.einddatum is None:
                yield self._on(i.inzet_planning_start, "inzet", f"start van de inzet gepland, {team}: {duo}")
            yield from self._changes_of_duo(links, first, i)
            if i.afgeschaald_op is not None:
                to = f" naar {i.afgeschaald_naar}" if i.afgeschaald_naar else ""
                yield self._on(i.afgeschaald_op, "inzet", f"afgeschaald{to}", door=self._set(i.id, "afgeschaald_op"))
            yield self._ending(i)

    def _ending(self, i: Inzet) -> Gebeurtenis | None:
        """How it ended, or when that is expected."""
        if i.einddatum is None:
            return (
                self._on(i.inzet_planning_verwacht_einde, "einde", "einde van de inzet verwacht")
                if i.inzet_planning_verwacht_einde
                else None
            )
        parts = [
            result_words(i.resultaat, i.uhp),
            i.einde_reden or "",
            f"woonde {WOONSITUATIE.label(i.woonsituatie_begin).lower()}" if i.woonsituatie_begin else "",
            f"woont {WOONSITUATIE.label(i.woonsituatie_eind).lower()}" if i.woonsituatie_eind else "",
            f"verder met {i.afgeschaald_naar}" if i.afgeschaald_naar and i.afgeschaald_op is None else "",
        ]
        how = ", ".join(p for p in parts if p)
        return self._on(i.einddatum, "einde", f"inzet geëindigd{f': {how}' if how else ''}", door=self._set(i.id, "einddatum"))

    def _decided_on(self, inzet: Inzet) -> date | None:
        return next((b.besloten_op for b in self.besluiten if b.id == inzet.besluit), None)

    def _changes_of_duo(self, links: Sequence[InzetLid], first: list[InzetLid], inzet: Inzet) -> Iterator[Gebeurtenis | None]:
        seen = list(first)
        for left, came in wissels(links, inzet.einddatum):
            name = self._names([left])[0]
            told = f"{self._names([came])[0]} komt in het duo in de plaats van {name}" if came else f"{name} gaat uit het duo"
            why = f": {left.reden_wissel}" if left.reden_wissel else ""
            over = f", overgedragen: {left.overdracht}" if left.overdracht else ""
            yield self._on(gone_on(left), "duo", f"{told}{why}{over}", door=self._set(left.id, "tot"))
            seen += [came] if came else []
        for link in links:
            if link not in seen:
                yield self._on(link.van, "duo", f"{self._names([link])[0]} komt in het duo", door=self.made.get(link.id))

    def _names(self, links: Iterable[InzetLid]) -> list[str]:
        return [self.leden.get(link.lid, "?") if link.lid else "?" for link in links]

    def _log(self) -> Iterator[Gebeurtenis | None]:
        replaced = {r.correctie_op for r in self.regels}
        for r in self.regels:
            bettered = ", later verbeterd" if r.id in replaced else ""
            what = CONTACT.label(r.soort).lower() if r.soort not in (None, "ANDERS") else "logboek"
            at = (f" {r.tijd}" if r.tijd else "") + (f", {r.minuten} min" if r.minuten else "")
            yield self._on(r.datum, "log", f"{what}{at}{bettered}: {r.tekst or ''}", wie=r.auteur, moment=r.geschreven_op)

    def _evaluation(self, e: Evaluatie) -> Gebeurtenis | None:
        if e.gehouden_op is None:
            return self._on(e.datum, "evaluatie", "evaluatie gepland", door=self.made.get(e.id))
        return self._on(
            e.gehouden_op, "evaluatie", f"evaluatie{f': {e.uitkomst}' if e.uitkomst else ''}", door=self._set(e.id, "gehouden_op")
        )

    def _aftercare(self, n: Nazorg) -> Gebeurtenis | None:
        after = after_words(n.maanden)
        if n.gedaan_op is None:
            return self._on(n.datum, "nazorg", f"{after} gepland", door=self.made.get(n.id))
        lives = f", woont {WOONSITUATIE.label(n.woonsituatie).lower()}" if n.woonsituatie else ""
        came_out = f": {n.uitkomst}" if n.uitkomst else ""
        return self._on(n.gedaan_op, "nazorg", f"{after}{lives}{came_out}", wie=n.lid, door=self._set(n.id, "gedaan_op"))

    # --- the rest

    def _signals(self) -> Iterator[Gebeurtenis | None]:
        found = select(Signaal).join(SignaalCasus, col(SignaalCasus.signaal) == Signaal.id).where(SignaalCasus.casus == self.casus.id)
        for s in self.session.exec(found):
            theme = f" ({SIGNAAL_THEMA.label(s.thema).lower()})" if s.thema else ""
            yield self._on(s.datum, "signaal", f"signaal{theme}: {s.tekst or ''}")

    def _closings(self) -> Iterator[Gebeurtenis | None]:
        for h in self.heropend:
            written = self.made.get(h.id)
            yield self._on(h.gesloten_op, "afsluiting", _closed(h.gesloten_reden, h.resultaat, h.woonsituatie_eind, h.overgedragen_aan))
            yield self._on(h.datum, "heropening", f"heropend{f': {h.reden}' if h.reden else ''}", door=written, moment=h.genoteerd_op)
        c = self.casus
        if c.afsluiting_datum is not None:
            told = _closed(c.afsluiting_reden, c.afsluiting_resultaat, c.afsluiting_woonsituatie_eind, c.afsluiting_overgedragen_aan)
            yield self._on(c.afsluiting_datum, "afsluiting", told, door=self._set(c.id, "afsluiting"))


def wissels(links: Sequence[InzetLid], ended: date | None) -> list[tuple[InzetLid, InzetLid | None]]:
    """Who left a duo while its inzet went on, with who came in their place, from its links in the order in which they were made."""
    coming = list(links[2:])
    found: list[tuple[InzetLid, InzetLid | None]] = []
    for left in sorted((k for k in links if k.tot is not None and k.tot != ended), key=lambda k: (k.tot or date.min, k.id)):
        fits = [k for k in coming if k.id != left.id and (k.van == gone_on(left) or None in (k.van, left.van))]
        if fits:
            coming.remove(fits[0])
        found.append((left, fits[0] if fits else None))
    return found


def formerly(parts: Iterable[DuoDeel], ended: date | None) -> list[str]:
    """Who is no longer in a duo, though it went on: `MK tot en met di 3 nov (ziek)`."""
    return [
        f"{p.code} tot en met {text.day_words(p.tot)}{f' ({p.reden})' if p.reden else ''}"
        for p in parts
        if p.tot is not None and (p.tot != ended or p.reden)
    ]


def gone_on(link: InzetLid) -> date | None:
    """The first day without someone who was replaced: a link goes up to and with the day before."""
    return link.tot + timedelta(days=1) if link.tot is not None else None


def result_words(resultaat: str | None, uhp: str | None) -> str:
    """What an inzet came to, and what became of an uithuisplaatsing where the result does not say it: `kind zo thuis mogelijk`."""
    result, placed = RESULTAAT.label(resultaat).lower(), UHP.label(uhp).lower()
    placed = placed if placed.startswith("uithuis") or not placed else f"uithuisplaatsing {placed}"
    return ", ".join(dict.fromkeys(w for w in (result, placed) if w))


def choice_words(voorstel: str | None, reden: str | None) -> str:
    """That another duo was chosen than the one that was proposed first, and why; nothing when it was that one."""
    return f"gekozen boven {voorstel}{f': {reden}' if reden else ''}" if voorstel else ""


def after_words(maanden: int | None) -> str:
    """`nazorg na 3 maanden`."""
    return f"nazorg na {text.count(maanden, 'maand', 'maanden')}" if maanden else "nazorg"


def _closed(reden: str | None, resultaat: str | None, woont: str | None, aan: str | None) -> str:
    parts = [
        AFSLUITREDEN.label(reden).lower() if reden not in (None, "KLAAR") else "",
        RESULTAAT.label(resultaat).lower(),
        f"woont {WOONSITUATIE.label(woont).lower()}" if woont else "",
        f"overgedragen aan {aan}" if aan else "",
    ]
    how = ", ".join(p for p in parts if p)
    return f"afgesloten{f': {how}' if how else ''}"


def _day(stored: object) -> date | None:
    return date.fromisoformat(stored) if isinstance(stored, str) else None
