"""Which calls may lead to a function: a look at names and at the class around the call, before any callee is evaluated. Floor 3."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from itertools import islice
from typing import TYPE_CHECKING

from losslint.analysis import bounds, classes, modules, own_attributes
from losslint.analysis.frames import Frame
from losslint.analysis.importers import is_imported
from losslint.analysis.names import Called, Owner, nearest, spellings
from losslint.analysis.scope import ScopeNode, first_parameter
from losslint.analysis.things import Class

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator

SPECIAL = frozenset({"forward", "__call__"})


def candidates_for(ev: Evaluator, frame: Frame) -> tuple[list[Called], str]:
    """The calls whose callees are worth evaluating; and why there may be others."""
    name = function_name(frame.node)
    candidates = list(islice(_candidates(ev, frame), bounds.SCANNED + 1))
    if len(candidates) > bounds.SCANNED:
        return [], f"too many calls may lead to {name}"
    return nearest([c for c in candidates if _may_lead(ev, c, frame)], name)


def _candidates(ev: Evaluator, frame: Frame) -> Iterable[Called]:
    node = frame.node
    graph = ev.graph
    if isinstance(node, ast.Lambda):
        direct = graph.called_lambdas.get(node)
        if direct is not None:
            yield direct
        for name in sorted(graph.aliases(graph.lambdas.get(node, ()))):
            yield from graph.calls.get(name, ())
        return
    assert isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    names: frozenset[str] | set[str]
    if frame.cls is None:
        names = graph.aliases({node.name})
    elif node.name in SPECIAL:
        names = graph.objects(spellings(frame.cls.node.name)) | {".forward", ".__call__"}
    elif node.name == "__init__":
        names = graph.aliases(spellings(frame.cls.node.name)) | {".__init__"}
    else:
        names = graph.aliases({f".{node.name}"})
    seen: set[ast.Call] = set()
    for name in sorted(names):
        for called in (*graph.calls.get(name, ()), *graph.led_to.get(name, ())):
            if called.call not in seen:
                seen.add(called.call)
                yield called


def _may_lead(ev: Evaluator, called: Called, frame: Frame) -> bool:
    """A cheap look before the callee is evaluated: `self.method()` leads only into the classes of `self`."""
    func = called.call.func
    name = function_name(frame.node)
    own_names = {name, "__call__", frame.cls.node.name} if frame.cls is not None else {name}
    if not ev.graph.may_be(called.call, own_names):
        return False
    own = called.owner
    if not isinstance(func, ast.Attribute):
        return True
    if own_attributes.layer(ev, called):
        return False
    if frame.cls is None and func.attr == name:
        of_module = frame.parent is None or isinstance(frame.parent.node, ast.Module)
        if of_module and own.file is not frame.file and _is_script(ev, frame):
            return False
        if not modules.may_be_called(ev, func.value, own, name, of_module=of_module):
            return False
    if own.parent is None or not isinstance(own.parent.node, ast.ClassDef):
        return True
    is_super = (
        isinstance(func.value, ast.Call) and isinstance(func.value.func, ast.Name) and func.value.func.id == "super"
    )
    is_self = isinstance(func.value, ast.Name) and func.value.id == receiver_name(own.node)
    if not (is_super or is_self):
        return True
    if func.attr != function_name(frame.node) or (func.attr in ev.graph.stores and own_attributes.stored(ev, called)):
        return True  # an attribute that may hold the function
    if frame.cls is None:
        return not is_super and func.attr not in _method_names(own.parent.node)
    return own.parent.node is frame.cls.node or _related(ev, own, frame.cls)


def _is_script(ev: Evaluator, frame: Frame) -> bool:
    """Does the module of a function call it itself, and does no other import it? Then no object stands for it elsewhere."""
    file, name = frame.file, function_name(frame.node)
    own = (c for c in ev.graph.calls_spelled(name) if c.owner.file is file and isinstance(c.call.func, ast.Name))
    if not any(own):
        return False
    return ev.fact(("script", file), lambda: not file.is_package and not is_imported(ev, file))


def _method_names(node: ast.ClassDef) -> set[str]:
    return {s.name for s in node.body if isinstance(s, ast.FunctionDef | ast.AsyncFunctionDef)}


def _related(ev: Evaluator, owner: Owner, cls: Class) -> bool:
    """May an object of the class that `owner` is a method of run a method of `cls`, or one of its subclasses?"""
    frame = ev.joined_frame(owner)
    if frame is None or frame.cls is None:
        return True
    return classes.derives(ev, frame.cls, cls) or classes.derives(ev, cls, frame.cls)


def function_name(node: ast.AST) -> str:
    return getattr(node, "name", "a lambda")


def receiver_name(node: ScopeNode) -> str | None:
    return None if isinstance(node, ast.Lambda) else first_parameter(node)
