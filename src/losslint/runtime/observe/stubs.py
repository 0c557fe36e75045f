"""A call of a framework's function, as the stubs know it. Floor 3.

In: a function's qualified name and its bound arguments: forms, PARAMETER, constants; out: the form of the result, or several. The
live counterpart of analysis/tensors.py, where every argument is known.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from losslint.forms import Form, unknown
from losslint.knowledge import UNKNOWN_ARGUMENT, Knowledge, choose, effects
from losslint.knowledge.summary import (
    ELLIPSIS,
    REQUIRED,
    Carries,
    Effect,
    Keeps,
    Named,
    Parameter,
    Result,
    Several,
    Summary,
)
from losslint.operations import KEEPS, carry, keep

Forms = Form | tuple["Forms", ...]


@cache
def knowledge() -> Knowledge:
    return Knowledge.load()


@cache
def summaries(name: str) -> tuple[Summary, ...]:
    """The signatures of a function (`torch.softmax`) or method (`torch.Tensor.softmax`); none if no stub has it."""
    owner, _, method = name.rpartition(".")
    return knowledge().function(name) or knowledge().method(owner, method) or ()


def form_of(name: str, arguments: Mapping[str, object]) -> Form:
    """The one form that the function gives."""
    result = forms_of(name, arguments)
    return result if isinstance(result, Form) else unknown(f"{name} gives several tensors")


def forms_of(name: str, arguments: Mapping[str, object]) -> Forms:
    """The forms that the function gives, as its result is built."""
    known = summaries(name)
    summary = choose(known, {key: _constant(value) for key, value in arguments.items()}) if known else None
    if summary is None:
        return unknown(f"{name.rpartition('.')[2]} is not known")
    return _result(summary.result, summary, {**_defaults(summary), **arguments})


def bound(summary: Summary, args: tuple[object, ...], kwargs: Mapping[str, object]) -> dict[str, object]:
    """The arguments of a call under the names that the stub gives them."""
    named: dict[str, object] = {}
    for index, parameter in enumerate(parameter for parameter in summary.parameters if parameter.kind != "keyword"):
        if parameter.kind == "var_positional":
            named[parameter.name] = tuple(args[index:])
            break
        if index < len(args):
            named[parameter.name] = args[index]
    return {**named, **kwargs}


def _constant(value: object) -> object:
    return UNKNOWN_ARGUMENT if isinstance(value, Form) else value


def _defaults(summary: Summary) -> dict[str, object]:
    return {
        parameter.name: parameter.default
        for parameter in summary.parameters
        if parameter.default not in (REQUIRED, ELLIPSIS)
    }


def _result(stated: Result, summary: Summary, arguments: Mapping[str, object]) -> Forms:
    match stated:
        case Carries(form=name):
            operand = _operand(summary, arguments)
            dim = arguments.get("dim", arguments.get("axis"))
            return carry(name, operand, dim if isinstance(dim, int) else None)
        case Keeps(variable=variable, how=how):
            return _kept(next((p for p in summary.parameters if p.variable == variable), None), how, arguments)
        case Effect(name=effect):
            return effects.apply(effect, arguments)
        case Several(items=items, repeats=False):
            return tuple(_result(item, summary, arguments) for item in items)
        case Several(items=items):
            return _result(items[0], summary, arguments)
        case Named(items=named):
            return tuple(_result(item, summary, arguments) for _, item in named)
    return unknown(f"what {summary.name} returns is not known")


def _kept(parameter: Parameter | None, how: str, arguments: Mapping[str, object]) -> Form:
    operand = arguments.get(parameter.name) if parameter is not None else None
    if not isinstance(operand, Form) or how not in KEEPS:
        return unknown("the operand is not known")
    return keep(how, operand)


def _operand(summary: Summary, arguments: Mapping[str, object]) -> Form | None:
    parameter = next((p for p in summary.parameters if p.variable is not None), None)
    operand = arguments.get(parameter.name) if parameter is not None else None
    return operand if isinstance(operand, Form) else None
