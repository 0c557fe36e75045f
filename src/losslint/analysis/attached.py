"""Methods that a class is given from outside of its body, as notebooks do whose classes grow from cell to cell. Floor 3.

`Net.forward = forward`, `setattr(Net, "forward", forward)`, a decorator of the project's own that does this
(`setattr(cls, function.__name__, function)`), fastcore's `@patch` and `@patch_to`. What a notebook attaches is there for its own
objects alone.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from losslint.analysis import binding, bounds
from losslint.analysis.aside import aside
from losslint.analysis.frames import Frame
from losslint.analysis.names import Defined, Owner
from losslint.analysis.scope import applications, first_parameter
from losslint.analysis.things import Class, Function, Instance, Symbol, Thing, Value
from losslint.record import dataclass

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator
    from losslint.source.file import SourceFile

KEY = "attached methods"
PATCH, PATCH_TO = ("patch", "patch_to")
PATCHING = {f"fastcore.{module}.{name}": name for module in ("all", "basics") for name in (PATCH, PATCH_TO)}


@dataclass(frozen=True, slots=True)
class Attached:
    """A function that is a method of the class under this name, by what `file` says."""

    cls: Class
    name: str
    function: Function
    file: SourceFile


def method(ev: Evaluator, owner: Class, name: str, cls: Class, receiver: Thing | None) -> Function | None:
    """The method that was attached last to one class of the lineage of `cls`, for this object of it."""
    found = None
    for attached in every(ev).get(name, ()):
        if attached.cls.node is owner.node and (
            not attached.file.is_notebook or attached.file in _homes(cls, receiver)
        ):
            found = attached.function
    return found


def _homes(cls: Class, receiver: Thing | None) -> list[SourceFile]:
    """The files that a class and the object stand in."""
    site = receiver.site if isinstance(receiver, Instance) else None
    frame = site[1] if isinstance(site, tuple) and len(site) > 1 else None
    return [cls.frame.file, *([frame.file] if isinstance(frame, Frame) else [])]


def to_class(ev: Evaluator, node: ast.AST) -> Class | None:
    """The class that a function outside of any is a method of."""
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or node.name not in ev.graph.attaching:
        return None
    return next((a.cls for found in every(ev).values() for a in found if a.function.node is node), None)


def every(ev: Evaluator) -> dict[str, tuple[Attached, ...]]:
    """All of them by their names, in the order of the files."""
    known: dict[str, tuple[Attached, ...]] | None = ev.cache.get(KEY)  # type: ignore[assignment]
    if known is None:
        ev.cache[KEY] = {}  # what asks for a method on the way finds none of these, and what it was told is forgotten
        memo, frames = set(ev.memo), set(ev.frames)
        found: dict[str, list[Attached]] = {}
        for attached in aside(ev, bounds.STEPS, lambda: list(_every(ev))):
            found.setdefault(attached.name, []).append(attached)
        for asked in ev.memo.keys() - memo:
            del ev.memo[asked]
        for key in ev.frames.keys() - frames:
            if not isinstance(ev.frames[key].node, ast.Module | ast.ClassDef):
                del ev.frames[key]
        known = ev.cache[KEY] = {name: tuple(group) for name, group in found.items()}
    return known


def _every(ev: Evaluator) -> Iterator[Attached]:
    if not ev.graph.attaching:
        return
    for defined in ev.graph.decorated_functions:
        if isinstance(defined.node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from _by_decorator(ev, defined, defined.node)
    for given in ev.graph.given_methods:
        yield from _by_store(ev, given.node, given.owner)


def _by_decorator(ev: Evaluator, defined: Defined, node: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[Attached]:
    frame = ev.joined_frame(defined.owner)
    if frame is None:
        return
    function = Function(node, frame)
    for call in applications(node):
        for thing, _ in ev.value(call.func, frame):
            for cls in _given(ev, thing, call, node, frame):
                yield Attached(cls, node.name, function, frame.file)


def _given(
    ev: Evaluator, decorator: Thing, call: ast.Call, node: ast.FunctionDef | ast.AsyncFunctionDef, frame: Frame
) -> Iterator[Class]:
    """The classes that a decorator attaches what it decorates to."""
    if isinstance(decorator, Function) and not isinstance(decorator.node, ast.Lambda):
        inner = ev.bound_frame(decorator, binding.arguments_of(ev, call, frame), (call, frame, ""))
        for made in ev.scope(decorator.node).calls:
            if _attaches(made, first_parameter(decorator.node)):
                yield from _classes(ev.value(made.args[0], inner))
    elif isinstance(decorator, Symbol) and PATCHING.get(decorator.name) == PATCH and node.args.args:
        stated = node.args.args[0].annotation
        yield from _classes(ev.value(stated, frame)) if stated is not None else ()
    elif isinstance(call.func, ast.Call) and call.func.args:
        named = ev.value(call.func.func, frame)
        if any(isinstance(t, Symbol) and PATCHING.get(t.name) == PATCH_TO for t, _ in named):
            yield from _classes(ev.value(call.func.args[0], frame))


def _attaches(call: ast.Call, parameter: str | None) -> bool:
    """Is it `setattr(…, function.__name__, function)` of what is decorated?"""
    match call:
        case ast.Call(
            func=ast.Name(id="setattr"),
            args=[_, ast.Attribute(value=ast.Name(id=of), attr="__name__"), ast.Name(id=what)],
        ):
            return of == what == parameter
    return False


def _classes(value: Value) -> Iterator[Class]:
    yield from (thing for thing, _ in value if isinstance(thing, Class))


def _by_store(ev: Evaluator, node: ast.Assign | ast.Call, owner: Owner) -> Iterator[Attached]:
    """`Net.forward = forward`, `setattr(Net, "forward", forward)`."""
    match node:
        case ast.Assign(targets=[ast.Attribute(value=target, attr=name)], value=value):
            pass
        case ast.Call(args=[target, ast.Constant(value=str(name)), value]):
            pass
        case _:
            return
    frame = ev.joined_frame(owner)
    if frame is None:
        return
    classes = list(_classes(ev.value(target, frame)))
    for thing, _ in ev.value(value, frame) if classes else ():
        if isinstance(thing, Function):
            yield from (Attached(cls, name, thing, frame.file) for cls in classes)
