"""Use-def: for every use in one scope, the definitions that reach it and the conditions they stand under.

In: the body of a module, class, function or lambda (`ast`). Out: a `Scope`. Floor 3; knows names, not values. The words
are here, the pass that fills a `Scope` is in `use_def`.

Words. A *place* is something that can be assigned: `x`, `self.head`, `net.body.fc` (a dotted path rooted at a name of
this scope). A *definition* gives a place a new value: an assignment, a loop target, an import, and also a mutating call
(`layers.append(m)`), a store into it (`net[0] = m`), or a method that the constructor calls on `self` and that may
assign any of its attributes. A *reach* is a definition with the *conditions* (tests and their outcome) on the way from it
to the use. The state maps places to reaches; where two branches join, the reaches of both are kept, each under its
side of the test. Example:

    if flag:                    # x at the last line: (ASSIGN line 2, [flag is true]),
        x = f(y)                #                     (ASSIGN line 4, [flag is false])
    else:
        x = y
    g(x)

A loop gives every place that it assigns a PHI definition at its head: `before` (the loop) or `back` (the end of the
body). After a loop the state is that of the end of the body: a loop is taken to run at least once. After a `try` it is
that of the end of the body: the body is taken to succeed, and a handler adds what it assigns itself (`ReadBack` has the
exception). Code behind `raise`,
`return`, `break`, `sys.exit()` or an endless loop is not reached, and has neither uses nor calls.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from enum import StrEnum

from losslint.record import dataclass, field

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
ScopeNode = FunctionNode | ast.Module | ast.ClassDef
Loop = ast.For | ast.AsyncFor | ast.While | ast.comprehension


class Kind(StrEnum):
    PARAMETER = "parameter"
    ASSIGN = (
        "assign"  # `path` leads into the value: (0,) the first of an unpacked tuple, ("*1:2",) all but 1 and 2 of it
    )
    AUGMENT = "augment"
    ELEMENT = "element"  # a loop target: an element of the iterable
    CONTEXT = "context"  # with ... as
    IMPORT = "import"
    DEFINE = "define"  # def, class
    MUTATE = "mutate"  # a call or store that changes the object held by the place
    EFFECT = "effect"  # a call of the object's own method, which may assign its attributes
    PHI = "phi"
    OPAQUE = "opaque"  # except ... as, a capture deep in a pattern


@dataclass(frozen=True, slots=True, eq=False)
class Condition:
    """`test` came out as `holds`. `loops` are those around the test."""

    test: ast.expr
    holds: bool
    loops: tuple[Loop, ...] = ()


@dataclass(slots=True, eq=False)
class Definition:
    """One definition of a place; see the module's words. Compared by identity."""

    kind: Kind
    place: str
    node: ast.AST
    value: ast.expr | None = None
    path: tuple[int | str, ...] = ()
    before: tuple[Reach, ...] = ()  # of MUTATE, AUGMENT, PHI: what the place held
    back: tuple[Reach, ...] = ()  # of PHI: what the end of the body left
    loops: tuple[Loop, ...] = ()
    behind: State = field(default_factory=dict)  # of EFFECT: what was known before it
    conditions: tuple[Condition, ...] = ()  # the path that leads to the definition


@dataclass(frozen=True, slots=True, eq=False)
class Reach:
    definition: Definition
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Use:
    """What a name or dotted path may mean where it is read."""

    reaches: tuple[Reach, ...]
    loops: tuple[Loop, ...]


class Undecorated(ast.expr):
    """A definition as its decorators get it: the argument of the call that a decorator is."""

    _fields = ()
    definition: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


class ReadBack(ast.expr):
    """A condition that no code states: what the body of a `try` assigned was read from a file. Where it was not there, the
    place holds what it held before."""

    _fields = ()
    value: ast.expr
    attempt: ast.Try | ast.TryStar


