"""Where an argument arrives: the parameters, fields and attributes that a call hands it on to. Floor 3.

In: the name graph, the name of what is called, and the position or keyword of an argument (`*2`: any position from 2 on;
`**`: any keyword). Out: names of the graph. A class without a constructor takes that of its bases, or has fields; a star
parameter takes its arguments on to where it is spread; what is called under a name of its own (`ALGORITHMS[key]`, a
parameter, `self.step`) is what that name may stand for. Like the graph it over-approximates: it only says where to look.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING

from losslint.analysis import bounds
from losslint.analysis.scope import FunctionNode

if TYPE_CHECKING:
    from losslint.analysis.names import NameGraph, Owner

NAMESPACES = frozenset(("SimpleNamespace", "Namespace"))  # their keywords are attributes
SPECIAL = ("forward", "__call__")


@cache
def bare(name: str) -> str:
    """The identifier in a name: `head` of `.head`, `head@7` and `head()`."""
    return name.removeprefix(".").removesuffix("()").partition("@")[0]


def is_in_place(name: str) -> bool:
    """Does a function, or a method, of this name change the tensor that it is given?"""
    return name.endswith("_") and not name.endswith("__")


def called_name(func: ast.expr) -> str | None:
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


class Arrivals:
    """Answers of one graph, each worked out once, when all files have been read into it."""

    def __init__(self, graph: NameGraph) -> None:
        self.graph = graph
        self.known: dict[tuple[str, int | str], tuple[str, ...]] = {}
        self.origins: Origins | None = None

    def of(self, callee: str, position: int | str) -> tuple[str, ...]:
        """The names that an argument at this place of a call may be known under behind it."""
        graph = self.graph
        name = bare(callee)
        is_own = name in graph.defined and not callee.endswith("()") and not self.is_other(callee, name)
        key = (name if is_own else callee), position
        known = self.known.get(key)
        if known is None:
            self.known[key] = ()  # a function that hands its star arguments on to itself
            found = self.into_definitions(name, position) if is_own else self.under_other_name(callee, name, position)
            known = self.known[key] = tuple(dict.fromkeys(found))
        return known

    def is_other(self, callee: str, name: str) -> bool:
        """Is it a local name that only happens to be that of a function elsewhere?"""
        _, at, key = callee.partition("@")
        return bool(at) and not self.graph.is_visible(name, self.graph.files[int(key)])

    def into_definitions(self, name: str, position: int | str) -> Iterator[str]:
        definitions = self.graph.defined.get(name, ())
        # `forward` in a library of models: a thing that goes by so many names is followed nowhere.
        for definition in definitions if len(definitions) <= bounds.NAMES else ():
            if isinstance(definition.node, ast.ClassDef):
                yield from self.into_constructor(definition.node, position)
            else:
                yield from self.into_parameters(definition.node, position, is_method=definition.owner.is_class)

    def under_other_name(self, callee: str, name: str, position: int | str) -> Iterator[str]:
        graph = self.graph
        if isinstance(position, int):
            fields = graph.fields.get(name, ())
            if position < len(fields):
                yield f".{fields[position]}"
        elif name in NAMESPACES or position in graph.fields.get(name, ()):
            yield f".{position}"
        if name in graph.inert or callee.startswith("?"):
            return
        if self.origins is None:
            self.origins = Origins(graph)
        functions, classes = self.origins.functions(callee), self.origins.objects(callee)
        # What may be one of very many (`model(...)` in a library of models) is none that anybody could follow.
        for function in functions if len(functions) <= bounds.CALLERS else ():
            yield from self.into_definitions(function, position)
        for cls in classes if len(classes) <= bounds.INSTANCES else ():
            yield from self.into_object(cls, position)

    def into_constructor(self, node: ast.ClassDef, position: int | str) -> Iterator[str]:
        """The class's own `__init__`, or its fields and the constructors of its bases."""
        own = [s for s in node.body if isinstance(s, ast.FunctionDef) and s.name == "__init__"]
        for function in own:
            yield from self.into_parameters(function, position, is_method=True)
        if own:
            return
        fields = list(dict.fromkeys(self.fields(node, 0)))
        if isinstance(position, int):
            yield from (f".{f}" for f in fields[position : position + 1])
        elif position.startswith("*"):
            yield from (f".{f}" for f in fields)
        elif position in fields:
            yield f".{position}"
        for base in self.bases(node):
            yield from self.of(base, position)

    def into_object(self, cls: str, position: int | str) -> Iterator[str]:
        """The parameters of what calling an object of the class runs."""
        for definition in self.graph.defined.get(cls, ()):
            for function in getattr(definition.node, "body", ()):
                if isinstance(function, ast.FunctionDef) and function.name in SPECIAL:
                    yield from self.into_parameters(function, position, is_method=True)

    def fields(self, node: ast.ClassDef, depth: int) -> Iterator[str]:
        """Annotated names in the bodies of the project's bases and its own, and those that `attr.ib()` gives."""
        if depth < bounds.HOPS:
            for base in self.bases(node):
                for definition in self.graph.defined[base]:
                    if isinstance(definition.node, ast.ClassDef) and definition.node is not node:
                        yield from self.fields(definition.node, depth + 1)
        for statement in node.body:
            match statement:
                case (
                    ast.AnnAssign(target=ast.Name(id=name)) | ast.Assign(targets=[ast.Name(id=name)], value=ast.Call())
                ):
                    yield name

    def bases(self, node: ast.ClassDef) -> Iterator[str]:
        """The bases that the project defines, by bare name."""
        for base in node.bases:
            name = bare(called_name(base) or "")
            if name in self.graph.defined and name != node.name:
                yield name

    def into_parameters(self, function: FunctionNode, position: int | str, *, is_method: bool) -> Iterator[str]:
        graph, arguments = self.graph, function.args
        owner = graph.owners.get(function)
        names = [a.arg for a in (*arguments.posonlyargs, *arguments.args)]
        only_by_name = [a.arg for a in arguments.kwonlyargs]
        if is_method and names[:1] in (["self"], ["cls"]):
            names = names[1:]
        if isinstance(position, int):
            yield from (graph.local(n, owner) for n in names[position : position + 1])
            if position >= len(names):
                yield from self.onward(arguments.vararg, owner, position - len(names))
        elif position == "**":
            yield from (graph.local(n, owner) for n in (*names, *only_by_name))
            yield from self.onward(arguments.kwarg, owner, position)
        elif position.startswith("*"):
            first = int(position[1:])
            yield from (graph.local(n, owner) for n in names[first:])
            yield from self.onward(arguments.vararg, owner, f"*{max(0, first - len(names))}")
        elif position in names or position in only_by_name:
            yield graph.local(position, owner)
        else:
            yield from self.onward(arguments.kwarg, owner, position)

    def onward(self, star: ast.arg | None, owner: Owner | None, position: int | str) -> Iterator[str]:
        """The star parameter, and where the calls that it is spread into take the argument."""
        if star is None:
            return
        name = self.graph.local(star.arg, owner)
        yield name
        if isinstance(position, int) and position > bounds.EXPANSION:
            return  # a function that hands its star arguments on to itself, behind others
        for callee, at in sorted(self.graph.spread.get(name, ())):
            if isinstance(position, int):
                yield from self.of(callee, at + position)
            elif position.startswith("*") and position != "**":
                yield from self.of(callee, f"*{at}")
            else:
                yield from self.of(callee, position)


