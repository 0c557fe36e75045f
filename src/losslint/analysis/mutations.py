"""What a place holds after something was put into it, taken out of it, or changed in it. Floor 3."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from losslint.analysis import definitions, fillings, iteration, operators
from losslint.analysis.arrivals import is_in_place
from losslint.analysis.frames import Frame
from losslint.analysis.scope import Definition, dotted
from losslint.analysis.things import (
    Bound,
    Const,
    Container,
    Mapping,
    Sequence,
    Symbol,
    Thing,
    Value,
    constants,
    guarded,
    joined,
    just,
    nothing_known,
    union,
)
from losslint.analysis.use_def.assigned import LEARNT, layer_named, states_in_place
from losslint.analysis.use_def.filled import handed
from losslint.forms import Form
from losslint.operations.axes import anywhere, without_units
from losslint.operations.ranges import learnt

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator


def mutated(ev: Evaluator, held: Value, definition: Definition, frame: Frame) -> Value:
    """A place that held `held`, after `place.append(x)`, `place[k] = x`, `del place[k]`, …"""
    found = []
    if isinstance(definition.node, ast.Call):
        if _is_argument(definition.node, definition.place) and not _are_dicts(held):
            return in_place(ev, held, definition.node, frame)
        if _is_handed(definition.node, definition.place):
            return fillings.after(ev, held, definition.node, definition.place, frame) if _are_dicts(held) else held
    for thing, guards in held:
        found.append(guarded(_mutated(ev, thing, definition, frame), guards))
    return union(*found)


def _is_argument(node: ast.Call, place: str) -> bool:
    receiver = dotted(node.func.value) if isinstance(node.func, ast.Attribute) else None
    return receiver != place and bool(node.args) and dotted(node.args[0]) == place


def _are_dicts(held: Value) -> bool:
    return bool(held) and all(isinstance(thing, Mapping) for thing, _ in held)


def _is_handed(node: ast.Call, place: str) -> bool:
    receiver = dotted(node.func.value) if isinstance(node.func, ast.Attribute) else None
    return receiver != place and place in handed(node)


def in_place(ev: Evaluator, held: Value, node: ast.Call, frame: Frame) -> Value:
    """What a name holds after a function that changes its argument in place: what the call gives, of a tensor."""
    if not any(isinstance(thing, Form) for thing, _ in held):
        return held
    callee = ev.value(node.func, frame)
    if any(isinstance(thing, Bound) for thing, _ in callee):
        return held  # a method changes its receiver alone
    renamed = isinstance(node.func, ast.Name) and not is_in_place(node.func.id) and not states_in_place(node)
    changes = [isinstance(t, Symbol) and is_in_place(t.name) for t, _ in callee] if renamed else [True]
    if not any(changes):
        return held
    given = ev.value(node, frame)
    if not given or not all(isinstance(thing, Form) for thing, _ in given):
        return held
    return given if all(changes) else union(held, given)


def _mutated(ev: Evaluator, thing: Thing, definition: Definition, frame: Frame) -> Value:
    node = definition.node
    if isinstance(node, ast.Subscript):
        if isinstance(node.ctx, ast.Del):
            return just(_without(ev, thing, node, frame))
        assert definition.value is not None
        if layer_named(node) is not None and not isinstance(thing, Container):
            return just(thing)  # an attribute of its own
        value = definitions.unpack(ev, ev.value(definition.value, frame), definition.path)
        return set_item(ev, thing, node, value, frame)
    if isinstance(node, ast.Attribute) and node.attr == LEARNT:
        given = definition.value
        is_on = isinstance(given, ast.Constant) and given.value is True
        return just(learnt(thing) if is_on and isinstance(thing, Form) else thing)
    if isinstance(node, ast.Attribute):  # `x.shape = …`
        return just(anywhere(thing) if isinstance(thing, Form) else thing)
    assert isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    return called(ev, thing, node, frame)


def set_item(ev: Evaluator, thing: Thing, node: ast.Subscript, value: Value, frame: Frame) -> Value:
    from losslint.analysis import containers

    key = constants(ev.value(node.slice, frame)) if not isinstance(node.slice, ast.Slice | ast.Tuple) else None
    match thing:
        case Mapping():
            if key is not None and len(key) == 1:
                return just(thing.with_item(key[0], value))
            return just(Mapping(thing.items, union(thing.rest or (), value)))
        case Sequence():
            return just(_replaced(thing, key, value))
        case Container() if key is not None and len(key) == 1 and isinstance(key[0], str):
            return just(containers.named(thing, key[0], value))
        case Container():
            return just(
                Container(thing.cls, _replaced(thing.modules, key, value), thing.names, thing.site, thing.trail)
            )
    if isinstance(thing, Form) and key and all(isinstance(k, str) for k in key):
        return just(without_units(thing))  # a column of a table
    return operators.set_item_of_tensor(ev, thing, value)


def _replaced(sequence: Sequence, key: list[object] | None, value: Value) -> Sequence:
    if key is not None and len(key) == 1 and isinstance(key[0], int):
        index = key[0]
        items = list(sequence.items) if sequence.closed else None
        if items is not None and -len(items) <= index < len(items):
            items[index] = value
            return Sequence(tuple(items))
        if items is None and index < 0 and -index <= len(sequence.back):
            back = list(sequence.back)
            back[index] = value
            return Sequence(sequence.front, sequence.middle, tuple(back))
    both = [union(v, value) for v in sequence.front], [union(v, value) for v in sequence.back]
    middle = union(sequence.middle, value) if sequence.middle is not None else None
    return Sequence(tuple(both[0]), middle, tuple(both[1])) if sequence.items or middle else Sequence(middle=value)


def _without(ev: Evaluator, thing: Thing, node: ast.Subscript, frame: Frame) -> Thing:
    sequence = thing.modules if isinstance(thing, Container) else thing
    key = constants(ev.value(node.slice, frame)) if not isinstance(node.slice, ast.Slice) else None
    if not isinstance(sequence, Sequence):
        return thing
    if key and isinstance(key[0], int) and sequence.closed and -len(sequence.items) <= key[0] < len(sequence.items):
        items = list(sequence.items)
        del items[key[0]]
        rest = Sequence(tuple(items))
    else:
        rest = Sequence(middle=joined(sequence.elements()))
    return Container(thing.cls, rest, (), thing.site, thing.trail) if isinstance(thing, Container) else rest


_OF_TABLES = ("pop", "insert", "update")  # they change the columns of a table


def called(ev: Evaluator, thing: Thing, node: ast.Call, frame: Frame) -> Value:
    """`place.method(...)` of a method that changes its object."""
    from losslint.analysis import binding, containers, tensors

    assert isinstance(node.func, ast.Attribute)
    if isinstance(thing, Form) and thing.name in tensors.DATA and not node.func.attr.endswith("_"):
        return just(without_units(thing) if thing.rank == 2 and node.func.attr in _OF_TABLES else anywhere(thing))
    if isinstance(thing, Form) and thing.known and node.func.attr not in ("fill_", "copy_", "zero_"):
        return tensors.call_method(
            ev, thing, node.func.attr, binding.arguments_of(ev, node, frame), (node, frame, "in place")
        )
    name, args = node.func.attr, containers.handed(node)
    match thing, name:
        case Sequence(), "append" if args:
            return just(iteration.appended(thing, ev.value(args[0], frame)))
        case Sequence(), "appendleft" if args:
            return just(iteration.concatenated(Sequence((ev.value(args[0], frame),)), thing))
        case ((Sequence() | Container()), "extend") if args:
            more = iteration.elements(ev, ev.value(args[0], frame), args[0], frame) or Sequence(
                middle=nothing_known("extended by a list that is not known")
            )
            if isinstance(thing, Container):
                return just(containers.extended(thing, more))
            return just(iteration.concatenated(thing, more))
        case Sequence(), "insert" if len(args) == 2:
            return just(_inserted(ev, thing, args, frame))
        case Sequence(), "pop":
            return just(_popped(ev, thing, args, frame))
        case Sequence(), "clear":
            return just(Sequence())
        case Sequence(), _:
            return just(Sequence(middle=joined(thing.elements()))) if tuple(thing.elements()) else just(thing)
        case Mapping(), "update":
            return _updated(ev, thing, node, frame)
        case Mapping(), "setdefault" if len(args) == 2:
            key = constants(ev.value(args[0], frame))
            if key and len(key) == 1 and thing.get(key[0]) is None:
                return just(thing.with_item(key[0], ev.value(args[1], frame)))
            return just(thing)
        case Mapping(), "pop" if args and (key := constants(ev.value(args[0], frame))):
            left = (Mapping(tuple((k, v) for k, v in thing.items if k != gone), thing.rest) for gone in key)
            return union(*(just(mapping) for mapping in left))
        case Mapping(), "clear":
            return just(Mapping())
        case Mapping(), ("pop" | "popitem") if thing.items:
            return (*just(thing), *just(Mapping((), thing.rest)))  # whichever it was, it may be gone
        case Container(), ("append" | "add_module" | "insert" | "register_module" | "update" | "pop"):
            return just(containers.changed(ev, thing, name, node, frame))
    return just(thing)


def _inserted(ev: Evaluator, thing: Sequence, args: list[ast.expr], frame: Frame) -> Sequence:
    index = constants(ev.value(args[0], frame))
    value = ev.value(args[1], frame)
    if index == [0]:
        return iteration.concatenated(Sequence((value,)), thing)
    if index and isinstance(index[0], int) and thing.closed:
        items = list(thing.items)
        items.insert(index[0], value)
        return Sequence(tuple(items))
    return Sequence(middle=joined([*thing.elements(), value]))


def _popped(ev: Evaluator, thing: Sequence, args: list[ast.expr], frame: Frame) -> Sequence:
    index = constants(ev.value(args[0], frame)) if args else [-1]
    if index == [-1] and (thing.back or (thing.closed and thing.front)):
        return Sequence(thing.items[:-1]) if thing.closed else Sequence(thing.front, thing.middle, thing.back[:-1])
    if index and isinstance(index[0], int) and thing.closed and -len(thing.items) <= index[0] < len(thing.items):
        items = list(thing.items)
        items.pop(index[0])
        return Sequence(tuple(items))
    return Sequence(middle=joined(thing.elements())) if tuple(thing.elements()) else thing


def _updated(ev: Evaluator, thing: Mapping, node: ast.Call, frame: Frame) -> Value:
    """`dict.update(other, key=…)`: one dict for each that `other` may be; what has no items to give would raise."""
    results = just(thing)
    for argument in node.args:
        others = ev.value(argument, frame)
        others = tuple(a for a in others if not _gives_no_items(a.thing)) or others
        more = (guarded(_with(t, other), g | under) for t, g in results for other, under in others)
        results = union(*more)
    for keyword in node.keywords:
        if keyword.arg is not None:
            value = ev.value(keyword.value, frame)
            results = tuple(
                a._replace(thing=a.thing.with_item(keyword.arg, value)) for a in results if isinstance(a.thing, Mapping)
            )
    return results


def _gives_no_items(thing: Thing) -> bool:
    """Does `dict.update(thing)` certainly raise?"""
    if isinstance(thing, Sequence):
        return thing.closed and any(isinstance(t, Form) and t.known for v in thing.items for t, _ in v)
    return isinstance(thing, Const) or (isinstance(thing, Form) and thing.known)


def _with(thing: Thing, other: Thing) -> Value:
    assert isinstance(thing, Mapping)
    if not isinstance(other, Mapping):
        return just(Mapping(thing.items, nothing_known("updated by a dict that is not known")))
    for key, value in other.items:
        thing = thing.with_item(key, value)
    return just(Mapping(thing.items, union(thing.rest or (), other.rest or ()) or None))
