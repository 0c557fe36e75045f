"""`params["lr"]`: one item of a dict that is filled under names. Floor 3.

Who reads what stands under one name need not know what was stored under others. From the place that is read the look goes back
over the stores under other names, through assignments and to what callers hand over, until a store under this name is met, or
what is no such store: that is asked as a whole.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING

from losslint.analysis import attributes, bounds, callers, definitions, instances, options, registries, stores, ways
from losslint.analysis.builtin_mappings import lacks, looked_up
from losslint.analysis.scope import Definition, Kind, Loop, Reach
from losslint.analysis.things import (
    NONE,
    Instance,
    Mapping,
    Opaque,
    Thing,
    Value,
    const,
    guarded,
    just,
    union,
    used,
)
from losslint.analysis.use_def.assigned import layer_named
from losslint.forms import Form
from losslint.guards import Guards

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator
    from losslint.analysis.frames import Frame

AS_A_WHOLE = Opaque(("as a whole",), "a dict is asked for as a whole")
LACKING = Opaque(("lacking",), "a dict without the key, or None, where the program would stop")
WHOLE = just(AS_A_WHOLE)
DICTS = (Mapping, Opaque)
STORING = "__setitem__"


def read(ev: Evaluator, node: ast.Subscript, frame: Frame) -> Value | None:
    """What stands under the name; None where the dict is to be asked as a whole: nothing was stored in it under another name, or it
    may be no dict."""
    key = node.slice.value if isinstance(node.slice, ast.Constant) else None
    if not isinstance(key, str):
        return None
    found = _of_expression(ev, node.value, key, frame)
    if _is_whole(found):
        return None
    left = tuple(alternative for alternative in found if alternative.thing is not LACKING)
    return left if left or not found else looked_up(Mapping(), just(const(key)), None)


def _is_whole(value: Value) -> bool:
    return any(thing is AS_A_WHOLE for thing, _ in value)


def _of_expression(ev: Evaluator, node: ast.expr | None, key: str, frame: Frame | None) -> Value:
    if isinstance(node, ast.Dict) and frame is not None:
        return _of_display(ev, node, key, frame)
    if not isinstance(node, ast.Name | ast.Attribute) or frame is None:
        return WHOLE
    use = ev.scope(frame.node).uses.get(node)
    if isinstance(node, ast.Attribute):
        return WHOLE if use is not None and use.reaches else _of_attribute(ev, node, key, frame)
    if use is None or not use.reaches:
        return WHOLE
    if isinstance(frame.node, ast.Module) and registries.is_filled_elsewhere(ev, frame.file, node.id):
        return WHOLE
    return _of_reaches(ev, use.reaches, use.loops, key, frame)


def _of_display(ev: Evaluator, node: ast.Dict, key: str, frame: Frame) -> Value:
    if not all(isinstance(each, ast.Constant) for each in node.keys):
        return WHOLE
    values = [v for k, v in zip(node.keys, node.values, strict=True) if isinstance(k, ast.Constant) and k.value == key]
    return ev.value(values[-1], frame) if values else just(LACKING)


def _of_reaches(ev: Evaluator, reaches: tuple[Reach, ...], loops: tuple[Loop, ...], key: str, frame: Frame) -> Value:
    behind = _behind(ev, reaches, key)
    found: list[tuple[Value, Guards, Definition, Frame]] = []
    for reach in behind:
        guards = ev.conditions(reach.conditions, loops, frame)
        if guards is not None:
            inner = ev.adjust(frame, loops, reach.definition.loops)
            found.append((_of_definition(ev, reach.definition, key, inner), guards, reach.definition, inner))
    if behind is reaches and all(_is_whole(value) for value, *_ in found):
        return WHOLE
    wholes = (
        (value, guards, partial(ev.ask, (definition, inner), partial(definitions.evaluate, ev, definition, inner)))
        for value, guards, definition, inner in found
    )
    return _joined(wholes, key)


def _joined(found: Iterable[tuple[Value, Guards, Callable[[], Value]]], key: str) -> Value:
    """All alternatives; of a dict that is to be asked as a whole the item."""
    values = []
    for value, guards, whole in found:
        item = _items(whole(), key) if _is_whole(value) else value
        if _is_whole(item):
            return WHOLE
        values.append(guarded(item, guards))
    return union(*values)


def _behind(ev: Evaluator, reaches: tuple[Reach, ...], key: str | None) -> tuple[Reach, ...]:
    """The definitions behind the stores under other names, each under the conditions on both ways."""
    store = _stored_or_not(reaches, key)
    if store is not None and (further := _behind_one(ev, store, key)) is not None:
        return further
    return ways.behind(reaches, lambda definition: _behind_one(ev, definition, key))


def _behind_one(ev: Evaluator, definition: Definition, key: str | None) -> tuple[Reach, ...] | None:
    name = key if key in _stored_behind(ev, definition) else None  # for all others it is the same
    return ev.fact(("behind", definition, name), partial(_behind_store, ev, definition, name))


def _stored_or_not(reaches: tuple[Reach, ...], key: str | None) -> Definition | None:
    """The store of `if condition: place["gpu"] = …`, where that is all that leads here: what stood before it stands there still,
    whether the condition holds or not. Nothing else is as frequent, and options come by the dozen."""
    (first, *others), store = reaches, reaches[0].definition
    if len(first.conditions) != 1 or not others:
        return None
    [under], before = first.conditions, _before_stores(store, key)
    if len(before) != len(others):
        return None
    for other, reach in zip(others, before, strict=True):
        if other.definition is not reach.definition or len(other.conditions) != len(reach.conditions) + 1:
            return None
        last = other.conditions[-1]
        if last.test is not under.test or last.holds is under.holds or other.conditions[:-1] != reach.conditions:
            return None
    return store


def _before_stores(store: Definition, key: str | None) -> tuple[Reach, ...]:
    """What stood before this store and those right before it, if none is under this name."""
    while store.kind is Kind.MUTATE and _stored_under(store) not in (None, key):
        before = store.before
        if len(before) != 1 or before[0].conditions or before[0].definition.kind is not Kind.MUTATE:
            return before
        store = before[0].definition
    return ()


def _stored_behind(ev: Evaluator, definition: Definition) -> frozenset[str]:
    """The names under which is stored there, and by the stores before that the look may go back over."""
    return ev.fact(("stored behind", definition), partial(_names_behind, ev, definition))


def _names_behind(ev: Evaluator, definition: Definition) -> frozenset[str]:
    name = _stored_under(definition) if definition.kind is Kind.MUTATE else None
    if name is None or _is_in_another_loop(definition):
        return frozenset()
    return frozenset((name,)).union(*(_stored_behind(ev, reach.definition) for reach in definition.before))


def _behind_store(ev: Evaluator, definition: Definition, key: str | None) -> tuple[Reach, ...] | None:
    """None: it is no store under another name, stands in another loop than what stands before it, or too many ways lead there."""
    if definition.kind is not Kind.MUTATE or _stored_under(definition) in (None, key) or not definition.before:
        return None
    if _is_in_another_loop(definition):
        return None
    found = _behind(ev, definition.before, key)
    return found if len(found) <= bounds.WAYS else None


def _is_in_another_loop(definition: Definition) -> bool:
    return any(reach.definition.loops != definition.loops for reach in definition.before)


def _of_definition(ev: Evaluator, definition: Definition, key: str, frame: Frame) -> Value:
    match definition.kind:
        case Kind.ASSIGN if not definition.path:
            return _of_expression(ev, definition.value, key, frame)
        case Kind.MUTATE if (stored := _stored_under(definition)) is not None:
            compute = _stored if stored == key else _before
            return ev.ask(("by key", definition, key, frame), partial(compute, ev, definition, key, frame))
        case Kind.PARAMETER:
            return ev.ask(("by key", definition, key, frame), partial(_of_parameter, ev, definition, key, frame))
    return WHOLE


def _stored_under(definition: Definition) -> str | None:
    """The name under which a store changes something in the place: `place["gpu"] = …`, `place["gpu"]["id"] = …`."""
    node = definition.node
    if not isinstance(node, ast.Subscript) or isinstance(node.ctx, ast.Del) or layer_named(node) is not None:
        return None
    while isinstance(node.value, ast.Subscript):
        node = node.value
    key = node.slice.value if isinstance(node.slice, ast.Constant) else None
    return key if isinstance(key, str) and isinstance(node.value, ast.Name) and definition.value is not None else None


def _stored(ev: Evaluator, definition: Definition, key: str, frame: Frame) -> Value:
    """What is stored under a name is what is read under it, whatever holds it; but for a class of the project that says itself what
    storing does."""
    further_in = isinstance(definition.node, ast.Subscript) and isinstance(definition.node.value, ast.Subscript)
    if further_in or (STORING in ev.graph.defined and not _is_dict(ev, definition, frame)):
        return WHOLE
    assert definition.value is not None
    return definitions.unpack(ev, ev.value(definition.value, frame), definition.path)


def _is_dict(ev: Evaluator, definition: Definition, frame: Frame) -> bool:
    return all(isinstance(thing, DICTS) for thing, _ in _base(ev, definition, frame))


def _base(ev: Evaluator, definition: Definition, frame: Frame) -> Value:
    """What the place held before anything was stored in it under a name."""
    return ev.ask(("base", definition, frame), partial(_base_of, ev, definition, frame))


def _base_of(ev: Evaluator, definition: Definition, frame: Frame) -> Value:
    if definition.kind is Kind.ASSIGN and isinstance(definition.value, ast.Dict) and not definition.path:
        return just(Mapping())
    if definition.kind is not Kind.MUTATE or _stored_under(definition) is None:
        return definitions.evaluate(ev, definition, frame)
    if not definition.before:
        return definitions.before(ev, definition, frame)
    inner = [(r.definition, ev.adjust(frame, definition.loops, r.definition.loops)) for r in definition.before]
    return union(*(_base(ev, each, where) for each, where in inner))


def _before(ev: Evaluator, definition: Definition, key: str, frame: Frame) -> Value:
    """Another name was stored under: what stood there before stands there still."""
    found = _of_reaches(ev, definition.before, definition.loops, key, frame) if definition.before else WHOLE
    return _items(definitions.before(ev, definition, frame), key) if _is_whole(found) else found


def _of_parameter(ev: Evaluator, definition: Definition, key: str, frame: Frame) -> Value:
    found = []
    for bound, guards in callers.bindings(ev, definition.place, frame) or ():
        thunk = bound.bound.get(definition.place)
        if thunk is None or bound.lacking.get(definition.place):
            found.append((WHOLE, guards, bound))
        else:
            found.append((_of_expression(ev, thunk.expr, key, thunk.frame), guards, bound))
    if all(_is_whole(value) for value, *_ in found):
        return WHOLE
    wholes = (
        (value, guards, partial(callers.from_binding, ev, bound, definition.place, frame))
        for value, guards, bound in found
    )
    return _joined(wholes, key)


def _of_attribute(ev: Evaluator, node: ast.Attribute, key: str, frame: Frame) -> Value:
    """`model.params`, where it is stored from outside alone: `model.params = params`."""
    if node.attr not in ev.graph.stores_elsewhere:
        return WHOLE
    found: list[tuple[Value, Guards, Callable[[], Value]]] = []
    for thing, guards in used(ev.value(node.value, frame)):
        for value, whole in _stored_in(ev, thing, node.attr, key):
            found.append((value, guards, whole or partial(attributes.of, ev, thing, node.attr, node, frame)))
    return WHOLE if all(_is_whole(value) for value, *_ in found) else _joined(found, key)


def _stored_in(ev: Evaluator, thing: Thing, attribute: str, key: str) -> list[tuple[Value, Callable[[], Value] | None]]:
    """What may stand there, and how each is asked for as a whole; None: as an attribute of the thing."""
    found: list[tuple[Value, Callable[[], Value] | None]] = []
    if isinstance(thing, Instance) and not instances.stores_itself(ev, thing, attribute):
        for definition, where, came_last in stores.into(ev, thing, attribute):
            value = _of_definition(ev, definition, key, where)
            whole = partial(ev.ask, (definition, where), partial(definitions.evaluate, ev, definition, where))
            found = [*([] if came_last else found), (value, whole)]
    return found or [(WHOLE, None)]


def _items(held: Value, key: str) -> Value:
    """The item of each dict that is known as a whole, of what is None nothing; WHOLE where one may be something else."""
    held = used(held)
    if not all(isinstance(thing, DICTS) or thing == NONE or _is_unknown(thing) for thing, _ in held):
        return WHOLE
    return union(*(guarded(_item(thing, key), guards) for thing, guards in held))


def _is_unknown(thing: Thing) -> bool:
    return isinstance(thing, Form) and not thing.known


def _item(thing: Thing, key: str) -> Value:
    if isinstance(thing, Opaque):
        return just(options.item(thing, key))
    if isinstance(thing, Form):
        return just(thing)
    if isinstance(thing, Mapping) and not lacks(thing, (key,)):
        return looked_up(thing, just(const(key)), None)
    return just(LACKING)
