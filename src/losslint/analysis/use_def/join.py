"""Where paths meet: states joined into one. Floor 3, pure."""

from __future__ import annotations

import ast
from collections.abc import Container, Iterable, Iterator, Sequence
from typing import TypeGuard

from losslint.analysis.scope import Condition, Definition, Kind, Reach, ReadBack, State
from losslint.source.nodes import walk

Side = tuple[State, tuple[Condition, ...]]  # the state at the end of a path, and the conditions that lead there


def held(state: State, place: str) -> tuple[Reach, ...]:
    """What a place holds; of an attribute of `self`, what a method called before may have assigned."""
    reaches = state.get(place, ())
    if not reaches and "." in place:
        return state.get(f"{place.partition('.')[0]}.*", ())
    return reaches


def join_sides(sides: Sequence[Side]) -> State:
    """The sides of a branch: what differs is kept under the conditions of its side."""
    if len(sides) == 1:
        return sides[0][0]
    states = [state for state, _ in sides]
    joined: State = {}
    for place in _places(states):
        found = _found(states, place)
        joined[place] = found[0] if len(found) == 1 else _under_their_sides(found, [c for _, c in sides])
    return joined


def _places(states: Sequence[State]) -> dict[str, None]:
    """All places in a stable order."""
    return dict.fromkeys(place for state in states for place in state)


def _found(states: Sequence[State], place: str) -> list[tuple[Reach, ...]]:
    """What the place holds in each state; once if that is the same in all."""
    first = states[0].get(place)
    if first is not None:
        for state in states:
            if state.get(place) is not first:
                break
        else:  # as nearly always
            return [first]
    return [held(state, place) for state in states]


def _under_their_sides(
    found: Sequence[tuple[Reach, ...]], conditions: Sequence[tuple[Condition, ...]]
) -> tuple[Reach, ...]:
    common = set.intersection(*({id(r) for r in reaches} for reaches in found))
    return (
        *(r for r in found[0] if id(r) in common),
        *(
            Reach(r.definition, (*r.conditions, *under))
            for reaches, under in zip(found, conditions, strict=True)
            for r in reaches
            if id(r) not in common
        ),
    )


def assuming(state: State, test: ast.expr, *, holds: bool) -> State:
    """The state where a test came out as `holds`: paths on which an operand ended it otherwise fall away."""
    certain = set(_operands(test, holds=holds))
    return {
        place: tuple(r for r in reaches if not any(c.test in certain and c.holds != holds for c in r.conditions))
        for place, reaches in state.items()
    }


def _operands(test: ast.expr, *, holds: bool) -> Iterator[ast.expr]:
    """What certainly came out as the whole test did: all operands of a true `and`, of a false `or`."""
    yield test
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And) == holds:
        for operand in test.values:
            yield from _operands(operand, holds=holds)


def join_states(states: Sequence[State]) -> State:
    """Plain union, for joins that no test explains (loops, handlers, returns)."""
    if len(states) == 1:
        return dict(states[0])
    return {place: _distinct(_found(states, place)) for place in _places(states)}


def _distinct(found: Sequence[tuple[Reach, ...]]) -> tuple[Reach, ...]:
    return found[0] if len(found) == 1 else tuple({id(r): r for reaches in found for r in reaches}.values())


def join_handler(body: State, handler: State, assigned: Iterable[Definition]) -> State:
    """After try/except. The body is taken to succeed: a handler counts for the places that it `assigned` itself and for
    those that the body leaves unbound. Its imports, functions and constants (`x = None`) only stand in for the body's."""
    joined = {**handler, **body}
    values = {d.place for d in assigned if not _stands_in(d)}
    for place in values & body.keys() & handler.keys():
        if not any(_stands_in(r.definition) for r in body[place]):
            joined[place] = _distinct([body[place], handler[place]])
    return joined


def unless_read(
    body: State, before: State, attempt: ast.Try | ast.TryStar, assigned: Iterable[Definition], kept: Container[str]
) -> State:
    """After a try whose handlers leave the places `kept` alone: one that the body `assigned` may hold what it held `before`,
    if what it was assigned is read from a file."""
    joined = dict(body)
    for definition in assigned:
        place, value = definition.place, definition.value
        is_kept = place in before and place in body and place in kept
        if definition.kind is Kind.ASSIGN and is_kept and _calls(value):
            test = ast.copy_location(ReadBack(), value)
            test.value, test.attempt = value, attempt
            sides = [(body, (Condition(test, holds=True),)), (before, (Condition(test, holds=False),))]
            joined[place] = join_sides([({place: state[place]}, under) for state, under in sides])[place]
    return joined


def _calls(value: ast.expr | None) -> TypeGuard[ast.expr]:
    return value is not None and any(isinstance(node, ast.Call) for node in walk(value))


def _stands_in(definition: Definition) -> bool:
    if definition.kind is Kind.ASSIGN:
        return isinstance(definition.value, ast.Constant)
    return definition.kind in (Kind.IMPORT, Kind.DEFINE)
