"""The group of commands, the console script, and what becomes of an error. Floor 7.

Exit codes: 0 nothing to report, 1 findings of severity error or warning, 2 a usage or internal error.
"""

from __future__ import annotations

import os
import sys
from typing import Any

import click

from losslint import __version__
from losslint.cli.terminal import DEBUG, complain

FINDINGS, FAILURE = 1, 2
DEFAULT_COMMAND = "check"


class Doors(click.Group):
    """A group whose default command is `check`, and that shows no traceback to a user."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        first = args[0] if args else ""
        if first not in self.commands and first not in ("--version", "--help", "-h"):
            args = [DEFAULT_COMMAND, *args]
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except Exception as error:
            from losslint.source.project import UsageProblem

            if isinstance(error, UsageProblem):
                raise click.UsageError(str(error)) from None
            if os.environ.get(DEBUG):
                raise
            complain([f"internal error: {type(error).__name__}: {error}"])
            ctx.exit(FAILURE)


@click.group(cls=Doors, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="losslint", message="%(prog)s %(version)s")
def main() -> None:
    """Find loss functions that are fed an output they do not expect.

    `losslint [PATH...]` is short for `losslint check [PATH...]`; `losslint check --help` lists its options. A path that
    has the name of a command needs the word: `losslint check rules`.
    """


def entry() -> None:
    """The console script."""
    import atexit
    import gc

    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal that lacks a sign shows "?" instead of failing
    atexit.register(gc.freeze)  # the trees of a whole project need not be searched for cycles on the way out
    main(prog_name="losslint")
