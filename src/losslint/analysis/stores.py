"""Stores through other names: `net.fc = …` after `net = Model()`. Floor 3.

In: an object and an attribute name. Out: the value of a store that certainly came last, and those that may have come.
"""

from __future__ import annotations

import ast
from collections.abc import Hashable, Iterator
from functools import partial
from typing import TYPE_CHECKING, cast

from losslint.analysis import definitions
from losslint.analysis.frames import Frame
from losslint.analysis.scope import Condition, Definition, Loop, first_parameter
from losslint.analysis.things import Instance, Made, Thing, Value, union
from losslint.analysis.use_def.assigned import changed_by_store, layer_named
from losslint.guards import Guards
from losslint.source.nodes import walk

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator
    from losslint.source.file import SourceFile


def stored_outside(
    ev: Evaluator, thing: Thing, name: str, skip: tuple[Definition, ...], below: str = ""
) -> tuple[Value, Value]:
    """Stores `other.name = value` whose receiver may be this object: (one that certainly came last, alternatives).
    `below`: stores `other.below.name = value`, into what the object's attribute holds."""
    strong: Value = ()
    weak: Value = ()
    for definition, frame, came_last in into(ev, thing, name, skip, below):
        value = ev.ask((definition, frame), partial(definitions.evaluate, ev, definition, frame))
        if came_last:
            strong = value
        else:
            weak = union(weak, value)
    return strong, weak


def into(
    ev: Evaluator, thing: Thing, name: str, skip: tuple[Definition, ...] = (), below: str = ""
) -> Iterator[tuple[Definition, Frame, bool]]:
    """Those stores, each in its frame; and whether it certainly came after all before it."""
    home = _home(thing)
    for definition, joined, receiver in _stores(ev, name):
        root = _above(receiver, below)
        if definition in skip or root is None or (home is not None and not ev.project.meet(home, joined.file)):
            continue
        if ev.is_spent():
            break
        frame = own_history(thing, joined)
        guards = next((g for t, g in ev.value(root, frame) if same_object(t, thing)), None)
        if guards is not None:
            yield definition, frame, is_certain(ev, definition, thing, frame, guards)


def _home(thing: Thing) -> SourceFile | None:
    """The file that a program has loaded which holds such an object."""
    if isinstance(thing, Instance):
        return thing.cls.frame.file
    site = _making(thing)
    return site[1].file if isinstance(site, tuple) and len(site) >= 2 and isinstance(site[1], Frame) else None


def is_stored_elsewhere(ev: Evaluator, name: str) -> bool:
    """Is anything stored under this name in an object that is not the method's own?"""
    return name in ev.graph.stores and bool(_stores(ev, name))


def elsewhere(ev: Evaluator, name: str) -> tuple[Store, ...]:
    """The stores under this name into objects that are not the method's own: where, in which frame, of what."""
    return _stores(ev, name)


def behind(ev: Evaluator, thing: Thing, node: ast.Attribute, frame: Frame) -> tuple[Definition, ...]:
    """The stores to this attribute that the function makes only after it has read it here, and the functions around it after
    the calls that led here."""
    if node.attr not in ev.graph.stores:
        return ()
    at: ast.AST = node
    later: list[Definition] = []
    while True:
        found = ev.scope(frame.node).stores.get(node.attr, ())
        later += [d for d in found if _comes_after(ev, d, thing, at, frame)]
        if frame.site is None:
            return tuple(later)
        at, frame = frame.site[0], frame.site[1]


def _comes_after(ev: Evaluator, definition: Definition, thing: Thing, node: ast.AST, frame: Frame) -> bool:
    if _end(definition.node) < _end(node):
        return False
    loops = definition.loops  # a loop stores before it reads again, unless each turn makes an object of its own
    if not loops or _end(node) < (
        loops[0].iter.lineno if isinstance(loops[0], ast.comprehension) else loops[0].lineno,
        0,
    ):
        return True
    site = getattr(thing, "site", None)
    known = ev.scope(frame.node).calls.get(site[0]) if isinstance(site, tuple) else None
    return known is not None and known[1] == loops


def _end(node: ast.AST) -> tuple[int, int]:
    return getattr(node, "end_lineno", None) or 0, getattr(node, "end_col_offset", None) or 0


def _above(receiver: ast.expr, below: str) -> ast.expr | None:
    """What holds `below` in the receiver `net.below`; without `below` the receiver itself."""
    if not below:
        return receiver
    return receiver.value if isinstance(receiver, ast.Attribute) and receiver.attr == below else None


Store = tuple[Definition, Frame, ast.expr]


