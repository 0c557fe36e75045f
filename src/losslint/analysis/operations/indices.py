"""Are the indices of `values, indices = x.max(1)` read, and not only the values? Floor 3, syntax."""

from __future__ import annotations

import ast

from losslint.analysis.parents import parents_of
from losslint.source.nodes import walk


def indices_are_read(call: ast.Call, scope: ast.AST) -> bool:
    """`_, i = x.max(1)`, `x.max(1)[1]`, `x.max(1).indices`."""
    parent = parents_of(scope).get(call)
    match parent:
        case ast.Attribute(attr="indices"):
            return True
        case ast.Subscript(slice=ast.Constant(value=1 | -1)):
            return True
        case ast.Assign(targets=[ast.Tuple(elts=[ast.Name(id=first), ast.Name()])]):
            return not is_read(first, call, scope)
    return False


def is_read(name: str, call: ast.Call, scope: ast.AST) -> bool:
    """Is the name read anywhere behind the call? Where the values count too, the call is no mere argmax."""
    return any(
        isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load) and node.lineno >= call.lineno
        for node in walk(scope)
    )
