"""Findings on their way out: in the format that was asked for, to standard output or into a file. Floor 7.

`--output-file` takes the findings alone; the closing line is then told on stderr.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from losslint.cli.group import FAILURE
from losslint.cli.terminal import echo_all, screen_of

if TYPE_CHECKING:
    from losslint.cli.options import Options
    from losslint.config import Config
    from losslint.report.results import Results
    from losslint.runner import Run

STEP_SUMMARY = "GITHUB_STEP_SUMMARY"
CHECKOUTS = ("GITHUB_WORKSPACE", "CI_PROJECT_DIR")
"""Where a CI job is told the folder that its paths count from."""
TEXT_FORMATS = ("full", "concise", "grouped")


class NotWritable(click.ClickException):
    """A file could not be written; the message says which and why."""

    exit_code = FAILURE


output_file_option = click.option(
    "-o",
    "--output-file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write the findings into FILE, whole or not at all.",
)


def check_destination(options: Options) -> None:
    """Refuse early what could not be delivered after a long analysis."""
    if options["statistics"] and options["output_format"] not in (*TEXT_FORMATS, "json"):
        raise click.UsageError(f"--statistics has no place in --output-format {options['output_format']}")
    file: Path | None = options["output_file"]
    if file is not None and not file.absolute().parent.is_dir():
        raise NotWritable(f"cannot write {file}: there is no folder {file.parent}")


def deliver(run: Run, config: Config, options: Options) -> None:
    """Write the findings of a run, those that are to be reported, and in a GitHub job with `--output-format github` its
    step summary. Raises NotWritable.
    """
    results = _results(run, config, options)
    file: Path | None = options["output_file"]
    if file is not None:
        _write(file, _document(results, options))
        if not options["quiet"]:
            from losslint.report.coverage import summary

            click.echo(f"{summary(run.report, results.found)}; written to {file}", err=True)
    else:
        _print(results, options)
    if options["output_format"] == "github" and os.environ.get(STEP_SUMMARY):
        _append_summary(Path(os.environ[STEP_SUMMARY]), results)


def _results(run: Run, config: Config, options: Options) -> Results:
    from losslint.report.coverage import coverage_of
    from losslint.report.results import Results

    report = run.report
    coverage = coverage_of(report.diagnostics, report.pairs) if options["statistics"] else None
    folder = Path.cwd()
    return Results(report, report.diagnostics, run.line, folder, _checkout(folder), coverage, config.fail_on)


def _checkout(folder: Path) -> Path:
    """The folder that a CI job's paths count from, if there is one around `folder`."""
    named = [Path(os.path.realpath(os.environ[name])) for name in CHECKOUTS if os.environ.get(name)]
    return next((top for top in named if folder.is_relative_to(top)), folder)


def _document(results: Results, options: Options) -> bytes:
    if options["output_format"] in TEXT_FORMATS:
        text = "".join(f"{piece}\n" for piece in _texts(results, options))
        return text.encode("utf-8", "replace")
    from losslint.report.formats import rendered

    return rendered(options["output_format"], results)


def _texts(results: Results, options: Options) -> list[str]:
    screen = screen_of(options)
    if options["statistics"]:
        return list(screen.statistics(results.report, results.found))
    return list(screen.check(results.report, results.found, results.lines))


def _print(results: Results, options: Options) -> None:
    try:
        if options["output_format"] in TEXT_FORMATS:
            echo_all(_texts(results, options))
        else:
            click.echo(_document(results, options), nl=False)
    except BrokenPipeError:  # who reads has had enough; click ends quietly
        raise
    except OSError as error:
        raise NotWritable(f"cannot write to standard output: {error.strerror or error}") from None


def _write(file: Path, data: bytes) -> None:
    from losslint.writing import write_whole

    try:
        write_whole(file, data)
    except OSError as error:
        raise NotWritable(f"cannot write {file}: {error.strerror or error}") from None


def _append_summary(file: Path, results: Results) -> None:
    """GitHub gives each step a file of its own, to which every command of the step adds."""
    from losslint.report.github import step_summary

    try:
        with file.open("ab") as stream:
            stream.write(step_summary(results))
    except OSError as error:
        raise NotWritable(f"cannot write {file} ({STEP_SUMMARY}): {error.strerror or error}") from None
