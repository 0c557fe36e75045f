"""What an expression may be: *things*, and the *value*, a small set of things each under its guards. Floor 3, data.

A thing is a constant, a sequence, a mapping, a function, a class, an instance, something of a framework, or a tensor's
`Form`. Things compare by content; objects are named by where they are made (allocation site and frame); evidence is no
part of equality. A value is a tuple of `Alt`; the empty value means "no value yet" (bottom).
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Hashable, Iterable, Iterator
from functools import partial, reduce
from types import NoneType
from typing import TYPE_CHECKING, NamedTuple

from losslint.analysis import bounds
from losslint.forms import Form, unknown
from losslint.guards import ALWAYS, Guards, compatible, either
from losslint.place import Place, Trail
from losslint.record import dataclass, field

if TYPE_CHECKING:
    from losslint.analysis.frames import Arguments, Frame
    from losslint.source.file import SourceFile
    from losslint.source.project import Namespace


class Alt(NamedTuple):
    """One alternative of a value."""

    thing: Thing
    guards: Guards


Value = tuple[Alt, ...]

# An `Alt` of a pair, in half the time: `NamedTuple` makes one in a function of its own. What is made most is made so.
_alt: Callable[[tuple[Thing, Guards]], Alt] = partial(tuple.__new__, Alt)


@dataclass(frozen=True, slots=True)
class Const:
    """A Python constant; `type_` keeps 1 apart from True."""

    value: Hashable
    type_: type = NoneType


def const(value: Hashable) -> Const:
    return Const(value, type(value))


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list or tuple: `front`, then any number of `middle` (None: none), then `back`."""

    front: tuple[Value, ...] = ()
    middle: Value | None = None
    back: tuple[Value, ...] = ()
    _hash: int = field(default=0, init=False, repr=False, compare=False)

    def __hash__(self) -> int:
        if not self._hash:
            object.__setattr__(self, "_hash", hash((self.front, self.middle, self.back)) or 1)
        return self._hash

    @property
    def closed(self) -> bool:
        return self.middle is None

    @property
    def items(self) -> tuple[Value, ...]:
        """All elements of a closed sequence."""
        return self.front + self.back

    def elements(self) -> Iterator[Value]:
        yield from self.front
        if self.middle is not None:
            yield self.middle
        yield from self.back


@dataclass(frozen=True, slots=True)
class Mapping:
    """A dict: known keys in order; `rest` is what other keys may hold (None: there are no others)."""

    items: tuple[tuple[Hashable, Value], ...] = ()
    rest: Value | None = None
    _hash: int = field(default=0, init=False, repr=False, compare=False)

    def __hash__(self) -> int:
        if not self._hash:
            object.__setattr__(self, "_hash", hash((self.items, self.rest)) or 1)
        return self._hash

    def get(self, key: Hashable) -> Value | None:
        return next((v for k, v in self.items if k == key), None)

    def with_item(self, key: Hashable, value: Value) -> Mapping:
        if self.get(key) is None:
            return Mapping((*self.items, (key, value)), self.rest)
        return Mapping(tuple((k, value if k == key else v) for k, v in self.items), self.rest)


@dataclass(frozen=True, slots=True)
class Record:
    """Results under names (`output.logits`); `positional`: a named tuple, reached by position too."""

    items: tuple[tuple[str, Value], ...]
    positional: bool = False

    def get(self, name: Hashable) -> Value | None:
        return next((v for k, v in self.items if k == name), None)


@dataclass(frozen=True, slots=True)
class Function:
    """A function or lambda of the project; `frame` is the frame that it closes over."""

    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
    frame: Frame

    @property
    def owner(self) -> Class | None:
        """The class whose body it stands in."""
        body = self.frame.node
        return (
            Class(body, self.frame.parent) if isinstance(body, ast.ClassDef) and self.frame.parent is not None else None
        )


@dataclass(frozen=True, slots=True)
class Method:
    function: Function
    receiver: Thing


@dataclass(frozen=True, slots=True)
class Class:
    node: ast.ClassDef
    frame: Frame


@dataclass(frozen=True, slots=True)
class Instance:
    """An object of a project class, made by `arguments` at `site` (None: no place in the project makes one)."""

    cls: Class
    site: Hashable
    arguments: Arguments | None = field(compare=False, default=None)
    trail: Trail = field(compare=False, default=())
    _hash: int = field(default=0, init=False, repr=False, compare=False)

    def __hash__(self) -> int:
        if not self._hash:
            object.__setattr__(self, "_hash", hash((self.cls, self.site)) or 1)
        return self._hash


@dataclass(frozen=True, slots=True)
class Symbol:
    """Something of a library, by its qualified name: `torch.nn.functional.softmax`, `builtins.len`."""

    name: str


@dataclass(frozen=True, slots=True)
class Made:
    """An object of a library class, made at `site` with `arguments` (`nn.Linear(10, 2)`)."""

    cls: str
    site: Hashable
    arguments: Arguments | None = field(compare=False, default=None)
    trail: Trail = field(compare=False, default=())
    _hash: int = field(default=0, init=False, repr=False, compare=False)

    def __hash__(self) -> int:
        if not self._hash:
            object.__setattr__(self, "_hash", hash((self.cls, self.site)) or 1)
        return self._hash


