"""`losslint trace`: what is known of a line's values. Floor 7."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from losslint.cli.options import color_option, config_options
from losslint.cli.running import config_of
from losslint.cli.terminal import echo, paint_of


@click.command(short_help="Print what is known of a line's values.")
@click.argument("place", metavar="FILE:LINE")
@config_options
@color_option
def trace(place: str, color: str, **options: Any) -> None:
    """Print what is known about every value on a line and how it came.

    In a notebook the place is FILE:CELL:LINE; cells are counted from 1, text cells included.
    """
    from losslint import runner
    from losslint.report.inventory import trace_text
    from losslint.report.picture import location
    from losslint.source.project import UsageProblem

    path, cell, line = _traced_place(place)
    config = config_of([path], options)
    try:
        rows, problems = runner.trace(path, line, cell, cwd=Path.cwd(), config=config)
    except UsageProblem as usage:
        raise click.UsageError(str(usage)) from None
    for problem in problems:
        click.echo(f"warning: {location(problem.place)}: {problem.cause}", err=True)
    echo(trace_text(rows, paint_of(color)) if rows else f"{place}: no value on this line is known to losslint")


def _traced_place(text: str) -> tuple[Path, int | None, int]:
    """`train.py:41`, `nb.ipynb:3:7`; a column behind the line of a script, as findings print it, is ignored."""
    parts = text.split(":")
    numbers: list[int] = []
    while len(parts) > 1 and (word := parts[-1].removeprefix("cell ")).isdecimal():
        numbers.insert(0, int(word))
        parts.pop()
    path = Path(":".join(parts))
    if path.suffix == ".ipynb" and len(numbers) in (2, 3):
        return path, numbers[0], numbers[1]
    if path.suffix != ".ipynb" and len(numbers) in (1, 2):
        return path, None, numbers[0]
    raise click.UsageError(f"'{text}' is no place: give FILE:LINE, or FILE:CELL:LINE in a notebook")
