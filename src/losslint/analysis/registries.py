"""Tables that functions fill: `MODELS[name] = cls` in a decorator, `self._modules[key] = cls` in a registry's method. Floor 3.

Where a dict of a module, a class or an object is read, the stores to it that stand in functions of the project are looked
up by name, and each such function is run once for each call that leads to it, down from the modules: what a decorator is
given (`@register("resnet")`) is a call too.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple, cast

from losslint.analysis import binding, bounds, callers, classes, imports, stores
from losslint.analysis.frames import Frame
from losslint.analysis.names import Owner
from losslint.analysis.scope import Kind
from losslint.analysis.things import (
    Class,
    Const,
    Function,
    Instance,
    Mapping,
    Method,
    Module,
    Thing,
    Value,
    just,
    nothing_known,
    only,
    union,
)
from losslint.source.nodes import walk

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator
    from losslint.source.file import SourceFile

DEPTH = 4  # calls from a module down to the store
STORING = frozenset((ast.Assign, ast.Call))
Is = Callable[[ast.expr, Frame], bool]  # is it this table that the expression names in this frame?


class Store(NamedTuple):
    """One store: the expression that names the table, the key (None: a whole dict), what is stored."""

    table: ast.expr
    key: ast.expr | None
    value: ast.expr


# -- the three kinds of tables --------------------------------------------------------------------------------------


def of_module(ev: Evaluator, file: SourceFile, name: str, value: Value) -> Value:
    """A module-level name with what the project's functions, and other modules, store into it."""
    owners = _others(ev, file, name)
    if not owners or not _is_table(value):
        return value

    def is_this(node: ast.expr, frame: Frame) -> bool:
        if isinstance(node, ast.Attribute):
            return any(isinstance(t, Module) and t.file is file for t, _ in ev.value(node.value, frame))
        return isinstance(node, ast.Name) and origin(ev, frame, node.id) == (file, name)

    return _filled(ev, ("table", file, name), value, owners, name, is_this)


def is_filled_elsewhere(ev: Evaluator, file: SourceFile, name: str) -> bool:
    """Do functions of the project, or other modules, store something in a table of the module?"""
    return bool(_others(ev, file, name))


def _others(ev: Evaluator, file: SourceFile, name: str) -> list[Owner]:
    return [owner for owner in dict.fromkeys(ev.graph.tables.get(name, ())) if _may_store(ev, owner, file, name)]


def _may_store(ev: Evaluator, owner: Owner, file: SourceFile, name: str) -> bool:
    """A cheap look: may a store in this scope be to the name of that module? Its own statements are followed in order."""
    if isinstance(owner.node, ast.Module) and owner.file is file:
        return False
    if any(isinstance(store.table, ast.Attribute) for store in stores_in(ev, owner, name)):
        return True
    frame = ev.joined_frame(owner)
    return frame is not None and origin(ev, frame, name) == (file, name)


def of_instance(ev: Evaluator, instance: Instance, name: str, value: Value) -> Value:
    """An attribute of an object with what the methods of its class store into it."""
    lineage = {c.node for c in classes.mro(ev, instance.cls)}
    tables = dict.fromkeys(ev.graph.tables.get(name, ()))
    owners = [o for o in tables if o.parent is not None and o.parent.node in lineage]
    if not owners or not _is_table(value):
        return value

    def is_this(node: ast.expr, frame: Frame) -> bool:
        return isinstance(node, ast.Attribute) and any(
            isinstance(t, Instance) and stores.same_object(t, instance) for t, _ in ev.value(node.value, frame)
        )

    return _filled(ev, ("table", instance, name), value, owners, name, is_this)


def of_class(ev: Evaluator, cls: Class, name: str, value: Value) -> Value:
    """A dict in a class body with what the project's functions store into it."""
    owners = list(dict.fromkeys(ev.graph.tables.get(name, ())))
    if not owners or not _is_table(value):
        return value

    def is_this(node: ast.expr, frame: Frame) -> bool:
        return isinstance(node, ast.Attribute) and any(
            isinstance(c := t.cls if isinstance(t, Instance) else t, Class) and classes.derives(ev, c, cls)
            for t, _ in ev.value(node.value, frame)
        )

    return _filled(ev, ("table", cls, name), value, owners, name, is_this)


def _is_table(value: Value) -> bool:
    return isinstance(only(value), Mapping)


# -- what is stored -------------------------------------------------------------------------------------------------


def _filled(ev: Evaluator, key: tuple[object, ...], value: Value, owners: list[Owner], name: str, is_this: Is) -> Value:
    table = only(value)
    assert isinstance(table, Mapping)
    return ev.ask_once(key, lambda: just(_with_stores(ev, table, owners, name, is_this))) or value


def _with_stores(ev: Evaluator, table: Mapping, owners: list[Owner], name: str, is_this: Is) -> Mapping:
    count = 0
    for owner in owners:
        written = stores_in(ev, owner, name)
        for frame in runs(ev, owner) if written else ():
            for store in written:
                if not is_this(store.table, frame):
                    continue
                count += 1
                if count > bounds.CANDIDATES:
                    return Mapping(table.items, nothing_known(f"{name} has too many entries"))
                table = _stored(ev, table, store, frame)
    return table


