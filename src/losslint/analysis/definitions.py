"""What a definition gives its place. Floor 3; one function for each kind of definition."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from losslint.analysis import attributes, callers, imports, instances, iteration, operators
from losslint.analysis.frames import LAST, PREVIOUS, Frame
from losslint.analysis.scope import Definition, Kind, Reach
from losslint.analysis.things import (
    Alt,
    Class,
    Const,
    Container,
    Function,
    Mapping,
    Opaque,
    Sequence,
    Thing,
    Value,
    constants,
    guarded,
    joined,
    just,
    nothing_known,
    union,
)
from losslint.forms import Form

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator


def evaluate(ev: Evaluator, definition: Definition, frame: Frame) -> Value:
    match definition.kind:
        case Kind.PARAMETER:
            return callers.parameter(ev, definition.place, frame)
        case Kind.ASSIGN:
            assert definition.value is not None
            return unpack(ev, ev.value(definition.value, frame), definition.path)
        case Kind.AUGMENT:
            return augmented(ev, definition, frame)
        case Kind.ELEMENT:
            return loop_target(ev, definition, frame)
        case Kind.CONTEXT:
            assert definition.value is not None
            return unpack(ev, entered(ev, ev.value(definition.value, frame)), definition.path)
        case Kind.IMPORT:
            return imports.imported(ev, definition, frame)
        case Kind.DEFINE:
            return defined(ev, definition, frame)
        case Kind.MUTATE:
            return mutated(ev, definition, frame)
        case Kind.PHI:
            return phi(ev, definition, frame)
        case Kind.EFFECT | Kind.OPAQUE:
            return nothing_known("bound by the runtime")


def unpack(ev: Evaluator, value: Value, path: tuple[int | str, ...]) -> Value:
    """Follow a target's path into the value: `a, (b, *c) = value`."""
    for position in path:
        value = joined(guarded(_unpacked(ev, t, position), g) for t, g in value)
    return value


def _unpacked(ev: Evaluator, thing: Thing, position: int | str) -> Value:
    sequence = iteration.elements_of(ev, thing)
    if sequence is None:
        if isinstance(thing, Opaque):
            return just(Opaque(("item", thing.subject, position), thing.because))
        return operators.item_of_tensor(ev, thing, position)
    if isinstance(position, str):
        start, _, behind = position[1:].partition(":")
        return just(iteration.sliced(sequence, int(start), -int(behind) if behind != "0" else None, None))
    return iteration.item(sequence, position) or nothing_known("unpacked more than there is")


def entered(ev: Evaluator, value: Value) -> Value:
    """`with value as x`: what `__enter__` gives is the object itself for all that matters here."""
    return value


def augmented(ev: Evaluator, definition: Definition, frame: Frame) -> Value:
    node = definition.node
    assert isinstance(node, ast.AugAssign)
    left = before(ev, definition, frame)
    right = ev.value(node.value, frame)
    return operators.binary(ev, node.op, left, right, node, frame)


def before(ev: Evaluator, definition: Definition, frame: Frame) -> Value:
    """What the place held before a mutation."""
    if definition.before:
        found = []
        attribute = definition.place.rpartition(".")[2]
        for reach in definition.before:
            if reach.definition.kind is Kind.EFFECT:
                found.append(instances.after_effect(ev, reach.definition, attribute, frame) or ())
            else:
                found.append(ev.reaches((reach,), definition.loops, frame))
        value = union(*found)
        if value:
            return value
    return behind(ev, definition, frame)


def behind(ev: Evaluator, definition: Definition, frame: Frame) -> Value:
    """The place has no definition in this scope: a free variable, or an attribute of the object."""
    root, _, rest = definition.place.partition(".")
    if not rest:
        return imports.free(ev, root, frame)
    return attributes.of_place(ev, definition.place, frame, definition)


def loop_target(ev: Evaluator, definition: Definition, frame: Frame) -> Value:
    loop = definition.node
    assert isinstance(loop, ast.For | ast.AsyncFor | ast.comprehension)
    assert definition.value is not None
    step = frame.iteration(loop)
    outer = frame.with_iteration(loop, None)
    value = iteration.element(ev, ev.value(definition.value, outer), None if step == PREVIOUS else step)
    return unpack(ev, value, definition.path)


