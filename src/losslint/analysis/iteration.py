"""What a loop target is: the elements of lists, dicts, ranges, zips, enumerations and module containers. Floor 3."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from losslint.analysis import bounds
from losslint.analysis.frames import LAST, Iteration
from losslint.analysis.things import (
    Const,
    Container,
    Instance,
    Made,
    Mapping,
    Record,
    Sequence,
    Thing,
    Value,
    Wrapper,
    const,
    guarded,
    joined,
    just,
    nothing_known,
    only,
    union,
)
from losslint.forms import Form, FormName
from losslint.operations import At, select
from losslint.operations.axes import anywhere

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator
    from losslint.analysis.frames import Frame
    from losslint.analysis.scope import Loop

    _For = ast.For | ast.AsyncFor | ast.comprehension


def elements(ev: Evaluator, value: Value, node: ast.expr, frame: Frame) -> Sequence | None:
    """The elements of an iterable, if it certainly is one thing that has them."""
    thing = only(value)
    return None if thing is None else elements_of(ev, thing)


def elements_of(ev: Evaluator, thing: Thing) -> Sequence | None:
    match thing:
        case Sequence():
            return thing
        case Container(modules=modules):
            return modules
        case Mapping(items=items, rest=rest):
            keys = tuple(just(const(k)) for k, _ in items)
            return Sequence(keys) if rest is None else Sequence(keys, nothing_known("a key that is not known"))
        case Record(items=items, positional=True):
            return Sequence(tuple(v for _, v in items))
        case Const(value=str() as text) if len(text) <= bounds.UNROLL:
            return Sequence(tuple(just(const(c)) for c in text))
        case Instance():
            from losslint.analysis import containers

            container = containers.as_container(ev, thing)
            return container.modules if container is not None else None
        case Wrapper(inner=inner):
            return elements_of(ev, inner)
        case Made(cls="torch.utils.data.DataLoader"):
            from losslint.analysis import datasets

            return datasets.batches(ev, thing)
        case Form() if thing.known and thing.rank is not None and thing.rank > 0:
            return Sequence(middle=just(select(thing, (At(0),))))
        case Form(name=FormName.HARD):  # decisions one by one are decisions, however they lie
            return Sequence(middle=just(anywhere(thing)))
    return None


def element(ev: Evaluator, value: Value, iteration: Iteration | None) -> Value:
    """The loop target in one iteration (None: any of them)."""
    found = []
    for thing, guards in value:
        sequence = elements_of(ev, thing)
        if sequence is None:
            found.append(guarded(nothing_known("an element of something that is not known"), guards))
        else:
            found.append(guarded(pick(sequence, iteration), guards))
    return union(*found)


def pick(sequence: Sequence, iteration: Iteration | None) -> Value:
    if isinstance(iteration, int) and sequence.closed and iteration < len(sequence.items):
        return sequence.items[iteration]
    if iteration == LAST and sequence.back:
        return sequence.back[-1]
    if iteration == LAST and sequence.closed and sequence.front:
        return sequence.front[-1]
    return joined(sequence.elements()) or nothing_known("an element of an empty list")


def item(sequence: Sequence, index: int) -> Value | None:
    """`sequence[index]`, None if it cannot be told."""
    if sequence.closed:
        items = sequence.items
        return items[index] if -len(items) <= index < len(items) else None
    if 0 <= index < len(sequence.front):
        return sequence.front[index]
    if index < 0 and -index <= len(sequence.back):
        return sequence.back[index]
    assert sequence.middle is not None
    return joined([sequence.middle, *sequence.back] if index >= 0 else [*sequence.front, sequence.middle])


def sliced(sequence: Sequence, start: int | None, stop: int | None, step: int | None) -> Sequence:
    """`sequence[start:stop:step]`; of an open sequence what is certain is kept."""
    if sequence.closed:
        return Sequence(sequence.items[start:stop:step])
    if step in (None, 1):
        front = sequence.front[start:] if start is None or start >= 0 else None
        if front is not None and stop is None:
            return Sequence(front, sequence.middle, sequence.back)
        if front is not None and stop is not None and stop < 0 and -stop <= len(sequence.back):
            return Sequence(front, sequence.middle, sequence.back[:stop])
        if start is not None and start < 0 and stop is None and -start <= len(sequence.back):
            return Sequence(sequence.back[start:])
    return Sequence(middle=joined(sequence.elements()))


def concatenated(left: Sequence, right: Sequence) -> Sequence:
    if left.closed and right.closed and len(left.items) + len(right.items) <= bounds.ITEMS:
        return Sequence(left.items + right.items)
    if left.closed:
        return Sequence(left.items + right.front, right.middle, right.back)
    if right.closed:
        return Sequence(left.front, left.middle, left.back + right.items)
    middle = joined(
        [*([left.middle] if left.middle else []), *left.back, *right.front, *([right.middle] if right.middle else [])]
    )
    return Sequence(left.front, middle, right.back)


def appended(sequence: Sequence, value: Value) -> Sequence:
    return concatenated(sequence, Sequence((value,)))


def same_or_joined(left: Sequence, right: Sequence) -> Sequence:
    """Two lists that one variable may hold, as one: what both begin and end with is kept."""
    if left == right:
        return left
    a, b = _ends(left), _ends(right)
    front = _common(a[0], b[0])
    back = tuple(
        reversed(
            _common(
                tuple(reversed(a[1][len(front) if left.closed else 0 :])),
                tuple(reversed(b[1][len(front) if right.closed else 0 :])),
            )
        )
    )
    rest = [v for s in (left, right) for v in _between(s, len(front), len(back))]
    return Sequence(front, joined(rest), back) if rest else Sequence(front + back)


def _ends(sequence: Sequence) -> tuple[tuple[Value, ...], tuple[Value, ...]]:
    return (sequence.items, sequence.items) if sequence.closed else (sequence.front, sequence.back)


def _common(left: tuple[Value, ...], right: tuple[Value, ...]) -> tuple[Value, ...]:
    count = 0
    for a, b in zip(left, right, strict=False):
        if a != b:
            break
        count += 1
    return left[:count]


def _between(sequence: Sequence, front: int, back: int) -> list[Value]:
    if sequence.closed:
        return list(sequence.items[front : len(sequence.items) - back])
    assert sequence.middle is not None
    return [*sequence.front[front:], sequence.middle, *sequence.back[: len(sequence.back) - back]]


def trip_count(ev: Evaluator, loop: Loop, frame: Frame) -> int | None:
    """How often a loop over a known list or range runs, if that is within the bound."""
    return None if isinstance(loop, ast.While) else _count(_gone_through(ev, loop, frame))


def last(ev: Evaluator, loop: Loop, frame: Frame) -> Iteration | None:
    """The last iteration: its number where that is known; None where nothing tells it from the others."""
    return ev.fact(("last", loop, frame), lambda: _last(ev, loop, frame))


def _last(ev: Evaluator, loop: Loop, frame: Frame) -> Iteration | None:
    if isinstance(loop, ast.While):
        return None
    sequences = _gone_through(ev, loop, frame)
    count = _count(sequences)
    if count:
        return count - 1
    return LAST if any(_known_end(each) for each in sequences) or _asks_for_end(ev, loop, frame) else None


def _gone_through(ev: Evaluator, loop: _For, frame: Frame) -> list[Sequence | None]:
    """The elements of whatever the loop may go through."""
    return [elements_of(ev, thing) for thing, _ in ev.value(loop.iter, frame)]


def _count(sequences: list[Sequence | None]) -> int | None:
    match sequences:
        case [Sequence(closed=True, items=items)] if len(items) <= bounds.UNROLL:
            return len(items)
    return None


def _asks_for_end(ev: Evaluator, loop: _For, frame: Frame) -> bool:
    """Does the body compare the loop's counter with its end?"""
    counter = _counter(loop)
    return counter is not None and any(
        loop in loops and counter in (_counted(node.left, right) for right in node.comparators)
        for node, (_, loops) in ev.scope(frame.node).comparisons.items()
    )


