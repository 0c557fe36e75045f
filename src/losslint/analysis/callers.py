"""Joined frames: what a parameter is when the question starts inside the function. Floor 3.

The project's calls of the function are looked up: by the names that it may be known under (names.py), then each
candidate's callee is evaluated and kept only if it is this function. Every call site is an alternative under a context
guard that names the call. A method that nothing calls (a framework does) takes its receiver from the objects
that the project makes of its class (receivers.py).
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, cast

from losslint.analysis import binding, bounds, classes, escaping, fitting, stores, unbound, workers
from losslint.analysis.aside import within_share
from losslint.analysis.delegated import Delegated
from losslint.analysis.frames import Arguments, Frame
from losslint.analysis.leading import SPECIAL, candidates_for, function_name, receiver_name
from losslint.analysis.names import Called, Owner
from losslint.analysis.receivers import abstract, receivers, self_guard
from losslint.analysis.things import (
    Class,
    Function,
    Instance,
    Method,
    Partial,
    Thing,
    Value,
    Wrapper,
    guarded,
    just,
    nothing_known,
    union,
)
from losslint.guards import ALWAYS, Guard, Guards, compatible
from losslint.record import dataclass, field, replace

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator

CONSTRUCTION = frozenset({"__init__", "__new__", "__post_init__", "setup", "prepare_data"})


@dataclass(frozen=True, slots=True)
class CallSite:
    """One call of the function: its node, the frame it stands in, the receiver it is called on."""

    call: ast.Call
    frame: Frame
    receiver: Thing | None
    guards: Guards
    arguments: Arguments = field(compare=False)

    def context(self, frame: Frame) -> Guards:
        """The guards that name this call, and the object that it is made on."""
        if isinstance(self.receiver, Instance):
            return frozenset({self.guard(frame), self_guard(self.receiver, frame)})
        return frozenset({self.guard(frame)})

    def guard(self, frame: Frame) -> Guard:
        key = (self.call, self.frame, self.receiver)
        return Guard(("call", frame.node), frozenset({key}), True, "", None, context=True)


@dataclass(frozen=True, slots=True)
class Callers:
    sites: tuple[CallSite, ...] = ()
    escapes: bool = False
    because: str = ""


# -- what a parameter is ----------------------------------------------------------------------------------------------


def parameter(ev: Evaluator, name: str, frame: Frame) -> Value:
    """The value of a parameter in a frame."""
    node = frame.node
    assert isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
    if frame.arguments is not None:
        return from_binding(ev, binding.bind(ev, node, frame.arguments, frame.receiver), name, frame)
    first = receiver_name(node)
    if name == first and frame.receiver is not None:
        return just(frame.receiver)
    return joined_parameter(ev, name, frame, is_receiver=name == first and is_method(frame))


def joined_parameter(ev: Evaluator, name: str, frame: Frame, *, is_receiver: bool) -> Value:
    if is_receiver and frame.cls is not None and "classmethod" in decorators(frame.node):
        return just(frame.cls)
    if is_receiver and frame.cls is not None:
        made = receivers(ev, frame.cls, frame)
        fixed = function_name(frame.node) in CONSTRUCTION | SPECIAL
        if fixed or any(not _is_abstract(t) for t, _ in made):
            return made
    found = Callers() if frame.is_open else of(ev, frame)
    values = [guarded(from_binding(ev, bound, name, frame), guards) for bound, guards in _by_site(ev, found, frame)]
    if values:
        if found.escapes and not is_receiver:
            escape = Guard(("call", frame.node), frozenset({"escape"}), True, "", None, context=True)
            passed = unbound.handed_to_trainer(ev, name, frame) or nothing_known(
                "the function is also passed around as a value"
            )
            values.append(guarded(passed, frozenset({escape})))
        return union(*values)
    if is_receiver and frame.cls is not None:
        return made
    because = f"none of the project's calls of {function_name(frame.node)} leads to this line" if frame.is_open else ""
    return unbound.parameter(ev, name, frame, because or found.because)


def bindings(ev: Evaluator, name: str, frame: Frame) -> list[tuple[binding.Binding, Guards]]:
    """What the calls of the function bind its parameters to, each under its guards; nothing where a parameter may be more."""
    node = frame.node
    assert isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
    if frame.arguments is not None:
        return [(binding.bind(ev, node, frame.arguments, frame.receiver), ALWAYS)]
    if frame.is_open or (name == receiver_name(node) and is_method(frame)):
        return []
    found = of(ev, frame)
    return [] if found.escapes else list(_by_site(ev, found, frame))


def _by_site(ev: Evaluator, found: Callers, frame: Frame) -> Iterator[tuple[binding.Binding, Guards]]:
    assert not isinstance(frame.node, ast.Module | ast.ClassDef)
    for site in found.sites:
        if isinstance(frame.receiver, Instance) and not _same(ev, site.receiver, frame.receiver):
            continue
        arguments = site.arguments if frame.receiver is None else _on_its_object(ev, site)[0]
        yield binding.bind(ev, frame.node, arguments, site.receiver), site.guards | site.context(frame)


def from_binding(ev: Evaluator, bound: binding.Binding, name: str, frame: Frame) -> Value:
    thunk = bound.bound.get(name)
    lacking = bound.lacking.get(name, ())
    if thunk is not None and not lacking:
        return thunk.compute()
    assert not isinstance(frame.node, ast.Module | ast.ClassDef)
    default = binding.default_of(frame.node, name)
    if thunk is not None:
        if default is None or frame.parent is None:
            return thunk.compute()
        otherwise = ev.value(default, frame.parent)
        return union(thunk.compute(), *(guarded(otherwise, guards) for guards in lacking))
    if default is not None and frame.parent is not None:
        value = ev.value(default, frame.parent)
        if bound.vague:
            return unbound.may_be_bound(value, frame, name)
        if bound.open_keywords or bound.open_positional:
            return unbound.default_of_option(ev, value, frame, name)
        return value
    return nothing_known(f"parameter {name} is bound by a star argument that is not known")


def _same(ev: Evaluator, left: Thing | None, right: Instance) -> bool:
    """May both be one object? One of which only the class is known may be any of that class."""
    if left is None or stores.same_object(left, right):
        return True
    return _is_abstract(right) and isinstance(left, Instance) and classes.derives(ev, left.cls, right.cls)


def _is_abstract(thing: Thing) -> bool:
    return isinstance(thing, Instance) and thing.arguments is None


def by_call(
    ev: Evaluator, frame: Frame, path: Guards = ALWAYS, above: int = bounds.ABOVE
) -> list[tuple[Frame, Guards]]:
    """The function of a joined frame bound to each of its calls that may lead down this path, one by one: what a caller
    knows of its own options stays with what it passes. Of a helper that one call leads to, the calls of that caller."""
    if frame.is_open or frame.arguments is not None or isinstance(frame.node, ast.Module | ast.ClassDef):
        return []
    every = of(ev, frame).sites
    if len(every) == 1 and above and frame.parent is not None and every[0].receiver is None:
        return list(_through(ev, frame, every[0], path, above - 1))
    sites = [site for site in every if compatible(site.context(frame), path)]
    if len(every) < 2 or len(sites) > bounds.SPLIT or frame.parent is None:
        return []
    function = Function(frame.node, frame.parent)
    found = []
    for site in sites:
        arguments, caller = _on_its_object(ev, site)
        inner = ev.bound_frame(function, arguments, (site.call, caller, ""), site.receiver, frame.cls)
        found.append((inner, site.guards | site.context(frame)))
    return found


def _through(ev: Evaluator, frame: Frame, site: CallSite, path: Guards, above: int) -> Iterator[tuple[Frame, Guards]]:
    """A function with one caller, once for each call of that caller."""
    assert frame.parent is not None and not isinstance(frame.node, ast.Module | ast.ClassDef)
    way = ev.scope(site.frame.node).way(site.call)
    if way is None or not site.frame.joined:
        return
    for outer, guards in by_call(ev, site.frame, path, above):
        conditions = ev.conditions(way[0], way[1], outer)
        if conditions is not None and compatible(conditions, guards | path):
            function, arguments = Function(frame.node, frame.parent), binding.arguments_of(ev, site.call, outer)
            inner = ev.bound_frame(function, arguments, (site.call, outer, ""), None, frame.cls)
            yield inner, conditions | guards | site.context(frame)


def _on_its_object(ev: Evaluator, site: CallSite) -> tuple[Arguments, Frame]:
    """A method that calls another one of its own object (`self.step(x)`) runs on that object: what it passes is known of that
    object alone. Any other caller as it is."""
    caller, func = site.frame, site.call.func
    owner = ev.graph.owners.get(caller.node) if caller.joined and caller.receiver is None else None
    own = func.value if isinstance(func, ast.Attribute) and isinstance(func.value, ast.Name) else None
    if owner is None or own is None or not isinstance(site.receiver, Instance) or not is_method(caller):
        return site.arguments, caller
    assert not isinstance(caller.node, ast.Module | ast.ClassDef)
    if own.id != receiver_name(caller.node) or all(thing != site.receiver for thing, _ in ev.value(own, caller)):
        return site.arguments, caller  # of another object, which it may hold
    narrow = ev.joined_frame(owner, site.receiver)
    return (site.arguments, caller) if narrow is None else (binding.arguments_of(ev, site.call, narrow), narrow)


def split(ev: Evaluator, frame: Frame, owner: Owner, path: Guards = ALWAYS) -> list[tuple[Frame, Guards]]:
    """The joined frame of a method, once for each object that the project makes of its class and that this path allows."""
    if frame.cls is None or frame.is_open or not is_method(frame) or isinstance(frame.node, ast.Lambda):
        return []
    every = [(t, g) for t, g in receivers(ev, frame.cls, frame) if isinstance(t, Instance)]
    made = [(t, g) for t, g in every if compatible(g, path)]
    if len(every) < 2 or len(made) > bounds.SPLIT:
        return []
    found = []
    for thing, guards in made:
        inner = ev.joined_frame(owner, thing)
        if inner is not None:
            found.append((inner, guards))
    return found


# -- who calls --------------------------------------------------------------------------------------------------------


def of(ev: Evaluator, frame: Frame) -> Callers:
    """The project's calls of the function of a joined frame."""
    key = ("callers", frame.node, frame.receiver)
    # The answer is no value, but it is asked for, bounded and kept like one.
    result: tuple[object, ...] = ev.ask_once(key, lambda: cast("Value", (_callers(ev, frame),)))
    found = result[0] if result else None
    if isinstance(found, Callers):
        return found
    return Callers(because=f"the callers of {function_name(frame.node)} could not be looked up within the bounds")


