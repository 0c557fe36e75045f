"""What `object.attribute` is. Floor 3.

For an object of a project class: the constructor of its concrete class is run in order, with `super().__init__()` and the
methods that it calls inlined; then the assignments in other methods; then stores through other names in the project
(`net.fc = …` after `net = Model()`); then the class's own attributes and methods along the MRO; then its bases in
libraries. For an object of a library class: stores through names in the project, then what its stub declares.
"""

from __future__ import annotations

import ast
from collections.abc import Hashable, Iterator
from typing import TYPE_CHECKING

from losslint.analysis import imports, library, operators, options
from losslint.analysis.frames import Arguments, Frame
from losslint.analysis.scope import Condition, Definition, Kind, Loop, Reach, State
from losslint.analysis.things import (
    Bound,
    Class,
    Const,
    Container,
    Function,
    Instance,
    Made,
    Mapping,
    Method,
    Module,
    Opaque,
    Package,
    Partial,
    Record,
    Sequence,
    Super,
    Symbol,
    Thing,
    Value,
    Wrapper,
    const,
    guarded,
    just,
    nothing_known,
    only,
    union,
)
from losslint.forms import Form
from losslint.guards import Guards

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator


def evaluate(ev: Evaluator, node: ast.Attribute, frame: Frame) -> Value:
    """An attribute expression that no store in this scope defines."""
    return union(*(guarded(of(ev, t, node.attr, node, frame), g) for t, g in ev.value(node.value, frame)))


def of_place(ev: Evaluator, place: str, frame: Frame, definition: Definition) -> Value:
    """The attribute that a dotted place names, when the scope has no earlier definition of it."""
    root, *names = place.split(".")
    state = ev.scope(frame.node).exit
    first = binding_of_root(ev, root, frame, definition, state)
    value = first
    for name in names:
        value = union(*(guarded(of(ev, t, name, definition.node, frame, skip=definition), g) for t, g in value))
    return value


def binding_of_root(ev: Evaluator, root: str, frame: Frame, definition: Definition, state: State) -> Value:
    for node in ast.walk(definition.node):
        if isinstance(node, ast.Name) and node.id == root:
            return ev.value(node, frame)
    reaches = state.get(root)
    return ev.reaches(reaches, (), frame) if reaches else imports.free(ev, root, frame)


def of(ev: Evaluator, thing: Thing, name: str, node: ast.AST, frame: Frame, skip: Definition | None = None) -> Value:  # noqa: C901, PLR0911
    """`thing.name`."""
    match thing:
        case Module() | Package():
            return imports.module_attribute(ev, thing, name)
        case Symbol(name=qualified):
            return just(Symbol(f"{qualified}.{name}"))
        case Instance():
            return of_instance(ev, thing, name, skip)
        case Class():
            return of_class(ev, thing, name, None) or outside_bases(ev, thing, thing, name)
        case Super(receiver=receiver, after=after):
            return after_super(ev, receiver, after, name)
        case Made():
            return of_made(ev, thing, name, skip)
        case Container():
            return library.container_attribute(ev, thing, name)
        case Wrapper(inner=inner):
            if name == "module" or thing.cls not in library.PARALLEL:
                return just(inner) if name in ("module", "_orig_mod") else of(ev, inner, name, node, frame)
            return just(Bound(thing, name)) if name in library.MODULE_METHODS else nothing_known("an attribute of DataParallel")
        case Form():
            return operators.tensor_attribute(ev, thing, name, node, frame)
        case Opaque():
            return just(options.attribute(ev, thing, name))
        case Record():
            return thing.get(name) or nothing_known(f"attribute {name} of a result is not known")
        case Partial() | Sequence() | Mapping() | Const() | Bound():
            return just(Bound(thing, name))
        case Function() if name == "__name__":
            return just(const(getattr(thing.node, "name", "<lambda>")))
    return nothing_known(f"attribute {name} is not known")


# -- objects of project classes -----------------------------------------------------------------------------------


def of_instance(ev: Evaluator, instance: Instance, name: str, skip: Definition | None = None) -> Value:
    return ev.ask(("attribute", instance, name, skip), lambda: _of_instance(ev, instance, name, skip))


