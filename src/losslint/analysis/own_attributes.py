"""`self.encoder(…)`: what a class makes for itself, whoever makes the object. Floor 3.

Names as common as `encoder` may stand for many things; what the class around the call stores in it is known at once.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from losslint.analysis import classes, containers, imports
from losslint.analysis.identifiers import identifiers
from losslint.analysis.names import Called, bare, called_name
from losslint.analysis.scope import dotted, first_parameter
from losslint.analysis.things import Class, Container, Instance, Made, Value
from losslint.source.nodes import statements, walk

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator
    from losslint.analysis.frames import Frame
    from losslint.source.file import SourceFile


def layer(ev: Evaluator, called: Called) -> Value:
    """The layers of a library that the class around the call makes, and no class that derives from it replaces; none if what
    is called may be anything else."""
    return ev.fact(("own layer", called.call), lambda: _layer(ev, called))


def is_layer(ev: Evaluator, called: Called) -> bool:
    """Whether there are any: of what names a class of a library nobody asks what it is made of."""
    return ev.fact(("is own layer", called.call), lambda: _names_layers(ev, called) or bool(layer(ev, called)))


def _names_layers(ev: Evaluator, called: Called) -> bool:
    held = _stored(ev, called)
    return bool(held) and _is_final(ev, called) and all(_makes_layer(ev, value, cls.frame.file) for value, cls in held)


def _makes_layer(ev: Evaluator, value: ast.expr, file: SourceFile) -> bool:
    """Is it `nn.Conv2d(…)`, `nn.Sequential(…)`, by names that the module has imported?"""
    root, dot, names = ((dotted(value.func) if isinstance(value, ast.Call) else None) or "").partition(".")
    if root not in ev.graph.imported[file]:
        return False
    found = {ev.knowledge.canonical(f"{name}{dot}{names}") for name in imports.global_library_names(ev, file, root)}
    return bool(found) and all(
        name in containers.CONTAINERS or (name not in containers.PARALLEL and ev.knowledge.cls(name) is not None)
        for name in found
    )


def _is_final(ev: Evaluator, called: Called) -> bool:
    """Is the class around the call one that no other of the project derives from?"""
    frame = ev.joined_frame(called.owner)
    return frame is not None and frame.cls is not None and not _is_base(ev, frame.cls)


def _layer(ev: Evaluator, called: Called) -> Value:
    held = stored(ev, called)
    if not held or not all(_is_of_library(ev, value) for value in held) or not _is_final(ev, called):
        return ()
    inner = abstractly(ev, called)
    callee = ev.value(called.call.func, inner) if inner is not None else ()
    return callee if all(isinstance(thing, Made | Container) for thing, _ in callee) else ()


def _is_of_library(ev: Evaluator, value: ast.expr) -> bool:
    """Is it a call of something by a name that the project does not define?"""
    name = bare(called_name(value.func) or "") if isinstance(value, ast.Call) else ""
    return bool(name) and name not in ev.graph.defined


def names_loss(ev: Evaluator, called: Called) -> bool:
    """Does the class store in the attribute what names a known loss?"""
    known = identifiers(ev)
    names = {name for value in stored(ev, called) for name in _names_in(value)}
    frame = ev.joined_frame(called.owner) if names else None
    for owner in classes.mro(ev, frame.cls) if frame is not None and frame.cls is not None else ():
        stores = _stores(ev, owner)  # of what a property gives
        names |= {inner for name in names & stores.keys() for value in stores[name] for inner in _names_in(value)}
    return bool(names & known.loss_classes or names & known.loss_functions)


def _names_in(value: ast.expr) -> set[str]:
    return {bare(called_name(n) or "") for n in walk(value) if isinstance(n, ast.Name | ast.Attribute)}


def abstractly(ev: Evaluator, called: Called) -> Frame | None:
    """The method around the call on an object of which only the class is known."""
    frame = ev.joined_frame(called.owner)
    if frame is None or frame.cls is None:
        return None
    return ev.joined_frame(called.owner, Instance(frame.cls, ("abstract", frame.cls)))


def stored(ev: Evaluator, called: Called) -> list[ast.expr]:
    """What the bodies of the class and of its bases store in the attribute of `self` that is called."""
    return [value for value, _ in _stored(ev, called)]


def _stored(ev: Evaluator, called: Called) -> list[tuple[ast.expr, Class]]:
    method, func = called.owner.node, called.call.func
    if not isinstance(method, ast.FunctionDef | ast.AsyncFunctionDef) or not isinstance(func, ast.Attribute):
        return []
    frame = ev.joined_frame(called.owner) if isinstance(func.value, ast.Name) else None
    if frame is None or frame.cls is None or getattr(func.value, "id", "") != first_parameter(method):
        return []
    return [(value, owner) for owner in classes.mro(ev, frame.cls) for value in _stores(ev, owner).get(func.attr, ())]


def _stores(ev: Evaluator, cls: Class) -> dict[str, list[ast.expr]]:
    """What is stored in attributes of anything in the body of a class, by attribute; and what its properties return."""

    def look() -> dict[str, list[ast.expr]]:
        found: dict[str, list[ast.expr]] = {}
        for node in statements(cls.node):
            if isinstance(node, ast.Assign):
                for target in node.targets:
                    if isinstance(target, ast.Attribute):
                        found.setdefault(target.attr, []).append(node.value)
            elif isinstance(node, ast.FunctionDef) and node.name in ev.graph.properties:
                found.setdefault(node.name, []).extend(
                    n.value for n in statements(node) if isinstance(n, ast.Return) and n.value
                )
        return found

    return ev.fact(("stores in the body", cls.node), look)


def _is_base(ev: Evaluator, cls: Class) -> bool:
    """May another class of the project derive from it?"""
    return any(node is not cls.node for node, _ in ev.graph.next_below(cls.node.name))
