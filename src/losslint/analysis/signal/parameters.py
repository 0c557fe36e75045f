"""Whose parameters an optimiser has. Floor 3."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from losslint.analysis.things import Made, Thing, Wrapper

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator

LISTING = frozenset(("parameters",))


def owners(ev: Evaluator, optimiser: Made) -> set[Thing] | None:
    """The modules all of whose parameters, and nothing else, the optimiser was given; None if that is not known."""
    arguments = optimiser.arguments
    thunk = (arguments.at(0) or arguments.keyword("params")) if arguments is not None else None
    if thunk is None or thunk.expr is None or thunk.frame is None:
        return None
    match thunk.expr:
        case ast.Call(func=ast.Attribute(value=value, attr=attr), args=[], keywords=[]) if attr in LISTING:
            found = {unwrapped(t) for t, _ in ev.value(value, thunk.frame)}
            return found or None
    return None


def unwrapped(thing: Thing) -> Thing:
    """The module inside of DataParallel and the like."""
    while isinstance(thing, Wrapper):
        thing = thing.inner
    return thing
