"""What the methods of an object leave in its attributes: its constructor first, then the others. Floor 3.

The constructor of the concrete class is run in order, with `super().__init__()` and the methods that it calls inlined: a
call of the object's own method is an EFFECT, and stands for what that method assigned, else for what was known before it.
"""

from __future__ import annotations

import ast
from collections.abc import Hashable, Iterator
from typing import TYPE_CHECKING, cast

from losslint.analysis import binding, bounds, classes, ways
from losslint.analysis.frames import Arguments, Frame
from losslint.analysis.scope import Definition, Kind, Reach, State, first_parameter
from losslint.analysis.things import Class, Const, Function, Instance, Method, Opaque, Value, guarded, just, union

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator
    from losslint.analysis.names import Owner


def stores_itself(ev: Evaluator, instance: Instance, name: str) -> bool:
    """A cheap look: does a method of the object's class, or of one above, store the attribute in its own object?"""
    return ev.fact(("stores itself", instance.cls, name), lambda: _stores_itself(ev, instance.cls, name))


def _stores_itself(ev: Evaluator, cls: Class, name: str) -> bool:
    lineage = {above.node for above in classes.mro(ev, cls)}
    if any(o.parent is not None and o.parent.node in lineage for o in ev.graph.stores_own.get(name, ())):
        return True
    functions = (getattr(owner.node, "name", "") for owner in ev.graph.stores_elsewhere.get(name, ()))
    return any(function in ev.graph.attaching for function in functions)  # it may be made a method


def from_constructor(
    ev: Evaluator, instance: Instance, name: str, visited: set[ast.AST], skip: tuple[Definition, ...] = ()
) -> Value:
    """What the constructor of the concrete class leaves in the attribute, or what was there before it stored `skip`."""
    method = classes.lookup(ev, instance.cls, "__init__")
    if method is None:
        return ()
    function, owner = method
    frame = method_frame(ev, function, owner, instance, instance.arguments, "__init__")
    return at_exit(ev, frame, name, visited, skip)


def from_methods(
    ev: Evaluator, instance: Instance, name: str, visited: set[ast.AST], skip: tuple[Definition, ...] = ()
) -> Value:
    """Assignments to `self.name` in methods that the constructor does not call."""
    found = []
    lineage = list(classes.mro(ev, instance.cls))
    for owner in ev.graph.stores.get(name, ()):
        node = owner.node
        if node in visited or not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or owner.parent is None:
            continue
        cls = next((c for c in lineage if c.node is owner.parent.node), None)
        if cls is None or node.name == "__init__":
            continue
        visited.add(node)
        frame = method_frame(ev, Function(node, ev.class_frame(cls)), cls, instance, None, "")
        found.append(at_exit(ev, frame, name, set(), skip))
    return union(*found)


def counted(ev: Evaluator, instance: Instance, name: str, value: Value, visited: set[ast.AST]) -> Value:
    """A number that a method goes on counting from (`self.step += 1`) is no constant: which it is, the run alone knows."""
    first = value[0].thing if len(value) == 1 and name in ev.graph.counted else None
    if not isinstance(first, Const) or isinstance(first.value, bool) or not isinstance(first.value, int | float):
        return value
    lineage = {cls.node for cls in classes.mro(ev, instance.cls)}
    for owner in ev.graph.counted.get(name, ()):
        if owner.node in visited or owner.parent is None or owner.parent.node not in lineage:
            continue
        if any(d.kind is Kind.AUGMENT and d.loops for d in ev.scope(owner.node).stores.get(name, ())):
            subject = ("counted", instance, name)
            return guarded(just(Opaque(subject, f"attribute {name} counts on in a loop")), value[0].guards)
    return value


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


def at_exit(ev: Evaluator, frame: Frame, name: str, visited: set[ast.AST], skip: tuple[Definition, ...] = ()) -> Value:
    """The attribute of the receiver when the function ends; empty if the function does not assign it."""
    if frame.node in visited and frame.nested_in(frame.node) > 1:
        return ()
    visited.add(frame.node)
    first = first_parameter(frame.node)
    if first is None:
        return ()
    state = ev.scope(frame.node).exit
    if skip and (reaches := state.get(f"{first}.{name}")):
        kept = tuple(r for r in reaches if r.definition not in skip)
        return reaches_of_attribute(ev, kept, name, frame, visited)
    return in_state(ev, state, first, name, frame, visited)


def in_state(ev: Evaluator, state: State, root: str, name: str, frame: Frame, visited: set[ast.AST]) -> Value:
    reaches = state.get(f"{root}.{name}")
    if reaches:
        return reaches_of_attribute(ev, reaches, name, frame, visited)
    wildcard = state.get(f"{root}.*")
    return reaches_of_attribute(ev, wildcard, name, frame, visited) if wildcard else ()


def reaches_of_attribute(
    ev: Evaluator, reaches: tuple[Reach, ...], name: str, frame: Frame, visited: set[ast.AST]
) -> Value:
    found = []
    for reach in past_effects(ev, reaches, name, frame):
        if reach.definition.kind is not Kind.EFFECT:
            found.append(ev.reaches((reach,), (), frame))
            continue
        guards = ev.conditions(reach.conditions, (), frame)
        if guards is not None:
            found.append(guarded(after_effect(ev, reach.definition, name, frame, visited), guards))
    return union(*found)


