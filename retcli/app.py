"""The Textual program: it wires screens to the team, locks itself, and lets no crash print what is private."""

from __future__ import annotations

import contextlib
import gc
import os
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, work
from textual.binding import Binding, BindingType
from textual.command import CommandPalette
from textual.filter import LineFilter

from db.errors import RetError
from screens import thema, toetsenbord
from screens.basis import Kern, Scherm
from screens.ontgrendelen import Ontgrendelen
from screens.toetsen import bindings
from screens.volgorde import OpVolgorde

from . import clock, config, locations
from .clock import Now
from .config import Voorkeuren
from .crash import CRASH, write_crash
from .locations import Place

if TYPE_CHECKING:  # what opens the database is imported while the passphrase is typed
    from datetime import date

    from screens.begin import Aansluiting, Begin, NieuwTeam

    from .toegang import Toegang, Uitnodiging

SLOT_MINUTEN = 5
BEWAART = 2
"""Seconds between two looks at what is being typed, to keep it as a draft."""
NOT_OPENED = RetError(
    "Niet geopend",
    "Het openen is niet gelukt, en het programma weet niet waarom.",
    "Start het opnieuw; helpt dat niet, vraag dan hulp voordat u iets verandert.",
)


class RetApp(OpVolgorde[None]):
    """One window on one team."""

    TITLE = "RET-AnderS"
    ENABLE_COMMAND_PALETTE = False
    CSS_PATH = "../screens/styles/basis.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings("app")

    def __init__(
        self, place: Place, *, oefen: bool = False, datum: date | None = None, opnieuw: bool = False, now: Now = clock.system
    ) -> None:
        super().__init__()
        self.kern = Kern(place, oefen)
        self._now, self._datum, self._opnieuw = now, datum, opnieuw
        self._loading = threading.Lock()
        self._beside = ""
        self._used()

    # --- getting in

    def on_mount(self) -> None:
        """Practice opens by itself; a team asks for its passphrase; an empty folder asks what to begin."""
        self._prefer()
        self.set_interval(5, self._look_round)
        if not self.is_headless:
            self.set_interval(BEWAART, self._keep_typed)
        if self.kern.oefen:
            self._practise()
        elif self.kern.place.database.exists():
            self.push_screen(Ontgrendelen(self._unlock))
            self._warm_up()
        else:
            self.push_screen(self._door())
            self._warm_up()

    def _door(self) -> Begin:
        """What an empty folder shows."""
        from screens.begin import Begin

        return Begin(self._begin, self._practise, self._look_at_invitation, self._join)

    @work(thread=True, group="warm", exit_on_error=False)
    def _warm_up(self) -> None:
        """Import what opens the database while the passphrase is typed."""
        self._load()

    def _load(self) -> None:
        """Import what opens the database, one thread at a time: two that import what imports each other would each get half of it."""
        with self._loading:
            from screens import overleg, vandaag  # noqa: F401

            from . import toegang  # noqa: F401

    @work(thread=True, group="open", exclusive=True, exit_on_error=False)
    def _unlock(self, passphrase: str) -> None:
        def opening() -> None:
            from . import toegang

            team = toegang.unlock(self.kern.place, passphrase, now=self._now, wachtend=True)
            secret = ""
            with contextlib.suppress(RetError):  # a full disk keeps nobody out: the next start tries again
                if toegang.herstelblad_wacht(self.kern.place):  # the program ended before it was written down
                    secret = toegang.nieuw_herstelblad(self.kern.place, passphrase)
            if secret:
                self.call_from_thread(self._begun, team, secret)
            else:
                self.call_from_thread(self._opened, team, None)

        self._try(opening)

    @work(thread=True, group="open", exclusive=True, exit_on_error=False)
    def _practise(self) -> None:
        place = self.kern.place if self.kern.oefen else locations.practice()

        def opening() -> None:
            from . import demo

            self.call_from_thread(self._opened, demo.open_(place, datum=self._datum, opnieuw=self._opnieuw, now=self._now), place)

        self._try(opening)

    @work(thread=True, group="open", exclusive=True, exit_on_error=False)
    def _begin(self, given: NieuwTeam) -> None:
        def opening() -> None:
            from . import toegang

            made = toegang.begin(self.kern.place, given.wachtwoord, naam=given.naam, rol=given.rol, now=self._now, op_papier=False)
            self.call_from_thread(self._begun, made.toegang, made.recovery_secret)

        self._try(opening)

    @work(thread=True, group="open", exclusive=True, exit_on_error=False)
    def _look_at_invitation(self, typed: str) -> None:
        def opening() -> None:
            from . import toegang

            _, content = _invitation(typed)
            self.call_from_thread(self._invited, toegang.lees_uitnodiging(content, self._now()))

        self._try(opening)

    @work(thread=True, group="open", exclusive=True, exit_on_error=False)
    def _join(self, given: Aansluiting) -> None:
        def opening() -> None:
            from . import toegang

            path, content = _invitation(given.uitnodiging)
            made = toegang.sluit_aan(self.kern.place, given.wachtwoord, content, naam=given.naam, now=self._now, op_papier=False)
            self._beside = str(path.parent)
            self.call_from_thread(self._begun, made.toegang, made.recovery_secret)

        self._try(opening)

    def _invited(self, uitnodiging: Uitnodiging) -> None:
        from screens.begin import Begin

        if isinstance(self.screen, Begin):
            self.screen.uitgenodigd(uitnodiging)

    def _admitted(self, team: Toegang) -> None:
        """The team that this laptop waited for is its own now."""
        from screens.vandaag import Vandaag

        self._close_help()
        self.kern.opened(team)
        self._copy(team)
        vandaag = Vandaag(self.kern)
        self.switch_screen(vandaag)
        self.call_after_refresh(vandaag.say, "Deze laptop doet mee. Wissel van nu af aan uit met de anderen: u.")

    def _leave(self) -> None:
        """Give up waiting to be admitted, with the passphrase once more."""
        if self.kern.team is not None:
            self.kern.team.close()
            self.kern.team = None
        self.switch_screen(Ontgrendelen(self._given_up, why="Met het wachtwoord ziet u ervan af; daarna begint u opnieuw."))

    @work(thread=True, group="open", exclusive=True, exit_on_error=False)
    def _given_up(self, passphrase: str) -> None:
        def opening() -> None:
            from . import toegang

            toegang.zie_af(self.kern.place, passphrase, now=self._now)
            self.call_from_thread(lambda: self.switch_screen(self._door()))

        self._try(opening)

    def _try(self, opening: Callable[[], None]) -> None:
        """Whatever goes wrong in opening is said on the screen that waits for it."""
        try:
            self._load()
            opening()
        except RetError as error:
            self.call_from_thread(self._refused, error)
        except Exception as error:  # noqa: BLE001  # the worker would swallow it, and the screen would wait for ever
            write_crash(self.kern.place, error)
            self.call_from_thread(self._refused, NOT_OPENED)

    def _begun(self, team: Toegang, secret: str) -> None:
        from screens.begin import Herstelblad

        def written() -> None:
            from . import toegang

            with contextlib.suppress(RetError):  # a full disk: the next start makes another sheet
                toegang.herstelblad_is_er(team.place)
            self._opened(team, None)

        self._close_help()
        self.switch_screen(Herstelblad(secret, written))

    def _refused(self, error: RetError) -> None:
        from screens.begin import Begin

        if self.kern.team is not None:  # it opened, but could not be shown
            self.kern.team.close()
            self.kern.team = None
        self._close_help()
        if isinstance(self.screen, (Ontgrendelen, Begin)):
            self.screen.failed(error.sentence())
        else:
            self.exit(return_code=1, message=error.sentence())

    def _opened(self, team: Toegang, practice: Place | None) -> None:
        """To the screen that was locked, or else to Vandaag."""
        self.kern.opened(team)
        if not self.is_headless:
            gc.freeze()  # what was loaded stays: to look it through for garbage again would hold a key up for a quarter of a second
        if practice is not None:
            self.kern.place, self.kern.oefen = practice, True
            self._now = team.now  # practice can be on another day, also after the lock
        self._used()
        if team.store.moved:
            from .kopie import VERHUISD

            self.notify(VERHUISD, severity="warning", timeout=15, markup=False)
        if team.wacht is None:
            self._copy(team)
        self._close_help()
        if len(self.screen_stack) > 2 and isinstance(self.screen, Ontgrendelen):
            self.pop_screen()
            return
        first = self._first(team)
        if len(self.screen_stack) > 1:
            self.switch_screen(first)
        else:
            self.push_screen(first)

    def _first(self, team: Toegang) -> Scherm:
        """Vandaag, or where a laptop waits that was not admitted yet."""
        if team.wacht is not None:
            from screens.wachten import WachtenScherm

            return WachtenScherm(self.kern, self._admitted, self._leave, self._beside)
        from screens.vandaag import Vandaag

        return Vandaag(self.kern)

    @work(thread=True, group="kopie", exit_on_error=False)
    def _copy(self, team: Toegang) -> None:
        """The day's copy; a failure is told, and does not stop the work."""
        why = ""
        try:
            from . import backup

            backup.daily(team.store, team.place, team.now)
        except RetError as error:
            why = error.sentence()
        except Exception as error:  # noqa: BLE001  # the worker would swallow it, and nobody would know there is no copy
            write_crash(team.place, error)
            why = "Het programma weet niet waarom; kijk of er plaats is op de schijf."
        if why:
            self.call_from_thread(self.notify, f"De kopie van vandaag is niet gemaakt. {why}", severity="warning", markup=False)

    # --- locking

    async def on_event(self, event: events.Event) -> None:
        """Any key or mouse is use; the rest is Textual's. The first one after too long locks, and reaches no screen."""
        if isinstance(event, (events.InputEvent, events.Paste)):
            if self._lock_when_idle():
                self._used()
                event.stop()
                return
            self._used()
        await super().on_event(event)

    def _used(self) -> None:
        self._last_used, self._last_used_at = time.monotonic(), time.time()

    def _look_round(self) -> None:
        """Lock when nobody works here; end when the terminal is gone, or nobody could see it and its database would stay taken."""
        if self.is_headless or _terminal():
            self._lock_when_idle()
        else:
            self._keep_drafts()
            self.exit()

    def _lock_when_idle(self) -> bool:
        """Lock after too long without use. Two clocks: one stands still while a laptop sleeps, the other can be set back."""
        minutes = max((getattr(s, "SLOT_MINUTEN", SLOT_MINUTEN) for s in self.screen_stack), default=SLOT_MINUTEN)
        idle = max(time.monotonic() - self._last_used, time.time() - self._last_used_at)
        if self.kern.team is None or self.kern.bezig_met or self.kern.maakt or idle < minutes * 60:
            return False
        self.action_slot()
        return True

    def action_slot(self) -> None:
        """Close the database and cover the screen; what was being typed stays behind it."""
        if self.kern.team is None or self._busy():
            return
        for screen in self._keep_drafts():
            screen.dek_af()
        self.kern.team.close()
        self.kern.team = None
        from .demo import PASSPHRASE

        shown = PASSPHRASE if self.kern.oefen else None
        self.push_screen(Ontgrendelen(self._unlock, oefen=shown, why="Het programma is op slot. Alles staat er nog."))

    # --- the rest

    async def action_quit(self) -> None:
        """Stop; what is being typed is kept as a draft, and offered again."""
        if self._busy():
            return
        self._keep_drafts()
        self.exit()

    def _busy(self) -> bool:
        """Whether something needs the database still, which is then said: closing it would wait or lose what is made, and stopping too."""
        going_on = self.kern.bezig_met or self.kern.maakt
        if going_on:
            self.notify(f"{going_on} Wacht tot het klaar is.", severity="warning", markup=False)
        return bool(going_on)

    def _keep_typed(self) -> None:
        """What is being typed is offered again also after a power cut."""
        if self.kern.team is not None and not self.kern.bezig_met and not self.kern.maakt:
            self._keep_drafts()

    def _keep_drafts(self) -> list[Scherm]:
        shown = [screen for screen in self.screen_stack if isinstance(screen, Scherm)]
        for screen in shown:
            screen.keep_drafts()
        return shown

    # --- keys, help, palette, preferences

    def _prefer(self) -> None:
        """How this laptop wants it: known before anything is unlocked."""
        voorkeuren, said = config.read(self.kern.place)
        for sentence in [*said, *thema.apply(self, voorkeuren)]:
            self.notify(sentence, severity="warning", timeout=15, markup=False)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Textual's, and plain signs behind them."""
        return [*super().get_line_filters(), *([thema.TEKENS] if thema.TEKENS.enabled else [])]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Going elsewhere is for who is in, and not while a question stands in front."""
        if action not in ("palet", "naar", "thema"):
            return True
        front = self.screen_stack[-2] if isinstance(self.screen, CommandPalette) else self.screen  # it asks for the one behind
        free = self.kern.team is not None and not self.kern.bezig_met
        return isinstance(front, Scherm) and front.ELDERS and free and not front.asking

    def action_hulp(self) -> None:
        """What can be done on the screen or question in front; once more closes it."""
        from screens.hulp import Hulp, deel_of

        if isinstance(self.screen, Hulp):
            self.screen.dismiss(None)
        elif not isinstance(self.screen, CommandPalette):
            overal = toetsenbord.OVERAL if isinstance(self.screen, Scherm) and not self.screen.asking else ()
            weg = tuple(action for action in ("palet", "naar") if not self.check_action(action, ()))
            self.push_screen(Hulp(deel_of(self.screen), overal=overal, weg=weg))

    def _close_help(self) -> None:
        """What waits for the opening stands behind the help that was asked meanwhile."""
        from screens.hulp import Hulp

        if isinstance(self.screen, Hulp):
            self.pop_screen()

    def action_palet(self) -> None:
        """Everything that can be done, by a few letters."""
        from screens.palet import Zoekscherm

        self.push_screen(Zoekscherm())

    def action_thema(self, naam: str) -> None:
        """Another theme, now and the next time."""
        voorkeuren = replace(config.read(self.kern.place)[0], thema=naam)
        thema.apply(self, voorkeuren)
        try:
            config.write(self.kern.place, voorkeuren)
        except RetError as error:
            self.notify(error.sentence(), severity="warning", markup=False)

    async def action_naar(self, waar: str) -> None:
        """To a main screen: back to it when it is open behind this one, else in front of this one."""
        from screens import naar

        await naar.go(self, self.kern, waar)

    def get_key_display(self, binding: Binding) -> str:
        """Keys as people call them."""
        return binding.key_display or toetsenbord.named(binding.key)

    def _handle_exception(self, error: Exception) -> None:
        """A crash shows one sentence. Textual would print the locals of every frame, and those hold what people wrote."""
        self._return_code = 1
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        write_crash(self.kern.place, error)
        self.panic(CRASH)


def key_table(voorkeuren: Voorkeuren) -> list[dict[str, Any]]:
    """Every action with the keys that it has on this laptop, for a command: id, section, keys, label, what it does."""
    eigen, _ = toetsenbord.checked(voorkeuren.toetsen)
    return [
        {
            "id": t.id,
            "deel": deel,
            "toetsen": [toetsenbord.named(k) for k in toetsenbord.keys_of(t, eigen)],
            "label": t.label,
            "uitleg": t.tip,
        }
        for deel, t in toetsenbord.all_toetsen()
    ]


def refused_keys(voorkeuren: Voorkeuren) -> list[str]:
    """A sentence for each key of one's own that can't be used."""
    return toetsenbord.checked(voorkeuren.toetsen)[1]


def theme_names() -> list[str]:
    """The names of the themes."""
    return thema.names(RetApp(locations.home()))


def main(args: list[str]) -> int:
    """`retcli` or `retcli demo [--opnieuw] [--datum D] [--alleen-maken]`; the exit code."""
    if args:
        return _demo(args[1:])
    if not _terminal():
        sys.stderr.write("Het programma heeft een terminal nodig. Een opdracht werkt ook zonder: kijk met `retcli --help`.\n")
        return 1
    return _run(RetApp(locations.home()))


def _invitation(typed: str) -> tuple[Path, bytes]:
    """The invitation at the place that was typed, a file or a folder. Raises Refused."""
    from db.sync import toelating

    from . import bestand

    path = bestand.chosen(typed, toelating.UITNODIGING)
    return path, bestand.read(path, toelating.MOST)


def _terminal() -> bool:
    """Whether there is someone to draw for: keys come from standard input, and Textual draws on standard error."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr))


