"""Calling what a stub describes: the result that the chosen overload states for the bound arguments. Floor 3."""

from __future__ import annotations

import ast
from collections.abc import Hashable, Iterator
from itertools import product
from typing import TYPE_CHECKING

from losslint.analysis import bounds, shapes, signatures
from losslint.analysis.frames import Arguments, Frame, Thunk
from losslint.analysis.things import (
    Alt,
    Class,
    Const,
    Function,
    Made,
    Method,
    Opaque,
    Record,
    Sequence,
    Symbol,
    Thing,
    Value,
    const,
    guarded,
    just,
    nothing_known,
    only,
    union,
    used,
)
from losslint.forms import Form, FormName, unknown
from losslint.guards import ALWAYS, Guards, compatible
from losslint.knowledge import effects
from losslint.knowledge.phrases import applied, bounded, short
from losslint.knowledge.summary import (
    ELLIPSIS,
    REQUIRED,
    Called,
    Carries,
    Effect,
    Keeps,
    LossValue,
    Named,
    Parameter,
    Result,
    Returns,
    Several,
    Summary,
    Through,
)
from losslint.operations import KEEPS, carry, keep
from losslint.operations.activations import of_rank
from losslint.place import Step
from losslint.record import replace

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator

Site = tuple[ast.AST, Frame, Hashable]
TENSOR = "torch.Tensor"
ARRAYS = ("numpy.ndarray", "pandas.Table")
DATA = (FormName.INPUT_DATA, FormName.CLASS_INDEX, FormName.HARD)
UNCHANGED = ("same", "learnt")  # pass-throughs that give a module or a list itself
BOUNDING = ("cosine", "length", "normalised_to_one")  # what they give lies in the same bounds whatever they are given
PARAMETERS = frozenset(("torch.nn.Parameter", "torch.nn.parameter.Parameter"))


# -- applying ------------------------------------------------------------------------------------------------------


def apply(
    ev: Evaluator, summaries: tuple[Summary, ...], name: str, receiver: Thing | None, arguments: Arguments, site: Site
) -> Value:
    """The result that a summary states for these arguments."""
    summary = signatures.selected(ev, summaries, receiver, arguments)
    if summary is None:
        return nothing_known(f"which overload of {name} is meant is not known")
    bound = signatures.bound_arguments(ev, summary, receiver, arguments)
    return result(ev, summary.result, summary, bound, name, receiver, site)


def result(
    ev: Evaluator,
    stated: Result,
    summary: Summary,
    bound: dict[str, Thunk],
    name: str,
    receiver: Thing | None,
    site: Site,
) -> Value:
    match stated:
        case Carries(form=form_name):
            return _carries(ev, form_name, summary, bound, name, receiver, site)
        case Keeps(variable=variable, how=how):
            return _keeps(ev, variable, how, summary, bound, name, site)
        case Effect(name=effect):
            return _effect(ev, effect, summary, bound, name, site)
        case LossValue():
            return just(Form(FormName.LOSS, trail=(ev.step(site[0], site[1], f"{short(name)} is computed here"),)))
        case Returns(qualified=qualified):
            return _returned(ev, qualified, name, site)
        case Several(items=items, repeats=True):
            return just(Sequence(middle=result(ev, items[0], summary, bound, name, receiver, site)))
        case Several(items=items, last=True):
            before = nothing_known(f"what {name} returns before its last result")
            return just(Sequence((), before, (result(ev, items[0], summary, bound, name, receiver, site),)))
        case Several(items=items):
            return just(Sequence(tuple(result(ev, i, summary, bound, name, receiver, site) for i in items)))
        case Through(attribute=attribute) if receiver is not None:
            return _through(ev, attribute, receiver, site)
        case Called(parameter=parameter, how=how):
            given = _called(ev, parameter, bound, name, receiver, site)
            return given if how == "same" else union(tuple(Alt(keep(how, f), g) for f, g in forms(given)))
        case Named(items=named, positional=positional):
            things = tuple((k, result(ev, r, summary, bound, name, receiver, site)) for k, r in named)
            return just(Record(things, positional))
    return just(Opaque(("result", name, site[0], site[1]), f"what {name} returns is not known"))


