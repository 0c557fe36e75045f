"""Arithmetic on forms: + - * / ** @, comparison, sign. Floor 2, pure functions.

In: two operands, each a form, a constant, or None (a value nobody knows); out: a form. Sums of logits are logits, a
constant scale keeps them; bounded forms carry their range, not their name; the rest is unknown.
"""

from __future__ import annotations

import math

from losslint.forms import DType, Form, FormName
from losslint.operations.axes import common
from losslint.operations.dtypes import promoted, quotient
from losslint.operations.elementwise import power
from losslint.operations.ranges import (
    INF,
    LABELS,
    RAW,
    UNIT,
    data,
    hard,
    is_learnt,
    is_number,
    is_probability,
    is_whole,
    loosened,
    no_rule,
    part_of,
    ranged,
    real,
    two_sided,
    unbounded,
)
from losslint.place import Trail
from losslint.record import replace

Operand = Form | float | None

MASKS = frozenset((FormName.HARD, FormName.ONE_HOT, FormName.UNKNOWN))
# A shift this small is a guard against log(0), not a change of form.
EPSILON = 1e-3


def binary(op: str, left: Operand, right: Operand) -> Form:
    """`left op right`; `op` is one of + - * / ** @ (others are unknown, masks excepted)."""
    forms = [operand for operand in (left, right) if isinstance(operand, Form)]
    if not forms:
        return no_rule("arithmetic without a known form")
    if (integer := _whole(op, left, right)) is not None:
        return integer
    result = _counted(op, left, right) or _weighed(op, left, right) or _special(op, forms)
    if result is None:
        match op:
            case "+":
                result = _add(left, right)
            case "-":
                result = _subtract(left, right)
            case "*":
                result = _multiply(left, right)
            case "/":
                result = _divide(left, right)
            case "**":
                result = _power(left, right)
            case "@":
                result = _matmul(left, right)
            case _:
                result = no_rule(f"`{op}` of a tensor", forms[0])
    gradient = any(form.gradient for form in forms) and result.name is not FormName.HARD
    dtype = promoted(left, right) if result.known else None
    return replace(result, gradient=gradient, dtype=quotient(dtype) if op == "/" else dtype, trail=_trail(forms))


def _trail(forms: list[Form]) -> Trail:
    """The evidence of the first operand that has some; data is no evidence beside a form."""
    told = sorted(forms, key=lambda form: form.name is FormName.INPUT_DATA)
    return next((form.trail for form in told if form.trail), ())


def _counted(op: str, left: Operand, right: Operand) -> Form | None:
    """One of the two is a positive number that nobody knows, as sizes are."""
    counted, other = (right, left) if is_number(right) else (left, right)
    if not is_number(counted):
        return None
    if not isinstance(other, Form):
        positive = other is not None and (other > 0.0 or (op == "**" and counted is left))
        return counted if positive and op in ("+", "*", "/", "**") else None
    if is_number(other):
        return counted if op in ("+", "*", "/", "**") else None
    return _resized(other) if op == "*" or (op == "/" and counted is right) else None


def _whole(op: str, left: Operand, right: Operand) -> Form | None:
    """Integers that nobody knows, added, subtracted, multiplied, divided without a rest."""
    integers = [operand for operand in (left, right) if is_whole(operand)]
    both = len(integers) + isinstance(left, int) + isinstance(right, int) == 2
    return integers[0] if both and integers and op in ("+", "-", "*", "//", "%") else None


def _resized(form: Form) -> Form | None:
    """Times a positive number: what has no bound but zero keeps its name."""
    if form.name is FormName.INPUT_DATA:
        return loosened(form)
    open_ended = form.known and form.high == INF and form.low in (-INF, 0.0)
    return form if open_ended and form.name not in LABELS else None


def _weighed(op: str, left: Operand, right: Operand) -> Form | None:
    """Raw scores that a matrix mixes, or that a mask or data weighs: nothing bounds them, whatever the other factor is.
    A real factor is none: it may be a matrix of probabilities that arithmetic made."""
    if op == "@" and (is_learnt(left) or is_learnt(right)):
        return _scores(left, right)
    if op == "*" and (masked := _masked(left, right) or _masked(right, left)) is not None:
        return masked
    scores, other = (left, right) if _is_score(left) else (right, left)
    if not isinstance(scores, Form) or not _is_score(scores):
        return None
    if isinstance(other, Form) and other.name in (FormName.LOSS, FormName.LOGITS):
        return None
    if op == "@":
        return replace(real(scores), units=None, units_dim=None)
    if op != "*" or not isinstance(other, Form):
        return None
    mask = not other.known and (other.low, other.high) == (0.0, 1.0)
    return real(scores) if mask or other.name is FormName.INPUT_DATA else None


