"""Where paths meet: states joined into one. Floor 3, pure."""

from __future__ import annotations

from collections.abc import Sequence

from losslint.analysis.scope import Condition, Reach, State


def join_two(left: State, yes: Condition, right: State, no: Condition) -> State:
    """The two sides of a branch: what differs is kept under its side of the test."""
    joined: State = {}
    for place in {**left, **right}:
        a, b = left.get(place, ()), right.get(place, ())
        if a is b:
            joined[place] = a
            continue
        ids = {id(r) for r in a} & {id(r) for r in b}
        joined[place] = (
            *(r for r in a if id(r) in ids),
            *(Reach(r.definition, (*r.conditions, yes)) for r in a if id(r) not in ids),
            *(Reach(r.definition, (*r.conditions, no)) for r in b if id(r) not in ids),
        )
    return joined


def join_states(states: Sequence[State]) -> State:
    """Plain union, for joins that no single test explains (loops, handlers, returns)."""
    if len(states) == 1:
        return dict(states[0])
    joined: State = {}
    for state in states:
        for place, reaches in state.items():
            known = joined.get(place)
            if known is None:
                joined[place] = reaches
            elif known is not reaches:
                ids = {id(r) for r in known}
                joined[place] = (*known, *(r for r in reaches if id(r) not in ids))
    return joined


def prefer(ends: Sequence[State]) -> State:
    """After try/except: the body's own end; a place that only a handler defines comes from there."""
    joined = dict(ends[0])
    for state in ends[1:]:
        for place, reaches in state.items():
            joined.setdefault(place, reaches)
    return joined


def under(state: State, before: State, condition: Condition | None) -> State:
    """What a case of a match has changed, under its test."""
    if condition is None:
        return state
    return {
        place: reaches
        if reaches is before.get(place)
        else tuple(Reach(r.definition, (*r.conditions, condition)) for r in reaches)
        for place, reaches in state.items()
    }
