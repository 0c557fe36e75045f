"""The evaluator: `value(expr, frame)`, asked at the loss and walked backwards only as far as the answer needs. Floor 3.

A question is a (syntax node or definition, frame) pair. Answers are memoised. A question that meets itself is answered
"no value yet" (the empty value); the head of such a cycle is asked again until its answer is stable, at most
`bounds.ROUNDS` times, then it is unknown. From the third turn on what it was before counts too, so that answers that
alternate settle. Nothing that was computed from an unfinished head, or from a cut (depth, steps), is kept, except by the
head itself; a head within the cycle of another one begins the next turn with what it came out as in this one. Steps are
counted for each root question.

This class holds what every transfer function needs (project, knowledge, frames, memo); what an expression, a
definition, a call, an attribute mean is in the files beside it, as functions that take the evaluator.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Hashable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from losslint.analysis import attached, bounds, definitions, expressions, iteration, star_imports
from losslint.analysis import conditions as conditions_of
from losslint.analysis.frames import Arguments, Frame, Iteration
from losslint.analysis.scope import Around, Condition, FunctionNode, Loop, Reach, ScopeNode
from losslint.analysis.structure import Structure
from losslint.analysis.things import (
    Class,
    Symbol,
    Value,
    const,
    guarded,
    just,
    nothing_known,
    only,
    union,
)
from losslint.guards import Guards
from losslint.place import Place, Step
from losslint.record import dataclass

if TYPE_CHECKING:
    from losslint.analysis.binding import Binding
    from losslint.knowledge import Knowledge
    from losslint.source.file import SourceFile
    from losslint.source.project import Project

Result = TypeVar("Result")
Asked = TypeVar("Asked")
Where = TypeVar("Where")
UNASKED = object()  # beside None, which is an answer


@dataclass(slots=True, eq=False)
class _Region:
    """A question of `ask_once` that is being answered: its bit among the open ones."""

    bit: int
    since: int  # the steps that had been taken when it was asked


class GivenUpError(Exception):
    """A root question that may be given up has asked far more than its budget."""


def _computed(_: Evaluator, compute: Callable[[], Value], __: None) -> Value:
    """An answer that is worked out from nothing but what the closure holds."""
    return compute()


class Evaluator(Structure):
    """One analysis of one project, or of one component of it."""

    def __init__(self, project: Project, knowledge: Knowledge, files: Sequence[SourceFile] | None = None) -> None:
        super().__init__(project, knowledge, files)
        self.memo: dict[Hashable, Any] = {}  # values by question, and facts that were worked out of values
        self.arguments: dict[tuple[ast.Call, Frame], Arguments] = {}  # of calls, as binding.py makes them
        self.bindings: dict[tuple[Arguments, FunctionNode, int], Binding] = {}  # likewise, by the receiver's identity
        self.open: dict[Hashable, int] = {}  # the questions being answered, a bit each
        self.so_far: dict[Hashable, Value] = {}  # what those of them that met themselves came out as in the last turn
        self.steps = 0
        self.budget = bounds.STEPS
        self.counts = True  # whether it is noted that the budget was used up
        self.gives_up = False
        self.is_aside = False  # whether what is asked is beside the way
        self.fruitless = 0  # how many callees used up their budget and were no loss
        self.ran_out = False  # whether the loss call in progress has used up its budget
        self.exhausted = 0  # how many loss calls used up their budget and are unknown still
        self.depth = 0
        self.hangs_on = 0  # the open heads that the answer in progress hangs on, one bit each
        self.visible = 0  # the open heads that count in this region
        self.regions: dict[Hashable, _Region] = {}  # the open questions of `ask_once`
        self.looked_at: dict[ast.Call, int] = {}  # where callers are looked for, how often inside itself
        self.tentative: dict[Hashable, tuple[Any, int]] = {}  # answers that hang on open heads, and on which
        self.hanging: dict[int, list[Hashable]] = {}  # their keys, by the innermost of these heads
        self.turned: dict[Hashable, Value] = {}  # what inner heads came out as in an outer head's turn before
        self.cache: dict[Hashable, object] = {}  # of facts that depend on no question

    def around(self, node: ScopeNode) -> Around:
        return star_imports.around(self, node)

    def attached_to(self, node: ast.AST) -> Class | None:
        return attached.to_class(self, node)

    # -- questions -----------------------------------------------------------------------------------------------

    def value(self, node: ast.expr, frame: Frame) -> Value:
        """What the expression may be in this frame."""
        if type(node) is ast.Constant:
            return just(const(node.value if node.value is not ... else None))
        key = node, frame
        known: Value | None = self.memo.get(key)
        if known is not None:
            return known
        if type(node) is ast.Name and (assigned := expressions.assigned(self, node, frame)) is not None:
            return self.value(*assigned)
        return self.answered(key, expressions.located, node, frame)

    def ask(self, key: Hashable, compute: Callable[[], Value]) -> Value:
        """Answer a question once; see the module for cycles and cuts."""
        known = self.memo.get(key)
        return known if known is not None else self.answered(key, _computed, compute, None)

    def answered(
        self, key: Hashable, compute: Callable[[Evaluator, Asked, Where], Value], asked: Asked, where: Where
    ) -> Value:
        """The answer to a question that is not in the memo: what `compute` says of `asked` there."""
        bit = self.open.get(key)
        if bit is not None:
            self.hangs_on |= bit
            return self.so_far.get(key, ())
        known: Value | None = self.held(key) if self.tentative else None
        if known is not None:
            return known
        self.steps += 1
        if self.steps > self.budget or self.depth >= bounds.QUERY_DEPTH:
            return self.refused()
        outer, bit = self.hangs_on, 1 << self.depth
        self.open[key] = bit
        if self.turned and key in self.turned:
            self.so_far[key] = self.turned[key]
        self.depth += 1
        self.visible |= bit
        try:
            self.hangs_on = 0
            result = compute(self, asked, where)
            if self.hangs_on & bit:
                result = self.settle(key, bit, result, partial(compute, self, asked, where))
        finally:
            self.depth -= 1
            self.visible &= ~bit
            del self.open[key]
            if self.so_far:
                self.so_far.pop(key, None)
        if self.hangs_on or self.hanging:
            self.close(key, bit, result, outer)
        else:  # as nearly always
            self.memo[key] = result
            self.hangs_on = outer
        return result

    def ask_once(self, key: Hashable, compute: Callable[[], Value]) -> Value:
        """The question who calls, or makes, something. It is not repeated when it meets itself (a call that is only found
        by assuming that it was found is none), and it is a region of its own: questions that are open outside are asked
        anew inside, so that no cycle of theirs runs through it."""
        known: Value | None = self.memo.get(key)
        if known is not None:
            return known
        entry = self.regions.get(key)
        if entry is not None:
            self.hangs_on |= entry.bit
            return ()
        known = self.held(key)
        if known is not None:
            return known
        if len(self.regions) >= bounds.REGIONS:
            self.hangs_on |= sum(e.bit for e in self.regions.values())
            return ()
        self.steps += 1
        if self.steps > self.budget or self.depth >= bounds.QUERY_DEPTH:
            return self.refused()
        outer, around, visible = self.hangs_on, (self.open, self.so_far), self.visible
        entry = self.regions[key] = _Region(1 << self.depth, self.steps)
        self.depth += 1
        self.hangs_on, self.open, self.so_far = 0, {}, {}
        self.visible = sum(e.bit for e in self.regions.values())
        try:
            result = compute()
        finally:
            self.depth -= 1
            del self.regions[key]
            (self.open, self.so_far), self.visible = around, visible
        if self.hangs_on & entry.bit:
            self.forget(entry.bit)  # what was answered meanwhile took it that there are none
        self.close(key, entry.bit, result, outer)
        return result

    def held(self, key: Hashable, missing: Any = None) -> Any:
        """An answer that hangs on open heads, all of which count here."""
        answer = self.tentative.get(key)
        if answer is None or answer[1] & ~self.visible:
            return missing
        self.hangs_on |= answer[1]
        return answer[0]

    def refused(self) -> Value:
        """The answer beyond the bounds of one root question: steps and depth."""
        if self.steps <= self.budget:
            self.cut()
            return nothing_known("too deeply nested")
        if self.gives_up and self.steps > self.budget * bounds.REFUSALS:
            raise GivenUpError
        if self.steps == self.budget + 1 and self.counts:
            self.ran_out = True
            for key, entry in self.regions.items():
                if self.steps - entry.since > self.budget // bounds.SHARE:  # it would use up the next too
                    self.memo.setdefault(key, ())
        self.cut()
        return nothing_known("the evaluation budget of this loss call is used up")

    def settle(self, key: Hashable, bit: int, result: Value, compute: Callable[[], Value]) -> Value:
        """The answer to a question that met itself in its first turn, with this result."""
        turn = 1
        while result != self.so_far.get(key, ()):
            self.so_far[key] = before = result
            self.forget(bit)
            if turn == bounds.ROUNDS:
                return nothing_known("a recursion does not settle")
            self.hangs_on = 0
            result = compute()
            if turn > 1:
                result = union(before, result)
            if not self.hangs_on & bit:
                return result
            turn += 1
        if self.hangs_on & ~bit:  # it is asked again: begin there
            self.turned[key] = result
        return result

    def close(self, key: Hashable, bit: int, result: Value, outer: int) -> None:
        """A head is done: what hung on it now hangs on what it hangs on itself, or on nothing."""
        hangs_on = self.hangs_on & ~bit
        for other in self.hanging.pop(bit, ()) if self.hanging else ():
            answer = self.tentative.pop(other, None)
            if answer is not None:
                self.keep(other, answer[0], (answer[1] & ~bit) | hangs_on)
        self.keep(key, result, hangs_on)
        self.hangs_on = outer | hangs_on

    def keep(self, key: Hashable, result: object, hangs_on: int) -> None:
        """A finished answer goes to the memo; one that hangs on open heads is held, filed under the innermost; one that
        was cut is not kept."""
        if not hangs_on:
            self.memo[key] = result
        elif not hangs_on & bounds.CUT:
            self.tentative[key] = (result, hangs_on)
            self.hanging.setdefault(1 << (hangs_on.bit_length() - 1), []).append(key)

    def forget(self, bit: int) -> None:
        for key in self.hanging.pop(bit, ()):
            self.tentative.pop(key, None)

    def fact(self, key: Hashable, compute: Callable[[], Result]) -> Result:
        """What is no value and is worked out of values: kept as the answer to a question is, though it is none."""
        known: Any = self.memo.get(key, UNASKED)
        if known is UNASKED and self.tentative:
            known = self.held(key, UNASKED)
        if known is not UNASKED:
            return known  # type: ignore[no-any-return]  # what was kept under this key
        outer, self.hangs_on = self.hangs_on, 0
        result = compute()
        self.keep(key, result, self.hangs_on)
        self.hangs_on |= outer
        return result

    def cut(self) -> None:
        """The answer in progress hit a bound: nothing that depends on it is kept."""
        self.hangs_on |= bounds.CUT

    def is_spent(self) -> bool:
        """Is the budget used up, so that nothing more is found by asking on? What is found so far is then cut short."""
        if self.steps <= self.budget:
            return False
        self.cut()
        return True

    def root(self, budget: int | None = None, *, gives_up: bool = False) -> None:
        """Start a new root question with the given budget, or with that of a loss call: where several loss calls used up theirs
        in this project, the next get less."""
        full = bounds.STEPS if self.exhausted < bounds.EXHAUSTED else bounds.STEPS_AFTER
        self.budget = full if budget is None else min(budget, full)
        self.counts, self.gives_up, self.is_aside = budget is None, gives_up, False
        self.steps = self.depth = self.hangs_on = self.visible = 0
        for store in (self.open, self.so_far, self.regions, self.tentative, self.hanging, self.turned):
            store.clear()

    def finished(self, *, known: bool, lost: bool = False) -> None:
        """A loss call is done. One that used up its budget, or was `lost` on the way, and is unknown still counts; one that was
        both counts twice: after some, the next get less."""
        self.exhausted += 0 if known else self.ran_out + lost
        self.ran_out = False

    # -- uses ----------------------------------------------------------------------------------------------------

    def reaches(self, reaches: tuple[Reach, ...], loops: tuple[Loop, ...], frame: Frame) -> Value:
        """The union over the definitions that reach a use, each under the conditions on its way."""
        found = []
        for reach in reaches:
            guards = self.conditions(reach.conditions, loops, frame)
            if guards is None:
                continue
            definition = reach.definition
            inner = self.adjust(frame, loops, definition.loops)
            key = definition, inner
            value = self.memo.get(key)
            if value is None:
                value = self.answered(key, definitions.evaluate, definition, inner)
            found.append(guarded(value, guards))
        return union(*found)

    def conditions(self, conditions: tuple[Condition, ...], loops: tuple[Loop, ...], frame: Frame) -> Guards | None:
        """The guards that say these conditions, None if they cannot hold."""
        guards: Guards = frozenset()
        for condition in conditions:
            inner = self.adjust(frame, loops, condition.loops)
            key = "condition", condition, inner
            more: Any = self.memo.get(key, UNASKED)
            if more is UNASKED:
                more = self.fact(key, partial(conditions_of.guards, self, condition.test, condition.holds, inner))
            if more is None:
                return None
            guards = guards | more if guards else more
        return guards

    def adjust(self, frame: Frame, loops: tuple[Loop, ...], target: tuple[Loop, ...]) -> Frame:
        """Carry a frame from a use inside `loops` to a definition inside `target`: iterations of loops that do not
        enclose the definition fall away; a loop that ended before the use is seen in its last iteration."""
        if not target:
            return frame.base if frame.iterations else frame
        if loops == target and not frame.iterations:
            return frame
        iterations: list[tuple[Loop, Iteration]] = []
        for loop in target:
            known = frame.iteration(loop)
            if known is not None:
                iterations.append((loop, known))
            elif loop not in loops:
                outer = frame.base.with_iterations(tuple(iterations))
                ended = iteration.last(self, loop, outer)
                if ended is not None:
                    iterations.append((loop, ended))
        return frame.with_iterations(tuple(iterations))

    # -- evidence ------------------------------------------------------------------------------------------------

    def place(self, node: ast.AST, frame: Frame) -> Place:
        return frame.file.place(node)

    def step(self, node: ast.AST, frame: Frame, message: str) -> Step:
        return Step(frame.file.place(node), message)

    def symbol(self, value: Value) -> str | None:
        """The canonical name, if the value is certainly one thing of a library."""
        thing = only(value)
        return self.knowledge.canonical(thing.name) if isinstance(thing, Symbol) else None
