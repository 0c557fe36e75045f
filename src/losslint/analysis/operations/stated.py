"""What is handed to an API whose stub states what it wants: the alternatives of one call, argument by argument. Floor 3.

In: a call, and a function that tells which signature of a callee counts. Out: one `OperationSite` for each argument of which
something is known. The argument may be a list that was filled in a loop: what it holds counts.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from losslint.analysis import binding, bounds, signatures, tensors
from losslint.analysis.callers import by_call
from losslint.analysis.frames import Frame, Thunk
from losslint.analysis.names import Called
from losslint.analysis.operations.contexts import step_of_callers
from losslint.analysis.scope import Way
from losslint.analysis.things import Bound, Made, Sequence, Thing, Value, just
from losslint.forms import Form, OperationKind
from losslint.guards import Guards, compatible
from losslint.knowledge.summary import Parameter, Summary
from losslint.observation import Operation, OperationSite
from losslint.record import replace

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator

Signature = Callable[["Evaluator", Thing], Summary | None]


def sites(ev: Evaluator, calls: Iterator[Called], kind: OperationKind, signature: Signature) -> Iterator[OperationSite]:
    """The calls of which something is known, by place."""
    found = sorted(calls, key=lambda c: c.order)
    for called in found:
        yield from site_at(ev, called, kind, signature)


def site_at(ev: Evaluator, called: Called, kind: OperationKind, signature: Signature) -> Iterator[OperationSite]:
    """One site for each argument that the signature of the callee wants something of."""
    ev.root(bounds.OPERATION_STEPS)
    frame, way = ev.joined_frame(called.owner), ev.scope(called.owner.node).calls.get(called.call)
    if frame is None or way is None:
        return
    together = list(in_frame(ev, called, way, frame, kind, signature))
    apart: list[Operation] | None = None
    for parameter in dict.fromkeys(operation.parameter for operation in together):
        found = [operation for operation in together if operation.parameter == parameter]
        if any(not o.operand.known for o in found):
            apart = list(one_by_one(ev, called, way, frame, kind, signature)) if apart is None else apart
            found = [operation for operation in apart if operation.parameter == parameter] or found
        if any(o.operand.known for o in found):
            kept = tuple(replace(o, via=step_of_callers(o.guards, frame)) for o in found)
            yield OperationSite(kept[0].place, kept[: bounds.ALTERNATIVES])


def one_by_one(
    ev: Evaluator, called: Called, way: Way, frame: Frame, kind: OperationKind, signature: Signature
) -> Iterator[Operation]:
    """The same in the frame of each caller."""
    for inner, guards in by_call(ev, frame):
        for operation in in_frame(ev, called, way, inner, kind, signature):
            if compatible(operation.guards, guards):
                yield replace(operation, guards=operation.guards | guards)


def in_frame(
    ev: Evaluator, called: Called, way: Way, frame: Frame, kind: OperationKind, signature: Signature
) -> Iterator[Operation]:
    path = ev.conditions(*way, frame)
    if path is None:
        return
    place, spelled = ev.place(called.call, frame), ast.unparse(called.call.func).rpartition(".")[2]
    for thing, guards in ev.value(called.call.func, frame):
        summary = signature(ev, thing)
        if summary is None or not compatible(guards, path):
            continue
        for parameter, thunk in wanted(ev, called, thing, summary, frame):
            for form, more in forms_in(thunk.compute()):
                if compatible(more, guards | path):
                    under = guards | path | more
                    [expects, *_] = parameter.expects
                    yield Operation(
                        place, kind, form, under, spelled=spelled, expects=expects, parameter=parameter.name
                    )


def wanted(
    ev: Evaluator, called: Called, thing: Thing, summary: Summary, frame: Frame
) -> Iterator[tuple[Parameter, Thunk]]:
    """The parameters that want something, with what the call hands to them."""
    arguments = binding.arguments_of(ev, called.call, frame)
    bound = signatures.bound_arguments(ev, summary, receiver_of(thing), arguments)
    for parameter in summary.parameters:
        if parameter.expects and parameter.name in bound:
            yield parameter, bound[parameter.name]


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
