"""What happens in a training step, in order: losses, backwards, cleared gradients, updates. Floor 3.

In: a function or script in which an optimiser may step. Out: its `Event`s. The same optimiser is the same object, or the
same expression over the same definitions; something of which the class is not known is an optimiser where it has both
`step` and `zero_grad`. A call that may do anything to the gradients, and of which nothing is known, is an event too.
"""

from __future__ import annotations

import ast
from collections.abc import Hashable, Iterator
from typing import TYPE_CHECKING

from losslint.analysis import classes, losses, sites
from losslint.analysis.builtin_objects import MODULE
from losslint.analysis.names import Called, called_name
from losslint.analysis.scope import Condition, Loop, ScopeNode
from losslint.analysis.signal import fate, parameters
from losslint.analysis.signal.gradient import Gradients, is_plain
from losslint.analysis.signal.senders import sending_names
from losslint.analysis.things import (
    Bound,
    Const,
    Container,
    Function,
    Instance,
    Made,
    Mapping,
    Method,
    Sequence,
    Symbol,
    Thing,
)
from losslint.forms import Form
from losslint.knowledge import steps as known
from losslint.observation import Event, EventKind
from losslint.record import dataclass, field
from losslint.source.nodes import statements, walk

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator
    from losslint.analysis.frames import Frame
    from losslint.place import Trail

HARMLESS = frozenset(
    "print len isinstance format str float int range enumerate zip tqdm add_scalar log info debug write".split()
)


@dataclass(slots=True)
class Order:
    """The pass over one scope. `named` numbers the optimisers; `clearing` the expressions that have `zero_grad`."""

    gradients: Gradients
    frame: Frame
    named: dict[Hashable, int] = field(default_factory=dict)
    clearing: set[Hashable] = field(default_factory=set)
    handlers: list[tuple[int, int]] = field(default_factory=list)

    @property
    def ev(self) -> Evaluator:
        return self.gradients.ev


def is_open(handling: list[Called], sending: list[Called], part: ast.AST) -> bool:
    """By the names of its calls alone: may something step here in an order that is not the usual one?"""
    here = [c for c in handling if _inside(c, part)]
    clears = [(_at(c), _target(c)) for c in here if _attribute(c) == "zero_grad"]
    texts = {text for _, text in clears}
    steps = [c for c in here if _attribute(c) == "step" and (not c.call.args or _first(c) in texts)]
    sends = [_at(c) for c in sending if _inside(c, part)]
    if not clears or not sends:
        return any(not c.call.args and not c.call.keywords for c in steps)
    return any(not _usual(_at(c), clears, sends) for c in steps if {_target(c), _first(c)} & texts)


def _usual(step: tuple[int, int], clears: list[tuple[tuple[int, int], str]], sends: list[tuple[int, int]]) -> bool:
    """Does a backward stand between the step and the last clearing before it?"""
    last = max((at for at, _ in clears if at < step), default=(0, 0))
    return any(last < sent < step for sent in sends)


def _target(called: Called) -> str:
    func = called.call.func
    return ast.unparse(func.value) if isinstance(func, ast.Attribute) else ""


def _first(called: Called) -> str:
    return ast.unparse(called.call.args[0]) if len(called.call.args) == 1 else ""


def _attribute(called: Called) -> str:
    return (called_name(called.call.func) or "").removeprefix(".")


def _at(called: Called) -> tuple[int, int]:
    return called.call.lineno, called.call.col_offset


def _inside(called: Called, part: ast.AST) -> bool:
    first, last = _lines(part)
    return first <= called.call.lineno <= last


def _lines(part: ast.AST) -> tuple[int, int]:
    assert isinstance(part, ast.stmt | ast.expr)
    return part.lineno, part.end_lineno or part.lineno


