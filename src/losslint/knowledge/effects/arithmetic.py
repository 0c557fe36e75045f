"""Functions of single values, and arithmetic spelled as functions. Floor 2."""

from __future__ import annotations

from losslint.forms import Form, FormName, unknown
from losslint.knowledge.effects.arguments import PARAMETER, Arguments, either, number, operand
from losslint.knowledge.effects.registry import EFFECTS, EffectFunction, effect
from losslint.operations import elementwise, joining
from losslint.operations.activations import carry
from losslint.operations.arithmetic import absolute, affine, binary
from losslint.operations.dtypes import only_floating
from losslint.operations.ranges import INF, RAW, real, unbounded
from losslint.record import replace


@effect
def exp(arguments: Arguments) -> Form:
    return elementwise.exp(operand(arguments))


@effect
def log(arguments: Arguments) -> Form:
    return elementwise.log(operand(arguments))


@effect
def log1p(arguments: Arguments) -> Form:
    return elementwise.log1p(operand(arguments))


@effect
def logit(arguments: Arguments) -> Form:
    return elementwise.logit(operand(arguments))


@effect
def sqrt(arguments: Arguments) -> Form:
    return elementwise.power(operand(arguments), 0.5)


@effect
def square(arguments: Arguments) -> Form:
    return elementwise.power(operand(arguments), 2.0)


@effect
def pow_(arguments: Arguments) -> Form:
    return binary("**", operand(arguments), either(arguments, "exponent"))


@effect
def abs_(arguments: Arguments) -> Form:
    return absolute(operand(arguments))


@effect
def neg(arguments: Arguments) -> Form:
    return affine(operand(arguments), -1.0, 0.0)


@effect
def rsub(arguments: Arguments) -> Form:
    return binary("-", either(arguments, "other"), operand(arguments))


@effect
def reciprocal(arguments: Arguments) -> Form:
    return binary("/", 1.0, operand(arguments))


@effect
def clamp(arguments: Arguments) -> Form:
    low, high = number(arguments, "min", -INF), number(arguments, "max", INF)
    if low is None or high is None:
        return unknown("the bounds of a clamp are not constant", operand(arguments).trail)
    return elementwise.clamp(operand(arguments), low, high)


@effect
def maximum(arguments: Arguments) -> Form:
    """Elementwise maximum or minimum of two tensors: one of the two."""
    return joining.joined([operand(arguments), operand(arguments, "other")])


# Arithmetic spelled as functions


def _times(constant: float | None, scale: Form | float | None) -> float | None:
    return constant * scale if isinstance(constant, int | float) and isinstance(scale, int | float) else None


def _arithmetic(op: str) -> EffectFunction:
    def computed(arguments: Arguments) -> Form:
        if arguments.get("rounding_mode") is not None:
            return unknown("the quotient is rounded", operand(arguments).trail)
        other = either(arguments, "other")
        scale = either(arguments, "alpha") if "alpha" in arguments else 1
        if scale != 1:
            other = binary("*", other, scale) if isinstance(other, Form) else _times(other, scale)
        result = binary(op, either(arguments, "input" if "input" in arguments else "self"), other)
        return result if scale == 1 else only_floating(result)

    return computed


EFFECTS.update({"add": _arithmetic("+"), "sub": _arithmetic("-"), "mul": _arithmetic("*"), "div": _arithmetic("/")})


@effect
def matmul(arguments: Arguments) -> Form:
    other = next((name for name in ("other", "mat2", "vec", "vec2", "tensor") if name in arguments), "other")
    if arguments.get(other) is PARAMETER:
        return linear({**arguments, "weight": PARAMETER})
    right = arguments.get(other)
    return binary("@", operand(arguments), right if isinstance(right, Form) else None)


@effect
def addmm(arguments: Arguments) -> Form:
    """`input + mat1 @ mat2`; a bias of the module's own keeps scores. `mats`: the two, behind their scales in old code."""
    mats = arguments.get("mats")
    first, second = mats[-2:] if isinstance(mats, tuple) and len(mats) > 1 else map(arguments.get, ("mat1", "mat2"))
    product = matmul({"input": first, "mat2": second})
    return product if arguments.get("input") is PARAMETER else binary("+", product, operand(arguments))


@effect
def einsum(arguments: Arguments) -> Form:
    """Sums of products: nothing bounds them where nothing bounds a factor. Two factors are a matrix product."""
    factors = arguments.get("args")
    listed = factors if isinstance(factors, tuple) else ()
    nested = (each for one in listed for each in (one if isinstance(one, tuple | list) else (one,)))
    given = [factor for factor in nested if isinstance(factor, Form)]
    raw = next((factor for factor in given if unbounded(factor)), None)
    if raw is not None:
        return binary("@", raw, raw)
    alike = len({factor.name for factor in given}) == 1
    product = binary("@", given[0], given[-1]) if len(given) == 2 or (given and alike) else unknown("")
    return product if product.known else unknown("an einsum of these forms")


_FEATURES = frozenset({*RAW, *map(FormName, ("nonnegative", "positive", "tanh", "normalized", "input-data"))})
NO_WEIGHT = "weights that are not known"


@effect
def linear(arguments: Arguments) -> Form:
    """`F.linear`, `F.conv2d`: scores if the weight is a module's own parameter; with another kernel or with normalised
    weights (cosines) it is a dot product. Weights that nobody knows were computed, as those that a step of learning moved: what
    they make of no probabilities is none."""
    weight = arguments.get("weight")
    if weight is PARAMETER:
        return carry(FormName.LOGITS)
    given = operand(arguments)
    if isinstance(weight, Form) and weight.known:
        return binary("@", given, weight)
    if given.name not in _FEATURES:
        return unknown(NO_WEIGHT, given.trail)
    return replace(real(given), units=None, units_dim=None)
