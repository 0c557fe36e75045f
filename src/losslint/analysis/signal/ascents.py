"""Steps that make the loss larger: a negated loss, or an update by hand that adds the gradient. Floor 3.

In: a scope with one `backward`. Out: `Ascent`s. Ascent is often meant (an adversary, an input, an entropy, a reward), so all
must be known: one loss of the stubs as the whole objective, graded on the very module whose parameters move, fed with
data alone.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from losslint.analysis import binding, losses
from losslint.analysis.scope import Kind, dotted
from losslint.analysis.signal import leftovers, objectives, order, parameters
from losslint.analysis.signal.objectives import Addend
from losslint.analysis.things import Made, Thing, constants
from losslint.forms import Expectation
from losslint.observation import Ascent

if TYPE_CHECKING:
    from losslint.analysis.frames import Frame
    from losslint.analysis.names import Called
    from losslint.analysis.signal.gradient import Gradients

FITTING = frozenset(
    (
        Expectation.CLASS_LOGITS,
        Expectation.BINARY_LOGITS,
        Expectation.PROBABILITY,
        Expectation.CLASS_PROBABILITY,
        Expectation.LOG_PROBABILITY,
        Expectation.ANY,
    )
)
"""What losses expect that measure how badly an answer fits; a divergence or a distance may be made large on purpose."""


def ascents(gradients: Gradients, sending: list[Called], handling: list[Called], frame: Frame) -> Iterator[Ascent]:
    """Everything of the kind in one scope."""
    sent = [objectives.objective(gradients.ev, called, frame) for called in sending]
    if len(sent) != 1 or sent[0] is None:
        return
    found = list(objectives.addends(gradients, Addend(sent[0].expr, frame), [objectives.TERMS]))
    if len(found) != 1 or not isinstance(found[0].expr, ast.Call) or not found[0].known:
        return
    addend = found[0]
    assert isinstance(addend.expr, ast.Call)
    graded = module_graded(gradients, addend.expr, addend.frame)
    if graded is None:
        return
    place, spelled = frame.file.place, ast.unparse(addend.expr.func)
    if addend.negative:
        for step in stepping(gradients, handling, frame, graded):
            yield Ascent("default", place(sent[0].node), spelled, place(step))
    else:
        for update in added(gradients, frame, graded):
            yield Ascent("by-hand", place(update), spelled, place(sent[0].node))


def module_graded(gradients: Gradients, call: ast.Call, frame: Frame) -> set[Thing] | None:
    """The module whose output, on data alone, a known loss grades."""
    ev = gradients.ev
    known = [losses.known_loss(ev, thing) for thing, _ in ev.value(call.func, frame)]
    if len(known) != 1 or known[0] is None:
        return None
    graded = losses.graded(ev, known[0], binding.arguments_of(ev, call, frame), "")
    if graded is None or graded.loss.expects not in FITTING or graded.loss.reduction == "none":
        return None
    if graded.output.expr is None or graded.output.frame is not frame:
        return None
    output = only_call(gradients, graded.output.expr, frame)
    if output is None or any(gradients.of(a, frame).flows for a in output.args):
        return None
    return {parameters.unwrapped(t) for t, _ in ev.value(output.func, frame)}


def only_call(gradients: Gradients, node: ast.expr, frame: Frame) -> ast.Call | None:
    """The call that gives an expression its value, through names with one definition."""
    while isinstance(node, ast.Name):
        use = gradients.ev.scope(frame.node).uses.get(node)
        definition = use.reaches[0].definition if use is not None and len(use.reaches) == 1 else None
        if definition is None or definition.kind is not Kind.ASSIGN or definition.value is None or definition.path:
            return None
        node = definition.value
    return node if isinstance(node, ast.Call) and not node.keywords else None


def stepping(gradients: Gradients, handling: list[Called], frame: Frame, module: set[Thing]) -> list[ast.Call]:
    """The steps of the one optimiser here, if it has the parameters of this module and of nothing else."""
    ev = gradients.ev
    calls = [c.call for c in handling if isinstance(c.call.func, ast.Attribute) and c.call.func.attr == "step"]
    found: dict[Thing, list[ast.Call]] = {}
    for call in calls:
        assert isinstance(call.func, ast.Attribute)
        for thing, _ in ev.value(call.func.value, frame):
            if order.is_optimiser(thing):
                found.setdefault(thing, []).append(call)
    if len(found) != 1:
        return []
    [(thing, steps)] = found.items()
    assert isinstance(thing, Made)
    turned = thing.arguments is None or thing.arguments.keyword("maximize") is not None
    return steps[:1] if not turned and parameters.owners(ev, thing) == module else []


def added(gradients: Gradients, frame: Frame, module: set[Thing]) -> Iterator[ast.stmt]:
    """`p.data += lr * p.grad` in a loop over the module's parameters."""
    ev = gradients.ev
    for loop in leftovers.own(ev, frame.node):
        match loop:
            case ast.For(target=ast.Name(id=name), iter=ast.Call(func=ast.Attribute(attr="parameters", value=value))):
                if {parameters.unwrapped(t) for t, _ in ev.value(value, frame)} != module:
                    continue
                for statement in loop.body:
                    step = _step_added(statement, name)
                    if step is not None and _is_positive(gradients, step, name, frame):
                        yield statement


def _step_added(statement: ast.stmt, name: str) -> ast.expr | None:
    """What is added to `name` or `name.data`."""
    match statement:
        case ast.AugAssign(op=ast.Add(), target=target, value=value) if dotted(target) in (name, f"{name}.data"):
            return value
        case ast.Expr(value=ast.Call(func=ast.Attribute(attr="add_", value=target), args=[value], keywords=[])):
            return value if dotted(target) in (name, f"{name}.data") else None
    return None


def _is_positive(gradients: Gradients, step: ast.expr, name: str, frame: Frame) -> bool:
    """Is it the gradient, times numbers that are known to be positive?"""
    match step:
        case ast.BinOp(op=ast.Mult() | ast.Div(), left=left, right=right):
            return all(_is_positive(gradients, side, name, frame) for side in (left, right)) and name in ast.unparse(
                step
            )
        case ast.Attribute() if dotted(step) in (f"{name}.grad", f"{name}.grad.data"):
            return True
    numbers = constants(gradients.ev.value(step, frame))
    return numbers is not None and all(isinstance(n, int | float) and n > 0 for n in numbers)
