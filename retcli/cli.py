"""The command line: commands wired to the rules, and every failure turned into one Dutch sentence and an exit code."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import typer
from typer.exceptions import Abort, Exit, TyperException

from . import locations
from .crash import CRASH, write_crash
from .errors import RetError
from .opdrachten import (
    actie,
    apparaat,
    basis,
    beheer,
    casus,
    duo,
    instelling,
    inzet,
    kalender,
    overleg,
    signaal,
    team,
    uitgegeven,
    uitwisselen,
    verschillen,
    wissen,
)

app = typer.Typer(
    name="retcli",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Het weekoverleg RET-AnderS. Zonder opdracht opent het programma; `retcli demo` opent het met oefengegevens.",
    epilog="Overal: --wachtwoord-bestand F (of RETCLI_WACHTWOORD_BESTAND) leest het wachtwoord, --oefen werkt op de oefengegevens.",
)
beheer.register(app)
app.add_typer(casus.app, name="casus")
app.add_typer(overleg.app, name="overleg")
app.add_typer(team.app, name="team")
app.add_typer(actie.app, name="actie")
app.add_typer(instelling.app, name="instelling")
app.command("toetsen")(instelling.keys)
app.command("kalender")(kalender.calendar)
app.command("duo")(duo.propose)
app.add_typer(inzet.app, name="inzet")
app.add_typer(signaal.app, name="signaal")
app.add_typer(verschillen.app, name="verschillen")
app.add_typer(uitgegeven.app, name="uitgegeven")
app.add_typer(apparaat.app, name="apparaat")
app.command("sluit-aan")(apparaat.join)
app.command("open")(uitgegeven.open_file)
app.command("wis")(wissen.erase)
app.command("sync")(uitwisselen.sync)
app.add_typer(uitwisselen.app, name="pakket")

WRONG_USE = {
    "NoSuchOption": "Deze optie is er niet.",
    "MissingParameter": "Er ontbreekt iets in deze opdracht.",
    "BadParameter": "Een waarde in deze opdracht past niet.",
    "BadOptionUsage": "Bij een optie ontbreekt een waarde.",
    "UsageError": "Deze opdracht is er niet, of er staat iets te veel.",
}


def main(args: Sequence[str]) -> int:
    """Run one command; the exit code: 0 done, 1 refused with a reason, 2 wrong use."""
    try:
        rest, call = _general(list(args))
    except ValueError:
        basis.err("Bij --wachtwoord-bestand hoort een bestand.")
        return 2
    except RuntimeError:  # ~name of someone who is not there
        basis.err("De map in RETCLI_HOME is er niet. Schrijf hem helemaal uit.")
        return 1
    token = basis.AANROEP.set(call)
    try:
        result = app(rest, standalone_mode=False)
        return result if isinstance(result, int) else 0
    except RetError as error:
        basis.err(error.sentence())
        return 1
    except Exit as leaving:
        return leaving.exit_code
    except (Abort, KeyboardInterrupt):
        basis.err("Afgebroken; er is niets veranderd.")
        return 1
    except TyperException as wrong:
        said = getattr(wrong, "param_hint", None) or getattr(wrong, "option_name", None) or ""
        named = f" ({said if isinstance(said, str) else ', '.join(said)})" if said else ""
        if type(wrong).__name__ == "NoArgsIsHelpError":
            return 0
        basis.err(f"{WRONG_USE.get(type(wrong).__name__, WRONG_USE['UsageError'])}{named} Kijk met --help.")
        return 2
    except Exception as error:  # noqa: BLE001  # the last boundary: a traceback or a message can hold what people wrote
        return _failed(call.place, error)
    finally:
        basis.AANROEP.reset(token)


def _failed(place: locations.Place, error: Exception) -> int:
    """One sentence for what nobody foresaw; none when the reader of a pipe has gone."""
    full = isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT if hasattr(errno, "EDQUOT") else errno.ENOSPC)
    if isinstance(error, OSError) and (full or error.errno == errno.EPIPE):
        _leave_output()
    else:
        write_crash(place, error)
    if not isinstance(error, BrokenPipeError):
        with contextlib.suppress(OSError):
            basis.err("De uitvoer kan niet worden geschreven: er is geen plaats meer." if full else CRASH)
    return 1


def _leave_output() -> None:
    """What is still waiting for standard output goes nowhere, or Python would try it again at the end and complain."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def _general(args: list[str]) -> tuple[list[str], basis.Aanroep]:
    """Take out what may stand anywhere: --wachtwoord-bestand F and --oefen. Raises ValueError when the file is not given."""
    rest: list[str] = []
    file: Path | None = None
    practice = False
    waiting = iter(args)
    for arg in waiting:
        if arg == "--":
            rest += [arg, *waiting]
        elif arg == "--oefen":
            practice = True
        elif arg == "--wachtwoord-bestand":
            value = next(waiting, None)
            if value is None:
                raise ValueError
            file = Path(value)
        elif arg.startswith("--wachtwoord-bestand="):
            file = Path(arg.partition("=")[2])
        else:
            rest.append(arg)
    if practice:
        from . import demo

        return rest, basis.Aanroep(locations.practice(), None, demo.PASSPHRASE)
    return rest, basis.Aanroep(locations.home(), file)


def run() -> None:
    """Run with the process's own arguments."""
    sys.exit(main(sys.argv[1:]))
