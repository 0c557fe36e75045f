"""What hydra builds of a configuration: each dict of a file that names a `_target_` (described.py). Floor 3.

Every file of a group may be chosen on the command line, so an object that a file of any of them describes is one that the
project makes, under the guard that this file is chosen where several describe one. What `instantiate(cfg.model)` gives is the
object of the file that the defaults choose.
"""

from __future__ import annotations

from collections.abc import Hashable
from functools import partial
from typing import TYPE_CHECKING

from losslint.analysis import bounds, configuration, imports
from losslint.analysis.builtin_base import Site, argument
from losslint.analysis.described import MANDATORY, TARGET, Described, has_target
from losslint.analysis.frames import Arguments, Frame, Thunk
from losslint.analysis.things import (
    Class,
    Const,
    Instance,
    Mapping,
    Opaque,
    Partial,
    Sequence,
    Symbol,
    Thing,
    Value,
    const,
    guarded,
    just,
    nothing_known,
    only,
    union,
)
from losslint.guards import ALWAYS, Guard, Guards
from losslint.source.data import UNKNOWN

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator

MAKERS = ("hydra.utils.instantiate", "hydra.utils.call")
PARTIAL, POSITIONAL, RECURSIVE = "_partial_", "_args_", "_recursive_"
INSTRUCTIONS = frozenset((TARGET, PARTIAL, POSITIONAL, RECURSIVE, "_convert_"))
NONE = Arguments()


# -- `instantiate(…)` -----------------------------------------------------------------------------------------------


def instantiate(ev: Evaluator, arguments: Arguments, site: Site) -> Value:
    """hydra.utils.instantiate(config, **more)."""
    named = arguments.keyword("config")
    given = named.compute() if named is not None else argument(arguments, 0)
    rest = arguments.positional[1:], tuple((n, t) for n, t in arguments.keywords if n != "config")
    more = Arguments(*rest) if any(rest) else NONE
    found = []
    for thing, guards in given:
        tree, subject = _tree_of(thing), thing.subject if isinstance(thing, Opaque) else ("stated", site[0])
        if not has_target(tree):
            return nothing_known("a configuration that is not known says what is made here")
        same = [p for p in _alike(ev, tree) if p.tree == tree and p.default is not False] if more == NONE else []
        value = _object(ev, same[0]) if len(same) == 1 else ()
        found.append(guarded(value or built(ev, tree, subject, site, more), guards))
    return union(*found) or nothing_known("instantiate() without a configuration")


def _tree_of(thing: Thing) -> object:
    """What a configuration says, as far as it says constants."""
    match thing:
        case Opaque():
            data = configuration.data_of(thing)
            return data.trees[0] if data is not None and len(data.trees) == 1 else UNKNOWN
        case Const(value=value):
            return value
        case Mapping(items=items):
            return {str(k): UNKNOWN if (t := only(v)) is None else _tree_of(t) for k, v in items}
        case Sequence() if thing.closed:
            return [UNKNOWN if (t := only(v)) is None else _tree_of(t) for v in thing.items]
    return UNKNOWN


def built(ev: Evaluator, tree: object, subject: Hashable, site: Site, more: Arguments = NONE) -> Value:
    """The target called with the other keys by name."""
    from losslint.analysis import calls

    assert isinstance(tree, dict)
    deep = tree.get(RECURSIVE) is not False
    stated = tree.get(POSITIONAL)
    listed = [(Thunk(partial(_part, ev, v, (subject, i), site, deep)), False) for i, v in enumerate(stated or ())]
    own = {
        str(k): Thunk(partial(_part, ev, v, (subject, k), site, deep)) for k, v in tree.items() if k not in INSTRUCTIONS
    }
    own |= dict(more.keywords)
    arguments = Arguments((*listed, *more.positional), tuple(own.items()))
    target = named(ev, site[1], str(tree[TARGET]))
    if tree.get(PARTIAL) is True:
        return tuple(a._replace(thing=Partial(a.thing, arguments)) for a in target)
    return calls.call(ev, target, arguments, (site[0], site[1], (site[2], subject)))


def _part(ev: Evaluator, tree: object, subject: Hashable, site: Site, deep: bool) -> Value:
    """What stands under one key: an object of its own, or what the option of that name may be."""
    if deep and has_target(tree):
        place = next((p for p in _alike(ev, tree) if p.tree is tree), None)
        return (place and _object(ev, place)) or built(ev, tree, subject, site)
    match tree:
        case dict():
            return just(Mapping(tuple((k, _part(ev, v, (subject, k), site, deep)) for k, v in tree.items())))
        case list() if len(tree) <= bounds.ITEMS:
            return just(Sequence(tuple(_part(ev, v, (subject, i), site, deep) for i, v in enumerate(tree))))
    is_open = tree is UNKNOWN or (isinstance(tree, str) and _is_open(tree))
    return just(
        Opaque(subject, configuration.NOT_STATED, None if is_open or not isinstance(tree, Hashable) else const(tree))
    )


def _is_open(text: str) -> bool:
    """Does it stand elsewhere, or must it be given?"""
    return "${" in text or text == MANDATORY


def named(ev: Evaluator, reader: Frame, dotted: str) -> Value:
    """What a dotted name of a configuration means: something of the project, or of a library."""
    from losslint.analysis import attributes

    parts = dotted.split(".")
    for length in range(len(parts) - 1, 0, -1):
        module = imports.module(ev, reader.file, ".".join(parts[:length]), 0)
        if module is not None:
            value = imports.module_attribute(ev, module, parts[length])
            for name in parts[length + 1 :]:
                value = union(*(guarded(attributes.of(ev, t, name, reader.node, reader), g) for t, g in value))
            return value
    return just(Symbol(dotted))


# -- whom the project makes -----------------------------------------------------------------------------------------


def made(ev: Evaluator, cls: Class) -> Value:
    """The objects of a class that configurations describe."""
    from losslint.analysis import classes

    found: list[tuple[Thing, Described]] = []
    for place in ev.graph.described.get(cls.node.name, ()):
        things = [t for t, _ in _object(ev, place) if isinstance(t, Instance) and classes.derives(ev, t.cls, cls)]
        found += [(thing, place) for thing in things]
    if len(found) == 1:
        return just(found[0][0])
    files = {place.file.display for _, place in found}
    return union(*(just(thing, _chosen(cls, place, files)) for thing, place in found))


def _object(ev: Evaluator, place: Described) -> Value:
    """The object that stands in one place of a file: the same one, by whatever way the program comes to it."""
    reader = ev.module_frame(place.reader)
    if reader is None:
        return ()
    subject = ("described", place.file.display, place.path)
    return ev.fact(("built", place.node), partial(built, ev, place.tree, subject, (place.node, reader, "")))


def _alike(ev: Evaluator, tree: object) -> list[Described]:
    """The places that describe an object of the same name."""
    assert isinstance(tree, dict)
    return ev.graph.described.get(str(tree[TARGET]).rpartition(".")[2], [])


def _chosen(cls: Class, place: Described, files: set[str]) -> Guards:
    if len(files) == 1:
        return ALWAYS
    text, values = f"the configuration is {place.file.display}", frozenset({place.file.display})
    off = place.default is False  # and nothing in the project chooses it
    return frozenset({Guard(("described", cls.node), values, True, text, place.default, unpassed=off)})