def _stored(ev: Evaluator, table: Mapping, store: Store, frame: Frame) -> Mapping:
    value = ev.value(store.value, frame)
    if store.key is None:
        more = only(value)
        items = more.items if isinstance(more, Mapping) else ()
        for key, item in items:
            table = table.with_item(key, item)
        rest = more.rest if isinstance(more, Mapping) else nothing_known("updated by a dict that is not known")
        return Mapping(table.items, union(table.rest or (), rest or ()) or None)
    known = only(ev.value(store.key, frame))
    if isinstance(known, Const):
        return table.with_item(known.value, value)
    return Mapping(table.items, union(table.rest or (), value))


def stores_in(ev: Evaluator, owner: Owner, name: str) -> tuple[Store, ...]:
    """The stores to a table of this name in one scope."""
    key = ("stores in tables", owner.node)
    known = ev.cache.get(key)
    if known is None:
        by_name: dict[str | None, list[Store]] = {}
        for store in (s for n in walk(owner.node) if type(n) in STORING for s in _stores(n)):
            by_name.setdefault(_named(store.table), []).append(store)
        known = ev.cache[key] = {name: tuple(found) for name, found in by_name.items()}
    return cast("dict[str | None, tuple[Store, ...]]", known).get(name, ())


def _stores(node: ast.AST) -> Iterator[Store]:
    match node:
        case ast.Assign(targets=targets, value=value):
            for target in targets:
                if isinstance(target, ast.Subscript):
                    yield Store(target.value, target.slice, value)
        case ast.Call(func=ast.Attribute(value=table, attr="setdefault" | "__setitem__"), args=[key, value]):
            yield Store(table, key, value)
        case ast.Call(func=ast.Attribute(value=table, attr="update"), args=[value]):
            yield Store(table, None, value)


def _named(node: ast.expr) -> str | None:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else None


# -- which module a name comes from ---------------------------------------------------------------------------------


def origin(ev: Evaluator, frame: Frame, name: str) -> tuple[SourceFile, str] | None:
    """The module and the name under which a free name of this frame is defined; None for a local one."""
    scope: Frame | None = frame
    while scope is not None and not isinstance(scope.node, ast.Module):
        if not isinstance(scope.node, ast.ClassDef) and name in _local_names(ev, scope):
            return None
        scope = scope.parent
    return _imported_from(ev, frame.file, name)


def _local_names(ev: Evaluator, frame: Frame) -> frozenset[str]:
    key = ("local names", frame.node)
    known = ev.cache.get(key)
    if known is None:
        nodes = walk(frame.node)
        outer = {n for node in nodes if isinstance(node, ast.Global | ast.Nonlocal) for n in node.names}
        bound = {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
        bound |= {n.arg for n in nodes if isinstance(n, ast.arg)}
        known = ev.cache[key] = frozenset(bound - outer)
    return cast("frozenset[str]", known)


def _imported_from(ev: Evaluator, file: SourceFile, name: str, depth: int = 0) -> tuple[SourceFile, str] | None:
    frame = ev.module_frame(file)
    if frame is None or depth > 2 * DEPTH:
        return None
    scope = ev.scope(frame.node)
    for reach in scope.exit.get(name, ()):
        definition = reach.definition
        if definition.kind is Kind.IMPORT and isinstance(definition.node, ast.ImportFrom):
            source = imports.module(ev, file, definition.node.module or "", definition.node.level)
            again = str(definition.path[0])
            return _imported_from(ev, source.file, again, depth + 1) if isinstance(source, Module) else None
        return file, name
    for star in scope.stars:
        source = imports.module(ev, file, star.module or "", star.level)
        if isinstance(source, Module) and source.file is not file:
            found = _imported_from(ev, source.file, name, depth + 1)
            if found is not None:
                return found
    return None


# -- the calls that lead to a store ---------------------------------------------------------------------------------


def runs(ev: Evaluator, owner: Owner, depth: int = 0) -> list[Frame]:
    """A function once for each call that leads to it, its callers run in the same way."""
    frame = ev.joined_frame(owner)
    if frame is None or isinstance(frame.node, ast.Module | ast.ClassDef) or depth >= DEPTH:
        return [frame] if frame is not None else []
    found: list[Frame] = []
    for site in callers.of(ev, frame).sites:
        around = ev.graph.owners.get(site.frame.node)
        for caller in runs(ev, around, depth + 1) if around is not None else ():
            found += called_in(ev, site.call, caller, frame.node)
            if len(found) > bounds.CANDIDATES:
                return found
    return found


def called_in(ev: Evaluator, call: ast.Call, caller: Frame, node: ast.AST) -> Iterator[Frame]:
    """The frames of a function that a call opens in one run of its caller."""
    way = ev.scope(caller.node).calls.get(call)
    if way is None or ev.conditions(*way, caller) is None:
        return
    for thing, _ in ev.value(call.func, caller):
        target = _target(thing)
        if target is not None and target[0].node is node:
            function, receiver = target
            arguments = binding.arguments_of(ev, call, caller)
            yield ev.bound_frame(function, arguments, (call, caller, ""), receiver, function.owner)


def _target(thing: Thing) -> tuple[Function, Thing | None] | None:
    match thing:
        case Function():
            return thing, None
        case Method(function=function, receiver=receiver):
            return function, receiver
    return None
