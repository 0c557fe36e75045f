"""Activations whose dimension or bounds depend on constants. Floor 2."""

from __future__ import annotations

from losslint.forms import Form, FormName, unknown
from losslint.knowledge.effects.arguments import Arguments, axis, flag, number, operand
from losslint.knowledge.effects.registry import effect
from losslint.operations import elementwise
from losslint.operations.activations import carry
from losslint.operations.ranges import INF


@effect
def softmax2d(arguments: Arguments) -> Form:
    return carry(FormName.SOFTMAX, operand(arguments), -3)


@effect
def gumbel_softmax(arguments: Arguments) -> Form:
    """Soft samples; `hard=True` is one-hot with a straight-through gradient."""
    dim, logits = axis(arguments, "dim", -1), operand(arguments, "logits")
    name = {True: FormName.ONE_HOT, False: FormName.SOFTMAX, None: None}[flag(arguments, "hard")]
    return carry(name, logits, dim) if name else unknown("hard or soft samples: not known", logits.trail)


@effect
def relu(arguments: Arguments) -> Form:
    return elementwise.relu(operand(arguments))


@effect
def relu6(arguments: Arguments) -> Form:
    return elementwise.relu(operand(arguments), 6.0)


@effect
def elu(arguments: Arguments) -> Form:
    alpha = number(arguments, "alpha", 1.0)
    return _smooth(arguments, -INF if alpha is None else -abs(alpha))


@effect
def selu(arguments: Arguments) -> Form:
    return _smooth(arguments, -1.7580993408473766)


@effect
def gelu(arguments: Arguments) -> Form:
    return _smooth(arguments, -0.17004)  # the tanh approximation lies a little lower than the exact -0.16997


@effect
def silu(arguments: Arguments) -> Form:
    return _smooth(arguments, -0.27847)


@effect
def mish(arguments: Arguments) -> Form:
    return _smooth(arguments, -0.30885)


@effect
def hardswish(arguments: Arguments) -> Form:
    return _smooth(arguments, -0.375)


@effect
def softsign(arguments: Arguments) -> Form:
    return elementwise.bounded(operand(arguments), -1.0, 1.0)


@effect
def hardtanh(arguments: Arguments) -> Form:
    low, high = number(arguments, "min_val", -1.0), number(arguments, "max_val", 1.0)
    if low is None or high is None:
        return unknown("the bounds are not constant", operand(arguments).trail)
    return elementwise.bounded(operand(arguments), low, high)


@effect
def threshold(arguments: Arguments) -> Form:
    """`x if x > threshold else value`."""
    cut, value = number(arguments, "threshold", 0.0), number(arguments, "value", 0.0)
    if cut is None or value is None:
        return unknown("the threshold is not constant", operand(arguments).trail)
    return elementwise.bounded(operand(arguments), min(cut, value))


@effect
def unbounded(arguments: Arguments) -> Form:
    return elementwise.unchanged_range(operand(arguments))


def _smooth(arguments: Arguments, low: float) -> Form:
    form = operand(arguments)
    return form if form.name in (FormName.LOSS, FormName.HARD) else elementwise.bounded(form, low)
