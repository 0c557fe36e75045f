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


def read_notebooks(project: Project, jobs: int) -> None:
    """Have the cells of all notebooks at hand, where that is worth more than one process. What failed elsewhere is read when it is
    asked for."""
    notebooks = sorted((file for file in project.files if file.is_notebook), key=lambda file: -len(file.data))
    helpers = min(jobs - 1, sum(len(file.data) for file in notebooks) // WORTH)
    if helpers < 1 or not hasattr(os, "fork"):
        return
    mine, *others = [notebooks[first :: helpers + 1] for first in range(helpers + 1)]
    _, told = shared(partial(_cells_of, mine), [partial(_cells_of, share) for share in others])
    for share, cells_of_each in zip(others, told, strict=False):
        for file, cells in zip(share, cells_of_each or (), strict=False):
            if cells is not None:
                file.recall_cells(cells)


def _cells_of(notebooks: Sequence[SourceFile]) -> list[Any]:
    return [file.cells for file in notebooks]
