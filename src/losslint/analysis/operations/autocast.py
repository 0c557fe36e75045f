"""Losses that raise inside CUDA's mixed precision, where that is known to be enabled. Floor 3.

Looked at are the calls inside a `with` of autocast, and those of the project's functions that are called there.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from losslint.analysis import bounds, losses
from losslint.analysis.frames import Frame
from losslint.analysis.names import Owner
from losslint.analysis.scope import Way
from losslint.analysis.things import Const, Function, Instance, Method, Symbol, Thing, only
from losslint.forms import OperationKind, unknown
from losslint.guards import Guards, compatible
from losslint.knowledge import watched
from losslint.observation import Operation, OperationSite
from losslint.place import Step, Trail
from losslint.source.nodes import children, statements

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator

DEPTH = 2  # functions followed from the `with`
CUDA = "cuda"
FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


def sites(ev: Evaluator) -> Iterator[OperationSite]:
    """The losses inside each `with autocast(...)`, each loss call once."""
    if not may_be_written(ev):
        return
    seen: set[ast.Call] = set()
    for called in list(ev.graph.calls_spelled("autocast")):
        ev.root(bounds.OPERATION_STEPS)
        frame = ev.joined_frame(called.owner)
        way = ev.scope(called.owner.node).calls.get(called.call)
        block = block_of(called.call, called.owner.node)
        if frame is None or way is None or block is None or not is_enabled(ev, called.call, frame):
            continue
        step = Step(ev.place(called.call, frame), "CUDA autocast is enabled here")
        for call, inner, guards, via in loss_calls(ev, block, called.owner, frame, DEPTH):
            if call not in seen:
                seen.add(call)
                spelled = ast.unparse(call.func)
                place = ev.place(call, inner)
                operand = unknown("it is not asked for")
                kind = OperationKind.BCE_UNDER_AUTOCAST
                found = Operation(place, kind, operand, guards, spelled=spelled, trail=(step, *via))
                yield OperationSite(place, (found,))


def may_be_written(ev: Evaluator) -> bool:
    """May one of these losses stand anywhere: is it named, or chosen by a name?"""
    words = {name.rpartition(".")[2] for name in watched.FORBIDDEN_UNDER_AUTOCAST}
    return bool(ev.graph.looked_into) or any(file.contains(word) for file in ev.files for word in words)


def block_of(call: ast.Call, scope: ast.AST) -> list[ast.stmt] | None:
    """The statements that run inside the context that the call makes; all of a function that it decorates is not here."""
    for node in statements(scope):
        if isinstance(node, ast.With | ast.AsyncWith) and any(item.context_expr is call for item in node.items):
            return node.body
    return None


def is_enabled(ev: Evaluator, call: ast.Call, frame: Frame) -> bool:
    """Is it CUDA's, and known to be on?"""
    device = of_device(ev, call, frame)
    if device != CUDA:
        return False
    is_old = of_class(ev, call, frame) != "torch.autocast"
    given = next((k.value for k in call.keywords if k.arg == "enabled"), None)
    if any(k.arg is None for k in call.keywords) or any(isinstance(a, ast.Starred) for a in call.args):
        return False
    if given is None:
        position = 0 if is_old else 2
        given = call.args[position] if len(call.args) > position else None
    if given is None:
        return True
    thing = only(ev.value(given, frame))
    return isinstance(thing, Const) and thing.value is True


def of_class(ev: Evaluator, call: ast.Call, frame: Frame) -> str | None:
    thing = only(ev.value(call.func, frame))
    return ev.knowledge.canonical(thing.name) if isinstance(thing, Symbol) else None


def of_device(ev: Evaluator, call: ast.Call, frame: Frame) -> str | None:
    """The device that a context manager of mixed precision is for; None for anything else."""
    name = of_class(ev, call, frame)
    if name not in watched.AUTOCAST:
        return None
    fixed = watched.AUTOCAST[name]
    if fixed is not None:
        return fixed
    given = next((k.value for k in call.keywords if k.arg == "device_type"), call.args[0] if call.args else None)
    thing = only(ev.value(given, frame)) if given is not None else None
    return str(thing.value) if isinstance(thing, Const) else None


Found = tuple[ast.Call, Frame, Guards, Trail]


def loss_calls(ev: Evaluator, block: list[ast.stmt], owner: Owner, frame: Frame, depth: int) -> Iterator[Found]:
    """The calls of forbidden losses in these statements, and in the functions called there."""
    for call in calls_in(ev, block, frame):
        way: Way | None = ev.scope(owner.node).calls.get(call)
        path = ev.conditions(*way, frame) if way is not None else None
        if path is None:
            continue
        for thing, guards in ev.value(call.func, frame):
            if not compatible(guards, path):
                continue
            known = losses.known_loss(ev, thing)
            if known is not None:
                if known.name in watched.FORBIDDEN_UNDER_AUTOCAST:
                    yield call, frame, guards | path, known.trail
            elif depth:
                step = Step(ev.place(call, frame), "called inside it")
                for inner_call, inner, more, via in followed(ev, thing, depth):
                    if compatible(guards | path, more):
                        yield inner_call, inner, guards | path | more, (step, *via)


def followed(ev: Evaluator, thing: Thing, depth: int) -> Iterator[Found]:
    """The forbidden losses in the body of a project function."""
    function = function_of(ev, thing)
    owner = ev.graph.owners.get(function.node) if function is not None else None
    frame = ev.joined_frame(owner) if owner is not None else None
    if function is not None and owner is not None and frame is not None and isinstance(function.node, FunctionNode):
        yield from loss_calls(ev, function.node.body, owner, frame, depth - 1)


def function_of(ev: Evaluator, thing: Thing) -> Function | None:
    from losslint.analysis import classes

    match thing:
        case Function():
            return thing
        case Method(function=function):
            return function
        case Instance():
            method = classes.call_method(ev, thing)
            return method.function if isinstance(method, Method) else None
    return None


def calls_in(ev: Evaluator, block: list[ast.stmt], frame: Frame) -> Iterator[ast.Call]:
    """The calls that run with these statements, except where a `with` inside turns mixed precision off or on again."""
    stack: list[ast.AST] = list(reversed(block))
    while stack:
        node = stack.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            continue
        if isinstance(node, ast.With | ast.AsyncWith) and any(changes_mode(ev, item, frame) for item in node.items):
            continue
        if isinstance(node, ast.Call):
            yield node
        stack.extend(reversed(children(node)))


def changes_mode(ev: Evaluator, item: ast.withitem, frame: Frame) -> bool:
    context = item.context_expr
    return isinstance(context, ast.Call) and (
        of_class(ev, context, frame) in watched.AUTOCAST or "autocast" in ast.unparse(context.func)
    )
