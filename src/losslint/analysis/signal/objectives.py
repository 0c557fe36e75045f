"""What is backpropagated: the objective of every `backward` and of every returned `training_step`, term by term. Floor 3.

In: the calls that the name graph lists as possible `backward`s. Out: `Backward`s. A term is found through sums, differences, constant factors, means, and names with one definition; anything else is a term of which
only the gradient is known.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from losslint.analysis import binding, losses, mode, tensors
from losslint.analysis.frames import Frame
from losslint.analysis.names import Called, Owner
from losslint.analysis.scope import Kind
from losslint.analysis.signal import gradient
from losslint.analysis.signal.gradient import Gradients
from losslint.analysis.things import Bound, Function, Instance, Made, Method, Opaque, Symbol, Thing
from losslint.forms import Form
from losslint.guards import ALWAYS, Guards
from losslint.knowledge import steps as known
from losslint.loss_site import Loss
from losslint.observation import Backward, Gradient, Term
from losslint.record import dataclass, replace
from losslint.source.nodes import walk

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator
    from losslint.place import Trail

TERMS = 24  # of one objective
REDUCING = frozenset("mean sum nanmean nansum max min logsumexp norm".split())
KEEPING = frozenset("to cuda cpu float double half clone contiguous squeeze view reshape".split())


@dataclass(frozen=True, slots=True)
class Objective:
    """An expression that is backpropagated: by this call, with a gradient handed in or not, under these conditions."""

    node: ast.expr | ast.stmt
    expr: ast.expr
    frame: Frame
    given: bool = False
    guards: Guards = ALWAYS


@dataclass(frozen=True, slots=True)
class Addend:
    """One addend, as syntax; not `known`: what a name held before `+=`, of which nothing more is said."""

    expr: ast.expr
    frame: Frame
    negative: bool = False
    reduced: bool = False
    known: bool = True
    via: Trail = ()


def backwards(gradients: Gradients, found: list[Called], frame: Frame) -> Iterator[Backward]:
    """What the calls of `backward` in one scope send back."""
    for called in found:
        sent = objective(gradients.ev, called, frame)
        if sent is not None:
            yield backward(gradients, sent)
    if getattr(frame.node, "name", "") == known.TRAINING_HOOK and found == []:
        owner = gradients.ev.graph.owners.get(frame.node)
        for sent in returned(gradients.ev, owner, frame) if owner is not None else ():
            yield backward(gradients, sent)


def objective(ev: Evaluator, called: Called, frame: Frame) -> Objective | None:
    """What a call of `backward` sends back, if that is certain."""
    call, func = called.call, called.call.func
    way = ev.scope(frame.node).calls.get(call)
    guards = ev.conditions(*way, frame) if way is not None else None
    if guards is None or not isinstance(func, ast.Attribute):
        return None  # it is not reached
    guards = frozenset(guard for guard in guards if not guard.context)
    things = [t for t, _ in ev.value(func, frame)]
    first = call.args[0] if call.args and not isinstance(call.args[0], ast.Starred) else None
    if things and all(_sends_argument(ev, t) for t in things):
        return Objective(call, first, frame, guards=guards) if first is not None else None
    if any(_own(t) for t in things) or func.attr != "backward":
        return None
    given = bool(call.args) or any(k.arg in ("gradient", "inputs", None) for k in call.keywords)
    if given and not all(isinstance(t, Bound) and isinstance(t.receiver, Form) and t.receiver.known for t in things):
        return None  # `engine.backward(loss)` and `tensor.backward(gradient)` look alike
    return Objective(call, func.value, frame, given, guards)


def _own(thing: Thing) -> bool:
    """A `backward` of the project's own."""
    return isinstance(thing, Function | Method | Instance)


def _sends_argument(ev: Evaluator, thing: Thing) -> bool:
    match thing:
        case Symbol(name=name):
            return ev.knowledge.canonical(name) == "torch.autograd.backward"
        case Bound(receiver=Made(cls=cls)):
            return cls in known.BACKWARD_OWNERS
        case Bound(name="manual_backward"):
            return True
        case Opaque(subject=(str() as name, *rest)):
            owner = rest[0] if rest else None
            made = owner[1] if isinstance(owner, tuple) and len(owner) > 1 and owner[0] == "result" else None
            return name == ".manual_backward" or (name == ".backward" and made in known.BACKWARD_OWNERS)
    return False


