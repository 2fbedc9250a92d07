"""What the screens share: the open team, the line that says what an act did, and the line where people type."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Awaitable, Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

from textual.app import ComposeResult
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from db.errors import RetError
from retcli.text import shorten

from .text import plain
from .toetsen import bindings
from .vraagregel import Concepten, Regel, Vraagregel

if TYPE_CHECKING:  # the rules import the database, which the first frame does not wait for
    from datetime import datetime

    from sqlmodel import Session

    from db.sync.seal import Shown
    from retcli.locations import Place
    from retcli.ongedaan import Teruggedraaid
    from retcli.toegang import Toegang
    from retcli.wie import Wie

T = TypeVar("T")
S = TypeVar("S", bound="Scherm")
P = ParamSpec("P")


@dataclass
class Kern:
    """What every screen works with. `team` is None while the program is locked."""

    place: Place
    oefen: bool = False
    team: Toegang | None = None
    concepten: Concepten = field(default_factory=Concepten)
    bezig_met: str = ""
    """What holds the database for a while, as a sentence; meanwhile nothing may wait for it, or the screen would stand still."""
    sprak: object = None
    """The screen that spoke last: what another still says is of before."""
    map: str = ""
    """The folder that was named last for files between laptops, to propose where none is known yet."""
    nagekeken: tuple[datetime | None, ...] = ()
    """The last exchange after which was looked for work on what was erased; none yet: ()."""
    nog_binnen: bool = False
    """Whether there was such work, and this laptop can erase it."""
    maakt: str = ""
    """What is being made beside the screen, as a sentence; it has to be written before the database closes."""

    def opened(self, team: Toegang) -> None:
        """A team was opened: what was being typed the last time comes back with it."""
        from retcli import concepten

        self.team = team
        with team.reading() as session:
            self.concepten.teksten = concepten.everything(session) | self.concepten.teksten
        self.concepten.bewaar = self._keep_draft

    def _keep_draft(self, key: str, typed: str) -> None:
        from retcli import concepten

        if self.team is not None:
            # A draft that can't be stored stays in memory; the sentence for a full disk comes with the act itself.
            with contextlib.suppress(RetError), self.team.doing("concept") as session:
                concepten.keep(session, self.team.wie(), key, typed)

    def laat_los(self) -> None:
        """Let go of what was being typed about what was erased for good."""
        from retcli import concepten

        if self.team is not None and self.concepten.teksten:
            with contextlib.suppress(RetError), self.team.reading() as session:
                self.concepten.laat_los(concepten.vervallen(session, self.concepten.teksten))

    @property
    def open_team(self) -> Toegang:
        """The open team; a screen is only shown while there is one."""
        if self.team is None:
            raise RetError("Op slot", "Het programma is op slot.", "Ontgrendel het eerst.")
        if self.bezig_met:
            raise RetError("Bezig", self.bezig_met, "Wacht tot het klaar is.")
        return self.team


class Scherm(Screen[None]):
    """A screen on the open team."""

    AUTO_FOCUS = ""
    BINDINGS = bindings("scherm")
    ELDERS = True
    """Whether one can go from here to any other screen."""

    def __init__(self, kern: Kern) -> None:
        super().__init__()
        self.kern = kern
        self.gelukt = False
        self.bezig = False
        self._gezegd = ""
        self._straks = ""

    def on_compose(self) -> None:
        """The first frame has the form of its size; Textual gives these classes with the first Resize, after it."""
        for cells, points in ((self.app.size.width, self.HORIZONTAL_BREAKPOINTS), (self.app.size.height, self.VERTICAL_BREAKPOINTS)):
            self.add_class(*[name for start, name in points or [] if cells >= start][-1:])

    def onderkant(self) -> ComposeResult:
        """The lines above the footer: what an act did, and what is asked."""
        yield Static(id="melding")
        yield Vraagregel(self.kern.concepten)

    def say(self, sentence: str, *, wrong: bool = False) -> None:
        """What an act did, or why it could not be done; it stays until the next act."""
        line = self.query_one("#melding", Static)
        if sentence:
            self.kern.sprak = self
        if sentence == self._gezegd and wrong == line.has_class("-fout"):
            return
        # A sentence that fits its line moves nothing, so nothing has to be laid out anew.
        fits = max(len(sentence), len(self._gezegd)) < self.size.width - 6
        self._gezegd = sentence
        line.set_class(wrong, "-fout")
        line.update(plain(f"▲ {sentence}" if wrong else sentence), layout=not fits)

    def on_screen_resume(self) -> None:
        """Back in front: what was said here before something was said elsewhere is no longer about the last act."""
        if self._gezegd and self.kern.sprak is not self:
            self.say("")

    def unsay(self, sentence: str) -> None:
        """Take back what was said, if nothing was said since."""
        if self._gezegd == sentence:
            self.say("")

    def straks(self, sentence: str) -> None:
        """What to say when the act that is going on has succeeded."""
        self._straks = sentence

    @contextlib.contextmanager
    def doing(self, doel: str, said: str = "", *, shown: Shown | None = None) -> Iterator[tuple[Session, Wie]]:
        """One user action. A refusal is shown and nothing is stored; else what was done is said, with what should be known.

        `gelukt` then says which it was; `shown` as in `Store.transaction`.
        """
        self.gelukt, self._straks = False, said
        try:
            team = self.kern.open_team
            wie = team.wie()
            with team.doing(doel, shown) as session:
                yield session, wie
                self._drop_drafts(session)
        except RetError as error:
            self.say(error.sentence(), wrong=True)
            return
        self.gelukt = True
        for key in self.kern.concepten.beantwoord:
            self.kern.concepten.teksten.pop(key, None)
        self.kern.concepten.beantwoord.clear()
        words = " ".join(w for w in [self._straks, *wie.notes] if w)
        if words:
            self.say(words, wrong=bool(wie.notes))

    def _drop_drafts(self, session: Session) -> None:
        if self.kern.concepten.beantwoord:
            from retcli import concepten

            concepten.drop(session, self.kern.concepten.beantwoord)

    def look(self, read: Callable[[Session], T]) -> T | None:
        """Read something in one state; None, with the reason on screen, when it can't be read now."""
        try:
            with self.kern.open_team.reading() as session:
                return read(session)
        except RetError as error:
            self.say(error.sentence(), wrong=True)
            return None

    def oefen(self) -> Content:
        """The mark of practice, for the head of each screen."""
        return plain("OEFEN", "bold $text-warning") if self.kern.oefen else Content()

    def keep(self, key: str, typed: str) -> None:
        """Keep what was typed and could not be stored; the same question offers it again."""
        self.kern.concepten.keep(key, typed)

    def keep_drafts(self) -> None:
        """Keep whatever is being typed here, now and then and before the program locks or ends; a screen with a form adds its own."""
        for asked in self.query(Vraagregel):
            asked.keep_draft()

    def dek_af(self) -> None:
        """Before the program locks: hide what whoever unlocks has to ask for again."""

    async def ask(
        self,
        label: str,
        value: str = "",
        *,
        key: str,
        placeholder: str = "",
        replace: bool = False,
        meer: bool = False,
        keuzes: Sequence[str] = (),
    ) -> str | None:
        """Ask for a text at the bottom; see `Vraagregel.ask`."""
        line = self.query_one(Vraagregel)
        return await line.ask(label, value, key=key, placeholder=placeholder, replace=replace, meer=meer, keuzes=keuzes)

    def vul_aan(self, hint: str, soorten: Collection[str] = ()) -> None:
        """Go on with the name of a folder (or a file of these kinds) that is being typed, as far as there is only one way."""
        from retcli.importeren import paden

        entry = self.query_one(Regel)
        done, names = paden.vul_aan(entry.value, soorten)
        entry.begin(done, hint)
        if len(names) > 1:
            self.say(shorten(f"{len(names)} {'namen' if soorten else 'mappen'}: {' · '.join(names)}", max(self.size.width - 2, 20)))
        else:
            none = "niets dat" if soorten else "geen map die"
            self.say("" if names else f"Er is hier {none} zo begint.", wrong=not names)

    @property
    def asking(self) -> bool:
        """Whether something is being asked at the bottom."""
        return any(asked.busy for asked in self.query(Vraagregel))

    @property
    def ontvangt(self) -> bool:
        """Whether what is typed now arrives where it is meant to; while a question is on its way it does not."""
        return not self.bezig or bool(self.kern.bezig_met) or any(asked.ready for asked in self.query(Vraagregel))

    # --- on every screen

    def ververs(self) -> None:
        """Read again what is shown; each screen its own way."""

    def sinds(self) -> datetime | None:
        """How far undo reaches back here; None for all the way."""
        return None

    def vooraan(self) -> tuple[str, ...]:
        """Ids of what stands first in the footer now; none for the order of the registry."""
        return ()

    def noemt(self) -> dict[str, str]:
        """Words in the footer that are others now than in the registry, by the id of the key; none for one that does nothing now."""
        return {}

    def te_kopieren(self) -> str:
        """What `y` copies: the thing that is chosen here."""
        return ""

    def teruggedraaid(self, wat: Teruggedraaid) -> None:
        """After undo or redo: show it."""
        self.ververs()

    def action_ongedaan(self) -> None:
        """Take the last act back, and say which."""
        self._back(opnieuw=False)

    def action_opnieuw(self) -> None:
        """Do again what was taken back."""
        self._back(opnieuw=True)

    def _back(self, *, opnieuw: bool) -> None:
        if self.asking or self.bezig:
            return
        from retcli import ongedaan

        act = ongedaan.redo if opnieuw else ongedaan.undo
        try:
            wat = act(self.kern.open_team, sinds=self.sinds())
        except RetError as error:
            self.say(error.sentence(), wrong=True)
            return
        self.teruggedraaid(wat)
        self.say(wat.woorden, wrong=bool(wat.gelaten))

    def action_kopieer(self) -> None:
        """Copy what is chosen, and say what was copied."""
        chosen = self.te_kopieren()
        if not chosen:
            self.say("Hier is niets om te kopiëren.")
            return
        self.app.copy_to_clipboard(chosen)
        self.say(f"Gekopieerd: {shorten(chosen, 60)}")


def vraagt(flow: Callable[Concatenate[S, P], Awaitable[None]]) -> Callable[Concatenate[S, P], None]:
    """An action that asks something: it runs beside the screen, which is `bezig` from the key on, so that what is typed on waits for the
    question. A second one while it goes on, or from behind another screen, does nothing."""

    @functools.wraps(flow)
    def start(self: S, /, *args: P.args, **kwargs: P.kwargs) -> None:
        in_front: object = self.app.screen
        if self.bezig or self.asking or in_front is not self:
            return
        self.bezig = True

        async def alone() -> None:
            try:
                await flow(self, *args, **kwargs)
            finally:
                self.bezig = False

        self.run_worker(alone(), group="vraag")

    return start
