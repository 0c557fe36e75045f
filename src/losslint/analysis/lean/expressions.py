"""Expressions, calls and assignments, for the name graph: each is read once, its inner ones first. Floor 3."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from losslint.analysis.arrivals import is_in_place
from losslint.analysis.delegated import Outside
from losslint.analysis.lean.calls import STANDING, Calls
from losslint.analysis.lean.naming import BORING
from losslint.analysis.lean.sources import INNER, NOTHING, Sources, merged
from losslint.analysis.names import Compared, Owner, bare
from losslint.analysis.use_def.assigned import changed_by_store, layer_named

ORDERING = frozenset((ast.Gt, ast.GtE, ast.Lt, ast.LtE))
HALF = 0.5
MADE = frozenset((ast.Call, ast.Subscript))  # what stands before the dot is an object that something gives
HOLDERS = frozenset((ast.Attribute, ast.Call))  # what is looked up in them may be looked up by name


def may_change(value: ast.expr) -> bool:
    """Is it a function that changes its argument, by its name: `torch.sigmoid_`?"""
    if type(value) is ast.Attribute:
        return is_in_place(value.attr)
    if type(value) is ast.IfExp:
        return may_change(value.body) or may_change(value.orelse)
    return type(value) is ast.Name and is_in_place(value.id)


class Expressions(Calls):
    """What one file adds to the graph."""

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

    def binary(self, node: ast.BinOp, owner: Owner) -> Sources:
        return merged([self.sources(node.left, owner), self.sources(node.right, owner)])

    def several(self, node: ast.Tuple | ast.List | ast.Set, owner: Owner) -> Sources:
        return merged([self.sources(item, owner) for item in node.elts])

    def parts(self, node: ast.AST, owner: Owner) -> Sources:
        """Those of all expressions directly inside."""
        found: list[Sources] = []
        for name in INNER[type(node)]:
            child = getattr(node, name, None)
            if type(child) is list:
                found += [self.sources(c, owner) for c in child if isinstance(c, ast.expr)]
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
        if type(value) is ast.Name and node.attr not in STANDING:
            return self.attributes.get(node.attr) or self.name_of_attribute(node.attr)
        name = f".{node.attr}"
        same, made, inside = self.sources(value, owner)
        # `loss.forward` is called as `loss` is
        if type(value) in MADE or node.attr in STANDING:
            return [name, *same], made, inside
        return [name], [], []

    def name_of_attribute(self, attribute: str) -> Sources:
        found = self.attributes[attribute] = ([f".{attribute}"], [], [])
        return found

    def subscript(self, node: ast.Subscript, owner: Owner) -> Sources:
        self.sources(node.slice, owner)
        value = self.sources(node.value, owner)
        if type(node.value) not in HOLDERS:
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

    # -- assignments ---------------------------------------------------------------------------------------------

    def assign(self, targets: list[ast.expr], value: ast.expr, owner: Owner) -> Sources:
        """The sources of the value, after it has been given to the targets."""
        if type(value) is ast.Tuple:
            same = [t for t in targets if isinstance(t, ast.Tuple) and len(t.elts) == len(value.elts)]
            if same and len(same) == len(targets):  # `a, b = x, y`
                for number, item in enumerate(value.elts):
                    self.assign([t.elts[number] for t in same], item, owner)
                return NOTHING
        sources = self.sources(value, owner)
        names: list[str] = []
        for target in targets:
            self.target(target, owner, names)
        if may_change(value):
            self.graph.in_place.update(bare(name) for name in names)
        if type(value) is ast.Lambda:
            self.graph.lambdas[value].update(names)
        if not owner.key:
            self.export(names, owner)
        if sources is NOTHING:
            return sources
        is_class = owner.is_class
        for name in names:
            self.edge(sources, name)
            if is_class and name in (*sources[0], *(source for source, _ in sources[2])):
                self.graph.edges[name].add(f".{name}")  # `train = staticmethod(train)`: the module's, and the attribute
        return sources

    def export(self, names: list[str], owner: Owner) -> None:
        self.graph.exported.update(names)
        self.graph.held.update(names)
        if not owner.is_class:
            self.module_names.update(names)

    def target(self, target: ast.expr, owner: Owner, names: list[str]) -> None:
        """The names that a target stands for are added to `names`."""
        if isinstance(target, ast.Name):
            names.append(self.graph.local(target.id, owner))
        elif isinstance(target, ast.Attribute):
            self.store(target.attr, target.value, owner)
            names.append(f".{target.attr}")
            self.sources(target.value, owner)
        elif isinstance(target, ast.Subscript):
            self.item(target, owner, names)
        elif isinstance(target, ast.Tuple | ast.List):
            for item in target.elts:
                self.target(item, owner, names)
        elif isinstance(target, ast.Starred):
            self.target(target.value, owner, names)

    def item(self, target: ast.Subscript, owner: Owner, names: list[str]) -> None:
        """`net.fc[1] = …`, and `net._modules["fc"] = …`, which gives `net.fc`."""
        changed = changed_by_store(target)
        name = self.callee(changed, owner)
        if name:
            if isinstance(changed, ast.Attribute):
                self.store(changed.attr, changed.value, owner)
            names.append(name)
            self.graph.tables[bare(name)].append(owner)
        label = layer_named(target)
        if label is not None:
            self.store(label, changed, owner)
            names.append(f".{label}")
        self.sources(target, owner)


EXPRESSIONS: dict[type[ast.AST], Callable[[Expressions, Any, Owner], Sources]] = {
    ast.Attribute: Expressions.attribute,
    ast.Call: Expressions.call,
    ast.BinOp: Expressions.binary,
    ast.Tuple: Expressions.several,
    ast.List: Expressions.several,
    ast.Set: Expressions.several,
    ast.Subscript: Expressions.subscript,
    ast.Compare: Expressions.comparison,
    Outside: lambda *_: NOTHING,
    ast.JoinedStr: Expressions.effects,
    ast.IfExp: Expressions.choice,
    ast.NamedExpr: Expressions.walrus,
    ast.Lambda: Expressions.lambda_,
    ast.ListComp: Expressions.comprehension,
    ast.SetComp: Expressions.comprehension,
    ast.GeneratorExp: Expressions.comprehension,
    ast.DictComp: Expressions.comprehension,
}
