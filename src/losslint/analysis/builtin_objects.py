"""`getattr`, `hasattr`, `isinstance`, `type`: questions about an object. Floor 3."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from losslint.analysis import configuration, imports, lacking, lookups
from losslint.analysis.builtin_base import Site, argument
from losslint.analysis.frames import Arguments
from losslint.analysis.things import (
    Bound,
    Class,
    Const,
    Container,
    Instance,
    Locals,
    Made,
    Mapping,
    Module,
    Opaque,
    Sequence,
    Symbol,
    Thing,
    Value,
    Wrapper,
    const,
    constants,
    guarded,
    just,
    nothing_known,
    only,
    union,
)
from losslint.forms import Form

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator

TENSOR = "torch.Tensor"
MODULE = "torch.nn.Module"


def attribute(ev: Evaluator, arguments: Arguments, site: Site) -> Value:
    """getattr(x, name), getattr(x, name, default)."""
    thunk = arguments.at(1)
    if thunk is None:
        return nothing_known("getattr with a name that is not known")
    spelled = thunk.expr if thunk.expr is not None else site[0]
    missing = argument(arguments, 2)
    found = []
    names = constants(thunk.compute()) or [""]
    holders = imports.having(ev, argument(arguments, 0), str(names[0]))
    for thing, guards in holders:
        found.append(guarded(lookups.by_name(ev, thing, thunk.compute(), spelled, site[1], missing), guards))
    return union(*found) or nothing_known("getattr of what is not known")


def own_names(ev: Evaluator, arguments: Arguments, site: Site) -> Value:
    """globals(): the names of the module that the call stands in."""
    return just(Bound(Module(site[1].file, own=True), "__dict__"))


def local_names(ev: Evaluator, arguments: Arguments, site: Site) -> Value:
    """vars(x): the names of x; locals(), vars(): those of the function that the call stands in."""
    node, frame, _ = site
    if arguments.positional:
        return tuple(a._replace(thing=Bound(a.thing, "__dict__")) for a in argument(arguments, 0))
    if isinstance(frame.node, ast.Module):
        return own_names(ev, arguments, site)
    if not isinstance(node, ast.Call) or node not in ev.scope(frame.node).at_call:
        return nothing_known("the names of a function that are not read where they stand")
    return just(Bound(Locals(node, frame), "__dict__"))


def has_attribute(ev: Evaluator, arguments: Arguments, site: Site) -> Value:
    """hasattr(x, name); `module` is what only wrappers have."""
    names = constants(argument(arguments, 1))
    if not names or len(names) != 1:
        return just(Opaque(("hasattr", site[0], site[1].base), "hasattr of what is not known"))
    return union(*(guarded(just(_has(ev, t, str(names[0]))), g) for t, g in argument(arguments, 0)))


def _has(ev: Evaluator, thing: Thing, name: str) -> Thing:
    if name == "module" and isinstance(thing, Wrapper | Made | Container | Instance) and name not in ev.graph.stores:
        return const(isinstance(thing, Wrapper))
    if isinstance(thing, Instance):
        from losslint.analysis import attributes

        value = attributes.of_instance(ev, thing, name)
        known = bool(value) and not all(isinstance(t, Opaque) for t, _ in value)
        return const(value=True) if known else Opaque(("hasattr", thing, name), "hasattr", const(value=False))
    if lacking.lacks(ev, thing, name):
        return const(value=False)
    return Opaque(("hasattr", thing, name), "hasattr of what is not known")


def type_of(ev: Evaluator, arguments: Arguments, site: Site) -> Value:
    thing = only(argument(arguments, 0))
    if isinstance(thing, Instance):
        return just(thing.cls)
    return just(Symbol(thing.cls)) if isinstance(thing, Made) else nothing_known("the type of what is not known")


# -- isinstance ----------------------------------------------------------------------------------------------------


def is_instance(ev: Evaluator, arguments: Arguments, site: Site) -> Value:
    """isinstance(x, C), isinstance(x, (C, D)), for each alternative of x."""
    classes = only(argument(arguments, 1))
    options = [only(v) for v in classes.items] if isinstance(classes, Sequence) and classes.closed else [classes]
    return _is_one(ev, argument(arguments, 0), options, site)


def is_tensor(ev: Evaluator, arguments: Arguments, site: Site) -> Value:
    """torch.is_tensor(x)."""
    return _is_one(ev, argument(arguments, 0), [Symbol(TENSOR)], site)


def _is_one(ev: Evaluator, value: Value, options: list[Thing | None], site: Site) -> Value:
    found = []
    for thing, guards in value:
        answers = [is_a(ev, thing, cls) for cls in options]
        if None in answers and True not in answers:
            subject = thing.subject if isinstance(thing, Opaque) else (site[0], site[1])
            found.append(just(Opaque(("isinstance", subject, site[0]), "isinstance of what is not known"), guards))
            continue
        found.append(just(const(True in answers), guards))
    return union(*found) or nothing_known("isinstance of what is not known")


def is_a(ev: Evaluator, thing: Thing, cls: Thing | None) -> bool | None:
    """Is the thing of the class? None: it cannot be told."""
    name = ev.knowledge.canonical(cls.name) if isinstance(cls, Symbol) else ""
    match thing:
        case Sequence() | Mapping() | Const():
            if name.startswith("builtins."):
                return _is_builtin(thing, name.removeprefix("builtins."))
            return False if isinstance(cls, Class) or name.startswith("torch.") else None
        case Opaque() if (data := configuration.data_of(thing)) is not None:
            return False if isinstance(cls, Class) else configuration.is_a(data, name)
        case Form(known=True):
            return True if name == TENSOR else False if name.startswith("builtins.") else None
        case Instance():
            return _instance_is_a(ev, thing, cls, name)
        case Made():
            return ev.knowledge.is_subclass(thing.cls, name) if name else False
        case Container():
            return name in (thing.cls, MODULE)
        case Wrapper():
            return thing.cls == name
    return None


def _is_builtin(thing: Sequence | Mapping | Const, name: str) -> bool:
    if isinstance(thing, Sequence):
        return name in ("list", "tuple")
    if isinstance(thing, Mapping):
        return name == "dict"
    return name == type(thing.value).__name__ or (name == "int" and isinstance(thing.value, bool))


def _instance_is_a(ev: Evaluator, thing: Instance, cls: Thing | None, name: str) -> bool | None:
    from losslint.analysis import classes

    if isinstance(cls, Class):
        return classes.derives(ev, thing.cls, cls)
    bases = list(classes.library_bases(ev, thing.cls))
    if any(ev.knowledge.is_subclass(base, name) for base in bases):
        return True
    return None if bases and not name.startswith("builtins.") else False
