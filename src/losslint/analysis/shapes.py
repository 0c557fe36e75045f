"""Sizes of tensors: `x.shape`, `x.size(1)`, `len(x)`. Floor 3.

A size that is not known is a positive number: what is divided by it keeps its sign and its bounds at zero and infinity.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from losslint.analysis import iteration
from losslint.analysis.frames import Arguments
from losslint.analysis.things import Const, Opaque, Sequence, Value, const, just, only
from losslint.forms import Form
from losslint.operations.ranges import number
from losslint.record import replace

if TYPE_CHECKING:
    pass

SHAPES = frozenset((".shape", ".size"))
METHODS = frozenset(("size", "numel", "nelement", "__len__"))


def unknown_size() -> Value:
    return just(number("a size that is not known"))


def shape(form: Form) -> Sequence:
    """`x.shape`: the sizes that are known, as many as the tensor has dimensions if that is known."""
    size, at = unknown_size(), form.units_dim
    if form.rank is not None:
        sizes = [size] * form.rank
        if form.batch and sizes:
            sizes[0] = just(replace(number("the number of samples in a batch"), batch=True))
        if at is not None and form.units is not None and -form.rank <= at < form.rank:
            sizes[at] = just(const(form.units))
        return Sequence(tuple(sizes))
    if at is None or form.units is None or at not in (-1, 0, 1):
        return Sequence(middle=size)
    units = just(const(form.units))
    return Sequence((), size, (units,)) if at == -1 else Sequence((*[size] * at, units), size)


def method(form: Form, name: str, arguments: Arguments) -> Value | None:
    """`x.size()`, `x.size(1)`, `x.numel()`; None: another method is meant."""
    if name not in METHODS:
        return None
    if name != "size":
        return unknown_size()
    thunk = arguments.at(0) or arguments.keyword("dim")
    if thunk is None:
        return just(shape(form))
    dim = only(thunk.compute())
    at = dim.value if isinstance(dim, Const) and isinstance(dim.value, int) else None
    return (iteration.item(shape(form), at) if at is not None else None) or unknown_size()


def is_size(thing: Opaque) -> bool:
    """Is it a size of something that is not known?"""
    match thing.subject:
        case ("item", (str() as name, *_) | ("result", (str() as name, *_), *_), *_):
            return name in SHAPES
        case ("result", (str() as name, *_), *_):
            return name.removeprefix(".") in METHODS
    return False
