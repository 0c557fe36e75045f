"""Expressions: which definitions reach each name and dotted path, in the order of evaluation. Floor 3.

Beside the uses it records every call with the path that leads to it, and what a call, a walrus or an assignment target
does to the state.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable

from losslint.analysis.scope import Definition, Kind, Use, dotted
from losslint.analysis.use_def.assigned import MUTATORS
from losslint.analysis.use_def.state import Path, Walk

Comprehension = ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp
NAMING = frozenset("add_module register_module register_buffer register_parameter".split())


class Expressions(Walk):
    def expr(self, node: ast.expr) -> None:
        """Record the uses in evaluation order."""
        match node:
            case ast.Name():
                self.name(node)
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
                self.defaults(node.args)
            case ast.ListComp() | ast.SetComp() | ast.GeneratorExp() | ast.DictComp():
                self.comprehension(node)
            case ast.IfExp():
                self.choice(node)
            case ast.Yield() | ast.YieldFrom():
                if node.value is not None:
                    self.expr(node.value)
                self.scope.yields.append((node, self.conditions, self.loops))
            case _:
                self.children(node)

    def children(self, node: ast.expr) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                self.expr(child)

    def exprs(self, nodes: Iterable[ast.expr | None]) -> None:
        for node in nodes:
            if node is not None:
                self.expr(node)

    def defaults(self, arguments: ast.arguments) -> None:
        """The defaults of a function are evaluated where it is defined."""
        self.exprs([*arguments.defaults, *arguments.kw_defaults])

    # -- uses ----------------------------------------------------------------------------------------------------

    def name(self, node: ast.Name) -> None:
        reaches = self.state.get(node.id)
        if reaches:
            self.scope.uses[node] = Use(reaches, self.loops)
        elif self.loops:
            self.scope.uses[node] = Use((), self.loops)

    def attribute(self, node: ast.Attribute) -> None:
        root: ast.expr = node
        while isinstance(root, ast.Attribute):
            root = root.value
        if isinstance(root, ast.Name) and root.id in self.attribute_roots:
            place = dotted(node)
            reaches = self.state.get(place) if place else None
            if reaches:
                self.scope.uses[node] = Use(reaches, self.loops)

    def choice(self, node: ast.IfExp) -> None:
        self.expr(node.test)
        outer = self.conditions
        self.conditions = (*outer, self.under(node.test, True))
        self.expr(node.body)
        self.conditions = (*outer, self.under(node.test, False))
        self.expr(node.orelse)
        self.conditions = outer

    def comprehension(self, node: Comprehension) -> None:
        outer_state, outer_loops, outer_conditions = self.state, self.loops, self.conditions
        self.state = dict(outer_state)
        for generator in node.generators:
            self.expr(generator.iter)
            self.loops = (*self.loops, generator)
            self.bind(generator.target, Kind.ELEMENT, generator, generator.iter)
            for test in generator.ifs:
                self.expr(test)
                self.conditions = (*self.conditions, self.under(test, True))
        self.exprs([node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt])
        self.state, self.loops, self.conditions = outer_state, outer_loops, outer_conditions

    # -- calls ---------------------------------------------------------------------------------------------------

    def call(self, node: ast.Call) -> None:
        self.expr(node.func)
        self.exprs(a.value if isinstance(a, ast.Starred) else a for a in node.args)
        self.exprs(keyword.value for keyword in node.keywords)
        self.scope.calls[node] = (self.conditions, self.loops)
        if isinstance(self.scope.node, ast.Module):
            self.scope.at_call[node] = self.state
            self.state = dict(self.state)
        if isinstance(node.func, ast.Attribute):
            self.method(node, node.func)
        elif isinstance(node.func, ast.Name) and node.func.id == "setattr" and len(node.args) == 3:
            self.setattr(node)

    def method(self, node: ast.Call, func: ast.Attribute) -> None:
        """A call that may change the object it is a method of."""
        place = dotted(func.value)
        if func.attr in MUTATORS:
            if place:
                self.mutate(place, node)
                self.named(place, node, func)
        elif place and func.attr.endswith("_") and not func.attr.endswith("__"):
            self.mutate(place, node)  # x.sigmoid_()
        elif self.self_name and self.is_own_method(func):
            self.effect(node)

    def named(self, place: str, node: ast.Call, func: ast.Attribute) -> None:
        """`self.add_module("head", m)` assigns `self.head`."""
        if func.attr not in NAMING or "." in place or len(node.args) < 2:
            return
        label = node.args[0]
        if isinstance(label, ast.Constant) and isinstance(label.value, str):
            self.store(label.value, self.define(Kind.ASSIGN, f"{place}.{label.value}", node, node.args[1]))

    def setattr(self, node: ast.Call) -> None:
        target, name, value = node.args
        root = dotted(target)
        if root and isinstance(name, ast.Constant) and isinstance(name.value, str):
            self.store(name.value, self.define(Kind.ASSIGN, f"{root}.{name.value}", node, value))

    def is_own_method(self, func: ast.Attribute) -> bool:
        """`self.build()`, `super().__init__()`, `Base.__init__(self)`: it may assign attributes of `self`."""
        match func.value:
            case ast.Name(id=name) if name == self.self_name:
                return True
            case ast.Call(func=ast.Name(id="super")):
                return True
        return func.attr == "__init__"

    # -- targets -------------------------------------------------------------------------------------------------

    def bind(self, target: ast.expr, kind: Kind, node: ast.AST, value: ast.expr | None, path: Path = ()) -> None:
        """Give a target (name, attribute, subscript, tuple) its definition."""
        match target:
            case ast.Name():
                self.define(kind, target.id, node, value, path)
            case ast.Attribute():
                self.expr(target.value)
                self.store(target.attr, self.attribute_stored(target, kind, node, value, path))
            case ast.Subscript():
                self.expr(target.value)
                self.expr(target.slice)
                place = dotted(target.value)
                if place:
                    self.mutate(place, target, value, path)
            case ast.Tuple() | ast.List():
                self.unpack(target, kind, node, value, path)
            case ast.Starred():
                self.bind(target.value, kind, node, value, path)

    def attribute_stored(
        self, target: ast.Attribute, kind: Kind, node: ast.AST, value: ast.expr | None, path: Path
    ) -> Definition:
        """`f().x = …` defines no place that can be named; it is a store all the same."""
        place = dotted(target)
        if place is None:
            return self.made(kind, "", node, value, path)
        return self.define(kind, place, node, value, path)

    def unpack(
        self, target: ast.Tuple | ast.List, kind: Kind, node: ast.AST, value: ast.expr | None, path: Path
    ) -> None:
        count = len(target.elts)
        starred = next((i for i, e in enumerate(target.elts) if isinstance(e, ast.Starred)), count)
        for i, element in enumerate(target.elts):
            if i == starred:
                step: int | str = f"*{i}:{count - i - 1}"
            else:
                step = i if i < starred else i - count
            self.bind(element, kind, node, value, (*path, step))