def _returned(ev: Evaluator, cls: str, name: str, site: Site) -> Value:
    """An object that a function builds."""
    from losslint.analysis import library

    trail = (ev.step(site[0], site[1], f"{short(name)} builds it here"),)
    return just(library.built(ev, Made(cls, site, None, trail)))


def _through(ev: Evaluator, attribute: str, receiver: Thing, site: Site) -> Value:
    """What the attribute of the object gives: a head that may have been replaced."""
    from losslint.analysis import attributes, calls

    head = attributes.of(ev, receiver, attribute, site[0], site[1])
    features = Arguments(((Thunk(lambda: nothing_known("features of a library model")), False),))
    value = calls.call(ev, head, features, (site[0], site[1], (site[2], attribute)))
    own = only(head)
    if isinstance(own, Made) and own.site == ("declared", receiver, attribute):  # else it is the program's own layer
        value = tuple(Alt(with_units(ev, t, receiver) if isinstance(t, Form) else t, g) for t, g in value)
    return value


def _called(
    ev: Evaluator, parameter: str, bound: dict[str, Thunk], name: str, receiver: Thing | None, site: Site
) -> Value:
    """What the argument gives for something."""
    from losslint.analysis import calls

    thunk = bound.get(parameter)
    if thunk is None and isinstance(receiver, Made) and receiver.arguments is not None:
        thunk = signatures.constructor_arguments(ev, receiver).get(parameter)
    if thunk is None:
        return nothing_known(f"{name} is called without {parameter}")
    given = Arguments(((Thunk(lambda: nothing_known(f"what {short(name)} calls it with")), False),))
    return calls.call(ev, union(*map(_last, thunk.compute())), given, (site[0], site[1], (site[2], parameter)))


def _last(alternative: Alt) -> Value:
    """Of a list of modules the last; of a pair, a module and what is said of it, the module."""
    match alternative.thing:
        case Sequence(back=(*_, last)) | Sequence(front=(*_, last), middle=None):
            found = guarded(last, alternative.guards)
            pair = [isinstance(a.thing, Sequence) and a.thing.front[:1] for a in found]
            return union(*(guarded(p[0], a.guards) if p else (a,) for p, a in zip(pair, found, strict=True)))
    return (alternative,)


def _operand(summary: Summary) -> Parameter | None:
    return next((p for p in summary.parameters if p.variable is not None), None)


def _carries(
    ev: Evaluator,
    form_name: FormName,
    summary: Summary,
    bound: dict[str, Thunk],
    name: str,
    receiver: Thing | None,
    site: Site,
) -> Value:
    step = ev.step(site[0], site[1], applied(form_name, name))
    parameter = _operand(summary)
    dim = _constant_int(bound, summary, "dim")
    implicit = dim is None and not bound.keys() & {"dim", "axis"} and any(p.name == "dim" for p in summary.parameters)
    if parameter is None:
        carried = carry(form_name, None, dim)
        return just(replace(with_units(ev, carried, receiver), trail=(*made_here(receiver), step)))
    found = []
    for form, guards in forms(used(bound[parameter.name].compute()) if parameter.name in bound else ()):
        carried = carry(form_name, form, dim)
        if implicit:
            carried = of_rank(carried)
        found.append(Alt(replace(carried, trail=(*_under(form, carried), *made_here(receiver), step)), guards))
    return union(tuple(found)) or just(replace(carry(form_name, None, dim), trail=(*made_here(receiver), step)))


def _under(form: Form, carried: Form) -> tuple[Step, ...]:
    """The evidence of an activation beneath this one, where it matters."""
    return form.trail if carried.under else ()


def made_here(receiver: Thing | None) -> tuple[Step, ...]:
    return receiver.trail if isinstance(receiver, Made) else ()


