"""Softmaxes that are written out: `e / e.sum(1)` of `e = exp(scores)`. Floor 3.

In: a division. Out: the sum that it divides by, if it is the numerator's own; and the form that the quotient has.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from losslint.analysis.frames import Frame
from losslint.analysis.things import Alt, Const, Value, only
from losslint.forms import Form, FormName
from losslint.operations import carry
from losslint.record import replace
from losslint.source.nodes import walk

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator

SHAPES = frozenset({"unsqueeze", "view", "reshape", "expand_as", "expand"})
DIMENSION = ("dim", "axis")


def softmax(ev: Evaluator, node: ast.BinOp, numerator: Value, frame: Frame) -> Value:
    """What the quotient is, where it is a softmax; nothing where it is another division."""
    exponentials = [(thing, guards) for thing, guards in numerator if isinstance(thing, Form)]
    if len(exponentials) != len(numerator) or any(form.name is not FormName.POSITIVE for form, _ in exponentials):
        return ()
    same = {ast.dump(node.left)}
    total = sum_of(node.right, same) or sum_behind(node.right, frame.node, same)
    if total is None:
        return ()
    dim, step = dimension(ev, total, frame), ev.step(node, frame, "softmax is applied here")
    return tuple(
        Alt(replace(carry(FormName.SOFTMAX, form, dim), trail=(*form.trail, step)), guards)
        for form, guards in exponentials
    )


def dimension(ev: Evaluator, total: ast.Call, frame: Frame) -> int | None:
    """The dimension of `e.sum(1)`, `torch.sum(e, dim=1)`."""
    is_method = isinstance(total.func, ast.Attribute) and total.func.attr == "sum" and len(total.args) < 2
    named = next((keyword.value for keyword in total.keywords if keyword.arg in DIMENSION), None)
    given = named or (total.args[-1] if total.args and (is_method or len(total.args) > 1) else None)
    thing = only(ev.value(given, frame)) if given is not None else None
    return thing.value if isinstance(thing, Const) and type(thing.value) is int else None


def sum_of(node: ast.expr, same: set[str]) -> ast.Call | None:
    """`e.sum(...)`, `torch.sum(e, ...)`, `sum(e)`, `(e.sum(1))[:, None]`, `e.sum(1).unsqueeze(1)`; `same` is `e`, as
    text."""
    match node:
        case ast.Subscript(value=inner):
            return sum_of(inner, same)
        case ast.Call(func=ast.Attribute(value=inner, attr="sum")) if ast.dump(inner) in same:
            return node
        case ast.Call(func=ast.Attribute(attr="sum") | ast.Name(id="sum"), args=[first, *_]) if ast.dump(first) in same:
            return node
        case ast.Call(func=ast.Attribute(value=inner, attr=name)) if name in SHAPES:
            return sum_of(inner, same)
    return None


def sum_behind(node: ast.expr, scope: ast.AST, same: set[str]) -> ast.Call | None:
    """The sum that was given to a name before."""
    if not isinstance(node, ast.Name):
        return None
    return next((total for name, total in sums_in(scope, same) if name == node.id), None)


def sums_in(scope: ast.AST, same: set[str]) -> Iterator[tuple[str, ast.Call]]:
    for node in walk(scope):
        if isinstance(node, ast.Assign) and (total := sum_of(node.value, same)) is not None:
            yield from ((target.id, total) for target in node.targets if isinstance(target, ast.Name))
