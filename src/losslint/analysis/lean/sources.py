"""Which names a value may be, or may hold; and where in a node expressions stand. Floor 3."""

from __future__ import annotations

import ast

Inside = tuple[str, str]  # a name among the arguments of a call, and what is called
Sources = tuple[list[str], list[str], list[Inside]]
"""The names that a value may be, or that may be inside it; those that are called to make it; and those that are arguments
of such a call (`DataParallel(model)` may hold `model`). Never changed once made."""

NOTHING: Sources = ([], [], [])
INNER = {
    kind: tuple(name for name in kind._fields if name not in ("ctx", "op", "ops", "kind", "type_comment"))
    for kind in vars(ast).values()
    if isinstance(kind, type) and issubclass(kind, ast.AST)
}
"""The fields of a node that may hold nodes to look into."""


def merged(parts: list[Sources]) -> Sources:
    """All together."""
    filled = [p for p in parts if p is not NOTHING]
    if len(filled) < 2:
        return filled[0] if filled else NOTHING
    return [n for p in filled for n in p[0]], [n for p in filled for n in p[1]], [n for p in filled for n in p[2]]
