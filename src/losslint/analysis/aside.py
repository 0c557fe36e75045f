"""A question beside another one: within a budget of its own, so that it takes little away from what is really asked. Floor 3."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from losslint.analysis import bounds

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator

Result = TypeVar("Result")


def aside(ev: Evaluator, steps: int, question: Callable[[], Result]) -> Result:
    """Ask within `steps`, which may be used up any number of times; one that is asked inside another takes from what that one
    may spend, or each would have all of it again."""
    before, budget, counts, gives_up, hangs_on = ev.steps, ev.budget, ev.counts, ev.gives_up, ev.hangs_on
    is_inner = ev.is_aside
    start = before if is_inner else 0
    ev.steps, ev.budget, ev.is_aside = start, min(budget, start + steps), True
    ev.counts, ev.gives_up, ev.hangs_on = False, False, 0
    try:
        return question()
    finally:
        ev.steps = min(ev.steps, ev.budget) if is_inner else before
        ev.budget, ev.is_aside, ev.counts, ev.gives_up = budget, is_inner, counts, gives_up
        ev.hangs_on = hangs_on | (ev.hangs_on & ~bounds.CUT)


def within_share(ev: Evaluator, question: Callable[[], Result]) -> Result:
    """Ask within a share of the budget, which leaves the others theirs. Where that is cut short, the answer stands if a loss call's
    own question asks; what has less to spend does not decide for it."""
    before, budget, counts, gives_up, hangs_on = ev.steps, ev.budget, ev.counts, ev.gives_up, ev.hangs_on
    ev.budget = min(budget, before + budget // bounds.WAY)
    ev.counts, ev.gives_up, ev.hangs_on = False, False, 0
    try:
        return question()
    finally:
        ev.steps = max(before, min(ev.steps, ev.budget))
        ev.budget, ev.counts, ev.gives_up = budget, counts, gives_up
        ev.hangs_on = hangs_on | (ev.hangs_on & ~bounds.CUT if counts else ev.hangs_on)
