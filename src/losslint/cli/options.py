"""Groups of options that several commands share. Floor 7.

A command takes them as `**options`; the module that needs a group reads its values from there by their names.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

Options = dict[str, Any]
Command = TypeVar("Command", bound=Callable[..., Any])


def option_group(*options: Callable[[Command], Command]) -> Callable[[Command], Command]:
    """Several options as one decorator, in the order in which they are listed."""

    def decorate(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


config_options = option_group(
    click.option(
        "--config",
        "overrides",
        multiple=True,
        metavar="FILE|KEY=VALUE",
        help="Read this configuration file, not the nearest one; or set one key, its value in TOML; repeatable.",
    ),
    click.option("--isolated", is_flag=True, help="Read no configuration file."),
)
path_options = option_group(
    click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH...]"),
    click.option(
        "--exclude",
        "--extend-exclude",
        multiple=True,
        metavar="PATTERN",
        help="Leave out these paths too (as in .gitignore); repeatable.",
    ),
    click.option("--force-exclude", is_flag=True, help="Leave out excluded paths even if they are given."),
    config_options,
    click.option(
        "-n",
        "--no-cache",
        is_flag=True,
        envvar="LOSSLINT_NO_CACHE",
        help="Neither read nor write the cache.  [env: LOSSLINT_NO_CACHE]",
    ),
    click.option(
        "--cache-dir",
        type=click.Path(path_type=Path, file_okay=False),
        envvar="LOSSLINT_CACHE_DIR",
        metavar="FOLDER",
        help="Keep the cache in this folder.  [env: LOSSLINT_CACHE_DIR; default: .losslint_cache in the project]",
    ),
    click.option(
        "-j",
        "--jobs",
        type=click.IntRange(1),
        metavar="N",
        help="Let at most N processes share the work.  [default: one for each core]",
    ),
)
color_option = click.option(
    "--color", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True
)
CHECK_FORMATS = ("full", "concise", "grouped", "json", "json-lines", "sarif", "github", "gitlab", "junit", "rdjson")
PAIRS_FORMATS = ("full", "concise", "json")


def output_options(*formats: str) -> Callable[[Command], Command]:
    """In which of `formats`, and whether with colours."""
    choice = click.Choice(formats)
    return option_group(click.option("--output-format", type=choice, help="[default: full]"), color_option)


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
