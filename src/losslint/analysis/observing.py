"""Everything that is observed in a project, kind by kind, with one evaluator for all. Floor 3.

In: a project and what is known of frameworks. Out: observations: loss sites first, then operations of the kinds that
somebody asks for, then the steps that train, then runs.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import chain
from typing import TYPE_CHECKING

from losslint.analysis import handed, signal, sites
from losslint.analysis.evaluator import Evaluator
from losslint.analysis.operations import operation_sites
from losslint.forms import OperationKind
from losslint.loss_site import LossSite
from losslint.observation import Observation

if TYPE_CHECKING:
    from losslint.knowledge import Knowledge
    from losslint.source.project import Project


def observations(
    project: Project,
    knowledge: Knowledge,
    progress: sites.Progress | None = None,
    kinds: Collection[OperationKind] = tuple(OperationKind),
) -> Iterator[Observation]:
    """Every observation of the project."""
    ev = Evaluator(project, knowledge)
    losses: list[LossSite] = []
    for site in chain(sites.loss_sites(ev, progress), handed.loss_sites(ev)):
        losses.append(site)
        yield site
    yield from operation_sites(ev, losses, kinds)
    yield from signal.steps(ev)
    yield from signal.runs(ev)