def _stores(ev: Evaluator, name: str) -> tuple[Store, ...]:
    """Stores to an attribute name through something else than a method's own receiver: where, in which frame, of what."""
    known = ev.cache.get(("stores", name))
    if known is None:
        known = ev.cache["stores", name] = tuple(_find_stores(ev, name))
    return cast("tuple[Store, ...]", known)


def _find_stores(ev: Evaluator, name: str) -> Iterator[Store]:
    seen = set()
    for owner in ev.graph.stores_elsewhere.get(name, ()):
        if owner in seen:
            continue
        seen.add(owner)
        frame = None if isinstance(owner.node, ast.ClassDef | ast.Lambda) else ev.joined_frame(owner)
        if frame is None:
            continue
        own = first_parameter(owner.node) if frame.cls is not None else None
        for definition in ev.scope(owner.node).stores.get(name, ()):
            root = _receiver(definition, name)
            if root is not None and not (isinstance(root, ast.Name) and root.id == own):
                yield definition, frame, root


def _receiver(definition: Definition, name: str) -> ast.expr | None:
    """`net` of the store `net.fc = …`, `net.fc[1] = …`, `net.fc.append(…)`, `net._modules["fc"] = …`."""
    node = definition.node
    targets: list[ast.expr] = []
    match node:
        case ast.Subscript() if layer_named(node) == name:
            return changed_by_store(node)
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
        for part in walk(target):
            if isinstance(part, ast.Attribute) and part.attr == name:
                return part.value
    return None


def own_history(thing: Thing, joined: Frame) -> Frame:
    """The frame in which the object's own making ran the function that a store stands in, else the joined one."""
    site = _making(thing)
    while isinstance(site, tuple) and len(site) >= 2 and isinstance(site[1], Frame):
        if site[1].node is joined.node:
            return site[1].base
        site = site[1].site
    return joined


def _making(thing: Thing) -> Hashable:
    """Where the thing was made; what a stub declares of an object was made with that object."""
    site: Hashable = getattr(thing, "site", None)
    while isinstance(site, tuple) and len(site) == 3 and site[0] == "declared":
        site = getattr(site[1], "site", None)
    return site


def same_object(left: Thing, right: Thing) -> bool:
    """One object, or the same place of making seen in another frame."""
    if left == right:
        return True
    if not isinstance(left, Instance | Made) or not isinstance(right, Instance | Made) or type(left) is not type(right):
        return False
    if isinstance(left, Made) and isinstance(right, Made) and left.cls != right.cls:
        return False  # two of the kinds that one call may build
    a, b = left.site, right.site
    if not (isinstance(a, tuple) and isinstance(b, tuple) and isinstance(a[0], ast.AST) and a[0] is b[0]):
        return False
    return not _led_apart(a[1:2], b[1:2])


def _led_apart(left: tuple[Hashable, ...], right: tuple[Hashable, ...]) -> bool:
    """Did different calls lead to the two places of making? Frames of all callers together tell nothing."""
    while left and right and isinstance(left[0], Frame) and isinstance(right[0], Frame):
        first, second = left[0].site, right[0].site
        if first is None or second is None:
            return False
        if first[0] is not second[0]:
            return True
        left, right = first[1:2], second[1:2]
    return False


def is_certain(ev: Evaluator, definition: Definition, thing: Thing, frame: Frame, guards: Guards) -> bool:
    """The store always runs, in the function that made the object (or called what made it), or in one that this function
    calls in the same run of statements."""
    itself = definition.conditions, frame, definition.loops
    return any(_always_runs(ev, where, thing) for where in (itself, stored_at(ev, definition, frame, guards)))


Where = tuple[tuple[Condition, ...], Frame, tuple[Loop, ...]]  # the conditions, frame and loops of a statement


def _always_runs(ev: Evaluator, stored: Where, thing: Thing) -> bool:
    conditions, where, loops = stored
    site = _making(thing)
    while isinstance(site, tuple) and len(site) >= 2 and isinstance(site[1], Frame):
        maker = site[1]
        if maker.node is where.node:
            known = ev.scope(where.node).calls.get(site[0])
            return known is not None and set(conditions) <= set(known[0]) and loops == known[1]
        site = maker.site
    return False


def stored_at(ev: Evaluator, definition: Definition, frame: Frame, guards: Guards) -> Where:
    """The conditions, frame and loops of a store; of one in a helper that a single call leads to, those of that call."""
    for guard in guards:
        if (
            guard.context
            and guard.subject == ("call", frame.node)
            and len(guard.values) == 1
            and not definition.conditions
        ):
            (key,) = guard.values
            if isinstance(key, tuple) and isinstance(key[1], Frame):
                known = ev.scope(key[1].node).calls.get(key[0])
                if known is not None:
                    return known[0], key[1], known[1]
    return definition.conditions, frame, definition.loops