def with_units(ev: Evaluator, form: Form, receiver: Thing | None) -> Form:
    """The form with the number of units that the layer has, on their dimension, as far as they are known."""
    if not isinstance(receiver, Made) or receiver.arguments is None:
        return form
    summaries = ev.knowledge.method(receiver.cls, "__init__")
    units_dim = ev.knowledge.units_dim(receiver.cls)
    sized = next((p for p in summaries[0].parameters if p.units), None) if summaries else None
    if sized is None or units_dim is None:
        return form
    thunk = signatures.constructor_arguments(ev, receiver).get(sized.name)
    thing = only(thunk.compute()) if thunk is not None else const(sized.default)
    if isinstance(thing, Const) and isinstance(thing.value, int) and not isinstance(thing.value, bool):
        return replace(form, units=thing.value, units_dim=units_dim)
    return form


def _constant_int(bound: dict[str, Thunk], summary: Summary, name: str) -> int | None:
    thunk = bound.get(name) or bound.get("axis")
    if thunk is not None:
        thing = only(thunk.compute())
        return thing.value if isinstance(thing, Const) and isinstance(thing.value, int) else None
    default = next((p.default for p in summary.parameters if p.name == name), None)
    return default if isinstance(default, int) else None


def _keeps(
    ev: Evaluator, variable: str, how: str, summary: Summary, bound: dict[str, Thunk], name: str, site: Site
) -> Value:
    parameter = next((p for p in summary.parameters if p.variable == variable), None)
    if parameter is None or parameter.name not in bound:
        return nothing_known(f"{name} is called without its operand")
    found = []
    for thing, guards in used(bound[parameter.name].compute()):
        if how in BOUNDING:
            kept = keep(how, thing if isinstance(thing, Form) else Form(FormName.REAL))
            found.append(Alt(kept.at(ev.step(site[0], site[1], bounded(kept.low, kept.high, name))), guards))
        elif isinstance(thing, Form):
            kept = keep(how, thing) if how in KEEPS else unknown(f"{name} is not followed", thing.trail)
            found.append(Alt(kept, guards))
        else:
            found.append(Alt(thing if how in UNCHANGED else unknown(f"{name} of something that is not known"), guards))
    return union(tuple(found))


# -- effects -------------------------------------------------------------------------------------------------------


def _effect(ev: Evaluator, effect: str, summary: Summary, bound: dict[str, Thunk], name: str, site: Site) -> Value:
    """One function of effects.py, for every combination of what its arguments may be."""
    declared = {p.name for p in summary.parameters}
    names = [n for n in bound if n in declared]
    operand = _operand(summary)
    values = {n: bound[n].compute() for n in names}
    if operand is not None and operand.name in values:
        values[operand.name] = used(values[operand.name])
    choices = [list(as_arguments(ev, values[n])) for n in names]
    defaults = {
        p.name: p.default for p in summary.parameters if p.name not in bound and p.default not in (REQUIRED, ELLIPSIS)
    }
    found: list[Alt] = []
    for index, combination in enumerate(product(*choices)):
        if index >= bounds.PRODUCT:
            return nothing_known("too many combinations of arguments")
        guards: Guards = ALWAYS
        for _, under in combination:
            if not compatible(guards, under):
                break
            guards |= under
        else:
            given = defaults | {n: value for n, (value, _) in zip(names, combination, strict=True)}
            form = effects.apply(effect, given) if effect in effects.EFFECTS else unknown(f"{name} is not followed")
            if form.known and form.name not in _silent(given):
                form = form.at(ev.step(site[0], site[1], applied(form.name, name)))
            found.append(Alt(form, guards))
    return union(tuple(found)) if found else ()


def _silent(given: dict[str, object]) -> set[FormName]:
    return {v.name for v in given.values() if isinstance(v, Form)}


def as_arguments(ev: Evaluator, value: Value) -> Iterator[tuple[object, Guards]]:
    """Things as effects take them: forms, tuples of forms, constants, qualified names, or not known. What is built of something
    that has no value yet, in a loop that is gone through, has none yet."""
    for thing, guards in value:
        if not (ev.hangs_on and isinstance(thing, Sequence) and thing.closed and () in thing.items):
            yield as_argument(ev, thing), guards


