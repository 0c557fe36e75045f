"""The builder of a `Scope`: one forward pass over a body, in the order in which Python runs it. Floor 3.

In: the body of a module, class, function or lambda. Out: its `Scope`. Each layer knows those below it: `state` (the state
and definitions), `expressions` (uses, calls, targets), `control` (branches, loops, handlers, cases) and `statements` (the
whole grammar). `join`, `assigned` and `patterns` are pure functions beside them.
"""

from __future__ import annotations

import ast

from losslint.analysis.scope import (
    Around,
    Definition,
    FunctionNode,
    Kind,
    Reach,
    Scope,
    ScopeNode,
    State,
    parameters_of,
)
from losslint.analysis.use_def.join import join_states
from losslint.analysis.use_def.patterns import is_choice
from losslint.analysis.use_def.statements import Statements


def index(node: ScopeNode, around: Around) -> Scope:
    """Index one body."""
    return _Builder(node, around).build()


class _Builder(Statements):
    def build(self) -> Scope:
        node = self.scope.node
        match node:
            case ast.Lambda():
                self.bind_parameters(node)
                self.expr(node.body)
                self.scope.returns.append((node.body, (), ()))
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                self.bind_parameters(node)
                self.self_name = next((a.arg for a in (*node.args.posonlyargs, *node.args.args)), None)
                self.block_inline(node.body)
            case _:
                self.block(node.body)
        if not self.dead:
            self.exits.append(self.state)
        self.scope.exit = join_states(self.exits) if self.exits else self.state
        if self.is_constructor and len(self.exits) == 1:
            self.scope.exit = self.completed(self.scope.exit)
        return self.scope

    def completed(self, state: State) -> State:
        """What a constructor leaves that came to its end: of a choice, what it raises for is not left."""
        stated = tuple(c for c in self.conditions if is_choice(c.test)) + tuple(self.asserted)
        if not stated:
            return state
        return {
            place: tuple(Reach(r.definition, r.conditions + stated) if r.conditions else r for r in reaches)
            for place, reaches in state.items()
        }

    def bind_parameters(self, node: FunctionNode) -> None:
        for name in parameters_of(node):
            self.state[name] = (Reach(Definition(Kind.PARAMETER, name, node)),)
