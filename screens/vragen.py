"""Questions that more than one screen asks, one after another: an action, how a casus ended, what is announced."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, TypedDict
from uuid import UUID

from db.codes import RESULTAAT, WOONSITUATIE, Codelijst
from db.errors import RetError
from retcli import acties, casussen, leden, triage, uitkomst
from retcli import text as words
from retcli.notulen import overzicht, vaststellen
from retcli.tijdlijn import after_words

from .basis import Scherm
from .keuze import Bevestig, KiesCode

if TYPE_CHECKING:
    from sqlmodel import Session

    from retcli.casussen import Kaart
    from retcli.uitkomst import NazorgStand
    from retcli.wie import Wie


class Sluiting(TypedDict):
    """How a casus ended, as `triage.close` takes it."""

    resultaat: str | None
    woonsituatie_eind: str | None
    overgedragen_aan: str | None


async def vraag_actie(
    scherm: Scherm, casus: UUID | None, *, overleg: UUID | None = None, eigenaar: str = "", voor: date | None = None
) -> bool:
    """Ask for an action and store it: what, who, when; `eigenaar` and `voor` are proposed. Whether it was stored.

    What was typed comes first: a name or a date that can't be read leaves the action without it, and says so.
    """
    key = f"actie {casus}"
    what = await scherm.ask("Actie", key=key, placeholder="wat er moet gebeuren")
    if not what or not what.strip():
        return False
    scherm.keep(key, what)  # who stops or is killed at the next question finds it again
    who = await scherm.ask("Wie", eigenaar, key=f"{key} wie", placeholder="korte naam", replace=True)
    proposed = words.day_short(voor) if voor else "+7"
    when = await scherm.ask("Voor", proposed, key=f"{key} voor", placeholder="vr, 27-11, +7 …", replace=True)
    left = [name for name, given in (("wie", who), ("wanneer", when)) if not given]
    scherm.kern.concepten.beantwoord |= {key, f"{key} wie", f"{key} voor"}
    with scherm.doing("actie", f"Actie bewaard{f', nog zonder {words.listed(left)}' if left else ''}.") as (session, wie):
        owner, due = _read(session, wie.today, who, when, wie.notes)
        acties.add(session, wie, what, eigenaar=owner, voor=due, casus=casus, overleg=overleg)
    if not scherm.gelukt:
        scherm.keep(key, what)
    return scherm.gelukt


def _read(session: Session, today: date, who: str | None, when: str | None, notes: list[str]) -> tuple[UUID | None, date | None]:
    owner, due = None, None
    try:
        owner = leden.find(session, who).id if who else None
    except RetError as error:
        notes.append(f"{error.message} De actie heeft nog geen eigenaar.")
    try:
        due = words.parse_date(when, today) if when else None
        if due is not None and due < today:
            notes.append("Die datum is al voorbij; de actie heeft nog geen datum.")
            due = None
    except RetError as error:
        notes.append(f"{error.message} De actie heeft nog geen datum.")
    return owner, due


@dataclass
class Reeks:
    """Questions one after the other before one act. What was answered is kept, and offered again, until the act is stored."""

    scherm: Scherm
    naam: str
    """Of the act and what it is about."""
    antwoorden: dict[str, str] = field(default_factory=dict)

    def _key(self, deel: str) -> str:
        return f"{self.naam} {deel}"

    def concept(self, deel: str) -> str | None:
        """What was answered to a question before the series was left."""
        return self.scherm.kern.concepten.teksten.get(self._key(deel))

    def geef(self, deel: str, given: str) -> None:
        """An answer, kept from now on."""
        self.antwoorden[deel] = given
        self.scherm.keep(self._key(deel), given)

    async def vraag(
        self, deel: str, label: str, value: str = "", *, placeholder: str = "", replace: bool = False, meer: bool = False,
        keuzes: Sequence[str] = (), keur: Callable[[str], object] | None = None,
    ) -> str | None:  # fmt: skip
        """Ask for a text at the bottom, until `keur` doesn't refuse it; None when it was left with Esc."""
        while True:
            key = self._key(deel)
            given = await self.scherm.ask(label, value, key=key, placeholder=placeholder, replace=replace, meer=meer, keuzes=keuzes)
            if given is None:
                return None
            self.geef(deel, given)
            try:
                if keur is not None:
                    keur(given)
            except RetError as error:
                self.scherm.say(error.sentence(), wrong=True)
                continue
            if keur is not None:
                self.scherm.say("")
            return given

    async def kies(self, deel: str, vraag: str, codes: Codelijst, nu: str | None = None) -> str | None:
        """Ask for a code; `""` for none, None when it was left with Esc."""
        before = self.concept(deel)
        chosen = await self.scherm.app.push_screen_wait(KiesCode(vraag, codes, (nu or "") if before is None else before, leeg=True))
        if chosen is not None:
            self.geef(deel, chosen)
        return chosen

    def vergeet(self, *delen: str) -> None:
        """What was answered to these was about something else."""
        for deel in delen:
            self.antwoorden.pop(deel, None)
            self.scherm.kern.concepten.forget(self._key(deel))

    def klaar(self) -> None:
        """The next act that is stored is the one that was answered for."""
        self.scherm.kern.concepten.beantwoord |= {self._key(deel) for deel in self.antwoorden}

    @contextlib.contextmanager
    def doing(self, doel: str, said: str = "") -> Iterator[tuple[Session, Wie]]:
        """The act, as `Scherm.doing`; when it is stored the answers are kept no more."""
        self.klaar()
        with self.scherm.doing(doel, said) as (session, wie):
            yield session, wie
        if not self.scherm.gelukt:
            for deel, given in self.antwoorden.items():
                self.scherm.keep(self._key(deel), given)


