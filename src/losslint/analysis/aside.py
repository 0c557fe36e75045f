"""A question beside another one: within a budget of its own, so that it takes nothing away from what is really asked. Floor 3."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from losslint.analysis import bounds

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator

Result = TypeVar("Result")


def aside(ev: Evaluator, steps: int, question: Callable[[], Result]) -> Result:
    """Ask within `steps`, which may be used up any number of times."""
    before, budget, counts, hangs_on = ev.steps, ev.budget, ev.counts, ev.hangs_on
    ev.steps, ev.budget, ev.counts, ev.hangs_on = 0, min(budget, steps), False, 0
    try:
        return question()
    finally:
        ev.steps, ev.budget, ev.counts = before, budget, counts
        ev.hangs_on = hangs_on | (ev.hangs_on & ~bounds.CUT)
