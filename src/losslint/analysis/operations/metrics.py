"""What is handed to a metric: the argument whose form its stub states. Floor 3.

A function or class whose stub has an `Expects` and is no loss is a metric. The argument may be a list that was filled in a
loop: what it holds counts.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from losslint.analysis import binding, bounds, signatures, tensors
from losslint.analysis.callers import by_call
from losslint.analysis.frames import Frame
from losslint.analysis.names import Called, called_name, spellings
from losslint.analysis.operations.contexts import step_of_callers
from losslint.analysis.scope import Way
from losslint.analysis.things import Bound, Made, Sequence, Symbol, Thing, Value, just
from losslint.forms import Form
from losslint.guards import Guards, compatible
from losslint.knowledge.summary import LossValue, Summary
from losslint.observation import Operation, OperationKind, OperationSite

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator

METHODS = ("forward", "update")


def sites(ev: Evaluator) -> Iterator[OperationSite]:
    """The calls of metrics of which something is known, by place."""
    found = sorted(calls(ev), key=lambda c: (c.owner.file.display, c.call.lineno, c.call.col_offset))
    for called in found:
        yield from site_at(ev, called)


def calls(ev: Evaluator) -> Iterator[Called]:
    """Calls of what may be a metric: by its name, or on an object of its class."""
    classes, functions = ev.knowledge.identifiers.metric_classes, ev.knowledge.identifiers.metric_functions
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


def site_at(ev: Evaluator, called: Called) -> Iterator[OperationSite]:
    ev.root(bounds.OPERATION_STEPS)
    frame, way = ev.joined_frame(called.owner), ev.scope(called.owner.node).calls.get(called.call)
    if frame is None or way is None:
        return
    found = list(in_frame(ev, called, way, frame))
    if any(not o.operand.known for o in found):
        narrower = by_call(ev, frame)
        found = [
            replace(o, guards=o.guards | guards)
            for inner, guards in narrower
            for o in in_frame(ev, called, way, inner)
            if compatible(o.guards, guards)
        ] or found
    if any(o.operand.known for o in found):
        kept = tuple(replace(o, via=step_of_callers(o.guards, frame)) for o in found)
        yield OperationSite(kept[0].place, kept[: bounds.ALTERNATIVES])


def in_frame(ev: Evaluator, called: Called, way: Way, frame: Frame) -> Iterator[Operation]:
    path = ev.conditions(*way, frame)
    if path is None:
        return
    place = ev.place(called.call, frame)
    for thing, guards in ev.value(called.call.func, frame):
        summary = metric(ev, thing)
        if summary is None or not compatible(guards, path):
            continue
        arguments = binding.arguments_of(ev, called.call, frame)
        bound = signatures.bound_arguments(ev, summary, receiver_of(thing), arguments)
        parameter = next(p for p in summary.parameters if p.expects)
        thunk = bound.get(parameter.name)
        for form, more in forms_in(thunk.compute()) if thunk is not None else ():
            if compatible(more, guards | path):
                yield Operation(
                    place,
                    OperationKind.METRIC,
                    form,
                    guards | path | more,
                    spelled=ast.unparse(called.call.func).rpartition(".")[2],
                    expects=parameter.expects[0],
                )


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


def receiver_of(thing: Thing) -> Thing | None:
    match thing:
        case Bound(receiver=receiver):
            return receiver
        case Made():
            return thing
    return None


def forms_in(value: Value) -> Iterator[tuple[Form, Guards]]:
    """The forms of a tensor, or of everything that a list holds."""
    for thing, guards in value:
        if isinstance(thing, Sequence):
            for element in thing.elements():
                yield from ((form, guards | more) for form, more in forms_in(element) if compatible(guards, more))
        else:
            yield from tensors.forms(just(thing, guards))
