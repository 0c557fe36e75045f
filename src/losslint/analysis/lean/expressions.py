"""Expressions, calls and assignments, for the name graph: each is read once, its inner ones first. Floor 3."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from losslint.analysis.lean.sources import INNER, NOTHING, Sources, merged
from losslint.analysis.looked_up import look_up
from losslint.analysis.names import Called, Compared, NameGraph, Owner, bare, called_name
from losslint.analysis.scope import first_parameter
from losslint.source.file import SourceFile

STORING = frozenset(("append", "add", "update", "extend", "register", "setdefault", "add_module", "insert"))
FILLING = frozenset(("setdefault", "update"))
NAMING = frozenset(("setattr", "add_module", "register_module", "register_buffer", "register_parameter"))
FORWARDING = frozenset(("forward", "__call__"))
BACKWARD = frozenset(("backward", "manual_backward"))
BORING = frozenset("self cls None True False print len range int float str list dict tuple super".split())
LOOKING_UP = frozenset(("getattr", "__getattribute__", "get"))
ORDERING = frozenset((ast.Gt, ast.GtE, ast.Lt, ast.LtE))
HALF = 0.5
FunctionDefinition = ast.FunctionDef | ast.AsyncFunctionDef


def class_of(name: str, owner: Owner) -> str | None:
    """The class that `cls` stands for in a class method: `cls(...)` makes an object of it."""
    node = owner.node
    if owner.parent is None or not isinstance(owner.parent.node, ast.ClassDef) or first_parameter(node) != name:
        return None
    decorators = getattr(node, "decorator_list", ())
    is_class_method = any(isinstance(d, ast.Name) and d.id == "classmethod" for d in decorators)
    return owner.parent.node.name if is_class_method else None


class Expressions:
    """What one file adds to the graph."""

    def __init__(self, graph: NameGraph, file: SourceFile) -> None:
        self.graph = graph
        self.file = file
        self.module_names = graph.module_level[file]
        self.last_owner: Owner | None = None
        self.last_receiver: str | None = None
        self.named: dict[tuple[str, int], Sources] = {}

    def inner(self, node: FunctionDefinition | ast.Lambda, owner: Owner) -> Owner:
        """The scope of a function; one inside another shares its number."""
        key = owner.key
        if not key and not isinstance(node, ast.Lambda):
            key = len(self.graph.files)
            self.graph.files.append(self.file)
        made = self.graph.owners[node] = Owner(self.file, node, owner, key)
        return made

    def receiver_of(self, owner: Owner) -> str | None:
        """The first parameter of the function, found once."""
        if owner is not self.last_owner:
            self.last_owner, self.last_receiver = owner, first_parameter(owner.node)
        return self.last_receiver

    def is_parameter(self, name: str, owner: Owner) -> bool:
        """`cls` where it is no receiver: what a decorator calls the class that it is given."""
        return name == "cls" and first_parameter(owner.node) != "cls"

    # -- expressions ---------------------------------------------------------------------------------------------

    def sources(self, node: ast.expr, owner: Owner) -> Sources:
        kind = type(node)
        if kind is ast.Name:
            name: str = node.id  # type: ignore[attr-defined]  # `kind` is looked at once, for speed
            if name in BORING and not self.is_parameter(name, owner):
                return NOTHING
            return self.named.get((name, owner.key)) or self.name(name, owner)
        if kind is ast.Constant:
            return NOTHING
        handler = EXPRESSIONS.get(kind)
        return self.parts(node, owner) if handler is None else handler(self, node, owner)

    def name(self, name: str, owner: Owner) -> Sources:
        """A name is met many times, and its sources are never changed."""
        found = self.named[name, owner.key] = ([self.graph.local(name, owner)], [], [])
        return found

    def parts(self, node: ast.AST, owner: Owner) -> Sources:
        """Those of all expressions directly inside."""
        found: list[Sources] = []
        for name in INNER[type(node)]:
            child = getattr(node, name, None)
            if type(child) is list:
                found.extend(self.sources(c, owner) for c in child if isinstance(c, ast.expr))
                found.extend(self.parts(c, owner) for c in child if isinstance(c, ast.comprehension))
            elif isinstance(child, ast.expr):
                found.append(self.sources(child, owner))
        return merged(found)

    def effects(self, node: ast.AST, owner: Owner) -> Sources:
        """A comparison, a formatted string: it holds none of what stands in it."""
        self.parts(node, owner)
        return NOTHING

    def comparison(self, node: ast.Compare, owner: Owner) -> Sources:
        """One with a half is kept: it may cut probabilities in two."""
        if (
            len(node.ops) == 1
            and type(node.ops[0]) in ORDERING
            and any(type(side) is ast.Constant and side.value == HALF for side in (node.left, node.comparators[0]))
        ):
            self.graph.thresholds.append(Compared(node, owner))
        return self.effects(node, owner)

    def attribute(self, node: ast.Attribute, owner: Owner) -> Sources:
        value = node.value
        name = f".{node.attr}"
        if type(value) is ast.Name and node.attr not in FORWARDING:
            return [name], [], []
        same, made, inside = self.sources(value, owner)
        # `loss.forward` is called as `loss` is
        if node.attr in FORWARDING or isinstance(value, ast.Call | ast.Subscript):
            return [name, *same], made, inside
        return [name], [], []

    def subscript(self, node: ast.Subscript, owner: Owner) -> Sources:
        self.sources(node.slice, owner)
        value = self.sources(node.value, owner)
        if not isinstance(node.value, ast.Attribute | ast.Call):
            return value
        name = self.looked_up(node, owner)
        return value if name is None else ([name], [], [])

    def choice(self, node: ast.IfExp, owner: Owner) -> Sources:
        self.sources(node.test, owner)
        return merged([self.sources(node.body, owner), self.sources(node.orelse, owner)])

    def walrus(self, node: ast.NamedExpr, owner: Owner) -> Sources:
        return self.assign([node.target], node.value, owner)

    def comprehension(
        self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp, owner: Owner
    ) -> Sources:
        found: list[Sources] = []
        for generator in node.generators:
            found.append(self.assign([generator.target], generator.iter, owner))
            for condition in generator.ifs:
                self.sources(condition, owner)
        if isinstance(node, ast.DictComp):
            found += [self.sources(node.key, owner), self.sources(node.value, owner)]
        else:
            found.append(self.sources(node.elt, owner))
        return merged(found)

    def lambda_(self, node: ast.Lambda, owner: Owner) -> Sources:
        inner = self.inner(node, owner)
        for default in (*node.args.defaults, *node.args.kw_defaults):
            if default is not None:
                self.sources(default, inner)
        return self.sources(node.body, inner)

    # -- calls ---------------------------------------------------------------------------------------------------

    def call(self, node: ast.Call, owner: Owner) -> Sources:
        func = node.func
        same, made, inside = self.called(func, owner)
        name = self.callee(func, owner)
        given = [self.sources(argument, owner) for argument in node.args]
        keywords = [self.sources(keyword.value, owner) for keyword in node.keywords]
        if isinstance(func, ast.Lambda):
            self.graph.called_lambdas[func] = Called(node, owner)
        if name is None:
            return merged([(same, made, inside), *given, *keywords])
        plain = func.attr if isinstance(func, ast.Attribute) else name.partition("@")[0]
        self.register(node, name, plain, given, owner)
        if given or keywords:
            self.arguments(node, name, given, keywords, owner)
            same, made, inside = list(same), list(made), list(inside)
            for source in (*given, *keywords):
                inside.extend([(s, name) for s in source[0]])
                inside += source[2]
                made += source[1]
        if plain in LOOKING_UP and (found := self.looked_up(node, owner)):
            return [found], [], []
        if plain not in BORING or isinstance(func, ast.Attribute):
            made = [*made, name]
        return same, made, inside

    def called(self, func: ast.expr, owner: Owner) -> Sources:
        """What the value of a call may be or hold because of what is called: `model` of `model.to(device)`."""
        if isinstance(func, ast.Name):
            return NOTHING
        if isinstance(func, ast.Attribute):
            return self.sources(func.value, owner)
        return [], self.sources(func, owner)[0], []  # {"a": A}[key]()

    def register(self, node: ast.Call, name: str, plain: str, given: list[Sources], owner: Owner) -> None:
        """The call under its name, and what it does beside: stores, backward."""
        graph = self.graph
        called = Called(node, owner)
        graph.calls[name].append(called)
        func = node.func
        if isinstance(func, ast.Name) and func.id == self.receiver_of(owner):
            cls = class_of(func.id, owner)
            if cls is not None:
                graph.calls[cls].append(called)
        if plain in NAMING and len(node.args) >= 2:
            label = node.args[1] if plain == "setattr" else node.args[0]
            if isinstance(label, ast.Constant) and isinstance(label.value, str):
                graph.stores[label.value].append(owner)
        if not isinstance(func, ast.Attribute):
            return
        if plain in FORWARDING:
            for alias in self.receivers(func.value, owner):
                graph.calls[alias].append(called)
        elif plain in BACKWARD:
            graph.backwards.append(called)
        elif plain in STORING:
            receiver = self.callee(func.value, owner)
            if receiver and plain in FILLING:
                self.graph.tables[bare(receiver)].append(owner)
            if receiver:
                for source in given:
                    self.edge(source, receiver)

    def arguments(self, node: ast.Call, name: str, given: list[Sources], keywords: list[Sources], owner: Owner) -> None:
        func = node.func
        callees = [name]
        if name == ".__init__" and isinstance(func, ast.Attribute):  # the parameters of the base classes are bound
            callees = self.receivers(func.value, owner)
        for callee in callees:
            for position, source in enumerate(given):
                self.passing(source, (callee, position))
            for keyword, source in zip(node.keywords, keywords, strict=True):
                if keyword.arg is not None:
                    self.passing(source, (callee, keyword.arg))

    def passing(self, sources: Sources, where: tuple[str, int | str]) -> None:
        graph = self.graph
        same, made, inside = sources
        for source in same:
            graph.passed[source].add(where)
        for source, through in inside:
            if graph.may_hand_on(through):
                graph.passed[source].add(where)
        for source in made:
            graph.passed_results[source].add(where)

    def callee(self, func: ast.expr, owner: Owner) -> str | None:
        if isinstance(func, ast.Attribute):
            return f".{func.attr}"
        if isinstance(func, ast.Name):
            return self.graph.local(func.id, owner)
        if name := self.looked_up(func, owner):
            return name
        if isinstance(func, ast.Call):
            made_by = self.callee(func.func, owner)
            return None if made_by is None else f"{made_by}()"
        name = called_name(func)
        return name if name is None or name.startswith(".") else self.graph.local(name, owner)

    def looked_up(self, node: ast.expr, owner: Owner) -> str | None:
        """`.head` of `getattr(net, "head")`; `?models` of `getattr(models, name)`: some name of that module."""
        found = look_up(node)
        if found is None or found.constant is not None:
            return None if found is None else f".{found.constant}"
        if found.holder is None:
            holder: str | None = self.file.display
        else:
            holder = None if called_name(found.holder) in BORING else self.callee(found.holder, owner)
        if holder is None or holder.endswith("()"):
            return None
        self.graph.looked_into.add(holder)
        return f"?{holder}"

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

    def assign(self, targets: list[ast.expr], value: ast.expr, owner: Owner) -> Sources:
        """The sources of the value, after it has been given to the targets."""
        if isinstance(value, ast.Tuple):
            same = [t for t in targets if isinstance(t, ast.Tuple) and len(t.elts) == len(value.elts)]
            if same and len(same) == len(targets):  # `a, b = x, y`
                for number, item in enumerate(value.elts):
                    self.assign([t.elts[number] for t in same], item, owner)
                return NOTHING
        sources = self.sources(value, owner)
        names: list[str] = []
        for target in targets:
            self.target(target, owner, names)
        if isinstance(value, ast.Lambda):
            self.graph.lambdas[value].update(names)
        if not owner.key:
            self.export(names, owner)
        for name in names:
            self.edge(sources, name)
        return sources

    def export(self, names: list[str], owner: Owner) -> None:
        self.graph.exported.update(names)
        self.graph.held.update(names)
        if not owner.is_class:
            self.module_names.update(names)

    def target(self, target: ast.expr, owner: Owner, names: list[str]) -> None:
        """The names that a target stands for are added to `names`."""
        match target:
            case ast.Name():
                names.append(self.graph.local(target.id, owner))
            case ast.Attribute():
                self.graph.stores[target.attr].append(owner)
                names.append(f".{target.attr}")
                self.sources(target.value, owner)
            case ast.Subscript():
                name = self.callee(target.value, owner)
                if name:
                    if isinstance(target.value, ast.Attribute):
                        self.graph.stores[target.value.attr].append(owner)
                    names.append(name)
                    self.graph.tables[bare(name)].append(owner)
                self.sources(target, owner)
            case ast.Tuple() | ast.List():
                for item in target.elts:
                    self.target(item, owner, names)
            case ast.Starred():
                self.target(target.value, owner, names)

    def edge(self, sources: Sources, target: str) -> None:
        graph = self.graph
        same, made, inside = sources
        for source, callee in inside:
            if source != target:
                graph.through[source].add((callee, target))
        for source in same:
            if source != target:
                graph.edges[source].add(target)
        for source in made:
            graph.results[source].add(target)


EXPRESSIONS: dict[type[ast.AST], Callable[[Expressions, Any, Owner], Sources]] = {
    ast.Attribute: Expressions.attribute,
    ast.Call: Expressions.call,
    ast.Subscript: Expressions.subscript,
    ast.Compare: Expressions.comparison,
    ast.JoinedStr: Expressions.effects,
    ast.IfExp: Expressions.choice,
    ast.NamedExpr: Expressions.walrus,
    ast.Lambda: Expressions.lambda_,
    ast.ListComp: Expressions.comprehension,
    ast.SetComp: Expressions.comprehension,
    ast.GeneratorExp: Expressions.comprehension,
    ast.DictComp: Expressions.comprehension,
}
