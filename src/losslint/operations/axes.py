"""Where a form's dimensions end up: bookkeeping of softmax dim, unit dim and rank. Floor 2, pure functions.

In: a form and the dimension that an operation removes, inserts or exchanges; out: the same form with the dimensions that
are still certain. Dimensions count from either end; two of different sign are compared only where the rank is proven.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from losslint.forms import Form
from losslint.record import replace

Axis = int | None


def same(left: Axis, right: Axis, rank: int | None = None) -> bool | None:
    """Are the two the same dimension of one tensor? None where that cannot be told."""
    if left is None or right is None:
        return None
    if (left < 0) == (right < 0):
        return left == right
    return None if rank is None else left % rank == right % rank


def is_own(form: Form, dim: Axis) -> bool | None:
    """Is `dim` the dimension that the softmax normalises over?"""
    return same(form.dim, dim, form.rank)


def anywhere(form: Form, *, rank: int | None = None) -> Form:
    """Any dimension may have moved or merged."""
    return replace(form, dim=None, units=None, units_dim=None, rank=rank, batch=form.batch and rank == 1)


def mapped(form: Form, move: Callable[[int], Axis], rank: int | None, *, batch: bool = False) -> Form:
    """Every dimension goes where `move` says; None: nobody knows, or it is gone."""
    dim = None if form.dim is None else move(form.dim)
    units_dim = None if form.units_dim is None else move(form.units_dim)
    return replace(
        form, dim=dim, units_dim=units_dim, units=None if units_dim is None else form.units, rank=rank, batch=batch
    )


def removed(form: Form, gone: Axis) -> Form:
    """The dimension `gone` no longer exists."""
    rank = None if form.rank is None else form.rank - 1
    if gone is None:
        return anywhere(form, rank=rank)
    samples = form.batch and gone not in (0, -(form.rank or 0))
    return mapped(form, lambda axis: _after_removal(axis, gone, form.rank), rank, batch=samples)


def _after_removal(axis: int, gone: int, rank: int | None) -> Axis:
    if (axis < 0) != (gone < 0) and rank is not None:
        axis, gone = axis % rank, gone % rank
    if axis == gone:
        return None
    if axis >= 0 and gone >= 0:
        return axis - 1 if gone < axis else axis
    if axis < 0 and gone < 0:
        return axis if gone < axis else axis + 1
    # From opposite ends: certain only of the first dimension and another that is counted from the end.
    return axis if (gone == 0 and axis < 0) or (gone == -1 and axis == 0) else None


def inserted(form: Form, at: Axis) -> Form:
    """A new dimension stands at `at` of the result (`unsqueeze`, `stack`)."""
    rank = None if form.rank is None else form.rank + 1
    if at is None:
        return anywhere(form, rank=rank)
    return mapped(form, lambda axis: _after_insertion(axis, at, form.rank), rank)


def _after_insertion(axis: int, at: int, rank: int | None) -> Axis:
    if (axis < 0) != (at < 0) and rank is not None:
        axis, at = axis % rank, at % (rank + 1)
    if axis >= 0 and at >= 0:
        return axis + 1 if at <= axis else axis
    if axis < 0 and at < 0:
        return axis if at < axis else axis - 1
    return axis if at in (0, -1) else None


def exchanged(form: Form, first: Axis, second: Axis) -> Form:
    """The two dimensions change places (`transpose`)."""
    if first is None or second is None:
        return anywhere(form, rank=form.rank)

    def move(axis: int) -> Axis:
        is_first, is_second = same(axis, first, form.rank), same(axis, second, form.rank)
        if is_first:
            return second
        if is_second:
            return first
        return axis if is_first is False and is_second is False else None

    return mapped(form, move, form.rank)


def permuted(form: Form, order: Sequence[Axis]) -> Form:
    """`order[i]` is the dimension that comes to stand at `i` (`permute`)."""
    rank = len(order)
    if any(axis is None for axis in order):
        return anywhere(form, rank=rank)
    places = {axis % rank: place for place, axis in enumerate(order) if axis is not None}
    return mapped(form, lambda axis: places.get(axis % rank), rank)


def without_units(form: Form) -> Form:
    return replace(form, units=None, units_dim=None)


def common(left: Form, right: Form) -> dict[str, int | bool | None]:
    """Rank and units of an elementwise combination. A single number changes neither; the rank is the higher of both; units are
    what both sides agree on (broadcasting may change the rest)."""
    for one, other in ((left, right), (right, left)):
        if one.rank == 0:
            return {"rank": other.rank, "units": other.units, "units_dim": other.units_dim, "batch": other.batch}
    units = left.units == right.units and left.units_dim == right.units_dim
    rank = None if left.rank is None or right.rank is None else max(left.rank, right.rank)
    return {
        "rank": rank,
        "units": left.units if units else None,
        "units_dim": left.units_dim if units else None,
        "batch": rank is not None and any(form.batch for form in (left, right) if form.rank == rank),
    }
