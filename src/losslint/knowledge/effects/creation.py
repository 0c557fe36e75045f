"""Data: tensors made of constants, of nothing, of random numbers, of lists; and casts to another dtype. Floor 2.

In: the arguments of the call; out: a form with range, rank, dtype and the size of the last dimension as far as they are written.
"""

from __future__ import annotations

from losslint.forms import DType, Form, FormName, form, unknown
from losslint.knowledge.effects import arrays
from losslint.knowledge.effects.arguments import Arguments, flag, number, operand, sizes
from losslint.knowledge.effects.registry import EFFECTS, EffectFunction, effect
from losslint.operations import dtypes, keeping
from losslint.operations.ranges import INF, learnt
from losslint.record import replace

_DEFAULT = DType.FLOAT32


def _dtype(arguments: Arguments, default: DType | None) -> DType | None:
    given = arguments.get("dtype")
    return default if given is None else dtypes.named(given)


def _data(arguments: Arguments, low: float, high: float, dtype: DType | None = _DEFAULT) -> Form:
    shape = sizes(arguments)
    first, last = (shape[at] if shape else None for at in (0, -1))
    last = last if isinstance(last, int) else None
    return replace(
        form(FormName.INPUT_DATA),
        low=low,
        high=high,
        rank=None if shape is None else len(shape),
        units=last,
        units_dim=None if last is None else -1,
        batch=arrays.is_long(first),
        dtype=_dtype(arguments, dtype),
        gradient=bool(flag(arguments, "requires_grad")),
    )


def _like(arguments: Arguments, low: float, high: float) -> Form:
    other = operand(arguments)
    known = replace(other, name=FormName.INPUT_DATA, low=low, high=high, dim=None, scaled=False, part=False, under=())
    dtype = other.dtype if other.dtype is not None or other.name in _MADE else _DEFAULT
    return replace(known, dtype=_dtype(arguments, dtype), gradient=bool(flag(arguments, "requires_grad")), trail=())


_MADE = (FormName.INPUT_DATA, FormName.CLASS_INDEX, FormName.ONE_HOT, FormName.HARD, FormName.UNKNOWN)


def _moved(made: Form, arguments: Arguments) -> Form:
    """What training moves, where it is asked for with `requires_grad=True`."""
    return learnt(made) if flag(arguments, "requires_grad") is True else made


def _constant(low: float, high: float) -> EffectFunction:
    return lambda arguments: _moved(_data(arguments, low, high), arguments)


def _constant_like(low: float, high: float) -> EffectFunction:
    return lambda arguments: _moved(_like(arguments, low, high), arguments)


for _name, _bounds in {"zeros": (0.0, 0.0), "ones": (1.0, 1.0), "rand": (0.0, 1.0), "randn": (-INF, INF)}.items():
    EFFECTS[_name] = _constant(*_bounds)
    EFFECTS[f"{_name}_like"] = _constant_like(*_bounds)


def _filling(arguments: Arguments) -> tuple[float, float, DType | None]:
    value = arguments.get("fill_value")
    if not isinstance(value, (int, float)):
        return -INF, INF, None
    return value, value, _DEFAULT if isinstance(value, float) else None


@effect
def full(arguments: Arguments) -> Form:
    """`torch.full((2, 3), 1.0)`: an integer made floats before torch 1.7, and makes integers since: no dtype is claimed for it,
    programs of that time are right with their torch."""
    low, high, dtype = _filling(arguments)
    return _data({**arguments, "size": (arguments.get("size"),)}, low, high, dtype)


@effect
def full_like(arguments: Arguments) -> Form:
    return _like(arguments, *_filling(arguments)[:2])


@effect
def fill(arguments: Arguments) -> Form:
    """`x.fill_(value)`, `x.zero_()`, `x.uniform_()`: nothing of what was there stays."""
    value = number(arguments, "value", 0.0) if "value" in arguments else None
    low, high = (-INF, INF) if value is None else (value, value)
    return replace(_like({"input": operand(arguments)}, low, high), dtype=operand(arguments).dtype)


