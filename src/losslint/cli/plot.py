"""`losslint explain CODE --plot FILE`: a rule's curves in a file. Floor 7."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from losslint.rules.catalogue import Rule


def draw(rule: Rule, path: Path) -> None:
    """Write the picture, whole or not at all; usage errors for what cannot be drawn or written."""
    from losslint.plots.curves import DRAWINGS, drawing
    from losslint.plots.drawing import FORMATS, NoMatplotlibError, picture
    from losslint.writing import write_whole

    kind = path.suffix.lower().removeprefix(".")
    if kind not in FORMATS:
        raise click.UsageError(f"--plot {path}: the name must end in .svg or .png")
    what = drawing(rule.code)
    if what is None:
        raise click.UsageError(f"{rule.code} has no curve to draw; these have: {', '.join(sorted(DRAWINGS))}")
    if not path.absolute().parent.is_dir():
        raise click.UsageError(f"--plot {path}: there is no folder {path.absolute().parent}")
    try:
        data = picture(rule, what, kind)
    except NoMatplotlibError as problem:
        raise click.UsageError(str(problem)) from None
    try:
        write_whole(path, data)
    except OSError as error:
        raise click.UsageError(f"--plot {path}: {error.strerror or error}") from None
    click.echo(f"wrote {path}", err=True)
