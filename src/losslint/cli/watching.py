"""`--watch`: the command again whenever a file of the project changes, until it is interrupted. Floor 7.

Each run is a process of its own: what it needed is given back when it ends, and one that fails ends nothing but itself.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from watchfiles import Change

OPTION = "--watch"
SUFFIXES = (".py", ".ipynb", ".pyi", ".toml", ".gitignore")
"""Ends of the names that the outcome depends on."""
PAUSE = 200  # milliseconds in which several changes are one

watch_option = click.option(OPTION, is_flag=True, help="Run again whenever a file of the project changes.")


def watch(paths: Sequence[Path]) -> None:
    """Run this process's command, without `--watch`, now and after every change."""
    try:
        import watchfiles
    except ImportError:
        raise click.UsageError(
            f"{OPTION} needs watchfiles, which is not installed: python -m pip install 'ml-losslint[watch]'"
        ) from None
    from losslint.cache import FOLDER

    root = _root(paths)
    usual = watchfiles.DefaultFilter()

    def matters(change: Change, path: str) -> bool:
        return path.endswith(SUFFIXES) and usual(change, path) and f"/{FOLDER}/" not in path

    # Waiting begins before the first run and goes on during each: no change is lost. The first wait ends by the clock.
    changes = watchfiles.watch(root, watch_filter=matters, debounce=PAUSE, rust_timeout=PAUSE, yield_on_timeout=True)
    started = False
    try:
        for changed in changes:
            if changed or not started:
                started = True
                _run(root)
    except KeyboardInterrupt:
        return


def _root(paths: Sequence[Path]) -> Path:
    from losslint.source.project import UsageProblem, project_root

    try:
        return project_root(paths, Path.cwd())
    except UsageProblem as problem:
        raise click.UsageError(str(problem)) from None


def _run(root: Path) -> None:
    import subprocess

    if sys.stdout.isatty():
        click.clear()
    words = [word for word in sys.argv[1:] if word != OPTION]
    subprocess.run([sys.executable, "-m", "losslint", *words], check=False)  # noqa: S603 - itself, as it was called
    click.echo(f"Watching {root} for changes (Ctrl-C ends)", err=True)
