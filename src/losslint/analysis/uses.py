"""How the value of a loss is used where the call is written: plain syntax, as both front ends ask for it. Floor 3."""

from __future__ import annotations

import ast

from losslint.analysis.parents import parents_of

REDUCING = frozenset(("sum", "mean"))


def picks_true_class(call: ast.Call, scope: ast.AST, reduction: str | None) -> bool:
    """May the loss's value stand for the true class's probability: is it `1 + loss`, or, unreduced, computed with?"""
    return _is_complement(call, scope) or (reduction == "none" and _enters_arithmetic(call, scope))


def _enters_arithmetic(call: ast.Call, scope: ast.AST) -> bool:
    """Is the loss's value negated, or a factor, exponent or argument of other arithmetic than a sum or mean?"""
    parents = parents_of(scope)
    node: ast.AST = call
    parent = parents.get(node)
    is_reduced = False
    while isinstance(parent, ast.Call | ast.Attribute) and not _computes(parent):
        is_reduced = is_reduced or (isinstance(parent, ast.Call) and _name(parent.func) in REDUCING)
        node, parent = parent, parents.get(parent)
    if is_reduced:  # `sum(loss(...)) / n` is a plain loss; a negated mean of the true class's values is not
        return isinstance(parent, ast.UnaryOp) and _is_arithmetic(parent)
    if _is_arithmetic(parent):
        return True
    names = {t.id for t in parent.targets if isinstance(t, ast.Name)} if isinstance(parent, ast.Assign) else set()
    return any(
        isinstance(n, ast.Name) and n.id in names and (_is_arithmetic(p) or _computes(p)) for n, p in parents.items()
    )


def _is_complement(call: ast.Call, scope: ast.AST) -> bool:
    """`1 + loss`: of a negated probability it is the probability of the other case."""
    parent = parents_of(scope).get(call)
    sides = (parent.left, parent.right) if isinstance(parent, ast.BinOp) and isinstance(parent.op, ast.Add) else ()
    return any(isinstance(side, ast.Constant) and side.value == 1 for side in sides)


def _is_arithmetic(node: ast.AST | None) -> bool:
    if isinstance(node, ast.UnaryOp):
        return isinstance(node.op, ast.USub)
    return isinstance(node, ast.BinOp) and not isinstance(node.op, ast.Add)


def _computes(node: ast.AST | None) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("exp", "pow", "mul", "neg")
    )


def _name(func: ast.expr) -> str | None:
    match func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return None