def _of_instance(ev: Evaluator, instance: Instance, name: str, skip: Definition | None) -> Value:
    if name == "training":
        return just(Opaque(("training", instance), "the mode of the model", const(True)))
    if name not in ev.graph.stores:
        return of_class(ev, instance.cls, name, instance) or outside(ev, instance, name)
    visited: set[ast.AST] = set()
    value = from_constructor(ev, instance, name, visited)
    strong, weak = stored_outside(ev, instance, name, skip)
    if strong:
        return strong
    if not value or _placeholder(value):
        elsewhere = from_methods(ev, instance, name, visited)
        value = elsewhere or value
    value = union(value, weak)
    if value:
        return value
    return of_class(ev, instance.cls, name, instance) or outside(ev, instance, name)


def outside(ev: Evaluator, instance: Instance, name: str) -> Value:
    """An attribute that the project's code never assigns."""
    record = options.field(ev, instance, name)
    if record:
        return record
    getter = lookup(ev, instance.cls, "__getattr__")
    if getter is not None:
        return nothing_known(f"attribute {name} comes from __getattr__")
    return outside_bases(ev, instance, instance.cls, name)


def _placeholder(value: Value) -> bool:
    return all(t in (const(None), Sequence(), Mapping()) for t, _ in value)


def from_constructor(ev: Evaluator, instance: Instance, name: str, visited: set[ast.AST]) -> Value:
    """What the constructor of the concrete class leaves in the attribute."""
    method = lookup(ev, instance.cls, "__init__")
    if method is None:
        return ()
    function, owner = method
    frame = method_frame(ev, function, owner, instance, instance.arguments, "__init__")
    return at_exit(ev, frame, name, visited)


def method_frame(
    ev: Evaluator, function: Function, owner: Class, instance: Instance, arguments: Arguments | None, key: str
) -> Frame:
    """A frame of a method on this object; without arguments it stands for every call."""
    if arguments is None:
        identity: Hashable = ("method", function, owner, instance)
        frame = ev.frames.get(identity)
        if frame is None:
            frame = Frame(function.node, function.frame.file, function.frame, receiver=instance, cls=owner)
            ev.frames[identity] = frame
        return frame
    site = instance.site
    assert isinstance(site, tuple) and isinstance(site[1], Frame)
    return ev.bound_frame(function, arguments, (site[0], site[1], key), instance, owner)


def at_exit(ev: Evaluator, frame: Frame, name: str, visited: set[ast.AST]) -> Value:
    """The attribute of the receiver when the function ends; empty if the function does not assign it."""
    if frame.node in visited and frame.nested_in(frame.node) > 1:
        return ()
    visited.add(frame.node)
    first = first_parameter(frame.node)
    if first is None:
        return ()
    return in_state(ev, ev.scope(frame.node).exit, first, name, frame, visited)


def first_parameter(node: ast.AST) -> str | None:
    args = node.args  # type: ignore[attr-defined]
    first = [*args.posonlyargs, *args.args][:1]
    return first[0].arg if first else None


def in_state(ev: Evaluator, state: State, root: str, name: str, frame: Frame, visited: set[ast.AST]) -> Value:
    reaches = state.get(f"{root}.{name}")
    if reaches:
        return reaches_of_attribute(ev, reaches, name, frame, visited)
    wildcard = state.get(f"{root}.*")
    return reaches_of_attribute(ev, wildcard, name, frame, visited) if wildcard else ()


def reaches_of_attribute(ev: Evaluator, reaches: tuple[Reach, ...], name: str, frame: Frame, visited: set[ast.AST]) -> Value:
    found = []
    for reach in reaches:
        if reach.definition.kind is not Kind.EFFECT:
            found.append(ev.reaches((reach,), (), frame))
            continue
        guards = ev.conditions(reach.conditions, (), frame)
        if guards is not None:
            found.append(guarded(after_effect(ev, reach.definition, name, frame, visited), guards))
    return union(*found)


