"""Reading the arguments of a call, as effects get them. Floor 2.

An argument is a form, a tuple of forms, a constant (a framework's own object by its qualified name), PARAMETER or
UNKNOWN_ARGUMENT; one that was not passed and has no default in the stub is missing. The operand is `input`, `self` or
`tensor`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from losslint.forms import Form, unknown
from losslint.operations import reductions
from losslint.operations.ranges import is_number, is_whole


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


def operand(arguments: Arguments, *names: str) -> Form:
    for name in names or ("input", "self", "tensor"):
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
    """A constant dimension; torch takes `axis` for `dim`, as numpy has it."""
    value = arguments.get(name, arguments.get("axis", default))
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def flag(arguments: Arguments, name: str, *, default: bool = False) -> bool | None:
    value = arguments.get(name, default)
    return value if isinstance(value, bool) else None


def dims(arguments: Arguments, name: str = "dim") -> reductions.Dims:
    """The dimensions of a reduction: None for all of them."""
    value = arguments.get("axis") if arguments.get(name) is None else arguments[name]
    match value:
        case None | () | bool():  # `x.std(False)`: of an older torch, of all dimensions
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
    return value if isinstance(value, (int, float)) else None


def sizes(arguments: Arguments, name: str = "size") -> tuple[object, ...] | None:
    """The sizes of a new tensor, given one by one or as one tuple: constants, or whatever stands for a number that nobody
    knows; None if not even their number is known. A list stands for a sequence whose length is not known. A single size that
    stands by itself may be a tuple."""
    given = arguments.get(name)
    if isinstance(given, int):
        return (given,)
    if isinstance(given, tuple) and len(given) == 1:
        if isinstance(given[0], (tuple, list)):
            given = given[0]
        elif not _is_size(given[0]):
            return None
    return given if isinstance(given, tuple) and given else None


def _is_size(given: object) -> bool:
    return isinstance(given, int) or is_number(given) or is_whole(given)
