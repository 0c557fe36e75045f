"""Branches, loops, handlers and cases: how the state is split and joined again. Floor 3."""

from __future__ import annotations

import ast
from abc import ABC, abstractmethod
from collections.abc import Sequence

from losslint.analysis.scope import Condition, Kind, State
from losslint.analysis.use_def.expressions import Expressions
from losslint.analysis.use_def.join import Side, assuming, join_handler, join_sides, join_states, unless_read
from losslint.analysis.use_def.patterns import captures, is_irrefutable, pattern_test


class Control(Expressions, ABC):
    @abstractmethod
    def statement(self, node: ast.stmt) -> None: ...

    def block(self, statements: Sequence[ast.stmt]) -> None:
        """Statements in order; conditions that an early exit leaves behind hold to the end of this block."""
        outer = self.conditions
        self.block_inline(statements)
        self.conditions = outer

    def block_inline(self, statements: Sequence[ast.stmt]) -> None:
        """A block whose conditions outlive it."""
        previous: ast.stmt | None = None
        for statement in statements:
            if self.dead and not isinstance(previous, ast.With | ast.AsyncWith):
                break
            self.dead = False  # code behind a `with` that always leaves says that the context swallows exceptions
            self.statement(statement)
            previous = statement

    def branch(self, node: ast.If) -> None:
        mark = len(self.log)
        self.expr(node.test)
        before, outer, binds = self.state, self.conditions, len(self.log) > mark
        sides: list[Side] = []
        left: tuple[Condition, ...] = ()
        for body, holds in ((node.body, True), (node.orelse, False)):
            here = assuming(before, node.test, holds=holds) if binds else before
            self.open_side(here, outer, condition := self.under(node.test, holds=holds))
            self.block_inline(body)
            if not self.dead:
                left = self.conditions[len(outer) :]  # with those of the exits inside: `elif …: return`
                sides.append((self.state, (condition,) if holds or not _is_elif(body) else left))
        self.close_sides(sides if len(sides) != 1 else [(sides[0][0], left)], outer)

    def open_side(self, before: State, outer: tuple[Condition, ...], *conditions: Condition) -> None:
        self.state, self.conditions, self.dead = dict(before), (*outer, *conditions), False

    def close_sides(self, sides: Sequence[Side], outer: tuple[Condition, ...]) -> None:
        """Go on behind a branch with the sides that come to its end; the conditions of a single one hold from here."""
        self.conditions = (*outer, *sides[0][1]) if len(sides) == 1 else outer
        self.dead = not sides
        if sides:
            self.state = join_sides(sides)

    # -- loops ---------------------------------------------------------------------------------------------------

    def loop(self, node: ast.For | ast.AsyncFor | ast.While) -> None:
        head = [node.test] if isinstance(node, ast.While) else []
        if not isinstance(node, ast.While):
            self.expr(node.iter)
        outer, before = self.conditions, self.state
        phis = self.open_loop(node, [*head, *node.body])
        after, end = self.turn(node)
        self.close_loop(phis, end)
        self.conditions = outer
        forever = isinstance(node, ast.While) and isinstance(node.test, ast.Constant) and bool(node.test.value)
        if not forever and (end is not None or not after):
            self.state, self.dead = (before if end is None else end), False
            self.block(node.orelse)
            after += [] if self.dead else [self.state]
        self.dead = not after
        if after:
            self.state = join_states(after)

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

    # -- handlers ------------------------------------------------------------------------------------------------

    def attempt(self, node: ast.Try | ast.TryStar) -> None:
        before, mark, left = dict(self.state), len(self.log), (len(self.scope.returns), len(self.exits))
        self.guarded(node)
        if node.finalbody:
            was_dead, self.dead = self.dead, False
            if was_dead:
                self.state = self.anywhere_since(before, mark)
            until = len(self.scope.returns), len(self.exits)
            self.block(node.finalbody)
            if self.dead:  # `finally: return` takes the place of every other way out
                del self.scope.returns[left[0] : until[0]], self.exits[left[1] : until[1]]
            self.dead = self.dead or was_dead

    def guarded(self, node: ast.Try | ast.TryStar) -> None:
        """The body with its `else`, then each handler from any point of the body."""
        before, outer, mark = dict(self.state), self.conditions, len(self.log)
        self.block_inline(node.body)
        raised = self.anywhere_since(before, mark)
        if not self.dead:
            self.block_inline(node.orelse)
        end, left, body = (None if self.dead else self.state), self.conditions, self.log[mark:]
        handled: list[State] = []
        for handler in node.handlers:
            self.open_side(raised, outer)
            start = len(self.log)
            self.handle(handler)
            if self.dead:
                continue
            if end is None:
                handled.append(self.state)
            else:
                kept = before.keys() - {d.place for d in self.log[start:]}
                end = join_handler(unless_read(end, before, node, body, kept), self.state, self.log[start:])
            left = outer
        self.conditions = left
        ends = handled if end is None else [end]
        self.dead = not ends
        if ends:
            self.state = join_states(ends)

    def handle(self, handler: ast.ExceptHandler) -> None:
        self.exprs([handler.type])
        if handler.name:
            self.define(Kind.OPAQUE, handler.name, handler)
        self.block(handler.body)
        if handler.name:
            self.state.pop(handler.name, None)

    # -- cases ---------------------------------------------------------------------------------------------------

    def matching(self, node: ast.Match) -> None:
        """Cases are an if/elif chain over the subject; what is said of a case that did not match holds below it."""
        self.expr(node.subject)
        before, outer = self.state, self.conditions
        sides: list[Side] = []
        passed: tuple[Condition, ...] = ()
        for case in node.cases:
            test = pattern_test(node.subject, case.pattern)
            self.open_side(before, outer, *passed)
            conditions = (*passed, *self.matched(case, node.subject, test))
            self.block(case.body)
            if not self.dead:
                sides.append((self.state, conditions))
            if test is not None and case.guard is None:
                passed = (*passed, self.under(test, holds=False))
        if not any(is_irrefutable(case) for case in node.cases):
            sides.append((before, passed))
        self.close_sides(sides, outer)

    def matched(self, case: ast.match_case, subject: ast.expr, test: ast.Compare | None) -> tuple[Condition, ...]:
        """Bind what the case captures; the conditions under which its body runs."""
        start = len(self.conditions)
        if test is not None:
            self.exprs(test.comparators)
            self.conditions = (*self.conditions, self.under(test, holds=True))
        for name, path in captures(case.pattern):
            if path is None:
                self.define(Kind.OPAQUE, name, case.pattern)
            else:
                self.define(Kind.ASSIGN, name, case.pattern, subject, path)
        if case.guard is not None:
            self.expr(case.guard)
            self.conditions = (*self.conditions, self.under(case.guard, holds=True))
        return self.conditions[start:]


def _is_elif(body: Sequence[ast.stmt]) -> bool:
    """A further test of the same choice: where its other side ends the program, that it held tells its branch from the others."""
    return len(body) == 1 and isinstance(body[0], ast.If)
