"""Sets of numbers: what `x < 0.3` says of x, held against the numbers themselves."""

from __future__ import annotations

from collections.abc import Callable
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from losslint.guards import Guard, Guards, apart, compatible
from losslint.numbers import Numbers, below, exactly

PROBES = [-inf, -1.0, 0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 4.0]  # the bounds below, what lies between them, and outside
Holds = Callable[[float], bool]


def of(number: float, including: bool) -> tuple[Numbers, Holds]:
    return below(number, including=including), lambda x: x <= number if including else x < number


def combined(a: tuple[Numbers, Holds], b: tuple[Numbers, Holds], operator: str) -> tuple[Numbers, Holds]:
    (left, in_left), (right, in_right) = a, b
    return {
        "and": (left & right, lambda x: in_left(x) and in_right(x)),
        "or": (left | right, lambda x: in_left(x) or in_right(x)),
        "without": (left - right, lambda x: in_left(x) and not in_right(x)),
    }[operator]


def alone(numbers: list[float]) -> tuple[Numbers, Holds]:
    return exactly(numbers), lambda x: x in numbers


BOUNDS = st.sampled_from([0.0, 1.0, 2.0, 3.0])
SETS = st.recursive(
    st.builds(of, BOUNDS, st.booleans()) | st.builds(alone, st.lists(BOUNDS)),
    lambda inner: st.builds(combined, inner, inner, st.sampled_from(["and", "or", "without"])),
    max_leaves=8,
)


def members(numbers: Numbers) -> list[float]:
    """The probes in the set: an odd number of cuts lies below each."""
    return [x for x in PROBES if sum(cut <= (x, False) for cut in numbers) % 2]


@given(SETS)
def test_a_set_is_what_it_was_made_of(pair: tuple[Numbers, Holds]) -> None:
    numbers, holds = pair
    assert members(numbers) == [x for x in PROBES if holds(x)]


@given(SETS, SETS)
def test_sets_compare_as_their_numbers(a: tuple[Numbers, Holds], b: tuple[Numbers, Holds]) -> None:
    (left, _), (right, _) = a, b
    mine, yours = set(members(left)), set(members(right))
    assert (left == right) == (mine == yours)
    assert (left <= right) == (mine <= yours) == (right >= left)
    assert (left < right) == (mine < yours) == (right > left)
    assert bool(left) == bool(mine)
    if left == right:
        assert hash(left) == hash(right)


@given(SETS)
def test_nothing_beside_a_set_changes_nothing(pair: tuple[Numbers, Holds]) -> None:
    numbers, nothing = pair[0], frozenset[object]()
    assert numbers | nothing == numbers == nothing | numbers == numbers - nothing
    assert not numbers & nothing
    assert not nothing & numbers
    assert not nothing - numbers
    assert nothing <= numbers


def test_nothing_is_below_all_numbers() -> None:
    assert not below(-inf)


def says(numbers: Numbers, holds: bool = True) -> Guards:
    return frozenset({Guard("x", numbers, holds)})


@pytest.mark.parametrize(
    ("one", "other", "can_be"),
    [
        (says(below(0.3)), says(below(0.65), holds=False), False),
        (says(below(0.3), holds=False), says(below(0.65)), True),
        (says(below(2)), says(below(2, including=True), holds=False), False),  # x < 2 and x > 2
        (says(below(2, including=True)), says(below(2), holds=False), True),  # x <= 2 and x >= 2: it is 2
        (says(below(2), holds=False), says(below(5), holds=False), True),
        (says(exactly([3])), says(below(3)), False),
        (says(exactly([3])), says(below(3, including=True)), True),
        (says(exactly([3]), holds=False), says(below(3, including=True) - below(3)), False),
    ],
)
def test_what_numbers_exclude(one: Guards, other: Guards, can_be: bool) -> None:
    assert compatible(one, other) is compatible(other, one) is can_be


def test_sets_taken_apart_share_no_number() -> None:
    pieces = apart([says(below(1)), says(below(3))])
    assert {guard.values for guards in pieces for guard in guards} == {below(1), below(3) - below(1)}
