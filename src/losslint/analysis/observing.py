"""Everything that is observed in a project, kind by kind, with one evaluator for all. Floor 3.

In: a project and what is known of frameworks. Out: observations: loss sites first, then the steps that train with them, then runs.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from losslint.analysis import signal, sites
from losslint.analysis.evaluator import Evaluator
from losslint.observation import Observation

if TYPE_CHECKING:
    from losslint.knowledge import Knowledge
    from losslint.source.project import Project


def observations(
    project: Project, knowledge: Knowledge, progress: sites.Progress | None = None
) -> Iterator[Observation]:
    """Every observation of the project."""
    ev = Evaluator(project, knowledge)
    yield from sites.loss_sites(ev, progress)
    yield from signal.steps(ev)
    yield from signal.runs(ev)
