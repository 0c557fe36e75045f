"""Where the pass stands: the state, the conditions and loops around it, and how a definition changes the state.

In: places and nodes, in the order in which the program runs. Out: the `Scope` filled, the state after each step. Knows
no syntax beyond names. Floor 3.
"""

from __future__ import annotations

import ast

from losslint.analysis.scope import Condition, Definition, Kind, Loop, Reach, Scope, ScopeNode, State

Path = tuple[int | str, ...]


class Walk:
    """One forward pass over a body. `dead`: the code that follows cannot be reached."""

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
        self.self_name: str | None = None

    def define(
        self,
        kind: Kind,
        place: str,
        node: ast.AST,
        value: ast.expr | None = None,
        path: Path = (),
        before: tuple[Reach, ...] = (),
    ) -> Definition:
        """The place holds this from now on; what was known of its attributes goes, unless its object only changes."""
        definition = self.made(kind, place, node, value, path, before)
        self.scope.counts[place] = self.scope.counts.get(place, 0) + 1
        root = place.partition(".")[0]
        if root in self.attribute_roots and kind is not Kind.MUTATE:
            self.forget_attributes(place)
        self.state[place] = (Reach(definition),)
        if "." in place:
            self.attribute_roots.add(root)
        return definition

    def made(
        self,
        kind: Kind,
        place: str,
        node: ast.AST,
        value: ast.expr | None = None,
        path: Path = (),
        before: tuple[Reach, ...] = (),
    ) -> Definition:
        return Definition(kind, place, node, value, path, before=before, loops=self.loops, conditions=self.conditions)

    def forget_attributes(self, place: str) -> None:
        for key in [k for k in self.state if k.startswith(place + ".")]:
            del self.state[key]

    def before(self, place: str) -> tuple[Reach, ...]:
        """What a place held; of an attribute of `self`, what a method called before may have assigned."""
        reaches = self.state.get(place, ())
        root = place.partition(".")[0]
        if not reaches and "." in place and root == self.self_name:
            return self.state.get(f"{root}.*", ())
        return reaches

    def mutate(self, place: str, node: ast.AST, value: ast.expr | None = None, path: Path = ()) -> None:
        """The object that the place holds changes."""
        definition = self.define(Kind.MUTATE, place, node, value, path, self.before(place))
        if "." in place:
            self.store(place.rpartition(".")[2], definition)

    def store(self, attribute: str, definition: Definition) -> None:
        self.scope.stores.setdefault(attribute, []).append(definition)

    def effect(self, node: ast.Call) -> None:
        """A method of `self` may assign any attribute: what was known of them is kept behind it."""
        prefix = f"{self.self_name}."
        wildcard = prefix + "*"
        kept = {k: v for k, v in self.state.items() if k.startswith(prefix)}
        self.state = {k: v for k, v in self.state.items() if not k.startswith(prefix)}
        self.state[wildcard] = (Reach(Definition(Kind.EFFECT, wildcard, node, loops=self.loops, behind=kept)),)

    def under(self, test: ast.expr, holds: bool) -> Condition:
        return Condition(test, holds, self.loops)