def _callers(ev: Evaluator, frame: Frame) -> Callers:
    node = frame.node
    if isinstance(node, ast.Module | ast.ClassDef):
        return Callers()
    candidates, because = ev.fact(("candidates", node, frame.cls), lambda: candidates_for(ev, frame))
    running: dict[CallSite, None] = {}
    switched_off: list[CallSite] = []  # by a constant of the project: found if nothing else calls
    for called in candidates:
        if ev.is_spent():
            break
        for site, runs in ev.fact(("sites", called.call, node), partial(_sites_within, ev, called, frame)):
            if runs:
                running[site] = None
            elif site not in running:
                switched_off.append(site)
        if len(running) > bounds.CALLERS:
            return Callers(because=f"too many calls lead to {function_name(node)}")
    sites = list(running) or switched_off or _of_override(ev, candidates, frame)
    if candidates and not sites and not because:
        because = f"no call in the project could be followed to {function_name(node)}"
    return Callers(tuple(sites), escaping.escapes(ev, frame), because if not sites else "")


def _of_override(ev: Evaluator, candidates: Iterable[Called], frame: Frame) -> list[CallSite]:
    """The project makes objects of a class above alone: the calls by its methods, as an object of this class would make them."""
    if frame.cls is None or frame.receiver is not None:
        return []
    above = {cls.node for cls in classes.mro(ev, frame.cls)} - {frame.cls.node}
    own = [c for c in candidates if c.owner.parent is not None and c.owner.parent.node in above]
    thing = abstract(frame.cls)
    return [site for called in own for site, runs in _sites(ev, called, frame, thing) if runs]