def past_effects(ev: Evaluator, reaches: tuple[Reach, ...], name: str, frame: Frame) -> tuple[Reach, ...]:
    """Behind the calls of methods that leave the attribute alone: whether they run at all is then no question."""
    if all(reach.definition.kind is not Kind.EFFECT for reach in reaches):
        return reaches
    return ways.behind(reaches, lambda definition: _past_effect(ev, definition, name, frame))


def _past_effect(ev: Evaluator, definition: Definition, name: str, frame: Frame) -> tuple[Reach, ...] | None:
    """None: it is no such call, or too many ways lead to it."""
    root, call = first_parameter(frame.node), definition.node
    if definition.kind is not Kind.EFFECT or not isinstance(call, ast.Call) or may_assign(ev, call, name, frame):
        return None
    before = definition.behind.get(f"{root}.{name}") or definition.behind.get(f"{root}.*") or ()
    key = ("past effect", definition, name, _class_of(frame))
    found = ev.fact(key, lambda: past_effects(ev, before, name, frame))
    return found if len(found) <= bounds.WAYS else None


def after_effect(
    ev: Evaluator, effect: Definition, name: str, frame: Frame, visited: set[ast.AST] | None = None
) -> Value:
    """The attribute after a call of the object's own method: what the method assigned, else what stood before."""
    visited = set() if visited is None else visited
    root = first_parameter(frame.node)
    assert isinstance(effect.node, ast.Call) and root is not None
    key = ("after", effect, name, frame)
    ran = cast("set[ast.AST]", ev.cache.setdefault(("ran", *key), set()))
    if may_assign(ev, effect.node, name, frame):
        value = ev.ask(key, lambda: _after_effect(ev, effect, root, name, frame, ran))
    else:  # once, though ways that part and meet again lead there many times
        value = ev.fact(key, lambda: in_state(ev, effect.behind, root, name, frame, ran))
    visited |= ran
    return value


def _after_effect(ev: Evaluator, effect: Definition, root: str, name: str, frame: Frame, ran: set[ast.AST]) -> Value:
    assert isinstance(effect.node, ast.Call)
    called = called_frames(ev, effect.node, ev.adjust(frame, (), effect.loops))
    return union(*(at_exit(ev, inner, name, ran) for inner in called)) or in_state(
        ev, effect.behind, root, name, frame, ran
    )


def in_constructor(ev: Evaluator, node: ast.Attribute, frame: Frame) -> Value:
    """`self.name` in a method that the constructor calls: what the constructor had put there before the call."""
    if frame.site is None or getattr(frame.node, "name", "") == "__init__":
        return ()
    call, caller, _ = frame.site
    if caller.receiver is None or caller.receiver != frame.receiver or getattr(caller.node, "name", "") != "__init__":
        return ()
    if not isinstance(node.value, ast.Name) or node.value.id != first_parameter(frame.node):
        return ()
    effect = ev.scope(caller.node).effects.get(call) if isinstance(call, ast.Call) else None
    root = first_parameter(caller.node)
    if effect is None or root is None or effect.loops:
        return ()
    return in_state(ev, effect.behind, root, node.attr, caller, set())


def may_assign(ev: Evaluator, call: ast.Call, name: str, frame: Frame) -> bool:
    """A cheap look: does any method that the call may run, other than a constructor, store the attribute of its object?"""
    if isinstance(call.func, ast.Attribute) and call.func.attr == "__init__":
        return True
    cls = _class_of(frame)
    return ev.fact(("stored by a method", name, cls), lambda: _may_assign(ev, name, cls))


def _class_of(frame: Frame) -> Class | None:
    """Of the object whose method it is, where that is known."""
    return frame.receiver.cls if isinstance(frame.receiver, Instance) else None


def _may_assign(ev: Evaluator, name: str, cls: Class | None) -> bool:
    """`cls`: the class of the object, if that is known; its own methods and those that it inherits are all that may run."""
    owners = filter(_is_method, ev.graph.stores.get(name, ()))
    if cls is None:
        return any(owners)
    lineage = {above.node for above in classes.mro(ev, cls)}
    return any(o.parent is not None and o.parent.node in lineage and _stores_own(ev, o, name) for o in owners)


def _stores_own(ev: Evaluator, owner: Owner, name: str) -> bool:
    place = f"{first_parameter(owner.node)}.{name}"
    return any(definition.place == place for definition in ev.scope(owner.node).stores.get(name, ()))


def _is_method(owner: Owner) -> bool:
    node = owner.node
    is_function = isinstance(node, ast.FunctionDef) and node.name != "__init__"
    return is_function and owner.parent is not None and owner.parent.is_class


def called_frames(ev: Evaluator, call: ast.Call, frame: Frame) -> Iterator[Frame]:
    if frame.depth > 12:
        return
    for thing, _ in ev.value(call.func, frame):
        arguments = binding.arguments_of(ev, call, frame)
        if isinstance(thing, Method) and isinstance(thing.receiver, Instance):
            if frame.nested_in(thing.function.node) < 2:
                yield ev.bound_frame(thing.function, arguments, (call, frame, ""), thing.receiver, thing.function.owner)
        elif isinstance(thing, Function) and frame.receiver is not None and arguments.positional:
            rest = Arguments(arguments.positional[1:], arguments.keywords, arguments.double_stars)
            if frame.nested_in(thing.node) < 2:
                yield ev.bound_frame(thing, rest, (call, frame, ""), frame.receiver, thing.owner)
