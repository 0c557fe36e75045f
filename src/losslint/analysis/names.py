"""The name graph: one lean pass per file, so that only code that can matter is ever evaluated.

In: syntax trees. Out, by identifier: the calls made through it, the functions and classes defined under it, the
attribute stores to it, and the edges "what is called `a` here may be called `b` there" (an assignment, an argument, a
default, a return, a base class). An attribute is written with its dot, `.head`, and kept apart from the name `head`. The
graph over-approximates and only says where to look: what a name
really holds is the evaluator's to say. Floor 3.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Container, Iterable
from dataclasses import dataclass, field

from losslint.analysis.scope import FunctionNode, ScopeNode
from losslint.source.file import SourceFile

STORING = frozenset((".append", ".add", ".update", ".extend", ".register", ".setdefault", ".add_module", ".insert"))
NAMING = frozenset(("setattr", ".add_module", ".register_module", ".register_buffer", ".register_parameter"))
INERT = frozenset(
    "open print len range min max sum abs int float str bool isinstance issubclass hasattr type round input id hash sorted "
    "any all format repr ord chr pow divmod array zeros ones arange linspace empty full tensor".split()
)
FORWARDING = frozenset((".forward", ".__call__"))
BORING = frozenset("self cls x y i j k n args kwargs None True False print len range int float str list dict tuple".split())


@dataclass(frozen=True, slots=True, eq=False)
class Owner:
    """The scope that a node stands in: its file, its syntax node, the scope around it."""

    file: SourceFile
    node: ScopeNode
    parent: Owner | None

    @property
    def is_class(self) -> bool:
        return isinstance(self.node, ast.ClassDef)


@dataclass(frozen=True, slots=True, eq=False)
class Called:
    """One call and the scope it is evaluated in."""

    call: ast.Call
    owner: Owner


@dataclass(frozen=True, slots=True, eq=False)
class Defined:
    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    owner: Owner  # the scope that the definition stands in


@dataclass(slots=True, eq=False)
class NameGraph:
    """What the lean passes of all files have found; files are added one by one."""

    inert: frozenset[str] = frozenset()  # methods of tensors: their results hold no module and no loss
    calls: dict[str, list[Called]] = field(default_factory=lambda: defaultdict(list))
    defined: dict[str, list[Defined]] = field(default_factory=lambda: defaultdict(list))
    stores: dict[str, list[Owner]] = field(default_factory=lambda: defaultdict(list))
    edges: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # the same object, or one that holds it
    results: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # what calling it gives
    passed: dict[str, set[tuple[str, int]]] = field(default_factory=lambda: defaultdict(set))
    passed_results: dict[str, set[tuple[str, int]]] = field(default_factory=lambda: defaultdict(set))
    through: dict[str, set[tuple[str, str]]] = field(default_factory=lambda: defaultdict(set))  # source -> (callee, target)
    returned: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # by the functions of these names
    makers: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # functions that return what it makes
    held: set[str] = field(default_factory=set)  # attributes that may hold anything: stored, module-level, properties
    exported: set[str] = field(default_factory=set)  # names of modules and classes: reached as attributes too
    lambdas: dict[ast.Lambda, set[str]] = field(default_factory=lambda: defaultdict(set))  # the names they are given
    called_lambdas: dict[ast.Lambda, Called] = field(default_factory=dict)
    owners: dict[ast.AST, Owner] = field(default_factory=dict)
    backwards: list[Called] = field(default_factory=list)
    _aliases: dict[frozenset[str], frozenset[str]] = field(default_factory=dict)

    def add(self, file: SourceFile) -> None:
        if file.tree is not None:
            _Pass(self, file).module(file.tree)

    def aliases(self, seeds: Iterable[str]) -> frozenset[str]:
        """The identifiers under which the very thing called one of `seeds` may be known."""
        key = frozenset(seeds)
        known = self._aliases.get(key)
        if known is None:
            known = self._aliases[key] = frozenset(self._reach(key))
        return known

    def objects(self, seeds: Iterable[str]) -> frozenset[str]:
        """The identifiers under which what calling one of `seeds` gives may be known: objects of a class."""
        found: set[str] = set()
        for name in self.aliases(seeds):
            found |= self.results.get(name, set())
            for callee, position in self.passed_results.get(name, ()):
                found.update(self.parameter_names(callee, position))
            found |= self.given_by(self.makers.get(name, ()))
        return self.aliases(found)

    def given_by(self, holders: Iterable[str]) -> set[str]:
        """Where the results of these functions go."""
        return {t for h in holders for n in spellings(h) for t in self.results.get(n, ())}

    def _reach(self, seeds: frozenset[str]) -> set[str]:
        seen = set(seeds)
        stack = list(seen)
        while stack:
            name = stack.pop()
            found = set(self.edges.get(name, ()))
            found.update(t for callee, t in self.through.get(name, ()) if self.may_hand_on(callee))
            if name in self.exported:
                found.add(f".{name}")
            found |= self.given_by(self.returned.get(name, ()))
            for callee, position in self.passed.get(name, ()):
                found.update(self.parameter_names(callee, position))
            for other in found - seen:
                if other not in BORING:
                    seen.add(other)
                    stack.append(other)
        return seen

    def may_hand_on(self, callee: str) -> bool:
        """May what this gives hold its arguments? Project functions say it themselves, tensor functions never do."""
        bare = callee.removeprefix(".")
        return bare not in self.defined and bare not in self.inert and bare not in INERT

    def may_be(self, call: ast.Call, names: Container[str]) -> bool:
        """A cheap look before a callee is evaluated: `x.f()` can only be what is called one of `names` if `f` is such a name
        or an attribute that something is stored in."""
        func = call.func
        if not isinstance(func, ast.Attribute):
            return True
        return func.attr in names or func.attr in self.held or func.attr in self.stores

    def parameter_names(self, callee: str, position: int) -> Iterable[str]:
        for definition in self.defined.get(callee.removeprefix("."), ()):
            for function in _callables(definition.node):
                names = [a.arg for a in (*function.args.posonlyargs, *function.args.args)]
                if definition.owner.is_class or isinstance(definition.node, ast.ClassDef):
                    names = names[1:] if names[:1] in (["self"], ["cls"]) else names
                if position < len(names):
                    yield names[position]


def _callables(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> Iterable[FunctionNode]:
    if not isinstance(node, ast.ClassDef):
        return [node]
    return [s for s in node.body if isinstance(s, ast.FunctionDef) and s.name == "__init__"]


def callee_identifier(func: ast.expr) -> str | None:
    """`f` of `f(...)`, `.f` of `a.b.f(...)`, `fs` of `fs["x"](...)`, `make_f` of `make_f()(...)`."""
    while True:
        match func:
            case ast.Name(id=name):
                return name
            case ast.Attribute(attr=name):
                return f".{name}"
            case ast.Subscript(value=value):
                func = value
            case ast.Call(func=inner):
                func = inner
            case _:
                return None


class _Pass:
    """Visits every node of a file once."""

    def __init__(self, graph: NameGraph, file: SourceFile) -> None:
        self.graph = graph
        self.file = file

    def module(self, tree: ast.Module) -> None:
        owner = Owner(self.file, tree, None)
        self.graph.owners[tree] = owner
        self.body(tree.body, owner)

    def body(self, statements: Iterable[ast.AST], owner: Owner) -> None:
        stack: list[ast.AST] = list(statements)
        stack.reverse()
        graph = self.graph
        while stack:
            node = stack.pop()
            kind = type(node)
            if kind is ast.Name or kind is ast.Constant:
                continue
            if kind is ast.Call:
                self.call(node, owner)  # type: ignore[arg-type]
            elif kind is ast.Assign:
                self.assign(node.targets, node.value, owner)  # type: ignore[attr-defined]
            elif kind is ast.FunctionDef or kind is ast.AsyncFunctionDef:
                self.function(node, owner)  # type: ignore[arg-type]
                continue
            elif kind is ast.ClassDef:
                self.klass(node, owner)  # type: ignore[arg-type]
                continue
            elif kind is ast.Lambda:
                graph.owners[node] = inner = Owner(self.file, node, owner)  # type: ignore[arg-type]
                self.body([*node.args.defaults, node.body], inner)  # type: ignore[attr-defined]
                continue
            elif kind is ast.Return:
                if node.value is not None and not isinstance(owner.node, ast.Module | ast.Lambda):  # type: ignore[attr-defined]
                    self.link(node.value, owner.node.name)  # type: ignore[attr-defined]
                    same, made, inside = identifiers(node.value)  # type: ignore[attr-defined]
                    for source in (*same, *(s for s, _ in inside)):
                        graph.returned[source].add(owner.node.name)  # type: ignore[union-attr]
                    for source in made:
                        graph.makers[source].add(owner.node.name)  # type: ignore[union-attr]
            elif kind is ast.For or kind is ast.comprehension:
                self.assign([node.target], node.iter, owner)  # type: ignore[attr-defined]
            elif kind is ast.AnnAssign or kind is ast.NamedExpr:
                if node.value is not None:  # type: ignore[attr-defined]
                    self.assign([node.target], node.value, owner)  # type: ignore[attr-defined]
            elif kind is ast.alias:
                if node.asname is not None:  # type: ignore[attr-defined]
                    graph.held.add(node.asname)  # type: ignore[attr-defined]
                    self.edge([node.name.rpartition(".")[2]], (), (), node.asname)  # type: ignore[attr-defined]
            elif kind is ast.withitem:
                if node.optional_vars is not None:  # type: ignore[attr-defined]
                    self.assign([node.optional_vars], node.context_expr, owner)  # type: ignore[attr-defined]
            for name in node._fields:
                child = getattr(node, name, None)
                if type(child) is list:
                    stack.extend(c for c in reversed(child) if isinstance(c, ast.AST))
                elif isinstance(child, ast.AST):
                    stack.append(child)

    def call(self, node: ast.Call, owner: Owner) -> None:
        graph = self.graph
        name = callee_identifier(node.func)
        if isinstance(node.func, ast.Lambda):
            graph.called_lambdas[node.func] = Called(node, owner)
        if name is None:
            return
        graph.calls[name].append(Called(node, owner))
        if name in FORWARDING and isinstance(node.func, ast.Attribute):
            for alias in self.receivers(node.func.value, owner):
                graph.calls[alias].append(Called(node, owner))
        if name == ".backward" or name == ".manual_backward":
            graph.backwards.append(Called(node, owner))
        if name in NAMING and len(node.args) >= 2:
            label = node.args[1] if name == "setattr" else node.args[0]
            if isinstance(label, ast.Constant) and isinstance(label.value, str):
                graph.stores[label.value].append(owner)
        for position, argument in enumerate(node.args):
            same, made, inside = identifiers(argument)
            for callee in self.callees(name, node.func, owner):
                for source, through in inside:
                    if graph.may_hand_on(through):
                        graph.passed[source].add((callee, position))
                for source in same:
                    graph.passed[source].add((callee, position))
                for source in made:
                    graph.passed_results[source].add((callee, position))
        for keyword in node.keywords:
            if keyword.arg is not None:
                self.link(keyword.value, keyword.arg)
        if name in STORING and isinstance(node.func, ast.Attribute):
            receiver = callee_identifier(node.func.value)
            if receiver:
                for argument in node.args:
                    self.link(argument, receiver)

    def callees(self, name: str, func: ast.expr, owner: Owner) -> Iterable[str]:
        """Whose parameters the arguments bind: those of the base classes, in `super().__init__(…)`."""
        if name == ".__init__" and isinstance(func, ast.Attribute):
            return self.receivers(func.value, owner)
        return [name]

    def receivers(self, node: ast.expr, owner: Owner) -> Iterable[str]:
        """`criterion` of `criterion.forward(...)`; the bases of the class around `super().forward(...)`."""
        name = callee_identifier(node)
        if name != "super":
            return [name] if name is not None else []
        cls = owner.parent.node if owner.parent is not None else None
        bases = cls.bases if isinstance(cls, ast.ClassDef) else []
        return [n for b in bases if (n := callee_identifier(b)) is not None]

    def assign(self, targets: Iterable[ast.expr], value: ast.expr, owner: Owner) -> None:
        if isinstance(value, ast.Tuple):
            for target in targets:
                if isinstance(target, ast.Tuple) and len(target.elts) == len(value.elts):
                    for one, what in zip(target.elts, value.elts, strict=True):
                        self.assign([one], what, owner)
                    return
        names = list(self.targets(targets, owner))
        if isinstance(value, ast.Lambda):
            self.graph.lambdas[value].update(names)
        if owner.parent is None or owner.is_class:
            self.graph.exported.update(names)
            self.graph.held.update(names)
        if names:
            sources = identifiers(value)
            for name in names:
                self.edge(*sources, name)

    def targets(self, targets: Iterable[ast.expr], owner: Owner) -> Iterable[str]:
        for target in targets:
            match target:
                case ast.Name():
                    yield target.id
                case ast.Attribute():
                    self.graph.stores[target.attr].append(owner)
                    yield f".{target.attr}"
                case ast.Subscript():
                    name = callee_identifier(target.value)
                    if name:
                        if isinstance(target.value, ast.Attribute):
                            self.graph.stores[target.value.attr].append(owner)
                        yield name
                case ast.Tuple() | ast.List():
                    yield from self.targets(target.elts, owner)
                case ast.Starred():
                    yield from self.targets([target.value], owner)

    def link(self, value: ast.expr, target: str) -> None:
        self.edge(*identifiers(value), target)

    def edge(self, same: Iterable[str], made: Iterable[str], inside: Iterable[tuple[str, str]], target: str) -> None:
        edges, results = self.graph.edges, self.graph.results
        for source, callee in inside:
            if source != target:
                self.graph.through[source].add((callee, target))
        for source in same:
            if source != target:
                edges[source].add(target)
        for source in made:
            results[source].add(target)

    def function(self, node: ast.FunctionDef | ast.AsyncFunctionDef, owner: Owner) -> None:
        self.graph.defined[node.name].append(Defined(node, owner))
        self.graph.exported.add(node.name)
        inner = self.graph.owners[node] = Owner(self.file, node, owner)
        args = node.args
        positional = [*args.posonlyargs, *args.args]
        for arg, default in zip(positional[len(positional) - len(args.defaults) :], args.defaults, strict=True):
            self.link(default, arg.arg)
        for arg, kw_default in zip(args.kwonlyargs, args.kw_defaults, strict=True):
            if kw_default is not None:
                self.link(kw_default, arg.arg)
        self.body([*node.decorator_list, *args.defaults, *(d for d in args.kw_defaults if d is not None)], owner)
        self.body(node.body, inner)

    def klass(self, node: ast.ClassDef, owner: Owner) -> None:
        self.graph.defined[node.name].append(Defined(node, owner))
        self.graph.exported.add(node.name)
        inner = self.graph.owners[node] = Owner(self.file, node, owner)
        for base in node.bases:
            self.link(base, node.name)
        self.body([*node.decorator_list, *node.bases], owner)
        self.body(node.body, inner)


def identifiers(node: ast.expr) -> tuple[list[str], list[str], list[tuple[str, str]]]:
    """The identifiers whose value may be, or be inside, the value of this expression; those that are called in it; and
    those that are arguments of such a call, with what is called (`DataParallel(model)` may hold `model`)."""
    same: list[str] = []
    made: list[str] = []
    inside: list[tuple[str, str]] = []
    stack: list[tuple[ast.AST, str | None]] = [(node, None)]
    while stack:
        item, callee = stack.pop()
        kind = type(item)
        if kind is ast.Name or kind is ast.Attribute:
            name = item.id if kind is ast.Name else f".{item.attr}"  # type: ignore[attr-defined]
            if name not in BORING:
                if callee is None:
                    same.append(name)
                else:
                    inside.append((name, callee))
            if kind is ast.Attribute and isinstance(item.value, ast.Call | ast.Subscript):  # type: ignore[attr-defined]
                stack.append((item.value, callee))  # type: ignore[attr-defined]
        elif kind is ast.Call:
            called = callee_identifier(item.func)  # type: ignore[attr-defined]
            if called is not None and called not in BORING:
                made.append(called)
            if isinstance(item.func, ast.Attribute):  # type: ignore[attr-defined]
                stack.append((item.func.value, callee))  # type: ignore[attr-defined]  # model.to(device)
            elif not isinstance(item.func, ast.Name):  # type: ignore[attr-defined]
                made.extend(identifiers(item.func)[0])  # type: ignore[attr-defined]  # {"a": A}[key]()
            stack.extend((a, called) for a in item.args)  # type: ignore[attr-defined]
            stack.extend((k.value, called) for k in item.keywords)  # type: ignore[attr-defined]
        elif kind is ast.Constant or kind is ast.Compare or kind is ast.JoinedStr:
            continue
        elif kind is ast.Lambda:
            stack.append((item.body, callee))  # type: ignore[attr-defined]
        else:
            stack.extend((child, callee) for child in ast.iter_child_nodes(item))
    return same, made, inside


def spellings(name: str) -> tuple[str, str]:
    """A name, and the same name as an attribute."""
    return name, f".{name}"
