"""The numbers of one loss call. Floor 3.

In: the tensors of a call; out: what `Sample` holds of them, and whether the values are such as the form says. Values
confirm, they never decide: a form that they contradict is given up. Each look is a handful of reductions over a detached
tensor.
"""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING

from losslint.forms import Form, FormName
from losslint.trajectory import Side

if TYPE_CHECKING:
    import torch
    from torch import Tensor

SLOPE = 1e-3  # an output whose own derivative is smaller is saturated
_TOLERANCE = {"float16": 0.01, "bfloat16": 0.04}
_SATURATING = frozenset({FormName.SIGMOID, FormName.SOFTMAX, FormName.TANH})


def side(tensor: Tensor, *, mean: bool = False) -> Side:
    """Shape, type and range of an argument."""
    import torch

    shape, dtype = tuple(tensor.shape), named(tensor.dtype)
    values = tensor.detach()
    if values.numel() == 0 or values.is_complex():
        return Side(shape, dtype)
    if values.dtype is torch.bool:
        values = values.to(torch.uint8)
    low, high = _ends(values)
    if math.isfinite(low) and math.isfinite(high):
        return Side(shape, dtype, low, high, 0.0, float(values.mean()) if mean and values.is_floating_point() else None)
    finite = values.isfinite()
    kept = values[finite]
    broken = 1.0 - kept.numel() / values.numel()
    if kept.numel() == 0:
        return Side(shape, dtype, None, None, broken)
    low, high = _ends(kept)
    return Side(shape, dtype, low, high, broken)


@cache
def named(dtype: torch.dtype) -> str:
    """`float32`."""
    return str(dtype).removeprefix("torch.")


def _ends(values: Tensor) -> tuple[float, float]:
    low, high = values.aminmax()
    return float(low), float(high)


def largest(gradient: Tensor) -> float:
    """The largest absolute value; nan where there is one."""
    if not gradient.numel():
        return 0.0
    if gradient.is_complex():
        return float(gradient.detach().abs().max())
    low, high = _ends(gradient.detach())
    return max(-low, high)


def may_move(gradient: Tensor) -> bool:
    """False where every value of a gradient is zero. A part of a gradient that lies on several processes says nothing, and to
    ask for the whole would need all of them."""
    import torch

    if type(gradient) is not torch.Tensor or gradient.layout is not torch.strided or gradient.is_meta:
        return True
    alone = not (torch.distributed.is_available() and torch.distributed.is_initialized())
    return not alone or bool(gradient.detach().any())


def agrees(form: Form, tensor: Tensor, seen: Side) -> bool:
    """Are the values such as the form says? Within its range; a whole softmax sums to one along its dimension."""
    if not form.known or seen.low is None or seen.high is None:
        return True
    slack = _TOLERANCE.get(seen.dtype, 1e-4)
    if not form.scaled and (seen.low < form.low - slack or seen.high > form.high + slack):
        return False
    if form.name is FormName.SOFTMAX and form.dim is not None and not form.part and form.dim < tensor.dim():
        total = tensor.detach().float().sum(form.dim)
        return bool(((total - 1.0).abs() < max(slack, 1e-3)).all())
    return True


def saturated(form: Form, tensor: Tensor) -> float | None:
    """The share of the outputs whose activation has next to no slope: p(1-p), or 1-t² of a tanh."""
    if form.name not in _SATURATING or form.part or tensor.numel() == 0:
        return None
    values = tensor.detach().float()
    slope = 1.0 - values * values if form.name is FormName.TANH else values * (1.0 - values)
    return float((slope < SLOPE).float().mean())


def mean_of(value: object) -> float | None:
    """The loss as one number."""
    import torch

    if not isinstance(value, torch.Tensor) or value.numel() == 0 or value.is_complex():
        return None
    return float(value.detach() if value.numel() == 1 else value.detach().float().mean())
