"""Names that are looked up at run time: `getattr(models, name)`, `models.__dict__[name]`, `globals()[name]`, `locals()[name]`. Floor 3.

The syntax of it, for the name graph: what is looked up, and under which constant name if it is written.
"""

from __future__ import annotations

import ast
from typing import NamedTuple


class LookUp(NamedTuple):
    """`holder` is what is looked into (None: the module's own names, or those of the function around where it is `local`),
    `key` the expression that gives the name."""

    holder: ast.expr | None
    key: ast.expr
    local: bool = False

    @property
    def constant(self) -> str | None:
        return self.key.value if isinstance(self.key, ast.Constant) and isinstance(self.key.value, str) else None


def look_up(node: ast.AST) -> LookUp | None:
    """The look-up that an expression is; None if it is none."""
    match node:
        case ast.Call(func=ast.Name(id="getattr"), args=[holder, key, *_]):
            return LookUp(holder, key)
        case ast.Call(func=ast.Attribute(value=holder, attr="__getattribute__"), args=[key]):
            return LookUp(holder, key)
        case ast.Call(func=ast.Attribute(value=names, attr="get"), args=[key, *_]):
            return _in_names(names, key)
        case ast.Subscript(value=names, slice=key):
            return _in_names(names, key)
    return None


def _in_names(names: ast.expr, key: ast.expr) -> LookUp | None:
    match names:
        case ast.Attribute(value=holder, attr="__dict__"):
            return LookUp(holder, key)
        case ast.Call(func=ast.Name(id="vars"), args=[holder]):
            return LookUp(holder, key)
        case ast.Call(func=ast.Name(id="globals" | "locals" | "vars" as function), args=[]):
            return LookUp(None, key, function != "globals")
    return None
