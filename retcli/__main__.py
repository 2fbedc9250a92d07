"""Entry: what is asked often is answered before anything heavy is imported."""

from __future__ import annotations

import sys


def main() -> None:
    """The program, `demo`, `--version`, or a command."""
    args = sys.argv[1:]
    if args in (["--version"], ["-V"]):
        from . import __version__

        print(f"retcli {__version__}")  # noqa: T201  # typer is not imported for this
    elif not args or args[0] == "demo":
        from . import app

        sys.exit(app.main(args))
    elif args == ["--oefen"]:
        from . import app

        sys.exit(app.main(["demo"]))
    else:
        from . import cli

        cli.run()


if __name__ == "__main__":
    main()
