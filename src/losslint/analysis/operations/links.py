"""Sigmoid or softmax, as a condition says: a function that reads the scores of several models chooses by the model. Floor 3."""

from __future__ import annotations

from typing import TYPE_CHECKING

from losslint.analysis.operations.candidates import Candidate, last_word
from losslint.analysis.scope import Condition
from losslint.forms import OperationKind
from losslint.knowledge import watched

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator

OTHER = {OperationKind.SIGMOID: OperationKind.SOFTMAX, OperationKind.SOFTMAX: OperationKind.SIGMOID}


def is_either(ev: Evaluator, candidate: Candidate) -> bool:
    """Does the other one stand in the same function, where a condition of this one does not hold?"""
    other = OTHER.get(candidate.kind)
    if other is None or candidate.call is None:
        return False
    words = watched.identifiers(other)
    calls = ev.scope(candidate.owner.node).calls
    mine = calls[candidate.call][0]
    return any(last_word(call) in words and _exclude(mine, way[0]) for call, way in calls.items())


def _exclude(left: tuple[Condition, ...], right: tuple[Condition, ...]) -> bool:
    return any(a.test is b.test and a.holds != b.holds for a in left for b in right)
