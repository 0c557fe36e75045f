"""Hand-written softmax: does something keep the exponentials from overflowing? Floor 3, syntax."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from losslint.analysis.operations.candidates import Candidate
from losslint.forms import unknown
from losslint.observation import Operation
from losslint.record import replace
from losslint.source.nodes import walk


def refined(candidate: Candidate, operation: Operation) -> Operation:
    """Silent where anything was subtracted from the scores, or they were cut off: that is how a maximum is taken out."""
    call = candidate.call
    assert call is not None
    operand = call.args[0] if call.args else call.func.value if isinstance(call.func, ast.Attribute) else call.func
    if any(guards(node) for node in written(operand, candidate.owner.node, set())):
        return replace(operation, operand=unknown("something is subtracted first", operation.operand.trail))
    return operation


def guards(node: ast.AST) -> bool:
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, ast.Sub)
    return isinstance(node, ast.Attribute) and node.attr in ("sub", "sub_", "clamp", "clamp_", "clip", "minimum")


def written(node: ast.AST, scope: ast.AST, seen: set[str]) -> Iterator[ast.AST]:
    """The nodes of an expression, and of what is given in this function to the names in it."""
    for inner in walk(node):
        yield inner
        if isinstance(inner, ast.Name) and inner.id not in seen:
            seen.add(inner.id)
            for value in given_to(inner.id, scope):
                yield from written(value, scope, seen)


def given_to(name: str, scope: ast.AST) -> Iterator[ast.AST]:
    for node in walk(scope):
        if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == name for t in node.targets):
            yield node.value
        elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name) and node.target.id == name:
            yield ast.BinOp(node.target, node.op, node.value)
