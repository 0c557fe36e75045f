"""Options that tell known findings from new ones: a baseline, a branch. Floor 7."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from losslint.cli.options import Options, option_group

if TYPE_CHECKING:
    from losslint.config import Config
    from losslint.diagnostic import Report
    from losslint.runner import Run

known_options = option_group(
    click.option("--baseline", type=click.Path(path_type=Path), help="Do not report the findings listed in FILE."),
    click.option(
        "--write-baseline",
        is_flag=False,
        flag_value="",
        metavar="[FILE]",
        help="Write all findings into FILE, to be known from now on, and stop.  [default: losslint-baseline.json]",
    ),
    click.option(
        "--diff-against", metavar="REF", help="Report only what the branch adds to its common ancestor with a git REF."
    ),
)


def check_known(options: Options, config: Config) -> None:
    """Refuse before the long analysis what would be refused after it. Puts the commit of --diff-against into the options."""
    from losslint import baseline

    given = options["write_baseline"]
    if given and (Path(given).is_dir() or given.endswith((".py", ".ipynb"))):
        raise click.UsageError(
            f"--write-baseline would write into '{given}': name a file (--write-baseline=FILE), or put paths before it"
        )
    if given is not None and options["diff_against"]:
        raise click.UsageError("--write-baseline and --diff-against exclude one another")
    if options["diff_against"]:
        from losslint.branch import ancestor_of

        options["ancestor"] = ancestor_of(options["diff_against"], Path.cwd())
    if given is None and config.baseline is not None:
        baseline.read(config.baseline)


def write_baseline(run: Run, config: Config, options: Options) -> None:
    """Make what is reported now known. What an older baseline says of files that were not asked for is kept."""
    from dataclasses import replace

    from losslint import baseline
    from losslint.gate import gate

    given = options["write_baseline"]
    path = Path(given).absolute() if given else config.baseline or run.project.root / baseline.FILE_NAME
    findings = gate(run, replace(config, baseline=None)).diagnostics
    made = baseline.of_findings(path, findings, run.project)
    if path.exists():
        old = baseline.read(path)
        others = {key: count for key, count in old.entries.items() if not _is_asked(path.parent / key.path, run)}
        made.entries.update(others)
    baseline.write(made)
    shown = os.path.relpath(path)
    count = len(findings)
    click.echo(f"Wrote {count} finding{'' if count == 1 else 's'} to {shown}", err=True)
    if config.baseline != path:
        click.echo(
            f'Known from now on with --baseline {shown}, or with baseline = "{shown}" in the configuration', err=True
        )


def _is_asked(path: Path, run: Run) -> bool:
    return any(path == asked or asked in path.parents for asked in run.project.asked)


def only_added(report: Report, run: Run, config: Config, options: Options) -> Report:
    """The report, with --diff-against without what is not the branch's."""
    if not options["diff_against"]:
        return report
    from losslint.branch import added

    return added(report, run, options["ancestor"], config)


def settle_baseline(run: Run, config: Config, report: Report) -> bool:
    """Take entries that match nothing out of the baseline; in a CI job, where nothing may be written, is one stale?"""
    from losslint import baseline
    from losslint.gate import stale_entries

    stale = stale_entries(run, config, report)
    if not stale or config.baseline is None:
        return False
    name = os.path.relpath(config.baseline)
    count = stale.total()
    entries = f"{count} entr{'y' if count == 1 else 'ies'} of {name} match{'es' if count == 1 else ''} nothing any more"
    if os.environ.get("CI", "").lower() not in ("", "0", "false"):
        click.echo(f"losslint: {entries}: run losslint once outside CI, and commit the file", err=True)
        for key in sorted(stale):
            click.echo(f"  {key.path}: {key.code} in {key.function or 'the module'}: {key.source}", err=True)
        return True
    kept = baseline.read(config.baseline)
    kept.entries.subtract(stale)
    try:
        baseline.write(baseline.Baseline(kept.path, +kept.entries))
    except baseline.BaselineError as problem:
        click.echo(f"warning: {entries}: {problem}", err=True)
    else:
        click.echo(f"losslint: {entries} and {'was' if count == 1 else 'were'} taken out", err=True)
    return False
