"""What a program saved under a path is what it loads from there: `torch.save(net, path)`, `torch.load(path)`. Floor 3.

A path is the same if it is the same text, or the same thing with an identity (an option). The saves of the loader's own
folder come first, those of the whole project only if there are none. A run loads what an earlier run
saved, with the same options: of the conditions of what was saved only those on options are kept. What was loaded and is
saved again adds nothing. If no save is found, what is loaded is not known.
"""

from __future__ import annotations

import ast
import posixpath
from collections.abc import Hashable
from functools import partial
from typing import TYPE_CHECKING

from losslint.analysis import bounds, configuration, options
from losslint.analysis.aside import aside
from losslint.analysis.builtin_base import Builtin, Site
from losslint.analysis.frames import Arguments, Frame
from losslint.analysis.names import Called, called_name
from losslint.analysis.things import (
    Const,
    Function,
    Mapping,
    Method,
    Opaque,
    Sequence,
    Symbol,
    Thing,
    Value,
    Wrapper,
    guarded,
    just,
    union,
)
from losslint.source.nodes import walk

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator
    from losslint.guards import Guards
    from losslint.source.file import SourceFile

SAVED_BY: dict[str, str] = {
    "torch.load": "torch.save",
    "torch.jit.load": "torch.jit.save",
    "pickle.load": "pickle.dump",
    "dill.load": "dill.dump",
    "joblib.load": "joblib.dump",
}
READERS = {name.rpartition(".")[2] for name in SAVED_BY}
OBJECTS = ("obj", "value", "m")  # what the two arguments of a save are called
FILES = ("f", "file", "filename")


def loading(name: str) -> Builtin:
    """What a library function gives that reads back what another has written."""

    def loaded(ev: Evaluator, arguments: Arguments, site: Site) -> Value:
        path = arguments.at(0) or next((t for n, t in arguments.keywords if n in FILES), None)
        if path is None or not _candidates(ev, SAVED_BY[name]):
            return just(options.result(ev, name, site))
        paths = aside(ev, bounds.OPERATION_STEPS, path.compute)
        return union(*(guarded(_stored(ev, name, _identity(thing), site), guards) for thing, guards in paths))

    return loaded


def _identity(path: Thing) -> Hashable | None:
    """What two paths, or the open files under them, have in common if they are the same."""
    match path:
        case Opaque(origin=configuration.Opened(certain=True, stated=str() as text)):
            return posixpath.normpath(text)
        case Opaque(subject=("file", subject)) | Opaque(subject=subject):
            return subject
        case Const(value=str() as text):
            return posixpath.normpath(text)
    return None


def _stored(ev: Evaluator, name: str, path: Hashable | None, site: Site) -> Value:
    """All that is saved under this path; a thing of its own where nothing is."""
    saves = _saves(ev, SAVED_BY[name], path, site[1].file) if path is not None else ()
    if not saves:
        return just(options.result(ev, name, site))
    itself = Opaque(("stored", name, path), f"what {name} gives is only what it gave before")
    values = (aside(ev, bounds.TARGET_STEPS, partial(ev.value, what, frame)) for what, frame in saves)
    return union(*(_kept(value, itself) for value in values)) or just(itself)


# -- saves ---------------------------------------------------------------------------------------------------------

Save = tuple[ast.expr, Frame]  # what is saved, and in which frame


def _saves(ev: Evaluator, name: str, path: Hashable, reader: SourceFile) -> tuple[Save, ...]:
    """What is saved under this path: in the folder of the file that reads it, else anywhere."""
    candidates = _candidates(ev, name)
    near = [c for c in candidates if c.owner.file.folder == reader.folder]
    far: list[Called] = []
    if isinstance(path, str):  # what is no text has its identity in the files beside
        far = [c for c in candidates if c.owner.file.folder != reader.folder and c.owner.file.contains(_last(path))]
    for group in (near, far):
        found = ev.fact(("saves", name, path, reader.folder, group is near), partial(_under, ev, name, path, group))
        if found:
            return found
    return ()


