"""Operators and subscripts on values: constants are computed, lists concatenated, forms go through operations. Floor 3."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from typing import TYPE_CHECKING

from losslint.analysis import (
    bounds,
    builtin_mappings,
    by_key,
    conditions,
    containers,
    enumerations,
    iteration,
    lookups,
    options,
    own_norm,
    shapes,
    subscripts,
    tensors,
    texts,
    written,
)
from losslint.analysis.frames import Arguments, Frame
from losslint.analysis.things import (
    Alt,
    Bound,
    Class,
    Const,
    Container,
    Instance,
    Made,
    Mapping,
    Module,
    Opaque,
    Record,
    Sequence,
    Symbol,
    Thing,
    Value,
    Wrapper,
    const,
    constants,
    guarded,
    is_unknown,
    joined,
    just,
    nothing_known,
    only,
    union,
    used,
)
from losslint.analysis.use_def.assigned import changed_by_store, layer_named
from losslint.forms import Form, FormName, unknown
from losslint.guards import compatible
from losslint.knowledge import effects
from losslint.operations import At, biased, select
from losslint.operations import binary as binary_forms
from losslint.operations import compare as compare_forms
from losslint.operations import unary as unary_forms
from losslint.operations.joining import filled
from losslint.operations.ranges import RAW, is_number, is_whole, number, real
from losslint.record import replace

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator

SHUT_OUT = -1e3  # no score of a net is as low
SIGNS: dict[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.Pow: "**",
    ast.MatMult: "@",
    ast.FloorDiv: "//",
    ast.Mod: "%",
    ast.BitAnd: "&",
    ast.BitOr: "|",
    ast.BitXor: "^",
    ast.LShift: "<<",
    ast.RShift: ">>",
}
COMPUTED: dict[str, Callable[[float, float], float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "//": operator.floordiv,
    "%": operator.mod,
}
LARGE = 10**12


def binary(ev: Evaluator, op: ast.operator, left: Value, right: Value, node: ast.AST, frame: Frame) -> Value:
    if isinstance(op, ast.Add) and _is_text(left, right):
        return texts.joined(ev, (left, right))
    if isinstance(op, ast.Div) and constants(right) and _is_path(left, right):
        return texts.joined(ev, (left, just(const("/")), right))
    template = only(left) if isinstance(op, ast.Mod) else None
    if isinstance(template, Const) and isinstance(template.value, str):
        thing = only(right)
        given = list(thing.items) if isinstance(thing, Sequence) and thing.closed else [right]
        return texts.filled(ev, template.value.split("%s"), given)
    found: list[Alt] = []
    for a, first in left:
        for b, second in right:
            if compatible(first, second):
                found.append(Alt(_binary(ev, SIGNS[type(op)], a, b), first | second))
        if len(found) > bounds.PRODUCT:
            return nothing_known("too many combinations of operands")
    if isinstance(op, ast.Div) and isinstance(node, ast.BinOp) and (softmax := written.softmax(ev, node, left, frame)):
        return softmax
    if isinstance(op, ast.Div) and (unit := own_norm.quotient(ev, node, left, frame)):
        return unit
    return union(*((a,) for a in found))


def _is_path(left: Value, right: Value) -> bool:
    """`Path(folder) / "file"`."""
    strings = [isinstance(t, Const) and isinstance(t.value, str) for v in (left, right) for t, _ in v]
    return any(strings) and all(isinstance(t, Opaque | Const) for v in (left, right) for t, _ in v)


def _is_text(left: Value, right: Value) -> bool:
    """Is a known string added to what is not known?"""
    sides = [[t for t, _ in value] for value in (left, right)]
    strings = [all(isinstance(t, Const) and isinstance(t.value, str) for t in things) for things in sides]
    return strings[0] != strings[1] and all(isinstance(t, Opaque | Const) for things in sides for t in things)


def _binary(ev: Evaluator, sign: str, left: Thing, right: Thing) -> Thing:
    match left, right:
        case Const(value=int() | float() as a), Const(value=int() | float() as b):
            return _computed(sign, a, b)
        case Const(value=str() as a), Const(value=str() as b) if sign == "+":
            return const(a + b)
        case Sequence(), Sequence() if sign == "+":
            return iteration.concatenated(left, right)
        case Sequence(), Form() if sign == "+" and (rows := iteration.elements_of(ev, right)) is not None:
            return iteration.concatenated(left, rows)  # `decided += predicted.tolist()`
        case (Sequence(), Const(value=int() as count)) | (Const(value=int() as count), Sequence()) if sign == "*":
            sequence = left if isinstance(left, Sequence) else right
            assert isinstance(sequence, Sequence)
            return _repeated(sequence, count)
        case Sequence(), _ if sign == "*":
            return Sequence(middle=joined(left.elements()) or nothing_known("a list that is not known"))
        case Sequence(), _ if sign == "+":
            return iteration.concatenated(left, Sequence(middle=nothing_known("a list that is not known")))
        case _, Sequence() if sign == "+" and is_unknown(left):
            return iteration.concatenated(Sequence(middle=nothing_known("a list that is not known")), right)
        case Mapping(), Mapping() if sign == "|":
            merged = left
            for key, value in right.items:
                merged = merged.with_item(key, value)
            return merged
    if sign == "@" and tensors.as_argument(ev, right) is effects.PARAMETER:
        return effects.apply("matmul", {"input": tensors.as_form(left), "other": effects.PARAMETER})
    first, second = operand(left), operand(right)
    for form, other in ((first, right), (second, left)):
        if not isinstance(form, Form) or not isinstance(other, Made) or not tensors.is_learnt(other):
            continue
        if sign in "+-":
            return biased(form) or binary_forms(sign, first, second)
        if sign == "*" and form.name is FormName.INPUT_DATA:
            return real(form, scaled=True)
    if isinstance(first, Form) or isinstance(second, Form):
        return binary_forms(sign, first, second)
    return unknown("arithmetic on what is not known")


def _power(a: float, b: float) -> object:
    """A complex number, of a negative base, is no `float`; one that takes long to compute is left alone."""
    return a**b if abs(a) <= 1024 and abs(b) <= 16 else None


def _computed(sign: str, a: float, b: float) -> Thing:
    try:
        value = _power(a, b) if sign == "**" else COMPUTED[sign](a, b)
    except (ArithmeticError, KeyError, ValueError):
        return unknown("arithmetic that fails")
    if isinstance(value, int | float) and abs(value) < LARGE:
        return const(value)
    return unknown("a number out of bounds")


def _repeated(sequence: Sequence, count: int) -> Sequence:
    if sequence.closed and 0 <= count * max(1, len(sequence.items)) <= bounds.ITEMS:
        return Sequence(sequence.items * count)
    return Sequence(middle=joined(sequence.elements()))


def operand(thing: Thing) -> Form | float | None:
    """An operand as operations take it: a form, a constant, or None (not known)."""
    match thing:
        case Form():
            return thing if thing.known or thing.because else replace(thing, because="not known")
        case Const(value=bool()):
            return None
        case Const(value=int() | float() as constant):
            return constant
        case Record():
            return tensors.as_form(thing)
        case Opaque() if shapes.is_size(thing):
            return number("a size that is not known")
    return None


def unary(ev: Evaluator, op: ast.unaryop, value: Value, node: ast.AST, frame: Frame) -> Value:
    found: list[Alt] = []
    for thing, guards in value:
        found.append(Alt(_unary(op, thing), guards))
    return union(*((a,) for a in found))


def _unary(op: ast.unaryop, thing: Thing) -> Thing:
    sign = {ast.USub: "-", ast.UAdd: "+", ast.Invert: "~"}.get(type(op), "not")
    match thing:
        case Const(value=int() | float() as constant) if sign in "+-":
            return const(-constant if sign == "-" else constant)
        case Form():
            return unary_forms(sign, thing)
    return unknown("a sign on what is not known")


def compare(ev: Evaluator, node: ast.Compare, frame: Frame) -> Value:
    """A comparison of tensors is a step function; of anything else it is True or False under its guards."""
    sides = [ev.value(node.left, frame), *(ev.value(c, frame) for c in node.comparators)]
    tensor = next((t for v in sides for t, _ in v if isinstance(t, Form) and t.known), None)
    identity = isinstance(node.ops[0], ast.Is | ast.IsNot | ast.In | ast.NotIn)
    if tensor is not None and not identity:
        made = compare_forms(tensor, None)
        others = (t for v in sides for t, _ in v if isinstance(t, Form) and not is_number(t))
        if any((t.rank, t.units) != (tensor.rank, tensor.units) for t in others):  # one may be repeated along the other
            made = replace(made, rank=None, units=None, units_dim=None)
        return just(made)
    if any(isinstance(t, Form) and not is_number(t) for v in sides for t, _ in v) and not identity:
        return just(
            replace(unknown("a comparison of what is not known"), low=0.0, high=1.0)
        )  # a mask, as far as is known
    yes = conditions.guards(ev, node, True, frame)
    no = conditions.guards(ev, node, False, frame)
    return union(*((just(const(b), g)) for b, g in ((True, yes), (False, no)) if g is not None))


# -- subscripts ----------------------------------------------------------------------------------------------------


def subscript(ev: Evaluator, node: ast.Subscript, frame: Frame) -> Value:
    if (label := layer_named(node)) is not None:
        from losslint.analysis import attributes

        held = ev.value(changed_by_store(node), frame)
        return union(*(guarded(attributes.of(ev, t, label, node, frame), g) for t, g in held))
    if (item := by_key.read(ev, node, frame)) is not None:
        return item
    value, found = used(ev.value(node.value, frame)), []
    if len(value) > 1:
        value = subscripts.possible(ev, value, node, frame)
    for thing, guards in value:
        found.append(guarded(_item(ev, thing, node, frame), guards))
    return union(*found)


def _item(ev: Evaluator, thing: Thing, node: ast.Subscript, frame: Frame) -> Value:
    match thing:
        case Sequence():
            return _sequence_item(ev, thing, node.slice, frame)
        case Mapping():
            return builtin_mappings.looked_up(thing, ev.value(node.slice, frame), None)
        case Record():
            return _record_item(ev, thing, node, frame)
        case Container():
            if isinstance(node.slice, ast.Slice):
                if not subscripts.certain(ev, node.slice, frame):
                    return nothing_known("a slice of a container whose bounds are not known")
                return just(containers.container_slice(thing, *subscripts.bounds_of(ev, node.slice, frame)))
            return containers.container_item(ev, thing, ev.value(node.slice, frame))
        case Form():
            return just(select(thing, tuple(subscripts.indices_of(ev, node.slice, frame, thing))))
        case Opaque():
            return _opaque_item(ev, thing, node, frame)
        case Instance():
            return _instance_item(ev, thing, node, frame)
        case Bound() | Symbol() if (names := lookups.names_in(thing)) is not None:
            return lookups.by_name(ev, names, ev.value(node.slice, frame), node.slice, frame)
        case Symbol(name="sys.modules") if isinstance(node.slice, ast.Name) and node.slice.id == "__name__":
            return just(Module(frame.file, own=True))
        case Symbol(name=name) if ev.knowledge.cls(name) is None and not name.startswith(("typing.", "builtins.")):
            return _opaque_item(ev, Opaque(("symbol", name), f"nothing is known of {name}"), node, frame)
        case Class() if enumerations.is_enum(ev, thing):
            return builtin_mappings.looked_up(enumerations.members(ev, thing), ev.value(node.slice, frame), None)
        case Class() | Symbol():
            return just(thing)
        case Wrapper(inner=inner):
            return _item(ev, inner, node, frame)
    return nothing_known("a subscript of what is not known")


def _sequence_item(ev: Evaluator, thing: Sequence, index: ast.expr, frame: Frame) -> Value:
    if isinstance(index, ast.Slice):
        if not subscripts.certain(ev, index, frame):
            return just(Sequence(middle=joined(thing.elements()) or nothing_known("an empty list")))
        return just(iteration.sliced(thing, *subscripts.bounds_of(ev, index, frame)))
    values = constants(ev.value(index, frame))
    if values is None:
        return joined(thing.elements()) or nothing_known("an element of an empty list")
    found = [iteration.item(thing, v) if isinstance(v, int) else None for v in values]
    return union(*(nothing_known("no such element") if f is None else f for f in found))


def _record_item(ev: Evaluator, thing: Record, node: ast.Subscript, frame: Frame) -> Value:
    values = constants(ev.value(node.slice, frame))
    if values and len(values) == 1:
        if isinstance(values[0], int) and -len(thing.items) <= values[0] < len(thing.items):
            return thing.items[values[0]][1]
        found = thing.get(values[0])
        if found is not None:
            return found
    return nothing_known("an item of a result that is not known")


def _opaque_item(ev: Evaluator, thing: Opaque, node: ast.Subscript, frame: Frame) -> Value:
    if isinstance(node.slice, ast.Slice):
        return just(Opaque(("slice", thing.subject, ast.unparse(node.slice)), thing.because))
    key = only(ev.value(node.slice, frame))
    if isinstance(key, Const):
        return just(options.item(thing, key.value))
    return just(Opaque(("item", thing.subject, node, frame.base), thing.because))


def _instance_item(ev: Evaluator, thing: Instance, node: ast.Subscript, frame: Frame) -> Value:
    from losslint.analysis import binding, calls, classes

    container = containers.as_container(ev, thing)
    if container is not None:
        return _item(ev, container, node, frame)
    method = classes.of_class(ev, thing.cls, "__getitem__", thing)
    if not method:
        return nothing_known("a subscript of an object that is not known")
    arguments = Arguments(((binding.thunk(ev, node.slice, frame), False),))
    return calls.call(ev, method, arguments, (node, frame, "item"))


def item_of_tensor(ev: Evaluator, thing: Thing, position: int | str) -> Value:
    """`a, b = tensor`."""
    if isinstance(thing, Form):
        return just(select(thing, (At(position),)) if isinstance(position, int) else thing)
    return nothing_known("unpacked something that is not known")


def set_item_of_tensor(ev: Evaluator, thing: Thing, value: Value) -> Value:
    """`buffer[t] = out`: a buffer that is filled carries what is stored into it; anything else may be both."""
    if isinstance(thing, Form) and thing.name is FormName.INPUT_DATA:
        return tuple(Alt(_filled(thing, f), g) for f, g in tensors.forms(value))
    if isinstance(thing, Form):
        return union(*(just(_replaced(thing, stored), guards) for stored, guards in value))
    return just(thing)


def _replaced(form: Form, stored: Thing) -> Form:
    """`scores[mask] = -1e9` shuts places out, as `masked_fill` does; other numbers may make decisions of scores."""
    if isinstance(stored, Const) and form.name in RAW and isinstance(stored.value, float) and stored.value <= SHUT_OUT:
        return filled(form, stored.value)
    same = isinstance(stored, Form) and stored.name is form.name
    return form if same else unknown("a tensor in which single values are replaced", form.trail)


def _filled(buffer: Form, stored: Form) -> Form:
    """What is stored, in the shape of the buffer."""
    if not stored.known or buffer.rank is None or stored.rank == buffer.rank:
        return unknown(stored.because or "stored", stored.trail, stored.missing_at) if is_whole(stored) else stored
    shape = replace(stored, rank=buffer.rank, units=buffer.units, units_dim=buffer.units_dim, batch=buffer.batch)
    return replace(shape, dim=stored.dim if (stored.dim or 0) < 0 else None)


def tensor_attribute(ev: Evaluator, form: Form, name: str, node: ast.AST, frame: Frame) -> Value:
    if name == "shape":
        return just(shapes.shape(form))
    cls, method = tensors.method_of(ev, form, name)
    if ev.knowledge.is_property(cls, name):
        return tensors.call_method(ev, form, name, Arguments(), (node, frame, "property"))
    if method is not None or not form.known or name in shapes.METHODS:
        return just(Bound(form, name))
    return just(Opaque(("tensor", name, node, frame.base), f"attribute {name} of a tensor"))


__all__ = ["Made", "binary", "compare", "subscript", "unary"]
