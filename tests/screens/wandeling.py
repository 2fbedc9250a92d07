"""A walk through a running meeting by keys, with a book of what the screen acknowledged; the same book read back from the database.

Each act waits until its effect is on the screen and counts as acknowledged only then. Of the act that was going on when the program was
killed, either everything is there or nothing (a form is left field by field, so there: the first so many fields).
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from db.codes import AANMELDER, GEMEENTE, ROUTE
from db.columns import made_of
from db.keys import Cost
from db.sync.audit import verify
from retcli import acties, casussen, concepten, gezin, intake, inzetlog, leden, overleg, signalen, triage
from retcli import text as words
from retcli.locations import Place
from retcli.toegang import Toegang, begin, unlock
from retcli.wie import Wie

from .terminal import Beeld, Terminal

PASSPHRASE = "veilig en lang genoeg"
CHEAP = Cost(memory_kib=64, passes=1, lanes=1)
ENTER, ESC, LEFT, RIGHT, DOWN, WIPE, LOCK = "\r", "\x1b", "\x1b[D", "\x1b[C", "\x1b[B", "\x15", "\x0c"

Sleutel = tuple[str, ...]
Feiten = dict[Sleutel, object]
"""What is known, by what it is about; what is not there is left out, or None."""
HERE: Sleutel = ("hier",)
DIGITS = {c.code: c.key for c in ROUTE if c.key and c.key.isdecimal()}
NEXT = {"JA": "NEE", "NEE": "DEELS", "DEELS": "JA"}
ATTENDS = {"aanwezig": "JA", "afwezig": "NEE", "deels aanwezig": "DEELS"}
MARKS = {"☐": "open", "☑": "gedaan", "–": "vervallen"}
ACTIONS = 3
FIELDS = ("aanmelder", "gemeente", "geboortejaar", "vraag", "aanmelder_organisatie")


class Iets:
    """Stands for whatever the program chose by itself, while nobody could see it yet."""

    def __eq__(self, other: object) -> bool:
        return other is not None

    __hash__ = None  # type: ignore[assignment]  # it equals too much


@dataclass(frozen=True, slots=True, eq=False)
class Misschien:
    """Stands for a value that may also be gone."""

    waarde: object

    def __eq__(self, other: object) -> bool:
        return other is None or other == self.waarde

    __hash__ = None  # type: ignore[assignment]  # as above


@dataclass(frozen=True, slots=True, eq=False)
class Plek:
    """A step of the walk: how many-th, and its name. A name left out fits any; a number may have moved when something came before it."""

    nummer: int
    naam: str | None

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Plek):
            return NotImplemented
        return self.naam == other.naam if self.naam and other.naam else self.nummer == other.nummer

    __hash__ = None  # type: ignore[assignment]  # as above


# --- the team


def make_team(folder: Path) -> None:
    """A team of seven with an inzet that runs and a meeting that has just begun: eight casussen, two of one family, and three actions."""
    team = begin(Place(folder), PASSPHRASE, naam="Anna Vos", cost=CHEAP).toegang
    today = team.wie().today
    before = Wie(team.lid, team.now() - timedelta(days=14))
    with team.doing("leden") as session:
        for n, (code, naam) in enumerate([("JB", "Jan Bos"), ("MK", "Mia Kok"), ("PL", "Piet Lam"), ("TS", "Tea Smit")]):
            leden.add(session, code, naam=naam, team=1 + n // 2, organisatie=code, discipline="GZ", plekken=9)
        leden.add(session, "EX", naam="Els Xhaard", rol="EXPERT")
        leden.add(session, "OS", naam="Omar Stam", rol="ONDERST")
    with team.doing("vorige keer") as session:
        held = overleg.begin(session, before)
        casus, _ = intake.register(session, before, {"vraag": "loopt al", "gemeente": "GM0153"})
        duo = [leden.find(session, code).id for code in ("JB", "MK")]
        besluit = triage.decide(session, before, casus, "TA", overleg=held, duo=duo, reden="intensief")
        running = next(i.id for i in casussen.deployments(session, casus=casus) if i.besluit == besluit)
        for n in range(ACTIONS):
            acties.add(session, before, f"actie van toen k{n}k", eigenaar=team.lid, voor=today, overleg=held)
        overleg.close(session, before, held, volgende=today)
    wie = team.wie()
    with team.doing("aanmeldingen") as session:
        made = [intake.register(session, wie, {"vraag": f"vraag {n}", "gemeente": "GM0153"})[0] for n in range(8)]
        gezin.link(session, made[2], made[5])
        inzetlog.log(session, wie, running, "begon goed")
    with team.doing("begin") as session:
        overleg.begin(session, wie)
    team.close()


# --- what is in the database


def facts(team: Toegang, known: Iterable[str]) -> Feiten:
    """What there is, read by the rules; a casus that is not among the `known` codes is called `nieuw`."""
    found: list[tuple[Sleutel, object]] = []
    with team.reading() as session:
        kop = overleg.running(session)
        items = [p for p in overleg.agenda(session, kop.id, team.wie().today, fresh=False) if p.soort != "actie"]
        steps = {made_of("stap", kop.id, name): name.capitalize() for name in ("opening", "acties")}
        steps |= {p.id: p.casus or p.soort for p in items} | {made_of("stap", kop.id, "sluiten"): "Sluiten"}
        if kop.huidig is not None:
            found.append((HERE, Plek(list(steps).index(kop.huidig) + 1, steps[kop.huidig])))
        found += [(("aanwezig", a.naam), a.aanwezig) for a in overleg.attendance(session, kop.id)]
        found += [(("notitie", p.casus or p.soort), p.notitie) for p in items]
        kept = concepten.everything(session)
        found += [(("concept", p.casus or p.soort), kept.get(f"notitie {p.id}")) for p in items]
        found += [(("actie", a.omschrijving), a.status) for a in casussen.actions(session) if a.soort != "TERUGKOP"]
        found += [(("signaal", s.tekst), True) for s in signalen.listed(session)]
        for casus in casussen.listed(session):
            card = casussen.card(session, casus.id)
            name = card.casus if card.casus in known else "nieuw"
            found += [(("veld", name, naam), card.velden[naam]) for naam in FIELDS]
            found.append((("dicht", name), card.velden["afsluiting_datum"] is not None or None))
            for b in (b for b in card.besluiten if b.overleg == kop.id):
                found += [(("route", name), b.route), (("reden", name), b.reden)]
                found += [(("eigenaar", name), b.eigenaar), (("termijn", name), b.datum)]
                found += [(("duo", name), tuple(sorted(i.duo)) or None) for i in card.inzetten if i.besluit == b.id]
            for i in card.inzetten:
                found += [(("log", line.tekst), True) for line in inzetlog.logregels(session, i.id)]
    found = [(key, value) for key, value in found if value is not None]
    twice = [key for key, many in Counter(key for key, _ in found).items() if many > 1]
    return dict(found) | {("dubbel", *key): True for key in twice}


@dataclass
class Boek:
    """What was acknowledged; what was going on, as what it could have changed; and what `z` takes back, latest last."""

    feiten: Feiten
    gaande: list[Feiten] = field(default_factory=list)
    daden: list[tuple[str | None, Feiten]] = field(default_factory=list)
    bevestigd: int = 0

    def begint(self, *changes: Feiten) -> None:
        """An act begins that changes one of these."""
        self.gaande = list(changes)

    def gelukt(self, change: Feiten, step: str | None = None, *, walk: bool = False) -> None:
        """The screen said that this is so. `step` is where undo goes back to; a walk is not undone."""
        if not walk:
            # A draft is no act: undo does not bring it back.
            self.daden.append((step, {key: self.feiten.get(key) for key in change if key[0] != "concept"}))
        self.feiten |= change
        self.gaande = []
        self.bevestigd += 1

    def verschil(self, found: Feiten) -> list[str]:
        """In what the database differs from the book, as well as the act that was going on can explain it."""
        return min((_differing(self.feiten | change, found) for change in ({}, *self.gaande)), key=len)


def _differing(wanted: Feiten, found: Feiten) -> list[str]:
    keys = dict.fromkeys([*wanted, *found])
    return [f"{' '.join(k)}: {wanted.get(k)!r} werd {found.get(k)!r}" for k in keys if wanted.get(k) != found.get(k)]


@dataclass(frozen=True, slots=True)
class Bevinding:
    """What was found after a kill: what differs from the book, and what the check of the journal found."""

    verschil: list[str]
    controle: list[str]


# --- walking


PLACE = re.compile(r" (?:([A-Z][a-z ]*) )?(\d+)/(\d+) · (\d\d-\w+|[A-Z]\w+)(?: · .*)?")
REGISTERED = re.compile(r" Aanmelding · (\d\d-\w+).*")
TODAY = "loopt Enter gaat verder"
PEOPLE = re.compile(r"([A-Z]\w+ [A-Z]\w+): (aanwezig|afwezig|deels aanwezig)\.")


def here(beeld: Beeld) -> Plek | None:
    """The step that the meeting shows; None when it does not show the meeting."""
    match = PLACE.fullmatch(beeld.lines[1])
    return Plek(int(match[2]), match[4]) if match else None


def shows(sentence: str) -> Callable[[Beeld], bool]:
    """Whether these words are on the screen."""
    return lambda beeld: sentence in beeld.words


def asks(label: str = "") -> Callable[[Beeld], bool]:
    """Whether something is being asked at the bottom, by this name."""
    return lambda beeld: "Klaar" in beeld.lines[-1] and any(line.startswith(f" {label}") for line in beeld.lines[-3:-1])


class Wandeling:
    """One team and its book, walked through by one run of the program after another."""

    def __init__(self, folder: Path, chance: random.Random) -> None:
        self.folder, self.chance = folder, chance
        self.codes: set[str] = set()
        self.boek = Boek({})
        self._count = 0
        team = unlock(Place(folder), PASSPHRASE)
        self._begin_book(team)
        with team.reading() as session:
            families = {c.casus: gezin.of(session, c.id) for c in casussen.listed(session)}
        self._family = {code: others[0].casus for code, others in families.items() if others}
        self._today = team.wie().today
        team.close()
        self._t: Terminal

    # --- starting and being killed

    def start(self, *, kill_in: float | None = None) -> bool:
        """Start the program, unlock, and go on with the meeting; whether it stands where the book says. Raises Killed."""
        self._t = Terminal(self.folder)
        if kill_in is not None:
            self._t.kill_in(kill_in)
        try:
            self._t.until(shows("Wachtwoord"), "het slot")
            self._t.send(PASSPHRASE + ENTER)
            self._t.until(shows(TODAY), "Vandaag")
            self._t.send(self.chance.choice([ENTER, "o"]))
            self._t.until(lambda beeld: here(beeld) is not None, "het overleg")
        except BaseException:
            self._t.kill()
            raise
        return here(self._t.beeld) == self.boek.feiten.get(HERE, Plek(1, "Opening"))

    def walk(self, acts: int, kill_in: float) -> None:
        """Do so many acts, and one more in which the program is killed so long after it began, or in one of those that follow."""
        try:
            self._arrived()
            for _ in range(acts):
                self._act()
            self._t.kill_in(kill_in)
            while True:
                self._act()
        finally:
            self._t.kill()

    def stop(self) -> None:
        """End the program, where it stands."""
        self._t.kill()

    def look_back(self) -> Bevinding:
        """After a kill: compare the database with the book, and check the whole journal. The book then goes on from what there is."""
        team = unlock(Place(self.folder), PASSPHRASE)
        try:
            differs = self.boek.verschil(facts(team, self.codes))
            wrong = [finding.what for finding in verify(team.store, deep=True) if not finding.ok]
            self._begin_book(team)
        finally:
            team.close()
        return Bevinding(differs, wrong)

    def _begin_book(self, team: Toegang) -> None:
        with team.reading() as session:
            self.codes = {c.casus for c in casussen.listed(session)}
        self.boek = Boek(facts(team, self.codes), bevestigd=self.boek.bevestigd)

    # --- one act

    def _act(self) -> None:
        at, known = self._at, self.boek.feiten
        options: list[tuple[Callable[[], None], int]] = [
            (self._go, 10), (self._action, 1), (self._signal, 1), (self._lock, 1), (self._away, 1), (self._register, 1),
        ]  # fmt: skip
        if at == "Opening":
            options.append((self._attend, 5))
        elif at == "Acties":
            options.append((self._tick, 5))
        elif at in self.codes:
            options += [(self._note, 2), (self._draft, 1)]
            if self._runs:
                options.append((self._log, 4))
            elif not known.get(("dicht", at)):
                options.append((self._decide, 5))
                if known.get(("route", at)):
                    options += [(self._reason, 3), (self._through, 2)]
                    options.append((self._duo, 3) if known.get(("route", at)) == "TA" else (self._close, 1))
                    if self._sibling() is not None:
                        options.append((self._alike, 5))
        if self.boek.daden:
            options.append((self._undo, 3))
        acts, weights = zip(*options, strict=True)
        self.chance.choices(acts, weights)[0]()

    @property
    def _at(self) -> str:
        at = here(self._t.beeld)
        assert at is not None
        return at.naam or ""

    @property
    def _runs(self) -> bool:
        match = PLACE.fullmatch(self._t.beeld.lines[1])
        return match is not None and match[1] in ("Lopend", "Evaluatie")

    def _arrived(self) -> None:
        """The meeting stands here: from now on it must be found here."""
        at = here(self._t.beeld)
        self.boek.gelukt({HERE: at}, walk=True)

    def _text(self) -> str:
        self._count += 1
        return f"{self.chance.choice(['zin', 'moeder belde over haar zus', '[red]rood[/]', 'één ☑ twee'])} k{self._count}k"

    def _unsay(self, sentence: Callable[[Beeld], bool]) -> None:
        """What will be waited for must be new: `y` says something else, and stores nothing."""
        if sentence(self._t.beeld):
            self._t.send("y")
            self._t.until(lambda beeld: not sentence(beeld), "iets anders")

    def _press(self, keys: str, sentence: str) -> None:
        """Press, and wait for these words."""
        self._unsay(shows(sentence))
        self._t.send(keys)
        self._t.until(shows(sentence), sentence)

    def _type(self, label: str, typed: str) -> None:
        """Type or paste where this is asked, in place of what was there, until it stands there."""
        self._t.until(asks(label), label)
        # The line is drawn before it has the keys: what comes in between is dropped. So first a sign, until it stands there.
        self._t.until(lambda beeld: any("~" in line for line in beeld.lines[-4:-1]), label, again="~")
        self._t.send(WIPE)
        self._t.until(lambda beeld: not any("~" in line for line in beeld.lines[-4:-1]), "een lege regel")
        self._t.send(f"\x1b[200~{typed}\x1b[201~" if self.chance.random() < 0.2 else typed)
        self._t.until(lambda beeld: any(typed in line for line in beeld.lines[-4:-1]), typed)

    def _ask(self, key: str, label: str, typed: str, sentence: str) -> None:
        """A key that asks something, the answer, and what the screen says then, which must be new."""
        self._unsay(shows(sentence))
        self._t.send(key)
        self._type(label, typed)
        self._t.send(ENTER)
        self._t.until(shows(sentence), sentence)

    # --- walking

    def _go(self) -> None:
        match = PLACE.fullmatch(self._t.beeld.lines[1])
        assert match is not None
        now, last, before = int(match[2]), int(match[3]), match[4]
        how = self.chance.choice("→→→→→→←←gg")
        to = {"→": now + 1, "←": now - 1, "g": self.chance.randint(1, last)}[how]
        if to == now or not 1 <= to <= last:
            return
        self.boek.begint({HERE: Plek(to, None)})
        if how == "g":
            self._t.send("g")
            self._type("Ga naar", str(to))
            self._t.send(ENTER)
        else:
            self._t.send(RIGHT if how == "→" else LEFT)
        self._t.until(lambda beeld: (at := here(beeld)) is not None and at.naam != before, f"punt {to}")
        self._arrived()

    def _away(self) -> None:
        """To Vandaag and back."""
        self._leave()
        self._back()

    def _leave(self) -> None:
        self._t.send(ESC)
        self._t.until(shows(TODAY), "Vandaag")

    def _back(self) -> None:
        self._t.send("o")
        self._t.until(lambda beeld: here(beeld) is not None, "het overleg")
        self._arrived()

    def _lock(self) -> None:
        """Lock; half of the times while something is being typed, which then stands there still and is given."""
        typed = self._text() if self._at in self.codes and self.chance.random() < 0.5 else None
        key = self._at
        if typed is not None:
            self._unsay(shows("Notitie bewaard."))  # while it is asked `y` would be typed
            self._t.send("n")
            self._type("Notitie", typed)
            self.boek.begint({("concept", key): typed})
        self._t.send(LOCK)
        self._t.until(shows("Het programma is op slot"), "het slot")
        if typed is not None:
            self.boek.gelukt({("concept", key): typed}, walk=True)
        self._t.send(PASSPHRASE + ENTER)
        self._t.until(lambda beeld: here(beeld) is not None, "het overleg")
        self._arrived()
        if typed is not None:
            self._t.until(lambda beeld: any(typed in line for line in beeld.lines[-4:-1]), f"nog steeds {typed}")
            self._type("Notitie", typed)
            # What was given is no longer a draft, but may lie there as one; only what was given counts as entered.
            change: Feiten = {("notitie", key): typed, ("concept", key): Misschien(typed)}
            self.boek.begint(change)
            self._press(ENTER, "Notitie bewaard.")
            self._said(change)

    # --- what is entered

    def _said(self, change: Feiten) -> None:
        self.boek.gelukt(change, self._at)

    def _decide(self) -> None:
        casus, known = self._at, self.boek.feiten
        before = known.get(("route", casus))
        route = self.chance.choice([code for code in DIGITS if code != before])
        change: Feiten = {("route", casus): route}
        if before is None:
            change |= {("eigenaar", casus): "AV", ("termijn", casus): self._today + triage.WEEK}
        if before == "TA":
            change[("duo", casus)] = None
        self.boek.begint(change)
        self._press(DIGITS[route], f"{casus}: {ROUTE.label(route)}.")
        self._said(change)
        if route == "TA" and self.chance.random() < 0.7:
            self._take_duo(casus)

    def _take_duo(self, casus: str) -> None:
        """Enter takes the duo that is proposed."""
        self._t.until(shows("Enter neemt"), "het voorstel")
        self.boek.begint({("duo", casus): Iets()})
        self._t.send(ENTER)
        self._t.until(shows("d kiest een ander."), "het duo")
        self._said({("duo", casus): self._pair()})

    def _duo(self) -> None:
        """Another pair, mostly, with or without why."""
        casus = self._at
        self._unsay(shows("d kiest een ander."))
        self._t.send("d")
        self._t.until(shows(f"Duo voor {casus}"), "het duo")
        if self.chance.random() < 0.3:
            self._t.send(ESC)
            self._t.until(lambda beeld: f"Duo voor {casus}" not in beeld.words, "het overleg")
            return
        digit = self.chance.randint(1, 6)
        pair = self._listed(digit)
        if pair == self.boek.feiten.get(("duo", casus)):  # the duo that there is: nothing changes
            self._t.send(str(digit))
            self._t.until(lambda beeld: f"Duo voor {casus}" not in beeld.words, "het overleg")
            return
        self.boek.begint({("duo", casus): pair})
        self._t.send(str(digit))
        self._t.until(lambda beeld: shows("d kiest een ander.")(beeld) and f"Duo voor {casus}" not in beeld.words, "het duo")
        self._said({("duo", casus): pair})
        if digit == 1:
            return
        self._t.until(asks("Waarom niet"), "waarom niet het eerste")
        why = self.chance.random() < 0.5
        self._t.send("2" if why else ENTER)
        if why:
            self._t.until(shows("Reden bij het duo bewaard."), "de reden")
            self._said({})
        self._t.until(lambda beeld: not asks()(beeld), "het overleg")

    def _listed(self, digit: int) -> tuple[str, ...]:
        """The pair behind this digit."""
        match = re.search(rf"\b{digit} (\w+) \+ (\w+) +team", self._t.beeld.words)
        assert match is not None, self._t.beeld.words
        return tuple(sorted(match.groups()))

    def _pair(self) -> tuple[str, ...]:
        """The duo that stands at the decision."""
        match = re.search(r"duo +(\w+) en (\w+), start", self._t.beeld.words)
        assert match is not None, self._t.beeld.words
        return tuple(sorted(match.groups()))

    def _reason(self) -> None:
        change: Feiten = {("reden", self._at): (typed := self._text())}
        self.boek.begint(change)
        self._ask("r", "Reden", typed, "Reden bewaard.")
        self._said(change)

    def _through(self) -> None:
        """Enter takes the duo where there is none, and goes along reason, owner and date."""
        casus = self._at
        if self.boek.feiten.get(("route", casus)) == "TA" and not self.boek.feiten.get(("duo", casus)):
            self._take_duo(casus)
        reason: Feiten = {("reden", casus): self._text()}
        self.boek.begint(reason)
        self._ask(ENTER, "Reden", str(reason["reden", casus]), "Reden bewaard.")
        self._said(reason)
        self._t.until(shows("Wie voert het uit?"), "de eigenaar")
        self.boek.begint({("eigenaar", casus): Iets()})
        self._t.send(DOWN + ENTER)
        self._t.until(shows("Eigenaar bewaard."), "Eigenaar bewaard.")
        match = re.search(r"(\w+) · uiterlijk", self._t.beeld.words)
        assert match is not None, self._t.beeld.words
        self._said({("eigenaar", casus): match[1]})
        day = self._today + timedelta(days=self.chance.randint(8, 300))
        if day == self.boek.feiten["termijn", casus]:
            day += timedelta(days=1)
        date_: Feiten = {("termijn", casus): day}
        self.boek.begint(date_)
        self._type("Uiterlijk", words.day_short(day))
        self._t.send(ENTER)
        self._t.until(shows(f"Uiterlijk {words.day_words(day)}."), "de termijn")
        self._said(date_)

    def _sibling(self) -> str | None:
        other = self._family.get(self._at)
        return other if other and not self.boek.feiten.get(("route", other)) and not self.boek.feiten.get(("dicht", other)) else None

    def _alike(self) -> None:
        casus, other, known = self._at, self._sibling(), self.boek.feiten
        assert other is not None
        change: Feiten = {(what, other): known.get((what, casus)) for what in ("route", "reden", "eigenaar", "termijn", "duo")}
        self.boek.begint(change)
        self._press("+", f"Hetzelfde besluit voor {other};")
        self.boek.gelukt(change, other)

    def _close(self) -> None:
        casus = self._at
        self._t.send("x")
        self._t.until(shows(f"{casus} afsluiten"), "het afsluiten")
        self._t.send("1")
        self._t.until(shows("Waar woont de jeugdige nu?"), "de woonsituatie")
        self._t.send("1")
        change: Feiten = {("dicht", casus): True}
        self.boek.begint(change)
        self._t.until(asks("Overgedragen aan"), "aan wie")
        self._t.send(ENTER)
        self._t.until(shows(f"{casus} is afgesloten;"), "het afsluiten")
        self._said(change)

    def _note(self) -> None:
        change: Feiten = {("notitie", self._at): (typed := self._text()), ("concept", self._at): None}
        self.boek.begint(change)
        self._ask("n", "Notitie", typed, "Notitie bewaard.")
        self._said(change)

    def _draft(self) -> None:
        """Typed and left with Esc: it is offered again, also after a kill."""
        change: Feiten = {("concept", self._at): (typed := self._text())}
        self._t.send("n")
        self._type("Notitie", typed)
        self.boek.begint(change)
        self._t.send(ESC)
        self._t.until(lambda beeld: "Klaar" not in beeld.lines[-1], "het einde van de vraag")
        self.boek.gelukt(change, walk=True)

    def _action(self) -> None:
        change: Feiten = {("actie", typed := self._text()): "open"}
        self.boek.begint(change)
        self._unsay(shows("Actie bewaard"))
        self._t.send("a")
        self._type("Actie", typed)
        self._t.send(ENTER)
        for label in ("Wie", "Voor"):
            self._t.until(asks(label), label)
            self._t.send(ENTER)
        self._t.until(shows("Actie bewaard"), "Actie bewaard")
        self._said(change)

    def _signal(self) -> None:
        change: Feiten = {("signaal", typed := self._text()): True}
        self.boek.begint(change)
        self._ask("s", "Signaal", typed, "Signaal bewaard")
        self._said(change)

    def _log(self) -> None:
        typed = f"moeder {self._text()}"
        change: Feiten = {("log", typed): True}
        self.boek.begint(change)
        self._t.send("l")
        self._type("Log", f"huisbezoek 30m: {typed}")
        self._t.send(ENTER)
        self._t.until(lambda beeld: not asks()(beeld) and typed in beeld.words, "de regel in het log")
        self._said(change)

    def _attend(self) -> None:
        people = {key: str(value) for key, value in self.boek.feiten.items() if key[0] == "aanwezig"}
        self.boek.begint(*(Feiten({key: NEXT[now]}) for key, now in people.items()))

        def said(beeld: Beeld) -> bool:
            return PEOPLE.search(beeld.words) is not None

        self._unsay(said)
        self._t.send(DOWN * self.chance.randrange(3) + " ")
        self._t.until(said, "wie er is")
        match = PEOPLE.search(self._t.beeld.words)
        assert match is not None
        self._said({("aanwezig", match[1]): ATTENDS[match[2]]})

    def _tick(self) -> None:
        """Space on an action, or x while none was dropped: which one is chosen is seen by what changes."""
        self._t.until(lambda beeld: len(self._marks(beeld)) == ACTIONS, "de acties")
        before = self._marks(self._t.beeld)
        drop = "vervallen" not in before.values() and self.chance.random() < 0.3
        after = {"open": "vervallen" if drop else "gedaan", "gedaan": "vervallen" if drop else "open", "vervallen": "open"}
        self.boek.begint(*(Feiten({key: after[now]}) for key, now in before.items()))
        self._t.send(DOWN * self.chance.randrange(3) + ("x" if drop else " "))
        self._t.until(lambda beeld: self._marks(beeld) != before, "een andere actie")
        self._said({key: now for key, now in self._marks(self._t.beeld).items() if now != before[key]})

    def _marks(self, beeld: Beeld) -> dict[Sleutel, str]:
        """The actions on screen, as the screen marks them."""
        found: dict[Sleutel, str] = {}
        for line in beeld.lines:
            match = re.search(r"([☐☑–]) .*(actie van toen k\dk)", line)
            if match:
                found["actie", match[2]] = MARKS[match[1]]
        return found

    def _undo(self) -> None:
        step, before = self.boek.daden[-1]
        self.boek.begint(before, before | {HERE: Plek(0, step)} if step in self.codes else before)
        self._press("z", "Teruggedraaid:")
        # Undo shows the casus that it was about; the meeting then stands there.
        moved = step if step in self.codes else self._at
        self._t.until(lambda beeld: (at := here(beeld)) is not None and at.naam == moved, f"het punt van {step}")
        self.boek.daden.pop()
        self.boek.feiten |= before
        self._arrived()

    # --- an aanmelding

    def _register(self) -> None:
        """A new aanmelding, field by field; the casus and each field that the head tells of are acknowledged, the rest on leaving."""
        self._leave()
        who = self.chance.choice([c.code for c in AANMELDER if c.code not in ("ONB", "ANDERS")])
        typed = {
            "aanmelder": AANMELDER.label(who), "gemeente": "Enschede", "geboortejaar": str(self._today.year - self.chance.randint(5, 17)),
            "vraag": self._text(), "aanmelder_organisatie": self._text(),
        }  # fmt: skip
        stored: dict[str, object] = typed | {"aanmelder": who, "gemeente": "GM0153", "geboortejaar": int(typed["geboortejaar"])}
        assert GEMEENTE.label("GM0153") == "Enschede"
        self._t.send("n")
        self._t.until(shows("Aanmelding · nieuw"), "een nieuwe aanmelding")
        self.boek.begint({("veld", "nieuw", "aanmelder"): who})
        self._t.send(typed["aanmelder"] + ENTER)
        self._t.until(lambda beeld: REGISTERED.match(beeld.lines[0]) is not None, "de casus")
        code = REGISTERED.sub(r"\1", self._t.beeld.lines[0])
        self.codes.add(code)
        self.boek.gelukt({("veld", code, "aanmelder"): who})
        for name in ("gemeente", "geboortejaar", "vraag"):
            self.boek.begint({("veld", code, name): stored[name]})
            self._t.send(typed[name] + ENTER)
            self._t.until(lambda beeld, name=name: name not in _needed(beeld), f"{name} bewaard")  # type: ignore[misc]  # a lambda's default
            self.boek.gelukt({("veld", code, name): stored[name]})
        change: Feiten = {("veld", code, "aanmelder_organisatie"): typed["aanmelder_organisatie"]}
        self.boek.begint(change)
        self._t.send(typed["aanmelder_organisatie"] + ENTER)
        self._t.until(shows(typed["aanmelder_organisatie"]), "de organisatie")
        self._t.send(ESC)
        self._t.until(shows(f"{code} is bewaard."), "Vandaag")
        self.boek.gelukt(change)
        self.boek.daden.clear()
        self._back()


def _needed(beeld: Beeld) -> str:
    """The fields that an aanmelding still needs, as its second line says."""
    return beeld.words.partition("Nog nodig:")[2].partition("voor de triage")[0]
