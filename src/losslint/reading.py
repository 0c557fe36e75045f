"""The notebooks of a project, taken out of their JSON by several processes, this one among them. Floor 6.

Which components there are is only known when all has been read, and most of what is read is notebooks.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import partial
from typing import Any

from losslint.helper import shared
from losslint.source.file import SourceFile
from losslint.source.project import Project

WORTH = 8 * 1024 * 1024
"""Bytes of notebooks for each process: below that it costs more than it saves."""
OF_SCRIPT = 3
"""Bytes of a notebook that are read in the time that a byte of a script takes."""


def read_notebooks(project: Project, jobs: int) -> None:
    """Have the cells of all notebooks at hand, where that is worth more than one process. What failed elsewhere is read when it is
    asked for."""
    notebooks = sorted((file for file in project.files if file.is_notebook), key=lambda file: -len(file.data))
    helpers = min(jobs - 1, sum(len(file.data) for file in notebooks) // WORTH)
    if helpers < 1 or not hasattr(os, "fork"):
        return
    scripts = [file for file in project.files if not file.is_notebook]
    ahead = OF_SCRIPT * sum(file.status.size for file in scripts if file.status is not None)
    mine, *others = _shares(notebooks, [ahead, *[0] * helpers])
    _, told = shared(partial(_read, scripts, mine), [partial(_cells_of, share) for share in others])
    for share, cells_of_each in zip(others, told, strict=False):
        for file, cells in zip(share, cells_of_each or (), strict=False):
            if cells is not None:
                file.recall_cells(cells)


def _shares(notebooks: Sequence[SourceFile], loads: list[int]) -> list[list[SourceFile]]:
    """What each process reads, who has so many bytes before it already: the next notebook goes to whoever has least."""
    shares: list[list[SourceFile]] = [[] for _ in loads]
    for file in notebooks:
        least = loads.index(min(loads))
        shares[least].append(file)
        loads[least] += len(file.data)
    return shares


def _read(scripts: Sequence[SourceFile], notebooks: Sequence[SourceFile]) -> None:
    """Which components there are is told by what scripts import too: that is read meanwhile."""
    for script in scripts:
        _ = script.imports
    _cells_of(notebooks)


def _cells_of(notebooks: Sequence[SourceFile]) -> list[Any]:
    return [file.cells for file in notebooks]
