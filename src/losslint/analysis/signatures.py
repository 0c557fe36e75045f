"""A call against a stub's signature: which overload it means, what its parameters are bound to. Floor 3."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from losslint.analysis import binding, classes, configuration, instances
from losslint.analysis.frames import Arguments, Thunk
from losslint.analysis.things import (
    Alt,
    Const,
    Instance,
    Made,
    Opaque,
    Sequence,
    Symbol,
    Thing,
    Value,
    const,
    just,
    only,
)
from losslint.guards import Guard
from losslint.knowledge import choose, effects
from losslint.knowledge.summary import Summary

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator

ALIASES = {"axis": "dim", "keepdims": "keepdim"}  # numpy's words, which torch takes too


def selected(
    ev: Evaluator, summaries: tuple[Summary, ...], receiver: Thing | None, arguments: Arguments
) -> Summary | None:
    """The overload that the constant arguments choose."""
    if len(summaries) == 1:
        return summaries[0]
    names = {p.name for s in summaries for p in s.parameters if p.literal is not None}
    constants: dict[str, object] = {}
    bound: dict[str, Thunk] = {}
    for summary in summaries:
        bound |= bound_arguments(ev, summary, receiver, arguments)
    for name in names & bound.keys():
        thing = only(bound[name].compute())
        constants[name] = _constant(ev, thing)
    return choose(summaries, constants)


def _constant(ev: Evaluator, thing: Thing | None) -> object:
    match thing:
        case Const(value=value):
            return value
        case Opaque(because=configuration.NOT_STATED, default=Const(value=value)):
            return value  # what the file says that describes the object
        case Symbol(name=name):
            return ev.knowledge.constant(name, effects.UNKNOWN_ARGUMENT)
    return effects.UNKNOWN_ARGUMENT


def bound_arguments(ev: Evaluator, summary: Summary, receiver: Thing | None, arguments: Arguments) -> dict[str, Thunk]:
    """Parameters of a stub's signature to arguments; what a module's constructor was given stands behind its own."""
    positional, keywords, more, _ = binding.flatten(ev, arguments)
    parameters = list(summary.parameters)
    bound: dict[str, Thunk] = {}
    if parameters and parameters[0].name in ("self", "cls"):
        if receiver is not None:
            bound["self"] = binding.ready(just(receiver))
        parameters = parameters[1:]
    for parameter in parameters:
        match parameter.kind:
            case "positional" if positional:
                bound[parameter.name] = positional.pop(0)
            case "var_positional":
                bound[parameter.name] = gathered(tuple(positional), more=more)
                positional = []
        if parameter.name in keywords:
            bound.setdefault(parameter.name, keywords[parameter.name])
    for alias, name in ALIASES.items():
        if alias in keywords and name not in bound:
            bound[name] = keywords[alias]
    made = constructor_arguments(ev, receiver)
    if isinstance(receiver, Made) and any(p.name == "training" for p in parameters):
        bound.setdefault("training", binding.ready(in_either_mode(receiver)))
    for parameter in parameters:
        if parameter.kind == "keyword" and parameter.name in made:
            bound.setdefault(parameter.name, made[parameter.name])
    return bound


def gathered(rest: tuple[Thunk, ...], *, more: bool) -> Thunk:
    """What `*args` is bound to; `more` may follow."""
    middle = binding.just_unknown("from a star argument") if more else None
    return Thunk(lambda: just(Sequence(tuple(t.compute() for t in rest), middle)))


def in_either_mode(receiver: Made) -> Value:
    """`self.training` of a library module, as the evaluator guards it everywhere."""
    subject = ("truth", ("training", receiver))
    modes = ((True, "in training mode"), (False, "in evaluation mode"))
    return tuple(Alt(const(b), frozenset({Guard(subject, frozenset({True}), b, text, b)})) for b, text in modes)


def constructor_arguments(ev: Evaluator, receiver: Thing | None) -> dict[str, Thunk]:
    """What a library object was made with, by the parameter names of its class's constructor."""
    if isinstance(receiver, Made) and receiver.arguments is not None:
        summaries = ev.knowledge.method(receiver.cls, "__init__")
        return _named(ev, summaries[0], receiver.arguments) if summaries else {}
    if isinstance(receiver, Instance):
        return _handed_to_base(ev, receiver)
    return {}


def _named(ev: Evaluator, summary: Summary, arguments: Arguments) -> dict[str, Thunk]:
    positional, keywords, _, _ = binding.flatten(ev, arguments)
    names = [p.name for p in summary.parameters if p.name != "self" and p.kind == "positional"]
    return {**dict(zip(names, positional, strict=False)), **keywords}


def _handed_to_base(ev: Evaluator, instance: Instance) -> dict[str, Thunk]:
    """`super().__init__(…)` of a project class over a library class; without a constructor, its own arguments."""
    base = next((b for b in classes.library_bases(ev, instance.cls) if ev.knowledge.method(b, "__init__")), None)
    summaries = ev.knowledge.method(base, "__init__") if base else None
    if not summaries:
        return {}
    method = classes.lookup(ev, instance.cls, "__init__")
    if method is None:
        return _named(ev, summaries[0], instance.arguments) if instance.arguments is not None else {}
    function, owner = method
    frame = instances.method_frame(ev, function, owner, instance, instance.arguments, "__init__")
    for call in ev.scope(function.node).calls:
        func = call.func
        if isinstance(func, ast.Attribute) and func.attr == "__init__" and isinstance(func.value, ast.Call):
            return _named(ev, summaries[0], binding.arguments_of(ev, call, frame))
    return {}
