"""What imported and free names mean: modules of the project, things of libraries, builtins. Floor 3."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterable
from typing import TYPE_CHECKING

from losslint.analysis.frames import Frame
from losslint.analysis.things import (
    Const,
    Module,
    Package,
    Symbol,
    Thing,
    Value,
    const,
    guarded,
    just,
    nothing_known,
    union,
)
from losslint.guards import Guard
from losslint.source.file import SourceFile
from losslint.source.project import Namespace

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator
    from losslint.analysis.scope import Definition, Reach, State

BUILTINS = frozenset(dir(builtins))


def imported(ev: Evaluator, definition: Definition, frame: Frame) -> Value:
    node = definition.node
    name = str(definition.path[0])
    if isinstance(node, ast.Import):
        return just(module(ev, frame.file, name, 0) or Symbol(name))
    assert isinstance(node, ast.ImportFrom)
    return member(ev, frame.file, node, name)


def module(ev: Evaluator, importer: SourceFile, dotted: str, level: int) -> Thing | None:
    found = ev.project.find_module(importer, dotted, level)
    if isinstance(found, SourceFile):
        return Module(found)
    return Package(found) if isinstance(found, Namespace) else None


def member(ev: Evaluator, importer: SourceFile, node: ast.ImportFrom, name: str) -> Value:
    """`from module import name`."""
    source = module(ev, importer, node.module or "", node.level)
    if source is None:
        if node.level:
            return nothing_known(f"the module {'.' * node.level}{node.module or ''} was not found")
        return just(Symbol(f"{node.module}.{name}"))
    return module_attribute(ev, source, name)


def module_attribute(ev: Evaluator, source: Thing, name: str) -> Value:
    if isinstance(source, Module):
        found = global_name(ev, source.file, name)
        if found:
            return found
        package: SourceFile | Namespace = source.file
    else:
        assert isinstance(source, Package)
        package = source.namespace
    below = ev.project.submodule(package, name)
    if isinstance(below, SourceFile):
        return just(Module(below))
    if isinstance(below, Namespace):
        return just(Package(below))
    return nothing_known(f"{name} was not found in its module")


def having(ev: Evaluator, holders: Value, name: str) -> Value:
    """Of several modules that may be meant, those that have the name; all of them if none has it."""
    if len(holders) < 2 or not any(isinstance(thing, Module) for thing, _ in holders):
        return holders
    return (
        tuple(a for a in holders if not isinstance(a.thing, Module) or global_name(ev, a.thing.file, name)) or holders
    )


def global_name(ev: Evaluator, file: SourceFile, name: str, asker: SourceFile | None = None) -> Value:
    """A module-level name as it stands at the module's end; the empty value if the module has none.

    `asker` is the module that star-imports this one: a module that is not found from here may lie beside it (the script's
    folder is a root for all that it imports)."""
    frame = ev.module_frame(file)
    if frame is not None and not ev.scope(frame.node).stars:
        asker = None
    return ev.ask(("global", file, name, asker), lambda: _global_name(ev, file, name, asker))


def declared(ev: Evaluator, file: SourceFile, name: str) -> Value:
    """A name of the project's own that the user's stubs describe: they are heard, not its code; else the empty value."""
    if not ev.knowledge.has_own:
        return ()
    qualified = f"{ev.project.module_name(file)}.{name}"
    return just(Symbol(qualified)) if ev.knowledge.declares(qualified) else ()


def _global_name(ev: Evaluator, file: SourceFile, name: str, asker: SourceFile | None) -> Value:
    known = declared(ev, file, name)
    if known:
        return known
    frame = ev.module_frame(file)
    if frame is None:
        return nothing_known(f"{file.display} could not be parsed")
    scope = ev.scope(frame.node)
    reaches = scope.exit.get(name)
    if reaches:
        from losslint.analysis import registries

        value = registries.of_module(ev, file, name, ev.reaches(reaches, (), frame))
        return value if any(not _is_none(t) for t, _ in value) else set_in_function(ev, file, name) or value
    for star in reversed(scope.stars):
        source = module(ev, file, star.module or "", star.level)
        if source is None and asker is not None:
            source = module(ev, asker, star.module or "", star.level)
        if isinstance(source, Module) and source.file is not file:
            found = global_name(ev, source.file, name, asker or file)
            if found:
                return found
        elif source is None and not star.level and _exports(ev, star.module or "", name):
            return just(Symbol(f"{star.module}.{name}"))
    return set_in_function(ev, file, name)


def _is_none(thing: Thing) -> bool:
    return isinstance(thing, Const) and thing.value is None


def set_in_function(ev: Evaluator, file: SourceFile, name: str) -> Value:
    """What the one function that declares `global name` leaves in it: the module itself gives it nothing, or None."""
    owners = ev.graph.outer[file].get(name, ())
    frame = ev.joined_frame(owners[0]) if len(owners) == 1 else None
    if frame is None:
        return ()
    reaches = ev.scope(frame.node).exit.get(name, ())
    return ev.reaches(tuple(r for r in reaches if not isinstance(r.definition.node, ast.Global)), (), frame)


def _exports(ev: Evaluator, module_name: str, name: str) -> bool:
    """Does a library module that we have a stub for define the name?"""
    qualified = f"{module_name}.{name}"
    knowledge = ev.knowledge
    return (
        knowledge.function(qualified) is not None
        or knowledge.cls(qualified) is not None
        or knowledge.knows_module(qualified)
    )


def library_names(ev: Evaluator, reaches: Iterable[Reach], file: SourceFile) -> frozenset[str]:
    """What of libraries all these definitions import; nothing where one of them may be anything else, a file of the project too.
    Nothing is evaluated for it."""
    names = [_library_name(ev, reach.definition, file) for reach in reaches]
    return frozenset(name for name in names if name is not None) if None not in names else frozenset()


def _library_name(ev: Evaluator, definition: Definition, file: SourceFile) -> str | None:
    match definition.node:
        case ast.Import():
            name = str(definition.path[0])
            return name if ev.project.find_module(file, name) is None else None
        case ast.ImportFrom(module=str() as source, level=0):
            return f"{source}.{definition.path[0]}" if ev.project.find_module(file, source) is None else None
    return None


def global_library_names(ev: Evaluator, file: SourceFile, name: str) -> frozenset[str]:
    """The same of a name of a module, as it stands at the module's end."""
    module = ev.module_frame(file)
    reaches = ev.scope(module.node).exit.get(name, ()) if module is not None else ()
    return ev.fact(("of a library", file, name), lambda: library_names(ev, reaches, file))


