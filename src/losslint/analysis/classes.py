"""Project classes: their lineage, and what a name means in their bodies or in a library base. Floor 3.

In: a `Class`. Out: its project and library bases, the functions and attributes that its body or those of its bases
define, bound to a receiver where they are methods.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from losslint.analysis import attached, containers
from losslint.analysis.frames import Arguments
from losslint.analysis.things import (
    Bound,
    Class,
    Function,
    Instance,
    Method,
    Opaque,
    Super,
    Symbol,
    Thing,
    Value,
    guarded,
    just,
    nothing_known,
    only,
    union,
)

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator


def mro(ev: Evaluator, cls: Class) -> tuple[Class, ...]:
    """The project classes that a class inherits from, itself first (depth first, each once, the last one wins)."""
    known = ev.cache.get(("mro", cls))
    if known is None:
        ev.cache["mro", cls] = (cls,)  # a class that inherits from itself ends here
        order: list[Class] = [cls]
        for base in cls.node.bases:
            for thing, _ in ev.value(base, cls.frame):
                if isinstance(thing, Class):
                    for above in mro(ev, thing):
                        if above in order and above != cls:
                            order.remove(above)
                        if above != cls:
                            order.append(above)
        known = ev.cache["mro", cls] = tuple(order)
    assert isinstance(known, tuple)
    return known


def library_bases(ev: Evaluator, cls: Class) -> Iterator[str]:
    """The library classes that a class inherits from, by canonical name."""
    for owner in mro(ev, cls):
        for base in owner.node.bases:
            for thing, _ in ev.value(base, owner.frame):
                if isinstance(thing, Symbol):
                    yield ev.knowledge.canonical(thing.name)


def derives(ev: Evaluator, cls: Class, base: Class) -> bool:
    return base in mro(ev, cls)


def next_below(ev: Evaluator, cls: Class) -> Iterator[Class]:
    """The classes of the project that may derive from this one, by its name: whether they do is for `derives` to say."""
    for node, owner in ev.graph.next_below(cls.node.name):
        frame = ev.joined_frame(owner)
        if frame is not None:
            yield Class(node, frame)


def lookup(ev: Evaluator, cls: Class, name: str, after: Class | None = None) -> tuple[Function, Class] | None:
    """The function that a method name means in a class, and the class whose body it stands in."""
    lineage = mro(ev, cls)
    if after is not None:
        lineage = lineage[lineage.index(after) + 1 :] if after in lineage else ()
    for owner in lineage:
        given = attached.method(ev, owner, name, cls, None) if ev.graph.attaching else None
        if given is not None:
            return given, owner
        reaches = ev.scope(owner.node).exit.get(name)
        if reaches:
            frame = ev.class_frame(owner)
            for thing, _ in ev.reaches(reaches, (), frame):
                if isinstance(thing, Function):
                    return thing, owner
            return None
    return None


def refuses(ev: Evaluator, cls: Class, arguments: Arguments) -> bool:
    """Is a keyword given that the constructor has no parameter for?"""
    names = keywords_of(ev, cls) if arguments.keywords else None
    return names is not None and any(name not in names for name, _ in arguments.keywords)


def keywords_of(ev: Evaluator, cls: Class) -> tuple[str, ...] | None:
    """The parameters of the constructor in their order, behind `self`; None if it is not known, or takes any other too."""
    found = lookup(ev, cls, "__init__")
    if found is None or isinstance(found[0].node, ast.Lambda):
        return None
    node = found[0].node
    names = [a.arg for a in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)]
    return tuple(names[1:]) if node.args.kwarg is None and not node.decorator_list else None


def of_class(ev: Evaluator, cls: Class, name: str, receiver: Instance | None, after: Class | None = None) -> Value:
    """An attribute of the class body, bound to the receiver if it is a method."""
    lineage = mro(ev, cls)
    if after is not None:
        lineage = lineage[lineage.index(after) + 1 :] if after in lineage else ()
    for owner in lineage:
        given = attached.method(ev, owner, name, cls, receiver) if ev.graph.attaching else None
        if given is not None:
            return _descriptor(ev, given, owner, cls, receiver)
        reaches = ev.scope(owner.node).exit.get(name)
        if reaches:
            value = ev.reaches(reaches, (), ev.class_frame(owner))
            if name in ev.graph.tables:
                from losslint.analysis import registries

                value = registries.of_class(ev, owner, name, value)
            return union(*(guarded(_descriptor(ev, t, owner, cls, receiver), g) for t, g in value))
    return ()


def _descriptor(ev: Evaluator, thing: Thing, owner: Class, cls: Class, receiver: Instance | None) -> Value:
    if not isinstance(thing, Function) or isinstance(thing.node, ast.Lambda):
        return just(thing)
    names = {d.id for d in thing.node.decorator_list if isinstance(d, ast.Name)}
    names |= {d.attr for d in thing.node.decorator_list if isinstance(d, ast.Attribute)}
    if "staticmethod" in names:
        return just(thing)
    if "classmethod" in names:
        return just(Method(thing, cls))
    if receiver is None:
        return just(thing)
    if names & {"property", "cached_property"}:
        from losslint.analysis import calls

        site = (thing.node, ev.class_frame(owner), ("property", receiver))
        return calls.call_function(ev, thing, Arguments(), site, receiver, owner)
    return just(Method(thing, receiver))


def run_by(ev: Evaluator, thing: Thing) -> tuple[Function, Thing | None] | None:
    """The function of the project that calling the thing runs, and the object that it runs on."""
    match thing:
        case Function():
            return thing, None
        case Method(function=function, receiver=receiver):
            return function, receiver
        case Instance():
            called = call_method(ev, thing)
            return (called.function, called.receiver) if isinstance(called, Method) else None
    return None


def call_method(ev: Evaluator, instance: Instance) -> Thing | None:
    """What calling the object calls: `__call__` or `forward` of the project, or of a library base."""
    for name in ("__call__", "forward"):
        value = of_class(ev, instance.cls, name, instance)
        thing = only(value)
        if isinstance(thing, Method):
            return thing
        if value:
            return None
    return None


def after_super(ev: Evaluator, receiver: Thing, after: Class, name: str) -> Value:
    if isinstance(receiver, Instance):
        found = of_class(ev, receiver.cls, name, receiver, after)
        return found or outside_bases(ev, Super(receiver, after), receiver.cls, name)
    if isinstance(receiver, Class):
        return of_class(ev, receiver, name, None, after) or nothing_known("super() of a library class")
    return nothing_known("super() of something that is not known")


def outside_bases(ev: Evaluator, receiver: Thing, cls: Class, name: str) -> Value:
    """An attribute that only a library base can have."""
    if isinstance(receiver, Class) and name in containers.RESTORING:
        return just(Bound(receiver, name))
    for base in library_bases(ev, cls):
        if ev.knowledge.method(base, name) is not None or name in containers.MODULE_METHODS:
            return just(Bound(receiver, name))
        declared = ev.knowledge.attribute(base, name)
        if declared is not None:
            from losslint.analysis import library

            return just(library.declared(ev, receiver, name, declared, base))
    return just(Opaque(("attribute", receiver, name), f"attribute {name} is never assigned in the project"))
