"""What stands between the brackets: the bounds of a slice, and the index of a tensor as operations take it. Floor 3."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from losslint.analysis import bounds
from losslint.analysis.aside import aside
from losslint.analysis.frames import Frame
from losslint.analysis.scope import Kind
from losslint.analysis.things import Const, Value, only
from losslint.forms import DType, Form, FormName
from losslint.operations import EACH, ELLIPSIS, MASK, NEW_AXIS, SOME, At, Index, Span

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator


def bounds_of(ev: Evaluator, node: ast.Slice, frame: Frame) -> tuple[int | None, int | None, int | None]:
    found = []
    for part in (node.lower, node.upper, node.step):
        thing = only(ev.value(part, frame)) if part is not None else None
        found.append(thing.value if isinstance(thing, Const) and isinstance(thing.value, int) else None)
    return found[0], found[1], found[2]


def certain(ev: Evaluator, node: ast.Slice, frame: Frame) -> bool:
    """Are all bounds that are written constants?"""
    parts = (node.lower, node.upper, node.step)
    return all(p is None or v is not None for p, v in zip(parts, bounds_of(ev, node, frame), strict=True))


def indices_of(ev: Evaluator, node: ast.expr, frame: Frame) -> list[Index]:
    """A tensor's index, as operations take it."""
    parts = node.elts if isinstance(node, ast.Tuple) else [node]
    return [_index(ev, part, frame) for part in parts]


def _index(ev: Evaluator, node: ast.expr, frame: Frame) -> Index:
    if isinstance(node, ast.Slice):
        start, stop, _ = bounds_of(ev, node, frame)
        known = (
            all(p is None or v is not None for p, v in ((node.lower, start), (node.upper, stop))) and node.step is None
        )
        return Span(start, stop, known)
    if isinstance(node, ast.Constant):
        if node.value is ...:
            return ELLIPSIS
        if node.value is None:
            return NEW_AXIS
    thing = only(_beside(ev, node, frame))
    match thing:
        case Const(value=bool()):
            return SOME
        case Const(value=int() as value):
            return At(value)
        case Const(value=None):
            return NEW_AXIS
        case Form(name=FormName.HARD) if _is_mask(thing):
            return MASK
    return EACH if _is_loop_variable(ev, node, frame) else SOME


def _beside(ev: Evaluator, node: ast.expr, frame: Frame) -> Value:
    """What stands in the brackets: it picks entries of a form that is known, whatever it is. A question inside another such
    one is part of it."""
    if ev.budget <= bounds.GLANCE_STEPS or not ev.counts:
        return ev.value(node, frame)
    return aside(ev, bounds.GLANCE_STEPS, lambda: ev.value(node, frame))


def _is_mask(form: Form) -> bool:
    """Zeros and ones that leave entries out, and not places: those of an argmax, actions that were drawn."""
    return form.dtype in (DType.BOOL, DType.UINT8) if form.dtype is not None else form.high <= 1.0


def _is_loop_variable(ev: Evaluator, node: ast.expr, frame: Frame) -> bool:
    """Does the index run through a loop, so that every entry has its turn?"""
    use = ev.scope(frame.node).uses.get(node)
    return use is not None and bool(use.reaches) and all(r.definition.kind is Kind.ELEMENT for r in use.reaches)
