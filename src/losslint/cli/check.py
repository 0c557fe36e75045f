"""`losslint check`: report findings. Floor 7."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from losslint.cli.group import FAILURE, FINDINGS
from losslint.cli.options import Options, loudness_options, output_options, path_options, selection_options
from losslint.cli.running import config_of, list_files, run_project
from losslint.cli.terminal import complain, echo_all, screen_of

if TYPE_CHECKING:
    from losslint.diagnostic import Diagnostic, Report
    from losslint.runner import Run


@click.command()
@path_options
@selection_options
@output_options
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
    run = run_project(paths, config)
    found = [diagnostic for diagnostic in run.report.diagnostics if config.selection.reports(diagnostic)]
    _show(run, found, options)
    if complain(run.report.internal):
        ctx.exit(FAILURE)
    if not options["exit_zero"] and _fails(found):
        ctx.exit(FINDINGS)


def _show(run: Run, found: list[Diagnostic], options: Options) -> None:
    """Write the findings in the format that was asked for."""
    if options["output_format"] == "json":
        _write_json(run.report, found, statistics=options["statistics"])
        return
    screen = screen_of(options)
    statistics = options["statistics"]
    echo_all(screen.statistics(run.report, found) if statistics else screen.check(run.report, found, run.line))


def _write_json(report: Report, found: list[Diagnostic], *, statistics: bool) -> None:
    from losslint.report.coverage import coverage_of
    from losslint.report.document import check_document, written

    coverage = coverage_of(found, report.pairs) if statistics else None
    click.echo(written(check_document(report, found, coverage)), nl=False)


def _fails(found: list[Diagnostic]) -> bool:
    from losslint.diagnostic import Severity

    return any(diagnostic.severity is not Severity.ADVICE for diagnostic in found)
