"""Aanmelding: a new casus in under a minute, by someone on the phone; everything else later, in the same form.

Each field is stored when it is left, by itself. The casus begins with the first field that says something of it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button, OptionList, Static
from textual.widgets.option_list import Option

from db.clean import clean
from db.codes import LIJSTEN
from retcli import casussen, gezin, heraanmelding, intake
from retcli import text as words
from retcli.errors import Refused, RetError

from .basis import Kern, Scherm
from .invoer import Formulier, Keuzeveld, Lijstveld, Tekstveld, Veld
from .text import joined, plain
from .toetsen import bindings
from .voet import Voet

if TYPE_CHECKING:
    from sqlmodel import Session

    from retcli.heraanmelding import Mogelijk
    from retcli.wie import Wie

GROEPEN: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    ("", (
        ("datum_aanmelding", "Aangemeld op"), ("kanaal", "Via"), ("aanmelder", "Aanmelder"), ("gemeente", "Gemeente"),
        ("geboortejaar", "Geboortejaar"), ("vraag", "Vraag"),
    )),
    ("Aanmelder en contact", (("aanmelder_organisatie", "Organisatie"),)),
    ("Jeugdige", (
        ("geslacht", "Geslacht"), ("woonsituatie", "Woont"), ("onderwijs", "Onderwijs"), ("eerder", "Eerdere aanmelding"),
        ("gezin", "Broer of zus van"),
    )),
    ("Wat speelt er", (
        ("soort", "Soort aanmelding"), ("knelpunt", "Knelpunten"), ("problematiek", "Problematiek"), ("bijkomend", "Bijkomend"),
        ("problematiek_ouders", "Bij de ouders"), ("verklarende_analyse", "Verklarende analyse"),
        ("dreigende_uhp", "Dreigt uithuisplaatsing"), ("wens_naar_huis", "Wil naar huis"),
    )),
    ("Maatregel en veiligheid", (("maatregel", "Maatregel"), ("veiligheid", "Veiligheid"), ("urgentie", "Urgentie"))),
    ("Grondslag voor delen", (
        ("grondslag_status", "Grondslag"), ("grondslag_datum", "Vastgelegd op"), ("grondslag_wie", "Gegeven door"),
        ("grondslag_bereik", "Voor wat"), ("grondslag_ingetrokken", "Ingetrokken op"),
    )),
    ("Overig", (("opmerking", "Opmerking"), ("zienswijze", "Zienswijze gezin"))),
)  # fmt: skip
WIE = (
    ("roepnaam", "Roepnaam"),
    ("aanmelder_naam", "Naam aanmelder"),
    ("aanmelder_mail", "Mail aanmelder"),
    ("aanmelder_telefoon", "Telefoon aanmelder"),
)
NAMEN = {name: label for _, fields in GROEPEN for name, label in fields} | dict(WIE)
GELIJKENIS = ("datum_aanmelding", "gemeente", "geboortejaar", "geslacht", "aanmelder_organisatie", "vraag", "roepnaam")
"""What a possible heraanmelding is told by."""


BEGIN = ("datum_aanmelding", "kanaal")
"""Filled in before anyone types; they alone begin no casus."""
BEWAARD = ("Enter gaat verder, en bewaart", "alles is bewaard")
NIETS = "Niets in de lijst begint zo. Typ het begin van een woord, of maak het veld leeg."
DAGEN = "vandaag, gisteren, 20-11 of 20 nov"
UITLEG = {
    "geboortejaar": "2012, 12, of een leeftijd als 14j",
    "eerder": "De casuscode; het begin is genoeg. Leeg maakt los.",
    "roepnaam": "Alleen als het nodig is; initialen zijn genoeg.",
}
Schrijf = Callable[["Session", "Wie", UUID], None]


def _ja_nee(typed: str) -> list[tuple[str, str]]:
    return [(word, word) for word in ("ja", "nee") if word.startswith(typed.lower())]


def _codes(naam: str, typed: str) -> list[tuple[str, str]]:
    lijst = LIJSTEN[intake.CODED.get(naam) or intake.LINKED_LISTS[naam]]
    return [(code, lijst.label(code)) for code in intake.choices(naam, typed)]


def _woorden(naam: str, waarde: object, today: date) -> tuple[str, str]:
    """A stored value as the form shows it, and as it is typed."""
    if waarde is None:
        return "", ""
    if isinstance(waarde, bool):
        return ("ja", "ja") if waarde else ("nee", "nee")
    if isinstance(waarde, date):
        return f"{words.DAYS[waarde.weekday()][:2]} {words.day_short(waarde)}", words.day_short(waarde)
    if isinstance(waarde, int):
        return f"{waarde} · {casussen.age_words(waarde, today)}", str(waarde)
    label = LIJSTEN[intake.CODED[naam]].label(str(waarde)) if naam in intake.CODED else str(waarde)
    return label, label


@dataclass(frozen=True, slots=True)
class _Stand:
    """What the form of a casus shows."""

    waarden: dict[str, object]
    eerder: Mogelijk | None
    broers: tuple[tuple[str, UUID], ...]

    @classmethod
    def van(cls, casus: UUID, session: Session) -> _Stand:
        broers = tuple((lid.casus, lid.id) for lid in gezin.of(session, casus))
        return cls(intake.values(session, casus), heraanmelding.earlier(session, casus), broers)


class AanmeldingScherm(Scherm):
    """The form of one casus; `casus_id` None begins a new one, with `broer_van` as the next child of that family."""

    CSS_PATH = "styles/aanmelding.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-smal"), (100, "-breed")]  # noqa: RUF012  # Textual's own form
    VERTICAL_BREAKPOINTS = [(0, "-laag"), (16, "-hoog")]  # noqa: RUF012  # as above
    BINDINGS = bindings("aanmelding")
    HULP = "aanmelding"

    def __init__(self, kern: Kern, casus_id: UUID | None = None, *, broer_van: UUID | None = None) -> None:
        super().__init__(kern)
        self._casus, self._broer = casus_id, broer_van
        self._today = kern.open_team.wie().today
        self._stand = _Stand({"datum_aanmelding": self._today, "kanaal": "TEL"}, None, ())
        self._wie: dict[str, str] = {}
        self._mogelijk: list[Mogelijk] = []
        self._gezocht: dict[str, object] = {}
        self._laatste: Veld | None = None
        self._velden: dict[str, Veld] = {}
        self._compleet = False

    # --- drawing

    def compose(self) -> ComposeResult:
        yield Static(id="kop")
        yield Static(id="mist")
        with Horizontal(id="midden"):
            with Formulier(id="formulier", can_focus=False):
                yield from self._groep(*GROEPEN[0])
            with Vertical(id="zij"):
                yield Static(id="gekoppeld")
                yield OptionList(id="mogelijk", compact=True)
        yield from self.onderkant()
        yield Voet()

    def _groep(self, kop: str, fields: Sequence[tuple[str, str]]) -> list[Widget]:
        return [*([Static(Content(kop), classes="groep")] if kop else []), *(self._veld(naam, label) for naam, label in fields)]

    async def _rest(self, groepen: Sequence[tuple[str, Sequence[tuple[str, str]]]] = GROEPEN[1:]) -> None:
        """The rest of the form, a group at a time: who is on the phone types meanwhile."""
        form = self.query_one("#formulier")
        if groepen:
            await form.mount_all(self._groep(*groepen[0]))
            self._gemonteerd()
            self.call_after_refresh(self._rest, groepen[1:])
            return
        await form.mount(Vertical(*self._groep("Wie het is · blijft op deze laptop", WIE), id="wie"))
        verder = (
            ("F2  wie het is, en contact met de aanmelder", "wie"), ("F5  nog een kind uit dit gezin", "nog_een"), ("Esc klaar", "terug")
        )  # fmt: skip
        buttons = [Button(Content(label), action=f"screen.{action}", compact=True) for label, action in verder]
        await form.mount(Vertical(*buttons, id="verder"))
        self._gemonteerd()
        self._compleet = True
        self.refresh_bindings()

    def _gemonteerd(self) -> None:
        """Fill the fields that came in."""
        for veld in self.query(Veld):
            if veld.naam in self._velden:
                continue
            self._velden[veld.naam] = veld
            self._zet(veld)
            if draft := self.kern.concepten.teksten.get(self._sleutel(veld.naam)):
                veld.herneem(draft, "Dit is nog niet bewaard.")

    def _veld(self, naam: str, label: str) -> Veld:
        needed = naam in intake.REQUIRED
        if naam in intake.LINKED:
            return Lijstveld(naam, label, partial(_codes, naam))
        if naam == "gezin":
            return Lijstveld(naam, label, lambda _: [], uitleg=lambda _: "De casuscode; het begin is genoeg. Enter koppelt.")
        if naam in intake.CODED or naam in intake.FLAGS:
            return Keuzeveld(naam, label, partial(_codes, naam) if naam in intake.CODED else _ja_nee, nodig=needed)
        if naam in intake.TEXTS:
            return Tekstveld(naam, label, nodig=needed)
        return Veld(naam, label, nodig=needed, uitleg=partial(self._uitleg, naam))

    def _uitleg(self, naam: str, typed: str) -> str:
        """What is typed as it will be understood, or how to type it."""
        if typed.strip() and (naam == "geboortejaar" or naam in intake.DATES):
            with contextlib.suppress(RetError):
                return _woorden(naam, intake.read(naam, typed, self._today, self._dag()), self._today)[0]
        return UITLEG.get(naam, DAGEN if naam in intake.DATES else "")

    def _dag(self) -> date:
        day = self._stand.waarden.get("datum_aanmelding")
        return day if isinstance(day, date) else self._today

    def on_mount(self) -> None:
        if self._casus is not None:
            with self.doing("aanmelding") as (session, wie):
                casussen.seen(session, wie, "aanmelding", self._casus)
        elif self._broer is not None:
            shared = self.look(partial(gezin.shared, casus=self._broer))
            self._stand = replace(self._stand, waarden=self._stand.waarden | (shared or {}))
        self._lees()
        self._gemonteerd()
        missing = intake.missing(self._stand.waarden)
        self._velden[missing[0] if missing else "datum_aanmelding"].begin()
        self.call_after_refresh(self._rest)

    def on_screen_resume(self) -> None:
        if self._velden:
            self.ververs()

    def ververs(self) -> None:
        """Read and draw again; what is being typed stays."""
        if self.kern.team is None:
            return
        self._today = self.kern.open_team.wie().today
        self._lees()
        for veld in self._velden.values():
            self._zet(veld)

    def _lees(self) -> None:
        stand = self.look(partial(_Stand.van, self._casus)) if self._casus else self._stand
        if stand is None:
            return
        self._stand = stand
        self._hoofd()
        self.query_one("#mist", Static).update(self._mist())
        self._zoek()

    def _hoofd(self) -> None:
        """Which casus, and whether all that was typed is stored."""
        code = str(self._stand.waarden.get("casuscode") or "")
        left = sum(veld.geweigerd for veld in self._velden.values())
        said = f"▲ {words.count(left, 'veld', 'velden')} nog niet bewaard"
        kept = plain(said, "$text-warning") if left else plain(BEWAARD[bool(code)], "dim")
        head = joined(self.oefen(), plain("Aanmelding", "bold"), plain(code or "nieuw", "bold $text-accent"), kept, between=" · ")
        self.query_one("#kop", Static).update(head)

    def _mist(self) -> Content:
        def named(names: Sequence[str]) -> str:
            return ", ".join(NAMEN[n].lower() for n in intake.missing(self._stand.waarden, names))

        now, later = named(intake.REQUIRED), named(intake.FOR_TRIAGE)
        if later and self.size.width < 100:
            later = words.count(later.count(",") + 1, "veld", "velden")
        return joined(
            joined(plain("• ", "bold $text-accent"), plain(f"Nog nodig: {now}", "bold")) if now else plain("✓ Compleet voor de intake"),
            plain(f"voor de triage: {later}" if later else "✓ en voor de triage", "dim"),
            between="   ",
        )

    def _zet(self, veld: Veld) -> None:
        """Show in a field what is stored."""
        if veld.naam == "gezin" and isinstance(veld, Lijstveld):
            veld.zet_lijst([(code, code) for code, _ in self._stand.broers])
        elif isinstance(veld, Lijstveld):
            lijst = LIJSTEN[intake.LINKED_LISTS[veld.naam]]
            veld.zet_lijst([(code, lijst.label(code)) for code in self._codes_van(veld.naam)])
        elif veld.naam == "eerder":
            code = self._stand.eerder.code if self._stand.eerder else ""
            veld.zet(code, code)
        elif veld.naam in intake.IDENTITY:
            veld.zet(self._wie.get(veld.naam, ""), self._wie.get(veld.naam, ""))
        else:
            toon, bewerk = _woorden(veld.naam, self._stand.waarden.get(veld.naam), self._dag())
            veld.zet(toon, bewerk, leeg=not bewerk)

    def _codes_van(self, naam: str) -> tuple[str, ...]:
        held = self._stand.waarden.get(naam)
        return held if isinstance(held, tuple) else ()

    # --- storing

    @on(Veld.Verlaten)
    def _verlaten(self, event: Veld.Verlaten) -> None:
        self._bewaar(event.veld)

    @on(Lijstveld.Erbij)
    def _erbij(self, event: Lijstveld.Erbij) -> None:
        self._voeg_toe(event.veld, event.typed)

    @on(Lijstveld.Eraf)
    def _eraf(self, event: Lijstveld.Eraf) -> None:
        veld, value = event.veld, event.value
        if veld.naam == "gezin":
            other = dict(self._stand.broers).get(value)
            if other is not None:  # a second key can come before the first was shown
                self._schrijf(veld, "", lambda session, _wie, _casus: gezin.unlink(session, other))
        else:
            self._schrijf(veld, "", self._veldwaarde(veld.naam, [c for c in self._codes_van(veld.naam) if c != value]))

    def _voeg_toe(self, veld: Lijstveld, typed: str) -> None:
        """One more in a list."""
        if veld.naam == "gezin":
            self._schrijf(veld, typed, lambda session, _wie, casus: gezin.link(session, casus, casussen.find(session, typed)))
            return
        code = veld.gekozen(typed)
        if code is None:
            self._weiger(veld, typed, NIETS)
        else:
            self._schrijf(veld, typed, self._veldwaarde(veld.naam, [*self._codes_van(veld.naam), code]))

    def _bewaar(self, veld: Veld) -> None:
        """Store what was typed in a field; a refusal stands under it, with what was typed."""
        if veld.typed is None:
            return
        typed = veld.neem()
        if isinstance(veld, Lijstveld):
            if typed.strip():
                self._voeg_toe(veld, typed)
            return
        if veld.naam == "eerder":
            self._schrijf(veld, typed, partial(_koppel, typed))
            return
        try:
            waarde = self._begrepen(veld, typed)
        except RetError as error:
            self._weiger(veld, typed, error.sentence())
            return
        if self._casus is None and (veld.naam in BEGIN or waarde is None):
            if waarde is not None:
                self._stand.waarden[veld.naam] = waarde
            self._gelukt(veld)
            return
        if self._schrijf(veld, typed, self._veldwaarde(veld.naam, waarde)) and veld.naam in intake.IDENTITY:
            self._wie[veld.naam] = clean(typed, lines=False).text.strip()
            self._zet(veld)

    def _begrepen(self, veld: Veld, typed: str) -> object:
        """What was typed as a value. Raises RetError."""
        if isinstance(veld, Keuzeveld) and typed.strip():
            code = veld.gekozen(typed)
            if code is None:
                raise Refused(NIETS)
            return code == "ja" if veld.naam in intake.FLAGS else code
        waarde = intake.read(veld.naam, typed, self._today, self._dag())
        if veld.naam == "datum_aanmelding" and isinstance(waarde, date):
            intake.may_begin(waarde, self._today)
        return waarde

    def _veldwaarde(self, naam: str, waarde: object) -> Schrijf:
        return lambda session, wie, casus: intake.change(session, wie, casus, {naam: waarde})

    def _schrijf(self, veld: Veld, typed: str, write: Schrijf) -> bool:
        """Store by one transaction; the first one begins the casus."""
        key, why, casus = self._sleutel(veld.naam), "", self._casus
        if key in self.kern.concepten.teksten:
            self.kern.concepten.beantwoord.add(key)
        with self.doing("aanmelding") as (session, wie):
            try:
                casus = casus or self._begin(session, wie)
                write(session, wie, casus)
            except RetError as error:
                why = error.sentence()
                raise
        if not self.gelukt:
            self.unsay(why)
            self._weiger(veld, typed, why or "Nog niet bewaard.")
            return False
        if self._casus is None:
            before, self._casus = {n: self._sleutel(n) for n in self._velden}, casus
            self._verhuis(before)
        if veld.naam in ("eerder", "gezin"):  # who may be the same child is another question now
            self._gezocht = {}
        self._gelukt(veld)
        return True

    def _begin(self, session: Session, wie: Wie) -> UUID:
        casus, _ = intake.register(session, wie, self._stand.waarden)
        if self._broer is not None:
            gezin.link(session, casus, self._broer)
        return casus

    def _gelukt(self, veld: Veld) -> None:
        self._lees()
        self._zet(veld)
        if veld.naam == "datum_aanmelding":  # an age is counted to that day
            self._zet(self._velden["geboortejaar"])

    def _weiger(self, veld: Veld, typed: str, why: str) -> None:
        veld.herneem(typed, why)
        self._hoofd()
        self.keep(self._sleutel(veld.naam), typed)

    def _sleutel(self, naam: str) -> str:
        """Under which what is typed in a field is kept."""
        return f"aanmelding.{self._casus or (f'gezin-{self._broer}' if self._broer else 'nieuw')}.{naam}"

    def _verhuis(self, before: Mapping[str, str]) -> None:
        """What was typed before the casus began belongs to it now."""
        for naam, key in before.items():
            if typed := self.kern.concepten.teksten.get(key):
                self.keep(self._sleutel(naam), typed)
                self.kern.concepten.forget(key)

    def keep_drafts(self) -> None:
        super().keep_drafts()
        for naam, veld in self._velden.items():
            if veld.typed is not None:
                self.keep(self._sleutel(naam), veld.typed)

    def dek_af(self) -> None:
        for block in self.query("#wie"):
            if block.display:
                self._verberg()
                self._velden["aanmelder"].begin()

    def _alles(self) -> None:
        """Store whatever is typed and not stored yet."""
        for naam, veld in self._velden.items():
            if veld.typed is not None:
                self._bewaar(veld)
            if veld.typed is None:
                self.kern.concepten.forget(self._sleutel(naam))

    # --- the same child, perhaps

    @on(Veld.Getypt)
    def _getypt(self, event: Veld.Getypt) -> None:
        """Look again at what may be the same child, when a word or a year is whole."""
        self._hoofd()
        typed = event.veld.typed or ""
        whole = {"vraag": typed[-1:].isspace(), "geboortejaar": len(typed.strip()) >= 3}.get(event.veld.naam, True)
        if event.veld.naam in GELIJKENIS and typed and whole:
            self.call_after_refresh(self._zoek)

    def _zoek(self) -> None:
        looks = {naam: self._stand.waarden.get(naam) for naam in GELIJKENIS}
        for naam, veld in self._velden.items():
            if naam in GELIJKENIS and veld.typed:
                with contextlib.suppress(RetError):
                    looks[naam] = self._begrepen(veld, veld.typed)
        if not looks["roepnaam"]:
            looks.pop("roepnaam")
        looks["eerder"] = self._stand.eerder and self._stand.eerder.casus
        if self.kern.team is None or looks == self._gezocht:
            return
        self._gezocht = looks
        found = self.look(partial(heraanmelding.candidates, velden=looks, casus=self._casus)) or []
        if found or self._mogelijk or self._stand.eerder or self.query_one("#zij").display:
            self._mogelijk = found
            self._toon_zij()

    def _toon_zij(self) -> None:
        wide = self.size.width >= 100
        options = self.query_one("#mogelijk", OptionList)
        chosen = options.highlighted or 0
        options.clear_options()
        between = "\n" if wide else " · "
        for m in self._mogelijk:
            options.add_option(Option(joined(plain(m.code, "bold"), plain(m.verloop), plain(m.waarom, "dim"), between=between)))
        options.display = bool(self._mogelijk)
        if self._mogelijk:
            options.highlighted = min(chosen, len(self._mogelijk) - 1)
        eerder = self._stand.eerder
        linked = plain(f"Eerder: {eerder.code} · {eerder.verloop} · F3 maakt los") if eerder else Content()
        head = plain("Mogelijk eerder · F3 koppelt · F4 is een ander kind", "dim") if self._mogelijk and not eerder else Content()
        line = self.query_one("#gekoppeld", Static)
        line.update(linked or head)
        self.query_one("#zij").display = bool(linked.plain or self._mogelijk)
        self.refresh_bindings()

    @on(OptionList.OptionSelected, "#mogelijk")
    def _gekozen(self, event: OptionList.OptionSelected) -> None:
        self._koppel(self._mogelijk[event.option_index])

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What may be the same child has keys while there is one."""
        if action in ("wie", "koppel", "ander_kind", "nog_een") and not self._compleet:
            return False
        if action == "koppel":
            return bool(self._mogelijk or self._stand.eerder)
        return bool(self._mogelijk) if action == "ander_kind" else True

    def action_koppel(self) -> None:
        """Link the likely one, or undo the link."""
        self._alles()
        eerder, veld = self._stand.eerder, self._velden["eerder"]
        if eerder is not None:
            if self._schrijf(veld, "", lambda session, _wie, casus: heraanmelding.unlink(session, casus)):
                self._zet(veld)
                self.say(f"{eerder.code} is niet meer gekoppeld. F3 koppelt weer.")
        elif (which := self._welke("koppelt")) is not None:
            self._koppel(which)

    def action_ander_kind(self) -> None:
        """Set the likely one aside for good."""
        self._alles()
        which = self._welke("kiest")
        if which is not None and self._schrijf(
            self._velden["eerder"], "", lambda session, _wie, casus: heraanmelding.set_aside(session, casus, which.casus)
        ):
            self.say(f"{which.code} is een ander kind; het programma noemt het hier niet meer.")
            self._terug_naar_formulier()

    def _welke(self, doet: str) -> Mogelijk | None:
        """The only one, or the one that is chosen in the list; else the list gets the keys."""
        options = self.query_one("#mogelijk", OptionList)
        if len(self._mogelijk) == 1 or (self._mogelijk and options.has_focus):
            return self._mogelijk[options.highlighted or 0]
        if self._mogelijk:
            options.focus()
            self.say("Kies met de pijlen. Enter koppelt, F4 is een ander kind, Esc terug.")
        return None

    def _koppel(self, which: Mogelijk) -> None:
        veld = self._velden["eerder"]
        if self._schrijf(veld, "", lambda session, _wie, casus: heraanmelding.link(session, casus, which.casus)):
            self.say(f"Gekoppeld aan {which.code}: dit kind kwam eerder. F3 maakt het weer los.")
        self._terug_naar_formulier()

    def _terug_naar_formulier(self) -> None:
        if self.query_one("#mogelijk").has_focus or self.focused is None:
            (self._laatste or self._velden["aanmelder"]).begin()

    # --- moving, leaving

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Remember the field; who it is hides when one goes on elsewhere."""
        inside = [a for a in event.widget.ancestors if isinstance(a, Veld)]
        if inside:
            self._laatste = inside[0]
        for block in self.query("#wie"):
            if block.display and block not in event.widget.ancestors:
                self._verberg()

    def action_volgende(self) -> None:
        self.focus_next()

    def action_vorige(self) -> None:
        self.focus_previous()

    def action_wie(self) -> None:
        """Show who it is, to fill in or to read; it is written down who looked."""
        self._alles()
        block = self.query_one("#wie")
        if block.display:
            self._verberg()
            self._velden["aanmelder"].begin()
            return
        if self._casus is not None:
            with self.doing("identiteit") as (session, wie):
                known = casussen.identity(session, wie, self._casus)
                self._wie = {name: getattr(known, name) or "" for name, _ in WIE} if known else {}
            if not self.gelukt:
                return
        block.display = True
        for naam, _ in WIE:
            self._zet(self._velden[naam])
        self._velden["roepnaam"].begin()

    def _verberg(self) -> None:
        self.query_one("#wie").display = False
        self._wie = {}
        for naam, _ in WIE:
            self._zet(self._velden[naam])

    def action_nog_een(self) -> None:
        """The next child of the same family."""
        self._alles()
        if self._casus is None:
            self.say("Vul eerst iets in van dit kind; dan kan er een broer of zus bij.")
            return
        said = self._gezegde()
        scherm = AanmeldingScherm(self.kern, broer_van=self._casus)
        self.app.switch_screen(scherm)
        scherm.call_after_refresh(scherm.say, f"{said} Dit is het volgende kind uit het gezin.")

    def action_terug(self) -> None:
        """Leave; everything is stored."""
        if self.query_one("#mogelijk").has_focus:
            self._terug_naar_formulier()
            return
        self._alles()
        said = self._gezegde()
        self.app.pop_screen()
        under: object = self.app.screen
        if isinstance(under, Scherm):
            under.say(said)

    def _gezegde(self) -> str:
        """What became of it, for who leaves."""
        left = [veld.label.lower() for veld in self._velden.values() if veld.typed is not None]
        kept = f" Nog niet bewaard, en bij terugkomst weer te zien: {words.listed(left)}." if left else ""
        if self._casus is None:
            return f"Er is niets aangemeld.{kept}"
        missing = [NAMEN[n].lower() for n in intake.missing(self._stand.waarden)]
        return f"{self._stand.waarden['casuscode']} is bewaard.{f' Nog nodig: {words.listed(missing)}.' if missing else ''}{kept}"

    def te_kopieren(self) -> str:
        return str(self._stand.waarden.get("casuscode") or "")


def _koppel(typed: str, session: Session, wie: Wie, casus: UUID) -> None:
    """The casus whose code was typed is the earlier one; an empty text unlinks."""
    if typed.strip():
        heraanmelding.link(session, casus, casussen.find(session, typed))
    else:
        heraanmelding.unlink(session, casus)
