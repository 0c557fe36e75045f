"""What a dict holds after a function that it was handed to has run: `self.head(x, out)` with `out["logits"] = …` in it. Floor 3."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from losslint.analysis import binding, bounds, classes
from losslint.analysis.scope import Kind
from losslint.analysis.things import Mapping, Thing, Value, Wrapper, guarded, union

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator
    from losslint.analysis.frames import Frame


def after(ev: Evaluator, held: Value, node: ast.Call, place: str, frame: Frame) -> Value:
    """The dict as the functions that the call may run leave it; as it was where nothing is known of them."""
    found = []
    for thing, guards in ev.value(node.func, frame):
        found.append(guarded(_left_by(ev, thing, node, place, frame) or held, guards))
    return union(*found) or held


def _left_by(ev: Evaluator, thing: Thing, node: ast.Call, place: str, frame: Frame) -> Value:
    while isinstance(thing, Wrapper):
        thing = thing.inner
    target = classes.run_by(ev, thing)
    if target is None:
        return ()
    function, receiver = target
    if frame.depth >= bounds.CALL_DEPTH or frame.nested_in(function.node) >= bounds.RECURSION:
        return ()
    arguments = binding.arguments_of(ev, node, frame)
    given = binding.bind(ev, function.node, arguments, receiver)
    names = [n for n, thunk in given.bound.items() if isinstance(thunk.expr, ast.Name) and thunk.expr.id == place]
    reaches = ev.scope(function.node).exit.get(names[0], ()) if len(names) == 1 else ()
    if all(reach.definition.kind is Kind.PARAMETER for reach in reaches):
        return ()
    inner = ev.bound_frame(function, arguments, (node, frame, ""), receiver, function.owner)
    value = ev.reaches(reaches, (), inner)
    return value if all(isinstance(left, Mapping) for left, _ in value) else ()
