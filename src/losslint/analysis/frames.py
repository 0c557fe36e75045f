"""Frames: a function and how its parameters are bound. Floor 3, data.

A *bound* frame comes from one call; a *joined* frame stands for every call that the project makes of the function: its
parameters are the union over the call sites, each under a context guard that names the call. A frame may be narrowed to
one iteration of a loop (`with_iteration`); it is then another frame over the same bindings. Frames compare by identity;
the evaluator interns them.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING

from losslint.record import dataclass

if TYPE_CHECKING:
    from losslint.analysis.scope import Loop, ScopeNode
    from losslint.analysis.things import Class, Thing, Value
    from losslint.source.file import SourceFile

LAST = "last"  # the last iteration of a loop of unknown length, where something tells it from the others
Iteration = int | str


@dataclass(frozen=True, slots=True, eq=False)
class Thunk:
    """An argument: an expression and the frame to evaluate it in, or something computed when asked."""

    compute: Callable[[], Value]
    expr: ast.expr | None = None
    frame: Frame | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Arguments:
    """The arguments of one call. `stars` and `double_stars` are expanded when bound; positions of stars are kept."""

    positional: tuple[tuple[Thunk, bool], ...] = ()  # (argument, is it starred)
    keywords: tuple[tuple[str, Thunk], ...] = ()
    double_stars: tuple[Thunk, ...] = ()

    def keyword(self, name: str) -> Thunk | None:
        return next((t for n, t in self.keywords if n == name), None)

    def at(self, position: int) -> Thunk | None:
        """The positional argument, if no star stands before it."""
        for index, (thunk, starred) in enumerate(self.positional):
            if starred:
                return None
            if index == position:
                return thunk
        return None


class Frame:
    """See the module. `receiver` is what the first parameter of a method is bound to, `cls` the class whose body the
    method stands in, `site` the call (its node and frame) that a bound frame comes from."""

    __slots__ = (
        "arguments", "base", "cls", "depth", "derived", "file", "is_open", "iterations", "node", "parent", "receiver", "site",
    )  # fmt: skip

    def __init__(
        self,
        node: ScopeNode,
        file: SourceFile,
        parent: Frame | None,
        *,
        arguments: Arguments | None = None,
        receiver: Thing | None = None,
        cls: Class | None = None,
        site: tuple[ast.AST, Frame, Hashable] | None = None,
    ) -> None:
        self.node = node
        self.file = file
        self.parent = parent
        self.arguments = arguments
        self.receiver = receiver
        self.cls = cls
        self.site = site
        self.depth: int = site[1].depth + 1 if site else 0
        self.iterations: tuple[tuple[Loop, Iteration], ...] = ()
        self.is_open = False  # the project's calls are left out: its parameters are what anybody may pass
        self.base = self
        self.derived: dict[tuple[tuple[Loop, Iteration], ...], Frame] = {}

    @property
    def joined(self) -> bool:
        return self.arguments is None

    def iteration(self, loop: Loop) -> Iteration | None:
        return next((k for candidate, k in self.iterations if candidate is loop), None)

    def with_iterations(self, iterations: tuple[tuple[Loop, Iteration], ...]) -> Frame:
        base = self.base
        if not iterations:
            return base
        frame = base.derived.get(iterations)
        if frame is None:
            frame = Frame(
                base.node, base.file, base.parent, arguments=base.arguments, receiver=base.receiver, cls=base.cls
            )
            frame.site, frame.depth, frame.base, frame.iterations = base.site, base.depth, base, iterations
            frame.is_open = base.is_open
            base.derived[iterations] = frame
        return frame

    def with_iteration(self, loop: Loop, iteration: Iteration | None) -> Frame:
        """The same frame in another iteration of `loop` (None: in no particular one)."""
        kept = tuple((c, k) for c, k in self.iterations if c is not loop)
        return self.with_iterations(kept if iteration is None else (*kept, (loop, iteration)))

    def nested_in(self, node: ast.AST) -> int:
        """How many frames of `node` stand above and including this one."""
        count, frame = 0, self
        while True:
            count += frame.node is node
            if frame.site is None:
                return count
            frame = frame.site[1]

    def makes_others(self, node: ast.AST) -> bool:
        """Does each frame of `node` above make an object of another class, as a builder does that builds the parts of what
        it builds?"""
        count, made, frame = 0, [], self
        while True:
            count += frame.node is node
            if frame.cls is not None and getattr(frame.node, "name", "") == "__init__":
                made.append(frame.cls.node)
            if frame.site is None:
                return len(set(made)) == len(made) >= count
            frame = frame.site[1]

    def __repr__(self) -> str:
        name = getattr(self.node, "name", type(self.node).__name__)
        return f"<{'joined' if self.joined else 'bound'} {name} {self.iterations}>"
