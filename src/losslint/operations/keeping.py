"""Pass-throughs: operations that keep a form, or all of it but one fact, and need no argument. Floor 2.

In: a form; out: a form. A stub names one by its annotation: `Structure[T]` is `structure`, `MaxPooled[T]` is `max_pooled`.
"""

from __future__ import annotations

from collections.abc import Callable

from losslint.forms import DType, Form, FormName
from losslint.operations.axes import anywhere, is_own, without_units
from losslint.operations.dtypes import stored
from losslint.operations.ranges import (
    INF,
    LABELS,
    LOGS,
    RAW,
    UNIT,
    data,
    hard,
    learnt,
    loosened,
    named,
    no_rule,
    ranged,
    real,
    unbounded,
)
from losslint.record import replace

_STEADY = LABELS | {FormName.LOSS, FormName.HARD, FormName.ONE_HOT, FormName.UNKNOWN}


def same(form: Form) -> Form:
    """`.contiguous()`, `.to(device)`, `.float()`, `.clone()`: nothing changes."""
    return form


def structure(form: Form) -> Form:
    """`view`, `reshape` with unknown arguments: the values stay, every dimension may have moved or merged."""
    return anywhere(form)


def detached(form: Form) -> Form:
    """`.detach()`, `.data`: no gradient flows back."""
    return replace(form, gradient=False)


def integers(form: Form, dtype: DType | None = None) -> Form:
    """`.long()`, `.int()`, `.bool()`: labels stay labels, anything else becomes a step function."""
    return stored(form if form.name in _STEADY - {FormName.HARD} else hard(form), dtype)


def cast(form: Form, dtype: DType) -> Form:
    """`.float()`, `.long()`, `.to(dtype)`: the values in another precision; as truth values they are zeros and ones."""
    if dtype is DType.BOOL and form.name in (*LABELS, FormName.HARD):
        return hard(form, 0.0, 1.0, dtype)
    if dtype is DType.BOOL and not form.known:
        return replace(form, low=0.0, high=1.0, dtype=dtype)
    return stored(form, dtype) if dtype.floating else integers(form, dtype)


def _casting(dtype: DType) -> Callable[[Form], Form]:
    return lambda form: cast(form, dtype)


def stepped(form: Form) -> Form:
    """`argmax`, `round`, `sign`: a step function of whatever went in."""
    return form if form.name is FormName.LOSS else hard(form)


def places(form: Form) -> Form:
    """`argmax` and the indices of `max`, `topk`, `sort`: where values stand."""
    return stored(anywhere(stepped(form)), DType.INT64)


def decided(form: Form) -> Form:
    """Comparisons and logic: 0 or 1, no gradient."""
    return hard(form, 0.0, 1.0, DType.BOOL)


def decided_in_place(form: Form) -> Form:
    """`ne_` and the like: 0 or 1, no gradient, stored as the numbers were that stood there."""
    return hard(form, 0.0, 1.0)


def oscillating(form: Form) -> Form:
    """Sine and cosine: real, in [-1, 1]."""
    return named(form, FormName.REAL, -1.0, 1.0)


def scaled(form: Form) -> Form:
    """Dropout in training: zeros, and the rest divided by 1-p. Scores and one-sided ranges from zero survive it."""
    if form.name in _STEADY or unbounded(form):
        return loosened(form)
    if form.low == 0.0 and form.high == INF:
        return named(form, FormName.NONNEGATIVE, 0.0)
    if form.name is FormName.LOWER_BOUNDED:
        return real(form)
    return no_rule(f"dropout scales a {form.name} beyond its range in training", form)


def averaged(form: Form) -> Form:
    """Average pooling, bilinear interpolation: mixtures of neighbouring places stay in range; a softmax over those very
    places is one no longer."""
    if form.name is FormName.SOFTMAX and form.dim is not None and not _over_channels(form):
        return ranged(form, 0.0, 1.0)
    if form.name in (FormName.LOG_SOFTMAX, FormName.LOG_SIGMOID):
        return named(form, FormName.LOG_PROBABILITY, -INF, 0.0)
    if form.name is FormName.NORMALIZED:
        return ranged(form, -1.0, 1.0)
    return hard(form, form.low, form.high) if form.name is FormName.ONE_HOT else form


def max_pooled(form: Form) -> Form:
    """Max pooling: in range, but a softmax no longer sums to one."""
    match form.name:
        case FormName.SOFTMAX:
            return ranged(form, 0.0, 1.0)
        case FormName.LOG_SOFTMAX:
            return named(form, FormName.LOG_PROBABILITY, -INF, 0.0)
        case FormName.NORMALIZED:
            return ranged(form, -1.0, 1.0)
        case _:
            return form


