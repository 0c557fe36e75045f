"""The ways that lead to a place: reaches behind definitions that left it alone, and those that fall together. Floor 3, pure."""

from __future__ import annotations

from collections.abc import Callable

from losslint.analysis.scope import Condition, Definition, Reach

Conditions = tuple[Condition, ...]


def behind(reaches: tuple[Reach, ...], further: Callable[[Definition], tuple[Reach, ...] | None]) -> tuple[Reach, ...]:
    """The reaches, each under the conditions on both ways where something stands behind its definition; `further` says what (None:
    the definition counts itself)."""
    found: list[Reach] = []
    changed = False
    for reach in reaches:
        beyond = further(reach.definition)
        changed = changed or beyond is not None
        if beyond is None:
            found.append(reach)
        else:
            found += (Reach(each.definition, reach.conditions + each.conditions) for each in beyond)
    return merged(found) if changed else reaches


def merged(reaches: list[Reach]) -> tuple[Reach, ...]:
    """What is reached whether a condition holds or not is reached without it. From the last one on: of the ways around stores that
    stand behind each other those two fall together that are the longest."""
    ways: dict[Definition, list[Conditions]] = {}
    for reach in reversed(reaches):
        _add(ways.setdefault(reach.definition, []), _in_order(reach.conditions))
    found = [Reach(definition, conditions) for definition, each in ways.items() for conditions in each]
    return tuple(reversed(found))


def _add(ways: list[Conditions], way: Conditions) -> None:
    for at, other in enumerate(ways):
        shared = _with_or_without(other, way)
        if shared is not None:
            ways.pop(at)
            _add(ways, shared)
            return
    ways.append(way)


def _with_or_without(a: Conditions, b: Conditions) -> Conditions | None:
    """The conditions of both, where one is what the other excludes and the rest is the same; None elsewhere."""
    if len(a) != len(b):
        return None
    at = None
    for position, (one, other) in enumerate(zip(a, b, strict=True)):
        if one.test is not other.test:
            return None
        if one.holds is not other.holds:
            if at is not None:
                return None
            at = position
    return None if at is None else a[:at] + a[at + 1 :]


def _in_order(conditions: Conditions) -> Conditions:
    """As they stand in the source, whichever way leads there: ways can be told apart place by place."""
    return tuple(sorted(conditions, key=lambda c: (c.test.lineno, c.test.col_offset)))