def after_effect(ev: Evaluator, effect: Definition, name: str, frame: Frame, visited: set[ast.AST] | None = None) -> Value:
    """The attribute after a call of the object's own method: what the method assigned, else what stood before."""
    visited = set() if visited is None else visited
    root = first_parameter(frame.node)
    assert isinstance(effect.node, ast.Call) and root is not None
    value: Value = ()
    if not may_assign(ev, effect.node, name, frame):
        return in_state(ev, effect.behind, root, name, frame, visited)
    for inner in called_frames(ev, effect.node, ev.adjust(frame, (), effect.loops)):
        value = union(value, at_exit(ev, inner, name, visited))
    if value:
        return value
    return in_state(ev, effect.behind, root, name, frame, visited)


def may_assign(ev: Evaluator, call: ast.Call, name: str, frame: Frame) -> bool:
    """A cheap look: does any method that the call may run, other than a constructor, store the attribute?"""
    if isinstance(call.func, ast.Attribute) and call.func.attr == "__init__":
        return True
    return any(
        isinstance(o.node, ast.FunctionDef) and o.node.name != "__init__" and o.parent is not None and o.parent.is_class
        for o in ev.graph.stores.get(name, ())
    )


def called_frames(ev: Evaluator, call: ast.Call, frame: Frame) -> Iterator[Frame]:
    from losslint.analysis import binding

    if frame.depth > 12:
        return
    for thing, _ in ev.value(call.func, frame):
        arguments = binding.arguments_of(ev, call, frame)
        if isinstance(thing, Method) and isinstance(thing.receiver, Instance):
            owner = owner_of(ev, thing)
            if frame.nested_in(thing.function.node) < 2:
                yield ev.bound_frame(thing.function, arguments, (call, frame, ""), thing.receiver, owner)
        elif isinstance(thing, Function) and frame.receiver is not None and arguments.positional:
            rest = Arguments(arguments.positional[1:], arguments.keywords, arguments.double_stars)
            owner = Class(thing.frame.node, thing.frame.parent) if isinstance(thing.frame.node, ast.ClassDef) else None  # type: ignore[arg-type]
            if frame.nested_in(thing.node) < 2:
                yield ev.bound_frame(thing, rest, (call, frame, ""), frame.receiver, owner)


def owner_of(ev: Evaluator, method: Method) -> Class | None:
    frame = method.function.frame
    if isinstance(frame.node, ast.ClassDef) and frame.parent is not None:
        return Class(frame.node, frame.parent)
    return None


def from_methods(ev: Evaluator, instance: Instance, name: str, visited: set[ast.AST]) -> Value:
    """Assignments to `self.name` in methods that the constructor does not call."""
    found = []
    lineage = list(mro(ev, instance.cls))
    for owner in ev.graph.stores.get(name, ()):
        node = owner.node
        if node in visited or not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or owner.parent is None:
            continue
        cls = next((c for c in lineage if c.node is owner.parent.node), None)
        if cls is None or node.name == "__init__":
            continue
        visited.add(node)
        frame = method_frame(ev, Function(node, ev.class_frame(cls)), cls, instance, None, "")
        found.append(at_exit(ev, frame, name, set()))
    return union(*found)


# -- stores through other names ------------------------------------------------------------------------------------


def stored_outside(ev: Evaluator, thing: Thing, name: str, skip: Definition | None) -> tuple[Value, Value]:
    """Stores `other.name = value` whose receiver may be this object: (one that certainly came last, alternatives)."""
    strong: Value = ()
    weak: Value = ()
    for definition, joined, root in _stores(ev, name):
        if definition is skip:
            continue
        frame = own_history(thing, joined)
        guards = next((g for t, g in ev.value(root, frame) if same_object(t, thing)), None)
        if guards is None:
            continue
        value = ev.ask((definition, frame), lambda d=definition, f=frame: definitions.evaluate(ev, d, f))  # type: ignore[misc]
        if is_certain(ev, definition, thing, frame, guards):
            strong = value
        else:
            weak = union(weak, value)
    return strong, weak


