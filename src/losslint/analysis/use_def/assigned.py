"""The places that a loop's body may assign: each needs a definition at the loop's head. Floor 3, pure syntax."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from losslint.analysis.scope import dotted

MUTATORS = frozenset(
    "append extend insert add_module register_module register_buffer register_parameter update setdefault pop clear "
    "remove popitem appendleft __setitem__ fill_ copy_ zero_".split()
)


def places_assigned(body: Iterable[ast.AST]) -> set[str]:
    """Places that these statements may assign or mutate, nested functions apart."""
    return set(_assigned(body))


def _assigned(body: Iterable[ast.AST]) -> Iterator[str]:
    stack = list(body)
    while stack:
        node = stack.pop()
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                yield node.name
                continue
            case ast.Lambda():
                continue
        if place := _assigns(node):
            yield place
        stack.extend(ast.iter_child_nodes(node))


def _assigns(node: ast.AST) -> str | None:
    match node:
        case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
            return name
        case ast.Attribute(ctx=ast.Store() | ast.Del()):
            return dotted(node)
        case ast.Subscript(value=value, ctx=ast.Store() | ast.Del()):
            return dotted(value)
        case ast.Call(func=ast.Attribute(attr=attr, value=value)) if attr in MUTATORS:
            return dotted(value)
    return None
