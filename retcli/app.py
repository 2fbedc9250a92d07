"""The Textual program: it wires screens to the team, locks itself, and lets no crash print what is private."""

from __future__ import annotations

import logging
import sys
import time
import traceback
from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual import events, work
from textual.app import App
from textual.binding import Binding, BindingType

from db.errors import RetError
from screens.basis import Kern, Scherm
from screens.ontgrendelen import Ontgrendelen
from screens.toetsen import bindings

from . import clock, locations
from .clock import Now
from .locations import Place

if TYPE_CHECKING:  # what opens the database is imported while the passphrase is typed
    from datetime import date

    from screens.begin import NieuwTeam

    from .toegang import Toegang

log = logging.getLogger("retcli")

SLOT_MINUTEN = 5
CRASH = "Er ging iets mis en het programma is gestopt. Alles wat bewaard was is er nog; start het opnieuw."


class RetApp(App[None]):
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
        self._last_used = time.monotonic()

    # --- getting in

    def on_mount(self) -> None:
        """Practice opens by itself; a team asks for its passphrase; an empty folder asks what to begin."""
        self.set_interval(5, self._lock_when_idle)
        if self.kern.oefen:
            self._practise()
        elif self.kern.place.database.exists():
            self.push_screen(Ontgrendelen(self._unlock))
            self._warm_up()
        else:
            from screens.begin import Begin

            self.push_screen(Begin(self._begin, self._practise))
            self._warm_up()

    @work(thread=True, group="warm", exit_on_error=False)
    def _warm_up(self) -> None:
        """Import what opens the database while the passphrase is typed."""
        from screens import overleg, vandaag  # noqa: F401

        from . import toegang  # noqa: F401

    @work(thread=True, group="open", exclusive=True, exit_on_error=False)
    def _unlock(self, passphrase: str) -> None:
        from . import toegang

        self._try_opening(lambda: toegang.unlock(self.kern.place, passphrase, now=self._now))

    @work(thread=True, group="open", exclusive=True, exit_on_error=False)
    def _practise(self) -> None:
        from . import demo

        place = self.kern.place if self.kern.oefen else locations.practice()
        self._try_opening(lambda: demo.open_(place, datum=self._datum, opnieuw=self._opnieuw, now=self._now), practice=place)

    def _try_opening(self, opening: Callable[[], Toegang], practice: Place | None = None) -> None:
        try:
            team = opening()
        except RetError as error:
            self.call_from_thread(self._refused, error)
            return
        self.call_from_thread(self._opened, team, practice)

    @work(thread=True, group="open", exclusive=True, exit_on_error=False)
    def _begin(self, given: NieuwTeam) -> None:
        from . import toegang

        try:
            made = toegang.begin(self.kern.place, given.wachtwoord, naam=given.naam, rol=given.rol, now=self._now)
        except RetError as error:
            self.call_from_thread(self._refused, error)
            return
        self.call_from_thread(self._begun, made.toegang, made.recovery_secret)

    def _begun(self, team: Toegang, secret: str) -> None:
        from screens.begin import Herstelblad

        self.switch_screen(Herstelblad(secret, lambda: self._opened(team, None)))

    def _refused(self, error: RetError) -> None:
        from screens.begin import Begin

        if isinstance(self.screen, (Ontgrendelen, Begin)):
            self.screen.failed(error.sentence())
        else:
            self.exit(return_code=1, message=error.sentence())

    def _opened(self, team: Toegang, practice: Place | None) -> None:
        """To the screen that was locked, or else to Vandaag."""
        self.kern.team = team
        if practice is not None:
            self.kern.place, self.kern.oefen = practice, True
            self._now = team.now  # practice can be on another day, also after the lock
        self._last_used = time.monotonic()
        self._copy(team)
        if len(self.screen_stack) > 2 and isinstance(self.screen, Ontgrendelen):
            self.pop_screen()
            return
        from screens.vandaag import Vandaag

        if len(self.screen_stack) > 1:
            self.switch_screen(Vandaag(self.kern))
        else:
            self.push_screen(Vandaag(self.kern))

    @work(thread=True, group="kopie", exit_on_error=False)
    def _copy(self, team: Toegang) -> None:
        """The day's copy; a failure is told, and does not stop the work."""
        from . import backup

        try:
            backup.daily(team.store, team.place, team.now)
        except RetError as error:
            self.call_from_thread(
                self.notify, f"De kopie van vandaag is niet gemaakt. {error.sentence()}", severity="warning", markup=False
            )

    # --- locking

    async def on_event(self, event: events.Event) -> None:
        """Any key or mouse is use; the rest is Textual's."""
        if isinstance(event, (events.InputEvent, events.Paste)):
            self._last_used = time.monotonic()
        await super().on_event(event)

    def _lock_when_idle(self) -> None:
        minutes = max((getattr(s, "SLOT_MINUTEN", SLOT_MINUTEN) for s in self.screen_stack), default=SLOT_MINUTEN)
        if time.monotonic() - self._last_used >= minutes * 60:
            self.action_slot()

    def action_slot(self) -> None:
        """Close the database and cover the screen; what was being typed stays behind it."""
        if self.kern.team is None:
            return
        self.kern.team.close()
        self.kern.team = None
        from .demo import PASSPHRASE

        shown = PASSPHRASE if self.kern.oefen else None
        self.push_screen(Ontgrendelen(self._unlock, oefen=shown, why="Het programma is op slot. Alles staat er nog."))

    # --- the rest

    def action_hulp(self) -> None:
        """The keys of the screen that is in front."""
        from screens.hulp import Hulp

        if isinstance(self.screen, Scherm):
            self.push_screen(Hulp(getattr(self.screen, "HULP", "app")))

    def get_key_display(self, binding: Binding) -> str:
        """Keys as people call them."""
        from screens.hulp import NAMES

        return binding.key_display or NAMES.get(binding.key, super().get_key_display(binding))

    def _handle_exception(self, error: Exception) -> None:
        """A crash shows one sentence. Textual would print the locals of every frame, and those hold what people wrote."""
        self._return_code = 1
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        write_crash(self.kern.place, error)
        self.panic(CRASH)


def write_crash(place: Place, error: BaseException) -> None:
    """Type and places of a crash to the log: no message and no values, since both can hold what people wrote."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [
        f"{clock.system().isoformat(timespec='seconds')} {type(error).__name__}",
        *(f"  {f.filename}:{f.lineno} {f.name}" for f in frames),
    ]
    try:
        place.ensure()
        with open(place.log, "a", encoding="utf-8", opener=_private) as out:
            out.write("\n".join(lines) + "\n")
    except (OSError, RetError):
        log.debug("the crash could not be written down")


def _private(path: str, flags: int) -> int:
    import os

    return os.open(path, flags, 0o600)


def main(args: list[str]) -> int:
    """`retcli` or `retcli demo [--opnieuw] [--datum D] [--alleen-maken]`; the exit code."""
    if not args:
        return _run(RetApp(locations.home()))
    return _demo(args[1:])


def _demo(args: list[str]) -> int:
    datum, opnieuw, only_make = None, False, not sys.stdout.isatty()
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


def _run(app: RetApp) -> int:
    try:
        app.run()
    finally:
        if app.kern.team is not None:
            app.kern.team.close()
    return app.return_code or 0