def _stores(ev: Evaluator, name: str) -> Iterator[tuple[Definition, Frame, ast.expr]]:
    """Stores to an attribute name through something else than a method's own receiver."""
    seen = set()
    for owner in ev.graph.stores.get(name, ()):
        if owner in seen:
            continue
        seen.add(owner)
        if not _interesting(owner.node, name):
            continue
        frame = ev.joined_frame(owner)
        if frame is None:
            continue
        own = first_parameter(owner.node) if frame.cls is not None and not isinstance(owner.node, ast.ClassDef) else None
        for definition in ev.scope(owner.node).stores.get(name, ()):
            root = _receiver(definition, name)
            if root is not None and not (isinstance(root, ast.Name) and root.id == own):
                yield definition, frame, root


def _interesting(node: ast.AST, name: str) -> bool:
    return not isinstance(node, ast.ClassDef | ast.Lambda)


def _receiver(definition: Definition, name: str) -> ast.expr | None:
    """`net` of the store `net.fc = …`, `net.fc[1] = …`, `net.fc.append(…)`."""
    node = definition.node
    targets: list[ast.expr] = []
    match node:
        case ast.Assign():
            targets = node.targets
        case ast.AnnAssign() | ast.AugAssign() | ast.For() | ast.AsyncFor():
            targets = [node.target]
        case ast.Subscript():
            targets = [node.value]
        case ast.Call(func=ast.Attribute(value=value)):
            targets = [value]
        case ast.Call(args=[target, _, _]):
            return target
    for target in targets:
        for part in ast.walk(target):
            if isinstance(part, ast.Attribute) and part.attr == name:
                return part.value
    return None


def own_history(thing: Thing, joined: Frame) -> Frame:
    """The frame in which the object's own making ran the function that a store stands in, else the joined one."""
    site = getattr(thing, "site", None)
    while isinstance(site, tuple) and len(site) >= 2 and isinstance(site[1], Frame):
        if site[1].node is joined.node:
            return site[1].base
        site = site[1].site
    return joined


def same_object(left: Thing, right: Thing) -> bool:
    """One object, or the same place of making seen in another frame."""
    if left == right:
        return True
    if type(left) is not type(right) or not isinstance(left, Instance | Made):
        return False
    a, b = left.site, right.site  # type: ignore[union-attr]
    return isinstance(a, tuple) and isinstance(b, tuple) and isinstance(a[0], ast.AST) and a[0] is b[0]


def is_certain(ev: Evaluator, definition: Definition, thing: Thing, frame: Frame, guards: Guards) -> bool:
    """The store always runs, in the function that made the object (or called what made it), or in one that this function
    calls in the same run of statements."""
    node, where, loops = stored_at(ev, definition, frame, guards)
    site = getattr(thing, "site", None)
    while isinstance(site, tuple) and len(site) >= 2 and isinstance(site[1], Frame):
        maker = site[1]
        if maker.node is where.node:
            known = ev.scope(where.node).calls.get(site[0])
            return known is not None and set(node) <= set(known[0]) and loops == known[1]
        site = maker.site
    return False


def stored_at(
    ev: Evaluator, definition: Definition, frame: Frame, guards: Guards
) -> tuple[tuple[Condition, ...], Frame, tuple[Loop, ...]]:
    """The conditions, frame and loops of a store; of one in a helper that a single call leads to, those of that call."""
    for guard in guards:
        if guard.context and guard.subject == ("call", frame.node) and len(guard.values) == 1 and not definition.conditions:
            (key,) = guard.values
            if isinstance(key, tuple) and isinstance(key[1], Frame):
                known = ev.scope(key[1].node).calls.get(key[0])
                if known is not None:
                    return known[0], key[1], known[1]
    return definition.conditions, frame, definition.loops


# -- classes -------------------------------------------------------------------------------------------------------


