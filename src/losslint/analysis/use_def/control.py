"""Branches, loops, handlers and cases: how the state is split and joined again. Floor 3."""

from __future__ import annotations

import ast
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence

from losslint.analysis.scope import Definition, Kind, Loop, Reach, State, Use
from losslint.analysis.use_def.assigned import places_assigned
from losslint.analysis.use_def.expressions import Expressions
from losslint.analysis.use_def.join import join_states, join_two, prefer, under
from losslint.analysis.use_def.patterns import captures, pattern_test


class Control(Expressions, ABC):
    @abstractmethod
    def statement(self, node: ast.stmt) -> None: ...

    def block(self, statements: Sequence[ast.stmt]) -> None:
        """Statements in order; conditions that an early exit leaves behind hold to the end of this block."""
        outer = self.conditions
        self.block_inline(statements)
        self.conditions = outer

    def block_inline(self, statements: Sequence[ast.stmt]) -> None:
        """A `with` body: conditions that an early exit leaves behind outlive it."""
        for statement in statements:
            if self.dead:
                break
            self.statement(statement)

    def branch(self, node: ast.If) -> None:
        self.expr(node.test)
        before, outer = self.state, self.conditions
        yes, no = self.under(node.test, True), self.under(node.test, False)
        self.state, self.conditions = dict(before), (*outer, yes)
        self.block(node.body)
        then_state, then_dead = self.state, self.dead
        self.state, self.conditions, self.dead = dict(before), (*outer, no), False
        self.block(node.orelse)
        else_state, else_dead = self.state, self.dead
        self.conditions = outer
        self.dead = then_dead and else_dead
        if then_dead and not else_dead:
            self.state, self.conditions = else_state, (*outer, no)
        elif else_dead and not then_dead:
            self.state, self.conditions = then_state, (*outer, yes)
        elif not self.dead:
            self.state = join_two(then_state, yes, else_state, no)

    # -- loops ---------------------------------------------------------------------------------------------------

    def loop(self, node: ast.For | ast.AsyncFor | ast.While) -> None:
        if not isinstance(node, ast.While):
            self.expr(node.iter)
        outer = self.conditions
        phis = self.open_loop(node, node.body)
        breaks, end = self.turn(node)
        for phi in phis:
            phi.back = end.get(phi.place, ()) if end is not None else ()
        forever = isinstance(node, ast.While) and isinstance(node.test, ast.Constant) and bool(node.test.value)
        after = [*breaks, *([end] if end is not None and not (forever and breaks) else [])]
        self.conditions = outer
        self.dead = not after
        if after:
            self.state = join_states(after)
            self.block(node.orelse)

    def turn(self, node: ast.For | ast.AsyncFor | ast.While) -> tuple[list[State], State | None]:
        """One turn of a loop: the states at its breaks, and at the end of its body (None: it is not reached)."""
        self.loops = (*self.loops, node)
        self.breaks.append([])
        self.continues.append([])
        if isinstance(node, ast.While):
            self.expr(node.test)
        else:
            self.bind(node.target, Kind.ELEMENT, node, node.iter)
        self.block(node.body)
        self.loops = self.loops[:-1]
        ends = [*self.continues.pop(), *([] if self.dead else [self.state])]
        return self.breaks.pop(), join_states(ends) if ends else None

    def open_loop(self, node: Loop, body: Iterable[ast.AST]) -> list[Definition]:
        """A PHI at the loop's head for every place that the body assigns."""
        phis = []
        self.state = dict(self.state)
        for place in sorted(places_assigned(body)):
            before = self.before(place)
            if before or "." in place:
                phi = Definition(Kind.PHI, place, node, before=before, loops=(*self.loops, node))
                self.state[place] = (Reach(phi),)
                if "." in place:
                    self.attribute_roots.add(place.partition(".")[0])
                phis.append(phi)
        return phis

    # -- handlers ------------------------------------------------------------------------------------------------

    def attempt(self, node: ast.Try | ast.TryStar) -> None:
        before, outer = dict(self.state), self.conditions
        self.block(node.body)
        body_state, body_dead = self.state, self.dead
        ends: list[State] = []
        if not body_dead:
            self.block(node.orelse)
            if not self.dead:
                ends.append(self.state)
        for handler in node.handlers:
            self.state = join_states([before, body_state])
            self.dead, self.conditions = False, outer
            if handler.name:
                self.define(Kind.OPAQUE, handler.name, handler)
            self.block(handler.body)
            if not self.dead:
                ends.append(self.state)
        self.conditions = outer
        self.dead = not ends
        if ends:
            self.state = prefer(ends)
        if node.finalbody:
            was_dead, self.dead = self.dead, False
            self.block(node.finalbody)
            self.dead = self.dead or was_dead

    # -- cases ---------------------------------------------------------------------------------------------------

    def matching(self, node: ast.Match) -> None:
        self.expr(node.subject)
        before, outer, ends = self.state, self.conditions, []
        for case in node.cases:
            self.state, self.dead, self.conditions = dict(before), False, outer
            test = pattern_test(node.subject, case.pattern)
            if test is not None:
                self.scope.uses.setdefault(test.left, Use((), self.loops))
                self.conditions = (*outer, self.under(test, True))
            for name in captures(case.pattern):
                self.define(Kind.OPAQUE, name, case.pattern)
            if case.guard is not None:
                self.expr(case.guard)
            self.block(case.body)
            if not self.dead:
                ends.append(under(self.state, before, self.under(test, True) if test is not None else None))
        self.conditions = outer
        exhaustive = any(isinstance(c.pattern, ast.MatchAs) and c.pattern.pattern is None for c in node.cases)
        if not exhaustive:
            ends.append(before)
        self.dead = not ends
        if ends:
            self.state = join_states(ends)