def returned(ev: Evaluator, owner: Owner, frame: Frame) -> Iterator[Objective]:
    """What a `training_step` gives to its framework, which sends it back; nothing where the class does that by hand."""
    cls = owner.parent.node if owner.parent is not None else None
    if not isinstance(cls, ast.ClassDef) or frame.cls is None or not mode.is_lightning(ev, frame.cls):
        return
    if any(isinstance(n, ast.Attribute) and n.attr in ("automatic_optimization", "manual_backward") for n in walk(cls)):
        return
    for statement, conditions, loops in ev.scope(owner.node).returns:
        guards = ev.conditions(conditions, loops, frame)
        value = statement.value if isinstance(statement, ast.Return) else None
        if isinstance(value, ast.Dict):
            value = next((v for k, v in zip(value.keys, value.values, strict=True) if _is_loss_key(k)), None)
        if guards is not None and value is not None and not isinstance(value, ast.Constant):
            named = frozenset(guard for guard in guards if not guard.context)
            yield Objective(statement, value, frame, given=True, guards=named)


def _is_loss_key(key: ast.expr | None) -> bool:
    return isinstance(key, ast.Constant) and key.value == "loss"


def backward(gradients: Gradients, objective: Objective) -> Backward:
    """What flows back from an objective, as a whole and term by term."""
    frame = objective.frame
    found = list(addends(gradients, Addend(objective.expr, frame), [TERMS]))
    return Backward(
        frame.file.place(objective.node),
        frame.file.place(objective.expr),
        gradients.of(objective.expr, frame),
        tuple(term(gradients, addend) for addend in found),
        objective.given,
        objective.guards,
    )


# -- terms -------------------------------------------------------------------------------------------------------------


def addends(gradients: Gradients, addend: Addend, left: list[int]) -> Iterator[Addend]:
    """The addends of an expression."""
    left[0] -= 1
    if left[0] < 0:
        yield addend
        return
    expr = addend.expr
    match expr:
        case ast.BinOp(op=ast.Add() | ast.Sub() as op, left=first, right=second):
            yield from addends(gradients, replace(addend, expr=first), left)
            flipped = addend.negative != isinstance(op, ast.Sub)
            yield from addends(gradients, replace(addend, expr=second, negative=flipped), left)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            yield from addends(gradients, replace(addend, expr=operand, negative=not addend.negative), left)
        case ast.BinOp(op=ast.Mult() | ast.Div()) if (scaled := unscaled(gradients, addend)) is not None:
            yield from addends(gradients, scaled, left)
        case ast.Name() | ast.Attribute():
            yield from named(gradients, addend, left)
        case ast.Call():
            inner = inside(gradients, addend)
            yield from addends(gradients, inner, left) if inner is not None else (addend,)
        case _:
            yield addend


def unscaled(gradients: Gradients, addend: Addend) -> Addend | None:
    """`2 * loss`, `loss / n`: the loss, with the sign of a known factor; None where no side is a plain number."""
    expr = addend.expr
    assert isinstance(expr, ast.BinOp)
    sides = [(expr.left, expr.right), *([(expr.right, expr.left)] if isinstance(expr.op, ast.Mult) else [])]
    for value, factor in sides:
        things = gradients.ev.value(factor, addend.frame)
        if gradient.is_plain(things):
            numbers = [getattr(t, "value", 1) for t, _ in things]
            negative = all(isinstance(n, int | float) and n < 0 for n in numbers)
            return replace(addend, expr=value, negative=addend.negative != negative)
    return None


def named(gradients: Gradients, addend: Addend, left: list[int]) -> Iterator[Addend]:
    """The addends of a name's one definition."""
    ev, frame = gradients.ev, addend.frame
    use = ev.scope(frame.node).uses.get(addend.expr)
    definition = use.reaches[0].definition if use is not None and len(use.reaches) == 1 else None
    if definition is None or use is None or definition.value is None or definition.path:
        yield addend
        return
    inner = ev.adjust(frame, use.loops, definition.loops)
    if definition.kind in (Kind.ASSIGN, Kind.CONTEXT):
        yield from addends(gradients, replace(addend, expr=definition.value, frame=inner), left)
    elif definition.kind is Kind.AUGMENT and isinstance(definition.node, ast.AugAssign):
        yield from augmented(gradients, replace(addend, frame=inner), definition.node, left)
    else:
        yield addend


