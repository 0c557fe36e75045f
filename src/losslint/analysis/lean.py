"""The lean pass: every node of a file once, to fill the name graph. Floor 3; knows syntax, no values."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from typing import Any

from losslint.analysis.names import Called, Defined, NameGraph, Owner, called_name
from losslint.source.file import SourceFile

STORING = frozenset((".append", ".add", ".update", ".extend", ".register", ".setdefault", ".add_module", ".insert"))
NAMING = frozenset(("setattr", ".add_module", ".register_module", ".register_buffer", ".register_parameter"))
FORWARDING = frozenset((".forward", ".__call__"))
BORING = frozenset("self cls None True False print len range int float str list dict tuple super".split())
FunctionDefinition = ast.FunctionDef | ast.AsyncFunctionDef


def add(graph: NameGraph, file: SourceFile) -> None:
    """Read a file into the graph; one that cannot be parsed adds nothing."""
    if file.tree is not None:
        _Pass(graph, file).module(file.tree)


class _Pass:
    def __init__(self, graph: NameGraph, file: SourceFile) -> None:
        self.graph = graph
        self.file = file
        self.module_names = graph.module_level[file]

    def module(self, tree: ast.Module) -> None:
        owner = self.graph.owners[tree] = Owner(self.file, tree, None)
        self.body(tree.body, owner)

    def inner(self, node: FunctionDefinition | ast.Lambda, owner: Owner) -> Owner:
        """The scope of a function; one inside another shares its number."""
        key = owner.key
        if not key and not isinstance(node, ast.Lambda):
            key = len(self.graph.files)
            self.graph.files.append(self.file)
        made = self.graph.owners[node] = Owner(self.file, node, owner, key)
        return made

    def body(self, statements: Iterable[ast.AST], owner: Owner) -> None:
        stack: list[ast.AST] = list(statements)
        stack.reverse()
        handlers = HANDLERS
        while stack:
            node = stack.pop()
            kind = type(node)
            if kind is ast.Name or kind is ast.Constant:
                continue
            handler = handlers.get(kind)
            if handler is not None and handler(self, node, owner):
                continue
            for name in node._fields:
                child = getattr(node, name, None)
                if type(child) is list:
                    stack.extend(c for c in reversed(child) if isinstance(c, ast.AST))
                elif isinstance(child, ast.AST):
                    stack.append(child)

    # -- calls ---------------------------------------------------------------------------------------------------

    def call(self, node: ast.Call, owner: Owner) -> bool:
        graph = self.graph
        if isinstance(node.func, ast.Lambda):
            graph.called_lambdas[node.func] = Called(node, owner)
        name = self.callee(node.func, owner)
        if name is None:
            return False
        called = Called(node, owner)
        graph.calls[name].append(called)
        if name in FORWARDING and isinstance(node.func, ast.Attribute):
            for alias in self.receivers(node.func.value, owner):
                graph.calls[alias].append(called)
        elif name in (".backward", ".manual_backward"):
            graph.backwards.append(called)
        self.naming(name, node, owner)
        if node.args or node.keywords:
            self.arguments(name, node, owner)
        return False

    def callee(self, func: ast.expr, owner: Owner) -> str | None:
        if isinstance(func, ast.Call):
            made_by = self.callee(func.func, owner)
            return None if made_by is None else f"{made_by}()"
        name = called_name(func)
        return name if name is None or name.startswith(".") else self.graph.local(name, owner)

    def naming(self, name: str, node: ast.Call, owner: Owner) -> None:
        """`setattr(net, "head", m)` and `add_module("head", m)` store an attribute."""
        plain = name.partition("@")[0]
        if plain in NAMING and len(node.args) >= 2:
            label = node.args[1] if plain == "setattr" else node.args[0]
            if isinstance(label, ast.Constant) and isinstance(label.value, str):
                self.graph.stores[label.value].append(owner)
        if plain in STORING and isinstance(node.func, ast.Attribute):
            receiver = self.callee(node.func.value, owner)
            if receiver:
                for argument in node.args:
                    self.link(argument, receiver, owner)

    def arguments(self, name: str, node: ast.Call, owner: Owner) -> None:
        callees = self.callees(name, node.func, owner)
        for position, argument in enumerate(node.args):
            self.passing(argument, callees, position, owner)
        for keyword in node.keywords:
            if keyword.arg is not None:
                self.passing(keyword.value, callees, keyword.arg, owner)

    def passing(self, argument: ast.expr, callees: list[str], position: int | str, owner: Owner) -> None:
        graph = self.graph
        same, made, inside = self.identifiers(argument, owner)
        for callee in callees:
            for source in (*same, *(s for s, through in inside if graph.may_hand_on(through))):
                graph.passed[source].add((callee, position))
            for source in made:
                graph.passed_results[source].add((callee, position))

    def callees(self, name: str, func: ast.expr, owner: Owner) -> list[str]:
        """Whose parameters the arguments bind: those of the base classes, in `super().__init__(…)`."""
        if name == ".__init__" and isinstance(func, ast.Attribute):
            return self.receivers(func.value, owner)
        return [name]

    def receivers(self, node: ast.expr, owner: Owner) -> list[str]:
        """`criterion` of `criterion.forward(...)`; the bases of the class around `super().forward(...)`."""
        name = called_name(node)
        if name != "super":
            local = self.callee(node, owner)
            return [local] if local is not None else []
        cls = owner.parent.node if owner.parent is not None else None
        bases = cls.bases if isinstance(cls, ast.ClassDef) else []
        return [n for b in bases if (n := called_name(b)) is not None]

    # -- assignments ---------------------------------------------------------------------------------------------

    def assignment(self, node: ast.Assign, owner: Owner) -> bool:
        self.assign(node.targets, node.value, owner)
        return False

    def annotated(self, node: ast.AnnAssign | ast.NamedExpr, owner: Owner) -> bool:
        if node.value is not None:
            self.assign([node.target], node.value, owner)
        return False

    def loop(self, node: ast.For | ast.comprehension, owner: Owner) -> bool:
        self.assign([node.target], node.iter, owner)
        return False

    def entering(self, node: ast.withitem, owner: Owner) -> bool:
        if node.optional_vars is not None:
            self.assign([node.optional_vars], node.context_expr, owner)
        return False

    def assign(self, targets: Iterable[ast.expr], value: ast.expr, owner: Owner) -> None:
        targets = list(targets)
        if isinstance(value, ast.Tuple) and self.pairwise(targets, value, owner):
            return
        names = list(self.targets(targets, owner))
        if isinstance(value, ast.Lambda):
            self.graph.lambdas[value].update(names)
        if not owner.key:
            self.export(names, owner)
        if names:
            sources = self.identifiers(value, owner)
            for name in names:
                self.edge(*sources, name)

    def pairwise(self, targets: list[ast.expr], value: ast.Tuple, owner: Owner) -> bool:
        """`a, b = x, y`."""
        same = [t for t in targets if isinstance(t, ast.Tuple) and len(t.elts) == len(value.elts)]
        for target in same:
            for one, what in zip(target.elts, value.elts, strict=True):
                self.assign([one], what, owner)
        return len(same) == len(targets)

    def export(self, names: Iterable[str], owner: Owner) -> None:
        names = list(names)
        self.graph.exported.update(names)
        self.graph.held.update(names)
        if not owner.is_class:
            self.module_names.update(names)

    def targets(self, targets: Iterable[ast.expr], owner: Owner) -> Iterable[str]:
        for target in targets:
            match target:
                case ast.Name():
                    yield self.graph.local(target.id, owner)
                case ast.Attribute():
                    self.graph.stores[target.attr].append(owner)
                    yield f".{target.attr}"
                case ast.Subscript():
                    name = self.callee(target.value, owner)
                    if name:
                        if isinstance(target.value, ast.Attribute):
                            self.graph.stores[target.value.attr].append(owner)
                        yield name
                case ast.Tuple() | ast.List():
                    yield from self.targets(target.elts, owner)
                case ast.Starred():
                    yield from self.targets([target.value], owner)

    def link(self, value: ast.expr, target: str, owner: Owner) -> None:
        self.edge(*self.identifiers(value, owner), target)

    def edge(self, same: Iterable[str], made: Iterable[str], inside: Iterable[tuple[str, str]], target: str) -> None:
        graph = self.graph
        for source, callee in inside:
            if source != target:
                graph.through[source].add((callee, target))
        for source in same:
            if source != target:
                graph.edges[source].add(target)
        for source in made:
            graph.results[source].add(target)

    # -- definitions ---------------------------------------------------------------------------------------------

    def function(self, node: FunctionDefinition, owner: Owner) -> bool:
        graph = self.graph
        self.define(node, owner)
        if any("property" in (called_name(d) or "") for d in node.decorator_list):
            graph.held.add(node.name)
            graph.properties.add(node.name)
        inner = self.inner(node, owner)
        args = node.args
        positional = [*args.posonlyargs, *args.args]
        defaults = [*zip(positional[len(positional) - len(args.defaults) :], args.defaults, strict=True)]
        defaults += [(a, d) for a, d in zip(args.kwonlyargs, args.kw_defaults, strict=True) if d is not None]
        for arg, default in defaults:
            self.link(default, graph.local(arg.arg, inner), owner)
        self.body([*node.decorator_list, *(d for _, d in defaults)], owner)
        self.body(node.body, inner)
        return True

    def klass(self, node: ast.ClassDef, owner: Owner) -> bool:
        self.define(node, owner)
        inner = self.graph.owners[node] = Owner(self.file, node, owner)
        for base in node.bases:
            self.link(base, node.name, owner)
        self.body([*node.decorator_list, *node.bases], owner)
        self.body(node.body, inner)
        return True

    def define(self, node: FunctionDefinition | ast.ClassDef, owner: Owner) -> None:
        graph = self.graph
        graph.defined[node.name].append(Defined(node, owner))
        graph.exported.add(node.name)
        if owner.key:
            graph.edges[node.name].add(graph.local(node.name, owner))
        elif not owner.is_class:
            self.module_names.add(node.name)

    def lambda_(self, node: ast.Lambda, owner: Owner) -> bool:
        inner = self.inner(node, owner)
        self.body([*node.args.defaults, node.body], inner)
        return True

    def returning(self, node: ast.Return, owner: Owner) -> bool:
        if node.value is not None and isinstance(owner.node, FunctionDefinition):
            name = owner.node.name
            same, made, inside = self.identifiers(node.value, owner)
            for source in (*same, *(s for s, _ in inside)):
                self.graph.returned[source].add(name)
            for source in made:
                self.graph.makers[source].add(name)
        return False

    def importing(self, node: ast.Import | ast.ImportFrom, owner: Owner) -> bool:
        for alias in node.names:
            if alias.name == "*":
                self.graph.starred.add(self.file)
                continue
            name = alias.asname or alias.name.partition(".")[0]
            if not owner.key:
                self.module_names.add(name)
            if alias.asname is not None:
                self.graph.held.add(name)
            target = self.graph.local(name, owner)
            source = alias.name.rpartition(".")[2]
            if source != target:
                self.graph.edges[source].add(target)
        return True

    # -- expressions ---------------------------------------------------------------------------------------------

    def identifiers(self, node: ast.expr, owner: Owner) -> tuple[list[str], list[str], list[tuple[str, str]]]:
        """The names whose value may be, or be inside, the value of this expression; those that are called in it; and those
        that are arguments of such a call, with what is called (`DataParallel(model)` may hold `model`)."""
        same: list[str] = []
        made: list[str] = []
        inside: list[tuple[str, str]] = []
        stack: list[tuple[ast.AST, str | None]] = [(node, None)]
        while stack:
            item, callee = stack.pop()
            match item:
                case ast.Constant() | ast.Compare() | ast.JoinedStr():
                    continue
                case ast.Name() | ast.Attribute():
                    name = item.id if isinstance(item, ast.Name) else f".{item.attr}"
                    if name not in BORING:
                        name = self.graph.local(name, owner) if isinstance(item, ast.Name) else name
                        if callee is None:
                            same.append(name)
                        else:
                            inside.append((name, callee))
                    if isinstance(item, ast.Attribute) and isinstance(item.value, ast.Call | ast.Subscript):
                        stack.append((item.value, callee))
                case ast.Call():
                    called = self.callee(item.func, owner)
                    if called is not None and called.partition("@")[0] not in BORING:
                        made.append(called)
                    if isinstance(item.func, ast.Attribute):
                        stack.append((item.func.value, callee))  # model.to(device)
                    elif not isinstance(item.func, ast.Name):
                        made.extend(self.identifiers(item.func, owner)[0])  # {"a": A}[key]()
                    stack.extend((a, called) for a in item.args)
                    stack.extend((k.value, called) for k in item.keywords)
                case ast.Lambda():
                    stack.append((item.body, callee))
                case _:
                    stack.extend((child, callee) for child in ast.iter_child_nodes(item))
        return same, made, inside


HANDLERS: dict[type[ast.AST], Callable[[_Pass, Any, Owner], bool]] = {
    ast.Call: _Pass.call,
    ast.Assign: _Pass.assignment,
    ast.AnnAssign: _Pass.annotated,
    ast.NamedExpr: _Pass.annotated,
    ast.For: _Pass.loop,
    ast.AsyncFor: _Pass.loop,
    ast.comprehension: _Pass.loop,
    ast.withitem: _Pass.entering,
    ast.FunctionDef: _Pass.function,
    ast.AsyncFunctionDef: _Pass.function,
    ast.ClassDef: _Pass.klass,
    ast.Lambda: _Pass.lambda_,
    ast.Return: _Pass.returning,
    ast.Import: _Pass.importing,
    ast.ImportFrom: _Pass.importing,
}
"""What is done at a node; True if its children are dealt with."""
