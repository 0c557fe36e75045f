"""Where gradients are switched off: `with torch.no_grad()`, decorators, and the calls that lead into a function. Floor 3.

In: a node and the frame it is evaluated in. Out: the place that certainly switches gradients off for it, or None.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from losslint.analysis.scope import ScopeNode, dotted
from losslint.knowledge import steps
from losslint.place import Place
from losslint.source.nodes import own_statements

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator
    from losslint.analysis.frames import Frame

NAMES = frozenset(name.rpartition(".")[2] for name in steps.GRADIENT_OFF | steps.GRADIENT_ON | steps.GRADIENT_SET)
Switch = tuple[ast.expr, int, int]  # the context expression, first and last line of what it covers


def switched_off(ev: Evaluator, node: ast.AST, frame: Frame) -> Place | None:
    """Where gradients are certainly switched off for what is computed at this node."""
    while True:
        for expr in reversed(around(ev, node, frame.node)):
            mode = switches(ev, expr, frame)
            if mode is not False:
                return None
            return frame.file.place(expr)
        if not isinstance(frame.node, ast.Lambda | ast.Module):
            for decorator in frame.node.decorator_list:
                if frame.parent is not None and switches(ev, decorator, frame.parent) is False:
                    return frame.file.place(decorator)
        if frame.site is None:
            return None
        node, frame = frame.site[0], frame.site[1]


def switches(ev: Evaluator, expr: ast.expr, frame: Frame) -> bool | None:
    """`no_grad()` is False, `enable_grad()` is True, anything that depends or is something else is None."""
    func = expr.func if isinstance(expr, ast.Call) else expr
    if (dotted(func) or "").rpartition(".")[2] not in NAMES:
        return None
    name = ev.symbol(ev.value(func, frame))
    if name in steps.GRADIENT_ON:
        return True
    arguments = [*expr.args, *(k.value for k in expr.keywords)] if isinstance(expr, ast.Call) else []
    constant = arguments[0].value if arguments and isinstance(arguments[0], ast.Constant) else None
    if name in steps.GRADIENT_OFF:
        return False if not arguments or constant is True else None
    return bool(constant) if name in steps.GRADIENT_SET and isinstance(constant, bool) else None


def mentioned(ev: Evaluator, node: ScopeNode) -> bool:
    """Does this body switch gradients at all?"""
    return bool(_switches(ev, node))


def around(ev: Evaluator, node: ast.AST, scope: ScopeNode) -> list[ast.expr]:
    """The switches of this body around a node, outermost first."""
    line = getattr(node, "lineno", 0)
    return [expr for expr, first, last in _switches(ev, scope) if first <= line <= last]


def _switches(ev: Evaluator, scope: ScopeNode) -> tuple[Switch, ...]:
    key = ("gradient switches", scope)
    known = ev.cache.get(key)
    if known is None:
        known = ev.cache[key] = tuple(_found(scope))
    assert isinstance(known, tuple)
    return known


def _found(scope: ScopeNode) -> Iterator[Switch]:
    for node in own_statements(scope):
        if isinstance(node, ast.With | ast.AsyncWith):
            for item in node.items:
                func = item.context_expr.func if isinstance(item.context_expr, ast.Call) else item.context_expr
                if (dotted(func) or "").rpartition(".")[2] in NAMES:
                    yield item.context_expr, node.body[0].lineno, node.end_lineno or node.lineno
