"""`losslint pairs`: the inventory of loss calls. Floor 7."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from losslint.cli.group import FAILURE
from losslint.cli.options import PAIRS_FORMATS, loudness_options, output_options, path_options
from losslint.cli.running import cache_of, config_of, run_project
from losslint.cli.terminal import complain, echo_all, screen_of


@click.command(short_help="List every loss call and what reaches it.")
@path_options
@output_options(*PAIRS_FORMATS)
@loudness_options
@click.pass_context
def pairs(ctx: click.Context, /, paths: tuple[Path, ...], **options: Any) -> None:
    """List every loss call, the form of output that reaches it, the verdict, and why it is not known."""
    config = config_of(paths, options)
    run = run_project(paths, config, cache=cache_of(config, options), jobs=options["jobs"])
    if options["output_format"] == "json":  # a project's format for findings is no format for an inventory: full
        from losslint.report.document import pairs_document, written

        click.echo(written(pairs_document(run.report)), nl=False)
    else:
        echo_all(screen_of(options).pairs(run.report))
    if complain(run.report.internal):
        ctx.exit(FAILURE)
