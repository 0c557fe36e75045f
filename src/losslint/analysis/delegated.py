"""Calls that a library makes: `mp.spawn(worker, args=(a, b))`, `executor.submit(work, a)`, `map(f, xs)`. Floor 3; knows syntax.

A call of one of these names is read as the call that it leads to, if it is spelled out: instead of what is written where its
name says that (`delegated`), beside it where other things have methods of that name (`beside`). Whether the callee is the
library's is the evaluator's to say (workers.py).
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from typing import TypeVar

SPAWNING = {"spawn": 1, "start_processes": 1, "notebook_launcher": 0}  # how many arguments are put in front
STARTING = frozenset(("Thread", "Process", "Timer"))
DELEGATING = frozenset((*SPAWNING, *STARTING))
LISTED = frozenset(("apply", "apply_async"))  # the arguments stand in a tuple
SPREAD = frozenset(("starmap", "starmap_async"))  # each element is the arguments of one call
ONE_BY_ONE = frozenset(("map", "map_async", "imap", "imap_unordered"))  # each element is an argument
HANDING = frozenset(("submit", "launch", "delayed()", *LISTED, *SPREAD, *ONE_BY_ONE))


class Outside(ast.expr):
    """What the library itself passes."""

    _fields = ()


class Each(ast.expr):
    """Any element of what is handed over."""

    _fields = ()
    value: ast.expr


class Delegated(ast.Call):
    """The call of the function that is handed over; `by` is what is written."""

    by: ast.Call


def delegated(node: ast.Call) -> Delegated | None:
    """The call that this one leads to; the same node whenever it is asked for, and with nodes of the source in it."""
    return _kept(node, "delegated", _delegated) if _name(node) in DELEGATING else None


def _name(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _kept(node: ast.Call, name: str, make: Callable[[ast.Call], Delegated | None]) -> Delegated | None:
    """What `make` gives for the node, made once and kept where it belongs."""
    made: Delegated | None = getattr(node, name, None)
    if made is None:
        made = make(node)
        if made is not None:
            made.by = node
            setattr(node, name, made)
    return made


def _delegated(node: ast.Call) -> Delegated | None:
    keywords = {k.arg: k.value for k in node.keywords}
    name = _name(node)
    if name in STARTING:
        function, given = keywords.get("target"), keywords.get("args")
    elif name in SPAWNING and not any(isinstance(a, ast.Starred) for a in node.args):
        function = node.args[0] if node.args else keywords.get("fn") or keywords.get("function")
        given = node.args[1] if len(node.args) > 1 else keywords.get("args")
    else:
        return None
    if not isinstance(function, ast.Name | ast.Attribute):
        return None
    arguments: list[ast.expr] = [ast.copy_location(Outside(), node) for _ in range(SPAWNING.get(name, 0))]
    if isinstance(given, ast.Tuple | ast.List):
        arguments += given.elts
    elif given is not None:
        arguments.append(ast.copy_location(ast.Starred(given, ast.Load()), given))
    doubled = keywords.get("kwargs") if name in STARTING else None
    spread = [] if doubled is None else [ast.copy_location(ast.keyword(None, doubled), doubled)]
    return ast.copy_location(Delegated(function, arguments, spread), node)


def beside(node: ast.Call) -> Delegated | None:
    """The call that this one leads to if what it is a method of is a pool of workers; the same node whenever it is asked for."""
    return _kept(node, "beside", _beside)


def _beside(node: ast.Call) -> Delegated | None:
    match node:
        case ast.Call(func=ast.Call(func=ast.Name("delayed") | ast.Attribute(attr="delayed"), args=[function])):
            return _led_to(node, function, node.args, node.keywords)
        case ast.Call(func=ast.Attribute(attr="submit"), args=[function, *rest]):
            return _led_to(node, function, rest, node.keywords)
        case ast.Call(func=ast.Attribute(value=launcher, attr="launch"), args=[function, *rest]):
            return _led_to(node, function, [launcher, *rest], node.keywords)  # which hands itself over
        case ast.Call(func=ast.Attribute(attr=name), args=[function, *rest]) if name in LISTED:
            return _listed(node, function, rest)
        case ast.Call(func=ast.Attribute(attr=name), args=[function, rows, *_]) if name in SPREAD:
            return _led_to(node, function, [_made(ast.Starred(_each(rows), ast.Load()), rows)])
        case ast.Call(func=ast.Name("map") | ast.Attribute(attr="map"), args=[function, _, *_]):
            given = [a for a in node.args[1:] if not isinstance(a, ast.Constant)]  # a number: how many at a time
            return _led_to(node, function, [_each(a) for a in given if not isinstance(a, ast.Starred)])
        case ast.Call(func=ast.Attribute(attr=name), args=[function, values, *_]) if name in ONE_BY_ONE:
            return _led_to(node, function, [_each(values)])
    return None


def _listed(node: ast.Call, function: ast.expr, rest: list[ast.expr]) -> Delegated | None:
    keywords = {k.arg: k.value for k in node.keywords}
    given, doubled = [*rest, None, None][:2]
    given, doubled = given or keywords.get("args"), doubled or keywords.get("kwds")
    spread = [] if doubled is None else [_made(ast.keyword(None, doubled), doubled)]
    if isinstance(given, ast.Tuple | ast.List):
        return _led_to(node, function, given.elts, spread)
    return _led_to(node, function, [] if given is None else [_made(ast.Starred(given, ast.Load()), given)], spread)


def _led_to(
    node: ast.Call, function: ast.expr, arguments: Sequence[ast.expr], keywords: Sequence[ast.keyword] = ()
) -> Delegated | None:
    """The call of a function that is named, or of `partial(function, …)`."""
    match function:
        case ast.Call(func=ast.Name("partial") | ast.Attribute(attr="partial"), args=[inner, *first]):
            return _led_to(node, inner, [*first, *arguments], [*function.keywords, *keywords])
        case ast.Name() | ast.Attribute():
            return _made(Delegated(function, list(arguments), list(keywords)), node)
    return None


def _each(values: ast.expr) -> Each:
    each = _made(Each(), values)
    each.value = values
    return each


Node = TypeVar("Node", bound=ast.AST)


def _made(node: Node, at: ast.AST) -> Node:
    return ast.copy_location(node, at)
