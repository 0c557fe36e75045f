"""The operations of a project: at each candidate, all that may be its operand, in every context. Floor 3.

In: the evaluator, the loss sites that were found, the kinds that somebody asks for. Out: one `OperationSite` for each
operation of which something is known. As with loss calls, the contexts of a function are first looked at together, then
caller by caller where that leaves something open.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

from losslint.analysis import bounds, callers, tensors
from losslint.analysis.evaluator import GivenUpError
from losslint.analysis.frames import Frame
from losslint.analysis.operations import autocast, distributions, links, logarithms, metrics, shares
from losslint.analysis.operations.candidates import Candidate, candidates
from losslint.analysis.operations.contexts import step_of_callers
from losslint.analysis.operations.trained import Trained
from losslint.analysis.scope import Way, dotted
from losslint.analysis.things import Bound, Const, Symbol, only
from losslint.analysis.written import DIMENSION
from losslint.forms import Form, OperationKind, unknown
from losslint.guards import Guards, compatible
from losslint.knowledge import watched
from losslint.loss_site import LossSite
from losslint.observation import Operation, OperationSite
from losslint.record import replace

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator

NEED_TRAINING = frozenset(
    {OperationKind.THRESHOLD, OperationKind.ROUND, OperationKind.SIGMOID, OperationKind.SOFTMAX}
)  # they say something only of an output that a loss grades


def operation_sites(ev: Evaluator, losses: Iterable[LossSite], wanted: Collection[str]) -> Iterator[OperationSite]:
    """Every operation of the wanted kinds, kind by kind."""
    trained = Trained(losses)
    for kind in OperationKind:
        if kind not in wanted or (kind in NEED_TRAINING and not trained):
            continue
        if kind is OperationKind.METRIC:
            yield from metrics.sites(ev)
        elif kind is OperationKind.PARAMETER:
            yield from distributions.sites(ev)
        elif kind is OperationKind.BCE_UNDER_AUTOCAST:
            yield from autocast.sites(ev)
        else:
            for candidate in candidates(ev.graph, kind):
                with suppress(GivenUpError):  # it would take too long to find out what the operand is
                    yield from list(site_at(ev, candidate, trained))


def site_at(ev: Evaluator, candidate: Candidate, trained: Trained) -> Iterator[OperationSite]:
    """The operation at a candidate: nothing if it is another one, or if nothing is known of its operand."""
    ev.root(bounds.OPERATION_STEPS, gives_up=True)
    frame, way = ev.joined_frame(candidate.owner), way_to(ev, candidate)
    if frame is None or way is None:
        return
    found = in_frame(ev, candidate, way, frame)
    if found is None:  # none of the project's own calls leads here: as anybody may call it
        opened = ev.open_frame(candidate.owner)
        found = in_frame(ev, candidate, way, opened) if opened is not None else None
    if not found or not any(o.operand.known for o in found):
        return
    if any(not o.operand.known for o in found):
        found = one_by_one(ev, candidate, way, frame) or found
    ev.root(bounds.OPERATION_STEPS, gives_up=True)  # what else counts has a budget of its own
    kept = [refined(ev, candidate, frame, operation, trained) for operation in found]
    yield OperationSite(kept[0].place, tuple(kept))


def way_to(ev: Evaluator, candidate: Candidate) -> Way | None:
    """The conditions and loops on the way to it; None where it is never reached."""
    scope = ev.scope(candidate.owner.node)
    if candidate.call is not None:
        return scope.calls.get(candidate.call)
    return scope.comparisons.get(candidate.node) if isinstance(candidate.node, ast.Compare) else None


def in_frame(ev: Evaluator, candidate: Candidate, way: Way, frame: Frame) -> list[Operation] | None:
    """The alternatives in one frame; None where it is not reached there."""
    found = list(operands(ev, candidate, frame))
    if not any(form.known for form, _ in found):
        return []  # whatever the way is that leads here
    path = ev.conditions(*way, frame)
    if path is None:
        return None
    place = ev.place(candidate.node, frame)
    spelled = written(candidate.call) if candidate.call is not None else "comparison"
    return [
        Operation(place, candidate.kind, form, guards | path, spelled=spelled)
        for form, guards in found
        if compatible(guards, path)
    ][: bounds.ALTERNATIVES]


def written(call: ast.Call) -> str:
    """What is called, in few words: `torch.log`, `p.log()`, and `.log()` of a longer expression."""
    func = call.func
    if isinstance(func, ast.Attribute) and not dotted(func):
        return f".{func.attr}()"
    return ast.unparse(func) if call.args or not isinstance(func, ast.Attribute) else f"{ast.unparse(func)}()"


def one_by_one(ev: Evaluator, candidate: Candidate, way: Way, frame: Frame) -> list[Operation]:
    """The same in the frame of each caller."""
    found: list[Operation] = []
    for inner, guards in callers.by_call(ev, frame):
        here = in_frame(ev, candidate, way, inner) or []
        found += [replace(o, guards=o.guards | guards) for o in here if compatible(o.guards, guards)]
    return found


# -- operands ------------------------------------------------------------------------------------------------------


def operands(ev: Evaluator, candidate: Candidate, frame: Frame) -> Iterator[tuple[Form, Guards]]:
    """What the operation is applied to; something unknown stands for every other meaning of the call."""
    if candidate.call is None:
        assert candidate.operand is not None
        yield from tensors.forms(ev.value(candidate.operand, frame))
        return
    for thing, guards in ev.value(candidate.call.func, frame):
        match thing:
            case Symbol(name=name) if kind_of(ev, name) is candidate.kind and candidate.call.args:
                for form, more in tensors.forms(ev.value(candidate.call.args[0], frame)):
                    if compatible(guards, more):
                        yield form, guards | more
            case Bound(receiver=Form() as form, name=name) if kind_of_method(name) is candidate.kind:
                yield form, guards
            case _:
                yield unknown("another operation, or one on something that is not known"), guards


def kind_of(ev: Evaluator, name: str) -> OperationKind | None:
    """The kind of a function by its name, as it is or under its module's one name; `gt` is another than `eq`, which
    a stub may describe in one line."""
    kind = watched.KINDS.get(name)
    if kind is None:
        module, _, last = name.rpartition(".")
        kind = watched.KINDS.get(f"{ev.knowledge.canonical(module)}.{last}") if module else None
    return kind


def kind_of_method(name: str) -> OperationKind | None:
    return watched.KINDS.get(watched.METHODS_OF_TENSOR + name)


# -- what else counts ----------------------------------------------------------------------------------------------


def refined(ev: Evaluator, candidate: Candidate, frame: Frame, operation: Operation, trained: Trained) -> Operation:
    """The alternative with everything that a rule may ask of its kind; unknown where that shows it to be right."""
    if not operation.operand.known:
        return operation
    operation = replace(operation, via=step_of_callers(operation.guards, frame))
    match candidate.kind:
        case OperationKind.LOG:
            return logarithms.refined(ev, candidate, frame, operation)
        case OperationKind.SHARE:
            return shares.refined(candidate, operation)
        case OperationKind.ARGMAX:
            return argmax(ev, candidate, frame, operation)
        case OperationKind.THRESHOLD if candidate.call is not None:
            operation = replace(operation, number=number(ev, candidate.call, frame))
        case OperationKind.THRESHOLD:
            operation = replace(operation, number=0.5)
    if trained.is_on_the_way(operation.place) or arithmetic_on_the_spot(candidate) or links.is_either(ev, candidate):
        return silenced(operation)
    return trained.graded(operation)


def arithmetic_on_the_spot(candidate: Candidate) -> bool:
    """`a - b > 0.5`: the score is not the output that was graded."""
    operand = candidate.operand
    if operand is None and candidate.call is not None:
        called = candidate.call
        operand = called.func.value if isinstance(called.func, ast.Attribute) else None
        if called.args and candidate.kind in (OperationKind.SIGMOID, OperationKind.SOFTMAX, OperationKind.ROUND):
            operand = called.args[0] if isinstance(called.args[0], ast.BinOp) else operand
    return isinstance(operand, ast.BinOp)


def silenced(operation: Operation) -> Operation:
    """It is seen, and right."""
    return replace(operation, operand=unknown("no plain reading of one output", operation.operand.trail))


def argmax(ev: Evaluator, candidate: Candidate, frame: Frame, operation: Operation) -> Operation:
    """The dimension; `max` is one only where its indices are read."""
    call = candidate.call
    assert call is not None
    named = next((k.value for k in call.keywords if k.arg in DIMENSION), None)
    dim = constant(ev, named if named is not None else second_argument(ev, call, frame), frame)
    return replace(operation, dim=dim)


def second_argument(ev: Evaluator, call: ast.Call, frame: Frame) -> ast.expr | None:
    """What stands behind the operand, which may be the receiver."""
    is_function = any(isinstance(t, Symbol) for t, _ in ev.value(call.func, frame))
    at = 1 if is_function else 0
    return call.args[at] if len(call.args) > at else None


def constant(ev: Evaluator, node: ast.expr | None, frame: Frame) -> int | None:
    thing = only(ev.value(node, frame)) if node is not None else None
    is_integer = isinstance(thing, Const) and type(thing.value) is int
    return thing.value if is_integer else None  # type: ignore[union-attr,return-value]  # as was just asked


def number(ev: Evaluator, call: ast.Call, frame: Frame) -> float | None:
    """The constant that the operand is compared with: the last argument."""
    thing = only(ev.value(call.args[-1], frame)) if call.args else None
    return float(thing.value) if isinstance(thing, Const) and isinstance(thing.value, int | float) else None