def _demo(args: list[str]) -> int:
    datum, opnieuw, only_make = None, False, not _terminal()
    waiting = iter(args)
    try:
        for arg in waiting:
            name, _, value = arg.partition("=")
            if name == "--opnieuw":
                opnieuw = True
            elif name == "--alleen-maken":
                only_make = True
            elif name == "--datum":
                from .text import parse_date

                datum = parse_date(value or next(waiting, ""), clock.local_day(clock.system()))
            elif name in ("--help", "-h"):
                sys.stdout.write(DEMO_HELP)
                return 0
            else:
                sys.stderr.write(f"Deze optie is er niet: {name[:30]}. {DEMO_HELP}")
                return 2
        place = locations.practice()
        if only_make:
            from . import demo

            demo.open_(place, datum=datum, opnieuw=opnieuw).close()
            sys.stdout.write("De oefengegevens staan klaar: `retcli demo` opent ze, `retcli --oefen ...` werkt erop.\n")
            return 0
        return _run(RetApp(place, oefen=True, datum=datum, opnieuw=opnieuw))
    except RetError as error:
        sys.stderr.write(error.sentence() + "\n")
        return 1


DEMO_HELP = """Gebruik: retcli demo [--opnieuw] [--datum D] [--alleen-maken]
Opent het programma met verzonnen gegevens, in een eigen map.
  --opnieuw       maak de oefengegevens opnieuw
  --datum D       doe alsof het die dag is (jjjj-mm-dd)
  --alleen-maken  maak de gegevens en open niets
"""


def _end_without_terminal() -> None:
    """End the process when its terminal has gone and the program did not end by itself: what was acknowledged is stored."""
    gone = 0
    while gone < 3:
        time.sleep(5)
        gone = 0 if os.isatty(0) else gone + 1
    os._exit(1)


def _run(app: RetApp) -> int:
    threading.Thread(target=_end_without_terminal, daemon=True).start()
    sys.setswitchinterval(0.0005)  # seconds; a thread that works (an exchange, a copy) gives way to a key ten times sooner
    try:
        app.run()
    finally:
        if app.kern.team is not None:
            app.kern.team.close()
    return app.return_code or 0
