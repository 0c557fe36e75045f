"""A loss call again, under the choice of configurations that lead to it. Floor 3.

A configuration says which of many models and heads is built. Looked at together, those that never reach a loss call use
up its budget; which of the files reach it is known by then, so it is asked once more as if there were no others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, cast

from losslint.analysis import bounds
from losslint.guards import ALWAYS, Guards, by_subject
from losslint.loss_site import LossCall

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator

CHOICE = "configuration"  # the first word of the subject of a guard that names a file


def under_choice(ev: Evaluator, found: list[LossCall], again: Callable[[], list[LossCall]]) -> list[LossCall]:
    """The alternatives of a loss call; those that are unknown under a choice of configurations are asked `again` under it."""
    choices = list(dict.fromkeys(_choice(call.guards) for call in found if not call.output.known))
    if not all(choices) or not 0 < len(choices) <= bounds.CHOICES:
        return found
    result = [call for call in found if call.output.known]
    for choice in choices:
        with _assuming(ev, choice):
            result += again() or (call for call in found if not call.output.known and _choice(call.guards) == choice)
    return result


def assumed(ev: Evaluator) -> Guards:
    """Which configurations are taken to be the only ones."""
    return cast("Guards", ev.cache.get(CHOICE, ALWAYS))


@contextmanager
def _assuming(ev: Evaluator, guards: Guards) -> Iterator[None]:
    """Within it questions are answered as if these guards held; nothing of that is kept."""
    memo, cache = ev.memo, ev.cache
    ev.memo, ev.cache = {}, {CHOICE: guards}
    try:
        yield
    finally:
        ev.memo, ev.cache = memo, cache


def _choice(guards: Guards) -> Guards:
    merged = by_subject(guards).values()
    return frozenset(g for g in merged if g.holds and isinstance(g.subject, tuple) and g.subject[0] == CHOICE)
