"""Runs one expression twice: on a real tensor, and on a form through the stubs. What the form claims must hold of the tensor.

`Symbolic` is the smallest evaluator there can be: attribute access and calls on tensors, arithmetic and subscripts.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch

from losslint.forms import DType, Form, FormName, form
from losslint.knowledge import UNKNOWN_ARGUMENT, Knowledge, choose, effects
from losslint.knowledge.summary import ELLIPSIS, REQUIRED, Carries, Effect, Keeps, Named, Result, Several, Summary
from losslint.operations import ELLIPSIS as REST
from losslint.operations import NEW_AXIS, SOME, At, Index, Span, binary, carry, compare, keep, select, unary

KNOWLEDGE = Knowledge.load()
TENSOR = "torch.Tensor"

# A shift of 1e-3 and a clamp by 0.01 are guards against log(0) and keep a form: claims hold that far.
RANGE_TOLERANCE = 0.02
SUM_TOLERANCE = 0.08


class Symbolic:
    """A form that is used like a tensor."""

    def __init__(self, value: Form) -> None:
        self.form = value

    def __getattr__(self, name: str) -> Any:
        summaries = KNOWLEDGE.method(TENSOR, name)
        assert summaries is not None, f"torch.Tensor.{name} has no stub"
        if KNOWLEDGE.is_property(TENSOR, name):
            return call(summaries, (self,), {})
        return lambda *args, **kwargs: call(summaries, (self, *args), kwargs)

    def __add__(self, other: Any) -> Symbolic:
        return Symbolic(binary("+", self.form, plain(other)))

    def __radd__(self, other: Any) -> Symbolic:
        return Symbolic(binary("+", plain(other), self.form))

    def __sub__(self, other: Any) -> Symbolic:
        return Symbolic(binary("-", self.form, plain(other)))

    def __rsub__(self, other: Any) -> Symbolic:
        return Symbolic(binary("-", plain(other), self.form))

    def __mul__(self, other: Any) -> Symbolic:
        return Symbolic(binary("*", self.form, plain(other)))

    def __rmul__(self, other: Any) -> Symbolic:
        return Symbolic(binary("*", plain(other), self.form))

    def __truediv__(self, other: Any) -> Symbolic:
        return Symbolic(binary("/", self.form, plain(other)))

    def __rtruediv__(self, other: Any) -> Symbolic:
        return Symbolic(binary("/", plain(other), self.form))

    def __pow__(self, other: Any) -> Symbolic:
        return Symbolic(binary("**", self.form, plain(other)))

    def __matmul__(self, other: Any) -> Symbolic:
        return Symbolic(binary("@", self.form, plain(other)))

    def __neg__(self) -> Symbolic:
        return Symbolic(unary("-", self.form))

    def __abs__(self) -> Symbolic:
        return Symbolic(unary("abs", self.form))

    def __gt__(self, other: Any) -> Symbolic:
        return Symbolic(compare(self.form, plain(other)))

    def __getitem__(self, index: Any) -> Symbolic:
        parts = index if isinstance(index, tuple) else (index,)
        return Symbolic(select(self.form, tuple(as_index(part) for part in parts)))


def plain(value: Any) -> Form | float | None:
    return value.form if isinstance(value, Symbolic) else value


def as_index(part: Any) -> Index:
    match part:
        case None:
            return NEW_AXIS
        case int():
            return At(part)
        case slice():
            return Span(part.start, part.stop, part.step is None)
    return REST if part is ... else SOME


def call(
    summaries: tuple[Summary, ...], args: tuple[Any, ...], kwargs: dict[str, Any], made: dict[str, Any] | None = None
) -> Any:
    """Bind, choose the overload, give the result; `made` are a module's constructor arguments."""
    given = dict(made or {}) | bind(summaries[-1], args) | kwargs
    constants = {n: UNKNOWN_ARGUMENT if isinstance(v, Symbolic) else v for n, v in given.items()}
    summary = choose(summaries, constants)
    assert summary is not None, f"no overload of {summaries[0].name} fits {constants}"
    defaults = {p.name: p.default for p in summary.parameters if p.default not in (REQUIRED, ELLIPSIS)}
    return result(summary.result, summary, defaults | given)


def bind(summary: Summary, args: tuple[Any, ...]) -> dict[str, Any]:
    bound: dict[str, Any] = {}
    rest = list(args)
    for parameter in summary.parameters:
        if parameter.kind == "positional" and rest:
            bound[parameter.name] = rest.pop(0)
        elif parameter.kind == "var_positional":
            bound[parameter.name], rest = tuple(rest), []
    return bound


def result(stated: Result, summary: Summary, given: dict[str, Any]) -> Any:
    match stated:
        case Carries(form=name):
            operand = next((given[p.name] for p in summary.parameters if p.variable and p.name in given), None)
            dim = given.get("dim")
            return Symbolic(
                carry(name, operand.form if operand is not None else None, dim if isinstance(dim, int) else None)
            )
        case Keeps(variable=variable, how=how):
            name = next(p.name for p in summary.parameters if p.variable == variable)
            return Symbolic(keep(how, given[name].form))
        case Effect(name=name):
            return Symbolic(effects.apply(name, {n: as_argument(v) for n, v in given.items()}))
        case Several(items=items, repeats=False):
            return tuple(result(item, summary, given) for item in items)
        case Several(items=items):
            return [result(items[0], summary, given)] * 8
        case Named(items=named):
            return tuple(result(item, summary, given) for _, item in named)
    return Symbolic(form(FormName.UNKNOWN))