def _sites_within(ev: Evaluator, called: Called, frame: Frame) -> list[tuple[CallSite, bool]]:
    """A builder that builds what the parts of its parts are built from (`obj_cls(**args)` of a registry) is asked who it builds in
    the middle of the same question, again and again: a caller that is only found that deep is none."""
    times = ev.looked_at.get(called.call, 0)
    if times == bounds.WITHIN:
        ev.hangs_on |= sum(entry.bit for entry in ev.regions.values())
        return []
    ev.looked_at[called.call] = times + 1
    try:
        return _sites(ev, called, frame)
    finally:
        ev.looked_at[called.call] = times


def _sites(
    ev: Evaluator, called: Called, frame: Frame, receiver: Instance | None = None
) -> list[tuple[CallSite, bool]]:
    """The call, once for each thing that its callee may be and that runs the function; and whether it is reached."""
    caller = ev.joined_frame(called.owner, receiver)
    way = ev.scope(called.owner.node).way(called.call)
    if caller is None or way is None:
        return []
    conditions, loops = way
    if isinstance(called.call, Delegated) and not workers.makes(ev, called.call, caller):
        return []
    found = []
    for thing, guards in ev.value(called.call.func, caller):
        site = _site(ev, thing, guards, called.call, caller, frame)
        if site is None or not fitting.fits(ev, thing, site.arguments):
            continue
        path = within_share(ev, lambda: ev.conditions(conditions, loops, caller))
        if path is None:
            found.append((site, False))
        elif compatible(path, guards):
            found.append((replace(site, guards=guards | path), True))
    return found


