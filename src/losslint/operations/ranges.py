"""Forms as intervals: what is left of a form once only its range is certain. Floor 2, pure functions.

In: bounds; out: a form whose name says no more than the bounds do. "Carries its range, not its name" (amendment 7).
"""

from __future__ import annotations

import math
import sys
from typing import TypeGuard

from losslint.forms import DType, Form, FormName, unknown
from losslint.record import replace

INF = math.inf
SMALLEST = sys.float_info.min  # of what is positive

PROBABILITIES = frozenset({FormName.SIGMOID, FormName.SOFTMAX})
UNIT = PROBABILITIES | {FormName.UNIT_INTERVAL}
LOGS = frozenset({FormName.LOG_SOFTMAX, FormName.LOG_SIGMOID, FormName.LOG_PROBABILITY})
RAW = frozenset({FormName.LOGITS, FormName.REAL})
# Forms without a range to calculate with: they keep their name or become unknown.
LABELS = frozenset({FormName.INPUT_DATA, FormName.CLASS_INDEX})


def unbounded(form: Form) -> bool:
    """A raw score: nothing bounds it on either side."""
    return form.name in RAW and form.low == -INF and form.high == INF


def two_sided(form: Form) -> bool:
    return math.isfinite(form.low) and math.isfinite(form.high)


def is_probability(form: Form) -> bool:
    """Elementwise a probability of one event: a sigmoid, or one class of a softmax."""
    return form.name is FormName.SIGMOID or (form.name is FormName.SOFTMAX and form.part)


def named(form: Form, name: FormName, low: float = -INF, high: float = INF) -> Form:
    """The form with another name and range; dimensions, units, a floating dtype, gradient and trail stay, what the name implied
    goes."""
    dtype = form.dtype if form.dtype is not None and form.dtype.floating else None
    return replace(
        form,
        name=name,
        low=low,
        high=high,
        dim=None,
        part=False,
        under=(),
        scaled=False,
        because=None,
        dtype=dtype,
        implicit=False,
    )


def ranged(form: Form, low: float, high: float) -> Form:
    """The form that these bounds name."""
    if math.isnan(low) or math.isnan(high):
        return unknown("the range is lost", form.trail)
    if low >= 0.0 and high <= 1.0:
        name = FormName.UNIT_INTERVAL
    elif low >= 0.0 and high == INF:
        positive = low > 0.0 or form.name is FormName.POSITIVE
        name = FormName.POSITIVE if positive else FormName.NONNEGATIVE
    elif low >= 0.0 and form.name is FormName.NONNEGATIVE:
        name = FormName.NONNEGATIVE  # a scaled relu6
    elif math.isfinite(low) and high == INF:
        name = FormName.LOWER_BOUNDED
    else:
        name = FormName.REAL
    return named(form, name, low, high)


def real(form: Form, *, scaled: bool = False) -> Form:
    """Unbounded, and no longer a score."""
    return replace(named(form, FormName.REAL), scaled=scaled)


def hard(form: Form, low: float = -INF, high: float = INF, dtype: DType | None = None) -> Form:
    """A step function of the form: no gradient. Without another dtype it is stored as the form was."""
    return replace(named(form, FormName.HARD, low, high), gradient=False, dtype=dtype or form.dtype)


def data(form: Form, low: float, high: float, dtype: DType | None) -> Form:
    """Data, computed from data."""
    return replace(named(form, FormName.INPUT_DATA, low, high), dtype=dtype)


def learnt(form: Form) -> Form:
    """Data that training moves, as `requires_grad=True` says: it may become any numbers."""
    return replace(form, low=-INF, high=INF, scaled=True, gradient=True) if form.name is FormName.INPUT_DATA else form


def is_learnt(form: object) -> bool:
    """Is it a weight made by hand?"""
    return isinstance(form, Form) and form.name is FormName.INPUT_DATA and form.scaled and form.gradient


def loosened(form: Form) -> Form:
    """Data that was changed in a way that nobody calculates: its range says nothing any more."""
    if form.name not in (FormName.INPUT_DATA, FormName.CLASS_INDEX):
        return form
    return data(form, 0.0 if form.low >= 0.0 else -INF, INF, form.dtype)


def part_of(form: Form) -> Form:
    """One class, a maximum or a partial sum of a softmax."""
    return replace(form, part=True)


def number(what: str) -> Form:
    """A positive number that nobody knows: a size."""
    return replace(unknown(what), low=SMALLEST)


def single(what: str) -> Form:
    """One number that nobody knows, as `float(x)` gives it."""
    return replace(unknown(what), rank=0)


def is_single(operand: object) -> TypeGuard[Form]:
    return isinstance(operand, Form) and not operand.known and operand.rank == 0


def whole(what: str) -> Form:
    """An integer that nobody knows: a place in a tensor, a number of a range."""
    return replace(unknown(what), rank=0, dtype=DType.INT64)


def is_whole(operand: object) -> TypeGuard[Form]:
    return isinstance(operand, Form) and not operand.known and operand.rank == 0 and operand.dtype is DType.INT64


def is_number(operand: object) -> TypeGuard[Form]:
    return isinstance(operand, Form) and not operand.known and operand.low > 0.0


def no_rule(what: str, form: Form | None = None) -> Form:
    """Unknown: the table has no entry for this."""
    if form is None:
        return unknown(what)
    return unknown(what, form.trail, form.missing_at if form.because == what else None)
