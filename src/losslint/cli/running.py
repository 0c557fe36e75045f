"""From the options of a command to a run of the analysis. Floor 7; problems of the user's become usage errors."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from losslint.cli.terminal import echo

if TYPE_CHECKING:
    from losslint.cache import Cache
    from losslint.cli.options import Options
    from losslint.config import Config
    from losslint.progress import ProgressLine
    from losslint.rules.catalogue import Rule
    from losslint.runner import Run
    from losslint.settings.layer import Layer


def config_of(paths: Sequence[Path], options: Options, given: Collection[Path] = ()) -> Config:
    """The settings for a run: the command line above the project's file. Settles `options["output_format"]` as well."""
    from losslint.rules.catalogue import load_rules
    from losslint.settings import load
    from losslint.source.project import UsageProblem

    try:
        config = load(
            paths,
            cwd=Path.cwd(),
            codes=load_rules(),
            overrides=options["overrides"],
            isolated=options["isolated"],
            command_line=_layer(options),
            given=given,
        )
    except UsageProblem as problem:
        raise click.UsageError(str(problem)) from None
    if "output_format" in options:
        options["output_format"] = config.output_format or "full"
    return config


def _layer(options: Options) -> Layer:
    """What the options say; a command may lack any of them."""
    from losslint.config import matches
    from losslint.diagnostic import Severity
    from losslint.rules.catalogue import load_rules
    from losslint.settings.layer import Layer

    select, extend, ignore = (_selectors(options.get(key, ())) for key in ("select", "extend_select", "ignore"))
    known = load_rules()
    for selector in (*select, *extend, *ignore):
        if not matches(selector, known):
            raise click.UsageError(unknown_code(selector, known))
    return Layer(
        select=select or None,
        extend_select=extend,
        ignore=ignore,
        extend_exclude=options.get("exclude", ()),
        force_exclude=options.get("force_exclude") or None,
        fail_on=Severity(options["fail_on"]) if options.get("fail_on") else None,
        output_format=options.get("output_format"),
        baseline=Path.cwd() / options["baseline"] if options.get("baseline") else None,
        cache_dir=Path.cwd() / options["cache_dir"] if options.get("cache_dir") else None,
    )


def cache_of(config: Config, options: Options) -> Cache | None:
    """The cache for a run; none where it was declined."""
    if options["no_cache"]:
        return None
    from losslint.cache import Cache
    from losslint.rules.asked import asked

    return Cache(config.cache_dir, Path.cwd(), config.knowledge, asked(config))


@contextmanager
def shown_progress() -> Iterator[ProgressLine]:
    """A line of progress on a terminal, and no trace of it afterwards."""
    from losslint.progress import ProgressLine

    progress = ProgressLine(terminal=sys.stderr.isatty())
    try:
        yield progress
    finally:
        progress.clear()


def run_project(
    paths: Sequence[Path],
    config: Config,
    contents: Mapping[Path, bytes] | None = None,
    cache: Cache | None = None,
    jobs: int | None = 1,
) -> Run:
    """`contents`, by absolute path, is read instead of the files; a cache is then not asked. `jobs`: None is one for each core."""
    from losslint import runner
    from losslint.source.project import UsageProblem

    try:
        with shown_progress() as progress:
            run = runner.run(
                paths or (Path(),),
                cwd=Path.cwd(),
                config=config,
                progress=progress,
                contents=contents,
                cache=cache,
                jobs=jobs or runner.cores(),
            )
    except UsageProblem as problem:
        raise click.UsageError(str(problem)) from None
    for warning in cache.warnings if cache else ():
        click.echo(f"warning: {warning}", err=True)
    if not config.force_exclude and not any(run.project.is_asked(file.display) for file in run.project.files):
        click.echo("warning: no Python file or notebook found under the given paths", err=True)
    return run


def list_files(paths: Sequence[Path], config: Config) -> None:
    from losslint import runner
    from losslint.source.project import UsageProblem

    try:
        project = runner.opened(paths or (Path(),), Path.cwd(), config)
    except UsageProblem as problem:
        raise click.UsageError(str(problem)) from None
    for file in project.files:
        if project.is_asked(file.display):
            echo(file.display)


def show_settings(config: Config) -> None:
    from losslint.rules.catalogue import load_rules
    from losslint.settings.show import shown

    for line in shown(config, load_rules()):
        echo(line)


def _selectors(values: Sequence[str]) -> tuple[str, ...]:
    return tuple(word.strip() for value in values for word in value.split(",") if word.strip())


def unknown_code(word: str, known: Mapping[str, Rule]) -> str:
    """What to tell of a word that is no code."""
    from losslint.config import ALL, suggestion

    by_name = {rule.name.upper(): rule.code for rule in known.values()}
    close = suggestion(word, [ALL, *known, *by_name])
    hint = f"did you mean {by_name.get(close, close)}?" if close else "`losslint rules` lists the codes"
    return f"unknown rule code '{word}': {hint}"
