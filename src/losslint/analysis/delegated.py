"""Calls that a library makes: `mp.spawn(worker, args=(a, b))`, `Thread(target=work, args=(a,))`. Floor 3; knows syntax.

A call of one of these names is read as the call that it leads to, if it is spelled out. Whether the callee is the library's is
the evaluator's to say (callers.py).
"""

from __future__ import annotations

import ast

SPAWNING = {"spawn": 1, "start_processes": 1, "notebook_launcher": 0}  # how many arguments are put in front
STARTING = frozenset(("Thread", "Process", "Timer"))
DELEGATING = frozenset((*SPAWNING, *STARTING))
LIBRARIES = ("torch.multiprocessing", "torch_xla", "multiprocessing", "threading", "accelerate")


class Outside(ast.expr):
    """What the library itself passes."""

    _fields = ()


class Delegated(ast.Call):
    """The call of the function that is handed over; `by` is what is written."""

    by: ast.Call


def delegated(node: ast.Call) -> Delegated | None:
    """The call that this one leads to; the same node whenever it is asked for, and with nodes of the source in it."""
    made: Delegated | None = getattr(node, "delegated", None)
    if made is None:
        made = _delegated(node)
        if made is not None:
            made.by = node
            node.delegated = made  # type: ignore[attr-defined]  # kept where it belongs
    return made


def _delegated(node: ast.Call) -> Delegated | None:
    keywords = {k.arg: k.value for k in node.keywords}
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
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
