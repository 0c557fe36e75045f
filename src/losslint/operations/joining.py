"""Several forms flow into one tensor: cat, stack, where, masked_fill. Floor 2, pure functions.

In: forms (and constants that are written in); out: the form of the whole. Raw values of both kinds join to `real`, other
mixtures are unknown.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from losslint.forms import Form, FormName, join, unknown
from losslint.operations.axes import Axis, anywhere, inserted, same, without_units
from losslint.operations.ranges import INF, LABELS, RAW, UNIT, named, no_rule, ranged, real, unbounded
from losslint.record import replace


def joined(forms: Sequence[Form]) -> Form:
    """The form that covers all. No forms: unknown."""
    return reduce(_join, forms) if forms else unknown("nothing to join")


def _join(left: Form, right: Form) -> Form:
    if left.name is not right.name and left.name in RAW and right.name in RAW:
        rank = left.rank if left.rank == right.rank else None
        return replace(real(anywhere(left, rank=rank)), gradient=left.gradient or right.gradient)
    if left.name is not right.name and left.name in UNIT and right.name in UNIT:
        return replace(ranged(anywhere(left), 0.0, 1.0), gradient=left.gradient or right.gradient)
    if FormName.INPUT_DATA in (left.name, right.name) and (unbounded(left) or unbounded(right)):
        return replace(real(left if unbounded(left) else right), gradient=left.gradient or right.gradient)
    return join(left, right)


def _beside(forms: Sequence[Form]) -> Form:
    """The form that covers all that lies side by side. Ones or zeros beside probabilities (`cat([ones_like(c), survival], 1)`) are
    such as well; in a maximum they would be a guard."""
    constant = [f.name is FormName.INPUT_DATA and 0.0 <= f.low == f.high <= 1.0 for f in forms]
    rest = [form for form, is_constant in zip(forms, constant, strict=True) if not is_constant]
    if len(rest) < len(forms) and rest and all(form.name in UNIT for form in rest):
        return ranged(anywhere(joined(rest)), 0.0, 1.0)
    return joined(forms)


def cat(forms: Sequence[Form], dim: Axis = 0) -> Form:
    """Along the first dimension more samples; along another one more values, so that a softmax over it is none. One form may
    stand for any number of tensors."""
    whole = _beside(forms)
    if dim == 0:
        return _longer(whole, forms) if whole.rank == 1 else whole
    on_units = [same(form.units_dim, dim, form.rank) for form in forms]
    if all(on_units) and len(forms) > 1:
        sizes = [form.units for form in forms]
        units = None if None in sizes else sum(size for size in sizes if size is not None)
        whole = replace(_beside([without_units(form) for form in forms]), units=units, units_dim=forms[0].units_dim)
    elif any(answer is not False for answer in on_units):
        whole = without_units(whole)
    return _spread(whole, same(whole.dim, dim, whole.rank))


def _longer(whole: Form, forms: Sequence[Form]) -> Form:
    """Rows of numbers, one behind the other."""
    sizes = [form.units for form in forms]
    units = sum(size for size in sizes if size is not None) if len(forms) > 1 and None not in sizes else None
    return replace(whole, units=units, units_dim=None if units is None else -1)


def stack(forms: Sequence[Form], dim: Axis = 0) -> Form:
    whole = joined(forms)
    moved = inserted(whole, dim)
    # `stack([logsigmoid(-x), logsigmoid(x)])` is a log-softmax written out.
    return _spread(moved, own=False) if dim != 0 else moved


def _spread(form: Form, own: bool | None) -> Form:
    if form.name is FormName.LOG_SIGMOID:
        return replace(named(form, FormName.LOG_PROBABILITY, -INF, 0.0))
    if own is not False and form.name is FormName.SOFTMAX and not form.part:
        return ranged(form, 0.0, 1.0)
    if own is not False and form.name is FormName.UNIT_INTERVAL and form.part:
        return ranged(form, 0.0, 1.0)  # some classes twice may add up to more
    if own is not False and form.name is FormName.LOG_SOFTMAX:
        return named(form, FormName.LOG_PROBABILITY, -INF, 0.0)
    return form


def filled(form: Form, value: float | None) -> Form:
    """A constant written into some places (`masked_fill`, `where`): inside the range nothing changes; minus infinity in
    scores or logarithms is a mask."""
    if form.name in LABELS:
        low, high = (-INF, INF) if value is None else (value, value)
        return replace(form, low=min(form.low, low), high=max(form.high, high))
    if not form.known or (form.name in RAW and form.low == -INF):
        return form
    if value is None:
        return no_rule("filled with an unknown value", form)
    if form.low <= value <= form.high or form.name in (FormName.LOSS, FormName.HARD):
        return form
    return ranged(form, min(form.low, value), max(form.high, value))


def _beside_data(form: Form, data: Form) -> Form | None:
    """A tensor of one number says what the number says (`zeros_like(x)`, `torch.tensor(-inf)`); other data in place of some scores
    leaves values that nothing bounds."""
    if data.name is not FormName.INPUT_DATA or form.name in _GIVEN:
        return None
    if data.low == data.high:
        return filled(form, data.low)
    return real(form) if unbounded(form) else None


_GIVEN = LABELS | {FormName.ONE_HOT, FormName.HARD, FormName.UNKNOWN}


def where(left: Form | float | None, right: Form | float | None) -> Form:
    """`where(condition, left, right)`; None is a value that nobody knows."""
    if isinstance(left, Form) and isinstance(right, Form):
        return _beside_data(left, right) or _beside_data(right, left) or joined([left, right])
    if isinstance(left, Form):
        return filled(left, right) if isinstance(right, (int, float)) else no_rule("one side is unknown", left)
    if isinstance(right, Form):
        return where(right, left)
    return unknown("neither side is a known form")
