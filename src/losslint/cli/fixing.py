"""`--fix`, `--unsafe-fixes`, `--diff`: mend what can be mended, or show what would be. Floor 7.

As in ruff: without `--unsafe-fixes` only safe fixes are made; `--diff` writes nothing, prints what would change and exits 1
if anything would; after `--fix` what is left is reported and decides the exit code.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from losslint.cli.delivery import TEXT_FORMATS, NotWritable
from losslint.cli.options import Options, option_group
from losslint.cli.running import shown_progress
from losslint.cli.terminal import echo
from losslint.record import dataclass, field, replace

if TYPE_CHECKING:
    from losslint.config import Config
    from losslint.diagnostic import Diagnostic, Report
    from losslint.mend import Mended
    from losslint.runner import Run

FORMATS = frozenset(("json", "json-lines", "sarif", "rdjson"))
"""Formats that carry fixes."""

FILES = 300  # of a project: above that nobody pays for fixes that are only listed
TRIALS = 6  # analyses of the project for fixes that are only listed

fix_options = option_group(
    click.option("--fix/--no-fix", default=None, help="Mend what has a safe fix; report the rest."),
    click.option(
        "--unsafe-fixes", is_flag=True, help="With --fix or --diff: also fixes that change what a model gives."
    ),
    click.option("--diff", is_flag=True, help="Write nothing: print what --fix would change, exit 1 if it would."),
)


@dataclass(frozen=True, slots=True)
class Mender:
    """How it is seen whether a fix holds: the run again, and what is reported of it."""

    config: Config
    options: Options
    judged: dict[int, tuple[Run, tuple[Diagnostic, ...]]] = field(default_factory=dict)

    def analyse(self, run: Run, contents: Mapping[Path, bytes], only: Collection[str] | None) -> Run:
        from losslint import runner

        with shown_progress() as progress:
            return runner.again(run, contents, only, progress)

    def judge(self, run: Run) -> tuple[Diagnostic, ...]:
        """What is reported of a run."""
        from losslint.cli.known import only_added
        from losslint.gate import gate

        if id(run) not in self.judged:  # a run that is kept keeps its number
            report = only_added(gate(run, self.config), run, self.config, self.options)
            self.judged[id(run)] = run, report.diagnostics
        return self.judged[id(run)][1]


def mend(run: Run, mender: Mender, options: Options) -> Run:
    """`--fix`: the run after the files were written. Raises a usage error where they cannot be: nothing is written then."""
    from losslint.mend import mended

    result = mended(run, mender.judge, unsafe=options["unsafe_fixes"], analyse=mender.analyse)
    _write(result, run)
    if not options["quiet"]:
        for line in _told(result):
            click.echo(line, err=True)
    return result.run


def would_change(run: Run, mender: Mender, options: Options) -> bool:
    """`--diff`: print it. Would anything be written?"""
    from losslint.mend import mended

    result = mended(run, mender.judge, unsafe=options["unsafe_fixes"], analyse=mender.analyse)
    _show(result, run)
    if not options["quiet"]:
        number = len(result.fixed)
        click.echo(f"Would mend {_findings(number)}." if number else "No finding would be mended.", err=True)
    return bool(result.contents)


def with_fixes(run: Run, mender: Mender, report: Report, options: Options) -> Report:
    """The report, its findings with their fixes where the format carries them."""
    found = report.diagnostics
    if options["output_format"] not in FORMATS or options["fix"] is False or not found:
        return report
    if len(run.project.files) > FILES and not options["unsafe_fixes"]:
        return report
    from losslint.mend import fixes

    known = fixes(run, mender.judge, trials=TRIALS, analyse=mender.analyse)
    return replace(report, diagnostics=tuple(replace(one, fix=known.get(one, one.fix)) for one in found))


def hint(report: Report, options: Options) -> None:
    """Tell a person at a terminal that there may be fixes: by the rules' pages, nothing is planned for it."""
    from losslint.rules.catalogue import load_rules

    told = options["output_format"] in TEXT_FORMATS and not options["quiet"] and options["fix"] is None
    if not told or not sys.stderr.isatty():
        return
    number = sum(load_rules()[found.code].applicability != "none" for found in report.diagnostics)
    if number:
        click.echo(
            f"{_findings(number)} may have a fix: --diff --unsafe-fixes shows it, --fix makes the safe ones", err=True
        )


def _show(result: Mended, run: Run) -> None:
    from losslint.fix.difference import difference

    for line in difference(result.changes(run)):
        echo(line)


def _write(result: Mended, run: Run) -> None:
    from losslint.fix.write import WriteProblem, write_all

    try:
        write_all(result.changes(run))
    except WriteProblem as problem:
        raise NotWritable(str(problem)) from None


def _told(result: Mended) -> Iterator[str]:
    """What was mended, one line each, and how many."""
    for diagnostic in result.fixed:
        assert diagnostic.fix is not None
        yield f"mended {diagnostic.place} {diagnostic.code}: {diagnostic.fix.message}"
    if result.fixed:
        yield f"Mended {_findings(len(result.fixed))}."


def _findings(number: int) -> str:
    return f"{number} finding{'' if number == 1 else 's'}"
