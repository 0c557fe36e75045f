"""What an expression may be: one function for each kind. Floor 3."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from losslint.analysis import (
    attributes,
    bounds,
    calls,
    conditions,
    definitions,
    imports,
    instances,
    iteration,
    missing,
    operators,
    registries,
    texts,
)
from losslint.analysis.delegated import Delegated, Each, Outside
from losslint.analysis.frames import Frame
from losslint.analysis.scope import Kind, Undecorated
from losslint.analysis.things import (
    Class,
    Const,
    Function,
    Mapping,
    Sequence,
    Value,
    const,
    guarded,
    just,
    nothing_known,
    only,
    union,
)
from losslint.guards import ALWAYS

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator


def evaluate(ev: Evaluator, node: ast.expr, frame: Frame) -> Value:
    known = KINDS.get(type(node))
    return known(ev, node, frame) if known is not None else nothing_known(f"{type(node).__name__} is not followed")


def located(ev: Evaluator, node: ast.expr, frame: Frame) -> Value:
    """The same; what is not known further in is missing here."""
    value = evaluate(ev, node, frame)
    return missing.located(value, node, frame) if missing.anything(value) else value


def name(ev: Evaluator, node: ast.Name, frame: Frame) -> Value:
    use = ev.scope(frame.node).uses.get(node)
    if use is not None and use.reaches:
        value = ev.reaches(use.reaches, use.loops, frame)
        if node.id in ev.graph.tables and isinstance(frame.node, ast.Module):
            return registries.of_module(ev, frame.file, node.id, value)
        return value
    return imports.free(ev, node.id, frame)


def assigned(ev: Evaluator, node: ast.Name, frame: Frame) -> tuple[ast.expr, Frame] | None:
    """The expression whose value a name has, where one assignment alone leads there: no question of its own is needed."""
    use = ev.scope(frame.node).uses.get(node)
    if use is None or len(use.reaches) != 1 or use.reaches[0].conditions:
        return None
    definition = use.reaches[0].definition
    if definition.kind is not Kind.ASSIGN or definition.path or definition.value is None:
        return None
    if node.id in ev.graph.tables and isinstance(frame.node, ast.Module):  # others may add to it
        return None
    return definition.value, ev.adjust(frame, use.loops, definition.loops)


def attribute(ev: Evaluator, node: ast.Attribute, frame: Frame) -> Value:
    use = ev.scope(frame.node).uses.get(node)
    if use is not None and use.reaches:
        value = ev.reaches(use.reaches, use.loops, frame)
        if value:
            return value
    after = ev.scope(frame.node).after_effects.get(node)
    if after is not None and not after.loops:
        value = instances.reaches_of_attribute(ev, after.reaches, node.attr, frame, set())
        if value:
            return value
    return instances.in_constructor(ev, node, frame) or attributes.evaluate(ev, node, frame)


def display(ev: Evaluator, elements: list[ast.expr], frame: Frame) -> Value:
    """`[a, *b, c]`."""
    result = Sequence()
    for element in elements[: bounds.ITEMS]:
        value = ev.value(element, frame)
        if isinstance(element, ast.Starred):
            thing = only(value)
            inner = iteration.elements_of(ev, thing) if thing is not None else None
            result = iteration.concatenated(
                result, inner or Sequence(middle=nothing_known("a star of what is not known"))
            )
        else:
            result = (
                Sequence(result.front, result.middle, (*result.back, value))
                if result.middle
                else Sequence((*result.items, value))
            )
    if len(elements) > bounds.ITEMS:
        return just(Sequence(middle=nothing_known("a list with too many elements")))
    return just(result)


def mapping(ev: Evaluator, node: ast.Dict, frame: Frame) -> Mapping:
    result = Mapping()
    for key, expr in zip(node.keys[: bounds.ITEMS], node.values, strict=False):
        value = ev.value(expr, frame)
        if key is None:
            thing = only(value)
            for k, v in thing.items if isinstance(thing, Mapping) else ():
                result = result.with_item(k, v)
            if not isinstance(thing, Mapping) or thing.rest is not None:
                result = Mapping(result.items, nothing_known("a dict that is not known"))
            continue
        known = only(ev.value(key, frame))
        if isinstance(known, Const):
            result = result.with_item(known.value, value)
        else:
            result = Mapping(result.items, union(result.rest or (), value))
    return result


def unary(ev: Evaluator, node: ast.UnaryOp, frame: Frame) -> Value:
    if isinstance(node.op, ast.Not):
        yes = conditions.guards(ev, node.operand, True, frame)
        no = conditions.guards(ev, node.operand, False, frame)
        return union(
            *((just(const(False), yes),) if yes is not None else ()),
            *((just(const(True), no),) if no is not None else ()),
        )
    return operators.unary(ev, node.op, ev.value(node.operand, frame), node, frame)


def boolean(ev: Evaluator, node: ast.BoolOp, frame: Frame) -> Value:
    """`a or b`: a where it is true, b where it is not."""
    stops_at = isinstance(node.op, ast.Or)
    under = ALWAYS
    found = []
    for operand in node.values[:-1]:
        value = guarded(ev.value(operand, frame), under)
        here = conditions.guards(ev, operand, stops_at, frame)
        further = conditions.guards(ev, operand, not stops_at, frame)
        if here is not None:
            found.append(guarded(tuple(a for a in value if _may_be(a.thing, stops_at)), here))
        if further is None:
            return union(*found)
        under = under | further
    found.append(guarded(ev.value(node.values[-1], frame), under))
    return union(*found)


def _may_be(thing: object, truth: bool) -> bool:
    return not isinstance(thing, Const) or bool(thing.value) == truth


def choice(ev: Evaluator, node: ast.IfExp, frame: Frame) -> Value:
    found = []
    for expr, holds in ((node.body, True), (node.orelse, False)):
        guards = conditions.guards(ev, node.test, holds, frame)
        if guards is not None:
            found.append(guarded(ev.value(expr, frame), guards))
    return union(*found)


def comprehension(ev: Evaluator, node: ast.ListComp | ast.SetComp | ast.GeneratorExp, frame: Frame) -> Value:
    """Unrolled over a known iterable, else a list of any length of what the element may be."""
    generator = node.generators[0]
    if len(node.generators) == 1 and not generator.ifs:
        count = iteration.trip_count(ev, generator, frame)
        if count is not None:
            items = tuple(ev.value(node.elt, frame.with_iteration(generator, k)) for k in range(count))
            return just(Sequence(items))
    return just(Sequence(middle=ev.value(node.elt, frame)))


def dict_comprehension(ev: Evaluator, node: ast.DictComp, frame: Frame) -> Value:
    generator = node.generators[0]
    count = iteration.trip_count(ev, generator, frame) if len(node.generators) == 1 and not generator.ifs else None
    if count is None:
        return just(Mapping((), ev.value(node.value, frame)))
    result = Mapping()
    for k in range(count):
        inner = frame.with_iteration(generator, k)
        key = only(ev.value(node.key, inner))
        value = ev.value(node.value, inner)
        if isinstance(key, Const):
            result = result.with_item(key.value, value)
        else:
            result = Mapping(result.items, union(result.rest or (), value))
    return just(result)


def formatted(ev: Evaluator, node: ast.JoinedStr, frame: Frame) -> Value:
    """An f-string of constants is a constant."""
    if any(isinstance(part, ast.FormattedValue) and part.format_spec is not None for part in node.values):
        return nothing_known("a formatted string")
    return texts.joined(
        ev, [ev.value(part.value if isinstance(part, ast.FormattedValue) else part, frame) for part in node.values]
    )


def undecorated(ev: Evaluator, node: Undecorated, frame: Frame) -> Value:
    if isinstance(node.definition, ast.ClassDef):
        return just(Class(node.definition, frame.base))
    return just(Function(node.definition, frame.base))


KINDS: dict[type, Callable[[Evaluator, Any, Frame], Value]] = {
    ast.Name: name,
    ast.Attribute: attribute,
    **dict.fromkeys((ast.Call, Delegated), calls.evaluate),
    ast.Subscript: operators.subscript,
    **dict.fromkeys((ast.Tuple, ast.List, ast.Set), lambda ev, node, frame: display(ev, node.elts, frame)),
    ast.Dict: lambda ev, node, frame: just(mapping(ev, node, frame)),
    ast.BinOp: lambda ev, node, frame: operators.binary(
        ev, node.op, ev.value(node.left, frame), ev.value(node.right, frame), node, frame
    ),
    ast.UnaryOp: unary,
    ast.BoolOp: boolean,
    ast.Compare: operators.compare,
    ast.IfExp: choice,
    **dict.fromkeys((ast.NamedExpr, ast.Await, ast.Starred), lambda ev, node, frame: ev.value(node.value, frame)),
    ast.Lambda: lambda _, node, frame: just(Function(node, frame)),
    **dict.fromkeys((ast.ListComp, ast.SetComp, ast.GeneratorExp), comprehension),
    ast.DictComp: dict_comprehension,
    ast.JoinedStr: formatted,
    Undecorated: undecorated,
    Each: lambda ev, node, frame: iteration.element(ev, ev.value(node.value, frame), None),
    Outside: lambda *_: nothing_known("passed by a library"),
}
"""What each kind of expression is asked of; one line for a kind."""

__all__ = ["definitions", "evaluate"]
