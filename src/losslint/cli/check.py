"""`losslint check`: report findings. Floor 7."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from losslint.cli.delivery import check_destination, deliver, output_file_option
from losslint.cli.group import FAILURE, FINDINGS
from losslint.cli.options import CHECK_FORMATS, loudness_options, output_options, path_options, selection_options
from losslint.cli.running import config_of, list_files, run_project
from losslint.cli.terminal import complain

if TYPE_CHECKING:
    from losslint.diagnostic import Diagnostic


@click.command()
@path_options
@selection_options
@output_options(*CHECK_FORMATS)
@output_file_option
@loudness_options
@click.option("--exit-zero", is_flag=True, help="Exit 0 even where there are findings.")
@click.option(
    "--statistics", is_flag=True, help="Print counts: findings by code, loss calls by verdict, why unresolved."
)
@click.option("--show-files", is_flag=True, help="List the files that would be looked at, and stop.")
@click.pass_context
def check(ctx: click.Context, /, paths: tuple[Path, ...], **options: Any) -> None:
    """Report loss calls whose output, target or units do not fit."""
    config = config_of(options)
    if options["show_files"]:
        list_files(paths, config)
        return
    check_destination(options)
    run = run_project(paths, config)
    found = [diagnostic for diagnostic in run.report.diagnostics if config.selection.reports(diagnostic)]
    deliver(run, found, options)
    if complain(run.report.internal):
        ctx.exit(FAILURE)
    if not options["exit_zero"] and _fails(found):
        ctx.exit(FINDINGS)


def _fails(found: list[Diagnostic]) -> bool:
    from losslint.diagnostic import Severity

    return any(diagnostic.severity is not Severity.ADVICE for diagnostic in found)
