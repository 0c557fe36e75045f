"""Sets of numbers, as the values of a guard: what `x < 0.3` says of x. Floor 0, pure data."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from collections.abc import Set as AbstractSet
from math import inf
from typing import TypeGuard, cast

Cut = tuple[float, bool]  # a number, and whether the cut lies above it, or else below
FIRST: Cut = (-inf, False)


class Numbers(frozenset[Cut]):
    """A set of real numbers, kept as the cuts at which one enters or leaves it on the way up.

    The same numbers have the same cuts, and the empty set has none: equality, hash and truth are those of the cuts. The other
    side of an operator is a set of numbers too, or empty.
    """

    __slots__ = ()

    def _combined(self, other: AbstractSet[object], keeps: Callable[[bool, bool], bool]) -> Numbers:
        """What is in the one set or the other as `keeps` wants it (never what is in neither)."""
        mine = yours = kept = False
        found = []
        for cut in sorted({*self, *cast("AbstractSet[Cut]", other)}):
            mine ^= cut in self
            yours ^= cut in other
            if keeps(mine, yours) != kept:
                kept = not kept
                found.append(cut)
        return Numbers(found)

    def __and__(self, other: AbstractSet[object]) -> Numbers:
        return self._combined(other, lambda mine, yours: mine and yours)

    def __or__(self, other: AbstractSet[object]) -> Numbers:
        return self._combined(other, lambda mine, yours: mine or yours)

    def __sub__(self, other: AbstractSet[object]) -> Numbers:
        return self._combined(other, lambda mine, yours: mine and not yours)

    __rand__, __ror__ = __and__, __or__

    def __rsub__(self, other: AbstractSet[object]) -> Numbers:
        return self._combined(other, lambda mine, yours: yours and not mine)

    def __le__(self, other: AbstractSet[object]) -> bool:
        return not self - other

    def __ge__(self, other: AbstractSet[object]) -> bool:
        return not self.__rsub__(other)

    def __lt__(self, other: AbstractSet[object]) -> bool:
        return self != other and self <= other

    def __gt__(self, other: AbstractSet[object]) -> bool:
        return self != other and self >= other


def below(number: float, *, including: bool = False) -> Numbers:
    """All numbers that are less; or that are no greater, `including` the number itself."""
    return Numbers({FIRST} ^ {(number, including)})


def exactly(numbers: Iterable[float]) -> Numbers:
    """These numbers and no others."""
    return Numbers((number, above) for number in numbers for above in (False, True))


def is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and value == value  # noqa: PLR0124 - nan is not
