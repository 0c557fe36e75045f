"""Effects: what a stub cannot say in types, one small function each, named by `Effect["…"]` in a stub. Floor 2.

In: the bound arguments by name (a form, a tuple of forms, a constant, UNKNOWN_ARGUMENT; a framework's own object, such as a
dtype, by its qualified name); for a module's `forward` its constructor's arguments too. Out: a form. The operand is `input`,
else `self`. An argument that was not passed and has no default in the stub is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from losslint.forms import Form, FormName, unknown
from losslint.operations import axes, elementwise, joining, keeping, reductions, selection
from losslint.operations.activations import carry
from losslint.operations.arithmetic import absolute, affine, binary
from losslint.operations.ranges import INF, ranged


class Sentinel:
    """Stands for an argument that is no form and no constant."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return self.name


UNKNOWN_ARGUMENT: Final = Sentinel("UNKNOWN_ARGUMENT")
# A module's own parameter, nothing applied to it: `self.weight`.
PARAMETER: Final = Sentinel("PARAMETER")

Arguments = Mapping[str, object]
EffectFunction = Callable[[Arguments], Form]
EFFECTS: dict[str, EffectFunction] = {}


def effect(function: EffectFunction) -> EffectFunction:
    """Register under the function's name, without a trailing underscore."""
    EFFECTS[function.__name__.rstrip("_")] = function
    return function


def apply(name: str, arguments: Arguments) -> Form:
    """The form that the effect gives. Raises KeyError if there is no such effect."""
    return EFFECTS[name](arguments)


# Reading arguments


def operand(arguments: Arguments, *names: str) -> Form:
    for name in names or ("input", "self", "x"):
        value = arguments.get(name)
        if isinstance(value, Form):
            return value
    return unknown("the operand is not known")


def number(arguments: Arguments, name: str, default: float) -> float | None:
    """A constant number; None if it was passed and is not known."""
    value = arguments.get(name, default)
    if value is None:
        return default
    return float(value) if isinstance(value, (int, float)) else None


def axis(arguments: Arguments, name: str = "dim", default: int | None = None) -> int | None:
    value = arguments.get(name, default)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def flag(arguments: Arguments, name: str, *, default: bool = False) -> bool | None:
    value = arguments.get(name, default)
    return value if isinstance(value, bool) else None


def dims(arguments: Arguments, name: str = "dim") -> reductions.Dims:
    """The dimensions of a reduction: None for all of them."""
    value = arguments.get(name)
    match value:
        case None | ():
            return None
        case int():
            return (value,)
        case tuple() | list():
            return tuple(item if isinstance(item, int) else None for item in value)
        case _:
            return (None,)


def several(arguments: Arguments, name: str) -> list[Form]:
    value = arguments.get(name)
    if not isinstance(value, (tuple, list)) or not value:
        return [unknown("the list of tensors is not known")]
    return [item if isinstance(item, Form) else unknown("a tensor in the list is not known") for item in value]


def either(arguments: Arguments, name: str) -> Form | float | None:
    """A form or a constant; None if not known."""
    value = arguments.get(name)
    if isinstance(value, Form):
        return value
    return float(value) if isinstance(value, (int, float)) else None


# Activations whose dimension or bounds depend on constants


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
def softplus(arguments: Arguments) -> Form:
    return elementwise.nonnegative(operand(arguments), 0.0) if number(arguments, "beta", 1.0) is None else _positive(arguments)


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


def _positive(arguments: Arguments) -> Form:
    return keeping.positive(operand(arguments))


# Functions of single values


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


def _arithmetic(op: str) -> EffectFunction:
    def computed(arguments: Arguments) -> Form:
        other = either(arguments, "other")
        scale = number(arguments, "alpha", 1.0)
        if scale != 1.0:
            other = binary("*", other, scale) if isinstance(other, Form) or scale is None else None
        return binary(op, either(arguments, "input" if "input" in arguments else "self"), other)

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
def linear(arguments: Arguments) -> Form:
    """`F.linear`, `F.conv2d`: scores if the weight is a module's own parameter; with a given kernel nothing is known, with
    normalised weights it is a cosine."""
    weight, given = arguments.get("weight"), operand(arguments)
    if weight is PARAMETER:
        return keeping.cosine(given) if given.name is FormName.NORMALIZED else carry(FormName.LOGITS)
    return binary("@", given, weight if isinstance(weight, Form) else None)


