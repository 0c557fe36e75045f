"""Losses that are computed beside a `backward` and then lost, and totals that keep every step's graph. Floor 3.

In: a scope in which something is sent back. Out: `Leftover`s: losses whose name nobody reads, and sums of the very value
that is sent back.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from losslint.analysis import losses
from losslint.analysis.parents import parents_of
from losslint.analysis.scope import Definition, Scope, ScopeNode, dotted
from losslint.analysis.signal import contexts
from losslint.observation import Leftover, LeftoverKind
from losslint.place import Place
from losslint.source.nodes import ALONE, children, own_statements, statements, walk

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator
    from losslint.analysis.frames import Frame
    from losslint.analysis.names import Called
    from losslint.analysis.signal.gradient import Gradients

INNER = frozenset((ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef))
CALLED = frozenset((ast.Call, ast.Attribute))
KEPT = (ast.stmt, ast.ExceptHandler)
PASSING = frozenset("mean sum cpu to cuda float double half clone squeeze reshape view".split())
SENDING = PASSING | frozenset("backward manual_backward scale stack cat".split())
Loop = ast.For | ast.AsyncFor | ast.While


def leftovers(gradients: Gradients, sending: list[Called], frame: Frame) -> Iterator[Leftover]:
    """Everything of the kind in one scope."""
    scope = gradients.ev.scope(frame.node)
    sent = [called.call for called in sending if called.call in scope.calls]
    if sent:
        yield from dropped(gradients, scope, sent, frame)
        yield from totals(gradients, scope, sent, frame)


# -- losses that nobody reads ------------------------------------------------------------------------------------------


def dropped(gradients: Gradients, scope: Scope, sent: list[ast.Call], frame: Frame) -> Iterator[Leftover]:
    """`name = criterion(…)` in the loop of a backward, where no use of the name is reached by it."""
    candidates = [(a, c) for a in assignments(gradients.ev, frame.node) if (c := _plain_call(a, scope)) is not None]
    if not candidates:
        return
    used = used_statements(scope)
    loops = {scope.calls[call][1] for call in sent}
    if isinstance(frame.node, ast.Module):
        loops.discard(())  # a script's lines outside of loops are no training step
    unused = [(a, call) for a, call in candidates if a not in used and scope.calls[call][1] in loops]
    elsewhere = read_elsewhere(frame.node) if unused else frozenset()
    for statement, call in unused:
        target = statement.targets[0]
        assert isinstance(target, ast.Name)
        if target.id in elsewhere or target.id.startswith("_"):
            continue
        if not any(losses.known_loss(gradients.ev, t) is not None for t, _ in gradients.ev.value(call.func, frame)):
            continue
        if contexts.switched_off(gradients.ev, call, frame) is None and not _handled(gradients.ev, frame.node, call):
            place, again = frame.file.place(statement), _next_of(target.id, statement, gradients.ev, frame)
            first = frame.file.place(sent[0])
            yield Leftover(LeftoverKind.DROPPED, place, target.id, ast.unparse(call.func), first, again)


def _next_of(name: str, statement: ast.Assign, ev: Evaluator, frame: Frame) -> Place | None:
    """Where the name is assigned for the first time below; an `else` of the same `if` is no such place."""
    last = statement.end_lineno or statement.lineno
    later = [a for a in assignments(ev, frame.node) if a.lineno > last and _is_name(a.targets[0], name)]
    outer = [a for a in later if a.col_offset < statement.col_offset]
    return frame.file.place((outer or later)[0]) if later else None


def _is_name(target: ast.expr, name: str) -> bool:
    return isinstance(target, ast.Name) and target.id == name


def assignments(ev: Evaluator, scope: ScopeNode) -> list[ast.Assign]:
    """The assignments of a body, in order."""
    return [node for node in own(ev, scope) if isinstance(node, ast.Assign)]


def own(ev: Evaluator, scope: ScopeNode) -> tuple[ast.AST, ...]:
    """The statements of a body, in order, without those of functions and classes in it."""
    known = ev.cache.get(("own statements", scope))
    if known is None:
        known = ev.cache["own statements", scope] = tuple(own_statements(scope))
    assert isinstance(known, tuple)
    return known


def inside(ev: Evaluator, scope: ScopeNode) -> tuple[ast.AST, ...]:
    """The same, with the calls and attributes in them."""
    known = ev.cache.get(("inside", scope))
    if known is None:
        found, stack = [], list(reversed(children(scope)))
        while stack:
            node = stack.pop()
            kind = type(node)
            if kind not in ALONE and kind not in INNER:
                if kind in CALLED or isinstance(node, KEPT):
                    found.append(node)
                stack += reversed(children(node))
        known = ev.cache["inside", scope] = tuple(found)
    assert isinstance(known, tuple)
    return known


def _plain_call(statement: ast.Assign, scope: Scope) -> ast.Call | None:
    """The call whose value is given to one name, where it is reached."""
    one = len(statement.targets) == 1 and isinstance(statement.targets[0], ast.Name)
    return statement.value if one and isinstance(statement.value, ast.Call) and statement.value in scope.calls else None


def used_statements(scope: Scope) -> set[ast.AST]:
    """The nodes whose definitions reach a use, through loops and changes."""
    found: set[Definition] = set()
    stack = [reach.definition for use in scope.uses.values() for reach in use.reaches]
    while stack:
        definition = stack.pop()
        if definition not in found:
            found.add(definition)
            stack += [reach.definition for reach in (*definition.before, *definition.back)]
    return {definition.node for definition in found}


def read_elsewhere(scope: ScopeNode) -> frozenset[str]:
    """Names that a function inside of this body reads, or that are declared to be of another one."""
    names: set[str] = set()
    for node in walk(scope):
        if type(node) in INNER and node is not scope:
            names |= {n.id for n in walk(node) if isinstance(n, ast.Name)}
        elif isinstance(node, ast.Global | ast.Nonlocal):
            names |= set(node.names)
        elif isinstance(node, ast.Name) and node.id in ("locals", "vars", "globals", "exec", "eval"):
            names |= {n.id for n in walk(scope) if isinstance(n, ast.Name)}
    return frozenset(names)


def _handled(ev: Evaluator, scope: ScopeNode, call: ast.Call) -> bool:
    handlers = (n for n in own(ev, scope) if isinstance(n, ast.ExceptHandler))
    return any(h.lineno <= call.lineno <= (h.end_lineno or h.lineno) for h in handlers)


# -- totals ------------------------------------------------------------------------------------------------------------


def totals(gradients: Gradients, scope: Scope, sent: list[ast.Call], frame: Frame) -> Iterator[Leftover]:
    """`total += loss` of the very loss that is sent back in the same loop."""
    sums = [
        s for s in own(gradients.ev, frame.node) if isinstance(s, ast.AugAssign | ast.Assign) and added(s) is not None
    ]
    if not sums or any(k.arg in ("retain_graph", "create_graph") for call in sent for k in call.keywords):
        return
    values = {id(d): call for call in sent for n in sent_back(call) for d in _defined(scope, n)}
    sent_names = {dotted(n) for call in sent for n in _names(call)}
    shared = [s for s in sums if any(id(d) in values for n in _names(s) for d in _defined(scope, n))]
    parents = parents_of(frame.node) if shared else {}
    for statement in shared:
        total, value = added(statement) or ("", statement)
        loop = innermost(statement, parents)
        if loop is None or total in sent_names or resets(loop, total, statement):
            continue
        for name in _names(value):
            call = next((values[id(d)] for d in _defined(scope, name) if id(d) in values), None)
            if call is None or not passes(name, statement, parents) or innermost(call, parents) is not loop:
                continue
            if all(_is_in(d.node, loop) for d in _defined(scope, name)) and not _off(gradients, statement, frame):
                place = frame.file.place(statement)
                yield Leftover(LeftoverKind.TOTAL, place, total, ast.unparse(name), frame.file.place(call))
                break


def sent_back(node: ast.expr) -> Iterator[ast.Name | ast.Attribute]:
    """The names whose very value goes back in `loss.backward()`, `accelerator.backward(a + b)`, `scaler.scale(loss).backward()`.
    What a function makes the loss of is not sent back itself: it may be data, as in `criterion(model(x), y).backward()`."""
    match node:
        case ast.Name() | ast.Attribute():
            yield node
        case ast.BinOp(left=left, right=right):
            yield from sent_back(left)
            yield from sent_back(right)
        case ast.UnaryOp(operand=operand):
            yield from sent_back(operand)
        case ast.IfExp(body=body, orelse=orelse):
            yield from sent_back(body)
            yield from sent_back(orelse)
        case ast.List(elts=elements) | ast.Tuple(elts=elements):
            for element in elements:
                yield from sent_back(element)
        case ast.Call(func=func, args=args) if _last(func) in SENDING:
            for part in (*([func.value] if isinstance(func, ast.Attribute) else []), *args):
                yield from sent_back(part)


def _last(func: ast.expr) -> str:
    return func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "")


def added(statement: ast.stmt) -> tuple[str, ast.expr] | None:
    """The total and what is added to it, in `total += value` and `total = total + value`."""
    match statement:
        case ast.AugAssign(op=ast.Add(), target=ast.Name() | ast.Attribute() as target, value=value):
            name = dotted(target)
            return (name, value) if name is not None else None
        case ast.Assign(
            targets=[ast.Name(id=name)], value=ast.BinOp(op=ast.Add(), left=ast.Name(id=left), right=value)
        ):
            return (name, value) if name == left else None
    return None


def _names(node: ast.AST) -> list[ast.Name | ast.Attribute]:
    return [n for n in walk(node) if isinstance(n, ast.Name | ast.Attribute)]


def _defined(scope: Scope, name: ast.expr) -> list[Definition]:
    use = scope.uses.get(name)
    return [reach.definition for reach in use.reaches] if use is not None else []


def innermost(node: ast.AST, parents: dict[ast.AST, ast.AST]) -> Loop | None:
    while (parent := parents.get(node)) is not None:
        if isinstance(parent, ast.For | ast.AsyncFor | ast.While):
            return parent
        node = parent
    return None


def resets(loop: Loop, total: str, statement: ast.stmt) -> bool:
    """Does the loop give the total another value in between?"""
    for node in (loop, *statements(loop)):
        if node is statement:
            continue
        targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.For) else []
        if any(dotted(t) == total for target in targets for t in walk(target) if isinstance(t, ast.expr)):
            return True
    return False


def passes(name: ast.AST, statement: ast.stmt, parents: dict[ast.AST, ast.AST]) -> bool:
    """Is the value of this name added as a tensor: itself, scaled, or its mean?"""
    node = name
    while (parent := parents.get(node)) is not statement:
        match parent:
            case ast.BinOp(op=ast.Add() | ast.Sub() | ast.Mult() | ast.Div()) | ast.UnaryOp():
                pass
            case ast.Attribute(attr=attr) if attr in PASSING and isinstance(parents.get(parent), ast.Call):
                pass
            case ast.Call(func=func) if func is node:
                pass
            case _:
                return False
        assert parent is not None
        node = parent
    return True


def _is_in(node: ast.AST, loop: Loop) -> bool:
    line = getattr(node, "lineno", 0)
    return loop.lineno < line <= (loop.end_lineno or loop.lineno) or node in loop.body


def _off(gradients: Gradients, statement: ast.stmt, frame: Frame) -> bool:
    return contexts.switched_off(gradients.ev, statement, frame) is not None
