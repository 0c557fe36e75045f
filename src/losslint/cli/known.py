"""Options that tell known findings from new ones: a baseline, a branch, comments. Floor 7."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from losslint.cli.options import Options, option_group

if TYPE_CHECKING:
    from losslint.config import Config
    from losslint.diagnostic import Edit, Report
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
    click.option("--add-ignore", is_flag=True, help="Write a comment that suppresses it at every finding, and stop."),
    click.option("--reason", metavar="TEXT", default="", help="With --add-ignore: why, behind the codes."),
)


def check_known(options: Options, config: Config, *, from_stdin: bool) -> None:
    """Refuse before the long analysis what would be refused after it. Puts the commit of --diff-against into the options."""
    given = options["write_baseline"]
    if given and (Path(given).is_dir() or given.endswith((".py", ".ipynb"))):
        raise click.UsageError(
            f"--write-baseline would write into '{given}': name a file (--write-baseline=FILE), or put paths before it"
        )
    if from_stdin and makes_known(options):
        raise click.UsageError("what is read from standard input is not written back")
    if given is not None and options["diff_against"]:
        raise click.UsageError("--write-baseline and --diff-against exclude one another")
    if options["add_ignore"] and (options["fix"] or options["diff"] or given is not None):
        raise click.UsageError("--add-ignore stands alone: no --fix, --diff or --write-baseline")
    if options["reason"] and (not options["add_ignore"] or not options["reason"].isprintable()):
        raise click.UsageError("--reason is one line of text for --add-ignore")
    if options["diff_against"]:
        from losslint.branch import ancestor_of

        options["ancestor"] = ancestor_of(options["diff_against"], Path.cwd())
    if given is None and config.baseline is not None:
        from losslint import baseline

        baseline.read(config.baseline)


def makes_known(options: Options) -> bool:
    """Whether findings are to be written down as known, and nothing is to be reported."""
    return options["write_baseline"] is not None or options["add_ignore"]


def make_known(run: Run, config: Config, options: Options) -> bool:
    """Write the findings into the baseline, or comments into the files. Was everything written?"""
    from losslint.gate import gate

    if options["write_baseline"] is None:
        return add_ignores(run, only_added(gate(run, config), run, config, options), options)
    write_baseline(run, config, options)
    return True


def write_baseline(run: Run, config: Config, options: Options) -> None:
    """Make what is reported now known. What an older baseline says of files that were not asked for is kept."""
    from losslint import baseline
    from losslint.gate import gate
    from losslint.record import replace

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
    click.echo(f"Wrote {_counted(len(findings), 'finding')} to {shown}", err=True)
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


def add_ignores(run: Run, report: Report, options: Options) -> bool:
    """Write the comments, each file whole or not at all. Was every file written?"""
    from losslint.add_ignore import ignores

    wanted = ignores(report.diagnostics, run.project, options["reason"])
    paths = dict.fromkeys(edit.place.path for edit in wanted.edits)
    problems = {
        path: _edit_file(path, [edit for edit in wanted.edits if edit.place.path == path], run) for path in paths
    }
    for problem in filter(None, problems.values()):
        click.echo(f"losslint: {problem}", err=True)
    written = {path for path, problem in problems.items() if not problem}
    held = sum(finding.place.path in written for finding in wanted.held)
    click.echo(f"Suppressed {_counted(held, 'finding')} in {_counted(len(written), 'file')}", err=True)
    for finding in wanted.left:
        click.echo(f"left: {finding.place} {finding.code}: a comment is no answer to it", err=True)
    return len(written) == len(problems)


def _edit_file(path: str, edits: Sequence[Edit], run: Run) -> str | None:
    """Make the edits in one file; what stood in the way, if anything did."""
    from losslint.fix.edit import UneditableError
    from losslint.fix.write import Change, WriteProblem, write_all
    from losslint.trial import edited

    file = run.project.file(path)
    assert file is not None
    try:
        write_all([Change(file.path, path, file.data, edited(run, edits)[file.path])])
    except WriteProblem as problem:
        return str(problem)
    except UneditableError as problem:
        return f"{path} cannot be edited: {problem}"
    return None


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def settle_baseline(run: Run, config: Config, report: Report) -> bool:
    """Take entries that match nothing out of the baseline, and let those of a file that has moved follow it; in a CI job, where
    nothing may be written, is an entry stale?"""
    if config.baseline is None:
        return False
    from losslint import baseline
    from losslint.gate import stale_entries

    stale, moved = stale_entries(run, config, report)
    if not (stale or moved):
        return False
    name = os.path.relpath(config.baseline)
    entries = _entries(stale.total(), f"of {name} match")
    if os.environ.get("CI", "").lower() not in ("", "0", "false"):
        if stale:
            click.echo(
                f"losslint: {entries} nothing any more: run losslint once outside CI, and commit the file", err=True
            )
        for key in sorted(stale):
            click.echo(f"  {key.path}: {key.code} in {key.function or 'the module'}: {key.source}", err=True)
        return bool(stale)
    done = [f"{old} is {new} now, and its entries in {name} follow" for old, new in moved.items()]
    if stale:
        done.append(f"{entries} nothing any more and {'was' if stale.total() == 1 else 'were'} taken out")
    try:
        baseline.write(baseline.read(config.baseline).settled(stale, moved))
    except baseline.BaselineError as problem:
        click.echo(f"warning: {problem}", err=True)
    else:
        for line in done:
            click.echo(f"losslint: {line}", err=True)
    return False


def _entries(count: int, verb: str) -> str:
    return f"1 entry {verb}es" if count == 1 else f"{count} entries {verb}"