def _masked(classes: Operand, mask: Operand) -> Form | None:
    """Some classes of a softmax, the others set to 0: what is left adds up to a probability, along the softmax's dimension."""
    if not isinstance(classes, Form) or not isinstance(mask, Form) or classes.name is not FormName.SOFTMAX:
        return None
    fits = not classes.scaled and mask.name in MASKS and mask.low >= 0.0 and mask.high <= 1.0
    if not fits:
        return None
    return replace(part_of(ranged(classes, 0.0, 1.0)), dim=classes.dim, **common(classes, mask))  # type: ignore[arg-type]


def _scores(left: Operand, right: Operand) -> Form | None:
    """What a weight makes of anything else, as a linear layer does."""
    other = left if is_learnt(right) else right
    if not isinstance(other, Form) or other.name is FormName.LOSS:
        return None
    made = replace(real(other), name=FormName.LOGITS, units=None, units_dim=None)
    return made if is_learnt(right) and other.known else replace(made, rank=None, batch=False)


def biased(form: Form) -> Form | None:
    """Unbounded values and a learnt bias: raw scores, since nothing normalises what is free to move. Where a scale was learnt too
    (`w * cosine + b`), the range is as open as before. None of other forms."""
    if form.name is FormName.REAL and form.scaled:
        return form
    if form.name not in (FormName.LOGITS, FormName.REAL) or not unbounded(form) or form.scaled:
        return None
    return replace(form, name=FormName.LOGITS, units=None if form.units == 1 else form.units)


def _is_score(operand: Operand) -> bool:
    return isinstance(operand, Form) and operand.name is FormName.LOGITS and unbounded(operand)


def _special(op: str, forms: list[Form]) -> Form | None:
    """What does not depend on the operation: a loss stays a loss, an unknown form stays unknown, masks stay masks."""
    for form in forms:
        if form.name is FormName.LOSS:
            return form
    for form in forms:
        if not form.known:
            return no_rule(form.because or "arithmetic with an unknown value", form)
    if op in ("&", "|", "^") and all(form.name is FormName.HARD for form in forms):
        return hard(forms[0], 0.0, 1.0)
    return None


def compare(left: Operand, right: Operand) -> Form:
    """A comparison: 0 or 1, no gradient."""
    forms = [operand for operand in (left, right) if isinstance(operand, Form)]
    known = forms or [no_rule("comparison")]
    return replace(hard(known[0], 0.0, 1.0, DType.BOOL), trail=next((f.trail for f in forms if f.trail), ()))


def unary(op: str, form: Form) -> Form:
    """`-x`, `+x`, `~x`, `abs(x)`."""
    match op:
        case "+":
            return form
        case "-":
            return affine(form, -1.0, 0.0)
        case "~" | "not":
            return hard(form, 0.0, 1.0, DType.BOOL if op == "not" else None) if form.known else form
        case "abs":
            return absolute(form)
        case _:
            return no_rule(f"unary `{op}`", form)


def absolute(form: Form) -> Form:
    if form.low >= 0.0 or not form.known or form.name is FormName.LOSS:
        return form
    low, high = max(0.0, form.low, -form.high), max(-form.low, form.high)
    if form.name is FormName.INPUT_DATA:
        return data(form, low, high, form.dtype)
    return hard(form, low, high) if form.name is FormName.HARD else ranged(form, low, high)