def as_argument(value: Any) -> object:
    if isinstance(value, Symbolic):
        return value.form
    if isinstance(value, (list, tuple)):
        return tuple(as_argument(item) for item in value)
    return value


# Real tensors of a form

Samples = dict[str, tuple[Form, Callable[[], torch.Tensor]]]


def samples(*shape: int, dim: int, known_rank: bool = True) -> Samples:
    """One form and a maker of a tensor that has it, for every name with values of its own."""
    known: dict[str, Any] = {"units": shape[-1], "units_dim": -1, "rank": len(shape) if known_rank else None}

    def raw() -> torch.Tensor:
        return (torch.randn(*shape) * 4).requires_grad_()

    def made(
        name: str, make: Callable[[torch.Tensor], torch.Tensor], **more: Any
    ) -> tuple[Form, Callable[[], torch.Tensor]]:
        return form(name, **known, **more), lambda: make(raw())

    def step(x: torch.Tensor) -> torch.Tensor:
        return x.detach().round()

    bounded = Form(FormName.LOWER_BOUNDED, low=-0.17004, **known)
    return {
        "logits": made("logits", lambda x: x * 1.0),
        "real": made("real", lambda x: x * 2.0),
        "sigmoid": made("sigmoid", torch.sigmoid),
        "softmax": made("softmax", lambda x: x.softmax(dim), dim=dim),
        "log-softmax": made("log-softmax", lambda x: x.log_softmax(dim), dim=dim),
        "log-sigmoid": made("log-sigmoid", torch.nn.functional.logsigmoid),
        "log-probability": made("log-probability", lambda x: torch.sigmoid(x).log()),
        "tanh": made("tanh", torch.tanh),
        "unit-interval": made("unit-interval", lambda x: x.clamp(0.0, 1.0)),
        "nonnegative": made("nonnegative", torch.relu),
        "positive": made("positive", torch.exp),
        "lower-bounded": (bounded, lambda: torch.nn.functional.gelu(raw())),
        "normalized": made("normalized", lambda x: torch.nn.functional.normalize(x, dim=-1)),
        "hard": made("hard", step, gradient=False),
    }


def data_samples(*shape: int, known_rank: bool = True) -> Samples:
    """Labels and other data, with range and dtype."""
    known: dict[str, Any] = {"units": shape[-1], "units_dim": -1, "rank": len(shape) if known_rank else None}

    def made(name: FormName, low: float, high: float, dtype: DType) -> tuple[Form, Callable[[], torch.Tensor]]:
        claim = Form(name, low=low, high=high, dtype=dtype, gradient=False, **known)
        if dtype.floating:
            return claim, lambda: (torch.rand(*shape) * (high - low) + low).to(getattr(torch, dtype))
        return claim, lambda: torch.randint(int(low), int(high) + 1, shape).to(getattr(torch, dtype))

    return {
        "labels": made(FormName.INPUT_DATA, 0, 1, DType.INT64),
        "signs": made(FormName.INPUT_DATA, -1, 1, DType.FLOAT32),
        "doubles": made(FormName.INPUT_DATA, -2, 3, DType.FLOAT64),
        "mask": made(FormName.HARD, 0, 1, DType.BOOL),
        "indices": made(FormName.CLASS_INDEX, 0, 9, DType.INT64),
    }


def violation(claim: Form, tensor: torch.Tensor, *, gradient: bool = True) -> str | None:
    """What the form says that the tensor does not do; None if all holds. `gradient`: also that it is cut where it is said
    to be (step functions of torch pass zeros on: to be left out behind one)."""
    if not claim.known or not tensor.numel():
        return None
    if claim.rank is not None and tensor.dim() != claim.rank:
        return f"rank {claim.rank}, not {tensor.dim()}"
    if claim.units is not None and claim.units_dim is not None and tensor.shape[claim.units_dim] != claim.units:
        return f"{claim.units} units on dimension {claim.units_dim} of {tuple(tensor.shape)}"
    if claim.dtype is not None and getattr(torch, claim.dtype) is not tensor.dtype:
        return f"{claim.dtype}, not {tensor.dtype}"
    if gradient and not claim.gradient and tensor.requires_grad:
        return "a gradient flows that is said to be cut"
    values = tensor.detach().double()
    values = values[~values.isnan()]
    if values.numel() and not claim.scaled:
        low, high = float(values.min()), float(values.max())
        if low < claim.low - RANGE_TOLERANCE or high > claim.high + RANGE_TOLERANCE:
            return f"[{claim.low}, {claim.high}], but the values reach [{low}, {high}]"
    if claim.dim is None or claim.part or claim.name not in (FormName.SOFTMAX, FormName.LOG_SOFTMAX):
        return None
    mass = tensor.detach().exp() if claim.name is FormName.LOG_SOFTMAX else tensor.detach()
    sums = mass.sum(claim.dim)
    return (
        None
        if bool((sums - 1).abs().nan_to_num().max() <= SUM_TOLERANCE)
        else f"sums to one over {claim.dim}, but the sums are {sums}"
    )
