"""Functions that are handed to something outside the project, so that nobody knows how they are called. Floor 3.

The name graph knows under which names something is handed on, not from which file: of two functions called `train` in two
folders one may be the target of a process. What stands at the calls themselves decides.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from losslint.analysis import imports, workers
from losslint.analysis.delegated import beside
from losslint.analysis.names import bare, called_name
from losslint.analysis.scope import ScopeNode
from losslint.analysis.things import Function, Module
from losslint.source.nodes import children

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator
    from losslint.analysis.frames import Frame
    from losslint.source.file import SourceFile

HARMLESS = frozenset(
    "print isinstance hasattr getattr partial type id str repr signature compile script wraps delayed staticmethod".split()
)
Handed = tuple[ast.Call, str, ast.expr, ScopeNode]  # the call, its name, a name or attribute in it, the body around


def escapes(ev: Evaluator, frame: Frame) -> bool:
    """Is the function handed to something outside the project?"""
    name = getattr(frame.node, "name", None)
    return name is not None and any(_is_handed(ev, frame, name, file) for file in _passers(ev, name))


def _passers(ev: Evaluator, name: str) -> list[SourceFile]:
    """The files that hand on something of this name, if any of it goes outside."""
    graph = ev.graph
    names = graph.spelled(name)
    if not any(_outside(ev, bare(callee)) for n in names for callee, _ in graph.passed.get(n, ())):
        return []
    return list(dict.fromkeys(file for n in names for file in graph.passers.get(n, ())))


def _outside(ev: Evaluator, callee: str) -> bool:
    return callee not in ev.graph.defined and callee not in HARMLESS


def _is_handed(ev: Evaluator, frame: Frame, name: str, file: SourceFile) -> bool:
    return any(
        _outside(ev, callee)
        and _is_this(ev, frame, name, node, file)
        and not _is_local(ev, node, body)
        and not _is_called(ev, call, node, body)
        for call, callee, node, body in ev.fact(("handed", file), lambda: list(_handed(file)))
    )


def _is_this(ev: Evaluator, frame: Frame, name: str, node: ast.expr, file: SourceFile) -> bool:
    """May this name or attribute of the file be the function? One of the same name in another module is another one."""
    match node:
        case ast.Name(id=spelled) if spelled == name and frame.cls is None:
            return file is frame.file or any(
                isinstance(t, Function) and t.node is frame.node for t, _ in imports.global_name(ev, file, name)
            )
        case ast.Attribute(attr=attribute, value=holder) if attribute == name:
            return frame.cls is not None or (
                isinstance(holder, ast.Name)
                and any(
                    isinstance(t, Module) and t.file is frame.file for t, _ in imports.global_name(ev, file, holder.id)
                )
            )
    return False


def _is_local(ev: Evaluator, node: ast.expr, body: ScopeNode) -> bool:
    """Is it a name that the function around the call gives another meaning: a parameter, an assignment?"""
    use = None if isinstance(body, ast.Module) else ev.scope(body).uses.get(node)
    return use is not None and bool(use.reaches)


def _is_called(ev: Evaluator, call: ast.Call, node: ast.expr, body: ScopeNode) -> bool:
    """Does a library call it, with arguments that are known?"""
    led_to, owner = beside(call), ev.graph.owners.get(body)
    if led_to is None or led_to.func is not node:
        return False
    frame = ev.joined_frame(owner) if owner is not None else None
    return frame is not None and workers.makes(ev, led_to, frame)


def _handed(file: SourceFile) -> Iterator[Handed]:
    """The names and attributes in the arguments of the file's calls, with the call's name."""
    waiting: list[tuple[ast.AST, ScopeNode]] = [(file.tree, file.tree)] if file.tree is not None else []
    while waiting:
        node, body = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef):
            body = node
        waiting += [(child, body) for child in children(node)]
        if isinstance(node, ast.Call):
            callee = bare(called_name(node.func) or "")
            for argument in (*node.args, *(keyword.value for keyword in node.keywords)):
                for part in _parts(argument):
                    yield node, callee, part, body


def _parts(node: ast.expr) -> Iterator[ast.expr]:
    """What an argument may hold: not what is called in it."""
    match node:
        case ast.Name() | ast.Attribute():
            yield node
        case ast.Call():
            led_to = beside(node)  # what it may call is asked about where it is handed to it
            for argument in (*node.args, *(keyword.value for keyword in node.keywords)):
                yield from (part for part in _parts(argument) if led_to is None or part is not led_to.func)
        case ast.Lambda():
            return
        case _:
            for child in children(node):
                if isinstance(child, ast.expr):
                    yield from _parts(child)
