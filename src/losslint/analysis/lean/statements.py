"""The statements of a file, and what is defined in it, for the name graph. Floor 3."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from typing import Any

from losslint.analysis.arrivals import is_in_place
from losslint.analysis.lean.expressions import Expressions
from losslint.analysis.lean.naming import FunctionDefinition
from losslint.analysis.lean.sources import INNER
from losslint.analysis.names import Called, Defined, NameGraph, Owner, called_name
from losslint.analysis.scope import applications
from losslint.source.file import SourceFile


def add(graph: NameGraph, file: SourceFile) -> None:
    """Read a file into the graph; one that cannot be parsed adds nothing."""
    if file.tree is not None:
        Statements(graph, file).module(file.tree)


class Statements(Expressions):
    """What stands in a body, statement by statement."""

    def module(self, tree: ast.Module) -> None:
        owner = self.graph.owners[tree] = Owner(self.file, tree, None)
        self.body(tree.body, owner)

    def body(self, statements: Iterable[ast.AST], owner: Owner) -> None:
        """Statements, and what stands between statement and expression (handlers, match cases, items of `with`)."""
        stack: list[ast.AST] = list(statements)
        stack.reverse()
        while stack:
            node = stack.pop()
            if isinstance(node, ast.expr):
                self.sources(node, owner)
                continue
            handler = STATEMENTS.get(type(node))
            if handler is not None:
                handler(self, node, owner)
                if type(node) not in BLOCKS:
                    continue
            for name in INNER[type(node)] if handler is None else ("body", "orelse"):
                child = getattr(node, name, None)
                if type(child) is list:
                    stack += [c for c in reversed(child) if isinstance(c, ast.AST)]
                elif isinstance(child, ast.AST):
                    stack.append(child)

    def assignment(self, node: ast.Assign, owner: Owner) -> None:
        target = node.targets[0]
        if type(target) is ast.Attribute and type(node.value) in (ast.Name, ast.Attribute):
            self.given(node, target.value, node.value, owner)
        self.assign(node.targets, node.value, owner)

    def expression(self, node: ast.Expr, owner: Owner) -> None:
        self.sources(node.value, owner)

    def annotated(self, node: ast.AnnAssign, owner: Owner) -> None:
        if node.value is not None:
            self.assign([node.target], node.value, owner)
        elif owner.is_class and isinstance(node.target, ast.Name):
            self.graph.held.add(node.target.id)  # a field, filled by the constructor

    def augmented(self, node: ast.AugAssign, owner: Owner) -> None:
        if type(node.target) is ast.Attribute:
            self.graph.counted[node.target.attr].append(owner)
        self.sources(node.target, owner)
        self.sources(node.value, owner)

    def loop(self, node: ast.For | ast.AsyncFor, owner: Owner) -> None:
        self.assign([node.target], node.iter, owner)

    def entering(self, node: ast.withitem, owner: Owner) -> None:
        if node.optional_vars is None:
            self.sources(node.context_expr, owner)
        else:
            self.assign([node.optional_vars], node.context_expr, owner)

    def outer_names(self, node: ast.Global | ast.Nonlocal, owner: Owner) -> None:
        """What a function gives to a name of the module is known under that name outside it."""
        if isinstance(node, ast.Global) and owner.key:
            for name in node.names:
                self.graph.edges[self.graph.local(name, owner)].add(name)
                self.graph.outer[self.file].setdefault(name, []).append(owner)
            self.module_names.update(node.names)

    # -- definitions ---------------------------------------------------------------------------------------------

    def function(self, node: FunctionDefinition, owner: Owner) -> None:
        graph = self.graph
        self.define(node, owner)
        if node.decorator_list and any("property" in (called_name(d) or "") for d in node.decorator_list):
            graph.held.add(node.name)
            graph.properties.add(node.name)
        inner = self.inner(node, owner)
        self.decorators(node, owner)
        if node.decorator_list and not owner.is_class:
            graph.decorated_functions.append(Defined(node, owner))
        args = node.args
        positional = [*args.posonlyargs, *args.args]
        defaults = [*zip(positional[len(positional) - len(args.defaults) :], args.defaults, strict=True)]
        defaults += [(a, d) for a, d in zip(args.kwonlyargs, args.kw_defaults, strict=True) if d is not None]
        for arg, default in defaults:
            self.edge(self.sources(default, owner), graph.local(arg.arg, inner))
        self.body(node.body, inner)

    def klass(self, node: ast.ClassDef, owner: Owner) -> None:
        self.define(node, owner)
        inner = self.graph.owners[node] = Owner(self.file, node, owner)
        for base in node.bases:
            self.edge(self.sources(base, owner), node.name)
        self.decorators(node, owner)
        self.body(node.body, inner)
        is_enum = any((called_name(base) or "").endswith("Enum") for base in node.bases)
        if is_enum:  # it holds its members, as a dict does
            for member in node.body:
                if isinstance(member, ast.Assign):
                    self.edge(self.sources(member.value, inner), node.name)

    def decorators(self, node: FunctionDefinition | ast.ClassDef, owner: Owner) -> None:
        """A decorator is called with what it decorates."""
        for call in applications(node) if node.decorator_list else ():
            self.sources(call.func, owner)
            name = self.callee(call.func, owner)
            if name is not None:
                self.graph.calls[name].append(Called(call, owner))
                self.graph.decorated[node.name].add(name)

    def define(self, node: FunctionDefinition | ast.ClassDef, owner: Owner) -> None:
        graph = self.graph
        graph.defined[node.name].append(Defined(node, owner))
        graph.exported.add(node.name)
        if owner.key:
            graph.edges[node.name].add(graph.local(node.name, owner))
        elif not owner.is_class:
            self.module_names.add(node.name)

    def returning(self, node: ast.Return, owner: Owner) -> None:
        if node.value is None:
            return
        same, made, inside = self.sources(node.value, owner)
        if isinstance(owner.node, FunctionDefinition):
            name = owner.node.name
            for source in same:
                self.graph.returned[source].add(name)
            for source, _ in inside:
                self.graph.returned[source].add(name)
            for source in made:
                self.graph.makers[source].add(name)

    def importing(self, node: ast.Import | ast.ImportFrom, owner: Owner) -> None:
        if isinstance(node, ast.Import):
            self.graph.libraries.update(alias.name.partition(".")[0] for alias in node.names)
        elif node.module is not None and not node.level:
            self.graph.libraries.add(node.module.partition(".")[0])
        for alias in node.names:
            if alias.name == "*":
                self.graph.starred.add(self.file)
                continue
            name = alias.asname or alias.name.partition(".")[0]
            self.graph.imported[self.file].add(name)
            if isinstance(node, ast.Import):
                self.graph.modules[self.file].add(name)
            elif alias.asname is not None and is_in_place(alias.name):
                self.graph.in_place.add(name)
            if not owner.key:
                self.module_names.add(name)
            if alias.asname is not None:
                self.graph.held.add(name)
            target = self.graph.local(name, owner)
            source = alias.name.rpartition(".")[2]
            if source != target:
                self.graph.edges[source].add(target)


BLOCKS = frozenset(
    (ast.For, ast.AsyncFor)
)  # their handlers deal with the head; the statements inside are still to come
STATEMENTS: dict[type[ast.AST], Callable[[Statements, Any, Owner], object]] = {
    ast.Assign: Statements.assignment,
    ast.Expr: Statements.expression,
    ast.AnnAssign: Statements.annotated,
    ast.AugAssign: Statements.augmented,
    ast.For: Statements.loop,
    ast.AsyncFor: Statements.loop,
    ast.withitem: Statements.entering,
    ast.FunctionDef: Statements.function,
    ast.AsyncFunctionDef: Statements.function,
    ast.ClassDef: Statements.klass,
    ast.Global: Statements.outer_names,
    ast.Return: Statements.returning,
    ast.Import: Statements.importing,
    ast.ImportFrom: Statements.importing,
}
