"""Where an applied activation comes from, and who reads what it gives: asked by whoever plans a fix. Floor 3.

In: the place of a call in the user's code. Out: what is called there and where that was made; the places that read the
result, so that a change of it can be told.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from losslint.analysis import bounds
from losslint.analysis import callers as callers_of
from losslint.analysis.names import Called, Owner
from losslint.analysis.parents import parents_of
from losslint.analysis.things import (
    Bound,
    Container,
    Made,
    Mapping,
    Opaque,
    Partial,
    Record,
    Sequence,
    Symbol,
    Thing,
    Value,
    Wrapper,
)
from losslint.analysis.trace import nodes_in
from losslint.forms import Form
from losslint.place import Place
from losslint.record import dataclass
from losslint.source.nodes import walk

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator
    from losslint.source.file import SourceFile

TENSOR = "torch.Tensor"
RESERVED = frozenset(("input", "dtype", "out"))  # a partial that gives these leaves another first argument
CALLS = 4_000  # looked at for readers
FUNCTIONS = 64  # that hand the output on


@dataclass(frozen=True, slots=True)
class Applied:
    """What a call applies: the canonical name of a function or of a layer's class. `made` is where the layer was built;
    `inside` says that it is the last layer of a container, not what is called itself."""

    name: str
    made: Place | None = None
    inside: bool = False


@dataclass(frozen=True, slots=True)
class Readers:
    """Who reads an output: `hidden` says that one is a network's `forward`, not `complete` that not all were looked at."""

    places: tuple[Place, ...]
    hidden: bool
    complete: bool


class Origins:
    """Questions about one project, answered by one evaluator."""

    def __init__(self, ev: Evaluator) -> None:
        self._ev = ev
        self._calls: dict[SourceFile, dict[Place, tuple[ast.Call, Owner]]] = {}

    def applied(self, place: Place) -> Applied | None:
        """What the call at this place certainly applies; None for what is not of a library or not certain."""
        found = self._call(place)
        frame = None if found is None else self._ev.joined_frame(found[1])
        if found is None or frame is None:
            return None
        self._ev.root()
        seen = {self._described(thing, inside=False) for thing, _ in self._ev.value(found[0].func, frame)}
        return seen.pop() if len(seen) == 1 else None

    def readers(self, activation: Place, but: Iterable[Place]) -> Readers:
        """Where the project reads what the call at `activation` gives, except as the argument of a call at one of `but`."""
        skipped = {*but, activation}
        found: set[Place] = set()
        hidden = False
        owners = self._carrying(activation)
        candidates = self._all_calls if owners is None else [c for owner in owners for c in self._calls_in(owner)]
        left = bounds.READERS_STEPS
        for called in candidates[:CALLS]:
            file, owner = called.owner.file, called.owner
            left -= self._ev.steps
            if left < 0:
                break
            if file.place(called.call) in skipped or not _comes_from(value := self._output(called), activation):
                continue
            names = _positions(value, activation)
            uses = {file.place(use) for use in _uses(called.call, names, owner, file, skipped)} - skipped
            found |= uses
            hidden |= bool(uses) and getattr(owner.node, "name", "") == "forward"
        return Readers(tuple(sorted(found)), hidden, len(candidates) <= CALLS and left >= 0)

    def _carrying(self, activation: Place) -> list[Owner] | None:
        """The function that the activation stands in, and those that get its output from calling it; None where that is not
        known of one of them."""
        first = self._call(activation)
        owners = [first[1]] if first is not None else []
        for owner in owners:  # it grows
            frame = self._ev.joined_frame(owner)
            if frame is None or isinstance(owner.node, ast.Module | ast.ClassDef):
                continue
            self._ev.root()
            callers = callers_of.of(self._ev, frame)
            if (callers.because and not callers.sites) or len(owners) > FUNCTIONS:
                return None
            called = [Called(site.call, self._ev.graph.owners[site.frame.node]) for site in callers.sites]
            carrying = [c.owner for c in called if _comes_from(self._output(c), activation)]
            owners += [other for other in dict.fromkeys(carrying) if other not in owners]
        return owners or None

    def _calls_in(self, owner: Owner) -> list[Called]:
        return [Called(call, owner) for call in self._ev.scope(owner.node).calls if call.args or call.keywords]

    @cached_property
    def _all_calls(self) -> list[Called]:
        return [c for calls in self._ev.graph.calls.values() for c in calls if c.call.args or c.call.keywords]

    def _output(self, called: Called) -> Value:
        """What the call gives, as far as that is found out in time."""
        frame = self._ev.joined_frame(called.owner)
        if frame is None:
            return ()
        self._ev.root(bounds.READER_STEPS)
        return self._ev.value(called.call, frame)

    def _call(self, place: Place) -> tuple[ast.Call, Owner] | None:
        file = self._ev.project.file(place.path)
        if file is None or file.tree is None:
            return None
        if file not in self._calls:
            nodes = nodes_in(self._ev, file)
            self._calls[file] = {file.place(node): (node, owner) for node, owner in nodes if isinstance(node, ast.Call)}
        return self._calls[file].get(place)

    def _described(self, thing: Thing, *, inside: bool) -> Applied | None:
        match thing:
            case Symbol(name=name) if self._ev.knowledge.cls(name):
                return None  # `nn.Softmax(-1)` builds a layer, and its argument is no output
            case Symbol(name=name):
                return Applied(self._ev.knowledge.canonical(name))
            case Bound(receiver=Form(), name=name):
                return Applied(f"{TENSOR}.{name}")
            case Opaque(subject=(str(attribute), *_)) if attribute.startswith("."):
                return Applied(f"{TENSOR}{attribute}")  # of something unknown: a method of a tensor, if it is one
            case Made(cls=cls, trail=trail):
                return Applied(cls, trail[0].place if trail else None, inside)
            case Partial(arguments=given) if given.positional or any(name in RESERVED for name, _ in given.keywords):
                return None
            case Wrapper(inner=inner) | Partial(function=inner) | Bound(receiver=Made() as inner, name="forward"):
                return self._described(inner, inside=inside)
            case Container(modules=modules):
                seen = {self._described(last, inside=True) for last, _ in _last(modules)}
                return seen.pop() if len(seen) == 1 else None
        return None


