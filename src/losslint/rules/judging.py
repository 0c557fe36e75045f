"""From an observation to findings: each kind is handed to the rules that read it. Floor 4.

In: an observation. Out: its findings, and its row of the inventory if it is a loss site. Which rules look is said by
the key `reads` of their pages.
"""

from __future__ import annotations

from losslint.diagnostic import Diagnostic, PairRow
from losslint.loss_site import LossSite
from losslint.observation import Observation, OperationSite, Run, Step
from losslint.rules import operations, runs, steps, verdict


def judged(observation: Observation) -> tuple[tuple[Diagnostic, ...], PairRow | None]:
    """The findings about one observation."""
    match observation:
        case LossSite():
            return verdict.verdict(observation)
        case OperationSite():
            return operations.verdict(observation), None
        case Step():
            return tuple(steps.findings(observation)), None
        case Run():
            return tuple(runs.findings(observation)), None
    return (), None