def _site(ev: Evaluator, thing: Thing, guards: Guards, call: ast.Call, caller: Frame, frame: Frame) -> CallSite | None:
    """The call site, if the callee is the frame's function."""
    match thing:
        case Function(node=node) if node is frame.node:
            return CallSite(call, caller, None, guards, binding.arguments_of(ev, call, caller))
        case Class() if function_name(frame.node) == "__init__":
            method = classes.lookup(ev, thing, "__init__")
            if method is not None and method[0].node is frame.node:
                return CallSite(call, caller, abstract(thing), guards, binding.arguments_of(ev, call, caller))
        case Method(function=function, receiver=receiver) if function.node is frame.node:
            return CallSite(call, caller, receiver, guards, binding.arguments_of(ev, call, caller))
        case Instance():
            called = classes.call_method(ev, thing)
            if isinstance(called, Method) and called.function.node is frame.node:
                return CallSite(call, caller, thing, guards, binding.arguments_of(ev, call, caller))
        case Wrapper(inner=inner):
            return _site(ev, inner, guards, call, caller, frame)
        case Partial(function=function, arguments=given):
            from losslint.analysis import calls

            inner_site = _site(ev, function, guards, call, caller, frame)
            if inner_site is not None:
                merged = calls.with_partial(given, binding.arguments_of(ev, call, caller))
                return CallSite(call, caller, inner_site.receiver, guards, merged)
    return None


# -- the function -----------------------------------------------------------------------------------------------------


def is_method(frame: Frame) -> bool:
    return frame.cls is not None and "staticmethod" not in decorators(frame.node)


def decorators(node: ast.AST) -> set[str]:
    return {d.id for d in getattr(node, "decorator_list", ()) if isinstance(d, ast.Name)}