class Origins:
    """The graph read backwards: what a name may stand for."""

    def __init__(self, graph: NameGraph) -> None:
        self.graph = graph
        self.same: dict[str, set[str]] = defaultdict(set)
        self.made: dict[str, set[str]] = defaultdict(set)  # by what is called
        self.returned: dict[str, set[str]] = defaultdict(set)  # by the function
        self.handed: dict[str, list[tuple[str, int | str]]] = defaultdict(list)  # by the function they are handed to
        for source, targets in graph.edges.items():
            for target in targets:
                self.same[target].add(source)
        for source, holders in graph.through.items():
            for callee, target in holders:
                if graph.may_hand_on(callee):
                    self.same[target].add(source)
        for source, targets in graph.results.items():
            for target in targets:
                self.made[target].add(source)
        for source, functions in graph.returned.items():
            for function in functions:
                self.returned[function].add(source)
        for source, passed in graph.passed.items():
            for callee, position in passed:
                self.handed[bare(callee)].append((source, position))
        self.seen: dict[str, list[str]] = {}

    def functions(self, name: str) -> list[str]:
        """The functions and classes of the project that may be called under a name."""
        defined = self.graph.defined
        return sorted(
            {bare(n) for n in self.names(name) if "@" not in n and not n.endswith("()") and bare(n) in defined}
        )

    def objects(self, name: str) -> list[str]:
        """The classes of the project of which an object may be called under a name."""
        made = {bare(m) for n in self.names(name) for m in ([n] if n.endswith("()") else self.made.get(n, ()))}
        return sorted(made & self.graph.defined.keys())

    def names(self, name: str) -> list[str]:
        """Other names, nearest first, of what is called by this one."""
        found = self.seen.get(name)
        if found is None:
            found = self.seen[name] = [name]
            front = [name]
            for _ in range(bounds.ORIGIN_HOPS):
                front = [n for n in dict.fromkeys(s for f in front for s in self.before(f)) if n not in found]
                found += front
                if len(found) > bounds.ORIGINS:
                    break
        return found

    def before(self, name: str) -> Iterable[str]:
        plain, at, key = name.removesuffix("()").partition("@")
        yield from sorted(self.same.get(name, ()))
        makers = [plain] if name.endswith("()") else sorted(self.made.get(name, ()))
        for maker in makers:
            yield from sorted(self.returned.get(bare(maker), ()))
        if at and key.isdigit():  # else what an object gives when it is called: it is no parameter
            if self.graph.is_visible(plain, self.graph.files[int(key)]):
                yield plain
            yield from self.arguments(plain, self.graph.functions[int(key)])
        elif name.startswith(".") and bare(name) in self.graph.exported:
            yield bare(name)

    def arguments(self, parameter: str, owner: Owner | None) -> Iterator[str]:
        """What is handed to a parameter of a function."""
        function = owner.node if owner is not None else None
        if owner is None or not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            return
        names = [a.arg for a in (*function.args.posonlyargs, *function.args.args)]
        cls = owner.parent.node if owner.parent is not None and owner.parent.is_class else None
        names = names[1:] if cls is not None and names[:1] in (["self"], ["cls"]) else names
        called = cls.name if isinstance(cls, ast.ClassDef) and function.name == "__init__" else function.name
        for source, position in self.handed.get(called, ()):
            if position == parameter or (isinstance(position, int) and names[position : position + 1] == [parameter]):
                yield source
