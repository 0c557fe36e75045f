"""Functions on arrays and tables that give several things, and tensors made of what may be either. Floor 3."""

from __future__ import annotations

import ast
from collections.abc import Hashable
from typing import TYPE_CHECKING

from losslint.analysis import binding, datasets, tensors
from losslint.analysis.frames import Arguments, Frame
from losslint.analysis.things import Alt, Sequence, Thing, Value, const, joined, just, nothing_known, only
from losslint.forms import DType, Form, FormName, form
from losslint.knowledge import effects
from losslint.record import replace

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator

Site = tuple[ast.AST, Frame, Hashable]


def split(ev: Evaluator, arguments: Arguments, site: Site) -> Value:
    """`train_test_split(x, y)`: some rows of each, and the others."""
    given, _, more, _ = binding.flatten(ev, arguments)
    if more or not given:
        return nothing_known("what is split is not known")
    parts = [rows(thunk.compute()) for thunk in given]
    return just(Sequence(tuple(part for part in parts for _ in range(2))))


def loaded(ev: Evaluator, arguments: Arguments, site: Site) -> Value:
    """`numpy.loadtxt(file)`: rows of numbers, or one number a line."""
    least = arguments.keyword("ndmin")
    known = only(least.compute()) if least is not None else None
    flat = () if known == const(2) else just(effects.apply("column", {}))
    return (*just(effects.apply("table", {})), *flat)


def rows(value: Value) -> Value:
    """Some rows of arrays, tables or lists."""
    return tuple(Alt(_rows(thing), guards) for thing, guards in datasets.some_rows(value))


def _rows(thing: Thing) -> Thing:
    if isinstance(thing, Sequence) and (elements := joined(thing.elements())):
        return Sequence(middle=elements)
    return thing


def buffer(dtype: DType | None, ev: Evaluator, arguments: Arguments, site: Site) -> Value:
    """`torch.Tensor(x)`, `torch.cuda.LongTensor(x)`: of data its shape is known; a buffer of written sizes is data until something is stored into it."""
    empty = form(FormName.INPUT_DATA, dtype=dtype)
    if len(arguments.positional) != 1 or arguments.positional[0][1]:
        return just(empty)
    found = []
    for given, guards in tensors.as_arguments(ev, arguments.positional[0][0].compute()):
        made = effects.apply("tensor", {"data": given}) if _is_data(given) else empty
        found.append(
            Alt(replace(empty, rank=made.rank, units=made.units, units_dim=made.units_dim, batch=made.batch), guards)
        )
    return tuple(found)


def _is_data(given: object) -> bool:
    """A list, or an array: no size."""
    return isinstance(given, tuple | list) or (isinstance(given, Form) and given.name is FormName.INPUT_DATA)