def affine(form: Form, scale: float, shift: float) -> Form:
    """`scale * x + shift` with constants."""
    if is_number(form):
        return form if scale > 0.0 and shift >= 0.0 else no_rule("arithmetic on a size", form)
    if not form.known or form.name in (FormName.LOSS, FormName.LOGITS):
        return form if scale else no_rule("multiplied by zero", form)
    if scale == 1.0 and abs(shift) <= EPSILON:
        return replace(form, low=max(form.low, shift)) if form.name in UNIT else form
    if scale == 0.0:
        zeros = form.name is FormName.INPUT_DATA and math.isfinite(shift)
        return data(form, shift, shift, form.dtype) if zeros else no_rule("multiplied by zero", form)
    low, high = sorted((_times(scale, form.low) + shift, _times(scale, form.high) + shift))
    if form.name is FormName.HARD:
        return replace(form, low=low, high=high)
    if form.name is FormName.INPUT_DATA:
        return data(form, low, high, form.dtype)
    if form.name is FormName.CLASS_INDEX:
        return replace(form, low=low, high=high) if scale == 1.0 else data(form, low, high, form.dtype)
    if form.scaled:
        return real(form, scaled=True)
    if is_probability(form) and (scale, shift) == (-1.0, 1.0):
        return replace(form, low=1.0 - form.high, high=1.0 - form.low)  # the probability of the other case
    return ranged(form, low, high)


def _add(left: Operand, right: Operand) -> Form:
    if not isinstance(left, Form):
        left, right = right, left
    assert isinstance(left, Form)
    if isinstance(right, Form):
        return _sum(left, right)
    return no_rule("added to an unknown value", left) if right is None else affine(left, 1.0, right)


def _subtract(left: Operand, right: Operand) -> Form:
    if isinstance(right, Form):
        if isinstance(left, Form):
            return _sum(left, affine(right, -1.0, 0.0))
        return no_rule("subtracted from an unknown value", right) if left is None else affine(right, -1.0, left)
    return _add(left, None if right is None else -right)


def _sum(left: Form, right: Form) -> Form:
    names = {left.name, right.name}
    shape = common(left, right)
    if names == {FormName.INPUT_DATA}:
        return replace(data(left, left.low + right.low, left.high + right.high, None), **shape)  # type: ignore[arg-type]
    free, other = (left, right) if is_learnt(left) else (right, left)
    if is_learnt(free) and (scores := biased(other)) is not None:
        return replace(scores, **shape)  # type: ignore[arg-type]
    if FormName.INPUT_DATA in names and (moved := _shifted(left, right)) is not None:
        return replace(moved, **shape)  # type: ignore[arg-type]
    if names & LABELS:
        return _of_data(left, right)
    if names == {FormName.HARD}:
        return replace(left, low=left.low + right.low, high=left.high + right.high, **shape)  # type: ignore[arg-type]
    if FormName.HARD in names:
        return no_rule("a step function is added", left)
    if names == {FormName.LOGITS}:
        return replace(left, scaled=left.scaled or right.scaled, **shape)  # type: ignore[arg-type]
    if unbounded(left) or unbounded(right) or left.scaled or right.scaled:
        return replace(real(left, scaled=left.scaled or right.scaled), **shape)  # type: ignore[arg-type]
    main = left if left.name is FormName.NONNEGATIVE else right
    return replace(ranged(main, left.low + right.low, left.high + right.high), **shape)  # type: ignore[arg-type]


def _of_data(left: Form, right: Form, otherwise: str = "arithmetic with data") -> Form:
    """Data, computed from data and from what was computed of data (a sine): no more than its shape is known."""
    if not all(form.name in LABELS or (form.name is FormName.REAL and not form.gradient) for form in (left, right)):
        return no_rule(otherwise, left)
    return replace(data(left, -INF, INF, None), **common(left, right))  # type: ignore[arg-type]


def _product_of_data(left: Form, right: Form) -> Form:
    """A matrix product of data."""
    made = data(left, -INF, INF, None)
    if left.rank != 2 or right.rank not in (1, 2):
        return replace(made, rank=None, units=None, units_dim=None, batch=False)
    units = right.units if right.rank == 2 and right.units_dim == -1 else None
    return replace(made, rank=right.rank, units=units, units_dim=None if units is None else -1)


def _shifted(left: Form, right: Form) -> Form | None:
    """Data added to what nothing bounds: zeros (a sum's first value) leave scores, other data leaves it unbounded. Beside
    a bounded form zeros may be a buffer that is filled from call to call: nothing is said."""
    form, added = (right, left) if left.name is FormName.INPUT_DATA else (left, right)
    if not unbounded(form) or form.scaled:
        return None
    return form if added.low == added.high == 0.0 else real(form)


def _multiply(left: Operand, right: Operand) -> Form:
    if not isinstance(left, Form):
        left, right = right, left
    assert isinstance(left, Form)
    if right is None:
        return _scaled(left)
    return _product(left, right) if isinstance(right, Form) else affine(left, right, 0.0)