def _known_end(sequence: Sequence | None) -> bool:
    return sequence is not None and bool(sequence.back or (sequence.closed and sequence.front))


def ends_at(frame: Frame, left: ast.expr, right: ast.expr) -> bool:
    """Is it the counter of a loop of unknown length, in its last iteration, beside `n - 1`, or one more beside `n`? There it has
    come to its end."""
    counters = [_counter(loop) for loop, step in frame.iterations if step == LAST]
    return bool(counters) and _counted(left, right) in counters


def _counted(left: ast.expr, right: ast.expr) -> str | None:
    """`i` of `i == n - 1` and of `i + 1 == n`, whatever the comparison."""
    match left, right:
        case ast.Name(id=name), ast.BinOp(op=ast.Sub(), right=ast.Constant(value=1)):
            return name
        case ast.BinOp(left=ast.Name(id=name), op=ast.Add(), right=ast.Constant(value=1)), (
            ast.Name() | ast.Attribute() | ast.Call(func=ast.Name(id="len"))
        ):
            return name
    return None


def _counter(loop: Loop) -> str | None:
    """`i` of `for i in range(n)` and of `for i, x in enumerate(xs)`."""
    if isinstance(loop, ast.While) or not isinstance(loop.iter, ast.Call) or not isinstance(loop.iter.func, ast.Name):
        return None
    match loop.iter.func.id, loop.target:
        case ("range", ast.Name(id=name)) | ("enumerate", ast.Tuple(elts=[ast.Name(id=name), *_])):
            return name
    return None
