"""Conditions as guards: what a test says about what, so that alternatives can be correlated. Floor 3.

`guards(ev, test, holds, frame)` answers None (the condition cannot hold), the empty set (it says nothing or always
holds) or the guards that say it. A test on a known constant is decided; a test on something that has an identity (an
option, a parameter nobody binds, `self.training`) becomes a guard on that subject; any other test is a subject of its own:
the same text over the same definitions in the same frame.
"""

from __future__ import annotations

import ast
from collections.abc import Hashable
from typing import TYPE_CHECKING

from losslint.analysis import iteration, stored, subjects
from losslint.analysis.scope import ReadBack
from losslint.analysis.subjects import POSITIVE, Answer
from losslint.analysis.things import (
    Alt,
    Class,
    Const,
    Container,
    Function,
    Instance,
    Made,
    Mapping,
    Method,
    Module,
    Opaque,
    Partial,
    Sequence,
    Symbol,
    Thing,
    Value,
    Wrapper,
    const,
)
from losslint.forms import Form
from losslint.guards import ALWAYS, Guard, Guards, compatible, either
from losslint.numbers import below, is_number

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator
    from losslint.analysis.frames import Frame

TRUTHY = (Function, Class, Instance, Made, Container, Wrapper, Module, Method, Partial)
OBJECTS = (*TRUTHY, Sequence, Mapping)
# The order seen from the other side: `0.3 > x` is `x < 0.3`.
ORDERED: dict[type[ast.cmpop], type[ast.cmpop]] = {ast.Lt: ast.Gt, ast.LtE: ast.GtE, ast.Gt: ast.Lt, ast.GtE: ast.LtE}
MISSING = object()
DEFAULT = ("default",)  # how the subject of a parameter begins that a star argument may bind


def guards(ev: Evaluator, test: ast.expr, holds: bool, frame: Frame) -> Guards | None:
    """The guards under which `test` comes out as `holds`."""
    match test:
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return guards(ev, operand, not holds, frame)
        case ast.BoolOp(op=op, values=values):
            return _boolean(ev, values, isinstance(op, ast.And) == holds, holds, frame)
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            return _comparison(ev, test, left, op, right, holds, frame)
        case ast.Compare():
            return _boolean(ev, _links(ev, test), holds, holds, frame)
        case ast.Constant(value=value):
            return ALWAYS if bool(value) == holds else None
        case ast.NamedExpr(value=value):
            return guards(ev, value, holds, frame)
        case ReadBack():
            return _read_back(ev, test, holds, frame)
    return _decide(ev, test, ev.value(test, frame), _truth, holds, frame)


def _read_back(ev: Evaluator, test: ReadBack, holds: bool, frame: Frame) -> Guards | None:
    """Whether a file is there, a run alone knows; whatever else stands in a `try` is taken to succeed."""
    if not stored.reads_back(ev, test.value, frame):
        return ALWAYS if holds else None
    text = f"{ast.unparse(test.value)} {'succeeds' if holds else 'fails'}"
    return frozenset({Guard(("read", test.attempt, frame.base), frozenset({True}), holds, text, None)})


def _boolean(ev: Evaluator, values: list[ast.expr], every: bool, holds: bool, frame: Frame) -> Guards | None:
    """`a and b` true (or `a or b` false): all of them; otherwise one of them."""
    answers = [guards(ev, v, holds, frame) for v in values]
    if every:
        collected: Guards = ALWAYS
        for answer in answers:
            if answer is None or not compatible(collected, answer):
                return None
            collected |= answer
        return collected
    possible = [a for a in answers if a is not None]
    if not possible:
        return None
    merged = possible[0]
    for answer in possible[1:]:
        merged = either(merged, answer)
    return merged


def _links(ev: Evaluator, chain: ast.Compare) -> list[ast.expr]:
    """`a < b <= c` is `a < b and b <= c`; made once, as what is asked of them is kept by node."""
    sides = [chain.left, *chain.comparators]
    pairs = zip(sides, chain.ops, sides[1:], strict=False)
    return ev.fact(
        ("links", chain), lambda: [ast.copy_location(ast.Compare(a, [op], [b]), chain) for a, op, b in pairs]
    )


def _comparison(
    ev: Evaluator, test: ast.Compare, left: ast.expr, op: ast.cmpop, right: ast.expr, holds: bool, frame: Frame
) -> Guards | None:
    if type(op) in POSITIVE:
        holds = not holds
    if iteration.ends_at(frame, left, right):
        reached = isinstance(op, ast.Eq | ast.NotEq | ast.LtE | ast.GtE)
        return ALWAYS if reached == holds else None
    values = ev.value(left, frame)
    others = ev.value(right, frame)
    if isinstance(op, ast.Eq | ast.NotEq | ast.Is | ast.IsNot):
        wanted = _constant(others)
        if wanted is MISSING and _constant(values) is not MISSING:
            values, wanted, left = others, _constant(values), right
        if wanted is not MISSING:
            return _decide(ev, test, values, lambda t: _equals(t, wanted), holds, frame, left, frozenset({wanted}))
    elif isinstance(op, ast.In | ast.NotIn):
        options = _options(others)
        if options is not None:
            return _decide(ev, test, values, lambda t: _among(t, options), holds, frame, left, options)
        if len(others) == 1 and isinstance(others[0].thing, Mapping) and others[0].thing.rest is None:
            keys = frozenset(k for k, _ in others[0].thing.items)
            return _decide(ev, test, values, lambda t: _among(t, keys), holds, frame, left, keys)
        contained = [_contains(t, _constant(values), g) for t, g in others]
        if all(c is not None for c in contained):
            return _decide(ev, test, tuple(c for c in contained if c is not None), _truth, holds, frame)
    elif type(op) in ORDERED:
        bound, order = _constant(others), type(op)
        if bound is MISSING:
            values, bound, left, order = others, _constant(values), right, ORDERED[order]
        if is_number(bound):
            cut = below(bound, including=order in (ast.LtE, ast.Gt))
            return _decide(ev, test, values, lambda t: _ordered(t, order, bound), holds, frame, left, cut)
    return _decide(ev, test, (), _truth, holds, frame)


