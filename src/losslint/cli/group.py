"""The group of commands, the console script, and what becomes of an error. Floor 7.

Exit codes: 0 nothing to report, 1 findings of severity error or warning, 2 a usage or internal error.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import Any

import click

from losslint import __version__
from losslint.cli.terminal import DEBUG, complain

FINDINGS, FAILURE = 1, 2
DEFAULT_COMMAND = "check"
MODULES = {
    "check": "check",
    "pairs": "pairs",
    "trace": "trace",
    "explain": "explain",
    "rules": "explain",
    "run": "run",
    "stubgen": "stubgen",
}  # in which module of this package each command stands
RUNS_PROGRAMS = "losslint.runtime.program"  # the module by which a program of the user's runs in this process


class Doors(click.Group):
    """A group whose default command is `check`, and that shows no traceback to a user."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - as click asks
        return sorted(MODULES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in MODULES:
            return None
        command = getattr(import_module(f"losslint.cli.{MODULES[cmd_name]}"), cmd_name)
        return command if isinstance(command, click.Command) else None

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        first = args[0] if args else ""
        if first not in MODULES and first not in ("--version", "--help", "-h"):
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
    """The command line of this process, to its end."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal that lacks a sign shows "?" instead of failing
    try:
        main(prog_name="losslint")
    except SystemExit as end:
        if isinstance(end.code, int) and RUNS_PROGRAMS not in sys.modules:
            leave(end.code)
        raise


def leave(code: int) -> None:
    """End the process at once: to take the trees of a whole project apart would take longer than to parse them did. Not
    where a program of the user's ran in this process, which may have left something to be done at its end."""
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:  # whoever read the output is gone, or the disk is full: Python says so in its own way
        return
    os._exit(code)