# Reductions


def _reduction(reduce: reductions.Reduction) -> EffectFunction:
    def computed(arguments: Arguments) -> Form:
        keepdim = flag(arguments, "keepdim")
        result = reduce(operand(arguments), dims(arguments), keepdim=bool(keepdim))
        return axes.anywhere(result) if keepdim is None else result

    return computed


EFFECTS.update({name: _reduction(function) for name, function in reductions.REDUCTIONS.items()})


@effect
def cumsum(arguments: Arguments) -> Form:
    return reductions.cumulative_sum(operand(arguments), axis(arguments))


@effect
def top(arguments: Arguments) -> Form:
    return reductions.top(operand(arguments), axis(arguments, default=-1))


@effect
def sort(arguments: Arguments) -> Form:
    form, along = operand(arguments), axis(arguments, default=-1)
    return form if selection.touches(form, along) is False else keeping.permuted_values(form)


@effect
def normalize(arguments: Arguments) -> Form:
    form, p = operand(arguments), number(arguments, "p", 2.0)
    if p == 2.0:
        return keeping.normalised_to_one(form)
    if p != 1.0:
        return unknown("normalised by an unknown norm", form.trail)
    return ranged(form, 0.0 if form.low >= 0.0 else -1.0, 1.0)


# Taking values out


@effect
def gather(arguments: Arguments) -> Form:
    return selection.gathered(operand(arguments), axis(arguments))


@effect
def index_select(arguments: Arguments) -> Form:
    return selection.index_selected(operand(arguments), axis(arguments))


@effect
def select(arguments: Arguments) -> Form:
    """One entry of a dimension: `select`, and each piece of `unbind`."""
    form, along = operand(arguments), axis(arguments, default=0)
    return axes.removed(selection.picked(form, along), along)


@effect
def piece(arguments: Arguments) -> Form:
    """One of the parts of `split` or `chunk`; also `narrow`."""
    return selection.index_selected(operand(arguments), axis(arguments, default=0))


@effect
def diagonal(arguments: Arguments) -> Form:
    return axes.anywhere(selection.picked(operand(arguments), None))


# Several tensors into one


@effect
def cat(arguments: Arguments) -> Form:
    return joining.cat(several(arguments, "tensors"), axis(arguments, default=0))


@effect
def stack(arguments: Arguments) -> Form:
    return joining.stack(several(arguments, "tensors"), axis(arguments, default=0))


@effect
def where(arguments: Arguments) -> Form:
    return joining.where(either(arguments, "input"), either(arguments, "other"))


@effect
def where_self(arguments: Arguments) -> Form:
    return joining.where(either(arguments, "self"), either(arguments, "other"))


@effect
def masked_fill(arguments: Arguments) -> Form:
    value = either(arguments, "value")
    return joining.where(operand(arguments), value)


@effect
def lerp(arguments: Arguments) -> Form:
    """A mixture of two tensors stays within what covers both."""
    return keeping.averaged(joining.joined([operand(arguments), operand(arguments, "end")]))


# Shape


@effect
def reshape(arguments: Arguments) -> Form:
    """`view`, `reshape`: the rank is the number of sizes, where they are given one by one."""
    form, sizes = operand(arguments), arguments.get("shape")
    if isinstance(sizes, tuple) and len(sizes) == 1 and isinstance(sizes[0], (tuple, list)):
        sizes = sizes[0]
    known = isinstance(sizes, tuple) and (len(sizes) > 1 or all(isinstance(size, int) for size in sizes))
    return axes.anywhere(form, rank=len(sizes) if known and isinstance(sizes, tuple) else None)


