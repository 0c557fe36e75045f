"""Use-def: for every use in one scope, the definitions that reach it and the conditions they stand under.

In: the body of a module, class, function or lambda (`ast`). Out: a `Scope`. Floor 3; knows names, not values.

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

A loop gives every place that it assigns a PHI definition at its head: `entry` (before the loop) or `back` (the end
of the body). After a loop the state is that of the end of the body: a loop is taken to run at least once.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
ScopeNode = FunctionNode | ast.Module | ast.ClassDef
Loop = ast.For | ast.AsyncFor | ast.While | ast.comprehension
Comprehension = ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp


class Kind(StrEnum):
    PARAMETER = "parameter"
    ASSIGN = "assign"  # `path` leads into the value: (0,) for the first of an unpacked tuple, ("*", 1, 2) for a star
    AUGMENT = "augment"
    ELEMENT = "element"  # a loop target: an element of the iterable
    CONTEXT = "context"  # with ... as
    IMPORT = "import"
    DEFINE = "define"  # def, class
    MUTATE = "mutate"  # a call or store that changes the object held by the place
    EFFECT = "effect"  # a call of the object's own method, which may assign its attributes
    PHI = "phi"
    OPAQUE = "opaque"  # except ... as, match capture, del


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
    before: tuple[Reach, ...] = ()
    back: tuple[Reach, ...] = ()
    loops: tuple[Loop, ...] = ()
    behind: dict[str, tuple[Reach, ...]] = field(default_factory=dict)  # of an EFFECT: what was known before it
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


State = dict[str, tuple[Reach, ...]]

MUTATORS = frozenset(
    "append extend insert add_module register_module register_buffer register_parameter update setdefault pop clear "
    "remove popitem appendleft __setitem__ fill_ copy_ zero_".split()
)


NAMING = frozenset("add_module register_module register_buffer register_parameter".split())


@dataclass(slots=True, eq=False)
class Scope:
    """The index of one body."""

    node: ScopeNode
    uses: dict[ast.expr, Use] = field(default_factory=dict)
    exit: State = field(default_factory=dict)
    returns: list[tuple[ast.Return | ast.expr, tuple[Condition, ...], tuple[Loop, ...]]] = field(default_factory=list)
    yields: list[tuple[ast.Yield | ast.YieldFrom, tuple[Condition, ...], tuple[Loop, ...]]] = field(default_factory=list)
    calls: dict[ast.Call, tuple[tuple[Condition, ...], tuple[Loop, ...]]] = field(default_factory=dict)
    at_call: dict[ast.Call, State] = field(default_factory=dict)  # module scopes only: the globals a called function sees
    stores: dict[str, list[Definition]] = field(default_factory=dict)  # attribute name -> stores through any receiver
    stars: list[ast.ImportFrom] = field(default_factory=list)
    globals: set[str] = field(default_factory=set)
    counts: dict[str, int] = field(default_factory=dict)  # definitions of a place, all told
    parameters: tuple[str, ...] = ()


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


def parameters_of(node: FunctionNode) -> tuple[str, ...]:
    a = node.args
    named = [*a.posonlyargs, *a.args, *([a.vararg] if a.vararg else []), *a.kwonlyargs, *([a.kwarg] if a.kwarg else [])]
    return tuple(arg.arg for arg in named)


def scope_of(node: ScopeNode) -> Scope:
    """Index one body; nested functions and classes are definitions here and get a scope of their own when asked."""
    return _Builder(node).build()


class _Builder:
    """One forward pass. `state` is None where the code cannot be reached."""

    def __init__(self, node: ScopeNode) -> None:
        self.scope = Scope(node)
        self.state: State = {}
        self.dead = False
        self.conditions: tuple[Condition, ...] = ()
        self.loops: tuple[Loop, ...] = ()
        self.breaks: list[list[State]] = []
        self.continues: list[list[State]] = []
        self.exits: list[State] = []
        self.attribute_roots: set[str] = set()
        self.is_module = isinstance(node, ast.Module)
        self.self_name: str | None = None

    def build(self) -> Scope:
        node = self.scope.node
        if isinstance(node, ast.Lambda):
            self.bind_parameters(node)
            self.expr(node.body)
            self.scope.returns.append((node.body, (), ()))
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            self.bind_parameters(node)
            first = [*node.args.posonlyargs, *node.args.args][:1]
            self.self_name = first[0].arg if first else None
            self.block(node.body)
        else:
            self.block(node.body)
        if not self.dead:
            self.exits.append(self.state)
        self.scope.exit = join_states(self.exits) if self.exits else self.state
        return self.scope

    def bind_parameters(self, node: FunctionNode) -> None:
        self.scope.parameters = parameters_of(node)
        for name in self.scope.parameters:
            self.state[name] = (Reach(Definition(Kind.PARAMETER, name, node)),)

    # -- definitions ---------------------------------------------------------------------------------------------

    def define(self, kind: Kind, place: str, node: ast.AST, **more: object) -> Definition:
        definition = Definition(kind, place, node, loops=self.loops, conditions=self.conditions, **more)  # type: ignore[arg-type]
        self.scope.counts[place] = self.scope.counts.get(place, 0) + 1
        prefix = place + "."
        root = place.partition(".")[0]
        if root in self.attribute_roots and kind is not Kind.MUTATE:
            for key in [k for k in self.state if k.startswith(prefix)]:
                del self.state[key]
        self.state[place] = (Reach(definition),)
        if "." in place:
            self.attribute_roots.add(root)
        return definition

    def before(self, place: str) -> tuple[Reach, ...]:
        """What a place held; of an attribute of `self`, what a method called before may have assigned."""
        reaches = self.state.get(place, ())
        root = place.partition(".")[0]
        if not reaches and "." in place and root == self.self_name:
            return self.state.get(f"{root}.*", ())
        return reaches

    def mutate(self, place: str, node: ast.AST, value: ast.expr | None = None, path: tuple[int | str, ...] = ()) -> None:
        definition = self.define(Kind.MUTATE, place, node, value=value, path=path, before=self.before(place))
        if "." in place:
            self.scope.stores.setdefault(place.rpartition(".")[2], []).append(definition)

    def bind(self, target: ast.expr, kind: Kind, node: ast.AST, value: ast.expr | None, path: tuple[int | str, ...] = ()) -> None:
        """Give a target (name, attribute, subscript, tuple) its definition."""
        match target:
            case ast.Name():
                self.define(kind, target.id, node, value=value, path=path)
            case ast.Attribute():
                self.expr(target.value)
                place = dotted(target)
                definition = self.define(kind, place, node, value=value, path=path) if place else Definition(
                    kind, "", node, value, path, loops=self.loops, conditions=self.conditions
                )
                self.scope.stores.setdefault(target.attr, []).append(definition)
            case ast.Subscript():
                self.expr(target.value)
                self.expr(target.slice)
                place = dotted(target.value)
                if place:
                    self.mutate(place, target, value=value, path=path)
            case ast.Tuple() | ast.List():
                starred = next((i for i, e in enumerate(target.elts) if isinstance(e, ast.Starred)), None)
                for i, element in enumerate(target.elts):
                    step: int | str = i
                    if starred is not None and i > starred:
                        step = i - len(target.elts)
                    if isinstance(element, ast.Starred):
                        self.bind(element.value, kind, node, value, (*path, f"*{i}:{len(target.elts) - i - 1}"))
                    else:
                        self.bind(element, kind, node, value, (*path, step))
            case ast.Starred():
                self.bind(target.value, kind, node, value, path)

    # -- statements ----------------------------------------------------------------------------------------------

    def block(self, statements: Sequence[ast.stmt]) -> None:
        """Statements in order; conditions that an early exit leaves behind hold to the end of this block."""
        outer = self.conditions
        for statement in statements:
            if self.dead:
                break
            self.statement(statement)
        self.conditions = outer

    def statement(self, node: ast.stmt) -> None:
        match node:
            case ast.Expr():
                self.expr(node.value)
            case ast.Assign():
                self.expr(node.value)
                for target in node.targets:
                    self.bind(target, Kind.ASSIGN, node, node.value)
            case ast.AnnAssign():
                if node.value is not None:
                    self.expr(node.value)
                    self.bind(node.target, Kind.ASSIGN, node, node.value)
            case ast.AugAssign():
                self.augment(node)
            case ast.Return():
                self.leave(node)
            case ast.If():
                self.branch(node)
            case ast.For() | ast.AsyncFor() | ast.While():
                self.loop(node)
            case ast.With() | ast.AsyncWith():
                for item in node.items:
                    self.expr(item.context_expr)
                    if item.optional_vars is not None:
                        self.bind(item.optional_vars, Kind.CONTEXT, item, item.context_expr)
                self.block_inline(node.body)
            case ast.Try() | ast.TryStar():
                self.attempt(node)
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                self.definition(node)
            case ast.Import() | ast.ImportFrom():
                self.importing(node)
            case ast.Break() | ast.Continue():
                stack = self.breaks if isinstance(node, ast.Break) else self.continues
                if stack:
                    stack[-1].append(self.state)
                self.dead = True
            case ast.Raise():
                for part in (node.exc, node.cause):
                    if part is not None:
                        self.expr(part)
                self.dead = True
            case ast.Assert():
                self.expr(node.test)
                if node.msg is not None:
                    self.expr(node.msg)
            case ast.Delete():
                for target in node.targets:
                    if isinstance(target, ast.Name):
                        self.define(Kind.OPAQUE, target.id, node)
                    elif isinstance(target, ast.Subscript) and (place := dotted(target.value)):
                        self.mutate(place, target)
            case ast.Global() | ast.Nonlocal():
                self.scope.globals.update(node.names)
            case ast.Match():
                self.matching(node)

    def block_inline(self, statements: Sequence[ast.stmt]) -> None:
        """A `with` body: conditions that an early exit leaves behind outlive it."""
        for statement in statements:
            if self.dead:
                break
            self.statement(statement)

    def augment(self, node: ast.AugAssign) -> None:
        self.expr(node.value)
        place = dotted(node.target) if isinstance(node.target, ast.Name | ast.Attribute) else None
        if place is not None:
            if isinstance(node.target, ast.Attribute):
                self.expr(node.target.value)
            definition = self.define(Kind.AUGMENT, place, node, value=node.value, before=self.before(place))
            if isinstance(node.target, ast.Attribute):
                self.scope.stores.setdefault(node.target.attr, []).append(definition)
        else:
            self.bind(node.target, Kind.AUGMENT, node, node.value)

    def leave(self, node: ast.Return) -> None:
        if node.value is not None:
            self.expr(node.value)
        self.scope.returns.append((node, self.conditions, self.loops))
        self.exits.append(self.state)
        self.dead = True

    def branch(self, node: ast.If) -> None:
        self.expr(node.test)
        before, outer = self.state, self.conditions
        yes, no = Condition(node.test, True, self.loops), Condition(node.test, False, self.loops)
        self.state, self.conditions = dict(before), (*outer, yes)
        self.block(node.body)
        then_state, then_dead = self.state, self.dead
        self.state, self.conditions, self.dead = dict(before), (*outer, no), False
        self.block(node.orelse)
        else_state, else_dead = self.state, self.dead
        self.conditions = outer
        self.dead = then_dead and else_dead
        if then_dead and not else_dead:
            self.state, self.conditions = else_state, (*outer, no)
        elif else_dead and not then_dead:
            self.state, self.conditions = then_state, (*outer, yes)
        elif not self.dead:
            self.state = join_two(then_state, yes, else_state, no)

    def loop(self, node: ast.For | ast.AsyncFor | ast.While) -> None:
        is_for = not isinstance(node, ast.While)
        if is_for:
            self.expr(node.iter)  # type: ignore[union-attr]
        outer = self.conditions
        phis = self.open_loop(node, node.body)
        self.loops = (*self.loops, node)
        self.breaks.append([])
        self.continues.append([])
        if is_for:
            self.bind(node.target, Kind.ELEMENT, node, node.iter)  # type: ignore[union-attr]
        else:
            self.expr(node.test)  # type: ignore[union-attr]
        self.block(node.body)
        self.loops = self.loops[:-1]
        ends = [*self.continues.pop(), *([] if self.dead else [self.state])]
        breaks = self.breaks.pop()
        end = join_states(ends) if ends else None
        for phi in phis:
            phi.back = end.get(phi.place, ()) if end is not None else ()
        forever = isinstance(node, ast.While) and isinstance(node.test, ast.Constant) and bool(node.test.value)
        after = [*breaks, *([end] if end is not None and not (forever and breaks) else [])]
        self.conditions = outer
        self.dead = not after
        if after:
            self.state = join_states(after)
            if node.orelse:
                self.block(node.orelse)

    def open_loop(self, node: Loop, body: Iterable[ast.AST]) -> list[Definition]:
        """A PHI at the loop's head for every place that the body assigns."""
        phis = []
        self.state = dict(self.state)
        for place in sorted(places_assigned(body)):
            before = self.before(place)
            if before or "." in place:
                phi = Definition(Kind.PHI, place, node, before=before, loops=(*self.loops, node))
                self.state[place] = (Reach(phi),)
                if "." in place:
                    self.attribute_roots.add(place.partition(".")[0])
                phis.append(phi)
        return phis

    def attempt(self, node: ast.Try | ast.TryStar) -> None:
        before, outer = dict(self.state), self.conditions
        self.block(node.body)
        body_state, body_dead = self.state, self.dead
        ends: list[State] = []
        if not body_dead:
            self.block(node.orelse)
            if not self.dead:
                ends.append(self.state)
        for handler in node.handlers:
            self.state = join_states([before, body_state])
            self.dead, self.conditions = False, outer
            if handler.name:
                self.define(Kind.OPAQUE, handler.name, handler)
            self.block(handler.body)
            if not self.dead and body_dead:
                ends.append(self.state)
            elif not self.dead:
                ends.append(self.state)
        self.conditions = outer
        self.dead = not ends
        if ends:
            self.state = _prefer(ends)
        if node.finalbody:
            was_dead, self.dead = self.dead, False
            self.block(node.finalbody)
            self.dead = self.dead or was_dead

    def definition(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> None:
        for decorator in node.decorator_list:
            self.expr(decorator)
        if isinstance(node, ast.ClassDef):
            for base in [*node.bases, *(k.value for k in node.keywords)]:
                self.expr(base)
        else:
            for default in [*node.args.defaults, *(d for d in node.args.kw_defaults if d is not None)]:
                self.expr(default)
        self.define(Kind.DEFINE, node.name, node)

    def importing(self, node: ast.Import | ast.ImportFrom) -> None:
        for alias in node.names:
            if alias.name == "*":
                self.scope.stars.append(node)  # type: ignore[arg-type]
                continue
            name = alias.asname or (alias.name.partition(".")[0] if isinstance(node, ast.Import) else alias.name)
            path = (alias.name,) if alias.asname or isinstance(node, ast.ImportFrom) else (name,)
            self.define(Kind.IMPORT, name, node, path=path)

    def matching(self, node: ast.Match) -> None:
        self.expr(node.subject)
        before, outer, ends = self.state, self.conditions, []
        for case in node.cases:
            self.state, self.dead, self.conditions = dict(before), False, outer
            test = _pattern_test(node.subject, case.pattern)
            if test is not None:
                self.scope.uses.setdefault(test.left, Use((), self.loops))
                self.conditions = (*outer, Condition(test, True, self.loops))
            for name in _captures(case.pattern):
                self.define(Kind.OPAQUE, name, case.pattern)
            if case.guard is not None:
                self.expr(case.guard)
            self.block(case.body)
            if not self.dead:
                condition = Condition(test, True, self.loops) if test is not None else None
                ends.append(_under(self.state, before, condition))
        self.conditions = outer
        exhaustive = any(isinstance(c.pattern, ast.MatchAs) and c.pattern.pattern is None for c in node.cases)
        if not exhaustive:
            ends.append(before)
        self.dead = not ends
        if ends:
            self.state = join_states(ends)

    # -- expressions ---------------------------------------------------------------------------------------------

    def expr(self, node: ast.expr) -> None:
        """Record the uses in evaluation order."""
        match node:
            case ast.Name():
                reaches = self.state.get(node.id)
                if reaches:
                    self.scope.uses[node] = Use(reaches, self.loops)
                elif self.loops:
                    self.scope.uses[node] = Use((), self.loops)
            case ast.Constant():
                pass
            case ast.Attribute():
                self.expr(node.value)
                self.attribute(node)
            case ast.Call():
                self.call(node)
            case ast.NamedExpr():
                self.expr(node.value)
                self.bind(node.target, Kind.ASSIGN, node, node.value)
            case ast.Lambda():
                for default in [*node.args.defaults, *(d for d in node.args.kw_defaults if d is not None)]:
                    self.expr(default)
            case ast.ListComp() | ast.SetComp() | ast.GeneratorExp() | ast.DictComp():
                self.comprehension(node)
            case ast.IfExp():
                self.expr(node.test)
                outer = self.conditions
                self.conditions = (*outer, Condition(node.test, True, self.loops))
                self.expr(node.body)
                self.conditions = (*outer, Condition(node.test, False, self.loops))
                self.expr(node.orelse)
                self.conditions = outer
            case ast.Yield() | ast.YieldFrom():
                if node.value is not None:
                    self.expr(node.value)
                self.scope.yields.append((node, self.conditions, self.loops))
            case _:
                for child in ast.iter_child_nodes(node):
                    if isinstance(child, ast.expr):
                        self.expr(child)
                    elif isinstance(child, ast.keyword):
                        self.expr(child.value)

    def attribute(self, node: ast.Attribute) -> None:
        root: ast.expr = node
        while isinstance(root, ast.Attribute):
            root = root.value
        if isinstance(root, ast.Name) and root.id in self.attribute_roots:
            place = dotted(node)
            reaches = self.state.get(place) if place else None
            if reaches:
                self.scope.uses[node] = Use(reaches, self.loops)

    def call(self, node: ast.Call) -> None:
        self.expr(node.func)
        for argument in node.args:
            self.expr(argument.value if isinstance(argument, ast.Starred) else argument)
        for keyword in node.keywords:
            self.expr(keyword.value)
        self.scope.calls[node] = (self.conditions, self.loops)
        if self.is_module:
            self.scope.at_call[node] = self.state
            self.state = dict(self.state)
        func = node.func
        if isinstance(func, ast.Attribute):
            if func.attr in MUTATORS:
                place = dotted(func.value)
                if place:
                    self.mutate(place, node)
                    self.named(place, node)
            elif func.attr.endswith("_") and not func.attr.endswith("__") and (place := dotted(func.value)):
                self.mutate(place, node)  # x.sigmoid_()
            elif self.self_name and self.is_own_method(func):
                self.effect(node)
        elif isinstance(func, ast.Name) and func.id == "setattr" and len(node.args) == 3:
            self.setattr(node)

    def named(self, place: str, node: ast.Call) -> None:
        """`self.add_module("head", m)` assigns `self.head`."""
        if len(node.args) >= 2 and isinstance(label := node.args[0], ast.Constant) and isinstance(label.value, str):
            if isinstance(node.func, ast.Attribute) and node.func.attr in NAMING and "." not in place:
                definition = self.define(Kind.ASSIGN, f"{place}.{label.value}", node, value=node.args[1])
                self.scope.stores.setdefault(label.value, []).append(definition)

    def is_own_method(self, func: ast.Attribute) -> bool:
        """`self.build()`, `super().__init__()`, `Base.__init__(self)`: it may assign attributes of `self`."""
        value = func.value
        if isinstance(value, ast.Name) and value.id == self.self_name:
            return True
        if isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id == "super":
            return True
        return func.attr == "__init__"

    def effect(self, node: ast.Call) -> None:
        """The method may assign any attribute: what was known of them is kept behind it."""
        prefix = f"{self.self_name}."
        wildcard = prefix + "*"
        kept = {k: v for k, v in self.state.items() if k.startswith(prefix)}
        self.state = {k: v for k, v in self.state.items() if not k.startswith(prefix)}
        definition = Definition(Kind.EFFECT, wildcard, node, loops=self.loops, behind=kept)
        self.state[wildcard] = (Reach(definition),)

    def setattr(self, node: ast.Call) -> None:
        target, name, value = node.args
        root = dotted(target)
        if isinstance(name, ast.Constant) and isinstance(name.value, str) and root:
            definition = self.define(Kind.ASSIGN, f"{root}.{name.value}", node, value=value)
            self.scope.stores.setdefault(name.value, []).append(definition)

    def comprehension(self, node: Comprehension) -> None:
        outer_state, outer_loops, outer_conditions = self.state, self.loops, self.conditions
        self.state = dict(outer_state)
        for generator in node.generators:
            self.expr(generator.iter)
            self.loops = (*self.loops, generator)
            self.bind(generator.target, Kind.ELEMENT, generator, generator.iter)
            for test in generator.ifs:
                self.expr(test)
                self.conditions = (*self.conditions, Condition(test, True, self.loops))
        if isinstance(node, ast.DictComp):
            self.expr(node.key)
            self.expr(node.value)
        else:
            self.expr(node.elt)
        self.state, self.loops, self.conditions = outer_state, outer_loops, outer_conditions


# -- joining states ------------------------------------------------------------------------------------------------


def join_two(left: State, yes: Condition, right: State, no: Condition) -> State:
    """The two sides of a branch: what differs is kept under its side of the test."""
    joined: State = {}
    for place in left.keys() | right.keys():
        a, b = left.get(place, ()), right.get(place, ())
        if a is b:
            joined[place] = a
            continue
        ids = {id(r) for r in a} & {id(r) for r in b}
        joined[place] = (
            *(r for r in a if id(r) in ids),
            *(Reach(r.definition, (*r.conditions, yes)) for r in a if id(r) not in ids),
            *(Reach(r.definition, (*r.conditions, no)) for r in b if id(r) not in ids),
        )
    return joined


def join_states(states: Sequence[State]) -> State:
    """Plain union, for joins that no single test explains (loops, handlers, returns)."""
    if len(states) == 1:
        return dict(states[0])
    joined: State = {}
    for state in states:
        for place, reaches in state.items():
            known = joined.get(place)
            if known is None:
                joined[place] = reaches
            elif known is not reaches:
                ids = {id(r) for r in known}
                joined[place] = (*known, *(r for r in reaches if id(r) not in ids))
    return joined


def _prefer(ends: Sequence[State]) -> State:
    """After try/except: the body's own end; a place that only a handler defines comes from there."""
    joined = dict(ends[0])
    for state in ends[1:]:
        for place, reaches in state.items():
            joined.setdefault(place, reaches)
    return joined


def _under(state: State, before: State, condition: Condition | None) -> State:
    if condition is None:
        return state
    return {
        place: reaches
        if reaches is before.get(place)
        else tuple(Reach(r.definition, (*r.conditions, condition)) for r in reaches)
        for place, reaches in state.items()
    }


# -- small syntax --------------------------------------------------------------------------------------------------


def places_assigned(body: Iterable[ast.AST]) -> set[str]:
    """Places that these statements may assign or mutate, nested functions apart."""
    return set(_assigned(body))


def _assigned(body: Iterable[ast.AST]) -> Iterator[str]:
    stack = list(body)
    while stack:
        node = stack.pop()
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                yield node.name
                continue
            case ast.Lambda():
                continue
            case ast.Name() if not isinstance(node.ctx, ast.Load):
                yield node.id
            case ast.Attribute() if not isinstance(node.ctx, ast.Load):
                if place := dotted(node):
                    yield place
            case ast.Subscript() if not isinstance(node.ctx, ast.Load):
                if place := dotted(node.value):
                    yield place
            case ast.Call(func=ast.Attribute(attr=attr, value=value)) if attr in MUTATORS:
                if place := dotted(value):
                    yield place
        stack.extend(ast.iter_child_nodes(node))


def _pattern_test(subject: ast.expr, pattern: ast.pattern) -> ast.Compare | None:
    """`case "bce":` as the comparison `subject == "bce"`, `case "a" | "b":` as `subject in ("a", "b")`."""
    if isinstance(pattern, ast.MatchValue):
        test = ast.Compare(subject, [ast.Eq()], [pattern.value])
        return ast.copy_location(test, pattern)
    if isinstance(pattern, ast.MatchOr) and all(isinstance(p, ast.MatchValue) for p in pattern.patterns):
        options = ast.Tuple([p.value for p in pattern.patterns if isinstance(p, ast.MatchValue)], ast.Load())
        ast.copy_location(options, pattern)
        return ast.copy_location(ast.Compare(subject, [ast.In()], [options]), pattern)
    return None


def _captures(pattern: ast.pattern) -> Iterator[str]:
    for node in ast.walk(pattern):
        if isinstance(node, ast.MatchAs | ast.MatchStar) and node.name:
            yield node.name
        elif isinstance(node, ast.MatchMapping) and node.rest:
            yield node.rest