@dataclass(frozen=True, slots=True)
class Container:
    """nn.Sequential, ModuleList: `modules` in order, `names` where they are known. ModuleDict: `mapping`."""

    cls: str
    modules: Sequence
    names: tuple[str | None, ...] = ()
    site: Hashable = field(compare=False, default=None)
    trail: Trail = field(compare=False, default=())
    _hash: int = field(default=0, init=False, repr=False, compare=False)

    def __hash__(self) -> int:
        if not self._hash:
            object.__setattr__(self, "_hash", hash((self.cls, self.modules)) or 1)
        return self._hash


@dataclass(frozen=True, slots=True)
class Wrapper:
    """DataParallel, DDP, torch.compile, an accelerated model: calls go to `inner`."""

    cls: str
    inner: Thing


@dataclass(frozen=True, slots=True)
class Partial:
    function: Thing
    arguments: Arguments


@dataclass(frozen=True, slots=True)
class Module:
    """A module of the project; `own`: as its own code sees it, through `globals()`."""

    file: SourceFile
    own: bool = False


@dataclass(frozen=True, slots=True)
class Locals:
    """The names of a function as they stand at a call of `locals()`."""

    call: ast.Call
    frame: Frame


@dataclass(frozen=True, slots=True)
class Package:
    """A folder without `__init__.py`."""

    namespace: Namespace


@dataclass(frozen=True, slots=True)
class Bound:
    """A method of a library object or of a tensor, not yet called: `x.softmax`, `layer.forward`."""

    receiver: Thing
    name: str


@dataclass(frozen=True, slots=True)
class Super:
    """`super()`: the classes of `receiver` after `after`."""

    receiver: Thing
    after: Class


@dataclass(frozen=True, slots=True)
class Opaque:
    """Something that is not known but has an identity (an option, a result of a library call): conditions on it can be
    correlated. `default` is what it is when nothing says otherwise."""

    subject: Hashable
    because: str = field(compare=False, default="")
    default: Const | None = field(compare=False, default=None)
    origin: Hashable = field(compare=False, default=None)
    receiver: Opaque | None = field(compare=False, default=None)  # of an attribute
    missing_at: Place | None = field(compare=False, default=None)  # where it stands that is not known
    _hash: int = field(default=0, init=False, repr=False, compare=False)

    def __hash__(self) -> int:
        if not self._hash:
            object.__setattr__(self, "_hash", hash(self.subject) or 1)
        return self._hash


Thing = (
    Const | Sequence | Mapping | Record | Function | Method | Class | Instance | Symbol | Made | Container | Wrapper | Partial
    | Module | Locals | Package | Bound | Super | Opaque | Form
)  # fmt: skip

NONE = const(None)


def just(thing: Thing, guards: Guards = ALWAYS) -> Value:
    return (_alt((thing, guards)),)


def nothing_known(because: str, trail: Trail = ()) -> Value:
    return just(unknown(because, trail))


def is_unknown(thing: Thing) -> bool:
    return isinstance(thing, Opaque) or (isinstance(thing, Form) and not thing.known)


def union(*values: Value) -> Value:
    """All alternatives; equal things fall together under what their guards have in common."""
    if len(values) == 1:
        return values[0]
    full = [v for v in values if v]
    if len(full) <= 1:
        return full[0] if full else ()
    merged: dict[Thing, Guards] = {}  # of equal things it keeps the first
    for value in full:
        for thing, guards in value:
            known = merged.setdefault(thing, guards)
            if known is not guards:
                merged[thing] = either(known, guards)
    if len(merged) > bounds.ALTERNATIVES:
        return nothing_known("too many alternatives")
    found = tuple(map(_alt, merged.items()))
    return found if len(found) <= bounds.OPAQUES else without_identity(found)


def without_identity(value: Value) -> Value:
    """Where many things meet that are not known, which of them it is says nothing: they are one unknown."""
    opaque = [alt for alt in value if isinstance(alt.thing, Opaque)]
    if len(opaque) <= bounds.OPAQUES:
        return value
    guards = reduce(either, (guards for _, guards in opaque))
    first = next(alt.thing for alt in opaque if isinstance(alt.thing, Opaque))
    rest = tuple(alt for alt in value if not isinstance(alt.thing, Opaque))
    return (*rest, Alt(unknown(first.because or "one of many things that are not known", (), first.missing_at), guards))


def guarded(value: Value, guards: Guards) -> Value:
    """The value under further conditions; alternatives that contradict them fall away."""
    if not guards:
        return value
    return tuple([_alt((t, g | guards if g else guards)) for t, g in value if not g or compatible(g, guards)])


def only(value: Value) -> Thing | None:
    """The one thing that the value is, if it is certain."""
    return value[0].thing if len(value) == 1 else None


def used(value: Value) -> Value:
    """A value of which an item, an attribute or a call is asked: None has none, the program would stop there."""
    if len(value) < 2:
        return value
    return tuple([a for a in value if not isinstance(a.thing, Const) or a.thing != NONE]) or value


def constants(value: Value) -> list[Hashable] | None:
    """The constants that the value may be; None if it may be anything else."""
    found = [t.value for t, _ in value if isinstance(t, Const)]
    return found if found and len(found) == len(value) else None


def joined(values: Iterable[Value]) -> Value:
    return union(*values)
