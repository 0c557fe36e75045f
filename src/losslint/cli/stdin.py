"""A text from standard input in the place of a file: `losslint - --stdin-filename model.py`. Floor 7."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from losslint.cli.options import Options

STDIN = Path("-")

stdin_option = click.option(
    "--stdin-filename",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="NAME",
    help="Read standard input in the place of this file; the rest of its project is read as it is.",
)


def replaced_by_stdin(paths: Sequence[Path], options: Options) -> tuple[Sequence[Path], dict[Path, bytes]]:
    """The paths to look at, and what stands for one of them. As in ruff, a name alone means that the text is there."""
    name: Path | None = options["stdin_filename"]
    if name is None and STDIN not in paths:
        return paths, {}
    if any(path != STDIN for path in paths):
        raise click.UsageError("standard input is one file: give no other paths beside it")
    if options["watch"]:
        raise click.UsageError("standard input can be read only once: give --watch a path")
    file = name or STDIN
    return (file,), {Path(os.path.realpath(file)): sys.stdin.buffer.read()}
