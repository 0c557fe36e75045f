"""The calls that lead to an operation, as evidence. Floor 3."""

from __future__ import annotations

import ast

from losslint.analysis.frames import Frame
from losslint.guards import Guards, by_subject
from losslint.place import CALLED, Step, Trail

SHOWN = 4  # callers that a finding names


def step_of_callers(guards: Guards, frame: Frame) -> Trail:
    """The calls of the enclosing function that these guards name, in the order of files and lines."""
    guard = by_subject(guards).get(("call", frame.node))
    if guard is None or not guard.holds:
        return ()
    steps = {
        Step(key[1].file.place(key[0]), CALLED)
        for key in guard.values
        if isinstance(key, tuple) and isinstance(key[0], ast.Call) and isinstance(key[1], Frame)
    }
    return tuple(sorted(steps, key=lambda step: step.place))[:SHOWN]