@effect
def randint(arguments: Arguments) -> Form:
    """`randint(high, size)`, `randint(low, high, size)`: numbers of three and more classes are class indices; zeros and ones
    may as well be several labels a sample."""
    low, high, size = arguments.get("low", 0), arguments.get("high"), arguments.get("size")
    if isinstance(high, (tuple, list)):
        low, high, size = 0, low, high
    made = _data({**arguments, "size": (size,)}, -INF, INF, DType.INT64)
    if not isinstance(low, int) or not isinstance(high, int):
        return replace(made, low=float(low) if isinstance(low, int) else -INF)
    if low < 0 or high <= 2:
        return replace(made, low=float(low), high=float(high - 1))
    return replace(made, name=FormName.CLASS_INDEX, low=float(low), high=float(high - 1))


@effect
def arange(arguments: Arguments) -> Form:
    """Counted numbers: class indices where they are integers that begin at 0."""
    given = arguments.get("args")
    numbers = list(given) if isinstance(given, tuple) else []
    exact = all(isinstance(value, int) for value in numbers)
    dtype = _dtype(arguments, DType.INT64 if numbers and exact else _DEFAULT if _float_in(numbers) else None)
    made = replace(form(FormName.CLASS_INDEX), rank=1, dtype=dtype, gradient=False)
    if len(numbers) == 1 and isinstance(numbers[0], int):
        return replace(made, high=float(numbers[0] - 1), units=numbers[0], units_dim=-1)
    low = numbers[0] if len(numbers) > 1 and isinstance(numbers[0], (int, float)) else 0
    return made if low >= 0 else replace(made, name=FormName.INPUT_DATA, low=-INF)


def _float_in(numbers: list[object]) -> bool:
    return any(isinstance(value, float) for value in numbers)


@effect
def linspace(arguments: Arguments) -> Form:
    start, end = number(arguments, "start", 0.0), number(arguments, "end", 0.0)
    low, high = (-INF, INF) if start is None or end is None else sorted((start, end))
    return _data({**arguments, "size": ((arguments.get("steps"),),)}, low, high)


@effect
def normal(arguments: Arguments) -> Form:
    """`torch.normal(mean, std, size)`; without a size it is a sample of what the other two say."""
    if arguments.get("size") is None:
        return unknown("a sample of a distribution")
    return _moved(_data({**arguments, "size": (arguments.get("size"),)}, -INF, INF, None), arguments)


@effect
def eye(arguments: Arguments) -> Form:
    """The rows of the unit matrix are the one-hot encodings."""
    classes = arguments.get("n") if arguments.get("m") is None else arguments.get("m")
    known = classes if isinstance(classes, int) else None
    made = replace(form(FormName.ONE_HOT), rank=2, dtype=_dtype(arguments, _DEFAULT), gradient=False)
    return replace(made, units=known, units_dim=-1)


@effect
def one_hot(arguments: Arguments) -> Form:
    """A new last dimension with one place for each class."""
    labels, classes = operand(arguments), number(arguments, "num_classes", -1)
    rank = None if labels.rank is None else labels.rank + 1
    units = None if classes is None or classes < 1 else int(classes)
    made = replace(form(FormName.ONE_HOT), rank=rank, dtype=DType.INT64, gradient=False, trail=labels.trail)
    return replace(made, units=units, units_dim=-1)


def _beside(made: Form, arguments: Arguments) -> Form:
    """Made by a method of a tensor: in that tensor's dtype, where no other is given."""
    return replace(made, dtype=_dtype(arguments, operand(arguments, "self").dtype))


