"""What becomes of a loss in the function that computes it. Floor 3, syntax and use-def only.

A loss *escapes* where its value, not a number made of it, is returned, stored in an object or a container, or handed to a
call: it may be backpropagated elsewhere.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from losslint.analysis.names import called_name
from losslint.analysis.parents import parents_of
from losslint.analysis.scope import Definition, ScopeNode
from losslint.knowledge import steps
from losslint.source.nodes import walk

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator
    from losslint.analysis.frames import Frame

NUMBERING = frozenset("item detach tolist numpy float int print str format isinstance len".split())
TRANSPARENT = frozenset("mean sum cpu to cuda float double backward".split())


def escapes(ev: Evaluator, call: ast.Call, frame: Frame) -> bool:
    """May the value of this call leave the function as a tensor?"""
    tainted: set[int] = set()
    parents = parents_of(frame.node)
    queue: list[ast.AST] = [call]
    while queue:
        node = queue.pop()
        for reached in _onward(node, parents):
            if isinstance(reached, str):
                return True
            assert isinstance(reached, ast.AST)
            for use in _uses_of(ev, frame.node, reached):
                if id(use) not in tainted:
                    tainted.add(id(use))
                    queue.append(use)
    return False


def _onward(node: ast.AST, parents: dict[ast.AST, ast.AST]) -> Iterator[ast.AST | str]:
    """Where a value goes from here: statements that bind it to names, or a word for a way out."""
    while True:
        parent = parents.get(node)
        match parent:
            case (
                None
                | ast.Expr()
                | ast.JoinedStr()
                | ast.FormattedValue()
                | ast.Compare()
                | ast.If()
                | ast.Assert()
                | ast.While()
            ):
                return
            case ast.Attribute(attr=attr) if attr in ("data", "grad", "shape") or attr in NUMBERING:
                return
            case ast.Call():
                name = (called_name(parent.func) or "").removeprefix(".")
                if node is not parent.func and name in NUMBERING:
                    return
                if node is not parent.func and name not in TRANSPARENT:
                    yield "argument"
                    return
            case ast.Assign() | ast.AugAssign() | ast.AnnAssign():
                targets = parent.targets if isinstance(parent, ast.Assign) else [parent.target]
                if any(not isinstance(t, ast.Name | ast.Tuple) for t in targets):
                    yield "stored"
                    return
                yield parent
                return
            case ast.stmt():
                yield "returned"
                return
        node = parent


def _uses_of(ev: Evaluator, scope: ScopeNode, statement: ast.AST) -> Iterator[ast.expr]:
    """The uses that a statement's definitions reach, through loops and joins."""
    for node, use in ev.scope(scope).uses.items():
        if any(_leads_to(r.definition, statement, set()) for r in use.reaches):
            yield node


def _leads_to(definition: Definition, statement: ast.AST, seen: set[int]) -> bool:
    if definition.node is statement:
        return True
    if id(definition) in seen:
        return False
    seen.add(id(definition))
    return any(_leads_to(r.definition, statement, seen) for r in (*definition.before, *definition.back))


def telling_words(scope: ast.AST) -> frozenset[str]:
    """The names in a body that tell that gradients are handled there."""
    names: set[str] = set()
    for node in walk(scope):
        if isinstance(node, ast.Name):
            names.add(node.id)
        elif isinstance(node, ast.Attribute):
            names.add(node.attr)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            names.add(node.value)
    return frozenset(names & steps.TELLING)