def _last(modules: Sequence) -> Value:
    if modules.back:
        return modules.back[-1]
    return modules.front[-1] if modules.front and modules.middle is None else ()


def _comes_from(value: Value, activation: Place) -> bool:
    return any(_mentions(thing, activation) for thing, _ in value)


def _mentions(thing: Thing, activation: Place) -> bool:
    match thing:
        case Form(trail=trail):
            return any(step.place == activation for step in trail)
        case Sequence():
            return any(_comes_from(value, activation) for value in thing.elements())
        case Mapping(items=items) | Record(items=items):
            return any(_comes_from(value, activation) for _, value in items)
    return False


def _positions(value: Value, activation: Place) -> set[int]:
    """Where in a tuple of outputs it stands; empty where the value is no tuple."""
    tuples = [thing for thing, _ in value if isinstance(thing, Sequence) and thing.middle is None]
    return {i for thing in tuples for i, part in enumerate(thing.elements()) if _comes_from(part, activation)}


def _uses(
    call: ast.Call, positions: set[int], owner: Owner, file: SourceFile, skipped: set[Place]
) -> Iterator[ast.AST]:
    """Where the value of the call is read: at the uses of the name it is given, else at the call itself. What is only
    handed on by `return` is read by the callers."""
    parents = parents_of(owner.node)
    parent = parents.get(call)
    if isinstance(parent, ast.Return):
        return
    names = _names(parent.targets[0], positions) if isinstance(parent, ast.Assign) else set()
    if names:
        for use in walk(owner.node):
            if not isinstance(use, ast.Name) or use.id not in names or not isinstance(use.ctx, ast.Load):
                continue
            if use.lineno > call.lineno and not _within(use, parents, file, skipped):
                yield use
    elif not _within(call, parents, file, skipped):
        yield call


def _names(target: ast.expr, positions: set[int]) -> set[str]:
    """The names that the output is bound to; empty where that is not plain."""
    match target:
        case ast.Name(id=name):
            return {name}
        case ast.Tuple(elts=parts) if positions and max(positions) < len(parts):
            bound = [parts[position] for position in positions]
            plain = {part.id for part in bound if isinstance(part, ast.Name)}
            return plain if len(plain) == len(bound) else set()
    return set()


def _within(node: ast.AST, parents: dict[ast.AST, ast.AST], file: SourceFile, skipped: set[Place]) -> bool:
    """Is it the argument of a call that is skipped, or does it read no value (a shape, a return)?"""
    parent = parents.get(node)
    while isinstance(parent, ast.expr | ast.keyword):
        if isinstance(parent, ast.Call) and file.place(parent) in skipped:
            return True
        parent = parents.get(parent)
    return isinstance(parent, ast.Return) and isinstance(node, ast.Name)
