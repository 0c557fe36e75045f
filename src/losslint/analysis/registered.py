"""Where objects of a class that stands in a registry are made: in the runs of a builder that are handed that registry. Floor 3.

`build_from_cfg(cfg, registry)` builds whatever any registry holds. What an object of `@NETS.register` is made of is only
asked where `NETS` is handed on to it: by name, through the functions that pass it on, before anything is evaluated.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from losslint.analysis import bounds, classes, registries
from losslint.analysis.frames import Frame
from losslint.analysis.leading import candidates_for
from losslint.analysis.names import Called, Owner, bare, called_name
from losslint.analysis.scope import Kind
from losslint.analysis.things import Class

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator
    from losslint.source.file import SourceFile

Run = tuple[Called, list[Frame]]
Tables = frozenset[tuple["SourceFile", str]]


def stages(ev: Evaluator, cls: Class, calls: Iterable[Called]) -> tuple[list[Run], list[Run]]:
    """The calls that may make an object of the class, each in the runs of the function that it stands in. Of a class that
    stands in a registry, first those in functions that are handed the registry and those by a name of the module; then the
    others: what a variable or an attribute may hold."""
    tables = _holding(ev, cls)
    likely: list[Run] = []
    others: list[Run] = []
    for called in calls:
        frame = ev.joined_frame(called.owner)
        if frame is None:
            continue
        handed = _handed(ev, called.owner, tables, 0) if tables else []
        is_likely = not tables or handed or _names_it(ev, called, cls, frame)
        (likely if is_likely else others).append((called, handed or [frame]))
    return likely, others


def _names_it(ev: Evaluator, called: Called, cls: Class, frame: Frame) -> bool:
    """Is it the class by its own name, or something by a name that the module has?"""
    func = called.call.func
    if bare(called_name(func) or "") == cls.node.name:
        return True
    while isinstance(func, ast.Attribute | ast.Subscript):
        func = func.value
    return isinstance(func, ast.Name) and registries.origin(ev, frame, func.id) is not None


def _holding(ev: Evaluator, cls: Class) -> Tables:
    """The module-level names whose methods decorate the class, or one that derives from it, each by the module that defines
    it."""
    found = set()
    for each in (cls, *_below(ev, cls)):
        for decorator in each.node.decorator_list:
            node = decorator.func if isinstance(decorator, ast.Call) else decorator
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                found.add(registries.origin(ev, each.frame, node.value.id))
    return frozenset(origin for origin in found if origin is not None and _is_own(ev, *origin))


def _below(ev: Evaluator, cls: Class) -> Iterator[Class]:
    """The classes that may derive from a decorated class, and those that may derive from them."""
    if not cls.node.decorator_list:
        return
    seen, waiting = {cls.node.name}, [cls]
    while waiting:
        below = [other for other in classes.next_below(ev, waiting.pop()) if other.node.name not in seen]
        seen |= {other.node.name for other in below}
        waiting += below
        yield from below


def _is_own(ev: Evaluator, file: SourceFile, name: str) -> bool:
    """Does the module define the name, rather than import a library under it?"""
    frame = ev.module_frame(file)
    reaches = ev.scope(frame.node).exit.get(name, ()) if frame is not None else ()
    return any(reach.definition.kind is not Kind.IMPORT for reach in reaches)


def _handed(ev: Evaluator, owner: Owner, tables: Tables, depth: int) -> list[Frame]:
    """The function once for each way on which one of the tables is handed to it."""
    frame = ev.joined_frame(owner) if isinstance(owner.node, ast.FunctionDef) else None
    found: list[Frame] = []
    if frame is None or depth >= registries.DEPTH:
        return found
    for called in candidates_for(ev, frame)[0]:
        caller = ev.joined_frame(called.owner)
        if caller is None:
            continue
        names = list(_names(called.call))
        around = [caller] if tables & {registries.origin(ev, caller, name) for name in names} else []
        if not around and _parameters(called.owner).intersection(names):
            around = _handed(ev, called.owner, tables, depth + 1)
        for outer in around:
            found += registries.called_in(ev, called.call, outer, frame.node)
            if len(found) > bounds.INSTANCES:
                return found
    return found


def _parameters(owner: Owner) -> frozenset[str]:
    arguments = owner.node.args if isinstance(owner.node, ast.FunctionDef) else None
    return frozenset(a.arg for a in (*arguments.args, *arguments.kwonlyargs)) if arguments is not None else frozenset()


def _names(call: ast.Call) -> Iterator[str]:
    """The names that a call hands on, that of its receiver among them."""
    receiver = [call.func.value] if isinstance(call.func, ast.Attribute) else []
    for argument in (*receiver, *call.args, *(keyword.value for keyword in call.keywords)):
        if isinstance(argument, ast.Name):
            yield argument.id
