"""What a call gives. One door: the project's own functions, classes and objects are followed, those of libraries are
answered by their summaries. Floor 3.

`site` is (node, frame, key): where the call stands; it names the frame that the call opens and the object that it makes.
"""

from __future__ import annotations

import ast
from collections.abc import Hashable
from typing import TYPE_CHECKING

from losslint.analysis import (
    binding,
    bounds,
    builtin,
    classes,
    enumerations,
    fitting,
    library,
    lookups,
    options,
    stores,
    tensors,
    workers,
)
from losslint.analysis.frames import Arguments, Frame
from losslint.analysis.scope import first_parameter
from losslint.analysis.things import (
    Alt,
    Bound,
    Class,
    Const,
    Container,
    Function,
    Instance,
    Locals,
    Made,
    Mapping,
    Method,
    Opaque,
    Partial,
    Sequence,
    Symbol,
    Thing,
    Value,
    Wrapper,
    const,
    guarded,
    just,
    nothing_known,
    union,
)
from losslint.forms import Form, unknown

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator

Site = tuple[ast.AST, Frame, Hashable]
NOT_CALLED = "something that cannot be called is called"


def evaluate(ev: Evaluator, node: ast.Call, frame: Frame) -> Value:
    """A call expression."""
    if isinstance(node.func, ast.Name) and node.func.id == "super":
        return _super(ev, node, frame)
    arguments = binding.arguments_of(ev, node, frame)
    return call(ev, ev.value(node.func, frame), arguments, (node, frame, ""))


def call(ev: Evaluator, callee: Value, arguments: Arguments, site: Site) -> Value:
    """Every alternative of the callee, called."""
    fit = fitting.fitting(ev, callee, arguments)
    return union(*(guarded(call_thing(ev, thing, arguments, site), guards) for thing, guards in fit))


def call_thing(ev: Evaluator, thing: Thing, arguments: Arguments, site: Site) -> Value:
    match thing:
        case Function():
            return call_function(ev, thing, arguments, site, None, thing.owner)
        case Method(function=function, receiver=receiver):
            return call_function(ev, function, arguments, site, receiver, function.owner)
        case Class():
            return instantiate(ev, thing, arguments, site)
        case Instance():
            return call_instance(ev, thing, arguments, site)
        case Symbol(name=name):
            return call_symbol(ev, ev.knowledge.canonical(name), arguments, site)
        case Made():
            return library.call_made(ev, thing, arguments, site)
        case Container():
            return library.call_container(ev, thing, arguments, site)
        case Wrapper(inner=inner):
            return call_thing(ev, inner, arguments, site)
        case Partial(function=function, arguments=given):
            return call_thing(ev, function, with_partial(given, arguments), site)
        case Bound(receiver=receiver, name=name):
            return call_bound(ev, receiver, name, arguments, site)
        case Opaque():
            known = workers.result(ev, thing, arguments, site) or tensors.guess_method(ev, thing, arguments, site)
            return known or just(options.called(ev, thing, arguments, site))
        case Form():
            return just(unknown(thing.because or "a tensor is called", missing_at=thing.missing_at))
        case Const() | Sequence() | Mapping():
            return nothing_known(NOT_CALLED)
    return nothing_known("the callee is not known")


# -- functions -----------------------------------------------------------------------------------------------------


def call_function(
    ev: Evaluator, function: Function, arguments: Arguments, site: Site, receiver: Thing | None, owner: Class | None
) -> Value:
    caller = site[1]
    if caller.depth >= bounds.CALL_DEPTH:
        ev.cut()
        return nothing_known("calls nested too deeply")
    if caller.nested_in(function.node) >= bounds.RECURSION and not caller.makes_others(function.node):
        return nothing_known("a recursive call")
    frame = ev.bound_frame(function, arguments, site, receiver, owner)
    return returned(ev, frame)


def returned(ev: Evaluator, frame: Frame) -> Value:
    """What a function returns: the union over its return statements, each under the conditions that lead there."""
    return ev.ask(("returned", frame), lambda: _returned(ev, frame))


def _returned(ev: Evaluator, frame: Frame) -> Value:
    scope = ev.scope(frame.node)
    if scope.yields:
        return _yielded(ev, frame)
    found = []
    for node, conditions, loops in scope.returns:
        guards = ev.conditions(conditions, loops, frame)
        if guards is None:
            continue
        expr = node.value if isinstance(node, ast.Return) else node
        inner = ev.adjust(frame, loops, loops)
        value = ev.value(expr, inner) if expr is not None else just(const(None))
        found.append(guarded(value, guards))
    if not found:
        return just(const(None))
    return union(*found)


