"""What all commands do with text: paint it, print it, complain on stderr. Floor 7."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from losslint.cli.options import Options
    from losslint.report.paint import Paint
    from losslint.report.screen import Screen

DEBUG = "LOSSLINT_DEBUG"


def complain(problems: Sequence[str]) -> bool:
    """Tell of losslint's own failures on stderr. Were there any?"""
    for problem in problems:
        click.echo(f"losslint: {problem}", err=True)
    if problems:
        click.echo(f"losslint: this is a defect of losslint; {DEBUG}=1 shows where it happened", err=True)
    return bool(problems)


def screen_of(options: Options) -> Screen:
    """The drawing of the text formats that `output_options` and `loudness_options` ask for."""
    from losslint.report.screen import Screen

    color = options["color"]
    if color == "auto" and options.get("output_file"):
        color = "never"
    return Screen(paint_of(color), options["output_format"], options["quiet"], options["verbose"])


def paint_of(color: str) -> Paint:
    """Colour only on a terminal, unless the option or the environment says otherwise."""
    from losslint.report.paint import Paint

    if color != "auto":
        return Paint(on=color == "always")
    if os.environ.get("NO_COLOR"):
        return Paint(on=False)
    if os.environ.get("FORCE_COLOR"):
        return Paint(on=True)
    return Paint(on=sys.stdout.isatty() and os.environ.get("TERM") != "dumb")


def echo(text: str) -> None:
    click.echo(text, color=True)  # whether there are colours in it was decided in paint_of


def echo_all(texts: Iterable[str]) -> None:
    for text in texts:
        echo(text)