def _scaled(form: Form) -> Form:
    """Multiplied or divided by something unknown: a learnt scale of a two-sided form leaves its range open; a
    probability or a score may have been masked or weighted."""
    signed = form.name in (FormName.TANH, FormName.NORMALIZED, FormName.REAL) and form.low < 0.0
    return real(form, scaled=True) if signed else no_rule("multiplied by an unknown value", form)


def _product(left: Form, right: Form) -> Form:
    names = {left.name, right.name}
    shape = common(left, right)
    if names == {FormName.INPUT_DATA} and is_learnt(left) != is_learnt(right):
        return replace(real(left, scaled=True), **shape)  # type: ignore[arg-type]
    if names == {FormName.INPUT_DATA}:
        return replace(data(left, *_interval_product(left, right), None), **shape)  # type: ignore[arg-type]
    if names & LABELS:
        return _of_data(left, right)
    if names == {FormName.HARD}:
        return replace(hard(left, *_interval_product(left, right)), **shape)  # type: ignore[arg-type]
    if any(form.name is FormName.HARD and not two_sided(form) for form in (left, right)):
        return no_rule("multiplied by a step function", left)
    main = right if left.name is FormName.HARD else left
    if unbounded(left) or unbounded(right) or left.scaled or right.scaled:
        return replace(real(main, scaled=left.scaled or right.scaled), **shape)  # type: ignore[arg-type]
    return replace(ranged(main, *_interval_product(left, right)), **shape)  # type: ignore[arg-type]


def _interval_product(left: Form, right: Form) -> tuple[float, float]:
    corners = [_times(a, b) for a in (left.low, left.high) for b in (right.low, right.high)]
    return min(corners), max(corners)


def _times(a: float, b: float) -> float:
    return 0.0 if 0.0 in (a, b) else a * b  # a bound of 0 times an infinite one: no value exceeds 0


def _divide(left: Operand, right: Operand) -> Form:
    if not isinstance(left, Form):
        assert isinstance(right, Form)
        return _reciprocal(left, right)
    if isinstance(right, Form):
        weighed = _is_score(left) and right.name is FormName.INPUT_DATA
        return real(left, scaled=True) if weighed else _of_data(left, right, "divided by another tensor")
    if right is None:
        return real(left, scaled=True) if left.name is FormName.LOGITS else _scaled(left)
    return no_rule("divided by zero", left) if right == 0.0 else affine(left, 1.0 / right, 0.0)


def _reciprocal(numerator: float | None, form: Form) -> Form:
    """`1 / (1 + exp(-x))` lies in [0, 1]: certain as far as the range is bounded away from zero."""
    if numerator is None or form.low <= 0.0 or form.scaled:
        return no_rule("divided by a tensor", form)
    one = ranged(form, 0.0 if form.high == INF else 1.0 / form.high, 1.0 / form.low)
    return affine(one, numerator, 0.0)


def _power(base: Operand, exponent: Operand) -> Form:
    if isinstance(base, Form) and isinstance(exponent, (int, float)):
        return power(base, float(exponent))
    return no_rule("a power that is not constant", base if isinstance(base, Form) else None)


def _matmul(left: Operand, right: Operand) -> Form:
    """A dot product with unbounded values is unbounded; with a stochastic matrix it may be a probability again."""
    if not (isinstance(left, Form) and isinstance(right, Form)):
        return no_rule("a matrix product with an unknown value")
    names = {left.name, right.name}
    is_learnt = names == {FormName.INPUT_DATA} and (left.gradient or right.gradient)  # it may be a weight made by hand
    if (
        names & LABELS and names <= LABELS | {FormName.ONE_HOT} and not is_learnt
    ):  # a row of a table of numbers, by its label
        return _product_of_data(left, right)
    # cosines if the right dimensions were normalised: their range is not claimed; against data too, it may be a queue of such
    cosines = FormName.NORMALIZED in names and names <= {FormName.NORMALIZED, FormName.INPUT_DATA}
    features = names == {FormName.NONNEGATIVE}  # of relu on both sides: a number for each pair
    stochastic = names & (UNIT | {FormName.ONE_HOT, FormName.HARD, FormName.CLASS_INDEX})
    if not left.known or not right.known or stochastic or not (cosines or features or names & RAW):
        return no_rule("a matrix product of these forms", left)
    return replace(real(left), units=None, units_dim=None)
