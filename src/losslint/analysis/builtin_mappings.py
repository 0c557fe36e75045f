"""`dict` and its kin, what dicts can do, and dicts as tables of choices. Floor 3."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import TYPE_CHECKING

from losslint.analysis import iteration
from losslint.analysis.builtin_base import Site, argument
from losslint.analysis.frames import Arguments
from losslint.analysis.things import (
    Const,
    Mapping,
    Opaque,
    Sequence,
    Thing,
    Value,
    const,
    constants,
    guarded,
    joined,
    just,
    nothing_known,
    only,
    union,
)
from losslint.guards import Guard

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator


HAS_KEY = ("haskey", "has_key", "__contains__")  # of configurations too, the first of OpenMMLab's


def made(ev: Evaluator, arguments: Arguments, site: Site) -> Value:
    """dict(a=1), dict(pairs, **others), OrderedDict([...])."""
    given = argument(arguments, 0) if arguments.positional else just(Mapping())
    return union(*(guarded(just(_made(ev, thing, arguments)), guards) for thing, guards in given))


def _made(ev: Evaluator, given: Thing, arguments: Arguments) -> Mapping:
    result = of_pairs(ev, given)
    for name, thunk in arguments.keywords:
        result = result.with_item(name, thunk.compute())
    for thunk in arguments.double_stars:
        result = _with_all(result, only(thunk.compute()))
    return result


def of_pairs(ev: Evaluator, thing: Thing) -> Mapping:
    """What `dict(thing)` holds: another dict, or a list of pairs."""
    if isinstance(thing, Mapping):
        return thing
    if not isinstance(thing, Sequence) or not thing.closed:
        return _of_any_length(iteration.elements_of(ev, thing))
    result = Mapping()
    for pair in thing.items:
        entry = only(pair)
        if not isinstance(entry, Sequence) or len(entry.items) != 2:
            return Mapping((), nothing_known("pairs that are not known"))
        key = only(entry.items[0])
        # A key that is not known keeps its entry in its place, under a name that no constant has.
        name = key.value if isinstance(key, Const) else ("position", len(result.items))
        result = result.with_item(name, entry.items[1])
    return result


def same_or_joined(left: Mapping, right: Mapping) -> Mapping:
    """Two dicts that one variable may hold in a loop, as one: an entry that only one of them has may be missing, so it is one
    of the others."""
    if left == right:
        return left
    both = [(k, union(v, right.get(k) or ())) for k, v in left.items if right.get(k) is not None]
    others = [v for a, b in ((left, right), (right, left)) for k, v in a.items if b.get(k) is None]
    return Mapping(tuple(both), union(*others, left.rest or (), right.rest or ()) or None)


def _of_any_length(elements: Sequence | None) -> Mapping:
    """Pairs of a list of any length: the values stay in order behind unknown keys."""
    if elements is None:
        return Mapping((), nothing_known("pairs that are not known"))
    return Mapping((), joined(_second(v) for v in elements.elements()))


def _second(value: Value) -> Value:
    entry = only(value)
    if isinstance(entry, Sequence) and len(entry.items) == 2:
        return entry.items[1]
    return nothing_known("a pair that is not known")


def _with_all(mapping: Mapping, more: Thing | None) -> Mapping:
    """`{**mapping, **more}`."""
    if not isinstance(more, Mapping):
        return Mapping(mapping.items, nothing_known("a dict that is not known"))
    for key, value in more.items:
        mapping = mapping.with_item(key, value)
    return mapping


def empty_default(ev: Evaluator, arguments: Arguments, site: Site) -> Value:
    """defaultdict(...): what its factory makes is not followed."""
    return just(Mapping((), nothing_known("what a defaultdict makes")))


def call_method(thing: Mapping, name: str, arguments: Arguments) -> Value:
    """`dict.name(...)`, its result; what it does to the dict is a mutation of its place."""
    match name:
        case "get" | "pop" | "setdefault":
            return looked_up(thing, argument(arguments, 0), argument(arguments, 1) or just(const(None)))
        case "values":
            return just(Sequence(tuple(v for _, v in thing.items), thing.rest))
        case "keys":
            rest = nothing_known("a key that is not known") if thing.rest is not None else None
            return just(Sequence(tuple(just(const(k)) for k, _ in thing.items), rest))
        case "items":
            pairs = tuple(_pair(just(const(k)), v) for k, v in thing.items)
            rest = _pair(nothing_known("a key that is not known"), thing.rest) if thing.rest is not None else None
            return just(Sequence(pairs, rest))
        case "copy":
            return just(thing)
        case _ if name in HAS_KEY and (keys := constants(argument(arguments, 0))):
            return union(*(_has(thing, key) for key in keys))
    return nothing_known(f"dict.{name} is not followed")


def _has(thing: Mapping, key: Hashable) -> Value:
    known = thing.get(key) is not None
    return just(const(known)) if known or thing.rest is None else nothing_known("a key that is not known")


def lacks(thing: Thing, keys: Iterable[Hashable]) -> bool:
    """Is it a dict whose keys are all known, and none of these is one of them?"""
    return isinstance(thing, Mapping) and thing.rest is None and all(thing.get(key) is None for key in keys)


def _pair(key: Value, value: Value) -> Value:
    return just(Sequence((key, value)))


def looked_up(thing: Mapping, key: Value, missing: Value | None) -> Value:
    """`mapping[key]`; a key with an identity chooses under a guard."""
    found = []
    if missing is None and len(key) > 1:
        key = tuple(a for a in key if not (isinstance(a.thing, Const) and lacks(thing, (a.thing.value,)))) or key
    for alternative, guards in key:
        if isinstance(alternative, Const):
            value = thing.get(alternative.value)
            if value is None:
                value = thing.rest or missing or nothing_known(f"key {alternative.value!r} is not in the dict")
        else:
            value = _dispatch(thing, alternative)
        found.append(guarded(value, guards))
    return union(*found) or nothing_known("a key that is not known")


def _dispatch(thing: Mapping, key: Thing) -> Value:
    """A dict used as a table of choices: each entry under the guard that the key is its own."""
    if thing.rest is not None:
        return joined([*(v for _, v in thing.items), thing.rest])  # a lookup that succeeds gives one of them
    if not thing.items:
        return nothing_known("a key that is not known")
    if not isinstance(key, Opaque):
        return union(*(v for _, v in thing.items))
    found = []
    for name, value in thing.items:
        default = None if key.default is None else key.default.value == name
        guard = Guard(key.subject, frozenset({name}), True, f"the key is {name!r}", default)
        found.append(guarded(value, frozenset({guard})))
    return union(*found)
