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