@effect
def flatten(arguments: Arguments) -> Form:
    form, start, end = operand(arguments), axis(arguments, "start_dim"), axis(arguments, "end_dim", -1)
    return axes.anywhere(form, rank=start + 1 if start is not None and start >= 0 and end == -1 else None)


@effect
def squeeze(arguments: Arguments) -> Form:
    """With `dim` that dimension goes (if its size is 1); without, all of size 1: only more than one unit at the end stay."""
    form, gone = operand(arguments), arguments.get("dim")
    if isinstance(gone, int):
        return axes.removed(form, gone)
    last = form.units_dim == -1 and (form.units or 0) > 1
    return axes.mapped(form, lambda at: at if at == -1 and last else None, None)


@effect
def unsqueeze(arguments: Arguments) -> Form:
    return axes.inserted(operand(arguments), axis(arguments))


@effect
def transpose(arguments: Arguments) -> Form:
    return axes.exchanged(operand(arguments), axis(arguments, "dim0"), axis(arguments, "dim1"))


@effect
def permute(arguments: Arguments) -> Form:
    order = arguments.get("dims")
    if isinstance(order, tuple) and len(order) == 1 and isinstance(order[0], (tuple, list)):
        order = tuple(order[0])
    if not isinstance(order, tuple) or not order or not all(isinstance(place, int) for place in order):
        return axes.anywhere(operand(arguments))
    return axes.permuted(operand(arguments), order)


INTEGERS = frozenset(
    f"{prefix}.{name}"
    for prefix, names in {
        "torch": (
            "long", "int", "short", "bool", "uint8", "int8", "int16", "int32", "int64",
            "LongTensor", "IntTensor", "ShortTensor", "ByteTensor", "BoolTensor", "CharTensor",
        ),
        "torch.cuda": ("LongTensor", "IntTensor", "ByteTensor", "BoolTensor"),
    }.items()
    for name in names
)  # fmt: skip
_INTEGER_NAMES = INTEGERS | {"int", "bool", "builtins.int", "builtins.bool"}


@effect
def cast(arguments: Arguments) -> Form:
    """`.to(…)`, `.type(…)`: a device or a floating dtype changes nothing, an integer one makes a step function."""
    given = [value for name, value in arguments.items() if name not in ("self", "input")]
    flat = [item for value in given for item in (value if isinstance(value, (tuple, list)) else (value,))]
    integer = any(isinstance(value, str) and value in _INTEGER_NAMES for value in flat)
    return keeping.integers(operand(arguments)) if integer else operand(arguments)


# Layers that depend on how they were built


@effect
def dropout(arguments: Arguments) -> Form:
    """Identity in evaluation and with p=0; in training, or where the mode is not known, scaled by 1/(1-p)."""
    idle = flag(arguments, "training", default=True) is False or number(arguments, "p", 0.5) == 0.0
    return operand(arguments) if idle else keeping.scaled(operand(arguments))


@effect
def interpolate(arguments: Arguments) -> Form:
    mode = arguments.get("mode", "nearest")
    if not isinstance(mode, str) or mode == "bicubic":
        return keeping.overshooting(operand(arguments))
    return keeping.averaged(operand(arguments)) if mode not in ("nearest", "nearest-exact") else operand(arguments)


@effect
def pad(arguments: Arguments) -> Form:
    mode, value = arguments.get("mode", "constant"), number(arguments, "value", 0.0)
    if isinstance(mode, str) and mode != "constant":
        return operand(arguments)
    return keeping.padded(operand(arguments)) if value == 0.0 else joining.filled(operand(arguments), value)


@effect
def recurrent(arguments: Arguments) -> Form:
    """The output of LSTM, GRU and tanh-RNN lies in [-1, 1]; a projected LSTM is unbounded, a relu RNN nonnegative."""
    projected, nonlinearity = number(arguments, "proj_size", 0.0), arguments.get("nonlinearity", "tanh")
    if projected is None or not isinstance(nonlinearity, str):
        return unknown("how the recurrent layer is built is not known")
    if projected:
        return carry(FormName.REAL)
    return carry(FormName.TANH if nonlinearity == "tanh" else FormName.NONNEGATIVE)