def is_learnt(made: Made) -> bool:
    """Is it a parameter that training moves?"""
    given = made.arguments
    return made.cls in PARAMETERS and given is not None and len(given.positional) == 1 and not given.keywords


def as_argument(ev: Evaluator, thing: Thing) -> object:
    match thing:
        case Form():
            return thing
        case Const(value=value):
            return value
        case Symbol(name=name):
            return ev.knowledge.canonical(name)
        case Made(cls=cls) if cls in PARAMETERS:
            return effects.PARAMETER
        case Sequence():
            return _sequence_argument(ev, thing)
        case Opaque():
            return as_form(thing)
    return effects.UNKNOWN_ARGUMENT


def _sequence_argument(ev: Evaluator, thing: Sequence) -> object:
    """A tuple; a list if it stands for a sequence of unknown length."""
    items = [only(v) for v in thing.elements()]
    if thing.closed and any(isinstance(i, Const | Sequence) for i in items):
        return tuple(effects.UNKNOWN_ARGUMENT if i is None else as_argument(ev, i) for i in items)
    found: list[Form] = []
    for value in thing.elements():
        for form, _ in forms(used(value)):
            found.append(form)
    if not found:
        return effects.UNKNOWN_ARGUMENT
    return tuple(found) if thing.closed and None not in items else found


def forms(value: Value) -> Iterator[tuple[Form, Guards]]:
    """The value as forms; things that are no tensor are unknown."""
    for thing, guards in value:
        yield as_form(thing), guards


def as_form(thing: Thing) -> Form:
    match thing:
        case Form():
            return thing
        case Opaque(because=because, missing_at=missing_at):
            rank = 0 if is_converted(thing) else None
            return replace(unknown(because or "a value that is not known", missing_at=missing_at), rank=rank)
        case Record(items=((_, first), *_), positional=True):
            return as_form(first[0].thing) if len(first) == 1 else unknown("several results")
        case Sequence():
            return unknown("a list or tuple where a tensor is expected")
        case Function() | Method() | Class():
            return unknown("a function where a tensor is expected")
    return unknown(f"a {type(thing).__name__.lower()} where a tensor is expected")


def is_converted(thing: Opaque) -> bool:
    """Is it a number that `int(…)` or `float(…)` made?"""
    return isinstance(thing.subject, tuple) and thing.subject[:1] in (("int",), ("float",))


# -- methods of tensors --------------------------------------------------------------------------------------------


def call_method(ev: Evaluator, receiver: Form, name: str, arguments: Arguments, site: Site) -> Value:
    cls, summaries = method_of(ev, receiver, name)
    if summaries is None:
        if (size := shapes.method(receiver, name, arguments)) is not None:
            return size
        return just(replace(unknown(f"tensor method {name} is not known", receiver.trail)))
    return apply(ev, summaries, f"{cls}.{name}", receiver, arguments, site)


def method_of(ev: Evaluator, form: Form, name: str) -> tuple[str, tuple[Summary, ...] | None]:
    """The method of that name, and whose it is: a tensor's, or of data, which may be no tensor yet, an array's or a table's."""
    for cls in (TENSOR, *(ARRAYS if form.name in DATA and not form.gradient else ())):
        if (summaries := ev.knowledge.method(cls, name)) is not None:
            return cls, summaries
    return TENSOR, None


def guess_method(ev: Evaluator, thing: Opaque, arguments: Arguments, site: Site) -> Value | None:
    """`x.softmax(1)` of an unknown `x`: only tensors have a method of that name that is a source."""
    subject = thing.subject
    if not (isinstance(subject, tuple) and subject and isinstance(subject[0], str) and subject[0].startswith(".")):
        return None
    summaries = ev.knowledge.method(TENSOR, subject[0][1:])
    if summaries is None or not isinstance(summaries[0].result, Carries) or subject[0] in (".round", ".sign"):
        return None
    return apply(
        ev,
        summaries,
        f"{TENSOR}{subject[0]}",
        unknown(thing.because or "not known", missing_at=thing.missing_at),
        arguments,
        site,
    )


__all__ = ["apply", "as_form", "call_method", "const", "forms", "guarded"]
