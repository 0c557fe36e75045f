"""The rules that only a run can show (LL7xx), and those whose proof is a number of the run. Floor 4."""

from __future__ import annotations

from collections.abc import Sequence

from losslint.diagnostic import Diagnostic
from losslint.trajectory import LiveSite, Trajectory


def of_site(site: LiveSite, pairs: Sequence[Diagnostic]) -> list[Diagnostic]:  # noqa: ARG001
    """What the numbers of one loss call show."""
    return []


def of_run(seen: Trajectory) -> list[Diagnostic]:  # noqa: ARG001
    """What the whole run shows."""
    return []
