"""Conditions as guards: what a test says about what, so that alternatives can be correlated. Floor 3.

`guards(ev, test, holds, frame)` answers None (the condition cannot hold), the empty set (it says nothing or always
holds) or the guards that say it. A test on a known constant is decided; a test on something that has an identity (an
option, a parameter nobody binds, `self.training`) becomes a guard on that subject; any other test is a subject of its own:
the same text over the same definitions in the same frame.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Hashable, Iterator
from functools import reduce
from math import inf
from operator import or_
from typing import TYPE_CHECKING, TypeGuard, cast

from losslint.analysis import iteration, settings, stored
from losslint.analysis.scope import ReadBack
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
    either,
)
from losslint.forms import Form
from losslint.guards import ALWAYS, Guard, Guards, compatible
from losslint.numbers import NO_NUMBER, Numbers, below, exactly
from losslint.source.nodes import walk

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator
    from losslint.analysis.frames import Frame

TRUTHY = (Function, Class, Instance, Made, Container, Wrapper, Module, Method, Partial)
OBJECTS = (*TRUTHY, Sequence, Mapping)
POSITIVE: dict[type[ast.cmpop], type[ast.cmpop]] = {ast.NotEq: ast.Eq, ast.IsNot: ast.Is, ast.NotIn: ast.In}
# The order seen from the other side: `0.3 > x` is `x < 0.3`.
ORDERED: dict[type[ast.cmpop], type[ast.cmpop]] = {ast.Lt: ast.Gt, ast.LtE: ast.GtE, ast.Gt: ast.Lt, ast.GtE: ast.LtE}
MISSING = object()
PARAMETER = ("parameter",)  # how the subject of a parameter begins that nothing binds
DEFAULT = ("default",)  # and that of one which a star argument may bind
Answer = Callable[[Thing], bool | None]  # does the thing satisfy the test?


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
    """`a < b <= c` is `a < b and b <= c`."""
    known = ev.cache.get(("links", chain))
    if known is None:
        sides = [chain.left, *chain.comparators]
        pairs = zip(sides, chain.ops, sides[1:], strict=False)
        links = [ast.copy_location(ast.Compare(left, [op], [right]), chain) for left, op, right in pairs]
        known = ev.cache["links", chain] = links
    return cast("list[ast.expr]", known)


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
        if _is_number(bound):
            cut = below(bound, including=order in (ast.LtE, ast.Gt))
            return _decide(ev, test, values, lambda t: _ordered(t, order, bound), holds, frame, left, cut)
    return _decide(ev, test, (), _truth, holds, frame)


def _constant(value: Value) -> Hashable:
    if len(value) == 1 and isinstance(value[0].thing, Const):
        return value[0].thing.value
    return MISSING


def _is_number(value: Hashable) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and value == value  # noqa: PLR0124 - nan is not


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
                return _compared(ev, test, answer, holds, frame, left, options, unpassed=unpassed)
            possible.append(under | _guards_on(ev, thing, test, options, holds, left, answer))
        elif said == holds:
            possible.append(under)
    if not value:
        return _compared(ev, test, answer, holds, frame, left, options)
    if not possible:
        return None
    merged = possible[0]
    for more in possible[1:]:
        merged = either(merged, more)
    if len(possible) > 1 and isinstance(test, ast.Name):  # which of them it was is lost here; the name still says it
        return merged | own_subject(ev, test, holds, frame)
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


def _guards_on(
    ev: Evaluator,
    thing: Opaque,
    test: ast.expr,
    options: frozenset[Hashable],
    holds: bool,
    left: ast.expr | None,
    answer: Answer,
) -> Guards:
    default: bool | None = None
    if thing.default is not None:
        said = answer(thing.default)
        default = None if said is None else said == holds
    unpassed = default is False and isinstance(thing.subject, tuple) and thing.subject[:1] == PARAMETER
    text = _text(ev, left or test)[0]
    if left is None:
        return frozenset(
            {Guard(("truth", thing.subject), options, holds, _told(text, holds), default, unpassed=unpassed)}
        )
    if isinstance(options, Numbers):
        said_so = _told(_text(ev, test)[0], holds)
    else:
        shown = " or ".join(sorted(repr(o) for o in options))
        said_so = f"{text} is {'' if holds else 'not '}{shown}"
    stated = _stated(thing.subject, options, holds, answer)
    return frozenset(Guard(*each, said_so, default, unpassed=unpassed) for each in stated)


def _told(text: str, holds: bool) -> str:
    return text if holds else f"not {text}"


def _stated(
    subject: Hashable, options: frozenset[Hashable], holds: bool, answer: Answer
) -> Iterator[tuple[Hashable, frozenset[Hashable], bool]]:
    """What is said of a subject that is compared: which values it has, and among numbers also where it lies, so that what is one
    is not more than one."""
    if isinstance(options, Numbers):  # of `x > 1`, what is said is that x is not in the numbers below
        yield ("number", subject), options, holds == answer(const(-inf))
        return
    yield subject, options, holds
    if all(map(_is_number, options)):
        yield ("number", subject), reduce(or_, (exactly(cast("float", one)) for one in options), NO_NUMBER), holds


def _compared(
    ev: Evaluator,
    test: ast.expr,
    answer: Answer,
    holds: bool,
    frame: Frame,
    left: ast.expr | None,
    options: frozenset[Hashable],
    *,
    unpassed: bool = False,
) -> Guards:
    """Nothing is known of what is tested. Where it is compared with constants, it is the same subject in every such test."""
    if left is None:
        return own_subject(ev, test, holds, frame, unpassed=unpassed)
    text = _text(ev, test)[0]
    said_so = text if holds else f"not ({text})"
    stated = _stated(("compared", _subject_of(ev, left, frame)), options, holds, answer)
    return frozenset(Guard(*each, said_so, None, unpassed=unpassed) for each in stated)


def own_subject(ev: Evaluator, test: ast.expr, holds: bool, frame: Frame, *, unpassed: bool = False) -> Guards:
    """A test that nothing is known of: correlated only with the same text over the same definitions in this frame, or
    anywhere in the module if all of its names are the module's and bound once."""
    text, subject = _text(ev, test)[0], _subject_of(ev, test, frame)
    said_so = text if holds else f"not ({text})"
    return frozenset({Guard(subject, frozenset({True}), holds, said_so, None, unpassed=unpassed)})


