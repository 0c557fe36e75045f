"""losslint as a library: paths come in, a `Report` goes out. Floor 7; the names of `losslint` itself are defined here.

The plugins of other tools stand on `checked`, which hands out the project as well, for the source lines of its pictures.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from losslint import mend, runner
from losslint.config import Config, matches
from losslint.diagnostic import Applicability, Diagnostic, Edit, Fix, PairRow, Report, Severity
from losslint.gate import gate
from losslint.place import Place, Step
from losslint.record import replace
from losslint.rules.catalogue import load_rules
from losslint.runner import Run
from losslint.settings import load
from losslint.settings.layer import Layer
from losslint.source.project import UsageProblem

__all__ = [
    "Applicability",
    "Diagnostic",
    "Edit",
    "Fix",
    "PairRow",
    "Place",
    "Report",
    "Severity",
    "Step",
    "UsageProblem",
    "check",
]

Paths = str | os.PathLike[str] | Iterable[str | os.PathLike[str]]


def check(
    paths: Paths = (),
    *,
    select: Iterable[str] = (),
    extend_select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    exclude: Iterable[str] = (),
    config: Iterable[str] = (),
    isolated: bool = False,
    contents: Mapping[str | os.PathLike[str], str | bytes] | None = None,
    cwd: str | os.PathLike[str] | None = None,
    fixes: bool = False,
) -> Report:
    """What `losslint check` would report for `paths` (none: the working directory), with the same settings and options.

    `config` are values of `--config` (a file, KEY=VALUE); `isolated` reads no configuration file. `contents` are texts that stand for files, by path: unsaved ones of an editor, say. `cwd` is the folder that paths count
    from, if it is not the process's. With `fixes` each finding has its fix, safe or unsafe, if it has one that holds: the
    project is analysed again to see that. `diagnostics` of the result are those selected; advice is off, as in the command. The
    result's `internal` is not empty where losslint itself failed, and the rest is then not complete.

    Raises UsageProblem for a path that does not exist, a code that is none, or a bad configuration.
    """
    selected = Layer(
        select=tuple(select) or None,
        extend_select=tuple(extend_select),
        ignore=tuple(ignore),
        extend_exclude=tuple(exclude),
    )
    run, _ = checked(paths, selected, config=config, isolated=isolated, contents=contents, cwd=cwd, fixes=fixes)
    return run.report


def checked(
    paths: Paths,
    selected: Layer | None = None,
    *,
    config: Iterable[str] = (),
    isolated: bool = False,
    contents: Mapping[str | os.PathLike[str], str | bytes] | None = None,
    cwd: str | os.PathLike[str] | None = None,
    fixes: bool = False,
) -> tuple[Run, Config]:
    """As `check`, with the project at hand and the settings that held; `selected` lies above those of the files."""
    codes = load_rules()
    layer = selected or Layer()
    for selector in (*(layer.select or ()), *layer.extend_select, *layer.ignore):
        if not matches(selector, codes):
            raise UsageProblem(f"unknown rule code '{selector}'")
    folder = Path(cwd or Path.cwd())
    asked = [Path(path) for path in ([paths] if isinstance(paths, (str, os.PathLike)) else paths)] or [Path()]
    given = _contents(contents or {}, folder)
    settings = load(
        asked, cwd=folder, codes=codes, overrides=tuple(config), isolated=isolated, command_line=layer, given=given
    )

    run = runner.run(asked, cwd=folder, config=settings, contents=given)
    report = gate(run, settings)
    return replace(run, report=_with_fixes(run, report, settings) if fixes else report), settings


def _with_fixes(run: Run, report: Report, settings: Config) -> Report:
    known = mend.fixes(run, lambda again: gate(again, settings).diagnostics)
    return replace(report, diagnostics=tuple(replace(one, fix=known.get(one, one.fix)) for one in report.diagnostics))


def _contents(contents: Mapping[str | os.PathLike[str], str | bytes], folder: Path) -> dict[Path, bytes]:
    """By absolute path, as the runner wants it."""
    return {
        Path(os.path.realpath(folder / path)): text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
        for path, text in contents.items()
    }
