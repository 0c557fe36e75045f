"""The objects of a class that the project makes: what the receiver of a method may be. Floor 3.

The places that instantiate the class, or a class that derives from it, are looked up by name (names.py) and evaluated. If
nothing makes one, a framework or a user does: an abstract object stands for it, of which only the class is known.
"""

from __future__ import annotations

import ast
from collections.abc import Hashable, Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from losslint.analysis import binding, bounds, classes, instantiated, own_attributes
from losslint.analysis.aside import aside
from losslint.analysis.frames import Frame
from losslint.analysis.leading import called_by, calls_by
from losslint.analysis.names import Called, nearest, spellings
from losslint.analysis.things import Class, Instance, Made, Value, guarded, just, union
from losslint.guards import Guard

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator


def receivers(ev: Evaluator, cls: Class, frame: Frame) -> Value:
    """The objects of a class that the project makes; if none, one of which nothing is known but its class."""
    found = []
    for thing, guards in instances(ev, cls):
        if not isinstance(thing, Instance):
            found.append(just(thing))
            continue
        if not _runs(ev, thing.cls, frame):
            continue
        found.append(just(thing, guards | {self_guard(thing, frame)}))
    return union(*found) if found else just(abstract(cls))


def _runs(ev: Evaluator, cls: Class, frame: Frame) -> bool:
    """Does calling the method on an object of this class run the frame's function, itself or through `super()`?"""
    node = frame.node
    assert isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    for owner in classes.mro(ev, cls):
        if owner.node is getattr(frame.cls, "node", None):
            return True
        override = next((s for s in owner.node.body if isinstance(s, ast.FunctionDef) and s.name == node.name), None)
        if override is not None and not _calls_super(ev, override):
            return False
    return True


def _calls_super(ev: Evaluator, node: ast.FunctionDef) -> bool:
    return any(
        isinstance(c.func, ast.Attribute)
        and c.func.attr == node.name
        and not (isinstance(c.func.value, ast.Name) and c.func.value.id == "self")
        for c in ev.scope(node).calls
    )


def self_guard(thing: Instance, frame: Frame) -> Guard:
    """The object is the one made at this place, in whichever frame that was seen."""
    return Guard(("self", frame.node), frozenset({identity(thing)}), True, "", None, context=True)


def identity(thing: Instance | Made) -> tuple[ast.ClassDef | str, Hashable]:
    """What such a guard calls an object, from whichever side it is seen: its class, and where it is made."""
    cls = thing.cls.node if isinstance(thing, Instance) else thing.cls
    return cls, thing.site[0] if isinstance(thing.site, tuple) else thing.site


def instances(ev: Evaluator, cls: Class) -> Value:
    return ev.ask_once(("instances", cls), lambda: _instances(ev, cls))


def _instances(ev: Evaluator, cls: Class) -> Value:
    from losslint.analysis import registered

    graph = ev.graph
    names = graph.aliases(spellings(cls.node.name), cls.frame.file)
    calls_of = {n: calls_by(ev, n, cls.frame.file) for n in sorted(called_by(ev, names))}
    named = {c.call: c for calls in calls_of.values() for c in calls if graph.may_be(c.call, {cls.node.name})}
    found: list[Value] = []
    calls = [c for c in named.values() if not own_attributes.is_layer(ev, c)]
    likely, others = registered.stages(ev, cls, nearest(calls, cls.node.name)[0])
    for called, runs in likely:
        if ev.is_spent():
            break
        found += _made_by(ev, cls, called, runs)
        if len(found) > bounds.INSTANCES:
            return ()
    for called, runs in others:
        if ev.is_spent():
            break
        if found:  # it is known who makes it, and these need not: they may not take what the loss call may ask
            found += aside(ev, bounds.OPERATION_STEPS, partial(_listed, ev, cls, called, runs))
        else:
            found += _made_by(ev, cls, called, runs)
        if len(found) > bounds.INSTANCES:
            return ()
    found.append(instantiated.made(ev, cls))
    return union(*found) or subclasses(ev, cls)


def _listed(ev: Evaluator, cls: Class, called: Called, runs: list[Frame]) -> list[Value]:
    return list(_made_by(ev, cls, called, runs))


def _made_by(ev: Evaluator, cls: Class, called: Called, runs: Iterable[Frame]) -> Iterator[Value]:
    """The objects that a call makes in these runs of the function that it stands in."""
    from losslint.analysis import calls

    if called.call not in ev.scope(called.owner.node).calls:
        return
    for run in runs:
        for thing, guards in ev.value(called.call.func, run):
            if isinstance(thing, Class) and classes.derives(ev, thing, cls):
                arguments = binding.arguments_of(ev, called.call, run)
                if classes.refuses(ev, thing, arguments):
                    continue  # it raises: another class of that name is meant, or nobody has run this for long
                yield guarded(calls.instantiate(ev, thing, arguments, (called.call, run, "")), guards)


def subclasses(ev: Evaluator, cls: Class) -> Value:
    """Nothing makes one: the abstract object of each project subclass, if there are any."""
    found = (
        instances(ev, other) or just(abstract(other))
        for other in classes.next_below(ev, cls)
        if other != cls and classes.derives(ev, other, cls)
    )
    return union(*found)


def abstract(cls: Class) -> Instance:
    return Instance(cls, ("abstract", cls))
