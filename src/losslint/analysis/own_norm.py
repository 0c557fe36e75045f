"""Vectors of length one, written out: `x / x.norm(dim=-1, keepdim=True)`. Floor 3.

In: a division. Out: the form that the quotient has, whatever `x` is: no value of it leaves [-1, 1].
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from losslint.analysis.frames import Frame
from losslint.analysis.things import Alt, Const, Opaque, Value, only
from losslint.forms import Form, FormName, form
from losslint.operations.keeping import normalised_to_one
from losslint.source.nodes import walk

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator

NORMS = frozenset(("norm", "vector_norm"))
KEEPING = frozenset("clamp clamp_min clip unsqueeze view reshape expand expand_as to detach maximum".split())
ORDERS = frozenset(("p", "ord"))


def quotient(ev: Evaluator, node: ast.AST, numerator: Value, frame: Frame) -> Value:
    """What the quotient is, where it is divided by its own Euclidean norm; nothing where it is another division."""
    if not frame.file.contains("norm"):
        return ()
    match node:
        case ast.BinOp(left=left, right=right) | ast.AugAssign(target=left, value=right):
            text = ast.unparse(left)
        case _:
            return ()
    if not all(isinstance(thing, Form | Opaque) for thing, _ in numerator):
        return ()
    call = norm_of(right, text) or norm_behind(right, frame.node, text, node.lineno)
    if call is None or not is_euclidean(ev, call, text, frame):
        return ()
    step = ev.step(node, frame, "divided by its own norm here")
    found = []
    for thing, guards in numerator:
        known = normalised_to_one(thing) if isinstance(thing, Form) and thing.known else form(FormName.NORMALIZED)
        found.append(Alt(known.at(step), guards))
    return tuple(found)


def norm_of(node: ast.expr, text: str) -> ast.Call | None:
    """`x.norm(…)`, `torch.norm(x, …)`, `torch.linalg.norm(x, …)` of that very `x`, kept away from zero or shaped anew."""
    match node:
        case ast.BinOp(left=left, op=ast.Add(), right=ast.Constant() | ast.Name() | ast.Attribute()):
            return norm_of(left, text)
        case ast.Subscript(value=inner):
            return norm_of(inner, text)
        case ast.Call(func=ast.Attribute(value=holder, attr=name), args=args) if name in NORMS:
            of_method = ast.unparse(holder) == text
            return node if of_method or (args and ast.unparse(args[0]) == text) else None
        case ast.Call(func=ast.Attribute(value=inner, attr=name), args=args) if name in KEEPING:
            return norm_of(inner, text) or (norm_of(args[0], text) if args else None)
    return None


def norm_behind(node: ast.expr, scope: ast.AST, text: str, line: int) -> ast.Call | None:
    """The norm that was given to a name, the only thing that is given to it, since when `x` is the same."""
    if not isinstance(node, ast.Name):
        return None
    stored = [each for each in walk(scope) if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)]
    [*given] = (each for each in walk(scope) if isinstance(each, ast.Assign) and _names(each.targets) == {node.id})
    if len(given) != 1 or sum(each.id == node.id for each in stored) != 1:
        return None
    root = text.partition(".")[0]
    is_another = any(each.id == root and given[0].lineno < each.lineno < line for each in stored)
    return None if is_another else norm_of(given[0].value, text)


def _names(targets: list[ast.expr]) -> set[str]:
    return {each.id for each in targets if isinstance(each, ast.Name)}


def is_euclidean(ev: Evaluator, call: ast.Call, text: str, frame: Frame) -> bool:
    """Is it the norm of vectors (a dimension is named), and the usual one?"""
    assert isinstance(call.func, ast.Attribute)
    given = call.args if ast.unparse(call.func.value) == text else call.args[1:]
    if any(isinstance(each, ast.Starred) for each in given) or any(each.arg is None for each in call.keywords):
        return False
    names = {each.arg for each in call.keywords}
    order = next((each.value for each in call.keywords if each.arg in ORDERS), given[0] if given else None)
    thing = only(ev.value(order, frame)) if order is not None else Const(2)
    is_two = isinstance(thing, Const) and thing.value in (2, 2.0, "fro", None)
    return is_two and (len(given) > 1 or bool(names & {"dim", "axis"}))
