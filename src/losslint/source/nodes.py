"""The nodes of a syntax tree below a node, in the order of the source. Floor 2, pure syntax.

As `ast.iter_child_nodes` and `ast.walk`, in half their time: a field that never holds what has parts of its own (names,
contexts, operators) is not looked at.
"""

from __future__ import annotations

import ast

_PLAIN = frozenset(
    "id attr ctx op ops arg name kind type_comment kwd_attrs rest asname module level conversion simple is_async "
    "tag str".split()
)
_WITHOUT = (ast.Constant, ast.MatchSingleton, ast.Global, ast.Nonlocal, ast.alias)


ALONE = frozenset((ast.Name, ast.Constant))
"""Nodes with none below them that says anything: they are most of all nodes, and need not be asked."""


class _Fields(dict[type[ast.AST], tuple[str, ...]]):
    """The fields of each class of nodes that may hold nodes."""

    def __missing__(self, cls: type[ast.AST]) -> tuple[str, ...]:
        kept = () if issubclass(cls, _WITHOUT) else cls._fields
        named = cls.__name__ == "TypeAlias"  # its name is a node
        fields = self[cls] = tuple(f for f in kept if f not in _PLAIN or (named and f == "name"))
        return fields


_FIELDS = _Fields()


def children(node: ast.AST) -> list[ast.AST]:
    """The nodes directly below, without operators and contexts."""
    found: list[ast.AST] = []
    push_children(found, node)
    return found


def push_children(stack: list[ast.AST], node: ast.AST) -> None:
    """The same, put on a stack, without a list of their own."""
    for field in _FIELDS[type(node)]:
        value = getattr(node, field, None)
        if type(value) is list:
            stack += [item for item in value if item is not None]
        elif value is not None:
            stack.append(value)


def walk(node: ast.AST) -> list[ast.AST]:
    """The node and all below it, level by level."""
    found = [node]
    fields_of, push = _FIELDS, found.append
    for each in found:
        for field in fields_of[type(each)]:
            value = getattr(each, field, None)
            if type(value) is list:
                found += [item for item in value if item is not None]
            elif value is not None:
                push(value)
    return found


def statements(node: ast.AST) -> list[ast.AST]:
    """The statements in the body of a function, class or module, and those in their bodies, level by level; with the handlers
    and cases that hold some."""
    found = _blocks(node)
    for each in found:
        found += _blocks(each)
    return found


def own_statements(scope: ast.AST) -> list[ast.AST]:
    """The same in the order of the source, without functions and classes and what stands in them."""
    found, stack = [], _blocks(scope)[::-1]
    while stack:
        node = stack.pop()
        if type(node) not in _SCOPES:
            found.append(node)
            stack += reversed(_blocks(node))
    return found


_SCOPES = frozenset((ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))


class _Blocks(dict[type[ast.AST], tuple[str, ...]]):
    """The fields of each class of nodes that hold statements; those of an expression hold none."""

    def __missing__(self, cls: type[ast.AST]) -> tuple[str, ...]:
        kept = () if issubclass(cls, ast.expr) else cls._fields
        fields = self[cls] = tuple(f for f in kept if f in ("body", "handlers", "orelse", "finalbody", "cases"))
        return fields


_BLOCKS = _Blocks()


def _blocks(node: ast.AST) -> list[ast.AST]:
    return [each for field in _BLOCKS[type(node)] for each in getattr(node, field, ())]