def events(gradients: Gradients, frame: Frame, part: ast.AST) -> tuple[Event, ...]:
    """The events of one scope, or one loop of it, in the order in which its calls stand."""
    order = Order(gradients, frame)
    order.handlers = list(_handlers(frame.node))
    first, last = _lines(part)
    calls = {c: way for c, way in order.ev.scope(frame.node).calls.items() if first <= c.lineno <= last}
    for call in calls:
        if isinstance(call.func, ast.Attribute) and call.func.attr == "zero_grad":
            order.clearing.add(key(order, call.func.value))
    found = []
    for call, (conditions, loops) in calls.items():
        if any(first <= call.lineno <= last for first, last in order.handlers):
            continue
        found += [_under(event, conditions, loops) for event in events_of(order, call)]
    return tuple(found)


def _under(event: Event, conditions: tuple[Condition, ...], loops: tuple[Loop, ...]) -> Event:
    tests = frozenset(id(c.test) * (1 if c.holds else -1) for c in conditions)
    return Event(
        event.kind,
        event.place,
        event.spelled,
        event.subject,
        event.certain,
        tests,
        tuple(id(loop) for loop in loops),
        event.escapes,
        event.made,
    )


def _handlers(scope: ScopeNode) -> Iterator[tuple[int, int]]:
    """The lines of `except` blocks: what stands there usually does not run."""
    for node in statements(scope):
        if isinstance(node, ast.ExceptHandler):
            yield node.lineno, node.end_lineno or node.lineno


def events_of(order: Order, call: ast.Call) -> list[Event]:
    """What one call is to the error signal."""
    name = (called_name(call.func) or "").removeprefix(".")
    place, spelled = order.frame.file.place(call), ast.unparse(call.func)
    if name in known.BACKWARD:
        return [Event(EventKind.BACKWARD, place, spelled)]
    if name == "zero_grad" and isinstance(call.func, ast.Attribute):
        return [Event(EventKind.CLEAR, place, spelled, s) for s in cleared(order, call.func.value)]
    if name == "step" and isinstance(call.func, ast.Attribute):
        return stepped(order, call, call.func)
    if is_loss(order, call):
        return [Event(EventKind.LOSS, place, spelled, escapes=fate.escapes(order.ev, call, order.frame))]
    return [Event(EventKind.UNKNOWN, place, spelled)] if may_do_anything(order, call, name) else []


def is_loss(order: Order, call: ast.Call) -> bool:
    if call not in sites.likely_calls(order.ev):
        return False
    return any(losses.known_loss(order.ev, t) is not None for t, _ in order.ev.value(call.func, order.frame))


# -- optimisers --------------------------------------------------------------------------------------------------------


def stepped(order: Order, call: ast.Call, func: ast.Attribute) -> list[Event]:
    """`optimizer.step()`, `scaler.step(optimizer)`; with a closure nothing is known of the order."""
    place, target = order.frame.file.place(call), func.value
    things = [t for t, _ in order.ev.value(func.value, order.frame)]
    if things and all(isinstance(t, Made) and t.cls in known.SCALERS for t in things) and call.args:
        target = call.args[0]
    elif call.args or call.keywords:
        return [Event(EventKind.UNKNOWN, place, ast.unparse(func))]
    if any(isinstance(t, Method | Function) for t, _ in order.ev.value(func, order.frame)):
        return [Event(EventKind.UNKNOWN, place, ast.unparse(func))]
    made = optimisers(order, target)
    if not made and key(order, target) not in order.clearing:
        return []  # a scheduler, a metric, an environment
    trail: Trail = made[0].trail if made else ()
    return [Event(EventKind.UPDATE, place, ast.unparse(func), number(order, target), bool(made), made=trail)]


def cleared(order: Order, target: ast.expr) -> list[int | None]:
    """The optimisers whose parameters lose their gradients; None: those of a model that is known to be no optimiser's."""
    things = [t for t, _ in order.ev.value(target, order.frame)]
    if optimisers(order, target) or not _is_model(things):
        return [number(order, target)]
    return [
        n for k, n in order.named.items() if isinstance(k, Made) and parameters.owners(order.ev, k) == set(things)
    ] or [None]


