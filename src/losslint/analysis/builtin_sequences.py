"""`list`, `range`, `enumerate`, `zip` and their kin, and what lists can do. Floor 3."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from losslint.analysis import bounds, iteration, shapes
from losslint.analysis.builtin_base import Site, argument, elements_at, open_sequence
from losslint.analysis.frames import Arguments, Thunk
from losslint.analysis.scope import Kind
from losslint.analysis.things import (
    Sequence,
    Value,
    const,
    constants,
    guarded,
    joined,
    just,
    nothing_known,
    only,
    union,
)
from losslint.forms import Form
from losslint.operations.ranges import number, whole

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator

ADDING = frozenset(("append", "appendleft", "extend", "insert"))


def copied(ev: Evaluator, arguments: Arguments, site: Site) -> Value:
    """list(x), tuple(x), iter(x)… of one iterable."""
    if not arguments.positional:
        return just(Sequence())
    found = []
    for thing, guards in argument(arguments, 0):
        elements = iteration.elements_of(ev, thing) or open_sequence("a list of what is not known")
        found.append(guarded(just(elements), guards))
    return union(*found) or nothing_known("a list of a star argument")


def backwards(ev: Evaluator, arguments: Arguments, site: Site) -> Value:
    """reversed(x)."""
    thing = only(copied(ev, arguments, site))
    if not isinstance(thing, Sequence):
        return nothing_known("reversed of what is not known")
    if thing.closed:
        return just(Sequence(tuple(reversed(thing.items))))
    return just(Sequence(tuple(reversed(thing.back)), thing.middle, tuple(reversed(thing.front))))


def numbers(ev: Evaluator, arguments: Arguments, site: Site) -> Value:
    """range(...) of constants."""
    values = [constants(t.compute()) for t, starred in arguments.positional if not starred]
    known = [v[0] for v in values if v is not None and len(v) == 1 and isinstance(v[0], int)]
    if len(known) == len(values) and 1 <= len(known) <= 3 and not (len(known) == 3 and known[2] == 0):
        steps = range(*known)
        if len(steps) <= bounds.UNROLL:
            return just(Sequence(tuple(just(const(i)) for i in steps)))
    return just(Sequence(middle=just(whole("a number of a range"))))


def enumerated(ev: Evaluator, arguments: Arguments, site: Site) -> Value:
    thing = only(copied(ev, arguments, site))
    if not isinstance(thing, Sequence):
        return nothing_known("an enumeration of what is not known")
    start = constants(argument(arguments, 1)) or [0]
    first = start[0] if isinstance(start[0], int) else 0
    if thing.closed:
        return just(Sequence(tuple(_pair(just(const(first + i)), v) for i, v in enumerate(thing.items))))
    number = just(whole("an index"))
    inner = [*thing.front, *([thing.middle] if thing.middle else [])]
    return just(Sequence((), joined(_pair(number, v) for v in inner), tuple(_pair(number, v) for v in thing.back)))


def _pair(first: Value, second: Value) -> Value:
    return just(Sequence((first, second)))


def zipped(ev: Evaluator, arguments: Arguments, site: Site) -> Value:
    """Rows as long as the known columns; of columns of any length, any number of rows."""
    columns = []
    for thunk, starred in arguments.positional:
        thing = only(thunk.compute())
        elements = iteration.elements_of(ev, thing) if thing is not None and not starred else None
        columns.append(elements or open_sequence("an element of what is not known"))
    closed = [c for c in columns if c.closed]
    if closed and len(closed) == len(columns):
        return _rows([c.items for c in columns])
    if closed and len({len(c.items) for c in closed}) == 1:
        count = len(closed[0].items)
        return _rows([c.items if c.closed else (joined(c.elements()),) * count for c in columns])
    return just(Sequence(middle=just(Sequence(tuple(joined(c.elements()) for c in columns)))))


def _rows(columns: list[tuple[Value, ...]]) -> Value:
    return just(Sequence(tuple(just(Sequence(row)) for row in zip(*columns, strict=False))))


def length(ev: Evaluator, arguments: Arguments, site: Site) -> Value:
    """len(x): of a list whose elements are all known their number, of a tensor the size of its first dimension, else a number
    that nobody knows."""
    if grows(ev, arguments.at(0)):
        return just(number("the length of what grows"))
    thing = only(argument(arguments, 0))
    if isinstance(thing, Form) and thing.known:
        return iteration.item(shapes.shape(thing), 0) or shapes.unknown_size()
    elements = elements_at(ev, arguments, 0)
    if elements is not None and elements.closed:
        return just(const(len(elements.items)))
    return just(number("the length of what is not known"))


def grows(ev: Evaluator, thunk: Thunk | None) -> bool:
    """Is it a name whose object is filled in a loop that runs nobody knows how often? What it is filled with is then no question."""
    if thunk is None or thunk.frame is None or not isinstance(thunk.expr, ast.Name):
        return False
    use = ev.scope(thunk.frame.node).uses.get(thunk.expr)
    definitions = [reach.definition for reach in use.reaches] if use is not None else []
    definitions += [reach.definition for each in definitions if each.kind is Kind.PHI for reach in each.back]
    loops = [loop for each in definitions if each.kind is Kind.MUTATE and _adds(each.node) for loop in each.loops]
    return any(iteration.trip_count(ev, loop, thunk.frame) is None for loop in dict.fromkeys(loops))


def _adds(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ADDING


def first(ev: Evaluator, arguments: Arguments, site: Site) -> Value:
    """next(x), taken as the first element."""
    elements = elements_at(ev, arguments, 0)
    return iteration.pick(elements, 0) if elements is not None else nothing_known("next of what is not known")


def call_method(thing: Sequence, name: str) -> Value:
    """`list.name(...)`, its result; what it does to the list is a mutation of its place."""
    if name == "pop":
        return iteration.item(thing, -1) or nothing_known("popped from an empty list")
    return just(thing) if name == "copy" else nothing_known(f"list.{name} is not followed")
