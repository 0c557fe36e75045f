"""Which loss a callee is, and what its arguments are: graded output, target, reduction. Floor 3."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from losslint.analysis import calls, classes, library, signatures
from losslint.analysis.frames import Arguments, Thunk
from losslint.analysis.things import Bound, Const, Instance, Made, Partial, Super, Symbol, Thing, Wrapper, only
from losslint.forms import Expectation
from losslint.knowledge.summary import LossValue, Summary
from losslint.observation import Loss
from losslint.place import Trail

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator

CLASS_LOSSES = frozenset({Expectation.CLASS_LOGITS, Expectation.LOG_PROBABILITY, Expectation.CLASS_PROBABILITY})


@dataclass(frozen=True, slots=True)
class KnownLoss:
    """A loss that a stub describes: its name, signatures, the object (None for a function), arguments given before."""

    name: str
    summaries: tuple[Summary, ...]
    receiver: Thing | None
    trail: Trail = ()
    given: Arguments | None = None


@dataclass(frozen=True, slots=True)
class Graded:
    """One call of a known loss, bound: what it is and the two arguments."""

    loss: Loss
    output: Thunk
    target: Thunk | None


def known_loss(ev: Evaluator, thing: Thing) -> KnownLoss | None:
    """The known loss that calling this thing computes, if it is one."""
    match thing:
        case Symbol(name=name):
            canonical = ev.knowledge.canonical(name)
            return _of(canonical, ev.knowledge.function(canonical), None, ())
        case Made(cls=cls):
            return _of(cls, _forward(ev, cls), thing, thing.trail)
        case Instance():
            return _subclass(ev, thing)
        case Wrapper(inner=inner):
            return known_loss(ev, inner)
        case Bound(receiver=Super(receiver=Instance() as receiver), name="forward" | "__call__"):
            return _base_loss(ev, receiver)
        case Bound(receiver=receiver, name="forward" | "__call__"):
            return known_loss(ev, receiver)
        case Partial(function=function, arguments=given):
            found = known_loss(ev, function)
            return None if found is None else KnownLoss(found.name, found.summaries, found.receiver, found.trail, given)
    return None


def _forward(ev: Evaluator, cls: str) -> tuple[Summary, ...] | None:
    return ev.knowledge.method(cls, "forward") or ev.knowledge.method(cls, "__call__")


def _of(name: str, summaries: tuple[Summary, ...] | None, receiver: Thing | None, trail: Trail) -> KnownLoss | None:
    if summaries and any(isinstance(s.result, LossValue) for s in summaries):
        return KnownLoss(name, summaries, receiver, trail)
    return None


def _subclass(ev: Evaluator, instance: Instance) -> KnownLoss | None:
    """A project class over a library loss that leaves `forward` to it."""
    if any(classes.lookup(ev, instance.cls, n) for n in ("__call__", "forward")):
        return None
    return _base_loss(ev, instance)


def _base_loss(ev: Evaluator, instance: Instance) -> KnownLoss | None:
    """The library loss that a project class inherits from."""
    for base in classes.library_bases(ev, instance.cls):
        found = _of(base, _forward(ev, base), instance, instance.trail)
        if found is not None:
            return found
    return None


def graded(ev: Evaluator, known: KnownLoss, arguments: Arguments, spelled: str) -> Graded | None:
    """Bind a call of a known loss. None if it is called without anything to grade."""
    merged = calls.with_partial(known.given, arguments) if known.given is not None else arguments
    summary = signatures.selected(ev, known.summaries, known.receiver, merged) or known.summaries[0]
    undecided = signatures.selected(ev, known.summaries, known.receiver, merged) is None
    bound = signatures.bound_arguments(ev, summary, known.receiver, merged)
    parameter = next((p for p in summary.parameters if p.expects), None)
    if parameter is None or parameter.name not in bound:
        return None
    target = next((p for p in summary.parameters if p.is_target), None)
    expects = Expectation.UNKNOWN if undecided else parameter.expects[0]
    loss = Loss(
        known.name,
        expects,
        spelled,
        reduction(bound, summary),
        1 if expects in CLASS_LOSSES else None,
        known.trail,
    )
    return Graded(loss, bound[parameter.name], bound.get(target.name) if target is not None else None)


def reduction(bound: dict[str, Thunk], summary: Summary) -> str | None:
    """The constant `reduction`, its default if it is not given; None if it is not known."""
    thunk = bound.get("reduction")
    if thunk is not None:
        thing = only(thunk.compute())
        return str(thing.value) if isinstance(thing, Const) else None
    legacy = bound.get("reduce")
    if legacy is not None and (thing := only(legacy.compute())) is not None:
        return "none" if isinstance(thing, Const) and thing.value is False else None
    default = next((p.default for p in summary.parameters if p.name == "reduction"), "mean")
    return default if isinstance(default, str) and not default.startswith("<") else "mean"


def all_known(ev: Evaluator, value: tuple[tuple[Thing, object], ...]) -> Iterator[KnownLoss]:
    for thing, _ in value:
        found = known_loss(ev, thing)
        if found is not None:
            yield found


__all__ = ["Graded", "KnownLoss", "graded", "known_loss", "library"]
