"""Reductions: sum, mean, max, product, logsumexp, cumulative sums over dimensions. Floor 2, pure functions.

In: a form, the dimensions (None: all; an entry None: one that nobody knows) and whether they are kept; out: a form. A mean
keeps probabilities; a maximum over a softmax's own dimension is one class's probability; sums of scores are scores.
"""

from __future__ import annotations

from collections.abc import Callable

from losslint.forms import DType, Form, FormName
from losslint.operations.axes import Axis, anywhere, removed, same, without_units
from losslint.operations.dtypes import only_floating
from losslint.operations.ranges import (
    INF,
    LABELS,
    LOGS,
    RAW,
    UNIT,
    data,
    loosened,
    named,
    no_rule,
    part_of,
    ranged,
    real,
)
from losslint.operations.selection import picked, touches
from losslint.record import replace

Dims = tuple[Axis, ...] | None
_STEADY = LABELS | {FormName.LOSS, FormName.UNKNOWN}


def _shape(form: Form, dims: Dims, *, keepdim: bool) -> Form:
    """The dimensions after the reduction."""
    if dims is None:
        return replace(anywhere(form), rank=0)
    if keepdim:
        kept = all(same(form.units_dim, dim, form.rank) is False for dim in dims)
        return form if kept else without_units(form)
    known = [dim for dim in dims if dim is not None]
    if len(known) < len(dims) or (len(known) > 1 and len({dim < 0 for dim in known}) > 1):
        return anywhere(form)
    # From the outer end inwards, so that removing one does not renumber the next.
    for dim in sorted(known, reverse=known[0] >= 0):
        form = removed(form, dim)
    return form


def _own(form: Form, dims: Dims) -> bool | None:
    """Is the softmax's own dimension among them?"""
    if dims is None:
        return True
    answers = [touches(form, dim) for dim in dims]
    return True if True in answers else None if None in answers else False


def mean(form: Form, dims: Dims = None, *, keepdim: bool = False) -> Form:
    """Averages stay in range. Averaging a softmax over its own classes would be a constant, so it is over others."""
    name = form.name
    if name is FormName.SOFTMAX and not form.part and _own(form, dims):
        return no_rule("the mean over a softmax's own dimension is constant", form)
    if name is FormName.LOGITS and dims is None:
        form = real(form)
    elif name in LOGS:
        form = named(form, FormName.LOG_PROBABILITY, form.low, form.high)
    elif name is FormName.NORMALIZED:
        form = ranged(form, -1.0, 1.0)
    elif name in UNIT:
        form = replace(form, mixed=True)
    return _shape(form, dims, keepdim=keepdim)


def total(form: Form, dims: Dims = None, *, keepdim: bool = False) -> Form:
    return summed_dtype(_shape(_total(form, dims), dims, keepdim=keepdim))


def summed_dtype(form: Form) -> Form:
    """Sums and products of integers and truth values are counted in full width."""
    return form if form.dtype is None or form.dtype.floating else replace(form, dtype=DType.INT64)


def _total(form: Form, dims: Dims) -> Form:
    name = form.name
    if name in _STEADY or (name is FormName.LOGITS and dims is not None):
        return loosened(form)
    if name in RAW:
        return real(form, scaled=form.scaled)
    if (
        name in (FormName.SOFTMAX, FormName.UNIT_INTERVAL)
        and form.part
        and dims
        and _own(form, dims)
        and len(dims) == 1
    ):
        return replace(form, mixed=True)  # part of a distribution, added up
    if name in LOGS:
        return ranged(form, -INF, 0.0)
    if name is FormName.HARD:
        return replace(form, low=0.0 if form.low >= 0.0 else -INF, high=INF)
    if form.low >= 0.0 and name in (FormName.NONNEGATIVE, FormName.POSITIVE):
        return named(form, name, 0.0)
    return no_rule(f"a sum of {name}", form)


def extreme(form: Form, dims: Dims = None, *, keepdim: bool = False) -> Form:
    """Maximum, minimum or median: one of the values."""
    if form.name is FormName.LOGITS and dims is None:
        form = real(form)
    elif form.name is FormName.NORMALIZED:
        form = ranged(form, -1.0, 1.0)
    elif form.name in (FormName.SOFTMAX, FormName.LOG_SOFTMAX):
        form = _extreme_of_distribution(form, dims)
    return _shape(form, dims, keepdim=keepdim)


def _extreme_of_distribution(form: Form, dims: Dims) -> Form:
    if form.name is FormName.LOG_SOFTMAX:
        return named(form, FormName.LOG_PROBABILITY, form.low, form.high)
    return ranged(form, 0.0, 1.0) if _own(form, dims) is False else replace(part_of(form), mixed=True)


def deviation(form: Form, dims: Dims = None, *, keepdim: bool = False) -> Form:
    """`std`, `var`: nonnegative."""
    spread = data(form, 0.0, INF, form.dtype) if form.name in LABELS else named(form, FormName.NONNEGATIVE, 0.0)
    return _shape(spread, dims, keepdim=keepdim)


def product(form: Form, dims: Dims = None, *, keepdim: bool = False) -> Form:
    if form.name in UNIT and not form.scaled:
        return _shape(ranged(form, 0.0, 1.0), dims, keepdim=keepdim)
    loose = _shape(only_floating(loosened(form)), dims, keepdim=keepdim)
    return loose if form.name in _STEADY else no_rule(f"a product of {form.name}", form)


def logsumexp(form: Form, dims: Dims = None, *, keepdim: bool = False) -> Form:
    """Of scores and of log-probabilities: unbounded, no score and no distribution."""
    if form.name in RAW or form.name in LOGS:
        return _shape(real(form), dims, keepdim=keepdim)
    loose = _shape(only_floating(replace(loosened(form), low=-INF)), dims, keepdim=keepdim)
    return loose if form.name in _STEADY else no_rule(f"logsumexp of {form.name}", form)


def cumulative_sum(form: Form, dim: Axis) -> Form:
    """Cumulated classes of a softmax are probabilities again; what is not negative grows, and never falls below what it was."""
    if form.name is FormName.SOFTMAX and touches(form, dim):
        return replace(part_of(form), dim=None)
    if form.name in (FormName.NONNEGATIVE, FormName.POSITIVE):
        return named(form, form.name, form.low)
    summed = form.name in RAW or form.name in LOGS or form.name in _STEADY
    return summed_dtype(_total(form, (dim,))) if summed else no_rule(f"a running sum of {form.name}", form)


def top(form: Form, dim: Axis) -> Form:
    """`topk`, `kthvalue`, `mode`: some of the values along `dim`."""
    return anywhere(picked(form, dim))


Reduction = Callable[..., Form]
REDUCTIONS: dict[str, Reduction] = {
    "mean": mean,
    "total": total,
    "deviation": deviation,
    "product": product,
    "logsumexp": logsumexp,
}