def phi(ev: Evaluator, definition: Definition, frame: Frame) -> Value:
    """At a loop's head: what stood before the loop, or what the end of the body left."""
    loop = definition.loops[-1]
    step = frame.iteration(loop)
    outer = frame.with_iteration(loop, None)
    if isinstance(step, int):
        if step == 0:
            return entry(ev, definition, outer)
        return ev.reaches(definition.back, definition.loops, frame.with_iteration(loop, step - 1))
    first = entry(ev, definition, outer)
    count = ev.trip_count(loop, outer) if step != LAST else None
    if count == 1:
        return first
    back = ev.reaches(definition.back, definition.loops, frame.with_iteration(loop, PREVIOUS))
    return widened(union(first, back))


def entry(ev: Evaluator, definition: Definition, outer: Frame) -> Value:
    if definition.before:
        found = []
        attribute = definition.place.rpartition(".")[2]
        for reach in definition.before:
            if reach.definition.kind is Kind.EFFECT:
                found.append(instances.after_effect(ev, reach.definition, attribute, outer) or ())
            else:
                found.append(ev.reaches((reach,), definition.loops[:-1], outer))
        return union(*found)
    return behind(ev, definition, outer)


def widened(value: Value) -> Value:
    """Lists and constants that a loop lets grow become one list of any length, or unknown."""
    lists = [a for a in value if isinstance(a.thing, Sequence)]
    containers = [a for a in value if isinstance(a.thing, Container)]
    rest = [a for a in value if not isinstance(a.thing, Sequence | Container)]
    if len(lists) > 1:
        merged = lists[0].thing
        for alt in lists[1:]:
            assert isinstance(merged, Sequence) and isinstance(alt.thing, Sequence)
            merged = iteration.same_or_joined(merged, alt.thing)
        lists = [Alt(merged, lists[0].guards & lists[-1].guards)]
    if len(containers) > 1:
        first = containers[0].thing
        assert isinstance(first, Container)
        modules = first.modules
        for alt in containers[1:]:
            assert isinstance(alt.thing, Container)
            modules = iteration.same_or_joined(modules, alt.thing.modules)
        containers = [Alt(Container(first.cls, modules, (), first.site, first.trail), containers[0].guards)]
    counted = [a for a in rest if isinstance(a.thing, Const) and isinstance(a.thing.value, int | float)]
    if len(counted) > 1:
        rest = [a for a in rest if a not in counted] + list(nothing_known("a number that a loop changes"))
    return (*lists, *containers, *rest)


# -- def and class -------------------------------------------------------------------------------------------------

PASSES_THROUGH = frozenset(
    "builtins.staticmethod builtins.classmethod builtins.property functools.wraps functools.lru_cache functools.cache "
    "functools.cached_property abc.abstractmethod torch.no_grad torch.enable_grad torch.inference_mode torch.jit.export "
    "torch.jit.script torch.jit.ignore torch.jit.unused torch.compile typing.overload typing.override typing.no_type_check "
    "torch.autocast torch.cuda.amp.autocast torch.cuda.amp.custom_fwd torch.cuda.amp.custom_bwd dataclasses.dataclass "
    "contextlib.contextmanager torch.amp.custom_fwd torch.jit.script_method numba.jit tqdm.tqdm typing.final "
    "pytorch_lightning.utilities.rank_zero_only beartype.beartype torch.no_grad. torchtyping.patch_typeguard".split()
)


def defined(ev: Evaluator, definition: Definition, frame: Frame) -> Value:
    node = definition.node
    if isinstance(node, ast.ClassDef):
        thing: Thing = Class(node, frame)
        return decorated_class(ev, node, just(thing), frame)
    assert isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    value = just(Function(node, frame))
    for decorator in reversed(node.decorator_list):
        value = decorated(ev, value, decorator, frame)
    return value


def decorated(ev: Evaluator, value: Value, decorator: ast.expr, frame: Frame) -> Value:
    if passes_through(ev, decorator, frame):
        return value
    from losslint.analysis import calls
    from losslint.analysis.frames import Arguments, Thunk

    callee = ev.value(decorator, frame)
    if any(not isinstance(t, Function | Class) for t, _ in callee):
        return nothing_known("a decorator that cannot be resolved")
    return calls.call(ev, callee, Arguments(((Thunk(lambda: value), False),)), (decorator, frame, "decorator"))


