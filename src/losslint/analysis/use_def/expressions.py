"""Expressions: which definitions reach each name and dotted path, in the order of evaluation. Floor 3.

Beside the uses it records every call with the path that leads to it, and what a call, a walrus or an assignment target
does to the state.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from losslint.analysis.delegated import delegated
from losslint.analysis.scope import Definition, Kind, Loop, State, Use, dotted
from losslint.analysis.use_def.assigned import (
    CHANGING,
    changed_argument,
    changed_by_store,
    changed_receiver,
    layer_named,
    places_assigned,
)
from losslint.analysis.use_def.filled import filled
from losslint.analysis.use_def.join import held, join_sides
from losslint.analysis.use_def.patterns import steps
from losslint.analysis.use_def.state import Path, Walk
from losslint.source.nodes import children

Comprehension = ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp
NAMING = frozenset("add_module register_module register_buffer register_parameter".split())


class Expressions(Walk):
    def expr(self, node: ast.expr) -> None:
        """Record the uses in evaluation order."""
        kind = type(node)
        if kind is ast.Constant:
            return
        case = CASES.get(kind)
        if case is not None:
            case(self, node)
        else:
            self.parts(node)

    def parts(self, node: ast.expr) -> None:
        for child in children(node):
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

    def attribute(self, node: ast.Attribute) -> None:
        """A place that was defined here; after a method that may have assigned it, the object is asked;
        in the constructor, which makes the object, that method."""
        self.expr(node.value)
        place = dotted(node) if root_of(node) in self.attribute_roots else None
        if place is None:
            return
        reaches = held(self.state, place)
        effects = [r.definition for r in reaches if r.definition.kind is Kind.EFFECT]
        if reaches and not effects:
            self.scope.uses[node] = Use(reaches, self.loops)
        elif reaches and self.is_constructor and place.count(".") == 1:
            self.scope.after_effects[node] = Use(reaches, self.loops)

    def walrus(self, node: ast.NamedExpr) -> None:
        self.expr(node.value)
        self.bind(node.target, Kind.ASSIGN, node, node.value)

    def compared(self, node: ast.Compare) -> None:
        self.parts(node)
        self.scope.comparisons[node] = (self.conditions, self.loops)

    def yielded(self, node: ast.Yield | ast.YieldFrom) -> None:
        self.exprs([node.value])
        self.scope.yields.append((node, self.conditions, self.loops))

    # -- expressions of which a part may not run -----------------------------------------------------------------

    def choice(self, node: ast.IfExp) -> None:
        self.expr(node.test)
        before, outer, mark = self.state, self.conditions, len(self.log)
        sides = []
        for part, holds in ((node.body, True), (node.orelse, False)):
            condition = self.under(node.test, holds=holds)
            self.state, self.conditions = dict(before), (*outer, condition)
            self.expr(part)
            sides.append((self.state, (condition,)))
        self.conditions = outer
        self.state = before if len(self.log) == mark else join_sides(sides)

    def boolean(self, operands: Sequence[ast.expr], *, ends: bool) -> None:
        """`a or b`: b is evaluated where a is false; a true one `ends` it."""
        first, *rest = operands
        self.expr(first)
        if not rest:
            return
        before, outer, mark = self.state, self.conditions, len(self.log)
        further, done = self.under(first, holds=not ends), self.under(first, holds=ends)
        self.state, self.conditions = dict(before), (*outer, further)
        self.boolean(rest, ends=ends)
        self.conditions = outer
        self.state = before if len(self.log) == mark else join_sides([(self.state, (further,)), (before, (done,))])

    # -- comprehensions ------------------------------------------------------------------------------------------

    def comprehension(self, node: Comprehension) -> None:
        """A loop with targets of its own; what a walrus or a method changes in it outlives it."""
        outer_state, outer_loops, outer_conditions, mark = self.state, self.loops, self.conditions, len(self.log)
        self.state = dict(outer_state)
        parts = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
        phis: list[Definition] = []
        for i, generator in enumerate(node.generators):
            self.expr(generator.iter)
            phis += self.open_loop(generator, [*generator.ifs, *node.generators[i + 1 :], *parts])
            self.loops = (*self.loops, generator)
            self.bind(generator.target, Kind.ELEMENT, generator, generator.iter)
            for test in generator.ifs:
                self.expr(test)
                self.conditions = (*self.conditions, self.under(test, holds=True))
        self.exprs(parts)
        self.close_loop(phis, self.state)
        self.loops, self.conditions = outer_loops, outer_conditions
        own = {d.place for d in self.log[mark:] if isinstance(d.node, ast.comprehension)}
        changed = any(d.place not in own for d in self.log[mark:])
        self.state = _without_targets(self.state, outer_state, own) if changed else outer_state

    def open_loop(self, loop: Loop, body: Iterable[ast.AST]) -> list[Definition]:
        """A PHI at the loop's head for every place that the body assigns."""
        self.state = dict(self.state)
        return [self.phi(place, loop, binds=binds) for place, binds in sorted(places_assigned(body, self).items())]

    def close_loop(self, phis: Iterable[Definition], end: State | None) -> None:
        """What the end of the body leaves goes back to the head; None: the end is not reached."""
        for phi in phis:
            phi.back = end.get(phi.place, ()) if end is not None else ()

    # -- calls ---------------------------------------------------------------------------------------------------

    def call(self, node: ast.Call) -> None:
        self.expr(node.func)
        for argument in node.args:
            self.expr(argument.value if isinstance(argument, ast.Starred) else argument)
        for keyword in node.keywords:
            self.expr(keyword.value)
        self.called(node)
        changed = changed_argument(node, self)
        if changed is not None:
            self.mutate(changed, node)
        elif isinstance(node.func, ast.Attribute):
            self.method(node, node.func)
        elif isinstance(node.func, ast.Name) and node.func.id == "setattr" and len(node.args) == 3:
            self.setattr(node)
        for name in filled(node, self.state) if self.has_empty else ():
            self.mutate(name, node)

    def may_be_module(self, name: str) -> bool:
        """Is it imported, or not bound here (what is called on it changes nothing)?"""
        return all(_is_imported(reach.definition) for reach in self.state.get(name, ()))

    def is_module(self, name: str) -> bool:
        """Is it bound by `import`?"""
        reaches = self.state.get(name)
        return all(_is_module(r.definition) for r in reaches) if reaches else name in self.around.modules

    def is_imported(self, name: str) -> bool:
        """Is it bound by an import of either kind?"""
        return self.may_be_module(name) if self.state.get(name) else name in self.around.imported

    def is_in_place(self, name: str) -> bool:
        """May it be another name of a function that changes its argument?"""
        return name in self.around.in_place

    def called(self, node: ast.Call) -> None:
        self.scope.calls[node] = (self.conditions, self.loops)
        if (led_to := delegated(node)) is not None:
            self.scope.calls[led_to] = (self.conditions, self.loops)
        if isinstance(self.scope.node, ast.Module) or is_locals(node):
            self.scope.at_call[node] = self.state
            self.state = dict(self.state)

    def method(self, node: ast.Call, func: ast.Attribute) -> None:
        """A call that may change the object it is a method of."""
        if self.is_own_method(func) and func.attr not in NAMING:
            self.effect(node)
        place = changed_receiver(node, self)
        if place is not None:
            self.mutate(place, node)
            self.named(place, node, func)

    def named(self, place: str, node: ast.Call, func: ast.Attribute) -> None:
        """`self.add_module("head", m)` assigns `self.head`."""
        if func.attr not in NAMING or "." in place or len(node.args) < 2:
            return
        label = node.args[0]
        if isinstance(label, ast.Constant) and isinstance(label.value, str):
            self.store(label.value, self.define(Kind.ASSIGN, f"{place}.{label.value}", node, node.args[1]))

    def layer(self, place: str, target: ast.Subscript, value: ast.expr | None, path: Path) -> None:
        """`net._modules["fc"] = layer` assigns `net.fc`."""
        label = layer_named(target)
        if label is not None:
            self.store(label, self.define(Kind.ASSIGN, f"{place}.{label}", target, value, path))

    def setattr(self, node: ast.Call) -> None:
        target, name, value = node.args
        root = dotted(target)
        if root and isinstance(name, ast.Constant) and isinstance(name.value, str):
            self.store(name.value, self.define(Kind.ASSIGN, f"{root}.{name.value}", node, value))

    def is_own_method(self, func: ast.Attribute) -> bool:
        """`self.build()`, `super().__init__()`, `Base.__init__(self)`: it may assign attributes of `self`."""
        if self.self_name is None:
            return False
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
                if target.attr in CHANGING and (place := dotted(target.value)):
                    for changed in (place, *self.listed(place)):
                        self.mutate(changed, target, value)
            case ast.Subscript():
                self.expr(target.value)
                self.expr(target.slice)
                place = dotted(changed_by_store(target))
                if place:
                    self.mutate(place, target, value, path)
                    self.layer(place, target, value, path)
            case ast.Tuple() | ast.List():
                self.unpack(target, kind, node, value, path)
            case ast.Starred():
                self.bind(target.value, kind, node, value, path)

    def listed(self, element: str) -> list[str]:
        """`w1`, `w2` in `for p in [w1, w2]: p.requires_grad = True`, where the list may have been given a name."""
        loop = self.loops[-1] if self.loops else None
        if not isinstance(loop, ast.For) or not isinstance(loop.target, ast.Name) or loop.target.id != element:
            return []
        values = loop.iter
        if isinstance(values, ast.Name) and len(reaches := self.state.get(values.id, ())) == 1:
            definition = reaches[0].definition
            values = definition.value if definition.value is not None and not definition.path else values
        elements = values.elts if isinstance(values, ast.List | ast.Tuple) else ()
        return [part.id for part in elements if isinstance(part, ast.Name)]

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
        starred = [isinstance(element, ast.Starred) for element in target.elts]
        for element, step in zip(target.elts, steps(starred), strict=True):
            self.bind(element, kind, node, value, (*path, step))