def augmented(gradients: Gradients, addend: Addend, node: ast.AugAssign, left: list[int]) -> Iterator[Addend]:
    """`loss += more`: what stood before, and what is added; `loss *= 0.5` and the rest are not taken apart."""
    if not isinstance(node.op, ast.Add | ast.Sub):
        yield addend
        return
    flipped = addend.negative != isinstance(node.op, ast.Sub)
    yield replace(addend, expr=node.target, known=False)
    yield from addends(gradients, replace(addend, expr=node.value, negative=flipped), left)


def inside(gradients: Gradients, addend: Addend) -> Addend | None:
    """`loss.mean()`, `scaler.scale(loss)`: the loss."""
    call, ev = addend.expr, gradients.ev
    assert isinstance(call, ast.Call)
    func = call.func
    if isinstance(func, ast.Attribute):
        if func.attr == "scale" and len(call.args) == 1 and _passes_first(gradients, call, addend.frame):
            return replace(addend, expr=call.args[0])
        value = ev.value(func, addend.frame)
        tensor = bool(value) and all(isinstance(t, Bound) and isinstance(t.receiver, Form) for t, _ in value)
        if tensor and func.attr in REDUCING | KEEPING:
            return replace(addend, expr=func.value, reduced=addend.reduced or func.attr in REDUCING)
    name = ev.symbol(ev.value(func, addend.frame))
    if name in ("torch.mean", "torch.sum") and call.args:
        return replace(addend, expr=call.args[0], reduced=True)
    return replace(addend, expr=call.args[0]) if name in known.PASSES_FIRST and call.args else None


def _passes_first(gradients: Gradients, call: ast.Call, frame: Frame) -> bool:
    things = [t for t, _ in gradients.ev.value(call.func, frame)]
    return bool(things) and all(
        isinstance(t, Bound) and isinstance(t.receiver, Made) and f"{t.receiver.cls}.{t.name}" in known.PASSES_FIRST
        for t in things
    )


def term(gradients: Gradients, addend: Addend) -> Term:
    """What is known of one addend."""
    expr, frame = addend.expr, addend.frame
    place = frame.file.place(expr)
    if not addend.known:
        return Term(place, gradient.FLOWS)
    flow = gradients.of(expr, frame)
    if not isinstance(expr, ast.Call):
        return Term(place, flow, reduced=addend.reduced, negative=addend.negative)
    graded = graded_by(gradients, expr, frame)
    if graded is None:
        spelled = ast.unparse(expr.func) if _is_own(gradients, expr, frame) else ""
        return Term(place, flow, spelled, reduced=addend.reduced, negative=addend.negative)
    loss, output, single = graded
    return Term(place, flow, ast.unparse(expr.func), loss, output, addend.reduced or single, addend.negative)


def _is_own(gradients: Gradients, call: ast.Call, frame: Frame) -> bool:
    """Is it certainly a function or an object of the project?"""
    things = [t for t, _ in gradients.ev.value(call.func, frame)]
    return bool(things) and all(_own(t) for t in things)


def graded_by(gradients: Gradients, call: ast.Call, frame: Frame) -> tuple[Loss, Gradient, bool] | None:
    """The known loss that a call computes, what flows back from the output that it grades, and whether that is one sample."""
    ev = gradients.ev
    callee = ev.value(call.func, frame)
    found = [losses.known_loss(ev, thing) for thing, _ in callee]
    if len(found) != 1 or found[0] is None:
        return None
    graded = losses.graded(ev, found[0], binding.arguments_of(ev, call, frame), ast.unparse(call.func))
    if graded is None:
        return None
    output, flow = graded.output, gradient.FLOWS
    if output.expr is not None and output.frame is not None:
        flow = gradients.of(output.expr, output.frame)
    single = any(form.rank is not None and form.rank < 2 for form, _ in tensors.forms(output.compute()))
    return graded.loss, flow, single and graded.loss.class_dim is not None