def _yielded(ev: Evaluator, frame: Frame) -> Value:
    """A generator is a list of any length of what it yields (a context manager: of what it yields once)."""
    found = []
    for node, conditions, loops in ev.scope(frame.node).yields:
        guards = ev.conditions(conditions, loops, frame)
        if guards is not None and node.value is not None and isinstance(node, ast.Yield):
            found.append(guarded(ev.value(node.value, frame), guards))
        elif guards is not None:
            found.append(nothing_known("yields from another generator"))
    return just(Sequence(middle=union(*found) or nothing_known("yields nothing")))


# -- objects -------------------------------------------------------------------------------------------------------


def instantiate(ev: Evaluator, cls: Class, arguments: Arguments, site: Site) -> Value:
    node, frame, _ = site
    if frame.nested_in(node) > bounds.RECURSION or frame.depth >= bounds.CALL_DEPTH:
        return nothing_known("objects nested too deeply")
    if enumerations.is_enum(ev, cls):  # `Kind("soft")` is the member that has this value
        given = arguments.at(0)
        return given.compute() if given is not None else nothing_known("a member of an enumeration")
    if classes.refuses(ev, cls, arguments):
        return nothing_known("its constructor takes no such argument: another class of that name is meant")
    trail = (ev.step(node, frame, f"{cls.node.name} is built here"),)
    return just(Instance(cls, site, arguments, trail))


def call_instance(ev: Evaluator, instance: Instance, arguments: Arguments, site: Site) -> Value:
    """`model(x)`: `__call__` or `forward` of the project, else of a library base."""
    if overridden(ev, instance):
        return nothing_known("forward is replaced at run time")
    for name in ("__call__", "forward"):
        value = classes.of_class(ev, instance.cls, name, instance)
        if value:
            return call(ev, value, arguments, site)
    return library.call_base(ev, instance, arguments, site)


def overridden(ev: Evaluator, instance: Instance) -> bool:
    strong, weak = stores.stored_outside(ev, instance, "forward", ()) if "forward" in ev.graph.stores else ((), ())
    return bool(strong or weak)


def call_bound(ev: Evaluator, receiver: Thing, name: str, arguments: Arguments, site: Site) -> Value:
    """A method of a library object, a tensor or a builtin container."""
    if name == "__getattribute__" and (key := arguments.at(0)) is not None:
        return lookups.by_name(ev, receiver, key.compute(), key.expr or site[0], site[1])
    if name == "get" and (holder := lookups.names_in(receiver)) is not None and (key := arguments.at(0)) is not None:
        lacking = just(const(None)) if isinstance(holder, Locals) else ()
        missing = thunk.compute() if (thunk := arguments.at(1)) is not None else lacking
        return lookups.by_name(ev, holder, key.compute(), key.expr or site[0], site[1], missing)
    if isinstance(receiver, Sequence | Mapping | Const):
        return builtin.call_method(ev, receiver, name, arguments, site)
    if isinstance(receiver, Form):
        return tensors.call_method(ev, receiver, name, arguments, site)
    return library.call_method(ev, receiver, name, arguments, site)


# -- libraries -----------------------------------------------------------------------------------------------------


def call_symbol(ev: Evaluator, name: str, arguments: Arguments, site: Site) -> Value:
    """A function or class of a library, or a builtin."""
    special = builtin.FUNCTIONS.get(name) or library.FUNCTIONS.get(name)
    if special is not None:
        return special(ev, arguments, site)
    made = library.make(ev, name, arguments, site)
    if made is not None:
        return made
    summaries = ev.knowledge.function(name)
    if summaries is not None:
        return tensors.apply(ev, summaries, name, None, arguments, site)
    return just(options.result(ev, name, site))


def with_partial(given: Arguments, more: Arguments) -> Arguments:
    """The arguments of a call of `partial(f, *given)`."""
    later = {name for name, _ in more.keywords}
    kept = tuple((n, t) for n, t in given.keywords if n not in later)
    return Arguments(given.positional + more.positional, kept + more.keywords, given.double_stars + more.double_stars)


def _super(ev: Evaluator, node: ast.Call, frame: Frame) -> Value:
    from losslint.analysis.things import Super

    owner: Frame | None = frame
    while owner is not None and owner.cls is None:
        owner = owner.parent
    if owner is None or owner.cls is None:
        return nothing_known("super() outside a class")
    first = first_parameter(owner.node)
    if first is None:
        return nothing_known("super() without a receiver")
    from losslint.analysis import callers

    receiver = callers.parameter(ev, first, owner)
    cls = owner.cls
    return tuple(Alt(Super(thing, cls), guards) for thing, guards in receiver)
