"""What stands at a place, in words that outlive edits elsewhere: the function around it and the code, spelled one way. Floor 2."""

from __future__ import annotations

import ast

from losslint.place import Place
from losslint.source.file import SourceFile
from losslint.source.nodes import children

_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def situated(file: SourceFile, place: Place) -> tuple[str, str]:
    """The qualified name of the function or class around a place ("" outside of any), and the expression that stands there.

    The expression is written anew from the tree, so that line breaks, quotes and comments in it do not count. Where no
    expression stands at the place, its line is taken, each run of blanks as one.
    """
    line = " ".join(file.line(place.cell, place.line).split())
    if file.tree is None:
        return "", line
    number = file.module_line(place)
    around: tuple[str, ...] = ()
    waiting: list[tuple[ast.AST, tuple[str, ...]]] = [(file.tree, ())]
    while waiting:
        node, names = waiting.pop()
        if isinstance(node, _DEFINITIONS):
            names = (*names, node.name)
            around = max(around, names, key=len)
        if isinstance(node, ast.expr) and file.place(node) == place:
            return ".".join(names), _spelled(node) or line
        waiting += [(child, names) for child in children(node) if _may_hold(child, number)]
    return ".".join(around), line


def block_at(file: SourceFile, line: int) -> tuple[int, int] | None:
    """The first and the last line of the outermost function or class of a script around a line; None outside of any."""
    for node in file.tree.body if file.tree is not None and not file.is_notebook else ():
        if isinstance(node, _DEFINITIONS):
            first = min((node.lineno, *(decorator.lineno for decorator in node.decorator_list)))
            last = node.end_lineno or node.lineno
            if first <= line <= last:
                return first, last
    return None


def _may_hold(node: ast.AST, line: int) -> bool:
    first, last = getattr(node, "lineno", line), getattr(node, "end_lineno", line)
    return bool(first <= line <= last)


def _spelled(node: ast.expr) -> str:
    try:
        return ast.unparse(node)
    except RecursionError:
        return ""
