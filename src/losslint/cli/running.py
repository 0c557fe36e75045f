"""From the options of a command to a run of the analysis. Floor 7; problems of the user's become usage errors."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from losslint.cli.terminal import echo

if TYPE_CHECKING:
    from losslint.cli.options import Options
    from losslint.config import Config, Selection
    from losslint.rules.catalogue import Rule
    from losslint.runner import Run


def config_of(options: Options) -> Config:
    """What the options say; those of `selection_options` may be missing."""
    from losslint.config import Config

    return Config(options["exclude"], _selection(options))


def run_project(paths: Sequence[Path], config: Config) -> Run:
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


def list_files(paths: Sequence[Path], config: Config) -> None:
    from losslint.source.project import Project, UsageProblem

    try:
        project = Project.open(paths or (Path(),), cwd=Path.cwd(), exclude=config.exclude)
    except UsageProblem as problem:
        raise click.UsageError(str(problem)) from None
    for file in project.files:
        if project.is_asked(file.display):
            echo(file.display)


def _selection(options: Options) -> Selection:
    from losslint.config import Selection
    from losslint.rules.catalogue import load_rules

    select, extend, ignore = (_selectors(options.get(key, ())) for key in ("select", "extend_select", "ignore"))
    selection = Selection(select or Selection().select, extend, ignore)
    known = load_rules()
    for selector in selection.unknown(known):
        raise click.UsageError(unknown_code(selector, known))
    return selection


def _selectors(values: Sequence[str]) -> tuple[str, ...]:
    return tuple(word.strip() for value in values for word in value.split(",") if word.strip())


def unknown_code(word: str, known: dict[str, Rule]) -> str:
    """What to tell of a word that is no code."""
    from losslint.config import ALL, suggestion

    by_name = {rule.name.upper(): rule.code for rule in known.values()}
    close = suggestion(word, [ALL, *known, *by_name])
    hint = f"did you mean {by_name.get(close, close)}?" if close else "`losslint rules` lists the codes"
    return f"unknown rule code '{word}': {hint}"