def _is_model(things: list[Thing]) -> bool:
    return bool(things) and all(
        isinstance(t, Instance | Container) or (isinstance(t, Made) and not is_optimiser(t)) for t in things
    )


def optimisers(order: Order, target: ast.expr) -> list[Made]:
    """The optimisers that the expression may be, if it is certainly one."""
    things = [t for t, _ in order.ev.value(target, order.frame)]
    made = [t for t in things if is_optimiser(t) and isinstance(t, Made)]
    return made if len(made) == len(things) else []


def is_optimiser(thing: Thing) -> bool:
    return isinstance(thing, Made) and thing.cls.startswith(known.OPTIMISERS)


def number(order: Order, target: ast.expr) -> int:
    """The number of an optimiser: the same for the same object, or the same expression over the same definitions."""
    made = optimisers(order, target)
    names: list[Hashable] = [key(order, target), *(made if len(made) == 1 else ())]
    numbers = [order.named[n] for n in names if n in order.named]
    chosen = numbers[0] if numbers else len(order.named) + 1
    for name in names:
        order.named.setdefault(name, chosen)
    return chosen


def key(order: Order, target: ast.expr) -> Hashable:
    """An expression as text, with the definitions that its names have here."""
    uses = order.ev.scope(order.frame.node).uses
    names = [n for n in walk(target) if isinstance(n, ast.Name | ast.Attribute)]
    return ast.unparse(target), tuple(id(r.definition) for n in names if n in uses for r in uses[n].reaches)


# -- other calls -------------------------------------------------------------------------------------------------------


def may_do_anything(order: Order, call: ast.Call, name: str) -> bool:
    """May this call send gradients back, clear or use them? `model.train()` is torch's, though a function of that name may."""
    arguments = [*call.args, *(k.value for k in call.keywords)]
    sends = name in sending_names(order.ev)
    if not sends and (name in HARMLESS or all(isinstance(argument, ast.Constant) for argument in arguments)):
        return False  # whatever it is
    callee = [t for t, _ in order.ev.value(call.func, order.frame)]
    tame = bool(callee) and all(_is_tame(order, t) for t in callee)
    if tame and not any(isinstance(t, Function | Method | Instance) for t in callee):
        return False
    if sends:
        return not _is_mode(order, call, name)
    return not tame and any(_matters(order, a) for a in arguments)


def _is_mode(order: Order, call: ast.Call, name: str) -> bool:
    """`net.train()` of an object of the project that is a torch module and has no such method of its own."""
    if name not in ("train", "eval") or not isinstance(call.func, ast.Attribute):
        return False
    things = [t for t, _ in order.ev.value(call.func.value, order.frame)]
    return bool(things) and all(
        isinstance(t, Instance)
        and classes.lookup(order.ev, t.cls, name) is None
        and MODULE in classes.library_bases(order.ev, t.cls)
        for t in things
    )


def _is_tame(order: Order, thing: Thing) -> bool:
    """Does what is known of the callee say that it leaves gradients alone? The project's own were asked by name."""
    match thing:
        case Function() | Method():
            return True
        case Instance():
            method = classes.call_method(order.ev, thing)
            return isinstance(method, Method) and thing.cls.node.name not in sending_names(order.ev)
        case Symbol(name=name):
            return name.startswith(("builtins.", "torch.", "numpy.", "math.", "time.", "os."))
        case Bound(receiver=Form() | Sequence() | Mapping() | Const() | Container()):
            return True
        case Made(cls=cls) | Bound(receiver=Made(cls=cls)):
            return cls.startswith("torch.")
    return isinstance(thing, Container)


def _matters(order: Order, argument: ast.expr) -> bool:
    """May the argument lead to gradients: an object or a tensor that carries one?"""
    if is_plain(order.ev.value(argument, order.frame)):
        return False
    return order.gradients.expr(argument, order.frame).flows
