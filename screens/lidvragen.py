"""What the screens of the team ask of a member: a field, an absence, the day someone is back, the last day."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from retcli import leden
from retcli import text as words
from retcli.errors import Refused

from .basis import Scherm
from .vragen import Reeks

if TYPE_CHECKING:
    from datetime import date

    from retcli.leden import Afwezig, LidKaart

DAGEN = "1-12, vr, +7 …"
NAMEN = {"actief_van": "Eerste dag", "actief_tot": "Laatste dag"}
"""Fields in a sentence, where their label does not fit one."""
MEERVOUD = frozenset(("plekken", "uren_per_week", "talen", "gemeenten"))


class MetLid(Scherm):
    """A screen on which members are changed. What is refused is asked again, as it was typed."""

    async def vraag_veld(self, lid: UUID, veld: str, vraag: str, waarde: str, placeholder: str = "") -> None:
        """Ask for a field until it can be kept or is left with Esc; empty clears it."""
        key = f"lid {lid} {veld}"
        while (given := await self.ask(vraag, waarde, key=key, placeholder=placeholder, replace=True)) is not None:
            self.verander(lid, veld, given, lees=True)
            if self.gelukt:
                break
            self.keep(key, given)
        self.ververs()

    def verander(self, lid: UUID, veld: str, value: object, *, lees: bool = False) -> None:
        """Give a field a value, with `lees` as it was typed, and say what it became; nothing when that is what it was."""
        from .lid import rij

        self.say("")
        with self.doing("lid") as (session, wie):
            p = leden.profile(session, lid, wie.today)
            before = rij(p, veld, wie.today)
            leden.change(session, lid, wie=wie, **{veld: leden.read(veld, str(value), wie.today) if lees else value})
            after = rij(leden.profile(session, lid, wie.today), veld, wie.today)
            if after != before:
                empty = "zijn leeg" if veld in MEERVOUD else "is leeg"
                became = f": {words.shorten(after.waarde, 60)}" if after.waarde else f" {empty}"
                self.straks(f"{NAMEN.get(veld, after.label)} van {p.kaart.code}{became}; z draait het terug.")

    async def vraag_einde(self, m: LidKaart) -> None:
        """Ask for the last day of a member."""
        await self.vraag_veld(
            m.id, "actief_tot", f"{m.code} is lid tot en met", words.day_short(m.actief_tot), f"{DAGEN} leeg is zonder eind"
        )

    async def vraag_weg(self, m: LidKaart, known: Afwezig | None = None) -> None:
        """Ask from when to when someone is away, and why; `known` changes that absence."""
        asked = Reeks(self, f"weg {known.id if known else m.id}")
        old = (words.day_short(known.van), words.day_short(known.tot), known.reden or "") if known else ("vandaag", "", "")
        while True:
            given = dict[str, str]()
            for part, label, value, hint in (
                ("van", f"{m.code} is afwezig vanaf", old[0], DAGEN),
                ("tot", "tot en met", old[1], f"{DAGEN} leeg is nog niet bekend"),
                ("reden", "reden", old[2], "mag leeg"),
            ):
                answer = await asked.vraag(part, label, value, placeholder=hint, replace=True, keur=partial(self._keur_weg, part))
                if answer is None:
                    return
                given[part] = answer
            with asked.doing("afwezig") as (session, wie):
                since, until = (_day(given[part], wie.today) for part in ("van", "tot"))
                made = leden.away(session, wie, m.id, since, until, given["reden"], in_plaats_van=known.id if known else None)
                self.straks(f"{m.code} is afwezig {made.woorden}.")
            if self.gelukt:
                self.ververs()
                return

    def _keur_weg(self, part: str, typed: str) -> None:
        """Raises Refused for a part of an absence that can't be read."""
        if part == "van" and not typed.strip():
            raise Refused("Een afwezigheid heeft een eerste dag.", "Schrijf bijvoorbeeld vandaag of 1-12.")
        if part != "reden":
            _day(typed, self.kern.open_team.wie().today)

    async def vraag_weer(self, m: LidKaart) -> None:
        """Ask from which day someone is back."""
        key = f"weer {m.id}"
        while (given := await self.ask(f"{m.code} is er weer vanaf", "vandaag", key=key, placeholder=DAGEN, replace=True)) is not None:
            with self.doing("afwezig") as (session, wie):
                day = words.parse_date(given, wie.today)
                self.straks(leden.back(session, wie, m.id, day).woorden)
            if self.gelukt:
                break
            self.keep(key, given)
        self.ververs()


def _day(typed: str, today: date) -> date | None:
    return words.parse_date(typed, today) if typed.strip() else None
