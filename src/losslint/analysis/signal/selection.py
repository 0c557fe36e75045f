"""Checkpoints that are chosen by the loss of training. Floor 3.

In: the calls of `backward` of one file, and the loss calls that are sent back. Out: the comparisons that decide whether a
model is saved, where what is compared comes from such a loss and from none that was computed without training.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from losslint.analysis import losses
from losslint.analysis.names import Called, called_name
from losslint.analysis.scope import Definition, Scope
from losslint.analysis.signal import contexts, leftovers
from losslint.observation import Selected
from losslint.source.nodes import children, walk

if TYPE_CHECKING:
    from losslint.analysis.frames import Frame
    from losslint.analysis.signal.gradient import Gradients

SAVING = frozenset(("save", "save_pretrained", "save_checkpoint", "save_model"))


def selected(gradients: Gradients, sent: list[Called], trained: set[ast.Call]) -> Iterator[Selected]:
    """The comparisons of one file, by place."""
    ev = gradients.ev
    owners = {called.owner.node: called.owner for called in sent}
    for owner in owners.values():
        frame = ev.joined_frame(owner)
        if frame is None:
            continue
        scope = ev.scope(owner.node)
        for node in leftovers.own(ev, owner.node):
            match node:
                case ast.If(
                    test=ast.Compare(left=left, ops=[ast.Lt() | ast.LtE() | ast.Gt() | ast.GtE()], comparators=[right])
                ):
                    saving = next((c for c in _calls(node.body) if _name(c) in SAVING), None)
                    sources = sources_of(scope, [left, right], trained) if saving is not None else set()
                    if saving is not None and sources & trained and not _untrained(gradients, sources, frame):
                        place = frame.file.place
                        first = min(sources & trained, key=lambda call: call.lineno)
                        yield Selected(place(node.test), ast.unparse(node.test), place(saving), place(first))


def _calls(body: list[ast.stmt]) -> list[ast.Call]:
    return [n for statement in body for n in walk(statement) if isinstance(n, ast.Call)]


def _name(call: ast.Call) -> str:
    return (called_name(call.func) or "").removeprefix(".")


def sources_of(scope: Scope, expressions: list[ast.expr], trained: set[ast.Call]) -> set[ast.Call]:
    """Every call in this scope from which the expressions may take their values. What a loss of training grades is its
    own affair."""
    found: set[ast.Call] = set()
    seen: set[Definition] = set()
    queue: list[ast.AST] = list(expressions)
    while queue:
        node = queue.pop()
        for inner in _down_to(node, trained):
            if isinstance(inner, ast.Call):
                found.add(inner)
            use = scope.uses.get(inner) if isinstance(inner, ast.expr) else None
            stack = [reach.definition for reach in use.reaches] if use is not None else []
            while stack:
                definition = stack.pop()
                if definition not in seen:
                    seen.add(definition)
                    stack += [reach.definition for reach in (*definition.before, *definition.back)]
                    queue += [definition.value] if definition.value is not None else []
    return found


def _down_to(node: ast.AST, trained: set[ast.Call]) -> Iterator[ast.AST]:
    """The node and everything in it, but for the arguments of these calls."""
    stack = [node]
    while stack:
        inner = stack.pop()
        yield inner
        if inner not in trained:
            stack.extend(children(inner))


def _untrained(gradients: Gradients, sources: set[ast.Call], frame: Frame) -> bool:
    """Does a loss without training, or a call of which nothing is known, have a part in it?"""
    ev = gradients.ev
    for call in sources:
        if contexts.switched_off(ev, call, frame) is not None:
            return True
        for thing, _ in ev.value(call.func, frame):
            if type(thing).__name__ in ("Function", "Method", "Instance") and losses.known_loss(ev, thing) is None:
                return True
    return False
