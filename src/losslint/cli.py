"""The command line: words in, text and an exit code out. Floor 7.

Only click is imported here before a command runs, so that `--version` and `--help` answer at once.
Exit codes: 0 nothing to report, 1 findings of severity error or warning, 2 a usage or internal error.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from losslint import __version__

if TYPE_CHECKING:
    from losslint.config import Config, Selection
    from losslint.diagnostic import Diagnostic, Report
    from losslint.report.paint import Paint
    from losslint.report.screen import Screen
    from losslint.rules.catalogue import Rule
    from losslint.runner import Run

FINDINGS, FAILURE = 1, 2
DEFAULT_COMMAND = "check"
DEBUG = "LOSSLINT_DEBUG"

Command = TypeVar("Command", bound=Callable[..., Any])


class Doors(click.Group):
    """A group whose default command is `check`, and that shows no traceback to a user."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        first = args[0] if args else ""
        if first not in self.commands and first not in ("--version", "--help", "-h"):
            args = [DEFAULT_COMMAND, *args]
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except Exception as error:
            if os.environ.get(DEBUG):
                raise
            complain([f"internal error: {type(error).__name__}: {error}"])
            ctx.exit(FAILURE)


@click.group(cls=Doors, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="losslint", message="%(prog)s %(version)s")
def main() -> None:
    """Find loss functions that are fed an output they do not expect.

    `losslint [PATH...]` is short for `losslint check [PATH...]`; `losslint check --help` lists its options. A path that
    has the name of a command needs the word: `losslint check rules`.
    """


def entry() -> None:
    """The console script."""
    import atexit
    import gc

    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal that lacks a sign shows "?" instead of failing
    atexit.register(gc.freeze)  # the trees of a whole project need not be searched for cycles on the way out
    main(prog_name="losslint")


def option_group(*options: Callable[[Command], Command]) -> Callable[[Command], Command]:
    """Several options as one decorator, in the order in which they are listed."""

    def decorate(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


path_options = option_group(
    click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH...]"),
    click.option("--exclude", multiple=True, metavar="PATTERN", help="Leave out paths (as in .gitignore); repeatable."),
    click.option(
        "--no-cache", is_flag=True, expose_value=False, help="Accepted for scripts; nothing is cached in this version."
    ),
)
output_options = option_group(
    click.option("--output-format", type=click.Choice(["full", "concise", "json"]), default="full", show_default=True),
    click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True),
)
loudness_options = option_group(
    click.option("-q", "--quiet", is_flag=True, help="Print findings only."),
    click.option("-v", "--verbose", is_flag=True, help="Say more: unresolved loss calls, the time taken."),
)
SELECTOR = "Codes, beginnings of codes or ALL, separated by commas."
selection_options = option_group(
    click.option("--select", multiple=True, metavar="CODES", help=f"Report these only. {SELECTOR}"),
    click.option("--ignore", multiple=True, metavar="CODES", help="Do not report these."),
    click.option("--extend-select", multiple=True, metavar="CODES", help="Report these too: advice is off otherwise."),
)


@main.command()
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
def check(
    ctx: click.Context,
    paths: tuple[Path, ...],
    exclude: tuple[str, ...],
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    extend_select: tuple[str, ...],
    output_format: str,
    color: str,
    quiet: bool,
    verbose: bool,
    exit_zero: bool,
    statistics: bool,
    show_files: bool,
) -> None:
    """Report loss calls whose output, target or units do not fit."""
    from losslint.config import Config
    from losslint.diagnostic import Severity

    config = Config(exclude, _selection(select, extend_select, ignore))
    if show_files:
        _list_files(paths, config)
        return
    run = _run(paths, config)
    found = [diagnostic for diagnostic in run.report.diagnostics if config.selection.reports(diagnostic)]
    if output_format == "json":
        _write_check_json(run.report, found, statistics=statistics)
    else:
        screen = _screen(output_format, color, quiet, verbose)
        shown = screen.statistics(run.report, found) if statistics else screen.check(run.report, found, run.line)
        _echo_all(shown)
    if complain(run.report.internal):
        ctx.exit(FAILURE)
    if not exit_zero and any(diagnostic.severity is not Severity.ADVICE for diagnostic in found):
        ctx.exit(FINDINGS)


@main.command(short_help="List every loss call and what reaches it.")
@path_options
@output_options
@loudness_options
@click.pass_context
def pairs(
    ctx: click.Context,
    paths: tuple[Path, ...],
    exclude: tuple[str, ...],
    output_format: str,
    color: str,
    quiet: bool,
    verbose: bool,
) -> None:
    """List every loss call, the form of output that reaches it, the verdict, and why it is not known."""
    from losslint.config import Config

    run = _run(paths, Config(exclude))
    if output_format == "json":
        from losslint.report.document import pairs_document, written

        click.echo(written(pairs_document(run.report)), nl=False)
    else:
        _echo_all(_screen(output_format, color, quiet, verbose).pairs(run.report))
    if complain(run.report.internal):
        ctx.exit(FAILURE)


@main.command(short_help="Print what is known of a line's values.")
@click.argument("place", metavar="FILE:LINE")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True)
def trace(place: str, color: str) -> None:
    """Print what is known about every value on a line and how it came.

    In a notebook the place is FILE:CELL:LINE; cells are counted from 1, text cells included.
    """
    from losslint import runner
    from losslint.report.inventory import trace_text
    from losslint.report.picture import location
    from losslint.source.project import UsageProblem

    path, cell, line = _traced_place(place)
    try:
        rows, problems = runner.trace(path, line, cell, cwd=Path.cwd())
    except UsageProblem as usage:
        raise click.UsageError(str(usage)) from None
    for problem in problems:
        click.echo(f"warning: {location(problem.place)}: {problem.cause}", err=True)
    _echo(trace_text(rows, _paint(color)) if rows else f"{place}: no value on this line is known to losslint")


