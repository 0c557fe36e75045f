"""`--evidence`: what a run showed, written by `losslint run` and heard by `losslint check`. Floor 7."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from losslint.cli.options import Options
    from losslint.runner import Run

evidence_option = click.option(
    "--evidence",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Hear what `losslint run --evidence FILE` saw: unknown loss calls are resolved, findings confirmed or refuted.",
)


def with_seen(run: Run, options: Options) -> Run:
    """The run with what the evidence says of it, if any was given."""
    if options.get("evidence") is None:
        return run
    from losslint.evidence import read, with_evidence
    from losslint.source.project import UsageProblem

    try:
        return with_evidence(run, read(options["evidence"]))
    except UsageProblem as problem:
        raise click.UsageError(str(problem)) from None
