"""Modules that no optimiser moves: a teacher beside its student. Floor 3.

In: a module that is called. Out: whether its parameters certainly stay as they are: the project asks other modules for theirs,
and neither this one nor any that it may be a part of. Where one of those that are asked is not known, nothing is said.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from losslint.analysis import bounds, classes
from losslint.analysis.aside import aside
from losslint.analysis.frames import Arguments, Frame
from losslint.analysis.parents import parents_of
from losslint.analysis.receivers import identity
from losslint.analysis.signal.parameters import unwrapped
from losslint.analysis.things import Container, Instance, Made, Sequence, Thing, Value
from losslint.knowledge import steps

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator
    from losslint.analysis.names import Called
    from losslint.source.file import SourceFile

LISTINGS = tuple(
    f".{kind}" for kind in "parameters named_parameters modules named_modules children named_children".split()
)
COUNTED = ("numel", "requires_grad", "nelement")


def stands_still(ev: Evaluator, module: Thing, callee: ast.expr, frame: Frame) -> bool:
    """Does nothing in the project ask for the parameters of this module, or of one that may hold it?"""
    module = unwrapped(module)
    if not isinstance(module, Instance | Made) or _is_part(ev, module) or _is_attribute(ev, callee, frame):
        return False
    file = frame.file
    asked = ev.fact(("asked for parameters", file), lambda: aside(ev, bounds.TARGET_STEPS, lambda: _asked(ev, file)))
    return bool(asked) and not any(
        _may_be(other, module) or (whole and _holds(other, module)) for other, whole in asked
    )


def _may_be(one: Thing, other: Thing) -> bool:
    """Are both objects of one class, made at one place? The object around them may be seen from different sides."""
    if isinstance(one, Instance | Made) and isinstance(other, Instance | Made):
        return identity(one) == identity(other)
    return one == other


def _is_part(ev: Evaluator, module: Instance | Made) -> bool:
    """Is it made by another module, for itself; or nobody knows where?"""
    if not isinstance(module.site, tuple) or len(module.site) != 3 or not isinstance(module.site[1], Frame):
        return True
    around: Frame | None = module.site[1]
    while around is not None:
        if around.cls is not None and _is_module(ev, Instance(around.cls, None)):
            return True
        around = around.parent
    return False


def _is_attribute(ev: Evaluator, callee: ast.expr, frame: Frame) -> bool:
    """Is it found in another module (`self.teacher(x)`)?"""
    if isinstance(callee, ast.Name):
        return False
    owners = ev.value(callee.value, frame) if isinstance(callee, ast.Attribute) else ()
    return not owners or any(not isinstance(t, Instance) or _is_module(ev, t) for t, _ in owners)


def _is_module(ev: Evaluator, thing: Instance) -> bool:
    return any(base in steps.MODULES or base not in _PLAIN for base in classes.library_bases(ev, thing.cls))


_PLAIN = frozenset(("builtins.object", "abc.ABC"))


def _asked(ev: Evaluator, file: SourceFile) -> tuple[tuple[Thing, bool], ...]:
    """Every module that programs with this file ask for its parameters, and, not as a `whole`, those whose parts they ask; nothing
    where one is not known."""
    found: dict[tuple[Thing, bool], None] = {}
    for called in (c for kind in LISTINGS for c in ev.graph.calls.get(kind, ())):
        if (
            not isinstance(called.call.func, ast.Attribute)
            or not ev.project.meet(called.owner.file, file)
            or _is_counted(called)
        ):
            continue
        frame = ev.joined_frame(called.owner)
        if frame is None or ev.is_spent():
            return ()
        for number, value in enumerate(_down(ev, called.call.func.value, frame)):
            if not number and not all(isinstance(unwrapped(t), Instance | Made | Container) for t, _ in value):
                return ()
            found |= {(unwrapped(t), not number): None for t, _ in value}
    return tuple(found)


def _is_counted(called: Called) -> bool:
    """Is it `sum(p.numel() for p in net.parameters())`, or a loop that freezes them?"""
    node: ast.AST | None = called.call
    above = parents_of(called.owner.node)
    while node is not None and not isinstance(node, ast.stmt):
        node = above.get(node)
    return (
        node is not None
        and any(word in ast.unparse(node) for word in COUNTED)
        and not isinstance(node, ast.FunctionDef)
    )


def _down(ev: Evaluator, node: ast.expr, frame: Frame) -> Iterator[Value]:
    """`model.encoder.fc`, then `model.encoder`, then `model`."""
    while True:
        yield ev.value(node, frame)
        if not isinstance(node, ast.Attribute | ast.Subscript):
            return
        node = node.value


def _holds(other: Thing, module: Thing) -> bool:
    """Was it handed the module when it was made?"""
    if isinstance(other, Container):
        return any(_is_among(value, module) for value in other.modules.elements())
    arguments = other.arguments if isinstance(other, Instance | Made) else None
    return arguments is not None and any(_is_among(value, module) for value in _given(arguments))


def _given(arguments: Arguments) -> Iterator[Value]:
    yield from (thunk.compute() for thunk, _ in arguments.positional)
    yield from (thunk.compute() for _, thunk in arguments.keywords)
    yield from (thunk.compute() for thunk in arguments.double_stars)


def _is_among(value: Value, module: Thing) -> bool:
    for thing, _ in value:
        inner = unwrapped(thing)
        if _may_be(inner, module) or _holds(inner, module):
            return True
        if isinstance(inner, Sequence) and any(_is_among(v, module) for v in inner.elements()):
            return True
    return False
