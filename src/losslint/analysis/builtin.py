"""Python's own functions and the methods of its containers, as far as they carry modules, losses and tensors. Floor 3."""

from __future__ import annotations

import ast
from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING

from losslint.analysis import bounds, iteration
from losslint.analysis.frames import Arguments, Frame, Thunk
from losslint.analysis.things import (
    Class,
    Const,
    Container,
    Function,
    Instance,
    Made,
    Mapping,
    Method,
    Opaque,
    Partial,
    Sequence,
    Symbol,
    Thing,
    Value,
    Wrapper,
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

Site = tuple[ast.AST, Frame, Hashable]


def _argument(arguments: Arguments, position: int) -> Value:
    thunk = arguments.at(position)
    return thunk.compute() if thunk is not None else ()


def _sequence(ev: Evaluator, arguments: Arguments, site: Site) -> Value:
    """list(x), tuple(x), reversed… of one iterable."""
    if not arguments.positional:
        return just(Sequence())
    found = []
    for thing, guards in _argument(arguments, 0):
        elements = iteration.elements_of(ev, thing)
        found.append(guarded(just(elements) if elements is not None else just(_open("a list of what is not known")), guards))
    return union(*found) or nothing_known("a list of a star argument")


def _open(because: str) -> Sequence:
    return Sequence(middle=nothing_known(because))


def _reversed(ev: Evaluator, arguments: Arguments, site: Site) -> Value:
    thing = only(_sequence(ev, arguments, site))
    if isinstance(thing, Sequence):
        if thing.closed:
            return just(Sequence(tuple(reversed(thing.items))))
        return just(Sequence(tuple(reversed(thing.back)), thing.middle, tuple(reversed(thing.front))))
    return nothing_known("reversed of what is not known")


def _dict(ev: Evaluator, arguments: Arguments, site: Site) -> Value:
    """dict(a=1), dict(pairs), OrderedDict([...])."""
    result = Mapping()
    if arguments.positional:
        thing = only(_argument(arguments, 0))
        if isinstance(thing, Mapping):
            result = thing
        elif isinstance(thing, Sequence) and thing.closed:
            for pair in thing.items:
                entry = only(pair)
                if not isinstance(entry, Sequence) or len(entry.items) != 2:
                    return just(Mapping((), nothing_known("pairs that are not known")))
                key = only(entry.items[0])
                if isinstance(key, Const):
                    result = result.with_item(key.value, entry.items[1])
                else:
                    result = result.with_item(("position", len(result.items)), entry.items[1])
        else:
            elements = iteration.elements_of(ev, thing) if thing is not None else None
            return just(_open_mapping(elements))
    for name, thunk in arguments.keywords:
        result = result.with_item(name, thunk.compute())
    for thunk in arguments.double_stars:
        inner = only(thunk.compute())
        if isinstance(inner, Mapping):
            for key_, value in inner.items:
                result = result.with_item(key_, value)
        else:
            result = Mapping(result.items, nothing_known("a dict that is not known"))
    return just(result)


def _open_mapping(elements: Sequence | None) -> Mapping:
    """Pairs of a list of any length: the values stay in order behind unknown keys."""
    if elements is None:
        return Mapping((), nothing_known("pairs that are not known"))

    def second(value: Value) -> Value:
        entry = only(value)
        return entry.items[1] if isinstance(entry, Sequence) and len(entry.items) == 2 else nothing_known("a pair that is not known")

    return Mapping((), joined(second(v) for v in elements.elements()))


def _range(ev: Evaluator, arguments: Arguments, site: Site) -> Value:
    values = [constants(t.compute()) for t, starred in arguments.positional if not starred]
    numbers = [v[0] for v in values if v is not None and len(v) == 1 and isinstance(v[0], int)]
    if len(numbers) == len(values) and 1 <= len(numbers) <= 3 and not (len(numbers) == 3 and numbers[2] == 0):
        steps = range(*numbers)
        if len(steps) <= bounds.UNROLL:
            return just(Sequence(tuple(just(const(i)) for i in steps)))
    return just(_open("a number of a range"))


def _enumerate(ev: Evaluator, arguments: Arguments, site: Site) -> Value:
    thing = only(_sequence(ev, arguments, site))
    if not isinstance(thing, Sequence):
        return nothing_known("an enumeration of what is not known")
    start = constants(_argument(arguments, 1)) or [0]
    first = start[0] if isinstance(start[0], int) else 0
    if thing.closed:
        return just(Sequence(tuple(just(Sequence((just(const(first + i)), v))) for i, v in enumerate(thing.items))))
    number = nothing_known("an index")

    def pair(value: Value) -> Value:
        return just(Sequence((number, value)))

    return just(Sequence((), joined(pair(v) for v in (*thing.front, *([thing.middle] if thing.middle else []))), tuple(pair(v) for v in thing.back)))


def _zip(ev: Evaluator, arguments: Arguments, site: Site) -> Value:
    columns = []
    for thunk, starred in arguments.positional:
        thing = only(thunk.compute())
        elements = iteration.elements_of(ev, thing) if thing is not None and not starred else None
        columns.append(elements or _open("an element of what is not known"))
    closed = [c for c in columns if c.closed]
    if closed and len(closed) == len(columns):
        return just(Sequence(tuple(just(Sequence(row)) for row in zip(*(c.items for c in columns), strict=False))))
    if closed and len({len(c.items) for c in closed}) == 1:
        count = len(closed[0].items)
        rows = zip(*(c.items if c.closed else (joined(c.elements()),) * count for c in columns), strict=True)
        return just(Sequence(tuple(just(Sequence(row)) for row in rows)))
    return just(Sequence(middle=just(Sequence(tuple(joined(c.elements()) for c in columns)))))


def _len(ev: Evaluator, arguments: Arguments, site: Site) -> Value:
    thing = only(_argument(arguments, 0))
    elements = iteration.elements_of(ev, thing) if thing is not None else None
    if elements is not None and elements.closed:
        return just(const(len(elements.items)))
    return nothing_known("the length of what is not known")


def _getattr(ev: Evaluator, arguments: Arguments, site: Site) -> Value:
    from losslint.analysis import attributes

    names = constants(_argument(arguments, 1))
    if names is None:
        return nothing_known("getattr with a name that is not known")
    found = []
    for name in names:
        for thing, guards in _argument(arguments, 0):
            found.append(guarded(attributes.of(ev, thing, str(name), site[0], site[1]), guards))
    return union(*found) or nothing_known("getattr of what is not known")


def _isinstance(ev: Evaluator, arguments: Arguments, site: Site) -> Value:
    found = []
    classes = only(_argument(arguments, 1))
    options = [only(v) for v in classes.items] if isinstance(classes, Sequence) and classes.closed else [classes]
    for thing, guards in _argument(arguments, 0):
        answers = [_is_instance(ev, thing, cls) for cls in options]
        if any(a is True for a in answers):
            found.append(just(const(True), guards))
        elif all(a is False for a in answers):
            found.append(just(const(False), guards))
        else:
            return just(Opaque(("isinstance", site[0], site[1]), "isinstance of what is not known"))
    return union(*found) or nothing_known("isinstance of what is not known")


def _is_instance(ev: Evaluator, thing: Thing, cls: Thing | None) -> bool | None:
    from losslint.analysis import attributes
    from losslint.forms import Form

    name = ev.knowledge.canonical(cls.name) if isinstance(cls, Symbol) else ""
    match thing:
        case Sequence() | Mapping() | Const():
            if name.startswith("builtins."):
                return _python_type(thing, name.removeprefix("builtins."))
            return False if isinstance(cls, Class) or name.startswith("torch.") else None
        case Form():
            return True if name == "torch.Tensor" and thing.known else False if name.startswith("builtins.") and thing.known else None
        case Instance():
            if isinstance(cls, Class):
                return attributes.derives(ev, thing.cls, cls)
            bases = list(attributes.library_bases(ev, thing.cls))
            return True if any(ev.knowledge.is_subclass(b, name) for b in bases) else None if bases and not name.startswith("builtins.") else False
        case Made():
            return ev.knowledge.is_subclass(thing.cls, name) if name else False
        case Container():
            return thing.cls == name or name == "torch.nn.Module"
        case Wrapper():
            return thing.cls == name
    return None


def _python_type(thing: Thing, name: str) -> bool | None:
    if isinstance(thing, Sequence):
        return True if name in ("list", "tuple") else False
    if isinstance(thing, Mapping):
        return name == "dict"
    assert isinstance(thing, Const)
    return name == type(thing.value).__name__ or (name == "int" and isinstance(thing.value, bool))


def _hasattr(ev: Evaluator, arguments: Arguments, site: Site) -> Value:
    names = constants(_argument(arguments, 1))
    if not names or len(names) != 1:
        return just(Opaque(("hasattr", site[0], site[1].base), "hasattr of what is not known"))
    return union(*(guarded(just(_has(ev, t, str(names[0]))), g) for t, g in _argument(arguments, 0)))


def _has(ev: Evaluator, thing: Thing, name: str) -> Thing:
    if name == "module" and isinstance(thing, Wrapper | Made | Container | Instance) and name not in ev.graph.stores:
        return const(isinstance(thing, Wrapper))
    if isinstance(thing, Instance):
        from losslint.analysis import attributes

        value = attributes.of_instance(ev, thing, name)
        known = bool(value) and not all(isinstance(t, Opaque) for t, _ in value)
        return const(True) if known else Opaque(("hasattr", thing, name), "hasattr", const(False))
    return Opaque(("hasattr", thing, name), "hasattr of what is not known")


def _partial(ev: Evaluator, arguments: Arguments, site: Site) -> Value:
    rest = Arguments(arguments.positional[1:], arguments.keywords, arguments.double_stars)
    return tuple(a._replace(thing=Partial(a.thing, rest)) for a in _argument(arguments, 0))


def _map(ev: Evaluator, arguments: Arguments, site: Site) -> Value:
    from losslint.analysis import calls

    function = _argument(arguments, 0)
    thing = only(_argument(arguments, 1))
    elements = iteration.elements_of(ev, thing) if thing is not None else None

    def apply(value: Value, index: object) -> Value:
        return calls.call(ev, function, Arguments(((Thunk(lambda: value), False),)), (site[0], site[1], (site[2], "map", index)))

    if elements is not None and elements.closed and len(elements.items) <= bounds.UNROLL:
        return just(Sequence(tuple(apply(v, i) for i, v in enumerate(elements.items))))
    inner = joined(elements.elements()) if elements is not None else nothing_known("an element of what is not known")
    return just(Sequence(middle=apply(inner, "any")))


def _sum(ev: Evaluator, arguments: Arguments, site: Site) -> Value:
    """sum(losses): the elements added up."""
    from losslint.analysis import operators

    thing = only(_argument(arguments, 0))
    elements = iteration.elements_of(ev, thing) if thing is not None else None
    if elements is None:
        return nothing_known("a sum of what is not known")
    values = list(elements.elements())
    if not values:
        return just(const(0))
    total = values[0]
    for value in values[1:] or [values[0]]:
        total = operators.binary(ev, ast.Add(), total, value, site[0], site[1])
    return total


def _reduce(ev: Evaluator, arguments: Arguments, site: Site) -> Value:
    """functools.reduce(f, values): f of the last value and of any that came before."""
    from losslint.analysis import calls

    thing = only(_argument(arguments, 1))
    elements = iteration.elements_of(ev, thing) if thing is not None else None
    if elements is None:
        return nothing_known("a reduction of what is not known")
    value = joined(elements.elements())
    both = Arguments(((Thunk(lambda: value), False), (Thunk(lambda: value), False)))
    return calls.call(ev, _argument(arguments, 0), both, (site[0], site[1], (site[2], "reduce")))


def _next(ev: Evaluator, arguments: Arguments, site: Site) -> Value:
    thing = only(_argument(arguments, 0))
    elements = iteration.elements_of(ev, thing) if thing is not None else None
    return iteration.pick(elements, 0) if elements is not None else nothing_known("next of what is not known")


def _number(kind: type) -> Callable[[Evaluator, Arguments, Site], Value]:
    def convert(ev: Evaluator, arguments: Arguments, site: Site) -> Value:
        found = []
        for thing, guards in _argument(arguments, 0):
            if not isinstance(thing, Const):
                if isinstance(thing, Opaque):
                    found.append(just(Opaque((kind.__name__, thing.subject), thing.because, thing.default), guards))
                    continue
                return nothing_known(f"{kind.__name__}() of what is not known")
            try:
                found.append(just(const(kind(thing.value)), guards))
            except (TypeError, ValueError):
                return nothing_known(f"{kind.__name__}() fails")
        return union(*found) or nothing_known("called without argument")

    return convert


def _extreme(pick: Callable[..., object]) -> Callable[[Evaluator, Arguments, Site], Value]:
    def choose(ev: Evaluator, arguments: Arguments, site: Site) -> Value:
        values = [constants(t.compute()) for t, starred in arguments.positional if not starred]
        numbers = [v[0] for v in values if v and len(v) == 1 and isinstance(v[0], int | float)]
        if len(numbers) == len(values) >= 2:
            return just(const(pick(numbers)))  # type: ignore[arg-type]
        return nothing_known("an extreme of what is not known")

    return choose


def _type(ev: Evaluator, arguments: Arguments, site: Site) -> Value:
    thing = only(_argument(arguments, 0))
    if isinstance(thing, Instance):
        return just(thing.cls)
    return just(Symbol(thing.cls)) if isinstance(thing, Made) else nothing_known("the type of what is not known")


def _locals(ev: Evaluator, arguments: Arguments, site: Site) -> Value:
    return nothing_known("names of the runtime")


FUNCTIONS: dict[str, Callable[[Evaluator, Arguments, Site], Value]] = {
    **{f"builtins.{n}": _sequence for n in ("list", "tuple", "iter", "sorted", "set", "frozenset")},
    "collections.deque": _sequence,
    "builtins.reversed": _reversed,
    "builtins.staticmethod": lambda ev, arguments, site: _argument(arguments, 0),
    "builtins.dict": _dict,
    "collections.OrderedDict": _dict,
    "collections.defaultdict": lambda ev, arguments, site: just(Mapping((), None)),
    "builtins.range": _range,
    "builtins.enumerate": _enumerate,
    "builtins.zip": _zip,
    "builtins.len": _len,
    "builtins.getattr": _getattr,
    "builtins.isinstance": _isinstance,
    "builtins.hasattr": _hasattr,
    "builtins.map": _map,
    "builtins.sum": _sum,
    "builtins.next": _next,
    "builtins.int": _number(int),
    "builtins.float": _number(float),
    "builtins.str": _number(str),
    "builtins.bool": _number(bool),
    "builtins.min": _extreme(min),
    "builtins.max": _extreme(max),
    "builtins.type": _type,
    "functools.partial": _partial,
    "functools.reduce": _reduce,
    "tqdm.tqdm": _sequence,
    "tqdm.auto.tqdm": _sequence,
    "tqdm.trange": _range,
}


# -- methods of lists, dicts, strings ------------------------------------------------------------------------------


def call_method(ev: Evaluator, thing: Thing, name: str, arguments: Arguments, site: Site) -> Value:
    match thing:
        case Mapping():
            return _mapping_method(ev, thing, name, arguments, site)
        case Sequence():
            if name == "pop":
                return iteration.item(thing, -1) or nothing_known("popped from an empty list")
            return just(thing) if name == "copy" else nothing_known(f"list.{name} is not followed")
        case Const(value=str() as text):
            return _string_method(ev, text, name, arguments)
    return nothing_known(f"method {name} is not followed")


def _mapping_method(ev: Evaluator, thing: Mapping, name: str, arguments: Arguments, site: Site) -> Value:
    match name:
        case "get" | "pop" | "setdefault":
            return looked_up(thing, _argument(arguments, 0), _argument(arguments, 1) or just(const(None)))
        case "values":
            return just(Sequence(tuple(v for _, v in thing.items), thing.rest))
        case "keys":
            rest = nothing_known("a key that is not known") if thing.rest is not None else None
            return just(Sequence(tuple(just(const(k)) for k, _ in thing.items), rest))
        case "items":
            pairs = tuple(just(Sequence((just(const(k)), v))) for k, v in thing.items)
            rest = just(Sequence((nothing_known("a key that is not known"), thing.rest))) if thing.rest is not None else None
            return just(Sequence(pairs, rest))
        case "copy":
            return just(thing)
    return nothing_known(f"dict.{name} is not followed")


def looked_up(thing: Mapping, key: Value, missing: Value | None) -> Value:
    """`mapping[key]`; a key with an identity chooses under a guard."""
    found = []
    for alternative, guards in key:
        if isinstance(alternative, Const):
            value = thing.get(alternative.value)
            if value is None:
                value = thing.rest or missing or nothing_known(f"key {alternative.value!r} is not in the dict")
            elif thing.rest is not None:
                value = value
            found.append(guarded(value, guards))
            continue
        found.append(guarded(_dispatch(thing, alternative), guards))
    return union(*found) or nothing_known("a key that is not known")


def _dispatch(thing: Mapping, key: Thing) -> Value:
    """A dict used as a table of choices: each entry under the guard that the key is its own."""
    if thing.rest is not None or not thing.items:
        return union(*(v for _, v in thing.items), thing.rest or (), nothing_known("a key that is not known"))
    if not isinstance(key, Opaque):
        return union(*(v for _, v in thing.items))
    found = []
    for name, value in thing.items:
        default = None if key.default is None else key.default.value == name
        guard = Guard(key.subject, frozenset({name}), True, f"the key is {name!r}", default)
        found.append(guarded(value, frozenset({guard})))
    return union(*found)


def _string_method(ev: Evaluator, text: str, name: str, arguments: Arguments) -> Value:
    if name in ("lower", "upper", "strip", "title", "capitalize") and not arguments.positional:
        return just(const(getattr(text, name)()))
    if name in ("startswith", "endswith") and (value := constants(_argument(arguments, 0))) and isinstance(value[0], str):
        return just(const(getattr(text, name)(value[0])))
    if name == "format":
        values = [constants(t.compute()) for t, _ in arguments.positional]
        if all(v is not None and len(v) == 1 for v in values) and not arguments.keywords:
            try:
                return just(const(text.format(*(v[0] for v in values if v))))
            except (IndexError, KeyError, ValueError):
                pass
    return nothing_known(f"str.{name} is not followed")


__all__ = ["FUNCTIONS", "Function", "Method", "call_method", "looked_up"]