def _subject_of(ev: Evaluator, test: ast.expr, frame: Frame) -> Hashable:
    return ev.fact(("subject", test, frame), lambda: _named_or_written(ev, test, frame))


def _named_or_written(ev: Evaluator, test: ast.expr, frame: Frame) -> Hashable:
    setting = settings.named(ev, test, frame)
    if setting is not None:
        return setting
    scope = ev.scope(frame.node)
    text, impure, names_in, plain = _text(ev, test)
    names = tuple(
        tuple(id(r.definition) for r in use.reaches) for n in names_in if (use := scope.uses.get(n)) is not None
    )
    where: Hashable = frame
    if plain:
        fixed = tuple(_fixed(ev, n, frame) for n in names_in)
        if all(fixed):
            where, names = frame.file, (fixed,)
    return ("test", text, names, where, id(test) if impure else 0)


def _fixed(ev: Evaluator, name: ast.Name, frame: Frame) -> int:
    """Stands for a name of the module that is bound once, outside of loops, and by no function; 0 if it is another name."""
    module, scope = ev.module_frame(frame.file), frame
    while module is not None and scope.node is not module.node:
        bound = name in ev.scope(scope.node).uses if scope is frame else name.id in ev.scope(scope.node).counts
        if bound or scope.parent is None:
            return 0
        scope = scope.parent
    if module is None or name.id in ev.graph.outer[frame.file]:
        return 0
    index = ev.scope(module.node)
    reaches = index.exit.get(name.id, ()) if index.counts.get(name.id) == 1 else ()
    return id(reaches[0].definition) if len(reaches) == 1 and not reaches[0].definition.loops else 0


def _positive(test: ast.expr) -> ast.expr:
    if isinstance(test, ast.Compare) and len(test.ops) == 1 and (op := POSITIVE.get(type(test.ops[0]))) is not None:
        return ast.Compare(test.left, [op()], test.comparators)
    return test


def _text(ev: Evaluator, test: ast.expr) -> tuple[str, bool, tuple[ast.Name, ...], bool]:
    """The source of a test, as `_comparison` reads it: `a == b` for `a != b`; whether it calls anything, the names in it,
    and whether it reads nothing but these names."""
    known = ev.cache.get(("text", test))
    if known is None:
        nodes = walk(test)
        names = tuple(n for n in nodes if isinstance(n, ast.Name))
        impure = any(isinstance(n, ast.Call) for n in nodes)
        plain = bool(names) and not impure and not any(isinstance(n, ast.Attribute | ast.Subscript) for n in nodes)
        known = ev.cache["text", test] = ast.unparse(_positive(test)), impure, names, plain
    return cast("tuple[str, bool, tuple[ast.Name, ...], bool]", known)
