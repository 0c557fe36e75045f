"""Which argument of a constructor sizes the output's units: the number of classes. Floor 3."""

from __future__ import annotations

from typing import TYPE_CHECKING

from losslint.analysis.stubs import probing
from losslint.analysis.stubs.probing import Callable, Probe
from losslint.forms import Form

if TYPE_CHECKING:
    from collections.abc import Iterable

    from losslint.analysis.evaluator import Evaluator
    from losslint.knowledge.summary import Parameter

MANY = 7_919  # units that no layer has by itself
PARAMETERS = 12  # of a constructor, that are tried


def sizing(ev: Evaluator, target: Callable, parameters: Iterable[Parameter]) -> tuple[str, int] | None:
    """The parameter, and the dimension of the output whose size it is; None if none or several are."""
    numbers = [p.name for p in parameters if p.kind in ("positional", "keyword") and p.literal is None][1:]
    found = {name: dim for name in numbers[:PARAMETERS] if (dim := _sized_by(ev, target, name)) is not None}
    return next(iter(found.items())) if len(found) == 1 else None


def _sized_by(ev: Evaluator, target: Callable, name: str) -> int | None:
    value = probing.returned(ev, target, Probe(options={name: MANY}))
    dims = {thing.units_dim if isinstance(thing, Form) and thing.units == MANY else None for thing, _ in value}
    return dims.pop() if len(dims) == 1 else None
