"""What stands between the brackets: the bounds of a slice, and the index of a tensor as operations take it. Floor 3."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from losslint.analysis import bounds
from losslint.analysis.aside import aside
from losslint.analysis.builtin_mappings import lacks
from losslint.analysis.frames import Frame
from losslint.analysis.scope import Kind
from losslint.analysis.things import Const, Mapping, Sequence, Symbol, Thing, Value, constants, only
from losslint.forms import DType, Form, FormName
from losslint.operations import EACH, ELLIPSIS, FULL, MASK, NEW_AXIS, SOME, At, Index, One, Picks, Span
from losslint.operations.ranges import is_number, is_whole
from losslint.source.nodes import walk

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator


_PLACES = (FormName.INPUT_DATA, FormName.CLASS_INDEX, FormName.HARD)


def bounds_of(ev: Evaluator, node: ast.Slice, frame: Frame) -> tuple[int | None, int | None, int | None]:
    found = []
    for part in (node.lower, node.upper, node.step):
        thing = only(ev.value(part, frame)) if part is not None else None
        found.append(thing.value if isinstance(thing, Const) and isinstance(thing.value, int) else None)
    return found[0], found[1], found[2]


def certain(ev: Evaluator, node: ast.Slice, frame: Frame) -> bool:
    """Are all bounds that are written constants?"""
    parts = (node.lower, node.upper, node.step)
    return all(p is None or v is not None for p, v in zip(parts, bounds_of(ev, node, frame), strict=True))


def possible(ev: Evaluator, value: Value, node: ast.Subscript, frame: Frame) -> Value:
    """The alternatives without those that certainly have no such item, where the program would stop: dicts without the key,
    tensors where it is a text, arrays that have too few dimensions."""
    return _deep_enough(_having(ev, value, node, frame), node)


def _having(ev: Evaluator, value: Value, node: ast.Subscript, frame: Frame) -> Value:
    if not any((isinstance(t, Mapping) and t.rest is None) or _is_tensor(t) for t, _ in value):
        return value
    keys = constants(ev.value(node.slice, frame))
    if keys is None:
        return value
    named = all(isinstance(key, str) for key in keys)
    return tuple(a for a in value if not (lacks(a.thing, keys) or (named and _is_tensor(a.thing)))) or value


def _is_tensor(thing: Thing) -> bool:
    """Is it certainly a tensor? Data may be a batch of several under their names, or a table."""
    return isinstance(thing, Form) and thing.known and thing.gradient and thing.name not in _PLACES


def _deep_enough(value: Value, node: ast.Subscript) -> Value:
    parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else []
    taken = sum(not (isinstance(part, ast.Constant) and part.value in (None, ...)) for part in parts)
    return tuple(a for a in value if not (isinstance(a.thing, Form) and taken > (a.thing.rank or taken))) or value


def indices_of(ev: Evaluator, node: ast.expr, frame: Frame, form: Form) -> list[Index]:
    """An index of this form, as operations take it. A text alone names a column of a table. Of several lists or rows of places
    each has its say about the same new dimension: they are not followed."""
    parts = node.elts if isinstance(node, ast.Tuple) else [node]
    found = [_index(ev, part, frame) for part in parts]
    if sum(item is SOME or isinstance(item, Picks) for item in found) > 1:
        found = [SOME if isinstance(item, Picks) else item for item in found]
    if len(parts) == 1 and isinstance(found[0], One | Picks) and _is_text(_beside(ev, node, frame)):
        return [FULL, found[0]] if form.rank == 2 else [SOME] if form.rank is None else found
    return found


def _is_text(value: Value) -> bool:
    """A text, or a list of them."""
    thing = only(value)
    if isinstance(thing, Sequence):
        elements = [only(element) for element in thing.elements()]
        return bool(elements) and all(isinstance(t, Const) and isinstance(t.value, str) for t in elements)
    return isinstance(thing, Const) and isinstance(thing.value, str)


def _index(ev: Evaluator, node: ast.expr, frame: Frame) -> Index:
    if isinstance(node, ast.Slice):
        start, stop, _ = bounds_of(ev, node, frame)
        known = (
            all(p is None or v is not None for p, v in ((node.lower, start), (node.upper, stop))) and node.step is None
        )
        return Span(start, stop, known, _is_several(ev, node, start, stop, frame))
    if isinstance(node, ast.Constant):
        if node.value is ...:
            return ELLIPSIS
        if node.value is None:
            return NEW_AXIS
    may_be = _beside(ev, node, frame)
    thing = may_be[0].thing if may_be and all(is_whole(t) for t, _ in may_be) else only(may_be)
    match thing:
        case Const(value=bool()):
            return SOME
        case Const(value=int() as value):
            return At(value)
        case Const(value=None):
            return NEW_AXIS
        case Const(value=str()):
            return One()
        case Symbol(name=name) if ev.knowledge.constant(name, SOME) is None:
            return NEW_AXIS  # numpy.newaxis
        case Sequence():
            return _listed(thing)
        case Form(name=FormName.HARD, rank=rank) if _is_mask(thing):
            return Picks() if rank == 1 else MASK
        case Form(rank=1, known=True) if thing.name in _PLACES:
            return Picks()
        case Form() if is_whole(thing) or is_number(thing):
            return One(_is_loop_variable(ev, node, frame))
    return EACH if _is_loop_variable(ev, node, frame) else SOME


def _listed(places: Sequence) -> Index:
    """A list of places or of columns; of lists, of `None`, or of what is not known: nobody knows."""
    things = [only(element) for element in places.elements()]
    plain = bool(things) and all(_is_place(thing) for thing in things)
    flags = any(isinstance(thing, Const) and isinstance(thing.value, bool) for thing in things)
    return Picks(len(things) if places.closed and not flags else None) if plain else SOME


def _is_place(thing: Thing | None) -> bool:
    return is_whole(thing) or (isinstance(thing, Const) and isinstance(thing.value, int | str))


def _is_several(ev: Evaluator, node: ast.Slice, start: int | None, stop: int | None, frame: Frame) -> bool:
    """Is the slice meant to hold more than one entry? `x[i : i + 32]`, and the part before or behind a bound that is written or
    computed once."""
    if node.step is not None:
        return False
    if start is not None and stop is not None:
        return start >= 0 and stop - start > 1
    match node.lower, node.upper:
        case None, ast.expr() as bound:
            return stop != 1 and _is_computed_once(ev, bound, frame)
        case ast.expr() as bound, None:
            return start != -1 and _is_computed_once(ev, bound, frame)
        case ast.expr() as lower, ast.BinOp(op=ast.Add(), left=ast.expr() as first, right=ast.expr() as more):
            width = only(ev.value(more, frame)) if ast.dump(lower) == ast.dump(first) else None
            return isinstance(width, Const) and isinstance(width.value, int) and width.value > 1
    return False


def _is_computed_once(ev: Evaluator, bound: ast.expr, frame: Frame) -> bool:
    """Are all names in it assigned, and none of them counted by a loop or handed in?"""
    uses = [ev.scope(frame.node).uses.get(name) for name in walk(bound) if isinstance(name, ast.Name | ast.Attribute)]
    kinds = {reached.definition.kind for use in uses if use is not None for reached in use.reaches}
    return kinds <= {Kind.ASSIGN, Kind.IMPORT}


def _beside(ev: Evaluator, node: ast.expr, frame: Frame) -> Value:
    """What stands in the brackets: it picks entries of a form that is known, whatever it is. A question inside another such
    one is part of it."""
    if ev.budget <= bounds.GLANCE_STEPS or not ev.counts:
        return ev.value(node, frame)
    return aside(ev, bounds.GLANCE_STEPS, lambda: ev.value(node, frame))


def _is_mask(form: Form) -> bool:
    """Zeros and ones that leave entries out, and not places: those of an argmax, actions that were drawn."""
    return form.dtype in (DType.BOOL, DType.UINT8) if form.dtype is not None else form.high <= 1.0


def _is_loop_variable(ev: Evaluator, node: ast.expr, frame: Frame) -> bool:
    """Does the index run through a loop, so that every entry has its turn?"""
    use = ev.scope(frame.node).uses.get(node)
    return use is not None and bool(use.reaches) and all(r.definition.kind is Kind.ELEMENT for r in use.reaches)