def is_local(ev: Evaluator, name: ast.Name, frame: Frame) -> bool:
    """Does a function bind the name, this one or one around it?"""
    if frame.parent is not None and name in ev.scope(frame.node).uses:
        return True
    around = frame.parent
    while around is not None and around.parent is not None:
        if name.id in ev.scope(around.node).counts:
            return True
        around = around.parent
    return False


def free(ev: Evaluator, name: str, frame: Frame) -> Value:
    """A name that this scope does not define: enclosing functions, the module, builtins."""
    scope_frame: Frame | None = frame if isinstance(frame.node, ast.Module) else frame.parent
    while scope_frame is not None:
        if isinstance(scope_frame.node, ast.Module):
            found = module_name_seen_from(ev, name, scope_frame, frame)
            if found:
                return found
        elif not isinstance(scope_frame.node, ast.ClassDef):
            reaches = ev.scope(scope_frame.node).exit.get(name)
            if reaches:
                return ev.reaches(reaches, (), scope_frame)
        scope_frame = scope_frame.parent
    if name == "__name__":
        return just(const("__main__"))  # a main block counts as run: what stands in it is how the module is used
    if name == "__file__":
        return just(const(frame.file.path.as_posix()))  # only paths to configuration are made of it
    if name in BUILTINS:
        return just(Symbol(f"builtins.{name}"))
    from losslint.analysis import star_imports

    return star_imports.of_runner(ev, name, frame.file) or nothing_known(f"{name} is never defined")


def module_name_seen_from(ev: Evaluator, name: str, module_frame: Frame, asking: Frame) -> Value:
    """A global that is bound more than once is read as it stands at the call that leads here."""
    scope = ev.scope(module_frame.node)
    if asking is not module_frame and scope.counts.get(name, 0) > 1:
        states = _states_at_calls(ev, module_frame, asking)
        found = []
        for state, guards in states:
            reaches = state.get(name)
            if reaches:
                found.append(guarded(ev.reaches(reaches, (), module_frame), guards))
        if found:
            return union(*found)
    return global_name(ev, module_frame.file, name)


def _states_at_calls(ev: Evaluator, module_frame: Frame, asking: Frame) -> list[tuple[State, frozenset[Guard]]]:
    from losslint.analysis import callers

    scope = ev.scope(module_frame.node)
    frame: Frame = asking.base
    while frame.site is not None:
        node, caller, _ = frame.site
        if caller.base is module_frame:
            state = scope.at_call.get(node) if isinstance(node, ast.Call) else None
            return [(state, frozenset())] if state is not None else []
        frame = caller.base
    if not frame.joined or isinstance(frame.node, ast.Module | ast.ClassDef):
        return []
    return [
        (state, frozenset({site.guard(frame)}))
        for site in callers.of(ev, frame).sites
        if site.frame.base is module_frame and (state := scope.at_call.get(site.call)) is not None
    ]