def applications(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> list[ast.Call]:
    """The calls that the decorators of a definition are; the same nodes whenever they are asked for."""
    made: list[ast.Call] | None = getattr(node, "applications", None)
    if made is None:
        made = []
        for decorator in node.decorator_list:
            given = ast.copy_location(Undecorated(), decorator)
            given.definition = node
            made.append(ast.copy_location(ast.Call(decorator, [given], []), decorator))
        node.applications = made  # type: ignore[union-attr]  # kept where it belongs
    return made


State = dict[str, tuple[Reach, ...]]
Way = tuple[tuple[Condition, ...], tuple[Loop, ...]]  # the conditions and loops on the way to a node


@dataclass(slots=True, eq=False)
class Scope:
    """The index of one body."""

    node: ScopeNode
    uses: dict[ast.expr, Use] = field(default_factory=dict)
    effects: dict[ast.Call, Definition] = field(default_factory=dict)  # calls of methods of `self`
    after_effects: dict[ast.expr, Use] = field(
        default_factory=dict
    )  # known here, unless a method called since assigned it
    exit: State = field(default_factory=dict)
    returns: list[tuple[ast.Return | ast.expr, tuple[Condition, ...], tuple[Loop, ...]]] = field(default_factory=list)
    yields: list[tuple[ast.Yield | ast.YieldFrom, tuple[Condition, ...], tuple[Loop, ...]]] = field(
        default_factory=list
    )
    calls: dict[ast.Call, Way] = field(default_factory=dict)
    comparisons: dict[ast.Compare, Way] = field(default_factory=dict)
    # of a module: the globals that a called function sees; at a call of `locals()`: what it gives
    at_call: dict[ast.Call, State] = field(default_factory=dict)
    stores: dict[str, list[Definition]] = field(default_factory=dict)  # attribute name: stores through any receiver
    stars: list[ast.ImportFrom] = field(default_factory=list)
    at_star: dict[ast.ImportFrom, State] = field(default_factory=dict)  # the names of a module before it
    counts: dict[str, int] = field(default_factory=dict)  # definitions of a place, all told

    def way(self, call: ast.Call) -> Way | None:
        """The way to a call; to one that a library makes, the way to what is written."""
        return self.calls.get(getattr(call, "by", call))


@dataclass(frozen=True, slots=True)
class Around:
    """What the project says of names that a body need not bind itself: those that its file binds by `import`, those that it
    imports at all, other names of functions that change their argument, what star imports hand on: of each all the names, and
    those that several hand on."""

    modules: AbstractSet[str] = frozenset()
    imported: AbstractSet[str] = frozenset()
    in_place: AbstractSet[str] = frozenset()
    stars: Mapping[ast.ImportFrom, tuple[AbstractSet[str], AbstractSet[str]]] = field(default_factory=dict)


def scope_of(node: ScopeNode, around: Around = Around()) -> Scope:  # noqa: B008  # it is never changed
    """Index one body; nested functions and classes are definitions here and get a scope of their own when asked."""
    from losslint.analysis import use_def

    return use_def.index(node, around)


def dotted(node: ast.expr) -> str | None:
    """`a.b.c` as text, None for anything else."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return None
    parts.append(node.id)
    return ".".join(reversed(parts))


def first_parameter(node: ScopeNode) -> str | None:
    """What a method calls its receiver."""
    if isinstance(node, ast.Module | ast.ClassDef):
        return None
    first = [*node.args.posonlyargs, *node.args.args][:1]
    return first[0].arg if first else None


def is_super(node: ast.expr) -> bool:
    """Is it `super()`, with arguments or without?"""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "super"


def parameters_of(node: FunctionNode) -> tuple[str, ...]:
    """The names that a call binds, in the order of the signature."""
    a = node.args
    named = [*a.posonlyargs, *a.args, *([a.vararg] if a.vararg else []), *a.kwonlyargs, *([a.kwarg] if a.kwarg else [])]
    return tuple(arg.arg for arg in named)
