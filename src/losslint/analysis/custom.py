"""Losses of the project's own that end in arithmetic (`custom`). Floor 3.

A call of a project function or object is one if its value, alone or through sums and means, reaches `.backward()` or is
what a training hook returns, and no known loss stands inside it; every other call of the same callee is one too.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING

from losslint.analysis import binding, bounds, classes, iteration, losses, tensors
from losslint.analysis.frames import Frame
from losslint.analysis.names import Called, Owner, called_name, spellings
from losslint.analysis.scope import Definition, Kind
from losslint.analysis.things import Function, Instance, Mapping, Method, Record, Thing, Value, Wrapper
from losslint.forms import Expectation, Form, FormName, unknown
from losslint.guards import Guards
from losslint.loss_site import Loss, LossCall, LossSite
from losslint.source.nodes import walk

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator

PASSES = frozenset(
    "mean sum to cuda float squeeze view reshape scale backward manual_backward stack cat add div mul values items".split()
)
# What these are called on (a scaler, a trainer) is no part of a loss.
HANDED = frozenset("scale backward manual_backward".split())
NOT_GRADED = (
    FormName.INPUT_DATA,
    FormName.HARD,
    FormName.CLASS_INDEX,
    FormName.ONE_HOT,
    FormName.LOSS,
    FormName.UNKNOWN,
)

NOTHING_GRADED = "no argument of the project's own loss is known to come out of a model"
SEVERAL_GRADED = "several arguments of the project's own loss come out of models, of different forms"
GIVES_LOSS = "transformers"  # its models compute their loss themselves where they are given labels
Graded = AbstractSet[ast.AST] | None
"""The functions in which a known loss was found; None where not all were looked for."""
GIVEN_BY_MODELS = frozenset((FormName.LOGITS, FormName.SIGMOID, FormName.SOFTMAX, FormName.LOG_SOFTMAX, FormName.TANH))


def sites(ev: Evaluator, only: Collection[str] | None, graded: Graded) -> Iterator[LossSite]:
    """Those of the project, or of some files `only`, by place; `graded` are the functions in which a known loss was found."""
    found: dict[ast.Call, tuple[Called, LossSite | None]] = {}
    grading: set[ast.AST] = set()
    for called, frame, inside in list(backpropagated(ev, graded)):
        seen = site(ev, called, frame)
        found[called.call] = called, seen
        if seen is not None and any(call.output.because != NOTHING_GRADED for call in seen.calls):
            grading |= inside
    for called, frame in list(others(ev, grading, found, graded)):
        if called.is_in(only):
            found[called.call] = called, site(ev, called, frame)
    for called, seen in sorted(found.values(), key=lambda f: f[0].order):
        if seen is not None and called.is_in(only):
            yield seen


def backpropagated(ev: Evaluator, graded: Graded) -> Iterator[tuple[Called, Frame, set[ast.AST]]]:
    """The calls of project functions and objects that end in `backward`, and what each may run."""
    found: set[ast.Call] = set()
    for owner, expr in objectives(ev):
        frame = ev.joined_frame(owner)
        if frame is None:
            continue
        ev.root()
        for call in terms(ev, expr, frame, set()):
            inside = own_callees(ev, call, frame)
            if call not in found and inside and not is_listed_elsewhere(ev, call, frame, graded):
                found.add(call)
                yield Called(call, owner), frame, inside
        ev.finished(known=False)


def others(
    ev: Evaluator, callees: set[ast.AST], trained: Collection[ast.Call], graded: Graded
) -> Iterator[tuple[Called, Frame]]:
    """The calls beside the training of what grades there, as in a validation."""
    names: set[str] = set()
    seen = set(trained)
    for node in callees:
        owner = ev.graph.owners.get(node)
        if owner is not None and isinstance(node, ast.FunctionDef | ast.ClassDef):
            seeds, home = spellings(node.name), owner.file
            names |= ev.graph.objects(seeds, home) if isinstance(node, ast.ClassDef) else ev.graph.aliases(seeds, home)
    for called in (called for name in sorted(names) for called in ev.graph.calls.get(name, ())):
        frame = ev.joined_frame(called.owner)
        if called.call in seen or not called.call.args or frame is None:
            continue
        if called.call not in ev.scope(called.owner.node).calls:
            continue
        ev.root(bounds.CALLEE_STEPS)
        if own_callees(ev, called.call, frame) & callees and not is_listed_elsewhere(ev, called.call, frame, graded):
            seen.add(called.call)
            yield called, frame


def objectives(ev: Evaluator) -> Iterator[tuple[Owner, ast.expr]]:
    """What is backpropagated: the receiver or argument of `backward`, what a training hook returns."""
    for called in ev.graph.backwards:
        call = called.call
        assert isinstance(call.func, ast.Attribute | ast.Name)
        if isinstance(call.func, ast.Attribute) and not call.args:
            yield called.owner, call.func.value
        elif call.args and not isinstance(call.args[0], ast.Starred):
            yield called.owner, call.args[0]
    for defined in ev.graph.defined.get("training_step", ()):
        owner = ev.graph.owners.get(defined.node)
        for node in walk(defined.node):
            if isinstance(node, ast.Return) and node.value is not None and owner is not None:
                yield owner, node.value


def terms(ev: Evaluator, node: ast.expr, frame: Frame, seen: set[object]) -> Iterator[ast.Call]:
    """The calls whose value is a term of this expression."""
    if node in seen or len(seen) > 200:
        return
    seen.add(node)
    match node:
        case ast.Call(func=func):
            is_named = isinstance(func, ast.Name | ast.Attribute)  # `loss.to(device)(a, b)` passes nothing on
            name = (called_name(func) or "").removeprefix(".") if is_named else ""
            if isinstance(func, ast.Attribute) and name in PASSES - HANDED:
                yield from terms(ev, func.value, frame, seen)
            if name in PASSES:
                for argument in node.args:
                    yield from terms(ev, argument, frame, seen)
            else:
                yield node
        case ast.BinOp(left=left, op=ast.Div()):  # what it is divided by is a count
            yield from terms(ev, left, frame, seen)
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub() | ast.Mult(), right=right):
            yield from terms(ev, left, frame, seen)
            yield from terms(ev, right, frame, seen)
        case ast.UnaryOp(operand=inner) | ast.Subscript(value=inner) | ast.Starred(value=inner):
            yield from terms(ev, inner, frame, seen)
        case ast.IfExp(body=body, orelse=orelse):
            yield from terms(ev, body, frame, seen)
            yield from terms(ev, orelse, frame, seen)
        case ast.List(elts=elements) | ast.Tuple(elts=elements):
            for element in elements:
                yield from terms(ev, element, frame, seen)
        case ast.Dict(keys=keys, values=values):
            named = [v for k, v in zip(keys, values, strict=True) if isinstance(k, ast.Constant) and k.value == "loss"]
            for value in named or values:  # what else a training hook returns beside its loss is logged
                yield from terms(ev, value, frame, seen)
        case ast.GeneratorExp(elt=element) | ast.ListComp(elt=element):
            yield from terms(ev, element, frame, seen)
        case ast.Name() | ast.Attribute():
            use = ev.scope(frame.node).uses.get(node)
            for reach in use.reaches if use is not None else ():
                yield from of_definition(ev, reach.definition, frame, seen)


def of_definition(ev: Evaluator, definition: Definition, frame: Frame, seen: set[object]) -> Iterator[ast.Call]:
    if definition in seen:
        return
    seen.add(definition)
    if definition.value is not None and definition.kind in (Kind.ASSIGN, Kind.AUGMENT, Kind.MUTATE):
        yield from terms(ev, definition.value, frame, seen)
    if definition.kind is Kind.MUTATE and isinstance(definition.node, ast.Call):
        for argument in definition.node.args:
            yield from terms(ev, argument, frame, seen)
    for reach in (*definition.before, *definition.back):
        yield from of_definition(ev, reach.definition, frame, seen)


def own_callees(ev: Evaluator, call: ast.Call, frame: Frame) -> set[ast.AST]:
    """The project functions and classes that the call may run, known losses apart."""
    found: set[ast.AST] = set()
    for thing, _ in ev.value(call.func, frame):
        if losses.known_loss(ev, thing) is None:
            node = own(ev, thing)
            if node is not None:
                found.add(node)
    return found


def own(ev: Evaluator, thing: Thing) -> ast.AST | None:
    match thing:
        case Function(node=node):
            return node
        case Method(function=function):
            return function.node
        case Instance():
            method = classes.call_method(ev, thing)
            return thing.cls.node if isinstance(method, Method) else None
        case Wrapper(inner=inner):
            return own(ev, inner)
    return None


def is_listed_elsewhere(ev: Evaluator, call: ast.Call, frame: Frame, graded: Graded) -> bool:
    """Is it a call of a model, or one with a known loss inside?"""
    if graded and any(function(ev, thing) in graded for thing, _ in ev.value(call.func, frame)):
        return True
    if is_model(ev, call, frame):
        return True
    may_end = graded is None or bool(graded) or ev.graph.may_import(GIVES_LOSS)
    return may_end and ends_in_known_loss(ev, call, frame)


def function(ev: Evaluator, thing: Thing) -> ast.AST | None:
    """The body that a call of it runs."""
    if isinstance(thing, Instance):
        method = classes.call_method(ev, thing)
        return method.function.node if isinstance(method, Method) else None
    return own(ev, thing)


def is_model(ev: Evaluator, call: ast.Call, frame: Frame) -> bool:
    """Does an object of the project give what a layer or an activation gives: `critic(fake).mean()` grades nothing."""
    if not any(isinstance(thing, Instance | Wrapper) for thing, _ in ev.value(call.func, frame)):
        return False
    return any(isinstance(thing, Form) and thing.name in GIVEN_BY_MODELS for thing, _ in ev.value(call, frame))


def ends_in_known_loss(ev: Evaluator, call: ast.Call, frame: Frame) -> bool:
    """Does a known loss stand inside, so that it is listed there? Several results count one by one."""
    return holds_loss(ev, ev.value(call, frame))


def holds_loss(ev: Evaluator, value: Value, depth: int = 0) -> bool:
    """Is it what a known loss gives, or does it hold one?"""
    for thing, _ in value:
        if isinstance(thing, Form) and thing.name is FormName.LOSS:
            return True
        if depth < 2:
            inner = [v for _, v in thing.items] if isinstance(thing, Mapping | Record) else []
            elements = iteration.elements_of(ev, thing) if not isinstance(thing, Instance) else None
            inner += list(elements.elements()) if elements is not None else []
            if any(holds_loss(ev, v, depth + 1) for v in inner):
                return True
    return False


def site(ev: Evaluator, called: Called, frame: Frame) -> LossSite | None:
    """The site of a custom loss: its output is the argument that comes out of a model, or any of several of one form, as the two
    sides of a contrastive loss are. None where it only hands on what known losses gave (those are listed), and where the only
    thing that it is given is not known to come out of a model."""
    ev.root()
    calls = calls_at(ev, called, frame)
    ev.finished(known=any(call.output.known for call in calls))
    return LossSite(ev.place(called.call, frame), calls) if calls else None


def calls_at(ev: Evaluator, called: Called, frame: Frame) -> tuple[LossCall, ...]:
    place = ev.place(called.call, frame)
    path = ev.conditions(*ev.scope(called.owner.node).calls.get(called.call, ((), ())), frame) or frozenset()
    values = [thunk.compute() for thunk, _ in binding.arguments_of(ev, called.call, frame).positional]
    of_models = [forms for value in values if is_of_model(forms := list(tensors.forms(value)))]
    if not of_models and (is_lonely(called.call) or any(holds_loss(ev, value) for value in values)):
        return ()
    loss = Loss("custom", Expectation.UNKNOWN, ast.unparse(called.call.func))
    if len({frozenset(form.name for form, _ in forms) for forms in of_models}) != 1:
        missing = unknown(SEVERAL_GRADED if of_models else NOTHING_GRADED)
        return (LossCall(place, place, loss, missing, unknown("not known"), path),)
    target = unknown("the target of a custom loss is not known")
    return tuple([LossCall(place, place, loss, form, target, guards | path) for form, guards in of_models[0]])


def is_lonely(call: ast.Call) -> bool:
    """Is it given one thing at most, as a model is given its input? What grades an output mostly has something to grade it against."""
    return len(call.args) + len([k for k in call.keywords if k.arg is not None]) < 2


def is_of_model(forms: list[tuple[Form, Guards]]) -> bool:
    return any(form.known and form.name not in NOT_GRADED for form, _ in forms)
