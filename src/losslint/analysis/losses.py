"""Which loss a callee is, and what its arguments are: graded output, target, reduction. Floor 3."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, TypeVar

from losslint.analysis import calls, classes, library, signatures
from losslint.analysis.frames import Arguments, Thunk
from losslint.analysis.things import (
    NONE,
    Bound,
    Const,
    Instance,
    Made,
    Partial,
    Sequence,
    Super,
    Symbol,
    Thing,
    Value,
    Wrapper,
    only,
    used,
)
from losslint.forms import Encoding, Expectation
from losslint.knowledge.summary import LossValue, Summary
from losslint.loss_site import Loss
from losslint.place import Trail
from losslint.record import dataclass

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
    """One call of a known loss, bound: what it is, the two arguments, and what else it grades (a variance)."""

    loss: Loss
    output: Thunk
    target: Thunk | None
    others: tuple[tuple[Expectation, Thunk], ...] = ()


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
    if refuses(known, merged):
        return None
    selected = signatures.selected(ev, known.summaries, known.receiver, merged)
    possible = known.summaries if selected is None else (selected,)
    bound = signatures.bound_arguments(ev, possible[0], known.receiver, merged)
    parameters = possible[0].parameters
    wanted = [p for p in parameters if p.expects]
    if not wanted or wanted[0].name not in bound:
        return None
    target = next((p for p in parameters if p.is_target), None)
    expects = agreed([_expectations(summary) for summary in possible]) or (Expectation.UNKNOWN,)
    given = bound | {n: t for n, t in signatures.constructor_arguments(ev, known.receiver).items() if n not in bound}
    defaults = defaults_of(ev, known, possible[0])
    loss = Loss(
        known.name,
        expects[0],
        spelled,
        reduction(given, defaults),
        1 if expects[0] in CLASS_LOSSES else None,
        expects[1:],
        agreed([_encodings(summary) for summary in possible]),
        margin(given, defaults),
        known.trail,
    )
    others = tuple((p.expects[0], bound[p.name]) for p in wanted[1:] if p.name in bound)
    return Graded(loss, bound[wanted[0].name], bound.get(target.name) if target is not None else None, others)


def refuses(known: KnownLoss, arguments: Arguments) -> bool:
    """Would an object of a loss of torch raise, because it is given more than it takes: one of several it may be is meant?"""
    if known.receiver is None or not known.name.startswith("torch.") or any(s for _, s in arguments.positional):
        return False
    takes = max(len([p for p in s.parameters if p.name != "self"]) for s in known.summaries)
    return len(arguments.positional) > takes


def taken(loss: str, value: Value) -> Value:
    """What a loss can grade of what it may be given: None is no tensor, and a loss of torch takes no list or tuple of them. The
    program would stop there, so that one of the others is meant."""
    left = used(value)
    if loss.startswith("torch."):
        left = tuple([a for a in left if not isinstance(a.thing, Sequence)]) or left
    return left


def _expectations(summary: Summary) -> tuple[Expectation, ...]:
    return next((p.expects for p in summary.parameters if p.expects), ())


def _encodings(summary: Summary) -> tuple[Encoding, ...]:
    return next((p.against for p in summary.parameters if p.is_target), ())


Word = TypeVar("Word", Encoding, Expectation)


def agreed(of_overloads: list[tuple[Word, ...]]) -> tuple[Word, ...]:
    """What all overloads that a call may mean say alike; nothing where they differ."""
    return of_overloads[0] if len(set(of_overloads)) == 1 else ()


def defaults_of(ev: Evaluator, known: KnownLoss, summary: Summary) -> dict[str, object]:
    """The defaults of the loss's parameters: its own, or its constructor's."""
    made = known.receiver
    built = ev.knowledge.method(made.cls, "__init__") if isinstance(made, Made) else None
    parameters = (*(built[0].parameters if built else ()), *summary.parameters)
    return {p.name: p.default for p in parameters}


def reduction(given: dict[str, Thunk], defaults: dict[str, object]) -> str | None:
    """The constant `reduction`, its default if it is not given; None if it is not known."""
    legacy = {name: only(given[name].compute()) for name in _LEGACY if name in given}
    if any(thing != NONE for thing in legacy.values()):
        return _legacy(legacy)
    thunk = given.get("reduction")
    if thunk is not None:
        thing = only(thunk.compute())
        return str(thing.value) if isinstance(thing, Const) else None
    default = defaults.get("reduction", "mean")
    return default if isinstance(default, str) and not default.startswith("<") else "mean"


_LEGACY = ("size_average", "reduce")


def _legacy(given: dict[str, Thing | None]) -> str | None:
    """What the two options say that `reduction` has replaced, and that win over it; None where one of them is not known."""
    stated = [thing for name in _LEGACY if isinstance(thing := given.get(name, NONE), Const)]
    if len(stated) < len(_LEGACY):
        return None
    averages, reduces = (thing == NONE or bool(thing.value) for thing in stated)
    return "none" if not reduces else "mean" if averages else "sum"


def margin(given: dict[str, Thunk], defaults: dict[str, object]) -> float | None:
    """The constant `margin`, or its default; None where the loss has none or it is not known."""
    thunk = given.get("margin")
    thing = only(thunk.compute()) if thunk is not None else None
    value = defaults.get("margin") if thunk is None else thing.value if isinstance(thing, Const) else None
    return float(value) if isinstance(value, int | float) else None


def all_known(ev: Evaluator, value: tuple[tuple[Thing, object], ...]) -> Iterator[KnownLoss]:
    for thing, _ in value:
        found = known_loss(ev, thing)
        if found is not None:
            yield found


__all__ = ["Graded", "KnownLoss", "graded", "known_loss", "library"]