def _constant(value: Value) -> Hashable:
    if len(value) == 1 and isinstance(value[0].thing, Const):
        return value[0].thing.value
    return MISSING


def _contains(thing: Thing, wanted: Hashable, guards: Guards) -> Alt | None:
    """`"CTC" in option`: decided for a known text or dict, a subject of its own on something with an identity."""
    if isinstance(thing, Mapping) and wanted is not MISSING and (thing.rest is None or thing.get(wanted) is not None):
        return Alt(const(thing.get(wanted) is not None), guards)
    if not isinstance(wanted, str):
        return None
    if isinstance(thing, Const) and isinstance(thing.value, str):
        return Alt(const(wanted in thing.value), guards)
    if not isinstance(thing, Opaque):
        return None
    stated = thing.default.value if thing.default is not None else None
    default = const(wanted in stated) if isinstance(stated, str) else None
    return Alt(Opaque(("contains", thing.subject, wanted), thing.because, default), guards)


def _options(value: Value) -> frozenset[Hashable] | None:
    if len(value) != 1 or not isinstance(value[0].thing, Sequence) or not value[0].thing.closed:
        return None
    found = [_constant(v) for v in value[0].thing.items]
    return None if MISSING in found else frozenset(found)


def _truth(thing: Thing) -> bool | None:
    match thing:
        case Const(value=value):
            return bool(value)
        case Sequence() if thing.closed:
            return bool(thing.items)
        case Mapping(rest=None):
            return bool(thing.items)
    return True if isinstance(thing, TRUTHY) else None


def _equals(thing: Thing, wanted: Hashable) -> bool | None:
    if isinstance(thing, Const):
        return bool(thing.value == wanted)
    if isinstance(thing, OBJECTS) or (isinstance(thing, Form) and thing.known and wanted is None):
        return False
    return None


def _among(thing: Thing, options: frozenset[Hashable]) -> bool | None:
    if isinstance(thing, Const):
        return thing.value in options
    return False if isinstance(thing, OBJECTS) else None


def _ordered(thing: Thing, order: type[ast.cmpop], bound: float) -> bool | None:
    if not isinstance(thing, Const) or not isinstance(thing.value, int | float):
        return None
    if order in (ast.Lt, ast.GtE):
        return (thing.value < bound) == (order is ast.Lt)
    return (thing.value <= bound) == (order is ast.LtE)


def _decide(
    ev: Evaluator,
    test: ast.expr,
    value: Value,
    answer: Answer,
    holds: bool,
    frame: Frame,
    left: ast.expr | None = None,
    options: frozenset[Hashable] = frozenset({True}),
) -> Guards | None:
    """Ask each alternative of the tested value; what has an identity becomes a guard, what has none a subject of its own."""
    possible: list[Guards] = []
    for given, under in value:
        thing = _of_library(ev, given) if isinstance(given, Symbol) else given
        said = answer(thing)
        if said is None:
            if not isinstance(thing, Opaque):
                unpassed = any(_is_default(g) and answer(t) is not None and answer(t) != holds for t, g in value)
                return subjects.of_expression(ev, test, answer, holds, frame, left, options, unpassed=unpassed)
            possible.append(under | subjects.of_thing(ev, thing, test, options, holds, left, answer))
        elif said == holds:
            possible.append(under)
    if not value:
        return subjects.of_expression(ev, test, answer, holds, frame, left, options)
    if not possible:
        return None
    merged = possible[0]
    for more in possible[1:]:
        merged = either(merged, more)
    if len(possible) > 1 and isinstance(test, ast.Name):  # which of them it was is lost here; the name still says it
        return merged | subjects.own(ev, test, holds, frame)
    return merged


def _is_default(guards: Guards) -> bool:
    """Is it what a parameter is where a star argument, of which nothing is known, does not bind it?"""
    return any(g.holds and isinstance(g.subject, tuple) and g.subject[:1] == DEFAULT for g in guards)


def _of_library(ev: Evaluator, thing: Symbol) -> Thing:
    """A function or class that we know is an object; anything else of a library is a value with an identity."""
    name = ev.knowledge.canonical(thing.name)
    if ev.knowledge.function(name) is not None or ev.knowledge.cls(name) is not None:
        return Made(name, ("symbol", name))
    return Opaque(("symbol", name), f"nothing is known of {name}")
