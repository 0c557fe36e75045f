"""`map`, `sum`, `functools.partial` and `reduce`: functions over functions and lists. Floor 3."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from losslint.analysis import bounds
from losslint.analysis.builtin_base import Site, argument, elements_at
from losslint.analysis.builtin_sequences import zipped
from losslint.analysis.frames import Arguments, Thunk
from losslint.analysis.things import Partial, Sequence, Value, const, joined, just, nothing_known, only

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator


def partial(ev: Evaluator, arguments: Arguments, site: Site) -> Value:
    rest = Arguments(arguments.positional[1:], arguments.keywords, arguments.double_stars)
    return tuple(a._replace(thing=Partial(a.thing, rest)) for a in argument(arguments, 0))


def mapped(ev: Evaluator, arguments: Arguments, site: Site) -> Value:
    """map(f, values), map(f, values, others)."""
    from losslint.analysis import calls

    function = argument(arguments, 0)
    several = len(arguments.positional) > 2
    rows = only(zipped(ev, Arguments(arguments.positional[1:]), site)) if several else None
    elements = rows if isinstance(rows, Sequence) else elements_at(ev, arguments, 1)

    def apply(value: Value, index: int | str) -> Value:
        given = Arguments(((_thunk(value), True),)) if several else _given(value)
        return calls.call(ev, function, given, (site[0], site[1], (site[2], "map", index)))

    if elements is not None and elements.closed and len(elements.items) <= bounds.UNROLL:
        return just(Sequence(tuple(apply(v, i) for i, v in enumerate(elements.items))))
    inner = joined(elements.elements()) if elements is not None else nothing_known("an element of what is not known")
    return just(Sequence(middle=apply(inner, "any")))


def _given(*values: Value) -> Arguments:
    return Arguments(tuple((_thunk(value), False) for value in values))


def _thunk(value: Value) -> Thunk:
    return Thunk(lambda: value)


def summed(ev: Evaluator, arguments: Arguments, site: Site) -> Value:
    """sum(losses): the elements added up."""
    from losslint.analysis import operators

    elements = elements_at(ev, arguments, 0)
    if elements is None:
        return nothing_known("a sum of what is not known")
    values = list(elements.elements())
    if not values:
        return just(const(0))
    total = values[0]
    for value in values[1:] or [values[0]]:
        total = operators.binary(ev, ast.Add(), total, value, site[0], site[1])
    return total


def reduced(ev: Evaluator, arguments: Arguments, site: Site) -> Value:
    """functools.reduce(f, values): f of the last value and of any that came before."""
    from losslint.analysis import calls

    elements = elements_at(ev, arguments, 1)
    if elements is None:
        return nothing_known("a reduction of what is not known")
    value = joined(elements.elements())
    return calls.call(ev, argument(arguments, 0), _given(value, value), (site[0], site[1], (site[2], "reduce")))


def field_default(ev: Evaluator, arguments: Arguments, site: Site) -> Value:
    """dataclasses.field(default=x), field(default_factory=f): what the field is when nothing is passed."""
    from losslint.analysis import calls

    default, factory = arguments.keyword("default"), arguments.keyword("default_factory")
    if default is not None:
        return default.compute()
    if factory is not None:
        return calls.call(ev, factory.compute(), Arguments(), site)
    return nothing_known("a field without a default")
