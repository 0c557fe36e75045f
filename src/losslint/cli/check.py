"""`losslint check`: report findings. Floor 7."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from losslint.cli.delivery import check_destination, deliver, output_file_option
from losslint.cli.evidence import evidence_option, with_seen
from losslint.cli.fixing import Mender, fix_options, hint, mend, with_fixes, would_change
from losslint.cli.group import FAILURE, FINDINGS
from losslint.cli.known import check_known, known_options, make_known, makes_known, only_added, settle_baseline
from losslint.cli.options import CHECK_FORMATS, loudness_options, output_options, path_options, selection_options
from losslint.cli.running import cache_of, config_of, list_files, run_project, show_settings
from losslint.cli.stdin import replaced_by_stdin, stdin_option
from losslint.cli.terminal import complain
from losslint.cli.watching import watch, watch_option
from losslint.record import replace


@click.command()
@path_options
@selection_options
@output_options(*CHECK_FORMATS)
@output_file_option
@stdin_option
@watch_option
@loudness_options
@known_options
@evidence_option
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "advice"]),
    help="The lowest severity of a finding that makes the exit code 1.  [default: warning]",
)
@fix_options
@click.option("--exit-zero", is_flag=True, help="Exit 0 even where there are findings.")
@click.option(
    "--statistics", is_flag=True, help="Print counts: findings by code, loss calls by verdict, why unresolved."
)
@click.option("--show-files", is_flag=True, help="List the files that would be looked at, and stop.")
@click.option("--show-settings", is_flag=True, help="Print the settings in force, and stop.")
@click.pass_context
def check(ctx: click.Context, /, paths: tuple[Path, ...], **options: Any) -> None:
    """Report loss calls whose output, target or units do not fit."""
    from losslint.gate import gate

    asked, contents = replaced_by_stdin(paths, options)
    config = config_of(asked, options, contents)
    if options["show_settings"]:
        show_settings(config)
        return
    if options["show_files"]:
        list_files(asked, config)
        return
    check_destination(options)
    check_known(options, config, from_stdin=bool(contents))
    if options["watch"]:
        watch(asked)
        return
    cache = None if options["fix"] or options["diff"] else cache_of(config, options)
    run = with_seen(run_project(asked, config, contents, cache, options["jobs"]), options)
    if makes_known(options):
        ctx.exit(0 if make_known(run, config, options) and not complain(run.report.internal) else FAILURE)
    mender = Mender(config, options)
    if options["diff"]:
        ctx.exit(FINDINGS if would_change(run, mender, options) else 0)
    if options["fix"]:
        if contents:
            raise click.UsageError("what is read from standard input is not written back: use --diff instead of --fix")
        run = mend(run, mender, options)
    report = with_fixes(run, mender, only_added(gate(run, config), run, config, options), options)
    deliver(replace(run, report=report), config, options)
    hint(report, options)
    stale = not contents and settle_baseline(run, config, report)
    if complain(report.internal):
        ctx.exit(FAILURE)
    failing = any(finding.severity.is_at_least(config.fail_on) for finding in report.diagnostics)
    if not options["exit_zero"] and (stale or failing):
        ctx.exit(FINDINGS)