EFFECTS["new_zeros"] = lambda arguments: _beside(_data(arguments, 0.0, 0.0), arguments)
EFFECTS["new_ones"] = lambda arguments: _beside(_data(arguments, 1.0, 1.0), arguments)
EFFECTS["new_empty"] = lambda arguments: _beside(_data(arguments, -INF, INF), arguments)
EFFECTS["new_full"] = lambda arguments: _beside(full(arguments), arguments)


# Of lists


@effect
def tensor(arguments: Arguments) -> Form:
    """`torch.tensor(data)`: data; of a tensor a copy that is cut off from the graph."""
    given = arguments.get("data")
    if isinstance(given, Form):
        made = _recast(keeping.detached(given), arguments) if given.known else unknown("made of what is not known")
    elif isinstance(given, (tuple, list)) and any(isinstance(item, Form) for item in given):
        made = _of_tensors(arguments)
    else:
        made = _written(given, arguments)
    return _moved(made, arguments)


def _of_tensors(arguments: Arguments) -> Form:
    """A list of numbers that nobody knows, or of arrays; of tensors its form is theirs."""
    made = arrays.numbers_in(arguments.get("data"))
    return unknown("made of what is not known") if made is None else replace(made, dtype=_dtype(arguments, None))


def _written(given: object, arguments: Arguments) -> Form:
    """Numbers as they are written, nested or not."""
    rank, rows = 0, given
    while isinstance(rows, tuple) and rows:
        rank, rows = rank + 1, rows[0]
    last = given
    while isinstance(last, tuple) and last and isinstance(last[0], tuple):
        last = last[0]
    values = list(_flat(given))
    if not values or not all(isinstance(value, (int, float)) for value in values):
        return replace(form(FormName.INPUT_DATA), dtype=_dtype(arguments, None), gradient=False)
    numbers = [value for value in values if isinstance(value, (int, float))]
    return replace(
        form(FormName.INPUT_DATA),
        low=float(min(numbers)),
        high=float(max(numbers)),
        rank=rank,
        units=len(last) if isinstance(last, tuple) else None,
        units_dim=-1 if isinstance(last, tuple) else None,
        dtype=_dtype(arguments, _of_numbers(numbers)),
        gradient=bool(flag(arguments, "requires_grad")),
    )


def _flat(given: object) -> list[object]:
    return [item for part in given for item in _flat(part)] if isinstance(given, tuple) else [given]


def _of_numbers(numbers: list[int | float]) -> DType:
    if any(isinstance(value, float) for value in numbers):
        return _DEFAULT
    return DType.BOOL if all(isinstance(value, bool) for value in numbers) else DType.INT64


# Casts


@effect
def cast(arguments: Arguments) -> Form:
    """`.to(…)`, `.type(…)`: a device changes nothing; an integer dtype makes a step function; `.type()` only asks for the name."""
    if "args" not in arguments and arguments.get("dtype") is None:
        return unknown("the name of a dtype")
    return _recast(operand(arguments), arguments)


def _recast(given: Form, arguments: Arguments) -> Form:
    if not given.known:
        return replace(given, dtype=None)
    others = [value for name, value in arguments.items() if name not in ("self", "input", "data")]
    flat = [item for value in others for item in (value if isinstance(value, (tuple, list)) else (value,))]
    wanted = next((dtype for value in flat if (dtype := dtypes.named(value)) is not None), None)
    if wanted is not None:
        return keeping.cast(given, wanted)
    other = next((value for value in flat if isinstance(value, Form)), None)
    if other is None:
        return given
    return replace(given, dtype=other.dtype)  # `.to(other)`, or something unknown: a dtype or a device


@effect
def as_tensor(arguments: Arguments) -> Form:
    """A tensor stays one; anything else is copied."""
    given = arguments.get("data")
    return _recast(given, arguments) if isinstance(given, Form) else tensor(arguments)


@effect
def cast_like(arguments: Arguments) -> Form:
    """`x.type_as(other)`."""
    other = arguments.get("other")
    return replace(operand(arguments), dtype=other.dtype if isinstance(other, Form) else None)