def mro(ev: Evaluator, cls: Class) -> tuple[Class, ...]:
    """The project classes that a class inherits from, itself first (depth first, each once, the last one wins)."""
    known = ev.cache.get(("mro", cls))
    if known is None:
        ev.cache["mro", cls] = (cls,)  # a class that inherits from itself ends here
        order: list[Class] = [cls]
        for base in cls.node.bases:
            for thing, _ in ev.value(base, ev_frame_of(cls)):
                if isinstance(thing, Class):
                    for above in mro(ev, thing):
                        if above in order and above != cls:
                            order.remove(above)
                        if above != cls:
                            order.append(above)
        known = ev.cache["mro", cls] = tuple(order)
    assert isinstance(known, tuple)
    return known


def ev_frame_of(cls: Class) -> Frame:
    return cls.frame


def library_bases(ev: Evaluator, cls: Class) -> Iterator[str]:
    """The library classes that a class inherits from, by canonical name."""
    for owner in mro(ev, cls):
        for base in owner.node.bases:
            for thing, _ in ev.value(base, owner.frame):
                if isinstance(thing, Symbol):
                    yield ev.knowledge.canonical(thing.name)


def derives(ev: Evaluator, cls: Class, base: Class) -> bool:
    return base in mro(ev, cls)


def lookup(ev: Evaluator, cls: Class, name: str, after: Class | None = None) -> tuple[Function, Class] | None:
    """The function that a method name means in a class, and the class whose body it stands in."""
    lineage = mro(ev, cls)
    if after is not None:
        lineage = lineage[lineage.index(after) + 1 :] if after in lineage else ()
    for owner in lineage:
        reaches = ev.scope(owner.node).exit.get(name)
        if reaches:
            frame = ev.class_frame(owner)
            for thing, _ in ev.reaches(reaches, (), frame):
                if isinstance(thing, Function):
                    return thing, owner
            return None
    return None


def of_class(ev: Evaluator, cls: Class, name: str, receiver: Instance | None, after: Class | None = None) -> Value:
    """An attribute of the class body, bound to the receiver if it is a method."""
    lineage = mro(ev, cls)
    if after is not None:
        lineage = lineage[lineage.index(after) + 1 :] if after in lineage else ()
    for owner in lineage:
        reaches = ev.scope(owner.node).exit.get(name)
        if reaches:
            value = ev.reaches(reaches, (), ev.class_frame(owner))
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


def after_super(ev: Evaluator, receiver: Thing, after: Class, name: str) -> Value:
    if isinstance(receiver, Instance):
        found = of_class(ev, receiver.cls, name, receiver, after)
        return found or outside_bases(ev, Super(receiver, after), receiver.cls, name)
    if isinstance(receiver, Class):
        return of_class(ev, receiver, name, None, after) or nothing_known("super() of a library class")
    return nothing_known("super() of something that is not known")


def outside_bases(ev: Evaluator, receiver: Thing, cls: Class, name: str) -> Value:
    """An attribute that only a library base can have."""
    for base in library_bases(ev, cls):
        if ev.knowledge.method(base, name) is not None or name in library.MODULE_METHODS:
            return just(Bound(receiver, name))
        declared = ev.knowledge.attribute(base, name)
        if declared is not None:
            return just(Made(declared, ("attribute", receiver, name)))
    return just(Opaque(("attribute", receiver, name), f"attribute {name} is never assigned in the project"))


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


# -- objects of library classes ------------------------------------------------------------------------------------


def of_made(ev: Evaluator, made: Made, name: str, skip: Definition | None = None) -> Value:
    return ev.ask(("attribute", made, name, skip), lambda: _of_made(ev, made, name, skip))


def _of_made(ev: Evaluator, made: Made, name: str, skip: Definition | None) -> Value:
    declared = ev.knowledge.attribute(made.cls, name)
    if ev.knowledge.method(made.cls, name) is not None:
        return just(Bound(made, name))
    strong, weak = stored_outside(ev, made, name, skip)
    if strong:
        return strong
    value: Value = ()
    if declared is not None:
        value = just(library.declared(ev, made, name, declared))
    value = union(value, weak)
    if value:
        return value
    if name in library.MODULE_METHODS:
        return just(Bound(made, name))
    return just(Opaque(("attribute", made, name), f"attribute {name} of {made.cls} is not known"))


from losslint.analysis import definitions  # noqa: E402  (definitions evaluate attributes and the other way round)
