"""How values are stored: names of dtypes, and what arithmetic and casts make of them. Floor 2, pure functions.

In: a qualified name, or the dtypes of two operands; out: a `DType`, or None where it is not known. Python's own `float` is
double precision where torch is asked for a dtype by it.
"""

from __future__ import annotations

from losslint.forms import DType, Form
from losslint.record import replace

_TORCH = {
    "float": DType.FLOAT32,
    "double": DType.FLOAT64,
    "half": DType.FLOAT16,
    "long": DType.INT64,
    "int": DType.INT32,
    "short": DType.INT16,
    **{str(dtype): dtype for dtype in DType},
}
TENSORS = {
    "FloatTensor": DType.FLOAT32,
    "DoubleTensor": DType.FLOAT64,
    "HalfTensor": DType.FLOAT16,
    "LongTensor": DType.INT64,
    "IntTensor": DType.INT32,
    "ShortTensor": DType.INT16,
    "ByteTensor": DType.UINT8,
    "CharTensor": DType.INT8,
    "BoolTensor": DType.BOOL,
}
NAMES: dict[str, DType] = {
    **{f"torch.{name}": dtype for name, dtype in (*_TORCH.items(), *TENSORS.items())},
    **{f"torch.cuda.{name}": dtype for name, dtype in TENSORS.items()},
    **{f"numpy.{dtype}": dtype for dtype in DType},
    **{
        f"{module}{name}": dtype
        for module in ("", "builtins.")
        for name, dtype in (("float", DType.FLOAT64), ("int", DType.INT64), ("bool", DType.BOOL))
    },
}


def named(value: object) -> DType | None:
    """The dtype of this qualified name; None for anything else (a device, something unknown)."""
    return NAMES.get(value) if isinstance(value, str) else None


def promoted(left: Form | float | None, right: Form | float | None) -> DType | None:
    """What arithmetic of the two gives; a constant counts only if it is of a higher kind (float over int over bool)."""
    first, second = _kind(left), _kind(right)
    if first is None or second is None:
        return None
    found = [operand.dtype for operand in (left, right) if isinstance(operand, Form)]
    highest = max(first, second)
    of_highest = {dtype for dtype in found if dtype is not None and _rank(dtype) == highest}
    if not of_highest:
        return DType.FLOAT32 if highest == 2 else DType.INT64
    return of_highest.pop() if len(of_highest) == 1 else None


def _kind(operand: Form | float | None) -> int | None:
    if isinstance(operand, Form):
        return None if operand.dtype is None else _rank(operand.dtype)
    return None if operand is None else 1 if isinstance(operand, int) else 2


def _rank(dtype: DType) -> int:
    return 2 if dtype.floating else 0 if dtype is DType.BOOL else 1


def quotient(dtype: DType | None) -> DType | None:
    """Of a true division, a root, a mean: never an integer."""
    return DType.FLOAT32 if dtype is not None and not dtype.floating else dtype


def only_floating(form: Form) -> Form:
    """The dtype only if it is a floating one: of integers it may have changed."""
    return form if form.dtype is None or form.dtype.floating else replace(form, dtype=None)


def stored(form: Form, dtype: DType | None) -> Form:
    """The same values, stored otherwise."""
    return replace(form, dtype=dtype)
