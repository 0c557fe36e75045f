"""Configuration files in Python: the names that a module binds to text, numbers, lists and dicts, as Python values. Floor 2.

Only what is written down is read, and nothing is run: a value that is computed in another way is `UNKNOWN`, and so is a
name that a statement touches which is no assignment.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable

from losslint.source.data import UNKNOWN
from losslint.source.nodes import walk

__all__ = ["is_plain", "read_module"]

ARITHMETIC: dict[type, Callable[[int | float, int | float], int | float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
}
Names = dict[str, object]


def is_plain(tree: ast.Module) -> bool:
    """Does the module do nothing but bind names, one of them to a dict or to `_base_`?"""
    if not all(_is_plain(statement) for statement in tree.body):
        return False
    return any(_is_dict(s.value) or _binds(s, "_base_") for s in tree.body if isinstance(s, ast.Assign))


def _is_plain(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Expr):
        return isinstance(statement.value, ast.Constant)
    return isinstance(statement, ast.Assign | ast.AnnAssign | ast.Import | ast.ImportFrom)


def _is_dict(node: ast.expr) -> bool:
    return isinstance(node, ast.Dict) or _calls_dict(node)


def _calls_dict(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "dict"


def _binds(statement: ast.Assign, name: str) -> bool:
    return any(isinstance(target, ast.Name) and target.id == name for target in statement.targets)


def read_module(tree: ast.Module) -> Names:
    """What the module's names are bound to at its end, those of modules that it imports left out."""
    names: Names = {}
    for statement in tree.body:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                names[name] = read(value, names)
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                names[name] = read(value, names)
            case ast.Import() | ast.ImportFrom() | ast.Expr(value=ast.Constant()):
                pass
            case _:
                names |= dict.fromkeys(_touched(statement, names), UNKNOWN)
    return names


def _touched(statement: ast.stmt, known: Names) -> set[str]:
    """The names that a statement may bind, and those known ones that it mentions: it may change what they hold."""
    found = {n for n in walk(statement) if isinstance(n, ast.Name)}
    defined = {s.name for s in [statement] if isinstance(s, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)}
    return defined | {n.id for n in found if isinstance(n.ctx, ast.Store) or n.id in known}


def read(node: ast.expr, names: Names) -> object:
    """The value of an expression, `UNKNOWN` where it is not written down."""
    match node:
        case ast.Constant(value=value):
            return value
        case ast.Name(id=name):
            return names.get(name, UNKNOWN)
        case ast.List(elts=elements) | ast.Tuple(elts=elements):
            starred = any(isinstance(element, ast.Starred) for element in elements)
            return UNKNOWN if starred else [read(element, names) for element in elements]
        case ast.Dict():
            return _pairs([(k if k is None else read(k, names), read(v, names)) for k, v in _items(node)])
        case ast.Call(args=[], keywords=keywords) if _calls_dict(node) and "dict" not in names:
            return _pairs([(keyword.arg, read(keyword.value, names)) for keyword in keywords])
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            number = read(operand, names)
            return -number if isinstance(number, int | float) else UNKNOWN
        case ast.BinOp(left=left, op=op, right=right):
            return _computed(op, read(left, names), read(right, names))
        case ast.Subscript(value=holder, slice=key):
            return _item(read(holder, names), read(key, names))
    return UNKNOWN


def _items(node: ast.Dict) -> list[tuple[ast.expr | None, ast.expr]]:
    return list(zip(node.keys, node.values, strict=True))


def _pairs(pairs: list[tuple[object, object]]) -> object:
    """A dict of pairs; the key None stands for a double star."""
    found: dict[object, object] = {}
    for key, value in pairs:
        if key is None and isinstance(value, dict):
            found |= value
        elif isinstance(key, str | int):
            found[key] = value
        else:
            return UNKNOWN
    return found


def _computed(op: ast.operator, left: object, right: object) -> object:
    if isinstance(op, ast.Add) and isinstance(left, str) and isinstance(right, str):
        return left + right
    if isinstance(op, ast.Add) and isinstance(left, list) and isinstance(right, list):
        return left + right
    compute = ARITHMETIC.get(type(op))
    if compute is None or not isinstance(left, int | float) or not isinstance(right, int | float):
        return UNKNOWN
    try:
        return compute(left, right)
    except (ArithmeticError, ValueError):
        return UNKNOWN


def _item(holder: object, key: object) -> object:
    if isinstance(holder, dict):
        return holder.get(key, UNKNOWN) if isinstance(key, str | int) else UNKNOWN
    if isinstance(holder, list) and isinstance(key, int) and -len(holder) <= key < len(holder):
        return holder[key]
    return UNKNOWN
