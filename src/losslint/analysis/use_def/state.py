"""Where the pass stands: the state, the conditions and loops around it, and how a definition changes the state.

In: places and nodes, in the order in which the program runs. Out: the `Scope` filled, the state after each step. Knows
no syntax beyond names. Floor 3.
"""

from __future__ import annotations

import ast
import builtins

from losslint.analysis.scope import Around, Condition, Definition, Kind, Loop, Reach, Scope, ScopeNode, State
from losslint.analysis.use_def.filled import makes_empty
from losslint.analysis.use_def.join import held

Path = tuple[int | str, ...]

# What a name that is not bound yet holds before a loop: nothing. The condition never holds, so no value comes from it.
UNBOUND = (Reach(Definition(Kind.OPAQUE, "", ast.Pass()), (Condition(ast.Constant(value=False), holds=True),)),)
BUILTINS = frozenset(dir(builtins))


class Walk:
    """One forward pass over a body. `dead`: the code that follows cannot be reached. `log`: all definitions so far."""

    def __init__(self, node: ScopeNode, around: Around) -> None:
        self.scope = Scope(node)
        self.around = around
        self.state: State = {}
        self.log: list[Definition] = []
        self.dead = False
        self.conditions: tuple[Condition, ...] = ()
        self.loops: tuple[Loop, ...] = ()
        self.breaks: list[list[State]] = []
        self.continues: list[list[State]] = []
        self.exits: list[State] = []
        self.asserted: list[Condition] = []  # on the main path, of a choice
        self.attribute_roots: set[str] = set()
        self.self_name: str | None = None
        self.has_empty = False  # a dict was made empty here
        self.is_constructor = isinstance(node, ast.FunctionDef) and node.name == "__init__"

    def under(self, test: ast.expr, *, holds: bool) -> Condition:
        return Condition(test, holds, self.loops)

    # -- definitions ---------------------------------------------------------------------------------------------

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
        self.count(place)
        if kind is not Kind.MUTATE:
            self.forget_attributes(place)
        self.state[place] = (Reach(definition),)
        if "." in place:
            self.attribute_roots.add(place.partition(".")[0])
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
        made = Definition(kind, place, node, value, path, before=before, loops=self.loops, conditions=self.conditions)
        self.log.append(made)
        self.has_empty = self.has_empty or (kind is Kind.ASSIGN and makes_empty(value))
        return made

    def unbind(self, place: str) -> None:
        """`del place`: a path on which it is not bound again has no use of it."""
        self.count(place)
        self.forget_attributes(place)
        self.state.pop(place, None)

    def count(self, place: str) -> None:
        self.scope.counts[place] = self.scope.counts.get(place, 0) + 1

    def forget_attributes(self, place: str) -> None:
        if self.attribute_roots and place.partition(".")[0] in self.attribute_roots:
            for key in [k for k in self.state if k.startswith(place + ".")]:
                del self.state[key]

    def mutate(self, place: str, node: ast.AST, value: ast.expr | None = None, path: Path = ()) -> None:
        """The object that the place holds changes."""
        definition = self.define(Kind.MUTATE, place, node, value, path, held(self.state, place))
        if "." in place:
            self.store(place.rpartition(".")[2], definition)

    def store(self, attribute: str, definition: Definition) -> None:
        self.scope.stores.setdefault(attribute, []).append(definition)

    def effect(self, node: ast.Call) -> None:
        """A method of `self` may assign any attribute: what was known of them is kept behind it."""
        prefix = f"{self.self_name}."
        definition = self.made(Kind.EFFECT, prefix + "*", node)
        definition.behind = {k: v for k, v in self.state.items() if k.startswith(prefix)}
        self.state = {k: v for k, v in self.state.items() if not k.startswith(prefix)}
        self.state[definition.place] = (Reach(definition),)
        self.attribute_roots.add(prefix[:-1])
        self.scope.effects[node] = definition

    # -- several paths -------------------------------------------------------------------------------------------

    def anywhere_since(self, before: State, mark: int) -> State:
        """The state at some point after `mark` in the log: every definition since then may be the last one."""
        state = dict(before)
        for definition in self.log[mark:]:
            if not isinstance(definition.node, ast.comprehension):
                state[definition.place] = (*state.get(definition.place, ()), Reach(definition))
        return state

    def phi(self, place: str, loop: Loop, *, binds: bool) -> Definition:
        """The definition of a place at the head of a loop that assigns it."""
        before = held(self.state, place) or (UNBOUND if binds and self.is_unbound(place) else ())
        phi = Definition(Kind.PHI, place, loop, before=before, loops=(*self.loops, loop))
        self.state[place] = (Reach(phi),)
        if "." in place:
            self.attribute_roots.add(place.partition(".")[0])
        return phi

    def is_unbound(self, place: str) -> bool:
        """Is reading the name here an error? Not of an attribute, nor of what lies outside of a module or class body."""
        if "." in place or isinstance(self.scope.node, ast.ClassDef):
            return False
        return not (isinstance(self.scope.node, ast.Module) and (self.scope.stars or place in BUILTINS))
