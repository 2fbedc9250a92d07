"""The decision on a casus: its route, with reason, owner and date; for Team AnderS the duo; and closing and reopening.

A decision belongs to a meeting, or stands by itself (most consultaties do); the next agenda lists those *ter kennisname*. In one
meeting a casus has one decision: deciding again changes it, and what the first one made by itself (the action to report back, a duo
that has not begun) goes with it. The journal keeps what it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from uuid import UUID

from sqlmodel import Session, col, func, select

from db.codes import AANMELDER, RESULTAAT, ROUTE, WOONSITUATIE
from db.columns import made_of, made_within, new_id
from db.models import Actie, Agendapunt, Besluit, Casus, Evaluatie, Heropening, Inzet, InzetLid, Lid, Logregel, Overleg

from . import acties
from . import duo as proposal
from .casussen import actions, decisions, listed
from .errors import NotFound, Refused
from .grendel import open_meeting
from .inzet import begun_on, duo_links, fit
from .leden import card
from .text import day_words
from .wie import Wie

WEEK = timedelta(days=7)
LONGEST_WHY = 300
TOGETHER = "samen met andere casussen verdeeld"
"""Why a casus did not get its own first pair, when several were divided at once."""


def decide(
    session: Session,
    wie: Wie,
    casus: UUID,
    route: str,
    *,
    overleg: UUID | None = None,
    reden: str | None = None,
    eigenaar: UUID | None = None,
    datum: date | None = None,
    team: int | None = None,
    duo: Sequence[UUID] = (),
    start: date | None = None,
    doel: str | None = None,
    keuze_reden: str | None = None,
) -> UUID:
    """Take or change a decision; what is not given keeps its value, or gets its default: owner the voorzitter, date a week on.

    Two members of a Team AnderS may be given as `duo` with route TA, and as `keuze_reden` why not the first that was proposed. Raises
    Refused for a closed casus or meeting, an unknown route, a date before the decision, or a duo that can't be.
    """
    if route not in ROUTE:
        raise Refused(f"{route[:20]} is geen route.", f"Kies uit {', '.join(ROUTE.codes)}.")
    row = _casus(session, casus)
    if row.afsluiting_datum is not None:
        raise Refused(f"Casus {row.casuscode} is afgesloten.", f"Heropen hem eerst: `retcli casus heropen {row.casuscode} --reden ...`.")
    meeting = open_meeting(session, overleg) if overleg is not None else None
    decided_on = meeting.datum if meeting is not None and meeting.datum else wie.today
    besluit = _in_meeting(session, casus, overleg)
    if besluit is None:
        besluit = Besluit(
            id=_alike(session, Besluit, overleg, casus),
            casus=casus,
            overleg=overleg,
            besluit_eigenaar=(meeting.voorzitter if meeting is not None else None) or wie.lid,
            besluit_datum=decided_on + WEEK,
        )
        session.add(besluit)
    besluit.besloten_op = decided_on
    besluit.genomen_op = wie.moment
    besluit.besluit_route = route
    if reden is not None:
        besluit.reden = wie.free(reden)
    if eigenaar is not None:
        besluit.besluit_eigenaar = _lid(session, eigenaar).id
    if datum is not None:
        if datum < decided_on:
            raise Refused("De datum ligt voor het besluit.", "Kies een datum vanaf de dag van het besluit.")
        besluit.besluit_datum = datum
    session.flush()
    _report_back(session, wie, row, besluit)
    if route == "TA":
        if team is not None:
            besluit.besluit_team = _team(team)
            for inzet in session.exec(select(Inzet).where(Inzet.besluit == besluit.id)):
                inzet.team = team
        if duo:
            assign(session, wie, besluit.id, duo, team=team, start=start, doel=doel, keuze_reden=keuze_reden)
    else:
        besluit.besluit_team = None
        _drop_duo(session, besluit.id)
        if duo:
            raise Refused("Een duo hoort bij Team AnderS.", "Neem route TA, of laat het duo weg.")
    return besluit.id


def decide_alike(session: Session, wie: Wie, besluit: UUID, casus: UUID) -> UUID:
    """The same decision for a brother or sister, in the same meeting: route, reason, owner, date, and for Team AnderS team, duo and goal.

    Each child keeps a decision, and an inzet, of its own: they are discussed as one and counted as several. Raises as `decide`.
    """
    row = _open_decision(session, besluit)
    inzet = session.exec(select(Inzet).where(Inzet.besluit == besluit)).first()
    duo = [link.lid for link in duo_links(session, inzet.id) if link.lid is not None] if inzet is not None else []
    return decide(
        session,
        wie,
        casus,
        row.besluit_route or "",
        overleg=row.overleg,
        reden=row.reden or "",
        eigenaar=row.besluit_eigenaar,
        datum=row.besluit_datum,
        team=row.besluit_team,
        duo=duo,
        start=inzet.inzet_planning_start if inzet else None,
        doel=inzet.inzet_planning_doel if inzet else None,
        keuze_reden=inzet.duo_keuze_reden if inzet else None,
    )


def follow(session: Session, wie: Wie, besluit: UUID) -> list[str]:
    """After a choice between two versions of a decision: what only the other made by itself goes, what this one would have made comes,
    as by `decide`; in sentences. An inzet that has begun goes on and is told."""
    row = session.get(Besluit, besluit)
    casus = session.get(Casus, row.casus) if row is not None else None
    if row is None or casus is None:
        return []
    before = {actie.id: actie.omschrijving for actie in _own_actions(session, besluit)}
    # A closed casus gets no action any more, and a decision of a workbook (without a date) never had one.
    if row.besluit_route != "CON" or (casus.afsluiting_datum is None and row.besluit_datum is not None):
        _report_back(session, wie, casus, row)
    session.flush()
    after = {actie.id: actie.omschrijving for actie in _own_actions(session, besluit)}
    told = [f"Actie “{words}” vervalt." for key, words in before.items() if key not in after]
    told += [f"Actie “{words}” komt erbij." for key, words in after.items() if key not in before]
    inzet = session.exec(select(Inzet).where(Inzet.besluit == besluit)).first()
    if row.besluit_route == "TA" and (inzet is None or len(duo_links(session, inzet.id)) < 2):
        told.append("Er is nog geen duo; kies het bij de casus.")
    if inzet is None:
        return told
    if row.besluit_route == "TA":
        inzet.team = row.besluit_team or inzet.team
    elif _begun(session, inzet):
        told.append("De inzet van dit besluit is al begonnen en loopt door.")
    else:
        _drop_duo(session, besluit)
        told.append("Het duo van dit besluit vervalt.")
    session.flush()
    return told


def set_reason(session: Session, wie: Wie, besluit: UUID, reden: str | None) -> None:
    """The reason of a decision. Raises Refused when its meeting is closed."""
    _open_decision(session, besluit).reden = wie.free(reden)


def set_owner(session: Session, besluit: UUID, eigenaar: UUID) -> None:
    """Who does it; the action to report back goes along."""
    row = _open_decision(session, besluit)
    row.besluit_eigenaar = _lid(session, eigenaar).id
    for actie in _own_actions(session, besluit):
        actie.eigenaar = row.besluit_eigenaar


def set_date(session: Session, besluit: UUID, datum: date) -> None:
    """By when; the action to report back goes along. Raises Refused for a date before the decision."""
    row = _open_decision(session, besluit)
    if row.besloten_op and datum < row.besloten_op:
        raise Refused("De datum ligt voor het besluit.", "Kies een datum vanaf de dag van het besluit.")
    row.besluit_datum = datum
    for actie in _own_actions(session, besluit):
        actie.vervaldatum = datum


def assign(
    session: Session,
    wie: Wie,
    besluit: UUID,
    duo: Sequence[UUID],
    *,
    team: int | None = None,
    start: date | None = None,
    doel: str | None = None,
    keuze_reden: str | None = None,
) -> UUID:
    """Give a Team AnderS decision its duo: two different active members; the inzet is made, or its duo changed while nothing is logged.

    Which place the pair had in the proposal of this moment is kept; for another than the first also which that was, and `keuze_reden`.
    Raises Refused for one person twice, someone who is not in a team or no member on the day it begins, a closed casus, or an inzet that
    has begun.
    What a proposal flags (full, away, involved, of one organisation) is told, not refused.
    """
    row = _open_decision(session, besluit)
    if row.besluit_route != "TA":
        raise Refused("Een duo hoort bij een besluit voor Team AnderS.", "Kies eerst route 4, Team AnderS.")
    if len(duo) != 2 or duo[0] == duo[1]:
        raise Refused("Een duo is twee verschillende mensen.", "Kies er twee.")
    members = [card(_lid(session, lid)) for lid in duo]
    inzet = session.exec(select(Inzet).where(Inzet.besluit == besluit)).first()
    begins = start or (inzet.inzet_planning_start if inzet is not None else None) or row.besluit_datum or wie.today
    for member in members:
        fit(member, max(begins, wie.today), wie.today)
    if inzet is None:
        running = session.exec(select(Inzet).where(Inzet.casus == row.casus, col(Inzet.einddatum).is_(None))).first()
        if running is not None:
            raise Refused("Er loopt al een inzet op deze casus.", "Sluit die eerst, of houd het duo dat er is.")
        key = _alike(session, Inzet, row.overleg, besluit)
        inzet = Inzet(id=key, casus=row.casus, besluit=besluit, inzet_planning_start=start or row.besluit_datum)
        session.add(inzet)
    elif _begun(session, inzet):
        raise Refused("De inzet is al begonnen met dit duo.", "Een ander erin: w op het scherm van de inzet, of `retcli inzet wissel`.")
    inzet.team = row.besluit_team = _team(team) if team is not None else (row.besluit_team or members[0].team)
    if start is not None:
        inzet.inzet_planning_start = start
    if doel is not None:
        inzet.inzet_planning_doel = wie.free(doel)
    session.flush()
    present = {link.lid: link for link in duo_links(session, inzet.id)}
    _keep_choice(session, wie, inzet, duo, keuze_reden or (inzet.duo_keuze_reden if set(present) == set(duo) else None))
    for link in duo_links(session, inzet.id):
        if link.lid not in duo or link is not present[link.lid]:
            session.delete(link)
    session.flush()
    for lid in sorted(duo):  # in one order: two laptops that choose the same two agree, whom they named first
        if lid not in present:
            session.add(InzetLid(id=_place_in(session, inzet.id), inzet=inzet.id, lid=lid, van=inzet.inzet_planning_start))
            session.flush()
    if inzet.team not in {m.team for m in members}:
        wie.note(f"Let op: dit duo zit niet in team {inzet.team}.")
    return inzet.id


def _place_in(session: Session, inzet: UUID) -> UUID:
    """The key of a place in a duo: two laptops that choose a duo fill the same two places."""
    taken = set(session.exec(select(InzetLid.id).where(InzetLid.inzet == inzet)))
    places = (UUID(int=((inzet.int >> 64) + 1 + n << 64) | (made_of("inzet_lid", inzet, n).int & (1 << 64) - 1)) for n in range(2))
    return next((key for key in places if key not in taken), None) or new_id()


def _keep_choice(session: Session, wie: Wie, inzet: Inzet, duo: Sequence[UUID], reden: str | None) -> None:
    """How the duo was chosen, and what a proposal flags of it; nothing where none can be made, for a casus that is gone."""
    if inzet.casus is None:
        return
    pairs = proposal.voorstellen(session, inzet.casus, wie.today)
    place, chosen = next((n, pair) for n, pair in enumerate(pairs, 1) if set(pair.leden) == set(duo))
    for flag in chosen.let_op:
        wie.note(f"Let op: {flag.woorden}.")
    inzet.duo_keuze_plaats = place
    inzet.duo_keuze_voorstel = None if place == 1 else " en ".join(pairs[0].codes)
    inzet.duo_keuze_reden = None if place == 1 else wie.free(reden, lines=False, limit=LONGEST_WHY)


def set_duo_reason(session: Session, wie: Wie, besluit: UUID, reden: str | None) -> None:
    """Why another duo than the first that was proposed; empty takes it away. Raises Refused when there is no duo, or it was the first."""
    _open_decision(session, besluit)
    inzet = session.exec(select(Inzet).where(Inzet.besluit == besluit)).first()
    if inzet is None:
        raise Refused("Bij dit besluit is nog geen duo gekozen.", "Kies eerst het duo.")
    if inzet.duo_keuze_voorstel is None:
        raise Refused("Dit duo was het eerste voorstel; alleen een ander heeft een reden.")
    inzet.duo_keuze_reden = wie.free(reden, lines=False, limit=LONGEST_WHY)


def assign_all(session: Session, wie: Wie, delen: Iterable[tuple[UUID, Sequence[UUID]]]) -> None:
    """Give each of these decisions its duo, in one act: a joint proposal taken as it is. Raises as `assign`; then none gets one."""
    for besluit, duo in delen:
        assign(session, wie, besluit, duo, keuze_reden=TOGETHER)


def close(
    session: Session,
    wie: Wie,
    casus: UUID,
    *,
    datum: date | None = None,
    reden: str | None = None,
    resultaat: str | None = None,
    woonsituatie_eind: str | None = None,
    overgedragen_aan: str | None = None,
) -> None:
    """Close a casus; what its last inzet ended in counts for the casus unless said. Without a reason it is handed over when
    it went to someone, else it is done.

    Raises Refused while an inzet runs, for a date before the aanmelding or the end of an inzet, for one to come, or when it is closed.
    """
    row = _casus(session, casus)
    if row.afsluiting_datum is not None:
        raise Refused(f"Casus {row.casuscode} is al afgesloten.")
    if session.exec(select(Inzet.id).where(Inzet.casus == casus, col(Inzet.einddatum).is_(None))).first() is not None:
        raise Refused(f"Op casus {row.casuscode} loopt nog een inzet.", "Sluit eerst de inzet.")
    if resultaat is not None and resultaat not in RESULTAAT:
        raise Refused("Dit resultaat is onbekend.", f"Kies uit {', '.join(RESULTAAT.codes)}.")
    if woonsituatie_eind is not None and woonsituatie_eind not in WOONSITUATIE:
        raise Refused("Deze woonsituatie is onbekend.", f"Kies uit {', '.join(WOONSITUATIE.codes)}.")
    day = datum or wie.today
    if day > wie.today or (row.datum_aanmelding and day < row.datum_aanmelding):
        raise Refused("De datum van afsluiten ligt tussen de aanmelding en vandaag.", "Kijk de datum na.")
    ended = session.exec(select(func.max(Inzet.einddatum)).where(Inzet.casus == casus)).one()
    if ended is not None and day < ended:
        raise Refused(f"De inzet op deze casus eindigde op {day_words(ended)}.", "Sluit de casus op die dag of later.")
    still_open = actions(session, casus=casus, open_only=True)
    if still_open:
        wie.note(f"Let op: er {'staat nog 1 actie' if len(still_open) == 1 else f'staan nog {len(still_open)} acties'} open.")
    last = _last_inzet(session, casus)
    row.afsluiting_datum = day
    row.afsluiting_resultaat = resultaat or row.afsluiting_resultaat or (last.resultaat if last else None)
    row.afsluiting_woonsituatie_eind = woonsituatie_eind or (last.woonsituatie_eind if last else None)
    row.afsluiting_overgedragen_aan = wie.free(overgedragen_aan, lines=False, limit=300) or (last.afgeschaald_naar if last else None)
    row.afsluiting_reden = reden or ("OVERGED" if row.afsluiting_overgedragen_aan else "KLAAR")


def ended_in(session: Session, casus: UUID) -> UUID | None:
    """The inzet that this trajectory ended in, from which `close` knows how; None when there was none."""
    last = _last_inzet(session, casus)
    return last.id if last is not None else None


def reopen(session: Session, wie: Wie, casus: UUID, reden: str) -> None:
    """Open a closed casus again, with a reason; its closure is kept, so the first trajectory stays closed in the figures."""
    row = _casus(session, casus)
    if row.afsluiting_datum is None:
        raise Refused(f"Casus {row.casuscode} is niet afgesloten.")
    why = wie.free(reden)
    if not why:
        raise Refused("Heropenen vraagt een reden.", "Schrijf in een zin waarom.")
    session.add(
        Heropening(
            casus=casus,
            datum=wie.today,
            genoteerd_op=wie.moment,
            reden=why,
            gesloten_op=row.afsluiting_datum,
            gesloten_reden=row.afsluiting_reden,
            resultaat=row.afsluiting_resultaat,
            woonsituatie_eind=row.afsluiting_woonsituatie_eind,
            overgedragen_aan=row.afsluiting_overgedragen_aan,
        )
    )
    row.afsluiting_datum = row.afsluiting_reden = row.afsluiting_resultaat = None
    row.afsluiting_woonsituatie_eind = row.afsluiting_overgedragen_aan = None


def ready_to_close(session: Session) -> list[tuple[UUID, str]]:
    """Open casussen whose last decision is done, with why: reported back after a consultatie, referred on, or the inzet has ended; and no
    action is left open."""
    proposed = []
    done = "status IN ('consultatie', 'besproken', 'monitoring') AND zelf_besloten AND besloten_op IS NOT NULL"
    for regel in listed(session, f"afsluiting_datum IS NULL AND {done}"):
        mine = actions(session, casus=regel.id)
        if any(a.status == "open" for a in mine):
            continue
        last = decisions(session, regel.id)[-1]
        told = [a.gedaan_op for a in mine if a.soort == "TERUGKOP" and a.gedaan_op is not None]
        if last.route == "CON" and last.besloten_op is not None and any(day >= last.besloten_op for day in told):
            proposed.append((regel.id, "teruggekoppeld aan de aanmelder"))
        elif last.route == "TA" and (ended := _last_inzet(session, regel.id)) is not None and ended.einddatum is not None:
            if ended.besluit == last.id or (last.besloten_op is not None and ended.einddatum >= last.besloten_op):
                proposed.append((regel.id, f"inzet beëindigd op {day_words(ended.einddatum)}"))
        elif last.route in ("DOORVERW", "NIET"):
            proposed.append((regel.id, f"{ROUTE.label(last.route).lower()}, geen open acties"))
    return proposed


def _report_back(session: Session, wie: Wie, casus: Casus, besluit: Besluit) -> None:
    """A consultatie makes the action to report back to the aanmelder; another route takes it away again while it is open."""
    own = _own_actions(session, besluit.id)
    if besluit.besluit_route != "CON":
        for actie in own:
            if session.exec(select(Agendapunt.id).where(Agendapunt.actie == actie.id)).first() is None:
                session.delete(actie)
            else:  # a later meeting looks back on it
                actie.vervallen_op = wie.today
        return
    if not own and not _reports_back(session, casus.id, besluit):
        meeting = session.get(Overleg, besluit.overleg) if besluit.overleg is not None else None
        who = AANMELDER.label(casus.aanmelder).lower() if casus.aanmelder not in (None, "ONB", "ANDERS") else ""
        acties.add(
            session,
            wie,
            f"koppelt terug aan aanmelder ({who})" if who else "koppelt terug aan aanmelder",
            eigenaar=besluit.besluit_eigenaar,
            voor=max(besluit.besluit_datum or wie.today, wie.today),
            casus=casus.id,
            overleg=besluit.overleg if meeting is not None and meeting.gesloten_op is None else None,  # the list of a closed one stays
            besluit=besluit.id,
            soort="TERUGKOP",
            key=_alike(session, Actie, besluit.overleg, besluit.id),
        )
        return
    for actie in own:
        actie.eigenaar, actie.vervaldatum = besluit.besluit_eigenaar, besluit.besluit_datum


def _reports_back(session: Session, casus: UUID, besluit: Besluit) -> bool:
    """Whether someone reports back already: for this decision, done or not, or still for an earlier one."""
    of_casus = select(Actie.id).where(Actie.casus == casus, Actie.soort == "TERUGKOP", col(Actie.vervallen_op).is_(None))
    return session.exec(of_casus.where((col(Actie.besluit) == besluit.id) | col(Actie.gedaan_op).is_(None))).first() is not None


def _own_actions(session: Session, besluit: UUID) -> list[Actie]:
    return list(
        session.exec(
            select(Actie).where(
                Actie.besluit == besluit, Actie.soort == "TERUGKOP", col(Actie.gedaan_op).is_(None), col(Actie.vervallen_op).is_(None)
            )
        )
    )


def _drop_duo(session: Session, besluit: UUID) -> None:
    inzet = session.exec(select(Inzet).where(Inzet.besluit == besluit)).first()
    if inzet is None:
        return
    if _begun(session, inzet):
        raise Refused(
            "De inzet van dit besluit is al begonnen; dit besluit blijft.", "Besluit opnieuw in het volgende overleg, of erbuiten."
        )
    for model in (InzetLid, Evaluatie):
        for row in session.exec(select(model).where(model.inzet == inzet.id)):
            session.delete(row)
    for item in session.exec(select(Agendapunt).where(Agendapunt.inzet == inzet.id)):
        item.inzet = None
    session.delete(inzet)


def _last_inzet(session: Session, casus: UUID) -> Inzet | None:
    """The last inzet of this trajectory that had begun: one from before a reopening belongs to the closure that was."""
    done = select(Inzet).where(Inzet.casus == casus, col(Inzet.einddatum).is_not(None))
    earlier = session.exec(select(func.max(Heropening.gesloten_op)).where(Heropening.casus == casus)).one()
    if earlier is not None:
        done = done.where(col(Inzet.einddatum) > earlier)
    rows = session.exec(done.order_by(col(Inzet.einddatum).desc(), col(Inzet.id).desc()))
    return next((row for row in rows if begun_on(session, row) is not None), None)


def _begun(session: Session, inzet: Inzet) -> bool:
    """Whether it has begun, or ended without having."""
    dated = inzet.gestart_op or inzet.einddatum
    return dated is not None or session.exec(select(Logregel.id).where(Logregel.inzet == inzet.id)).first() is not None


def _in_meeting(session: Session, casus: UUID, overleg: UUID | None) -> Besluit | None:
    if overleg is None:
        return None
    taken = select(Besluit).where(Besluit.casus == casus, Besluit.overleg == overleg)
    return session.exec(taken.order_by(col(Besluit.genomen_op).desc(), col(Besluit.id).desc())).first()


def _alike(session: Session, model: type[Besluit | Inzet | Actie], overleg: UUID | None, *parts: object) -> UUID:
    """A key that two laptops on which one meeting runs make alike, so that they have one row that differs and not two; another where
    that row is there already, or outside a meeting."""
    made = made_within(overleg, str(model.__tablename__), *parts) if overleg is not None else new_id()
    return made if session.get(model, made) is None else new_id()


def _open_decision(session: Session, besluit: UUID) -> Besluit:
    row = session.get(Besluit, besluit)
    if row is None:
        raise NotFound("Dit besluit is er niet meer.")
    if row.overleg is not None:
        open_meeting(session, row.overleg)
    return row


def _casus(session: Session, casus: UUID) -> Casus:
    row = session.get(Casus, casus)
    if row is None:
        raise NotFound("Deze casus is er niet meer.", "Kijk met `retcli casus lijst`.")
    return row


def _lid(session: Session, lid: UUID) -> Lid:
    row = session.get(Lid, lid)
    if row is None:
        raise NotFound("Dit lid is er niet.", "Kijk met `retcli team lijst`.")
    return row


def _team(team: int) -> int:
    if team not in (1, 2):
        raise Refused("Er zijn twee teams: 1 en 2.")
    return team
