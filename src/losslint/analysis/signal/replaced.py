"""Modules that take a trained one's place after the optimiser was built: it never sees their parameters. Floor 3.

In: a scope in which an optimiser is built and steps. Out: `Replaced`s: a name, or a part of the model behind it, that gets a
new module between the two.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from losslint.analysis.builtin_objects import MODULE
from losslint.analysis.scope import dotted
from losslint.analysis.signal import leftovers, order, parameters
from losslint.analysis.things import Container, Instance, Made, Thing
from losslint.observation import Replaced

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator
    from losslint.analysis.frames import Frame
    from losslint.analysis.names import Called
    from losslint.analysis.signal.gradient import Gradients

REBUILDING = frozenset(
    ("add_param_group", "param_groups", "register_parametrization", "swap_module_params_on_conversion")
)
LOADING = frozenset(("torch.load", "torch.jit.load"))


def replaced(gradients: Gradients, handling: list[Called], frame: Frame) -> Iterator[Replaced]:
    """Everything of the kind in one scope."""
    ev = gradients.ev
    builds = [s for s in leftovers.assignments(ev, frame.node) if _parameters_of(s) is not None]
    if not builds or _may_rebuild(ev, frame):
        return
    for build in builds:
        name, model = dotted(build.targets[0]), _parameters_of(build)
        made = [t for t, _ in ev.value(build.value, frame)]
        if name is None or model is None or not made or not all(order.is_optimiser(t) for t in made):
            continue
        for later in leftovers.assignments(ev, frame.node):
            stored = dotted(later.targets[0]) if len(later.targets) == 1 else None
            if (
                stored is None
                or not (stored == model or stored.startswith(f"{model}."))
                or later.lineno <= build.lineno
            ):
                continue
            step = next((c.call for c in handling if _steps(c, name, later)), None)
            if (
                step is None
                or not _called(ev, frame, model, later)
                or _rebuilt(ev, frame, build, later, name)
                or not _is_new(gradients, build, later, stored, frame)
            ):
                continue
            place = frame.file.place
            yield Replaced(place(later), stored, stored != model, place(build), place(step), name)


def _may_rebuild(ev: Evaluator, frame: Frame) -> bool:
    """Is there a word in the body by which an optimiser is told of other parameters?"""
    if not any(frame.file.contains(word) for word in REBUILDING):
        return False
    return any(n.attr in REBUILDING for n in leftovers.inside(ev, frame.node) if isinstance(n, ast.Attribute))


def _parameters_of(statement: ast.Assign) -> str | None:
    """`model` of `optimizer = Any(model.parameters(), …)`."""
    call = statement.value
    first = call.args[0] if isinstance(call, ast.Call) and call.args else None
    match first:
        case ast.Call(func=ast.Attribute(attr="parameters", value=value), args=[], keywords=[]):
            return dotted(value) if len(statement.targets) == 1 else None
    return None


def _steps(called: Called, name: str, later: ast.Assign) -> bool:
    func = called.call.func
    stepping = isinstance(func, ast.Attribute) and func.attr == "step" and called.call.lineno > later.lineno
    if not stepping or not isinstance(func, ast.Attribute):
        return False
    return dotted(func.value) == name or any(dotted(a) == name for a in called.call.args)


def _called(ev: Evaluator, frame: Frame, model: str, later: ast.Assign) -> bool:
    """Is the model called with its new module?"""
    calls = (n for n in leftovers.inside(ev, frame.node) if isinstance(n, ast.Call) and n.lineno > later.lineno)
    return any(dotted(call.func) == model for call in calls)


def _rebuilt(ev: Evaluator, frame: Frame, build: ast.Assign, later: ast.Assign, name: str) -> bool:
    """Is the optimiser, or another one over the new module, made again, or the order not that of the text?"""
    new = dotted(later.targets[0]) or ""
    for node in leftovers.inside(ev, frame.node):
        if isinstance(node, ast.Assign) and node is not build and any(dotted(t) == name for t in node.targets):
            return True
        listed = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and "parameters" in node.func.attr
        if listed and node.lineno > later.lineno and (dotted(node.func.value) or "").startswith(new):  # type: ignore[attr-defined]
            return True
    return False


def _is_new(gradients: Gradients, build: ast.Assign, later: ast.Assign, stored: str, frame: Frame) -> bool:
    """Is it certainly another module than before, set under no more conditions than the optimiser?"""
    ev = gradients.ev
    scope = ev.scope(frame.node)
    ways = [scope.calls.get(n.value) for n in (build, later) if isinstance(n.value, ast.Call)]
    if len(ways) != 2 or ways[0] is None or ways[1] is None or ways[1][1] or ways[1][0] != ways[0][0]:
        return False
    call = build.value
    assert isinstance(call, ast.Call) and isinstance(call.args[0], ast.Call)
    listing = call.args[0].func
    assert isinstance(listing, ast.Attribute)
    before = {parameters.unwrapped(t) for t, _ in ev.value(listing.value, frame)}
    if not before or not all(_is_module(ev, t) for t in before):
        return False
    if isinstance(later.value, ast.Call) and ev.symbol(ev.value(later.value.func, frame)) in LOADING:
        return True  # what is read from a file is an object of its own, and it is called as the model was
    after = {parameters.unwrapped(t) for t, _ in ev.value(later.value, frame)}
    return bool(after) and all(_is_module(ev, t) for t in after) and not before & after


def _is_module(ev: Evaluator, thing: Thing) -> bool:
    made = isinstance(thing, Made) and ev.knowledge.is_subclass(thing.cls, MODULE)
    return made or isinstance(thing, Container) or (isinstance(thing, Instance) and thing.arguments is not None)
