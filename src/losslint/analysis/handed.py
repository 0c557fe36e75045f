"""A loss that is handed to a trainer together with a model: the trainer applies one to the output of the other. Floor 3.

In: the calls of functions and classes whose stub marks what it is handed (`Model`, `Criterion`). Out: a `LossSite` at the call,
as if the loss stood there. What the model is fed, and what the loss grades against, is the trainer's affair.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from losslint.analysis import binding, bounds, calls, classes, library, losses, mode, signatures, sites
from losslint.analysis.frames import Arguments, Frame, Thunk
from losslint.analysis.identifiers import identifiers
from losslint.analysis.names import Called, spellings
from losslint.analysis.things import (
    Bound,
    Class,
    Const,
    Instance,
    Made,
    Super,
    Symbol,
    Thing,
    Value,
    guarded,
    just,
    nothing_known,
    union,
)
from losslint.forms import Expectation
from losslint.guards import Guards, compatible
from losslint.knowledge.summary import Handed, Parameter, Summary
from losslint.loss_site import LossCall, LossSite
from losslint.record import dataclass, replace

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator


@dataclass(frozen=True, slots=True)
class Handing:
    """One call of a trainer: its arguments, and what its signature binds them to."""

    called: Called
    frame: Frame
    arguments: Arguments
    summary: Summary
    bound: dict[str, Thunk]

    def parameter(self, handed: Handed) -> Parameter | None:
        return next((p for p in self.summary.parameters if p.handed == handed), None)

    def value(self, parameter: Parameter) -> Value:
        """What is handed over, classes made into objects."""
        thunk = self.bound.get(parameter.name)
        if thunk is not None:
            return thunk.compute()
        return just(Symbol(parameter.default)) if isinstance(parameter.default, str) else ()

    def expression(self, parameter: Parameter) -> ast.expr:
        thunk = self.bound.get(parameter.name)
        is_here = thunk is not None and thunk.expr is not None and thunk.frame is self.frame
        return thunk.expr if thunk is not None and thunk.expr is not None and is_here else self.called.call


def loss_sites(ev: Evaluator, only: Collection[str] | None = None) -> Iterator[LossSite]:
    """The trainers that are handed a known loss, by place; in some files `only`."""
    for called in (c for c in trainers(ev) if c.is_in(only)):
        ev.root(bounds.CALLEE_STEPS)
        frame, way = ev.joined_frame(called.owner), ev.scope(called.owner.node).calls.get(called.call)
        path = ev.conditions(*way, frame) if frame is not None and way is not None else None
        if frame is not None and path is not None:
            graded = list(loss_calls(ev, called, frame, path))[: bounds.ALTERNATIVES]
            yield from sites.by_caller(ev, called, frame, mode.in_mode(ev, called, frame, graded))


def trainers(ev: Evaluator) -> tuple[Called, ...]:
    """The calls that may be those of a trainer, by place."""
    return ev.fact("calls of trainers", lambda: _trainers(ev))


def _trainers(ev: Evaluator) -> tuple[Called, ...]:
    known = identifiers(ev)
    spelled = [s for name in sorted(known.trainers) for s in spellings(name)]
    names = [*ev.graph.aliases(spelled), *([".__init__"] if spelled else [])]
    found = {c.call: c for name in names for c in ev.graph.calls.get(name, ()) if has_two(c.call)}
    return tuple(sorted(found.values(), key=lambda c: c.order))


def has_two(call: ast.Call) -> bool:
    return bool(call.args or call.keywords)


def loss_calls(ev: Evaluator, called: Called, frame: Frame, path: Guards) -> Iterator[LossCall]:
    arguments = binding.arguments_of(ev, called.call, frame)
    for thing, guards in ev.value(called.call.func, frame):
        summary = trainer(ev, thing, arguments)
        if summary is not None and compatible(guards, path):
            bound = signatures.bound_arguments(ev, summary, None, arguments)
            handing = Handing(called, frame, arguments, summary, bound)
            is_base = isinstance(thing, Bound) and isinstance(thing.receiver, Super)  # whichever object is being made
            yield from graded_by(ev, handing, path if is_base else guards | path)


def trainer(ev: Evaluator, thing: Thing, arguments: Arguments) -> Summary | None:
    """The signature of what takes a model and a criterion; where it is not known which, the last."""
    found: tuple[Summary, ...] | None = None
    match thing:
        case Symbol():
            name = ev.knowledge.canonical(thing.name)
            found = ev.knowledge.method(name, "__init__") if ev.knowledge.cls(name) else ev.knowledge.function(name)
        case Class() if classes.lookup(ev, thing, "__init__") is None:
            found = _of_base(ev, thing)
        case Bound(receiver=Super(receiver=Instance(), after=after), name="__init__"):
            found = _of_base(ev, after)
        case Bound(receiver=Made(cls=cls), name=method):
            found = ev.knowledge.method(cls, method)
    found = tuple(s for s in found or () if any(p.handed == "criterion" for p in s.parameters))
    return (signatures.selected(ev, found, None, arguments) or found[-1]) if found else None


def _of_base(ev: Evaluator, cls: Class) -> tuple[Summary, ...]:
    """The constructor of the library class that a project class derives from."""
    constructors = (ev.knowledge.method(base, "__init__") for base in classes.library_bases(ev, cls))
    return next((found for found in constructors if found), ())


def graded_by(ev: Evaluator, handing: Handing, path: Guards) -> Iterator[LossCall]:
    """One alternative for each loss and each output that can meet."""
    model, criterion = handing.parameter("model"), handing.parameter("criterion")
    between = any(p.handed == "between" and p.name in handing.bound for p in handing.summary.parameters)
    if model is None or criterion is None or between:
        return
    frame, place = handing.frame, ev.place(handing.called.call, handing.frame)
    arguments = Arguments(
        (
            (Thunk(lambda: output_of(ev, handing, model)), False),
            (Thunk(lambda: nothing_known("the batches are the trainer's")), False),
        )
    )
    for thing, guards in made(ev, handing, criterion):
        known = losses.known_loss(ev, thing)
        graded = losses.graded(ev, known, arguments, known.name) if known is not None else None
        if graded is None or not compatible(guards, path):
            continue
        loss = graded.loss
        if loss.name in criterion.logged:
            loss = replace(loss, expects=Expectation.CLASS_PROBABILITY, also=())
        argument = ev.place(handing.expression(model), frame)
        for output, target, under in sites.pairs(ev, graded, guards | path):
            yield LossCall(place, argument, loss, output, target, under)


def output_of(ev: Evaluator, handing: Handing, model: Parameter) -> Value:
    """What the model gives for a batch."""
    batch = Arguments(((Thunk(lambda: nothing_known("a batch of the trainer's data")), False),))
    site = (handing.called.call, handing.frame, ("handed", model.name))
    return union(*(guarded(calls.call_thing(ev, t, batch, site), g) for t, g in made(ev, handing, model)))


def made(ev: Evaluator, handing: Handing, parameter: Parameter) -> Value:
    """The objects that are handed over; a class is made into one with the arguments that carry its prefix."""
    prefix = f"{parameter.name}__"
    given = tuple((k.removeprefix(prefix), v) for k, v in handing.arguments.keywords if k.startswith(prefix))
    site = (handing.expression(parameter), handing.frame, ("handed", parameter.name))
    found: list[Value] = []
    for thing, guards in handing.value(parameter):
        match thing:
            case Class():
                value = calls.instantiate(ev, thing, Arguments((), given), site)
            case Const(value=str(text)) if parameter.table is not None:
                value = named(ev, text, parameter.table) or just(thing)
            case Symbol(name=name):
                value = library.make(ev, ev.knowledge.canonical(name), Arguments((), given), site) or just(thing)
            case _:
                value = just(thing)
        found.append(guarded(value, guards))
    return union(*found)


def named(ev: Evaluator, text: str, table: str) -> Value:
    """The criterion that a text names; case, `_` and a "loss" at its end say nothing."""
    found = ev.knowledge.attribute(table, text.lower().removesuffix("loss").replace("_", ""))
    return just(Symbol(found)) if found is not None else ()