def _over_channels(form: Form) -> bool:
    return bool(is_own(form, 1)) or (form.dim is not None and form.dim <= -2)


def overshooting(form: Form) -> Form:
    """Bicubic interpolation, alpha dropout: scores stay scores, bounds are left."""
    return (
        loosened(form)
        if form.name in _STEADY or unbounded(form)
        else no_rule(f"the range of {form.name} is left", form)
    )


def shuffled(form: Form) -> Form:
    """Pixel shuffle, fold into other dimensions: values stay, a softmax over channels is spread over places."""
    moved = anywhere(form)
    return ranged(moved, 0.0, 1.0) if form.name is FormName.SOFTMAX and not form.part else moved


def summed(form: Form) -> Form:
    """Sums of an unknown selection of values: raw stays raw."""
    if form.name in _STEADY:
        return loosened(form)
    return (
        replace(real(form), units=None, units_dim=None) if form.name in RAW else no_rule(f"a sum of {form.name}", form)
    )


def normalised(form: Form) -> Form:
    """Batch, layer, group, instance norm: unbounded whatever went in."""
    return real(form)


def permuted_values(form: Form) -> Form:
    """`flip`, `roll`, `sort`: the same values in other places, perhaps each sample differently."""
    if form.name is FormName.SOFTMAX:
        return replace(form, part=True, dim=None)
    return named(form, FormName.LOG_PROBABILITY, -INF, 0.0) if form.name is FormName.LOG_SOFTMAX else form


def sampled(form: Form) -> Form:
    """`bernoulli`, `multinomial`: a draw from the form."""
    return stored(hard(form, 0.0), None)


def padded(form: Form) -> Form:
    """Zeros around: inside every range that contains zero."""
    if form.name is FormName.HARD:
        return hard(form, min(form.low, 0.0), max(form.high, 0.0))
    if form.name is FormName.INPUT_DATA:
        return data(form, min(form.low, 0.0), max(form.high, 0.0), form.dtype)
    if form.name is FormName.SOFTMAX and not form.part:
        return ranged(form, 0.0, 1.0)
    steady = form.name in _STEADY or (form.low <= 0.0 <= form.high and form.name not in LOGS)
    return form if steady and form.name is not FormName.POSITIVE else no_rule(f"zeros around a {form.name}", form)


def attended(form: Form) -> Form:
    """Weighted means of values: raw stays raw."""
    return without_units(form) if form.name in RAW else no_rule(f"a weighted mean of {form.name}", form)


def normalised_to_one(form: Form) -> Form:
    """Vectors of length one."""
    return named(form, FormName.NORMALIZED, -1.0, 1.0)


def cosine(form: Form) -> Form:
    """A cosine: real, in [-1, 1]."""
    return without_units(named(form, FormName.REAL, -1.0, 1.0))


def computed(form: Form) -> Form:
    """A function of numpy, of each number alone: data stay data of the same shape. Of anything else it is not followed."""
    return data(form, -INF, INF, None) if form.name in LABELS else no_rule("numpy computes with it", form)


def rearranged(form: Form) -> Form:
    """Rows or columns of a table left out, filled or sorted: it has as many dimensions as before."""
    return without_units(computed(form))


def length(form: Form) -> Form:
    """A norm or a distance: nonnegative."""
    return anywhere(named(form, FormName.NONNEGATIVE, 0.0))


def running_product(form: Form) -> Form:
    """`(1 - hazards).cumprod(1)`: products of probabilities are probabilities."""
    if form.name in UNIT and not form.scaled:
        return ranged(form, 0.0, 1.0)
    return no_rule(form.because or f"a running product of {form.name}", form)


def mixture(form: Form) -> Form:
    """Gated or otherwise unbounded on unbounded input."""
    return real(without_units(form))


KEEPS: dict[str, Callable[[Form], Form]] = {
    function.__name__: function
    for function in (
        same,
        learnt,
        structure,
        detached,
        stepped,
        places,
        decided,
        decided_in_place,
        oscillating,
        scaled,
        averaged,
        max_pooled,
        overshooting,
        shuffled,
        summed,
        normalised,
        permuted_values,
        sampled,
        padded,
        attended,
        normalised_to_one,
        cosine,
        computed,
        rearranged,
        length,
        running_product,
        mixture,
    )
} | {str(dtype): _casting(dtype) for dtype in DType}


def keep(how: str, form: Form) -> Form:
    """The form after the pass-through `how`. Raises KeyError for a name that is not in the table."""
    return KEEPS[how](form)
