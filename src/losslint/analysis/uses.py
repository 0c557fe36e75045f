"""How the value of a loss is used where the call is written: plain syntax, as both front ends ask for it. Floor 3."""

from __future__ import annotations

import ast

from losslint.analysis.parents import parent_of, parents_of
from losslint.regular import regular

EXPONENTIAL = regular(r"exp(?<!\wexp)\b")  # without that word no exponential is taken
REDUCING = frozenset(("sum", "mean"))
KEEPING = frozenset("view reshape squeeze unsqueeze flatten float double to cuda detach clone contiguous".split())


def picks_true_class(call: ast.Call, scope: ast.AST, reduction: str | None) -> bool:
    """May the loss's value stand for the true class's probability: is it `1 + loss`, or, unreduced, computed with?"""
    return _is_complement(call, scope) or (reduction == "none" and _enters_arithmetic(call, scope))


def is_exponent(call: ast.Call, scope: ast.AST) -> bool:
    """Is `exp(-loss)` taken? It undoes a logarithm: what is picked is meant to be the logarithm of the true class's
    probability."""
    parents = parents_of(scope)
    waiting: list[tuple[ast.AST, bool]] = [(call, False)]  # and whether it is negated
    for node, negated in waiting:
        parent = parents.get(node)
        match parent:
            case ast.UnaryOp(op=ast.USub()):
                waiting.append((parent, not negated))
            case ast.Attribute(attr="exp") if negated:
                return True
            case ast.Attribute(attr=name) if name in KEEPING and isinstance(method := parents.get(parent), ast.Call):
                waiting.append((method, negated))
            case ast.Call(func=func) if node in parent.args and _name(func) == "exp" and negated:
                return True
            case ast.Assign(targets=[ast.Name(id=name)]):
                waiting += [(read, negated) for read in _reads(name, parent, parents)]
    return False


def _reads(name: str, store: ast.Assign, parents: dict[ast.AST, ast.AST]) -> list[ast.Name]:
    """The reads of a name behind a store, up to the next one, in the order of the lines."""
    places = [n for n in parents if isinstance(n, ast.Name) and n.id == name]
    stores = [n.lineno for n in places if isinstance(n.ctx, ast.Store) and n.lineno > store.lineno]
    return [
        n for n in places if isinstance(n.ctx, ast.Load) and store.lineno < n.lineno <= min(stores, default=n.lineno)
    ]


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
    parent = parent_of(scope, call)
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
