"""Functions of single values: exp, log, powers, clamp, and activations whose bounds depend on constants. Floor 2.

In: a form and constants; out: a form. exp of scores is positive, log of a softmax is log-softmax, log of any other
probability a log-probability; a clamp that only guards against log(0) changes nothing.
"""

from __future__ import annotations

import math

from losslint.forms import Form, FormName, form
from losslint.operations.dtypes import only_floating
from losslint.operations.ranges import INF, LABELS, LOGS, UNIT, data, hard, loosened, named, no_rule, ranged, real
from losslint.record import replace

# A clamp of probabilities to [0.01, 0.99] or wider, and of logarithms from -4 downwards, is a guard.
_GUARD = 0.01
_LOG_GUARD = -4.0
_STEADY = LABELS | {FormName.LOSS, FormName.HARD, FormName.ONE_HOT}


def exp(operand: Form) -> Form:
    match operand.name:
        case FormName.LOG_SOFTMAX:
            return replace(operand, name=FormName.SOFTMAX, low=0.0, high=1.0)
        case FormName.LOG_SIGMOID:
            return replace(operand, name=FormName.SIGMOID, low=0.0, high=1.0)
        case FormName.LOGITS:
            return named(operand, FormName.POSITIVE, 0.0)
        case FormName.LOSS:
            return operand
        case FormName.INPUT_DATA | FormName.CLASS_INDEX:
            return only_floating(data(operand, 0.0, INF, operand.dtype))
        case _:
            return no_rule(operand.because or f"exp of {operand.name}", operand)


def log(operand: Form) -> Form:
    if operand.name is FormName.LOSS:
        return operand
    if operand.name is FormName.SOFTMAX and not operand.part and not operand.scaled:
        return replace(operand, name=FormName.LOG_SOFTMAX, low=-INF, high=0.0)
    if operand.name in UNIT and not operand.scaled:
        return named(operand, FormName.LOG_PROBABILITY, -INF, 0.0)
    if operand.name in LABELS:
        return only_floating(data(operand, -INF, INF, operand.dtype))
    if operand.name is FormName.POSITIVE and not operand.scaled:
        return ranged(operand, math.log(operand.low) if operand.low > 0.0 else -INF, math.log(operand.high))
    return no_rule(operand.because or f"log of {operand.name}", operand)


def log1p(operand: Form) -> Form:
    """log(1 + x): of -p it is a log-probability; nonnegative values stay nonnegative."""
    if operand.name is FormName.LOSS:
        return operand
    if operand.low >= -1.0 and operand.high <= 0.0:
        return named(operand, FormName.LOG_PROBABILITY, -INF, 0.0)
    if operand.low >= 0.0 and operand.name not in _STEADY and not operand.scaled:
        return ranged(operand, math.log1p(operand.low), math.log1p(operand.high))
    if operand.name in LABELS:
        return only_floating(data(operand, -INF, INF, operand.dtype))
    return no_rule(operand.because or f"log1p of {operand.name}", operand)


def logit(operand: Form) -> Form:
    """The inverse of the sigmoid, defined on probabilities only: always a score."""
    return named(operand, FormName.LOGITS)


def power(operand: Form, exponent: float) -> Form:
    return only_floating(_power(operand, exponent))


def _power(operand: Form, exponent: float) -> Form:
    if exponent == 1.0 or operand.name in _STEADY or not operand.known:
        return hard(operand) if operand.name is FormName.HARD else loosened(operand) if exponent != 1.0 else operand
    if operand.scaled:
        return no_rule("a power of a scaled value", operand)
    if operand.low >= 0.0:
        return _monotone_power(operand, exponent)
    if exponent > 0.0 and exponent % 2 == 0:
        largest = max(-operand.low, operand.high)
        return ranged(operand, 0.0, _raised(largest, exponent))
    return no_rule(f"a power of {operand.name}", operand)


def _monotone_power(operand: Form, exponent: float) -> Form:
    if exponent > 0.0:
        return ranged(operand, _raised(operand.low, exponent), _raised(operand.high, exponent))
    if exponent == 0.0 or operand.low == 0.0:
        return no_rule("a power that may be infinite", operand)
    return ranged(operand, _raised(operand.high, exponent), _raised(operand.low, exponent))


def _raised(base: float, exponent: float) -> float:
    try:
        return math.pow(base, exponent)
    except OverflowError:
        return INF


def clamp(operand: Form, low: float = -INF, high: float = INF) -> Form:
    """The values cut off at `low` and `high`. Of an unknown form only a two-sided unit range is worth a name: a
    probability may stand behind a one-sided guard."""
    if operand.name is FormName.HARD:
        return only_floating(hard(operand, min(max(operand.low, low), high), max(min(operand.high, high), low)))
    if operand.name is FormName.INPUT_DATA and low <= high:
        kept = only_floating(operand)
        return data(kept, min(max(kept.low, low), high), max(min(kept.high, high), low), kept.dtype)
    if operand.name in _STEADY or (operand.low >= low and operand.high <= high):
        return only_floating(operand)
    if not operand.known and not (low >= 0.0 and high <= 1.0):
        return operand
    if operand.name in UNIT and low <= _GUARD and high >= 1.0 - _GUARD:
        return replace(operand, low=max(low, operand.low), high=min(high, operand.high))
    if operand.name in LOGS and low <= _LOG_GUARD and high >= 0.0:
        return replace(operand, low=max(low, operand.low))
    if operand.scaled:
        operand = replace(operand, low=-INF, high=INF)
    lowest, highest = max(operand.low, low), min(operand.high, high)
    if lowest > highest:
        return no_rule("a clamp leaves one value", operand)
    return (
        nonnegative(operand, lowest, highest) if lowest >= 0.0 and highest > 1.0 else ranged(operand, lowest, highest)
    )


def nonnegative(operand: Form, low: float = 0.0, high: float = INF) -> Form:
    name = FormName.POSITIVE if low > 0.0 else FormName.NONNEGATIVE
    return named(operand, name, low, high)


def relu(operand: Form, high: float = INF) -> Form:
    """The rectifier, or relu6: what is nonnegative already passes unchanged."""
    if operand.name is FormName.INPUT_DATA:
        return clamp(operand, 0.0, high)
    if operand.name in _STEADY or (operand.low >= 0.0 and operand.high <= high):
        return operand
    return nonnegative(operand, 0.0, min(high, operand.high) if operand.high > 0.0 else 0.0)


def bounded(operand: Form, low: float, high: float = INF) -> Form:
    """A smooth activation with these bounds (elu, gelu, silu, softsign): the range, named."""
    if operand.name in LABELS:
        operand = replace(form(FormName.REAL), trail=operand.trail)
    if (low, high) == (-1.0, 1.0):
        return named(operand, FormName.TANH, low, high)
    if low >= 0.0:
        return ranged(operand, low, high) if high <= 1.0 else nonnegative(operand, low, high)
    return named(operand, FormName.LOWER_BOUNDED, low) if high == INF else ranged(operand, low, high)


def unchanged_range(operand: Form) -> Form:
    """An activation without bounds (leaky relu, shrink, glu): unbounded on unbounded input."""
    return operand if operand.name in (FormName.LOSS, FormName.HARD) else real(operand)
