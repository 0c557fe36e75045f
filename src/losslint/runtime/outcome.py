"""What a watched program showed, as the report that every door can deliver. Floor 6.

In: a `Trajectory`, of a distributed job one for each process; out: a `Run` like that of the analysis of source, so that
selection, comments, formats and exit codes are the same.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from losslint.config import Config
from losslint.diagnostic import FileCounts, Report
from losslint.place import Trail
from losslint.runner import Run, fingerprinted, opened
from losslint.runtime import judge
from losslint.trajectory import Trajectory


def _loaded() -> set[Path]:
    """The files of the modules that the program has loaded."""
    names = [getattr(module, "__file__", None) for module in list(sys.modules.values())]
    return {Path(os.path.realpath(name)) for name in names if name}


def run_of(seen: Sequence[Trajectory], internal: tuple[str, ...], config: Config, cwd: Path, seconds: float) -> Run:
    """The findings and the inventory of a run, with the files that they stand in."""
    findings, rows = judge.findings(*seen), judge.rows(*seen)
    trails: list[Trail] = [finding.trail for finding in findings]
    named = {finding.place.path for finding in findings} | {row.place.path for row in rows}
    named |= {step.place.path for trail in trails for step in trail}
    files = sorted(path for path in named if (cwd / path).is_file())
    project = opened([Path(path) for path in files] or [Path(os.devnull)], cwd, config)
    seen_files = {*map(project.path_of, files), *_loaded()}
    counts = FileCounts(checked=sum(file.path in seen_files for file in project.files))
    report = Report(fingerprinted(findings, project), rows, counts, seconds, tuple(dict.fromkeys(internal)))
    return Run(report, project)
