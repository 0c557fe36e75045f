"""Which node a node stands in, within one body. Floor 3."""

from __future__ import annotations

import ast
from functools import lru_cache

from losslint.source.nodes import ALONE, children


@lru_cache(maxsize=32)  # one body is asked about many times in a row, and then never again
def parents_of(scope: ast.AST) -> dict[ast.AST, ast.AST]:
    """The node around each node of a body."""
    found: dict[ast.AST, ast.AST] = {}
    waiting = [scope]
    while waiting:
        parent = waiting.pop()
        for child in children(parent):
            found[child] = parent
            if type(child) not in ALONE:
                waiting.append(child)
    return found


def parent_of(scope: ast.AST, node: ast.expr) -> ast.AST | None:
    """The node around one node of a body, looked for on its line alone."""
    waiting = [scope]
    while waiting:
        parent = waiting.pop()
        for child in children(parent):
            if child is node:
                return parent
            if type(child) not in ALONE and _may_hold(child, node.lineno):
                waiting.append(child)
    return None


def _may_hold(node: ast.AST, line: int) -> bool:
    """Does the node span the line, or have no place?"""
    first = getattr(node, "lineno", None)
    return first is None or first <= line <= (getattr(node, "end_lineno", None) or first)
