"""What a definition gives its place. Floor 3; one function for each kind of definition."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from losslint.analysis import attributes, builtin_mappings, callers, imports, instances, iteration, mutations, operators
from losslint.analysis.frames import LAST, Frame
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
    guarded,
    joined,
    just,
    nothing_known,
    union,
    used,
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
            expr, path = part(definition.value, definition.path)
            return unpack(ev, fitting(ev, ev.value(expr, frame), definition, path), path)
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
            return mutations.mutated(ev, before(ev, definition, frame), definition, frame)
        case Kind.PHI:
            return phi(ev, definition, frame)
        case Kind.EFFECT | Kind.OPAQUE:
            return nothing_known("bound by the runtime")


def part(expr: ast.expr, path: tuple[int | str, ...]) -> tuple[ast.expr, tuple[int | str, ...]]:
    """The one expression that `a, b = f(), g()` gives a target, as far as it is written down: the others are not asked."""
    while path and isinstance(expr, ast.Tuple | ast.List) and isinstance(position := path[0], int):
        if not -len(expr.elts) <= position < len(expr.elts) or any(isinstance(e, ast.Starred) for e in expr.elts):
            break
        expr, path = expr.elts[position], path[1:]
    return expr, path


def fitting(ev: Evaluator, value: Value, definition: Definition, path: tuple[int | str, ...]) -> Value:
    """Of what may be unpacked into two names or more what can be: beside a tuple of that many, one of another length or a tensor
    would stop the program."""
    if len(path) != 1 or path != definition.path or len(value) < 2 or not isinstance(definition.node, ast.Assign):
        return value
    targets = [target for target in definition.node.targets if isinstance(target, ast.Tuple | ast.List)]
    counts = {len(t.elts) for t in targets if not any(isinstance(e, ast.Starred) for e in t.elts)}
    lengths = [_length(iteration.elements_of(ev, alt.thing)) for alt in value]
    if len(targets) != 1 or counts.isdisjoint(lengths):
        return value
    return tuple(
        alt
        for alt, length in zip(value, lengths, strict=True)
        if length in counts or (length is None and not isinstance(alt.thing, Form))
    )


def _length(sequence: Sequence | None) -> int | None:
    return len(sequence.items) if sequence is not None and sequence.closed else None


def unpack(ev: Evaluator, value: Value, path: tuple[int | str, ...]) -> Value:
    """Follow a target's path into the value: `a, (b, *c) = value`."""
    for position in path:
        value = joined(guarded(_unpacked(ev, t, position), g) for t, g in used(value))
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
    item = iteration.item(sequence, position)  # which has no value yet where what is unpacked is made of it
    return nothing_known("unpacked more than there is") if item is None else item


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
        is_open = False  # a call of the object's own method is all that is known, and it left the attribute alone
        for reach in definition.before:
            if reach.definition.kind is Kind.EFFECT:
                found.append(instances.after_effect(ev, reach.definition, attribute, frame) or ())
                is_open = is_open or not found[-1]
            else:
                found.append(ev.reaches((reach,), definition.loops, frame))
        value = union(*found)
        if value or not is_open:
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
    value = iteration.element(ev, ev.value(definition.value, outer), step)
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
    count = iteration.trip_count(ev, loop, outer) if step != LAST else None
    if count == 1:
        return first
    back = ev.reaches(definition.back, definition.loops, outer)
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
    dicts = [a for a in rest if isinstance(a.thing, Mapping)]
    if len(dicts) > 1:
        merged_dict = dicts[0].thing
        for alt in dicts[1:]:
            assert isinstance(merged_dict, Mapping) and isinstance(alt.thing, Mapping)
            merged_dict = builtin_mappings.same_or_joined(merged_dict, alt.thing)
        rest = [a for a in rest if a not in dicts] + [Alt(merged_dict, dicts[0].guards & dicts[-1].guards)]
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
    if isinstance(frame.node, ast.Module) and (known := imports.declared(ev, frame.file, definition.place)):
        return known
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


__all__ = ["Reach", "evaluate", "unpack"]