@main.command(short_help="Print a rule's page.")
@click.argument("code")
def explain(code: str) -> None:
    """Print a rule's page: why it matters, examples, when it stays silent, how to fix it."""
    from losslint.rules.catalogue import load_rules

    rules = load_rules()
    by_name = {rule.name: rule for rule in rules.values()}
    rule = rules.get(code.upper()) or by_name.get(code)
    if rule is None:
        raise click.UsageError(_unknown_code(code, rules))
    _echo(rule.page.strip())


@main.command()
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True)
def rules(color: str) -> None:
    """List the rules."""
    from losslint.report.paint import BY_SEVERITY
    from losslint.rules.catalogue import load_rules

    paint = _paint(color)
    for rule in sorted(load_rules().values(), key=lambda rule: rule.code):
        severity = paint(f"{rule.severity:7}", BY_SEVERITY[rule.severity])
        _echo(f"{rule.code}  {severity}  {rule.name}: {rule.summary}")


def _run(paths: Sequence[Path], config: Config) -> Run:
    from losslint import runner
    from losslint.progress import ProgressLine
    from losslint.source.project import UsageProblem

    progress = ProgressLine(terminal=sys.stderr.isatty())
    try:
        run = runner.run(paths or (Path(),), cwd=Path.cwd(), config=config, progress=progress)
    except UsageProblem as problem:
        raise click.UsageError(str(problem)) from None
    finally:
        progress.clear()
    if not any(run.project.is_asked(file.display) for file in run.project.files):
        click.echo("warning: no Python file or notebook found under the given paths", err=True)
    return run


def _selection(select: tuple[str, ...], extend: tuple[str, ...], ignore: tuple[str, ...]) -> Selection:
    from losslint.config import Selection
    from losslint.rules.catalogue import load_rules

    known = load_rules()
    selection = Selection(_selectors(select) or Selection().select, _selectors(extend), _selectors(ignore))
    for selector in selection.unknown(known):
        raise click.UsageError(_unknown_code(selector, known))
    return selection


def _selectors(values: Sequence[str]) -> tuple[str, ...]:
    return tuple(word.strip() for value in values for word in value.split(",") if word.strip())


def _unknown_code(word: str, known: dict[str, Rule]) -> str:
    from losslint.config import ALL, suggestion

    by_name = {rule.name.upper(): rule.code for rule in known.values()}
    close = suggestion(word, [ALL, *known, *by_name])
    hint = f"did you mean {by_name.get(close, close)}?" if close else "`losslint rules` lists the codes"
    return f"unknown rule code '{word}': {hint}"


def _write_check_json(report: Report, found: list[Diagnostic], *, statistics: bool) -> None:
    from losslint.report.coverage import coverage_of
    from losslint.report.document import check_document, written

    coverage = coverage_of(found, report.pairs) if statistics else None
    click.echo(written(check_document(report, found, coverage)), nl=False)


def _screen(output_format: str, color: str, quiet: bool, verbose: bool) -> Screen:
    from losslint.report.screen import Screen

    return Screen(_paint(color), output_format == "concise", quiet, verbose)


def _list_files(paths: Sequence[Path], config: Config) -> None:
    from losslint.source.project import Project, UsageProblem

    try:
        project = Project.open(paths or (Path(),), cwd=Path.cwd(), exclude=config.exclude)
    except UsageProblem as problem:
        raise click.UsageError(str(problem)) from None
    for file in project.files:
        if project.is_asked(file.display):
            _echo(file.display)


def _traced_place(text: str) -> tuple[Path, int | None, int]:
    """`train.py:41`, `nb.ipynb:3:7`; a column behind the line of a script, as findings print it, is ignored."""
    parts = text.split(":")
    numbers: list[int] = []
    while len(parts) > 1 and (word := parts[-1].removeprefix("cell ")).isdecimal():
        numbers.insert(0, int(word))
        parts.pop()
    path = Path(":".join(parts))
    if path.suffix == ".ipynb" and len(numbers) in (2, 3):
        return path, numbers[0], numbers[1]
    if path.suffix != ".ipynb" and len(numbers) in (1, 2):
        return path, None, numbers[0]
    raise click.UsageError(f"'{text}' is no place: give FILE:LINE, or FILE:CELL:LINE in a notebook")


def complain(problems: Sequence[str]) -> bool:
    """Tell of losslint's own failures on stderr. Were there any?"""
    for problem in problems:
        click.echo(f"losslint: {problem}", err=True)
    if problems:
        click.echo(f"losslint: this is a defect of losslint; {DEBUG}=1 shows where it happened", err=True)
    return bool(problems)


def _paint(color: str) -> Paint:
    """Colour only on a terminal, unless the option or the environment says otherwise."""
    from losslint.report.paint import Paint

    if color != "auto":
        return Paint(on=color == "always")
    if os.environ.get("NO_COLOR"):
        return Paint(on=False)
    if os.environ.get("FORCE_COLOR"):
        return Paint(on=True)
    return Paint(on=sys.stdout.isatty() and os.environ.get("TERM") != "dumb")


def _echo(text: str) -> None:
    click.echo(text, color=True)  # whether there are colours in it was decided in _paint


def _echo_all(texts: Iterable[str]) -> None:
    for text in texts:
        _echo(text)
