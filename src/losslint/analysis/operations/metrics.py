"""What is handed to a metric: a function or class whose stub has an `Expects` and is no loss. Floor 3."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from losslint.analysis.identifiers import identifiers
from losslint.analysis.names import Called, called_name, spellings
from losslint.analysis.operations import stated
from losslint.analysis.things import Bound, Made, Symbol, Thing
from losslint.forms import OperationKind
from losslint.knowledge.summary import LossValue, Summary
from losslint.observation import OperationSite

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator

METHODS = ("forward", "update")


def sites(ev: Evaluator) -> Iterator[OperationSite]:
    """The calls of metrics of which something is known, by place."""
    return stated.sites(ev, calls(ev), OperationKind.METRIC, metric)


def calls(ev: Evaluator) -> Iterator[Called]:
    """Calls of what may be a metric: by its name, or on an object of its class."""
    known = identifiers(ev)
    classes, functions = known.metric_classes, known.metric_functions
    seen: set[ast.Call] = set()
    names = {name for function in sorted(functions) for name in ev.graph.spelled(function)}
    objects = {n for cls in sorted(classes) if ev.graph.calls_spelled(cls) for n in ev.graph.objects(spellings(cls))}
    updates = [c for c in ev.graph.calls.get(".update", ()) if objects and holder(c) in objects]
    for called in (*(c for name in sorted(names | objects) for c in ev.graph.calls.get(name, ())), *updates):
        if called.call not in seen and (called.call.args or called.call.keywords):
            seen.add(called.call)
            yield called


def holder(called: Called) -> str | None:
    """`.auroc` of `self.auroc.update(...)`."""
    func = called.call.func
    name = called_name(func.value) if isinstance(func, ast.Attribute) else None
    if name is None or name.startswith(".") or not called.owner.key:
        return name
    return f"{name}@{called.owner.key}"


def metric(ev: Evaluator, thing: Thing) -> Summary | None:
    """The signature, if calling this computes or feeds a metric."""
    match thing:
        case Symbol(name=name):
            found = ev.knowledge.function(ev.knowledge.canonical(name)) or ()
        case Made(cls=cls):
            found = ev.knowledge.method(cls, "forward") or ()
        case Bound(receiver=Made(cls=cls), name=method) if method in METHODS:
            found = ev.knowledge.method(cls, method) or ()
        case _:
            found = ()
    return next(
        (s for s in found if not isinstance(s.result, LossValue) and any(p.expects for p in s.parameters)), None
    )