def passes_through(ev: Evaluator, decorator: ast.expr, frame: Frame) -> bool:
    target = decorator.func if isinstance(decorator, ast.Call) else decorator
    if isinstance(target, ast.Attribute) and target.attr in ("setter", "getter", "deleter"):
        return True
    name = ev.symbol(ev.value(target, frame))
    return name in PASSES_THROUGH


def decorated_class(ev: Evaluator, node: ast.ClassDef, value: Value, frame: Frame) -> Value:
    """A class decorator of a library or a registry gives the class back."""
    return value


# -- mutation ------------------------------------------------------------------------------------------------------


def mutated(ev: Evaluator, definition: Definition, frame: Frame) -> Value:
    """A place after `place.append(x)`, `place[k] = x`, `del place[k]`, …"""
    held = before(ev, definition, frame)
    found = []
    for thing, guards in held:
        found.append(guarded(_mutated(ev, thing, definition, frame), guards))
    return union(*found)


def _mutated(ev: Evaluator, thing: Thing, definition: Definition, frame: Frame) -> Value:
    node = definition.node
    if isinstance(node, ast.Subscript):
        if isinstance(node.ctx, ast.Del):
            return just(_without(ev, thing, node, frame))
        assert definition.value is not None
        value = unpack(ev, ev.value(definition.value, frame), definition.path)
        return set_item(ev, thing, node, value, frame)
    assert isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    return called(ev, thing, node, frame)


def set_item(ev: Evaluator, thing: Thing, node: ast.Subscript, value: Value, frame: Frame) -> Value:
    from losslint.analysis import library

    key = constants(ev.value(node.slice, frame)) if not isinstance(node.slice, ast.Slice | ast.Tuple) else None
    match thing:
        case Mapping():
            if key is not None and len(key) == 1:
                return just(thing.with_item(key[0], value))
            return just(Mapping(thing.items, union(thing.rest or (), value)))
        case Sequence():
            return just(_replaced(thing, key, value))
        case Container() if key is not None and len(key) == 1 and isinstance(key[0], str):
            return just(library.named(thing, key[0], value))
        case Container():
            return just(
                Container(thing.cls, _replaced(thing.modules, key, value), thing.names, thing.site, thing.trail)
            )
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


def called(ev: Evaluator, thing: Thing, node: ast.Call, frame: Frame) -> Value:
    """`place.method(...)` of a method that changes its object."""
    from losslint.analysis import binding, library, tensors

    assert isinstance(node.func, ast.Attribute)
    if isinstance(thing, Form) and thing.known and node.func.attr not in ("fill_", "copy_", "zero_"):
        return tensors.call_method(
            ev, thing, node.func.attr, binding.arguments_of(ev, node, frame), (node, frame, "in place")
        )
    name, args = node.func.attr, [a for a in node.args if not isinstance(a, ast.Starred)]
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
                return just(library.extended(thing, more))
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
            return just(_updated(ev, thing, node, frame))
        case Mapping(), "setdefault" if len(args) == 2:
            key = constants(ev.value(args[0], frame))
            if key and len(key) == 1 and thing.get(key[0]) is None:
                return just(thing.with_item(key[0], ev.value(args[1], frame)))
            return just(thing)
        case Mapping(), ("pop" | "popitem" | "clear" | "remove"):
            return just(thing)
        case Container(), ("append" | "add_module" | "insert" | "register_module" | "update" | "pop"):
            return just(library.changed(ev, thing, name, node, frame))
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


def _updated(ev: Evaluator, thing: Mapping, node: ast.Call, frame: Frame) -> Mapping:
    result = thing
    for argument in node.args:
        for other, _ in ev.value(argument, frame):
            if isinstance(other, Mapping):
                for key, value in other.items:
                    result = result.with_item(key, value)
                rest = union(result.rest or (), other.rest or ())
                result = Mapping(result.items, rest or None)
            else:
                result = Mapping(result.items, nothing_known("updated by a dict that is not known"))
    for keyword in node.keywords:
        if keyword.arg is not None:
            result = result.with_item(keyword.arg, ev.value(keyword.value, frame))
    return result


__all__ = ["Reach", "evaluate", "unpack"]