def _candidates(ev: Evaluator, name: str) -> tuple[Called, ...]:
    """The calls that may be calls of a function that saves, no more than the bound."""
    key = ("saves", name)
    known = ev.cache.get(key)
    if known is None:
        calls = ev.graph.calls_spelled(_last(name, "."))
        known = ev.cache[key] = tuple(c for c in calls if _sides(c.call) is not None)[: bounds.CALLERS]
    assert isinstance(known, tuple)
    return known


def _last(text: str, separator: str = "/") -> str:
    return text.rpartition(separator)[2]


def _under(ev: Evaluator, name: str, path: Hashable, calls: list[Called]) -> tuple[Save, ...]:
    return tuple(save for called in calls if (save := _saved_under(ev, name, path, called)) is not None)


def _saved_under(ev: Evaluator, name: str, path: Hashable, called: Called) -> Save | None:
    frame, sides = ev.joined_frame(called.owner), _sides(called.call)
    if frame is None or sides is None or called.call not in ev.scope(called.owner.node).calls:
        return None
    if ev.symbol(ev.value(called.call.func, frame)) != name:
        return None
    paths = aside(ev, bounds.OPERATION_STEPS, partial(ev.value, sides[1], frame))
    return (sides[0], frame) if any(_identity(thing) == path for thing, _ in paths) else None


def _sides(call: ast.Call) -> tuple[ast.expr, ast.expr] | None:
    """What is saved, and where to."""
    given = [a for a in call.args if not isinstance(a, ast.Starred)]
    named = {keyword.arg: keyword.value for keyword in call.keywords}
    what = given[0] if given else next((named[n] for n in OBJECTS if n in named), None)
    path = given[1] if len(given) > 1 else next((named[n] for n in FILES if n in named), None)
    return (what, path) if what is not None and path is not None else None


def _kept(value: Value, itself: Opaque) -> Value:
    """The value under its options alone, and without what was loaded from the same path before."""
    return union(*(just(_bare(t, itself), _of_options(g)) for t, g in value if not _comes_from(t, itself)))


def _of_options(guards: Guards) -> Guards:
    return frozenset(g for g in guards if not g.context and g.default is not None)


def _bare(thing: Thing, itself: Opaque) -> Thing:
    match thing:
        case Sequence(front=front, middle=middle, back=back):
            inner = _item(middle, itself) if middle is not None else None
            return Sequence(tuple(_item(v, itself) for v in front), inner, tuple(_item(v, itself) for v in back))
        case Mapping(items=items, rest=rest):
            others = _item(rest, itself) if rest is not None else None
            return Mapping(tuple((k, _item(v, itself)) for k, v in items), others)
    return thing


def _item(value: Value, itself: Opaque) -> Value:
    return _kept(value, itself) or just(itself) if value else ()


def _comes_from(thing: Thing, itself: Opaque) -> bool:
    """Is it what was loaded, an item of it, what a method of it gives?"""
    while isinstance(thing, Wrapper):
        thing = thing.inner
    subject: Hashable = thing.subject if isinstance(thing, Opaque) else None
    while isinstance(subject, tuple) and subject != itself.subject:
        subject = subject[1] if len(subject) > 1 else None
    return subject is not None and subject == itself.subject


# -- is it there? ---------------------------------------------------------------------------------------------------


def reads_back(ev: Evaluator, node: ast.expr, frame: Frame) -> bool:
    """Does the expression read something that a program saved, itself or in a function of the project that it calls?"""
    calls = [n for n in walk(node) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name | ast.Attribute)]
    return any(_reads(ev, thing) for call in calls for thing, _ in ev.value(call.func, frame))


def _reads(ev: Evaluator, thing: Thing) -> bool:
    if isinstance(thing, Method):
        thing = thing.function
    if not isinstance(thing, Function):
        return _is_reader(thing)
    owner = ev.graph.owners.get(thing.node)
    frame = ev.joined_frame(owner) if owner is not None else None
    if frame is None:
        return False
    inside = [c for c in ev.scope(thing.node).calls if (called_name(c.func) or "").removeprefix(".") in READERS]
    return any(_is_reader(t) for call in inside for t, _ in ev.value(call.func, frame))


def _is_reader(thing: Thing) -> bool:
    return isinstance(thing, Symbol) and thing.name in SAVED_BY
