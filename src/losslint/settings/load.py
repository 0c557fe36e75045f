"""From the project's files and the command line to one `Config`. Floor 2."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TypeVar

from losslint.config import Config, Selection
from losslint.diagnostic import Severity
from losslint.settings.layer import Layer, read_layer
from losslint.settings.problem import SettingsError
from losslint.settings.source import PYPROJECT, Source, nearest, read_file, read_inline
from losslint.source.project import project_root

Value = TypeVar("Value")


def load(
    paths: Sequence[Path],
    *,
    cwd: Path,
    codes: Collection[str],
    overrides: Sequence[str] = (),
    isolated: bool = False,
    command_line: Layer | None = None,
    given: Collection[Path] = (),
) -> Config:
    """The settings for a run on `paths`; `codes` are those of all rules, `given` files that need not exist.

    `overrides` are the values of `--config`: a file to read in place of the nearest one, or KEY=VALUE. `isolated` reads
    none that was not named. Raises `UsageProblem` for a path that is missing, `SettingsError` for a bad configuration.
    """
    here = cwd.resolve()
    files, inline = _named(overrides, here)
    if len(files) > 1 or (files and isolated):
        raise SettingsError("--config takes one file" if len(files) > 1 else "--isolated reads no --config FILE")
    named = files[0] if files else None
    chosen = named or (None if isolated else nearest(project_root(paths, here, given)))
    layers = _with_extended(chosen, here, codes, named=named is not None) if chosen else []
    layers += [read_layer(source, codes) for source in inline]
    config = combined([*layers, command_line or Layer()])
    _check_stubs(config.knowledge)
    return config


def _named(overrides: Sequence[str], cwd: Path) -> tuple[list[Path], list[Source]]:
    """The values of `--config`: files, and what was said in place."""
    files: list[Path] = []
    inline: list[Source] = []
    for text in overrides:
        if Path(cwd, text).exists():
            files.append(Path(cwd, text).resolve())
        elif "=" in text:
            inline.append(read_inline(text, cwd))
            if "extend" in inline[-1].table:
                raise inline[-1].error("'extend' is for files")
        else:
            raise SettingsError(f"--config '{text}': no such file, and no KEY=VALUE")
    return files, inline


def _with_extended(path: Path, cwd: Path, codes: Collection[str], *, named: bool) -> list[Layer]:
    """The layers of a file and of what it extends, the lowest first."""
    layers: list[Layer] = []
    asker: Source | None = None
    while True:
        if asker and not path.is_file():
            raise asker.error(f"'extend' names '{asker.table['extend']}', which is no file", ("extend",))
        source = read_file(path, cwd)
        if path.name == PYPROJECT and not source.table and (named or asker):
            raise SettingsError(f"{source.label}: it has no [tool.losslint]")
        layer = read_layer(source, codes)
        layers.insert(0, layer)
        if layer.extend is None:
            return layers
        path, asker = layer.extend.resolve(), source
        if any(path == below.path for below in layers):
            raise source.error(f"'extend' leads in a circle: {path.name} is being read already", ("extend",))


def combined(layers: Sequence[Layer]) -> Config:
    """One `Config` from layers, the lowest first: of most keys the highest is heard, `extend-…` add up."""
    selection = Selection()
    for layer in layers:
        if layer.select is not None or layer.extend_select or layer.ignore:
            selection = Selection(layer.select, layer.extend_select, layer.ignore, selection)
    excluded = _highest([layer.exclude for layer in layers])
    return Config(
        exclude=(*(excluded or ()), *(pattern for layer in layers for pattern in layer.extend_exclude)),
        selection=selection,
        default_exclude=excluded is None,
        force_exclude=_highest([layer.force_exclude for layer in layers]) or False,
        per_file_ignores=_highest([layer.per_file_ignores for layer in layers]) or (),
        severity={code: severity for layer in layers for code, severity in layer.severity.items()},
        knowledge=_highest([layer.knowledge for layer in layers]) or (),
        src=_highest([layer.src for layer in layers]) or (),
        fail_on=_highest([layer.fail_on for layer in layers]) or Severity.WARNING,
        output_format=_highest([layer.output_format for layer in layers]),
        cache_dir=_highest([layer.cache_dir for layer in layers]),
        baseline=_highest([layer.baseline for layer in layers]),
        files=tuple(layer.path for layer in reversed(layers) if layer.path),
    )


def _highest(values: Sequence[Value | None]) -> Value | None:
    return next((value for value in reversed(values) if value is not None), None)


def _check_stubs(folders: Sequence[Path]) -> None:
    """Read the user's stubs now, so that what is wrong in them is an answer and not an accident."""
    if not folders:
        return
    from losslint.knowledge import Knowledge, StubError

    try:
        Knowledge.check(folders)
    except (StubError, OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"knowledge: {error}") from None