def is_locals(node: ast.Call) -> bool:
    """`locals()`, `vars()`: all names as they stand there."""
    return isinstance(node.func, ast.Name) and node.func.id in ("locals", "vars") and not node.args


def root_of(node: ast.expr) -> str:
    """The name that a dotted path begins with; empty if it begins with none."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _without_targets(inner: State, outer: State, targets: set[str]) -> State:
    """The state after a comprehension: its own targets mean again what they meant before."""
    state = {place: reaches for place, reaches in inner.items() if place.partition(".")[0] not in targets}
    state.update({place: outer[place] for place in outer if place.partition(".")[0] in targets})
    return state


def _is_module(definition: Definition) -> bool:
    return definition.kind is Kind.IMPORT and isinstance(definition.node, ast.Import)


def _is_imported(definition: Definition) -> bool:
    if definition.kind in (Kind.MUTATE, Kind.PHI):
        return all(_is_imported(reach.definition) for reach in definition.before)
    return definition.kind is Kind.IMPORT


CASES: dict[type[ast.expr], Callable[[Expressions, Any], None]] = {
    ast.Name: Expressions.name,
    ast.Attribute: Expressions.attribute,
    ast.Call: Expressions.call,
    ast.NamedExpr: Expressions.walrus,
    ast.Lambda: lambda walk, node: walk.defaults(node.args),
    **dict.fromkeys((ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp), Expressions.comprehension),
    ast.IfExp: Expressions.choice,
    ast.BoolOp: lambda walk, node: walk.boolean(node.values, ends=isinstance(node.op, ast.Or)),
    ast.Compare: Expressions.compared,
    **dict.fromkeys((ast.Yield, ast.YieldFrom), Expressions.yielded),
}
"""What is done with each kind of expression; of the others, the parts are looked at."""
