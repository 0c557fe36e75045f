"""Everything that is observed in a project, kind by kind, with one evaluator for all. Floor 3.

In: an evaluator of a project. Out: observations: loss sites first, then operations of the kinds that
somebody asks for, then the steps that train, then what is asked of runs.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from itertools import chain
from typing import TYPE_CHECKING

from losslint.analysis import handed, signal, sites
from losslint.analysis.operations import operation_sites
from losslint.forms import OperationKind
from losslint.loss_site import LossSite
from losslint.observation import Observation, RunKind

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator


def observations(
    ev: Evaluator,
    progress: sites.Progress | None = None,
    asked: Callable[[], Collection[OperationKind | RunKind]] = lambda: (*OperationKind, *RunKind),
    only: Collection[str] | None = None,
) -> Iterator[Observation]:
    """Every observation of a project; with `only`, the loss sites of the files that messages call so, and what stands beside
    them. None where nothing is imported; before there is something to look for, nobody is asked what is `asked`."""
    if not ev.graph.may_import("torch"):
        return
    losses: list[LossSite] = []
    for site in chain(sites.loss_sites(ev, progress, only), handed.loss_sites(ev, only)):
        losses.append(site)
        yield site
    wanted = asked()
    yield from operation_sites(ev, losses, wanted)
    yield from signal.steps(ev)
    yield from signal.runs(ev, wanted)