async def vraag_sluiting(scherm: Scherm, kaart: Kaart) -> tuple[Reeks, Sluiting] | None:
    """Ask how a casus ended: result, where the child lives now, and to whom it went, but nothing that is known of its last inzet.

    With the questions, whose `doing` stores it. None when one was left with Esc, when it may not be closed yet, or when all was known and
    it is to stay open.
    """

    def known(session: Session) -> tuple[bool, uitkomst.Bekend]:
        last = triage.ended_in(session, kaart.id)
        told = uitkomst.known(session, last) if last is not None else uitkomst.Bekend(None, None, None, None, None)
        return bool(casussen.deployments(session, casus=kaart.id, running=True)), told

    found = scherm.look(known)
    if found is None:
        return None
    runs, of = found
    if runs:
        scherm.say(f"Op casus {kaart.casus} loopt nog een inzet. Sluit eerst de inzet.", wrong=True)
        return None
    asked = Reeks(scherm, f"afsluiten {kaart.id}")
    result, lives, to = of.resultaat, of.woonsituatie_eind, of.afgeschaald_naar
    if result and lives and to:
        all_known = f"{RESULTAAT.label(result)}, woont: {WOONSITUATIE.label(lives).lower()}, naar {words.shorten(to, 60)}"
        if not await scherm.app.push_screen_wait(Bevestig(f"{kaart.casus} afsluiten? Van de inzet is bekend: {all_known}.", "Afsluiten")):
            return None
    if result is None and (result := await asked.kies("resultaat", f"{kaart.casus} afsluiten: wat is het resultaat?", RESULTAAT)) is None:
        return None
    lives_in = kaart.velden.get("woonsituatie")
    here = str(lives_in) if lives_in else None
    if lives is None and (lives := await asked.kies("woont", "Waar woont de jeugdige nu?", WOONSITUATIE, here)) is None:
        return None
    if to is None and (to := await asked.vraag("naar", "Overgedragen aan", placeholder="niemand: alleen Enter")) is None:
        return None
    return asked, Sluiting(resultaat=result or None, woonsituatie_eind=lives or None, overgedragen_aan=to or None)


async def vraag_nazorg(scherm: Scherm, nazorg: NazorgStand) -> None:
    """Ask how it goes some months after an inzet ended, and where the child lives now; and store it."""
    asked = Reeks(scherm, f"nazorg {nazorg.id}")
    after = after_words(nazorg.maanden).capitalize()
    how = await asked.vraag("uitkomst", f"{nazorg.casus} {after.lower()}", placeholder="hoe gaat het nu")
    if how is None:
        return
    now = scherm.look(lambda session: uitkomst.known(session, nazorg.inzet))
    lives = await asked.kies("woont", "Waar woont de jeugdige nu?", WOONSITUATIE, now.woonsituatie_eind if now else None)
    if lives is None:
        scherm.say("De nazorg is nog niet vastgelegd; n gaat verder waar u was.")
        return
    with asked.doing("nazorg", f"{after} is vastgelegd bij {nazorg.casus}.") as (session, wie):
        uitkomst.look_back(session, wie, nazorg.id, how, woonsituatie=lives or None)
    if scherm.gelukt:
        scherm.ververs()


async def vraag_mededeling(scherm: Scherm, overleg: UUID) -> None:
    """Ask for the one free paragraph of the minutes; empty takes it away."""
    before = scherm.look(lambda session: overzicht.announcement(session, overleg))
    if before is None:
        return
    key = f"mededeling {overleg}"
    placeholder = "een vrije alinea in de notulen; zij staat ook in de deelbare versie"
    given = await scherm.ask("Mededeling", before, key=key, placeholder=placeholder, meer=True)
    if given is None or given.strip() == before:
        return
    with scherm.doing("mededeling", "Mededeling bewaard." if given.strip() else "De mededeling is weg; z zet haar terug.") as (
        session,
        wie,
    ):
        vaststellen.announce(session, wie, overleg, given)
    if not scherm.gelukt:
        scherm.keep(key, given)
